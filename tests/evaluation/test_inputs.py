"""What can be scored: files of records, gold files, datasets."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
from evaluation_files import REPORT, gold, predicted

import govnlp.corpora
from govnlp.corpora.rows import record_row
from govnlp.evaluation import errors, evaluate, read_records
from govnlp.evaluation.align import pair_files
from govnlp.evaluation.inputs import records_of
from govnlp.record import Record, Source

DEV = Path(__file__).parents[2] / "corpus" / "reports" / "dev"


def dev(configuration: str = "documents", **options: Any) -> Any:
    pytest.importorskip("datasets")
    return govnlp.corpora.load(split="dev", configuration=configuration, **options)


def test_rows_of_documents_are_the_gold_records() -> None:
    found = {record.id: record for record in records_of(dev()).records}
    files = govnlp.corpora.load_gold(DEV)
    records = {
        f"{Path(file.path).stem}#{index}": record
        for file in files
        for index, record in enumerate(file.records)
    }
    assert found.keys() == records.keys()
    for name, record in records.items():
        one, other = asdict(found[name]), asdict(record)
        for left_out in ("id", "source", "issuer"):
            one.pop(left_out), other.pop(left_out)
        assert one == other, name
        assert (record.issuer and record.issuer.name) == (
            found[name].issuer and found[name].issuer.name  # type: ignore[union-attr]
        )


@pytest.mark.parametrize("streaming", [False, True])
def test_a_dataset_against_itself(streaming: bool) -> None:
    rows = dev(streaming=streaming)
    found = evaluate(rows, rows)
    assert found.documents == 26 and found.entities["all"].f1 == 1
    assert found.topics is not None and found.topics.kappa == 1


def test_predictions_in_a_dataset() -> None:
    rows = dev()
    records = records_of(rows).records
    for record in records:
        record.entities = [one for one in record.entities if one.label == "OFFICE"]
    changed = [{"id": record.id, **record_row(record)} for record in records]
    found = evaluate(rows, changed)
    assert found.entities["OFFICE"].f1 == 1 and found.entities["DATE"].recall == 0
    assert found.fields["period"].accuracy == 1


def test_records_scored_against_a_dataset_by_their_path() -> None:
    rows = dev()
    found = evaluate(rows, records_of(rows).records)
    assert found.entities["all"].f1 == 1


def test_rows_of_paragraphs() -> None:
    rows = dev("paragraphs")
    found = evaluate(rows, rows)
    assert found.topics is not None and found.topics.main.total == len(rows) == 406
    assert found.files == 26
    assert found.entities["all"].f1 == 1
    # What document they make up they do not say.
    assert found.fields["issuer"].accuracy is None
    assert errors(rows, rows) == []


def test_rows_that_are_records() -> None:
    plain = [record.to_dict() for record in predicted(topics=True)]
    # As Arrow has them: every key in every row, values of one type.
    plain[0]["paragraphs"][0]["scores"]["fees"] = None
    for entity in (entity for row in plain for entity in row["entities"]):
        if entity["label"] != "DATE":
            entity["business_days"] = None
        if entity.get("value") is not None:
            entity["value"] = str(entity["value"])
    found = evaluate(gold(), plain)
    assert found.values["COUNT"]["value"].accuracy == 1
    assert found.topics is not None and found.topics.main.accuracy == 1


def test_what_is_neither() -> None:
    with pytest.raises(ValueError, match="records or rows"):
        evaluate(gold(), [1, 2])  # type: ignore[list-item]
    with pytest.raises(ValueError, match="a row has no 'text'"):
        evaluate(gold(), [{"id": "1"}])  # type: ignore[list-item]


def test_records_files(tmp_path: Path) -> None:
    path = tmp_path / "records.jsonl"
    path.write_text("".join(one.to_json() + "\n" for one in predicted()) + "\n", "utf-8")
    assert [r.source.path for r in read_records(path)] == list("江河湖海山川")
    assert len(read_records(tmp_path)) == 6
    path.write_text(predicted()[0].to_json() + '\n{"text": 1}\n', "utf-8")
    with pytest.raises(ValueError, match=r"records\.jsonl:2: no record"):
        read_records(path)
    with pytest.raises(FileNotFoundError):
        read_records(tmp_path / "none.jsonl")


def test_gold_files_of_another_annotator(tmp_path: Path) -> None:
    (tmp_path / "江.xml").write_text(REPORT.format(year=2010, name="江"), "utf-8")
    (record,) = read_records(tmp_path)
    assert evaluate(gold()[:1], [record]).entities["all"].f1 == 1


def named(*names: str) -> list[Record]:
    return [Record(text=name[-5:], source=Source(name, start=0, end=5)) for name in names]


def pairs(left: list[Record], right: list[Record], common: bool = False) -> dict[str, str | None]:
    found = {}
    for pair in pair_files(left, deepcopy(right), common):
        records = pair.predicted.records
        found[pair.name] = records[0].source.path if records else None
    return found


def test_a_path_that_is_the_end_of_another() -> None:
    short = named("1.xml", "2.xml")
    long = named("dev/1.xml", "test/2.xml", "dev/3.xml")
    assert pairs(long, short, common=True) == {"dev/1.xml": "1.xml", "test/2.xml": "2.xml"}
    assert pairs(short, long) == {"1.xml": "dev/1.xml", "2.xml": "test/2.xml"}
    # Of two that end so, neither is meant.
    two = named("dev/1.xml", "test/1.xml", "dev/2.xml")
    assert pairs(short, two) == {"1.xml": None, "2.xml": "dev/2.xml"}
    assert pairs(two, short, common=True) == {"dev/2.xml": "2.xml"}
