"""What can only be said with the whole document in view.

Works on the plain values of the analysis: a document's blocks and the text's
entities, which it fills in place.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache, cached_property, lru_cache
from operator import itemgetter
from typing import Any

from govnlp.divisions import Linker, divisions
from govnlp.grammar.dates import resolve_date
from govnlp.grammar.known_documents import known_document
from govnlp.grammar.match import Date
from govnlp.grammar.office_tables import names_village
from govnlp.grammar.places import place_before
from govnlp.resources import load_table

Entity = dict[str, Any]
_YEAR_VALUE = re.compile(r"(\d{4})(?:$|-|/)")
_DAY_RANGE = re.compile(r"(\d{4})-\d\d-\d\d/(\d{4})-\d\d-\d\d")
_STATES_PERIOD = re.compile(
    r"统计|期限|时限|时间范围|数据|报告期|起至|所列|编制|截至|起|本报告|年度报告|汇总|至.{0,24}止"
)
_PLANS = re.compile("将|拟|争取|力争|计划|打算|[底月日]前|下一步|下步|今后")
#: Right before a date, in any section: 打算`年底`前完成, but not 招生计划`6月`公布.
_PLANNED = re.compile(
    "(?:打算|(?<![虚模])拟|(?:^|[，。；：、]|我.|本.|本单位|本机关|学校|医院|公司|还|也|现)计划)[于在到]?$"
)
#: More names than these that end alike are not the same office.
_MOST_FULLER = 40
#: What stands between level and head where no trade is named: 区[政府]办, 镇[党]委.
_NO_TRADE = frozenset({"政府", "府", "委", "党", "人", "党委"})
#: What organs' names end in, which leave out much; companies' and schools' do not.
_ORGANS = "局委办厅部署"
#: What 公开办 and 新闻办 may leave out before them.
_PREFIXES = frozenset({"政府", "政务", "政府政务", "政府信息"})
#: Offices that no bare 办公厅 of another means.
_CENTRAL = ("国务院", "中共", "中央", "全国")
#: What follows the last level in a name.
_LAST_LEVEL = re.compile("[^省市县区旗州盟]{0,30}$")
#: An office whose name holds another's: 宿州市人民政府[办公室].
_SECRETARIAT = re.compile("(.+(?:政府|领导小组))(?:办公室|办公厅)")
#: How far a cue may stand from a date; paragraphs may be without end.
_LOOK_BACK = 1000
#: How many places a document hands on to the next; its title's and issuer's stand first.
_MOST_PLACES = 20
#: How far before a citation its issuing office may begin.
_LOOK_BEFORE = 40
_LONGEST_TITLE = 200
_TITLE_PLACE = re.compile(
    r"(?:关于)?([\u3400-\u9fff]{2,16}?[省市区县旗州盟镇乡])(?=\d{4}年|[二〇○零一]{2}|政府信息|政务公开|关于)"
)
#: 人民政府办公厅 and 人民政府网 name something else.
_NOT_GOVERNMENT = re.compile("办公|网|门户|官|公报|信息")
#: What follows an office that a report is written to (区政府办：) or that leads.
_NOT_REPORTING = re.compile(
    r"：(?:\n|$)|(?:[、和及与][\u3400-\u9fff]{2,12})?的?(?:正确|坚强|统一|精心|有力|大力|具体|悉心)*"
    r"(?:领导|指导|部署|要求|关心|支持|安排)|(?:[印下转]发的?)?(?:《|关于)"
)
_CITED = re.compile("《[^《》\n]{0,80}》")
_OFFICE_ALIAS = re.compile(
    r"[（(](?:以下|下)?(?:简称|称)[:：为]?[“\"]?([\u3400-\u9fff]{2,14})[”\"]?[）)]"
)
_GOVERNED_PLACE = re.compile("(?<=[省市县区旗州])(?:人民政府|政府|政务)")
_TOWN = ("街道", "镇", "乡")
_GOVERNED = (*_TOWN, "区", "县", "市", "省", "旗")
_GOVERNS = ("办事处", "人民政府", "政府")
_ALIAS = re.compile(r"》[^《》。]{0,60}?(?:以下|下)?(?:简称|统称)[:：为]?[“\"]?《([^《》]{1,30})》")
#: Abbreviations within names of offices, made alike before names are compared.
_ALIKE = (
    (re.compile("人民政府"), "政府"),
    (re.compile("(?<=[市区县])政府(?=[^府]{2,6}街道办事处)"), ""),
    (re.compile("人民(?=法院|检察院)"), ""),
    (re.compile("中级法院"), "中院"),
    (re.compile("高级法院"), "高院"),
    (re.compile("纪律检查委员会"), "纪委"),
    (re.compile("监察委(?:员会)?"), "监委"),
    (re.compile("(?<!政)府(?=办)"), "政府"),
    (re.compile("办公室"), "办"),
    (re.compile("管理委员会"), "管委会"),
    (re.compile("委员会"), "委"),
)


#: The issuer's name of a document, and the codes of the places that the document names.
Places = tuple[str | None, list[str]]


def resolve_document(
    document: dict[str, Any], inside: list[Entity], clean: str, before: Places | None = None
) -> Places:
    """Fill a document's year, period, issuer and warnings, and its entities' values.

    ``inside`` are the entities of the document, in order; ``clean`` is its part of the
    reading view, into which the entities' ``at`` points. ``before`` and what comes back
    are the places of the file's document before and of this one.
    """
    document["warnings"] = []
    year = _report_year(document, inside)
    document["year"] = year if document["kind"] != "other" else None
    if year is None:
        _warn(document, "no_year", "the text does not say which year it reports on")
    _resolve_dates(inside, year, document, clean)
    document["period"] = _period(document, inside, clean)
    document["issuer"] = _issuer(document, inside, clean)
    _name_offices(inside, document["issuer"], clean)
    _name_citations(inside, document, clean)
    own = document["issuer"]["name"] if document["issuer"] else None
    known = before[1] if before and _same_office(own, before[0]) else []
    return own, _link(document, inside, known[:_MOST_PLACES], clean)


def _warn(document: dict[str, Any], code: str, message: str, entity: Entity | None = None) -> None:
    place = (entity["start"], entity["end"]) if entity else (None, None)
    document["warnings"].append(
        {"code": code, "message": message, "start": place[0], "end": place[1]}
    )


def _within(
    document: dict[str, Any], kind: str, entities: list[Entity], label: str
) -> list[Entity]:
    blocks = [b for b in document["blocks"] if b["kind"] == kind]
    return [
        e
        for e in entities
        if e["label"] == label
        and any(b["start"] <= e["start"] and e["end"] <= b["end"] for b in blocks)
    ]


# ---- year and period -----------------------------------------------------------------


def _report_year(document: dict[str, Any], entities: list[Entity]) -> int | None:
    """The title's year, else the period's, else the one most named, else the year signed."""
    for entity in _within(document, "title", entities, "DATE"):
        if entity["last"]:  # a school year (2019-2020学年) is named by its end
            return int(entity["last"][:4])
    dates = [e for e in entities if e["label"] == "DATE" and e["value"]]
    for entity in dates:
        match = _DAY_RANGE.match(entity["value"])
        if match and match[0][4:10] == "-01-01":
            return int(match[1])
    named = Counter(y for e in dates if (y := _year_of(e)) and len(e["value"]) == 4)
    if named:
        return named.most_common(1)[0][0]
    signed = [y for e in _within(document, "sign", entities, "DATE") if (y := _year_of(e))]
    # A report is signed in the year after the one that it reports on.
    return signed[-1] - (document["kind"] == "annual_report") if signed else None


def _year_of(entity: Entity) -> int | None:
    match = _YEAR_VALUE.match(entity["value"] or "")
    return int(match[1]) if match and 1949 <= int(match[1]) <= 2100 else None


def _resolve_dates(
    entities: list[Entity], year: int | None, document: dict[str, Any], clean: str
) -> None:
    for entity in entities:
        if entity["label"] != "DATE":
            continue
        if entity["template"] and year is not None:
            ahead = entity["bare"] and _looks_ahead(entity, year, document, clean)
            date = resolve_date(_as_date(entity), year, year + 1 if ahead else None)
            entity |= {"value": date.value, "first": date.first, "last": date.last}
        if entity["value"] is None and (year is not None or not entity["template"]):
            _warn(document, "invalid_date", f"no such day: {entity['clean']}", entity)


def _looks_ahead(entity: Entity, year: int, document: dict[str, Any], clean: str) -> bool:
    """Whether a bare month or 年底 stands among the measures for the coming year."""
    if document["kind"] == "plan":
        return False
    start = max(
        clean.rfind("\n", max(0, entity["at"] - _LOOK_BACK), entity["at"]) + 1,
        entity["at"] - _LOOK_BACK,
    )
    before = clean[start : entity["at"]]
    coming = max(
        before.rfind(word) for word in (f"{year + 1}年", "明年", "来年", "下一年", "新的一年")
    )
    if coming >= 0:
        return coming > max(before.rfind(word) for word in (f"{year}年", "今年", "本年", "去年"))
    if _PLANNED.search(before, max(0, len(before) - 10)):
        return True
    sentence = max(before.rfind(stop) for stop in "。！？") + 1
    stop = clean.find("。", entity["at"], entity["at"] + _LOOK_BACK)
    planned = _PLANS.search(clean, start + sentence, stop if stop != -1 else entity["at"])
    return bool(planned) and _under_improvement(entity, document)


def _under_improvement(entity: Entity, document: dict[str, Any]) -> bool:
    """Whether one of the sections around an entity is of the measures to come."""
    sections = document["sections"]
    index: int | None = bisect_right(sections, entity["start"], key=itemgetter("start")) - 1
    while index is not None and index >= 0:
        section = sections[index]
        if entity["start"] < section["end"] and "improvement" in section["subjects"]:
            return True
        index = section["parent"]
    return False


def _as_date(entity: Entity) -> Date:
    fields = ("kind", "value", "mod", "first", "last", "business_days", "template", "bare")
    return Date(entity["start"], entity["end"], entity["clean"], **{k: entity[k] for k in fields})


def _period(document: dict[str, Any], entities: list[Entity], clean: str) -> dict[str, Any] | None:
    """The range of days that the text says it reports on, else the whole report year."""
    year = document["year"]
    if document["kind"] != "annual_report":
        return None
    for entity in entities:
        ranged = entity["label"] == "DATE" and entity["kind"] == "range" and entity["last"]
        within = ranged and year is not None and entity["first"] > f"{year - 1}-06"
        if within and int(entity["last"][:4]) == year and _states_period(entity, clean):
            return {"start": entity["first"], "end": entity["last"], "stated": True}
    if year is None:
        return None
    return {"start": f"{year}-01-01", "end": f"{year}-12-31", "stated": False}


def _states_period(entity: Entity, clean: str) -> bool:
    """Whether a range is a whole year to the day, or stands by words that speak of the period."""
    if "学年" in entity["clean"] or (
        entity["first"][5:] == "01-01" and entity["last"][5:] == "12-31"
    ):
        return True
    around = clean[max(0, entity["at"] - 30) : entity["at"] + len(entity["clean"]) + 10]
    days = _DAY_RANGE.fullmatch(entity["value"]) is not None
    return days and bool(_STATES_PERIOD.search(around))


# ---- offices --------------------------------------------------------------------------


def _issuer(document: dict[str, Any], entities: list[Entity], clean: str) -> dict[str, Any] | None:
    """The fullest name that the text gives its own office."""
    names = _names_of([e for e in entities if e["label"] == "OFFICE"])
    own = _names_of(_within(document, "title", entities, "OFFICE"))
    own = (
        own
        or _governing(document, clean)
        or _names_of(_within(document, "sign", entities, "OFFICE"))
    )
    own = own or _reporting(entities, clean)
    if not own:
        return None
    core = own[0]
    for name in [*own[1:], *names]:
        if _fuller(name, core):
            core = name
    core = _government_of(core, names) or core
    # 国家民委, where the text gives its full name somewhere
    plain = {name: _plain(name) for name in dict.fromkeys(names)}
    core = _Abbreviated(plain).full(_plain(core)) or core
    return {"name": core, "division": None}


def _reporting(entities: list[Entity], clean: str) -> list[str]:
    """The first office that the text names without writing to it or naming it as superior."""
    for entity in entities:
        if entity["label"] == "OFFICE" and not entity["self_reference"]:
            end = entity["at"] + len(entity["clean"])
            if not _NOT_REPORTING.match(clean, end):
                return [entity["clean"]]
    return []


def _names_of(offices: list[Entity]) -> list[str]:
    """The clean texts of offices, self-references left out."""
    return [e["clean"] for e in offices if not e["self_reference"]]


def _governing(document: dict[str, Any], clean: str) -> list[str]:
    """Where the title names a place only: its government, if the text names that anywhere."""
    title = _TITLE_PLACE.match(document["title_clean"])
    if not title:
        return []
    text = _CITED.sub("", clean)
    # 天津市宝坻区: the text may leave the province out.
    for start in range(len(title[1]) - 1):
        if start and title[1][start - 1] not in "省市州区盟":
            continue
        name = title[1][start:] + "人民政府"
        at = text.find(name)
        while at != -1:
            if not _NOT_GOVERNMENT.match(text, at + len(name)):
                return [name]
            at = text.find(name, at + 1)
    return []


def _government_of(core: str, names: list[str]) -> str | None:
    """The fullest name of the government of a town that stands for it: 和桥镇人民政府 for
    宜兴市和桥镇."""
    if not core.endswith(_TOWN):
        return None
    governing = [name for name in names if name.endswith(_GOVERNS) and core.endswith(_place(name))]
    return max(governing, key=len, default=None)


def _place(name: str) -> str:
    """The place that a government's name begins with."""
    tail = next(tail for tail in _GOVERNS if name.endswith(tail))
    place = name.removesuffix(tail)
    return place if place.endswith(_TOWN) and place not in _TOWN else name


