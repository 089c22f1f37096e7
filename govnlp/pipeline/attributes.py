"""Extension attributes: what govnlp says of a document's spans, read as ``span._.value``.

The values live once, as plain values, in ``doc.user_data["govnlp"]``; the attributes
are getters that look them up by the span's label and place. What a user or another
component sets is kept beside them, in ``doc.user_data["govnlp.set"]``, and goes first.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable
from typing import Any

from spacy.tokens import Doc, Span

from govnlp.pipeline.analysis import KEY, analyse_text
from govnlp.pipeline.spans import text_length
from govnlp.vocabulary import ENTITY_LABELS

#: Where values that were set are kept in ``doc.user_data``.
SET_KEY = "govnlp.set"
#: Span groups: the kind of block or part of a document, and the label of their spans.
GROUPS = {
    "documents": "DOCUMENT",
    "sections": "SECTION",
    "headings": "HEADING",
    "titles": "TITLE",
    "paragraphs": "PARAGRAPH",
    "tables": "TABLE",
    "sign_offs": "SIGN_OFF",
    "notes": "NOTE",
}
#: Kinds of blocks and the span group that each goes to.
BLOCK_GROUPS = {
    "title": "titles",
    "paragraph": "paragraphs",
    "table": "tables",
    "sign": "sign_offs",
    "note": "notes",
}
#: Attributes of spans, by what they belong to.
SPAN_ATTRIBUTES = (
    # sections, headings, paragraphs, tables
    "level", "number", "parent", "subjects", "section", "rows", "topic", "also", "scores",
    # entities
    "name", "self_reference", "division", "kind", "value", "mod", "first", "last", "business_days",
    "unit", "negated", "upper", "item", "part_of", "code", "year",
    "of", "docnum", "issued",
)  # fmt: skip
#: Attributes of documents: those of the text's first annual report.
DOC_ATTRIBUTES = ("kind", "year", "period", "issuer", "documents")

_BLOCKS = {GROUPS[group]: kind for kind, group in BLOCK_GROUPS.items()}
_Values = dict[str, Any]


def analysis_of(doc: Doc) -> _Values:
    """The analysis that the tokenizer left, made now if another tokenizer was used."""
    analysis = _stored(doc, KEY)
    if "view" not in analysis or analysis["length"] != text_length(doc):
        analysis = doc.user_data[KEY] = analyse_text(doc.text)
    return analysis


def _stored(doc: Doc, key: str) -> _Values:
    """The values under a key of ``user_data``, with the lists that ``DocBin`` made tuples."""
    found: _Values = doc.user_data.get(key, {})
    if any(isinstance(value, tuple) for value in found.values()):
        found = doc.user_data[key] = _with_lists(found)
    return found


def _with_lists(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _with_lists(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_with_lists(inner) for inner in value]
    return value


def note(span: Span, values: _Values) -> None:
    """Set attributes of a span."""
    store: dict[str, _Values] = span.doc.user_data.setdefault(SET_KEY, {})
    store.setdefault(_key(span), {}).update(values)


def _key(span: Span) -> str:
    return f"{span.label_}:{span.start_char}:{span.end_char}"


def values_of(span: Span) -> _Values:
    """All that is known of a span by name: what the analysis says, then what was set."""
    return {**_found(span), **_with_lists(_stored(span.doc, SET_KEY).get(_key(span), {}))}


def _getter(name: str) -> Callable[[Span], Any]:
    def get(span: Span) -> Any:
        was_set = _stored(span.doc, SET_KEY).get(_key(span), {})
        return _with_lists(was_set[name]) if name in was_set else _found(span).get(name)

    return get


def _setter(name: str) -> Callable[[Span, Any], None]:
    def set_(span: Span, value: Any) -> None:
        note(span, {name: value})

    return set_


def _found(span: Span) -> _Values:
    """What the analysis says of a span; nothing where it is of another text or none."""
    doc = span.doc
    analysis = _stored(doc, KEY)
    if analysis.get("length") != text_length(doc):
        return {}
    label, start, end = span.label_, span.start_char, span.end_char
    if label in ENTITY_LABELS:
        return _starting_in(analysis["entities"], start, end, "label", label)
    index = bisect_right(analysis["documents"], start, key=_start) - 1
    document: _Values = analysis["documents"][max(index, 0)]
    if label == "DOCUMENT":
        return document
    if label in ("SECTION", "HEADING"):
        return _starting_in(document["sections"], start, end)
    kind = _BLOCKS.get(label)
    block = _starting_in(document["blocks"], start, end, "kind", kind)
    return {**block, "kind": block.get("table_kind") if kind == "table" else None}


def _starting_in(
    things: list[_Values], start: int, end: int, key: str = "start", value: Any = None
) -> _Values:
    """The first of sorted things that starts from ``start`` to before ``end``.

    A span has its thing's very offsets on govnlp's own tokens; on others it may be wider.
    """
    for index in range(bisect_left(things, start, key=_start), len(things)):
        thing = things[index]
        if thing["start"] >= end:
            break
        if value is None or thing[key] == value:
            return thing
    return {}


def _start(thing: _Values) -> int:
    return int(thing["start"])


def main_document(analysis: _Values) -> _Values:
    """The first annual report among a text's documents, else the first document."""
    documents: list[_Values] = analysis["documents"]
    return next((d for d in documents if d["kind"] == "annual_report"), documents[0])


def _doc_getter(name: str) -> Callable[[Doc], Any]:
    def get(doc: Doc) -> Any:
        analysis = _stored(doc, KEY)
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


register()
