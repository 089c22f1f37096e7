"""Which part of a page is the article, and what its title is.

Nothing of an article must be lost; what is kept too much the structure stage can still
set aside. So an element is left out only for a reason: its name, its links, its words.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from govnlp.reading.html_lines import lines_of
from govnlp.reading.html_tree import Element, Page, count, settings

#: Furniture by name may hold at most this share of a page's prose, or it is none.
FURNITURE_SHARE: Final = 0.2
#: An element with a content name holds the article if it has this share of the prose.
CONTENT_SHARE: Final = 0.6
#: How many elements around it may hold the rest of the article.
CLIMB: Final = 2
#: Characters: of a page's foot, of a line that belongs to the page, of a title.
FOOT_LENGTH: Final = 500
LINE_LENGTH: Final = 60
TITLE_LENGTH: Final = 120
SHORTEST_TITLE: Final = 8
_REPORT_TITLE: Final = re.compile(r"公开(?:工作)?.{0,8}(?:报告|年报|总结)$")
_HEADINGS: Final = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))


def article_lines(page: Page) -> list[str]:
    """The lines of the page's article, its title first."""
    titles = _titles(page)
    _prune(page.body)
    named = _named(page.body)
    main = _climbed(page.body, named) if named is not None else _descended(page.body)
    if main is not named:
        _remove(main, _is_link_list)
    lines = _trimmed(lines_of(main))
    if _says_its_title_twice(page, lines):
        del lines[0]
    title = _title_lines(page, main, titles)
    return lines if _holds(lines, title) else title + lines


def _prune(body: Element) -> None:
    """Take away navigation, feet, share bars and the like."""
    limit = FURNITURE_SHARE * body.prose
    furniture = settings()["furniture"]

    def unwanted(element: Element) -> bool:
        if _is_foot(element):
            return True
        if element.prose > limit:
            return False
        return bool(element.names & furniture) or _is_site_header(element)

    _remove(body, unwanted)


def _remove(root: Element, unwanted: Callable[[Element], bool]) -> None:
    """Take the topmost elements below ``root`` that are ``unwanted`` out of the tree."""
    stack = [root]
    while stack:
        element = stack.pop()
        element.children = [
            child for child in element.children if isinstance(child, str) or not unwanted(child)
        ]
        stack.extend(element.elements())
    count(root)


def _is_foot(element: Element) -> bool:
    length = element.text + element.linked
    return (
        element.foot >= 2
        and length <= FOOT_LENGTH
        and not element.sentences
        and element.tag in _BOXES
    )


_BOXES: Final = frozenset(("div", "table", "section", "ul", "p", "center", "dl"))


def _is_site_header(element: Element) -> bool:
    return element.tag == "header" and element.links >= 3 and not element.sentences


def _is_link_list(element: Element) -> bool:
    """Whether an element is little but links, and not the article's attachments."""
    if element.links < 3 or element.sentences or element.linked < 2 * element.text:
        return False
    return element.linked > FOOT_LENGTH or "附件" not in element.content()


def _named(body: Element) -> Element | None:
    """The innermost element whose name says content and which holds most of the prose."""
    names, least = settings()["content"], CONTENT_SHARE * body.prose
    found = [e for e in body.walk() if e.names & names and e.prose >= least and e.text]
    return found[-1] if found else None  # each holds most: they stand in one another


def _climbed(body: Element, main: Element) -> Element:
    """``main``, or the element around it if the article goes on beside it.

    Sentences far off, or among links, are those of the page.
    """
    path = _path(body, main)
    best = main
    for around, inner in zip(path[::-1][:CLIMB], [main, *path[::-1]], strict=False):
        beside = (e for e in around.elements() if e is not inner)
        if any(e.sentences and not e.links for e in beside) or _has_sentence(around):
            best = around
    return best


def _path(body: Element, main: Element) -> list[Element]:
    """The elements around ``main``, from ``body`` inwards."""
    parents = {child: parent for parent in body.walk() for child in parent.elements()}
    path = [main]
    while path[-1] in parents:
        path.append(parents[path[-1]])
    return path[:0:-1]


