"""Text and Markdown: exact characters, every encoding."""

from __future__ import annotations

import hashlib

import pytest

from govnlp.reading import SUFFIXES, UNSUPPORTED, ReadError, read
from govnlp.reading.encoding import decode, weight

SHORT = ["一、总体情况", "我局共受理依申请公开3件。", "主动公开", "附件：统计表"]
LONG = (
    "根据《中华人民共和国政府信息公开条例》要求，现将2016年度政府信息公开工作情况报告如下。\r\n"
    "　　全年主动公开信息127条，回应公众关注热点12次，受理申请9件，办结率100％。\r\n"
) * 5
TRADITIONAL = [
    "一、總體情況",
    "本局共受理申請3件。",
    "主動公開政府資訊",
    "全年主動公開資訊一百二十七條，受理民眾申請九件，均已依限答覆，並未收取費用。" * 10,
]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030", "utf-16-le"])
@pytest.mark.parametrize("text", [*SHORT, LONG, LONG[:20], LONG[3:403]])
def test_simplified_text_comes_back_character_for_character(write, encoding, text):
    source = read(write("报告.txt", text.encode(encoding)))
    assert source.text == text
    assert source.encoding == encoding
    assert source.media_type == "text/plain"


@pytest.mark.parametrize("encoding", ["big5", "gb18030", "utf-8", "utf-16-be"])
@pytest.mark.parametrize("text", TRADITIONAL)
def test_traditional_text_comes_back_character_for_character(write, encoding, text):
    source = read(write("a.md", text.encode(encoding)))
    assert (source.text, source.encoding) == (text, encoding)
    assert source.media_type == "text/markdown"


def test_every_twenty_characters_of_a_report_are_recognized():
    wrong = []
    for start in range(len(LONG) - 20):
        piece = LONG[start : start + 20]
        for encoding in ("gb18030", "utf-16-le", "utf-16-be", "utf-8"):
            decoded = decode(piece.encode(encoding))
            if decoded != (piece, encoding):
                wrong.append((piece, encoding, decoded))
    assert wrong == []


def test_line_ends_spaces_and_odd_characters_stay(write):
    text = "\ufeff".join(["一、概述 \r\n\r\n", "\t共\u00a03\u3000条\r", "\x0c第二页\u200b𠮷\n"])
    source = read(write("a.txt", text.encode()))
    assert source.text == text
    assert source.sha256 == hashlib.sha256(text.encode()).hexdigest()


@pytest.mark.parametrize(
    ("data", "text"),
    [(b"\xef\xbb\xbf", "报告"), (b"\xff\xfe", "报告"), (b"\xfe\xff", "报告")],
)
def test_the_mark_is_dropped_and_named(write, data, text):
    codec = {3: "utf-8", 2: "utf-16-le" if data[0] == 0xFF else "utf-16-be"}[len(data)]
    source = read(write("a.txt", data + text.encode(codec)))
    assert source.text == text
    assert source.encoding == ("utf-8-sig" if codec == "utf-8" else "utf-16")


def test_ascii_is_utf_8(write):
    assert read(write("a.txt", b"2016\n")).encoding == "utf-8"


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8"])
def test_one_broken_byte_in_a_long_file_is_replaced(write, encoding):
    data = LONG.encode(encoding)
    place = data.index("网".encode(encoding)) if "网" in LONG else len(data) // 2
    broken = data[:place] + b"\xff" + data[place:]
    source = read(write("a.txt", broken))
    assert source.encoding == encoding
    assert "\ufffd" in source.text
    assert source.text.count("公开") > 10


def test_a_file_cut_within_its_last_character_is_read(write):
    source = read(write("a.txt", LONG.strip().encode("gb18030")[:-1]))
    assert source.text[:-1] == LONG.strip()[:-1]


def test_many_broken_bytes_are_refused(write):
    data = b"\xff".join(LONG[i : i + 9].encode("gb18030") for i in range(0, len(LONG), 9))
    with pytest.raises(ReadError) as caught:
        read(write("a.txt", data))
    assert caught.value.code == "undecodable"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("우리 기관은 정보공개 청구를 처리하였다", "euc-kr"),
        ("Мы опубликовали отчёт о работе за год", "cp1251"),
        ("Le résumé de l'année était très élevé", "latin-1"),
        ("情報公開の請求について回答しました", "euc-jp"),
    ],
)
def test_what_is_not_chinese_is_not_read_as_chinese(write, text, encoding):
    with pytest.raises(ReadError) as caught:
        read(write("a.txt", text.encode(encoding)))
    assert caught.value.code == "undecodable"


def test_a_lone_surrogate_never_comes_out(write):
    data = "工作报告".encode("utf-16-le") + b"\x00\xd8" + "公开情况，".encode("utf-16-le") * 100
    text = read(write("a.txt", b"\xff\xfe" + data)).text
    assert "\ufffd" in text
    text.encode("utf-8")


def test_weight_prefers_what_is_written():
    assert weight("政府信息公开") > weight("淉楠璞龢戡") > weight("Мы опубликовали")
    assert weight("2016") == 0


def test_suffixes_do_not_overlap():
    assert not set(SUFFIXES) & set(UNSUPPORTED)
    assert {".txt", ".md", ".html", ".htm", ".docx", ".pdf"} <= set(SUFFIXES)
    assert {".doc", ".wps", ".ofd", ".rtf", ".xls", ".xlsx", ".ppt"} <= set(UNSUPPORTED)
