"""The classifier: learning, probabilities, explanation, persistence."""

from __future__ import annotations

import io
import json
import os
import pickle
import subprocess
import sys
import zipfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from govnlp.topics import Passage, TopicClassifier, TopicModelError, learn, measure, shipped_model

TEXTS = {
    "申请": ["收到申请3件，均已答复。", "受理公开申请5件。", "申请人撤回1件。", "答复申请9件。"],
    "培训": ["举办培训2期。", "组织学习培训4次。", "开展业务培训。", "干部参加培训班。"],
    "收费": ["没有收取费用。", "减免邮寄费20元。", "收费为零。", "未收取检索费用。"],
}
ROWS = [(text, topic) for topic, texts in TEXTS.items() for text in texts]
MIXED = [("收到申请3件，已答复。没有收取费用。", "申请", ["收费"])] * 3


@pytest.fixture(scope="module")
def model() -> TopicClassifier:
    texts = [text for text, _ in ROWS] + [row[0] for row in MIXED]
    topics = [topic for _, topic in ROWS] + [row[1] for row in MIXED]
    also = [[] for _ in ROWS] + [row[2] for row in MIXED]
    return TopicClassifier(min_df=1).fit(texts, topics, also)


@pytest.fixture(scope="module")
def headed() -> TopicClassifier:
    """One that reads headings and positions."""
    passages = [
        Passage(text, None, f"一、{topic}情况\n二、总结", index / 12)
        for index, (text, topic) in enumerate(ROWS)
    ]
    made = TopicClassifier(min_df=1, heading_weight=0.5, positions=True)
    return made.fit(passages, [topic for _, topic in ROWS])


def test_predictions(model: TopicClassifier) -> None:
    assert model.labels_ == ("培训", "收费", "申请")
    found = model.predict(["全年收到申请12件。", "没有收费。", "培训3期。"])
    assert [one.topic for one in found] == ["申请", "收费", "培训"]
    assert all(set(one.scores) == set(model.labels_) for one in found)
    assert model.predict([]) == []


def test_other_topics_are_those_from_the_threshold_on(model: TopicClassifier) -> None:
    (found,) = model.predict([MIXED[0][0]])
    threshold = model.calibration_[0].threshold
    named = {label for label, score in found.scores.items() if score >= threshold}
    assert (found.topic, found.also) == ("申请", ["收费"])
    assert named - {"申请"} == {"收费"}


def test_probabilities(model: TopicClassifier, headed: TopicClassifier) -> None:
    texts = ["收到申请3件。", "", "天气很好"]
    main, every = model.predict_main(texts), model.predict_proba(texts)
    np.testing.assert_allclose(main.sum(axis=1), 1, rtol=1e-5)
    assert (every >= main - 1e-6).all() and (every <= 1).all()
    # With no other topics in the training data none is ever likely.
    np.testing.assert_allclose(headed.predict_proba(texts), headed.predict_main(texts))


def test_same_as_scikit_learn() -> None:
    """The scores of numpy alone are those that scikit-learn's classifiers would give."""
    from scipy.sparse import csr_matrix
    from sklearn.linear_model import LogisticRegression

    texts, topics = zip(*ROWS, strict=True)
    model = TopicClassifier(min_df=1).fit(texts, topics)
    passages = [Passage(text, ()) for text in texts]
    ((rows, width),) = model.blocks(passages)
    features = csr_matrix((rows.values, rows.columns, rows.pointers), shape=(len(texts), width))
    for index, label in enumerate(model.labels_):
        learner = LogisticRegression(C=model.C, solver="liblinear", random_state=0)
        learner.fit(features.astype(float), [topic == label for topic in topics])
        theirs = learner.decision_function(features)
        ours = model.decision_function(passages)[:, index]
        np.testing.assert_allclose(ours, theirs, rtol=1e-4, atol=1e-4)


def test_one_by_one_or_many_at_a_time(model: TopicClassifier, headed: TopicClassifier) -> None:
    passages = [Passage(text, None, heading, 0.5) for text, heading in zip(
        [row[0] for row in ROWS] + ["", "。"], ["", "一、收费"] * 7, strict=True
    )]  # fmt: skip
    for one in (model, headed):
        together = one.predict_proba(passages)
        alone = np.concatenate([one.predict_proba([passage]) for passage in passages])
        np.testing.assert_allclose(together, alone, atol=1e-5)


