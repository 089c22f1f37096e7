"""A cleaned reading of a text that still knows where each character came from."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Offsets = npt.NDArray[np.int32]
CodePoints = npt.NDArray[np.uint32]


def code_points(text: str) -> CodePoints:
    """The code points of ``text`` as an array of its length."""
    return np.frombuffer(text.encode("utf-32-le"), dtype="<u4")


@dataclass(slots=True, eq=False)
class View:
    """Character *i* of ``clean`` stands for ``source[starts[i]:ends[i]]``.

    ``starts`` and ``ends`` are int32 arrays of shape ``(len(clean),)``, strictly
    increasing; what lies between ``ends[i]`` and ``starts[i + 1]`` was dropped.
    """

    clean: str
    starts: Offsets
    ends: Offsets

    @classmethod
    def of(cls, text: str) -> View:
        """The view that changes nothing."""
        starts = np.arange(len(text), dtype=np.int32)
        return cls(text, starts, starts + 1)

    def __len__(self) -> int:
        return len(self.clean)

    def translate(self, clean: str) -> View:
        """The same places under other characters; ``clean`` has the same length."""
        if len(clean) != len(self.clean):
            raise ValueError("a translation keeps the number of characters")
        return View(clean, self.starts, self.ends)

    def delete(self, ranges: Sequence[tuple[int, int]], *, attach: bool = False) -> View:
        """Without the given ranges of ``clean`` (sorted, disjoint).

        With ``attach`` each range becomes part of the character before it: a
        pinyin gloss belongs to the character that it glosses.
        """
        if not ranges:
            return self
        keep = np.ones(len(self.clean), dtype=bool)
        ends = self.ends.copy() if attach else self.ends
        pieces: list[str] = []
        done = 0
        for start, end in ranges:
            pieces.append(self.clean[done:start])
            keep[start:end] = False
            if attach and start:
                ends[start - 1] = self.ends[end - 1]
            done = end
        pieces.append(self.clean[done:])
        return View("".join(pieces), self.starts[keep], ends[keep])

    def drop(self, pattern: re.Pattern[str]) -> View:
        """Without whatever ``pattern`` finds."""
        return self.delete([match.span() for match in pattern.finditer(self.clean)])

    def to_source(self, start: int, end: int) -> tuple[int, int]:
        """The source offsets of ``clean[start:end]``; of an empty span an empty one."""
        if start >= end:
            at = int(self.starts[start]) if start < len(self.starts) else self._length()
            return at, at
        return int(self.starts[start]), int(self.ends[end - 1])

    def from_source(self, start: int, end: int) -> tuple[int, int]:
        """The span of ``clean`` that stands for what is kept of ``source[start:end]``."""
        # A Python int would make numpy copy the whole array to int64 first.
        first = int(self.starts.searchsorted(np.int32(start)))
        last = int(self.starts.searchsorted(np.int32(end)))
        return first, max(first, last)

    def each_from_source(self, spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
        """:meth:`from_source` of many spans at once, which is much faster."""
        found = self.starts.searchsorted(np.asarray(spans, dtype=np.int32).reshape(-1, 2))
        found[:, 1] = np.maximum(found[:, 0], found[:, 1])
        return [(start, end) for start, end in found.tolist()]

    def _length(self) -> int:
        return int(self.ends[-1]) if len(self.ends) else 0
