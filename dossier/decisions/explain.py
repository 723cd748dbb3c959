"""Why one unit stands where it stands: rule, clause, numbers and steps, in the order a person would go through them."""

from __future__ import annotations

from dossier.core.base import Model
from dossier.core.vietnamese import format_count, format_decimal
from dossier.decisions.extras import COLUMN_TITLES, judged_columns, show_scores
from dossier.decisions.outcome import BonusLine, Column, Outcome, RankedUnit, Standing, Step, UnitScore
from dossier.inputs.bang_diem import TieuChi
from dossier.inputs.case import Case
from dossier.regulation.model import Regulation

STANDING_TITLES = {
    Standing.DE_NGHI: "Được đề nghị",
    Standing.SUY_TON: "Được suy tôn",
    Standing.DU_DIEU_KIEN_HET_CHI_TIEU: "Đủ điều kiện về điểm, ngoài chỉ tiêu",
    Standing.KHONG_DU_DIEM: "Không đủ điểm",
    Standing.KHONG_XET: "Không xét",
    Standing.CHUA_XET: "Chưa xét",
    Standing.CHUA_XAC_DINH: "Chưa xác định được",
}


class Section(Model):
    """One part of an explanation."""

    title: str
    steps: tuple[Step, ...]


class Explanation(Model):
    """The whole explanation of one unit's result."""

    don_vi: str
    title: str
    sections: tuple[Section, ...]


def explain_unit(case: Case, regulation: Regulation, outcome: Outcome, unit: str) -> Explanation:
    """Criteria, bonus, deductions, total, whether it is considered, rank, ballot, awards, readings; KeyError for a stranger."""
    member = case.ho_so.don_vi(unit)
    score, ranked = outcome.units[unit], outcome.ranked(unit)
    columns = judged_columns(regulation)
    sections = [
        *_criteria(case, score, columns),
        Section(
            title="Điểm thưởng",
            steps=_lines(score.bonuses, "không có điểm thưởng", score.bonus.by(outcome.column) is None, columns),
        ),
        Section(
            title="Điểm trừ",
            steps=_lines(score.deductions, "không bị trừ điểm", score.deduction.by(outcome.column) is None, columns),
        ),
        Section(title="Tổng điểm", steps=_total(score, outcome, regulation)),
        Section(title="Không xét, chưa xét", steps=(_considered(regulation, ranked),)),
        Section(title="Xếp hạng", steps=_rank(case, outcome, ranked)),
    ]
    if outcome.ballot is not None:
        sections.append(Section(title="Bỏ phiếu lần 1" if outcome.ballot_2 else "Bỏ phiếu", steps=outcome.ballot.steps))
    if outcome.ballot_2 is not None:
        sections.append(Section(title="Bỏ phiếu lần 2", steps=outcome.ballot_2.steps))
    sections += [Section(title=award.title, steps=award.steps) for award in outcome.awards]
    sections.append(Section(title="Kết quả", steps=(_result(regulation, ranked),)))
    if outcome.readings:
        sections.append(
            Section(title="Cách hiểu quy định đã áp dụng trong hồ sơ", steps=_readings(regulation, outcome))
        )
    return Explanation(don_vi=unit, title=f"{member.ten} - năm {case.ho_so.nam}", sections=tuple(sections))


def _criteria(case: Case, score: UnitScore, columns: tuple[Column, ...]) -> list[Section]:
    if case.bang_diem is None or not score.criteria:
        return [
            Section(title="Điểm các tiêu chí", steps=(Step(rule="Bảng điểm", numbers="chưa có phiếu điểm của đơn vị"),))
        ]
    return [
        Section(
            title=f"Nội dung {top.id}. {top.ten}",
            steps=(
                *(step for leaf in top.leaves() for step in _criterion(leaf, score, columns)),
                _sum(top, score, columns),
            ),
        )
        for top in case.bang_diem.tieu_chi
    ]


