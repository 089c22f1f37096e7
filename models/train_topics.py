"""Train, measure and describe the topic model that comes with govnlp.

    python models/train_topics.py             # model, scores, card; about a minute
    python models/train_topics.py --compare   # the comparison of set-ups too; some minutes
    python models/train_topics.py --check     # rebuild, compare with what is there

Learned from ``corpus/reports`` (split ``train``) and the paragraphs of ``corpus/topics``
but its held-out set; the thresholds are tuned on ``dev`` and that set; ``test`` is measured
and nothing else. Everything is
exact and seeded: the same data give the same scores. The reliability diagram needs
matplotlib, the comparison jieba (``pip install "govnlp[train]"``).
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from govnlp.topics import Passage, TopicClassifier, learn, measure
from govnlp.topics.classifier import MASK
from govnlp.topics.passages import as_passages
from govnlp.training.examples import Examples, gold_examples, read_examples
from govnlp.vocabulary import SUBJECTS

ROOT = Path(__file__).parents[1]
CORPUS = ROOT / "corpus" / "reports"
#: Single paragraphs beside the corpus that are learned from.
BESIDE = tuple(ROOT / "corpus" / "topics" / f"{name}.jsonl" for name in ("train", "real_style"))
#: Paragraphs in the manner of real reports that are never learned from.
HELD_OUT = ROOT / "corpus" / "topics" / "real_style_dev.jsonl"
#: Real reports that the owner of the project labelled, where they lie beside the checkout.
REAL = ROOT.parent / "shared" / "annotation" / "gold"
MODEL = ROOT / "govnlp" / "topics" / "model"
SCORES = ROOT / "models" / "topics.json"
CARD = ROOT / "models" / "topics.md"
DIAGRAM = ROOT / "models" / "topics-reliability.svg"

#: The set-up that the comparison chose.
SHIPPED: dict[str, Any] = {"heading_weight": 0.5, "opening": 10, "folds": 7}
#: Writers of the training data: five of documents, two of paragraphs like real reports'.
FOLDS: int = SHIPPED["folds"]
SEED = 20261122
RESAMPLES = 1000
#: What --check lets a score differ by: other processors round otherwise.
TOLERANCE = 0.005

#: Words of the baseline: the subject whose words occur most often, the first on a tie.
KEYWORDS = {
    "basis": "编制 本报告 年度报告 统计期限 联系方式 电话 地址 邮编 如有疑问",
    "overview": "总体 高度重视 认真贯彻 取得 成效 有序推进 再上新台阶",
    "organization": "领导小组 组长 组织领导 责任科室 专职 兼职 人员 分工 经费",
    "institution": "制度 办法 规定 流程 机制 公开指南 公开目录 修订 出台",
    "training": "培训 学习 讲座 宣传 授课 业务能力",
    "proactive": "主动公开 公开信息 发布信息 类别 公开内容 公开范围",
    "information_management": "更新 清理 规范性文件 归档 审核 废止 失效 三审三校",
    "channels": "网站 平台 公报 微信 微博 公众号 公开栏 查阅点 电子屏",
    "interpretation": "解读 回应 互动 信箱 热线 新闻发布会 留言 访谈 舆情",
    "key_areas": "重点领域 财政 预算 决算 征地 拆迁 民生 低保 扶贫 招标 采购",
    "on_request": "依申请 申请 受理 答复 申请人",
    "fees": "收费 费用 减免 信息处理费 复制费 邮寄费 收取",
    "litigation": "行政复议 行政诉讼 复议 诉讼 举报 申诉 法院 败诉",
    "confidentiality": "保密 涉密 泄密 国家秘密 密级",
    "supervision": "监督 检查 考核 评议 问责 督查 通报",
    "proposals": "建议 提案 人大代表 政协委员 办复",
    "affiliates": "村务 居务 事业单位 社区居委会 村民委员会 学校 医院 公共企事业单位 下属",
    "problems": "问题 不足 不够 差距 薄弱 困难",
    "improvement": "下一步 改进 今后 将 进一步 明年 打算 计划",
    "other": "其他 附件 附表 如下 没有其他",
}


# -- data ---------------------------------------------------------------------------------


def split(name: str) -> Examples:
    """A split of the corpus; the group of each paragraph is its document's file."""
    examples = gold_examples(CORPUS / name)
    examples.groups = [Path(group).stem for group in examples.groups]
    return examples


