"""The tables of ``govnlp/resources`` that readers use."""

from __future__ import annotations

from functools import cache
from importlib.resources import files


@cache
def lines_of(name: str) -> tuple[str, ...]:
    """The lines of a resource file without its comments (``#``) and empty lines."""
    text = (files("govnlp.resources") / name).read_text(encoding="utf-8")
    return tuple(line for line in text.splitlines() if line and not line.startswith("#"))


@cache
def rows_of(name: str) -> tuple[tuple[str, ...], ...]:
    """The lines of a resource file, each cut at its tabs."""
    return tuple(tuple(line.split("\t")) for line in lines_of(name))
