"""Extension attributes: what govnlp says of a document's spans, read as ``span._.value``.

The values live once, as plain values, in ``doc.user_data["govnlp"]``; the
attributes are getters over it. Setting one is remembered beside it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from spacy.tokens import Doc, Span

from govnlp.pipeline.analysis import KEY, analyse_text

#: Attributes of spans, by what they belong to.
SPAN_ATTRIBUTES = (
    # sections, headings, paragraphs, tables
    "level", "number", "parent", "subjects", "section", "rows", "topic", "also", "scores",
    # entities
    "name", "self_reference", "division", "kind", "value", "mod", "first", "last", "business_days",
    "unit", "negated", "upper", "item", "part_of", "code", "year",
)  # fmt: skip
#: Attributes of documents: those of the text's first annual report.
DOC_ATTRIBUTES = ("kind", "year", "period", "issuer", "documents")


def analysis_of(doc: Doc) -> dict[str, Any]:
    """The analysis that the tokenizer left, made now if another tokenizer was used."""
    if KEY not in doc.user_data:
        doc.user_data[KEY] = analyse_text(doc.text)
    found: dict[str, Any] = doc.user_data[KEY]
    return found


def note(span: Span, values: dict[str, Any]) -> None:
    """Remember the attributes of a span."""
    _store(span.doc).setdefault(_key(span), {}).update(values)


def _store(doc: Doc) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = doc.user_data.setdefault(KEY, {}).setdefault("spans", {})
    return found


def _key(span: Span) -> str:
    return f"{span.label_}:{span.start_char}:{span.end_char}"


def _getter(name: str) -> Callable[[Span], Any]:
    def get(span: Span) -> Any:
        return _store(span.doc).get(_key(span), {}).get(name)

    return get


def _setter(name: str) -> Callable[[Span, Any], None]:
    def set_(span: Span, value: Any) -> None:
        note(span, {name: value})

    return set_


def main_document(analysis: dict[str, Any]) -> dict[str, Any]:
    """The first annual report among a text's documents, else the first document."""
    documents = analysis["documents"]
    found: dict[str, Any] = next((d for d in documents if d["kind"] == "annual_report"), documents[0])
    return found


def _doc_getter(name: str) -> Callable[[Doc], Any]:
    def get(doc: Doc) -> Any:
        analysis = doc.user_data.get(KEY)
        if not analysis:
            return None
        return analysis["documents"] if name == "documents" else main_document(analysis).get(name)

    return get


def register() -> None:
    """Set the extension attributes; those of that name that stand already are kept."""
    for name in SPAN_ATTRIBUTES:
        if not Span.has_extension(name):
            Span.set_extension(name, getter=_getter(name), setter=_setter(name))
    for name in DOC_ATTRIBUTES:
        if not Doc.has_extension(name):
            Doc.set_extension(name, getter=_doc_getter(name))
