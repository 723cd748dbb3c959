"""Phiếu bình xét, suy tôn: ballot slips to print before the meeting, from the same member list as the minutes."""

from __future__ import annotations

from dossier.core.vietnamese import collation_key, upper
from dossier.inputs.ho_so import DonVi
from dossier.papers.blocks import Block, Cell, Paragraph, Row, Run, SectionStart, Table, paragraph
from dossier.papers.paper import PaperKey
from dossier.papers.prose import TEXT_WIDTH, scaled
from dossier.papers.view import Context, View
from dossier.papers.views.fields import Fields
from dossier.papers.views.meeting import ballot_purpose
from dossier.papers.views.standing import NOT_CONSIDERED, header_row
from dossier.papers.views.wording import Terms, balanced

TWO_ON_A_PAGE = 9
"""With at most so many units two slips stand on one sheet."""


def phieu_suy_ton_view(key: PaperKey, context: Context) -> View:
    """One slip for each member unit."""
    fields = Fields(key.form)
    units = slip_units(context)
    slip = _slip(context, units)
    blocks: list[Block] = []
    paired = len(units) <= TWO_ON_A_PAGE
    for number in range(len(context.case.ho_so.nhom.don_vi)):
        if number and (not paired or number % 2 == 0):
            blocks.append(SectionStart(restart_numbering=True))
        elif number:
            blocks.append(_cut())
        blocks.extend(slip)
    title = f"Phiếu bình xét, suy tôn năm {context.case.ho_so.nam} của {Terms(context).ten}"
    return View(key.form, title, {"phieu": blocks}, fields.gaps)


def slip_units(context: Context) -> list[DonVi]:
    """Units on the slip: those of the ballot if it names them, else all members; without those not considered."""
    ho_so = context.case.ho_so
    out = {ranked.don_vi for ranked in context.outcome.ranking if ranked.standing in NOT_CONSIDERED}
    out |= {entry.don_vi for entry in ho_so.khong_xet}
    named = [candidate.don_vi for candidate in ho_so.bo_phieu.ung_vien] if ho_so.bo_phieu else []
    wanted = set(named) if named else {unit.id for unit in ho_so.nhom.don_vi}
    units = [unit for unit in ho_so.nhom.don_vi if unit.id in wanted and unit.id not in out]
    return sorted(units, key=lambda unit: collation_key(unit.ten))


def _slip(context: Context, units: list[DonVi]) -> list[Block]:
    ho_so = context.case.ho_so
    terms = Terms(context)
    purpose = ballot_purpose(context)
    rows = [header_row(["TT", "Tên đơn vị", "Đồng ý suy tôn"])]
    room = 1.0 if len(units) == TWO_ON_A_PAGE else 2.5
    for number, unit in enumerate(units, start=1):
        cells = tuple(
            _box(text, style, room)
            for text, style in ((str(number), "o_bang_giua"), (unit.ten, "o_bang"), ("", "o_bang_giua"))
        )
        rows.append(Row(cells, cant_split=True, keep_next=True))
    how = (
        "Cách ghi: đánh dấu X vào ô “Đồng ý suy tôn” của 01 đơn vị được chọn. Phiếu không hợp lệ là phiếu không do Ban kiểm phiếu "
        "phát ra, phiếu chọn quá 01 đơn vị hoặc không chọn đơn vị nào. Không ghi tên, không ký tên vào phiếu."
    )
    return [
        paragraph(upper(terms.ten), "tieu_de_phu_luc"),
        paragraph("PHIẾU BÌNH XÉT, SUY TÔN", "ten_loai", space_before=6.0),
        paragraph(balanced(f"{purpose[:1].upper()}{purpose[1:]} năm {ho_so.nam}", 62), "trich_yeu"),
        _note("(Danh sách xếp theo thứ tự bảng chữ cái)", keep_next=True),
        Table(tuple(rows), scaled([14, 111, 40], TEXT_WIDTH)),
        _note(how),
    ]


def _box(text: str, style: str, room: float) -> Cell:
    """A cell high enough to mark by hand; two slips must still fit on a sheet."""
    return Cell((Paragraph((Run(text),), style, space_before=room, space_after=room),), valign="middle")


def _note(text: str, *, keep_next: bool | None = None) -> Paragraph:
    return Paragraph(
        (Run(text, italic=True, size=12),), "o_bang", space_before=3.0, space_after=4.0, keep_next=keep_next
    )


def _cut() -> Paragraph:
    """Where the sheet is cut."""
    return Paragraph((Run("- " * 40, size=10),), "o_bang_giua", space_before=10.0, space_after=10.0)
