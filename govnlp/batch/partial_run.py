"""A run that is not complete: its output so far, and how far it came.

All of it lies in a hidden folder in the output folder, so that a run that is killed leaves
what :meth:`PartialRun.open` goes on from::

    OUTPUT/.partial/settings.json   what the run was asked to do
                    state.json      files done, bytes that their output has
                    records.jsonl, errors.jsonl, entities.parquet.stream …

Output is added to the files at once; ``state.json``, replaced as a whole once a second, says
up to where it counts. What lies behind was written by parcels that the state does not
know, and is cut off before the run goes on.
"""

from __future__ import annotations

import json
import os
import shutil
import time
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, Any, Final

from govnlp.batch import tables
from govnlp.batch.parcels import ERRORS, FORMATS, Outcome, Parcel
from govnlp.batch.settings import difference

FOLDER: Final = ".partial"
_SETTINGS: Final = "settings.json"
_STATE: Final = "state.json"
_LOCK: Final = "lock"
#: Seconds from one state to the next: the work that a kill can cost.
_INTERVAL: Final = 1.0


class ResumeError(ValueError):
    """A stopped run is in the way, or cannot be gone on with; the message says why."""


@dataclass(slots=True)
class Summary:
    """Totals of a run, over all its parts where it was stopped and resumed.

    ``causes`` counts the files that could not be read by what stands under ``error`` in
    ``errors.jsonl``.
    """

    files: int = 0
    failed: int = 0
    documents: int = 0
    reports: int = 0
    characters: int = 0
    entities: int = 0
    warnings: int = 0
    causes: dict[str, int] = field(default_factory=dict)

    def add(self, outcome: Outcome) -> None:
        """Count one file in."""
        self.files += 1
        if outcome.error:
            self.failed += 1
            cause = outcome.error["error"]
            self.causes[cause] = self.causes.get(cause, 0) + 1
        self.documents += outcome.documents
        self.reports += outcome.reports
        self.characters += outcome.characters
        self.entities += outcome.entities
        self.warnings += outcome.warnings


@dataclass(slots=True)
class _State:
    """``sizes`` are bytes by the name of the output; ``complete``: no file is left to do."""

    summary: Summary = field(default_factory=Summary)
    sizes: dict[str, int] = field(default_factory=dict)
    complete: bool = False


def files_done(output: Path) -> int | None:
    """How many files a stopped run in ``output`` has done; ``None`` where there is none."""
    summary = stopped_run(output)
    return None if summary is None else summary.files


