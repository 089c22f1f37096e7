"""Find offices: names made of places, levels, words of the trade and a head (机构).

A name is read from its head to the left: 办公室 ← 政府 ← 邹城市. How far left it
reaches is settled by what can stand before what: a level (区) opens a name, a place
can follow another place or a superior office, a word of the trade can follow
anything but a place.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from operator import itemgetter

from govnlp.grammar.match import Office
from govnlp.grammar.places import place_before, place_names
from govnlp.grammar.words import WordSet, any_of
from govnlp.resources import load_table

_HAN = "\u3400-\u9fff〇"
_IS_HAN = re.compile(f"[{_HAN}]")
_LONGEST_NAME = 60
#: How many names of lines are looked for in the rest of the text.
_MOST_LINE_NAMES = 20
_SELF = re.compile(
    r"我(?:府|分局|分公司|总队|学院|分行|支行|街道办事处|街道办|街道|单位|机关|公司|集团|中心|大队|支队|馆|局|厅|委(?!员|托|派)|署"
    r"|镇|乡|街(?!道)|办(?![理事公法结案])|院(?!内|落)|校(?!园)|所(?![在有属需])|站|部(?![分署]|门(?!户))"
    r"|会(?![议同])|社(?!会|区)|行(?![政为业使动])|处(?![理于在])|司|队|站|关(?![注心系于键乎联爱怀切]))"
    r"|本(?:行政机关|机关|单位|部门|街道办事处|办事处|街道|局|厅|委(?!员|托|派)|镇|乡(?!土)|署"
    r"|院(?!内|落)|校(?!园)|办(?![理事公法结案])|公司|中心|部(?![分署]|门(?!户))|馆|所(?![在有属需])"
    r"|会(?![议同])|集团|大队|支队)"
    r"|街道办事处(?<![\u3400-\u9fff]街道办事处)(?![主副党])"
)
_TOWN_HEADS = ("街道", "镇", "乡", "苏木")
_TOWN_ENDS = frozenset("镇乡道")
_NOT_TOWNS = re.compile(
    r"[全各本我该每两几城村乡小重古集建市县区双多某此和与及或等所驻到在向由新老同跨]$"
)
#: A town that the table does not know, where what follows makes plain that it is one.
_NEW_TOWN = re.compile(
    r"(?:街道|镇|乡)(?=(?P<strong>办事处|人民政府|党工委|办(?![理公法事]))|政府(?!信息)|党委|委员会)"
)
_TOWN = re.compile(
    rf"(?:^|(?<=[^{_HAN}])|(?<=中共)|(?<=[县区市旗]))[{_HAN}]{{2,3}}(?:街道|镇|乡)$", re.MULTILINE
)
_NEW_TOWN_SIZES = (3, 4, 5)
_NO_VILLAGE = re.compile("(?:社区|居民|村社区)$|[个每各第全本]")
_STREET = re.compile(
    r"[\u3400-\u9fff]{1,5}(?:路|大道|大街|街|巷)(?:\d|[一二三四五六七八九十东西南北中])"
)
_LINE_NAME = re.compile(
    r"^(?:关于)?(?P<name>[\u3400-\u9fff]{4,30})"
    r"(?=(?:关于)?(?:20\d\d|二[〇○零O].{2})[年—-]|\d{4}年\d{1,2}月|$)",
    re.MULTILINE,
)
_NOT_LINE_NAME = re.compile(
    r"公开(?:平台|渠道|场所)|场所$|全局$|结局$|格局$|到位$|[的了是由在与和将对]|申请|要求|邀请|收到|不服|^[各我本现特兹]|工作[^领]|情况"
)
_ITEM = (
    r"([\u3400-\u9fff]{2,8}?(?:科|院|集团|室|部|所|办|处|股|司|局|庭|站|馆|厂|队|中心|公司|学校|中学|医院"
    r"|学院|小学|委(?![员会托])|委员会|基金会))"
)
_PREVIOUS = re.compile(
    rf"(?:^|(?<=[、，。；：（由向请和与及])|(?<=会同)|(?<=联合)){_ITEM}[、和与]$", re.MULTILINE
)
_NEXT_TOWN = re.compile(rf"[、和与及]((?P<name>[{_HAN}]{{2,4}}?)(?P<head>街道|镇|乡|苏木))")
_NOT_LISTED = re.compile(
    r"(?:会议室|科室|教室|阅览室|网站|场所|办公室|全部|内部|支部|干部|到处|各[科室部所办处股司局站馆厂]|股室|单位|部队"
    r"|[督承主协举催交经查转开代]办|街道办事处|处室|部委|^图书馆|^档案馆|^医院|^卫生院|^敬老院|^养老院|^福利院|^法院|^学校|^中学|^小学)$|^[各有]|^[村镇乡县区市省]级|公开栏"
)


#: What an office within unknown words would end in: 省人社[厅]督办 is no name.
_NESTED = frozenset("局厅委部办院处科所府")
#: Heads of one character that an office above another may end in.
_NESTED_HEADS = frozenset("局厅部委署办处科院")
_CONJUNCTIONS = frozenset("和与及暨")
#: Before a level these make it a class: 乡镇, 县区, 全市各局.
_BEFORE_CLASS = frozenset("省市县区旗州乡镇街木全各")
#: What stands between the members of a list.
_JOINERS = frozenset("、和与")
#: What names of landscapes end in, that offices are named after.
_LANDFORMS = frozenset("山湖江河岛港湾峡岭沟坝滩库关寺")
_LEVELS = "省市县区旗州盟镇乡"
#: Offices that stand under no other.
_OWN = ("国务院", "中共", "国家", "中央", "党中央", "全国", "中国", "人大", "政协", "各")
#: How far back in its sentence 本单位 may have been given to others.
_CLAUSE = 40
_OTHERS = re.compile(
    r"(?:分别(?:通过|在|由|向)?[^，。；]{0,2}$|[各每](?!界|项|类|方)[^，。；]{0,10}?(?:单位|部门|科室|负责人|镇|街道|站所|企业)"
    r"|(?:[\d一二三四五六七八九十百]|[等])[个家][^，。；]{0,8}?(?:单位|部门|企业|所所长|所)"
    r"|等[^，。；]{0,4}(?:院系|单位|部门|镇|街道|科室|企业|学校)"
    rf"|[镇乡道局委办厅处科][、和][{_HAN}]{{1,12}}[镇乡道局委办厅处科]等?"
    r"(?:均|都|分别|也|已|及时|按时|按期|主动|公[布开示]|报送)[^，。；、]{0,6}$)"
    r"[^。；\n]*$"
)
#: What no office is right before: a session (市委十次全会), ministries as a class, an account.
_NOT_AFTER = (
    r"[一二三四五六七八九十]+(?:届|次全)|\d{5}[^，。；]{0,6}平台|发布(?:”|微信|微博|公众号|客户端|政务新媒体)"
    r"|(?<=办)公(?![布开示告])"
    r"|(?<=国务院)[\u3400-\u9fff]{0,6}(?:部门|部委)"
)
#: Of each of several: 乡镇的[农业服务中心], 镇（街）[公共服务中心].
_CLASS_BEFORE = re.compile(
    r"(?:乡镇|街道|镇街|社区[）)]|村居)的$|[（(](?:街|街道|社区|乡)[）)]$|苏木$"
)
#: 各县（市）、[区人民政府], but 各县（区）、[市政府]各部门.
_SHARED = re.compile("各[省市县区州旗盟乡镇（）]{1,8}、$")
_CLASS_ENDS = tuple("家个所座处的）木、")
_HAS_PARTS = ("各", "直属", "部门", "机关", "办公")
#: 18家, 3个 before a name with no place make it a class.
_COUNTED = re.compile(r"[\d一二三四五六七八九十百千余多几两][家个所座处]$")
#: The closing mark of a quoted name, and the platform that has it.
_ACCOUNT = re.compile(r"”(?:等|政务|官方|微博|微信|公众号|抖音|APP|栏目|专栏|号|平台|发布)")
#: What may stand before 国家… and 全国… in full names.
_BEFORE_STATE = re.compile("(?:中华人民共和国|第[一二三四五六七八九十]{1,3}次)$")
#: What a unit's name ends before, where its words are unknown.
_BOUND = re.compile(rf"[^{_HAN}]|$|[和与及等]|负责|牵头|承办|配合|组织|会同|主动|提供|答复")
#: What opens a place's name rather than ends a title: 公安局[长安]分局, 交通运输部[长江]…
_LONG_PLACE = re.compile(
    "长(?:江|[安沙春治兴丰乐宁岛清洲寿垣葛武泰汀顺阳](?:分局|支行|分行|海关|[市县区]))"
)
#: A meeting is no title: 办事处主任办公会.
_MEETING = "[^，。]{1,3}长?办公会"
#: The rest of a list of towns, and what makes it a list of places.
_TOWN_LIST = 40
_TOWNS_BEFORE = re.compile(rf"(?:[{_HAN}]{{1,4}}(?:镇|乡|街道)[、和])+$")
_TOWNS_AFTER = re.compile(
    rf"(?:[、和][{_HAN}]{{1,4}}(?:镇|乡|街道))*"
    r"(?:等?[\d一二三四五六七八九十]*个?(?:乡镇|镇|街道|乡)?(?:集镇|部分|境内|辖区|的[\d一二三四五六七八九十]|的[^，。]{0,8}工程))"
)
#: What makes a station one of the channels: 省电视台[等主流媒体].
_MEDIA = re.compile("等[^，。；]{0,6}媒体")
#: A session, no office: 第三届[职工代表大会]第二次会议.
_SESSION = re.compile("第?[一二三四五六七八九十]{1,3}届$")
#: 各乡镇政府、[街道办事处]
_EACH = re.compile(r"[各每][^，。；\n]*[、和及（(]$")
#: A work in 《》, were it a newspaper.
_WORK = re.compile("《[^《》\n]{1,80}》")
#: A unit by what it ends in, its length, and what may stand right before it.
_UNIT = re.compile(rf"[{_HAN}]+(?:科|处|股|部|队|所|站|中心|馆|室|厅|院)")
_LONGEST_UNIT = 8
_HANDED_TO = "由交报送经请转"


#: A place in brackets that belongs to a name: 中国石油大学[（华东）].
_SITE = re.compile(rf"（[{_HAN}]{{2,4}}）$", re.MULTILINE)
_CAMPUS = re.compile(rf"（(?P<place>[{_HAN}]{{2,4}})）")
_LONGEST_QUOTED = 14
#: A branch's own name between its superior and its head: 司法局[孝岗]司法所.
_OWN_NAME = re.compile(f"[{_HAN}]{{1,4}}")
#: What makes the town before it a place: [宜阳县香鹿山镇]甘棠村的低保.
_VILLAGE = re.compile(
    f"([{_HAN}]{{2,4}}?)(?:村|社区)(?!级|务|（|委|村委|村民委|居委|居民委|党|的村务)"
)
_LONGEST_TASK_GAP = 12
_LONGEST_ZONE = 12
_NUMBERED = "一二三四五六七八九十"
#: A task may be long, yet no clause of its own.
_LONGEST_TASK = 40
_TASK = re.compile(
    rf"(?:(?!成立|设立|纳入|列入|会同|牵头|负责|公布|中心|调整|召开|印发|明确|参加|作为|了|各|的)[{_HAN}“”、]){{6,}}"
)


@cache
def _tasks() -> re.Pattern[str]:
    return re.compile(any_of(_heads("tasks")))


@cache
def _acts() -> re.Pattern[str]:
    return re.compile(any_of(_heads("acts")))


#: Kinds of strings that names are read by.
_PLACE, _LEVEL, _WORD = 1, 2, 4


@dataclass(frozen=True, slots=True)
class _Lexicon:
    levels: WordSet
    anchored: frozenset[str]
    cut: frozenset[str]
    worded: frozenset[str]
    bare: frozenset[str]
    words: WordSet
    titles: re.Pattern[str]
    belongings: re.Pattern[str]
    lookahead: dict[str, tuple[str, ...]]
    generic: WordSet
    stops: WordSet
    heads: re.Pattern[str]
    #: Spelt from the right, as ``heads`` reads.
    no_heads: frozenset[str]
    needs: dict[str, tuple[str, ...]]
    particles: frozenset[str]
    never: frozenset[str]
    never_ends: WordSet
    outer: WordSet
    no_towns: frozenset[str]
    stems: WordSet
    prefixes: WordSet
    #: Whether a place, a level or a word can end in two characters.
    tails: dict[str, int]


@dataclass(frozen=True, slots=True)
class _Head:
    """A head and the lists that hold it, or one of its ends."""

    text: str
    town: bool
    bare: bool
    anchored: bool
    worded: bool
    cut: bool
    village: bool
    group: bool
    zone: bool
    proper: bool
    numbered: bool
    quoted: bool
    over_gap: bool
    short_gap: bool
    needs_word: bool
    needs_place: bool
    tasked: bool
    mission: bool
    station: bool
    #: What follows it where it is part of another word.
    undone: re.Pattern[str]


@cache
def _lexicon() -> _Lexicon:
    data = load_table("offices.toml")
    split = {key: frozenset(value.split()) for key, value in data.items() if isinstance(value, str)}
    heads = split["anchored_heads"] | split["worded_heads"] | split["bare_heads"] | set(_TOWN_HEADS)
    schools = frozenset(data["heads"]["schools"].split())
    cut = frozenset(data["heads"]["cut"].split())
    heads |= cut | schools
    no_heads = frozenset(data["never"]["heads"].split())
    titles = f"(?!{_MEETING}){any_of(split['not_followed_by'])}"
    words = split["words"] | {head for head in heads - split["bare_heads"] if len(head) > 1}
    words -= split["levels"]
    tails: dict[str, int] = {}
    kinds = ((_PLACE, place_names().words), (_LEVEL, split["levels"]), (_WORD, words))
    for kind, names in kinds:
        for tail in {name[-2:] for name in names}:
            tails[tail] = tails.get(tail, 0) | kind
    return _Lexicon(
        levels=WordSet(split["levels"]),
        anchored=split["anchored_heads"] | schools | cut,
        cut=cut,
        worded=split["worded_heads"],
        bare=split["bare_heads"],
        words=WordSet(words),
        titles=re.compile(titles),
        belongings=re.compile(f"{titles}|”?{any_of(data['anywhere']['platforms'].split())}"),
        lookahead={head: tuple(words.split()) for head, words in data["lookahead"].items()},
        generic=WordSet(data["left"]["generic"].split()),
        stops=WordSet(data["left"]["stops"].split()),
        heads=re.compile(any_of(word[::-1] for word in heads | no_heads)),
        no_heads=frozenset(word[::-1] for word in no_heads),
        needs={name: tuple(words.split()) for name, words in data["heads"].items()},
        particles=frozenset(data["heads"]["particles"].split()),
        prefixes=WordSet(data["heads"]["prefixes"].split()),
        tails=tails,
        never=frozenset(data["never"]["names"].split()),
        never_ends=WordSet(data["never"]["ends"].split()),
        outer=WordSet(data["heads"]["outer"].split()),
        no_towns=frozenset(data["never"]["towns"].split()),
        stems=WordSet(
            split["words"] - split["worded_heads"] - split["anchored_heads"] - split["levels"]
        ),
    )


@cache
def _heads(name: str) -> tuple[str, ...]:
    """One of the lists under ``[heads]``."""
    return _lexicon().needs[name]


def names_village(name: str) -> bool:
    """Whether a name is that of a village's or a community's committee.

    >>> names_village("云岭村村民委员会"), names_village("云岭镇人民政府")
    (True, False)
    """
    return name.endswith(_heads("village_heads"))


def find_offices(text: str) -> list[Office]:
    """The offices that ``text`` names, in order, not overlapping.

    Self-references (我局, 本机关) have ``self_reference`` set; ``name`` of the
    others is their own text. Offsets count code points in ``text``.

    >>> [office.text for office in find_offices("经市委、市政府同意，由邹城市人民政府办公室答复。")]
    ['市委', '市政府', '邹城市人民政府办公室']
    >>> find_offices("济宁市政府信息公开工作")
    []
    """
    spans = [(m.start(), m.end(), True) for m in _SELF.finditer(text) if _means_self(text, m)]
    spans += _headed(text)
    spans += [(start, end, False) for start, end in _line_names(text)]
    spans += [(start, end, False) for start, end in _acting(text)]
    spans = _joined(text, _listed(text, _listed_towns(text, _longest(spans))))
    works = [match.span() for match in _WORK.finditer(text)]
    return [_office(text, span) for span in spans if not works or not _within(span, works)]


def _means_self(text: str, match: re.Match[str]) -> bool:
    """Whether 本单位 is the issuer's, not each of several others' (各企业公布本单位年报)."""
    if _titled(text, match.end()):
        return False
    before = text[max(0, match.start() - _CLAUSE) : match.start()]
    if match[0] == "街道办事处":
        return _EACH.search(before) is None
    shared = match[0] in ("本单位", "本部门", "本所", "本街道")
    return not shared or _OTHERS.search(before) is None


def _within(span: tuple[int, int, bool], outer: list[tuple[int, int]]) -> bool:
    """Whether a span lies inside one of ``outer``, which are in order and apart."""
    index = bisect_right(outer, span[0], key=itemgetter(0)) - 1
    return index >= 0 and span[1] <= outer[index][1]


def _acting(text: str) -> list[tuple[int, int]]:
    """Units whose name no table holds, by what they do: [监审科]负责监督."""
    ends = (match.start() for match in _acts().finditer(text))
    starts = ((_unit_start(text, end), end) for end in ends)
    return [(start, end) for start, end in starts if start is not None]


def _unit_start(text: str, end: int) -> int | None:
    """Where the unit that ends at ``end`` begins: after a stop or 由, 报 and their kin."""
    for start in range(max(0, end - _LONGEST_UNIT), end - 2):
        bound = not start or not _is_han(text[start - 1]) or text[start - 1] in _HANDED_TO
        name = text[start:end]
        if not bound or not _UNIT.fullmatch(name) or not _names_unit(name):
            continue
        # 交[综合科], but [交通科].
        handed = name[0] in _HANDED_TO and _opens_with_word(name[1:])
        if not handed or _opens_with_word(name):
            return start
    return None


def _names_unit(name: str) -> bool:
    """Whether a name that ends as a unit's does says which unit it is."""
    if _NOT_LISTED.search(name) or name.startswith(_heads("classes")) or name in _lexicon().never:
        return False
    return not _holds_stop(name)


