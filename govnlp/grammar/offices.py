"""Find offices: names made of places, levels, words of the trade and a head (机构).

A head is looked for first; where its name begins, ``office_names`` says. What stands around
may refuse the name: a title, a site, a class before it. Then come names that the tables lack
but the text bounds (lines, lists, towns, units by what they do), and neighbours are joined.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import cache
from operator import itemgetter

from govnlp.grammar.match import Office
from govnlp.grammar.office_names import (
    NEW_TOWN_SIZES,
    describes_kind,
    ends_in_stop,
    holds_stop,
    is_village_name,
    name_start,
    on_the_map,
    opens_name,
    opens_with_word,
)
from govnlp.grammar.office_tables import (
    HAN,
    LEVELS,
    NOT_TOWNS,
    SELF_REFERENCE,
    TOWN_HEADS,
    Head,
    head_of,
    is_han,
    office_lexicon,
    word_list,
)
from govnlp.grammar.places import place_before
from govnlp.grammar.words import any_of

#: How many names of lines are looked for in the rest of the text.
_MOST_LINE_NAMES = 20
#: A town that the table does not know, where what follows makes plain that it is one.
_NEW_TOWN = re.compile(
    r"(?:街道|镇|乡)(?=(?P<strong>办事处|人民政府|党工委|办(?![理公法事]))"
    r"|政府(?!信息)|党委|委员会)"
)
_TOWN = re.compile(
    rf"(?:^|(?<=[^{HAN}])|(?<=中共)|(?<=[县区市旗]))[{HAN}]{{2,3}}(?:街道|镇|乡)$", re.MULTILINE
)
_LINE_NAME = re.compile(
    r"^(?:关于)?(?P<name>[\u3400-\u9fff]{4,30})"
    r"(?=(?:关于)?(?:20\d\d|二[〇○零O].{2})[年—-]|\d{4}年\d{1,2}月|$)",
    re.MULTILINE,
)
_NOT_LINE_NAME = re.compile(
    r"公开(?:平台|渠道|场所)|场所$|全局$|结局$|格局$|到位$"
    r"|[的了是由在与和将对]|申请|要求|邀请|收到|不服|^[各我本现特兹]|工作[^领]|情况"
)
_ITEM = (
    r"([\u3400-\u9fff]{2,8}?(?:科|院|集团|室|部|所|办|处|股|司|局|庭|站|馆|厂|队|中心|公司|学校"
    r"|中学|医院|学院|小学|委(?![员会托])|委员会|基金会))"
)
_PREVIOUS = re.compile(
    rf"(?:^|(?<=[、，。；：（由向请和与及])|(?<=会同)|(?<=联合)){_ITEM}[、和与]$", re.MULTILINE
)
_NEXT_TOWN = re.compile(rf"[、和与及]((?P<name>[{HAN}]{{2,4}}?)(?P<head>街道|镇|乡|苏木))")
_NOT_LISTED = re.compile(
    r"(?:会议室|科室|教室|阅览室|网站|场所|办公室|全部|内部|支部|干部|到处"
    r"|各[科室部所办处股司局站馆厂]|股室|单位|部队|[督承主协举催交经查转开代]办|街道办事处"
    r"|处室|部委|^图书馆|^档案馆|^医院|^卫生院|^敬老院|^养老院|^福利院|^法院|^学校"
    r"|^中学|^小学)$|^[各有]|^[村镇乡县区市省]级|公开栏"
)
#: What stands between the members of a list.
_JOINERS = frozenset("、和与")
#: Offices that stand under no other.
_OWN = ("国务院", "中共", "国家", "中央", "党中央", "全国", "中国", "人大", "政协", "各")
#: How far back in its sentence 本单位 may have been given to others.
_CLAUSE = 40
_OTHERS = re.compile(
    r"(?:分别(?:通过|在|由|向)?[^，。；]{0,2}$"
    r"|[各每](?!界|项|类|方)[^，。；]{0,10}?(?:单位|部门|科室|负责人|镇|街道|站所|企业)"
    r"|(?:[\d一二三四五六七八九十百]|[等])[个家][^，。；]{0,8}?(?:单位|部门|企业|所所长|所)"
    r"|等[^，。；]{0,4}(?:院系|单位|部门|镇|街道|科室|企业|学校)"
    rf"|[镇乡道局委办厅处科][、和][{HAN}]{{1,12}}[镇乡道局委办厅处科]等?"
    r"(?:均|都|分别|也|已|及时|按时|按期|主动|公[布开示]|报送)[^，。；、]{0,6}$)"
    r"[^。；\n]*$"
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
#: What opens a place's name rather than ends a title: 公安局[长安]分局, 交通运输部[长江]…
_LONG_PLACE = re.compile(
    "长(?:江|[安沙春治兴丰乐宁岛清洲寿垣葛武泰汀顺阳](?:分局|支行|分行|海关|[市县区]))"
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
_UNIT = re.compile(rf"[{HAN}]+(?:科|处|股|部|队|所|站|中心|馆|室|厅|院)")
_LONGEST_UNIT = 8
_HANDED_TO = "由交报送经请转"
_CAMPUS = re.compile(rf"（(?P<place>[{HAN}]{{2,4}})）")
#: A branch's own name between its superior and its head: 司法局[孝岗]司法所.
_OWN_NAME = re.compile(f"[{HAN}]{{1,4}}")


@cache
def _acts() -> re.Pattern[str]:
    return re.compile(any_of(word_list("acts")))


def find_offices(text: str) -> list[Office]:
    """The offices that ``text`` names, in order, not overlapping.

    Self-references (我局, 本机关) have ``self_reference`` set; ``name`` of the
    others is their own text. Offsets count code points in ``text``.

    >>> [office.text for office in find_offices("经市委、市政府同意，由邹城市人民政府办公室答复。")]
    ['市委', '市政府', '邹城市人民政府办公室']
    >>> find_offices("济宁市政府信息公开工作")
    []
    """
    spans = [
        (m.start(), m.end(), True) for m in SELF_REFERENCE.finditer(text) if _means_self(text, m)
    ]
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
        bound = not start or not is_han(text[start - 1]) or text[start - 1] in _HANDED_TO
        name = text[start:end]
        if not bound or not _UNIT.fullmatch(name) or not _names_unit(name):
            continue
        # 交[综合科], but [交通科].
        handed = name[0] in _HANDED_TO and opens_with_word(name[1:])
        if not handed or opens_with_word(name):
            return start
    return None


def _names_unit(name: str) -> bool:
    """Whether a name that ends as a unit's does says which unit it is."""
    if (
        _NOT_LISTED.search(name)
        or name.startswith(word_list("classes"))
        or name in office_lexicon().never
    ):
        return False
    return not holds_stop(name)


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
    if is_self or office_lexicon().outer.longest_before(text, end) is None:
        return span
    branch = _branch().match(text, end)
    if branch is None or not _names_unit(branch[0]) or describes_kind(branch[0]):
        return span
    return start, branch.end(), False


