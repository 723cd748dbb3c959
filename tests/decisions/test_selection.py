"""Who is proposed for what: worked cases 1-3 of che_do.md, thresholds, quotas, ties and ballots of cao-bang-2025."""

from __future__ import annotations

import pytest
from decision_cases import SCORES_OF_CASE_1, make_case, proposed, run, undecided, votes

from dossier.decisions.outcome import Standing


def test_worked_case_1_quota_of_nine_units_and_unsigned_pact() -> None:
    outcome = run(make_case(SCORES_OF_CASE_1, giao_uoc={"don_vi_khong_ky": ["k"]}))
    assert proposed(outcome, "co_thi_dua") == "a"
    assert proposed(outcome, "bang_khen") == "bcd"
    for unit in "ef":
        assert outcome.ranked(unit).standing is Standing.DU_DIEU_KIEN_HET_CHI_TIEU
        assert "ngoài chỉ tiêu 03 Bằng khen" in outcome.ranked(unit).reason
    assert outcome.ranked("g").standing is Standing.KHONG_DU_DIEM
    assert "849,99" in outcome.ranked("g").reason and "dưới 850" in outcome.ranked("g").reason
    k = outcome.ranked("k")
    assert k.standing is Standing.KHONG_XET and k.rank is None
    assert "không ký kết giao ước thi đua" in k.reason
    assert str(k.citation) == "điểm b khoản 3 mục I Phần III Hướng dẫn số 4095/HD-UBND"
    assert "khong_xet_ra_khoi_xep_hang" in outcome.readings


def test_worked_case_2_leader_excluded_for_a_fatal_accident() -> None:
    declared = [{"don_vi": "a", "can_cu": "tai_nan_lao_dong", "dien_giai": "Tai nạn ngày 12/5/2025"}]
    outcome = run(make_case(SCORES_OF_CASE_1, giao_uoc={"don_vi_khong_ky": ["k"]}, khong_xet=declared))
    assert proposed(outcome, "co_thi_dua") == "b"
    assert proposed(outcome, "bang_khen") == "cde"
    assert [u.don_vi for u in outcome.ranking] == list("bcdefgh" + "ak")


def test_worked_case_3_nobody_reaches_900() -> None:
    outcome = run(make_case({**SCORES_OF_CASE_1, "a": "899,9", "b": "890", "c": "885"}))
    assert proposed(outcome, "co_thi_dua") == ""
    assert proposed(outcome, "bang_khen") == "abc"
    assert "khong_co_don_vi_dan_dau" in outcome.readings
    assert "đứng sau đơn vị dẫn đầu" not in outcome.ranked("b").reason


@pytest.mark.parametrize(("score", "flag"), [("900", "a"), ("899,99", "")])
def test_both_sides_of_the_lead_threshold(score: str, flag: str) -> None:
    assert proposed(run(make_case({"a": score, "b": "500"})), "co_thi_dua") == flag


@pytest.mark.parametrize(("score", "award"), [("850", "b"), ("849,99", "")])
def test_both_sides_of_the_commendation_threshold(score: str, award: str) -> None:
    assert proposed(run(make_case({"a": "950", "b": score})), "bang_khen") == award


@pytest.mark.parametrize(
    ("n", "quota"),
    [(1, 1), (4, 1), (5, 1), (6, 2), (7, 2), (8, 3), (10, 3), (11, 4), (15, 4), (16, 5), (20, 5), (21, 6), (60, 6)],
)
def test_quota_by_number_of_units(n: int, quota: int) -> None:
    outcome = run(make_case({f"u{i}": str(999 - i) for i in range(n)}))
    result = next(a for a in outcome.awards if a.id == "bang_khen")
    assert result.quota == quota
    assert len(result.proposed) == min(quota, n - 1)
    assert ("chi_tieu_duoi_5" in outcome.readings) == (n < 5)
    assert ("chi_tieu_bang_5" in outcome.readings) == (n == 5)


def test_quota_counts_all_members_and_is_a_maximum() -> None:
    scores = {f"u{i}": "860" for i in range(8)} | {"u0": "990", "u1": "870", "u2": "500"}
    refused = [
        {"don_vi": f"u{i}", "can_cu": "khong_dat_van_hoa", "dien_giai": "Chưa được công nhận"} for i in range(3, 8)
    ]
    outcome = run(make_case(scores, khong_xet=refused))
    result = next(a for a in outcome.awards if a.id == "bang_khen")
    assert (result.quota, result.proposed) == (3, ("u1",))
    assert "chi_tieu_la_toi_da" in outcome.readings


