"""The year-end conference and its ballot, as several papers tell of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from dossier.core.vietnamese import format_count, format_date, join_names, lower_first
from dossier.decisions.outcome import BallotResult, Standing
from dossier.decisions.two_rounds import Elected, elect
from dossier.inputs.ho_so import BoPhieu, HoiNghi, VanBanPhatHanh
from dossier.papers.view import Context
from dossier.papers.views.fields import Fields
from dossier.papers.views.issue import blank_day, issued
from dossier.papers.views.standing import NOT_CONSIDERED, Standings
from dossier.papers.views.wording import Terms, award_phrase, number_text

NAMED_WITHOUT_VOTES = 2
"""So many units without a vote are named in a sentence; more are "the others" (the counting record lists all)."""


def meeting_title(context: Context, fields: Fields) -> str:
    """As in "Hội nghị tổng kết và bình xét thi đua năm 2025 Khối thi đua số 9 tỉnh Cao Bằng"."""
    meeting = context.case.ho_so.hoi_nghi
    name = fields.need("hoi_nghi", meeting.ten if meeting else None)
    cluster = Terms(context)
    if cluster.ten.lower() in name.lower() or cluster.ten_ngan.lower() in name.lower():
        return name
    return f"{name} {cluster.ten}"


def units_present(meeting: HoiNghi) -> tuple[str, ...] | None:
    """Ids of the member units represented, once each; None: not recorded."""
    if meeting.du_hop is None:
        return None
    return tuple(dict.fromkeys(person.don_vi for person in meeting.du_hop if person.don_vi))


def after_meeting(context: Context, day: date | None) -> bool:
    """Whether a paper of this date may tell the conference's result; one without a date yet may."""
    meeting = context.case.ho_so.hoi_nghi
    if day is None or meeting is None or meeting.bat_dau is None:
        return True
    return day >= meeting.bat_dau.date()


def cite_minutes(context: Context, fields: Fields) -> str:
    """As in "Biên bản số 07/BB-STC ngày 06 tháng 02 năm 2026 của Hội nghị …": a blank where it has no number yet."""
    ho_so = context.case.ho_so
    data = ho_so.van_ban.get("bien_ban_hop") or VanBanPhatHanh()
    meeting = ho_so.hoi_nghi
    notation = data.ky_hieu or f"BB-{fields.need('ky_hieu', ho_so.truong.ky_hieu if ho_so.truong else None)}"
    blank = fields.need("so_bien_ban", None) if issued(context.stage) and not data.so else "      "
    number = number_text(data.so) if data.so else blank
    day = data.ngay or (meeting.bat_dau.date() if meeting and meeting.bat_dau else None)
    if day is None and issued(context.stage):
        fields.need("ngay_hoi_nghi", None)
    when = format_date(day) if day else blank_day(None)
    return f"Biên bản số {number}/{notation} {when} của {meeting_title(context, fields)}"


def attendance_sentence(context: Context, fields: Fields) -> str:
    """When the conference met and how many units were there."""
    meeting = context.case.ho_so.hoi_nghi
    day = meeting.bat_dau.date() if meeting and meeting.bat_dau else None
    when = fields.need("ngay_hoi_nghi", format_date(day) if day else None)
    present = units_present(meeting) if meeting else None
    count = format_count(len(present)) if present is not None else None
    share = fields.need("du_hop", count)
    title = meeting_title(context, fields)
    return f"{title} tổ chức {when}, có {share}/{format_count(context.outcome.n)} đơn vị thành viên tham dự."


@dataclass(frozen=True, slots=True)
class Round:
    """One round of the ballot: what the case records and how it was counted."""

    name: str
    """As in "lần 1"; empty where there is only one round."""
    purpose: str
    """Starts with a small letter."""
    ballot: BoPhieu | None
    """None: not recorded yet."""
    result: BallotResult | None

    @property
    def label(self) -> str:
        """As in " lần 1", to follow a word; empty where there is only one round."""
        return f" {self.name}" if self.name else ""


def rounds_of(context: Context) -> tuple[Round, ...]:
    """The rounds of voting this conference holds or held; none where it chose without a vote."""
    ho_so = context.case.ho_so
    rules = context.regulation.ballot
    required = any(award.ballot for award in context.regulation.awards) or (rules is not None and rules.rounds > 1)
    if agreed(context) or (ho_so.bo_phieu is None and (rules is None or rules.only_on_tie or not required)):
        return ()
    if rules is None or rules.rounds < 2:
        return (Round("", ballot_purpose(context), ho_so.bo_phieu, context.outcome.ballot),)
    awards = context.regulation.awards
    lead = next((award for award in awards if award.leader), awards[0])
    purposes = (
        "lựa chọn các đơn vị xuất sắc đề nghị khen thưởng",
        f"chọn đơn vị tiêu biểu xuất sắc dẫn đầu, đề nghị {award_phrase(lead)}",
    )
    given = (ho_so.bo_phieu, ho_so.bo_phieu_lan_2)
    results = (context.outcome.ballot, context.outcome.ballot_2)
    return tuple(
        Round(f"lần {number}", _purpose(ballot, purpose), ballot, result)
        for number, (ballot, purpose, result) in enumerate(zip(given, purposes, results, strict=True), start=1)
    )


def places_to_vote(context: Context, number: int) -> int | None:
    """How many units one slip of this round may choose; None: the number is not known yet.

    The first of two rounds elects all the units that the conference may propose, the lead unit among them; any other
    ballot chooses one unit.
    """
    rules = context.regulation.ballot
    if number > 1 or rules is None or rules.rounds < 2:
        return 1
    places = 0
    for result in context.outcome.awards:
        award = context.regulation.award(result.id)
        if not result.open or award.chosen_by == "cap_tren" or award.declared is not None:
            continue
        if result.quota is None:
            return None
        places += min(1, result.quota) if award.leader else result.quota
    return places


