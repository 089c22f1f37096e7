"""The pipeline is an ordinary spaCy one: what spaCy does to pipelines and docs works."""

from __future__ import annotations

import pickle
from itertools import permutations

import pytest
import spacy
from pipeline_docs import REPORT, everything, fresh
from spacy.language import Language
from spacy.tokens import Doc, DocBin
from spacy.util import load_model_from_config

import govnlp
from govnlp.annotation import records_of
from govnlp.pipeline import COMPONENTS

LOAD = """
import sys, spacy
nlp = spacy.load(sys.argv[1])
doc = nlp(open(sys.argv[2], encoding="utf-8").read())
print([(e.text, e.label_, e._.value, e._.name) for e in doc.ents], doc._.year, doc._.issuer)
print([(s.text, s._.level, s._.subjects) for s in doc.spans["headings"]])
"""


@pytest.fixture(scope="module")
def doc(nlp: Language) -> Doc:
    return nlp(REPORT)


def test_what_the_report_holds(doc: Doc) -> None:
    """The other tests compare; this one says that there is something to compare."""
    values = {ent.text: ent for ent in doc.ents}
    assert values["46條"]._.value == 46
    assert values["年底"]._.value == "2018" and values["年底"]._.mod == "end"
    assert values["我鎮"]._.name == "松溪镇人民政府" and values["我鎮"]._.self_reference
    assert values["《條例》"]._.name == "中华人民共和国政府信息公开条例"
    assert doc._.year == 2018 and doc._.kind == "annual_report"
    assert doc._.issuer["name"] == "松溪镇人民政府"
    headings = doc.spans["headings"]
    assert [h.text for h in headings] == [
        "一、概述",
        "二、主動公開情況",
        "（一）基本情況",
        "三、存在的問題",
    ]
    assert [h._.level for h in headings] == [1, 1, 2, 1]
    assert headings[3]._.subjects == ["problems"] and headings[2]._.parent == 1
    assert doc.spans["tables"][0]._.rows == [["规章", "3", "2"], ["文件", "46", "40"]]
    assert doc.spans["notes"][0].text == "第 3 頁 共 9 頁"
    assert doc.spans["paragraphs"][0]._.section == 0
    assert [t.norm_ for t in doc if t.text == "結(jié)"] == ["结"]


def test_sentences_start_with_blocks_and_after_full_stops(doc: Doc) -> None:
    sentences = [sentence.text.strip() for sentence in doc.sents]
    assert "公文類信息30條！" in sentences and "其他信息16條。" in sentences
    assert "三、存在的問題" in sentences
    assert not any(t.is_sent_start and t.ent_iob_ == "I" for t in doc)


def test_a_full_stop_within_a_title_starts_no_sentence(nlp: Language) -> None:
    first, second = "学习了《要公开！学《条例》的通知》一文。", "此后公开3条。"
    assert [s.text for s in nlp(first + second).sents] == [first, second]


@pytest.mark.parametrize("count", [1, 2, 3, 4])
def test_factories_alone_and_in_any_order(nlp: Language, doc: Doc, count: int) -> None:
    """On spaCy's own tokenizer, a character a token: the same entities and structure."""
    for names in permutations(COMPONENTS, count):
        blank = spacy.blank("zh")
        for name in names:
            blank.add_pipe(name)
        other = blank(REPORT)
        assert other.text == REPORT
        if "govnlp_entities" in names:
            assert [(e.text, e.label_) for e in other.ents] == [
                (e.text, e.label_) for e in doc.ents
            ]
        if {"govnlp_entities", "govnlp_resolver"} <= set(names):
            assert [e._.value for e in other.ents] == [e._.value for e in doc.ents]
        if "govnlp_resolver" in names:
            assert (other._.year, other._.issuer) == (doc._.year, doc._.issuer)
        if "govnlp_sections" in names:
            for group in doc.spans:
                assert [s.text for s in other.spans[group]] == [s.text for s in doc.spans[group]]
            assert other.spans["headings"][3]._.subjects == ["problems"]
        if {"govnlp_sections", "govnlp_topics"} <= set(names):
            topics = [p._.topic for p in doc.spans["paragraphs"]]
            assert [p._.topic for p in other.spans["paragraphs"]] == topics and all(topics)


