"""``segmenter="pkuseg"``: words by the package's model or another; all else as with ``"char"``."""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import multiprocessing
import pickle
import random
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import spacy
from pipeline_docs import REPORT, everything, fresh
from spacy.language import Language
from spacy.util import load_model_from_config

import govnlp
from govnlp.annotation import records_of
from govnlp.pipeline.segmenters import MODEL_FILES, PKUSEG_MODEL, PkusegSegmenter

#: Sentences in words, for a model that knows these words and few others.
SENTENCES = [
    "全年 主动 公开 政府 信息 ， 加强 培训 工作 ， 完善 制度 。",
    "公开 内容 还 不够 全面 ， 下一步 将 加强 培训 ， 提高 质量 。",
    "我们 认真 答复 申请 ， 做好 信息 公开 工作 。",
    "通过 网站 公开 信息 ， 受理 申请 ， 总结 经验 。",
]
ROOT = Path(__file__).parents[2]


def train(
    folder: Path, sentences: list[str], monkeypatch: pytest.MonkeyPatch, **settings: Any
) -> Path:
    """Train a model; the trainer's settings, temporary files and printing stay in here."""
    import spacy_pkuseg
    from spacy_pkuseg.config import config

    folder.mkdir()
    text = folder / "words.txt"
    text.write_text("\n".join(sentences * 8) + "\n", encoding="utf-8")
    with monkeypatch.context() as patch:
        for name, value in vars(config).items():
            patch.setattr(config, name, settings.get(name, value))

        class Here:
            name = str(folder / "scratch")

        patch.setattr(config, "_tmp_dir", Here)
        random.seed(0)  # the trainer shuffles the sentences
        with contextlib.redirect_stdout(io.StringIO()):
            spacy_pkuseg.train(str(text), str(text), str(folder / "model"), train_iter=8)
    return folder / "model"


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    with pytest.MonkeyPatch.context() as patch:
        return train(tmp_path_factory.mktemp("pkuseg") / "a", SENTENCES, patch)


@pytest.fixture(scope="module")
def words(model: Path) -> Language:
    return govnlp.load(segmenter="pkuseg", pkuseg_model=model)


def test_words(words: Language) -> None:
    doc = words("全年主动公开政府信息46条，加强培训工作。")
    assert [token.text for token in doc] == [
        *("全年", "主动", "公开", "政府", "信息", "46", "条", "，", "加强", "培训", "工作", "。")
    ]


def test_words_over_noise(words: Language) -> None:
    """A word that a gloss, a space or a page break cuts is one token, its norm whole."""
    text = (
        "一、概述\n全年主動公開政府信息，總結(jié)經驗，加 強培訓工作，"
        "還不夠全面，受理申請，做好信\n"
        "- 3 -\n息公開工作，通過網站公開。\n"
    )
    doc = words(text)
    assert doc.text == text
    norms = {token.text: token.norm_ for token in doc}
    assert norms["總結(jié)"] == "总结"
    assert norms["加 強"] == "加强"
    assert norms["信\n- 3 -\n息"] == "信息"
    assert norms["公開"] == "公开"
    assert "- 3 -" in doc.spans["notes"][0].text


def test_everything_else_is_as_with_characters(nlp: Language, words: Language) -> None:
    found, wanted = everything(words(REPORT)), everything(nlp(REPORT))
    # All but the indices of tokens, and the note in a word: its span is widened to it.
    for name in wanted["spans"].keys() - {"notes"}:
        pairs = zip(found["spans"][name], wanted["spans"][name], strict=True)
        assert all(one[2:] == other[2:] for one, other in pairs)
    assert [ent[2:] for ent in found["ents"]] == [ent[2:] for ent in wanted["ents"]]
    assert found["doc"] == wanted["doc"]
    assert records_of(words(REPORT)) == records_of(nlp(REPORT))


def test_tokens_cover_any_text(words: Language) -> None:
    for text in (
        "",
        " ",
        "\n\n",
        "a  b",
        "公开\t \u3000信息",
        "\x00\x1c公开\x85",
        "（" * 50,
        "１２ ３",
    ):
        doc = words(text)
        assert doc.text == text


def test_saved_with_the_model_inside(words: Language, model: Path, tmp_path: Path) -> None:
    words.to_disk(tmp_path / "saved")
    stored = tmp_path / "saved" / "tokenizer"
    assert {name: (stored / name).is_file() for name in MODEL_FILES} == dict.fromkeys(
        MODEL_FILES, True
    )
    wanted = everything(words(REPORT))
    assert everything(spacy.load(tmp_path / "saved")(REPORT)) == wanted
    code = """
import sys, spacy
print([t.text for t in spacy.load(sys.argv[1])("加强培训工作。")])
"""
    assert fresh(code, tmp_path / "saved") == "['加强', '培训', '工作', '。']"


