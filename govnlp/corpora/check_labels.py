"""Checks of one gold file: what its labels say against what its text says."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Final

from govnlp.corpora.folder import ERAS, NATIONAL, Entry
from govnlp.corpora.inline import GoldFile, parse_gold
from govnlp.corpora.markup import Element, parse_tree
from govnlp.corpora.write import write_gold
from govnlp.divisions import divisions
from govnlp.grammar.citations import find_citations
from govnlp.grammar.counts import find_counts
from govnlp.grammar.dates import find_dates, parse_date, resolve_date
from govnlp.grammar.match import Citation, Count, Date, DocumentNumber, Office
from govnlp.record import Entity, Record
from govnlp.resources import load_table
from govnlp.text import View, clean_lines

SHORTEST, LONGEST = 400, 6000


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a check found: where, which check, on what text, and what is wrong."""

    path: Path
    line: int
    check: str
    quote: str
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.check}: {self.message}"


class CheckedFile:
    """A gold file with what the checks ask of it: lines of the XML, clean text."""

    def __init__(self, path: Path, entry: Entry, gold: GoldFile) -> None:
        self.path = path
        self.entry = entry
        self.gold = gold

    @cached_property
    def _elements(self) -> list[Element]:
        _, root, _ = parse_tree(self.path.read_bytes())
        found: list[Element] = []
        waiting = [root] if root else []
        while waiting:
            element = waiting.pop()
            found.append(element)
            waiting += element.children
        return sorted(found, key=lambda element: (element.start, element.line))

    def line(self, offset: int) -> int:
        """The line of the XML on which the character at ``offset`` of the text stands."""
        elements = self._elements
        index = bisect_right(elements, offset, key=lambda element: element.start) - 1
        if index < 0:
            return 1
        last = elements[index]
        return last.line + self.gold.text.count("\n", last.start, offset)

    def finding(self, check: str, offset: int, quote: str, message: str) -> Finding:
        return Finding(self.path, self.line(offset), check, quote, message)


class Block:
    """A title, heading, paragraph or sign-off with its clean text on one line."""

    def __init__(self, record: Record, start: int, end: int) -> None:
        self.start, self.end = start, end
        view = clean_lines(record.text[start:end])
        breaks = [(at, at + 1) for at, char in enumerate(view.clean) if char == "\n"]
        self.view: View = view.delete(breaks)
        self.entities = [one for one in record.entities if start <= one.start and one.end <= end]

    def place(self, entity: Entity) -> tuple[int, int]:
        """Where an entity stands in the clean text."""
        return self.view.from_source(entity.start - self.start, entity.end - self.start)

    def clean(self, entity: Entity) -> str:
        start, end = self.place(entity)
        return self.view.clean[start:end]


def blocks_of(record: Record) -> list[Block]:
    """The blocks that hold entities, in the order of their kinds."""
    spans = [(one.start, one.end) for one in (record.title, record.sign_off) if one]
    spans += [(one.heading.start, one.heading.end) for one in record.sections]
    spans += [(one.start, one.end) for one in record.paragraphs]
    return [Block(record, start, end) for start, end in spans]


def check_file(file: CheckedFile) -> Iterator[Finding]:
    """Every check of one file."""
    yield from _check_survival(file)
    for record in file.gold.records:
        yield from _check_document(file, record)
        for block in blocks_of(record):
            yield from _check_block(file, record, block)


def _check_survival(file: CheckedFile) -> Iterator[Finding]:
    gold = file.gold
    again = parse_gold(write_gold(gold.records, gold.text, gold.notes), file.entry.file)
    if (again.text, again.records) != (gold.text, gold.records):
        yield file.finding("survival", 0, "", "does not come back the same when written and read")


# --- documents ---------------------------------------------------------------------


