"""Annotators tried on gold files."""

from pathlib import Path

import pytest

from govnlp.corpora import GoldError, parse_gold
from govnlp.evaluation import evaluate_files
from govnlp.record import Record, Source

GOLD = Path(__file__).parents[2].parent / "shared" / "annotation" / "gold"
XML = '<file><doc kind="plan" year="2017"><p topic="fees">甲<office>某局</office></p></doc></file>'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "b").mkdir()
    (tmp_path / "1.xml").write_text(XML, "utf-8")
    (tmp_path / "b" / "1.xml").write_text(XML.replace("甲", "乙"), "utf-8")
    return tmp_path


def nothing(text: str) -> list[Record]:
    return [Record(text=text, source=Source("whatever.txt", start=0, end=len(text)))]


def test_records_are_given_the_gold_files_path(folder: Path) -> None:
    found = evaluate_files(folder, nothing)
    assert [r.source.path for r in found.predicted] == ["1.xml", "b/1.xml"]
    assert found.scores.entities["OFFICE"].recall == 0
    assert found.scores.fields["documents"].accuracy == 1
    assert [case.file for case in found.errors() if case.label == "OFFICE"] == ["1.xml", "b/1.xml"]


def test_a_perfect_annotator(folder: Path) -> None:
    right = {text: XML.replace("甲", text[0]) for text in ("甲某局", "乙某局")}
    found = evaluate_files([folder], lambda text: parse_gold(right[text]).records)
    assert found.scores.entities["all"].f1 == found.scores.fields["year"].accuracy == 1
    assert found.errors() == []


def test_an_annotator_that_fails_says_on_which_file(folder: Path) -> None:
    def fails(text: str) -> list[Record]:
        raise RuntimeError("no")

    with pytest.raises(RuntimeError) as caught:
        evaluate_files(folder / "1.xml", fails)
    assert "1.xml" in "".join(caught.value.__notes__)


def test_bad_gold(folder: Path) -> None:
    (folder / "2.xml").write_text("<file/>", "utf-8")
    with pytest.raises(GoldError, match=r"2\.xml:1: no <doc>"):
        evaluate_files(folder, nothing)


@pytest.mark.skipif(not GOLD.is_dir(), reason="no gold files beside the repository")
def test_on_the_given_gold_files() -> None:
    scores = evaluate_files(GOLD, nothing).scores
    assert scores.files == scores.documents == 3
    assert scores.entities["all"].gold > 0 and scores.entities["all"].predicted == 0
    assert scores.topics is None
