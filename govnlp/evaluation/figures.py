"""The kinds of figure: what is counted, and the measures that the counts give.

A figure holds counts, and figures add up, so that files can be scored apart and in any
order. ``measures`` works on counts of any number of samples at once: the bootstrap
(``bootstrap.py``) and a single figure go through the same formulas. A measure of nothing
(0/0) is ``None`` (``nan`` in arrays), never 0 or 1.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import astuple, dataclass, field, fields
from typing import Any, ClassVar, Final, Self

import numpy as np
import numpy.typing as npt

from govnlp.vocabulary import SUBJECTS

Array = npt.NDArray[np.float64]
Measures = dict[str, Array]
Value = int | float | None


def ratio(part: Array, whole: Array) -> Array:
    """``part / whole``, ``nan`` where ``whole`` is 0."""
    part, whole = np.asarray(part, np.float64), np.asarray(whole, np.float64)
    found: Array = np.divide(part, whole, out=np.full(whole.shape, np.nan), where=whole != 0)
    return found


@dataclass(frozen=True, slots=True)
class Figure:
    """Counts, and measures of them; ``MAIN`` is the measure that sums the figure up."""

    MAIN: ClassVar[str]

    def counts(self) -> Array:
        """The counts as a vector."""
        return np.array(astuple(self), np.float64)

    @staticmethod
    def measures(counts: Array) -> Measures:
        """Each measure, of shape ``(...)``, for counts of shape ``(..., number of counts)``."""
        raise NotImplementedError

    def values(self) -> dict[str, float | None]:
        """Each measure of this figure."""
        found = {name: float(value) for name, value in self.measures(self.counts()).items()}
        return {name: None if np.isnan(value) else value for name, value in found.items()}

    @property
    def main(self) -> float | None:
        """The measure that sums the figure up."""
        return self.values()[self.MAIN]

    def to_dict(self) -> dict[str, Any]:
        """Counts and measures as plain values."""
        return {one.name: getattr(self, one.name) for one in fields(self)} | self.values()

    def __add__(self, other: Self) -> Self:
        return type(self)(*(a + b for a, b in zip(astuple(self), astuple(other), strict=True)))


@dataclass(frozen=True, slots=True)
class Score(Figure):
    """How many there are by the gold labels, by the prediction, and by both."""

    MAIN: ClassVar[str] = "f1"
    gold: int = 0
    predicted: int = 0
    right: int = 0

    @staticmethod
    def measures(counts: Array) -> Measures:
        """Precision, recall and F1."""
        gold, predicted, right = np.moveaxis(counts, -1, 0)
        return {
            "precision": ratio(right, predicted),
            "recall": ratio(right, gold),
            "f1": ratio(2 * right, gold + predicted),
        }

    @property
    def precision(self) -> float | None:
        """The share of the predicted ones that are right."""
        return self.values()["precision"]

    @property
    def recall(self) -> float | None:
        """The share of the gold ones that were found."""
        return self.values()["recall"]

    @property
    def f1(self) -> float | None:
        """The harmonic mean of both; ``None`` where gold and prediction are empty."""
        return self.main

    @classmethod
    def of_sets(cls, gold: set[Any], predicted: set[Any]) -> Score:
        """The score of one set of labels against another."""
        return cls(len(gold), len(predicted), len(gold & predicted))


@dataclass(frozen=True, slots=True)
class Share(Figure):
    """How many answers were asked for and how many of them are right."""

    MAIN: ClassVar[str] = "accuracy"
    total: int = 0
    right: int = 0

    @staticmethod
    def measures(counts: Array) -> Measures:
        """The share of right answers."""
        total, right = np.moveaxis(counts, -1, 0)
        return {"accuracy": ratio(right, total)}

    @property
    def accuracy(self) -> float | None:
        """The share of right answers; ``None`` where none was asked for."""
        return self.main

    @classmethod
    def of(cls, right: bool) -> Share:
        """One answer."""
        return cls(1, int(right))


@dataclass(frozen=True, slots=True)
class Given(Figure):
    """Values that the prediction gives, and those of them that gold does not confirm.

    ``differ`` are those for which gold has another value, ``unlabelled`` those for which it
    has none. For a value that gold seldom has, accuracy says nothing of the latter: it asks
    only where gold has one.
    """

    MAIN: ClassVar[str] = "unconfirmed"
    given: int = 0
    differ: int = 0
    unlabelled: int = 0

    @staticmethod
    def measures(counts: Array) -> Measures:
        """The share of the given values that gold does not confirm, for either reason."""
        given, differ, unlabelled = np.moveaxis(counts, -1, 0)
        return {"unconfirmed": ratio(differ + unlabelled, given)}


@dataclass(frozen=True, slots=True)
class Overlap(Figure):
    """Spans matched under one of the schemes of SemEval-2013 task 9 (see ``schemes.py``).

    A partial match counts half.
    """

    MAIN: ClassVar[str] = "f1"
    correct: int = 0
    incorrect: int = 0
    partial: int = 0
    missed: int = 0
    spurious: int = 0

    @staticmethod
    def measures(counts: Array) -> Measures:
        """Precision, recall and F1."""
        correct, incorrect, partial, missed, spurious = np.moveaxis(counts, -1, 0)
        met = correct + incorrect + partial
        right = correct + partial / 2
        return Score.measures(np.stack([met + missed, met + spurious, right], axis=-1))

    @property
    def gold(self) -> int:
        """The spans that gold has."""
        return self.correct + self.incorrect + self.partial + self.missed

    @property
    def predicted(self) -> int:
        """The spans that the prediction has."""
        return self.correct + self.incorrect + self.partial + self.spurious


#: Stands for the subject where one of the two sides has none.
NOTHING: Final = "none"
#: Rows and columns of a confusion matrix.
CLASSES: Final = (*SUBJECTS, NOTHING)
_PLACE: Final = {name: at for at, name in enumerate(CLASSES)}


@dataclass(frozen=True, slots=True)
class Confusion(Figure):
    """How often gold has one subject and the prediction another: (gold, predicted) pairs."""

    MAIN: ClassVar[str] = "accuracy"
    pairs: Counter[tuple[str, str]] = field(default_factory=Counter)

    def matrix(self) -> Array:
        """The pairs' numbers: a row a gold class, a column a predicted one (``CLASSES``)."""
        found = np.zeros((len(CLASSES), len(CLASSES)))
        for (gold, predicted), number in self.pairs.items():
            found[_place(gold), _place(predicted)] += number
        return found

    def counts(self) -> Array:
        """The matrix, row after row."""
        return self.matrix().ravel()

    @staticmethod
    def measures(counts: Array) -> Measures:
        """Accuracy, macro F1 over the subjects that either side has, Cohen's kappa."""
        size = len(CLASSES)
        matrix = counts.reshape(*counts.shape[:-1], size, size)
        rows, columns = matrix.sum(axis=-1), matrix.sum(axis=-2)
        hits = np.diagonal(matrix, axis1=-2, axis2=-1)
        total = rows.sum(axis=-1)
        observed = ratio(hits.sum(axis=-1), total)
        chance = ratio((rows * columns).sum(axis=-1), total**2)
        either = (rows + columns)[..., :-1]
        f1 = ratio(2 * hits[..., :-1], either)
        return {
            "accuracy": observed,
            "macro_f1": ratio(np.nansum(f1, axis=-1), (either > 0).sum(axis=-1)),
            "kappa": ratio(observed - chance, 1 - chance),
        }

    def score(self, subject: str) -> Score:
        """One subject against all others."""
        gold = sum(n for (left, _), n in self.pairs.items() if left == subject)
        predicted = sum(n for (_, right), n in self.pairs.items() if right == subject)
        return Score(gold, predicted, self.pairs[subject, subject])

    def to_dict(self) -> dict[str, Any]:
        """Measures, and the numbers as gold subject to predicted subject to number."""
        table: dict[str, dict[str, int]] = {}
        for (gold, predicted), number in sorted(self.pairs.items()):
            table.setdefault(gold, {})[predicted] = number
        return {"pairs": table} | self.values()

    def __add__(self, other: Self) -> Self:
        return type(self)(self.pairs + other.pairs)