def _holds_stop(name: str) -> bool:
    """Whether a word that no name holds stands in ``name``, the words that open it aside."""
    opening = max((size for size in (4, 3, 2) if name[:size] in _lexicon().words), default=0)
    if name[opening : opening + 1] in _CONJUNCTIONS:
        opening += 1  # [艺术与]传媒学院
    return any(_ends_in_stop(name, i) for i in range(opening + 1, len(name)))


def _joined(text: str, spans: list[tuple[int, int, bool]]) -> list[tuple[int, int, bool]]:
    """With an office and the unit, branch or mission right after it made one name."""
    joined: list[tuple[int, int, bool]] = []
    for span in spans:
        if joined and _continues(text, joined[-1], span):
            joined[-1] = (joined[-1][0], span[1], False)
        else:
            joined.append(span)
    return [_with_branch(text, span) for span in joined]


def _with_branch(text: str, span: tuple[int, int, bool]) -> tuple[int, int, bool]:
    """With a branch after its bureau whose own name no table holds: 执法局[东栅中队]."""
    start, end, is_self = span
    if is_self or _lexicon().outer.longest_before(text, end) is None:
        return span
    branch = _branch().match(text, end)
    if branch is None or not _names_unit(branch[0]) or _describes(branch[0]):
        return span
    return start, branch.end(), False


