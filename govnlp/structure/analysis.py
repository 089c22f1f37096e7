"""From a text to its documents and their blocks."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from operator import attrgetter
from typing import TypeVar

from govnlp.structure.chunks import (
    Chunk,
    Setting,
    is_dated_sign,
    is_sign_date,
    is_sign_line,
    make_chunks,
)
from govnlp.structure.glued import part_glued
from govnlp.structure.headings import heading_end
from govnlp.structure.layout import Block, DocumentLayout
from govnlp.structure.lines import EDGE, Line, front_matter, is_note, running_heads, split_lines
from govnlp.structure.rules import rules
from govnlp.structure.subjects import heading_subjects
from govnlp.structure.tables import html_tables, make_table, table_runs
from govnlp.structure.titles import Title, find_titles, is_above_title
from govnlp.text.view import View

_REPORT = re.compile(r"(?:信息|政务)公开.{0,12}(?:报告|年报)")
_SIGN_REACH = 4
#: The longest line behind a sign-off that tells nothing of its own.
_SHORT = 60
_Placed = TypeVar("_Placed", Line, Block)
_TITLE_REACH = 8
_LONGEST_ENTRY = 60
#: What opens a list of attachments, whose items are no headings.
_ATTACHED = re.compile(r"附[件表][:：]\s?1[.、]")
_PICTURE = re.compile(
    r"^[ \t]{0,40}(!\[[^\]\n]{0,200}\]\([^)\n]{0,400}\)(?:\{[^}\n]{0,100}\})?)[ \t]{0,40}$",
    re.MULTILINE,
)
_FURTHER = re.compile("[要将]?(?:进一步|继续)")


def analyse(view: View, source: str) -> list[DocumentLayout]:
    """The documents of ``source``, end to end; ``view`` is its ``clean_lines`` view."""
    lines = split_lines(view, source)
    lines, tables = _take_tables(lines, source)
    lines, head = _take_front_matter(lines, source)
    lines, pictures = _take_pictures(lines, source)
    lines, notes = _take_notes(lines, [*head, *pictures])
    lines = part_glued(lines, view, source)
    titles = find_titles(lines, [note.start for note in notes])
    lines, titles = _take_page_head(lines, titles, notes)
    starts = [0, *(lines[start].start for start, _, _ in titles[1:])]
    stops = [*starts[1:], len(source)]
    documents = []
    for index, (start, stop) in enumerate(zip(starts, stops, strict=True)):
        title = titles[index] if titles else None
        inside = _Part(_between(lines, start, stop), _between(tables, start, stop))
        span = [lines[i] for i in range(title[0], title[1])] if title else []
        blocks = _document_blocks(view, source, inside, span)
        blocks += _between(notes, start, stop)
        blocks.sort(key=lambda block: (block.start, block.end))
        kind = title[2] if title else _kind_without_title(view, start, stop)
        documents.append(DocumentLayout(start, stop, kind, blocks))
    return documents


@dataclass(slots=True)
class _Part:
    lines: list[Line]
    tables: list[Block]


def _between(items: list[_Placed], start: int, stop: int) -> list[_Placed]:
    """The items, sorted by start, that begin in a stretch of the text."""
    low = bisect_left(items, start, key=attrgetter("start"))
    return items[low : bisect_left(items, stop, low, key=attrgetter("start"))]


def _kind_without_title(view: View, start: int, stop: int) -> str:
    first, last = view.from_source(start, stop)
    return (
        "annual_report" if _REPORT.search(view.clean[first : min(last, first + 400)]) else "other"
    )


def _take_tables(lines: list[Line], source: str) -> tuple[list[Line], list[Block]]:
    tables = [make_table(source, start, end) for start, end in html_tables(source)]
    edges = [table.start for table in tables]

    def in_markup(line: Line) -> bool:
        index = bisect_right(edges, line.start) - 1
        return index >= 0 and line.start < tables[index].end

    lines = [line for line in lines if not in_markup(line)]
    taken: set[int] = set()
    for start, stop in table_runs(lines):
        tables.append(make_table(source, lines[start].start, lines[stop - 1].end))
        taken.update(range(start, stop))
    tables.sort(key=lambda table: table.start)
    return [line for i, line in enumerate(lines) if i not in taken], tables


def _take_pictures(lines: list[Line], source: str) -> tuple[list[Line], list[Block]]:
    """Lines that are a Markdown picture alone are notes, though nothing of them is read."""
    if "![" not in source:
        return lines, []
    notes = [Block("note", *m.span(1)) for m in _PICTURE.finditer(source)]
    starts = {note.start for note in notes}
    return [line for line in lines if line.start not in starts], notes


def _take_front_matter(lines: list[Line], source: str) -> tuple[list[Line], list[Block]]:
    head = front_matter(lines, source)
    return lines[head:], [Block("note", line.start, line.end) for line in lines[:head]]


def _take_notes(lines: list[Line], notes: list[Block]) -> tuple[list[Line], list[Block]]:
    heads = running_heads(lines)
    seen: set[str] = set()
    kept: list[Line] = []
    for line in lines:
        repeated = line.text in heads and line.text in seen
        seen.add(line.text)
        if repeated or is_note(line):
            notes.append(Block("note", line.start, line.end))
        else:
            kept.append(line)
    first = kept[0] if kept else None
    if first and first.text in heads and find_titles(kept[1:_TITLE_REACH]):
        # The running head of the first page, above the title itself.
        notes.append(Block("note", first.start, first.end))
        del kept[0]
    notes.sort(key=attrgetter("start"))
    return kept, notes


def _take_page_head(
    lines: list[Line], titles: list[Title], notes: list[Block]
) -> tuple[list[Line], list[Title]]:
    """Add the web page's own lines above the first title to ``notes``."""
    top = titles[0][0] if titles else 0
    kept = [line for line in lines[:top] if not is_above_title(line)]
    taken = top - len(kept)
    if taken:
        notes += [Block("note", x.start, x.end) for x in lines[:top] if is_above_title(x)]
        notes.sort(key=attrgetter("start"))
    shifted = [(start - taken, stop - taken, kind) for start, stop, kind in titles]
    return kept + lines[top:], shifted


