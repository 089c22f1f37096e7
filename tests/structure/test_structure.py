from __future__ import annotations

import pytest

from govnlp.structure import Block, DocumentLayout, analyse, heading_subjects
from govnlp.text import clean_lines


def layouts(text: str) -> list[DocumentLayout]:
    return analyse(clean_lines(text), text)


def texts(text: str, kind: str) -> list[str]:
    return [text[b.start : b.end] for d in layouts(text) for b in d.blocks if b.kind == kind]


def headings(text: str) -> list[tuple[str, int, str | None]]:
    found: list[Block] = [b for d in layouts(text) for b in d.of_kind("heading")]
    return [(text[b.start : b.end], b.level, b.number) for b in found]


TITLE = "杨柳镇2016年政府信息公开年度报告\n"
BODY = "全年各村、各站所按时报送信息，镇党政办逐条登记后统一发布，没有出现迟报漏报的现象。"


@pytest.mark.parametrize(
    ("line", "level", "number"),
    [
        ("一、工作概述", 1, "一"),
        ("第二章 机构与人员", 1, "二"),
        ("第三节 保密审查", 2, "三"),
        ("（二）健全制度", 2, "二"),
        ("(二)健全制度", 2, "二"),
        ("1.公开渠道", 3, "1"),
        ("2．公开渠道", 3, "2"),
        ("3、公开渠道", 3, "3"),
        ("（1）网站建设", 4, "1"),
        ("① 网站建设", 5, "①"),
        ("## 一、工作概述", 1, "一"),
        ("**（三）存在不足**", 2, "三"),
        ("### **四、收费情况**", 1, "四"),
    ],
)
def test_numbered_headings(line: str, level: int, number: str) -> None:
    assert headings(f"{TITLE}{line}\n{BODY}\n") == [(line, level, number)]


@pytest.mark.parametrize(
    ("line", "heading"),
    [
        (f"（一）加强领导，落实责任。{BODY}", "（一）加强领导，落实责任。"),
        (f"二、主动公开情况：{BODY}", "二、主动公开情况："),
        (f"**（一）明确职责。**{BODY}", "**（一）明确职责。**"),
    ],
)
def test_run_in_headings(line: str, heading: str) -> None:
    text = f"{TITLE}{line}\n"
    assert [h[0] for h in headings(text)] == [heading]
    assert texts(text, "paragraph") == [BODY]


@pytest.mark.parametrize(
    "line",
    [
        "1.加强培训。全年举办培训班两期，参训干部八十余人次。",
        "2、镇村两级公开栏每月更新一次，由专人负责。",
        "一是学习不够深入；二是更新不够及时。",
        "（二）全年共受理申请3件，均已按时答复，没有逾期。其中当面申请1件。",
        "改进措施：",
        "第五条　申请人应当出示身份证明。",
        "（三）本年度未收取任何费用。",
    ],
)
def test_numbered_paragraphs_are_no_headings(line: str) -> None:
    assert (
        headings(
            f"{TITLE}{line}\n（四）{BODY}{BODY}\n"
            if line.startswith("（三）")
            else f"{TITLE}{line}\n"
        )
        == []
    )


def test_a_phrase_on_its_own_line_is_a_heading_only_with_a_body() -> None:
    with_body = f"{TITLE}（二）规范程序。\n{BODY}\n"
    without = f"{TITLE}（二）规范程序。\n（三）强化监督。\n三、其他\n{BODY}\n"
    assert [h[0] for h in headings(with_body)] == ["（二）规范程序。"]
    assert [h[0] for h in headings(without)] == ["三、其他"]


def test_plain_headings_take_the_level_of_their_siblings() -> None:
    text = f"{TITLE}主动公开情况\n{BODY}\n依申请公开情况\n{BODY}\n"
    assert headings(text) == [("主动公开情况", 1, None), ("依申请公开情况", 1, None)]


def test_hard_line_breaks_do_not_end_a_paragraph() -> None:
    text = (
        TITLE
        + "一、概述\n我镇把信息公开列入年度重点，由镇长负\n\n责，党政办具\n体承办，各站所配合。\n"
        + "全年运行平稳。\n"
    )
    assert len(texts(text, "paragraph")) == 2


def test_wrapped_text_with_page_numbers() -> None:
    sentence = "镇里把政府信息公开作为转变作风的抓手，研究部署，细化分工，确保群众看得懂能监督。"
    whole = "　　" + sentence * 4
    wrapped = "\n".join(whole[i : i + 30] for i in range(0, len(whole), 30))
    lines = wrapped.split("\n")
    text = (
        TITLE + "一、概述\n" + "\n".join([*lines[:3], "- 2 -", *lines[3:]]) + "\n　　" + BODY + "\n"
    )
    assert texts(text, "note") == ["- 2 -"]
    found = texts(text, "paragraph")
    assert len(found) == 2
    assert found[0].replace("\n", "").replace("- 2 -", "") == sentence * 4


