"""Papers that are not simply the print of the data: changed in Word, signed by their own signers; errors waived; limits hit."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import docx
import pytest
from forging import codes, signed, verified
from verify_builds import EXAMPLES, ROOT, SMALL, build

import dossier
from dossier.core import guard
from dossier.inputs.ho_so import GiaiDoan
from dossier.pipeline.verify import many as verify_many
from dossier.pipeline.verify.parts import Checking
from dossier.verification.facts import Verdict

# The signers of papers signed elsewhere serve here too.
sys.path.append(str(ROOT / "tests" / "e2e_signed_papers"))


def edit(path: Path, old: str, new: str) -> None:
    """Change words of a Word file as a clerk does, within one run."""
    document = docx.Document(str(path))
    tables = [p for t in document.tables for row in t.rows for cell in row.cells for p in cell.paragraphs]
    for paragraph in (*document.paragraphs, *tables):
        for run in paragraph.runs:
            if old in run.text:
                run.text = run.text.replace(old, new, 1)
                document.save(str(path))
                return
    raise AssertionError(f"“{old}” is in no run of {path.name}")


@pytest.fixture
def mine(small: Path, tmp_path: Path) -> Path:
    """A copy of the small example's result, to be edited and built again."""
    return Path(shutil.copytree(small, tmp_path / "out"))


def test_wording_changed_in_word_passes_and_is_shown(mine: Path, tmp_path: Path) -> None:
    edit(mine / "giay_to" / "bao_cao_tong_ket.docx", "phong trào", "các phong trào")
    build(EXAMPLES / SMALL, mine)
    result = verified(mine, (mine / "ho_so.pdf").read_bytes(), tmp_path)
    assert result.verdict is Verdict.DAT, result.reasons
    paper = next(p for p in result.papers if p.name == "bao_cao_tong_ket")
    assert paper.edited and paper.same == "co"
    assert "PGE-042" in {f.code for f in result.findings}


def test_figure_changed_in_word_fails(mine: Path, tmp_path: Path) -> None:
    edit(mine / "giay_to" / "bang_tong_hop.docx", "97,1", "98,9")
    build(EXAMPLES / SMALL, mine)
    result = verified(mine, (mine / "ho_so.pdf").read_bytes(), tmp_path)
    assert result.verdict is Verdict.KHONG_DAT and "PGE-041" in codes(result)
    assert any("98,9" in f.message and "97,1" in f.message for f in result.errors)


def test_waived_error_is_still_an_error_for_the_board(tmp_path: Path) -> None:
    case = Path(shutil.copytree(EXAMPLES / SMALL, tmp_path / "ho_so"))
    text = (case / "ho_so.yaml").read_text("utf-8")
    assert text.count("thu_ve: ") == 1
    line = next(line for line in text.splitlines() if "thu_ve: " in line)
    # One slip less came back than was counted.
    number = "".join(c for c in line.split(":", 1)[1].split("#")[0] if c.isdigit())
    (case / "ho_so.yaml").write_text(text.replace(line, line.replace(number, str(int(number) - 1))), "utf-8")
    found = sorted({f.code for f in dossier.check(case, stage=GiaiDoan.NOP).errors})
    assert found, "the change must make an error"
    waive = [part for code in found for part in ("--waive", f"{code}=Ban kiểm phiếu ghi nhầm, đã lập biên bản")]
    out = build(case, tmp_path / "out", *waive)
    result = verified(out, (out / "ho_so.pdf").read_bytes(), tmp_path)
    assert result.verdict is Verdict.KHONG_DAT and codes(result) == set(found)
    said = [f.message for f in result.findings if f.code == "MAN-013"]
    assert len(said) == len(found) and "Ban kiểm phiếu ghi nhầm" in said[0]


def test_paper_signed_elsewhere_is_checked_inside_the_bundle(tmp_path: Path) -> None:
    from signers_at_work import Authority, records, sign_paper

    case, out = EXAMPLES / SMALL, tmp_path / "out"
    dossier.build(case, out, options=dossier.Options(signature_fields=True), stage=GiaiDoan.NOP)
    authority = Authority()
    (tmp_path / "nguoi_ky.pem").write_bytes(authority.pem)
    paper = "bien_ban_kiem_phieu"
    done = tmp_path / "da_ky"
    done.mkdir()
    record = records(out / "trinh_ky")[paper]
    (done / f"{paper}.pdf").write_bytes(sign_paper((out / "trinh_ky" / f"{paper}.pdf").read_bytes(), record, authority))
    shutil.copy(out / "trinh_ky" / "danh_sach.json", done)
    trusted = dossier.Trusted((tmp_path / "nguoi_ky.pem",))
    dossier.build(case, out, signed=dossier.SignedFolder(done, trusted))
    data = signed(out, (out / "ho_so.pdf").read_bytes())
    root = out / ".dossier" / "authority" / "ca.pem"
    shutil.copy(root, out / "ca.pem")
    path = tmp_path / "ho_so.pdf"
    path.write_bytes(data)

    both = dossier.verify(path, trust=[out / "ca.pem", tmp_path / "nguoi_ky.pem"])
    assert both.verdict is Verdict.DAT, both.reasons
    assert [file.paper for file in both.files] == [None, paper]
    assert [p.name for p in both.papers if p.signed] == [paper]
    # Who signed the paper is judged too: their authority is not trusted here.
    one = dossier.verify(path, trust=[out / "ca.pem"])
    assert one.verdict is Verdict.KHONG_DAT and codes(one) == {"SIG-111"}


def test_a_file_that_takes_too_long_is_left_undecided(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(target: str, payload: dict[str, object], *, seconds: int, megabytes: int) -> dict[str, object]:
        return guard.call("time:sleep" if False else target, payload, seconds=1, megabytes=150)

    class Tight:
        GuardFailed = guard.GuardFailed
        stop_all = staticmethod(guard.stop_all)
        call = staticmethod(stopped)

    monkeypatch.setattr(verify_many, "guard", Tight)
    (result,) = verify_many.verify_all([small / "ho_so.pdf"], Checking())
    assert result.verdict is Verdict.KHONG_KET_LUAN_DUOC and result.kind == "khong_ro"
    assert result.file == "ho_so.pdf" and [r.code for r in result.unchecked] == ["FIL-024"]
