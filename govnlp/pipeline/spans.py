"""From offsets in the text to spans of tokens, many at a time.

``Doc.char_span`` asks token by token, which costs more than all the finding on a long
report; here the offsets of all tokens are laid out once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

import numpy as np
import numpy.typing as npt
from spacy.tokens import Doc, Span

Offsets = npt.NDArray[np.int64]


def text_length(doc: Doc) -> int:
    """The length of ``doc.text``, which is put together anew each time that it is asked for."""
    if not len(doc):
        return 0
    last = doc[-1]
    return last.idx + len(last) + len(last.whitespace_)


class TokenOffsets:
    """Where the tokens of a ``Doc`` begin and end; white space after one not counted."""

    def __init__(self, doc: Doc) -> None:
        # Not LENGTH, for which each token's lexeme would be looked at.
        begins = np.asarray(doc.to_array(["IDX", "SPACY"])).reshape(-1, 2).view(np.int64)
        self.doc = doc
        # A column is no array of its own, and would be copied at each search.
        self.starts: Offsets = np.ascontiguousarray(begins[:, 0])
        nexts = np.append(self.starts[1:], text_length(doc))[: len(doc)]
        self.ends: Offsets = nexts - begins[:, 1]

    def tokens(self, places: Sequence[tuple[int, int]]) -> tuple[Offsets, Offsets]:
        """For each stretch the tokens that lie in it, wholly or in part: first, end exclusive.

        A stretch that holds no token gets an end that is not beyond its first.
        """
        edges = np.asarray(places, dtype=np.int64).reshape(-1, 2)
        firsts = self.ends.searchsorted(edges[:, 0], side="right")
        return firsts, self.starts.searchsorted(edges[:, 1], side="left")

    def spans(
        self, places: Mapping[str, Sequence[tuple[int, int]]], labels: Mapping[str, str]
    ) -> Iterator[tuple[str, list[Span]]]:
        """For each name the spans of its stretches, under its label; none for a stretch that
        holds no token. The tokens of all stretches are looked up at once."""
        firsts, lasts = self.tokens([one for group in places.values() for one in group])
        ends = zip(firsts.tolist(), lasts.tolist(), strict=True)
        for name, group in places.items():
            label = self.doc.vocab.strings.add(labels[name]) if group else 0
            yield (
                name,
                [
                    Span(self.doc, first, last, label=label)
                    for first, last in islice(ends, len(group))
                    if first < last
                ],
            )
