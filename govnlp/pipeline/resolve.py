"""What can only be said with the whole document in view.

Works on the plain values of the analysis: a document's blocks and the text's
entities, which it fills in place.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from functools import cache
from importlib import resources
from typing import Any

from govnlp.divisions import Linker, divisions
from govnlp.grammar.dates import resolve_date
from govnlp.grammar.match import Date

Entity = dict[str, Any]
_YEAR_VALUE = re.compile(r"(\d{4})(?:$|-|/)")
_DAY_RANGE = re.compile(r"(\d{4})-\d\d-\d\d/(\d{4})-\d\d-\d\d")
_STATES_PERIOD = re.compile(r"统计|期限|时限|时间范围|数据|报告期|起至|所列|编制|截至|起|本报告|年度报告|汇总|至.{0,24}止")
_TOWN = ("街道", "镇", "乡")
_GOVERNED = (*_TOWN, "区", "县", "市", "省", "旗")
_GOVERNS = ("办事处", "人民政府", "政府")
_ALIAS = re.compile(r"》[^《》。]{0,60}?(?:以下|下)?(?:简称|统称)[:：为]?[“\"]?《([^《》]{1,30})》")
#: Abbreviations within names of offices, undone before names are compared.
_EXPANDED = (
    ("人民政府", "政府"), ("府办公室", "政府办公室"), ("政政府", "政府"), ("府办", "政府办公室"), ("政政府", "政府"),
    ("政府办公室公室", "政府办公室"), ("公开办公室", "公开办"), ("管理委员会", "管委会"), ("委员会", "委"),
)  # fmt: skip


def resolve_document(document: dict[str, Any], entities: list[Entity], clean: str) -> None:
    """Fill a document's year, period, issuer and warnings, and its entities' values."""
    inside = [e for e in entities if document["start"] <= e["start"] < document["end"]]
    document["warnings"] = []
    document["year"] = _report_year(document, inside)
    if document["year"] is None:
        _warn(document, "no_year", "the text does not say which year it reports on")
    _resolve_dates(inside, document["year"], document)
    document["period"] = _period(document, inside)
    document["issuer"] = _issuer(document, inside)
    _name_offices(inside, document["issuer"])
    _name_citations(inside, clean)
    _link(document, inside)


def _warn(document: dict[str, Any], code: str, message: str, entity: Entity | None = None) -> None:
    place = (entity["start"], entity["end"]) if entity else (None, None)
    document["warnings"].append(
        {"code": code, "message": message, "start": place[0], "end": place[1]}
    )


def _within(document: dict[str, Any], kind: str, entities: list[Entity], label: str) -> list[Entity]:
    blocks = [b for b in document["blocks"] if b["kind"] == kind]
    return [
        e
        for e in entities
        if e["label"] == label and any(b["start"] <= e["start"] and e["end"] <= b["end"] for b in blocks)
    ]


# ---- year and period -----------------------------------------------------------------


def _report_year(document: dict[str, Any], entities: list[Entity]) -> int | None:
    """The title's year, else the period's, else the one most named, else the year signed."""
    titled = [y for e in _within(document, "title", entities, "DATE") if (y := _year_of(e))]
    if titled:
        return titled[0]
    for entity in entities:
        match = _DAY_RANGE.match(entity.get("value") or "") if entity["label"] == "DATE" else None
        if match and match[0][4:10] == "-01-01":
            return int(match[1])
    named = Counter(
        y for e in entities if e["label"] == "DATE" and (y := _year_of(e)) and len(e["value"]) == 4
    )
    if named:
        return named.most_common(1)[0][0]
    signed = [y for e in _within(document, "sign", entities, "DATE") if (y := _year_of(e))]
    return signed[-1] - 1 if signed and document["kind"] == "annual_report" else None


def _year_of(entity: Entity) -> int | None:
    match = _YEAR_VALUE.match(entity["value"] or "")
    return int(match[1]) if match and 1949 <= int(match[1]) <= 2100 else None


def _resolve_dates(entities: list[Entity], year: int | None, document: dict[str, Any]) -> None:
    for entity in entities:
        if entity["label"] != "DATE":
            continue
        if entity["template"] and year is not None:
            date = resolve_date(_as_date(entity), year)
            entity |= {"value": date.value, "first": date.first, "last": date.last}
        if entity["value"] is None and (year is not None or not entity["template"]):
            _warn(document, "invalid_date", f"no such day: {entity['clean']}", entity)


def _as_date(entity: Entity) -> Date:
    fields = ("kind", "value", "mod", "first", "last", "business_days", "template")
    return Date(entity["start"], entity["end"], entity["clean"], **{k: entity[k] for k in fields})


def _period(document: dict[str, Any], entities: list[Entity]) -> dict[str, Any] | None:
    """The range of days that the text says it reports on, else the whole report year."""
    year = document["year"]
    if document["kind"] != "annual_report":
        return None
    for entity in entities:
        match = _DAY_RANGE.fullmatch(entity.get("value") or "") if entity["label"] == "DATE" else None
        if match and (year is None or int(match[2]) == year) and _states_period(document, entity):
            start, end = entity["value"].split("/")
            return {"start": start, "end": end, "stated": True}
    if year is None:
        return None
    return {"start": f"{year}-01-01", "end": f"{year}-12-31", "stated": False}


def _states_period(document: dict[str, Any], entity: Entity) -> bool:
    """Whether a range stands early, or near words that speak of the period."""
    first, last = entity["value"].split("/")
    whole = first[5:] == "01-01" and last[5:] == "12-31"
    return whole or bool(_STATES_PERIOD.search(entity.get("around", "")))


# ---- offices --------------------------------------------------------------------------


def _issuer(document: dict[str, Any], entities: list[Entity]) -> dict[str, Any] | None:
    """The fullest name that the text gives its own office."""
    names = [e["clean"] for e in entities if e["label"] == "OFFICE" and not e["self_reference"]]
    own = [
        e["clean"]
        for kind in ("title", "sign")
        for e in _within(document, kind, entities, "OFFICE")
        if not e["self_reference"]
    ]
    if not own:
        own = _introduced(document, names)
    if not own:
        return None
    core = own[0]
    for name in [*own[1:], *names]:
        if _fuller(name, core):
            core = name
    return {"name": core, "division": None}


def _introduced(document: dict[str, Any], names: list[str]) -> list[str]:
    """Without an office in the title: the government of the place that the title names."""
    title = document.get("title_clean", "")
    places = re.match(r"(?:关于)?([\u3400-\u9fff]{2,12}?[省市区县旗州盟镇乡])", title)
    if places:
        found = [n for n in names if n.startswith(places[1])]
        return found[:1]
    return names[:1]


def _fuller(name: str, core: str) -> bool:
    """Whether ``name`` says the same office as ``core`` in more words."""
    if len(name) <= len(core):
        return False
    if name.endswith(core):
        return True
    tail = name[name.find(core) + len(core) :] if core in name else ""
    return core.endswith(_GOVERNED) and tail in _GOVERNS


def _name_offices(entities: list[Entity], issuer: dict[str, Any] | None) -> None:
    """Self-references to the issuer's name, short names to the one full name they end."""
    offices = [e for e in entities if e["label"] == "OFFICE"]
    full = dict.fromkeys(e["clean"] for e in offices if not e["self_reference"])
    if issuer:
        full[issuer["name"]] = None
    plain = {name: _plain(name) for name in full}
    for entity in offices:
        if entity["self_reference"]:
            entity["name"] = issuer["name"] if issuer else None
            continue
        entity["name"] = _full_name(entity["clean"], plain, issuer)


