"""Danh sách suy tôn: the units the cluster honours (Nhất, Nhì, Ba), and the one it puts forward."""

from __future__ import annotations

from dossier.core.vietnamese import format_date, join_names, upper_first
from dossier.papers.blocks import Block, Row, Table, cell
from dossier.papers.paper import PaperKey
from dossier.papers.prose import TEXT_WIDTH, scaled, spaced
from dossier.papers.view import Context, View
from dossier.papers.views.fields import Fields
from dossier.papers.views.issue import Issue
from dossier.papers.views.meeting import meeting_title
from dossier.papers.views.places import unit_place
from dossier.papers.views.standing import Standings, header_row
from dossier.papers.views.wording import award_phrase, balanced


def danh_sach_suy_ton_view(key: PaperKey, context: Context) -> View:
    """The list of honoured units."""
    ho_so = context.case.ho_so
    fields = Fields(key.form, don_vi=unit_place(context), paper=key.name)
    issue = Issue(context, key, fields, ho_so.truong, None)
    told = Standings(context, fields)
    terms = told.terms
    honours = list(
        dict.fromkeys(_place(context.regulation.award(award).title) for _, award in context.outcome.honoured)
    )
    named = f" {join_names(honours)}" if honours else ""
    subject = f"Các đơn vị được suy tôn{named} năm {ho_so.nam} của {terms.ten}"
    meeting = ho_so.hoi_nghi
    day = format_date(meeting.bat_dau.date()) if meeting and meeting.bat_dau else None
    values = {
        **issue.heading(),
        **issue.signature(),
        "trich_yeu": balanced(subject, 60),
        "mo_dau": (
            f"Căn cứ kết quả tổng hợp chấm điểm và bình xét tại {meeting_title(context, fields)} "
            f"{fields.need('ngay_hoi_nghi', day)}, các đơn vị được suy tôn gồm:"
        ),
        "bang": _table(told),
        "ghi_chu": [{"text": text} for text in _notes(told)],
        "noi_nhan": issue.recipients([terms.tham_dinh, f"Các đơn vị thành viên {terms.ten_ngan}"]),
    }
    return View(key.form, f"Danh sách {subject[:1].lower()}{subject[1:]}", values, fields.gaps)


def _place(title: str) -> str:
    """As in "Nhất" for "Đơn vị Nhất của Cụm"."""
    words = title.removeprefix("Đơn vị ").removesuffix(" của Cụm").removesuffix(" của Khối")
    return upper_first(words)


def _table(told: Standings) -> list[Block]:
    """Thứ hạng, đơn vị, tổng điểm, đề nghị; số phiếu only where a tie was put to the vote."""
    proposed = dict(told.outcome.proposed)
    voted = {unit: told.votes(unit) for unit, _ in told.outcome.honoured if told.outcome.ranked(unit).tie_settled}
    titles = ["TT", "Thứ hạng", "Tên đơn vị", "Tổng điểm", *(["Số phiếu"] if any(voted.values()) else []), "Đề nghị"]
    weights = [10.0, 22.0, 58.0, 22.0, *([22.0] if any(voted.values()) else []), 50.0]
    rows = [header_row(titles)]
    for number, (unit, honour) in enumerate(told.outcome.honoured, start=1):
        award = proposed.get(unit)
        cells = [
            cell(str(number), "o_bang_giua"),
            cell(_place(told.regulation.award(honour).title), "o_bang_giua"),
            cell(told.unit(unit).ten),
            cell(told.score(unit), "o_bang_giua"),
        ]
        if any(voted.values()):
            votes = voted.get(unit)
            cells.append(cell(told.vote_count(votes) if votes else "-", "o_bang_giua"))
        phrase = f"Đề nghị {award_phrase(told.regulation.award(award))}" if award else "-"
        rows.append(Row((*cells, cell(phrase)), cant_split=True))
    if not told.outcome.honoured:
        rows.append(Row((cell("-", "o_bang_giua"), cell("Chưa xác định", col_span=len(titles) - 1)), cant_split=True))
    return spaced(Table(tuple(rows), scaled(weights, TEXT_WIDTH)))


def _notes(told: Standings) -> list[str]:
    """Ties: settled by a vote, or still open; units not considered."""
    lines = []
    for tie in told.outcome.ties:
        if not tie.matters:
            continue
        names = join_names([told.unit(unit).ten for unit in tie.don_vi])
        if tie.settled and tie.winner:
            lines.append(
                f"Ghi chú: {names} bằng điểm nhau, Hội nghị đã bỏ phiếu lựa chọn; {told.unit(tie.winner).ten} xếp trên."
            )
        else:
            vote = told.fields.need("dong_diem", None, about=names)
            lines.append(f"Ghi chú: {names} bằng điểm nhau; kết quả bỏ phiếu lựa chọn: {vote}.")
    lines += [f"{told.unit(r.don_vi).ten}: {told.standing_text(r)}." for r in told.not_considered()]
    return lines
