"""Train a topic classifier on examples, and say how good it is."""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.table import Table

from govnlp.topics import TopicClassifier, learn, measure
from govnlp.training.examples import Examples

#: Paragraphs from which on an n-gram must occur in two and in three of them.
_FEW, _SOME = 100, 500


def train_topics(
    examples: Examples,
    heading_weight: float = 0.0,
    folds: int = 5,
    progress: learn.Progress | None = None,
) -> tuple[TopicClassifier, learn.OutOfFold]:
    """A classifier learned from all the examples, and what classifiers that had not seen
    them said of each group of them.

    Raises ``ValueError`` with less than two labels or groups.
    """
    size = len(examples)
    min_df = 1 if size < _FEW else 2 if size < _SOME else 3
    model = TopicClassifier(min_df=min_df, heading_weight=heading_weight, folds=folds)
    results = learn.fit(
        model, examples.passages, examples.topics, examples.also, examples.groups, progress
    )
    return model, results[bool(heading_weight)]


def report(model: TopicClassifier, held_out: learn.OutOfFold) -> RenderableType:
    """Cross-validated scores and confusion matrix as tables."""
    truth, main = held_out.truth, held_out.main.argmax(axis=1)
    threshold = model.calibration_[bool(model.heading_weight)].threshold
    right = main == truth.main
    error, _ = measure.calibration_error(held_out.main.max(axis=1), right)
    named = learn.with_main(held_out.proba, threshold)
    scores = Table(title="cross-validated scores")
    scores.add_column("topic")
    for column in ("paragraphs", "precision", "recall", "F1"):
        scores.add_column(column, justify="right")
    for index, label in enumerate(truth.labels):
        hits = int((right & (main == index)).sum())
        found, wanted = int((main == index).sum()), int((truth.main == index).sum())
        cells = _share(hits, found), _share(hits, wanted), _share(2 * hits, found + wanted)
        scores.add_row(label, str(wanted), *cells)
    scores.add_section()
    for name, value in (
        ("accuracy of main topic", measure.accuracy(truth, main)),
        ("macro F1 of main topic", measure.macro_f1(truth, main)),
        ("micro F1 of all topics", measure.micro_f1(truth, named)),
        ("calibration error", error),
    ):
        scores.add_row(name, "", "", "", f"{value:.3f}")
    return Group(scores, _confusion(truth, measure.confusion(truth, main).tolist()))


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.3f}" if whole else "–"


def _confusion(truth: measure.Truth, counts: list[list[int]]) -> Table:
    """Rows are the right topics, columns the predicted ones by number."""
    table = Table(title="confusion: right topic by row, predicted one by column")
    table.add_column("topic")
    for index in range(len(truth.labels)):
        table.add_column(str(index + 1), justify="right", no_wrap=True)
    for index, (label, row) in enumerate(zip(truth.labels, counts, strict=True)):
        table.add_row(f"{index + 1} {label}", *(str(count or "·") for count in row))
    return table
