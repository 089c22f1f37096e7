"""Gold files as rows of plain values: the two configurations of the dataset.

Labels stand by their names. ``start`` and ``end`` count code points in the row's own
``text``, end exclusive; ``text[start:end]`` is the span's text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import asdict
from decimal import Decimal
from typing import Any, Final

from govnlp.corpora.folder import Entry
from govnlp.corpora.inline import GoldFile
from govnlp.record import Entity, Paragraph, Record, Section, Span

Row = dict[str, Any]

#: Attributes of entities beside their place and label, in the order of the columns. A
#: row has them all; those that a label does not have are ``None``.
ATTRIBUTES: Final = (
    "name",
    "self_reference",
    "division",
    "kind",
    "value",
    "quantity",
    "upper",
    "mod",
    "first",
    "last",
    "business_days",
    "unit",
    "negated",
    "item",
    "part_of",
    "docnum",
    "issued",
    "code",
    "year",
    "number",
    "of",
)


def document_rows(entry: Entry, file: GoldFile) -> Iterator[Row]:
    """One row for each document of a file."""
    for index, record in enumerate(file.records):
        yield {"id": _id(entry, index), **_axes(entry), **record_row(record)}


def record_row(record: Record) -> Row:
    """A record as a row of the configuration ``documents``, without ``id`` and axes.

    So a prediction can stand in a dataset. A row has neither the ``scores`` of paragraphs
    nor a period that the text does not state.
    """
    period = record.period if record.period and record.period.stated else None
    issuer = record.issuer
    return {
        "text": record.text,
        "kind": record.kind,
        "year": record.year,
        "period": {"start": period.start, "end": period.end} if period else None,
        "issuer": issuer.name if issuer else None,
        "division": issuer.division.code if issuer and issuer.division else None,
        "title": asdict(record.title) if record.title else None,
        "headings": _headings(record),
        "paragraphs": [_paragraph(one, record) for one in record.paragraphs],
        "tables": _tables(record),
        "sign_off": asdict(record.sign_off) if record.sign_off else None,
        "notes": [asdict(note) for note in record.notes],
        "entities": [entity_row(one) for one in record.entities],
    }


def paragraph_rows(entry: Entry, file: GoldFile) -> Iterator[Row]:
    """One row for each paragraph of a file, with the headings over it."""
    for index, record in enumerate(file.records):
        for number, paragraph in enumerate(record.paragraphs):
            over = sections_over(record, paragraph)
            yield {
                "id": f"{_id(entry, index)}:{number}",
                "document": _id(entry, index),
                **_axes(entry),
                "kind": record.kind,
                "year": record.year,
                "headings": [section.heading.text for section in over],
                "subjects": list(over[-1].subjects) if over else [],
                "text": record.text[paragraph.start : paragraph.end],
                "topic": paragraph.topic,
                "also": list(paragraph.also),
                "entities": _inside(record, paragraph),
            }


#: The rows that each configuration has of a file.
ROWS: Final[dict[str, Callable[[Entry, GoldFile], Iterator[Row]]]] = {
    "documents": document_rows,
    "paragraphs": paragraph_rows,
}


def _id(entry: Entry, index: int) -> str:
    return f"{entry.file.removesuffix('.xml')}#{index}"


def _axes(entry: Entry) -> Row:
    axes = asdict(entry)
    del axes["split"]
    return axes


def _headings(record: Record) -> list[Row]:
    return [
        asdict(section.heading)
        | {
            "level": section.level,
            "number": section.number,
            "subjects": list(section.subjects),
            "parent": section.parent,
            "section_end": section.end,
        }
        for section in record.sections
    ]


def _paragraph(paragraph: Paragraph, record: Record) -> Row:
    return {
        "start": paragraph.start,
        "end": paragraph.end,
        "text": record.text[paragraph.start : paragraph.end],
        "topic": paragraph.topic,
        "also": list(paragraph.also),
        "heading": paragraph.section,
    }


def _tables(record: Record) -> list[Row]:
    return [
        {
            "start": table.start,
            "end": table.end,
            "kind": table.kind,
            "heading": table.section,
            "rows": [list(row) for row in table.rows],
        }
        for table in record.tables
    ]


def sections_over(record: Record, paragraph: Paragraph) -> list[Section]:
    """The sections around a paragraph, outermost first."""
    over = []
    index = paragraph.section
    while index is not None:
        over.append(record.sections[index])
        index = record.sections[index].parent
    return over[::-1]


def entity_row(entity: Entity, shift: int = 0) -> Row:
    """An entity with every one of ``ATTRIBUTES``; its offsets count from ``shift``."""
    row: Row = {
        "start": entity.start - shift,
        "end": entity.end - shift,
        "text": entity.text,
        "label": entity.label,
    }
    row |= {name: getattr(entity, name, None) for name in ATTRIBUTES}
    if entity.label == "COUNT" and entity.value is not None:
        # One column holds dates' and counts' values: as strings, exact.
        row["value"] = format(Decimal(repr(entity.value)), "f")
        row["quantity"] = float(entity.value)
    if row["upper"] is not None:
        row["upper"] = float(row["upper"])
    return row


def _inside(record: Record, block: Paragraph | Span) -> list[Row]:
    """The entities of a block, counted from its start; totals outside it are ``None``."""
    indexes = [
        index
        for index, one in enumerate(record.entities)
        if block.start <= one.start and one.end <= block.end
    ]
    place = {index: at for at, index in enumerate(indexes)}
    rows = [entity_row(record.entities[index], block.start) for index in indexes]
    for row in rows:
        for link in ("part_of", "of"):
            row[link] = place.get(row[link])
    return rows
