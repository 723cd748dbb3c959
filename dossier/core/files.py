"""Files without loss: whole or not at all, and never outside the folder they belong to."""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path

from dossier.core.errors import InputUnreadable


def write_atomic(path: Path, data: bytes) -> None:
    """Write to a temporary file beside ``path`` and rename; a crash leaves the old file. Creates the folder."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        umask = os.umask(0)
        os.umask(umask)
        Path(name).chmod(0o666 & ~umask)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def sha256(data: bytes) -> str:
    """Hex SHA-256."""
    return hashlib.sha256(data).hexdigest()


def file_sha256(path: Path) -> str | None:
    """The same of a file of any size, read in pieces; None: a folder, a device, or a file that can't be read."""
    try:
        if not path.is_file():
            return None
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError:
        return None


def inside(folder: Path, relative: str) -> Path:
    """``folder/relative`` resolved; raises InputUnreadable when it would leave ``folder`` (.., absolute, links)."""
    root = folder.resolve()
    try:
        target = (root / relative).resolve()
    except (OSError, ValueError, RuntimeError) as error:
        raise InputUnreadable(f"Đường dẫn “{relative[:80]}” không hợp lệ.") from error
    if not target.is_relative_to(root) or target == root:
        raise InputUnreadable(
            f"Đường dẫn “{relative[:80]}” đi ra ngoài thư mục hồ sơ.",
            "Chép tệp vào trong thư mục hồ sơ (dinh_kem/) rồi ghi đường dẫn tương đối.",
        )
    return target


def read_limited(path: Path, limit: int) -> bytes:
    """Bytes of a regular file of at most ``limit`` bytes; raises InputUnreadable (missing, a folder, a device, too big)."""
    try:
        if not path.is_file():
            raise InputUnreadable(f"Không tìm thấy tệp “{path.name}”.", f"Kiểm tra lại đường dẫn: {path}")
        with path.open("rb") as stream:
            data = stream.read(limit + 1)
    except OSError as error:
        raise InputUnreadable(f"Không đọc được tệp “{path.name}”: {error.strerror}.") from error
    if len(data) > limit:
        raise InputUnreadable(
            f"Tệp “{path.name}” quá lớn (hơn {limit // 1_000_000 or 1} MB).", "Tách nhỏ hoặc bỏ bớt nội dung thừa."
        )
    return data