def first_round(context: Context) -> Elected:
    """Whom the first of two rounds elected: certain units, and those still open."""
    out = (*NOT_CONSIDERED, Standing.KHONG_DU_DIEM)
    fit = [ranked.don_vi for ranked in context.outcome.ranking if ranked.standing not in out]
    places = places_to_vote(context, 1)
    if places is None:
        return Elected(open=tuple(fit))
    return elect(fit, context.outcome.ballot, None, places, lead_wanted=False)


def agreed(context: Context) -> bool:
    """The conference chose by the scores with broad agreement, a way the regulation offers, so nobody voted."""
    meeting = context.case.ho_so.hoi_nghi
    offered = context.regulation.method("nhat_tri_cao") is not None
    return offered and meeting is not None and meeting.cach_binh_xet == "nhat_tri_cao"


def _purpose(ballot: BoPhieu | None, usual: str) -> str:
    return lower_first(ballot.muc_dich.rstrip(" .")) if ballot and ballot.muc_dich else usual


def slips_sentence(fields: Fields, ballot: BoPhieu | None) -> str:
    """As in "số phiếu phát ra 09, thu về 09, hợp lệ 09, không hợp lệ 00"."""
    counts = [
        ("phát ra", ballot.phat_ra if ballot else None),
        ("thu về", ballot.thu_ve if ballot else None),
        ("hợp lệ", ballot.hop_le if ballot else None),
        ("không hợp lệ", ballot.khong_hop_le if ballot else None),
    ]
    told = [
        f"{name} {fields.need('bo_phieu', None if count is None else format_count(count), about=f'số phiếu {name}')}"
        for name, count in counts
    ]
    return "số phiếu " + ", ".join(told)


def ballot_purpose(context: Context) -> str:
    """What the ballot is for, as the case words it, or as the regulation has it; starts with a small letter."""
    ballot = context.case.ho_so.bo_phieu
    if ballot and ballot.muc_dich:
        return lower_first(ballot.muc_dich.rstrip(" ."))
    awards = context.regulation.awards
    award = next((a for a in awards if a.ballot), next((a for a in awards if a.leader), awards[0]))
    return f"suy tôn đơn vị xuất sắc dẫn đầu, đề nghị tặng {award.title}"


def ballot_paragraphs(context: Context, told: Standings, fields: Fields) -> list[str]:
    """How the conference chose: by agreement, or a paragraph for each round of the ballot with its votes and base."""
    if agreed(context):
        return [agreement_sentence(context)]
    return [_round_sentence(one, told, fields) for one in rounds_of(context)]


def agreement_sentence(context: Context) -> str:
    """Way 1: broad agreement on the scores, and the clause that allows it."""
    method = context.regulation.method("nhat_tri_cao")
    clause = f" (căn cứ {context.regulation.citation(method.cite)})" if method else ""
    return (
        "Căn cứ kết quả chấm điểm thi đua cuối cùng, các đơn vị thành viên nhất trí cao đề nghị khen thưởng lần lượt từ đơn vị có "
        f"số điểm cao nhất cho đến hết số lượng theo quy định{clause}; Hội nghị không bỏ phiếu."
    )


def _round_sentence(one: Round, told: Standings, fields: Fields) -> str:
    ballot = one.ballot
    if ballot is None:
        return (
            f"Kết quả lấy phiếu bình xét, suy tôn{one.label}: {fields.need('bo_phieu', None, about=one.name or None)}."
        )
    text = f"Hội nghị đã tiến hành {lower_first(ballot.hinh_thuc)}{one.label} để {one.purpose}: {slips_sentence(fields, ballot)}. "
    result = one.result
    if result is None or not result.counts:
        return text + f"Kết quả: {fields.need('so_phieu', None)}."
    shares = [
        f"{told.unit(c.don_vi).ten} {told.vote_count(c)} phiếu ({told.vote_percent(c)})"
        for c in result.counts
        if c.so_phieu
    ]
    none = [told.unit(count.don_vi).ten for count in result.counts if count.so_phieu == 0]
    if any(count.so_phieu is None for count in result.counts):
        shares.append(fields.need("so_phieu", None))
    rest = join_names(none) if len(none) <= NAMED_WITHOUT_VOTES or not shares else "các đơn vị còn lại trong danh sách"
    text += f"Kết quả: {'; '.join([*shares, *([f'{rest} không có phiếu'] if none else [])])}. "
    return text + told.base_note(result)


def election_sentence(context: Context, fields: Fields, terms: Terms) -> str:
    """Next year's leader and deputy."""
    ho_so = context.case.ho_so
    chosen = ho_so.hoi_nghi.bau_nam_sau if ho_so.hoi_nghi else None
    leader = ho_so.don_vi(chosen.truong).ten if chosen and chosen.truong else None
    deputy = ho_so.don_vi(chosen.pho).ten if chosen and chosen.pho else None
    way = f" (bằng hình thức {lower_first(chosen.hinh_thuc)})" if chosen and chosen.hinh_thuc else ""
    year = ho_so.nam + 1
    return (
        f"Hội nghị thống nhất bầu{way} {terms.truong} năm {year}: {fields.need('bau_nam_sau', leader, about=terms.truong)}; "
        f"{terms.pho} năm {year}: {fields.need('bau_nam_sau', deputy, about=terms.pho)}."
    )
