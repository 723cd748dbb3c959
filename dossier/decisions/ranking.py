"""The ranking: places by score, what became of each unit and why, in words the minutes can print."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from dossier.core.vietnamese import format_count, format_decimal, join_names, lower_first
from dossier.decisions.ballot import vote_words, votes_of
from dossier.decisions.eligibility import NotConsidered
from dossier.decisions.outcome import AwardResult, BallotResult, RankedUnit, Standing, Step, Tie
from dossier.decisions.selection import Candidate, Selected, Selection
from dossier.inputs.case import Case
from dossier.inputs.ho_so import LoaiNhom
from dossier.regulation.model import Award, Regulation


@dataclass(frozen=True, slots=True)
class _Ground:
    """What reasons are made from."""

    case: Case
    regulation: Regulation
    selection: Selection
    ballot: BallotResult | None
    second: BallotResult | None = None

    @property
    def cluster(self) -> str:
        return "Cụm" if self.case.ho_so.nhom.loai is LoaiNhom.CUM else "Khối"

    def names(self, units: Sequence[str]) -> str:
        return join_names([self.case.ho_so.don_vi(unit).ten for unit in units])


def rank_units(
    case: Case,
    regulation: Regulation,
    candidates: Sequence[Candidate],
    waiting: Sequence[str],
    kept_out: dict[str, NotConsidered],
    selection: Selection,
    ballot: BallotResult | None,
    scores: dict[str, Decimal | None],
    second: BallotResult | None = None,
) -> tuple[RankedUnit, ...]:
    """Considered units by final order, then those that can't be placed, then postponed and excluded ones."""
    ground = _Ground(case, regulation, selection, ballot, second)
    ranked = sorted(candidates, key=lambda c: -c.score)
    placed = [_considered(ground, candidate, ranked) for candidate in ranked]
    placed.sort(key=lambda u: (u.rank or 0, u.order or len(placed) + 1))
    unplaced = [_waiting(unit) for unit in waiting]
    out = [
        _kept_out(item, scores.get(item.don_vi))
        for item in sorted(kept_out.values(), key=lambda i: i.standing is Standing.KHONG_XET)
    ]
    return (*placed, *unplaced, *out)


def find_ties(candidates: Sequence[Candidate], selection: Selection) -> tuple[Tie, ...]:
    """Every group of considered units on the same score, high to low."""
    groups: dict[Decimal, list[str]] = {}
    for candidate in sorted(candidates, key=lambda c: -c.score):
        groups.setdefault(candidate.score, []).append(candidate.don_vi)
    ties = []
    for score, units in groups.items():
        if len(units) < 2:
            continue
        deciding = [b for b in selection.boundaries if b.don_vi <= set(units)]
        settled = bool(deciding) and all(b.settled for b in deciding)
        winner = deciding[0].winners[0] if settled and len(deciding[0].winners) == 1 else None
        ties.append(Tie(don_vi=tuple(units), score=score, matters=bool(deciding), settled=settled, winner=winner))
    return tuple(ties)


def award_results(case: Case, regulation: Regulation, selection: Selection) -> tuple[AwardResult, ...]:
    """The awards with their steps."""
    return tuple(_award(case, regulation, selected) for selected in selection.awards)


def _award(case: Case, regulation: Regulation, selected: Selected) -> AwardResult:
    award = selected.award
    run_by = case.ho_so.nhom.quan_ly.value
    cite = regulation.citation(award.cite_for(run_by))
    steps = []
    if award.threshold is not None:
        steps.append(
            Step(
                rule="Ngưỡng điểm",
                numbers=f"từ {format_decimal(award.threshold.value)} điểm trở lên",
                citation=regulation.citation(award.threshold.cite),
            )
        )
    for part in award.content_thresholds:
        numbers = f"nội dung {part.content} từ {format_decimal(part.at_least)} điểm trở lên"
        steps.append(Step(rule="Ngưỡng điểm nội dung", numbers=numbers, citation=regulation.citation(part.cite)))
    places = selected.places
    if places is None:
        steps.append(Step(rule="Chỉ tiêu", numbers="cụm, khối này không có chỉ tiêu", citation=cite))
    else:
        note = regulation.reading(places.reading).text if places.reading else None
        steps.append(Step(rule="Chỉ tiêu", numbers=places.words, citation=regulation.citation(places.cite), note=note))
        ground = _Ground(case, regulation, Selection(), None)
        result = ground.names(selected.proposed) or "không có đơn vị nào"
        steps.append(
            Step(
                rule="Suy tôn" if award.kind == "suy_ton" else "Đề nghị",
                numbers=result,
                citation=cite,
                note=selected.why and f"{selected.why[:1].upper()}{selected.why[1:]}.",
            )
        )
        if selected.undecided:
            steps.append(Step(rule="Chưa xác định được giữa", numbers=ground.names(selected.undecided), citation=cite))
    return AwardResult(
        id=award.id,
        title=award.title,
        threshold=award.threshold.value if award.threshold else None,
        quota=selected.quota,
        open=places is not None,
        honour=award.kind == "suy_ton",
        proposed=tuple(selected.proposed),
        undecided=tuple(selected.undecided),
        steps=tuple(steps),
        citation=cite,
    )


