"""What a corpus holds, counted by every axis, and the minimums it must reach."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Final

from rich.table import Table

from govnlp.corpora.check_labels import CheckedFile
from govnlp.corpora.folder import ERAS, FORMS, LEVELS, NATIONAL, SPLITS
from govnlp.vocabulary import DOCUMENT_KINDS, ENTITY_LABELS, SUBJECTS, Term

#: A value on an axis in a split.
_Axis = Counter[tuple[str, str]]


@dataclass(slots=True)
class Counts:
    """Counts by split; keys are (split, value), of ``matrix`` (level, era)."""

    sums: _Axis = field(default_factory=Counter)
    matrix: _Axis = field(default_factory=Counter)
    regions: _Axis = field(default_factory=Counter)
    forms: _Axis = field(default_factory=Counter)
    kinds: _Axis = field(default_factory=Counter)
    topics: _Axis = field(default_factory=Counter)
    also: _Axis = field(default_factory=Counter)
    headings: _Axis = field(default_factory=Counter)
    entities: _Axis = field(default_factory=Counter)
    lengths: dict[str, list[int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Minimums:
    """What a finished corpus must have. Splits are counted in files."""

    documents: int = 160
    splits: tuple[int, int, int] = (100, 25, 35)
    provinces: int = 25
    other_documents: int = 15
    pairs: int = 10
    paragraphs: int = 60
    rare_paragraphs: int = 40
    full_matrix: bool = True


#: Subjects of which fewer paragraphs are asked for.
RARE: Final = ("affiliates", "proposals", "fees")


def count(files: Sequence[CheckedFile]) -> Counts:
    """The counts of the files given."""
    counts = Counts()
    for file in files:
        _count_file(counts, file)
    return counts


def _count_file(counts: Counts, file: CheckedFile) -> None:
    entry, records = file.entry, file.gold.records
    split = entry.split
    counts.matrix[entry.level, entry.era] += 1
    counts.regions[split, entry.region] += 1
    counts.forms[split, entry.form] += 1
    counts.sums[split, "files"] += 1
    counts.sums[split, "documents"] += len(records)
    counts.sums[split, "files with several documents"] += len(records) > 1
    for record in records:
        counts.kinds[split, record.kind] += 1
        counts.lengths.setdefault(split, []).append(len(record.text.strip()))
        counts.sums[split, "characters"] += len(record.text.strip())
        for name in ("paragraphs", "tables", "entities", "notes"):
            counts.sums[split, name] += len(getattr(record, name))
        counts.sums[split, "headings"] += len(record.sections)
        for paragraph in record.paragraphs:
            counts.topics[split, paragraph.topic or ""] += 1
            counts.also.update((split, subject) for subject in paragraph.also)
        for section in record.sections:
            counts.headings.update((split, subject) for subject in section.subjects)
        counts.entities.update((split, entity.label) for entity in record.entities)


def total(axis: _Axis, value: str) -> int:
    """The count of a value over all splits."""
    return sum(axis[split, value] for split in SPLITS)


def shortfalls(counts: Counts, least: Minimums) -> Iterator[str]:
    """What the corpus lacks, a line each."""
    wanted = {
        "documents": (total(counts.sums, "documents"), least.documents),
        "provinces": (_provinces(counts), least.provinces),
        "documents that are no annual report": (_others(counts), least.other_documents),
        "files with several documents": (
            total(counts.sums, "files with several documents"),
            least.pairs,
        ),
    }
    for split, few in zip(SPLITS, least.splits, strict=True):
        wanted[f"files in {split}"] = (counts.sums[split, "files"], few)
    for subject in SUBJECTS:
        few = least.rare_paragraphs if subject in RARE else least.paragraphs
        wanted[f"paragraphs on {subject}"] = (total(counts.topics, subject), few)
    for name, (number, few) in wanted.items():
        if number < few:
            yield f"{number} {name}, fewer than {few}"
    if least.full_matrix:
        empty = [(level, era) for level in LEVELS for era in ERAS if not counts.matrix[level, era]]
        yield from (f"no file of level {level} in era {era}" for level, era in empty)


def _provinces(counts: Counts) -> int:
    return len({region for _, region in counts.regions} - {NATIONAL})


def _others(counts: Counts) -> int:
    return sum(total(counts.kinds, kind) for kind in DOCUMENT_KINDS if kind != "annual_report")


# --- tables ------------------------------------------------------------------------


_SIZES: Final = (
    *("files", "documents", "files with several documents", "characters"),
    *("headings", "paragraphs", "tables", "entities", "notes"),
)


def tables(counts: Counts) -> Iterator[Table]:
    """The counts as tables to print."""
    yield _by_split("size", dict.fromkeys(_SIZES, ""), counts.sums)
    yield _lengths(counts)
    yield _matrix(counts)
    yield _by_split("form of file", dict.fromkeys(FORMS, ""), counts.forms)
    yield _by_split("document", _zh(DOCUMENT_KINDS), counts.kinds)
    yield _by_split("entity", _zh(ENTITY_LABELS), counts.entities)
    yield _subjects(counts)
    regions = dict.fromkeys(sorted({region for _, region in counts.regions}), "")
    yield _by_split(f"region ({_provinces(counts)} provinces)", regions, counts.regions)


def _zh(terms: dict[str, Term]) -> dict[str, str]:
    return {name: term.zh for name, term in terms.items()}


def _table(title: str, *columns: str) -> Table:
    table = Table(title=title, title_justify="left")
    table.add_column("", no_wrap=True)
    for column in columns:
        table.add_column(column, justify="right")
    return table


def _by_split(title: str, rows: dict[str, str], axis: _Axis) -> Table:
    table = _table(title, *SPLITS, "all")
    for name, zh in rows.items():
        label = f"{name} {zh}".strip()
        cells = [axis[split, name] for split in SPLITS]
        table.add_row(label, *(f"{cell:,}" for cell in [*cells, sum(cells)]))
    return table


def _lengths(counts: Counts) -> Table:
    table = _table("characters a document", *SPLITS, "all")
    every = [length for split in SPLITS for length in counts.lengths.get(split, [])]
    groups = [*(counts.lengths.get(split, []) for split in SPLITS), every]
    for name, of in (("shortest", min), ("median", median), ("longest", max)):
        table.add_row(name, *(f"{of(group):,.0f}" if group else "–" for group in groups))
    return table


def _matrix(counts: Counts) -> Table:
    table = _table("files by level and era", *ERAS, "all")
    for level, zh in LEVELS.items():
        cells = [counts.matrix[level, era] for era in ERAS]
        table.add_row(f"{level} {zh}", *map(str, [*cells, sum(cells)]))
    return table


def _subjects(counts: Counts) -> Table:
    table = _table("paragraphs by topic", *SPLITS, "all", "also", "headings")
    for subject, term in SUBJECTS.items():
        cells = [counts.topics[split, subject] for split in SPLITS]
        more = total(counts.also, subject), total(counts.headings, subject)
        table.add_row(f"{subject} {term.zh}", *map(str, [*cells, sum(cells), *more]))
    return table
