"""What the steps of a verification share: what the checker asked for, and what each kind of received file yields."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo

from dossier.core.finding import InputInvalid, Report
from dossier.verification.facts import AttachedFile, CaseFact, PaperFact, SignedFile

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")

Kind = Literal["bo_ho_so", "giay_to_rieng", "tep_pdf", "khong_ro"]


@dataclass(frozen=True, slots=True)
class Checking:
    """How to verify, as the checker asked; nothing here comes from the received file."""

    trust: tuple[Path, ...] = ()
    """Certificates trusted (PEM or DER), or folders of them."""
    crls: tuple[Path, ...] = ()
    """Revocation lists or OCSP responses."""
    online: bool = False
    """Ask the authorities' services for revocation over the network."""
    at: datetime | None = None
    """Moment of checking, with zone; None: now."""
    received: date | None = None
    """Day of receipt, in place of the day of submission that the case states."""
    regulations: Path | None = None
    templates: Path | None = None
    """Word templates of the office that made the dossier."""

    def to_json(self) -> dict[str, Any]:
        """For another process."""
        return {
            "trust": [str(path.absolute()) for path in self.trust],
            "crls": [str(path.absolute()) for path in self.crls],
            "online": self.online,
            "at": self.at.isoformat() if self.at else None,
            "received": self.received.isoformat() if self.received else None,
            "regulations": str(self.regulations.absolute()) if self.regulations else None,
            "templates": str(self.templates.absolute()) if self.templates else None,
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Checking:
        """Back from ``to_json``."""
        return cls(
            trust=tuple(Path(path) for path in data["trust"]),
            crls=tuple(Path(path) for path in data["crls"]),
            online=data["online"],
            at=datetime.fromisoformat(data["at"]) if data["at"] else None,
            received=date.fromisoformat(data["received"]) if data["received"] else None,
            regulations=Path(data["regulations"]) if data["regulations"] else None,
            templates=Path(data["templates"]) if data["templates"] else None,
        )


@dataclass(frozen=True, slots=True)
class Parts:
    """What one received file yielded, beside the findings in the ledger."""

    kind: Kind
    passed: str
    """What may be said when nothing is wrong and everything could be checked: exactly what was verified."""
    files: tuple[SignedFile, ...] = ()
    papers: tuple[PaperFact, ...] = ()
    attachments: tuple[AttachedFile, ...] = ()
    case: CaseFact | None = None
    report: Report | None = None
    inputs: InputInvalid | None = None
    """Why the attached data could not be read."""
