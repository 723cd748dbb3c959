"""SCO: bonus and deduction lines: who may have them, what for, and how much counts."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from dossier.checks.registry import Hit, Outcomes, hit, rule
from dossier.checks.score_sheets import COLUMN_NAMES
from dossier.checks.score_table import table
from dossier.checks.subject import Subject, pointer
from dossier.core.vietnamese import format_decimal
from dossier.decisions.outcome import COLUMNS, BonusLine
from dossier.inputs.bang_diem import Chieu, DiemThuongTru, TieuChi
from dossier.inputs.ho_so import LoaiNhom
from dossier.regulation.model import Bonus, Cite


def role_names(s: Subject) -> dict[str, str]:
    """The regulation's words for the roles in this kind of cluster."""
    terms = s.regulation.terms
    commune = s.case.ho_so.nhom.loai is LoaiNhom.CUM
    leader = terms.truong_cum if commune else terms.truong_khoi
    deputy = terms.pho_cum if commune else terms.pho_khoi
    return {
        "truong": leader,
        "pho": deputy,
        "truong_pho": f"{leader} hoặc {deputy}",
        "thanh_vien": "đơn vị thành viên không giữ vai trò trưởng, phó",
    }


def lines(s: Subject, kind: str) -> Iterator[tuple[str, DiemThuongTru, str]]:
    """Every bonus or deduction line of the members' sheets with its unit and pointer."""
    for unit, sheet in table(s).don_vi.items():
        if unit in s.units:
            for index, line in enumerate(getattr(sheet, kind) or ()):
                yield unit, line, pointer("bang_diem", "don_vi", unit, kind, index)


def _capped(s: Subject, unit: str, line: BonusLine, code: str, kind: str, cites: tuple[Cite, ...]) -> Iterator[Hit]:
    """The deciding column first; one finding says enough."""
    for column in (s.outcome.column, *(c for c in COLUMNS if c != s.outcome.column)):
        raw, counted = line.raw.by(column), line.scores.by(column)
        if raw is None or counted is None or raw <= counted:
            continue
        yield hit(
            code,
            pointer("bang_diem", "don_vi", unit, kind),
            unit=unit,
            paper="bang_diem",
            cites=cites,
            don_vi=s.name(unit),
            khoan=line.title,
            cot=COLUMN_NAMES[column],
            goc=format_decimal(raw),
            con=format_decimal(counted),
        )
        return


@rule("SCO-007", "SCO-008", needs=("bang_diem",))
def caps(s: Subject) -> Outcomes:
    """Phần II.III.2: each ground has its own cap; raw and capped are both reported."""
    bonus_cites = {b.id: (b.cite,) for b in s.frame.bonuses.values()}
    deduction_cites = {d.id: (d.cite,) for d in s.frame.deductions.values()}
    for unit, decided in s.outcome.units.items():
        for line in decided.bonuses:
            yield from _capped(s, unit, line, "SCO-007", "diem_thuong", bonus_cites.get(line.can_cu, ()))
        for line in decided.deductions:
            yield from _capped(s, unit, line, "SCO-008", "diem_tru", deduction_cites.get(line.can_cu, ()))


@rule("SCO-009", needs=("bang_diem",))
def bonus_for_exceeded_target(s: Subject) -> Outcomes:
    """A bonus tied to a content is for a criterion of that content whose result beats its plan."""
    tied = {b.id: b for b in s.frame.bonuses.values() if b.content is not None}
    for unit, line, at in lines(s, "diem_thuong"):
        bonus = tied.get(line.can_cu)
        reason = _why_not_exceeded(s, unit, line, bonus) if bonus else None
        if bonus and reason:
            yield hit(
                "SCO-009",
                f"{at}/tieu_chi",
                unit=unit,
                paper="bang_diem",
                cites=(bonus.cite,),
                don_vi=s.name(unit),
                tieu_chi=line.tieu_chi or "(chưa ghi)",
                ly_do=reason,
            )


