"""The tables of ``resources/structure.toml``, compiled."""

from __future__ import annotations

import re
from collections.abc import Iterable
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
    """Every table of the file. Patterns that are asked of every line are one alternation.

    The group of ``number`` that matched is what stands for the number itself; ``levels``
    has the level of each group. ``cells`` is a line of cells of the prescribed tables,
    ``cell_label`` one that names and ``cell_value`` one that fills.
    """

    number: re.Pattern[str]
    levels: dict[str, int]
    subjects: tuple[Rule, ...]
    note: re.Pattern[str]
    cells: re.Pattern[str]
    cell_label: re.Pattern[str]
    cell_value: re.Pattern[str]
    page_data: re.Pattern[str]
    glued_heading: re.Pattern[str]
    form_head: re.Pattern[str]
    form_foot: re.Pattern[str]
    tables: tuple[Rule, ...]
    title_about: re.Pattern[str]
    title_kinds: tuple[Rule, ...]
    behind_sign: re.Pattern[str]


def _either(patterns: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns))


@cache
def rules() -> Rules:
    """The compiled tables; read once a process."""
    data = load_table("structure.toml")
    title = data["title"]
    numbers = list(enumerate(data["number"]))
    label, value = "|".join(data["cell"]["label"]), data["cell"]["value"]
    return Rules(
        number=_either(row["pattern"].replace("?P<n>", f"?P<n{i}>") for i, row in numbers),
        levels={f"n{i}": row["level"] for i, row in numbers},
        subjects=tuple(
            Rule(row["subject"], re.compile(row["pattern"]), row.get("weak", False))
            for row in data["subject"]
        ),
        note=_either([*(row["pattern"] for row in data["note"]), data["page"]["data"]]),
        # Possessive: a line is read once, however its cells could be parted.
        cells=re.compile(rf"(?>(?:{label}|{value})[ |]*+)++"),
        cell_label=re.compile(label),
        cell_value=re.compile(value),
        page_data=re.compile(data["page"]["data"]),
        glued_heading=re.compile(data["glued"]["heading"]),
        form_head=re.compile(data["form"]["head"]),
        form_foot=re.compile(data["form"]["foot"]),
        tables=tuple(Rule(row["kind"], re.compile(row["pattern"])) for row in data["table"]),
        title_about=re.compile(title["about"]),
        title_kinds=tuple(
            Rule(row["kind"], re.compile(f"{row['pattern']}{title['tail']}$"))
            for row in title["kind"]
        ),
        behind_sign=re.compile(data["sign"]["behind"]),
    )
