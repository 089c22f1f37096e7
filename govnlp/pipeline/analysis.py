"""What is worked out of a text before there is a ``Doc``: view, structure, entities.

The result is kept in ``doc.user_data["govnlp"]`` as plain values (strings, numbers,
bytes, lists, dicts), so that ``Doc.to_bytes``, ``DocBin``, pickling and
``n_process`` carry it along.
"""

from __future__ import annotations

import re
from dataclasses import fields
from operator import attrgetter
from typing import Any

import numpy as np

from govnlp.grammar.document_numbers import link_numbers, plain_number
from govnlp.grammar.find import find_entities
from govnlp.grammar.items import find_items
from govnlp.grammar.match import Citation, Count, Date, DocumentNumber, Match, Office
from govnlp.grammar.parts import link_parts
from govnlp.structure import DocumentLayout, analyse
from govnlp.structure.sections import Heading, innermost, nest_sections
from govnlp.text import View, clean_lines
from govnlp.text.view import code_points

KEY = "govnlp"
_TEXTUAL = ("title", "heading", "paragraph", "sign")
_BODY = ("heading", "paragraph", "table")
_SURROGATE = re.compile("[\ud800-\udfff]")


def analyse_text(text: str) -> dict[str, Any]:
    """The analysis of a text as plain values.

    Keys: ``length`` (of the text), ``view`` (the clean text with its offsets),
    ``documents`` (their blocks and sections), ``entities``. All offsets count code
    points in ``text``.

    Raises ``ValueError`` where ``text`` holds a lone surrogate, and says where.
    """
    surrogate = _SURROGATE.search(text)
    if surrogate:
        raise ValueError(
            f"lone surrogate U+{ord(surrogate[0]):04X} at character {surrogate.start()}: "
            "not text; decode the file with another encoding or with errors='replace'"
        )
    lines = clean_lines(text)
    layouts = analyse(lines, text)
    view = reading_view(lines, layouts)
    return {
        "length": len(text),
        "view": pack_view(view),
        "documents": [_document(layout, text) | _title(layout, view) for layout in layouts],
        "entities": _entities(view, text),
    }


def reading_view(lines: View, layouts: list[DocumentLayout]) -> View:
    """The view that is read for entities: the text blocks, a line each.

    Line breaks inside a block are gone, and so are tables and notes.
    """
    blocks = [block for layout in layouts for block in layout.blocks]
    # As int32, or else numpy would copy the whole view to int64 first.
    places = np.array([(block.start, block.end) for block in blocks], dtype=np.int32)
    firsts, lasts = lines.starts.searchsorted(places.reshape(-1, 2).T).tolist()
    keep = np.zeros(len(lines), dtype=bool)
    edges: list[int] = []
    for block, first, last in zip(blocks, firsts, lasts, strict=True):
        if block.kind in _TEXTUAL:
            keep[first:last] = True
            edges.append(first)
    # Notes last: they may lie inside paragraphs.
    for block, first, last in zip(blocks, firsts, lasts, strict=True):
        if block.kind == "note":
            keep[first:last] = False
    codes = code_points(lines.clean)
    breaks = (codes == 0x0A) | (codes == 0x0C)
    keep &= ~breaks
    before = np.array([edge - 1 for edge in edges if edge], dtype=np.int64)
    keep[before] |= breaks[before]
    clean = codes[keep].tobytes().decode("utf-32-le").replace("\f", "\n")
    return View(clean, lines.starts[keep], lines.ends[keep])


def pack_view(view: View) -> dict[str, Any]:
    """A view as plain values; offsets as little-endian int32 bytes."""
    return {
        "clean": view.clean,
        "starts": view.starts.astype("<i4").tobytes(),
        "ends": view.ends.astype("<i4").tobytes(),
    }


def unpack_view(packed: dict[str, Any]) -> View:
    """The inverse of :func:`pack_view`."""
    starts, ends = (np.frombuffer(packed[key], dtype="<i4") for key in ("starts", "ends"))
    return View(packed["clean"], starts, ends)


