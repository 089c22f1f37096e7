"""A web page → the article on it: headings and paragraphs as lines, tables as tabbed lines."""

from __future__ import annotations

import re
from typing import Final

from govnlp.reading.encoding import Decoded, decode
from govnlp.reading.errors import failure
from govnlp.reading.html_article import article_lines
from govnlp.reading.html_tree import parse

#: A declaration stands near the page's start; HTML says within 1,024 bytes, pages do not.
_HEAD: Final = 16_384
_DECLARATION: Final = re.compile(
    rb"""<(?:meta|\?xml)\b[^<>]*?\b(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_:.-]{2,30})""",
    re.IGNORECASE,
)
#: More tags than this, about a gigabyte once they are parsed, are no article's.
MAX_TAGS: Final = 2_000_000
_COMMENT: Final = re.compile(rb"<!--.*?-->", re.DOTALL)


def extract(data: bytes, path: str, max_characters: int) -> tuple[str, str]:
    """The article of the page, a line each heading, paragraph, list item or row."""
    decoded = decoded_page(data)
    if decoded is None:
        raise failure(path, "binary" if b"\x00" in data else "undecodable", what="NUL bytes")
    if len(decoded.text) > max_characters:
        what = f"it is {len(decoded.text):,} characters long, over the limit of {max_characters:,}"
        raise failure(path, "too_large", what=what, limit="max_characters")
    tags = decoded.text.count("<")
    if tags > MAX_TAGS:
        what = f"it has {tags:,} tags, over the limit of {MAX_TAGS:,}"
        raise failure(path, "too_large", what=what, limit="of the HTML reader")
    text = "\n".join(article_lines(parse(decoded.text)))
    if not text:
        raise failure(path, "empty", what="the page shows no text without running its scripts")
    return text, decoded.encoding


def decoded_page(data: bytes) -> Decoded | None:
    """The page's characters by its byte order mark, its own declaration, or its bytes."""
    return decode(data, declared_encoding(data))


def declared_encoding(data: bytes) -> str | None:
    """The encoding that the page names in ``<meta>`` or ``<?xml``, lower case."""
    found = _DECLARATION.search(_COMMENT.sub(b"", data[:_HEAD]))
    return found[1].decode("ascii").lower() if found else None
