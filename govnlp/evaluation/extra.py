"""Packages of the extra ``evaluate``: imported when asked for, with advice where missing."""

from __future__ import annotations

from importlib import import_module
from typing import Any


def load_extra(name: str) -> Any:
    """The module ``name``. Raises ``ImportError`` that says what to install."""
    try:
        return import_module(name)
    except ImportError as error:
        package = name.partition(".")[0]
        raise ImportError(f'this needs {package!r}: pip install "govnlp[evaluate]"') from error
