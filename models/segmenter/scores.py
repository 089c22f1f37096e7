"""Word F1 and its bootstrap interval over sentences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

import numpy as np

Words = Sequence[str]


@dataclass(frozen=True, slots=True)
class Counts:
    """Words by hand, words found, and words found that are right at both ends."""

    gold: int = 0
    found: int = 0
    right: int = 0

    @classmethod
    def of(cls, gold: Sequence[Words], found: Sequence[Words]) -> Counts:
        """The counts over sentences.

        Raises ``ValueError`` where the two are not the same text.
        """
        return sum((cls._of_one(*pair) for pair in zip(gold, found, strict=True)), cls())

    @classmethod
    def _of_one(cls, gold: Words, found: Words) -> Counts:
        if "".join(gold) != "".join(found):
            raise ValueError(f"not the same text: {''.join(gold)!r} and {''.join(found)!r}")
        left, right = places(gold), places(found)
        return cls(len(left), len(right), len(left & right))

    def __add__(self, other: Counts) -> Counts:
        return Counts(self.gold + other.gold, self.found + other.found, self.right + other.right)

    @property
    def precision(self) -> float:
        """The share of the words found that are right."""
        return self.right / self.found

    @property
    def recall(self) -> float:
        """The share of the words by hand that are found."""
        return self.right / self.gold

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        return 2 * self.right / (self.gold + self.found)


def places(words: Words) -> set[tuple[int, int]]:
    """Where each word begins and ends.

    >>> sorted(places(["公开", "率"]))
    [(0, 2), (2, 3)]
    """
    return set(pairwise(accumulate(map(len, words), initial=0)))


def interval(
    gold: Sequence[Words], found: Sequence[Words], seed: int = 0, samples: int = 10_000
) -> tuple[float, float]:
    """The 95% interval of the F1: percentiles over samples of the sentences, drawn anew."""
    each = [Counts.of([one], [other]) for one, other in zip(gold, found, strict=True)]
    counts = np.array([(c.gold + c.found, c.right) for c in each])
    drawn = np.random.default_rng(seed).integers(len(each), size=(samples, len(each)))
    totals = counts[drawn].sum(axis=1)
    low, high = np.percentile(2 * totals[:, 1] / totals[:, 0], [2.5, 97.5])
    return float(low), float(high)
