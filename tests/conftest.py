"""What several test modules share."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import settings
from spacy.language import Language

import govnlp

# The first example of a test loads tables and the pipeline; no single one is timed. Examples
# are the same in every run, so that the same commit passes or fails alike everywhere;
# `--hypothesis-profile search` looks for others.
settings.register_profile("govnlp", deadline=None, derandomize=True)
settings.register_profile("search", deadline=None)
settings.load_profile("govnlp")

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared"
SAMPLES = ROOT / "corpus" / "samples"


@pytest.fixture(scope="session")
def nlp() -> Language:
    """The default pipeline, made once."""
    return govnlp.load()


@pytest.fixture(scope="session")
def shared_gold() -> Path:
    """The gold files beside the project; tests that need them skip where they are absent."""
    folder = SHARED / "annotation" / "gold"
    if not folder.is_dir():
        pytest.skip("no gold files beside the project")
    return folder
