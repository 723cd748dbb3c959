"""A small complete case of seven fictional units for the views, and its papers as plain text."""

from __future__ import annotations

import copy
from functools import lru_cache
from typing import Any

from dossier.decisions.decide import decide
from dossier.inputs.case import Case
from dossier.inputs.ho_so import GiaiDoan
from dossier.papers.blocks import Paragraph, Table
from dossier.papers.paper import PaperKey
from dossier.papers.plan import plan_papers
from dossier.papers.view import Context, View
from dossier.papers.views import make_view
from dossier.regulation.load import load_calendar, load_national, load_regulation

Tree = dict[str, Any]

UNITS = {
    "so_a": ("Sở Kế hoạch mẫu", "940"),
    "so_b": ("Sở Thương mại mẫu", "940"),
    "so_c": ("Ban Quản lý mẫu", "900,5"),
    "so_d": ("Sở Đo đạc mẫu", "870"),
    "so_e": ("Sở Ấn loát mẫu", "840"),
    "so_f": ("Công ty mẫu", "920"),
    "so_g": ("Trung tâm mẫu", "910"),
}
"""Name and appraised total: A and B tie at the top, D is outside the quota, E has too few points, F is excluded, G postponed."""


def tree() -> Tree:
    """A fresh copy of the whole case as plain data."""
    return copy.deepcopy(_tree())


def context(data: Tree, stage: str | None = None) -> Context:
    """The case decided under cao-bang-2025."""
    case = Case.model_validate(data)
    regulation = load_regulation("cao-bang-2025")
    outcome = decide(case, regulation, load_calendar())
    return Context(case, outcome, regulation, load_national(), GiaiDoan(stage) if stage else case.ho_so.giai_doan)


def views(given: Context) -> dict[str, View]:
    """Every planned paper by its name."""
    return {key.name: make_view(key, given) for key in plan_papers(given)}


def view(given: Context, name: str) -> View:
    """One planned paper."""
    return make_view(next(key for key in plan_papers(given) if key.name == name), given)


def key_of(given: Context, name: str) -> PaperKey:
    """The key of one planned paper."""
    return next(key for key in plan_papers(given) if key.name == name)


def text(made: View) -> str:
    """All words of a view, one line for each paragraph or cell."""
    return "\n".join(_lines(list(made.values.values())))


def cells(made: View, slot: str) -> list[list[str]]:
    """Rows of the first table of a slot."""
    table = next(block for block in made.values[slot] if isinstance(block, Table))
    return [["\n".join(_lines(list(cell.blocks))) for cell in row.cells] for row in table.rows]


def _lines(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, Paragraph):
        return [value.text]
    if isinstance(value, Table):
        return [line for row in value.rows for cell in row.cells for line in _lines(list(cell.blocks))]
    if isinstance(value, dict):
        return [line for item in value.values() for line in _lines(item)]
    if isinstance(value, list | tuple):
        return [line for item in value for line in _lines(item)]
    return []


def _person(unit: str, name: str, office: str = "Giám đốc") -> Tree:
    return {"ho_ten": name, "chuc_vu": office, "don_vi": unit}


def _decision(number: str, day: str) -> Tree:
    return {"loai": "Quyết định", "so": number, "ngay": day, "co_quan": "Chủ tịch Ủy ban nhân dân tỉnh"}


