"""What a count counts (``item``), and the total that it is a share of (``part_of``).

The counted thing stands right behind the number (24个`村、社区`) or right before it
(`主动公开政府信息`336条). `find_items` first reads the noun behind; where a verb, an
adverb or a stop follows the number, it reads back to the start of the clause and takes
time, subject, adverbs and prepositions off its head. The words that it goes by stand in
``resources/item_words.toml``, the rules in docs/guidelines.md.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from govnlp.grammar.match import Count
from govnlp.resources import load_table

Masked = tuple[int, int, str]

_WORDS: Final = load_table("item_words.toml")
#: How far from the number its item may begin or end.
_BEFORE: Final = 64
_BEHIND: Final = 32


def _either(words: Iterable[str]) -> str:
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))


def _guarded(rows: list[dict[str, Any]]) -> str:
    """The words of several rows, each row with the characters that undo them."""
    return "|".join(
        (f"(?<![{row['not_after']}])" if "not_after" in row else "")
        + f"(?:{_either(row['words'])})"
        + (f"(?![{row['not_before']}])" if "not_before" in row else "")
        + (f"(?=[{row['only_before']}])" if "only_before" in row else "")
        for row in rows
    )


# --- the window around a count -----------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Around:
    """A count, how far its item may reach, and the entities on both sides of it."""

    text: str
    count: Count
    last: int  # where the count before it ends
    floor: int
    ceiling: int
    masks: list[Masked]

    def before(self) -> list[Masked]:
        return [mask for mask in self.masks if mask[1] <= self.count.start]

    def gap(self) -> str:
        return self.text[self.floor : self.count.start]


def _windows(text: str, counts: Sequence[Count], masked: Iterable[Masked]) -> Iterator[_Around]:
    masks = sorted(masked)
    starts = [mask[0] for mask in masks]
    for index, count in enumerate(counts):
        last = counts[index - 1].end if index else 0
        floor = max(last, count.start - _BEFORE, text.rfind("\n", last, count.start) + 1)
        following = counts[index + 1].start if index + 1 < len(counts) else len(text)
        ceiling = min(following, count.end + _BEHIND)
        near = masks[bisect_left(starts, floor - _BEFORE) : bisect_right(starts, ceiling)]
        yield _Around(text, count, last, floor, ceiling, [m for m in near if m[1] > floor])


# --- the noun behind the number ----------------------------------------------------

_PAIRS: Final = {"“": "”", "《": "》", "（": "）", "(": ")", "‘": "’", "「": "」", "【": "】"}
_OPENERS: Final = {close: opened for opened, close in _PAIRS.items()}
_STOPS: Final = frozenset("，。；：！？,;:!?\n\t|．*…—")
_FULL_STOP: Final = re.compile("[。！？\n]")
_DIGITS: Final = frozenset("0123456789０１２３４５６７８９")
_NOT_NOUN: Final = re.compile(
    f"(?!{_either(_WORDS['behind']['noun'])})"
    f"(?:{_either(_WORDS['behind']['not_noun'] + _WORDS['ranges']['joiners'])})"
)
_OWNED: Final = re.compile(
    rf"(?:{'|'.join(f'(?<={word})' for word in _WORDS['behind']['bodies'])})"
    f"(?:{_either(_WORDS['behind']['owned'])})"
)
_BODIES: Final = frozenset("个家所")
_DOES: Final = re.compile(
    f"(?!{_either(_WORDS['events']['attend'])})"
    f"(?:{_either(['参加', *_WORDS['verbs']['strong']])})(?![{_WORDS['behind']['nouns']}])"
)
_LIGHT: Final = tuple(_WORDS["events"]["light"])
_DOING: Final = tuple(_WORDS["verbs"]["strong"] + _WORDS["verbs"]["weak"])
_NOUN_HEAD: Final = re.compile(r"[\u3400-\u9fffA-Za-z“《]")
_SUFFIX: Final = _WORDS["behind"]["nouns"]
_PARTICLES: Final = frozenset(_WORDS["behind"]["particles"])
_ENDS: Final = re.compile(
    "(?<!信息)(?<!政务)(?:"
    + _either([*_PARTICLES, *_WORDS["behind"]["ends"], *_WORDS["verbs"]["strong"]])
    + ")"
)
_HEAD: Final = re.compile(f"(?:{_either(_WORDS['behind']['heads'])})(?!公开)")
_MODIFIER: Final = re.compile(f"(?:{_either(_WORDS['behind']['modifiers'])})$")
_ATTEND: Final = re.compile(_either(_WORDS["events"]["attend"]))
_DONE: Final = re.compile(_either(_WORDS["events"]["done"] + _WORDS["verbs"]["strong"]))
_PEOPLE: Final = frozenset(_WORDS["events"]["people"])
_EVENTS: Final = frozenset(_WORDS["events"]["units"])


def _behind(around: _Around) -> tuple[int, int] | None:
    """The stretch of the noun right behind the number."""
    text, start = around.text, around.count.end
    if text[start : start + 1] == " ":
        start += 1
    stop = _phrase_end(text, start, around.ceiling)
    stop = min([stop, *(m[0] for m in around.masks if m[0] >= start)])
    if stop <= start or not _NOUN_HEAD.match(text, start):
        return None
    if _whole_clause(around, start):
        return start, stop
    if _NOT_NOUN.match(text, start) or _done_before(around):
        return None
    stop = _noun_end(text, start, stop)
    owned = _OWNED.search(text, start + 1, stop) if around.count.unit in _BODIES else None
    stop = owned.start() if owned else stop
    return (start, stop) if stop > start else None


def _done_before(around: _Around) -> bool:
    """`抽查`一次公开栏: behind a verb that says what is done, 次 counts that."""
    gap = around.gap().rstrip()
    return around.count.unit in _EVENTS and gap.endswith(_DOING) and not gap.endswith(_LIGHT)


def _whole_clause(around: _Around, start: int) -> bool:
    """两次`作出批示`, 214人`参加学习`, 未发生一起`因信息公开引发的事件`."""
    count = around.count
    if count.negated and not around.text.startswith(("、", "在"), start):
        return True
    verbs = _DONE if count.unit in _EVENTS else _ATTEND if count.unit in _PEOPLE else None
    return verbs is not None and verbs.match(around.text, start) is not None


def _phrase_end(text: str, start: int, ceiling: int) -> int:
    """The first stop behind ``start`` that stands outside brackets and quotes."""
    at = start
    while at < ceiling:
        char = text[at]
        if char in _PAIRS:
            close = text.find(_PAIRS[char], at, ceiling)
            if close < 0 or _FULL_STOP.search(text, at, close):
                return at
            at = close
        elif char in _STOPS or char in _OPENERS:
            return at
        at += 1
    return ceiling


def _noun_end(text: str, start: int, stop: int) -> int:
    plain = _without_quotes(text[start:stop])
    if (head := _HEAD.match(plain)) and not _in_noun(plain, head.end()):
        return start + head.end()
    for found in _ENDS.finditer(plain, 1):
        if found[0] == "的" and _MODIFIER.search(plain, 0, found.start()):
            continue
        if found[0] in _PARTICLES or not _in_noun(plain, found.end()):
            stop = start + found.start()
            break
    while stop > start and text[stop - 1] in "和、及与 中上里":
        stop -= 1
    return stop


def _in_noun(phrase: str, at: int) -> bool:
    return phrase[at : at + 1] in _SUFFIX and at < len(phrase)


_QUOTED: Final = re.compile("“[^”]*”|《[^》]*》|（[^）]*）")


def _without_quotes(phrase: str) -> str:
    """The phrase with what is quoted blanked out, character for character."""
    if "“" in phrase or "《" in phrase or "（" in phrase:
        return _QUOTED.sub(lambda found: "〇" * len(found[0]), phrase)
    return phrase


# --- the phrase before the number --------------------------------------------------

_BETWEEN: Final = re.compile(rf"(?:[ 、]|{_guarded(_WORDS['between'])})+$")
_OPENING: Final = re.compile(f"(?:[ 、，]|{_guarded(_WORDS['opening'])})+")
_PLACE: Final = re.compile(f"(?:{_guarded(_WORDS['opening_place'])})(?=..)")
_COMPARED: Final = re.compile(
    rf"(?:{_either(_WORDS['compared']['than'])}).{{0,16}}?"
    rf"(?:{_either(_WORDS['compared']['change'])})了?$"
)
_CHANGE: Final = re.compile(rf"(?:{_either(_WORDS['compared']['change'])})了?$")
_SHARE: Final = re.compile(rf"{_WORDS['compared']['share']}(?![比线地用])[^，]{{0,6}}$")
_RATE: Final = re.compile(rf"(?:{_either(_WORDS['rates']['nouns'])})$")
_STRONG: Final = frozenset(_WORDS["verbs"]["strong"])
_HAVING: Final = frozenset(_WORDS["verbs"]["possession"])
_SHORT: Final = frozenset(_WORDS["verbs"]["short"])
_SHORT_VERB: Final = "(?<![{}])(?:{})(?![{}])".format(
    _WORDS["verbs"]["short_not"][0], _either(_SHORT), _WORDS["verbs"]["short_not"][1]
)
_VERB: Final = re.compile(
    "(?<!其他)(?<!依)(?<!直(?=接受))"
    f"(?:{_either([*_STRONG, *_HAVING, *_WORDS['verbs']['weak']])})|{_SHORT_VERB}"
)
#: A modifier as long as this is taken off an object even behind its verb.
_LONG: Final = 10
_ATTENDED: Final = ("参加", "出席", "交由", "由")
_CAUSING: Final = frozenset(_WORDS["verbs"]["causing"])
_PEOPLE_END: Final = re.compile(f"(?:{_either(_WORDS['verbs']['people'])})(?:为.{{1,6}})?$")
_CHANNELLED: Final = frozenset(_WORDS["verbs"]["channelled"])
#: Behind a verb: it says when or where, and the main verb follows (检查`中`发现).
_AFTERWARDS: Final = frozenset("中后时")
_CAUSED: Final = re.compile(_either(_WORDS["events"]["caused"]))
_PREPOSED: Final = tuple(_WORDS["verbs"]["prepositions"])
_PLATFORM: Final = re.compile(f"(?:{_either(_WORDS['verbs']['platforms'])})(?=...)(?![、〇公])")
_AGENT: Final = re.compile(f"(?:{_either(_WORDS['verbs']['agents'])})$")
_QUOTED_FIRST: Final = frozenset(_WORDS["verbs"]["quoted"])
_INSIDE_NAME: Final = re.compile(f"(?:{_either(_WORDS['offices']['after'])})$")
_JOINED_NAME: Final = re.compile(_either(_WORDS["offices"]["before"]))


def _before(around: _Around) -> tuple[int, int] | None:
    """The stretch of the phrase before the number, subject and adverbs taken off."""
    text = around.text
    end = _trimmed_end(around)
    start = _clause_start(text, around.floor, end)
    if start >= end or _undone(around, text[start : around.count.start]):
        return None
    start = _behind_names(around, start, end)
    start = _skipped(text, start, end)
    if around.count.kind == "percent":
        return _rate(text, start, end)
    start = _phrase_start(text, start, end, listed=0 < around.last >= start - 1)
    return (start, end) if start < end else None


def _trimmed_end(around: _Around) -> int:
    """The end of the phrase before the number, words of amount and dates taken off."""
    end = around.count.start
    dates = [mask for mask in around.before() if mask[2] == "DATE"]
    while True:
        found = _BETWEEN.search(around.text, max(around.floor, end - 12), end)
        at = found.start() if found else end
        if dates and dates[-1][1] == at and dates[-1][0] > around.floor:
            at = dates.pop()[0]
        if at == end:
            return end
        end = at


def _clause_start(text: str, floor: int, end: int) -> int:
    """Behind the last stop, or the last bracket left open, before ``end``."""
    at = end
    while at > floor:
        char = text[at - 1]
        if char in _OPENERS:
            opened = text.rfind(_OPENERS[char], floor, at - 1)
            if opened < 0 or _FULL_STOP.search(text, opened, at):
                return at
            at = opened
            continue
        if char in _STOPS or char in _PAIRS:
            return at
        if char == "." and text[at : at + 1] not in _DIGITS:
            return at
        at -= 1
    return at


def _undone(around: _Around, phrase: str) -> bool:
    """Whether the number says a share or a difference, not how many."""
    phrase = phrase.rstrip()
    if _SHARE.search(phrase) or _COMPARED.search(phrase):
        return True
    of_rate = around.count.kind == "percent" or around.count.unit in ("个百分点", "位")
    return of_rate and _CHANGE.search(phrase) is not None


def _behind_names(around: _Around, start: int, end: int) -> int:
    """Where the phrase goes on behind the last date or office that is not part of it."""
    text = around.text
    for first, last, label in reversed(around.before()):
        if last <= start:
            break
        if label not in ("DATE", "OFFICE") or last > end:
            continue
        whole = last >= end or _JOINED_NAME.match(text, last, end)
        inner = _INSIDE_NAME.search(text, max(start, first - 4), first)
        object_of = _VERB.search(text, start, first) and not text.startswith(_ATTENDED, start)
        if label == "OFFICE" and (whole or inner or object_of):
            continue
        return last
    return start


def _skipped(text: str, start: int, end: int) -> int:
    while found := _OPENING.match(text, start, end) or _PLACE.match(text, start, end):
        start = found.end()
    return start


def _rate(text: str, start: int, end: int) -> tuple[int, int] | None:
    if not _RATE.search(text, start, end):
        return None
    return max(start, text.rfind("的", start, end - 1) + 1), end


def _phrase_start(text: str, start: int, end: int, listed: bool) -> int:
    """Where, behind the subject, the verb-object or noun phrase begins."""
    phrase = _without_quotes(text[start:end])
    if phrase.startswith("因") and "的" not in phrase and _CAUSED.search(phrase):
        return start + max(0, phrase.find("被"))
    verb = _predicate(phrase)
    verb = _brought_about(phrase, verb) if verb else None
    if listed and verb and verb[0] in _CHANNELLED and verb.end() == len(phrase):
        return start
    at = verb.start() if verb else _behind_platform(phrase)
    if verb and verb[0] in _HAVING | _SHORT and len(phrase) - verb.end() >= 2:
        at = verb.end() + (phrase[verb.end()] == "了")
        verb = None
    if not verb and text.startswith("《", start + at):
        at = _behind_title(phrase, at)
    at = _behind_modifier(phrase, at, verb is not None)
    return _skipped(text, start + at, end)


def _brought_about(phrase: str, verb: re.Match[str]) -> re.Match[str]:
    """组织干部`签订承诺书`, 发现并`整改问题`: the later of two verbs, where it is the main one."""
    if phrase.startswith("并", verb.end()) and (second := _VERB.match(phrase, verb.end() + 1)):
        return second
    if verb[0] in _CAUSING:
        for second in _VERB.finditer(phrase, verb.end() + 2):
            if _PEOPLE_END.search(phrase, verb.end(), second.start()):
                return second if not _in_noun(phrase, second.end()) else verb
    return verb


def _behind_title(phrase: str, at: int) -> int:
    """《条例》`讲座`: behind a title that a noun follows."""
    rest = phrase[at:].lstrip("〇")
    return len(phrase) - len(rest) if rest else at


def _behind_platform(phrase: str) -> int:
    """Behind the platform whose `订阅用户` are counted."""
    at = 0
    for found in _PLATFORM.finditer(phrase):
        at = found.end()
    return at


def _predicate(phrase: str) -> re.Match[str] | None:
    preposed = phrase.startswith(_PREPOSED)
    for found in _VERB.finditer(phrase):
        if _opens_item(phrase, found, preposed):
            return found
    return None


def _opens_item(phrase: str, found: re.Match[str], preposed: bool) -> bool:
    at, end = found.span()
    if end == len(phrase) - 1 and phrase[end] in _SUFFIX:
        return False
    if found[0] == "公开" and phrase[max(0, at - 2) : at] in ("信息", "政务", "申请"):
        return False
    if phrase[end : end + 1] in _AFTERWARDS:
        return False
    if at == 0:
        return True
    if phrase[at - 1] in "、和及与或" or phrase[end : end + 1] in ("、", "和", "及", "与", "或"):
        return False
    if phrase[at - 1] == "〇" and found[0] in _QUOTED_FIRST:
        return True
    agent = _AGENT.search(phrase, max(0, at - 4), at) is not None
    if found[0] in _STRONG or found[0] in _HAVING or found[0] in _SHORT:
        return end < len(phrase) or preposed or agent or end - at > 3
    return preposed or agent


def _behind_modifier(phrase: str, at: int, verbal: bool) -> int:
    """Behind the last 的, where a noun of its own follows: 主办的`建议`."""
    of = phrase.rfind("的", at)
    if of >= 0 and len(phrase) - of > 2 and (not verbal or of - at > _LONG):
        return of + 1
    return at


def _named_behind(around: _Around) -> tuple[int, int] | None:
    """两件为`当面递交`: what the number is said to be, where nothing else is named."""
    start = around.count.end + 1
    if around.text[start - 1 : start] != "为":
        return None
    stop = _phrase_end(around.text, start, around.ceiling)
    return (start, stop) if start < stop else None


# --- the items of a text -----------------------------------------------------------

_FROM_TO: Final = re.compile(
    rf"[^，。；：！？\n]{{0,4}}(?:{_either(_WORDS['ranges']['joiners'])})[^，。；：！？\n]{{0,6}}"
)


#: Words that are left where the phrase around a number names nothing.
_NO_ITEMS: Final = frozenset(
    ("", "在", "的", "对", "全面", "专题", "及时", "集中", "分别", "先后", "定期", "进行")
)


def find_items(
    text: str, counts: Sequence[Count], masked: Iterable[Masked] = ()
) -> list[str | None]:
    """What each of ``counts`` counts, in their order; ``None`` where nothing is named.

    An item is a verbatim stretch of the count's sentence: the noun right behind the
    number, else the verb-object or noun phrase right before it. ``counts`` are those of
    ``find_counts(text)``, in the order of the text; ``masked`` are the other entities as
    (start, end, label), labels DATE, OFFICE, CITATION, DOCNUM: an item begins behind
    dates and behind offices that act. Offsets count characters of ``text`` from 0.

    >>> from govnlp.grammar.counts import find_counts
    >>> text = "今年共主动公开政府信息336条，辖24个村、社区，增长12%"
    >>> find_items(text, find_counts(text), [(0, 2, "DATE")])
    ['主动公开政府信息', '村、社区', None]
    """
    items: list[str | None] = []
    named = 0
    for around in _windows(text, counts, masked):
        if items and _FROM_TO.fullmatch(text, around.last, around.count.start):
            items.append(items[-1])
            continue
        if named > around.floor:
            around = replace(around, floor=named)
            if named == around.count.start:
                items.append(items[-1])
                continue
        span = _found(around)
        item = text[slice(*span)].strip() if span else ""
        items.append(None if item in _NO_ITEMS else item)
        named = span[1] if span else 0
    return items


def _found(around: _Around) -> tuple[int, int] | None:
    behind = _behind(around)
    light = around.count.unit in _EVENTS and around.gap().rstrip().endswith(_LIGHT)
    if behind and (light or around.count.negated):
        return behind
    if behind and around.count.unit in _PEOPLE and _ATTEND.match(around.text, behind[0]):
        return _before(around)
    if behind and not _DOES.match(around.text, behind[0], behind[1]):
        return behind
    return _before(around) or behind or _named_behind(around)


# --- totals and their parts --------------------------------------------------------

_OPENS: Final = re.compile(f"(?:{_either(_WORDS['parts']['opens'])})")
_SENTENCE: Final = re.compile("[。！？!?]")
_KIN: Final = [frozenset(units) for units in _WORDS["parts"]["units"]]
#: How many counts before and behind a total are looked at.
_REACH: Final = 16
_NEAR: Final = 24
#: Of smaller totals too many pairs of numbers are the sum.
_PLAIN: Final = 3
_BROKEN: Final = re.compile(_either(_WORDS["parts"]["by"]))
_BRACKETS: Final = re.compile("[（()）]")


@dataclass(frozen=True, slots=True)
class _Gap:
    """What stands between a count and the one before it."""

    first: str  # the first character
    line: bool  # another paragraph begins
    sentence: bool
    clause: bool  # ；
    opens: bool  # 其中
    broken: bool  # says by what the total is broken down
    near: bool
    depth: int  # brackets opened, less those closed
    differs: bool  # the count behind is a share or a difference


def _gaps(text: str, counts: Sequence[Count]) -> list[_Gap]:
    ends = [0, *(count.end for count in counts)]
    return [_gap(text[end : count.start]) for end, count in zip(ends, counts, strict=False)]


def _gap(gap: str) -> _Gap:
    tail = gap[-24:]
    return _Gap(
        gap[:1],
        "\n" in gap,
        _SENTENCE.search(gap) is not None,
        "；" in gap,
        _OPENS.search(tail) is not None,
        _BROKEN.search(gap[-48:]) is not None,
        len(gap) <= _NEAR,
        sum(1 if char in "（(" else -1 for char in _BRACKETS.findall(gap)),
        _SHARE.search(tail) is not None or _COMPARED.search(tail) is not None,
    )


def link_parts(text: str, counts: Sequence[Count]) -> list[int | None]:
    """For each of ``counts`` the index of the total that it is a share of, or ``None``.

    Parts stand behind their total in the same paragraph: after 其中 and its kin, in
    brackets right behind it, or, without such a sign, where they add up to it exactly.
    Shares and differences (占12%, 比上年多9条) are no parts. Links always lead to an
    earlier count, so that no chain of them comes back to where it began.

    >>> from govnlp.grammar.counts import find_counts
    >>> text = "公开信息336条，其中：财政120条（其中预算80条），民生88条。收到申请5件。"
    >>> link_parts(text, find_counts(text))
    [None, 0, 1, 0, None]
    """
    gaps = _gaps(text, counts)
    totals: list[int | None] = [None] * len(counts)
    for first in range(1, len(counts)):
        if gaps[first].opens and not gaps[first].line and totals[first] is None:
            _link_opened(counts, gaps, first, totals)
    for total in range(len(counts) - 1):
        if total not in totals[total + 1 : total + 1 + _REACH]:
            _link_run(counts, gaps, total, totals)
    return totals


def _link_opened(
    counts: Sequence[Count], gaps: list[_Gap], first: int, totals: list[int | None]
) -> None:
    total = _total_before(counts, gaps, first)
    if total is not None:
        for part in _parts(counts, gaps, total, first, opened=True):
            totals[part] = total


def _total_before(counts: Sequence[Count], gaps: list[_Gap], first: int) -> int | None:
    """The nearest count before 其中 that the one behind it can be a share of."""
    depth, near = 0, None
    for index in range(first - 1, max(-1, first - _REACH), -1):
        depth += gaps[index + 1].depth
        if depth >= 0 and not gaps[index].differs:  # not within a bracket that has closed
            if _holds(counts[index], counts[first]):
                return index if near is None or not _follows(gaps, near, first) else near
            if near is None and _kin(counts[index], counts[first]):
                near = index
        if gaps[index].line:
            break
    return near


def _follows(gaps: list[_Gap], total: int, first: int) -> bool:
    """Whether 其中 stands right behind a count, in its sentence."""
    return total == first - 1 and gaps[first].near and not gaps[first].sentence


def _holds(total: Count, part: Count) -> bool:
    same = total.unit == part.unit and "percent" not in (total.kind, part.kind)
    return same and 0 < (total.value or 0) >= (part.value or 0)


def _kin(total: Count, part: Count) -> bool:
    """Whether two measure words may count one kind of thing (12份文件, 其中图解5篇)."""
    kin = any({total.unit, part.unit} <= units for units in _KIN)
    return kin and 0 < (total.value or 0) >= (part.value or 0)


@dataclass(slots=True)
class _Run:
    """Counts in a row that may share a total."""

    whole: float
    parts: list[int]
    added: float = 0
    sure: int | None = None  # how many of them stand before the first ；

    def add(self, index: int, value: float) -> None:
        self.parts.append(index)
        self.added += value

    @property
    def fills(self) -> bool:
        return self.added == self.whole

    def partial(self) -> list[int]:
        return self.parts if self.sure is None else self.parts[: self.sure]


def _parts(
    counts: Sequence[Count], gaps: list[_Gap], total: int, first: int, opened: bool
) -> list[int]:
    """The counts from ``first`` on that share ``total``; those that add up to it, if any do."""
    run = _Run(counts[total].value or 0, [])
    depth = 0
    for index in range(first, min(len(counts), first + _REACH)):
        gap, count = gaps[index], counts[index]
        if index > first:
            depth += gap.depth
            if _run_ends(gap, depth):
                break
            if gap.clause and run.sure is None:
                run.sure = len(run.parts)
        like = count.unit == counts[first].unit or (opened and _kin(counts[total], count))
        if depth > 0 or gap.differs or not like:
            continue
        value = count.value or 0
        if value > run.whole or (run.fills and value):
            break
        run.add(index, value)
    return run.parts if run.fills else run.partial() if opened else []


def _run_ends(gap: _Gap, depth: int) -> bool:
    again = gap.opens and depth <= 0
    return gap.line or gap.sentence or again or gap.first == "：" or depth < 0


def _link_run(
    counts: Sequence[Count], gaps: list[_Gap], total: int, totals: list[int | None]
) -> None:
    """Parts without 其中: in brackets right behind the total, or adding up to it."""
    marked = gaps[total + 1].first in ("（", "(", "：")
    if gaps[total + 1].first == "、" or (totals[total] is not None and not marked):
        return
    if not marked and (counts[total].value or 0) < _PLAIN:
        return
    crossed = passed = False
    for first in range(total + 1, min(len(counts), total + 4)):
        gap = gaps[first]
        if gap.line:
            return
        crossed = crossed or (gap.sentence and not gap.broken)
        if totals[first] is not None or gap.differs or not _holds(counts[total], counts[first]):
            continue
        if passed and not gap.sentence:
            continue
        passed = True
        bracketed = first == total + 1 and gap.first in ("（", "(")
        parts = _parts(counts, gaps, total, first, opened=bracketed)
        if len(parts) > 1 + crossed * 2 and all(totals[part] is None for part in parts):
            for part in parts:
                totals[part] = total
            return
