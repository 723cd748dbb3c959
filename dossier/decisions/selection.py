"""Which units are proposed for which award: score thresholds, the lead unit and its ballot, quotas, and ties left open.

A tie is never decided here. What depends on it is worked out for every way it may be settled: units proposed in all of
them are proposed, units proposed in some of them are undecided.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import combinations
from math import comb

from dossier.decisions.ballot import votes_of
from dossier.decisions.outcome import BallotResult, Scores
from dossier.decisions.places import Places, places_for
from dossier.decisions.two_rounds import Elected, elect
from dossier.inputs.case import Case
from dossier.inputs.ho_so import CachBinhXet
from dossier.regulation.model import Award, Regulation

MAX_SETTLEMENTS = 60
"""Ways of settling one tie that are followed one by one."""


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
    places: Places | None
    """None: this cluster may not propose the award."""
    fit: frozenset[str] = frozenset()
    """Considered units that reach its thresholds."""
    proposed: list[str] = field(default_factory=list)
    undecided: list[str] = field(default_factory=list)
    why: str | None = None
    """Why it is empty or undecided, in Vietnamese."""

    @property
    def quota(self) -> int | None:
        """How many there may be; None: not limited, not known, or none at all."""
        return self.places.count if self.places else None


@dataclass(slots=True)
class Selection:
    """Results for all awards."""

    awards: list[Selected] = field(default_factory=list)
    boundaries: list[Boundary] = field(default_factory=list)
    lead_possible: bool | None = None
    lead_missing: bool = False
    """It is certain that no unit can be the lead unit."""
    method: str | None = None
    """How the conference chose, where the regulation offers several ways."""
    elected: Elected | None = None
    """Result of the two rounds, where that is how it chose."""


def method_of(case: Case, regulation: Regulation) -> str | None:
    """The way of choosing; None: the regulation offers no choice. Not stated: a ballot if there is one, else the other."""
    if not regulation.selection:
        return None
    meeting = case.ho_so.hoi_nghi
    said = meeting.cach_binh_xet if meeting else None
    if said is not None:
        return "bo_phieu_hai_vong" if said is CachBinhXet.BO_PHIEU_KIN else said.value
    if case.ho_so.bo_phieu is not None or regulation.method("nhat_tri_cao") is None:
        return "bo_phieu_hai_vong"
    return "nhat_tri_cao"


def qualifies(award: Award, candidate: Candidate, column: str) -> bool:
    """Whether the score, and the contents where the award asks, reach the award's thresholds."""
    if award.threshold is not None and candidate.score < award.threshold.value:
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
    second: BallotResult | None = None,
) -> Selection:
    """Choose for each award in the order of the regulation. ``incomplete``: some considered unit has no score yet."""
    result = Selection(method=method_of(case, regulation))
    ranked = sorted(candidates, key=lambda c: -c.score)
    # Units already taken, in every way the open questions may be settled: by awards, and by the cluster's own honours.
    worlds: dict[bool, list[set[str]]] = {False: [set()], True: [set()]}
    for award in regulation.awards:
        selected = Selected(award, places_for(award, case))
        result.awards.append(selected)
        if selected.places is None:
            continue
        pool = _pool(case, award, ranked, result)
        fit = [c for c in pool if qualifies(award, c, column)]
        selected.fit = frozenset(c.don_vi for c in fit)
        honour = award.kind == "suy_ton"
        if award.chosen_by == "cap_tren":
            taken = set().union(*worlds[honour])
            _by_council(case, selected, fit, taken)
            worlds[honour] = [taken | set(selected.proposed) for taken in worlds[honour]]
            continue
        reason = _why_open(case, regulation, selected, incomplete, result)
        if reason:
            selected.undecided = [c.don_vi for c in fit]
            selected.why = reason
            result.lead_possible = (
                result.lead_possible or (True if fit else None) if award.leader else result.lead_possible
            )
        elif result.method == "bo_phieu_hai_vong" and award.declared is None:
            if result.elected is None:
                electorate, places, lead = _electorate(case, regulation, pool, column)
                result.elected = elect(electorate, ballot, second, places, lead)
            _by_ballot(selected, fit, result)
        elif award.leader:
            worlds[honour] = _lead(case, regulation, award, selected, ranked, fit, ballot, result)
        else:
            worlds[honour] = _by_rank(case, regulation, selected, fit, ballot, result, worlds[honour])
    return result