def test_a_saved_pipeline_needs_the_first_folder_no_more(model: Path, tmp_path: Path) -> None:
    moved = tmp_path / "first"
    moved.mkdir()
    for name in MODEL_FILES:
        (moved / name).write_bytes((model / name).read_bytes())
    nlp = govnlp.load(segmenter="pkuseg", pkuseg_model=moved)
    nlp.to_disk(tmp_path / "saved")
    for name in MODEL_FILES:
        (moved / name).unlink()
    assert [t.text for t in nlp("加强培训")] == ["加强", "培训"]
    assert [t.text for t in spacy.load(tmp_path / "saved")("加强培训")] == ["加强", "培训"]
    assert str(tmp_path) not in nlp.config.to_str()


def test_bytes_pickles_and_processes(words: Language) -> None:
    wanted = everything(words(REPORT))
    for made in words.pipe([REPORT] * 2, n_process=2, batch_size=1):
        assert everything(made) == wanted
    segmenter = words.tokenizer._segment
    assert pickle.loads(pickle.dumps(segmenter))("加强培训工作") == ["加强", "培训", "工作"]
    bare = load_model_from_config(
        spacy.util.Config().from_str(words.config.to_str()), auto_fill=True
    )
    assert everything(bare.from_bytes(words.to_bytes())(REPORT)) == wanted


