"""Reads the files of a received ZIP: never more than the limits, names as the sender saw them."""

from __future__ import annotations

import io
import stat
import struct
import unicodedata
import zipfile
import zlib

from dossier.core.finding import Location
from dossier.verification.file.limits import MAX_FILE, MAX_FILES, MAX_RATIO, MAX_RECEIVED, RATIO_FROM, megabytes
from dossier.verification.file.names import confusable, free_name, is_junk, name_problem, shown
from dossier.verification.ledger import Ledger

_END = b"PK\x05\x06"
_ENTRY = b"PK\x01\x02"
_UTF8_FLAG = 0x800
_ENCRYPTED_FLAG = 0x1
_UNICODE_PATH = 0x7075
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, ValueError, KeyError, NotImplementedError, OSError, RuntimeError)


def after_table(data: bytes) -> bytes | None:
    """What follows the table at the end of a ZIP (its comment, mostly empty); None: the bytes do not end as a ZIP."""
    at = data.rfind(_END, max(0, len(data) - 66_000))
    if at < 0 or at + 22 > len(data):
        return None
    comment = struct.unpack("<H", data[at + 20 : at + 22])[0]
    rest = data[at + 22 + comment :]
    return data[at + 22 :] if at + 22 + comment <= len(data) and not rest.strip(b"\x00\r\n ") else None


def read_zip(data: bytes, name: str, ledger: Ledger) -> dict[str, bytes] | None:
    """Its files by name; None: not readable at all. What can't be read alone is left out with a finding."""
    at = Location(file=name)
    ledger.begin("FIL-011", "FIL-012", "FIL-018", "FIL-019", "FIL-020", "FIL-021", "FIL-022")
    # Counted in the bytes: the reader below would build a value for each.
    if data.count(_ENTRY) > 10 * MAX_FILES:
        ledger.found("FIL-018", at, tep=name, ly_do=f"có quá {10 * MAX_FILES} mục")
        return None
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _without_common_folder(_read_entries(archive, name, ledger))
    except UnicodeDecodeError:
        ledger.found("FIL-020", at, tep=name, muc="bảng kê tên tệp")
    except _BROKEN:
        ledger.found("FIL-020", at, tep=name, muc="bảng kê cuối tệp")
    return None


def _read_entries(archive: zipfile.ZipFile, container: str, ledger: Ledger) -> dict[str, bytes]:
    files: dict[str, bytes] = {}
    names: list[str] = []
    total = 0
    for info in archive.infolist():
        name, guessed = _entry_name(info)
        if info.is_dir() or is_junk(name.replace("\\", "/")):
            continue
        at = Location(file=shown(name))
        if guessed:
            ledger.found("FIL-021", at, ten=shown(name))
        if not _acceptable(info, name, ledger):
            continue
        total += info.file_size
        if len(files) >= MAX_FILES or total > MAX_RECEIVED:
            reason = (
                f"có quá {MAX_FILES} tệp" if len(files) >= MAX_FILES else f"giải nén ra quá {megabytes(MAX_RECEIVED)}"
            )
            ledger.found("FIL-018", Location(file=container), tep=container, ly_do=reason)
            break
        try:
            with archive.open(info) as stream:
                content = stream.read(MAX_FILE + 1)
        except _BROKEN:
            ledger.found("FIL-020", at, tep=container, muc=shown(name))
            continue
        name = _plain_name(name, ledger)
        if name in names:
            ledger.found("FIL-012", at, ten=shown(name), ten_khac=shown(name))
        names.append(name)
        files[free_name(name, files)] = content
    for first, second in confusable(names):
        ledger.found("FIL-012", Location(file=shown(second)), ten=shown(second), ten_khac=shown(first))
    return files


def _acceptable(info: zipfile.ZipInfo, name: str, ledger: Ledger) -> bool:
    """Whether an entry may be unpacked, by its row in the table alone."""
    at = Location(file=shown(name))
    if info.flag_bits & _ENCRYPTED_FLAG:
        ledger.found("FIL-019", at, tep=shown(name))
        return False
    kind = stat.S_IFMT(info.external_attr >> 16)
    if kind not in (0, stat.S_IFREG):
        ledger.found("FIL-022", at, tep=shown(name), loai="liên kết hoặc tệp đặc biệt")
        return False
    if info.file_size > MAX_FILE:
        reason = f"giải nén ra {megabytes(info.file_size)}, quá giới hạn {megabytes(MAX_FILE)}"
    elif info.file_size > RATIO_FROM and info.file_size > MAX_RATIO * max(info.compress_size, 1):
        reason = f"phình ra quá {MAX_RATIO} lần khi giải nén (dấu hiệu của “bom nén”)"
    elif info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        ledger.found("FIL-020", at, tep=shown(name), muc="cách nén không thông dụng")
        return False
    else:
        return True
    ledger.found("FIL-018", at, tep=shown(name), ly_do=reason)
    return False


def _plain_name(name: str, ledger: Ledger) -> str:
    """A relative name with "/" between folders; a dangerous one is reported and reduced to its last part."""
    problem = name_problem(name, folders=True)
    if problem is None:
        return name
    ledger.found("FIL-011", Location(file=shown(name)), ten=shown(name), ly_do=problem)
    last = name.replace("\\", "/").rstrip("/").rpartition("/")[2].replace("\x00", "")
    return last if name_problem(last, folders=False) is None else "tep_khong_ro_ten"


def _entry_name(info: zipfile.ZipInfo) -> tuple[str, bool]:
    """The name, and whether its letters had to be guessed (written in a code page instead of UTF-8)."""
    # Not info.filename: it ends at a NUL.
    if info.flag_bits & _UTF8_FLAG:
        return unicodedata.normalize("NFC", info.orig_filename), False
    raw = info.orig_filename.encode("cp437", "replace")
    if raw.isascii():
        return raw.decode("ascii"), False
    stored = _unicode_path(info.extra, raw)
    for text in (stored, _decoded(raw, "utf-8")):
        if text:
            return unicodedata.normalize("NFC", text), False
    # Vietnamese Windows writes its own code page; what is not even that keeps some name.
    text = _decoded(raw, "cp1258") or raw.decode("cp437", "replace")
    return unicodedata.normalize("NFC", text), True


def _decoded(raw: bytes, encoding: str) -> str | None:
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError:
        return None


def _unicode_path(extra: bytes, raw: bytes) -> str | None:
    """Name in the Info-ZIP Unicode Path field, valid only when it was made for this very name."""
    while len(extra) >= 4:
        kind, length = struct.unpack("<HH", extra[:4])
        body = extra[4 : 4 + length]
        if kind == _UNICODE_PATH and len(body) > 5 and struct.unpack("<I", body[1:5])[0] == zlib.crc32(raw):
            return _decoded(body[5:], "utf-8")
        extra = extra[4 + length :]
    return None


def _without_common_folder(files: dict[str, bytes]) -> dict[str, bytes]:
    """Zipping a folder puts its name before every file: taken off when there is nothing beside it."""
    tops = {name.partition("/")[0] for name in files if "/" in name}
    if len(tops) != 1 or any("/" not in name for name in files):
        return files
    return _without_common_folder({name.partition("/")[2]: data for name, data in files.items()})
