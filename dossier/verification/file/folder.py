"""Reads the files of a received folder: never outside it, never more than the limits."""

from __future__ import annotations

import os
import stat
import unicodedata
from pathlib import Path

from dossier.core.finding import Location
from dossier.verification.file.limits import MAX_DEPTH, MAX_FILE, MAX_FILES, MAX_RECEIVED, megabytes
from dossier.verification.file.names import confusable, free_name, is_junk, name_problem, shown
from dossier.verification.ledger import Ledger


class _Full(Exception):
    """A limit on the whole folder was reached; what was read so far is kept."""


def read_folder(folder: Path, ledger: Ledger) -> dict[str, bytes]:
    """Its files by relative name; hidden files and links are left out, links with a finding. Raises OSError for the folder itself."""
    ledger.begin("FIL-011", "FIL-012", "FIL-018", "FIL-022")
    files: dict[str, bytes] = {}
    try:
        _walk(folder, "", 0, files, ledger)
    except _Full as full:
        ledger.found("FIL-018", Location(file=shown(folder.name)), tep=shown(folder.name), ly_do=str(full))
    for first, second in confusable(files):
        ledger.found("FIL-012", Location(file=shown(second)), ten=shown(second), ten_khac=shown(first))
    return files


def _walk(folder: Path, prefix: str, depth: int, files: dict[str, bytes], ledger: Ledger) -> None:
    if depth > MAX_DEPTH:
        raise _Full(f"thư mục lồng nhau quá {MAX_DEPTH} cấp")
    entries = []
    with os.scandir(folder) as listing:
        for entry in listing:  # not sorted(listing): a folder may list without end
            entries.append(entry)
            if len(entries) > 10 * MAX_FILES:
                raise _Full(f"có quá {10 * MAX_FILES} mục trong một thư mục")
    for entry in sorted(entries, key=lambda e: e.name):
        name = prefix + unicodedata.normalize("NFC", entry.name)
        if is_junk(entry.name):
            continue
        at = Location(file=shown(name))
        if entry.is_symlink():
            ledger.found("FIL-022", at, tep=shown(name), loai="liên kết (shortcut) tới tệp khác")
        elif entry.is_dir(follow_symlinks=False):
            _walk(Path(entry.path), f"{name}/", depth + 1, files, ledger)
        elif not entry.is_file(follow_symlinks=False):
            ledger.found("FIL-022", at, tep=shown(name), loai="tệp thiết bị hoặc đường ống")
        else:
            _read(entry, name, files, ledger)


def _read(entry: os.DirEntry[str], name: str, files: dict[str, bytes], ledger: Ledger) -> None:
    at = Location(file=shown(name))
    if len(files) >= MAX_FILES:
        raise _Full(f"có quá {MAX_FILES} tệp")
    problem = name_problem(name, folders=True)
    if problem:
        ledger.found("FIL-011", at, ten=shown(name), ly_do=problem)
    size = entry.stat(follow_symlinks=False).st_size
    if size > MAX_FILE:
        ledger.found(
            "FIL-018", at, tep=shown(name), ly_do=f"dung lượng {megabytes(size)}, quá giới hạn {megabytes(MAX_FILE)}"
        )
        return
    if size + sum(map(len, files.values())) > MAX_RECEIVED:
        raise _Full(f"tổng dung lượng quá {megabytes(MAX_RECEIVED)}")
    try:
        handle = os.open(entry.path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
        with os.fdopen(handle, "rb") as stream:
            if not stat.S_ISREG(os.fstat(handle).st_mode):  # swapped since it was listed
                raise OSError(0, "không phải tệp thông thường")
            data = stream.read(MAX_FILE)
    except OSError as error:
        ledger.found("FIL-001", at, tep=shown(name), ly_do=error.strerror or "hệ điều hành báo lỗi")
        return
    files[free_name(name, files)] = data
