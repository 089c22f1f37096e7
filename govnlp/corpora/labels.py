"""Hand labels as one flat list: what formats other than the inline XML are made from.

A label is an element of the guidelines' XML under the name that spaCy and the record use
(``PARAGRAPH`` for ``<p>``), with the element's own attributes as strings. Formats write
such lists and read them; what the attributes mean is worked out by the reader of gold
files and by nobody else. So an attribute added there needs no change here.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from functools import cache
from typing import Any, Final, get_args, get_type_hints

from pydantic import TypeAdapter, ValidationError

from govnlp.corpora.inline import GoldFile, read_tree
from govnlp.corpora.losses import INTERNAL, Report
from govnlp.corpora.markup import ENTITY_TAGS, RULES, Element, Problem
from govnlp.corpora.write import Tag, file_tags
from govnlp.record import Entity
from govnlp.vocabulary import (
    COUNT_KINDS,
    COUNT_MODS,
    DATE_KINDS,
    DATE_MODS,
    DOCUMENT_KINDS,
    ENTITY_LABELS,
    SUBJECTS,
    TABLE_KINDS,
    Term,
)

#: Structure: the names of labels, the elements and the Chinese names that they stand for.
STRUCTURE_TAGS: Final = {
    "DOCUMENT": ("doc", "文档起点"),
    "TITLE": ("title", "标题"),
    "HEADING": ("h", "小标题"),
    "PARAGRAPH": ("p", "段落"),
    "TABLE": ("table", "表格"),
    "SIGN_OFF": ("sign", "落款"),
    "NOTE": ("note", "非正文"),
}
#: Every label that a file can hold, and its element.
TAGS: Final = {label: tag for tag, label in ENTITY_TAGS.items()} | {
    label: tag for label, (tag, _) in STRUCTURE_TAGS.items()
}
CHINESE: Final = {label: term.zh for label, term in ENTITY_LABELS.items()} | {
    label: zh for label, (_, zh) in STRUCTURE_TAGS.items()
}

_YES: Final = {"yes": Term("yes", "是", "")}
_LEVELS: Final = {str(level): Term(str(level), f"{level}级", "") for level in range(1, 6)}
#: The values of attributes that have a vocabulary, by label and attribute.
CHOICES: Final[dict[tuple[str, str], Mapping[str, Term]]] = {
    ("DOCUMENT", "kind"): DOCUMENT_KINDS,
    ("HEADING", "level"): _LEVELS,
    ("HEADING", "type"): SUBJECTS,
    ("PARAGRAPH", "topic"): SUBJECTS,
    ("PARAGRAPH", "also"): SUBJECTS,
    ("TABLE", "kind"): {kind: SUBJECTS[kind] for kind in TABLE_KINDS},
    ("NOTE", "outside"): _YES,
    ("OFFICE", "ref"): {"self": Term("self", "本机关", "")},
    ("DATE", "kind"): DATE_KINDS,
    ("DATE", "mod"): DATE_MODS,
    ("DATE", "business"): _YES,
    ("COUNT", "kind"): COUNT_KINDS,
    ("COUNT", "mod"): COUNT_MODS,
    ("COUNT", "neg"): _YES,
}
#: Of these, those that take several values, apart by spaces.
SEVERAL: Final = frozenset({("HEADING", "type"), ("PARAGRAPH", "also")})
#: Attributes that are a relation between labels, or the name that it goes by.
_RELATION: Final = frozenset({"id", "part_of"})
#: Whether a note stands outside every document: the XML says it by the note's place.
OUTSIDE: Final = "outside"
#: Fields of entities that the reader works out and no annotator gives.
_WORKED_OUT: Final = {
    "OFFICE": {"self_reference"},
    "DATE": {"first", "last", "business_days"},
    "COUNT": {"negated"},
    "CITATION": set[str](),
    "DOCNUM": {"code", "year", "number"},
}
_NO_FIELDS: Final = frozenset({"start", "end", "text", "label"}) | INTERNAL | _RELATION
#: The dataclass of each entity label.
ENTITY_CLASSES: Final[dict[str, Any]] = {
    get_args(get_type_hints(kind)["label"])[0]: kind for kind in get_args(get_args(Entity)[0])
}


@dataclass(slots=True, eq=False)
class Label:
    """A label on ``text[start:end]`` of a file; offsets count code points, end exclusive.

    ``total`` is the count that this one is part of. A ``DOCUMENT`` label lies on the
    first line of a document, which runs to the next one's. ``line`` and ``place`` say
    where in its file a label was read.
    """

    name: str
    start: int
    end: int
    attributes: dict[str, str] = field(default_factory=dict)
    total: Label | None = None
    line: int = 0
    place: str = ""


@cache
def attribute_names(name: str) -> tuple[str, ...]:
    """The attributes that an annotator can give a label, relations aside."""
    named = [one for one in RULES[TAGS[name]].attributes if one not in _RELATION]
    if name == "NOTE":
        named.append(OUTSIDE)
    if name in ENTITY_CLASSES:
        others = [one for one in _fields(name) if one not in _WORKED_OUT.get(name, ())]
        named += [one for one in others if one not in named]
    return tuple(named)


@cache
def _fields(name: str) -> tuple[str, ...]:
    return tuple(one.name for one in fields(ENTITY_CLASSES[name]) if one.name not in _NO_FIELDS)


@cache
def _names() -> dict[str, str]:
    """Every way to write a label's name: PARAGRAPH, p, 段落, 段落 PARAGRAPH."""
    names: dict[str, str] = {}
    for label, tag in TAGS.items():
        zh = CHINESE[label]
        names |= dict.fromkeys((label, label.lower(), tag, zh, f"{zh} {label}"), label)
    return names


