"""Where the name of an office begins, read from its head.

A name is read from its head to the left: 办公室 ← 政府 ← 邹城市. How far left it
reaches is settled by what can stand before what: a level (区) opens a name, a place
can follow another place or a superior office, a word of the trade can follow
anything but a place.
"""

from __future__ import annotations

import re
from functools import cache

from govnlp.grammar.office_tables import (
    HAN,
    LEVEL_END,
    LEVELS,
    NOT_TOWNS,
    PLACE_END,
    SELF_REFERENCE,
    TOWN_HEADS,
    WORD_END,
    Head,
    is_han,
    office_lexicon,
    word_list,
)
from govnlp.grammar.places import place_before, place_names
from govnlp.grammar.words import any_of

_LONGEST_NAME = 60
_TOWN_ENDS = frozenset("镇乡道")
#: Lengths, head included, of towns that only the text makes known.
NEW_TOWN_SIZES = (3, 4, 5)
_NO_VILLAGE = re.compile("(?:社区|居民|村社区)$|[个每各第全本]")
_STREET = re.compile(
    r"[\u3400-\u9fff]{1,5}(?:路|大道|大街|街|巷)(?:\d|[一二三四五六七八九十东西南北中])"
)
#: What an office within unknown words would end in: 省人社[厅]督办 is no name.
_NESTED = frozenset("局厅委部办院处科所府")
#: Heads of one character that an office above another may end in.
_NESTED_HEADS = frozenset("局厅部委署办处科院")
_CONJUNCTIONS = frozenset("和与及暨")
#: Before a level these make it a class: 乡镇, 县区, 全市各局.
_BEFORE_CLASS = frozenset("省市县区旗州乡镇街木全各")
#: What names of landscapes end in, that offices are named after.
_LANDFORMS = frozenset("山湖江河岛港湾峡岭沟坝滩库关寺")
#: What may stand before 国家… and 全国… in full names.
_BEFORE_STATE = re.compile("(?:中华人民共和国|第[一二三四五六七八九十]{1,3}次)$")
#: What a unit's name ends before, where its words are unknown.
_BOUND = re.compile(rf"[^{HAN}]|$|[和与及等]|负责|牵头|承办|配合|组织|会同|主动|提供|答复")
#: The rest of a list of towns, and what makes it a list of places.
_TOWN_LIST = 40
_TOWNS_BEFORE = re.compile(rf"(?:[{HAN}]{{1,4}}(?:镇|乡|街道)[、和])+$")
_TOWNS_AFTER = re.compile(
    rf"(?:[、和][{HAN}]{{1,4}}(?:镇|乡|街道))*"
    r"(?:等?[\d一二三四五六七八九十]*个?(?:乡镇|镇|街道|乡)?(?:集镇|部分|境内|辖区"
    r"|的[\d一二三四五六七八九十]|的[^，。]{0,8}工程))"
)
#: A place in brackets that belongs to a name: 中国石油大学[（华东）].
_SITE = re.compile(rf"（[{HAN}]{{2,4}}）$", re.MULTILINE)
_LONGEST_QUOTED = 14
#: What makes the town before it a place: [宜阳县香鹿山镇]甘棠村的低保.
_VILLAGE = re.compile(
    f"([{HAN}]{{2,4}}?)(?:村|社区)(?!级|务|（|委|村委|村民委|居委|居民委|党|的村务)"
)
_LONGEST_TASK_GAP = 12
_LONGEST_ZONE = 12
_NUMBERED = "一二三四五六七八九十"
#: A task may be long, yet no clause of its own.
_LONGEST_TASK = 40
_TASK = re.compile(
    rf"(?:(?!成立|设立|纳入|列入|会同|牵头|负责|公布|中心"
    rf"|调整|召开|印发|明确|参加|作为|了|各|的)[{HAN}“”、]){{6,}}"
)


@cache
def _tasks() -> re.Pattern[str]:
    return re.compile(any_of(word_list("tasks")))


