"""Headings that a converter left in one line with the text around them."""

from __future__ import annotations

import re
from dataclasses import replace

from govnlp.structure.chunks import ends_as_heading
from govnlp.structure.headings import first_stop, is_phrase
from govnlp.structure.lines import Line, read_number
from govnlp.structure.rules import rules
from govnlp.text.view import View

_NUMBER = re.compile(r"(?<![第（(、一二三四五六七八九十])[一二三四五六七八九十]{1,3}、")
#: What the text behind a heading does not begin with, and where it ends a sentence.
_GOES_ON = re.compile(r"[的和及与、，。；：）情]|(?!(?:19|20)\d\d年)\d")
_STATES = re.compile("本年|我[局镇乡办街委]|没有|未|，|全年")
_SENTENCE = re.compile(r"[。；]|无$")
_LONGEST_PHRASE = 38
_SHORTEST = 8
#: How far behind its number a heading's first full stop is looked for.
_REACH = 300


def part_glued(lines: list[Line], view: View, source: str) -> list[Line]:
    """``lines`` with numbered headings parted from the text that stands in their line.

    一、概述 2012年，我局… is a heading and its body; so is a heading in the middle of a
    line, behind a full stop. White space must part it from its body, unless its words are
    a prescribed heading's.
    """
    parted: list[Line] = []
    for line in lines:
        edges = _edges(line, view, source) if len(line.text) > _SHORTEST else []
        parted += _cut(line, edges, view) if edges else [line]
    return parted


def _edges(line: Line, view: View, source: str) -> list[int]:
    """Where a line is to be cut: before and behind each heading within it."""
    edges: list[int] = []
    if line.level in (1, 2) and (stop := _heading_stop(line, line.body, view, source)):
        edges.append(stop)
    for match in _NUMBER.finditer(line.text, 1):
        start = match.start()
        if line.text[start - 1] not in "。：；" and not _gap(line, start, view, source):
            continue
        if stop := _heading_stop(line, match.end(), view, source):
            edges += [start, stop]
    return edges


def _heading_stop(line: Line, begin: int, view: View, source: str) -> int | None:
    """Where a heading whose words begin at ``begin`` ends and its body follows."""
    prescribed = rules().glued_heading.match(line.text, begin)
    if prescribed:
        return prescribed.end()
    text = line.text[begin : begin + _REACH]  # a line may be without end
    stop = first_stop(text)
    run_in = text[:stop] if stop is not None else ""
    if ends_as_heading(run_in) and not _STATES.search(run_in):
        return None  # a heading with its own full stop: the space is noise
    for at in range(2, min(_LONGEST_PHRASE, len(text) - 1)):
        if text[at - 1] in "。：！？；":
            return None
        gap = _gap(line, begin + at, view, source)
        if gap and not _GOES_ON.match(text, at):
            phrase = text[:at]
            apart = is_phrase(phrase) if gap > 1 else ends_as_heading(phrase) and "，" not in phrase
            return begin + at if apart and _SENTENCE.search(text, at) else None
    return None


def _gap(line: Line, at: int, view: View, source: str) -> int:
    """How wide the white space is that the clean view dropped before a character of the line.

    A Han character's width counts as two.
    """
    place = line.first + at
    between = source[int(view.ends[place - 1]) : int(view.starts[place])]
    return len(between) + between.count("\u3000") if between.isspace() else 0


def _cut(line: Line, edges: list[int], view: View) -> list[Line]:
    stops = [*edges, len(line.text)]
    pieces: list[Line] = []
    for begin, stop in zip([0, *edges], stops, strict=True):
        last = stop == len(line.text)
        while stop > begin and line.text[stop - 1].isspace():  # a tab between cells
            stop -= 1
        piece = replace(
            line,
            text=line.text[begin:stop],
            first=line.first + begin,
            last=line.first + stop,
            start=int(view.starts[line.first + begin]) if begin else line.start,
            end=line.end if last else int(view.ends[line.first + stop - 1]),
            gap=0 if begin else line.gap,
            page_top=line.page_top and not begin,
            page_bottom=line.page_bottom and last,
            bold=False,
            indent=0 if begin else line.indent,
            level=0,
            number=None,
            body=0,
        )
        read_number(piece)
        pieces.append(piece)
    return pieces
