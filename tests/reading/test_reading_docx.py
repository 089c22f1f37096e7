"""Word documents: text as it stands on the page, automatic numbers included."""

from __future__ import annotations

import io

import docx as python_docx
import pytest
from reading_files import MARKUP, make_docx, paragraph

from govnlp.reading import read
from govnlp.reading.docx_numbering import formatted


def text_of(write, body: str, **parts: str) -> str:
    return read(write("a.docx", make_docx(body, **parts))).text


def test_what_python_docx_writes(write):
    document = python_docx.Document()
    document.add_heading("松溪镇年度报告", 0)
    document.add_paragraph("一、概述").add_run("（摘要）").add_break()
    table = document.add_table(3, 3)
    table.cell(0, 0).merge(table.cell(0, 2)).text = "统计表"
    table.cell(1, 0).merge(table.cell(2, 0)).text = "公开\n方式"
    table.cell(1, 1).text, table.cell(1, 2).text = "网站", "40"
    table.cell(2, 1).text, table.cell(2, 2).text = "公开栏", "6"
    document.add_paragraph("松溪镇人民政府")
    document.sections[0].header.paragraphs[0].text = "页眉"
    buffer = io.BytesIO()
    document.save(buffer)
    source = read(write("a.docx", buffer.getvalue()))
    assert source.encoding is None
    assert source.text.split("\n") == [
        "松溪镇年度报告",
        "一、概述（摘要）",
        "",
        "统计表\t\t",
        "公开 方式\t网站\t40",
        "\t公开栏\t6",
        "松溪镇人民政府",
    ]


def test_insertions_links_and_controls_are_text_and_deletions_are_not(write):
    body = (
        "<w:sdt><w:sdtPr><w:alias/></w:sdtPr><w:sdtContent>" + paragraph("控件") + "</w:sdtContent>"
        "</w:sdt><w:p><w:r><w:t>公开</w:t></w:r><w:ins><w:r><w:t>信息</w:t></w:r></w:ins>"
        "<w:del><w:r><w:delText>旧字</w:delText></w:r></w:del>"
        "<w:hyperlink><w:r><w:t>3条</w:t></w:r></w:hyperlink>"
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>隐藏</w:t></w:r>"
        "<w:r><w:instrText>PAGE</w:instrText></w:r><w:sdt><w:sdtContent><w:r><w:t>。</w:t></w:r>"
        "</w:sdtContent></w:sdt></w:p>"
    )
    assert text_of(write, body) == "控件\n公开信息3条。"


def test_breaks(write):
    body = (
        "<w:p><w:r><w:t>甲</w:t><w:br/><w:t>乙</w:t><w:tab/><w:t>丙</w:t></w:r></w:p>"
        '<w:p><w:r><w:br w:type="page"/><w:t>丁</w:t></w:r></w:p>'
        + paragraph("戊", "<w:pageBreakBefore/>")
    )
    assert text_of(write, body) == "甲\n乙 丙\n\f丁\n\f戊"


def test_text_boxes_once(write):
    box = "<w:txbxContent>" + paragraph("框中字") + "</w:txbxContent>"
    body = (
        "<w:p><w:r><w:t>正文</w:t></w:r><w:r><mc:AlternateContent>"
        f"<mc:Choice Requires='wps'>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback>"
        "</mc:AlternateContent></w:r></w:p>"
    )
    assert MARKUP
    assert text_of(write, body) == "正文\n框中字"


def row(*cells: tuple[str, str]) -> str:
    inner = "".join(f"<w:tc><w:tcPr>{p}</w:tcPr>{paragraph(t)}</w:tc>" for t, p in cells)
    return f"<w:tr>{inner}</w:tr>"


def test_merged_cells(write):
    span = '<w:gridSpan w:val="2"/>'
    body = (
        "<w:tbl><w:tblGrid/>"
        + row(("表", span), ("数", ""))
        + row(("甲", '<w:vMerge w:val="restart"/>'), ("乙", ""), ("1", ""))
        + row(("遮住", "<w:vMerge/>"), ("丙", ""), ("2", ""))
        + "<w:tr><w:trPr><w:gridBefore w:val='1'/></w:trPr><w:tc>"
        + paragraph("丁")
        + "</w:tc></w:tr></w:tbl>"
    )
    assert text_of(write, body).split("\n") == ["表\t\t数", "甲\t乙\t1", "\t丙\t2", "\t丁\t"]