def _fuller(name: str, core: str) -> bool:
    """Whether ``name`` says the same office as ``core`` in more words."""
    if len(name) <= len(core):
        return False
    if name.endswith(core):
        return True
    tail = name[name.find(core) + len(core) :] if core in name else ""
    return core.endswith(_GOVERNED) and tail in _GOVERNS


def _same_office(name: str | None, other: str | None) -> bool:
    """Whether two documents of a file are one office's; one that names no office is its
    neighbour's."""
    if name is None or other is None:
        return True
    return name == other or _fuller(name, other) or _fuller(other, name)


def _name_offices(entities: list[Entity], issuer: dict[str, Any] | None, clean: str) -> None:
    """Self-references to the issuer's name, short names to the full name they stand for."""
    offices = [e for e in entities if e["label"] == "OFFICE"]
    own = issuer["name"] if issuer else None
    declared = _declared(offices, clean)
    named = dict.fromkeys(e["clean"] for e in offices if not e["self_reference"])
    # An issuer's 宿州市人民政府办公室 names 宿州市人民政府 too.
    above = (m[1] for name in (own or "", *named) if (m := _secretariat(name, own)))
    plain = {name: _plain(name) for name in (*named, *above)}
    endings = _Endings(plain)
    abbreviated = _Abbreviated(plain)
    full = {
        short: declared.get(short)
        or _short_forms()["offices"].get(short)
        or _full_name(short, plain, endings, own)
        or abbreviated.full(plain[short])
        or _own_by_level(short, own)
        or _above_by_level(short, own, named)
        or short
        for short in named
    }
    for entity in offices:
        entity["name"] = own if entity["self_reference"] else full[entity["clean"]]


