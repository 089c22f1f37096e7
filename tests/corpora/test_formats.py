"""Labelled files in every format: round trips, what is left out, what is wrong."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
import spacy
from hypothesis import assume, given, settings
from small_corpus import FILES
from spacy.tokens import Doc, DocBin
from test_gold_writing import files
from typer.testing import CliRunner

from govnlp.cli import app
from govnlp.corpora import (
    GoldError,
    GoldFile,
    Report,
    convert,
    load_gold,
    parse_gold,
    read_labels,
    write_labels,
)
from govnlp.corpora.conversion import FORMATS, recognize
from govnlp.corpora.label_config import doccano_config, label_studio_config
from govnlp.corpora.labels import ENTITY_CLASSES, TAGS, Label, attribute_names, file_of
from govnlp.grammar.match import Count
from govnlp.record import Caution

CORPUS = Path(__file__).parents[2] / "corpus" / "reports"
#: Formats that hold every label of the guidelines.
WHOLE = ["xml", "label-studio", "doccano", "brat", "spacy"]
TARGETS = {name: f"out{one.suffix}" if one.write else "out" for name, one in FORMATS.items()}


def small(name: str = "train/a-1.xml") -> GoldFile:
    return parse_gold(FILES[name], Path(name).name)


def two() -> GoldFile:
    """A report and a plan in one file, with what is hard: astral, CR, tabs, notes, parts."""
    return parse_gold(
        "<file><note>首页𠮷</note>&#13;\n"
        '<doc kind="annual_report" year="2017" issuer="𠮷县政府" division="330281">'
        "<title><office>𠮷县政府</office>年报</title>\n\n"
        '<h level="1" type="fees other">一、收费</h>\n'
        '<p topic="fees" also="other basis">全年<count value="12" unit="件" id="t">12件</count>，'
        '其中<count value="3" unit="件" part_of="t" item="a; b=c\\">3\n件</count>'
        "<note>第1页</note>，𠮷𠮷"
        '<date value="2017-11" mod="end">11月底</date>。</p>\n\n'
        '<table kind="proactive">项目\t数\n\t3\t</table>\n</doc><note>打印</note>'
        '<doc kind="plan" year="2018" issuer="𠮷县政府">\n\n <title>2018年计划</title>\n'
        '<p topic="other">依《<note>2</note>》<cite name="某条例">《条例》</cite>。</p>'
        "</doc></file>",
        "two.xml",
    )


def round_trip(file: GoldFile, name: str, folder: Path) -> tuple[GoldFile, Report]:
    report = write_labels([file], folder / TARGETS[name], name)
    again, reading = read_labels(folder / TARGETS[name], name)
    assert report.passed and reading.passed
    return again[0], report


def said(file: GoldFile) -> list[dict[str, Any]]:
    """What a file says, names aside: brat's files have another suffix."""
    rows = [record.to_dict() for record in file.records]
    for row in rows:
        del row["id"], row["source"]["path"]
    return rows


@pytest.mark.parametrize("name", WHOLE)
@pytest.mark.parametrize("make", [small, two])
def test_formats_that_hold_everything(
    name: str, make: Callable[[], GoldFile], tmp_path: Path
) -> None:
    file = make()
    again, report = round_trip(file, name, tmp_path)
    assert not report.left_out, report
    assert again.text == file.text
    assert again.notes == file.notes
    assert said(again) == said(file)


@pytest.mark.parametrize("name", WHOLE)
def test_any_file_comes_back(name: str) -> None:
    @settings(max_examples=60)
    @given(files())
    def check(drawn: tuple[str, str]) -> None:
        file = parse_gold(drawn[0], "x.xml")
        # A document without text has no place outside the XML.
        assume(all(record.text for record in file.records))
        with TemporaryDirectory() as folder:
            again, report = round_trip(file, name, Path(folder))
        assert not report.left_out, report
        assert (again.text, again.notes, said(again)) == (file.text, file.notes, said(file))

    check()


