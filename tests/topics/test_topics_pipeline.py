"""The component ``govnlp_topics``."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import spacy
from rich.console import Console
from spacy.language import Language
from spacy.tokens import Doc, DocBin
from typer.testing import CliRunner

import govnlp
from govnlp.annotation import records_of
from govnlp.cli import app
from govnlp.pipeline.topics import TopicTagger
from govnlp.topics import TopicClassifier, TopicModelError, shipped_model
from govnlp.viewer import render
from govnlp.vocabulary import SUBJECTS

REPORT = """松溪镇2018年政府信息公开工作年度报告

一、主動公開情況
全年主動公開政府信息46條，其中通過網站公開30條。
二、收到和處理申請情況
2018年收到政府信息公開申请3件，均已按期答複。提供信息没有收取费用。
"""


@pytest.fixture(scope="module")
def own() -> TopicClassifier:
    texts = ["公开信息", "公开目录", "收到申请", "答复申请"]
    return TopicClassifier(min_df=1).fit(texts, ["公开", "公开", "申请", "申请"])


def said(doc: Doc) -> list[tuple[str, list[str], dict[str, float]]]:
    return [(p._.topic, p._.also, p._.scores) for p in doc.spans["paragraphs"]]


def test_spans_and_record_carry_topics(nlp: Language) -> None:
    doc = nlp(REPORT)
    assert [topic for topic, _, _ in said(doc)] == ["proactive", "on_request"]
    assert said(doc)[1][1] == ["fees"]
    for _, _, scores in said(doc):
        assert set(scores) == set(SUBJECTS) and all(0 <= s <= 1 for s in scores.values())
    (record,) = records_of(doc)
    assert [(p.topic, p.also, p.scores) for p in record.paragraphs] == said(doc)
    again = govnlp.Record.from_json(record.to_json())
    assert again.paragraphs == record.paragraphs


def test_viewer(nlp: Language) -> None:
    console = Console(width=200, record=True, file=open("/dev/null", "w"))  # noqa: SIM115
    console.print(render(records_of(nlp(REPORT))[0]))
    shown = console.export_text()
    assert "〔依申请公开 " in shown and "、收费减免〕" in shown


def test_streams_and_processes(nlp: Language) -> None:
    wanted = said(nlp(REPORT))
    texts = [REPORT, "", REPORT, "甲"] * 6
    for found in (nlp.pipe(texts, batch_size=5), nlp.pipe(texts, n_process=2, batch_size=4)):
        docs = list(found)
        assert [doc.text for doc in docs] == texts
        assert said(docs[0]) == said(docs[2]) == said(docs[22]) == wanted


def test_saved_and_loaded(nlp: Language, own: TopicClassifier, tmp_path: Path) -> None:
    own.to_disk(tmp_path / "own")
    made = govnlp.load(topics=str(tmp_path / "own"), topic_headings=False)
    wanted = said(made(REPORT))
    assert [topic for topic, _, _ in wanted] == ["公开", "申请"]
    made.to_disk(tmp_path / "saved")
    shutil.rmtree(tmp_path / "own")
    loaded = spacy.load(tmp_path / "saved")
    assert said(loaded(REPORT)) == wanted
    assert loaded.get_pipe("govnlp_topics").headings is False
    again = govnlp.load().from_bytes(made.to_bytes())
    assert said(again(REPORT)) == wanted
    # Only that pipeline's: the shipped classifier is as before.
    assert said(nlp(REPORT))[0][0] == "proactive"
    assert said(list(made.pipe([REPORT] * 2, n_process=2))[1]) == wanted


def test_docs_keep_topics(nlp: Language) -> None:
    doc = nlp(REPORT)
    wanted = said(doc)
    assert said(Doc(doc.vocab).from_bytes(doc.to_bytes())) == wanted
    packed = DocBin().from_bytes(govnlp.doc_bin([doc]).to_bytes())
    assert said(next(iter(packed.get_docs(nlp.vocab)))) == wanted


def test_switched_off(nlp: Language) -> None:
    for off in (None, False):
        made = govnlp.load(topics=off)
        assert "govnlp_topics" not in made.pipe_names
        assert said(made(REPORT)) == [(None, None, None)] * 2
        record = records_of(made(REPORT))[0]
        assert [(p.topic, p.also, p.scores) for p in record.paragraphs] == [(None, [], {})] * 2
    with nlp.select_pipes(disable="govnlp_topics"):
        assert said(nlp(REPORT)) == [(None, None, None)] * 2


def test_classifiers_of_ones_own(own: TopicClassifier, tmp_path: Path) -> None:
    assert govnlp.load(topics=own).get_pipe("govnlp_topics").classifier is own
    assert TopicTagger(own).labels == ("公开", "申请")
    own.to_disk(tmp_path / "own")
    blank = spacy.blank("zh")
    blank.add_pipe("govnlp_topics", config={"model": str(tmp_path / "own")})
    blank.add_pipe("govnlp_sections")
    assert [topic for topic, _, _ in said(blank(REPORT))] == ["公开", "申请"]
    with pytest.raises(TopicModelError, match="nowhere"):
        govnlp.load(topics=tmp_path / "nowhere")


def test_the_heading_is_shown_or_not(nlp: Language) -> None:
    text = "某局2018年政府信息公开年度报告\n\n一、行政复议和诉讼情况\n\n没有。\n"
    bare = govnlp.load(topic_headings=False)
    assert said(nlp(text))[0][0] == "litigation"
    scores = [said(one(text))[0][2]["litigation"] for one in (nlp, bare)]
    assert scores[0] > scores[1]
    assert said(bare(text))[0] == said(bare("没有。"))[0]


def test_the_command_takes_a_model(own: TopicClassifier, tmp_path: Path) -> None:
    own.to_disk(tmp_path / "own")
    (tmp_path / "a.txt").write_text(REPORT, "utf-8")
    runner = CliRunner()
    shown = runner.invoke(app, ["show", str(tmp_path / "a.txt"), "--topics", str(tmp_path / "own")])
    assert shown.exit_code == 0 and "〔申请 " in shown.output
    broken = runner.invoke(app, ["show", str(tmp_path / "a.txt"), "--topics", str(tmp_path)])
    assert broken.exit_code == 2 and "model.json" in broken.output.replace("\n", "")
    out = ["annotate", str(tmp_path / "a.txt"), "-o", str(tmp_path / "out")]
    done = runner.invoke(app, [*out, "--topics", str(tmp_path / "own")])
    assert done.exit_code == 0
    line = (tmp_path / "out" / "records.jsonl").read_text("utf-8")
    assert [p.topic for p in govnlp.Record.from_json(line).paragraphs] == ["公开", "申请"]


def test_all_labels_are_subjects() -> None:
    assert set(shipped_model().labels_) == set(SUBJECTS)