def _document_blocks(view: View, source: str, part: _Part, title: list[Line]) -> list[Block]:
    blocks = list(part.tables)
    if title:
        blocks.append(Block("title", title[0].start, title[-1].end))
    inside = set(map(id, title))
    lines = [line for line in part.lines if id(line) not in inside]
    contents = _contents(lines)
    if contents:
        blocks.append(Block("paragraph", contents[0].start, contents[-1].end))
        inside = set(map(id, contents))
        lines = [line for line in lines if id(line) not in inside]
    walls = sorted(block.start for block in blocks)

    def is_break(index: int) -> bool:
        return bisect_left(walls, lines[index].start) != bisect_left(walls, lines[index - 1].start)

    chunks = make_chunks(lines, Setting.of(lines), is_break)
    chunks, sign = _take_sign(chunks)
    blocks += sign
    headings = _Headings()
    listed = False
    for index, chunk in enumerate(chunks):
        below = chunks[index + 1] if index + 1 < len(chunks) else None
        listed = _ATTACHED.match(chunk.text) is not None or (listed and chunk.level > 2)
        if listed and chunk.level:
            blocks.append(Block("paragraph", chunk.lines[0].start, chunk.lines[-1].end))
        else:
            blocks += _chunk_blocks(view, source, chunk, below, headings)
    headings.settle()
    return blocks


def _contents(lines: list[Line]) -> list[Line]:
    """The lines of a list of contents: 目录 and what follows, until its first entry returns
    or the text begins."""
    start = next((i for i, line in enumerate(lines[:12]) if line.text in ("目录", "目次")), None)
    if start is None or start + 1 >= len(lines):
        return []
    first = _entry(lines[start + 1].text)
    stop = start + 2
    while stop < min(start + 80, len(lines)):
        text = lines[stop].text
        if _entry(text) == first:
            return lines[start:stop]
        if len(text) > _LONGEST_ENTRY or text[-1] in "。；":
            break
        stop += 1
    # A plain line above the text (引言) heads it.
    if lines[start + 1].level and not lines[stop - 1].level and _entry_alone(lines[stop - 1].text):
        stop -= 1
    return lines[start:stop]


def _entry_alone(text: str) -> bool:
    return _entry(text) == text


def _entry(text: str) -> str:
    """An entry of a list of contents without its leader and its page number."""
    return text.rstrip("0123456789").rstrip(".…· ")


