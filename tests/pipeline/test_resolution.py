"""Citations and dates in records: names, numbers and days by the report's year."""

from __future__ import annotations

import pytest
from spacy.language import Language

import govnlp
from govnlp.grammar.match import Citation, Date, DocumentNumber

REPORT = "丰原市民政局{year}年政府信息公开工作年度报告\n\n一、概述\n{body}\n"


def cited(body: str, year: int = 2016) -> list[tuple[str | None, str | None, str | None]]:
    record = govnlp.annotate(REPORT.format(year=year, body=body))
    return [(e.name, e.docnum, e.issued) for e in record.entities if isinstance(e, Citation)]


RTI = "中华人民共和国政府信息公开条例"


@pytest.mark.parametrize(
    ("year", "number", "issued"),
    [
        (2012, "国务院令第492号", "2007-04-05"),
        (2018, "国务院令第492号", "2007-04-05"),
        (2019, "国务院令第711号", "2019-04-03"),
        (2020, "国务院令第711号", "2019-04-03"),
    ],
)
def test_regulation_by_year(year: int, number: str, issued: str) -> None:
    assert cited("根据《条例》公开。", year) == [(RTI, number, issued)]


def test_what_the_text_says_goes_first() -> None:
    body = "根据《中华人民共和国政府信息公开条例》（国务院令第711号，简称《条例》），《条例》施行。"
    assert cited(body, 2018) == [(RTI, "国务院令第711号", "2019-04-03")] * 3


def test_unknown_documents_keep_their_title_and_number() -> None:
    body = (
        "落实《丰原市公开办法》（丰政办发[2015]第3号）和《丰原市计划》，按《丰原市公开办法》办理。"
    )
    assert cited(body) == [
        ("丰原市公开办法", "丰政办发〔2015〕3号", None),
        ("丰原市计划", None, None),
        ("丰原市公开办法", "丰政办发〔2015〕3号", None),
    ]


def test_notices() -> None:
    body = (
        "按照《2016年政务公开工作要点》（国办发〔2016〕19 号）、省《2016年政务公开工作要点》落实。"
    )
    name = "国务院办公厅关于印发2016年政务公开工作要点的通知"
    assert cited(body)[0] == (name, "国办发〔2016〕19号", "2016-04-11")
    assert cited("落实《2016年政务公开工作要点》（丰政办〔2016〕4号）。") == [
        ("2016年政务公开工作要点", "丰政办〔2016〕4号", None)
    ]


def test_a_plan_is_written_before_its_year() -> None:
    text = "丰原市民政局2019年政府信息公开工作计划\n\n一、目标\n依据《条例》，公开信息20条。\n"
    record = govnlp.annotate(text)
    assert record.kind == "plan"
    assert [e.docnum for e in record.entities if isinstance(e, Citation)] == ["国务院令第492号"]


@pytest.mark.parametrize(
    ("body", "value"),
    [
        ("栏目不全，我局打算上半年补齐。", "2017-H1"),
        ("系统老旧，我局计划于年底前更换。", "2017"),
        ("按照工作计划，年底前办结申请。", "2016"),
        ("公开招生计划，6月公布录取结果。", "2016-06"),
        ("普高招生计划6月公布。", "2016-06"),
    ],
)
def test_what_is_intended_is_for_the_coming_year(body: str, value: str) -> None:
    record = govnlp.annotate(REPORT.format(year=2016, body=body))
    assert [e.value for e in record.entities if isinstance(e, Date)][1:] == [value]


def test_no_year_no_edition() -> None:
    record = govnlp.annotate("依据《条例》和《关于全面推进政务公开工作的意见》公开。")
    assert record.year is None
    assert [(e.name, e.docnum) for e in record.entities if isinstance(e, Citation)] == [
        (RTI, None),
        ("中共中央办公厅、国务院办公厅关于全面推进政务公开工作的意见", "中办发〔2016〕8号"),
    ]


def test_of_counts_within_its_document() -> None:
    body = "我局公开3条，落实《丰原市公开办法》（丰政办发〔2015〕3号）。"
    text = REPORT.format(year=2016, body=body)
    text += "\n丰原市民政局2017年政府信息公开工作计划\n\n一、目标\n" + body
    records = govnlp.annotate_all(text)
    assert len(records) == 2
    for record in records:
        numbers = [e for e in record.entities if isinstance(e, DocumentNumber)]
        assert len(numbers) == 1 and numbers[0].of is not None
        citation = record.entities[numbers[0].of]
        assert isinstance(citation, Citation) and citation.docnum == "丰政办发〔2015〕3号"
        again = govnlp.Record.from_json(record.to_json())
        assert again == record
        assert record.to_dict()["entities"][numbers[0].of]["issued"] is None


def test_attributes_of_spans(nlp: Language) -> None:
    doc = nlp(REPORT.format(year=2020, body="依据《条例》（国务院令第711号）公开。"))
    citation, number = [e for e in doc.ents if e.label_ in ("CITATION", "DOCNUM")]
    assert (citation._.docnum, citation._.issued) == ("国务院令第711号", "2019-04-03")
    assert (number._.code, number._.number) == ("国务院令", 711)
    assert doc.ents[number._.of] == citation


@pytest.mark.parametrize("day", ["2月30日", "13月", "2017年2月29日", "2017年1月1日至2月30日"])
def test_impossible_dates_stay_with_a_warning(day: str) -> None:
    record = govnlp.annotate(REPORT.format(year=2017, body=f"我局于{day}公开信息3条。"))
    dates = [e for e in record.entities if e.label == "DATE" and e.text == day]
    assert len(dates) == 1
    assert (dates[0].value, dates[0].first, dates[0].last) == (None, None, None)
    warnings = [w for w in record.warnings if w.code == "invalid_date"]
    assert [(w.start, w.end) for w in warnings] == [(dates[0].start, dates[0].end)]
