"""Where the two signatures stand on the cover, and how their fields are called in the file."""

from __future__ import annotations

from dataclasses import dataclass

FIELD_PERSON = "ky_nguoi"
"""Signature field of the person with authority to sign."""
FIELD_AGENCY = "ky_co_quan"
"""Signature field of the agency (its seal); văn thư signs it, only after the person (NĐ 30 Điều 32 k2 d)."""


@dataclass(frozen=True, slots=True)
class Place:
    """A rectangle on a page of the bundle, in PDF points from the lower left corner."""

    page: int
    """From 0."""
    left: float
    bottom: float
    right: float
    top: float

    @property
    def width(self) -> float:
        """Points."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """Points."""
        return self.top - self.bottom
