"""Put the pipeline together: ``govnlp.load``."""

from __future__ import annotations

from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path

import spacy
from spacy.language import Language
from spacy.tokens import Doc, DocBin

# Imported for what they register: the factories and the extension attributes.
from govnlp.pipeline import entities, resolver, sections  # noqa: F401
from govnlp.pipeline.tokenizer import ReportTokenizer
from govnlp.pipeline.topics import TopicTagger
from govnlp.topics import TopicClassifier

COMPONENTS = ("govnlp_sections", "govnlp_entities", "govnlp_resolver", "govnlp_topics")
_DOC_BIN_ATTRIBUTES = [
    *("ORTH", "SPACY", "NORM", "SENT_START"),
    *("ENT_IOB", "ENT_TYPE", "ENT_KB_ID", "ENT_ID"),
]


def load(
    segmenter: str = "char",
    pkuseg_model: str | Path | None = None,
    topics: TopicClassifier | str | Path | bool | None = True,
    topic_headings: bool = True,
) -> Language:
    """The whole pipeline as an ordinary spaCy ``Language`` (``lang`` is ``zh``).

    segmenter (str): ``"char"``, fast, a token a character; or ``"pkuseg"``, words.
    pkuseg_model (str | Path | None): Folder of another pkuseg model than the package's own.
    topics (TopicClassifier | str | Path | bool | None): A topic classifier or the folder of
        one; ``True`` for the one that comes with govnlp, ``False`` or ``None`` for none.
    topic_headings (bool): Whether headings count for the topics of paragraphs.

    Raises ``ValueError`` for another segmenter, or a folder that holds no model.

    >>> nlp = load()
    >>> doc = nlp("我局2017年主动公开政府信息336条。")
    >>> [(ent.text, ent.label_) for ent in doc.ents]
    [('我局', 'OFFICE'), ('2017年', 'DATE'), ('336条', 'COUNT')]
    """
    tokenizer = {"@tokenizers": "govnlp.ReportTokenizer.v1", "segmenter": segmenter}
    nlp = spacy.blank("zh", config={"nlp": {"tokenizer": tokenizer}})
    # Not by the config: a saved pipeline holds the model and must not ask for the folder.
    nlp.tokenizer = ReportTokenizer(nlp.vocab, segmenter, pkuseg_model)
    for name in COMPONENTS[:-1]:
        nlp.add_pipe(name)
    if topics is not None and topics is not False:
        nlp.add_pipe("govnlp_topics", config={"headings": topic_headings})
        tagger = nlp.get_pipe("govnlp_topics")
        if topics is not True and isinstance(tagger, TopicTagger):
            # Read now, so that a missing model shows here; not by the config, as above.
            if not isinstance(topics, TopicClassifier):
                topics = TopicClassifier.from_disk(topics)
            tagger.classifier = topics
    nlp.meta["name"], nlp.meta["version"] = "govreport", version("govnlp")
    return nlp


def doc_bin(docs: Iterable[Doc] = ()) -> DocBin:
    """A ``DocBin`` that keeps all that govnlp annotates: entities, spans, norms, user data."""
    return DocBin(attrs=_DOC_BIN_ATTRIBUTES, store_user_data=True, docs=docs)