def name_start(text: str, at: int, head: Head, towns: frozenset[str]) -> int | None:
    """Where the name with the head at ``at`` begins, ``None`` if it makes no name."""
    if head.town:
        return _town_start(text, at, head.text, towns)
    if head.group:
        start = _group_start(text, at)
        if start is not None:
            return start
    if not head.bare and not (at and is_han(text[at - 1])):
        return _bracketed_start(text, at, head)
    if head.numbered and text[at - 1] in _NUMBERED and at > 1 and text[at - 2] != "第":
        at -= 1  # 税政[一股]
    walk = _Walk(text, at, towns)
    walk.run()
    if walk.generic:
        return None
    start = _head_start(walk, at, head)
    if start and walk.anchored and text[start] not in LEVELS and not opens_name(text, start):
        start = _placed_start(text, start)
    if start is not None and walk.unplaced(head):
        # An area or a community that no table holds: [育才生态]区管委会, [北街]社区服务站.
        wider = _proper_start(walk, start, _LONGEST_ZONE if head.zone else 7)
        return start if wider is None else wider
    if start is not None and start < at and text[start - 1 : start] in _LANDFORMS:
        # [云台山]风景名胜区管理局
        landform = _proper_start(_Walk(text, start), start)
        start = start if landform is None or start - landform > 5 else landform
    if head.proper and start and start < at and not opens_name(text, start):
        wider = _proper_start(walk, start)  # [里耶]古城遗址博物馆
        whole = wider is None or start - wider > 3 or text.startswith(("中", "全国"), start)
        return start if whole else wider
    if start in (None, at) and head.proper:
        proper = _proper_start(walk, at, _LONGEST_ZONE if head.zone else 7)
        return start if proper is None else proper
    return start


def _placed_start(text: str, start: int) -> int:
    """Where a name really begins that seems to begin within a word: 长春莲[花山]度假区管委会."""
    for at in range(start - 1, max(0, start - 6) - 1, -1):
        if not is_han(text[at]):
            break
        if opens_name(text, at):
            size = next((n for n in (4, 3, 2) if text[at : at + n] in place_names()), None)
            placed = size is not None and at + size <= start
            return at if placed or text[at:start] in ("小", "大") else start
    return start


def _bracketed_start(text: str, at: int, head: Head) -> int | None:
    """Where a name begins whose head stands behind quotation marks or brackets:
    市[“三改一拆”]办, 首创水务[（淮南）]有限公司."""
    if head.quoted and text.startswith("”", at - 1):
        opened = text.rfind("“", max(0, at - _LONGEST_QUOTED), at)
        if opened < 1:
            return None
        place = place_before(text, opened)
        if place is not None and not _misread(text, place, opened):
            return place
        levelled = text[opened - 1] in LEVELS and opens_name(text, opened - 1)
        return opened - 1 if levelled else None
    if head.text.endswith("公司") and (site := _SITE.search(text, max(0, at - 6), at)):
        return _proper_start(_Walk(text, site.start()), site.start())
    return None


def _head_start(walk: _Walk, at: int, head: Head) -> int | None:
    if head.bare:
        return _bare_start(walk, at, head)
    if head.village:
        return walk.to_boundary(at)
    if head.anchored and walk.direct_anchor:
        return walk.start
    if not (walk.worded or walk.anchored) or not head.worded:
        if head.over_gap:
            return walk.to_level(_LONGEST_TASK_GAP if head.group else 8)
        if not head.short_gap:
            return None
        start = walk.to_level(4 if _BOUND.match(walk.text, at + len(head.text)) else 3)
        gap = walk.text[at if start is None else start + 1 : at]
        odd = gap.startswith(word_list("no_gap")) or not _NESTED.isdisjoint(gap)
        return None if odd else start
    return _worded_start(walk, at, head)


def _bare_start(walk: _Walk, at: int, head: Head) -> int | None:
    if walk.anchored or walk.nested:
        return walk.start
    return at if len(head.text) > 2 or opens_name(walk.text, at) else None


def _worded_start(walk: _Walk, at: int, head: Head) -> int | None:
    words = walk.text[walk.start : at]
    if not walk.worded and (head.needs_word or (head.text == "委" and walk.inner_level)):
        return walk.start if words.endswith(("府", "委", "党")) else None
    if walk.anchored:
        return walk.start
    if head.over_gap and walk.to_level() is not None:
        return walk.start
    if head.text in word_list("faculties") and len(words) > 3 and not describes_kind(words):
        return walk.start  # [土木工程]学院
    if head.needs_place:
        return walk.start if words.startswith("第") or walk.over_gap() else None
    return None if head.tasked and _idle(words) else walk.start


