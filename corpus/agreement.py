"""Print how far the second reading of the corpus agrees with its labels.

    python corpus/agreement.py

Spans must be exact; Cohen's kappa is over main topics of paragraphs that both readings
bound alike.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from rich.console import Console
from rich.table import Table

from govnlp.corpora import load_gold
from govnlp.evaluation import evaluate
from govnlp.record import Record

ROOT = Path(__file__).parent
ROWS = ("title", "heading", "paragraph", "table", "note", "sign_off")


def records(path: Path) -> list[Record]:
    """The records of one gold file, named by the file alone."""
    found = load_gold([path])[0].records
    for record in found:
        record.source.path = path.name
    return found


def topics(read: list[Record]) -> dict[tuple[str | None, int, int], str | None]:
    """Main topics by file and place."""
    return {
        (r.source.path, r.source.start + p.start, r.source.start + p.end): p.topic
        for r in read
        for p in r.paragraphs
    }


def kappa(pairs: list[tuple[str | None, str | None]]) -> float:
    """Cohen's kappa of two readings of the same things."""
    observed = sum(a == b for a, b in pairs) / len(pairs)
    one, other = Counter(a for a, _ in pairs), Counter(b for _, b in pairs)
    chance = sum(one[topic] * other[topic] for topic in one) / len(pairs) ** 2
    return (observed - chance) / (1 - chance)


def main() -> None:
    """Compare ``second_reading`` with ``reports``."""
    seconds = sorted((ROOT / "second_reading").glob("*.xml"))
    firsts = [next((ROOT / "reports").glob(f"*/{path.name}")) for path in seconds]
    first = [record for path in firsts for record in records(path)]
    second = [record for path in seconds for record in records(path)]
    scores = evaluate(first, second)
    table = Table("label", "F1", "first", "second", title=f"{len(seconds)} files")
    for name in ROWS:
        score = scores.spans[name]
        table.add_row(name, _shown(score.f1), str(score.gold), str(score.predicted))
    for label, score in scores.entities.items():
        table.add_row(label, _shown(score.f1), str(score.gold), str(score.predicted))
    table.add_row("subjects of headings", _shown(scores.subjects.f1))
    a, b = topics(first), topics(second)
    both = [(a[place], b[place]) for place in a if place in b]
    table.add_row("main topic, kappa", _shown(kappa(both)), str(len(a)), str(len(b)))
    Console().print(table)


def _shown(figure: float | None) -> str:
    return "–" if figure is None else f"{figure:.3f}"


if __name__ == "__main__":
    main()
