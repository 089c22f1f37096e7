"""Records as tables: rows of plain values, joined by ``document`` and an index.

``docs/record.md`` describes the columns. Workers turn their records into bytes of Arrow's
stream format, which can be put end to end and cut off again; only when a run is complete
do they become Parquet files, a row group at a time.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final

from govnlp.corpora.arrow import ArrowTypes
from govnlp.corpora.features import entity_columns
from govnlp.corpora.rows import Row, entity_row, sections_over
from govnlp.extra import load_extra
from govnlp.record import Entity, Record
from govnlp.vocabulary import DOCUMENT_KINDS, SUBJECTS, TABLE_KINDS

#: Rows of a row group: what is held in memory at a time.
_GROUP: Final = {"documents": 500}
_GROUP_OF_OTHERS: Final = 20_000


def table_rows(record: Record) -> dict[str, list[Row]]:
    """The rows that each table has of a record."""
    return {name: list(rows(record)) for name, rows in _ROWS.items()}


def _documents(record: Record) -> Iterator[Row]:
    period, issuer, title = record.period, record.issuer, record.title
    division = issuer.division if issuer else None
    yield {
        "document": record.id,
        **asdict(record.source),
        "govnlp": record.govnlp,
        "model": record.model,
        "kind": record.kind,
        "year": record.year,
        "period_start": _day(period.start) if period else None,
        "period_end": _day(period.end) if period else None,
        "period_stated": period.stated if period else None,
        "issuer": issuer.name if issuer else None,
        "division": division.code if division else None,
        "division_path": division.path if division else [],
        "title": title.text if title else None,
        "title_start": title.start if title else None,
        "title_end": title.end if title else None,
        "sign_off": record.sign_off.text if record.sign_off else None,
        "sign_off_start": record.sign_off.start if record.sign_off else None,
        "sign_off_end": record.sign_off.end if record.sign_off else None,
        "text": record.text,
        "notes": [asdict(note) for note in record.notes],
        "warnings": [asdict(warning) for warning in record.warnings],
    }


def _sections(record: Record) -> Iterator[Row]:
    for index, section in enumerate(record.sections):
        yield {
            "document": record.id,
            "section": index,
            "start": section.start,
            "end": section.end,
            "level": section.level,
            "number": section.number,
            "parent": section.parent,
            "heading": section.heading.text,
            "heading_start": section.heading.start,
            "heading_end": section.heading.end,
            "subjects": section.subjects,
        }


def _paragraphs(record: Record) -> Iterator[Row]:
    for index, paragraph in enumerate(record.paragraphs):
        over = sections_over(record, paragraph)
        yield {
            "document": record.id,
            "paragraph": index,
            "section": paragraph.section,
            "start": paragraph.start,
            "end": paragraph.end,
            "headings": [section.heading.text for section in over],
            "subjects": over[-1].subjects if over else [],
            "text": record.text[paragraph.start : paragraph.end],
            "topic": paragraph.topic,
            "also": paragraph.also,
            "scores": paragraph.scores or None,
        }


def _tables(record: Record) -> Iterator[Row]:
    for index, table in enumerate(record.tables):
        yield {
            "document": record.id,
            "index": index,
            "section": table.section,
            "start": table.start,
            "end": table.end,
            "kind": table.kind,
            "rows": table.rows,
        }


def _entities(record: Record) -> Iterator[Row]:
    sections = [section.start for section in record.sections]
    paragraphs = [paragraph.start for paragraph in record.paragraphs]
    for index, entity in enumerate(record.entities):
        paragraph = bisect_right(paragraphs, entity.start) - 1
        if paragraph < 0 or record.paragraphs[paragraph].end < entity.end:
            paragraph = -1
        row = entity_row(entity)
        yield row | {
            "document": record.id,
            "entity": index,
            "paragraph": paragraph if paragraph >= 0 else None,
            "section": _section_around(record, sections, entity),
            "first": _day(row["first"]),
            "last": _day(row["last"]),
        }


def _section_around(record: Record, starts: list[int], entity: Entity) -> int | None:
    """The innermost section that holds an entity, its heading included."""
    index: int | None = bisect_right(starts, entity.start) - 1
    if index == -1:
        return None
    while index is not None and record.sections[index].end < entity.end:
        index = record.sections[index].parent
    return index


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None


_ROWS: Final[dict[str, Callable[[Record], Iterator[Row]]]] = {
    "documents": _documents,
    "sections": _sections,
    "paragraphs": _paragraphs,
    "tables": _tables,
    "entities": _entities,
}
TABLES: Final = tuple(_ROWS)


@cache
def schemas() -> dict[str, Any]:
    """The Arrow schema of each table. Raises ``ImportError`` where pyarrow is missing."""
    arrow = ArrowTypes()
    many, text, whole = arrow.List, arrow.Value("string"), arrow.Value("int32")
    flag, day = arrow.Value("bool"), arrow.Value("date32")
    place = {"start": whole, "end": whole}
    entity = entity_columns(arrow)
    columns = {
        "documents": {
            **dict.fromkeys(("document", "path", "sha256", "media_type", "encoding"), text),
            **place,
            **{"govnlp": text, "model": text},
            **{"kind": arrow.ClassLabel(list(DOCUMENT_KINDS)), "year": whole},
            **{"period_start": day, "period_end": day, "period_stated": flag},
            **{"issuer": text, "division": text, "division_path": many(text)},
            **{"title": text, "title_start": whole, "title_end": whole},
            **{"sign_off": text, "sign_off_start": whole, "sign_off_end": whole},
            "text": text,
            "notes": many(place | {"text": text}),
            "warnings": many({"code": text, "message": text} | place),
        },
        "sections": {
            **{"document": text, "section": whole, **place},
            **{"level": whole, "number": text, "parent": whole},
            **{"heading": text, "heading_start": whole, "heading_end": whole},
            "subjects": many(arrow.ClassLabel(list(SUBJECTS))),
        },
        "paragraphs": {
            **{"document": text, "paragraph": whole, "section": whole, **place},
            **{"headings": many(text), "subjects": many(text), "text": text},
            **{"topic": arrow.ClassLabel(list(SUBJECTS)), "also": many(text)},
            "scores": dict.fromkeys(SUBJECTS, arrow.Value("float32")),
        },
        "tables": {
            **{"document": text, "index": whole, "section": whole, **place},
            **{"kind": arrow.ClassLabel(list(TABLE_KINDS)), "rows": many(many(text))},
        },
        "entities": {
            **{"document": text, "entity": whole, "paragraph": whole, "section": whole},
            **entity,
            **{"first": day, "last": day},
        },
    }
    return {name: arrow.schema(columns[name]) for name in TABLES}


def batches(records: Iterable[Record]) -> dict[str, Any]:
    """Records as one Arrow record batch a table."""
    arrow = load_extra("pyarrow")
    rows: dict[str, list[Row]] = {name: [] for name in TABLES}
    for record in records:
        for name, found in table_rows(record).items():
            rows[name] += found
    return {
        name: arrow.RecordBatch.from_pylist(rows[name], schema=schema)
        for name, schema in schemas().items()
    }


def stream_head(name: str) -> bytes:
    """What a stream of a table's batches begins with."""
    return bytes(schemas()[name].serialize())


