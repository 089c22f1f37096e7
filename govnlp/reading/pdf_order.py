"""The characters of a PDF page in reading order.

pdfium gives them in the order of the page's content. Office programs write a run of text
in its own font first and then what that font lacks, above all curly quotes, in another: those
come out behind the run (微博 红塔 ； “ ” for 微博“红塔”；). A line that shows this is set by
where its characters stand.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

Box = tuple[float, float, float, float]  # left, top, right, bottom; points, y growing downwards
Point = tuple[float, float]
#: A character and its place; ``None`` for spaces and line ends that pdfium adds.
Placed = tuple[str, Box | None]

#: A quote that opens before a gap, or closes behind one.
_DISPLACED: Final = re.compile("[“‘](?:\\s|$)|\\s[”’]")
#: The least gap that is a space, in heights of a character.
GAP: Final = 0.15


def displaced(text: str) -> bool:
    """Whether a page's text has quotes that may stand in the wrong place."""
    return _DISPLACED.search(text) is not None


def characters(textpage: Any) -> Iterator[Placed]:
    """The page's characters; lines with displaced quotes are put right."""
    line: list[Placed] = []
    for one in _stored(textpage):
        line.append(one)
        if one == ("\n", None):
            yield from _put_right(line)
            line = []
    yield from _put_right(line)


def _stored(textpage: Any) -> Iterator[Placed]:
    from pypdfium2 import raw

    turn = textpage.page.get_rotation()
    for index in range(textpage.count_chars()):
        code = raw.FPDFText_GetUnicode(textpage, index)
        if not code or code > 0x10FFFF:
            continue
        if raw.FPDFText_IsGenerated(textpage, index):
            yield chr(code), None
        else:
            yield chr(code), _seen_box(textpage.get_charbox(index, loose=True), turn)


def _put_right(line: list[Placed]) -> list[Placed]:
    if not displaced("".join(character for character, _ in line)):
        return line
    placed = sorted(
        ((character, box) for character, box in line if box is not None), key=lambda one: one[1][0]
    )
    boxes = [box for _, box in placed]
    if not boxes or max(box[1] for box in boxes) >= min(box[3] for box in boxes):
        return line  # more than one line, or upright text
    made: list[Placed] = []
    right = boxes[0][0]
    for character, box in placed:
        if box[0] - right > GAP * (box[3] - box[1]):
            made.append((" ", None))
        made.append((character, box))
        right = max(right, box[2])
    return made + [one for one in line if one[1] is None and one[0] in "\r\n"]


def _seen_box(box: Box, turn: int) -> Box:
    (x0, y0), (x1, y1) = seen((box[0], box[1]), turn), seen((box[2], box[3]), turn)
    return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)


def seen(point: Point, turn: int) -> Point:
    """A point of the page as one sees it, turned clockwise by degrees, y growing downwards."""
    x, y = point
    return {90: (y, x), 180: (-x, y), 270: (-y, -x)}.get(turn, (x, -y))