def _take_sign(chunks: list[Chunk]) -> tuple[list[Chunk], list[Block]]:
    """The sign-off: the last chunks that are an office or a date, attachments aside."""
    start = end = _sign_end(chunks)
    while start > 0 and end - start < _SIGN_REACH and _could_sign(chunks[start - 1]):
        start -= 1
    signed = chunks[start:end]
    if not signed or start == 0:
        return _sign_under_title(chunks)
    if len(signed) > 1 and not any(
        is_sign_date(chunk.text[-11:]) or "年" in chunk.text for chunk in signed
    ):
        signed = signed[-1:]
        start = end - 1
    block = Block("sign", signed[0].lines[0].start, signed[-1].lines[-1].end)
    return chunks[:start] + chunks[end:], [block]


def _sign_end(chunks: list[Chunk]) -> int:
    """Where the sign-off ends, if there is one: before attachments and lists of recipients."""
    behind = rules().behind_sign
    for end in range(2, len(chunks)):
        last = chunks[end - 1].text
        if behind.match(chunks[end].text) and is_dated_sign(last):
            return end
    end = len(chunks)
    while end > 1 and len(chunks[end - 1].text) <= _SHORT and behind.match(chunks[end - 1].text):
        end -= 1
    return end


def _sign_under_title(chunks: list[Chunk]) -> tuple[list[Chunk], list[Block]]:
    """Some offices set their name and the date between the title and the text."""
    stop = 0
    while stop < min(2, len(chunks) - 1) and _could_sign(chunks[stop]):
        stop += 1
    if not stop or not is_dated_sign(chunks[stop - 1].text):
        return chunks, []
    return chunks[stop:], [Block("sign", chunks[0].lines[0].start, chunks[stop - 1].lines[-1].end)]


def _could_sign(chunk: Chunk) -> bool:
    return not chunk.level and not chunk.lines[0].hashes and is_sign_line(chunk.text)


class _Headings:
    """The headings of a document; an unnumbered one takes its level from its siblings."""

    def __init__(self) -> None:
        self.found: list[tuple[Block, int]] = []
        self.further: set[int] = set()

    def add(self, block: Block, hashes: int, text: str) -> None:
        if _FURTHER.match(text):
            self.further.add(len(self.found))
        self.found.append((block, hashes))

    def settle(self) -> None:
        by_marker = {hashes: block.level for block, hashes in reversed(self.found) if block.level}
        above = 0
        for index, (block, hashes) in enumerate(self.found):
            if not block.level:
                below = (
                    next((b.level for b, _ in self.found[index:] if b.level), 1) if not above else 0
                )
                block.level = by_marker.get(hashes, 0) if hashes else 0
                block.level = block.level or above or below
            above = block.level
        self._look_ahead()

    def _look_ahead(self) -> None:
        """进一步拓宽渠道 under 今后打算 is a measure to come, under 主要做法 it is not."""
        within: list[Block] = []
        for index, (block, _) in enumerate(self.found):
            while within and within[-1].level >= block.level:
                within.pop()
            planned = any("improvement" in around.subjects for around in within)
            if planned and index in self.further and "improvement" not in block.subjects:
                block.subjects = (*block.subjects, "improvement")
            within.append(block)


def _chunk_blocks(
    view: View, source: str, chunk: Chunk, below: Chunk | None, headings: _Headings
) -> list[Block]:
    first, last = chunk.lines[0], chunk.lines[-1]
    length = heading_end(chunk, below)
    if length is None:
        return [Block("paragraph", first.start, last.end)]
    text = chunk.text
    heading = Block("heading", first.start, last.end)
    heading.level, heading.number = first.level, first.number
    heading.subjects = heading_subjects(text[first.body : length])
    headings.add(heading, first.hashes, text[first.body : length])
    if length == len(text):
        return [heading]
    heading.end, body = _split_after(view, source, chunk, length)
    return [heading, Block("paragraph", body, last.end)]


def _split_after(view: View, source: str, chunk: Chunk, length: int) -> tuple[int, int]:
    """Where a run-in heading of ``length`` characters ends, and where its body begins."""
    for line in chunk.lines:
        if length < len(line.text):
            stop = int(view.ends[line.first + length - 1])
            begin = int(view.starts[line.first + length])
            marks = source[stop:begin]
            return stop + len(marks.rstrip(EDGE)), begin
        if length == len(line.text):
            follows = chunk.lines[chunk.lines.index(line) + 1]
            return line.end, follows.start
        length -= len(line.text)
    raise AssertionError("a run-in heading is shorter than its chunk")