def label_name(written: str) -> str | None:
    """The label that a name stands for, be it English or Chinese; ``None`` if there is none."""
    return _names().get(written.strip())


def choice(name: str, attribute: str, written: str) -> str:
    """The value that a choice stands for, be it written in English or Chinese."""
    terms = CHOICES.get((name, attribute), {})
    shown = {term.zh: term.name for term in terms.values()}
    shown |= {f"{term.zh} {term.name}": term.name for term in terms.values()}
    return shown.get(written.strip(), written)


# --- from a gold file ----------------------------------------------------------------


def labels_of(file: GoldFile) -> list[Label]:
    """The labels of a file, outer before inner.

    Raises ``ValueError`` where its records do not share its text out.
    """
    labels = _plain_labels(file)
    _add_fields(file, labels)
    return labels


def _plain_labels(file: GoldFile) -> list[Label]:
    labels: list[Label] = []
    for tag in file_tags(file.records, file.text, file.notes):
        if tag.name == "note":
            labels.append(Label("NOTE", tag.start, tag.end, {OUTSIDE: "yes"}))
        elif tag.start < len(file.text):
            labels += _document_labels(tag, file.text)
    return labels


_BY_TAG: Final = {tag: label for label, tag in TAGS.items()}


def _document_labels(doc: Tag, text: str) -> Iterator[Label]:
    yield Label("DOCUMENT", doc.start, _first_line(text, doc.start), _given(doc))
    totals: dict[str, Label] = {}
    made: list[tuple[Tag, Label]] = []
    for tag in doc.inner:
        label = Label(_BY_TAG[tag.name], tag.start, tag.end, _given(tag))
        made.append((tag, label))
        if name := tag.attributes.get("id"):
            totals[name] = label
    for tag, label in made:
        label.total = totals.get(tag.attributes.get("part_of") or "")
        yield label


def _given(tag: Tag) -> dict[str, str]:
    given = tag.attributes.items()
    return {name: value for name, value in given if value is not None and name not in _RELATION}


def _first_line(text: str, start: int) -> int:
    """The end of the first line from ``start`` on that is not blank; never ``start``."""
    first = start
    while first < len(text) - 1 and text[first].isspace():
        first += 1
    stop = text.find("\n", first)
    line = text[first : len(text) if stop == -1 else stop]
    return first + max(len(line.rstrip()), 1)