@cache
def _branch() -> re.Pattern[str]:
    return re.compile(f"[{_HAN}]{{2,4}}?(?:{any_of(_heads('branches'))})")


def _continues(text: str, outer: tuple[int, int, bool], inner: tuple[int, int, bool]) -> bool:
    if outer[2] or inner[2] or not 0 <= inner[0] - outer[1] <= 4:
        return False
    if _lexicon().outer.longest_before(text, outer[1]) is None:
        return False
    between = text[outer[1] : inner[0]]
    if between:
        local = text.endswith(_heads("local"), inner[0], inner[1])
        named = _OWN_NAME.fullmatch(between) is not None and _names_unit(between)
        named = named and between[0] not in _lexicon().particles
        return between in ("驻", "派驻") or (local and named)
    # 市委市政府: a level opens an office of its own.
    return text[inner[0]] not in _LEVELS and not text.startswith(_OWN, inner[0])


def _headed(text: str) -> list[tuple[int, int, bool]]:
    """The names that the heads in the text make."""
    towns = _new_towns(text)
    spans: list[tuple[int, int, bool]] = []
    for at, end in _head_places(text):
        head = _head(text[at:end])
        belongs = _belongs(text, end)
        if not belongs and _goes_on(text, end, head):
            continue
        start = _name_start(text, at, head, towns)
        if start is None and head.cut:
            start = _name_start(text, end - 1, _head(head.text[-1]), towns)
        if start is None:
            continue
        if head.mission and text[start - 1 : start] == "驻" and _opens(text, start - 1):
            start -= 1
        if belongs:
            # 区政府 in 区政府办公室主任 belongs to the title too.
            if spans and spans[-1][0] >= start:
                spans.pop()
        elif _stands(text, start, end, head):
            if head.tasked and text.startswith("办公室", end):
                end += 3  # 政务公开领导小组[办公室]
            elif head.text == "大学" and (campus := _CAMPUS.match(text, end)):
                end = campus.end() if _is_place(campus["place"]) else end
            spans.append((start, end, False))
    return spans


