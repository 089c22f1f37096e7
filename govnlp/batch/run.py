"""Annotate many files; one that fails costs nothing but itself."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Generator, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from govnlp.batch.walk import InputFile
from govnlp.batch.workers import Workers
from govnlp.reading import ReadError, read
from govnlp.reading.errors import printable

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
    try:
        with ExitStack() as stack:
            records, errors = (
                stack.enter_context(part.open("w", encoding="utf-8", newline="\n"))
                for part in parts
            )
            outcomes = stack.enter_context(closing(_outcomes(files, options or {}, workers)))
            for outcome in outcomes:
                _write(outcome, records, errors)
                summary.add(outcome)
                if progress:
                    progress(outcome)
        for part, target in zip(parts, targets, strict=True):
            os.replace(part, target)
    finally:
        for part in parts:
            part.unlink(missing_ok=True)
    return summary


def _write(outcome: Outcome, records: IO[str], errors: IO[str]) -> None:
    records.writelines(f"{line}\n" for line in outcome.records)
    if outcome.error:
        errors.write(json.dumps(outcome.error, ensure_ascii=False) + "\n")


def _outcomes(
    files: Sequence[InputFile], options: dict[str, Any], workers: int
) -> Generator[Outcome, None, None]:
    _start(options)  # in any case, so that wrong options raise here and not in a worker
    if workers <= 1:
        yield from map(_annotate_file, files)
        return
    with Workers(workers, _start, options) as pool:
        yield from pool.map(_annotate_file, files, _lost)


def _start(options: dict[str, Any]) -> None:
    global _PIPELINE
    from govnlp.pipeline import load

    _PIPELINE = load(**options)


def _annotate_file(file: InputFile) -> Outcome:
    from govnlp.annotation import model_name, records_of

    if file.path.is_dir():
        return _failed(file, "permission", "this folder cannot be listed; change its mode")
    try:
        source = read(file.path)
        records = records_of(_PIPELINE(source.text), source, file.name, model_name(_PIPELINE))
    except ReadError as error:
        return Outcome(file.name, error=_error(file.name, error.code, error.message))
    except MemoryError:
        return _failed(file, "too_large", "it needs more memory than there is; split the file")
    except Exception as error:  # a fault of govnlp's own must not end a run of thousands
        cause = f"{type(error).__name__}: {error}"
        return _failed(file, "internal", f"{cause}; please report this file")
    return Outcome(
        name=file.name,
        records=[record.to_json() for record in records],
        kinds=[record.kind for record in records],
        characters=len(source.text),
        entities=sum(len(record.entities) for record in records),
        warnings=sum(len(record.warnings) for record in records),
    )


def _lost(file: InputFile) -> Outcome:
    """The outcome of a file over which a worker process ended."""
    cause = "the process that annotated it was killed, most likely for want of memory"
    return _failed(file, "killed", f"{cause}; split the file or use a larger machine")


def _failed(file: InputFile, code: str, what: str) -> Outcome:
    return Outcome(file.name, error=_error(file.name, code, f"{file.path}: {what}"))


def _error(name: str, code: str, message: str) -> dict[str, str]:
    return {"path": name, "error": code, "message": printable(message)}