def _plain(name: str) -> str:
    for long, short in _EXPANDED:
        name = name.replace(long, short)
    return name


def _full_name(short: str, plain: dict[str, str], issuer: dict[str, Any] | None) -> str:
    """The longest of the names that ``short`` ends, where they are all the same office."""
    own = plain[short]
    if issuer and short != issuer["name"] and _fuller(issuer["name"], short):
        return str(issuer["name"])
    fuller = [n for n, p in plain.items() if len(p) > len(own) and p.endswith(own)]
    longest = max(fuller, key=len, default=short)
    same = all(plain[longest].endswith(plain[name]) for name in fuller)
    # 区政府 begins with a level; 教育局 could be any superior's, 办公室 anyone's.
    return longest if fuller and same and own[0] in "省市区县旗州盟乡镇" else short


# ---- citations ------------------------------------------------------------------------


@cache
def _short_titles() -> dict[str, str]:
    path = resources.files("govnlp") / "resources" / "citations.toml"
    titles: dict[str, str] = tomllib.loads(path.read_text(encoding="utf-8"))["short"]
    return titles


def _name_citations(entities: list[Entity], clean: str) -> None:
    """Short titles to full ones: as declared, as named in the text, as commonly meant."""
    citations = [e for e in entities if e["label"] == "CITATION"]
    declared: dict[str, str] = {}
    for match in _ALIAS.finditer(clean):
        opened = clean.rfind("《", 0, match.start())
        full = clean[opened + 1 : match.start()]
        if match[1] != full:
            declared.setdefault(match[1], full)
    titles = dict.fromkeys(e["name"] for e in citations)
    for entity in citations:
        entity["name"] = _full_title(entity["name"], declared, list(titles))


def _full_title(short: str, declared: dict[str, str], titles: list[str]) -> str:
    if short in declared:
        return _full_title(declared[short], {}, titles)
    known = _short_titles().get(short)
    if known:
        return known
    longer = [t for t in titles if t != short and t.endswith(short)]
    return longer[0] if len(longer) == 1 else short


# ---- divisions ------------------------------------------------------------------------


def _link(document: dict[str, Any], entities: list[Entity]) -> None:
    linker = Linker()
    offices = [e for e in entities if e["label"] == "OFFICE"]
    issuer = document["issuer"]
    linker.learn([document.get("title_clean", ""), *([issuer["name"]] if issuer else [])])
    linker.learn(e["name"] for e in offices if e["name"])
    if issuer:
        link = linker.link(issuer["name"])
        if link.code:
            issuer["division"] = {"code": link.code, "path": list(divisions().by_code[link.code].path)}
        elif link.candidates:
            message = f"{issuer['name']}: {len(link.candidates)} divisions have that name"
            _warn(document, "ambiguous_division", message)
    for entity in offices:
        entity["division"] = linker.link(entity["name"]).code if entity["name"] else None
