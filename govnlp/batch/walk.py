"""Which files a run reads."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from govnlp.reading import SUFFIXES, UNSUPPORTED
from govnlp.reading.errors import printable


@dataclass(frozen=True, slots=True)
class InputFile:
    """A file and the name that its records go by: its path relative to the input folder."""

    path: Path
    name: str


def find_files(inputs: Iterable[Path]) -> list[InputFile]:
    """The files named, and those below the folders named, in a fixed order, each once.

    A file named outright is always taken, so that it gets a record or an error. In a
    folder only documents count, those that govnlp cannot read (.doc, .wps) among them;
    hidden files and what an office program leaves (~$…) do not. A folder that cannot be
    listed stands in the list itself, and becomes an error. Two inputs that would give
    one name keep their folder in it.
    """
    files: dict[str, InputFile] = {}
    for path in inputs:
        below = _walk(path) if path.is_dir() else [InputFile(path, printable(path.name))]
        for file in below:
            files.setdefault(os.path.abspath(file.path), file)
    return _distinct(list(files.values()))


def _walk(folder: Path) -> Iterator[InputFile]:
    unlisted: list[OSError] = []
    for root, folders, names in os.walk(folder, onerror=unlisted.append):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            if _is_document(name):
                yield _below(folder, Path(root, name))
    for error in unlisted:
        yield _below(folder, Path(error.filename))


def _is_document(name: str) -> bool:
    suffix = os.path.splitext(name)[1].lower()
    return (suffix in SUFFIXES or suffix in UNSUPPORTED) and not name.startswith((".", "~$"))


def _below(folder: Path, path: Path) -> InputFile:
    return InputFile(path, printable(path.relative_to(folder).as_posix()))


def _distinct(files: list[InputFile]) -> list[InputFile]:
    seen: dict[str, int] = {}
    for file in files:
        seen[file.name] = seen.get(file.name, 0) + 1
    return [
        file if seen[file.name] == 1 else replace(file, name=printable(file.path.as_posix()))
        for file in files
    ]