def training_data() -> Examples:
    """What is learned from; the group is the writer, so that none is in two folds.

    The paragraphs beside the corpus say themselves with which writer they are held out.
    """
    examples = split("train")
    examples.groups = [group.split("-")[0] for group in examples.groups]
    for path in BESIDE:
        examples.extend(read_examples(path))
    examples.passages = as_passages(examples.passages, MASK)
    return examples


# -- training and measuring ---------------------------------------------------------------


def train() -> tuple[TopicClassifier, dict[str, Any]]:
    """The model, and its cross-validated scores without headings and with them."""
    data, dev = training_data(), split("dev")
    dev.extend(read_examples(HELD_OUT))
    model = TopicClassifier(**SHIPPED)
    results = learn.fit(model, data.passages, data.topics, data.also, data.groups)
    model.tune(dev.passages, dev.topics, dev.also)
    cross: dict[str, Any] = {}
    parts = {"documents": ~from_beside(data), "real_style": like_real_ones(data)}
    for name, result, calibration in zip(
        ("without_headings", "with_headings"), results, model.calibration_, strict=True
    ):
        for part, mask in parts.items():
            rows = np.flatnonzero(mask)
            truth, main, proba = result.truth.take(rows), result.main[rows], result.proba[rows]
            named = learn.with_main(proba, calibration.threshold)
            cross.setdefault(part, {})[name] = summary(truth, main, named, proba)
    del cross["real_style"]["with_headings"]
    return model, cross


def from_beside(data: Examples) -> np.ndarray:
    """Which of the examples stand beside the documents of the corpus."""
    return np.asarray([passage.position is None for passage in data.passages])


def like_real_ones(data: Examples) -> np.ndarray:
    """Which of the examples were written in the manner of real reports.

    Lines that only their heading explains (没有。) are left aside.
    """
    rows = zip(data.groups, data.passages, strict=True)
    return np.asarray(
        [group == "long" or (group == "real" and not one.heading) for group, one in rows]
    )


def summary(
    truth: measure.Truth, main: np.ndarray, named: np.ndarray, proba: np.ndarray
) -> dict[str, float]:
    """The measures of the card."""
    best = main.argmax(axis=1)
    right = best == truth.main
    rows = np.arange(len(best))
    return {
        "accuracy": measure.accuracy(truth, best),
        "macro_f1": measure.macro_f1(truth, best),
        "micro_f1": measure.micro_f1(truth, named),
        "ece": measure.calibration_error(proba[rows, best], right)[0],
        "ece_labels": measure.calibration_error(proba.ravel(), truth.every.ravel())[0],
    }


class Answers:
    """What a model says of some examples, next to what is right.

    Resamples are drawn by group, or by paragraph where each stands alone (``single``).
    """

    def __init__(
        self, model: TopicClassifier, data: Examples, headings: bool, single: bool = False
    ) -> None:
        passages = data.passages if headings else learn.bared(data.passages)
        self.truth = measure.Truth.of(model.labels_, data.topics, data.also)
        self.main = model.predict_main(passages)
        self.proba = model.predict_proba(passages)
        self.named = model.named(passages, self.proba)
        self.named[np.arange(len(passages)), self.main.argmax(axis=1)] = True
        self.groups = np.arange(len(data)) if single else np.asarray(data.groups)

    def scores(self, rows: np.ndarray | None = None) -> dict[str, float]:
        """The summary, of all paragraphs or of some."""
        rows = np.arange(len(self.main)) if rows is None else rows
        truth = self.truth.take(rows)
        return summary(truth, self.main[rows], self.named[rows], self.proba[rows])

    def by_label(self, rows: np.ndarray) -> np.ndarray:
        """F1 of each label as a main topic."""
        return measure.f1_by_label(self.truth.take(rows), self.main[rows].argmax(axis=1))

    def resamples(self) -> list[np.ndarray]:
        """Rows of documents drawn with replacement, seeded."""
        names = np.unique(self.groups)
        rows = {name: np.flatnonzero(self.groups == name) for name in names}
        rng = np.random.default_rng(SEED)
        return [
            np.concatenate([rows[name] for name in rng.choice(names, len(names))])
            for _ in range(RESAMPLES)
        ]

    def with_intervals(self) -> dict[str, Any]:
        """Each score with its 95% bootstrap interval over documents."""
        drawn = self.resamples()
        sampled = [self.scores(rows) for rows in drawn]
        every = np.arange(len(self.main))
        scores = {
            name: interval(value, [one[name] for one in sampled])
            for name, value in self.scores().items()
        }
        labels = np.asarray([self.by_label(rows) for rows in drawn])
        counts = np.bincount(self.truth.main, minlength=len(self.truth.labels))
        by_label = {
            label: {"paragraphs": int(counts[index])} | interval(value, labels[:, index])
            for index, (label, value) in enumerate(
                zip(self.truth.labels, self.by_label(every).tolist(), strict=True)
            )
        }
        return {"paragraphs": len(every), "scores": scores, "labels": by_label}


