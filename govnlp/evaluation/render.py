"""Scores as rich tables and errors as rich text, for a terminal; scores as Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.console import Group
from rich.table import Table
from rich.text import Text

from govnlp.evaluation.bootstrap import Bootstrap
from govnlp.evaluation.comparison import Comparison
from govnlp.evaluation.errors import MARKS, ErrorCase, in_one_line
from govnlp.evaluation.scores import DEFAULT, Scores
from govnlp.evaluation.sheets import UNDEFINED, Sheet, difference_sheet, sheets

_STYLES = {"miss": "red", "extra": "yellow", "boundary": "magenta", "value": "cyan"}


def render(scores: Scores, bootstrap: Bootstrap = DEFAULT) -> Group:
    """The scores as tables, to be printed by a rich console."""
    return Group(*map(_table, sheets(scores, bootstrap)))


def render_comparison(found: Comparison, bootstrap: Bootstrap = DEFAULT) -> Group:
    """The figures in which two runs differ, as a table."""
    return Group(_table(difference_sheet(found, bootstrap)))


def render_changes(found: Comparison) -> Group:
    """The cases that changed from one run to the other, as :func:`render_errors` has them."""
    return Group(
        Text("mended", style="bold green"),
        *map(_case, found.mended),
        Text("new", style="bold red"),
        *map(_case, found.broken),
        Text("read otherwise: first, then second", style="bold yellow"),
        *(_case(case) for pair in found.changed for case in pair),
    )


def markdown(tables: Iterable[Sheet]) -> str:
    """Tables as GitHub Markdown."""
    return "\n\n".join(map(_markdown, tables)) + "\n"


def _markdown(sheet: Sheet) -> str:
    lines = [sheet.columns, ("---", *("---:" for _ in sheet.columns[1:])), *sheet.rows]
    body = "\n".join("| " + " | ".join(cells) + " |" for cells in lines)
    note = f"\n\n{sheet.caption[:1].upper()}{sheet.caption[1:]}." if sheet.caption else ""
    return f"**{sheet.title}**\n\n{body}{note}"


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


def _table(sheet: Sheet) -> Table:
    table = Table(title=Text(sheet.title), caption=Text(sheet.caption) if sheet.caption else None)
    for index, column in enumerate(sheet.columns):
        table.add_column(column, justify="right" if index else "left", no_wrap=True)
    for row in sheet.rows:
        table.add_row(*map(Text, row))
    return table


def _marked(context: str) -> Text:
    text = Text(context)
    start, end = context.find(MARKS[0]), context.rfind(MARKS[1])
    text.stylize("bold", start, end + 1)
    return text
