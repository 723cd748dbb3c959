"""Mẫu số 02, 04 and 08: achievement reports of a collective. One reading of the inputs serves the three forms."""

from __future__ import annotations

from typing import Any

from dossier.core.vietnamese import format_count, format_date, upper
from dossier.inputs.ho_so import LoaiDonVi
from dossier.inputs.thanh_tich import NhanSu, ThanhTich
from dossier.papers.blocks import Block, paragraph
from dossier.papers.paper import PaperKey
from dossier.papers.plan import award_of
from dossier.papers.view import Context, View
from dossier.papers.views import report_tables as tables
from dossier.papers.views.fields import Fields
from dossier.papers.views.issue import Issue
from dossier.papers.views.places import unit_place
from dossier.papers.views.standing import Standings
from dossier.papers.views.wording import award_phrase, balanced, cite_document, quoted
from dossier.regulation.model import Award


def bao_cao_thanh_tich_view(key: PaperKey, context: Context) -> View:
    """The achievement report of one proposed unit."""
    report = _Report(key, context)
    chuyen_de = key.form == "mau_08"
    values: dict[str, Any] = {
        **report.issue.heading(),
        **report.issue.signature(),
        "de_nghi": report.title(),
        "ten_don_vi": report.unit.ten,
        "tru_so": report.address(),
        "thanh_lap": report.prose("thanh_lap"),
        "dac_diem": report.features(),
        "chuc_nang": report.prose("chuc_nang"),
        "ket_qua": report.results(),
        "bien_phap": report.measures(),
        "chu_truong": report.policies(organisations=chuyen_de),
        "ket": report.closing(),
        "xac_nhan": report.confirmation(),
    }
    if chuyen_de:
        values["phong_trao_can_cu"] = report.movement()
        values["tieu_chi"] = report.criteria()
        values["anh_huong"] = report.prose("pham_vi_anh_huong")
    else:
        values["tieu_chuan"] = report.standard()
        values["dang_doan_the"] = report.organisations()
        values["danh_hieu"] = report.titles()
        values["khen_thuong"] = report.awards()
    title = (
        f"Báo cáo thành tích đề nghị {award_phrase(report.award)} năm {context.case.ho_so.nam} của {report.unit.ten}"
    )
    return View(key.form, title, values, report.fields.gaps)