class MacroF1(Confusion):
    """A confusion summed up by its macro F1."""

    MAIN: ClassVar[str] = "macro_f1"


class Kappa(Confusion):
    """A confusion summed up by Cohen's kappa."""

    MAIN: ClassVar[str] = "kappa"


def _place(name: str) -> int:
    # A prediction may come from elsewhere and have subjects of its own.
    return _PLACE.get(name, len(CLASSES) - 1)


#: Bins of confidence, all of one width.
BINS: Final = 10


@dataclass(frozen=True, slots=True)
class Calibration(Figure):
    """How often predictions of a confidence are right: ten bins of one width.

    ``number``, ``right`` and ``confidence`` hold for each bin how many predictions fell in
    it, how many were right, and the sum of their probabilities.
    """

    MAIN: ClassVar[str] = "ece"
    number: tuple[int, ...] = (0,) * BINS
    right: tuple[int, ...] = (0,) * BINS
    confidence: tuple[float, ...] = (0.0,) * BINS

    def counts(self) -> Array:
        """The three rows of bins one after the other."""
        return np.array([*self.number, *self.right, *self.confidence], np.float64)

    @staticmethod
    def measures(counts: Array) -> Measures:
        """The expected calibration error: the mean gap of accuracy and confidence."""
        number, right, confidence = np.moveaxis(counts.reshape(*counts.shape[:-1], 3, BINS), -2, 0)
        gaps = np.abs(right - confidence).sum(axis=-1)
        return {"ece": ratio(gaps, number.sum(axis=-1))}

    @classmethod
    def of(cls, confidence: float, right: bool) -> Calibration:
        """One prediction; a probability outside 0 to 1 goes to the first or last bin."""
        place = min(max(int(confidence * BINS), 0), BINS - 1)
        return cls(
            _only(place, 1), _only(place, int(right)), tuple(map(float, _only(place, confidence)))
        )

    def to_dict(self) -> dict[str, Any]:
        """The rows of bins as lists, and the measure."""
        rows = {one.name: list(getattr(self, one.name)) for one in fields(self)}
        return rows | self.values()

    def __add__(self, other: Self) -> Self:
        return type(self)(
            _sums(self.number, other.number),
            _sums(self.right, other.right),
            _sums(self.confidence, other.confidence),
        )


def _only(place: int, value: Any) -> tuple[Any, ...]:
    return tuple(value if at == place else 0 for at in range(BINS))


def _sums(left: Sequence[Any], right: Sequence[Any]) -> tuple[Any, ...]:
    return tuple(a + b for a, b in zip(left, right, strict=True))
