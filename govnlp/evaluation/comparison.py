"""Two runs over the same gold files, compared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from govnlp.evaluation.bootstrap import FEWEST, Bootstrap, Interval, Key
from govnlp.evaluation.errors import ErrorCase, errors
from govnlp.evaluation.inputs import Records, records_of
from govnlp.evaluation.scores import DEFAULT, Scores, evaluate
from govnlp.extra import load_extra


@dataclass(frozen=True, slots=True)
class Difference:
    """A measure of both runs; ``difference`` is the second's less the first's.

    ``interval`` is that of the difference by the paired bootstrap: both runs are measured
    on the same drawn files. An interval that holds 0 leaves open which run is better.
    """

    group: str
    name: str
    measure: str
    first: float
    second: float
    interval: Interval | None

    @property
    def difference(self) -> float:
        """The second's measure less the first's."""
        return self.second - self.first

    @property
    def settled(self) -> bool:
        """Whether the interval lies on one side of 0."""
        return self.interval is not None and (self.interval[0] > 0 or self.interval[1] < 0)

    def to_dict(self) -> dict[str, Any]:
        """The difference as plain values."""
        return {
            "group": self.group,
            "name": self.name,
            "measure": self.measure,
            "first": self.first,
            "second": self.second,
            "difference": self.difference,
            "interval": self.interval and list(self.interval),
        }


@dataclass(slots=True)
class Comparison:
    """Both runs' scores, the differences, and the cases that changed.

    ``differences`` hold every figure that both runs define, by its main measure.
    ``mended`` are errors of the first run where the second has none, ``broken`` the other
    way round, ``changed`` those that are an error in both but read otherwise.
    """

    first: Scores
    second: Scores
    differences: list[Difference]
    mended: list[ErrorCase] = field(default_factory=list)
    broken: list[ErrorCase] = field(default_factory=list)
    changed: list[tuple[ErrorCase, ErrorCase]] = field(default_factory=list)

    def to_dict(self) -> dict[str, Any]:
        """Differences and cases as plain values, ready for ``json.dumps``."""
        return {
            "differences": [one.to_dict() for one in self.differences],
            "mended": [case.to_dict() for case in self.mended],
            "broken": [case.to_dict() for case in self.broken],
            "changed": [[case.to_dict() for case in pair] for pair in self.changed],
        }

    def to_frame(self) -> Any:
        """A pandas ``DataFrame``, one row a figure.

        Columns: group, name, measure, first, second, difference, low, high.
        Raises ``ImportError`` where pandas is not installed.
        """
        pandas = load_extra("pandas")
        rows = []
        for one in self.differences:
            row = one.to_dict()
            row["low"], row["high"] = row.pop("interval") or (None, None)
            rows.append(row)
        columns = ["group", "name", "measure", "first", "second", "difference", "low", "high"]
        frame = pandas.DataFrame(rows, columns=columns)
        return frame.astype(dict.fromkeys(columns[3:], "float64"))


def compare_runs(
    gold: Records,
    first: Records,
    second: Records,
    common: bool = False,
    bootstrap: Bootstrap = DEFAULT,
) -> Comparison:
    """``second`` against ``first``, both measured on ``gold``.

    Arguments and ``ValueError`` are those of ``evaluate``. With ``common`` only the gold
    files count that both runs have.
    """
    asked, one, other = (records_of(side).records for side in (gold, first, second))
    scores = evaluate(asked, one, common), evaluate(asked, other, common)
    if scores[0].by_file.keys() != scores[1].by_file.keys():
        shared = scores[0].by_file.keys() & scores[1].by_file.keys()
        asked = [record for record in asked if (record.source.path or "") in shared]
        scores = evaluate(asked, one, common), evaluate(asked, other, common)
    found = Comparison(*scores, _differences(*scores, bootstrap))
    _add_cases(found, errors(asked, one, common), errors(asked, other, common))
    return found


def _differences(first: Scores, second: Scores, bootstrap: Bootstrap) -> list[Difference]:
    left, right = first.figures(), second.figures()
    keys = [key for key in left if key in right]
    samples = [
        bootstrap.draw([_only(part, keys) for part in scores.by_file.values()])
        for scores in (first, second)
    ]
    found = []
    for key in keys:
        measure, one, other = left[key].MAIN, left[key].main, right[key].main
        if one is None or other is None:
            continue
        interval = None
        if first.files >= FEWEST:
            interval = bootstrap.interval(samples[1][key][measure] - samples[0][key][measure])
        found.append(Difference(*key, measure, one, other, interval))
    return found


def _only(part: Scores, keys: Sequence[Key]) -> dict[Key, Any]:
    figures = part.figures()
    return {key: figures[key] for key in keys}


#: What makes two errors errors of the same thing.
_WHERE: Final = ("file", "label", "start", "end")


def _add_cases(found: Comparison, first: list[ErrorCase], second: list[ErrorCase]) -> None:
    one, other = _by_place(first), _by_place(second)
    found.mended = [case for place, case in one.items() if place not in other]
    found.broken = [case for place, case in other.items() if place not in one]
    both = ((case, other[place]) for place, case in one.items() if place in other)
    found.changed = [pair for pair in both if pair[0] != pair[1]]


def _by_place(cases: list[ErrorCase]) -> dict[tuple[Any, ...], ErrorCase]:
    return {tuple(getattr(case, name) for name in _WHERE): case for case in cases}
