"""The report of an evaluation: one HTML page that needs nothing else, figures, scores."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

from govnlp.corpora.losses import number_of
from govnlp.evaluation.align import LAYERS
from govnlp.evaluation.bootstrap import Bootstrap
from govnlp.evaluation.charts import charts, file_facts, write_charts
from govnlp.evaluation.comparison import Comparison
from govnlp.evaluation.errors import ErrorCase, in_one_line
from govnlp.evaluation.run import Evaluation
from govnlp.evaluation.scores import ALL, DEFAULT
from govnlp.evaluation.sheets import difference_sheet, figure, interval, sheets
from govnlp.extra import load_extra
from govnlp.vocabulary import ENTITY_LABELS, SUBJECTS

#: What the report consists of, beside the figures.
PAGE: Final = "index.html"
SCORES: Final = "scores.json"
FIGURES: Final = "figures"
_AROUND: Final = 36
_ZH: Final = {name: term.zh for name, term in (SUBJECTS | ENTITY_LABELS).items()}
#: The figures at the head of the page: group, name, what they are called there.
_HEADLINES: Final = (
    ("entities", ALL, "entities, F1"),
    ("structure", "heading", "headings, F1"),
    ("structure", "paragraph", "paragraphs, F1"),
    ("documents", "issuer", "issuer, share right"),
    ("documents", "year", "year, share right"),
    ("topics", "main", "main topic, share right"),
)


def check_packages() -> None:
    """Raises ``ImportError`` that says what to install where a package is missing."""
    load_extra("jinja2")
    load_extra("matplotlib")


def write_report(
    result: Evaluation,
    folder: str | Path,
    comparison: Comparison | None = None,
    bootstrap: Bootstrap = DEFAULT,
) -> Path:
    """Write ``index.html``, ``scores.json`` and ``figures/*.png``, ``*.svg``; return the page.

    The same evaluation gives the same files. The folder is made; files of these names
    are overwritten. Raises ``ImportError`` where the extra ``evaluate`` is not installed,
    ``OSError`` where the folder cannot be written.
    """
    check_packages()
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    drawn = list(charts(result, comparison, bootstrap))
    write_charts(drawn, folder / FIGURES)
    values = plain_values(result, comparison, bootstrap)
    text = json.dumps(values, ensure_ascii=False, indent=1)
    (folder / SCORES).write_text(text + "\n", encoding="utf-8", newline="\n")
    page = _render(result, drawn, comparison, bootstrap)
    (folder / PAGE).write_text(page, encoding="utf-8", newline="\n")
    return folder / PAGE


def plain_values(
    result: Evaluation, comparison: Comparison | None, bootstrap: Bootstrap
) -> dict[str, Any]:
    """What ``--json`` prints and ``scores.json`` holds."""
    plain = result.scores.to_dict(bootstrap)
    return plain | ({"comparison": comparison.to_dict()} if comparison else {})


def _render(
    result: Evaluation,
    drawn: Sequence[Any],
    comparison: Comparison | None,
    bootstrap: Bootstrap,
) -> str:
    jinja2, markup = load_extra("jinja2"), load_extra("markupsafe").Markup
    source = files("govnlp.resources").joinpath("report.html.jinja").read_text("utf-8")
    environment = jinja2.Environment(
        autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    cases = result.errors()
    show = _Cases(result)
    page: str = environment.from_string(source).render(
        scores=result.scores,
        number_of=number_of,
        bootstrap=bootstrap,
        level=f"{100 * bootstrap.level:g} %",
        versions=sorted({f"{r.model or 'no model named'}" for r in result.predicted}),
        headlines=list(_headlines(result, bootstrap)),
        sheets={sheet.key: sheet for sheet in sheets(result.scores, bootstrap)},
        # matplotlib's SVG, in which stand words of the vocabulary and figures alone
        charts={one.name: (one, markup(one.inline)) for one in drawn},
        zh=_ZH,
        files=_file_rows(result, cases),
        errors=_by_label(cases, show),
        error_count=len(cases),
        kinds=Counter(case.kind for case in cases),
        comparison=comparison and _changes(comparison, show),
        differences=comparison and difference_sheet(comparison, bootstrap),
    )
    return page


def _headlines(result: Evaluation, bootstrap: Bootstrap) -> Iterator[tuple[str, str, str]]:
    """(what, figure, interval) of the figures at the head that are defined."""
    figures, intervals = result.scores.figures(), result.scores.intervals(bootstrap)
    for group, name, title in _HEADLINES:
        one = figures.get((group, name))
        if one is not None and one.main is not None:
            ends = intervals.get((group, name), {}).get(one.MAIN)
            yield title, figure(one.main), interval(ends)


def _file_rows(result: Evaluation, cases: list[ErrorCase]) -> list[tuple[str, ...]]:
    """A row a file, those with most errors first."""
    facts, number = file_facts(result), Counter(case.file for case in cases)
    names = sorted(result.scores.by_file, key=lambda name: (-number[name], name))
    return [
        (
            name,
            facts[name][1],
            f"{facts[name][0]:,}",
            str(result.scores.by_file[name].documents),
            figure(result.scores.by_file[name].entities[ALL].f1),
            figure(result.scores.by_file[name].spans["paragraph"].f1),
            str(number[name]),
        )
        for name in names
    ]


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of an error's context, and which of the two readings it belongs to."""

    text: str
    side: str


@dataclass(frozen=True, slots=True)
class Shown:
    """An error and its context as the page shows it."""

    case: ErrorCase
    pieces: list[Piece]


class _Cases:
    """Cuts the contexts of errors out of the files' texts."""

    def __init__(self, result: Evaluation) -> None:
        texts: dict[str, list[tuple[int, str]]] = {}
        for record in result.gold:
            texts.setdefault(record.source.path or "", []).append(
                (record.source.start, record.text)
            )
        self.texts = {
            name: "".join(text for _, text in sorted(parts)) for name, parts in texts.items()
        }

    def __call__(self, case: ErrorCase) -> Shown:
        return Shown(case, self._pieces(case))

    def _pieces(self, case: ErrorCase) -> list[Piece]:
        text = self.texts[case.file]
        gold, predicted = case.places
        places = [place for place in case.places if place]
        first = max(0, min(start for start, _ in places) - _AROUND)
        last = min(len(text), max(end for _, end in places) + _AROUND)
        cuts = sorted({first, last, *(at for place in places for at in place)})
        return [
            Piece(in_one_line(text[start:end]), _side(start, end, gold, predicted))
            for start, end in pairwise(cuts)
        ]


def _side(start: int, end: int, *places: tuple[int, int] | None) -> str:
    gold, predicted = (bool(p and p[0] <= start and end <= p[1]) for p in places)
    return "both" if gold and predicted else "gold" if gold else "predicted" if predicted else ""


def _by_label(cases: list[ErrorCase], show: _Cases) -> list[tuple[str, list[Shown]]]:
    """The errors of each label that has any, in the order of the labels."""
    labels = ("document", *LAYERS)
    found: dict[str, list[Shown]] = {label: [] for label in labels}
    for case in cases:
        found[case.label].append(show(case))
    return [(label, shown) for label, shown in found.items() if shown]


def _changes(found: Comparison, show: _Cases) -> list[tuple[str, str, list[list[Shown]]]]:
    """(key, title, cases) of what changed between two runs, where anything did."""
    groups = [
        ("mended", "Mended: errors of the first run alone", [[one] for one in found.mended]),
        ("broken", "New: errors of the second run alone", [[one] for one in found.broken]),
        ("changed", "Read otherwise: first, then second", [list(two) for two in found.changed]),
    ]
    return [
        (key, title, [[show(case) for case in group] for group in cases])
        for key, title, cases in groups
        if cases
    ]