def _own_by_level(short: str, own: str | None) -> str | None:
    """省局 for the issuer, where that is a province's bureau: 湖南省质量技术监督局."""
    if own is None or not _level_and_head(short, own):
        return None
    return own if _LAST_LEVEL.sub("", own[:-1])[-1:] == short[0] else None


def _above_by_level(short: str, own: str | None, names: Iterable[str]) -> str | None:
    """市局 for the one bureau of a city that does what the issuer does in its county."""
    if own is None or not _level_and_head(short, own):
        return None
    trade = _trade(own)
    above = [n for n in names if trade and n.endswith(short[0] + trade) and n != own]
    return above[0] if len(above) == 1 else None


def _level_and_head(short: str, own: str) -> bool:
    """Whether a name is a level and the issuer's last character alone: 市局."""
    return len(short) == 2 and own.endswith(short[1])


def _trade(name: str) -> str:
    """What a name says behind its last level: 税务局."""
    return name[len(_LAST_LEVEL.sub("", name[:-1])) :]


def _secretariat(name: str, own: str | None) -> re.Match[str] | None:
    """The office whose secretariat ``name`` is: the issuer's government, a leading group."""
    match = _SECRETARIAT.fullmatch(name)
    known = ("小组", own) if own else "小组"
    return match if match and (name == own or match[1].endswith(known)) else None


