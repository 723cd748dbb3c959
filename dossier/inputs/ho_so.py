"""``ho_so.yaml``: the cluster, its members and their roles, the year, meetings, ballot, and the papers' numbers and dates.

Almost every field may be missing while a dossier is a draft: what must be there at which stage is a check, not a type.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from dossier.core.base import CoKhong, GioNgay, Id, Model, Ngay, SoDem, Text
from dossier.inputs.prose import NoiDung


class GiaiDoan(StrEnum):
    """Stage of a dossier; it chooses which gaps are errors."""

    DU_THAO = "du_thao"
    """Draft: gaps allowed, printed as visible dots and listed."""
    TRINH_KY = "trinh_ky"
    """Complete, number and date left blank for the clerk to add after the leader signs."""
    PHAT_HANH = "phat_hanh"
    """Issued: numbers and dates present."""
    NOP = "nop"
    """Ready to submit: also inside the deadlines, minutes and ballot final."""

    @property
    def level(self) -> int:
        """0 for a draft to 3 for submission."""
        return list(GiaiDoan).index(self)


class LoaiNhom(StrEnum):
    """Cluster of communes (cụm) or of agencies (khối)."""

    CUM = "cum"
    KHOI = "khoi"


class CapQuanLy(StrEnum):
    """Who runs the cluster; it decides which awards it may propose."""

    TINH = "tinh"
    SO = "so"
    MAT_TRAN = "mat_tran"
    XA_PHUONG = "xa_phuong"


class VaiTro(StrEnum):
    """Role of a member unit in its cluster this year."""

    TRUONG = "truong"
    PHO = "pho"
    THANH_VIEN = "thanh_vien"


class LoaiDonVi(StrEnum):
    """Kind of member unit."""

    CO_QUAN = "co_quan"
    SU_NGHIEP = "su_nghiep"
    DOANH_NGHIEP = "doanh_nghiep"
    DOAN_THE = "doan_the"
    DIA_PHUONG = "dia_phuong"
    LUC_LUONG_VU_TRANG = "luc_luong_vu_trang"


class NguoiKy(Model):
    """Who signs: name, office, and the authority written before the office."""

    ho_ten: Text
    """Name without degrees or honours (NĐ 30 PL I.II.7.c)."""
    chuc_vu: Text
    """Official office: "Giám đốc", "Phó Chủ tịch"."""
    tham_quyen: Text | None = None
    """Line above the office when signing for somebody: "TM. ỦY BAN NHÂN DÂN", "KT. GIÁM ĐỐC"."""


class Nguoi(Model):
    """A person in a meeting: name, office, and the unit they come from."""

    ho_ten: Text
    chuc_vu: Text | None = None
    don_vi: Id | None = None
    """Id of the member unit they represent; None for guests."""
    co_quan: Text | None = None
    """Agency of a guest: "Sở Nội vụ"."""


class DonVi(Model):
    """A member unit of the cluster."""

    id: Id
    ten: Text
    """Full official name, no abbreviation; the same on every paper."""
    ky_hieu: Text | None = None
    """Abbreviation used in document numbers: "STC"."""
    co_quan_chu_quan: Text | None = None
    """Agency directly above, printed over the name: "Ủy ban nhân dân tỉnh Cao Bằng"."""
    dia_danh: Text | None = None
    """Place printed before the date: "Cao Bằng"."""
    vai_tro: VaiTro = VaiTro.THANH_VIEN
    loai: LoaiDonVi = LoaiDonVi.CO_QUAN
    nguoi_ky: NguoiKy | None = None
    """Who signs the unit's own papers."""
    cap_xac_nhan: Text | None = None
    """Who confirms its achievement report (xác nhận của cấp trên trực tiếp); None: the block is printed empty."""


class NhomThiDua(Model):
    """The cluster itself."""

    loai: LoaiNhom
    ten: Text
    """Full name: "Khối thi đua số 9 tỉnh Cao Bằng"."""
    ten_ngan: Text | None = None
    """Short name used inside sentences: "Khối thi đua số 9"."""
    quan_ly: CapQuanLy = CapQuanLy.TINH
    don_vi: Annotated[tuple[DonVi, ...], Field(min_length=1, max_length=200)]
    """All member units, excluded ones included: their number is the n of the quota."""


