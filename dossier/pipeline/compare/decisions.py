"""What follows differently from two cases: scores, ranks, awards, votes, recomputed on both sides."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from dossier.core.base import Model
from dossier.core.vietnamese import format_day, format_decimal, format_percent
from dossier.decisions.outcome import BallotResult, Outcome, RankedUnit, Standing
from dossier.pipeline.prepare import Prepared

_STANDING = {
    Standing.DE_NGHI: "được đề nghị",
    Standing.SUY_TON: "được suy tôn",
    Standing.DU_DIEU_KIEN_HET_CHI_TIEU: "đủ điều kiện, ngoài chỉ tiêu",
    Standing.KHONG_DU_DIEM: "không đủ điểm",
    Standing.KHONG_XET: "không xét",
    Standing.CHUA_XET: "chưa xét",
    Standing.CHUA_XAC_DINH: "chưa xác định",
}
NOTHING = "không có"


class DecisionChange(Model):
    """One result that is no longer the same."""

    what: str
    """As in "Sở Tư pháp: xếp thứ"."""
    old: str
    new: str


def decision_changes(old: Prepared, new: Prepared) -> Iterator[DecisionChange]:
    """Every result that differs, units in the order of the newer case."""
    before, after = dict(_told(old)), dict(_told(new))
    for what in dict.fromkeys([*after, *before]):
        first, second = before.get(what, NOTHING), after.get(what, NOTHING)
        if first != second:
            yield DecisionChange(what=what, old=first, new=second)


def _told(prepared: Prepared) -> Iterator[tuple[str, str]]:
    outcome, case = prepared.outcome, prepared.loaded.case
    names = {unit.id: unit.ten for unit in case.ho_so.nhom.don_vi}
    ranked = {unit.don_vi: unit for unit in outcome.ranking}
    for unit, name in names.items():
        score = outcome.units.get(unit)
        total = score.total.by(outcome.column) if score else None
        yield f"{name}: tổng điểm", _points(total)
        if unit in ranked:
            yield f"{name}: xếp thứ", str(ranked[unit].rank) if ranked[unit].rank is not None else "không xếp"
            yield f"{name}: kết quả", _result(ranked[unit], outcome)
    for award in outcome.awards:
        proposed = "; ".join(names.get(unit, unit) for unit in award.proposed) or NOTHING
        yield f"{award.title}: đề nghị", proposed
        yield f"{award.title}: chỉ tiêu", str(award.quota) if award.quota is not None else "chưa xác định"
    for title, ballot in (("Lấy phiếu", outcome.ballot), ("Lấy phiếu vòng hai", outcome.ballot_2)):
        if ballot is not None:
            yield from _votes(title, ballot, names)
    for deadline in outcome.deadlines:
        if deadline.due is not None:
            state = {True: "đúng hạn", False: "quá hạn", None: "chưa biết"}[deadline.in_time]
            yield f"Thời hạn: {deadline.title}", f"hạn {format_day(deadline.due)}, {state}"


def _votes(title: str, ballot: BallotResult, names: dict[str, str]) -> Iterator[tuple[str, str]]:
    yield f"{title}: số làm căn cứ tính tỷ lệ", str(ballot.base) if ballot.base is not None else "chưa có"
    yield f"{title}: đơn vị trúng", names.get(ballot.winner or "", ballot.winner or NOTHING)
    for count in ballot.counts:
        share = format_percent(count.so_phieu, ballot.base) if count.so_phieu is not None and ballot.base else ""
        votes = f"{count.so_phieu} phiếu" if count.so_phieu is not None else "chưa có"
        yield f"{title}: {names.get(count.don_vi, count.don_vi)}", f"{votes} ({share})" if share else votes


def _points(total: Decimal | None) -> str:
    return f"{format_decimal(total)} điểm" if total is not None else "chưa đủ điểm"


def _result(unit: RankedUnit, outcome: Outcome) -> str:
    title = next((a.title for a in outcome.awards if a.id in (unit.award, unit.honour)), None)
    return f"{_STANDING[unit.standing]}: {title}" if title else _STANDING[unit.standing]
