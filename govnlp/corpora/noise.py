"""Noise laid over a hand-labelled file, its labels carried along.

The kinds are the damage that real reports show and the clean view undoes
(:mod:`govnlp.text.passes`); what cleaning makes of the noisy text is what it makes of
the plain one, but for the line breaks and page numbers of ``wrapped``:

- ``ascii_punctuation``: ``,;:?!()`` for Chinese marks beside Han characters, ``.`` for a
  full stop that ends a line;
- ``full_width``: digits, Latin letters, ``.`` and ``%`` in full width;
- ``pinyin``: the reading in brackets after some characters, half or full width;
- ``traditional``: traditional characters, some in a wrong variant (製度, 乾部);
- ``markdown``: ``# `` before the title, ``## `` before or ``**`` around headings;
- ``spaced``: spaces between digits and Han characters, after marks, inside words;
- ``wrapped``: lines broken at a width, page numbers between pages;
- ``all``: the above together, in this order.

What a file gets is drawn from the seed and its text, so that the same call gives the
same file on every machine. Tables get traditional characters and nothing else.
Noise inside a span stays inside, noise at its edge outside; but a gloss belongs to the
character before it and so to the span that ends there, and the marks of Markdown belong
to the heading. Values, names and units stay those of the plain text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from itertools import chain
from random import Random
from typing import Final, TypeVar

import opencc

from govnlp.corpora.edits import Edit, Edited, Side, apply
from govnlp.corpora.inline import GoldFile, parse_gold
from govnlp.corpora.write import write_gold
from govnlp.record import Entity, Paragraph, Record, Section, Span, Table
from govnlp.resources import load_table
from govnlp.text.passes import CJK_PUNCTUATION, HAN

KINDS: Final = (
    "ascii_punctuation",
    "full_width",
    "pinyin",
    "traditional",
    "markdown",
    "spaced",
    "wrapped",
    "all",
)

_HAN = re.compile(f"[{HAN}]")
_WIDE = re.compile(f"[{HAN}{CJK_PUNCTUATION}]")
_MARKUP = re.compile(r"<[^<>\n]*>|&#?\w+;")


def lay(gold_file: GoldFile, kind: str, seed: int = 0) -> GoldFile:
    """``gold_file`` with noise of ``kind`` (one of ``KINDS``) over its text.

    Every span of the result is where its text went: ``text[start:end]`` is the noisy
    form of what it was. The file given is left as it is; the result has its path and
    names. Raises ``ValueError`` for another kind.
    """
    if kind not in KINDS:
        raise ValueError(f"kind is {kind!r}; it can be {', '.join(KINDS)}")
    kinds = KINDS[:-1] if kind == "all" else (kind,)
    for one in kinds:
        page = _Page(gold_file)
        random = Random(f"{one} {seed} {gold_file.text}")
        gold_file = carry(gold_file, _LAYERS[one](page, random))
    return gold_file


def carry(gold_file: GoldFile, edits: Iterator[Edit]) -> GoldFile:
    """``gold_file`` with ``edits`` made in its text, every span and label moved along.

    Raises ``ValueError`` for edits that overlap or replace the edge of a span, and
    where the result breaks the guidelines' form.
    """
    edited = apply(gold_file.text, edits)
    records = [_moved(record, edited) for record in gold_file.records]
    notes = [_mover(edited, 0, 0, block=True)(note) for note in gold_file.notes]
    xml = write_gold(records, edited.text, notes)
    # Read again, so that sections, rows and the like are what the new text gives.
    made = parse_gold(xml, gold_file.records[0].source.path or "")
    return replace(made, path=gold_file.path)


_Place = TypeVar("_Place", Span, Paragraph, Table, Entity)


def _mover(edited: Edited, old: int, new: int, block: bool) -> Callable[[_Place], _Place]:
    """Moves spans of the record that started at ``old`` and starts at ``new`` now."""

    def move(span: _Place) -> _Place:
        start = edited.start(span.start + old, block)
        end = edited.end(span.end + old, block)
        moved = replace(span, start=start - new, end=end - new)
        if not isinstance(moved, Paragraph | Table):
            moved.text = edited.text[start:end]
        return moved

    return move


def _moved(record: Record, edited: Edited) -> Record:
    old = record.source.start
    start = edited.start(old, block=True) if old else 0
    end = edited.start(record.source.end, block=True)
    end = end if record.source.end < edited.length else len(edited.text)
    block = _mover(edited, old, start, block=True)
    brought = [(a - start, b - start) for a, b in edited.notes if start <= a and b <= end]
    text = edited.text[start:end]
    notes = [block(note) for note in record.notes] + [Span(a, b, text[a:b]) for a, b in brought]
    return replace(
        record,
        source=replace(record.source, start=start, end=end),
        text=text,
        title=record.title and block(record.title),
        sign_off=record.sign_off and block(record.sign_off),
        notes=sorted(notes, key=lambda note: note.start),
        sections=[replace(one, heading=block(one.heading)) for one in record.sections],
        paragraphs=list(map(block, record.paragraphs)),
        tables=list(map(block, record.tables)),
        entities=list(map(_mover(edited, old, start, block=False), record.entities)),
    )


class _Page:
    """A file's text and where in it what stands; offsets count in the text."""

    def __init__(self, file: GoldFile) -> None:
        self.text = file.text
        self.records = file.records
        #: Per character, whether noise may touch it: no table, note or markup.
        self.free = bytearray(b"\1") * len(file.text)
        #: Per place between characters, the block that it is inside: "p" or "b" (another).
        self.inside = bytearray(len(file.text) + 1)
        self.in_entity = bytearray(len(file.text) + 1)
        for record in file.records:
            self._mark(record)
        for start, end in chain(*(self._closed(record) for record in file.records)):
            self.free[start:end] = bytes(end - start)
        for match in _MARKUP.finditer(file.text):
            self.free[match.start() : match.end()] = bytes(len(match[0]))

    def _mark(self, record: Record) -> None:
        others = [section.heading for section in record.sections]
        others += [span for span in (record.title, record.sign_off) if span]
        for kind, blocks in (("p", record.paragraphs), ("b", others)):
            for block in blocks:
                self._fill(self.inside, record, block, ord(kind))
        for entity in record.entities:
            self._fill(self.in_entity, record, entity, 1)

    @staticmethod
    def _fill(marks: bytearray, record: Record, span: Paragraph | Span | Entity, mark: int) -> None:
        shift = record.source.start
        marks[span.start + shift + 1 : span.end + shift] = bytes([mark]) * (
            span.end - span.start - 1
        )

    @staticmethod
    def _closed(record: Record) -> Iterator[tuple[int, int]]:
        shift = record.source.start
        spans: list[Table | Span] = [*record.tables, *record.notes]
        for span in spans:
            yield span.start + shift, span.end + shift

    def gaps(self) -> Iterator[tuple[int, str, str]]:
        """Each place between two characters that noise may touch, and the two."""
        text, free = self.text, self.free
        for at in range(1, len(text)):
            if free[at - 1] and free[at]:
                yield at, text[at - 1], text[at]


