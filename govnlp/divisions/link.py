"""Link the name of an office to the division that it governs or belongs to."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from govnlp.divisions.table import Divisions, divisions

_LONGEST = 15
#: What may stand before the place: 国家税务总局密云区税务局, 国网山东省电力公司.
_LEAD = re.compile(
    r"中国共产党|中共|国网|原|国家[\u3400-\u9fff]{2,6}?总局|中国[\u3400-\u9fff]{2,6}?(?:银行|公司|集团)"
)
_SUPERIOR = re.compile("人民政府|政府|(?:电力|供水|燃气)?公司|市委|县委|区委|省委")


@dataclass(slots=True)
class Link:
    """What a name settles: one code, or the several that it could mean."""

    code: str | None = None
    candidates: tuple[str, ...] = ()


@dataclass
class Linker:
    """Links offices of one document; ``context`` is what the document names as places.

    A name is settled by the places within it, then by the places of the document
    (title and issuer first), then by being the only one of its name. Otherwise it is
    not settled: nothing is guessed.
    """

    context: list[str] = field(default_factory=list)
    table: Divisions = field(default_factory=divisions)

    def learn(self, texts: Iterable[str]) -> None:
        """Take the places that the texts name as context, settled ones only."""
        for text in texts:
            link = self.link(text)
            if link.code and link.code not in self.context:
                self.context.append(link.code)

    def link(self, name: str) -> Link:
        """The division named most precisely in the name of an office."""
        found = places_in(name, self.table)
        if not found:
            return Link()
        codes: tuple[str, ...] = found[0]
        for below in found[1:]:
            narrowed = tuple(c for c in below if any(_under(c, above) for above in codes))
            # A place that lies in none of the places before it: another name, not its part.
            codes = narrowed or codes
        return self._settle(codes)

    def _settle(self, codes: tuple[str, ...]) -> Link:
        if len(codes) == 1:
            return Link(codes[0], codes)
        for known in self.context:
            near = [c for c in codes if _under(c, known) or _under(known, c)]
            if len(near) == 1:
                return Link(near[0], codes)
            if near:
                codes = tuple(near)
        return Link(None, codes)


def places_in(name: str, table: Divisions) -> list[tuple[str, ...]]:
    """The places that open a name or follow a superior office in it (邹城市人民政府钢山街道办事处),
    each with the codes that it could mean."""
    found: list[tuple[str, ...]] = []
    lead = _LEAD.match(name)
    at = lead.end() if lead and not _longest_place(name, 0, table) else 0
    while at < len(name):
        size = _longest_place(name, at, table)
        if size:
            found.append(_codes(name[at : at + size], table))
            at += size
            continue
        superior = _SUPERIOR.match(name, at)
        if not superior:
            break
        at = superior.end()
    return found


def _longest_place(name: str, at: int, table: Divisions) -> int:
    for size in range(min(_LONGEST, len(name) - at), 1, -1):
        if _codes(name[at : at + size], table):
            return size
    return 0


def _codes(word: str, table: Divisions) -> tuple[str, ...]:
    return table.by_name.get(word) or table.by_short_name.get(word, ())


def _under(code: str, above: str) -> bool:
    """Whether ``code`` is ``above`` or lies in it."""
    stem = above[:2] if above.endswith("0000") else above[:4] if above.endswith("00") else above
    return code.startswith(stem)
