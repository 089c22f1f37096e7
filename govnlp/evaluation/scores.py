"""Predicted records scored against hand-labelled ones."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar

from govnlp.evaluation.align import BLOCKS, FilePair, Item, pair_documents, pair_files
from govnlp.evaluation.bootstrap import Bootstrap, Interval, Key
from govnlp.evaluation.compare import FIELDS, VALUES, Value
from govnlp.evaluation.figures import (
    NOTHING,
    Calibration,
    Confusion,
    Figure,
    Given,
    Kappa,
    MacroF1,
    Overlap,
    Score,
    Share,
)
from govnlp.evaluation.inputs import Records, records_of
from govnlp.evaluation.schemes import SCHEMES, overlaps
from govnlp.extra import load_extra
from govnlp.record import Record
from govnlp.vocabulary import ENTITY_LABELS, SUBJECTS

#: The key of the sum over entity labels, and of all values of a label together.
ALL: Final = "all"
#: The edges of paragraphs, starts and ends, scored as points.
EDGES: Final = "paragraph_edges"
DEFAULT: Final = Bootstrap()

F = TypeVar("F", bound=Figure)


def _of(figure: F, *names: str) -> dict[str, F]:
    return dict.fromkeys(names, figure)


def _optional(values: tuple[Value, ...]) -> list[str]:
    return [value.name for value in values if value.optional]


def _sum(left: Any, right: Any) -> Any:
    """Figures added up, key by key."""
    if isinstance(left, dict):
        return {key: _sum(one, right[key]) for key, one in left.items()}
    return left + right


@dataclass(slots=True)
class Topics:
    """Topics of the paragraphs whose boundaries were found and that gold gives a topic.

    ``confusion`` is of main topics (none predicted is a class of its own), ``labels`` the
    score of all labels, main and also, pooled (its ``f1`` is the micro F1), ``calibration``
    of the main topic's probability, where the prediction gives one.
    """

    confusion: Confusion = field(default_factory=Confusion)
    labels: Score = field(default_factory=Score)
    calibration: Calibration = field(default_factory=Calibration)

    @property
    def main(self) -> Share:
        """The accuracy of the main topic."""
        pairs = self.confusion.pairs
        return Share(pairs.total(), sum(n for (a, b), n in pairs.items() if a == b))

    @property
    def subjects(self) -> dict[str, Score]:
        """Each subject as a main topic."""
        return {subject: self.confusion.score(subject) for subject in SUBJECTS}

    @property
    def micro_f1(self) -> float | None:
        """F1 over all (paragraph, topic) pairs, main and also."""
        return self.labels.f1

    @property
    def macro_f1(self) -> float | None:
        """The mean F1 of main topics over the subjects that either side has."""
        return self.confusion.values()["macro_f1"]

    @property
    def kappa(self) -> float | None:
        """Cohen's kappa of main topics."""
        return self.confusion.values()["kappa"]

    @property
    def ece(self) -> float | None:
        """The expected calibration error; ``None`` where no probabilities are predicted."""
        return self.calibration.main

    def rows(self) -> Iterator[tuple[str, str, Figure]]:
        """(group, name, figure) for every figure."""
        pairs = self.confusion.pairs
        yield "topics", "main", self.main
        yield "topics", "macro_f1", MacroF1(pairs)
        yield "topics", "kappa", Kappa(pairs)
        yield "topics", "labels", self.labels
        yield "topics", "ece", self.calibration
        for name, score in self.subjects.items():
            yield "topic", name, score

    def __add__(self, other: Topics) -> Topics:
        return Topics(
            self.confusion + other.confusion,
            self.labels + other.labels,
            self.calibration + other.calibration,
        )