@settings(max_examples=40)
@given(files())
def test_conll_keeps_text_and_entities(drawn: tuple[str, str]) -> None:
    file = parse_gold(drawn[0], "x.xml")
    records = [record for record in file.records if record.text]
    with TemporaryDirectory() as folder:
        target = Path(folder, "x.conll")
        write_labels([file], target)
        again = [record for one in read_labels(target)[0] for record in one.records]
    assert [record.text for record in again] == [record.text for record in records]
    for record, other in zip(records, again, strict=True):
        expected = [(e.label, e.start, e.end) for e in record.entities]
        assert [(e.label, e.start, e.end) for e in other.entities] == expected


def test_records_hold_more_than_labels(tmp_path: Path) -> None:
    file = small()
    record = replace(file.records[0], warnings=[Caution("no_year", "…")], model="m 1")
    again, report = round_trip(GoldFile("", file.text, [record]), "records", tmp_path)
    assert again.records == [record] and not report.left_out
    assert round_trip(small(), "records", tmp_path)[1].left_out == {
        "which notes stand outside every document": 1
    }


def test_what_is_left_out_is_counted(tmp_path: Path) -> None:
    file = small()
    report = write_labels([file], tmp_path / "out.conll")
    record = file.records[0]
    assert report.left_out["PARAGRAPH"] == len(record.paragraphs)
    assert report.left_out["TABLE"] == report.left_out["SIGN_OFF"] == 1
    assert report.left_out["COUNT.part_of"] == 1 and report.left_out["DOCUMENT.issuer"] == 1
    assert "OFFICE" not in report.left_out and "TITLE" in str(report)
    record.warnings.append(Caution("no_year", "…"))
    assert write_labels([file], tmp_path / "x", "xml").left_out == {"DOCUMENT.warnings": 1}


@pytest.mark.parametrize("name", ["label-studio", "doccano", "brat"])
def test_fields_that_the_xml_lacks_are_held_elsewhere(name: str, tmp_path: Path) -> None:
    file = small()
    count = next(one for one in file.records[0].entities if isinstance(one, Count))
    count.upper = 15.5
    again, report = round_trip(file, name, tmp_path)
    assert not report.left_out and said(again) == said(file)
    assert write_labels([file], tmp_path / "x", "xml").left_out == {"COUNT.upper": 1}


def test_every_entity_field_has_its_place() -> None:
    """Fields that are added to entities reach the configurations by themselves."""
    assert set(ENTITY_CLASSES) < set(TAGS)
    assert "upper" in attribute_names("COUNT") and "first" not in attribute_names("DATE")


@pytest.mark.slow
@pytest.mark.parametrize("name", WHOLE)
def test_the_whole_corpus_comes_back(name: str, tmp_path: Path) -> None:
    gold = {file.records[0].source.path: file for file in load_gold(CORPUS)}
    report = convert(CORPUS, tmp_path / TARGETS[name], to_format=name)
    assert report.files == len(gold) and report.passed and not report.left_out, report
    for file in read_labels(tmp_path / TARGETS[name], name)[0]:
        path = Path(file.records[0].source.path or "").with_suffix(".xml").as_posix()
        one = gold.pop(path)
        assert (file.text, file.notes, said(file)) == (one.text, one.notes, said(one))
    assert not gold


@pytest.mark.slow
def test_the_whole_corpus_through_records_and_conll(tmp_path: Path) -> None:
    report = convert(CORPUS, tmp_path / "r.jsonl", to_format="records")
    assert set(report.left_out) == {"which notes stand outside every document"}
    report = convert(tmp_path / "r.jsonl", tmp_path / "c.conll")
    assert not report.left_out.keys() & set(ENTITY_CLASSES) and report.passed


# --- Label Studio ----------------------------------------------------------------------


def label_studio_task(text: str, *regions: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"id": 7, "data": {"text": text}, "annotations": [{"result": list(regions), **more}]}


