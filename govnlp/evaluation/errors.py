"""Every difference between gold and predicted records, each in its context."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any, Literal

from govnlp.evaluation.align import LAYERS, FilePair, Item, Place, pair_documents, pair_files
from govnlp.evaluation.compare import FIELDS, VALUES
from govnlp.evaluation.inputs import Records, records_of
from govnlp.evaluation.scores import has_topics, wrong_values
from govnlp.record import Record

Kind = Literal["miss", "extra", "value", "boundary"]

#: Marks around the span in a context; no report uses them.
MARKS = ("⟦", "⟧")

_WIDTH = 20
_LONGEST = 60
_BREAK = re.compile(r"\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")


@dataclass(frozen=True, slots=True)
class ErrorCase:
    """One difference. ``start`` and ``end`` are offsets in the file's whole text.

    ``miss``: gold has it, the prediction does not; ``extra``: the other way round;
    ``boundary``: both have it with other ends, and the place is gold's; ``value``:
    same place, other value, and the texts say which (``value=2017-03``). A label
    is an entity label, a block (``heading``, ``paragraph`` …) or ``document``.
    ``places`` are those of the gold and the predicted reading, ``None`` where one
    has nothing there; ``values`` of a ``value`` are (name, gold, predicted), as texts.
    """

    kind: Kind
    label: str
    file: str
    start: int
    end: int
    gold_text: str | None
    predicted_text: str | None
    context: str
    places: tuple[Place | None, Place | None] = (None, None)
    values: tuple[tuple[str, str, str], ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The case as plain values."""
        return asdict(self)


def errors(gold: Records, predicted: Records, common: bool = False) -> list[ErrorCase]:
    """All differences, in the order of files, places and labels.

    A miss and an extra of one label that overlap are one ``boundary`` case. Arguments and
    ``ValueError`` are those of ``evaluate``.
    """
    left, right = records_of(gold), records_of(predicted)
    documents = not (left.only_paragraphs or right.only_paragraphs)
    cases: list[ErrorCase] = []
    topics = has_topics(right.records)
    for pair in pair_files(left.records, right.records, common):
        found = [*_span_cases(pair), *_value_cases(pair, topics)]
        found += _document_cases(pair) if documents else []
        cases += sorted(found, key=lambda case: (case.start, case.end, case.label, case.kind))
    return cases


def in_context(record: Record, start: int, end: int) -> str:
    """The stretch ``record.text[start:end]`` marked, with some 20 characters each side.

    Line breaks are shown as ⏎; the middle of a long stretch is left out.
    """
    text = record.text
    before, after = text[max(0, start - _WIDTH) : start], text[end : end + _WIDTH]
    inside = in_one_line(text[start:end])
    return f"{_BREAK.sub('⏎', before)}{MARKS[0]}{inside}{MARKS[1]}{_BREAK.sub('⏎', after)}"


def in_one_line(text: str) -> str:
    """``text`` with ⏎ for line breaks; of a long one the first and last 20 characters."""
    if len(text) > _LONGEST:
        text = f"{text[:_WIDTH]}……{text[-_WIDTH:]}"
    return _BREAK.sub("⏎", text)


def _text(item: Item) -> str:
    shift = item.record.source.start
    return item.record.text[item.start - shift : item.end - shift]


def _case(
    pair: FilePair,
    kind: Kind,
    label: str,
    sides: tuple[Item | None, Item | None],
    texts: tuple[str | None, str | None],
    values: tuple[tuple[str, str, str], ...] = (),
) -> ErrorCase:
    at = sides[0] or sides[1]
    assert at is not None  # a case is of something
    shift = at.record.source.start
    context = in_context(at.record, at.start - shift, at.end - shift)
    left, right = ((side.start, side.end) if side else None for side in sides)
    places = (left, right)
    return ErrorCase(kind, label, pair.name, at.start, at.end, *texts, context, places, values)


