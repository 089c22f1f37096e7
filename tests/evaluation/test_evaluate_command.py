"""``govnlp evaluate``: what it takes, prints and writes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from evaluation_files import PLACES, REPORT, predicted
from typer.testing import CliRunner, Result

from govnlp.cli import app


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["evaluate", *map(str, arguments)])


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """Three splits; in dev the six reports."""
    for split in ("train", "dev"):
        (tmp_path / "corpus" / split).mkdir(parents=True)
    for index, name in enumerate(PLACES):
        xml = REPORT.format(year=2010 + 2 * index, name=name)
        (tmp_path / "corpus" / "dev" / f"{name}.xml").write_text(xml, "utf-8")
    (tmp_path / "corpus" / "train" / "1.xml").write_text(
        REPORT.format(year=2010, name="某"), "utf-8"
    )
    return tmp_path / "corpus"


def records(path: Path, *missing: int, topics: bool = False, files: str = PLACES) -> Path:
    found = [one for one in predicted(*missing, topics=topics) if one.source.path in files]
    for one in found:
        one.source.path = f"{one.source.path}.txt"
    path.write_text("".join(one.to_json() + "\n" for one in found), "utf-8")
    return path


def test_split_and_json(corpus: Path) -> None:
    scores = json.loads(run(corpus, "--split", "dev", "--json").stdout)
    assert scores["files"] == 6 and scores["intervals"]["samples"] == 1000
    assert json.loads(run(corpus, "--split", "train", "--json").stdout)["files"] == 1


def test_a_split_that_is_not_there(corpus: Path) -> None:
    result = run(corpus, "--split", "test")
    assert result.exit_code == 1 and "no split 'test'; it has train, dev" in result.stderr


def test_predictions(corpus: Path, tmp_path: Path) -> None:
    given = records(tmp_path / "a.jsonl", 1, 2)
    options = (corpus / "dev", "--predictions", given, "--samples", 50, "--seed", 3)
    scores = json.loads(run(*options, "--json").stdout)
    assert scores["entities"]["COUNT"]["right"] == 4
    assert scores["intervals"] == {"level": 0.95, "samples": 50, "seed": 3}
    shown = run(*options, "--errors").stdout
    assert "miss     COUNT      河.xml:" in shown and "0.667" in shown
    assert max(map(len, shown.splitlines())) <= 110


def test_files_without_predictions_count_unless_left_out(corpus: Path, tmp_path: Path) -> None:
    given = records(tmp_path / "a.jsonl", files="江河湖")
    options = (corpus / "dev", "--predictions", given, "--json")
    assert json.loads(run(*options).stdout)["entities"]["COUNT"]["recall"] == 0.5
    common = json.loads(run(*options, "--common").stdout)
    assert common["files"] == 3 and common["entities"]["COUNT"]["recall"] == 1


def test_two_annotators(corpus: Path, tmp_path: Path) -> None:
    second = tmp_path / "second"
    second.mkdir()
    (second / "江.xml").write_text(REPORT.format(year=2010, name="江"), "utf-8")
    (second / "河.xml").write_text(
        REPORT.format(year=2012, name="河").replace('topic="problems"', 'topic="fees"'), "utf-8"
    )
    # Named from the corpus's folder, the gold files are dev/江.xml and dev/河.xml.
    result = run(corpus, "--predictions", second, "--common", "--json")
    scores = json.loads(result.stdout)
    assert scores["files"] == 2 and scores["entities"]["all"]["f1"] == 1
    assert scores["topics"]["main"]["accuracy"] == 0.75 and scores["topics"]["kappa"] < 0.75


def test_two_runs(corpus: Path, tmp_path: Path) -> None:
    one, two = records(tmp_path / "a.jsonl", 1, 2), records(tmp_path / "b.jsonl", 2)
    options = (corpus / "dev", "--predictions", one, "--compare", two)
    shown = run(*options, "--errors").stdout
    assert "Differences of two runs" in shown and "1 errors mended, 0 new" in shown
    assert shown.index("mended\n") < shown.index("河.xml:") < shown.index("new\n")
    plain = json.loads(run(*options, "--json").stdout)
    assert [case["file"] for case in plain["comparison"]["mended"]] == ["河.xml"]
    assert "**Differences of two runs**" in run(*options, "--markdown").stdout


def test_markdown(corpus: Path, tmp_path: Path) -> None:
    given = records(tmp_path / "a.jsonl", topics=True)
    lines = run(corpus / "dev", "--predictions", given, "--markdown").stdout.splitlines()
    assert "|  | precision | recall | F1 | 95 % | gold | predicted | right |" in lines
    assert "| COUNT | 1.000 | 1.000 | 1.000 | 1.000–1.000 | 6 | 6 | 6 |" in lines
    assert "| Cohen's kappa | 1.000 | 1.000–1.000 |" in lines
    tables = [line for line in lines if line.startswith("|")]
    assert all(line.endswith("|") for line in tables)


def test_report(corpus: Path, tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    pytest.importorskip("jinja2")
    result = run(corpus, "--split", "dev", "--report", tmp_path / "out [b]", "--samples", 20)
    assert result.exit_code == 0, result.stderr
    assert result.stdout.rstrip().endswith("out [b]/index.html")
    assert "zh_govreport" in (tmp_path / "out [b]" / "index.html").read_text("utf-8")


def test_a_report_without_its_packages(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "matplotlib", None)
    result = run(corpus, "--split", "dev", "--report", tmp_path / "out")
    assert result.exit_code == 1 and 'pip install "govnlp[evaluate]"' in result.stderr
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("name", ["none.jsonl", "bad.jsonl", "other.jsonl"])
def test_predictions_that_are_none(corpus: Path, tmp_path: Path, name: str) -> None:
    (tmp_path / "bad.jsonl").write_text("{}\n[", "utf-8")
    records(tmp_path / "other.jsonl")
    text = (tmp_path / "other.jsonl").read_text("utf-8").replace("申请", "申清")
    (tmp_path / "other.jsonl").write_text(text, "utf-8")
    result = run(corpus / "dev", "--predictions", tmp_path / name)
    assert result.exit_code == 1 and "Traceback" not in result.stderr
    expected = {"none": "none.jsonl", "bad": "bad.jsonl:2: no record", "other": "text differ"}
    assert expected[name.split(".")[0]] in result.stderr.replace("\n", " ")


def export(path: Path, label: str, cancelled: bool = False) -> Path:
    """A Label Studio export of one report with one office."""
    value = {"start": 0, "end": 2, "text": "某局", "labels": [label]}
    region = {"id": "a", "type": "labels", "from_name": "entities", "value": value}
    made = {"completed_by": 1, "was_cancelled": cancelled, "result": [region]}
    task = {
        "data": {"text": "某局2017年政府信息公开工作年度报告", "path": "1.txt"},
        "annotations": [made],
    }
    path.write_text(json.dumps([task]), "utf-8")
    return path


def test_what_an_export_lacks_is_told(tmp_path: Path) -> None:
    result = run(export(tmp_path / "a.json", "ORG"), "--json")
    assert "left out: 1 × label 'ORG'" in result.stderr
    assert "known labels: OFFICE" in result.stderr
    assert json.loads(result.stdout)["files"] == 1


def test_an_export_as_predictions(tmp_path: Path) -> None:
    gold = export(tmp_path / "gold.json", "OFFICE")
    given = export(tmp_path / "other.json", "OFFICE")
    scores = json.loads(run(gold, "--predictions", given, "--json").stdout)
    assert scores["entities"]["OFFICE"]["f1"] == 1


def test_nothing_to_score(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("某局", "utf-8")
    for path, words in (
        (export(tmp_path / "skipped.json", "OFFICE", cancelled=True), "nothing is labelled"),
        (tmp_path / "nowhere", "no such file or folder"),
        (tmp_path, "name files of other formats"),
        (tmp_path / "a.txt", "no labelled file: those end in .xml, .json"),
    ):
        result = run(path)
        assert result.exit_code == 1 and words in result.stderr, path


def test_predictions_as_gold_are_told(tmp_path: Path) -> None:
    made = predicted()[0]
    made.model = "zh_govreport 0.0"
    (tmp_path / "a.jsonl").write_text(made.to_json() + "\n", "utf-8")
    assert "no one labelled them by hand" in run(tmp_path / "a.jsonl").stderr
