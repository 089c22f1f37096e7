"""Gold and predicted records laid side by side, file by file.

All places here are offsets in the file's whole text (``source.start`` plus the
record's own), so that spans compare even where the two readings cut the file
into documents differently.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any, Final

from govnlp.record import Paragraph, Record, Span, Table
from govnlp.vocabulary import ENTITY_LABELS

Place = tuple[int, int]

#: The spans scored besides entities.
BLOCKS: Final = ("title", "heading", "section", "paragraph", "table", "note", "sign_off")
#: All layers of spans: blocks, then entity labels.
LAYERS: Final = (*BLOCKS, *ENTITY_LABELS)


@dataclass(frozen=True, slots=True)
class Item:
    """A span of a reading: its place in the file, the record and the object it is of."""

    start: int
    end: int
    record: Record
    value: Any


@dataclass(slots=True)
class Reading:
    """What one side says of one file: its documents in order, its spans by layer."""

    records: list[Record]
    layers: dict[str, dict[Place, Item]] = field(
        default_factory=lambda: {layer: {} for layer in LAYERS}
    )


@dataclass(slots=True)
class FilePair:
    """The two readings of one file."""

    name: str
    gold: Reading
    predicted: Reading

    def common(self, layer: str) -> list[tuple[Item, Item]]:
        """The spans that both sides have, by place."""
        predicted = self.predicted.layers[layer]
        gold = self.gold.layers[layer]
        return [(item, predicted[place]) for place, item in gold.items() if place in predicted]


def pair_files(
    gold: Sequence[Record], predicted: Sequence[Record], common: bool = False
) -> list[FilePair]:
    """One pair a gold file, in the order of the gold records.

    Files are the same where ``source.path`` is, or where it is but for the
    suffix and no other file shares the rest (gold ``a/1.xml``, predicted
    ``a/1.txt``), or where one path is the end of the other and of no other
    (``dev/1.xml``, ``1.xml``), or where each side has just one. Predicted files
    without gold labels are left out; gold files without a prediction have an
    empty one, or are left out too where ``common`` is true.

    Raises ``ValueError`` where no file has both, and where the two sides' texts
    of a file differ: their offsets then mean different things.
    """
    left, right = _by_file(gold), _by_file(predicted)
    names = _same_files(list(left), list(right))
    if left and right and not names:
        raise ValueError(
            f"no predicted file is a gold one: {next(iter(right))!r} is not among {list(left)[:3]}"
        )
    pairs = []
    for name, records in left.items():
        if common and name not in names:
            continue
        pair = FilePair(
            name, read_file(records), read_file(right[names[name]] if name in names else [])
        )
        _check_texts(pair)
        pairs.append(pair)
    return pairs


def _by_file(records: Sequence[Record]) -> dict[str, list[Record]]:
    files: dict[str, list[Record]] = defaultdict(list)
    for record in records:
        files[record.source.path or ""].append(record)
    return files


def _same_files(gold: list[str], predicted: list[str]) -> dict[str, str]:
    """The predicted file's name for each gold file's name that has one."""
    if len(gold) == len(predicted) == 1:
        return {gold[0]: predicted[0]}
    exact = set(predicted)
    same = {name: name for name in gold if name in exact}
    stems, tails = _indexed(predicted, _only_stem), _indexed(predicted, _tails)
    gold_tails = _indexed(gold, _tails)
    for name in gold:
        if name in same:
            continue
        stem = _stem(name)
        candidates = stems[stem] or tails[stem]
        if not candidates:
            # The predicted path is an end of this one, if of no other gold file's.
            short = [one for tail in _tails(name) for one in stems[tail]]
            candidates = [one for one in short if len(gold_tails[_stem(one)]) == 1]
        if len(candidates) == 1:
            same[name] = candidates[0]
    return same


def _indexed(names: list[str], keys: Callable[[str], list[str]]) -> defaultdict[str, list[str]]:
    found: defaultdict[str, list[str]] = defaultdict(list)
    for name in names:
        for key in keys(name):
            found[key].append(name)
    return found


def _stem(name: str) -> str:
    path = PurePosixPath(name)
    return str(path.parent / path.stem)


def _only_stem(name: str) -> list[str]:
    return [_stem(name)]


def _tails(name: str) -> list[str]:
    """The ends of a path without its suffix, the longest first, the path itself left out."""
    parts = PurePosixPath(_stem(name)).parts
    return ["/".join(parts[at:]) for at in range(1, len(parts))]


def read_file(records: Sequence[Record]) -> Reading:
    """The documents and spans of one file; a span listed twice counts once."""
    reading = Reading(sorted(records, key=lambda record: record.source.start))
    for record in reading.records:
        for layer, item in _items(record):
            reading.layers[layer][item.start, item.end] = item
    return reading


def _items(record: Record) -> Iterator[tuple[str, Item]]:
    spans: dict[str, Sequence[Span | Paragraph | Table]] = {
        "title": [record.title] if record.title else [],
        "sign_off": [record.sign_off] if record.sign_off else [],
        "paragraph": record.paragraphs,
        "table": record.tables,
        "note": record.notes,
    }
    for layer, members in spans.items():
        for member in members:
            yield layer, _trimmed(record, member.start, member.end, member)
    for section in record.sections:
        yield "heading", _trimmed(record, section.heading.start, section.heading.end, section)
        yield "section", _trimmed(record, section.start, section.end, section)
    shift = record.source.start
    for entity in record.entities:
        # Entities are not trimmed: white space at their edges is an error.
        yield entity.label, Item(entity.start + shift, entity.end + shift, record, entity)


def _trimmed(record: Record, start: int, end: int, value: object) -> Item:
    """A block without the white space at its ends, which the two sides may cut differently."""
    raw = record.text[start:end]
    start += len(raw) - len(raw.lstrip()) + record.source.start
    return Item(start, start + len(raw.strip()), record, value)


def _check_texts(pair: FilePair) -> None:
    for gold, predicted, start, end in _overlaps(pair.gold.records, pair.predicted.records):
        if _stretch(gold, start, end) != _stretch(predicted, start, end):
            raise ValueError(
                f"{pair.name}: gold and predicted text differ between {start} and {end}"
            )


def _stretch(record: Record, start: int, end: int) -> str:
    return record.text[start - record.source.start : end - record.source.start]


def _overlaps(
    gold: list[Record], predicted: list[Record]
) -> Iterator[tuple[Record, Record, int, int]]:
    """Documents of both sides that share text, and what they share; one sweep."""
    i = j = 0
    while i < len(gold) and j < len(predicted):
        ends = [record.source.start + len(record.text) for record in (gold[i], predicted[j])]
        start, end = max(gold[i].source.start, predicted[j].source.start), min(ends)
        if start < end:
            yield gold[i], predicted[j], start, end
        if ends[0] <= ends[1]:
            i += 1
        else:
            j += 1


def pair_documents(pair: FilePair) -> list[tuple[Record | None, Record | None]]:
    """Each gold document with the predicted one that shares most text with it, one to one.

    Gold documents come in order, with ``None`` where no prediction is left for
    one; predicted documents that no gold one took follow, after ``None``.
    """
    shared = list(_overlaps(pair.gold.records, pair.predicted.records))
    shared.sort(key=lambda found: found[2] - found[3])  # stable: the first of equals stays first
    partner: dict[int, Record] = {}
    taken: set[int] = set()
    for gold, predicted, _, _ in shared:
        if id(gold) not in partner and id(predicted) not in taken:
            partner[id(gold)] = predicted
            taken.add(id(predicted))
    pairs: list[tuple[Record | None, Record | None]] = [
        (gold, partner.get(id(gold))) for gold in pair.gold.records
    ]
    return pairs + [(None, one) for one in pair.predicted.records if id(one) not in taken]
