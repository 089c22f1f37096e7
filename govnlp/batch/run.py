"""Annotate many files; one that fails costs nothing but itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, Final

from govnlp.batch import parcels, tables
from govnlp.batch.parcels import FORMATS, Outcome, Parcel
from govnlp.batch.partial_run import PartialRun, Summary
from govnlp.batch.settings import settings_of
from govnlp.batch.walk import InputFile
from govnlp.batch.workers import Workers

#: Files handed to a process at a time.
_PARCEL: Final = 8


def annotate_files(
    files: Sequence[InputFile],
    output: Path,
    options: dict[str, Any] | None = None,
    workers: int = 1,
    progress: Callable[[Outcome], None] | None = None,
    *,
    formats: Sequence[str] = ("jsonl",),
    resume: bool | None = None,
) -> Summary:
    """Annotate ``files`` and write the results and ``errors.jsonl`` to ``output``.

    options (dict | None): Arguments of :func:`govnlp.load`.
    workers (int): Processes. The results are the same, byte for byte, for any number.
    progress (Callable | None): Called with each file's outcome; of a run that is resumed
        only with those of the files that were left.
    formats (Sequence[str]): ``"jsonl"`` for ``records.jsonl``, ``"parquet"`` for
        ``documents.parquet`` and the other tables, or both.
    resume (bool | None): Where a run to ``output`` was stopped: go on with it (``True``),
        throw it away (``False``), or raise ``ResumeError`` (``None``). Where there is none
        a run begins in any case.

    The results appear whole or not at all. Until then they lie in ``output/.partial``,
    which a run that is stopped or killed leaves behind for ``resume``.

    Returns the totals of the whole run. Raises ``ValueError`` for wrong options or formats,
    ``ResumeError`` (a ``ValueError``) also where the stopped run had other files or options,
    ``ImportError`` where a format needs a package that is missing, ``OSError`` where
    ``output`` cannot be written.
    """
    wrong = sorted(set(formats) - set(FORMATS))
    if wrong or not formats:
        raise ValueError(f"formats are {wrong}; they can be {', '.join(FORMATS)}")
    formats = sorted(set(formats))
    if "parquet" in formats:
        tables.schemas()
    with _annotator(workers, options or {}) as (model, annotate):
        settings = settings_of(files, options or {}, formats, model)
        with PartialRun(output, settings, resume) as partial_run:
            rest = files[partial_run.summary.files :]
            for parcel in annotate(partial(parcels.annotate_parcel, formats=formats), rest):
                partial_run.add(parcel)
                if progress:
                    for outcome in parcel.outcomes:
                        progress(outcome)
            partial_run.finish()
    return partial_run.summary


#: Hands files out in parcels; the results are in the order of the files.
_Annotate = Callable[
    [Callable[[Sequence[InputFile]], Parcel], Sequence[InputFile]], Iterator[Parcel]
]


@contextmanager
def _annotator(workers: int, options: dict[str, Any]) -> Iterator[tuple[str, _Annotate]]:
    """The pipeline's name, and whoever does the work: this process, or several of its own.

    Raises ``ValueError`` for wrong options.
    """
    if workers <= 1:
        parcels.prepare(options)
        yield parcels.pipeline_name(), lambda work, files: map(work, _cut(files))
        return
    with Workers(workers, parcels.prepare, options) as pool:
        model = pool.ask_all(parcels.pipeline_name, None)
        yield model, lambda work, files: pool.map(work, _cut(files), parcels.lost)


def _cut(files: Sequence[InputFile]) -> Iterator[Sequence[InputFile]]:
    return (files[at : at + _PARCEL] for at in range(0, len(files), _PARCEL))