def _group_start(text: str, at: int) -> int | None:
    """Where a group named by a task begins: 省[推进政府职能转变和“放管服”改革]协调小组."""
    for match in _tasks().finditer(text, max(0, at - _LONGEST_TASK), at):
        task = match.start()
        if not _TASK.fullmatch(text, task, at):
            continue
        place = place_before(text, task)
        if place is not None and not _misread(text, place, task):
            return place
        if task and text[task - 1] in LEVELS and opens_name(text, task - 1):
            return task - 1
        if match[0] in word_list("sole_tasks") and opens_name(text, task):
            return task
    return None


def opens_name(text: str, at: int) -> bool:
    """Whether a name can begin at ``at``."""
    return _free_left(text, at) or ends_in_stop(text, at)


def _proper_start(walk: _Walk, at: int, most: int = 7) -> int | None:
    """Where a proper name that no table holds begins before a head: [五邑]大学."""
    text = walk.text
    for start in range(walk.start, max(at - most, 0) - 1, -1):
        bound = not start or not is_han(text[start - 1]) or ends_in_stop(text, start)
        if (
            not bound
            and at - start > 1
            and text[start - 1] in "县区市旗"
            and place_before(text, start)
        ):
            outer = _Walk(text, start)  # [贵阳市观山湖区]金华园社区服务中心
            outer.run()
            return outer.start
        if not bound:
            continue
        name = text[start:at]
        if len(name) < 2 or text[start - 1 : start].isdecimal():
            return None
        worded = most < _LONGEST_ZONE and opens_with_word(name)  # but [空港新城]管委会
        return None if describes_kind(name) or worded else start
    return None


def describes_kind(name: str) -> bool:
    """Whether words before a head say what kind it is, not which one: 公立[医院]."""
    return name.startswith((*word_list("classes"), *word_list("verbs"))) or any(
        word in name for word in word_list("classes") if len(word) > 1
    )


def opens_with_word(name: str) -> bool:
    return any(name[:size] in office_lexicon().words for size in (2, 3, 4))


def _free_left(text: str, at: int) -> bool:
    """Whether a word can begin at ``at``: no Han character before it, or a particle."""
    return not at or not is_han(text[at - 1]) or text[at - 1] in office_lexicon().particles


def _misread(text: str, start: int, end: int) -> bool:
    """Whether what looks like a place is a verb before a level: 会同[县], 部[分乡镇]."""
    stops = office_lexicon().stops.words
    if text[start:end] in stops or text[start:end] in office_lexicon().no_towns:
        return True
    if start and text.startswith("部分", start - 1):
        return True
    # 更[新镇], 村[和县]: a name of two characters must be set off.
    if text[start : start + 2] in stops:
        return is_han(text[start - 1 : start])
    short = end - start == 2 and text[start + 1] in "镇乡县区"
    # 按照[洋县], but not 设立的[新县].
    set_off = opens_name(text, start) or text[start - 1] == "原"
    return short and not set_off and place_before(text, start) is None


def _idle(words: str) -> bool:
    for word in word_list("idle"):
        words = words.replace(word, "")
    return not words


def _town_start(text: str, at: int, head: str, towns: frozenset[str]) -> int | None:
    walk = _Walk(text, at + len(head), towns)
    if not walk.place() or walk.start >= at or _STREET.match(text, at + len(head)):
        return None
    if text[walk.start : at + len(head)] in word_list("no_towns"):
        return None
    walk.run()
    return None if on_the_map(text, walk.start, at + len(head)) else walk.start


def on_the_map(text: str, start: int, end: int) -> bool:
    """Whether a town, or the list of towns that it stands in, is a mere place."""
    if text[start - 1 : start] == "“" and text[end : end + 1] == "”":
        return True
    listed = _TOWNS_BEFORE.search(text, max(0, start - _TOWN_LIST), start)
    first = listed.start() if listed else start
    if text.endswith(word_list("as_place"), 0, first):
        return True
    village = _VILLAGE.match(text, end)
    if village and is_village_name(village[1]):
        return True
    return _TOWNS_AFTER.match(text, end, end + _TOWN_LIST) is not None


def is_village_name(name: str) -> bool:
    """Whether characters before 村 or 社区 name one: not 全年公开, 建立."""
    if opens_with_word(name) or office_lexicon().stems.longest_before(name, len(name)) is not None:
        return False
    return not (ends_in_stop(name, len(name)) or describes_kind(name) or holds_stop(name))