@dataclass(slots=True)
class Scores:
    """Every figure of an evaluation, as counts that can be added up.

    - ``fields``: document fields, each a share of the gold documents, those that
      no prediction was found for counted as wrong; ``documents`` is the share of
      files cut into the right number of documents.
    - ``spans``: titles, headings, sections, paragraphs, tables, notes and sign-offs by
      exact place, white space at both ends left out; ``edges`` the starts and ends of
      paragraphs, each for itself.
    - ``entities``: each label by exact place, and ``all`` of them pooled; ``schemes`` the
      same under four schemes (``schemes.py``), ``strict`` being that of ``entities``.
    - ``heading_level``, ``subjects``, ``subjects_exact``, ``subject``,
      ``subject_confusion``: of the headings found; ``subjects`` scores (heading, subject)
      pairs, ``subject`` those of each subject, ``subjects_exact`` is the share of headings
      with just the right set. In the confusion a subject that both sides have stands with
      itself; each other one of a heading stands with each other one of the other side.
    - ``table_kind``: of the tables found.
    - ``values``: for each label, of the entities found, the share with the right
      value; ``all`` asks for every value that gold has. Names are compared without
      white space and with full-width forms folded.
    - ``given``: of the values that gold may leave open, those that the prediction gives
      and gold does not confirm.
    - ``topics``: ``None`` where no predicted paragraph has one.
    - ``by_file``: the same of each gold file.
    """

    files: int = 0
    documents: int = 0
    fields: dict[str, Share] = field(
        default_factory=lambda: _of(Share(), "documents", *(value.name for value in FIELDS))
    )
    spans: dict[str, Score] = field(default_factory=lambda: _of(Score(), *BLOCKS))
    edges: Score = field(default_factory=Score)
    entities: dict[str, Score] = field(default_factory=lambda: _of(Score(), *ENTITY_LABELS, ALL))
    schemes: dict[str, dict[str, Overlap]] = field(
        default_factory=lambda: {scheme: _of(Overlap(), *ENTITY_LABELS, ALL) for scheme in SCHEMES}
    )
    heading_level: Share = field(default_factory=Share)
    subjects: Score = field(default_factory=Score)
    subjects_exact: Share = field(default_factory=Share)
    subject: dict[str, Score] = field(default_factory=lambda: _of(Score(), *SUBJECTS))
    subject_confusion: Confusion = field(default_factory=Confusion)
    table_kind: Share = field(default_factory=Share)
    values: dict[str, dict[str, Share]] = field(
        default_factory=lambda: {
            label: _of(Share(), *(value.name for value in values), ALL)
            for label, values in VALUES.items()
        }
    )
    given: dict[str, dict[str, Given]] = field(
        default_factory=lambda: {
            label: _of(Given(), *_optional(values))
            for label, values in {"document": FIELDS, **VALUES}.items()
            if _optional(values)
        }
    )
    topics: Topics | None = field(default_factory=Topics)
    by_file: dict[str, Scores] = field(default_factory=dict, repr=False)
    _intervals: dict[Bootstrap, dict[Key, dict[str, Interval]]] = field(
        default_factory=dict, repr=False, compare=False
    )

    def rows(self) -> Iterator[tuple[str, str, Figure]]:
        """(group, name, figure) for every figure, in a fixed order; no pair stands twice."""
        yield from _named("documents", self.fields)
        yield from _named("structure", self.spans)
        yield "structure", EDGES, self.edges
        yield "headings", "level", self.heading_level
        yield "headings", "subjects", self.subjects
        yield "headings", "subjects_exact", self.subjects_exact
        yield from _named("subject", self.subject)
        yield "tables", "kind", self.table_kind
        yield from _named("entities", self.entities)
        for scheme, overlap in self.schemes.items():
            yield from _named(f"entities {scheme}", overlap)
        for label, shares in self.values.items():
            yield from _named(f"values {label}", shares)
        for label, given in self.given.items():
            yield from _named(f"given {label}", given)
        if self.topics:
            yield from self.topics.rows()

    def figures(self) -> dict[Key, Figure]:
        """The rows by their group and name."""
        return {(group, name): figure for group, name, figure in self.rows()}

    def intervals(self, bootstrap: Bootstrap = DEFAULT) -> dict[Key, dict[str, Interval]]:
        """Intervals by the bootstrap over files: group and name to measure to (low, high).

        Measures that are not defined have none; with fewer than two files there is none
        at all.
        """
        if bootstrap not in self._intervals:
            parts = [part.figures() for part in self.by_file.values()]
            self._intervals[bootstrap] = bootstrap.intervals(parts)
        return self._intervals[bootstrap]

    def subset(self, files: list[str]) -> Scores:
        """The scores of some of the files. Raises ``KeyError`` for one that is not there."""
        return total({file: self.by_file[file] for file in files})

    def to_dict(self, bootstrap: Bootstrap = DEFAULT) -> dict[str, Any]:
        """Counts, measures and their intervals as plain values, ready for ``json.dumps``."""
        plain: dict[str, dict[str, Any]] = {}
        found = self.intervals(bootstrap)
        for group, name, figure in self.rows():
            ends = {measure: list(pair) for measure, pair in found.get((group, name), {}).items()}
            plain.setdefault(group, {})[name] = figure.to_dict() | {"interval": ends}
        topics = plain.get("topics")
        return {
            "files": self.files,
            "documents": self.documents,
            "intervals": {
                "level": bootstrap.level,
                "samples": bootstrap.samples,
                "seed": bootstrap.seed,
            },
            "fields": plain["documents"],
            "spans": plain["structure"],
            "entities": plain["entities"],
            "schemes": {scheme: plain[f"entities {scheme}"] for scheme in self.schemes},
            "heading_level": plain["headings"]["level"],
            "subjects": plain["headings"]["subjects"],
            "subjects_exact": plain["headings"]["subjects_exact"],
            "subject": plain["subject"],
            "subject_confusion": self.subject_confusion.to_dict(),
            "table_kind": plain["tables"]["kind"],
            "values": {label: plain[f"values {label}"] for label in self.values},
            "given": {label: plain[f"given {label}"] for label in self.given},
            "topics": topics
            and {
                "main": topics["main"],
                "labels": topics["labels"],
                "subjects": plain["topic"],
                "micro_f1": topics["labels"]["f1"],
                "macro_f1": topics["macro_f1"]["macro_f1"],
                "kappa": topics["kappa"]["kappa"],
                "ece": topics["ece"]["ece"],
                "intervals": {
                    name: topics[name]["interval"].get(name)
                    for name in ("macro_f1", "kappa", "ece")
                },
                "confusion": topics["kappa"]["pairs"],
                "calibration": topics["ece"],
            },
        }

    def to_frame(self, bootstrap: Bootstrap = DEFAULT) -> Any:
        """A pandas ``DataFrame``, one row a figure; what is undefined is missing.

        Columns: group, name; measure, value, low, high: the measure that sums the figure
        up and its interval; gold, predicted, right, precision, recall, f1, accuracy, where
        the figure has them. The ``gold`` of a share is the number of answers asked for.
        Raises ``ImportError`` where pandas is not installed.
        """
        pandas = load_extra("pandas")
        found = self.intervals(bootstrap)
        rows = []
        for group, name, figure in self.rows():
            values = figure.to_dict()
            values["gold"] = values.pop("total", getattr(figure, "gold", None))
            values["predicted"] = getattr(figure, "predicted", None)
            low, high = found.get((group, name), {}).get(figure.MAIN, (None, None))
            main = {"measure": figure.MAIN, "value": figure.main, "low": low, "high": high}
            rows.append({"group": group, "name": name, **values, **main})
        measures = ["precision", "recall", "f1", "accuracy"]
        columns = [
            *("group", "name", "measure", "value", "low", "high"),
            *("gold", "predicted", "right"),
            *measures,
        ]
        frame = pandas.DataFrame(rows, columns=columns)
        frame["right"] = pandas.to_numeric(frame["right"], errors="coerce")
        whole = dict.fromkeys(["gold", "predicted", "right"], "Int64")
        return frame.astype(whole | dict.fromkeys(["value", "low", "high", *measures], "float64"))


