"""Offices in sentences labelled by hand: each one exactly, and the score of all."""

from __future__ import annotations

from pathlib import Path

import pytest

from govnlp import find_entities

Span = tuple[int, int, bool]
_FILE = Path(__file__).with_name("office_sentences.txt")
_LINES = [line for line in _FILE.read_text("utf-8").splitlines() if not line.startswith("#")]
_MISSED = "? "


def unmark(line: str) -> tuple[str, set[Span]]:
    """The sentence without its marks, and the spans (start, end, self-reference) they bound."""
    text, spans, start = "", set(), 0
    for char in line.removeprefix(_MISSED):
        if char in "[{":
            start = len(text)
        elif char in "]}":
            spans.add((start, len(text), char == "}"))
        else:
            text += char
    return text, spans


def found(text: str) -> set[Span]:
    offices = (match for match in find_entities(text) if match.label == "OFFICE")
    return {(office.start, office.end, office.self_reference) for office in offices}


@pytest.mark.parametrize("line", [line for line in _LINES if not line.startswith(_MISSED)])
def test_sentence(line: str) -> None:
    text, spans = unmark(line)
    assert {text[a:b] for a, b, _ in found(text)} == {text[a:b] for a, b, _ in spans}
    assert found(text) == spans


@pytest.mark.parametrize("line", [line for line in _LINES if line.startswith(_MISSED)])
def test_what_is_marked_as_missed_is_missed(line: str) -> None:
    """So that the mark goes away when the finder learns the sentence."""
    text, spans = unmark(line)
    assert found(text) != spans


def test_score_over_all_sentences() -> None:
    pairs = [(spans, found(text)) for text, spans in map(unmark, _LINES)]
    right = sum(len(gold & guess) for gold, guess in pairs)
    f1 = 2 * right / sum(len(gold) + len(guess) for gold, guess in pairs)
    assert len(pairs) > 400
    assert f1 > 0.98
