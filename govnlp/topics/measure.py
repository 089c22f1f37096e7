"""How good topics are: accuracy, F1, calibration, confusion. Plain numpy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Truth:
    """The right topics of some paragraphs, as indexes into ``labels``.

    ``main`` has shape (paragraphs,); ``every``, boolean, (paragraphs, labels): main and also.
    """

    labels: tuple[str, ...]
    main: npt.NDArray[np.int64]
    every: npt.NDArray[np.bool_]

    @classmethod
    def of(
        cls, labels: Sequence[str], topics: Sequence[str], also: Sequence[Sequence[str]]
    ) -> Truth:
        """Topics by name; ``ValueError`` for one that is not among ``labels``."""
        index = {label: at for at, label in enumerate(labels)}
        unknown = {*topics, *(one for others in also for one in others)} - index.keys()
        if unknown:
            raise ValueError(f"unknown topics: {', '.join(sorted(unknown))}")
        main = np.asarray([index[topic] for topic in topics], dtype=np.int64)
        every = np.zeros((len(main), len(labels)), dtype=bool)
        every[np.arange(len(main)), main] = True
        for row, others in enumerate(also):
            every[row, [index[one] for one in others]] = True
        return cls(tuple(labels), main, every)

    def take(self, rows: npt.NDArray[np.int64]) -> Truth:
        """The same of some of the paragraphs."""
        return Truth(self.labels, self.main[rows], self.every[rows])


def accuracy(truth: Truth, main: npt.NDArray[np.int64]) -> float:
    """The share of paragraphs whose main topic is right."""
    return float(np.mean(truth.main == main))


def f1_by_label(truth: Truth, main: npt.NDArray[np.int64]) -> Floats:
    """F1 of each label as a main topic; NaN for one that neither side has."""
    size = len(truth.labels)
    right = np.bincount(main[main == truth.main], minlength=size)
    total = np.bincount(main, minlength=size) + np.bincount(truth.main, minlength=size)
    return np.asarray(np.where(total > 0, 2 * right / np.maximum(total, 1), np.nan))


def macro_f1(truth: Truth, main: npt.NDArray[np.int64]) -> float:
    """The mean of :func:`f1_by_label` over the labels that either side has."""
    return float(np.nanmean(f1_by_label(truth, main)))


def micro_f1(truth: Truth, every: npt.NDArray[np.bool_]) -> float:
    """F1 over all (paragraph, label) pairs, main and also."""
    return float(2 * np.sum(truth.every & every) / (np.sum(truth.every) + np.sum(every)))


def calibration_error(
    confidence: Floats, right: npt.NDArray[np.bool_], bins: int = 10
) -> tuple[float, list[tuple[float, float, int]]]:
    """The expected calibration error, and of each bin that is not empty the mean
    confidence, the share that is right, and how many there are.

    Bins are of equal width over [0, 1]; the error is the mean over paragraphs of the gap
    between the two (Guo et al. 2017, "On Calibration of Modern Neural Networks").
    """
    index = np.minimum((confidence * bins).astype(np.int64), bins - 1)
    table = []
    for one in range(bins):
        inside = index == one
        if inside.any():
            table.append(
                (float(confidence[inside].mean()), float(right[inside].mean()), int(inside.sum()))
            )
    error = sum(abs(said - was) * count for said, was, count in table) / max(len(index), 1)
    return error, table


def confusion(truth: Truth, main: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Right topic by row, predicted one by column."""
    size = len(truth.labels)
    counts = np.bincount(truth.main * size + main, minlength=size * size)
    return counts.reshape(size, size)
