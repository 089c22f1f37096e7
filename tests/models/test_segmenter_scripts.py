"""The scripts that train and score the segmenter's model (``models/segmenter``)."""

from __future__ import annotations

import importlib
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
import srsly

FOLDER = Path(__file__).parents[2] / "models" / "segmenter"


@pytest.fixture
def script(monkeypatch: pytest.MonkeyPatch):
    """A module of the folder by its name."""

    def load(name: str) -> ModuleType:
        monkeypatch.syspath_prepend(str(FOLDER))
        return importlib.import_module(name)

    return load


def test_counts_of_words(script) -> None:
    scores = script("scores")
    gold = [["主动", "公开", "率"], ["公开"]]
    counts = scores.Counts.of(gold, [["主动", "公开率"], ["公开"]])
    assert (counts.gold, counts.found, counts.right) == (4, 3, 2)
    assert counts.f1 == pytest.approx(4 / 7)
    low, high = scores.interval(gold, gold, samples=100)
    assert (low, high) == (1.0, 1.0)
    with pytest.raises(ValueError, match="not the same text"):
        scores.Counts.of(gold, [["主动"], ["公开"]])


@pytest.mark.parametrize(
    "words",
    [
        "2017年 ， 我 镇 主动 公开 政府 信息 336 条 ， 公开率 100% 。",
        "市 政府 办公室 全年 收到 行政 复议 申请 一 件 ， 未 发生 一 起 诉讼 。",
        "每 季度 召开 一 次 领导 小组 会议 ， 副 镇长 任 组长 。",
        "北京市 密云区 果园 街道 办事处 党政办 设 查阅点 3 处 。",
    ],
)
def test_silver_follows_the_conventions(script, words: str) -> None:
    pytest.importorskip("jieba")
    segment = script("silver").Silver()
    assert " ".join(segment(words.replace(" ", ""))) == words


def test_no_test_sentence_is_trained_on(script) -> None:
    pytest.importorskip("jieba")
    train, sentences = script("train"), script("sentences")
    tested = sentences.hand_segmented("test")
    others = [["公开"], ["".join(tested[0])], tested[1]]
    assert train.without(tested, others) == [["公开"]]
    by_hand = [*sentences.hand_segmented("dev"), *sentences.hand_segmented("train")]
    assert train.without(tested, by_hand) == by_hand


def test_pruning(script, tmp_path: Path) -> None:
    """Small weights go, the others keep their features and tags; feature 0 stays."""
    pytest.importorskip("jieba")
    train = script("train")
    names = ["$$", "c.公", "ww.l.政府*信息", "w1.公开", "c.开"]
    features = {
        "unigram": ["公开", "政府", "信息", "条例"],
        "bigram": ["政府*信息"],
        "feature_to_idx": {name: i for i, name in enumerate(names)},
        "tag_to_idx": {"B": 0, "I": 1},
    }
    srsly.write_msgpack(tmp_path / "features.msgpack", features)
    nodes = [[0, 0], [1, 0], [0, -1], [0.01, 0.01], [0, 0.5]]
    w = np.array([*np.ravel(nodes), 1, 2, 3, 4], dtype=float)
    np.savez(tmp_path / "weights.npz", sizes=np.array([2, 5]), w=w)
    train.prune(tmp_path, tmp_path / "out")
    kept = srsly.read_msgpack(tmp_path / "out" / "features.msgpack")
    assert kept["feature_to_idx"] == {"$$": 0, "c.公": 1, "ww.l.政府*信息": 2, "c.开": 3}
    assert kept["unigram"] == ["政府", "信息"] and kept["bigram"] == []
    with np.load(tmp_path / "out" / "weights.npz") as stored:
        assert stored["sizes"].tolist() == [2, 4]
        assert stored["w"].tolist() == [0, 0, 1, 0, 0, -1, 0, 0.5, 1, 2, 3, 4]