def _declared(offices: list[Entity], clean: str) -> dict[str, str]:
    """Short names that the text itself declares: 国家市场监督管理总局（以下简称市场监管总局）."""
    declared: dict[str, str] = {}
    for entity in offices:
        match = _OFFICE_ALIAS.match(clean, entity["at"] + len(entity["clean"]))
        if match:
            declared.setdefault(match[1], entity["clean"])
    return declared


@lru_cache(maxsize=4096)
def _plain(name: str) -> str:
    """A name in the form in which short and long ways to write it are the same."""
    for pattern, short in _ALIKE:
        name = pattern.sub(short, name)
    return name


def _full_name(short: str, plain: dict[str, str], endings: _Endings, own: str | None) -> str | None:
    """The longest of the names that ``short`` ends, where they are all the same office.

    区政府办 ends 济宁市任城区政府办公室, 党政办 ends 钢山街道党政办公室. Of several the
    issuer's own is meant. ``None`` without one.
    """
    form = plain[short]
    if own and own != short and (_fuller(own, short) or _plain(own).endswith(form)):
        return own if _levelled(short) or _fuller(own, short) else None
    fuller = endings.longer(form)
    if not _levelled(short) and own:
        mine = [name for name in fuller if _under(plain[name].removesuffix(form), _plain(own))]
        # A bare 办公厅 is the issuer's, never the State Council's.
        fuller = mine or [name for name in fuller if not name.startswith(_CENTRAL)]
    if not fuller:
        return None
    longest = max(fuller, key=len)
    return longest if all(plain[longest].endswith(plain[name]) for name in fuller) else None


