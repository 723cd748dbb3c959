"""Biên bản họp: Mẫu 1.9 of Nghị định 30/2020 for the cluster's year-end conference."""

from __future__ import annotations

from dossier.core.vietnamese import format_count, join_names, lower_first, upper_first
from dossier.decisions.outcome import Standing
from dossier.inputs.ho_so import HoiNghi, Nguoi
from dossier.papers.blocks import Block, Row, Table, cell, paragraph
from dossier.papers.paper import PaperKey
from dossier.papers.prose import TEXT_WIDTH, prose_blocks, scaled, spaced
from dossier.papers.view import Context, View
from dossier.papers.views.fields import Fields
from dossier.papers.views.issue import Issue
from dossier.papers.views.meeting import (
    agreed,
    agreement_sentence,
    election_sentence,
    meeting_title,
    rounds_of,
    slips_sentence,
    units_present,
)
from dossier.papers.views.places import unit_place
from dossier.papers.views.standing import Standings, header_row
from dossier.papers.views.wording import award_phrase, balanced, cite_document, moment, person


def bien_ban_hop_view(key: PaperKey, context: Context) -> View:
    """The minutes of the conference."""
    ho_so = context.case.ho_so
    meeting = ho_so.hoi_nghi
    fields = Fields(key.form, don_vi=unit_place(context))
    issue = Issue(context, key, fields, ho_so.truong, "BB")
    told = Standings(context, fields)
    terms = told.terms
    title = meeting_title(context, fields)
    absent = meeting.vang_mat if meeting else ()
    guests = meeting.khach_moi if meeting else ()
    chair = meeting.chu_tri if meeting else None
    secretary = meeting.thu_ky if meeting else None
    values = {
        **issue.heading(),
        "dia_danh_ngay": "",
        "ten_hoi_nghi": balanced(title, 58),
        "bat_dau": fields.need("bat_dau", moment(meeting.bat_dau) if meeting and meeting.bat_dau else None),
        "dia_diem": fields.need("dia_diem", meeting.dia_diem.rstrip(" .") if meeting and meeting.dia_diem else None),
        "co_mat": _present(context, fields),
        "du_hop": attendance_table(context, meeting, fields),
        "co_vang_mat": bool(absent),
        "vang_mat": [{"text": f"- {told.unit(a.don_vi).ten}: {a.ly_do.rstrip(' .')}."} for a in absent],
        "khong_vang": "" if absent else "Không có" if _all_present(context) else fields.need("du_hop", None),
        "co_khach_moi": bool(guests),
        "khach_moi": [{"text": f"- {person(guest, guest.co_quan)}."} for guest in guests],
        "chu_tri": fields.need("chu_tri", with_role(context, chair, terms.truong)),
        "thu_ky": fields.need("thu_ky", with_role(context, secretary, None)),
        "dien_bien": fields.prose("dien_bien", meeting.dien_bien if meeting else ()),
        "dan_diem": _scores_lead(told),
        "bang_diem": told.scores_told(told.columns),
        "khong_xet": [{"text": text} for text in _not_considered(context, told, fields)],
        "co_thao_luan": bool(meeting and meeting.thao_luan),
        "thao_luan": prose_blocks(meeting.thao_luan) if meeting else [],
        "khong_y_kien": fields.need("thao_luan", _no_remarks(meeting)),
        "ten_binh_xet": "Bỏ phiếu bình xét, suy tôn" if rounds_of(context) else "Bình xét, suy tôn",
        "binh_xet": _choice(context, told, fields),
        "dan_ket_luan": _conclusion_lead(told),
        "ket_luan": prose_blocks(meeting.ket_luan) if meeting else [],
        "de_nghi": [{"text": text} for text in _conclusion(told)],
        "truong": terms.truong,
        "pho": terms.pho,
        "nam_sau": str(ho_so.nam + 1),
        "bau_nam_sau": election_sentence(context, fields, terms),
        "co_noi_dung_khac": bool(meeting and meeting.noi_dung_khac),
        "noi_dung_khac": prose_blocks(meeting.noi_dung_khac) if meeting else [],
        "ket_thuc": fields.need("ket_thuc", moment(meeting.ket_thuc) if meeting and meeting.ket_thuc else None),
        "thu_ky_ten": fields.need("thu_ky", secretary.ho_ten if secretary else None),
        "chu_toa_ten": fields.need("chu_tri", chair.ho_ten if chair else None),
        "chu_toa_chuc_danh": "CHỦ TỌA",
        "noi_nhan": issue.recipients([terms.tham_dinh, f"Các đơn vị thành viên {terms.ten_ngan}"], archive="VT, Hồ sơ"),
    }
    return View(key.form, f"Biên bản {title}", values, fields.gaps)


