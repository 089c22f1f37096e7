"""Well-known laws and notices: which of them a cited title means."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from govnlp.resources import load_table

_MARKS = re.compile(r"[\s《》〈〉“”\"、，,]+")
_ISSUER = re.compile(r"(?:国务院|中共中央|最高人民法院|教育部|财政部)[^《]{0,24}?(?=关于)")
_WRAPPED = re.compile(r"关于印发(.+)的通知")
_BESIDE = re.compile(r"(?:[印下]发|发布|出台)?的?$")


@dataclass(frozen=True, slots=True)
class KnownDocument:
    """A law, regulation or notice as issued: its title without 《》, its number (文号), and the
    day it was passed or signed (ISO 8601; a month only, or ``None``, where not certain)."""

    title: str
    number: str
    issued: str | None
    effective: str | None


@dataclass(frozen=True, slots=True)
class _Entry:
    editions: tuple[KnownDocument, ...]
    issuer: str
    #: Whether offices below issue documents of the same short title.
    shared: bool


def known_document(
    title: str, number: str | None = None, on: str | None = None, before: str = ""
) -> KnownDocument | None:
    """The well-known document that a title means, in the edition in force on a day.

    title (str): The title without its outer 《》, in full or without the issuing office.
    number (str | None): The number that the text gives it, as of
        :func:`govnlp.grammar.document_numbers.plain_number`. It goes before the day; where
        no edition has it, the title is another office's.
    on (str | None): A day, ISO 8601; ``None`` settles only what has a single edition.
    before (str): What stands before the citation: 国务院办公厅 there tells its notice from that
        of an office below of the same title.

    >>> known_document("中华人民共和国政府信息公开条例", on="2012-12-31").number
    '国务院令第492号'
    >>> known_document("2017年政务公开工作要点", number="国办发〔2017〕24号").title
    '国务院办公厅关于印发2017年政务公开工作要点的通知'
    """
    entry, full = _titles().get(_plain(title), (None, False))
    if entry is None:
        return None
    if number is not None:
        return next((one for one in entry.editions if one.number == number), None)
    named = before.rstrip()
    lead = _BESIDE.search(named)
    beside = bool(entry.issuer) and named[: lead.start() if lead else None].endswith(entry.issuer)
    if entry.shared and not (full or beside):
        return None
    return _edition(entry.editions, on)


def _edition(editions: tuple[KnownDocument, ...], on: str | None) -> KnownDocument | None:
    """The edition in force; one issued within the year after where none was yet, since a
    report is written in that year."""
    if on is None:
        return editions[0] if len(editions) == 1 else None
    latest = f"{int(on[:4]) + 1}-12-31"
    issued = [one for one in editions if (one.issued or one.effective or "") <= latest]
    in_force = [one for one in issued if (one.effective or one.issued or "") <= on]
    return in_force[-1] if in_force else issued[0] if issued else None


@cache
def _titles() -> dict[str, tuple[_Entry, bool]]:
    """Every way to write each title, with whether it names the issuing office."""
    found: dict[str, tuple[_Entry, bool]] = {}
    for row in load_table("known_documents.toml")["document"]:
        title = row["title"]
        editions = tuple(
            KnownDocument(title, one["number"], one.get("issued"), one.get("effective"))
            for one in row["editions"]
        )
        issuer = match[0] if (match := _ISSUER.match(title)) else ""
        entry = _Entry(editions, _plain(issuer), bool(row.get("shared")))
        for form, full in _forms(_plain(title), entry.issuer):
            found.setdefault(form, (entry, full))
    return found


def _forms(title: str, issuer: str) -> Iterator[tuple[str, bool]]:
    yield title, True
    own = title.removeprefix(issuer)
    wrapped = _WRAPPED.fullmatch(own)
    inner = wrapped[1] if wrapped else own
    for form in (inner, f"印发{inner}", f"印发{inner}的通知", f"关于印发{inner}的通知"):
        if issuer:
            yield issuer + form, True
        yield form, False


def _plain(title: str) -> str:
    return _MARKS.sub("", title)
