from __future__ import annotations

import pytest
from small_case import SmallCase

# old text, new text, code, pointer, words of the message, words of what is expected
HO_SO_CASES = [
    ("nam: 2025", "nam: 1999", "INP-113", "/nam", "“Năm thi đua” ghi là “1999”, nhỏ hơn 2000", "2000"),
    ("nam: 2025", "nam: 2101", "INP-114", "/nam", "lớn hơn 2100", "2100"),
    ("nam: 2025", "nam: 2025,5", "INP-117", "/nam", "không phải số nguyên", "chữ số"),
    ("nam: 2025\n", "", "INP-101", "/nam", "Thiếu “Năm thi đua”", "Năm bình xét"),
    ("nam: 2025", "nam: 2025\nnamm: 1", "INP-102", "/namm", "(có phải là “nam”?)", "quy_che, nam"),
    ("nam: 2025", "nam: [2025]", "INP-117", "/nam", "một danh sách 1 mục", "Số nguyên"),
    ("quy_che: cao-bang-2025", "quy_che: ''", "INP-104", "/quy_che", "để trống", "bỏ hẳn khóa"),
    ("quy_che: cao-bang-2025", "quy_che: {a: b}", "INP-103", "/quy_che", "phải là một đoạn chữ", "đoạn chữ"),
    ("giai_doan: trinh_ky", "giai_doan: xong", "INP-107", "/giai_doan", "“xong”", "nop (sẵn sàng nộp)"),
    ("id: so_b", "id: Sở B", "INP-105", "/nhom/don_vi/1/id", "không đúng dạng", "không dấu"),
    ("tinh_chat: ban_sao", "tinh_chat: photo", "INP-105", "/dinh_kem/0/tinh_chat", "“photo”", "ban_sao (bản sao)"),
    ("  to_trinh: {kinh", "  To trinh: {kinh", "INP-106", "/van_ban/To trinh", "“To trinh”", "không dấu"),
    ("to_trinh:\n  y_kien: []", "to_trinh: xong", "INP-108", "/to_trinh", "một đoạn chữ (“xong”)", "mo_dau"),
    ("don_vi_khong_ky: []", "don_vi_khong_ky: so_a", "INP-110", "/giao_uoc/don_vi_khong_ky", "danh sách", "- "),
    ("ngay_ky: 28/02/2025", "ngay_ky: 30/02/2025", "INP-118", "/giao_uoc/ngay_ky", "“30/02/2025”", "2026-02-06"),
    ("bat_dau: 2026-01-28 08:00", "bat_dau: 8 giờ sáng", "INP-119", "/hoi_nghi/bat_dau", "“8 giờ sáng”", "08:00"),
    ("dieu_6_qd_12: không", "dieu_6_qd_12: chưa rõ", "INP-120", "/cam_ket/dieu_6_qd_12", "“chưa rõ”", "“có” hoặc"),
    ("phat_ra: 2", "phat_ra: -2", "INP-117", "/bo_phieu/phat_ra", "Số phiếu phát ra", "không âm"),
    ("phat_ra: 2", "phat_ra: 1e3", "INP-117", "/bo_phieu/phat_ra", "“1e3”", "chữ số"),
    ("phat_ra: 2", "phat_ra: 2000000", "INP-114", "/bo_phieu/phat_ra", "1000000", "1000000"),
    ("- Khai mạc.", "- {bien_ban: x}", "INP-123", "/hoi_nghi/dien_bien/0", "một mục có các khóa bien_ban", "muc"),
    ("- Khai mạc.", "- [a]", "INP-123", "/hoi_nghi/dien_bien/0", "một danh sách", "gach_dau_dong"),
    ("rong: [1, 3]", "rong: [1]", "INP-124", "/hoi_nghi/dien_bien/1/noi_dung/1/bang", "2 cột", "2 ô"),
    ("rong: [1, 3]", "rong: [0, 3]", "INP-113", "/hoi_nghi/dien_bien/1/noi_dung/1/bang/rong/0", "nhỏ hơn 1", "1"),
    ("cot: [TT, Chỉ tiêu]", "cot: [TT]", "INP-111", "/hoi_nghi/dien_bien/1/noi_dung/1/bang/cot", "ít nhất", "2"),
    ("ten: Sở C", "ten: Sở\u200b C", "INP-122", "/nhom/don_vi/2/ten", "U+200B", "Chỉ có chữ"),
    ("ten: Sở C", "ten: " + "dài" * 7000, "INP-121", "/nhom/don_vi/2/ten", "dài 21000 ký tự", "20000"),
]  # fmt: skip

