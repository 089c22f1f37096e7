"""Annotate a parcel of files: what a worker process does, down to the bytes to be written."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from govnlp.batch import tables
from govnlp.batch.walk import InputFile
from govnlp.reading import ReadError, read
from govnlp.reading.errors import printable
from govnlp.record import Record

#: What comes out of a run: name of the format → names of its files in the output folder.
FORMATS = {
    "jsonl": ("records.jsonl",),
    "parquet": tuple(f"{name}.parquet" for name in tables.TABLES),
}
ERRORS = "errors.jsonl"

_OPTIONS: dict[str, Any] = {}
_PIPELINE: Any = None


@dataclass(slots=True)
class Outcome:
    """What became of one file: its documents counted, or an error."""

    name: str
    error: dict[str, str] | None = None
    documents: int = 0
    reports: int = 0
    characters: int = 0
    entities: int = 0
    warnings: int = 0


@dataclass(slots=True)
class Parcel:
    """What became of some files.

    ``added`` holds, for each file of the output, the bytes that these files add to it (to
    its stream, for a Parquet file).
    """

    outcomes: list[Outcome]
    added: dict[str, bytes]


@dataclass(slots=True)
class _Pieces:
    """The pieces of a parcel's output, before they are put together."""

    lines: dict[str, list[bytes]] = field(default_factory=dict)
    batches: dict[str, list[Any]] = field(default_factory=dict)

    def add(self, records: Sequence[Record], formats: Sequence[str]) -> None:
        # Made first and added then: where one format cannot be made, none has the records.
        batches = tables.batches(records) if "parquet" in formats else {}
        lines = [record.to_json().encode() for record in records] if "jsonl" in formats else []
        for name, batch in batches.items():
            self.batches.setdefault(f"{name}.parquet", []).append(batch)
        self.lines.setdefault("records.jsonl", []).extend(lines)

    def joined(self) -> dict[str, bytes]:
        added = {
            name: b"".join(b"%s\n" % one for one in lines) for name, lines in self.lines.items()
        }
        added |= {name: tables.stream_bytes(batches) for name, batches in self.batches.items()}
        return {name: data for name, data in added.items() if data}


def prepare(options: dict[str, Any]) -> None:
    """Say how this process makes its pipeline: arguments of :func:`govnlp.load`."""
    global _OPTIONS, _PIPELINE
    _OPTIONS, _PIPELINE = options, None


def pipeline_name(_: object = None) -> str:
    """Name and version of this process's pipeline. Raises what :func:`govnlp.load` raises."""
    from govnlp.annotation import model_name

    return model_name(_pipeline())


def _pipeline() -> Any:
    global _PIPELINE
    if _PIPELINE is None:
        from govnlp.pipeline import load

        _PIPELINE = load(**_OPTIONS)
    return _PIPELINE


def annotate_parcel(files: Sequence[InputFile], formats: Sequence[str]) -> Parcel:
    """Annotate files with the pipeline of this process; a broken one becomes an error."""
    pieces = _Pieces()
    outcomes = [_annotate(file, formats, pieces) for file in files]
    return _parcel(outcomes, pieces)


def lost(file: InputFile) -> Parcel:
    """What becomes of a file over which a worker process ended."""
    cause = "the process that annotated it was killed, most likely for want of memory"
    outcome = _failed(file, "killed", f"{cause}; split the file or use a larger machine")
    return _parcel([outcome], _Pieces())


def _parcel(outcomes: list[Outcome], pieces: _Pieces) -> Parcel:
    errors = [json.dumps(one.error, ensure_ascii=False).encode() for one in outcomes if one.error]
    pieces.lines[ERRORS] = errors
    return Parcel(outcomes, pieces.joined())


def _annotate(file: InputFile, formats: Sequence[str], pieces: _Pieces) -> Outcome:
    # Here, since the main process of several does not need spaCy.
    from govnlp.annotation import model_name, records_of

    if file.path.is_dir():
        return _failed(file, "permission", "this folder cannot be listed; change its mode")
    try:
        source = read(file.path)
        # What spaCy learns of a file, it forgets after it: else memory would grow.
        nlp = _pipeline()
        with nlp.memory_zone():
            records = records_of(nlp(source.text), source, file.name, model_name(nlp))
        pieces.add(records, formats)
    except ReadError as error:
        return Outcome(file.name, error=_error(file.name, error.code, error.message))
    except MemoryError:
        return _failed(file, "too_large", "it needs more memory than there is; split the file")
    except Exception as error:  # a fault of govnlp's own must not end a run of thousands
        cause = f"{type(error).__name__}: {error}"
        return _failed(file, "internal", f"{cause}; please report this file")
    return Outcome(
        name=file.name,
        documents=len(records),
        reports=sum(record.kind == "annual_report" for record in records),
        characters=len(source.text),
        entities=sum(len(record.entities) for record in records),
        warnings=sum(len(record.warnings) for record in records),
    )


def _failed(file: InputFile, code: str, what: str) -> Outcome:
    return Outcome(file.name, error=_error(file.name, code, f"{file.path}: {what}"))


def _error(name: str, code: str, message: str) -> dict[str, str]:
    return {"path": name, "error": code, "message": printable(message)}