def test_layout_tables_are_unfolded(write):
    inner = "<w:tbl>" + row(("甲", ""), ("1", "")) + "</w:tbl>"
    body = f"<w:tbl><w:tr><w:tc>{paragraph('框')}{inner}{paragraph('尾')}</w:tc></w:tr></w:tbl>"
    assert text_of(write, body) == "框\n甲\t1\n尾"


def level(number: int, form: str, pattern: str, more: str = "") -> str:
    return (
        f'<w:lvl w:ilvl="{number}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>{more}'
        f'<w:lvlText w:val="{pattern}"/></w:lvl>'
    )


LISTS = (
    '<w:abstractNum w:abstractNumId="0">'
    + level(0, "chineseCountingThousand", "%1、", '<w:pStyle w:val="H1"/>')
    + level(1, "chineseCounting", "（%2）")
    + level(2, "decimal", "%3.")
    + level(3, "decimal", "%1.%2.%3.%4", "<w:isLgl/>")
    + "</w:abstractNum>"
    '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    '<w:num w:numId="2"><w:abstractNumId w:val="0"/>'
    '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="7"/></w:lvlOverride></w:num>'
)


def item(text: str, number: int, list_id: int = 1) -> str:
    return paragraph(
        text, f'<w:numPr><w:ilvl w:val="{number}"/><w:numId w:val="{list_id}"/></w:numPr>'
    )


def test_automatic_numbers(write):
    places = [0, 1, 1, 2, 3, 0, 1, 2]
    body = "".join(item(f"段{n}", n) for n in places) + item("跳", 0, 2) + item("续", 0)
    assert text_of(write, body, numbering=LISTS).split("\n") == [
        *("一、段0", "（一）段1", "（二）段1", "1. 段2", "1.2.1.1 段3"),
        *("二、段0", "（一）段1", "1. 段2", "七、跳", "八、续"),
    ]


def test_an_empty_paragraph_counts_and_shows_nothing(write):
    body = item("甲", 0) + item("", 0) + item("丙", 0)
    assert text_of(write, body, numbering=LISTS) == "一、甲\n三、丙"


def test_numbers_of_styles(write):
    styles = (
        '<w:style w:type="paragraph" w:styleId="H1"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr>'
        '</w:pPr></w:style><w:style w:type="paragraph" w:styleId="Mine"><w:basedOn w:val="H1"/>'
        '</w:style><w:style w:type="paragraph" w:styleId="Loop"><w:basedOn w:val="Loop"/></w:style>'
    )
    off = '<w:pStyle w:val="H1"/><w:numPr><w:numId w:val="0"/></w:numPr>'
    body = "".join(
        paragraph("题", p)
        for p in (
            '<w:pStyle w:val="H1"/>',
            '<w:pStyle w:val="Mine"/>',
            off,
            '<w:pStyle w:val="Loop"/>',
        )
    )
    assert text_of(write, body, numbering=LISTS, styles=styles) == "一、题\n二、题\n题\n题"


@pytest.mark.parametrize(
    ("number", "form", "expected"),
    [
        (1, "chineseCounting", "一"),
        (10, "chineseCounting", "十"),
        (12, "chineseCountingThousand", "十二"),
        (20, "chineseCounting", "二十"),
        (21, "japaneseCounting", "二十一"),
        (105, "chineseCountingThousand", "一百○五"),
        (110, "chineseCountingThousand", "一百一十"),
        (3, "chineseLegalSimplified", "叁"),
        (3, "ideographTraditional", "丙"),
        (28, "upperLetter", "BB"),
        (3, "lowerLetter", "c"),
        (14, "lowerRoman", "xiv"),
        (1999, "upperRoman", "MCMXCIX"),
        (20, "decimalEnclosedCircle", "⑳"),
        (21, "decimalEnclosedCircle", "21"),
        (7, "decimalZero", "07"),
        (7, "unheardOf", "7"),
        (0, "chineseCounting", "○"),
    ],
)
def test_number_formats(number, form, expected):
    assert formatted(number, form) == expected