def stopped_run(output: Path) -> Summary | None:
    """The totals of a stopped run in ``output`` so far; ``None`` where there is none."""
    try:
        return Summary(**json.loads((output / FOLDER / _STATE).read_bytes())["summary"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


class PartialRun:
    """The output of a run while it grows; use it as a context manager.

    output (Path): The folder that the results go to in the end.
    settings (dict): As :func:`govnlp.batch.settings.settings_of` gives them.
    resume (bool | None): Go on from a stopped run if there is one (``True``); throw it away
        (``False``); refuse to do either (``None``).

    Raises ``ResumeError`` where a stopped run is in the way, had other settings or is
    damaged, and where another process writes to ``output``; ``OSError``.
    """

    def __init__(self, output: Path, settings: dict[str, Any], resume: bool | None) -> None:
        self._output = output
        self._folder = output / FOLDER
        self._streams: dict[str, IO[bytes]] = {}
        self._state = _State()
        self._whole = True
        self._saved = time.monotonic()
        names = [ERRORS, *(name for one in settings["formats"] for name in FORMATS[one])]
        self._folder.mkdir(parents=True, exist_ok=True)
        with ExitStack() as stack:
            stack.enter_context(_locked(self._folder / _LOCK, output))
            stopped = files_done(output)
            if stopped and resume is None:
                raise ResumeError(
                    f"{output} holds a run that was stopped after {stopped:,} files; "
                    "--resume goes on with it, --restart throws it away"
                )
            if stopped is not None and resume:
                self._go_on(settings, names)
            else:
                self._begin(settings, names)
            self._stack = stack.pop_all()

    @property
    def summary(self) -> Summary:
        """Totals of what is done so far."""
        return self._state.summary

    def _begin(self, settings: dict[str, Any], names: list[str]) -> None:
        # The state goes first: without it what else lies there counts for nothing.
        for name in (_STATE, _SETTINGS):
            (self._folder / name).unlink(missing_ok=True)
        for name in names:
            self._streams[name] = stream = self._path(name).open("wb")
            if name.endswith(".parquet"):
                stream.write(tables.stream_head(name.removesuffix(".parquet")))
        _replace(self._folder / _SETTINGS, settings)
        self.save()

    def _go_on(self, settings: dict[str, Any], names: list[str]) -> None:
        try:
            before = json.loads((self._folder / _SETTINGS).read_bytes())
            values = json.loads((self._folder / _STATE).read_bytes())
            self._state = _State(**values | {"summary": Summary(**values["summary"])})
        except (OSError, ValueError, TypeError) as error:
            raise self._refusal(f"its {FOLDER} folder is damaged ({error})") from error
        if changed := difference(before, settings):
            raise self._refusal(changed)
        if self._state.complete:
            return
        for name in names:
            path, size = self._path(name), self._state.sizes[name]
            if not path.is_file() or path.stat().st_size < size:
                raise self._refusal(f"its {path.name} is shorter than it was")
            self._streams[name] = stream = path.open("r+b")
            stream.truncate(size)
            stream.seek(size)

    def _refusal(self, why: str) -> ResumeError:
        return ResumeError(
            f"cannot go on with the run in {self._output}: {why}; --restart begins anew"
        )

    def _path(self, name: str) -> Path:
        return self._folder / (f"{name}.stream" if name.endswith(".parquet") else name)

    def add(self, parcel: Parcel) -> None:
        """Add what became of the next files."""
        self._whole = False  # an error or Ctrl-C in here must not save half a parcel
        for name, data in parcel.added.items():
            self._streams[name].write(data)
        for outcome in parcel.outcomes:
            self._state.summary.add(outcome)
        self._whole = True
        if time.monotonic() - self._saved >= _INTERVAL:
            self.save()

    def save(self) -> None:
        """Make sure that all that was added outlasts a kill and a power cut."""
        for name, stream in self._streams.items():
            stream.flush()
            os.fsync(stream.fileno())
            self._state.sizes[name] = stream.tell()
        _replace(self._folder / _STATE, asdict(self._state))
        self._saved = time.monotonic()

    def finish(self) -> None:
        """Put the results in place, each whole, and leave nothing else.

        Can be done again after a kill in its midst.
        """
        self._state.complete = True
        self.save()
        self._close()
        for name in [name for name in self._state.sizes if name.endswith(".parquet")]:
            tables.write_parquet(
                name.removesuffix(".parquet"), self._path(name), self._folder / name
            )
            _sync(self._folder / name)
        for name in self._state.sizes:
            if (self._folder / name).exists():
                os.replace(self._folder / name, self._output / name)
        _sync(self._output)
        (self._folder / _STATE).unlink()
        shutil.rmtree(self._folder, ignore_errors=True)

    def __enter__(self) -> PartialRun:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        """Leave what there is so far for another run; nothing where nothing is done."""
        with self._stack:
            if not self._streams:
                return
            if self._state.summary.files and self._whole:
                self.save()
            self._close()
            if not self._state.summary.files:
                shutil.rmtree(self._folder, ignore_errors=True)

    def _close(self) -> None:
        for stream in self._streams.values():
            stream.close()
        self._streams.clear()


def _replace(path: Path, values: Any) -> None:
    """Write JSON so that a kill leaves the old file or the new one."""
    part = path.with_suffix(".part")
    with part.open("w", encoding="utf-8") as stream:
        json.dump(values, stream, ensure_ascii=False)
        stream.flush()
        os.fsync(stream.fileno())
    os.replace(part, path)
    _sync(path.parent)


def _sync(path: Path) -> None:
    """Have a file, or the names in a folder, written to the disk itself."""
    if path.is_dir() and os.name != "posix":
        return  # only there can a folder be opened
    handle = os.open(path, os.O_RDONLY if os.name == "posix" else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _locked(path: Path, output: Path) -> IO[bytes]:
    """An open file that no other process can lock until it is closed, by a kill too.

    Where the system has no such locks (Windows), nothing is checked.
    """
    stream = path.open("wb")
    try:
        import fcntl

        fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except ImportError:
        pass
    except BlockingIOError as error:
        stream.close()
        raise ResumeError(f"another run is writing to {output}; wait for it to end") from error
    return stream
