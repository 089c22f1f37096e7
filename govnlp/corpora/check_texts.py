"""Checks of texts against one another: shared paragraphs, near-duplicates, foreign text."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from govnlp.corpora.check_labels import CheckedFile, Finding, blocks_of
from govnlp.resources import load_table
from govnlp.text import clean_lines

#: Paragraphs up to this length may be alike.
SHORT: Final = 40
GRAM: Final = 5
#: Jaccard similarity of character 5-grams from which two paragraphs are duplicates.
ALIKE: Final = 0.5
#: Characters in a row that no text of the corpus shares with one it must stay apart from.
STRETCH: Final = 30
_CUT: Final = "\n"


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph as it is compared: clean, without white space and formulas."""

    file: CheckedFile
    document: str
    offset: int
    text: str

    def finding(self, check: str, message: str) -> Finding:
        return self.file.finding(check, self.offset, self.text[:SHORT], message)

    @property
    def place(self) -> str:
        return f"{self.file.path}:{self.file.line(self.offset)}"

    def grams(self) -> set[str]:
        return {self.text[at : at + GRAM] for at in range(len(self.text) - GRAM + 1)}


def passages_of(files: Sequence[CheckedFile]) -> list[Passage]:
    """The paragraphs that are longer than ``SHORT`` without their formulas."""
    found = []
    for file in files:
        for record in file.gold.records:
            for one in record.paragraphs:
                text = without_formulas(bare(record.text[one.start : one.end])).replace(_CUT, "")
                if len(text) > SHORT:
                    found.append(Passage(file, record.id, one.start + record.source.start, text))
    return found


def bare(text: str) -> str:
    """Without white space, in the clean view."""
    return "".join(clean_lines(text).clean.split())


@cache
def _formulas() -> re.Pattern[str]:
    table = load_table("prescribed.toml")
    return re.compile("|".join(f"(?:{one['pattern']})" for one in table["formula"]))


def without_formulas(text: str) -> str:
    """Bare text with a line break for each formula that the law prescribes."""
    return _formulas().sub(_CUT, text)


def check_repeats(passages: Sequence[Passage]) -> Iterator[Finding]:
    """The same paragraph in two documents."""
    first: dict[str, Passage] = {}
    for passage in passages:
        other = first.setdefault(passage.text, passage)
        if other.document != passage.document:
            yield passage.finding("repeated", f"the paragraph stands in {other.place} too")


def check_leaks(passages: Sequence[Passage]) -> Iterator[Finding]:
    """A test paragraph that is nearly one of train or dev.

    Exact, not sampled: an inverted index of 5-grams gives every pair its overlap.
    """
    known = [one for one in passages if one.file.entry.split != "test"]
    sizes = [len(one.grams()) for one in known]
    index: dict[str, list[int]] = defaultdict(list)
    for number, passage in enumerate(known):
        for gram in passage.grams():
            index[gram].append(number)
    for passage in passages:
        if passage.file.entry.split == "test":
            grams = passage.grams()
            shared = Counter(number for gram in grams for number in index.get(gram, ()))
            for number, both in shared.items():
                alike = both / (len(grams) + sizes[number] - both)
                if alike >= ALIKE:
                    message = f"a test paragraph is {alike:.2f} alike {known[number].place}"
                    yield passage.finding("leak", message)


def check_foreign(files: Sequence[CheckedFile], apart_from: Path) -> Iterator[Finding]:
    """Text of 30 characters or more that stands in a file of the folder ``apart_from``."""
    foreign: dict[str, str] = {}
    for path in sorted(path for path in apart_from.rglob("*") if path.is_file()):
        text = without_formulas(bare(path.read_text(encoding="utf-8", errors="replace")))
        foreign |= {stretch: path.name for stretch in _stretches(text)}
    for file in files:
        for record in file.gold.records:
            for block in blocks_of(record):
                text = without_formulas("".join(block.view.clean.split()))
                hit = next((one for one in _stretches(text) if one in foreign), None)
                if hit:
                    offset = block.start + record.source.start
                    message = f"{hit} stands in {foreign[hit]}"
                    yield file.finding("foreign", offset, hit, message)


def _stretches(text: str) -> Iterator[str]:
    for line in text.split(_CUT):
        for at in range(len(line) - STRETCH + 1):
            yield line[at : at + STRETCH]
