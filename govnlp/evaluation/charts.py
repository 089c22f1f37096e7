"""The figures of an evaluation report, drawn with matplotlib.

Each is a ``Chart``: the same drawing as PNG and SVG for papers, and as SVG for the page,
in which the colours are CSS variables, so that they follow the page's light or dark look.
Text in SVG is drawn as outlines: no reader needs the font.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import numpy as np

from govnlp.corpora.folder import ERAS
from govnlp.corpora.losses import number_of
from govnlp.evaluation.bootstrap import Bootstrap, Interval
from govnlp.evaluation.comparison import Comparison
from govnlp.evaluation.figures import BINS, CLASSES, Calibration, Confusion, Figure
from govnlp.evaluation.run import Evaluation
from govnlp.evaluation.scores import ALL, Scores
from govnlp.evaluation.sheets import row_name, telling
from govnlp.extra import load_extra
from govnlp.resources import lines_of
from govnlp.vocabulary import ENTITY_LABELS, SUBJECTS

#: Colours of the figures and the CSS variables that stand for them in the page. The four
#: hues are Okabe and Ito's, which are told apart under every common colour blindness;
#: markers differ too.
_INK, _FAINT, _LINE = "#1f2329", "#5f6773", "#d5dae1"
_HUES: Final = ("#0072b2", "#d55e00", "#009e73", "#cc79a7")
_VARIABLES: Final = {
    _INK: "--ink",
    _FAINT: "--faint",
    _LINE: "--line",
    **{hue: f"--hue-{index}" for index, hue in enumerate(_HUES)},
}
_MARKERS: Final = ("o", "s", "^", "D")
_UNKNOWN: Final = "no year"
_HEAD: Final = re.compile(r"<svg [^>]*>")
_SIZE: Final = re.compile(r'(?:width="(?P<width>[^"]*)"|height="[^"]*")\s*')
#: What says nothing in a page, or would act on all of it.
_LEFT_OUT: Final = re.compile(r"<metadata>.*?</metadata>|<style.*?</style>", re.DOTALL)
_IDS: Final = re.compile(r'(\bid="|href="#|url\(#)')

Draw = Callable[[Any], None]


@dataclass(slots=True)
class Chart:
    """A figure: its file name without suffix, its title, what it shows, its drawings."""

    name: str
    title: str
    caption: str
    png: bytes
    svg: str

    @property
    def inline(self) -> str:
        """The SVG for an HTML page: as wide as the page lets it, in the page's colours."""
        body = _LEFT_OUT.sub("", self.svg[self.svg.index("<svg") :])
        body = _IDS.sub(rf"\g<1>{self.name}-", body)
        head = _HEAD.match(body)
        assert head is not None  # matplotlib's own
        width = next(size["width"] for size in _SIZE.finditer(head[0]) if size["width"])
        style = f'<svg role="img" aria-label="{self.title}" style="max-width:{width}" '
        body = _SIZE.sub("", head[0]).replace("<svg ", style, 1) + body[head.end() :]
        for colour, variable in _VARIABLES.items():
            body = body.replace(colour, f"var({variable})")
        return body


def charts(
    result: Evaluation, comparison: Comparison | None, bootstrap: Bootstrap
) -> Iterator[Chart]:
    """Every figure that there is something to show in.

    Raises ``ImportError`` where matplotlib is not installed.
    """
    load_extra("matplotlib")
    scores = result.scores
    yield _spans(scores, bootstrap)
    yield _values(scores, bootstrap)
    if scores.files > 1:
        yield _lengths(result)
        yield _eras(result, bootstrap)
    if scores.subject_confusion.pairs:
        yield _confusion("subjects", "Subjects of headings", scores.subject_confusion)
    if scores.topics and scores.topics.confusion.pairs:
        yield _confusion("topics", "Main topics", scores.topics.confusion)
    if scores.topics and sum(scores.topics.calibration.number):
        yield _reliability(scores.topics.calibration)
    if comparison and telling(comparison):
        yield _differences(comparison)


