"""A paper of a dossier: which one it is, and what has been made of it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class PaperKey:
    """One paper of one case."""

    id: str
    """Id in the regulation: "to_trinh", "bao_cao_thanh_tich", "bang_diem"."""
    form: str
    """Id of the form it is made on: "mau_01"."""
    unit: str | None = None
    """Member unit it is about; None: the whole case."""
    person: str | None = None
    """Person it is about (a key of ``ca_nhan``), for a personal report."""
    title: str = ""
    """Short Vietnamese name for lists: "Báo cáo thành tích – Sở Tài chính"."""
    submitted: bool = True
    """Goes into the bundle."""

    @property
    def name(self) -> str:
        """Key in ``ho_so.van_ban`` and stem of the files: "bang_diem__so_tai_chinh"."""
        about = self.person or self.unit
        return f"{self.id}__{about}" if about else self.id


@dataclass(frozen=True, slots=True)
class MadePaper:
    """Files of a paper and facts about them."""

    key: PaperKey
    number: int
    """Place in the dossier, from 1."""
    docx: Path
    pdf: Path
    docx_sha256: str
    pdf_sha256: str
    pages: int
    edited: bool
    """The Word file was changed by hand since the engine wrote it; the PDF is the print of the edited file."""
    reused: bool
    """Nothing it depends on had changed: kept from the last build."""
