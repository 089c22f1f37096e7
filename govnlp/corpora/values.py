"""Attribute values and entity texts checked and turned into what records hold."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Final

from govnlp.corpora.markup import Element, Problem
from govnlp.grammar.dates import resolve_date
from govnlp.grammar.match import Date
from govnlp.grammar.numerals import parse_number as parse_numeral
from govnlp.text import clean_lines
from govnlp.vocabulary import DateMod

_DAY = r"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])"
_POINT = rf"(?:{_DAY}|\d{{4}}-(?:0[1-9]|1[0-2]|Q[1-4]|H[12])|\d{{4}})"
_LENGTH = r"P(?=.)(?:\d+(?:\.\d+)?[YMWD])*(?:T(?:\d+(?:\.\d+)?[HMS])+)?"

#: What ``value`` looks like for each kind of date.
DATE_FORMS: Final = {
    "date": re.compile(_POINT, re.ASCII),
    "range": re.compile(rf"{_POINT}/{_POINT}", re.ASCII),
    "duration": re.compile(_LENGTH, re.ASCII),
    "set": re.compile(_LENGTH, re.ASCII),
}

_YEAR = re.compile(r"\d{4}", re.ASCII)
_DIVISION = re.compile(r"\d{6}(?:\d{3})?", re.ASCII)
_DECIMAL = re.compile(r"-?\d{1,40}(?:\.\d{1,40})?", re.ASCII)


class Attributes:
    """Reads one element's attributes; what is wrong is noted and read as absent."""

    def __init__(self, element: Element, problems: list[Problem]) -> None:
        self.element = element
        self.problems = problems

    def note(self, message: str) -> None:
        self.problems.append(Problem(self.element.line, f"<{self.element.tag}> {message}"))

    @contextmanager
    def noting(self) -> Iterator[None]:
        """A ``ValueError`` raised inside becomes a problem of the element."""
        try:
            yield
        except ValueError as error:
            self.note(str(error))

    def raw(self, name: str) -> str | None:
        return self.element.attributes.get(name)

    def text(self, name: str) -> str | None:
        """The value as it stands; blank is wrong, absent is ``None``."""
        value = self.raw(name)
        if value is not None and not value.strip():
            self.note(f"{name!r} is empty")
            return None
        return value

    def choice(self, name: str, allowed: Collection[str]) -> str | None:
        value = self.raw(name)
        if value is None or value in allowed:
            return value
        self.note(f"{name}={value!r} is none of {', '.join(allowed)}")
        return None

    def words(self, name: str, allowed: Collection[str]) -> list[str]:
        """Space-separated labels, each once."""
        values = (self.raw(name) or "").split()
        for value in values:
            if value not in allowed:
                self.note(f"{name}={value!r} is no subject of the guidelines")
        if len(set(values)) < len(values):
            self.note(f"{name!r} repeats a label")
        if not values and name in self.element.attributes:
            self.note(f"{name!r} is empty")
        return values

    def flag(self, name: str) -> bool:
        return self.choice(name, ("yes", "no")) == "yes"

    def year(self, name: str) -> int | None:
        value = self.raw(name)
        if value is None or _YEAR.fullmatch(value):
            return None if value is None else int(value)
        self.note(f"{name}={value!r} is no year of four digits")
        return None

    def level(self, name: str) -> int:
        value = self.raw(name)
        if value is not None and re.fullmatch(r"[1-9]", value, re.ASCII):
            return int(value)
        if value is not None:
            self.note(f"{name}={value!r} is no level from 1 to 9")
        return 1

    def division(self, name: str) -> str | None:
        value = self.raw(name)
        if value is None or _DIVISION.fullmatch(value):
            return value
        self.note(f"{name}={value!r} is no code of 6 or 9 digits")
        return None


def check_date(value: str, kind: str) -> str:
    """``value``, which is ISO 8601 of the form that ``kind`` asks for; or ``ValueError``."""
    if not DATE_FORMS[kind].fullmatch(value):
        raise ValueError(f"value={value!r} is not the form of a {kind}")
    for day in re.findall(_DAY, value, re.ASCII):
        try:
            date.fromisoformat(day)
        except ValueError as error:
            raise ValueError(f"value={value!r}: {error}") from None
    return value


def interval(value: str, kind: str, mod: DateMod | None) -> tuple[str | None, str | None]:
    """First and last day of a checked ``value``, as the finder of dates reckons them.

    ``(None, None)`` for durations and sets; ``ValueError`` for a range that ends
    before it starts.
    """
    if kind not in ("date", "range"):
        return None, None
    # A template without a place for the year resolves to itself, whatever the year.
    found = resolve_date(Date(0, 0, "", mod=mod, template=value), 2000)
    if found.first is None:
        raise ValueError(f"value={value!r} is no stretch of the calendar")
    return found.first, found.last


