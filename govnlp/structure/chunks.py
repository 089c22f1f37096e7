"""Lines put together to logical paragraphs, over hard line breaks."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

from govnlp.structure.lines import Line, wrap_width

_TERMINAL = "。！？；…"
_PUNCTUATION = re.compile("[，。；：！？]")
_HEADING_TAIL = re.compile(
    r"(?:情况|概述|概况|综述|工作|问题|措施|建设|公开|制度|机制|计划|打算|说明|事项|培训|监督|审查|渠道|平台"
    r"|领导|保障|成效|做法|安排|思路|解读|管理|诉讼|减免|收费|不足|改进|依据|申请|检查|考核|回应|互动|复议|提案|总体要求|附则|总则)$"
)
#: A heading that was wrapped has so many characters, and at most so many are left over.
_WRAPPED, _REMAINDER = 14, 12
_BROKEN_OFF = re.compile(r"[。；：].*[^。；：！？…]$")
_CLOSING = "，。、；：）》”’！？%】〉"
_DATE = (
    r"(?:\d{2,4}|[一二三四五六七八九〇○零OОo]{4})年?[-./度]?"
    r"(?:[\d一二三四五六七八九十元]{1,3}[月./-]?(?:[\d一二三四五六七八九十廿]{1,3}日?)?)?"
)
_OFFICE_TAIL = (
    r"(?:政府|办公室|办公厅|委员会|办事处|街道|局|厅|部|委|院|处|科|所|站|中心|公司|学校|中学|小学"
    r"|大学|学院|医院|馆|集团|协会|银行|法院|检察院|联合会|总队|支队|大队|分局|镇|乡|党组|管委会"
    r"|管理委员会|领导小组|署|会|队|场|社|办|社区|园区|开发区|一中|二中)"
)
#: The office that signs, with or without what it is called before it.
_SIGNER = rf"(?:(?:报告|发布|报送|填报)?单位[:：])?[^，。；：！？、\d]{{2,40}}{_OFFICE_TAIL}"
#: A line of a sign-off: an office, a date, or both, within brackets or not.
_SIGN_DATE = re.compile(rf"[（(]?{_DATE}[）)]?")
_LONGEST_SIGN_DATE = 16
_LONGEST_SIGN = 64
_ENDS_DATE = "年月日）)./-0123456789一二三四五六七八九十"
_DATE_MARK = re.compile(r"年|[-./]\d{1,2}[-./]")
_SIGN_OFFICE = re.compile(rf"[（(]?{_SIGNER}(?:[（(][^（）()]{{1,8}}[）)])?[）)]?")
#: What stands by itself at the head of an official document.
_HEAD = re.compile(
    r"[^，。：]{2,40}文件|[\u3400-\u9fff]{2,14}[〔［\[（(]\d{4}[〕］\]）)]\d{1,4}号(?:公开方式：.{2,8})?|签发人：.{2,20}"
)
#: What stands by itself before the sign-off.
_CLOSES = re.compile(r"(?:特此|专此)(?:报告|汇报|公布|公告|总结|说明|函告|上报)[。！]?")
_SIGN_BOTH = re.compile(rf"{_SIGNER}[，]?{_DATE}")


@dataclass(slots=True)
class Chunk:
    """Lines that one author would call a paragraph, a heading or a line of a sign-off."""

    lines: list[Line]
    size: int = 0  # characters, kept so that a long chunk is not joined for each line

    def add(self, line: Line) -> None:
        """Take one more line."""
        self.lines.append(line)
        self.size += len(line.text)

    @property
    def text(self) -> str:
        """The clean text, line breaks left out."""
        if len(self.lines) == 1:
            return self.lines[0].text
        return "".join(line.text for line in self.lines)

    @property
    def level(self) -> int:
        """The level of the number that opens it, 0 where there is none."""
        return self.lines[0].level


@dataclass(frozen=True, slots=True)
class Setting:
    """How a text is set: its wrap width, and whether indents mark paragraphs."""

    width: int | None
    indents: bool

    @classmethod
    def of(cls, lines: list[Line]) -> Setting:
        """Read off the lines of a text."""
        openings = [b for a, b in pairwise(lines) if a.text[-1] in "。："]
        plain = [line for line in openings if not line.level]
        indented = sum(line.indent >= 2 for line in plain)
        flush = sum(line.indent < 2 for line in lines)
        return cls(wrap_width(lines), indented > 0.6 * len(plain) and flush > 0)

    def full(self, line: Line) -> bool:
        """Whether a line reaches the wrap width, so that its break means nothing."""
        return self.width is not None and line.width >= self.width - 5


def is_sign_date(text: str) -> bool:
    """Whether a line is a date and nothing else."""
    if len(text) > _LONGEST_SIGN_DATE:
        return False
    return bool(_SIGN_DATE.fullmatch(text)) and bool(_DATE_MARK.search(text))


def is_sign_line(text: str) -> bool:
    """Whether a line could stand in a sign-off."""
    return is_sign_date(text) or bool(_SIGN_OFFICE.fullmatch(text) or _SIGN_BOTH.fullmatch(text))


def is_dated_sign(text: str) -> bool:
    """Whether a line is a date, or an office with its date behind it."""
    if len(text) > _LONGEST_SIGN or text[-1] not in _ENDS_DATE:
        return False
    return is_sign_date(text) or _SIGN_BOTH.fullmatch(text) is not None


def is_terminated(text: str) -> bool:
    """Whether a line ends where a sentence or an item of a list does."""
    tail = text.rstrip("”’）)】")
    return bool(tail) and tail[-1] in _TERMINAL


def ends_as_heading(text: str) -> bool:
    """Whether words end as headings do: 主动公开政府信息情况, 下一步打算."""
    return _HEADING_TAIL.search(text) is not None


def make_chunks(
    lines: list[Line], setting: Setting, is_break: Callable[[int], bool]
) -> list[Chunk]:
    """Put lines together; ``is_break(i)`` says that nothing runs on into line ``i``."""
    chunks: list[Chunk] = []
    for index, line in enumerate(lines):
        follows = lines[index + 1] if index + 1 < len(lines) else None
        if chunks and not is_break(index) and _runs_on(chunks[-1], line, follows, setting):
            chunks[-1].add(line)
        else:
            chunks.append(Chunk([line], len(line.text)))
    return chunks


def _opens_block(line: Line, follows: Line | None) -> bool:
    if line.level or line.hashes or line.bold or is_sign_date(line.text):
        return True
    if _CLOSES.fullmatch(line.text) or _HEAD.fullmatch(line.text):
        return True
    signed = is_sign_date(follows.text) if follows else line.gap > 0
    return signed and _SIGN_OFFICE.fullmatch(line.text) is not None


def _runs_on(chunk: Chunk, line: Line, follows: Line | None, setting: Setting) -> bool:
    """Whether a line goes on with the chunk above it."""
    last = chunk.lines[-1]
    tail = last.text[-1]
    if line.text[0] in _CLOSING and not is_sign_date(last.text):
        return True
    if _opens_block(line, follows) or is_dated_sign(last.text) or _HEAD.fullmatch(last.text):
        return False
    full = setting.full(last) and not line.gap
    indented = setting.indents and line.indent >= 2
    if is_terminated(last.text) or tail == "：":
        return full and setting.indents and not indented
    if tail in "，、（《“〈":
        return True
    if indented and not last.page_bottom:
        return False
    return _runs_on_unterminated(chunk, line, full, setting)


def _breaks_word(heading: str, text: str) -> bool:
    """Whether a heading goes on in the next line: 推进情况和公 / 开情况."""
    short = len(heading) >= _WRAPPED and len(text) <= _REMAINDER and not _PUNCTUATION.search(text)
    return short and not ends_as_heading(heading) and ends_as_heading(heading[-1] + text)


def _runs_on_unterminated(chunk: Chunk, line: Line, full: bool, setting: Setting) -> bool:
    last = chunk.lines[-1]
    if last.hashes or (last.bold and len(chunk.lines) == 1):
        return False
    # A line that breaks off after a full stop, or (unnumbered) after a comma, is prose.
    if full or _BROKEN_OFF.search(last.text):
        return True
    if chunk.level and len(chunk.lines) == 1:
        return chunk.size > 50 or _breaks_word(last.text, line.text)
    if chunk.level and len(chunk.lines) == 2 and _breaks_word(chunk.lines[0].text, last.text):
        return False
    if "，" in last.text:
        return True
    if setting.width is not None:
        return last.page_bottom or last.width >= 0.7 * setting.width
    return chunk.size >= 16
