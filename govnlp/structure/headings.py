"""Which chunks are headings, and where a run-in heading ends."""

from __future__ import annotations

import re

from govnlp.structure.chunks import Chunk, ends_as_heading, is_sign_line
from govnlp.structure.subjects import heading_subjects

_FIGURE = re.compile(
    r"\d(?:\.\d+)?\s?(?:余|多)?(?:条|件|人次|人|个|份|次|篇|期|万|元|%|起|项|宗|场|例|家|户|批|册|处|页)"
)
_STATEMENT = re.compile(
    r"^(?:本|我|全)[^，。]{0,8}(?:未|没有|无|共|均|已)|未(?:收到|发生|收取|接到)|^无$|^无[。]?$|^没有|^暂无|共收到"
)
_OPENING, _CLOSING = "《（(“〈【[", "》）)”〉】]"
_PHRASE = 38
_LINE = 60
_ITEM = 45
_SHORT_ITEM = 20
_PLAIN = 24


def first_stop(text: str, start: int = 0) -> int | None:
    """The place of the first 。 or ： outside brackets, ``None`` where there is none."""
    depth = 0
    for index in range(start, len(text)):
        char = text[index]
        if char in _OPENING:
            depth += 1
        elif char in _CLOSING:
            depth = max(0, depth - 1)
        elif char in "。：" and not depth:
            return index
    return None


def is_phrase(text: str) -> bool:
    """Whether the words before a run-in heading's stop are a phrase, not a sentence."""
    if not 2 <= len(text) <= _PHRASE or "；" in text or "！" in text:
        return False
    return not (_FIGURE.search(text) or _STATEMENT.search(text) or text.count("，") > 3)


def heading_end(chunk: Chunk, below: Chunk | None) -> int | None:
    """How many characters of a chunk's text are a heading: all, a run-in part, or ``None``."""
    line = chunk.lines[0]
    text = chunk.text
    if chunk.level in (1, 2):
        return _numbered_end(text, line.body, chunk, below)
    if chunk.level:
        marked = line.bold or line.hashes > 0
        return len(text) if _is_item_heading(text[line.body :], marked, below) else None
    if line.hashes or line.bold:
        return _marked_end(text)
    return len(text) if _is_plain_heading(chunk, below) else None


def _numbered_end(text: str, body: int, chunk: Chunk, below: Chunk | None) -> int | None:
    stop = first_stop(text, body)
    if stop is None:
        runs_on = text[-1] in "；，、！？" or "；" in text or len(text) > _LINE
        return None if runs_on or _FIGURE.search(text) or len(text) == body else len(text)
    if not is_phrase(text[body:stop]):
        return None
    if stop < len(text) - 1:
        return stop + 1
    return len(text) if text[stop] == "：" or _has_body(chunk, below) else None


def _has_body(chunk: Chunk, below: Chunk | None) -> bool:
    if below is None or is_sign_line(below.text):
        return False
    return not below.level or below.level > chunk.level


def _is_item_heading(body: str, marked: bool, below: Chunk | None) -> bool:
    if not body or len(body) > _ITEM or (_FIGURE.search(body) and not marked):
        return False
    # 1.财政信息公开。 with its body on the next line.
    alone = below is None or below.level or len(below.text) <= 2 * len(body)
    set_off = body[-1] == "。" and len(body) <= _SHORT_ITEM and not alone
    inner = body[:-1] if body[-1] == "：" or set_off else body
    return not re.search("[。；！？：]", inner) and inner[-1:] not in ("，", "、")


def _marked_end(text: str) -> int | None:
    prose = len(text) > 80 or (text[-1] in "。；，" and len(text) > _PHRASE)
    return (
        None if prose or re.match("[一二三四五六七八九十]是|其[一二三四五六]", text) else len(text)
    )


def _is_plain_heading(chunk: Chunk, below: Chunk | None) -> bool:
    """A short line with no number: a heading where its words and what follows say so."""
    text = chunk.text
    if len(chunk.lines) > 1 or not 2 <= len(text) <= _PLAIN or below is None:
        return False
    if re.search(r"[。；！？，：\d]", text) or not ends_as_heading(text):
        return False
    if is_sign_line(text) and not text.endswith(("工作", "公开", "建设")):
        return False
    return heading_subjects(text) != ("other",) and (len(below.text) >= 20 or below.level > 0)
