"""Bad files: each gives one ReadError that names file, cause and way out."""

from __future__ import annotations

import json
import os
import pickle
import socket
import struct
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reading_files import REPORT, make_docx, make_pdf, make_zip, paragraph, shown

from govnlp.reading import ReadError, read
from govnlp.reading.errors import CAUSES

OLE = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600)
DOCX = make_docx(paragraph("公开信息3条。"))
PDF = make_pdf([shown("公开信息3条。", 100, 700)])
SCAN = make_pdf(["q 500 0 0 700 0 0 cm /I Do Q"] * 2)
LOCKED = make_pdf(
    [shown("公开", 100, 700)],
    extra=f"<</Filter/Standard/V 1/R 2/O<{'11' * 32}>/U<{'22' * 32}>/P -4>>",
    trailer="/Encrypt 7 0 R/ID[<00><00>]",
)
BOMB = make_docx(paragraph("字"), members={"word/document.xml": b"<a>" + bytes(30_000_000)})
LAUGHS = (
    '<!DOCTYPE w [<!ENTITY a "哈哈哈哈">'
    + "".join(
        f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    )
    + "]><w>&i;</w>"
)

BAD = {
    "empty.txt": (b"", "empty"),
    "blank.txt": (" \r\n\t\u3000\n".encode(), "empty"),
    "blank-mark.txt": (b"\xef\xbb\xbf", "empty"),
    "nul.txt": (bytes(5_000), "binary"),
    "random.txt": (bytes(range(256)) * 20, "undecodable"),
    "controls.txt": (b"\x01\x02\x03\x04abc" * 50, "binary"),
    "really-pdf.txt": (PDF, "wrong_type"),
    "really-docx.md": (DOCX, "wrong_type"),
    "really-doc.txt": (OLE, "wrong_type"),
    "really-png.txt": (b"\x89PNG\r\n\x1a\n" + bytes(100), "wrong_type"),
    "really-rtf.txt": (b"{\\rtf1\\ansi text}", "wrong_type"),
    "korean.txt": ("정보공개 청구를 처리하였다".encode("euc-kr"), "undecodable"),
    "report.doc": (OLE, "unsupported"),
    "report.wps": (OLE, "unsupported"),
    "report.ofd": (make_zip({"OFD.xml": b"<ofd/>"}), "unsupported"),
    "report.rtf": (b"{\\rtf1}", "unsupported"),
    "report.xls": (OLE, "unsupported"),
    "report.xlsx": (make_zip({"xl/workbook.xml": b"<x/>"}), "unsupported"),
    "report.ppt": (OLE, "unsupported"),
    "report": (REPORT.encode(), "unsupported"),
    "report.xyz": (REPORT.encode(), "unsupported"),
    "script.html": (b"<html><script>var a = 1</script></html>", "empty"),
    "nul.html": (bytes(500), "binary"),
    "old.docx": (OLE, "wrong_type"),
    "locked.docx": (OLE + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
    "cut.docx": (DOCX[: len(DOCX) // 2], "truncated"),
    "garbage.docx": (b"no archive at all", "corrupt"),
    "download.docx": (b"<!DOCTYPE html><html>404</html>", "wrong_type"),
    "sheet.docx": (make_zip({"xl/workbook.xml": b"<x/>"}), "wrong_type"),
    "hollow.docx": (make_zip({"readme.txt": b"x"}), "corrupt"),
    "broken-xml.docx": (make_docx("<w:p>"), "corrupt"),
    "textless.docx": (make_docx("<w:p/>"), "empty"),
    "bomb.docx": (BOMB, "too_large"),
    "laughs.docx": (make_docx("", members={"word/document.xml": LAUGHS.encode()}), "corrupt"),
    "deep.docx": (make_docx("<w:sdt>" * 20_000 + "</w:sdt>" * 20_000), "corrupt"),
    "locked.pdf": (LOCKED, "encrypted"),
    "scan.pdf": (SCAN, "scanned"),
    "pageless.pdf": (make_pdf([]), "empty"),
    "cut.pdf": (b"%PDF-1.4\n1 0 obj\n<</Type/Cata", "truncated"),
    "garbage.pdf": (b"no document at all", "corrupt"),
    "broken.pdf": (b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\n%%EOF\n", "corrupt"),
    "download.pdf": (b"\n<html>404</html>", "wrong_type"),
}


def caught(path, **options) -> ReadError:
    with pytest.raises(ReadError) as info:
        read(path, **options)
    return info.value


@pytest.mark.parametrize("name", BAD)
def test_bad_files(write, name):
    data, code = BAD[name]
    path = write(name, data)
    error = caught(path)
    assert error.code == code, error.message
    assert error.path == str(path)
    assert error.message.startswith(f"{path}: ")
    assert "; " in error.message  # what to do
    assert "{" not in error.message.replace(str(path), "")
    json.dumps({"message": error.message}, ensure_ascii=False).encode()


def test_a_folder_of_bad_files_stops_nobody(write):
    paths = [write(name, data) for name, (data, _) in BAD.items()]
    paths.append(write("good.txt", REPORT.encode()))
    errors, good = [], []
    for path in paths:
        try:
            good.append(read(path))
        except ReadError as error:
            errors.append(error)
    assert len(errors) == len(BAD) >= 20
    assert [source.text for source in good] == [REPORT]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("report.doc", "soffice --headless --convert-to docx"),
        ("report.wps", "docx"),
        ("report.ofd", "OFD reader"),
        ("really-pdf.txt", 'ends in ".pdf"'),
        ("scan.pdf", "OCR"),
        ("locked.pdf", "password"),
        ("bomb.docx", "zip bomb"),
    ],
)
def test_messages_say_what_to_do(write, name, words):
    assert words in caught(write(name, BAD[name][0])).message


def test_a_docx_under_another_name_is_to_be_renamed(write):
    assert 'rename it so that it ends in ".docx"' in caught(write("a.doc", DOCX)).message


def test_sizes_that_lie(write):
    """The directory of the archive claims ten bytes; no more than that is unpacked."""
    data = bytearray(BOMB)
    with zipfile.ZipFile(write("b.zip", BOMB)) as archive:
        real = archive.getinfo("word/document.xml").file_size
    size = struct.pack("<I", real)
    assert data.count(size) >= 2
    lying = bytes(data).replace(size, struct.pack("<I", 10))
    assert caught(write("a.docx", lying)).code == "corrupt"


def test_limits(write):
    path = write("a.txt", REPORT.encode())
    assert caught(path, max_bytes=100).code == "too_large"
    assert caught(path, max_characters=100).code == "too_large"
    assert read(path, max_bytes=len(REPORT.encode()), max_characters=len(REPORT)).text == REPORT
    assert caught(write("a.pdf", PDF), max_characters=3).code == "too_large"
    assert caught(write("a.docx", DOCX), max_characters=3).code == "too_large"
    assert caught(write("a.html", b"<p>abcdef"), max_characters=3).code == "too_large"


def test_missing(tmp_path):
    assert caught(tmp_path / "none.txt").code == "missing"
    assert caught("a\0b.txt").code == "missing"
    assert caught(tmp_path / ("长" * 500 + ".txt")).code == "missing"


def test_folders_pipes_sockets_and_devices_never_block(tmp_path):
    os.mkfifo(tmp_path / "pipe.txt")
    assert caught(tmp_path).code == "not_a_file"
    assert caught(tmp_path / "pipe.txt").code == "not_a_file"
    assert "named pipe" in caught(tmp_path / "pipe.txt").message
    assert caught("/dev/zero").code == "not_a_file"
    with socket.socket(socket.AF_UNIX) as server:
        place = os.path.relpath(tmp_path / "s.txt")
        if len(place) < 100:
            server.bind(place)
            assert caught(tmp_path / "s.txt").code == "not_a_file"


def test_a_link_to_itself(tmp_path):
    (tmp_path / "a.txt").symlink_to(tmp_path / "b.txt")
    (tmp_path / "b.txt").symlink_to(tmp_path / "a.txt")
    assert caught(tmp_path / "a.txt").code == "loop"


@pytest.mark.parametrize(("error", "code"), [(13, "permission"), (5, "io"), (1, "permission")])
def test_no_permission(write, monkeypatch, error, code):
    path = write("a.txt", REPORT.encode())

    def refuse(*_: object) -> int:
        raise OSError(error, os.strerror(error))

    monkeypatch.setattr(os, "open", refuse)
    assert caught(path).code == code


@pytest.mark.parametrize("wrong", [MemoryError, RecursionError, KeyError("x"), SystemError])
def test_whatever_a_reader_raises_is_a_read_error(write, monkeypatch, wrong):
    import govnlp.reading.text

    def fail(*_: object) -> tuple[str, str]:
        raise wrong

    monkeypatch.setattr(govnlp.reading.text, "extract", fail)
    error = caught(write("a.txt", b"x"))
    assert error.code in ("too_large", "corrupt")
    assert error.__cause__ is not None


def test_errors_survive_pickling(write):
    error = caught(write("a.doc", OLE))
    copy = pickle.loads(pickle.dumps(error))
    assert (copy.path, copy.code, copy.message) == (error.path, error.code, error.message)
    assert str(copy) == copy.message
    assert isinstance(copy, ValueError)


def test_a_name_that_is_no_unicode(tmp_path):
    path = os.path.join(os.fsencode(tmp_path), b"\xb9\xab\xbf\xaa.doc")
    with open(path, "wb") as file:
        file.write(OLE)
    caught(path).message.encode()


def test_every_code_is_a_cause():
    assert {code for _, code in BAD.values()} <= set(CAUSES)


SUFFIX = st.sampled_from([".txt", ".md", ".html", ".docx", ".pdf", ".doc", ""])
MARKS = st.sampled_from(
    [b"", b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf", b"\xff\xfe\0\0", b"%PDF-1.4\n", b"PK\x03\x04"]
)


def check(path, data: bytes) -> None:
    path.write_bytes(data)
    try:
        source = read(path)
    except ReadError as error:
        error.message.encode()
        assert error.code in CAUSES
        return
    source.text.encode()  # a lone surrogate could not be
    assert source.text.strip()


@settings(
    max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(suffix=SUFFIX, mark=MARKS, data=st.binary(max_size=300))
def test_random_bytes(tmp_path, suffix, mark, data):
    check(tmp_path / f"a{suffix}", mark + data)


@settings(
    max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    sample=st.sampled_from([(".docx", DOCX), (".pdf", PDF), (".txt", REPORT.encode("gb18030")),
                            (".html", "<p>公开<table><tr><td>信息".encode())]),
    changes=st.lists(st.tuples(st.integers(0, 5_000), st.integers(0, 255)), max_size=8),
    cut=st.integers(0, 5_000),
)  # fmt: skip
def test_damaged_files(tmp_path, sample, changes, cut):
    suffix, data = sample
    damaged = bytearray(data[: max(1, len(data) - cut % len(data))])
    for place, byte in changes:
        damaged[place % len(damaged)] = byte
    check(tmp_path / f"a{suffix}", bytes(damaged))


PIECES = [
    *("<table>", "<tr>", "<td colspan=3>", "</td>", "</table>", "<p>", "</p>", "<h1>", "<br>"),
    *("<div class=nav>", "</div>", "<a href=x>", "</a>", "<ul><li>", "<td rowspan=9>", "<pre>"),
    *("&#xD800;", "&nbsp;", "公开。", "\0", "<body>", "<frameset>", "<svg>", "\ud83d"),
]


@settings(
    max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(pieces=st.lists(st.sampled_from(PIECES), max_size=30))
def test_odd_pages(tmp_path, pieces):
    check(tmp_path / "a.html", "".join(pieces).encode("utf-8", "surrogatepass"))


@settings(
    max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    text=st.text(min_size=1, max_size=80),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
def test_any_text_in_unicode_comes_back(tmp_path, text, encoding):
    path = tmp_path / "a.txt"
    path.write_bytes(text.encode(encoding))
    if encoding == "utf-8" and text.startswith("\ufeff"):
        text = text[1:]
    if encoding == "utf-8" and max(text, default="") < "\u0800":
        return  # the same bytes may be Chinese: û in UTF-8 is 没 in GBK
    try:
        assert read(path).text == text
    except ReadError as error:
        odd = not text.strip() or any(c < " " and c not in "\t\n\r" for c in text)
        assert odd, error.message
