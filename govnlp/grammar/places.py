"""Names of places, as far as the finders need them: is this string one?"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import chain
from typing import Any

from govnlp.grammar.words import WordSet
from govnlp.resources import load_table, rows_of

#: What rows hold where they only group the ones below.
NO_NAMES = frozenset({"", "市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"})
_REGIONS = ("特别行政区", "维吾尔自治区", "壮族自治区", "回族自治区", "自治区")
_SHORTENED = (*_REGIONS, "自治州", "地区", "省", "市", "盟")
_COUNTY_TAILS = ("自治县", "自治旗", "新区", "林区", "县", "区", "市", "旗")
_AUTONOMOUS = ("自治州", "自治县", "自治旗")


def division_rows() -> Iterator[tuple[str, str, str]]:
    """The divisions above the township: code, name, and its townships as the table has them,
    for :func:`townships_of`."""
    for code, name, *below in rows_of("divisions.txt"):
        towns = below[0] if below else ""
        if "办事处" in towns:
            towns = towns.replace("办事处,", ",").removesuffix("办事处")
        yield code, name, towns


def townships_of(county: str, towns: str) -> list[tuple[str, str]]:
    """Townships apart, each its code and name, from ``CODE3NAME`` parted by commas.

    >>> townships_of("110101", "001东华门街道,002景山街道")
    [('110101001', '东华门街道'), ('110101002', '景山街道')]
    """
    return [(county + town[:3], town[3:]) for town in towns.split(",")] if towns else []


def change_rows() -> Iterator[tuple[str, str, int | None, int | None, tuple[str, ...]]]:
    """Names that codes above the township had for a time: code, name, first and last year
    at whose end (``None`` where open), and the codes that took the place of what has gone."""
    for code, name, years, *new in rows_of("division_changes.txt"):
        first, last = (int(year) if year else None for year in years.split("-"))
        yield code, name, first, last, tuple(new[0].split(",")) if new else ()


def past_township_rows() -> Iterator[tuple[str, int, str]]:
    """Townships that today's table lacks: their county's code, the last year that lists
    them, and they as the table has them, for :func:`townships_of`."""
    for county, year, towns in rows_of("past_townships.txt"):
        yield county, int(year), towns


@cache
def place_names() -> WordSet:
    """Full names of all divisions since 2008, and today's short ones (济宁, 密云) from the
    county up.

    With the short names of autonomous divisions (凉山州) and areas that are no divisions
    (雄安新区).
    """
    table = _table()
    names: set[str] = {*table["areas"].split(), *table["former"].split(), *contracted_names()}
    above: dict[str, str] = {}
    for code, name, towns in division_rows():
        above[code] = name
        names.add(name)
        names.add(_short(name, _SHORTENED if code.endswith("00") else _COUNTY_TAILS))
        names.update(names_without_peoples(name))
        names.update(town for _, town in townships_of(code, towns))
    for code, name, _, last, _ in change_rows():
        if last is not None and len(name) > 2:
            names.add(name)
        elif last is not None:  # 开县, 达县: alone part of other words (公开县级, 传达县委)
            within = {above.get(code[:n].ljust(6, "0"), "") for n in (2, 4)} - NO_NAMES
            names.update(wider + name for wider in within)
    # 城镇 was a town, and is a word.
    past = (townships_of(county, towns) for county, _, towns in past_township_rows())
    names.update(town for _, town in chain.from_iterable(past) if len(town) > 2)
    words = set(table["no_places"].split())
    return WordSet(name for name in names - NO_NAMES - words if len(name) > 1)


def names_without_peoples(name: str) -> Iterator[str]:
    """Short names of an autonomous division that keep its level: 互助县 for 互助土族自治县,
    凉山州 for 凉山彝族自治州; and without it: 恭城, 凉山."""
    if not name.endswith(_AUTONOMOUS):
        return
    peoples = _peoples()
    stem = name[:-3]
    while stem.endswith(peoples):
        stem = stem.removesuffix(max((p for p in peoples if stem.endswith(p)), key=len))
    if len(stem) > 1:
        yield stem + name[-1]
        yield stem


def contracted_names() -> dict[str, str]:
    """Contracted names of divisions, such as 前郭县, and their codes."""
    return dict(_table()["contracted"])


@cache
def _peoples() -> tuple[str, ...]:
    return tuple(_table()["peoples"].split())


@cache
def _table() -> dict[str, Any]:
    return load_table("places.toml")


@cache
def words_not_places() -> frozenset[str]:
    """Short names of divisions that are ordinary words, or names of much else (公安, 江南)."""
    table = _table()
    return frozenset(table["no_places"].split()) | frozenset(table["words"].split())


def _short(name: str, tails: tuple[str, ...]) -> str:
    for tail in tails:
        if name.endswith(tail) and len(name) - len(tail) >= 2:
            return name.removesuffix(tail)
    return name


def place_before(text: str, end: int) -> int | None:
    """Where the longest name of a place that ends at ``end`` begins, ``None`` without one."""
    return place_names().longest_before(text, end)
