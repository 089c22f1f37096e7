"""What a count counts (``item``).

The counted thing stands right behind the number (24个`村、社区`) or right before it
(`主动公开政府信息`336条). `find_items` first reads the noun behind; where a verb, an
adverb or a stop follows the number, it reads back to the start of the clause and takes
time, subject, adverbs and prepositions off its head. The words that it goes by stand in
``resources/item_words.toml``, the rules in docs/guidelines.md.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from govnlp.grammar.match import Count
from govnlp.grammar.parts import is_difference, link_parts
from govnlp.grammar.words import either, guarded
from govnlp.resources import load_table

Masked = tuple[int, int, str]
_Span = tuple[int, int]

_WORDS: Final = load_table("item_words.toml")


def _firsts(*tables: Iterable[str] | Iterable[dict[str, Any]]) -> str:
    """The first characters of the words of ``tables``: lists of words, or rows with ``words``."""
    words = (w for table in tables for row in table for w in _words_of(row))
    return "".join(sorted({word[0] for word in words}))


def _words_of(row: str | dict[str, Any]) -> list[str]:
    return [row] if isinstance(row, str) else row["words"]


def _from(firsts: str, pattern: str) -> str:
    """``pattern``, tried only where one of ``firsts`` stands.

    A search tries every branch at every place; one look at a set of characters spares
    most places that.
    """
    return f"(?=[{re.escape(firsts)}])(?:{pattern})"


#: How far from the number its item may begin or end.
_BEFORE: Final = 64
_BEHIND: Final = 40


# --- the window around a count -----------------------------------------------------


@dataclass(slots=True)
class _Around:
    """A count, how far its item may reach, and the entities on both sides of it."""

    text: str
    count: Count
    last: int  # where the count before it ends
    floor: int
    ceiling: int
    masks: list[Masked]
    total: int | None

    @property
    def part(self) -> bool:
        """Whether the count is part of a total: it stands in a breakdown."""
        return self.total is not None or _listed(self.text, self.count.start)

    def follows(self, words: str | tuple[str, ...]) -> bool:
        """Whether one of ``words`` stands right before the number."""
        return self.text.endswith(words, self.floor, self.count.start)


def _windows(
    text: str, counts: Sequence[Count], masked: Iterable[Masked], totals: Sequence[int | None]
) -> Iterator[_Around]:
    masks = sorted(masked)
    # Entities do not overlap: sorted by their starts, they are by their ends too.
    starts = [mask[0] for mask in masks]
    ends = [mask[1] for mask in masks]
    last = 0
    for index, count in enumerate(counts):
        floor = max(last, count.start - _BEFORE)
        floor = max(floor, text.rfind("\n", floor, count.start) + 1)
        following = counts[index + 1].start if index + 1 < len(counts) else len(text)
        ceiling = min(following, count.end + _BEHIND)
        near = masks[bisect_right(ends, floor) : bisect_right(starts, ceiling)]
        yield _Around(text, count, last, floor, ceiling, near, totals[index])
        last = count.end


#: How far back a sentence is read for what says that it lists parts.
_SENTENCE: Final = 160
_LISTED: Final = re.compile(f"(?:{either(_WORDS['parts']['listed'])})")


def _listed(text: str, start: int) -> bool:
    """从渠道看，`政府网站公开`241条，`政务微博公开`31条: a breakdown whose total is not linked."""
    reach = max(0, start - _SENTENCE)
    stop = max(text.rfind("。", reach, start), text.rfind("\n", reach, start))
    return _LISTED.search(text, max(reach, stop + 1), start) is not None


# --- the items of a text -----------------------------------------------------------

_CLAUSE: Final = r"[^，。；：！？\n]"
_FROM_TO: Final = re.compile(
    rf"{_CLAUSE}{{0,8}}(?:{either(_WORDS['ranges']['joiners'])}){_CLAUSE}{{0,6}}"
)
#: How many characters that may be: most counts stand further apart.
_ROW: Final = 8 + max(map(len, _WORDS["ranges"]["joiners"])) + 6
#: Of these the number behind says how many things they hold: 5类23个问题.
_KINDS: Final = frozenset(_WORDS["ranges"]["kinds"])
_SAME: Final = re.compile(either(_WORDS["ranges"]["same"]))
#: Words that are left where the phrase around a number names nothing.
_NO_ITEMS: Final = frozenset(_WORDS["nothing"]["words"])
_NO_ACTS: Final = frozenset(_WORDS["nothing"]["acts"])


def find_items(
    text: str,
    counts: Sequence[Count],
    masked: Iterable[Masked] = (),
    totals: Sequence[int | None] | None = None,
) -> list[str | None]:
    """What each of ``counts`` counts, in their order; ``None`` where nothing is named.

    An item is a verbatim stretch of the count's sentence: the noun right behind the
    number, else the verb-object or noun phrase right before it. ``counts`` are those of
    ``find_counts(text)``, in the order of the text; ``masked`` are the other entities as
    (start, end, label), labels DATE, OFFICE, CITATION, DOCNUM: an item begins behind
    dates and behind offices that act. ``totals`` is what ``link_parts`` says of the
    counts, asked of it where not given: a part's item keeps its subject and its channel.
    Offsets count characters of ``text`` from 0.

    >>> from govnlp.grammar.counts import find_counts
    >>> text = "今年共主动公开政府信息336条，辖24个村、社区，增长12%"
    >>> find_items(text, find_counts(text), [(0, 2, "DATE")])
    ['主动公开政府信息', '村、社区', None]
    """
    totals = link_parts(text, counts) if totals is None else totals
    items: list[str | None] = []
    named = 0
    for around in _windows(text, counts, masked, totals):
        row = bool(items) and _in_row(around)
        if row and _FROM_TO.fullmatch(text, around.last, around.count.start):
            items.append(items[-1])
            continue
        if named > around.floor:
            around.floor = min(named, around.count.start)
        behind = _behind(around)
        span = behind if row and behind else _found(around, behind)
        item = _item(text, span)
        if item in _NO_ACTS and around.count.unit in _ACTS:
            item = None
        if item is None and items and (row or _goes_on(around)):
            item = items[-1]
        elif row and behind and counts[len(items) - 1].unit in _KINDS:
            items[-1] = item  # 5类23个`问题`
        items.append(item)
        named = span[1] if span else 0
    return items


def _in_row(around: _Around) -> bool:
    """举办培训班3期、120人次; 资料3种5000份; 12类调整为15类: both count one thing."""
    if around.count.start - around.last > _ROW:
        return False
    gap = around.text[around.last : around.count.start]
    return gap in ("", " ", "、", "和", "及") or _FROM_TO.fullmatch(gap) is not None


def _goes_on(around: _Around) -> bool:
    """举办培训3期，累计120人次; 受理申请74件（上年为52件）: nothing but words of amount between."""
    if around.count.kind == "percent" or around.text[around.floor - 1 : around.floor] == "\n":
        return False
    text, end = around.text, _trimmed_end(around, around.count.start)
    start = _clause_start(text, around.floor, end)
    if _SAME.sub("", text[start:end]):
        return False
    return 0 < around.last <= start and text[around.floor : start].strip("，（、") == ""


def _item(text: str, span: _Span | None) -> str | None:
    if span is None:
        return None
    item = text[span[0] : span[1]].strip()
    close = _QUOTES.get(item[:1])
    if close and item.find(close, 1) == len(item) - 1:
        item = item[1:-1]
    return None if item in _NO_ITEMS else item


_QUOTES: Final = {"“": "”", '"': '"'}


def _found(around: _Around, behind: _Span | None) -> _Span | None:
    """The first of the places that the guidelines ask for an item, in their order."""
    count = around.count
    if count.kind == "percent":
        return _before(around) or _clause_before(around)
    if around.follows("等") and around.text.startswith(_MADE_OF, count.end):
        return None  # 由概述、附表等六部分组成
    if behind and not (count.unit in _ACTS and _acted(around)):
        return behind
    if count.negated or around.follows("分"):
        return _verb_behind(around) or _before(around)  # 分3批`公布`
    before = _before(around)
    if before and (count.unit in _ACTS or count.unit in _PEOPLE) and _subject(around, before):
        return _verb_behind(around) or before
    return before or _verb_behind(around) or _clause_before(around)


_MADE_OF: Final = ("组成", "构成")

# --- the noun behind the number ----------------------------------------------------

_PAIRS: Final = {"“": "”", "《": "》", "（": "）", "(": ")", "‘": "’", "「": "」", "【": "】"}
_OPENERS: Final = {close: opened for opened, close in _PAIRS.items()}
_STOPS: Final = frozenset("，。；：！？,;:!?\n\t|．*…—")
_CLAUSE_ENDS: Final = ("，", "。", "；", "：", "\n")
#: What a phrase may end with: a stop, or a bracket or quotation mark.
_EDGES: Final = re.escape("".join([*_STOPS, *_PAIRS, *_OPENERS]))
_EDGE: Final = re.compile(f"[{_EDGES}]")
#: The same and the full stop that may be a decimal point, the last of a stretch.
_LAST_EDGE: Final = re.compile(f".*[{_EDGES}.]", re.DOTALL)
_FULL_STOP: Final = re.compile("[。！？\n]")
_DIGITS: Final = frozenset("0123456789０１２３４５６７８９")
_NOUN_HEAD: Final = re.compile(r"[\u3400-\u9fffA-Za-z“《]")
_SUFFIX: Final = _WORDS["behind"]["nouns"]
_NOUN: Final = re.compile(either(_WORDS["behind"]["noun"]))
_NOT_NOUN: Final = re.compile(either(_WORDS["behind"]["not_noun"] + _WORDS["ranges"]["joiners"]))
_DOES: Final = re.compile(f"(?:{either(_WORDS['verbs']['strong'])})(?![{_SUFFIX}])")
_CLAUSE_HEAD: Final = re.compile(either(_WORDS["behind"]["clauses"]))
_MODIFIER: Final = re.compile(f"(?:{either(_WORDS['behind']['modifiers'])})$")
#: 公开 is no verb behind one of these.
_IN_NAME: Final = "(?:(?<=信息)|(?<=政务)|(?<=申请))"
_PARTICLE: Final = guarded(_WORDS["behind"]["particles"])
_ENDS: Final = re.compile(
    _from(
        _firsts(_WORDS["behind"]["particles"], _WORDS["behind"]["ends"], _WORDS["verbs"]["strong"]),
        f"(?P<particle>{_PARTICLE})|(?!{_IN_NAME}公开)"
        f"(?:{either([*_WORDS['behind']['ends'], *_WORDS['verbs']['strong']])})(?![{_SUFFIX}])",
    )
)
#: Nouns of one character; before any other a verb is no end: 全`覆盖`检查, 依`申请公开`.
_SINGLE: Final = frozenset(_WORDS["behind"]["single"])
_HEAD: Final = re.compile(f"(?:{either(_WORDS['behind']['heads'])})(?!公开)")
_WHOLE: Final = {
    unit: re.compile(guarded([row for row in _WORDS["behind"]["whole"] if unit in row["units"]]))
    for row in _WORDS["behind"]["whole"]
    for unit in row["units"]
}
_DIVISION: Final = f"（[{_WORDS['behind']['divisions']}]{{1,8}}）"
_EVENT: Final = re.compile(f"(?:{either(_WORDS['events']['names'])})(?=[中上里]?$)")
_BRACKET: Final = re.compile(f"(?!{_DIVISION})[（(]")
_LINKED: Final = re.compile(
    f"{_DIVISION}|[{_WORDS['behind']['divisions']}]{{0,2}}委会|民?委员会"
    rf"|[\u3400-\u9fff]{{0,7}}?(?:{guarded(_WORDS['behind']['posts'])})"
)
_QUOTED: Final = re.compile("“[^”]*”|《[^》]*》|（[^）]*）")


def _behind(around: _Around) -> _Span | None:
    """The stretch of the noun right behind the number."""
    # Right behind most numbers the clause ends.
    if around.count.kind == "percent" or around.text.startswith(_CLAUSE_ENDS, around.count.end):
        return None
    start, stop = _stretch_behind(around)
    if stop <= start:
        return None
    text, unit = around.text, around.count.unit or ""
    if of := _behind_clause(around, start, stop):
        start = of
    elif not _held(around) and _no_noun(around, start):
        return None
    if not _NOUN_HEAD.match(text, start):
        return None
    stop = _noun_end(text[start:stop], unit) + start
    return (start, stop) if stop > start else None


def _stretch_behind(around: _Around) -> _Span:
    text, start = around.text, around.count.end
    if text[start : start + 1] == " ":
        start += 1
    stop = _phrase_end(text, start, around.ceiling)
    for at, _, _ in around.masks:
        if start <= at < stop and not _in_quotes(text, start, at):
            return start, at
    return start, stop


def _in_quotes(text: str, start: int, at: int) -> bool:
    """1件“不属于`本机关`公开职责范围”: what is quoted is not cut."""
    return text.count("“", start, at) > text.count("”", start, at)


def _no_noun(around: _Around, start: int) -> bool:
    """Whether a verb or a particle stands behind the number; 次 and its kin count verbs too."""
    text, unit = around.text, around.count.unit
    if _NOUN.match(text, start):
        return False
    if _NOT_NOUN.match(text, start):
        return True
    if around.count.negated:
        return False
    if _DOES.match(text, start) or (unit not in _EVENTS and _ENDS.match(text, start)):
        return True
    return unit in _PEOPLE and _DONE.match(text, start) is not None


def _behind_clause(around: _Around, start: int, stop: int) -> int | None:
    """Behind the 的 of a clause: 一起因公开不当引发的`舆情`, 20件关注度较高的`答复`."""
    text, unit = around.text, around.count.unit
    of = text.find("的", start + 1, stop)
    opens = _CLAUSE_HEAD.match(text, start)
    if (unit in _ACTS and not _held(around)) or (not opens and unit in _WHOLE):
        return None
    while 0 <= of < stop - 1:
        if opens or _MODIFIER.search(text, start, of):
            return of + 1
        of = text.find("的", of + 1, stop)
    return None


def _phrase_end(text: str, start: int, ceiling: int) -> int:
    """The first stop behind ``start`` that stands outside brackets and quotes."""
    at = start
    while edge := _EDGE.search(text, at, ceiling):
        at = edge.start()
        if (closing := _PAIRS.get(text[at])) is None:
            return at
        close = text.find(closing, at, ceiling)
        if close < 0 or _FULL_STOP.search(text, at, close):
            return at
        at = close + 1
    return max(at, ceiling)


def _noun_end(phrase: str, unit: str) -> int:
    if bracket := _BRACKET.search(phrase, 1):
        phrase = phrase[: bracket.start()]
    plain = _without_quotes(phrase)
    if unit in _EVENTS and (event := _event_end(plain)):
        return event
    ends = _ENDS.search(plain, 1 if plain[0] in _SINGLE else 2)
    stop = ends.start() if ends else len(plain)
    whole = _WHOLE.get(unit)
    body = whole.search(plain) if whole else None
    body = body if body and body.start() < stop else None
    if whole and not body and ends and not ends["particle"]:
        # 省级林业`主管`部门: a verb may stand right before the body
        body = whole.search(plain, ends.end(), ends.end() + 6)
        body = None if body and _ENDS.search(plain, ends.end(), body.start()) else body
    if whole and body:
        stop = _joined(phrase[: max(stop, body.end())], body.end(), whole)
    elif (head := _HEAD.match(plain)) and not _in_noun(plain, head.end()):
        return head.end()
    while stop and plain[stop - 1] in "和、及与或 中上里":
        stop -= 1
    return stop


def _event_end(plain: str) -> int | None:
    """Where the name of an event ends that is named whole: 两轮`动态调整`, 一期`年报编制培训班`."""
    particle = next((end for end in _ENDS.finditer(plain, 1) if end["particle"]), None)
    event = _EVENT.search(plain, 0, particle.start() if particle else len(plain))
    return event.end() if event else None


def _joined(phrase: str, end: int, whole: re.Pattern[str]) -> int:
    """Where a row of bodies or people that begins before ``end`` is over: 村、社区."""
    while True:
        if linked := _LINKED.match(phrase, end):
            end = linked.end()
        elif direct := whole.match(phrase, end):
            end = direct.end()
        elif (phrase[end : end + 1] in _AND) and (other := whole.search(phrase, end, end + 14)):
            end = other.end()
        else:
            return end


_AND: Final = ("、", "和", "及")


def _in_noun(phrase: str, at: int) -> bool:
    return phrase[at : at + 1] in _SUFFIX and at < len(phrase)


def _without_quotes(phrase: str) -> str:
    """The phrase with what is quoted blanked out, character for character."""
    if "“" in phrase or "《" in phrase or "（" in phrase:
        return _QUOTED.sub(lambda found: "〇" * len(found[0]), phrase)
    return phrase


# --- what is done, behind the number ------------------------------------------------

_ACTS: Final = frozenset(_WORDS["events"]["units"])
_EVENTS: Final = _ACTS | frozenset(_WORDS["events"]["held"])
_PEOPLE: Final = frozenset(_WORDS["events"]["people"])
_LIGHT: Final = tuple(_WORDS["events"]["light"])
_DOING: Final = tuple(_WORDS["verbs"]["strong"] + _WORDS["verbs"]["weak"])
_ATTEND: Final = re.compile(either(_WORDS["events"]["attend"]))
_PERSON: Final = re.compile(rf"(?:{either(_WORDS['events']['persons'])})$")
_LED: Final = re.compile(f"(?:{guarded(_WORDS['events']['led'])})+")
_PREPOSED: Final = tuple(_WORDS["verbs"]["prepositions"])


def _held(around: _Around) -> bool:
    """开展了两次`督查`: behind a light verb 次 counts the event that follows."""
    return around.count.unit in _ACTS and _gap(around).endswith(_LIGHT)


def _acted(around: _Around) -> bool:
    """`抽查`一次公开栏: behind a verb that says what is done, 次 counts that."""
    gap = _gap(around)
    return gap.endswith(_DOING) and not gap.endswith(_LIGHT)


def _gap(around: _Around) -> str:
    """What stands before the number, back to the floor, without a 了 at its end."""
    return around.text[around.floor : around.count.start].rstrip().removesuffix("了")


def _subject(around: _Around, before: _Span) -> bool:
    """共214人`参加学习`, 局领导两次`作出批示`: before the number stands who did it.

    People named before 人 are what it counts: `经办人员`1200人参训.
    """
    phrase = around.text[slice(*before)]
    people = _PERSON.search(phrase) is not None
    if not people and _VERB.search(phrase):
        return False
    if around.count.unit in _ACTS:
        return True
    return not people and _ATTEND.match(around.text, around.count.end) is not None


def _verb_behind(around: _Around) -> _Span | None:
    """两次`作出批示`, 4件经批准`延长期限`, 两件为`当面递交`: what is done or the case."""
    start, stop = _stretch_behind(around)
    text = around.text
    if text[start : start + 1] in ("为", "系") and start + 1 < stop:
        return start + 1, stop
    if led := _LED.match(text, start, stop):
        start = led.end()
    verb = _DONE.match(text, start, stop)
    if verb is None and text.startswith(_PREPOSED, start):
        verb = _last_verb(text, start, stop)
        start = verb.start() if verb else start
    if verb is None:
        return None
    if text.startswith(("对", "向"), verb.end()):
        return start, verb.end()  # 两次`组织`对各单位的工作进行检查
    of = text.find("的", start, stop)
    if of >= 0:
        stop = verb.end() if of < stop - 1 else of
    if text[verb.end() : stop] == "中":
        return start, verb.end()  # 5件`正在办理`中
    while text[stop - 1] in "、和及与":
        stop -= 1
    return (start, stop) if start < stop else None


def _last_verb(text: str, start: int, stop: int) -> re.Match[str] | None:
    """经批准`延长`答复期限: the last verb that is not the object of another."""
    last, end = None, start
    for verb in _DONE.finditer(text, start + 1, stop):
        if last is None or verb.start() > end + (text[end] == "了"):
            last = verb
        end = verb.end()
    return last


# --- the phrase before the number --------------------------------------------------

_BETWEEN: Final = re.compile(
    _from(
        " 、" + _firsts(_WORDS["ranges"]["joiners"], _WORDS["between"]),
        f"[ 、]|{either(_WORDS['ranges']['joiners'])}|{guarded(_WORDS['between'])}",
    )
    + "+$"
)
#: With what such a word ends: most phrases need no search.
_BETWEEN_LAST: Final = frozenset(
    word[-1]
    for words in (" ", "、", _WORDS["ranges"]["joiners"], *(r["words"] for r in _WORDS["between"]))
    for word in words
)
_OPENING: Final = re.compile(f"(?:[ 、，]|{guarded(_WORDS['opening'])})+")
#: The number of a list's item, and what stands before it: 3、印发宣传单.
_LIST_NUMBER: Final = re.compile(
    "(?:[0-9]{1,2}[、.．]|[一二三四五六七八九十]{1,3}、)(?=[\u3400-\u9fff“《])"
)
_BEFORE_NUMBER: Final = frozenset("\n。；： 　")
_PLACE: Final = re.compile(f"(?:{guarded(_WORDS['opening_place'])})(?=..)")
#: With what such a word begins: most phrases need no look at the words themselves.
_OPENING_FIRST: Final = frozenset(
    word[0]
    for row in (*_WORDS["opening"], *_WORDS["opening_place"])
    for word in (*row["words"], " ", "、", "，")
)
_CHANGE: Final = re.compile(rf"(?:{either(_WORDS['compared']['change'])})了?$")
_RATE: Final = re.compile(rf"(?:{either(_WORDS['rates']['nouns'])})$")
#: 复印`按核定标准每页收取`0.5元
_PRICE: Final = re.compile(
    r"(?:按[^，。；：\n]{0,24})?(?:每[\u3400-\u9fff]{1,3}?){1,2}(?:收取|收费)?$|按成本$"
)
_STRONG: Final = frozenset(_WORDS["verbs"]["strong"])
_WEAK: Final = frozenset(_WORDS["verbs"]["weak"])
#: What a verb before one of these does not act on: 公开政策落实`情况`.
_OBJECT: Final = re.compile(either(_WORDS["verbs"]["outcomes"]))
_HAVING: Final = frozenset(_WORDS["verbs"]["having"])
_SHORT: Final = frozenset(_WORDS["verbs"]["short"])
_SHORT_VERB: Final = "(?<![{}])(?:{})(?![{}])".format(
    _WORDS["verbs"]["short_not"][0], either(_SHORT), _WORDS["verbs"]["short_not"][1]
)
_VERB: Final = re.compile(
    _from(
        _firsts(_STRONG, _HAVING, _WEAK, _SHORT),
        "(?<!其他)(?<!依)(?<!直(?=接受))"
        f"(?:{either([*_STRONG, *_HAVING, *_WEAK])})"
        f"(?!(?:{guarded(_WORDS['verbs']['nominal'])}))|{_SHORT_VERB}",
    )
)
#: What is found wrong, before 的: 没有遮挡, 不符合条件, 写错.
_FAULT: Final = re.compile("[未不没无错漏误]")
_MANNERS: Final = f"(?:{either(_WORDS['verbs']['manner'])})"
_DONE: Final = re.compile(
    _from(
        _firsts(
            _WORDS["verbs"]["manner"], _STRONG, _HAVING, _WEAK, _SHORT, _WORDS["events"]["attend"]
        ),
        f"{_MANNERS}{{0,3}}(?:{_VERB.pattern}|{_ATTEND.pattern})",
    )
)
_MANNER: Final = re.compile(f"{_MANNERS}+$")
#: Before a verb without an object: 现场`解答`24次, but 现场解答`提问`24个.
_MANNER_ALONE: Final = re.compile(
    f"(?:{either(_WORDS['verbs']['manner'] + _WORDS['verbs']['manner_alone'])})+$"
)
_ATTENDED: Final = ("交由", "由", "联合", "会同", "协同", "配合")
_CAUSING: Final = frozenset(_WORDS["verbs"]["causing"])
_PEOPLE_END: Final = re.compile(f"(?:{either(_WORDS['verbs']['people'])})(?:为.{{1,6}})?$")
_CONJUNCTIONS: Final = frozenset("、和及与或")
#: Behind a verb: it says when or where, and the main verb follows (检查`中`发现).
_AFTERWARDS: Final = frozenset("中后时")
_PLATFORM: Final = re.compile(f"(?:{either(_WORDS['verbs']['platforms'])})(?=..)(?![、〇公])")
_AGENT: Final = re.compile(f"(?:{either(_WORDS['verbs']['agents'])})$")
_QUOTED_FIRST: Final = frozenset(_WORDS["verbs"]["quoted"])
_INSIDE_NAME: Final = re.compile(f"(?:{either(_WORDS['offices']['after'])})$")
_JOINED_NAME: Final = re.compile(either(_WORDS["offices"]["before"]))
#: 在全省考核中`得分`: where it was, before a noun.
_WITHIN: Final = re.compile(r"[在从于][^，]{2,16}?(?:中|上|内|里|期间|方面)(?=..)")
#: A preposition, at the head or, where it is no part of a word, before the verb.
_LED_TO: Final = re.compile(
    f"^(?:{either(_WORDS['verbs']['prepositions'])})|{guarded(_WORDS['verbs']['inner'])}"
)
_AFTER: Final = re.compile(
    r"[^，]{2,14}?(?:以来|期间|(?<![前])后|案件中|答复中)(?=..)(?!勤|续|台|备|期)"
)
#: Without a verb behind them these name nothing: 对厅机关…
_TO: Final = ("对", "把", "将", "给")
#: Taken off a clause's head with the adverbs, yet they say that a verb follows.
_MEANS: Final = ("通过", "依托")
#: A verb before one of these is part of the channel's name: 公示系统, 公开板.
_CHANNEL_NOUNS: Final = frozenset("系平栏板网厅点号室专窗")
_CHANNEL: Final = re.compile(either(_WORDS["verbs"]["channels"]))
_OF: Final = re.compile(f".*(?:{guarded(_WORDS['of'])})(?=.)", re.DOTALL)


def _before(around: _Around) -> _Span | None:
    """The stretch of the phrase before the number, subject and adverbs taken off."""
    text, count = around.text, around.count
    end = _trimmed_end(around, count.start)
    start = _clause_start(text, around.floor, end)
    if start >= end or _undone(around, text[start : count.start]):
        return None
    return _phrase(around, start, end)


def _phrase(around: _Around, start: int, end: int) -> _Span | None:
    """What a clause names: in a breakdown all of it, else the verb with its object."""
    text = around.text
    start = _behind_names(around, start, end)
    start = _skipped(text, start, end)
    start = _behind_of(text, start, end)
    if around.count.kind == "percent":
        return (start, end) if _RATE.search(text, start, end) else None
    if around.part:
        channel = _CHANNEL.match(text, start, end)
        start = channel.end() if channel else start
    else:
        start = _phrase_start(text, start, end)
    return (start, end) if start < end else None


def _trimmed_end(around: _Around, end: int) -> int:
    """The end of the phrase before the number, words of amount and dates taken off."""
    dates = [mask for mask in around.masks if mask[1] <= end and mask[2] == "DATE"]
    if around.count.kind == "money" and (price := _PRICE.search(around.text, around.floor, end)):
        end = price.start()
    while True:
        at = end
        if around.text[end - 1 : end] in _BETWEEN_LAST:
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
    while edge := _LAST_EDGE.match(text, floor, at):
        at = edge.end()
        char = text[at - 1]
        if char in _OPENERS:
            opened = text.rfind(_OPENERS[char], floor, at - 1)
            if opened < 0 or _FULL_STOP.search(text, opened, at):
                return at
            at = opened
        elif char == "." and text[at : at + 1] in _DIGITS:
            at -= 1
        else:
            return at
    return min(floor, at)


def _undone(around: _Around, phrase: str) -> bool:
    """Whether the number says a share or a difference, not how many."""
    phrase = phrase.rstrip()
    if is_difference(phrase):
        return True
    of_rate = around.count.kind == "percent" or around.count.unit in ("个百分点", "位", "倍")
    return of_rate and _CHANGE.search(phrase) is not None


def _behind_names(around: _Around, start: int, end: int) -> int:
    """Where the phrase goes on behind the last date or office that is not part of it."""
    text = around.text
    for first, last, label in reversed(around.masks):
        if last <= start:
            break
        if label not in ("DATE", "OFFICE") or last > end or first >= end:
            continue
        if label == "OFFICE" and (around.part or _stays(text, start, first, last, end)):
            continue
        # 去年`来`共审查信息
        return last + (label == "DATE" and text.startswith(("来共", "来累", "来，"), last))
    return start


def _behind_dates(around: _Around, start: int, end: int) -> int:
    """Behind the dates and offices that open a clause."""
    for first, last, label in around.masks:
        if first == start and last < end and label in ("DATE", "OFFICE"):
            start = last
    return start


def _stays(text: str, start: int, first: int, last: int, end: int) -> bool:
    """Whether an office is part of what is counted: 不属于`本机关`公开."""
    if last >= end or _JOINED_NAME.match(text, last, end):
        return True
    if _INSIDE_NAME.search(text, max(start, first - 4), first):
        return True
    verb = _VERB.search(text, start, first)
    return verb is not None and not text.startswith(_ATTENDED, start)


def _skipped(text: str, start: int, end: int) -> int:
    if not start or text[start - 1] in _BEFORE_NUMBER:
        number = _LIST_NUMBER.match(text, start, end)
        start = number.end() if number else start
    while text[start : start + 1] in _OPENING_FIRST:
        found = _OPENING.match(text, start, end) or _PLACE.match(text, start, end)
        if found is None:
            break
        start = found.end()
    return start


def _behind_of(text: str, start: int, end: int) -> int:
    """Behind the last 的 or 等: an item never reaches back over them."""
    phrase = text[start:end]
    if "的" not in phrase and "等" not in phrase:
        return start
    of = _OF.match(_without_quotes(phrase))
    return start + of.end() if of else start


def _phrase_start(text: str, start: int, end: int) -> int:
    """Where, behind the subject, the verb-object or noun phrase begins."""
    phrase = _without_quotes(text[start:end])
    verb = _predicate(phrase, text.endswith(_MEANS, 0, start))
    verb = _brought_about(phrase, verb) if verb else None
    if verb and verb[0] in _HAVING and verb.end() < len(phrase):
        at = verb.end() + (phrase[verb.end()] == "了")
    elif verb and verb.end() == len(phrase) and phrase.startswith("向"):
        at = 0  # 向职工公开22项
    elif verb and _only_named(text[end : end + 1], phrase[verb.end() :]):
        at = verb.end()
    elif verb:
        at = verb.start()
        if at:
            pattern = _MANNER if verb.end() < len(phrase) else _MANNER_ALONE
            manner = pattern.search(phrase, max(0, at - 8), at)
            at = manner.start() if manner else at
    else:
        at = _behind_platform(phrase)
        if text.startswith("《", start + at):
            at = _behind_title(phrase, at)
        if within := _WITHIN.match(phrase, at) or _AFTER.match(phrase, at):
            at = within.end()
        if phrase.startswith(_TO, at):
            return end
    return _skipped(text, start + at, end)


def _only_named(passed: str, named: str) -> bool:
    """公开`社保、就业`等12条, 纠正`没有遮挡`的6处: what 等 and 的 close stands without its verb."""
    return bool(named) and (passed == "等" or (passed == "的" and bool(_FAULT.search(named))))


def _brought_about(phrase: str, verb: re.Match[str]) -> re.Match[str]:
    """邀请代表`列席会议`, 发现并`整改问题`: the later of two verbs, where it is the main one."""
    if verb[0] in _CAUSING:
        for second in _VERB.finditer(phrase, verb.end() + 2):
            if _PEOPLE_END.search(phrase, verb.end(), second.start()):
                noun = second.end() == len(phrase) - 1 and _in_noun(phrase, second.end())
                return verb if noun else second
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


def _predicate(phrase: str, led: bool = False) -> re.Match[str] | None:
    """The verb that opens the item; ``led``: 通过 or its kin stood before the phrase."""
    for found in _VERB.finditer(phrase):
        if _opens_item(phrase, found, led):
            return _main_verb(phrase, found)
    return None


def _main_verb(phrase: str, first: re.Match[str]) -> re.Match[str]:
    """投诉电话`接听`来电: a weak verb at the head is part of the subject of a strong one."""
    if first.start() or first[0] not in _WEAK:
        return first
    for later in _VERB.finditer(phrase, first.end() + 1):
        if later[0] in _STRONG and later.end() < len(phrase):
            return first if _OBJECT.match(phrase, later.end()) else later
    return first


def _opens_item(phrase: str, found: re.Match[str], led: bool) -> bool:
    at, end = found.span()
    if end == len(phrase) - 1 and phrase[end] in _SUFFIX:
        return False
    if found[0].startswith("公开") and phrase[max(0, at - 2) : at] in ("信息", "政务", "申请"):
        return False
    if phrase[end : end + 1] in _AFTERWARDS:
        return False
    if at == 0:
        return True
    if phrase[end : end + 1] in _CONJUNCTIONS:
        return _VERB.match(phrase, end + 1) is not None
    if phrase[at - 1] in _CONJUNCTIONS:
        return phrase[at - 1] == "、" and found[0] in _STRONG and end < len(phrase)
    if phrase[at - 1] == "〇" and found[0] in _QUOTED_FIRST:
        return True
    if found[0] in _STRONG or found[0] in _HAVING or found[0] in _SHORT:
        return True
    if led and phrase[end : end + 1] not in _CHANNEL_NOUNS:
        return True
    if _LED_TO.search(phrase, 0, at):
        return True
    if manner := _MANNER.search(phrase, max(0, at - 8), at):
        at = manner.start()  # 常务会议`专题学习`
    return found[0] != "申请" and _AGENT.search(phrase, max(0, at - 4), at) is not None


def _clause_before(around: _Around) -> _Span | None:
    """`停水预告`提前发布，全年218次: what the clause before names, where its own does not."""
    text = around.text
    end = _trimmed_end(around, around.count.start)
    stop = _clause_start(text, around.floor, end)
    if _skipped(text, stop, end) < end or stop <= around.floor or text[stop - 1] != "，":
        return None
    end = stop - 1
    start = _clause_start(text, around.floor, end)
    if start >= end or is_difference(text[start:end]):
        return None
    start = _skipped(text, _behind_dates(around, start, end), end)
    if around.count.kind == "percent":
        return (start, end) if _RATE.search(text, start, end) else None
    verb = _predicate(_without_quotes(text[start:end]))
    if verb and start + verb.end() < end:
        return _phrase(around, start, end)
    end = start + _noun_end(text[start:end], "") if start < end else end
    return (start, end) if start < end else None
