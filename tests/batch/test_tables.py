"""Parquet: five tables that say what the records say, read by whoever reads Parquet."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from bad_files import GOOD, REPORT

from govnlp.batch import annotate_files, find_files, tables
from govnlp.record import Caution, Paragraph, Record

TABLED = (
    REPORT
    + "\n| 项目 | 件数 |\n| --- | --- |\n| 受理申请 | 5 |\n\n三、其他\n约3至5件，第（2020）3号。\n"
)


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Records of good files in both formats."""
    pytest.importorskip("pyarrow")
    root = tmp_path_factory.mktemp("tables")
    for name, data in (GOOD | {"f.md": TABLED.encode(), "g.txt": b""}).items():
        (root / "in" / name).parent.mkdir(parents=True, exist_ok=True)
        (root / "in" / name).write_bytes(data)
    files = find_files([root / "in"])
    annotate_files(files, root / "out", formats=("jsonl", "parquet"))
    annotate_files(files, root / "two", workers=2, formats=("parquet",))
    return root / "out"


@pytest.fixture(scope="module")
def records(output: Path) -> list[Record]:
    lines = (output / "records.jsonl").read_text(encoding="utf-8").splitlines()
    return [Record.from_json(line) for line in lines]


def rows(output: Path, name: str) -> list[dict[str, Any]]:
    import pyarrow.parquet

    found: list[dict[str, Any]] = pyarrow.parquet.read_table(output / f"{name}.parquet").to_pylist()
    return found


def test_what_is_written(output: Path) -> None:
    names = {"records.jsonl", "errors.jsonl", *(f"{name}.parquet" for name in tables.TABLES)}
    assert {path.name for path in output.iterdir()} == names
    other = output.with_name("two")
    assert {path.name for path in other.iterdir()} == names - {"records.jsonl"}
    for name in names - {"records.jsonl"}:
        assert (output / name).read_bytes() == (other / name).read_bytes()


def test_documents(output: Path, records: list[Record]) -> None:
    found = rows(output, "documents")
    assert [row["document"] for row in found] == [record.id for record in records]
    for row, record in zip(found, records, strict=True):
        assert (row["text"], row["year"], row["kind"]) == (record.text, record.year, record.kind)
        assert row["sha256"] == record.source.sha256 and row["path"] == record.source.path
        assert row["issuer"] == (record.issuer.name if record.issuer else None)
        assert [one["code"] for one in row["warnings"]] == [one.code for one in record.warnings]
        if row["title"]:
            assert row["text"][row["title_start"] : row["title_end"]] == row["title"]
        if record.period:
            assert row["period_start"] == date.fromisoformat(record.period.start)
    assert any(row["period_start"] for row in found)


def test_blocks_and_entities(output: Path, records: list[Record]) -> None:
    texts = {record.id: record.text for record in records}
    count = {name: 0 for name in tables.TABLES}
    for name in ("sections", "paragraphs", "tables", "entities"):
        for row in rows(output, name):
            count[name] += 1
            cut = texts[row["document"]][row["start"] : row["end"]]
            assert cut == row.get("text", cut) and cut.startswith(row.get("heading", ""))
    for name in ("sections", "paragraphs", "tables", "entities"):
        assert count[name] == sum(len(getattr(record, name)) for record in records) > 0


def test_entities_know_where_they_stand(output: Path, records: list[Record]) -> None:
    by_id = {record.id: record for record in records}
    placed = 0
    for row in rows(output, "entities"):
        record = by_id[row["document"]]
        entity = record.entities[row["entity"]]
        assert (row["start"], row["label"]) == (entity.start, entity.label)
        inside = [p for p in record.paragraphs if p.start <= entity.start and entity.end <= p.end]
        assert row["paragraph"] == (record.paragraphs.index(inside[0]) if inside else None)
        if inside:
            placed += 1
            assert row["section"] == inside[0].section
        if row["section"] is not None:
            section = record.sections[row["section"]]
            assert section.start <= entity.start and entity.end <= section.end
    assert placed > 10


