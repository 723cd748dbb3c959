"""Biên bản kiểm phiếu: the counting record of the cluster's ballot."""

from __future__ import annotations

from dossier.core.vietnamese import format_count, format_decimal, join_names, lower_first
from dossier.inputs.ho_so import BoPhieu, Nguoi
from dossier.papers.blocks import Block, paragraph
from dossier.papers.paper import PaperKey
from dossier.papers.view import Context, View
from dossier.papers.views.fields import Fields
from dossier.papers.views.issue import Issue
from dossier.papers.views.meeting import Round, ballot_purpose, meeting_title, rounds_of
from dossier.papers.views.places import unit_place
from dossier.papers.views.standing import Standings, base_title
from dossier.papers.views.wording import award_phrase, balanced, moment, person


def bien_ban_kiem_phieu_view(key: PaperKey, context: Context) -> View:
    """The counting record."""
    ho_so = context.case.ho_so
    meeting = ho_so.hoi_nghi
    first, *later = rounds_of(context) or (Round("", ballot_purpose(context), ho_so.bo_phieu, context.outcome.ballot),)
    ballot = first.ballot
    fields = Fields(key.form, don_vi=unit_place(context))
    issue = Issue(context, key, fields, ho_so.truong, "BB")
    told = Standings(context, fields)
    title = meeting_title(context, fields)
    head = ballot.truong_ban if ballot else None
    members = ballot.uy_vien if ballot else ()
    counted = ballot.gio_kiem_phieu if ballot else None
    values = {
        **issue.heading(),
        "dia_danh_ngay": "",
        "trich_yeu": balanced(f"Bình xét, suy tôn tại {title}", 58),
        "bat_dau": fields.need("gio_kiem_phieu", moment(counted) if counted else None),
        "dia_diem": fields.need("dia_diem", meeting.dia_diem.rstrip(" .") if meeting and meeting.dia_diem else None),
        "muc_dich": first.purpose,
        "lan": first.label,
        "hinh_thuc": lower_first(ballot.hinh_thuc) if ballot else fields.need("bo_phieu", None),
        "thanh_lap_ban": f"Ban kiểm phiếu do {title} bầu, gồm:",
        "truong_ban": fields.need("truong_ban", _person(context, head)),
        "uy_vien": fields.need("uy_vien", "; ".join(text for m in members if (text := _person(context, m)))),
        "so_phieu": [{"text": text} for text in _counts(context, fields, ballot)],
        "danh_sach": _candidates(told, fields, ballot),
        "bang_phieu": told.ballot_table(first.result),
        "ket_luan": [{"text": text} for text in _result(context, told, first, last=not later)],
        "lan_sau": [
            block for number, one in enumerate(later, start=5) for block in _again(context, told, fields, one, number)
        ],
        "ket": (
            "Biên bản được lập ngay sau khi kiểm phiếu, đã được thông qua trước Hội nghị, các thành viên Ban kiểm phiếu nhất trí "
            "ký tên./."
        ),
        "uy_vien_ky": fields.need("uy_vien", "\n\n\n\n".join(member.ho_ten for member in members)),
        "truong_ban_ky": fields.need("truong_ban", head.ho_ten if head else None),
        "noi_nhan": issue.recipients(
            [told.terms.tham_dinh, f"Các đơn vị thành viên {told.terms.ten_ngan}"], archive="VT, Hồ sơ"
        ),
    }
    return View(key.form, f"Biên bản kiểm phiếu bình xét, suy tôn tại {title}", values, fields.gaps)


def _person(context: Context, someone: Nguoi | None) -> str | None:
    if someone is None:
        return None
    return person(someone, context.case.ho_so.don_vi(someone.don_vi).ten if someone.don_vi else None)


def _again(context: Context, told: Standings, fields: Fields, one: Round, number: int) -> list[Block]:
    """A later round: purpose, slips, candidates, votes, result."""
    ballot = one.ballot
    way = lower_first(ballot.hinh_thuc) if ballot else fields.need("bo_phieu", None, about=one.name)
    blocks: list[Block] = [
        paragraph(f"{number}. Bỏ phiếu{one.label}", "khoan"),
        paragraph(f"Mục đích bỏ phiếu: {one.purpose}; hình thức {way}."),
    ]
    blocks += [paragraph(f"- {line}", "gach_dau_dong") for line in _counts(context, fields, ballot)]
    blocks.append(paragraph(_candidates(told, fields, ballot)))
    blocks += told.ballot_table(one.result)
    blocks += [paragraph(line) for line in _result(context, told, one, last=True)]
    return blocks


