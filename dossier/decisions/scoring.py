"""All scores of one unit: criteria, contents, bonus, deductions, total under the scale's cap. Nothing missing counts as zero."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from dossier.core.vietnamese import format_decimal
from dossier.decisions.criteria import Marks, score_criterion
from dossier.decisions.extras import (
    COLUMN_TITLES,
    Extras,
    each_column,
    judged_columns,
    score_bonuses,
    score_deductions,
    show_scores,
    sum_scores,
)
from dossier.decisions.frame import Frame, unit_condition
from dossier.decisions.outcome import Column, CriterionScore, Scores, Step, UnitScore
from dossier.inputs.bang_diem import BangDiem, CachCham, DiemTieuChi, PhieuDiem, TieuChi
from dossier.inputs.ho_so import DonVi
from dossier.regulation.model import Regulation


@dataclass(frozen=True, slots=True)
class ScoredUnit:
    """A unit's scores, with what the decisions as a whole need to know about how they came about."""

    score: UnitScore
    applied: frozenset[str] = frozenset()
    """Readings that stand beside a value that was applied."""


@dataclass(slots=True)
class _Sheet:
    """One pass over a unit's sheet."""

    table: BangDiem
    sheet: PhieuDiem
    marks: Marks
    frame: Frame
    at: str
    criteria: dict[str, CriterionScore]
    missing: list[str]
    quantitative: bool = False

    def content(self, top: TieuChi) -> Scores:
        """Scores of a content."""
        marks = self.marks
        if self.frame.board_follows(top.id):
            marks = replace(marks, board_as_cluster=True)
        return self.node(top, marks, self.frame.waits_for_appraisal(top.id))

    def node(self, node: TieuChi, marks: Marks, waits: bool) -> Scores:
        """Scores of a node and everything below it; ``waits``: the board has not given any yet."""
        if node.muc:
            scores = sum_scores([self.node(child, marks, waits) for child in node.muc])
            self.criteria[node.id] = CriterionScore(id=node.id, scores=scores)
            return scores
        given = self.sheet.diem.get(node.id, DiemTieuChi())
        score = score_criterion(node, given, marks, self.table.so_le, self.frame.regulation)
        if waits:
            score = score.model_copy(update={"scores": score.scores.model_copy(update={"tham_dinh": None})})
        self.criteria[node.id] = score
        self.quantitative |= score.computed is not None and node.cach_cham is CachCham.DINH_LUONG
        place = f"{self.at}/diem/{node.id}"
        gaps = marks.gaps(score.scores)
        if waits and marks.board_as_cluster:
            gaps = (*gaps, "tham_dinh")
        for column in gaps:
            self.missing.append(f"{place}/{_needed(node, given, column)}")
        return score.scores


def _needed(node: TieuChi, given: DiemTieuChi, column: Column) -> str:
    """The fact that is missing for a self-score, or the score itself where people give it."""
    if column != "tu_cham":
        return column
    if node.cach_cham is CachCham.DINH_LUONG:
        if given.ke_hoach is None:
            return "ke_hoach"
        return "ket_qua" if given.ket_qua is None else "tu_cham"
    return {CachCham.THEO_MUC: "muc", CachCham.THEO_SO_LUONG: "so_luong", CachCham.TRU_TU_TOI_DA: "so_luong"}.get(
        node.cach_cham or CachCham.CHAM_TRUC_TIEP, "tu_cham"
    )


def contents_of(table: BangDiem) -> dict[str, str]:
    """Content (top group) of every node of the table."""

    def below(node: TieuChi) -> list[str]:
        return [node.id, *(name for child in node.muc for name in below(child))]

    return {name: top.id for top in table.tieu_chi for name in below(top)}


def score_unit(unit: DonVi, frame: Frame) -> ScoredUnit:
    """Scores of one unit by the three who judge; gaps stay None and are listed."""
    table, regulation = frame.table, frame.regulation
    at = f"/don_vi/{unit.id}"
    if table is None or unit.id not in table.don_vi:
        return ScoredUnit(
            UnitScore(
                don_vi=unit.id,
                criteria={},
                contents={},
                bonus=Scores(),
                deduction=Scores(),
                total=Scores(),
                missing=(at,),
            )
        )
    sheet = table.don_vi[unit.id]
    marks = Marks(sheet.khoi_nhu_tu_cham, sheet.tham_dinh_nhu_khoi)
    walk = _Sheet(table, sheet, marks, frame, at, {}, [])
    contents = {top.id: walk.content(top) for top in table.tieu_chi}
    limited = _limited(unit, table, contents, regulation)
    if frame.board_follows(""):
        marks = replace(marks, board_as_cluster=True)
    bonus = score_bonuses(sheet, unit.vai_tro, contents_of(table), marks, frame, at)
    deduction = score_deductions(sheet, unit, marks, frame, at)
    total, steps, capped = _total(contents, bonus, deduction, frame)
    applied = bonus.applied | deduction.applied | limited.applied
    applied |= _ids(regulation.score.quantitative.reading if walk.quantitative else None)
    applied |= _ids(regulation.score.final_cap.reading if capped and regulation.score.final_cap else None)
    score = UnitScore(
        don_vi=unit.id,
        criteria={name: walk.criteria[name] for name in contents_of(table)},
        contents=contents,
        bonuses=tuple(bonus.lines),
        deductions=tuple(deduction.lines),
        bonus=bonus.total,
        deduction=deduction.total,
        total=total,
        steps=(*limited.steps, *bonus.steps, *deduction.steps, *steps),
        missing=(*walk.missing, *bonus.missing, *deduction.missing),
    )
    return ScoredUnit(score, frozenset(applied))


