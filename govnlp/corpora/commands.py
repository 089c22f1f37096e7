"""The sub-commands ``govnlp corpus``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from govnlp.corpora.losses import Report

corpus = typer.Typer(
    no_args_is_help=True, help="Hand-labelled corpora: check, export, noise, formats."
)

Folder = Annotated[
    Path | None,
    typer.Argument(help="The corpus; corpus/reports of $GOVNLP_CORPUS or the checkout if none."),
]


def _folder(folder: Path | None) -> Path:
    from govnlp.corpora.folder import corpus_folder

    try:
        if folder is None:
            return corpus_folder()
        return corpus_folder(folder.resolve().name, folder.resolve().parent)
    except FileNotFoundError as error:
        raise typer.BadParameter(str(error)) from error


def _beside(folder: Path) -> Path | None:
    """The reports kept back as the last judge, where they lie beside the checkout."""
    reports = folder.parents[2] / "shared" / "reports" if len(folder.parents) > 2 else None
    return reports if reports and reports.is_dir() else None


@corpus.command()
def check(
    folder: Folder = None,
    apart_from: Annotated[
        Path | None, typer.Option(help="Texts of which the corpus may hold nothing.")
    ] = None,
    views: Annotated[bool, typer.Option(help="Whether the exported views must be fresh.")] = True,
) -> None:
    """Check a corpus against its guidelines and print what it holds.

    The exit status is 1 where something is wrong, with a line for each thing.
    """
    from rich.console import Console

    from govnlp.corpora.check import check as run
    from govnlp.corpora.check_counts import tables

    place = _folder(folder)
    try:
        report = run(place, apart_from or _beside(place), views=views)
    except ImportError as error:
        typer.echo(f"{error}, or leave the views out with --no-views", err=True)
        raise typer.Exit(2) from error
    console = Console()
    for table in tables(report.counts):
        console.print(table)
    for finding in report.findings:
        typer.echo(str(finding))
    typer.echo(f"{len(report.findings)} problems, {report.exceptions} exceptions")
    raise typer.Exit(0 if report.passed else 1)


@corpus.command()
def export(folder: Folder = None) -> None:
    """Write the views that datasets.load_dataset reads, and the head of the card."""
    from govnlp.corpora.export import export as run

    for path in run(_folder(folder)):
        typer.echo(str(path))


@corpus.command()
def noise(
    inputs: Annotated[list[Path], typer.Argument(help="Gold files and folders of them.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="Folder for the results.")],
    kind: Annotated[str, typer.Option(help="See govnlp.corpora.noise.")] = "all",
    seed: Annotated[int, typer.Option(help="The same seed gives the same noise.")] = 0,
) -> None:
    """Lay noise over gold files, labels carried along."""
    from govnlp.corpora import GoldError, load_gold, write_gold
    from govnlp.corpora.noise import lay

    try:
        files = load_gold(inputs)
        noisy = [lay(file, kind, seed) for file in files]
    except (GoldError, ValueError, OSError) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error
    for file in noisy:
        target = output / (file.records[0].source.path or Path(file.path).name)
        target.parent.mkdir(parents=True, exist_ok=True)
        xml = write_gold(file.records, file.text, file.notes)
        target.write_text(xml, encoding="utf-8", newline="")
        typer.echo(str(target))


@corpus.command()
def convert(
    source: Annotated[Path, typer.Argument(metavar="IN", help="A file, or a folder of files.")],
    target: Annotated[
        Path, typer.Argument(metavar="OUT", help="A file; a folder for xml and brat.")
    ],
    from_format: Annotated[
        str | None, typer.Option("--from", help="Told by the files if left out.")
    ] = None,
    to_format: Annotated[
        str | None, typer.Option("--to", help="Told by OUT's suffix if left out.")
    ] = None,
    pkuseg_model: Annotated[
        Path | None, typer.Option(help="Folder of another pkuseg model, for conll-words.")
    ] = None,
    annotator: Annotated[
        str | None,
        typer.Option(help="Whose annotations to take from a Label Studio export: e-mail or id."),
    ] = None,
) -> None:
    """Convert labelled files, and say what the new format cannot hold.

    Formats: xml (inline XML), records (govnlp's JSON Lines), label-studio, doccano, brat,
    spacy (DocBin), conll, conll-words. The exit status is 1 where something was wrong,
    with a line for each thing; all else is converted.
    """
    from govnlp.corpora.conversion import convert as run
    from govnlp.pipeline.segmenters import PkusegSegmenter

    try:
        segmenter = PkusegSegmenter(pkuseg_model) if pkuseg_model else None
        report = run(source, target, from_format, to_format, segmenter, annotator)
    except (ValueError, OSError) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from error
    _tell(report)


@corpus.command()
def prelabel(
    inputs: Annotated[list[Path], typer.Argument(help="Reports and folders of them.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="The file to write.")],
    tool: Annotated[
        str, typer.Option("--format", help="label-studio or doccano.")
    ] = "label-studio",
) -> None:
    """Annotate reports as a start for hand labelling, with the tool's configuration.

    The exit status is 1 where a file could not be read.
    """
    from govnlp.corpora.prelabelling import prelabel as run

    try:
        report = run(inputs, output, tool)
    except (ValueError, OSError) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from error
    for path in report.written:
        typer.echo(str(path))
    _tell(report)


def _tell(report: Report) -> None:
    from govnlp.corpora.losses import told

    for problem in report.problems:
        typer.echo(str(problem), err=True)
    for line in told(report.left_out):
        typer.echo(line)
    typer.echo(report.totals())
    raise typer.Exit(0 if report.passed else 1)
