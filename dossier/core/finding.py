"""Findings: values a person can act on. Collected, never raised."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from dossier.core.base import Model
from dossier.core.citation import Citation


class Severity(StrEnum):
    """How much a finding weighs."""

    LOI = "loi"
    """Blocks: the dossier can't be submitted like this."""
    CANH_BAO = "canh_bao"
    """Should be fixed or explained."""
    LUU_Y = "luu_y"
    """For information."""


class Location(Model):
    """Where a finding applies. Any part may be unknown."""

    file: str | None = None
    """File of the case, relative to its folder: "bang_diem.yaml"."""
    pointer: str | None = None
    """RFC 6901 pointer inside that file: "/don_vi/so_tai_chinh/diem/I.1/ket_qua"."""
    line: int | None = None
    """1-based line in the file, when known."""
    paper: str | None = None
    """Id of the paper concerned: "to_trinh", "bao_cao_thanh_tich"."""
    unit: str | None = None
    """Id of the member unit concerned."""


class Finding(Model):
    """Something wrong or worth knowing: what, where, what is expected, how to fix it, and the clause."""

    code: str
    """Stable code "SCO-003": area and number; never renumbered, never reused."""
    severity: Severity
    at: Location = Location()
    message: str
    """What is wrong, with the value seen. Vietnamese."""
    expected: str | None = None
    """What is expected. Vietnamese."""
    fix: str | None = None
    """What to do. Vietnamese."""
    citations: tuple[Citation, ...] = ()


class RuleStatus(StrEnum):
    """How a rule ended."""

    DAT = "dat"
    KHONG_DAT = "khong_dat"
    KHONG_KIEM_DUOC = "khong_kiem_duoc"


class RuleResult(Model):
    """One rule of the checker and how it ended; findings of any severity may accompany a passed rule."""

    code: str
    title: str
    status: RuleStatus
    reason: str | None = None
    """Why it could not be checked. Vietnamese; set when the status is ``khong_kiem_duoc``."""
    findings: tuple[Finding, ...] = ()


class Report(Model):
    """All rules of one run, in order of code."""

    regulation: str
    stage: str
    results: tuple[RuleResult, ...]

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Every finding, most severe first, then by code and place."""
        return sort_findings(f for r in self.results for f in r.findings)

    @property
    def errors(self) -> tuple[Finding, ...]:
        """Findings that block submission."""
        return tuple(f for f in self.findings if f.severity is Severity.LOI)

    def count(self, status: RuleStatus) -> int:
        """How many rules ended with this status."""
        return sum(r.status is status for r in self.results)


_WEIGHT = {Severity.LOI: 0, Severity.CANH_BAO: 1, Severity.LUU_Y: 2}


def sort_findings(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Most severe first, then by code, file, line and pointer."""
    return tuple(
        sorted(
            findings,
            key=lambda f: (_WEIGHT[f.severity], f.code, f.at.file or "", f.at.line or 0, f.at.pointer or "", f.message),
        )
    )


class InputInvalid(Exception):
    """The case could not be read into a model: all problems found, at once."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = sort_findings(findings)
        super().__init__(f"{len(self.findings)} input findings")
