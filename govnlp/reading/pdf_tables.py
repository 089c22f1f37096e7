"""The ruled tables of a PDF page.

The page's straight lines come from pdfium, in a few milliseconds; which cells they
enclose is found by pdfplumber's table finder; the text of each cell is pdfium's again.
(All of pdfplumber on such a page takes fifty times as long and leaves Kangxi radicals
for the ideographs of many fonts.) A page without ruled lines costs nothing more.
"""

from __future__ import annotations

import ctypes
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from govnlp.reading.grid import Cell, is_layout, lines_of_grid
from govnlp.reading.pdf_order import GAP, Box, Point, characters, seen
from govnlp.reading.pdf_text import clean
from govnlp.reading.text_joins import join_wrapped

#: Points: lines nearer to each other are one; how far lines may miss each other at a corner.
SNAP: Final = 3.0
CORNER: Final = 3.0
#: A line shorter than this, in points, rules no table.
MIN_LENGTH: Final = 5.0
#: Straight lines read from a page, lines left after joining, corners: beyond these it is a
#: drawing, and finding cells takes time with the square of their number.
MAX_SEGMENTS: Final = 20_000
MAX_EDGES: Final = 600
MAX_CORNERS: Final = 3_000

_Matrix = tuple[float, float, float, float, float, float]


@dataclass(slots=True)
class Grid:
    """A table on a page: the left edges of its columns, upper edges of its rows, its cells."""

    cells: list[Box]
    columns: list[float]
    rows: list[float]


def grids_of(page: Any) -> list[Grid]:
    """The ruled tables of a page, from its top down; [] if there are none."""
    edges = _edges(page)
    if len(edges) < 4:
        return []
    from pdfplumber import table

    merged = table.merge_edges(edges, SNAP, SNAP, SNAP, SNAP)
    if len(merged) > MAX_EDGES:
        return []
    corners = table.edges_to_intersections(merged, CORNER, CORNER)
    if len(corners) > MAX_CORNERS:
        return []
    tables = table.cells_to_tables(table.intersections_to_cells(corners))
    return [_grid([(float(a), float(b), float(c), float(d)) for a, b, c, d in t]) for t in tables]


def _grid(cells: list[Box]) -> Grid:
    return Grid(cells, sorted({c[0] for c in cells}), sorted({c[1] for c in cells}))


# --- straight lines ---------------------------------------------------------------------


def _edges(page: Any) -> list[dict[str, Any]]:
    """The page's straight lines across and down, as pdfplumber describes them."""
    edges: list[dict[str, Any]] = []
    turn = page.get_rotation()
    for number, (start, end) in enumerate(_segments(page)):
        if number > MAX_SEGMENTS:
            return []
        (x0, y0), (x1, y1) = seen(start, turn), seen(end, turn)
        left, right = sorted((x0, x1))
        top, bottom = sorted((y0, y1))
        across = bottom - top <= 1 and right - left >= MIN_LENGTH
        down = right - left <= 1 and bottom - top >= MIN_LENGTH
        if across or down:
            edges.append(
                {
                    "x0": left,
                    "x1": left if down else right,
                    "top": top,
                    "bottom": top if across else bottom,
                    "width": 0 if down else right - left,
                    "height": 0 if across else bottom - top,
                    "orientation": "h" if across else "v",
                    "object_type": "line",
                }
            )
    return edges


def _segments(page: Any) -> Iterator[tuple[Point, Point]]:
    """Start and end of every straight segment that the page draws, in its coordinates."""
    from pypdfium2 import raw

    for item in page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH], max_depth=4):
        if _is_drawn(item.raw):
            matrix = _matrix_of(item)
            for start, end in _path(item.raw):
                yield _moved(start, matrix), _moved(end, matrix)


def _is_drawn(path: Any) -> bool:
    from pypdfium2 import raw

    fill, stroke = ctypes.c_int(), ctypes.c_int()
    raw.FPDFPath_GetDrawMode(path, fill, stroke)
    return bool(fill.value or stroke.value)


def _path(path: Any) -> Iterator[tuple[Point, Point]]:
    from pypdfium2 import raw

    x, y = ctypes.c_float(), ctypes.c_float()
    first = last = (0.0, 0.0)
    for index in range(raw.FPDFPath_CountSegments(path)):
        segment = raw.FPDFPath_GetPathSegment(path, index)
        raw.FPDFPathSegment_GetPoint(segment, x, y)
        point = (x.value, y.value)
        kind = raw.FPDFPathSegment_GetType(segment)
        if kind == raw.FPDF_SEGMENT_MOVETO:
            first = point
        elif kind == raw.FPDF_SEGMENT_LINETO:
            yield last, point
        last = point
        if raw.FPDFPathSegment_GetClose(segment):
            yield last, first
            last = first


