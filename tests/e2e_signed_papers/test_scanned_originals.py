"""Scans of paper originals, declared in ``dinh_kem``: their pages stand in the paper's place, the file rides along unchanged."""

from __future__ import annotations

import io
import shutil
from pathlib import Path

import pikepdf
import pypdf
import pypdfium2
import pytest
from signers_at_work import scan_of
from signing_desk import CASE, TODAY, Desk
from verapdf import failures

import dossier
from dossier.bundle.manifest import Manifest
from dossier.core.finding import InputInvalid


def declared(tmp_path: Path, files: dict[str, tuple[bytes, str]]) -> Path:
    """The case with these files declared in ``dinh_kem``: name -> bytes and the lines of YAML after ``tep`` and ``ten``."""
    case = tmp_path / "ho_so"
    shutil.copytree(CASE, case)
    lines = []
    for name, (data, more) in files.items():
        (case / "dinh_kem" / name).write_bytes(data)
        lines.append(f"  - tep: dinh_kem/{name}\n    ten: Bản gốc giấy\n{more}")
    path = case / "ho_so.yaml"
    head, found, tail = path.read_text("utf-8").partition("\ndinh_kem:\n")
    assert found
    path.write_text(head + found + "".join(lines) + tail, "utf-8")
    return case


MINUTES = "    loai: bien_ban_kiem_phieu\n    tinh_chat: ban_chinh\n"


def test_scan_stands_in_the_place_of_its_paper(desk: Desk, tmp_path: Path) -> None:
    scan = scan_of((desk.out / "giay_to" / "bien_ban_kiem_phieu.pdf").read_bytes())
    case = declared(tmp_path, {"bb_kiem_phieu_quet.pdf": (scan, MINUTES)})
    result = dossier.build(case, desk.copied_out(tmp_path), today=TODAY)
    assert result.bundle is not None, result.notes
    assert result.collected is not None
    codes = {finding.code for finding in result.collected.findings}
    assert "SIG-217" in codes, "nobody can say what a scan says"
    assert not result.collected.errors

    files = pypdf.PdfReader(result.bundle.path).attachments
    assert files["bb_kiem_phieu_quet.pdf"] == [scan]
    assert "03_bien_ban_kiem_phieu.docx" not in files, "its pages were not printed from the Word file"
    paper = Manifest.from_json(files["manifest.json"][0]).papers[2]
    assert paper.original is not None
    assert (paper.original.kind, paper.original.name) == ("ban_quet", "bb_kiem_phieu_quet.pdf")
    assert not paper.reading_copy
    assert paper.pages == 2
    page = pypdfium2.PdfDocument(result.bundle.path)[paper.first_page - 1]
    assert page.get_textpage().get_text_range().strip() == "", "a picture, no text, no mark over it"
    shown = page.render(scale=1).to_pil().convert("L")
    wanted = pypdfium2.PdfDocument(scan)[0].render(scale=1).to_pil().convert("L").resize(shown.size)
    off = [abs(a - b) for a, b in zip(shown.tobytes(), wanted.tobytes(), strict=True)]
    assert sum(off) / len(off) < 2
    assert failures(result.bundle.path.read_bytes(), "3b") == {}


def test_scan_of_one_units_paper_needs_the_unit(desk: Desk, tmp_path: Path) -> None:
    scan = scan_of((desk.out / "giay_to" / "bien_ban_kiem_phieu.pdf").read_bytes(), dpi=100)
    scores = "    loai: bang_diem\n    tinh_chat: ban_chinh\n"
    unknown = "    loai: du_toan\n    tinh_chat: ban_chinh\n"
    case = declared(
        tmp_path,
        {
            "diem.pdf": (scan, scores),
            "diem_tc.pdf": (scan, scores + "    don_vi: so_tai_chinh\n"),
            "diem_tc_2.pdf": (scan, scores + "    don_vi: so_tai_chinh\n"),
            "la.pdf": (scan, unknown),
        },
    )
    result = dossier.build(case, desk.copied_out(tmp_path), today=TODAY)
    assert result.blocked
    assert result.collected is not None
    wrong = {finding.message for finding in result.collected.errors if finding.code == "SIG-216"}
    assert any("diem.pdf" in words and "don_vi" in words for words in wrong)
    assert any("diem_tc_2.pdf" in words and "diem_tc.pdf" in words for words in wrong)
    assert any("la.pdf" in words and "du_toan" in words for words in wrong)
    assert any(finding.code == "FIL-031" for finding in result.collected.findings), "100 dpi is too coarse"


