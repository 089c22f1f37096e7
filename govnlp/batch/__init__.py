"""Many files: find them, annotate them over workers, write records and errors."""

from govnlp.batch.run import Outcome, Summary, annotate_files
from govnlp.batch.walk import InputFile, find_files

__all__ = ["InputFile", "Outcome", "Summary", "annotate_files", "find_files"]
