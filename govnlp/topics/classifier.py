"""The classifier: a linear score for each label, turned into calibrated probabilities.

Two steps. The *main* head is one-versus-rest logistic regression on the n-grams of the
paragraph; its scores, divided by a temperature, give the chance that a label is the main
topic. The *also* head asks of each other label whether the paragraph treats it too: by
its score, by its score in the sentence that speaks for it most, by the lead of the best
label and by the number of sentences. Both are calibrated on out-of-fold scores, and once
for passages with a heading, once for those without.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from govnlp.topics import explain, files
from govnlp.topics.features import (
    POSITIONS,
    Floats,
    Folded,
    Ints,
    NGrams,
    Rows,
    fold,
    fold_headings,
    opening,
    position_rows,
)
from govnlp.topics.passages import Passage, as_passages

#: Entities that are replaced by their label. Offices, counts and citations stay, since a
#: court, a measure word and what is cited speak for a topic; the digits are one 0 anyway.
MASK = ("DATE", "DOCNUM")
#: Characters that are scored at a time: few enough for the processor's cache.
_PART = 30_000
#: Inputs of the also head, in the order of its coefficients.
ALSO_INPUTS = ("score", "best sentence", "lead", "sentences")


@dataclass(frozen=True, slots=True)
class Calibration:
    """From scores to probabilities and to labels that are named.

    ``temperature`` divides the main head's scores; ``also`` holds the also head's
    coefficients over :data:`ALSO_INPUTS`, which all labels share, and an intercept for each
    label, empty where the training data name no other topics; ``threshold`` is the
    probability from which a label is named.
    """

    temperature: float = 1.0
    also: tuple[float, ...] = ()
    threshold: float = 0.5


@dataclass(frozen=True, slots=True)
class Prediction:
    """Topics of one paragraph.

    ``scores`` holds for every label the probability that it is among the paragraph's
    topics, main or other; ``also`` the other labels whose probability reaches the
    classifier's threshold, the most probable first.
    """

    topic: str
    also: list[str] = field(default_factory=list)
    scores: dict[str, float] = field(default_factory=dict)


class TopicClassifier:
    """Multi-label classifier of paragraphs with one main topic.

    ngrams (tuple[int, int]): Least and most characters of an n-gram, 1 to 4.
    mask (tuple[str, ...]): Labels of entities that stand for their kind only.
    heading_weight (float): What the headings count, measured by the text's 1; 0 leaves
        them out. Each passage is then learned from with its heading and without, so that
        the classifier does well on passages without one too.
    opening (int): Characters at the head of the first sentence whose n-grams are features
        of their own as well, since openings (下一步, 根据《条例》) say what is to come; 0
        for none.
    opening_weight (float): What the opening counts, measured by the text's 1.
    positions (bool): Whether the paragraph's place in its document counts as well.
    min_df (int): Passages that an n-gram must occur in.
    C (float): Inverse strength of the regularization, as in scikit-learn.
    folds (int): Parts of the training data that scores are calibrated over.

    After ``fit``: ``labels_`` (tuple[str, ...]), ``weights_`` (features × labels),
    ``bias_`` (labels), ``body_``, ``opening_`` and ``heading_`` (vocabularies),
    ``calibration_`` (a
    :class:`Calibration` for passages without a heading, and one for those with).

    >>> texts = ["收到申请3件，均已答复。", "受理申请5件。", "举办培训2期。", "组织学习4次。"]
    >>> model = TopicClassifier(min_df=1).fit(texts, ["申请", "申请", "培训", "培训"])
    >>> model.predict(["全年收到申请9件。"])[0].topic
    '申请'
    """

    def __init__(
        self,
        ngrams: tuple[int, int] = (1, 2),
        mask: tuple[str, ...] = MASK,
        heading_weight: float = 0.0,
        opening: int = 0,
        opening_weight: float = 0.5,
        positions: bool = False,
        min_df: int = 3,
        C: float = 20.0,
        folds: int = 5,
    ) -> None:
        if not 1 <= ngrams[0] <= ngrams[1] <= 4:
            raise ValueError(f"ngrams is {ngrams}; from 1 to 4 characters, the least first")
        self.ngrams = (int(ngrams[0]), int(ngrams[1]))
        self.mask = tuple(mask)
        self.heading_weight = float(heading_weight)
        self.opening = int(opening)
        self.opening_weight = float(opening_weight)
        self.positions = positions
        self.min_df = min_df
        self.C = C
        self.folds = folds
        self.labels_: tuple[str, ...] = ()
        self.calibration_ = (Calibration(), Calibration())
        nothing: Floats = np.zeros((0, 0), dtype=np.float32)
        self.weights_, self.bias_ = nothing, nothing[0:0].reshape(0)
        self.body_ = self.opening_ = self.heading_ = NGrams([], self.bias_)

    def parameters(self) -> dict[str, Any]:
        """The constructor's arguments."""
        names = ("ngrams", "mask", "heading_weight", "opening", "opening_weight")
        others = ("positions", "min_df", "C", "folds")
        return {name: getattr(self, name) for name in (*names, *others)}

    # -- learning --------------------------------------------------------------------

    def fit(
        self,
        passages: Iterable[str | Passage],
        topics: Sequence[str],
        also: Sequence[Sequence[str]] | None = None,
        groups: Sequence[str] | None = None,
    ) -> TopicClassifier:
        """Learn from passages and their topics; needs scikit-learn.

        passages (Iterable[str | Passage]): The paragraphs.
        topics (Sequence[str]): The main topic of each; any labels.
        also (Sequence[Sequence[str]] | None): The others of each.
        groups (Sequence[str] | None): What each belongs to, as its document or its writer.
            Scores are calibrated on groups that were not learned from; each passage is a
            group of its own if ``None``.

        Raises ``ValueError`` where the lengths differ, or with less than two labels.
        """
        from govnlp.topics import learn

        learn.fit(self, passages, topics, also, groups)
        return self

    def tune(
        self,
        passages: Iterable[str | Passage],
        topics: Sequence[str],
        also: Sequence[Sequence[str]],
    ) -> TopicClassifier:
        """Set the thresholds to what gives the best micro F1 over main and other topics.

        With headings, the one for passages without is tuned on the same passages, their
        headings left out. Raises ``ValueError`` for topics that the classifier has not learned.
        """
        from govnlp.topics import learn

        learn.tune(self, as_passages(passages, self.mask), topics, also)
        return self

    # -- prediction ------------------------------------------------------------------

    def decision_function(self, passages: Iterable[str | Passage]) -> Floats:
        """The main head's scores before calibration, shape (passages, labels)."""
        return self.scores(as_passages(passages, self.mask))[0]

    def predict_main(self, passages: Iterable[str | Passage]) -> Floats:
        """The probability of each label to be the main topic, (passages, labels).

        Columns are in the order of ``labels_``; rows add up to 1.
        """
        found = as_passages(passages, self.mask)
        return softmax(self.scores(found)[0] / self._temperatures(found))

    def predict_proba(self, passages: Iterable[str | Passage]) -> Floats:
        """The probability of each label to be among the topics, (passages, labels).

        Columns are in the order of ``labels_``. Rows add up to 1 or more.
        """
        found = as_passages(passages, self.mask)
        return self.probabilities(found, *self.scores(found))

    def predict(self, passages: Iterable[str | Passage]) -> list[Prediction]:
        """Main topic, other topics and probabilities of each passage."""
        found = as_passages(passages, self.mask)
        scores, inputs = self.scores(found)
        proba = self.probabilities(found, scores, inputs)
        mains = scores.argmax(axis=1)
        named = self.named(found, proba)
        named[np.arange(len(mains)), mains] = False
        shown = np.round(proba.astype(np.float64), 4).tolist()
        predictions = [
            Prediction(self.labels_[main], scores=dict(zip(self.labels_, row, strict=True)))
            for main, row in zip(mains.tolist(), shown, strict=True)
        ]
        for row in np.flatnonzero(named.any(axis=1)).tolist():
            others = np.flatnonzero(named[row])
            order = others[np.argsort(-proba[row, others], kind="stable")]
            predictions[row].also.extend(self.labels_[i] for i in order.tolist())
        return predictions

    def named(self, passages: Sequence[Passage], proba: Floats) -> npt.NDArray[np.bool_]:
        """Which labels reach the threshold under these probabilities, (passages, labels)."""
        thresholds = np.asarray([one.threshold for one in self.calibration_])
        return np.asarray(proba >= thresholds[self._headed(passages)][:, None])

    def _headed(self, passages: Sequence[Passage]) -> Ints:
        """The index into ``calibration_`` that holds for each passage."""
        return np.asarray([self.reads_heading(one) for one in passages], dtype=np.int64)

    def reads_heading(self, passage: Passage) -> bool:
        """Whether a heading counts for this passage."""
        return bool(self.heading_weight and passage.heading)

    def explain(
        self, passage: str | Passage, label: str | None = None, top: int | None = 10
    ) -> list[explain.Evidence]:
        """What in a passage spoke for a label, the strongest first.

        label (str | None): The label; the predicted main topic if ``None``.
        top (int | None): How many at most; all if ``None``.

        Each feature that spoke for the label is listed with its place in the passage's
        text (``start`` and ``end``, code points, end exclusive; ``None`` for those of the
        heading and of the position). Those of the opening are shown as ``opening:…``.
        Raises ``ValueError`` for a label not learned.
        """
        self._need_fit()
        found = as_passages([passage], self.mask)[0]
        if label is None:
            label = self.labels_[int(self.scores([found])[0][0].argmax())]
        if label not in self.labels_:
            raise ValueError(f"label {label!r} is none of {', '.join(self.labels_)}")
        return explain.evidence(self, found, self.labels_.index(label))[:top]

    # -- features --------------------------------------------------------------------

    def learn_features(self, passages: Sequence[Passage]) -> None:
        """Set the vocabularies, ``body_``, ``opening_`` and ``heading_``."""
        folded = fold(passages, self.mask)
        self.body_ = NGrams.learn(folded, self.ngrams, self.min_df)
        self.opening_ = self.heading_ = NGrams([], np.empty(0, dtype=np.float32))
        if self.opening:
            self.opening_ = NGrams.learn(opening(folded, self.opening), self.ngrams, self.min_df)
        if self.heading_weight:
            self.heading_ = NGrams.learn(
                fold_headings(p.heading for p in passages), self.ngrams, self.min_df
            )

    def blocks(self, passages: Sequence[Passage]) -> list[tuple[Rows, int]]:
        """The features of passages: of text, opening, heading and position, each with
        its width.

        The columns of the blocks one after the other are the rows of ``weights_``.
        """
        folded = fold(passages, self.mask)
        features, at = self.body_.find(folded)
        text = self.body_.weigh(features, folded.rows[at], len(passages))
        blocks = [(text, len(self.body_))]
        for rows, width, owner in self._other_blocks(passages, folded):
            blocks.append((rows if owner is None else rows.take(owner), width))
        return blocks

    def _other_blocks(
        self, passages: Sequence[Passage], folded: Folded
    ) -> Iterator[tuple[Rows, int, Ints | None]]:
        """The blocks but the text's; the last item is the row of each passage, ``None``
        where they have one each."""
        if self.opening:
            rows = self.opening_.rows(opening(folded, self.opening))
            yield rows.scale(self.opening_weight), len(self.opening_), None
        if self.heading_weight:
            # A section's paragraphs share its heading: each is read once.
            distinct = dict.fromkeys(one.heading for one in passages)
            number = {heading: row for row, heading in enumerate(distinct)}
            owner = np.asarray([number[one.heading] for one in passages], dtype=np.int64)
            rows = self.heading_.rows(fold_headings(distinct))
            yield rows.scale(self.heading_weight), len(self.heading_), owner
        if self.positions:
            yield position_rows(passages), len(POSITIONS), None

    def scores(self, passages: Sequence[Passage]) -> tuple[Floats, Floats | None]:
        """The main head's scores; the also head's inputs but the first, or ``None``."""
        self._need_fit()
        parts = [self._scores_of(part) for part in _parts(passages)]
        inputs = [part[1] for part in parts if part[1] is not None]
        return (
            np.concatenate([part[0] for part in parts]),
            np.concatenate(inputs) if inputs else None,
        )

    def _scores_of(self, passages: Sequence[Passage]) -> tuple[Floats, Floats | None]:
        folded = fold(passages, self.mask)
        features, at = self.body_.find(folded)
        first = len(self.body_)
        text = self.body_.weigh(features, folded.rows[at], len(passages))
        own = text.dot(self.weights_[:first]) + self.bias_
        scores = own.copy()
        for rows, width, owner in self._other_blocks(passages, folded):
            part = rows.dot(self.weights_[first : first + width])
            scores += part if owner is None else part[owner]
            first += width
        if not len(passages) or not any(one.also for one in self.calibration_):
            return scores, None
        return scores, self._sentence_inputs(scores, own, folded, (features, at))

    def _sentence_inputs(
        self, scores: Floats, own: Floats, folded: Folded, found: tuple[Ints, Ints]
    ) -> Floats:
        """Shape (passages, labels, 3): best sentence's score, lead, log of sentences.

        ``own`` are the scores by the text alone, ``found`` its n-grams and their places.
        """
        features, at = found
        # Sentences with no known n-gram at all do not count.
        known = np.zeros(len(folded.sentences), dtype=bool)
        known[at] = True
        places = np.flatnonzero(known)
        fresh = np.diff(folded.sentences[places], prepend=-1) > 0
        counts = np.bincount(folded.rows[places[fresh]], minlength=len(scores))
        # The best sentence of a text of one is the text.
        best = own.copy()
        several = counts > 1
        if several.any():
            number = np.zeros(len(known), dtype=np.int64)
            fresh &= several[folded.rows[places]]
            number[places] = np.cumsum(fresh) - 1
            asked = several[folded.rows[at]]
            rows = self.body_.weigh(features[asked], number[at[asked]], int(fresh.sum()))
            said = rows.dot(self.weights_[: len(self.body_)]) + self.bias_
            heads = np.cumsum(counts[several]) - counts[several]
            best[several] = np.maximum.reduceat(said, heads, axis=0)
        lead = scores - scores.max(axis=1, keepdims=True)
        many = np.log(np.maximum(counts, 1)).astype(np.float32)
        return np.stack((best, lead, np.broadcast_to(many[:, None], best.shape)), axis=2)

    def _temperatures(self, passages: Sequence[Passage]) -> Floats:
        values = np.asarray([one.temperature for one in self.calibration_], dtype=np.float32)
        return values[self._headed(passages)][:, None]

    def probabilities(
        self, passages: Sequence[Passage], scores: Floats, inputs: Floats | None
    ) -> Floats:
        """A label is a topic if it is the main one, or else if the also head says so."""
        main = softmax(scores / self._temperatures(passages))
        if inputs is None:
            return main
        size = len(ALSO_INPUTS)
        # Without an also head: never.
        never = (0.0,) * size + (-np.inf,) * len(self.labels_)
        heads = np.asarray([one.also or never for one in self.calibration_], dtype=np.float32)
        head = heads[self._headed(passages)]
        logits = scores * head[:, :1] + (inputs * head[:, None, 1:size]).sum(axis=2)
        logits += head[:, size:]
        with np.errstate(over="ignore"):
            also = 1 / (1 + np.exp(-logits))
        return np.asarray(main + (1 - main) * also, dtype=np.float32)

    def _need_fit(self) -> None:
        if not self.labels_:
            raise ValueError("this TopicClassifier has learned nothing yet: call fit first")

    # -- persistence -----------------------------------------------------------------

    def to_disk(self, path: str | Path) -> None:
        """Write the classifier to the folder ``path``: model.json and weights.npz."""
        files.write(self, Path(path))

    @classmethod
    def from_disk(cls, path: str | Path) -> TopicClassifier:
        """The classifier in the folder ``path``.

        Nothing in it is run. Raises ``TopicModelError`` that names the file where it is
        missing, damaged or no topic model.
        """
        return files.read(cls, Path(path))

    def to_bytes(self) -> bytes:
        """The classifier as bytes."""
        return files.pack(self)

    @classmethod
    def from_bytes(cls, data: bytes) -> TopicClassifier:
        """The classifier that :meth:`to_bytes` gave; ``TopicModelError`` for other bytes."""
        return files.unpack(cls, data)

    def __reduce__(self) -> Any:
        if not self.labels_:
            return super().__reduce__()
        return type(self).from_bytes, (self.to_bytes(),)


def _parts(passages: Sequence[Passage]) -> Iterator[Sequence[Passage]]:
    """The passages in parts of some :data:`_PART` characters; one part at least."""
    first = size = 0
    for index, passage in enumerate(passages):
        if size > _PART:
            yield passages[first:index]
            first, size = index, 0
        size += len(passage.text)
    yield passages[first:]


def softmax(scores: npt.NDArray[Any]) -> Floats:
    """Rows of scores as probabilities."""
    powers = np.exp(scores - scores.max(axis=1, keepdims=True, initial=-np.inf))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True), dtype=np.float32)
