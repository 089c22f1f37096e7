"""The guidelines' inline XML read into records.

The text of a gold file is exact, character for character. Its documents share
the file's text out among them: the first record starts at 0, each next one
where its ``<doc>`` does, the last ends with the text. Offsets in a record count
from its ``source.start``, as everywhere.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import Path
from typing import Final, cast

from govnlp.corpora.markup import ENTITY_TAGS, Element, GoldError, Problem, parse_tree
from govnlp.corpora.values import (
    Attributes,
    check_date,
    edge_fault,
    heading_number,
    interval,
    parse_docnum,
    parse_number,
    parse_period,
)
from govnlp.grammar.match import Citation, Count, Date, DocumentNumber, Office
from govnlp.record import (
    Division,
    Entity,
    Issuer,
    Paragraph,
    Period,
    Record,
    Section,
    Source,
    Span,
    Table,
)
from govnlp.structure.rows import table_rows
from govnlp.structure.sections import Heading, innermost, nest_sections
from govnlp.text import clean_lines
from govnlp.vocabulary import (
    COUNT_KINDS,
    COUNT_MODS,
    DATE_KINDS,
    DATE_MODS,
    DOCUMENT_KINDS,
    SUBJECTS,
    TABLE_KINDS,
    CountKind,
    CountMod,
    DateKind,
    DateMod,
    DocumentKind,
)


@dataclass(slots=True)
class GoldFile:
    """A hand-labelled file: where it was, its whole text, a record a document.

    ``notes`` are the notes outside every ``<doc>``, with offsets in ``text``; the
    record in whose stretch of the text they fall holds them too.
    """

    path: str
    text: str
    records: list[Record] = field(default_factory=list)
    notes: list[Span] = field(default_factory=list)


def load_gold(
    paths: str | Path | Iterable[str | Path], left_out: Counter[str] | None = None
) -> list[GoldFile]:
    """Every gold file among ``paths``: files, and folders searched for ``*.xml``.

    Files of other formats (``govnlp.corpora.conversion``) are told by their suffix; what
    govnlp has no place for in them is counted in ``left_out``, by name. Folders
    are read in the order of their paths. Records are named relative to
    the folder given, as govnlp names its own. Raises ``GoldError`` with the
    problems of all files, ``FileNotFoundError`` for a path that is not there and a folder
    that holds no gold file.
    """
    given = [paths] if isinstance(paths, str | Path) else paths
    found = list(chain.from_iterable(map(_gold_paths, map(Path, given))))
    names = [name for _, name in found]
    files: list[GoldFile] = []
    problems: list[Problem] = []
    for path, name in found:
        # Two folders may hold files of one name; then the whole path tells them apart.
        unique = name if names.count(name) == 1 else path.as_posix()
        try:
            files += _read(path, unique, left_out)
        except GoldError as error:
            problems += error.problems
    if problems:
        raise GoldError(problems)
    return files


#: Suffixes of labelled files that are no inline XML.
_OTHERS: Final = (".json", ".jsonl", ".ann", ".spacy", ".conll")
#: Suffixes of all labelled files.
LABELLED: Final = (".xml", *_OTHERS)


def _read(path: Path, name: str, left_out: Counter[str] | None) -> list[GoldFile]:
    from govnlp.corpora.conversion import read_labels  # it reads this module's files too

    suffix = path.suffix.lower()
    if suffix == ".xml":
        return [read_gold(path, name)]
    if suffix not in _OTHERS:
        message = f"no labelled file: those end in {', '.join(LABELLED)}"
        raise GoldError([Problem(0, message, str(path))])
    files, report = read_labels(path)
    if report.problems:
        raise GoldError(report.problems)
    if left_out is not None:
        left_out += report.left_out
    return files


def _gold_paths(path: Path) -> list[tuple[Path, str]]:
    if not path.exists():
        raise FileNotFoundError(f"{path}: there is no such file or folder; check the path")
    if not path.is_dir():
        return [(path, path.name)]
    inside = sorted(path.rglob("*.xml"))
    if not inside:
        raise FileNotFoundError(
            f"no *.xml file in {path}: a folder is searched for labels as inline XML; "
            f"name files of other formats ({', '.join(_OTHERS)}) one by one"
        )
    return [(file, file.relative_to(path).as_posix()) for file in inside]


def read_gold(path: str | Path, name: str | None = None) -> GoldFile:
    """The gold file at ``path``; its records are named ``name``, else by the file's name.

    Raises ``GoldError`` with every breach of the form, ``OSError`` where the
    file cannot be read.
    """
    path = Path(path)
    return _parse(path.read_bytes(), str(path), path.name if name is None else name)


def parse_gold(xml_text: str, name: str = "") -> GoldFile:
    """The gold file in a string; errors and records name it ``name``.

    XML reads a literal CR or CRLF as LF; ``&#13;`` keeps a CR. Raises ``GoldError``.
    """
    return _parse(xml_text, name, name)


def _parse(xml: str | bytes, path: str, name: str) -> GoldFile:
    text, root, problems = parse_tree(xml)
    file = GoldFile(path, text)
    if root is not None and root.tag == "file":
        read_tree(file, root, name, problems)
    if problems:
        problems.sort(key=lambda problem: problem.line)
        raise GoldError(replace(problem, file=path) for problem in problems)
    return file


def read_tree(file: GoldFile, root: Element, name: str, problems: list[Problem]) -> None:
    """Fill ``file`` with the records and notes of the elements in ``root``.

    name (str): What the records' ids begin with; breaches go to ``problems``.
    """
    docs = [child for child in root.children if child.tag == "doc"]
    outside = [child for child in root.children if child.tag == "note"]
    if not docs:
        problems.append(Problem(root.line, "no <doc> in the file"))
    starts = [0, *(doc.start for doc in docs[1:]), len(file.text)]
    for index, doc in enumerate(docs):
        source = Source(path=name or None, start=starts[index], end=starts[index + 1])
        reader = _DocReader(doc, file.text, source, problems)
        # An empty note at the very end goes to the last record, which reports it.
        near = [note for note in outside if _home(note, starts) == index]
        file.records.append(reader.record(f"{name}#{index}", near))
    file.notes = [Span(*_trimmed(file.text, n), _slice(file.text, n).strip()) for n in outside]


def _home(note: Element, starts: list[int]) -> int:
    """The index of the document in whose stretch of the text a note falls."""
    return max(bisect_right(starts, note.start, hi=len(starts) - 1) - 1, 0)


def _slice(text: str, element: Element) -> str:
    return text[element.start : element.end]


def _trimmed(text: str, element: Element) -> tuple[int, int]:
    """A block's stretch without the white space at its ends."""
    raw = _slice(text, element)
    start = element.start + len(raw) - len(raw.lstrip())
    return start, start + len(raw.strip())


