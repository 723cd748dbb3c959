"""Finds what in a Word or Excel file (.docx, .xlsx) runs, or loads something from elsewhere when it is opened."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator

from dossier.bundle.pdf_actions import Active

MAX_PARTS = 5_000
_MAX_RATIO = 500
_RATIO_FROM = 5_000_000
_MAX_TEXT_PART = 30_000_000
"""Bytes of a part that is read for what it loads."""

_MACROS = Active("macro (mã chạy được)", True)
_OLD_MACROS = Active("macro Excel 4.0 (mã chạy được)", True)
_ACTIVEX = Active("điều khiển ActiveX (mã chạy được)", True)
_REMOTE = Active("mẫu, ảnh hoặc đối tượng tải từ máy khác về khi mở", True)
_LOCAL = Active("mẫu hoặc tệp nằm trên máy của người soạn", False)
_OBJECT = Active("tệp nhúng (đối tượng OLE), không được mở ra kiểm tra", False)
_DDE = Active("trường lấy dữ liệu của chương trình khác (DDE)", True)

_PARTS = (
    (re.compile(r"vbaproject.*\.bin$|vbadata\.xml$"), _MACROS),
    (re.compile(r"xl/macrosheets/"), _OLD_MACROS),
    (re.compile(r"/activex/"), _ACTIVEX),
    (re.compile(r"/embeddings/.*\.bin$"), _OBJECT),
)
_MACRO_TYPE = re.compile(rb"macroEnabled|vnd\.ms-office\.vbaProject", re.IGNORECASE)
_RELATIONSHIP = re.compile(rb"<(?:\w+:)?Relationship\b[^>]*>")
_EXTERNAL = re.compile(rb"TargetMode\s*=\s*[\"']External[\"']", re.IGNORECASE)
_HYPERLINK = re.compile(rb"Type\s*=\s*[\"'][^\"']*/hyperlink[\"']", re.IGNORECASE)
_TARGET = re.compile(rb"\bTarget\s*=\s*[\"']\s*([^\"']*)", re.IGNORECASE)
_FETCHED = (
    b"http:",
    b"https:",
    b"ftp:",
    b"\\\\",
    b"//",
    b"mhtml:",
    b"file://///",
    b"file:////",
    b"file:\\\\\\\\",
    b"smb:",
    b"ms-",
)
_FIELD = re.compile(rb"instrText[^>]*>\s*(?:DDEAUTO|DDE)\b|<(?:\w+:)?ddeLink\b", re.IGNORECASE)


class OfficeRefused(Exception):
    """The file can't be read safely; ``words`` say why, for people."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words


def active_office_content(data: bytes, limit: int) -> Iterator[Active]:
    """What acts or loads, each kind once. ``limit``: bytes of all parts unpacked. Raises OfficeRefused."""
    seen = set()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            parts = package.infolist()
            _refuse_bombs(parts, limit)
            if "[Content_Types].xml" not in package.namelist():
                raise OfficeRefused("không phải tệp Word hoặc Excel thật")
            for part in parts:
                for found in _active_in(part.filename, _text_of(package, part)):
                    if found not in seen:
                        seen.add(found)
                        yield found
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, KeyError, NotImplementedError, OSError) as error:
        raise OfficeRefused("tệp bị hỏng") from error
    except RuntimeError as error:  # zipfile's word for an encrypted part
        raise OfficeRefused("tệp có mật khẩu") from error


def _refuse_bombs(parts: list[zipfile.ZipInfo], limit: int) -> None:
    swollen = any(p.file_size > _RATIO_FROM and p.file_size > _MAX_RATIO * max(p.compress_size, 1) for p in parts)
    if len(parts) > MAX_PARTS or sum(p.file_size for p in parts) > limit or swollen:
        raise OfficeRefused("giải nén ra lớn bất thường (dấu hiệu của “bom nén”)")


def _text_of(package: zipfile.ZipFile, part: zipfile.ZipInfo) -> bytes:
    """Bytes of a part that can name what is loaded; nothing for the others."""
    name = part.filename.lower()
    interesting = name.endswith(".rels") or name == "[content_types].xml" or _may_hold_fields(name)
    return package.read(part)[:_MAX_TEXT_PART] if interesting and part.file_size <= _MAX_TEXT_PART else b""


def _may_hold_fields(name: str) -> bool:
    return (
        re.fullmatch(
            r"word/(document|header\d*|footer\d*|footnotes|endnotes|comments)\.xml|xl/externallinks/[^/]*\.xml", name
        )
        is not None
    )


def _active_in(name: str, text: bytes) -> Iterator[Active]:
    lower = "/" + name.lower().lstrip("/")
    for pattern, found in _PARTS:
        if pattern.search(lower):
            yield found
    if lower == "/[content_types].xml" and _MACRO_TYPE.search(text):
        yield _MACROS
    if _FIELD.search(text):
        yield _DDE
    if lower.endswith(".rels"):
        for tag in _RELATIONSHIP.findall(text):
            if _EXTERNAL.search(tag) and not _HYPERLINK.search(tag):
                target = _TARGET.search(tag)
                address = target.group(1).strip().lower() if target else b""
                yield _REMOTE if address.startswith(_FETCHED) else _LOCAL
