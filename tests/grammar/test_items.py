"""What a count counts, and the total that it is a share of."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from govnlp.grammar.counts import find_counts
from govnlp.grammar.items import find_items
from govnlp.grammar.parts import link_parts

MARK = re.compile(r"<([DOC])>(.*?)</\1>")
LABELS = {"D": "DATE", "O": "OFFICE", "C": "CITATION"}


def items(marked: str) -> list[str | None]:
    """The items of a sentence in which <D>, <O>, <C> mark dates, offices, citations."""
    masked, text = [], ""
    last = 0
    for found in MARK.finditer(marked):
        text += marked[last : found.start()]
        masked.append((len(text), len(text) + len(found[2]), LABELS[found[1]]))
        text += found[2]
        last = found.end()
    text += marked[last:]
    taken = [(start, end) for start, end, _ in masked]
    counts = [
        count
        for count in find_counts(text)
        if not any(start < count.end and count.start < end for start, end in taken)
    ]
    return find_items(text, counts, masked)


def parts(text: str) -> list[int | None]:
    return link_parts(text, find_counts(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # the noun right behind the number
        ("全镇有32个村、社区。", ["村、社区"]),
        ("共受理15件政府信息公开申请。", ["政府信息公开申请"]),
        ("对61个市直部门的网站作了抽测。", ["市直部门"]),
        ("组织7个检查组，分头下乡。", ["检查组"]),
        ("有8个单位未按时报送。", ["单位"]),
        ("在19个乡镇和42个县直单位推开。", ["乡镇", "县直单位"]),
        ("本报告由六个部分组成。", ["部分"]),
        ("3名工作人员均持证上岗。", ["工作人员"]),
        ("设立5处公共查阅点，方便群众。", ["公共查阅点"]),
        ("从四个方面改进工作。", ["方面"]),
        ("收到26条意见建议，逐条研究。", ["意见建议"]),
        ("全年举办一期政务公开培训班。", ["政务公开培训班"]),
        ("未发生一起因信息公开引发的群体性事件。", ["群体性事件"]),
        ("没有收到一件行政诉讼。", ["行政诉讼"]),
        ("每半年开展一次专项督查。", ["专项督查"]),
        ("公布2.6亿元扶贫专项资金。", ["扶贫专项资金"]),
        ("12个村（社区）设了公开栏。", ["村（社区）"]),
        ("涉及21个社区书记的培训。", ["社区"]),
        # what is done, behind the number
        ("区领导两次作出批示。", ["作出批示"]),
        ("各单位经办人员1200人参训。", ["各单位经办人员"]),
        # the verb-object phrase right before it
        ("共主动公开政府信息518条。", ["主动公开政府信息"]),
        ("全年累计发布信息1024条。", ["发布信息"]),
        ("收到依申请公开9件，办结8件。", ["收到依申请公开", "办结"]),
        ("召开新闻发布会4场。", ["召开新闻发布会"]),
        ("受理投诉约30件。", ["受理投诉"]),
        ("接待群众 230 人次。", ["接待群众"]),
        ("同意公开6件，不予公开2件，信息不存在1件。", ["同意公开", "不予公开", "信息不存在"]),
        ("非本机关掌握3件。", ["非本机关掌握"]),
        ("收取复印、邮寄等费用共计48元。", ["费用"]),
        ("两微一端“滨城发布”推送1300条。", ["推送"]),
        ("12345热线受理诉求4.2万件。", ["受理诉求"]),
        ("群众来信办复率达98%。", ["群众来信办复率"]),
        ("更换公开栏不少于20块。", ["更换公开栏"]),
        ("组织机关干部签订承诺书60份。", ["签订承诺书"]),
        ("巡查中发现并整改问题11个。", ["发现并整改问题"]),
        ("因信息公开被申请行政复议2件。", ["被申请行政复议"]),
        ("审查拟公开信息700条，退回12条。", ["审查拟公开信息", "退回"]),
        # the noun phrase before it: verbs of having, of light meaning
        ("配备专职人员4名、兼职人员17名。", ["配备专职人员", "兼职人员"]),
        ("大厅设查阅点1处。", ["设查阅点"]),
        ("开展业务培训6次。", ["开展业务培训"]),
        ("现有公示栏8块。", ["公示栏"]),
        ("由人大代表提出的建议19件。", ["建议"]),
        ("网站访问量52万次。", ["访问量"]),
        ("“滨城发布”公众号订阅用户达3万人。", ["订阅用户"]),
        ("其中，网上申请5件、信函申请3件。", ["网上申请", "信函申请"]),
        ("其中当面8件，信函6件。", ["当面", "信函"]),
        ("电脑、打印机各1台。", ["电脑、打印机"]),
        ("公示栏由12块增加到18块。", ["公示栏", "公示栏"]),
        # dates, offices and titles
        ("<D>2019年</D><O>我局</O>主动公开政府信息77条。", ["主动公开政府信息"]),
        ("<D>全年</D><O>市教育局</O>公开招生信息56条。", ["公开招生信息"]),
        ("<D>上年</D>结转1件，结转<D>下年度</D>2件。", ["结转", "结转"]),
        ("不属于<O>本机关</O>公开4件。", ["不属于本机关公开"]),
        ("<O>市政府</O>及市直部门611条。", ["市政府及市直部门"]),
        ("<O>监察室</O><D>每季度</D>抽查一次。", ["抽查"]),
        ("宣讲<C>《信息公开条例》</C>9场。", ["宣讲《信息公开条例》"]),
        ("全年例行发布会<D>每月</D>一场。", ["例行发布会"]),
        # nothing named, shares and differences
        ("共31条，占12%。", [None, None]),
        ("政策类信息占全部信息的7.5%。", [None]),
        ("同比增长15%。", [None]),
        ("比上年多9条。", [None]),
        ("较<D>上年</D>增加21件。", [None]),
        ("满意率比<D>上年</D>提高3.1个百分点。", [None]),
        # what is done, where nothing is named before the number
        ("其中2件经批准延期答复。", ["延期答复"]),
        ("另1件正在办理。", ["正在办理"]),
        ("其中4件涉及征地补偿。", ["涉及征地补偿"]),
        ("局领导两次专题研究政务公开。", ["专题研究政务公开"]),
        # numbers in a row share one item, and a clause may name it for the next
        ("举办培训班3期、120人次。", ["举办培训班", "举办培训班"]),
        ("举办培训班3期，累计120人次。", ["举办培训班", "举办培训班"]),
        ("梳理出5类23个问题。", ["问题", "问题"]),
        ("停水预告提前<D>24小时</D>发布，全年218次。", ["停水预告"]),
        ("受理申请74件（<D>上年</D>为52件）。", ["受理申请", "受理申请"]),
        # a part keeps its channel, an item elsewhere does not
        ("公开信息90条，其中通过网站公开80条。", ["公开信息", "网站公开"]),
        ("通过网站公开信息80条。", ["公开信息"]),
        # 的 and 等 cut
        ("收到公民提出的申请5件。", ["申请"]),
        ("纠正没有遮挡的6处。", ["没有遮挡"]),
        ("公开社保、就业等12条。", ["社保、就业"]),
        # prices
        ("黑白复印每页0.3元。", ["黑白复印"]),
        # what a number is said to be
        ("收到申请3件，两件为当面递交。", ["收到申请", "当面递交"]),
        # an item never leaves its line
        ("公开目录\n12类。", [None]),
        ("", []),
    ],
)
def test_items(text: str, expected: list[str | None]) -> None:
    assert items(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("公开信息336条，其中：财政120条，民生88条，其他128条。", [None, 0, 0, 0]),
        ("公开信息90条。其中，财政40条；民生50条。", [None, 0, 0]),
        ("公开信息90条，其中财政40条，占44%；民生50条，占56%。", [None, 0, None, 0, None]),
        ("受理申请20件（网络12件，信函7件），均已答复。", [None, 0, 0]),
        ("收到申请8件，其中自然人6件（当面2件、网上4件），法人2件。", [None, 0, 1, 1, 0]),
        ("公开文件30件，其中转发10件，其中省级4件。", [None, 0, 1]),
        ("发布信息45条，分别为：通知20条，动态25条。", [None, 0, 0]),
        ("人员9名，包括专职2名、兼职7名。", [None, 0, 0]),
        ("办结11件：公开7件，部分公开3件，不予公开1件。", [None, 0, 0, 0]),
        ("收到申请10件。从方式看，当面6件，信函4件。", [None, 0, 0]),
        ("制发文件12件，其中图解5篇。", [None, 0]),
        ("主动公开86条，其中预算50条。收到申请3件。", [None, 0, None]),
        ("公开信息50条，比上年多9条，其中财政30条。", [None, None, 0]),
        ("行政复议2件，行政诉讼1件。", [None, None]),
        ("收到申请5件，办结5件。", [None, None]),
        ("收到申请9件，办结7件，2件正在办理。", [None, None, None]),
        # nine and fourteen are 23 by chance: all four are parts of what is not named
        ("同意公开23件，部分公开31件，不予公开9件，其他14件。", [None] * 4),
        (
            "新增38条，历年累计312条。新增信息中，市级8条，县级20条，乡级10条。",
            [None, None, 0, 0, 0],
        ),
        ("建议7件、提案5件、议案2件。", [None, None, None]),
        # another breakdown of the same total, and a total behind its parts
        ("收到申请8件，当面3件、网上5件。同意公开6件，不予公开2件。", [None, 0, 0, 0, 0]),
        ("收到申请9件，其中当面9件。答复：公开4件，部分公开3件，不予公开2件。", [None, *[0] * 4]),
        ("书面申请9件、网上申请5件，合计14件。", [2, 2, None]),
        ("应办理申请14件，办结13件，结转下年1件。", [None, None, None]),
        ("公开信息336条\n其中财政120条。", [None, None]),
        ("其中财政120条。", [None]),
        ("公开信息5条，其中财政9条。", [None, None]),
        ("公开信息30条，占60%，其中财政20条。", [None, None, 0]),
        ("", []),
    ],
)
def test_parts(text: str, expected: list[int | None]) -> None:
    assert parts(text) == expected


def test_items_and_parts_need_no_counts() -> None:
    assert find_items("没有数字", []) == []
    assert link_parts("没有数字", []) == []


def test_a_mask_may_lie_anywhere() -> None:
    text = "今年我局公开信息336条。"
    counts = find_counts(text)
    assert find_items(text, counts, [(4, 60, "OFFICE"), (0, 2, "DATE"), (8, 11, "CITATION")])


# --- any string --------------------------------------------------------------------

_PIECES = st.sampled_from(
    [
        "其中", "公开", "信息", "收到", "申请", "3件", "120条", "占", "12%", "，", "。", "、", "；",
        "：", "（", "）", "“", "”", "《", "》", "\n", " ", "的", "共", "比上年",
        "增加到", "两次", "一起", "未发生", "为", "等", "各", "2人", "参加", "因", "引发",
        "网站", "其他", "万元", "5", ".", "分别为",
    ]
)  # fmt: skip
_TEXTS = st.one_of(st.lists(_PIECES, max_size=40).map("".join), st.text(max_size=60))
_MASKS = st.lists(
    st.tuples(
        st.integers(0, 60), st.integers(1, 9), st.sampled_from(["DATE", "OFFICE", "CITATION"])
    ).map(lambda mask: (mask[0], mask[0] + mask[1], mask[2])),
    max_size=4,
)


def sentence(text: str, start: int, end: int) -> str:
    """The sentence around a stretch of ``text``."""
    before = max(text.rfind(stop, 0, start) for stop in "。！？\n") + 1
    after = [at for stop in "。！？\n" if (at := text.find(stop, end)) >= 0]
    return text[before : min(after, default=len(text))]


@given(_TEXTS, _MASKS)
@settings(max_examples=500)
def test_an_item_stands_in_its_sentence(text: str, masked: list[tuple[int, int, str]]) -> None:
    counts = find_counts(text)
    found = find_items(text, counts, masked)
    assert len(found) == len(counts)
    for count, item in zip(counts, found, strict=True):
        assert item is None or (item and item == item.strip())
        assert item is None or item in sentence(text, count.start, count.end)


@given(_TEXTS)
@settings(max_examples=500)
def test_parts_stand_in_the_paragraph_of_their_total(text: str) -> None:
    counts = find_counts(text)
    links = link_parts(text, counts)
    assert len(links) == len(counts)
    for part, total in enumerate(links):
        if total is not None:
            assert total != part
            first, last = sorted((counts[total], counts[part]), key=lambda count: count.start)
            assert "\n" not in text[first.end : last.start]
            assert part not in _chain(links, total)


def _chain(links: list[int | None], start: int) -> list[int]:
    """The totals of a total, up to the last; fails where the links run in a circle."""
    chain = [start]
    while (total := links[chain[-1]]) is not None:
        assert total not in chain
        chain.append(total)
    return chain


@given(st.sampled_from(["（", "“", "公开3件，其中", "其中", "3件", "的", "、", "比", "公开"]))
def test_time_is_linear_in_the_text(piece: str) -> None:
    text = piece * 3000
    counts = find_counts(text)
    assert len(find_items(text, counts)) == len(link_parts(text, counts)) == len(counts)


@pytest.mark.parametrize(
    ("text", "totals"),
    [
        # 其中： lists all of them, over ；
        ("公开信息500条。其中：机构类9条；法规类20条；财政类31条。", [None, 0, 0, 0]),
        ("公开信息500条，其中机构类9条；受理申请20条。", [None, 0, None]),
        # A row of outcomes goes on where two of them happen to add up to the one before.
        (
            "收到申请17件；公开5件，部分公开3件，不予公开2件，无法提供6件，其他1件。",
            [None, *[0] * 5],
        ),
        # What is carried over makes up the rest.
        ("收到申请9件，其中公开3件、不予公开4件，结转2件。", [None, 0, 0, None]),
    ],
)
def test_parts_behind_a_mark(text: str, totals: list[int | None]) -> None:
    assert link_parts(text, find_counts(text)) == totals
