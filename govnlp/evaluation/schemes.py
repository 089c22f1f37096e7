"""Entities under the four schemes of SemEval-2013 task 9, as nervaluate counts them.

========  ===============================  ===========================================
scheme    right                            half right
========  ===============================  ===========================================
strict    same ends, same label
exact     same ends, whatever the label
partial   same ends, whatever the label    ends that overlap
type      same label, ends that overlap
========  ===============================  ===========================================

Spans overlap here where they share at least one hundredth of the gold span.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from nervaluate.entities import Entity
from nervaluate.strategies import (
    EntityTypeEvaluation,
    EvaluationStrategy,
    ExactEvaluation,
    PartialEvaluation,
    StrictEvaluation,
)

from govnlp.evaluation.figures import Overlap

#: A span and its label.
Labelled = tuple[int, int, str]

SCHEMES: Final[dict[str, EvaluationStrategy]] = {
    "strict": StrictEvaluation(),
    "exact": ExactEvaluation(),
    "partial": PartialEvaluation(),
    "type": EntityTypeEvaluation(),
}


def overlaps(
    gold: Iterable[Labelled], predicted: Iterable[Labelled], labels: list[str]
) -> dict[str, Overlap]:
    """Under each scheme, how the entities of one file match."""
    found = dict.fromkeys(SCHEMES, Overlap())
    for left, right in _groups(gold, predicted):
        for scheme, strategy in SCHEMES.items():
            result, _ = strategy.evaluate(left, right, labels)
            found[scheme] += Overlap(
                result.correct, result.incorrect, result.partial, result.missed, result.spurious
            )
    return found


def _groups(
    gold: Iterable[Labelled], predicted: Iterable[Labelled]
) -> Iterator[tuple[list[Entity], list[Entity]]]:
    """Entities of both sides that hang together by overlapping, in the order of the text.

    nervaluate holds every predicted entity against every gold one, which on a long
    document takes minutes; entities of different groups cannot meet anyway.
    """
    sides: tuple[list[Entity], list[Entity]] = ([], [])
    reached = 0
    marked = [(span, 0) for span in gold] + [(span, 1) for span in predicted]
    for (start, end, label), side in sorted(marked):
        if start >= reached and (sides[0] or sides[1]):
            yield sides
            sides = ([], [])
        # nervaluate's ends are inclusive.
        sides[side].append(Entity(label, start, end - 1))
        reached = max(reached, end)
    if sides[0] or sides[1]:
        yield sides
