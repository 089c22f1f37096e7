"""Labelled files from one format into another: ``govnlp corpus convert``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath
from typing import Final

from govnlp.corpora import brat, conll, doccano, label_config, label_studio, record_lines
from govnlp.corpora.inline import GoldFile, parse_gold, read_gold
from govnlp.corpora.losses import Report, compare, things
from govnlp.corpora.markup import GoldError, Problem
from govnlp.corpora.write import write_gold
from govnlp.pipeline.segmenters import PkusegSegmenter

_Read = Callable[[Path, str, Report], list[GoldFile]]
_Write = Callable[[Sequence[GoldFile], Path], None]


@dataclass(frozen=True, slots=True)
class Format:
    """A format of labelled files.

    suffix (str): Of its files; ``also`` others that it is told by.
    holds (str): What of the labels it can hold, in words.
    read: From a file, and the name that it goes by, to gold files.
    write: All files into one; ``None`` where each has a file of its own in a folder.
    """

    name: str
    suffix: str
    holds: str
    read: _Read
    write: _Write | None = None
    also: tuple[str, ...] = ()


def _read_xml(path: Path, name: str, report: Report) -> list[GoldFile]:
    try:
        return [read_gold(path, name)]
    except GoldError as error:
        report.problems += error.problems
        return []


def _write_docs(files: Sequence[GoldFile], target: Path) -> None:
    from govnlp.corpora import doc_bins  # spaCy takes a second to load

    doc_bins.write(files, target)


def _read_docs(path: Path, name: str, report: Report) -> list[GoldFile]:
    from govnlp.corpora import doc_bins

    return doc_bins.read(path, name, report)


#: The formats by name, in the order in which an ambiguous file is tried.
FORMATS: Final = {
    one.name: one
    for one in (
        Format("xml", ".xml", "every label of the guidelines", _read_xml),
        Format(
            "records",
            ".jsonl",
            "the whole record, but for which notes stand outside every document",
            record_lines.read,
            record_lines.write,
        ),
        Format(
            "label-studio",
            ".json",
            "every label of the guidelines",
            label_studio.read,
            label_studio.write,
        ),
        Format("doccano", ".jsonl", "every label of the guidelines", doccano.read, doccano.write),
        Format("brat", ".ann", "every label of the guidelines", brat.read, also=(".txt",)),
        Format("spacy", ".spacy", "every label of the guidelines", _read_docs, _write_docs),
        Format(
            "conll",
            ".conll",
            "entities without their values, a character a line",
            conll.read,
            conll.write,
            (".bio", ".iob", ".tsv"),
        ),
        Format(
            "conll-words",
            ".conll",
            "entities without their values, a word a line",
            conll.read,
            conll.write,
        ),
    )
}


# --- which format ----------------------------------------------------------------------


def format_of(name: str) -> Format:
    """The format of that name; ``ValueError`` says which there are."""
    if name not in FORMATS:
        raise ValueError(f"format is {name!r}; it can be {', '.join(FORMATS)}")
    return FORMATS[name]


def recognize(path: Path) -> Format:
    """The format of a file or folder that is there, by its name or else its first line.

    Raises ``FileNotFoundError`` where there is nothing, ``ValueError`` where it is not
    clear.
    """
    if path.is_dir():
        suffixes = {file.suffix.lower() for file in path.rglob("*") if file.is_file()}
        found = [one for one in FORMATS.values() if one.suffix in suffixes - {".jsonl", ".conll"}]
        if len(found) == 1:
            return found[0]
    elif not path.is_file():
        raise FileNotFoundError(f"no such file or folder: {path}")
    elif path.suffix.lower() == ".jsonl":
        with path.open("rb") as stream:
            first = next((line for line in stream if line.strip()), b"")
        return FORMATS["records" if b'"govnlp.record/' in first else "doccano"]
    elif found := _by_suffix(path):
        return found[0]
    raise ValueError(f"{path}: cannot tell the format; name it: {', '.join(FORMATS)}")


def _by_suffix(path: Path) -> list[Format]:
    suffix = path.suffix.lower()
    return [one for one in FORMATS.values() if suffix in (one.suffix, *one.also)]


def _target_format(path: Path) -> Format:
    found = _by_suffix(path)
    if found and path.suffix.lower() != ".jsonl":
        return found[0]
    choices = [one.name for one in found] or list(FORMATS)
    raise ValueError(f"{path}: name the format to write: {', '.join(choices)}")


# --- in ------------------------------------------------------------------------------------


def read_labels(
    source: str | Path, from_format: str | None = None, annotator: str | None = None
) -> tuple[list[GoldFile], Report]:
    """The labelled files in a file or folder of any format, and what could not be read.

    source (str | Path): A file, or a folder searched for the format's files.
    from_format (str | None): A name of ``FORMATS``; told by the files themselves if ``None``.
    annotator (str | None): Whose annotations count, by e-mail or id, in Label Studio's files.

    What is wrong goes to the report's ``problems``, what govnlp has no place for to its
    ``left_out``; all else is read. Records are named by the paths that the files carry,
    else by their place in the folder. Raises ``FileNotFoundError`` where there is nothing
    to read, ``ValueError`` where the format is unknown or does not say who annotated.
    """
    source = Path(source)
    kind = format_of(from_format) if from_format else recognize(source)
    read = kind.read
    if annotator is not None:
        if kind.name != "label-studio":
            raise ValueError(f"{source}: files of the format {kind.name} name no annotator")
        read = partial(label_studio.read, annotator=annotator)
    report = Report()
    files: list[GoldFile] = []
    for path, name in _inputs(source, kind):
        try:
            files += read(path, name, report)
        except UnicodeDecodeError as error:
            report.problems.append(Problem(0, f"no UTF-8: byte {error.start}", str(path)))
        except ValueError as error:
            report.problems.append(Problem(0, str(error), str(path)))
        except OSError as error:
            where = error.filename or path
            report.problems.append(Problem(0, error.strerror or str(error), str(where)))
    _count(report, files)
    return files, report


def _inputs(source: Path, kind: Format) -> Iterator[tuple[Path, str]]:
    if not source.is_dir():
        if not source.is_file():
            raise FileNotFoundError(f"no such file: {source}")
        yield source, source.name
        return
    found = sorted(source.rglob(f"*{kind.suffix}"))
    if not found:
        raise FileNotFoundError(f"no *{kind.suffix} file in {source}")
    for path in found:
        yield path, path.relative_to(source).as_posix()


def _count(report: Report, files: Sequence[GoldFile]) -> None:
    records = [record for file in files for record in file.records]
    report.files, report.documents = len(files), len(records)
    report.labels = sum(1 for record in records for _ in things(record))


# --- out -----------------------------------------------------------------------------------


def write_labels(
    files: Sequence[GoldFile],
    target: str | Path,
    to_format: str | None = None,
    segmenter: Callable[[str], list[str]] | None = None,
) -> Report:
    """Write labelled files and report what the format did not take.

    target (str | Path): A file; a folder for ``xml`` and ``brat``. Beside a Label Studio
        or doccano file its labelling configuration is written.
    to_format (str | None): A name of ``FORMATS``; told by the suffix if ``None``.
    segmenter (Callable | None): For ``conll-words``: from a text to words that cover it; the
        package's pkuseg model if ``None``.

    What was written is read again; the report's ``left_out`` counts every label and value
    that does not come back. A file that cannot be written at all is a problem, and the
    others are written. Raises ``ValueError`` for an unknown format, ``OSError`` where
    the target cannot be written.
    """
    target = Path(target)
    kind = format_of(to_format) if to_format else _target_format(target)
    report = Report()
    if kind.write is None:
        written = list(_write_folder(files, target, kind, report))
        sources = [(path, path.relative_to(target).as_posix()) for path, _ in written]
        done = [file for _, file in written]
    else:
        if kind.name.startswith("conll"):
            _write_conll(files, target, kind, segmenter)
        else:
            kind.write(files, target)
        sources, done = [(target, target.name)], list(files)
    again = [one for path, name in sources for one in kind.read(path, name, Report())]
    report.left_out.update(compare(done, again))
    _count(report, again)
    report.written = [path for path, _ in sources] + label_config.write_beside(kind.name, target)
    return report


def _write_conll(
    files: Sequence[GoldFile],
    target: Path,
    kind: Format,
    segmenter: Callable[[str], list[str]] | None,
) -> None:
    if kind.name == "conll-words":
        conll.write(files, target, segmenter or PkusegSegmenter())
    else:
        conll.write(files, target)


def _write_folder(
    files: Sequence[GoldFile], folder: Path, kind: Format, report: Report
) -> Iterator[tuple[Path, GoldFile]]:
    taken: set[Path] = set()
    for number, file in enumerate(files, 1):
        path = _free(folder, file, kind.suffix, number, taken)
        try:
            if kind.name == "xml":
                _write_xml(file, path)
            else:
                brat.write_file(file, path)
        except GoldError as error:
            times = Counter(problem.message for problem in error.problems)
            for message, number_of in times.items():
                said = f"{message} ({number_of} times)" if number_of > 1 else message
                report.problems.append(Problem(0, said, str(path), "not written"))
        except ValueError as error:
            report.problems.append(Problem(0, str(error), str(path), "not written"))
        else:
            yield path, file


def _write_xml(file: GoldFile, path: Path) -> None:
    xml = write_gold(file.records, file.text, file.notes)
    parse_gold(xml, str(path))  # a value that the XML asks for may be missing
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(xml, encoding="utf-8", newline="")


def _free(folder: Path, file: GoldFile, suffix: str, number: int, taken: set[Path]) -> Path:
    """Where a file goes: by its name, inside ``folder`` whatever the name says."""
    parts = PurePosixPath((file.records[0].source.path or "").replace("\\", "/")).parts
    inside = [part for part in parts if part not in ("/", "..", ".") and not part.endswith(":")]
    named = Path(folder, *inside) if inside else folder / f"document-{number}"
    path = named.with_suffix(suffix)
    count = 1
    while path in taken:
        count += 1
        path = named.with_name(f"{named.stem}-{count}{suffix}")
    taken.add(path)
    return path


def convert(
    source: str | Path,
    target: str | Path,
    from_format: str | None = None,
    to_format: str | None = None,
    segmenter: Callable[[str], list[str]] | None = None,
    annotator: str | None = None,
) -> Report:
    """Read labelled files in one format and write them in another.

    Arguments and errors are those of :func:`read_labels` and :func:`write_labels`; the
    report says what either left out.
    """
    files, reading = read_labels(source, from_format, annotator)
    report = write_labels(files, target, to_format, segmenter)
    report.problems = reading.problems + report.problems
    report.left_out += reading.left_out
    return report