def _head_places(text: str) -> list[tuple[int, int]]:
    """Where heads stand, the longest that end at a place.

    Read from the right, as heads end in far fewer characters than they begin with.
    """
    size, no_heads = len(text), _lexicon().no_heads
    places = [
        (size - match.end(), size - match.start())
        for match in _lexicon().heads.finditer(text[::-1])
        if match[0] not in no_heads
    ]
    return places[::-1]


def _is_place(name: str) -> bool:
    return place_before(name, len(name)) == 0 or name in _lexicon().levels


def _line_names(text: str) -> list[tuple[int, int]]:
    """Names that a line itself bounds: a title's issuer before its year, a sign-off's office.

    What such a line names is then known for the rest of the text.
    """
    own = [m.span("name") for m in _LINE_NAME.finditer(text) if _names_line(m["name"])]
    names = list(dict.fromkeys(text[start:end] for start, end in own))[:_MOST_LINE_NAMES]
    if not names:
        return []
    again = re.compile("|".join(sorted(map(re.escape, names), key=len, reverse=True)))
    return own + [m.span() for m in again.finditer(text) if _named_again(text, m)]


def _named_again(text: str, match: re.Match[str]) -> bool:
    start, end = match.span()
    head = _head(_lexicon_head(match[0]))
    if _belongs(text, end) or _goes_on(text, end, head):
        return False
    return _stands(text, start, end, head)


def _names_line(name: str) -> bool:
    return name.endswith(_heads("line_heads")) and not _NOT_LINE_NAME.search(name)


def _lexicon_head(name: str) -> str:
    """The longest head that a name ends in."""
    return max((head for head in _heads("line_heads") if name.endswith(head)), key=len)


@cache
def _next_item() -> re.Pattern[str]:
    """The next member of a list of offices, by what follows it."""
    return re.compile(rf"[、和与]{_ITEM}(?=[^{_HAN}]|$|{any_of(_heads('after_items'))})")


