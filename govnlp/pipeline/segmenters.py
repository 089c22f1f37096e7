"""Segmenters: from a stretch of clean text to words that cover it."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import RLock
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from govnlp.pipeline.pkuseg_decoder import Decoder
from govnlp.pipeline.spans import Offsets
from govnlp.text.view import code_points


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
_POINT = re.compile(r"\.(?=\d)")
#: What ``spacy_pkuseg.train`` writes. A folder with a pickle in their place is refused.
MODEL_FILES = ("features.msgpack", "weights.npz")
#: The model that the package brings along; ``models/segmenter.md`` is its card.
PKUSEG_MODEL = Path(__file__).parents[1] / "resources" / "pkuseg"


class CharacterSegmenter:
    """Han characters apart; Latin words, numbers and runs of white space whole."""

    def __call__(self, text: str) -> list[str]:
        return _CHARACTERS.findall(text)

    def starts(self, text: str, cuts: Offsets) -> Offsets:
        """Where the words begin; see :class:`Segmenter`."""
        kinds = _kinds().take(code_points(text), mode="clip")
        cut = np.zeros(len(text) + 1, dtype=bool)
        cut[cuts] = True
        first = cut[:-1].copy()
        first[1:] |= (kinds[1:] != kinds[:-1]) | (kinds[1:] == 0)
        end = 0  # of the number with a point that was seen last: 1.2.3 is 1.2, the point, 3
        for match in _POINT.finditer(text):
            at = match.start()
            if at != end and at and text[at - 1].isdecimal() and not cut[at : at + 2].any():
                first[at : at + 2] = False
                end = at + 2
                while end < len(text) and not first[end]:
                    end += 1
        return np.flatnonzero(first)


#: The kind of white space.
_SPACE = 3


@cache
def _kinds() -> npt.NDArray[np.uint8]:
    """The kind of each character of the first two planes: Latin, digit, white space, 0 others."""
    kinds = np.zeros(0x20000, dtype=np.uint8)
    characters = "".join(map(chr, [*range(0xD800), *range(0xE000, len(kinds))]))
    for kind, pattern in enumerate((r"[A-Za-z]", r"\d", r"\s"), _SPACE - 2):
        kinds[[ord(character) for character in re.findall(pattern, characters)]] = kind
    return kinds


by_characters = CharacterSegmenter()


class PkusegSegmenter:
    """spacy-pkuseg with a model folder; its words always cover the text.

    path (str | Path): A folder that ``spacy_pkuseg.train`` wrote, the package's own model
        if not given; not needed any more once the model is loaded.

    The settings that a model was trained with are read off its features and hold while it
    cuts, so that models, and trainings, in one process do not disturb each other.

    Raises ``ValueError`` where the folder holds no such model.
    """

    def __init__(self, path: str | Path = PKUSEG_MODEL) -> None:
        folder = Path(path).absolute()  # a bare name like "news" would be downloaded
        missing = [name for name in MODEL_FILES if not (folder / name).is_file()]
        if missing:
            raise ValueError(f"no pkuseg model in {path}: {' and '.join(missing)} missing")
        try:
            self._model = _load(folder)
            self._settings = _settings_of(self._model.feature_extractor.feature_to_idx)
            self._decoder = _decoder(self._model, self._settings)
            self("公开")  # a model of two halves that do not fit fails here
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
        with _settings(self._settings):
            return list(_covering(text, self._model.cut(text)))

    def starts(self, text: str, cuts: Offsets) -> Offsets:
        """Where the words begin; see :class:`Segmenter`."""
        space = _kinds().take(code_points(text), mode="clip") == _SPACE
        first = np.zeros(len(text), dtype=bool)
        first[cuts[:-1]] = True
        first[1:] |= space[1:] != space[:-1]  # a run of white space is a word
        begins = np.flatnonzero(first)
        ends = np.append(begins, len(text))[1:]
        cut = (ends - begins > 1) & ~space[begins]
        first[self._decoder.starts(text, begins[cut], ends[cut])] = True
        return np.flatnonzero(first)

    def __reduce__(self) -> tuple[Callable[..., PkusegSegmenter], tuple[dict[str, bytes]]]:
        return type(self).from_files, (self.files(),)


def _load(folder: Path) -> Any:
    import spacy_pkuseg

    # Without a user dictionary nothing is unpickled.
    with _settings({"modelDir": str(folder)}):
        model = spacy_pkuseg.pkuseg(str(folder), user_dict=None)
    weights, features = model.model, model.feature_extractor
    if weights.n_feature < len(features.feature_to_idx):
        raise ValueError("more features than weights")
    if weights.n_tag != len(features.tag_to_idx):
        raise ValueError("other tags than the weights are for")
    return model


def _decoder(model: Any, settings: Mapping[str, Any]) -> Decoder:
    features = model.feature_extractor
    return Decoder(
        features.feature_to_idx, features.unigram, features.tag_to_idx, model.model.w, settings
    )


def _settings_of(features: Mapping[str, int]) -> dict[str, Any]:
    """The settings of spacy_pkuseg that a model with these features was trained with.

    A length of words, or words at all, that no feature has makes no difference to the
    result; to look for it would only take time.
    """
    words = (name.rpartition(".")[2].split("*") for name in features if name[0] == "w")
    lengths = {len(word) for pair in words for word in pair}
    return {
        "numLetterNorm": "c.**Num" in features or "c.**Letter" in features,
        "wordFeature": bool(lengths),
        "wordMin": min(lengths, default=2),
        "wordMax": max(lengths, default=6),
    }


class _Turn:
    """Whose turn it is with the settings, which all threads of a process share."""

    lock = RLock()

    @classmethod
    def renew(cls) -> None:
        """In a forked process: the thread that may have held the lock is not there."""
        cls.lock = RLock()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_Turn.renew)


@contextmanager
def _settings(values: Mapping[str, Any]) -> Iterator[None]:
    """spacy_pkuseg's settings set to ``values`` for a while, and then put back."""
    from spacy_pkuseg.config import config

    with _Turn.lock:
        before = {name: getattr(config, name) for name in values}
        vars(config).update(values)
        try:
            yield
        finally:
            vars(config).update(before)


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
