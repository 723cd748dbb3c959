"""What must hold for any case."""

from __future__ import annotations

from decimal import Decimal

from decision_cases import judged_table, make_case, run, sheet
from hypothesis import given, settings
from hypothesis import strategies as st

from dossier.decisions.outcome import Outcome

POINTS = st.decimals(min_value=0, max_value=1000, places=2).map(lambda d: str(d).replace(".", ","))
MANY = settings(max_examples=60, deadline=None)


def full_sheet(score: str, bonus: str, cases: int) -> dict[str, object]:
    return sheet(
        score,
        diem_thuong=[{"can_cu": "vuot_chi_tieu", "dien_giai": "Vượt", "tu_cham": bonus}],
        diem_tru=[{"can_cu": "ky_luat", "dien_giai": "Kỷ luật", "so_truong_hop": str(cases)}],
    )


def total(score: str, bonus: str, cases: int) -> Decimal:
    case = make_case({"a": None}, table=judged_table(don_vi={"a": full_sheet(score, bonus, cases)}))
    value = run(case).units["a"].total.tham_dinh
    assert value is not None
    return value


@MANY
@given(POINTS, POINTS, st.integers(0, 30))
def test_total_stays_inside_the_scale(score: str, bonus: str, cases: int) -> None:
    assert 0 <= total(score, bonus, cases) <= 1000


@MANY
@given(POINTS, POINTS, POINTS, st.integers(0, 30))
def test_raising_a_criterion_or_bonus_never_lowers_the_total(low: str, high: str, bonus: str, cases: int) -> None:
    low, high = sorted((low, high), key=lambda s: Decimal(s.replace(",", ".")))
    assert total(low, bonus, cases) <= total(high, bonus, cases)
    assert total(bonus, low, cases) <= total(bonus, high, cases)
    assert total(low, bonus, cases + 1) <= total(low, bonus, cases)


@MANY
@given(
    st.decimals(0, 200, places=2), st.decimals(0, 200, places=2), st.decimals("0.01", 200, places=2), st.integers(0, 4)
)
def test_a_better_result_never_scores_less_and_never_over_the_maximum(
    a: Decimal, b: Decimal, plan: Decimal, places: int
) -> None:
    leaf = {"id": "I.1", "ten": "Chỉ tiêu", "diem_toi_da": "37,6", "cach_cham": "dinh_luong"}

    def score(result: Decimal) -> Decimal:
        facts = {"ke_hoach": str(plan), "ket_qua": str(result)}
        table = {"so_le": str(places), "tieu_chi": [leaf | {"id": "I"}], "don_vi": {"a": sheet(diem={"I": facts})}}
        value = run(make_case({"a": None}, table=table)).units["a"].criteria["I"].computed
        assert value is not None
        return value

    # 37,58 would round up to 38 whole points.
    assert score(min(a, b)) <= score(max(a, b)) <= Decimal("37.6")


FEW_SCORES = st.lists(
    st.sampled_from(["960", "950", "900", "899,99", "870", "850", "849,99", "700"]), min_size=1, max_size=9
)


def comparable(outcome: Outcome) -> tuple[object, ...]:
    """Everything but the order of units that share a score."""
    ranking = {
        u.don_vi: (u.score, u.rank, u.order, u.standing, u.award, frozenset(u.tied_with)) for u in outcome.ranking
    }
    awards = [(a.id, a.quota, frozenset(a.proposed), frozenset(a.undecided)) for a in outcome.awards]
    ties = [(frozenset(t.don_vi), t.score, t.matters, t.settled, t.winner) for t in outcome.ties]
    return ranking, awards, ties, outcome.readings


@MANY
@given(FEW_SCORES, st.randoms(use_true_random=False), st.booleans())
def test_order_of_the_units_changes_nothing_but_ties(scores: list[str], random, settles: bool) -> None:  # type: ignore[no-untyped-def]
    units = {f"u{i}": score for i, score in enumerate(scores)}
    ballot = {
        "so_don_vi_tham_gia": 9,
        "phan_dinh_dong_diem": settles,
        "ung_vien": [{"don_vi": u, "so_phieu": random.randint(0, 3)} for u in units],
    }
    shuffled = list(units.items())
    random.shuffle(shuffled)
    first = run(make_case(dict(units), bo_phieu=ballot))
    second = run(make_case(dict(shuffled), bo_phieu=ballot))
    assert comparable(first) == comparable(second)


@MANY
@given(FEW_SCORES)
def test_nobody_is_proposed_twice_nor_past_the_quota_nor_below_a_threshold(scores: list[str]) -> None:
    outcome = run(make_case({f"u{i}": score for i, score in enumerate(scores)}))
    chosen = [unit for unit, _ in outcome.proposed]
    assert len(chosen) == len(set(chosen))
    for award in outcome.awards:
        assert award.quota is not None and len(award.proposed) <= award.quota
        assert all((outcome.ranked(u).score or 0) >= award.threshold for u in (*award.proposed, *award.undecided))
        assert not set(award.proposed) & set(award.undecided)
    for tie in outcome.ties:
        # Without a ballot no tie that matters is ever settled.
        assert not tie.settled
