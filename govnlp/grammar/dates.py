"""Calendar time in Chinese official writing: dates, ranges, durations and sets.

Values are ISO 8601, kinds and modifiers those of TIMEX3 (ISO 24617-1) as
docs/guidelines.md restricts them; the words stand in ``resources/date_words.toml``.

Finding goes in three steps, each a pass over its input:

1. one pattern finds *atoms*, the expressions that need no other (``_atoms``);
2. atoms apart by 至 or a dash become one range (``_joined``);
3. what an atom leaves out, a year or a month, comes from the atoms before it in the
   sentence or paragraph, else stays open for the report year (``_in_context``).

A value that hangs on the report year is kept as a template, so that a caller who
learns the year later only calls `resolve_date`.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Iterator
from copy import copy
from dataclasses import dataclass, replace
from datetime import date as Day
from functools import lru_cache
from typing import Final, NamedTuple

from govnlp.grammar.match import Date
from govnlp.grammar.numerals import exact, fold, plain
from govnlp.resources import load_table
from govnlp.vocabulary import DateKind, DateMod

_WORDS: Final = load_table("date_words.toml")

# --- the pattern -------------------------------------------------------------------

_SP: Final = "[ ]{0,2}"
_HAN: Final = "〇零一二三四五六七八九"
_JOIN: Final = rf"{_SP}(?:至|到|[-—~]{{1,3}}){_SP}"
_ZERO: Final = "〇零Oo0"
_Y4: Final = (
    r"(?:(?:1[ ]?[89]|2[ ]?0)[ ]?[0-9][ ]?[0-9]"
    rf"|(?:一[ ]?[八九]|二[ ]?[{_ZERO}])[ ]?[{_HAN}Oo0][ ]?[{_HAN}Oo0]"
    r"|[二两]千零?[一二三四五六七八九]?十?[一二三四五六七八九]?(?=年))"
)
_MONTH: Final = r"(?:[0-9]{1,2}|十[一二三四五六七八九]?|[一二三四五六七八九元])"
_DAY: Final = (
    r"(?:[0-9]{1,2}|[二三]?十[一二三四五六七八九]?|廿[一二三四五六七八九]?|卅一?"
    r"|[一二三四五六七八九])"
)
_QUARTER: Final = "[一二三四1-4]"
_NUMBER: Final = (
    r"(?:[0-9]{1,4}(?:\.[0-9]{1,2})?|[一二两三四五六七八九十][一二三四五六七八九十百千零]{0,6}|半)"
)
#: What may not stand before a number for the number to begin there.
_FRESH: Final = r"(?<![0-9.第每〇零一二两三四五六七八九十百千几数])"


def _either(words: list[str]) -> str:
    longest_first = sorted(words, key=len, reverse=True)
    return "(?:" + "|".join(map(re.escape, longest_first)) + ")"


def _unless(words: list[str]) -> str:
    return f"(?!{_either(words)})" if words else ""


def _not_after(chars: str) -> str:
    return f"(?<![{re.escape(chars)}])" if chars else ""


def _mod_pattern(short: bool) -> str:
    """初 底 末 with what they may not begin; ``short`` leaves 上旬 中旬 下旬 out."""
    words = [word for words in _WORDS["mods"].values() for word in words]
    return (
        "(?:"
        + "|".join(
            word + _unless(_WORDS["mods_not_before"].get(word, []))
            for word in words
            if not short or len(word) == 1
        )
        + ")"
    )


def _year_words(alone: bool) -> str:
    return "|".join(
        _not_after("".join(row.get("not_after", "")))
        + _either(row["words"])
        + _unless(row.get("not_before", []))
        for row in _WORDS["years"]
        if (row.get("position") == "alone") == alone
    )


def _part_words() -> str:
    return (
        _not_after(_WORDS["parts_not_after"]["chars"])
        + "(?:"
        + "|".join(
            _either(row["words"]) + _unless(row.get("not_before", [])) for row in _WORDS["parts"]
        )
        + ")"
    )


def _unit_words() -> str:
    return "|".join(_either(row["words"]) + _unless(row["not_before"]) for row in _WORDS["units"])


_MOD: Final = _mod_pattern(short=False)
_MOD1: Final = _mod_pattern(short=True)


def _month_part(tag: str, low: str) -> str:
    """A month and what hangs on it; ``tag`` makes the group names unique."""
    return (
        rf"(?:(?P<m0{tag}>{_MONTH})(?:{low}))?(?P<m{tag}>{_MONTH}){_SP}月(?!饼)(?:份(?!额))?"
        rf"(?:{_SP}(?:(?P<d0{tag}>{_DAY})(?:{_JOIN}|、|和))?(?P<d{tag}>{_DAY}){_SP}[日号]"
        rf"|(?P<mod{tag}>{_MOD}))?"
    )


def _quarter_part(tag: str) -> str:
    return (
        rf"(?:前(?P<q1{tag}>[二两三23])个?季度"
        rf"|第?(?:(?P<q0{tag}>{_QUARTER})(?:、{_QUARTER}){{0,2}}(?:(?:季度)?{_JOIN}|、|和)第?)?"
        rf"{_SP}(?P<q{tag}>{_QUARTER}){_SP}季度(?P<qmod{tag}>{_MOD1})?"
        rf"|(?P<h{tag}>[上下])半年(?:度(?!报))?)"
    )


# 2017-03-27, 2017.3.27, and ranges of them; no part of an IP address or a version
_NUMERIC: Final = rf"""
    (?<![0-9A-Za-z./-])(?P<ny>(?:19|20)[0-9]{{2}})(?P<sep>[-/.])(?P<nm>[0-9]{{1,2}})
    (?P=sep)(?P<nd>[0-9]{{1,2}})日?(?![0-9]|[-/.][0-9]{{1,3}}(?![0-9./]))
    (?:(?:{_JOIN}|/)(?:(?P<ny2>(?:19|20)[0-9]{{2}})(?P=sep))?
       (?P<nm2>[0-9]{{1,2}})(?P=sep)(?P<nd2>[0-9]{{1,2}})日?(?![0-9./-]))?