@pytest.mark.parametrize("name", COMPONENTS)
def test_factories_need_no_import(name: str) -> None:
    code = f"""
import sys, spacy
nlp = spacy.blank("zh")
nlp.add_pipe({name!r})
doc = nlp("县教育局2017年政府信息公开工作年度报告")
print([e.text for e in doc.ents], len(doc.spans), doc._.year)
"""
    wanted = {
        "govnlp_sections": "[] 8 None",
        "govnlp_entities": "['县教育局', '2017年'] 0 None",
        "govnlp_resolver": "[] 0 2017",
        "govnlp_topics": "[] 0 None",
    }
    assert fresh(code) == wanted[name]


def test_words_wider_than_an_entity(nlp: Language) -> None:
    """A tokenizer may cut elsewhere: the entity is widened to tokens, its values are kept."""
    blank = spacy.blank("en")
    for name in COMPONENTS:
        blank.add_pipe(name)
    doc = blank("2017年 主动公开信息46条。 依申请公开5件。")
    assert doc.text == "2017年 主动公开信息46条。 依申请公开5件。"
    assert [(e.text, e._.value) for e in doc.ents if e.label_ == "COUNT"] == [
        ("主动公开信息46条", 46),
        ("依申请公开5件", 5),
    ]


def test_saved_and_loaded_in_a_fresh_process(nlp: Language, doc: Doc, tmp_path) -> None:
    nlp.to_disk(tmp_path / "model")
    (tmp_path / "a.txt").write_text(REPORT, encoding="utf-8")
    found = fresh(LOAD, tmp_path / "model", tmp_path / "a.txt").splitlines()
    wanted = [(e.text, e.label_, e._.value, e._.name) for e in doc.ents]
    assert found[0] == f"{wanted} {doc._.year} {doc._.issuer}"
    assert found[1] == str([(s.text, s._.level, s._.subjects) for s in doc.spans["headings"]])


def test_saved_and_loaded(nlp: Language, doc: Doc, tmp_path) -> None:
    nlp.to_disk(tmp_path / "model")
    loaded = spacy.load(tmp_path / "model")
    assert everything(loaded(REPORT)) == everything(doc)
    assert loaded.meta["name"] == "govreport" and loaded.meta["lang"] == "zh"
    assert loaded.max_length == nlp.max_length


def test_bytes_and_config(nlp: Language, doc: Doc) -> None:
    config = spacy.util.Config().from_str(nlp.config.to_str())
    made = load_model_from_config(config)
    assert everything(made(REPORT)) == everything(doc)
    assert everything(made.from_bytes(nlp.to_bytes())(REPORT)) == everything(doc)


def test_pipes_and_processes(nlp: Language, doc: Doc) -> None:
    wanted = everything(doc)
    for found in nlp.pipe([REPORT] * 3, batch_size=2):
        assert everything(found) == wanted
    found = list(nlp.pipe([REPORT, "", REPORT], n_process=2, batch_size=1))
    assert everything(found[0]) == everything(found[2]) == wanted
    assert records_of(found[0]) == records_of(doc)


def test_doc_bin(nlp: Language, doc: Doc) -> None:
    data = govnlp.doc_bin([doc, nlp("")]).to_bytes()
    found = list(DocBin().from_bytes(data).get_docs(nlp.vocab))
    assert everything(found[0]) == everything(doc)
    assert records_of(found[0]) == records_of(doc)