def test_headings_count_where_they_are_shown(headed: TopicClassifier) -> None:
    bare, first, second = (
        headed.predict([Passage("情况良好。", None, heading)])[0]
        for heading in ("", "三、收费情况", "三、培训情况")
    )
    assert (first.topic, second.topic) == ("收费", "培训")
    assert first.scores["收费"] > bare.scores["收费"]


@given(st.text(max_size=60))
def test_any_string(text: str) -> None:
    (found,) = shipped_model().predict([text])
    assert found.topic in shipped_model().labels_ and found.topic not in found.also
    assert all(0 <= score <= 1 for score in found.scores.values())
    for one in shipped_model().explain(text, top=None):
        assert one.start is not None and 0 <= one.start < one.end <= len(text)
        assert one.weight > 0


def test_explanation_names_the_place(model: TopicClassifier) -> None:
    text = "今年 申 请 12 件，申请费为零。"
    found = model.explain(text, "申请", top=None)
    assert [one.weight for one in found] == sorted((o.weight for o in found), reverse=True)
    for one in found:
        shown = "".join(text[one.start : one.end].split())
        assert one.feature == shown.replace("12", "0").replace("，", ",")
    places = {(one.start, one.end) for one in found if one.feature == "申请"}
    assert places == {(3, 6), (12, 14)}
    assert len(model.explain(text, top=2)) == 2
    assert model.explain("收到申请。")[0].feature in (
        "申请",
        "收到",
        "申",
        "请",
        "到申",
        "到",
        "收",
    )


def test_explanation_of_entities_headings_and_positions(headed: TopicClassifier) -> None:
    dated = [(f"2017年{text}" if topic == "培训" else text, topic) for text, topic in ROWS]
    model = TopicClassifier(min_df=1).fit(*zip(*dated, strict=True))
    first = {one.feature: one for one in model.explain("到2018年5月开展培训", "培训", top=None)}
    assert (first["[DATE]"].start, first["[DATE]"].end) == (1, 8)
    assert (first["[DATE]开"].start, first["[DATE]开"].end) == (1, 9)
    passage = Passage("情况良好。", None, "收费", 0.7)
    found = {one.feature: one for one in headed.explain(passage, "收费", top=None)}
    assert found["heading:收费"].start is None and found["position:late"].end is None


def test_openings_speak_for_a_label() -> None:
    """What stands first decides between passages of the same words."""
    rows = [("将加强学习培训", "打算"), ("加强学习培训，将来用", "培训")] * 3
    model = TopicClassifier(min_df=1, opening=3).fit(*zip(*rows, strict=True))
    found = model.predict(["将学习", "学习加强后用将"])
    assert [one.topic for one in found] == ["打算", "培训"]
    first = {one.feature: one for one in model.explain(" 将学习。将来", "打算", top=None)}
    assert (first["opening:将"].start, first["opening:将"].end) == (1, 2)
    assert "opening:来" not in first
    again = TopicClassifier.from_bytes(model.to_bytes())
    assert np.array_equal(again.predict_proba(["将学习"]), model.predict_proba(["将学习"]))


def test_explanations_add_up(model: TopicClassifier) -> None:
    """All evidence for and against, and the bias, are the score."""
    text = "收到申请3件，没有收费。"
    ((rows, _),) = model.blocks([Passage(text, ())])
    parts = rows.values * model.weights_[rows.columns, 2]
    evidence = model.explain(text, "申请", top=None)
    assert sum(one.weight for one in evidence) == pytest.approx(parts[parts > 0].sum(), rel=1e-4)
    assert parts.sum() + model.bias_[2] == pytest.approx(model.decision_function([text])[0, 2])


def test_wrong_arguments(model: TopicClassifier) -> None:
    with pytest.raises(ValueError, match="2 passages, but 1 of topics"):
        TopicClassifier().fit(["甲", "乙"], ["a"])
    with pytest.raises(ValueError, match="at least two labels are needed to learn from, not 1"):
        TopicClassifier().fit(["甲", "乙"], ["a", "a"])
    with pytest.raises(ValueError, match="at least two groups"):
        TopicClassifier().fit(["甲", "乙"], ["a", "b"], groups=["x", "x"])
    with pytest.raises(ValueError, match=r"ngrams is \(2, 1\)"):
        TopicClassifier(ngrams=(2, 1))
    with pytest.raises(ValueError, match="learned nothing yet"):
        TopicClassifier().predict(["甲"])
    with pytest.raises(ValueError, match="label 'x' is none of"):
        model.explain("甲", "x")
    with pytest.raises(TypeError, match="a list of passages"):
        model.predict("收到申请")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="unknown topics: x"):
        model.tune(["甲"], ["x"], [[]])


