"""Views of a corpus for tools that read no inline XML: Parquet files and a dataset card.

``datasets.load_dataset("corpus")`` runs no code of ours, so the rows lie beside the gold
files as ``views/NAME/CONFIGURATION/SPLIT.parquet``, and the head of ``README.md`` says
which is which. Both are made from the gold files alone, and ``govnlp corpus check``
refuses a corpus where they are stale. Parquet and not JSON Lines, because Parquet keeps
the types: the JSON builder reads ``"2017-01-01"`` as a time stamp. The XML builder
(datasets 5.2) gives a file as one string, and does not stream.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from govnlp.corpora.dataset import load
from govnlp.corpora.features import CONFIGURATIONS, datasets_library
from govnlp.corpora.folder import SPLITS

VIEWS: Final = "views"
CARD: Final = "README.md"
_RUN: Final = "run `govnlp corpus export`"
_HEAD = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)

#: What the card says beside the configurations.
_CARD_HEAD: Final = """\
pretty_name: Chinese government-information-disclosure annual reports, labelled by hand
language: [zh]
license: cc-by-4.0
task_categories: [token-classification, text-classification]
annotations_creators: [machine-generated]
size_categories: [n<1K]
"""


def export(folder: Path) -> list[Path]:
    """Write the views of the corpus in ``folder`` and the card's head beside it.

    Returns the files written. Raises what :func:`govnlp.corpora.load` raises.
    """
    written = []
    for path, dataset in _views(folder):
        path.parent.mkdir(parents=True, exist_ok=True)
        _write(path, dataset)
        written.append(path)
    path = card_path(folder)
    path.write_text(_card(folder), encoding="utf-8", newline="\n")
    return [*written, path]


def _views(folder: Path) -> Iterator[tuple[Path, Any]]:
    """Each file of rows and the dataset that belongs in it; splits with no rows have none."""
    for configuration in CONFIGURATIONS:
        for split in SPLITS:
            dataset: Any = load(folder.name, split, configuration, folder.parent)
            if len(dataset):
                yield view_path(folder, configuration, split), dataset


def view_path(folder: Path, configuration: str, split: str) -> Path:
    """Where a view lies: under the folder around the corpus, which is the dataset."""
    return folder.parent / VIEWS / folder.name / configuration / f"{split}.parquet"


def card_path(folder: Path) -> Path:
    """The dataset card, ``README.md`` of the folder around the corpus."""
    return folder.parent / CARD


def card_head(folder: Path) -> str:
    """The card's head: YAML that tells ``datasets`` where the splits lie."""
    lines = ["configs:"]
    for configuration in CONFIGURATIONS:
        lines.append(f"- config_name: {configuration}")
        if configuration == CONFIGURATIONS[0]:
            lines.append("  default: true")
        lines.append("  data_files:")
        for split in SPLITS:
            path = view_path(folder, configuration, split)
            place = path.relative_to(folder.parent).as_posix()
            lines += [f"  - split: {split}", f"    path: {place}"]
    return "---\n" + _CARD_HEAD + "\n".join(lines) + "\n---\n"


def _card(folder: Path) -> str:
    """The card with its head made anew and its body as it is."""
    path = card_path(folder)
    body = path.read_text(encoding="utf-8") if path.is_file() else ""
    return card_head(folder) + _HEAD.sub("", body)


def stale(folder: Path) -> Iterator[tuple[Path, str]]:
    """Each view or card that is not what the gold files give, and what is wrong with it.

    A card's body is free. Views are compared by their rows and types, since Parquet's
    bytes change with the version that wrote them. Raises ``ImportError`` where
    ``datasets`` is not installed.
    """
    for path, dataset in _views(folder):
        if not path.is_file():
            yield path, f"is missing: {_RUN}"
        elif not _same(path, dataset):
            yield path, f"is not what the gold files give: {_RUN}"
    path = card_path(folder)
    if not path.is_file() or not path.read_text(encoding="utf-8").startswith(card_head(folder)):
        yield path, f"has no head, or a stale one: {_RUN}"


def _write(path: Path, dataset: Any) -> None:
    import pyarrow.parquet

    # The schema of the features carries the names of the labels.
    table = dataset.data.table.cast(dataset.features.arrow_schema)
    pyarrow.parquet.write_table(table, path)


def _same(path: Path, dataset: Any) -> bool:
    import pyarrow
    import pyarrow.parquet

    library = datasets_library()
    try:
        table = pyarrow.parquet.read_table(path)
    except pyarrow.ArrowException:
        return False
    types = library.Features.from_arrow_schema(table.schema)
    return bool(types == dataset.features and table.to_pylist() == dataset.data.to_pylist())
