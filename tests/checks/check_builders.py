"""One complete clean case of six fictional units under cao-bang-2025, and the means to spoil it one place at a time."""

from __future__ import annotations

import copy
from collections.abc import Callable
from datetime import date
from functools import lru_cache
from typing import Any

from dossier.checks.subject import Subject
from dossier.decisions.decide import decide
from dossier.decisions.outcome import Outcome
from dossier.inputs.case import Case
from dossier.inputs.ho_so import GiaiDoan
from dossier.papers.plan import plan_papers
from dossier.papers.view import Context
from dossier.regulation.load import load_calendar, load_national, load_regulation

Tree = dict[str, Any]
TODAY = date(2026, 2, 13)
NAMES = {
    "so_mot": ("Sở Kế hoạch thử nghiệm", "Nông Văn Hòa"),
    "so_hai": ("Sở Giao thương thử nghiệm", "Hoàng Thị Lan"),
    "so_ba": ("Sở Tư liệu thử nghiệm", "Đàm Quốc Việt"),
    "ban_bon": ("Ban Quản lý dự án thử nghiệm", "Lý Thị Hạnh"),
    "so_nam": ("Sở Du khảo thử nghiệm", "Triệu Đức Minh"),
    "so_sau": ("Sở Công ích thử nghiệm", "Bế Văn Thắng"),
}
RESULTS = {"so_mot": "100", "so_hai": "98", "so_ba": "96", "ban_bon": "90", "so_nam": "80", "so_sau": "60"}
"""Result of I.1 for a plan of 100."""


def _unit(index: int, unit: str) -> Tree:
    name, head = NAMES[unit]
    return {
        "id": unit,
        "ten": name,
        "ky_hieu": f"DV{index}",
        "co_quan_chu_quan": "Ủy ban nhân dân tỉnh Cao Bằng",
        "vai_tro": ["truong", "pho"][index] if index < 2 else "thanh_vien",
        "nguoi_ky": {"ho_ten": head, "chuc_vu": "Giám đốc"},
        "cap_xac_nhan": "Ủy ban nhân dân tỉnh Cao Bằng",
    }


def _sheet(unit: str) -> Tree:
    evidence = {"minh_chung": ["Báo cáo số 10/BC-DV ngày 05/12/2025"]}
    return {
        "diem": {
            "I.1": {"ke_hoach": "100", "ket_qua": RESULTS[unit], "nam_truoc": "55", **evidence},
            "I.2": {"ke_hoach": "20", "ket_qua": "22", "nam_truoc": "18", **evidence},
            "II.1": {"muc": "tot", **evidence},
            "III.1": {"so_luong": "0", **evidence},
            "III.2": {"tu_cham": "50", **evidence},
        },
        "diem_thuong": [],
        "diem_tru": [],
        "khoi_nhu_tu_cham": "có",
        "tham_dinh_nhu_khoi": "có",
    }


def _achievement(unit: str) -> Tree:
    name = NAMES[unit][0]
    return {
        "don_vi": unit,
        "nhan_su": {"tong_so": "40", "nu": "18", "dang_vien": "30"},
        "chuc_nang": [f"{name} tham mưu, giúp Ủy ban nhân dân tỉnh quản lý nhà nước về lĩnh vực được giao."],
        "ket_qua_nhiem_vu": [f"Năm 2025, {name} đạt {RESULTS[unit]} việc so với kế hoạch 100 việc."],
        "chi_tieu": [{"ten": "Việc hoàn thành", "don_vi_tinh": "việc", "ke_hoach": "100", "thuc_hien": RESULTS[unit]}],
        "danh_hieu": [],
        "khen_thuong": [
            {
                "nam": "2024",
                "hinh_thuc": "Bằng khen của Chủ tịch Ủy ban nhân dân tỉnh",
                "quyet_dinh": {
                    "loai": "Quyết định",
                    "so": "150/QĐ-UBND",
                    "ngay": "2025-02-20",
                    "co_quan": "Chủ tịch Ủy ban nhân dân tỉnh Cao Bằng",
                },
            }
        ],
    }


