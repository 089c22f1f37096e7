"""Other systems on the same gold, by the same scorer: the tables of docs/comparison.md.

    python tests/benchmarks/comparison.py

prints them in Markdown; with ``--write`` it puts them into docs/comparison.md between its
two marks. The gold is the corpus's test split and, where it stands beside the project, the
gold of the real reports. Only sums are shown, never a text or an error.
"""

from __future__ import annotations

import logging
import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from systems import SYSTEMS, Find, Found

import govnlp
from govnlp.annotation import records_of
from govnlp.corpora import load_gold
from govnlp.evaluation import Score, evaluate
from govnlp.evaluation.align import Place, pair_files
from govnlp.grammar.match import Count, Date, Office
from govnlp.record import Record
from govnlp.text import clean_lines

ROOT = Path(__file__).parents[2]
GOLD = {
    "corpus, test split": ROOT / "corpus" / "reports" / "test",
    "real reports": ROOT.parent / "shared" / "annotation" / "gold",
}
PAGE = ROOT / "docs" / "comparison.md"
MARKS = ("<!-- figures -->", "<!-- end of figures -->")
LABELS = {"OFFICE": Office, "DATE": Date, "COUNT": Count}


@dataclass
class Result:
    """What one system reached on one gold."""

    exact: dict[str, Score]
    overlapping: dict[str, Score]
    speed: float


def main() -> None:
    logging.disable(logging.CRITICAL)  # JioNLP logs what it cannot parse, with the text
    tables = [table for title, folder in GOLD.items() if folder.is_dir()
              for table in _tables(title, folder)]  # fmt: skip
    text = "\n".join([*_systems(), "", *tables])
    print(text)
    if "--write" in sys.argv[1:]:
        before, _, rest = PAGE.read_text(encoding="utf-8").partition(MARKS[0])
        _, _, after = rest.partition(MARKS[1])
        page = f"{before}{MARKS[0]}\n\n{text}\n{MARKS[1]}{after}"
        PAGE.write_text(page, encoding="utf-8")


def _systems() -> Iterator[str]:
    yield "| system | version | licence | its labels for ours |"
    yield "| --- | --- | --- | --- |"
    yield f"| govnlp | {govnlp.__version__} | MIT | as they are |"
    for system in SYSTEMS:
        try:
            version = system.version()
        except ImportError:
            version = "not installed"
        yield f"| {system.name} | {version} | {system.licence} | {system.labels} |"


def _tables(title: str, folder: Path) -> Iterator[str]:
    files = load_gold(folder)
    gold = [record for file in files for record in file.records]
    results = dict(_results(gold, [file.text for file in files]))
    counts = {label: sum(e.label == label for r in gold for e in r.entities) for label in LABELS}
    heads = "".join(f" {label} ({counts[label]}) |" for label in LABELS)
    yield f"### {title}: {len(files)} files, {len(gold)} documents"
    yield ""
    yield f"| F1, exact span / overlap |{heads} characters a second |"
    yield "| --- |" + " ---: |" * (len(LABELS) + 1)
    for name, result in results.items():
        if isinstance(result, str):
            yield f"| {name} |" + " – |" * len(LABELS) + f" {result} |"
            continue
        figures = "".join(
            f" {_f1(result.exact[label])} / {_f1(result.overlapping[label])} |" for label in LABELS
        )
        yield f"| {name} |{figures} {round(result.speed, -2):,.0f} |"
    yield ""


def _f1(score: Score) -> str:
    return f"{score.f1:.3f}" if score.predicted else "–"


def _results(gold: list[Record], texts: list[str]) -> Iterator[tuple[str, Result | str]]:
    yield "govnlp", _govnlp(gold, texts)
    for system in SYSTEMS:
        try:
            find = system.make(None)
        except ImportError as error:
            yield system.name, f"not run: {error}"
            continue
        yield system.name, _other(gold, find)
        yield f"{system.name}, on clean text", _other(gold, _on_clean_text(find))


def _govnlp(gold: list[Record], texts: list[str]) -> Result:
    """On the texts as they stand: it finds titles, paragraphs and tables by itself."""
    nlp = govnlp.load()
    nlp(texts[0])  # tables are read on first use
    paths = list(dict.fromkeys(record.source.path for record in gold))
    started = time.process_time()
    docs = list(nlp.pipe(texts))
    took = time.process_time() - started
    predicted = [
        replace(record, source=replace(record.source, path=path))
        for path, doc in zip(paths, docs, strict=True)
        for record in records_of(doc)
    ]
    return _scored(gold, predicted, sum(map(len, texts)) / took)


def _other(gold: list[Record], find: Find) -> Result:
    """On gold's own titles, headings, paragraphs and sign-offs, so that no system is charged
    for what it finds in tables and notes, which carry no labels."""
    list(find(_blocks(gold[0])[0][1]))
    predicted: list[Record] = []
    characters, took = 0, 0.0
    for record in gold:
        entities: list[Any] = []
        for offset, text in _blocks(record):
            started = time.process_time()
            found = sorted(find(text))
            took += time.process_time() - started
            characters += len(text)
            for start, end, label in found:
                at = offset + start, offset + end
                entities.append(LABELS[label](*at, record.text[slice(*at)]))
        predicted.append(replace(record, entities=entities))
    return _scored(gold, predicted, characters / took)


def _on_clean_text(find: Find) -> Find:
    """The same on govnlp's clean view, without pinyin, traditional characters and spaces."""

    def found(text: str) -> Iterator[Found]:
        view = clean_lines(text)
        for start, end, label in find(view.clean):
            yield (*view.to_source(start, end), label)

    return found


def _blocks(record: Record) -> list[tuple[int, str]]:
    spans = [(s.heading.start, s.heading.end) for s in record.sections]
    spans += [(p.start, p.end) for p in record.paragraphs]
    spans += [(s.start, s.end) for s in (record.title, record.sign_off) if s]
    return [(start, record.text[start:end]) for start, end in sorted(spans)]


def _scored(gold: list[Record], predicted: list[Record], speed: float) -> Result:
    exact = evaluate(gold, predicted).entities
    overlapping = dict.fromkeys(LABELS, Score())
    for pair in pair_files(gold, predicted):
        for label in LABELS:
            overlapping[label] += _overlap(pair.gold.layers[label], pair.predicted.layers[label])
    return Result(exact, overlapping, speed)


def _overlap(gold: Iterable[Place], predicted: Iterable[Place]) -> Score:
    """Spans matched one to one in the order of the text, wherever they share a character."""
    left, right = sorted(gold), sorted(predicted)
    at = found = 0
    for start, end in left:
        while at < len(right) and right[at][1] <= start:
            at += 1
        if at < len(right) and right[at][0] < end:
            found += 1
            at += 1
    return Score(len(left), len(right), found)


if __name__ == "__main__":
    main()