def interval(value: float, sampled: Sequence[float] | np.ndarray) -> dict[str, float]:
    """A score with the middle 95% of what resamples gave."""
    low, high = np.nanpercentile(np.asarray(sampled, dtype=float), [2.5, 97.5])
    return {"value": round(value, 4), "low": round(float(low), 4), "high": round(float(high), 4)}


def measured(model: TopicClassifier, cross: dict[str, Any]) -> dict[str, Any]:
    """All scores of the card but the comparison."""
    dev, test, train_only = split("dev"), split("test"), split("train")
    truth = measure.Truth.of(model.labels_, test.topics, test.also)
    baseline = np.asarray([model.labels_.index(keyword_topic(p.text)) for p in test.passages])
    result: dict[str, Any] = {
        "model": "govnlp topics",
        "date": "2026-11-22",
        "seed": SEED,
        "training_paragraphs": {
            "corpus": len(train_only),
            "beside": sum(len(read_examples(path)) for path in BESIDE),
        },
        "cross_validation": rounded(cross),
        "dev": {},
        "test": {},
    }
    for name, headings in (("without_headings", False), ("with_headings", True)):
        result["dev"][name] = rounded(Answers(model, dev, headings).scores())
        result["test"][name] = Answers(model, test, headings).with_intervals()
    result["test"]["keyword_baseline"] = rounded(
        {
            "accuracy": measure.accuracy(truth, baseline),
            "macro_f1": measure.macro_f1(truth, baseline),
        }
    )
    answers = Answers(model, test, True)
    best = answers.main.argmax(axis=1)
    right, rows = best == truth.main, np.arange(len(best))
    result["test"]["reliability"] = [
        {"confidence": round(said, 4), "right": round(was, 4), "paragraphs": count}
        for said, was, count in measure.calibration_error(answers.proba[rows, best], right)[1]
    ]
    result["test"]["confusion"] = measure.confusion(truth, best).tolist()
    result["labels"] = list(model.labels_)
    held_out = read_examples(HELD_OUT)
    result["held_out"] = {
        "paragraphs": len(held_out),
        "without_headings": single_scores(model, held_out, False),
    }
    if REAL.is_dir():
        real = gold_examples(REAL)
        result["real_reports"] = {
            "paragraphs": len(real),
            "without_headings": single_scores(model, real, False),
            "with_headings": single_scores(model, real, True),
        }
    return result


def single_scores(model: TopicClassifier, data: Examples, headings: bool) -> dict[str, Any]:
    """Scores with intervals over paragraphs."""
    found: dict[str, Any] = Answers(model, data, headings, single=True).with_intervals()["scores"]
    return found


def rounded(value: Any) -> Any:
    """The same with every float to four places."""
    if isinstance(value, dict):
        return {key: rounded(one) for key, one in value.items()}
    return round(value, 4) if isinstance(value, float) else value


def keyword_topic(text: str) -> str:
    """The baseline's topic of a text."""
    hits = {
        subject: [m.start() for word in words.split() for m in re.finditer(word, text)]
        for subject, words in KEYWORDS.items()
    }
    found = {subject: places for subject, places in hits.items() if places}
    if not found:
        return "other"
    return min(found, key=lambda subject: (-len(found[subject]), min(found[subject])))


# -- comparison of set-ups ----------------------------------------------------------------


