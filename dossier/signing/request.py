"""What is asked of a signature: who signs, when, how it looks, and how long it must stay provable."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, get_args

from dossier.core.errors import SigningFailed
from dossier.signing.appearance import VIETNAM
from dossier.signing.signer import Identity, Signer
from dossier.signing.time_stamps import TimeStampService

Level = Literal["B-B", "B-T", "B-LT", "B-LTA"]
"""PAdES levels (ETSI EN 319 142-1): signature; + time stamp; + validation data; + archive time stamp over it all."""
LEVELS: tuple[Level, ...] = get_args(Level)


@dataclass(frozen=True, slots=True)
class Proof:
    """What makes a signature provable later, when its certificate has expired."""

    level: Level = "B-B"
    tsa: TimeStampService | None = None
    """RFC 3161 service; needed from B-T on."""
    trust: tuple[bytes, ...] = ()
    """DER root certificates; needed from B-LT on, where the chain and its CRL/OCSP answers are fetched and kept."""

    def __post_init__(self) -> None:
        if self.level != "B-B" and self.tsa is None:
            raise SigningFailed(
                f"Mức {self.level} cần dịch vụ cấp dấu thời gian.",
                "Nêu địa chỉ bằng --tsa URL hoặc biến môi trường DOSSIER_TSA; không có thì ký ở mức B-B.",
            )
        if self.keeps_validation_data and not self.trust:
            raise SigningFailed(
                f"Mức {self.level} cần chứng thư gốc để thu thập dữ liệu kiểm tra lâu dài.",
                "Nêu tệp chứng thư gốc (PEM) của nơi cấp chứng thư và nơi cấp dấu thời gian bằng --trust.",
            )

    @property
    def keeps_validation_data(self) -> bool:
        """B-LT and B-LTA: certificates, CRLs and OCSP answers are fetched over the network and kept in the file."""
        return self.level in ("B-LT", "B-LTA")


BASELINE = Proof()
"""B-B: nothing but the signature, no network."""


@dataclass(frozen=True, slots=True)
class SignatureRequest:
    """One signature to make."""

    signer: Signer
    when: datetime
    """Signing time, with zone; given, never taken from the clock here."""
    name: str | None = None
    """Name shown; None: the certificate's."""
    office: str | None = None
    """Office shown under a person's name; None: the certificate's."""
    image: bytes | None = field(default=None, repr=False)
    """PNG: handwritten signature (blue) or seal (red)."""
    location: str | None = None
    proof: Proof = BASELINE


def check_time(when: datetime) -> None:
    """Raises SigningFailed for a moment without time zone."""
    if when.tzinfo is None:
        raise SigningFailed("Thời gian ký thiếu múi giờ.", "Ghi theo mẫu 2026-02-06T09:05:00+07:00.")


def check_validity(identity: Identity, when: datetime, who: str) -> None:
    """Raises SigningFailed when the certificate is not valid at ``when``; ``who`` names its holder's part."""
    check_time(when)
    if when > identity.valid_until:
        raise SigningFailed(
            f"Chứng thư số “{identity.name}” đã hết hạn ngày {_day(identity.valid_until)}.",
            f"Gia hạn chứng thư số của {who} rồi ký lại.",
        )
    if when < identity.valid_from:
        raise SigningFailed(
            f"Chứng thư số “{identity.name}” chưa có hiệu lực (từ ngày {_day(identity.valid_from)}).",
            "Kiểm tra thời gian ký hoặc chọn chứng thư số khác.",
        )


def _day(moment: datetime) -> str:
    return moment.astimezone(VIETNAM).strftime("%d/%m/%Y")