def _span_cases(pair: FilePair) -> Iterator[ErrorCase]:
    for layer in LAYERS:
        gold, predicted = pair.gold.layers[layer], pair.predicted.layers[layer]
        for miss, extra in _overlapping(_without(gold, predicted), _without(predicted, gold)):
            kind: Kind = "boundary" if miss and extra else "miss" if miss else "extra"
            texts = (_text(miss) if miss else None, _text(extra) if extra else None)
            yield _case(pair, kind, layer, (miss, extra), texts)


def _without(items: dict[Place, Item], others: dict[Place, Item]) -> list[Item]:
    return [items[place] for place in sorted(items.keys() - others.keys())]


def _overlapping(
    misses: list[Item], extras: list[Item]
) -> Iterator[tuple[Item | None, Item | None]]:
    """Misses and extras in order, joined where they overlap; each in one pair only."""
    i = j = 0
    while i < len(misses) and j < len(extras):
        miss, extra = misses[i], extras[j]
        if max(miss.start, extra.start) < min(miss.end, extra.end):
            yield miss, extra
            i, j = i + 1, j + 1
        elif (miss.end, miss.start) <= (extra.end, extra.start):
            yield miss, None
            i += 1
        else:
            yield None, extra
            j += 1
    yield from ((miss, None) for miss in misses[i:])
    yield from ((None, extra) for extra in extras[j:])


def _value_cases(pair: FilePair, topics: bool) -> Iterator[ErrorCase]:
    for label in VALUES:
        for gold, predicted in pair.common(label):
            yield from _values(pair, label, gold, wrong_values(label, gold, predicted))
    for gold, predicted in pair.common("heading"):
        left, right = gold.value, predicted.value
        wrong = _unequal("level", left.level, right.level)
        wrong |= _unequal("subjects", set(left.subjects), set(right.subjects))
        yield from _values(pair, "heading", gold, wrong)
    for gold, predicted in pair.common("paragraph") if topics else ():
        if gold.value.topic is not None:
            wrong = _unequal("topic", gold.value.topic, predicted.value.topic)
            yield from _values(pair, "paragraph", gold, wrong)


def _unequal(name: str, gold: Any, predicted: Any) -> dict[str, tuple[Any, Any]]:
    return {} if gold == predicted else {name: (gold, predicted)}


def _values(
    pair: FilePair, label: str, at: Item, wrong: dict[str, tuple[Any, Any]]
) -> Iterator[ErrorCase]:
    """One case for all the wrong values of one span or document."""
    if wrong:
        values = tuple((name, _shown(a), _shown(b)) for name, (a, b) in wrong.items())
        gold = " ".join(f"{name}={left}" for name, left, _ in values)
        predicted = " ".join(f"{name}={right}" for name, _, right in values)
        yield _case(pair, "value", label, (at, at), (gold, predicted), values)


def _shown(value: Any) -> str:
    if isinstance(value, set):
        return "+".join(sorted(value)) or "–"
    if isinstance(value, tuple):
        return "/".join(map(str, value))
    return "–" if value is None else str(value)


def _document_cases(pair: FilePair) -> Iterator[ErrorCase]:
    for gold, predicted in pair_documents(pair):
        if gold and predicted:
            asked = (value for value in FIELDS if value.asked(gold))
            found = ((value.name, value.differs(gold, predicted)) for value in asked)
            wrong = {name: both for name, both in found if both}
            yield from _values(pair, "document", _opening(gold), wrong)
        elif gold:
            at = _opening(gold)
            yield _case(pair, "miss", "document", (at, None), (_text(at), None))
        elif predicted:
            at = _opening(predicted)
            yield _case(pair, "extra", "document", (None, at), (None, _text(at)))


def _opening(record: Record) -> Item:
    """What stands for a document in a list: its title, or its first characters."""
    span, shift = record.title, record.source.start
    start, end = (span.start, span.end) if span else (0, min(len(record.text), _WIDTH))
    return Item(start + shift, end + shift, record, record)
