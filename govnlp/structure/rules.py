"""The tables of ``resources/structure.toml``, compiled."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from govnlp.resources import load_table


@dataclass(frozen=True, slots=True)
class Rule:
    """A pattern and the label that it stands for."""

    label: str
    pattern: re.Pattern[str]
    weak: bool = False


@dataclass(frozen=True, slots=True)
class Rules:
    """Every table of the file; ``levels`` are the levels of ``numbers``, in step."""

    numbers: tuple[tuple[int, re.Pattern[str]], ...]
    subjects: tuple[Rule, ...]
    notes: tuple[re.Pattern[str], ...]
    tables: tuple[Rule, ...]
    title_about: re.Pattern[str]
    title_kinds: tuple[Rule, ...]
    behind_sign: re.Pattern[str]


@cache
def rules() -> Rules:
    """The compiled tables; read once a process."""
    data = load_table("structure.toml")
    title = data["title"]
    return Rules(
        numbers=tuple((row["level"], re.compile(row["pattern"])) for row in data["number"]),
        subjects=tuple(
            Rule(row["subject"], re.compile(row["pattern"]), row.get("weak", False))
            for row in data["subject"]
        ),
        notes=tuple(re.compile(row["pattern"]) for row in data["note"]),
        tables=tuple(Rule(row["kind"], re.compile(row["pattern"])) for row in data["table"]),
        title_about=re.compile(title["about"]),
        title_kinds=tuple(
            Rule(row["kind"], re.compile(f"{row['pattern']}{title['tail']}$"))
            for row in title["kind"]
        ),
        behind_sign=re.compile(data["sign"]["behind"]),
    )
