"""Opens what was received: a PDF, a ZIP or a folder, told by its bytes. To be run in a guarded child (``core.guard``).

Every reason why it can't be opened, and everything dangerous inside, is a finding; nothing is raised for what a file holds.
"""

from __future__ import annotations

from pathlib import Path

from dossier.core import guard
from dossier.core.files import sha256
from dossier.core.finding import Location
from dossier.core.guard import GuardFailed
from dossier.verification.file.attached_files import inspect_files
from dossier.verification.file.folder import read_folder
from dossier.verification.file.limits import MAX_RECEIVED, megabytes
from dossier.verification.file.names import shown
from dossier.verification.file.pdf import read_pdf
from dossier.verification.file.received import Embedded, Received
from dossier.verification.file.zip_archive import after_table, read_zip
from dossier.verification.ledger import Ledger

__all__ = ["Embedded", "Received", "guard_failed", "open_received"]

_ZIP = (b"PK\x03\x04", b"PK\x05\x06")


def open_received(path: Path, ledger: Ledger) -> Received | None:
    """What is at ``path``; None: it can't be read, and the ledger says why. Reads no more than ``MAX_RECEIVED`` bytes."""
    name = shown(path.name or path.resolve().name)
    at = Location(file=name)
    ledger.begin("FIL-001", *(["FIL-024"] if guard.inside() else []))
    try:
        if path.is_dir():
            return _files(Received(name, "folder", None, None, None, files=read_folder(path, ledger)), ledger)
        data = _read(path, name, ledger)
    except OSError as error:
        ledger.found("FIL-001", at, tep=name, ly_do=error.strerror or "hệ điều hành báo lỗi")
        return None
    if data is None:
        return None
    ledger.begin("FIL-002", "FIL-008")
    if data.startswith(_ZIP):
        return _zip(data, name, ledger)
    if b"%PDF-" in data[:1024]:
        return _pdf(data, name, ledger)
    ledger.found("FIL-002", at, tep=name, loai=_looks_like(data))
    return None


def _zip(data: bytes, name: str, ledger: Ledger) -> Received | None:
    # A PDF program looks for "startxref" near the end, where a ZIP has room only in its comment.
    if b"%PDF-" in data[:1024] and b"startxref" in (after_table(data) or b""):
        both = "tệp vừa mở được như tệp ZIP, vừa mở được như tệp PDF"
        ledger.found("FIL-008", Location(file=name), tep=name, chi_tiet=both)
    files = read_zip(data, name, ledger)
    if files is None:
        return None
    return _files(Received(name, "zip", data, sha256(data), len(data), files=files), ledger)


def _pdf(data: bytes, name: str, ledger: Ledger) -> Received | None:
    if after_table(data) is not None:
        both = "tệp vừa mở được như tệp PDF, vừa mở được như tệp ZIP"
        ledger.found("FIL-008", Location(file=name), tep=name, chi_tiet=both)
    read = read_pdf(data, name, ledger)
    if read is None:
        return None
    pages, embedded = read
    inspect_files({key: file.data for key, file in embedded.items()}, ledger)
    return Received(name, "pdf", data, sha256(data), len(data), pages, embedded)


def _files(received: Received, ledger: Ledger) -> Received | None:
    """A set of files; a ZIP that only wraps one PDF, as mail and portals ask for, is that PDF."""
    names = list(received.files)
    if received.kind == "zip" and len(names) == 1 and b"%PDF-" in received.files[names[0]][:1024]:
        return _pdf(received.files[names[0]], f"{received.name}/{shown(names[0])}", ledger)
    if not names and not any(result.findings for result in ledger.results()):
        ledger.found("FIL-001", Location(file=received.name), tep=received.name, ly_do="không có tệp nào bên trong")
    inspect_files(received.files, ledger)
    return received


def guard_failed(failure: GuardFailed, name: str, ledger: Ledger) -> None:
    """Write down that the file could not be checked within the limits of the guarded child."""
    reasons = {"thoi_gian": "fil_het_gio", "bo_nho": "fil_het_bo_nho"}
    ledger.unchecked("FIL-024", reasons.get(failure.limit, "fil_dung_dot_ngot"), tep=shown(name))


def _read(path: Path, name: str, ledger: Ledger) -> bytes | None:
    at = Location(file=name)
    if not path.exists():
        ledger.found("FIL-001", at, tep=name, ly_do="không có tệp này")
        return None
    if not path.is_file():  # a device or pipe may never end
        ledger.found("FIL-001", at, tep=name, ly_do="không phải tệp thông thường")
        return None
    ledger.begin("FIL-003")
    size = path.stat().st_size
    if size > MAX_RECEIVED:
        ledger.found("FIL-003", at, tep=name, dung_luong=megabytes(size), gioi_han=megabytes(MAX_RECEIVED))
        return None
    with path.open("rb") as stream:
        data = stream.read(MAX_RECEIVED + 1)
    if len(data) > MAX_RECEIVED:  # it grew meanwhile
        ledger.found("FIL-003", at, tep=name, dung_luong=megabytes(len(data)), gioi_han=megabytes(MAX_RECEIVED))
        return None
    if not data.strip(b"\x00 \t\r\n"):
        ledger.found("FIL-001", at, tep=name, ly_do="tệp rỗng")
        return None
    return data


def _looks_like(data: bytes) -> str:
    """What kind of file the bytes are, for people."""
    known = (
        (b"\xd0\xcf\x11\xe0", "tệp Office đời cũ (.doc, .xls) hoặc tệp Office có mật khẩu"),
        (b"Rar!", "tệp nén RAR"),
        (b"7z\xbc\xaf\x27\x1c", "tệp nén 7z"),
        (b"\x1f\x8b", "tệp nén GZIP"),
        (b"MZ", "chương trình chạy trên Windows"),
        (b"\x89PNG", "tệp ảnh PNG"),
        (b"\xff\xd8\xff", "tệp ảnh JPEG"),
        (b"{\\rtf", "tệp RTF"),
    )
    for start, words in known:
        if data.startswith(start):
            return words
    head = data[:256].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if head.startswith((b"<!doctype html", b"<html")):
        return "trang web HTML (có thể tải về chưa đúng cách)"
    if head.startswith(b"<?xml"):
        return "tệp XML"
    return "không nhận ra loại tệp"
