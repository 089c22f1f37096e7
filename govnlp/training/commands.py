"""The sub-commands ``govnlp train``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

train = typer.Typer(no_args_is_help=True, help="Train a classifier on labelled data of your own.")


@train.callback()
def _main() -> None:
    """Keeps ``topics`` a command of its own while there is only one."""


@train.command()
def topics(
    data: Annotated[
        Path,
        typer.Argument(help="Labelled paragraphs: .jsonl, .csv, .tsv, .xml or a folder of .xml."),
    ],
    output: Annotated[Path, typer.Option("--output", "-o", help="Folder for the model.")],
    heading_weight: Annotated[
        float, typer.Option(min=0, max=10, help="What headings count; the text counts 1.")
    ] = 0.0,
    folds: Annotated[int, typer.Option(min=2, help="Parts for cross-validation.")] = 5,
) -> None:
    """Train a topic classifier and print its cross-validated scores.

    Use it with govnlp.load(topics=OUTPUT) or --topics OUTPUT.
    """
    from rich.console import Console
    from rich.progress import Progress

    from govnlp.reading import ReadError
    from govnlp.training.examples import read_examples
    from govnlp.training.topics import report, train_topics

    # GoldError and TableError are ValueErrors, ReadError is too.
    try:
        if output.exists() and not output.is_dir():
            raise ValueError(f"{output}: it is a file; name a folder for the model")
        examples = read_examples(data)
        if len(set(examples.topics)) > 1 and len(set(examples.groups)) < 2:
            raise ValueError(
                f"{data}: all paragraphs are of one group; to measure, at least two documents "
                "are needed (column group)"
            )
        with Progress(console=Console(stderr=True), transient=True) as progress:
            task = progress.add_task("learning", total=None)

            def step(done: int, total: int) -> None:
                progress.update(task, completed=done, total=total + 1)

            model, held_out = train_topics(examples, heading_weight, folds, step)
        model.to_disk(output)
    except ReadError as error:
        typer.echo(error.message, err=True)
        raise typer.Exit(1) from error
    except (ValueError, OSError) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error
    Console().print(report(model, held_out))
    typer.echo(f"{len(examples):,} paragraphs, {len(model.labels_)} topics: {output}")
