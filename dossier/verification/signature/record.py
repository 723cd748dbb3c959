"""A signature while it is being judged, and where what is wrong with it is written down."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING

from dossier.core.finding import Location, Severity
from dossier.regulation.signature_law import clause
from dossier.verification.ledger import Ledger
from dossier.verification.signature.bytes_covered import Coverage
from dossier.verification.signature.cms import Cms
from dossier.verification.signature.fields import FoundField
from dossier.verification.signature.time_stamps import Stamp

if TYPE_CHECKING:
    from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

VIETNAM = timezone(timedelta(hours=7))
PADES, ADOBE, STAMP = "/ETSI.CAdES.detached", "/adbe.pkcs7.detached", "/ETSI.RFC3161"
"""Kinds of signature that can be checked, as /SubFilter names them."""


@dataclass(slots=True)
class Signature:
    """A signature while it is being judged."""

    found: FoundField
    label: str
    signature: EmbeddedPdfSignature | None = None
    coverage: Coverage = field(default_factory=lambda: Coverage(0, None, ()))
    revision: int = -1
    subfilter: str = ""
    cms: Cms | None = None
    stamp: Stamp | None = None
    """The document time stamp it is, or the best stamp over it."""
    problems: list[str] = field(default_factory=list)

    @property
    def is_stamp(self) -> bool:
        """It is a time stamp of the whole document."""
        return self.subfilter == STAMP


@dataclass(frozen=True, slots=True)
class Record:
    """The ledger, for the signatures of one file."""

    ledger: Ledger
    at: Location

    def found(self, one: Signature | None, code: str, *clauses: str, **params: str) -> None:
        """Write down a finding; ``clauses`` are names in ``chu_ky_so.yaml``. What is worse than a note is the signature's problem."""
        finding = self.ledger.found(code, self.at, clause(*clauses), **params)
        if one is not None and finding.severity is not Severity.LUU_Y:
            one.problems.append(finding.message)

    def unreadable(self, one: Signature, error: Exception) -> None:
        """The libraries gave up on it."""
        why = f"dữ liệu chữ ký hỏng hoặc cố ý làm sai ({type(error).__name__})"
        self.found(one, "SIG-102", doi_tuong=f"trường {one.label}", ly_do=why)


def moment_words(value: datetime) -> str:
    """ "09:05:03 ngày 06/02/2026", Vietnam's time."""
    return f"{value.astimezone(VIETNAM):%H:%M:%S ngày %d/%m/%Y}"


def day_words(value: datetime) -> str:
    """ "06/02/2026", Vietnam's day."""
    return f"{value.astimezone(VIETNAM):%d/%m/%Y}"