def _achievement(unit: str) -> Tree:
    return {
        "don_vi": unit,
        "lien_he": {"dia_chi": "Số 1 đường Mẫu", "dien_thoai": "0206.000.000", "trang_tin": "mau.example"},
        "thanh_lap": ["Thành lập năm 1996."],
        "dac_diem": ["Gồm 05 phòng."],
        "nhan_su": {"tong_so": "50", "nu": "8", "dang_vien": "30"},
        "chuc_nang": ["Tham mưu, giúp Ủy ban nhân dân tỉnh."],
        "ket_qua_nhiem_vu": [{"muc": "Công tác chuyên môn", "noi_dung": ["Hoàn thành tốt."]}],
        "chi_tieu": [
            {"ten": "Việc xong", "don_vi_tinh": "việc", "ke_hoach": "125", "thuc_hien": "110", "nam_truoc": "100"},
            {"ten": "Việc mới", "don_vi_tinh": "việc", "thuc_hien": "7"},
        ],
        "bien_phap": ["Giao việc rõ người."],
        "phong_trao": [{"ten": "Thi đua mẫu", "thoi_gian": "Quý II", "ket_qua": "05 mô hình"}],
        "sang_kien": [{"ten": "Sổ tay", "quyet_dinh": _decision("9/QĐ-SM", "2025-10-01"), "pham_vi": "cơ sở"}],
        "chu_truong_chinh_sach": ["Chấp hành tốt."],
        "doan_ket_ky_luat": ["Nội bộ đoàn kết."],
        "tiet_kiem": ["Tiết kiệm 10%."],
        "dang_doan_the": ["Chi bộ vững mạnh."],
        "xep_loai": [
            {"to_chuc": "Chi bộ", "ket_qua": "Hoàn thành tốt", "quyet_dinh": _decision("3-QĐ/ĐU", "2025-12-20")}
        ],
        "pham_vi_anh_huong": ["Toàn ngành."],
        "danh_hieu": [
            {
                "nam": "2024",
                "hinh_thuc": "Tập thể lao động xuất sắc",
                "quyet_dinh": _decision("20/QĐ-UBND", "2025-02-03"),
            },
            {
                "nam": "2022",
                "hinh_thuc": "Tập thể lao động tiên tiến",
                "quyet_dinh": _decision("8/QĐ-SM", "2023-01-09"),
            },
        ],
        "khen_thuong": [],
    }