@cache
def _table(name: str) -> str:
    return str(load_table("noise.toml")[name])


# --- one character for another -----------------------------------------------------

_TO_ASCII: Final = dict(zip("，；：？！", ",;:?!", strict=True))
_BRACKETS = re.compile(r"（[^（）\n]*）")
#: After these a full stop at a line's end would be read as a heading's number.
_NUMERALS: Final = frozenset("一二三四五六七八九十")


def _ascii_punctuation(page: _Page, random: Random) -> Iterator[Edit]:
    """Only beside a Han character: elsewhere cleaning takes ASCII for what was meant."""
    marks = {mark for mark in "，；：？！（。" if random.random() < 0.8} or {"，"}
    for at, char in enumerate(page.text):
        if not page.free[at] or char not in marks:
            continue
        if char in _TO_ASCII and _beside_han(page, at):
            yield Edit(at, at + 1, _TO_ASCII[char])
        elif char == "。" and _stops_line(page.text, at):
            yield Edit(at, at + 1, ".")
        elif char == "（" and (pair := _BRACKETS.match(page.text, at)):
            last = pair.end() - 1
            if _beside_han(page, at) and _beside_han(page, last):
                yield Edit(at, at + 1, "(")
                yield Edit(last, last + 1, ")")


def _beside_han(page: _Page, at: int) -> bool:
    beside = page.text[max(at - 1, 0) : at] + page.text[at + 1 : at + 2]
    return bool(_HAN.search(beside)) and bool(page.free[at])


def _stops_line(text: str, at: int) -> bool:
    before, after = text[max(at - 1, 0) : at], text[at + 1 : at + 2]
    return after in ("", "\n") and before not in _NUMERALS and bool(_HAN.match(before))


_LATIN_RUN = re.compile(r"[A-Za-z0-9]+(?:[.][0-9]+)*%?")
_ASCII: Final = [chr(c) for c in (*range(0x30, 0x3A), *range(0x41, 0x5B), *range(0x61, 0x7B))]
_TO_FULL_WIDTH: Final = {c: chr(ord(c) + 0xFEE0) for c in [*_ASCII, ".", "%"]}


