"""Find offices: names made of places, levels, words of the trade and a head (机构).

A name is read from its head to the left: 办公室 ← 政府 ← 邹城市. How far left it
reaches is settled by what can stand before what: a level (区) opens a name, a place
can follow another place or a superior office, a word of the trade can follow
anything but a place.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources

from govnlp.grammar.match import Office
from govnlp.grammar.places import place_before

_HAN = "\u3400-\u9fff〇"
_IS_HAN = re.compile(f"[{_HAN}]")
_LONGEST_WORD = 12
_SELF = re.compile(
    r"我(?:街道办事处|街道办|街道|单位|机关|公司|集团|中心|大队|支队|馆|局|厅|委(?!员|托|派)|署|镇|乡|街(?!道)|办(?![理事公法结案])"
    r"|院(?!内|落)|校(?!园)|所(?![在有属需])|站|部(?![门分署])|会(?![议同])|社(?!会|区)|行(?![政为业使动])|处(?![理于在])|司|队|站)"
    r"|本(?:行政机关|机关|单位|街道办事处|街道|局|厅|委(?!员|托|派)|镇|乡(?!土)|署|院(?!内|落)|校(?!园)"
    r"|办(?![理事公法结案])|公司|中心|部(?![门分署])|馆|所(?![在有属需])|会(?![议同])|集团|大队|支队)"
    r"|(?<=[^\u3400-\u9fff])(?:我)?街道办事处(?=[^主副党])"
)
#: Heads for which a place alone makes no office: 市中心, 县城站.
_NEEDS_WORD = frozenset("处科股所站部司社馆队") | {"中心", "小组", "工作组", "专班", "组", "协会", "学会"}
#: Heads that name a class unless a place says which one: 律师事务所, 自来水公司.
_NEEDS_PLACE = (
    "公司", "集团", "医院", "卫生院", "学校", "中学", "小学", "学院", "大学", "幼儿园", "银行", "事务所", "协会", "学会", "商会",
    "院", "馆", "台", "社", "联合会", "合作社", "水厂", "电厂", "电站", "林场", "农场", "营业厅", "营业部", "党校", "基金会", "居委会",
    "居民委员会", "村委会", "村民委员会", "海关", "总会", "福利院", "工会", "团委", "妇联",
)  # fmt: skip
#: Words that say nothing of what a group or an office is for.
_IDLE = ("工作", "领导", "协调", "组织", "机关", "服务", "管理", "办公", "具体", "日常", "推进", "两级", "检查", "监督", "业务")
_TASKED = ("小组", "办公室", "委员会", "工作组", "专班", "联席会议", "中心", "指挥部", "办")
_TOWN_HEADS = ("街道", "镇", "乡")
_NOT_TOWNS = re.compile(r"[全各本我该每两几城村乡小重古集建市县区双多某此和与及或等所驻到在向由新老同跨]$")
#: A town that the table does not know, where what follows makes plain that it is one.
_NEW_TOWN = re.compile(
    r"(?:^|[^\u3400-\u9fff])([\u3400-\u9fff]{2,3}(?:街道|镇|乡))(?=办事处|人民政府|党工委|政府(?!信息)|党委)", re.MULTILINE
)
#: A town that is a place on the map, not its administration.
_AS_PLACE = ("在", "涉及", "位于", "地址：", "途经")
_STREET = re.compile(r"[\u3400-\u9fff]{1,5}(?:路|大道|大街|街|巷)(?:\d|[一二三四五六七八九十东西南北中])")
_VILLAGE_HEADS = ("村委会", "村民委员会", "居委会", "居民委员会")
_SUPERIOR = ("人民政府", "政府", "委员会", "委", "党委", "党工委", "管委会", "管理委员会", "国务院", "局", "厅", "部", "公司", "集团", "行署")


@dataclass(frozen=True, slots=True)
class _Lexicon:
    levels: frozenset[str]
    anchored: frozenset[str]
    worded: frozenset[str]
    bare: frozenset[str]
    words: frozenset[str]
    titles: tuple[str, ...]
    platforms: tuple[str, ...]
    lookahead: dict[str, tuple[str, ...]]
    generic: tuple[str, ...]
    stops: frozenset[str]
    heads: re.Pattern[str]


@cache
def _lexicon() -> _Lexicon:
    path = resources.files("govnlp") / "resources" / "offices.toml"
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    split = {key: frozenset(value.split()) for key, value in data.items() if isinstance(value, str)}
    heads = split["anchored_heads"] | split["worded_heads"] | split["bare_heads"] | set(_TOWN_HEADS)
    pattern = "|".join(sorted(map(re.escape, heads), key=len, reverse=True))
    return _Lexicon(
        levels=split["levels"],
        anchored=split["anchored_heads"],
        worded=split["worded_heads"],
        bare=split["bare_heads"],
        words=frozenset(
            split["words"] | {head for head in heads - split["bare_heads"] if len(head) > 1}
        )
        - split["levels"],
        titles=tuple(split["not_followed_by"]),
        platforms=tuple(data["anywhere"]["platforms"].split()),
        lookahead={head: tuple(words.split()) for head, words in data["lookahead"].items()},
        generic=tuple(data["left"]["generic"].split()),
        stops=frozenset(data["left"]["stops"].split()),
        heads=re.compile(pattern),
    )


def find_offices(text: str) -> list[Office]:
    """The offices that ``text`` names, in order, not overlapping.

    Self-references (我局, 本机关) have ``self_reference`` set; ``name`` of the
    others is their own text. Offsets count code points in ``text``.

    >>> [office.text for office in find_offices("经市委、市政府同意，由邹城市人民政府办公室答复。")]
    ['市委', '市政府', '邹城市人民政府办公室']
    >>> find_offices("济宁市政府信息公开工作")
    []
    """
    spans = [(m.start(), m.end(), True) for m in _SELF.finditer(text) if not _titled(text, m.end())]
    towns = frozenset(m[1] for m in _NEW_TOWN.finditer(text) if not _NOT_TOWNS.search(m[1][:-1]))
    for match in _lexicon().heads.finditer(text):
        start = _name_start(text, match.start(), match[0], towns)
        if start is not None and _stands(text, start, match.end(), match[0]):
            spans.append((start, match.end(), False))
    return [_office(text, span) for span in _longest(spans)]


def _office(text: str, span: tuple[int, int, bool]) -> Office:
    start, end, is_self = span
    words = text[start:end]
    return Office(start, end, words, name=None if is_self else words, self_reference=is_self)


def _longest(spans: list[tuple[int, int, bool]]) -> list[tuple[int, int, bool]]:
    """Of overlapping spans the one that begins first, then the longer."""
    kept: list[tuple[int, int, bool]] = []
    for span in sorted(spans, key=lambda s: (s[0], -s[1])):
        if kept and span[0] < kept[-1][1]:
            # 钢山街道 + 办事处: the later head reads the same name further to the right.
            if span[1] > kept[-1][1] and not kept[-1][2] and span[0] == kept[-1][0]:
                kept[-1] = span
            continue
        kept.append(span)
    return kept


def _stands(text: str, start: int, end: int, head: str) -> bool:
    """Whether what stands around a name lets it be one."""
    lexicon = _lexicon()
    after = end + 1 if text[end : end + 1] == "”" else end
    if _titled(text, end) or text.startswith(lexicon.platforms, after):
        return False
    for size in range(len(head), 0, -1):
        words = lexicon.lookahead.get(head[-size:])
        # What may not follow 处 (处在) may well follow 办事处.
        if words is not None and (size > 1 or len(head) == 1):
            if text.startswith(words, end):
                return False
            break
    before = text[max(0, start - 4) : start]
    return not before.endswith(lexicon.generic)


def _titled(text: str, end: int) -> bool:
    return text.startswith(_lexicon().titles, end)


def _name_start(text: str, at: int, head: str, towns: frozenset[str]) -> int | None:
    """Where the name with the head at ``at`` begins, ``None`` if it makes no name."""
    lexicon = _lexicon()
    if head in _TOWN_HEADS:
        return _town_start(text, at, head, towns)
    walk = _Walk(text, at, towns)
    walk.run()
    if head in lexicon.bare:
        return walk.start if walk.anchored else at
    if head in lexicon.anchored and walk.direct_anchor and not head.endswith(_VILLAGE_HEADS):
        return None if walk.generic else walk.start
    if head.endswith(_VILLAGE_HEADS):
        return walk.to_boundary(at)
    if head not in lexicon.worded or not (walk.worded or walk.anchored):
        return None
    if walk.generic or (not walk.worded and head in _NEEDS_WORD):
        return None
    if not walk.anchored and head.endswith(_NEEDS_PLACE):
        return walk.start if walk.over_gap() else None
    if not walk.anchored and head.endswith(_TASKED) and _idle(text[walk.start : at]):
        return None
    return walk.start


def _idle(words: str) -> bool:
    for word in _IDLE:
        words = words.replace(word, "")
    return not words


def _town_start(text: str, at: int, head: str, towns: frozenset[str]) -> int | None:
    walk = _Walk(text, at + len(head), towns)
    if not walk.place() or walk.start >= at or _STREET.match(text, at + len(head)):
        return None
    walk.run()
    return None if text.endswith(_AS_PLACE, 0, walk.start) else walk.start


def _ends_in_stop(text: str, end: int) -> bool:
    stops = _lexicon().stops
    return any(text[end - size : end] in stops for size in range(1, min(4, end) + 1))


class _Walk:
    """Reads a name to the left of its head, a token at a time."""

    def __init__(self, text: str, at: int, towns: frozenset[str] = frozenset()) -> None:
        self.text = text
        self.towns = towns
        self.start = at
        self.state = "head"
        self.anchored = False
        self.worded = False
        self.direct_anchor = False
        self.generic = False

    def run(self) -> None:
        """Go left as far as the name reaches."""
        while self.start > 0 and self._step():
            pass

    def _step(self) -> bool:
        if self.place():
            return True
        if self.state == "place":
            return self._superior()
        if self.state == "level":
            return False
        return self._level_word() or self._word() or self._nested() or self._level() or self._join()

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
        # 本市场监管: a level or a word may be what really ends here.
        word = self._longest_of(_lexicon().words)
        if self.state in ("head", "word") and word is not None and word < start:
            return False
        return self._take(start, "place")

    def _place_start(self) -> int | None:
        start = place_before(self.text, self.start)
        for town in self.towns:
            if self.text.endswith(town, 0, self.start):
                start = min(self.start if start is None else start, self.start - len(town))
        if start is None or self.text[start : self.start] in _lexicon().stops:
            return None
        # 和县政府: a conjunction and a level, unless nothing stands before the county.
        conjunction = self.start - start == 2 and self.text[start] in "和及与"
        return None if conjunction and start and self.text[start - 1] != "\n" else start

    def _superior(self) -> bool:
        """An office above the place: 邹城市人民政府 before 钢山街道办事处."""
        for head in _SUPERIOR:
            if self.text.endswith(head, 0, self.start):
                outer = _Walk(self.text, self.start - len(head), self.towns)
                outer.run()
                if outer.direct_anchor and len(head) > 1 or head == "国务院":
                    self.start = outer.start
                    return False
        for prefix in ("中华人民共和国", "中共", "中国共产党", "国网", "中国", "国家", "共青团"):
            if self.text.endswith(prefix, 0, self.start):
                self.start -= len(prefix)
                return False
        return False

    def _level_word(self) -> bool:
        """国务院, 市委: a level of several characters goes before a word."""
        start = self._longest_of(_lexicon().levels)
        return start is not None and self.start - start > 1 and self._level()

    def _nested(self) -> bool:
        """A superior office whose head is one character: 水利部 in 水利部办公厅."""
        if self.text[self.start - 1] not in "局厅部委署办处科院":
            return False
        probe = _Walk(self.text, self.start - 1, self.towns)
        return probe._word() and self._take(probe.start, "word")

    def _word(self) -> bool:
        start = self._longest_of(_lexicon().words)
        return start is not None and self._take(start, "word")

    def _level(self) -> bool:
        start = self._longest_of(_lexicon().levels)
        if start is None:
            return False
        single = self.start - start == 1
        self._take(start, "level")
        before = self._place_start()
        if before is not None:
            return self._take(before, "place")
        # 乡镇, 县区, 全市各局: a class of offices.
        self.generic = single and self.text[start - 1 : start] in tuple("省市县区旗州乡镇街木全各")
        return False

    def over_gap(self) -> bool:
        """Whether a place stands a few unknown characters to the left: 溧阳[港华]燃气公司."""
        for gap in range(1, 5):
            at = self.start - gap
            if at < 2 or not _IS_HAN.match(self.text[at]) or _ends_in_stop(self.text, at + 1):
                return False
            start = place_before(self.text, at)
            if start is not None:
                self.start = start
                return True
        return False

    def to_boundary(self, at: int) -> int | None:
        """Villages are too many for a table: their names reach to the next stop."""
        for start in range(at, max(at - 9, 0) - 1, -1):
            if not start or not _IS_HAN.match(self.text[start - 1]) or _ends_in_stop(self.text, start):
                long_enough = at - start >= 2 and self.text[start:at] not in ("社区", "居民", "村社区")
                return min(start, self.start) if long_enough else None
        return self.start if self.anchored else None

    def _join(self) -> bool:
        """One name with a conjunction in it: 国土资源和房屋管理局."""
        if self.text[self.start - 1] not in "和与及" or self.state != "word":
            return False
        probe = _Walk(self.text, self.start - 1, self.towns)
        probe.state = "word"
        start = probe._longest_of(_lexicon().words - _lexicon().worded - _lexicon().anchored)
        if start is None:
            return False
        probe._take(start, "word")
        probe.run()
        if not probe.anchored:
            return False
        self.start, self.state, self.anchored = probe.start, probe.state, True
        return True

    def _longest_of(self, words: frozenset[str]) -> int | None:
        for size in range(min(_LONGEST_WORD, self.start), 0, -1):
            if self.text[self.start - size : self.start] in words:
                return self.start - size
        return None
