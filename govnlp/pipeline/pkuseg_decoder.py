"""A pkuseg model applied to a whole text at once.

spacy_pkuseg builds the features of every character as strings and looks each of them up,
some seventy a character. Here the model's features become tables, by the character, by two
characters and by the word, and a text's scores are summed with whole arrays: in the order
in which spacy_pkuseg adds them, so that the scores, and the words, are the very same. The
best path is then left to ``spacy_pkuseg.inference``.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from govnlp.pipeline.spans import Offsets
from govnlp.text.view import code_points

Scores = npt.NDArray[np.float64]
Keys = npt.NDArray[np.uint64]

#: Codes beyond the first two planes have no features.
_CODES: Final = 0x20000
#: Apart from each other, pieces of text see none of their neighbours: features reach two
#: characters back and forth.
_REACH: Final = 2
#: What a word's characters are multiplied by to make its key; any odd numbers would do.
_FACTORS: Final = np.random.default_rng(1).integers(1, 2**63, 64, dtype=np.uint64) * 2 + 1


class _Rows:
    """Rows of weights by a key that is looked up for many places at once."""

    def __init__(self, keys: Iterable[int], count: int) -> None:
        found: Keys = np.fromiter(keys, dtype=np.uint64, count=count)
        self.order = np.argsort(found)
        # One more that is greater than all, so that every key has a place.
        self.keys: Keys = np.append(found[self.order], np.uint64(2**64 - 1))

    def find(self, keys: Keys) -> Offsets:
        """The place of each key, one beyond the last place where there is none such."""
        at = np.searchsorted(self.keys, keys)
        return np.where(self.keys[at] == keys, at, len(self.keys) - 1)

    def table(self, rows: Scores) -> Scores:
        """Rows in the order of the keys they were given with, and one of zeros behind."""
        return np.concatenate((rows[self.order], np.zeros((1, rows.shape[1]))))


class Decoder:
    """A model of ``spacy_pkuseg``, as tables.

    features (Mapping[str, int]): The names of features, and their rows in the weights.
    words (Container[str]): The words that the model knows.
    tags (Mapping[str, int]): The names of tags, and their columns.
    weights (Scores): One array, features by tags and then tags by tags.
    settings (Mapping[str, Any]): ``numLetterNorm``, ``wordFeature``, ``wordMin``,
        ``wordMax``, as the model was trained with.
    """

    def __init__(
        self,
        features: Mapping[str, int],
        words: Container[str],
        tags: Mapping[str, int],
        weights: Scores,
        settings: Mapping[str, Any],
    ) -> None:
        count = len(tags)
        self._rows = weights[: -count * count].reshape(-1, count)
        steps = weights[-count * count :].reshape(count, count)
        self._steps = np.ascontiguousarray(1.0 + steps.T)  # as spacy_pkuseg has them
        self._begins = np.zeros(count, dtype=bool)
        self._begins[[index for tag, index in tags.items() if "B" in tag]] = True
        self._lengths = (
            range(settings["wordMax"], settings["wordMin"] - 1, -1)
            if settings["wordFeature"]
            else range(0)
        )
        self._read_characters(features, settings["numLetterNorm"])
        self._read_pairs(features)
        self._read_words(features, words)

    # ---- the model's features as tables ---------------------------------------------

    def _row(self, features: Mapping[str, int], name: str) -> Scores | float:
        index = features.get(name)
        return 0.0 if index is None else self._rows[index]

    def _table(self, features: Mapping[str, int], prefix: str, names: list[str]) -> Scores:
        """A row a name, zeros where there is no such feature."""
        rows = np.zeros((len(names), self._rows.shape[1]))
        for at, name in enumerate(names):
            if (index := features.get(prefix + name)) is not None:
                rows[at] = self._rows[index]
        return rows

    def _read_characters(self, features: Mapping[str, int], normal: bool) -> None:
        from spacy_pkuseg.feature_extractor import FeatureExtractor

        kinds = ("c.", "c-1.", "c1.", "c-2.", "c2.")
        names = dict.fromkeys(name.partition(".")[2] for name in features if name[:2] != "ww")
        single = [name for name in names if len(name) == 1 or name.startswith("**")]
        # 0 stands for what has no feature, and for the space between pieces.
        self._ids = {name: at for at, name in enumerate(dict.fromkeys(single), 1)}
        self._characters = {
            kind[:-1]: np.concatenate(
                (np.zeros((1, self._rows.shape[1])), self._table(features, kind, list(self._ids)))
            )
            for kind in kinds
        }
        self._of_code = np.zeros(_CODES, dtype=np.uint64)
        for name, at in self._ids.items():
            if len(name) == 1 and ord(name) < _CODES:
                self._of_code[ord(name)] = at
        if normal:
            for characters, name in (
                (FeatureExtractor.num, "**Num"),
                (FeatureExtractor.letter, "**Letter"),
            ):
                self._of_code[list(map(ord, characters))] = self._ids.get(name, 0)
        for code, renamed in FeatureExtractor.keywords_translate_table.items():
            self._of_code[code] = self._ids.get(chr(renamed), 0)

    def _read_pairs(self, features: Mapping[str, int]) -> None:
        kinds = ("c-1c.", "cc1.", "c-2c-1.")
        names = dict.fromkeys(
            name[len(kind) :] for name in features for kind in kinds if name.startswith(kind)
        )
        parts = [name.split(".") for name in names]
        keys = [self._ids.get(a, 0) << 32 | self._ids.get(b, 0) for a, b in parts]
        self._pairs = _Rows(keys, len(keys))
        self._pair_rows = {
            kind[:-1]: self._pairs.table(self._table(features, kind, list(names))) for kind in kinds
        }

    def _read_words(self, features: Mapping[str, int], words: Container[str]) -> None:
        names = dict.fromkeys(
            word
            for name in features
            if name.startswith(("w1.", "w-1.", "ww."))
            for word in name.rpartition(".")[2].split("*")
            if len(word) in self._lengths and word in words and self._is_read(word)
        )
        ids = {word: at for at, word in enumerate(names)}
        self._words = {
            length: _Rows(*self._keys_of([word for word in names if len(word) == length]))
            for length in self._lengths
        }
        starts = self._table(features, "w1.", list(names))
        ends = self._table(features, "w-1.", list(names))
        self._word_ids: dict[int, npt.NDArray[np.int64]] = {}
        for length, rows in self._words.items():
            same = [at for word, at in ids.items() if len(word) == length]
            self._word_ids[length] = np.append(np.asarray(same, dtype=np.int64)[rows.order], -1)
        self._word_rows = {"w1": starts, "w-1": ends}
        joined: dict[str, int] = {}
        for name in features:
            if name.startswith("ww."):
                before, _, after = name[5:].partition("*")
                if before in ids and after in ids:
                    joined[name[5:]] = ids[before] << 32 | ids[after]
        self._joined = _Rows(joined.values(), len(joined))
        self._joined_rows = {
            kind: self._joined.table(self._table(features, kind, list(joined)))
            for kind in ("ww.l.", "ww.r.")
        }

    def _is_read(self, word: str) -> bool:
        """Whether a text can hold a word as its features are read: 2017年 never, since every
        digit is the same."""
        return all(
            ord(character) < _CODES
            and self._of_code[ord(character)] == self._ids.get(character, 0) != 0
            for character in word
        )

    def _keys_of(self, words: list[str]) -> tuple[list[int], int]:
        keys = [
            sum(self._ids[c] * int(_FACTORS[at]) for at, c in enumerate(word)) % 2**64
            for word in words
        ]
        return keys, len(keys)

    # ---- a text's scores ------------------------------------------------------------

    def starts(self, text: str, begins: Offsets, ends: Offsets) -> Offsets:
        """Where words begin in pieces of ``text``, their own begins left out.

        begins, ends (Offsets): The pieces, in order, without white space in them.
        """
        from spacy_pkuseg.inference import run_viterbi

        sizes = ends - begins
        before = np.cumsum(sizes) - sizes
        within = np.arange(sizes.sum())
        places = within + np.repeat(begins - before, sizes)
        first = before + _REACH * np.arange(1, len(sizes) + 1)
        padded = within + np.repeat(first - before, sizes)
        ids = np.zeros(len(within) + _REACH * (len(sizes) + 1), dtype=np.uint64)
        ids[padded] = self._of_code.take(code_points(text)[places], mode="clip")
        scores = self._scores(ids)
        tags = np.zeros(len(ids), dtype=np.int32)
        for start, end in zip(first.tolist(), (first + sizes).tolist(), strict=True):
            tags[start:end] = run_viterbi(scores[start:end], self._steps)[1]
        found: Offsets = places[self._begins[tags[padded]]]
        return found

    def _scores(self, ids: Keys) -> Scores:
        """A row of scores, one a tag, for each character."""
        one = self._characters
        pairs = self._pairs.find(ids[:-1] << np.uint64(32) | ids[1:])
        two = {kind: rows[pairs] for kind, rows in self._pair_rows.items()}
        # spacy_pkuseg takes row 0 for the feature that every character has.
        scores = self._rows[0] + one["c"][ids]
        scores[1:] += one["c-1"][ids[:-1]]
        scores[1:] += two["c-1c"]
        scores[:-1] += one["c1"][ids[1:]]
        scores[:-1] += two["cc1"]
        scores[2:] += one["c-2"][ids[:-2]]
        scores[2:] += two["c-2c-1"][:-1]
        scores[:-2] += one["c2"][ids[2:]]
        if self._lengths:
            self._add_words(scores, ids)
        return scores

    def _add_words(self, scores: Scores, ids: Keys) -> None:
        known = self._known_words(ids)
        size = len(ids)
        starting = np.full((len(known), size), -1, dtype=np.int64)
        ending = np.full((len(known), size + 1), -1, dtype=np.int64)  # by the place behind
        for at, (length, (places, words)) in enumerate(known.items()):
            starting[at, places], ending[at, places + length] = words, words
            scores[places + length - 1] += self._word_rows["w-1"][words]
        for places, words in known.values():
            scores[places] += self._word_rows["w1"][words]
        # Where a known word ends and another begins.
        seams = np.flatnonzero((ending[:, :-1] >= 0).any(0) & (starting >= 0).any(0))
        left, right = ending[:, None, seams], starting[None, :, seams]
        both = (left >= 0) & (right >= 0)
        at = np.broadcast_to(seams, both.shape)[both]
        keys = (left.astype(np.uint64) << np.uint64(32) | right.astype(np.uint64))[both]
        rows = self._joined.find(keys)
        np.add.at(scores, at, self._joined_rows["ww.l."][rows])
        np.add.at(scores, at - 1, self._joined_rows["ww.r."][rows])

    def _known_words(self, ids: Keys) -> dict[int, tuple[Offsets, Offsets]]:
        """The words of each length, longest first: where they begin, and which they are."""
        keys = ids * _FACTORS[0]
        found: dict[int, tuple[Offsets, Offsets]] = {}
        for length in range(1, self._lengths[0] + 1):
            if length > 1:
                keys = keys[:-1] + ids[length - 1 :] * _FACTORS[length - 1]
            if length in self._words:
                words = self._word_ids[length][self._words[length].find(keys)]
                places = np.flatnonzero(words >= 0)
                found[length] = places, words[places]
        return dict(reversed(found.items()))
