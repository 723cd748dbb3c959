"""Score of one criterion from the facts a unit gave, under the regulation's and the table's rules."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from dossier.core.vietnamese import format_decimal
from dossier.decisions.outcome import Column, CriterionScore, Scores, Step
from dossier.decisions.rounding import is_exact, round_half_up
from dossier.inputs.bang_diem import CachCham, Chieu, DiemTieuChi, TieuChi
from dossier.regulation.model import Regulation


@dataclass(frozen=True, slots=True)
class Marks:
    """Who accepted whose scores, from the head of a unit's sheet."""

    cluster_as_self: bool
    board_as_cluster: bool

    def inherit(self, own: Scores) -> Scores:
        """Fill the columns that a judge left to the one before."""
        cluster = own.khoi_cham if own.khoi_cham is not None else (own.tu_cham if self.cluster_as_self else None)
        board = own.tham_dinh if own.tham_dinh is not None else (cluster if self.board_as_cluster else None)
        return Scores(tu_cham=own.tu_cham, khoi_cham=cluster, tham_dinh=board)

    def gaps(self, scores: Scores) -> tuple[Column, ...]:
        """Columns that are missing on their own account, not only because the one they follow is."""
        found: list[Column] = []
        if scores.tu_cham is None:
            found.append("tu_cham")
        if scores.khoi_cham is None and not self.cluster_as_self:
            found.append("khoi_cham")
        if scores.tham_dinh is None and not self.board_as_cluster:
            found.append("tham_dinh")
        return tuple(found)


@dataclass(frozen=True, slots=True)
class Computed:
    """What the facts of a criterion say."""

    value: Decimal | None
    step: Step | None
    percent: Decimal | None = None
    rounded: bool = False


_NOTHING = Computed(None, None)


def compute(
    criterion: TieuChi, given: DiemTieuChi, result: Decimal | None, places: int, regulation: Regulation
) -> Computed:
    """The score that follows from the facts; its ``value`` is None where people must give it."""
    most = criterion.diem_toi_da
    match criterion.cach_cham:
        case CachCham.DINH_LUONG:
            return _quantitative(criterion, given.ke_hoach, result, places, regulation)
        case CachCham.THEO_MUC:
            level = next((m for m in criterion.muc_do if m.id == given.muc), None)
            if level is None:
                return _NOTHING
            return Computed(
                level.diem,
                _table_step(
                    "Chấm theo mức của bảng điểm", f"mức “{level.ten}”: {format_decimal(level.diem)}", regulation
                ),
            )
        case CachCham.THEO_SO_LUONG if given.so_luong is not None and criterion.diem_moi is not None:
            value = min(most, given.so_luong * criterion.diem_moi)
            text = f"{given.so_luong} × {format_decimal(criterion.diem_moi)} = {format_decimal(given.so_luong * criterion.diem_moi)}"
            cut = f", lấy mức tối đa {format_decimal(most)}" if given.so_luong * criterion.diem_moi > most else ""
            return Computed(value, _table_step("Chấm theo số lượng, không quá điểm tối đa", text + cut, regulation))
        case CachCham.TRU_TU_TOI_DA if given.so_luong is not None and criterion.diem_moi is not None:
            left = most - given.so_luong * criterion.diem_moi
            text = f"{format_decimal(most)} - {given.so_luong} × {format_decimal(criterion.diem_moi)} = {format_decimal(left)}"
            value = max(Decimal(0), left)
            return Computed(
                value,
                _table_step("Trừ từ điểm tối đa, không dưới 0", text + (", lấy 0" if left < 0 else ""), regulation),
            )
    return _NOTHING


def _table_step(rule: str, numbers: str, regulation: Regulation) -> Step:
    cite = regulation.score.qualitative_cite
    return Step(rule=rule, numbers=numbers, citation=regulation.citation(cite) if cite else None)


