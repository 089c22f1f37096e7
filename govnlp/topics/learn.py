"""Learning a topic classifier: the only module that needs scikit-learn."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from govnlp.topics import measure
from govnlp.topics.classifier import TopicClassifier, softmax
from govnlp.topics.features import Floats
from govnlp.topics.passages import Passage

Progress = Callable[[int, int], None]
#: Temperatures that are tried, coarse to fine enough: a step changes no score by 1%.
_TEMPERATURES = np.geomspace(0.1, 4, 200)


def fit(
    model: TopicClassifier,
    passages: Sequence[Passage],
    topics: Sequence[str],
    also: Sequence[Sequence[str]] | None,
    groups: Sequence[str] | None,
    progress: Progress | None = None,
) -> OutOfFold:
    """Fit ``model`` in place; what it said of each passage when that was not learned from.

    Raises ``ValueError`` where the lengths differ, or with less than two labels.
    """
    others = [()] * len(passages) if also is None else also
    for name, values in (("topics", topics), ("also", others), ("groups", groups)):
        if values is not None and len(values) != len(passages):
            raise ValueError(f"{len(passages)} passages, but {len(values)} of {name}")
    labels = sorted({*topics, *(one for some in others for one in some)})
    if len(labels) < 2:
        raise ValueError(f"at least two labels are needed to learn from, not {len(labels)}")
    truth = measure.Truth.of(labels, topics, others)
    held_out = out_of_fold(model, passages, truth, groups, progress)
    _fit_heads(model, passages, truth)
    model.temperature_ = _temperature(held_out.scores, truth)
    model.also_ = _also_head(held_out, truth)
    held_out.main = softmax(held_out.scores / model.temperature_)
    held_out.proba = model._proba(held_out.scores, held_out.inputs)
    model.threshold_ = best_threshold(model, held_out.proba, topics, others)
    return held_out


class OutOfFold:
    """What classifiers said of passages that they had not learned from.

    ``scores`` (passages × labels) before calibration, ``main`` and ``proba`` after it,
    ``truth`` the right topics. ``folds`` is the number of the fold that held each passage
    out. Calibration itself is learned on these very scores.
    """

    def __init__(self, truth: measure.Truth, folds: npt.NDArray[np.int64]) -> None:
        self.truth = truth
        self.folds = folds
        size = truth.every.shape
        self.scores: Floats = np.zeros(size, dtype=np.float32)
        self.inputs: Floats = np.zeros((*size, 3), dtype=np.float32)
        self.main = self.proba = self.scores


def out_of_fold(
    model: TopicClassifier,
    passages: Sequence[Passage],
    truth: measure.Truth,
    groups: Sequence[str] | None,
    progress: Progress | None = None,
) -> OutOfFold:
    """Scores of each passage by a classifier that learned from the other groups only."""
    from sklearn.model_selection import GroupKFold

    names = np.asarray(range(len(passages)) if groups is None else groups)
    count = min(model.folds, len(np.unique(names)))
    if count < 2:
        raise ValueError("at least two groups are needed to calibrate scores")
    folds = np.zeros(len(passages), dtype=np.int64)
    splits = GroupKFold(count).split(folds, groups=names)
    held_out = OutOfFold(truth, folds)
    for number, (train, rest) in enumerate(splits):
        part = TopicClassifier(**model.parameters())
        _fit_heads(part, [passages[i] for i in train], truth.take(train))
        part.also_ = np.zeros(5, dtype=np.float32)
        scores, inputs = part._scores([passages[i] for i in rest])
        held_out.scores[rest], held_out.inputs[rest] = scores, inputs
        folds[rest] = number
        if progress:
            progress(number + 1, count)
    return held_out


def _fit_heads(model: TopicClassifier, passages: Sequence[Passage], truth: measure.Truth) -> None:
    """The vocabularies and the main head's weights, one label against the rest."""
    from scipy.sparse import csr_matrix, hstack
    from sklearn.linear_model import LogisticRegression

    model.learn_features(passages)
    blocks = [
        csr_matrix((rows.values, rows.columns, rows.pointers), shape=(len(passages), width))
        for rows, width in model.blocks(passages)
    ]
    features = hstack(blocks, format="csr").astype(np.float64)
    size = len(truth.labels)
    model.weights_ = np.zeros((features.shape[1], size), dtype=np.float32)
    model.bias_ = np.full(size, -10.0, dtype=np.float32)
    for label in range(size):
        wanted = truth.main == label
        if wanted.any() and not wanted.all():
            # liblinear: exact, single-threaded, the same on every machine.
            learner = LogisticRegression(C=model.C, solver="liblinear", random_state=0)
            learner.fit(features, wanted)
            model.weights_[:, label] = learner.coef_[0]
            model.bias_[label] = learner.intercept_[0]
        elif wanted.all():
            model.bias_[label] = 10.0
    model.labels_ = truth.labels


def _temperature(scores: Floats, truth: measure.Truth) -> float:
    """The temperature under which the right main topics are likeliest."""
    rows = np.arange(len(scores))

    def loss(temperature: float) -> float:
        chance = softmax(scores / temperature)[rows, truth.main]
        return float(-np.log(np.maximum(chance, 1e-9)).mean())

    return float(min(_TEMPERATURES, key=loss))


def _also_head(held_out: OutOfFold, truth: measure.Truth) -> Floats | None:
    """Coefficients and intercept over ``ALSO_INPUTS``; ``None`` with nothing to learn."""
    from sklearn.linear_model import LogisticRegression

    asked = np.ones(truth.every.shape, dtype=bool)
    asked[np.arange(len(truth.main)), truth.main] = False
    wanted = truth.every[asked]
    if not wanted.any() or wanted.all():
        return None
    inputs = np.concatenate((held_out.scores[..., None], held_out.inputs), axis=2)[asked]
    learner = LogisticRegression(C=10.0, solver="liblinear", random_state=0)
    learner.fit(inputs.astype(np.float64), wanted)
    return np.asarray([*learner.coef_[0], learner.intercept_[0]], dtype=np.float32)


def best_threshold(
    model: TopicClassifier,
    proba: Floats,
    topics: Sequence[str],
    also: Sequence[Sequence[str]],
) -> float:
    """The probability from which a label is named beside the main topic."""
    truth = measure.Truth.of(model.labels_, topics, also)
    steps = np.arange(0.05, 0.96, 0.01)
    scores = [measure.micro_f1(truth, labels_of(proba, float(step))) for step in steps]
    # The middle of all that are best: less a matter of chance than the first.
    return float(np.round(np.median(steps[np.isclose(scores, max(scores))]), 2))


def labels_of(proba: Floats, threshold: float) -> npt.NDArray[Any]:
    """The labels named under a threshold, the most probable one in any case."""
    named: npt.NDArray[Any] = proba >= threshold
    named[np.arange(len(proba)), proba.argmax(axis=1)] = True
    return named