def test_blank_page_stops_the_bundle_until_somebody_waives_it(desk: Desk, tmp_path: Path) -> None:
    scan = scan_of((desk.out / "giay_to" / "bien_ban_kiem_phieu.pdf").read_bytes())
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(scan)) as pdf:
        pdf.add_blank_page(page_size=(595, 842))
        pdf.save(out)
    case = declared(tmp_path, {"quet.pdf": (out.getvalue(), MINUTES)})
    result = dossier.build(case, desk.copied_out(tmp_path), today=TODAY)
    assert result.blocked
    assert result.collected is not None
    assert [finding.code for finding in result.collected.errors] == ["FIL-033"]
    waived = dossier.Options(waive=("FIL-033=mặt sau để trống",))
    result = dossier.build(case, tmp_path / "out", today=TODAY, options=waived)
    assert result.bundle is not None
    manifest = Manifest.from_json(pypdf.PdfReader(result.bundle.path).attachments["manifest.json"][0])
    assert [(w.code, w.reason) for w in manifest.waivers] == [("FIL-033", "mặt sau để trống")]


def test_locked_scan_is_refused(desk: Desk, tmp_path: Path) -> None:
    scan = scan_of((desk.out / "giay_to" / "bien_ban_kiem_phieu.pdf").read_bytes(), dpi=72, password="bí mật")
    case = declared(tmp_path, {"quet.pdf": (scan, MINUTES)})
    with pytest.raises(InputInvalid) as refused:
        dossier.build(case, tmp_path / "out", today=TODAY)
    assert any("quet.pdf" in finding.message for finding in refused.value.findings)


def test_digitally_signed_file_declared_as_the_original_is_checked_and_shown_as_a_copy(
    desk: Desk, tmp_path: Path
) -> None:
    signed = desk.signed("to_trinh")
    case = declared(tmp_path, {"to_trinh_da_ky.pdf": (signed, "    loai: to_trinh\n    tinh_chat: ban_goc\n")})
    result = dossier.build(case, desk.copied_out(tmp_path), today=TODAY)
    assert result.bundle is not None, result.notes
    assert result.collected is not None
    assert [fact.signer for file in result.collected.files for fact in file.signatures] == [
        "Bế Minh Tường",
        "Sở Tài chính",
    ]
    files = pypdf.PdfReader(result.bundle.path).attachments
    assert files["to_trinh_da_ky.pdf"] == [signed]
    assert files["01_to_trinh.pdf"] == [signed], "also where every signed original is"
    paper = Manifest.from_json(files["manifest.json"][0]).papers[0]
    assert paper.original is not None
    assert (paper.original.name, paper.original.kind, paper.reading_copy) == ("01_to_trinh.pdf", "ky_so", True)
    page = pypdfium2.PdfDocument(result.bundle.path)[paper.first_page - 1]
    assert "đính kèm: 01_to_trinh.pdf" in page.get_textpage().get_text_range()


def test_another_paper_declared_as_the_original_stops_the_bundle(desk: Desk, tmp_path: Path) -> None:
    wrong = desk.signed("bang_tong_hop")
    case = declared(tmp_path, {"to_trinh_da_ky.pdf": (wrong, "    loai: to_trinh\n    tinh_chat: ban_goc\n")})
    result = dossier.build(case, desk.copied_out(tmp_path), today=TODAY)
    assert result.blocked
    assert result.bundle is None
    assert result.collected is not None
    assert result.collected.errors