def test_cluster_not_run_by_the_province_has_no_commendations() -> None:
    outcome = run(make_case({"a": "950", "b": "910", "c": "880"}, nhom={"quan_ly": "so"}))
    assert proposed(outcome, "co_thi_dua") == "a"
    bang_khen = next(a for a in outcome.awards if a.id == "bang_khen")
    assert (bang_khen.quota, bang_khen.proposed) == (None, ())
    assert "không phải đơn vị dẫn đầu" in outcome.ranked("b").reason
    assert outcome.ranked("c").standing is Standing.KHONG_DU_DIEM
    assert str(outcome.awards[0].citation) == "khoản 2 mục I Phần III Hướng dẫn số 4095/HD-UBND"
    assert "nhom_khong_do_tinh_quan_ly" in outcome.readings


def test_reason_of_the_lead_unit_reads_like_minutes() -> None:
    outcome = run(make_case(SCORES_OF_CASE_1, bo_phieu=votes(a=8, b=1)))
    assert outcome.ranked("a").reason == "Đạt 962,5 điểm, cao nhất Khối; được 8/9 phiếu suy tôn"
    assert outcome.ranked("b").reason == "Đạt 931 điểm, xếp thứ 2, đứng sau đơn vị dẫn đầu, trong chỉ tiêu 03 Bằng khen"


def test_tie_at_the_top_without_a_ballot_is_left_open() -> None:
    outcome = run(
        make_case({"a": "950", "b": "950", "c": "900", "d": "880", "e": "860", "f": "855", "g": "700", "h": "600"})
    )
    assert proposed(outcome, "co_thi_dua") == "" and undecided(outcome, "co_thi_dua") == "ab"
    # Whoever leads, c is proposed; the loser takes one of the other places.
    assert proposed(outcome, "bang_khen") == "cd"
    assert undecided(outcome, "bang_khen") == "ab"
    tie = outcome.ties[0]
    assert tie.matters and not tie.settled and tie.winner is None
    assert outcome.ranked("a").standing is Standing.CHUA_XAC_DINH
    assert outcome.ranked("a").order is None and outcome.ranked("a").rank == outcome.ranked("b").rank == 1
    assert outcome.ranked("c").rank == 3
    assert "dong_diem" in outcome.readings


def test_tie_at_the_top_settled_by_the_votes() -> None:
    outcome = run(
        make_case({"a": "950", "b": "950", "c": "900", "d": "880", "e": "860", "f": "700"}, bo_phieu=votes(6, a=2, b=4))
    )
    assert proposed(outcome, "co_thi_dua") == "b"
    assert proposed(outcome, "bang_khen") == "ac"
    assert outcome.ties[0].settled and outcome.ties[0].winner == "b"
    assert outcome.ranked("b").tie_settled == "bỏ phiếu: 4/6"
    assert [outcome.ranked(u).order for u in "bac"] == [1, 2, 3]
    assert outcome.ranked("a").reason == (
        "Đạt 950 điểm, cùng xếp thứ 1 với Sở B; được 2/6 phiếu suy tôn, đứng sau đơn vị dẫn đầu, trong chỉ tiêu 02 Bằng khen"
    )
    assert (
        outcome.ranked("b").reason
        == "Đạt 950 điểm, cùng cao nhất Khối với Sở A; được 4/6 phiếu suy tôn, được chọn qua bỏ phiếu"
    )


def test_three_at_the_top_and_one_place_behind_them() -> None:
    outcome = run(
        make_case({"a": "950", "b": "950", "c": "950", "d": "880", "e": "700"}, bo_phieu=votes(5, a=3, b=1, c=1))
    )
    assert proposed(outcome, "co_thi_dua") == "a"
    assert proposed(outcome, "bang_khen") == "" and undecided(outcome, "bang_khen") == "bc"
    assert not outcome.ties[0].settled and outcome.ranked("d").standing is Standing.DU_DIEU_KIEN_HET_CHI_TIEU


def test_tie_at_the_top_with_equal_votes_stays_open() -> None:
    outcome = run(make_case({"a": "950", "b": "950", "c": "900"}, bo_phieu=votes(3, settles="có", a=1, b=1, c=0)))
    assert proposed(outcome, "co_thi_dua") == "" and undecided(outcome, "co_thi_dua") == "ab"
    assert not outcome.ties[0].settled


LAST_PLACE = {"a": "950", "b": "900", "c": "880", "d": "860", "e": "860", "f": "850", "g": "700", "h": "600"}


def test_tie_at_the_last_place_is_left_open_without_a_settling_ballot() -> None:
    outcome = run(make_case(LAST_PLACE, bo_phieu=votes(8, a=8, d=0, e=0)))
    assert proposed(outcome, "bang_khen") == "bc" and undecided(outcome, "bang_khen") == "de"
    assert outcome.ties[0].matters and not outcome.ties[0].settled
    assert outcome.ranked("f").standing is Standing.DU_DIEU_KIEN_HET_CHI_TIEU


