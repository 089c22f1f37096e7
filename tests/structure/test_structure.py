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


@pytest.mark.parametrize("between", ["\n", "　"])
def test_sign_off_below_the_title(between: str) -> None:
    text = f"{TITLE}杨柳镇人民政府{between}2017年1月15日\n{BODY}\n"
    assert texts(text, "sign") == [f"杨柳镇人民政府{between}2017年1月15日"]
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


def tables(text: str) -> list[tuple[str, str]]:
    found = [b for d in layouts(text) for b in d.of_kind("table")]
    return [(b.table_kind, text[b.start : b.end]) for b in found]


#: The first prescribed table of 2021, by rows.
PROACTIVE = [
    ["第二十条第（一）项"],
    ["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"],
    ["规章", "0", "0", "0"],
    ["行政规范性文件", "2", "0", "5"],
    ["第二十条第（五）项"],
    ["信息内容", "本年处理决定数量"],
    ["行政许可", "14"],
]
ON_REQUEST = [
    ["（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）", "申请人情况"],
    ["自然人", "法人或其他组织", "总计"],
    ["一、本年新收政府信息公开申请数量", "2", "0", "2"],
    ["二、上年结转政府信息公开申请数量", "0", "0", "0"],
    ["三、本年度办理结果", "（一）予以公开", "1", "0", "1"],
    ["（二）部分公开（区分处理的，只计这一情形，不计其他情形）", "0", "0", "0"],
    ["（三）不予公开", "1.属于国家秘密", "1", "0", "1"],
    ["四、结转下年度继续办理", "0", "0", "0"],
]


@pytest.mark.parametrize("between", ["\n", " ", "\t"])
def test_prescribed_tables_however_they_are_set(between: str) -> None:
    first, second = ("\n".join(between.join(row) for row in t) for t in (PROACTIVE, ON_REQUEST))
    text = (
        f"{TITLE}二、主动公开政府信息情况\n{first}\n"
        f"三、收到和处理政府信息公开申请情况\n{second}\n四、其他\n{BODY}\n"
    )
    assert tables(text) == [("proactive", first), ("on_request", second)]
    assert [number for _, _, number in headings(text)] == ["二", "三", "四"]
    assert not texts(text, "note")


def test_a_form_has_its_head_and_its_foot() -> None:
    form = (
        "附件\n政府信息公开情况统计表\n（2016年度）\n填报单位（盖章）：杨柳镇\n"
        "统计指标\t单位\t统计数\n（一）主动公开政府信息数\n（不同渠道公开相同信息计1条）\t条\t46\n"
        "三、依申请公开情况\t—\t—\n（一）收到申请数\t件\t2\n"
        "单位负责人：李某　审核人：王某　填报日期：2017年1月8日"
    )
    text = f"{TITLE}{BODY}\n\n{form}\n"
    assert tables(text) == [("other", form)]


def test_a_table_ends_where_the_next_or_the_sign_off_begins() -> None:
    head = ["指标", "单位", "数量"]
    figures = ["主动公开信息数", "条", "12", "网站公开", "条", "9", "其他", "条", "3"]
    first = "\n".join(["附表一：主动公开情况统计", *head, *figures])
    figures = ["申请总数", "件", "4", "当面申请", "件", "3", "信函申请", "件", "1"]
    second = "\n".join(["附表二：依申请公开情况统计", *head, *figures])
    text = f"{TITLE}{BODY}\n\n{first}\n\n{second}\n杨柳镇人民政府\n2017年1月15日\n"
    assert tables(text) == [("proactive", first), ("on_request", second)]
    assert texts(text, "sign") == ["杨柳镇人民政府\n2017年1月15日"]


def test_a_menu_with_bars_is_no_table() -> None:
    text = f"{TITLE}{BODY}\n网站声明 | 网站地图 | 联系我们\n"
    assert not tables(text)
    assert texts(text, "note") == ["网站声明 | 网站地图 | 联系我们"]


@pytest.mark.parametrize(
    "note",
    [
        "索引号\tAF012-2017\t信息分类\t政务公开",
        "［ 打印文章 ］ ［ 关闭窗口 ］",
        "【我要打印】【关闭】",
        "附件下载：",
        "下一篇文章： 没有了",
        "分享到： QQ空间 新浪微博 微信",
        "扫一扫在手机上查看当前页面",
        "![](media/image1.png)",
    ],
)
def test_what_a_page_adds_is_a_note(note: str) -> None:
    assert texts(f"{TITLE}{BODY}\n{note}\n{BODY}\n", "note") == [note]


@pytest.mark.parametrize(
    ("line", "parts"),
    [
        (f"一、概述 2016年，{BODY}", ["一、概述", f"2016年，{BODY}"]),
        (f"二、收费及减免情况　　本年度没有收费。{BODY}", ["二、收费及减免情况", None]),
        (f"（一）领导重视，机构健全　　{BODY}", ["（一）领导重视，机构健全", BODY]),
        (f"一、总体情况2016年，{BODY}", ["一、总体情况", f"2016年，{BODY}"]),
    ],
)
def test_a_heading_glued_to_its_body(line: str, parts: list[str | None]) -> None:
    text = f"{TITLE}{line}\n"
    assert [h[0] for h in headings(text)] == [parts[0]]
    assert parts[1] is None or texts(text, "paragraph") == [parts[1]]