def test_doc_bin_in_a_fresh_process(nlp: Language, doc: Doc, tmp_path) -> None:
    """The attributes are there without a pipeline."""
    govnlp.doc_bin([doc]).to_disk(tmp_path / "a.spacy")
    code = """
import sys, govnlp, spacy
docs = list(govnlp.doc_bin().from_disk(sys.argv[1]).get_docs(spacy.blank("zh").vocab))
print([ent._.value for ent in docs[0].ents], docs[0]._.year)
"""
    assert fresh(code, tmp_path / "a.spacy") == f"{[e._.value for e in doc.ents]} 2018"


def test_docs_copied(doc: Doc) -> None:
    wanted = everything(doc)
    assert everything(pickle.loads(pickle.dumps(doc))) == wanted
    assert everything(Doc(doc.vocab).from_bytes(doc.to_bytes())) == wanted
    copy = doc.copy()
    assert everything(copy) == wanted
    copy.ents[0]._.name = "另一名称"
    assert everything(doc) == wanted


def test_values_of_any_size_are_stored(nlp: Language) -> None:
    """A number that no machine word holds must not stop a whole corpus from being saved."""
    doc = nlp(f"公开{'9' * 60}条，{'8' * 400}件，{'九' * 90}亿元。")
    copy = Doc(doc.vocab).from_bytes(doc.to_bytes())
    assert [e._.value for e in copy.ents] == [e._.value for e in doc.ents]
    (record,) = records_of(doc)
    assert govnlp.Record.from_json(record.to_json()) == record


def test_parts_of_docs(nlp: Language, doc: Doc) -> None:
    """A part keeps its entities; what was said of the whole is not said of it."""
    part = doc[10:60].as_doc()
    assert part.ents and part.text == doc[10:60].text
    assert {ent._.value for ent in part.ents} == {None}
    again = nlp(part)
    assert ("46條", 46) in [(ent.text, ent._.value) for ent in again.ents]
    stale = doc[10:60].as_doc(copy_user_data=True)
    assert all(ent._.value is None for ent in stale.ents)


def test_values_can_be_set(nlp: Language) -> None:
    doc = nlp("公开46条。")
    doc.ents[0]._.value = 47
    assert doc.ents[0]._.value == 47 and doc.ents[0]._.unit == "条"
    assert Doc(nlp.vocab).from_bytes(doc.to_bytes()).ents[0]._.value == 47


def test_select_pipes(nlp: Language) -> None:
    with nlp.select_pipes(disable=["govnlp_entities"]):
        assert not nlp(REPORT).ents
    with nlp.select_pipes(enable="govnlp_entities"):
        doc = nlp(REPORT)
        assert doc.ents and not doc.spans
    assert nlp(REPORT).ents


def test_further_components(doc: Doc) -> None:
    nlp = govnlp.load()
    ruler = nlp.add_pipe("entity_ruler", before="govnlp_entities")
    ruler.add_patterns([{"label": "TOPIC", "pattern": "培訓"}, {"label": "X", "pattern": "46條"}])
    nlp.add_pipe("sentencizer")
    found = nlp(REPORT)
    assert [e.text for e in found.ents if e.label_ == "TOPIC"] == ["培訓"]
    ours = [(e.text, e.label_) for e in found.ents if e.label_ != "TOPIC"]
    assert ours == [(e.text, e.label_) for e in doc.ents]
    assert nlp.analyze_pipes()["problems"] == {name: [] for name in nlp.pipe_names}


def test_options() -> None:
    with pytest.raises(ValueError, match="'words'; it can be 'char' or 'pkuseg'"):
        govnlp.load(segmenter="words")
    assert govnlp.load(segmenter="char").pipe_names == list(COMPONENTS)


def test_memory_zone(nlp: Language) -> None:
    """What a memory zone forgets at its end is not taken for known afterwards."""
    text = "本局公开信息𰻝𰻞条，收到申请３件。"
    with nlp.memory_zone():
        assert [token.text for token in nlp(text)] == [*"本局公开信息𰻝𰻞条，收到申请３件。"]
    doc = nlp(text)
    assert doc.text == text
    assert [token.norm_ for token in doc][-3] == "3"
