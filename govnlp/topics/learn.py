"""Learning a topic classifier: the only module that needs scikit-learn."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from govnlp.topics import measure
from govnlp.topics.classifier import ALSO_INPUTS, Calibration, TopicClassifier, softmax
from govnlp.topics.features import Floats
from govnlp.topics.passages import Passage, as_passages

#: Told of each fold that is done, and of how many.
Progress = Callable[[int, int], None]
Ints = npt.NDArray[np.int64]
#: Temperatures that are tried; a step of 2% changes no probability by as much as 0.01.
_TEMPERATURES = np.geomspace(0.1, 4, 200)
#: Thresholds that are tried, and how far below the best micro F1 the lowest one may lie:
#: real reports treat more topics in a paragraph than the corpus does.
_THRESHOLDS = np.arange(0.2, 0.951, 0.01)
_SLACK = 0.005


@dataclass(slots=True)
class OutOfFold:
    """What classifiers said of passages that they had not learned from.

    ``main`` and ``proba`` (passages × labels) are the probabilities as the classifier
    gives them, ``truth`` the right topics, ``folds`` the number of the fold that held each
    passage out. Temperature and also head were learned on these very scores.
    """

    truth: measure.Truth
    folds: Ints
    scores: Floats
    inputs: Floats
    main: Floats
    proba: Floats


def fit(
    model: TopicClassifier,
    passages: Iterable[str | Passage],
    topics: Sequence[str],
    also: Sequence[Sequence[str]] | None = None,
    groups: Sequence[str] | None = None,
    progress: Progress | None = None,
) -> tuple[OutOfFold, OutOfFold]:
    """Fit ``model`` in place. Returns the out-of-fold results of the passages without
    their headings and with them (the same thing where the model reads none).

    Raises ``ValueError`` where the lengths differ, or with less than two labels or groups.
    """
    passages = as_passages(passages, model.mask)
    others: Sequence[Sequence[str]] = [()] * len(passages) if also is None else also
    for name, values in (("topics", topics), ("also", others), ("groups", groups)):
        if values is not None and len(values) != len(passages):
            raise ValueError(f"{len(passages)} passages, but {len(values)} of {name}")
    labels = sorted({*topics, *(one for some in others for one in some)})
    if len(labels) < 2:
        raise ValueError(f"at least two labels are needed to learn from, not {len(labels)}")
    truth = measure.Truth.of(labels, topics, others)
    bare, headed = out_of_fold(model, passages, truth, groups, progress)
    fit_heads(model, passages, truth)
    rows = np.asarray([model.reads_heading(one) for one in passages], dtype=bool)
    model.calibration_ = (
        _calibrate(bare, np.ones_like(rows)),
        _calibrate(headed, rows) if rows.any() else Calibration(),
    )
    _finish(model, bare, bared(passages))
    _finish(model, headed, passages)
    tune(model, passages, topics, others, (bare.proba, headed.proba))
    return bare, headed


def bared(passages: Sequence[Passage]) -> list[Passage]:
    """The passages without their headings."""
    return [replace(one, heading="") for one in passages]


def out_of_fold(
    model: TopicClassifier,
    passages: Sequence[Passage],
    truth: measure.Truth,
    groups: Sequence[str] | None,
    progress: Progress | None = None,
) -> tuple[OutOfFold, OutOfFold]:
    """Scores of each passage, without heading and with it, by a classifier that learned
    from the other groups only (``GroupKFold``). Probabilities are not yet filled."""
    from sklearn.model_selection import GroupKFold

    names = np.asarray([str(one) for one in (groups or range(len(passages)))])
    count = min(model.folds, len(np.unique(names)))
    if count < 2:
        raise ValueError("at least two groups are needed to calibrate scores")
    size = truth.every.shape
    empty = np.zeros(size, dtype=np.float32)
    folds = np.zeros(len(passages), dtype=np.int64)
    results = tuple(
        OutOfFold(truth, folds, empty.copy(), np.zeros((*size, 3), np.float32), empty, empty)
        for _ in range(2)
    )
    for number, (train, rest) in enumerate(GroupKFold(count).split(folds, groups=names)):
        part = TopicClassifier(**model.parameters())
        fit_heads(part, [passages[i] for i in train], truth.take(train))
        # Any also head will do: its inputs are wanted, not what it says.
        part.calibration_ = (Calibration(also=(0.0,)),) * 2
        held = [passages[i] for i in rest]
        for result, shown in zip(results, (bared(held), held), strict=True):
            scores, inputs = part.scores(shown)
            result.scores[rest] = scores
            result.inputs[rest] = 0 if inputs is None else inputs
        folds[rest] = number
        if progress:
            progress(number + 1, count)
    return results[0], results[1]


def fit_heads(model: TopicClassifier, passages: Sequence[Passage], truth: measure.Truth) -> None:
    """The vocabularies and the main head's weights, one label against the rest."""
    from scipy.sparse import csr_matrix, hstack
    from sklearn.linear_model import LogisticRegression

    model.learn_features(passages)
    headed = [i for i, one in enumerate(passages) if model.reads_heading(one)]
    # With its heading and without it a passage counts half each.
    shown = [*passages, *bared([passages[i] for i in headed])]
    mains = np.concatenate((truth.main, truth.main[headed]))
    counts = np.ones(len(shown))
    counts[[*headed, *range(len(passages), len(shown))]] = 0.5
    blocks = [
        csr_matrix((rows.values, rows.columns, rows.pointers), shape=(len(shown), width))
        for rows, width in model.blocks(shown)
    ]
    features = hstack(blocks, format="csr").astype(np.float64)
    size = len(truth.labels)
    model.weights_ = np.zeros((features.shape[1], size), dtype=np.float32)
    model.bias_ = np.full(size, -10.0, dtype=np.float32)
    for label in range(size):
        wanted = mains == label
        if wanted.all():
            model.bias_[label] = 10.0
        elif wanted.any():
            # liblinear: exact, single-threaded, the same on every machine.
            learner = LogisticRegression(C=model.C, solver="liblinear", random_state=0)
            learner.fit(features, wanted, sample_weight=counts)
            model.weights_[:, label] = learner.coef_[0]
            model.bias_[label] = learner.intercept_[0]
    model.labels_ = truth.labels


