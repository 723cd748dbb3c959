"""Scans of paper originals: what they are, measured, and what is wrong with them by the rules on digitising."""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any, Protocol

from dossier.bundle.pdf_actions import active_content
from dossier.bundle.pdf_safety import PdfRefused, Reason, count_pages, open_pdf, swollen_streams
from dossier.bundle.scan_page import ScanPage, measure_page
from dossier.core import guard
from dossier.core.citation import Citation
from dossier.core.finding import Location
from dossier.core.guard import GuardFailed
from dossier.regulation.model import National

MAX_SCAN_PAGES = 500
"""Pages of one scan; each is drawn once, small."""

_SECONDS = 120
_MEGABYTES = 1_500
_LIMITS = {"thoi_gian": "đọc tệp quá lâu nên đã dừng", "bo_nho": "đọc tệp cần quá nhiều bộ nhớ nên đã dừng"}

LEAST_RESOLUTION = "ban_quet_do_phan_giai"
ARCHIVE_RESOLUTION = "ban_quet_luu_tru"
COLOUR = "ban_quet_anh_mau"
"""Rules of ``regulations/quoc-gia.yaml``."""

_pdfium = threading.Lock()
"""PDFium may be used by one thread at a time."""

CODES = ("FIL-030", "FIL-031", "FIL-032", "FIL-033", "FIL-034", "FIL-035", "FIL-036", "FIL-037")
REFUSED = frozenset({"FIL-030", "FIL-033", "FIL-034"})
"""Codes for which a scan must not be taken into a bundle, whatever their severity: unreadable or unsafe, blank, on its side."""

_REASONS: dict[Reason, str] = {
    "khong_phai_pdf": "không phải tệp PDF",
    "hong": "tệp bị hỏng, không đọc được",
    "cay_trang": "tệp bị hỏng: cây trang lặp vòng",
    "mat_khau": "tệp có mật khẩu",
    "ma_hoa": "tệp đã bị mã hóa, giới hạn quyền",
    "qua_nhieu_doi_tuong": "tệp có cấu trúc lớn bất thường",
    "qua_nhieu_trang": "tệp có quá nhiều trang",
    "khong_co_trang": "tệp không có trang nào",
}


@dataclass(frozen=True, slots=True)
class Scan:
    """A file declared to be the scan of a paper original."""

    name: str
    pages: tuple[ScanPage, ...] = ()
    """Empty when it was refused before its pages could be looked at."""
    refused: tuple[str, ...] = ()
    """Why it can't be taken at all (broken, encrypted, acts by itself), in Vietnamese."""

    @property
    def dpi(self) -> int | None:
        """Smallest resolution of its scanned pages that have something on them; None: it has none."""
        return min((page.dpi for page in self.pages if page.dpi is not None and not page.blank), default=None)


class Notes(Protocol):
    """Where findings are written down: the verifier's ledger."""

    def begin(self, *codes: str) -> None:
        """These checks are being made."""

    def found(self, code: str, at: Location | None = None, citations: Iterable[Citation] = (), **params: str) -> Any:
        """Something is wrong."""


def inspect_scan(name: str, data: bytes) -> Scan:
    """Facts of a scan; raises nothing for what the file holds.

    Every page is drawn, by a library that a file made for it may crash: in a guarded child, unless this is one.
    """
    if guard.inside():
        return _inspect(name, data)
    with tempfile.TemporaryDirectory(prefix="dossier-") as folder:
        path = Path(folder, "quet.pdf")
        path.write_bytes(data)
        try:
            found = guard.call(
                "dossier.bundle.scans:serve", {"path": str(path)}, seconds=_SECONDS, megabytes=_MEGABYTES
            )
        except GuardFailed as failure:
            return Scan(name, refused=(_LIMITS.get(failure.limit, "tệp làm phần đọc dừng đột ngột"),))
    return Scan(name, tuple(ScanPage(**page) for page in found["pages"]), tuple(found["refused"]))


def serve(payload: dict[str, Any]) -> dict[str, Any]:
    """``inspect_scan`` in the child: ``path`` of the file, facts as JSON."""
    found = asdict(_inspect("", Path(payload["path"]).read_bytes()))
    return {"pages": list(found["pages"]), "refused": list(found["refused"])}


