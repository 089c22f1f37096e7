"""What a conversion left out: told by comparing records before and after."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path, PurePath
from typing import Any, Final

from govnlp.corpora.inline import GoldFile
from govnlp.corpora.markup import Problem
from govnlp.record import Record

#: Fields of a record that are no label of its document, or that are compared apart.
_NOT_THE_DOCUMENT: Final = frozenset(
    {"schema", "text", "title", "sections", "paragraphs", "tables", "sign_off", "notes"}
    | {"entities"}
)
_NOT_AN_ATTRIBUTE: Final = frozenset({"start", "end", "text", "label", "heading"})
#: What a finder keeps for itself; no record shows it.
INTERNAL: Final = frozenset({"template", "bare"})

#: A label's name, start and end, and the values of its attributes by name.
_Thing = tuple[tuple[str, int, int], dict[str, Any]]


@dataclass(slots=True)
class Report:
    """What a conversion did: what it kept, what it left out, what was wrong.

    ``labels`` counts all spans written: documents, blocks and entities. ``left_out``
    counts what the result lacks, by name: ``PARAGRAPH`` for whole labels,
    ``PARAGRAPH.topic`` for values, other words for other things.
    """

    files: int = 0
    documents: int = 0
    labels: int = 0
    left_out: Counter[str] = field(default_factory=Counter)
    problems: list[Problem] = field(default_factory=list)
    written: list[Path] = field(default_factory=list)

    @property
    def passed(self) -> bool:
        """Whether nothing was wrong. What the format cannot hold is no fault."""
        return not self.problems

    def __str__(self) -> str:
        lines = [self.totals(), *told(self.left_out)]
        return "\n".join([*lines, *(f"problem: {problem}" for problem in self.problems)])

    def totals(self) -> str:
        """What was kept, in words."""
        parts = {"file": self.files, "document": self.documents, "label": self.labels}
        return ", ".join(number_of(count, noun) for noun, count in parts.items())

    def lacking(self) -> list[tuple[str, int]]:
        """What was left out and how many times, by name."""
        return sorted((+self.left_out).items())


def number_of(count: int, noun: str) -> str:
    """A number and its noun: 1 file, 2 files."""
    return f"{count:,} {noun}" + "s" * (count != 1)


def told(left_out: Counter[str]) -> list[str]:
    """What was left out, a line each, and which labels there are where one is not known."""
    lines = [f"left out: {count} × {name}" for name, count in sorted((+left_out).items())]
    if any(name.startswith("label ") for name in left_out):
        from govnlp.corpora.labels import CHINESE  # it reports to this module

        lines.append(f"known labels: {', '.join(CHINESE)}")
    return lines


def compare(before: Sequence[GoldFile], after: Sequence[GoldFile]) -> Counter[str]:
    """What ``before`` says and ``after`` does not, counted by name.

    Documents are told by their text. Values that differ count as left out.
    """
    left_out: Counter[str] = Counter()
    found: dict[str, list[Record]] = {}
    for file in after:
        for record in file.records:
            found.setdefault(record.text, []).append(record)
    for file in before:
        for record in file.records:
            others = found.get(record.text)
            left_out.update(_lacking(record, others.pop(0) if others else Record()))
    outside = sum(len(file.notes) for file in before) - sum(len(file.notes) for file in after)
    if outside > 0:
        left_out["which notes stand outside every document"] += outside
    return left_out


def _lacking(record: Record, other: Record) -> Iterator[str]:
    kept = dict(things(other)) if other.text == record.text else {}
    for key, values in things(record):
        if key not in kept:
            yield key[0]
            continue
        for name, value in values.items():
            if kept[key].get(name) != value:
                yield f"{key[0]}.{name}"


def things(record: Record) -> Iterator[_Thing]:
    """Every label of a record with the values of its attributes.

    Indexes of sections and entities are turned into the places that they point to, so
    that what is left out between does not matter.
    """
    yield ("DOCUMENT", 0, len(record.text)), _document(record)
    headings = [section.start for section in record.sections]
    for name, span in (("TITLE", record.title), ("SIGN_OFF", record.sign_off)):
        if span:
            yield (name, span.start, span.end), {}
    for section in record.sections:
        place = ("HEADING", section.heading.start, section.heading.end)
        values = _attributes(section) | {"parent": _at(headings, section.parent)}
        yield place, values | {"section": (section.start, section.end)}
    for name, blocks in (("PARAGRAPH", record.paragraphs), ("TABLE", record.tables)):
        for block in blocks:
            values = _attributes(block) | {"section": _at(headings, block.section)}
            yield (name, block.start, block.end), values
    for note in record.notes:
        yield ("NOTE", note.start, note.end), {}
    places = [entity.start for entity in record.entities]
    for entity in record.entities:
        values = _attributes(entity)
        if "part_of" in values:
            values["part_of"] = _at(places, values["part_of"])
        yield (entity.label, entity.start, entity.end), values


def _document(record: Record) -> dict[str, Any]:
    values = {
        name: value for name, value in asdict(record).items() if name not in _NOT_THE_DOCUMENT
    }
    source = values.pop("source")
    values |= {f"source.{name}": value for name, value in source.items()}
    # Some formats give files their own suffix.
    values["source.path"] = _stem(record.source.path or "")
    values["id"] = _stem(record.id)
    division = values["issuer"] and values["issuer"].pop("division")
    return values | {"division": division and division["code"], "division.path": _path(division)}


def _path(division: dict[str, Any] | None) -> list[str]:
    return list(division["path"]) if division else []


def _stem(name: str) -> str:
    path, _, index = name.partition("#")
    return f"{PurePath(path).with_suffix('')}#{index}" if path else name


def _attributes(thing: Any) -> dict[str, Any]:
    values = asdict(thing)
    return {name: values[name] for name in values if name not in _NOT_AN_ATTRIBUTE | INTERNAL}


def _at(places: list[int], index: int | None) -> int | None:
    return None if index is None or index >= len(places) else places[index]
