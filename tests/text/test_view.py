from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govnlp.text import View, clean_lines

CASES = [
    ("總結(jié)報告", "总结报告"),
    ("推進（jìn）服務(wù)", "推进服务"),
    ("微信公众号（APP）", "微信公众号（APP）"),
    ("２０１７ 年 ３ 月", "2017年3月"),
    ("2 0 1 7 年度", "2017年度"),
    ("共　12　件", "共12件"),
    ("QQ 群 2 个", "QQ群2个"),
    ("Windows 10 系统", "Windows 10系统"),
    ("公开,及时;准确", "公开，及时；准确"),
    ("1,234件", "1,234件"),
    ("3.5万元", "3.5万元"),
    ("## **一、概述**", "一、概述"),
    ("<p>我局&nbsp;公开</p>", "我局公开"),
    ("公\u200b开\ufeff", "公开"),
    ("批準乾部複議週期彙總", "批准干部复议周期汇总"),
    ("⼈民", "人民"),
    ("指标\t数量\t单位", "指标\t数量\t单位"),
    ("[年报](http://example.org/a)全文", "年报全文"),
]


@pytest.mark.parametrize(("text", "clean"), CASES)
def test_noise_is_undone(text: str, clean: str) -> None:
    assert clean_lines(text).clean == clean


def test_a_gloss_belongs_to_its_character() -> None:
    text = "總結(jié)報告"
    view = clean_lines(text)
    at = view.clean.index("结")
    assert text[slice(*view.to_source(at, at + 1))] == "結(jié)"


def test_an_entity_cut_by_dropped_characters_maps_to_all_of_it() -> None:
    text = "共 12 件 次"
    view = clean_lines(text)
    start = view.clean.index("12件次")
    assert text[slice(*view.to_source(start, start + 4))] == "12 件 次"


def test_delete_keeps_later_offsets() -> None:
    view = View.of("abcdef").delete([(1, 3)])
    assert view.clean == "adef"
    assert view.to_source(1, 2) == (3, 4)
    assert view.from_source(3, 6) == (1, 4)
    assert view.each_from_source([(3, 6), (0, 0), (3, 6)]) == [
        view.from_source(*span) for span in ((3, 6), (0, 0), (3, 6))
    ]
    assert view.each_from_source([]) == []


def test_views_compose() -> None:
    view = View.of("a-b-c").drop(re.compile("-")).drop(re.compile("b"))
    assert view.clean == "ac"
    assert view.to_source(0, 2) == (0, 5)


def test_a_translation_keeps_the_length() -> None:
    with pytest.raises(ValueError, match="number of characters"):
        View.of("ab").translate("abc")


NOISY = st.text(
    alphabet=st.sampled_from(
        list("一二年月日、。（）()《》總結報告jiéxA1０９% \t\n\r\f　\u00a0\u200b#*<p>/&;|-.,")
    ),
    max_size=80,
) | st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=60)


@given(NOISY)
def test_every_clean_character_has_its_own_place(text: str) -> None:
    view = clean_lines(text)
    assert len(view.clean) == len(view.starts) == len(view.ends)
    assert all(a < b for a, b in zip(view.starts, view.ends, strict=True))
    assert all(a <= b for a, b in zip(view.ends, view.starts[1:], strict=False))
    assert len(view) == 0 or (view.starts[0] >= 0 and view.ends[-1] <= len(text))
