"""Arrow types of the same columns that ``features.py`` describes for ``datasets``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from govnlp.extra import load_extra


class ArrowTypes:
    """Makes plain Arrow types where ``datasets`` would make features; labels are strings.

    Raises ``ImportError`` with advice where pyarrow is not installed.
    """

    def __init__(self) -> None:
        self._arrow = load_extra("pyarrow")

    def Value(self, name: str) -> Any:
        """The type of that name: ``"string"``, ``"int32"``."""
        return self._arrow.type_for_alias(name)

    def ClassLabel(self, names: Sequence[str]) -> Any:
        """A label stands by its name."""
        return self._arrow.string()

    def List(self, column: Any) -> Any:
        """A list of ``column``: a type, or a dict of columns."""
        return self._arrow.list_(self.type_of(column))

    def type_of(self, column: Any) -> Any:
        """The type of a column, which may be a dict of columns (a struct)."""
        if not isinstance(column, dict):
            return column
        return self._arrow.struct([(name, self.type_of(one)) for name, one in column.items()])

    def schema(self, columns: dict[str, Any]) -> Any:
        """The schema of a table of ``columns``."""
        return self._arrow.schema([(name, self.type_of(one)) for name, one in columns.items()])
