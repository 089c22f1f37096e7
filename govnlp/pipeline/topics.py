"""The component ``govnlp_topics``: what each paragraph is about."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from itertools import islice
from operator import itemgetter
from pathlib import Path
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc

from govnlp.pipeline.analysis import unpack_view
from govnlp.pipeline.attributes import analysis_of
from govnlp.text import View
from govnlp.topics import Passage, TopicClassifier, shipped_model

#: Documents that are classified at a time; more would not fit the processor's cache.
_BATCH = 16
_Values = dict[str, Any]


class TopicTagger:
    """Gives each paragraph its main topic, others, and a probability for each label.

    They are the extension attributes ``topic``, ``also`` and ``scores`` of the spans in
    ``doc.spans["paragraphs"]``. The component works on the analysis, so it can stand
    anywhere in the pipeline.

    model (TopicClassifier | str | Path | None): What to classify with, or the folder that
        it is in, read when first needed; what comes with govnlp if ``None``.
    headings (bool): Whether headings are shown to the classifier. Without them the topic
        follows the paragraph's own words alone.
    """

    def __init__(
        self, model: TopicClassifier | str | Path | None = None, headings: bool = True
    ) -> None:
        self._model = model
        self.headings = headings

    @property
    def classifier(self) -> TopicClassifier:
        """What paragraphs are classified with; can be set."""
        if self._model is None:
            self._model = shipped_model()
        # Not when the component is made: a saved pipeline holds the model, and must not
        # ask for the folder that it once came from.
        elif not isinstance(self._model, TopicClassifier):
            self._model = TopicClassifier.from_disk(self._model)
        return self._model

    @classifier.setter
    def classifier(self, classifier: TopicClassifier) -> None:
        self._model = classifier

    @property
    def labels(self) -> tuple[str, ...]:
        """The topics that can be given."""
        return self.classifier.labels_

    def __call__(self, doc: Doc) -> Doc:
        self._tag([doc])
        return doc

    def pipe(self, stream: Iterable[Doc], batch_size: int = _BATCH) -> Iterator[Doc]:
        """Classify a stream of documents, some at a time."""
        docs = iter(stream)
        while batch := list(islice(docs, min(batch_size, _BATCH))):
            self._tag(batch)
            yield from batch

    def _tag(self, docs: list[Doc]) -> None:
        blocks: list[_Values] = []
        passages: list[Passage] = []
        for doc in docs:
            analysis = analysis_of(doc)
            view = unpack_view(analysis["view"])
            for document in analysis["documents"]:
                found = [b for b in document["blocks"] if b["kind"] == "paragraph"]
                blocks += found
                passages += self._passages(document, found, view, analysis["entities"])
        for block, said in zip(blocks, self.classifier.predict(passages), strict=True):
            block["topic"], block["also"], block["scores"] = said.topic, said.also, said.scores

    def _passages(
        self, document: _Values, blocks: list[_Values], view: View, entities: list[_Values]
    ) -> Iterator[Passage]:
        headings = section_headings(document, view) if self.headings else []
        last = max(len(blocks) - 1, 1)
        places = view.each_from_source([(block["start"], block["end"]) for block in blocks])
        for index, (block, (start, end)) in enumerate(zip(blocks, places, strict=True)):
            section = block["section"]
            yield Passage(
                view.clean[start:end],
                entities_in(entities, start, end),
                headings[section] if headings and section is not None else "",
                index / last,
            )

    # -- persistence -----------------------------------------------------------------

    def to_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> None:
        """Write the classifier to the folder ``path``."""
        self.classifier.to_disk(path)

    def from_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> TopicTagger:
        """Read the classifier in the folder ``path``."""
        self._model = TopicClassifier.from_disk(path)
        return self

    def to_bytes(self, *, exclude: Iterable[str] = ()) -> bytes:
        """The classifier as bytes."""
        return self.classifier.to_bytes()

    def from_bytes(self, data: bytes, *, exclude: Iterable[str] = ()) -> TopicTagger:
        """Read the classifier that :meth:`to_bytes` gave."""
        self._model = TopicClassifier.from_bytes(data)
        return self


def section_headings(document: _Values, view: View) -> list[str]:
    """For each section its heading and those of the sections around it, a line each."""
    headings: list[str] = []
    sections = document["sections"]
    places = view.each_from_source([section["heading"] for section in sections])
    for section, (start, end) in zip(sections, places, strict=True):
        own, parent = view.clean[start:end].strip(), section["parent"]
        headings.append(own if parent is None else f"{own}\n{headings[parent]}")
    return headings


def entities_in(entities: list[_Values], start: int, end: int) -> tuple[tuple[int, int, str], ...]:
    """The entities within a stretch of the view, by their places in the stretch."""
    first = bisect_left(entities, start, key=itemgetter("at"))
    last = bisect_left(entities, end, key=itemgetter("at"))
    return tuple(
        (one["at"] - start, min(one["at"] + len(one["clean"]), end) - start, one["label"])
        for one in entities[first:last]
    )


@Language.factory(
    "govnlp_topics", assigns=["doc.spans"], default_config={"model": None, "headings": True}
)
def create_topic_tagger(nlp: Language, name: str, model: str | None, headings: bool) -> TopicTagger:
    """The factory of :class:`TopicTagger`.

    model (str | None): Folder of a topic model; the one that comes with govnlp if ``None``.
    headings (bool): Whether headings are shown to the classifier.
    """
    return TopicTagger(model, headings)
