"""Dossiers as the board receives them: cases made worse one line at a time, and what a verifier says of them."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import unicodedata
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from dossier import api
from dossier.core.citation import Citation
from dossier.core.finding import Finding, Location, RuleResult, RuleStatus, Severity
from dossier.inputs.case import Case
from dossier.inputs.dump import dump_case
from dossier.inputs.ho_so import GiaiDoan
from dossier.pipeline.prepare import Prepared, prepare
from dossier.verification.facts import (
    AttachedFile,
    CaseFact,
    PaperFact,
    SignatureFact,
    SignedFile,
    Verdict,
    Verification,
)

ROOT = Path(__file__).resolve().parents[2]
KHOI_9 = ROOT / "examples" / "cao_bang_khoi_9"
TODAY = date(2026, 2, 13)
CHECKED = datetime(2026, 2, 13, 9, 30, tzinfo=UTC)
VOTES = ("- {don_vi: so_tai_chinh, so_phieu: 3}", "- {don_vi: so_tai_chinh, so_phieu: 4}")
"""One vote more than there were slips."""
SCORE = ("ket_qua: 94,05", "ket_qua: 12")
"""A result so low that the unit loses its award."""
COMMAND = Path(sys.executable).with_name("dossier")


@dataclass(frozen=True)
class Ran:
    """How a command ended and what it printed."""

    code: int
    out: str
    err: str

    @property
    def said(self) -> str:
        """Both streams, white space evened out."""
        return " ".join((self.out + " " + self.err).split())

    def json(self) -> Any:
        """Standard output, which must be one JSON document."""
        return json.loads(self.out)


def run(*args: str | Path) -> Ran:
    """Run the real command; it never shows a traceback."""
    done = subprocess.run(
        [str(COMMAND), *map(str, args)],
        capture_output=True,
        text=True,
        env={**os.environ, "COLUMNS": "250"},
        timeout=180,
        check=False,
    )
    assert "Traceback" not in done.stdout + done.stderr, done.stdout + done.stderr
    assert done.returncode != 70, done.stderr
    return Ran(done.returncode, done.stdout, done.stderr)


def pdf_text(path: Path, *options: str) -> str:
    """Text of a PDF as poppler reads it, white space evened out unless ``-layout`` is asked for."""
    done = subprocess.run(["pdftotext", *options, str(path), "-"], capture_output=True, check=True)
    text = unicodedata.normalize("NFC", done.stdout.decode())
    return text if "-layout" in options else " ".join(text.split())


def pdf_pages(path: Path) -> list[tuple[float, float]]:
    """Width and height of each page."""
    import pikepdf

    with pikepdf.open(path) as pdf:
        return [(float(p.mediabox[2]), float(p.mediabox[3])) for p in pdf.pages]


def copy_case(target: Path, *changes: tuple[str, str, str], source: Path = KHOI_9) -> Path:
    """A copy of an example with (file, old text, new text) changed; each old text must be there."""
    shutil.copytree(source, target)
    for file, old, new in changes:
        path = target / file
        text = path.read_text("utf-8")
        assert old in text, (file, old)
        path.write_text(text.replace(old, new, 1), "utf-8")
    return target


def received(case: Path, scratch: Path, *more: RuleResult, verdict: Verdict | None = None) -> tuple[Verification, Case]:
    """What a verifier finds in a bundle of this case: all checks at the stage "nộp", read from one document."""
    document = scratch / "dossier.json"
    document.write_bytes(dump_case(api.load_case(case)))
    prepared = prepare(document, stage=GiaiDoan.NOP, today=TODAY)
    found = Verification(
        file="ho_so_khoi_9.pdf",
        sha256="ab" * 32,
        size=912_345,
        kind="bo_ho_so",
        engine="dossier 0.1",
        checked_at=CHECKED,
        verdict=Verdict.DAT,
        reasons=("Mọi kiểm tra đều đạt.",),
        files=(SignedFile(name="ho_so_khoi_9.pdf", sha256="ab" * 32, pages=85, signatures=signatures()),),
        papers=_papers(prepared),
        attachments=(AttachedFile(name="dossier.json", sha256="cd" * 32, size=45_000, listed=True, same="co"),),
        case=CaseFact(
            cluster=prepared.loaded.case.ho_so.nhom.ten,
            year=prepared.loaded.case.ho_so.nam,
            regulation=prepared.regulation.id,
            regulation_title=prepared.regulation.title,
            stage="nop",
            leader=prepared.loaded.case.ho_so.truong.ten if prepared.loaded.case.ho_so.truong else None,
            members=len(prepared.loaded.case.ho_so.nhom.don_vi),
            proposed=(),
        ),
        results=more,
        report=prepared.report,
        received=date(2026, 2, 9),
    )
    if verdict is None:
        verdict = Verdict.KHONG_DAT if found.errors else Verdict.DAT
    reasons = tuple(f.message for f in found.errors[:3]) or ("Mọi kiểm tra đều đạt.",)
    return found.model_copy(update={"verdict": verdict, "reasons": reasons}), prepared.loaded.case


def _papers(prepared: Prepared) -> tuple[PaperFact, ...]:
    papers, page = [], 3
    for key in prepared.plan:
        if key.submitted:
            papers.append(
                PaperFact(
                    name=key.name, title=key.title, required=True, present=True, first_page=page, pages=5, same="co"
                )
            )
            page += 5
    return tuple(papers)


def signatures() -> tuple[SignatureFact, ...]:
    """The person's, then the agency's; both good."""
    return tuple(
        SignatureFact(
            field=field,
            order=order,
            role=role,  # type: ignore[arg-type]
            signer=signer,
            office="Giám đốc" if order == 1 else None,
            organisation="Sở Tài chính",
            issuer="CA chuyên dùng thử nghiệm",
            serial="0A1B2C",
            thumbprint="ef" * 32,
            certificate_from=datetime(2025, 1, 1, tzinfo=UTC),
            certificate_until=datetime(2028, 1, 1, tzinfo=UTC),
            algorithm="RSASSA-PSS 2048 bit, SHA-256",
            algorithm_listed=True,
            level="B-B",
            signed_at=datetime(2026, 2, 6, 2, order, tzinfo=UTC),
            time_source="nguoi_ky_khai",
            intact=True,
            trusted="co",
            valid_at_signing="co",
            revoked="khong_kiem_duoc" if order == 1 else "khong",
            covers_revision=True,
            covers_file=order == 2,
        )
        for order, (field, role, signer) in enumerate(
            (("ky_nguoi", "nguoi_ky", "Hoàng Thị Thu Trang"), ("ky_co_quan", "co_quan", "Sở Tài chính")), start=1
        )
    )


def broken(code: str, message: str, severity: Severity = Severity.LOI, at: Location | None = None) -> RuleResult:
    """A verifier's own finding."""
    finding = Finding(
        code=code,
        severity=severity,
        at=at or Location(),
        message=message,
        expected="Chứng thư còn hiệu lực tại thời điểm ký.",
        fix="Ký lại bằng chứng thư còn hiệu lực.",
        citations=(Citation(document="Nghị định số 30/2020/NĐ-CP", place="khoản 1 Điều 5"),),
    )
    return RuleResult(code=code, title="Chứng thư có hiệu lực", status=RuleStatus.KHONG_DAT, findings=(finding,))


def unknown(code: str, title: str, reason: str) -> RuleResult:
    """A check the verifier could not make."""
    return RuleResult(code=code, title=title, status=RuleStatus.KHONG_KIEM_DUOC, reason=reason)
