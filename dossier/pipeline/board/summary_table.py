"""The summary of many verifications as one Excel file: the only user of openpyxl.

Every text comes from received files: none becomes a formula, none carries control characters.
"""

from __future__ import annotations

import re
import textwrap
import zipfile
from collections.abc import Iterable, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from dossier.core.files import write_atomic
from dossier.core.finding import Finding, Severity
from dossier.papers.blocks import visible
from dossier.pipeline.board.notice import paper_of
from dossier.verification.facts import VERDICT_WORDS, SignatureFact, Verdict, Verification

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
MAX_CELL = 32_000
"""Letters that Excel takes in one cell (32.767), with room for the mark that says there was more."""
_COLUMNS: tuple[tuple[str, float], ...] = (
    ("STT", 5),
    ("Tệp", 22),
    ("Cụm, khối thi đua", 22),
    ("Năm", 6),
    ("Quy định áp dụng", 18),
    ("Kết luận", 14),
    ("Số lỗi", 6),
    ("Số cảnh báo", 7),
    ("Không kiểm được", 8),
    ("Người ký", 24),
    ("Thời gian ký", 12),
    ("Lý do chính", 56),
    ("Mã băm SHA-256", 40),
)
_FINDING_COLUMNS: tuple[tuple[str, float], ...] = (
    ("STT", 6),
    ("Tệp", 22),
    ("Mã", 10),
    ("Mức độ", 10),
    ("Giấy tờ", 24),
    ("Nội dung", 52),
    ("Yêu cầu", 32),
    ("Cách sửa", 32),
    ("Căn cứ", 26),
)
_NOT_PRINTED = {"Mã băm SHA-256"}
"""For searching and copying; on paper it would only make everything else smaller."""
_CENTRED = {"STT", "Năm", "Kết luận", "Số lỗi", "Số cảnh báo", "Không kiểm được", "Mã", "Mức độ"}
_LEVELS = {Severity.LOI: "Lỗi", Severity.CANH_BAO: "Cảnh báo", Severity.LUU_Y: "Lưu ý"}
_FILLS = {Verdict.DAT: "C6E0B4", Verdict.KHONG_DAT: "F8CBAD", Verdict.KHONG_KET_LUAN_DUOC: "FFE699"}


def write_summary(path: Path, results: Sequence[Verification]) -> None:
    """Write the table, whole or not at all: one row for each dossier, a second sheet with every finding."""
    from openpyxl import Workbook

    book = Workbook()
    sheet: Any = book.active
    sheet.title = "Tổng hợp"
    _fill(sheet, "TỔNG HỢP KẾT QUẢ KIỂM TRA HỒ SƠ", _COLUMNS, (_row(n, r) for n, r in enumerate(results, start=1)))
    for number, result in enumerate(results):
        _colour(sheet.cell(_FIRST + number, 6), _FILLS[result.verdict])
    found = [(r, f) for r in results for f in r.findings]
    details = (_finding_row(n, r, f) for n, (r, f) in enumerate(found, start=1))
    _fill(book.create_sheet("Nội dung phát hiện"), "NỘI DUNG PHÁT HIỆN CỦA TỪNG HỒ SƠ", _FINDING_COLUMNS, details)
    # The file says when the checks were made, not when it was written.
    moment = max((r.checked_at for r in results), default=None)
    book.properties.title = "Tổng hợp kết quả kiểm tra hồ sơ thi đua, khen thưởng"
    book.properties.creator = results[0].engine if results else "dossier"
    if moment is not None:
        book.properties.created = book.properties.modified = moment.astimezone(ZoneInfo("UTC")).replace(tzinfo=None)
    write_atomic(path, _bytes(book))


_SIZE, _LINE, _TALLEST = 11, 15.0, 409.0
"""Points of a letter, of a line, and of the tallest row a spreadsheet takes."""
_LETTERS = 1.1
"""Letters of this size for each unit of a column's width, on the safe side."""
_TITLE, _HEADER, _FIRST = 1, 3, 4
"""Rows of the title, the headings and the first line."""


def _row(number: int, result: Verification) -> list[str | int]:
    files = result.files if result.kind == "giay_to_rieng" else result.files[:1]
    signed = dict.fromkeys((_signer(s), _time(s)) for file in files for s in file.signatures)
    case = result.case
    return [
        number,
        result.file,
        case.cluster if case else "",
        case.year if case else "",
        case.regulation_title if case else "",
        VERDICT_WORDS[result.verdict],
        len(result.errors),
        sum(f.severity is Severity.CANH_BAO for f in result.findings),
        len(result.unchecked),
        "\n".join(signer for signer, _ in signed) or _UNSIGNED.get(result.kind, "Không có chữ ký số"),
        "\n".join(time for _, time in signed),
        "\n".join(result.reasons),
        result.sha256 or "",
    ]


