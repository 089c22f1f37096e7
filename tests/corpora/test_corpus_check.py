"""Each check refuses what it is for, and nothing in a sound corpus."""

from __future__ import annotations

from pathlib import Path

import pytest
from small_corpus import FILES, INDEX, Build, report, sentence
from typer.testing import CliRunner

from govnlp.cli import app
from govnlp.corpora.check import Report, check
from govnlp.corpora.check_counts import Minimums, shortfalls
from govnlp.corpora.check_texts import without_formulas
from govnlp.corpora.export import export

#: What a corpus of four files can reach.
SMALL = Minimums(4, (2, 1, 1), 2, 0, 0, 0, 0, full_matrix=False)


def checked(folder: Path, apart_from: Path | None = None) -> Report:
    return check(folder, apart_from, SMALL, views=False)


def found(folder: Path) -> list[tuple[str, str]]:
    """The name of the file and of the check for each finding."""
    return [(one.path.name, one.check) for one in checked(folder).findings]


def test_a_sound_corpus_passes(build: Build) -> None:
    outcome = checked(build())
    assert outcome.findings == [] and outcome.passed
    assert outcome.counts.sums["train", "files"] == 2
    assert outcome.counts.topics["test", "on_request"] == 1


@pytest.mark.parametrize(
    ("body", "name", "words"),
    [
        ('<date value="2016">今年</date>', "date", "read as ('2017'"),
        ('<date value="2017-03" kind="range">3月</date>', "form", "range"),
        ('<date value="2017">公开</date>', "date", "no date"),
        ('<count value="33" unit="条">34条</count>', "count", "labelled (33"),
        ('<count value="34" unit="件">34条</count>', "count", "'条'"),
        ('<count value="34" unit="余条" mod="at_least">34余条</count>', "count", "'余条'"),
        ('<count value="34" unit="条" item="建议">34条</count>', "count", "建议 does not stand"),
        ('<count value="1" unit="条" part_of="x">1条</count>', "form", "part_of='x'"),
        ("<office>公开内容</office>", "office", "no known head"),
        ("<office>密云</office>", "office", "no known head"),
        ("<office>工作推进会</office>", "office", "no known head"),
        ("<office>我局</office>", "office", "self-reference"),
        ('<office ref="self">某某局</office>', "office", "does not look like"),
        ('<office division="999999">某某局</office>', "office", "999999"),
        ("<cite>《丰原日报》</cite>", "citation", "periodical"),
        ('<cite name="条 例">《条例》</cite>', "citation", "already"),
        ("<docnum>国办发</docnum>", "docnum", "no number"),
        ("<docnum>711</docnum>", "docnum", "no number"),
        ("<place>密云</place>", "form", "unknown element"),
    ],
)
def test_a_wrong_label_is_found(build: Build, body: str, name: str, words: str) -> None:
    folder = build({"train/a-1.xml": report("a", body=body)})
    # A file that breaks the form is not read, and missing from the counts.
    (finding,) = [one for one in checked(folder).findings if one.check != "counts"]
    assert finding.check == name and words in finding.message
    assert finding.path == folder / "train" / "a-1.xml"
    lines = finding.path.read_text(encoding="utf-8").splitlines()
    assert body[:8] in lines[finding.line - 1]
    assert str(finding).startswith(f"{finding.path}:{finding.line}: {name}: ")


@pytest.mark.parametrize(
    ("old", "new", "name"),
    [
        ('issuer="密云区人民政府"', 'issuer="密云区水务局"', "issuer"),
        ('division="110118"', 'division="110199"', "division"),
        ('division="110118"', 'division="370883"', "division"),
        ('division="110118"', 'division="110000"', "division"),
        ('year="2017"', 'year="2013"', "year"),
        (' year="2017"', "", "fields"),
    ],
)
def test_a_wrong_document_is_found(build: Build, old: str, new: str, name: str) -> None:
    xml = FILES["train/a-1.xml"]
    assert old in xml
    assert ("a-1.xml", name) in found(build({"train/a-1.xml": xml.replace(old, new)}))


def test_a_document_too_short_or_too_long_is_found(build: Build) -> None:
    xml = FILES["train/a-1.xml"]
    long = xml.replace(sentence("aoverview", 110), sentence("long", 6000))
    assert found(build({"train/a-1.xml": long})) == [("a-1.xml", "length")]
    for topic in ("overview", "channels", "training", "problems"):
        xml = xml.replace(sentence(f"a{topic}", 110), "略。")
    assert found(build({"train/a-1.xml": xml})) == [("a-1.xml", "length")]


