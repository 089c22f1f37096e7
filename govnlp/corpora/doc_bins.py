"""spaCy's ``DocBin`` (``.spacy``) as files: what ``doc_bin`` wrote, and any other's entities."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any

import spacy
from spacy.tokens import Doc, DocBin
from spacy.tokens import Span as TokenSpan

from govnlp.corpora.inline import GoldFile
from govnlp.corpora.labels import ENTITY_CLASSES, OUTSIDE, Label, file_of, label_name
from govnlp.corpora.losses import Report
from govnlp.corpora.spacy_docs import GROUPS, gold_doc
from govnlp.pipeline import doc_bin
from govnlp.pipeline.analysis import KEY
from govnlp.pipeline.attributes import register, values_of
from govnlp.record import (
    Division,
    Entity,
    Issuer,
    Paragraph,
    Period,
    Record,
    Section,
    Source,
    Span,
    Table,
)

_Values = dict[str, Any]


def write(files: Sequence[GoldFile], target: Path) -> None:
    """A ``Doc`` a file, with ``doc.ents``, ``doc.spans`` and the values of both."""
    nlp = spacy.blank("zh")
    target.parent.mkdir(parents=True, exist_ok=True)
    doc_bin(gold_doc(file, nlp) for file in files).to_disk(target)


def read(path: Path, name: str, report: Report) -> list[GoldFile]:
    """The docs of a file. Those that govnlp did not make have their entities and the span
    groups of its names. Raises ``ValueError`` for what is no ``DocBin``."""
    register()
    try:
        docs = list(DocBin().from_disk(path).get_docs(spacy.blank("zh").vocab))
    except OSError:
        raise
    except Exception as error:  # zlib, msgpack and spaCy each have their own
        raise ValueError(f"no DocBin: {error}") from error
    return [
        _Reader(doc, path, f"{path.stem}-{number}", report).file()
        for number, doc in enumerate(docs, 1)
    ]


class _Reader:
    """One ``Doc`` into one file."""

    def __init__(self, doc: Doc, path: Path, name: str, report: Report) -> None:
        self.doc = doc
        self.text = doc.text
        self.path = str(path)
        self.name = name
        self.report = report

    def file(self) -> GoldFile:
        documents = self.doc._.documents if KEY in self.doc.user_data else None
        if not documents:
            labels = self.labels()
            return file_of(self.path, self.name, self.text, labels, self.report)
        file = GoldFile(self.path, self.text)
        for index, values in enumerate(documents):
            file.records.append(self.record(index, values))
        outside = [span for span in self.group("notes") if values_of(span).get(OUTSIDE)]
        file.notes = [Span(one.start_char, one.end_char, one.text) for one in outside]
        return file

    def group(self, name: str) -> list[TokenSpan]:
        return list(self.doc.spans[name]) if name in self.doc.spans else []

    def labels(self) -> list[Label]:
        spans = [*self.doc.ents, *(span for name in GROUPS for span in self.group(name))]
        return [
            Label(label_name(span.label_) or span.label_, span.start_char, span.end_char)
            for span in spans
            if span.label_ != "SECTION"  # a section follows from its heading
        ]

    def record(self, index: int, values: _Values) -> Record:
        start, end = values["start"], values["end"]
        path = values.get("path") or self.name
        inside = _Inside(self, start, end)
        period, issuer = values.get("period"), values.get("issuer")
        return Record(
            id=f"{path}#{index}",
            source=Source(path=path, start=start, end=end),
            text=self.text[start:end],
            kind=values.get("kind") or "other",
            year=values.get("year"),
            period=Period(**period) if period else None,
            issuer=_issuer(issuer) if issuer else None,
            title=next(iter(inside.spans("titles")), None),
            sign_off=next(reversed(inside.spans("sign_offs")), None),
            notes=inside.spans("notes"),
            sections=inside.sections(),
            paragraphs=inside.paragraphs(),
            tables=inside.tables(),
            entities=inside.entities(),
        )


def _issuer(values: _Values) -> Issuer:
    division = values.get("division")
    return Issuer(values["name"], Division(**division) if division else None)


class _Inside:
    """What lies in one document of a ``Doc``, counted from its start."""

    def __init__(self, reader: _Reader, start: int, end: int) -> None:
        self.reader = reader
        self.start = start
        self.end = end

    def holds(self, span: TokenSpan) -> bool:
        return self.start <= span.start_char < self.end

    def group(self, name: str) -> list[TokenSpan]:
        return [span for span in self.reader.group(name) if self.holds(span)]

    def place(self, span: TokenSpan) -> tuple[int, int]:
        return span.start_char - self.start, span.end_char - self.start

    def spans(self, name: str) -> list[Span]:
        return [Span(*self.place(span), span.text) for span in self.group(name)]

    def sections(self) -> list[Section]:
        headings = {span.start_char: span for span in self.group("headings")}
        pairs = [(span, headings.get(span.start_char)) for span in self.group("sections")]
        return [self.section(span, heading) for span, heading in pairs if heading]

    def section(self, span: TokenSpan, heading: TokenSpan) -> Section:
        values = values_of(span)
        return Section(
            *self.place(span),
            level=values.get("level") or 1,
            number=values.get("number"),
            parent=values.get("parent"),
            heading=Span(*self.place(heading), heading.text),
            subjects=values.get("subjects") or [],
        )

    def paragraphs(self) -> list[Paragraph]:
        names = ("section", "topic", "also", "scores")
        return [
            Paragraph(*self.place(span), **_chosen(values_of(span), *names))
            for span in self.group("paragraphs")
        ]

    def tables(self) -> list[Table]:
        names = ("section", "kind", "rows")
        return [
            Table(*self.place(span), **_chosen(values_of(span), *names))
            for span in self.group("tables")
        ]

    def entities(self) -> list[Entity]:
        known: list[TokenSpan] = []
        # ``part_of`` is an index in doc.ents, in a record one in its own entities.
        index: dict[int, int] = {}
        for number, span in enumerate(self.reader.doc.ents):
            if not self.holds(span):
                continue
            if span.label_ in ENTITY_CLASSES:
                index[number] = len(known)
                known.append(span)
            else:
                self.reader.report.left_out[f"label {span.label_!r}"] += 1
        return [self.entity(span, index) for span in known]

    def entity(self, span: TokenSpan, index: dict[int, int]) -> Entity:
        kind = ENTITY_CLASSES[span.label_]
        values = values_of(span)
        known = {one.name for one in fields(kind)} - {"start", "end", "text", "label"}
        chosen = {name: value for name, value in values.items() if name in known}
        if chosen.get("part_of") is not None:
            chosen["part_of"] = index.get(chosen["part_of"])
        made: Entity = kind(*self.place(span), span.text, **chosen)
        return made


def _chosen(values: _Values, *names: str) -> _Values:
    """The values that are known; the others are left to defaults."""
    return {name: values[name] for name in names if values.get(name) is not None}