def _check_document(file: CheckedFile, record: Record) -> Iterator[Finding]:
    start = record.source.start

    def found(check: str, quote: str, message: str) -> Finding:
        return file.finding(check, start, quote, message)

    length = len(record.text.strip())
    if not SHORTEST <= length <= LONGEST:
        yield found("length", record.id, f"{length} characters, not {SHORTEST} to {LONGEST}")
    if record.kind == "annual_report":
        yield from (found("fields", name, f"has no {name}") for name in _missing(record))
        if record.year is not None and record.year not in ERAS[file.entry.era]:
            message = f"year {record.year}, but the index says {file.entry.era}"
            yield found("year", str(record.year), message)
    if record.period and record.year and record.period.end[:4] != str(record.year):
        message = f"period ends in {record.period.end}, the year is {record.year}"
        yield found("year", record.period.end, message)
    if record.issuer and _bare(record.issuer.name) not in _outside_citations(record):
        name = record.issuer.name
        yield found("issuer", name, f"issuer {name} does not stand in the text outside 《》")
    code = record.issuer.division.code if record.issuer and record.issuer.division else None
    if code is not None:
        for message in _division_faults(code, file.entry):
            yield found("division", code, message)


def _missing(record: Record) -> list[str]:
    return [name for name in ("title", "year", "issuer") if getattr(record, name) is None]


def _bare(text: str) -> str:
    """Without white space, in the clean view."""
    return "".join(clean_lines(text).clean.split())


def _outside_citations(record: Record) -> str:
    return re.sub("《[^》]*》", "", _bare(record.text))


#: The form of the code that an issuer of each level has.
_CODE_FORMS: Final = {
    "province": re.compile(r"\d\d0000"),
    "prefecture": re.compile(r"\d\d(?!00)\d\d00"),
    "county": re.compile(r"\d{4}(?!00)\d\d"),
    "department": re.compile(r"\d{4}(?!00)\d\d"),
    "township": re.compile(r"\d{9}"),
    "subdistrict": re.compile(r"\d{9}"),
}


def _division_faults(code: str, entry: Entry) -> Iterator[str]:
    if code not in divisions():
        yield f"no division has the code {code}"
        return
    path = divisions().at(code).path
    if path[0] != entry.region:
        yield f"{code} is {'/'.join(path)}, but the index says {entry.region}"
    form = _CODE_FORMS.get(entry.level)
    if entry.region != NATIONAL and form and not form.fullmatch(code):
        yield f"{code} is {'/'.join(path)}, which is no {entry.level}'s"


# --- entities ----------------------------------------------------------------------


def _check_block(file: CheckedFile, record: Record, block: Block) -> Iterator[Finding]:
    for entity in block.entities:
        check, find_faults = _ENTITY_CHECKS[entity.label]
        for message in find_faults(entity, block, record):
            offset = entity.start + record.source.start
            yield file.finding(check, offset, entity.text, f"{_short(entity.text)}: {message}")


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= 30 else flat[:30] + "…"


def _date_faults(date: Entity, block: Block, record: Record) -> Iterator[str]:
    assert isinstance(date, Date)
    year = _year(record)
    read = [parse_date(block.clean(date), year)]
    near = find_dates(block.view.clean, year)
    read += [one for one in near if (one.start, one.end) == block.place(date)]
    # Among next year's measures 6月底 and 全年 are the coming year's; which they are the
    # words around say, and the annotator read them.
    if year is not None and _lays_plans(date, record):
        bare = [one for one in read if one and one.template and (one.bare or one.text[0] == "全")]
        read += [resolve_date(one, year + 1) for one in bare]
    seen = [_date_values(one) for one in read if one]
    if _date_values(date) not in seen:
        yield f"labelled {_date_values(date)}, read as {seen[-1] if seen else 'no date'}"


def _lays_plans(entity: Entity, record: Record) -> bool:
    """Whether an entity stands among measures to come, by its section or its paragraph."""
    subjects = [s.subjects for s in record.sections if s.start <= entity.start < s.end]
    topics = [[p.topic, *p.also] for p in record.paragraphs if p.start <= entity.start < p.end]
    return any("improvement" in labels for labels in subjects + topics)