def region(name: str, start: int, end: int, said: str, label: str) -> dict[str, Any]:
    value = {"start": start, "end": end, "text": said, "labels": [label]}
    return {"id": name, "from_name": "l", "to_name": "text", "type": "labels", "value": value}


def read_tasks(tmp_path: Path, *tasks: Any) -> tuple[list[GoldFile], Report]:
    path = tmp_path / "tasks.json"
    path.write_text(json.dumps(tasks), encoding="utf-8")
    return read_labels(path)


def test_label_studio_counts_code_points(tmp_path: Path) -> None:
    """The editor turns UTF-16 lengths into code points before it stores them."""
    write_labels([two()], tmp_path / "out.json")
    task = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))[0]
    for one in task["annotations"][0]["result"]:
        if one["type"] == "labels":
            value = one["value"]
            assert task["data"]["text"][value["start"] : value["end"]] == value["text"]


def test_utf_16_offsets_are_told_by_the_text_of_the_region(tmp_path: Path) -> None:
    text = "𠮷𠮷县，某局"
    points = label_studio_task(text, region("a", 4, 6, "某局", "OFFICE"))
    units = label_studio_task(text, region("a", 6, 8, "某局", "机构"))
    wrong = label_studio_task(text, region("a", 0, 2, "某局", "OFFICE"))
    found, report = read_tasks(tmp_path, points, units, wrong)
    spans = [[(e.start, e.end, e.text) for e in file.records[0].entities] for file in found]
    assert spans == [[(4, 6, "某局")], [(4, 6, "某局")], []]
    assert [str(problem) for problem in report.problems] == [
        f"{tmp_path / 'tasks.json'}: task 3 (id 7), region a: "
        "0 to 2 is '𠮷𠮷', but the region says '某局'"
    ]


def test_label_studio_as_it_exports(tmp_path: Path) -> None:
    """Line breaks as \\n in regions, display names, cancelled and second annotations."""
    text = "某局年报\n2017年底\n共12件，其中3件"
    place = {"start": 5, "end": 11, "text": ["2017-12"], "labels": ["DATE"]}
    regions = [
        region("t", 0, 11, "某局年报\\n2017年底", "标题 TITLE"),
        region("d", 5, 11, "2017年底", "时间 DATE"),
        {"id": "d", "from_name": "date_value", "type": "textarea", "value": place},
        {"id": "d", "from_name": "mod", "type": "choices", "value": {"choices": ["底"]}},
        region("a", 13, 16, "12件", "COUNT"),
        region("b", 19, 21, "3件", "COUNT"),
        {"type": "relation", "from_id": "a", "to_id": "b", "direction": "left", "labels": []},
        region("p", 0, 2, "某局", "PERSON"),
        {"type": "choices", "from_name": "quality", "value": {"choices": ["good"]}, "id": "zz"},
    ]
    task = label_studio_task(text, *regions, ground_truth=True)
    task["annotations"].append({"result": []})
    task["annotations"].append({"result": [], "was_cancelled": True})
    unlabelled = {"data": {"text": "某"}, "annotations": [], "predictions": [{"result": []}]}
    found, report = read_tasks(tmp_path, task, unlabelled)
    record = found[0].records[0]
    assert report.passed and record.title and record.title.text == "某局年报\n2017年底"
    values = [getattr(one, "value", None) for one in record.entities]
    assert values == ["2017-12", None, None]
    assert getattr(record.entities[0], "first", None) == "2017-12-21"
    assert [getattr(one, "part_of", None) for one in record.entities] == [None, None, 1]
    assert report.left_out == {
        "further annotations of a task": 1,
        "tasks without an annotation": 1,
        "label 'PERSON'": 1,
        "values of 'quality' that belong to no region": 1,
    }


