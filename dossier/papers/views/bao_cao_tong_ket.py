"""Báo cáo tổng kết thực hiện giao ước thi đua: the cluster's year-end report."""

from __future__ import annotations

from dossier.core.vietnamese import format_count, format_date, join_names, upper
from dossier.decisions.outcome import Column
from dossier.inputs.tong_ket import TongKet
from dossier.papers.paper import PaperKey
from dossier.papers.prose import Under, prose_blocks
from dossier.papers.view import Context, View
from dossier.papers.views.fields import Fields
from dossier.papers.views.issue import Issue
from dossier.papers.views.meeting import (
    after_meeting,
    attendance_sentence,
    ballot_paragraphs,
    election_sentence,
    meeting_title,
)
from dossier.papers.views.places import unit_place
from dossier.papers.views.standing import Standings
from dossier.papers.views.wording import award_phrase, cite_short, quoted

_UNDER_SECTION = ("dac_diem", "trien_khai", "phuong_huong")
_PARTS = (
    *_UNDER_SECTION,
    "ket_qua_nhiem_vu",
    "chu_truong_chinh_sach",
    "thi_dua_khen_thuong",
    "uu_diem",
    "han_che",
    "nguyen_nhan",
)


def bao_cao_tong_ket_view(key: PaperKey, context: Context) -> View:
    """The report of the leader unit for the cluster."""
    ho_so = context.case.ho_so
    written = context.case.tong_ket or TongKet()
    fields = Fields(key.form, don_vi=unit_place(context))
    issue = Issue(context, key, fields, ho_so.truong, "BC")
    told = Standings(context, fields)
    terms = told.terms
    subject = f"Tổng kết thực hiện giao ước thi đua năm {ho_so.nam}"
    authority = terms.cap_tren
    after = after_meeting(context, issue.data.ngay)
    columns: tuple[Column, ...] = told.columns if _appraised(context, issue) else ("tu_cham", "khoi_cham")
    parts = {name: fields.prose(name, getattr(written, name), _under(name)) for name in _PARTS}
    values = {
        **issue.heading(),
        **issue.signature(),
        **parts,
        "trich_yeu": f"{subject}\ncủa {terms.ten}",
        "kinh_gui": issue.addressees([f"{authority} (qua {terms.tham_dinh})"]),
        "mo_dau": (
            f"Thực hiện {_main_source(context)}, {terms.truong_cua(terms.ten)} báo cáo tổng kết thực hiện giao ước thi đua năm "
            f"{ho_so.nam} như sau:"
        ),
        "nhom_hoa": upper(terms.loai),
        "thanh_vien": _members(context, told),
        "giao_uoc": _pact(context, told, fields),
        "dan_diem": _scores_lead(told, columns),
        "bang_diem": told.score_table(columns=columns, standing=after),
        "binh_xet": [
            {"text": text} for text in (_review(context, told, fields) if after else _before(context, fields))
        ],
        "nam_sau": str(ho_so.nam + 1),
        "co_kien_nghi": bool(written.kien_nghi),
        "kien_nghi": prose_blocks(written.kien_nghi, "muc_la_ma"),
        "ket": (
            f"Trên đây là Báo cáo tổng kết thực hiện giao ước thi đua năm {ho_so.nam} của {terms.ten}, {terms.truong} kính báo cáo "
            f"{authority} xem xét, chỉ đạo./."
        ),
        "noi_nhan": issue.recipients([f"Các đơn vị thành viên {terms.ten_ngan}"], addressed=True),
    }
    title = f"Báo cáo {subject[:1].lower()}{subject[1:]} của {terms.ten}"
    return View(key.form, title, values, fields.gaps)


def _scores_lead(told: Standings, columns: tuple[Column, ...]) -> str:
    text = f"Kết quả chấm điểm thi đua năm {told.case.ho_so.nam} của các đơn vị thành viên"
    notice = told.case.ho_so.tham_dinh.van_ban if told.case.ho_so.tham_dinh else None
    if "tham_dinh" in columns and notice:
        text += f", đã được thẩm định tại {cite_short(notice)}"
    return f"{text}, như sau:"


def _under(name: str) -> Under:
    return "muc_la_ma" if name in _UNDER_SECTION else "khoan"


