"""``python -m govnlp``: the command, by the interpreter that it is to run with."""

from govnlp.cli import app

if __name__ == "__main__":
    app(prog_name="govnlp")
