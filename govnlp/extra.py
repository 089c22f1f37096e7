"""Packages of the optional extras: imported when asked for, with advice where missing."""

from __future__ import annotations

from importlib import import_module
from typing import Any, Final

#: Package → the extra that brings it; all others come with ``evaluate``.
_EXTRAS: Final = {"pyarrow": "parquet"}


def load_extra(name: str) -> Any:
    """The module ``name``. Raises ``ImportError`` that says what to install."""
    try:
        return import_module(name)
    except ImportError as error:
        package = name.partition(".")[0]
        extra = _EXTRAS.get(package, "evaluate")
        raise ImportError(f'this needs {package!r}: pip install "govnlp[{extra}]"') from error
