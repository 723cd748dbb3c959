"""Looks into files that people supply before they are attached: what can't be read or could harm a reader is refused.

Attached files are never changed. A PDF must open without a password and must not start anything by itself.
"""

from __future__ import annotations

import io
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from dossier.bundle import pdf_safety
from dossier.bundle.contents import AttachmentFile
from dossier.bundle.office_safety import OfficeRefused, active_office_content
from dossier.bundle.pdf_actions import active_content
from dossier.bundle.pdf_safety import MAX_PAGES, PdfRefused, Reason, open_pdf, swollen_streams
from dossier.core.errors import BundleFailed

if TYPE_CHECKING:
    import pikepdf

MAX_ATTACHMENT = 50_000_000
"""Bytes of one attached file."""
MAX_UNPACKED = 100_000_000
"""Bytes of all parts of a Word or Excel file, unpacked."""
MAX_PIXELS = 400_000_000
"""Of a picture: four times A3 at 600 dpi."""

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

OFFICE = (".docx", ".xlsx")
IMAGES = (".png", ".jpg", ".jpeg")
_TEXT = (".json", ".xml", ".csv", ".txt")

_SIGNATURES = {
    ".docx": b"PK\x03\x04",
    ".xlsx": b"PK\x03\x04",
    ".png": b"\x89PNG\r\n\x1a\n",
    ".jpg": b"\xff\xd8\xff",
    ".jpeg": b"\xff\xd8\xff",
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
    elif not starts_as(extension, file.data):
        raise BundleFailed(
            f"Tệp “{name}” không phải tệp {extension} thật.",
            "Mở tệp bằng chương trình đã tạo ra nó rồi lưu lại đúng loại.",
        )
    elif extension in OFFICE:
        _inspect_office(name, file.data)
    elif extension in IMAGES:
        _inspect_image(name, file.data)


_REFUSED: dict[Reason, tuple[str, str]] = {
    "khong_phai_pdf": ("không phải tệp PDF.", "Lưu lại tệp dưới dạng PDF."),
    "hong": ("bị hỏng, không đọc được.", "Xuất lại tệp PDF từ bản gốc."),
    "cay_trang": ("bị hỏng: cây trang lặp vòng.", "Xuất lại tệp PDF từ bản gốc."),
    "mat_khau": ("có mật khẩu.", "Bỏ mật khẩu của tệp PDF rồi đính kèm lại."),
    "ma_hoa": ("đã bị mã hóa.", "Bỏ mật khẩu và giới hạn quyền của tệp PDF rồi đính kèm lại."),
    "qua_nhieu_doi_tuong": ("có cấu trúc lớn bất thường.", "In tệp ra PDF mới rồi đính kèm lại."),
    "qua_nhieu_trang": (f"có quá nhiều trang (hơn {MAX_PAGES}).", "Tách thành nhiều tệp nhỏ hơn."),
    "khong_co_trang": ("không có trang nào.", "Xuất lại tệp PDF từ bản gốc."),
}


def starts_as(extension: str, data: bytes) -> bool:
    """Whether the first bytes are those of this kind of file; True for kinds without a mark of their own."""
    if extension in _TEXT:
        return b"\x00" not in data[:4096] or data.startswith((b"\xff\xfe", b"\xfe\xff"))
    return data.startswith(_SIGNATURES.get(extension, b""))


def image_problem(data: bytes) -> str | None:
    """Why a picture can't be used, for people; None: it opens."""
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(io.BytesIO(data)) as image:
            if image.width * image.height > MAX_PIXELS:
                return f"ảnh quá lớn ({image.width} × {image.height} điểm ảnh)"
            image.verify()
    except Image.DecompressionBombError:
        return "ảnh quá lớn"
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError):
        return "ảnh bị hỏng"
    return None


def _inspect_office(name: str, data: bytes) -> None:
    try:
        found = [active.words for active in active_office_content(data, MAX_UNPACKED) if active.dangerous]
    except OfficeRefused as refused:
        raise BundleFailed(
            f"Không dùng được tệp “{name}”: {refused.words}.", "Lưu lại tệp, không đặt mật khẩu."
        ) from refused
    if found:
        raise BundleFailed(
            f"Tệp “{name}” chứa {', '.join(found)}, không an toàn cho người nhận.",
            "Lưu lại không có macro, hoặc xuất ra PDF.",
        )


def _inspect_image(name: str, data: bytes) -> None:
    problem = image_problem(data)
    if problem:
        raise BundleFailed(f"Không dùng được tệp “{name}”: {problem}.", "Quét hoặc chụp lại, lưu ra tệp ảnh mới.")


def inspect_pdf(name: str, data: bytes) -> int:
    """Number of pages; raises BundleFailed for a file that is broken, encrypted, too long or active."""
    try:
        with open_pdf(data) as pdf:
            pages = pdf_safety.count_pages(pdf)
            found = [active.words for active in active_content(pdf) if active.dangerous]
            if found:
                raise BundleFailed(
                    f"Tệp “{name}” chứa {', '.join(found)}, không an toàn cho người nhận.",
                    "In tệp ra PDF mới rồi đính kèm lại.",
                )
            if any(True for _number in swollen_streams(pdf)):
                raise BundleFailed(
                    f"Tệp “{name}” chứa dữ liệu giải nén ra lớn bất thường.", "In tệp ra PDF mới rồi đính kèm lại."
                )
            return pages
    except PdfRefused as refused:
        raise _in_words(name, refused) from refused


def count_pages(name: str, pdf: pikepdf.Pdf) -> int:
    """Pages of an opened PDF, counted in its page tree without trusting ``/Count``; bounded, whatever the tree looks like."""
    try:
        return pdf_safety.count_pages(pdf)
    except PdfRefused as refused:
        raise _in_words(name, refused) from refused


def _in_words(name: str, refused: PdfRefused) -> BundleFailed:
    words, hint = _REFUSED[refused.reason]
    return BundleFailed(f"Tệp “{name}” {words}", hint)
