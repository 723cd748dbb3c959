"""Looks at a received PDF as a file (is it whole, one file, harmless, of bearable size) and takes out what is attached."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from dossier.bundle.pdf_actions import active_content
from dossier.bundle.pdf_safety import (
    MAX_OBJECTS,
    MAX_PAGES,
    MAX_STREAM,
    PdfRefused,
    Reason,
    count_pages,
    odd_page_size,
    open_pdf,
    reading_trouble,
    swollen_streams,
)
from dossier.core.finding import Location
from dossier.verification.file.limits import megabytes
from dossier.verification.file.pdf_attachments import read_attachments
from dossier.verification.file.received import Embedded
from dossier.verification.ledger import Ledger

if TYPE_CHECKING:
    import pikepdf

_BLANK = b"\x00\t\n\x0c\r \xef\xbb\xbf"
_GLUED = re.compile(rb"%%EOF[\x00\s]*%PDF-\d")
_FOREIGN = (
    b"PK\x03\x04",
    b"MZ",
    b"\x7fELF",
    b"#!",
    b"<!doctype",
    b"<html",
    b"<?xml",
    b"<script",
    b"\xff\xd8\xff",
    b"GIF8",
    b"%!PS",
)
"""Starts of other kinds of file that may stand before a PDF or after it."""

_STRUCTURE: dict[Reason, str] = {
    "qua_nhieu_doi_tuong": f"có quá {MAX_OBJECTS:,} đối tượng".replace(",", "."),
    "qua_nhieu_trang": f"có quá {MAX_PAGES:,} trang, hoặc cây trang lặp vòng".replace(",", "."),
    "cay_trang": "cây trang lặp vòng hoặc lồng nhau quá sâu",
    "khong_co_trang": "không có trang nào",
}


def read_pdf(data: bytes, name: str, ledger: Ledger) -> tuple[int | None, dict[str, Embedded]] | None:
    """Pages (None: can't be counted) and attached files; None: it can't be opened, and the ledger says why."""
    at = Location(file=name)
    ledger.begin("FIL-004", "FIL-005", "FIL-006", "FIL-007", "FIL-009", "FIL-010")
    _look_around(data, name, ledger)
    for repair in (False, True):
        try:
            with open_pdf(data, repair=repair) as pdf:
                if repair:
                    ledger.found(
                        "FIL-004", at, tep=name, chi_tiet="bảng tra cứu bên trong bị sai, phải dựng lại mới mở được"
                    )
                pages = _look_inside(pdf, name, ledger)
                return pages, read_attachments(pdf, name, ledger)
        except PdfRefused as refused:
            if refused.reason == "hong" and not repair:
                continue
            _refused(refused.reason, name, ledger)
            break
    return None


def _refused(reason: Reason, name: str, ledger: Ledger) -> None:
    at = Location(file=name)
    if reason == "mat_khau":
        ledger.found("FIL-005", at, tep=name, chi_tiet="phải có mật khẩu mới mở được")
    elif reason == "ma_hoa":
        ledger.found(
            "FIL-005", at, tep=name, chi_tiet="mở được không cần mật khẩu nhưng nội dung đã mã hóa, giới hạn quyền"
        )
    elif reason in _STRUCTURE:
        ledger.found("FIL-006", at, tep=name, chi_tiet=_STRUCTURE[reason])
    else:
        ledger.found("FIL-004", at, tep=name, chi_tiet="không đọc được cấu trúc bên trong (hỏng hoặc chép thiếu)")


def _look_around(data: bytes, name: str, ledger: Ledger) -> None:
    """What stands before the header and after the end mark."""
    at = Location(file=name)
    before = data[: data.index(b"%PDF-")]
    if before.strip(_BLANK).lower().startswith(tuple(start.lower() for start in _FOREIGN)):
        ledger.found("FIL-008", at, tep=name, chi_tiet="trước phần PDF có nội dung của một loại tệp khác")
    elif before:
        ledger.found("FIL-007", at, tep=name, cho=f"{len(before)} byte trước dòng đầu “%PDF”")
    end = data.rfind(b"%%EOF")
    if end < 0:
        ledger.found("FIL-004", at, tep=name, chi_tiet="không có dấu kết thúc tệp, có thể đã bị chép thiếu")
        return
    after = data[end + 5 :]
    if after.strip(_BLANK).lower().startswith(tuple(start.lower() for start in _FOREIGN)):
        ledger.found("FIL-008", at, tep=name, chi_tiet="sau phần PDF có nội dung của một loại tệp khác")
    elif after.strip(_BLANK):
        ledger.found("FIL-007", at, tep=name, cho=f"{len(after)} byte sau dấu kết thúc tệp")
    if _GLUED.search(data):
        ledger.found("FIL-008", at, tep=name, chi_tiet="nhiều tệp PDF nối đuôi nhau trong một tệp")


def _look_inside(pdf: pikepdf.Pdf, name: str, ledger: Ledger) -> int | None:
    at = Location(file=name)
    pages: int | None = None
    try:
        pages = count_pages(pdf)
    except PdfRefused as refused:
        _refused(refused.reason, name, ledger)
    if _shared_pages(pdf):
        ledger.found("FIL-006", at, tep=name, chi_tiet="cây trang lặp vòng, hoặc một trang được dùng hai lần")
    for trouble in reading_trouble(pdf):
        ledger.found("FIL-006", at, tep=name, chi_tiet=trouble)
    odd = odd_page_size(pdf) if pages else None
    if odd is not None:
        ledger.found("FIL-006", at, tep=name, chi_tiet=f"trang {odd} có kích thước bất thường")
    if _outline_loops(pdf):
        ledger.found("FIL-006", at, tep=name, chi_tiet="mục lục (bookmark) lặp vòng")
    for number in swollen_streams(pdf):
        detail = f"đối tượng số {number} giải nén ra quá {megabytes(MAX_STREAM)} (dấu hiệu của “bom nén”)"
        ledger.found("FIL-006", at, tep=name, chi_tiet=detail)
        break
    for found in active_content(pdf):
        if found.dangerous:
            ledger.found("FIL-009", at, tep=name, noi_dung=found.words)
        else:
            ledger.found("FIL-010", at, tep=name, noi_dung=found.words)
    return pages


def _shared_pages(pdf: pikepdf.Pdf) -> bool:
    """Whether a node of the page tree is listed twice. Bounded: a node is looked into once."""
    waiting, seen = [pdf.Root.Pages], set[tuple[int, int]]()
    while waiting:
        node = waiting.pop()
        if node.is_indirect:
            if node.objgen in seen:
                return True
            seen.add(node.objgen)
        if len(seen) > 4 * MAX_PAGES:
            return False  # said already, as too many pages
        if "/Kids" in node:
            waiting.extend(node.Kids)
    return False


def _outline_loops(pdf: pikepdf.Pdf) -> bool:
    """Whether the bookmarks lead back to one that was seen, or never end."""
    root = pdf.Root.get("/Outlines")
    if root is None or "/First" not in root:
        return False
    waiting, seen = [root.First], set[tuple[int, int]]()
    while waiting:
        node = waiting.pop()
        if node.objgen in seen or len(seen) > 20 * MAX_PAGES:
            return True
        seen.add(node.objgen)
        waiting.extend(node[key] for key in ("/First", "/Next") if key in node)
    return False
