"""The numbers that Word puts before paragraphs by itself: 一、 （一） 1. ①.

They stand nowhere in the document's text: ``numbering.xml`` says how each level of each
list counts and looks, a paragraph or its style which level of which list it is on.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final

from govnlp.reading.docx_package import Node, child, child_value, children, local, value
from govnlp.resources import load_table

_PLACE: Final = re.compile(r"%([1-9])")
_LEVELS: Final = 9
#: After these a number needs no space before the paragraph's text.
_TIGHT: Final = "、，。：．）】〕》)"


@dataclass(frozen=True, slots=True)
class Level:
    """How a level of a list counts: start, format, pattern such as ``（%1）``."""

    start: int = 1
    form: str = "decimal"
    pattern: str = ""
    suffix: str = "tab"
    legal: bool = False  # all numbers of the pattern as decimals
    restart: int = -1  # begins anew after a number of this level, counted from 1; 0 never
    style: str | None = None


@dataclass(slots=True)
class Numbering:
    """The lists of a document and how far each has counted."""

    levels: dict[str, dict[int, Level]] = field(default_factory=dict)  # list → its levels
    shared: dict[str, str] = field(default_factory=dict)  # list → what it counts together with
    fresh: dict[str, set[int]] = field(default_factory=dict)  # list → levels it starts anew
    counts: dict[str, list[int | None]] = field(default_factory=dict)

    def number(self, list_id: str, level: int) -> str:
        """The next number on a level of a list, as it stands on the page; '' if none."""
        levels = self.levels.get(list_id)
        if levels is None or not 0 <= level < _LEVELS:
            return ""
        counts = self.counts.setdefault(self.shared[list_id], [None] * _LEVELS)
        if level in self.fresh.get(list_id, ()):  # only the first time the list is used
            self.fresh[list_id].discard(level)
            counts[level] = None
        _advance(counts, levels, level)
        return _shown(counts, levels, level)

    def level_of_style(self, list_id: str, style: str) -> int:
        """The level of a list that a paragraph style is tied to, 0 by default."""
        levels = self.levels.get(list_id, {})
        return next((n for n, level in levels.items() if level.style == style), 0)


def numbering_of(root: Node | None, styles: dict[str, Node]) -> Numbering:
    """The lists that ``numbering.xml`` defines."""
    made = Numbering()
    if root is None:
        return made
    abstract = {value(node, "abstractNumId"): node for node in children(root, "abstractNum")}
    numbers = {value(node, "numId"): node for node in children(root, "num")}
    for list_id, number in numbers.items():
        source = child_value(number, "abstractNumId")
        definition = _linked(abstract.get(source), abstract, numbers, styles)
        levels = _levels(definition) if definition is not None else {}
        fresh: set[int] = set()
        for override in children(number, "lvlOverride"):
            _override(override, levels, fresh)
        made.levels[list_id], made.shared[list_id], made.fresh[list_id] = levels, source, fresh
    return made


def _linked(
    node: Node | None, abstract: dict[str, Node], numbers: dict[str, Node], styles: dict[str, Node]
) -> Node | None:
    """The definition itself, or the one of the list style that it points to."""
    link = child_value(node, "numStyleLink") if node is not None else ""
    properties = child(styles.get(link), "pPr")
    target = child_value(child(properties, "numPr"), "numId")
    if target not in numbers:
        return node
    return abstract.get(child_value(numbers[target], "abstractNumId"), node)


def _levels(definition: Node) -> dict[int, Level]:
    return {_integer(value(node, "ilvl")): _level(node) for node in children(definition, "lvl")}


def _level(node: Node) -> Level:
    return Level(
        start=_integer(child_value(node, "start"), 1),
        form=child_value(node, "numFmt") or _custom_format(node) or "decimal",
        pattern=child_value(node, "lvlText"),
        suffix=child_value(node, "suff") or "tab",
        legal=child(node, "isLgl") is not None,
        restart=_integer(child_value(node, "lvlRestart"), -1),
        style=child_value(node, "pStyle") or None,
    )


def _custom_format(node: Node) -> str:
    # Newer formats stand in an alternative; its last is the one that every Word knows.
    forms = [value(below) for below in node.iter() if local(below) == "numFmt"]
    return forms[-1] if forms else ""


def _override(node: Node, levels: dict[int, Level], fresh: set[int]) -> None:
    number = _integer(value(node, "ilvl"))
    whole = child(node, "lvl")
    if whole is not None:
        levels[number] = _level(whole)
    start = child_value(node, "startOverride")
    if start:
        old = levels.get(number, Level())
        levels[number] = Level(_integer(start, 1), old.form, old.pattern, old.suffix, old.legal,
                               old.restart, old.style)  # fmt: skip
        fresh.add(number)


def _advance(counts: list[int | None], levels: dict[int, Level], level: int) -> None:
    def start(n: int) -> int:
        return levels.get(n, Level()).start

    current = counts[level]
    counts[level] = start(level) if current is None else current + 1
    for higher in range(level):  # a level that was passed over counts as begun
        if counts[higher] is None:
            counts[higher] = start(higher)
    for deeper in range(level + 1, _LEVELS):
        restart = levels.get(deeper, Level()).restart
        if restart < 0 or level < restart:
            counts[deeper] = None


def _shown(counts: list[int | None], levels: dict[int, Level], level: int) -> str:
    this = levels.get(level)
    if this is None or this.form in ("none", "bullet"):
        return ""

    def place(match: re.Match[str]) -> str:
        n = int(match[1]) - 1
        other = levels.get(n, Level())
        count = counts[n]
        form = "decimal" if this.legal else other.form
        return formatted(other.start if count is None else count, form)

    text = _PLACE.sub(place, this.pattern)
    gap = this.suffix != "nothing" and text and text[-1] not in _TIGHT
    return text + " " if gap else text


def formatted(number: int, form: str) -> str:
    """``number`` in one of Word's number formats; decimal for one not known here."""
    symbols: dict[str, str] = _settings()["symbols"]
    if form in symbols and 1 <= number <= len(symbols[form]):
        return symbols[form][number - 1]
    if form in _settings()["counting"]:
        digits, units = _settings()["counting"][form]
        return _counted(number, digits, units)
    if form.endswith("Letter"):
        text = _letters(number)
    elif form.endswith("Roman"):
        text = _roman(number)
    elif form == "decimalZero":
        text = f"{number:02d}"
    else:
        text = str(number)
    return text.lower() if form.startswith("lower") else text


