"""Records written as the guidelines' inline XML: the inverse of the reader."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from xml.sax.saxutils import escape, quoteattr

from govnlp.corpora.markup import CHARACTER, ENTITY_TAGS, misplaced
from govnlp.grammar.match import Citation, Count, Date, Office
from govnlp.record import Paragraph, Record, Section, Span, Table

_TAGS = {label: tag for tag, label in ENTITY_TAGS.items()}
#: What XML holds in no form but as a processing instruction.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
_NO_XML = re.compile("[\ud800-\udfff\ufffe\uffff]")
_CR = {"\r": "&#13;"}
_WHITE = {"\r": "&#13;", "\n": "&#10;", "\t": "&#9;"}


@dataclass(slots=True)
class Tag:
    """An element to be written; offsets in the whole file's text."""

    name: str
    start: int
    end: int
    attributes: dict[str, str | None] = field(default_factory=dict)
    inner: list[Tag] = field(default_factory=list)

    @property
    def place(self) -> tuple[int, int]:
        return self.start, self.end

    def order(self) -> tuple[int, int, int]:
        """Outer before inner; where both cover the same, block, note, entity."""
        rank = 2 if self.name in _TAGS.values() else self.name == "note"
        return self.start, -self.end, rank


def write_gold(records: Sequence[Record], text: str, notes: Sequence[Span] = ()) -> str:
    """The inline XML of a file: its ``records`` in order over its whole ``text``.

    ``notes`` are the notes that stand outside every ``<doc>``, offsets in ``text``
    (``GoldFile.notes``); without them every note stands inside. What the reader
    made, it makes again of the result.

    Raises ``ValueError`` where the records do not share ``text`` out among them,
    where spans cross or stand where the guidelines allow none, and for
    lone surrogates. Control characters, such as the form feed between two pages, are
    written as ``<?char 000C?>``.
    """
    if bad := _NO_XML.search(text):
        raise ValueError(f"XML cannot hold {bad[0]!r}, at {bad.start()}")
    pieces = _pieces("file", 0, len(text), file_tags(records, text, notes), text)
    return "".join(["<file>", *pieces, "</file>"])


def file_tags(records: Sequence[Record], text: str, notes: Sequence[Span] = ()) -> list[Tag]:
    """The documents of a file and the notes outside them, as elements in order.

    A document's blocks and entities stand in its ``inner``, in one flat list. Arguments
    as in ``write_gold``. Raises ``ValueError`` where the records do not share ``text`` out.
    """
    _check_shares(records, text)
    outside = sorted((Tag("note", note.start, note.end) for note in notes), key=Tag.order)
    places = {note.place for note in outside}
    docs = [
        _doc(record, index == 0, [tag for tag in _block_tags(record) if tag.place not in places])
        for index, record in enumerate(records)
    ]
    return _in_order(docs, outside)


def _in_order(docs: list[Tag], notes: list[Tag]) -> list[Tag]:
    """Documents and the notes outside them, each note before the first that starts after it."""
    merged: list[Tag] = []
    waiting = deque(notes)
    for doc in docs:
        while waiting and waiting[0].end <= doc.start:
            merged.append(waiting.popleft())
        merged.append(doc)
    return [*merged, *waiting]


def _check_shares(records: Sequence[Record], text: str) -> None:
    at = 0
    for record in records:
        source = record.source
        if source.start != at or record.text != text[source.start : source.end]:
            raise ValueError(f"record {record.id!r} is not the text from {at} on")
        at = source.end
    if at != len(text) or not records:
        raise ValueError(f"the records end at {at}, the text at {len(text)}")


def _doc(record: Record, first: bool, blocks: list[Tag]) -> Tag:
    """A record's ``<doc>``, drawn tight around what it holds; its start may be bound."""
    source, issuer, period = record.source, record.issuer, record.period
    inner = sorted([*blocks, *_entity_tags(record)], key=Tag.order)
    # The first document's record starts at 0 wherever its <doc> does.
    start = inner[0].start if inner and first else source.start
    end = max((tag.end for tag in inner), default=start)
    attributes = {
        "kind": record.kind,
        "year": None if record.year is None else f"{record.year:04}",
        "period": f"{period.start}/{period.end}" if period and period.stated else None,
        "issuer": issuer.name if issuer else None,
        "division": issuer.division.code if issuer and issuer.division else None,
    }
    return Tag("doc", start, end, attributes, inner)