def _calibrate(result: OutOfFold, rows: npt.NDArray[np.bool_]) -> Calibration:
    scores, truth = result.scores[rows], result.truth.take(np.flatnonzero(rows))
    at = np.arange(len(scores))

    def loss(temperature: float) -> float:
        chance = softmax(scores / temperature)[at, truth.main]
        return float(-np.log(np.maximum(chance, 1e-9)).mean())

    return Calibration(
        round(float(min(_TEMPERATURES, key=loss)), 4),
        _also_head(scores, result.inputs[rows], truth),
    )


def _also_head(scores: Floats, inputs: Floats, truth: measure.Truth) -> tuple[float, ...]:
    """Coefficients over ``ALSO_INPUTS``, then each label's intercept; empty with nothing
    to learn.

    Reports treat some subjects in passing (channels, supervision) and others hardly ever
    (basis): hence the intercepts, kept small by the regularization where data are few.
    """
    from sklearn.linear_model import LogisticRegression

    asked = np.ones(truth.every.shape, dtype=bool)
    asked[np.arange(len(truth.main)), truth.main] = False
    wanted = truth.every[asked]
    if not wanted.any() or wanted.all():
        return ()
    size = len(truth.labels)
    own = np.broadcast_to(np.eye(size, dtype=np.float32), (len(scores), size, size))
    table = np.concatenate((scores[..., None], inputs, own), axis=2)[asked].astype(np.float64)
    learner = LogisticRegression(C=1.0, solver="liblinear", random_state=0).fit(table, wanted)
    shared, single = np.split(learner.coef_[0], [len(ALSO_INPUTS)])
    return tuple(round(float(one), 4) for one in (*shared, *(single + learner.intercept_[0])))


def _finish(model: TopicClassifier, result: OutOfFold, passages: Sequence[Passage]) -> None:
    temperatures = [model.calibration_[model.reads_heading(one)].temperature for one in passages]
    result.main = softmax(result.scores / np.asarray(temperatures).reshape(-1, 1))
    asks = any(one.also for one in model.calibration_)
    result.proba = model.probabilities(passages, result.scores, result.inputs if asks else None)


def tune(
    model: TopicClassifier,
    passages: Sequence[Passage],
    topics: Sequence[str],
    also: Sequence[Sequence[str]],
    probabilities: tuple[Floats, Floats] | None = None,
) -> None:
    """Set the thresholds for passages without and with heading to the best micro F1."""
    truth = measure.Truth.of(model.labels_, topics, also)
    if probabilities is None:
        probabilities = model.predict_proba(bared(passages)), model.predict_proba(passages)
    rows = np.asarray([model.reads_heading(one) for one in passages], dtype=bool)
    bare, headed = model.calibration_
    bare = replace(bare, threshold=best_threshold(truth, probabilities[0]))
    if rows.any():
        part = truth.take(np.flatnonzero(rows))
        headed = replace(headed, threshold=best_threshold(part, probabilities[1][rows]))
    model.calibration_ = bare, headed


def best_threshold(truth: measure.Truth, proba: Floats) -> float:
    """The lowest probability from which on naming labels does about as well as any."""
    scores = [measure.micro_f1(truth, with_main(proba, step)) for step in _THRESHOLDS.tolist()]
    good = np.asarray(scores) >= max(scores) - _SLACK
    return round(float(_THRESHOLDS[int(good.argmax())]), 2)


def with_main(proba: Floats, threshold: float) -> npt.NDArray[np.bool_]:
    """The labels from a threshold on, and the most probable one in any case."""
    named: npt.NDArray[np.bool_] = proba >= threshold
    named[np.arange(len(proba)), proba.argmax(axis=1)] = True
    return named
