"""Which files a run reads."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from govnlp.reading import SUFFIXES, UNSUPPORTED


@dataclass(frozen=True, slots=True)
class InputFile:
    """A file and the name that its records go by: its path relative to the input folder."""

    path: Path
    name: str


def find_files(inputs: Iterable[Path]) -> list[InputFile]:
    """The files named, and those below the folders named, in a fixed order.

    A file named outright is always taken, so that it gets a record or an error. In a
    folder only documents count, those that govnlp cannot read (.doc, .wps) among them;
    hidden files and what an office program leaves (~$…) do not. Two inputs that would
    give one name keep their folder in it.
    """
    files: list[InputFile] = []
    for path in inputs:
        if path.is_dir():
            files += (InputFile(p, p.relative_to(path).as_posix()) for p in _walk(path))
        else:
            files.append(InputFile(path, path.name))
    return _distinct(files)


def _walk(folder: Path) -> Iterator[Path]:
    for root, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = Path(root, name)
            known = path.suffix.lower() in SUFFIXES or path.suffix.lower() in UNSUPPORTED
            if known and not name.startswith((".", "~$")):
                yield path


def _distinct(files: list[InputFile]) -> list[InputFile]:
    seen: dict[str, int] = {}
    for file in files:
        seen[file.name] = seen.get(file.name, 0) + 1
    return [
        file if seen[file.name] == 1 else InputFile(file.path, file.path.as_posix()) for file in files
    ]
