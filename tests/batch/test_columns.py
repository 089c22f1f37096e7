"""``Dataset.map(annotate_batch)``: typed columns, and no row that ends the map."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from spacy.language import Language

import govnlp
from govnlp import annotate_batch
from govnlp.record import Record

datasets = pytest.importorskip("datasets")

REPORT = (
    "松溪镇2018年政府信息公开工作年度报告\n\n一、概述\n2018年，我镇公开信息46条，受理3至5件。\n"
)
PLAN = "松溪镇2019年政府信息公开工作计划\n\n一、目标\n公开信息50条以上。\n\n"


@pytest.fixture(autouse=True)
def quiet(tmp_path: Path) -> Iterator[None]:
    datasets.disable_progress_bars()
    yield
    datasets.enable_progress_bars()


@pytest.mark.parametrize("batch_size", [2, 1_000])
def test_two_processes_and_broken_rows(batch_size: int) -> None:
    """Either process has a batch of errors alone, and columns that are empty in it."""
    texts = [None, None, REPORT, REPORT, "公开。", "公开。", None, "", "公开。", REPORT]
    data = datasets.Dataset.from_dict({"id": [f"r{n}" for n in range(10)], "text": texts})
    done = data.map(
        annotate_batch, batched=True, num_proc=2, batch_size=batch_size, writer_batch_size=2
    )
    assert done["id"] == data["id"] and list(done["text"]) == texts
    assert list(done["error"]) == [
        "text is None, not a string" if text is None else None for text in texts
    ]
    assert list(done["year"]) == [2018 if text == REPORT else None for text in texts]
    for row in done:
        records = [Record.from_json(line) for line in row["records"]]
        assert [record.id for record in records] == ([] if row["error"] else [f"{row['id']}#0"])
        assert row["kind"] == (None if row["error"] else records[0].kind)
        for entity in row["entities"] or ():
            assert row["text"][entity["start"] : entity["end"]] == entity["text"]
    types = done.features
    assert types["error"] == datasets.Value("string") and types["year"] == datasets.Value("int32")
    entity = types["entities"].feature
    assert entity["quantity"] == datasets.Value("float64")
    assert entity["part_of"] == datasets.Value("int32")


def test_half_a_character() -> None:
    """No Arrow table can hold one; a stream of Python values can."""
    texts = [REPORT, "公开\ud83d信息"]
    stream = datasets.IterableDataset.from_generator(lambda: ({"text": text} for text in texts))
    good, bad = stream.map(annotate_batch, batched=True, batch_size=2)
    assert good["error"] is None and good["year"] == 2018
    assert "U+D83D at 2" in bad["error"] and bad["records"] == [] and bad["entities"] is None


def test_a_fault_of_our_own_costs_a_row(nlp: Language, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = govnlp.annotation.records_of

    def records_of(doc: Any, **options: Any) -> list[Record]:
        if "坏" in doc.text:
            raise KeyError("x")
        return whole(doc, **options)

    monkeypatch.setattr(govnlp.batch.columns, "records_of", records_of)
    columns = annotate_batch({"text": [REPORT, "坏。", 7]}, nlp)
    assert columns["error"][0] is None and columns["year"] == [2018, None, None]
    assert columns["error"][1].startswith("KeyError: 'x'; please report")
    assert columns["error"][2] == "text is int, not a string"


def test_several_documents_in_a_text(nlp: Language) -> None:
    """The columns are those of the report, their offsets those of the whole text."""
    text = PLAN + REPORT
    columns = annotate_batch({"text": [text], "path": ["a.txt"]}, nlp)
    plan, report = (Record.from_json(line) for line in columns["records"][0])
    assert (plan.kind, report.kind) == ("plan", "annual_report")
    assert report.id == "a.txt#1" and columns["kind"] == ["annual_report"]
    assert len(columns["entities"][0]) == len(report.entities)
    spans = [*columns["entities"][0], *columns["paragraphs"][0], *columns["headings"][0]]
    for span in [*spans, columns["title"][0]]:
        assert text[span["start"] : span["end"]] == span["text"]
    (heading,) = columns["headings"][0]
    assert text[heading["start"] : heading["section_end"]].endswith("3至5件。")


def test_columns_that_are_there_already() -> None:
    batch = {"text": [REPORT], "year": [1999], "title": ["x"]}
    with pytest.raises(ValueError, match="columns year, title already"):
        annotate_batch(batch)
    assert annotate_batch(batch, prefix="govnlp_")["govnlp_year"] == [2018]
    with pytest.raises(ValueError, match="no column 'text' among body"):
        annotate_batch({"body": [REPORT]})


def test_columns_are_those_of_the_corpus(nlp: Language) -> None:
    """So that what was annotated can be scored against gold rows."""
    from govnlp.corpora.from_rows import document_record

    (record,) = govnlp.annotate_all(REPORT, nlp)
    columns = annotate_batch({"text": [REPORT]}, nlp)
    row = {name: values[0] for name, values in columns.items()} | {"text": REPORT, "id": "a"}
    again = document_record(row)
    for paragraph in record.paragraphs:
        paragraph.scores = {}  # the corpus's rows have none
    for name in ("title", "year", "sections", "paragraphs", "tables"):
        assert getattr(again, name) == getattr(record, name)
    assert [one.start for one in again.entities] == [one.start for one in record.entities]


def test_a_map_that_is_not_batched() -> None:
    with pytest.raises(ValueError, match="batched=True"):
        annotate_batch({"text": "我局公开信息3条。"})
