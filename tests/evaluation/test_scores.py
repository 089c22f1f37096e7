"""Each score moves when, and only when, what it measures does."""

from __future__ import annotations

import json
from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from govnlp.corpora import parse_gold
from govnlp.evaluation import Score, Scores, Share, evaluate, render
from govnlp.grammar.match import Count, DocumentNumber
from govnlp.record import Division, Issuer, Paragraph, Period, Record, Source, Span

REPORT = """<file><note>首页</note>
<doc kind="annual_report" year="2016" period="2016-01-01/2016-12-31"
     issuer="临江镇人民政府" division="330281104">
<title><office division="330281104">临江镇人民政府</office><date
        value="2016">2016年</date>报告</title>
<h level="1" type="overview institution">一、概述和制度</h>
<p topic="overview" also="fees"><office ref="self">我镇</office>按<cite
   name="某省条例">《条 例》</cite>、<cite>《办法》</cite>和<docnum
   >某政发〔2016〕7号</docnum>办事，共<count
   value="33000" unit="件" id="a" item="公文">3.3万件</count>，其中<count
   value="3" unit="件" part_of="a">3件</count>。</p>
<table kind="other">甲\t乙</table>
<h level="2" type="fees">（一）收费</h>
<p topic="fees">无。</p>
<sign><date value="2017-01" mod="end">2017年1月底</date></sign></doc>
<doc kind="plan" year="2017" issuer="临江镇人民政府"><p
   topic="improvement">加强。</p></doc></file>"""

Change = Callable[[list[Record]], Any]


def gold() -> list[Record]:
    return parse_gold(REPORT, "1.xml").records


def flat(scores: Scores) -> dict[str, float | None]:
    """The one measure that sums each figure up; those that follow from others left out."""
    return {
        f"{group} {name}": figure.main
        for group, name, figure in scores.rows()
        if not group.startswith(DERIVED) and name not in ("macro_f1", "kappa", "ece")
    }


#: Groups that break figures of other groups down.
DERIVED = ("entities ", "given ", "subject")


def of(label: str, records: list[Record]) -> Any:
    return next(e for r in records for e in r.entities if e.label == label)


def replaced(change: Change) -> list[Record]:
    records = deepcopy(gold())
    change(records)
    return records


def test_a_reading_is_all_right_against_itself() -> None:
    figures = flat(evaluate(gold(), deepcopy(gold())))
    undefined = {name for name, value in figures.items() if value is None}
    assert {value for value in figures.values() if value is not None} == {1.0}
    assert undefined == {
        f"topic {s}" for s in flat_subjects() if s not in ("overview", "fees", "improvement")
    }


def flat_subjects() -> list[str]:
    return list(evaluate(gold(), gold()).topics.subjects)  # type: ignore[union-attr]


def setter(path: str, value: object) -> Change:
    """Sets ``0.sections.1.level`` and the like."""
    *way, last = path.split(".")

    def change(records: list[Record]) -> None:
        at: Any = records
        for step in way:
            at = at[int(step)] if step.isdigit() else getattr(at, step)
        setattr(at, last, value)

    return change


def entity(label: str, name: str, value: object) -> Change:
    return lambda records: setattr(of(label, records), name, value)


