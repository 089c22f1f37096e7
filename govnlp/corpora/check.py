"""``govnlp corpus check``: is a corpus what its guidelines and its datasheet say?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from govnlp.corpora.check_counts import Counts, Minimums, count, shortfalls
from govnlp.corpora.check_labels import CheckedFile, Finding, check_file
from govnlp.corpora.check_texts import check_foreign, check_leaks, check_repeats, passages_of
from govnlp.corpora.export import stale
from govnlp.corpora.folder import INDEX, SPLITS, Entry, path_of, read_index
from govnlp.corpora.inline import read_gold
from govnlp.corpora.markup import GoldError, Problem

EXCEPTIONS: Final = "exceptions.txt"
#: More exceptions than this, and the rule is wrong, or the corpus.
MOST_EXCEPTIONS: Final = 60
#: Checks whose rule may err; the others know no exception.
TOLERABLE: Final = ("date", "count", "office", "citation", "docnum", "issuer", "division", "year")


@dataclass(slots=True)
class Report:
    """The outcome: what is wrong, exceptions taken off, and the counts."""

    findings: list[Finding]
    counts: Counts
    exceptions: int

    @property
    def passed(self) -> bool:
        return not self.findings


@dataclass(frozen=True, slots=True)
class Tolerated:
    """A line of ``exceptions.txt``: a finding that was looked at and is none."""

    line: int
    file: str
    check: str
    quote: str
    reason: str

    def covers(self, finding: Finding) -> bool:
        found = (finding.path.name, finding.check, _flat(finding.quote))
        return found == (self.file, self.check, self.quote)


def check(
    folder: Path, apart_from: Path | None = None, least: Minimums | None = None, views: bool = True
) -> Report:
    """Every check of the corpus in ``folder`` (``corpus/reports``).

    apart_from (Path | None): A folder of texts of which the corpus holds nothing.
    least (Minimums | None): What must be reached; the finished corpus's if ``None``.
    views (bool): Whether the exported views must be there and up to date.

    What is wrong is in the report, sorted by file and line. Raises
    ``FileNotFoundError`` where there is no index, ``ImportError`` for ``views`` without
    ``datasets``.
    """
    entries, faults = read_index(folder)
    findings = [_as_finding(fault) for fault in faults]
    findings += _check_places(folder, entries)
    files, unreadable = _read(folder, entries)
    findings += unreadable
    for file in files:
        findings += check_file(file)
    passages = passages_of(files)
    findings += [*check_repeats(passages), *check_leaks(passages)]
    if apart_from is not None:
        findings += check_foreign(files, apart_from)
    counts = count(files)
    for shortfall in shortfalls(counts, least or Minimums()):
        findings.append(Finding(folder / INDEX, 1, "counts", "", shortfall))
    if views and not faults and not unreadable:
        findings += [Finding(path, 1, "views", "", message) for path, message in stale(folder)]
    exceptions, broken = _read_exceptions(folder)
    kept = [*_without(findings, exceptions, folder), *broken]
    kept.sort(key=lambda finding: (finding.path, finding.line))
    return Report(kept, counts, len(exceptions))


def _as_finding(problem: Problem) -> Finding:
    return Finding(Path(problem.file), problem.line, "form", "", problem.message)


def _check_places(folder: Path, entries: Sequence[Entry]) -> Iterator[Finding]:
    """Files that the index names and that are not there, and the other way about."""
    named = {path_of(folder, entry) for entry in entries}
    there = {path for split in SPLITS for path in (folder / split).glob("*.xml")}
    for path in sorted(there - named):
        yield Finding(path, 1, "index", "", f"the index does not name it in {path.parent.name}")
    for path in sorted(named - there):
        yield Finding(path, 1, "index", "", "the index names it, but it is not there")


def _read(folder: Path, entries: Sequence[Entry]) -> tuple[list[CheckedFile], list[Finding]]:
    files: list[CheckedFile] = []
    broken: list[Finding] = []
    for entry in entries:
        path = path_of(folder, entry)
        if not path.is_file():
            continue
        try:
            files.append(CheckedFile(path, entry, read_gold(path, entry.file)))
        except GoldError as error:
            broken += map(_as_finding, error.problems)
    return files, broken


# --- exceptions --------------------------------------------------------------------


def _read_exceptions(folder: Path) -> tuple[list[Tolerated], list[Finding]]:
    """The exceptions: file, check, text and reason, parted by tabs, a line each."""
    path = folder / EXCEPTIONS
    found: list[Tolerated] = []
    broken: list[Finding] = []
    lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.startswith("#"):
            continue
        cells = [cell.strip() for cell in line.split("\t")]
        if len(cells) != 4 or not all(cells):
            message = "is not file, check, text and reason, parted by tabs"
            broken.append(Finding(path, number, "exceptions", line, message))
        elif cells[1] not in TOLERABLE:
            message = f"there is no exception from {cells[1]!r}, only from {', '.join(TOLERABLE)}"
            broken.append(Finding(path, number, "exceptions", line, message))
        else:
            found.append(Tolerated(number, *cells))
    if len(found) > MOST_EXCEPTIONS:
        message = f"{len(found)} exceptions, more than {MOST_EXCEPTIONS}"
        broken.append(Finding(path, 1, "exceptions", "", message))
    return found, broken


def _without(
    findings: Sequence[Finding], exceptions: Sequence[Tolerated], folder: Path
) -> Iterator[Finding]:
    """The findings that no exception covers, and the exceptions that cover none."""
    used: set[int] = set()
    for finding in findings:
        covering = [one.line for one in exceptions if one.covers(finding)]
        used.update(covering)
        if not covering:
            yield finding
    for one in exceptions:
        if one.line not in used:
            message = f"stale: nothing is wrong with {one.quote!r} in {one.file} any more"
            yield Finding(folder / EXCEPTIONS, one.line, "exceptions", one.quote, message)


def _flat(text: str) -> str:
    return " ".join(text.split())
