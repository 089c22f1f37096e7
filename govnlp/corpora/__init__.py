"""Hand-labelled corpora in and out."""

from govnlp.corpora.inline import GoldFile, load_gold, parse_gold, read_gold
from govnlp.corpora.markup import GoldError, Problem
from govnlp.corpora.write import write_gold

__all__ = [
    "GoldError",
    "GoldFile",
    "Problem",
    "load_gold",
    "parse_gold",
    "read_gold",
    "write_gold",
]