def _block_tags(record: Record) -> Iterator[Tag]:
    def tag(name: str, span: Span | Paragraph | Table, **attributes: str | None) -> Tag:
        shift = record.source.start
        return Tag(name, span.start + shift, span.end + shift, dict(attributes))

    for name, span in (("title", record.title), ("sign", record.sign_off)):
        if span:
            yield tag(name, span)
    for section in record.sections:
        yield tag("h", section.heading, **_heading_attributes(section))
    for paragraph in record.paragraphs:
        also = " ".join(paragraph.also) or None
        yield tag("p", paragraph, topic=paragraph.topic, also=also)
    for table in record.tables:
        yield tag("table", table, kind=table.kind)
    for note in record.notes:
        yield tag("note", note)


def _heading_attributes(section: Section) -> dict[str, str | None]:
    return {"level": str(section.level), "type": " ".join(section.subjects) or None}


def _entity_tags(record: Record) -> Iterator[Tag]:
    offices = _OfficeAttributes(record.issuer.name if record.issuer else None)
    totals = {one.part_of for one in record.entities if isinstance(one, Count)}
    shift = record.source.start
    for index, entity in enumerate(record.entities):
        attributes: dict[str, str | None] = {}
        if isinstance(entity, Office):
            attributes = offices.of(entity)
        elif isinstance(entity, Date):
            attributes = _date_attributes(entity)
        elif isinstance(entity, Citation):
            attributes = {"name": entity.name}
        elif isinstance(entity, Count):
            attributes = _count_attributes(entity)
            attributes["id"] = f"c{index}" if index in totals else None
        place = entity.start + shift, entity.end + shift
        yield Tag(_TAGS[entity.label], *place, attributes)


class _OfficeAttributes:
    """Writes a name and a division only where they differ from what the reader infers."""

    def __init__(self, issuer: str | None) -> None:
        self.issuer = issuer
        self.known: dict[tuple[str, str], str | None] = {}

    def of(self, office: Office) -> dict[str, str | None]:
        default = self.issuer if office.self_reference else None
        return {
            "ref": "self" if office.self_reference else None,
            "name": self.news("name", office.text, office.name, default),
            "division": self.news("division", office.text, office.division, None),
        }

    def news(self, what: str, text: str, value: str | None, default: str | None) -> str | None:
        if self.known.get((what, text), default) == value:
            return None
        self.known[what, text] = value
        return value or ""


def _date_attributes(entity: Date) -> dict[str, str | None]:
    return {
        "value": entity.value or "",
        "kind": None if entity.kind == "date" else entity.kind,
        "mod": entity.mod,
        "business": "yes" if entity.business_days else None,
    }


def _count_attributes(entity: Count) -> dict[str, str | None]:
    return {
        "value": None if entity.value is None else _decimal(entity.value),
        "unit": entity.unit,
        "kind": None if entity.kind == "count" else entity.kind,
        "mod": entity.mod,
        "neg": "yes" if entity.negated else None,
        "item": entity.item,
        "part_of": None if entity.part_of is None else f"c{entity.part_of}",
    }


def _decimal(value: int | float) -> str:
    """The shortest plain decimal that reads back as ``value``."""
    return format(Decimal(repr(value)), "f")


def _pieces(parent: str, start: int, end: int, tags: list[Tag], text: str) -> Iterator[str]:
    """The markup of ``text[start:end]``, the content of a ``parent``, with ``tags`` in it."""
    at = start
    index = 0
    while index < len(tags):
        tag = tags[index]
        _check_place(tag, parent, at, end, text)
        after = index + 1
        while tag.name != "doc" and after < len(tags) and tags[after].start < tag.end:
            after += 1
        yield _escaped(text[at : tag.start])
        yield f"<{tag.name}{_attributes(tag)}>"
        inner = tag.inner or tags[index + 1 : after]
        yield from _pieces(tag.name, tag.start, tag.end, inner, text)
        yield f"</{tag.name}>"
        at, index = tag.end, after
    yield _escaped(text[at:end])


def _escaped(text: str) -> str:
    return _CONTROL.sub(lambda found: f"<?{CHARACTER} {ord(found[0]):04X}?>", escape(text, _CR))


def _check_place(tag: Tag, parent: str, at: int, end: int, text: str) -> None:
    words = f"<{tag.name}> at {tag.start}"
    if not at <= tag.start <= tag.end <= end:
        raise ValueError(f"{words} crosses another element or ends outside <{parent}>")
    if tag.start == tag.end and tag.name != "doc":
        raise ValueError(f"{words} is empty")
    if reason := misplaced(tag.name, parent):
        raise ValueError(f"{words}: {reason}")


def _attributes(tag: Tag) -> str:
    given = {name: value for name, value in tag.attributes.items() if value is not None}
    return "".join(f" {name}={quoteattr(value, _WHITE)}" for name, value in given.items())
