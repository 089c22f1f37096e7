"""Silver segmentation: jieba with a dictionary of the field, and rules by the conventions.

The conventions are those of ``corpus/segmentation/*.md`` (PFR, 北大); the dictionary is
``words.txt``, the rules are ``rules.toml``.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import jieba
from jieba.posseg import POSTokenizer

from govnlp.grammar.places import (
    NO_NAMES,
    change_rows,
    division_rows,
    past_township_rows,
    townships_of,
)

HERE = Path(__file__).parent
#: Words of four characters and more that jieba's dictionary marks as idioms and places
#: are one word; its other long ones are compounds that the standard cuts.
_WHOLE_TAGS = {"i", "ns", "nr", "nrt"}
_LONG = 4
#: Frequencies that make jieba prefer a place and a phrase of the dictionary to their parts.
_OF_A_PLACE = 300
_OF_A_PHRASE = 200
_ATOM = re.compile(
    r"\d{3,4}-\d{6,8}(?:-\d+)?"  # a telephone number
    r"|\d{4}(?=年度)|\d{4}年|\d{1,2}月份|\d{1,2}月|\d{1,2}日(?!内)"
    r"|[一二三四五六七八九十]{1,3}月份|[二三]?十[一二三四五六七八九]?日(?!内)|[〇二一三四五六七八九零○]{4}年"
    r"|[一二三四五六七八九十]{1,3}月(?=[一二三四五六七八九十]{1,3}日)|(?<=月)[一二三四五六七八九十]{1,3}日"
    r"|第[一二三四五六七八九十百零〇\d]+(?!产业|次性|方|人民)|第[三]方"
    r"|百分之[一二三四五六七八九十百点零]+"
    r"|(?!千家万户)[一二两三四五六七八九]?[十百千][一二三四五六七八九十百千零余多]*(?!分|足|里|姓|货|色)万?(?=[个条件次名份项起家户张页本册期场周年人])"
    r"|\d+(?:[.．]\d+)?(?:%|％|‰|万余|余万|多万|百万|千万|余亿|余|多|万|亿)?"
    r"|[A-Za-z]+[0-9]*盘?"
)
_HAN = re.compile(r"[㐀-鿿]{2,}$")


class Silver:
    """Cuts text into words.

    words (Path): The dictionary. rules (Path): The rules.
    """

    def __init__(self, words: Path = HERE / "words.txt", rules: Path = HERE / "rules.toml"):
        self._cuts: dict[str, list[str]] = {}
        self._jieba = jieba.Tokenizer()
        self._jieba.initialize()
        tagger = POSTokenizer(self._jieba)
        #: What jieba's dictionary says of its words: how often they are seen, and their tags.
        self.counts: dict[str, int] = dict(self._jieba.FREQ)
        self.tags: dict[str, str] = dict(tagger.word_tag_tab)
        self._drop_compounds()
        for name in places():
            self._add_place(name)
        for entry in entries(words):
            self._add(entry)
        table = tomllib.loads(rules.read_text("utf-8"))
        self._apart = {first: set(whole.split()) for first, whole in table["apart"].items()}
        self._joined = {last: set(before.split()) for last, before in table["join"].items()}
        self._joined_to_any = self._joined.pop("any")

    def _drop_compounds(self) -> None:
        for word, count in self.counts.items():
            if len(word) >= _LONG and count and self.tags.get(word) not in _WHOLE_TAGS:
                self._jieba.FREQ[word] = 0

    def _add_place(self, name: str) -> None:
        for kind in ("街道", "自治区", "自治州", "自治县", "地区", "开发区", "管理区"):
            if name.endswith(kind) and len(name) - len(kind) > 1:
                self._add(f"{name.removesuffix(kind)} {kind}")
                return
        if len(name) > 2 and name.endswith(("省", "市", "县", "区", "镇", "乡", "旗", "州")):
            self._jieba.add_word(name, _OF_A_PLACE)

    def _add(self, entry: str) -> None:
        parts = entry.split(" ")
        whole = "".join(parts)
        self._jieba.add_word(whole, _OF_A_PHRASE if len(parts) > 1 else None)
        self._cuts.pop(whole, None)
        if len(parts) > 1:
            self._cuts[whole] = parts

    def __call__(self, text: str) -> list[str]:
        return list(self._join(self._words(text)))

    def _words(self, text: str) -> Iterator[str]:
        at = 0
        for atom in _ATOM.finditer(text):
            yield from self._cut(text[at : atom.start()])
            yield atom[0]
            at = atom.end()
        yield from self._cut(text[at:])

    def _cut(self, text: str) -> Iterator[str]:
        for word in self._jieba.cut(text, HMM=False) if text else ():
            if word in self._cuts:
                yield from self._cuts[word]
            elif len(word) == 2 and word[0] in self._apart and word not in self._apart[word[0]]:
                yield from word
            else:
                yield word

    def _join(self, words: Iterator[str]) -> Iterator[str]:
        before = ""
        for word in words:
            if self._joins(before, word):
                before += word
                continue
            if before:
                yield before
            before = word
        if before:
            yield before

    def _joins(self, before: str, word: str) -> bool:
        if not _HAN.match(before) or len(word) != 1:
            return False
        return word in self._joined_to_any or before in self._joined.get(word, ())


@cache
def places() -> dict[str, None]:
    """The names of all divisions since 2008, as keys in the order of the tables."""
    names: list[str] = []
    for code, name, towns in division_rows():
        names += name, *dict(townships_of(code, towns)).values()
    names += [name for _, name, *_ in change_rows()]
    for county, _, towns in past_township_rows():
        names += [name for _, name in townships_of(county, towns)]
    return dict.fromkeys(name for name in names if name not in NO_NAMES)


def entries(path: Path) -> Iterator[str]:
    """The entries of a dictionary file; a space stands where a word is cut."""
    for line in path.read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            yield from re.split(r"\s{2,}", line.strip())
