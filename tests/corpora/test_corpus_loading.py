"""A corpus as a Hugging Face dataset: from the gold files, and from the exported views."""

from __future__ import annotations

import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from small_corpus import INDEX, Build

from govnlp.corpora import load
from govnlp.corpora.export import card_path, export, stale, view_path
from govnlp.corpora.features import features
from govnlp.vocabulary import ENTITY_LABELS, SUBJECTS

datasets = pytest.importorskip("datasets")
CONFIGURATIONS = ("documents", "paragraphs")


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("the network was asked")

    monkeypatch.setattr(socket.socket, "connect", refuse)


def rows(folder: Path, configuration: str, split: str = "train") -> list[dict[str, Any]]:
    return list(load("reports", split, configuration, folder.parent))  # type: ignore[arg-type]


def test_all_splits_with_typed_features(build: Build) -> None:
    loaded = load(root=build().parent)
    assert isinstance(loaded, datasets.DatasetDict)
    assert {split: len(rows) for split, rows in loaded.items()} == {"train": 2, "dev": 1, "test": 1}
    types = loaded["train"].features
    assert types["paragraphs"].feature["topic"].names == list(SUBJECTS)
    assert types["headings"].feature["subjects"].feature == datasets.ClassLabel(
        names=list(SUBJECTS)
    )
    assert types["entities"].feature["label"].names == list(ENTITY_LABELS)
    assert isinstance(types["kind"], datasets.ClassLabel)
    assert loaded["test"].split == "test"


def test_a_document(build: Build) -> None:
    row = rows(build(), "documents")[0]
    types = features("documents")
    text = row["text"]
    assert (row["id"], row["file"], row["year"]) == ("a-1#0", "a-1.xml", 2017)
    assert types["level"].int2str(row["level"]) == "county"
    assert row["period"] == {"start": "2017-01-01", "end": "2017-12-31"}
    assert (row["issuer"], row["division"]) == ("密云区人民政府", "110118")
    spans = [row["title"], row["sign_off"], *row["notes"], *row["headings"], *row["paragraphs"]]
    for span in [*spans, *row["entities"]]:
        assert text[span["start"] : span["end"]] == span["text"]
    heading = row["headings"][1]
    assert (heading["level"], heading["number"], heading["parent"]) == (2, "一", 0)
    subject = types["paragraphs"].feature["topic"]
    assert [subject.int2str(one) for one in heading["subjects"]] == ["fees", "problems"]
    assert row["tables"][0]["rows"] == [["项目", "件数"], ["", "12"]]
    assert row["paragraphs"][1]["heading"] == 1


def test_normalized_values_of_entities(build: Build) -> None:
    found = rows(build(), "documents")[0]["entities"]
    types = features("documents")["entities"].feature
    date, total, part = (next(e for e in found if e["text"] == t) for t in ("全年", "12件", "3件"))
    assert (date["value"], date["first"], date["last"]) == ("2017", "2017-01-01", "2017-12-31")
    assert (total["value"], total["quantity"], total["unit"]) == ("12", 12.0, "件")
    assert types["kind"].int2str(total["kind"]) == "count"
    assert found[part["part_of"]] == total
    docnum = next(e for e in found if types["label"].int2str(e["label"]) == "DOCNUM")
    assert (docnum["code"], docnum["year"], docnum["number"]) == ("国办发", 2017, 24)
    assert docnum["value"] is None and docnum["mod"] is None
    own = next(e for e in found if e["self_reference"])
    assert own["name"] == "密云区人民政府"


def test_a_paragraph_knows_its_place(build: Build) -> None:
    folder = build()
    whole = rows(folder, "documents")[0]
    found = rows(folder, "paragraphs")
    assert [row["text"] for row in found if row["document"] == "a-1#0"] == [
        paragraph["text"] for paragraph in whole["paragraphs"]
    ]
    first, second = found[:2]
    assert (first["id"], second["id"]) == ("a-1#0:0", "a-1#0:1")
    assert second["headings"] == ["一、依申请公开", "（一）收费。"]
    for entity in first["entities"]:
        assert first["text"][entity["start"] : entity["end"]] == entity["text"]
    part = next(e for e in first["entities"] if e["text"] == "3件")
    assert first["entities"][part["part_of"]]["text"] == "12件"


@pytest.mark.parametrize("configuration", CONFIGURATIONS)
def test_streaming_gives_the_same_rows(build: Build, configuration: str) -> None:
    folder = build()
    streamed: Any = load("reports", None, configuration, folder.parent, streaming=True)
    assert isinstance(streamed, datasets.IterableDatasetDict)
    assert streamed["train"].num_shards == 2  # a shard a file
    assert streamed["train"].features == features(configuration)
    for split in ("train", "dev", "test"):
        assert list(streamed[split]) == rows(folder, configuration, split)


