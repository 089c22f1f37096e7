"""Features of passages: character n-grams with entities replaced by their label.

A passage is first *folded*: an entity becomes one character that stands for its label
(a count is a count), a run of digits one 0, capitals small letters, full width half;
white space goes. Sentence ends divide: no n-gram reaches over one. Then n-grams are
looked up as whole numbers, for many passages at a time, so that all the work is done
by numpy in time proportional to the text.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from govnlp.topics.passages import Passage
from govnlp.vocabulary import ENTITY_LABELS

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]

#: Private-use characters that stand for entities in folded text, by label.
PLACEHOLDERS: Final = {label: 0xE000 + index for index, label in enumerate(ENTITY_LABELS)}
#: Features of where a passage stands in its document.
POSITIONS: Final = ("first", "early", "middle", "late", "last")
_SENTENCE_ENDS: Final = "。！？；!?;\n"
_DROP, _BREAK, _OTHER, _SIZE = 0, 1, 0xFFFD, 0x10000


@dataclass(frozen=True, slots=True, eq=False)
class Folded:
    """Folded texts end to end, an item a character.

    ``codes`` are code points of the Basic Multilingual Plane; ``rows`` the index of the
    text, ``sentences`` a number that differs from sentence to sentence, ``starts`` and
    ``ends`` the offsets in the unfolded text. All of shape ``(characters,)``.
    """

    codes: Ints
    rows: Ints
    sentences: Ints
    starts: Ints
    ends: Ints
    count: int


@cache
def _fold_table() -> Ints:
    """For each code point of the BMP what it is folded to; 0 is dropped, 1 a sentence end."""
    table = np.arange(_SIZE, dtype=np.int64)
    table[0xFF01:0xFF5F] = np.arange(0x21, 0x7F)
    upper = (table >= ord("A")) & (table <= ord("Z"))
    table[upper] += 32
    table[(table >= ord("0")) & (table <= ord("9"))] = ord("0")
    spaces = [code for code in range(0x3001) if chr(code).isspace()]
    table[[*range(0x20), 0x7F, *spaces, 0xFEFF, 0x200B]] = _DROP
    # Full-width marks are folded to half width above; both are ends.
    table[[ord(mark) for mark in (*_SENTENCE_ENDS, "；", "！", "？")]] = _BREAK
    # Lone surrogates can be spelled nowhere, and a text's own private-use characters
    # must not pass for placeholders.
    table[0xD800:0xF900] = _OTHER
    table.setflags(write=False)
    return table


def fold(passages: Sequence[Passage], mask: Sequence[str] = ()) -> Folded:
    """The passages' texts folded, entities whose label is in ``mask`` replaced."""
    return _fold([(p.text, p.entities or ()) for p in passages], frozenset(mask))


def fold_headings(headings: Iterable[str]) -> Folded:
    """Headings folded."""
    return _fold([(heading, ()) for heading in headings], frozenset())


def opening(folded: Folded, size: int) -> Folded:
    """The first ``size`` characters of each text, as far as its first sentence goes."""
    places = np.arange(len(folded.rows), dtype=np.int64)
    fresh = np.diff(folded.rows, prepend=-1) > 0
    heads = np.maximum.accumulate(np.where(fresh, places, 0))
    near = places - heads < size
    kept = np.flatnonzero(near & (folded.sentences == folded.sentences[heads]))
    return Folded(
        folded.codes[kept],
        folded.rows[kept],
        folded.sentences[kept],
        folded.starts[kept],
        folded.ends[kept],
        folded.count,
    )


def _fold(texts: list[tuple[str, Iterable[tuple[int, int, str]]]], mask: frozenset[str]) -> Folded:
    lengths = np.asarray([len(text) for text, _ in texts], dtype=np.int64)
    offsets = np.cumsum(lengths) - lengths
    whole = "".join(text for text, _ in texts).encode("utf-32-le", "surrogatepass")
    raw = np.frombuffer(whole, dtype="<u4").astype(np.int64)
    codes = _fold_table()[np.where(raw < _SIZE, raw, _OTHER)]
    ends = np.arange(1, len(codes) + 1, dtype=np.int64)
    _replace_entities(codes, ends, texts, offsets.tolist(), mask)
    rows = np.repeat(np.arange(len(texts), dtype=np.int64), lengths)
    breaks = codes == _BREAK
    # A sentence's number: that of the text plus that of the ends so far.
    sentences = rows + np.cumsum(breaks)
    kept = np.flatnonzero((codes != _DROP) & ~breaks)
    kept = _join_digits(kept, codes, ends, sentences)
    shift = offsets[rows[kept]]
    return Folded(
        codes[kept], rows[kept], sentences[kept], kept - shift, ends[kept] - shift, len(texts)
    )


