"""The command ``govnlp``."""

from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

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
from rich.text import Text

from govnlp.corpora.commands import corpus
from govnlp.reading import SUFFIXES, ReadError
from govnlp.reading.errors import printable
from govnlp.training.commands import train

if TYPE_CHECKING:
    from spacy.language import Language

    from govnlp.batch import Outcome, Summary
    from govnlp.record import Record

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    help="Chinese government-information-disclosure annual reports as data. "
    "政府信息公开工作年度报告",
)
app.add_typer(corpus, name="corpus")
app.add_typer(train, name="train")
_ERROR = Console(stderr=True)
#: Files that could not be read, named in the terminal.
_ERRORS_SHOWN = 20


class Format(StrEnum):
    """The choices of ``--format``."""

    jsonl = "jsonl"
    parquet = "parquet"


class Segmenter(StrEnum):
    """The choices of ``--segmenter``."""

    char = "char"
    pkuseg = "pkuseg"


SegmenterOption = Annotated[Segmenter, typer.Option(help="char is fast, pkuseg gives words.")]
ModelOption = Annotated[
    Path | None, typer.Option(help="Folder of another pkuseg model than the one built in.")
]
TopicsOption = Annotated[
    Path | None,
    typer.Option(help="Folder of a topic model of your own: see govnlp train topics."),
]


def _options(segmenter: Segmenter, model: Path | None, topics: Path | None) -> dict[str, Any]:
    """The arguments of ``govnlp.load`` that the command's options stand for."""
    return {
        "segmenter": segmenter.value,
        "pkuseg_model": model,
        "topics": True if topics is None else topics,
    }


def _pipeline(options: dict[str, Any]) -> Language:
    from govnlp.pipeline import load

    try:
        return load(**options)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error


def _say(message: str, mark: str = "") -> None:
    """Print a line to standard error; not markup, since a name may hold square brackets."""
    _ERROR.print(Text.assemble((mark, "red"), printable(message)), soft_wrap=True)


@app.callback(invoke_without_command=True)
def _main(
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
) -> None:
    if version:
        from govnlp import __version__

        typer.echo(f"govnlp {__version__}")
        raise typer.Exit