def test_an_annotator_is_chosen(tmp_path: Path) -> None:
    task = label_studio_task("某局", region("a", 0, 2, "某局", "OFFICE"))
    first = task["annotations"][0] | {"completed_by": {"id": 3, "email": "jia@example.org"}}
    task["annotations"] = [first, {"result": [], "completed_by": 4}]
    path = tmp_path / "export.json"
    path.write_text(json.dumps([task]), encoding="utf-8")
    for name, labels in ((None, 0), ("jia@example.org", 1), ("3", 1), ("4", 0)):
        found, report = read_labels(path, annotator=name)
        assert len(found[0].records[0].entities) == labels, name
        assert report.left_out == {"further annotations of a task": 1}
    _, report = read_labels(path, annotator="yi")
    assert "there are annotations by 3, 4, jia@example.org" in str(report.problems[0])
    with pytest.raises(ValueError, match="name no annotator"):
        read_labels(path, "doccano", annotator="3")


@pytest.mark.parametrize(("key", "words"), [("entities", "JSON-MIN"), ("schema", "JSON Lines")])
def test_a_file_of_another_form_is_one_problem(tmp_path: Path, key: str, words: str) -> None:
    path = tmp_path / "export.json"
    path.write_text(json.dumps([{"text": "某局", key: []}] * 3), encoding="utf-8")
    assert [words in str(problem) for problem in read_labels(path)[1].problems] == [True]


@pytest.mark.parametrize(
    ("task", "message"),
    [
        (3, "task 1: is no object"),
        ({"text": "某", "label": []}, "task 1: is JSON-MIN"),
        ({"data": {}, "annotations": [{"result": []}]}, "task 1: has no 'text'"),
        (label_studio_task("某局", region("a", 1, 9, "局", "OFFICE")), "region a: OFFICE from 1"),
        (label_studio_task("某局", {"type": "labels", "id": "a"}), "region a: has no 'start'"),
    ],
)
def test_a_broken_task_costs_no_other(task: Any, message: str, tmp_path: Path) -> None:
    good = label_studio_task("某局", region("a", 0, 2, "某局", "OFFICE"))
    found, report = read_tasks(tmp_path, task, good)
    assert len(report.problems) == 1 and message in str(report.problems[0])
    assert [one.label for one in found[-1].records[0].entities] == ["OFFICE"]


def test_the_label_studio_sdk_accepts_configuration_and_annotations(tmp_path: Path) -> None:
    interface = pytest.importorskip("label_studio_sdk.label_interface")
    loaded = interface.LabelInterface(label_studio_config())
    loaded.validate()
    write_labels([two()], tmp_path / "out.json")
    task = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))[0]
    assert loaded.validate_annotation(task["annotations"][0])


def test_configurations_name_every_label_and_attribute(tmp_path: Path) -> None:
    from xml.etree import ElementTree

    write_labels([small(), two()], tmp_path / "out.json")
    config = ElementTree.fromstring(label_studio_config())
    assert (tmp_path / "out.config.xml").read_text(encoding="utf-8") == label_studio_config()
    controls = {one.get("name"): one for one in config.iter() if one.get("toName")}
    values = {
        name: {choice.get("alias") for choice in control} for name, control in controls.items()
    }
    for task in json.loads((tmp_path / "out.json").read_text(encoding="utf-8")):
        for one in task["annotations"][0]["result"]:
            kind = one["type"]
            if kind in ("labels", "choices"):
                assert set(one["value"][kind]) <= values[one["from_name"]]
            elif kind == "textarea":
                assert controls[one["from_name"]].tag == "TextArea"
    assert {one["text"] for one in json.loads(doccano_config())} == set(TAGS)


# --- doccano ---------------------------------------------------------------------------


