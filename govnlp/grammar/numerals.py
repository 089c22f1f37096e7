"""Numbers as Chinese official writing puts them.

Digits and units follow GB/T 15835-2011 (出版物上数字用法); the formal characters are
those of accounting (壹贰叁, 拾佰仟); which characters these are stands in
``resources/numerals.toml``. ``fold`` gives every finder of this package one alphabet:
half-width, simplified, the same length, so that offsets stay what they were.
"""

from __future__ import annotations

import re
from fractions import Fraction
from functools import lru_cache
from typing import Final

from govnlp.resources import load_table

_TABLE: Final = load_table("numerals.toml")

#: Han digits as ``find_*`` take them after `fold`; the formal ones stand apart,
#: because 参 and 陆 are words too.
DIGITS: Final = "〇零一二两三四五六七八九"
FORMAL: Final = "壹贰叁肆伍陆柒捌玖拾佰仟"

_FOLD: Final = {
    **{code: code - 0xFEE0 for code in range(0xFF10, 0xFF1A)},  # ０-９
    **{code: code - 0xFEE0 for code in range(0xFF21, 0xFF3B)},  # Ａ-Ｚ
    **{code: code - 0xFEE0 for code in range(0xFF41, 0xFF5B)},  # ａ-ｚ
    **{ord(pair[0]): pair[1] for pair in _TABLE["fold"]["pairs"].split()},
    # White space would not survive in a table; a tab parts cells and stays.
    **dict.fromkeys((0xA0, *range(0x2000, 0x200B), 0x202F, 0x3000), " "),
}
_FOLDED: Final = re.compile("[" + re.escape("".join(map(chr, _FOLD))) + "]")

#: Han numerals to ASCII digits and the five units: 二千零一十七 -> 2千01十7.
_READ: Final = str.maketrans(
    {char: digit for digit, chars in _TABLE["digits"].items() for char in chars}
    | {char: unit for unit, chars in _TABLE["units"].items() for char in chars}
    | {char: f"{n}十" for char, n in _TABLE["tens"].items()}
    | {"参": "3", "O": "0", "o": "0", "，": ","}
)
_VALUE: Final = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8}
_LONGEST: Final = 40  # characters; what is longer is no number that a report counts

_PLAIN: Final = re.compile(r"\d+(?:\.\d+)?|\d{1,3}(?:[, ]\d{3})+(?:\.\d+)?", re.ASCII)
_UNDER_WAN: Final = re.compile(
    r"(?:([1-9]?)千)?(0?)(?:([1-9]?)百)?(0?)(?:([1-9]?)十)?(0?)([1-9]?)", re.ASCII
)
_ONE_UNIT: Final = re.compile(r"(\d+(?:\.\d+)?)([十百千])", re.ASCII)
_NOT_A_NUMERAL: Final = re.compile(r"[^0-9十百千万亿.,点 ]")
_LATIN_O: Final = re.compile(rf"(?<=[{DIGITS}])[Oo](?=[{DIGITS}Oo]|$)")
_LETTER: Final = re.compile("[A-Za-z]")
_FRACTION: Final = re.compile(r"(\d+)/(\d+)", re.ASCII)
_SIGNS: Final = {"%": 100, "‰": 1000}
_HALVES: Final = frozenset({"半", "一半"})


def fold(text: str) -> str:
    """Full-width, traditional and variant characters to the ones that the tables use.

    Returns a string of the same length: character *i* stands for character *i*.

    >>> fold("２０１７年兩萬餘條")
    '2017年两万余条'
    """
    return text.translate(_FOLD) if _FOLDED.search(text) else text


def parse_number(text: str) -> int | float | None:
    """The number that ``text``, as a whole, writes; ``None`` where it writes none.

    Returns an ``int`` where the value is whole, else a ``float``. Percents and
    fractions give the number that they are: 95% is 0.95, as 百分之九十五 and 19/20 are.
    A digit after 百, 千, 万 or 亿 counts the next lower unit: 一万二 is 12000.

    >>> parse_number("两千零一十七"), parse_number("二〇一七"), parse_number("2,017")
    (2017, 2017, 2017)
    >>> parse_number("3.5万"), parse_number("1.2亿"), parse_number("三千五")
    (35000, 120000000, 3500)
    >>> parse_number("百二十"), parse_number("廿三"), parse_number("壹拾贰")
    (120, 23, 12)
    >>> parse_number("百分之九十五"), parse_number("95.5％"), parse_number("三分之一")
    (0.95, 0.955, 0.3333333333333333)
    >>> parse_number("若干") is None
    True
    """
    if len(text) > _LONGEST:
        return None
    return plain(_signed(fold(text).strip()))