CHANGES: list[tuple[Change, set[str]]] = [
    (setter("0.kind", "other"), {"documents kind"}),
    (setter("0.year", 2015), {"documents year"}),
    (setter("0.period", None), {"documents period"}),
    (setter("0.period.stated", False), {"documents period"}),
    (setter("0.period.end", "2016-12-30"), {"documents period"}),
    (setter("1.period", Period("2017-01-01", "2017-12-31", stated=True)), {"documents period"}),
    (setter("0.issuer.name", "临江镇"), {"documents issuer"}),
    (setter("0.issuer.division", Division("330281")), {"documents division"}),
    (setter("0.issuer", None), {"documents issuer", "documents division"}),
    (setter("0.title", None), {"structure title"}),
    (setter("0.title.end", 14), {"structure title"}),
    (setter("0.sign_off", None), {"structure sign_off"}),
    (lambda rs: rs[0].notes.pop(), {"structure note"}),
    (lambda rs: rs[0].tables.pop(), {"structure table"}),
    (lambda rs: rs[0].sections.pop(), {"structure heading", "structure section"}),
    (setter("0.sections.0.heading.end", 30), {"structure heading"}),
    (setter("0.sections.1.level", 1), {"headings level"}),
    (
        lambda rs: rs[0].sections[0].subjects.pop(),
        {"headings subjects", "headings subjects_exact"},
    ),
    (
        lambda rs: rs[0].sections[0].subjects.append("other"),
        {"headings subjects", "headings subjects_exact"},
    ),
    (lambda rs: rs[0].sections[0].subjects.reverse(), set()),
    (setter("0.sections.1.end", 60), {"structure section"}),
    (setter("0.tables.0.kind", "proactive"), {"tables kind"}),
    (
        lambda rs: rs[1].paragraphs.clear(),
        {"structure paragraph", "structure paragraph_edges", "topic improvement"},
    ),
    (
        setter("0.paragraphs.0.topic", "fees"),
        {"topics main", "topics labels", "topic overview", "topic fees"},
    ),
    (setter("0.paragraphs.0.also", []), {"topics labels"}),
    (entity("DATE", "kind", "set"), {"values DATE kind", "values DATE all"}),
    (entity("DATE", "value", "2015"), {"values DATE value", "values DATE all"}),
    (entity("DATE", "mod", "mid"), {"values DATE mod", "values DATE all"}),
    (entity("DATE", "business_days", True), {"values DATE business_days", "values DATE all"}),
    (entity("COUNT", "kind", "money"), {"values COUNT kind", "values COUNT all"}),
    (entity("COUNT", "value", 3.3), {"values COUNT value", "values COUNT all"}),
    (entity("COUNT", "value", None), {"values COUNT value", "values COUNT all"}),
    (entity("COUNT", "value", 3.3 * 10000 + 1e-6), set()),
    (entity("COUNT", "unit", "条"), {"values COUNT unit", "values COUNT all"}),
    (entity("COUNT", "mod", "about"), {"values COUNT mod", "values COUNT all"}),
    (entity("COUNT", "negated", True), {"values COUNT negated", "values COUNT all"}),
    (entity("COUNT", "item", None), {"values COUNT item", "values COUNT all"}),
    (
        lambda rs: setattr(rs[0].entities[-2], "part_of", None),
        {"values COUNT part_of", "values COUNT all"},
    ),
    (
        lambda rs: setattr(rs[0].entities[-2], "part_of", 0),
        {"values COUNT part_of", "values COUNT all"},
    ),
    (
        entity("OFFICE", "self_reference", True),
        {"values OFFICE self_reference", "values OFFICE all"},
    ),
    (entity("OFFICE", "division", None), {"values OFFICE division", "values OFFICE all"}),
    (entity("OFFICE", "name", "某镇"), set()),  # gold leaves this name open
    (setter("0.entities.2.name", "某镇"), {"values OFFICE name", "values OFFICE all"}),
    (entity("CITATION", "name", "办法"), {"values CITATION name", "values CITATION all"}),
    (entity("CITATION", "name", None), {"values CITATION name", "values CITATION all"}),
    (entity("CITATION", "name", "某省 条例"), set()),  # white space is no difference
    (setter("0.entities.4.name", "办法"), set()),  # gold leaves this name open
    (entity("DOCNUM", "code", "某发"), {"values DOCNUM code", "values DOCNUM all"}),
    (entity("DOCNUM", "year", None), {"values DOCNUM year", "values DOCNUM all"}),
    (entity("DOCNUM", "number", 8), {"values DOCNUM number", "values DOCNUM all"}),
]


@pytest.mark.parametrize(("change", "moved"), CHANGES)
def test_one_change_moves_its_own_scores_only(change: Change, moved: set[str]) -> None:
    before = flat(evaluate(gold(), gold()))
    after = flat(evaluate(gold(), replaced(change)))
    changed = {name for name in before if before[name] != after[name]}
    # Fewer spans found means fewer values asked for: undefined is not moved.
    assert {name for name in changed if after[name] is not None} | (moved & changed) == moved


