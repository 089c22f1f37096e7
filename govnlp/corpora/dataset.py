"""A corpus as a Hugging Face dataset, read from its gold files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from govnlp.corpora.features import datasets_library, features
from govnlp.corpora.folder import SPLITS, Entry, corpus_folder, entries_of, path_of
from govnlp.corpora.inline import read_gold
from govnlp.corpora.rows import ROWS, Row

if TYPE_CHECKING:
    from datasets import Dataset, DatasetDict, IterableDataset, IterableDatasetDict


def load(
    name: str = "reports",
    split: str | None = None,
    configuration: str = "documents",
    root: str | Path | None = None,
    streaming: bool = False,
) -> Dataset | DatasetDict | IterableDataset | IterableDatasetDict:
    """A corpus with typed features: a ``Dataset`` of one split, a ``DatasetDict`` of all.

    name (str): The corpus's folder, ``root/name``.
    split (str | None): ``"train"``, ``"dev"``, ``"test"``; all of them if ``None``.
    configuration (str): ``"documents"``, a row a document, or ``"paragraphs"``.
    root (str | Path | None): The folder ``corpus`` of the repository; if ``None``,
        ``$GOVNLP_CORPUS``, else the checkout that the package runs from.
    streaming (bool): Read a file only when its rows are asked for; the result is an
        ``IterableDataset`` (``IterableDatasetDict``), a shard a file.

    Nothing is fetched and nothing is cached on disk. Offsets count code points in the
    row's ``text``, end exclusive.

    Raises ``FileNotFoundError`` where there is no such corpus, ``ValueError`` for another
    split or configuration and for an index or gold file that is broken, ``ImportError``
    where ``datasets`` is not installed.
    """
    columns = features(configuration)
    folder = corpus_folder(name, root)
    entries_of(folder, split)  # faults show here, not when the first row is read
    if split is not None:
        return _split(folder, split, configuration, columns, streaming)
    library = datasets_library()
    kind = library.IterableDatasetDict if streaming else library.DatasetDict
    made: DatasetDict | IterableDatasetDict = kind(
        {one: _split(folder, one, configuration, columns, streaming) for one in SPLITS}
    )
    return made


def _split(folder: Path, split: str, configuration: str, columns: Any, streaming: bool) -> Any:
    library = datasets_library()
    name = library.NamedSplit(split)
    entries = entries_of(folder, split)
    if not streaming:
        found = list(_rows([(folder, entry) for entry in entries], configuration))
        return library.Dataset.from_list(found, features=columns, split=name)
    # A list among the arguments is what `datasets` shards by.
    arguments = {"files": [(folder, entry) for entry in entries], "configuration": configuration}
    return library.IterableDataset.from_generator(
        _rows, features=columns, gen_kwargs=arguments, split=name
    )


def _rows(files: list[tuple[Path, Entry]], configuration: str) -> Iterator[Row]:
    for folder, entry in files:
        yield from ROWS[configuration](entry, read_gold(path_of(folder, entry), entry.file))
