"""The component ``govnlp_entities``: what the finders found, as ``doc.ents``."""

from __future__ import annotations

from typing import Any

import numpy as np
from spacy.language import Language
from spacy.tokens import Doc, Span

from govnlp.pipeline.attributes import analysis_of
from govnlp.pipeline.scorers import ENTITY_SCORER, Score, Scored
from govnlp.pipeline.spans import Offsets, TokenOffsets

#: ``Token.ent_iob``.
_INSIDE, _OUTSIDE, _BEGIN = 1, 2, 3


class EntityTagger(Scored):
    """Writes ``doc.ents``; the normalized values are extension attributes.

    Entities that another component set before stay where these do not overlap them.
    """

    def __call__(self, doc: Doc) -> Doc:
        if doc.ents:
            _add_entities(doc)
        else:
            _set_entities(doc)
        return doc


def _add_entities(doc: Doc) -> None:
    firsts, lasts, labels = _entities(doc)
    places = zip(firsts.tolist(), lasts.tolist(), labels, strict=True)
    spans = [Span(doc, first, last, label=label) for first, last, label in places]
    taken = {i for span in spans for i in range(span.start, span.end)}
    spans += [e for e in doc.ents if not taken.intersection(range(e.start, e.end))]
    doc.set_ents(spans)


def _set_entities(doc: Doc) -> None:
    """What ``Doc.set_ents`` does, by whole arrays: spans cost as much as finding them."""
    firsts, lasts, labels = _entities(doc)
    values: Any = np.zeros((len(doc), 2), dtype=np.uint64)
    values[:, 0] = _OUTSIDE
    sizes = lasts - firsts
    before = np.cumsum(sizes) - sizes
    tokens = np.repeat(firsts - before, sizes) + np.arange(sizes.sum())
    values[tokens, 0], values[firsts, 0] = _INSIDE, _BEGIN
    ids = np.asarray([doc.vocab.strings.add(label) for label in labels], dtype=np.uint64)
    values[tokens, 1] = np.repeat(ids, sizes)
    doc.from_array(["ENT_IOB", "ENT_TYPE"], values)


def _entities(doc: Doc) -> tuple[Offsets, Offsets, list[str]]:
    """The entities' first tokens, their ends and labels. Tokens of another tokenizer may
    be wider than an entity: it is then widened to them, and the next one in the same
    token left out."""
    entities = analysis_of(doc)["entities"]
    places = [(entity["start"], entity["end"]) for entity in entities]
    labels = [entity["label"] for entity in entities]
    firsts, lasts = TokenOffsets(doc).tokens(places)
    if not (firsts < lasts).all() or (firsts[1:] < lasts[:-1]).any():
        kept: list[int] = []
        for index in range(len(labels)):
            if firsts[index] < lasts[index] and (not kept or firsts[index] >= lasts[kept[-1]]):
                kept.append(index)
        firsts, lasts, labels = firsts[kept], lasts[kept], [labels[index] for index in kept]
    return firsts, lasts, labels


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