def test_two_models_in_one_process(
    words: Language, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """spacy_pkuseg keeps settings for the whole process; pipelines do not feel each other."""
    text = "加强培训工作"
    single = [" ".join(sentence.replace(" ", "")) for sentence in SENTENCES]
    other = govnlp.load(segmenter="pkuseg", pkuseg_model=train(tmp_path / "b", single, monkeypatch))
    assert [t.text for t in words(text)] == ["加强", "培训", "工作"]
    assert [t.text for t in other(text)] == list(text)
    assert [t.text for t in words(text)] == ["加强", "培训", "工作"]


@pytest.fixture(scope="module")
def digits(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model that tells one digit from another, which settings of the trainer decide."""
    sentences = ["1 34 2 56 1", "34 1 56 2", "1 34 56 34", "56 1 34 2", "2 56 1 34"] * 8
    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("pkuseg") / "digits"
        return train(folder, sentences, patch, numLetterNorm=False, wordFeature=False)


def _cut(job: tuple[Path, str]) -> list[str]:
    return PkusegSegmenter(job[0])(job[1])


def test_models_of_other_settings(digits: Path) -> None:
    """Each is used with the settings that it was trained with, whatever the process has."""
    from spacy_pkuseg.config import config

    before = dict(vars(config))
    one, other = PkusegSegmenter(digits), PkusegSegmenter()
    wanted = ["2017", "年", "公开", "政府", "信息", "34", "条"]
    for _ in range(2):
        assert one("134256") == ["1", "34", "2", "56"]
        assert other("".join(wanted))[-3:] == wanted[-3:]
    assert vars(config) == before


def test_settings_that_others_change(monkeypatch: pytest.MonkeyPatch) -> None:
    from spacy_pkuseg.config import config

    segment, text = PkusegSegmenter(), "全年主动公开政府信息46条，加强培训工作。"
    wanted = segment(text)
    for name, value in {"wordFeature": False, "wordMax": 2, "numLetterNorm": False}.items():
        monkeypatch.setattr(config, name, value)
    monkeypatch.setattr(config, "modelDir", "elsewhere")
    assert segment(text) == wanted
    assert PkusegSegmenter()(text) == wanted
    assert config.modelDir == "elsewhere" and config.wordMax == 2


def test_threads_with_models_of_other_settings(digits: Path) -> None:
    one, other = PkusegSegmenter(digits), PkusegSegmenter()
    jobs = [(one, "134256" * 20), (other, "全年主动公开政府信息46条" * 10)] * 30
    wanted = [segment(text) for segment, text in jobs[:2]] * 30
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lambda job: job[0](job[1]), jobs)) == wanted


@pytest.mark.parametrize(
    "method",
    [
        pytest.param(method, marks=[pytest.mark.slow] if method != "fork" else [])
        for method in multiprocessing.get_all_start_methods()
    ],
)
def test_workers_with_models_of_other_settings(digits: Path, method: str) -> None:
    jobs = [(digits, "134256"), (PKUSEG_MODEL, "全年主动公开政府信息46条")] * 3
    wanted = [_cut(job) for job in jobs]
    context = multiprocessing.get_context(method)
    with ProcessPoolExecutor(2, mp_context=context) as pool:
        assert list(pool.map(_cut, jobs)) == wanted


def test_the_packages_model() -> None:
    nlp = govnlp.load(segmenter="pkuseg")
    doc = nlp("2017年，我镇主动公开政府信息336条，公开率100%。")
    assert " ".join(token.text for token in doc) == (
        "2017年 ， 我 镇 主动 公开 政府 信息 336 条 ， 公开率 100% 。"
    )
    assert [ent.text for ent in doc.ents] == ["2017年", "我镇", "336条", "100%"]
    wanted = everything(nlp(REPORT))
    bare = spacy.blank("zh", config={"nlp": {"tokenizer": nlp.config["nlp"]["tokenizer"]}})
    assert [t.text for t in bare(REPORT)] == [t.text for t in nlp(REPORT)]
    for made in nlp.pipe([REPORT] * 2, n_process=2, batch_size=1):
        assert everything(made) == wanted


def test_the_packages_model_saved(tmp_path: Path) -> None:
    """A saved pipeline keeps the model that it was made with, should the package's change."""
    nlp = govnlp.load(segmenter="pkuseg")
    nlp.to_disk(tmp_path / "saved")
    assert all((tmp_path / "saved" / "tokenizer" / name).is_file() for name in MODEL_FILES)
    assert everything(spacy.load(tmp_path / "saved")(REPORT)) == everything(nlp(REPORT))
    assert str(ROOT) not in nlp.config.to_str()


def test_the_packages_model_is_data_alone() -> None:
    """No pickle in it; its two files are those that the scores are of."""
    with np.load(PKUSEG_MODEL / "weights.npz", allow_pickle=False) as stored:
        tags, features = stored["sizes"]
        assert stored["w"].shape == (tags * (features + tags),)
    assert sorted(path.name for path in PKUSEG_MODEL.iterdir()) == sorted(MODEL_FILES)
    described = json.loads((ROOT / "models" / "segmenter.json").read_text("utf-8"))["model"]
    for name in MODEL_FILES:
        data = (PKUSEG_MODEL / name).read_bytes()
        assert described[name] == {
            "bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()
        }  # fmt: skip


def test_the_packages_model_on_the_test_sentences() -> None:
    """The word F1 of the card, reckoned anew."""
    path = ROOT / "corpus" / "segmentation" / "test.tsv"
    sentences = [line.split("\t")[1].split(" ") for line in path.read_text("utf-8").splitlines()]
    segment = PkusegSegmenter()
    found = [segment("".join(sentence)) for sentence in sentences]
    right, all_words = 0, 0
    for gold, words in zip(sentences, found, strict=True):
        places = [set(pairwise(accumulate(map(len, w), initial=0))) for w in (gold, words)]
        right += len(places[0] & places[1])
        all_words += len(gold) + len(words)
    f1 = 2 * right / all_words
    scores = json.loads((ROOT / "models" / "segmenter.json").read_text("utf-8"))["scores"]
    assert f1 == pytest.approx(scores["govnlp model"]["f1"], abs=5e-5)
    assert f1 >= 0.95


def test_every_entity_is_on_word_boundaries(nlp: Language) -> None:
    """However the model cuts: in clean text a token begins and ends where an entity does."""
    segmented = govnlp.load(segmenter="pkuseg")
    texts = [
        REPORT,
        "济宁市政府信息公开办法自2017年1月1日起施行，共十条以上，见《条例》第三条。" * 3,
    ]
    for text in texts:
        doc, characters = segmented(text), nlp(text)
        assert [(e.text, e.label_) for e in doc.ents] == [
            (e.text, e.label_) for e in characters.ents
        ]
        for ent in characters.ents:
            assert doc.char_span(ent.start_char, ent.end_char) is not None


def test_no_model(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"features\.msgpack and weights\.npz missing"):
        govnlp.load(segmenter="pkuseg", pkuseg_model=tmp_path)


def test_a_damaged_model(model: Path, tmp_path: Path) -> None:
    for name in MODEL_FILES:
        (tmp_path / name).write_bytes((model / name).read_bytes()[:40])
    with pytest.raises(ValueError, match="damaged"):
        PkusegSegmenter(tmp_path)


def test_halves_of_two_models(model: Path, tmp_path: Path) -> None:
    for folder, name in zip((PKUSEG_MODEL, model), MODEL_FILES, strict=True):
        (tmp_path / name).write_bytes((folder / name).read_bytes())
    with pytest.raises(ValueError, match=r"damaged.*more features than weights"):
        PkusegSegmenter(tmp_path)


def test_weights_that_are_no_numbers(model: Path, tmp_path: Path) -> None:
    (tmp_path / MODEL_FILES[0]).write_bytes((model / MODEL_FILES[0]).read_bytes())
    np.savez(tmp_path / MODEL_FILES[1], sizes=np.array([5, 1]), w=np.array([print], dtype=object))
    with pytest.raises(ValueError, match=r"damaged.*allow_pickle"):
        PkusegSegmenter(tmp_path)


def test_nothing_is_unpickled(model: Path, tmp_path: Path, monkeypatch) -> None:
    """A folder with the pickle of old models in it, and a file of the name, runs no code."""

    def refuse(*_: object) -> None:
        raise AssertionError("unpickled")

    for name in MODEL_FILES:
        (tmp_path / name).write_bytes((model / name).read_bytes())
    (tmp_path / "features.pkl").write_bytes(b"cos\nsystem\n(S'false'\ntR.")
    monkeypatch.setattr(pickle, "load", refuse)
    assert PkusegSegmenter(tmp_path)("加强培训") == ["加强", "培训"]


def test_a_folder_named_like_a_model_to_be_downloaded(
    model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "news"
    folder.mkdir()
    for name in MODEL_FILES:
        (folder / name).write_bytes((model / name).read_bytes())
    monkeypatch.chdir(tmp_path)
    assert PkusegSegmenter("news")("加强培训") == ["加强", "培训"]
