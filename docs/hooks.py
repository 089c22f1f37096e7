"""Hooks of the documentation site (``mkdocs.yml``).

- Pages that live outside ``docs`` (changelog, datasheets, model cards) are brought in from
  where they stand, so that there is one copy of each.
- Links between pages are written as they work in the repository, and rewritten to where the
  target stands on the site. A link to a file that the site does not show becomes plain text.
- A page that would make a reader's browser fetch something from another site is refused.
- The tables of the vocabulary are made from it.
- Comments ``#:`` above a constant are shown in the reference like docstrings.
"""

from __future__ import annotations

import posixpath
import re
from pathlib import Path
from typing import Any

import griffe
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

from govnlp import vocabulary

ROOT = Path(__file__).parents[1]
#: Page of the repository -> its place on the site.
BROUGHT_IN = {
    "CHANGELOG.md": "changelog.md",
    "corpus/README.md": "datasheet.md",
    "corpus/SAMPLES.md": "samples.md",
    **{
        path.relative_to(ROOT).as_posix(): path.relative_to(ROOT).as_posix()
        for pattern in ("models/*.md", "models/*.svg", "models/*.png", "notebooks/*.ipynb")
        for path in ROOT.glob(pattern)
    },
}
#: Stands in the page on the vocabulary where its tables go.
VOCABULARY = "<!-- vocabulary -->"
#: What leads to the site's home.
HOME = ("README.md", "README.zh.md")
# A fenced block, inline code, or a link; the first two are passed over.
_LINK = re.compile(
    r"^(?P<fence>```+|~~~+).*?^(?P=fence)[ ]*$|(?P<ticks>`+)(?:(?!(?P=ticks)).)+(?P=ticks)(?!`)"
    r"|(?P<image>!?)\[(?P<text>[^\[\]]*)\]\((?P<target>[^()\s]+)\)",
    re.MULTILINE | re.DOTALL,
)
# An example in a docstring.
_EXAMPLE = re.compile(r"^>>> .*(?:\n.+)*", re.MULTILINE)
_PARAMETER = re.compile(r"^(\w+) \(([^\n]+?)\): ", re.MULTILINE)
_FETCHED = re.compile(
    r"<(?:script|img|iframe|source|video|audio)\b[^>]*\ssrc=[\"']?(?:https?:)?//[^\s>]+"
    r"|<link\b[^>]*\shref=[\"']?(?:https?:)?//[^\s>]+",
    re.IGNORECASE,
)


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the pages that live elsewhere in the repository."""
    for origin, place in BROUGHT_IN.items():
        files.append(File.generated(config, place, abs_src_path=str(ROOT / origin)))
    return files


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Rewrite the links of a page from the repository's layout to the site's."""
    place = page.file.src_uri
    origins = {place: origin for origin, place in BROUGHT_IN.items()}
    origin = origins.get(place, f"docs/{place}")

    def rewritten(link: re.Match[str]) -> str:
        target = link["target"]
        if not target or "://" in target or target.startswith(("#", "mailto:")):
            return link[0]
        path, mark, anchor = target.partition("#")
        wanted = posixpath.normpath(posixpath.join(posixpath.dirname(origin), path))
        on_site = _place(wanted)
        if on_site is not None:
            relative = posixpath.relpath(on_site, posixpath.dirname(place) or ".")
            return f"{link['image']}[{link['text']}]({relative}{mark}{anchor})"
        return link["text"] if (ROOT / wanted).exists() else link[0]

    markdown = markdown.replace(VOCABULARY, _vocabulary()) if VOCABULARY in markdown else markdown
    return _LINK.sub(rewritten, markdown)


def _place(path: str) -> str | None:
    """Where a file of the repository stands on the site; ``None`` where it does not."""
    if path in HOME:
        return "index.md"
    if path.startswith("docs/") and (ROOT / path).is_file():
        return path.removeprefix("docs/")
    return BROUGHT_IN.get(path)


def _vocabulary() -> str:
    parts = []
    for name, table in vars(vocabulary).items():
        if name.isupper() and isinstance(table, dict):
            rows = [f"| `{one.name}` | {one.zh} | {one.covers} |" for one in table.values()]
            head = ["| name | Chinese | covers |", "| --- | --- | --- |"]
            parts.append("\n".join([f"## {name}\n", *head, *rows]))
    return "\n\n".join(parts)


def on_post_page(output: str, page: Page, config: MkDocsConfig) -> str:
    """Refuse a page that fetches from another site."""
    if fetched := _FETCHED.search(output):
        raise PluginError(f"{page.file.src_uri}: fetches from another site: {fetched[0]}")
    return output


class Docstrings(griffe.Extension):
    """Read docstrings as this project writes them.

    Lines of ``#:`` above a constant are its docstring; an example with ``>>>`` is a block of
    code, up to the next empty line; ``name (type): meaning`` is an item of a list.
    """

    def on_object(self, *, obj: griffe.Object, **_: Any) -> None:
        if obj.is_attribute and not obj.docstring and (comment := _comment_above(obj)):
            obj.docstring = griffe.Docstring(comment, parent=obj)
        if obj.docstring:
            text = _EXAMPLE.sub(r"```pycon\n\g<0>\n```", obj.docstring.value)
            obj.docstring.value = _PARAMETER.sub(r"- **`\1`** (`\2`): ", text)


def _comment_above(attribute: griffe.Object) -> str:
    if attribute.lineno is None or not isinstance(attribute.filepath, Path):
        return ""
    above = attribute.filepath.read_text(encoding="utf-8").splitlines()[: attribute.lineno - 1]
    comment: list[str] = []
    while above and (line := above.pop().strip()).startswith("#:"):
        comment.insert(0, line.removeprefix("#:").strip())
    return "\n".join(comment)
