"""Label Studio's JSON: a task a file, with annotations or, as govnlp's guess, predictions.

Offsets count Unicode code points, as in govnlp: the editor turns JavaScript's UTF-16
lengths into code points before it stores them (``charsToCodePoints`` in
``selection-tools.js`` of label-studio 1.23.2), and a CR or LF counts one each. Files of
tools that count UTF-16 units are told by the text that each region repeats.

Labels are regions of two controls, ``structure`` and ``entities``; an attribute is a
control of its own, named ``LABEL_ATTRIBUTE`` in lower case (``date_value``), whose
results share the region's id; ``part_of`` is a relation.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from govnlp.corpora.inline import GoldFile
from govnlp.corpora.labels import (
    CHOICES,
    SEVERAL,
    Label,
    choice,
    file_of,
    label_name,
    labels_of,
)
from govnlp.corpora.losses import Report
from govnlp.corpora.markup import Problem
from govnlp.vocabulary import ENTITY_LABELS

#: Names in the labelling configuration.
TEXT: Final = "text"
PART_OF: Final = "part_of"
_SPANS: Final = ("labels", "hypertextlabels")
_Values = dict[str, Any]


def control_name(label: str, attribute: str) -> str:
    """The name of the control of an attribute."""
    return f"{label.lower()}_{attribute}"


# --- out -----------------------------------------------------------------------------


def write(files: Sequence[GoldFile], target: Path) -> None:
    """Tasks with annotations, one JSON array."""
    _dump([task(file, number) for number, file in enumerate(files, 1)], target)


def write_predictions(files: Sequence[GoldFile], target: Path, model: str | None) -> None:
    """Tasks with predictions of ``model``, to be corrected by hand."""
    tasks = []
    for number, file in enumerate(files, 1):
        made = task(file, number)
        result = made.pop("annotations")[0]["result"]
        made["predictions"] = [{"model_version": model, "score": None, "result": result}]
        tasks.append(made)
    _dump(tasks, target)


def _dump(tasks: list[_Values], target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps(tasks, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def task(file: GoldFile, number: int) -> _Values:
    """A file as a task with one annotation, both of the id ``number``."""
    labels = labels_of(file)
    ids = {id(label): f"r{number}" for number, label in enumerate(labels, 1)}
    result: list[_Values] = []
    for label in labels:
        result += _region(label, ids[id(label)], file.text)
    for label in labels:
        if label.total is not None:
            result.append(_relation(ids[id(label)], ids[id(label.total)]))
    data = {TEXT: file.text, "path": file.records[0].source.path}
    return {"id": number, "data": data, "annotations": [{"id": number, "result": result}]}


def _region(label: Label, name: str, text: str) -> Iterator[_Values]:
    place = {"start": label.start, "end": label.end}
    control = "entities" if label.name in ENTITY_LABELS else "structure"
    value = {**place, TEXT: text[label.start : label.end], "labels": [label.name]}
    yield _result(name, control, "labels", value)
    for attribute, given in label.attributes.items():
        key = label.name, attribute
        control = control_name(*key)
        if key in CHOICES:
            chosen = given.split() if key in SEVERAL else [given]
            yield _result(name, control, "choices", {**place, "choices": chosen})
        else:
            yield _result(name, control, "textarea", {**place, TEXT: [given]})


def _result(name: str, control: str, kind: str, value: _Values) -> _Values:
    return {"id": name, "from_name": control, "to_name": TEXT, "type": kind, "value": value}


def _relation(part: str, total: str) -> _Values:
    ends = {"from_id": part, "to_id": total}
    return {**ends, "type": "relation", "direction": "right", "labels": [PART_OF]}


# --- in ------------------------------------------------------------------------------


def read(path: Path, name: str, report: Report, annotator: str | None = None) -> list[GoldFile]:
    """The tasks of a file that have an annotation, by ``annotator`` (e-mail or id) if given.

    Of several annotations the one marked as ground truth counts, else the last that was
    not cancelled. Raises ``ValueError`` for what is no JSON and no list of tasks, for the
    export JSON-MIN, and where ``annotator`` made none of the annotations.
    """
    try:
        tasks = json.loads(path.read_text(encoding="utf-8-sig"))
    except json.JSONDecodeError as error:
        raise ValueError(f"line {error.lineno}: no JSON: {error.msg}") from error
    if isinstance(tasks, dict):
        tasks = [tasks]
    if not isinstance(tasks, list):
        raise ValueError("no list of Label Studio tasks")
    wrong = [_other_form(one) for one in tasks]
    if wrong and all(wrong):
        raise ValueError(wrong[0])
    people = {name for one in tasks for made in _standing(one) for name in _annotators(made)}
    if annotator is not None and annotator not in people:
        raise ValueError(
            f"no annotation by {annotator!r}; there are annotations by "
            f"{', '.join(sorted(people)) or 'nobody'}"
        )
    files = []
    for number, one in enumerate(tasks, 1):
        reader = _TaskReader(path, number, one, report, annotator)
        try:
            files += reader.files()
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            reader.problem(_reason(error))
    return files


def _other_form(task: Any) -> str | None:
    """Which other kind of file ``task`` comes from, and what to do."""
    if not isinstance(task, dict) or "data" in task or TEXT not in task:
        return None
    if "schema" in task:
        return "holds records, not tasks: write them as JSON Lines, one a line, to a .jsonl file"
    return "is JSON-MIN, which leaves relations out: export as JSON"


def _standing(task: Any) -> list[_Values]:
    """The annotations of a task that were not cancelled; drafts and predictions are none."""
    if not isinstance(task, dict):
        return []
    given = task.get("annotations") or task.get("completions") or []
    return [one for one in given if not one.get("was_cancelled")]


def _annotators(annotation: _Values) -> list[str]:
    """The names by which an annotation's maker is known: e-mail and id."""
    maker = annotation.get("completed_by")
    if isinstance(maker, dict):
        return [str(maker[key]) for key in ("email", "id") if maker.get(key) is not None]
    return [] if maker is None else [str(maker)]


