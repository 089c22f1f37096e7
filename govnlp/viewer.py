"""A record as coloured text for a terminal."""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from govnlp.record import Entity, Record
from govnlp.vocabulary import DOCUMENT_KINDS, ENTITY_LABELS, SUBJECTS

_COLOURS = {
    "OFFICE": "cyan",
    "DATE": "green",
    "COUNT": "yellow",
    "CITATION": "magenta",
    "DOCNUM": "blue",
}


def render(record: Record) -> RenderableType:
    """The record's fields, and its text with headings, entities and values marked."""
    text = Text(record.text)
    if record.title:
        text.stylize("bold underline", record.title.start, record.title.end)
    for section in record.sections:
        text.stylize("bold reverse", section.heading.start, section.heading.end)
    for note in record.notes:
        text.stylize("dim strike", note.start, note.end)
    for table in record.tables:
        text.stylize("dim", table.start, table.end)
    for entity in record.entities:
        text.stylize(_COLOURS[entity.label], entity.start, entity.end)
    return Group(_fields(record), _legend(), _with_values(record, text))


def _fields(record: Record) -> Panel:
    rows = Table.grid(padding=(0, 2))
    issuer = record.issuer
    rows.add_row("文件", f"{record.id}  {record.source.encoding or ''}")
    rows.add_row("类型", DOCUMENT_KINDS[record.kind].zh)
    rows.add_row("单位", issuer.name if issuer else "–")
    if issuer and issuer.division:
        rows.add_row("区划", f"{issuer.division.code} {' / '.join(issuer.division.path)}")
    rows.add_row("年度", str(record.year or "–"))
    if record.period:
        stated = "" if record.period.stated else "（文中未写明）"
        rows.add_row("期间", f"{record.period.start} 至 {record.period.end}{stated}")
    for warning in record.warnings:
        rows.add_row("注意", Text(warning.message, style="red"))
    return Panel(rows)


def _legend() -> Text:
    legend = Text()
    for label, colour in _COLOURS.items():
        legend.append(f" {ENTITY_LABELS[label].zh} ", style=f"{colour} reverse").append(" ")
    return legend


def _with_values(record: Record, text: Text) -> Text:
    """The text with each value after its entity, each heading's subjects after it."""
    marks = [(e.end, f"⟨{value}⟩", _COLOURS[e.label]) for e in record.entities if (value := _value(e))]
    for section in record.sections:
        names = "、".join(SUBJECTS[subject].zh for subject in section.subjects)
        marks.append((section.heading.end, f" 〔{names}〕", "bold red"))
    pieces = Text()
    at = 0
    for place, mark, style in sorted(marks, key=lambda mark: mark[0]):
        pieces.append_text(text[at:place])
        pieces.append(mark, style=f"{style} dim" if style != "bold red" else style)
        at = place
    pieces.append_text(text[at:])
    return pieces


def _value(entity: Entity) -> str:
    if entity.label == "OFFICE":
        return entity.name if entity.name and entity.name != entity.text else ""
    if entity.label == "DATE":
        return f"{entity.value or '?'}{' ' + entity.mod if entity.mod else ''}"
    if entity.label == "COUNT":
        return f"{'无 ' if entity.negated else ''}{entity.value:g} {entity.unit}" if entity.value is not None else "?"
    if entity.label == "CITATION":
        return entity.name if entity.name and f"《{entity.name}》" != entity.text else ""
    return ""
