"""Periodic reports of member units and of the cluster: six months and the year, Lào Cai's two forms and the general ones."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dossier.core.vietnamese import format_count, format_date, format_percent, join_names, upper
from dossier.inputs.bao_cao import BaoCaoDonVi, BaoCaoNhom, DienHinh, KhenThuongTheoCap, report_name
from dossier.inputs.ho_so import DonVi, LoaiDonVi
from dossier.inputs.prose import NoiDung
from dossier.papers.blocks import Block, paragraph
from dossier.papers.paper import PaperKey
from dossier.papers.prose import prose_blocks
from dossier.papers.view import Context, View
from dossier.papers.views.comparison import cluster_table, unit_table
from dossier.papers.views.fields import Fields, form_of
from dossier.papers.views.issue import HEADING_LETTERS, Issue, heading_lines
from dossier.papers.views.period import Period, period_of
from dossier.papers.views.places import unit_place
from dossier.papers.views.wording import Terms, balanced, office_lines, quoted

_UNIT_PARTS = (
    "thuan_loi_kho_khan",
    "quan_triet",
    "van_ban_ban_hanh",
    "doi_moi",
    "kiem_tra",
    "sang_kien",
    "phong_trao",
    "hieu_qua",
    "nhan_dien_hinh",
    "tham_gia_khoi",
    "tinh_hinh_khen_thuong",
    "tac_dung_khen_thuong",
    "tuyen_truyen_dien_hinh",
    "vai_tro_lanh_dao",
    "tac_dong",
    "uu_diem",
    "han_che",
    "nguyen_nhan",
    "phuong_huong",
    "giai_phap",
)
_CLUSTER_PARTS = (
    "dac_diem",
    "tuyen_truyen",
    "phat_dong",
    "ke_hoach",
    "bang_cham_diem",
    "kiem_tra",
    "so_tong_ket",
    "phong_trao_chuyen_de",
    "tuyen_duong",
    "ket_qua_nhiem_vu",
    "huy_hieu",
    "khen_thuong_xuyen",
    "khen_dot_xuat",
    "khen_cua_nhom",
    "tuyen_truyen_dien_hinh",
    "danh_gia_chung",
    "uu_diem",
    "han_che",
    "nguyen_nhan",
    "nhiem_vu",
    "giai_phap",
)
_NO_PROPOSAL = "Không có kiến nghị, đề xuất."
_ANSWERS_COMPLAINTS = (LoaiDonVi.CO_QUAN, LoaiDonVi.DOAN_THE, LoaiDonVi.DIA_PHUONG)
"""Kinds of unit whose report tells of complaints (Lào Cai, mẫu số 01, I.1)."""


def bao_cao_don_vi_view(key: PaperKey, context: Context) -> View:
    """A member unit's own report of a period."""
    if key.unit is None:
        raise ValueError("a unit's report is about one unit")
    ho_so = context.case.ho_so
    unit = ho_so.don_vi(key.unit)
    period = Period(period_of(key), ho_so.nam)
    written = context.case.report_of_unit(period.ky, unit.id) or BaoCaoDonVi()
    fields = Fields(
        key.form,
        unit=unit.id,
        don_vi=unit_place(context, unit.id),
        paper=key.name,
        report=report_name(period.ky, unit.id),
    )
    issue = Issue(context, key, fields, unit, "BC")
    terms = Terms(context)
    subject = f"{period.verb} phong trào thi đua, công tác khen thưởng {period.name}"
    above = terms.cap_tren
    complaints = unit.loai in _ANSWERS_COMPLAINTS
    values: dict[str, Any] = {
        **issue.heading(),
        **issue.signature(),
        **{name: fields.prose(name, getattr(written, name)) for name in _UNIT_PARTS if name in form_slots(key.form)},
        "trich_yeu": balanced(subject, 62),
        "phuong_huong_nhiem_vu": f"Phương hướng, nhiệm vụ {period.next}",
        "kinh_gui": issue.addressees([f"{above} (qua {terms.tham_dinh})", terms.ten]),
        "ky_nay_hoa": period.capitals,
        "ky_sau_hoa": period.next_capitals,
        "co_khieu_nai": complaints,
        "khieu_nai": fields.prose("khieu_nai", written.khieu_nai) if complaints else [],
        "dang_ky": _registered(written, fields),
        "bang_so_sanh": _unit_comparison(context, fields, period, unit),
        "khen_thuong": _awards_by_level(written.khen_thuong, fields, unit_too=True),
        "so_khen_thuong": _award_counts(written, fields),
        "so_dien_hinh": _models(written.so_dien_hinh, fields),
        "kien_nghi": prose_blocks(written.kien_nghi) or [paragraph(_NO_PROPOSAL)],
        "ket": f"Trên đây là Báo cáo {subject[:1].lower()}{subject[1:]} của {unit.ten}, kính báo cáo./.",
        "noi_nhan": issue.recipients([terms.tham_dinh, terms.truong_cua(terms.ten_ngan)], addressed=True),
    }
    return View(key.form, f"Báo cáo {subject[:1].lower()}{subject[1:]} của {unit.ten}", values, fields.gaps)


