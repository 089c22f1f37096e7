"""Web pages: the article and nothing else, the article and nothing less."""

from __future__ import annotations

import time

import pytest

from govnlp.reading import ReadError, read
from govnlp.reading.html import declared_encoding
from govnlp.reading.html_article import article_lines
from govnlp.reading.html_tree import parse

PAGE = """<!DOCTYPE html>
<html><head><meta charset="utf-8"><title>松溪镇2018年政府信息公开年度报告-松溪县人民政府</title>
<style>p {{ color: red }}</style></head><body>
<div class="top"><h1>松溪县人民政府</h1><ul class="nav"><li><a href="/">首页</a></li>
<li><a href="/a">政务公开</a></li><li><a href="/b">办事服务</a></li></ul></div>
<div class="dqwz">当前位置：<a href="/">首页</a> &gt; <a href="/n">年度报告</a></div>
<div class="side"><ul><li><a href="1">机构职能</a></li><li><a href="2">政策文件</a></li>
<li><a href="3">人事信息</a></li></ul></div>
<div class="wrap"><h1>松溪镇2018年政府信息公开年度报告</h1>
<div class="info">发布时间：2019-01-20 来源：松溪镇 字体：<a href="#">大</a></div>
<div class="{name}"><p>　　现将2018年<b>政府信息公开</b>工作情况报告如下。</p>
<h2>一、概述</h2><p>主动公开信息46条，
其中网站40条。<span style="display: none">隐藏的字。</span></p>
<p>二、附表</p><table border="1"><tr><td rowspan="2">方式</td><td>网站</td><td>40</td></tr>
<tr><td>公开栏</td><td>6</td></tr></table>
<p>松溪镇人民政府<br>2019年1月15日</p></div>
<div class="bdsharebuttonbox">分享到：<a href="#">微信</a></div>
<p>上一篇：<a href="x">没有了</a></p></div>
<div class="footer">主办单位：松溪县人民政府 网站标识码：3500000000 版权所有</div>
<script>document.write("<p>脚本写的字。</p>")</script></body></html>"""
ARTICLE = """松溪镇2018年政府信息公开年度报告
　　现将2018年政府信息公开工作情况报告如下。
一、概述
主动公开信息46条，其中网站40条。
二、附表
方式\t网站\t40
\t公开栏\t6
松溪镇人民政府
2019年1月15日"""


def lines(html: str) -> list[str]:
    return article_lines(parse(html))


@pytest.mark.parametrize("name", ["TRS_Editor", "zoom", "pages_content", "nobody-knows-this"])
def test_the_article_alone_is_kept(write, name):
    source = read(write("a.html", PAGE.format(name=name).encode()))
    assert source.text == ARTICLE
    assert (source.encoding, source.media_type) == ("utf-8", "text/html")


def test_the_title_is_not_said_twice():
    page = PAGE.format(name="zoom").replace(
        "<p>　　现将", "<p>松溪镇2018年政府信息公开年度报告<p>　　现将"
    )
    assert lines(page).count("松溪镇2018年政府信息公开年度报告") == 1


def test_the_page_s_own_statement_of_its_title_is_the_last_resort():
    page = """<html><head><meta name="ArticleTitle" content="柳河乡2014年年度报告"></head><body>
    <ul><li><a href=1>一</a><li><a href=2>二</a><li><a href=3>三</a></ul>
    <div id="zoom"><p>我乡全年公开信息9条，没有收到申请。</p></div></body></html>"""
    assert lines(page) == ["柳河乡2014年年度报告", "我乡全年公开信息9条，没有收到申请。"]


@pytest.mark.parametrize(
    "fragment",
    [
        "<p>一、概述</p><p>公开3条。</p><p>石桥乡</p>",
        "<div><p>石桥乡</p></div><div><h2>一、概述</h2><p>公开信息3条，均在网站公开，群众满意。</p></div><p>特此报告</p>",
        "<h1>石桥乡报告</h1><div><p>公开信息3条，都在网站公开，内容包括财政预算。</p></div><div><p>乡政府</p></div>",
        "<table><tr><td>石桥乡</td></tr><tr><td><p>公开信息3条。</p></td></tr></table>乡政府",
        "石桥乡<br>公开3条。<a href=x>网址</a>",
    ],
)
def test_a_page_that_is_all_article_loses_nothing(fragment):
    found = "".join(lines(fragment))
    assert [c for c in parse(fragment).body.content() if not c.isspace()] == [
        c for c in found if not c.isspace()
    ]