def _full_width(page: _Page, random: Random) -> Iterator[Edit]:
    for match in _LATIN_RUN.finditer(page.text):
        if random.random() < 0.7 and all(page.free[match.start() : match.end()]):
            for at in range(*match.span()):
                yield Edit(at, at + 1, _TO_FULL_WIDTH[page.text[at]])


@cache
def _opencc(config: str) -> opencc.OpenCC:
    return opencc.OpenCC(config)


def _traditional(page: _Page, random: Random) -> Iterator[Edit]:
    """Tables too. A site errs the same way each time, so wrong forms go by the file."""
    text = page.text
    right = _opencc(random.choice(("s2t", "s2t", "s2tw", "s2hk"))).convert(text)
    if len(right) != len(text):
        right = text
    lines = (line.split() for line in _table("wrong_variants").splitlines() if line)
    wrong = {char: random.choice(forms) for char, *forms in lines if random.random() < 0.3}
    noisy = [
        _form(char, (wrong.get(char, form), form)) for char, form in zip(text, right, strict=True)
    ]
    for at in _lost(text, noisy):
        noisy[at] = text[at]
    for at, char in enumerate(noisy):
        if char != text[at]:
            yield Edit(at, at + 1, char)


@cache
def _form(char: str, forms: tuple[str, ...]) -> str:
    """The first of ``forms`` that simplifies to ``char`` by itself, out of its phrase.

    答覆 simplifies to 答复, but 答 覆, as other noise may leave it, to 答覆.
    """
    for form in (*forms, _opencc("s2t").convert(char)):
        if len(form) == 1 and _simplified(form) == char:
            return str(form)
    return char


def _lost(text: str, noisy: list[str]) -> set[int]:
    """The characters that must stay simplified for simplifying to give ``text`` again."""
    back = _opencc("t2s")
    plain = back.convert(text)
    kept: set[int] = set()
    while True:
        tried = [text[at] if at in kept else char for at, char in enumerate(noisy)]
        again = back.convert("".join(tried))
        if len(again) != len(plain):
            return set(range(len(text)))
        bad = {at for at, (a, b) in enumerate(zip(plain, again, strict=True)) if a != b} - kept
        if not bad:
            return kept
        # What a phrase turns into hangs on its neighbours.
        kept |= {at + step for at in bad for step in (-1, 0, 1) if 0 <= at + step < len(text)}


# --- insertions --------------------------------------------------------------------


@cache
def _readings() -> dict[str, str]:
    words = _table("pinyin").split()
    return dict(zip(words[::2], words[1::2], strict=True))


def _pinyin(page: _Page, random: Random) -> Iterator[Edit]:
    """A site glosses the same characters throughout, each nearly every time."""
    glossed = {char for char in _readings() if random.random() < 0.4}
    opening, closing = random.choice(("()", "()", "（）"))
    for at, written in enumerate(page.text):
        char = _simplified(written)
        if char in glossed and page.free[at] and random.random() < 0.7:
            gloss = f"{opening}{_readings()[char]}{closing}"
            yield Edit(at + 1, at + 1, gloss, Side.GLOSS)


@cache
def _simplified(char: str) -> str:
    return str(_opencc("t2s").convert(char))


def _markdown(page: _Page, random: Random) -> Iterator[Edit]:
    """Headings on a line of their own get ``##`` or ``**``, run-in ones ``**``."""
    bold = random.random() < 0.3
    bold_run_in = random.random() < 0.7
    for record in page.records:
        shift = record.source.start
        if record.title:
            yield from _hashed(page, record.title.start + shift, 1)
        for section in record.sections:
            yield from _marked(page, section, shift, bold, bold_run_in)


def _marked(
    page: _Page, section: Section, shift: int, bold: bool, bold_run_in: bool
) -> Iterator[Edit]:
    start, end = section.heading.start + shift, section.heading.end + shift
    if not _fresh(page, start) or "*" in page.text[start:end]:
        return
    runs_in = bool(page.text[end:].split("\n", 1)[0].strip())
    if (bold_run_in and runs_in) or (bold and not runs_in):
        yield Edit(start, start, "**", Side.OPENING)
        yield Edit(end, end, "**", Side.CLOSING)
    elif not runs_in:
        yield from _hashed(page, start, section.level + 1)


def _fresh(page: _Page, start: int) -> bool:
    """Whether a line begins there and bears no mark yet."""
    before = page.text[:start].rsplit("\n", 1)[-1]
    return not before.strip() and page.text[start] not in "#*>"


def _hashed(page: _Page, start: int, depth: int) -> Iterator[Edit]:
    if _fresh(page, start):
        yield Edit(start, start, "#" * min(depth, 6) + " ", Side.OPENING)


_DIGIT = re.compile(r"[0-9０-９]")
_PAUSE: Final = frozenset("，。；：、")


