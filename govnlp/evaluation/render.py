"""Scores as rich tables and errors as rich text, for a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.console import Group
from rich.table import Table
from rich.text import Text

from govnlp.evaluation.errors import MARKS, ErrorCase, in_one_line
from govnlp.evaluation.figures import Score, Share
from govnlp.evaluation.scores import Scores

#: Stands for a figure that is not defined (0/0).
UNDEFINED = "–"
_STYLES = {"miss": "red", "extra": "yellow", "boundary": "magenta", "value": "cyan"}


def render(scores: Scores) -> Group:
    """The scores as tables, to be printed by a rich console."""
    title = f"{scores.documents} documents in {scores.files} files"
    rows = list(scores.rows())
    spans = [row for row in rows if isinstance(row[2], Score) and row[0] != "topic"]
    shares = [row for row in rows if isinstance(row[2], Share)]
    tables = [_span_table(f"Spans and labels, {title}", spans), _share_table("Values", shares)]
    if scores.topics:
        tables.append(_span_table("Main topics", [row for row in rows if row[0] == "topic"]))
        caption = f"micro F1 {figure(scores.topics.micro_f1)} (main and also)"
        tables[-1].caption = f"{caption}, macro F1 {figure(scores.topics.macro_f1)} (main)"
    return Group(*tables)


def render_errors(cases: Sequence[ErrorCase]) -> Group:
    """Three short lines a case: what and where, both readings, the context.

    A table of six columns would leave none of them wide enough on a terminal.
    """
    return Group(*map(_case, cases), Text(f"{len(cases)} errors"))


def _case(case: ErrorCase) -> Text:
    # Text, not markup: a report may hold square brackets.
    text = Text()
    text.append(f"{case.kind:8} ", style=_STYLES[case.kind])
    text.append(f"{case.label:10} ", style="bold")
    text.append(f"{case.file}:{case.start}\n", style="dim")
    both = (case.gold_text, case.predicted_text)
    gold, predicted = (UNDEFINED if it is None else in_one_line(it) for it in both)
    if case.kind in ("value", "boundary"):
        text.append(f"  gold {gold}  predicted {predicted}\n")
    return text.append("  ").append_text(_marked(case.context)).append("\n")


def figure(value: float | None) -> str:
    """A figure to three places, a dash where it is not defined."""
    return UNDEFINED if value is None else f"{value:.3f}"


def _span_table(title: str, rows: Iterable[tuple[str, str, Score | Share]]) -> Table:
    table = Table("", "", title=title)
    for column in ("precision", "recall", "F1", "gold", "predicted", "right"):
        table.add_column(column, justify="right")
    for group, name, score in rows:
        if isinstance(score, Score):
            figures = map(figure, (score.precision, score.recall, score.f1))
            counts = map(str, (score.gold, score.predicted, score.right))
            table.add_row(group, name, *figures, *counts)
    return table


def _share_table(title: str, rows: Iterable[tuple[str, str, Score | Share]]) -> Table:
    table = Table("", "", title=title)
    for column in ("accuracy", "right", "of"):
        table.add_column(column, justify="right")
    for group, name, share in rows:
        if isinstance(share, Share):
            table.add_row(group, name, figure(share.accuracy), str(share.right), str(share.total))
    return table


def _marked(context: str) -> Text:
    text = Text(context)
    start, end = context.find(MARKS[0]), context.rfind(MARKS[1])
    text.stylize("bold", start, end + 1)
    return text
