"""Labelled paragraphs from JSON Lines, CSV and the guidelines' XML."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from govnlp.reading.encoding import decode
from govnlp.reading.files import load
from govnlp.topics.passages import Passage

#: Columns of a table; only the first two are needed.
COLUMNS: Final = ("text", "topic", "also", "heading", "group")
_MAX_BYTES: Final = 1 << 30
_ALSO_MARKS: Final = str.maketrans("；|", ";;")


class TableError(ValueError):
    """Labelled data that cannot be used; the message names file, row and cause."""


@dataclass(slots=True)
class Examples:
    """Labelled paragraphs, one list a column.

    ``groups`` says what each belongs to (its document); paragraphs of one group are held
    out together in cross-validation.
    """

    passages: list[Passage] = field(default_factory=list)
    topics: list[str] = field(default_factory=list)
    also: list[list[str]] = field(default_factory=list)
    groups: list[str] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.passages)

    def add(self, passage: Passage, topic: str, also: list[str], group: str) -> None:
        """Append one."""
        self.passages.append(passage)
        self.topics.append(topic)
        self.also.append(also)
        self.groups.append(group)

    def extend(self, other: Examples) -> None:
        """Append those of another."""
        for row in zip(other.passages, other.topics, other.also, other.groups, strict=True):
            self.add(*row)


def read_examples(path: str | Path) -> Examples:
    """The labelled paragraphs in a file, by its suffix, or in a folder of gold files.

    ``.jsonl``: an object a line; ``.csv`` and ``.tsv``: a header, then a row a paragraph.
    Columns are ``text``, ``topic`` and, where wanted, ``also`` (a list; in CSV labels apart
    by ;), ``heading`` and ``group`` (its document; each row its own if left out).
    ``.xml`` or a folder: gold files of the guidelines' form.

    Raises ``TableError`` with file, row and cause; ``ReadError`` for a file that cannot be
    read; ``GoldError`` for broken gold files.
    """
    path = Path(path)
    suffix = path.suffix.lower()
    if path.is_dir() or suffix == ".xml":
        try:
            examples = gold_examples(path)
        except FileNotFoundError as error:
            raise TableError(str(error)) from error
    elif suffix in _READERS:
        decoded = decode(load(str(path), _MAX_BYTES))
        if decoded is None:
            raise TableError(f"{path}: no text in UTF-8, UTF-16, GB18030 or Big5")
        examples = _from_rows(path, _READERS[suffix](path, decoded.text.removeprefix("\ufeff")))
    else:
        wanted = ", ".join((*_READERS, ".xml"))
        advice = "; save a workbook as CSV" if suffix in (".xlsx", ".xls", ".et", ".ods") else ""
        raise TableError(
            f"{path}: labelled data are read from {wanted} or a folder of .xml files{advice}"
        )
    if not len(examples):
        raise TableError(f"{path}: it holds no labelled paragraph")
    return examples


_Row = tuple[int, dict[str, Any]]


def _json_lines(path: Path, text: str) -> Iterator[_Row]:
    # Not splitlines: a JSON string may hold U+2028 and the like.
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise TableError(f"{path}: row {number}: not JSON: {error}") from error
        if not isinstance(row, dict):
            raise TableError(f"{path}: row {number}: not a JSON object")
        yield number, row


def _table(path: Path, text: str, delimiter: str) -> Iterator[_Row]:
    head = text.split("\n", 1)[0]
    if delimiter not in head:
        # Excel writes tabs into its "Unicode text", semicolons where the comma is a decimal sign.
        delimiter = next((other for other in "\t;," if other in head), delimiter)
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        names = [name.strip().lower() for name in reader.fieldnames or []]
        missing = [name for name in COLUMNS[:2] if name not in names]
        if missing:
            raise TableError(
                f"{path}: row 1: no column {' and '.join(missing)}; the columns are "
                f"{', '.join(names) or 'none'}"
            )
        reader.fieldnames = names
        # Rows as a spreadsheet counts them, in which a cell may hold several lines.
        for number, row in enumerate(reader, 2):
            if None in row:
                raise TableError(f"{path}: row {number}: more cells than columns")
            if any(map(str.strip, filter(None, row.values()))):
                yield number, {key: value or "" for key, value in row.items()}
    except csv.Error as error:
        raise TableError(f"{path}: line {reader.line_num}: {error}") from error


_READERS: Final[dict[str, Callable[[Path, str], Iterator[_Row]]]] = {
    ".jsonl": _json_lines,
    ".csv": lambda path, text: _table(path, text, ","),
    ".tsv": lambda path, text: _table(path, text, "\t"),
}


def _from_rows(path: Path, rows: Iterator[_Row]) -> Examples:
    examples = Examples()
    for number, row in rows:
        try:
            text, topic = _text(row, "text"), _text(row, "topic").strip()
            heading = _text(row, "heading", "")
            group = _text(row, "group", "") or f"row {number}"
            also = [one for one in _labels(row.get("also")) if one != topic]
            for name, value in (("text", text), ("topic", topic)):
                if not value.strip():
                    raise ValueError(f"{name} is empty")
        except ValueError as error:
            raise TableError(f"{path}: row {number}: {error}") from error
        examples.add(Passage(text, heading=heading), topic, also, group)
    return examples


def _text(row: dict[str, Any], name: str, default: str | None = None) -> str:
    value = row.get(name)
    if value is None and default is not None:
        return default
    if value is None:
        raise ValueError(f"no {name}")
    if not isinstance(value, str):
        raise ValueError(f"{name} is {value!r}, not a string")
    return value


def _labels(value: Any) -> list[str]:
    if value is None:
        return []
    if isinstance(value, str):
        value = value.translate(_ALSO_MARKS).split(";")
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise ValueError(f"also is {value!r}, not a list of labels")
    return list(dict.fromkeys(one.strip() for one in value if one.strip()))


def gold_examples(path: str | Path) -> Examples:
    """The paragraphs of gold files that have a topic, as the pipeline would show them.

    Texts are those of the clean view, entities what the finders find, headings those of
    gold; the group is the file.
    """
    from govnlp.corpora import load_gold

    examples = Examples()
    for file in load_gold(path):
        _add_file(examples, file)
    return examples


def _add_file(examples: Examples, file: Any) -> None:
    from govnlp.pipeline.analysis import analyse_text, unpack_view
    from govnlp.pipeline.topics import entities_in

    analysis = analyse_text(file.text)
    view = unpack_view(analysis["view"])
    for record in file.records:
        offset = record.source.start
        headings: list[str] = []
        for section in record.sections:
            place = section.heading.start + offset, section.heading.end + offset
            first, last = view.from_source(*place)
            own = view.clean[first:last].strip()
            around = "" if section.parent is None else f"\n{headings[section.parent]}"
            headings.append(own + around)
        count = max(len(record.paragraphs) - 1, 1)
        for index, paragraph in enumerate(record.paragraphs):
            if paragraph.topic is None:
                continue
            start, end = view.from_source(paragraph.start + offset, paragraph.end + offset)
            passage = Passage(
                view.clean[start:end],
                entities_in(analysis["entities"], start, end),
                "" if paragraph.section is None else headings[paragraph.section],
                index / count,
            )
            examples.add(passage, paragraph.topic, list(paragraph.also), file.path)
