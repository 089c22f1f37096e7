"""Structure: lines to documents, titles, headings, paragraphs, tables, sign-offs, notes."""

from govnlp.structure.analysis import analyse
from govnlp.structure.layout import Block, DocumentLayout
from govnlp.structure.subjects import heading_subjects

__all__ = ["Block", "DocumentLayout", "analyse", "heading_subjects"]
