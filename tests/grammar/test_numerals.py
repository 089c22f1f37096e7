"""Numerals: every way of writing a number that reports use, and what is none."""

from __future__ import annotations

import tomllib
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govnlp.grammar.numerals import fold, parse_number

DIGITS = "零一二三四五六七八九"
FORMAL = str.maketrans("一二三四五六七八九十百千", "壹贰叁肆伍陆柒捌玖拾佰仟")


def under_wan(n: int) -> str:
    """0 < n < 10000 as GB/T 15835 writes it: 1005 is 一千零五."""
    text, gap = "", False
    for unit, char in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = n // unit % 10
        if digit:
            text += ("零" if gap and text else "") + DIGITS[digit] + char
            gap = False
        else:
            gap = True
    return text


def written(n: int) -> str:
    """Any n below 10**16 in Chinese, digits and units."""
    if n == 0:
        return "零"
    text = ""
    for unit, char in ((10**12, "万亿"), (10**8, "亿"), (10**4, "万"), (1, "")):
        group, n = n // unit, n % unit
        if group:
            text += ("零" if text and group < 1000 else "") + under_wan(group)
            text += char if char != "万亿" else "万"
        if char == "亿" and text and (group or text.endswith("万")):
            text = text if text.endswith("亿") else text + "亿"
    return text


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0", 0), ("7", 7), ("007", 7), ("2017", 2017), ("1,234", 1234), ("1，234", 1234),
        ("1,234,567.5", 1234567.5), ("12 345", 12345), ("３５", 35), ("１，２３４", 1234),
        ("3.50", 3.5), ("-5", -5), ("负三", -3),
        ("零", 0), ("〇", 0), ("两", 2), ("十", 10), ("十五", 15), ("二十", 20), ("廿", 20),
        ("廿三", 23), ("卅", 30), ("百", 100), ("百二十", 120), ("一百零二", 102),
        ("一百一十", 110), ("一百二", 120), ("两百零五", 205), ("三千五", 3500),
        ("一千〇五", 1005), ("两千零一十七", 2017), ("二〇一七", 2017), ("二○一七", 2017),
        ("二零一七", 2017), ("二O一七", 2017), ("二Ｏ一七", 2017), ("二 〇 一 七", 2017),
        ("一万二", 12000), ("一万零二", 10002), ("二十五万三", 253000), ("一亿零五", 100000005),
        ("三万亿", 3 * 10**12), ("十亿", 10**9), ("万", 10000),
        ("壹拾贰", 12), ("壹佰贰拾叁万", 1230000), ("贰零壹柒", 2017), ("參佰", 300),
        ("兩萬", 20000), ("3.5万", 35000), ("3.5 万", 35000), ("1.2亿", 120000000),
        ("1亿2千万", 120000000), ("2千", 2000), ("3万5千", 35000), ("3万5000", 35000),
        ("二点五", 2.5), ("一点二亿", 120000000), ("半", 0.5), ("一半", 0.5),
        ("95%", 0.95), ("95.5％", 0.955), ("3‰", 0.003), ("百分之九十五", 0.95),
        ("百分之百", 1), ("百分之12.5", 0.125), ("千分之三", 0.003), ("三分之一", 1 / 3),
        ("1/4", 0.25),
    ],
)  # fmt: skip
def test_number(text: str, value: float) -> None:
    found = parse_number(text)
    assert found == value
    assert isinstance(found, int) == (value == int(value))


@pytest.mark.parametrize(
    "text",
    ["", " ", "公开", "若干", "多", "参", "参加", "点", "三点", ".", "1.", "1.2.3", "5,00", "1/0",
     "十百", "百分之", "分之", "%", "第一", "三百人", "零分之一", "--5", "A4", "O", "2017年",
     "１２a",
     "3.5万2千", "9" * 41, "一" * 41],
)  # fmt: skip
def test_no_number(text: str) -> None:
    assert parse_number(text) is None


@given(st.integers(0, 10**12))
def test_every_integer_reads_back(n: int) -> None:
    assert parse_number(written(n)) == n
    assert parse_number(written(n).translate(FORMAL)) == n
    assert parse_number(f"{n:,}") == n
    assert parse_number("".join(DIGITS[int(d)] for d in str(n))) == n


@given(st.text())
def test_any_text(text: str) -> None:
    assert parse_number(text) is None or isinstance(parse_number(text), int | float)
    assert len(fold(text)) == len(text)


@given(st.text(alphabet="〇零一二两三十百千万亿点分之半%‰/.,，0123456789Oo -负参", max_size=45))
def test_any_numeral_characters(text: str) -> None:
    assert parse_number(text) is None or isinstance(parse_number(text), int | float)


def test_fold_covers_the_tables() -> None:
    """The traditional form of every character in the word tables folds to it."""
    opencc = pytest.importorskip("opencc")
    to_traditional = opencc.OpenCC("s2t")
    for name in ("date_words.toml", "count_words.toml"):
        table = tomllib.loads(files("govnlp.resources").joinpath(name).read_text("utf-8"))
        for char in {c for c in str(table) if "一" <= c <= "鿿"}:
            assert fold(to_traditional.convert(char)) in (char, fold(char))
    rows = files("govnlp.resources").joinpath("measure_words.txt").read_text("utf-8").splitlines()
    for word in (row.split("\t")[0] for row in rows if row and row[0] != "#"):
        assert fold(to_traditional.convert(word)) == fold(word)
