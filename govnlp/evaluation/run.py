"""An annotator, or records that one left, tried on gold files."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from govnlp.corpora import GoldFile, load_gold
from govnlp.evaluation.errors import ErrorCase, errors
from govnlp.evaluation.scores import Scores, evaluate
from govnlp.record import Record


@dataclass(slots=True)
class Evaluation:
    """Scores, with the records of both sides that they were counted on.

    ``common`` says that gold files without a prediction were left out.
    """

    scores: Scores
    gold: list[Record]
    predicted: list[Record]
    common: bool = False

    def errors(self) -> list[ErrorCase]:
        """Every difference between both sides, in context."""
        return errors(self.gold, self.predicted, self.common)


def evaluate_records(
    gold: list[Record], predicted: list[Record], common: bool = False
) -> Evaluation:
    """Scores records; arguments and errors are those of ``evaluate``."""
    return Evaluation(evaluate(gold, predicted, common), gold, predicted, common)


def evaluate_files(
    gold_paths: str | Path | Iterable[str | Path], annotate: Callable[[str], list[Record]]
) -> Evaluation:
    """Runs ``annotate`` over the texts of gold files (and folders of them), and scores it.

    ``annotate`` takes a file's whole text and returns its documents' records;
    they are given the gold file's path. Raises ``GoldError`` for bad gold files
    and whatever ``annotate`` raises, with the file's name noted.
    """
    files = load_gold(gold_paths)
    gold = [record for file in files for record in file.records]
    return evaluate_records(gold, annotate_gold(files, annotate))


def annotate_gold(
    files: Iterable[GoldFile], annotate: Callable[[str], list[Record]]
) -> list[Record]:
    """The records that ``annotate`` makes of gold files' texts, under the files' paths."""
    return [record for file in files for record in _annotated(file, annotate)]


def _annotated(file: GoldFile, annotate: Callable[[str], list[Record]]) -> list[Record]:
    try:
        records = annotate(file.text)
    except Exception as error:
        error.add_note(f"while annotating {file.path}")
        raise
    path = file.records[0].source.path
    return [replace(record, source=replace(record.source, path=path)) for record in records]
