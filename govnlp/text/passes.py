"""The passes that make the clean view: each undoes one kind of noise.

Every pass either puts one character for one or drops characters, so a view never
invents text. Line breaks survive here: which of them end a paragraph is for
:mod:`govnlp.structure` to say.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

import opencc

from govnlp.text.view import View

#: Han characters, with the extension planes and 〇.
HAN = r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af〇"
#: Punctuation set in full width.
CJK_PUNCTUATION = (
    r"\u3001-\u3003\u3008-\u301f\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65·—…“”‘’"
)

_LINE_BREAKS = "\u2028\u2029\x85\x0b"
_INVISIBLE = re.compile(
    "[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\ufffe\r\x00-\x08\x0e-\x1f\x7f]+"
)
_SPACE = "\u00a0\u1680\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B)))


def _one_for_one() -> dict[int, str]:
    """Full-width letters and digits, odd spaces, line breaks, radicals, compatibility forms."""
    table = {ord(c): "\n" for c in _LINE_BREAKS} | {ord(c): " " for c in _SPACE}
    full_width = [*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B)]
    # A PDF often stores a Kangxi radical where the Han character is meant.
    compatibility = [*range(0x2E80, 0x2FE0), *range(0xF900, 0xFB00), *range(0x2F800, 0x2FA20)]
    for code in [*full_width, 0xFF05, 0xFF0E, 0xFF0D, *compatibility]:
        folded = unicodedata.normalize("NFKC", chr(code))
        if len(folded) == 1:
            table[code] = folded
    table[ord("％")] = "%"
    table[ord("．")] = "."
    return table


_FOLD = _one_for_one()
# Two, since `re` looks a character up in a set at once only where all are of the first plane.
_FOLDED = (
    re.compile("[" + re.escape("".join(chr(code) for code in _FOLD if code < 0x10000)) + "]+"),
    re.compile("[\U0002f800-\U0002fa1f]+"),
)

_FINAL = (
    "iang|iong|uang|ang|eng|ing|ong|ian|iao|uai|uan|ueng|ai|ei|ui|ao|ou|iu|ie|ue|ve|er|an|en|in|un|vn"
    "|ia|ua|uo|a|o|e|i|u|v"
)
_SYLLABLE = re.compile(rf"(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])?(?:{_FINAL})")
_GLOSS = re.compile(rf"[(（](?<=[{HAN}][(（])[a-zāáǎàōóǒòēéěèīíǐìūúǔùǖǘǚǜüńňǹḿɑɡ]{{1,7}}[)）]")

#: Tags of HTML that a converter left, its comments, and character references for a space.
_TAG = re.compile(
    r"<(?:/?[A-Za-z][^<>\n]{0,400}|!--[^<>]{0,400}--)>|&(?:nbsp|emsp|ensp);|(?<=&)amp;"
)
#: Markdown marks: heading, quotation and list marks at a line's start, emphasis, code, escapes.
_MARKDOWN = re.compile(
    r"(?P<line>#{1,6}(?=[ \t]*\S)|>(?=[ \t])|[*+](?=[ \t]))"
    r"|(?P<emphasis>\*\*+|__+|`+)"
    r"|(?P<escape>\\(?=[-\\.#()\[\]*_+!>|~`]))"
    r"|(?P<link>!?\[(?=[^\]\n]{0,200}\]\([^)\s]{1,400}\)))"
    r"|(?P<target>\]\([A-Za-z/.#][^)\s]{0,400}\))"
)
_MARKDOWN_CHARACTER = re.compile(r"[#>*+_`\\!\[\]]")
_BLANK = re.compile(r"[ \t]+")
_WIDE = re.compile(f"[{HAN}{CJK_PUNCTUATION}]")
# A pattern that opens with a character is looked for faster than one that looks back first.
_SPREAD_DIGITS = re.compile(rf"\d(?<![\d ]\d)(?: \d)+(?= ?[{HAN}])")
_DOT_AS_STOP = re.compile(rf"\.(?=\n|$)(?<=[{HAN}]\.)(?<![一二三四五六七八九十]\.)")
_ASCII_MARK = re.compile(r"[,;:?!()]")
_TO_FULL_WIDTH = str.maketrans(",;:?!()", "，；：？！（）")


@cache
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


def fold_width(view: View) -> View:
    """Full-width digits and letters made half width, every kind of space plain."""
    clean = view.clean
    for folded in _FOLDED:
        clean = folded.sub(lambda match: match[0].translate(_FOLD), clean)
    return view.translate(clean).drop(_INVISIBLE)


def simplify(view: View) -> View:
    """Traditional characters made simplified, one for one (OpenCC ``t2s``)."""
    clean = view.clean
    simplified = _converter().convert(clean)
    if len(simplified) != len(clean):  # a phrase of another length: character by character
        single = (_converter().convert(c) for c in clean)
        simplified = "".join(s if len(s) == 1 else c for s, c in zip(single, clean, strict=True))
    return view.translate(simplified)


def drop_tags(view: View) -> View:
    """Without the HTML tags that a converter left in the text."""
    return view.drop(_TAG) if "<" in view.clean or "&" in view.clean else view


def drop_markdown(view: View) -> View:
    """Without Markdown's marks; ``|`` stays, since it parts the cells of a table."""
    clean = view.clean
    spans: list[tuple[int, int]] = []
    end = 0
    for character in _MARKDOWN_CHARACTER.finditer(clean):
        at = character.start()
        match = _MARKDOWN.match(clean, at) if at >= end else None
        if match and (match.lastgroup != "line" or _opens_line(clean, at)):
            spans.append(match.span())
            end = match.end()
    return view.delete(spans)


