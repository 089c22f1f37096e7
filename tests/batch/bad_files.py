"""Good files, and bad ones of every kind, made with the makers of the tests of reading."""

from __future__ import annotations

from pathlib import Path
from runpy import run_path

# Another folder's module: it is on no path when these tests run alone.
_MAKERS = run_path(str(Path(__file__).parents[1] / "reading" / "reading_files.py"))
REPORT: str = _MAKERS["REPORT"]
make_docx, make_pdf, make_zip = (_MAKERS[f"make_{kind}"] for kind in ("docx", "pdf", "zip"))
paragraph, shown = _MAKERS["paragraph"], _MAKERS["shown"]

OLE = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600)
DOCX = make_docx(paragraph("主动公开信息3条。"))
PDF = make_pdf([shown("主动公开信息3条。", 100, 700)])
LOCKED = make_pdf(
    [shown("公开", 100, 700)],
    extra=f"<</Filter/Standard/V 1/R 2/O<{'11' * 32}>/U<{'22' * 32}>/P -4>>",
    trailer="/Encrypt 7 0 R/ID[<00><00>]",
)
#: Name → content and the error's code: one kind of bad file each.
BAD: dict[str, tuple[bytes, str]] = {
    "01-empty.txt": (b"", "empty"),
    "02-blank.txt": (" \r\n\t\u3000\n".encode(), "empty"),
    "03-binary.txt": (bytes(range(256)) * 20, "undecodable"),
    "04-nul.txt": (bytes(5_000), "binary"),
    "05-pdf.txt": (PDF, "wrong_type"),
    "06-image.docx": (b"\x89PNG\r\n\x1a\n" + bytes(100), "wrong_type"),
    "07-locked.pdf": (LOCKED, "encrypted"),
    "08-scan.pdf": (make_pdf(["q 500 0 0 700 0 0 cm /I Do Q"]), "scanned"),
    "09-corrupt.pdf": (b"no document at all", "corrupt"),
    "10-cut.pdf": (b"%PDF-1.4\n1 0 obj\n<</Type/Cata", "truncated"),
    "11-cut.docx": (DOCX[: len(DOCX) // 2], "truncated"),
    "12-bomb.docx": (
        make_docx("", members={"word/document.xml": b"<a>" + bytes(30_000_000)}),
        "too_large",
    ),
    "13-no-zip.docx": (b"no archive at all", "corrupt"),
    "14-textless.docx": (make_docx("<w:p/>"), "empty"),
    "15-old.doc": (OLE, "unsupported"),
    "16-other.wps": (OLE, "unsupported"),
    "17-form.ofd": (make_zip({"OFD.xml": b"<ofd/>"}), "unsupported"),
    "18-script.html": (b"<html><script>var a = 1</script></html>", "empty"),
    "19-korean.md": ("정보공개 청구를 처리하였다".encode("euc-kr"), "undecodable"),
}
GOOD = {
    "a/松溪镇.txt": REPORT.encode("gb18030"),
    "a/b/两份.md": (
        REPORT + "\n\n" + REPORT.replace("2018", "2019").replace("松溪", "竹溪")
    ).encode(),
    "c.docx": DOCX,
    "d.pdf": PDF,
    "e.html": f"<html><body><p>{'公开信息5条。' * 9}</p></body></html>".encode(),
}
