"""A small corpus, written anew for each test."""

from __future__ import annotations

from pathlib import Path

import pytest
from small_corpus import FILES, INDEX, Build


@pytest.fixture
def build(tmp_path: Path) -> Build:
    """Writes a corpus and returns its folder; files and index can be given anew."""

    def write(files: dict[str, str] | None = None, index: str = INDEX) -> Path:
        folder = tmp_path / "corpus" / "reports"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "index.csv").write_text(index, encoding="utf-8")
        for name, xml in (FILES | (files or {})).items():
            path = folder / name
            path.parent.mkdir(exist_ok=True)
            path.write_text(xml, encoding="utf-8")
        return folder

    return write
