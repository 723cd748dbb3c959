"""Word files made part by part for the tests of the reader: whatever Word, LibreOffice or an attacker may have written."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from io import BytesIO

W_NS = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R_NS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
NAMESPACES = (
    f'xmlns:w="{W_NS}" xmlns:r="{R_NS}" xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" xmlns:v="urn:schemas-microsoft-com:vml"'
)
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_KINDS = {"word/styles.xml": "styles", "word/numbering.xml": "numbering", "word/footnotes.xml": "footnotes"}
A4 = '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1134" w:right="850" w:bottom="1134" w:left="1701"/></w:sectPr>'


def paragraph(text: str = "", properties: str = "", run: str = "") -> str:
    """A ``w:p`` with one run."""
    content = (
        f'<w:r>{f"<w:rPr>{run}</w:rPr>" if run else ""}<w:t xml:space="preserve">{text}</w:t></w:r>' if text else ""
    )
    return f"<w:p><w:pPr>{properties}</w:pPr>{content}</w:p>"


def parts_of(
    body: str, *, section: str = A4, extra: Mapping[str, str | bytes] | None = None, links: str = ""
) -> dict[str, bytes]:
    """The parts of a small Word file; ``extra``: further parts by name, linked when they are known kinds."""
    extra = dict(extra or {})
    found = "".join(
        f'<Relationship Id="rIdX{kind}" Type="{R_NS}/{kind}" Target="{name.removeprefix("word/")}"/>'
        for name, kind in _KINDS.items()
        if name in extra
    )
    texts: dict[str, str | bytes] = {
        "[Content_Types].xml": (
            '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="{_MAIN}"/></Types>'
        ),
        "_rels/.rels": (
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f'<Relationship Id="rId1" Type="{R_NS}/officeDocument" Target="word/document.xml"/></Relationships>'
        ),
        "word/_rels/document.xml.rels": (
            f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{found}{links}</Relationships>'
        ),
        "word/document.xml": f"<w:document {NAMESPACES}><w:body>{body}{section}</w:body></w:document>",
        **extra,
    }
    return {name: text.encode() if isinstance(text, str) else text for name, text in texts.items()}


def zipped(parts: Mapping[str, bytes]) -> bytes:
    """The parts as a ZIP."""
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return stream.getvalue()


def docx(body: str, *, section: str = A4, extra: Mapping[str, str | bytes] | None = None, links: str = "") -> bytes:
    """A small Word file with this body."""
    return zipped(parts_of(body, section=section, extra=extra, links=links))
