"""What can be scored: records, files of them, gold files, datasets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from govnlp.corpora import load_gold
from govnlp.corpora.from_rows import document_record, named_rows, paragraph_records
from govnlp.corpora.inline import LABELLED
from govnlp.record import Record

if TYPE_CHECKING:
    from datasets import Dataset

#: What ``records_of`` takes.
Records: TypeAlias = "Iterable[Record] | Dataset"

#: The file that ``govnlp annotate`` writes.
_RECORDS = "records.jsonl"


@dataclass(slots=True)
class Loaded:
    """Records; ``only_paragraphs`` where they were made from rows of single paragraphs."""

    records: list[Record]
    only_paragraphs: bool = False


def records_of(given: Records) -> Loaded:
    """The records in ``given``.

    These are taken: records; a ``datasets.Dataset`` (or ``IterableDataset``, or rows as
    plain dicts) of either configuration of ``govnlp.corpora.load``, or whose rows are
    records as ``Record.to_dict`` gives them. A document of a dataset stands for itself:
    ``source.path`` is the row's ``id``, offsets count in the row's text. Rows of paragraphs
    are put together by their document.

    Raises ``ValueError`` for anything else.
    """
    members: list[Any] = list(named_rows(given) if hasattr(given, "features") else given)
    if all(isinstance(one, Record) for one in members):
        return Loaded(members)
    if not all(isinstance(one, Mapping) for one in members):
        raise ValueError("what is scored are records or rows of a dataset, not both or others")
    try:
        if "document" in members[0]:
            return Loaded(paragraph_records(members), only_paragraphs=True)
        return Loaded([_record(row) for row in members])
    except KeyError as error:
        raise ValueError(f"a row has no {error}, or a value that is none") from error


def _record(row: dict[str, Any]) -> Record:
    if "schema" not in row:
        return document_record(row)
    # Arrow fills in every subject, those without a probability too.
    for paragraph in row["paragraphs"]:
        scores = paragraph.get("scores") or {}
        paragraph["scores"] = {name: one for name, one in scores.items() if one is not None}
    return Record.from_dict(row)


def read_records(path: str | Path, left_out: Counter[str] | None = None) -> list[Record]:
    """The records of a file of them (a JSON object a line), or of labelled files.

    A folder stands for the ``records.jsonl`` in it, else for its gold files (``*.xml``).
    Labelled files of other formats are told by their suffix; what govnlp has no place for
    in them is counted in ``left_out``. Raises ``ValueError`` that names file and line for
    what is no record, ``GoldError``, ``OSError``.
    """
    path = Path(path)
    if path.is_dir() and (path / _RECORDS).is_file():
        path /= _RECORDS
    if path.is_dir() or _labelled(path):
        return list(chain.from_iterable(file.records for file in load_gold(path, left_out)))
    records = []
    with path.open(encoding="utf-8-sig") as stream:
        for number, line in enumerate(stream, 1):
            if not line.strip():
                continue
            try:
                records.append(Record.from_json(line))
            except ValueError as error:
                raise ValueError(f"{path}:{number}: no record: {error}") from error
    return records


def _labelled(path: Path) -> bool:
    """Whether a file is one of a labelling tool, not of records."""
    if path.suffix.lower() != ".jsonl" or not path.is_file():
        return path.suffix.lower() in LABELLED
    with path.open("rb") as stream:
        first = next((line for line in stream if line.strip()), b"")
    # doccano's lines, too, hold a JSON object each.
    return b'"text"' in first and b'"govnlp.record/' not in first
