"""Segmenters: from a stretch of clean text to words that cover it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

Segmenter = Callable[[str], list[str]]

_CHARACTERS = re.compile(r"[A-Za-z]+|\d+(?:\.\d+)?|\s+|.", re.DOTALL)
#: What ``spacy_pkuseg.train`` writes. A folder with a pickle in their place is refused.
MODEL_FILES = ("features.msgpack", "weights.npz")


def by_characters(text: str) -> list[str]:
    """Han characters apart; Latin words, numbers and runs of white space whole."""
    return _CHARACTERS.findall(text)


class PkusegSegmenter:
    """spacy-pkuseg with a model folder; its words always cover the text.

    path (str | Path): A folder that ``spacy_pkuseg.train`` wrote.

    Raises ``ValueError`` where the folder holds no such model.
    """

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)
        missing = [name for name in MODEL_FILES if not (self.path / name).is_file()]
        if missing:
            raise ValueError(f"no pkuseg model in {self.path}: {' and '.join(missing)} missing")
        import spacy_pkuseg

        # Without a user dictionary nothing is unpickled.
        self._model: Any = spacy_pkuseg.pkuseg(str(self.path), user_dict=None)

    def __call__(self, text: str) -> list[str]:
        return list(_covering(text, self._model.cut(text)))

    def __reduce__(self) -> tuple[type[PkusegSegmenter], tuple[Path]]:
        return type(self), (self.path,)


def _covering(text: str, words: list[str]) -> Iterator[str]:
    """``words`` with whatever the segmenter left out (white space) put back."""
    at = 0
    for word in words:
        found = text.find(word, at)
        if not word or found == -1:
            continue
        if found > at:
            yield text[at:found]
        yield word
        at = found + len(word)
    if at < len(text):
        yield text[at:]