class _Report:
    """One unit's achievements, piece by piece."""

    def __init__(self, key: PaperKey, context: Context) -> None:
        if key.unit is None:
            raise ValueError("an achievement report is about one unit")
        self.key = key
        self.context = context
        self.unit = context.case.ho_so.don_vi(key.unit)
        self.fields = Fields(key.form, unit=key.unit, don_vi=unit_place(context, key.unit))
        self.issue = Issue(context, key, self.fields, self.unit, None)
        self.told = Standings(context, self.fields)
        self.award: Award = award_of(context, key.unit, key.form)
        self.year = context.case.ho_so.nam
        self.told_of = context.case.thanh_tich.get(key.unit) or ThanhTich(don_vi=key.unit)

    def title(self) -> str:
        """«ĐỀ NGHỊ …»: the award exactly as in the tờ trình, in capitals; mẫu 08 names the movement."""
        text = f"Đề nghị {award_phrase(self.award)} năm {self.year}"
        if self.key.form == "mau_08":
            text = f"Đề nghị {award_phrase(self.award)} trong phong trào thi đua {self._movement_name()}"
            if str(self.year) not in text:
                text += f" năm {self.year}"
        return balanced(upper(text), 54)

    def _movement_name(self) -> str:
        wanted = self.told_of.phong_trao_de_nghi
        if wanted:
            return quoted(wanted.ten)
        pact = self.context.case.ho_so.giao_uoc
        if pact and pact.ten:
            return quoted(pact.ten)
        return f"“Thực hiện giao ước thi đua của {self.told.terms.ten_ngan}”"

    def standard(self) -> str:
        """Clause with the standard of the award."""
        cite = self.award.standard_cite or self.award.cite
        return str(self.context.regulation.citation(cite))

    def prose(self, name: str) -> list[Block]:
        """One written part."""
        return self.fields.prose(name, getattr(self.told_of, name))

    # --- I ----------------------------------------------------------------------------------------------------

    def address(self) -> str:
        """Head office, telephone, fax, site."""
        place = self.told_of.lien_he
        parts = [self.fields.need("dia_chi", place.dia_chi.rstrip(" .;") if place and place.dia_chi else None)]
        parts.append(f"điện thoại: {self.fields.need('dien_thoai', place.dien_thoai if place else None)}")
        parts.append(f"fax: {place.fax if place and place.fax else 'không có'}")
        if place and place.email:
            parts.append(f"thư điện tử: {place.email}")
        parts.append(f"trang tin điện tử: {place.trang_tin if place and place.trang_tin else 'không có'}")
        return "; ".join(parts)

    def features(self) -> list[Block]:
        """Features of the unit, its staff first."""
        staff = _staff(self.told_of.nhan_su)
        written = self.prose("dac_diem") if self.told_of.dac_diem or not staff else []
        return [*([paragraph(staff)] if staff else []), *written]

    # --- II ---------------------------------------------------------------------------------------------------

    def results(self) -> list[Block]:
        """II.1: results, targets, score and ballot, initiatives."""
        blocks = [*self.prose("ket_qua_nhiem_vu")]
        label = _Letters(blocks)
        label.head("Kết quả thực hiện các chỉ tiêu chủ yếu")
        blocks += tables.targets(self.told_of.chi_tieu, self.year) or [paragraph(self.fields.need("chi_tieu", None))]
        label.head(f"Kết quả chấm điểm và bình xét, suy tôn của {self.told.terms.ten_ngan} năm {self.year}")
        blocks += [paragraph(text) for text in self.score_sentences()]
        label.head("Sáng kiến, đề tài, giải pháp được công nhận")
        if self.told_of.sang_kien:
            blocks += tables.initiatives(self.told_of.sang_kien, self.fields)
        else:
            blocks.append(
                paragraph(f"Trong năm {self.year}, đơn vị không có sáng kiến, đề tài được cấp có thẩm quyền công nhận.")
            )
        return blocks

    def score_sentences(self) -> list[str]:
        """Score by the three who judge, rank, ballot."""
        unit = self.unit.id
        told = self.told
        lines = [
            f"Tổng điểm tự chấm: {told.total(unit, 'tu_cham')} điểm; điểm {told.terms.nhom} chấm: "
            f"{told.total(unit, 'khoi_cham')} điểm"
        ]
        if "tham_dinh" in told.columns:
            lines[0] += f"; điểm {told.terms.tham_dinh_goi} thẩm định: {told.total(unit, 'tham_dinh')} điểm"
        ranked = next((r for r in self.context.outcome.ranking if r.don_vi == unit), None)
        if ranked and ranked.rank is not None:
            lines[0] += f"; {told.rank_phrase(ranked)}"
        lines[0] += "."
        votes = told.votes_by_round(unit, self.award)
        if votes:
            lines.append(f"Kết quả bỏ phiếu suy tôn tại hội nghị tổng kết: {votes}.")
        return lines

    def measures(self) -> list[Block]:
        """II.2: measures and causes; movements."""
        blocks = self.prose("bien_phap")
        if self.told_of.phong_trao:
            blocks.append(paragraph("Các phong trào thi đua đã tổ chức, hưởng ứng trong năm:", keep_next=True))
            blocks += tables.movements(self.told_of.phong_trao)
        else:
            missing = self.fields.need("phong_trao", None)
            blocks.append(paragraph(f"Các phong trào thi đua đã tổ chức, hưởng ứng trong năm: {missing}"))
        return blocks

    def policies(self, *, organisations: bool) -> list[Block]:
        """II.3: Party lines and state law; unity and discipline; thrift; duties of an enterprise.

        ``organisations``: party and mass organisations too (mẫu 08 has no heading of its own for them).
        """
        blocks = self.prose("chu_truong_chinh_sach")
        label = _Letters(blocks)
        label.head("Đoàn kết nội bộ, kỷ luật, kỷ cương; giải quyết đơn thư, khiếu nại, tố cáo")
        blocks += self.prose("doan_ket_ky_luat")
        label.head("Thực hành tiết kiệm, chống lãng phí; phòng, chống tham nhũng, tiêu cực và các tệ nạn xã hội")
        blocks += self.prose("tiet_kiem")
        if self.unit.loai is LoaiDonVi.DOANH_NGHIEP:
            label.head("Thực hiện nghĩa vụ của doanh nghiệp và xác nhận của cơ quan có thẩm quyền")
            blocks += tables.duties(self.told_of.nghia_vu)
        if organisations:
            label.head("Hoạt động của tổ chức đảng, đoàn thể")
            blocks += self.organisations()
        return blocks

    def organisations(self) -> list[Block]:
        """II.4: party and mass organisations and their yearly ratings."""
        blocks = self.prose("dang_doan_the")
        if self.told_of.xep_loai:
            blocks += tables.ratings(self.told_of.xep_loai, self.fields)
        else:
            blocks.append(paragraph(f"Kết quả xếp loại năm {self.year}: {self.fields.need('xep_loai', None)}"))
        return blocks

    # --- III --------------------------------------------------------------------------------------------------

    def titles(self) -> list[Block]:
        """III.1."""
        return tables.past(self.told_of.danh_hieu, "danh_hieu", self.fields)

    def awards(self) -> list[Block]:
        """III.2."""
        return tables.past(self.told_of.khen_thuong, "khen_thuong", self.fields)

    # --- mẫu 08 -----------------------------------------------------------------------------------------------

    def movement(self) -> str:
        """The movement the award rests on: its name, who launched it, the paper, its time."""
        wanted = self.told_of.phong_trao_de_nghi
        if wanted:
            text = f"Phong trào thi đua {self._movement_name()}"
            text += f" do {wanted.co_quan_phat_dong} phát động" if wanted.co_quan_phat_dong else ""
            text += f" tại {cite_document(wanted.van_ban)}" if wanted.van_ban else ""
            if wanted.tu_ngay and wanted.den_ngay:
                text += f", thực hiện từ {format_date(wanted.tu_ngay)} đến {format_date(wanted.den_ngay)}"
            return text + "."
        pact = self.context.case.ho_so.giao_uoc
        signed = format_date(pact.ngay_ky) if pact and pact.ngay_ky else None
        return (
            f"Phong trào thi đua {self._movement_name()} thực hiện giao ước thi đua năm {self.year} của {self.told.terms.ten}, "
            f"ký kết {self.fields.need('phong_trao_de_nghi', signed, about='ngày ký giao ước', pointer='ho_so.yaml#/giao_uoc/ngay_ky')}."
        )

    def criteria(self) -> list[Block]:
        """Criteria of the movement (contents of the score table) against results."""
        lead = paragraph(
            f"Kết quả thực hiện các nội dung thi đua theo Bảng tiêu chí chấm điểm của {self.told.terms.ten_ngan} như sau:",
            keep_next=True,
        )
        return [lead, *tables.contents(self.told, self.unit.id)]

    def closing(self) -> str:
        """Last sentence, with the sign that ends every document (NĐ 30, Phụ lục III)."""
        return (
            f"Trên đây là Báo cáo thành tích của {self.unit.ten} đề nghị {award_phrase(self.award)} năm {self.year}, kính đề "
            "nghị cấp có thẩm quyền xem xét, quyết định./."
        )

    def confirmation(self) -> str:
        """Left block: always printed; with the name of the level that confirms where it is known."""
        who = self.unit.cap_xac_nhan
        return "XÁC NHẬN CỦA\nCẤP TRÊN TRỰC TIẾP" + (f"\n{balanced(upper(who), 24)}" if who else "")


class _Letters:
    """Letters the sub-headings that the engine adds after those the author wrote."""

    def __init__(self, blocks: list[Block]) -> None:
        self.blocks = blocks
        self.used = sum(1 for b in blocks if getattr(b, "style", "") == "diem" and getattr(b, "text", "")[1:2] == ")")

    def head(self, text: str) -> None:
        letters = "abcdđeghiklmnopqrstuvxy"
        self.blocks.append(paragraph(f"{letters[min(self.used, len(letters) - 1)]}) {text}", "diem"))
        self.used += 1


def _staff(staff: NhanSu | None) -> str | None:
    if staff is None or staff.tong_so is None:
        return staff.ghi_chu if staff else None
    text = f"Tổng số cán bộ, công chức, viên chức, người lao động: {format_count(staff.tong_so)} người"
    if staff.nu is not None:
        text += f", trong đó nữ {format_count(staff.nu)} người"
    if staff.dang_vien is not None:
        text += f"; đảng viên {format_count(staff.dang_vien)} người"
    return text + (f". {staff.ghi_chu.rstrip(' .')}." if staff.ghi_chu else ".")
