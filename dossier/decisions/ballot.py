"""The ballot of the conference, counted: votes, base and percentage together, who is elected, and nothing decided on a draw."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from dossier.core.vietnamese import format_count, format_percent
from dossier.decisions.outcome import BallotResult, Step, VoteCount
from dossier.decisions.rounding import round_half_up
from dossier.inputs.case import Case
from dossier.inputs.ho_so import BoPhieu
from dossier.regulation.model import BallotRules, Regulation

_BASES = {
    "so_don_vi_tham_gia": "số đơn vị tham gia bỏ phiếu",
    "so_thanh_vien": "tổng số đơn vị thành viên",
    "phieu_hop_le": "số phiếu hợp lệ",
}


def count_ballot(case: Case, regulation: Regulation) -> BallotResult | None:
    """The count of the ballot, or of its first round; None when none is recorded or the regulation knows none."""
    rules = regulation.ballot
    # A round that elects several has no single winner.
    return _count(case, regulation, case.ho_so.bo_phieu, rules is not None and rules.rounds > 1)


def count_second_round(case: Case, regulation: Regulation) -> BallotResult | None:
    """The count of the second round; None when there is none."""
    rules = regulation.ballot
    return _count(case, regulation, case.ho_so.bo_phieu_lan_2, False) if rules and rules.rounds > 1 else None


def _count(case: Case, regulation: Regulation, ballot: BoPhieu | None, elects_several: bool) -> BallotResult | None:
    rules = regulation.ballot
    if ballot is None or rules is None:
        return None
    base = _base(rules, ballot, len(case.ho_so.nhom.don_vi))
    complete = bool(ballot.ung_vien) and all(c.so_phieu is not None for c in ballot.ung_vien)
    winner = _winner(rules, ballot, base) if complete and not elects_several else None
    counts = []
    for candidate in sorted(ballot.ung_vien, key=lambda c: -1 if c.so_phieu is None else c.so_phieu, reverse=True):
        votes = candidate.so_phieu
        percent = round_half_up(Fraction(votes * 100, base), 2) if votes is not None and base else None
        counts.append(
            VoteCount(
                don_vi=candidate.don_vi,
                so_phieu=votes,
                percent=percent,
                elected=_elected(rules, votes, base, winner, candidate.don_vi, complete),
            )
        )
    cite = regulation.citation(rules.cite)
    return BallotResult(
        base=base,
        base_title=_BASES[rules.base],
        counts=tuple(counts),
        winner=winner,
        steps=_steps(case, ballot, counts, winner, complete and not elects_several, regulation),
        citation=cite,
    )


def votes_of(ballot: BallotResult | None, unit: str) -> int | None:
    """Votes for a unit; None when it was not on the slip or not counted."""
    if ballot is None:
        return None
    return next((c.so_phieu for c in ballot.counts if c.don_vi == unit), None)


def vote_words(ballot: BallotResult, unit: str) -> str | None:
    """ "8/9": votes and base together, as minutes give them."""
    votes = votes_of(ballot, unit)
    return None if votes is None or ballot.base is None else f"{votes}/{ballot.base}"


def _base(rules: BallotRules, ballot: BoPhieu, n: int) -> int | None:
    return {"so_don_vi_tham_gia": ballot.so_don_vi_tham_gia, "so_thanh_vien": n, "phieu_hop_le": ballot.hop_le}[
        rules.base
    ]


def _enough(rules: BallotRules, votes: int, base: int | None) -> bool | None:
    if rules.more_than is None:
        return votes > 0
    return None if not base else Decimal(votes * 100) > rules.more_than * base


def _winner(rules: BallotRules, ballot: BoPhieu, base: int | None) -> str | None:
    most = max(c.so_phieu or 0 for c in ballot.ung_vien)
    first = [c.don_vi for c in ballot.ung_vien if c.so_phieu == most]
    return first[0] if len(first) == 1 and _enough(rules, most, base) else None


def _elected(
    rules: BallotRules, votes: int | None, base: int | None, winner: str | None, unit: str, complete: bool
) -> bool | None:
    if votes is None or not complete:
        return None
    return unit == winner if rules.more_than is None else _enough(rules, votes, base)


def _steps(
    case: Case,
    ballot: BoPhieu,
    counts: list[VoteCount],
    winner: str | None,
    one_expected: bool,
    regulation: Regulation,
) -> tuple[Step, ...]:
    rules = regulation.ballot
    assert rules is not None
    base = _base(rules, ballot, len(case.ho_so.nhom.don_vi))
    cite = regulation.citation(rules.cite)

    def shown(value: int | None) -> str:
        return "chưa ghi" if value is None else format_count(value)

    slips = (
        f"phát ra {shown(ballot.phat_ra)}, thu về {shown(ballot.thu_ve)}, hợp lệ {shown(ballot.hop_le)}, "
        f"không hợp lệ {shown(ballot.khong_hop_le)}"
    )
    steps = [Step(rule="Số phiếu", numbers=slips, citation=cite)]
    for count in counts:
        name = case.ho_so.don_vi(count.don_vi).ten if _member(case, count.don_vi) else count.don_vi
        share = (
            f" = {format_percent(count.so_phieu, base)} {_BASES[rules.base]}"
            if count.so_phieu is not None and base
            else ""
        )
        steps.append(Step(rule=name, numbers=f"{shown(count.so_phieu)}/{shown(base)} phiếu{share}", citation=cite))
    if winner is None and one_expected:
        draw = len(counts) > 1 and counts[0].so_phieu == counts[1].so_phieu
        why = "nhiều đơn vị cùng có số phiếu cao nhất" if draw else "không đơn vị nào đủ số phiếu"
        steps.append(Step(rule="Kết quả bỏ phiếu", numbers=f"chưa chọn được một đơn vị: {why}", citation=cite))
    return tuple(steps)


def _member(case: Case, unit: str) -> bool:
    return any(u.id == unit for u in case.ho_so.nhom.don_vi)
