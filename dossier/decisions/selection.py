"""Which units are proposed for which award: score thresholds, the lead unit and its ballot, quotas, and ties left open.

A tie is never decided here. What depends on it is worked out for every way it may be settled: units proposed in all of
them are proposed, units proposed in some of them are undecided.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from dossier.decisions.ballot import votes_of
from dossier.decisions.outcome import BallotResult, Scores
from dossier.inputs.case import Case
from dossier.regulation.model import Award, QuotaStep, Regulation


@dataclass(frozen=True, slots=True)
class Candidate:
    """A considered unit with its deciding score."""

    don_vi: str
    score: Decimal
    contents: dict[str, Scores]


@dataclass(frozen=True, slots=True)
class Boundary:
    """A tie on which an award depends."""

    award: str
    don_vi: frozenset[str]
    settled: bool
    winners: tuple[str, ...] = ()


@dataclass(slots=True)
class Selected:
    """Result for one award."""

    award: Award
    step: QuotaStep | None
    """None: this cluster may not propose the award."""
    fit: frozenset[str] = frozenset()
    """Considered units that reach its thresholds."""
    proposed: list[str] = field(default_factory=list)
    undecided: list[str] = field(default_factory=list)
    why: str | None = None
    """Why it is empty or undecided, in Vietnamese."""

    @property
    def quota(self) -> int | None:
        """How many there may be."""
        return self.step.count if self.step else None


@dataclass(slots=True)
class Selection:
    """Results for all awards."""

    awards: list[Selected] = field(default_factory=list)
    boundaries: list[Boundary] = field(default_factory=list)
    lead_possible: bool | None = None
    lead_missing: bool = False
    """It is certain that no unit can be the lead unit."""


def quota_step(award: Award, n: int, run_by: str) -> QuotaStep | None:
    """The step of the quota for a cluster of ``n`` units; None: it may not propose the award."""
    if run_by not in award.run_by:
        return None
    return next((s for s in award.quota if s.from_units <= n and (s.to_units is None or n <= s.to_units)), None)


def qualifies(award: Award, candidate: Candidate, column: str) -> bool:
    """Whether the score, and the contents where the award asks, reach the award's thresholds."""
    if candidate.score < award.threshold.value:
        return False
    for threshold in award.content_thresholds:
        scores = candidate.contents.get(threshold.content)
        value = getattr(scores, column) if scores else None
        if value is None or value < threshold.at_least:
            return False
    return True


def select(
    case: Case,
    regulation: Regulation,
    candidates: Sequence[Candidate],
    incomplete: bool,
    column: str,
    ballot: BallotResult | None,
) -> Selection:
    """Choose for each award in the order of the regulation. ``incomplete``: some considered unit has no score yet."""
    result = Selection()
    n, run_by = len(case.ho_so.nhom.don_vi), case.ho_so.nhom.quan_ly.value
    ranked = sorted(candidates, key=lambda c: -c.score)
    worlds: list[set[str]] = [set()]  # units already taken, in every way the open questions may be settled
    for award in regulation.awards:
        selected = Selected(award, quota_step(award, n, run_by))
        result.awards.append(selected)
        if selected.step is None:
            continue
        fit = [c for c in ranked if qualifies(award, c, column)]
        selected.fit = frozenset(c.don_vi for c in fit)
        if incomplete:
            selected.undecided = [c.don_vi for c in fit]
            selected.why = "còn đơn vị chưa có điểm để xét"
            result.lead_possible = (
                result.lead_possible or (True if fit else None) if award.leader else result.lead_possible
            )
            continue
        if award.leader:
            worlds = _lead(case, regulation, award, selected, ranked, fit, ballot, result)
        else:
            worlds = _by_rank(case, selected, fit, ballot, result, worlds)
    return result


def _lead(
    case: Case,
    regulation: Regulation,
    award: Award,
    selected: Selected,
    ranked: list[Candidate],
    fit: list[Candidate],
    ballot: BallotResult | None,
    result: Selection,
) -> list[set[str]]:
    """The one lead unit: highest score, elected by ballot where there was one."""
    top = [c.don_vi for c in fit if c.score == fit[0].score] if fit else []
    declined = (
        award.standard_declaration
        and case.ho_so.cam_ket
        and getattr(case.ho_so.cam_ket, award.standard_declaration, None) is False
    )
    if not top or declined:
        result.lead_possible, result.lead_missing = False, True
        selected.why = (
            "đơn vị cao nhất không đáp ứng tiêu chuẩn theo cam kết của hội nghị"
            if declined
            else "không có đơn vị nào đạt ngưỡng điểm"
        )
        return [set()]
    result.lead_possible = True
    winner, open_units, selected.why = _elect(case, regulation, top, ranked, fit, ballot)
    if len(top) > 1:
        result.boundaries.append(Boundary(award.id, frozenset(top), winner is not None, (winner,) if winner else ()))
    if winner is not None:
        selected.proposed = [winner]
        return [{winner}]
    selected.undecided = open_units
    return [{unit} for unit in open_units]


