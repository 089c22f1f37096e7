"""What noise costs: F1 of every label on clean gold files and under each kind of noise.

    python tests/benchmarks/noise.py corpus/reports/test

prints a table in Markdown: a row a label, first its F1 on the files as they are, then
what each kind of noise takes off it, seed 0. Only sums are shown.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable

import govnlp
from govnlp.annotation import records_of
from govnlp.corpora import GoldFile, load_gold, noise
from govnlp.evaluation import evaluate
from govnlp.evaluation.run import annotate_gold


def main(folder: str) -> None:
    files = load_gold([folder])
    nlp = govnlp.load(topics=False)

    def f1(gold: Iterable[GoldFile]) -> dict[str, float]:
        gold = list(gold)
        records = [record for file in gold for record in file.records]
        found = annotate_gold(gold, lambda text: records_of(nlp(text)))
        scores = evaluate(records, found).to_dict()
        return {label: score["f1"] for label, score in scores["entities"].items()}

    clean = f1(files)
    noisy = {kind: f1(noise.lay(file, kind) for file in files) for kind in noise.KINDS}
    print("| F1 | clean |", " | ".join(kind.replace("_", " ") for kind in noisy), "| most lost |")
    print("| --- |" + " ---: |" * (len(noisy) + 2))
    for label, score in clean.items():
        change = [scores[label] - score for scores in noisy.values()]
        cells = " | ".join(f"{c:+.4f}" if round(c, 4) else "0" for c in change)
        print(f"| {label} | {score:.4f} | {cells} | {max(0.0, -min(change)):.4f} |")


if __name__ == "__main__":
    main(*sys.argv[1:])
