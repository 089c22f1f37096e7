"""From offsets in the text to spans of tokens, many at a time.

``Doc.char_span`` asks token by token, which costs more than all the finding on a long
report; here the offsets of all tokens are laid out once.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from spacy.tokens import Doc, Span

Offsets = npt.NDArray[np.int64]


class TokenOffsets:
    """Where the tokens of a ``Doc`` begin and end; white space after one not counted."""

    def __init__(self, doc: Doc) -> None:
        sizes = np.asarray(doc.to_array(["LENGTH", "SPACY"])).reshape(-1, 2).view(np.int64)
        length, space = sizes[:, 0], sizes[:, 1]
        self.doc = doc
        self.ends: Offsets = np.cumsum(length + space) - space
        self.starts: Offsets = self.ends - length

    def tokens(self, places: Sequence[tuple[int, int]]) -> tuple[Offsets, Offsets]:
        """For each stretch the tokens that lie in it, wholly or in part: first, end exclusive.

        A stretch that holds no token gets an end that is not beyond its first.
        """
        edges = np.asarray(places, dtype=np.int64).reshape(-1, 2)
        firsts = np.searchsorted(self.ends, edges[:, 0], side="right")
        return firsts, np.searchsorted(self.starts, edges[:, 1], side="left")

    def spans(self, places: Sequence[tuple[int, int]], label: str) -> list[Span]:
        """For each stretch the span of its tokens; none for a stretch that holds no token."""
        if not places:
            return []
        label_id = self.doc.vocab.strings.add(label)
        firsts, lasts = self.tokens(places)
        return [
            Span(self.doc, first, last, label=label_id)
            for first, last in zip(firsts.tolist(), lasts.tolist(), strict=True)
            if first < last
        ]
