"""The tokenizer: words that never cut through an entity or a block.

``doc.text`` is the input, character for character. The finders run first; the
segmenter works on the stretches between their hits, on the clean view, and each
word gets the offsets of the characters that it stands for. A word that a page break
or a pinyin gloss cuts is one token; ``Token.norm_`` holds its clean form.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator
from itertools import compress, pairwise
from pathlib import Path
from typing import Any

import numpy as np
import srsly
from spacy.language import Language
from spacy.tokens import Doc
from spacy.vocab import Vocab

from govnlp.pipeline.analysis import KEY, analyse_text, unpack_view
from govnlp.pipeline.segmenters import PkusegSegmenter, Segmenter, by_characters
from govnlp.pipeline.spans import Offsets

SEGMENTERS = ("char", "pkuseg")
#: spaCy refuses longer texts than a million characters by default, for the sake of
#: parsers; what is done here takes memory and time in proportion. As much as is read.
MAX_LENGTH = 20_000_000
_GAP = re.compile(r"\s+|[A-Za-z]+|\d+(?:\.\d+)?|.", re.DOTALL)
_BREAK = re.compile("\n")


class ReportTokenizer:
    """Makes a ``Doc`` of a report's text, its analysis in ``doc.user_data["govnlp"]``.

    vocab (Vocab): The shared vocabulary.
    segmenter (str): ``"char"`` or ``"pkuseg"``.
    pkuseg_model (str | Path | None): Folder of a pkuseg model, for ``"pkuseg"``; the
        package's own if ``None``.

    Raises ``ValueError`` for another segmenter, or a folder that holds no model.
    """

    def __init__(
        self, vocab: Vocab, segmenter: str = "char", pkuseg_model: str | Path | None = None
    ) -> None:
        if segmenter not in SEGMENTERS:
            raise ValueError(f"segmenter is {segmenter!r}; it can be 'char' or 'pkuseg'")
        self.vocab = vocab
        self.segmenter = segmenter
        self._loaded: Segmenter | None = by_characters if segmenter == "char" else None
        if segmenter == "pkuseg" and pkuseg_model is not None:
            self._loaded = PkusegSegmenter(pkuseg_model)

    @property
    def _segment(self) -> Segmenter:
        """The segmenter; the package's model is loaded when first asked for, since a saved
        pipeline brings its own."""
        if self._loaded is None:
            self._loaded = PkusegSegmenter()
        return self._loaded

    def __call__(self, text: str) -> Doc:
        analysis = analyse_text(text)
        doc = _make_doc(self.vocab, text, analysis, self._segment)
        doc.user_data[KEY] = analysis
        return doc

    def pipe(self, texts: Iterable[str], batch_size: int = 64) -> Iterator[Doc]:
        """Tokenize a stream of texts; ``batch_size`` is spaCy's and has no effect here."""
        yield from map(self, texts)

    def to_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> None:
        """Write the pkuseg model, where there is one, to the folder ``path``."""
        target = Path(path)
        target.mkdir(parents=True, exist_ok=True)
        for name, data in self._model_files().items():
            (target / name).write_bytes(data)

    def from_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> ReportTokenizer:
        """Read what :meth:`to_disk` wrote; an absent model leaves the tokenizer as it is."""
        if self.segmenter == "pkuseg" and Path(path).is_dir() and any(Path(path).iterdir()):
            self._loaded = PkusegSegmenter(path)
        return self

    def to_bytes(self, *, exclude: Iterable[str] = ()) -> bytes:
        """The pkuseg model, where there is one, as bytes."""
        return bytes(srsly.msgpack_dumps(self._model_files()))

    def from_bytes(self, data: bytes, *, exclude: Iterable[str] = ()) -> ReportTokenizer:
        """Read what :meth:`to_bytes` gave."""
        files: dict[str, bytes] = srsly.msgpack_loads(data)
        if files and self.segmenter == "pkuseg":
            self._loaded = PkusegSegmenter.from_files(files)
        return self

    def _model_files(self) -> dict[str, bytes]:
        segment = self._segment
        return segment.files() if isinstance(segment, PkusegSegmenter) else {}


