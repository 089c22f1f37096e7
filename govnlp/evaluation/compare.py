"""What is compared where both sides found the same span or document: the values."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from govnlp.evaluation.align import Item
from govnlp.record import Record


@dataclass(frozen=True, slots=True)
class Value:
    """A value to compare: its name, how to read it, whether gold may leave it open.

    ``optional`` values count only where the gold labels have one.
    """

    name: str
    read: Callable[[Any], Any]
    optional: bool = False

    def differs(self, gold: Any, predicted: Any) -> tuple[Any, Any] | None:
        """Both values where they are not the same, else ``None``."""
        left, right = self.read(gold), self.read(predicted)
        return None if _same(left, right) else (left, right)

    def asked(self, gold: Any) -> bool:
        """Whether the gold labels settle this value."""
        return not self.optional or self.read(gold) is not None


def _same(left: Any, right: Any) -> bool:
    if isinstance(left, str) and isinstance(right, str):
        return plain(left) == plain(right)
    if _is_number(left) and _is_number(right):
        # 3.3万 multiplied out in floating point is 33000 but for the last bit.
        return math.isclose(left, right, rel_tol=1e-9)
    return bool(left == right)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def plain(text: str) -> str:
    """A name without what noise adds to it: white space, full-width forms."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def _attribute(name: str, optional: bool = False) -> Value:
    return Value(name, lambda item: getattr(item.value, name), optional)


def _total(item: Item) -> tuple[int, int] | None:
    """The place in the file of the total that a count is part of."""
    index = item.value.part_of
    if index is None or not 0 <= index < len(item.record.entities):
        return None
    total, shift = item.record.entities[index], item.record.source.start
    return total.start + shift, total.end + shift


#: The values of each entity label.
VALUES: Final[dict[str, tuple[Value, ...]]] = {
    "OFFICE": (
        _attribute("self_reference"),
        _attribute("name", optional=True),
        _attribute("division", optional=True),
    ),
    "DATE": tuple(map(_attribute, ("kind", "value", "mod", "business_days"))),
    "COUNT": (
        *map(_attribute, ("kind", "value", "unit", "mod", "negated")),
        _attribute("item", optional=True),
        Value("part_of", _total, optional=True),
    ),
    "CITATION": (_attribute("name", optional=True),),
    "DOCNUM": (
        _attribute("code", optional=True),
        _attribute("year"),
        _attribute("number", optional=True),
    ),
}


def _period(record: Record) -> tuple[str, str] | None:
    period = record.period
    return (period.start, period.end) if period and period.stated else None


def _division(record: Record) -> str | None:
    division = record.issuer.division if record.issuer else None
    return division.code if division else None


#: The fields of a document. A period that the text does not state is none.
FIELDS: Final = (
    Value("kind", lambda record: record.kind),
    Value("year", lambda record: record.year),
    Value("period", _period),
    Value("issuer", lambda record: record.issuer.name if record.issuer else None),
    Value("division", _division, optional=True),
)
