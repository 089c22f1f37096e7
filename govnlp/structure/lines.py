"""The lines of a text, with what can be seen of each by itself."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

import numpy as np

from govnlp.structure.rules import rules
from govnlp.text.view import View, code_points

_BREAK = re.compile(r"[\n\f]")
#: White space and the characters that show as nothing.
EDGE = (
    " \t\n\v\f\r\x1c\x1d\x1e\x1f\x85\u00a0\u1680\u2028\u2029\u202f\u205f\u3000"
    + "".join(map(chr, range(0x2000, 0x200B)))
    + "\u00ad\u200b\u200c\u200d\u2060\ufeff"
)
_HASHES = re.compile(r"#{1,6}(?=[ \t]*[^#\s])")
_BOLD = re.compile(r"(?:\*\*|__)[^*_\n]{1,200}(?:\*\*|__)")
#: What parts the cells of a table that a converter set in columns.
WIDE_SPACE = re.compile(r"[ \u00a0\u3000]{2,}")
_PROSE = re.compile("[。；，！？]")
_LONGEST_NOTE = 140
#: A key with its value, an item of a list or a comment of YAML; the lines that may follow.
_FRONT = re.compile(r"[\w -]{1,40}:(?:\s|$)|-\s|#")
_FRONT_REACH = 60


@dataclass(slots=True)
class Line:
    """One line that holds text.

    ``first``/``last`` are offsets in the clean view, ``start``/``end`` in the input
    (markers included, white space at the edges not). ``indent`` counts the columns
    of white space before the text, ``gap`` the empty lines above it; ``width`` is the
    columns that the line takes as it stands, noise and indent included; ``spaced`` is
    whether wide spaces part it into three cells or more.
    """

    text: str
    first: int
    last: int
    start: int
    end: int
    gap: int
    page_top: bool
    page_bottom: bool
    hashes: int
    bold: bool
    tabbed: bool = False
    spaced: bool = False
    indent: int = 0
    width: int = 0
    level: int = 0
    number: str | None = None
    body: int = 0  # where the words after the number begin, in ``text``


def split_lines(view: View, source: str) -> list[Line]:
    """The lines of a clean view that hold text, in order."""
    lines: list[Line] = []
    edges: list[int] = []
    gap, at, raw_at, page_top = 0, 0, 0, True
    breaks = [m.start() for m in _BREAK.finditer(view.clean)]
    stops = [*breaks, len(view.clean)]
    raw_stops = [*view.starts[breaks].tolist(), len(source)]
    raw_nexts = [*view.ends[breaks].tolist(), len(source)]
    for stop, raw_stop, raw_next in zip(stops, raw_stops, raw_nexts, strict=True):
        at_page_end = stop == len(view.clean) or view.clean[stop] == "\f"
        if not view.clean[at:stop].strip(EDGE):
            gap += 1
        else:
            lines.append(_line(view, source, (at, stop), (raw_at, raw_stop), gap, page_top))
            edges.append(raw_at)
            gap, page_top = 0, False
        if at_page_end:
            page_top = True
            if lines:
                lines[-1].page_bottom = True
        at = stop + 1
        raw_at = raw_next
    _measure(lines, edges, source)
    return lines


def _line(
    view: View, source: str, clean: tuple[int, int], raw: tuple[int, int], gap: int, page_top: bool
) -> Line:
    shown = source[raw[0] : raw[1]].lstrip(EDGE)
    inner = shown.rstrip(EDGE)
    start = raw[1] - len(shown)
    hashes = _HASHES.match(inner) if inner.startswith("#") else None
    marked = inner[hashes.end() :].strip() if hashes else inner
    line = Line(
        text=view.clean[clean[0] : clean[1]],
        first=clean[0],
        last=clean[1],
        start=start,
        end=start + len(inner),
        gap=gap,
        page_top=page_top,
        page_bottom=False,
        hashes=len(hashes[0]) if hashes else 0,
        bold=marked.startswith(("**", "__")) and _BOLD.fullmatch(marked) is not None,
        # The clean view drops the tabs of empty cells at a line's end.
        spaced=not _PROSE.search(inner) and len(WIDE_SPACE.split(inner)) > 2,
        tabbed="\t" in shown and not inner.endswith("。"),
    )
    read_number(line)
    return line


def _measure(lines: list[Line], edges: list[int], source: str) -> None:
    """Set indents and widths; ``edges`` are where the lines begin, white space included.

    On a page a Han character or an ideographic space takes two columns, a tab four.
    """
    codes = code_points(source)
    taken = 1 + (codes > 0x2E7F) + 3 * (codes == 0x09)
    columns = np.concatenate(([0], np.cumsum(taken)))
    before = columns[edges]
    indents = columns[[line.start for line in lines]] - before
    widths = columns[[line.end for line in lines]] - before
    for line, indent, width in zip(lines, indents.tolist(), widths.tolist(), strict=True):
        line.indent, line.width = indent, width


def read_number(line: Line) -> None:
    """Set the level, the number and the body of a line that opens with a heading's number."""
    if match := rules().number.match(line.text):
        group = match.lastgroup or ""
        line.level, line.number, line.body = rules().levels[group], match[group], match.end()


def is_note(line: Line) -> bool:
    """Whether a line by itself is a crumb, a page number or a print mark."""
    return len(line.text) <= _LONGEST_NOTE and rules().note.fullmatch(line.text) is not None


def front_matter(lines: list[Line], source: str) -> int:
    """How many lines the YAML between two rulers takes that programs put above a Markdown text."""
    texts = [source[line.start : line.end] for line in lines[:_FRONT_REACH]]
    if not texts or texts[0] != "---":
        return 0
    for index, text in enumerate(texts[1:], 1):
        if text in ("---", "..."):
            return index + 1 if index > 1 else 0
        if not lines[index].indent and not _FRONT.match(text):
            return 0
    return 0


def running_heads(lines: list[Line]) -> set[str]:
    """Texts of lines that return at the top or the bottom of pages."""
    edges = Counter(line.text for line in lines if line.page_top or line.page_bottom)
    pages = sum(line.page_top for line in lines)
    return {text for text, seen in edges.items() if pages > 1 and seen > 1 and _is_short(text)}


def _is_short(text: str) -> bool:
    return len(text) <= 60 and text[-1] not in "。；，"


def wrap_width(lines: list[Line]) -> int | None:
    """The columns at which the text was hard-wrapped, ``None`` where it was not.

    A wrapped text shows many lines of nearly one width that end inside a sentence.
    """
    widths = sorted(line.width for line in lines)
    if len(widths) < 8:
        return None
    widest = widths[int(len(widths) * 0.9)]
    if not 24 <= widest <= 140:
        return None
    full = [line for line in lines if widest - 5 <= line.width <= widest + 4]
    inside = [line for line in full if line.text[-1] not in "。！？；：.”"]
    if len(full) >= 0.3 * len(lines) and len(inside) >= 0.5 * len(full):
        return widest
    return None
