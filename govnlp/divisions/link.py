"""Link the name of an office to the division that it governs or belongs to."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from govnlp.divisions.table import (
    TOWNSHIP_TAILS,
    Divisions,
    Named,
    divisions,
    without_tail,
)
from govnlp.grammar.places import words_not_places

_LONGEST = 15
#: What may stand before the place: 国家税务总局密云区税务局, 国网山东省电力公司.
_LEAD = re.compile(
    r"(?:中国共产党|中共|国网|原|中华人民共和国|共青团|民航"
    r"|(?:国家|中国民用)[\u3400-\u9fff]{2,6}?局|[\u3400-\u9fff]{1,6}?[部署]驻?"
    r"|中国[\u3400-\u9fff]{1,6}?(?:银行|公司|集团|委员会|协会))+"
)
#: A division of the Corps, before the city that it runs.
_CORPS = re.compile(r"(?:新疆生产建设兵团|兵团)?第[一二三四五六七八九十]{1,2}师")
_SUPERIOR = re.compile("人民政府|政府|(?:电力|供水|燃气)?公司|市委|县委|区委|省委")
#: A branch called after a place in that of its office: 青岛市公安局[市南]分局.
_BRANCH = re.compile(r"[局院行]([\u3400-\u9fff]{2,5}?)(?:分局|分院|支行)$")
#: Units that townships have and counties have not: [招贤]财政所 in a report from 莒县.
_STATION = re.compile(r"[\u3400-\u9fff]*(?:所|站|中心校|[中小]学|卫生院|信用社|中队)$")
#: Bodies that are called after places far away, or after no place: 江南大学, 新华医院.
_FREELY_NAMED = re.compile(
    r"大学|学院|学校|[中小]学|[一二三四五六七八九十]中|幼儿园|医院|公司|集团|银行|[馆社台厂]$|研究[院所]|设计院|协会|学会|基金会"
)
#: Organs of the state and the party, which are called after the place that they govern.
_ORGAN = re.compile(
    r"(?:政府|局|委|办|委员会|办公室|法院|检察院|处|公署|人大|政协|支队|大队|税务所)$"
)


#: A name of a place, and the divisions that it could mean.
Place = tuple[str, Sequence[Named]]


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

    A county's name without its level (密云) counts only near ``home``, the places of the
    document's own title and issuer; names that are words (江南, 公安) never do.

    >>> Linker(year=2012).link("杭州市下城区教育局").code
    '330103'
    """

    year: int | None = None
    context: list[str] = field(default_factory=list)
    home: list[str] = field(default_factory=list)
    table: Divisions = field(default_factory=divisions)
    _townships: dict[str, Named] = field(default_factory=dict)
    _stations: dict[str, Named] = field(default_factory=dict)
    #: The length of the longest of these.
    _reach: int = 0
    #: The places in each name: a name is learned from and then linked.
    _places: dict[str, list[Place]] = field(default_factory=dict)

    def learn(self, texts: Iterable[str], own: bool = False) -> None:
        """Take the places that the texts name as context, settled ones only; as the
        document's ``own`` where the texts are its title and issuer."""
        for text in texts:
            link = self.link(text)
            if link.code:
                self.take([link.code])
                if own and link.code not in self.home:
                    self.home.append(link.code)
                    stations = self.table.short_townships(link.code[:6])
                    self._stations.update(stations)
                    self._reach = max(self._reach, *map(len, stations), 0)

    def take(self, codes: Iterable[str]) -> None:
        """Take divisions as context, behind those that are known."""
        for code in codes:
            if code in self.context:
                continue
            self.context.append(code)
            if len(code) == 9:
                name = self.table.name_at(code, self.year)
                stem = without_tail(name)
                self._townships.setdefault(stem, (code, name))
                self._reach = max(self._reach, len(stem))

    def link(self, name: str) -> Link:
        """The division named most precisely in the name of an office."""
        own = self._own_township(name)
        found = own or list(self._meant(name))
        if not found:
            return Link()
        meant = found[0]
        for below in found[1:]:
            narrowed = [b for b in below if any(_under(b[0], code) for code, _ in meant)]
            # A place that lies in none of the places before it: another name, not its part.
            meant = narrowed or meant
        return self._settle(meant, alone=len(found) == 1)

    def _meant(self, name: str) -> Iterator[Sequence[Named]]:
        """What each place in a name could mean, up to the first that says nothing."""
        within = False
        if name not in self._places:
            self._places[name] = places_in(name, self.table)
        for word, named in self._places[name]:
            if self.table.lacks_level(word):
                named = [n for n in named if self._may_mean(n[0], name, within)]
            if not named:
                return
            yield named
            within = True

    def _may_mean(self, code: str, name: str, within: bool) -> bool:
        """Whether a name without its level may be that of the division: any above the county;
        a county's behind a place, for the document's own, for an organ's."""
        if code.endswith("00"):
            return True
        if _FREELY_NAMED.search(name):
            return any(known.startswith(code) for known in self.home)
        if self.home and not within:
            return any(_under(code, known) or _under(known, code) for known in self.home)
        return within or _ORGAN.search(name) is not None

    def _own_township(self, name: str) -> list[Sequence[Named]]:
        """The township that opens ``name`` without its tail, where the document names it in
        full (永乐供电所 in a report from 永乐镇) or is from its county."""
        for size in range(min(self._reach, _LONGEST, len(name) - 1), 1, -1):
            word = name[:size]
            if word not in self._townships and word not in self._stations:
                continue
            if size < _longest_place(name, 0, self.table):
                break
            station = _STATION.match(name, size)
            # 恭城电视台 is the county's, 恭城派出所 that of the town of that name.
            county = any(code[:6] in self.home for code, _ in self.table.named(word))
            town = None if county and not station else self._townships.get(word)
            if town is None and station:
                town = self._stations.get(word)
            if town is not None:
                return [[town]]
        return []

    def _settle(self, meant: Sequence[Named], alone: bool) -> Link:
        if len(meant) > 1:
            away = [self.table.distance(code, name, self.year) for code, name in meant]
            least = min(away)
            meant = [named for named, years in zip(meant, away, strict=True) if years == least]
        codes = tuple(code for code, _ in meant)
        if len(meant) == 1:
            return self._standing(*meant[0], codes, alone)
        for known in self.context:
            near = [n for n in meant if _under(n[0], known) or _under(known, n[0])]
            if len(near) == 1:
                return self._standing(*near[0], codes, alone)
            meant = near or meant
        # 吉林 is the province as well as a city in it; 海南 the province rather than 海南州.
        wide = [n for n in meant if all(_under(code, n[0]) for code, _ in meant)]
        wide = wide or [named for named in meant if named[0].endswith("0000")]
        if len(wide) == 1:
            return self._standing(*wide[0], codes, alone)
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


