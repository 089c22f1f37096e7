"""govnlp's own guess as a start for hand labelling: ``govnlp corpus prelabel``."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from govnlp.corpora import doccano, label_config, label_studio
from govnlp.corpora.inline import GoldFile
from govnlp.corpora.losses import Report, things
from govnlp.corpora.markup import Problem

if TYPE_CHECKING:
    from spacy.language import Language

_Write = Callable[[Sequence[GoldFile], Path, str | None], None]


def _write_doccano(files: Sequence[GoldFile], target: Path, model: str | None) -> None:
    doccano.write(files, target)


#: The tools that take labels to be corrected.
TOOLS: Final[dict[str, _Write]] = {
    "label-studio": label_studio.write_predictions,
    "doccano": _write_doccano,
}


def prelabel(
    inputs: Iterable[str | Path],
    target: str | Path,
    tool: str = "label-studio",
    nlp: Language | None = None,
) -> Report:
    """Annotate reports and write what govnlp found for a tool to load and people to correct.

    inputs (Iterable[str | Path]): Files of reports, and folders of them.
    target (str | Path): The file to write; the tool's labelling configuration goes beside it.
    tool (str): ``"label-studio"`` (predictions) or ``"doccano"``.
    nlp (Language | None): A pipeline of :func:`govnlp.load`; the default one if ``None``.

    A file that cannot be read is one of the report's ``problems``; the others are
    written. Raises ``ValueError`` for another tool, ``FileNotFoundError`` where there is no
    file to read, ``OSError`` where ``target`` cannot be written.
    """
    from govnlp.annotation import default_pipeline, model_name, records_of
    from govnlp.batch import find_files
    from govnlp.reading import SUFFIXES, ReadError, read

    if tool not in TOOLS:
        raise ValueError(f"tool is {tool!r}; it can be {', '.join(TOOLS)}")
    nlp, target, report = nlp or default_pipeline(), Path(target), Report()
    files: list[GoldFile] = []
    found = find_files(map(Path, inputs))
    if not found:
        known = " ".join(SUFFIXES)
        raise FileNotFoundError(f"no files to read there; these are looked for: {known}")
    for one in found:
        try:
            source = read(one.path)
        except ReadError as error:
            message = error.message.removeprefix(f"{error.path}: ")
            report.problems.append(Problem(0, message, str(one.path)))
            continue
        records = records_of(nlp(source.text), source, one.name, model_name(nlp))
        files.append(GoldFile(str(one.path), source.text, records))
        report.documents += len(records)
        report.labels += sum(1 for record in records for _ in things(record))
    report.files = len(files)
    if not files:
        return report
    TOOLS[tool](files, target, model_name(nlp))
    report.written = [target, *label_config.write_beside(tool, target)]
    return report
