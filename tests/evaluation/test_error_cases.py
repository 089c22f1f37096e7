"""Differences listed in context."""

from __future__ import annotations

from copy import deepcopy
from itertools import pairwise
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from govnlp.corpora import parse_gold
from govnlp.evaluation import ErrorCase, errors, evaluate, render_errors
from govnlp.record import Record, Source, Span

REPORT = """<file><doc kind="annual_report" year="2016">
<title><office>临江镇政府</office>[b]报告</title>
<h level="1" type="overview">一、概述</h>
<p topic="overview"><date value="2016">今年</date>共收到
<count value="3" unit="件">3件</count>申请，由<office>镇党政办</office>答复。</p>
</doc></file>"""


def gold() -> list[Record]:
    return parse_gold(REPORT, "1.xml").records


def changed() -> list[Record]:
    return deepcopy(gold())


def only(predicted: list[Record]) -> ErrorCase:
    (case,) = errors(gold(), predicted)
    return case


def test_no_error() -> None:
    assert errors(gold(), changed()) == []


def test_a_miss() -> None:
    records = changed()
    lost = records[0].entities.pop(2)
    case = only(records)
    assert (case.kind, case.label, case.file) == ("miss", "COUNT", "1.xml")
    assert (case.start, case.end) == (lost.start, lost.end)
    assert (case.gold_text, case.predicted_text) == ("3件", None)
    assert case.context == "镇政府[b]报告⏎一、概述⏎今年共收到⏎⟦3件⟧申请，由镇党政办答复。⏎"


def test_an_extra() -> None:
    case = errors(changed_without_count(), gold())[0]
    assert (case.kind, case.gold_text, case.predicted_text) == ("extra", None, "3件")


def changed_without_count() -> list[Record]:
    records = changed()
    records[0].entities.pop(2)
    return records


def test_a_boundary() -> None:
    records = changed()
    records[0].entities[3].start += 1
    case = only(records)
    assert (case.kind, case.label) == ("boundary", "OFFICE")
    assert (case.gold_text, case.predicted_text) == ("镇党政办", "党政办")
    assert "由⟦镇党政办⟧答" in case.context


def test_another_label_on_the_same_place_is_a_miss_and_an_extra() -> None:
    records = changed()
    old = records[0].entities[2]
    records[0].entities[2] = type(records[0].entities[3])(old.start, old.end, old.text)  # type: ignore[assignment]
    assert [(c.kind, c.label) for c in errors(gold(), records)] == [
        ("miss", "COUNT"),
        ("extra", "OFFICE"),
    ]


def test_a_paragraph_cut_in_two_is_a_boundary_and_an_extra() -> None:
    records = changed()
    paragraph = records[0].paragraphs[0]
    second = deepcopy(paragraph)
    middle = paragraph.start + 6
    paragraph.end = second.start = middle
    records[0].paragraphs.append(second)
    assert [(c.kind, c.label) for c in errors(gold(), records)] == [
        ("boundary", "paragraph"),
        ("extra", "paragraph"),
    ]


def test_values() -> None:
    records = changed()
    count: Any = records[0].entities[2]
    count.value, count.mod = 4, "about"
    case = only(records)
    assert (case.kind, case.label) == ("value", "COUNT")
    assert (case.gold_text, case.predicted_text) == ("value=3 mod=–", "value=4 mod=about")


def test_values_of_headings_paragraphs_and_documents() -> None:
    records = changed()
    records[0].sections[0].level = 2
    records[0].sections[0].subjects = ["fees", "basis"]
    records[0].paragraphs[0].topic = "fees"
    records[0].year = None
    cases = {case.label: (case.gold_text, case.predicted_text) for case in errors(gold(), records)}
    assert cases == {
        "document": ("year=2016", "year=–"),
        "heading": ("level=1 subjects=overview", "level=2 subjects=basis+fees"),
        "paragraph": ("topic=overview", "topic=fees"),
    }


def test_topics_are_no_errors_where_none_is_predicted() -> None:
    records = changed()
    records[0].paragraphs[0].topic = None
    assert errors(gold(), records) == []


def test_whole_documents() -> None:
    assert ("miss", "document") in [(c.kind, c.label) for c in errors(gold(), [])]
    (first,) = changed()
    half = len(first.text) // 2
    first.source.end, text = half, first.text
    first.text = text[:half]
    rest = Record(text=text[half:], source=Source("1.xml", start=half, end=len(text)))
    assert ("extra", "document") in [(c.kind, c.label) for c in errors(gold(), [first, rest])]


def test_a_long_span_is_shown_by_its_ends() -> None:
    text = "前" * 30 + "中" * 100 + "后" * 30
    record = Record(text=text, source=Source("f", start=0, end=len(text)))
    record.notes = [Span(30, 130, text[30:130])]
    (case,) = errors([record], [Record(text=text, source=Source("f", start=0, end=len(text)))])
    assert case.context == f"{'前' * 20}⟦{'中' * 20}……{'中' * 20}⟧{'后' * 20}"
    assert case.gold_text == "中" * 100


def test_offsets_are_the_files() -> None:
    xml = (
        '<file><doc kind="other"><p topic="fees">甲甲甲</p></doc>'
        '<doc kind="plan"><p topic="fees">乙<office>某局</office></p></doc></file>'
    )
    records = parse_gold(xml, "1.xml").records
    bare = deepcopy(records)
    bare[1].entities.clear()
    (case,) = errors(records, bare)
    assert (case.start, case.end, case.context) == (4, 6, "乙⟦某局⟧")


def test_rendering_takes_brackets_as_text() -> None:
    records = changed()
    records[0].title = None
    console = Console(width=200, record=True, file=open("/dev/null", "w"))  # noqa: SIM115
    console.print(render_errors(errors(gold(), records)))
    assert "⟦临江镇政府[b]报告⟧" in console.export_text()


places = st.lists(st.integers(0, 40), max_size=12, unique=True).map(
    lambda cuts: [pair for pair in pairwise(sorted(cuts)) if pair[0] % 3]
)


@given(places, places)
def test_cases_account_for_every_span(
    left: list[tuple[int, int]], right: list[tuple[int, int]]
) -> None:
    def record(spans: list[tuple[int, int]]) -> list[Record]:
        text = "甲" * 40
        found = Record(text=text, source=Source("f", start=0, end=40))
        found.notes = [Span(a, b, text[a:b]) for a, b in spans]
        return [found]

    one, two = record(left), record(right)
    cases = errors(one, two)
    score = evaluate(one, two).spans["note"]
    kinds = [case.kind for case in cases]
    assert kinds.count("miss") + kinds.count("boundary") == score.gold - score.right
    assert kinds.count("extra") + kinds.count("boundary") == score.predicted - score.right
    assert cases == sorted(cases, key=lambda c: (c.start, c.end, c.label, c.kind))
    misses = [c for c in cases if c.kind == "miss"]
    extras = [c for c in cases if c.kind == "extra"]
    taken = {(c.start, c.end) for c in cases if c.kind == "boundary"}
    for miss in misses:
        # A miss that an extra overlaps is left alone only where all such extras are taken.
        assert not any(
            max(miss.start, e.start) < min(miss.end, e.end) and not taken for e in extras
        )
