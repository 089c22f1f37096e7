"""The two kinds of figure: a score of spans or labels, a share of right answers.

Both hold counts and add up, so that files can be scored apart and in any order.
A figure of nothing (0/0) is ``None``, never 0 or 1.
"""

from __future__ import annotations

from dataclasses import dataclass


def _ratio(part: int, whole: int) -> float | None:
    return part / whole if whole else None


@dataclass(frozen=True, slots=True)
class Score:
    """How many there are by the gold labels, by the prediction, and by both."""

    gold: int = 0
    predicted: int = 0
    right: int = 0

    @property
    def precision(self) -> float | None:
        """The share of the predicted ones that are right."""
        return _ratio(self.right, self.predicted)

    @property
    def recall(self) -> float | None:
        """The share of the gold ones that were found."""
        return _ratio(self.right, self.gold)

    @property
    def f1(self) -> float | None:
        """The harmonic mean of both; ``None`` where gold and prediction are empty."""
        return _ratio(2 * self.right, self.gold + self.predicted)

    def __add__(self, other: Score) -> Score:
        return Score(
            self.gold + other.gold, self.predicted + other.predicted, self.right + other.right
        )

    def to_dict(self) -> dict[str, int | float | None]:
        """Counts and figures as plain values."""
        return {
            "gold": self.gold,
            "predicted": self.predicted,
            "right": self.right,
            "precision": self.precision,
            "recall": self.recall,
            "f1": self.f1,
        }

    @classmethod
    def of_sets(cls, gold: set[str], predicted: set[str]) -> Score:
        """The score of one set of labels against another."""
        return cls(len(gold), len(predicted), len(gold & predicted))


@dataclass(frozen=True, slots=True)
class Share:
    """How many answers were asked for and how many of them are right."""

    total: int = 0
    right: int = 0

    @property
    def accuracy(self) -> float | None:
        """The share of right answers; ``None`` where none was asked for."""
        return _ratio(self.right, self.total)

    def __add__(self, other: Share) -> Share:
        return Share(self.total + other.total, self.right + other.right)

    def to_dict(self) -> dict[str, int | float | None]:
        """Counts and accuracy as plain values."""
        return {"total": self.total, "right": self.right, "accuracy": self.accuracy}

    @classmethod
    def of(cls, right: bool) -> Share:
        """One answer."""
        return cls(1, int(right))
