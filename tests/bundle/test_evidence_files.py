"""Office files and pictures as evidence: what runs, loads from elsewhere or does not open is refused by name."""

from __future__ import annotations

import io
import zipfile

import docx
import openpyxl
import pytest
from PIL import Image

from dossier.bundle.contents import AttachmentFile
from dossier.bundle.evidence import inspect_attachment
from dossier.core.errors import BundleFailed


def attach(name: str, data: bytes) -> None:
    inspect_attachment(AttachmentFile(name, data, "Minh chứng", "application/octet-stream"))


def word(*more: tuple[str, bytes]) -> bytes:
    """A document as Word's library writes it, with parts added."""
    out = io.BytesIO()
    docx.Document().save(out)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as package:
        for name, data in more:
            package.writestr(name, data)
    return out.getvalue()


def external(kind: str, target: str) -> bytes:
    text = f'<Relationships><Relationship Id="r1" Type="http://x/{kind}" TargetMode="External" Target="{target}"/></Relationships>'
    return text.encode()


def picture(kind: str) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), (200, 30, 40)).save(out, kind)
    return out.getvalue()


def test_ordinary_files_are_accepted() -> None:
    sheet = io.BytesIO()
    openpyxl.Workbook().save(sheet)
    attach("a.docx", word())
    attach("a.xlsx", sheet.getvalue())
    attach("a.png", picture("PNG"))
    attach("a.jpg", picture("JPEG"))
    attach("a.csv", "Sở Tài chính;956,4\n".encode())
    attach("a.txt", "Sở Tài chính".encode("utf-16"))
    attach("lien_ket.docx", word(("word/_rels/footer9.xml.rels", external("hyperlink", "https://trang-web.example"))))
    attach(
        "mau.docx",
        word(("word/_rels/settings.xml.rels", external("attachedTemplate", "file:///C:/mau/Normal.dotm"))),
    )


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("a.docx", word(("word/vbaProject.bin", b"x")), "macro"),
        ("a.xlsx", word(("xl/macrosheets/sheet1.xml", b"x")), "macro Excel 4.0"),
        ("a.docx", word(("word/activeX/activeX1.bin", b"x")), "ActiveX"),
        (
            "a.docx",
            word(("word/_rels/settings.xml.rels", external("attachedTemplate", "https://xau.vn/a.dotm"))),
            "tải từ máy khác",
        ),
        ("a.docx", word(("word/footnotes.xml", b"<w:instrText> DDE excel a</w:instrText>")), "DDE"),
        ("a.docx", word(("word/media/a.bmp", bytes(120_000_000))), "lớn bất thường"),
        ("a.docx", word()[:-40], "bị hỏng"),
        ("a.png", picture("PNG")[:60], "ảnh bị hỏng"),
        ("a.jpg", b"\xff\xd8\xff" + bytes(50), "ảnh bị hỏng"),
        ("a.csv", b"MZ\x90\x00\x03", "không phải tệp .csv thật"),
    ],
)
def test_what_is_refused(name: str, data: bytes, words: str) -> None:
    with pytest.raises(BundleFailed, match=words) as caught:
        attach(name, data)
    assert f"“{name}”" in caught.value.message
    assert caught.value.hint
