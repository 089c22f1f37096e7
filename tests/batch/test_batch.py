"""Many files: fixed order, one line a failure, the same bytes for any number of workers."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from bad_files import BAD, DOCX, GOOD, OLE, REPORT

from govnlp.batch import Outcome, annotate_files, files_done, find_files, parcels, stopped_run
from govnlp.batch.workers import Workers
from govnlp.record import Record


def lines(path: Path) -> list[dict[str, Any]]:
    text = path.read_text(encoding="utf-8")
    assert text == "" or text.endswith("\n")
    return [json.loads(line) for line in text.split("\n")[:-1]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of good files."""
    root = tmp_path / "in"
    for name, data in GOOD.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(data)
    return root


@pytest.fixture
def bad(folder: Path) -> dict[str, str]:
    """Twenty-two bad files among the good ones; the codes of their errors."""
    for name, (data, _) in BAD.items():
        (folder / name).write_bytes(data)
    os.mkfifo(folder / "20-pipe.txt")
    (folder / "21-broken.txt").symlink_to(folder / "nowhere.txt")
    (folder / "22-loop.txt").symlink_to(folder / "22-loop.txt")
    codes = {name: code for name, (_, code) in BAD.items()}
    return codes | {"20-pipe.txt": "not_a_file", "21-broken.txt": "missing", "22-loop.txt": "loop"}


def test_bad_files_among_good_ones(folder: Path, bad: dict[str, str], tmp_path: Path) -> None:
    summary = annotate_files(find_files([folder]), tmp_path / "out")
    errors = lines(tmp_path / "out" / "errors.jsonl")
    assert {error["path"]: error["error"] for error in errors} == bad
    assert len(errors) == len(bad) >= 20
    for error in errors:
        assert list(error) == ["path", "error", "message"]
        assert error["path"] in error["message"] and "; " in error["message"]
        assert "\n" not in error["message"] and len(error["message"]) > len(error["path"]) + 20
    records = lines(tmp_path / "out" / "records.jsonl")
    assert {record["source"]["path"] for record in records} == set(GOOD)
    assert (summary.files, summary.failed) == (len(GOOD) + len(bad), len(bad))
    assert summary.documents == len(records) == len(GOOD) + 1


def test_records(folder: Path, tmp_path: Path) -> None:
    annotate_files(find_files([folder]), tmp_path / "out")
    data = (tmp_path / "out" / "records.jsonl").read_bytes()
    assert b"\\u" not in data and "松溪镇".encode() in data and b"\r" not in data
    records = lines(tmp_path / "out" / "records.jsonl")
    assert [r["id"] for r in records] == [
        *("c.docx#0", "d.pdf#0", "e.html#0", "a/松溪镇.txt#0", "a/b/两份.md#0", "a/b/两份.md#1")
    ]
    keys = (
        "schema id source govnlp model text kind title year period issuer sections paragraphs "
        "tables sign_off notes entities warnings"
    )
    assert all(list(record) == keys.split() for record in records)
    town = records[3]
    assert town["source"]["encoding"].lower().replace("-", "") in ("gb18030", "gbk")
    assert town["year"] == 2018 and town["issuer"]["name"] == "松溪镇人民政府"
    assert records[4]["source"]["start"] == 0
    assert records[4]["source"]["end"] == records[5]["source"]["start"]
    for line in data.decode().splitlines():
        assert Record.from_json(line).to_json() == line


def test_workers_change_nothing(folder: Path, bad: dict[str, str], tmp_path: Path) -> None:
    for number in range(20):
        text = REPORT.replace("46", str(number))
        (folder / f"more-{number}.txt").write_text(text, encoding="utf-8")
    files = find_files([folder])
    one: list[Outcome] = []
    two: list[Outcome] = []
    first = annotate_files(files, tmp_path / "1", progress=one.append)
    second = annotate_files(files, tmp_path / "2", workers=2, progress=two.append)
    for name in ("records.jsonl", "errors.jsonl"):
        assert (tmp_path / "1" / name).read_bytes() == (tmp_path / "2" / name).read_bytes()
    assert first == second and one == two
    assert [outcome.name for outcome in one] == [file.name for file in files]


def kill_over(things: Sequence[int]) -> list[int]:
    if any(thing % 10 == 7 for thing in things):
        os.kill(os.getpid(), signal.SIGKILL)
    return list(things)


def nothing(_: object) -> None:
    """What a worker is told at its start."""


def minus(thing: int) -> list[int]:
    return [-thing]


def test_a_killed_worker_costs_one_thing() -> None:
    parcels = [range(at, at + 8) for at in range(0, 32, 8)]
    with Workers(2, nothing, None) as pool:
        found = [one for result in pool.map(kill_over, parcels, minus) for one in result]
    assert found == [-n if n % 10 == 7 else n for n in range(32)]