def lao_cai_mau_02_view(key: PaperKey, context: Context) -> View:
    """The khối's report on Lào Cai's form: headed by the province and the khối, signed by its leader."""
    report = _ClusterReport(key, context, context.case.ho_so.truong)
    terms, period = report.terms, report.period
    letters = HEADING_LETTERS["portrait"]
    values = {
        **report.values(),
        "chu_quan": heading_lines(f"UBND {context.regulation.area}", letters),
        "don_vi_ban_hanh": heading_lines(terms.ten_ngan, letters),
        "trich_yeu": balanced(f"{period.verb} hoạt động {terms.ten_ngan} {period.name},", 62),
        "phuong_huong_nhiem_vu": f"phương hướng, nhiệm vụ {period.next}",
        "ky_quyen_han": report.leader_lines(),
        "trong_ky": "6 tháng đầu năm" if period.half else "năm",
    }
    title = (
        f"Báo cáo {period.verb.lower()} hoạt động {terms.ten_ngan} {period.name}, phương hướng, nhiệm vụ {period.next}"
    )
    return View(key.form, title, values, report.fields.gaps)


def bao_cao_so_ket_view(key: PaperKey, context: Context) -> View:
    """The cluster's six-month report; under a regulation whose deputy chairs the meeting, issued by the deputy unit."""
    report = _ClusterReport(key, context, half_year_chair(context))
    terms, period = report.terms, report.period
    subject = f"{period.verb} thực hiện giao ước thi đua {period.name}"
    values = {
        **report.values(),
        "trich_yeu": balanced(f"{subject} của {terms.ten}", 62),
        "nhom_hoa": upper(terms.loai),
        "nhom": terms.nhom,
        "ky_sau_hoa": period.next_capitals,
        "mo_dau": report.opening(),
    }
    return View(key.form, f"Báo cáo {subject[:1].lower()}{subject[1:]} của {terms.ten}", values, report.fields.gaps)


def half_year_chair(context: Context) -> DonVi | None:
    """Who chairs the six-month conference and writes its report: the deputy where the regulation says so, else the leader."""
    ho_so = context.case.ho_so
    deputies = [unit for unit in ho_so.nhom.don_vi if unit.vai_tro == "pho"]
    by_deputy = any(rule.id == "pho_chu_tri_so_ket" for rule in context.regulation.rules)
    return deputies[0] if by_deputy and len(deputies) == 1 else ho_so.truong


