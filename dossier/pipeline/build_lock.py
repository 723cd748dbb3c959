"""One build at a time in an output folder: two at once would each keep half of the other's files.

The system drops the lock when the process ends, however it ends, so nobody ever has to delete a file left behind.
"""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from dossier.core.errors import DossierError

LOCK = Path(".dossier") / "lock"
_NO_LOCKS = {errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP, errno.EINVAL}
"""What a file system without locks answers (some network folders): the build goes on without one."""


@contextmanager
def build_lock(out: Path) -> Iterator[None]:
    """Hold the folder ``out`` while building into it; raises DossierError when another build does."""
    path = out / LOCK
    path.parent.mkdir(parents=True, exist_ok=True)
    file = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        if not _locked(file):
            raise DossierError(
                f"Đang có lần lập khác chạy trong thư mục này: {out}.",
                "Chờ lần đó xong rồi chạy lại, hoặc nêu thư mục khác bằng -o. Kết quả lần trước còn nguyên.",
            )
        yield
    finally:
        os.close(file)


if sys.platform == "win32":
    import msvcrt

    def _locked(file: int) -> bool:
        try:
            msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _locked(file: int) -> bool:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError as error:
            if error.errno not in _NO_LOCKS:
                raise
        return True
