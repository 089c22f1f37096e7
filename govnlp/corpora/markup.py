"""The guidelines' XML as a tree of elements with offsets and line numbers.

What may stand where, and with which attributes, is one table, ``RULES``; the
reader and the writer both go by it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final
from xml.parsers import expat


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong in a labelled file.

    ``line`` counts from 1, 0 where lines say nothing; ``place`` names what lines cannot:
    the task, the label.
    """

    line: int
    message: str
    file: str = ""
    place: str = ""

    def __str__(self) -> str:
        line = f":{self.line}" if self.line else ""
        place = f" {self.place}:" if self.place else ""
        return f"{self.file or '<string>'}{line}:{place} {self.message}"


class GoldError(ValueError):
    """Gold files that break the guidelines' form; ``problems`` holds every breach."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = list(problems)
        super().__init__("\n".join(map(str, self.problems)))


@dataclass(frozen=True, slots=True)
class Rule:
    """What an element may hold: elements, text, attributes (True: required)."""

    children: frozenset[str] = frozenset()
    text: bool = True
    attributes: dict[str, bool] = field(default_factory=dict)


#: The processing instruction that stands for a character which XML cannot hold, by its code
#: point in hexadecimal: ``<?char 000C?>`` is the form feed between a PDF's pages.
CHARACTER: Final = "char"

#: Elements of entities and the labels that records give them.
ENTITY_TAGS: Final = {
    "office": "OFFICE",
    "date": "DATE",
    "count": "COUNT",
    "cite": "CITATION",
    "docnum": "DOCNUM",
}

_ENTITIES: Final = frozenset(ENTITY_TAGS)
_BLOCKS: Final = frozenset({"title", "h", "p", "table", "sign", "note"})

RULES: Final = {
    "file": Rule(frozenset({"doc", "note"}), text=False),
    "doc": Rule(
        _BLOCKS,
        text=False,
        attributes={
            "kind": True,
            "year": False,
            "period": False,
            "issuer": False,
            "division": False,
        },
    ),
    "title": Rule(_ENTITIES),
    "h": Rule(_ENTITIES, attributes={"level": True, "type": True}),
    # A page number may fall inside a paragraph.
    "p": Rule(_ENTITIES | {"note"}, attributes={"topic": True, "also": False}),
    "sign": Rule(_ENTITIES),
    "table": Rule(attributes={"kind": True}),
    "note": Rule(),
    "office": Rule(attributes={"ref": False, "name": False, "division": False}),
    "date": Rule(attributes={"value": True, "kind": False, "mod": False, "business": False}),
    "count": Rule(
        attributes={
            "value": True,
            "unit": True,
            "kind": False,
            "mod": False,
            "neg": False,
            "item": False,
            "id": False,
            "part_of": False,
        }
    ),
    "cite": Rule(attributes={"name": False}),
    "docnum": Rule(),
}


@dataclass(slots=True)
class Element:
    """An element; ``start`` and ``end`` are offsets in the whole file's text."""

    tag: str
    attributes: dict[str, str]
    line: int
    start: int
    end: int = 0
    children: list[Element] = field(default_factory=list)


def misplaced(tag: str, parent: str) -> str | None:
    """Why ``tag`` may not stand right inside ``parent``; ``None`` if it may."""
    if tag in RULES[parent].children:
        return None
    if tag in ENTITY_TAGS and parent in ENTITY_TAGS:
        return f"<{tag}> inside <{parent}>: entities never nest"
    if tag in ENTITY_TAGS:
        return f"<{tag}> inside <{parent}>: entities stand in title, h, p or sign only"
    return f"<{tag}> may not stand inside <{parent}>"


#: Control characters; tab and line ends are text.
_CODE_POINT: Final = re.compile("00(?:0[0-8BCEFbcef]|1[0-9A-Fa-f])")