_FIELDS: dict[type[Any], tuple[str, ...]] = {
    kind: tuple(field.name for field in fields(kind))
    for kind in (Office, Date, Count, Citation, DocumentNumber)
}
_VALUES = {kind: attrgetter(*names) for kind, names in _FIELDS.items()}
_LABELS: dict[type[Match], str] = {
    Office: "OFFICE",
    Date: "DATE",
    Citation: "CITATION",
    DocumentNumber: "DOCNUM",
}


def _say_what_is_counted(matches: list[Match], clean: str) -> None:
    """Fill the counts' ``item``, and ``part_of`` with indexes into ``matches``."""
    places: list[int] = []
    counts: list[Count] = []
    masked: list[tuple[int, int, str]] = []
    for index, match in enumerate(matches):
        if isinstance(match, Count):
            places.append(index)
            counts.append(match)
        else:
            masked.append((match.start, match.end, _LABELS[type(match)]))
    totals = link_parts(clean, counts)
    items = find_items(clean, counts, masked, totals)
    for count, item, total in zip(counts, items, totals, strict=True):
        count.item = item
        count.part_of = None if total is None else places[total]


def _say_whose_numbers(matches: list[Match], clean: str) -> None:
    """Fill the document numbers' ``of`` with indexes into ``matches``, and give the
    citations their numbers."""
    for match, index in zip(matches, link_numbers(clean, matches), strict=True):
        if index is not None and isinstance(match, DocumentNumber):
            match.of = index
            cited = matches[index]
            if isinstance(cited, Citation) and cited.docnum is None:
                cited.docnum = plain_number(match)


def _entities(view: View, text: str) -> list[dict[str, Any]]:
    matches = find_entities(view.clean)
    _say_what_is_counted(matches, view.clean)
    _say_whose_numbers(matches, view.clean)
    entities: list[dict[str, Any]] = []
    starts = view.starts[[match.start for match in matches]].tolist()
    ends = view.ends[[match.end - 1 for match in matches]].tolist()
    for match, start, end in zip(matches, starts, ends, strict=True):
        kind = type(match)
        values = dict(zip(_FIELDS[kind], _VALUES[kind](match), strict=True))
        values["start"], values["end"], values["text"] = start, end, text[start:end]
        values["clean"], values["at"] = match.text, match.start
        entities.append(values)
    return entities


def _document(layout: DocumentLayout, text: str) -> dict[str, Any]:
    headings = [
        Heading(b.start, b.end, b.level, b.number, list(b.subjects))
        for b in layout.of_kind("heading")
    ]
    nested = nest_sections(headings, _body_end(layout), text)
    return {
        "start": layout.start,
        "end": layout.end,
        "kind": layout.kind,
        "sections": [
            {
                "start": section.start,
                "end": section.end,
                "level": section.heading.level,
                "number": section.heading.number,
                "parent": section.parent,
                "subjects": section.heading.subjects,
                "heading": [section.heading.start, section.heading.end],
            }
            for section in nested
        ],
        "blocks": [
            {
                "kind": block.kind,
                "start": block.start,
                "end": block.end,
                "section": innermost(nested, block.start),
                "table_kind": block.table_kind,
                "rows": block.rows,
            }
            for block in layout.blocks
            if block.kind != "heading"
        ],
    }


def _body_end(layout: DocumentLayout) -> int:
    """The start of a sign-off that ends the document, else the document's end."""
    signs = layout.of_kind("sign")
    after = max((b.end for b in layout.blocks if b.kind in _BODY), default=layout.start)
    return signs[-1].start if signs and signs[-1].start >= after else layout.end


def _title(layout: DocumentLayout, view: View) -> dict[str, str]:
    titles = layout.of_kind("title")
    if not titles:
        return {"title_clean": ""}
    first, last = view.from_source(titles[0].start, titles[0].end)
    return {"title_clean": view.clean[first:last].strip()}
