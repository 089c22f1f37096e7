"""Knowledge as data: the tables that code interprets, and how they are read.

Each file opens with a header that says what it holds and where it comes from.
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


def load_table(name: str) -> dict[str, Any]:
    """The TOML table ``name`` of this folder, read anew at each call.

    >>> load_table("numerals.toml")["tens"]["廿"]
    2
    """
    return tomllib.loads(files(__name__).joinpath(name).read_text("utf-8"))


@cache
def lines_of(name: str) -> tuple[str, ...]:
    """The lines of a file of this folder without its comments (``#``) and empty lines."""
    text = files(__name__).joinpath(name).read_text("utf-8")
    return tuple(line for line in text.splitlines() if line and not line.startswith("#"))


@cache
def rows_of(name: str) -> tuple[tuple[str, ...], ...]:
    """The lines of a file of this folder, each cut at its tabs."""
    return tuple(tuple(line.split("\t")) for line in lines_of(name))
