"""The tokenizer: words that never cut through an entity or a block.

``doc.text`` is the input, character for character. The finders run first; the
segmenter works on the stretches between their hits, on the clean view, and each
word gets the offsets of the characters that it stands for. A word that a page break
or a pinyin gloss cuts is one token; ``Token.norm_`` holds its clean form.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from operator import itemgetter
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import srsly
from spacy.language import Language
from spacy.tokens import Doc
from spacy.vocab import Vocab

from govnlp.pipeline.analysis import KEY, analyse_text, unpack_view
from govnlp.pipeline.segmenters import PkusegSegmenter, Segmenter, by_characters
from govnlp.pipeline.spans import Offsets
from govnlp.text.view import CodePoints, View, code_points

SEGMENTERS = ("char", "pkuseg")
#: spaCy refuses longer texts than a million characters by default, for the sake of
#: parsers; what is done here takes memory and time in proportion. As much as is read.
MAX_LENGTH = 20_000_000
_NEWLINE, _SPACE = ord("\n"), ord(" ")


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
        self._orths = _Orths(vocab)
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
        doc = _make_doc(self._orths, text, analysis, self._segment)
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


class _Orths(dict[str, int]):
    """Words and their ids in a vocabulary. ``Doc`` takes either, but hashes every word anew."""

    def __init__(self, vocab: Vocab) -> None:
        super().__init__()
        self.vocab: Any = vocab
        # The ids of single characters once more, by code point: most tokens are one, and
        # so they are found for a whole text at once. The last place is that of all others.
        self._of_character = np.zeros(0x10001, dtype=object)

    def __missing__(self, word: str) -> int:
        orth = int(self.vocab.strings.add(word))
        if not self.vocab.in_memory_zone:  # whose words are forgotten at its end
            self[word] = orth
            if len(word) == 1 and word < "\U00010000":
                self._of_character[ord(word)] = orth
        return orth

    def of_tokens(self, text: str, starts: Offsets, ends: Offsets) -> list[int]:
        """The ids of the words ``text[start:end]``."""
        ids: Any = self._of_character.take(code_points(text)[starts], mode="clip")
        others = np.flatnonzero((ends - starts > 1) | (ids == 0))
        places = zip(others.tolist(), starts[others].tolist(), ends[others].tolist(), strict=True)
        found: list[int] = ids.tolist()
        for index, start, end in places:
            found[index] = self[text[start:end]]
        return found

    def __reduce__(self) -> tuple[type[_Orths], tuple[Vocab]]:
        return type(self), (self.vocab,)


def _make_doc(orths: _Orths, text: str, analysis: dict[str, Any], segment: Segmenter) -> Doc:
    """The ``Doc``, by whole arrays: a call a token would cost as much as all the finding."""
    view = unpack_view(analysis["view"])
    edges, notes = _edges(analysis)
    firsts, lasts = _words(view, edges, segment)
    starts = view.starts[firsts].astype(np.int64)
    ends = view.ends[lasts - 1].astype(np.int64)
    codes = code_points(text)
    bounds = _bounds(text, starts, ends, edges + notes)
    tokens, after, spaces = _fold_spaces(codes, bounds)
    words: Any = orths.of_tokens(text, tokens, after)
    doc = Doc(orths.vocab, words=words, spaces=spaces)
    longer = ends - starts != lasts - firsts
    changed = np.flatnonzero(longer | _holds_others(codes, view, firsts, lasts))
    if len(changed):
        # 0 leaves a token the norm of its lexeme.
        values: Any = np.zeros((len(doc), 1), dtype=np.uint64)
        norms = zip(firsts[changed].tolist(), lasts[changed].tolist(), strict=True)
        at = np.searchsorted(tokens, starts[changed])
        values[at, 0] = [orths[view.clean[first:last]] for first, last in norms]
        doc.from_array(["NORM"], values)
    return doc


def _words(view: View, edges: list[int], segment: Segmenter) -> tuple[Offsets, Offsets]:
    """The words of the reading view, line breaks left out: where each begins and ends in it."""
    codes = code_points(view.clean)
    breaks = np.flatnonzero(codes == _NEWLINE)
    inside = view.starts.searchsorted(np.array(edges, dtype=np.int32))
    cut = np.zeros(len(codes) + 1, dtype=bool)
    cut[inside] = cut[breaks] = cut[breaks + 1] = cut[0] = cut[-1] = True
    firsts = segment.starts(view.clean, np.flatnonzero(cut))
    lasts = np.append(firsts, len(codes))[1:]
    if len(breaks):
        shown = codes[firsts] != _NEWLINE
        firsts, lasts = firsts[shown], lasts[shown]
    return firsts, lasts


def _edges(analysis: dict[str, Any]) -> tuple[list[int], list[int]]:
    """Offsets that no word may cross, and the edges of notes. A note in a paragraph cuts
    no word, so its edges count among what no word covers only."""
    entities = analysis["entities"]
    edges: list[int] = [*map(itemgetter("start"), entities), *map(itemgetter("end"), entities)]
    notes: list[int] = []
    for document in analysis["documents"]:
        edges += document["start"], document["end"]
        for block in document["blocks"]:
            cut = notes if block["kind"] == "note" else edges
            cut += block["start"], block["end"]
        for section in document["sections"]:
            edges += *section["heading"], section["start"], section["end"]
    return edges, notes


def _bounds(text: str, starts: Offsets, ends: Offsets, edges: list[int]) -> Offsets:
    """Where tokens begin, and the end of the text: words, and pieces of what lies between."""
    edge = np.zeros(len(text) + 1, dtype=bool)
    edge[edges] = edge[ends] = edge[starts] = edge[0] = edge[-1] = True
    cut = np.zeros(len(text) + 1, dtype=bool)
    cut[by_characters.starts(text, np.flatnonzero(edge))] = cut[-1] = True
    # No token begins within a word, whatever noise it was found through.
    depth = np.zeros(len(text) + 1, dtype=np.int8)
    depth[starts] = 1
    depth[ends] -= 1
    within = np.cumsum(depth, dtype=np.int8).astype(bool)
    within[starts] = False
    return np.flatnonzero(cut & ~within)


def _fold_spaces(codes: CodePoints, bounds: Offsets) -> tuple[Offsets, Offsets, list[bool]]:
    """The tokens' begins and ends, and which have a space after them.

    A single space becomes the ``whitespace_`` of the token before it.
    """
    starts, ends = bounds[:-1], bounds[1:]
    single = (codes[starts] == _SPACE) & (ends - starts == 1)
    single[:1] = False
    # White space is one token but for an edge within it: of two single spaces side by side
    # the second is a token of its own.
    for index in np.flatnonzero(single[1:] & single[:-1]).tolist():
        single[index + 1] &= not single[index]
    keep = ~single
    spaces = np.append(single, False)[1:][keep]
    return starts[keep], ends[keep], spaces.tolist()


def _holds_others(
    codes: CodePoints, view: View, firsts: Offsets, lasts: Offsets
) -> npt.NDArray[np.bool_]:
    """Which words hold characters that stand for other ones."""
    others = code_points(view.clean) != codes[view.starts]
    if not others.any():
        return np.zeros(len(firsts), dtype=bool)
    seen = np.append(0, np.cumsum(others))
    return seen[lasts] > seen[firsts]


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
