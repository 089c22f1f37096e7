"""Cardinal numbers with their measure words: counts, percents and sums of money.

What is a measure word, and what it combines with, stands in
``resources/measure_words.txt``; the words around a number that qualify, negate or
undo it in ``resources/count_words.toml``. The rules are those of docs/guidelines.md.

One pattern reads number, measure word and what is fused to them; then a few checks
look at the characters before it, one question each (``_refused``). Lengths of time
(三个月, 20个工作日) and parts of dates are no counts; `govnlp.grammar.dates` has them.
"""

from __future__ import annotations

import re
import string
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, NamedTuple

from govnlp.grammar.match import Count
from govnlp.grammar.numerals import FORMAL, exact, fold, plain
from govnlp.resources import load_table, rows_of
from govnlp.vocabulary import CountKind, CountMod

_WORDS: Final = load_table("count_words.toml")


class _Measure(NamedTuple):
    """A row of the table of measure words."""

    word: str
    kind: CountKind
    one: str
    not_before: list[str]
    only_before: list[str]


def _measures() -> dict[str, _Measure]:
    table: dict[str, _Measure] = {}
    for word, kind, one, not_before, *only in rows_of("measure_words.txt"):
        blocked = [] if not_before == "-" else not_before.split()
        needed = only[0].split() if only else []
        table[word] = _Measure(word, _KINDS[kind], one, blocked, needed)
    return table


_KINDS: Final[dict[str, CountKind]] = {"count": "count", "percent": "percent", "money": "money"}
_MEASURES: Final = _measures()

# --- the pattern -------------------------------------------------------------------

_SP: Final = "[ ]{0,2}"
_END: Final = r"[^\w（(]|$"
# Every repetition is bounded, so that no run of digits is read twice over.
_ARABIC: Final = (
    r"(?:[0-9]{1,3}(?:[,，][0-9]{3}){1,5}(?:\.[0-9]{1,6})?(?![0-9])"
    r"|[0-9]{1,3}(?:[ ][0-9]{3}){1,5}(?:\.[0-9]{1,6})?(?![0-9])"
    r"|(?<![0-9.])[0-9](?:[ ][0-9]){1,8}(?![0-9.])"  # 1 7 件, as a page was justified
    r"|[0-9]{1,18}(?:\.[0-9]{1,6})?)"
)
_HAN: Final = "一二两三四五六七八九十百千万亿"
#: 零 alone counts behind the name of a case (行政诉讼零件); else 零件 is a spare part.
_ZERO: Final = (
    "(?:(?<=[为是])零|(?:"
    + "|".join(f"(?<={word})" for word in _WORDS["zero"]["after"])
    + f")零(?=[{_WORDS['zero']['units']}]))"
)
_NUMBER: Final = (
    rf"(?:{_ARABIC}(?:{_SP}[十百千万亿](?:[0-9〇零{_HAN}]{{0,16}}[十百千万亿])?)?"
    rf"|[{_HAN}廿卅][〇零{_HAN}]{{0,24}}(?:点[〇零一二三四五六七八九]{{1,6}}[万亿]?)?"
    rf"|[{FORMAL}][{FORMAL}零〇参万亿]{{0,24}}|{_ZERO})"
)
_JOIN: Final = rf"{_SP}(?:至|到|[-—~]{{1,3}}){_SP}"
_INSIDE: Final = "".join(_WORDS["inside"])


def _either(words: list[str]) -> str:
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))


def _unit(measure: _Measure) -> str:
    pattern = re.escape(measure.word)
    if measure.not_before:
        pattern += f"(?!{_either(measure.not_before)})"
    if measure.only_before:
        words = [word for word in measure.only_before if word != "$"]
        ends = f"|{_END}" if "$" in measure.only_before else ""
        pattern += f"(?={_either(words)}{ends})"
    return pattern


def _after() -> str:
    return "|".join(
        f"(?:{_either(row['words'])})(?!{_either(row['not_before'])})" for row in _WORDS["after"]
    )


