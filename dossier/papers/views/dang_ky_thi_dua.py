"""Danh sách đăng ký thi đua: what each member unit registered, collected by the leader unit at the start of the year."""

from __future__ import annotations

from dossier.core.vietnamese import format_count, format_decimal
from dossier.inputs.bang_diem import CachCham
from dossier.inputs.dang_ky import DangKyDonVi
from dossier.papers.blocks import Block, Cell, Row, Table, cell, paragraph
from dossier.papers.paper import PaperKey
from dossier.papers.prose import TEXT_WIDTH_LANDSCAPE, scaled, spacer
from dossier.papers.view import Context, View
from dossier.papers.views.fields import Fields
from dossier.papers.views.issue import Issue
from dossier.papers.views.places import unit_place
from dossier.papers.views.standing import header_row
from dossier.papers.views.wording import Terms, balanced, cite_short


def dang_ky_thi_dua_view(key: PaperKey, context: Context) -> View:
    """The registration list of the cluster."""
    ho_so = context.case.ho_so
    fields = Fields(key.form, don_vi=unit_place(context), paper=key.name)
    issue = Issue(context, key, fields, ho_so.truong, None)
    terms = Terms(context)
    given = context.case.dang_ky.don_vi if context.case.dang_ky else {}
    registered = sum(1 for unit in ho_so.nhom.don_vi if unit.id in given)
    source = context.regulation.sources[context.regulation.main_source]
    values = {
        **issue.heading(),
        **issue.signature(),
        "trich_yeu": balanced(f"Đăng ký thi đua năm {ho_so.nam} của {terms.ten}", 90),
        "mo_dau": (
            f"Thực hiện {source.short}, {terms.truong_cua(terms.ten_ngan)} tổng hợp đăng ký thi đua năm {ho_so.nam} của các đơn vị "
            f"thành viên, gửi {terms.tham_dinh} như sau:"
        ),
        "bang": _table(context, fields, given),
        "tong_hop": (
            f"Danh sách gồm {format_count(registered)}/{format_count(len(ho_so.nhom.don_vi))} đơn vị thành viên đã đăng ký./."
        ),
        "noi_nhan": issue.recipients([terms.tham_dinh, f"Các đơn vị thành viên {terms.ten_ngan}"]),
    }
    return View(key.form, f"Danh sách đăng ký thi đua năm {ho_so.nam} của {terms.ten}", values, fields.gaps)


def _table(context: Context, fields: Fields, given: dict[str, DangKyDonVi]) -> list[Block]:
    titles = [
        "TT",
        "Đơn vị",
        "Văn bản đăng ký",
        "Nội dung, chỉ tiêu thi đua đăng ký",
        "Danh hiệu thi đua, hình thức khen thưởng đăng ký",
    ]
    rows = [header_row(titles)]
    for number, unit in enumerate(context.case.ho_so.nhom.don_vi, start=1):
        entry = given.get(unit.id)
        name = unit.ten
        if entry is None:
            missing = fields.need("dang_ky", None, about=name)
            cells = [cell(missing), cell(missing), cell(missing)]
        else:
            paper = fields.need("van_ban", cite_short(entry.van_ban) if entry.van_ban else None, about=name)
            contents = [*(f"- {text.rstrip(' .;')};" for text in entry.noi_dung), *_targets(context, unit.id)]
            titles_asked = [f"- {text.rstrip(' .;')};" for text in entry.danh_hieu]
            cells = [
                cell(paper),
                _lines(contents or [fields.need("noi_dung", None, about=name)]),
                _lines(titles_asked or [fields.need("danh_hieu", None, about=name)]),
            ]
        rows.append(Row((cell(str(number), "o_bang_giua"), cell(name), *cells), cant_split=True))
    return [Table(tuple(rows), scaled([10, 48, 45, 95, 54], TEXT_WIDTH_LANDSCAPE)), spacer()]


def _targets(context: Context, unit: str) -> list[str]:
    """Plans of the unit's quantitative criteria."""
    table = context.case.bang_diem
    sheet = table.don_vi.get(unit) if table else None
    if table is None or sheet is None:
        return []
    lines = []
    for group in table.tieu_chi:
        for leaf in group.leaves():
            entry = sheet.diem.get(leaf.id)
            if leaf.cach_cham is CachCham.DINH_LUONG and entry is not None and entry.ke_hoach is not None:
                measure = f" {leaf.don_vi_tinh}" if leaf.don_vi_tinh else ""
                lines.append(f"- {leaf.ten}: {format_decimal(entry.ke_hoach)}{measure};")
    return lines


def _lines(texts: list[str]) -> Cell:
    """A cell with one paragraph for each line, the last closed by a full stop."""
    closed = [*texts[:-1], texts[-1].rstrip(";") + ("." if texts[-1].endswith(";") else "")]
    return Cell(tuple(paragraph(text, "o_bang") for text in closed))
