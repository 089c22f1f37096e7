"""Find document numbers (文号): 国办发〔2017〕24号, 国务院令第711号, 2018年第31号公告."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from govnlp.grammar.match import Citation, DocumentNumber, Match
from govnlp.grammar.numerals import parse_number

_OPEN, _CLOSE = r"[〔\[【（(﹝〖［「]", r"[〕\]】）)﹞〗］」]"
_HAN = r"\u3400-\u9fff"
_YEAR = r"(?:19|20)\d\d"
_DIGITS = r"\d{1,5}|[一二三四五六七八九十百零〇]{1,7}"
#: Words that cannot begin an agency's code; the code begins after them.
_BEFORE_CODE = re.compile(
    r"[\u3400-\u9fff]{0,14}?(?:文号为?|根据|依据|按照|下发|印发|转发|出台|发布|制定|收到|通知|文件|以及|以|(?<=[号》）件知定])[和及与]|的|了|即|由|为"
    r"|办公厅|办公室|人民政府|委员会)(?=[\u3400-\u9fff]{2})"
)
_YEARED = re.compile(
    rf"(?P<code>[{_HAN}]{{2,16}}(?:{_OPEN}[{_HAN}]{{1,4}}{_CLOSE}[{_HAN}]{{0,4}})?)\s?"
    # The opening bracket may have got lost (国办发2017〕24号).
    rf"(?:{_OPEN}\s?(?P<year>{_YEAR})\s?年?\s?{_CLOSE}|(?P<bare_year>{_YEAR})\s?〕)\s?"
    # Some put what belongs to the code behind the year: 府办〔2012〕字第12号, 〔2008〕明电5号.
    rf"(?P<kind>[{_HAN}]{{0,2}}字|明电|电|函|[—－-])?\s?第?\s?(?P<number>\d{{1,5}})"
    # （国办发[2017]24）: in brackets of its own the 号 may be left out.
    r"(?:\s?号(?!码)|(?=\s?[）)]))"
)
_ORDER = re.compile(
    rf"(?P<code>[{_HAN}]{{1,24}}?令)\s?(?:{_OPEN}?\s?(?P<year>{_YEAR})\s?年?\s?{_CLOSE}?)?\s?"
    rf"(?:第\s?(?P<number>{_DIGITS})\s?号|(?P<plain>\d{{1,5}})\s?号"
    rf"|[（(]\s?第\s?(?P<inner>{_DIGITS})\s?号\s?[）)])"
)
#: The number before the kind: 国务院第711号令, 国家税务总局2018年第31号公告.
_TURNED = re.compile(
    rf"(?P<code>国务院|[{_HAN}]{{1,12}}?(?:总局|局|部|委|厅|署|政府))\s?(?:(?P<year>{_YEAR})\s?年)?\s?"
    rf"第\s?(?P<number>{_DIGITS})\s?号\s?(?P<kind>令|公告)"
)
#: Numbers with no brackets: 国家粮食局公告2016年第5号, 中办发8号.
_BARE = re.compile(
    r"(?P<code>(?:[\u3400-\u9fff]{2,12}?(?:局|部|委|厅|署|院|政府)公告)(?=\s?(?:19|20)\d\d)"
    r"|(?:中办|国办|中|国|厅字|中纪)发)\s?"
    r"(?:(?P<year>(?:19|20)\d\d)\s?年)?\s?第?\s?(?P<number>\d{1,5})\s?号"
)
_ISSUER_OF_ORDER = re.compile(
    r"(?:中华人民共和国)?"
    r"(?:国务院|主席|[\u3400-\u9fff]{1,10}?(?:人民政府|政府|部|委员会|委|总局|局|厅|署|会))令$"
    r"|(?:主席|国|部|市|省|总局|政府|局|委)令$"
)
#: How a code without 号 ends, so that no （2017）24） of something else is one.
_CODE_TAIL = re.compile("[发函字办电通告复文规]$")
#: What every number holds: a year in brackets, or digits and 号; and the most characters
#: that it has before the end of that and behind its beginning, what it looks at included.
_BRACKETED_YEAR = re.compile(rf"{_YEAR}\s?年?\s?{_CLOSE}")
_FIGURE = r"[\d一二三四五六七八九十百零〇]"
_RUNNING = re.compile(rf"号(?:(?<={_FIGURE}号)|(?<={_FIGURE}\s号))")
_REACH_BEFORE, _REACH_BEHIND = 64, 40
#: What may stand between a title and its number: a bracket and a few words
#: (《条例》（2019年修订，国务院令第711号）), or another number of the same.
_TO_NUMBER = re.compile(r"\s{0,2}(?:[（(\[〔][^（）()《》。；\n]{0,20}?)?")
_TO_NEXT = re.compile(r"\s?[、，,和及]\s?")


def find_document_numbers(text: str) -> list[DocumentNumber]:
    """The document numbers in ``text``, in order; offsets count code points.

    ``code`` is the agency's code, ``year`` the year in brackets, ``number`` the
    running number (GB/T 9704—2012, 7.2.5: 发文机关代字、年份、发文顺序号).

    >>> found = find_document_numbers("（国办发〔2017〕24号、国务院令第711号）")
    >>> [(number.code, number.year, number.number) for number in found]
    [('国办发', 2017, 24), ('国务院令', None, 711)]
    """
    found: list[DocumentNumber] = []
    for start, end in _around(_BRACKETED_YEAR, text):
        found += [d for m in _YEARED.finditer(text, start, end) if (d := _yeared(m))]
    for start, end in _around(_RUNNING, text):
        found += [_bare(match) for match in _BARE.finditer(text, start, end)]
        found += [d for m in _ORDER.finditer(text, start, end) if (d := _order(m))]
        found += [d for m in _TURNED.finditer(text, start, end) if (d := _turned(m))]
    found.sort(key=lambda d: (d.start, -d.end))
    kept: list[DocumentNumber] = []
    for number in found:
        if not kept or number.start >= kept[-1].end:
            kept.append(number)
    return kept


def _around(core: re.Pattern[str], text: str) -> Iterator[tuple[int, int]]:
    """The stretches of ``text`` that hold all numbers with such a core, apart and in order.

    The patterns open with a run of any Han characters: to try them at every place costs
    more than all else that is done with numbers.
    """
    start = end = 0
    for match in core.finditer(text):
        low = max(0, match.start() - _REACH_BEFORE)
        if low > end:
            if end:
                yield start, end
            start = low
        end = match.start() + _REACH_BEHIND
    if end:
        yield start, end


def _code_start(match: re.Match[str]) -> int:
    """Where the code begins, behind words that only lead up to it."""
    start, end = match.span("code")
    while lead := _BEFORE_CODE.match(match.string, start, end):
        start = lead.end()
    return start


def _made(
    match: re.Match[str], start: int, code: str, number: str, year: str | None
) -> DocumentNumber:
    value = int(number) if number.isdecimal() else parse_number(number)
    return DocumentNumber(
        start,
        match.end(),
        match.string[start : match.end()],
        code=code,
        year=int(year) if year else None,
        number=None if value is None else int(value),
    )


def _yeared(match: re.Match[str]) -> DocumentNumber | None:
    start = _code_start(match)
    code = match.string[start : match.end("code")]
    if match[0][-1] != "号" and not _CODE_TAIL.search(code):
        return None
    kind = (match["kind"] or "").strip("—－-")
    return _made(match, start, code + kind, match["number"], match["year"] or match["bare_year"])


def _bare(match: re.Match[str]) -> DocumentNumber:
    start = _code_start(match)
    code = match.string[start : match.end("code")]
    return _made(match, start, code, match["number"], match["year"])


def _order(match: re.Match[str]) -> DocumentNumber | None:
    issuer = _ISSUER_OF_ORDER.search(match.string[_code_start(match) : match.end("code")])
    if not issuer:
        return None
    start = match.end("code") - len(issuer[0])
    number = match["number"] or match["plain"] or match["inner"]
    return _made(match, start, issuer[0], number, match["year"])


def _turned(match: re.Match[str]) -> DocumentNumber | None:
    start = _code_start(match)
    code = match.string[start : match.end("code")] + match["kind"]
    issuer = _ISSUER_OF_ORDER.search(code) if match["kind"] == "令" else None
    if match["kind"] == "令" and not issuer:
        return None
    if issuer:
        start, code = start + issuer.start(), issuer[0]
    return _made(match, start, code, match["number"], match["year"])


def plain_number(number: DocumentNumber) -> str:
    """A document number in the form of GB/T 9704, whatever brackets the text has.

    >>> plain_number(find_document_numbers("国办发[2017] 第24号")[0])
    '国办发〔2017〕24号'
    >>> plain_number(find_document_numbers("国令第七百一十一号")[0])
    '国务院令第711号'
    """
    if number.code is None or number.number is None:
        return number.text
    code = number.code.removeprefix("中华人民共和国").replace("国令", "国务院令")
    if code.endswith(("令", "公告")):
        year = f"{number.year}年" if number.year else ""
        return f"{code}{year}第{number.number}号"
    year = f"〔{number.year}〕" if number.year else ""
    return f"{code}{year}{number.number}号"


def link_numbers(text: str, matches: Sequence[Match]) -> list[int | None]:
    """For each match that is a document number, the index in ``matches`` of the citation
    that it follows, in brackets or right behind it; ``None`` for all others.

    ``matches`` are those of ``text``, in order.

    >>> from govnlp.grammar.find import find_entities
    >>> text = "《关于做好工作的通知》（国办发〔2017〕24号）"
    >>> link_numbers(text, find_entities(text))
    [None, 0]
    """
    of: list[int | None] = [None] * len(matches)
    cited: int | None = None
    for index, match in enumerate(matches):
        if isinstance(match, Citation):
            cited = index
        elif isinstance(match, DocumentNumber) and cited is not None:
            before = matches[index - 1]
            again = of[index - 1] is not None and _TO_NEXT.fullmatch(text, before.end, match.start)
            if again or _TO_NUMBER.fullmatch(text, matches[cited].end, match.start):
                of[index] = cited
    return of