def _named(group: str, figures: dict[str, F]) -> Iterator[tuple[str, str, Figure]]:
    for name, figure in figures.items():
        yield group, name, figure


#: What is added up over files.
_COUNTED: Final = (
    *("files", "documents", "fields", "spans", "edges", "entities", "schemes"),
    *("heading_level", "subjects", "subjects_exact", "subject", "subject_confusion"),
    *("table_kind", "values", "given"),
)


def total(by_file: dict[str, Scores]) -> Scores:
    """The sum of the scores of files."""
    scores = Scores(by_file=by_file)
    for part in by_file.values():
        for name in _COUNTED:
            setattr(scores, name, _sum(getattr(scores, name), getattr(part, name)))
        if scores.topics and part.topics:
            scores.topics += part.topics
        else:
            scores.topics = None
    return scores


def evaluate(gold: Records, predicted: Records, common: bool = False) -> Scores:
    """The scores of ``predicted`` against ``gold``.

    gold, predicted (Records): Records, those of a file sharing a path, in any order; or a
        ``datasets.Dataset`` of them (see ``inputs.py``).
    common (bool): Leave gold files out that the prediction lacks. Without it they count
        as missed.

    Predicted files that gold lacks are left out. The scores of one annotator against
    another are the same thing: F1 and kappa do not change with the order of the two.

    Raises ``ValueError`` where no file has both sides, where the two texts of a file
    differ, and for rows that are no records.
    """
    left, right = records_of(gold), records_of(predicted)
    pairs = pair_files(left.records, right.records, common)
    scores = total({pair.name: _file_scores(pair) for pair in pairs})
    if not has_topics(right.records):
        _without_topics(scores)
    if left.only_paragraphs or right.only_paragraphs:
        _without_fields(scores)
    return scores