def _criterion(leaf: TieuChi, score: UnitScore, columns: tuple[Column, ...]) -> tuple[Step, ...]:
    result = score.criteria[leaf.id]
    head = Step(
        rule=f"{leaf.id}. {leaf.ten} (tối đa {format_decimal(leaf.diem_toi_da)})",
        numbers=show_scores(result.scores, columns),
    )
    return head, *result.steps


def _sum(top: TieuChi, score: UnitScore, columns: tuple[Column, ...]) -> Step:
    return Step(
        rule=f"Cộng nội dung {top.id} (tối đa {format_decimal(top.diem_toi_da)})",
        numbers=show_scores(score.contents[top.id], columns),
    )


def _lines(lines: tuple[BonusLine, ...], none: str, missing: bool, columns: tuple[Column, ...]) -> tuple[Step, ...]:
    steps = [
        step
        for line in lines
        for step in (*line.steps, Step(rule=f"Cộng: {line.title}", numbers=show_scores(line.scores, columns)))
    ]
    if not steps:
        steps = [Step(rule="Kê khai", numbers="chưa kê khai" if missing else none)]
    return tuple(steps)


def _total(score: UnitScore, outcome: Outcome, regulation: Regulation) -> tuple[Step, ...]:
    used = score.total.by(outcome.column)
    deciding = Step(
        rule=f"Điểm dùng để bình xét: điểm {COLUMN_TITLES[outcome.column]}",
        numbers=format_decimal(used) if used is not None else "chưa có",
        citation=regulation.citation(regulation.score.used_cite),
    )
    missing = (
        ()
        if not score.missing
        else (Step(rule="Còn thiếu", numbers=f"{len(score.missing)} chỗ: {', '.join(score.missing[:5])}"),)
    )
    return (*score.steps, deciding, *missing)


def _considered(regulation: Regulation, ranked: RankedUnit) -> Step:
    if ranked.standing in (Standing.KHONG_XET, Standing.CHUA_XET):
        return Step(rule=STANDING_TITLES[ranked.standing], numbers=ranked.reason, citation=ranked.citation)
    cite = regulation.exclusions[0].cite if regulation.exclusions else None
    return Step(
        rule="Các trường hợp không xét, chưa xét",
        numbers="đơn vị không thuộc trường hợp nào được kê khai",
        citation=cite and regulation.citation(cite),
    )


def _rank(case: Case, outcome: Outcome, ranked: RankedUnit) -> tuple[Step, ...]:
    total = sum(u.rank is not None for u in outcome.ranking)
    if ranked.rank is None:
        return (Step(rule="Xếp hạng theo điểm", numbers="không xếp hạng"),)
    tied = (
        f", bằng điểm với {', '.join(case.ho_so.don_vi(u).ten for u in ranked.tied_with)}" if ranked.tied_with else ""
    )
    steps = [
        Step(
            rule="Xếp hạng theo điểm",
            numbers=f"thứ {ranked.rank} trong {format_count(total)} đơn vị được xếp hạng{tied}",
        )
    ]
    if ranked.tied_with:
        order = f"thứ {ranked.order}" if ranked.order is not None else "chưa phân định"
        steps.append(
            Step(
                rule="Thứ tự sau khi phân định",
                numbers=f"{order}{f' ({ranked.tie_settled})' if ranked.tie_settled else ''}",
            )
        )
    return tuple(steps)


def _result(regulation: Regulation, ranked: RankedUnit) -> Step:
    rule = STANDING_TITLES[ranked.standing]
    if ranked.award:
        rule = f"{rule} {regulation.award(ranked.award).verb} {regulation.award(ranked.award).title}"
    return Step(rule=rule, numbers=ranked.reason, citation=ranked.citation)


def _readings(regulation: Regulation, outcome: Outcome) -> tuple[Step, ...]:
    return tuple(
        Step(rule=reading.text, numbers="", citation=regulation.citation(reading.cite), note=reading.reason)
        for reading in (regulation.reading(r) for r in outcome.readings)
    )