@pytest.mark.parametrize("label", ["OFFICE", "DATE", "COUNT", "CITATION", "DOCNUM"])
def test_an_entity_missed_moves_its_label_and_the_sum(label: str) -> None:
    records = deepcopy(gold())
    lost = of(label, records)
    records[0].entities.remove(lost)
    for other in records[0].entities:
        if isinstance(other, Count):
            other.part_of = None
    scores = evaluate(gold(), records)
    entities = evaluate(gold(), gold()).entities
    for name, score in scores.entities.items():
        expected = entities[name]
        lost_here = int(name in (label, "all"))
        assert (score.gold, score.predicted) == (expected.gold, expected.gold - lost_here)
        assert score.right == expected.right - lost_here


def test_white_space_at_the_ends_of_a_block_does_not_matter() -> None:
    records = deepcopy(gold())
    paragraph = records[0].paragraphs[0]
    paragraph.start, paragraph.end = paragraph.start - 1, paragraph.end + 1
    assert evaluate(gold(), records).spans["paragraph"].f1 == 1


def test_white_space_at_the_ends_of_an_entity_does() -> None:
    records = deepcopy(gold())
    records[0].entities[-1].start -= 1
    assert evaluate(gold(), records).entities["DATE"].right == 1


def test_the_order_of_records_and_spans_does_not_matter() -> None:
    records = deepcopy(gold())[::-1]
    records[1].paragraphs.reverse()
    assert evaluate(gold(), records).to_dict() == evaluate(gold(), gold()).to_dict()


def one_document() -> list[Record]:
    """The same file read as one document."""
    first, second = deepcopy(gold())
    shift = second.source.start
    first.text += second.text
    first.source.end = len(first.text)
    last = second.paragraphs[0]
    first.paragraphs.append(Paragraph(last.start + shift, last.end + shift, topic=last.topic))
    return [first]


def test_spans_compare_by_place_in_the_file_however_it_is_cut() -> None:
    scores = evaluate(gold(), one_document())
    assert scores.spans["paragraph"] == Score(3, 3, 3)
    assert scores.fields["documents"] == Share(1, 0)
    # The report found its partner, the plan did not: wrong in every field it has.
    assert scores.fields["year"] == Share(2, 1)
    assert scores.fields["division"] == Share(1, 1)


def test_a_document_goes_to_the_one_that_shares_most_text() -> None:
    def cut(*places: tuple[int, int, int]) -> list[Record]:
        text = "甲" * 100
        return [
            Record(text=text[a:b], source=Source("f", start=a, end=b), year=year)
            for a, b, year in places
        ]

    one = cut((0, 60, 1), (60, 100, 2))
    assert evaluate(one, cut((0, 55, 1), (55, 100, 2))).fields["year"] == Share(2, 2)
    assert evaluate(one, cut((0, 10, 9), (10, 58, 1), (58, 100, 2))).fields["year"] == Share(2, 2)
    # The second shares more with the first gold document and is no longer free for its own.
    assert evaluate(one, cut((0, 5, 1), (5, 100, 2))).fields["year"] == Share(2, 0)


def test_files_without_a_prediction_are_missed_and_without_gold_left_out() -> None:
    other = parse_gold(REPORT, "2.xml").records
    third = parse_gold(REPORT, "3.xml").records
    scores = evaluate([*gold(), *other], [*gold(), *third])
    assert scores.files == 2 and scores.documents == 4
    assert scores.spans["paragraph"] == Score(6, 3, 3)
    assert scores.fields["year"] == Share(4, 2)
    assert scores.fields["documents"] == Share(2, 1)


def test_files_are_the_same_but_for_their_suffix() -> None:
    def named(*names: str) -> list[Record]:
        return [r for name in names for r in parse_gold(REPORT, name).records]

    right = {"paragraph": Score(6, 6, 6)}
    for names in (("a/1.txt", "a/2.pdf"), ("a/2.xml", "a/1.txt"), ("a/1.xml", "a/1.txt", "a/2.md")):
        found = evaluate(named("a/1.xml", "a/2.xml"), named(*names)).spans
        assert found["paragraph"] == right["paragraph"], names
    # Two candidates are none; one file each is a pair whatever it is called.
    unclear = evaluate(named("a/1.xml", "a/2.xml"), named("a/1.txt", "a/1.md", "a/2.md"))
    assert unclear.spans["paragraph"] == Score(6, 3, 3)
    assert evaluate(named("a/1.xml"), named("b.txt")).spans["paragraph"].f1 == 1
    with pytest.raises(ValueError, match="no predicted file"):
        evaluate(named("a/1.xml", "a/2.xml"), named("b/1.txt", "b/2.txt"))


