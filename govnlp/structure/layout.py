"""What the structure stage says of a text, as plain values."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

BlockKind = Literal["title", "heading", "paragraph", "table", "sign", "note"]


@dataclass(slots=True)
class Block:
    """A stretch of the text; ``start`` and ``end`` are offsets in the input.

    ``level``, ``number`` and ``subjects`` belong to headings, ``rows`` and
    ``table_kind`` to tables. Notes may lie inside a paragraph; nothing else overlaps.
    """

    kind: BlockKind
    start: int
    end: int
    level: int = 0
    number: str | None = None
    subjects: tuple[str, ...] = ()
    table_kind: str = "other"
    rows: list[list[str]] = field(default_factory=list)


@dataclass(slots=True)
class DocumentLayout:
    """One document of a text; documents lie end to end and cover the whole text."""

    start: int
    end: int
    kind: str
    blocks: list[Block]

    def of_kind(self, kind: BlockKind) -> list[Block]:
        """The blocks of one kind, in the order of the text."""
        return [block for block in self.blocks if block.kind == kind]