def test_doccano_as_it_exports(tmp_path: Path) -> None:
    lines = [
        {"id": 1, "text": "𠮷某局", "label": [[1, 3, "OFFICE"], [0, 1, "地点"]], "Comments": []},
        {
            "id": 2,
            "text": "共12件，其中3件",
            "entities": [
                {"id": 91, "label": "COUNT", "start_offset": 1, "end_offset": 4},
                {"id": 92, "label": "COUNT", "start_offset": 7, "end_offset": 9},
            ],
            "relations": [{"id": 1, "from_id": 92, "to_id": 91, "type": "part_of"}],
            "attributes": [
                {"label": "COUNT", "start": 1, "end": 4, "values": {"value": "12", "unit": "件"}},
                {"label": "COUNT", "start": 2, "end": 4, "values": {"value": "2"}},
            ],
        },
    ]
    path = tmp_path / "x.jsonl"
    path.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    found, report = read_labels(path)
    assert [file.records[0].id for file in found] == ["example-1#0", "example-2#0"]
    assert [one.text for one in found[0].records[0].entities] == ["某局"]
    total, part = found[1].records[0].entities
    assert isinstance(total, Count) and isinstance(part, Count)
    assert (total.value, total.unit, part.part_of) == (12, "件", 0)
    assert report.passed and report.left_out == {
        "label '地点'": 1,
        "attributes of spans that were moved or deleted": 1,
    }


