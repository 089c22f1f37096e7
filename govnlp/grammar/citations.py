"""Find laws, regulations and documents named in 《》 (引用)."""

from __future__ import annotations

import re

from govnlp.grammar.match import Citation

_MARK = re.compile(r"[《》\n]")
_LONGEST = 200
#: What stands in 《》 but is no document: newspapers, programmes, works of art.
_PERIODICAL = re.compile(
    r"今日.{2,4}|.{0,14}(?:日报|晚报|晨报|时报|早报|周报|都市报|商报|青年报|导报|快报|参考消息|杂志|画报"
    r"|月刊|周刊|季刊|之窗|之声|热线|访谈|直播间|面对面|公报|文告|简报|社区报|新闻联播|焦点访谈|进行曲|新闻)"
)
_RUN_OVER = re.compile(r"[。；！？《]")


def find_citations(text: str) -> list[Citation]:
    """The documents that ``text`` names in 《》, brackets included.

    An inner 《…》 belongs to the outer one. A mark that is never closed gives no
    citation, nor does the name of a newspaper. ``name`` is the title without its
    brackets; offsets count code points in ``text``.

    >>> [c.name for c in find_citations("依据《条例》《关于施行〈条例〉的意见》")]
    ['条例', '关于施行〈条例〉的意见']
    """
    found: list[Citation] = []
    opened: list[int] = []
    for match in _MARK.finditer(text):
        if match[0] == "《":
            opened.append(match.start())
        elif match[0] == "\n":
            opened.clear()
        elif opened:
            start = opened.pop()
            _take(text, start, match.end(), found)
    return found


def _take(text: str, start: int, end: int, found: list[Citation]) -> None:
    if not 3 < end - start <= _LONGEST + 2:
        return
    name = text[start + 1 : end - 1]
    if _PERIODICAL.fullmatch(name):
        return
    inside = [c for c in found[-8:] if c.start > start]
    # 《甲…。…《乙》: the first mark was never closed; it swallows nothing beyond a stop.
    if not inside and _RUN_OVER.search(name.rstrip("！？")):
        return
    del found[len(found) - len(inside) :]
    found.append(Citation(start, end, text[start:end], name=name))