def _main_source(context: Context) -> str:
    source = context.regulation.sources[context.regulation.main_source]
    day = f" {format_date(source.issued)}" if source.issued else ""
    issuer = f" của {source.issuer}" if source.issuer else ""
    return f"{source.short}{day}{issuer} về {source.title[:1].lower()}{source.title[1:]}"


def _appraised(context: Context, issue: Issue) -> bool:
    """Likewise for the appraisal."""
    notice = context.case.ho_so.tham_dinh.van_ban if context.case.ho_so.tham_dinh else None
    return issue.data.ngay is None or notice is None or notice.ngay is None or issue.data.ngay >= notice.ngay


def _members(context: Context, told: Standings) -> str:
    ho_so = context.case.ho_so
    names = join_names([unit.ten for unit in ho_so.nhom.don_vi])
    leader = ho_so.truong.ten if ho_so.truong else None
    deputies = [unit.ten for unit in ho_so.nhom.don_vi if unit.vai_tro == "pho"]
    text = f"{told.terms.ten} có {format_count(len(ho_so.nhom.don_vi))} đơn vị thành viên, gồm: {names}."
    if leader:
        text += f" {told.terms.truong} năm {ho_so.nam}: {leader}"
        text += f"; {told.terms.pho}: {join_names(deputies)}." if deputies else "."
    return text


def _pact(context: Context, told: Standings, fields: Fields) -> str:
    ho_so = context.case.ho_so
    pact = ho_so.giao_uoc
    day = format_date(pact.ngay_ky) if pact and pact.ngay_ky else None
    text = f"Các đơn vị thành viên {told.terms.ten_ngan} ký kết giao ước thi đua năm {ho_so.nam} "
    text += fields.need("giao_uoc", day, about="ngày ký kết", inside="/ngay_ky")
    if pact and pact.ten:
        text += f" với chủ đề {quoted(pact.ten)}"
    n = len(ho_so.nhom.don_vi)
    unsigned = pact.don_vi_khong_ky if pact else None
    if unsigned is None:
        signed = fields.need("giao_uoc", None, about="số đơn vị ký kết", inside="/don_vi_khong_ky")
        return f"{text}; số đơn vị ký kết: {signed}."
    text += f"; {format_count(n - len(unsigned))}/{format_count(n)} đơn vị ký kết"
    if unsigned:
        return f"{text}; không ký kết: {join_names([told.unit(unit).ten for unit in unsigned])}."
    return f"{text}."


def _review(context: Context, told: Standings, fields: Fields) -> list[str]:
    """Ballot, proposals, units not considered, next year's leader."""
    lines = [attendance_sentence(context, fields), *ballot_paragraphs(context, told, fields)]
    for ranked in told.not_considered():
        text = told.standing_text(ranked)
        effect, _, reason = text.partition(": ")
        clause = f" (căn cứ {ranked.citation})" if ranked.citation else ""
        lines.append(f"- {effect} đối với {told.unit(ranked.don_vi).ten}: {reason}{clause}.")
    for result, award in told.awards():
        names = [f"{p.unit.ten} ({told.score(p.unit.id)} điểm)" for p in told.proposals(award.id)]
        if names:
            lines.append(
                f"- Đề nghị {award.decided_by} {award_phrase(award)} cho {format_count(len(names))} đơn vị: {join_names(names)}."
            )
        elif told.unknown(result):
            lines.append(f"- Đề nghị {award.decided_by} {award_phrase(award)}: {told.not_known()}")
        elif not result.undecided:
            lines.append(f"- Không có đơn vị đủ điều kiện đề nghị {award_phrase(award)}.")
    lines += [f"- Suy tôn {honour}." for honour in told.honours()]
    lines += [f"- {text}." for text in told.passed_over_beside_table()]
    lines.append(election_sentence(context, fields, told.terms))
    return [line for line in lines if line]


def _before(context: Context, fields: Fields) -> list[str]:
    meeting = context.case.ho_so.hoi_nghi
    day = f" {format_date(meeting.bat_dau.date())}" if meeting and meeting.bat_dau else ""
    return [f"Việc bình xét, suy tôn và đề nghị khen thưởng được tiến hành tại {meeting_title(context, fields)}{day}."]