def _neighbours(text: str, start: int, end: int) -> Iterator[re.Match[str]]:
    """What may be the members of a list on either side of an office."""
    if text[end : end + 1] in _JOINERS and (match := _next_item().match(text, end)):
        yield match
    if text[start - 1 : start] in _JOINERS and (
        match := _PREVIOUS.search(text, max(0, start - 14), start)
    ):
        yield match


def _listed(text: str, spans: list[tuple[int, int, bool]]) -> list[tuple[int, int, bool]]:
    """With the unknown members of a list of offices: 党政办、[药剂科]、[营业部]."""
    found = list(spans)
    edges = {start for start, _, _ in spans} | {end for _, end, _ in spans}
    named = (span for span in spans if not span[2])
    short = {span[1]: span for span in named if _bare_unit(text[span[0] : span[1]])}
    replaced: set[tuple[int, int, bool]] = set()
    queue = [span for span in spans if not span[2]]
    while queue:
        start, end, _ = queue.pop()
        for match in _neighbours(text, start, end):
            if match.start(1) in edges:
                continue
            # 、居民收支[调查处]、: between two marks stands one name.
            within = short.get(match.end(1))
            if match.end(1) in edges and (within is None or within[0] < match.start(1) + 2):
                continue
            item = match[1]
            if _NOT_LISTED.search(item) or _holds_stop(item):
                continue
            span = (match.start(1), match.end(1), False)
            if within is not None:
                replaced.add(within)
            found.append(span)
            edges |= {span[0], span[1]}
            queue.append(span)
    return sorted(span for span in found if span not in replaced)


def _listed_towns(text: str, spans: list[tuple[int, int, bool]]) -> list[tuple[int, int, bool]]:
    """With the towns that no table holds, right after one in a list: 下河清镇、[丁家坝街道]."""
    edges = {start for start, _, _ in spans}
    found = list(spans)
    for _, end, _ in spans:
        while text.endswith(_TOWN_HEADS, 0, end):
            town = _NEXT_TOWN.match(text, end)
            if town is None or town.start(1) in edges or not _is_town(text, town):
                break
            found.append((*town.span(1), False))
            end = town.end()
    return sorted(found)


def _is_town(text: str, town: re.Match[str]) -> bool:
    name, (start, end) = town["name"], town.span(1)
    if _NOT_TOWNS.search(name) or _holds_stop(name) or _describes(name):
        return False
    return not _goes_on(text, end, _head(town["head"])) and not _on_the_map(text, start, end)


def _bare_unit(name: str) -> bool:
    """Whether a name is that of an internal unit, with no level before it."""
    return name[-1] in "处科室股" and name[0] not in _LEVELS


def _new_towns(text: str) -> frozenset[str]:
    """Towns that the table lacks: they open a line, or are so named twice."""
    seen: set[str] = set()
    towns: set[str] = set()
    for match in _NEW_TOWN.finditer(text):
        named = _TOWN.search(text, max(0, match.end() - _NEW_TOWN_SIZES[-1] - 1), match.end())
        if named is None:
            continue
        town = named[0]
        if _NOT_TOWNS.search(town[:-1]) or _ends_in_stop(town, 2):
            continue
        opens = text[max(0, named.start() - 1) : named.start()] in ("", "\n", "、")
        opens = opens and _names_village(town.rstrip("街道镇乡"))
        if match["strong"] or town in seen or opens:
            towns.add(town)
        seen.add(town)
    return frozenset(towns)


def _office(text: str, span: tuple[int, int, bool]) -> Office:
    start, end, is_self = span
    words = text[start:end]
    return Office(start, end, words, "OFFICE", None if is_self else words, is_self)


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


def _goes_on(text: str, end: int, head: _Head) -> bool:
    """Whether what follows shows that the head is part of another word: 处[理], 政府[信息]."""
    if text.startswith("长", end) and _LONG_PLACE.match(text, end):
        return False
    return head.undone.match(text, end) is not None


@cache
def _head(text: str) -> _Head:
    """What the tables say of a head."""
    lexicon = _lexicon()
    return _Head(
        text,
        town=text in _TOWN_HEADS,
        bare=text in lexicon.bare,
        anchored=text in lexicon.anchored,
        worded=text in lexicon.worded,
        cut=text in lexicon.cut,
        village=names_village(text),
        group=text.endswith(_heads("groups")),
        zone=text in _heads("zones"),
        proper=text in _heads("proper"),
        numbered=text in _heads("numbered"),
        quoted=text in _heads("quoted"),
        over_gap=text.endswith(_heads("over_gap")),
        short_gap=text in _heads("short_gap"),
        needs_word=text in _heads("needs_word"),
        needs_place=text.endswith(_heads("needs_place")) and not text.endswith(_heads("sole")),
        mission=text in _heads("missions"),
        tasked=text.endswith(_heads("tasked")),
        station=text in _heads("stations"),
        undone=_undone(text),
    )


@cache
def _undone(head: str) -> re.Pattern[str]:
    """What may not follow a head, by its longest end that the table holds."""
    lookahead = _lexicon().lookahead
    # What may not follow 处 (处在) may well follow 办事处.
    ends = (head[i:] for i in range(len(head)) if i == 0 or i < len(head) - 1)
    words = next((lookahead[end] for end in ends if end in lookahead), ())
    return re.compile("|".join([*([any_of(words)] if words else []), _NOT_AFTER]))


def _stands(text: str, start: int, end: int, head: _Head) -> bool:
    """Whether the name itself and what stands before it let it be one."""
    lexicon = _lexicon()
    name = text[start:end]
    if name in lexicon.never or lexicon.never_ends.longest_before(name, len(name)) is not None:
        return False
    if lexicon.generic.longest_before(text, start) is not None:
        return False
    before = text[max(0, start - 4) : start]
    if before.endswith(_CLASS_ENDS) and _one_of_a_class(text, start, end):
        return False
    if (
        name in _heads("halls")
        and text[end : end + 1] in _JOINERS
        and before.endswith(_heads("at"))
    ):
        return False
    if head.station and (before.endswith(_heads("channels")) or _MEDIA.match(text, end)):
        return False
    if name.endswith("办事处") and (name == "街道办事处" or name.endswith("区办事处")):
        return _EACH.search(text, max(0, start - _CLAUSE), start) is None
    if name.endswith("代表大会") and _SESSION.search(before):
        return False
    return not (before.endswith("“") and _ACCOUNT.match(text, end))


