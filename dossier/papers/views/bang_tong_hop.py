"""Bảng tổng hợp điểm: every unit of the cluster with contents, bonus, deduction, totals, rank and proposal."""

from __future__ import annotations

from decimal import Decimal

from dossier.decisions.outcome import RankedUnit
from dossier.papers.blocks import Block, Cell, Row, Table, cell, paragraph
from dossier.papers.paper import PaperKey
from dossier.papers.prose import TEXT_WIDTH_LANDSCAPE, scaled, spacer
from dossier.papers.view import Context, View
from dossier.papers.views.fields import Fields
from dossier.papers.views.issue import Issue
from dossier.papers.views.meeting import after_meeting
from dossier.papers.views.places import unit_place
from dossier.papers.views.standing import Standings, header_cell
from dossier.papers.views.wording import cite_document, score_text


def bang_tong_hop_view(key: PaperKey, context: Context) -> View:
    """The score summary of the cluster."""
    ho_so = context.case.ho_so
    fields = Fields(key.form, don_vi=unit_place(context))
    issue = Issue(context, key, fields, ho_so.truong, None)
    told = Standings(context, fields)
    after = after_meeting(context, issue.data.ngay)
    notice = ho_so.tham_dinh.van_ban if ho_so.tham_dinh else None
    if context.outcome.column == "tham_dinh":
        source = f"(Theo {fields.need('van_ban_tham_dinh', cite_document(notice) if notice else None)})"
    else:
        source = f"(Theo kết quả chấm điểm của {told.terms.ten_ngan})"
    values = {
        **issue.heading(),
        **issue.signature(),
        "nam": str(ho_so.nam),
        "ten_nhom": told.terms.ten,
        "can_cu_bang": source,
        "bang": _table(told, fields, after),
        "ghi_chu": _notes(told) if after else [],
        "noi_nhan": issue.recipients([told.terms.tham_dinh, f"Các đơn vị thành viên {told.terms.ten_ngan}"]),
    }
    title = f"Bảng tổng hợp kết quả chấm điểm thi đua năm {ho_so.nam} của {told.terms.ten}"
    return View(key.form, title, values, fields.gaps)


def _table(told: Standings, fields: Fields, after: bool) -> list[Block]:
    """The scores of all units; their place and proposal as decided only after the conference, by score alone before it."""
    case = told.case.bang_diem
    if case is None:
        return [paragraph(fields.need("bang_diem", None))]
    groups = [group.id for group in case.tieu_chi]
    column = told.outcome.column
    first = [
        _head("TT", row_span=2),
        _head("Đơn vị", row_span=2),
        _head(_source_title(told), col_span=len(groups) + 2),
        _head("Tổng điểm", col_span=len(told.columns)),
        _head("Xếp thứ" if after else "Thứ tự điểm", row_span=2),
        _head("Đề nghị" if after else "Ghi chú", row_span=2),
    ]
    second = [
        *(_head(f"Nội dung {group}") for group in groups),
        _head("Điểm thưởng"),
        _head("Điểm trừ"),
        *(_head(told.column_short(c)) for c in told.columns),
    ]
    rows = [Row(tuple(first), header=True, cant_split=True), Row(tuple(second), header=True, cant_split=True)]
    for number, ranked in enumerate(told.outcome.ranking, start=1):
        scores = told.outcome.units.get(ranked.don_vi)
        name, place = told.unit(ranked.don_vi).ten, f"bang_diem.yaml#/don_vi/{ranked.don_vi}"

        def text(value: Decimal | None, name: str = name, place: str = place) -> str:
            return fields.need("diem", score_text(value, told.places), about=name, pointer=place)

        parts = [scores.contents[g].by(column) if scores and g in scores.contents else None for g in groups]
        bonus = scores.bonus.by(column) if scores else None
        minus = scores.deduction.by(column) if scores else None
        cells = [
            _middle(str(number)),
            cell(name, "o_bang_rong"),
            *(_middle(text(part)) for part in parts),
            _middle(text(bonus)),
            _middle(text(-minus if minus else minus)),
            *(_middle(told.total(ranked.don_vi, c)) for c in told.columns),
            _middle(told.rank(ranked) if after or ranked.rank is None else str(ranked.rank)),
            cell(told.proposal_cell(ranked) if after else told.heard(ranked), "o_bang_rong"),
        ]
        rows.append(Row(tuple(cells), cant_split=True))
    weights = [
        9.0,
        53.0,
        *(19.0 for _ in groups),
        15.5,
        13.0,
        *(told.column_width(column, 15.0, 24.0) for column in told.columns),
        11.0,
        54.0,
    ]
    return [Table(tuple(rows), scaled(weights, TEXT_WIDTH_LANDSCAPE)), spacer()]


def _head(title: str, *, col_span: int = 1, row_span: int = 1) -> Cell:
    return header_cell(title, col_span=col_span, row_span=row_span, style="dau_bang_rong")


def _source_title(told: Standings) -> str:
    return {"tham_dinh": "Điểm thẩm định", "khoi_cham": f"Điểm {told.terms.nhom} chấm", "tu_cham": "Điểm tự chấm"}[
        told.outcome.column
    ]


def _middle(text: str) -> Cell:
    return cell(text, "o_bang_rong_giua")


def _notes(told: Standings) -> list[Block]:
    """What a reader must know below the table: settled ties, units without a rank and the clause."""
    lines = []
    for tie in told.outcome.ties:
        if tie.matters and tie.settled and tie.winner:
            how = told.settled_by(told.outcome.ranked(tie.winner))
            names = ", ".join(told.unit(unit).ten for unit in tie.don_vi)
            score = score_text(tie.score, told.places)
            lines.append(f"{names} cùng {score} điểm; thứ tự phân định qua {how or 'bỏ phiếu suy tôn'}.")
    lines += [_clause(told, ranked) for ranked in told.not_considered() if ranked.citation]
    lines += [f"{text}." for text in told.passed_over_beside_table()]
    if len(lines) < 2:
        return [paragraph(f"Ghi chú: {line}") for line in lines]
    return [paragraph("Ghi chú:", keep_next=True), *(paragraph(f"- {line}", "gach_dau_dong") for line in lines)]


def _clause(told: Standings, ranked: RankedUnit) -> str:
    return f"{told.unit(ranked.don_vi).ten} không xếp thứ: {told.reason(ranked)}; căn cứ {ranked.citation}."
