"""Phiếu bình xét, suy tôn: ballot slips to print before the meeting, from the same member list as the minutes."""

from __future__ import annotations

from dataclasses import dataclass

from dossier.core.vietnamese import collation_key, format_count, upper, upper_first
from dossier.inputs.ho_so import DonVi
from dossier.papers.blocks import Block, Cell, Paragraph, Row, Run, SectionStart, Table, paragraph
from dossier.papers.paper import PaperKey
from dossier.papers.prose import TEXT_WIDTH, scaled
from dossier.papers.view import Context, View
from dossier.papers.views.fields import Fields
from dossier.papers.views.meeting import Round, ballot_purpose, first_round, places_to_vote, rounds_of
from dossier.papers.views.standing import NOT_CONSIDERED, header_row
from dossier.papers.views.wording import Terms, balanced

TWO_ON_A_PAGE = 9
"""With at most so many units two slips stand on one sheet."""


def phieu_suy_ton_view(key: PaperKey, context: Context) -> View:
    """One slip for each member unit."""
    fields = Fields(key.form)
    blocks: list[Block] = []
    for ballot in _ballots(context):
        slip = _slip(context, ballot, fields)
        paired = len(ballot.names) <= TWO_ON_A_PAGE
        for number in range(len(context.case.ho_so.nhom.don_vi)):
            if blocks and (not paired or number % 2 == 0):
                blocks.append(SectionStart(restart_numbering=True))
            elif number:
                blocks.append(_cut())
            blocks.extend(slip)
    title = f"Phiếu bình xét, suy tôn năm {context.case.ho_so.nam} của {Terms(context).ten}"
    return View(key.form, title, {"phieu": blocks}, fields.gaps)


@dataclass(frozen=True, slots=True)
class _Ballot:
    """What the slips of one round say."""

    name: str
    """As in "lần 1"; empty where there is only one round."""
    purpose: str
    names: list[str]
    """Units by the alphabet; an empty name is a line to fill in by hand."""
    places: int | None
    """How many may be chosen."""


def _ballots(context: Context) -> list[_Ballot]:
    """The slips of the one ballot, or of each of the two rounds; no second round where no lead unit is to be chosen."""
    units = [unit.ten for unit in slip_units(context)]
    first, *later = rounds_of(context) or (Round("", ballot_purpose(context), None, None),)
    ballots = [_Ballot(first.name, first.purpose, units, places_to_vote(context, 1))]
    lead = next((award for award in context.regulation.awards if award.leader), None)
    result = next((one for one in context.outcome.awards if lead and one.id == lead.id), None)
    if later and result and result.open and result.quota != 0:
        ballots += [_Ballot(one.name, one.purpose, second_names(context), places_to_vote(context, 2)) for one in later]
    return ballots


def second_names(context: Context) -> list[str]:
    """Names on the slip of round 2: the units round 1 elected; blank lines for those not known yet."""
    ho_so = context.case.ho_so
    elected = first_round(context)
    named = ho_so.bo_phieu_lan_2.ung_vien if ho_so.bo_phieu_lan_2 else ()
    wanted = set(elected.chosen) or {candidate.don_vi for candidate in named}
    names = sorted((unit.ten for unit in ho_so.nhom.don_vi if unit.id in wanted), key=collation_key)
    if elected.chosen and not elected.open:
        return names
    places = places_to_vote(context, 1)
    lines = len(slip_units(context)) if places is None else places
    return [*names, *([""] * (lines - len(names)))]


def slip_units(context: Context) -> list[DonVi]:
    """Units on the slip: those of the ballot if it names them, else all members; without those not considered."""
    ho_so = context.case.ho_so
    out = {ranked.don_vi for ranked in context.outcome.ranking if ranked.standing in NOT_CONSIDERED}
    out |= {entry.don_vi for entry in ho_so.khong_xet}
    named = [candidate.don_vi for candidate in ho_so.bo_phieu.ung_vien] if ho_so.bo_phieu else []
    wanted = set(named) if named else {unit.id for unit in ho_so.nhom.don_vi}
    units = [unit for unit in ho_so.nhom.don_vi if unit.id in wanted and unit.id not in out]
    return sorted(units, key=lambda unit: collation_key(unit.ten))


def _slip(context: Context, ballot: _Ballot, fields: Fields) -> list[Block]:
    ho_so = context.case.ho_so
    terms = Terms(context)
    label = f"Bỏ phiếu {ballot.name}: {ballot.purpose}" if ballot.name else upper_first(ballot.purpose)
    rows = [header_row(["TT", "Tên đơn vị", "Đồng ý suy tôn"])]
    room = 1.0 if len(ballot.names) == TWO_ON_A_PAGE else 2.5
    for number, name in enumerate(ballot.names, start=1):
        cells = tuple(
            _box(text, style, room)
            for text, style in ((str(number), "o_bang_giua"), (name, "o_bang"), ("", "o_bang_giua"))
        )
        rows.append(Row(cells, cant_split=True, keep_next=True))
    places = fields.need("so_luong", None if ballot.places is None else format_count(ballot.places))
    how = (
        f"Cách ghi: đánh dấu X vào ô “Đồng ý suy tôn” của {places} đơn vị được chọn. Phiếu không hợp lệ là phiếu không do Ban kiểm "
        f"phiếu phát ra, phiếu chọn quá {places} đơn vị hoặc không chọn đơn vị nào. Không ghi tên, không ký tên vào phiếu."
    )
    order = "(Danh sách xếp theo thứ tự bảng chữ cái)"
    if "" in ballot.names:
        order = "(Ghi tên các đơn vị được chọn ở lần 1, xếp theo thứ tự bảng chữ cái)"
    return [
        paragraph(upper(terms.ten), "tieu_de_phu_luc"),
        paragraph("PHIẾU BÌNH XÉT, SUY TÔN", "ten_loai", space_before=6.0),
        paragraph(balanced(f"{label} năm {ho_so.nam}", 62), "trich_yeu"),
        _note(order, keep_next=True),
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
