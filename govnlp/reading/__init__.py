"""File → text: ``read(path)`` for .txt, .md, .html, .docx and .pdf.

One module a media type, each with a function ``extract`` that turns the file's bytes
into text; heavy libraries are imported by the reader that needs them, when it is needed.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Final

from govnlp.reading.errors import ReadError, failure
from govnlp.reading.files import load
from govnlp.reading.signatures import identify, unsupported, web_page
from govnlp.resources import rows_of

__all__ = ["MAX_BYTES", "MAX_CHARACTERS", "SUFFIXES", "UNSUPPORTED", "ReadError", "SourceFile",
           "read"]  # fmt: skip

WORD: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

#: Suffix, lower case → media type: the files that ``read`` reads.
SUFFIXES: Final[dict[str, str]] = {
    ".txt": "text/plain",
    ".text": "text/plain",
    ".md": "text/markdown",
    ".markdown": "text/markdown",
    ".html": "text/html",
    ".htm": "text/html",
    ".shtml": "text/html",
    ".xhtml": "text/html",
    ".docx": WORD,
    ".pdf": "application/pdf",
}
#: Suffix → what it is: document-like files that a folder may hold and ``read`` refuses.
UNSUPPORTED: Final[dict[str, str]] = {row[0]: row[1] for row in rows_of("reading_unsupported.tsv")}

#: Default limits: bytes of a file, characters of the text within.
MAX_BYTES: Final = 50_000_000
MAX_CHARACTERS: Final = 20_000_000

#: Media type → module whose ``extract`` reads it.
_READERS: Final = {
    "text/plain": "text",
    "text/markdown": "text",
    "text/html": "html",
    WORD: "docx",
    "application/pdf": "pdf",
}
_EXPECTED: Final = {
    "text/plain": "text",
    "text/markdown": "Markdown",
    "text/html": "a web page",
    WORD: "a Word document",
    "application/pdf": "a PDF document",
}
_Extract = Callable[[bytes, str, int], tuple[str, str | None]]


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file's text and where it came from.

    ``text`` never holds a lone surrogate. Of text and Markdown it is the file's own,
    character for character; of the other types lines end in ``\\n``, pages in ``\\f``, and
    tabs stand only between the cells of a table. ``sha256`` is of the file's bytes, in
    hexadecimal; ``encoding`` Python's name of it, ``None`` for Word and PDF.
    """

    text: str
    path: str
    sha256: str
    media_type: str
    encoding: str | None


def read(
    path: str | os.PathLike[str],
    *,
    max_bytes: int = MAX_BYTES,
    max_characters: int = MAX_CHARACTERS,
) -> SourceFile:
    """The text of a file, by its suffix.

    Raises ``ReadError``, and nothing else, for whatever cannot be read.
    """
    name = os.fsdecode(path)
    try:
        return _read(name, max_bytes, max_characters)
    except (MemoryError, RecursionError) as error:
        raise failure(
            name, "too_large", what="it needs more memory than there is", limit="of memory"
        ) from error


def _read(path: str, max_bytes: int, max_characters: int) -> SourceFile:
    suffix = os.path.splitext(path)[1].lower()
    data = load(path, max_bytes)
    media_type = _media_type(path, suffix, data)
    module = import_module(f"govnlp.reading.{_READERS[media_type]}")
    extract: _Extract = module.extract
    try:
        text, encoding = extract(data, path, max_characters)
    except (ReadError, MemoryError, RecursionError):
        raise
    except Exception as error:
        # Whatever a library does to a file that nobody foresaw, the run must go on.
        raise failure(path, "corrupt", what=f"{type(error).__name__}: {error}") from error
    text = without_surrogates(text)
    if len(text) > max_characters:
        what = f"its text is {len(text):,} characters long, over the limit of {max_characters:,}"
        raise failure(path, "too_large", what=what, limit="max_characters")
    if not text.strip():
        raise failure(path, "empty", what="only white space")
    return SourceFile(text, path, hashlib.sha256(data).hexdigest(), media_type, encoding)


def _media_type(path: str, suffix: str, data: bytes) -> str:
    """The media type by the suffix, if the content does not contradict it."""
    name = os.path.basename(path)
    media_type = SUFFIXES.get(suffix)
    found = identify(data, name)
    if media_type in (WORD, "application/pdf"):
        found = found or web_page(data)
    if media_type is None:
        raise _refusal(path, suffix, name, found.suffix if found else "")
    if found is None or SUFFIXES.get(found.suffix) == media_type:
        return media_type
    if media_type == WORD and found.suffix in (".doc", ".zip"):
        return media_type  # its reader tells a protected or damaged document from others
    raise failure(
        path, "wrong_type", what=found.what, expected=_EXPECTED[media_type], advice=found.advice
    )


def _refusal(path: str, suffix: str, name: str, real: str) -> ReadError:
    known = unsupported(suffix, name)
    if real in SUFFIXES:
        what = known.what if known else f'files that end in "{suffix}"'
        advice = f'this one is really a {real} file: rename it so that it ends in "{real}"'
    elif known:
        what, advice = known.what, known.advice
    else:
        what = f'files that end in "{suffix}"' if suffix else "files whose name has no suffix"
        advice = f"it reads {' '.join(SUFFIXES)}: convert it to one of them"
    return failure(path, "unsupported", what=what, advice=advice)


def without_surrogates(text: str) -> str:
    """``text`` with each lone surrogate, which no encoding can write, as U+FFFD."""
    return text if text.isascii() else _SURROGATE.sub("\ufffd", text)


_SURROGATE: Final = re.compile("[\ud800-\udfff]")
