"""A complete fictional case of seven units under vinh-lac-2025, as plain data."""

from __future__ import annotations

from typing import Any

Tree = dict[str, Any]

SCORES = {
    "so_muoi": ("Sở Muối", "110", "36", "28"),
    "so_gom": ("Sở Gốm", "108", "34", "26"),
    "so_lua": ("Sở Lụa", "100", "33", "25"),
    "so_che": ("Sở Chè", "96", "32", "24"),
    "so_tre": ("Sở Tre", "90", "30", "20"),
    "so_dua": ("Sở Dừa", "112", "38", "29"),
    "so_cau": ("Sở Cầu", "99,5", "30,5", "20"),
}
"""Name and marks for the three contents. Dừa leads and is left out; Cầu stands on the threshold, outside the quota."""
LEADER, DEPUTY, EXCLUDED = "so_muoi", "so_gom", "so_dua"
PROPOSED = ("so_muoi", "so_gom", "so_lua")


def case() -> Tree:
    """The case as one JSON document."""
    return {
        "ho_so": _ho_so(),
        "bang_diem": _table(),
        "thanh_tich": {unit: _achievement(unit) for unit in PROPOSED},
    }


def _person(unit: str, name: str, office: str = "Giám đốc") -> Tree:
    return {"ho_ten": name, "chuc_vu": office, "don_vi": unit}


def _decision(number: str, day: str) -> Tree:
    return {"loai": "Quyết định", "so": number, "ngay": day, "co_quan": "Hội đồng Thi đua tỉnh Vĩnh Lạc"}


def _units() -> list[Tree]:
    roles = {LEADER: "truong", DEPUTY: "pho"}
    return [
        {
            "id": unit,
            "ten": name,
            "ky_hieu": f"S{number}",
            "co_quan_chu_quan": "Hội đồng nhân dân tỉnh Vĩnh Lạc",
            "vai_tro": roles.get(unit, "thanh_vien"),
            "nguoi_ky": {"ho_ten": f"Trịnh Ký {number}", "chuc_vu": "Giám đốc"},
            "cap_xac_nhan": "Hội đồng Thi đua tỉnh Vĩnh Lạc",
        }
        for number, (unit, (name, *_)) in enumerate(SCORES.items(), start=1)
    ]


def _ho_so() -> Tree:
    issued = {"so": "5", "ngay": "2026-01-19", "noi_nhan": ["Các đơn vị thành viên"], "luu": "VT, TC"}
    of_units = {f"bao_cao_thanh_tich__{u}": {"ngay": "2026-01-16"} for u in PROPOSED}
    of_units |= {f"bang_diem__{u}": {"ngay": "2026-01-12"} for u in PROPOSED}
    return {
        "quy_che": "vinh-lac-2025",
        "nam": "2025",
        "giai_doan": "nop",
        "nhom": {
            "loai": "khoi",
            "ten": "Khối thi đua Thủ công tỉnh Vĩnh Lạc",
            "ten_ngan": "Khối thi đua Thủ công",
            "don_vi": _units(),
        },
        "giao_uoc": {"ngay_ky": "2025-03-10", "don_vi_khong_ky": []},
        "khong_xet": [
            {
                "don_vi": EXCLUDED,
                "can_cu": "no_bao_hiem",
                "dien_giai": "nợ 04 tháng",
                "van_ban": {**_decision("9/TB-BHXH", "2025-12-01"), "loai": "Thông báo", "co_quan": "Bảo hiểm xã hội"},
            }
        ],
        "cam_ket": {
            "khac": {"khong_no_bao_hiem": "có"},
            "nguoi_ra_soat": "Trịnh Soát, Chánh Văn phòng Sở Muối",
            "can_cu": "Báo cáo của các đơn vị thành viên",
        },
        "hoi_nghi": {
            "ten": "Hội nghị tổng kết năm 2025",
            "bat_dau": "2026-01-16 08:00",
            "ket_thuc": "2026-01-16 11:00",
            "dia_diem": "Nhà văn hóa Sở Muối",
            "chu_tri": _person(LEADER, "Trịnh Chủ"),
            "thu_ky": _person(LEADER, "Trịnh Thư", "Chuyên viên"),
            "du_hop": [
                _person(LEADER, "Trịnh Chủ"),
                _person(LEADER, "Trịnh Thư", "Chuyên viên"),
                *(_person(u, f"Trịnh Dự {n}") for n, u in enumerate(SCORES) if u != LEADER),
            ],
            "dien_bien": ["Chủ trì khai mạc và báo cáo kết quả năm 2025."],
            "ket_luan": ["Chủ trì kết luận hội nghị."],
            "bau_nam_sau": {"truong": DEPUTY, "pho": "so_lua", "hinh_thuc": "biểu quyết"},
        },
        "bo_phieu": {
            "truong_ban": _person("so_che", "Trịnh Kiểm"),
            "uy_vien": [_person("so_tre", "Trịnh Đếm"), _person("so_cau", "Trịnh Ghi")],
            "so_don_vi_tham_gia": "7",
            "phat_ra": "7",
            "thu_ve": "7",
            "hop_le": "7",
            "khong_hop_le": "0",
            "gio_kiem_phieu": "2026-01-16 10:00",
            "ung_vien": [{"don_vi": "so_muoi", "so_phieu": "6"}, {"don_vi": "so_gom", "so_phieu": "1"}],
        },
        "to_trinh": {"y_kien": [], "y_kien_tham_dinh": "Các đơn vị được đề nghị đủ điều kiện, tiêu chuẩn."},
        "van_ban": {
            "to_trinh": issued,
            "bien_ban_hop": {"so": "3", "ngay": "2026-01-16"},
            "bien_ban_kiem_phieu": {"so": "4", "ngay": "2026-01-16"},
            "bang_tong_hop": {"ngay": "2026-01-12"},
            **of_units,
        },
    }


