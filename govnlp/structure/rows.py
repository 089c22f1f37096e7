"""A table's text taken apart into rows of trimmed cells: tabs, Markdown bars, HTML."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from govnlp.structure.lines import WIDE_SPACE

_HTML = re.compile(r"<(?:table|tr)\b", re.IGNORECASE)
_SEPARATOR = re.compile(r"\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?")
_BAR = re.compile(r"(?<!\\)\|")

#: HTML's own limits on ``colspan`` and ``rowspan``.
_MOST_COLUMNS = 1000
_MOST_ROWS = 65534


def table_rows(text: str) -> list[list[str]]:
    """The rows of a table, cells trimmed, blank lines and Markdown's ruler left out.

    A line with no tab and no bar is a row of one cell, unless no line of the table has
    either: then wide spaces part the cells. The rows are filled to a
    rectangle; a merged HTML cell's text stands in its first place, the others
    are empty.
    """
    if _HTML.search(text):
        return _rectangle(_html_rows(text))
    lines = [line for line in text.splitlines() if line.strip()]
    if "\t" not in text and "|" not in text:
        return _rectangle([WIDE_SPACE.split(line.strip()) for line in lines])
    return _rectangle([_cells(line) for line in lines if not _is_ruler(line.strip())])


def _rectangle(rows: list[list[str]]) -> list[list[str]]:
    width = max(map(len, rows), default=0)
    return [row + [""] * (width - len(row)) for row in rows]


def _is_ruler(line: str) -> bool:
    return "|" in line and _SEPARATOR.fullmatch(line) is not None


def _cells(line: str) -> list[str]:
    bare = line.strip()
    if "|" in bare and (bare.startswith("|") or "\t" not in line):
        bare = bare.removeprefix("|")
        if bare.endswith("|") and not bare.endswith("\\|"):
            bare = bare[:-1]
        return [cell.strip().replace("\\|", "|") for cell in _BAR.split(bare)]
    # The line is split untrimmed: a leading tab is an empty first cell.
    return [cell.strip() for cell in line.split("\t")]


def _html_rows(text: str) -> list[list[str]]:
    parser = _Rows()
    # A marked section, <![…, is a comment up to > in HTML; the parser raises at some of them.
    parser.feed(text.replace("<![", "<!-["))
    parser.close()
    return _unmerged(parser.rows)


class _Rows(HTMLParser):
    """Collects (text, columns, rows) for each cell of each row."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.rows: list[list[tuple[str, int, int]]] = []
        self.cell: list[str] | None = None
        self.spans = (1, 1)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "tr":
            self.finish()
            self.rows.append([])
        elif tag in ("td", "th"):
            self.finish()
            values = dict(attrs)
            self.spans = (
                _span(values.get("colspan"), _MOST_COLUMNS),
                _span(values.get("rowspan"), _MOST_ROWS),
            )
            self.cell = []
        elif tag in ("br", "p", "div") and self.cell:
            self.cell.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th", "tr", "table"):
            self.finish()

    def handle_data(self, data: str) -> None:
        if self.cell is not None:
            self.cell.append(data)

    def close(self) -> None:
        super().close()
        self.finish()

    def finish(self) -> None:
        """Ends the open cell, if any; HTML lets ``</td>`` be left out."""
        if self.cell is None:
            return
        if not self.rows:
            self.rows.append([])
        self.rows[-1].append((" ".join("".join(self.cell).split()), *self.spans))
        self.cell = None


def _span(value: str | None, most: int) -> int:
    digits = re.match(r"\s*(\d{1,9})", value or "", re.ASCII)
    return min(max(int(digits[1]), 1), most) if digits else 1


def _unmerged(rows: list[list[tuple[str, int, int]]]) -> list[list[str]]:
    """Every cell in its column, whatever the merged ones beside and above cover."""
    filled: list[list[str]] = []
    below: dict[int, int] = {}  # column -> rows that a cell above still covers
    for row in rows:
        line: list[str] = []
        left = {column: count - 1 for column, count in below.items() if count > 1}
        for text, columns, deep in row:
            while len(line) in below:
                line.append("")
            if deep > 1:
                left |= {len(line) + i: deep - 1 for i in range(columns)}
            line += [text, *[""] * (columns - 1)]
        filled.append(line)
        below = left
    return filled