def _has_sentence(element: Element) -> bool:
    return any(isinstance(child, str) and "。" in child for child in element.children)


def _descended(body: Element) -> Element:
    """The smallest element around the prose outside which only furniture stands."""
    best = current = body
    while True:
        inner = max(current.elements(), key=lambda e: e.prose, default=None)
        if inner is None or not inner.prose or not _only_furniture(current, inner):
            return best
        current = inner
        if current.tag in settings()["holder"]:
            best = current


def _only_furniture(outer: Element, inner: Element) -> bool:
    """Whether nothing of an article stands in ``outer`` beside ``inner``."""
    if outer.sentences > inner.sentences:
        return False
    if outer.text == inner.text:  # nothing but links, or nothing at all
        return inner.tag not in _HEADINGS and inner.tag != "p"
    beside = [e for e in outer.elements() if e is not inner]
    headed = any(e.tag in _HEADINGS and not e.links for b in beside for e in b.walk())
    return outer.links > inner.links and not headed


def _trimmed(lines: list[str]) -> list[str]:
    """``lines`` without those before and after the article that belong to the page."""
    starts = settings()["lines"]
    first, last = 0, len(lines)
    opening = starts + settings()["opening_lines"]
    while first < last and _belongs_to_page(lines[first], opening):
        first += 1
    while last > first and _belongs_to_page(lines[last - 1], starts):
        last -= 1
    # A title may stand before the page's line.
    kept = [
        line
        for number, line in enumerate(lines[first : first + 6])
        if not (number and _belongs_to_page(line, starts))
    ]
    return kept + lines[first + 6 : last] if last > first + 6 else lines[first:last]


def _belongs_to_page(line: str, starts: tuple[str, ...]) -> bool:
    bare = line.strip("\u3000\u00a0 ")
    return len(bare) <= LINE_LENGTH and "。" not in bare and bare.startswith(starts)


def _titles(page: Page) -> list[Element]:
    """The elements that may be the article's title, in document order."""
    names = settings()["title"]
    return [
        element
        for element in page.body.walk()
        if 4 <= element.text <= TITLE_LENGTH
        and not element.links
        and (element.tag in ("h1", "h2") or element.names & names or _reads_as_title(page, element))
    ]


def _reads_as_title(page: Page, element: Element) -> bool:
    """Whether an element with no telling name says what ``<title>`` says, or a report's title."""
    text = _squeezed(element.content())
    return len(text) >= SHORTEST_TITLE and (
        _squeezed(page.title).startswith(text) or _REPORT_TITLE.search(text) is not None
    )


def _title_lines(page: Page, main: Element, titles: list[Element]) -> list[str]:
    """The title that stands on the page before ``main``; else the page's own statement of it."""
    before = _before(page.body, main)
    found = [(_title_weight(page, e), i) for i, e in enumerate(titles) if e in before]
    if found:
        return lines_of(titles[max(found)[1]])
    return [page.article_title] if page.article_title else []


def _before(body: Element, main: Element) -> set[Element]:
    seen: set[Element] = set()
    for element in body.walk():
        if element is main:
            return seen
        seen.add(element)
    return seen


def _title_weight(page: Page, element: Element) -> int:
    text = _squeezed(element.content())
    stated = _squeezed(page.article_title)
    return (
        4 * (bool(stated) and text == stated)
        + 2 * _squeezed(page.title).startswith(text)
        + (element.tag == "h1")
    )


def _says_its_title_twice(page: Page, lines: list[str]) -> bool:
    """Whether the title stands over the article and again within."""
    first, second = map(_squeezed, [*lines, "", ""][:2])
    titles = _squeezed(page.title), _squeezed(page.article_title)
    return first == second != "" and any(title.startswith(first) for title in titles)


def _holds(lines: list[str], title: list[str]) -> bool:
    """Whether the article's first lines say its title themselves."""
    wanted = _squeezed("".join(title))
    return wanted in _squeezed("".join(lines[:8]))


def _squeezed(text: str) -> str:
    return "".join(text.split())
