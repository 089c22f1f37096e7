"""Files of every kind, made by the tests themselves."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
MARKUP = "http://schemas.openxmlformats.org/markup-compatibility/2006"
NAMESPACES = f'xmlns:w="{WORD}" xmlns:mc="{MARKUP}"'

REPORT = """松溪镇2018年政府信息公开工作年度报告

一、概述
2018年，我镇主动公开政府信息46条，其中通过网站公开40条，通过公开栏公开6条。
二、依申请公开情况
全年共受理依申请公开5件，均按期答复，未收取费用。
三、存在的问题和改进措施
公开内容还不够全面，下一步将加强培训，完善制度，拓宽渠道，提高公开质量。

松溪镇人民政府
2019年1月15日
"""


def make_docx(
    body: str, numbering: str = "", styles: str = "", members: dict[str, bytes] | None = None
) -> bytes:
    """A .docx file of the XML within ``<w:body>``."""
    parts = {
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}"><Relationship Id="r1" '
        f'Type="{RELATIONS}/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/document.xml": f"<w:document {NAMESPACES}><w:body>{body}</w:body></w:document>",
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{PACKAGE}">'
        f'<Relationship Id="a" Type="{RELATIONS}/styles" Target="styles.xml"/>'
        f'<Relationship Id="b" Type="{RELATIONS}/numbering" Target="numbering.xml"/>'
        f'<Relationship Id="c" Type="{RELATIONS}/image" Target="NULL"/></Relationships>',
        "word/styles.xml": f"<w:styles {NAMESPACES}>{styles}</w:styles>",
        "word/numbering.xml": f"<w:numbering {NAMESPACES}>{numbering}</w:numbering>",
    }
    return make_zip({k: v.encode() for k, v in parts.items()} | (members or {}))


def make_zip(members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def paragraph(text: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def make_pdf(contents: Sequence[str], extra: str = "", trailer: str = "", page: str = "") -> bytes:
    """A PDF file of pages with these content streams, a Chinese font as /F, an image as /I."""
    kids = " ".join(f"{5 + 2 * n} 0 R" for n in range(len(contents)))
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Kids[{kids}]/Count {len(contents)}>>",
        "<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H"
        "/DescendantFonts[<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/DW 1000"
        "/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 2>>>>]>>",
        "<</Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray"
        "/BitsPerComponent 8/Length 1>>stream\nA\nendstream",
    ]
    for number, content in enumerate(contents):
        objects.append(
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents {6 + 2 * number} 0 R{page}"
            "/Resources<</Font<</F 3 0 R>>/XObject<</I 4 0 R>>>>>>"
        )
        objects.append(f"<</Length {len(content)}>>stream\n{content}\nendstream")
    if extra:
        objects.append(extra)
    out, places = b"%PDF-1.4\n", []
    for number, text in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{text}\nendobj\n".encode("latin-1")
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    end = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}"
    end += f"trailer\n<</Size {len(objects) + 1}/Root 1 0 R{trailer}>>\n"
    return out + f"{end}startxref\n{len(out)}\n%%EOF\n".encode()


def shown(text: str, x: float, y: float, size: float = 12) -> str:
    """The PDF operators that write ``text`` at a place, in points from the lower left."""
    code = text.encode("utf-16-be").hex()
    return f"BT /F {size} Tf 1 0 0 1 {x} {y} Tm <{code}> Tj ET\n"
