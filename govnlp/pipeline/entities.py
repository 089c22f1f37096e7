"""The component ``govnlp_entities``: what the finders found, as ``doc.ents``."""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc, Span

from govnlp.pipeline.attributes import analysis_of
from govnlp.pipeline.scorers import ENTITY_SCORER, Score, Scored
from govnlp.pipeline.spans import TokenOffsets


class EntityTagger(Scored):
    """Writes ``doc.ents``; the normalized values are extension attributes.

    Entities that another component set before stay where these do not overlap them.
    """

    def __call__(self, doc: Doc) -> Doc:
        others = doc.ents
        spans = _entities(doc)
        if others:
            taken = {i for span in spans for i in range(span.start, span.end)}
            spans += [e for e in others if not taken.intersection(range(e.start, e.end))]
        doc.set_ents(spans)
        return doc


def _entities(doc: Doc) -> list[Span]:
    """The entities as spans. Tokens of another tokenizer may be wider than an entity:
    its span is then widened to them, and the next one in the same token left out."""
    entities = analysis_of(doc)["entities"]
    places = [(entity["start"], entity["end"]) for entity in entities]
    labels = [entity["label"] for entity in entities]
    spans: list[Span] = []
    for span in TokenOffsets(doc).spans(places, labels):
        if span is not None and (not spans or span.start >= spans[-1].end):
            spans.append(span)
    return spans


@Language.factory(
    "govnlp_entities",
    assigns=["doc.ents"],
    default_config={"scorer": {"@scorers": ENTITY_SCORER}},
    default_score_weights={"ents_f": 1.0, "ents_p": 0.0, "ents_r": 0.0, "ents_per_type": None},
)
def create_entity_tagger(nlp: Language, name: str, scorer: Score | None) -> EntityTagger:
    """The factory of :class:`EntityTagger`.

    scorer (Callable | None): What ``nlp.evaluate`` scores the entities with.
    """
    return EntityTagger(scorer)
