"""Titles: where the documents of a text begin, and of what kind they are."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from govnlp.structure.chunks import is_sign_date
from govnlp.structure.lines import Line
from govnlp.structure.rules import rules

#: Lines from, lines to (exclusive), kind of the document.
Title = tuple[int, int, str]

_STOPS = "。；！？：，"
_YEAR = re.compile(r"(?:19|20)\d\d|[一二][一二三四五六七八九〇○零OО]{3}")
#: The year may have a line of the title to itself.
_YEAR_LINE = re.compile(rf"(?:{_YEAR.pattern})年?度?")
#: A title of two matters: …2018年工作总结 / 及2019年工作计划.
_FURTHER = re.compile("[及和与暨]")
_SUBTITLE = re.compile(r"[（(][^（）()]{2,30}[）)]")
_YEAR_ONLY = re.compile(r"[（(][^月日]{4,6}年度?[）)]")
_NOT_TITLE = re.compile(
    r"文件$|^签发人|^附[件表录]|^欢迎|^今天是|^关于印发.{0,4}$|〔\d{4}〕|\[\d{4}\]|^第.{1,3}号$|^[《表]|^目录$"
)
_SHORT_FORM = re.compile(
    r"(?:通知|指南|办法|规定|通报|制度|意见|要点|计划|方案|报告|总结|公告|说明)$"
)
_REACH = 12
#: A page's menus may stand above the title; so far down it must name a year and a report.
_FAR = 60
_FAR_TITLE = re.compile(r"(?:报告|年报|总结|汇报)(?:[（(].{1,20}[）)])?$")
_OFFICIAL_HEAD = re.compile(r"文件$|^签发人|^附[件表录]|(?:〔|\[|［)\d{4}(?:〕|\]|］)|[。；]")
#: A title that names its office before the year, and the line above that may be part of it.
_NAMED = re.compile(rf"[\u3400-\u9fff]{{2,30}}?(?:{_YEAR.pattern})")
_OWNER = re.compile(
    r"(?:[省市区县州盟旗镇乡厅局部院办委处会所站队]|政府|共和国|大学|公司|办公室|街道|中心)$"
)
_LONGEST = 90


def title_kind(text: str) -> str | None:
    """The kind of document that a title (clean text) announces, ``None`` if it is no title."""
    if len(text) > _LONGEST or not rules().title_about.search(text):
        return None
    return next((rule.label for rule in rules().title_kinds if rule.pattern.search(text)), None)


def find_titles(lines: list[Line], walls: Sequence[int] = ()) -> list[Title]:
    """Ranges of ``lines`` that are titles, each with the kind of its document.

    ``walls`` are the starts of the notes that were taken from between the lines, in order;
    the first title goes over none of them.
    """
    titles: list[Title] = []
    first = _first_title(lines, walls)
    index = 0
    if first:
        titles.append(first)
        index = first[1] + 2
    known = {_joined(lines, a, b) for a, b, _ in titles}
    while index < len(lines):
        later = _later_title(lines, index, known)
        if later:
            titles.append(later)
            known.add(_joined(lines, later[0], later[1]))
            index = later[1]
        index += 1
    return titles


def _joined(lines: list[Line], start: int, stop: int) -> str:
    return "".join(line.text for line in lines[start:stop])


def is_above_title(line: Line) -> bool:
    """Whether a line above the first title belongs to the page, not to the document."""
    return len(line.text) <= _LONGEST and not _OFFICIAL_HEAD.search(line.text)


def _first_title(lines: list[Line], walls: Sequence[int]) -> Title | None:
    """The first title that names a year, else the first there is, else another short line."""
    chosen: Title | None = None
    said = ""
    for start in range(min(_FAR, len(lines))):
        found = _title_at(lines, start, most=4)
        if found and not _walled(lines[found[0] : found[1]], walls):
            found = _without_head(lines, found)
            text = _joined(lines, found[0], found[1])
            dated = bool(_YEAR.search(text)) and (start < _REACH or bool(_FAR_TITLE.search(text)))
            # A page's menu may give the title too, once more above it.
            if text == said or (dated and not _YEAR.search(said)) or (not said and start < _REACH):
                chosen, said = found, text
        page_head = is_above_title(lines[start])
        if lines[start].level in (1, 2) or not (page_head or (start < _REACH and not chosen)):
            break
    return chosen or _plain_title(lines)


def _without_head(lines: list[Line], title: Title) -> Title:
    """A title without the page's lines above the one that says all of it."""
    start, stop, kind = title
    for last in range(stop - 1, start, -1):
        text = lines[last].text
        if title_kind(text) != kind:
            continue
        named = _NAMED.match(text)
        above = lines[last - 1].text
        if named and (not _OWNER.search(above) or above[:2] == text[:2]):
            return last, stop, kind
    return title


def _walled(lines: list[Line], walls: Sequence[int]) -> bool:
    """Whether a note was taken from between the lines."""
    return bisect_left(walls, lines[0].start) != bisect_left(walls, lines[-1].start)


def _plain_title(lines: list[Line]) -> Title | None:
    """A short first line that is set off from the text: a title of another matter."""
    for start, line in enumerate(lines[:3]):
        set_off = line.hashes == 1 or _SHORT_FORM.search(line.text)
        if set_off and not line.level and len(line.text) <= 60 and line.text[-1] not in _STOPS:
            return start, start + 1, "other"
    return _headline(lines)


def _headline(lines: list[Line]) -> Title | None:
    """The first line of a piece of news, above lines that run on as prose."""
    if len(lines) < 2 or not 8 <= len(lines[0].text) <= 45 or lines[0].level:
        return None
    prose = len(lines[1].text) > len(lines[0].text) and not re.search("[。；：，]", lines[0].text)
    return (0, 1, "other") if prose and "公开" in lines[0].text else None


def _title_at(lines: list[Line], start: int, most: int) -> Title | None:
    """The title that begins on a line and takes up to ``most`` lines."""
    text = ""
    for stop in range(start + 1, min(start + most, len(lines)) + 1):
        line = lines[stop - 1]
        if len(text) + len(line.text) > _LONGEST:  # prose, as most lines are: no need to search
            return None
        dated = is_sign_date(line.text) and not (text and _YEAR_LINE.fullmatch(line.text))
        if line.level or _NOT_TITLE.search(line.text) or dated:
            return None
        text += line.text
        kind = title_kind(text)
        if kind:
            return start, _with_subtitle(lines, stop), kind
        if line.text[-1] in _STOPS:
            return None
    return None


def _with_subtitle(lines: list[Line], stop: int) -> int:
    if stop >= len(lines):
        return stop
    text = lines[stop].text
    if _FURTHER.match(text) and title_kind(f"公开{text}"):
        return stop + 1
    if _SUBTITLE.fullmatch(text) and (_YEAR_ONLY.fullmatch(text) or not is_sign_date(text)):
        return stop + 1
    return stop


def _later_title(lines: list[Line], index: int, known: set[str]) -> Title | None:
    """A title in the middle of a text: it must stand by itself and name a year."""
    line, above = lines[index], lines[index - 1]
    if above.text[-1] in "，、：" or line.hashes > 2:
        return None
    if not (line.gap or line.page_top or line.hashes or above.text[-1] in "。！；日年月"):
        return None
    found = _title_at(lines, index, most=3)
    if not found:
        return None
    text = _joined(lines, found[0], found[1])
    follows = lines[found[1]] if found[1] < len(lines) else None
    if follows is None or not _YEAR.search(text) or text in known or len(text) > 60:
        return None
    return found if found[1] - found[0] == 1 or line.gap or line.hashes else None