class VanBan(Model):
    """A legal or administrative text that papers cite."""

    loai: Text
    """Kind: "Luật", "Nghị định", "Hướng dẫn", "Biên bản", "Thông báo"."""
    so: Text | None = None
    """Number with notation: "4095/HD-UBND". A law goes without (NĐ 30 PL I.I.II.6.a)."""
    ngay: Ngay | None = None
    co_quan: Text | None = None
    """Issuer as written after "của": "Ủy ban nhân dân tỉnh Cao Bằng"."""
    trich_yeu: Text | None = None
    """Subject: "hướng dẫn tổ chức hoạt động…"; for a law its name ("Thi đua, khen thưởng")."""


class GiaoUoc(Model):
    """The yearly emulation pact (giao ước thi đua)."""

    ten: Text | None = None
    """Name of the movement or slogan, if it has one."""
    ngay_ky: Ngay | None = None
    don_vi_khong_ky: tuple[Id, ...] | None = None
    """Units that did not sign; an empty list says that all signed; None: not stated yet."""


class KhongXet(Model):
    """A declared ground for not considering a unit (không xét) or postponing it (chưa xét)."""

    don_vi: Id
    can_cu: Id
    """Id of the ground in the regulation, e.g. ``tai_nan_lao_dong``; ``dossier regulation show`` lists them."""
    dien_giai: Text
    """What happened."""
    van_ban: VanBan | None = None
    """The paper behind it."""


class CamKet(Model):
    """Yes/no declarations that the law asks for and only people can answer."""

    dieu_6_qd_12: CoKhong | None = None
    """"Có đơn vị nào thuộc trường hợp Điều 6 Quyết định 12/2024/QĐ-UBND không?" Units concerned go to ``khong_xet``."""
    nguoi_ra_soat: Text | None = None
    """Who made the declaration."""
    dat_chuan_van_hoa: CoKhong | None = None
    """All units not listed in ``khong_xet`` meet "cơ quan, đơn vị văn hóa"."""
    khong_tai_nan_lao_dong: CoKhong | None = None
    """No unit outside ``khong_xet`` had a fatal labour accident."""
    tieu_chuan_dieu_26: CoKhong | None = None
    """The lead unit meets khoản 1 Điều 26 Luật Thi đua, khen thưởng, as the conference established."""
    can_cu: Text | None = None
    """Papers the declarations rest on."""


class ThamDinh(Model):
    """Ban Thi đua - Khen thưởng's appraisal of the scores."""

    van_ban: VanBan | None = None
    """Notice of the appraisal result."""
    ngay_gui_tong_hop: Ngay | None = None
    """Day the cluster's score summary reached Ban TĐKT."""
    so_van_ban_gui: Text | None = None
    """Number of the covering letter of the summary."""


class YKien(Model):
    """Opinion of an agency asked about a proposal (NĐ 152/2025 Điều 33 khoản 11)."""

    co_quan: Text
    van_ban: VanBan | None = None
    noi_dung: Text
    """What it said, or "không thuộc diện lấy ý kiến" with the reason."""


class VangMat(Model):
    """A member unit absent from the meeting, and why."""

    don_vi: Id
    ly_do: Text


class BauCu(Model):
    """Election of next year's leader and deputy."""

    truong: Id | None = None
    pho: Id | None = None
    hinh_thuc: Text | None = None
    """How they were elected: "biểu quyết, 9/9 đơn vị nhất trí"."""


class HoiNghi(Model):
    """The year-end conference, as its minutes record it."""

    ten: Text
    """Name: "Hội nghị tổng kết và bình xét thi đua năm 2025"."""
    bat_dau: GioNgay | None = None
    ket_thuc: GioNgay | None = None
    dia_diem: Text | None = None
    chu_tri: Nguoi | None = None
    thu_ky: Nguoi | None = None
    du_hop: tuple[Nguoi, ...] | None = None
    """Representatives of member units, chair and secretary included; None: not recorded yet."""
    vang_mat: tuple[VangMat, ...] = ()
    khach_moi: tuple[Nguoi, ...] = ()
    """Guests without a vote: Sở Nội vụ, Ban Thi đua - Khen thưởng, members of the provincial council."""
    dien_bien: NoiDung = ()
    """Opening and reports, as the meeting went."""
    thao_luan: NoiDung = ()
    """Discussion."""
    bau_nam_sau: BauCu | None = None
    noi_dung_khac: NoiDung = ()
    """Other business: next year's pact, launch of the movement."""
    ket_luan: NoiDung = ()
    """Words of the chair's conclusion; who is proposed comes from the decisions, not from here."""


class UngVien(Model):
    """Votes for one unit on the ballot."""

    don_vi: Id
    so_phieu: SoDem | None = None
    """Votes in favour; None: not counted yet."""