def test_running_heads_are_notes() -> None:
    page = f"杨柳镇年报\n{BODY}\n{BODY}\n"
    text = TITLE + BODY + "\f" + page + "\f" + page + "\f" + page
    # The first of them could be a title of its own, and stays.
    assert texts(text, "note") == ["杨柳镇年报"] * 2


def test_title_over_two_lines_and_its_subtitle() -> None:
    text = f"杨柳镇2016年政府信息公开工作\n\n年度报告\n（2016年度）\n{BODY}\n"
    assert texts(text, "title") == ["杨柳镇2016年政府信息公开工作\n\n年度报告\n（2016年度）"]


def test_sign_off() -> None:
    text = f"{TITLE}{BODY}\n\n　　　　　　杨柳镇人民政府\n　　　　　　2017年1月15日\n"
    assert texts(text, "sign") == ["杨柳镇人民政府\n　　　　　　2017年1月15日"]
    assert texts(f"{TITLE}{BODY}\n二〇一七年一月\n", "sign") == ["二〇一七年一月"]


@pytest.mark.parametrize(
    "behind",
    [
        "抄送：县委办、县纪委，各乡镇。",
        "附件：1.统计表\n2.公开目录清单",
        "附表\n说明：本表由镇党政办填写，数据截至年底，单位为条。\n" + BODY,
        "杨柳镇党政办公室　　　　2017年1月16日印发",
        "（联系人：王某某　电话：12345）",
    ],
)
def test_sign_off_before_what_follows_it(behind: str) -> None:
    text = f"{TITLE}{BODY}\n杨柳镇人民政府\n2017年1月15日\n{behind}\n"
    assert texts(text, "sign") == ["杨柳镇人民政府\n2017年1月15日"]


def test_sign_off_below_the_title() -> None:
    text = f"{TITLE}杨柳镇人民政府\n2017年1月15日\n{BODY}\n"
    assert texts(text, "sign") == ["杨柳镇人民政府\n2017年1月15日"]
    assert texts(text, "paragraph") == [BODY]


def test_list_of_contents_is_one_paragraph() -> None:
    contents = "目 录\n一、概述……1\n二、主动公开情况……2\n"
    text = f"{TITLE}{contents}一、概述\n{BODY}\n二、主动公开情况\n{BODY}\n"
    assert [h[0] for h in headings(text)] == ["一、概述", "二、主动公开情况"]
    assert texts(text, "paragraph")[0] == contents.strip()


def test_two_documents() -> None:
    plan = "杨柳镇2017年政府信息公开工作计划\n"
    text = f"{TITLE}{BODY}\n杨柳镇人民政府\n2017年1月15日\n\n{plan}{BODY}\n"
    found = layouts(text)
    assert [d.kind for d in found] == ["annual_report", "plan"]
    assert found[0].start == 0 and found[0].end == found[1].start and found[1].end == len(text)
    assert text[found[1].start :].startswith(plan)
    assert texts(text, "sign") == ["杨柳镇人民政府\n2017年1月15日"]


def test_the_title_of_a_plan_in_a_sentence_opens_no_document() -> None:
    text = f"{TITLE}{BODY}\n下一步将按《杨柳镇2017年政府信息公开工作计划》办理。\n"
    assert len(layouts(text)) == 1


@pytest.mark.parametrize(
    ("table", "kind", "rows"),
    [
        (
            "信息内容\t本年制发件数\n规章\t0\n",
            "proactive",
            [["信息内容", "本年制发件数"], ["规章", "0"]],
        ),
        (
            "| | 自然人 | 总计 |\n|---|---|---|\n| 一、本年新收 | 3 | 3 |\n",
            "on_request",
            [["", "自然人", "总计"], ["一、本年新收", "3", "3"]],
        ),
        (
            "<table><tr><td colspan=2>行政复议</td></tr>"
            "<tr><td>结果维持</td><td>1</td></tr></table>\n",
            "litigation",
            [["行政复议", ""], ["结果维持", "1"]],
        ),
        (
            "\t自然人\t总计\n一、本年新收\t3\t3\n",
            "on_request",
            [["", "自然人", "总计"], ["一、本年新收", "3", "3"]],
        ),
        (
            "第二十条第（五）项\t\t\n行政许可\t12\t\n",
            "proactive",
            [["第二十条第（五）项", "", ""], ["行政许可", "12", ""]],
        ),
    ],
)
def test_tables(table: str, kind: str, rows: list[list[str]]) -> None:
    text = f"{TITLE}一、数据\n{table}二、说明\n{BODY}\n"
    blocks = [b for d in layouts(text) for b in d.of_kind("table")]
    assert [(b.table_kind, b.rows) for b in blocks] == [(kind, rows)]
    assert [h[0] for h in headings(text)] == ["一、数据", "二、说明"]


