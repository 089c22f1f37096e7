"""Gold files as spaCy documents and training examples."""

from __future__ import annotations

from pathlib import Path

import pytest
import spacy
from hypothesis import given, settings
from small_corpus import FILES, Build
from spacy.language import Language
from spacy.scorer import Scorer
from spacy.tokens import Doc, DocBin
from spacy.training import Corpus, Example
from test_gold_writing import files

from govnlp.corpora import doc_bin, examples, parse_gold
from govnlp.corpora.spacy_docs import GROUPS, gold_doc

blank = spacy.blank("zh")


def one_doc() -> Doc:
    return gold_doc(parse_gold(FILES["train/a-1.xml"], "a-1.xml"), blank)


def test_entities_and_structure_with_their_values() -> None:
    doc = one_doc()
    found = [(ent.text, ent.label_, ent._.value) for ent in doc.ents]
    assert ("全年", "DATE", "2017") in found and ("12件", "COUNT", 12) in found
    part = next(ent for ent in doc.ents if ent.text == "3件")
    assert doc.ents[part._.part_of].text == "12件" and part._.item == "当面提交"
    assert [span.text for span in doc.spans["headings"]] == ["一、依申请公开", "（一）收费。"]
    assert [span._.level for span in doc.spans["sections"]] == [1, 2]
    assert [span._.topic for span in doc.spans["paragraphs"]][:2] == ["on_request", "fees"]
    assert doc.spans["paragraphs"][1]._.also == ["other"]
    assert doc.spans["tables"][0]._.rows[1] == ["", "12"]
    assert [span.text for span in doc.spans["notes"]] == ["首页"]
    assert doc._.year == 2017 and doc._.issuer["name"] == "密云区人民政府"


def test_labels_and_groups_are_the_pipelines(nlp: Language) -> None:
    made = nlp(parse_gold(FILES["train/a-1.xml"]).text)
    assert set(made.spans) == set(GROUPS)
    for group, spans in made.spans.items():
        assert {span.label_ for span in spans} <= {GROUPS[group]}
    assert {ent.label_ for ent in made.ents} <= {ent.label_ for ent in one_doc().ents}


@settings(max_examples=60, deadline=None)
@given(files())
def test_every_gold_span_is_a_span_of_the_doc(file: tuple[str, str]) -> None:
    gold = parse_gold(file[0], "x.xml")
    doc = gold_doc(gold, blank)
    assert doc.text == gold.text
    expected = [
        (e.start + r.source.start, e.end + r.source.start, e.label)
        for r in gold.records
        for e in r.entities
    ]
    assert [(e.start_char, e.end_char, e.label_) for e in doc.ents] == expected
    paragraphs = [
        (p.start + r.source.start, p.end + r.source.start)
        for r in gold.records
        for p in r.paragraphs
    ]
    found = [(span.start_char, span.end_char) for span in doc.spans["paragraphs"]]
    assert found == paragraphs


def test_doc_bin_comes_back_from_disk(build: Build, tmp_path: Path) -> None:
    folder = build()
    doc_bin("train", root=folder.parent).to_disk(tmp_path / "train.spacy")
    docs = list(DocBin().from_disk(tmp_path / "train.spacy").get_docs(blank.vocab))
    assert [doc.text for doc in docs] == [
        parse_gold(FILES[name]).text for name in ("train/a-1.xml", "train/a-2.xml")
    ]
    assert [ent._.value for ent in docs[0].ents] == [ent._.value for ent in one_doc().ents]
    assert docs[0].spans["paragraphs"][0]._.topic == "on_request"
    # What `spacy train` reads it with.
    read = list(Corpus(tmp_path / "train.spacy")(blank))
    assert [len(one.reference.ents) for one in read] == [len(doc.ents) for doc in docs]
    assert len(doc_bin(root=folder.parent)) == 4


@pytest.mark.parametrize("own", [True, False])
def test_examples_keep_the_text_and_every_entity(build: Build, nlp: Language, own: bool) -> None:
    tokenizing = nlp if own else blank
    made = examples(tokenizing, "train", root=build().parent)
    assert len(made) == 2
    for example in made:
        assert example.predicted.text == example.reference.text
        assert not example.predicted.ents and example.reference.ents
        assert None not in example.get_aligned_ner()  # every entity meets the tokens


def test_scores_of_gold_against_itself_are_full(build: Build) -> None:
    made = [Example(one.reference, one.reference) for one in examples(blank, root=build().parent)]
    assert Scorer.score_spans(made, "ents")["ents_f"] == 1.0


def test_the_pipeline_is_scored_on_examples(build: Build, nlp: Language) -> None:
    made = examples(nlp, "train", root=build().parent)
    done = [Example(nlp(one.predicted.text), one.reference) for one in made]
    score = Scorer.score_spans(done, "ents")["ents_f"]
    assert 0.5 < score <= 1.0


def test_a_model_learns_from_examples(build: Build) -> None:
    spacy.util.fix_random_seed(0)
    learner = spacy.blank("zh")
    learner.add_pipe("ner")
    made = examples(learner, "train", root=build().parent)
    optimizer = learner.initialize(lambda: made)
    losses = [learner.update(made, sgd=optimizer)["ner"] for _ in range(25)]
    assert losses[-1] < losses[0] / 2
    assert "ents_f" in learner.evaluate(made)


def test_a_tokenizer_that_changes_the_text_is_refused() -> None:
    english = spacy.blank("en")
    english.tokenizer = lambda text: Doc(english.vocab, words=["x"])
    with pytest.raises(ValueError, match="does not keep the text"):
        gold_doc(parse_gold(FILES["train/a-1.xml"]), english)
