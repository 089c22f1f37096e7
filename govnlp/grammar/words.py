"""Words of the tables made ready for matching: patterns, and sets asked by their ends."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any


def either(words: Iterable[str]) -> str:
    """A pattern that matches any of ``words``, the longest first.

    >>> either(["共", "共计"])
    '共计|共'
    """
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))


def guarded(rows: Iterable[dict[str, Any]]) -> str:
    """A pattern of the words of several rows, each with the characters that undo them.

    A row has ``words`` and may have ``not_after`` and ``not_before``: characters that,
    next to a word, make it part of another one.

    >>> guarded([{"words": ["在"], "not_after": "存", "not_before": "线"}])
    '(?<![存])(?:在)(?![线])'
    """
    return "|".join(
        (f"(?<![{row['not_after']}])" if "not_after" in row else "")
        + f"(?:{either(row['words'])})"
        + (f"(?![{row['not_before']}])" if "not_before" in row else "")
        for row in rows
    )


class WordSet:
    """Words by their last character and length, so that most places cost one look-up.

    >>> WordSet(["政府", "人民政府"]).longest_before("由市人民政府办理", 6)
    2
    """

    def __init__(self, words: Iterable[str]) -> None:
        self.words = frozenset(words)
        sizes: dict[str, set[int]] = {}
        for word in self.words:
            sizes.setdefault(word[-1], set()).add(len(word))
        self._sizes = {last: tuple(sorted(found, reverse=True)) for last, found in sizes.items()}

    def __contains__(self, word: str) -> bool:
        return word in self.words

    def longest_before(self, text: str, end: int, floor: int = 0) -> int | None:
        """Where the longest word that ends at ``end`` begins, ``None`` without one."""
        if end <= floor:
            return None
        for size in self._sizes.get(text[end - 1], ()):
            start = end - size
            if start >= floor and text[start:end] in self.words:
                return start
        return None
