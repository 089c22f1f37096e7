"""Write the figures in the documentation anew, from the commands that give them.

    python docs/refresh.py            # every block
    python docs/refresh.py README.md  # those of one file

A block stands between two comments; the first names the command, run in the repository's
root, and may name the table of its Markdown output and the rows of it to keep:

    <!-- figures: govnlp evaluate corpus/reports --split test --markdown -->
    <!-- figures: … --markdown | Values | document year, COUNT item -->
    <!-- /figures -->

A command whose last argument is a path that is not there leaves its block as it is.
"""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent.parent
BLOCK = re.compile(
    r"(?P<open><!-- figures: (?P<command>[^|\n]+?)"
    r"(?: \| (?P<table>[^|\n]+) \| (?P<rows>[^\n]+?))? -->\n)"
    r"(?P<figures>.*?)(?P<close><!-- /figures -->)",
    re.DOTALL,
)


@cache
def output(command: str) -> str | None:
    """What a command prints, ``None`` where what it reads is not there."""
    arguments = shlex.split(command)
    if any(part.startswith("../") and not (ROOT / part).exists() for part in arguments):
        return None
    return subprocess.run(
        arguments, cwd=ROOT, check=True, capture_output=True, encoding="utf-8"
    ).stdout.strip()


def chosen(text: str, table: str, rows: list[str]) -> str:
    """The head and the named rows of the table that follows the line ``**table…**``."""
    _, _, behind = text.partition(f"**{table}")
    lines = [line for line in behind.partition("\n**")[0].splitlines() if line.startswith("|")]
    found = {line.split("|")[1].strip(): line for line in lines[2:]}
    return "\n".join([*lines[:2], *(found[row] for row in rows)])


def figures(block: re.Match[str]) -> str:
    """A block with its figures made anew."""
    text = output(block["command"])
    if text is None:
        print(f"left as it is: {block['command']}", file=sys.stderr)
        return block[0]
    if block["table"]:
        text = chosen(text, block["table"], [row.strip() for row in block["rows"].split(",")])
    return f"{block['open']}\n{text}\n\n{block['close']}"


def main(names: list[str]) -> None:
    """Refresh the named files, or all that hold blocks."""
    files = [Path(name) for name in names] or [
        *ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("corpus/*.md")
    ]  # fmt: skip
    for path in files:
        before = path.read_text(encoding="utf-8")
        after = BLOCK.sub(figures, before)
        if after != before:
            path.write_text(after, encoding="utf-8")
            print(f"refreshed {path}")


if __name__ == "__main__":
    main(sys.argv[1:])
