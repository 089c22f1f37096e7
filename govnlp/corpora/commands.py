"""The sub-commands ``govnlp corpus``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

corpus = typer.Typer(no_args_is_help=True, help="Hand-labelled corpora: check, export, noise.")

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