BANG_DIEM_CASES = [
    ("diem_moi: 5", "diem_moi: -5", "INP-113", "/tieu_chi/1/diem_moi", "nhỏ hơn 0", "0"),
    (', diem_moi: 5', "", "INP-127", "/tieu_chi/1", "“II”", "diem_moi"),
    ("        cach_cham: theo_muc\n", "", "INP-125", "/tieu_chi/0/muc/1", "“I.2”", "cach_cham"),
    ("tu_cham: 5", "tu_cham: 5 điểm", "INP-115", "/don_vi/so_a/diem_thuong/0/tu_cham", "“5 điểm”", "35,2"),
    ("ket_qua: 90", "ket_qua: 1.000", "INP-116", "/don_vi/so_b/diem/I.1/ket_qua", "“1.000”", "hàng nghìn"),
    ("ket_qua: 90", "ket_qua: 1e999999", "INP-115", "/don_vi/so_b/diem/I.1/ket_qua", "“1e999999”", "chữ số"),
    ("ket_qua: 90", "ket_qua: .nan", "INP-115", "/don_vi/so_b/diem/I.1/ket_qua", "“.nan”", "chữ số"),
    ("ket_qua: 90", "ket_qua: 12345678901", "INP-115", "/don_vi/so_b/diem/I.1/ket_qua", "không phải", "9 chữ số"),
    ("  so_b:\n    diem:\n", "  so_b:\n    diem:\n      I 2: {muc: tot}\n", "INP-106", "/don_vi/so_b/diem/I 2", "“I 2”", "I.1"),
    ("ket_qua: 90}", "ket_qua: 90, ketqua: 91}", "INP-102", "/don_vi/so_b/diem/I.1/ketqua", "“ket_qua”", "ke_hoach"),
]  # fmt: skip


def _check(small: SmallCase, file: str, case: tuple[str, str, str, str, str, str]) -> None:
    old, new, code, pointer, words, expected = case
    line = small.replace(file, old, new)
    finding = small.finding()
    assert (finding.code, finding.at.file, finding.at.pointer) == (code, file, pointer)
    assert words in finding.message
    assert finding.expected and expected in finding.expected
    assert finding.fix
    # the line of the value, of the key above a list written on one line, or of what a key is missing from
    assert finding.at.line is not None and abs(finding.at.line - line) <= 4
    assert len(finding.message) < 400


@pytest.mark.parametrize("case", HO_SO_CASES, ids=[f"{c[2]}-{c[1][:30]}" for c in HO_SO_CASES])
def test_a_wrong_value_in_ho_so(small: SmallCase, case: tuple[str, str, str, str, str, str]) -> None:
    _check(small, "ho_so.yaml", case)


@pytest.mark.parametrize("case", BANG_DIEM_CASES, ids=[f"{c[2]}-{c[1][:30]}" for c in BANG_DIEM_CASES])
def test_a_wrong_value_in_bang_diem(small: SmallCase, case: tuple[str, str, str, str, str, str]) -> None:
    _check(small, "bang_diem.yaml", case)


def test_exact_line_of_a_wrong_value(small: SmallCase) -> None:
    line = small.replace("ho_so.yaml", "thu_ve: 2", "thu_ve: hai")
    assert small.finding().at.line == line


def test_the_way_to_a_field_is_told_by_names(small: SmallCase) -> None:
    small.replace("ho_so.yaml", "vai_tro: pho", "vai_tro: phó")
    label = "“Cụm, khối thi đua › Các đơn vị thành viên › Sở B › Vai trò trong cụm, khối”"
    assert label in small.finding().message


def test_the_ambiguous_thousand_is_told_both_ways(small: SmallCase) -> None:
    small.replace("bang_diem.yaml", "ket_qua: 90", "ket_qua: 2.571")
    fix = small.finding().fix or ""
    assert "2571" in fix and "2,571" in fix


def test_levels_must_be_there_for_a_criterion_by_level(small: SmallCase) -> None:
    small.replace(
        "bang_diem.yaml",
        "        muc_do:\n          - {id: tot, ten: Tốt, diem: 299.5}\n          - {id: kha, ten: Khá, diem: 200}\n",
        "",
    )
    finding = small.finding()
    assert finding.code == "INP-126" and "“I.2”" in finding.message


def test_a_list_where_a_mapping_belongs(small: SmallCase) -> None:
    small.write("tong_ket.yaml", "- a\n- b\n")
    finding = small.finding()
    assert (finding.code, finding.at.file, finding.at.pointer) == ("INP-108", "tong_ket.yaml", "")
    assert "“Báo cáo tổng kết”" in finding.message and "một danh sách 2 mục" in finding.message


def test_a_mapping_by_id_that_is_a_list(small: SmallCase) -> None:
    small.write(
        "bang_diem.yaml", "tieu_chi: [{id: I, ten: A, diem_toi_da: 1, cach_cham: cham_truc_tiep}]\ndon_vi: [a]\n"
    )
    assert small.finding().code == "INP-109"


def test_too_many_rows(small: SmallCase) -> None:
    small.replace("ho_so.yaml", "[Báo cáo điểm, Báo cáo quỹ]", "[" + "x, " * 200 + "x]")
    finding = small.finding()
    assert finding.code == "INP-112" and "200" in (finding.expected or "")


def test_thousands_of_wrong_values_end_in_a_short_list(small: SmallCase) -> None:
    small.replace("ho_so.yaml", "kinh_gui: [Ủy ban nhân dân tỉnh]", "kinh_gui: [" + "'', " * 5000 + "x]")
    found = small.findings()
    assert len(found) == 301 and {f.code for f in found} == {"INP-104", "INP-012"}
