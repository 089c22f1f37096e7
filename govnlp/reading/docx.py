"""A Word document → its paragraphs as lines, its tables as tab-separated lines.

Headers, footers, footnotes and comments are left out: they stand on the page's margin,
and a note in the middle of a sentence would cut it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from govnlp.reading.docx_numbering import Numbering, numbering_of
from govnlp.reading.docx_package import (
    Node,
    child,
    child_value,
    children,
    is_on,
    local,
    open_package,
    value,
)
from govnlp.reading.errors import failure
from govnlp.reading.grid import Cell, cell_text, is_layout, lines_of_grid

#: What holds no text of the page: properties, deletions, what was moved away, field codes,
#: what stands on the margin, pictures of text in older markup.
_SKIPPED: Final = frozenset(
    ("pPr", "rPr", "tblPr", "tblGrid", "trPr", "tcPr", "sectPr", "sdtPr", "sdtEndPr", "del",
     "moveFrom", "instrText", "delText", "delInstrText", "fldData", "rt")
)  # fmt: skip
_SIGNS: Final = {
    "tab": " ",  # tabs are kept for tables
    "cr": "\n",
    "noBreakHyphen": "-",
    "softHyphen": "\u00ad",
}
_MAX_SPAN: Final = 200
#: Tables within tables beyond this depth are not read.
_MAX_NESTING: Final = 20
_PRIVATE: Final = range(0xE000, 0xF900)


@dataclass(slots=True)
class _Document:
    styles: dict[str, Node]
    numbering: Numbering
    default_style: str = ""
    seen: dict[str, tuple[str, int]] = field(default_factory=dict)


def extract(data: bytes, path: str, max_characters: int) -> tuple[str, None]:
    """The document's text, a line each paragraph and line break; pages break as ``\\f``."""
    package = open_package(data, path)
    body = child(package.document, "body")
    if body is None:
        raise failure(path, "corrupt", what="its document has no body")
    styles = {value(node, "styleId"): node for node in children(package.styles, "style")}
    document = _Document(styles, numbering_of(package.numbering, styles), _default(styles))
    lines = _lines(body, document, 0)
    text = "\n".join(lines)
    if not text.strip():
        raise failure(path, "empty", what="the document has no text, perhaps only pictures")
    return text, None


def _default(styles: dict[str, Node]) -> str:
    for name, node in styles.items():
        if value(node, "type") == "paragraph" and value(node, "default") in ("1", "true", "on"):
            return name
    return ""


def _lines(container: Node, document: _Document, depth: int) -> list[str]:
    """The lines of the paragraphs and tables below ``container``, in document order."""
    lines: list[str] = []
    for block in _blocks(container):
        if local(block) == "p":
            lines.extend(_paragraph_lines(block, document, depth))
        elif depth < _MAX_NESTING:
            lines.extend(_table_lines(block, document, depth + 1))
    return lines


def _blocks(container: Node) -> Iterator[Node]:
    """The outermost paragraphs and tables below a node: content controls are transparent."""
    stack = list(reversed(container))
    while stack:
        node = stack.pop()
        name = local(node)
        if name in ("p", "tbl"):
            yield node
        elif name not in _SKIPPED:
            stack.extend(reversed(_chosen(node)))


def _chosen(node: Node) -> list[Node]:
    """A node's children; of alternatives that show the same, the first with text."""
    if local(node) != "AlternateContent":
        return list(node)
    choices = [below for below in node if local(below) in ("Choice", "Fallback")]
    return next(([c] for c in choices if any(local(n) == "t" for n in c.iter())), choices[:1])


def _paragraph_lines(paragraph: Node, document: _Document, depth: int) -> list[str]:
    boxes: list[Node] = []
    text = "".join(_pieces(paragraph, boxes))
    number = _number(paragraph, document)  # Word counts empty paragraphs of a list too
    if text.strip():
        start = len(text) - len(text.lstrip("\f"))
        text = text[:start] + number + text[start:]
    lines = [line.rstrip(" ") for line in text.split("\n")] if text.strip(" \n") else []
    for box in boxes:
        lines.extend(_lines(box, document, depth))
    return lines


