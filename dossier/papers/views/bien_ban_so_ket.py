"""Biên bản hội nghị sơ kết: Mẫu 1.9 of Nghị định 30/2020 for the cluster's six-month conference."""

from __future__ import annotations

from dossier.core.vietnamese import format_count
from dossier.inputs.ho_so import Nguoi, VaiTro
from dossier.papers.paper import PaperKey
from dossier.papers.prose import prose_blocks
from dossier.papers.view import Context, View
from dossier.papers.views.bao_cao_ky import half_year_chair
from dossier.papers.views.bien_ban_hop import attendance_table, with_role
from dossier.papers.views.fields import Fields
from dossier.papers.views.issue import Issue
from dossier.papers.views.meeting import units_present
from dossier.papers.views.places import unit_place
from dossier.papers.views.wording import Terms, balanced, moment, person


def bien_ban_so_ket_view(key: PaperKey, context: Context) -> View:
    """The minutes of the six-month conference, issued by the unit that chairs it."""
    ho_so = context.case.ho_so
    meeting = ho_so.hoi_nghi_so_ket
    host = half_year_chair(context)
    fields = Fields(key.form, don_vi=unit_place(context, host.id if host else None), paper=key.name)
    issue = Issue(context, key, fields, host, "BB")
    terms = Terms(context)
    name = fields.need("hoi_nghi", meeting.ten if meeting else None)
    title = name if terms.ten_ngan.lower() in name.lower() else f"{name} {terms.ten}"
    present = units_present(meeting) if meeting else None
    absent = meeting.vang_mat if meeting else ()
    guests = meeting.khach_moi if meeting else ()
    chair = meeting.chu_tri if meeting else None
    secretary = meeting.thu_ky if meeting else None
    count = fields.need("du_hop", None if present is None else format_count(len(present)))
    everybody = present is not None and len(present) == context.outcome.n
    values = {
        **issue.heading(),
        "dia_danh_ngay": "",
        "ten_hoi_nghi": balanced(title, 58),
        "bat_dau": fields.need("bat_dau", moment(meeting.bat_dau) if meeting and meeting.bat_dau else None),
        "dia_diem": fields.need("dia_diem", meeting.dia_diem.rstrip(" .") if meeting and meeting.dia_diem else None),
        "co_mat": f"{count}/{format_count(context.outcome.n)} đơn vị",
        "du_hop": attendance_table(context, meeting, fields),
        "co_vang_mat": bool(absent),
        "vang_mat": [{"text": f"- {ho_so.don_vi(a.don_vi).ten}: {a.ly_do.rstrip(' .')}."} for a in absent],
        "khong_vang": "" if absent else "Không có" if everybody else fields.need("du_hop", None),
        "co_khach_moi": bool(guests),
        "khach_moi": [{"text": f"- {person(guest, guest.co_quan)}."} for guest in guests],
        "chu_tri": fields.need("chu_tri", _chair(context, chair, terms)),
        "thu_ky": fields.need("thu_ky", with_role(context, secretary, None)),
        "dien_bien": fields.prose("dien_bien", meeting.dien_bien if meeting else ()),
        "co_thao_luan": bool(meeting and meeting.thao_luan),
        "thao_luan": prose_blocks(meeting.thao_luan) if meeting else [],
        "co_noi_dung_khac": bool(meeting and meeting.noi_dung_khac),
        "noi_dung_khac": prose_blocks(meeting.noi_dung_khac) if meeting else [],
        "so_ket_luan": "4" if meeting and meeting.noi_dung_khac else "3",
        "ket_luan": fields.prose("ket_luan", meeting.ket_luan if meeting else ()),
        "ket_thuc": fields.need("ket_thuc", moment(meeting.ket_thuc) if meeting and meeting.ket_thuc else None),
        "thu_ky_ten": fields.need("thu_ky", secretary.ho_ten if secretary else None),
        "chu_toa_ten": fields.need("chu_tri", chair.ho_ten if chair else None),
        "chu_toa_chuc_danh": "CHỦ TỌA",
        "noi_nhan": issue.recipients([terms.tham_dinh, f"Các đơn vị thành viên {terms.ten_ngan}"], archive="VT, Hồ sơ"),
    }
    return View(key.form, f"Biên bản {title}", values, fields.gaps)


def _chair(context: Context, chair: Nguoi | None, terms: Terms) -> str | None:
    """The person in the chair, with the role of their unit in the cluster."""
    told = with_role(context, chair, terms.truong)
    unit = context.case.ho_so.don_vi(chair.don_vi) if chair and chair.don_vi else None
    return f"{told}, {terms.pho}" if told and unit and unit.vai_tro is VaiTro.PHO else told
