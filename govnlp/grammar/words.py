"""Words of the tables made ready for matching: patterns, and sets asked by their ends."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any


def either(words: Iterable[str]) -> str:
    """A pattern that matches any of ``words``, the longest first.

    Words of one first character share a branch, so that hundreds of words cost a search
    little more than their first characters do. Put it in a group of its own before
    something is added to it.

    >>> either(["共", "共计", "约"])
    '共(?:计|)|约'
    """
    rests: dict[str, list[str]] = {}
    for word in sorted(set(words), key=lambda word: (-len(word), word)):
        rests.setdefault(word[:1], []).append(word[1:])
    return "|".join(
        re.escape(first)
        + (re.escape(rest[0]) if len(rest) == 1 else f"(?:{'|'.join(map(re.escape, rest))})")
        for first, rest in sorted(rests.items())
    )


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
    """Words by their last two characters and length, so that most places cost one look-up.

    >>> WordSet(["政府", "人民政府"]).longest_before("由市人民政府办理", 6)
    2
    """

    def __init__(self, words: Iterable[str]) -> None:
        self.words = frozenset(words)
        self._characters = frozenset(word for word in self.words if len(word) == 1)
        sizes: dict[str, set[int]] = {}
        for word in self.words:
            sizes.setdefault(word[-2:], set()).add(len(word))
        self._sizes = {last: tuple(sorted(found, reverse=True)) for last, found in sizes.items()}

    def __contains__(self, word: str) -> bool:
        return word in self.words

    def longest_before(self, text: str, end: int) -> int | None:
        """Where the longest word that ends at ``end`` begins, ``None`` without one."""
        if end <= 0:
            return None
        for size in self._sizes.get(text[end - 2 : end] if end > 1 else text[:end], ()):
            start = end - size
            if start >= 0 and text[start:end] in self.words:
                return start
        return end - 1 if text[end - 1] in self._characters else None


def any_of(words: Iterable[str]) -> str:
    """A pattern for the longest of ``words`` that begins at a place, its branches shared.

    A plain alternation tries each word in turn; this one looks once at each character.

    >>> any_of(["局", "办", "办公室", "办公厅"])
    '(?:办(?:公(?:厅|室))?|局)'
    """
    tails: dict[str, set[str]] = {}
    ends = False
    for word in words:
        if word:
            tails.setdefault(word[0], set()).add(word[1:])
        else:
            ends = True
    if not tails:
        return ""
    parts = [re.escape(first) + any_of(tails[first]) for first in sorted(tails)]
    if len(parts) == 1 and not ends:
        return parts[0]
    return f"(?:{'|'.join(parts)}){'?' if ends else ''}"