def test_inline_elements_break_no_line_and_space_folds():
    html = "<p>共<b>2</b><span> 8 </span>条，<a href=x>网</a>站\n公开&nbsp;&lt;3&gt;<wbr>&#12288;条"
    assert lines(html) == ["共2 8 条，网站公开\u00a0<3>\u3000条"]


def test_blocks_breaks_and_list_items_are_lines():
    html = "<h3>一、概述</h3>开头<ul><li>甲<li>乙</ul><div>丙<br>丁</div><pre>戊\n己</pre>"
    assert lines(html) == ["一、概述", "开头", "甲", "乙", "丙", "丁", "戊", "己"]


def test_merged_cells_leave_a_rectangle():
    html = """<table><tr><th colspan=4>统计<br>表</th></tr><tr><td rowspan=2>甲<td colspan=2>乙
    <td>1</tr><tr><td>丙</td><td>丁</td><td>2</td></tr></table>"""
    assert lines(html) == ["统计 表\t\t\t", "甲\t乙\t\t1", "\t丙\t丁\t2"]


def test_a_title_row_over_more_columns_than_there_are_adds_none():
    html = "<table><tr><td colspan=9>表</td></tr><tr><td>甲</td><td>1</td></tr></table>"
    assert lines(html) == ["表\t", "甲\t1"]


def test_layout_tables_are_unfolded():
    prose = "<p>我镇公开信息3条。</p><p>受理申请1件。</p><p>没有收费。</p>"
    inner = "<table><tr><td>甲</td><td>1</td></tr></table>"
    html = f"<table><tr><td>左</td><td>{prose}{inner}</td></tr></table>"
    assert lines(html) == ["左", "我镇公开信息3条。", "受理申请1件。", "没有收费。", "甲\t1"]


@pytest.mark.parametrize("declaration", ["gb2312", "gbk", "GB18030", "utf-8", "nonsense"])
@pytest.mark.parametrize("encoding", ["gb18030", "utf-8", "utf-8-sig"])
def test_declarations_are_followed_when_right_and_not_when_wrong(write, declaration, encoding):
    html = f'<meta http-equiv=x content="text/html; charset={declaration}"><p>公开䶮镇概况。'
    source = read(write("a.htm", html.encode(encoding)))
    assert source.text == "公开䶮镇概况。"
    assert source.encoding == encoding


def test_big5_pages(write):
    html = '<html><meta charset="big5"><p>全年主動公開資訊九條。</p></html>'
    source = read(write("a.html", html.encode("big5")))
    assert (source.text, source.encoding) == ("全年主動公開資訊九條。", "big5")


def test_a_declaration_in_a_comment_does_not_count():
    assert declared_encoding(b'<!-- <meta charset="big5"> --><meta charset=GBK>') == "gbk"
    assert declared_encoding(b"<p>charset=gbk</p>") is None


@pytest.mark.parametrize(
    "html",
    ["<html><body></body></html>", "<script>document.write('字')</script>", "<p>&nbsp;</p>", " \n"],
)
def test_a_page_without_text(write, html):
    with pytest.raises(ReadError) as caught:
        read(write("a.html", html.encode()))
    assert caught.value.code == "empty"


@pytest.mark.parametrize(
    "html",
    [
        "<div>" * 100_000 + "公开。",
        "<table><tr><td>" * 5_000 + "公开。",
        "<ul><li>" * 20_000 + "公开。",
        "<b><p>" * 10_000 + "公开。",
        "<table>" + "<tr><td rowspan=100000 colspan=100000>公开。" * 1_000,
        "<table><tr>" + "<td>公开" * 20_000 + "<tr><td>。" * 2_000,
        "<p>公开。" + "<!--" * 100_000,
        "<p>公开。" + "<meta " * 50_000,
    ],
    ids=["div", "table", "list", "inline", "span", "wide", "comment", "meta"],
)
def test_hostile_pages_are_read_in_bounded_time(html):
    start = time.perf_counter()
    assert "公开" in "".join(lines(html))
    assert time.perf_counter() - start < 10
    assert len(declared_encoding(html.encode()) or "") < 40


def test_reading_a_page_takes_time_in_proportion_to_its_length():
    def seconds(times: int) -> float:
        html = "<html><body><div class=x>" + "<p>我镇公开<b>8</b>条。</p>" * times + "</div>"
        start = time.perf_counter()
        assert len(lines(html)) == times
        return time.perf_counter() - start

    seconds(500)
    assert seconds(16_000) < 8 * max(seconds(4_000), 0.02)
