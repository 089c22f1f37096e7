"""What the README and the pages of ``docs`` show: examples that run, links that lead somewhere."""

from __future__ import annotations

import doctest
import re
import shutil
from pathlib import Path

import pytest
from spacy.language import Language

from govnlp.batch import annotate_files, find_files

ROOT = Path(__file__).parents[1]
PAGES = [*sorted(ROOT.glob("README*.md")), ROOT / "CHANGELOG.md", *sorted(ROOT.glob("docs/*.md"))]
_BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
#: What the examples of a page need besides govnlp.
_NEEDED = {
    "batch.md": ["datasets", "duckdb", "pandas", "polars"],
    "corpus.md": ["datasets"],
    "evaluation.md": ["datasets", "pandas"],
    "tutorial.md": ["pandas", "matplotlib"],
    "tutorial.zh.md": ["pandas", "matplotlib"],
}
_LINK = re.compile(r"\]\(([^()\s]+)\)")


def _examples(page: Path) -> str:
    """The page with all but its ``pycon`` blocks blanked out, line for line."""
    text = page.read_text(encoding="utf-8")
    kept, at = "", 0
    for block in _BLOCK.finditer(text):
        if block[1] == "pycon":
            kept += "\n" * text.count("\n", at, block.start(2)) + block[2]
            at = block.end(2)
    return kept


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder laid out as the repository's root, which examples may write to.

    It holds the files that the pages read, and what the first run of the README leaves.
    """
    folder = tmp_path_factory.mktemp("checkout")
    for part in ("samples", "reports"):
        shutil.copytree(ROOT / "corpus" / part, folder / "corpus" / part)
    annotate_files(find_files([folder / "corpus" / "samples"]), folder / "records")
    return folder


@pytest.mark.parametrize(
    "page", [page for page in PAGES if _examples(page)], ids=lambda page: page.name
)
def test_examples(
    page: Path, checkout: Path, nlp: Language, monkeypatch: pytest.MonkeyPatch
) -> None:
    for package in _NEEDED.get(page.name, ()):
        pytest.importorskip(package)
    monkeypatch.chdir(checkout)
    monkeypatch.setenv("GOVNLP_CORPUS", str(checkout / "corpus"))
    test = doctest.DocTestParser().get_doctest(_examples(page), {}, page.name, str(page), 0)
    said: list[str] = []
    result = doctest.DocTestRunner().run(test, out=said.append)
    assert result.attempted
    assert not result.failed, "".join(said)


def test_tutorials_show_the_same() -> None:
    """The Chinese tutorial has the blocks of the English one, and its pictures are drawn."""
    pages = [
        (ROOT / "docs" / name).read_text("utf-8") for name in ("tutorial.md", "tutorial.zh.md")
    ]
    english, chinese = ([block[0] for block in _BLOCK.finditer(page)] for page in pages)
    assert english == chinese
    drawn = set(re.findall(r'savefig\("(\w+\.png)"', pages[0]))
    assert drawn == {path.name for path in (ROOT / "docs" / "assets" / "tutorial").iterdir()}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links(page: Path) -> None:
    text = _BLOCK.sub("", page.read_text(encoding="utf-8"))
    links = [link for link in _LINK.findall(text) if "://" not in link]
    missing = [link for link in links if not (page.parent / link.split("#")[0]).exists()]
    assert not missing