def _counted(number: int, digits: str, units: str) -> str:
    """``number`` in Chinese; what has no unit is written digit by digit."""
    largest = 10 ** len(units) * 10 if len(units) < 4 else 100_000
    if not units or number <= 0 or number >= largest:
        return "".join(digits[int(d)] for d in str(max(0, number)))
    text, zero = "", False
    for power in range(len(str(number)) - 1, -1, -1):
        digit = number // 10**power % 10
        if not digit:
            zero = bool(text)
            continue
        text += digits[0] * zero + digits[digit] + (units[power - 1] if power else "")
        zero = False
    # 一十二 is said 十二.
    ten = digits[1] + units[0]
    return text[1:] if number < 20 and text.startswith(ten) else text


def _letters(number: int) -> str:
    # A … Z, AA, BB …: Word repeats the letter.
    if not 1 <= number <= 26 * 40:
        return str(number)
    return chr(ord("A") + (number - 1) % 26) * ((number - 1) // 26 + 1)


def _roman(number: int) -> str:
    if not 1 <= number <= 3999:
        return str(number)
    text = ""
    for worth, sign in _ROMAN:
        text += sign * (number // worth)
        number %= worth
    return text


_ROMAN: Final = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"),
    (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip


def _integer(text: str, default: int = 0) -> int:
    sound = text.isascii() and text.lstrip("-").isdigit() and len(text) < 10
    return int(text) if sound else default


@cache
def _settings() -> dict[str, Any]:
    return load_table("reading_numbering.toml")