_UNSIGNED = {"khong_ro": "Chưa kiểm được: tệp không đọc được"}


def _signer(signature: SignatureFact) -> str:
    names = dict.fromkeys(part for part in (signature.signer, signature.office, signature.organisation) if part)
    return ", ".join(names) or "không rõ tên"


def _time(signature: SignatureFact) -> str:
    return f"{signature.signed_at.astimezone(VIETNAM):%d/%m/%Y %H:%M:%S}" if signature.signed_at else "không rõ"


def _finding_row(number: int, result: Verification, finding: Finding) -> list[str | int]:
    paper = paper_of(finding, result.papers)
    return [
        number,
        result.file,
        finding.code,
        _LEVELS[finding.severity],
        paper.title if paper else "",
        finding.message,
        finding.expected or "",
        finding.fix or "",
        "\n".join(dict.fromkeys(str(citation) for citation in finding.citations)),
    ]


# --- cells


def _fill(sheet: Any, title: str, columns: Sequence[tuple[str, float]], rows: Iterable[Sequence[str | int]]) -> None:
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
    from openpyxl.utils import get_column_letter

    line = Side(style="thin")
    box = Border(left=line, right=line, top=line, bottom=line)
    font = Font(name="Times New Roman", size=_SIZE)
    bold = Font(name="Times New Roman", size=_SIZE, bold=True)
    head = sheet.cell(_TITLE, 1)
    head.value, head.font = title, Font(name="Times New Roman", size=14, bold=True)
    for column, (name, width) in enumerate(columns, start=1):
        cell = sheet.cell(_HEADER, column)
        cell.value, cell.font, cell.border = name, bold, box
        cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
        cell.fill = PatternFill("solid", fgColor="D9E2F3")
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.row_dimensions[_HEADER].height = _height([name for name, _ in columns], columns)
    last = _HEADER
    for last, values in enumerate(rows, start=_FIRST):
        sheet.row_dimensions[last].height = _height(values, columns)
        for column, value in enumerate(values, start=1):
            cell = sheet.cell(last, column)
            put(cell, value)
            cell.font, cell.border = font, box
            centred = "center" if columns[column - 1][0] in _CENTRED else "left"
            cell.alignment = Alignment(horizontal=centred, vertical="top", wrap_text=True)
    right = get_column_letter(len(columns))
    sheet.freeze_panes = f"C{_FIRST}"
    sheet.auto_filter.ref = f"A{_HEADER}:{right}{max(last, _HEADER)}"
    sheet.print_title_rows = f"{_HEADER}:{_HEADER}"
    printed = get_column_letter(sum(name not in _NOT_PRINTED for name, _ in columns))
    sheet.print_area = f"A1:{printed}{max(last, _HEADER)}"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9  # A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.oddFooter.center.text = "Trang &P/&N"
    sheet.print_options.horizontalCentered = True
    sheet.page_margins.left = sheet.page_margins.right = 0.4


def _height(values: Sequence[str | int], columns: Sequence[tuple[str, float]]) -> float:
    """Points that the fullest cell of a row needs: not every spreadsheet program finds this out by itself."""
    lines = max(
        sum(len(textwrap.wrap(line, int(width * _LETTERS))) or 1 for line in str(value).split("\n"))
        for value, (_, width) in zip(values, columns, strict=True)
    )
    return min(lines * _LINE + 2, _TALLEST)


def put(cell: Any, value: str | int) -> None:
    """A number as a number; a text always as text, whatever it begins with."""
    if isinstance(value, int):
        cell.value = value
        return
    text = visible(value)
    cell.value = text if len(text) <= MAX_CELL else text[: MAX_CELL - 1] + "…"
    # openpyxl takes "=…" for a formula and "#N/A" for an error; Excel takes "+…", "-…", "@…" typed in for one.
    cell.data_type = "s"
    if text[:1] in ("=", "+", "-", "@", "\t", "\r", "\n"):
        cell.quotePrefix = True


def _colour(cell: Any, colour: str) -> None:
    from openpyxl.styles import PatternFill

    cell.fill = PatternFill("solid", fgColor=colour)


def _bytes(book: Any) -> bytes:
    """The file; the clock's time that openpyxl puts on its last look is taken back, so that equal tables are equal files."""
    raw = BytesIO()
    modified = book.properties.modified
    book.save(raw)
    stamp = f"{modified:%Y-%m-%dT%H:%M:%SZ}".encode() if modified else b""
    out = BytesIO()
    with zipfile.ZipFile(raw) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for item in source.infolist():
            data = source.read(item.filename)
            if item.filename == "docProps/core.xml" and stamp:
                data = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>" + stamp, data)
            target.writestr(zipfile.ZipInfo(item.filename, (2020, 3, 5, 0, 0, 0)), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()
