"""Scores as tables of strings, for the terminal, Markdown and the report alike."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from govnlp.corpora.losses import number_of
from govnlp.evaluation.bootstrap import Bootstrap, Interval, Key
from govnlp.evaluation.comparison import Comparison, Difference
from govnlp.evaluation.figures import Figure, Given, Score, Share
from govnlp.evaluation.schemes import SCHEMES
from govnlp.evaluation.scores import DEFAULT, Scores

#: Stands for a figure that is not defined (0/0).
UNDEFINED: Final = "–"


@dataclass(slots=True)
class Sheet:
    """A table: the first column says what a row is of, the others hold figures."""

    key: str
    title: str
    columns: tuple[str, ...]
    rows: list[tuple[str, ...]] = field(default_factory=list)
    caption: str = ""


def sheets(scores: Scores, bootstrap: Bootstrap = DEFAULT) -> list[Sheet]:
    """The tables of an evaluation; what was not scored at all has none."""
    found = [
        _spans(scores, bootstrap),
        _schemes(scores),
        _values(scores, bootstrap),
        _given(scores, bootstrap),
        _subjects(scores, bootstrap),
    ]
    if scores.topics:
        found += [_topic_measures(scores, bootstrap), _topics(scores, bootstrap)]
    return [sheet for sheet in found if sheet.rows]


def figure(value: float | None) -> str:
    """A figure to three places, a dash where it is not defined."""
    return UNDEFINED if value is None else f"{value:.3f}"


def interval(ends: Interval | None) -> str:
    """Both ends of an interval."""
    return UNDEFINED if ends is None else f"{ends[0]:.3f}–{ends[1]:.3f}"


def level(bootstrap: Bootstrap) -> str:
    """The head of a column of intervals: 95 %."""
    return f"{100 * bootstrap.level:g} %"


def _main(scores: Scores, bootstrap: Bootstrap, key: Key, one: Figure) -> str:
    return interval(scores.intervals(bootstrap).get(key, {}).get(one.MAIN))


def _score_rows(
    scores: Scores, bootstrap: Bootstrap, groups: Sequence[str], empty: bool = True
) -> Iterator[tuple[str, ...]]:
    for group, name, one in scores.rows():
        if group in groups and isinstance(one, Score) and (empty or one.gold or one.predicted):
            measures = map(figure, (one.precision, one.recall, one.f1))
            counts = map(str, (one.gold, one.predicted, one.right))
            ends = _main(scores, bootstrap, (group, name), one)
            yield row_name(group, name), *measures, ends, *counts


def _score_columns(bootstrap: Bootstrap) -> tuple[str, ...]:
    return ("", "precision", "recall", "F1", level(bootstrap), "gold", "predicted", "right")


def row_name(group: str, name: str) -> str:
    """What a row is of: the group says more only where the name does not say it all."""
    if group == name:
        return "documents in a file"
    head, _, label = group.partition(" ")
    words = {"documents": "document", "headings": "heading", "tables": "table", "topics": "topic"}
    before = label if head in ("values", "given") else words.get(head, "")
    after = {"entities": label and f"({label})", "given": "given"}.get(head, "")
    return f"{before} {name} {after}".strip()


def _spans(scores: Scores, bootstrap: Bootstrap) -> Sheet:
    title = "Spans and labels, " + " in ".join(
        number_of(*one) for one in ((scores.documents, "document"), (scores.files, "file"))
    )
    rows = _score_rows(scores, bootstrap, ("structure", "headings", "entities"))
    caption = "exact places and labels; the interval is that of F1"
    return Sheet("spans", title, _score_columns(bootstrap), list(rows), caption)


def _schemes(scores: Scores) -> Sheet:
    sheet = Sheet("schemes", "Entities by scheme (F1)", ("", *SCHEMES, "half right", "missed"))
    sheet.caption = (
        "strict: ends and label; exact: ends alone; partial: half a point for ends that "
        "overlap; type: label, ends that overlap"
    )
    for label, partial in scores.schemes["partial"].items():
        if partial.gold or partial.predicted:
            measures = (figure(scores.schemes[scheme][label].main) for scheme in SCHEMES)
            sheet.rows.append((label, *measures, str(partial.partial), str(partial.missed)))
    return sheet


def _values(scores: Scores, bootstrap: Bootstrap) -> Sheet:
    sheet = Sheet("values", "Values", ("", "accuracy", level(bootstrap), "right", "of"))
    sheet.caption = "of the spans and documents found, where gold has a value"
    for group, name, one in scores.rows():
        if isinstance(one, Share) and group != "topics":
            ends = _main(scores, bootstrap, (group, name), one)
            counts = (str(one.right), str(one.total))
            sheet.rows.append((row_name(group, name), figure(one.main), ends, *counts))
    return sheet


def _given(scores: Scores, bootstrap: Bootstrap) -> Sheet:
    columns = ("", "unconfirmed", level(bootstrap), "differ", "no label", "given")
    sheet = Sheet("given", "Values given that gold does not confirm", columns)
    sheet.caption = (
        "differ: gold has another value; no label: gold has none; unconfirmed: the share of "
        "both in all that are given"
    )
    for group, name, one in scores.rows():
        if isinstance(one, Given) and one.given:
            ends = _main(scores, bootstrap, (group, name), one)
            counts = map(str, (one.differ, one.unlabelled, one.given))
            what = row_name(group, name).removesuffix(" given")
            sheet.rows.append((what, figure(one.main), ends, *counts))
    return sheet


def _subjects(scores: Scores, bootstrap: Bootstrap) -> Sheet:
    rows = _score_rows(scores, bootstrap, ("subject",), empty=False)
    return Sheet("subjects", "Subjects of headings", _score_columns(bootstrap), list(rows))


def _topic_measures(scores: Scores, bootstrap: Bootstrap) -> Sheet:
    assert scores.topics is not None
    names = {
        "main": "accuracy",
        "macro_f1": "macro F1",
        "labels": "micro F1",
        "kappa": "Cohen's kappa",
        "ece": "calibration error (ECE)",
    }
    sheet = Sheet("topic_measures", "Topics", ("", "value", level(bootstrap)))
    sheet.caption = (
        f"{scores.topics.main.total} paragraphs with the right boundaries; micro F1 over main "
        "and also, the others over the main topic"
    )
    for group, name, one in scores.rows():
        if group == "topics" and one.main is not None:
            ends = _main(scores, bootstrap, (group, name), one)
            sheet.rows.append((names[name], figure(one.main), ends))
    return sheet


def _topics(scores: Scores, bootstrap: Bootstrap) -> Sheet:
    rows = _score_rows(scores, bootstrap, ("topic",), empty=False)
    return Sheet("topics", "Main topics", _score_columns(bootstrap), list(rows))


def difference_sheet(found: Comparison, bootstrap: Bootstrap = DEFAULT) -> Sheet:
    """The figures in which two runs differ."""
    columns = ("", "measure", "first", "second", "difference", level(bootstrap), "settled")
    sheet = Sheet("differences", "Differences of two runs", columns)
    sheet.caption = (
        f"second less first, paired bootstrap; {len(found.mended)} errors mended, "
        f"{len(found.broken)} new, {len(found.changed)} read otherwise"
    )
    for one in telling(found):
        ends = f"{one.interval[0]:+.3f}…{one.interval[1]:+.3f}" if one.interval else UNDEFINED
        name = row_name(one.group, one.name)
        measure = one.measure.replace("_", " ")
        both = (figure(one.first), figure(one.second), f"{one.difference:+.3f}")
        sheet.rows.append((name, measure, *both, ends, "yes" if one.settled else "no"))
    return sheet


def telling(found: Comparison) -> list[Difference]:
    """The differences that are any, without those that say nothing that others do not."""
    left_out = ("entities strict", "topic", "subject")
    return [one for one in found.differences if one.difference and one.group not in left_out]