@app.command()
def annotate(
    inputs: Annotated[list[Path], typer.Argument(help="Files and folders.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="Folder for the results.")],
    workers: Annotated[int, typer.Option(min=1, help="Processes.")] = 1,
    formats: Annotated[
        list[Format],
        typer.Option(
            "--format",
            help="jsonl: records.jsonl. parquet: a table each of documents, sections, "
            "paragraphs, tables and entities. May be given twice.",
        ),
    ] = [Format.jsonl],  # noqa: B006
    resume: Annotated[
        bool | None,
        typer.Option(
            "--resume/--restart",
            show_default=False,
            help="Go on with a run to OUTPUT that was stopped, or throw away what it did.",
        ),
    ] = None,
    segmenter: SegmenterOption = Segmenter.char,
    pkuseg_model: ModelOption = None,
    topics: TopicsOption = None,
) -> None:
    """Annotate reports: writes records.jsonl, or tables, and errors.jsonl to OUTPUT.

    Results appear when all is done; a run that is stopped leaves what it did for --resume.
    The exit status is 0 when every file was read, 1 when one was not, 2 when the run could
    not be made, 130 when it was interrupted.
    """
    from govnlp.batch import (
        ResumeError,
        Summary,
        annotate_files,
        files_done,
        find_files,
        stopped_run,
    )

    options = _options(segmenter, pkuseg_model, topics)
    if not any(map(os.path.lexists, inputs)):
        # What an earlier run wrote is not replaced by nothing for a slip of the pen.
        for path in inputs:
            _say(f"{path}: there is no such file or folder; check the path")
        raise typer.Exit(1)
    files = find_files(inputs)
    if not files:
        _say(f"No files to read there; these are looked for: {' '.join(SUFFIXES)}")
        raise typer.Exit(1)
    began = time.monotonic()
    with _progress() as progress, _between_files() as check:
        before = (stopped_run(output) if resume else None) or Summary()
        step = _stepper(progress, len(files), before)

        def done_with(outcome: Outcome) -> None:
            step(outcome)
            check()

        try:
            summary = annotate_files(
                files, output, options, workers, done_with,
                formats=[one.value for one in formats], resume=resume,
            )  # fmt: skip
        except OSError as error:
            _hide(progress)
            _say(f"cannot write to {output}: {error.strerror or error}")
            raise typer.Exit(2) from error
        except (ResumeError, ImportError) as error:
            _hide(progress)
            _say(str(error))
            raise typer.Exit(2) from error
        except ValueError as error:
            _hide(progress)
            raise typer.BadParameter(str(error)) from error
        except KeyboardInterrupt as error:
            done = files_done(output)
            _say(f"Stopped after {done:,} files; --resume goes on." if done else "Stopped.")
            raise typer.Exit(130) from error
    _print_summary(summary, output, time.monotonic() - began)
    raise typer.Exit(1 if summary.failed else 0)


def _stepper(progress: Progress, total: int, before: Summary) -> Callable[[Outcome], None]:
    """What moves the bar on by a file, from where a run was stopped, and prints its error."""
    done, failed = before.files, before.failed
    task = progress.add_task("annotating", total=total, completed=done, errors=failed, rate="")
    began, shown = time.monotonic(), 0

    def step(outcome: Outcome) -> None:
        nonlocal failed, shown
        if outcome.error:
            failed += 1
            shown += 1
            if shown <= _ERRORS_SHOWN:
                _say(outcome.error["message"], "✗ ")
            elif shown == _ERRORS_SHOWN + 1:
                _say("… the others are in errors.jsonl", "✗ ")
        new = progress.tasks[0].completed + 1 - done
        rate = f"{new / max(time.monotonic() - began, 1e-3):.1f} files/s"
        progress.update(task, advance=1, errors=failed, rate=rate)

    return step


@contextmanager
def _between_files() -> Iterator[Callable[[], None]]:
    """A check that raises ``KeyboardInterrupt`` where Ctrl-C was pressed since it was made.

    Raised at once, an interruption that falls into compiled code is printed and lost there.
    Pressed again, it stops at once all the same.
    """
    pressed = False

    def note(*_: object) -> None:
        nonlocal pressed
        pressed = True
        signal.signal(signal.SIGINT, signal.default_int_handler)

    def check() -> None:
        if pressed:
            raise KeyboardInterrupt

    before = signal.signal(signal.SIGINT, note)
    try:
        yield check
    finally:
        signal.signal(signal.SIGINT, before)


def _hide(progress: Progress) -> None:
    """Take the bar away: a run that could not be made did not stop at 0 files."""
    for task in progress.tasks:
        progress.update(task.id, visible=False)


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


def _print_summary(summary: Summary, output: Path, elapsed: float) -> None:
    table = Table(title=Text(printable(str(output))), show_header=False)
    rows = [
        ("files", summary.files),
        ("  not read", summary.failed),
        *((f"    {cause}", number) for cause, number in sorted(summary.causes.items())),
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
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the records, a JSON array, instead.")
    ] = False,
    segmenter: SegmenterOption = Segmenter.char,
    pkuseg_model: ModelOption = None,
    topics: TopicsOption = None,
) -> None:
    """Print one report with its sections, entities and values coloured."""
    from govnlp.annotation import annotate_all
    from govnlp.viewer import render

    nlp = _pipeline(_options(segmenter, pkuseg_model, topics))
    try:
        records = annotate_all(file, nlp)
    except ReadError as error:
        _say(error.message)
        raise typer.Exit(1) from error
    if as_json:
        values = [record.to_dict() for record in records]
        typer.echo(json.dumps(values, ensure_ascii=False, indent=2))
        return
    console = Console(highlight=False)
    for record in records:
        # To a file or a pipe each line of the report goes as it is.
        coloured = console.is_terminal and not console.no_color
        console.print(render(record, coloured), soft_wrap=not console.is_terminal)


@app.command()
def evaluate(
    gold: Annotated[
        list[Path],
        typer.Argument(
            help="Labelled files (.xml, .json, .jsonl, .ann, .spacy, .conll), folders of .xml."
        ),
    ],
    split: Annotated[
        str | None, typer.Option(help="train, dev or test: the folder of that name in GOLD.")
    ] = None,
    predictions: Annotated[
        Path | None,
        typer.Option(
            help="Records (JSON Lines, or the folder that annotate wrote), or labelled files "
            "of another annotator. Without it the pipeline is run."
        ),
    ] = None,
    compare: Annotated[
        Path | None, typer.Option(help="Records of a second run, to compare with the first.")
    ] = None,
    common: Annotated[
        bool, typer.Option("--common", help="Leave gold files out that have no predictions.")
    ] = False,
    report: Annotated[
        Path | None, typer.Option(help="Folder for a page, its figures and scores.json.")
    ] = None,
    errors: Annotated[
        bool, typer.Option("--errors", help="List every error; with --compare, what changed.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the scores as JSON.")] = False,
    as_markdown: Annotated[
        bool, typer.Option("--markdown", help="Print the tables as Markdown.")
    ] = False,
    samples: Annotated[int, typer.Option(min=10, help="Samples of the bootstrap.")] = 1000,
    seed: Annotated[int, typer.Option(min=0, help="Seed of the bootstrap.")] = 0,
    segmenter: SegmenterOption = Segmenter.char,
    pkuseg_model: ModelOption = None,
    topics: TopicsOption = None,
) -> None:
    """Score the pipeline, or any predictions, against hand-labelled files."""
    from govnlp.annotation import model_name, records_of
    from govnlp.evaluation.bootstrap import Bootstrap
    from govnlp.evaluation.commands import Request, evaluate_command

    def annotator() -> Callable[[str], list[Record]]:
        nlp = _pipeline(_options(segmenter, pkuseg_model, topics))
        return lambda text: records_of(nlp(text), model=model_name(nlp))

    request = Request(
        gold, split, predictions, compare, common, Bootstrap(samples, seed), report,
        errors, as_json, as_markdown,
    )  # fmt: skip
    try:
        evaluate_command(request, annotator)
    except (ValueError, OSError, ImportError) as error:
        _say(str(error))
        raise typer.Exit(1) from error