def ends_in_stop(text: str, end: int) -> bool:
    """Whether a word that no name holds ends at ``end``."""
    if end and text[end - 1] in office_lexicon().particles:
        return True
    start = office_lexicon().stops.longest_before(text, end)
    return start is not None and end - start > 1


def holds_stop(name: str) -> bool:
    """Whether a word that no name holds stands in ``name``, the words that open it aside."""
    opening = max((size for size in (4, 3, 2) if name[:size] in office_lexicon().words), default=0)
    if name[opening : opening + 1] in _CONJUNCTIONS:
        opening += 1  # [艺术与]传媒学院
    return any(ends_in_stop(name, i) for i in range(opening + 1, len(name)))


def _proper(chars: str) -> bool:
    """Whether characters before a name can be its beginning: no word, no stop."""
    known = (office_lexicon().stops, office_lexicon().words)
    return not any(part in words for words in known for part in (chars, *chars))


class _Walk:
    """Reads a name to the left of its head, a token at a time."""

    __slots__ = (
        *("text", "towns", "start", "floor", "state", "anchored", "worded"),
        *("direct_anchor", "generic", "nested", "inner_level"),
    )

    def __init__(self, text: str, at: int, towns: frozenset[str] = frozenset()) -> None:
        self.text = text
        self.towns = towns
        self.start = at
        #: No name is longer; without a bound 委员会委员会… would be read again and again.
        self.floor = max(0, at - _LONGEST_NAME)
        self.state = "head"
        self.anchored = False
        self.worded = False
        self.direct_anchor = False
        self.generic = False
        self.nested = False
        self.inner_level = False

    def run(self) -> None:
        """Go left as far as the name reaches."""
        while self.start > self.floor and self._step():
            pass
        if self.text.startswith(("国", "全国"), self.start):
            before = _BEFORE_STATE.search(self.text, max(0, self.start - 7), self.start)
            self.start = before.start() if before else self.start

    def _probe(self, at: int) -> _Walk:
        """Another walk over the same text, no further left than this one may go."""
        probe = _Walk(self.text, at, self.towns)
        probe.floor = self.floor
        return probe

    def _step(self) -> bool:
        lexicon, last = office_lexicon(), self.text[self.start - 1]
        # Most steps end here: one look-up says what cannot stand before.
        tail = lexicon.tails.get(self.text[self.start - 2 : self.start], 0)
        if (tail & PLACE_END or self.towns or last in _TOWN_ENDS) and self.place():
            return True
        if self.state == "place":
            return self._superior()
        if self.state == "level":
            return False
        if tail & LEVEL_END and self._level_word():
            return True
        # A level that nothing goes before ends the name.
        if self.state == "level":
            return False
        if (tail & WORD_END or last in lexicon.words.words) and self._word():
            return True
        if last in _NESTED_HEADS and self._nested():
            return True
        if (tail & LEVEL_END or last in lexicon.levels.words) and self._level():
            return True
        return last in _CONJUNCTIONS and self.state == "word" and self._join()

    def _may_be_placed(self) -> bool:
        """Whether a place can end here, by the two characters before."""
        tail = office_lexicon().tails.get(self.text[self.start - 2 : self.start], 0)
        return tail & PLACE_END != 0 or bool(self.towns) or self.text[self.start - 1] in _TOWN_ENDS

    def _take(self, start: int, state: str) -> bool:
        if state in ("place", "level"):
            self.anchored = True
            self.direct_anchor |= self.state == "head"
        else:
            self.worded = True
        self.start, self.state = start, state
        return True

    def place(self) -> bool:
        """Take the place that ends here, known to the table or to the document."""
        start = self._place_start()
        if start is None:
            return False
        if self.text.startswith("建设", self.start) and self.text.endswith(
            word_list("slogans"), 0, start
        ):
            return self._take(start - 2, "word")  # 市[信用嘉兴建设]领导小组
        # 更[新和]土地, 文[明村镇]: the first character may end a word.
        if self.start - start == 2 or self.text.endswith(("村镇", "城镇"), start, self.start):
            word = office_lexicon().words.longest_before(self.text, start + 1)
            if word is not None and start + 1 - word > 1:
                return False
        # 本市场监管: a level or a word may be what really ends here.
        if self.state in ("head", "word"):
            word = office_lexicon().words.longest_before(self.text, self.start)
            if word is not None and word < start:
                return False
        return self._take(start, "place")

    def _place_start(self) -> int | None:
        start = place_before(self.text, self.start)
        for size in NEW_TOWN_SIZES if self.towns else ():
            at = self.start - size
            if at >= 0 and self.text[at : self.start] in self.towns:
                start = at if start is None else min(start, at)
        if start is None and self.text.endswith("族乡", 0, self.start):
            start = self._ethnic_town()
        if start is None and self.text[self.start - 1] in _TOWN_ENDS:
            start = self._town_of_county()
        if start is None or _misread(self.text, start, self.start):
            return None
        if self.text[self.start - 1] in "镇乡" and not opens_name(self.text, start):
            # 偃师市[首阳山镇]: a longer town than the table's, right after its county.
            wider = (at for at in (start - 1, start - 2) if self._town_opens(at))
            start = next((at for at in wider if _proper(self.text[at:start])), start)
        # 和县政府: a conjunction and a level, unless nothing stands before the county.
        conjunction = self.start - start == 2 and self.text[start] in "和及与"
        return None if conjunction and start and self.text[start - 1] != "\n" else start

    def _town_opens(self, at: int) -> bool:
        """Whether a stop, or the full name of a county or a city, ends at ``at``."""
        if at < 1 or not is_han(self.text[at - 1]):
            return at >= 0
        return self.text[at - 1] in "县市区旗" and place_before(self.text, at) is not None

    def _town_before(self, at: int) -> bool:
        """Whether the full name of a town or a sub-district ends at ``at``."""
        return self.text.endswith(TOWN_HEADS, 0, at) and place_before(self.text, at) is not None

    def _town_of_county(self) -> int | None:
        """Where a town begins that no table holds, right after its county: 南乐县[千口]乡."""
        size = 2 if self.text[self.start - 1] == "道" else 1
        if size == 2 and not self.text.endswith("街道", 0, self.start):
            return None
        for at in (self.start - size - 2, self.start - size - 3):
            if at < 2 or self.text[at - 1] not in "县市区旗" or place_before(self.text, at) is None:
                continue
            name = self.text[at : self.start - size]
            if not NOT_TOWNS.search(name) and is_village_name(name):
                return at
        return None

    def _ethnic_town(self) -> int | None:
        """Where a township of a people begins that no table holds: [红星彝族]乡."""
        starts = range(self.start - 4, max(self.floor, self.start - 12) - 1, -1)
        return next((at for at in starts if self._town_opens(at)), None)

    def _superior(self) -> bool:
        """An office above the place: 邹城市人民政府 before 钢山街道办事处."""
        superior = self.text.endswith(word_list("superior"), 0, self.start)
        for head in word_list("superior") if superior else ():
            if self.text.endswith(head, 0, self.start):
                outer = self._probe(self.start - len(head))
                outer.run()
                if (outer.direct_anchor and len(head) > 1) or head == "国务院":
                    self.start = outer.start
                    return False
        prefix = office_lexicon().prefixes.longest_before(self.text, self.start)
        self.start = self.start if prefix is None else prefix
        return False

    def _level_word(self) -> bool:
        """国务院, 市委: a level of several characters goes before a word."""
        start = office_lexicon().levels.longest_before(self.text, self.start)
        if start is None or self.start - start == 1:
            return False
        if self.text[start : self.start] in word_list("word_levels"):
            word = office_lexicon().stems.longest_before(self.text, start)
            if word is not None and start - word > 1:
                return self._take(start, "word")  # 县[国有]林场管理局
        return self._level()

    def _nested(self) -> bool:
        """A superior office whose head is one character: 水利部 in 水利部办公厅."""
        probe = self._probe(self.start - 1)
        if not (probe._word() or probe._level_word()):
            return False
        if self.text[probe.start : self.start] in office_lexicon().never:
            return False  # 组织[厅政策法规处]会商
        self.nested = True
        return self._take(probe.start, "word")

    def _word(self) -> bool:
        start = office_lexicon().words.longest_before(self.text, self.start)
        if start is None:
            return False
        if self.text[start - 1 : start] in ("我", "本") and SELF_REFERENCE.match(
            self.text, start - 1
        ):
            return False  # 我公司客户服务部: 我公司 is the issuer
        self.nested |= self.text[start : self.start] in office_lexicon().worded
        return self._take(start, "word")

    def _level(self) -> bool:
        start = office_lexicon().levels.longest_before(self.text, self.start)
        if start is None:
            return False
        single = self.start - start == 1
        inner = single and self.text[start] in "局厅委部院校"
        if inner and start and self.text[start - 1] in "我本高":
            return False  # 我厅政务公开办公室: 我厅 is the issuer; 高校
        self.inner_level = inner
        self._take(start, "level")
        before = self._place_start() if self._may_be_placed() else None
        if before is not None:
            return self._take(before, "place")
        if (
            not single
            and self.text[self.start - 1] in LEVELS
            and opens_name(self.text, self.start - 1)
        ):
            self.start -= 1  # 市[高新区]管委会
            return False
        self.generic = single and self.text[start - 1 : start] in _BEFORE_CLASS
        return False

    def unplaced(self, head: Head) -> bool:
        """Whether the level that opens the name lacks the proper name before it."""
        if self.state != "level" or _free_left(self.text, self.start):
            return False
        if head.zone:
            return self.direct_anchor
        return self.text.startswith(word_list("named_levels"), self.start)

    def to_level(self, most: int = 8) -> int | None:
        """Over unknown words to a level or a place that opens the name: 市[房产住宅]局."""
        start = self._level_over(most)
        if start is not None:
            self.start, self.anchored = start, True
        return start

    def _level_over(self, most: int) -> int | None:
        nearest = None
        for gap in range(1, most + 1):
            at = self.start - gap
            if at < 1 or not is_han(self.text[at]) or ends_in_stop(self.text, at + 1):
                return nearest
            if self.text.startswith(word_list("verbs"), at):
                return nearest
            if self.text[at] in "级我本该":
                return nearest
            if self.text[at - 1] in LEVELS and opens_name(self.text, at - 1):
                return at - 1
            if not self._named_before(at):
                continue
            outer = self._probe(at)
            if outer.place() or outer._level_word() or outer.state == "level":
                outer.run()
                # 洛[阳新]奥华油燃气公司: a place that a name can open with goes first.
                if opens_name(self.text, outer.start):
                    return outer.start
                nearest = outer.start if nearest is None else nearest
        return nearest

    def _named_before(self, at: int) -> bool:
        """Whether a place or a level of several characters ends at ``at``."""
        if not office_lexicon().tails.get(self.text[at - 2 : at], 0) & (PLACE_END | LEVEL_END):
            return False
        if place_before(self.text, at) is not None:
            return True
        level = office_lexicon().levels.longest_before(self.text, at)
        return level is not None and at - level > 1

    def over_gap(self) -> bool:
        """Whether a place stands a few unknown characters to the left: 溧阳[港华]燃气公司."""
        for gap in range(1, 5):
            at = self.start - gap
            if at < 2 or not is_han(self.text[at]) or ends_in_stop(self.text, at + 1):
                return False
            start = place_before(self.text, at)
            if start is not None:
                self.start = start
                return True
        return False

    def to_boundary(self, at: int) -> int | None:
        """Villages are too many for a table: their names reach to the next stop."""
        for start in range(at, max(at - 9, 0) - 1, -1):
            bound = not start or not is_han(self.text[start - 1])
            if at - start >= 2 and not bound and self._town_before(start):
                outer = self._probe(start)
                outer.run()
                return min(outer.start, self.start)
            if bound or ends_in_stop(self.text, start):
                if at - start >= 2 and not _NO_VILLAGE.match(self.text, start, at):
                    return min(start, self.start)
                if bound or self.text[start - 1] != "和":  # 嘉和社区
                    return None
        return self.start if self.anchored else None

    def _join(self) -> bool:
        """One name with a conjunction in it: 国土资源和房屋管理局."""
        probe = self._probe(self.start - 1)
        probe.state = "word"
        start = office_lexicon().stems.longest_before(self.text, probe.start)
        if start is None:
            return False
        probe._take(start, "word")
        probe.run()
        if not (probe.anchored or opens_name(self.text, probe.start)):
            return False
        self.start, self.state, self.anchored = probe.start, probe.state, probe.anchored
        return True
