"""What a file really is, by its first bytes and, inside a ZIP archive, by its names."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from govnlp.resources import rows_of


class Kind(NamedTuple):
    """A kind of file: its usual suffix, what to call it, what a user can do with it."""

    suffix: str
    what: str
    advice: str


#: A name within a ZIP archive → the suffix of what the archive is.
MEMBERS = ((b"word/document.xml", ".docx"), (b"OFD.xml", ".ofd"), (b"xl/workbook.xml", ".xlsx"),
           (b"ppt/presentation.xml", ".pptx"), (b"opendocument.text", ".odt"))  # fmt: skip
#: How an encrypted .docx names its content within its OLE file.
ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")


def identify(data: bytes, name: str) -> Kind | None:
    """The kind of file that ``data`` is; ``None`` if its first bytes are no known mark.

    ``name`` is the file's name, for the advice.
    """
    for offset, mark, what, suffix in _marks():
        if data.startswith(mark, offset):
            return _refined(data, name, what, suffix)
    return None


def web_page(data: bytes) -> Kind | None:
    """The kind "web page" if ``data`` begins as one: what a failed download leaves."""
    start = data[:1_024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<!doctype html", b"<html", b"<head", b"<script")):
        return Kind(
            ".html", "a web page", "download it again: a site may answer with an error page"
        )
    return None


def unsupported(suffix: str, name: str) -> Kind | None:
    """The known kind of file with this suffix that is not read here, if it is one."""
    for known, what, advice in rows_of("reading_unsupported.tsv"):
        if known == suffix:
            return Kind(suffix, what, advice.format(name=name))
    return None


def _refined(data: bytes, name: str, what: str, suffix: str) -> Kind:
    if suffix == ".zip":
        suffix = next((of for member, of in MEMBERS if member in data), suffix)
    known = unsupported(suffix, name)
    if suffix == ".docx":
        return Kind(suffix, "a Word document", 'rename it so that it ends in ".docx"')
    if suffix == ".pdf":
        return Kind(suffix, what, 'rename it so that it ends in ".pdf"')
    if known is None:
        return Kind(suffix, what, "export its text with the program that wrote it")
    # An OLE file may be any of several kinds: the signature's words say so.
    return known._replace(what=what if suffix == ".doc" else known.what)


@cache
def _marks() -> tuple[tuple[int, bytes, str, str], ...]:
    return tuple(
        (int(offset), bytes.fromhex(mark), what, suffix)
        for offset, mark, what, suffix in rows_of("reading_signatures.tsv")
    )
