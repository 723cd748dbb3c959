"""What is put into a bundle: papers with their facts, attached files, and the words of the cover."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from dossier.bundle.manifest import Relationship
from dossier.core.files import sha256

OriginalKind = Literal["ky_so", "ban_quet"]
"""Digitally signed elsewhere; a scan of the paper original."""


@dataclass(frozen=True, slots=True)
class Original:
    """A file that stands for a paper: attached byte for byte, its pages shown for reading."""

    name: str
    """Name inside the bundle: "03_to_trinh.pdf", or the scan's own."""
    data: bytes = field(repr=False)
    kind: OriginalKind

    @property
    def digest(self) -> str:
        """Hex SHA-256."""
        return sha256(self.data)


@dataclass(frozen=True, slots=True)
class BundlePaper:
    """One paper, in the order of the dossier."""

    id: str
    """Id in the regulation: "to_trinh"."""
    form: str
    name: str
    """Stem of its files: "bang_diem__so_tai_chinh"."""
    title: str
    """Tên loại và trích yếu."""
    pdf: bytes = field(repr=False)
    pages: int
    docx: bytes | None = field(default=None, repr=False)
    unit: str | None = None
    unit_name: str | None = None
    """Full name of the unit: its papers are grouped under it in the bookmarks."""
    bookmark: str | None = None
    """Short name for the bookmarks; None: the title."""
    notation: str | None = None
    date: date | None = None
    author: str | None = None
    note: str | None = None
    """"Ghi chú" column of the index."""
    edited: bool = False
    printed_with: str = "typst"
    original: Original | None = None
    """The attached file that ``pdf`` only shows (see ``bundle/originals.py``)."""


@dataclass(frozen=True, slots=True)
class AttachmentFile:
    """A file attached byte for byte."""

    name: str
    data: bytes = field(repr=False)
    description: str
    media_type: str
    relationship: Relationship = "Supplement"
    kind: str = "minh_chung"
    unit: str | None = None

    @property
    def digest(self) -> str:
        """Hex SHA-256."""
        return sha256(self.data)


@dataclass(frozen=True, slots=True)
class AwardLine:
    """One award on the cover."""

    title: str
    count: str
    """"01"."""
    units: str
    """Names of the units proposed."""


@dataclass(frozen=True, slots=True)
class CoverFacts:
    """Finished text of the cover."""

    superior: str | None
    agency: str
    cluster: str
    year: int
    awards: tuple[AwardLine, ...]
    regulation: str
    """"Hướng dẫn số 4095/HD-UBND ngày … của …"."""
    place_date: str
    """"Cao Bằng, ngày 06 tháng 02 năm 2026", or with dotted gaps in a draft."""
    signer_office: tuple[str, ...]
    """Lines above the signature: authority, office."""
    signer_name: str