def test_streaming_reads_a_file_when_it_comes_to_it(build: Build) -> None:
    folder = build()
    streamed: Any = load(split="train", root=folder.parent, streaming=True)
    (folder / "train" / "a-2.xml").write_text("<broken", encoding="utf-8")
    assert next(iter(streamed))["id"] == "a-1#0"
    with pytest.raises(ValueError, match=r"a-2\.xml:1"):
        list(streamed)


@pytest.mark.parametrize("configuration", CONFIGURATIONS)
@pytest.mark.parametrize("streaming", [False, True])
def test_load_dataset_gives_the_same(
    build: Build, tmp_path: Path, configuration: str, streaming: bool
) -> None:
    folder = build()
    export(folder)
    there = datasets.load_dataset(
        str(folder.parent), configuration, streaming=streaming, cache_dir=str(tmp_path / "cache")
    )
    assert list(there) == ["train", "dev", "test"]
    for split in there:
        assert there[split].features == features(configuration)
        assert list(there[split]) == rows(folder, configuration, split)


def test_views_and_card_go_stale(build: Build) -> None:
    folder = build()
    assert {path.name for path, _ in stale(folder)} == {
        "README.md",
        "train.parquet",
        "dev.parquet",
        "test.parquet",
    }
    card_path(folder).write_text("# The corpus\n", encoding="utf-8")
    export(folder)
    assert list(stale(folder)) == []
    card = card_path(folder).read_text(encoding="utf-8")
    assert card.startswith("---\n") and card.endswith("---\n# The corpus\n")
    export(folder)
    assert card_path(folder).read_text(encoding="utf-8") == card
    card_path(folder).write_text(card + "More.\n", encoding="utf-8")
    assert list(stale(folder)) == []
    path = folder / "dev" / "b-1.xml"
    xml = path.read_text(encoding="utf-8")
    path.write_text(xml.replace('topic="training"', 'topic="other"'), encoding="utf-8")
    assert [path for path, _ in stale(folder)] == [
        view_path(folder, one, "dev") for one in CONFIGURATIONS
    ]
    card_path(folder).write_text(card.replace("default: true", "default: false"), encoding="utf-8")
    assert card_path(folder) in [path for path, _ in stale(folder)]


def test_where_the_corpus_is_looked_for(
    build: Build, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("GOVNLP_CORPUS", str(build().parent))
    assert len(load(split="train")) == 2  # type: ignore[arg-type]
    monkeypatch.setenv("GOVNLP_CORPUS", str(tmp_path / "nowhere"))
    with pytest.raises(FileNotFoundError, match=r"nowhere.*root=FOLDER.*GOVNLP_CORPUS"):
        load()
    assert len(load(split="train", root=tmp_path / "corpus")) == 2  # type: ignore[arg-type]
    with pytest.raises(FileNotFoundError, match="poems"):
        load("poems", root=tmp_path / "corpus")


@pytest.mark.parametrize("streaming", [False, True])
def test_what_load_refuses(build: Build, streaming: bool) -> None:
    folder = build()
    with pytest.raises(ValueError, match=r"'validation'.*train, dev, test"):
        load(split="validation", root=folder.parent, streaming=streaming)
    with pytest.raises(ValueError, match=r"'words'.*documents, paragraphs"):
        load(configuration="words", root=folder.parent, streaming=streaming)
    build(index=INDEX.replace("county", "village"))
    with pytest.raises(ValueError, match=r"index\.csv:2: a-1\.xml: level 'village'"):
        load(split="train", root=folder.parent, streaming=streaming)


def test_a_broken_gold_file_is_named(build: Build) -> None:
    folder = build({"dev/b-1.xml": "<file>\n<doc kind='x'/></file>"})
    with pytest.raises(ValueError, match=r"b-1\.xml:2: .*kind='x'"):
        load(split="dev", root=folder.parent)


def test_annotating_and_reading_gold_import_no_datasets() -> None:
    code = """
import sys, govnlp, govnlp.cli, govnlp.corpora
from govnlp.corpora import load, parse_gold, lay
govnlp.annotate("我局2017年主动公开政府信息336条。")
sys.exit("datasets" in sys.modules or "pyarrow" in sys.modules)
"""
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0


def test_without_datasets_the_error_says_what_to_install(
    build: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "datasets", None)
    with pytest.raises(ImportError, match=r"govnlp\[datasets\]"):
        load(root=build().parent)