def test_doccano_errors_name_line_and_label(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    lines = [
        "{broken",
        '{"txt": 1}',
        '{"text": "某局", "label": [[0, 2, "OFFICE"], [1], [1, 2, "DATE"]]}',
        '{"text": "某局", "entities": [], "relations": [{"type": "part_of", "from_id": 5}]}',
    ]
    path.write_text("\n".join(lines), encoding="utf-8")
    found, report = read_labels(path)
    problems = [str(problem).removeprefix(str(path)) for problem in report.problems]
    assert problems[0].startswith(":1: no JSON") and problems[1] == ":2: no 'text'"
    assert problems[2] == ":3: label 2: no label with its start and end: [1]"
    assert problems[3] == ":3: label 3: DATE from 1 to 2 overlaps OFFICE from 0 to 2"
    assert problems[4] == ":4: relation 1: one of its spans is not there"
    assert [len(file.records[0].entities) for file in found] == [1, 0]


def test_json_lines_load_as_a_dataset(tmp_path: Path) -> None:
    datasets = pytest.importorskip("datasets")
    write_labels([small(), two()], tmp_path / "d.jsonl", "doccano")
    data = datasets.load_dataset(
        "json", data_files=str(tmp_path / "d.jsonl"), split="train", cache_dir=str(tmp_path)
    )
    assert data[0]["text"] == small().text and data[1]["entities"][0]["label"] == "NOTE"


# --- brat ------------------------------------------------------------------------------


def test_brat_lines(tmp_path: Path) -> None:
    write_labels([two()], tmp_path / "out", "brat")
    text = (tmp_path / "out" / "two.txt").read_bytes().decode("utf-8")
    assert text == two().text
    lines = (tmp_path / "out" / "two.ann").read_text(encoding="utf-8").split("\n")
    for line in filter(lambda line: line.startswith("T"), lines):
        _, place, reference = line.split("\t", 2)
        fragments = [tuple(map(int, one.split())) for one in place.split(" ", 1)[1].split(";")]
        # brat itself asks for this, and for no line break inside a fragment; some readers
        # take a tab for the end of the line's text.
        assert " ".join(text[start:end] for start, end in fragments) == reference
        assert not any(set("\n\r\t") & set(text[start:end]) for start, end in fragments)
    assert any(line.startswith("R1\tpart_of Arg1:T") for line in lines)
    conf = (tmp_path / "out" / "annotation.conf").read_text(encoding="utf-8")
    assert "Date_mod\tArg:DATE, Value:start|mid|end" in conf
    assert all(label in conf.split("[relations]")[0] for label in TAGS)


def test_brat_errors_name_the_line(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("某局，某办，某所", encoding="utf-8")
    lines = [
        "T1\tOFFICE 0 2\t某局",
        "T2\tOFFICE 3 5;6 8\t某办 某所",
        "T3\tOFFICE x\t某",
        "A1\tOffice_ref T9 self",
        "A2\tref T1 self",
        "#1\tAnnotatorNotes T1\t看不清",
        "E1\tEvent:T1",
        "R1\tnear Arg1:T1 Arg2:T1",
    ]
    (tmp_path / "a.ann").write_text("\n".join(lines), encoding="utf-8")
    found, report = read_labels(tmp_path)
    entity = found[0].records[0].entities[0]
    assert (entity.text, getattr(entity, "self_reference", None)) == ("某局", True)
    assert [problem.line for problem in report.problems] == [2, 3, 4]
    assert "fragments with text between" in report.problems[0].message
    assert report.left_out == {
        "notes that are no name=value": 1,
        "brat lines of kind 'E'": 1,
        "relation 'near'": 1,
    }
    (tmp_path / "a.txt").unlink()
    assert "a.txt" in str(read_labels(tmp_path)[1].problems[0])


# --- CoNLL -----------------------------------------------------------------------------


def test_conll_lines_and_spacys_reader(tmp_path: Path) -> None:
    from spacy.training.converters import conll_ner_to_docs

    xml = (
        '<file><doc kind="other"><p topic="fees"><office>某局</office> '
        '<date value="2017">2017 年</date>\n公开</p></doc></file>'
    )
    path = tmp_path / "x.conll"
    write_labels([parse_gold(xml, "x.xml")], path)
    lines = path.read_text(encoding="utf-8").split("\n")
    assert lines[:6] == [
        "-DOCSTART- -X- O O",
        "",
        "某\tB-OFFICE",
        "局\tI-OFFICE",
        r"\s" + "\tO",
        "2\tB-DATE",
    ]
    assert lines[9:13] == [r"\s" + "\tI-DATE", "年\tI-DATE", r"\n" + "\tO", ""]
    docs = list(conll_ner_to_docs(path.read_text(encoding="utf-8"), no_print=True))
    assert [(ent.label_, len(ent)) for doc in docs for ent in doc.ents] == [
        ("OFFICE", 2),
        ("DATE", 6),
    ]


def test_conll_by_words(tmp_path: Path) -> None:
    def pairs(text: str) -> list[str]:
        return [text[at : at + 2] for at in range(0, len(text), 2)]

    report = write_labels([two()], tmp_path / "w.conll", "conll-words", pairs)
    assert "COUNT" not in report.left_out and "DOCUMENT" not in report.left_out
    assert "政府\tI-OFFICE" in (tmp_path / "w.conll").read_text(encoding="utf-8")
    write_labels([two()], tmp_path / "own.conll", "conll-words")
    assert "计划\tO" in (tmp_path / "own.conll").read_text(encoding="utf-8")


def test_conll_of_other_makers(tmp_path: Path) -> None:
    path = tmp_path / "x.bio"
    path.write_text(
        "某 n B-OFFICE\n局 n E-OFFICE\n\nWorld O\nBank O\n坏\n12 S-COUNT\n件 X\n", encoding="utf-8"
    )
    found, report = read_labels(path)
    assert found[0].text == "某局\nWorld Bank坏12件"
    assert [one.text for one in found[0].records[0].entities] == ["某局", "12"]
    assert [problem.line for problem in report.problems] == [6, 8]


# --- spaCy -----------------------------------------------------------------------------


def test_doc_bin_of_another_maker(tmp_path: Path) -> None:
    nlp = spacy.blank("zh")
    doc = Doc(nlp.vocab, words=["某局", "国发〔2017〕2号", "甲"], spaces=[False] * 3)
    doc.set_ents(
        [
            spacy.tokens.Span(doc, at, at + 1, label=name)
            for at, name in enumerate(["OFFICE", "DOCNUM", "PERSON"])
        ]
    )
    DocBin(docs=[doc]).to_disk(tmp_path / "x.spacy")
    found, report = read_labels(tmp_path / "x.spacy")
    assert [(e.text, getattr(e, "year", None)) for e in found[0].records[0].entities] == [
        ("某局", None),
        ("国发〔2017〕2号", 2017),
    ]
    assert report.left_out == {"label 'PERSON'": 1}
    (tmp_path / "y.spacy").write_bytes(b"nothing")
    assert "no DocBin" in str(read_labels(tmp_path / "y.spacy")[1].problems[0])


def test_doc_bin_of_the_pipeline(nlp: spacy.Language, tmp_path: Path) -> None:
    from govnlp.annotation import records_of
    from govnlp.pipeline import doc_bin

    doc = nlp(two().text)
    doc_bin([doc]).to_disk(tmp_path / "x.spacy")
    found, _ = read_labels(tmp_path / "x.spacy")
    expected = records_of(doc)
    assert [r.text for r in found[0].records] == [r.text for r in expected]
    assert [r.entities for r in found[0].records] == [r.entities for r in expected]
    assert [r.paragraphs for r in found[0].records] == [r.paragraphs for r in expected]


# --- records, XML, files ---------------------------------------------------------------


def test_records_are_joined_where_they_lie_end_to_end(tmp_path: Path) -> None:
    first, second = two().records
    lines = [
        second.to_json(),
        first.to_json(),
        second.to_json(),
        "{}x",
        first.to_json().replace("年报", "年鉴", 1),
    ]
    path = tmp_path / "r.jsonl"
    path.write_text("\n".join(lines), encoding="utf-8")
    found, report = read_labels(path)
    assert [len(file.records) for file in found] == [1, 2] and found[1].text == two().text
    assert report.left_out == {"places of documents in files that are not whole": 1}
    assert [problem.line for problem in report.problems] == [4, 5]


def test_what_the_xml_cannot_hold_costs_no_other_file(tmp_path: Path) -> None:
    loose = file_of("", "loose.txt", "某局", [Label("OFFICE", 0, 2)], Report())
    blocks = [Label("PARAGRAPH", 0, 2), Label("PARAGRAPH", 3, 5)]
    bare = file_of("", "bare.txt", "某局\n某局", blocks, Report())
    report = write_labels([loose, bare, small()], tmp_path, "xml")
    assert [path.name for path in report.written] == ["a-1.xml"]
    assert "entities stand in" in str(report.problems[0])
    assert "<p> has no 'topic' (2 times)" in str(report.problems[1])


def test_names_never_lead_out_of_the_folder(tmp_path: Path) -> None:
    def named(name: str) -> GoldFile:
        return parse_gold(FILES["train/a-1.xml"], name)

    inside = [named("../../a.xml"), named("/etc/a.docx"), named("a.pdf"), named("b/c.html")]
    report = write_labels(inside, tmp_path / "out", "xml")
    names = [path.relative_to(tmp_path / "out").as_posix() for path in report.written]
    assert names == ["a.xml", "etc/a.xml", "a-2.xml", "b/c.xml"]


def test_labels_that_cannot_stand_are_named(tmp_path: Path) -> None:
    report = Report()
    text = "标题\n某局公开12件\n项目\t1"
    labels = [
        Label("TITLE", 0, 2),
        Label("PARAGRAPH", 3, 10, {"topic": "nonsense", "colour": "red"}),
        Label("TABLE", 11, 15, {"kind": "other"}),
        Label("DATE", 11, 13, place="in a table"),
        Label("OFFICE", 1, 5, place="across"),
        Label("COUNT", 7, 10, {"value": "zwölf", "upper": "x"}),
        Label("HEADING", 8, 10, place="over"),
        Label("NOTE", 10, 11, place="blank"),
    ]
    file = file_of("f", "f", text, labels, report)
    record = file.records[0]
    assert [one.text for one in record.entities] == ["12件"] and len(record.paragraphs) == 1
    said_ = "\n".join(map(str, report.problems))
    for part in (
        "in a table: DATE from 11 to 13 lies in a TABLE",
        "across: OFFICE from 1 to 5 crosses the edge of PARAGRAPH from 3 to 10",
        "over: HEADING from 8 to 10 overlaps PARAGRAPH from 3 to 10",
        "blank: NOTE from 10 to 11 holds white space only",
        "PARAGRAPH topic='nonsense' is none of",
        "COUNT value='zwölf' is no plain decimal",
        "upper='x'",
    ):
        assert part in said_
    assert report.left_out == {"attribute PARAGRAPH.colour": 1}


def test_a_note_may_stand_inside_an_expression_but_not_the_other_way_about() -> None:
    report = Report()
    labels = [Label("PARAGRAPH", 0, 10, {"topic": "fees"}), Label("NOTE", 6, 7)]
    file = file_of("f", "f", "2017年\n3\n月底", [*labels, Label("DATE", 0, 10)], report)
    assert [one.label for one in file.records[0].entities] == ["DATE"] and report.passed
    file_of("f", "f", "2017年\n3\n月底", [*labels, Label("COUNT", 6, 7)], report)
    assert "lies in a NOTE" in str(report.problems[0])


def test_formats_are_told_by_the_files(tmp_path: Path) -> None:
    for name, target in TARGETS.items():
        if name == "conll-words":
            continue
        write_labels([small()], tmp_path / name / target, name)
        assert recognize(tmp_path / name / target).name == name
    with pytest.raises(FileNotFoundError):
        recognize(tmp_path / "nothing")
    with pytest.raises(ValueError, match="name the format to write: records, doccano"):
        write_labels([small()], tmp_path / "x.jsonl")
    with pytest.raises(ValueError, match="it can be xml, records"):
        read_labels(tmp_path / "xml", "word")


def test_other_formats_are_gold_too(tmp_path: Path) -> None:
    write_labels([small()], tmp_path / "out.json")
    assert said(load_gold(tmp_path / "out.json")[0]) == said(small())
    (tmp_path / "bad.json").write_text("[", encoding="utf-8")
    with pytest.raises(GoldError, match=r"bad.json: line 1: no JSON"):
        load_gold(tmp_path / "bad.json")


# --- the commands ------------------------------------------------------------------------


def test_convert_command(tmp_path: Path) -> None:
    (tmp_path / "gold").mkdir()
    (tmp_path / "gold" / "a.xml").write_text(FILES["train/a-1.xml"], encoding="utf-8")
    (tmp_path / "gold" / "b.xml").write_text("<file></file>", encoding="utf-8")
    arguments = ["corpus", "convert", str(tmp_path / "gold"), str(tmp_path / "c.conll")]
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 1 and "b.xml:1: no <doc> in the file" in result.output
    assert "left out: 1 × TABLE" in result.output and "1 file, 1 document" in result.output
    result = CliRunner().invoke(app, [*arguments[:3], str(tmp_path / "x.jsonl")])
    assert result.exit_code == 2 and "name the format" in result.output


@pytest.mark.parametrize("tool", ["label-studio", "doccano"])
def test_prelabel_command(tool: str, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(two().text, encoding="utf-8", newline="")
    (tmp_path / "b.pdf").write_bytes(b"no PDF")
    output = tmp_path / "out" / "pre.json"
    arguments = ["corpus", "prelabel", str(tmp_path), "-o", str(output), "--format", tool]
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 1 and "b.pdf" in result.output
    text = output.read_text(encoding="utf-8")
    made = json.loads(text)[0] if tool == "label-studio" else json.loads(text)
    if tool == "label-studio":
        guess = made["predictions"][0]
        assert guess["model_version"].startswith("zh_govreport") and guess["score"] is None
        assert "annotations" not in made and made["data"]["path"] == "a.txt"
        assert (output.parent / "pre.config.xml").is_file()
        # A guess is nobody's label.
        assert read_labels(output)[1].left_out == {"tasks without an annotation": 1}
    else:
        assert {"label": "COUNT"}.items() <= next(
            one for one in made["entities"] if one["label"] == "COUNT"
        ).items()
        assert (output.parent / "pre.labels.json").is_file()
