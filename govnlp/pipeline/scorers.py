"""spaCy scorers: what ``nlp.evaluate`` and ``spacy evaluate`` say of govnlp's components."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Final

from spacy.scorer import Scorer
from spacy.tokens import Doc, Span
from spacy.training import Example
from spacy.util import registry

from govnlp.pipeline.attributes import GROUPS

Score = Callable[..., dict[str, Any]]

SPAN_GROUPS_SCORER: Final = "govnlp.span_groups_scorer.v1"
#: What spaCy's own ``ner`` is scored with.
ENTITY_SCORER: Final = "spacy.ner_scorer.v1"


class Scored:
    """A component that is scored. ``scorer`` takes examples and returns figures by name;
    with ``None`` the component is not scored."""

    def __init__(self, scorer: Score | None = None) -> None:
        self.scorer = scorer

    def score(self, examples: Iterable[Example], **settings: Any) -> dict[str, Any]:
        """The figures of examples whose ``predicted`` went through the pipeline."""
        return self.scorer(examples, **settings) if self.scorer else {}


def create_span_groups_scorer() -> Score:
    """The scorer of ``govnlp_sections``: of each span group ``spans_NAME_p``, ``_r``, ``_f``.

    Spans count as right where label and both ends are gold's. A group that a gold document
    does not have at all is not scored in it.
    """
    return score_span_groups


registry.scorers(SPAN_GROUPS_SCORER, func=create_span_groups_scorer)


def score_span_groups(examples: Iterable[Example], **settings: Any) -> dict[str, Any]:
    """The scores of every span group; see :func:`create_span_groups_scorer`."""
    examples = list(examples)
    scores: dict[str, Any] = {}
    for name in GROUPS:
        found = Scorer.score_spans(
            [one for one in examples if name in one.reference.spans],
            f"spans_{name}",
            getter=_spans,
            allow_overlap=True,  # sections nest
        )
        # Each group has one label: the scores by label say nothing more.
        scores |= {key: found.get(key) for key in (f"spans_{name}_{end}" for end in "prf")}
    return scores


def _spans(doc: Doc, attribute: str) -> list[Span]:
    name = attribute.removeprefix("spans_")
    return list(doc.spans[name]) if name in doc.spans else []
