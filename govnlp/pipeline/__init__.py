"""spaCy: the tokenizer, a module a component, the assembled pipeline."""

from govnlp.pipeline.assemble import COMPONENTS, doc_bin, load

__all__ = ["COMPONENTS", "doc_bin", "load"]