@lru_cache(maxsize=1)
def _tree() -> Tree:
    ids = list(UNITS)
    units = [
        {
            "id": unit,
            "ten": UNITS[unit][0],
            "ky_hieu": f"M{number}",
            "co_quan_chu_quan": "Ủy ban nhân dân tỉnh Cao Bằng",
            "vai_tro": {0: "truong", 1: "pho"}.get(number, "thanh_vien"),
            "nguoi_ky": {"ho_ten": f"Người Ký {number}", "chuc_vu": "Giám đốc"},
        }
        for number, unit in enumerate(ids)
    ]
    units[1]["nguoi_ky"] = {"ho_ten": "Người Ký Thay", "chuc_vu": "Phó Giám đốc", "tham_quyen": "KT. GIÁM ĐỐC"}
    marks = {"khoi_nhu_tu_cham": "có", "tham_dinh_nhu_khoi": "có", "diem_thuong": [], "diem_tru": []}
    sheets: Tree = {
        unit: {**marks, "diem": {"I.1": {"tu_cham": score}, "II.1": {"tu_cham": "0"}}}
        for unit, (_, score) in UNITS.items()
    }
    sheets["so_c"]["diem_tru"] = [{"can_cu": "ky_luat", "dien_giai": "Khiển trách 01 người", "so_truong_hop": "1"}]
    issued = {"so": "5", "ngay": "2026-02-09"}
    reports = {
        f"{paper}__{unit}": issued for unit in ("so_a", "so_b", "so_c") for paper in ("bao_cao_thanh_tich", "bang_diem")
    }
    ho_so = {
        "quy_che": "cao-bang-2025",
        "nam": "2025",
        "giai_doan": "nop",
        "nhom": {
            "loai": "khoi",
            "ten": "Khối thi đua số 99 tỉnh Cao Bằng",
            "ten_ngan": "Khối thi đua số 99",
            "don_vi": units,
        },
        "giao_uoc": {"ten": "Đổi mới", "ngay_ky": "2025-03-01", "don_vi_khong_ky": []},
        "khong_xet": [
            {"don_vi": "so_f", "can_cu": "tai_nan_lao_dong", "dien_giai": "Tai nạn ngày 02/6/2025"},
            {"don_vi": "so_g", "can_cu": "dang_xem_xet_xu_ly", "dien_giai": "Đang thanh tra"},
        ],
        "cam_ket": {
            "dieu_6_qd_12": "không",
            "nguoi_ra_soat": "Người Rà Soát",
            "dat_chuan_van_hoa": "có",
            "khong_tai_nan_lao_dong": "có",
            "tieu_chuan_dieu_26": "có",
            "can_cu": "Báo cáo của các đơn vị",
        },
        "tham_dinh": {
            "van_ban": {
                "loai": "Thông báo",
                "so": "3/TB-TĐKT",
                "ngay": "2026-02-02",
                "co_quan": "Ban Thi đua - Khen thưởng",
                "trich_yeu": "kết quả thẩm định điểm",
            },
            "ngay_gui_tong_hop": "2026-01-28",
        },
        "hoi_nghi": {
            "ten": "Hội nghị tổng kết và bình xét thi đua năm 2025",
            "bat_dau": "2026-02-06 08:00",
            "ket_thuc": "2026-02-06 11:30",
            "dia_diem": "Hội trường mẫu",
            "chu_tri": _person("so_a", "Người Chủ Trì"),
            "thu_ky": _person("so_a", "Người Thư Ký", "Chuyên viên"),
            "du_hop": [
                _person("so_a", "Người Chủ Trì"),
                _person("so_a", "Người Thư Ký", "Chuyên viên"),
                *(_person(unit, f"Người Dự {unit[-1].upper()}") for unit in ids[1:]),
            ],
            "khach_moi": [
                {"ho_ten": "Người Khách", "chuc_vu": "Phó Trưởng ban", "co_quan": "Ban Thi đua - Khen thưởng"}
            ],
            "dien_bien": ["Chủ trì khai mạc."],
            "bau_nam_sau": {"truong": "so_b", "pho": "so_c", "hinh_thuc": "biểu quyết, 7/7 đơn vị nhất trí"},
        },
        "bo_phieu": {
            "phan_dinh_dong_diem": "có",
            "truong_ban": _person("so_c", "Người Kiểm Phiếu"),
            "uy_vien": [_person("so_d", "Ủy Viên Một"), _person("so_e", "Ủy Viên Hai")],
            "so_don_vi_tham_gia": "7",
            "phat_ra": "7",
            "thu_ve": "7",
            "hop_le": "6",
            "khong_hop_le": "1",
            "gio_kiem_phieu": "2026-02-06 10:00",
            "ung_vien": [
                {"don_vi": "so_b", "so_phieu": "2"},
                {"don_vi": "so_a", "so_phieu": "4"},
                *({"don_vi": unit, "so_phieu": "0"} for unit in ("so_c", "so_d", "so_e")),
            ],
        },
        "to_trinh": {"y_kien": [], "y_kien_tham_dinh": "Các đơn vị đủ điều kiện, tiêu chuẩn."},
        "van_ban": {
            "to_trinh": issued,
            "bien_ban_hop": {"so": "7", "ngay": "2026-02-06"},
            "bien_ban_kiem_phieu": {"so": "8", "ngay": "2026-02-06"},
            "bao_cao_tong_ket": issued,
            "bang_tong_hop": issued,
            **reports,
        },
    }
    judged = {"cach_cham": "cham_truc_tiep"}
    table = {
        "ten": "Bảng tiêu chí",
        "tieu_chi": [
            {
                "id": "I",
                "ten": "Nội dung một",
                "diem_toi_da": "950",
                "muc": [{"id": "I.1", "ten": "Việc được giao", "diem_toi_da": "950", **judged}],
            },
            {
                "id": "II",
                "ten": "Nội dung hai",
                "diem_toi_da": "50",
                "muc": [{"id": "II.1", "ten": "Phong trào", "diem_toi_da": "50", **judged}],
            },
        ],
        "don_vi": sheets,
    }
    written = (
        "dac_diem",
        "trien_khai",
        "ket_qua_nhiem_vu",
        "chu_truong_chinh_sach",
        "thi_dua_khen_thuong",
        "uu_diem",
        "han_che",
        "nguyen_nhan",
        "phuong_huong",
    )
    return {
        "ho_so": ho_so,
        "bang_diem": table,
        "thanh_tich": {unit: _achievement(unit) for unit in ("so_a", "so_b", "so_c")},
        "tong_ket": {name: [f"Nội dung {name}."] for name in written},
    }