def _reason(error: Exception) -> str:
    if isinstance(error, KeyError):
        return f"has no {error.args[0]!r}"
    return str(error) if isinstance(error, ValueError) else f"is not formed as expected: {error}"


class _TaskReader:
    """One task into one file."""

    def __init__(
        self, path: Path, number: int, values: Any, report: Report, annotator: str | None
    ) -> None:
        self.path = str(path)
        self.annotator = annotator
        self.report = report
        self.values = values
        given = values.get("id") if isinstance(values, dict) else None
        self.name = f"task {number}" + ("" if given is None else f" (id {given})")
        self.number = number

    def problem(self, message: str, region: object = None) -> None:
        place = self.name if region is None else f"{self.name}, region {region}"
        self.report.problems.append(Problem(0, message, self.path, place))

    def files(self) -> list[GoldFile]:
        if not isinstance(self.values, dict):
            raise ValueError("is no object")
        result = self.result()
        if result is None:
            self.report.left_out["tasks without an annotation"] += 1
            return []
        data = self.values["data"]
        text = data[TEXT]
        if not isinstance(text, str):
            raise ValueError(f"data.{TEXT} is no string")
        name = str(data.get("path") or f"task-{self.values.get('id', self.number)}")
        return [file_of(self.path, name, text, self.labels(result, text), self.report)]

    def result(self) -> list[_Values] | None:
        if wrong := _other_form(self.values):
            raise ValueError(wrong)
        everyone = _standing(self.values)
        standing = [one for one in everyone if self.annotator in (None, *_annotators(one))]
        if not standing:
            return None
        if len(everyone) > 1:
            self.report.left_out["further annotations of a task"] += len(everyone) - 1
        chosen = next((one for one in standing if one.get("ground_truth")), standing[-1])
        result: list[_Values] = chosen["result"]
        return result

    def labels(self, result: list[_Values], text: str) -> list[Label]:
        regions: dict[Any, Label] = {}
        found: list[Label] = []
        for one in result:
            if one.get("type") in _SPANS:
                made = self.region(one, text)
                found += made
                regions.update((one.get("id"), label) for label in made[:1])
        for one in result:
            kind = one.get("type")
            if kind == "relation":
                self.relate(one, regions)
            elif kind not in _SPANS:
                self.attribute(one, regions)
        return found

    def region(self, one: _Values, text: str) -> list[Label]:
        region, value = one.get("id"), one.get("value") or {}
        names = value.get(one["type"]) or value.get("labels") or []
        try:
            start, end = self.place(value, text)
        except (ValueError, TypeError, KeyError) as error:
            self.problem(_reason(error), region)
            return []
        place = f"{self.name}, region {region}"
        known = [label_name(str(name)) or str(name) for name in names]
        if not known:
            self.problem("a region without a label", region)
        return [Label(name, start, end, place=place) for name in known]

    def place(self, value: _Values, text: str) -> tuple[int, int]:
        """Start and end in code points; ``ValueError`` where they do not fit the text."""
        offsets = value.get("globalOffsets") or value
        start, end = int(offsets["start"]), int(offsets["end"])
        said = value.get(TEXT)
        if not isinstance(said, str) or _flat(text[start:end]) == _flat(said):
            return start, end
        units = text.encode("utf-16-le", "surrogatepass")
        if _flat(_decoded(units[2 * start : 2 * end])) == _flat(said):
            before = _decoded(units[: 2 * start])
            return len(before), len(before) + len(_decoded(units[2 * start : 2 * end]))
        raise ValueError(f"{start} to {end} is {text[start:end]!r}, but the region says {said!r}")

    def relate(self, one: _Values, regions: dict[Any, Label]) -> None:
        names = one.get("labels") or [PART_OF]
        part, total = regions.get(one.get("from_id")), regions.get(one.get("to_id"))
        if names != [PART_OF]:
            self.report.left_out[f"relation {', '.join(map(str, names))!r}"] += 1
        elif part is None or total is None:
            self.problem("a relation to a region that is not there", one.get("from_id"))
        else:
            turned = one.get("direction") == "left"
            (total if turned else part).total = part if turned else total

    def attribute(self, one: _Values, regions: dict[Any, Label]) -> None:
        control = str(one.get("from_name"))
        label = regions.get(one.get("id"))
        if label is None:
            self.report.left_out[f"values of {control!r} that belong to no region"] += 1
            return
        attribute = control.removeprefix(f"{label.name.lower()}_")
        value = one.get("value") or {}
        given = value.get(str(one.get("type"))) or value.get(TEXT) or []
        chosen = [given] if isinstance(given, str) else [str(item) for item in given]
        # A text area that was left empty says nothing; one with "" says that there is none.
        if chosen:
            label.attributes[attribute] = " ".join(
                choice(label.name, attribute, item) for item in chosen
            )


def _flat(text: str) -> str:
    """Text as compared: the editor writes line breaks as they are, as \\n, or leaves them out."""
    return "".join(text.replace("\\n", " ").split())


def _decoded(units: bytes) -> str:
    return units.decode("utf-16-le", "surrogatepass")