def _pool(case: Case, award: Award, ranked: list[Candidate], result: Selection) -> list[Candidate]:
    """Units among whom the award is given, high to low."""
    pool = ranked
    if award.among is not None:
        holders = {unit for s in result.awards if s.award.id == award.among for unit in s.proposed}
        pool = [c for c in pool if c.don_vi in holders]
    if award.declared is not None:
        meeting_standard = set(case.ho_so.du_tieu_chuan.get(award.declared) or ())
        pool = [c for c in pool if c.don_vi in meeting_standard]
    return pool


def _why_open(
    case: Case, regulation: Regulation, selected: Selected, incomplete: bool, result: Selection
) -> str | None:
    """Why nothing can be said about the award yet."""
    assert selected.places is not None
    if incomplete:
        return "còn đơn vị chưa có điểm để xét"
    if not selected.places.known:
        return selected.places.words
    if selected.award.declared is not None and selected.award.declared not in case.ho_so.du_tieu_chuan:
        return "chưa khai các đơn vị đủ tiêu chuẩn"
    if result.method is not None and regulation.method(result.method) is None:
        return "quy định không cho bình xét theo cách này"
    return None


def _by_council(case: Case, selected: Selected, fit: list[Candidate], taken: set[str]) -> None:
    """What the council above chose; until it has, nobody is proposed."""
    council = case.ho_so.de_nghi_cap_tren
    if council is None:
        selected.why = "hội đồng cấp trên chưa lựa chọn"
        return
    picked = council.lua_chon.get(selected.award.id)
    if picked is None:
        rest = selected.award.quota_all is not None
        selected.proposed = [c.don_vi for c in fit if rest and c.don_vi not in taken]
        return
    selected.proposed = [c.don_vi for c in fit if c.don_vi in picked]


def _electorate(case: Case, regulation: Regulation, pool: list[Candidate], column: str) -> tuple[list[str], int, bool]:
    """For the two rounds: units fit to be elected, places in all, and whether a lead unit is to be chosen."""
    fit: dict[str, None] = {}
    places, lead = 0, False
    for award in regulation.awards:
        room = places_for(award, case)
        if room is None or award.chosen_by == "cap_tren" or award.declared is not None:
            continue
        fit |= {c.don_vi: None for c in pool if qualifies(award, c, column)}
        count = len(pool) if room.count is None else min(1, room.count) if award.leader else room.count
        places += count
        lead |= award.leader and count > 0
    return list(fit), places, lead


