"""The component ``govnlp_entities``: what the finders found, as ``doc.ents``."""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc

from govnlp.pipeline.attributes import analysis_of, note, register

_OF_THE_SPAN = {"start", "end", "text", "label", "clean"}


class EntityTagger:
    """Writes ``doc.ents`` with the normalized values as extension attributes.

    Entities that another component set before stay where these do not overlap them.
    """

    def __call__(self, doc: Doc) -> Doc:
        spans = []
        for entity in analysis_of(doc)["entities"]:
            span = doc.char_span(
                entity["start"], entity["end"], label=entity["label"], alignment_mode="expand"
            )
            if span is not None and (not spans or span.start >= spans[-1].end):
                note(span, {k: v for k, v in entity.items() if k not in _OF_THE_SPAN})
                spans.append(span)
        taken = {i for span in spans for i in range(span.start, span.end)}
        others = [e for e in doc.ents if not taken.intersection(range(e.start, e.end))]
        doc.set_ents([*spans, *others])
        return doc


@Language.factory("govnlp_entities", assigns=["doc.ents"])
def create_entity_tagger(nlp: Language, name: str) -> EntityTagger:
    """The factory of :class:`EntityTagger`."""
    register()
    return EntityTagger()