# Fonts


@cache
def chinese_font() -> str | None:
    """An installed font family that has every Chinese name of the labels, the best first.

    ``None`` where there is none: figures then name labels by their codes alone.
    """
    manager = load_extra("matplotlib.font_manager").fontManager
    needed = {ord(character) for character in "".join(_chinese_names())}
    listed = lines_of("report_fonts.txt")
    boxes = {name[1:] for name in listed if name.startswith("!")}
    rank = {name: place for place, name in enumerate(listed)}
    fonts = [f for f in manager.ttflist if f.name not in boxes and f.style == "normal"]
    fonts.sort(key=lambda f: (rank.get(f.name, len(rank)), f.name, f.weight != 400))
    return next((font.name for font in fonts if _has(font.fname, needed)), None)


def _chinese_names() -> list[str]:
    return [term.zh for term in (*SUBJECTS.values(), *ENTITY_LABELS.values())]


@cache
def _characters(path: str) -> frozenset[int]:
    try:
        return frozenset(load_extra("matplotlib.ft2font").FT2Font(path).get_charmap())
    except (OSError, RuntimeError):
        return frozenset()


def _has(path: str, needed: set[int]) -> bool:
    return needed <= _characters(path)


def _label(code: str) -> str:
    """A label's code, with its Chinese name where that can be drawn."""
    term = SUBJECTS.get(code) or ENTITY_LABELS.get(code)
    return f"{code} {term.zh}" if term and chinese_font() else code


# Drawing


def _chart(name: str, title: str, caption: str, size: tuple[float, float], draw: Draw) -> Chart:
    """Draw on axes of a figure of ``size`` inches, and keep it in both forms.

    ``savefig`` of a bare ``Figure`` needs no display and no state of pyplot.
    """
    matplotlib = load_extra("matplotlib")
    families = [family for family in (chinese_font(), "DejaVu Sans") if family]
    settings = {
        "font.family": families,
        "font.size": 9,
        "svg.hashsalt": name,
        "svg.fonttype": "path",
        "axes.unicode_minus": False,
        "text.color": _INK,
        "axes.labelcolor": _INK,
        "axes.edgecolor": _LINE,
        "xtick.color": _FAINT,
        "ytick.color": _FAINT,
        "xtick.labelcolor": _INK,
        "ytick.labelcolor": _INK,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "grid.color": _LINE,
        "grid.linewidth": 0.6,
        "axes.axisbelow": True,
        "legend.frameon": False,
    }
    with matplotlib.rc_context(settings):
        canvas = load_extra("matplotlib.figure").Figure(figsize=size, layout="constrained")
        draw(canvas)
        png, svg = io.BytesIO(), io.StringIO()
        canvas.savefig(png, format="png", dpi=160, facecolor="white", metadata={"Software": None})
        canvas.savefig(svg, format="svg", transparent=True, metadata={"Date": None})
    return Chart(name, title, caption, png.getvalue(), svg.getvalue())


Point = tuple[float, Interval | None]


@dataclass(slots=True)
class _Series:
    """Points of one colour and marker, one a row; ``None`` where a row has none."""

    name: str
    points: list[Point | None]
    hollow: bool = False


def _dots(axes: Any, names: Sequence[str], series: Sequence[_Series]) -> None:
    """A row a name, from the top; a dot a series, with its interval."""
    for index, one in enumerate(series):
        colour, marker = _HUES[index % len(_HUES)], _MARKERS[index % len(_MARKERS)]
        shown = [(_height(series, row, index), *p) for row, p in enumerate(one.points) if p]
        for row, _, ends in shown:
            if ends:
                axes.plot(ends, [row, row], color=colour, linewidth=1.6, solid_capstyle="round")
        axes.plot(
            [value for _, value, _ in shown],
            [row for row, _, _ in shown],
            linestyle="none",
            marker=marker,
            markersize=5.5,
            color=colour,
            markerfacecolor="none" if one.hollow else colour,
            label=one.name,
        )
    axes.set_yticks(range(len(names)), names)
    axes.set_ylim(len(names) - 0.4, -0.6)
    axes.tick_params(axis="y", length=0)
    axes.grid(axis="x")
    axes.spines["left"].set_visible(False)
    if len(series) > 1:
        axes.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=len(series), borderaxespad=0.2)


