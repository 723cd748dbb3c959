"""Defects of the files: names, encodings, keys and values that can't be read as what they stand for."""

from __future__ import annotations

from defect_model import At, Defect
from yaml_edits import append, put, recode, remove, rename, replace, reword

H, B = "ho_so.yaml", "bang_diem.yaml"
TCVN3 = {
    "ơ": "¬",
    "ư": "­",
    "đ": "®",
    "ă": "¨",
    "â": "©",
    "ê": "ª",
    "ô": "«",
    "á": "¸",
    "à": "µ",
    "ạ": "¹",
    "ế": "Õ",
    "ộ": "é",
}


def _tcvn3(text: str) -> bytes:
    """As an old typing program saves it: one byte for each letter."""
    return "".join(TCVN3.get(letter, letter) for letter in text).encode("latin-1", "replace")


def _utf16(text: str) -> bytes:
    return text.encode("utf-16")


INPUTS = (
    Defect(
        "bang_ma_cu",
        "Tệp gõ bằng bảng mã cũ (TCVN3)",
        "cb9",
        (recode("thanh_tich/so_tu_phap.yaml", _tcvn3),),
        "INP-002",
        At("thanh_tich/so_tu_phap.yaml"),
    ),
    Defect(
        "bang_ma_utf16",
        "Tệp lưu ở dạng Unicode của Notepad (UTF-16)",
        "cb9",
        (recode("thanh_tich/so_tu_phap.yaml", _utf16),),
        "INP-002",
        At("thanh_tich/so_tu_phap.yaml"),
    ),
    Defect(
        "khoa_ghi_hai_lan",
        "Ghi hai lần một mục trong cùng một chỗ",
        "cb9",
        (append(H, "/bo_phieu", "thu_ve: 8"),),
        "INP-004",
        At(H, "/bo_phieu/thu_ve"),
    ),
    Defect(
        "khoa_go_sai",
        "Gõ sai tên mục (thuve)",
        "cb9",
        (reword(H, "  thu_ve: 9", "  thuve: 9"),),
        "INP-102",
        At(H, "/bo_phieu/thuve"),
    ),
    Defect(
        "thut_dong_bang_tab",
        "Thụt đầu dòng bằng phím Tab",
        "cb9",
        (reword(H, "  thu_ve: 9", "\tthu_ve: 9"),),
        "INP-013",
        At(H),
    ),
    Defect(
        "hai_cham_khong_ngoac_kep",
        "Câu có dấu hai chấm mà không đặt trong ngoặc kép",
        "cb9",
        (reword(H, "can_cu: Văn bản số 1342/SNV-TĐKT", "can_cu: Văn bản: số 1342/SNV-TĐKT"),),
        "INP-017",
        At(H),
    ),
    Defect(
        "phieu_ghi_so_le_khong_ngoac",
        "Ghi số lẻ trong ngoặc nhọn nên bị tách làm hai",
        "cb9",
        (replace(H, "/bo_phieu/ung_vien/don_vi=so_tai_chinh/so_phieu", "3", "3,5"),),
        "INP-102",
        At(H, "/bo_phieu/ung_vien/0/5"),
    ),
    Defect(
        "bo_trong_ten_don_vi",
        "Để trống tên một đơn vị",
        "cb9",
        (replace(H, "/nhom/don_vi/id=so_xay_dung/ten", "Sở Xây dựng", '""'),),
        "INP-104",
        At(H, "/nhom/don_vi/5/ten"),
    ),
    Defect(
        "tra_loi_khac_co_khong",
        "Trả lời cam kết bằng chữ khác “có”, “không”",
        "cb9",
        (replace(H, "/cam_ket/dat_chuan_van_hoa", "có", "đạt"),),
        "INP-120",
        At(H, "/cam_ket/dat_chuan_van_hoa"),
    ),
    Defect(
        "gio_hop_sai_dang",
        "Ghi giờ họp sai dạng (8 giờ)",
        "cb9",
        (replace(H, "/hoi_nghi/bat_dau", "23/01/2026 08:00", "8 giờ ngày 23/01/2026"),),
        "INP-119",
        At(H, "/hoi_nghi/bat_dau"),
    ),
    Defect(
        "don_vi_khai_hai_lan",
        "Một mã đơn vị dùng cho hai đơn vị",
        "cb9",
        (replace(H, "/nhom/don_vi/5/id", "so_xay_dung", "so_tu_phap"),),
        "INP-202",
        At(H, "/nhom/don_vi/5/id"),
        also=("INP-201",),
    ),
    Defect(
        "tep_thanh_tich_nham_don_vi",
        "Tệp thành tích của đơn vị này ghi mã đơn vị khác",
        "cb9",
        (replace("thanh_tich/so_tu_phap.yaml", "/don_vi", "so_tu_phap", "so_xay_dung"),),
        "INP-210",
        At("thanh_tich/so_tu_phap.yaml", "/don_vi"),
    ),
    Defect(
        "ten_tep_sai",
        "Đặt sai tên tệp bảng điểm (bangdiem.yaml)",
        "cb9",
        (rename("bang_diem.yaml", "bangdiem.yaml"),),
        "INP-302",
        At("bangdiem.yaml"),
    ),
    Defect(
        "thieu_tep_ho_so",
        "Thư mục không có tệp ho_so.yaml",
        "cb5",
        (remove(H),),
        "INP-301",
        At(H),
    ),
    Defect(
        "thanh_tich_don_vi_la",
        "Có tệp thành tích của đơn vị không thuộc khối",
        "cb9",
        (put("thanh_tich/so_y_te.yaml", "don_vi: so_y_te\n"),),
        "INP-201",
        At("thanh_tich/so_y_te.yaml"),
    ),
    Defect(
        "van_ban_sai_ten_muc",
        "Ghi số, ngày của biên bản dưới tên mục gõ sai (bien_ban_kiem_phiu)",
        "cb9",
        (reword(H, "  bien_ban_kiem_phieu:\n    so: 13", "  bien_ban_kiem_phiu:\n    so: 13"),),
        "PAP-022",
        At(H, "/van_ban/bien_ban_kiem_phiu"),
        also=("FLD-001",),
    ),
    Defect(
        "cach_cham_sai_so_lieu",
        "Tiêu chí chấm theo mức mà lại ghi số lượng",
        "cb9",
        (append(B, "/don_vi/so_tai_chinh/diem/I.2.3", "so_luong: 2"),),
        "INP-208",
        At(B, "/don_vi/so_tai_chinh/diem/I.2.3/so_luong"),
    ),
)
