"""Document numbers: brackets, orders, what surrounds them, whose they are."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govnlp.grammar.document_numbers import find_document_numbers, link_numbers, plain_number
from govnlp.grammar.find import find_entities


def found(text: str) -> list[tuple[str, str | None, int | None, int | None]]:
    return [(n.text, n.code, n.year, n.number) for n in find_document_numbers(text)]


@pytest.mark.parametrize(
    "written",
    [
        "国办发〔2017〕24号", "国办发[2017]24号", "国办发【2017】24号", "国办发（2017）24号",
        "国办发(2017)24号", "国办发﹝2017﹞24号", "国办发［2017］24号", "国办发「2017」24号",
        "国办发〔2017年〕24号", "国办发〔2017〕第24号", "国办发（2017）第24号",
        "国办发〔2017〕24 号", "国办发 〔2017〕 24号", "国办发2017〕24号",
    ],
)  # fmt: skip
@pytest.mark.parametrize(
    "around", ["{}", "根据{}文件要求", "（{}）", "以{}印发", "见《意见》和{}。"]
)
def test_brackets(written: str, around: str) -> None:
    assert found(around.format(written)) == [(written, "国办发", 2017, 24)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("国函〔2018〕158号", ("国函", 2018, 158)),
        ("国办公开办函〔2019〕60号", ("国办公开办函", 2019, 60)),
        ("国办发明电〔2013〕1号", ("国办发明电", 2013, 1)),
        ("国办发〔2013〕明电7号", ("国办发明电", 2013, 7)),
        ("财税〔2017〕函3号", ("财税函", 2017, 3)),
        ("府办[2012]字第12号", ("府办字", 2012, 12)),
        ("密政办发〔2015〕—12号", ("密政办发", 2015, 12)),
        ("内政办发电〔2012〕5号", ("内政办发电", 2012, 5)),
        ("鲁政办字[2012]12号", ("鲁政办字", 2012, 12)),
        ("法释〔2011〕17号", ("法释", 2011, 17)),
        ("国务院令第711号", ("国务院令", None, 711)),
        ("国务院令711号", ("国务院令", None, 711)),
        ("国务院令（第492号）", ("国务院令", None, 492)),
        ("国务院第711号令", ("国务院令", None, 711)),
        ("国令第711号", ("国令", None, 711)),
        ("中华人民共和国国务院令第七百一十一号", ("中华人民共和国国务院令", None, 711)),
        ("中华人民共和国主席令第二十八号", ("中华人民共和国主席令", None, 28)),
        ("卫生部令第75号", ("卫生部令", None, 75)),
        ("卫生部第75号令", ("卫生部令", None, 75)),
        ("浙江省人民政府令第302号", ("浙江省人民政府令", None, 302)),
        ("省政府第302号令", ("省政府令", None, 302)),
        ("市政府令〔2008〕第5号", ("市政府令", 2008, 5)),
        ("交通运输部令2019年第5号", ("交通运输部令", 2019, 5)),
        ("国家税务总局公告2018年第31号", ("国家税务总局公告", 2018, 31)),
        ("国家税务总局2018年第31号公告", ("国家税务总局公告", 2018, 31)),
        ("中办发8号", ("中办发", None, 8)),
    ],
)
def test_kinds(text: str, expected: tuple[str, int | None, int]) -> None:
    assert found(f"按照{text}，") == [(text, *expected)]


def test_neighbours() -> None:
    text = "京政办发〔2014〕10号和京发改〔2015〕3号以及国务院办公厅国办发〔2016〕19号"
    assert [code for _, code, _, _ in found(text)] == ["京政办发", "京发改", "国办发"]


def test_without_the_last_word_only_within_brackets() -> None:
    assert found("（国办发[2017]24）") == [("国办发[2017]24", "国办发", 2017, 24)]
    assert found("国办发[2017]24要求") == []
    assert found("（共计增长情况（2017）24）") == []


@pytest.mark.parametrize(
    "text",
    [
        "通知（2017）要求", "本办（2017年）完成3号工程", "2017年第3号", "第3号令箭", "3号",
        "（2017）京01行终12号", "地址：人民路24号", "电话（2017）24号码", "命令第3号机组",
    ],
)  # fmt: skip
def test_no_numbers(text: str) -> None:
    assert found(text) == []


def test_plain_form() -> None:
    plain = [plain_number(n) for n in find_document_numbers(
        "国办发[2017] 第24号、中华人民共和国国务院令第七百一十一号、国令第711号，"
        "国家税务总局2018年第31号公告，府办[2012]字第12号，中办发8号"
    )]  # fmt: skip
    assert plain == [
        "国办发〔2017〕24号",
        "国务院令第711号",
        "国务院令第711号",
        "国家税务总局公告2018年第31号",
        "府办字〔2012〕12号",
        "中办发8号",
    ]


@pytest.mark.parametrize(
    ("text", "of"),
    [
        ("《甲通知》（国办发〔2017〕24号）", [None, 0]),
        ("《甲通知》国办发〔2017〕24号", [None, 0]),
        ("《甲通知》 （ 国办发〔2017〕24号）", [None, 0]),
        ("《甲通知》（以下简称通知，国办发〔2017〕24号）", [None, 0]),
        ("《条例》（2019年修订，国务院令第711号公布）", [None, None, 0]),
        ("《甲通知》（国办发〔2017〕24号、国办函〔2017〕3号）", [None, 0, 0]),
        ("《甲通知》和《乙通知》（国办发〔2017〕24号）", [None, None, 1]),
        ("《甲通知》（国办发〔2017〕24号）、《乙通知》（国办发〔2018〕3号）", [None, 0, None, 2]),
        ("《甲通知》，国办发〔2017〕24号", [None, None]),
        ("《甲通知》。国办发〔2017〕24号", [None, None]),
        ("按国办发〔2017〕24号文件和《甲通知》", [None, None]),
        ("《甲通知》（试行）和国办发〔2017〕24号", [None, None]),
        ("《甲通知》\n\n\n国办发〔2017〕24号", [None, None]),
        ("国办发〔2017〕24号", [None]),
        ("", []),
    ],
)
def test_whose_number(text: str, of: list[int | None]) -> None:
    assert link_numbers(text, find_entities(text)) == of


@given(st.text("国办发令函《》（）〔〕[]0123456789号第年和、， \n", max_size=60))
def test_any_text(text: str) -> None:
    matches = find_entities(text)
    for index, of in enumerate(link_numbers(text, matches)):
        assert of is None or of < index
    for number in find_document_numbers(text):
        assert text[number.start : number.end] == number.text
        assert plain_number(number)


@pytest.mark.parametrize(
    "piece", ["国办发〔2017", "令", "国务院第", "国办发2017", "局", "发〔2017〕第"]
)
def test_linear_time(piece: str) -> None:
    def took(size: int) -> float:
        text = piece * (size // len(piece)) + "号"
        start = time.process_time()
        find_document_numbers(text)
        return time.process_time() - start

    took(2000)
    short, long = max(took(20_000), 0.01), took(160_000)
    assert long < 30 * short