def stream_bytes(batches: list[Any]) -> bytes:
    """Batches of one table as one message of a stream; nothing where they hold no row."""
    arrow = load_extra("pyarrow")
    whole = arrow.Table.from_batches(batches).combine_chunks()
    return b"".join(bytes(batch.serialize()) for batch in whole.to_batches() if len(batch))


def write_parquet(name: str, stream: Path, target: Path) -> None:
    """Turn a stream of a table's batches into a Parquet file.

    Row groups are cut by the number of rows alone, so that the same rows make the same file
    however they were parcelled out.
    """
    arrow, parquet = load_extra("pyarrow"), load_extra("pyarrow.parquet")
    size, schema = _GROUP.get(name, _GROUP_OF_OTHERS), schemas()[name]
    with (
        stream.open("rb") as source,
        parquet.ParquetWriter(target, schema, compression="zstd") as writer,
    ):
        waiting: list[Any] = []
        for batch in arrow.ipc.open_stream(source):
            waiting.append(batch)
            if sum(map(len, waiting)) >= size:
                table = arrow.Table.from_batches(waiting)
                full = len(table) - len(table) % size
                writer.write_table(table.slice(0, full), row_group_size=size)
                waiting = table.slice(full).to_batches()
        if waiting:
            writer.write_table(arrow.Table.from_batches(waiting), row_group_size=size)