def _replace_entities(
    codes: Ints,
    ends: Ints,
    texts: list[tuple[str, Iterable[tuple[int, int, str]]]],
    offsets: list[int],
    mask: frozenset[str],
) -> None:
    """Put an entity's placeholder at its first character and drop the others."""
    places = [
        (offset + start, offset + end, PLACEHOLDERS[label])
        for offset, (_, entities) in zip(offsets, texts, strict=True)
        for start, end, label in entities
        if label in mask and start < end
    ]
    if not places:
        return
    first, last, code = np.asarray(places, dtype=np.int64).T
    inside = np.zeros(len(codes) + 1, dtype=np.int64)
    inside[first] = 1
    np.subtract.at(inside, last, 1)
    codes[np.cumsum(inside[:-1]) > 0] = _DROP
    codes[first] = code
    ends[first] = last


def _join_digits(kept: Ints, codes: Ints, ends: Ints, sentences: Ints) -> Ints:
    """``kept`` with each run of digits as one item; ``ends`` is set for its first."""
    digit = codes[kept] == ord("0")
    same = np.zeros(len(kept), dtype=bool)
    same[1:] = digit[1:] & digit[:-1] & (sentences[kept[1:]] == sentences[kept[:-1]])
    heads, tails = np.flatnonzero(~same), np.flatnonzero(~np.append(same, False)[1:])
    ends[kept[heads]] = ends[kept[tails]]
    return kept[heads]


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """A sparse matrix: row *i* has ``values[p:q]`` in ``columns[p:q]``, where ``p`` and
    ``q`` are ``pointers[i]`` and ``pointers[i + 1]``."""

    pointers: Ints
    columns: Ints
    values: Floats

    def scale(self, factor: float) -> Rows:
        """The same matrix, every value times ``factor``."""
        return Rows(self.pointers, self.columns, self.values * np.float32(factor))

    def take(self, rows: Ints) -> Rows:
        """The rows of these numbers, as often as they are named."""
        counts = np.diff(self.pointers)[rows]
        pointers = np.zeros(len(rows) + 1, dtype=np.int64)
        np.cumsum(counts, out=pointers[1:])
        at = np.arange(pointers[-1]) + np.repeat(self.pointers[rows] - pointers[:-1], counts)
        return Rows(pointers, self.columns[at], self.values[at])

    def dot(self, weights: Floats) -> Floats:
        """The product with ``weights`` of shape (columns, labels): (rows, labels)."""
        sums = np.zeros((len(self.pointers) - 1, weights.shape[1]), dtype=np.float32)
        filled = np.flatnonzero(np.diff(self.pointers))
        if len(filled):
            # take copies rows several times as fast as indexing does.
            parts = weights.take(self.columns, axis=0)
            parts *= self.values[:, None]
            sums[filled] = np.add.reduceat(parts, self.pointers[filled], axis=0)
        return sums


class KeyIndex:
    """Where each of some distinct keys stands, by hashing (open addressing).

    Looking up many keys reads the table in a few passes over whole arrays, which is several
    times as fast as a sorted search.
    """

    def __init__(self, keys: Ints) -> None:
        bits = max(2, (4 * len(keys)).bit_length())
        self._shift, self._last = np.uint64(64 - bits), (1 << bits) - 1
        # No key is negative, so -1 marks a free slot.
        self._keys = np.full(1 << bits, -1, dtype=np.int64)
        self._places = np.zeros(1 << bits, dtype=np.int64)
        slots, waiting = self._slots(keys), np.arange(len(keys))
        while len(waiting):
            at = slots[waiting]
            free = self._keys[at] < 0
            # Of several that want a slot the last one written has it.
            self._keys[at[free]] = keys[waiting[free]]
            placed = self._keys[at] == keys[waiting]
            self._places[at[placed]] = waiting[placed]
            waiting = waiting[~placed]
            slots[waiting] = (slots[waiting] + 1) & self._last

    def _slots(self, keys: Ints) -> Ints:
        # Fibonacci hashing (Knuth, The Art of Computer Programming 3, 6.4).
        spread = keys.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)
        return (spread >> self._shift).astype(np.int64)

    def find(self, keys: Ints) -> tuple[Ints, Ints]:
        """The places of the keys that are known, and which of ``keys`` these are, in order."""
        slots = self._slots(keys)
        seen = self._keys[slots]
        waiting = np.flatnonzero((seen != keys) & (seen >= 0))
        while len(waiting):
            slots[waiting] = (slots[waiting] + 1) & self._last
            seen[waiting] = again = self._keys[slots[waiting]]
            waiting = waiting[(again != keys[waiting]) & (again >= 0)]
        hit = np.flatnonzero(seen == keys)
        return self._places[slots[hit]], hit


