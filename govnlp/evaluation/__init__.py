"""Scores of predicted records against hand-labelled ones, and their errors."""

from govnlp.evaluation.errors import ErrorCase, errors
from govnlp.evaluation.figures import Score, Share
from govnlp.evaluation.render import render, render_errors
from govnlp.evaluation.run import Evaluation, evaluate_files
from govnlp.evaluation.scores import Scores, Topics, evaluate

__all__ = [
    "ErrorCase",
    "Evaluation",
    "Score",
    "Scores",
    "Share",
    "Topics",
    "errors",
    "evaluate",
    "evaluate_files",
    "render",
    "render_errors",
]
