"""What pdfium says is on a page → tidy lines."""

from __future__ import annotations

import re
from typing import Final

#: pdfium's marks, by version, for a hyphen at a line's end.
_HYPHENS: Final = re.compile("[\x02\ufffe]")
#: What is left of the control characters, and what is no character at all.
_CONTROLS: Final = re.compile("[\x00-\x09\x0b-\x1f\x7f\uffff]")


def clean(text: str) -> str:
    """pdfium's text with plain line ends, hyphens for its marks and no control characters.

    Tabs become spaces: in what ``read`` returns they part the cells of tables.
    """
    text = _HYPHENS.sub("-", text.replace("\r\n", "\n").replace("\r", "\n"))
    lines = _CONTROLS.sub("", text.replace("\t", " ").replace("\f", "\n")).split("\n")
    return "\n".join(line.rstrip(" ") for line in lines)