class _DocReader:
    """One ``<doc>`` into one record."""

    def __init__(self, doc: Element, text: str, source: Source, problems: list[Problem]) -> None:
        self.doc = doc
        self.text = text
        self.source = source
        self.problems = problems

    def record(self, name: str, outside: list[Element]) -> Record:
        attributes = Attributes(self.doc, self.problems)
        kind = attributes.choice("kind", DOCUMENT_KINDS) or "other"
        record = Record(
            id=name,
            kind=cast(DocumentKind, kind),
            source=self.source,
            text=self.text[self.source.start : self.source.end],
            year=attributes.year("year"),
            period=_period(attributes),
            issuer=_issuer(attributes),
        )
        record.title = self.only("title")
        record.sign_off = self.only("sign")
        record.notes = self.spans([*outside, *self.inner_notes()])
        record.sections = self.sections(record)
        record.paragraphs = [self.paragraph(block, record.sections) for block in self.blocks("p")]
        record.tables = [self.table(block, record.sections) for block in self.blocks("table")]
        record.entities = self.entities(record)
        return record

    def blocks(self, *tags: str) -> list[Element]:
        return [child for child in self.doc.children if child.tag in tags]

    def place(self, element: Element) -> tuple[int, int]:
        """The trimmed stretch of a block, counted from the record's start."""
        start, end = _trimmed(self.text, element)
        if start == end:
            self.problems.append(Problem(element.line, f"<{element.tag}> is empty"))
        return start - self.source.start, end - self.source.start

    def spans(self, elements: list[Element]) -> list[Span]:
        places = sorted(map(self.place, elements))
        shift = self.source.start
        return [Span(a, b, self.text[a + shift : b + shift]) for a, b in places]

    def only(self, tag: str) -> Span | None:
        found = self.blocks(tag)
        for extra in found[1:]:
            self.problems.append(Problem(extra.line, f"a second <{tag}> in one <doc>"))
        return self.spans(found[:1])[0] if found else None

    def inner_notes(self) -> list[Element]:
        blocks = (block.children for block in self.blocks("p"))
        inside = [child for child in chain.from_iterable(blocks) if child.tag == "note"]
        return self.blocks("note") + inside

    def sections(self, record: Record) -> list[Section]:
        headings = [self.heading(block) for block in self.blocks("h")]
        nested = nest_sections(headings, self.body_end(record), record.text)
        return [
            Section(
                start=one.start,
                end=one.end,
                level=one.heading.level,
                number=one.heading.number,
                parent=one.parent,
                heading=Span(one.start, one.heading.end, record.text[one.start : one.heading.end]),
                subjects=one.heading.subjects,
            )
            for one in nested
        ]

    def body_end(self, record: Record) -> int:
        """The start of a sign-off that ends the document, else the end of the text."""
        blocks = self.blocks("h", "p", "table")
        after = max((block.end for block in blocks), default=0) - self.source.start
        sign_off = record.sign_off
        return sign_off.start if sign_off and sign_off.start >= after else len(record.text)

    def heading(self, element: Element) -> Heading:
        attributes = Attributes(element, self.problems)
        start, end = self.place(element)
        return Heading(
            start,
            end,
            level=attributes.level("level"),
            number=heading_number(_slice(self.text, element)),
            subjects=attributes.words("type", SUBJECTS),
        )

    def paragraph(self, element: Element, sections: list[Section]) -> Paragraph:
        attributes = Attributes(element, self.problems)
        start, end = self.place(element)
        topic = attributes.choice("topic", SUBJECTS)
        also = attributes.words("also", SUBJECTS)
        if topic in also:
            attributes.note(f"'also' repeats the topic {topic!r}")
        return Paragraph(start, end, innermost(sections, start), topic, also)

    def table(self, element: Element, sections: list[Section]) -> Table:
        attributes = Attributes(element, self.problems)
        start, end = self.table_place(element)
        kind = attributes.choice("kind", TABLE_KINDS) or "other"
        rows = table_rows(_slice(self.text, element))
        return Table(start, end, innermost(sections, start), kind, rows)

    def table_place(self, element: Element) -> tuple[int, int]:
        """As ``place``, but a tab at an edge stays: an empty cell is beside it."""
        shift = self.source.start
        start, end = (at + shift for at in self.place(element))
        while start > element.start and self.text[start - 1] == "\t":
            start -= 1
        while end < element.end and self.text[end] == "\t":
            end += 1
        return start - shift, end - shift

    def entities(self, record: Record) -> list[Entity]:
        blocks = self.blocks("title", "h", "p", "sign")
        # Other formats' entities may stand outside every block; in a gold file none does.
        children = chain(self.doc.children, *(block.children for block in blocks))
        elements = [child for child in children if child.tag in ENTITY_TAGS]
        elements.sort(key=lambda element: element.start)
        found = [self.entity(element) for element in elements]
        _inherit(found, elements)
        for office in (one for one in found if isinstance(one, Office)):
            if office.self_reference and office.name is None and record.issuer:
                office.name = record.issuer.name
            office.name = office.name or None
            office.division = office.division or None
        _link_parts(found, elements, self.problems)
        return found

    def entity(self, element: Element) -> Entity:
        attributes = Attributes(element, self.problems)
        text = _slice(self.text, element)
        if fault := edge_fault(text, cite=element.tag == "cite"):
            attributes.note(fault)
        shift = self.source.start
        return _ENTITY[element.tag](element.start - shift, element.end - shift, text, attributes)


