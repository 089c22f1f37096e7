"""A .docx file's bytes → the XML trees within, read with every limit that an archive needs.

python-docx opens whole packages and gives up on many that WPS Office writes (a relation
to a part that is not there is enough); here only the parts that hold text are opened.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from govnlp.reading.errors import ReadError, failure
from govnlp.reading.signatures import ENCRYPTED_PACKAGE, identify

Node = Any  # an lxml element; lxml has no types of its own

#: Limits of an archive: files in it, bytes of a part, bytes in all, and how many times
#: smaller than its content a part of more than a megabyte may be. Word's own XML shrinks
#: to a tenth or a thirtieth, a zip bomb to a thousandth.
MAX_MEMBERS: Final = 10_000
MAX_PART: Final = 100_000_000
MAX_UNPACKED: Final = 1_000_000_000
MAX_RATIO: Final = 200
_METHODS: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_DOCUMENT: Final = "/officeDocument"
_WORD: Final = (
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "http://purl.oclc.org/ooxml/wordprocessingml/main",  # "strict" documents
)


@dataclass(slots=True)
class Package:
    """The parts of a Word document that govnlp reads; a part that is not there is ``None``."""

    document: Node
    styles: Node | None
    numbering: Node | None


def open_package(data: bytes, path: str) -> Package:
    """The parts of the document; raises ``ReadError`` for what is no sound .docx file."""
    if not data.startswith(b"PK"):
        raise _not_an_archive(data, path)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check(archive, path)
            return _parts(archive, path)
    except ReadError:
        raise
    except zipfile.BadZipFile as error:
        cut = b"PK\x05\x06" not in data[-66_000:]
        raise failure(path, "truncated" if cut else "corrupt", what=error) from error
    except (RuntimeError, NotImplementedError) as error:  # zipfile's word for "needs a password"
        raise failure(path, "encrypted") from error
    except Exception as error:  # zlib.error, EOFError, lxml's and struct's
        raise failure(path, "corrupt", what=error) from error


def local(node: Node) -> str:
    """The node's name without its namespace; '' for comments and the like."""
    tag = node.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def children(node: Node | None, name: str) -> Iterator[Node]:
    """The node's children of this name."""
    return (below for below in (node if node is not None else ()) if local(below) == name)


def child(node: Node | None, name: str) -> Node | None:
    """The node's first child of this name."""
    return next(children(node, name), None)


def value(node: Node | None, name: str = "val") -> str:
    """The node's attribute of this name in Word's namespace, or ''."""
    if node is None:
        return ""
    return next((found for ns in _WORD if (found := node.get(f"{{{ns}}}{name}")) is not None), "")


def child_value(node: Node | None, name: str) -> str:
    """The ``val`` of the node's first child of this name, or ''."""
    return value(child(node, name))


def is_on(node: Node | None) -> bool:
    """Whether a switch such as ``<w:vanish/>`` is there and not turned off."""
    return node is not None and value(node) not in ("0", "false", "off", "none")


def _not_an_archive(data: bytes, path: str) -> ReadError:
    kind = identify(data, posixpath.basename(path))
    if ENCRYPTED_PACKAGE in data:
        return failure(path, "encrypted")
    if kind is None:
        return failure(path, "corrupt", what="it is no ZIP archive, as every .docx is")
    return failure(
        path, "wrong_type", what=kind.what, expected="a Word document (.docx)", advice=kind.advice
    )


def _check(archive: zipfile.ZipFile, path: str) -> None:
    """Refuse an archive whose own list of contents is that of a zip bomb."""
    members = archive.infolist()
    total = sum(member.file_size for member in members)
    if len(members) > MAX_MEMBERS or total > MAX_UNPACKED:
        raise _bomb(path, f"it holds {len(members):,} files of {total:,} bytes in all")
    for member in members:
        if member.file_size > 1_000_000 and member.file_size > MAX_RATIO * member.compress_size:
            raise _bomb(path, f"{member.filename} in it unpacks to {member.file_size:,} bytes")


def _bomb(path: str, what: str) -> ReadError:
    return failure(path, "too_large", what=f"{what}, as in a zip bomb", limit="of the docx reader")


def _parts(archive: zipfile.ZipFile, path: str) -> Package:
    names = {name.lower(): name for name in archive.namelist()}
    main = _related(archive, names, "", path).get(_DOCUMENT, "word/document.xml")
    if main.lower() not in names:
        raise _without_document(archive, path)
    related = _related(archive, names, main, path)

    def part(kind: str) -> Node | None:
        name = names.get(related.get(kind, "").lower())
        return None if name is None else _xml(archive, name, path)

    document = _xml(archive, names[main.lower()], path)
    return Package(document, part("/styles"), part("/numbering"))


def _without_document(archive: zipfile.ZipFile, path: str) -> ReadError:
    listing = "\n".join(archive.namelist()).encode("utf-8", "replace")
    kind = identify(b"PK\x03\x04" + listing, posixpath.basename(path))
    if kind is None or kind.suffix in (".zip", ".docx"):
        return failure(path, "corrupt", what="there is no word/document.xml in it")
    return failure(
        path, "wrong_type", what=kind.what, expected="a Word document", advice=kind.advice
    )


def _related(
    archive: zipfile.ZipFile, names: dict[str, str], part: str, path: str
) -> dict[str, str]:
    """Kind of relation (the end of its type) → name of the part that it leads to."""
    folder, base = posixpath.split(part)
    name = names.get(posixpath.join(folder, "_rels", f"{base}.rels").lower())
    if name is None:
        return {"/styles": "word/styles.xml", "/numbering": "word/numbering.xml"} if part else {}
    found: dict[str, str] = {}
    for relation in _xml(archive, name, path):
        if local(relation) == "Relationship" and relation.get("TargetMode") != "External":
            kind = "/" + (relation.get("Type") or "").rpartition("/")[2]
            target = posixpath.join("/", folder, relation.get("Target") or "")
            found.setdefault(kind, posixpath.normpath(target).lstrip("/"))
    return found


def _xml(archive: zipfile.ZipFile, name: str, path: str) -> Node:
    """A part's tree. It is never unpacked beyond ``MAX_PART``, whatever its size claims."""
    from lxml import etree

    member = archive.getinfo(name)
    if member.compress_type not in _METHODS:
        raise failure(path, "corrupt", what=f"{name} in it is packed as no Word document is")
    with archive.open(member) as file:
        content = file.read(MAX_PART + 1)
    if len(content) > MAX_PART:
        raise _bomb(path, f"{name} in it unpacks to more than {MAX_PART:,} bytes")
    # Not huge_tree: libxml2's own limits on depth and size stand.
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True,
                             remove_pis=True)  # fmt: skip
    root = etree.fromstring(content, parser)
    if root.getroottree().docinfo.internalDTD is not None:
        raise failure(path, "corrupt", what=f"{name} in it defines entities, as no Word does")
    return root
