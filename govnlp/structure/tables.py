"""Tables in a text: HTML markup, Markdown bars, tabs, columns, a cell a line."""

from __future__ import annotations

import re

from govnlp.structure.chunks import is_sign_line
from govnlp.structure.layout import Block
from govnlp.structure.lines import Line
from govnlp.structure.rows import table_rows
from govnlp.structure.rules import rules

_CELL_WORDS = re.compile(
    r"信息内容|本年[新制度收]|第二十条|申请人情况|自然人|结果维持|结果纠正|其他结果|尚未审结|总计|行政许可"
    r"|序号|项目|类别|名称|栏目|统计指标|单位|指标|数量|金额|公开(?:政府)?信息(?:总)?数"
)
_TITLE = re.compile(
    r"附[表件]\s?[\d一二三四五六七八九十]{0,2}[:：]?(?:(?!\d\.).){0,40}"
    r"|.{2,40}(?:统计|情况|一览|汇总|明细)表(?:[（(].{1,20}[）)])?"
)
_SHORT_CELL = 24
_LONG_CELL = 60
#: So many cells of the prescribed tables are a table, however they are set.
_ENOUGH = 6
#: Fewer lines in columns may be a heading or a sign-off that was set wide.
_SPACED_ROWS = 3
_FIGURE = re.compile(r"\d[\d.,]*%?$")
_CAPTION_LINES = 5


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
    barred = "|" in text and (text.count("|") >= 2 or (text.startswith("|") and len(text) > 1))
    if not (barred or line.tabbed or "\t" in text):
        return False
    return not rules().page_data.fullmatch(text)


def table_runs(lines: list[Line]) -> list[tuple[int, int]]:
    """Ranges ``[from, to)`` of ``lines`` that are tables."""
    runs: list[tuple[int, int]] = []
    index = checked = 0
    while index < len(lines):
        start: int | None = index
        stop = _barred_run(lines, index) or _spaced_run(lines, index)
        if stop is None and index >= checked:
            start, stop, checked = _cell_run(lines, index)
        if start is not None and stop is not None:
            stop = _with_foot(lines, stop)
            runs.append((start - _captioned(lines, start), stop))
        index = stop or index + 1
    return runs


def _barred_run(lines: list[Line], index: int) -> int | None:
    stop = index
    while stop < len(lines) and (is_row(lines[stop]) or _is_caption(lines, stop, index)):
        stop += 1
    if stop - index >= 2:
        return stop
    if stop - index == 1:
        rows = table_rows(lines[index].text)  # none of a ruler, |---|
        cells = rows[0] if rows else []
        # A page's menu has bars too.
        alone = len(cells) >= 3 and all(len(c) <= 40 for c in cells)
        return stop if alone and any(map(_FIGURE.match, cells)) else None
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


def _with_foot(lines: list[Line], stop: int) -> int:
    """``stop`` past the lines of the form right below a table: 填报人：… 填报日期：…."""
    while stop < len(lines) and not lines[stop].gap and _is_foot(lines[stop]):
        stop += 1
    return stop


def _is_foot(line: Line) -> bool:
    return not line.level and rules().form_foot.fullmatch(line.text) is not None


def _captioned(lines: list[Line], start: int) -> int:
    """How many lines right above a table are its caption: 附表：2012年情况统计表."""
    named = 0
    for count in range(1, min(_CAPTION_LINES, start) + 1):
        above = lines[start - count]
        if lines[start - count + 1].gap or above.level or above.hashes or is_row(above):
            break
        if _TITLE.fullmatch(above.text) and above.text[-1] != "。":
            named = count
        elif not rules().form_head.fullmatch(above.text):
            break
    return named


def _is_caption(lines: list[Line], at: int, start: int) -> bool:
    """A line of one cell that heads the rows below it: 第二十条第（一）项."""
    line = lines[at]
    if line.hashes or line.bold or (at > start and _TITLE.fullmatch(line.text)):
        return False
    listed = rules().cells.fullmatch(line.text) is not None
    if at > start and listed:
        return True
    if at + 1 >= len(lines) or not is_row(lines[at + 1]):
        return False
    if line.level:
        return at > start and len(line.text) <= _SHORT_CELL and _is_remark(lines[at + 1])
    inside = at > start and len(line.text) <= 20 and line.text[-1] not in "。：；"
    return inside or (listed and line.text.startswith(("第二十条", "（本列")))


def _is_remark(line: Line) -> bool:
    """The second line of a cell: （一）收到申请数 / （不同渠道计1件）, the row's tabs behind."""
    bracket = line.text[0] in "（(" and not (line.level or line.gap)
    return bracket and rules().cell_label.match(line.text) is None


def _cell_run(lines: list[Line], index: int) -> tuple[int | None, int | None, int]:
    """A table that lost its columns: many short lines in a row, table words among them.

    Returns its start and end, ``None`` if there is no such table, and the end of the short
    lines: where all of them are no table, no part of them is.
    """
    stop = index
    figures = 0
    while stop < len(lines) and _may_be_cell(lines, stop):
        # Another table begins.
        if figures >= 3 and _TITLE.fullmatch(lines[stop].text):
            break
        figures += _is_figure(lines[stop])
        stop += 1
    end = stop
    listed = sum(map(_listed, lines[index:stop]))
    start = index
    while start < stop and not _begins(lines, start, listed >= _ENOUGH):
        start += 1
    while stop > start and (_signs(lines[stop - 1]) or _heads(lines[stop - 1])):
        stop -= 1
    run = lines[start:stop]
    figures = sum(map(_is_figure, run))
    words = sum(bool(_CELL_WORDS.search(line.text)) for line in run)
    found = listed >= _ENOUGH or (len(run) >= 8 and figures >= 3 and words >= 2)
    return (start, stop, end) if found else (None, None, end)


def _begins(lines: list[Line], at: int, listed: bool) -> bool:
    """Whether the table begins at a line, not what stands above it."""
    if _is_cell(lines, at):
        return True
    return not listed and bool(_CELL_WORDS.search(lines[at].text)) and not lines[at].level


def _listed(line: Line) -> int:
    """How many cells of the prescribed tables a line names, if it holds nothing else."""
    text = line.text
    return len(rules().cell_label.findall(text)) if rules().cells.fullmatch(text) else 0


def _is_figure(line: Line) -> bool:
    return line.text.replace(".", "").isdigit()


def _signs(line: Line) -> bool:
    """Whether a line behind a table is a sign-off's, not a cell."""
    return is_sign_line(line.text) and not rules().cells.fullmatch(line.text)


def _heads(line: Line) -> bool:
    return line.level == 1 and not rules().cells.fullmatch(line.text)


def _may_be_cell(lines: list[Line], at: int) -> bool:
    line = lines[at]
    if line.hashes:
        return False
    if _is_cell(lines, at):
        return True
    if line.level == 1 and not line.text[line.body :].startswith(("本年", "上年", "结转")):
        return False
    return len(line.text) <= _SHORT_CELL and line.text[-1] not in "。；，"


def _is_cell(lines: list[Line], at: int) -> bool:
    """Whether a line is a cell by its words, or by the value that is set below it."""
    text = lines[at].text
    if rules().cells.fullmatch(text):
        return True
    if len(text) > _LONG_CELL or text[-1] in "。；，：" or at + 1 >= len(lines):
        return False
    return rules().cell_value.fullmatch(lines[at + 1].text) is not None


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