def _period(attributes: Attributes) -> Period | None:
    value = attributes.raw("period")
    if value is not None:
        with attributes.noting():
            return Period(*parse_period(value), stated=True)
    return None


def _issuer(attributes: Attributes) -> Issuer | None:
    name = attributes.text("issuer")
    code = attributes.division("division")
    if name is None and code is not None:
        attributes.note("has a 'division' and no 'issuer'")
    return Issuer(name, Division(code) if code else None) if name else None


def _office(start: int, end: int, text: str, attributes: Attributes) -> Office:
    # An empty name or division is no slip: it ends what an earlier mention set.
    blank = attributes.raw("division") == ""
    return Office(
        start,
        end,
        text,
        name=attributes.raw("name"),
        self_reference=attributes.choice("ref", ("self",)) == "self",
        division="" if blank else attributes.division("division"),
    )


def _date(start: int, end: int, text: str, attributes: Attributes) -> Date:
    kind = attributes.choice("kind", DATE_KINDS) or "date"
    match = Date(start, end, text, kind=cast(DateKind, kind))
    match.mod = cast(DateMod | None, attributes.choice("mod", DATE_MODS))
    match.business_days = attributes.flag("business")
    value = attributes.raw("value")
    if value:  # empty for a day that does not exist
        with attributes.noting():
            match.value = check_date(value, kind)
            match.first, match.last = interval(value, kind, match.mod)
    return match


