from __future__ import annotations

import json
import os
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from small_case import PDF, SmallCase

from dossier.core.errors import InputUnreadable
from dossier.core.files import sha256
from dossier.core.finding import InputInvalid
from dossier.inputs.attachments import MAX_BYTES
from dossier.inputs.dump import dump_case
from dossier.inputs.load import load_case
from dossier.inputs.prose import Muc


def test_a_folder_becomes_one_case(small: SmallCase) -> None:
    loaded = load_case(small.folder)
    case = loaded.case
    assert loaded.folder == small.folder
    assert case.bang_diem is not None and case.bang_diem.tieu_chi[0].muc[0].diem_toi_da == Decimal("300.5")
    assert case.bang_diem.don_vi["so_b"].diem_thuong is None and case.bang_diem.don_vi["so_a"].diem_tru == ()
    assert case.thanh_tich["so_a"].khen_thuong == ()
    assert case.ho_so.cam_ket is not None and case.ho_so.cam_ket.dieu_6_qd_12 is False
    muc = case.ho_so.hoi_nghi.dien_bien[1] if case.ho_so.hoi_nghi else None
    assert isinstance(muc, Muc) and muc.muc == "Báo cáo"
    assert set(loaded.digests) == {
        "ho_so.yaml", "bang_diem.yaml", "tong_ket.yaml", "thanh_tich/so_a.yaml", "dinh_kem/qd.pdf",
    }  # fmt: skip
    assert loaded.digests["dinh_kem/qd.pdf"] == sha256(PDF)
    assert loaded.digests["ho_so.yaml"] == sha256((small.folder / "ho_so.yaml").read_bytes())


def test_only_ho_so_is_required(small: SmallCase) -> None:
    for name in ("bang_diem.yaml", "tong_ket.yaml", "thanh_tich/so_a.yaml"):
        (small.folder / name).unlink()
    case = load_case(small.folder).case
    assert case.bang_diem is None and case.tong_ket is None and case.thanh_tich == {}


def test_places_name_file_line_and_unit(small: SmallCase) -> None:
    places = load_case(small.folder).places
    lines = (small.folder / "ho_so.yaml").read_text("utf-8").splitlines()
    there = places.at("/ho_so/bo_phieu/phat_ra")
    assert (there.file, there.pointer) == ("ho_so.yaml", "/bo_phieu/phat_ra")
    assert there.line is not None and lines[there.line - 1].strip() == "phat_ra: 2"
    missing = places.at("/ho_so/to_trinh/y_kien_tham_dinh")
    assert missing.pointer == "/to_trinh/y_kien_tham_dinh"
    assert missing.line is not None and lines[missing.line - 1] == "to_trinh:"
    score = places.at("/bang_diem/don_vi/so_b/diem/I.1/ket_qua")
    assert (score.file, score.pointer, score.unit) == ("bang_diem.yaml", "/don_vi/so_b/diem/I.1/ket_qua", "so_b")
    report = places.at("/thanh_tich/so_a/nhan_su/nu")
    assert (report.file, report.pointer, report.line, report.unit) == ("thanh_tich/so_a.yaml", "/nhan_su/nu", 2, "so_a")
    absent = places.at("/thanh_tich/so_b/nhan_su")
    assert (absent.file, absent.line) == ("thanh_tich/so_b.yaml", None)


def test_a_key_left_blank_is_a_key_not_written(small: SmallCase) -> None:
    small.replace("ho_so.yaml", "      ten: Sở C\n", "      ten: Sở C\n      vai_tro:\n      ky_hieu:\n")
    small.replace("ho_so.yaml", "khong_xet:\n", "thu: \nkhong_xet:\n")
    finding = small.finding()  # a key that is not known stays an error, blank or not
    assert (finding.code, finding.at.pointer) == ("INP-102", "/thu")
    small.replace("ho_so.yaml", "thu: \n", "")
    assert load_case(small.folder).case.ho_so.don_vi("so_c").vai_tro == "thanh_vien"


