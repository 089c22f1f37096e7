"""Predicted records scored against hand-labelled ones."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any, TypeVar

from govnlp.evaluation.align import BLOCKS, FilePair, Item, pair_documents, pair_files
from govnlp.evaluation.compare import FIELDS, VALUES
from govnlp.evaluation.figures import Score, Share
from govnlp.record import Record
from govnlp.vocabulary import ENTITY_LABELS, SUBJECTS

#: The key of the sum over entity labels, and of all values of a label together.
ALL = "all"

Key = TypeVar("Key")


def _scores(*names: str) -> dict[str, Score]:
    return dict.fromkeys(names, Score())


def _shares(*names: str) -> dict[str, Share]:
    return dict.fromkeys(names, Share())


@dataclass(slots=True)
class Topics:
    """Topics of the paragraphs whose boundaries were found and that gold gives a topic.

    ``main`` is the accuracy of the main topic, ``labels`` the score of all labels,
    main and also, pooled (its ``f1`` is the micro F1), ``subjects`` the score of
    each subject as a main topic.
    """

    main: Share = field(default_factory=Share)
    labels: Score = field(default_factory=Score)
    subjects: dict[str, Score] = field(default_factory=lambda: _scores(*SUBJECTS))

    @property
    def micro_f1(self) -> float | None:
        """F1 over all (paragraph, topic) pairs, main and also."""
        return self.labels.f1

    @property
    def macro_f1(self) -> float | None:
        """The mean F1 of main topics over the subjects that either side has."""
        known = [score.f1 for score in self.subjects.values() if score.f1 is not None]
        return sum(known) / len(known) if known else None


@dataclass(slots=True)
class Scores:
    """Every figure of an evaluation, as counts that can be added up.

    - ``fields``: document fields, each a share of the gold documents, those that
      no prediction was found for counted as wrong; ``documents`` is the share of
      files cut into the right number of documents.
    - ``spans``: titles, headings, paragraphs, tables, notes and sign-offs by exact
      place, white space at both ends left out.
    - ``entities``: each label by exact place, and ``all`` of them pooled.
    - ``heading_level``, ``subjects``, ``subjects_exact``: of the headings found;
      ``subjects`` scores (heading, subject) pairs, ``subjects_exact`` is the share
      of headings with just the right set.
    - ``values``: for each label, of the entities found, the share with the right
      value; ``all`` asks for every value that gold has. Names are compared without
      white space and with full-width forms folded.
    - ``topics``: ``None`` where no predicted paragraph has one.
    """

    files: int = 0
    documents: int = 0
    fields: dict[str, Share] = field(
        default_factory=lambda: _shares("documents", *(value.name for value in FIELDS))
    )
    spans: dict[str, Score] = field(default_factory=lambda: _scores(*BLOCKS))
    entities: dict[str, Score] = field(default_factory=lambda: _scores(*ENTITY_LABELS, ALL))
    heading_level: Share = field(default_factory=Share)
    subjects: Score = field(default_factory=Score)
    subjects_exact: Share = field(default_factory=Share)
    values: dict[str, dict[str, Share]] = field(
        default_factory=lambda: {
            label: _shares(*(value.name for value in values), ALL)
            for label, values in VALUES.items()
        }
    )
    topics: Topics | None = None

    def to_dict(self) -> dict[str, Any]:
        """Counts and figures as plain values, ready for ``json.dumps``."""
        topics = self.topics
        return {
            "files": self.files,
            "documents": self.documents,
            "fields": _plain(self.fields),
            "spans": _plain(self.spans),
            "entities": _plain(self.entities),
            "heading_level": self.heading_level.to_dict(),
            "subjects": self.subjects.to_dict(),
            "subjects_exact": self.subjects_exact.to_dict(),
            "values": {label: _plain(shares) for label, shares in self.values.items()},
            "topics": topics
            and {
                "main": topics.main.to_dict(),
                "labels": topics.labels.to_dict(),
                "subjects": _plain(topics.subjects),
                "micro_f1": topics.micro_f1,
                "macro_f1": topics.macro_f1,
            },
        }

    def rows(self) -> Iterator[tuple[str, str, Score | Share]]:
        """(group, name, figure) for every figure with counts, in a fixed order."""
        for name, share in self.fields.items():
            yield "documents", name, share
        for name, score in self.spans.items():
            yield "structure", name, score
        yield "headings", "level", self.heading_level
        yield "headings", "subjects", self.subjects
        yield "headings", "subjects_exact", self.subjects_exact
        for name, score in self.entities.items():
            yield "entities", name, score
        for label, shares in self.values.items():
            for name, share in shares.items():
                yield f"values {label}", name, share
        if self.topics:
            yield "topics", "main", self.topics.main
            yield "topics", "labels", self.topics.labels
            for name, score in self.topics.subjects.items():
                yield "topic", name, score

    def to_frame(self) -> Any:
        """A pandas ``DataFrame``, one row a figure; what is undefined is missing.

        Columns: group, name, gold, predicted, right, precision, recall, f1,
        accuracy; the ``gold`` of a share is the number of answers asked for.
        Raises ``ImportError`` where pandas is not installed.
        """
        rows = []
        for group, name, figure in self.rows():
            values = figure.to_dict()
            values["gold"] = values.pop("total", values.get("gold"))
            rows.append({"group": group, "name": name, **values})
        figures = ["precision", "recall", "f1", "accuracy"]
        columns = ["group", "name", "gold", "predicted", "right", *figures]
        frame = import_module("pandas").DataFrame(rows, columns=columns)
        return frame.astype({"predicted": "Int64"} | dict.fromkeys(figures, "float64"))


def _plain(figures: Mapping[str, Score | Share]) -> dict[str, Any]:
    return {name: figure.to_dict() for name, figure in figures.items()}


def evaluate(gold: Sequence[Record], predicted: Sequence[Record]) -> Scores:
    """The scores of ``predicted`` against ``gold``; records of a file share a path.

    The order of records does not matter. Files that gold lacks are left out;
    gold files that the prediction lacks count as missed. Raises ``ValueError``
    where no file has both sides or the two texts of a file differ.
    """
    scores = Scores(topics=Topics())
    for pair in pair_files(gold, predicted):
        _add_documents(scores, pair)
        _add_spans(scores, pair)
        _add_headings(scores, pair)
        _add_values(scores, pair)
        _add_topics(scores, pair)
    if not any(paragraph.topic for record in predicted for paragraph in record.paragraphs):
        scores.topics = None
    return scores


def _add_documents(scores: Scores, pair: FilePair) -> None:
    scores.files += 1
    count = len(pair.gold.records)
    scores.documents += count
    scores.fields["documents"] += Share.of(count == len(pair.predicted.records))
    for gold, predicted in pair_documents(pair):
        if gold is None:
            continue
        for value in FIELDS:
            if value.asked(gold):
                right = predicted is not None and not value.differs(gold, predicted)
                scores.fields[value.name] += Share.of(right)


def _add_spans(scores: Scores, pair: FilePair) -> None:
    for layer in pair.gold.layers:
        gold, predicted = pair.gold.layers[layer], pair.predicted.layers[layer]
        score = Score(len(gold), len(predicted), len(gold.keys() & predicted.keys()))
        if layer in ENTITY_LABELS:
            scores.entities[layer] += score
            scores.entities[ALL] += score
        else:
            scores.spans[layer] += score


def _add_headings(scores: Scores, pair: FilePair) -> None:
    for gold, predicted in pair.common("heading"):
        scores.heading_level += Share.of(gold.value.level == predicted.value.level)
        left, right = set(gold.value.subjects), set(predicted.value.subjects)
        scores.subjects += Score.of_sets(left, right)
        scores.subjects_exact += Share.of(left == right)


def wrong_values(label: str, gold: Item, predicted: Item) -> dict[str, tuple[Any, Any]]:
    """The values of one entity that differ: name to (gold, predicted)."""
    asked = (value for value in VALUES[label] if value.asked(gold))
    found = ((value.name, value.differs(gold, predicted)) for value in asked)
    return {name: both for name, both in found if both}


def _add_values(scores: Scores, pair: FilePair) -> None:
    for label, values in VALUES.items():
        shares = scores.values[label]
        for gold, predicted in pair.common(label):
            wrong = wrong_values(label, gold, predicted)
            for value in values:
                if value.asked(gold):
                    shares[value.name] += Share.of(value.name not in wrong)
            shares[ALL] += Share.of(not wrong)


def _add_topics(scores: Scores, pair: FilePair) -> None:
    topics = scores.topics or Topics()
    for gold, predicted in pair.common("paragraph"):
        left, right = gold.value.topic, predicted.value.topic
        if left is None:
            continue
        topics.main += Share.of(left == right)
        topics.labels += Score.of_sets(
            {left, *gold.value.also}, {right, *predicted.value.also} - {None}
        )
        for subject in {left, right} & topics.subjects.keys():
            one = Score(int(left == subject), int(right == subject), int(left == right))
            topics.subjects[subject] += one
