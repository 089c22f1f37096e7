"""Knowledge as data: the tables that code interprets, and how they are read.

Each file opens with a header that says what it holds and where it comes from.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from importlib.resources import files
from typing import Any


def load_table(name: str) -> dict[str, Any]:
    """The TOML table ``name`` of this folder, read anew at each call.

    >>> load_table("numerals.toml")["tens"]["廿"]
    2
    """
    return tomllib.loads(files(__name__).joinpath(name).read_text("utf-8"))


def lines_of(name: str) -> list[str]:
    """The lines of a file of this folder without its comments (``#``) and empty lines.

    Read anew at each call, like a table: callers keep what they make of it.
    """
    text = files(__name__).joinpath(name).read_text("utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def rows_of(name: str) -> Iterator[list[str]]:
    """The lines of a file of this folder, each cut at its tabs."""
    return (line.split("\t") for line in lines_of(name))