def test_a_required_key_left_blank_is_missing(small: SmallCase) -> None:
    line = small.replace("ho_so.yaml", "      ten: Sở C\n", "      ten:\n")
    finding = small.finding()
    assert (finding.code, finding.at.file, finding.at.line) == ("INP-101", "ho_so.yaml", line)
    assert "Thiếu" in finding.message and "Tên đơn vị" in finding.message
    assert finding.expected and "không viết tắt" in finding.expected


def test_a_blank_entry_of_a_unit_or_a_criterion_is_still_an_entry(small: SmallCase) -> None:
    small.replace("bang_diem.yaml", "      I.2: {muc: tot}\n", "      I.2:\n      I.9:\n")
    small.replace("bang_diem.yaml", "  so_b:\n", "  so_x:\n  so_b:\n")
    assert [(f.code, f.at.pointer) for f in small.findings()] == [
        ("INP-201", "/don_vi/so_x"),
        ("INP-204", "/don_vi/so_a/diem/I.9"),
    ]


def test_the_json_form_says_the_same(small: SmallCase, tmp_path: Path) -> None:
    loaded = load_case(small.folder)
    document = tmp_path / "dossier.json"
    document.write_bytes(dump_case(loaded.case))
    again = load_case(document)
    assert again.case == loaded.case and again.folder is None
    assert dump_case(again.case) == document.read_bytes()
    assert list(again.digests) == ["dossier.json"]
    at = again.places.at("/ho_so/bo_phieu/phat_ra")
    assert (at.file, at.pointer) == ("dossier.json", "/ho_so/bo_phieu/phat_ra")


def test_json_numbers_are_exact_and_floats_never_happen(small: SmallCase, tmp_path: Path) -> None:
    data = json.loads(dump_case(load_case(small.folder).case))
    data["bang_diem"]["don_vi"]["so_a"]["diem"]["I.1"]["ket_qua"] = "@"
    document = tmp_path / "d.json"
    document.write_text(json.dumps(data).replace('"@"', "0.10000000000000000555"), "utf-8")
    with pytest.raises(InputInvalid) as caught:
        load_case(document)
    (finding,) = caught.value.findings
    assert (finding.code, finding.at.file) == ("INP-115", "d.json")
    assert finding.at.pointer == "/bang_diem/don_vi/so_a/diem/I.1/ket_qua"
    document.write_text(json.dumps(data).replace('"@"', "105.1"), "utf-8")
    case = load_case(document).case
    assert case.bang_diem and case.bang_diem.don_vi["so_a"].diem["I.1"].ket_qua == Decimal("105.1")


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"[1, 2]", "INP-020"), (b'"x"', "INP-020"), (b"{", "INP-018"), (b"\xff\xfe{\0", "INP-002"), (b"{}", "INP-101")],
)
def test_a_document_that_is_no_case(tmp_path: Path, content: bytes, code: str) -> None:
    path = tmp_path / "d.json"
    path.write_bytes(content)
    with pytest.raises(InputInvalid) as caught:
        load_case(path)
    assert [f.code for f in caught.value.findings] == [code]


def test_nothing_at_the_path_is_the_operators_error(tmp_path: Path) -> None:
    with pytest.raises(InputUnreadable) as caught:
        load_case(tmp_path / "khong_co")
    assert "Không tìm thấy hồ sơ" in caught.value.message and caught.value.hint
    with pytest.raises(InputUnreadable):
        load_case(Path("a\0b"))


