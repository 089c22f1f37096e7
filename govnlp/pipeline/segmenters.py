"""Segmenters: from a stretch of clean text to words that cover it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Protocol

import numpy as np

from govnlp.pipeline.spans import Offsets


class Segmenter(Protocol):
    """Cuts clean text into words that cover it."""

    def __call__(self, text: str) -> list[str]:
        """The words of a stretch of text."""
        ...

    def starts(self, text: str, cuts: Offsets) -> Offsets:
        """Where the words of ``text`` begin, ``cuts`` among them: places, 0 and the end
        included, that no word crosses."""
        ...


_CHARACTERS = re.compile(r"[A-Za-z]+|\d+(?:\.\d+)?|\s+|.", re.DOTALL)
_LONGER = re.compile(r"[A-Za-z]{2,}|\d+(?:\.\d+)|\d{2,}|\s{2,}")
#: What ``spacy_pkuseg.train`` writes. A folder with a pickle in their place is refused.
MODEL_FILES = ("features.msgpack", "weights.npz")


class CharacterSegmenter:
    """Han characters apart; Latin words, numbers and runs of white space whole."""

    def __call__(self, text: str) -> list[str]:
        return _CHARACTERS.findall(text)

    def starts(self, text: str, cuts: Offsets) -> Offsets:
        """Where the words begin; see :class:`Segmenter`."""
        first = np.ones(len(text), dtype=bool)
        # Most words are single characters, so that only the others are looked for.
        for match in _LONGER.finditer(text):
            first[match.start() + 1 : match.end()] = False
        if not first[cuts[:-1]].all():
            # Behind a cut through a word, what is left may be no word: 3|.5 is 3, the dot, 5.
            first[:] = False
            for start, end in pairwise(cuts.tolist()):
                first[[m.start() for m in _CHARACTERS.finditer(text, start, end)]] = True
        return np.flatnonzero(first)


by_characters = CharacterSegmenter()


class PkusegSegmenter:
    """spacy-pkuseg with a model folder; its words always cover the text.

    path (str | Path): A folder that ``spacy_pkuseg.train`` wrote; not needed any more
        once the model is loaded.

    Raises ``ValueError`` where the folder holds no such model.
    """

    def __init__(self, path: str | Path) -> None:
        folder = Path(path).absolute()  # a bare name like "news" would be downloaded
        missing = [name for name in MODEL_FILES if not (folder / name).is_file()]
        if missing:
            raise ValueError(f"no pkuseg model in {path}: {' and '.join(missing)} missing")
        try:
            self._model = _load(folder)
        except Exception as error:
            raise ValueError(f"the pkuseg model in {path} is damaged: {error!r}") from error

    @classmethod
    def from_files(cls, files: dict[str, bytes]) -> PkusegSegmenter:
        """The segmenter of a model given as the content of its files, by name."""
        with TemporaryDirectory(prefix="govnlp-pkuseg-") as folder:
            for name in MODEL_FILES:
                Path(folder, name).write_bytes(files[name])
            return cls(folder)

    def files(self) -> dict[str, bytes]:
        """The content of the model's files, by name."""
        with TemporaryDirectory(prefix="govnlp-pkuseg-") as folder:
            self._model.feature_extractor.save(folder)
            self._model.model.save(folder)
            return {name: Path(folder, name).read_bytes() for name in MODEL_FILES}

    def __call__(self, text: str) -> list[str]:
        return list(_covering(text, self._model.cut(text)))

    def starts(self, text: str, cuts: Offsets) -> Offsets:
        """Where the words begin; see :class:`Segmenter`."""
        words: list[str] = []
        for start, end in pairwise(cuts.tolist()):
            stretch = text[start:end]
            words += self(stretch) if end - start > 1 else (stretch,)
        return np.cumsum([0, *map(len, words[:-1])], dtype=np.int64)[: len(words)]

    def __reduce__(self) -> tuple[Callable[..., PkusegSegmenter], tuple[dict[str, bytes]]]:
        return type(self).from_files, (self.files(),)


def _load(folder: Path) -> Any:
    import spacy_pkuseg
    from spacy_pkuseg.config import config

    # It takes the folder from settings that the whole process shares; they are put back.
    # Without a user dictionary nothing is unpickled.
    before = config.modelDir
    try:
        return spacy_pkuseg.pkuseg(str(folder), user_dict=None)
    finally:
        config.modelDir = before


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
