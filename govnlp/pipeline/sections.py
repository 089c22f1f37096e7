"""The component ``govnlp_sections``: structure as span groups and sentence starts."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
from spacy.language import Language
from spacy.tokens import Doc

from govnlp.pipeline.analysis import unpack_view
from govnlp.pipeline.attributes import BLOCK_GROUPS, GROUPS, analysis_of
from govnlp.pipeline.scorers import SPAN_GROUPS_SCORER, Score, Scored
from govnlp.pipeline.spans import Offsets, TokenOffsets

_SENTENCE_END = re.compile(r"[。！？]+[”’）)】]*")
_Places = dict[str, list[tuple[int, int]]]


class SectionTagger(Scored):
    """Writes ``doc.spans``: documents, titles, sections, headings, paragraphs, tables,
    sign_offs and notes, and sentence starts.

    Level, number, parent, subjects, section, kind and rows are extension attributes.
    """

    def __call__(self, doc: Doc) -> Doc:
        analysis = analysis_of(doc)
        offsets = TokenOffsets(doc)
        for name, spans in offsets.spans(_places(analysis), GROUPS):
            doc.spans[name] = spans
        _start_sentences(doc, offsets, analysis)
        return doc


def _places(analysis: dict[str, Any]) -> _Places:
    """The stretches of each span group."""
    places: _Places = {name: [] for name in GROUPS}
    for document in analysis["documents"]:
        places["documents"].append((document["start"], document["end"]))
        for section in document["sections"]:
            places["sections"].append((section["start"], section["end"]))
            places["headings"].append((section["heading"][0], section["heading"][1]))
        for block in document["blocks"]:
            places[BLOCK_GROUPS[block["kind"]]].append((block["start"], block["end"]))
    return places


def _start_sentences(doc: Doc, offsets: TokenOffsets, analysis: dict[str, Any]) -> None:
    """A sentence starts with each block and after each full stop, but not within an entity."""
    if not len(doc):
        return
    after = offsets.starts.searchsorted(_sentence_stops(analysis), side="left")
    starts = np.full(len(doc), -1, dtype=np.int64)
    starts[after[after < len(doc)]] = 1
    firsts, lasts = offsets.tokens(_sentence_places(analysis))
    starts[0] = starts[firsts[firsts < lasts]] = 1
    values: Any = starts.astype(np.uint64).reshape(-1, 1)
    doc.from_array(["SENT_START"], values)


def _sentence_places(analysis: dict[str, Any]) -> list[tuple[int, int]]:
    """The blocks, without the notes that lie inside one: a page number ends no sentence."""
    places: list[tuple[int, int]] = []
    for document in analysis["documents"]:
        places += [(start, end) for start, end in (s["heading"] for s in document["sections"])]
        reached = 0
        for block in document["blocks"]:
            if block["kind"] != "note" or block["start"] >= reached:
                places.append((block["start"], block["end"]))
                reached = block["end"]
    return places


def _sentence_stops(analysis: dict[str, Any]) -> Offsets:
    """Where the text goes on after a full stop that stands outside entities."""
    view = unpack_view(analysis["view"])
    ends = [m.end() for m in _SENTENCE_END.finditer(view.clean) if m.end() < len(view)]
    stops: Offsets = view.starts[ends].astype(np.int64)
    entities = analysis["entities"]
    if not entities or not len(stops):
        return stops
    before = np.array([entity["start"] for entity in entities]).searchsorted(stops) - 1
    inside = stops < np.array([entity["end"] for entity in entities])[before]
    return stops[(before < 0) | ~inside]


@Language.factory(
    "govnlp_sections",
    assigns=["doc.spans", "token.is_sent_start"],
    default_config={"scorer": {"@scorers": SPAN_GROUPS_SCORER}},
    default_score_weights={"spans_headings_f": 0.5, "spans_paragraphs_f": 0.5},
)
def create_section_tagger(nlp: Language, name: str, scorer: Score | None) -> SectionTagger:
    """The factory of :class:`SectionTagger`.

    scorer (Callable | None): What ``nlp.evaluate`` scores the span groups with.
    """
    return SectionTagger(scorer)
