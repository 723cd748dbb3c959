"""Files that are not Word papers, or mean harm: a clear Vietnamese error, quickly, and nothing followed or executed."""

from __future__ import annotations

import struct
import time
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from docx_source import NAMESPACES, docx, paragraph, parts_of, zipped

from dossier.core.errors import InputUnreadable
from dossier.papers.word_read import read_docx


def refusal(data: bytes) -> InputUnreadable:
    started = time.monotonic()
    with pytest.raises(InputUnreadable) as caught:
        read_docx(data)
    assert time.monotonic() - started < 5
    return caught.value


def bomb(size: int) -> bytes:
    stream = BytesIO()
    parts = parts_of(paragraph("x"))
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
        archive.writestr("word/media/bom.bin", b"\0" * size)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "rỗng"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2000, ".doc"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "mật khẩu"),
        (b"{\\rtf1 xin ch\\'e0o}", "RTF"),
        (b"%PDF-1.7 ...", "PDF"),
        ("Chỉ là chữ".encode(), "không phải tệp Word"),
        (b"PK\x03\x04" + b"\xff" * 300, "hỏng"),
        (zipped({"mimetype": b"application/vnd.oasis.opendocument.text"}), "không phải tệp Word"),
    ],
)
def test_other_kinds_of_files(data: bytes, words: str) -> None:
    error = refusal(data)
    assert words in error.message
    assert error.hint


def test_zip_bombs() -> None:
    assert "quá lớn" in refusal(bomb(20_000_000)).message
    many = zipped(parts_of(paragraph("x")) | {f"word/{n}.xml": b"<a/>" for n in range(5000)})
    assert "bất thường" in refusal(many).message


def test_a_lying_size_is_not_believed() -> None:
    """A header that declares fewer bytes than the stream holds."""
    data = bytearray(docx(paragraph("x" * 5000)))
    place = data.index(b"PK\x01\x02", data.rindex(b"word/document.xml") - 60)
    struct.pack_into("<I", data, place + 24, 10)
    refusal(bytes(data))


@pytest.mark.parametrize(
    "declaration",
    [
        '<!DOCTYPE w:document [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE w:document [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>',
        '<!DOCTYPE w:document SYSTEM "http://127.0.0.1:9/x.dtd">',
    ],
)
def test_entities_and_document_types(declaration: str) -> None:
    body = paragraph("&x;" if "ENTITY x" in declaration else "&b;" if "ENTITY b" in declaration else "chữ")
    parts = parts_of("") | {
        "word/document.xml": f"{declaration}<w:document {NAMESPACES}><w:body>{body}</w:body></w:document>".encode()
    }
    assert "DTD" in refusal(zipped(parts)).message or "XML" in refusal(zipped(parts)).message


def test_broken_xml_names_the_part() -> None:
    error = refusal(zipped(parts_of("") | {"word/document.xml": b"<w:document><w:body>"}))
    assert "word/document.xml" in error.message


def test_macros_and_odd_names() -> None:
    parts = parts_of(paragraph("x"))
    assert "macro" in refusal(zipped(parts | {"word/vbaProject.bin": b"\0"})).message
    types = parts["[Content_Types].xml"].replace(b"document.main+xml", b"document.macroEnabled.main+xml")
    assert "macro" in refusal(zipped(parts | {"[Content_Types].xml": types})).message
    for name in ("../ra_ngoai.xml", "/etc/passwd", "word\\..\\x.xml"):
        assert "bất thường" in refusal(zipped(parts | {name: b"x"})).message


def test_strict_open_xml_and_excel_are_named() -> None:
    strict = parts_of(paragraph("x"))
    strict["word/document.xml"] = strict["word/document.xml"].replace(
        b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        b"http://purl.oclc.org/ooxml/wordprocessingml/main",
    )
    assert "Strict" in refusal(zipped(strict)).message
    sheet = parts_of("")
    sheet["[Content_Types].xml"] = sheet["[Content_Types].xml"].replace(b"wordprocessingml", b"spreadsheetml")
    assert "không phải văn bản Word" in refusal(zipped(sheet)).message


def test_deep_nesting_is_refused() -> None:
    deep = "<w:tbl><w:tr><w:tc>" * 400 + paragraph("x") + "</w:tc></w:tr></w:tbl>" * 400
    refusal(docx(deep))
    tables = "<w:tbl><w:tr><w:tc>" * 12 + paragraph("x") + "</w:tc></w:tr></w:tbl>" * 12
    assert "bảng lồng nhau" in refusal(docx(tables)).message
    fields = "".join('<w:r><w:fldChar w:fldCharType="begin"/></w:r>' for _ in range(200))
    assert "lồng nhau" in refusal(docx(f"<w:p>{fields}</w:p>")).message


def test_pictures_outside_the_file_are_not_fetched() -> None:
    drawing = (
        '<w:p><w:r><w:drawing><wp:inline><wp:extent cx="360000" cy="360000"/><a:graphic><a:graphicData '
        'uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic><pic:blipFill><a:blip r:embed="rId9"/>'
        "</pic:blipFill></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>"
    )
    link = (
        '<Relationship Id="rId9" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/image" '
        'Target="http://127.0.0.1:9/hinh.png" TargetMode="External"/>'
    )
    document = read_docx(docx(drawing, links=link))
    assert [u.what for u in document.unprintable] == ["hình liên kết ra ngoài tệp"]


def test_every_prefix_of_a_paper_is_refused_or_read(tmp_path: Path) -> None:
    """A file cut off anywhere never ends in another kind of error."""
    data = docx(paragraph("Nội dung", '<w:pStyle w:val="noi_dung"/>') * 20)
    for length in range(0, len(data), 97):
        with pytest.raises(InputUnreadable):
            read_docx(data[:length])
