"""The total that a count is a share of (``part_of``).

Parts stand behind their total: after 其中 and its kin, in brackets right behind it, or
where they add up to it exactly; before it where 合计 follows. The words that say so stand in
``resources/item_words.toml``, the rules in docs/guidelines.md.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from govnlp.grammar.match import Count
from govnlp.grammar.words import either, guarded
from govnlp.resources import load_table

_WORDS: Final = load_table("item_words.toml")
_SHARE_WORD: Final = _WORDS["compared"]["share"]
#: With what a comparison ends: few phrases do, so that few are searched for one.
_CHANGE_ENDS: Final = frozenset("了\n").union(word[-1] for word in _WORDS["compared"]["change"])
_SHARE: Final = re.compile(rf"{_SHARE_WORD}(?![比线地用])[^，]{{0,6}}$")
_COMPARED: Final = re.compile(
    rf"(?:{either(_WORDS['compared']['than'])}).{{0,16}}?"
    rf"(?:{either(_WORDS['compared']['change'])})了?$"
)


def is_difference(phrase: str) -> bool:
    """Whether a number behind ``phrase`` says a share or a difference, not how many.

    >>> is_difference("，占"), is_difference("，比上年增加"), is_difference("，增加")
    (True, True, False)
    """
    if _SHARE_WORD in phrase and _SHARE.search(phrase) is not None:
        return True
    return phrase[-1:] in _CHANGE_ENDS and _COMPARED.search(phrase) is not None


_OPENS: Final = re.compile(f"(?:{either(_WORDS['parts']['opens'])})")
_LISTS: Final = re.compile("其中[：:]")
_SENTENCE: Final = re.compile("[。！？!?]")
_KIN: Final = [frozenset(units) for units in _WORDS["parts"]["units"]]
#: How many counts before and behind a total are looked at.
_REACH: Final = 16
_NEAR: Final = 24
#: How many counts before a total may have it as a part.
_BACK: Final = 5
#: As many counts behind a total may share it a second time.
_FAR: Final = 24
#: Of smaller totals too many pairs of numbers are the sum.
_PLAIN: Final = 3
_BROKEN: Final = re.compile(either(_WORDS["parts"]["by"]))
_FLOWS: Final = re.compile(either(_WORDS["parts"]["flows"]))
#: 按时办结 and 延期办结 tell what came of the cases, 办结 alone how many are done.
_SETTLES: Final = re.compile(f"(?:{guarded(_WORDS['parts']['settles'])})$")
_TOPIC: Final = re.compile(either(_WORDS["parts"]["topics"]))
_SUMS: Final = re.compile(either(_WORDS["parts"]["sums"]))
_OUTCOME: Final = re.compile(either(_WORDS["parts"]["outcomes"]))
_BRACKETS: Final = re.compile("[（()）]")


class _Gap:
    """What stands between a count and the one before it.

    Only what nearly every count is asked for is worked out at once.
    """

    __slots__ = ("clause", "differs", "line", "sentence", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self.line = "\n" in text  # another paragraph begins
        self.sentence = _SENTENCE.search(text) is not None
        self.clause = "；" in text
        self.differs = is_difference(text[-_NEAR:])  # the count behind is a share or a difference

    @property
    def first(self) -> str:
        return self.text[:1]

    @property
    def near(self) -> bool:
        return len(self.text) <= _NEAR

    @property
    def depth(self) -> int:
        """Brackets opened, less those closed."""
        return sum(1 if char in "（(" else -1 for char in _BRACKETS.findall(self.text))

    @property
    def opens(self) -> bool:
        """其中."""
        return _OPENS.search(self.text[-_NEAR:]) is not None

    @property
    def lists(self) -> bool:
        """其中：, behind which ； parts the parts."""
        return _LISTS.search(self.text[-_NEAR:]) is not None

    @property
    def broken(self) -> bool:
        """Whether it says by what the total is broken down."""
        return _BROKEN.search(self.text[-48:]) is not None

    @property
    def flows(self) -> bool:
        """结转: what goes from year to year is no part."""
        return _FLOWS.search(self.text[-_NEAR:]) is not None

    @property
    def settles(self) -> bool:
        """办结 right before the count: what is done with is no part of what came in."""
        return _SETTLES.search(self.text[-_NEAR:]) is not None

    @property
    def topic(self) -> bool:
        """行政诉讼: other cases than those before."""
        return _TOPIC.search(self.text[-_NEAR:]) is not None

    @property
    def sums(self) -> bool:
        """合计: the count behind is the total of those before."""
        return self.near and _SUMS.search(self.text) is not None


def _gaps(text: str, counts: Sequence[Count]) -> list[_Gap]:
    ends = [0, *(count.end for count in counts)]
    return [_Gap(text[end : count.start]) for end, count in zip(ends, counts, strict=False)]


def link_parts(text: str, counts: Sequence[Count]) -> list[int | None]:
    """For each of ``counts`` the index of the total that it is a share of, or ``None``.

    Parts stand behind their total in the same paragraph: after 其中 and its kin, in
    brackets right behind it, or, without such a sign, where they add up to it exactly;
    several rows of them may share one total. Before it they stand where 合计 follows.
    Shares, differences and flows (占12%, 比上年多9条, 结转2件) are no parts. No chain of
    links comes back to where it began: a part is never greater than its total.

    >>> from govnlp.grammar.counts import find_counts
    >>> text = "公开信息336条，其中：财政120条（其中预算80条），民生88条。收到申请5件。"
    >>> link_parts(text, find_counts(text))
    [None, 0, 1, 0, None]
    """
    gaps = _gaps(text, counts)
    totals: list[int | None] = [None] * len(counts)
    # No link crosses the end of a paragraph: its first count opens nothing, its last has
    # nothing behind it.
    inner = [index for index in range(1, len(counts)) if not gaps[index].line]
    for first in inner:
        if totals[first] is None and gaps[first].opens:
            _link_opened(counts, gaps, first, totals)
    # Without 其中 it takes two parts to make a total.
    before_two = [first - 1 for first in inner[:-1] if not gaps[first + 1].line]
    for total in before_two:
        _link_run(counts, gaps, total, totals)
    for total in inner:
        if gaps[total].sums:
            _link_back(counts, gaps, total, totals)
    whole = [total for total in before_two if totals[total] is None]
    for total in [*whole, *(total for total in before_two if totals[total] is not None)]:
        _link_again(text, counts, gaps, total, totals)
    return totals


def _link_opened(
    counts: Sequence[Count], gaps: list[_Gap], first: int, totals: list[int | None]
) -> None:
    total = _total_before(counts, gaps, first)
    if total is not None:
        for part in _parts(counts, gaps, total, first, opened=True):
            totals[part] = total


def _total_before(counts: Sequence[Count], gaps: list[_Gap], first: int) -> int | None:
    """The nearest count before 其中 that the one behind it can be a share of."""
    depth, near = 0, None
    for index in range(first - 1, max(-1, first - _REACH), -1):
        depth += gaps[index + 1].depth
        if depth >= 0 and not gaps[index].differs:  # not within a bracket that has closed
            if _holds(counts[index], counts[first]):
                return index if near is None or not _follows(gaps, near, first) else near
            if near is None and _kin(counts[index], counts[first]):
                near = index
        if gaps[index].line:
            break
    return near


def _follows(gaps: list[_Gap], total: int, first: int) -> bool:
    """Whether 其中 stands right behind a count, in its sentence."""
    return total == first - 1 and gaps[first].near and not gaps[first].sentence


def _holds(total: Count, part: Count) -> bool:
    same = total.unit == part.unit and "percent" not in (total.kind, part.kind)
    return same and 0 < (total.value or 0) >= (part.value or 0)


def _beside(counts: Sequence[Count], gaps: list[_Gap], one: int, other: int) -> bool:
    """同意23件，部分公开31件，不予9件，其他14件: a greater number makes both parts of another."""
    same = counts[one].unit == counts[other].unit and not gaps[other].differs
    return same and (counts[other].value or 0) > (counts[one].value or 0)


def _kin(total: Count, part: Count) -> bool:
    """Whether two measure words may count one kind of thing (12份文件, 其中图解5篇)."""
    kin = any({total.unit, part.unit} <= units for units in _KIN)
    return kin and 0 < (total.value or 0) >= (part.value or 0)


@dataclass(slots=True)
class _Run:
    """Counts in a row that may share a total."""

    whole: float
    parts: list[int]
    added: float = 0
    sure: int | None = None  # how many of them stand before the first ；

    def add(self, index: int, value: float) -> None:
        self.parts.append(index)
        self.added += value

    @property
    def fills(self) -> bool:
        return self.added == self.whole

    def partial(self) -> list[int]:
        return self.parts if self.sure is None else self.parts[: self.sure]


def _parts(
    counts: Sequence[Count], gaps: list[_Gap], total: int, first: int, opened: bool
) -> list[int]:
    """The counts from ``first`` on that share ``total``; those that add up to it, if any do."""
    run = _Run(counts[total].value or 0, [])
    depth = 0
    for index in range(first, min(len(counts), first + _REACH)):
        gap, count = gaps[index], counts[index]
        if index > first:
            depth += gap.depth
            if _run_ends(gap, depth):
                break
            if gap.clause and run.sure is None and not gaps[first].lists:
                run.sure = len(run.parts)
        like = count.unit == counts[first].unit or (opened and _kin(counts[total], count))
        if depth > 0 or gap.differs or not like:
            continue
        if gap.flows or (gap.settles and not opened):
            # 收到19件，其中公开7件、不予公开11件，结转1件: what goes on makes up the rest.
            rest = opened and run.added + (count.value or 0) == run.whole
            return run.parts if run.fills or rest else []
        value = count.value or 0
        if value > run.whole or (run.fills and value):
            break
        run.add(index, value)
    return run.parts if run.fills else run.partial() if opened else []


def _run_ends(gap: _Gap, depth: int) -> bool:
    again = gap.opens and depth <= 0
    return gap.line or gap.sentence or again or gap.first == "：" or depth < 0


def _link_run(
    counts: Sequence[Count], gaps: list[_Gap], total: int, totals: list[int | None]
) -> None:
    """Parts without 其中: in brackets right behind the total, or adding up to it."""
    marked = gaps[total + 1].first in ("（", "(", "：")
    if gaps[total + 1].first == "、" or (totals[total] is not None and not marked):
        return
    if not marked and (counts[total].value or 0) < _PLAIN:
        return
    crossed = passed = False
    for first in range(total + 1, min(len(counts), total + 4)):
        gap = gaps[first]
        if gap.line:
            return
        crossed = crossed or (gap.sentence and not gap.broken)
        if totals[first] is not None or gap.differs:
            continue
        if not _holds(counts[total], counts[first]):
            if not (marked or gap.sentence) and _beside(counts, gaps, total, first):
                return
            continue
        if passed and not gap.sentence:
            continue
        if total in totals[total + 1 : total + 1 + _REACH]:
            return
        passed = True
        bracketed = first == total + 1 and gap.first in ("（", "(")
        parts = _parts(counts, gaps, total, first, opened=bracketed)
        if parts and not marked and _in_longer_run(counts, gaps, total, parts[-1], totals):
            return
        if len(parts) > 1 + crossed * 2 and all(totals[part] is None for part in parts):
            for part in parts:
                totals[part] = total
            return


def _in_longer_run(
    counts: Sequence[Count], gaps: list[_Gap], first: int, last: int, totals: list[int | None]
) -> bool:
    """Whether a count and those that add up to it are themselves parts of one before:
    收到17件；公开5件，部分公开3件，不予公开2件，其他7件."""
    reach = range(first, min(len(counts), first + _FAR))
    for total in range(first - 1, max(-1, first - _BACK), -1):
        if gaps[total + 1].line:
            return False
        run = _exact_run(counts, gaps, total, reach, totals)
        if run and run[-1] > last:
            return True
    return False


def _link_again(
    text: str, counts: Sequence[Count], gaps: list[_Gap], total: int, totals: list[int | None]
) -> None:
    """Other parts of a total, by other marks: 申请8件，当面3件、网上5件。`同意`6件，`不予`2件."""
    end = min(len(counts), total + _FAR)
    first = total + 1
    unit, whole = counts[total].unit, counts[total].value or 0
    inside, among = True, False  # the total's own sentence, the parts of another total
    while first < end and not gaps[first].line:
        inside = inside and not gaps[first].sentence
        among = inside and (among or _beside(counts, gaps, total, first))
        # Most counts begin no run of parts; a look at them costs less than to try.
        if among or counts[first].unit != unit or not 0 < (counts[first].value or 0) < whole:
            first += 1
            continue
        run = _exact_run(counts, gaps, total, range(first, end), totals)
        if len(run) > 2 or (len(run) == 2 and all(_is_case(text, counts[part]) for part in run)):
            for part in run:
                totals[part] = total
            first = run[-1]
        first += 1


def _is_case(text: str, count: Count) -> bool:
    """Whether the words around a count say what came of an application or a case."""
    return _OUTCOME.search(text, max(0, count.start - 12), count.end + 6) is not None


def _exact_run(
    counts: Sequence[Count],
    gaps: list[_Gap],
    total: int,
    reach: range,
    totals: list[int | None],
) -> list[int]:
    """Unlinked counts in one sentence, from the first of ``reach`` on, that add up to a total."""
    run = _Run(counts[total].value or 0, [])
    for index in reach:
        gap, count = gaps[index], counts[index]
        if run.parts and (gap.line or gap.sentence):
            break
        if gap.differs or count.unit != counts[total].unit:
            if not run.parts:
                break
            continue
        if totals[index] is not None or gap.flows or gap.settles or gap.topic:
            break
        if not count.value:
            break
        run.add(index, count.value)
        if run.added >= run.whole:
            break
    return run.parts if run.fills else []


def _link_back(
    counts: Sequence[Count], gaps: list[_Gap], total: int, totals: list[int | None]
) -> None:
    """Parts before their total: 书面申请9件、网上申请5件，`合计`14件."""
    run = _Run(counts[total].value or 0, [])
    for index in range(total - 1, max(-1, total - 1 - _REACH), -1):
        gap, count = gaps[index + 1], counts[index]
        if (
            gap.line
            or gap.sentence
            or totals[index] is not None
            or count.unit != counts[total].unit
        ):
            break
        if run.fills and count.value:
            break
        run.add(index, count.value or 0)
    if run.fills and len(run.parts) > 1 and totals[total] is None:
        for part in run.parts:
            totals[part] = total
