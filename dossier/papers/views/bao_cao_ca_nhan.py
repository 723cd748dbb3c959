"""Personal achievement report: the form of NĐ 91 (02), NĐ 98 (03) and NĐ 152 (05), for a person put forward."""

from __future__ import annotations

from dossier.core.vietnamese import format_day, upper
from dossier.inputs.ca_nhan import CaNhan
from dossier.papers.blocks import Block, paragraph
from dossier.papers.paper import PaperKey
from dossier.papers.view import Context, View
from dossier.papers.views import report_tables as tables
from dossier.papers.views.fields import Fields
from dossier.papers.views.issue import Issue
from dossier.papers.views.persons import asked
from dossier.papers.views.places import unit_place
from dossier.papers.views.wording import balanced, office_lines


def bao_cao_ca_nhan_view(key: PaperKey, context: Context) -> View:
    """The report of one person."""
    if key.person is None:
        raise ValueError("a personal report is about one person")
    told = context.case.ca_nhan[key.person]
    unit = context.case.ho_so.don_vi(told.don_vi)
    fields = Fields(key.form, unit=unit.id, don_vi=unit_place(context, unit.id), paper=key.name, person=key.person)
    issue = Issue(context, key, fields, unit, None)
    confirming = told.nguoi_xac_nhan or unit.nguoi_ky
    year = context.case.ho_so.nam
    title = f"Đề nghị {asked(told.hinh_thuc)} năm {year}"
    values = {
        **issue.heading(),
        "de_nghi": balanced(upper(title), 54),
        "ho_ten": told.ho_ten,
        "ngay_sinh": (
            f"{fields.need('ngay_sinh', format_day(told.ngay_sinh) if told.ngay_sinh else None)}; giới tính: "
            f"{fields.need('gioi_tinh', told.gioi_tinh)}"
        ),
        **{name: _field(fields, told, name) for name in ("dien_thoai", "que_quan", "tru_quan", "chuc_vu", "trinh_do")},
        "don_vi": unit.ten,
        "hoc_ham": (told.hoc_ham or "không").rstrip(" ."),
        "nhiem_vu": fields.prose("nhiem_vu", told.nhiem_vu),
        "thanh_tich": fields.prose("thanh_tich", told.thanh_tich),
        "sang_kien": _initiatives(told, fields, year),
        "danh_hieu": tables.past(told.danh_hieu, "danh_hieu", fields),
        "khen_thuong": tables.past(told.khen_thuong, "khen_thuong", fields),
        "ket": (
            f"Trên đây là Báo cáo thành tích {title[:1].lower()}{title[1:]} của {told.ho_ten}, kính đề nghị cấp có thẩm quyền "
            "xem xét, quyết định./."
        ),
        "xac_nhan_quyen_han": fields.need("nguoi_xac_nhan", office_lines(confirming) if confirming else None),
        "xac_nhan_ten": fields.need("nguoi_xac_nhan", confirming.ho_ten if confirming else None),
    }
    return View(key.form, f"Báo cáo thành tích {title[:1].lower()}{title[1:]} của {told.ho_ten}", values, fields.gaps)


def _field(fields: Fields, told: CaNhan, name: str) -> str:
    given: str | None = getattr(told, name)
    return fields.need(name, given.rstrip(" .") if given else None)


def _initiatives(told: CaNhan, fields: Fields, year: int) -> list[Block]:
    if told.sang_kien is None:
        return [paragraph(fields.need("sang_kien", None))]
    if not told.sang_kien:
        return [paragraph(f"Trong năm {year}, cá nhân không có sáng kiến, đề tài được cấp có thẩm quyền công nhận.")]
    return tables.initiatives(told.sang_kien, fields)
