"""Where each part of a case was read from: from a pointer in the case to a file and a line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dossier.core.finding import Location

_FILES = {part: f"{part}.yaml" for part in ("ho_so", "bang_diem", "tong_ket", "dang_ky", "du_toan")}
_FOLDERS = ("thanh_tich", "bao_cao_nhom", "bao_cao_don_vi", "ca_nhan")
"""Parts with a file for each entry."""


@dataclass(frozen=True, slots=True)
class Places:
    """Finds the file and line of any place of the case, also of one that is missing."""

    document: str | None
    """Name of the JSON document; None: the case is a folder, each part in its own file."""
    lines: Mapping[str, Mapping[str, int]]
    """For each file read, the line of each pointer in it."""

    def at(self, pointer: str) -> Location:
        """The place of a pointer in the case ("/ho_so/bo_phieu/phat_ra"); a missing one gets the line above it."""
        file, inner = self._file(pointer)
        return Location(file=file, pointer=inner, line=self._line(file, inner), unit=_unit(pointer))

    def _file(self, pointer: str) -> tuple[str | None, str]:
        if self.document is not None:
            return self.document, pointer
        part, _, inner = pointer.removeprefix("/").partition("/")
        if part in _FOLDERS:
            entry, _, inner = inner.partition("/")
            return (f"{part}/{entry}.yaml" if entry else part), (f"/{inner}" if inner else "")
        return _FILES.get(part), (f"/{inner}" if inner else "")

    def _line(self, file: str | None, pointer: str) -> int | None:
        lines = self.lines.get(file or "", {})
        while pointer and pointer not in lines:
            pointer = pointer.rpartition("/")[0]
        return lines.get(pointer)


def _unit(pointer: str) -> str | None:
    """The unit that a place belongs to, where the pointer itself says so."""
    match pointer.split("/")[1:]:
        case ["thanh_tich", unit, *_] | ["bang_diem" | "dang_ky", "don_vi", unit, *_]:
            return unit
        case ["bao_cao_don_vi", name, *_]:
            return name.partition("__")[2] or None
    return None