def with_role(context: Context, someone: Nguoi | None, role: str | None) -> str | None:
    """A person with office and unit; with the role in the cluster when they come from the leader unit."""
    if someone is None:
        return None
    ho_so = context.case.ho_so
    unit = ho_so.don_vi(someone.don_vi).ten if someone.don_vi else None
    text = person(someone, unit)
    leads = role and ho_so.truong and someone.don_vi == ho_so.truong.id
    return f"{text}, {role}" if leads else text


def _present(context: Context, fields: Fields) -> str:
    meeting = context.case.ho_so.hoi_nghi
    present = units_present(meeting) if meeting else None
    count = fields.need("du_hop", None if present is None else format_count(len(present)))
    return f"{count}/{format_count(context.outcome.n)} đơn vị"


def _all_present(context: Context) -> bool:
    meeting = context.case.ho_so.hoi_nghi
    present = units_present(meeting) if meeting else None
    return present is not None and len(present) == context.outcome.n


def attendance_table(context: Context, meeting: HoiNghi | None, fields: Fields) -> list[Block]:
    """Who came, unit by unit: the numbers count the units, as the sentence above the table does."""
    people = [p for p in (meeting.du_hop or ()) if p.don_vi] if meeting else []
    rows = [header_row(["TT", "Đơn vị", "Họ và tên", "Chức vụ"])]
    for number, unit in enumerate(dict.fromkeys(nguoi.don_vi for nguoi in people if nguoi.don_vi), start=1):
        present = [nguoi for nguoi in people if nguoi.don_vi == unit]
        name = context.case.ho_so.don_vi(unit).ten
        first = [cell(str(number), "o_bang_giua", row_span=len(present)), cell(name, row_span=len(present))]
        for place, nguoi in enumerate(present):
            told = (cell(nguoi.ho_ten), cell(nguoi.chuc_vu or "-"))
            last = place == len(present) - 1
            rows.append(Row((*(first if place == 0 else ()), *told), cant_split=True, keep_next=not last))
    if not people:
        rows.append(Row((cell("1", "o_bang_giua"), cell(fields.need("du_hop", None), col_span=3)), cant_split=True))
    return spaced(Table(tuple(rows), scaled([10, 65, 45, 45], TEXT_WIDTH)))


def _scores_lead(told: Standings) -> str:
    case = told.case.ho_so
    text = f"{told.terms.truong} thông báo kết quả chấm điểm thi đua năm {case.nam} của {told.terms.ten_ngan}"
    if told.outcome.column == "tham_dinh":
        notice = case.tham_dinh.van_ban if case.tham_dinh else None
        text += f" sau khi được {told.terms.tham_dinh} thẩm định" + (f" tại {cite_document(notice)}" if notice else "")
    return f"{text}, như sau:"


def _not_considered(context: Context, told: Standings, fields: Fields) -> list[str]:
    lines = []
    declared = {entry.don_vi: entry for entry in context.case.ho_so.khong_xet}
    for ranked in told.not_considered():
        effect = "Không xét khen thưởng" if ranked.standing is Standing.KHONG_XET else "Chưa xét khen thưởng"
        entry = declared.get(ranked.don_vi)
        facts = (
            f" ({entry.dien_giai.rstrip(' .')})"
            if entry and entry.dien_giai.lower().rstrip(" .") not in ranked.reason.lower()
            else ""
        )
        proof = f"; theo {cite_document(entry.van_ban)}" if entry and entry.van_ban else ""
        clause = f", căn cứ {ranked.citation}" if ranked.citation else ""
        name = told.unit(ranked.don_vi).ten
        lines.append(f"- {effect} đối với {name}: {told.reason(ranked)}{facts}{proof}{clause}.")
    if lines:
        return lines
    checked = context.case.ho_so.cam_ket
    if checked is None:
        return [f"Kết quả rà soát các trường hợp không xét khen thưởng: {fields.need('ra_soat', None)}."]
    return ["Qua rà soát, không có đơn vị thuộc trường hợp không xét hoặc chưa xét khen thưởng."]


