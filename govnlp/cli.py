"""The command ``govnlp``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeRemainingColumn,
)
from rich.table import Table

from govnlp.reading import ReadError

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    help="Chinese government-information-disclosure annual reports as data. 政府信息公开工作年度报告",
)
_ERROR = Console(stderr=True)

Segmenter = Annotated[str, typer.Option(help="char (fast) or pkuseg (words).")]
PkusegModel = Annotated[Path | None, typer.Option(help="Folder of a pkuseg model.")]


def _options(segmenter: str, pkuseg_model: Path | None) -> dict[str, Any]:
    """Arguments of ``govnlp.load``, tried once here so that a bad one ends the run early."""
    options = {"segmenter": segmenter, "pkuseg_model": pkuseg_model}
    from govnlp.pipeline import load

    try:
        load(**options)  # type: ignore[arg-type]
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error
    return options


@app.callback(invoke_without_command=True)
def _main(version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False) -> None:
    if version:
        from govnlp import __version__

        typer.echo(f"govnlp {__version__}")
        raise typer.Exit


@app.command()
def annotate(
    inputs: Annotated[list[Path], typer.Argument(help="Files and folders.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="Folder for the results.")],
    workers: Annotated[int, typer.Option(min=1, help="Processes.")] = 1,
    segmenter: Segmenter = "char",
    pkuseg_model: PkusegModel = None,
) -> None:
    """Annotate reports: writes records.jsonl and errors.jsonl to OUTPUT.

    The exit status is 0 when every file was read, 1 when one was not.
    """
    from govnlp.batch import Outcome, annotate_files, find_files

    files = find_files(inputs)
    if not files:
        _ERROR.print("No files to read there: .txt .md .html .htm .docx .pdf are looked for.")
        raise typer.Exit(1)
    options = _options(segmenter, pkuseg_model)
    with _progress() as progress:
        task = progress.add_task("annotating", total=len(files), errors=0, rate="")
        failed = done = 0

        def step(outcome: Outcome) -> None:
            nonlocal failed, done
            done += 1
            failed += outcome.error is not None
            elapsed = progress.tasks[0].elapsed or 0
            rate = f"{done / elapsed:.1f} files/s" if elapsed else ""
            progress.update(task, advance=1, errors=failed, rate=rate)
            if outcome.error:
                progress.console.print(f"[red]✗[/] {outcome.error['message']}", highlight=False)

        try:
            summary = annotate_files(files, output, options, workers, step)
        except OSError as error:
            _ERROR.print(f"cannot write to {output}: {error.strerror or error}")
            raise typer.Exit(2) from error
        elapsed = progress.tasks[0].elapsed or 0
    _print_summary(summary, output, elapsed)
    raise typer.Exit(1 if summary.failed else 0)


def _progress() -> Progress:
    return Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TextColumn("[red]{task.fields[errors]} errors"),
        TimeRemainingColumn(),
        console=_ERROR,
    )


def _print_summary(summary: Any, output: Path, elapsed: float) -> None:
    table = Table(title=f"{output}", show_header=False)
    rows = [
        ("files", summary.files),
        ("  not read", summary.failed),
        ("documents", summary.documents),
        ("  annual reports", summary.reports),
        ("entities", summary.entities),
        ("warnings", summary.warnings),
        ("characters", summary.characters),
    ]
    for name, value in rows:
        table.add_row(name, f"{value:,}")
    table.add_row("seconds", f"{elapsed:.1f}")
    Console().print(table)


@app.command()
def show(
    file: Annotated[Path, typer.Argument(help="A report.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print the records instead.")] = False,
    segmenter: Segmenter = "char",
    pkuseg_model: PkusegModel = None,
) -> None:
    """Print one report with its sections, entities and values coloured."""
    from govnlp.annotation import annotate_all
    from govnlp.pipeline import load
    from govnlp.viewer import render

    try:
        records = annotate_all(file, load(**_options(segmenter, pkuseg_model)))
    except ReadError as error:
        _ERROR.print(str(error), highlight=False)
        raise typer.Exit(1) from error
    console = Console()
    for record in records:
        if as_json:
            typer.echo(json.dumps(record.to_dict(), ensure_ascii=False, indent=2))
        else:
            console.print(render(record))


@app.command()
def evaluate(
    gold: Annotated[list[Path], typer.Argument(help="Gold files or folders (inline XML).")],
    errors: Annotated[bool, typer.Option("--errors", help="List every miss and every extra.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the scores as JSON.")] = False,
    segmenter: Segmenter = "char",
    pkuseg_model: PkusegModel = None,
) -> None:
    """Score the pipeline against hand-labelled files."""
    from govnlp.annotation import records_of
    from govnlp.corpora import GoldError
    from govnlp.evaluation import evaluate_files, render, render_errors
    from govnlp.pipeline import load

    nlp = load(**_options(segmenter, pkuseg_model))
    try:
        result = evaluate_files(gold, lambda text: records_of(nlp(text)))
    except (GoldError, FileNotFoundError) as error:
        _ERROR.print(str(error), highlight=False)
        raise typer.Exit(1) from error
    if as_json:
        typer.echo(json.dumps(result.scores.to_dict(), ensure_ascii=False, indent=2))
        return
    console = Console()
    console.print(render(result.scores))
    if errors:
        console.print(render_errors(result.errors()))