def compare() -> list[dict[str, Any]]:
    """Set-ups by cross-validation, each writer's documents held out in turn."""
    data = training_data()
    labels = sorted(set(data.topics))
    truth = measure.Truth.of(labels, data.topics, data.also)
    beside, real = from_beside(data), like_real_ones(data)
    plain = beside & np.asarray([group not in ("real", "long") for group in data.groups])
    rows: list[dict[str, Any]] = []

    def add(name: str, bare: np.ndarray | None, headed: np.ndarray | None = None) -> None:
        row: dict[str, Any] = {"setup": name}
        for key, main in (("without_headings", bare), ("with_headings", headed)):
            if main is not None:
                part = truth.take(np.flatnonzero(~beside))
                row[key] = {
                    "accuracy": round(measure.accuracy(part, main[~beside]), 4),
                    "macro_f1": round(measure.macro_f1(part, main[~beside]), 4),
                    "beside": round(float(np.mean((main == truth.main)[plain])), 4),
                    "real_style": round(float(np.mean((main == truth.main)[real])), 4),
                }
        rows.append(row)
        print(json.dumps(row), file=sys.stderr, flush=True)

    words = [labels.index(keyword_topic(passage.text)) for passage in data.passages]
    add("keywords", np.asarray(words))
    for name, options in SETUPS.items():
        model = TopicClassifier(**{"folds": FOLDS} | options)
        bare, headed = learn.out_of_fold(model, data.passages, truth, data.groups)
        mains = bare.scores.argmax(axis=1), headed.scores.argmax(axis=1)
        add(name, mains[0], mains[1] if model.heading_weight else None)
    add("the shipped set-up, a heading at random", None, misled(data, truth))
    for name, (analyzer, learner) in other_learners().items():
        add(name, sklearn_out_of_fold(data, truth, analyzer, learner))
    return rows


_ALL = ("OFFICE", "DATE", "COUNT", "CITATION", "DOCNUM")
SETUPS: dict[str, dict[str, Any]] = {
    "characters 1–2": {},
    "characters 1–2, nothing replaced": {"mask": ()},
    "characters 1–2, all entities replaced": {"mask": _ALL},
    "characters 1–3": {"ngrams": (1, 3)},
    "characters 1–2, weaker regularization (C = 60)": {"C": 60.0},
    "characters 1–2, stronger regularization (C = 5)": {"C": 5.0},
    "characters 1–2 and position": {"positions": True},
    "characters 1–2 and opening of 10": {"opening": 10},
    "characters 1–2 and opening of 20": {"opening": 20},
    "characters 1–2 and opening of 40": {"opening": 40},
    "characters 1–2 and opening of 10, weight 1": {"opening": 10, "opening_weight": 1.0},
    "characters 1–3 and opening of 10": {"ngrams": (1, 3), "opening": 10},
    "characters 1–2, opening of 10, headings 0.5 (shipped)": SHIPPED,
    "characters 1–2, opening of 10, headings 1": {"opening": 10, "heading_weight": 1.0},
}
_Analyzer = Callable[[Passage], list[str]]


def other_learners() -> dict[str, tuple[_Analyzer, Callable[[], Any]]]:
    """Set-ups made of scikit-learn's own parts: what features, what learner."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.naive_bayes import ComplementNB
    from sklearn.svm import LinearSVC

    return {
        "characters 1–2, linear support vector machine": (grams, lambda: LinearSVC(C=0.5)),
        "characters 1–2, complement naive Bayes": (grams, lambda: ComplementNB(alpha=0.3)),
        "characters 1–2, multinomial logistic regression": (
            grams,
            lambda: LogisticRegression(C=20, max_iter=500),
        ),
        "words 1–2 (jieba), linear support vector machine": (
            words_and_pairs,
            lambda: LinearSVC(C=0.5),
        ),
    }


def grams(passage: Passage) -> list[str]:
    """The n-grams of a passage, as the classifier makes them."""
    from govnlp.topics.features import fold

    folded = fold([passage], TopicClassifier().mask)
    found = []
    codes, sentences = folded.codes.tolist(), folded.sentences.tolist()
    for index, code in enumerate(codes):
        found.append(chr(code))
        if index + 1 < len(codes) and sentences[index + 1] == sentences[index]:
            found.append(chr(code) + chr(codes[index + 1]))
    return found


def words_and_pairs(passage: Passage) -> list[str]:
    """Words, and pairs of neighbours."""
    import jieba

    jieba.setLogLevel("ERROR")
    words = [re.sub(r"\d+", "0", word) for word in jieba.cut(passage.text) if word.strip()]
    return words + [f"{a} {b}" for a, b in pairwise(words)]


def misled(data: Examples, truth: measure.Truth) -> np.ndarray:
    """The main topic of each passage under headings of other documents."""
    from sklearn.model_selection import GroupKFold

    headings = [passage.heading for passage in data.passages if passage.heading]
    drawn = np.random.default_rng(SEED).choice(headings, len(data)).tolist()
    main = np.zeros(len(data), dtype=np.int64)
    for known, rest in GroupKFold(FOLDS).split(main, groups=data.groups):
        model = TopicClassifier(**SHIPPED)
        learn.fit_heads(model, [data.passages[i] for i in known], truth.take(known))
        shown = [replace(data.passages[i], heading=drawn[i]) for i in rest]
        main[rest] = model.decision_function(shown).argmax(axis=1)
    return main


def sklearn_out_of_fold(
    data: Examples, truth: measure.Truth, analyzer: _Analyzer, learner: Callable[[], Any]
) -> np.ndarray:
    """The main topic of each passage by a learner that had not seen its writer."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.model_selection import GroupKFold

    texts = [analyzer(passage) for passage in data.passages]
    main = np.zeros(len(texts), dtype=np.int64)
    for known, rest in GroupKFold(FOLDS).split(texts, groups=data.groups):
        vectors = TfidfVectorizer(analyzer=lambda text: text, sublinear_tf=True, min_df=3)
        model = learner()
        model.fit(vectors.fit_transform([texts[i] for i in known]), truth.main[known])
        main[rest] = model.predict(vectors.transform([texts[i] for i in rest]))
    return main


