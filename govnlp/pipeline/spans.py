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
        sizes = np.asarray(doc.to_array(["LENGTH", "SPACY"]), dtype=np.int64).reshape(-1, 2)
        after = np.cumsum(sizes.sum(axis=1))
        self.doc = doc
        self.ends: Offsets = after - sizes[:, 1]
        self.starts: Offsets = self.ends - sizes[:, 0]

    def spans(self, places: Sequence[tuple[int, int]], labels: Sequence[str]) -> list[Span | None]:
        """For each stretch the span of the tokens that lie in it, wholly or in part.

        ``None`` for a stretch that holds no token.
        """
        if not places:
            return []
        edges = np.asarray(places, dtype=np.int64)
        firsts = np.searchsorted(self.ends, edges[:, 0], side="right").tolist()
        lasts = np.searchsorted(self.starts, edges[:, 1], side="left").tolist()
        ids = {label: self.doc.vocab.strings.add(label) for label in set(labels)}
        return [
            Span(self.doc, first, last, label=ids[label]) if first < last else None
            for first, last, label in zip(firsts, lasts, labels, strict=True)
        ]
