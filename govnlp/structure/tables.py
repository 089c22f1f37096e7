"""Tables in a text: HTML markup, Markdown bars, tabs, columns, a cell a line."""

from __future__ import annotations

import re

from govnlp.structure.layout import Block
from govnlp.structure.lines import Line
from govnlp.structure.rows import table_rows
from govnlp.structure.rules import rules

_CELL_WORDS = re.compile(
    r"信息内容|本年[新制度收]|第二十条|申请人情况|自然人|结果维持|结果纠正|其他结果|尚未审结|总计|行政许可"
    r"|统计指标|单位|指标名称|数量|金额"
)
_ARTICLE = re.compile(r"第二十条第[（(][一二三四五六七八九十]{1,2}[）)]项")
_TITLE = re.compile(r"附[表件]\s?\d{0,2}[:：]?.{0,40}|.{2,40}(?:统计|情况|一览|汇总|明细)表")
_SHORT_CELL = 24
#: Fewer lines in columns may be a heading or a sign-off that was set wide.
_SPACED_ROWS = 3
_FIGURE = re.compile(r"\d[\d.,]*%?$")


def html_tables(source: str) -> list[tuple[int, int]]:
    """Where HTML tables stand in ``source``: from ``<table`` to ``</table>``."""
    found: list[tuple[int, int]] = []
    lower = source.lower() if "<" in source else ""
    at = lower.find("<table")
    while at != -1 and len(lower) == len(source):
        close = lower.find("</table>", at)
        if close == -1:
            break
        end = close + len("</table>")
        found.append((at, end))
        at = lower.find("<table", end)
    return found


def is_row(line: Line) -> bool:
    """Whether a line shows cells: bars around it or within it, or tabs."""
    text = line.text
    barred = text.count("|") >= 2 or (text.startswith("|") and len(text) > 1)
    return barred or line.tabbed or "\t" in text


def table_runs(lines: list[Line]) -> list[tuple[int, int]]:
    """Ranges ``[from, to)`` of ``lines`` that are tables."""
    runs: list[tuple[int, int]] = []
    index = checked = 0
    while index < len(lines):
        stop = _barred_run(lines, index) or _spaced_run(lines, index)
        if stop is None and index >= checked:
            stop, checked = _cell_run(lines, index)
        if stop:
            runs.append((index - _captioned(lines, index), stop))
        index = stop or index + 1
    return runs


def _barred_run(lines: list[Line], index: int) -> int | None:
    stop = index
    while stop < len(lines) and (is_row(lines[stop]) or _is_caption(lines, stop, index)):
        stop += 1
    if stop - index >= 2:
        return stop
    if stop - index == 1:
        cells = table_rows(lines[index].text)[0]
        return stop if len(cells) >= 3 and all(len(c) <= 40 for c in cells) else None
    return None


def _spaced_run(lines: list[Line], index: int) -> int | None:
    """The end of a table whose cells stand in columns, wide spaces between them."""
    stop = index
    while stop < len(lines) and lines[stop].spaced:
        stop += 1
    if stop - index < _SPACED_ROWS:
        return None
    figures = sum(bool(_FIGURE.search(line.text)) for line in lines[index:stop])
    return stop if figures * 2 >= stop - index else None


def _captioned(lines: list[Line], start: int) -> bool:
    """Whether the line right above a table is its caption: 附表：2012年情况统计表."""
    above = lines[start - 1] if start else None
    set_on = above is not None and not lines[start].gap and not (above.level or above.hashes)
    return set_on and not is_row(lines[start - 1]) and bool(_TITLE.fullmatch(lines[start - 1].text))


def _is_caption(lines: list[Line], at: int, start: int) -> bool:
    """A line of one cell that heads the rows below it: 第二十条第（一）项."""
    if at + 1 >= len(lines) or not is_row(lines[at + 1]):
        return False
    line = lines[at]
    if line.level or line.hashes or line.bold:
        return False
    inside = at > start and len(line.text) <= 20 and line.text[-1] not in "。：；"
    return inside or bool(_ARTICLE.fullmatch(line.text))


def _cell_run(lines: list[Line], index: int) -> tuple[int | None, int]:
    """A table that lost its columns: many short lines in a row, table words among them.

    Returns its end, ``None`` if there is no such table, and the end of the short lines:
    where all of them are no table, no part of them is.
    """
    stop = index
    while stop < len(lines) and _may_be_cell(lines[stop]):
        stop += 1
    run, end = lines[index:stop], stop
    figures = sum(line.text.replace(".", "").isdigit() for line in run)
    words = sum(bool(_CELL_WORDS.search(line.text)) for line in run)
    while stop > index and lines[stop - 1].level == 1:
        stop -= 1
    return stop if len(run) >= 8 and figures >= 3 and words >= 2 else None, end


def _may_be_cell(line: Line) -> bool:
    if line.level == 1 and not line.text[line.body :].startswith(("本年", "上年", "结转")):
        return False
    return len(line.text) <= _SHORT_CELL and not line.hashes and line.text[-1] not in "。；，"


def table_kind(rows: list[list[str]]) -> str:
    """The subject of a table, by the words of its cells."""
    words = "\n".join(cell for row in rows for cell in row)
    return next((rule.label for rule in rules().tables if rule.pattern.search(words)), "other")


def make_table(source: str, start: int, end: int) -> Block:
    """The table that stands at ``source[start:end]``, whatever its form."""
    # A tab at the edge parts off an empty cell: the span leaves it out, the rows do not.
    first, last = start, end
    while first and source[first - 1] == "\t":
        first -= 1
    while last < len(source) and source[last] == "\t":
        last += 1
    rows = table_rows(source[first:last])
    return Block("table", start, end, table_kind=table_kind(rows), rows=rows)