def _considered(ground: _Ground, candidate: Candidate, ranked: list[Candidate]) -> RankedUnit:
    unit, score = candidate.don_vi, candidate.score
    rank = 1 + sum(c.score > score for c in ranked)
    tied = tuple(c.don_vi for c in ranked if c.score == score and c.don_vi != unit)
    ties = [b for b in ground.selection.boundaries if unit in b.don_vi]
    standing, award, honour = _standing(ground, unit)
    settled = bool(ties) and all(b.settled for b in ties)
    votes = vote_words(ground.ballot, unit) if ground.ballot else None
    shown = ground.regulation.award(award or honour or "") if award or honour else None
    return RankedUnit(
        don_vi=unit,
        score=score,
        rank=rank,
        tied_with=tied,
        tie_settled=f"bỏ phiếu: {votes}" if settled and votes else None,
        order=_order(ground, unit, rank, tied, settled),
        standing=standing,
        award=award,
        honour=honour,
        reason=_reason(ground, candidate, rank, tied, standing, shown, votes),
        citation=ground.regulation.citation(
            (shown or _nearest_award(ground)).cite_for(ground.case.ho_so.nhom.quan_ly.value)
        ),
    )


def _order(ground: _Ground, unit: str, rank: int, tied: tuple[str, ...], settled: bool) -> int | None:
    """The final place: known when nobody shares the score, or the ballot that settled the tie tells them all apart."""
    if not tied:
        return rank
    if not settled or ground.ballot is None:
        return None
    votes = {u: votes_of(ground.ballot, u) for u in (unit, *tied)}
    if None in votes.values():
        winner = next(b.winners for b in ground.selection.boundaries if unit in b.don_vi)
        return rank if winner == (unit,) else None
    mine = votes[unit]
    if sum(v == mine for v in votes.values()) > 1:
        return None
    return rank + sum((v or 0) > (mine or 0) for v in votes.values())


def _standing(ground: _Ground, unit: str) -> tuple[Standing, str | None, str | None]:
    """(standing, award proposed, honour held)."""
    held = {s.award.kind == "suy_ton": s.award.id for s in reversed(ground.selection.awards) if unit in s.proposed}
    award, honour = held.get(False), held.get(True)
    if award is not None:
        return Standing.DE_NGHI, award, honour
    if any(unit in selected.undecided for selected in ground.selection.awards):
        return Standing.CHUA_XAC_DINH, None, honour
    if honour is not None:
        return Standing.SUY_TON, None, honour
    return (Standing.DU_DIEU_KIEN_HET_CHI_TIEU if _fits_some(ground, unit) else Standing.KHONG_DU_DIEM), None, None


def _open_awards(ground: _Ground) -> list[Award]:
    """Awards that this cluster may propose."""
    return [selected.award for selected in ground.selection.awards if selected.places is not None] or list(
        ground.regulation.awards
    )


def _minimum(award: Award) -> Decimal:
    return award.threshold.value if award.threshold else Decimal(0)


def _nearest_award(ground: _Ground) -> Award:
    """The award with the lowest threshold: the one a unit missed."""
    own = [award for award in _open_awards(ground) if award.among is None] or _open_awards(ground)
    return min(reversed(own), key=_minimum) if own[-1].threshold is None else min(own, key=_minimum)


def _fits_some(ground: _Ground, unit: str) -> bool:
    return any(unit in selected.fit for selected in ground.selection.awards if selected.places is not None)


def _missed(ground: _Ground, candidate: Candidate) -> str:
    """What a unit that qualifies for nothing lacks."""
    nearest = _nearest_award(ground)
    if nearest.threshold is not None and candidate.score < nearest.threshold.value:
        return f"dưới {format_decimal(nearest.threshold.value)} điểm"
    for part in nearest.content_thresholds:
        scores = candidate.contents.get(part.content)
        value = scores.by(ground.regulation.score.used) if scores else None
        if value is None or value < part.at_least:
            shown = "chưa có điểm" if value is None else f"đạt {format_decimal(value)} điểm"
            return f"nội dung {part.content} {shown}, dưới {format_decimal(part.at_least)} điểm"
    return "không thuộc các đơn vị được thống nhất là đủ điều kiện, tiêu chuẩn"


