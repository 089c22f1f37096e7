"""Columns for a data set that has a column of texts: what ``Dataset.map`` calls."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from govnlp.annotation import chosen, default_pipeline, model_name, records_of
from govnlp.corpora.arrow import ArrowTypes
from govnlp.corpora.features import document_columns
from govnlp.corpora.rows import Row, record_row
from govnlp.record import Record

if TYPE_CHECKING:
    from spacy.language import Language

#: Columns of a record, in the form of the corpus's configuration ``documents``.
_RECORD: Final = (
    *("kind", "year", "period", "issuer", "division", "title", "headings"),
    *("paragraphs", "tables", "sign_off", "notes", "entities"),
)
_SURROGATE: Final = re.compile("[\ud800-\udfff]")


class _Column(list[Any]):
    """A list that tells Arrow its type.

    Left to guess, Arrow gives a column that is ``None`` throughout its first batch a type
    that no later value fits, and two processes two types that cannot be joined.
    """

    def __init__(self, name: str, values: list[Any]) -> None:
        super().__init__(values)
        self._name = name

    def __arrow_array__(self, type: Any = None) -> Any:
        import pyarrow

        return pyarrow.array(list(self), type=_types()[self._name] if type is None else type)


@cache
def _types() -> dict[str, Any]:
    arrow = ArrowTypes()
    columns = document_columns(arrow)
    text = arrow.Value("string")
    own = {"error": text, "records": arrow.List(text)}
    return own | {name: arrow.type_of(columns[name]) for name in _RECORD}


def annotate_batch(
    batch: Mapping[str, Sequence[Any]], nlp: Language | None = None, prefix: str = ""
) -> dict[str, list[Any]]:
    """Columns of annotations for a batch of texts, as ``datasets.Dataset.map`` wants them.

    batch (Mapping): Columns by name. ``text`` is annotated; ``id``, or else ``path``, where
        there is one, is what the records' ids begin with.
    nlp (Language | None): A pipeline of :func:`govnlp.load`; the default one if ``None``.
    prefix (str): Put before the name of each new column.

    Returns the new columns, each as long as ``text``, typed for Arrow:

    - ``error``: why a text could not be annotated, else ``None``; the other columns of
      such a row are ``None``, and ``records`` is empty;
    - ``records``: a JSON string for each document in the text; ``Record.from_json`` reads it;
    - ``kind``, ``year``, ``period``, ``issuer``, ``division``, ``title``, ``headings``,
      ``paragraphs``, ``tables``, ``sign_off``, ``notes``, ``entities``: the document that
      :func:`govnlp.annotate` would choose, in the form of the configuration ``documents`` of
      ``govnlp.corpora.load``, labels by name. Offsets count code points in the row's
      ``text``, end exclusive, also where the text holds several documents. (In
      ``records`` they count in each record's own.)

    Raises ``ValueError`` where ``text`` is missing or a single string, as from a ``map`` that
    is not batched, or a column of a new one's name is there.

    >>> columns = annotate_batch({"text": ["我局2017年主动公开政府信息336条。", None]})
    >>> [entity["text"] for entity in columns["entities"][0]], columns["error"]
    (['我局', '2017年', '336条'], [None, 'text is None, not a string'])
    """
    if "text" not in batch:
        raise ValueError(f"there is no column 'text' among {', '.join(batch)}")
    if isinstance(batch["text"], str):
        raise ValueError("text is one string, not a list of them: map(..., batched=True)")
    taken = [prefix + name for name in ("error", "records", *_RECORD) if prefix + name in batch]
    if taken:
        raise ValueError(
            f"the data has columns {', '.join(taken)} already: rename them, or give a prefix, "
            "as in map(..., fn_kwargs={'prefix': 'govnlp_'})"
        )
    names = batch["id"] if "id" in batch else batch.get("path", ["text"] * len(batch["text"]))
    pairs = zip(batch["text"], names, strict=True)
    rows = list(_rows(nlp or default_pipeline(), pairs))
    columns = {name: [row.get(name) for row in rows] for name in ("error", "records", *_RECORD)}
    return {prefix + name: _Column(name, values) for name, values in columns.items()}


def _rows(nlp: Language, texts: Any) -> Iterator[Row]:
    model = model_name(nlp)
    for text, name in texts:
        error = _unfit(text)
        if error is None:
            try:
                yield _row(text, records_of(nlp(text), name=str(name), model=model))
                continue
            except Exception as fault:  # one row must not end a map over a hundred thousand
                error = f"{type(fault).__name__}: {fault}; please report this text"
        yield {"error": error, "records": []}


def _unfit(text: Any) -> str | None:
    """What keeps a value from being annotated."""
    if not isinstance(text, str):
        return f"text is {text if text is None else type(text).__name__}, not a string"
    if not text.isascii() and (found := _SURROGATE.search(text)):
        code = f"U+{ord(found[0]):04X}"
        return f"text holds half a character ({code} at {found.start()}): decode its source anew"
    return None


def _row(text: str, records: list[Record]) -> Row:
    record = chosen(records)
    row = {name: value for name, value in record_row(record).items() if name in _RECORD}
    if record.source.start:
        _shift(row, record.source.start)
    return row | {"error": None, "records": [one.to_json() for one in records]}


def _shift(value: Any, by: int) -> None:
    """Move all offsets within plain values; the days of a period are no numbers."""
    if isinstance(value, list):
        for one in value:
            _shift(one, by)
    elif isinstance(value, dict):
        for key, one in value.items():
            if key in ("start", "end", "section_end") and isinstance(one, int):
                value[key] = one + by
            else:
                _shift(one, by)
