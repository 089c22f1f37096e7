"""Headings nested into sections.

Pure and linear; the pipeline and the gold reader both use it. Offsets are
those of the string that the headings were found in, end exclusive.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from govnlp.structure.lines import EDGE


@dataclass(slots=True)
class Heading:
    """A heading's stretch, its level (1 is the highest), its number, its subjects."""

    start: int
    end: int
    level: int
    number: str | None = None
    subjects: list[str] = field(default_factory=list)


@dataclass(slots=True)
class NestedSection:
    """A heading with the end of its section and the index of the section around it."""

    heading: Heading
    end: int
    parent: int | None

    @property
    def start(self) -> int:
        """A section starts where its heading does."""
        return self.heading.start


class SectionLike(Protocol):
    """What ``innermost`` asks of a section; records' sections have it too."""

    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...
    @property
    def parent(self) -> int | None: ...


def nest_sections(
    headings: Sequence[Heading], end: int, text: str | None = None
) -> list[NestedSection]:
    """One section a heading, in the order of the headings.

    ``headings`` are sorted by start and do not overlap; ``end`` is the end of
    the document, its sign-off excluded. A section runs to the next heading of
    its level or higher (a lower or equal number), or to ``end``; with ``text``
    given, the white space at its end is left out. No section ends inside its
    own heading, whatever ``end`` says. ``parent`` indexes the returned list. A
    level that skips one nests all the same: a 3 after a 1 is its child.

    Raises ``ValueError`` for headings out of order.
    """
    sections: list[NestedSection] = []
    around: list[int] = []  # the sections still open, outermost first
    last = 0
    for heading in headings:
        if heading.start < last:
            raise ValueError(f"heading at {heading.start} starts before the one before it ends")
        stop = _body_end(last, heading.start, text)
        while around and sections[around[-1]].heading.level >= heading.level:
            sections[around.pop()].end = stop
        sections.append(NestedSection(heading, end, around[-1] if around else None))
        around.append(len(sections) - 1)
        last = heading.end
    stop = _body_end(last, end, text)
    for index in around:
        sections[index].end = stop
    return sections


def _body_end(start: int, end: int, text: str | None) -> int:
    """``end`` moved back over white space, never before ``start``."""
    while text is not None and start < end <= len(text) and text[end - 1] in EDGE:
        end -= 1
    return max(start, end)


def innermost(sections: Sequence[SectionLike], offset: int) -> int | None:
    """The index of the innermost section around ``offset``, ``None`` outside all.

    ``sections`` are sorted by start, as ``nest_sections`` returns them.
    """
    index: int | None = bisect_right(sections, offset, key=lambda section: section.start) - 1
    if index == -1:
        return None
    while index is not None and sections[index].end <= offset:
        index = sections[index].parent
    return index
