"""Scores of one unit under cao-bang-2025: worked cases 4 and 5, each way of scoring, inheritance, caps, gaps."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from decision_cases import cao_bang, make_case, run, sheet

from dossier.decisions.outcome import CriterionScore, Scores, UnitScore

D = Decimal


def score(
    criterion: dict[str, Any] | None = None,
    given: dict[str, Any] | None = None,
    role: str = "thanh_vien",
    so_le: str = "2",
    **extra: Any,
) -> UnitScore:
    """Scores of a unit with one criterion "I.1" of 40 points, and the rest of its sheet by keyword."""
    leaf = {"id": "I.1", "ten": "Chỉ tiêu", "diem_toi_da": "40", **(criterion or {"cach_cham": "dinh_luong"})}
    other = {"id": "II.1", "ten": "Chủ trương", "diem_toi_da": "900", "cach_cham": "cham_truc_tiep"}
    table = {
        "so_le": so_le,
        "tieu_chi": [
            {"id": "I", "ten": "Nội dung I", "diem_toi_da": "40", "muc": [leaf]},
            {"id": "II", "ten": "Nội dung II", "diem_toi_da": "900", "muc": [other]},
        ],
        "don_vi": {
            "a": {
                **sheet(),
                **extra,
                "diem": {"I.1": given or {"tu_cham": "40"}, "II.1": {"tu_cham": extra.pop("other", "900")}},
            }
        },
    }
    table["don_vi"]["a"].pop("other", None)  # type: ignore[index]
    return run(make_case({"a": None}, roles={"a": role}, table=table)).units["a"]


def criterion(criterion: dict[str, Any], given: dict[str, Any], **extra: Any) -> CriterionScore:
    return score(criterion, given, **extra).criteria["I.1"]


QUANTITATIVE = {"cach_cham": "dinh_luong"}
LOWER = {"cach_cham": "dinh_luong", "chieu": "thap_hon_tot"}
LOWER_WITH_FORMULA = {**LOWER, "cong_thuc_thap_hon": "ke_hoach_tren_ket_qua"}


@pytest.mark.parametrize(
    ("result", "points"), [("110", "35.2"), ("125", "40"), ("140", "40"), ("124,9", "39.97"), ("0", "0"), ("-5", "0")]
)
def test_worked_case_5_result_against_plan(result: str, points: str) -> None:
    got = criterion(QUANTITATIVE, {"ke_hoach": "125", "ket_qua": result})
    assert got.computed == D(points) and got.scores.tham_dinh == D(points)


def test_quantitative_step_shows_rule_numbers_and_clause() -> None:
    step = criterion(QUANTITATIVE, {"ke_hoach": "125", "ket_qua": "110"}).steps[0]
    assert step.numbers == "40 × 110 / 125 = 35,2"
    assert str(step.citation) == "điểm a khoản 1 mục III Phần II Hướng dẫn số 4095/HD-UBND"


@pytest.mark.parametrize(("places", "points"), [("0", "13"), ("1", "13.3"), ("2", "13.33"), ("4", "13.3333")])
def test_rounding_to_the_tables_decimals(places: str, points: str) -> None:
    got = criterion(QUANTITATIVE, {"ke_hoach": "3", "ket_qua": "1"}, so_le=places)
    assert got.computed == D(points) and got.rounded


def test_halves_go_up_exactly() -> None:
    # 40 × 0,003125 = 0,125: a binary float or banker's rounding would give 0,12.
    assert criterion(QUANTITATIVE, {"ke_hoach": "1", "ket_qua": "0,003125"}).computed == D("0.13")


@pytest.mark.parametrize(("result", "points"), [("3", "40"), ("4", "40"), ("5", "32"), ("0", "40")])
def test_lower_is_better_by_the_tables_own_formula(result: str, points: str) -> None:
    assert criterion(LOWER_WITH_FORMULA, {"ke_hoach": "4", "ket_qua": result}).computed == D(points)


def test_lower_is_better_without_a_formula_is_judged_when_missed() -> None:
    assert criterion(LOWER, {"ke_hoach": "4", "ket_qua": "3"}).computed == 40
    missed = criterion(LOWER, {"ke_hoach": "4", "ket_qua": "5", "tu_cham": "30"})
    assert missed.computed is None and missed.scores.tham_dinh == 30
    assert "người chấm" in (missed.steps[0].note or "")


def test_plan_of_zero_is_explained_not_divided_by() -> None:
    got = score(QUANTITATIVE, {"ke_hoach": "0", "ket_qua": "5"})
    assert got.criteria["I.1"].computed is None and got.total.tham_dinh is None
    assert "kế hoạch bằng 0" in (got.criteria["I.1"].steps[0].note or "")
    assert "/don_vi/a/diem/I.1/tu_cham" in got.missing
    assert criterion(LOWER_WITH_FORMULA, {"ke_hoach": "0", "ket_qua": "2"}).computed == 0


def test_levels_counts_and_deductions_from_the_maximum() -> None:
    levels = {
        "cach_cham": "theo_muc",
        "muc_do": [{"id": "tot", "ten": "Tốt", "diem": "40"}, {"id": "kha", "ten": "Khá", "diem": "30"}],
    }
    assert criterion(levels, {"muc": "kha"}).computed == 30
    assert criterion(levels, {"muc": "la"}).computed is None
    counted = {"cach_cham": "theo_so_luong", "diem_moi": "15"}
    assert criterion(counted, {"so_luong": "2"}).computed == 30
    assert criterion(counted, {"so_luong": "3"}).computed == 40
    off = {"cach_cham": "tru_tu_toi_da", "diem_moi": "15"}
    assert criterion(off, {"so_luong": "0"}).computed == 40
    assert criterion(off, {"so_luong": "2"}).computed == 10
    assert criterion(off, {"so_luong": "3"}).computed == 0


def test_facts_outweigh_a_typed_self_score_and_say_so() -> None:
    got = criterion(QUANTITATIVE, {"ke_hoach": "125", "ket_qua": "110", "tu_cham": "38"})
    assert got.scores.tu_cham == D("35.2")
    assert any("ghi 38, tính ra 35,2" in step.numbers for step in got.steps)


def test_corrected_result_gives_the_appraised_score_only() -> None:
    got = criterion(QUANTITATIVE, {"ke_hoach": "125", "ket_qua": "125", "ket_qua_tham_dinh": "110"})
    assert got.scores == Scores(tu_cham=D(40), khoi_cham=D(40), tham_dinh=D("35.2"))
    assert got.computed_tham_dinh == D("35.2")


def test_columns_are_inherited_only_where_the_sheet_says_so() -> None:
    judged = {"cach_cham": "cham_truc_tiep"}
    assert criterion(judged, {"tu_cham": "38", "khoi_cham": "36"}).scores == Scores(
        tu_cham=D(38), khoi_cham=D(36), tham_dinh=D(36)
    )
    own = score(judged, {"tu_cham": "38", "khoi_cham": "36"}, tham_dinh_nhu_khoi="không")
    assert own.criteria["I.1"].scores.tham_dinh is None and own.total.tham_dinh is None
    assert own.total.khoi_cham == 936
    assert "/don_vi/a/diem/I.1/tham_dinh" in own.missing and "/don_vi/a/diem/I.1/khoi_cham" not in own.missing


def test_missing_is_not_zero() -> None:
    got = score(QUANTITATIVE, {"ke_hoach": "125"})
    assert got.total == Scores() and got.contents["I"] == Scores() and got.contents["II"].tham_dinh == 900
    assert got.missing == ("/don_vi/a/diem/I.1/ket_qua",)


def test_bonus_or_deductions_not_stated_are_missing_not_none() -> None:
    got = score(diem_thuong=None)
    assert got.bonus == Scores() and got.total == Scores() and got.missing == ("/don_vi/a/diem_thuong",)
    assert score().bonus.tham_dinh == 0


def test_worked_case_4_discipline_at_two_rates_and_returned_dossiers() -> None:
    discipline = {
        "can_cu": "ky_luat",
        "dien_giai": "06 trường hợp",
        "so_truong_hop": "6",
        "so_truong_hop_thuoc_dien": "1",
    }
    returned = {"can_cu": "ho_so_bi_tra", "dien_giai": "03 hồ sơ", "so_truong_hop": "3"}
    got = score(diem_tru=[discipline, returned])
    assert [(line.raw.tham_dinh, line.scores.tham_dinh) for line in got.deductions] == [(13, 10), (6, 6)]
    assert got.deduction.tham_dinh == 16 and got.total.tham_dinh == 940 - 16
    assert got.deductions[0].steps[0].numbers.startswith("05 × 2 + 01 × 3")


def test_cap_of_a_deduction_counts_all_its_lines_together() -> None:
    line = {"can_cu": "bao_cao_cham", "dien_giai": "Báo cáo", "so_truong_hop": "6"}
    assert score(diem_tru=[line, line]).deduction.tham_dinh == 10
    assert score(diem_tru=[line]).deduction.tham_dinh == 6


def test_judged_deduction_needs_points() -> None:
    judged = {"can_cu": "khieu_nai_to_cao", "dien_giai": "Có đơn", "so_truong_hop": "1"}
    got = score(diem_tru=[judged])
    assert got.deduction == Scores() and got.missing == ("/don_vi/a/diem_tru/0/tu_cham",)
    assert score(diem_tru=[{**judged, "tu_cham": "25"}]).deduction.tham_dinh == 10


@pytest.mark.parametrize(("role", "points"), [("truong", 4), ("pho", 4), ("thanh_vien", 0)])
def test_deduction_for_those_who_run_the_cluster(role: str, points: int) -> None:
    line = {"can_cu": "truong_pho_khong_to_chuc", "dien_giai": "Không tổ chức sơ kết", "tu_cham": "4"}
    assert score(role=role, diem_tru=[line]).deduction.tham_dinh == points


@pytest.mark.parametrize(
    ("ground", "role", "claimed", "points"),
    [
        ("vuot_chi_tieu", "thanh_vien", "45", 30),
        ("vuot_chi_tieu", "thanh_vien", "12,5", D("12.5")),
        ("sang_kien_giai_thuong", "thanh_vien", "12", 10),
        ("truong_doi_moi", "truong", "12", 10),
        ("truong_doi_moi", "pho", "8", 0),
        ("pho_doi_moi", "pho", "8", 5),
        ("pho_doi_moi", "truong", "5", 0),
        ("truong_doi_moi", "thanh_vien", "5", 0),
        ("khong_co_trong_quy_dinh", "truong", "5", 0),
    ],
)
def test_bonus_by_ground_and_role(ground: str, role: str, claimed: str, points: Decimal) -> None:
    got = score(role=role, diem_thuong=[{"can_cu": ground, "dien_giai": "Thành tích", "tu_cham": claimed}])
    assert got.bonus.tham_dinh == points and got.total.tham_dinh == 940 + points
    assert got.bonuses[0].raw.tham_dinh in (D(claimed.replace(",", ".")), 0)


def test_bonus_on_a_target_outside_content_one_is_refused() -> None:
    line = {"can_cu": "vuot_chi_tieu", "dien_giai": "Vượt chỉ tiêu", "tu_cham": "10"}
    assert score(diem_thuong=[{**line, "tieu_chi": "I.1"}]).bonus.tham_dinh == 10
    refused = score(diem_thuong=[{**line, "tieu_chi": "II.1"}])
    assert refused.bonus.tham_dinh == 0 and "không thuộc nội dung I" in (refused.bonuses[0].steps[0].note or "")


def test_total_is_capped_at_the_scale_and_never_below_zero() -> None:
    lines = [{"can_cu": "vuot_chi_tieu", "dien_giai": "Vượt", "tu_cham": "30"}]
    got = score({"cach_cham": "cham_truc_tiep"}, {"tu_cham": "80"}, diem_thuong=lines)
    assert got.total.tham_dinh == 1000
    assert any("1.000" in step.rule for step in got.steps)
    low = score(
        {"cach_cham": "cham_truc_tiep"},
        {"tu_cham": "0"},
        other="2",
        diem_tru=[{"can_cu": "ky_luat", "dien_giai": "x", "so_truong_hop": "3"}],
    )
    assert low.total.tham_dinh == 0


def test_reading_of_the_cap_is_named_when_it_binds() -> None:
    outcome = run(make_case({"a": "1000", "b": "800"}))
    assert "tong_khong_qua_thang" not in outcome.readings
    assert {r.id for r in cao_bang().readings} >= set(outcome.readings)


def test_unit_without_a_sheet_has_no_scores() -> None:
    outcome = run(
        make_case(
            {"a": None},
            table={"tieu_chi": [{"id": "I", "ten": "Nội dung", "diem_toi_da": "1000", "cach_cham": "cham_truc_tiep"}]},
        )
    )
    assert outcome.units["a"].total == Scores() and outcome.units["a"].missing == ("/don_vi/a",)