def _counts(context: Context, fields: Fields, ballot: BoPhieu | None) -> list[str]:
    n = context.outcome.n
    voting = ballot.so_don_vi_tham_gia if ballot else None
    absent = None if voting is None else n - voting

    def told(name: str, count: int | None, label: str) -> str:
        return fields.need(name, None if count is None else format_count(max(count, 0)), about=label)

    lines = [
        f"Tổng số đơn vị thành viên: {format_count(n)}; tham gia bỏ phiếu: "
        f"{told('so_don_vi_tham_gia', voting, 'tham gia bỏ phiếu')}; "
        f"không tham gia bỏ phiếu: {told('so_don_vi_tham_gia', absent, 'không tham gia bỏ phiếu')}{_absent(context)}."
    ]
    for label, value in (
        ("Số phiếu phát ra", ballot.phat_ra if ballot else None),
        ("Số phiếu thu về", ballot.thu_ve if ballot else None),
        ("Số phiếu hợp lệ", ballot.hop_le if ballot else None),
        ("Số phiếu không hợp lệ", ballot.khong_hop_le if ballot else None),
    ):
        lines.append(f"{label}: {told('bo_phieu', value, lower_first(label))}.")
    return lines


def _absent(context: Context) -> str:
    meeting = context.case.ho_so.hoi_nghi
    if not meeting or not meeting.vang_mat:
        return ""
    reasons = [
        f"{context.case.ho_so.don_vi(a.don_vi).ten}: {lower_first(a.ly_do.rstrip(' .'))}" for a in meeting.vang_mat
    ]
    return f" ({'; '.join(reasons)})"


def _candidates(told: Standings, fields: Fields, ballot: BoPhieu | None) -> str:
    names = [told.unit(candidate.don_vi).ten for candidate in ballot.ung_vien] if ballot else []
    if not names:
        return f"Danh sách: {fields.need('so_phieu', None)}."
    return f"Có {format_count(len(names))} đơn vị trong danh sách: {join_names(names)}."


def _result(context: Context, told: Standings, one: Round, *, last: bool) -> list[str]:
    """Who was elected: in a first round of two all who passed the threshold, in the last the lead unit."""
    result = one.result
    if result is None:
        return []
    lines = []
    ballot = one.ballot
    if not last:
        elected = [count for count in result.counts if count.elected]
        names = [f"{told.unit(count.don_vi).ten} ({told.vote_percent(count)})" for count in elected]
        if names:
            lines.append(
                f"Căn cứ kết quả kiểm phiếu{one.label}, {format_count(len(names))} đơn vị được chọn{_threshold(context)}: "
                f"{join_names(names)}."
            )
        elif any(count.so_phieu is not None for count in result.counts):
            lines.append(f"Căn cứ kết quả kiểm phiếu{one.label}, không có đơn vị được chọn{_threshold(context)}.")
        return lines
    if result.winner:
        count = next((count for count in result.counts if count.don_vi == result.winner), None)
        led = next((award for award in context.regulation.awards if award.leader), None)
        name = told.unit(result.winner).ten
        votes = f", {told.vote_phrase(count)}" if count else ""
        asked = f", đề nghị {award_phrase(led)}" if led else ""
        lines.append(
            f"Căn cứ kết quả kiểm phiếu{one.label}, {name} được suy tôn là đơn vị xuất sắc dẫn đầu {told.terms.ten_ngan} năm "
            f"{context.case.ho_so.nam}{asked}{votes}."
        )
    elif any(count.so_phieu is not None for count in result.counts):
        lines.append(
            f"Căn cứ kết quả kiểm phiếu{one.label}, chưa có đơn vị được suy tôn; Hội nghị xem xét, quyết định bước tiếp theo."
        )
    if ballot and ballot.phan_dinh_dong_diem:
        for tie in context.outcome.ties:
            if tie.settled and tie.winner:
                tied = join_names([told.unit(unit).ten for unit in tie.don_vi])
                lines.append(
                    f"Kết quả bỏ phiếu đồng thời xác định thứ tự giữa các đơn vị bằng điểm ({tied}): "
                    f"{told.unit(tie.winner).ten} xếp trên."
                )
    return lines


def _threshold(context: Context) -> str:
    """As in " (đạt trên 50% số đơn vị tham gia bỏ phiếu)"."""
    rules = context.regulation.ballot
    result = context.outcome.ballot
    if rules is None or rules.more_than is None:
        return ""
    return f" (đạt trên {format_decimal(rules.more_than)}% {base_title(result)})"