class _Builder:
    """Expat's events in, an element tree out; breaches are noted, not raised."""

    def __init__(self, encoding: str | None) -> None:
        # Without a text buffer each event of character data has its own line number.
        self.expat = expat.ParserCreate(encoding)
        self.expat.StartElementHandler = self.open
        self.expat.EndElementHandler = self.close
        self.expat.CharacterDataHandler = self.characters
        self.expat.ProcessingInstructionHandler = self.instruction
        self.expat.StartDoctypeDeclHandler = self.refuse
        self.problems: list[Problem] = []
        self.parts: list[str] = []
        self.offset = 0
        self.root: Element | None = None
        self.around: list[Element] = []
        # An unknown element goes by the rule of the element around it, so that
        # one wrong name is one problem and what it holds is still checked.
        self.rules: list[str] = []

    def note(self, message: str) -> None:
        self.problems.append(Problem(self.expat.CurrentLineNumber, message))

    def refuse(self, *_: object) -> None:
        self.note("a DOCTYPE is refused: gold files declare no DTD and no entities")
        raise GoldError(self.problems)

    def open(self, tag: str, attributes: dict[str, str]) -> None:
        element = Element(tag, attributes, self.expat.CurrentLineNumber, self.offset)
        if self.around:
            self.around[-1].children.append(element)
        else:
            self.root = element
        self.check_place(tag)
        if tag in RULES:
            self.check_attributes(element)
        self.around.append(element)
        self.rules.append(tag if tag in RULES else self.rules[-1] if self.rules else "file")

    def check_place(self, tag: str) -> None:
        if tag not in RULES:
            self.note(f"unknown element <{tag}>")
        elif not self.rules:
            if tag != "file":
                self.note(f"the root is <{tag}>, not <file>")
        elif reason := misplaced(tag, self.rules[-1]):
            self.note(reason)

    def check_attributes(self, element: Element) -> None:
        known = RULES[element.tag].attributes
        for name in element.attributes:
            if name not in known:
                self.note(f"unknown attribute {name!r} of <{element.tag}>")
        for name, required in known.items():
            if required and name not in element.attributes:
                self.note(f"<{element.tag}> has no {name!r}")

    def close(self, tag: str) -> None:
        self.rules.pop()
        self.around.pop().end = self.offset

    def characters(self, data: str) -> None:
        known = self.around[-1].tag in RULES
        if known and not RULES[self.rules[-1]].text and not data.isspace():
            self.note(f"text outside the blocks: {_short(data)}")
        self.parts.append(data)
        self.offset += len(data)

    def instruction(self, target: str, data: str) -> None:
        if target != CHARACTER:
            return
        if not self.around or not _CODE_POINT.fullmatch(data):
            self.note(f"<?{target} {data}?> is no control character's code point inside <file>")
        else:
            self.characters(chr(int(data, 16)))


def _short(text: str) -> str:
    return repr(text if len(text) <= 20 else text[:20] + "…")


def parse_tree(xml: str | bytes) -> tuple[str, Element | None, list[Problem]]:
    """The text of an XML file, its root element, and what is wrong with its form.

    Offsets are code points in the returned text. After an error of syntax the
    root is ``None`` or incomplete and the last problem says what the error is.
    A string is taken as decoded, whatever its XML declaration says.
    """
    builder = _Builder("utf-8" if isinstance(xml, str) else None)
    try:
        builder.expat.Parse(_encoded(xml), True)
    except GoldError as error:
        return "", None, error.problems
    except UnicodeEncodeError as error:
        line = str(xml).count("\n", 0, error.start) + 1
        return "", None, [Problem(line, "a lone surrogate, which XML cannot hold")]
    except (expat.ExpatError, LookupError, ValueError) as error:
        # LookupError and ValueError: an encoding declared that Python or expat lacks.
        line = error.lineno if isinstance(error, expat.ExpatError) else 1
        builder.problems.append(Problem(line, f"not well-formed XML: {error}"))
        return "", None, builder.problems
    return "".join(builder.parts), builder.root, builder.problems


def _encoded(xml: str | bytes) -> bytes:
    return xml.encode("utf-8") if isinstance(xml, str) else xml