def _table() -> list[Tree]:
    return [
        {
            "id": "I",
            "ten": "Thực hiện nhiệm vụ được giao",
            "diem_toi_da": "600",
            "muc": [
                {"id": "I.1", "ten": "Việc hoàn thành", "diem_toi_da": "400", "cach_cham": "dinh_luong"},
                {"id": "I.2", "ten": "Dịch vụ công trực tuyến", "diem_toi_da": "200", "cach_cham": "dinh_luong"},
            ],
        },
        {
            "id": "II",
            "ten": "Chủ trương, chính sách",
            "diem_toi_da": "200",
            "muc": [
                {
                    "id": "II.1",
                    "ten": "Xếp loại tổ chức đảng",
                    "diem_toi_da": "200",
                    "cach_cham": "theo_muc",
                    "muc_do": [
                        {"id": "tot", "ten": "Hoàn thành tốt nhiệm vụ", "diem": "200"},
                        {"id": "kha", "ten": "Hoàn thành nhiệm vụ", "diem": "150"},
                    ],
                }
            ],
        },
        {
            "id": "III",
            "ten": "Công tác thi đua, khen thưởng",
            "diem_toi_da": "150",
            "muc": [
                {
                    "id": "III.1",
                    "ten": "Báo cáo đúng hạn",
                    "diem_toi_da": "100",
                    "cach_cham": "tru_tu_toi_da",
                    "diem_moi": "10",
                },
                {"id": "III.2", "ten": "Phong trào thi đua", "diem_toi_da": "50", "cach_cham": "cham_truc_tiep"},
            ],
        },
    ]


def _person(unit: str, office: str = "Giám đốc") -> Tree:
    return {"ho_ten": NAMES[unit][1], "chuc_vu": office, "don_vi": unit}


def clean() -> Tree:
    """A fresh copy of the clean case as plain data."""
    return copy.deepcopy(_clean())


