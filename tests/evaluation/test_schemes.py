"""The four schemes of matching entities."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govnlp.evaluation.figures import Overlap
from govnlp.evaluation.schemes import SCHEMES, Labelled, overlaps

LABELS = ["DATE", "COUNT"]


def one(gold: list[Labelled], predicted: list[Labelled]) -> dict[str, float | None]:
    return {name: found.main for name, found in overlaps(gold, predicted, LABELS).items()}


@pytest.mark.parametrize(
    ("predicted", "expected"),
    [
        ((0, 4, "DATE"), {"strict": 1, "exact": 1, "partial": 1, "type": 1}),
        ((0, 4, "COUNT"), {"strict": 0, "exact": 1, "partial": 1, "type": 0}),
        ((0, 3, "DATE"), {"strict": 0, "exact": 0, "partial": 0.5, "type": 1}),
        ((1, 6, "COUNT"), {"strict": 0, "exact": 0, "partial": 0.5, "type": 0}),
        ((4, 6, "DATE"), {"strict": 0, "exact": 0, "partial": 0, "type": 0}),
    ],
)
def test_each_scheme(predicted: Labelled, expected: dict[str, float]) -> None:
    assert one([(0, 4, "DATE")], [predicted]) == expected


spans = st.lists(st.integers(0, 30), max_size=10, unique=True).flatmap(
    lambda cuts: st.tuples(
        *(
            st.sampled_from([None, *((a, b, label) for label in LABELS)])
            for a, b in pairwise(sorted(cuts))
        )
    ).map(lambda found: [span for span in found if span])
)


@given(spans, spans)
def test_group_by_group_is_as_all_at_once(gold: list[Labelled], predicted: list[Labelled]) -> None:
    from nervaluate.entities import Entity

    found = overlaps(gold, predicted, LABELS)
    left, right = (
        [Entity(label, start, end - 1) for start, end, label in side] for side in (gold, predicted)
    )
    for name, strategy in SCHEMES.items():
        whole, _ = strategy.evaluate(left, right, LABELS)
        counted = (whole.correct, whole.incorrect, whole.partial, whole.missed, whole.spurious)
        assert found[name] == Overlap(*counted)
        assert found[name].main == pytest.approx(whole.f1) or found[name].main is None
        assert (found[name].gold, found[name].predicted) == (len(gold), len(predicted))
    assert found["strict"].correct == len(set(gold) & set(predicted))


def test_a_long_file_takes_no_longer_than_it_must() -> None:
    many = [(at * 10, at * 10 + 5, "DATE") for at in range(5_000)]
    assert overlaps(many, many, LABELS)["strict"] == Overlap(correct=5_000)