# -- what is written ----------------------------------------------------------------------


def draw(scores: dict[str, Any]) -> None:
    """The reliability diagram."""
    try:
        import matplotlib
    except ImportError:
        print("no matplotlib: the diagram stays as it is", file=sys.stderr)
        return
    matplotlib.use("svg")
    matplotlib.rcParams["svg.hashsalt"] = "govnlp"
    from matplotlib import pyplot

    table = scores["test"]["reliability"]
    figure, (upper, lower) = pyplot.subplots(
        2, 1, figsize=(4.5, 5.5), height_ratios=(3, 1), sharex=True, layout="constrained"
    )
    upper.plot((0, 1), (0, 1), color="grey", linestyle=":", label="perfect")
    upper.plot(
        [row["confidence"] for row in table],
        [row["right"] for row in table],
        marker="o",
        label="test split",
    )
    upper.set(ylabel="share of main topics that are right", xlim=(0, 1), ylim=(0, 1.02))
    upper.legend()
    lower.bar(
        [row["confidence"] for row in table], [row["paragraphs"] for row in table], width=0.05
    )
    lower.set(xlabel="probability given", ylabel="paragraphs", yscale="log")
    figure.savefig(DIAGRAM, metadata={"Date": None})
    pyplot.close(figure)


def fill_card(scores: dict[str, Any]) -> None:
    """Put the tables into the card, between its markers."""
    text = CARD.read_text("utf-8")
    for name, table in tables(scores).items():
        head, mark, rest = text.partition(f"<!-- {name} -->\n")
        _, end, rest = rest.partition("<!-- end -->")
        if not (mark and end):
            raise SystemExit(f"{CARD}: no marker <!-- {name} -->")
        text = f"{head}{mark}\n{table}\n\n{end}{rest}"
    CARD.write_text(text, "utf-8")


def tables(scores: dict[str, Any]) -> dict[str, str]:
    """The card's tables as Markdown, by the name of their marker."""
    test = scores["test"]
    names = {
        "accuracy": "accuracy, main topic",
        "macro_f1": "macro F1, main topic",
        "micro_f1": "micro F1, main and other topics",
        "ece": "calibration error (ECE, 10 bins), main topic",
        "ece_labels": "calibration error (ECE, 10 bins), all labels",
    }
    bare, headed = (test[key]["scores"] for key in ("without_headings", "with_headings"))
    overall = [[title, cell(bare[key]), cell(headed[key])] for key, title in names.items()]
    base = test["keyword_baseline"]
    overall += [
        ["keyword baseline, accuracy", f"{base['accuracy']:.3f}", ""],
        ["keyword baseline, macro F1", f"{base['macro_f1']:.3f}", ""],
    ]
    single = (
        scores["held_out"]["without_headings"],
        *(scores["real_reports"][mode] for mode in ("without_headings", "with_headings")),
    )
    alone = [[title, *(cell(part[key]) for part in single)] for key, title in names.items()]
    wide = [
        [
            where,
            title,
            *(
                f"{part[mode][key]:.3f}" if mode in part else ""
                for mode in ("without_headings", "with_headings")
            ),
        ]
        for where, part in (
            ("documents of train, by writer", scores["cross_validation"]["documents"]),
            ("real-style paragraphs, by writer", scores["cross_validation"]["real_style"]),
            ("dev", scores["dev"]),
        )
        for key, title in names.items()
    ]
    by_label = [
        [f"`{label}` {SUBJECTS[label].zh}", str(row["paragraphs"]), cell(row), cell(other)]
        for (label, row), other in zip(
            test["without_headings"]["labels"].items(),
            test["with_headings"]["labels"].values(),
            strict=True,
        )
    ]
    found = {
        "overall": markdown(["test split", "without headings", "with headings"], overall),
        "real": markdown(
            ["", "held-out real-style set", "three real reports", "… with headings"], alone
        ),
        "others": markdown(["measured on", "", "without headings", "with headings"], wide),
        "labels": markdown(["topic", "paragraphs", "F1 without", "F1 with headings"], by_label),
        "confusion": confusion_table(scores),
    }
    if "comparison" in scores:
        found["comparison"] = comparison_table(scores["comparison"])
    return found