def _add_fields(file: GoldFile, labels: Sequence[Label]) -> None:
    """Give labels the fields of entities that the XML's attributes do not bring back."""
    again = file_of(file.path, file.path, file.text, labels, Report())
    kept = {_place(shift, one): one for shift, one in _entities(again)}
    named = {(label.name, label.start): label for label in labels}
    for shift, entity in _entities(file):
        place = _place(shift, entity)
        other, label = kept.get(place), named.get((place[0], place[1]))
        if other is None or label is None:
            continue
        for name in _fields(entity.label):
            value = getattr(entity, name)
            known = name in RULES[TAGS[entity.label]].attributes
            if not known and value is not None and value != getattr(other, name):
                label.attributes[name] = _written(value)


def _entities(file: GoldFile) -> Iterator[tuple[int, Entity]]:
    for record in file.records:
        for entity in record.entities:
            yield record.source.start, entity


def _place(shift: int, entity: Entity) -> tuple[str, int, int]:
    return entity.label, entity.start + shift, entity.end + shift


def _written(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


# --- to a gold file ------------------------------------------------------------------


def file_of(path: str, name: str, text: str, labels: Iterable[Label], report: Report) -> GoldFile:
    """The gold file of a text and its labels.

    path (str): The file that they were read from; problems name it.
    name (str): What the records' ids begin with.

    Labels that cannot stand (outside the text, across another, of a name that govnlp
    does not know) are left out; so are values that break the guidelines. Each goes to
    ``report``, and all else is kept. A text without a ``DOCUMENT`` is one document.
    """
    faults = _Faults(path, report)
    sound = [label for label in labels if _is_sound(label, text, faults)]
    numbers = {id(label): number for number, label in enumerate(sound, 1)}
    root = _tree(sound, len(text), numbers, faults)
    file = GoldFile(path, text)
    problems: list[Problem] = []
    read_tree(file, root, name, problems)
    _set_fields(file, sound, faults)
    for problem in problems:
        faults.note(sound[problem.line - 1] if problem.line else None, problem.message)
    return file


class _Faults:
    """Where what is wrong with labels goes."""

    def __init__(self, path: str, report: Report) -> None:
        self.path = path
        self.report = report

    def note(self, label: Label | None, message: str) -> None:
        line, place = (label.line, label.place) if label else (0, "")
        # Under other formats an element goes by its label's name.
        for name, tag in TAGS.items():
            message = message.replace(f"<{tag}>", name)
        self.report.problems.append(Problem(line, message, self.path, place))


def _is_sound(label: Label, text: str, faults: _Faults) -> bool:
    if label.name not in TAGS:
        faults.report.left_out[f"label {label.name!r}"] += 1
        return False
    if not 0 <= label.start < label.end <= len(text):
        place = f"{label.start} to {label.end}"
        faults.note(label, f"{label.name} from {place} lies outside the text, or is empty")
        return False
    if label.name != "DOCUMENT" and not text[label.start : label.end].strip():
        faults.note(label, f"{_said(label)} holds white space only")
        return False
    return True


def _tree(labels: list[Label], length: int, numbers: Mapping[int, int], faults: _Faults) -> Element:
    """The labels as the elements that a gold file would have; empty documents added."""
    made = {
        id(one): Element(TAGS[one.name], dict(one.attributes), numbers[id(one)], one.start, one.end)
        for one in labels
    }
    root = Element("file", {}, 0, 0, length)
    marks = sorted((one for one in labels if one.name == "DOCUMENT"), key=_order)
    docs = [made[id(mark)] for mark in marks] or [Element("doc", {}, 0, 0)]
    root.children += docs
    starts = [0, *(doc.start for doc in docs[1:])]
    for doc, end in zip(docs, [*starts[1:], length], strict=True):
        doc.end = end
    blocks = [one for one in labels if one.name in STRUCTURE_TAGS and one.name != "DOCUMENT"]
    entities = [one for one in labels if one.name in ENTITY_LABELS]
    kept = _apart(blocks, starts, faults)
    homes = _Homes(kept)
    for label in kept:
        element = made[id(label)]
        element.end = label.end
        doc = docs[bisect_right(starts, label.start) - 1]
        around = homes.of(label) if label.name == "NOTE" else None
        if element.attributes.pop(OUTSIDE, "no") == "yes":
            root.children.append(element)
        else:
            (made[id(around)] if around else doc).children.append(element)
    standing: dict[int, Element] = {}
    for label in _apart(entities, starts, faults):
        block = homes.of(label)
        doc = docs[bisect_right(starts, label.start) - 1]
        if block is not None and (fault := _misfit(label, block)):
            faults.note(label, fault)
            continue
        standing[id(label)] = made[id(label)]
        (made[id(block)] if block else doc).children.append(made[id(label)])
    _link(entities, standing)
    return root


def _order(label: Label) -> tuple[int, int]:
    return label.start, -label.end


def _apart(labels: list[Label], starts: list[int], faults: _Faults) -> list[Label]:
    """The labels in order without those that overlap one before; notes may lie inside."""
    kept: list[Label] = []
    last: Label | None = None
    for label in sorted(labels, key=_order):
        inside = last is not None and label.start < last.end
        within = label.name == "NOTE" and last is not None and last.name == "PARAGRAPH"
        if inside and last and not (within and label.end <= last.end):
            faults.note(label, f"{_said(label)} overlaps {_said(last)}")
            continue
        if bisect_right(starts, label.start) != bisect_right(starts, label.end - 1):
            faults.note(label, f"{_said(label)} runs into the next document")
            continue
        kept.append(label)
        last = last if inside else label
    return kept


def _said(label: Label) -> str:
    return f"{label.name} from {label.start} to {label.end}"


class _Homes:
    """Blocks by place, to find the one around a label."""

    def __init__(self, kept: Sequence[Label]) -> None:
        self.notes = _Row([block for block in kept if block.name == "NOTE"])
        self.blocks = _Row([block for block in kept if block.name != "NOTE"])

    def of(self, label: Label) -> Label | None:
        """The block that ``label`` lies in or across; a note's is never itself.

        A page number may stand inside an expression; then the block is the one around.
        """
        note = self.notes.around(label) if label.name != "NOTE" else None
        if note and (label.start >= note.start or note.end > label.end):
            return note
        return self.blocks.around(label)


class _Row:
    """Labels that do not overlap, in order."""

    def __init__(self, labels: list[Label]) -> None:
        self.labels = labels
        self.starts = [label.start for label in labels]

    def around(self, label: Label) -> Label | None:
        index = bisect_right(self.starts, label.end - 1) - 1
        found = self.labels[index] if index >= 0 else None
        return found if found and found.end > label.start else None


def _misfit(label: Label, block: Label) -> str | None:
    if block.name in ("TABLE", "NOTE"):
        return f"{_said(label)} lies in a {block.name}, which holds no entities"
    if not (block.start <= label.start and label.end <= block.end):
        return f"{_said(label)} crosses the edge of {_said(block)}"
    return None


def _link(entities: list[Label], standing: Mapping[int, Element]) -> None:
    """Relations as the attributes ``id`` and ``part_of`` of elements, where both ends stand."""
    for label in entities:
        element, total = standing.get(id(label)), label.total and standing.get(id(label.total))
        if element is not None and total:
            total.attributes["id"] = element.attributes["part_of"] = f"c{id(label.total)}"


def _set_fields(file: GoldFile, labels: Sequence[Label], faults: _Faults) -> None:
    """Attributes that are fields of entities and no attributes of elements."""
    places = {_place(shift, entity): entity for shift, entity in _entities(file)}
    for label in labels:
        known = RULES[TAGS[label.name]].attributes
        for name in label.attributes.keys() - known.keys() - {OUTSIDE}:
            entity = places.get((label.name, label.start, label.end))
            if label.name not in ENTITY_CLASSES or name not in _fields(label.name):
                faults.report.left_out[f"attribute {label.name}.{name}"] += 1
            elif entity is not None:
                try:
                    value = _adapter(label.name, name).validate_python(label.attributes[name])
                except ValidationError as error:
                    message = error.errors()[0]["msg"]
                    faults.note(label, f"{name}={label.attributes[name]!r}: {message}")
                else:
                    setattr(entity, name, value)


@cache
def _adapter(label: str, name: str) -> TypeAdapter[Any]:
    return TypeAdapter(get_type_hints(ENTITY_CLASSES[label])[name])
