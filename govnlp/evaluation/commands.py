"""What the command ``govnlp evaluate`` does."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from govnlp.corpora import load_gold
from govnlp.corpora.folder import SPLITS
from govnlp.corpora.losses import told
from govnlp.evaluation.bootstrap import Bootstrap
from govnlp.evaluation.comparison import Comparison, compare_runs
from govnlp.evaluation.inputs import read_records
from govnlp.evaluation.render import (
    markdown,
    render,
    render_changes,
    render_comparison,
    render_errors,
)
from govnlp.evaluation.report import PAGE, check_packages, plain_values, write_report
from govnlp.evaluation.run import Evaluation, annotate_gold, evaluate_records
from govnlp.evaluation.sheets import difference_sheet, sheets
from govnlp.record import Record

#: Columns of the tables where the output is no terminal.
_WIDTH = 100


@dataclass(slots=True)
class Request:
    """What was asked for; see the options of ``govnlp evaluate``."""

    gold: list[Path]
    split: str | None = None
    predictions: Path | None = None
    compare: Path | None = None
    common: bool = False
    bootstrap: Bootstrap = Bootstrap()  # noqa: RUF009  (frozen)
    report: Path | None = None
    errors: bool = False
    as_json: bool = False
    as_markdown: bool = False


def evaluate_command(
    request: Request, annotate: Callable[[], Callable[[str], list[Record]]]
) -> None:
    """Evaluate, and print or write what was asked for.

    ``annotate`` makes the annotator that is used where no predictions are given. Raises
    ``ValueError`` (``GoldError`` too), ``OSError`` and ``ImportError`` with messages that
    can be shown as they are.
    """
    if request.report:
        check_packages()
    left_out: Counter[str] = Counter()
    files = load_gold(_split_folders(request.gold, request.split), left_out)
    gold = [record for file in files for record in file.records]
    _say(told(left_out))
    if not gold:
        raise ValueError(f"nothing is labelled in {', '.join(map(str, request.gold))}")
    _say(_machine_made(gold))
    if request.predictions:
        left_out.clear()
        predicted = read_records(request.predictions, left_out)
        _say([f"{request.predictions}: {line}" for line in told(left_out)])
    else:
        predicted = annotate_gold(files, annotate())
    comparison = None
    if request.compare:
        other = read_records(request.compare)
        comparison = compare_runs(gold, predicted, other, request.common, request.bootstrap)
    result = evaluate_records(gold, predicted, request.common)
    if request.report:
        write_report(result, request.report, comparison, request.bootstrap)
    _print(request, result, comparison)


def _machine_made(gold: list[Record]) -> list[str]:
    """A warning where what is given as gold was written by a pipeline."""
    models = sorted({record.model for record in gold if record.model})
    if not models:
        return []
    return [f"warning: {', '.join(models)} made the gold records; no one labelled them by hand"]


def _say(lines: list[str]) -> None:
    """Print lines to standard error, so that what is printed as JSON stays whole."""
    console = Console(stderr=True, highlight=False)
    for line in lines:
        console.print(line, soft_wrap=True, markup=False)


def _split_folders(paths: list[Path], split: str | None) -> list[Path]:
    """The folders of a split. Raises ``ValueError`` for a path that has none of it."""
    if split is None:
        return paths
    for path in paths:
        if not (path / split).is_dir():
            known = [name for name in SPLITS if (path / name).is_dir()]
            raise ValueError(
                f"{path} has no split {split!r}; it has {', '.join(known) if known else 'none'}"
            )
    return [path / split for path in paths]


def _print(request: Request, result: Evaluation, comparison: Comparison | None) -> None:
    bootstrap = request.bootstrap
    if request.as_json:
        plain = plain_values(result, comparison, bootstrap)
        print(json.dumps(plain, ensure_ascii=False, indent=2))
        return
    if request.as_markdown:
        tables = sheets(result.scores, bootstrap)
        tables += [difference_sheet(comparison, bootstrap)] if comparison else []
        print(markdown(tables), end="")
        return
    console = Console(highlight=False)
    if not console.is_terminal:
        console.width = max(console.width, _WIDTH)
    console.print(render(result.scores, bootstrap))
    if comparison:
        console.print(render_comparison(comparison, bootstrap))
    if request.errors:
        console.print(
            render_changes(comparison) if comparison else render_errors(result.errors()),
            soft_wrap=True,
        )
    if request.report:
        console.print(str(request.report / PAGE), soft_wrap=True, markup=False)
