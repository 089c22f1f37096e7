"""From a file, a text or a ``Doc`` to records."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import fields
from functools import cache
from importlib.metadata import version
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from govnlp.grammar.match import Citation, Count, Date, DocumentNumber, Office
from govnlp.pipeline.attributes import analysis_of
from govnlp.reading import SUFFIXES, UNSUPPORTED, SourceFile, read
from govnlp.record import (
    Caution,
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

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

_ENTITIES = {
    "OFFICE": Office,
    "DATE": Date,
    "COUNT": Count,
    "CITATION": Citation,
    "DOCNUM": DocumentNumber,
}
_FIELDS = {label: {f.name for f in fields(kind)} for label, kind in _ENTITIES.items()}


#: What stands in prose, and hardly in the name of a file.
_PROSE = re.compile("[\\s，。：；？！《》]")


@cache
def default_pipeline() -> Language:
    """The pipeline that :func:`annotate` uses where none is given; made once."""
    from govnlp.pipeline import load

    return load()


def annotate(path_or_text: str | Path, nlp: Language | None = None) -> Record:
    """The record of a report.

    path_or_text (str | Path): A ``Path`` is read as a file; so is a ``str`` of one line
        that names one, or ends like the name of one (.txt, .docx). Any other ``str`` is the
        report's text.
    nlp (Language | None): A pipeline of :func:`govnlp.load`; the default one if ``None``.

    Where the text holds several documents this is the first annual report among them
    (the first document if there is none), with the warning ``more_documents``;
    :func:`annotate_all` gives them all.

    Raises ``govnlp.ReadError`` for a file that cannot be read.

    >>> annotate("我局2017年主动公开政府信息336条。").entities[2].value
    336
    """
    records = annotate_all(path_or_text, nlp)
    record = chosen(records)
    if len(records) > 1:
        message = f"the text holds {len(records)} documents; annotate_all gives them all"
        record.warnings.append(Caution("more_documents", message))
    return record


def chosen(records: list[Record]) -> Record:
    """The record that stands for a text: its first annual report, else its first document."""
    return next((r for r in records if r.kind == "annual_report"), records[0])


def annotate_all(path_or_text: str | Path, nlp: Language | None = None) -> list[Record]:
    """The records of every document in a file or a text; see :func:`annotate`."""
    nlp = nlp or default_pipeline()
    if isinstance(path_or_text, Path) or _names_file(path_or_text):
        source = read(path_or_text)
        return records_of(nlp(source.text), source, Path(source.path).name, model_name(nlp))
    return records_of(nlp(path_or_text), model=model_name(nlp))


def model_name(nlp: Language) -> str:
    """A pipeline's name and version, as records carry it: zh_govreport 0.1.0."""
    return f"{nlp.meta['lang']}_{nlp.meta['name']} {nlp.meta['version']}"


def _names_file(text: str) -> bool:
    if "\n" in text or not 0 < len(text) < 1024 or "\0" in text:
        return False
    path = Path(text)
    try:
        # A slip in a path is an error, not a report of one line (附件：名单.doc is text).
        named = path.suffix.lower() in {*SUFFIXES, *UNSUPPORTED} and not _PROSE.search(text)
        return path.is_file() or named
    except OSError:
        return False


def records_of(
    doc: Doc, source: SourceFile | None = None, name: str = "text", model: str | None = None
) -> list[Record]:
    """The records of a ``Doc`` that went through the pipeline, one a document.

    source (SourceFile | None): The file that the text was read from.
    name (str): What the records' ids begin with: the file's path relative to the input.
    model (str | None): The pipeline, as :func:`model_name` gives it.
    """
    analysis = analysis_of(doc)
    text = doc.text
    records = []
    for index, document in enumerate(analysis["documents"]):
        record = _record(text, document, analysis["entities"])
        record.id = f"{name}#{index}"
        record.govnlp, record.model = version("govnlp"), model
        if source is not None:
            record.source.path, record.source.sha256 = name, source.sha256
            record.source.media_type, record.source.encoding = source.media_type, source.encoding
        records.append(record)
    return records


def _record(whole: str, document: dict[str, Any], entities: list[dict[str, Any]]) -> Record:
    start, end = document["start"], document["end"]
    text = whole[start:end]
    cut = _Cutter(text, start)
    blocks = document["blocks"]
    spans = {
        kind: [cut.span(block) for block in blocks if block["kind"] == kind]
        for kind in ("title", "sign", "note")
    }
    return Record(
        source=Source(start=start, end=end),
        text=text,
        kind=document["kind"],
        title=spans["title"][0] if spans["title"] else None,
        year=document.get("year"),
        period=Period(**document["period"]) if document.get("period") else None,
        issuer=_issuer(document.get("issuer")),
        sections=[cut.section(s) for s in document["sections"]],
        paragraphs=[cut.paragraph(b) for b in blocks if b["kind"] == "paragraph"],
        tables=[cut.table(b) for b in blocks if b["kind"] == "table"],
        sign_off=spans["sign"][-1] if spans["sign"] else None,
        notes=spans["note"],
        entities=cut.entities(entities, end),
        warnings=[cut.caution(w) for w in document.get("warnings", [])],
    )


def _issuer(values: dict[str, Any] | None) -> Issuer | None:
    if not values:
        return None
    division = values["division"]
    return Issuer(values["name"], Division(**division) if division else None)


class _Cutter:
    """Moves offsets of the whole text to those of one document."""

    def __init__(self, text: str, offset: int) -> None:
        self.text = text
        self.offset = offset

    def _ends(self, values: dict[str, Any]) -> tuple[int, int]:
        return values["start"] - self.offset, values["end"] - self.offset

    def span(self, values: dict[str, Any]) -> Span:
        start, end = self._ends(values)
        return Span(start, end, self.text[start:end])

    def section(self, values: dict[str, Any]) -> Section:
        heading = dict(zip(("start", "end"), values["heading"], strict=True))
        return Section(
            *self._ends(values),
            level=values["level"],
            number=values["number"],
            parent=values["parent"],
            heading=self.span(heading),
            subjects=list(values["subjects"]),
        )

    def paragraph(self, values: dict[str, Any]) -> Paragraph:
        return Paragraph(
            *self._ends(values),
            section=values["section"],
            topic=values.get("topic"),
            also=list(values.get("also", ())),
            scores=dict(values.get("scores", {})),
        )

    def table(self, values: dict[str, Any]) -> Table:
        return Table(
            *self._ends(values),
            section=values["section"],
            kind=values["table_kind"],
            rows=values["rows"],
        )

    def entities(self, entities: list[dict[str, Any]], end: int) -> list[Entity]:
        """The document's own entities, ``part_of`` and ``of`` counted from its first."""
        first = bisect_left(entities, self.offset, key=itemgetter("start"))
        last = bisect_left(entities, end, key=itemgetter("start"))
        made = [self.entity(values) for values in entities[first:last]]
        for entity in made:
            if isinstance(entity, Count) and entity.part_of is not None:
                entity.part_of -= first
            if isinstance(entity, DocumentNumber) and entity.of is not None:
                entity.of -= first
        return made

    def entity(self, values: dict[str, Any]) -> Entity:
        start, end = self._ends(values)
        known = {k: v for k, v in values.items() if k in _FIELDS[values["label"]]}
        known |= {"start": start, "end": end, "text": self.text[start:end]}
        made: Entity = _ENTITIES[values["label"]](**known)
        return made

    def caution(self, values: dict[str, Any]) -> Caution:
        if values["start"] is None:
            return Caution(**values)
        return Caution(values["code"], values["message"], *self._ends(values))