# -- persistence --------------------------------------------------------------------------


def same(one: TopicClassifier, other: TopicClassifier) -> bool:
    texts = [row[0] for row in ROWS] + [MIXED[0][0], ""]
    passages = [Passage(text, None, "一、收费", 0.3) for text in texts]
    return one.predict(texts) == other.predict(texts) and one.predict(passages) == other.predict(
        passages
    )


def test_written_and_read(model: TopicClassifier, headed: TopicClassifier, tmp_path: Path) -> None:
    for one in (model, headed):
        one.to_disk(tmp_path / "a")
        assert same(TopicClassifier.from_disk(tmp_path / "a"), one)
        assert same(TopicClassifier.from_bytes(one.to_bytes()), one)
        assert same(pickle.loads(pickle.dumps(one)), one)
        assert TopicClassifier.from_disk(tmp_path / "a").parameters() == one.parameters()
        assert {p.name for p in (tmp_path / "a").iterdir()} == {"model.json", "weights.npz"}


def test_the_same_training_gives_the_same_bytes(model: TopicClassifier) -> None:
    made = [TopicClassifier(min_df=1).fit(*zip(*ROWS, strict=True)).to_bytes() for _ in range(2)]
    assert made[0] == made[1]


def test_nothing_learned_is_not_written(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="learned nothing yet"):
        TopicClassifier().to_disk(tmp_path / "a")
    assert not (tmp_path / "a").exists()


@pytest.mark.parametrize("name", ["model.json", "weights.npz"])
@pytest.mark.parametrize("damage", ["missing", "empty", "cut", "foreign", "pickle"])
def test_damaged_files(model: TopicClassifier, tmp_path: Path, name: str, damage: str) -> None:
    model.to_disk(tmp_path)
    path = tmp_path / name
    data = path.read_bytes()
    pickled = io.BytesIO()
    np.savez(pickled, weights=np.array([{}], dtype=object))
    spoilt = {
        "empty": b"",
        "cut": data[: len(data) // 2],
        "foreign": b'{"format": "other"}',
        "pickle": pickled.getvalue(),
    }
    if damage == "missing":
        path.unlink()
    else:
        path.write_bytes(spoilt[damage])
    with pytest.raises(TopicModelError, match=name) as caught:
        TopicClassifier.from_disk(tmp_path)
    assert str(tmp_path) in str(caught.value)


def test_no_folder(tmp_path: Path) -> None:
    with pytest.raises(TopicModelError, match=r"no topic model in .*nowhere"):
        TopicClassifier.from_disk(tmp_path / "nowhere")


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("labels", ["a"]),
        ("labels", None),
        ("body", ["申", "请"]),
        ("body", [1]),
        ("calibration", []),
        ("calibration", [{"temperature": 0, "also": [], "threshold": 0.5}] * 2),
        ("calibration", [{"temperature": 1, "also": [0.1] * 5, "threshold": 0.5}] * 2),
        ("parameters", {"ngrams": [1, 9], "mask": []}),
        ("parameters", {"ngrams": [1, 2], "mask": ["X"]}),
        ("parameters", []),
        ("format", "govnlp.topics/9"),
    ],
)
def test_damaged_values(model: TopicClassifier, tmp_path: Path, key: str, value: object) -> None:
    model.to_disk(tmp_path)
    path = tmp_path / "model.json"
    config = json.loads(path.read_text("utf-8"))
    path.write_text(json.dumps(config | {key: value}), "utf-8")
    with pytest.raises(TopicModelError, match=r"model\.json"):
        TopicClassifier.from_disk(tmp_path)


def test_weights_that_are_no_numbers(model: TopicClassifier, tmp_path: Path) -> None:
    model.to_disk(tmp_path)
    with zipfile.ZipFile(tmp_path / "weights.npz") as archive:
        arrays = {name: archive.read(name) for name in archive.namelist()}
    spoilt = io.BytesIO()
    np.lib.format.write_array(spoilt, np.full(3, np.nan, np.float32))
    arrays["bias.npy"] = spoilt.getvalue()
    with zipfile.ZipFile(tmp_path / "weights.npz", "w") as archive:
        for name, data in arrays.items():
            archive.writestr(name, data)
    with pytest.raises(TopicModelError, match=r"weights\.npz: bias holds other than finite"):
        TopicClassifier.from_disk(tmp_path)