def test_a_caption_right_above_a_table_belongs_to_it() -> None:
    table = "附表：2016年信息公开情况统计表\n指标\t数量\n主动公开\t12\n"
    assert texts(f"{TITLE}{BODY}\n{table}", "table") == [table.strip()]
    apart = table.replace("统计表\n", "统计表\n\n")
    assert texts(f"{TITLE}{BODY}\n{apart}", "table") == ["指标\t数量\n主动公开\t12"]


def test_a_table_that_lost_its_columns() -> None:
    cells = [
        "信息内容",
        "本年制发件数",
        "规章",
        "0",
        "行政规范性文件",
        "2",
        "行政许可",
        "31",
        "行政处罚",
        "4",
    ]
    text = f"{TITLE}二、主动公开政府信息情况\n" + "\n".join(cells) + f"\n三、说明\n{BODY}\n"
    assert texts(text, "table") == ["\n".join(cells)]


def test_crumbs_and_print_marks_are_notes() -> None:
    crumbs = "当前位置：首页 > 政务公开 > 年度报告"
    text = f"{crumbs}\n{TITLE}来源：党政办 发布时间：2017-01-20\n{BODY}\n【打印】【关闭】\n"
    assert texts(text, "note") == [crumbs, "来源：党政办 发布时间：2017-01-20", "【打印】【关闭】"]


@pytest.mark.parametrize(
    ("heading", "subjects"),
    [
        ("工作概述", {"overview"}),
        ("组织领导和制度建设情况", {"organization", "institution"}),
        ("因政府信息公开申请提起行政复议、行政诉讼的情况", {"litigation"}),
        ("政府信息公开收费及减免情况", {"fees"}),
        ("存在的主要问题及改进情况", {"problems", "improvement"}),
        ("发布解读、回应社会关切以及互动交流情况", {"interpretation"}),
        ("收到和处理政府信息公开申请情况", {"on_request"}),
        ("政府信息公开平台建设", {"channels"}),
        ("保密审查及监督检查", {"confidentiality", "supervision"}),
        ("所属事业单位信息公开工作推进措施和落实情况", {"affiliates"}),
        ("人大代表建议和政协提案办理结果公开", {"proposals"}),
        ("其他需要报告的事项", {"other"}),
        ("下一步工作打算", {"improvement"}),
        ("编制说明", {"basis"}),
        ("扩大公开范围", {"proactive"}),
        ("加强学习培训", {"training"}),
    ],
)
def test_subjects(heading: str, subjects: set[str]) -> None:
    assert set(heading_subjects(heading)) == subjects


@pytest.mark.parametrize(
    "head",
    [
        "欢迎访问杨柳镇门户网站！ 今天是：2017年3月22日\n首页 -> 政务公开\n【字体：大 中 小】\n",
        "杨柳镇人民政府\n政务公开　办事服务　互动交流\n年报\n",
        "".join(f"栏目{n}\n" for n in "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳"),
        f"公开方式\n主动公开\n标题\n{TITLE}",
    ],
)
def test_what_a_page_sets_above_the_title_is_no_part_of_it(head: str) -> None:
    text = head + TITLE + BODY
    assert texts(text, "title") == [TITLE.strip()]
    assert texts(text, "note") == head.splitlines()
    assert texts(text, "paragraph") == [BODY]


def test_an_official_head_above_the_title_stays_text() -> None:
    text = "杨柳镇人民政府文件\n柳政发〔2017〕3号\n\n" + TITLE + BODY
    assert texts(text, "title") == [TITLE.strip()]
    assert not texts(text, "note")


def test_a_table_set_in_columns() -> None:
    table = (
        "指 标 名 称　　　单位　　　数量\n主动公开信息数     条     146\n网上公开数     条     97"
    )
    text = f"{TITLE}{BODY}\n杨柳镇人民政府\n2017年1月15日\n{table}\n"
    (block,) = [b for d in layouts(text) for b in d.of_kind("table")]
    assert text[block.start : block.end] == table
    assert block.rows == [
        ["指 标 名 称", "单位", "数量"],
        ["主动公开信息数", "条", "146"],
        ["网上公开数", "条", "97"],
    ]
    assert texts(text, "sign") == ["杨柳镇人民政府\n2017年1月15日"]


def test_front_matter_is_no_document() -> None:
    head = f"---\ntitle: {TITLE}tags:\n  - 年报\n# 抓取\ndate: 2017-01-20\n---\n"
    text = f"{head}\n# {TITLE}\n{BODY}\n"
    assert len(layouts(text)) == 1
    assert "".join(texts(text, "note")) == head.replace("\n  ", "").replace("\n", "")
    assert texts(text, "title") == [f"# {TITLE}".strip()]
    # Two rulers around prose, and one that is never closed, are none.
    for other in (f"---\n{TITLE}{BODY}\n---\n", f"---\ntitle: 年报\n{TITLE}{BODY}\n"):
        assert BODY in texts(other, "paragraph")