@dataclass(slots=True)
class _Limited:
    steps: list[Step]
    applied: set[str]


def _limited(unit: DonVi, table: BangDiem, contents: dict[str, Scores], regulation: Regulation) -> _Limited:
    """Cut, in place, the contents of which a unit of this sort can earn only a share."""
    found = _Limited([], set())
    columns = judged_columns(regulation)
    for limit in regulation.score.content_limits:
        top = next((top for top in table.tieu_chi if top.id == limit.content), None)
        if top is None or unit_condition(limit.units, unit) is not True:
            continue
        most = top.diem_toi_da * limit.percent / 100
        given = contents[top.id]

        def cut(column: Column, given: Scores = given, most: Decimal = most) -> Decimal | None:
            value = given.by(column)
            return None if value is None else min(value, most)

        contents[top.id] = each_column(cut)
        numbers = f"{format_decimal(limit.percent)}% × {format_decimal(top.diem_toi_da)} = {format_decimal(most)}"
        if contents[top.id] != given:
            numbers += f"; {show_scores(given, columns)} → {show_scores(contents[top.id], columns)}"
        found.steps.append(Step(rule=limit.title, numbers=numbers, citation=regulation.citation(limit.cite)))
        found.applied |= _ids(limit.reading)
    return found


def _ids(reading: str | None) -> set[str]:
    return {reading} if reading else set()


def _total(
    contents: dict[str, Scores], bonus: Extras, deduction: Extras, frame: Frame
) -> tuple[Scores, list[Step], bool]:
    """Contents + bonus - deductions, between zero and the scale."""
    cap = frame.cap
    columns = judged_columns(frame.regulation)
    base = sum_scores(contents.values())

    def before(column: Column) -> Decimal | None:
        parts = (base.by(column), bonus.total.by(column), deduction.total.by(column))
        if parts[0] is None or parts[1] is None or parts[2] is None:
            return None
        return parts[0] + parts[1] - parts[2]

    raw = each_column(before)

    def bounded(column: Column) -> Decimal | None:
        value = raw.by(column)
        return None if value is None else max(Decimal(0), value if cap is None else min(value, cap))

    total = each_column(bounded)
    cite = frame.regulation.citation(frame.cap_cite or frame.regulation.score.used_cite)
    steps = [
        Step(
            rule="Tổng điểm = điểm các nội dung + điểm thưởng - điểm trừ",
            numbers=_one_sum(base, bonus.total, deduction.total, raw, columns),
            citation=cite,
        )
    ]
    over = any(
        (value := raw.by(column)) is not None and cap is not None and value > cap
        for column in ("tu_cham", "khoi_cham", "tham_dinh")
    )
    if total != raw:
        most = format_decimal(cap) if cap is not None else ""
        rule = f"Tổng điểm không quá {most} điểm" if over else "Tổng điểm không dưới 0"
        steps.append(
            Step(rule=rule, numbers=f"{show_scores(raw, columns)} → {show_scores(total, columns)}", citation=cite)
        )
    return total, steps, over


def _one_sum(base: Scores, bonus: Scores, deduction: Scores, raw: Scores, columns: tuple[Column, ...]) -> str:
    """The sum in numbers: once when the judges agree on every part, else for each of them."""
    parts = (base, bonus, deduction)
    if all(len({part.by(column) for column in columns}) == 1 for part in parts):
        shown = [show_scores(part, columns) for part in (*parts, raw)]
        return f"{shown[0]} + {shown[1]} - {shown[2]} = {shown[3]}"

    def number(value: Decimal | None) -> str:
        return "chưa có" if value is None else format_decimal(value)

    return "; ".join(
        f"{COLUMN_TITLES[c]}: {number(base.by(c))} + {number(bonus.by(c))} - {number(deduction.by(c))} = {number(raw.by(c))}"
        for c in columns
    )