def _inspect(name: str, data: bytes) -> Scan:
    try:
        with open_pdf(data) as pdf:
            if count_pages(pdf) > MAX_SCAN_PAGES:
                return Scan(name, refused=(f"tệp có quá {MAX_SCAN_PAGES} trang",))
            acting = tuple(f"tệp chứa {found.words}" for found in active_content(pdf) if found.dangerous)
            if acting:
                return Scan(name, refused=acting)
            if any(True for _number in swollen_streams(pdf)):
                return Scan(name, refused=("có ảnh hoặc dữ liệu giải nén ra lớn bất thường",))
            units = [_unit(page.obj) for page in pdf.pages]
        return Scan(name, _measure(data, units))
    except PdfRefused as refused:
        return Scan(name, refused=(_REASONS[refused.reason],))


def scan_findings(scan: Scan, national: National, ledger: Notes, on: date | None = None) -> None:
    """Write down what is wrong with a scan. ``on``: the day the dossier is judged at, for the citations."""
    at = Location(file=scan.name)
    ledger.begin(*CODES)
    for reason in scan.refused:
        ledger.found("FIL-030", at, ten=scan.name, ly_do=reason)
    if not scan.pages:
        return
    _blank_and_turned(scan, ledger, at)
    _resolution(scan, national, ledger, at, on)
    scanned = [page for page in scan.pages if page.dpi is not None]
    if scanned and not any(page.colour for page in scanned):
        ledger.found("FIL-036", at, [_cite(national, COLOUR, on)], ten=scan.name)


def _blank_and_turned(scan: Scan, ledger: Notes, at: Location) -> None:
    for code, wrong in (
        ("FIL-033", lambda page: page.blank),
        ("FIL-034", lambda page: page.lines == "doc"),
        ("FIL-035", lambda page: page.dpi is None and not page.blank),
        ("FIL-037", lambda page: page.dpi is not None and page.upside_down),
    ):
        pages = _pages(scan, wrong)
        if pages:
            ledger.found(code, at, ten=scan.name, trang=pages)


def _resolution(scan: Scan, national: National, ledger: Notes, at: Location, on: date | None) -> None:
    """Below the least allowed, else below what an archive asks; a page is named once."""
    least, archive = _value(national, LEAST_RESOLUTION), _value(national, ARCHIVE_RESOLUTION)
    for code, rule, low, high in (
        ("FIL-031", LEAST_RESOLUTION, 0, least),
        ("FIL-032", ARCHIVE_RESOLUTION, least, archive),
    ):
        # A page set to 300 dpi measures 299 when its size was rounded to whole points.
        worse = [p for p in scan.pages if p.dpi is not None and not p.blank and low <= p.dpi + 1 < high]
        if worse:
            ledger.found(
                code,
                at,
                [_cite(national, rule, on)],
                ten=scan.name,
                trang=page_ranges(p.number for p in worse),
                do_phan_giai=str(min(p.dpi or 0 for p in worse)),
                toi_thieu=str(high),
            )


def _value(national: National, rule: str) -> int:
    value = national.rule(rule).value
    if value is None:
        raise KeyError(rule)
    return int(value)


def _cite(national: National, rule: str, on: date | None) -> Citation:
    found = national.rule(rule)
    citation = national.citation(found.cite, on)
    note = "; ".join(text for text in (citation.note, found.note) if text)
    return citation.model_copy(update={"note": note or None})


def _pages(scan: Scan, wrong: Callable[[ScanPage], bool]) -> str:
    return page_ranges(page.number for page in scan.pages if wrong(page))


def page_ranges(numbers: Iterable[int]) -> str:
    """ "1, 3-5, 9"; "" for none."""
    runs: list[list[int]] = []
    for number in sorted(set(numbers)):
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return ", ".join(str(first) if first == last else f"{first}-{last}" for first, last in runs)


def _unit(page: Any) -> float:
    """``/UserUnit`` of a page, within what the format allows."""
    try:
        return min(max(float(page.get("/UserUnit", 1)), 0.01), 75_000.0)
    except (TypeError, ValueError):
        return 1.0


def _measure(data: bytes, units: list[float]) -> tuple[ScanPage, ...]:
    import pypdfium2

    try:
        with _pdfium, pypdfium2.PdfDocument(data) as document:
            if len(document) != len(units):  # the two libraries read different files out of it
                raise PdfRefused("hong")
            pages = []
            for number, unit in enumerate(units, 1):
                page = document[number - 1]
                try:
                    pages.append(measure_page(page, number, unit))
                finally:
                    page.close()
            return tuple(pages)
    except (pypdfium2.PdfiumError, ValueError, OSError) as error:
        raise PdfRefused("hong") from error