_UNITS: Final = "|".join(
    _unit(_MEASURES[word]) for word in sorted(_MEASURES, key=len, reverse=True)
)
#: 件（次）, 篇(条), 条/次: a second measure word in brackets or behind a stroke is of the unit,
#: but not in 5元/页.
_SINGLE: Final = _either([w for w in _MEASURES if len(w) == 1])
_SECOND: Final = rf"(?:[（(](?:次|{_SINGLE})[）)]|(?<!元)/(?:次|{_SINGLE})(?![\w（(]))?"
_PATTERN: Final = re.compile(
    rf"(?P<parts>(?:百|千|万)分之)(?P<part>{_ARABIC}|[{_HAN}〇零]{{1,12}}(?:点[〇零{_HAN}]{{1,6}})?)"
    rf"(?P<tail0>{_after()})?"
    # Atomic: no number that another joins is tried again cut short.
    rf"|(?:(?P<low>(?>{_NUMBER}))(?P<join>{_JOIN}|、))?(?P<number>{_NUMBER})"
    rf"(?:{_SP}(?P<inside>[{_INSIDE}]))?(?P<big>[万亿])?{_SP}"
    rf"(?P<unit>(?:{_UNITS}){_SECOND})(?P<tail>{_SP}(?:{_after()}))?"
)
#: Where a count may begin: a number, with something behind it that can go on.
_GOES_ON: Final = f"{_HAN}{_INSIDE}至到~—、 {''.join(sorted({w[0] for w in _MEASURES}))}"
_TRIGGER: Final = re.compile(
    # One set of characters at its head makes the search skip to where one of them stands.
    rf"[0-9{_HAN}零廿卅{FORMAL}](?:"
    # From the head of a run of digits only: a long one is read once.
    rf"(?<=[0-9])(?<![0-9][0-9])[0-9]*+(?=[{_GOES_ON},，.-])"
    rf"|(?<![0-9])(?=[〇零{FORMAL}分点{_GOES_ON}-]))"
)

# --- one match, read ---------------------------------------------------------------

_Found = re.Match[str]
#: Two neighbouring digits are a vague number with two bounds: 两三个, 五六次.
_VAGUE: Final = re.compile("一两|[二两]三|三四|三五|四五|五六|六七|七八|八九")
_HAN_DIGITS: Final = re.compile("[一二两三四五六七八九]{2,}")
_BIG: Final = {"万": 10**4, "亿": 10**8}
_INSIDE_MODS: Final[dict[str | None, CountMod]] = _WORDS["inside"]
_AFTER: Final[dict[str, CountMod]] = {
    word: row["mod"] for row in _WORDS["after"] for word in row["words"]
}


@dataclass(slots=True)
class _Hit:
    """A number with its measure word, before the text around it has had its say."""

    start: int
    number: int  # where the number itself begins; ``start`` may hold 约
    end: int
    value: Fraction
    upper: Fraction | None
    measure: _Measure
    unit: str
    mod: CountMod | None = None
    is_one: bool = False  # 一 as it stands, which may be an article
    negated: bool = False
    article: bool = False  # counts only beside a number that it contrasts with


def _read(found: _Found) -> _Hit | None:
    return _read_parts(found) if found["parts"] else _read_measured(found)


def _read_parts(found: _Found) -> _Hit | None:
    value = exact(found["part"])
    if value is None:
        return None
    unit = found["parts"]
    percent = _Measure(unit, "percent", "count", [], [])
    mod = _AFTER.get(found["tail0"] or "")
    return _Hit(found.start(), found.start(), found.end(), value, None, percent, unit, mod)


def _read_measured(found: _Found) -> _Hit | None:
    number, inside, big, unit, tail = found.group("number", "inside", "big", "unit", "tail")
    measure = _measure_of(unit)
    if not _fits(number, measure) or (inside and not _fits_inside(number, inside)):
        return None
    bounds = _bounds(found, number)
    if bounds is None:
        return None
    low, high = bounds
    if big:
        low, high = low * _BIG[big], None if high is None else high * _BIG[big]
    mod = (_AFTER.get(tail.strip()) if tail else None) or _INSIDE_MODS.get(inside)
    if mod is None and len(number) == 2 and _is_vague(number):
        mod = "about"
    start, end = found.span()
    is_one = number == "一" and high is None
    return _Hit(start, start, end, low, high, measure, unit, mod, is_one)


def _measure_of(unit: str) -> _Measure:
    return _MEASURES.get(unit) or _MEASURES[re.split("[（(/]", unit, maxsplit=1)[0]]


def _is_vague(number: str) -> bool:
    return _VAGUE.fullmatch(number) is not None


def _bounds(found: _Found, number: str) -> tuple[Fraction, Fraction | None] | None:
    if _HAN_DIGITS.fullmatch(number):
        if not _is_vague(number):
            return None  # 统一三个: two words
        low, high = exact(number[0]), exact(number[1])
    else:
        low, high = exact(number), None
    first, join = found.group("low", "join")
    if first is None or low is None:
        return None if low is None else (low, high)
    if join == "、" and _is_item(found):
        return None
    return _range(exact(first), low, join == "、")