def _under(prefix: str, own: str) -> bool:
    """Whether what stands before a unit's name is the issuer: 水利部 before 办公厅."""
    return own.endswith(prefix) or prefix.endswith(own)


class _Abbreviated:
    """Names by what may be left out of them: 省人社厅 is 广东省人力资源和社会保障厅."""

    def __init__(self, plain: dict[str, str]) -> None:
        self._plain = plain

    @cached_property
    def _names(self) -> dict[tuple[str, str, str], list[tuple[str, str, str]]]:
        """The names by level, first character behind it and last; what is asked is often
        no abbreviation by its look, and no name is laid out for it."""
        names: dict[tuple[str, str, str], list[tuple[str, str, str]]] = {}
        for name, form in self._plain.items():
            for at in _levels_of(form):
                key = (form[at], form[at + 1], form[-1])
                names.setdefault(key, []).append((name, form[:at], form[at + 1 :]))
        return names

    def full(self, form: str) -> str | None:
        """The one name that a plain form abbreviates, ``None`` without one or with several."""
        at = _own_level(form)
        if at is None:
            return None
        place, level, body = form[:at], form[at], form[at + 1 :]
        if len(body) < 2 or body[:-1] in _NO_TRADE or (place and body[-1] not in _ORGANS):
            return None
        known = self._names.get((level, body[0], body[-1]), [])
        known = known + self._names.get((level, "政", body[-1]), [])
        if len(known) > _MOST_FULLER:
            return None
        found = {
            whole: name
            for name, before, whole in known
            if _leaves_out(body, whole) and (before.endswith(place) or place.endswith(before))
        }
        return found.popitem()[1] if len(found) == 1 else None


def _own_level(form: str) -> int | None:
    """Where the level stands that governs an office: behind its place, or first of all."""
    if _levelled(form):
        return 0
    levels = (at for at in _levels_of(form) if place_before(form, at + 1) is not None)
    return max(levels, default=None)


def _levels_of(form: str) -> Iterator[int]:
    """Where a plain form's levels stand, the place before them a dozen characters at most."""
    return (at for at in range(min(len(form) - 2, 12)) if _levelled(form[at]))


def _leaves_out(body: str, whole: str) -> bool:
    """Whether ``body`` is ``whole`` with characters left out."""
    if len(body) >= len(whole):
        return False
    if body[0] != whole[0]:  # 区公开办 is 区政务公开办公室
        return whole.endswith(body) and whole.removesuffix(body) in _PREFIXES
    if body[-1] != "办" and whole.startswith(body[:-1]) and whole[len(body) - 1] in "体和文旅卫":
        return False  # 教育局 is not 教育体育局
    rest = iter(whole)
    return all(char in rest for char in body)


class _Endings:
    """Names by their ends: which of them are longer than a string that ends them."""

    def __init__(self, plain: dict[str, str]) -> None:
        self._sorted = sorted((form[::-1], name) for name, form in plain.items())

    def longer(self, ending: str) -> list[str]:
        """Up to ``_MOST_FULLER`` names whose form ends in ``ending`` and says more."""
        key = ending[::-1]
        found: list[str] = []
        for index in range(bisect_left(self._sorted, (key, "")), len(self._sorted)):
            form, name = self._sorted[index]
            if not form.startswith(key) or len(found) == _MOST_FULLER:
                break
            if len(form) > len(key):
                found.append(name)
        return found


