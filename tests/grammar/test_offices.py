from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govnlp import find_citations, find_document_numbers, find_entities, find_offices

FOUND = [
    ("经市委、市政府研究同意", ["市委", "市政府"]),
    ("由嘉祥县人民政府办公室汇总", ["嘉祥县人民政府办公室"]),
    ("兖州区人民政府鼓楼街道办事处承办", ["兖州区人民政府鼓楼街道办事处"]),
    ("鼓楼街道组织人员清查", ["鼓楼街道"]),
    ("报区府办和市公开办备案", ["区府办", "市公开办"]),
    ("县委宣传部牵头", ["县委宣传部"]),
    ("国务院办公厅印发", ["国务院办公厅"]),
    ("成立政务公开工作领导小组，下设办公室", ["政务公开工作领导小组"]),
    ("党政办、司法所和财政所配合", ["党政办", "司法所", "财政所"]),
    ("市场监督管理局与区人力资源和社会保障局", ["市场监督管理局", "区人力资源和社会保障局"]),
    ("市国土资源和房屋管理局答复", ["市国土资源和房屋管理局"]),
    ("杨家坪社区居委会公示", ["杨家坪社区居委会"]),
    ("水利部办公厅来函", ["水利部办公厅"]),
    ("市房产住宅局拖延", ["市房产住宅局"]),
    ("市中级人民法院、市人民检察院", ["市中级人民法院", "市人民检察院"]),
]

NOT_FOUND = [
    "济宁市政府信息公开工作",
    "在市政府网站和政府门户网站发布",
    "各部门、各乡镇、有关单位",
    "各街道办事处主任",
    "区政府办公室主任审签",
    "领导小组每季度开会",
    "县人大代表建议和政协委员提案",
    "全国人大四次会议期间",
    "位于城区中心的广场",
    "财政部门和公安部门",
    "部署落实，处理办法，科学安排",
    "我县经济社会发展",
    "办公室负责日常工作",
]

SELF = ["我局", "我办", "我镇", "我街道", "本机关", "本单位", "本行政机关", "我校", "我公司"]


@pytest.mark.parametrize(("text", "names"), FOUND)
def test_found(text: str, names: list[str]) -> None:
    assert [o.text for o in find_offices(text)] == names


@pytest.mark.parametrize("text", NOT_FOUND)
def test_not_found(text: str) -> None:
    assert [o.text for o in find_offices(text)] == []


@pytest.mark.parametrize("words", SELF)
def test_self_references(words: str) -> None:
    offices = find_offices(f"今年，{words}主动公开信息。")
    assert [(o.text, o.self_reference, o.name) for o in offices] == [(words, True, None)]


@pytest.mark.parametrize(
    "text", ["我们的工作", "本办法自发布之日起施行", "本会议室", "我国", "由我办理的事项"]
)
def test_no_self_references(text: str) -> None:
    assert find_offices(text) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("依据《条例》和《档案法》", ["《条例》", "《档案法》"]),
        ("《关于施行〈条例〉的意见》", ["《关于施行〈条例〉的意见》"]),
        ("《关于印发《甲办法》的通知》", ["《关于印发《甲办法》的通知》"]),
        ("《没有写完的名称", []),
        ("刊于《丰原日报》《丰原市人民政府公报》", []),
        ("《甲\n乙》", []),
    ],
)
def test_citations(text: str, found: list[str]) -> None:
    assert [c.text for c in find_citations(text)] == found


@pytest.mark.parametrize(
    ("text", "code", "year", "number"),
    [
        ("国办发〔2017〕24号", "国办发", 2017, 24),
        ("（鲁政办字[2013]73号）", "鲁政办字", 2013, 73),
        ("根据国办公开办函〔2021〕30号", "国办公开办函", 2021, 30),
        ("国务院令第711号", "国务院令", None, 711),
        ("(内政办字（2013）2号)", "内政办字", 2013, 2),
        ("财政部令第七十五号", "财政部令", None, 75),
        ("国办发明电〔2020〕5号", "国办发明电", 2020, 5),
    ],
)
def test_document_numbers(text: str, code: str, year: int | None, number: int) -> None:
    assert [(d.code, d.year, d.number) for d in find_document_numbers(text)] == [
        (code, year, number)
    ]


@pytest.mark.parametrize("text", ["第三十三条", "拨打12345号", "门牌24号", "2017年24号楼"])
def test_no_document_numbers(text: str) -> None:
    assert find_document_numbers(text) == []


def test_nothing_is_found_inside_a_citation_and_names_keep_their_figures() -> None:
    found = find_entities("按《市政府2017年十项工作》，三台县人民政府公开3件。")
    assert [(m.label, m.text) for m in found] == [
        ("CITATION", "《市政府2017年十项工作》"),
        ("OFFICE", "三台县人民政府"),
        ("COUNT", "3件"),
    ]


CHARACTERS = "市县和、财局委第一《》（）村，\n "
WORDS = [
    *(
        "区政府",
        "人民政府",
        "办公室",
        "我局",
        "街道",
        "办事处",
        "密云",
        "公开",
        "中心",
        "社区居委会",
    ),
    *("2017年", "3件", "〔2017〕", "24号", "国办发"),
]
PIECES = st.sampled_from([*CHARACTERS, *WORDS])


@given(st.lists(PIECES, max_size=40).map("".join) | st.text(max_size=80))
def test_offsets_are_exact_and_apart(text: str) -> None:
    at = 0
    for match in find_entities(text):
        assert text[match.start : match.end] == match.text
        assert match.start >= at and match.end > match.start
        at = match.end