def test_headings_in_the_middle_of_a_line() -> None:
    text = f"{TITLE}现报告如下：一、概述 {BODY} 二、依申请公开情况 未收到申请。\n"
    assert [h[0] for h in headings(text)] == ["一、概述", "二、依申请公开情况"]
    assert texts(text, "paragraph") == ["现报告如下：", BODY, "未收到申请。"]


@pytest.mark.parametrize(
    "line",
    [
        "（二）依申请 公开情况。" + BODY,  # a stray space in a run-in heading
        "二、政府信息公开 2017 年工作情况",
        "一、全年 主动公开信息 46 条。",
    ],
)
def test_a_space_alone_glues_nothing(line: str) -> None:
    assert all(" 公开情况。" in h[0] or h[0] == line for h in headings(f"{TITLE}{line}\n{BODY}\n"))


def test_a_heading_wrapped_inside_a_word() -> None:
    wrapped = "二、重点领域政府信息公开工作推进情况和公\n\n开情况"
    assert [h[0] for h in headings(f"{TITLE}{wrapped}\n\n{BODY}\n")] == [wrapped]


@pytest.mark.parametrize(
    "title",
    [
        "杨柳镇人民政府\n2016年\n政府信息公开工作年度报告",
        "杨柳街道办事处\n关于2016年度政府信息公开工作情况的报告",
        "杨柳镇2016年政务公开工作总结\n及2017年工作计划",
    ],
)
def test_titles_of_several_lines(title: str) -> None:
    text = f"{title}\n{BODY}\n"
    assert texts(text, "title") == [title]
    assert not texts(text, "note")


def test_the_head_of_an_official_document() -> None:
    head = ["杨柳区人民政府北园街道办事处文件", "北园街发〔2018〕7号", "签发人：刘某某"]
    text = "\n\n".join(head) + f"\n\n{TITLE}{BODY}\n"
    assert texts(text, "paragraph") == [*head, BODY]


def test_contents_end_where_the_text_begins() -> None:
    contents = "目    录\n一、概述\n二、附表"
    text = f"{TITLE}{contents}\n引 言\n{BODY}\n一、概述\n{BODY}\n二、附表\n{BODY}\n"
    assert texts(text, "paragraph")[:2] == [contents, "引 言"]


def test_attachments_in_a_list_are_no_headings() -> None:
    listed = "附件：1.统计表\n2.重点领域信息公开目录\n"
    text = f"{TITLE}一、概述\n{BODY}\n{listed}杨柳镇人民政府\n2017年1月15日\n"
    assert [h[0] for h in headings(text)] == ["一、概述"]


def test_closing_words_are_a_paragraph() -> None:
    last = ["加大督导力度，力争走在全县前列", "特此报告"]
    text = "\n".join([f"{TITLE}二、今后打算", *last, "杨柳镇人民政府", "2017年1月15日"])
    assert texts(text, "paragraph") == last


@pytest.mark.parametrize(
    "sign",
    [
        "报送单位：杨柳镇人民政府   2017.1.15",
        "杨柳镇人民政府（公章）\n2017年1月15日",
        "\n杨柳镇人民政府",
    ],
)
def test_forms_of_sign_offs(sign: str) -> None:
    assert texts(f"{TITLE}{BODY}\n{sign}\n", "sign") == [sign.strip()]


def test_a_measure_to_come_is_improvement_only_among_plans() -> None:
    measure = "（一）进一步拓宽公开渠道。"
    for heading, subjects in (
        ("三、今后打算", ("channels", "improvement")),
        ("二、主要做法", ("channels",)),
    ):
        text = f"{TITLE}{heading}\n{measure}{BODY}\n"
        assert layouts(text)[0].of_kind("heading")[1].subjects == subjects


@pytest.mark.parametrize(
    ("heading", "subjects"),
    [
        ("公众参与及回应关切情况", {"interpretation"}),
        ("政府信息公开支出及收费", {"fees"}),
        ("人员和收支情况", {"organization", "fees"}),
        ("依申请公开和不予公开情况", {"on_request"}),
        ("主动公开的形式和途径", {"channels"}),
        ("丰富公开形式", {"channels"}),
        ("权力清单和责任清单公开", {"key_areas"}),
        ("推进决策、执行、管理、服务、结果公开", {"key_areas"}),
        ("建议提案办理结果公开", {"proposals"}),
        ("补齐政策解读短板", {"interpretation"}),
        ("问题和措施", {"problems", "improvement"}),
        ("个别单位重视不够", {"problems"}),
        ("责任追究情况", {"supervision"}),
        ("人员培训", {"training"}),
        ("健全组织领导体系", {"organization"}),
        ("咨询投诉与互动", {"interpretation"}),
        ("信息公开审查情况", {"information_management"}),
        ("清单所列信息的具体公开情况", {"proactive"}),
        ("政府信息公开情况统计表", {"other"}),
        ("本年报的获取方式", {"basis"}),
    ],
)
def test_subjects_of_less_common_headings(heading: str, subjects: set[str]) -> None:
    assert set(heading_subjects(heading)) == subjects