"""
# 2017.01-2017.12
_NUMERIC_MONTHS: Final = rf"""
    (?<![0-9A-Za-z./-])(?P<my>(?:19|20)[0-9]{{2}})(?P<msep>[-/.])(?P<mm>0?[1-9]|1[0-2])
    {_JOIN}(?P<my2>(?:19|20)[0-9]{{2}})(?P=msep)(?P<mm2>0?[1-9]|1[0-2])(?![0-9./-])
"""
# the 2016 of 2016、2017年
_LISTED: Final = rf"(?<![0-9])(?P<ly>{_Y4})(?=(?:、{_Y4}){{0,5}}[、和与及]{_Y4}{_SP}年)"
_DU: Final = "度(?![假过量数])"
# 2017年度, 2016至2018年; 一七年; 17年3月; 2017上半年; 今年
_YEAR: Final = rf"""
    (?<![0-9])(?:(?P<y0>{_Y4}){_JOIN})?(?P<y>{_Y4}){_SP}年(?!代)(?:{_DU})?
    |(?<![0-9{_HAN}])(?P<y2>[〇零一二][{_HAN}])年(?![级制])(?:{_DU})?
    |(?<![0-9])(?P<y3>[0-3][0-9])年(?=度|[底末]|{_MONTH}月|上半|下半|第?{_QUARTER}季)度?
    |(?<![0-9.:-])(?P<y4>(?:19|20)[0-9]{{2}})(?=[上下]半年|第{_QUARTER}季度)
    |(?P<yw>{_year_words(alone=False)})
"""
# a year and what stands within it, or a part of a year alone
_CALENDAR: Final = rf"""
    (?:{_YEAR})
      (?:{_SP}(?:{_month_part("", _JOIN + "|、|和")}|{_quarter_part("")})
        |年?(?P<ymod>{_MOD1})|年(?P<ymid>中)(?=[，。、；期]|考|会|前|以|$)
        |{_SP}全年)?
    # 2017年1月1日-12月31日, but not the 3 of 1-3月 or of 甲-3月
    |(?<![0-9第每个/])(?<![^日号月年度份底末初旬]-)(?<![0-9]{{3}}[.])(?<![{_HAN}两十百千])
      (?:{_month_part("b", _JOIN)}|(?<!以){_quarter_part("b")})
    |(?P<part>{_part_words()}|{_year_words(alone=True)})
