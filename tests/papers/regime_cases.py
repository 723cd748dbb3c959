"""The seven fictional units of ``view_cases`` under other regulations than Cao Bằng's."""

from __future__ import annotations

from typing import Any

import view_cases as cases

from dossier.decisions.decide import decide
from dossier.inputs.case import Case
from dossier.inputs.ho_so import GiaiDoan
from dossier.papers.paper import PaperKey
from dossier.papers.view import Context, View
from dossier.papers.views import make_view
from dossier.regulation.load import load_calendar, load_national, load_regulation

Tree = dict[str, Any]

SCORES = {
    "so_a": ("58", "97"),
    "so_b": ("57", "95"),
    "so_c": ("55,5", "92"),
    "so_d": ("54", "90"),
    "so_e": ("49,5", "81"),
    "so_f": ("56", "93"),
    "so_g": ("55", "91"),
}
"""Points of content I and in all (of 100): E falls short in content I, F is excluded, G postponed."""


def bac_kan(regulation: str = "bac-kan-2019") -> Tree:
    """A khối of Bắc Kạn with one Cờ and two Bằng khen, chosen by a secret ballot of two rounds."""
    data = _on_a_hundred(regulation, "Khối thi đua số 3 tỉnh Bắc Kạn", "Ủy ban nhân dân tỉnh Bắc Kạn", "Bắc Kạn")
    ho_so = data["ho_so"]
    ho_so["nhom"]["linh_vuc"] = "so_nganh"
    quota = {"loai": "Quyết định", "so": "99/QĐ-UBND", "ngay": "2019-03-01", "co_quan": "Ủy ban nhân dân tỉnh Bắc Kạn"}
    ho_so["chi_tieu_khen"] = [
        {"hinh_thuc": "co_thi_dua", "so_luong": "1", "van_ban": quota, "dieu_khoan": "Điều 3"},
        {"hinh_thuc": "bang_khen", "so_luong": "2", "van_ban": quota, "dieu_khoan": "Điều 3"},
    ]
    ho_so["khong_xet"] = [
        {"don_vi": "so_f", "can_cu": "lanh_dao_vi_pham", "dien_giai": "Phó Giám đốc bị kỷ luật cảnh cáo"},
        {"don_vi": "so_g", "can_cu": "dau_hieu_sai_pham", "dien_giai": "Đang thanh tra"},
    ]
    ho_so["hoi_nghi"]["cach_binh_xet"] = "bo_phieu_kin"
    slips = {"so_don_vi_tham_gia": "7", "phat_ra": "7", "thu_ve": "7", "hop_le": "7", "khong_hop_le": "0"}
    board = {
        "truong_ban": {"ho_ten": "Người Kiểm Phiếu", "chuc_vu": "Giám đốc", "don_vi": "so_c"},
        "uy_vien": [{"ho_ten": "Ủy Viên Một", "chuc_vu": "Giám đốc", "don_vi": "so_d"}],
        "gio_kiem_phieu": "2020-01-10 10:00",
    }
    first = {"so_a": "7", "so_b": "6", "so_c": "5", "so_d": "3"}
    second = {"so_a": "2", "so_b": "5", "so_c": "0"}
    ho_so["bo_phieu"] = _ballot(slips, board, first)
    ho_so["bo_phieu_lan_2"] = _ballot(slips, board, second)
    return data


def agreed(data: Tree) -> Tree:
    """The same, chosen with broad agreement."""
    ho_so = data["ho_so"]
    ho_so["hoi_nghi"]["cach_binh_xet"] = "nhat_tri_cao"
    ho_so["bo_phieu"] = ho_so["bo_phieu_lan_2"] = None
    return data


def trieu_son() -> Tree:
    """A cụm of Triệu Sơn on its own scale of 100; nobody shares the lead."""
    data = _on_a_hundred(
        "trieu-son-2017", "Cụm thi đua số 1 huyện Triệu Sơn", "Ủy ban nhân dân huyện Triệu Sơn", "Triệu Sơn"
    )
    ho_so = data["ho_so"]
    ho_so["nhom"] |= {"loai": "cum", "quan_ly": "huyen", "linh_vuc": "xa"}
    ho_so["nam"] = "2017"
    data["bang_diem"]["thang_diem"] = "100"
    ho_so["khong_xet"] = []
    ho_so["bo_phieu"] = None
    return data