class _ClusterReport:
    """The cluster's report of one period, piece by piece."""

    def __init__(self, key: PaperKey, context: Context, issuer: DonVi | None) -> None:
        self.context = context
        self.key = key
        self.issuer = issuer
        self.period = Period(period_of(key), context.case.ho_so.nam)
        self.written = context.case.report_of_cluster(self.period.ky) or BaoCaoNhom()
        self.fields = Fields(
            key.form,
            don_vi=unit_place(context, issuer.id if issuer else None),
            paper=key.name,
            report=report_name(self.period.ky),
        )
        self.issue = Issue(context, key, self.fields, issuer, "BC")
        self.terms = Terms(context)

    def values(self) -> dict[str, Any]:
        """What every cluster report has."""
        fields, written, terms = self.fields, self.written, self.terms
        slots = form_slots(self.key.form)
        above = terms.cap_tren
        figures = cluster_table(self.context, fields, self.period, written)
        return {
            **self.issue.heading(),
            **self.issue.signature(),
            **{name: fields.prose(name, getattr(written, name)) for name in _CLUSTER_PARTS if name in slots},
            "kinh_gui": self.issue.addressees([f"{above} (qua {terms.tham_dinh})"]),
            "thanh_vien": self.members(),
            "giao_uoc": self.pact(),
            "danh_hieu_dang_ky": self.registered(),
            "co_hoat_dong_khac": bool(written.hoat_dong_khac),
            "hoat_dong_khac": prose_blocks(written.hoat_dong_khac),
            "co_phong_trao_chung": bool(written.phong_trao_chung),
            "phong_trao_chung": prose_blocks(written.phong_trao_chung),
            "bang_so_sanh": figures or [paragraph(fields.need("so_lieu", None))],
            "khen_thuong": _awards_by_level(written.khen_thuong, fields, unit_too=False),
            "so_dien_hinh": _models(written.so_dien_hinh, fields),
            "kien_nghi": prose_blocks(written.kien_nghi) or [paragraph(_NO_PROPOSAL)],
            "ket": (
                f"Trên đây là Báo cáo {self.period.verb.lower()} {self.period.name} của {terms.ten}, kính báo cáo {above} xem "
                "xét, chỉ đạo./."
            ),
            "noi_nhan": self.issue.recipients(
                [terms.tham_dinh, f"Các đơn vị thành viên {terms.ten_ngan}"], addressed=True
            ),
        }

    def opening(self) -> str:
        """On what the report rests and who gives it."""
        source = self.context.regulation.sources[self.context.regulation.main_source]
        ho_so = self.context.case.ho_so
        led = self.issuer is None or self.issuer is ho_so.truong
        role = self.terms.truong_cua(self.terms.ten) if led else self.terms.pho_cua(self.terms.ten)
        name = self.issuer.ten if self.issuer else self.fields.need("don_vi_ban_hanh", None)
        return (
            f"Thực hiện {source.short}, {name} ({role}) báo cáo {self.period.verb.lower()} thực hiện giao ước "
            f"thi đua {self.period.name} như sau:"
        )

    def members(self) -> str:
        """Number of units, their names, number of staff."""
        units = self.context.case.ho_so.nhom.don_vi
        staff = self.fields.need(
            "so_nguoi", None if self.written.so_nguoi is None else format_count(self.written.so_nguoi)
        )
        return (
            f"{self.terms.ten} có {format_count(len(units))} đơn vị thành viên, gồm: {join_names([u.ten for u in units])}; tổng số cán "
            f"bộ, công chức, viên chức, người lao động: {staff} người."
        )

    def pact(self) -> str:
        """How many signed the pact, and the names of those who did not."""
        ho_so = self.context.case.ho_so
        pact = ho_so.giao_uoc
        n = len(ho_so.nhom.don_vi)
        day = self.fields.need(
            "giao_uoc",
            format_date(pact.ngay_ky) if pact and pact.ngay_ky else None,
            about="ngày ký",
            inside="/ngay_ky",
        )
        named = f" {quoted(pact.ten)}" if pact and pact.ten else ""
        text = f"Giao ước thi đua{named} năm {ho_so.nam} được ký {day}"
        unsigned = pact.don_vi_khong_ky if pact else None
        if unsigned is None:
            signed = self.fields.need("giao_uoc", None, about="số đơn vị ký kết", inside="/don_vi_khong_ky")
            return f"{text}; số đơn vị tham gia ký: {signed}."
        text += f"; {format_count(n - len(unsigned))}/{format_count(n)} đơn vị tham gia ký giao ước thi đua"
        if not unsigned:
            return f"{text}."
        return f"{text}; đơn vị không ký giao ước thi đua: {join_names([ho_so.don_vi(unit).ten for unit in unsigned])}."

    def registered(self) -> list[Block]:
        """Titles registered at the start of the year: as written, else unit by unit from the registrations."""
        if self.written.danh_hieu_dang_ky:
            return prose_blocks(self.written.danh_hieu_dang_ky)
        ho_so = self.context.case.ho_so
        given = self.context.case.dang_ky.don_vi if self.context.case.dang_ky else {}
        told = [
            f"+ {ho_so.don_vi(unit.id).ten}: {'; '.join(text.rstrip(' .;') for text in given[unit.id].danh_hieu)}."
            for unit in ho_so.nhom.don_vi
            if unit.id in given and given[unit.id].danh_hieu
        ]
        return [paragraph(text, "gach_dau_dong") for text in told] or [
            paragraph(self.fields.need("danh_hieu_dang_ky", None))
        ]

    def leader_lines(self) -> str:
        """«TRƯỞNG KHỐI», with the signer's office in the agency whose seal is used."""
        signer = self.issue.signer()
        office = self.fields.need("nguoi_ky", office_lines(signer) if signer else None)
        agency = f" {upper(self.issuer.ten)}" if signer and self.issuer else ""
        return f"{upper(self.terms.truong)}\n{balanced(office + agency, 30)}"


