"""Features: folding, n-grams by number, the same as scikit-learn would make them."""

from __future__ import annotations

import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import TfidfVectorizer

from govnlp.topics import Passage
from govnlp.topics.features import (
    PLACEHOLDERS,
    KeyIndex,
    NGrams,
    Rows,
    fold,
    opening,
    position_rows,
)

TEXTS = [
    "全年收到申请3件，均已答复。未收取费用。",
    "2017年，我局主动公开政府信息1,336条；其中网站公开120条。",
    "ＰＤＦ文件 ABC\n第２条",
    "",
    "无。",
]
#: A character that folding drops, so that no folded text holds it.
BAR = "\0"


def spelled(text: str, entities=(), mask=()) -> str:
    """The folded text, sentences apart by :data:`BAR`."""
    folded = fold([Passage(text, entities)], mask)
    shown, last = "", None
    for code, sentence in zip(folded.codes.tolist(), folded.sentences.tolist(), strict=True):
        shown += (BAR if last not in (None, sentence) else "") + chr(code)
        last = sentence
    return shown


def reference(text: str, least: int, most: int) -> list[str]:
    """The n-grams of a text, made one by one."""
    return [
        sentence[at : at + size]
        for sentence in spelled(text).split(BAR)
        for size in range(least, most + 1)
        for at in range(len(sentence) - size + 1)
    ]


def test_folding() -> None:
    assert spelled("ＡＢc 2017年１2 月。好！x") == BAR.join(["abc0年0月", "好", "x"])
    assert spelled("我局，你局;他局\n它局") == BAR.join(["我局,你局", "他局", "它局"])
    # Astral characters and lone surrogates are one unknown character.
    assert spelled("𠀀\ud800") == "\ufffd\ufffd"


def test_entities_become_one_character() -> None:
    entities = ((0, 5, "DATE"), (9, 12, "COUNT"))
    date = chr(PLACEHOLDERS["DATE"])
    assert spelled("2017年收到申请33件。", entities, ("DATE",)) == f"{date}收到申请0件"
    folded = fold([Passage("2017年收到申请33件。", entities)], ("DATE", "COUNT"))
    assert (folded.starts[0], folded.ends[0]) == (0, 5)
    assert (folded.starts[-1], folded.ends[-1]) == (9, 12)
    # A text's own private-use characters do not pass for one.
    assert date not in spelled(f"{date}件", (), ("DATE",))


@pytest.mark.parametrize("sizes", [(1, 1), (1, 2), (2, 3), (1, 4)])
def test_same_as_scikit_learn(sizes: tuple[int, int]) -> None:
    passages = [Passage(text, ()) for text in TEXTS]
    folded = fold(passages)
    grams = NGrams.learn(folded, sizes, 1)
    features, at = grams.find(folded)
    rows = grams.weigh(features, folded.rows[at], len(TEXTS))
    ours = csr_matrix((rows.values, rows.columns, rows.pointers), shape=(len(TEXTS), len(grams)))
    vectors = TfidfVectorizer(analyzer=lambda text: reference(text, *sizes), sublinear_tf=True)
    theirs = vectors.fit_transform(TEXTS)
    assert set(grams.grams) == set(vectors.vocabulary_)
    order = [vectors.vocabulary_[gram] for gram in grams.grams]
    np.testing.assert_allclose(ours.toarray(), theirs.toarray()[:, order], rtol=1e-5)


def test_seldom_ones_are_left_out() -> None:
    folded = fold([Passage(text, ()) for text in ("申请甲", "申请乙", "申诉")])
    assert NGrams.learn(folded, (1, 2), 2).grams == ["申", "请", "申请"]


@given(st.lists(st.text(max_size=30), max_size=6))
def test_any_texts(texts: list[str]) -> None:
    """Places are in order and in the text; every n-gram found is the one that stands there."""
    passages = [Passage(text, ()) for text in texts]
    folded = fold(passages)
    assert folded.count == len(texts)
    for row, start, end in zip(folded.rows, folded.starts, folded.ends, strict=True):
        assert 0 <= start < end <= len(texts[row])
    if not len(folded.codes):
        return
    grams = NGrams.learn(folded, (1, 3), 1)
    features, at = grams.find(folded)
    for feature, place in zip(features.tolist(), at.tolist(), strict=True):
        gram = grams.grams[feature]
        assert "".join(map(chr, folded.codes[place : place + len(gram)])) == gram
    wanted = sum(len(reference(text, 1, 3)) for text in texts)
    assert len(features) == wanted


def test_products_of_rows_with_nothing_in_them() -> None:
    rows = Rows(np.array([0, 0, 2, 2, 3]), np.array([0, 1, 1]), np.array([1, 2, 3], np.float32))
    found = rows.dot(np.array([[1, 10], [2, 20]], np.float32))
    assert found.tolist() == [[0, 0], [5, 50], [0, 0], [6, 60]]


def test_opening() -> None:
    """The first characters of the first sentence that has any."""
    texts = ["今后，我局将", "", "。 好。今后将", "一二"]
    found = opening(fold([Passage(text, ()) for text in texts]), 4)
    shown = [""] * len(texts)
    for code, row in zip(found.codes.tolist(), found.rows.tolist(), strict=True):
        shown[row] += chr(code)
    assert shown == ["今后,我", "", "好", "一二"]


def test_positions() -> None:
    passages = [Passage("", (), "", share) for share in (0, 0.2, 0.5, 0.9, 1, None)]
    rows = position_rows(passages)
    assert rows.columns.tolist() == [0, 1, 2, 3, 4]
    assert rows.pointers.tolist() == [0, 1, 2, 3, 4, 5, 5]


def test_entities_must_lie_in_the_text() -> None:
    with pytest.raises(ValueError, match=r"entity DATE at 2–9: .* text of 3 characters"):
        Passage("申请。", ((2, 9, "DATE"),))
    with pytest.raises(ValueError, match="do not overlap"):
        Passage("申请三件", ((0, 3, "DATE"), (2, 4, "COUNT")))


def test_linear_time() -> None:
    def seconds(text: str) -> float:
        began = time.process_time()
        folded = fold([Passage(text, ())])
        grams.weigh(*(lambda found: (found[0], folded.rows[found[1]]))(grams.find(folded)), 1)
        return time.process_time() - began

    grams = NGrams.learn(fold([Passage(TEXTS[0], ())]), (1, 2), 1)
    seconds(TEXTS[0])
    for piece in (TEXTS[0], "0", "。", "申"):
        small = min(seconds(piece * (100_000 // len(piece))) for _ in range(3))
        large = min(seconds(piece * (800_000 // len(piece))) for _ in range(2))
        assert large < 30 * small + 0.05


@given(st.sets(st.integers(0, 2**62), max_size=200), st.lists(st.integers(0, 2**62), max_size=50))
def test_keys_are_found_where_they_stand(known: set[int], others: list[int]) -> None:
    keys = np.asarray(sorted(known), dtype=np.int64)
    asked = np.asarray([*known, *others, *known], dtype=np.int64)
    places, hit = KeyIndex(keys).find(asked)
    assert hit.tolist() == [at for at, key in enumerate(asked.tolist()) if key in known]
    assert (keys[places] == asked[hit]).all()


def test_rows_are_taken_as_often_as_they_are_named() -> None:
    rows = Rows(np.array([0, 2, 2, 3]), np.array([0, 1, 1]), np.array([1, 2, 3], np.float32))
    weights = np.array([[1, 10], [2, 20]], np.float32)
    every = rows.dot(weights)
    assert (rows.take(np.array([2, 0, 1, 2])).dot(weights) == every[[2, 0, 1, 2]]).all()
