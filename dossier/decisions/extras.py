"""Bonus and deductions of one unit: points by case, caps by line, ground and role."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from dossier.core.citation import Citation
from dossier.core.vietnamese import format_count, format_day, format_decimal
from dossier.decisions.criteria import Marks
from dossier.decisions.frame import Frame
from dossier.decisions.outcome import COLUMNS, BonusLine, Column, Scores, Step
from dossier.decisions.rounding import add
from dossier.inputs.bang_diem import DiemThuongTru, PhieuDiem
from dossier.inputs.ho_so import DonVi, VaiTro
from dossier.regulation.model import Bonus, Deduction, Regulation

COLUMN_TITLES: dict[Column, str] = {"tu_cham": "tự chấm", "khoi_cham": "cụm, khối chấm", "tham_dinh": "thẩm định"}
_ZERO = Scores(tu_cham=Decimal(0), khoi_cham=Decimal(0), tham_dinh=Decimal(0))


@dataclass(slots=True)
class Extras:
    """Bonus or deductions of a unit."""

    lines: list[BonusLine] = field(default_factory=list)
    total: Scores = _ZERO
    missing: list[str] = field(default_factory=list)
    applied: set[str] = field(default_factory=set)
    """Readings of the grounds that were used."""
    steps: list[Step] = field(default_factory=list)


def each_column(make: Callable[[Column], Decimal | None]) -> Scores:
    """Scores from a function of the column."""
    return Scores(**{column: make(column) for column in COLUMNS})


def sum_scores(scores: Iterable[Scores]) -> Scores:
    """Sums by column; a column with a gap is None."""
    rows = tuple(scores)
    return each_column(lambda column: add(row.by(column) for row in rows))


def score_bonuses(
    sheet: PhieuDiem, role: VaiTro, content_of: dict[str, str], marks: Marks, frame: Frame, at: str
) -> Extras:
    """Bonus lines by ground. ``content_of`` names the content of each criterion; ``at`` is the pointer of the sheet."""
    found = _start(sheet.diem_thuong, f"{at}/diem_thuong")
    if sheet.diem_thuong is None:
        return found
    regulation = frame.regulation
    columns = judged_columns(regulation)
    for can_cu, lines in _by_ground(sheet.diem_thuong).items():
        bonus = frame.bonuses.get(can_cu)
        if bonus is None:
            found.lines.append(_unknown(can_cu, regulation))
            continue
        cite = regulation.citation(bonus.cite)
        refused = _bonus_role(bonus, role)
        raws, kept, steps = [], [], []
        used: dict[str, Scores] = {}
        for index, line in lines:
            raw = marks.inherit(Scores(tu_cham=line.tu_cham, khoi_cham=line.khoi_cham, tham_dinh=line.tham_dinh))
            raws.append(raw)
            reason = refused or _bonus_content(bonus, line, content_of)
            if reason:
                steps.append(
                    Step(
                        rule=f"Không được thưởng: {line.dien_giai}",
                        numbers=show_scores(raw, columns),
                        citation=cite,
                        note=reason,
                    )
                )
                continue
            found.missing += [f"{at}/diem_thuong/{index}/{column}" for column in marks.gaps(raw)]
            mine = _cap(raw, bonus.each)
            if bonus.each is not None and line.tieu_chi is not None:
                before = used.get(line.tieu_chi, _ZERO)
                mine = _left(mine, before, bonus.each)
                used[line.tieu_chi] = sum_scores([before, mine])
            kept.append(mine)
            steps.append(_line_step(line.dien_giai, raw, mine, bonus.each, cite, columns))
        found.lines.append(_close(bonus.id, bonus.title, raws, kept, bonus.max, steps, cite, columns))
        if bonus.reading and kept:
            found.applied.add(bonus.reading)
    found.total = sum_scores(line.scores for line in found.lines)
    total_cap = regulation.score.bonus_total
    if total_cap is not None:
        capped = _cap(found.total, total_cap.value)
        if capped != found.total:
            cut = f"{show_scores(found.total, columns)}, lấy tối đa {format_decimal(total_cap.value)}"
            found.steps.append(
                Step(
                    rule="Tổng điểm thưởng không quá mức tối đa",
                    numbers=cut,
                    citation=regulation.citation(total_cap.cite),
                )
            )
        found.total = capped
    return found


def score_deductions(sheet: PhieuDiem, unit: DonVi, marks: Marks, frame: Frame, at: str) -> Extras:
    """Deduction lines by ground, as positive points to take off."""
    found = _start(sheet.diem_tru, f"{at}/diem_tru")
    if sheet.diem_tru is None:
        return found
    regulation = frame.regulation
    columns = judged_columns(regulation)
    for can_cu, lines in _by_ground(sheet.diem_tru).items():
        deduction = frame.deductions.get(can_cu)
        if deduction is None:
            found.lines.append(_unknown(can_cu, regulation))
            continue
        cite = regulation.citation(deduction.cite)
        refused = _deduction_role(deduction, unit.vai_tro)
        raws: list[Scores] = []
        steps: list[Step] = []
        if deduction.decided_in_year:
            lines = _of_the_year(lines, frame, marks, steps, cite)
        if deduction.brackets and len(lines) > 1:
            lines = [(lines[0][0], _join(lines))]
        judged = unit.loai.value in deduction.judged_for
        for index, line in lines:
            points, counted = (None, None) if judged else _by_cases(deduction, line)
            own = Scores(
                tu_cham=points if points is not None else line.tu_cham,
                khoi_cham=line.khoi_cham,
                tham_dinh=line.tham_dinh,
            )
            raw = marks.inherit(own)
            if refused:
                steps.append(
                    Step(
                        rule=f"Không trừ: {line.dien_giai}",
                        numbers=show_scores(raw, columns),
                        citation=cite,
                        note=refused,
                    )
                )
                continue
            found.missing += [f"{at}/diem_tru/{index}/{column}" for column in marks.gaps(raw)]
            raws.append(raw)
            note = (
                "Lấy điểm tính từ số trường hợp." if points is not None and line.tu_cham not in (None, points) else None
            )
            steps.append(
                Step(rule=line.dien_giai, numbers=counted or show_scores(raw, columns), citation=cite, note=note)
            )
        found.lines.append(_close(deduction.id, deduction.title, raws, raws, deduction.max, steps, cite, columns))
        if deduction.reading and raws:
            found.applied.add(deduction.reading)
    found.total = sum_scores(line.scores for line in found.lines)
    return found


def _of_the_year(
    lines: list[tuple[int, DiemThuongTru]], frame: Frame, marks: Marks, steps: list[Step], cite: Citation
) -> list[tuple[int, DiemThuongTru]]:
    """Lines whose decision belongs to the emulation year; the others are said and left out."""
    kept = []
    columns = judged_columns(frame.regulation)
    for index, line in lines:
        day = line.van_ban.ngay if line.van_ban else None
        if frame.counts(day):
            kept.append((index, line))
            continue
        assert day is not None
        raw = marks.inherit(Scores(tu_cham=line.tu_cham, khoi_cham=line.khoi_cham, tham_dinh=line.tham_dinh))
        note = f"Văn bản ban hành ngày {format_day(day)}, không tính vào năm {frame.year}."
        steps.append(
            Step(rule=f"Không trừ: {line.dien_giai}", numbers=show_scores(raw, columns), citation=cite, note=note)
        )
    return kept


def _left(mine: Scores, before: Scores, each: Decimal) -> Scores:
    """What a further line for the same target may still earn."""

    def left(column: Column) -> Decimal | None:
        value, taken = mine.by(column), before.by(column)
        return value if value is None or taken is None else max(Decimal(0), min(value, each - taken))

    return each_column(left)


def _start(lines: tuple[DiemThuongTru, ...] | None, at: str) -> Extras:
    """Not stated is not the same as none."""
    return Extras(total=Scores(), missing=[at]) if lines is None else Extras()


def _by_ground(lines: tuple[DiemThuongTru, ...]) -> dict[str, list[tuple[int, DiemThuongTru]]]:
    groups: dict[str, list[tuple[int, DiemThuongTru]]] = {}
    for index, line in enumerate(lines):
        groups.setdefault(line.can_cu, []).append((index, line))
    return groups


def _unknown(can_cu: str, regulation: Regulation) -> BonusLine:
    document = regulation.sources[regulation.main_source].short
    note = f"Căn cứ “{can_cu}” không có trong {document}; không tính."
    return BonusLine(
        can_cu=can_cu,
        title=can_cu,
        raw=_ZERO,
        scores=_ZERO,
        steps=(Step(rule="Căn cứ không có trong quy định", numbers="0", note=note),),
    )


def _bonus_role(bonus: Bonus, role: VaiTro) -> str | None:
    if bonus.role is None or bonus.role == role.value:
        return None
    return (
        "Chỉ thưởng cho đơn vị trưởng của cụm, khối."
        if bonus.role == "truong"
        else "Chỉ thưởng cho đơn vị phó của cụm, khối."
    )


def _bonus_content(bonus: Bonus, line: DiemThuongTru, content_of: dict[str, str]) -> str | None:
    if bonus.content is None or line.tieu_chi is None or content_of.get(line.tieu_chi) == bonus.content:
        return None
    return f"Tiêu chí {line.tieu_chi} không thuộc nội dung {bonus.content}."


def _deduction_role(deduction: Deduction, role: VaiTro) -> str | None:
    leads = role in (VaiTro.TRUONG, VaiTro.PHO)
    if deduction.role == "truong_pho" and not leads:
        return "Chỉ áp dụng cho đơn vị trưởng, đơn vị phó của cụm, khối."
    if deduction.role == "thanh_vien" and leads:
        return "Chỉ áp dụng cho đơn vị thành viên."
    return None


def _join(lines: list[tuple[int, DiemThuongTru]]) -> DiemThuongTru:
    """Cases of one ground counted together, where points go by their number."""
    counts = [line.so_truong_hop for _, line in lines]
    total = None if None in counts else sum(c for c in counts if c is not None)
    text = "; ".join(line.dien_giai for _, line in lines)
    return lines[0][1].model_copy(update={"so_truong_hop": total, "dien_giai": text})


def _by_cases(deduction: Deduction, line: DiemThuongTru) -> tuple[Decimal | None, str | None]:
    """Points that the number of cases gives, and how; None where they are judged or not counted."""
    cases, special = line.so_truong_hop, line.so_truong_hop_thuoc_dien or 0
    if cases is None:
        return None, None
    if deduction.brackets:
        points = max((b.points for b in deduction.brackets if cases >= b.at_least), default=Decimal(0))
        return points, f"{format_count(cases)} trường hợp: {format_decimal(points)}"
    if deduction.each is None:
        return None, None
    if deduction.each_special is None or not special:
        points = cases * deduction.each
        return points, f"{format_count(cases)} × {format_decimal(deduction.each)} = {format_decimal(points)}"
    ordinary = max(0, cases - special)
    points = ordinary * deduction.each + special * deduction.each_special
    text = (
        f"{format_count(ordinary)} × {format_decimal(deduction.each)} + {format_count(special)} × {format_decimal(deduction.each_special)}"
        f" ({deduction.special_title or 'mức riêng'}) = {format_decimal(points)}"
    )
    return points, text


def _cap(scores: Scores, most: Decimal | None) -> Scores:
    def capped(column: Column) -> Decimal | None:
        value = scores.by(column)
        return value if value is None or most is None else min(value, most)

    return each_column(capped)


def _line_step(
    title: str, raw: Scores, kept: Scores, each: Decimal | None, cite: Citation, columns: tuple[Column, ...]
) -> Step:
    cut = f", mỗi chỉ tiêu tối đa {format_decimal(each)}" if each is not None and kept != raw else ""
    return Step(rule=title, numbers=show_scores(raw, columns) + cut, citation=cite)


def _close(
    can_cu: str,
    title: str,
    raws: list[Scores],
    kept: list[Scores],
    most: Decimal | None,
    steps: list[Step],
    cite: Citation,
    columns: tuple[Column, ...],
) -> BonusLine:
    total = sum_scores(kept)
    scores = _cap(total, most)
    if scores != total and most is not None:
        steps.append(
            Step(
                rule=f"Tối đa {format_decimal(most)} điểm",
                numbers=f"{show_scores(total, columns)} → {show_scores(scores, columns)}",
                citation=cite,
            )
        )
    return BonusLine(can_cu=can_cu, title=title, raw=sum_scores(raws), scores=scores, steps=tuple(steps))


def judged_columns(regulation: Regulation) -> tuple[Column, ...]:
    """Columns that somebody fills under this regulation: those its table must show, where it names none all three."""
    shown = {column.id for column in regulation.score.columns}
    return tuple(column for column in COLUMNS if not shown or column in shown)


def show_scores(scores: Scores, columns: tuple[Column, ...]) -> str:
    """One number when the judges agree, else each one's."""
    values = [scores.by(column) for column in columns]
    if len(set(values)) == 1:
        return format_decimal(values[0]) if values[0] is not None else "chưa có điểm"
    words = zip((COLUMN_TITLES[column] for column in columns), values, strict=True)
    return "; ".join(f"{name} {format_decimal(value) if value is not None else 'chưa có'}" for name, value in words)