def _spaced(page: _Page, random: Random) -> Iterator[Edit]:
    by_digits = random.uniform(0.4, 0.9)
    in_words = random.uniform(0.005, 0.03)
    for at, before, after in page.gaps():
        left, right = bool(_HAN.match(before)), bool(_HAN.match(after))
        if left and right:
            chance = in_words
        elif (left and _DIGIT.match(after)) or (right and _DIGIT.match(before)):
            chance = by_digits
        elif before in _PAUSE and right:
            chance = in_words
        else:
            continue
        if random.random() < chance:
            yield Edit(at, at, random.choice("   \u3000\u00a0"))


# --- lines and pages ---------------------------------------------------------------

#: What no line begins with, and what none ends with.
_NO_START: Final = frozenset("，。；：、？！）》〉”’】〕」』…—%％℃·")
_NO_END: Final = frozenset("（《〈“‘【〔「『")
_GLOSS = re.compile(r"[(（][a-z\u00e0-\u01ff]{1,7}[)）]")
_LATIN = re.compile(r"[A-Za-z0-9０-９Ａ-Ｚａ-ｚ.．%％]")
_PAGE_NUMBERS: Final = ("— {} —", "- {} -", "{}", "第 {} 页", "－{}－")


def _wrapped(page: _Page, random: Random) -> Iterator[Edit]:
    width = random.randint(26, 44)
    numbers = random.choice(_PAGE_NUMBERS) if random.random() < 0.7 else None
    lines_a_page, lines, number = random.randint(20, 34), 0, 1
    for at, is_new in _line_starts(page, width):
        lines += 1
        label = numbers.format(number) if numbers and lines >= lines_a_page else None
        if label and _takes_note(page, at, is_new):
            before = "\n" if is_new else ""
            text = f"{before}{label}\n"
            yield Edit(at, at, text, note=(len(before), len(text) - 1))
            lines, number = 0, number + 1
        elif is_new:
            yield Edit(at, at, "\n")


def _line_starts(page: _Page, width: int) -> Iterator[tuple[int, bool]]:
    """Where lines begin after wrapping: the place, and whether the break is new."""
    start = 0
    for line in page.text.splitlines(keepends=True):
        if start:
            yield start, False
        end = start + len(line)
        at = start
        while (stop := _full(page.text, at, end, width)) < end:
            broken = next((p for p in range(stop, at, -1) if _breaks(page, p)), None)
            if broken is None:
                break
            yield broken, True
            at = broken
        start = end


def _full(text: str, at: int, end: int, width: int) -> int:
    """Where the line that begins at ``at`` is full; two ASCII characters count as one."""
    room = 2 * width
    while at < end and room > 0:
        room -= 1 if text[at] < "\u0100" else 2
        at += 1
    return at


def _breaks(page: _Page, at: int) -> bool:
    """Whether a converter's line break may stand there."""
    before, after = page.text[at - 1], page.text[at]
    if not (page.inside[at] and page.free[at - 1] and page.free[at]):
        return False
    if before.isspace() or after.isspace() or after in _NO_START or before in _NO_END:
        return False
    if _LATIN.match(before) and _LATIN.match(after):
        return False
    if _GLOSS.match(page.text, at):  # it would no longer stand after its character
        return False
    # Other ASCII is left whole: brackets of glosses, marks of Markdown, addresses.
    both = (before, after)
    return all(_WIDE.match(char) or _LATIN.match(char) for char in both) and "." not in both


def _takes_note(page: _Page, at: int, is_new: bool) -> bool:
    """Whether a page number may stand there: in a paragraph, or between two blocks."""
    if page.in_entity[at]:
        return False
    if is_new:
        return page.inside[at] == ord("p")
    return page.inside[at] == 0 and _between_blocks(page, at)


def _between_blocks(page: _Page, at: int) -> bool:
    for record in page.records:
        shift = record.source.start
        spans: list[Span | Paragraph | Table] = [*record.paragraphs, *record.tables]
        spans += [one.heading for one in record.sections]
        spans += [span for span in (record.title, record.sign_off, *record.notes) if span]
        if any(span.start + shift < at < span.end + shift for span in spans):
            return False
        ends = [span.end + shift for span in spans]
        if spans and min(span.start for span in spans) + shift < at <= max(ends, default=0):
            return True
    return False


_LAYERS: Final[dict[str, Callable[[_Page, Random], Iterator[Edit]]]] = {
    "ascii_punctuation": _ascii_punctuation,
    "full_width": _full_width,
    "pinyin": _pinyin,
    "traditional": _traditional,
    "markdown": _markdown,
    "spaced": _spaced,
    "wrapped": _wrapped,
}