def _is_item(found: _Found) -> bool:
    """1、2件 at the head of a line: item 1, two pieces."""
    begin = max(0, found.start() - 4)
    return _NUMBERING.search(found.string[begin : found.start("number")]) is not None


def _range(
    low: Fraction | None, high: Fraction, listed: bool
) -> tuple[Fraction, Fraction | None] | None:
    if low is None or low >= high or (listed and high - low != 1):
        return None
    return low, high


def _fits(number: str, measure: _Measure) -> bool:
    """May this numeral stand before this word? 课程3门, not 三门峡; 百姓, 万元 have none."""
    if number == "二" or (len(number) > 1 and number[0] == "0" and number.isdigit()):
        return False  # 二次供水, 0001起编: 二 numbers, 两 counts
    if "." in number and measure.word in _WORDS["whole"]["units"]:
        return False
    if measure.one == "digits":
        return len(number) > 1 or number.isdigit() or number == "十"
    return number != "一" or measure.one != "never"


def _fits_inside(number: str, inside: str) -> bool:
    # 十几个, 二十来个; 多 and 余 only behind a round number: 300多人, 百余件.
    if inside in ("来", "几"):
        return number.endswith("十")
    return number[-1] in "0十百千万亿"


# --- what stands before it ---------------------------------------------------------

_BEFORE: Final = [
    (
        re.compile(f"(?<![{row['not_after']}])(?:{_either(row['words'])})[ ]?$"),
        row["mod"],
        bool(row.get("bare_unit")),
    )
    for row in _WORDS["before"]
]
#: What those words end in, so that they are looked for only where one can stand.
_BEFORE_ENDS: Final = frozenset(word[-1] for row in _WORDS["before"] for word in row["words"])
_UNITS_ALONE: Final = frozenset("百千万亿")
_ROUND: Final = re.compile("(?:[百千万亿]|十[万亿])")
_ORDINAL_JOINS: Final = "、和至及到—~-"
_ORDINALS: Final = re.compile(
    rf"第{_SP}(?:[0-9]+|[{_HAN}〇零]+)[条项款批次期章]?[{_ORDINAL_JOINS}]$"
)
_NUMBERING: Final = re.compile(r"(?:^|[\n。；：）])[ #*]*[0-9一二三四五六七八九十]{1,3}[、.．]$")
_CLOSE: Final = '”’」』"'
_OPENS: Final = frozenset('“‘「『"')
_CLOSES: Final = frozenset(_CLOSE)
_QUOTED: Final = re.compile(rf"[^，。；、{_CLOSE}]{{0,5}}[{_CLOSE}]")
_LETTERS: Final = re.compile(r"(?<![A-Za-z])[A-Za-z]{1,2}$")
_POSTPOSED: Final = re.compile(r"[，。；、\n]|$")
_PLACE: Final = re.compile("[县州旗]")
_PHRASES: Final = _WORDS["phrases"]["words"]
_NEGATED: Final = re.compile(
    rf"(?:{_either(_WORDS['negation']['openers'])})"
    rf"(?:(?:{_either(_WORDS['negation']['verbs'])})"
    rf"(?:[^，。；：、（）“”\n]{{0,14}}))?"
    rf"(?:{_either(_WORDS['negation']['particles'])}){{0,2}}$"
)
_CLAUSE: Final = 24
_COUNTING: Final = re.compile(
    rf"(?:{_either(_WORDS['article']['counting'])})[^，。；：、（）“”\n0-9]{{0,6}}$"
)
_EVENT_VERB: Final = re.compile(f"(?:{_either(_WORDS['event']['verbs'])})了?$")
_EVENT_NOUN: Final = re.compile(f"(?:{_either(_WORDS['event']['nouns'])})")


def _judged(hit: _Hit, text: str) -> _Hit | None:
    """The hit with its qualifiers and negation; ``None`` where the text undoes it."""
    before = text[max(0, hit.start - _CLAUSE) : hit.start]
    if hit.upper is None and hit.value == 1 and _NEGATED.search(before):
        hit.value, hit.negated = Fraction(0), True
        return hit
    if before.rstrip(" ")[-1:] in _BEFORE_ENDS and _qualify(hit, text, before):
        before = text[max(0, hit.start - _CLAUSE) : hit.start]
    if _refused(hit, text, before):
        return None
    return _as_article(hit, text, before) if hit.is_one else hit


def _qualify(hit: _Hit, text: str, before: str) -> bool:
    """Take what qualifies the number before it, 约 or 近, into the hit."""
    for pattern, mod, bare in _BEFORE:
        if (not bare or _ROUND.match(text, hit.number)) and (found := pattern.search(before)):
            hit.start, hit.mod = hit.start - len(found[0]), hit.mod or mod
            return True
    return False