class BoPhieu(Model):
    """The ballot at the conference (lấy phiếu bình xét, suy tôn)."""

    muc_dich: Text = "suy tôn đơn vị xuất sắc dẫn đầu, đề nghị tặng Cờ thi đua của Ủy ban nhân dân tỉnh"
    hinh_thuc: Text = "bỏ phiếu kín"
    phan_dinh_dong_diem: CoKhong | None = None
    """The ballot also settled a tie on score between the units named in ``dong_diem``."""
    truong_ban: Nguoi | None = None
    uy_vien: tuple[Nguoi, ...] = ()
    so_don_vi_tham_gia: SoDem | None = None
    """Member units taking part in the vote."""
    phat_ra: SoDem | None = None
    thu_ve: SoDem | None = None
    hop_le: SoDem | None = None
    khong_hop_le: SoDem | None = None
    ung_vien: tuple[UngVien, ...] = ()
    """Every unit on the slip."""
    gio_kiem_phieu: GioNgay | None = None


class VanBanPhatHanh(Model):
    """Number, date, signer and recipients of one paper of the dossier."""

    so: Text | None = None
    """Number without notation: "45". Blank until văn thư gives it."""
    ky_hieu: Text | None = None
    """Notation: "TTr-STC"; None: made from the form's kind and the unit's abbreviation."""
    ngay: Ngay | None = None
    nguoi_ky: NguoiKy | None = None
    """None: the unit's usual signer."""
    kinh_gui: tuple[Text, ...] = ()
    noi_nhan: tuple[Text, ...] = ()
    """Recipients after "Như trên", without the archive line."""
    luu: Text | None = None
    """Archive line after "Lưu:": "VT, TCHC"."""


class ToTrinh(Model):
    """What the tờ trình says and no other input holds (NĐ 152/2025 Điều 33 khoản 11)."""

    mo_dau: NoiDung = ()
    """Opening account of the review."""
    can_cu_them: tuple[VanBan, ...] = ()
    """Legal bases beside those the regulation lists."""
    y_kien: tuple[YKien, ...] | None = None
    """Opinions of agencies asked; None: not stated yet."""
    y_kien_tham_dinh: Text | None = None
    """The submitting unit's own appraisal opinion; None: not stated yet."""


class TepDinhKem(Model):
    """A file in ``dinh_kem/``: evidence, or a paper made elsewhere."""

    tep: Text
    """Path relative to the case folder."""
    ten: Text
    """What it is."""
    loai: Id = "minh_chung"
    """Kind: ``minh_chung`` (evidence) or the id of the paper it stands for."""
    tinh_chat: Annotated[str, Field(pattern="^(ban_goc|ban_chinh|ban_sao_chung_thuc|ban_sao)$")] | None = None
    """Original, authentic copy, certified copy or plain copy."""
    don_vi: Id | None = None


class HoSo(Model):
    """Root of ``ho_so.yaml``."""

    quy_che: Text
    """Id of the regulation: "cao-bang-2025"."""
    nam: Annotated[SoDem, Field(ge=2000, le=2100)]
    """Year of the emulation."""
    giai_doan: GiaiDoan = GiaiDoan.DU_THAO
    nhom: NhomThiDua
    giao_uoc: GiaoUoc | None = None
    khong_xet: tuple[KhongXet, ...] = ()
    cam_ket: CamKet | None = None
    tham_dinh: ThamDinh | None = None
    hoi_nghi: HoiNghi | None = None
    bo_phieu: BoPhieu | None = None
    to_trinh: ToTrinh | None = None
    mau_bao_cao_bang_khen: Annotated[str, Field(pattern="^mau_(02|04|08)$")] | None = None
    """Form of the report for Bằng khen; None: the regulation's default."""
    van_ban: dict[Id, VanBanPhatHanh] = {}
    """Issue data of each paper by its id ("to_trinh", "bien_ban_hop", "bien_ban_kiem_phieu", "bao_cao_tong_ket",
    "bang_tong_hop"); for papers of one unit the id is followed by "__" and the unit ("bao_cao_thanh_tich__so_tai_chinh",
    "bang_diem__so_tai_chinh")."""
    dinh_kem: tuple[TepDinhKem, ...] = ()

    def don_vi(self, unit: str) -> DonVi:
        """The member unit with this id; raises KeyError."""
        for candidate in self.nhom.don_vi:
            if candidate.id == unit:
                return candidate
        raise KeyError(unit)

    @property
    def truong(self) -> DonVi | None:
        """The leader unit (Cụm trưởng/Khối trưởng), if exactly one is named."""
        found = [u for u in self.nhom.don_vi if u.vai_tro is VaiTro.TRUONG]
        return found[0] if len(found) == 1 else None