def _quantitative(
    criterion: TieuChi, plan: Decimal | None, result: Decimal | None, places: int, regulation: Regulation
) -> Computed:
    if plan is None or result is None:
        return _NOTHING
    cite = regulation.citation(regulation.score.quantitative.cite)
    most = criterion.diem_toi_da
    lower = criterion.chieu is Chieu.THAP_HON_TOT
    percent = round_half_up(Fraction(result) * 100 / Fraction(plan), 2) if plan > 0 and result >= 0 else None
    facts = f"kế hoạch {format_decimal(plan)}, kết quả {format_decimal(result)}"

    def computed(
        value: Decimal | None, rule: str, numbers: str, note: str | None = None, rounded: bool = False
    ) -> Computed:
        return Computed(value, Step(rule=rule, numbers=numbers, citation=cite, note=note), percent, rounded)

    if plan < 0 or (plan == 0 and not lower):
        why = "kế hoạch bằng 0" if plan == 0 else "kế hoạch là số âm"
        note = f"Không tính được tỷ lệ vì {why}; điểm do người chấm ghi."
        return computed(None, "Chấm theo tỷ lệ thực hiện kế hoạch", facts, note)
    if lower and result <= plan:
        rule = "Không vượt mức kế hoạch (chỉ tiêu càng thấp càng tốt) được điểm tối đa"
        return computed(most, rule, f"{facts}: {format_decimal(most)}")
    if not lower and result >= plan:
        return computed(most, "Đạt từ 100% kế hoạch được điểm tối đa", f"{facts}: {format_decimal(most)}")
    if lower and criterion.cong_thuc_thap_hon is None:
        note = "Bảng chấm điểm không nêu công thức khi chỉ tiêu càng thấp càng tốt; điểm do người chấm ghi."
        return computed(None, "Vượt mức kế hoạch của chỉ tiêu càng thấp càng tốt", facts, note)
    rule = "Đạt dưới 100% kế hoạch tính theo tỷ lệ tương ứng"
    if result < 0:
        return computed(Decimal(0), rule, f"{facts}: 0", "Kết quả âm được tính là 0 điểm.")
    over, under = (plan, result) if lower else (result, plan)
    exact = Fraction(most) * Fraction(over) / Fraction(under)
    value = min(most, round_half_up(exact, places))
    rounded = not is_exact(exact, places)
    return computed(
        value,
        "Điểm tối đa × kế hoạch / kết quả (chỉ tiêu càng thấp càng tốt)" if lower else rule,
        f"{format_decimal(most)} × {format_decimal(over)} / {format_decimal(under)} = {format_decimal(value)}",
        f"Làm tròn đến {places} chữ số thập phân, nửa đơn vị trở lên làm tròn lên." if rounded else None,
        rounded,
    )


def score_criterion(
    criterion: TieuChi, given: DiemTieuChi, marks: Marks, places: int, regulation: Regulation
) -> CriterionScore:
    """The three scores of one criterion. A judge's facts outweigh what the same judge typed."""
    by_unit = compute(criterion, given, given.ket_qua, places, regulation)
    by_board = _NOTHING
    if given.ket_qua_tham_dinh is not None and criterion.cach_cham is CachCham.DINH_LUONG:
        by_board = compute(criterion, given, given.ket_qua_tham_dinh, places, regulation)
    own = Scores(
        tu_cham=by_unit.value if by_unit.value is not None else given.tu_cham,
        khoi_cham=given.khoi_cham,
        tham_dinh=by_board.value if by_board.value is not None else given.tham_dinh,
    )
    steps = [s for s in (by_unit.step,) if s]
    if by_board.step:
        steps.append(by_board.step.model_copy(update={"rule": f"{by_board.step.rule}, theo kết quả thẩm định"}))
    for column, typed, computed in (
        ("tự chấm", given.tu_cham, by_unit.value),
        ("thẩm định", given.tham_dinh, by_board.value),
    ):
        if typed is not None and computed is not None and typed != computed:
            numbers = f"ghi {format_decimal(typed)}, tính ra {format_decimal(computed)}"
            steps.append(
                Step(
                    rule=f"Điểm {column} ghi trong phiếu khác điểm tính từ số liệu",
                    numbers=numbers,
                    note="Lấy điểm tính từ số liệu.",
                )
            )
    return CriterionScore(
        id=criterion.id,
        scores=marks.inherit(own),
        computed=by_unit.value,
        computed_tham_dinh=by_board.value,
        percent=by_unit.percent,
        rounded=by_unit.rounded or by_board.rounded,
        steps=tuple(steps),
    )