"""
_SCHOOL: Final = (
    rf"(?<![0-9])(?:(?P<sy>{_Y4}){_JOIN}{_Y4}{_SP}|(?P<sb>{_either(list(_WORDS['school_years']))})"
    rf"|(?P<sy1>{_Y4}))学年(?![制龄])度?"
)
_PLAN_YEARS: Final = rf"(?<![{_HAN}两十百千])十[{_HAN}]五(?![{_HAN}十百千万个项条件名年月日])"
# 每月, 每两个月, 每年1月31日, 每月底, 每周三、五, 每月第一个星期五
_WEEKDAY: Final = "[一二三四五六日天]"
_SET: Final = rf"""
    每隔?{_SP}一?个?(?:(?P<sn>{_NUMBER}){_SP}个?)?(?P<su>{_either(list(_WORDS["sets"]))})
    (?![{_WORDS["sets_not_before"]["chars"]}])
    (?:(?P<sm>[0-9]{{1,2}}|十?[一二三四五六七八九十])月(?:份(?!额))?
       (?:{_DAY}[日号](?:{_JOIN}{_MONTH}月{_DAY}[日号])?)?(?P<smod>{_MOD})?
      |(?:首月)?{_SP}{_DAY}{_SP}[日号](?![常均])
      |[年月]?(?P<smod2>{_MOD})
      |(?:第[一二三四]个(?:周|星期){_WEEKDAY}
         |(?<=[周期]){_WEEKDAY}(?:(?:至|到|、)周?{_WEEKDAY}){{0,3}}
          # 每周三次, 每周五天, 每周一课: the numeral counts.
          (?![次个条件天日期场篇遍份章批回班趟轮课练例会报]))(?:[上下]午)?
    )?
"""
_DURATION: Final = rf"""
    {_FRESH}(?P<n0>{_NUMBER}(?={_JOIN}))?(?(n0){_JOIN})(?P<n>{_NUMBER})
    (?:[余多]|来(?=[年天个]))?{_SP}(?P<unit>{_unit_words()})(?P<half>半(?!数|岛|径|途|成))?
