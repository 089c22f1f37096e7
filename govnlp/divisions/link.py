"""Link the name of an office to the division that it governs or belongs to."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from govnlp.divisions.table import TOWNSHIP_TAILS, Divisions, Named, divisions

_LONGEST = 15
#: What may stand before the place: 国家税务总局密云区税务局, 国网山东省电力公司.
_LEAD = re.compile(
    r"中国共产党|中共|国网|原|国家[\u3400-\u9fff]{2,6}?总局|中国[\u3400-\u9fff]{2,6}?(?:银行|公司|集团)"
)
_SUPERIOR = re.compile("人民政府|政府|(?:电力|供水|燃气)?公司|市委|县委|区委|省委")


@dataclass(slots=True)
class Link:
    """What a name settles: one code and its name there, or the several that it could mean."""

    code: str | None = None
    name: str | None = None
    candidates: tuple[str, ...] = ()


@dataclass
class Linker:
    """Links offices of one document; ``context`` is what the document names as places.

    A name is settled by the places within it, then by the year: what stood at its end goes
    before what came or went at another time (密云 is 密云县 in 2012, 密云区 in 2017); then by the
    places of the document (title and issuer first), then by being the only one of its
    name. Otherwise it is not settled: nothing is guessed. ``year`` is the year reported
    on; ``None`` takes today's divisions before those of the past.

    >>> Linker(year=2012).link("杭州市下城区教育局").code
    '330103'
    """

    year: int | None = None
    context: list[str] = field(default_factory=list)
    table: Divisions = field(default_factory=divisions)
    _townships: dict[str, Named] = field(default_factory=dict)
    #: What names were linked to with the context as it stands.
    _links: dict[str, Link] = field(default_factory=dict)

    def learn(self, texts: Iterable[str]) -> None:
        """Take the places that the texts name as context, settled ones only."""
        for text in texts:
            link = self.link(text)
            if link.code:
                self.take([link.code])

    def take(self, codes: Iterable[str]) -> None:
        """Take divisions as context, behind those that are known."""
        for code in codes:
            if code in self.context:
                continue
            self.context.append(code)
            self._links.clear()
            if len(code) == 9:
                name = self.table.at(code, self.year).name
                tail = next((tail for tail in TOWNSHIP_TAILS if name.endswith(tail)), "")
                self._townships.setdefault(name.removesuffix(tail), (code, name))

    def link(self, name: str) -> Link:
        """The division named most precisely in the name of an office."""
        link = self._links.get(name)
        if link is None:
            link = self._links[name] = self._link(name)
        return link

    def _link(self, name: str) -> Link:
        found = self._own_township(name) or places_in(name, self.table)
        if not found:
            return Link()
        meant = found[0]
        for below in found[1:]:
            narrowed = [b for b in below if any(_under(b[0], code) for code, _ in meant)]
            # A place that lies in none of the places before it: another name, not its part.
            meant = narrowed or meant
        return self._settle(meant, alone=len(found) == 1)

    def _own_township(self, name: str) -> list[Sequence[Named]]:
        """The township that the document names in full and that opens ``name`` without its
        tail: 永乐供电所 in a report from 永乐镇."""
        longer = max(self.table.longest_at(name, 0, _LONGEST), 2) if self._townships else len(name)
        for size in range(min(_LONGEST, len(name) - 1), longer - 1, -1):
            if name[:size] in self._townships:
                return [[self._townships[name[:size]]]]
        return []

    def _settle(self, meant: Sequence[Named], alone: bool) -> Link:
        away = [self.table.distance(code, name, self.year) for code, name in meant]
        meant = [named for named, years in zip(meant, away, strict=True) if years == min(away)]
        codes = tuple(code for code, _ in meant)
        if len(meant) == 1:
            return self._standing(*meant[0], codes, alone)
        for known in self.context:
            near = [n for n in meant if _under(n[0], known) or _under(known, n[0])]
            if len(near) == 1:
                return self._standing(*near[0], codes, alone)
            meant = near or meant
        return Link(None, None, codes)

    def _standing(self, code: str, name: str, codes: tuple[str, ...], alone: bool) -> Link:
        """A township under a code that its county did not have yet: what stood in the
        county's place (丁字镇 in 2010: 望城县), since no table has the township's code."""
        if alone and len(code) == 9 and self.year is not None:
            first, _ = self.table.years(code, name)
            if first > self.year + 1:
                before = self.table.predecessors(code[:6], self.year)
                return Link(before[0] if len(before) == 1 else None, None, codes)
        return Link(code, name, codes)


def places_in(name: str, table: Divisions) -> list[Sequence[Named]]:
    """The places that open a name or follow a superior office in it (邹城市人民政府钢山街道办事处),
    each with the divisions that it could mean."""
    found: list[Sequence[Named]] = []
    lead = _LEAD.match(name)
    at = lead.end() if lead and not table.longest_at(name, 0, _LONGEST) else 0
    while at < len(name):
        size = table.longest_at(name, at, _LONGEST)
        if size:
            found.append(table.named(name[at : at + size]))
            at += size
            continue
        superior = _SUPERIOR.match(name, at)
        if not superior:
            break
        at = superior.end()
    # Of a zone or a farm (开发区, 良种场) the name alone says no place.
    if found and all(len(c) == 9 and not town.endswith(TOWNSHIP_TAILS) for c, town in found[0]):
        return []
    return found


def _under(code: str, above: str) -> bool:
    """Whether ``code`` is ``above`` or lies in it."""
    stem = above[:2] if above.endswith("0000") else above[:4] if above.endswith("00") else above
    return code.startswith(stem)
