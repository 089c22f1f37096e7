"""The table of administrative divisions, read from ``resources/divisions.txt``."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cache

from govnlp.grammar.places import NO_NAMES, division_rows

#: What a short name leaves out: of provinces, of prefectures, of counties.
_TAILS = (
    ("特别行政区", "维吾尔自治区", "壮族自治区", "回族自治区", "自治区", "省", "市"),
    ("市", "地区", "自治州", "盟"),
    ("县", "区", "市", "旗"),
)


@dataclass(frozen=True, slots=True)
class Division:
    """A division: GB/T 2260 code of 6 digits, or the statistical one of 9 for a township.

    ``path`` holds the names from the province down, the division's own last; groupings
    that are no names (市辖区, 县) are left out.
    """

    code: str
    path: tuple[str, ...]

    @property
    def name(self) -> str:
        """The division's own name."""
        return self.path[-1]


@dataclass(frozen=True, slots=True)
class Divisions:
    """All divisions by code, and their codes by full name and by short name (济宁, 密云)."""

    by_code: dict[str, Division]
    by_name: dict[str, tuple[str, ...]]
    by_short_name: dict[str, tuple[str, ...]]


@cache
def divisions() -> Divisions:
    """The table; read once a process."""
    by_code: dict[str, Division] = {}
    for code, name, towns in division_rows():
        path = _path(code, name, by_code)
        by_code[code] = Division(code, path)
        by_code |= {of_town: Division(of_town, (*path, town)) for of_town, town in towns}
    by_name: dict[str, list[str]] = defaultdict(list)
    by_short_name: dict[str, list[str]] = defaultdict(list)
    for code, division in by_code.items():
        if division.path and (len(code) == 9 or _named(code, by_code)):
            by_name[division.name].append(code)
            short = _short_name(code, division.name)
            if short:
                by_short_name[short].append(code)
    return Divisions(by_code, _frozen(by_name), _frozen(by_short_name))


def _frozen(names: dict[str, list[str]]) -> dict[str, tuple[str, ...]]:
    return {name: tuple(codes) for name, codes in names.items()}


def _short_name(code: str, name: str) -> str | None:
    if len(code) == 9:
        return None
    tails = _TAILS[0 if code.endswith("0000") else 1 if code.endswith("00") else 2]
    tail = next((tail for tail in tails if name.endswith(tail)), "")
    return name.removesuffix(tail) if tail and len(name) - len(tail) >= 2 else None


def _path(code: str, name: str, known: dict[str, Division]) -> tuple[str, ...]:
    above = () if code.endswith("0000") else known.get(parent_code(code), Division("", ())).path
    return above if name in NO_NAMES else (*above, name)


def _named(code: str, known: dict[str, Division]) -> bool:
    """Whether the row has a name of its own, not that of the division above."""
    parent = known.get(parent_code(code)) if not code.endswith("0000") else None
    return parent is None or known[code].path != parent.path


def parent_code(code: str) -> str:
    """The code of the division above: of a township the county, of a county the prefecture.

    >>> parent_code("110118002"), parent_code("110118"), parent_code("370800")
    ('110118', '110100', '370000')
    """
    if len(code) == 9:
        return code[:6]
    return code[:4] + "00" if not code.endswith("00") else code[:2] + "0000"
