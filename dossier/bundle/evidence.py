"""Looks into files that people supply before they are attached: what can't be read or could harm a reader is refused.

Attached files are never changed. A PDF must open without a password and must not start anything by itself.
"""

from __future__ import annotations

import io
from pathlib import PurePosixPath

from dossier.bundle.contents import AttachmentFile
from dossier.core.errors import BundleFailed

MAX_ATTACHMENT = 50_000_000
"""Bytes of one attached file."""
MAX_PAGES = 5_000
MAX_OBJECTS = 500_000

MEDIA_TYPES = {
    ".pdf": "application/pdf",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".json": "application/json",
    ".xml": "application/xml",
    ".csv": "text/csv",
    ".txt": "text/plain",
}
"""Kinds of file that may ride in a bundle."""

_SIGNATURES = {
    ".docx": b"PK\x03\x04",
    ".xlsx": b"PK\x03\x04",
    ".png": b"\x89PNG\r\n\x1a\n",
    ".jpg": b"\xff\xd8\xff",
    ".jpeg": b"\xff\xd8\xff",
}
_ACTIVE = {
    "/JavaScript": "mã JavaScript",
    "/Launch": "lệnh mở chương trình",
    "/ImportData": "lệnh nạp dữ liệu",
    "/SubmitForm": "lệnh gửi dữ liệu ra ngoài",
    "/GoToE": "lệnh mở tệp nhúng",
    "/Rendition": "lệnh phát đa phương tiện",
}


def media_type(name: str) -> str:
    """Media type by the file's extension; raises BundleFailed for a kind that may not be attached."""
    extension = PurePosixPath(name).suffix.lower()
    if extension not in MEDIA_TYPES:
        raise BundleFailed(
            f"Tệp “{name}” không thuộc loại được đính kèm.",
            f"Các loại được đính kèm: {', '.join(MEDIA_TYPES)}.",
        )
    return MEDIA_TYPES[extension]


def inspect_attachment(file: AttachmentFile) -> None:
    """Raise BundleFailed, naming the file, when it must not be attached."""
    name = file.name
    if not name or "/" in name or "\\" in name or name in (".", "..") or any(ord(c) < 32 for c in name):
        raise BundleFailed(f"Tên tệp đính kèm “{name[:80]}” không hợp lệ.", "Đổi tên tệp, không dùng dấu / và \\.")
    media_type(name)
    if len(file.data) > MAX_ATTACHMENT:
        raise BundleFailed(
            f"Tệp “{name}” quá lớn (hơn {MAX_ATTACHMENT // 1_000_000} MB).",
            "Quét lại với độ phân giải thấp hơn hoặc tách tệp.",
        )
    extension = PurePosixPath(name).suffix.lower()
    if extension == ".pdf":
        inspect_pdf(name, file.data)
    elif not file.data.startswith(_SIGNATURES.get(extension, b"")):
        raise BundleFailed(
            f"Tệp “{name}” không phải tệp {extension} thật.",
            "Mở tệp bằng chương trình đã tạo ra nó rồi lưu lại đúng loại.",
        )


def inspect_pdf(name: str, data: bytes) -> int:
    """Number of pages; raises BundleFailed for a file that is broken, encrypted, too long or active."""
    import pikepdf

    if b"%PDF-" not in data[:1024]:
        raise BundleFailed(f"Tệp “{name}” không phải tệp PDF.", "Lưu lại tệp dưới dạng PDF.")
    try:
        with pikepdf.open(io.BytesIO(data), suppress_warnings=True) as pdf:
            if pdf.is_encrypted:
                raise BundleFailed(
                    f"Tệp “{name}” đã bị mã hóa.", "Bỏ mật khẩu và giới hạn quyền của tệp PDF rồi đính kèm lại."
                )
            if len(pdf.objects) > MAX_OBJECTS:
                raise BundleFailed(f"Tệp “{name}” có cấu trúc lớn bất thường.", "In tệp ra PDF mới rồi đính kèm lại.")
            pages = count_pages(name, pdf)
            for item in pdf.objects:
                found = _active_content(item)
                if found:
                    raise BundleFailed(
                        f"Tệp “{name}” chứa {found}, không an toàn cho người nhận.",
                        "In tệp ra PDF mới rồi đính kèm lại.",
                    )
            return pages
    except pikepdf.PasswordError as error:
        raise BundleFailed(f"Tệp “{name}” có mật khẩu.", "Bỏ mật khẩu của tệp PDF rồi đính kèm lại.") from error
    except (pikepdf.PdfError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise BundleFailed(f"Tệp “{name}” bị hỏng, không đọc được.", "Xuất lại tệp PDF từ bản gốc.") from error


def count_pages(name: str, pdf: object) -> int:
    """Pages of an opened PDF, counted in its page tree without trusting ``/Count``; bounded, whatever the tree looks like."""
    waiting, visited, pages = [pdf.Root.Pages], 0, 0  # type: ignore[attr-defined]
    while waiting:
        node = waiting.pop()
        visited += 1
        if "/Kids" in node:
            waiting.extend(node.Kids)
        else:
            pages += 1
        if pages > MAX_PAGES or visited + len(waiting) > 4 * MAX_PAGES:
            raise BundleFailed(f"Tệp “{name}” có quá nhiều trang (hơn {MAX_PAGES}).", "Tách thành nhiều tệp nhỏ hơn.")
    if not pages:
        raise BundleFailed(f"Tệp “{name}” không có trang nào.", "Xuất lại tệp PDF từ bản gốc.")
    return pages


def _active_content(item: object) -> str | None:
    """What in this object, or in dictionaries written inside it, acts on the reader's machine; None: nothing."""
    import pikepdf

    waiting = [item]
    while waiting:
        value = waiting.pop()
        if isinstance(value, pikepdf.Stream):
            value = value.stream_dict
        if isinstance(value, pikepdf.Dictionary):
            kind = value.get("/S")
            if isinstance(kind, pikepdf.Name) and str(kind) in _ACTIVE:
                return _ACTIVE[str(kind)]
            if "/JS" in value or "/JavaScript" in value:
                return _ACTIVE["/JavaScript"]
            waiting.extend(v for v in value.values() if isinstance(v, pikepdf.Object) and not v.is_indirect)
        elif isinstance(value, pikepdf.Array):
            waiting.extend(v for v in value if isinstance(v, pikepdf.Object) and not v.is_indirect)
    return None