def form_slots(form: str) -> frozenset[str]:
    """Names of the values a form asks people for."""
    return frozenset(form_of(form).fields)


def _unit_comparison(context: Context, fields: Fields, period: Period, unit: DonVi) -> list[Block]:
    table = unit_table(context, fields, period, unit.id)
    if not table and unit.loai is LoaiDonVi.DOANH_NGHIEP:
        return [paragraph(f"Bảng so sánh kết quả sản xuất, kinh doanh: {fields.need('so_lieu', None)}")]
    return table


def _registered(written: BaoCaoDonVi, fields: Fields) -> str:
    given = written.dang_ky
    groups = fields.need("dang_ky", _count(given.tap_the if given else None), about="số tập thể")
    people = fields.need("dang_ky", _count(given.ca_nhan if given else None), about="số cá nhân")
    titles = "; ".join(text.rstrip(" .;") for text in given.danh_hieu) if given else ""
    return (
        f"Có {groups} tập thể, {people} cá nhân đăng ký thi đua; danh hiệu thi đua đã đăng ký: "
        f"{fields.need('dang_ky', titles or None, about='danh hiệu')}."
    )


def _award_counts(written: BaoCaoDonVi, fields: Fields) -> str:
    """Proposed, qualified, and of those the shares of small collectives and of direct workers."""
    given = written.so_khen_thuong
    proposed = given.trinh if given else None
    qualified = given.du_dieu_kien if given else None

    def told(count: int | None, whole: int | None, about: str) -> str:
        text = fields.need("so_khen_thuong", _count(count), about=about)
        return f"{text} (chiếm {format_percent(count, whole)})" if count is not None and whole else text

    small = told(given.tap_the_nho if given else None, qualified, "tập thể nhỏ")
    direct = told(given.truc_tiep if given else None, qualified, "người lao động trực tiếp")
    return (
        f"Số lượng trình khen thưởng: {told(proposed, None, 'số lượng trình')}; đủ điều kiện (đã có quyết định): "
        f"{told(qualified, proposed, 'đủ điều kiện')}; trong đó khen tập thể nhỏ: {small}, khen người lao động trực tiếp: {direct}."
    )


def _models(given: DienHinh | None, fields: Fields) -> str:
    groups = fields.need("so_dien_hinh", _count(given.tap_the if given else None), about="tập thể")
    people = fields.need("so_dien_hinh", _count(given.ca_nhan if given else None), about="cá nhân")
    new = fields.need("so_dien_hinh", _count(given.moi if given else None), about="mới phát hiện")
    return f"Điển hình tiên tiến: {groups} tập thể, {people} cá nhân; trong đó điển hình mới được phát hiện ở cơ sở: {new}."


def _awards_by_level(given: KhenThuongTheoCap | None, fields: Fields, *, unit_too: bool) -> list[Block]:
    """One line for each level; a level with nothing says so once anything is told at all."""
    if given is None:
        return [paragraph(fields.need("khen_thuong", None))]
    levels: list[tuple[str, NoiDung]] = [
        ("Khen thưởng cấp Nhà nước", given.cap_nha_nuoc),
        ("Khen thưởng cấp tỉnh", given.cap_tinh),
        ("Khen thưởng cấp bộ, ngành Trung ương", given.cap_bo),
    ]
    if unit_too:
        levels.append(("Khen thưởng của đơn vị", given.don_vi))
    blocks: list[Block] = []
    for title, content in levels:
        blocks += _labelled(title, content)
    return blocks


def _labelled(title: str, content: Sequence[Any]) -> list[Block]:
    """A "+" line: one short paragraph on the same line, longer content below it, "không có" when there is none."""
    if not content:
        return [paragraph(f"+ {title}: không có.", "gach_dau_dong")]
    if len(content) == 1 and isinstance(content[0], str):
        return [paragraph(f"+ {title}: {content[0]}", "gach_dau_dong")]
    return [paragraph(f"+ {title}:", "gach_dau_dong", keep_next=True), *prose_blocks(tuple(content))]


def _count(value: int | None) -> str | None:
    return None if value is None else format_count(value)
