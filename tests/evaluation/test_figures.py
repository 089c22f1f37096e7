"""The formulas, each against a figure worked out by hand or in another way."""

from __future__ import annotations

from collections import Counter
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from govnlp.evaluation.figures import (
    NOTHING,
    Calibration,
    Confusion,
    Figure,
    Given,
    Kappa,
    MacroF1,
    Overlap,
    Score,
    Share,
)

small = st.integers(0, 9)
names = st.sampled_from(["fees", "basis", "other", NOTHING])


def test_kappa_by_hand() -> None:
    # Cohen's textbook case: 20 yes-yes, 15 no-no, 5 and 10 apart: 0.7 against 0.5 by chance.
    pairs = Counter({("fees", "fees"): 20, ("fees", "basis"): 5})
    pairs += Counter({("basis", "fees"): 10, ("basis", "basis"): 15})
    found = Confusion(pairs).values()
    assert found["accuracy"] == pytest.approx(0.7)
    assert found["kappa"] == pytest.approx(0.4)
    assert found["macro_f1"] == pytest.approx((40 / 55 + 30 / 45) / 2)
    assert Kappa(pairs).main == found["kappa"] and MacroF1(pairs).main == found["macro_f1"]


def test_kappa_of_one_class_alone_is_undefined() -> None:
    assert Confusion(Counter({("fees", "fees"): 4})).values()["kappa"] is None


def test_a_topic_that_is_not_predicted_counts_as_wrong_but_not_as_a_subject() -> None:
    found = Confusion(Counter({("fees", "fees"): 1, ("fees", NOTHING): 1})).values()
    assert found["accuracy"] == 0.5
    assert found["macro_f1"] == pytest.approx(2 / 3)


def test_a_subject_that_is_none_counts_as_none() -> None:
    assert Confusion(Counter({("fees", "weather"): 1})).values()["accuracy"] == 0
    both = Confusion(Counter({("fees", "weather"): 1, ("fees", NOTHING): 2}))
    assert both.matrix().sum() == 3


def test_calibration_by_hand() -> None:
    # Bin 0.8 to 0.9: two at 0.8, one right: gap 0.3; bin 0.1: one at 0.15, wrong: gap 0.15.
    found = Calibration.of(0.8, True) + Calibration.of(0.8, False) + Calibration.of(0.15, False)
    assert found.main == pytest.approx((2 * 0.3 + 0.15) / 3)
    assert (sum(found.number), sum(found.right)) == (3, 1)


@pytest.mark.parametrize(("confidence", "place"), [(0.0, 0), (1.0, 9), (1.5, 9), (-0.1, 0)])
def test_every_probability_has_a_bin(confidence: float, place: int) -> None:
    assert Calibration.of(confidence, True).number[place] == 1


def test_partial_matches_count_half() -> None:
    found = Overlap(correct=2, incorrect=1, partial=2, missed=1, spurious=3)
    assert (found.gold, found.predicted) == (6, 8)
    assert found.values() == {
        "precision": pytest.approx(3 / 8),
        "recall": pytest.approx(3 / 6),
        "f1": pytest.approx(6 / 14),
    }


def test_given() -> None:
    assert Given(given=8, differ=1, unlabelled=3).main == 0.5
    assert Given().main is None


@pytest.mark.parametrize(
    "figure", [Score(), Share(), Given(), Overlap(), Confusion(), Kappa(), Calibration()]
)
def test_figures_of_nothing_are_undefined(figure: Figure) -> None:
    assert set(figure.values().values()) == {None}


figures = st.one_of(
    *(st.builds(kind, small, small, small) for kind in (Score, Given)),
    st.builds(Share, small, small),
    st.builds(Overlap, small, small, small, small, small),
    st.builds(Confusion, st.dictionaries(st.tuples(names, names), small).map(Counter)),
    st.builds(Calibration.of, st.floats(0, 1), st.booleans()),
)


@given(st.lists(figures, min_size=2, max_size=6))
def test_many_samples_at_once_are_as_one_by_one(found: list[Figure]) -> None:
    kind = type(found[0])
    same = [one for one in found if type(one) is kind]
    at_once = kind.measures(np.stack([one.counts() for one in same]))
    for index, one in enumerate(same):
        for name, value in one.values().items():
            expected = np.nan if value is None else value
            np.testing.assert_allclose(at_once[name][index], expected)


@given(figures)
def test_counts_add_up(one: Figure) -> None:
    np.testing.assert_allclose((one + one).counts(), 2 * one.counts())
    assert type(one + one) is type(one)


@given(st.lists(st.tuples(names, names), min_size=1, max_size=30))
def test_kappa_in_another_way(pairs: list[tuple[str, str]]) -> None:
    observed = sum(a == b for a, b in pairs) / len(pairs)
    chance = sum(a == b for (a, _), (_, b) in product(pairs, pairs)) / len(pairs) ** 2
    kappa = Confusion(Counter(pairs)).values()["kappa"]
    if chance == 1:
        assert kappa is None
    else:
        assert kappa == pytest.approx((observed - chance) / (1 - chance))
