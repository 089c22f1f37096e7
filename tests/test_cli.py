"""The command ``govnlp``: what it prints, what it writes, how it ends."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console
from typer.testing import CliRunner, Result

import govnlp
from govnlp.batch import Outcome, annotate_files, find_files
from govnlp.batch.tables import schemas
from govnlp.cli import app
from govnlp.viewer import render

REPORT = """松溪镇2018年政府信息公开工作年度报告

一、概述
2018年，我镇主动公开政府信息46条[/b]，依据《政府信息公开条例》受理申请5件。
二、存在的问题
公开内容还不够全面。

松溪镇人民政府
2019年1月15日
"""
GOLD = """<?xml version="1.0" encoding="utf-8"?>
<file><doc kind="annual_report" year="2018"><title>松溪镇2018年政府信息公开工作年度报告</title>
<p topic="proactive">主动公开[b]政府信息四十六条。</p></doc></file>
"""


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def command(*arguments: object, **options: Any) -> subprocess.CompletedProcess[str]:
    """The installed command in a process of its own, its output piped."""
    program = Path(sys.executable).with_name("govnlp")
    return subprocess.run(
        [str(program), *map(str, arguments)],
        capture_output=True, encoding="utf-8", timeout=120, **options,
    )  # fmt: skip


@pytest.fixture
def report(tmp_path: Path) -> Path:
    folder = tmp_path / "in [2018]"
    folder.mkdir()
    path = folder / "松溪[b].txt"
    path.write_text(REPORT, encoding="utf-8")
    return path


def test_version_and_help() -> None:
    assert run("--version").stdout == f"govnlp {govnlp.__version__}\n"
    shown = run("--help").stdout
    for name in ("annotate", "show", "evaluate"):
        assert name in shown
        assert run(name, "--help").exit_code == 0


def test_all_right(report: Path, tmp_path: Path) -> None:
    result = run("annotate", report.parent, "--output", tmp_path / "out")
    assert result.exit_code == 0, result.output
    assert "annual reports" in result.stdout
    (line,) = (tmp_path / "out" / "records.jsonl").read_text(encoding="utf-8").splitlines()
    assert json.loads(line)["id"] == "松溪[b].txt#0"
    assert (tmp_path / "out" / "errors.jsonl").read_bytes() == b""


@pytest.mark.parametrize("workers", [1, 2])
def test_a_bad_file(report: Path, tmp_path: Path, workers: int) -> None:
    (report.parent / "[red]空[x].txt").write_bytes(b"")
    done = command("annotate", report.parent, "-o", tmp_path / "out", "--workers", workers)
    assert done.returncode == 1
    assert "[red]空[x].txt: it holds no text (0 bytes)" in done.stderr
    assert "\x1b" not in done.stderr + done.stdout
    assert "松溪[b].txt" in (tmp_path / "out" / "records.jsonl").read_text(encoding="utf-8")
    (error,) = (tmp_path / "out" / "errors.jsonl").read_text(encoding="utf-8").splitlines()
    assert json.loads(error)["path"] == "[red]空[x].txt"


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "records.jsonl").write_text("yesterday's", "utf-8")
    result = run("annotate", tmp_path / "none.txt", "-o", out)
    assert result.exit_code == 1 and "there is no such file" in result.stderr
    assert (out / "records.jsonl").read_text("utf-8") == "yesterday's"


def test_many_bad_files(tmp_path: Path) -> None:
    for number in range(30):
        (tmp_path / f"{number}.doc").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
    (tmp_path / "empty.txt").write_bytes(b"")
    result = run("annotate", tmp_path, "-o", tmp_path / "out")
    assert result.stderr.count("soffice") == 20 and "the others are in" in result.stderr
    rows = [line.split() for line in result.stdout.replace("│", " ").splitlines()]
    assert ["unsupported", "30"] in rows and ["empty", "1"] in rows


def test_a_run_that_cannot_be_made_shows_no_bar(report: Path, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("", "utf-8")
    result = run("annotate", report, "-o", tmp_path / "out")
    assert result.exit_code == 2 and "cannot write" in result.stderr
    assert "0/1" not in result.stderr


def test_an_empty_folder(tmp_path: Path) -> None:
    result = run("annotate", tmp_path, "-o", tmp_path / "out")
    assert result.exit_code == 1 and ".docx" in result.stderr
    assert not (tmp_path / "out").exists()


def test_output_that_cannot_be_written(report: Path) -> None:
    result = run("annotate", report, "-o", report)
    assert result.exit_code == 2 and "cannot write to" in result.stderr


def test_words_need_no_model_of_ones_own(report: Path) -> None:
    """The records are the same whichever segmenter."""
    by_words = run("show", report, "--json", "--segmenter", "pkuseg")
    assert by_words.exit_code == 0
    assert by_words.stdout == run("show", report, "--json").stdout


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--segmenter", "pkuseg", "--pkuseg-model", "/none"], "no pkuseg model"),
        (["--segmenter", "words"], "words"),
        (["--workers", "0"], "workers"),
    ],
)
def test_wrong_options(report: Path, tmp_path: Path, options: list[str], message: str) -> None:
    result = run("annotate", report, "-o", tmp_path / "out", *options)
    assert result.exit_code == 2 and message in result.stderr
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("workers", [1, pytest.param(2, marks=pytest.mark.slow)])
def test_interrupted(tmp_path: Path, workers: int) -> None:
    """Ctrl-C, which reaches every process: nothing half is left, no traceback shown."""
    folder, out = tmp_path / "in", tmp_path / "out"
    folder.mkdir()
    for number in range(1_500):
        (folder / f"{number}.txt").write_text(REPORT * 20, encoding="utf-8")
    program = Path(sys.executable).with_name("govnlp")
    process = subprocess.Popen(
        [str(program), "annotate", str(folder), "-o", str(out), "--workers", str(workers)],
        stderr=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True, encoding="utf-8",
    )  # fmt: skip
    part = out / ".partial" / "records.jsonl"
    waited = time.monotonic() + 60
    while not (part.exists() and part.stat().st_size) and time.monotonic() < waited:
        time.sleep(0.05)
    os.killpg(process.pid, signal.SIGINT)
    _, shown = process.communicate(timeout=30)
    assert process.returncode == 130
    assert "Traceback" not in shown and "--resume goes on" in shown
    assert [path.name for path in out.iterdir()] == [".partial"]


def test_formats(report: Path, tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    result = run("annotate", report, "-o", tmp_path, "--format", "parquet", "--format", "jsonl")
    assert result.exit_code == 0, result.output
    assert {"entities.parquet", "records.jsonl"} <= {path.name for path in tmp_path.iterdir()}


def test_parquet_without_pyarrow(
    report: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    schemas.cache_clear()
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    result = run("annotate", report, "-o", tmp_path / "out", "--format", "parquet")
    assert result.exit_code == 2 and 'pip install "govnlp[parquet]"' in result.stderr


def test_resume(report: Path, tmp_path: Path) -> None:
    def stop(_: Outcome) -> None:
        raise KeyboardInterrupt

    (report.parent / "b.txt").write_text(REPORT, encoding="utf-8")
    options = {"segmenter": "char", "pkuseg_model": None, "topics": True}
    with pytest.raises(KeyboardInterrupt):
        annotate_files(find_files([report.parent]), tmp_path / "out", options, progress=stop)
    refused = run("annotate", report.parent, "-o", tmp_path / "out")
    assert refused.exit_code == 2 and "--resume goes on with it" in refused.stderr
    refused = run("annotate", report, "-o", tmp_path / "out", "--resume")
    assert refused.exit_code == 2 and "b.txt is gone; --restart begins anew" in refused.stderr
    result = run("annotate", report.parent, "-o", tmp_path / "out", "--resume")
    assert result.exit_code == 0, result.output
    assert len((tmp_path / "out" / "records.jsonl").read_bytes().splitlines()) == 2
    assert not (tmp_path / "out" / ".partial").exists()
    assert run("annotate", report, "-o", tmp_path / "out", "--restart").exit_code == 0


def test_show_piped(report: Path) -> None:
    done = command("show", report)
    assert done.returncode == 0
    assert "\x1b" not in done.stdout
    for words in ("松溪[b].txt", "一、概述 〔概述〕", "⟦我镇⟧⟨机构 松溪镇人民政府⟩"):
        assert words in done.stdout
    assert "⟦46条⟧⟨数量 公开信息⟩[/b]" in done.stdout.replace("主动", "").replace("政府", "")


def test_show_says_what_the_words_do_not() -> None:
    text = "松溪镇2018年政府信息公开工作年度报告\n\n一、概述\n"
    text += "我镇收到申请1,200余件，其中当面申请5件。未发生一起行政复议。\n"
    console = Console(file=io.StringIO(), force_terminal=False, width=200)
    console.print(render(govnlp.annotate(text)))
    assert isinstance(console.file, io.StringIO)
    shown = console.file.getvalue()
    assert "收到申请1,200余件⟨≥1200 件 收到申请⟩" in shown
    assert "当面申请5件⟨当面申请 ⊂ 1,200余件⟩" in shown
    assert "一起⟨无 0 起 行政复议⟩" in shown and "2018年政府" in shown


def test_show_in_colours(report: Path) -> None:
    done = command("show", report, env={**os.environ, "FORCE_COLOR": "1", "TERM": "xterm-256color"})
    assert done.returncode == 0 and "\x1b[" in done.stdout


def test_show_steers_no_terminal() -> None:
    """A report's control characters are shown as pictures; the reader refuses most of them."""
    record = govnlp.annotate(REPORT + "公开\x1b]0;x\x07信息\u202e。\n")
    console = Console(file=io.StringIO(), force_terminal=False, width=200)
    console.print(render(record))
    assert isinstance(console.file, io.StringIO)
    shown = console.file.getvalue()
    assert "公开␛]0;x␇信息␣。" in shown
    assert not {"\x1b", "\x07", "\u202e"} & set(shown)


