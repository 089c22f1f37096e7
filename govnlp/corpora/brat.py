"""brat's standoff: beside each ``NAME.txt`` its labels in ``NAME.ann``.

``T`` lines are labels, offsets in code points; ``A`` lines the attributes that have a
vocabulary; notes (``#``) the others, ``name=value`` apart by ``; ``; ``R`` lines
``part_of``. As brat does, a label that runs over line breaks (or tabs) is written as fragments, a
line each, and fragments with nothing but white space between are read as one label.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Final

from govnlp.corpora.inline import GoldFile
from govnlp.corpora.labels import (
    CHOICES,
    SEVERAL,
    TAGS,
    Label,
    choice,
    file_of,
    label_name,
    labels_of,
)
from govnlp.corpora.losses import Report
from govnlp.corpora.markup import Problem
from govnlp.vocabulary import ENTITY_LABELS

PART_OF: Final = "part_of"
NOTE: Final = "AnnotatorNotes"
#: How much white space a label has before its first fragment and behind its last.
_LEAD: Final = "lead"
_TAIL: Final = "tail"
#: What no fragment holds: line breaks, as any reader counts them, and the tab that ends a column.
_CELLS: Final = re.compile("[^\t\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+")
_PAIRS: Final = re.compile(r"(?:[^\\;]|\\.)+", re.DOTALL)


# --- out -----------------------------------------------------------------------------


def write_file(file: GoldFile, target: Path) -> None:
    """``target`` (``.ann``) and the text beside it (``.txt``)."""
    target.parent.mkdir(parents=True, exist_ok=True)
    target.with_suffix(".txt").write_text(file.text, encoding="utf-8", newline="")
    target.write_text("".join(_lines(file)), encoding="utf-8", newline="")


def _lines(file: GoldFile) -> Iterator[str]:
    labels = labels_of(file)
    ids = {id(label): f"T{number}" for number, label in enumerate(labels, 1)}
    attributes = relations = notes = 0
    for label in labels:
        name = ids[id(label)]
        others = dict(label.attributes)
        fragments = list(_fragments(label.start, label.end, file.text))
        space = {_LEAD: fragments[0][0] - label.start, _TAIL: label.end - fragments[-1][1]}
        others |= {key: str(size) for key, size in space.items() if size}
        yield _text_bound(label.name, name, fragments, file.text)
        for attribute in [one for one in others if _is_choice(label.name, one)]:
            attributes += 1
            value = others.pop(attribute)
            yield f"A{attributes}\t{_config_name(label.name, attribute)} {name} {value}\n"
        if others:
            notes += 1
            said = "; ".join(f"{key}={_escaped(value)}" for key, value in others.items())
            yield f"#{notes}\t{NOTE} {name}\t{said}\n"
    for label in labels:
        if label.total is not None:
            relations += 1
            ends = f"Arg1:{ids[id(label)]} Arg2:{ids[id(label.total)]}"
            yield f"R{relations}\t{PART_OF} {ends}\t\n"


def _text_bound(label: str, name: str, fragments: list[tuple[int, int]], text: str) -> str:
    places = ";".join(f"{start} {end}" for start, end in fragments)
    said = " ".join(text[start:end] for start, end in fragments)
    return f"{name}\t{label} {places}\t{said}\n"


def _fragments(start: int, end: int, text: str) -> Iterator[tuple[int, int]]:
    """The stretches of a label between line breaks and tabs that are not blank."""
    found = [(one.start(), one.end()) for one in _CELLS.finditer(text, start, end)]
    solid = [(first, last) for first, last in found if text[first:last].strip()]
    yield from solid or found or [(start, end)]


def _is_choice(name: str, attribute: str) -> bool:
    """Whether brat can hold it: one value of a list that its configuration names."""
    return (name, attribute) in CHOICES and (name, attribute) not in SEVERAL


def _config_name(name: str, attribute: str) -> str:
    return f"{name.capitalize()}_{attribute}"


def _escaped(value: str) -> str:
    escapes = {"\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t", ";": "\\;"}
    return "".join(escapes.get(character, character) for character in value)


_ESCAPE: Final = re.compile(r"\\(.)", re.DOTALL)
_MEANT: Final = {"n": "\n", "r": "\r", "t": "\t"}


def _unescaped(value: str) -> str:
    return _ESCAPE.sub(lambda match: _MEANT.get(match[1], match[1]), value)


def configuration() -> str:
    """``annotation.conf`` of a collection: labels, attributes, relations."""
    counts = "Arg1:COUNT, Arg2:COUNT"
    attributes = [
        f"{_config_name(*key)}\tArg:{key[0]}, Value:{'|'.join(terms)}"
        for key, terms in CHOICES.items()
        if _is_choice(*key)
    ]
    entities = [*ENTITY_LABELS, *(label for label in TAGS if label not in ENTITY_LABELS)]
    overlaps = "<OVERLAP>\tArg1:<ENTITY>, Arg2:<ENTITY>, <OVL-TYPE>:contain"
    parts = {
        "entities": entities,
        "relations": [f"{PART_OF}\t{counts}", overlaps],
        "events": [],
        "attributes": attributes,
    }
    return "\n".join("\n".join([f"[{name}]", *lines, ""]) for name, lines in parts.items())


# --- in ------------------------------------------------------------------------------


def read(path: Path, name: str, report: Report) -> list[GoldFile]:
    """The text and the labels of one ``.ann`` file (or of its ``.txt``).

    Raises ``OSError`` where one of the two is missing.
    """
    text = path.with_suffix(".txt").read_bytes().decode("utf-8")
    reader = _Reader(path, text, report)
    lines = path.with_suffix(".ann").read_bytes().decode("utf-8").split("\n")
    for number, line in enumerate(lines, 1):
        if line.strip():
            reader.text_bound(number, line)
    for number, line in enumerate(lines, 1):
        if line.strip() and not line.startswith("T"):
            reader.other(number, line)
    stem = Path(name).with_suffix(".txt").as_posix()
    return [file_of(str(path), stem, text, reader.labels.values(), report)]


class _Reader:
    """The lines of one ``.ann`` file."""

    def __init__(self, path: Path, text: str, report: Report) -> None:
        self.path = str(path)
        self.text = text
        self.report = report
        self.labels: dict[str, Label] = {}

    def problem(self, number: int, message: str) -> None:
        self.report.problems.append(Problem(number, message, self.path))

    def text_bound(self, number: int, line: str) -> None:
        if not line.startswith("T"):
            return
        cells = line.split("\t", 2)
        name, _, places = cells[1].partition(" ") if len(cells) > 1 else ("", "", "")
        try:
            fragments = [one.split() for one in places.split(";")]
            start, end = self.joined([(int(first), int(last)) for first, last in fragments])
        except ValueError as error:
            said = str(error) if str(error).startswith("fragments") else "no label with its place"
            self.problem(number, f"{said}: {line.rstrip()!r}")
            return
        known = label_name(name) or name
        self.labels[cells[0]] = Label(known, start, end, line=number, place=cells[0])

    def joined(self, fragments: list[tuple[int, int]]) -> tuple[int, int]:
        """One stretch; ``ValueError`` where there is more than white space between two."""
        for before, after in pairwise(fragments):
            if self.text[before[1] : after[0]].strip() or after[0] < before[1]:
                raise ValueError("fragments with text between, which govnlp cannot hold")
        return fragments[0][0], fragments[-1][1]

    def other(self, number: int, line: str) -> None:
        cells = line.rstrip("\r").split("\t", 2)
        words = cells[1].split() if len(cells) > 1 else []
        kind = line[0]
        if kind in "AM" and len(words) in (2, 3):
            self.attribute(number, words)
        elif kind == "#" and len(words) == 2 and len(cells) == 3:
            self.note(number, words, cells[2])
        elif kind == "R" and len(words) == 3:
            self.relation(number, words)
        elif kind in "AM#R":
            self.problem(number, f"a line that brat does not write: {line!r}")
        else:
            self.report.left_out[f"brat lines of kind {kind!r}"] += 1

    def label(self, number: int, name: str) -> Label | None:
        if name not in self.labels:
            self.problem(number, f"there is no label {name!r}")
        return self.labels.get(name)

    def attribute(self, number: int, words: list[str]) -> None:
        name, value = words[0], words[2] if len(words) == 3 else "yes"
        if label := self.label(number, words[1]):
            attribute = name.removeprefix(f"{label.name.capitalize()}_")
            label.attributes[attribute] = choice(label.name, attribute, value)

    def note(self, number: int, words: list[str], said: str) -> None:
        label = self.label(number, words[1])
        if label is None:
            return
        pairs = [one.partition("=") for one in _PAIRS.findall(said)]
        if words[0] != NOTE or not all(mark for _, mark, _ in pairs):
            self.report.left_out["notes that are no name=value"] += 1
            return
        given = {key.strip(): _unescaped(value) for key, _, value in pairs}
        lead, tail = given.pop(_LEAD, "0"), given.pop(_TAIL, "0")
        if lead.isdecimal() and tail.isdecimal():
            label.start, label.end = label.start - int(lead), label.end + int(tail)
        else:
            self.problem(number, f"{_LEAD} or {_TAIL} is no number: {said!r}")
        label.attributes |= given

    def relation(self, number: int, words: list[str]) -> None:
        ends = dict(one.split(":", 1) for one in words[1:] if ":" in one)
        part, total = (self.label(number, ends.get(name, "")) for name in ("Arg1", "Arg2"))
        if words[0] != PART_OF:
            self.report.left_out[f"relation {words[0]!r}"] += 1
        elif part and total:
            part.total = total
