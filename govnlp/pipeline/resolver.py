"""The component ``govnlp_resolver``: who reports on which year, and what hangs on it."""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc

from govnlp.pipeline.attributes import analysis_of
from govnlp.pipeline.resolve import resolve_document


class Resolver:
    """Fills year, period and issuer of each document; resolves self-references, short
    names, relative dates and short citations; links offices to divisions.

    It works on the analysis, so it can stand before ``govnlp_entities`` or after it.
    """

    def __call__(self, doc: Doc) -> Doc:
        analysis = analysis_of(doc)
        for document in analysis["documents"]:
            resolve_document(document, analysis["entities"], analysis["view"]["clean"])
        return doc


@Language.factory("govnlp_resolver", assigns=["doc._.year", "doc._.issuer", "doc._.period"])
def create_resolver(nlp: Language, name: str) -> Resolver:
    """The factory of :class:`Resolver`."""
    return Resolver()
