"""The record: what govnlp says of one document, as dataclasses and as JSON.

The format is described in ``docs/record.md``. Keys never disappear: what is not
known is ``None``, what is empty is ``[]``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Annotated, Any, Final

from pydantic import Field, TypeAdapter, ValidationError

from govnlp.grammar.match import Citation, Count, Date, DocumentNumber, Office
from govnlp.vocabulary import DocumentKind

SCHEMA = "govnlp.record/1"

Entity = Annotated[Office | Date | Count | Citation | DocumentNumber, Field(discriminator="label")]


@dataclass(slots=True)
class Span:
    """A stretch of the record's text; ``record.text[start:end] == text``."""

    start: int
    end: int
    text: str


@dataclass(slots=True)
class Source:
    """The file that the document stands in, and its place in the file's text."""

    path: str | None = None
    sha256: str | None = None
    media_type: str | None = None
    encoding: str | None = None
    start: int = 0
    end: int = 0


@dataclass(slots=True)
class Period:
    """The days reported on, ISO 8601; ``stated`` where the text says so itself."""

    start: str
    end: str
    stated: bool = False


@dataclass(slots=True)
class Division:
    """An administrative division: its code, its names from the province down."""

    code: str
    path: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Issuer:
    """The office that reports, by the fullest name the text gives it."""

    name: str
    division: Division | None = None


@dataclass(slots=True)
class Section:
    """From a heading to the next of its level or higher; ``parent`` is an index."""

    start: int
    end: int
    level: int
    number: str | None
    parent: int | None
    heading: Span
    subjects: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Paragraph:
    """A logical paragraph; ``section`` is the index of its innermost section."""

    start: int
    end: int
    section: int | None = None
    topic: str | None = None
    also: list[str] = field(default_factory=list)
    scores: dict[str, float] = field(default_factory=dict)


@dataclass(slots=True)
class Table:
    """A table; ``rows`` holds the trimmed cells."""

    start: int
    end: int
    section: int | None = None
    kind: str = "other"
    rows: list[list[str]] = field(default_factory=list)


@dataclass(slots=True)
class Caution:
    """Something the reader of a record should know (``warnings`` in the record)."""

    code: str
    message: str
    start: int | None = None
    end: int | None = None


@dataclass(slots=True)
class Record:
    """One document. Offsets count code points in ``text``, end exclusive."""

    schema: str = SCHEMA
    id: str = ""
    source: Source = field(default_factory=Source)
    govnlp: str = ""
    model: str | None = None
    text: str = ""
    kind: DocumentKind = "other"
    title: Span | None = None
    year: int | None = None
    period: Period | None = None
    issuer: Issuer | None = None
    sections: list[Section] = field(default_factory=list)
    paragraphs: list[Paragraph] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    sign_off: Span | None = None
    notes: list[Span] = field(default_factory=list)
    entities: list[Entity] = field(default_factory=list)
    warnings: list[Caution] = field(default_factory=list)

    def to_dict(self) -> dict[str, Any]:
        """The record as plain values, ready for ``json.dumps``."""
        return _ADAPTER.dump_python(self, exclude=_INTERNAL)  # type: ignore[no-any-return]

    def to_json(self) -> str:
        """One line of JSON without ASCII escapes or a line break at its end."""
        return _ADAPTER.dump_json(self, exclude=_INTERNAL).decode("utf-8")

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> Record:
        """The record of plain values; ``ValueError`` says which key is wrong."""
        return _checked(_ADAPTER.validate_python, values)

    @classmethod
    def from_json(cls, line: str | bytes) -> Record:
        """The record of one JSON line; ``ValueError`` says which key is wrong."""
        return _checked(_ADAPTER.validate_json, line)


def _checked(validate: Callable[[Any], Record], values: Any) -> Record:
    try:
        return validate(values)
    except ValidationError as error:
        faults = error.errors(include_url=False, include_context=False, include_input=False)
        said = [f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in faults[:_FAULTS]]
        more = [f"and {len(faults) - _FAULTS} more"] * (len(faults) > _FAULTS)
        raise ValueError("; ".join(one.removeprefix(": ") for one in said + more)) from error


#: Wrong keys that a message names.
_FAULTS: Final = 3
#: What a finder keeps for late resolution and a record does not show.
_INTERNAL: Any = {"entities": {"__all__": {"template", "bare"}}}
_ADAPTER: TypeAdapter[Record] = TypeAdapter(Record)