@lru_cache(maxsize=1)
def _clean() -> Tree:
    units = list(NAMES)
    secretary = {"ho_ten": "Mã Thị Thu", "chuc_vu": "Chánh Văn phòng", "don_vi": "so_mot"}
    issued = {"noi_nhan": ["Lưu hồ sơ khối"], "luu": "VT, VP"}
    return {
        "ho_so": {
            "quy_che": "cao-bang-2025",
            "nam": "2025",
            "giai_doan": "nop",
            "nhom": {
                "loai": "khoi",
                "ten": "Khối thi đua thử nghiệm tỉnh Cao Bằng",
                "ten_ngan": "Khối thi đua thử nghiệm",
                "don_vi": [_unit(index, unit) for index, unit in enumerate(units)],
            },
            "giao_uoc": {"ngay_ky": "2025-02-20", "don_vi_khong_ky": []},
            "cam_ket": {
                "dieu_6_qd_12": "không",
                "dat_chuan_van_hoa": "có",
                "khong_tai_nan_lao_dong": "có",
                "tieu_chuan_dieu_26": "có",
                "nguoi_ra_soat": "Mã Thị Thu",
                "can_cu": "Báo cáo rà soát số 05/BC-DV0",
            },
            "tham_dinh": {
                "van_ban": {
                    "loai": "Thông báo",
                    "so": "12/TB-BTĐKT",
                    "ngay": "2026-02-04",
                    "co_quan": "Ban Thi đua - Khen thưởng",
                },
                "ngay_gui_tong_hop": "2026-01-28",
                "so_van_ban_gui": "03/CV-DV0",
            },
            "hoi_nghi": {
                "ten": "Hội nghị tổng kết và bình xét thi đua năm 2025",
                "bat_dau": "2026-02-06 08:00",
                "ket_thuc": "2026-02-06 11:30",
                "dia_diem": "Hội trường Sở Kế hoạch thử nghiệm",
                "chu_tri": _person("so_mot"),
                "thu_ky": secretary,
                "du_hop": [*(_person(unit) for unit in units), dict(secretary)],
                "dien_bien": ["Hội nghị nghe báo cáo tổng kết."],
                "bau_nam_sau": {"truong": "so_hai", "pho": "so_ba", "hinh_thuc": "biểu quyết, 6/6 đơn vị nhất trí"},
            },
            "bo_phieu": {
                "truong_ban": _person("so_nam"),
                "uy_vien": [_person("so_sau"), _person("ban_bon")],
                "so_don_vi_tham_gia": "6",
                "phat_ra": "6",
                "thu_ve": "6",
                "hop_le": "6",
                "khong_hop_le": "0",
                "ung_vien": [{"don_vi": "so_mot", "so_phieu": "5"}, {"don_vi": "so_hai", "so_phieu": "1"}],
                "gio_kiem_phieu": "2026-02-06 10:30",
            },
            "to_trinh": {
                "mo_dau": ["Khối đã tổ chức hội nghị bình xét."],
                "y_kien": [],
                "y_kien_tham_dinh": "Các đơn vị đủ điều kiện, tiêu chuẩn.",
            },
            "van_ban": {
                "to_trinh": {"so": "21", "ngay": "2026-02-10", **issued},
                "bien_ban_hop": {"so": "01", "ngay": "2026-02-06"},
                "bien_ban_kiem_phieu": {"so": "02", "ngay": "2026-02-06"},
                "bao_cao_tong_ket": {"so": "15", "ngay": "2026-01-29", **issued},
                "bang_diem__so_hai": {"ngay": "2026-01-26"},
            },
        },
        "bang_diem": {
            "ten": "Bảng tiêu chí chấm điểm thi đua năm 2025",
            "tieu_chi": _table(),
            "don_vi": {unit: _sheet(unit) for unit in units},
        },
        "thanh_tich": {unit: _achievement(unit) for unit in ("so_mot", "so_hai", "so_ba")},
        "tong_ket": {"dac_diem": ["Khối có 6 đơn vị thành viên."]},
    }


def put(tree: Tree, place: str, value: Any) -> None:
    """Set one place ("ho_so/bo_phieu/thu_ve"); a number is a list index; None removes the key."""
    *way, last = place.split("/")
    node: Any = tree
    for step in way:
        node = node[int(step)] if isinstance(node, list) else node.setdefault(step, {})
    if isinstance(node, list):
        node[int(last)] = value
    elif value is None:
        del node[last]
    else:
        node[last] = value


def spoiled(*changes: tuple[str, Any]) -> Tree:
    """The clean case with some places changed."""
    tree = clean()
    for place, value in changes:
        put(tree, place, value)
    return tree


@lru_cache(maxsize=1)
def law() -> tuple[Any, Any, Any]:
    return load_regulation("cao-bang-2025"), load_national(), load_calendar()


def subject(
    tree: Tree,
    stage: str = "nop",
    *,
    today: date | None = TODAY,
    gaps: dict[str, Any] | None = None,
    regulation: Any = None,
    outcome: Callable[[Outcome], Outcome] | None = None,
    planned: Any = None,
) -> Subject:
    """The subject of a case; ``outcome`` may spoil what was decided, ``planned`` the list of papers."""
    _regulation, national, calendar = law()
    regulation = regulation or _regulation
    case = Case.model_validate(tree)
    decided = decide(case, regulation, calendar)
    if outcome is not None:
        decided = outcome(decided)
    level = GiaiDoan(stage)
    plan = plan_papers(Context(case, decided, regulation, national, level)) if planned is None else planned
    return Subject(
        case=case,
        outcome=decided,
        regulation=regulation,
        national=national,
        stage=level,
        today=today,
        planned=plan,
        gaps={} if gaps is None else gaps,
    )
