"""A record as coloured text for a terminal."""

from __future__ import annotations

import re

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


#: What the qualifiers of a count say of its value.
_MODS = {"at_least": "≥", "at_most": "≤", "about": "≈"}
#: What a value leaves out of the words that it is read from.
_LEFT_OUT = re.compile(r"[\s年度]")


def render(record: Record, coloured: bool = True) -> RenderableType:
    """The record's fields, and its text with headings, entities and values marked.

    Behind an entity stands what its words do not say themselves: the name in full, the date,
    a count's value, what it counts and the total that it is part of (⊂). Where there are no
    colours an entity stands in ⟦⟧, its kind behind it.
    """
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
    shown = _with_values(record, text, coloured)
    return Group(_fields(record), _legend(), shown) if coloured else Group(_fields(record), shown)


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


def _with_values(record: Record, text: Text, coloured: bool) -> Text:
    """The text with each value after its entity, each heading's subjects after it."""
    marks = []
    for entity in record.entities:
        said = _value(entity, record)
        if not coloured:
            said = f"{ENTITY_LABELS[entity.label].zh} {said}".rstrip()
        if said:
            marks.append(
                (
                    entity.end,
                    f"{'' if coloured else '⟧'}⟨{said}⟩".translate(_PICTURES),
                    f"{_COLOURS[entity.label]} dim",
                )
            )
    for section in record.sections:
        names = "、".join(SUBJECTS[subject].zh for subject in section.subjects)
        marks.append((section.heading.end, f" 〔{names}〕", "bold red"))
    for paragraph in record.paragraphs:
        if paragraph.topic is not None:
            marks.append((paragraph.end, _topics(paragraph), "italic bright_blue"))
    if not coloured:
        marks += [(entity.start, "⟦", "") for entity in record.entities]
    # What ends at a place stands before what begins there.
    marks.sort(key=lambda mark: (mark[0], mark[1] == "⟦"))
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


def _value(entity: Entity, record: Record) -> str:
    if isinstance(entity, Count):
        return _count(entity, record)
    if entity.label == "OFFICE":
        return entity.name if entity.name and entity.name != entity.text else ""
    if entity.label == "DATE":
        said = f"{entity.value or '?'}{' ' + entity.mod if entity.mod else ''}"
        return "" if said == _LEFT_OUT.sub("", entity.text) else said
    if entity.label == "CITATION":
        return entity.name if entity.name and f"《{entity.name}》" != entity.text else ""
    return ""


def _count(count: Count, record: Record) -> str:
    """The value where it is not what the text says, the item, and the total."""
    said = "?"
    if count.value is not None:
        said = f"{'无 ' * count.negated}{_MODS.get(count.mod or '', '')}{count.value}"
        said = f"{said} {count.unit or ''}".rstrip()
    plain = said.replace(" ", "") == count.text.replace(" ", "")
    total = "" if count.part_of is None else f"⊂ {record.entities[count.part_of].text}"
    return " ".join(filter(None, ("" if plain else said, count.item, total)))