def plain(value: Fraction | None) -> int | float | None:
    """An exact value as a plain number: ``int`` where it is whole.

    >>> plain(Fraction(7, 2)), plain(Fraction(4, 2)), plain(None)
    (3.5, 2, None)
    """
    if value is None:
        return None
    return value.numerator if value.denominator == 1 else float(value)


@lru_cache(maxsize=4096)
def exact(text: str) -> Fraction | None:
    """The value of a folded cardinal, no sign, percent or fraction; ``None`` if it is none.

    >>> exact("3.5万"), exact("万") , exact("一二")
    (Fraction(35000, 1), Fraction(10000, 1), Fraction(12, 1))
    """
    if len(text) > _LONGEST:
        return None
    if text.isascii() and text.isdigit():
        return Fraction(int(text))
    text = _LATIN_O.sub("〇", text)
    if _LETTER.search(text) or text == "参":
        return None
    digits = text.translate(_READ)
    if not digits or _NOT_A_NUMERAL.search(digits):
        return None
    return _cardinal(_without_spaces(digits).replace("点", "."))


def _signed(text: str) -> Fraction | None:
    if text[:1] in ("负", "-") and text[1:2] not in ("负", "-"):
        value = _signed(text[1:].lstrip())
        return None if value is None else -value
    if text[-1:] in _SIGNS:
        value = exact(text[:-1].rstrip())
        return None if value is None else value / _SIGNS[text[-1]]
    if text in _HALVES:
        return Fraction(1, 2)
    if "分之" in text:
        whole, _, part = text.partition("分之")
        return _ratio(exact(part.strip()), exact(whole.strip()))
    if found := _FRACTION.fullmatch(text):
        return _ratio(Fraction(found[1]), Fraction(found[2]))
    return exact(text)


def _ratio(part: Fraction | None, whole: Fraction | None) -> Fraction | None:
    return None if part is None or not whole else part / whole


def _without_spaces(digits: str) -> str:
    # 12 345 keeps its space, for the grouping to be seen; 3.5 万 and 二 〇 一 七 lose it.
    return digits if _PLAIN.fullmatch(digits) else digits.replace(" ", "")


def _cardinal(digits: str) -> Fraction | None:
    if _PLAIN.fullmatch(digits):
        return Fraction(digits.replace(",", "").replace(" ", ""))
    for unit in "亿万":
        if unit in digits:
            return _around(*digits.rpartition(unit))
    if found := _ONE_UNIT.fullmatch(digits):
        return Fraction(found[1]) * _VALUE[found[2]]
    return _under_wan(digits)


def _around(head: str, unit: str, tail: str) -> Fraction | None:
    """Head times 万 or 亿, and what follows it."""
    times = _cardinal(head) if head else Fraction(1)
    if times is None or unit in head:
        return None
    rest = _after(tail, _VALUE[unit])
    if rest is None or (rest and times.denominator > 1):
        return None
    return times * _VALUE[unit] + rest


def _after(tail: str, unit: int) -> Fraction | None:
    if not tail:
        return Fraction(0)
    if len(tail) == 1 and tail in "123456789":
        return Fraction(int(tail) * unit, 10)  # 一万二
    value = _cardinal(tail.lstrip("0")) if tail.strip("0") else None
    return value if value is not None and value < unit else None


def _under_wan(digits: str) -> Fraction | None:
    found = _UNDER_WAN.fullmatch(digits)
    if not found:
        return None
    total, lowest, implied = 0, 1, False
    for group, unit in ((1, "千"), (3, "百"), (5, "十")):
        if found[group] is not None:
            total += int(found[group] or 1) * _VALUE[unit]
            lowest = _VALUE[unit]
            implied = found[group + 1] == ""
    last = int(found[7] or 0)
    if implied and not found[6] and lowest >= 100:
        last *= lowest // 10  # 三千五
    return Fraction(total + last)
