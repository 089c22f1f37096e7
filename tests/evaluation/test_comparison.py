"""Two runs over the same gold files."""

from __future__ import annotations

import json

import pytest
from evaluation_files import gold, predicted
from rich.console import Console

from govnlp.evaluation import Comparison, Difference, compare_runs, render_changes
from govnlp.evaluation.sheets import difference_sheet

COUNTS = ("entities", "COUNT")


def difference(found: Comparison, key: tuple[str, str] = COUNTS) -> Difference:
    return next(one for one in found.differences if (one.group, one.name) == key)


def test_a_run_against_itself() -> None:
    found = compare_runs(gold(), predicted(1), predicted(1))
    assert {one.difference for one in found.differences} == {0.0}
    assert {one.interval for one in found.differences} == {(0.0, 0.0)}
    assert not (found.mended or found.broken or found.changed)
    assert difference_sheet(found).rows == []


def test_second_less_first_and_the_cases_between() -> None:
    found = compare_runs(gold(), predicted(0, 1, 2, 3), predicted(3, 4))
    one = difference(found)
    assert one.first == pytest.approx(4 / 8) and one.second == pytest.approx(8 / 10)
    assert one.difference == pytest.approx(0.3)
    assert [case.file for case in found.mended] == ["江", "河", "湖"]
    assert [case.file for case in found.broken] == ["山"]
    assert not found.changed


def test_the_bootstrap_is_paired() -> None:
    # The second run is better in each file that has an error, so never worse in a sample.
    found = compare_runs(gold(), predicted(0, 1, 2, 3, 4), predicted(0))
    one = difference(found)
    assert one.interval is not None and one.interval[0] > 0 and one.settled
    back = difference(compare_runs(gold(), predicted(0), predicted(0, 1, 2, 3, 4)))
    assert back.interval == pytest.approx((-one.interval[1], -one.interval[0]))


def test_one_file_settles_nothing() -> None:
    found = compare_runs(gold()[:1], predicted()[:1], predicted(0)[:1])
    assert difference(found).interval is None and not difference(found).settled


def test_an_error_read_otherwise() -> None:
    first, second = predicted(), predicted()
    for records, end in ((first, -1), (second, -2)):
        records[0].paragraphs[0].end += end
    found = compare_runs(gold(), first, second)
    ((one, other),) = found.changed
    assert one.places[0] == other.places[0] and one.places[1] != other.places[1]
    assert not found.mended and not found.broken


def test_topics_of_one_run_alone_are_not_compared() -> None:
    found = compare_runs(gold(), predicted(), predicted(topics=True))
    assert not any(one.group.startswith("topic") for one in found.differences)
    both = compare_runs(gold(), predicted(1, topics=True), predicted(topics=True))
    assert difference(both, ("topics", "kappa")).difference > 0
    assert difference(both, ("topics", "main")).measure == "accuracy"


def test_only_files_that_both_runs_have() -> None:
    found = compare_runs(gold(), predicted()[:3], predicted()[2:], common=True)
    assert list(found.first.by_file) == list(found.second.by_file) == ["湖"]


def test_plain_values_frame_and_text() -> None:
    pandas = pytest.importorskip("pandas")
    found = compare_runs(gold(), predicted(1), predicted(2))
    assert json.loads(json.dumps(found.to_dict())) is not None
    frame = found.to_frame().set_index(["group", "name"])
    assert frame.loc[COUNTS, "low"] <= 0 <= frame.loc[COUNTS, "high"]
    assert not pandas.isna(frame.loc[COUNTS, "difference"])
    console = Console(width=100, record=True, file=open("/dev/null", "w"))  # noqa: SIM115
    console.print(render_changes(found))
    shown = console.export_text()
    assert "mended" in shown and "河:" in shown and "湖:" in shown
