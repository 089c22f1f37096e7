"""The component ``govnlp_resolver``: who reports on which year, and what hangs on it."""

from __future__ import annotations

from bisect import bisect_left
from operator import itemgetter

from spacy.language import Language
from spacy.tokens import Doc

from govnlp.pipeline.analysis import unpack_view
from govnlp.pipeline.attributes import analysis_of
from govnlp.pipeline.resolve import Places, resolve_document


class Resolver:
    """Fills year, period and issuer of each document; resolves self-references, short
    names, relative dates and short citations; links offices to divisions.

    It works on the analysis, so it can stand before ``govnlp_entities`` or after it.
    """

    def __call__(self, doc: Doc) -> Doc:
        analysis = analysis_of(doc)
        view = unpack_view(analysis["view"])
        entities = analysis["entities"]
        places: Places | None = None
        for document in analysis["documents"]:
            first, last = view.from_source(document["start"], document["end"])
            lowest = bisect_left(entities, first, key=itemgetter("at"))
            inside = entities[lowest : bisect_left(entities, last, key=itemgetter("at"))]
            for entity in inside:
                entity["at"] -= first
            places = resolve_document(document, inside, view.clean[first:last], places)
            for entity in inside:
                entity["at"] += first
        return doc


@Language.factory("govnlp_resolver", assigns=["doc._.year", "doc._.issuer", "doc._.period"])
def create_resolver(nlp: Language, name: str) -> Resolver:
    """The factory of :class:`Resolver`."""
    return Resolver()
