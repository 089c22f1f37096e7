"""All finders over one text, their hits settled against each other."""

from __future__ import annotations

from operator import attrgetter

from govnlp.grammar.citations import find_citations
from govnlp.grammar.counts import find_counts
from govnlp.grammar.dates import find_dates
from govnlp.grammar.document_numbers import find_document_numbers
from govnlp.grammar.match import Match
from govnlp.grammar.offices import find_offices


def find_entities(text: str, year: int | None = None) -> list[Match]:
    """Every citation, document number, date, office and count of ``text``, in order.

    Entities never overlap. Nothing is found inside a citation; of two others that
    overlap the earlier kind in the list above stands, but a name keeps the figures
    within it (三台县人民政府 holds no 三台).
    """
    kept: list[Match] = []
    taken = bytearray(len(text))
    offices: list[Match] = list(find_offices(text))
    dates = _outside_names(list(find_dates(text, year)), offices, text)
    for hits in (
        find_citations(text),
        find_document_numbers(text),
        dates,
        offices,
        find_counts(text),
    ):
        for hit in hits:
            start, end = hit.start, hit.end
            if taken.find(1, start, end) == -1:
                taken[start:end] = b"\x01" * (end - start)
                kept.append(hit)
    kept.sort(key=attrgetter("start"))
    return kept


def _outside_names(dates: list[Match], offices: list[Match], text: str) -> list[Match]:
    """The dates that do not lie within a name."""
    inside = bytearray(len(text))
    for office in offices:
        inside[office.start + 1 : office.end] = b"\x01" * (office.end - office.start - 1)
    return [date for date in dates if not (inside[date.start] and inside[date.end - 1])]
