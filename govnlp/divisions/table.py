"""The administrative divisions of today and of the years since 2008.

Read from ``resources/divisions.txt`` (today's), ``division_changes.txt`` and
``past_townships.txt`` (what was before).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from itertools import chain

from govnlp.grammar.places import (
    NO_NAMES,
    change_rows,
    contracted_names,
    division_rows,
    names_without_peoples,
    past_township_rows,
    townships_of,
)

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


class _Townships:
    """The townships of one county, of today and of the past, taken apart when asked for."""

    def __init__(self, county: str, today: str, past: Sequence[tuple[int, str]]) -> None:
        self.listed: list[Named] = townships_of(county, today)
        self.last: dict[Named, int] = {}
        for year, towns in past:
            gone = townships_of(county, towns)
            self.listed += gone
            self.last.update(dict.fromkeys(gone, year))
        self.names: dict[str, tuple[str, ...]] = {}
        for code, name in self.listed:
            self.names[code] = (*self.names.get(code, ()), name)

    @cached_property
    def short(self) -> dict[str, Named]:
        """Names without their tail, where one township alone has that."""
        towns: dict[str, set[Named]] = defaultdict(set)
        for code, name in self.listed:
            towns[without_tail(name)].add((code, name))
        return {stem: named.pop() for stem, named in towns.items() if stem and len(named) == 1}


@dataclass(slots=True)
class Divisions:
    """All divisions since 2008: names by code, codes by full and by short name (济宁, 密云).

    A year stands for its end. Years of townships are those of their county, and for one
    that today's table lacks end with the last edition that lists it.

    Few of the 50,000 townships are ever asked for: those of a county stay as the table has
    them until one is, and codes of one name are one string, parted by spaces.
    """

    _names: dict[str, tuple[str, ...]]
    _today: dict[str, str]
    _past: dict[str, list[tuple[int, str]]]
    _by_name: dict[str, str]
    _by_levelled_name: dict[str, list[Named]]
    _by_short_name: dict[str, list[Named]]
    _longest: dict[str, int]
    _years: dict[Named, tuple[int, int]]
    _successors: dict[Named, tuple[str, ...]]
    _counties: dict[str, _Townships] = field(default_factory=dict)

    def __contains__(self, code: object) -> bool:
        return isinstance(code, str) and bool(self._names_of(code))

    def named(self, word: str) -> list[Named]:
        """The divisions of any year whose full name is ``word``, else those called so for
        short, with their level (凉山州) or without (密云), each with its full name."""
        codes = self._by_name.get(word)
        if codes:
            return [(code, word) for code in codes.split()]
        return self._by_levelled_name.get(word) or self._by_short_name.get(word, [])

    def longest_name(self, text: str, start: int = 0, most: int = 99) -> str:
        """The longest name that begins at ``start`` in a text and has ``most`` characters
        at most; ``""`` without one."""
        reach = min(self._longest.get(text[start : start + 2], 0), most, len(text) - start)
        for end in range(start + reach, start + 1, -1):
            word = text[start:end]
            if not self.lacks_level(word) or word in self._by_short_name:
                return word
        return ""

    def lacks_level(self, word: str) -> bool:
        """Whether ``word`` names divisions only with their level left out.

        >>> divisions().lacks_level("密云"), divisions().lacks_level("凉山州")
        (True, False)
        """
        return word not in self._by_name and word not in self._by_levelled_name

    def short_townships(self, county: str) -> dict[str, Named]:
        """The townships of a county by their names without a tail, where one alone has it."""
        return self._county(county).short

    def _county(self, code: str) -> _Townships:
        county = self._counties.get(code)
        if county is None:
            county = _Townships(code, self._today.get(code, ""), self._past.get(code, ()))
            if county.listed:  # or else whatever is asked for would be kept
                self._counties[code] = county
        return county

    def _names_of(self, code: str) -> tuple[str, ...]:
        return self._names.get(code) or self._county(code[:6]).names.get(code, ())

    def years(self, code: str, name: str) -> tuple[int, int]:
        """First and last year at whose end ``code`` had the name; 0 and 9999 where open.

        >>> divisions().years("110228", "密云县")
        (0, 2014)
        """
        if len(code) != 9:
            return self._years.get((code, name), _EVER)
        first, last = _EVER[0], self._county(code[:6]).last.get((code, name), _EVER[1])
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
        name = name or self.name_at(code, year)
        first, last = self.years(code, name)
        year = min(max(year or _EVER[1], first), last)
        path = () if name in NO_NAMES else (name,)
        above = code
        while not above.endswith("0000"):
            above = parent_code(above)
            called = self.name_at(above, year) if above in self._names else ""
            path = path if called in NO_NAMES else (called, *path)
        return Division(code, path)

    def name_at(self, code: str, year: int | None) -> str:
        """The name that a division had in ``year``, or in the nearest year in which it stood.

        Raises ``KeyError`` for a code that no table holds.
        """
        names = self._names_of(code)
        if not names:
            raise KeyError(code)
        if len(names) == 1:
            return names[0]
        return min(names, key=lambda name: self.distance(code, name, year))

    def successors(self, code: str, name: str | None = None) -> tuple[str, ...]:
        """The codes of today that took the place of a division, the largest share first.

        Its own where it still stands; ``()`` for a township that is gone. Transfers of
        single townships are left out. Raises ``KeyError`` for a code that no table holds.

        >>> divisions().successors("330103"), divisions().successors("341400")
        (('330105',), ('340100', '340200', '340500'))
        """
        name = name or self.name_at(code, None)
        if self.years(code, name)[1] == _EVER[1]:
            return (code,)
        today: dict[str, None] = {}
        for new in self._successors.get((code, name), ()):
            # A code among its own successors is held by a later name.
            later = self.name_at(new, None)
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
    today: dict[str, str] = {}
    past: dict[str, list[tuple[int, str]]] = defaultdict(list)
    by_name: dict[str, str] = {}
    by_levelled_name: dict[str, list[Named]] = defaultdict(list)
    by_short_name: dict[str, list[Named]] = defaultdict(list)
    years: dict[Named, tuple[int, int]] = {}
    successors: dict[Named, tuple[str, ...]] = {}
    for code, name, towns in division_rows():
        names[code], today[code] = (name,), towns
        _index(by_name, code, towns)
    for code, name, first, last, new in change_rows():
        years[code, name] = (first or _EVER[0], last or _EVER[1])
        if new:
            successors[code, name] = new
        if name not in names.setdefault(code, ()):
            names[code] += (name,)
    for county, year, towns in past_township_rows():
        past[county].append((year, towns))
        _index(by_name, county, towns)
    for code, name in _above_townships(names):
        by_name[name] = f"{by_name.get(name, '')} {code}"
        short = _short_name(code, name)
        if short:
            by_short_name[short].append((code, name))
        for called in names_without_peoples(name):
            known = by_levelled_name if called[-1] == name[-1] else by_short_name
            known[called].append((code, name))
    for called, code in contracted_names().items():
        by_levelled_name[called].append((code, names[code][0]))
    # By length, so that of the names with one beginning the longest is the last.
    called_so = sorted(chain(by_name, by_levelled_name, by_short_name), key=len)
    longest = {name[:2]: len(name) for name in called_so}
    return Divisions(
        names,
        today,
        dict(past),
        by_name,
        dict(by_levelled_name),
        dict(by_short_name),
        longest,
        years,
        successors,
    )


def _index(codes: dict[str, str], county: str, towns: str) -> None:
    """Add townships, as the tables have them, to the codes by name."""
    for town in towns.split(",") if towns else ():
        name = town[3:]
        if name in codes:
            codes[name] += f" {county}{town[:3]}"
        elif name[-1] != "局":  # 鸡东县林业局 is the county's bureau
            codes[name] = county + town[:3]


def _above_townships(names: dict[str, tuple[str, ...]]) -> Iterator[Named]:
    """Codes down to the county with each of their names, save those of the division above."""
    for code, called in names.items():
        if len(code) == 6:
            above = () if code.endswith("0000") else names.get(parent_code(code), ())
            for name in called:
                if name not in NO_NAMES and name not in above:
                    yield code, name


def without_tail(township: str) -> str:
    """A township's name without what it is (镇, 街道), which short names leave out.

    >>> without_tail("永乐镇"), without_tail("良种场")
    ('永乐', '良种场')
    """
    return township.removesuffix(next(filter(township.endswith, TOWNSHIP_TAILS), ""))


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