def _reason(
    ground: _Ground,
    candidate: Candidate,
    rank: int,
    tied: tuple[str, ...],
    standing: Standing,
    award: Award | None,
    votes: str | None,
) -> str:
    points = f"Đạt {format_decimal(candidate.score)} điểm"
    place = f"xếp thứ {rank}" if not tied else f"cùng xếp thứ {rank} với {ground.names(tied)}"
    with_votes = f"; được {votes} phiếu suy tôn" if votes else ""
    if standing is Standing.SUY_TON and award is not None:
        return f"{points}, {place}{with_votes}; được suy tôn {lower_first(award.title)}"
    elected = ground.selection.elected
    if elected is not None and standing is not Standing.CHUA_XAC_DINH and standing is not Standing.KHONG_DU_DIEM:
        return f"{points}, {place}{_two_rounds(ground, candidate.don_vi, standing, award, votes)}"
    if standing is Standing.DE_NGHI and award is not None:
        if award.chosen_by == "cap_tren":
            return f"{points}, {place}; được hội đồng cấp trên lựa chọn"
        voted = _voted(ground, candidate.don_vi, award)
        if award.leader:
            top = (
                f"cao nhất {ground.cluster}" if not tied else f"cùng cao nhất {ground.cluster} với {ground.names(tied)}"
            )
            return f"{points}, {top}{with_votes}" + (", được chọn qua bỏ phiếu" if voted else "")
        if voted:
            return f"{points}, {place}{with_votes}, được chọn qua bỏ phiếu trong chỉ tiêu {_quota(ground, award)}"
        behind = (
            ", đứng sau đơn vị dẫn đầu"
            if not ground.selection.lead_missing
            and any(s.award.leader and (s.proposed or s.undecided) for s in ground.selection.awards)
            else ""
        )
        lost_lead = with_votes if tied and with_votes else ""
        return f"{points}, {place}{lost_lead}{behind}, trong chỉ tiêu {_quota(ground, award)}"
    if standing is Standing.CHUA_XAC_DINH:
        why = next(
            (s.why for s in ground.selection.awards if candidate.don_vi in s.undecided and s.why), "chưa đủ căn cứ"
        )
        return f"{points}, {place}{with_votes}; chưa xác định được: {why}"
    nearest = _nearest_award(ground)
    if standing is Standing.KHONG_DU_DIEM:
        return f"{points}, {place}; {_missed(ground, candidate)}"
    enough = f"đủ {format_decimal(nearest.threshold.value)} điểm nhưng " if nearest.threshold else ""
    if nearest.leader:
        return (
            f"{points}, {place}{with_votes}; {enough}không phải đơn vị dẫn đầu, {ground.cluster} không có chỉ tiêu khác"
        )
    lost = f"{with_votes}, không được chọn qua bỏ phiếu" if _voted(ground, candidate.don_vi, nearest) else ""
    return f"{points}, {place}{lost}; {enough}ngoài chỉ tiêu {_quota(ground, nearest)}"


def _two_rounds(ground: _Ground, unit: str, standing: Standing, award: Award | None, votes: str | None) -> str:
    """How the secret ballot ended for a unit."""
    first = f"; được {votes} phiếu ở lần 1" if votes else "; không có tên trên phiếu lần 1"
    if standing is Standing.DE_NGHI and award is not None and award.leader:
        second = vote_words(ground.second, unit) if ground.second else None
        return f"{first}{f', {second} phiếu ở lần 2' if second else ''}, được chọn là đơn vị dẫn đầu"
    if standing is Standing.DE_NGHI:
        return f"{first}, được chọn là đơn vị xuất sắc"
    return f"{first}, không được chọn qua bỏ phiếu kín" if votes else first


def _voted(ground: _Ground, unit: str, award: Award) -> bool:
    """Whether a ballot settled a tie of this unit for this award."""
    return any(b.award == award.id and b.settled and unit in b.don_vi for b in ground.selection.boundaries)


def _quota(ground: _Ground, award: Award) -> str:
    """ "03 Bằng khen"."""
    selected = next(s for s in ground.selection.awards if s.award.id == award.id)
    short = award.title.partition(" của ")[0]
    return f"{format_count(selected.quota or 0)} {short}"


def _waiting(unit: str) -> RankedUnit:
    return RankedUnit(
        don_vi=unit, score=None, rank=None, standing=Standing.CHUA_XAC_DINH, reason="Chưa có đủ điểm để xếp hạng"
    )


def _kept_out(item: NotConsidered, score: Decimal | None) -> RankedUnit:
    return RankedUnit(
        don_vi=item.don_vi, score=score, rank=None, standing=item.standing, reason=item.reason, citation=item.citation
    )
