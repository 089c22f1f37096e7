"""Plain text and Markdown: the bytes decoded, and nothing else done to them."""

from __future__ import annotations

from govnlp.reading.encoding import control_share, decode
from govnlp.reading.errors import failure

#: Share of control characters above which "text" is something else.
MAX_CONTROLS = 0.01


def extract(data: bytes, path: str, max_characters: int) -> tuple[str, str]:
    """The file's characters without byte order mark, and its encoding."""
    decoded = decode(data)
    if decoded is None:
        if data.count(0) > MAX_CONTROLS * len(data):
            raise failure(path, "binary", what="it is full of NUL bytes")
        raise failure(path, "undecodable")
    if control_share(decoded.text) > MAX_CONTROLS:
        raise failure(path, "binary", what="it is full of control characters")
    return decoded