@given(st.binary(max_size=200))
def test_any_bytes(data: bytes) -> None:
    with pytest.raises(TopicModelError, match="bytes"):
        TopicClassifier.from_bytes(data)


# -- the model that is shipped ------------------------------------------------------------


def test_shipped_model() -> None:
    model = shipped_model()
    texts = {
        "全年收到政府信息公开申请3件，均已按时答复。": "on_request",
        "未发生因政府信息公开引起的行政复议和行政诉讼。": "litigation",
        "没有收取任何检索、复制、邮寄费用。": "fees",
        "成立了由局长任组长的领导小组，明确办公室专人负责。": "organization",
        "举办业务培训班2期，培训人员80人次。": "training",
    }
    assert [one.topic for one in model.predict(texts)] == list(texts.values())


def test_prediction_needs_no_scikit_learn() -> None:
    code = """
import sys
from govnlp.topics import shipped_model
heavy = {"sklearn", "scipy", "spacy"}
print(shipped_model().predict(["收到申请3件。"])[0].topic, *heavy & set(sys.modules))
"""
    found = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=os.environ
    )
    assert found.stdout.split() == ["on_request"]


# -- measures -----------------------------------------------------------------------------


def test_measures() -> None:
    truth = measure.Truth.of("abc", ["a", "a", "b"], [["b"], [], []])
    main = np.array([0, 1, 1])
    assert measure.accuracy(truth, main) == pytest.approx(2 / 3)
    assert measure.f1_by_label(truth, main)[:2] == pytest.approx([2 / 3, 2 / 3])
    assert measure.macro_f1(truth, main) == pytest.approx(2 / 3)
    named = np.array([[1, 1, 0], [0, 1, 0], [0, 1, 0]], dtype=bool)
    assert measure.micro_f1(truth, named) == pytest.approx(2 * 3 / (4 + 4))
    assert measure.confusion(truth, main).tolist() == [[1, 1, 0], [0, 1, 0], [0, 0, 0]]
    error, bins = measure.calibration_error(np.array([0.95, 0.85, 1.0]), np.array([1, 0, 1], bool))
    assert error == pytest.approx((2 * abs(0.975 - 1) + 0.85) / 3)
    assert [count for *_, count in bins] == [1, 2]


def test_out_of_fold_scores_are_of_what_was_not_learned() -> None:
    texts, topics = zip(*ROWS, strict=True)
    model = TopicClassifier(min_df=1, folds=4)
    passages = [Passage(text, ()) for text in texts]
    groups = ["w", "x", "y", "z"] * 3
    bare, headed = learn.fit(model, passages, topics, None, groups)
    assert {tuple(sorted(bare.folds[i::4])) for i in range(4)} == {(n,) * 3 for n in range(4)}
    rest = [i for i in range(12) if groups[i] != "w"]
    part = TopicClassifier(min_df=1)
    learn.fit_heads(part, [passages[i] for i in rest], bare.truth.take(np.asarray(rest)))
    np.testing.assert_allclose(
        bare.scores[0], part.decision_function(passages[:1])[0], rtol=1e-4, atol=1e-4
    )
    assert (bare.scores == headed.scores).all()


def test_dates_are_replaced_in_learning_as_in_prediction() -> None:
    texts = ["2017年3月5日收到申请。", "2018年4月举办培训。"] * 3
    passages = [Passage(text) for text in texts]
    model = TopicClassifier(min_df=1, folds=2)
    learn.fit(model, passages, ["申请", "培训"] * 3)
    assert not {"年", "月", "日"} & set(model.body_.grams)


def test_a_text_of_one_sentence_and_of_several(model: TopicClassifier) -> None:
    one, other = "收到申请3件。", "没有收取费用。"
    for text in (one, one + other, "。。" + one, one + "※※※。"):
        _, inputs = model.scores([Passage(text, ())])
        said = [model.decision_function([Passage(part, ())])[0] for part in (one, other)]
        parts = said if other in text else said[:1]
        np.testing.assert_allclose(inputs[0, :, 0], np.max(parts, axis=0), rtol=1e-4, atol=1e-5)


def test_many_passages_are_scored_in_parts(
    model: TopicClassifier, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = [row[0] for row in ROWS] * 3 + [""]
    wanted = model.predict_proba(texts)
    monkeypatch.setattr("govnlp.topics.classifier._PART", 20)
    np.testing.assert_allclose(model.predict_proba(texts), wanted, atol=1e-5)
