"""Chinese government-information-disclosure annual reports as data.

``annotate`` turns a report into a record; ``load`` gives the spaCy pipeline; ``read``
turns a file into text; the ``find_*`` functions work on strings alone.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from govnlp.annotation import annotate, annotate_all
    from govnlp.batch.columns import annotate_batch
    from govnlp.grammar.citations import find_citations
    from govnlp.grammar.counts import find_counts
    from govnlp.grammar.dates import find_dates, parse_date
    from govnlp.grammar.document_numbers import find_document_numbers
    from govnlp.grammar.find import find_entities
    from govnlp.grammar.numerals import parse_number
    from govnlp.grammar.offices import find_offices
    from govnlp.pipeline import doc_bin, load
    from govnlp.reading import ReadError, SourceFile, read
    from govnlp.record import Record

    __version__: str

#: Where each public name lives; imported when first asked for, so that the finders
#: can be used without loading spaCy.
_HOMES = {
    "annotate": "govnlp.annotation",
    "annotate_all": "govnlp.annotation",
    "annotate_batch": "govnlp.batch.columns",
    "doc_bin": "govnlp.pipeline",
    "find_citations": "govnlp.grammar.citations",
    "find_counts": "govnlp.grammar.counts",
    "find_dates": "govnlp.grammar.dates",
    "find_document_numbers": "govnlp.grammar.document_numbers",
    "find_entities": "govnlp.grammar.find",
    "find_offices": "govnlp.grammar.offices",
    "load": "govnlp.pipeline",
    "parse_date": "govnlp.grammar.dates",
    "parse_number": "govnlp.grammar.numerals",
    "read": "govnlp.reading",
    "ReadError": "govnlp.reading",
    "Record": "govnlp.record",
    "SourceFile": "govnlp.reading",
}

__all__ = [
    "ReadError",
    "Record",
    "SourceFile",
    "annotate",
    "annotate_all",
    "annotate_batch",
    "doc_bin",
    "find_citations",
    "find_counts",
    "find_dates",
    "find_document_numbers",
    "find_entities",
    "find_offices",
    "load",
    "parse_date",
    "parse_number",
    "read",
]


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    if name == "__version__":
        # Read late: importlib.metadata takes three times as long to import as all of this.
        return import_module("importlib.metadata").version("govnlp")
    raise AttributeError(f"module 'govnlp' has no attribute {name!r}")