def _why_not_exceeded(s: Subject, unit: str, line: DiemThuongTru, bonus: Bonus) -> str | None:
    if line.tieu_chi is None:
        return "chưa ghi tiêu chí nào được thưởng"
    node = s.criteria.get(line.tieu_chi)
    if node is None:
        return "tiêu chí này không có trong bảng"
    content = s.content_of[node.id]
    if content != bonus.content:
        return f"tiêu chí này thuộc nội dung {content}, chỉ nội dung {bonus.content} được thưởng"
    given = table(s).don_vi[unit].diem.get(node.id)
    plan = given.ke_hoach if given else None
    if bonus.judged_too and plan is None and _full(s, unit, node):
        return None
    result = (given.ket_qua_tham_dinh if given.ket_qua_tham_dinh is not None else given.ket_qua) if given else None
    if plan is None or result is None:
        return "không có kế hoạch và kết quả để thấy là vượt"
    ahead: Decimal = result - plan if node.chieu is Chieu.CAO_HON_TOT else plan - result
    if ahead > 0:
        return None
    return f"kết quả {format_decimal(result)} không vượt kế hoạch {format_decimal(plan)}"


def _full(s: Subject, unit: str, node: TieuChi) -> bool:
    """Whether a unit earned the maximum of a criterion."""
    decided = s.outcome.units.get(unit)
    score = decided.criteria.get(node.id) if decided else None
    return score is not None and score.scores.by(s.outcome.column) == node.diem_toi_da


@rule("SCO-010", needs=("bang_diem",))
def lines_of_a_role(s: Subject) -> Outcomes:
    """Grounds for the leader or deputy unit only."""
    names = role_names(s)
    leading = {"truong": ("truong",), "pho": ("pho",), "truong_pho": ("truong", "pho"), "thanh_vien": ("thanh_vien",)}
    bonuses = {b.id: (b.role, b.title, b.cite) for b in s.frame.bonuses.values()}
    deductions = {d.id: (d.role, d.title, d.cite) for d in s.frame.deductions.values()}
    for kind, grounds in (("diem_thuong", bonuses), ("diem_tru", deductions)):
        for unit, line, at in lines(s, kind):
            role, title, cite = grounds.get(line.can_cu, (None, "", None))
            if role is None or cite is None or s.units[unit].vai_tro.value in leading[role]:
                continue
            yield hit(
                "SCO-010",
                f"{at}/can_cu",
                unit=unit,
                paper="bang_diem",
                cites=(cite,),
                don_vi=s.name(unit),
                khoan=title,
                vai_tro=names[role],
            )


@rule("SCO-020", needs=("bang_diem",))
def special_cases_within_all(s: Subject) -> Outcomes:
    """Cases counted at the higher rate are among all cases."""
    titles = {d.id: d.title for d in s.frame.deductions.values()}
    for unit, line, at in lines(s, "diem_tru"):
        special, every = line.so_truong_hop_thuoc_dien, line.so_truong_hop
        if special is not None and every is not None and special > every:
            yield hit(
                "SCO-020",
                f"{at}/so_truong_hop_thuoc_dien",
                unit=unit,
                don_vi=s.name(unit),
                khoan=titles.get(line.can_cu, line.dien_giai),
                rieng=str(special),
                chung=str(every),
            )


@rule("SCO-022", needs=("bang_diem",))
def deduction_by_cases(s: Subject) -> Outcomes:
    """Where the regulation counts cases, points typed beside them must be those the cases give."""
    grounds = s.frame.deductions
    cites = {d.id: d.cite for d in grounds.values() if d.each is not None or d.brackets}
    for unit, decided in s.outcome.units.items():
        sheet = table(s).don_vi.get(unit)
        kind = s.units[unit].loai.value
        for counted in decided.deductions if sheet else ():
            own = [(i, ln) for i, ln in enumerate((sheet and sheet.diem_tru) or ()) if ln.can_cu == counted.can_cu]
            typed = [ln.tu_cham for _i, ln in own if ln.tu_cham is not None]
            raw = counted.raw.tu_cham
            if raw is None or len(typed) != len(own) or counted.can_cu not in cites or sum(typed) == raw:
                continue
            if kind in grounds[counted.can_cu].judged_for:
                continue
            yield hit(
                "SCO-022",
                pointer("bang_diem", "don_vi", unit, "diem_tru", own[0][0], "tu_cham"),
                unit=unit,
                paper="bang_diem",
                cites=(cites[counted.can_cu],),
                don_vi=s.name(unit),
                khoan=counted.title,
                da_ghi=format_decimal(sum(typed, Decimal(0))),
                tinh_ra=format_decimal(raw),
            )