def _count(start: int, end: int, text: str, attributes: Attributes) -> Count:
    kind = attributes.choice("kind", COUNT_KINDS) or "count"
    match = Count(start, end, text, kind=cast(CountKind, kind))
    match.mod = cast(CountMod | None, attributes.choice("mod", COUNT_MODS))
    match.unit = attributes.text("unit")
    match.item = attributes.text("item")
    match.negated = attributes.flag("neg")
    value = attributes.raw("value")
    if value is not None:
        with attributes.noting():
            match.value = parse_number(value)
    if match.negated and match.value:
        attributes.note(f"neg='yes' with value={value!r}, not 0")
    return match


def _citation(start: int, end: int, text: str, attributes: Attributes) -> Citation:
    return Citation(start, end, text, name=attributes.text("name"))


def _docnum(start: int, end: int, text: str, attributes: Attributes) -> DocumentNumber:
    # Read as the finder does, on the clean view: 國辦發 is 国办发.
    code, year, number = parse_docnum(clean_lines(text).clean)
    return DocumentNumber(start, end, text, code=code, year=year, number=number)


_ENTITY: Final[dict[str, Callable[[int, int, str, Attributes], Entity]]] = {
    "office": _office,
    "date": _date,
    "count": _count,
    "cite": _citation,
    "docnum": _docnum,
}


def _inherit(entities: list[Entity], elements: list[Element]) -> None:
    """Hands an office's name and division on to later mentions of the same string."""
    known: dict[tuple[str, str], str | None] = {}
    for entity, element in zip(entities, elements, strict=True):
        if not isinstance(entity, Office):
            continue
        for attribute in ("name", "division"):
            key = (attribute, entity.text)
            if attribute in element.attributes:
                known[key] = getattr(entity, attribute)
            elif key in known:
                setattr(entity, attribute, known[key])


def _link_parts(entities: list[Entity], elements: list[Element], problems: list[Problem]) -> None:
    """Turns ``part_of`` from the total's id into its index in ``entities``."""
    ids: dict[str, int] = {}
    for index, element in enumerate(elements):
        name = element.attributes.get("id") if element.tag == "count" else None
        if name is not None and ids.setdefault(name, index) != index:
            problems.append(Problem(element.line, f"id={name!r} stands twice in one <doc>"))
    for entity, element in zip(entities, elements, strict=True):
        total = element.attributes.get("part_of")
        if total is None or not isinstance(entity, Count):
            continue
        entity.part_of = ids.get(total)
        if entity.part_of is None or entities[entity.part_of] is entity:
            problems.append(Problem(element.line, f"part_of={total!r} names no other <count>"))
