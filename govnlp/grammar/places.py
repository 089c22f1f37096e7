"""Names of places, as far as the finders need them: is this string one?"""

from __future__ import annotations

from functools import cache
from importlib import resources

from govnlp.grammar.words import WordSet

#: Short names that are ordinary words first: 全[市中]小学.
_WORDS = {"市中", "城中", "城区", "城关", "城东", "城西", "城北", "郊区", "矿区", "新区", "开发"}
_NOT_NAMES = {"", "市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"}
_REGIONS = ("特别行政区", "维吾尔自治区", "壮族自治区", "回族自治区", "自治区")
_SHORTENED = (*_REGIONS, "自治州", "地区", "省", "市", "盟")
_COUNTY_TAILS = ("自治县", "自治旗", "新区", "林区", "县", "区", "市", "旗")


@cache
def place_names() -> WordSet:
    """Full names of all divisions, and short ones (济宁, 密云) from the county up."""
    names: set[str] = set()
    table = resources.files("govnlp") / "resources" / "divisions.txt"
    for line in table.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        code, name, *towns = line.split("\t")
        names.add(name)
        names.add(_short(name, _SHORTENED if code.endswith("00") else _COUNTY_TAILS))
        for town in towns[0].split(",") if towns else ():
            names.add(town[3:].removesuffix("办事处"))
    return WordSet(name for name in names - _NOT_NAMES - _WORDS if len(name) > 1)


def _short(name: str, tails: tuple[str, ...]) -> str:
    for tail in tails:
        if name.endswith(tail) and len(name) - len(tail) >= 2:
            return name.removesuffix(tail)
    return name


def place_before(text: str, end: int) -> int | None:
    """Where the longest name of a place that ends at ``end`` begins, ``None`` without one."""
    return place_names().longest_before(text, end)