def _one_of_a_class(text: str, start: int, end: int) -> bool:
    """Whether what stands before a name makes it a class: 18家, 乡镇的, 各县（市）、."""
    before = text[max(0, start - 4) : start]
    if _COUNTED.search(before) and text[start] not in _LEVELS:
        return True
    if _CLASS_BEFORE.search(before):
        return True
    shared = _SHARED.search(text, max(0, start - 10), start)
    return shared is not None and not text.startswith(_HAS_PARTS, end)


def _titled(text: str, end: int) -> bool:
    return _lexicon().titles.match(text, end) is not None


def _belongs(text: str, end: int) -> bool:
    """Whether a title or a site after a name takes it in: 区政府办公室主任, 市政府网站."""
    return _lexicon().belongings.match(text, end) is not None


def _name_start(text: str, at: int, head: _Head, towns: frozenset[str]) -> int | None:
    """Where the name with the head at ``at`` begins, ``None`` if it makes no name."""
    if head.town:
        return _town_start(text, at, head.text, towns)
    if head.group:
        start = _group_start(text, at)
        if start is not None:
            return start
    if not head.bare and not (at and _is_han(text[at - 1])):
        return _bracketed_start(text, at, head)
    if head.numbered and text[at - 1] in _NUMBERED and at > 1 and text[at - 2] != "第":
        at -= 1  # 税政[一股]
    walk = _Walk(text, at, towns)
    walk.run()
    if walk.generic:
        return None
    start = _head_start(walk, at, head)
    if start and walk.anchored and text[start] not in _LEVELS and not _opens(text, start):
        start = _placed_start(text, start)
    if start is not None and walk.unplaced(head):
        # An area or a community that no table holds: [育才生态]区管委会, [北街]社区服务站.
        wider = _proper_start(walk, start, _LONGEST_ZONE if head.zone else 7)
        return start if wider is None else wider
    if start is not None and start < at and text[start - 1 : start] in _LANDFORMS:
        # [云台山]风景名胜区管理局
        landform = _proper_start(_Walk(text, start), start)
        start = start if landform is None or start - landform > 5 else landform
    if head.proper and start and start < at and not _opens(text, start):
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
        if not _is_han(text[at]):
            break
        if _opens(text, at):
            size = next((n for n in (4, 3, 2) if text[at : at + n] in place_names()), None)
            placed = size is not None and at + size <= start
            return at if placed or text[at:start] in ("小", "大") else start
    return start


def _bracketed_start(text: str, at: int, head: _Head) -> int | None:
    """Where a name begins whose head stands behind quotation marks or brackets:
    市[“三改一拆”]办, 首创水务[（淮南）]有限公司."""
    if head.quoted and text.startswith("”", at - 1):
        opened = text.rfind("“", max(0, at - _LONGEST_QUOTED), at)
        if opened < 1:
            return None
        place = place_before(text, opened)
        if place is not None and not _misread(text, place, opened):
            return place
        levelled = text[opened - 1] in _LEVELS and _opens(text, opened - 1)
        return opened - 1 if levelled else None
    if head.text.endswith("公司") and (site := _SITE.search(text, max(0, at - 6), at)):
        return _proper_start(_Walk(text, site.start()), site.start())
    return None


def _head_start(walk: _Walk, at: int, head: _Head) -> int | None:
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
        odd = gap.startswith(_heads("no_gap")) or not _NESTED.isdisjoint(gap)
        return None if odd else start
    return _worded_start(walk, at, head)


def _bare_start(walk: _Walk, at: int, head: _Head) -> int | None:
    if walk.anchored or walk.nested:
        return walk.start
    return at if len(head.text) > 2 or _opens(walk.text, at) else None


def _worded_start(walk: _Walk, at: int, head: _Head) -> int | None:
    words = walk.text[walk.start : at]
    if not walk.worded and (head.needs_word or (head.text == "委" and walk.inner_level)):
        return walk.start if words.endswith(("府", "委", "党")) else None
    if walk.anchored:
        return walk.start
    if head.over_gap and walk.to_level() is not None:
        return walk.start
    if head.text in _heads("faculties") and len(words) > 3 and not _describes(words):
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
        if task and text[task - 1] in _LEVELS and _opens(text, task - 1):
            return task - 1
        if match[0] in _heads("sole_tasks") and _opens(text, task):
            return task
    return None


def _opens(text: str, at: int) -> bool:
    """Whether a name can begin at ``at``."""
    return _free_left(text, at) or _ends_in_stop(text, at)


def _proper_start(walk: _Walk, at: int, most: int = 7) -> int | None:
    """Where a proper name that no table holds begins before a head: [五邑]大学."""
    text = walk.text
    for start in range(walk.start, max(at - most, 0) - 1, -1):
        bound = not start or not _is_han(text[start - 1]) or _ends_in_stop(text, start)
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
        worded = most < _LONGEST_ZONE and _opens_with_word(name)  # but [空港新城]管委会
        return None if _describes(name) or worded else start
    return None


def _describes(name: str) -> bool:
    """Whether words before a head say what kind it is, not which one: 公立[医院]."""
    return name.startswith((*_heads("classes"), *_heads("verbs"))) or any(
        word in name for word in _heads("classes") if len(word) > 1
    )


def _opens_with_word(name: str) -> bool:
    return any(name[:size] in _lexicon().words for size in (2, 3, 4))


def _is_han(char: str) -> bool:
    return "\u3400" <= char <= "\u9fff" or char == "〇"