def test_show_two_hundred_pages(tmp_path: Path) -> None:
    path = tmp_path / "long.txt"
    path.write_text(REPORT + REPORT.split("\n", 2)[2] * 1_000, encoding="utf-8")
    began = time.monotonic()
    result = run("show", path)
    assert result.exit_code == 0 and result.stdout.count("⟦46条⟧") == 1_001
    assert time.monotonic() - began < 20


def test_show_as_json(report: Path) -> None:
    (record,) = json.loads(run("show", report, "--json").stdout)
    assert record["year"] == 2018


def test_show_a_bad_file(tmp_path: Path) -> None:
    result = run("show", tmp_path / "[/x].txt")
    assert result.exit_code == 1 and "[/x].txt: there is no such file" in result.stderr


def test_evaluate(tmp_path: Path) -> None:
    path = tmp_path / "gold[b].xml"
    path.write_text(GOLD, encoding="utf-8")
    done = command("evaluate", path, "--errors")
    assert done.returncode == 0, done.stderr
    # One error is a line that says what and where, and its context below, uncut.
    assert "gold[b].xml:" in done.stdout
    assert "extra    COUNT" in done.stdout and "主动公开[b]政府信息⟦四十六条⟧。" in done.stdout
    assert done.stdout.rstrip().endswith("errors")
    assert json.loads(run("evaluate", path, "--json").stdout)


def test_evaluate_a_bad_file(tmp_path: Path) -> None:
    path = tmp_path / "bad.xml"
    path.write_text("<file>", encoding="utf-8")
    assert run("evaluate", path).exit_code == 1
    assert run("evaluate", tmp_path / "none.xml").exit_code == 1