def test_texts_that_differ_are_refused() -> None:
    records = deepcopy(gold())
    records[1].text = records[1].text.replace("加强", "强加")
    with pytest.raises(ValueError, match=r"1\.xml: gold and predicted text differ"):
        evaluate(gold(), records)


def test_no_topics_in_the_prediction_no_scores_of_topics() -> None:
    records = deepcopy(gold())
    for record in records:
        for paragraph in record.paragraphs:
            paragraph.topic, paragraph.also = None, []
    scores = evaluate(gold(), records)
    assert scores.topics is None and scores.to_dict()["topics"] is None
    assert not any(group.startswith("topic") for group, _, _ in scores.rows())


def test_topic_figures() -> None:
    records = deepcopy(gold())
    records[0].paragraphs[0].topic = "fees"  # overview, also fees -> fees, also fees
    topics = evaluate(gold(), records).topics
    assert topics is not None
    assert topics.main == Share(3, 2)
    assert topics.labels == Score(4, 3, 3)
    assert topics.micro_f1 == pytest.approx(6 / 7)
    assert topics.subjects["fees"] == Score(1, 2, 1)
    # fees 2/3, improvement 1, overview 0; subjects that nobody has do not count
    assert topics.macro_f1 == pytest.approx((2 / 3 + 1 + 0) / 3)


def test_nothing_is_undefined_not_perfect() -> None:
    scores = evaluate([], [])
    assert {value for value in flat(scores).values()} == {None}
    assert evaluate(gold(), []).spans["paragraph"].precision is None
    assert evaluate(gold(), []).spans["paragraph"].recall == 0
    assert evaluate(gold(), []).spans["paragraph"].f1 == 0


def test_plain_values_and_frame() -> None:
    pandas = pytest.importorskip("pandas")
    records = deepcopy(gold())
    of("OFFICE", records).end -= 1
    scores = evaluate(gold(), records)
    assert json.loads(json.dumps(scores.to_dict())) == scores.to_dict()
    assert scores.to_dict()["entities"]["OFFICE"]["f1"] == 0.5
    frame = scores.to_frame().set_index(["group", "name"])
    assert frame.loc[("entities", "OFFICE"), "f1"] == 0.5
    assert frame.loc[("documents", "year"), "gold"] == 2
    assert pandas.isna(frame.loc[("documents", "year"), "predicted"])
    assert pandas.isna(frame.loc[("topic", "other"), "f1"])
    assert len(frame) == len(list(scores.rows()))


def test_rendering() -> None:
    console = Console(width=120, record=True, file=open("/dev/null", "w"))  # noqa: SIM115
    console.print(render(evaluate(gold(), gold())))
    text = console.export_text()
    assert "2 documents in 1 file" in text
    assert "sign_off" in text and "1.000" in text and "–" in text and "nan" not in text.lower()


def test_figures_of_undefined_documents() -> None:
    bare = Record(text="甲", source=Source("f", start=0, end=1))
    scores = evaluate([bare], [deepcopy(bare)])
    assert scores.fields["issuer"] == Share(1, 1)
    assert scores.fields["division"].accuracy is None
    named = deepcopy(bare)
    named.issuer = Issuer("某局", Division("330281"))
    assert evaluate([bare], [named]).fields["issuer"] == Share(1, 0)
    assert evaluate([bare], [named]).fields["division"].total == 0


@given(st.sets(st.integers(0, 30)), st.sets(st.integers(0, 30)))
def test_counts_are_those_of_the_sets(left: set[int], right: set[int]) -> None:
    def record(places: set[int]) -> list[Record]:
        text = "某发〔2017〕7号" * 40
        found = Record(text=text, source=Source("f", start=0, end=len(text)))
        found.entities = [DocumentNumber(i * 5, i * 5 + 3, text[i * 5 : i * 5 + 3]) for i in places]
        found.notes = [Span(i * 5, i * 5 + 3, "") for i in places]
        return [found]

    scores = evaluate(record(left), record(right))
    expected = Score(len(left), len(right), len(left & right))
    assert scores.entities["DOCNUM"] == scores.entities["all"] == scores.spans["note"] == expected
    if left and right and left & right:
        precision, recall = expected.precision or 0, expected.recall or 0
        assert expected.f1 == pytest.approx(2 * precision * recall / (precision + recall))