class NGrams:
    """A vocabulary of character n-grams with their inverse document frequencies.

    grams (Sequence[str]): The n-grams, of one to four characters of folded text, sorted
        by length and then by code points.
    idf (Floats): The weight of each.
    """

    def __init__(self, grams: Sequence[str], idf: Floats) -> None:
        self.grams = list(grams)
        self.idf = np.asarray(idf, dtype=np.float32)
        self.sizes = sorted(set(map(len, self.grams)))
        characters = sorted(set("".join(self.grams)))
        self._base = len(characters) + 1
        self._ids = np.zeros(_SIZE, dtype=np.int64)
        self._ids[[ord(character) for character in characters]] = np.arange(1, self._base)
        self._index = KeyIndex(self._keys_of(self.grams))

    @classmethod
    def learn(cls, folded: Folded, sizes: tuple[int, int], min_df: int) -> NGrams:
        """The n-grams of ``sizes`` (least and most characters) in ``min_df`` texts or more.

        The weight is the smoothed idf, ``ln((1 + texts) / (1 + df)) + 1``.
        """
        characters = np.unique(folded.codes)
        ids = np.searchsorted(characters, folded.codes) + 1
        base = len(characters) + 1
        found: list[Ints] = []
        for size in range(sizes[0], sizes[1] + 1):
            keys, at = _gram_keys(ids, folded.sentences, base, size)
            order = np.lexsort((folded.rows[at], keys))
            pairs = np.stack((keys[order], folded.rows[at][order]))
            fresh = np.ones(len(order), dtype=bool)
            fresh[1:] = (pairs[:, 1:] != pairs[:, :-1]).any(axis=0)
            found.append(pairs[0, fresh])
        keys, df = np.unique(np.concatenate(found), return_counts=True)
        keys, df = keys[df >= min_df], df[df >= min_df]
        idf = np.log((1 + folded.count) / (1 + df)) + 1
        return cls([_spell(int(key), characters, base) for key in keys], idf.astype(np.float32))

    def __len__(self) -> int:
        return len(self.grams)

    def find(self, folded: Folded) -> tuple[Ints, Ints]:
        """Every n-gram that stands in the texts: its index here, and its first character's."""
        ids = self._ids[folded.codes]
        features: list[Ints] = [np.empty(0, dtype=np.int64)]
        places: list[Ints] = [np.empty(0, dtype=np.int64)]
        for size in self.sizes:
            keys, at = _gram_keys(ids, folded.sentences, self._base, size)
            found, hit = self._index.find(keys)
            features.append(found)
            places.append(at[hit])
        return np.concatenate(features), np.concatenate(places)

    def rows(self, folded: Folded) -> Rows:
        """The n-grams in the texts, a row a text, weighted as :meth:`weigh` does."""
        features, at = self.find(folded)
        return self.weigh(features, folded.rows[at], folded.count)

    def weigh(self, features: Ints, rows: Ints, count: int) -> Rows:
        """The n-grams found, weighted by tf-idf: (1 + ln tf) × idf, rows of length 1.

        ``rows`` says for each of ``features`` to which of ``count`` rows it belongs.
        """
        bits = len(self).bit_length()
        keys, tf = np.unique((rows << bits) | features, return_counts=True)
        row, column = keys >> bits, keys & ((1 << bits) - 1)
        values = self.idf[column]
        often = np.flatnonzero(tf > 1)
        values[often] *= 1 + np.log(tf[often].astype(np.float32))
        squares = np.bincount(row, values * values, minlength=count)
        # Every row of an item found has a length above 0.
        values = values / np.sqrt(squares[row])
        pointers = np.zeros(count + 1, dtype=np.int64)
        np.cumsum(np.bincount(row, minlength=count), out=pointers[1:])
        return Rows(pointers, column, values.astype(np.float32))

    def _keys_of(self, grams: list[str]) -> Ints:
        keys = np.zeros(len(grams), dtype=np.int64)
        for size in self.sizes:
            at = [index for index, gram in enumerate(grams) if len(gram) == size]
            joined = "".join(grams[index] for index in at).encode("utf-32-le")
            ids = self._ids[np.frombuffer(joined, dtype="<u4")].reshape(-1, size)
            keys[at] = ids @ (self._base ** np.arange(size - 1, -1, -1, dtype=np.int64))
        if (np.diff(keys) <= 0).any():
            raise ValueError("n-grams are not sorted by length and code points")
        return keys


def _gram_keys(ids: Ints, sentences: Ints, base: int, size: int) -> tuple[Ints, Ints]:
    """Each run of ``size`` known characters within a sentence as a number in base ``base``,
    and the index of its first character. Ids begin with 1, so runs of other sizes differ."""
    last = len(ids) - size + 1
    if last <= 0:
        return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)
    whole = sentences[:last] == sentences[size - 1 :]
    keys = np.zeros(last, dtype=np.int64)
    for offset in range(size):
        part = ids[offset : last + offset]
        whole &= part > 0
        keys = keys * base + part
    at = np.flatnonzero(whole)
    return keys[at], at


def _spell(key: int, characters: Ints, base: int) -> str:
    spelled = ""
    while key:
        key, digit = divmod(key, base)
        spelled = chr(int(characters[digit - 1])) + spelled
    return spelled


def position_rows(passages: Sequence[Passage]) -> Rows:
    """One column of :data:`POSITIONS` a passage; none where its position is not known."""
    columns: list[int] = []
    pointers = [0]
    for passage in passages:
        if passage.position is not None:
            columns.append(_position(passage.position))
        pointers.append(len(columns))
    values: Any = np.ones(len(columns), dtype=np.float32)
    return Rows(np.asarray(pointers), np.asarray(columns, dtype=np.int64), values)


def _position(share: float) -> int:
    if share <= 0:
        return 0
    return 4 if share >= 1 else 1 + min(int(share * 3), 2)