def _height(series: Sequence[_Series], row: int, index: int) -> float:
    """Where a series' dot of a row stands: those that the row has are spread around it."""
    there = [at for at, one in enumerate(series) if one.points[row]]
    return row + 0.32 * (there.index(index) - (len(there) - 1) / 2)


def _shares(axes: Any, series: Sequence[_Series]) -> None:
    """An axis of shares that ends at 1 and begins a little below the lowest dot.

    An interval that reaches further, as those of few labels do, is cut, with an arrow.
    """
    lowest = min((point[0] for one in series for point in one.points if point), default=0.0)
    low = max(0.0, min(lowest - 0.12, 0.9))
    for index, one in enumerate(series):
        for row, point in enumerate(one.points):
            if point and point[1] and point[1][0] < low:
                height = _height(series, row, index)
                axes.plot([low], [height], marker="<", color=_HUES[index], clip_on=False)
    axes.set_xlim(low, 1 + (1 - low) / 60)


def _points(figures: Iterable[Figure], ends: Iterable[dict[str, Interval]]) -> list[Point | None]:
    return [
        None if figure.main is None else (figure.main, interval.get(figure.MAIN))
        for figure, interval in zip(figures, ends, strict=True)
    ]


def _spans(scores: Scores, bootstrap: Bootstrap) -> Chart:
    intervals = scores.intervals(bootstrap)
    keys = [("structure", name) for name, score in scores.spans.items() if score.gold]
    keys += [("entities", name) for name, score in scores.entities.items() if score.gold]
    figures = scores.figures()
    strict = _points((figures[key] for key in keys), (intervals.get(key, {}) for key in keys))
    half = [(f"{group} partial", name) for group, name in keys]
    partial: list[Point | None] = [
        None if (main := figures[key].main if key in figures else None) is None else (main, None)
        for key in half
    ]
    names = ["all entities" if key == ("entities", ALL) else _label(key[1]) for key in keys]

    def draw(canvas: Any) -> None:
        axes = canvas.subplots()
        series = [_Series("exact place", strict), _Series("partial", partial, hollow=True)]
        _dots(axes, [name.replace("_", " ") for name in names], series)
        axes.set_xlabel("F1")
        _shares(axes, series)

    caption = f"F1 of blocks and entities, with {100 * bootstrap.level:g} % intervals."
    return _chart("spans", "Spans", caption, (7.2, 0.6 + 0.3 * len(keys)), draw)


def _values(scores: Scores, bootstrap: Bootstrap) -> Chart:
    intervals = scores.intervals(bootstrap)
    rows = [
        ((group, name), figure)
        for group, name, figure in scores.rows()
        if figure.MAIN == "accuracy" and group != "topics" and name != ALL
        and figure.main is not None
    ]  # fmt: skip
    points = _points((figure for _, figure in rows), (intervals.get(key, {}) for key, _ in rows))
    names = [row_name(group, name) for (group, name), _ in rows]

    def draw(canvas: Any) -> None:
        axes = canvas.subplots()
        series = [_Series("", points)]
        _dots(axes, [name.replace("_", " ") for name in names], series)
        axes.set_xlabel("share right")
        _shares(axes, series)

    caption = "Share of right values where gold has one, of the spans and documents found."
    return _chart("values", "Values", caption, (7.2, 0.6 + 0.22 * len(rows)), draw)