def _year(record: Record) -> int | None:
    """The year that relative dates hang on: the document's, else that of its sign-off."""
    dates = [one for one in record.entities if isinstance(one, Date) and one.value and one.first]
    signed = [one for one in dates if record.sign_off and one.start >= record.sign_off.start]
    return record.year or (int(str(signed[-1].first)[:4]) if signed else None)


def _date_values(date: Date) -> tuple[str | None, str, str | None, bool]:
    return date.value, date.kind, date.mod, date.business_days


def _count_faults(count: Entity, block: Block, _: Record) -> Iterator[str]:
    assert isinstance(count, Count)
    clean = block.clean(count)
    read = [one for one in find_counts(clean) if one.text == clean]
    near = find_counts(block.view.clean)
    read += [one for one in near if (one.start, one.end) == block.place(count)]
    seen = [_count_values(one) for one in read]
    if _count_values(count) not in seen:
        yield f"labelled {_count_values(count)}, read as {seen[-1] if seen else 'no count'}"
    if count.item is not None and _bare(count.item) not in _bare(block.view.clean):
        yield f"item {count.item} does not stand in its block"


def _count_values(count: Count) -> tuple[float | None, str | None, str, str | None, bool]:
    return count.value, count.unit, count.kind, count.mod, count.negated


_SELF = re.compile(r"[我本].{1,6}|.{0,2}办事处|.{0,2}街道办")


#: Last characters of names that the finder's list of heads does not end in.
_LAST: Final = frozenset("会局委办厅部处科股所站队馆社署院校园厂司组室团庭府行台联协镇乡")
_SCHOOL = re.compile(".*[一二三四五六七八九十]中")
_MEETING = re.compile(".*(?:座谈|发布|听证|推进|调度|培训|协调|部署|动员|评议|通气|例)会")


@cache
def _endings() -> tuple[str, ...]:
    """What the name of an office ends in, as the finder knows it."""
    table = load_table("offices.toml")
    heads = " ".join(table[name] for name in ("anchored_heads", "worded_heads", "bare_heads"))
    return (*heads.split(), "街道", "地区", "苏木")


def _is_office(name: str) -> bool:
    """Whether a name ends as an office's does; a place's or a meeting's does not."""
    bare = re.sub("（[^（）]*）$", "", name)
    if bare.endswith(_endings()) or _SCHOOL.fullmatch(bare):
        return True
    return bare[-1:] in _LAST and not _MEETING.fullmatch(bare)


def _office_faults(office: Entity, block: Block, _: Record) -> Iterator[str]:
    assert isinstance(office, Office)
    clean = block.clean(office)
    if office.self_reference and not _SELF.fullmatch(clean):
        yield "does not look like a self-reference"
    if not office.self_reference and not _is_office(clean):
        yield "ends in no known head of an office's name"
    if not office.self_reference and re.match("[我本](?!溪)", clean):
        yield "looks like a self-reference"
    if office.division is not None and office.division not in divisions():
        yield f"no division has the code {office.division}"


def _citation_faults(citation: Entity, block: Block, _: Record) -> Iterator[str]:
    assert isinstance(citation, Citation)
    clean = block.clean(citation)
    if [one.text for one in find_citations(clean)] != [clean]:
        yield "is not one title in 《》, or that of a periodical"
    if citation.name is not None and _bare(citation.name) == _bare(clean)[1:-1]:
        yield "has the name that stands in it already"


_NUMBER = re.compile(r"(?:[0-9]|[〇零一二三四五六七八九十百]).*号")


def _docnum_faults(docnum: Entity, block: Block, _: Record) -> Iterator[str]:
    assert isinstance(docnum, DocumentNumber)
    if not _NUMBER.search(block.clean(docnum)):
        yield "has no number with 号"
    elif docnum.number is None:
        yield "is not read as code, year and number"


_ENTITY_CHECKS: Final[dict[str, tuple[str, Callable[[Entity, Block, Record], Iterator[str]]]]] = {
    "DATE": ("date", _date_faults),
    "COUNT": ("count", _count_faults),
    "OFFICE": ("office", _office_faults),
    "CITATION": ("citation", _citation_faults),
    "DOCNUM": ("docnum", _docnum_faults),
}
