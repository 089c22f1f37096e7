r"""CoNLL's columns: a token and its BIO tag a line, a blank line after a line of the text.

Entities are all that it holds, without values. White space is written as tokens too,
escaped (``\n``, ``\t``, ``\s`` for a space, ``\u3000``; ``\\`` for a backslash), so that
the text comes back exactly. ``-DOCSTART-`` opens each document.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Final

from govnlp.corpora.inline import GoldFile
from govnlp.corpora.labels import Label, file_of, label_name
from govnlp.corpora.losses import Report
from govnlp.corpora.markup import Problem
from govnlp.pipeline.segmenters import Segmenter
from govnlp.record import Record

#: As spaCy's converter looks for it.
DOCSTART: Final = "-DOCSTART- -X- O O"
_SHORT: Final = {"\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r", " ": "\\s"}
_LONG: Final = {short: character for character, short in _SHORT.items()}
_ESCAPE: Final = re.compile(r"\\(?:u[0-9a-f]{4}|[\\ntrs])")
_LATIN: Final = re.compile(r"[A-Za-z0-9]")
#: First letters of tags: BIO, and those of BIOES, BMES and BILOU.
_BEGINS: Final = frozenset("BSU")
_INSIDE: Final = frozenset("IMEL")


# --- out -----------------------------------------------------------------------------


def write(files: Sequence[GoldFile], target: Path, segmenter: Segmenter | None = None) -> None:
    """All documents in one file: a character a token, or the words of ``segmenter``."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("w", encoding="utf-8", newline="\n") as stream:
        for file in files:
            for record in file.records:
                stream.writelines(_lines(record, segmenter or list))


def _lines(record: Record, segmenter: Segmenter) -> Iterator[str]:
    yield f"{DOCSTART}\n\n"
    last = "O"
    for start, end, label in _stretches(record):
        for index, token in enumerate(segmenter(record.text[start:end])):
            last = "O" if label is None else f"{'I' if index else 'B'}-{label}"
            yield f"{_escaped(token)}\t{last}\n"
            if last == "O" and token.endswith("\n"):
                yield "\n"
    yield "\n" * (last != "O" or not record.text.endswith("\n"))


def _stretches(record: Record) -> Iterator[tuple[int, int, str | None]]:
    """The text cut at the entities' edges and, outside them, after line breaks."""
    labels = {entity.start: entity for entity in record.entities}
    edges = {0, len(record.text), *(one for e in record.entities for one in (e.start, e.end))}
    edges |= {match.end() for match in re.finditer(r"\n", record.text)} - _inner(record)
    for start, end in pairwise(sorted(edges)):
        yield start, end, labels[start].label if start in labels else None


def _inner(record: Record) -> set[int]:
    """The offsets inside entities, their edges not among them."""
    return {at for entity in record.entities for at in range(entity.start + 1, entity.end)}


def _escaped(token: str) -> str:
    return "".join(_written(one) if one in _SHORT or one.isspace() else one for one in token)


def _written(character: str) -> str:
    return _SHORT.get(character) or f"\\u{ord(character):04x}"


# --- in ------------------------------------------------------------------------------


def read(path: Path, name: str, report: Report) -> list[GoldFile]:
    """The documents of a file, each a file of its own.

    Tokens stand in the first column and tags in the last, apart by tabs or spaces.
    Where white space is no token, a blank line is read as a line break and a space is
    put between words of Latin letters or digits.
    """
    rows = [line.split() for line in path.read_text(encoding="utf-8-sig").split("\n")]
    spaced = any(_ESCAPE.sub(_meant, cells[0]).isspace() for cells in rows if cells)
    documents = [_Document(path, report, spaced)]
    for number, cells in enumerate(rows, 1):
        if cells and cells[0] == "-DOCSTART-":
            documents.append(_Document(path, report, spaced))
        elif cells:
            documents[-1].token(number, cells)
        else:
            documents[-1].blank = True
    found = [document for document in documents if document.parts]
    return [document.file(f"{path.stem}-{index}") for index, document in enumerate(found, 1)]


class _Document:
    """A document as its lines come in; ``spaced`` if white space is among its tokens."""

    def __init__(self, path: Path, report: Report, spaced: bool) -> None:
        self.path = str(path)
        self.report = report
        self.spaced = spaced
        self.parts: list[str] = []
        self.length = 0
        self.labels: list[Label] = []
        self.open: Label | None = None
        self.blank = False

    def token(self, number: int, cells: list[str]) -> None:
        if len(cells) < 2:
            message = f"one column, not a token and its tag: {cells[0]!r}"
            self.report.problems.append(Problem(number, message, self.path))
            cells = [cells[0], "O"]
        token = _ESCAPE.sub(_meant, cells[0])
        # A blank line does not end an entity that goes on with an inner tag.
        self.add(self.gap(token))
        start = self.length
        self.add(token)
        self.tag(number, cells[-1], start)

    def add(self, text: str) -> None:
        self.parts.append(text)
        self.length += len(text)

    def gap(self, token: str) -> str:
        """The white space that a file of another maker leaves out before ``token``."""
        after_blank, self.blank = self.blank, False
        if self.spaced or not self.parts:
            return ""
        if after_blank:
            return "\n"
        before = self.parts[-1]
        latin = _LATIN.match(before[-1:]) and _LATIN.match(token)
        # Characters apart, as govnlp writes them, are no words.
        return " " if latin and len(before) > 1 and len(token) > 1 else ""

    def tag(self, number: int, tag: str, start: int) -> None:
        kind, _, name = tag.partition("-")
        if tag == "O":
            self.open = None
            return
        if kind not in _BEGINS | _INSIDE or not name:
            message = f"{tag!r} is no tag like O, B-DATE, I-DATE"
            self.report.problems.append(Problem(number, message, self.path))
            self.open = None
            return
        label = label_name(name) or name
        if kind in _INSIDE and self.open is not None and self.open.name == label:
            self.open.end = self.length
        else:
            self.open = Label(label, start, self.length, line=number)
            self.labels.append(self.open)

    def file(self, name: str) -> GoldFile:
        return file_of(self.path, name, "".join(self.parts), self.labels, self.report)


def _meant(match: re.Match[str]) -> str:
    said = match[0]
    return _LONG.get(said) or chr(int(said[2:], 16))
