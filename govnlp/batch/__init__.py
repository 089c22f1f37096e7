"""Many files: find them, annotate them over workers, write records and errors."""

from govnlp.batch.parcels import FORMATS, Outcome
from govnlp.batch.partial_run import ResumeError, Summary, files_done, stopped_run
from govnlp.batch.run import annotate_files
from govnlp.batch.walk import InputFile, find_files

__all__ = [
    "FORMATS",
    "InputFile",
    "Outcome",
    "ResumeError",
    "Summary",
    "annotate_files",
    "files_done",
    "find_files",
    "stopped_run",
]