def file_facts(result: Evaluation) -> dict[str, tuple[int, str]]:
    """Of each gold file its length in characters and the era of its first dated document."""
    facts: dict[str, tuple[int, str]] = {}
    for record in result.gold:
        name = record.source.path or ""
        length, era = facts.get(name, (0, _UNKNOWN))
        if era == _UNKNOWN:
            era = next((era for era, years in ERAS.items() if record.year in years), _UNKNOWN)
        facts[name] = (length + len(record.text), era)
    return facts


def _lengths(result: Evaluation) -> Chart:
    facts = file_facts(result)
    eras = [*ERAS, _UNKNOWN]

    def draw(canvas: Any) -> None:
        axes = canvas.subplots()
        for index, era in enumerate(eras):
            found = [
                (facts[name][0], part.entities[ALL].f1)
                for name, part in result.scores.by_file.items()
                if facts[name][1] == era and part.entities[ALL].f1 is not None
            ]
            if found:
                colour = _HUES[index] if index < len(_HUES) else _FAINT
                marker = (*_MARKERS, "x")[index]
                axes.scatter(
                    *zip(*found, strict=True), color=colour, marker=marker, s=26, label=era
                )
        axes.set_xscale("log")
        axes.xaxis.set_major_locator(load_extra("matplotlib.ticker").LogLocator(subs=(1, 2, 5)))
        axes.xaxis.set_major_formatter(lambda value, _: f"{value:,.0f}")
        axes.xaxis.set_minor_formatter(lambda value, _: "")
        axes.set_xlabel("characters (log scale)")
        axes.set_ylabel("F1 of entities")
        axes.grid()
        axes.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=len(eras), borderaxespad=0.2)

    caption = "Strict F1 of all entities of each file against its length; marks are eras."
    return _chart("length", "Score by length", caption, (7.2, 3.4), draw)


def _eras(result: Evaluation, bootstrap: Bootstrap) -> Chart:
    facts = file_facts(result)
    groups = {
        era: [name for name in result.scores.by_file if facts[name][1] == era]
        for era in (*ERAS, _UNKNOWN)
    }
    groups = {era: names for era, names in groups.items() if names}
    parts = {era: result.scores.subset(names) for era, names in groups.items()}
    asked = {"entities": ("entities", ALL), "headings": ("structure", "heading")}
    asked |= {"paragraphs": ("structure", "paragraph")}
    series = [
        _Series(
            name,
            _points(
                (part.figures()[key] for part in parts.values()),
                (part.intervals(bootstrap).get(key, {}) for part in parts.values()),
            ),
        )
        for name, key in asked.items()
    ]
    names = [f"{era} ({number_of(len(files), 'file')})" for era, files in groups.items()]

    def draw(canvas: Any) -> None:
        axes = canvas.subplots()
        _dots(axes, names, series)
        axes.set_xlabel("F1")
        _shares(axes, series)

    caption = "F1 by the era of the reports, with intervals; those of few files are too narrow."
    return _chart("era", "Score by era", caption, (7.2, 0.9 + 0.5 * len(names)), draw)


