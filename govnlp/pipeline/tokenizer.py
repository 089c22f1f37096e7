"""The tokenizer: words that never cut through an entity or a block.

``doc.text`` is the input, character for character. The finders run first; the
segmenter works on the stretches between their hits, on the clean view, and each
word gets the offsets of the characters that it stands for. A word that a page break
or a pinyin gloss cuts is one token; ``Token.norm_`` holds its clean form.
"""

from __future__ import annotations

import re
import tempfile
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import srsly
from spacy import registry
from spacy.language import Language
from spacy.tokens import Doc
from spacy.vocab import Vocab

from govnlp.pipeline.analysis import KEY, analyse_text, unpack_view
from govnlp.pipeline.segmenters import MODEL_FILES, PkusegSegmenter, Segmenter, by_characters
from govnlp.text import View

_GAP = re.compile(r"\s+|[A-Za-z]+|\d+(?:\.\d+)?|.", re.DOTALL)
#: One word of a text: its offsets in the input and its clean form.
Word = tuple[int, int, str]
SEGMENTERS = ("char", "pkuseg")


class ReportTokenizer:
    """Makes a ``Doc`` of a report's text, its analysis in ``doc.user_data["govnlp"]``.

    vocab (Vocab): The shared vocabulary.
    segmenter (str): ``"char"`` or ``"pkuseg"``.
    pkuseg_model (str | Path | None): Folder of a pkuseg model, for ``"pkuseg"``.

    Raises ``ValueError`` for another segmenter, or for ``"pkuseg"`` with no model.
    """

    def __init__(
        self, vocab: Vocab, segmenter: str = "char", pkuseg_model: str | Path | None = None
    ) -> None:
        if segmenter not in SEGMENTERS:
            raise ValueError(f"segmenter is {segmenter!r}; it can be 'char' or 'pkuseg'")
        self.vocab = vocab
        self.segmenter = segmenter
        self._segment: Segmenter | None = by_characters if segmenter == "char" else None
        if segmenter == "pkuseg" and pkuseg_model is not None:
            self._segment = PkusegSegmenter(pkuseg_model)

    def __call__(self, text: str) -> Doc:
        analysis = analyse_text(text)
        words = _cover(text, self._words(analysis), _edges(analysis))
        doc = _make_doc(self.vocab, text, words)
        doc.user_data[KEY] = analysis
        return doc

    def pipe(self, texts: Iterable[str], batch_size: int = 64) -> Iterator[Doc]:
        """Tokenize a stream of texts; ``batch_size`` is spaCy's and has no effect here."""
        yield from map(self, texts)

    def _words(self, analysis: dict[str, Any]) -> Iterator[Word]:
        """The words of the reading view, with their offsets in the input."""
        segment = self._segment
        if segment is None:
            raise ValueError(
                "segmenter 'pkuseg' needs a model: govnlp.load(segmenter='pkuseg', "
                "pkuseg_model=FOLDER), or nlp.from_disk of a pipeline that has one"
            )
        view = unpack_view(analysis["view"])
        for start, end in _stretches(view, _edges(analysis)):
            at = start
            for word in segment(view.clean[start:end]):
                first, at = at, at + len(word)
                yield int(view.starts[first]), int(view.ends[at - 1]), word

    def to_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> None:
        """Write the pkuseg model, where there is one, to the folder ``path``."""
        target = Path(path)
        target.mkdir(parents=True, exist_ok=True)
        for name, data in self._model_files().items():
            (target / name).write_bytes(data)

    def from_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> ReportTokenizer:
        """Read what :meth:`to_disk` wrote."""
        if self.segmenter == "pkuseg":
            self._segment = PkusegSegmenter(path)
        return self

    def to_bytes(self, *, exclude: Iterable[str] = ()) -> bytes:
        """The pkuseg model, where there is one, as bytes."""
        return bytes(srsly.msgpack_dumps(self._model_files()))

    def from_bytes(self, data: bytes, *, exclude: Iterable[str] = ()) -> ReportTokenizer:
        """Read what :meth:`to_bytes` gave."""
        files = srsly.msgpack_loads(data)
        if files and self.segmenter == "pkuseg":
            # pkuseg reads folders only; the segmenter keeps this one while it lives.
            folder = Path(tempfile.mkdtemp(prefix="govnlp-pkuseg-"))
            for name in MODEL_FILES:
                (folder / name).write_bytes(files[name])
            self._segment = PkusegSegmenter(folder)
        return self

    def _model_files(self) -> dict[str, bytes]:
        if not isinstance(self._segment, PkusegSegmenter):
            return {}
        return {name: (self._segment.path / name).read_bytes() for name in MODEL_FILES}


def _edges(analysis: dict[str, Any]) -> list[int]:
    """Offsets in the input that no token may cross."""
    spans = [(e["start"], e["end"]) for e in analysis["entities"]]
    for document in analysis["documents"]:
        spans += [(b["start"], b["end"]) for b in document["blocks"]]
        spans += [tuple(s["heading"]) for s in document["sections"]]
        spans += [(s["start"], s["end"]) for s in document["sections"]]
        spans.append((document["start"], document["end"]))
    return sorted({edge for span in spans for edge in span})


def _stretches(view: View, edges: list[int]) -> Iterator[tuple[int, int]]:
    """The parts of the clean text between two edges, line breaks left out."""
    cuts = {0, len(view)}
    for edge in edges:
        cuts.add(view.from_source(edge, edge)[0])
    for match in re.finditer("\n", view.clean):
        cuts |= {match.start(), match.end()}
    ordered = sorted(cuts)
    for start, end in zip(ordered, ordered[1:], strict=False):
        if view.clean[start:end] != "\n":
            yield start, end


def _cover(text: str, words: Iterable[Word], edges: list[int]) -> Iterator[Word]:
    """The words, and tokens for everything between them, from first to last character."""
    at = 0
    for start, end, norm in words:
        if start > at:
            yield from _gap(text, at, start, edges)
        yield start, end, norm
        at = end
    yield from _gap(text, at, len(text), edges)


def _gap(text: str, start: int, end: int, edges: list[int]) -> Iterator[Word]:
    at = start
    while at < end:
        index = bisect_right(edges, at)
        stop = min(end, edges[index]) if index < len(edges) else end
        for match in _GAP.finditer(text, at, stop):
            yield match.start(), match.end(), match[0]
        at = stop


def _make_doc(vocab: Vocab, text: str, tokens: Iterable[Word]) -> Doc:
    """A ``Doc`` whose text is ``text``: single spaces become ``Token.whitespace_``."""
    words: list[str] = []
    spaces: list[bool] = []
    norms: list[tuple[int, str]] = []
    for start, end, norm in tokens:
        word = text[start:end]
        if word == " " and words and not spaces[-1]:
            spaces[-1] = True
            continue
        if norm != word:
            norms.append((len(words), norm))
        words.append(word)
        spaces.append(False)
    doc = Doc(vocab, words=words, spaces=spaces)
    for index, norm in norms:
        doc[index].norm_ = norm
    return doc


@registry.tokenizers("govnlp.ReportTokenizer.v1")
def create_report_tokenizer(
    segmenter: str = "char", pkuseg_model: str | None = None
) -> Callable[[Language], ReportTokenizer]:
    """The factory that a config file names.

    segmenter (str): ``"char"`` or ``"pkuseg"``.
    pkuseg_model (str | None): Folder of a pkuseg model, for ``"pkuseg"``.
    """

    def create(nlp: Language) -> ReportTokenizer:
        return ReportTokenizer(nlp.vocab, segmenter, pkuseg_model)

    return create
