"""The table of well-known laws and notices, and titles looked up in it."""

from __future__ import annotations

import re

import pytest

from govnlp.grammar.document_numbers import find_document_numbers, plain_number
from govnlp.grammar.known_documents import known_document
from govnlp.resources import load_table

ROWS = load_table("known_documents.toml")["document"]
DAY = re.compile(r"\d{4}-\d\d(?:-\d\d)?")
RTI = "中华人民共和国政府信息公开条例"
OPENNESS = "关于全面推进政务公开工作的意见"
FEES = "政府信息公开信息处理费管理办法"
FORMAT = "中华人民共和国政府信息公开工作年度报告格式"


def test_table() -> None:
    titles = [row["title"] for row in ROWS]
    assert len(set(titles)) == len(titles) > 60
    for row in ROWS:
        assert set(row) <= {"title", "editions", "shared"} and row["editions"]
        numbers = [one["number"] for one in row["editions"]]
        days = [one.get("effective") or one.get("issued", "") for one in row["editions"]]
        assert days == sorted(days) and len(set(numbers)) == len(numbers)
        assert len(row["editions"]) == 1 or all(days)
        for one in row["editions"]:
            assert set(one) <= {"number", "issued", "effective"}
            # The table holds numbers in the form in which the finder's are compared with them.
            assert [plain_number(n) for n in find_document_numbers(one["number"])] == [
                one["number"]
            ]
            for key in ("issued", "effective"):
                assert key not in one or DAY.fullmatch(one[key])
            assert one.get("issued", "") <= one.get("effective", "9999")
            year = re.search(r"〔(\d{4})〕", one["number"])
            assert not (year and "issued" in one) or one["issued"].startswith(year[1])
            named = re.search(r"印发(\d{4})年", row["title"])
            assert not (named and year) or named[1] == year[1]


def test_numbers_but_those_of_decrees_are_one_documents() -> None:
    numbers = [e["number"] for row in ROWS for e in row["editions"] if "主席令" not in e["number"]]
    assert len(set(numbers)) == len(numbers)


@pytest.mark.parametrize(
    ("title", "year", "number"),
    [
        (RTI, 2007, "国务院令第492号"),  # a report of 2007 is written in 2008
        (RTI, 2008, "国务院令第492号"),
        (RTI, 2012, "国务院令第492号"),
        (RTI, 2018, "国务院令第492号"),
        (RTI, 2019, "国务院令第711号"),
        (RTI, 2024, "国务院令第711号"),
        (RTI, 2003, None),
        (RTI, None, None),
        ("中华人民共和国保守国家秘密法", 2009, "主席令第6号"),
        ("中华人民共和国保守国家秘密法", 2010, "主席令第28号"),
        ("中华人民共和国保守国家秘密法", 2024, "主席令第20号"),
        ("中华人民共和国保守国家秘密法实施条例", 2012, None),
        ("中华人民共和国行政诉讼法", 2014, "主席令第16号"),
        ("中华人民共和国行政诉讼法", 2015, "主席令第15号"),
        ("中华人民共和国行政复议法", 2023, "主席令第76号"),
        ("中华人民共和国档案法", 2020, "主席令第57号"),
        ("中华人民共和国档案法", 2021, "主席令第47号"),
        (OPENNESS, 2016, "中办发〔2016〕8号"),
        (OPENNESS, 2015, "中办发〔2016〕8号"),  # written in 2016
        (OPENNESS, 2013, None),
        (OPENNESS, None, "中办发〔2016〕8号"),
        (f"中共中央办公厅 国务院办公厅印发〈{OPENNESS}〉的通知", 2016, "中办发〔2016〕8号"),
        ("国务院办公厅关于印发 2016 年政务公开工作要点的通知", 2016, "国办发〔2016〕19号"),
        (FEES, 2021, "国办函〔2020〕109号"),
        (f"国务院办公厅关于印发〈{FEES}〉的通知", 2021, "国办函〔2020〕109号"),
        (f"关于印发〈{FORMAT}〉的通知", 2021, "国办公开办函〔2021〕30号"),
        (FORMAT, 2022, "国办公开办函〔2021〕30号"),
        ("2016年政务公开工作要点", 2016, None),  # whose?
        ("丰原市2016年政务公开工作要点", 2016, None),
        ("丰原市人民政府办公室关于印发2016年政务公开工作要点的通知", 2016, None),
        ("浙江省政府信息公开条例", 2012, None),
    ],
)  # fmt: skip
def test_by_title_and_year(title: str, year: int | None, number: str | None) -> None:
    known = known_document(title, on=f"{year}-12-31" if year else None)
    assert (known and known.number) == number


def test_a_number_goes_before_the_year() -> None:
    known = known_document(RTI, "国务院令第492号", "2020-12-31")
    assert known is not None and known.issued == "2007-04-05"
    assert known_document(RTI, "国务院令第777号", "2020-12-31") is None
    points = "2016年政务公开工作要点"
    assert known_document(points, "国粮办发〔2016〕58号", "2016-12-31") is None
    known = known_document(points, "国办发〔2016〕19号", "2016-12-31")
    assert known is not None and known.issued == "2016-04-11"


@pytest.mark.parametrize("before", ["按照国务院办公厅", "国务院办公厅印发的", "国务院办公厅印发"])
def test_the_office_beside_a_short_title(before: str) -> None:
    known = known_document("2016年政务公开工作要点", on="2016-12-31", before=before)
    assert known is not None and known.number == "国办发〔2016〕19号"
    for other in ("丰原市政府办公室印发的", "国务院办公厅要求，市政府印发", ""):
        assert known_document("2016年政务公开工作要点", on="2016-12-31", before=other) is None