def _free_left(text: str, at: int) -> bool:
    """Whether a word can begin at ``at``: no Han character before it, or a particle."""
    return not at or not _is_han(text[at - 1]) or text[at - 1] in _lexicon().particles


def _misread(text: str, start: int, end: int) -> bool:
    """Whether what looks like a place is a verb before a level: 会同[县], 部[分乡镇]."""
    stops = _lexicon().stops.words
    if text[start:end] in stops or text[start:end] in _lexicon().no_towns:
        return True
    if start and text.startswith("部分", start - 1):
        return True
    # 更[新镇], 村[和县]: a name of two characters must be set off.
    if text[start : start + 2] in stops:
        return _IS_HAN.match(text[start - 1 : start] or " ") is not None
    short = end - start == 2 and text[start + 1] in "镇乡县区"
    # 按照[洋县], but not 设立的[新县].
    set_off = _opens(text, start) or text[start - 1] == "原"
    return short and not set_off and place_before(text, start) is None


def _idle(words: str) -> bool:
    for word in _heads("idle"):
        words = words.replace(word, "")
    return not words


def _town_start(text: str, at: int, head: str, towns: frozenset[str]) -> int | None:
    walk = _Walk(text, at + len(head), towns)
    if not walk.place() or walk.start >= at or _STREET.match(text, at + len(head)):
        return None
    if text[walk.start : at + len(head)] in _heads("no_towns"):
        return None
    walk.run()
    return None if _on_the_map(text, walk.start, at + len(head)) else walk.start


def _on_the_map(text: str, start: int, end: int) -> bool:
    """Whether a town, or the list of towns that it stands in, is a mere place."""
    if text[start - 1 : start] == "“" and text[end : end + 1] == "”":
        return True
    listed = _TOWNS_BEFORE.search(text, max(0, start - _TOWN_LIST), start)
    first = listed.start() if listed else start
    if text.endswith(_heads("as_place"), 0, first):
        return True
    village = _VILLAGE.match(text, end)
    if village and _names_village(village[1]):
        return True
    return _TOWNS_AFTER.match(text, end, end + _TOWN_LIST) is not None


def _names_village(name: str) -> bool:
    """Whether characters before 村 or 社区 name one: not 全年公开, 建立."""
    if _opens_with_word(name) or _lexicon().stems.longest_before(name, len(name)) is not None:
        return False
    return not (_ends_in_stop(name, len(name)) or _describes(name) or _holds_stop(name))


def _ends_in_stop(text: str, end: int) -> bool:
    """Whether a word that no name holds ends at ``end``."""
    if end and text[end - 1] in _lexicon().particles:
        return True
    start = _lexicon().stops.longest_before(text, end)
    return start is not None and end - start > 1


