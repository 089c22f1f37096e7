"""A record as coloured text for a terminal."""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from govnlp.grammar.match import Count
from govnlp.record import Entity, Paragraph, Record
from govnlp.vocabulary import DOCUMENT_KINDS, ENTITY_LABELS, SUBJECTS

_COLOURS = {
    "OFFICE": "cyan",
    "DATE": "green",
    "COUNT": "yellow",
    "CITATION": "magenta",
    "DOCNUM": "blue",
}


#: A report's own control characters would steer the terminal; their pictures do not.
_PICTURES = {code: 0x2400 + code for code in range(0x20) if chr(code) not in "\n\t"} | {
    0x0D: " ",
    0x7F: "␡",
    **dict.fromkeys([*range(0x80, 0xA0), *range(0x202A, 0x202F), *range(0x2066, 0x206A)], "␣"),
}


def render(record: Record) -> RenderableType:
    """The record's fields, and its text with headings, entities and values marked."""
    text = Text(record.text.translate(_PICTURES))
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

    def add(name: str, value: str, style: str = "") -> None:
        # Text, not markup: a name may hold square brackets.
        rows.add_row(name, Text(value.translate(_PICTURES), style=style))

    add("文件", f"{record.id}  {record.source.encoding or ''}")
    add("类型", DOCUMENT_KINDS[record.kind].zh)
    add("单位", issuer.name if issuer else "–")
    if issuer and issuer.division:
        add("区划", f"{issuer.division.code} {' / '.join(issuer.division.path)}")
    add("年度", str(record.year or "–"))
    if record.period:
        stated = "" if record.period.stated else "（文中未写明）"
        add("期间", f"{record.period.start} 至 {record.period.end}{stated}")
    for warning in record.warnings:
        add("注意", warning.message, "red")
    return Panel(rows)


def _legend() -> Text:
    legend = Text()
    for label, colour in _COLOURS.items():
        legend.append(f" {ENTITY_LABELS[label].zh} ", style=f"{colour} reverse").append(" ")
    return legend


def _with_values(record: Record, text: Text) -> Text:
    """The text with each value after its entity, each heading's subjects after it."""
    marks = [(e.end, f"⟨{_value(e)}⟩", f"{_COLOURS[e.label]} dim") for e in record.entities]
    marks = [mark for mark in marks if mark[1] != "⟨⟩"]
    for section in record.sections:
        names = "、".join(SUBJECTS[subject].zh for subject in section.subjects)
        marks.append((section.heading.end, f" 〔{names}〕", "bold red"))
    for paragraph in record.paragraphs:
        if paragraph.topic is not None:
            marks.append((paragraph.end, _topics(paragraph), "italic bright_blue"))
    marks.sort(key=lambda mark: mark[0])
    # Divided once: a slice of a Text costs as much as the whole of it.
    pieces = text.divide([place for place, _, _ in marks])
    shown = Text()
    for index, piece in enumerate(pieces):
        shown.append_text(piece)
        if index < len(marks):
            shown.append(marks[index][1], style=marks[index][2])
    return shown


def _topics(paragraph: Paragraph) -> str:
    """A paragraph's main topic with its probability, and its other topics."""
    topics = [paragraph.topic or "", *paragraph.also]
    names = [SUBJECTS[one].zh if one in SUBJECTS else one for one in topics]
    shown = f" {paragraph.scores[topics[0]]:.0%}" if topics[0] in paragraph.scores else ""
    return f" 〔{'、'.join([names[0] + shown, *names[1:]])}〕".translate(_PICTURES)


def _value(entity: Entity) -> str:
    if entity.label == "OFFICE":
        return entity.name if entity.name and entity.name != entity.text else ""
    if entity.label == "DATE":
        return f"{entity.value or '?'}{' ' + entity.mod if entity.mod else ''}"
    if entity.label == "COUNT":
        return _count(entity)
    if entity.label == "CITATION":
        return entity.name if entity.name and f"《{entity.name}》" != entity.text else ""
    return ""


def _count(count: Count) -> str:
    if count.value is None:
        return "?"
    negated = "无 " if count.negated else ""
    return f"{negated}{count.value} {count.unit or ''}".rstrip()
