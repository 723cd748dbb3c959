"""The files of ``dinh_kem``: inside the case folder, there, of bearable size, and what their name says they are.

A light look at the bytes, without a PDF library: the deep look at a PDF belongs to the bundle.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from dossier.core.errors import InputUnreadable
from dossier.core.files import inside
from dossier.inputs.ho_so import TepDinhKem
from dossier.inputs.references import Broken

MAX_BYTES = 50_000_000
_HEAD = 1024
_TAIL = 65_536
_ENCRYPT = re.compile(rb"/Encrypt\s*(?:<<|\d+\s+\d+\s+R)")


def broken_attachments(folder: Path, files: Iterable[TepDinhKem], digests: dict[str, str]) -> Iterator[Broken]:
    """What is wrong with the attachments; the SHA-256 of the sound ones goes into ``digests`` by their path."""
    for index, file in enumerate(files):
        problem = _check(folder, file.tep, digests)
        if problem is not None:
            kind, facts = problem
            yield Broken(kind, ("ho_so", "dinh_kem", index, "tep"), {"tep": file.tep, **facts})


def _check(folder: Path, relative: str, digests: dict[str, str]) -> tuple[str, dict[str, str]] | None:
    try:
        path = inside(folder, relative)
    except InputUnreadable:
        return "tep_ra_ngoai", {}
    try:
        if not path.is_file():
            return "dinh_kem_thieu", {}
        size = path.stat().st_size
        if size > MAX_BYTES:
            return "dinh_kem_qua_lon", {"co": f"{-(-size // 1_000_000)} MB", "toi_da": f"{MAX_BYTES // 1_000_000} MB"}
        data = path.read_bytes()
    except OSError as error:
        return "khong_doc_duoc", {"ly_do": f"{error.strerror}."}
    if not data:
        return "dinh_kem_rong", {}
    if path.suffix.lower() == ".pdf":
        if b"%PDF-" not in data[:_HEAD]:
            return "dinh_kem_khong_phai_pdf", {}
        # The trailer stands at the end, or near the start of a file made for the web.
        if _ENCRYPT.search(data[-_TAIL:]) or _ENCRYPT.search(data[:_TAIL]):
            return "dinh_kem_ma_hoa", {}
    digests[relative] = hashlib.sha256(data).hexdigest()
    return None
