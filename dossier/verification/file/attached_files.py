"""Looks at every file that came inside the received one: is it what its name says, does it open, could it do harm.

The same look as the maker's (``bundle.evidence``), but nothing is refused: everything found is written down.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePosixPath

from dossier.bundle.evidence import IMAGES, MAX_UNPACKED, MEDIA_TYPES, OFFICE, image_problem, starts_as
from dossier.bundle.office_safety import OfficeRefused, active_office_content
from dossier.bundle.pdf_actions import active_content
from dossier.bundle.pdf_safety import PdfRefused, Reason, count_pages, open_pdf, swollen_streams
from dossier.core.finding import Location
from dossier.verification.file.names import shown
from dossier.verification.ledger import Ledger

# fmt: off
_PROGRAMS = (
    ".exe", ".com", ".bat", ".cmd", ".scr", ".pif", ".msi", ".msp", ".dll", ".cpl", ".js", ".jse",
    ".vbs", ".vbe", ".wsf", ".wsh", ".ps1", ".hta", ".lnk", ".url", ".scf", ".reg", ".jar", ".docm",
    ".dotm", ".xlsm", ".xltm", ".xlam", ".xlsb", ".pptm", ".ppam", ".iso", ".img", ".vhd", ".sh", ".py",
    ".apk", ".html", ".htm", ".svg", ".chm",
)
# fmt: on
"""Kinds of file that run, start something, or carry macros."""
_PROGRAM_STARTS = (
    b"MZ",
    b"\x7fELF",
    b"#!",
    b"\xca\xfe\xba\xbe",
    b"\xcf\xfa\xed\xfe",
    b"\x4c\x00\x00\x00\x01\x14\x02\x00",
)
_ARCHIVES = (".zip", ".rar", ".7z", ".gz", ".tar", ".tgz", ".bz2", ".xz", ".cab", ".ace")
_ARCHIVE_STARTS = (b"Rar!", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"MSCF")

_PDF_REASONS: dict[Reason, str] = {
    "khong_phai_pdf": "không phải tệp PDF thật",
    "hong": "tệp PDF bị hỏng",
    "cay_trang": "cây trang của tệp PDF lặp vòng hoặc lồng nhau quá sâu",
    "mat_khau": "tệp PDF có mật khẩu",
    "ma_hoa": "tệp PDF đã bị mã hóa",
    "qua_nhieu_doi_tuong": "tệp PDF có cấu trúc lớn bất thường",
    "qua_nhieu_trang": "tệp PDF có quá nhiều trang hoặc cây trang lặp vòng",
    "khong_co_trang": "tệp PDF không có trang nào",
}


def inspect_files(files: Mapping[str, bytes], ledger: Ledger) -> None:
    """Write down what is wrong with each file, by name."""
    if not files:
        return
    ledger.begin("FIL-015", "FIL-016", "FIL-017", "FIL-023", "FIL-025")
    for name, data in files.items():
        _inspect(name, data, ledger)


def _inspect(name: str, data: bytes, ledger: Ledger) -> None:
    extension, at, label = PurePosixPath(name).suffix.lower(), Location(file=shown(name)), shown(name)
    if extension in _PROGRAMS or data.startswith(_PROGRAM_STARTS):
        ledger.found("FIL-015", at, ten=label, noi_dung="chương trình hoặc mã chạy được")
    elif (
        extension in _ARCHIVES
        or data.startswith(_ARCHIVE_STARTS)
        or (data.startswith(b"PK") and extension not in OFFICE)
    ):
        ledger.found("FIL-023", at, ten=label)
    elif extension not in MEDIA_TYPES:
        ledger.found("FIL-017", at, ten=label, loai=extension or "không có phần đuôi")
    elif not data:
        ledger.found("FIL-016", at, ten=label, ly_do="tệp rỗng")
    elif extension == ".pdf":
        _inspect_pdf(label, data, ledger)
    elif not starts_as(extension, data):
        ledger.found("FIL-016", at, ten=label, ly_do=_not_what_it_says(extension, data))
    elif extension in OFFICE:
        _inspect_office(label, data, ledger)
    elif extension in IMAGES:
        _inspect_image(label, data, ledger)


def _not_what_it_says(extension: str, data: bytes) -> str:
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        return "tệp Office có mật khẩu, hoặc định dạng đời cũ mang đuôi mới"
    return f"không phải tệp {extension} thật"


def _inspect_pdf(name: str, data: bytes, ledger: Ledger) -> None:
    at = Location(file=name)
    try:
        with open_pdf(data) as pdf:
            count_pages(pdf)
            for found in active_content(pdf):
                if found.dangerous:
                    ledger.found("FIL-015", at, ten=name, noi_dung=found.words)
                else:
                    ledger.found("FIL-010", at, tep=name, noi_dung=found.words)
            if any(True for _number in swollen_streams(pdf)):
                ledger.found("FIL-016", at, ten=name, ly_do="giải nén ra lớn bất thường (dấu hiệu của “bom nén”)")
            names = pdf.Root.get("/Names")
            if names is not None and "/EmbeddedFiles" in names:
                ledger.found(
                    "FIL-017", at, ten=name, loai="trong tệp PDF này còn có tệp đính kèm khác, không được mở ra"
                )
    except PdfRefused as refused:
        ledger.found("FIL-016", at, ten=name, ly_do=_PDF_REASONS[refused.reason])


def _inspect_office(name: str, data: bytes, ledger: Ledger) -> None:
    at = Location(file=name)
    try:
        for found in active_office_content(data, MAX_UNPACKED):
            ledger.found("FIL-015" if found.dangerous else "FIL-025", at, ten=name, noi_dung=found.words)
    except OfficeRefused as refused:
        ledger.found("FIL-016", at, ten=name, ly_do=refused.words)


def _inspect_image(name: str, data: bytes, ledger: Ledger) -> None:
    problem = image_problem(data)
    if problem:
        ledger.found("FIL-016", Location(file=name), ten=name, ly_do=problem)
