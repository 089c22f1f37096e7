"""spaCy's own evaluation of the pipeline: ``nlp.evaluate`` and ``spacy evaluate``."""

from __future__ import annotations

from pathlib import Path

import pytest
import spacy
from spacy.cli.evaluate import evaluate as spacy_evaluate
from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.training import Example
from spacy.util import registry

from govnlp.annotation import records_of
from govnlp.corpora import doc_bin, examples, load_gold
from govnlp.evaluation import evaluate
from govnlp.evaluation.run import annotate_gold
from govnlp.pipeline.attributes import GROUPS
from govnlp.pipeline.scorers import SPAN_GROUPS_SCORER, score_span_groups

DEV = Path(__file__).parents[2] / "corpus" / "reports" / "dev"


@pytest.fixture(scope="module")
def dev(nlp: Language) -> list[Example]:
    return examples(nlp, "dev")


def test_entities_and_span_groups_as_govnlp_scores_them(nlp: Language, dev: list[Example]) -> None:
    found = nlp.evaluate(dev)
    files = load_gold(DEV)
    gold = [record for file in files for record in file.records]
    scores = evaluate(gold, annotate_gold(files, lambda text: records_of(nlp(text))))
    assert found["ents_f"] == pytest.approx(scores.entities["all"].f1)
    for label, one in found["ents_per_type"].items():
        assert one["r"] == pytest.approx(scores.entities[label].recall), label
    for group, name in (("headings", "heading"), ("paragraphs", "paragraph")):
        assert found[f"spans_{group}_f"] == pytest.approx(scores.spans[name].f1), group
    assert {f"spans_{group}_{end}" for group in GROUPS for end in "prf"} <= found.keys()


def test_the_command_of_spacy(nlp: Language, tmp_path: Path) -> None:
    nlp.to_disk(tmp_path / "model")
    doc_bin("dev").to_disk(tmp_path / "dev.spacy")
    found = spacy_evaluate(str(tmp_path / "model"), tmp_path / "dev.spacy", spans_key="headings")
    assert found["ents_f"] > 0.9 and found["spans_headings_f"] > 0.9


def test_weights_of_training_add_up(nlp: Language) -> None:
    weights = nlp.config["training"]["score_weights"]
    assert sum(value or 0 for value in weights.values()) == pytest.approx(1)
    assert weights["ents_f"] and weights["spans_headings_f"]


def test_the_scorer_is_registered_and_can_be_left_out() -> None:
    assert registry.scorers.get(SPAN_GROUPS_SCORER)() is score_span_groups
    blank = spacy.blank("zh")
    blank.add_pipe("govnlp_sections", config={"scorer": None})
    blank.add_pipe("govnlp_entities")
    found = blank.evaluate(examples(blank, "dev")[:2])
    assert "ents_f" in found and "spans_headings_f" not in found


def test_a_group_that_gold_does_not_have_is_not_scored() -> None:
    blank = spacy.blank("zh")

    def doc(*names: str) -> Doc:
        made = Doc(blank.vocab, words=["甲", "乙"])
        for name in names:
            made.spans[name] = [Span(made, 0, 1, label=GROUPS[name])]
        return made

    found = score_span_groups([Example(doc("headings", "notes"), doc("headings"))])
    assert found["spans_headings_f"] == 1 and found["spans_notes_f"] is None
    missed = score_span_groups([Example(doc(), doc("headings"))])
    assert missed["spans_headings_f"] == 0
