"""Papers sent separately: a folder, a ZIP, one PDF."""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path

import pytest
from forging import codes
from verify_builds import EXAMPLES, SMALL

from dossier.pipeline.verify.parts import Checking
from dossier.pipeline.verify.received import verify_received
from dossier.verification.facts import Verdict, Verification
from dossier.verification.verdict import matters


@pytest.fixture
def papers(small: Path, tmp_path: Path) -> Path:
    """Papers and data of the small example, without its bundle."""
    folder = tmp_path / "giay_to_nop"
    shutil.copytree(small / "giay_to", folder / "giay_to")
    shutil.copytree(EXAMPLES / SMALL / "dinh_kem", folder / "dinh_kem")
    shutil.copy(small / "dossier.json", folder)
    return folder


def verified(path: Path, small: Path) -> Verification:
    return verify_received(path, Checking(trust=(small / "ca.pem",)))


def same(result: Verification) -> dict[str, str]:
    return {paper.name: paper.same for paper in result.papers}


def test_unsigned_papers_are_right_but_unsigned(papers: Path, small: Path) -> None:
    result = verified(papers, small)
    assert result.kind == "giay_to_rieng" and result.case is not None
    assert set(same(result).values()) == {"co"}
    assert codes(result) == {"SIG-101"} and result.verdict is Verdict.KHONG_DAT


def test_zip_with_a_paper_missing_and_one_under_another_name(papers: Path, small: Path, tmp_path: Path) -> None:
    (papers / "giay_to" / "bien_ban_kiem_phieu.pdf").unlink()
    (papers / "giay_to" / "bao_cao_tong_ket.pdf").rename(papers / "van ban 1.pdf")
    archive = tmp_path / "nop.zip"
    with zipfile.ZipFile(archive, "w") as target:
        for path in papers.rglob("*"):
            if path.is_file() and path.suffix != ".docx":
                target.write(path, path.relative_to(papers))
    result = verified(archive, small)
    assert result.sha256 is not None and result.kind == "giay_to_rieng"
    missing = [f for f in result.errors if f.code == "CAS-007"]
    assert len(missing) == 1 and "kiểm phiếu" in missing[0].message and missing[0].citations
    found = next(paper for paper in result.papers if paper.name == "bao_cao_tong_ket")
    assert found.present and found.same == "co" and found.note == "tệp van ban 1.pdf"


def test_a_paper_that_says_something_else(papers: Path, small: Path) -> None:
    other = papers / "giay_to" / "bien_ban_hop.pdf"
    shutil.copy(papers / "giay_to" / "bang_tong_hop.pdf", other)
    result = verified(papers, small)
    assert same(result)["bien_ban_hop"] == "khong"
    assert any(code.startswith("PGE") for code in codes(result))


def test_without_data_only_signatures_are_looked_at(papers: Path, small: Path) -> None:
    (papers / "dossier.json").unlink()
    for path in (papers / "giay_to").glob("*"):
        path.unlink()
    shutil.copy(small / "ho_so.pdf", papers / "da_ky.pdf")
    result = verified(papers, small)
    assert result.verdict is Verdict.KHONG_KET_LUAN_DUOC
    assert any("dossier.json" in reason for reason in result.reasons)
    assert [len(file.signatures) for file in result.files] == [2]


def test_a_bundle_among_the_papers_is_named(papers: Path, small: Path) -> None:
    shutil.copy(small / "ho_so.pdf", papers)
    result = verified(papers, small)
    assert "CAS-013" in {f.code for f in result.findings}


def test_a_single_unsigned_pdf(papers: Path, small: Path) -> None:
    result = verified(papers / "giay_to" / "bien_ban_hop.pdf", small)
    assert result.kind == "tep_pdf" and codes(result) == {"SIG-101"}


def test_a_single_signed_pdf_says_that_only_the_signature_was_checked(small: Path, tmp_path: Path) -> None:
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from dossier.bundle.places import FIELD_PERSON, Place
    from dossier.pipeline.demo import demo_signers
    from dossier.pipeline.prepare import prepare
    from dossier.pipeline.sign import SignatureRequest
    from dossier.signing.sign import sign_field

    now = datetime.now(ZoneInfo("Asia/Ho_Chi_Minh")).replace(microsecond=0)
    signers = demo_signers(small, prepare(small / "dossier.json"), now)
    data = (small / "giay_to" / "bien_ban_hop.pdf").read_bytes()
    path = tmp_path / "ky.pdf"
    place = {FIELD_PERSON: Place(0, 300, 100, 450, 160)}
    path.write_bytes(sign_field(data, FIELD_PERSON, SignatureRequest(signers.person, now), place))
    result = verified(path, small)
    assert result.kind == "tep_pdf" and result.verdict is Verdict.KHONG_KET_LUAN_DUOC, result.reasons
    assert result.reasons[0].startswith("Chữ ký số hợp lệ") and "nội dung không được kiểm" in result.reasons[0]
    assert {r.code for r in result.unchecked if matters(r.code)} == {"CAS-012"}