def has_topics(records: list[Record]) -> bool:
    """Whether any paragraph has a topic; a prediction without is one by no classifier."""
    return any(paragraph.topic for record in records for paragraph in record.paragraphs)


def _without_topics(scores: Scores) -> None:
    for one in (scores, *scores.by_file.values()):
        one.topics = None


def _without_fields(scores: Scores) -> None:
    """Rows of paragraphs do not say what document they make up: nothing to be right about."""
    for one in (scores, *scores.by_file.values()):
        one.fields = Scores().fields


def _file_scores(pair: FilePair) -> Scores:
    scores = Scores(topics=Topics())
    _add_documents(scores, pair)
    _add_spans(scores, pair)
    _add_schemes(scores, pair)
    _add_headings(scores, pair)
    _add_values(scores, pair)
    scores.topics = _topics(pair)
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
        if predicted is not None:
            _add_given(scores.given["document"], FIELDS, gold, predicted)


def _add_given(
    given: dict[str, Given], values: tuple[Value, ...], gold: Any, predicted: Any
) -> None:
    for value in values:
        if value.optional and value.read(predicted) is not None:
            asked = value.asked(gold)
            wrong = asked and value.differs(gold, predicted) is not None
            given[value.name] += Given(1, int(wrong), int(not asked))


def _add_spans(scores: Scores, pair: FilePair) -> None:
    for layer in pair.gold.layers:
        gold, predicted = pair.gold.layers[layer], pair.predicted.layers[layer]
        score = Score.of_sets(set(gold), set(predicted))
        if layer in ENTITY_LABELS:
            scores.entities[layer] += score
            scores.entities[ALL] += score
        else:
            scores.spans[layer] += score
    left, right = (
        {(side, place[side]) for place in reading.layers["paragraph"] for side in (0, 1)}
        for reading in (pair.gold, pair.predicted)
    )
    scores.edges += Score.of_sets(left, right)


def _add_schemes(scores: Scores, pair: FilePair) -> None:
    labels = list(ENTITY_LABELS)
    for name in (*labels, ALL):
        asked = labels if name == ALL else [name]
        left, right = (
            [(start, end, label) for label in asked for start, end in reading.layers[label]]
            for reading in (pair.gold, pair.predicted)
        )
        for scheme, overlap in overlaps(left, right, asked).items():
            scores.schemes[scheme][name] += overlap


def _add_headings(scores: Scores, pair: FilePair) -> None:
    for gold, predicted in pair.common("heading"):
        scores.heading_level += Share.of(gold.value.level == predicted.value.level)
        left, right = set(gold.value.subjects), set(predicted.value.subjects)
        scores.subjects += Score.of_sets(left, right)
        scores.subjects_exact += Share.of(left == right)
        for subject in (left | right) & scores.subject.keys():
            one = Score.of_sets(left & {subject}, right & {subject})
            scores.subject[subject] += one
        scores.subject_confusion += Confusion(_confused(left, right))
    for gold, predicted in pair.common("table"):
        scores.table_kind += Share.of(gold.value.kind == predicted.value.kind)


def _confused(gold: set[str], predicted: set[str]) -> Counter[tuple[str, str]]:
    """The pairs of one heading's subjects in the confusion."""
    pairs = Counter((subject, subject) for subject in gold & predicted)
    if gold != predicted:
        left, right = gold - predicted or {NOTHING}, predicted - gold or {NOTHING}
        pairs.update((one, other) for one in left for other in right)
    return pairs


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
            _add_given(scores.given.get(label, {}), values, gold, predicted)


def _topics(pair: FilePair) -> Topics:
    topics = Topics()
    pairs: Counter[tuple[str, str]] = Counter()
    for gold, predicted in pair.common("paragraph"):
        left, right = gold.value.topic, predicted.value.topic
        if left is None:
            continue
        pairs[left, right or NOTHING] += 1
        topics.labels += Score.of_sets(
            {left, *gold.value.also}, {right, *predicted.value.also} - {None}
        )
        if right in (predicted.value.scores or {}):
            confidence = predicted.value.scores[right]
            topics.calibration += Calibration.of(confidence, left == right)
    topics.confusion = Confusion(pairs)
    return topics
