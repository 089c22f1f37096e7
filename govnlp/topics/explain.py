"""Which features spoke for a label, and where they stand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from govnlp.topics.features import PLACEHOLDERS, POSITIONS, fold
from govnlp.topics.passages import Passage

if TYPE_CHECKING:
    from govnlp.topics.classifier import TopicClassifier

_SHOWN = {code: f"[{label}]" for label, code in PLACEHOLDERS.items()}


@dataclass(frozen=True, slots=True)
class Evidence:
    """A feature that spoke for a label.

    ``feature`` is the n-gram with entities by their label (``[COUNT]件``), or
    ``heading:`` or ``position:`` and a name. ``weight`` is what it added to the label's
    score, shared out evenly over the places of an n-gram that occurs several times.
    ``start`` and ``end`` are its place in the passage's text.
    """

    feature: str
    weight: float
    start: int | None = None
    end: int | None = None


def evidence(model: TopicClassifier, passage: Passage, label: int) -> list[Evidence]:
    """All that spoke for the label of that index, the strongest first."""
    weights = model.weights_[:, label]
    found = _in_text(model, passage, weights)
    first = len(model.body_)
    blocks = model.blocks([passage])[1:]
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


def _in_text(model: TopicClassifier, passage: Passage, weights: np.ndarray) -> list[Evidence]:
    folded = fold([passage], model.mask)
    features, at = model.body_.find(folded)
    rows = model.body_.weigh(features, np.zeros(len(features), dtype=np.int64), 1)
    times = np.bincount(features, minlength=len(model.body_))
    share = np.zeros(len(model.body_))
    share[rows.columns] = rows.values * weights[rows.columns] / times[rows.columns]
    found = []
    for feature, place in zip(features.tolist(), at.tolist(), strict=True):
        gram = model.body_.grams[feature]
        start, end = int(folded.starts[place]), int(folded.ends[place + len(gram) - 1])
        shown = gram.translate(_SHOWN)
        found.append(Evidence(shown, float(share[feature]), start, end))
    return found