def _elect(
    case: Case,
    regulation: Regulation,
    top: list[str],
    ranked: list[Candidate],
    fit: list[Candidate],
    ballot: BallotResult | None,
) -> tuple[str | None, list[str], str | None]:
    """(lead unit, the units it may be, why it can't be said) from the units on the highest score and the ballot."""
    if ballot is None or not _about_the_lead(case, ballot, top):
        if len(top) == 1:
            return top[0], [], None
        return None, top, "các đơn vị bằng điểm cao nhất, chưa có kết quả bỏ phiếu phân định"
    if regulation.ballot is not None and not regulation.ballot.winner_must_lead:
        # The ballot chooses among all that reach the threshold.
        units = [c.don_vi for c in fit]
        winner = ballot.winner if ballot.winner in units else None
        return winner, units, None if winner else "bỏ phiếu chưa chọn được đơn vị dẫn đầu"
    winner = ballot.winner if ballot.winner in top else _most_voted(case, ballot, top)
    if winner is not None:
        return winner, [], None
    if ballot.winner is None:
        return None, top, "bỏ phiếu chưa chọn được một đơn vị dẫn đầu"
    if any(c.don_vi == ballot.winner for c in ranked):
        return None, [*top, ballot.winner], "phiếu suy tôn bầu đơn vị không có số điểm cao nhất"
    return None, top, "phiếu suy tôn bầu đơn vị không được xét"


def _about_the_lead(case: Case, ballot: BallotResult, top: list[str]) -> bool:
    """Whether a counted ballot chose the lead unit; one held only to settle a tie further down did not."""
    if not ballot.counts or any(c.so_phieu is None for c in ballot.counts):
        return False
    settles = bool(case.ho_so.bo_phieu and case.ho_so.bo_phieu.phan_dinh_dong_diem)
    return not settles or any(c.don_vi in top for c in ballot.counts)


def _most_voted(case: Case, ballot: BallotResult, units: list[str]) -> str | None:
    """Among tied units, the one with most votes, where the ballot was held to settle the tie."""
    if len(units) < 2 or not (case.ho_so.bo_phieu and case.ho_so.bo_phieu.phan_dinh_dong_diem):
        return None
    order = _by_votes(ballot, units)
    return order[0] if order and (votes_of(ballot, order[0]) or 0) > (votes_of(ballot, order[1]) or 0) else None


def _by_votes(ballot: BallotResult, units: list[str]) -> list[str] | None:
    """Units by votes, most first; None when one of them was not on the slip."""
    votes = {unit: votes_of(ballot, unit) for unit in units}
    return None if None in votes.values() else sorted(units, key=lambda u: -(votes[u] or 0))


def _by_rank(
    case: Case,
    selected: Selected,
    fit: list[Candidate],
    ballot: BallotResult | None,
    result: Selection,
    worlds: list[set[str]],
) -> list[set[str]]:
    """Units down the ranking to the quota, in every world."""
    assert selected.step is not None
    outcomes = [_fill(case, selected, [c for c in fit if c.don_vi not in taken], ballot) for taken in worlds]
    sure = set.intersection(*(set(kept) for kept, _, _ in outcomes))
    maybe = {unit for kept, open_units, _ in outcomes for unit in (*kept, *open_units)} - sure
    order = [c.don_vi for c in fit]
    selected.proposed = [unit for unit in _settled_order(order, outcomes) if unit in sure]
    selected.undecided = [unit for unit in order if unit in maybe]
    for _, open_units, boundary in outcomes:
        if boundary and boundary not in result.boundaries:
            result.boundaries.append(boundary)
        if open_units:
            selected.why = "các đơn vị bằng điểm ở vị trí cuối của chỉ tiêu, chưa có kết quả bỏ phiếu phân định"
    if selected.undecided and selected.why is None:
        selected.why = "chưa xác định được đơn vị dẫn đầu"
    return [taken | set(kept) | set(open_units) for taken, (kept, open_units, _) in zip(worlds, outcomes, strict=True)]


def _settled_order(order: list[str], outcomes: list[tuple[list[str], list[str], Boundary | None]]) -> list[str]:
    return outcomes[0][0] if len(outcomes) == 1 else order


def _fill(
    case: Case, selected: Selected, pool: list[Candidate], ballot: BallotResult | None
) -> tuple[list[str], list[str], Boundary | None]:
    """(proposed, undecided, the tie at the last place) from ``pool``, ranked high to low."""
    places, award = selected.quota or 0, selected.award.id
    if len(pool) <= places:
        return [c.don_vi for c in pool], [], None
    if places == 0:
        return [], [], None
    last = pool[places - 1].score
    above = [c.don_vi for c in pool if c.score > last]
    tied = [c.don_vi for c in pool if c.score == last]
    left = places - len(above)
    if len(tied) <= left:
        return above + tied, [], None
    held = bool(case.ho_so.bo_phieu and case.ho_so.bo_phieu.phan_dinh_dong_diem)
    order = _by_votes(ballot, tied) if ballot and held else None
    if order and (votes_of(ballot, order[left - 1]) or 0) > (votes_of(ballot, order[left]) or 0):
        return above + order[:left], [], Boundary(award, frozenset(tied), True, tuple(order[:left]))
    return above, tied, Boundary(award, frozenset(tied), False)