def _proper(chars: str) -> bool:
    """Whether characters before a name can be its beginning: no word, no stop."""
    known = (_lexicon().stops, _lexicon().words)
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
        lexicon, last = _lexicon(), self.text[self.start - 1]
        # Most steps end here: one look-up says what cannot stand before.
        tail = lexicon.tails.get(self.text[self.start - 2 : self.start], 0)
        if (tail & _PLACE or self.towns or last in _TOWN_ENDS) and self.place():
            return True
        if self.state == "place":
            return self._superior()
        if self.state == "level":
            return False
        if tail & _LEVEL and self._level_word():
            return True
        # A level that nothing goes before ends the name.
        if self.state == "level":
            return False
        if (tail & _WORD or last in lexicon.words.words) and self._word():
            return True
        if last in _NESTED_HEADS and self._nested():
            return True
        if (tail & _LEVEL or last in lexicon.levels.words) and self._level():
            return True
        return last in _CONJUNCTIONS and self.state == "word" and self._join()

    def _may_be_placed(self) -> bool:
        """Whether a place can end here, by the two characters before."""
        tail = _lexicon().tails.get(self.text[self.start - 2 : self.start], 0)
        return tail & _PLACE != 0 or bool(self.towns) or self.text[self.start - 1] in _TOWN_ENDS

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
            _heads("slogans"), 0, start
        ):
            return self._take(start - 2, "word")  # 市[信用嘉兴建设]领导小组
        # 更[新和]土地, 文[明村镇]: the first character may end a word.
        if self.start - start == 2 or self.text.endswith(("村镇", "城镇"), start, self.start):
            word = _lexicon().words.longest_before(self.text, start + 1)
            if word is not None and start + 1 - word > 1:
                return False
        # 本市场监管: a level or a word may be what really ends here.
        if self.state in ("head", "word"):
            word = _lexicon().words.longest_before(self.text, self.start)
            if word is not None and word < start:
                return False
        return self._take(start, "place")

    def _place_start(self) -> int | None:
        start = place_before(self.text, self.start)
        for size in _NEW_TOWN_SIZES if self.towns else ():
            at = self.start - size
            if at >= 0 and self.text[at : self.start] in self.towns:
                start = at if start is None else min(start, at)
        if start is None and self.text.endswith("族乡", 0, self.start):
            start = self._ethnic_town()
        if start is None and self.text[self.start - 1] in _TOWN_ENDS:
            start = self._town_of_county()
        if start is None or _misread(self.text, start, self.start):
            return None
        if self.text[self.start - 1] in "镇乡" and not _opens(self.text, start):
            # 偃师市[首阳山镇]: a longer town than the table's, right after its county.
            wider = (at for at in (start - 1, start - 2) if self._town_opens(at))
            start = next((at for at in wider if _proper(self.text[at:start])), start)
        # 和县政府: a conjunction and a level, unless nothing stands before the county.
        conjunction = self.start - start == 2 and self.text[start] in "和及与"
        return None if conjunction and start and self.text[start - 1] != "\n" else start

    def _town_opens(self, at: int) -> bool:
        """Whether a stop, or the full name of a county or a city, ends at ``at``."""
        if at < 1 or not _is_han(self.text[at - 1]):
            return at >= 0
        return self.text[at - 1] in "县市区旗" and place_before(self.text, at) is not None

    def _town_before(self, at: int) -> bool:
        """Whether the full name of a town or a sub-district ends at ``at``."""
        return self.text.endswith(_TOWN_HEADS, 0, at) and place_before(self.text, at) is not None

    def _town_of_county(self) -> int | None:
        """Where a town begins that no table holds, right after its county: 南乐县[千口]乡."""
        size = 2 if self.text[self.start - 1] == "道" else 1
        if size == 2 and not self.text.endswith("街道", 0, self.start):
            return None
        for at in (self.start - size - 2, self.start - size - 3):
            if at < 2 or self.text[at - 1] not in "县市区旗" or place_before(self.text, at) is None:
                continue
            name = self.text[at : self.start - size]
            if not _NOT_TOWNS.search(name) and _names_village(name):
                return at
        return None

    def _ethnic_town(self) -> int | None:
        """Where a township of a people begins that no table holds: [红星彝族]乡."""
        starts = range(self.start - 4, max(self.floor, self.start - 12) - 1, -1)
        return next((at for at in starts if self._town_opens(at)), None)

    def _superior(self) -> bool:
        """An office above the place: 邹城市人民政府 before 钢山街道办事处."""
        superior = self.text.endswith(_heads("superior"), 0, self.start)
        for head in _heads("superior") if superior else ():
            if self.text.endswith(head, 0, self.start):
                outer = self._probe(self.start - len(head))
                outer.run()
                if (outer.direct_anchor and len(head) > 1) or head == "国务院":
                    self.start = outer.start
                    return False
        prefix = _lexicon().prefixes.longest_before(self.text, self.start)
        self.start = self.start if prefix is None else prefix
        return False

    def _level_word(self) -> bool:
        """国务院, 市委: a level of several characters goes before a word."""
        start = _lexicon().levels.longest_before(self.text, self.start)
        if start is None or self.start - start == 1:
            return False
        if self.text[start : self.start] in _heads("word_levels"):
            word = _lexicon().stems.longest_before(self.text, start)
            if word is not None and start - word > 1:
                return self._take(start, "word")  # 县[国有]林场管理局
        return self._level()

    def _nested(self) -> bool:
        """A superior office whose head is one character: 水利部 in 水利部办公厅."""
        probe = self._probe(self.start - 1)
        if not (probe._word() or probe._level_word()):
            return False
        if self.text[probe.start : self.start] in _lexicon().never:
            return False  # 组织[厅政策法规处]会商
        self.nested = True
        return self._take(probe.start, "word")

    def _word(self) -> bool:
        start = _lexicon().words.longest_before(self.text, self.start)
        if start is None:
            return False
        if self.text[start - 1 : start] in ("我", "本") and _SELF.match(self.text, start - 1):
            return False  # 我公司客户服务部: 我公司 is the issuer
        self.nested |= self.text[start : self.start] in _lexicon().worded
        return self._take(start, "word")

    def _level(self) -> bool:
        start = _lexicon().levels.longest_before(self.text, self.start)
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
            and self.text[self.start - 1] in _LEVELS
            and _opens(self.text, self.start - 1)
        ):
            self.start -= 1  # 市[高新区]管委会
            return False
        self.generic = single and self.text[start - 1 : start] in _BEFORE_CLASS
        return False

    def unplaced(self, head: _Head) -> bool:
        """Whether the level that opens the name lacks the proper name before it."""
        if self.state != "level" or _free_left(self.text, self.start):
            return False
        if head.zone:
            return self.direct_anchor
        return self.text.startswith(_heads("named_levels"), self.start)

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
            if at < 1 or not _is_han(self.text[at]) or _ends_in_stop(self.text, at + 1):
                return nearest
            if self.text.startswith(_heads("verbs"), at):
                return nearest
            if self.text[at] in "级我本该":
                return nearest
            if self.text[at - 1] in _LEVELS and _opens(self.text, at - 1):
                return at - 1
            if not self._named_before(at):
                continue
            outer = self._probe(at)
            if outer.place() or outer._level_word() or outer.state == "level":
                outer.run()
                # 洛[阳新]奥华油燃气公司: a place that a name can open with goes first.
                if _opens(self.text, outer.start):
                    return outer.start
                nearest = outer.start if nearest is None else nearest
        return nearest

    def _named_before(self, at: int) -> bool:
        """Whether a place or a level of several characters ends at ``at``."""
        if not _lexicon().tails.get(self.text[at - 2 : at], 0) & (_PLACE | _LEVEL):
            return False
        if place_before(self.text, at) is not None:
            return True
        level = _lexicon().levels.longest_before(self.text, at)
        return level is not None and at - level > 1

    def over_gap(self) -> bool:
        """Whether a place stands a few unknown characters to the left: 溧阳[港华]燃气公司."""
        for gap in range(1, 5):
            at = self.start - gap
            if at < 2 or not _is_han(self.text[at]) or _ends_in_stop(self.text, at + 1):
                return False
            start = place_before(self.text, at)
            if start is not None:
                self.start = start
                return True
        return False

    def to_boundary(self, at: int) -> int | None:
        """Villages are too many for a table: their names reach to the next stop."""
        for start in range(at, max(at - 9, 0) - 1, -1):
            bound = not start or not _is_han(self.text[start - 1])
            if at - start >= 2 and not bound and self._town_before(start):
                outer = self._probe(start)
                outer.run()
                return min(outer.start, self.start)
            if bound or _ends_in_stop(self.text, start):
                if at - start >= 2 and not _NO_VILLAGE.match(self.text, start, at):
                    return min(start, self.start)
                if bound or self.text[start - 1] != "和":  # 嘉和社区
                    return None
        return self.start if self.anchored else None

    def _join(self) -> bool:
        """One name with a conjunction in it: 国土资源和房屋管理局."""
        probe = self._probe(self.start - 1)
        probe.state = "word"
        start = _lexicon().stems.longest_before(self.text, probe.start)
        if start is None:
            return False
        probe._take(start, "word")
        probe.run()
        if not (probe.anchored or _opens(self.text, probe.start)):
            return False
        self.start, self.state, self.anchored = probe.start, probe.state, probe.anchored
        return True