def _refused(hit: _Hit, text: str, before: str) -> bool:
    bare = hit.start == hit.number and text[hit.number] in _UNITS_ALONE
    if bare and hit.measure.kind != "percent" and text[hit.number + 1] not in _INSIDE:
        return True
    return (
        (before[-1:] in _TELLING and _undone_by(before, hit, text))
        or _in_phrase(text, hit)
        or _is_slogan(text, hit, before)
        or _is_place(text, hit)
    )


def _undone_by(before: str, hit: _Hit, text: str) -> bool:
    """Whether what stands right before the number makes it no cardinal."""
    last = before[-1:]
    return (
        before.rstrip(" ")[-1:] in _BLOCKED
        or (last in _VAGUE_BEFORE and text[hit.number] in _ROUND_FIRST)
        or (last in _RANK and hit.measure.word in _WORDS["blocked"]["ranked"])
        or (last in _SESSION and _SESSION_AFTER.match(text, hit.end) is not None)
        or _part_of_number(text, hit, before)
        or (last in _ORDINAL_JOINS and _ORDINALS.search(before) is not None)
        or (last in _CLOCK and hit.unit == _WORDS["clock"]["unit"])
    )


_CLOCK: Final = frozenset(_WORDS["clock"]["chars"])
_VAGUE_BEFORE: Final = frozenset(_WORDS["blocked"]["unit"])
_ROUND_FIRST: Final = frozenset("十百千万亿")
_RANK: Final = frozenset(_WORDS["blocked"]["rank"])
_SESSION: Final = frozenset(_WORDS["session"]["before"])
_SESSION_AFTER: Final = re.compile(_either(_WORDS["session"]["after"]))
_BLOCKED: Final = frozenset(_WORDS["blocked"]["any"])


def _part_of_number(text: str, hit: _Hit, before: str) -> bool:
    last = before[-1:]
    if not text[hit.number].isascii():
        return last in _HAN_BEFORE  # but 统一三个平台 has three
    if last in _DIGITS:
        return True
    if last in (".", "-") and before[-2:-1].isdigit():
        return True
    return last in _LATIN and _LETTERS.search(before) is not None


_HAN_BEFORE: Final = frozenset(_HAN + "〇零") - {"一"}
_DIGITS: Final = frozenset("0123456789")
_LATIN: Final = frozenset(string.ascii_letters)
#: What may undo a number, right before it. Most numbers stand behind other characters,
#: so that one look spares the questions above.
_TELLING: Final = frozenset(" .").union(
    _BLOCKED, _VAGUE_BEFORE, _RANK, _SESSION, _HAN_BEFORE, _DIGITS, _LATIN, _ORDINAL_JOINS, _CLOCK
)


def _in_phrase(text: str, hit: _Hit) -> bool:
    phrases = _HEADS.get(text[hit.number : min(hit.number + 2, hit.end)])
    return phrases is not None and any(
        text.startswith(phrase, hit.number - at) for phrase, at in phrases
    )


def _heads() -> dict[str, list[tuple[str, int]]]:
    """Phrases by the number and the first character of the measure word in them."""
    heads: dict[str, list[tuple[str, int]]] = {}
    for phrase in _PHRASES:
        for at in range(len(phrase) - 1):
            if phrase[at] in "0123456789" + _HAN:
                heads.setdefault(phrase[at : at + 2], []).append((phrase, at))
    return heads


_HEADS: Final = _heads()


def _is_slogan(text: str, hit: _Hit, before: str) -> bool:
    """“三个一律”, “就业九条”: what opens or closes a quotation belongs to a name."""
    if text[hit.number].isascii():
        return False
    if text[hit.end : hit.end + 1] in _CLOSES:
        return True
    return before[-1:] in _OPENS and _QUOTED.match(text, hit.end) is not None


def _is_place(text: str, hit: _Hit) -> bool:
    """三台县, 五莲县: one Han digit, one character, and 县."""
    if hit.end - hit.number != 2 or text[hit.number].isascii() or hit.unit == "个":
        return False
    return _PLACE.match(text, hit.end) is not None


