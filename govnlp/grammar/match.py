"""What the finders return: one dataclass a label, plain values only.

Offsets count Unicode code points in the string that the finder was given, end
exclusive; ``text[match.start:match.end] == match.text`` always holds.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from govnlp.vocabulary import CountKind, CountMod, DateKind, DateMod


@dataclass(slots=True)
class Match:
    """A stretch of text that a finder recognized."""

    start: int
    end: int
    text: str


@dataclass(slots=True)
class Office(Match):
    """An organ, office or body with a name of its own (机构).

    ``name`` is the fullest name that the document gives the office;
    ``division`` a GB/T 2260 code (6 digits) or a statistical one (9 digits).
    """

    label: Literal["OFFICE"] = "OFFICE"
    name: str | None = None
    self_reference: bool = False
    division: str | None = None


@dataclass(slots=True)
class Date(Match):
    """Calendar time (时间): ISO 8601 ``value``, ``None`` where it cannot be resolved.

    ``first`` and ``last`` are the closed interval of days, ``None`` for
    durations and sets. ``template`` is set where the value hangs on the report
    year: ``{n}`` in it stands for report year + n ("{0}-12", "{-1}-03/{-1}-05").
    ``bare`` says that the text names no year, not even 今年 (12月, 年底, 上半年): under
    next year's plans such a date means the year planned for.
    """

    label: Literal["DATE"] = "DATE"
    kind: DateKind = "date"
    value: str | None = None
    mod: DateMod | None = None
    first: str | None = None
    last: str | None = None
    business_days: bool = False
    template: str | None = None
    bare: bool = False


@dataclass(slots=True)
class Count(Match):
    """A number with its measure word or unit (数量).

    ``item`` says what is counted; ``part_of`` is the index, in the record's
    ``entities``, of the total that this number is a share of (其中).
    """

    label: Literal["COUNT"] = "COUNT"
    kind: CountKind = "count"
    value: int | float | None = None
    unit: str | None = None
    mod: CountMod | None = None
    negated: bool = False
    upper: int | float | None = None
    item: str | None = None
    part_of: int | None = None


@dataclass(slots=True)
class Citation(Match):
    """A law, regulation or document named in 《》 (引用); ``name`` has no brackets.

    ``docnum`` is its document number (国办发〔2017〕24号) as the text gives it or, of a
    well-known document, as published; ``issued`` the day it was passed or signed, ISO
    8601, a month only where the day is not certain.
    """

    label: Literal["CITATION"] = "CITATION"
    name: str | None = None
    docnum: str | None = None
    issued: str | None = None


@dataclass(slots=True)
class DocumentNumber(Match):
    """A document number (文号): 国办发〔2017〕24号, 国务院令第711号.

    ``of`` is the index, in the record's ``entities``, of the citation whose number it is.
    """

    label: Literal["DOCNUM"] = "DOCNUM"
    code: str | None = None
    year: int | None = None
    number: int | None = None
    of: int | None = None
