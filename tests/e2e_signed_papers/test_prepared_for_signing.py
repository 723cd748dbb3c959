"""``trinh_ky/``: papers with empty fields for their own signers, as other programs see them."""

from __future__ import annotations

import hashlib
import io
import shutil
from pathlib import Path

import pikepdf
import pypdf
import pypdfium2
import pytest
from pki import run
from signers_at_work import field_rects, records, sign_paper
from signing_desk import TODAY, Desk
from verapdf import failures

import dossier
from dossier.inputs.ho_so import GiaiDoan
from dossier.pipeline.signed.signing_words import signing_words

MM = 72 / 25.4


def test_every_signer_of_the_minutes_has_a_named_empty_field(desk: Desk) -> None:
    reader = pypdf.PdfReader(desk.ready / "bien_ban_hop.pdf")
    fields = reader.get_fields() or {}
    assert set(fields) == {"ky_thu_ky", "ky_chu_toa", "ky_co_quan"}
    assert all("/V" not in field for field in fields.values())
    assert "Đàm Thị Lệ Khuyên" in fields["ky_thu_ky"]["/TU"]
    assert "Bế Minh Tường" in fields["ky_chu_toa"]["/TU"]
    assert "Sở Tài chính" in fields["ky_co_quan"]["/TU"]


def test_who_signs_what_follows_from_the_case(desk: Desk) -> None:
    listed = {
        name: [(field["name"], field["signer"], field["required"]) for field in record["fields"]]
        for name, record in desk.records.items()
    }
    assert listed["to_trinh"] == [("ky_nguoi_ky", "Bế Minh Tường", True), ("ky_co_quan", "Sở Tài chính", True)]
    assert listed["bien_ban_kiem_phieu"] == [
        ("ky_uy_vien", "Chu Thị Hoài Phương", True),
        ("ky_uy_vien_2", "Lương Bảo Khanh", True),
        ("ky_truong_ban", "Đàm Thị Ngọc Quyên", True),
    ]
    assert listed["bang_diem__so_cong_thuong"] == [
        ("ky_nguoi_ky", "Lục Thị Bích Hạnh", True),
        ("ky_co_quan", "Sở Công Thương", True),
        ("ky_xac_nhan", "Bế Minh Tường", True),
        ("ky_co_quan_xac_nhan", "Sở Tài chính", True),
    ]
    # Who confirms for the superior agency is not in the case; the place is there all the same.
    assert listed["bao_cao_thanh_tich__so_cong_thuong"][2:] == [
        ("ky_xac_nhan", None, False),
        ("ky_co_quan_xac_nhan", "Ủy ban nhân dân tỉnh Cao Bằng", False),
    ]
    assert "phieu_suy_ton" not in listed, "a slip is signed by nobody"


def test_list_tells_the_bytes(desk: Desk) -> None:
    for record in desk.records.values():
        data = (desk.ready / record["file"]).read_bytes()
        assert (hashlib.sha256(data).hexdigest(), len(data)) == (record["sha256"], record["size"])


@pytest.mark.parametrize("paper", ["to_trinh", "bien_ban_kiem_phieu", "bang_diem__so_tu_phap"])
def test_files_are_pdf_a_with_tagged_fields(desk: Desk, paper: str) -> None:
    data = (desk.ready / f"{paper}.pdf").read_bytes()
    assert failures(data, "3b") == {}
    assert failures(data, "3a") == {}
    with pikepdf.open(io.BytesIO(data)) as pdf:
        tagged = {kid.K.Obj.objgen for kid in pdf.Root.StructTreeRoot.K if kid.get("/S") == pikepdf.Name.Form}
        assert tagged == {field.objgen for field in pdf.Root.AcroForm.Fields}


def test_fields_cover_no_text_and_the_seal_a_third_of_the_signature(desk: Desk) -> None:
    for record in desk.records.values():
        data = (desk.ready / record["file"]).read_bytes()
        rects = field_rects(data)
        document = pypdfium2.PdfDocument(data)
        for page, (left, bottom, right, top) in rects.values():
            text = document[page - 1].get_textpage().get_text_bounded(left, bottom, right, top).strip()
            assert text == "", (record["file"], text)
            assert top - bottom >= 15 * MM, record["file"]
        for person, seal in (("ky_nguoi_ky", "ky_co_quan"), ("ky_xac_nhan", "ky_co_quan_xac_nhan")):
            if person in rects and seal in rects:
                (_, signature), (_, stamp) = rects[person], rects[seal]
                over = (stamp[2] - signature[0]) / (signature[2] - signature[0])
                assert stamp[0] < signature[0]
                assert over == pytest.approx(1 / 3, abs=0.02)


def test_nothing_changes_on_the_pages_and_plain_papers_stay_plain(desk: Desk) -> None:
    plain = pypdfium2.PdfDocument(desk.out / "giay_to" / "to_trinh.pdf")
    ready = pypdfium2.PdfDocument(desk.ready / "to_trinh.pdf")
    assert b"/AcroForm" not in (desk.out / "giay_to" / "to_trinh.pdf").read_bytes()
    for one, other in zip(plain, ready, strict=True):
        assert one.render(scale=1).to_pil().tobytes() == other.render(scale=1).to_pil().tobytes()


def test_another_tool_finds_no_signature_yet(desk: Desk) -> None:
    told = run("pdfsig", desk.ready / "to_trinh.pdf")
    assert "Signature Field" not in told.stdout or "not signed" in told.stdout.lower()


def test_stage_for_signing_prepares_by_itself_and_a_signed_file_survives_every_rebuild(
    desk: Desk, tmp_path: Path
) -> None:
    case = tmp_path / "ho_so"
    shutil.copytree(desk.case, case)
    out = tmp_path / "out"
    first = dossier.build(case, out, paper="to_trinh", stage=GiaiDoan.TRINH_KY, today=TODAY)
    words = signing_words(first.to_sign)
    assert words[0] == "Trình Giám đốc Sở Tài chính Bế Minh Tường: ký to_trinh.pdf."
    assert words[1].startswith("Văn thư Sở Tài chính ký số của cơ quan, sau người ký: to_trinh.pdf")
    path = out / "trinh_ky" / "to_trinh.pdf"
    before = path.read_bytes()
    dossier.build(case, out, paper="to_trinh", stage=GiaiDoan.TRINH_KY, today=TODAY)
    assert path.read_bytes() == before, "the same case gives the same bytes"

    signed = sign_paper(before, records(out / "trinh_ky")["to_trinh"], desk.authority)
    path.write_bytes(signed)
    again = dossier.build(case, out, paper="to_trinh", stage=GiaiDoan.TRINH_KY, today=TODAY)
    assert path.read_bytes() == signed
    assert any("giữ nguyên" in line for line in signing_words(again.to_sign))

    ho_so = case / "ho_so.yaml"
    ho_so.write_text(ho_so.read_text("utf-8").replace("Bế Minh Tường", "Bế Minh Tướng"), "utf-8")
    changed = dossier.build(case, out, paper="to_trinh", stage=GiaiDoan.TRINH_KY, today=TODAY)
    kept = next(path.parent.glob("to_trinh.truoc-*.pdf"))
    assert kept.read_bytes() == signed
    assert b"/ByteRange" not in path.read_bytes()
    assert any(kept.name in line for line in signing_words(changed.to_sign))
