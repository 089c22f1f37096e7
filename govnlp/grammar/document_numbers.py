"""Find document numbers (文号): 国办发〔2017〕24号, 国务院令第711号, 2016年第3号公告."""

from __future__ import annotations

import re
from collections.abc import Iterator

from govnlp.grammar.match import DocumentNumber
from govnlp.grammar.numerals import parse_number

_OPEN, _CLOSE = r"[〔\[【（(﹝〖［「]", r"[〕\]】）)﹞〗］」]"
_HAN = r"\u3400-\u9fff"
#: Words that cannot begin an agency's code; the code begins after them.
_BEFORE_CODE = re.compile(
    r"[\u3400-\u9fff]{0,14}?(?:文号为?|根据|依据|按照|下发|印发|转发|出台|发布|制定|收到|通知|文件|以|(?<=[号》）件知定])[和及与]|的|了|即|由|为)(?=[\u3400-\u9fff]{2})"
)
_YEARED = re.compile(
    rf"(?P<code>[{_HAN}]{{2,16}}(?:{_OPEN}[{_HAN}]{{1,4}}{_CLOSE}[{_HAN}]{{0,4}})?)\s?"
    rf"{_OPEN}\s?(?P<year>(?:19|20)\d\d)\s?年?{_CLOSE}\s?"
    rf"(?:(?P<kind>[{_HAN}]{{1,4}})?(?:第)?)\s?(?P<number>\d{{1,5}})\s?号"
)
_ORDER = re.compile(
    rf"(?P<code>[{_HAN}]{{1,24}}?令)\s?(?:{_OPEN}?\s?(?P<year>(?:19|20)\d\d)\s?年?\s?{_CLOSE}?)?\s?第\s?"
    rf"(?P<number>\d{{1,5}}|[一二三四五六七八九十百零〇]{{1,7}})\s?号"
)
#: Numbers with no brackets: 国家粮食局公告2016年第5号, 中办发8号, 国令第711号.
_BARE = re.compile(
    r"(?P<code>(?:[\u3400-\u9fff]{2,12}?(?:局|部|委|厅|署|院|政府)公告)(?=\s?(?:19|20)\d\d)"
    r"|(?:中办|国办|中|国|厅字|中纪)发|国令)\s?"
    r"(?:(?P<year>(?:19|20)\d\d)\s?年)?\s?第?\s?(?P<number>\d{1,5})\s?号"
)
_ISSUER_OF_ORDER = re.compile(
    r"(?:中华人民共和国)?"
    r"(?:国务院|主席|[\u3400-\u9fff]{1,10}?(?:人民政府|政府|部|委员会|委|总局|局|厅|署|会))令$"
    r"|(?:主席|部|市|省|总局|政府|局|委)令$"
)
#: Where every document number ends, and the most characters that one can have.
_END = re.compile(r"[\d一二三四五六七八九十百零〇]\s?号")
_LONGEST = 64


def find_document_numbers(text: str) -> list[DocumentNumber]:
    """The document numbers in ``text``, in order; offsets count code points.

    ``code`` is the agency's code, ``year`` the year in brackets, ``number`` the
    running number (GB/T 9704—2012, 7.2.5: 发文机关代字、年份、发文顺序号).

    >>> found = find_document_numbers("（国办发〔2017〕24号、国务院令第711号）")
    >>> [(number.code, number.year, number.number) for number in found]
    [('国办发', 2017, 24), ('国务院令', None, 711)]
    """
    found: list[DocumentNumber] = []
    if ends := [match.end() for match in _END.finditer(text)]:
        found += [_yeared(match) for match in _ending_at(ends, _YEARED, text)]
        found += [_bare(match) for match in _ending_at(ends, _BARE, text)]
        found += [d for match in _ending_at(ends, _ORDER, text) if (d := _order(match))]
    found.sort(key=lambda d: (d.start, -d.end))
    kept: list[DocumentNumber] = []
    for number in found:
        if not kept or number.start >= kept[-1].end:
            kept.append(number)
    return kept


def _ending_at(ends: list[int], pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """The matches of ``pattern`` in ``text``, looked for before the places where one can end.

    The patterns open with a run of any Han characters, so that to try them everywhere
    costs more than all else that is done with numbers.
    """
    done = 0
    for end in ends:
        if match := pattern.search(text, max(done, end - _LONGEST), end):
            done = match.end()
            yield match


def _yeared(match: re.Match[str]) -> DocumentNumber:
    code = match["code"]
    lead = _BEFORE_CODE.match(code)
    skipped = lead.end() if lead else 0
    start = match.start() + skipped
    return DocumentNumber(
        start,
        match.end(),
        match.string[start : match.end()],
        code=code[skipped:] + (match["kind"] or "").removesuffix("第"),
        year=int(match["year"]),
        number=int(match["number"]),
    )


def _bare(match: re.Match[str]) -> DocumentNumber:
    lead = _BEFORE_CODE.match(match["code"])
    skipped = lead.end() if lead else 0
    start = match.start() + skipped
    year = int(match["year"]) if match["year"] else None
    text = match.string[start : match.end()]
    return DocumentNumber(
        start,
        match.end(),
        text,
        code=match["code"][skipped:],
        year=year,
        number=int(match["number"]),
    )


def _order(match: re.Match[str]) -> DocumentNumber | None:
    issuer = _ISSUER_OF_ORDER.search(match["code"])
    if not issuer:
        return None
    start = match.start() + issuer.start()
    number = match["number"]
    value = int(number) if number.isdigit() else parse_number(number)
    return DocumentNumber(
        start,
        match.end(),
        match.string[start : match.end()],
        code=issuer[0],
        year=int(match["year"]) if match["year"] else None,
        number=None if value is None else int(value),
    )