def _opens_line(text: str, at: int) -> bool:
    while at and text[at - 1] in " \t":
        at -= 1
    return not at or text[at - 1] == "\n"


def drop_glosses(view: View) -> View:
    """Without pinyin in brackets after a character: 總結(jié)報告."""
    spans = [m.span() for m in _GLOSS.finditer(view.clean) if _is_syllable(m[0][1:-1])]
    return view.delete(spans, attach=True)


def _is_syllable(letters: str) -> bool:
    plain = unicodedata.normalize("NFD", letters.replace("ɑ", "a").replace("ɡ", "g"))
    plain = plain.replace("u\u0308", "v")
    return bool(_SYLLABLE.fullmatch("".join(c for c in plain if not unicodedata.combining(c))))


def drop_spaces(view: View) -> View:
    """Without spaces beside a Han character or full-width mark, and at the edges of lines.

    Tabs part the cells of a table and stay.
    """
    clean = view.clean
    tabbed = "\t" in clean
    spans: list[tuple[int, int]] = []
    for match in _BLANK.finditer(clean):
        start, end = match.span()
        before = clean[start - 1] if start else "\n"
        after = clean[end] if end < len(clean) else "\n"
        if tabbed and "\t" in match[0] and before not in "\n\f" and after not in "\n\f":
            spans += [(i, i + 1) for i in range(start, end) if clean[i] != "\t"]
        elif before in "\n\f" or after in "\n\f" or _WIDE.match(before) or _WIDE.match(after):
            spans.append((start, end))
        elif end - start > 1:
            spans.append((start + 1, end))
    spread = [
        (m.start() + i, m.start() + i + 1)
        for m in _SPREAD_DIGITS.finditer(clean)
        for i in range(1, m.end() - m.start(), 2)
    ]
    return view.delete(sorted(set(spans) | set(spread)) if spread else spans)


def widen_punctuation(view: View) -> View:
    """ASCII punctuation beside Han characters made Chinese: ``,`` to ，, ``(`` to （."""
    clean = view.clean
    pieces: list[str] = []
    done = 0
    for match in _ASCII_MARK.finditer(clean):
        at = match.start()
        beside = clean[max(at - 1, 0) : at] + clean[at + 1 : at + 2]
        if _WIDE.search(beside):
            pieces += (clean[done:at], match[0].translate(_TO_FULL_WIDTH))
            done = at + 1
    pieces.append(clean[done:])
    return view.translate(_DOT_AS_STOP.sub("。", "".join(pieces)))


_PASSES = (
    fold_width,
    simplify,
    drop_tags,
    drop_markdown,
    drop_glosses,
    drop_spaces,
    widen_punctuation,
)


def clean_lines(text: str) -> View:
    """The clean view of ``text`` with its lines as they are."""
    view = View.of(text)
    for undo in _PASSES:
        view = undo(view)
    return view