def test_offices_of_every_ending_pass(build: Build) -> None:
    names = ["密云一中", "教代会", "某厂", "党政办（信访办）", "果园街道", "国务院", "县教研室"]
    body = "".join(f"<office>{name}</office>，" for name in names)
    assert found(build({"train/a-1.xml": report("a", body)})) == []


def test_without_a_year_dates_hang_on_the_sign_off(build: Build) -> None:
    body = '<date value="2018-03-05">3月5日</date>'
    xml = report("a", body).replace('"annual_report" year="2017"', '"other"')
    xml = xml.replace('<date value="2017">全年</date>', "全年")
    assert found(build({"train/a-1.xml": xml})) == []
    assert ("a-1.xml", "date") in found(build({"train/a-1.xml": report("a", body)}))


def test_an_issuer_in_the_title_of_a_law_is_not_in_the_text(build: Build) -> None:
    xml = report("a", body="<cite>《密云区水务局办法》</cite>")
    xml = xml.replace('issuer="密云区人民政府"', 'issuer="密云区水务局"')
    assert ("a-1.xml", "issuer") in found(build({"train/a-1.xml": xml}))


@pytest.mark.parametrize(
    ("index", "names"),
    [
        (INDEX.replace("county", "village", 1), [("a-1.xml", "index"), ("index.csv", "form")]),
        (INDEX.replace("train", "dev", 1), [("a-1.xml", "index")] * 2 + [("index.csv", "counts")]),
        (
            INDEX + "z.xml,dev,county,2014-2018,北京市,text\n",
            [("z.xml", "index")],
        ),
        (INDEX + "b-1.xml,dev,county,2014-2018,北京市,text\n", [("index.csv", "form")]),
        (INDEX + "../x.xml,dev,county,2014-2018,北京市,text\n", [("index.csv", "form")]),
    ],
)
def test_a_wrong_index_is_found(build: Build, index: str, names: list[tuple[str, str]]) -> None:
    outcome = found(build(index=index))
    assert set(names) <= set(outcome)


def test_another_index_is_no_index(build: Build) -> None:
    assert ("index.csv", "form") in found(build(index="file,split\na-1.xml,train\n"))


# --- texts -------------------------------------------------------------------------


def with_paragraph(seed: str, text: str) -> str:
    return report(seed).replace("\n<sign>", f'\n<p topic="other">{text}</p>\n<sign>')


def test_a_paragraph_twice_is_refused(build: Build) -> None:
    text = sentence("same")
    folder = build(
        {"train/a-1.xml": with_paragraph("a", text), "dev/b-1.xml": with_paragraph("c", text)}
    )
    assert found(folder) == [("b-1.xml", "repeated")]
    assert "a-1.xml" in checked(folder).findings[0].message


@pytest.mark.parametrize(("kept", "refused"), [(60, True), (30, False)])
def test_a_test_paragraph_near_a_training_one_is_refused(
    build: Build, kept: int, refused: bool
) -> None:
    text = sentence("x", 80)
    near = text[:kept] + sentence("y", 80 - kept)
    files = {"train/a-1.xml": with_paragraph("a", text), "test/c-1.xml": with_paragraph("d", near)}
    # Of 77 5-grams each, 56 are shared of 60 characters, 26 of 30.
    assert (("c-1.xml", "leak") in found(build(files))) == refused
    # Between train and dev likeness is no fault.
    files = {"train/a-1.xml": with_paragraph("a", text), "dev/b-1.xml": with_paragraph("c", near)}
    assert ("b-1.xml", "leak") not in found(build(files | {"test/c-1.xml": report("d")}))


def test_what_the_law_prescribes_may_be_shared(build: Build) -> None:
    formula = (
        "根据《中华人民共和国政府信息公开条例》（国务院令第711号）编制，统计期限自2017年1月1日"
        "至2017年12月31日止。"
    )
    assert len(formula) > 40 and without_formulas(formula) == "根据\n编制，统计期限\n。"
    files = {
        "train/a-1.xml": with_paragraph("a", formula),
        "test/c-1.xml": with_paragraph("d", formula),
    }
    assert found(build(files)) == []


