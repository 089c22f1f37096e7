"""What holds of ``nlp(text)`` for any string at all."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from spacy.language import Language
from spacy.tokens import Doc

from govnlp.annotation import annotate_all, records_of
from govnlp.pipeline.analysis import KEY
from govnlp.record import Record

#: Pieces of reports and of what converters do to them, to be put together at random.
PIECES = [
    *("松溪镇", "2018年", "政府信息公开工作年度报告", "一、概述"),
    *("（一）", "1.", "①", "第一章 总则"),
    *("受理申请5件", "《中华人民共和国政府信息公开条例》"),
    *("国办发〔2017〕24号", "我局", "县教育局"),
    *("2018年1月1日至12月31日", "三点五万元", "百分之十"),
    *("同比增长12.5%", "至少３０人次", "年底", "昨日"),
    *("\n", "\n\n", "\r\n", "\r", "\f", "\x0b"),
    *("\x85", "\u2028", "\t", " ", "\u3000", "\xa0", "  "),
    *("\u200b", "\ufeff", "\ue000", "\U00020000"),
    *("\U0010ffff", "\x00", "\x1b[31m", "\ufffd", "́"),
    *("（jié）", "(lǜ)", "總結", "後", "<p>"),
    *("</td>", "<table><tr><td>", "<", ">", "<!--", "&nbsp;"),
    *("**", "__", "# ", "###", "|", "| a | b |\n|---|---|\n"),
    *("- ", "> ", "`", "[x](y)", "\\", "*", "![](a.png)", "---", "title: 年报\n"),
    *("|-", "|:-:|", "\t0\t1\n", "指标名称", "单位\n", "条\n", "第二十条第（一）项\n"),
    *("《", "》", "（", "）", "(", ")", "〔", "〕", "【"),
    *("“", "”", "。", "！", "？", "：", "；", "，", "、"),
    *("第 3 页 共 9 页", "- 3 -", "打印", "附件："),
    *("目录", "松溪镇人民政府", "2019年1月15日", "１２３"),
    *("9" * 40, "壹拾贰", "〇", "廿", "一二三四五", "0.000", "1,000,000", "1e9", "½", "²", "٣"),
]  # fmt: skip
REPORTS = st.lists(st.sampled_from(PIECES), max_size=40).map("".join)
ANYTHING = st.text(st.characters(exclude_categories=["Cs"]), max_size=120)

SETTINGS = settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def check_tokens(doc: Doc, text: str) -> None:
    """Nothing is rewritten, and every span lies where the analysis says."""
    assert doc.text == text
    assert all(token.norm_ for token in doc)
    analysis = doc.user_data[KEY]
    assert [(e.start_char, e.end_char, e.label_) for e in doc.ents] == [
        (e["start"], e["end"], e["label"]) for e in analysis["entities"]
    ]
    for entity in doc.ents:
        assert entity._.kind or entity.label_ not in ("DATE", "COUNT")
    found = {
        (span.start_char, span.end_char)
        for name in ("titles", "headings", "paragraphs", "tables", "sign_offs")
        for span in doc.spans[name]
    }
    blocks = [b for d in analysis["documents"] for b in d["blocks"] if b["kind"] != "note"]
    wanted = {(b["start"], b["end"]) for b in blocks}
    wanted |= {tuple(s["heading"]) for d in analysis["documents"] for s in d["sections"]}
    assert found == wanted
    assert sum(len(list(sentence)) for sentence in doc.sents) == len(doc)


def check_records(records: list[Record], text: str) -> None:
    """The records' texts are the whole text, and their offsets hold."""
    assert "".join(record.text for record in records) == text
    at = 0
    for record in records:
        assert (record.source.start, record.source.end) == (at, at + len(record.text))
        at = record.source.end
        check_record(record)
        assert Record.from_json(record.to_json()).to_json() == record.to_json()


def check_record(record: Record) -> None:
    shown = [record.title, record.sign_off, *record.notes, *record.entities]
    shown += [section.heading for section in record.sections]
    for span in filter(None, shown):
        assert record.text[span.start : span.end] == span.text
        assert span.start < span.end
        assert span.text == span.text.strip()
    ends = [(e.start, e.end) for e in record.entities]
    assert ends == sorted(ends)
    assert all(a[1] <= b[0] for a, b in pairwise(ends))
    for block in [*record.paragraphs, *record.tables]:
        assert 0 <= block.start < block.end <= len(record.text)
        inside = record.sections[block.section] if block.section is not None else block
        assert inside.start <= block.start and block.end <= inside.end
    for index, section in enumerate(record.sections):
        assert section.start == section.heading.start < section.heading.end <= section.end
        assert section.parent is None or section.parent < index
    for table in record.tables:
        assert len({len(row) for row in table.rows}) <= 1


def check(nlp: Language, text: str) -> None:
    doc = nlp(text)
    check_tokens(doc, text)
    check_records(records_of(doc), text)


@SETTINGS
@given(ANYTHING)
@example("")
@example(" ")
@example(" \n\t\u3000\r\n")
@example("\n" * 50)
@example("\x00")
@example("（" * 60 + "）" * 60)
@example("《" * 60)
@example("<" * 60)
@example("<p" * 40)
@example("|-")
@example("第一章局\t\xa0 \U0010ffff。9)")
@example("<table><tr><td><![](a.png)></table>")
@example("---\n---\n")
@example("**" * 40)
@example("|" * 40)
@example("年月日" * 30)
@example("一" * 80)
@example("9" * 400 + "条")
@example("\U00020000市教育局")
def test_any_string(nlp: Language, text: str) -> None:
    check(nlp, text)


@SETTINGS
@given(REPORTS)
def test_pieces_of_reports(nlp: Language, text: str) -> None:
    check(nlp, text)


@settings(SETTINGS, max_examples=60)
@given(
    st.integers(0x10000, 0x10FFFF),
    st.integers(0xE000, 0xF8FF),
    st.integers(0, 0x9F),
)
@example(0x10000, 0xE000, 0x1C)  # white space to Python, no line break to anyone
def test_rare_planes_private_use_and_controls(
    nlp: Language, rare: int, private: int, control: int
) -> None:
    odd = chr(rare) + chr(private) + chr(control)
    text = f"{odd}县2018年报告{odd}\n一、{odd}概述\n主动公开{odd}5条{odd}。{odd}"
    check(nlp, text)


@settings(SETTINGS, max_examples=50)
@given(ANYTHING, st.integers(0xD800, 0xDFFF))
def test_a_lone_surrogate_is_refused_and_placed(nlp: Language, before: str, code: int) -> None:
    with pytest.raises(ValueError, match=re.escape(f"at character {len(before)}")):
        nlp(before + chr(code) + "后")


def test_one_character_of_every_kind(nlp: Language) -> None:
    """Every thousandth code point, and all of the first ten thousand, in one text."""
    points = [*range(0x2700), *range(0x2700, 0x110000, 997)]
    text = "".join(chr(p) for p in points if not 0xD800 <= p < 0xE000)
    check(nlp, text)
    check(nlp, "公开".join(text[:3_000]))


def test_annotate_all_takes_any_text(nlp: Language) -> None:
    assert [record.text for record in annotate_all("", nlp)] == [""]