def _levelled(short: str) -> bool:
    """Whether a short name opens with a level."""
    return short[0] in "国省市区县旗州盟乡镇"


# ---- citations ------------------------------------------------------------------------


@cache
def _short_forms() -> dict[str, dict[str, str]]:
    return load_table("short_forms.toml")


def _name_citations(entities: list[Entity], document: dict[str, Any], clean: str) -> None:
    """Short titles to full ones: as declared, as named in the text, as commonly meant; to
    those of well-known documents their number and date."""
    citations = [e for e in entities if e["label"] == "CITATION"]
    declared: dict[str, str] = {}
    for match in _ALIAS.finditer(clean):
        opened = clean.rfind("《", max(0, match.start() - _LONGEST_TITLE), match.start())
        full = clean[opened + 1 : match.start()]
        if match[1] != full:
            declared.setdefault(match[1], full)
    titles = _Endings({e["name"]: e["name"] for e in citations})
    year = document["year"]
    # A plan is written before its year, when what that year brings is not in force.
    on = f"{year}-01-01" if document["kind"] == "plan" else f"{year}-12-31"
    stated: dict[str, str] = {}
    for entity in citations:
        entity["name"] = _full_title(entity["name"], declared, titles)
        if entity["docnum"]:
            stated.setdefault(entity["name"], entity["docnum"])
    for entity in citations:
        entity["docnum"] = entity["docnum"] or stated.get(entity["name"])
        before = clean[max(0, entity["at"] - _LOOK_BEFORE) : entity["at"]]
        known = known_document(entity["name"], entity["docnum"], on if year else None, before)
        if known:
            entity |= {"name": known.title, "docnum": known.number, "issued": known.issued}


def _full_title(short: str, declared: dict[str, str], titles: _Endings) -> str:
    if short in declared:
        return _full_title(declared[short], {}, titles)
    known = _short_forms()["citations"].get(short)
    # 《条例》 where the document cites one regulation on openness, be it a province's own.
    ending = known.removeprefix("中华人民共和国") if known else short
    longer = titles.longer(ending)
    return longer[0] if len(longer) == 1 else known or short


# ---- divisions ------------------------------------------------------------------------


def _link(
    document: dict[str, Any], entities: list[Entity], known: list[str], clean: str
) -> list[str]:
    """Link offices to divisions; the codes of the places that the document names.

    ``known`` are places that the same office named in another document of the file.
    """
    linker = Linker(document["year"])
    offices = [e for e in entities if e["label"] == "OFFICE"]
    issuer = document["issuer"]
    linker.learn([document.get("title_clean", ""), *([issuer["name"]] if issuer else [])], own=True)
    names = list(dict.fromkeys(e["name"] for e in offices if e["name"]))
    linker.learn(names)
    linker.take(known)
    if issuer:
        link = linker.link(issuer["name"])
        if link.candidates and not link.code:
            linker.learn(_sited(clean))
            link = linker.link(issuer["name"])
        if link.code:
            path = divisions().at(link.code, document["year"], link.name).path
            issuer["division"] = {"code": link.code, "path": list(path)}
        elif link.candidates:
            message = f"{issuer['name']}: {len(link.candidates)} divisions have that name"
            _warn(document, "ambiguous_division", message)
    home = issuer["division"]["code"] if issuer and issuer["division"] else None
    codes = {name: linker.link(name).code for name in names}
    for entity in offices:
        code = codes.get(entity["name"])
        # A township speaks of its own villages' committees, which no table holds.
        if names_village(entity["clean"]) and home is not None and len(home) == 9:
            code = code if code and code.startswith(home[:6]) else home
        entity["division"] = code
    return linker.context


def _sited(clean: str) -> list[str]:
    """The places whose site or government the text names: 通过`桐乡市`政府信息公开网."""
    found: dict[str, None] = {}
    for match in _GOVERNED_PLACE.finditer(clean):
        start = place_before(clean, match.start())
        if start is not None:
            found[clean[start : match.start()]] = None
        if len(found) == _MOST_PLACES:
            break
    return list(found)
