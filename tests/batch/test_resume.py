"""Runs that are stopped, killed and resumed: nothing lost, nothing doubled, nothing half."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from random import Random
from runpy import run_path
from typing import Any

import pytest
from bad_files import GOOD, REPORT

from govnlp.batch import ResumeError, annotate_files, files_done, find_files, parcels
from govnlp.batch import partial_run as partial_run_module
from govnlp.batch import run as run_module
from govnlp.batch.settings import difference, settings_of

BOTH = ("jsonl", "parquet")
_KILLED = 77


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Good files and a broken one."""
    root = tmp_path / "in"
    for name, data in (GOOD | {"f.txt": b"", "g.txt": REPORT.encode()}).items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(data)
    return root


@pytest.fixture
def small_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    """A state after every parcel, and parcels of two."""
    monkeypatch.setattr(partial_run_module, "_INTERVAL", 0.0)
    monkeypatch.setattr(run_module, "_PARCEL", 2)


def contents(output: Path) -> dict[str, bytes | None]:
    return {path.name: path.read_bytes() if path.is_file() else None for path in output.iterdir()}


def stop_after(files: int) -> Callable[[object], None]:
    """A progress function that raises once so many files are done."""
    left = [files]

    def step(_: object) -> None:
        left[0] -= 1
        if not left[0]:
            raise KeyboardInterrupt

    return step


def stop(folder: Path, output: Path, files: int = 4, **options: Any) -> None:
    with pytest.raises(KeyboardInterrupt):
        annotate_files(find_files([folder]), output, progress=stop_after(files), **options)


def ends_at_call(number: int) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """What makes functions end the process at their ``number``-th call, of all together."""
    calls = [0]

    def wrap(function: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **options: Any) -> Any:
            calls[0] += 1
            if calls[0] == number:
                os._exit(_KILLED)
            return function(*arguments, **options)

        return call

    return wrap


