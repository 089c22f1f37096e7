"""Hand-labelled corpora in and out.

The reader and writer of gold files; the project's corpus as a Hugging Face dataset
(``load``) and as spaCy documents (``doc_bin``, ``examples``); other formats of labelled
files (``convert``, ``prelabel``); noise (``lay``); checks.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from govnlp.corpora.conversion import convert, read_labels, write_labels
    from govnlp.corpora.dataset import load
    from govnlp.corpora.inline import GoldFile, load_gold, parse_gold, read_gold
    from govnlp.corpora.losses import Report
    from govnlp.corpora.markup import GoldError, Problem
    from govnlp.corpora.noise import lay
    from govnlp.corpora.prelabelling import prelabel
    from govnlp.corpora.spacy_docs import doc_bin, examples
    from govnlp.corpora.write import write_gold

#: Where each name lives; imported when first asked for, so that reading a gold file needs
#: neither ``datasets`` nor spaCy, and the command line starts without any of them.
_HOMES = {
    "GoldError": "govnlp.corpora.markup",
    "GoldFile": "govnlp.corpora.inline",
    "Problem": "govnlp.corpora.markup",
    "Report": "govnlp.corpora.losses",
    "convert": "govnlp.corpora.conversion",
    "doc_bin": "govnlp.corpora.spacy_docs",
    "examples": "govnlp.corpora.spacy_docs",
    "lay": "govnlp.corpora.noise",
    "load": "govnlp.corpora.dataset",
    "load_gold": "govnlp.corpora.inline",
    "parse_gold": "govnlp.corpora.inline",
    "prelabel": "govnlp.corpora.prelabelling",
    "read_gold": "govnlp.corpora.inline",
    "read_labels": "govnlp.corpora.conversion",
    "write_gold": "govnlp.corpora.write",
    "write_labels": "govnlp.corpora.conversion",
}

__all__ = [
    "GoldError",
    "GoldFile",
    "Problem",
    "Report",
    "convert",
    "doc_bin",
    "examples",
    "lay",
    "load",
    "load_gold",
    "parse_gold",
    "prelabel",
    "read_gold",
    "read_labels",
    "write_gold",
    "write_labels",
]


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'govnlp.corpora' has no attribute {name!r}")
