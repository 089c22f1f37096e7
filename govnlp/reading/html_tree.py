"""A page's characters → a light tree of what can be seen: elements and strings.

selectolax (Lexbor) parses as browsers do, whatever the page's mistakes; only what the
other modules need is kept, so that they are plain Python.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final

from govnlp.resources import load_table

#: Depth that browsers too stop at; deeper elements stand beside each other instead.
MAX_DEPTH: Final = 512
MAX_SPAN: Final = 65_534
_VOID: Final = frozenset(
    ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param",
     "source", "track", "wbr")
)  # fmt: skip
#: Elements that end by themselves, so that their start tags do not make the page deeper.
_SELF_ENDING: Final = frozenset(
    ("p", "li", "dt", "dd", "td", "th", "tr", "thead", "tbody", "tfoot", "option")
)
_TAG: Final = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:-]*)[^<>]*>")
_HIDDEN: Final = ("display:none", "visibility:hidden")


@dataclass(slots=True, eq=False)
class Element:
    """An element that can be seen.

    ``names`` are its id and classes, lower case. Of its whole content: ``text`` counts the
    characters outside links, ``linked`` those within, ``links`` the links, ``prose`` the
    characters of strings with the commas of sentences, ``sentences`` those with a full stop,
    ``foot`` the words that a page's foot has.
    """

    tag: str
    names: frozenset[str] = frozenset()
    link: bool = False
    columns: int = 1
    rows: int = 1
    children: list[Element | str] = field(default_factory=list)
    text: int = 0
    linked: int = 0
    links: int = 0
    prose: int = 0
    sentences: int = 0
    foot: int = 0

    def elements(self) -> list[Element]:
        """The children that are elements."""
        return [child for child in self.children if isinstance(child, Element)]

    def walk(self) -> Iterator[Element]:
        """The element and all below it, in document order."""
        stack = [self]
        while stack:
            element = stack.pop()
            yield element
            stack.extend(reversed(element.elements()))

    def content(self) -> str:
        """All its text in one string."""
        parts: list[str] = []
        stack: list[Element | str] = [self]
        while stack:
            node = stack.pop()
            if isinstance(node, str):
                parts.append(node)
            else:
                stack.extend(reversed(node.children))
        return "".join(parts)


@dataclass(slots=True)
class Page:
    """A page's body, its ``<title>``, and its ``<meta name="ArticleTitle">``."""

    body: Element
    title: str = ""
    article_title: str = ""


@cache
def settings() -> dict[str, Any]:
    """``resources/reading_html.toml``, its lists as sets but for those of beginnings."""
    values: dict[str, list[str]] = load_table("reading_html.toml")
    ordered = ("lines", "opening_lines", "foot")
    return {k: tuple(v) if k in ordered else frozenset(v) for k, v in values.items()}


def parse(text: str) -> Page:
    """The page that ``text`` is, with the counts of every element."""
    from selectolax.lexbor import LexborHTMLParser

    parser = LexborHTMLParser(flattened(text))
    body = Element("body")
    if parser.body is not None:
        body = _converted(parser.body)
    count(body)
    return Page(body, _head_title(parser), _article_title(parser))


def flattened(text: str) -> str:
    """``text`` without the tags that nest deeper than ``MAX_DEPTH``.

    Parsing takes time with the square of the depth, and a page of a megabyte can be
    200,000 elements deep.
    """
    depth = skipped = 0

    def keep(tag: re.Match[str]) -> str:
        nonlocal depth, skipped
        name = tag[2].lower()
        if name in _VOID or name in _SELF_ENDING or tag[0].endswith("/>"):
            return tag[0]
        if not tag[1]:
            if depth >= MAX_DEPTH:
                skipped += 1
                return "<br>"
            depth += 1
            return tag[0]
        if skipped:
            skipped -= 1
            return "<br>"
        depth = max(0, depth - 1)
        return tag[0]

    # Most pages are far from deep: look for that many start tags first.
    return _TAG.sub(keep, text) if text.count("<") > MAX_DEPTH else text


def count(root: Element) -> None:
    """Set the counts of ``root`` and of every element below it."""
    order: list[tuple[Element, bool]] = []
    stack = [(root, root.link)]
    while stack:
        element, linked = stack.pop()
        order.append((element, linked))
        stack.extend((child, linked or child.link) for child in element.elements())
    for element, linked in reversed(order):  # children before their parents
        _count_one(element, linked)


def _count_one(element: Element, linked: bool) -> None:
    element.text = element.linked = element.prose = element.sentences = element.foot = 0
    element.links = int(element.link)
    words = settings()["foot"]
    for child in element.children:
        if isinstance(child, Element):
            element.text += child.text
            element.linked += child.linked
            element.links += child.links
            element.prose += child.prose
            element.sentences += child.sentences
            element.foot += child.foot
            continue
        length = len(child.strip())
        element.foot += sum(word in child for word in words)
        if linked:
            element.linked += length
            continue
        element.text += length
        element.prose += length if "，" in child or "。" in child or "；" in child else 0
        element.sentences += length if "。" in child else 0


def _converted(body: Any) -> Element:
    root = Element("body")
    stack: list[tuple[Any, Element]] = [(body, root)]
    while stack:
        node, element = stack.pop()
        child = node.child
        while child is not None:
            tag = child.tag
            if tag == "-text":
                element.children.append(child.text_content or "")
            elif tag is not None and tag[0] not in "-_!":
                made = _element(tag, child.attributes)
                if made is not None:
                    element.children.append(made)
                    stack.append((child, made))
            child = child.next
    return root


def _element(tag: str, attributes: dict[str, str | None]) -> Element | None:
    if tag in settings()["dropped"] or _is_hidden(attributes):
        return None
    named = f"{attributes.get('id') or ''} {attributes.get('class') or ''}".lower()
    return Element(
        tag,
        frozenset(named.split()),
        tag == "a" and bool(attributes.get("href")),
        _span(attributes.get("colspan")),
        _span(attributes.get("rowspan")),
    )


def _is_hidden(attributes: dict[str, str | None]) -> bool:
    style = "".join((attributes.get("style") or "").lower().split())
    hidden = "hidden" in attributes or attributes.get("aria-hidden") == "true"
    return hidden or any(sign in style for sign in _HIDDEN)


def _span(value: str | None) -> int:
    digits = (value or "").strip()[:6]
    return max(1, min(int(digits), MAX_SPAN)) if digits.isdecimal() else 1


def _head_title(parser: Any) -> str:
    node = parser.css_first("title")
    return " ".join(node.text().split()) if node is not None else ""


def _article_title(parser: Any) -> str:
    for node in parser.css("meta[name]"):
        if (node.attributes.get("name") or "").lower() == "articletitle":
            return " ".join((node.attributes.get("content") or "").split())
    return ""
