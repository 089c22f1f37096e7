"""The component ``govnlp_resolver``: who reports on which year, and what hangs on it."""

from __future__ import annotations

from typing import Any

from spacy.language import Language
from spacy.tokens import Doc

from govnlp.pipeline.attributes import analysis_of, note, register
from govnlp.pipeline.resolve import resolve_document

_OF_THE_SPAN = {"start", "end", "text", "label", "clean"}


class Resolver:
    """Fills year, period and issuer of each document; resolves self-references, short
    names, relative dates and short citations; links offices to divisions."""

    def __call__(self, doc: Doc) -> Doc:
        analysis = analysis_of(doc)
        for document in analysis["documents"]:
            resolve_document(document, analysis["entities"], analysis["view"]["clean"])
        known = {(e["start"], e["end"]): e for e in analysis["entities"]}
        for ent in doc.ents:
            values: dict[str, Any] | None = known.get((ent.start_char, ent.end_char))
            if values is not None and values["label"] == ent.label_:
                note(ent, {k: v for k, v in values.items() if k not in _OF_THE_SPAN})
        return doc


@Language.factory("govnlp_resolver", assigns=["doc._.year", "doc._.issuer", "doc._.period"])
def create_resolver(nlp: Language, name: str) -> Resolver:
    """The factory of :class:`Resolver`."""
    register()
    return Resolver()