def cell(value: dict[str, float]) -> str:
    """A score with its interval."""
    return f"{value['value']:.3f} ({value['low']:.3f}–{value['high']:.3f})"


def confusion_table(scores: dict[str, Any]) -> str:
    """Right topic by row, predicted one by column, columns by number."""
    labels, counts = scores["labels"], scores["test"]["confusion"]
    head = ["right ╲ predicted", *(str(index + 1) for index in range(len(labels)))]
    rows = [
        [f"{index + 1} `{label}`", *(str(count or "") for count in row)]
        for index, (label, row) in enumerate(zip(labels, counts, strict=True))
    ]
    return markdown(head, rows)


def comparison_table(rows: list[dict[str, Any]]) -> str:
    """Accuracy and macro F1 of each set-up."""
    cells = []
    for row in rows:
        shown = [row["setup"]]
        for key in ("without_headings", "with_headings"):
            part = row.get(key)
            shown.append(f"{part['accuracy']:.3f} / {part['macro_f1']:.3f}" if part else "")
        part = row.get("without_headings") or row["with_headings"]
        shown += [f"{part['beside']:.3f}", f"{part['real_style']:.3f}"]
        cells.append(shown)
    head = ["set-up", "without headings", "with headings", "plain paragraphs", "real-style ones"]
    return markdown(head, cells)


def markdown(head: list[str], rows: list[list[str]]) -> str:
    """A Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


# -- check --------------------------------------------------------------------------------


def check() -> int:
    """Rebuild the model and compare it with the one that is shipped; 1 where they differ."""
    rebuilt, _ = train()
    shipped = TopicClassifier.from_disk(MODEL)
    wanted = json.loads(SCORES.read_text("utf-8"))
    faults = []
    for name in ("dev", "test"):
        data = split(name)
        for mode, headings in (("without_headings", False), ("with_headings", True)):
            new, old = (Answers(model, data, headings) for model in (rebuilt, shipped))
            gap = float(np.abs(new.proba - old.proba).max())
            print(f"{name} {mode}: largest difference of a probability {gap:.6f}")
            if gap > 2 * TOLERANCE:
                faults.append(f"{name} {mode}: probabilities differ by {gap:.4f}")
            said = wanted[name][mode]
            said = (
                {key: one["value"] for key, one in said["scores"].items()}
                if name == "test"
                else said
            )
            for key, value in new.scores().items():
                if abs(value - said[key]) > TOLERANCE:
                    faults.append(
                        f"{name} {mode} {key}: {value:.4f}, the card says {said[key]:.4f}"
                    )
    for fault in faults:
        print(fault, file=sys.stderr)
    print("the model rebuilds to the same scores" if not faults else "the model differs: retrain")
    return 1 if faults else 0


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--compare", action="store_true", help="compare set-ups as well")
    parser.add_argument("--check", action="store_true", help="compare with what is there")
    arguments = parser.parse_args()
    if arguments.check:
        return check()
    model, cross = train()
    model.to_disk(MODEL)
    before = json.loads(SCORES.read_text("utf-8")) if SCORES.exists() else {}
    scores = measured(model, cross)
    if "real_reports" in before:
        scores.setdefault("real_reports", before["real_reports"])
    scores["comparison"] = compare() if arguments.compare else before.get("comparison")
    if scores["comparison"] is None:
        del scores["comparison"]
    SCORES.write_text(json.dumps(scores, ensure_ascii=False, indent=1) + "\n", "utf-8")
    draw(scores)
    fill_card(scores)
    for mode in ("without_headings", "with_headings"):
        print(mode, {k: v["value"] for k, v in scores["test"][mode]["scores"].items()})
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
