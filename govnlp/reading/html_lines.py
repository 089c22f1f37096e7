"""An element of a page → its lines of text, as a browser would show them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from govnlp.reading.grid import Cell, is_layout, table_lines
from govnlp.reading.html_tree import Element, settings
from govnlp.reading.text_joins import is_wide

#: White space that HTML folds; no-break and ideographic spaces stay.
_FOLDED: Final = re.compile(r"[ \t\n\r\f]+")
_SPACE: Final = " \t\n\r\f"
_BLANK: Final = _SPACE + "\u00a0\u3000\u200b\ufeff"
#: Tables within tables beyond this depth are unfolded to their text.
MAX_NESTING: Final = 20
_ROWS: Final = frozenset(("tr",))
_GROUPS: Final = frozenset(("tbody", "thead", "tfoot", "form"))


def lines_of(root: Element, depth: int = 0) -> list[str]:
    """The lines of ``root``: one a block or line break, tables as tab-separated cells.

    No line is blank. ``depth`` counts the tables around ``root``.
    """
    lines: list[str] = []
    buffer: list[str] = []
    block = settings()["block"]

    def flush() -> None:
        line = folded("".join(buffer))
        buffer.clear()
        if line.strip(_BLANK):
            lines.append(line)

    # What is still to do, the next last; a lone None ends a line.
    stack: list[Element | str | None] = list(reversed(root.children))
    while stack:
        node = stack.pop()
        if isinstance(node, str):
            buffer.append(node)
        elif node is None or node.tag == "br":
            flush()
        elif node.tag == "table" and depth < MAX_NESTING:
            flush()
            lines.extend(_table(node, depth + 1))
        elif node.tag in ("pre", "listing"):
            flush()
            lines.extend(_preformatted(node))
        elif node.tag in block:
            flush()
            stack.append(None)
            stack.extend(reversed(node.children))
        else:
            stack.extend(reversed(node.children))
    flush()
    return lines


def folded(text: str) -> str:
    """``text`` with its white space folded as browsers do, none at either end."""
    return _FOLDED.sub(_fold, text.strip(_SPACE))


def _fold(space: re.Match[str]) -> str:
    # A line break between two Han characters is the page's author's, not the text's:
    # CSS Text 3, section 4.1.3 (segment break transformation).
    if "\n" not in space[0]:
        return " "
    before, after = space.string[space.start() - 1], space.string[space.end()]
    return "" if is_wide(before) and is_wide(after) else " "


def _preformatted(node: Element) -> list[str]:
    lines = node.content().expandtabs(1).splitlines()
    return [line.rstrip() for line in lines if line.strip(_BLANK)]


def _table(table: Element, depth: int) -> Iterator[str]:
    rows: list[list[Cell]] = []
    outside: list[str] = []  # captions and what else stands in no cell
    for row in _rows(table, outside, depth):
        cells = [_cell(cell, depth) for cell in row.elements() if cell.tag in ("td", "th")]
        if cells:
            rows.append(cells)
    yield from outside
    if is_layout(rows):
        yield from (line for row in rows for cell in row for line in cell.lines)
    else:
        yield from table_lines(rows)


def _rows(table: Element, outside: list[str], depth: int) -> Iterator[Element]:
    for child in table.elements():
        if child.tag in _GROUPS:
            yield from (row for row in child.elements() if row.tag in _ROWS)
        elif child.tag in _ROWS:
            yield child
        elif child.tag not in ("col", "colgroup"):
            outside.extend(lines_of(child, depth))


def _cell(cell: Element, depth: int) -> Cell:
    nested = any(below.tag == "table" for below in cell.walk())
    return Cell(lines_of(cell, depth), cell.columns, cell.rows, nested)