"""
#: The first alternative that fits is the reading; `_READERS` has one function for each.
_PATTERN: Final = re.compile(
    f"(?P<numeric>{_NUMERIC})|(?P<numeric_months>{_NUMERIC_MONTHS})|(?P<listed>{_LISTED})|(?P<calendar>{_CALENDAR})"
    f"|(?P<school>{_SCHOOL})|(?P<month>{_either(list(_WORDS['months']))})"
    f"|(?P<plan>{_PLAN_YEARS})|(?P<set>{_SET})|(?P<duration>{_DURATION})",
    re.VERBOSE,
)


def _trigger() -> re.Pattern[str]:
    """Where an atom may begin: cheap to look for, so that the pattern runs seldom."""
    words = [w for row in (*_WORDS["years"], *_WORDS["parts"]) for w in row["words"]]
    words += [*_WORDS["months"], *(f"{word}学" for word in _WORDS["school_years"])]
    words += ["上半", "下半", "前二", "前两", "前三", "前2", "前3"]
    first = "".join(sorted({word[0] for word in words}))
    second = "".join(sorted({word[1] for word in words}))
    units = [word for row in _WORDS["units"] for word in row["words"]]
    unit = "".join(sorted({word[0] for word in units if word[0] != "个"}))
    behind = f"[{_HAN}{_ZERO}两十百千半年月日号季余多来至到和与及~—{unit} -]"
    # Most numbers before 个 count other things, and most before 、 number a heading.
    behind += f"|个[季{''.join(sorted({word[1] for word in units if word[0] == '个'}))}]"
    behind += f"|、[0-9{_HAN}{_ZERO}两十百千廿卅元第 ]"
    han = "〇零一二两三四五六七八九十半廿卅元"
    # One set of characters at its head makes the search skip to where one of them stands.
    return re.compile(
        rf"[0-9每第{han}{first}](?:(?<=[0-9])(?<![0-9][0-9])[0-9]*+(?=[学上下第/]|[.][0-9]|{behind})"
        rf"|(?<=[{han}])(?={behind})|(?<=[每第])(?=.)|(?<=[{first}])(?=[{second}]))"
    )


_TRIGGER: Final = _trigger()
_IDIOM: Final = re.compile(
    f"{_either(_WORDS['idioms']['words'])}"
    f"|{_either(_WORDS['round_the_clock']['words'])}(?={_either(_WORDS['round_the_clock']['before'])})"
)

# --- atoms -------------------------------------------------------------------------


class _Point(NamedTuple):
    """A stretch of the calendar, as far as the text names it.

    ``year`` is four digits or a template field: ``{n}`` from the report year,
    ``{=n}`` from the year of the date before. ``part`` is Q1-Q4, H1 or H2.
    """

    year: str | None = None
    month: int | None = None
    day: int | None = None
    part: str | None = None

    def in_year(self, year: str) -> _Point:
        return _Point(year, self.month, self.day, self.part)

    def template(self) -> str:
        text = self.year or "{0}"
        if self.part:
            return f"{text}-{self.part}"
        if self.month is not None:
            text += f"-{self.month:02d}"
        if self.day is not None:
            text += f"-{self.day:02d}"
        return text


@dataclass(slots=True)
class _Atom:
    """One expression: a point, two points, or the ISO value of a length of time."""

    start: int
    end: int
    kind: DateKind = "date"
    low: _Point | None = None
    high: _Point | None = None
    mod: DateMod | None = None
    value: str | None = None
    business: bool = False
    days: tuple[int | None, int] | None = None  # a bare 5日 or 3至5日: days of a month?
    bare: bool = False  # the text names no year, here or before
    months: int | None = None  # 当月, 次月: so many after the month before


_Found = re.Match[str]
#: 15日内 is a length of time, whatever stands before it.
_INSIDE: Final = re.compile(rf"{_SP}(?:以内|之内|内)")
_ABOUT: Final = re.compile("一两|[二两]三|三四|三五|四五|五六|六七|七八|八九")
_MODS: Final[dict[str, DateMod]] = {
    word: mod for mod, words in _WORDS["mods"].items() for word in words
}
_YEAR_WORDS: Final = {
    word: f"{{{'=' if row.get('from') == 'context' else ''}{row['year']}}}"
    for row in _WORDS["years"]
    for word in row["words"]
}
_PART_MODS: Final[dict[str, DateMod | None]] = {
    word: row.get("mod") for row in _WORDS["parts"] for word in row["words"]
}
_UNITS: Final = {word: row for row in _WORDS["units"] for word in row["words"]}
_PERIOD: Final = {
    period: re.split(r"([0-9]+)", period.removeprefix("P")) for period in _WORDS["sets"].values()
}
#: Half a unit is written in a smaller one: 半年 P6M, 一个半小时 PT90M.
_SMALLER: Final = {"Y": (12, "M"), "M": (30, "D"), "TH": (60, "TM")}


def _integer(text: str) -> int:
    if text == "元":
        return 1  # 元月
    value = exact(text)
    return -1 if value is None else int(value)


_YEAR_TYPED: Final = str.maketrans({" ": None, "O": "〇", "o": "〇", "零": "〇"})


@lru_cache(maxsize=4096)
def _year(text: str) -> str:
    # Typists write 二OO九 with the letter.
    value = exact(text.translate(_YEAR_TYPED))
    return f"{int(value):04d}" if value is not None else "0000"


def _read_numeric(found: _Found) -> _Atom:
    low = _Point(found["ny"], int(found["nm"]), int(found["nd"]))
    if found["nm2"] is None:
        return _Atom(*found.span(), low=low)
    high = _Point(found["ny2"] or found["ny"], int(found["nm2"]), int(found["nd2"]))
    return _Atom(*found.span(), "range", low, high)


def _read_numeric_months(found: _Found) -> _Atom:
    low, high = _Point(found["my"], int(found["mm"])), _Point(found["my2"], int(found["mm2"]))
    return _Atom(*found.span(), "range", low, high)


def _read_listed(found: _Found) -> _Atom:
    return _Atom(*found.span(), low=_Point(_year(found["ly"])))


def _read_calendar(found: _Found) -> _Atom:
    if word := found["part"]:
        return _Atom(*found.span(), low=_Point(), mod=_PART_MODS.get(word))
    year, first = _years(found)
    tag = "b" if year is None else ""
    low, high, mod = _inside_year(found, year, tag)
    if first is not None:
        low, high = _Point(first), high or low
    return _Atom(*found.span(), "range" if high else "date", low, high, mod)


def _years(found: _Found) -> tuple[str | None, str | None]:
    """The year that the atom names, and the one before it in 2016至2018年."""
    year, first, alone, han_digits, digits, word = found.group("y", "y0", "y4", "y2", "y3", "yw")
    if year:
        return _year(year), _year(first) if first else None
    if alone:
        return _year(alone), None
    if two := han_digits or digits:
        return "20" + f"{_integer(two):02d}", None
    return (_YEAR_WORDS[word] if word else None), None


#: The groups of what stands within a year, by their tag.
_MONTH_GROUPS: Final = {
    tag: [name + tag for name in ("m", "m0", "d", "d0", "mod")] for tag in ("", "b")
}
_QUARTER_GROUPS: Final = {
    tag: [name + tag for name in ("q1", "q", "q0", "qmod", "h")] for tag in ("", "b")
}


def _inside_year(
    found: _Found, year: str | None, tag: str
) -> tuple[_Point, _Point | None, DateMod | None]:
    if found["m" + tag]:
        return _months(found, year, tag)
    up_to, quarter, first, mod, half = found.group(*_QUARTER_GROUPS[tag])
    if up_to:
        return _Point(year, part="Q1"), _Point(year, part=f"Q{_integer(up_to)}"), None
    if quarter:
        high = _Point(year, part=f"Q{_integer(quarter)}")
        if first:
            return _Point(year, part=f"Q{_integer(first)}"), high, _MODS.get(mod)
        return high, None, _MODS.get(mod)
    if half:
        return _Point(year, part="H1" if half == "上" else "H2"), None, None
    if found["ymid"]:
        return _Point(year), None, "mid"
    return _Point(year), None, _MODS.get(found["ymod"] or "")


def _months(
    found: _Found, year: str | None, tag: str
) -> tuple[_Point, _Point | None, DateMod | None]:
    month, first_month, day, first_day, mod = found.group(*_MONTH_GROUPS[tag])
    high = _Point(year, _integer(month), _integer(day) if day else None)
    if first_day:
        return _Point(year, high.month, _integer(first_day)), high, _MODS.get(mod)
    if first_month:
        return _Point(year, _integer(first_month)), high, _MODS.get(mod)
    return high, None, _MODS.get(mod)


def _read_plan(found: _Found) -> _Atom | None:
    years = _WORDS["plans"].get(found[0])
    if years is None:
        return None
    return _Atom(*found.span(), "range", _Point(str(years[0])), _Point(str(years[1])))


def _read_set(found: _Found) -> _Atom:
    period = _WORDS["sets"][found["su"]]
    mod = _MODS.get(found["smod"] or found["smod2"] or "")
    value: str | None = period
    if times := found["sn"]:
        time, factor, unit = _PERIOD[period]
        value = _length(times, time + unit, int(factor))
    return _Atom(*found.span(), "set", mod=mod, value=value, business="工作日" in found[0])


def _read_duration(found: _Found) -> _Atom | None:
    unit = _UNITS[found["unit"]]
    if found["n"] == "一" and not _counts_one(found):
        return None
    factor, plus = unit.get("factor", 1), bool(found["half"]) or unit.get("half", False)
    first, last = found["n0"], found["n"]
    if _ABOUT.fullmatch(last):
        first, last = last[0], last[1]  # 两三年
    high = _length(last, unit["iso"], factor, plus)
    if high is None:
        return None
    low = _length(first, unit["iso"], factor) if first else None
    return _Atom(
        *found.span(),
        "duration",
        value=f"{low}/{high}" if low else high,
        business=unit.get("business", False),
        days=_days(found) if found["unit"] == "日" else None,
    )


def _counts_one(found: _Found) -> bool:
    """一年 is a length of time, 新的一年 a year; 一日 one only in 一日内."""
    text, start = found.string, found.start()
    if text[start - 1 : start] in _WORDS["one_not_after"]["chars"] and start > 0:
        return False
    return found["unit"] != "日" or _INSIDE.match(text, found.end()) is not None


def _days(found: _Found) -> tuple[int | None, int]:
    return _integer(found["n0"]) if found["n0"] else None, _integer(found["n"])


def _length(text: str, iso: str, factor: int = 1, plus_half: bool = False) -> str | None:
    """``text`` times ``factor`` units as an ISO 8601 duration."""
    number = exact("0.5" if text == "半" else text)
    if number is None:
        return None
    number *= factor
    if plus_half:
        number += exact("0.5") or 0
    if number.denominator > 1 and iso in _SMALLER:
        times, iso = _SMALLER[iso]
        number *= times
    prefix = "PT" if iso.startswith("T") else "P"
    return f"{prefix}{plain(number)}{iso.removeprefix('T')}"


def _read_school(found: _Found) -> _Atom:
    """A school year, from 1 September to 31 August."""
    if text := found["sy"] or found["sy1"]:
        first = _year(text)
    else:
        first = f"{{{_WORDS['school_years'][found['sb']]}}}"
    low, high = _Point(first, 9, 1), _Point(_shifted(first, 1), 8, 31)
    return _Atom(*found.span(), "range", low, high)


def _read_month(found: _Found) -> _Atom:
    return _Atom(*found.span(), months=_WORDS["months"][found[0]])


_READERS: Final[dict[str, Callable[[_Found], _Atom | None]]] = {
    "numeric": _read_numeric,
    "numeric_months": _read_numeric_months,
    "listed": _read_listed,
    "calendar": _read_calendar,
    "school": _read_school,
    "month": _read_month,
    "plan": _read_plan,
    "set": _read_set,
    "duration": _read_duration,
}


def _atoms(text: str) -> Iterator[_Atom]:
    end = 0
    for trigger in _TRIGGER.finditer(text):
        at = trigger.start()
        if at < end or not (found := _PATTERN.match(text, at)) or _IDIOM.match(text, at):
            continue
        atom = _READERS[found.lastgroup or ""](found)
        if atom is not None:
            end = atom.end
            yield atom


# --- ranges over two atoms ---------------------------------------------------------

_RANGE_GAP: Final = re.compile(rf"{_SP}起?(?:（含）)?[，,]?{_JOIN}")
_LIST_GAP: Final = re.compile(rf"{_SP}[、，和及与]{_SP}")
_LONGEST_GAP: Final = 12


def _joined(atoms: Iterator[_Atom], text: str) -> Iterator[_Atom]:
    last: _Atom | None = None
    for atom in atoms:
        if last is None:
            last = atom
            continue
        atom = _day_of(last, atom, text)
        if whole := _range(last, atom, text):
            last = whole
            continue
        yield last
        last = atom
    if last is not None:
        yield last


def _day_of(before: _Atom, atom: _Atom, text: str) -> _Atom:
    """A bare 5日 behind 3月1日 and a joiner is a day of that month, not five days."""
    point = before.high or before.low
    if not atom.days or point is None or point.day is None or _INSIDE.match(text, atom.end):
        return atom
    gap = text[before.end : min(atom.start, before.end + _LONGEST_GAP)]
    if atom.start - before.end < _LONGEST_GAP and (
        _RANGE_GAP.fullmatch(gap) or _LIST_GAP.fullmatch(gap)
    ):
        return _dayed(atom, point.month)
    return atom


def _dayed(atom: _Atom, month: int | None) -> _Atom:
    low, high = atom.days or (None, 0)
    if low is None:
        return _Atom(atom.start, atom.end, low=_Point(None, month, high))
    return _Atom(atom.start, atom.end, "range", _Point(None, month, low), _Point(None, month, high))


def _range(first: _Atom, last: _Atom, text: str) -> _Atom | None:
    if first.kind != last.kind or last.start - first.end > _LONGEST_GAP:
        return None
    if not _RANGE_GAP.fullmatch(text, first.end, last.start):
        return None
    if first.kind == "date":
        return _Atom(first.start, last.end, "range", first.low, last.low, last.mod)
    if first.kind == "duration" and not re.search("/", f"{first.value}{last.value}"):
        both = f"{first.value}/{last.value}"
        return _Atom(
            first.start, last.end, "duration", mod=first.mod, value=both, business=last.business
        )
    return None


# --- what an atom leaves out -------------------------------------------------------

_SENTENCE_END: Final = re.compile(r"[。！？\n]")
#: A year on its own holds for its sentence when it stands at its head (2010年，一要…；
#: 年底前…) or opens a plan (…，2022年将…).
_PLAN: Final = re.compile("[^，。；！？\n]{0,8}[，]?[^，。；！？\n]{0,8}将")
_SENTENCE_HEAD: Final = re.compile(r"[。！？；\n][^\w。！？；\n]{0,8}[在于从自至截]{0,2}[ ]?$")
_WINDOW: Final = 12
#: 起15日, 超过15日: what says that 日 counts days.
_LENGTH_BEFORE: Final = frozenset("起过满长限为达少足近约共计每")


@dataclass(slots=True)
class _Context:
    """What the dates before an atom lend it."""

    paragraph: str | None = None  # year of the date before in the paragraph
    named: str | None = None  # the same, of the last date that wrote its year out
    sentence: str | None = None  # year that holds for the rest of the sentence
    month: _Point | None = None  # month of the date before in the paragraph
    day: bool = False  # the sentence has named a day of that month

    def cross(self, gap: str) -> None:
        """Forget what does not hold behind the text ``gap``."""
        if "\n" in gap:
            self.paragraph = self.named = self.month = None
        if _SENTENCE_END.search(gap):
            self.sentence, self.day = None, False

    def learn(self, atom: _Atom, named: bool, rules: bool) -> None:
        """Keep what ``atom`` names, for the atoms after it.

        ``rules``: its year holds for the rest of its sentence.
        """
        point = atom.high or atom.low or _Point()
        self.paragraph = point.year
        if atom.high and atom.low and atom.low.year != atom.high.year:
            return  # “十二五”开局之年: no one year holds for what follows
        if named and point.year and point.year.isdigit():
            self.named = point.year
        if rules:
            self.sentence = point.year
        if point.month:
            self.month, self.day = point, point.day is not None


def _in_context(atoms: Iterator[_Atom], text: str) -> Iterator[_Atom]:
    context = _Context()
    end = 0
    for atom in atoms:
        gap = text[end : atom.start]
        context.cross(gap)
        if atom.days and context.month and context.day and _is_day(atom, text):
            atom = _dayed(atom, context.month.month)
        if atom.months is not None:
            if context.month is None:
                continue  # 扣发当月绩效: no month that it could be
            atom.low = _month_after(atom.months, context.month)
        if atom.low is not None:
            named = (atom.high or atom.low).year is not None
            rules = named and _rules_sentence(atom, text)
            _fill(atom, context)
            context.learn(atom, named, rules)
        end = atom.end
        yield atom


def _rules_sentence(atom: _Atom, text: str) -> bool:
    point = atom.high or atom.low
    if point and (point.month or point.part):
        return True
    before = text[max(0, atom.start - _WINDOW) : atom.start]
    if atom.start <= _WINDOW:
        before = "\n" + before
    return (_SENTENCE_HEAD.search(before) or _PLAN.match(text, atom.end)) is not None


def _month_after(months: int, before: _Point) -> _Point:
    """当月, 次月 behind a month."""
    years, month = divmod((before.month or 1) - 1 + months, 12)
    return _Point(_shifted(before.year or "{0}", years), month + 1)


def _is_day(atom: _Atom, text: str) -> bool:
    before = text[atom.start - 1 : atom.start]
    return before not in _LENGTH_BEFORE and not _INSIDE.match(text, atom.end)


def _fill(atom: _Atom, context: _Context) -> None:
    """Set every year of an atom: named, taken from its context, or a template field."""
    low, high = atom.low or _Point(), atom.high
    atom.bare = low.year is None and (high is None or high.year is None) and not context.sentence
    if low.year is None and high is not None and (high.year or "").isdigit():
        back = 1 if _earlier(high, low) else 0
        low = low.in_year(_shifted(high.year or "", -back))
    low = low.in_year(_named(low.year, context))
    if high is not None:
        turn = 1 if high.year is None and _earlier(high, low) else 0
        year = _named(high.year, _Context(low.year, low.year, low.year))
        high = high.in_year(_shifted(year, turn))
    atom.low, atom.high = low, high


def _earlier(one: _Point, other: _Point) -> bool:
    return one.month is not None and other.month is not None and one.month < other.month


def _named(year: str | None, context: _Context) -> str:
    if year is None:
        return context.sentence or "{0}"
    if year.startswith("{="):
        by = int(year[2:-1])
        # 上年结转29件，当年办结: beside 上年, 当年 is the year reported on.
        before = context.paragraph if by else context.named
        return _shifted(before or "{0}", by)
    return year


def _shifted(year: str, by: int) -> str:
    if by == 0:
        return year
    if year.startswith("{"):
        return f"{{{int(year[1:-1]) + by}}}"
    return f"{int(year) + by:04d}"


# --- values ------------------------------------------------------------------------

_FIELD: Final = re.compile(r"\{(-?[0-9]+)\}")
_MONTHS: Final = {
    "": (1, 12),
    **{f"Q{n}": (3 * n - 2, 3 * n) for n in (1, 2, 3, 4)},
    "H1": (1, 6),
    "H2": (7, 12),
}
_DAYS: Final[dict[DateMod | None, tuple[int, int]]] = {
    None: (1, 31),
    "start": (1, 10),
    "mid": (11, 20),
    "end": (21, 31),
}
_LEAP: Final = 2000


@lru_cache(maxsize=4096)
def _interval(value: str, mod: DateMod | None) -> tuple[str, str] | None:
    """First and last day of a calendar value, ``None`` where the calendar lacks it."""
    low, _, high = value.partition("/")
    try:
        first = _bounds(low, None if high else mod)[0]
        last = _bounds(high or low, mod)[1]
    except ValueError:
        return None
    return (first.isoformat(), last.isoformat()) if first <= last else None


def _bounds(value: str, mod: DateMod | None) -> tuple[Day, Day]:
    year, *rest = value.split("-")
    if len(rest) == 2:
        day = Day(int(year), int(rest[0]), int(rest[1]))
        return day, day
    if rest and rest[0].isdigit():
        first, last = _DAYS[mod]
        month = int(rest[0])
        final = calendar.monthrange(int(year), month)[1] if 1 <= month <= 12 else 0
        return Day(int(year), month, first), Day(int(year), month, min(last, final))
    start, stop = _MONTHS[rest[0] if rest else ""]
    if mod == "start":
        stop = start  # 年初: January
    elif mod == "end":
        start = stop  # 年底: December
    elif mod == "mid":
        start, stop = 6, 7  # 年中
    final = calendar.monthrange(int(year), stop)[1]
    return Day(int(year), start, 1), Day(int(year), stop, final)


@lru_cache(maxsize=4096)
def _substituted(template: str, year: int) -> str:
    return _FIELD.sub(lambda field: f"{year + int(field[1]):04d}", template)


def _finished(atom: _Atom, text: str) -> Date:
    date = Date(
        atom.start,
        atom.end,
        text[atom.start : atom.end],
        kind=atom.kind,
        value=atom.value,
        mod=atom.mod,
        business_days=atom.business,
    )
    if atom.low is None:
        return date
    template = atom.low.template()
    if atom.high:
        template += "/" + atom.high.template()
    if "{" not in template:
        _set_value(date, template)
        return date
    if _interval(_substituted(template, _LEAP), atom.mod) is None:
        return date  # 13月: no year makes it valid
    date.template, date.bare = template, atom.bare
    return date


def _set_value(date: Date, value: str) -> None:
    days = _interval(value, date.mod)
    if days is None:
        date.value = date.first = date.last = None
    else:
        date.value, (date.first, date.last) = value, days


# --- the public functions ----------------------------------------------------------


def find_dates(text: str, year: int | None = None) -> list[Date]:
    """Every expression of calendar time in ``text``, in the order of the text.

    ``year`` is the year that the text reports on: 今年, 去年底, 12月 are resolved
    against it. Without it they are found with ``value`` ``None`` and a ``template``
    for `resolve_date`. Impossible dates (2月30日) are found with neither. Offsets
    count characters of ``text`` from 0; matches do not overlap.

    ``first`` and ``last``: 初 is the 1st to the 10th of a month, 中旬 the 11th to the
    20th, 底 and 末 the 21st to the last; of a year or quarter, 初 is the first month,
    底 and 末 the last, 年中 June and July. ``mod`` of a range is that of its end.

    >>> [(d.text, d.value) for d in find_dates("2017年1月1日至12月31日，每月一次，20个工作日内")]
    [('2017年1月1日至12月31日', '2017-01-01/2017-12-31'), ('每月', 'P1M'), ('20个工作日', 'P20D')]
    >>> [(d.text, d.value, d.mod) for d in find_dates("截至11月底，比去年多", year=2017)]
    [('11月底', '2017-11', 'end'), ('去年', '2016', None)]
    >>> find_dates("去年")[0].template
    '{-1}'
    """
    folded = fold(text)
    atoms = _in_context(_joined(_atoms(folded), folded), folded)
    dates = [_finished(atom, text) for atom in atoms]
    return dates if year is None else [resolve_date(date, year) for date in dates]


def resolve_date(date: Date, year: int, bare_year: int | None = None) -> Date:
    """``date`` with ``value``, ``first`` and ``last`` filled from its template.

    ``year`` is the report year (1 to 9999); ``bare_year``, if given, the one that dates
    without any year (12月, 年底; ``date.bare``) belong to: the year after, where the
    section lays out next year's plans. A date without a template comes back as it is;
    one that its year lacks (2月29日) gets the value ``None``.

    >>> found = find_dates("12月31日前")[0]
    >>> found.value, found.template, resolve_date(found, 2017).value
    (None, '{0}-12-31', '2017-12-31')
    """
    if date.template is None:
        return date
    base = bare_year if date.bare and bare_year is not None else year
    resolved = copy(date)
    _set_value(resolved, _substituted(date.template, base))
    return resolved


_ISO: Final = re.compile(r"([0-9]{4})-?(?:([0-9]{2})-?([0-9]{2})?)?", re.ASCII)


def parse_date(text: str, year: int | None = None) -> Date | None:
    """The one date that ``text``, as a whole, writes; ``None`` where it writes none.

    Takes what `find_dates` finds, and ISO 8601 dates alone on their line (2017,
    2017-03, 20170327). ``year`` is the year reported on. Offsets are those in ``text``.

    >>> parse_date("二〇一七年三月").value, parse_date("20170327").value
    ('2017-03', '2017-03-27')
    >>> parse_date("2月30日", 2017).value is None, parse_date("公开") is None
    (True, True)
    """
    bare = text.strip()
    if not bare:
        return None
    offset = text.index(bare)
    if iso := _ISO.fullmatch(fold(bare)):
        date = Date(offset, offset + len(bare), bare)
        _set_value(date, "-".join(part for part in iso.groups() if part))
        return date
    found = find_dates(bare, year)
    if len(found) != 1 or found[0].text != bare:
        return None
    return replace(found[0], start=offset, end=offset + len(bare))
