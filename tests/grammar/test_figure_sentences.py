"""Counts with their items and totals, and dates, in sentences labelled by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from govnlp.grammar.find import find_entities
from govnlp.grammar.items import find_items
from govnlp.grammar.match import Count, Date
from govnlp.grammar.parts import link_parts

_FILE = Path(__file__).with_name("figure_sentences.txt")
_MISSED = "? "
_YEAR = 2017

Counted = tuple[str, str, int | None]
Dated = tuple[str, str]


def read_sentences() -> list[tuple[str, list[Counted], list[Dated]]]:
    sentences: list[tuple[str, list[Counted], list[Dated]]] = []
    for line in _FILE.read_text("utf-8").splitlines():
        if line.startswith("  C "):
            sentences[-1][1].extend(map(counted, line[4:].split(" | ")))
        elif line.startswith("  D "):
            for mark in line[4:].split(" | "):
                text, _, value = mark.partition("=")
                sentences[-1][2].append((text, value))
        elif not line.startswith("#"):
            sentences.append((line, [], []))
    return sentences


def counted(mark: str) -> Counted:
    text, _, rest = mark.partition("=")
    item, _, total = rest.partition("@")
    return text, item, int(total) if total else None


SENTENCES = read_sentences()


def found(text: str) -> tuple[list[Counted], list[Dated]]:
    matches = find_entities(text, _YEAR)
    counts = [match for match in matches if isinstance(match, Count)]
    dates = [match for match in matches if isinstance(match, Date)]
    masked = [
        (match.start, match.end, getattr(match, "label", ""))
        for match in matches
        if not isinstance(match, Count)
    ]
    totals = link_parts(text, counts)
    items = find_items(text, counts, masked, totals)
    triples = zip(counts, items, totals, strict=True)
    return (
        [(count.text, item or "-", total) for count, item, total in triples],
        [(date.text, str(date.value)) for date in dates],
    )


@pytest.mark.parametrize(
    ("text", "counts", "dates"), [row for row in SENTENCES if not row[0].startswith(_MISSED)]
)
def test_sentence(text: str, counts: list[Counted], dates: list[Dated]) -> None:
    assert found(text) == (counts, dates)


@pytest.mark.parametrize(
    ("text", "counts", "dates"), [row for row in SENTENCES if row[0].startswith(_MISSED)]
)
def test_what_is_marked_as_missed_is_missed(
    text: str, counts: list[Counted], dates: list[Dated]
) -> None:
    """So that the mark goes away when the finders learn the sentence."""
    assert found(text.removeprefix(_MISSED)) != (counts, dates)
