"""The component ``govnlp_sections``: structure as span groups and sentence starts."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
from spacy.attrs import SENT_START
from spacy.language import Language
from spacy.tokens import Doc, Span

from govnlp.pipeline.attributes import analysis_of, note, register

_SENTENCE_END = re.compile(r"[。！？]+[”’）)】]*")
#: Kinds of blocks, the span group that each goes to, the label of its spans.
_GROUPS = {
    "title": ("titles", "TITLE"),
    "paragraph": ("paragraphs", "PARAGRAPH"),
    "table": ("tables", "TABLE"),
    "sign": ("sign_offs", "SIGN_OFF"),
    "note": ("notes", "NOTE"),
}
_OTHER_GROUPS = ("documents", "sections", "headings")


class SectionTagger:
    """Writes ``doc.spans``: documents, titles, sections, headings, paragraphs, tables,
    sign_offs and notes, with level, number, parent, subjects, section, kind and rows as
    extension attributes, and sentence starts."""

    def __call__(self, doc: Doc) -> Doc:
        analysis = analysis_of(doc)
        groups: dict[str, list[Span]] = {name: [] for name, _ in _GROUPS.values()}
        groups |= {name: [] for name in _OTHER_GROUPS}
        for document in analysis["documents"]:
            _take_document(doc, document, groups)
        for name, spans in groups.items():
            doc.spans[name] = spans
        _start_sentences(doc, groups)
        return doc


def _span(doc: Doc, start: int, end: int, label: str) -> Span | None:
    """A span of at least those characters; ``None`` for none."""
    return doc.char_span(start, end, label=label, alignment_mode="expand") if start < end else None


def _add(
    doc: Doc, groups: dict[str, list[Span]], group: str, label: str, ends: tuple[int, int], values: dict[str, Any]
) -> None:
    span = _span(doc, *ends, label)
    if span is not None:
        note(span, values)
        groups[group].append(span)


def _take_document(doc: Doc, document: dict[str, Any], groups: dict[str, list[Span]]) -> None:
    ends = (document["start"], document["end"])
    _add(doc, groups, "documents", "DOCUMENT", ends, {"kind": document["kind"]})
    for section in document["sections"]:
        values = {key: section[key] for key in ("level", "number", "parent", "subjects")}
        _add(doc, groups, "sections", "SECTION", (section["start"], section["end"]), values)
        _add(doc, groups, "headings", "HEADING", tuple(section["heading"]), values)
    for block in document["blocks"]:
        group, label = _GROUPS[block["kind"]]
        values = {"section": block["section"]}
        if block["kind"] == "table":
            values |= {"kind": block["table_kind"], "rows": block["rows"]}
        _add(doc, groups, group, label, (block["start"], block["end"]), values)


def _start_sentences(doc: Doc, groups: dict[str, list[Span]]) -> None:
    """A sentence starts with each block and after each full stop."""
    starts = np.full(len(doc), -1, dtype=np.int64)
    if not len(doc):
        return
    starts[0] = 1
    for name in ("titles", "headings", "paragraphs", "tables", "sign_offs", "notes"):
        for span in groups[name]:
            starts[span.start] = 1
    for match in _SENTENCE_END.finditer(doc.text):
        span = doc.char_span(match.end(), match.end() + 1, alignment_mode="expand")
        if span is not None and span.start_char >= match.end():
            starts[span.start] = 1
    doc.from_array([SENT_START], starts.astype(np.uint64).reshape(-1, 1))


@Language.factory("govnlp_sections", assigns=["doc.spans", "token.is_sent_start"])
def create_section_tagger(nlp: Language, name: str) -> SectionTagger:
    """The factory of :class:`SectionTagger`."""
    register()
    return SectionTagger()
