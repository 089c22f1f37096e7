"""The clean view: a tidied reading of a text that maps back to it exactly."""

from govnlp.text.passes import clean_lines
from govnlp.text.view import View

__all__ = ["View", "clean_lines"]
