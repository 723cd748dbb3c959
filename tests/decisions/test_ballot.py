"""The ballot: counts, percentages of the base the regulation names, who is elected."""

from __future__ import annotations

from decimal import Decimal

import pytest
from decision_cases import calendar, cao_bang, make_case, run, votes

from dossier.decisions.ballot import count_ballot
from dossier.decisions.decide import decide
from dossier.decisions.outcome import BallotResult, VoteCount
from dossier.regulation.model import BallotRules, Regulation

SCORES = {"a": "950", "b": "900", "c": "880"}


def counted(regulation: Regulation | None = None, **ballot: object) -> BallotResult:
    result = count_ballot(make_case(SCORES, bo_phieu=ballot), regulation or cao_bang())
    assert result is not None
    return result


def ruled(**rules: object) -> Regulation:
    """cao-bang-2025 with other rules for the ballot."""
    assert cao_bang().ballot is not None
    ballot = {**cao_bang().ballot.model_dump(mode="json"), **rules}  # type: ignore[union-attr]
    return cao_bang().model_copy(update={"ballot": BallotRules.model_validate(ballot)})


def test_counts_run_high_to_low_with_percent_of_the_units_taking_part() -> None:
    result = counted(**votes(9, a=1, b=6, c=2))
    assert [(c.don_vi, c.so_phieu, c.percent, c.elected) for c in result.counts] == [
        ("b", 6, Decimal("66.67"), True),
        ("c", 2, Decimal("22.22"), False),
        ("a", 1, Decimal("11.11"), False),
    ]
    assert (result.winner, result.base, result.base_title) == ("b", 9, "số đơn vị tham gia bỏ phiếu")
    assert result.steps[1].numbers == "06/09 phiếu = 66,67% số đơn vị tham gia bỏ phiếu"


def test_draw_elects_nobody() -> None:
    result = counted(**votes(9, a=4, b=4, c=1))
    assert result.winner is None and not any(c.elected for c in result.counts)
    assert "cùng có số phiếu cao nhất" in result.steps[-1].numbers
    assert [c.don_vi for c in result.counts] == ["a", "b", "c"]


def test_uncounted_votes_decide_nothing() -> None:
    result = counted(**votes(9, a=8, b=None))
    assert result.winner is None and {c.elected for c in result.counts} == {None}
    assert result.counts[-1] == VoteCount(don_vi="b", so_phieu=None, percent=None, elected=None)


def test_missing_or_zero_base_gives_no_percent() -> None:
    assert counted(**votes(0, a=8)).counts[0].percent is None
    assert counted(ung_vien=[{"don_vi": "a", "so_phieu": "8"}]).counts[0].percent is None


def test_no_votes_at_all_elect_nobody() -> None:
    assert counted(**votes(9, a=0, b=0)).winner is None
    assert counted(**votes(9, a=0)).winner is None


def test_no_ballot_recorded() -> None:
    assert run(make_case(SCORES)).ballot is None


@pytest.mark.parametrize(("base", "cast", "elected", "percent"), [(11, 6, True, "54.55"), (10, 5, False, "50.00")])
def test_worked_case_7_more_than_half(base: int, cast: int, elected: bool, percent: str) -> None:
    first = counted(ruled(more_than="50"), **votes(base, a=cast)).counts[0]
    assert (first.elected, first.percent) == (elected, Decimal(percent))


@pytest.mark.parametrize(("kind", "base"), [("so_thanh_vien", 3), ("phieu_hop_le", 9), ("so_don_vi_tham_gia", 9)])
def test_base_is_the_one_the_regulation_names(kind: str, base: int) -> None:
    assert counted(ruled(base=kind), **votes(9, a=3)).base == base


def test_where_the_ballot_may_elect_a_lower_unit_its_choice_stands() -> None:
    case = make_case({"a": "950", "b": "940", "c": "890"}, bo_phieu=votes(3, a=1, b=2))
    outcome = decide(case, ruled(winner_must_lead="không"), calendar())
    assert outcome.proposed[0] == ("b", "co_thi_dua") and ("a", "bang_khen") in outcome.proposed
