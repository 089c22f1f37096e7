"""Annotate many files; one that fails costs nothing but itself."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from govnlp.batch.walk import InputFile
from govnlp.reading import ReadError, read

#: Files handed to a worker at a time, and such parcels under way per worker.
_PARCEL = 8
_AHEAD = 3
_PIPELINE: Any = None


@dataclass(slots=True)
class Outcome:
    """What became of one file: its records as JSON lines, or an error."""

    name: str
    records: list[str] = field(default_factory=list)
    error: dict[str, str] | None = None
    kinds: list[str] = field(default_factory=list)
    characters: int = 0
    entities: int = 0
    warnings: int = 0


@dataclass(slots=True)
class Summary:
    """Totals of a run."""

    files: int = 0
    failed: int = 0
    documents: int = 0
    reports: int = 0
    characters: int = 0
    entities: int = 0
    warnings: int = 0

    def add(self, outcome: Outcome) -> None:
        """Count one file in."""
        self.files += 1
        self.failed += outcome.error is not None
        self.documents += len(outcome.records)
        self.reports += outcome.kinds.count("annual_report")
        self.characters += outcome.characters
        self.entities += outcome.entities
        self.warnings += outcome.warnings


def annotate_files(
    files: Sequence[InputFile],
    output: Path,
    options: dict[str, Any] | None = None,
    workers: int = 1,
    progress: Callable[[Outcome], None] | None = None,
) -> Summary:
    """Annotate ``files`` and write ``records.jsonl`` and ``errors.jsonl`` to ``output``.

    options (dict | None): Arguments of :func:`govnlp.load`.
    workers (int): Processes; the order of the lines is that of ``files`` for any number.
    progress (Callable | None): Called with each file's outcome.

    The files appear whole or not at all: they are written beside and moved into place.
    Raises ``OSError`` where ``output`` cannot be written.
    """
    output.mkdir(parents=True, exist_ok=True)
    summary = Summary()
    targets = [output / "records.jsonl", output / "errors.jsonl"]
    parts = [target.with_suffix(".jsonl.part") for target in targets]
    with ExitStack() as stack:
        records, errors = (stack.enter_context(p.open("w", encoding="utf-8")) for p in parts)
        for outcome in _outcomes(files, options or {}, workers):
            _write(outcome, records, errors)
            summary.add(outcome)
            if progress:
                progress(outcome)
    for part, target in zip(parts, targets, strict=True):
        os.replace(part, target)
    return summary


def _write(outcome: Outcome, records: IO[str], errors: IO[str]) -> None:
    records.writelines(f"{line}\n" for line in outcome.records)
    if outcome.error:
        errors.write(json.dumps(outcome.error, ensure_ascii=False) + "\n")


def _outcomes(
    files: Sequence[InputFile], options: dict[str, Any], workers: int
) -> Iterator[Outcome]:
    parcels = [files[i : i + _PARCEL] for i in range(0, len(files), _PARCEL)]
    if workers <= 1:
        _start(options)
        for parcel in parcels:
            yield from _work(parcel)
        return
    with ProcessPoolExecutor(workers, initializer=_start, initargs=(options,)) as pool:
        # Only a few parcels wait at a time, so that memory does not grow with the corpus.
        under_way: list[Future[list[Outcome]]] = []
        for parcel in parcels:
            under_way.append(pool.submit(_work, parcel))
            if len(under_way) >= _AHEAD * workers:
                yield from under_way.pop(0).result()
        for future in under_way:
            yield from future.result()


def _start(options: dict[str, Any]) -> None:
    global _PIPELINE
    from govnlp.pipeline import load

    _PIPELINE = load(**options)


def _work(files: Sequence[InputFile]) -> list[Outcome]:
    return [_annotate_file(file) for file in files]


def _annotate_file(file: InputFile) -> Outcome:
    from govnlp.annotation import records_of

    outcome = Outcome(file.name)
    try:
        source = read(file.path)
        records = records_of(_PIPELINE(source.text), source, file.name)
    except ReadError as error:
        outcome.error = {"path": file.name, "error": error.code, "message": str(error)}
        return outcome
    except Exception as error:  # a fault of govnlp's own must not end a run of thousands
        message = f"{file.name}: {type(error).__name__}: {error}; please report this file"
        outcome.error = {"path": file.name, "error": "internal", "message": message}
        return outcome
    outcome.records = [record.to_json() for record in records]
    outcome.kinds = [record.kind for record in records]
    outcome.characters = len(source.text)
    outcome.entities = sum(len(record.entities) for record in records)
    outcome.warnings = sum(len(record.warnings) for record in records)
    return outcome
