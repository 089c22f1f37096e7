"""Bytes of a text file → its characters and the name of its encoding.

``decode(data)`` tries a byte order mark, then UTF-8, then weighs what the bytes
say as UTF-16, GB18030 and Big5: almost any bytes can be read under two of these,
but only one reading consists of characters that Chinese text uses. Statistical
detectors need a few hundred characters for that; a table of common characters
decides after four or five.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from typing import Final, NamedTuple

from govnlp.resources import lines_of


class Decoded(NamedTuple):
    """A file's characters without byte order mark, and its encoding's Python name."""

    text: str
    encoding: str


#: Byte order marks, the longer first: UTF-32's begins with UTF-16's.
MARKS: Final = (
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)

#: What pages and people call an encoding → its family here. Chinese pages that
#: declare GB2312 hold GBK characters, so browsers too read both as GB18030.
NAMES: Final = {
    **dict.fromkeys(("utf-8", "utf8", "unicode-1-1-utf-8"), "utf-8"),
    **dict.fromkeys(
        ("gb2312", "gb_2312-80", "gb_2312", "gbk", "x-gbk", "cp936", "ms936", "gb18030", "chinese"),
        "gb18030",
    ),
    **dict.fromkeys(("big5", "big5-hkscs", "x-x-big5", "cn-big5", "cp950", "big-5"), "big5"),
}

#: The codecs of a family, the strictest first: the first that reads every byte is named.
CODECS: Final = {
    "utf-8": ("utf-8",),
    "utf-16": ("utf-16-le", "utf-16-be"),
    "gb18030": ("gb18030",),
    "big5": ("big5", "cp950", "big5hkscs"),
}

#: At most one broken byte for this many characters is read as U+FFFD.
CHARACTERS_FOR_A_BREAK: Final = 200
#: Weights (natural logarithms of rough frequencies) of what the table does not hold.
RARE_HAN: Final = -11.0
FOREIGN: Final = -13.0
CONTROL: Final = -16.0
#: Mean weight of a character below which bytes are no Chinese text.
PLAUSIBLE: Final = -9.0
#: A page's declaration is believed if its reading is at most this much worse than the best.
MARGIN: Final = 0.5
#: Characters weighed: enough to be sure, few enough for a file of 50 MB.
SAMPLE: Final = 20_000
PUNCTUATION: Final = "，。、；：？！“”‘’（）《》〈〉〔〕【】—…·－\u3000０１２３４５６７８９％"


def decode(data: bytes, declared: str | None = None) -> Decoded | None:
    """The text of ``data`` and its encoding; ``None`` if it is no text known here.

    ``declared`` is the encoding that the file itself or its server names, if
    any; it is followed where it is credible.
    """
    return (
        _by_mark(data)
        or _plain(data)
        or _best(list(_readings(data, "strict")), declared)
        or _best(list(_readings(data, "replace")), declared)
    )


def weight(text: str) -> float:
    """Mean log-frequency of the characters of ``text`` that are not ASCII; 0.0 if none."""
    counts = Counter(_sample(text))
    table = _weights()
    total = number = 0.0
    for character, count in counts.items():
        if " " <= character < "\x7f" or character in "\t\n\r\f":
            continue
        number += count
        total += count * table.get(character, 0.0) or count * _unlisted(character)
    return total / number if number else 0.0


def control_share(text: str) -> float:
    """Share, 0 to 1, of the characters of ``text`` that no text file should hold."""
    sample = _sample(text)
    return sum(map(sample.count, _CONTROLS)) / max(1, len(sample))


_CONTROLS: Final = [chr(code) for code in range(32) if chr(code) not in "\t\n\v\f\r\x1a"]


def _by_mark(data: bytes) -> Decoded | None:
    for mark, codec in MARKS:
        if data.startswith(mark):
            return _decode(data, codec, "strict") or _decode(data, codec, "replace")
    return None


def _plain(data: bytes) -> Decoded | None:
    """UTF-8, unless the bytes are as likely something else that happens to be valid."""
    if b"\x00" in data:  # valid UTF-8, but also what ASCII looks like in UTF-16
        return None
    found = _decode(data, "utf-8", "strict")
    if found is None or data.isascii():
        return found
    # A few GBK characters can be valid UTF-8 of two bytes: Cyrillic, Arabic, Thaana.
    # Chinese in UTF-8 always has characters of three.
    if max(found.text) < "\u0800":
        other = _decode(data, "gb18030", "strict")
        if other is not None and weight(other.text) > PLAUSIBLE:
            return other
    return found


def _readings(data: bytes, errors: str) -> Iterator[Decoded]:
    for family, codecs in CODECS.items():
        for codec in codecs:
            found = _decode(data, codec, errors)
            if found is not None:
                yield found
                if family != "utf-16":
                    break


def _decode(data: bytes, codec: str, errors: str) -> Decoded | None:
    try:
        text = data.decode(codec, errors)
    except UnicodeError:
        return None
    if errors == "replace" and not _few_breaks(text):
        return None
    return Decoded(text, codec)


def _few_breaks(text: str) -> bool:
    # One bad byte can spoil its neighbours too; and a file cut off within its last
    # character is not broken otherwise.
    breaks = sum(1 for _ in _BREAK.finditer(text, 0, max(0, len(text) - 1)))
    return breaks <= len(text) // CHARACTERS_FOR_A_BREAK


_BREAK: Final = re.compile("\ufffd+")


def _best(readings: list[Decoded], declared: str | None) -> Decoded | None:
    weighed = [(weight(found.text), found) for found in readings]
    if not weighed:
        return None
    best, found = max(weighed, key=lambda pair: pair[0])
    family = NAMES.get((declared or "").strip().lower())
    for value, other in weighed:
        if family and other.encoding in CODECS[family] and value >= best - MARGIN:
            best, found = value, other
    if best < PLAUSIBLE or control_share(found.text) > 0.01:
        return None
    return found


def _sample(text: str) -> str:
    if len(text) <= SAMPLE:
        return text
    third, middle = SAMPLE // 3, len(text) // 2
    return text[:third] + text[middle : middle + third] + text[-third:]


def _unlisted(character: str) -> float:
    if "\u4e00" <= character <= "\u9fff":
        return RARE_HAN
    return CONTROL if character < "\xa0" or character == "\ufffd" else FOREIGN


@cache
def _weights() -> dict[str, float]:
    """Common character → log-frequency, from its rank r by Zipf's law: 1 / (r + 20) / 6."""
    ranked = "".join(lines_of("reading_characters.txt"))
    weights = {c: -math.log((rank + 20) * 6) for rank, c in enumerate(ranked)}
    return weights | dict.fromkeys(PUNCTUATION, -math.log(120))