def test_tie_at_the_last_place_settled_by_a_ballot_held_for_it() -> None:
    outcome = run(make_case(LAST_PLACE, bo_phieu=votes(8, settles="có", a=8, d=3, e=5)))
    assert proposed(outcome, "bang_khen") == "bce"
    assert outcome.ranked("d").standing is Standing.DU_DIEU_KIEN_HET_CHI_TIEU
    assert "không được chọn qua bỏ phiếu" in outcome.ranked("d").reason
    assert outcome.ties[0].winner == "e"


def test_tie_that_decides_nothing_is_reported_but_does_not_matter() -> None:
    outcome = run(
        make_case({"a": "950", "b": "880", "c": "880", "d": "860", "e": "700", "f": "700", "g": "600", "h": "500"})
    )
    assert [(t.don_vi, t.matters) for t in outcome.ties] == [(("b", "c"), False), (("e", "f"), False)]
    assert proposed(outcome, "bang_khen") == "bcd"
    assert "dong_diem" not in outcome.readings


def test_ballot_that_elects_a_lower_unit_decides_nothing() -> None:
    outcome = run(
        make_case({"a": "950", "b": "940", "c": "900", "d": "880", "e": "860", "f": "700"}, bo_phieu=votes(6, a=1, b=5))
    )
    assert proposed(outcome, "co_thi_dua") == "" and undecided(outcome, "co_thi_dua") == "ab"
    assert "không có số điểm cao nhất" in outcome.ranked("a").reason
    assert proposed(outcome, "bang_khen") == "c" and undecided(outcome, "bang_khen") == "ab"


def test_ballot_that_elects_an_excluded_unit_decides_nothing() -> None:
    declared = [{"don_vi": "a", "can_cu": "khong_dat_van_hoa", "dien_giai": "Không được công nhận"}]
    outcome = run(make_case({"a": "950", "b": "940", "c": "870"}, khong_xet=declared, bo_phieu=votes(3, a=2, b=1)))
    assert proposed(outcome, "co_thi_dua") == "" and undecided(outcome, "co_thi_dua") == "b"
    assert "bầu đơn vị không được xét" in outcome.ranked("b").reason


def test_ballot_held_only_for_a_tie_further_down_leaves_the_lead_to_the_score() -> None:
    outcome = run(make_case(LAST_PLACE, bo_phieu=votes(8, settles="có", d=3, e=5)))
    assert proposed(outcome, "co_thi_dua") == "a" and proposed(outcome, "bang_khen") == "bce"


def test_missing_score_of_a_considered_unit_decides_nothing() -> None:
    outcome = run(make_case({"a": "950", "b": "900", "c": None}))
    assert outcome.proposed == ()
    assert outcome.ranked("c").standing is Standing.CHUA_XAC_DINH and outcome.ranked("c").rank is None
    assert "còn đơn vị chưa có điểm để xét" in outcome.ranked("a").reason


def test_missing_score_of_an_excluded_unit_does_not_matter() -> None:
    declared = [{"don_vi": "c", "can_cu": "khong_dat_van_hoa", "dien_giai": "Không được công nhận"}]
    assert proposed(run(make_case({"a": "950", "b": "900", "c": None}, khong_xet=declared)), "co_thi_dua") == "a"


def test_postponed_is_not_excluded() -> None:
    declared = [{"don_vi": "a", "can_cu": "dang_xem_xet_xu_ly", "dien_giai": "Đang xác minh đơn tố cáo"}]
    outcome = run(make_case({"a": "950", "b": "940", "c": "870"}, khong_xet=declared))
    assert outcome.ranked("a").standing is Standing.CHUA_XET
    assert outcome.ranked("a").reason.startswith("Chưa xét: ")
    assert str(outcome.ranked("a").citation) == "Điều 4 Nghị định số 152/2025/NĐ-CP"
    assert proposed(outcome, "co_thi_dua") == "b"


def test_lead_unit_that_fails_the_legal_standard_gets_no_flag() -> None:
    outcome = run(make_case({"a": "950", "b": "940", "c": "870"}, cam_ket={"tieu_chuan_dieu_26": "không"}))
    assert proposed(outcome, "co_thi_dua") == "" and proposed(outcome, "bang_khen") == "a"


def test_unit_of_an_unknown_ground_is_kept_out_and_says_so() -> None:
    declared = [{"don_vi": "a", "can_cu": "ly_do_la", "dien_giai": "Lý do khác"}]
    outcome = run(make_case({"a": "950", "b": "940"}, khong_xet=declared))
    assert outcome.ranked("a").standing is Standing.KHONG_XET and outcome.ranked("a").citation is None
