"""Counts: spans, values, units, qualifiers, negation, and what counts nothing."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from govnlp.grammar.counts import find_counts
from govnlp.grammar.match import Count


def found(text: str) -> list[tuple[str, float | None, str | None]]:
    return [(count.text, count.value, count.unit) for count in find_counts(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("公开信息28条", [("28条", 28, "条")]),
        ("接待 7500 人次。", [("7500 人次", 7500, "人次")]),
        ("24个村、社区", [("24个", 24, "个")]),
        ("七个方面", [("七个", 7, "个")]),
        ("从三方面入手", [("三方面", 3, "方面")]),
        ("分为三类", [("三类", 3, "类")]),
        ("共九部分", [("九部分", 9, "部分")]),
        ("共1,234件", [("1,234件", 1234, "件")]),
        ("共1，234件", [("1，234件", 1234, "件")]),
        ("共 12 345人次", [("12 345人次", 12345, "人次")]),
        ("３５件", [("３５件", 35, "件")]),
        ("兩萬餘條", [("兩萬餘條", 20000, "条")]),
        ("壹拾贰件", [("壹拾贰件", 12, "件")]),
        ("二十五件", [("二十五件", 25, "件")]),
        ("3.6万次", [("3.6万次", 36000, "次")]),
        ("1.2亿人次", [("1.2亿人次", 120000000, "人次")]),
        ("0件", [("0件", 0, "件")]),
        ("败诉案件为零件", [("零件", 0, "件")]),
        ("行政诉讼零件，举报零起", [("零件", 0, "件"), ("零起", 0, "起")]),
        ("购买零件，申请零材料", []),
        ("占一成", [("一成", 1, "成")]),
        ("5篇（条）", [("5篇（条）", 5, "篇（条）")]),
        ("12件（次）", [("12件（次）", 12, "件（次）")]),
        ("2300余条/次", [("2300余条/次", 2300, "条/次")]),
        ("费用5元/页", [("5元", 5, "元")]),
        ("出动车辆5台次", [("5台次", 5, "台次")]),
        ("15人为监督员", [("15人", 15, "人")]),
        ("9个一级类目", [("9个", 9, "个")]),
        ("36支队伍", [("36支", 36, "支")]),
        ("4家县级医院", [("4家", 4, "家")]),
        ("三件事", [("三件", 3, "件")]),
        ("2.3个百分点", [("2.3个百分点", 2.3, "个百分点")]),
        ("印数5万份", [("5万份", 50000, "份")]),
        ("6辆次", [("6辆次", 6, "辆次")]),
        ("得98.5分", [("98.5分", 98.5, "分")]),
        ("5家政府网站", [("5家", 5, "家")]),
        ("3次办公会", [("3次", 3, "次")]),
        ("3起诉讼", [("3起", 3, "起")]),
        ("12位居民代表", [("12位", 12, "位")]),
        ("12项目标任务", [("12项", 12, "项")]),
        ("3场面向企业的宣讲", [("3场", 3, "场")]),
        ("5条文字信息", [("5条", 5, "条")]),
        ("增长2倍", [("2倍", 2, "倍")]),
        ("统一三个平台", [("三个", 3, "个")]),
        ("1.3件", [("3件", 3, "件")]),
        ("1、2件申请已办结", [("2件", 2, "件")]),
        ("共有1、2件", [("1、2件", 1, "件")]),
        ("3点建议", [("3点", 3, "点")]),
        ("最近3次", [("3次", 3, "次")]),
        ("节约5万元", [("5万元", 50000, "元")]),
        # qualifiers, inside the span
        ("十条以上", [("十条以上", 10, "条")]),
        ("约300人", [("约300人", 300, "人")]),
        ("200余件", [("200余件", 200, "件")]),
        ("260 余个", [("260 余个", 260, "个")]),
        ("3万余人次", [("3万余人次", 30000, "人次")]),
        ("近百件", [("近百件", 100, "件")]),
        ("上千人次", [("上千人次", 1000, "人次")]),
        ("百余件", [("百余件", 100, "件")]),
        ("十几个", [("十几个", 10, "个")]),
        ("超过100件", [("100件", 100, "件")]),
        # two bounds
        ("3至5件", [("3至5件", 3, "件")]),
        ("三-五次", [("三-五次", 3, "次")]),
        ("3件至5件", [("3件至5件", 3, "件")]),
        ("10%-20%", [("10%-20%", 10, "%")]),
        ("两三个", [("两三个", 2, "个")]),
        # percents and money
        ("100%", [("100%", 100, "%")]),
        ("95.5％", [("95.5％", 95.5, "%")]),
        ("百分之九十以上", [("百分之九十以上", 90, "百分之")]),
        ("百分之百", [("百分之百", 100, "百分之")]),
        ("千分之三", [("千分之三", 3, "千分之")]),
        ("3.5万元", [("3.5万元", 35000, "元")]),
        ("300余万元", [("300余万元", 3000000, "元")]),
        ("1.2亿元", [("1.2亿元", 120000000, "元")]),
        ("5美元", [("5美元", 5, "美元")]),
        ("伍佰元整", [("伍佰元", 500, "元")]),
        # 一 that counts
        ("召开一次会议", [("一次", 1, "次")]),
        ("每季度召开一次", [("一次", 1, "次")]),
        ("每周更新一次", [("一次", 1, "次")]),
        ("报送一份材料", [("一份", 1, "份")]),
        ("另一件涉及隐私", [("一件", 1, "件")]),
        ("发生一起案件", [("一起", 1, "起")]),
        ("仅建一个平台", [("一个", 1, "个")]),
        ("一个主站、三个分站", [("一个", 1, "个"), ("三个", 3, "个")]),
        ("印制流程图一张，", [("一张", 1, "张")]),
        # negation
        ("未发生一起行政复议", [("一起", 0, "起")]),
        ("无一例", [("一例", 0, "例")]),
        ("没有一件", [("一件", 0, "件")]),
        ("未收到任何一件申请", [("一件", 0, "件")]),
        ("未收到依申请公开1件", [("1件", 0, "件")]),
        ("因未补正终止3件", [("3件", 3, "件")]),
        ("无法提供2件", [("2件", 2, "件")]),
        ("不予公开1件", [("1件", 1, "件")]),
        # beside dates
        ("2017年3月公开100条", [("100条", 100, "条")]),
        ("12月份3件", [("3件", 3, "件")]),
    ],
)
def test_found(text: str, expected: list[tuple[str, float, str]]) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        # ordinals, numbering, codes
        "国务院令第711号", "第三次", "第 3 次", "第二十一条", "第十二条、十三条", "第一、二批",
        "一是",
        "其一", "一方面", "热线3112345", "0537-5213456", "国办发〔2017〕24号", "V2.0版", "2.0版",
        "十六届人大一次会议", "政协七届四次会议", "十届市委十次全会", "居前三位", "二次供水",
        "二期工程",
        "编号0001起", "下午3点。",
        # 一 as an article
        "一套机制", "一个平台", "一系列", "一支队伍", "一项重要工作", "一种方式", "一批骨干",
        "一户一册",
        "每一次", "上一次", "一件件", "一次性", "一次告知", "一起推进", "一些", "一点", "一部分",
        # 大, 级, 字; idioms and slogans
        "三大制度", "三大类", "两级干部", "四级网络", "八字方针", "一定", "统一", "进一步", "一律",
        "一体", "一站式", "一网通办", "一门", "一窗", "一把手", "一分为二", "三公", "五公开",
        "两微一端",
        "两办", "十四五", "最多跑一次", "千家万户", "百姓", "万象", "四个意识", "两个维护",
        "八项规定",
        "“三个一律”", "二维码", "三农", "一般", "三级", "八小时以外", "一事一审", "双随机",
        "以防万一",
        "十分重视", "无一例外", "一网三平台", "一件大事", "一条龙", "三人大代表",
        # places
        "三台县", "五莲县", "七里河", "六合区", "三门峡", "百户县",
        # lengths of time and dates
        "三个月", "20个工作日", "24小时", "2017年3月", "12月份", "一个半月", "3个季度", "两个星期",
        # no measure word, or none that can be read
        "浏览量12万", "多次", "数次", "若干", "数十件", "几百条", "几个", "万元", "百件", "条例12",
        "12条例", "3人民", "1/3", "3\n件",
    ],
)  # fmt: skip
def test_no_count(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "mod"),
    [
        ("28条", None), ("十条以上", "at_least"), ("200余件", "at_least"), ("30多个", "at_least"),
        ("上百次", "at_least"), ("3件以下", "at_most"), ("5份以内", "at_most"),
        ("约300人", "about"),
        ("近百件", "about"), ("大约5个", "about"), ("100人左右", "about"), ("两三个", "about"),
        ("二十来个", "about"), ("100人以下简称", None),
    ],
)  # fmt: skip
def test_mod(text: str, mod: str | None) -> None:
    (count,) = find_counts(text)
    assert count.mod == mod


@pytest.mark.parametrize(
    ("text", "kind", "upper", "negated"),
    [
        ("3件", "count", None, False), ("3至5件", "count", 5, False),
        ("十-十五个", "count", 15, False),
        ("95%", "percent", None, False),
        ("百分之五", "percent", None, False), ("0.5个百分点", "percent", None, False),
        ("10%至20%", "percent", 20, False), ("3万元", "money", None, False),
        ("未发生一起", "count", None, True), ("0起", "count", None, False),
        ("两三次", "count", 3, False),
    ],
)  # fmt: skip
def test_attributes(text: str, kind: str, upper: float | None, negated: bool) -> None:
    (count,) = find_counts(text)
    assert (count.kind, count.upper, count.negated) == (kind, upper, negated)


PIECES = st.sampled_from(
    [*"0123456789〇零一二两三十百千万亿半余多来几约近上第",
     *"前后未无件条个人次元起点分%、，。“”（）-—至到., 壹拾",
     "人次", "以上", "百分之", "没有", "发生", "\n", "万元", "工作日", "左右"]
)  # fmt: skip


def check(text: str, counts: list[Count]) -> None:
    end = 0
    for count in counts:
        assert end <= count.start < count.end
        assert text[count.start : count.end] == count.text
        assert count.text == count.text.strip() and "\n" not in count.text
        assert count.value is not None and count.unit
        assert count.upper is None or count.upper > count.value
        end = count.end


@given(st.text())
def test_any_text(text: str) -> None:
    check(text, find_counts(text))


@settings(max_examples=500)
@given(st.lists(PIECES, max_size=24).map("".join))
def test_any_count_characters(text: str) -> None:
    check(text, find_counts(text))


@given(st.integers(2, 10**12), st.sampled_from(["件", "条", "人次", "个", "元", "%"]))
def test_every_integer_is_counted(n: int, unit: str) -> None:
    for number in (str(n), f"{n:,}"):
        assert found(f"共{number}{unit}。") == [(number + unit, n, unit)]


@pytest.mark.parametrize(
    ("text", "value"),
    [("收到申请 1 7 件", 17), ("公开 2 0 4 条", 204), ("公开1 204条", 1204)],
)
def test_spaced_digits(text: str, value: int) -> None:
    assert [count.value for count in find_counts(text)] == [value]