def test_problems_of_all_files_come_at_once(small: SmallCase) -> None:
    small.replace("ho_so.yaml", "nam: 2025", "nam: hai nghìn")
    small.replace("bang_diem.yaml", 'ket_qua: "105,25"', "ket_qua: 1e999999")
    small.replace("bang_diem.yaml", "ten: Bảng điểm", "ten: Bảng điểm\nten: Bảng điểm khác")
    small.replace("thanh_tich/so_a.yaml", "nu: 31", "nu: -1")
    small.write("tong_ket.yaml", "uu_diem: [\n")
    small.write("thanh_tich/so_b.yaml", "don_vi: so_c\n")
    assert [(f.code, f.at.file) for f in small.findings()] == [
        ("INP-004", "bang_diem.yaml"),
        ("INP-014", "tong_ket.yaml"),
        ("INP-115", "bang_diem.yaml"),
        ("INP-117", "ho_so.yaml"),
        ("INP-117", "thanh_tich/so_a.yaml"),
        ("INP-210", "thanh_tich/so_b.yaml"),
    ]


def test_references_are_reported_together_with_broken_fields(small: SmallCase) -> None:
    small.replace("bang_diem.yaml", "tu_cham: 5", "tu_cham: năm")
    small.replace("ho_so.yaml", "{truong: so_b, pho: so_a}", "{truong: so_b, pho: so_x}")
    assert {f.code for f in small.findings()} == {"INP-115", "INP-201"}


def test_a_file_that_says_nothing_is_not_also_reported_as_missing(small: SmallCase) -> None:
    small.write("ho_so.yaml", b"\xff\xfe\x00")
    assert [f.code for f in small.findings()] == ["INP-002"]
    (small.folder / "ho_so.yaml").unlink()
    finding = small.finding()
    assert finding.code == "INP-301" and "ho_so.yaml" in finding.message


def test_a_huge_file(small: SmallCase) -> None:
    small.write("tong_ket.yaml", b"#" * 5_000_001)
    finding = small.finding()
    assert (finding.code, finding.at.file) == ("INP-001", "tong_ket.yaml")


@pytest.mark.parametrize("name", ["bang_diem.yml", "Tong_ket.yaml", "thanh_tich/so_b.yml"])
def test_a_file_with_nearly_the_right_name_is_not_ignored(small: SmallCase, name: str) -> None:
    small.write(name, "don_vi: so_b\n")
    finding = small.finding()
    assert (finding.code, finding.at.file) == ("INP-302", name)
    assert "có phải là" in finding.message


def test_other_peoples_files_are_left_alone(small: SmallCase) -> None:
    for name in (".ho_so.yaml.swp", "ghi_chu.docx", "thanh_tich/.~lock", "thanh_tich/ban_nhap.docx"):
        small.write(name, "x")
    assert load_case(small.folder).case.ho_so.nam == 2025


@pytest.mark.parametrize("name", ["tong_ket.yaml", "thanh_tich/so_a.yaml", "thanh_tich"])
def test_a_link_out_of_the_folder_is_refused(small: SmallCase, tmp_path: Path, name: str) -> None:
    outside = tmp_path / "ngoai"
    outside.mkdir()
    target = small.folder / name
    if target.is_dir():
        target.rename(outside / "thu_muc")
        target.symlink_to(outside / "thu_muc")
    else:
        target.rename(outside / "tep.yaml")
        target.symlink_to(outside / "tep.yaml")
    finding = small.finding()
    assert (finding.code, finding.at.file) == ("INP-303", name)
    assert "ra ngoài thư mục hồ sơ" in finding.message


def test_things_that_are_no_files(small: SmallCase) -> None:
    (small.folder / "tong_ket.yaml").unlink()
    os.mkfifo(small.folder / "tong_ket.yaml")
    (small.folder / "thanh_tich" / "so_b.yaml").mkdir()
    found = small.findings()
    assert [(f.code, f.at.file) for f in found] == [
        ("INP-304", "thanh_tich/so_b.yaml"),
        ("INP-304", "tong_ket.yaml"),
    ]


# --- attachments