@cache
def _branch() -> re.Pattern[str]:
    return re.compile(f"[{HAN}]{{2,4}}?(?:{any_of(word_list('branches'))})")


def _continues(text: str, outer: tuple[int, int, bool], inner: tuple[int, int, bool]) -> bool:
    if outer[2] or inner[2] or not 0 <= inner[0] - outer[1] <= 4:
        return False
    if office_lexicon().outer.longest_before(text, outer[1]) is None:
        return False
    between = text[outer[1] : inner[0]]
    if between:
        local = text.endswith(word_list("local"), inner[0], inner[1])
        named = _OWN_NAME.fullmatch(between) is not None and _names_unit(between)
        named = named and between[0] not in office_lexicon().particles
        return between in ("驻", "派驻") or (local and named)
    # 市委市政府: a level opens an office of its own.
    return text[inner[0]] not in LEVELS and not text.startswith(_OWN, inner[0])


def _headed(text: str) -> list[tuple[int, int, bool]]:
    """The names that the heads in the text make."""
    towns = _new_towns(text)
    spans: list[tuple[int, int, bool]] = []
    for at, end in _head_places(text):
        head = head_of(text[at:end])
        belongs = _belongs(text, end)
        if not belongs and _goes_on(text, end, head):
            continue
        start = name_start(text, at, head, towns)
        if start is None and head.cut:
            start = name_start(text, end - 1, head_of(head.text[-1]), towns)
        if start is None:
            continue
        if head.mission and text[start - 1 : start] == "驻" and opens_name(text, start - 1):
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
    size, no_heads = len(text), office_lexicon().no_heads
    places = [
        (size - match.end(), size - match.start())
        for match in office_lexicon().heads.finditer(text[::-1])
        if match[0] not in no_heads
    ]
    return places[::-1]


