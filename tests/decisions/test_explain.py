"""`dossier explain`: every step of a unit's result, with clauses and numbers."""

from __future__ import annotations

import pytest
from decision_cases import SCORES_OF_CASE_1, cao_bang, make_case, run, sheet, votes

from dossier.decisions.explain import Explanation, explain_unit


def explained(unit: str, **ho_so: object) -> Explanation:
    case = make_case(SCORES_OF_CASE_1, giao_uoc={"don_vi_khong_ky": ["k"]}, **ho_so)
    return explain_unit(case, cao_bang(), run(case), unit)


def text(explanation: Explanation, section: str) -> str:
    found = next(s for s in explanation.sections if s.title.startswith(section))
    return "\n".join(f"{s.rule}: {s.numbers} [{s.citation}] {s.note or ''}" for s in found.steps)


def test_sections_come_in_the_order_of_the_work() -> None:
    titles = [s.title for s in explained("a", bo_phieu=votes(a=8, b=1)).sections]
    assert titles == [
        "Nội dung I. Nội dung I",
        "Điểm thưởng",
        "Điểm trừ",
        "Tổng điểm",
        "Không xét, chưa xét",
        "Xếp hạng",
        "Bỏ phiếu",
        "Cờ thi đua của Ủy ban nhân dân tỉnh",
        "Bằng khen của Chủ tịch Ủy ban nhân dân tỉnh",
        "Kết quả",
        "Cách hiểu quy định đã áp dụng trong hồ sơ",
    ]


def test_explanation_of_the_lead_unit() -> None:
    explanation = explained("a", bo_phieu=votes(a=8, b=1))
    assert "962,5 + 0 - 0 = 962,5" in text(explanation, "Tổng điểm")
    assert "khoản 3 mục II Phần II" in text(explanation, "Tổng điểm")
    assert "thứ 1 trong 08 đơn vị được xếp hạng" in text(explanation, "Xếp hạng")
    assert "09 đơn vị thành viên: tối đa 03" in text(explanation, "Bằng khen")
    assert "gạch đầu dòng thứ ba điểm b khoản 1 mục I Phần III" in text(explanation, "Bằng khen")
    assert "Được đề nghị tặng danh hiệu Cờ thi đua của Ủy ban nhân dân tỉnh" in text(explanation, "Kết quả")


def test_explanation_of_an_excluded_unit_names_the_ground() -> None:
    assert "Không xét: không ký kết giao ước thi đua [điểm b khoản 3 mục I Phần III" in text(
        explained("k"), "Không xét"
    )
    assert "không xếp hạng" in text(explained("k"), "Xếp hạng")


def test_bonus_and_deduction_lines_show_the_cap() -> None:
    extra = {
        "diem_thuong": [{"can_cu": "vuot_chi_tieu", "dien_giai": "Vượt thu ngân sách", "tu_cham": "45"}],
        "diem_tru": [
            {"can_cu": "ky_luat", "dien_giai": "06 cán bộ", "so_truong_hop": "6", "so_truong_hop_thuoc_dien": "1"}
        ],
    }
    leaf = {"id": "I.1", "ten": "Kết quả chung", "diem_toi_da": "1000", "cach_cham": "cham_truc_tiep"}
    table = {
        "tieu_chi": [{"id": "I", "ten": "Nội dung", "diem_toi_da": "1000", "muc": [leaf]}],
        "don_vi": {"a": sheet("900", **extra)},
    }
    case = make_case({"a": None}, table=table)
    explanation = explain_unit(case, cao_bang(), run(case), "a")
    assert "Tối đa 30 điểm: 45 → 30" in text(explanation, "Điểm thưởng")
    assert "05 × 2 + 01 × 3" in text(explanation, "Điểm trừ") and "Tối đa 10 điểm: 13 → 10" in text(
        explanation, "Điểm trừ"
    )
    assert "900 + 30 - 10 = 920" in text(explanation, "Tổng điểm")


def test_unknown_unit_is_refused() -> None:
    with pytest.raises(KeyError):
        explained("khong_co")


def test_unit_without_scores_is_explained_too() -> None:
    case = make_case({"a": None, "b": "900"})
    explanation = explain_unit(case, cao_bang(), run(case), "a")
    assert "Chưa có đủ điểm để xếp hạng" in text(explanation, "Kết quả")
    assert "/don_vi/a/diem/I.1/tu_cham" in text(explanation, "Tổng điểm")
