"""What the benchmarks share: the texts, and a table of characters a second at the end."""

from __future__ import annotations

import os
import platform
from collections.abc import Callable, Iterable
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest

from govnlp import read

#: The row that the others are measured against.
BASELINE = "spacy_pkuseg alone"
ROUNDS = 5
#: A few files are read several times over, for a time that can be measured.
REPEATED = 10


@pytest.fixture(scope="session")
def texts() -> list[str]:
    """The texts of the corpus's training documents, or of the files in a folder."""
    if folder := os.environ.get("GOVNLP_BENCHMARK_TEXTS"):
        return [read(path).text for path in sorted(Path(folder).iterdir())] * REPEATED
    pytest.importorskip("datasets", reason="the corpus is read by the library datasets")
    from govnlp.corpora import load

    return list(load("reports", split="train")["text"])


@pytest.fixture
def measure(benchmark: Any) -> Callable[..., None]:
    """Time a function over texts; the best of several rounds counts, in processor time."""

    def run(
        row: str, work: Callable[[], object], texts: Iterable[str], rounds: int = ROUNDS
    ) -> None:
        benchmark.pedantic(work, rounds=rounds, warmup_rounds=1)
        if benchmark.stats is not None:  # None under --benchmark-disable
            characters = sum(map(len, texts))
            benchmark.extra_info["row"] = row
            benchmark.extra_info["characters"] = characters
            benchmark.extra_info["characters_per_second"] = characters / benchmark.stats.stats.min

    return run


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """The table, in Markdown, as docs/benchmarks.md has it."""
    session = getattr(config, "_benchmarksession", None)
    rows = [bench.extra_info for bench in session.benchmarks] if session else []
    rows = [row for row in rows if "row" in row]
    if not rows:
        return
    speeds = {row["row"]: row["characters_per_second"] for row in rows}
    baseline = speeds.get(BASELINE)
    terminalreporter.section("characters a second, docs/benchmarks.md")
    write = terminalreporter.write_line
    write(f"| what | characters a second | times {BASELINE} |")
    write("| --- | ---: | ---: |")
    for name, speed in speeds.items():
        ratio = f"{speed / baseline:.2f}" if baseline else "–"
        write(f"| {name} | {round(speed, -2):,.0f} | {ratio} |")
    write("")
    write(
        f"Python {platform.python_version()}, spaCy {version('spacy')}, {platform.machine()}, "
        f"{os.cpu_count()} cores; {max(row['characters'] for row in rows):,} characters; "
        f"best of {ROUNDS} rounds, processor time."
    )
