"""Citation of a legal text, and how it is printed (NĐ 30/2020, Phụ lục II, mục V khoản 7: no commas between levels)."""

from __future__ import annotations

from dossier.core.base import Model, Text


class Citation(Model):
    """A place in a legal text, as a finding or a paper quotes it."""

    document: Text
    """Short official name: "Hướng dẫn số 4095/HD-UBND", "Luật Thi đua, khen thưởng"."""
    place: Text | None = None
    """Place inside it, smallest level first: "điểm a khoản 1 mục I Phần III". None: the document as a whole."""
    note: Text | None = None
    """What a reader must know about this citation (for example a text that has not been read)."""

    def __str__(self) -> str:
        text = f"{self.place} {self.document}" if self.place else self.document
        return f"{text} ({self.note})" if self.note else text
