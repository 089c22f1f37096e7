"""Lines that only a page's width has parted → one line."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable


def is_wide(character: str) -> bool:
    """Whether a character is as wide as an ideograph, and needs no space beside it."""
    return character > "\u2e7f" and unicodedata.east_asian_width(character) in "WFH"


def join_wrapped(lines: Iterable[str]) -> str:
    """``lines`` in one, a space where two meet unless both ends are wide characters."""
    joined = ""
    for line in map(str.strip, lines):
        if joined and line and not (is_wide(joined[-1]) and is_wide(line[0])):
            joined += " "
        joined += line
    return joined
