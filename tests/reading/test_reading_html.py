"""Web pages: the article and nothing else, the article and nothing less."""

from __future__ import annotations

import gc
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


TABLES_OF_OLD = """<html><head><meta http-equiv=Content-Type content="text/html; charset=gb2312">
<title>河湾区政府信息公开</title></head><body bgcolor=#fff>
<table width=1000><tr><td><img src=banner.jpg></td></tr><tr>
<td bgcolor=blue><a href=1>首页</a> | <a href=2>政务</a> | <a href=3>办事</a></td></tr></table>
<table width=1000><tr><td width=200 valign=top><table><tr><td>信息公开目录</td></tr><tr>
<td><a href=1>机构概况</a></td></tr><tr><td><a href=1>法规文件</a></td></tr><tr>
<td><a href=1>计划总结</a></td></tr></table></td>
<td><table width=100%><tr><td>您现在的位置：<a href=/>首页</a>&gt;&gt;信息公开年报</td></tr></table>
<table width=100%><tr>
<td align=center class=bt><font size=5><b>河湾区统计局2009年政府信息公开工作年度报告</b></font>
</td></tr>
<tr><td align=center>发布日期：2010-03-12&nbsp; 点击次数：<script>x()</script>120</td></tr>
<tr>
<td><font size=3>　　本报告由河湾区统计局编制。<br><br>　　<b>一、概述</b>
<br>　　2009年，我局主动公开政府信息33条，其中统计数据20条。<br>　　<b>二、主动公开情况</b>
<br>　　我局通过网站公开信息，没有收取费用。
<table border=1 cellspacing=0><tr><td>类别</td><td>数量</td></tr><tr><td>统计数据</td>
<td>20</td></tr><tr><td>其他</td><td>13</td></tr></table>
</font><p align=right>河湾区统计局<br>二〇一〇年三月十二日</p></td></tr>
<tr>
<td>【<a href=javascript:>打印本页</a>】【<a href=#>关闭窗口</a>】</td></tr></table></td></tr>
</table>
<table width=1000><tr>
<td align=center>版权所有：河湾区人民政府 主办：区政府办公室<br>
地址：河湾大道1号 电话：010-00000000</td></tr></table></body></html>"""


def test_a_page_of_tables_within_tables():
    assert lines(TABLES_OF_OLD) == [
        "河湾区统计局2009年政府信息公开工作年度报告",
        "　　本报告由河湾区统计局编制。",
        "　　一、概述",
        "　　2009年，我局主动公开政府信息33条，其中统计数据20条。",
        "　　二、主动公开情况",
        "　　我局通过网站公开信息，没有收取费用。",
        "类别\t数量",
        "统计数据\t20",
        "其他\t13",
        "河湾区统计局",
        "二〇一〇年三月十二日",
    ]


PORTAL = """<html><head><meta name="ArticleTitle" content="民政局2022年政府信息公开工作年度报告">
<title>民政局2022年政府信息公开工作年度报告_政府信息公开_云岭市</title></head><body>
<header><div class="logo"><a href=/>云岭市人民政府</a></div><ul><li><a href=1>首页</a>
<li><a href=2>要闻动态</a><li><a href=3>政务公开</a></ul></header>
<div class="main-box"><div class="left-box"><h3>政策</h3><ul><li><a href=1>政府规章</a>
<li><a href=2>规范性文件</a><li><a href=9>政策解读</a></ul>
<div class=notice>本栏目依照条例公开信息。如需帮助，请致电。</div></div>
<div class="right-box"><table class="xxgk_table"><tr><td>索引号</td><td>000-2023-1</td>
<td>发布机构</td><td>民政局</td></tr><tr><td>文号</td><td></td><td>成文日期</td>
<td>2023-01-20</td></tr></table>
<div class="gk-title">民政局2022年政府信息公开工作年度报告</div>
<div class="view TRS_UEDITOR trs_paper_default">
<p>按照条例规定，现公布民政局2022年年度报告，本报告所列数据的统计期限为全年。</p>
<p><strong>一、总体情况</strong></p>
<p>全年公开信息210条，办理申请6件，其中当面申请2件，信函申请4件。</p>
<p><strong>二、主动公开政府信息情况</strong></p><div class="table-wrap"><table><tbody><tr>
<td colspan="4"><p>第二十条第（一）项</p></td></tr><tr><td><p>信息内容</p></td><td>本年制发件数</td>
<td>本年废止件数</td><td>现行有效件数</td></tr><tr><td>规章</td><td>0</td><td>0</td>
<td>0</td></tr></tbody></table></div><p>附件：<a href=a.pdf>年报.pdf</a></p></div>
<div class="ewm-box"><p>扫一扫在手机打开当前页</p></div><div class="xg"><h4>相关阅读</h4><ul>
<li><a href=1>民政局2021年政府信息公开工作年度报告</a><li>
<a href=2>民政局2020年政府信息公开工作年度报告</a>
<li><a href=3>民政局2019年政府信息公开工作年度报告</a></ul></div></div></div>
<div class="footer-wrap"><p>主办：云岭市人民政府办公室　承办：云岭市大数据局</p>
<p>网站标识码：5300000000　滇ICP备000号</p>
<p>为确保最佳浏览效果，建议您使用新版浏览器。</p></div></body></html>"""


def test_a_portal_s_page_with_sentences_all_around():
    assert lines(PORTAL) == [
        "民政局2022年政府信息公开工作年度报告",
        "按照条例规定，现公布民政局2022年年度报告，本报告所列数据的统计期限为全年。",
        "一、总体情况",
        "全年公开信息210条，办理申请6件，其中当面申请2件，信函申请4件。",
        "二、主动公开政府信息情况",
        "第二十条第（一）项\t\t\t",
        "信息内容\t本年制发件数\t本年废止件数\t现行有效件数",
        "规章\t0\t0\t0",
        "附件：年报.pdf",
    ]


def test_an_article_that_goes_on_beside_its_container():
    start = "<div class=TRS_Editor><p>我镇公开信息3条，受理申请1件，按期答复，没有收费。</p></div>"
    html = "<div><ul><li><a href=1>首页</a></ul><div>{}<p>特此报告。</p></div></div>"
    assert lines(html.format(start)) == [
        "我镇公开信息3条，受理申请1件，按期答复，没有收费。",
        "特此报告。",
    ]


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
        "<div><p>石桥乡</p></div><div><h2>一、概述</h2><p>公开信息3条，均在网站公开。</p></div><p>特此</p>",
        "<h1>石桥乡报告</h1><div><p>公开信息3条，都在网站公开，含预算。</p></div><div><p>乡政府</p></div>",
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
        runs = []
        gc.disable()  # a collection walks the objects of every test before this one
        try:
            for _ in range(3):  # the best of them: other processes only ever add time
                start = time.process_time()
                assert len(lines(html)) == times
                runs.append(time.process_time() - start)
        finally:
            gc.enable()
        return min(runs)

    seconds(500)
    assert seconds(16_000) < 8 * max(seconds(4_000), 0.02)
