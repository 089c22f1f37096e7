"""A PDF with a text layer → its pages' lines, ``\\f`` between pages.

Running heads and page numbers stay as lines of their own: whoever sees all pages can
tell them. pdfium gives the text in the order of the page's content, which is the reading
order of everything that an office program or browser prints, quotes aside (``pdf_order``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing
from typing import Any, Final

from govnlp.reading.errors import ReadError, failure
from govnlp.reading.pdf_order import characters, displaced
from govnlp.reading.pdf_tables import grids_of, page_with_tables
from govnlp.reading.pdf_text import clean

MAX_PAGES: Final = 5_000
#: A document of pictures with less text than this on a page, such as a stamp, is a scan.
SCAN_CHARACTERS: Final = 8
_PAGES: Final = re.compile(rb"/Type\s{0,9}/Pages\b")
_PAGE: Final = re.compile(rb"/Type\s{0,9}/Page\b")


def extract(data: bytes, path: str, max_characters: int) -> tuple[str, None]:
    """The document's text: lines end in ``\\n``, pages are joined by ``\\f``."""
    import pypdfium2

    try:
        with closing(pypdfium2.PdfDocument(data)) as document:
            return _text(document, path, max_characters), None
    except pypdfium2.PdfiumError as error:
        raise _translated(error, data, path) from error


def _translated(error: Exception, data: bytes, path: str) -> ReadError:
    # pdfium's own reason may be that of the document before: it is believed only if the
    # document says that it is encrypted.
    if b"/Encrypt" in data:
        return failure(path, "encrypted")
    if b"%PDF-" not in data[:1_024]:
        return failure(path, "corrupt", what="it does not begin as a PDF document does")
    if b"%%EOF" not in data[-2_048:]:
        return failure(path, "truncated")
    if _PAGES.search(data) and not _PAGE.search(data):
        return failure(path, "empty", what="it has no pages")
    return failure(path, "corrupt", what="its objects or their table cannot be read")


def _text(document: Any, path: str, max_characters: int) -> str:
    number = len(document)
    if not number:
        raise failure(path, "empty", what="it has no pages")
    if number > MAX_PAGES:
        what = f"it has {number:,} pages, over the limit of {MAX_PAGES:,}"
        raise failure(path, "too_large", what=what, limit="of the PDF reader")
    pages: list[str] = []
    room = max_characters
    pictures = 0
    for page in _pages(document):
        pages.append(_page_text(page))
        room -= len(pages[-1])
        pictures += _has_picture(page)
        if room < 0:
            what = f"its text is longer than the limit of {max_characters:,} characters"
            raise failure(path, "too_large", what=what, limit="max_characters")
    seen = sum(len("".join(text.split())) for text in pages)
    if not seen or (pictures == number and seen < SCAN_CHARACTERS * number):
        raise failure(path, "scanned", pages=number)
    return "\f".join(pages)


def _pages(document: Any) -> Iterator[Any]:
    for index in range(len(document)):
        with closing(document[index]) as page:
            yield page


def _has_picture(page: Any) -> bool:
    from pypdfium2 import raw

    return any(True for _ in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=3))


def _page_text(page: Any) -> str:
    with closing(page.get_textpage()) as textpage:
        grids = grids_of(page)
        if grids and (text := page_with_tables(textpage, grids)):
            return text
        text = textpage.get_text_range()
        if displaced(text):
            text = "".join(character for character, _ in characters(textpage))
        return clean(text)
