"""Rows of the dataset turned back into records: the way back of ``rows.py``.

What a row does not hold, such as the file's hash or the names of divisions, stays open.
Each document stands for itself: it starts at 0, and ``source.path`` is the row's ``id``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields
from typing import Any, Final

from govnlp.corpora.rows import Row
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

_ENTITIES: Final[dict[str, type[Entity]]] = {
    "OFFICE": Office,
    "DATE": Date,
    "COUNT": Count,
    "CITATION": Citation,
    "DOCNUM": DocumentNumber,
}


def named_rows(dataset: Any) -> Iterator[Row]:
    """The rows of a ``datasets.Dataset`` or ``IterableDataset``, labels by their names."""
    columns = dataset.features or {}
    for row in dataset.with_format(None):
        yield {name: _named(columns.get(name), value) for name, value in row.items()}


def _named(feature: Any, value: Any) -> Any:
    if value is None:
        return None
    if hasattr(feature, "int2str"):
        return feature.int2str(value) if isinstance(value, int) else value
    inner = getattr(feature, "feature", None)
    if inner is not None and isinstance(value, list):
        return [_named(inner, one) for one in value]
    if isinstance(feature, Mapping) and isinstance(value, Mapping):
        return {name: _named(feature.get(name), one) for name, one in value.items()}
    return value


def document_record(row: Row) -> Record:
    """The record of a row of the configuration ``documents``, its labels by name.

    Raises ``KeyError`` for a column that is missing, ``ValueError`` for a wrong value.
    """
    text, period = row["text"], row["period"]
    return Record(
        id=row["id"],
        source=Source(path=row["id"], start=0, end=len(text)),
        text=text,
        kind=row["kind"],
        title=_span(row["title"]),
        year=row["year"],
        period=Period(period["start"], period["end"], stated=True) if period else None,
        issuer=_issuer(row["issuer"], row["division"]),
        sections=[_section(one) for one in row["headings"]],
        paragraphs=[
            Paragraph(one["start"], one["end"], one["heading"], one["topic"], list(one["also"]))
            for one in row["paragraphs"]
        ],
        tables=[
            Table(one["start"], one["end"], one["heading"], one["kind"], one["rows"])
            for one in row["tables"]
        ],
        sign_off=_span(row["sign_off"]),
        notes=[Span(one["start"], one["end"], one["text"]) for one in row["notes"]],
        entities=[_entity(one) for one in row["entities"]],
    )


def paragraph_records(rows: Iterable[Row]) -> list[Record]:
    """The records of rows of the configuration ``paragraphs``: one for each document.

    Its text is the paragraphs that there are, a line each; it has paragraphs and entities
    and nothing else. Raises as :func:`document_record`.
    """
    records: dict[str, Record] = {}
    for row in rows:
        name = row["document"]
        record = records.setdefault(name, Record(id=name, source=Source(path=name)))
        start, before = len(record.text), len(record.entities)
        record.text += row["text"] + "\n"
        end = start + len(row["text"])
        record.paragraphs.append(Paragraph(start, end, topic=row["topic"], also=list(row["also"])))
        record.entities += [_entity(one, start, before) for one in row["entities"]]
        record.source.end = len(record.text)
    return list(records.values())


def _span(values: Row | None) -> Span | None:
    return Span(values["start"], values["end"], values["text"]) if values else None


def _issuer(name: str | None, division: str | None) -> Issuer | None:
    if name is None:
        return None
    return Issuer(name, Division(division) if division else None)


def _section(values: Row) -> Section:
    return Section(
        start=values["start"],
        end=values["section_end"],
        level=values["level"],
        number=values["number"],
        parent=values["parent"],
        heading=Span(values["start"], values["end"], values["text"]),
        subjects=list(values["subjects"]),
    )


def _entity(values: Row, shift: int = 0, before: int = 0) -> Entity:
    kind = _ENTITIES[values["label"]]
    own = {one.name for one in fields(kind)}
    known = {key: one for key, one in values.items() if key in own and one is not None}
    known |= {"start": values["start"] + shift, "end": values["end"] + shift}
    if kind is Count and "value" in known:
        known["value"] = _number(known["value"])
    for link in {"part_of", "of"} & known.keys():
        known[link] += before
    return kind(**known)


def _number(value: str) -> int | float:
    return float(value) if "." in value else int(value)
