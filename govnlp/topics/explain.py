"""Which features spoke for a label, and where they stand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from govnlp.topics.features import PLACEHOLDERS, POSITIONS, Folded, NGrams, fold, opening
from govnlp.topics.passages import Passage

if TYPE_CHECKING:
    from govnlp.topics.classifier import TopicClassifier

_SHOWN = {code: f"[{label}]" for label, code in PLACEHOLDERS.items()}


@dataclass(frozen=True, slots=True)
class Evidence:
    """A feature that spoke for a label.

    ``feature`` is the n-gram with entities by their label (``[DATE]，我``), or
    ``opening:``, ``heading:`` or ``position:`` and a name. ``weight`` is what it added to
    the label's score, shared out evenly over the places of an n-gram that occurs several
    times.
    ``start`` and ``end`` are its place in the passage's text.
    """

    feature: str
    weight: float
    start: int | None = None
    end: int | None = None


def evidence(model: TopicClassifier, passage: Passage, label: int) -> list[Evidence]:
    """All that spoke for the label of that index, the strongest first."""
    weights = model.weights_[:, label]
    folded = fold([passage], model.mask)
    found = _in_text(model.body_, folded, weights[: len(model.body_)])
    first = len(model.body_)
    blocks = model.blocks([passage])[1:]
    if model.opening:
        own = weights[first : first + len(model.opening_)] * model.opening_weight
        found += _in_text(model.opening_, opening(folded, model.opening), own, "opening:")
        first += len(model.opening_)
        del blocks[0]
    names = []
    if model.heading_weight:
        names.append([f"heading:{gram}" for gram in model.heading_.grams])
    if model.positions:
        names.append([f"position:{name}" for name in POSITIONS])
    for (rows, width), block in zip(blocks, names, strict=True):
        for column, value in zip(rows.columns.tolist(), rows.values.tolist(), strict=True):
            found.append(Evidence(block[column], value * float(weights[first + column])))
        first += width
    found = [one for one in found if one.weight > 0]
    return sorted(found, key=lambda one: (-one.weight, one.start or 0, one.feature))


def _in_text(grams: NGrams, folded: Folded, weights: np.ndarray, kind: str = "") -> list[Evidence]:
    features, at = grams.find(folded)
    rows = grams.weigh(features, np.zeros(len(features), dtype=np.int64), 1)
    times = np.bincount(features, minlength=len(grams))
    share = np.zeros(len(grams))
    share[rows.columns] = rows.values * weights[rows.columns] / times[rows.columns]
    found = []
    for feature, place in zip(features.tolist(), at.tolist(), strict=True):
        gram = grams.grams[feature]
        start, end = int(folded.starts[place]), int(folded.ends[place + len(gram) - 1])
        shown = kind + gram.translate(_SHOWN)
        found.append(Evidence(shown, float(share[feature]), start, end))
    return found
