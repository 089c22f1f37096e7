"""Train the pkuseg model that the package brings along.

    python models/segmenter/train.py govnlp/resources/pkuseg
    python models/segmenter/train.py --folds 5

With ``--folds`` it prints the word F1 on held-out parts of ``corpus/segmentation/dev.tsv``
and writes nothing. ``corpus/segmentation/test.tsv`` and ``corpus/reports/test`` take no
part: the first is read to leave out of the training whatever sentence it shares with it.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic
from typing import Any

import numpy as np
import spacy_pkuseg
import srsly
from scores import Counts
from sentences import Sentence, hand_segmented, moved, silver, varied
from spacy_pkuseg.config import config

from govnlp.pipeline.segmenters import MODEL_FILES, PkusegSegmenter

#: Words of more characters than this are told by their characters alone: features of
#: pairs of words grow with its square.
WORD_MAX = 4
ITERATIONS = 5
#: How often a sentence segmented by hand goes in for one segmented by machine.
WEIGHT = 3
#: The share of the words of a sentence that are exchanged in the copy that varies it.
SHARE = 0.4
#: Features whose weights are all smaller are left out.
SMALLEST = 0.05
#: Weights are rounded to multiples of this; exact in a float, short when compressed.
STEP = 2.0**-8


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("output", nargs="?", type=Path, help="folder for the model")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--folds", type=int, default=0, help="cross-validate on dev.tsv instead")
    options = parser.parse_args()
    began = monotonic()
    if options.folds:
        cross_validate(options.folds, options.seed)
    elif options.output:
        by_hand = [*hand_segmented("dev"), *hand_segmented("train")]
        train(silver(), by_hand, options.output, options.seed)
    else:
        parser.error("give a folder for the model, or --folds")
    print(f"{monotonic() - began:.0f} s")


def cross_validate(folds: int, seed: int) -> None:
    """Print the score on each part of dev.tsv of a model that has not seen the part."""
    sentences = hand_segmented("dev")
    random.Random(seed).shuffle(sentences)
    corpus, more, total = silver(), hand_segmented("train"), Counts()
    for fold in range(folds):
        held = sentences[fold::folds]
        rest = [sentence for sentence in sentences if sentence not in held]
        with TemporaryDirectory() as folder:
            train(without(held, corpus), rest + more, Path(folder), seed)
            segment = PkusegSegmenter(folder)
        counts = Counts.of(held, [segment("".join(sentence)) for sentence in held])
        total += counts
        print(f"fold {fold}: F1 {counts.f1:.4f}")
    print(f"all: F1 {total.f1:.4f}")


def train(
    by_machine: Sequence[Sentence], by_hand: Sequence[Sentence], output: Path, seed: int
) -> None:
    """Train on the sentences and on copies that move and vary them; write the model's files.

    A sentence by hand stands for the same by machine. None of the sentences of test.tsv is
    trained on, should it stand among them.
    """
    by_hand = without(hand_segmented("test"), by_hand)
    by_machine = without([*hand_segmented("test"), *by_hand], by_machine)
    sentences = [*by_machine, *by_hand * WEIGHT]
    sentences += [*moved(sentences, seed), *varied([*by_machine, *by_hand], SHARE, seed)]
    counts = f"{len(by_machine)} by machine, {len(by_hand)} by hand, {len(sentences)} in all"
    print(f"sentences: {counts}")
    with TemporaryDirectory() as folder:
        text, model = Path(folder, "train.txt"), Path(folder, "model")
        text.write_text("".join(" ".join(s) + "\n" for s in sentences), encoding="utf-8")
        sample = Path(folder, "sample.txt")  # scored after each round; nothing is chosen by it
        sample.write_text(" ".join(sentences[0]) + "\n", encoding="utf-8")
        config.wordMax = WORD_MAX
        random.seed(seed)  # the order of the sentences in each round
        spacy_pkuseg.train(str(text), str(sample), str(model), train_iter=ITERATIONS)
        prune(model, output)


def without(others: Sequence[Sentence], sentences: Sequence[Sentence]) -> list[Sentence]:
    """The sentences whose text is none of the others'."""
    texts = {"".join(sentence) for sentence in others}
    return [sentence for sentence in sentences if "".join(sentence) not in texts]


def prune(model: Path, output: Path) -> None:
    """Write the model without what makes no difference, its weights rounded."""
    features: dict[str, Any] = srsly.read_msgpack(model / MODEL_FILES[0])
    with np.load(model / MODEL_FILES[1], allow_pickle=False) as stored:
        tags, count = map(int, stored["sizes"])
        weights = np.round(stored["w"] / STEP) * STEP
    nodes = weights[: tags * count].reshape(count, tags)
    names = sorted(features["feature_to_idx"], key=features["feature_to_idx"].__getitem__)
    # The decoder counts on feature 0 as the one that every character has.
    kept = [i for i in range(count) if i == 0 or np.abs(nodes[i]).max() >= SMALLEST]
    kept_names = [names[i] for i in kept]
    words = {word for name in kept_names for word in words_of(name)}
    output.mkdir(parents=True, exist_ok=True)
    content = {
        "unigram": [word for word in features["unigram"] if word in words],
        "bigram": [],  # only training asks for these
        "feature_to_idx": {name: i for i, name in enumerate(kept_names)},
        "tag_to_idx": features["tag_to_idx"],
    }
    srsly.write_msgpack(output / MODEL_FILES[0], content)
    w = np.concatenate((nodes[kept].ravel(), weights[tags * count :])) + 0.0  # no -0.0
    np.savez_compressed(output / MODEL_FILES[1], sizes=np.array([tags, len(kept)]), w=w)
    print(f"{len(kept)} of {count} features kept, {len(words)} words")


def words_of(feature: str) -> Iterator[str]:
    """The words that the decoder must know to look a feature up.

    >>> list(words_of("ww.l.政府*信息")), list(words_of("w-1.公开")), list(words_of("c.公"))
    (['政府', '信息'], ['公开'], [])
    """
    kind, _, rest = feature.partition(".")
    if kind == "ww":
        yield from rest.partition(".")[2].split("*")
    elif kind in ("w1", "w-1"):
        yield rest


if __name__ == "__main__":
    main()
