"""Intervals: the same seed, the same draws; as a loop over files would find them."""

from __future__ import annotations

import numpy as np
import pytest
from evaluation_files import gold, predicted

from govnlp.evaluation import Bootstrap, Scores, evaluate
from govnlp.evaluation.scores import total

ENTITIES = ("entities", "all")


def scores(*missing: int, topics: bool = True) -> Scores:
    return evaluate(gold(), predicted(*missing, topics=topics))


def test_as_a_loop_over_files() -> None:
    found = scores(1, 4)
    names = list(found.by_file)
    generator = np.random.default_rng(7)
    drawn = generator.multinomial(6, [1 / 6] * 6, size=200)
    samples: dict[str, list[float]] = {"f1": [], "kappa": [], "macro_f1": [], "ece": []}
    for weights in drawn:
        chosen = [n for n, times in zip(names, weights, strict=True) for _ in range(times)]
        summed = total({f"{i}": found.by_file[n] for i, n in enumerate(chosen)})
        assert summed.topics is not None
        samples["f1"].append(summed.entities["all"].f1 or 0)
        for measure in ("kappa", "macro_f1", "ece"):
            samples[measure].append(getattr(summed.topics, measure))
    intervals = found.intervals(Bootstrap(samples=200, seed=7))
    keys = {"f1": ENTITIES, **{m: ("topics", m) for m in ("kappa", "macro_f1", "ece")}}
    for measure, key in keys.items():
        expected = np.quantile(samples[measure], [0.025, 0.975])
        assert intervals[key][measure] == pytest.approx(tuple(expected)), measure


def test_a_seed_gives_the_same_samples_and_another_gives_others() -> None:
    parts = [part.figures() for part in scores(1).by_file.values()]

    def drawn(seed: int) -> list[float]:
        return list(Bootstrap(seed=seed).draw(parts)[ENTITIES]["f1"])

    assert drawn(1) == drawn(1) != drawn(2)


def test_the_interval_holds_the_figure_and_widens_with_the_level() -> None:
    found = scores(1, 3)
    wide, narrow = (
        found.intervals(Bootstrap(level=level))[ENTITIES]["f1"] for level in (0.99, 0.5)
    )
    figure = found.entities["all"].f1
    assert figure is not None
    assert wide[0] < narrow[0] <= figure <= narrow[1] <= wide[1]


def test_one_file_gives_no_interval() -> None:
    found = evaluate(gold()[:1], predicted(0)[:1])
    assert found.intervals() == {}
    assert found.to_dict()["entities"]["all"]["interval"] == {}


def test_what_no_sample_defines_has_no_interval() -> None:
    assert "f1" not in scores().intervals()[("structure", "table")]


def test_intervals_stand_in_plain_values_and_frames() -> None:
    pytest.importorskip("pandas")
    found = scores(1)
    low, high = found.intervals()[ENTITIES]["f1"]
    assert found.to_dict()["entities"]["all"]["interval"]["f1"] == [low, high]
    frame = found.to_frame().set_index(["group", "name"])
    assert list(frame.loc[ENTITIES, ["low", "high"]]) == [low, high]
    assert frame.loc[("topics", "kappa"), "measure"] == "kappa"
    assert found.to_dict()["intervals"] == {"level": 0.95, "samples": 1000, "seed": 0}


def test_subsets() -> None:
    found = scores(1)
    names = list(found.by_file)
    assert found.subset(names[:1]).entities["COUNT"].recall == 1
    assert found.subset(names[1:2]).entities["COUNT"].recall == 0
    assert found.subset(names).to_dict() == found.to_dict()
    with pytest.raises(KeyError):
        found.subset(["none"])