def test_values_are_typed(output: Path) -> None:
    counts = [row for row in rows(output, "entities") if row["label"] == "COUNT"]
    (between,) = (row for row in counts if row["text"].endswith("3至5件"))
    assert (between["value"], between["quantity"], between["upper"]) == ("3", 3.0, 5.0)
    dates = [row for row in rows(output, "entities") if row["label"] == "DATE" and row["first"]]
    assert all(isinstance(row["first"], date) and row["first"] <= row["last"] for row in dates)
    (table,) = (row for row in rows(output, "tables") if row["rows"][0] == ["项目", "件数"])
    assert table["rows"][1] == ["受理申请", "5"]


def test_topics_have_a_column_a_subject() -> None:
    pytest.importorskip("pyarrow")
    record = Record(
        id="a#0", text="公开。", paragraphs=[Paragraph(0, 3, topic="other", scores={"other": 0.5})],
        warnings=[Caution("no_year", "no year")],
    )  # fmt: skip
    (row,) = tables.batches([record])["paragraphs"].to_pylist()
    assert row["topic"] == "other" and row["scores"]["other"] == 0.5
    assert row["scores"]["fees"] is None


JOINED = """
    SELECT heading, count(*) AS n FROM '{0}/entities.parquet'
    JOIN '{0}/sections.parquet' USING (document, section)
    JOIN '{0}/documents.parquet' USING (document)
    WHERE documents.year = 2018 AND first >= DATE '2018-01-01'
    GROUP BY heading ORDER BY n DESC, heading
"""


def test_pandas(output: Path) -> None:
    pandas = pytest.importorskip("pandas")
    entities = pandas.read_parquet(output / "entities.parquet")
    documents = pandas.read_parquet(output / "documents.parquet", columns=["document", "year"])
    joined = entities.merge(documents, on="document", suffixes=("", "_reported"))
    assert len(joined) == len(entities) == len(rows(output, "entities"))
    assert str(entities["quantity"].dtype) == "float64"


def test_polars_and_duckdb_agree(output: Path) -> None:
    polars, duckdb = pytest.importorskip("polars"), pytest.importorskip("duckdb")
    asked = duckdb.sql(JOINED.format(output)).fetchall()
    sections, entities, documents = (
        polars.scan_parquet(output / f"{name}.parquet")
        for name in ("sections", "entities", "documents")
    )
    joined = (
        entities.join(sections, on=["document", "section"])
        .join(documents.select("document", reported="year"), on="document")
        .filter(polars.col("reported") == 2018, polars.col("first") >= date(2018, 1, 1))
        .group_by("heading")
        .agg(n=polars.len())
        .sort(["n", "heading"], descending=[True, False])
        .collect()
    )
    assert asked and joined.rows() == asked


def test_row_groups_are_cut_by_rows_alone(
    output: Path, records: list[Record], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import pyarrow.parquet

    monkeypatch.setitem(tables._GROUP, "entities", 25)
    made = []
    for size in (1, 3, len(records)):
        parts = [records[at : at + size] for at in range(0, len(records), size)]
        data = b"".join(tables.stream_bytes([tables.batches(part)["entities"]]) for part in parts)
        (tmp_path / "stream").write_bytes(tables.stream_head("entities") + data)
        tables.write_parquet("entities", tmp_path / "stream", tmp_path / f"{size}.parquet")
        made.append((tmp_path / f"{size}.parquet").read_bytes())
    assert len(set(made)) == 1
    file = pyarrow.parquet.ParquetFile(tmp_path / "1.parquet")
    sizes = [file.metadata.row_group(at).num_rows for at in range(file.num_row_groups)]
    assert len(sizes) > 2 and set(sizes[:-1]) == {25}
    assert file.read().to_pylist() == rows(output, "entities")


def test_no_documents(tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    annotate_files([], tmp_path, formats=("parquet",))
    assert rows(tmp_path, "entities") == []


def test_without_pyarrow(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tables.schemas.cache_clear()
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(ImportError, match=r'pip install "govnlp\[parquet\]"'):
        annotate_files([], tmp_path / "out", formats=("parquet",))
    assert not (tmp_path / "out").exists()
    assert annotate_files([], tmp_path / "out").files == 0


@pytest.mark.parametrize("formats", [(), ("csv",), ("jsonl", "csv")])
def test_formats_that_there_are_not(tmp_path: Path, formats: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="they can be jsonl, parquet"):
        annotate_files([], tmp_path / "out", formats=formats)
