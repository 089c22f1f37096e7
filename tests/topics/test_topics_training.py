"""``govnlp train topics``: labelled data of every form, and what is wrong with them."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

import govnlp
from govnlp.cli import app
from govnlp.corpora import load_gold
from govnlp.topics import TopicClassifier
from govnlp.training import TableError, read_examples

ROOT = Path(__file__).parents[2]
ROWS = [
    ("收到申请3件，均已答复。", "甲类", ""),
    ("受理公开申请5件，没有收费。", "甲类", "丙类"),
    ("申请人撤回申请1件。", "甲类", ""),
    ("举办培训2期。", "乙类", ""),
    ("组织学习培训4次。", "乙类", ""),
    ("开展业务培训。", "乙类", ""),
    ("没有收取费用。", "丙类", ""),
    ("减免费用20元，收费为零。", "丙类", ""),
    ("未收取检索费用。", "丙类", ""),
]
XML = """<file><doc kind="annual_report" year="2017">
<title>甲局2017年政府信息公开工作年度报告</title>
<h level="1" type="overview">一、概述</h>
<p topic="training" also="fees">举办培训２期。</p>
<h level="2" type="on_request">（一）申请</h>
<p topic="on_request">收到申請3件。</p></doc></file>
"""


def run(*arguments: object):
    return CliRunner().invoke(app, ["train", "topics", *map(str, arguments)])


def written(folder: Path, kind: str) -> Path:
    """The rows in a file."""
    path = folder / f"data.{kind}"
    if kind == "jsonl":
        rows = [
            {"text": text, "topic": topic, "also": [also] if also else []}
            for text, topic, also in ROWS
        ]
        path.write_text("\n".join(json.dumps(r, ensure_ascii=False) for r in rows), "utf-8")
    else:
        mark = "," if kind == "csv" else "\t"
        with path.open("w", encoding="gb18030" if kind == "tsv" else "utf-8-sig", newline="") as f:
            writer = csv.writer(f, delimiter=mark)
            writer.writerows([("text", "topic", "also"), *ROWS])
    return path


@pytest.mark.parametrize("kind", ["jsonl", "csv", "tsv"])
def test_train_on_a_table(tmp_path: Path, kind: str) -> None:
    result = run(written(tmp_path, kind), "-o", tmp_path / "model", "--folds", 3)
    assert result.exit_code == 0, result.output
    assert "cross-validated scores" in result.output and "confusion" in result.output
    assert "9 paragraphs, 3 topics" in result.output
    nlp = govnlp.load(topics=tmp_path / "model")
    record = govnlp.annotate("某局2017年度报告\n\n一、情况\n全年举办培训9期。\n", nlp)
    assert [p.topic for p in record.paragraphs] == ["乙类"]
    assert set(record.paragraphs[0].scores) == {"甲类", "乙类", "丙类"}


def test_train_on_gold_files(tmp_path: Path) -> None:
    for number in range(3):
        (tmp_path / f"{number}.xml").write_text(XML, "utf-8")
    result = run(tmp_path, "-o", tmp_path / "model", "--heading-weight", 0.5, "--folds", 3)
    assert result.exit_code == 0, result.output
    model = TopicClassifier.from_disk(tmp_path / "model")
    assert model.labels_ == ("fees", "on_request", "training")
    assert model.heading_weight == 0.5


def test_gold_is_read_as_the_pipeline_shows_it(tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_text(XML, "utf-8")
    examples = read_examples(tmp_path / "a.xml")
    assert [p.text for p in examples.passages] == ["举办培训2期。", "收到申请3件。"]
    assert [p.heading for p in examples.passages] == ["一、概述", "（一）申请\n一、概述"]
    assert [p.position for p in examples.passages] == [0, 1]
    assert examples.passages[1].entities == ((4, 6, "COUNT"),)
    assert examples.also == [["fees"], []]
    # The pipeline's own passages of the same file are these.
    seen = []

    class Spy(TopicClassifier):
        def predict(self, passages):
            seen.extend(passages)
            return super().predict(seen)

    spy = Spy(min_df=1).fit(["甲", "乙"], ["a", "b"])
    govnlp.load(topics=spy)("".join(f.text for f in load_gold(tmp_path / "a.xml")))
    assert seen == examples.passages


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("a.jsonl", '{"text": "甲", "topic": "a"}\n{"text": "乙"}', "row 2: no topic"),
        ("a.jsonl", '{"text": "甲", "topic": "a"}\n\n{"text"', "row 3: not JSON"),
        ("a.jsonl", "[1]", "row 1: not a JSON object"),
        ("a.jsonl", '{"text": 5, "topic": "a"}', "row 1: text is 5, not a string"),
        ("a.jsonl", '{"text": " ", "topic": "a"}', "row 1: text is empty"),
        ("a.jsonl", '{"text": "甲", "topic": "a", "also": [1]}', r"row 1: also is \[1\], not a"),
        ("a.jsonl", "\n", "it holds no labelled paragraph"),
        ("a.csv", "text,label\n甲,a\n", "row 1: no column topic; the columns are text, label"),
        ("a.csv", "text,topic\n甲,a\n乙,b,c\n", "row 3: more cells than columns"),
        ("a.csv", "text,topic\n甲,a\n乙\n", "row 3: topic is empty"),
        ("a.csv", 'text,topic\n"甲\n一",a\n,\n乙,\n', "row 4: topic is empty"),
        ("a.xlsx", "", "save a workbook as CSV"),
        ("a.csv", 'text,topic\n"甲,a\n', "line 1: unexpected end of data"),
        ("a.txt", "甲", "labelled data are read from .jsonl, .csv, .tsv, .xml"),
    ],
)
def test_broken_tables(tmp_path: Path, name: str, text: str, message: str) -> None:
    path = tmp_path / name
    path.write_text(text, "utf-8")
    with pytest.raises(TableError, match=message) as caught:
        read_examples(path)
    assert str(path) in str(caught.value)
    result = run(path, "-o", tmp_path / "model")
    assert result.exit_code == 1 and str(path) in result.output.replace("\n", "")
    assert not (tmp_path / "model").exists()


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_tables_as_excel_writes_them(tmp_path: Path, delimiter: str) -> None:
    """Tabs in its Unicode text, semicolons in some countries, and empty rows below the last."""
    rows = [("Text", "Topic", "group"), ("收到申请1件，\n已答复。", "申请", "甲"), ("", "", "")]
    path = tmp_path / "a.csv"
    with path.open("w", encoding="utf-16", newline="") as stream:
        csv.writer(stream, delimiter=delimiter).writerows(rows)
    examples = read_examples(path)
    assert (examples.topics, examples.groups) == (["申请"], ["甲"])


def test_one_group_is_too_few(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("text,topic,group\n甲,a,x\n乙,b,x\n", "utf-8")
    result = run(tmp_path / "a.csv", "-o", tmp_path / "m")
    assert result.exit_code == 1 and "a.csv: all paragraphs are of one group" in result.output


def test_other_errors(tmp_path: Path) -> None:
    assert "no such file" in run(tmp_path / "a.csv", "-o", tmp_path / "m").output
    (tmp_path / "a.xml").write_text("<file><doc/></file", "utf-8")
    result = run(tmp_path / "a.xml", "-o", tmp_path / "m")
    assert result.exit_code == 1 and "a.xml" in result.output
    (tmp_path / "empty").mkdir()
    assert "no *.xml file in" in run(tmp_path / "empty", "-o", tmp_path / "m").output
    (tmp_path / "b.jsonl").write_text('{"text": "甲", "topic": "a"}', "utf-8")
    assert "at least two labels" in run(tmp_path / "b.jsonl", "-o", tmp_path / "m").output
    (tmp_path / "file").write_text("")
    result = run(written(tmp_path, "csv"), "-o", tmp_path / "file")
    assert result.exit_code == 1 and "name a folder" in result.output
    (tmp_path / "c.csv").write_bytes(b"\xff\xfe\x00\xd8\x81\x30\xff" * 9)
    assert "no text in UTF-8" in run(tmp_path / "c.csv", "-o", tmp_path / "m").output


def test_what_the_shipped_model_learned_from() -> None:
    """The paragraphs beside the corpus: labels of the vocabulary, nothing of the test split."""
    from govnlp.vocabulary import SUBJECTS

    folder = ROOT / "corpus" / "topics"
    examples = read_examples(folder / "train.jsonl")
    assert set(examples.groups) == {f"w{number}" for number in range(1, 6)}
    more = read_examples(folder / "real_style.jsonl")
    assert set(more.groups) == {"real", "long"}
    for part in (examples, more):
        assert set(part.topics) == set(SUBJECTS)
        assert {one for others in part.also for one in others} <= set(SUBJECTS)
    examples.extend(more)
    assert len({(one.text, one.heading) for one in examples.passages}) == len(examples)
    held_back = [
        _fives(record.text[paragraph.start : paragraph.end])
        for file in load_gold([ROOT / "corpus" / "reports" / name for name in ("dev", "test")])
        for record in file.records
        for paragraph in record.paragraphs
    ]
    held_out = read_examples(folder / "real_style_dev.jsonl")
    assert set(held_out.topics) == set(SUBJECTS)
    held_back += [_fives(passage.text) for passage in held_out.passages]
    for own in (_fives(passage.text) for passage in examples.passages):
        shared = max(len(own & other) / max(len(own | other), 1) for other in held_back)
        assert shared < 0.4  # not shown which: the test split stays unread


def _fives(text: str) -> set[str]:
    bare = "".join(filter(str.isalnum, text))
    return {bare[at : at + 5] for at in range(len(bare) - 4)}


@pytest.mark.slow
def test_the_shipped_model_rebuilds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "models"))
    import train_topics

    assert train_topics.check() == 0
