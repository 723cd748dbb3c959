"""Revocation lists and OCSP answers as they come, and from where. None is believed for being there."""

from __future__ import annotations

from dataclasses import dataclass, field

IN_FILE, GIVEN, ONLINE = "trong tệp", "do người kiểm tra nêu", "trực tuyến"


@dataclass(frozen=True, slots=True)
class Evidence:
    """A revocation list or an OCSP answer."""

    kind: str
    """"CRL" or "OCSP"."""
    where: str
    """:data:`IN_FILE`, :data:`GIVEN` or :data:`ONLINE`."""
    der: bytes = field(repr=False)

    @property
    def label(self) -> str:
        """For people: "CRL trong tệp"."""
        return f"{self.kind} {self.where}"