def kill(_: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def test_workers_that_cannot_start() -> None:
    with pytest.raises(RuntimeError, match="__main__"), Workers(1, kill, None) as pool:
        pool.ask_all(nothing, None)


def test_the_outcome_of_a_lost_file(folder: Path) -> None:
    (file, *_) = find_files([folder])
    parcel = parcels.lost(file)
    (outcome,) = parcel.outcomes
    assert outcome.error is not None
    assert json.loads(parcel.added["errors.jsonl"]) == outcome.error
    assert outcome.error["error"] == "killed" and "memory" in outcome.error["message"]


def fail(error: BaseException) -> Callable[..., Any]:
    def raiser(*_: object, **__: object) -> Any:
        raise error

    return raiser


@pytest.mark.parametrize(
    ("error", "code"), [(KeyError("[/x]"), "internal"), (MemoryError(), "too_large")]
)
def test_a_fault_in_the_pipeline_ends_no_run(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception, code: str
) -> None:
    monkeypatch.setattr("govnlp.annotation.records_of", fail(error))
    summary = annotate_files(find_files([folder]), tmp_path / "out")
    assert summary.failed == len(GOOD)
    assert {e["error"] for e in lines(tmp_path / "out" / "errors.jsonl")} == {code}


@pytest.mark.parametrize("error", [KeyboardInterrupt(), OSError("disk full")])
def test_an_interrupted_run_leaves_the_last_results(
    folder: Path, tmp_path: Path, error: BaseException
) -> None:
    out = tmp_path / "out"
    annotate_files(find_files([folder]), out)
    before = (out / "records.jsonl").read_bytes()
    with pytest.raises(type(error)):
        annotate_files(find_files([folder]), out, progress=fail(error))
    names = [".partial", "errors.jsonl", "records.jsonl"]
    assert sorted(path.name for path in out.iterdir()) == names
    assert (out / "records.jsonl").read_bytes() == before
    assert files_done(out) == len(GOOD)
    totals = stopped_run(out)
    assert totals and totals.failed == sum(totals.causes.values())


def test_wrong_options_end_the_run_at_once(folder: Path, tmp_path: Path) -> None:
    for workers in (1, 2):
        with pytest.raises(ValueError, match="segmenter"):
            annotate_files(find_files([folder]), tmp_path, {"segmenter": "x"}, workers)
    assert not (tmp_path / "records.jsonl").exists()


def test_which_files(folder: Path) -> None:
    for name in (".hidden.txt", "~$c.docx", "data.bin", "notes.xyz", ".git/x.txt"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(b"x")
    (folder / "z.txt").mkdir()
    (folder / "z.txt" / "within.TXT").write_text("公开")
    names = [file.name for file in find_files([folder])]
    assert names == [
        "c.docx",
        "d.pdf",
        "e.html",
        *("a/松溪镇.txt", "a/b/两份.md"),
        "z.txt/within.TXT",
    ]
    assert [f.name for f in find_files([folder / "notes.xyz", folder / "none"])] == [
        *("notes.xyz", "none")
    ]


def test_each_file_once_and_each_name_once(folder: Path) -> None:
    twice = find_files([folder / "c.docx", folder, folder / "." / "c.docx"])
    assert sorted(f.name for f in twice) == sorted(f.name for f in find_files([folder]))
    (folder / "a" / "c.docx").write_bytes(DOCX)
    names = [f.name for f in find_files([folder / "c.docx", folder / "a" / "c.docx"])]
    assert len(set(names)) == 2 and all(name.endswith("c.docx") for name in names)


def test_names_that_are_no_unicode(tmp_path: Path) -> None:
    folder = os.path.join(os.fsencode(tmp_path), b"in")
    os.mkdir(folder)
    for name, data in ((b"\xb9\xab.txt", REPORT.encode()), (b"\xbf\xaa.doc", OLE)):
        with open(os.path.join(folder, name), "wb") as file:
            file.write(data)
    annotate_files(find_files([tmp_path / "in"]), tmp_path / "out")
    (record,) = lines(tmp_path / "out" / "records.jsonl")
    assert record["id"] == "\\udcb9\\udcab.txt#0" and record["year"] == 2018
    (error,) = lines(tmp_path / "out" / "errors.jsonl")
    assert error["path"] == "\\udcbf\\udcaa.doc"


def test_a_folder_that_cannot_be_listed(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scandir = os.scandir

    def refuse(path: Any) -> Any:
        if str(path).endswith("in/a"):
            raise PermissionError(13, "Permission denied", str(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)
    annotate_files(find_files([folder]), tmp_path / "out")
    (error,) = lines(tmp_path / "out" / "errors.jsonl")
    assert (error["path"], error["error"]) == ("a", "permission")


def test_a_file_that_vanishes(folder: Path, tmp_path: Path) -> None:
    files = find_files([folder])
    (folder / "c.docx").unlink()
    annotate_files(files, tmp_path / "out")
    (error,) = lines(tmp_path / "out" / "errors.jsonl")
    assert (error["path"], error["error"]) == ("c.docx", "missing")


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_a_file_without_permission(folder: Path, tmp_path: Path) -> None:
    (folder / "c.docx").chmod(0)
    annotate_files(find_files([folder]), tmp_path / "out")
    (error,) = lines(tmp_path / "out" / "errors.jsonl")
    assert error["error"] == "permission"


def test_no_files(tmp_path: Path) -> None:
    assert annotate_files([], tmp_path / "out").files == 0
    assert (tmp_path / "out" / "records.jsonl").read_bytes() == b""
