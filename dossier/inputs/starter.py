"""The commented starter of a case: files a clerk fills in from top to bottom.

What is not known yet stands as an empty key, so the starter can be read, checked and built from the first minute.
"""

from __future__ import annotations

import re
from pathlib import Path

from dossier.core.errors import DossierError
from dossier.core.files import write_atomic

MAX_UNITS = 200
_TEXTS = Path(__file__).resolve().parent / "starter_files"


def write_starter(folder: Path, regulation: str, units: int = 9) -> list[Path]:
    """Write the starter of a case under a regulation into ``folder``; the files, in the order to fill them in.

    Raises DossierError, and writes nothing, when one of the files is already there.
    """
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,59}", regulation):
        raise DossierError(f"Mã quy định “{regulation[:60]}” không hợp lệ.", "Ví dụ: cao-bang-2025.")
    if not 1 <= units <= MAX_UNITS:
        raise DossierError(f"Số đơn vị phải từ 1 đến {MAX_UNITS}, không phải {units}.")
    texts = _texts(regulation, [f"don_vi_{number}" for number in range(1, units + 1)])
    there = [name for name in texts if (folder / name).exists() or (folder / name).is_symlink()]
    if there:
        raise DossierError(
            f"Thư mục “{folder}” đã có {', '.join(there)}; không ghi đè.",
            "Chọn thư mục khác, hoặc chuyển các tệp đó đi.",
        )
    if folder.exists() and not folder.is_dir():
        raise DossierError(f"“{folder}” không phải thư mục.", "Chọn thư mục khác.")
    written = []
    for name, text in texts.items():
        write_atomic(folder / name, text.encode())
        written.append(folder / name)
    return written


def _texts(regulation: str, units: list[str]) -> dict[str, str]:
    """Text of each file by its path in the folder."""
    roles = ["truong", "pho"]
    members = "".join(
        _fill("don_vi.yaml", DON_VI=unit, SO=str(number), VAI_TRO=roles.pop(0) if roles else "thanh_vien")
        for number, unit in enumerate(units, 1)
    )
    sheets = "\n".join(_fill("phieu_diem.yaml", DON_VI=unit) for unit in units)
    return {
        "ho_so.yaml": _fill("ho_so.yaml", QUY_CHE=regulation, CAC_DON_VI=members),
        "bang_diem.yaml": _fill("bang_diem.yaml", CAC_PHIEU=sheets).rstrip() + "\n",
        f"thanh_tich/{units[0]}.yaml": _fill("thanh_tich.yaml", DON_VI=units[0]),
        "tong_ket.yaml": _fill("tong_ket.yaml"),
        "dinh_kem/README.txt": _fill("dinh_kem.txt"),
    }


def _fill(name: str, **values: str) -> str:
    """A starter text with its ``@NAME@`` places filled."""
    return re.sub(r"@([A-Z_]+)@", lambda place: values[place[1]], (_TEXTS / name).read_text("utf-8"))