def _table() -> Tree:
    def group(id_: str, title: str, most: str) -> Tree:
        leaf = {
            "id": f"{id_}.1",
            "ten": f"Kết quả: {title.lower()}",
            "diem_toi_da": most,
            "cach_cham": "cham_truc_tiep",
        }
        return {"id": id_, "ten": title, "diem_toi_da": most, "muc": [leaf]}

    def marks(values: tuple[str, ...]) -> Tree:
        places = zip(("I.1", "II.1", "III.1"), values, strict=True)
        proof = ["Báo cáo số 8/BC ngày 05/01/2026"]
        return {place: {"tu_cham": value, "minh_chung": proof} for place, value in places}

    agreed = {"khoi_nhu_tu_cham": "có", "diem_thuong": [], "diem_tru": []}
    sheets: Tree = {u: {**agreed, "diem": marks(tuple(m))} for u, (_, *m) in SCORES.items()}
    sheets[DEPUTY]["diem_thuong"] = [
        {
            "can_cu": "mo_hinh_moi",
            "dien_giai": "Mô hình lò gốm điện",
            "tu_cham": "4",
            "minh_chung": ["Quyết định số 12/QĐ ngày 01/10/2025"],
        }
    ]
    sheets["so_lua"]["diem_tru"] = [
        {"can_cu": "hop_vang", "dien_giai": "Vắng họp quý II", "so_truong_hop": "1", "minh_chung": ["Biên bản quý II"]}
    ]
    contents = [
        group("I", "Nhiệm vụ chuyên môn", "120"),
        group("II", "Xây dựng cơ quan", "40"),
        group("III", "Phong trào thi đua", "30"),
    ]
    return {"ten": "Bảng điểm Khối Thủ công", "tieu_chi": contents, "so_le": "1", "don_vi": sheets}


def _achievement(unit: str) -> Tree:
    name = SCORES[unit][0]
    return {
        "don_vi": unit,
        "lien_he": {"dia_chi": f"Nhà số 1, phố {name}", "dien_thoai": "0999.000.000", "trang_tin": "mau.example"},
        "thanh_lap": [f"{name} thành lập năm 1996."],
        "dac_diem": [f"{name} có 05 phòng."],
        "nhan_su": {"tong_so": "50", "nu": "20", "dang_vien": "30"},
        "chuc_nang": [f"{name} tham mưu quản lý ngành."],
        "ket_qua_nhiem_vu": [{"muc": "Chuyên môn", "noi_dung": [f"{name} hoàn thành mọi việc được giao."]}],
        "chi_tieu": [
            {"ten": "Việc xong", "don_vi_tinh": "việc", "ke_hoach": "100", "thuc_hien": "110", "nam_truoc": "90"}
        ],
        "bien_phap": ["Giao việc rõ người, rõ hạn."],
        "phong_trao": [{"ten": "Thi đua sản xuất", "thoi_gian": "Cả năm", "ket_qua": "05 mô hình"}],
        "sang_kien": [{"ten": "Sổ tay nghề", "quyet_dinh": _decision("9/QĐ", "2025-10-01"), "pham_vi": "cơ sở"}],
        "chu_truong_chinh_sach": ["Chấp hành tốt."],
        "doan_ket_ky_luat": ["Nội bộ đoàn kết."],
        "tiet_kiem": ["Tiết kiệm 10% chi thường xuyên."],
        "dang_doan_the": ["Chi bộ hoàn thành tốt nhiệm vụ."],
        "xep_loai": [
            {"to_chuc": "Chi bộ", "ket_qua": "Hoàn thành tốt", "quyet_dinh": _decision("3-QĐ/ĐU", "2025-12-20")}
        ],
        "pham_vi_anh_huong": ["Toàn ngành."],
        "danh_hieu": [
            {"nam": "2024", "hinh_thuc": "Tập thể tiên phong", "quyet_dinh": _decision("20/QĐ", "2025-02-03")}
        ],
        "khen_thuong": [
            {"nam": "2023", "hinh_thuc": "Giấy khen năm 2023", "quyet_dinh": _decision("21/QĐ", "2024-02-03")}
        ],
    }
