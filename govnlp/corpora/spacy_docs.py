"""Gold files as spaCy documents: for ``spacy train``, ``nlp.evaluate`` and ``DocBin``."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import spacy
from spacy.language import Language
from spacy.tokens import Doc, DocBin, Span
from spacy.training import Example

from govnlp.corpora.folder import corpus_folder, gold_files
from govnlp.corpora.inline import GoldFile
from govnlp.corpora.labels import OUTSIDE
from govnlp.pipeline import doc_bin as empty_doc_bin
from govnlp.pipeline.analysis import KEY
from govnlp.pipeline.attributes import note, register
from govnlp.pipeline.segmenters import by_characters
from govnlp.record import Record

#: Span groups and the label of their spans, as the pipeline names them.
GROUPS: Final = {
    "documents": "DOCUMENT",
    "titles": "TITLE",
    "sections": "SECTION",
    "headings": "HEADING",
    "paragraphs": "PARAGRAPH",
    "tables": "TABLE",
    "sign_offs": "SIGN_OFF",
    "notes": "NOTE",
}
_OF_THE_SPAN = ("start", "end", "text", "label", "template", "bare")
#: A stretch of the file's text and the values that belong to it.
_Place = tuple[int, int, dict[str, Any]]


def doc_bin(
    split: str | None = None,
    name: str = "reports",
    root: str | Path | None = None,
    nlp: Language | None = None,
) -> DocBin:
    """The gold documents of a split (of all, if ``None``), a ``Doc`` a file.

    Entities are in ``doc.ents``, structure in ``doc.spans`` under the pipeline's names;
    labels' values are extension attributes, kept in ``user_data``. For ``spacy train``
    write it with ``to_disk("train.spacy")``. The other arguments and the errors are those
    of :func:`govnlp.corpora.load` and :func:`gold_doc`.
    """
    nlp = nlp or spacy.blank("zh")
    return empty_doc_bin(gold_doc(file, nlp) for file in _files(split, name, root))


def examples(
    nlp: Language, split: str | None = None, name: str = "reports", root: str | Path | None = None
) -> list[Example]:
    """A training example a file: as ``nlp`` tokenizes it, and as gold has it."""
    return [
        Example(nlp.make_doc(file.text), gold_doc(file, nlp)) for file in _files(split, name, root)
    ]


def _files(split: str | None, name: str, root: str | Path | None) -> Iterator[GoldFile]:
    return (file for _, file in gold_files(corpus_folder(name, root), split))


def gold_doc(file: GoldFile, nlp: Language) -> Doc:
    """A gold file as a ``Doc`` whose text is the file's text, character for character.

    Tokens are those of ``nlp`` where it has a tokenizer of its own (any but the blank
    Chinese one, in whose place Latin words and numbers stay whole as in the pipeline's
    ``char`` segmenter), cut further wherever a gold span begins or ends.

    Raises ``ValueError`` where the tokenizer of ``nlp`` changes the text.
    """
    register()
    groups = _groups(file)
    entities: list[_Place] = []
    for record in file.records:
        entities += list(_entities(record, len(entities)))
    edges = {at for places in [*groups.values(), entities] for one in places for at in one[:2]}
    doc = _doc(nlp, file.text, edges)
    doc.user_data[KEY] = {"documents": [values for _, _, values in groups["documents"]]}
    outside = {(one.start, one.end) for one in file.notes}
    for start, end, values in groups["notes"]:
        values |= {OUTSIDE: True} if (start, end) in outside else {}
    for group, label in GROUPS.items():
        found = [_span(doc, place, label) for place in groups[group] if place[0] < place[1]]
        doc.spans[group] = found
    doc.set_ents([_span(doc, place, place[2]["label"]) for place in entities])
    return doc


def _doc(nlp: Language, text: str, edges: set[int]) -> Doc:
    """Tokens over the whole text, none across an edge."""
    cuts = sorted(edges | set(_cuts(nlp, text)) | {0, len(text)})
    words: list[str] = []
    spaces: list[bool] = []
    for start, end in pairwise(cuts):
        piece = text[start:end]
        whole = start in edges or end in edges
        if piece == " " and words and not spaces[-1] and not whole:
            spaces[-1] = True
            continue
        words.append(piece)
        spaces.append(False)
    return Doc(nlp.vocab, words=words, spaces=spaces)


def _cuts(nlp: Language, text: str) -> Iterator[int]:
    if type(nlp.tokenizer).__module__ == "spacy.lang.zh":
        at = 0
        for word in by_characters(text):
            yield at
            at += len(word)
        return
    doc = nlp.make_doc(text)
    if doc.text != text:
        raise ValueError("the tokenizer of this pipeline does not keep the text as it is")
    for token in doc:
        yield from (token.idx, token.idx + len(token))


def _span(doc: Doc, place: _Place, label: str) -> Span:
    start, end, values = place
    span = doc.char_span(start, end, label=label)
    assert span is not None  # every edge is a token's
    note(span, {key: value for key, value in values.items() if key not in _OF_THE_SPAN})
    return span


def _groups(file: GoldFile) -> dict[str, list[_Place]]:
    groups: dict[str, list[_Place]] = {name: [] for name in GROUPS}
    for record in file.records:
        shift = record.source.start
        for name, start, end, values in _blocks(record):
            groups[name].append((start + shift, end + shift, values))
    return groups


def _blocks(record: Record) -> Iterator[tuple[str, int, int, dict[str, Any]]]:
    yield "documents", 0, len(record.text), _document(record)
    if record.title:
        yield "titles", record.title.start, record.title.end, {}
    for section in record.sections:
        names = ("level", "number", "parent", "subjects")
        values = {name: getattr(section, name) for name in names}
        yield "sections", section.start, section.end, values
        yield "headings", section.heading.start, section.heading.end, values
    for block in record.paragraphs:
        names = ("section", "topic", "also", "scores")
        values = {name: getattr(block, name) for name in names}
        yield "paragraphs", block.start, block.end, values
    for table in record.tables:
        values = {"section": table.section, "kind": table.kind, "rows": table.rows}
        yield "tables", table.start, table.end, values
    if record.sign_off:
        yield "sign_offs", record.sign_off.start, record.sign_off.end, {}
    for found in record.notes:
        yield "notes", found.start, found.end, {}


def _document(record: Record) -> dict[str, Any]:
    return {
        "path": record.source.path,
        "start": record.source.start,
        "end": record.source.end,
        "kind": record.kind,
        "year": record.year,
        "period": asdict(record.period) if record.period else None,
        "issuer": asdict(record.issuer) if record.issuer else None,
    }


def _entities(record: Record, before: int) -> Iterator[_Place]:
    """The entities of a record; ``part_of`` becomes an index in ``doc.ents``."""
    shift = record.source.start
    for entity in record.entities:
        values = {key: value for key, value in asdict(entity).items() if value is not None}
        if "part_of" in values:
            values["part_of"] += before
        yield entity.start + shift, entity.end + shift, values