def test_text_of_kept_back_reports_is_refused(build: Build, tmp_path: Path) -> None:
    foreign = tmp_path / "kept"
    foreign.mkdir()
    text = sentence("foreign", 60)
    # Line breaks and traditional characters hide nothing.
    (foreign / "r.txt").write_text(text[:10] + "\n" + text[10:], encoding="utf-8")
    folder = build({"dev/b-1.xml": with_paragraph("c", text[:30].replace("网", "網"))})
    (finding,) = checked(folder, foreign).findings
    assert (finding.path.name, finding.check) == ("b-1.xml", "foreign")
    folder = build({"dev/b-1.xml": with_paragraph("c", text[:29] + "甲")})
    assert checked(folder, foreign).passed


# --- counts and exceptions ---------------------------------------------------------


def test_minimums(build: Build) -> None:
    counts = checked(build()).counts
    lacks = list(shortfalls(counts, Minimums()))
    for words in (
        "4 documents, fewer than 160",
        "2 files in train, fewer than 100",
        "2 provinces, fewer than 25",
        "4 paragraphs on fees, fewer than 40",
        "4 paragraphs on training, fewer than 60",
        "0 documents that are no annual report, fewer than 15",
        "no file of level ministry in era 2021-",
    ):
        assert words in lacks
    assert "no file of level county in era 2014-2018" not in lacks


WRONG = report("a", body='<date value="2016">今年</date>')


def with_exceptions(build: Build, lines: str, xml: str = WRONG) -> list[tuple[str, str]]:
    folder = build({"train/a-1.xml": xml})
    (folder / "exceptions.txt").write_text(lines, encoding="utf-8")
    return found(folder)


def test_an_exception_takes_its_finding_off(build: Build) -> None:
    line = "# file, check, text, reason\na-1.xml\tdate\t今年\t印错\n"
    assert with_exceptions(build, line) == []
    assert with_exceptions(build, line.replace("今年", "去年")) == [
        ("exceptions.txt", "exceptions"),
        ("a-1.xml", "date"),
    ]


@pytest.mark.parametrize(
    "line",
    [
        "a-1.xml\tdate\t今年",
        "a-1.xml\tdate\t今年\t ",
        "a-1.xml\tleak\t今年\t理由",
        "a-1.xml date 今年 理由",
    ],
)
def test_an_exception_must_be_whole_and_allowed(build: Build, line: str) -> None:
    assert with_exceptions(build, line) == [("exceptions.txt", "exceptions"), ("a-1.xml", "date")]


def test_a_stale_exception_is_an_error(build: Build) -> None:
    line = "a-1.xml\tdate\t今年\t印错"
    assert with_exceptions(build, line, report("a")) == [("exceptions.txt", "exceptions")]


def test_exceptions_must_be_few(build: Build) -> None:
    body = "".join(f"<office>内容{n}</office>，" for n in range(61))
    lines = "".join(f"a-1.xml\toffice\t内容{n}\t理由\n" for n in range(61))
    assert with_exceptions(build, lines, report("a", body)) == [("exceptions.txt", "exceptions")]


# --- the command -------------------------------------------------------------------


def test_the_command_prints_counts_and_problems(build: Build) -> None:
    folder = build({"train/a-1.xml": WRONG})
    export(folder)
    outcome = CliRunner().invoke(app, ["corpus", "check", str(folder)])
    assert outcome.exit_code == 1
    assert f"{folder / 'train' / 'a-1.xml'}:" in outcome.stdout and ": date: 今年" in outcome.stdout
    assert "paragraphs by topic" in outcome.stdout and "files by level and era" in outcome.stdout
    assert "views" not in outcome.stdout
    outcome = CliRunner().invoke(app, ["corpus", "check", str(folder / "nowhere")])
    assert outcome.exit_code == 2


def test_a_sound_corpus_ends_with_status_0(build: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("govnlp.corpora.check.Minimums", lambda: SMALL)
    folder = build()
    assert CliRunner().invoke(app, ["corpus", "check", str(folder)]).exit_code == 1  # no views
    assert CliRunner().invoke(app, ["corpus", "export", str(folder)]).exit_code == 0
    outcome = CliRunner().invoke(app, ["corpus", "check", str(folder)])
    assert outcome.exit_code == 0 and "0 problems" in outcome.stdout