def _by_ballot(selected: Selected, fit: list[Candidate], result: Selection) -> None:
    """The lead unit for its award, the other elected units for the next ones."""
    elected = result.elected
    assert elected is not None
    names = {c.don_vi for c in fit}
    if selected.award.leader:
        result.lead_possible = bool(elected.lead or elected.lead_open)
        if selected.quota == 0:
            result.lead_possible, selected.why = False, "không có chỉ tiêu"
        elif elected.lead is not None:
            selected.proposed = [elected.lead]
        else:
            selected.undecided, selected.why = [u for u in elected.lead_open if u in names], elected.why
            if not elected.lead_open:
                result.lead_missing = True
                selected.why = "không đơn vị nào được bầu ở lần 1"
        return
    taken = {unit for s in result.awards for unit in s.proposed}
    waiting = {unit for s in result.awards if s.award.leader for unit in s.undecided}
    rest = [u for u in elected.chosen if u in names and u not in taken]
    if waiting or elected.open:
        selected.undecided = [u for u in (*rest, *elected.open) if u in waiting or u in elected.open or waiting]
        selected.proposed = [] if waiting else rest
        selected.why = elected.why
        return
    selected.proposed = rest if selected.quota is None else rest[: selected.quota]


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
    assert selected.places is not None
    if selected.places.count == 0:
        result.lead_possible, selected.why = False, "không có chỉ tiêu"
        return [set()]
    declined = (
        award.standard_declaration
        and case.ho_so.cam_ket
        and case.ho_so.cam_ket.answer(award.standard_declaration) is False
    )
    if not top or declined:
        result.lead_possible, result.lead_missing = False, True
        selected.why = (
            "đơn vị cao nhất không đáp ứng tiêu chuẩn theo cam kết của hội nghị"
            if declined
            else "không có đơn vị nào đạt ngưỡng điểm"
            if award.threshold is not None
            else "không có đơn vị nào được xét"
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
    if ballot is None or not _about_the_lead(case, regulation, ballot, top):
        if len(top) == 1:
            return top[0], [], None
        return None, top, "các đơn vị bằng điểm cao nhất, chưa có kết quả bỏ phiếu phân định"
    if regulation.ballot is not None and not regulation.ballot.winner_must_lead:
        # The ballot chooses among all that reach the threshold.
        units = [c.don_vi for c in fit]
        winner = ballot.winner if ballot.winner in units else None
        return winner, units, None if winner else "bỏ phiếu chưa chọn được đơn vị dẫn đầu"
    winner = ballot.winner if ballot.winner in top else _most_voted(case, regulation, ballot, top)
    if winner is not None:
        return winner, [], None
    if ballot.winner is None:
        return None, top, "bỏ phiếu chưa chọn được một đơn vị dẫn đầu"
    if any(c.don_vi == ballot.winner for c in ranked):
        return None, [*top, ballot.winner], "phiếu suy tôn bầu đơn vị không có số điểm cao nhất"
    return None, top, "phiếu suy tôn bầu đơn vị không được xét"


def _settles_ties(case: Case, regulation: Regulation) -> bool:
    """Whether the ballot was held to settle a tie: it says so, or the regulation knows no other ballot."""
    only = regulation.ballot is not None and regulation.ballot.only_on_tie
    return case.ho_so.bo_phieu is not None and (only or bool(case.ho_so.bo_phieu.phan_dinh_dong_diem))


def _about_the_lead(case: Case, regulation: Regulation, ballot: BallotResult, top: list[str]) -> bool:
    """Whether a counted ballot chose the lead unit; one held only to settle a tie further down did not."""
    if not ballot.counts or any(c.so_phieu is None for c in ballot.counts):
        return False
    return not _settles_ties(case, regulation) or any(c.don_vi in top for c in ballot.counts)


def _most_voted(case: Case, regulation: Regulation, ballot: BallotResult, units: list[str]) -> str | None:
    """Among tied units, the one with most votes, where the ballot was held to settle the tie."""
    if len(units) < 2 or not _settles_ties(case, regulation):
        return None
    order = _by_votes(ballot, units)
    return order[0] if order and (votes_of(ballot, order[0]) or 0) > (votes_of(ballot, order[1]) or 0) else None


def _by_votes(ballot: BallotResult, units: list[str]) -> list[str] | None:
    """Units by votes, most first; None when one of them was not on the slip."""
    votes = {unit: votes_of(ballot, unit) for unit in units}
    return None if None in votes.values() else sorted(units, key=lambda u: -(votes[u] or 0))


def _by_rank(
    case: Case,
    regulation: Regulation,
    selected: Selected,
    fit: list[Candidate],
    ballot: BallotResult | None,
    result: Selection,
    worlds: list[set[str]],
) -> list[set[str]]:
    """Units down the ranking to the quota, in every world."""
    assert selected.places is not None
    outcomes = [
        _fill(case, regulation, selected, [c for c in fit if c.don_vi not in taken], ballot) for taken in worlds
    ]
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
    after = [
        taken | set(kept) | set(settled)
        for taken, (kept, open_units, _) in zip(worlds, outcomes, strict=True)
        for settled in _settlements(open_units, (selected.quota or 0) - len(kept))
    ]
    return [world for index, world in enumerate(after) if world not in after[:index]]


def _settlements(open_units: list[str], places: int) -> list[tuple[str, ...]]:
    """Every way in which tied units may fill the places left; too many ways: all units count as taken."""
    if not open_units or places <= 0 or comb(len(open_units), places) > MAX_SETTLEMENTS:
        return [tuple(open_units)]
    return list(combinations(open_units, places))


def _settled_order(order: list[str], outcomes: list[tuple[list[str], list[str], Boundary | None]]) -> list[str]:
    return outcomes[0][0] if len(outcomes) == 1 else order


def _fill(
    case: Case, regulation: Regulation, selected: Selected, pool: list[Candidate], ballot: BallotResult | None
) -> tuple[list[str], list[str], Boundary | None]:
    """(proposed, undecided, the tie at the last place) from ``pool``, ranked high to low."""
    places, award = len(pool) if selected.quota is None else selected.quota, selected.award.id
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
    held = _settles_ties(case, regulation)
    order = _by_votes(ballot, tied) if ballot and held else None
    if order and (votes_of(ballot, order[left - 1]) or 0) > (votes_of(ballot, order[left]) or 0):
        return above + order[:left], [], Boundary(award, frozenset(tied), True, tuple(order[:left]))
    return above, tied, Boundary(award, frozenset(tied), False)
