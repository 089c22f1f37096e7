"""Intervals by the bootstrap: files are drawn with replacement, all figures recomputed.

A file is one draw, since the documents of a file (a report and the plan that follows it)
are not independent of each other. The draws are the columns of one matrix of weights, so
that all samples of all figures are two matrix products away from the counts of the files.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from govnlp.evaluation.figures import Array, Figure

#: A figure's group and name.
Key = tuple[str, str]
Interval = tuple[float, float]
#: Of each figure, of each of its measures, all samples.
Samples = dict[Key, dict[str, Array]]


@dataclass(frozen=True, slots=True)
class Bootstrap:
    """How to draw: the same seed gives the same intervals.

    ``level`` is the share of samples that an interval holds; its ends are percentiles.
    """

    samples: int = 1000
    seed: int = 0
    level: float = 0.95

    def draw(self, parts: Sequence[Mapping[Key, Figure]]) -> Samples:
        """Every measure in every sample of ``parts``, the figures of each file.

        All parts have the same keys. Two calls with as many parts draw the same files,
        so that their samples are paired.
        """
        if not parts:
            return {}
        sizes = [len(figure.counts()) for figure in parts[0].values()]
        counts = np.array([np.concatenate([f.counts() for f in p.values()]) for p in parts])
        drawn = self._weights(len(parts)) @ counts
        cuts = np.split(drawn, np.cumsum(sizes)[:-1], axis=1)
        return {
            key: figure.measures(columns)
            for (key, figure), columns in zip(parts[0].items(), cuts, strict=True)
        }

    def _weights(self, files: int) -> Array:
        """How often each file is drawn in each sample, of shape (samples, files)."""
        generator = np.random.default_rng(self.seed)
        weights: Array = generator.multinomial(
            files, np.full(files, 1 / files), size=self.samples
        ).astype(np.float64)
        return weights

    def interval(self, samples: Array) -> Interval | None:
        """The percentiles of a measure's samples; ``None`` where it is never defined."""
        defined = samples[~np.isnan(samples)]
        if not len(defined):
            return None
        low, high = np.quantile(defined, [(1 - self.level) / 2, (1 + self.level) / 2])
        return float(low), float(high)

    def intervals(self, parts: Sequence[Mapping[Key, Figure]]) -> dict[Key, dict[str, Interval]]:
        """The interval of every measure; none at all of fewer than two files."""
        if len(parts) < FEWEST:
            return {}
        found = {
            key: {name: self.interval(values) for name, values in measures.items()}
            for key, measures in self.draw(parts).items()
        }
        return {
            key: {name: ends for name, ends in measures.items() if ends}
            for key, measures in found.items()
        }


#: With one file every sample is that file, and an interval would feign certainty.
FEWEST: Final = 2
