"""A corpus on disk: where it lies, its index, its files.

``corpus/reports/`` holds ``index.csv`` and one folder a split with the gold files. The
wheel does not hold it: it is looked for where ``root`` says, where the environment
variable ``GOVNLP_CORPUS`` says, and in the checkout that the package runs from.
"""

from __future__ import annotations

import csv
import os
from collections.abc import Iterator
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Final

from govnlp.corpora.inline import GoldFile, read_gold
from govnlp.corpora.markup import Problem

ENVIRONMENT: Final = "GOVNLP_CORPUS"
SPLITS: Final = ("train", "dev", "test")
INDEX: Final = "index.csv"
#: Region of an office that governs the whole country.
NATIONAL: Final = "全国"

#: Levels of government, highest first, with their Chinese names.
LEVELS: Final = {
    "ministry": "国务院部门",
    "province": "省级政府",
    "prefecture": "地级政府",
    "county": "县级政府",
    "department": "县级部门",
    "township": "乡镇",
    "subdistrict": "街道",
    "institution": "事业单位和国有企业",
}
#: Eras of the genre by the years reported on: early, eleven points, six sections.
ERAS: Final = {
    "2008-2013": range(2008, 2014),
    "2014-2018": range(2014, 2019),
    "2019-2020": range(2019, 2021),
    "2021-": range(2021, 2100),
}
FORMS: Final = ("text", "markdown", "html")


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the index: a file, its split, and where it stands on each axis."""

    file: str
    split: str
    level: str
    era: str
    region: str
    form: str


COLUMNS: Final = tuple(field.name for field in fields(Entry))


def corpus_folder(name: str = "reports", root: str | Path | None = None) -> Path:
    """The folder of the corpus ``name``, ``root/name``.

    ``root`` is looked for in turn as the argument, ``$GOVNLP_CORPUS``, ``corpus/`` of
    the checkout. Raises ``FileNotFoundError`` that says where was looked.
    """
    given = root if root is not None else os.environ.get(ENVIRONMENT) or None
    base = Path(given) if given is not None else Path(__file__).parents[2] / "corpus"
    folder = base / name
    if (folder / INDEX).is_file():
        return folder
    raise FileNotFoundError(
        f"no corpus {name!r}: {folder / INDEX} is not there. The corpus is not part of the "
        f"installed package: give root=FOLDER, the folder 'corpus' of govnlp's repository, "
        f"or name it in the environment variable {ENVIRONMENT}."
    )


def read_index(folder: Path) -> tuple[list[Entry], list[Problem]]:
    """The sound lines of a corpus folder's index, and what is wrong with the others."""
    path = folder / INDEX
    entries: list[Entry] = []
    problems: list[Problem] = []
    with path.open(encoding="utf-8-sig", newline="") as stream:
        reader = csv.DictReader(stream, restkey="beyond")
        if tuple(reader.fieldnames or ()) != COLUMNS:
            wanted = ",".join(COLUMNS)
            return [], [Problem(1, f"the columns are not {wanted}", str(path))]
        for row in reader:
            values = {name: (row[name] or "").strip() for name in COLUMNS}
            entry = Entry(**values)
            faults = [*_faults(entry, entries), *(["more cells than columns"] * ("beyond" in row))]
            problems += [Problem(reader.line_num, fault, str(path)) for fault in faults]
            entries += [entry] * (not faults)
    return entries, problems


def _faults(entry: Entry, before: list[Entry]) -> Iterator[str]:
    known = {"split": SPLITS, "level": LEVELS, "era": ERAS, "form": FORMS}
    for axis, values in known.items():
        value = getattr(entry, axis)
        if value not in values:
            yield f"{entry.file}: {axis} {value!r} is none of {', '.join(values)}"
    if Path(entry.file).name != entry.file or not entry.file.endswith(".xml"):
        yield f"file {entry.file!r} is no bare name of an XML file"
    if any(entry.file == other.file for other in before):
        yield f"{entry.file} stands twice in the index"


def entries_of(folder: Path, split: str | None = None) -> list[Entry]:
    """The entries of a split, or of all, in the order of the index.

    Raises ``ValueError`` for a split that there is none of, and with the faults of an
    index that is broken.
    """
    if split is not None and split not in SPLITS:
        raise ValueError(f"split is {split!r}; it can be {', '.join(SPLITS)}")
    entries, problems = read_index(folder)
    if problems:
        raise ValueError("\n".join(map(str, problems)))
    return [entry for entry in entries if split in (None, entry.split)]


def path_of(folder: Path, entry: Entry) -> Path:
    """Where the file of an entry lies."""
    return folder / entry.split / entry.file


def gold_files(folder: Path, split: str | None = None) -> Iterator[tuple[Entry, GoldFile]]:
    """The files of a split, or of all, in the order of the index, read one by one.

    Records are named by the bare file name, which is the corpus's own for good, whatever
    split the file is in. Raises what ``entries_of`` and ``read_gold`` raise.
    """
    for entry in entries_of(folder, split):
        yield entry, read_gold(path_of(folder, entry), entry.file)