def _choice(context: Context, told: Standings, fields: Fields) -> list[Block]:
    """How the conference chose: agreement, or each round with its board, slips and votes."""
    if agreed(context):
        return [paragraph(agreement_sentence(context))]
    rounds = rounds_of(context)
    if not rounds:
        return [paragraph("Hội nghị không tổ chức bỏ phiếu.")]
    meeting = context.case.ho_so.hoi_nghi
    if context.regulation.selection and rounds[0].ballot is None and (meeting is None or meeting.cach_binh_xet is None):
        return [paragraph(f"Cách bình xét: {fields.need('cach_binh_xet', None)}.")]
    blocks: list[Block] = []
    for one in rounds:
        ballot = one.ballot
        if ballot is None:
            blocks.append(
                paragraph(f"Kết quả bỏ phiếu{one.label}: {fields.need('bo_phieu', None, about=one.name or None)}.")
            )
            continue
        head = fields.need("truong_ban", ballot.truong_ban.ho_ten if ballot.truong_ban else None)
        board = f"Hội nghị bầu Ban kiểm phiếu gồm: {head} (Trưởng Ban)"
        board += "".join(f", {member.ho_ten} (Ủy viên)" for member in ballot.uy_vien)
        way = f"{lower_first(ballot.hinh_thuc)}{one.label}"
        slips = slips_sentence(fields, ballot)
        blocks.append(paragraph(f"Hội nghị tiến hành {way} để {one.purpose}. {board}."))
        blocks.append(
            paragraph(f"{upper_first(slips)}. Kết quả kiểm phiếu{one.label} (có biên bản kiểm phiếu riêng) như sau:")
        )
        blocks += told.ballot_table(one.result)
    return blocks


def _conclusion_lead(told: Standings) -> str:
    found = ["kết quả chấm điểm"]
    if told.outcome.column == "tham_dinh":
        found.append("kết quả thẩm định")
    if any(one.ballot for one in rounds_of(told.context)):
        found.append("kết quả bỏ phiếu")
    return f"Căn cứ {join_names(found)}, Hội nghị thống nhất:"


def _no_remarks(meeting: HoiNghi | None) -> str | None:
    """What minutes without a discussion say of it, once the meeting is over."""
    if meeting is None or (meeting.ket_thuc is None and not meeting.thao_luan):
        return None
    return "Các đại biểu nhất trí với báo cáo và kết quả chấm điểm; không có ý kiến khác."


def _conclusion(told: Standings) -> list[str]:
    """How ties were settled, who is proposed, from the decisions; then who falls outside the quota."""
    lines = []
    for tie in told.outcome.ties:
        if tie.matters and tie.settled and tie.winner:
            tied = join_names([told.unit(unit).ten for unit in tie.don_vi])
            how = told.settled_by(told.outcome.ranked(tie.winner))
            lines.append(
                f"- {tied} bằng điểm nhau; xác định {told.unit(tie.winner).ten} xếp trên"
                + (f" qua {how}." if how else ".")
            )
    lines += [f"- Suy tôn {honour}." for honour in told.honours()]
    for result, award in told.awards():
        names = [f"{p.unit.ten} ({told.score(p.unit.id)} điểm)" for p in told.proposals(award.id)]
        count = format_count(len(names))
        if names:
            lines.append(f"- Đề nghị {award.decided_by} {award_phrase(award)} cho {count} đơn vị: {join_names(names)}.")
        elif result.undecided:
            tied = join_names([told.unit(unit).ten for unit in result.undecided])
            lines.append(f"- Chưa xác định được đơn vị đề nghị {award_phrase(award)} do bằng điểm giữa {tied}.")
        elif told.unknown(result):
            lines.append(f"- Đề nghị {award.decided_by} {award_phrase(award)}: {told.not_known()}")
        else:
            lines.append(f"- Không có đơn vị đủ điều kiện đề nghị {award_phrase(award)}.")
    for refused in told.regulation.refused_awards:
        clause = told.regulation.citation(refused.cite)
        lines.append(f"- Hội nghị không bình chọn, đề nghị {refused.title} (căn cứ {clause}).")
    return [*lines, *(f"- {text}." for text in told.passed_over())]
