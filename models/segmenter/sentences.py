"""Sentences in words: the hand-segmented ones, and the corpus's own, segmented by machine."""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import accumulate
from pathlib import Path

from silver import Silver, places

from govnlp.corpora.folder import corpus_folder, gold_files
from govnlp.pipeline.analysis import analyse_text, unpack_view

Sentence = list[str]

_ENDS = frozenset("。！？；")
#: Kinds of places whose names are one word, by their last character.
_KINDS = "省市县区镇乡旗"
#: Tags of the words that are exchanged for others: nouns, verbs, adjectives, adverbs, idioms.
_OPEN = frozenset(["n", "v", "a", "d", "vn", "i", "b", "z", "ad", "an"])
#: A word has to be this frequent in jieba's dictionary to be put in another's place.
_FREQUENT = 3
_LENGTHS = (2, 3, 4)
_HAN = re.compile(r"[㐀-鿿]+")


def hand_segmented(split: str) -> list[Sentence]:
    """The sentences of ``corpus/segmentation/SPLIT.tsv``."""
    lines = (segmentation_folder() / f"{split}.tsv").read_text("utf-8").splitlines()
    return [line.split("\t")[1].split(" ") for line in lines]


def segmentation_folder() -> Path:
    """The folder of the hand-segmented sentences."""
    return corpus_folder().parent / "segmentation"


def silver(split: str = "train") -> list[Sentence]:
    """The sentences of the corpus's reports as the pipeline reads them, segmented by machine."""
    segment = Silver()
    sentences: list[Sentence] = []
    for _, file in gold_files(corpus_folder(), split):
        view = unpack_view(analyse_text(file.text)["view"])
        for line in view.clean.split("\n"):
            sentences += parts(word for word in segment(line) if word.strip())
    return sentences


def parts(words: Iterable[str]) -> Iterator[Sentence]:
    """A line's words, cut behind full stops and semicolons."""
    sentence: Sentence = []
    for word in words:
        sentence.append(word)
        if word in _ENDS:
            yield sentence
            sentence = []
    if sentence:
        yield sentence


def moved(sentences: Iterable[Sentence], seed: int) -> Iterator[Sentence]:
    """The sentences that name a place, each with other places of the kind in their stead.

    The corpus names a few hundred places, the country has tens of thousands.
    """
    chance = random.Random(seed)
    known = places()
    kinds = defaultdict(list)
    for name in known:
        if len(name) > 2 and name[-1] in _KINDS:
            kinds[name[-1]].append(name)
    for sentence in sentences:
        named = [len(word) > 2 and word[-1] in _KINDS and word in known for word in sentence]
        if any(named):
            yield [
                chance.choice(kinds[word[-1]]) if place else word
                for word, place in zip(sentence, named, strict=True)
            ]


def varied(sentences: Iterable[Sentence], share: float, seed: int) -> Iterator[Sentence]:
    """The sentences with a share of their words exchanged for others of the tag and length.

    They make no sense, but hold words that no report of the corpus has, in the places
    where such words stand. The words are jieba's, those that the rules leave whole; the
    root of its count makes a word as likely as that.
    """
    chance, segment = random.Random(seed), Silver()
    words, weights = defaultdict(list), defaultdict(list)
    for word, count in segment.counts.items():
        tag = segment.tags.get(word)
        if count < _FREQUENT or tag not in _OPEN or len(word) not in _LENGTHS:
            continue
        if (tag == "i" or len(word) < 4) and _HAN.fullmatch(word) and segment(word) == [word]:
            words[tag, len(word)].append(word)
            weights[tag, len(word)].append(count**0.5)
    sums = {kind: list(accumulate(each)) for kind, each in weights.items()}
    for sentence in sentences:
        kinds = [(segment.tags.get(word), len(word)) for word in sentence]
        yield [
            chance.choices(words[kind], cum_weights=sums[kind])[0]
            if kind in sums and chance.random() < share
            else word
            for word, kind in zip(sentence, kinds, strict=True)
        ]