def places_in(name: str, table: Divisions) -> list[Place]:
    """The places that open a name or follow a superior office in it (邹城市人民政府钢山街道办事处),
    each with the divisions that it could mean."""
    found: list[Place] = []
    corps = _CORPS.match(name)
    size = _longest_place(name, 0, table)
    lead = None if size else _LEAD.match(name)
    at = max(corps.end() if corps else 0, lead.end() if lead else 0)
    if at:
        size = _longest_place(name, at, table)
    while at < len(name):
        if size:
            word = name[at : at + size]
            found.append((word, table.named(word)))
            at += size
        elif superior := _SUPERIOR.match(name, at):
            at = superior.end()
        else:
            break
        size = _longest_place(name, at, table)
    branch = _BRANCH.search(name, at)
    if found and branch:
        found.append((branch[1], table.named(branch[1])))
    # Of a zone or a farm (开发区, 良种场) the name alone says no place.
    if found and all(len(c) == 9 and not n.endswith(TOWNSHIP_TAILS) for c, n in found[0][1]):
        return []
    return found


def _longest_place(name: str, at: int, table: Divisions) -> int:
    word = table.longest_name(name, at, _LONGEST)
    return 0 if word in words_not_places() and table.lacks_level(word) else len(word)


def _under(code: str, above: str) -> bool:
    """Whether ``code`` is ``above`` or lies in it."""
    stem = above[:2] if above.endswith("0000") else above[:4] if above.endswith("00") else above
    return code.startswith(stem)