def _make_doc(vocab: Vocab, text: str, analysis: dict[str, Any], segment: Segmenter) -> Doc:
    """The ``Doc``, by whole arrays: a call a token would cost as much as all the finding."""
    norms, starts, ends = _words(analysis, segment)
    bounds = _bounds(text, starts, ends, analysis)
    words = [text[a:b] for a, b in pairwise(bounds.tolist())]
    keep, spaces = _fold_spaces(words)
    doc = Doc(vocab, words=list(compress(words, keep)), spaces=list(compress(spaces, keep)))
    words_of_view = zip(starts.tolist(), ends.tolist(), norms, strict=True)
    changed = [(start, norm) for start, end, norm in words_of_view if text[start:end] != norm]
    if changed:
        # 0 leaves a token the norm of its lexeme.
        values: Any = np.zeros((len(doc), 1), dtype=np.uint64)
        at = np.searchsorted(bounds[:-1][keep], [start for start, _ in changed])
        values[at, 0] = [vocab.strings.add(norm) for _, norm in changed]
        doc.from_array(["NORM"], values)
    return doc


def _words(analysis: dict[str, Any], segment: Segmenter) -> tuple[list[str], Offsets, Offsets]:
    """The words of the reading view, line breaks left out, with their offsets in the input."""
    view = unpack_view(analysis["view"])
    breaks = np.asarray([m.start() for m in _BREAK.finditer(view.clean)], dtype=np.int64)
    edges = np.searchsorted(view.starts, _edges(analysis))
    cuts = np.unique(np.concatenate((edges, breaks, breaks + 1, [0, len(view)])))
    words: list[str] = []
    for start, end in pairwise(cuts.tolist()):
        stretch = view.clean[start:end]
        words += segment(stretch) if end - start > 1 else (stretch,)
    after = np.cumsum([0, *map(len, words)], dtype=np.int64)
    shown = [word != "\n" for word in words]
    starts, ends = view.starts[after[:-1]][shown], view.ends[after[1:] - 1][shown]
    return list(compress(words, shown)), starts.astype(np.int64), ends.astype(np.int64)


def _edges(analysis: dict[str, Any], notes: bool = False) -> list[int]:
    """Offsets that no word may cross. A note in a paragraph cuts no word, so its edges
    count among what no word covers only."""
    edges = {edge for entity in analysis["entities"] for edge in (entity["start"], entity["end"])}
    for document in analysis["documents"]:
        edges |= {document["start"], document["end"]}
        for block in document["blocks"]:
            if notes or block["kind"] != "note":
                edges |= {block["start"], block["end"]}
        for section in document["sections"]:
            edges |= {*section["heading"], section["start"], section["end"]}
    return sorted(edges)


def _bounds(text: str, starts: Offsets, ends: Offsets, analysis: dict[str, Any]) -> Offsets:
    """Where tokens begin, and the end of the text: words, and pieces of what lies between."""
    edges = _edges(analysis, notes=True)
    gaps = np.stack((np.concatenate(([0], ends)), np.concatenate((starts, [len(text)]))))
    cuts: list[int] = []
    for start, end in gaps[:, gaps[0] < gaps[1]].T.tolist():
        inside = edges[bisect_right(edges, start) : bisect_left(edges, end)]
        for first, last in pairwise((start, *inside, end)):
            if last - first == 1:
                cuts.append(first)
            else:
                cuts += [match.start() for match in _GAP.finditer(text, first, last)]
    cut = np.zeros(len(text) + 1, dtype=bool)
    cut[starts] = cut[ends] = cut[cuts] = cut[len(text)] = True
    return np.flatnonzero(cut)


def _fold_spaces(words: list[str]) -> tuple[list[bool], list[bool]]:
    """Which words stay tokens, and which have a space after them.

    A single space becomes the ``whitespace_`` of the token before it.
    """
    keep, spaces = [True] * len(words), [False] * len(words)
    for index, word in enumerate(words):
        if word == " " and index and keep[index - 1]:
            keep[index], spaces[index - 1] = False, True
    return keep, spaces


def create_report_tokenizer(
    segmenter: str = "char", pkuseg_model: str | None = None
) -> Callable[[Language], ReportTokenizer]:
    """The factory ``govnlp.ReportTokenizer.v1``, an entry point of the package.

    segmenter (str): ``"char"`` or ``"pkuseg"``.
    pkuseg_model (str | None): Folder of a pkuseg model, for ``"pkuseg"``; the package's
        own if ``None``.
    """

    def create(nlp: Language) -> ReportTokenizer:
        nlp.max_length = max(nlp.max_length, MAX_LENGTH)
        return ReportTokenizer(nlp.vocab, segmenter, pkuseg_model)

    return create