def _is_place(name: str) -> bool:
    return place_before(name, len(name)) == 0 or name in office_lexicon().levels


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
    head = head_of(_lexicon_head(match[0]))
    if _belongs(text, end) or _goes_on(text, end, head):
        return False
    return _stands(text, start, end, head)


def _names_line(name: str) -> bool:
    return name.endswith(word_list("line_heads")) and not _NOT_LINE_NAME.search(name)


def _lexicon_head(name: str) -> str:
    """The longest head that a name ends in."""
    return max((head for head in word_list("line_heads") if name.endswith(head)), key=len)


@cache
def _next_item() -> re.Pattern[str]:
    """The next member of a list of offices, by what follows it."""
    return re.compile(rf"[、和与]{_ITEM}(?=[^{HAN}]|$|{any_of(word_list('after_items'))})")


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
            if _NOT_LISTED.search(item) or holds_stop(item):
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
        while text.endswith(TOWN_HEADS, 0, end):
            town = _NEXT_TOWN.match(text, end)
            if town is None or town.start(1) in edges or not _is_town(text, town):
                break
            found.append((*town.span(1), False))
            end = town.end()
    return sorted(found)


def _is_town(text: str, town: re.Match[str]) -> bool:
    name, (start, end) = town["name"], town.span(1)
    if NOT_TOWNS.search(name) or holds_stop(name) or describes_kind(name):
        return False
    return not _goes_on(text, end, head_of(town["head"])) and not on_the_map(text, start, end)


def _bare_unit(name: str) -> bool:
    """Whether a name is that of an internal unit, with no level before it."""
    return name[-1] in "处科室股" and name[0] not in LEVELS


def _new_towns(text: str) -> frozenset[str]:
    """Towns that the table lacks: they open a line, or are so named twice."""
    seen: set[str] = set()
    towns: set[str] = set()
    for match in _NEW_TOWN.finditer(text):
        named = _TOWN.search(text, max(0, match.end() - NEW_TOWN_SIZES[-1] - 1), match.end())
        if named is None:
            continue
        town = named[0]
        if NOT_TOWNS.search(town[:-1]) or ends_in_stop(town, 2):
            continue
        opens = text[max(0, named.start() - 1) : named.start()] in ("", "\n", "、")
        opens = opens and is_village_name(town.rstrip("街道镇乡"))
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


def _goes_on(text: str, end: int, head: Head) -> bool:
    """Whether what follows shows that the head is part of another word: 处[理], 政府[信息]."""
    if text.startswith("长", end) and _LONG_PLACE.match(text, end):
        return False
    return head.undone.match(text, end) is not None


def _stands(text: str, start: int, end: int, head: Head) -> bool:
    """Whether the name itself and what stands before it let it be one."""
    lexicon = office_lexicon()
    name = text[start:end]
    if name in lexicon.never or lexicon.never_ends.longest_before(name, len(name)) is not None:
        return False
    if lexicon.generic.longest_before(text, start) is not None:
        return False
    before = text[max(0, start - 4) : start]
    if before.endswith(_CLASS_ENDS) and _one_of_a_class(text, start, end):
        return False
    if (
        name in word_list("halls")
        and text[end : end + 1] in _JOINERS
        and before.endswith(word_list("at"))
    ):
        return False
    if head.station and (before.endswith(word_list("channels")) or _MEDIA.match(text, end)):
        return False
    if name.endswith("办事处") and (name == "街道办事处" or name.endswith("区办事处")):
        return _EACH.search(text, max(0, start - _CLAUSE), start) is None
    if name.endswith("代表大会") and _SESSION.search(before):
        return False
    return not (before.endswith("“") and _ACCOUNT.match(text, end))


def _one_of_a_class(text: str, start: int, end: int) -> bool:
    """Whether what stands before a name makes it a class: 18家, 乡镇的, 各县（市）、."""
    before = text[max(0, start - 4) : start]
    if _COUNTED.search(before) and text[start] not in LEVELS:
        return True
    if _CLASS_BEFORE.search(before):
        return True
    shared = _SHARED.search(text, max(0, start - 10), start)
    return shared is not None and not text.startswith(_HAS_PARTS, end)


def _titled(text: str, end: int) -> bool:
    return office_lexicon().titles.match(text, end) is not None


def _belongs(text: str, end: int) -> bool:
    """Whether a title or a site after a name takes it in: 区政府办公室主任, 市政府网站."""
    return office_lexicon().belongings.match(text, end) is not None