ENCRYPTED = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R/Encrypt 5 0 R>>\n%%EOF\n"


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("../qd.pdf", "INP-303"),
        ("/etc/passwd", "INP-303"),
        ("dinh_kem/../../qd.pdf", "INP-303"),
        (".", "INP-303"),
        ("dinh_kem/lien_ket.pdf", "INP-303"),
        ("dinh_kem/khong_co.pdf", "INP-305"),
        ("dinh_kem", "INP-305"),
        ("dinh_kem/gia.PDF", "INP-307"),
        ("dinh_kem/khoa.pdf", "INP-308"),
        ("dinh_kem/rong.docx", "INP-309"),
        ("dinh_kem/lon.pdf", "INP-306"),
    ],
)
def test_an_attachment_must_be_a_sound_file_of_the_folder(
    small: SmallCase, tmp_path: Path, path: str, code: str
) -> None:
    (tmp_path / "qd.pdf").write_bytes(PDF)
    (small.folder / "dinh_kem" / "lien_ket.pdf").symlink_to(tmp_path / "qd.pdf")
    small.write("dinh_kem/gia.PDF", b"PK\x03\x04 day la Word")
    small.write("dinh_kem/khoa.pdf", ENCRYPTED)
    small.write("dinh_kem/rong.docx", b"")
    if code == "INP-306":
        with (small.folder / "dinh_kem" / "lon.pdf").open("wb") as stream:
            stream.truncate(MAX_BYTES + 1)
    line = small.replace("ho_so.yaml", "dinh_kem/qd.pdf", path)
    finding = small.finding()
    assert (finding.code, finding.at.file, finding.at.pointer) == (code, "ho_so.yaml", "/dinh_kem/0/tep")
    assert finding.at.line == line and f"“{path}”" in finding.message and finding.fix


def test_the_word_encrypt_in_a_text_is_no_encryption(small: SmallCase) -> None:
    small.write("dinh_kem/qd.pdf", PDF.replace(b"/Catalog", b"/Catalog/Title(The /Encrypt key)"))
    assert "dinh_kem/qd.pdf" in load_case(small.folder).digests


# --- hostile or odd text

NASTY = "Sở <b>A</b> & {{ 7*7 }} {% for x in y %} ${x} %s \\n “Ngoặc” 'đơn' </w:t>"


def test_markup_and_templates_in_a_name_are_plain_text(small: SmallCase, tmp_path: Path) -> None:
    small.replace("ho_so.yaml", "ten: Sở A,", f"ten: {json.dumps(NASTY, ensure_ascii=False)},")
    loaded = load_case(small.folder)
    assert loaded.case.ho_so.don_vi("so_a").ten == NASTY
    (tmp_path / "d.json").write_bytes(dump_case(loaded.case))
    assert load_case(tmp_path / "d.json").case.ho_so.don_vi("so_a").ten == NASTY


def test_braces_in_a_value_do_not_disturb_the_message(small: SmallCase) -> None:
    small.replace("ho_so.yaml", "vai_tro: pho", 'vai_tro: "{truong} {0} {{x}}"')
    finding = small.finding()
    assert finding.code == "INP-107" and "“{truong} {0} {{x}}”" in finding.message


def test_decomposed_text_is_composed_without_a_word(make_case: Callable[[str], SmallCase]) -> None:
    import unicodedata

    plain, decomposed = make_case("nfc"), make_case("nfd")
    for name in ("ho_so.yaml", "bang_diem.yaml", "thanh_tich/so_a.yaml"):
        path = decomposed.folder / name
        path.write_text(unicodedata.normalize("NFD", path.read_text("utf-8")), "utf-8")
    assert load_case(decomposed.folder).case == load_case(plain.folder).case


def test_text_in_cells_is_held_to_the_same_rules(small: SmallCase) -> None:
    small.replace("ho_so.yaml", '["2", Thu]', '["2", "Thu\\u202e"]')
    finding = small.finding()
    assert (finding.code, finding.at.pointer) == ("INP-122", "/hoi_nghi/dien_bien/1/noi_dung/1/bang/hang/1/1")
    assert "U+202E" in finding.message
