"""Sets of words, asked for the longest that ends at a place."""

from __future__ import annotations

from collections.abc import Iterable


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
