"""Comparison tables of periodic reports: key targets of the score table against plan, and against the year before.

Where there is a plan the result is compared with it, where there is none with the year before; a six-month report compares
with the same period and with the plan of the whole year (seed Lào Cai 2021, mẫu số 02, mục II.1.2).
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from dossier.core.vietnamese import format_count, format_decimal
from dossier.inputs.bang_diem import CachCham, Chieu, DiemTieuChi, TieuChi
from dossier.inputs.bao_cao import BaoCaoNhom, SoLieu
from dossier.papers.blocks import Block, Cell, Row, Table, cell
from dossier.papers.prose import TEXT_WIDTH, scaled, spaced
from dossier.papers.view import Context
from dossier.papers.views.fields import Fields
from dossier.papers.views.period import Period
from dossier.papers.views.report_tables import share
from dossier.papers.views.standing import header_row
from dossier.papers.views.wording import Terms

_WIDTHS = [10.0, 47.0, 18.0, 21.0, 21.0, 21.0, 20.0, 20.0]


@dataclass(frozen=True, slots=True)
class Figures:
    """Plan, result and earlier result of one target of one unit."""

    plan: Decimal | None
    done: Decimal | None
    before: Decimal | None

    @property
    def comparable(self) -> bool:
        """There is a result and something to hold it against."""
        return self.done is not None and (self.plan is not None or self.before is not None)


def key_targets(context: Context, chosen: tuple[str, ...] | None = None) -> list[TieuChi]:
    """The criteria compared: those chosen, else all quantitative ones of the first content."""
    table = context.case.bang_diem
    if table is None:
        return []
    if chosen is None:
        return [leaf for leaf in table.tieu_chi[0].leaves() if leaf.cach_cham is CachCham.DINH_LUONG]
    leaves = {leaf.id: leaf for group in table.tieu_chi for leaf in group.leaves()}
    return [leaves[name] for name in chosen if name in leaves]


def unit_table(context: Context, fields: Fields, period: Period, unit: str) -> list[Block]:
    """Key targets of one unit, one row each; nothing when no figure is there at all."""
    targets = [(target, figures_of(context, period, unit, target.id)) for target in key_targets(context)]
    targets = [(target, figures) for target, figures in targets if figures != Figures(None, None, None)]
    if not targets:
        return []
    rows = [_head(period, "Chỉ tiêu")]
    for number, (target, figures) in enumerate(targets, start=1):
        rows.append(_row(str(number), target.ten, target, figures, fields))
    return spaced(Table(tuple(rows), scaled(_WIDTHS, TEXT_WIDTH)))


def cluster_table(context: Context, fields: Fields, period: Period, report: BaoCaoNhom) -> list[Block]:
    """For each key target the whole cluster, then each member unit."""
    targets = key_targets(context, report.chi_tieu_trong_tam)
    if not targets:
        return []
    units = context.case.ho_so.nhom.don_vi
    nhom = Terms(context).nhom
    rows = [_head(period, "Chỉ tiêu, đơn vị")]
    for number, target in enumerate(targets, start=1):
        given = {unit.id: figures_of(context, period, unit.id, target.id) for unit in units}
        rows.append(_whole(number, target, list(given.values()), target.id in report.chi_tieu_cong_don, period, nhom))
        for position, unit in enumerate(units, start=1):
            rows.append(_row(f"{number}.{position}", unit.ten, target, given[unit.id], fields))
    return spaced(Table(tuple(rows), scaled(_WIDTHS, TEXT_WIDTH)))


def figures_of(context: Context, period: Period, unit: str, criterion: str) -> Figures:
    """Figures of one unit: the cluster's report first, then the unit's own, then (for the year) its score sheet."""
    case = context.case
    report = case.report_of_cluster(period.ky)
    own = case.report_of_unit(period.ky, unit)
    given = (report.so_lieu.get(unit, {}).get(criterion) if report else None) or (
        own.so_lieu.get(criterion) if own else None
    )
    given = given or SoLieu()
    sheet = case.bang_diem.don_vi.get(unit) if case.bang_diem else None
    entry = (sheet.diem.get(criterion) if sheet else None) or DiemTieuChi()
    done, before = given.thuc_hien, given.cung_ky
    if not period.half:
        corrected = entry.ket_qua_tham_dinh if entry.ket_qua_tham_dinh is not None else entry.ket_qua
        done = corrected if done is None else done
        before = entry.nam_truoc if before is None else before
    return Figures(entry.ke_hoach if given.ke_hoach is None else given.ke_hoach, done, before)


def _head(period: Period, subject: str) -> Row:
    plan = f"Kế hoạch năm {period.year}"
    against = "so với kế hoạch cả năm" if period.half else "so với kế hoạch"
    earlier = "so với cùng kỳ" if period.half else f"so với năm {period.year - 1}"
    titles = [
        "TT",
        subject,
        "Đơn vị tính",
        plan,
        period.before,
        period.done,
        f"Tỷ lệ (%) {against}",
        f"Tỷ lệ (%) {earlier}",
    ]
    return header_row(titles)


def _row(number: str, name: str, target: TieuChi, figures: Figures, fields: Fields) -> Row:
    done = format_decimal(figures.done) if figures.done is not None else None
    result = fields.need("so_lieu", done, about=f"{name}, tiêu chí {target.id}")
    if figures.done is not None and not figures.comparable:
        against = fields.need("so_lieu", None, about=f"kế hoạch hoặc năm trước của {name}, tiêu chí {target.id}")
    else:
        against = _share(figures.done, figures.plan)
    cells = [
        cell(number, "o_bang_giua"),
        cell(name),
        cell(target.don_vi_tinh or "-", "o_bang_giua"),
        *(cell(text, "o_bang_so") for text in (_number(figures.plan), _number(figures.before), result, against)),
        cell(_share(figures.done, figures.before), "o_bang_so"),
    ]
    return Row(tuple(cells), cant_split=True)


def _whole(number: int, target: TieuChi, given: list[Figures], additive: bool, period: Period, nhom: str) -> Row:
    """The cluster as a whole: sums where figures add up, else how many units reached what they are compared with."""
    first: list[Cell] = [cell(str(number), "o_bang_giua"), cell(f"{target.ten} (toàn {nhom})", "o_bang_dam")]
    if additive:
        sums = Figures(*(_sum([getattr(f, part) for f in given]) for part in ("plan", "done", "before")))
        texts = [_number(sums.plan), _number(sums.before), _number(sums.done)]
        texts += [_share(sums.done, sums.plan), _share(sums.done, sums.before)]
        cells = [*first, cell(target.don_vi_tinh or "-", "o_bang_giua"), *(cell(text, "o_bang_so") for text in texts)]
    else:
        cells = [*first, cell(_reached(target, given, period), "o_bang_giua", col_span=6)]
    return Row(tuple(cells), cant_split=True, keep_next=True)


def _reached(target: TieuChi, given: list[Figures], period: Period) -> str:
    lower = target.chieu is Chieu.THAP_HON_TOT

    def good(done: Decimal, wanted: Decimal) -> bool:
        return done <= wanted if lower else done >= wanted

    planned = [] if period.half else [(f.done, f.plan) for f in given if f.done is not None and f.plan is not None]
    earlier = [
        (f.done, f.before)
        for f in given
        if f.done is not None and f.before is not None and (period.half or f.plan is None)
    ]
    told = []
    for pairs, words in (
        (planned, "đạt hoặc vượt kế hoạch"),
        (earlier, "bằng hoặc tốt hơn cùng kỳ" if period.half else f"bằng hoặc tốt hơn năm {period.year - 1}"),
    ):
        if pairs:
            count = sum(1 for done, wanted in pairs if good(done, wanted))
            told.append(f"{format_count(count)}/{format_count(len(pairs))} đơn vị {words}")
    return "; ".join(told) or "-"


def _sum(values: list[Decimal | None]) -> Decimal | None:
    known = [value for value in values if value is not None]
    return sum(known, Decimal(0)) if known and len(known) == len(values) else None


def _share(part: Decimal | None, whole: Decimal | None) -> str:
    return "-" if part is None else share(part, whole)


def _number(value: Decimal | None) -> str:
    return "-" if value is None else format_decimal(value)
