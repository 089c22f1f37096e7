"""How far records can be trusted: scores against hand-labelled ones, intervals, errors."""

from govnlp.evaluation.bootstrap import Bootstrap
from govnlp.evaluation.comparison import Comparison, Difference, compare_runs
from govnlp.evaluation.errors import ErrorCase, errors
from govnlp.evaluation.figures import Calibration, Confusion, Given, Overlap, Score, Share
from govnlp.evaluation.inputs import read_records
from govnlp.evaluation.render import (
    markdown,
    render,
    render_changes,
    render_comparison,
    render_errors,
)
from govnlp.evaluation.run import Evaluation, evaluate_files
from govnlp.evaluation.scores import Scores, Topics, evaluate
from govnlp.evaluation.sheets import sheets

__all__ = [
    "Bootstrap",
    "Calibration",
    "Comparison",
    "Confusion",
    "Difference",
    "ErrorCase",
    "Evaluation",
    "Given",
    "Overlap",
    "Score",
    "Scores",
    "Share",
    "Topics",
    "compare_runs",
    "errors",
    "evaluate",
    "evaluate_files",
    "markdown",
    "read_records",
    "render",
    "render_changes",
    "render_comparison",
    "render_errors",
    "sheets",
]