def parse_period(value: str) -> tuple[str, str]:
    """First and last day of ``2017-01-01/2017-12-31``; ``ValueError`` for all else."""
    if not re.fullmatch(rf"{_DAY}/{_DAY}", value, re.ASCII):
        raise ValueError(f"period={value!r} is not two days joined by /")
    first, last = check_date(value, "range").split("/")
    if last < first:
        raise ValueError(f"period={value!r} ends before it starts")
    return first, last


def parse_number(value: str) -> int | float:
    """A plain decimal, whole ones as ``int``; ``ValueError`` for all else."""
    if not _DECIMAL.fullmatch(value):
        raise ValueError(f"value={value!r} is no plain decimal")
    whole, _, fraction = value.partition(".")
    return float(value) if fraction.strip("0") else int(whole)


_PAIRS = {"（": "）", "(": ")", "《": "》", "〈": "〉", "“": "”", "‘": "’", "「": "」"}
_PAIRS |= {"『": "』", "【": "】", "〔": "〕", "[": "]", "［": "］", "<": ">", "＜": "＞"}
_OPENER = {closer: opener for opener, closer in _PAIRS.items()}
_STOPS = frozenset("，。、；：？！,.;:?!…·—*#|｜\"'")


def edge_fault(text: str, cite: bool = False) -> str | None:
    """What an entity's text has too much at its edges, ``None`` if it is clean.

    A bracket or quotation mark at an edge is right when its partner is inside
    (``党政办（信访办）``), wrong when it is alone or when the pair merely wraps the
    whole. A citation is wrapped in its 《》 and wrong without any.
    """
    if not text:
        return "is empty"
    if text != text.strip():
        return "begins or ends with white space"
    if cite and text[0] not in _PAIRS and text[-1] not in _OPENER:
        return f"has no 《》 around it: {text}"
    first, last = text[0], text[-1]
    if first in _STOPS or last in _STOPS:
        return f"begins or ends with punctuation: {text}"
    if cite:
        return None
    if first in _OPENER or last in _PAIRS:
        return f"begins or ends with a bracket that belongs outside: {text}"
    if first in _PAIRS and _PAIRS[first] not in text[1:]:
        return f"begins with a bracket that never closes: {text}"
    if last in _OPENER and _OPENER[last] not in text[:-1]:
        return f"ends with a bracket that never opens: {text}"
    if _PAIRS.get(first) == last and last not in text[1:-1]:
        return f"stands in brackets that belong outside: {text}"
    return None


_HAN = "〇零一二三四五六七八九十百两廿卅"
_NUMBER = re.compile(
    rf"""[\s\#*_>]*(?:
        第\s*(?P<chapter>[{_HAN}]+|\d+)\s*[章节節編编部分条條]
      | [（(〔【]\s*(?P<bracket>[{_HAN}]+|\d{{1,3}})\s*[）)〕】]
      | (?P<circle>[①-⒇⓪㈠-㈩❶-❿])
      | (?P<dotted>\d{{1,3}}(?:[.．]\d{{1,3}})+)(?!\d)
      | (?P<point>[{_HAN}]+|\d{{1,3}})\s*[、．.，,：:）)]
      | (?P<space>[{_HAN}]+|\d{{1,2}})(?=\s+\S)(?!\s*[年月日个條条])
    )""",
    re.VERBOSE,
)


def heading_number(text: str) -> str | None:
    """The number that a heading opens with, without its marks: 一, 2, 1.1; or ``None``.

    It is the clean view's, so that 十 一、 is 十一; but 一 概述 needs its space.
    """
    match = _NUMBER.match(clean_lines(text).clean) or _NUMBER.match(text)
    return match[match.lastgroup] if match and match.lastgroup else None


_DOCNUM = re.compile(
    rf"""(?P<code>\D*?)
        (?:[〔\[【(（〈<「『]? (?P<year>(?:19|20)\d\d) 年?[〕\]】)）〉>」』]?
           (?P<kind>[^\d第号]*) )?
        [（(]?第? (?P<number>\d{{1,9}}|[{_HAN}]{{1,12}}) 号?[）)]? (?P<tail>令|公告)?""",
    re.VERBOSE | re.ASCII,
)


def parse_docnum(text: str) -> tuple[str | None, int | None, int | None]:
    """Code, year and number of 国办发〔2017〕24号; what cannot be read is ``None``.

    White space and the shape of brackets and digits do not matter; a word between
    year and number (〔2017〕函3号) or behind it (第711号令) belongs to the code.
    """
    plain = "".join(unicodedata.normalize("NFKC", text).replace("號", "号").split())
    match = _DOCNUM.fullmatch(plain)
    number = parse_numeral(match["number"]) if match else None
    if not match or number is None:
        return None, None, None
    code = match["code"] + (match["kind"] or "").strip("—-") + (match["tail"] or "")
    year = match["year"]
    return code or None, int(year) if year else None, int(number)
