"""govnlp's own records, a line of JSON each, as files: what belongs together is joined."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from govnlp.corpora.inline import GoldFile
from govnlp.corpora.losses import Report, things
from govnlp.corpora.markup import Problem
from govnlp.grammar.match import Match
from govnlp.record import Record, Span


def write(files: Sequence[GoldFile], target: Path) -> None:
    """A line a document."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("w", encoding="utf-8", newline="\n") as stream:
        for file in files:
            stream.writelines(record.to_json() + "\n" for record in file.records)


def read(path: Path, name: str, report: Report) -> list[GoldFile]:
    """The files that the records make up."""
    records = []
    for number, line in enumerate(path.read_bytes().split(b"\n"), 1):
        if line.strip():
            records += list(_record(path, number, line, report))
    return join(records, str(path), report)


def _record(path: Path, number: int, line: bytes, report: Report) -> Iterator[Record]:
    try:
        record = Record.from_json(line)
    except ValueError as error:
        report.problems.append(Problem(number, " ".join(str(error).split()), str(path)))
        return
    if fault := _fault(record):
        report.problems.append(Problem(number, fault, str(path), record.id))
    else:
        yield record


def _fault(record: Record) -> str | None:
    for (name, start, end), _ in things(record):
        # An empty text is a document too.
        if not 0 <= start <= end <= len(record.text):
            return f"{name} from {start} to {end} lies outside the text"
    spans: list[Span | Match | None] = [record.title, record.sign_off]
    for span in [*spans, *record.notes, *record.entities]:
        if span and record.text[span.start : span.end] != span.text:
            return f"{span.start} to {span.end} is not {span.text!r}"
    return None


def join(records: Sequence[Record], path: str, report: Report) -> list[GoldFile]:
    """Files from records: documents of one source that lie end to end share a file.

    A record whose neighbours are missing becomes a file of its own, which begins at 0.
    """
    files: list[GoldFile] = []
    for record in records:
        source, last = record.source, files[-1] if files else None
        source.end = source.start + len(record.text)
        known = last is not None and last.records[0].source.path == source.path
        if last is not None and known and source.start == len(last.text) and source.start:
            last.text += record.text
            last.records.append(record)
            continue
        if source.start:
            report.left_out["places of documents in files that are not whole"] += 1
            source.start, source.end = 0, len(record.text)
        files.append(GoldFile(path, record.text, [record]))
    return files