def _as_article(hit: _Hit, text: str, before: str) -> _Hit | None:
    last = before[-1:]
    if (last and last in _WORDS["blocked"]["one"]) or text.startswith(hit.unit, hit.end):
        return None  # 进一步, 这一次; 一件件
    if text.startswith("一", hit.end) or before[-2:-1] == "一":
        return None  # 一户一册
    if _COUNTING.search(before):
        return hit
    if hit.measure.one == "event":
        happened = _EVENT_VERB.search(before) or _EVENT_NOUN.match(text, hit.end)
        return hit if happened else None
    hit.article = hit.measure.one == "article" and not _behind_noun(text, hit, before)
    return hit


def _behind_noun(text: str, hit: _Hit, before: str) -> bool:
    """工作流程图一张，: behind what it counts, 一 is no article."""
    return _POSTPOSED.match(text, hit.end) is not None and before[-1:] not in _CLOSES


# --- the text as a whole -----------------------------------------------------------

#: 1.3件 at the head of a line is item 1, three pieces.
_ITEM: Final = re.compile(
    r"^([ #*]*[0-9]{1,2})\.(?=[0-9]{1,6} ?(?:[件条次人份项家场期篇]|个(?!百分点)))", re.MULTILINE
)
_JOINED: Final = re.compile(_JOIN)
_NEAR: Final = 14


def _hits(text: str) -> Iterator[_Hit]:
    end = 0
    for trigger in _TRIGGER.finditer(text):
        at = trigger.start()
        if at < end or not (found := _PATTERN.match(text, at)) or not (hit := _read(found)):
            continue
        if not (judged := _judged(hit, text)):
            end = found.end("part" if found["parts"] else "number")
            continue
        judged.start = max(judged.start, end)
        yield judged
        end = found.end()


def _ranges(hits: Iterator[_Hit], text: str) -> list[_Hit]:
    """3件至5件: two hits of one unit with a joiner between are one with two bounds."""
    whole: list[_Hit] = []
    for hit in hits:
        last = whole[-1] if whole else None
        if last and _spans(last, hit) and _JOINED.fullmatch(text, last.end, hit.start):
            last.end, last.upper, last.mod = hit.end, hit.value, hit.mod
        else:
            whole.append(hit)
    return whole


def _spans(low: _Hit, high: _Hit) -> bool:
    one_each = low.upper is None and high.upper is None
    return one_each and low.unit == high.unit and low.value < high.value


def _without_articles(hits: list[_Hit], text: str) -> Iterator[_Hit]:
    """一个主平台、三个分平台: 一 counts where a number of the same unit stands near."""
    for index, hit in enumerate(hits):
        if hit.article:
            near = hits[max(0, index - 1) : index] + hits[index + 1 : index + 2]
            if not any(_contrasts(hit, other, text) for other in near):
                continue
        yield hit


def _contrasts(hit: _Hit, other: _Hit, text: str) -> bool:
    gap = text[min(hit.end, other.end) : max(hit.start, other.start)]
    return other.unit == hit.unit and len(gap) <= _NEAR and not re.search(r"[。；\n]", gap)


def find_counts(text: str) -> list[Count]:
    """Every cardinal number with its measure word in ``text``, in the order of the text.

    ``value`` has 万 and 亿 multiplied out (3.5万元 is 35000, unit 元); of a percent it is
    the number before the sign (95% is 95, unit %; 百分之九十 is 90, unit 百分之). ``unit``
    is the measure word in simplified characters. A number of one under negation
    (未发生一起) has the value 0 and ``negated``. Of 3至5件 the ``value`` is 3, ``upper`` 5.
    Offsets count characters of ``text`` from 0; matches do not overlap.

    >>> [(c.text, c.value, c.unit) for c in find_counts("公开信息1,234条，占95%，收费3.5万元")]
    [('1,234条', 1234, '条'), ('95%', 95, '%'), ('3.5万元', 35000, '元')]
    >>> [(c.text, c.value, c.mod) for c in find_counts("每月公开十条以上，200余件，近百人次")]
    [('十条以上', 10, 'at_least'), ('200余件', 200, 'at_least'), ('近百人次', 100, 'about')]
    >>> [(c.text, c.value, c.negated) for c in find_counts("未发生一起行政诉讼，形成一套机制")]
    [('一起', 0, True)]
    """
    folded = _ITEM.sub(r"\1、", fold(text))
    hits = _ranges(_hits(folded), folded)
    return [_finished(hit, text) for hit in _without_articles(hits, folded)]


def _finished(hit: _Hit, text: str) -> Count:
    return Count(
        hit.start,
        hit.end,
        text[hit.start : hit.end],
        kind=hit.measure.kind,
        value=plain(hit.value),
        unit=hit.unit,
        mod=hit.mod,
        negated=hit.negated,
        upper=None if hit.upper is None else plain(hit.upper),
    )
