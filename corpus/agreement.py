"""Print how far the second reading of the corpus agrees with its labels, as Markdown.

    python corpus/agreement.py

Spans must be exact; Cohen's kappa is over main topics of paragraphs that both readings
bound alike. ``gold`` is the corpus, ``predicted`` the second reading. The same as
``govnlp evaluate corpus/reports --predictions corpus/second_reading --common --markdown``.
"""

from pathlib import Path

from govnlp.evaluation import evaluate, markdown, read_records, sheets

ROOT = Path(__file__).parent

if __name__ == "__main__":
    first, second = (read_records(ROOT / name) for name in ("reports", "second_reading"))
    print(markdown(sheets(evaluate(first, second, common=True))), end="")
