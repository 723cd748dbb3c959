"""What a verification found, as plain values: printed by the command line, written as JSON, put on the check sheet."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Literal

from dossier.core.base import Model
from dossier.core.finding import Finding, Report, RuleResult, RuleStatus, Severity, sort_findings

Answer = Literal["co", "khong", "khong_kiem_duoc"]
"""Yes, no, could not check."""


class Verdict(StrEnum):
    """The board's conclusion."""

    DAT = "dat"
    KHONG_DAT = "khong_dat"
    KHONG_KET_LUAN_DUOC = "khong_ket_luan_duoc"


VERDICT_WORDS = {
    Verdict.DAT: "ĐẠT",
    Verdict.KHONG_DAT: "KHÔNG ĐẠT",
    Verdict.KHONG_KET_LUAN_DUOC: "KHÔNG KẾT LUẬN ĐƯỢC",
}


class SignatureFact(Model):
    """One digital signature of one PDF, as found by checking it; nothing taken from what the file says of itself."""

    field: str
    """Name of its form field: "ky_nguoi"."""
    order: int
    """From 1, in the order in which they were added to the file."""
    kind: Literal["chu_ky", "dau_thoi_gian"] = "chu_ky"
    """A signature, or a time stamp of the whole document (which speaks for nobody)."""
    role: Literal["nguoi_ky", "co_quan", "khac"]
    """What it is for, by the field's name: the person with authority, the agency's seal, anything else."""
    signer: str | None
    """Common name of the certificate."""
    office: str | None
    organisation: str | None
    issuer: str | None
    serial: str | None
    """Hexadecimal."""
    thumbprint: str | None
    """SHA-256 of the certificate, hexadecimal."""
    key_thumbprint: str | None = None
    """SHA-256 of the public key: the same in two certificates of one key."""
    certificate_from: datetime | None
    certificate_until: datetime | None
    algorithm: str
    """For people: "RSASSA-PSS 2048 bit, SHA-256"."""
    algorithm_listed: bool
    """Whether it is on the mandatory list of Thông tư 15/2025/TT-BKHCN, Phụ lục I."""
    level: Literal["B-B", "B-T", "B-LT", "B-LTA"] | None
    """PAdES level reached; None: not a PAdES signature."""
    signed_at: datetime | None
    """Time stamp's time when there is a valid one, else what the signer's machine said."""
    time_source: Literal["dau_thoi_gian", "nguoi_ky_khai"] | None
    time_authority: str | None = None
    """Who made the time stamp."""
    intact: bool
    """The signed bytes are unchanged and the signature fits the certificate's key."""
    trusted: Answer
    """A chain leads to an authority that the checker was told to trust."""
    valid_at_signing: Answer
    revoked: Answer
    """"co": revoked before the signature; "khong"; "khong_kiem_duoc"."""
    revocation_source: str | None = None
    """Where the answer comes from: "CRL trong tệp", "OCSP trong tệp", "CRL do người kiểm tra nêu", "OCSP trực tuyến"."""
    covers_revision: bool
    """It covers the whole file as it was when it was made, without a gap but its own value."""
    covers_file: bool
    """Nothing was added after it."""
    changes_after: tuple[str, ...] = ()
    """What was added after it, in Vietnamese, allowed or not."""
    changes_allowed: bool = True
    """All later changes are of the kinds the signature allows (another signature, time stamps, validation data)."""
    problems: tuple[str, ...] = ()
    """Why it is not good, in Vietnamese; empty when it is."""


class SignedFile(Model):
    """A PDF with signatures: the file itself, or a signed paper that rides inside a bundle, a folder or a ZIP."""

    name: str
    sha256: str
    pages: int | None
    paper: str | None = None
    """Name of the paper of the dossier it is (``PaperKey.name``), where known."""
    signatures: tuple[SignatureFact, ...] = ()


class PaperFact(Model):
    """One paper that the regulation asks for, or that is there."""

    name: str
    """``PaperKey.name``: "bang_diem__so_tai_chinh"."""
    title: str
    required: bool
    present: bool
    first_page: int | None = None
    """Page of the bundle, from 1."""
    pages: int | None = None
    same: Answer = "khong_kiem_duoc"
    """Its pages show exactly what the attached data (and its Word file, where edited) give."""
    edited: bool = False
    """Its Word file was changed by hand; every change is among the findings."""
    signed: bool = False
    """It was signed by its own signers, and the signed file is attached."""
    note: str | None = None


class AttachedFile(Model):
    """A file inside the bundle, folder or ZIP."""

    name: str
    sha256: str
    size: int
    """Bytes."""
    listed: bool
    """Named by the manifest."""
    same: Answer
    """Its hash is the one the manifest gives."""


class CaseFact(Model):
    """What the attached case is about, after it was read and decided anew."""

    cluster: str
    year: int
    regulation: str
    regulation_title: str
    stage: str
    leader: str | None
    members: int
    proposed: tuple[str, ...]
    """"Cờ thi đua của Ủy ban nhân dân tỉnh: Sở Tài chính (956,4 điểm)", recomputed."""


class Verification(Model):
    """Everything about one received file, and the verdict."""

    schema_id: Literal["verification/1"] = "verification/1"
    file: str
    """Name as received, without folders."""
    sha256: str | None
    """Also of a file that can't be opened: a notice must say which one it was. None: a folder."""
    size: int | None
    kind: Literal["bo_ho_so", "giay_to_rieng", "tep_pdf", "khong_ro"]
    """Our bundle; a folder or ZIP of separate papers; a single PDF; can't be said."""
    engine: str
    """Program and version that checked."""
    checked_at: datetime
    verdict: Verdict
    reasons: tuple[str, ...]
    """Why, most important first, in Vietnamese. Never empty."""
    files: tuple[SignedFile, ...] = ()
    """Signed PDFs; the received file itself first."""
    papers: tuple[PaperFact, ...] = ()
    attachments: tuple[AttachedFile, ...] = ()
    case: CaseFact | None = None
    results: tuple[RuleResult, ...] = ()
    """The verifier's own checks (FIL, SIG, MAN, CAS, PGE), in order of code."""
    report: Report | None = None
    """All checks of the dossier's content, run again on the attached case."""
    received: date | None = None
    """Day of receipt the checker gave; None: the day the case states."""

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Every finding of both, most severe first."""
        inner = self.report.findings if self.report else ()
        return sort_findings((*(f for r in self.results for f in r.findings), *inner))

    @property
    def errors(self) -> tuple[Finding, ...]:
        """Findings that keep the dossier from passing."""
        return tuple(f for f in self.findings if f.severity is Severity.LOI)

    @property
    def unchecked(self) -> tuple[RuleResult, ...]:
        """What could not be checked, of both."""
        inner = self.report.results if self.report else ()
        return tuple(r for r in (*self.results, *inner) if r.status is RuleStatus.KHONG_KIEM_DUOC)
