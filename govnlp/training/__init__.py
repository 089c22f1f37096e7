"""Training classifiers on labelled data: ``govnlp train``."""

from govnlp.training.examples import Examples, TableError, read_examples

__all__ = ["Examples", "TableError", "read_examples"]
