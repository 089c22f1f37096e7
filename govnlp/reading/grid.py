"""Tables of every media type → lines of tab-separated cells, all of one length."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

#: A cell with so many sentences on lines of their own, or so many characters, holds
#: prose, and its table only arranges the page.
PROSE_LINES = 3
PROSE_CHARACTERS = 800
SENTENCE_ENDS = ("。", "；", "！", "？", ".", ";")
#: A span over more columns is cut: a real report's table has fewer than 30.
MAX_COLUMNS = 200
#: A grid with more places is not filled up to a rectangle.
MAX_PLACES = 1_000_000
_BREAKS = dict.fromkeys(map(ord, "\t\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"), " ")


@dataclass(slots=True)
class Cell:
    """A cell: its text line by line, and how many columns and rows it covers."""

    lines: list[str]
    columns: int = 1
    rows: int = 1
    nested: bool = False  # another table stands in it


def is_layout(rows: Sequence[Sequence[Cell]]) -> bool:
    """Whether a table only arranges the page: one cell, tables or prose within its cells."""
    cells = [cell for row in rows for cell in row]
    return len(cells) <= 1 or any(cell.nested or _is_prose(cell) for cell in cells)


def table_lines(rows: Sequence[Sequence[Cell]]) -> list[str]:
    """A table's lines, tab-separated: a merged cell's text in its first place, the rest empty.

    A table without any text gives no line.
    """
    return lines_of_grid(_placed(rows))


def lines_of_grid(grid: Sequence[Sequence[str]]) -> list[str]:
    """The same for a table whose merged cells are already spread; short rows are filled up."""
    clean = [[cell_text([text]) for text in row] for row in grid]
    if not any(any(row) for row in clean):
        return []
    width = max(map(len, clean))
    if width * len(clean) > MAX_PLACES:
        return ["\t".join(row) for row in clean]
    return ["\t".join(row + [""] * (width - len(row))) for row in clean]


def cell_text(lines: Iterable[str]) -> str:
    """A cell's text on one line: tabs and line breaks become a space."""
    return " ".join(filter(None, (line.translate(_BREAKS).strip() for line in lines)))


def _is_prose(cell: Cell) -> bool:
    sentences = sum(line.rstrip().endswith(SENTENCE_ENDS) for line in cell.lines)
    return sentences >= PROSE_LINES or sum(map(len, cell.lines)) > PROSE_CHARACTERS


def _placed(rows: Sequence[Sequence[Cell]]) -> list[list[str]]:
    """The grid that the cells fill, laid out as browsers do, without columns that no cell begins.

    Such columns come of a title row that spans more columns than the table has.
    """
    grid: list[dict[int, str]] = []
    taken: dict[int, int] = {}  # column → the first row that a cell from above leaves free
    for number, row in enumerate(rows):
        line: dict[int, str] = {}
        column = 0
        for cell in row:
            while taken.get(column, 0) > number:
                column += 1
            width = max(1, min(cell.columns, MAX_COLUMNS - column))
            line[column] = cell_text(cell.lines)
            if cell.rows > 1:
                taken.update(dict.fromkeys(range(column, column + width), number + cell.rows))
            column += width
        grid.append(line)
    order = sorted({column for line in grid for column in line})
    if len(order) * len(grid) > MAX_PLACES:
        return [list(line.values()) for line in grid]
    return [[line.get(column, "") for column in order] for line in grid]
