"""A text edited by insertions and replacements, with the spans in it carried along."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import IntEnum


class Side(IntEnum):
    """To what an insertion belongs; of several at one place, in this order."""

    #: To the character before it, and to every span that ends there: a pinyin gloss.
    GLOSS = 0
    #: To the block that ends there, not to an entity that does: a closing ``**``.
    CLOSING = 1
    #: To nothing: it lies outside whatever ends or starts there.
    BETWEEN = 2
    #: To the block that starts there, not to an entity that does: ``## ``.
    OPENING = 3


@dataclass(frozen=True, slots=True)
class Edit:
    """Put ``text`` in the place of ``[start, end)``; an insertion has ``start == end``.

    ``note`` is a stretch of ``text`` that is no part of the document (a page number).
    """

    start: int
    end: int
    text: str
    side: Side = Side.BETWEEN
    note: tuple[int, int] | None = None

    @property
    def growth(self) -> int:
        return len(self.text) - (self.end - self.start)

    @property
    def order(self) -> tuple[int, int, int]:
        """Insertions before the replacement of the character that they stand before."""
        return self.start, self.end > self.start, self.side


@dataclass(slots=True)
class Edited:
    """An edited text; ``notes`` are the places in it of the notes that edits brought."""

    text: str
    edits: list[Edit]
    notes: list[tuple[int, int]]
    #: The length of the text before.
    length: int
    _order: list[tuple[int, int, int]] = field(init=False)
    _grown: list[int] = field(init=False)

    def __post_init__(self) -> None:
        self._order = [edit.order for edit in self.edits]
        self._grown = [0]
        for edit in self.edits:
            self._grown.append(self._grown[-1] + edit.growth)

    def start(self, offset: int, block: bool = False) -> int:
        """Where a span that started at ``offset`` starts now; ``block``: no entity.

        Raises ``ValueError`` for an offset inside a replaced stretch.
        """
        last = Side.BETWEEN if block else Side.OPENING
        return self._moved(offset, bisect_right(self._order, (offset, False, int(last))))

    def end(self, offset: int, block: bool = False) -> int:
        """Where a span that ended at ``offset`` ends now; see ``start``."""
        first = Side.BETWEEN if block else Side.CLOSING
        return self._moved(offset, bisect_left(self._order, (offset, False, int(first))))

    def _moved(self, offset: int, done: int) -> int:
        """``offset`` after the first ``done`` edits."""
        if done and self.edits[done - 1].end > offset:
            raise ValueError(f"offset {offset} lies inside a stretch that was replaced")
        return offset + self._grown[done]


def apply(text: str, edits: Iterable[Edit]) -> Edited:
    """``text`` with all ``edits`` made; their offsets count in ``text``.

    Raises ``ValueError`` where two edits overlap or one lies outside the text.
    """
    ordered = sorted(edits, key=lambda edit: edit.order)
    pieces: list[str] = []
    notes: list[tuple[int, int]] = []
    at = length = 0
    for edit in ordered:
        if not at <= edit.start <= edit.end <= len(text):
            raise ValueError(f"{edit} overlaps another edit or lies outside the text")
        pieces += (text[at : edit.start], edit.text)
        length += edit.start - at
        if edit.note:
            notes.append((length + edit.note[0], length + edit.note[1]))
        length += len(edit.text)
        at = edit.end
    pieces.append(text[at:])
    return Edited("".join(pieces), ordered, notes, len(text))