def _confusion(name: str, title: str, confusion: Confusion) -> Chart:
    matrix = confusion.matrix()
    used = [at for at in range(len(CLASSES)) if matrix[at].any() or matrix[:, at].any()]
    matrix = matrix[np.ix_(used, used)]
    labels = [_label(CLASSES[at]) for at in used]
    whole = np.maximum(matrix.sum(axis=1, keepdims=True), 1)

    def draw(canvas: Any) -> None:
        patches = load_extra("matplotlib.patches")
        axes = canvas.subplots()
        for row, column in zip(*np.nonzero(matrix), strict=True):
            share = matrix[row, column] / whole[row, 0]
            colour = _HUES[0] if row == column else _HUES[1]
            # Few errors must be seen too: the shade starts well above nothing.
            shade = 0.15 + 0.85 * share
            place = (column - 0.5, row - 0.5)
            axes.add_patch(patches.Rectangle(place, 1, 1, facecolor=colour, alpha=shade))
            axes.text(
                column, row, f"{matrix[row, column]:.0f}", ha="center", va="center", fontsize=7.5,
                color="white" if shade > 0.55 else _INK,
            )  # fmt: skip
        axes.set_xlim(-0.5, len(used) - 0.5)
        axes.set_ylim(len(used) - 0.5, -0.5)
        # The code is on the left already; below, the Chinese name alone keeps labels short.
        axes.set_xticks(range(len(used)), [one.split()[-1] for one in labels], rotation=90)
        axes.set_yticks(range(len(used)), labels)
        axes.set_xticks(np.arange(-0.5, len(used)), minor=True)
        axes.set_yticks(np.arange(-0.5, len(used)), minor=True)
        axes.grid(which="minor")
        axes.tick_params(which="both", length=0)
        axes.spines[:].set_visible(False)
        axes.set_xlabel("predicted")
        axes.set_ylabel("gold")
        axes.set_aspect("equal")

    caption = "Numbers; shades are shares of the gold row. Right in the diagonal."
    side = 2.4 + 0.27 * len(used)
    return _chart(f"confusion_{name}", f"{title}: confusion", caption, (side, side), draw)


def _reliability(calibration: Calibration) -> Chart:
    number = np.array(calibration.number, np.float64)
    used = number > 0
    confidence = np.array(calibration.confidence)[used] / number[used]
    accuracy = np.array(calibration.right)[used] / number[used]

    def draw(canvas: Any) -> None:
        upper, lower = canvas.subplots(2, sharex=True, height_ratios=(3, 1))
        upper.plot([0, 1], [0, 1], color=_FAINT, linewidth=1, linestyle="--")
        upper.plot(confidence, accuracy, color=_HUES[0], marker="o", linewidth=1.4)
        upper.vlines(confidence, confidence, accuracy, color=_HUES[1], linewidth=1.4)
        upper.set_ylabel("share right")
        upper.set_ylim(-0.02, 1.02)
        upper.grid()
        places = (np.arange(BINS) + 0.5) / BINS
        lower.bar(places, number, width=0.9 / BINS, color=_HUES[0], alpha=0.6)
        lower.set_ylabel("paragraphs")
        lower.set_xlabel("probability of the main topic")
        lower.set_xlim(-0.02, 1.02)

    caption = (
        f"Predictions by their probability, ten bins; on the dashed line a probability means "
        f"what it says. Expected calibration error {calibration.main:.3f}."
    )
    return _chart("reliability", "Reliability of topics", caption, (5.4, 4.6), draw)


def _differences(found: Comparison) -> Chart:
    rows = telling(found)
    names = [row_name(one.group, one.name) for one in rows]
    settled: list[Point | None] = [
        (one.difference, one.interval) if one.settled else None for one in rows
    ]
    open_: list[Point | None] = [
        None if one.settled else (one.difference, one.interval) for one in rows
    ]

    def draw(canvas: Any) -> None:
        axes = canvas.subplots()
        series = [_Series("settled", settled), _Series("open", open_, hollow=True)]
        _dots(axes, [name.replace("_", " ") for name in names], series)
        axes.axvline(0, color=_FAINT, linewidth=1)
        axes.set_xlabel("second less first")

    caption = "Differences of the two runs with paired intervals; settled: 0 lies outside."
    return _chart("differences", "Two runs", caption, (7.2, 0.9 + 0.3 * len(rows)), draw)


def write_charts(drawn: Iterable[Chart], folder: Path) -> None:
    """Each figure as ``NAME.png`` and ``NAME.svg``."""
    folder.mkdir(parents=True, exist_ok=True)
    for chart in drawn:
        (folder / f"{chart.name}.png").write_bytes(chart.png)
        (folder / f"{chart.name}.svg").write_text(chart.svg, encoding="utf-8", newline="\n")