def lao_cai() -> Tree:
    """A khối of Lào Cai: content III appraised by the board, quota by a cited decision."""
    data = _on_a_hundred(
        "lao-cai-2021", "Khối thi đua các sở tổng hợp tỉnh Lào Cai", "Ủy ban nhân dân tỉnh Lào Cai", "Lào Cai"
    )
    ho_so = data["ho_so"]
    ho_so["nam"] = "2021"
    cited = {
        "loai": "Quyết định",
        "so": "3666/QĐ-UBND",
        "ngay": "2021-10-13",
        "co_quan": "Ủy ban nhân dân tỉnh Lào Cai",
    }
    ho_so["chi_tieu_khen"] = [
        {"hinh_thuc": award, "so_luong": count, "van_ban": cited, "dieu_khoan": "khoản 8 Điều 7"}
        for award, count in (("co_thi_dua", "1"), ("bang_khen", "2"))
    ]
    ho_so["khong_xet"] = [{"don_vi": "so_f", "can_cu": "phe_binh_sai_pham", "dien_giai": "Bị phê bình bằng văn bản"}]
    ho_so["bo_phieu"] = None
    ho_so["tham_dinh"] = cases.tree()["ho_so"]["tham_dinh"]
    return data


def context(data: Tree, stage: str | None = None) -> Context:
    """The case decided under its own regulation."""
    case = Case.model_validate(data)
    regulation = load_regulation(case.ho_so.quy_che)
    outcome = decide(case, regulation, load_calendar())
    return Context(case, outcome, regulation, load_national(), GiaiDoan(stage) if stage else case.ho_so.giai_doan)


def paper(given: Context, name: str, form: str | None = None, unit: str | None = None) -> View:
    """One paper, planned or not."""
    return make_view(PaperKey(name, form or name, unit=unit), given)


def _ballot(slips: Tree, board: Tree, votes: dict[str, str]) -> Tree:
    return {**slips, **board, "ung_vien": [{"don_vi": unit, "so_phieu": count} for unit, count in votes.items()]}


def _on_a_hundred(regulation: str, name: str, above: str, place: str) -> Tree:
    data = cases.tree()
    ho_so = data["ho_so"]
    ho_so |= {"quy_che": regulation, "nam": "2019", "tham_dinh": None}
    ho_so["nhom"] |= {"ten": name, "ten_ngan": name.partition(" tỉnh")[0].partition(" huyện")[0]}
    for unit in ho_so["nhom"]["don_vi"]:
        unit |= {"co_quan_chu_quan": above, "dia_danh": place}
    ho_so["hoi_nghi"] |= {"bat_dau": "2020-01-10 08:00", "ket_thuc": "2020-01-10 11:30"}
    ho_so["hoi_nghi"]["ten"] = f"Hội nghị tổng kết công tác thi đua, khen thưởng năm {ho_so['nam']}"
    for issued in ho_so["van_ban"].values():
        issued["ngay"] = "2020-01-15"
    judged = {"cach_cham": "cham_truc_tiep"}
    maxima = {"I": "60", "II": "15", "III": "15"}
    data["bang_diem"]["tieu_chi"] = [
        {
            "id": content,
            "ten": f"Nội dung {content}",
            "diem_toi_da": most,
            "muc": [{"id": f"{content}.1", "ten": "Tiêu chí", "diem_toi_da": most, **judged}],
        }
        for content, most in maxima.items()
    ]
    for unit, sheet in data["bang_diem"]["don_vi"].items():
        first, total = (cases_decimal(text) for text in SCORES[unit])
        rest = total - first
        second = min(rest, cases_decimal("15"))
        third = min(rest - second, cases_decimal("15"))
        bonus = rest - second - third
        sheet["diem"] = {
            f"{content}.1": {"tu_cham": str(points)}
            for content, points in zip(["I", "II", "III"], (first, second, third), strict=True)
        }
        sheet["diem_tru"] = []
        sheet["diem_thuong"] = (
            [{"can_cu": "vuot_chi_tieu", "dien_giai": "Vượt chỉ tiêu", "tieu_chi": "I.1", "tu_cham": str(bonus)}]
            if bonus
            else []
        )
    return data


def cases_decimal(text: str) -> Any:
    """A figure with a decimal comma."""
    from decimal import Decimal

    return Decimal(text.replace(",", "."))