def _matrix_of(item: Any) -> _Matrix:
    """From the object's coordinates to the page's, through the forms that it stands in."""
    a, b, c, d, e, f = item.get_matrix().get()
    container = item.container
    while container is not None:
        m = container.get_matrix().get()
        a, b, c, d, e, f = (
            a * m[0] + b * m[2],
            a * m[1] + b * m[3],
            c * m[0] + d * m[2],
            c * m[1] + d * m[3],
            e * m[0] + f * m[2] + m[4],
            e * m[1] + f * m[3] + m[5],
        )
        container = container.container
    return a, b, c, d, e, f


def _moved(point: Point, m: _Matrix) -> Point:
    x, y = point
    return m[0] * x + m[2] * y + m[4], m[1] * x + m[3] * y + m[5]


# --- text -------------------------------------------------------------------------------


def page_with_tables(textpage: Any, grids: Sequence[Grid]) -> str:
    """The page's text with each table as tab-separated lines in the place of its first cell.

    Returns '' if no grid turns out to be a table.
    """
    places = _places(textpage, grids)
    contents: list[dict[Box, list[str]]] = [{} for _ in grids]
    for character, place in places:
        if place is not None:
            contents[place[0]].setdefault(place[1], []).append(character)
    tables = {
        number: lines
        for number, grid in enumerate(grids)
        if (lines := _table_lines(grid, contents[number]))
    }
    if not tables:
        return ""
    parts: list[str] = []
    shown: set[int] = set()
    for character, place in places:
        if place is None or place[0] not in tables:
            parts.append(character)
        elif place[0] not in shown:
            shown.add(place[0])
            # No character of the page is a NUL; see _places.
            parts.append(f"\x00{place[0]}\x00")
    return "\n".join(_put_in("".join(parts), tables))


def _put_in(text: str, tables: dict[int, list[str]]) -> Iterator[str]:
    for number, piece in enumerate(text.split("\x00")):
        if number % 2:
            yield from tables[int(piece)]
        else:
            yield from (line for line in clean(piece).split("\n") if line)


def _places(textpage: Any, grids: Sequence[Grid]) -> list[tuple[str, tuple[int, Box] | None]]:
    """Each character of the page with the grid and cell that it stands in."""
    found: list[tuple[str, tuple[int, Box] | None]] = []
    place: tuple[int, Box] | None = None
    last: Box | None = None
    added: list[str] = []  # spaces and line ends that pdfium adds: they have no place
    for character, box in characters(textpage):
        if box is None:
            added.append(character)
            continue
        if added and last is not None:
            found.extend((c, place) for c in _between("".join(added), last, box))
        place = _place(((box[0] + box[2]) / 2, (box[1] + box[3]) / 2), grids)
        found.append((character, place))
        last, added = box, []
    return found


def _between(added: str, last: Box, box: Box) -> str:
    """What pdfium added between two characters, put right.

    On a page of short cells pdfium takes the text to run downwards and ends the line
    after every word.
    """
    height = min(last[3] - last[1], box[3] - box[1])
    level = abs((last[1] + last[3]) - (box[1] + box[3])) < height
    gap = box[0] - last[2]
    if "\n" not in added or not level or gap < -0.5 * height:
        return added
    return " " if gap > GAP * height else ""


def _place(point: Point, grids: Sequence[Grid]) -> tuple[int, Box] | None:
    x, y = point
    for number, grid in enumerate(grids):
        for box in grid.cells:
            if box[0] <= x < box[2] and box[1] <= y < box[3]:
                return number, box
    return None


def _table_lines(grid: Grid, contents: dict[Box, list[str]]) -> list[str]:
    """A table's lines; [] if it is a frame around text rather than a table."""
    texts = {box: clean("".join(parts)).split("\n") for box, parts in contents.items()}
    if len(grid.cells) < 2 or sum(any(lines) for lines in texts.values()) < 2:
        return []
    if is_layout([[Cell(lines) for lines in texts.values()]]):
        return []
    rows = [[""] * len(grid.columns) for _ in grid.rows]
    for box, lines in texts.items():
        row = bisect_right(grid.rows, box[1]) - 1
        rows[row][bisect_right(grid.columns, box[0]) - 1] = join_wrapped(lines)
    return lines_of_grid(rows)