def _pieces(paragraph: Node, boxes: list[Node]) -> Iterator[str]:
    """The strings of a paragraph; text boxes anchored in it go to ``boxes``."""
    if is_on(child(child(paragraph, "pPr"), "pageBreakBefore")):
        yield "\f"
    stack = list(reversed(paragraph))
    while stack:
        node = stack.pop()
        name = local(node)
        if name == "t":
            yield (node.text or "").translate(_FOLDED)
        elif name in _SIGNS:
            yield _SIGNS[name]
        elif name == "br":
            yield "\f" if value(node, "type") == "page" else "\n"
        elif name == "sym":
            yield _symbol(value(node, "char"))
        elif name == "txbxContent":
            boxes.append(node)
        elif name not in _SKIPPED and not (name == "r" and _is_hidden(node)):
            stack.extend(reversed(_chosen(node)))


#: Characters that would end a line or part a cell where the document does not.
_FOLDED: Final = dict.fromkeys(map(ord, "\t\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"), " ")


def _is_hidden(run: Node) -> bool:
    return is_on(child(child(run, "rPr"), "vanish"))


def _symbol(code: str) -> str:
    try:
        number = int(code, 16)
    except ValueError:
        return ""
    # Symbol fonts put their signs into the private area: no text without the font.
    return "" if number in _PRIVATE or number < 32 or number > 0xFFFF else chr(number)


def _number(paragraph: Node, document: _Document) -> str:
    """The automatic number before a paragraph, or ''."""
    properties = child(paragraph, "pPr")
    style = child_value(properties, "pStyle") or document.default_style
    list_id, level = _list_of_style(style, document)
    own = child(properties, "numPr")
    if own is not None:
        list_id = child_value(own, "numId") or list_id
        given = child_value(own, "ilvl")
        level = int(given) if given.isdecimal() and len(given) < 3 else level
    return document.numbering.number(list_id, level) if list_id not in ("", "0") else ""


def _list_of_style(style: str, document: _Document) -> tuple[str, int]:
    """The list and level that a paragraph style puts its paragraphs on, from its bases too."""
    if style not in document.seen:
        document.seen[style] = _search_style(style, document)
    return document.seen[style]


def _search_style(style: str, document: _Document) -> tuple[str, int]:
    visited: set[str] = set()  # a damaged document's styles can be based on each other
    name, given = style, ""
    while name in document.styles and name not in visited:
        visited.add(name)
        node = document.styles[name]
        numbered = child(child(node, "pPr"), "numPr")
        given = given or child_value(numbered, "ilvl")
        list_id = child_value(numbered, "numId")
        if list_id:
            tied = document.numbering.level_of_style(list_id, name)
            return list_id, int(given) if given.isdecimal() and len(given) < 3 else tied
        name = child_value(node, "basedOn")
    return "", 0


def _table_lines(table: Node, document: _Document, depth: int) -> list[str]:
    rows = [_row(row, document, depth) for row in _below(table, "tr")]
    shown = [[cell for cell in row if cell is not None] for row in rows]
    if is_layout(shown):
        return [line for row in shown for cell in row for line in cell.lines]
    return lines_of_grid([_spread(row) for row in rows])


def _spread(row: list[Cell | None]) -> list[str]:
    spread = []
    for cell in row:
        spread.append(cell_text(cell.lines) if cell is not None else "")
        spread.extend([""] * (cell.columns - 1 if cell is not None else 0))
    return spread


def _row(row: Node, document: _Document, depth: int) -> list[Cell | None]:
    """The places of a row from the first column on; ``None`` where another cell covers it."""
    properties = child(row, "trPr")
    if child(properties, "del") is not None:
        return []
    places: list[Cell | None] = [None] * _span(child_value(properties, "gridBefore"), 0)
    for node in _below(row, "tc"):
        about = child(node, "tcPr")
        merged = child(about, "vMerge")
        columns = _span(child_value(about, "gridSpan"), 1)
        if merged is not None and value(merged) != "restart":
            places.extend([None] * columns)
            continue
        nested = any(local(below) == "tbl" for below in node.iter())
        places.append(Cell(_lines(node, document, depth), columns, 1, nested))
    return places


def _below(node: Node, name: str) -> Iterator[Node]:
    """The rows of a table or cells of a row, in content controls and insertions too."""
    stack = list(reversed(node))
    while stack:
        below = stack.pop()
        if local(below) == name:
            yield below
        elif local(below) not in _SKIPPED and local(below) not in ("p", "tbl"):
            stack.extend(reversed(below))


def _span(text: str, default: int) -> int:
    return min(int(text), _MAX_SPAN) if text.isdecimal() and len(text) < 6 else default
