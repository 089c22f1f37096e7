"""The administrative divisions of today and of the years since 2008.

Read from ``resources/divisions.txt`` (today's), ``division_changes.txt`` and
``past_townships.txt`` (what was before).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import chain

from govnlp.grammar.places import NO_NAMES, change_rows, division_rows, past_township_rows

#: What a short name leaves out: of provinces, of prefectures, of counties.
_TAILS = (
    ("特别行政区", "维吾尔自治区", "壮族自治区", "回族自治区", "自治区", "省", "市"),
    ("市", "地区", "自治州", "盟"),
    ("县", "区", "市", "旗"),
)
#: The tails of names of townships and sub-districts. The Bureau's tables hold farms, prisons
#: and zones beside them, whose names alone say no place.
TOWNSHIP_TAILS = ("镇", "乡", "街道", "苏木", "地区")
_EVER = (0, 9999)


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


#: A code and a name that it has or had.
Named = tuple[str, str]


@dataclass(slots=True)
class Divisions:
    """All divisions since 2008: names by code, codes by full and by short name (济宁, 密云).

    A year stands for its end. Years of townships are those of their county, and for one
    that today's table lacks end with the last edition that lists it.
    """

    _names: dict[str, tuple[str, ...]]
    _by_name: dict[str, list[str]]
    _by_short_name: dict[str, list[Named]]
    _years: dict[Named, tuple[int, int]]
    _successors: dict[Named, tuple[str, ...]]
    #: The lengths of the names that begin with two characters, the longest first.
    _sizes: dict[str, tuple[int, ...]]

    def __contains__(self, code: object) -> bool:
        return code in self._names

    def named(self, word: str) -> list[Named]:
        """The divisions of any year whose full name is ``word``, else those called so for
        short, each with its full name."""
        codes = self._by_name.get(word)
        return [(code, word) for code in codes] if codes else self._by_short_name.get(word, [])

    def longest_at(self, text: str, at: int, most: int) -> int:
        """The length, of ``most`` characters at most, of the longest name that begins at
        ``at``; 0 without one."""
        for size in self._sizes.get(text[at : at + 2], ()):
            if size <= most and at + size <= len(text) and self.named(text[at : at + size]):
                return size
        return 0

    def years(self, code: str, name: str) -> tuple[int, int]:
        """First and last year at whose end ``code`` had the name; 0 and 9999 where open.

        >>> divisions().years("110228", "密云县")
        (0, 2014)
        """
        first, last = self._years.get((code, name), _EVER)
        if len(code) == 9:
            spans = [self.years(code[:6], county) for county in self._names.get(code[:6], ())]
            if spans:
                first = max(first, min(begin for begin, _ in spans))
                last = min(last, max(end for _, end in spans))
        return first, last

    def distance(self, code: str, name: str, year: int | None) -> int:
        """How many years ``year`` lies outside those of a name; ``None`` is today."""
        first, last = self.years(code, name)
        year = _EVER[1] if year is None else year
        return max(first - year, year - last, 0)

    def at(self, code: str, year: int | None = None, name: str | None = None) -> Division:
        """The division with the names of ``year``, or of the nearest year in which it stood.

        ``name`` says which of a code's names is meant. Raises ``KeyError`` for a code that
        no table holds.

        >>> divisions().at("110228", 2012).path
        ('北京市', '密云县')
        >>> divisions().at("420602", 2009).path
        ('湖北省', '襄樊市', '襄城区')
        """
        name = name or self._name_at(code, year)
        first, last = self.years(code, name)
        year = min(max(year or _EVER[1], first), last)
        path = () if name in NO_NAMES else (name,)
        above = code
        while not above.endswith("0000"):
            above = parent_code(above)
            called = self._name_at(above, year) if above in self._names else ""
            path = path if called in NO_NAMES else (called, *path)
        return Division(code, path)

    def _name_at(self, code: str, year: int | None) -> str:
        return min(self._names[code], key=lambda name: self.distance(code, name, year))

    def successors(self, code: str, name: str | None = None) -> tuple[str, ...]:
        """The codes of today that took the place of a division, the largest share first.

        Its own where it still stands; ``()`` for a township that is gone. Transfers of
        single townships are left out. Raises ``KeyError`` for a code that no table holds.

        >>> divisions().successors("330103"), divisions().successors("341400")
        (('330105',), ('340100', '340200', '340500'))
        """
        name = name or self._name_at(code, None)
        if self.years(code, name)[1] == _EVER[1]:
            return (code,)
        today: dict[str, None] = {}
        for new in self._successors.get((code, name), ()):
            # A code among its own successors is held by a later name.
            later = self._name_at(new, None)
            today.update(dict.fromkeys((new,) if new == code else self.successors(new, later)))
        return tuple(today)

    def predecessors(self, code: str, year: int) -> list[str]:
        """The divisions above the township that stood at the end of ``year`` in the place of
        one of today."""
        return [
            old
            for (old, name), new in self._successors.items()
            if code in new and self.distance(old, name, year) == 0
        ]


@cache
def divisions() -> Divisions:
    """The tables; read once a process."""
    names: dict[str, tuple[str, ...]] = {}
    by_name: dict[str, list[str]] = defaultdict(list)
    by_short_name: dict[str, list[Named]] = defaultdict(list)
    years: dict[Named, tuple[int, int]] = {}
    successors: dict[Named, tuple[str, ...]] = {}
    for code, name, towns in division_rows():
        names[code] = (name,)
        for of_town, town in towns:
            names[of_town] = (town,)
            if not town.endswith("局"):  # 鸡东县林业局 is the county's bureau
                by_name[town].append(of_town)
    for code, name, first, last, new in change_rows():
        years[code, name] = (first or _EVER[0], last or _EVER[1])
        if new:
            successors[code, name] = new
        if name not in names.setdefault(code, ()):
            names[code] += (name,)
    for code, town, last in past_township_rows():
        years[code, town] = (_EVER[0], last)
        by_name[town].append(code)
        names[code] = (*names.get(code, ()), town)
    for code, name in _above_townships(names):
        by_name[name].append(code)
        short = _short_name(code, name)
        if short:
            by_short_name[short].append((code, name))
    sizes = _sizes(chain(by_name, by_short_name))
    return Divisions(names, by_name, by_short_name, years, successors, sizes)


def _sizes(names: Iterable[str]) -> dict[str, tuple[int, ...]]:
    sizes: dict[str, set[int]] = defaultdict(set)
    for name in names:
        sizes[name[:2]].add(len(name))
    return {head: tuple(sorted(found, reverse=True)) for head, found in sizes.items()}


def _above_townships(names: dict[str, tuple[str, ...]]) -> Iterator[Named]:
    """Codes down to the county with each of their names, save those of the division above."""
    for code, called in names.items():
        if len(code) == 6:
            above = () if code.endswith("0000") else names.get(parent_code(code), ())
            for name in called:
                if name not in NO_NAMES and name not in above:
                    yield code, name


def _short_name(code: str, name: str) -> str | None:
    tails = _TAILS[0 if code.endswith("0000") else 1 if code.endswith("00") else 2]
    tail = next((tail for tail in tails if name.endswith(tail)), "")
    return name.removesuffix(tail) if tail and len(name) - len(tail) >= 2 else None


def parent_code(code: str) -> str:
    """The code of the division above: of a township the county, of a county the prefecture.

    >>> parent_code("110118002"), parent_code("110118"), parent_code("370800")
    ('110118', '110100', '370000')
    """
    if len(code) == 9:
        return code[:6]
    return code[:4] + "00" if not code.endswith("00") else code[:2] + "0000"
