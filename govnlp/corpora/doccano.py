"""doccano's JSON Lines: a line a file, spans under ``entities``, ``part_of`` under ``relations``.

Offsets count Unicode code points, as long as the project does not count graphemes.
doccano's spans have no attributes: these stand under ``attributes``, which doccano keeps
as a meta field and gives back unchanged. They are matched by label and place, so that
those of a span that was moved or deleted are left out.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from govnlp.corpora.inline import GoldFile
from govnlp.corpora.labels import Label, file_of, label_name, labels_of
from govnlp.corpora.losses import Report
from govnlp.corpora.markup import Problem

PART_OF: Final = "part_of"
_Values = dict[str, Any]
_Place = tuple[str, int, int]


def write(files: Sequence[GoldFile], target: Path) -> None:
    """One line a file."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("w", encoding="utf-8", newline="\n") as stream:
        for number, file in enumerate(files, 1):
            stream.write(json.dumps(line(file, number), ensure_ascii=False) + "\n")


def line(file: GoldFile, number: int) -> _Values:
    """A file as an example of doccano's."""
    labels = labels_of(file)
    ids = {id(label): index for index, label in enumerate(labels, 1)}
    parts = [label for label in labels if label.total is not None]
    return {
        "id": number,
        "text": file.text,
        "entities": [
            {
                "id": ids[id(one)],
                "label": one.name,
                "start_offset": one.start,
                "end_offset": one.end,
            }
            for one in labels
        ],
        "relations": [
            {"id": index, "from_id": ids[id(one)], "to_id": ids[id(one.total)], "type": PART_OF}
            for index, one in enumerate(parts, 1)
        ],
        "path": file.records[0].source.path,
        "attributes": [
            {"label": one.name, "start": one.start, "end": one.end, "values": one.attributes}
            for one in labels
            if one.attributes
        ],
    }


def read(path: Path, name: str, report: Report) -> list[GoldFile]:
    """The examples of a file, with ``entities`` and ``relations`` or with ``label`` alone."""
    files = []
    # Not splitlines: a JSON string may hold U+2028 and its like.
    for number, one in enumerate(path.read_text(encoding="utf-8-sig").split("\n"), 1):
        if not one.strip():
            continue
        try:
            files.append(_LineReader(path, number, report).file(json.loads(one)))
        except json.JSONDecodeError as error:
            report.problems.append(Problem(number, f"no JSON: {error.msg}", str(path)))
        except ValueError as error:
            report.problems.append(Problem(number, str(error), str(path)))
    return files


class _LineReader:
    """One line into one file."""

    def __init__(self, path: Path, number: int, report: Report) -> None:
        self.path = str(path)
        self.number = number
        self.report = report

    def problem(self, message: str, place: str) -> None:
        self.report.problems.append(Problem(self.number, message, self.path, place))

    def file(self, values: Any) -> GoldFile:
        text = values.get("text", values.get("data")) if isinstance(values, dict) else None
        if not isinstance(text, str):
            raise ValueError("no 'text'")
        named = self.labels(values)
        self.add_attributes(values, named)
        self.relate(values, named)
        name = values.get("path") or f"example-{values.get('id', self.number)}"
        return file_of(self.path, str(name), text, named.values(), self.report)

    def labels(self, values: _Values) -> dict[Any, Label]:
        """The spans by their ids, or by their numbers where they have none."""
        given = [values[key] for key in ("entities", "label", "labels") if key in values]
        spans = given[0] if given else []
        if not isinstance(spans, list):
            raise ValueError("the labels are no list")
        found: dict[Any, Label] = {}
        for index, span in enumerate(spans, 1):
            place = f"label {index}"
            try:
                name, start, end, key = _span(span, -index)
            except (KeyError, TypeError, ValueError):
                self.problem(f"no label with its start and end: {span!r}", place)
                continue
            known = label_name(name) or name
            found[key] = Label(known, start, end, line=self.number, place=place)
        return found

    def add_attributes(self, values: _Values, named: dict[Any, Label]) -> None:
        places = {(one.name, one.start, one.end): one for one in named.values()}
        for given in _list(values.get("attributes")):
            try:
                label = places.get((str(given["label"]), int(given["start"]), int(given["end"])))
                attributes = {str(key): str(value) for key, value in given["values"].items()}
            except (KeyError, TypeError, ValueError, AttributeError):
                self.problem(f"no attributes of a span: {given!r}", "attributes")
                continue
            if label is None:
                self.report.left_out["attributes of spans that were moved or deleted"] += 1
            else:
                label.attributes |= attributes

    def relate(self, values: _Values, named: dict[Any, Label]) -> None:
        for index, given in enumerate(_list(values.get("relations")), 1):
            kind = given.get("type") if isinstance(given, dict) else None
            if kind != PART_OF:
                self.report.left_out[f"relation {kind!r}"] += 1
                continue
            part, total = named.get(given.get("from_id")), named.get(given.get("to_id"))
            if part is None or total is None:
                self.problem("one of its spans is not there", f"relation {index}")
            else:
                part.total = total


def _span(span: Any, key: Any) -> tuple[str, int, int, Any]:
    """Label, start, end and id of ``{"label": …}`` or ``[start, end, label]``."""
    if isinstance(span, dict):
        name = span["label"]
        start, end, key = span["start_offset"], span["end_offset"], span.get("id", key)
    else:
        start, end, name = span
    if not isinstance(name, str):
        raise ValueError(name)
    return name, int(start), int(end), key


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