@pytest.mark.skipif(not hasattr(os, "fork"), reason="a child process is made by forking")
@pytest.mark.filterwarnings("ignore:.*fork.*")
def test_a_kill_at_any_point(
    folder: Path, tmp_path: Path, small_steps: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A process that ends before any one of its calls to the disk, and one that goes on."""
    pytest.importorskip("pyarrow")
    names = ("a/松溪镇.txt", "f.txt", "a/b/两份.md", "g.txt")
    files = find_files([folder / name for name in names])
    annotate_files(files, tmp_path / "whole", formats=BOTH)
    monkeypatch.setattr(parcels, "prepare", lambda options: None)  # the pipeline stays
    whole = contents(tmp_path / "whole")
    for number in range(1, 500):
        output = tmp_path / f"killed-{number}"
        child = os.fork()
        if not child:
            wrap = ends_at_call(number)
            for name in ("fsync", "replace", "unlink"):
                setattr(os, name, wrap(getattr(os, name)))
            annotate_files(files, output, formats=BOTH)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        if os.waitstatus_to_exitcode(status) == 0:
            break
        assert os.waitstatus_to_exitcode(status) == _KILLED
        shown = {name for name in contents(output) if not name.startswith(".")}
        assert all(contents(output)[name] == whole[name] for name in shown)
        assert annotate_files(files, output, formats=BOTH, resume=True).files == len(files)
        assert contents(output) == whole
    assert number > 30  # else the calls were not met


def test_a_stopped_run_is_gone_on_with(folder: Path, tmp_path: Path, small_steps: None) -> None:
    files, output = find_files([folder]), tmp_path / "out"
    summary = annotate_files(files, tmp_path / "whole")
    stop(folder, output)
    assert files_done(output) == 4
    left: list[str] = []
    resumed = annotate_files(
        files, output, workers=2, resume=True, progress=lambda outcome: left.append(outcome.name)
    )
    assert left == [file.name for file in files[4:]]
    assert resumed == summary
    assert contents(output) == contents(tmp_path / "whole")
    assert files_done(output) is None


def test_a_stopped_run_is_not_overwritten_unasked(
    folder: Path, tmp_path: Path, small_steps: None
) -> None:
    output = tmp_path / "out"
    stop(folder, output)
    with pytest.raises(ResumeError, match=r"stopped after 4 files; --resume .* --restart"):
        annotate_files(find_files([folder]), output)
    assert files_done(output) == 4
    annotate_files(find_files([folder]), output, resume=False)
    annotate_files(find_files([folder]), tmp_path / "whole")
    assert contents(output) == contents(tmp_path / "whole")


def test_nothing_to_resume_begins(folder: Path, tmp_path: Path) -> None:
    assert annotate_files(find_files([folder]), tmp_path / "out", resume=True).files == 7


@pytest.mark.parametrize("resume", [None, True, False])
def test_a_run_killed_before_its_first_file_is_in_nobodys_way(
    folder: Path, tmp_path: Path, resume: bool | None
) -> None:
    files, output = find_files([folder]), tmp_path / "out"
    settings = settings_of(files, {}, ["jsonl"], parcels.pipeline_name())
    killed = partial_run_module.PartialRun(output, settings, None)
    killed._stack.close()  # as a kill does, it frees the lock and nothing else
    assert files_done(output) == 0
    assert annotate_files(files, output, resume=resume).files == len(files)
    assert set(contents(output)) == {"records.jsonl", "errors.jsonl"}


def test_a_run_that_did_nothing_leaves_nothing(folder: Path, tmp_path: Path) -> None:
    with (
        pytest.raises(KeyboardInterrupt),
        partial_run_module.PartialRun(tmp_path, {"formats": ["jsonl"]}, None),
    ):
        raise KeyboardInterrupt
    assert contents(tmp_path) == {"in": None}


def _change(path: Path) -> None:
    path.write_bytes(REPORT.replace("46", "47").encode())
    os.utime(path, (1, 1))


@pytest.mark.parametrize(
    ("change", "options", "message"),
    [
        (lambda folder: _change(folder / "g.txt"), {}, "g.txt is changed"),
        (lambda folder: (folder / "c.docx").unlink(), {}, "c.docx is gone"),
        (lambda folder: (folder / "h.txt").write_text("公开"), {}, "h.txt is new"),
        (lambda folder: None, {"formats": ("parquet",)}, "formats was jsonl and is parquet"),
        (
            lambda folder: None,
            {"options": {"segmenter": "char"}},
            "segmenter was None and is char",
        ),
    ],
)  # fmt: skip
def test_a_run_that_has_changed_is_refused(
    folder: Path, tmp_path: Path, small_steps: None,
    change: Callable[[Path], Any], options: dict[str, Any], message: str,
) -> None:  # fmt: skip
    output = tmp_path / "out"
    stop(folder, output)
    change(folder)
    with pytest.raises(ResumeError, match=f"{message}.*--restart begins anew"):
        annotate_files(find_files([folder]), output, resume=True, **options)
    assert files_done(output) == 4


@pytest.mark.parametrize("what", ["govnlp", "model"])
def test_another_version_is_refused(
    folder: Path, tmp_path: Path, small_steps: None, what: str
) -> None:
    output = tmp_path / "out"
    stop(folder, output)
    path = output / ".partial" / "settings.json"
    settings = json.loads(path.read_bytes())
    now = settings[what]
    path.write_text(json.dumps(settings | {what: "0.0.1"}), encoding="utf-8")
    with pytest.raises(ResumeError, match=f"{what} was 0.0.1 and is {now}"):
        annotate_files(find_files([folder]), output, resume=True)


def test_another_model_in_the_same_folder_is_another_model(tmp_path: Path) -> None:
    (tmp_path / "model").mkdir()
    (tmp_path / "model" / "weights.npz").write_bytes(b"1")
    before = settings_of([], {"pkuseg_model": tmp_path / "model"}, (), "m")
    (tmp_path / "model" / "weights.npz").write_bytes(b"2")
    after = settings_of([], {"pkuseg_model": str(tmp_path / "model")}, (), "m")
    assert str(difference(before, after)).startswith("pkuseg_model was sha256")


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("settings.json", b"{", "is damaged"),
        ("records.jsonl", b"", "records.jsonl is shorter than it was"),
    ],
)
def test_a_damaged_run_is_refused(
    folder: Path, tmp_path: Path, small_steps: None, name: str, data: bytes, message: str
) -> None:
    output = tmp_path / "out"
    stop(folder, output)
    (output / ".partial" / name).write_bytes(data)
    with pytest.raises(ResumeError, match=message):
        annotate_files(find_files([folder]), output, resume=True)


def test_two_runs_at_once(folder: Path, tmp_path: Path) -> None:
    pytest.importorskip("fcntl")
    settings = {"formats": ["jsonl"]}
    with partial_run_module.PartialRun(tmp_path, settings, None):
        for resume in (None, True, False):
            with pytest.raises(ResumeError, match="another run is writing"):
                partial_run_module.PartialRun(tmp_path, settings, resume)


def test_an_error_while_writing_saves_no_half_parcel(
    folder: Path, tmp_path: Path, small_steps: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    files, output = find_files([folder]), tmp_path / "out"
    add = partial_run_module.PartialRun.add
    full = []

    def add_half(self: Any, parcel: Any) -> None:
        if full:
            self._streams = {"records.jsonl": self._streams["records.jsonl"]}
        full.append(parcel)
        add(self, parcel)

    monkeypatch.setattr(partial_run_module.PartialRun, "add", add_half)
    with pytest.raises(KeyError):  # a file of its own for errors is gone when f.txt's comes
        annotate_files(files, output)
    monkeypatch.undo()
    annotate_files(files, output, resume=True)
    annotate_files(files, tmp_path / "whole")
    assert contents(output) == contents(tmp_path / "whole")


@pytest.mark.slow
def test_killed_three_times(tmp_path: Path) -> None:
    """The command with two workers, killed with SIGKILL at random; its workers end too.

    ``GOVNLP_KILLED_DOCUMENTS`` sets the number of files (300).
    """
    many = run_path(str(Path(__file__).parents[1] / "benchmarks" / "killed_runs.py"))
    count, random = int(os.environ.get("GOVNLP_KILLED_DOCUMENTS", "300")), Random()
    many["write_files"](tmp_path / "in", count)
    annotate_files(find_files([tmp_path / "in"]), tmp_path / "whole")
    points = sorted(random.choices(range(count), k=3))
    options = ("--workers", "2")
    many["killed_run"](tmp_path / "in", tmp_path / "killed", points, random, *options)
    assert contents(tmp_path / "killed") == contents(tmp_path / "whole"), points
