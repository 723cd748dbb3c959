"""``ho_so.yaml``: the cluster, its members and roles, the year, meetings, ballot, and the papers' numbers and dates.

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
    HUYEN = "huyen"


class LinhVuc(StrEnum):
    """What a cluster is made of, where a regulation treats kinds of cluster differently."""

    HUYEN = "huyen"
    SO_NGANH = "so_nganh"
    DANG_DOAN_THE = "dang_doan_the"
    DOANH_NGHIEP = "doanh_nghiep"
    XA = "xa"
    TRUONG_HOC = "truong_hoc"
    Y_TE = "y_te"
    KHAC = "khac"


class CachBinhXet(StrEnum):
    """How the conference chose whom to propose."""

    NHAT_TRI_CAO = "nhat_tri_cao"
    """By score, with broad agreement."""
    BO_PHIEU_KIN = "bo_phieu_kin"
    """By secret ballot."""
    BIEU_QUYET = "bieu_quyet"
    """By show of hands."""


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


class NguoiKy(Model, title="Người ký"):
    """Who signs: name, office, and the authority written before the office."""

    ho_ten: Text = Field(
        title="Họ và tên người ký", description="Chỉ ghi họ và tên; không ghi học hàm, học vị, danh hiệu."
    )
    """Name without degrees or honours (NĐ 30 PL I.II.7.c)."""
    chuc_vu: Text = Field(title="Chức vụ người ký", description="Chức vụ chính thức, ví dụ “Giám đốc”.")
    """Official office: "Giám đốc", "Phó Chủ tịch"."""
    tham_quyen: Text | None = Field(
        None,
        title="Thẩm quyền ký",
        description="Dòng in trên chức vụ khi ký thay, ký thừa lệnh, ví dụ “KT. GIÁM ĐỐC”. Ký trực tiếp thì để trống.",
    )
    """Line above the office when signing for somebody: "TM. ỦY BAN NHÂN DÂN", "KT. GIÁM ĐỐC"."""


class Nguoi(Model, title="Người dự họp"):
    """A person in a meeting: name, office, and the unit they come from."""

    ho_ten: Text = Field(title="Họ và tên", description="Họ và tên đầy đủ.")
    chuc_vu: Text | None = Field(None, title="Chức vụ", description="Chức vụ tại cơ quan, đơn vị.")
    don_vi: Id | None = Field(
        None, title="Đơn vị đại diện", description="Mã đơn vị thành viên mà người này đại diện; khách mời thì để trống."
    )
    """Id of the member unit they represent; None for guests."""
    co_quan: Text | None = Field(
        None,
        title="Cơ quan của khách mời",
        description="Tên cơ quan, nếu không phải đơn vị thành viên, ví dụ “Sở Nội vụ”.",
    )
    """Agency of a guest: "Sở Nội vụ"."""


class DonVi(Model, title="Đơn vị thành viên"):
    """A member unit of the cluster."""

    id: Id = Field(
        title="Mã đơn vị", description="Mã dùng trong các tệp của hồ sơ: chữ thường không dấu, ví dụ “so_tai_chinh”."
    )
    ten: Text = Field(
        title="Tên đơn vị", description="Tên chính thức đầy đủ, không viết tắt; mọi giấy tờ in đúng tên này."
    )
    """Full official name, no abbreviation; the same on every paper."""
    ky_hieu: Text | None = Field(
        None, title="Chữ viết tắt tên đơn vị", description="Chữ viết tắt dùng trong ký hiệu văn bản, ví dụ “STC”."
    )
    """Abbreviation used in document numbers: "STC"."""
    co_quan_chu_quan: Text | None = Field(
        None, title="Cơ quan chủ quản", description="Cơ quan cấp trên trực tiếp, in phía trên tên đơn vị."
    )
    """Agency directly above, printed over the name: "Ủy ban nhân dân tỉnh Cao Bằng"."""
    dia_danh: Text | None = Field(None, title="Địa danh", description="Nơi ghi trước ngày tháng, ví dụ “Cao Bằng”.")
    """Place printed before the date: "Cao Bằng"."""
    vai_tro: VaiTro = Field(
        VaiTro.THANH_VIEN,
        title="Vai trò trong cụm, khối",
        description="Một đơn vị là trưởng, một đơn vị là phó, còn lại là thành viên.",
    )
    loai: LoaiDonVi = Field(LoaiDonVi.CO_QUAN, title="Loại đơn vị", description="Loại hình cơ quan, đơn vị.")
    nguoi_ky: NguoiKy | None = Field(
        None, title="Người ký của đơn vị", description="Người thường ký văn bản của đơn vị."
    )
    """Who signs the unit's own papers."""
    cap_xac_nhan: Text | None = Field(
        None,
        title="Cấp trên xác nhận thành tích",
        description="Cơ quan cấp trên trực tiếp xác nhận báo cáo thành tích; để trống thì in ô xác nhận trống.",
    )
    """Who confirms its achievement report (xác nhận của cấp trên trực tiếp); None: the block is printed empty."""
    to_chuc_dang: CoKhong | None = Field(
        None, title="Có tổ chức đảng", description="Đơn vị có tổ chức đảng hay không; chỉ cần khi quy định hỏi."
    )
    """Has a party organisation; None: not stated."""
    cong_doan: CoKhong | None = Field(
        None, title="Có tổ chức công đoàn", description="Đơn vị có công đoàn hay không; chỉ cần khi quy định hỏi."
    )
    """Has a trade union; None: not stated."""
    duoc_giao_chi_tieu: CoKhong | None = Field(
        None,
        title="Được cấp trên giao chỉ tiêu",
        description="Ghi “không” nếu đơn vị tự đăng ký chỉ tiêu; chỉ tiêu đăng ký phải cao hơn kết quả năm trước.",
    )
    """Targets are assigned from above; False: it registers its own; None: not stated."""
    danh_gia_cchc: CoKhong | None = Field(
        None,
        title="Thuộc đối tượng đánh giá cải cách hành chính",
        description="Ghi “không” nếu đơn vị không thuộc đối tượng đánh giá chỉ số cải cách hành chính.",
    )
    """Subject to the administrative-reform index; None: not stated."""


class NhomThiDua(Model, title="Cụm, khối thi đua"):
    """The cluster itself."""

    loai: LoaiNhom = Field(title="Loại", description="Cụm (các xã, phường) hay khối (các cơ quan, đơn vị).")
    ten: Text = Field(title="Tên cụm, khối", description="Tên đầy đủ, ví dụ “Khối thi đua số 9 tỉnh Cao Bằng”.")
    """Full name: "Khối thi đua số 9 tỉnh Cao Bằng"."""
    ten_ngan: Text | None = Field(
        None, title="Tên gọi tắt", description="Tên dùng giữa câu, ví dụ “Khối thi đua số 9”."
    )
    """Short name used inside sentences: "Khối thi đua số 9"."""
    quan_ly: CapQuanLy = Field(
        CapQuanLy.TINH,
        title="Cấp tổ chức cụm, khối",
        description="Do tỉnh, sở, Mặt trận Tổ quốc, huyện hay xã, phường tổ chức; quyết định được đề nghị hình thức khen nào.",
    )
    linh_vuc: LinhVuc | None = Field(
        None,
        title="Loại cụm, khối",
        description="Gồm huyện, sở ngành, cơ quan đảng và đoàn thể, doanh nghiệp, xã, trường học hay đơn vị y tế.",
    )
    """What it is made of; None: not stated (regulations that treat all clusters alike don't ask)."""
    don_vi: Annotated[tuple[DonVi, ...], Field(min_length=1, max_length=200)] = Field(
        title="Các đơn vị thành viên",
        description="Tất cả đơn vị của cụm, khối, kể cả đơn vị không được xét; dùng để tính chỉ tiêu khen.",
    )
    """All member units, excluded ones included: their number is the n of the quota."""


class VanBan(Model, title="Văn bản"):
    """A legal or administrative text that papers cite."""

    loai: Text = Field(title="Loại văn bản", description="Ví dụ “Nghị định”, “Hướng dẫn”, “Quyết định”.")
    """Kind: "Luật", "Nghị định", "Hướng dẫn", "Biên bản", "Thông báo"."""
    so: Text | None = Field(None, title="Số, ký hiệu", description="Ví dụ “4095/HD-UBND”. Luật thì không ghi số.")
    """Number with notation: "4095/HD-UBND". A law goes without (NĐ 30 PL I.I.II.6.a)."""
    ngay: Ngay | None = Field(None, title="Ngày ban hành", description="Ngày, tháng, năm ký văn bản.")
    co_quan: Text | None = Field(None, title="Cơ quan ban hành", description="Tên cơ quan ghi sau chữ “của”.")
    """Issuer as written after "của": "Ủy ban nhân dân tỉnh Cao Bằng"."""
    trich_yeu: Text | None = Field(
        None, title="Trích yếu", description="Nội dung chính của văn bản; với luật là tên luật."
    )
    """Subject: "hướng dẫn tổ chức hoạt động…"; for a law its name ("Thi đua, khen thưởng")."""


class GiaoUoc(Model, title="Giao ước thi đua"):
    """The yearly emulation pact (giao ước thi đua)."""

    ten: Text | None = Field(
        None, title="Tên phong trào, chủ đề", description="Tên giao ước hoặc khẩu hiệu thi đua của năm, nếu có."
    )
    """Name of the movement or slogan, if it has one."""
    ngay_ky: Ngay | None = Field(None, title="Ngày ký giao ước", description="Ngày các đơn vị ký giao ước thi đua.")
    don_vi_khong_ky: tuple[Id, ...] | None = Field(
        None, title="Đơn vị không ký giao ước", description="Mã các đơn vị không ký; tất cả đã ký thì ghi []."
    )
    """Units that did not sign; an empty list says that all signed; None: not stated yet."""


class KhongXet(Model, title="Trường hợp không xét, chưa xét"):
    """A declared ground for not considering a unit (không xét) or postponing it (chưa xét)."""

    don_vi: Id = Field(title="Đơn vị", description="Mã đơn vị không được xét hoặc chưa xét.")
    can_cu: Id = Field(
        title="Lý do theo quy định",
        description="Mã lý do trong quy định; lệnh “dossier regulation show” liệt kê các mã.",
    )
    """Id of the ground in the regulation, e.g. ``tai_nan_lao_dong``; ``dossier regulation show`` lists them."""
    dien_giai: Text = Field(title="Diễn giải", description="Sự việc cụ thể.")
    """What happened."""
    van_ban: VanBan | None = Field(None, title="Văn bản chứng minh", description="Văn bản ghi nhận sự việc.")
    """The paper behind it."""


class CamKet(Model, title="Nội dung cam kết"):
    """Yes/no declarations that the law asks for and only people can answer."""

    dieu_6_qd_12: CoKhong | None = Field(
        None,
        title="Có đơn vị thuộc Điều 6 Quyết định 12/2024/QĐ-UBND",
        description="Trả lời có hoặc không; đơn vị thuộc trường hợp này khai ở mục khong_xet.",
    )
    """"Có đơn vị nào thuộc trường hợp Điều 6 Quyết định 12/2024/QĐ-UBND không?" Units concerned go to ``khong_xet``."""
    nguoi_ra_soat: Text | None = Field(
        None, title="Người rà soát", description="Họ tên, chức vụ người rà soát và chịu trách nhiệm về các câu trả lời."
    )
    """Who made the declaration."""
    dat_chuan_van_hoa: CoKhong | None = Field(
        None,
        title="Các đơn vị đạt chuẩn văn hóa",
        description="Các đơn vị không nêu ở mục khong_xet đều đạt chuẩn “cơ quan, đơn vị văn hóa”.",
    )
    """All units not listed in ``khong_xet`` meet "cơ quan, đơn vị văn hóa"."""
    khong_tai_nan_lao_dong: CoKhong | None = Field(
        None,
        title="Không có tai nạn lao động chết người",
        description="Các đơn vị không nêu ở mục khong_xet đều không để xảy ra tai nạn lao động chết người.",
    )
    """No unit outside ``khong_xet`` had a fatal labour accident."""
    tieu_chuan_dieu_26: CoKhong | None = Field(
        None,
        title="Đơn vị dẫn đầu đạt tiêu chuẩn khoản 1 Điều 26",
        description="Hội nghị xác nhận đơn vị dẫn đầu đạt tiêu chuẩn khoản 1 Điều 26 Luật Thi đua, khen thưởng.",
    )
    """The lead unit meets khoản 1 Điều 26 Luật Thi đua, khen thưởng, as the conference established."""
    can_cu: Text | None = Field(None, title="Căn cứ của các cam kết", description="Các văn bản làm căn cứ trả lời.")
    """Papers the declarations rest on."""
    khac: dict[Id, CoKhong] = Field(
        {},
        title="Các cam kết khác",
        description="Những câu hỏi khác mà quy định đặt ra, theo mã; lệnh “dossier regulation show” liệt kê các mã.",
    )
    """Declarations that a regulation names and that have no field of their own."""

    def answer(self, declaration: str) -> bool | None:
        """The answer to a declaration by its id; None: not answered."""
        if declaration in self.khac:
            return self.khac[declaration]
        own = getattr(self, declaration, None)
        return own if isinstance(own, bool) else None


class ThamDinh(Model, title="Thẩm định điểm"):
    """Ban Thi đua - Khen thưởng's appraisal of the scores."""

    van_ban: VanBan | None = Field(
        None, title="Thông báo kết quả thẩm định", description="Văn bản thông báo kết quả thẩm định điểm."
    )
    """Notice of the appraisal result."""
    ngay_gui_tong_hop: Ngay | None = Field(
        None,
        title="Ngày gửi bảng tổng hợp điểm",
        description="Ngày cơ quan thẩm định nhận bảng tổng hợp điểm của cụm, khối.",
    )
    """Day the cluster's score summary reached Ban TĐKT."""
    so_van_ban_gui: Text | None = Field(
        None, title="Số văn bản gửi bảng tổng hợp", description="Số, ký hiệu văn bản gửi kèm bảng tổng hợp điểm."
    )
    """Number of the covering letter of the summary."""
    van_ban_de_nghi: VanBan | None = Field(
        None,
        title="Văn bản đề nghị thẩm định",
        description="Văn bản của đơn vị trưởng đề nghị Ban Thi đua - Khen thưởng thẩm định.",
    )
    """The leader unit's written request for an appraisal."""


class YKien(Model, title="Ý kiến của cơ quan được hỏi"):
    """Opinion of an agency asked about a proposal (NĐ 152/2025 Điều 33 khoản 11)."""

    co_quan: Text = Field(title="Cơ quan cho ý kiến", description="Tên cơ quan được lấy ý kiến.")
    van_ban: VanBan | None = Field(None, title="Văn bản trả lời", description="Văn bản cho ý kiến.")
    noi_dung: Text = Field(
        title="Nội dung ý kiến", description="Ý kiến đã cho; không thuộc diện lấy ý kiến thì ghi rõ lý do."
    )
    """What it said, or "không thuộc diện lấy ý kiến" with the reason."""


class VangMat(Model, title="Đơn vị vắng mặt"):
    """A member unit absent from the meeting, and why."""

    don_vi: Id = Field(title="Đơn vị vắng", description="Mã đơn vị vắng mặt.")
    ly_do: Text = Field(title="Lý do vắng", description="Lý do vắng mặt.")


class BauCu(Model, title="Bầu trưởng, phó năm sau"):
    """Election of next year's leader and deputy."""

    truong: Id | None = Field(
        None, title="Đơn vị trưởng năm sau", description="Mã đơn vị được bầu làm Cụm trưởng, Khối trưởng."
    )
    pho: Id | None = Field(None, title="Đơn vị phó năm sau", description="Mã đơn vị được bầu làm Cụm phó, Khối phó.")
    hinh_thuc: Text | None = Field(None, title="Hình thức bầu", description="Ví dụ “biểu quyết, 9/9 đơn vị nhất trí”.")
    """How they were elected: "biểu quyết, 9/9 đơn vị nhất trí"."""


class HoiNghi(Model, title="Hội nghị tổng kết"):
    """The year-end conference, as its minutes record it."""

    ten: Text = Field(title="Tên hội nghị", description="Ví dụ “Hội nghị tổng kết và bình xét thi đua năm 2025”.")
    """Name: "Hội nghị tổng kết và bình xét thi đua năm 2025"."""
    cach_binh_xet: CachBinhXet | None = Field(
        None,
        title="Cách bình xét",
        description="Nhất trí cao theo điểm, bỏ phiếu kín hay biểu quyết; chỉ cần khi quy định cho chọn.",
    )
    """How it chose; None: not stated."""
    bat_dau: GioNgay | None = Field(None, title="Giờ, ngày bắt đầu", description="Ví dụ “2026-01-28 08:00”.")
    ket_thuc: GioNgay | None = Field(None, title="Giờ, ngày kết thúc", description="Ví dụ “2026-01-28 11:30”.")
    dia_diem: Text | None = Field(None, title="Địa điểm", description="Nơi họp.")
    chu_tri: Nguoi | None = Field(None, title="Chủ trì", description="Người chủ trì hội nghị.")
    thu_ky: Nguoi | None = Field(None, title="Thư ký", description="Người ghi biên bản.")
    du_hop: tuple[Nguoi, ...] | None = Field(
        None, title="Đại biểu dự họp", description="Đại diện các đơn vị thành viên, kể cả chủ trì và thư ký."
    )
    """Representatives of member units, chair and secretary included; None: not recorded yet."""
    vang_mat: tuple[VangMat, ...] = Field((), title="Đơn vị vắng mặt", description="Các đơn vị vắng và lý do.")
    khach_moi: tuple[Nguoi, ...] = Field((), title="Khách mời", description="Khách mời, không bỏ phiếu.")
    """Guests without a vote: Sở Nội vụ, Ban Thi đua - Khen thưởng, members of the provincial council."""
    dien_bien: NoiDung = Field((), title="Diễn biến hội nghị", description="Khai mạc và các báo cáo, theo trình tự.")
    """Opening and reports, as the meeting went."""
    thao_luan: NoiDung = Field((), title="Thảo luận", description="Các ý kiến thảo luận.")
    """Discussion."""
    bau_nam_sau: BauCu | None = Field(
        None, title="Bầu trưởng, phó năm sau", description="Kết quả bầu Cụm trưởng, Khối trưởng và phó của năm sau."
    )
    noi_dung_khac: NoiDung = Field(
        (), title="Nội dung khác", description="Ký giao ước, phát động thi đua năm sau và các việc khác."
    )
    """Other business: next year's pact, launch of the movement."""
    ket_luan: NoiDung = Field(
        (),
        title="Kết luận của chủ trì",
        description="Lời kết luận; đơn vị được đề nghị khen do máy lấy từ kết quả bình xét.",
    )
    """Words of the chair's conclusion; who is proposed comes from the decisions, not from here."""


class UngVien(Model, title="Đơn vị trên phiếu"):
    """Votes for one unit on the ballot."""

    don_vi: Id = Field(title="Đơn vị", description="Mã đơn vị có tên trên phiếu.")
    so_phieu: SoDem | None = Field(None, title="Số phiếu đồng ý", description="Số phiếu đồng ý cho đơn vị này.")
    """Votes in favour; None: not counted yet."""


class BoPhieu(Model, title="Lấy phiếu bình xét, suy tôn"):
    """The ballot at the conference (lấy phiếu bình xét, suy tôn)."""

    muc_dich: Text | None = Field(
        None,
        title="Mục đích lấy phiếu",
        description="Lấy phiếu để làm gì; để trống thì ghi theo hình thức khen thưởng mà quy định bắt phải lấy phiếu.",
    )
    """None: to choose the lead unit for the regulation's award."""
    hinh_thuc: Text = Field("bỏ phiếu kín", title="Hình thức lấy phiếu", description="Bỏ phiếu kín hay hình thức khác.")
    phan_dinh_dong_diem: CoKhong | None = Field(
        None,
        title="Lấy phiếu để phân định đồng điểm",
        description="Ghi “có” nếu lần lấy phiếu này cũng dùng để phân định các đơn vị bằng điểm.",
    )
    """The ballot also settled a tie on score between the units named in ``dong_diem``."""
    truong_ban: Nguoi | None = Field(None, title="Trưởng Ban kiểm phiếu", description="Người phụ trách kiểm phiếu.")
    uy_vien: tuple[Nguoi, ...] = Field(
        (), title="Ủy viên Ban kiểm phiếu", description="Các thành viên còn lại của Ban kiểm phiếu."
    )
    so_don_vi_tham_gia: SoDem | None = Field(
        None, title="Số đơn vị tham gia bỏ phiếu", description="Số đơn vị thành viên tham gia bỏ phiếu."
    )
    """Member units taking part in the vote."""
    phat_ra: SoDem | None = Field(None, title="Số phiếu phát ra", description="Số phiếu đã phát.")
    thu_ve: SoDem | None = Field(None, title="Số phiếu thu về", description="Số phiếu đã thu.")
    hop_le: SoDem | None = Field(None, title="Số phiếu hợp lệ", description="Số phiếu hợp lệ.")
    khong_hop_le: SoDem | None = Field(
        None, title="Số phiếu không hợp lệ", description="Số phiếu không hợp lệ; không có thì ghi 0."
    )
    ung_vien: tuple[UngVien, ...] = Field(
        (), title="Các đơn vị trên phiếu", description="Mọi đơn vị có tên trên phiếu và số phiếu của từng đơn vị."
    )
    """Every unit on the slip."""
    gio_kiem_phieu: GioNgay | None = Field(None, title="Giờ kiểm phiếu", description="Giờ, ngày kiểm phiếu.")


class VanBanPhatHanh(Model, title="Thông tin phát hành"):
    """Number, date, signer and recipients of one paper of the dossier."""

    so: Text | None = Field(
        None, title="Số văn bản", description="Chỉ ghi phần số, ví dụ “45”; văn thư cấp số sau khi lãnh đạo ký."
    )
    """Number without notation: "45". Blank until văn thư gives it."""
    ky_hieu: Text | None = Field(
        None,
        title="Ký hiệu văn bản",
        description="Ví dụ “TTr-STC”; để trống thì máy tự lập từ loại văn bản và chữ viết tắt tên đơn vị.",
    )
    """Notation: "TTr-STC"; None: made from the form's kind and the unit's abbreviation."""
    ngay: Ngay | None = Field(None, title="Ngày văn bản", description="Ngày ban hành, văn thư ghi cùng lúc với số.")
    nguoi_ky: NguoiKy | None = Field(None, title="Người ký", description="Để trống thì lấy người ký của đơn vị.")
    """None: the unit's usual signer."""
    kinh_gui: tuple[Text, ...] = Field((), title="Kính gửi", description="Nơi gửi trình, mỗi dòng một nơi.")
    noi_nhan: tuple[Text, ...] = Field(
        (), title="Nơi nhận", description="Các nơi nhận sau dòng “Như trên”, chưa kể dòng “Lưu”."
    )
    """Recipients after "Như trên", without the archive line."""
    luu: Text | None = Field(None, title="Lưu", description="Nội dung sau chữ “Lưu:”, ví dụ “VT, TCHC”.")
    """Archive line after "Lưu:": "VT, TCHC"."""


class ToTrinh(Model, title="Tờ trình"):
    """What the tờ trình says and no other input holds (NĐ 152/2025 Điều 33 khoản 11)."""

    mo_dau: NoiDung = Field((), title="Phần mở đầu", description="Đoạn nói về việc tổ chức bình xét.")
    """Opening account of the review."""
    can_cu_them: tuple[VanBan, ...] = Field(
        (), title="Căn cứ bổ sung", description="Các căn cứ ngoài những căn cứ mà quy định đã liệt kê."
    )
    """Legal bases beside those the regulation lists."""
    y_kien: tuple[YKien, ...] | None = Field(
        None,
        title="Ý kiến các cơ quan liên quan",
        description="Ý kiến của từng cơ quan được hỏi; không phải hỏi thì ghi [].",
    )
    """Opinions of agencies asked; None: not stated yet."""
    y_kien_tham_dinh: Text | None = Field(
        None,
        title="Ý kiến của đơn vị trình",
        description="Ý kiến của đơn vị trình về tiêu chuẩn, điều kiện của các đơn vị được đề nghị.",
    )
    """The submitting unit's own appraisal opinion; None: not stated yet."""


class TepDinhKem(Model, title="Tệp đính kèm"):
    """A file in ``dinh_kem/``: evidence, or a paper made elsewhere."""

    tep: Text = Field(title="Đường dẫn tệp", description="Tính từ thư mục hồ sơ, ví dụ “dinh_kem/quyet_dinh_12.pdf”.")
    """Path relative to the case folder."""
    ten: Text = Field(title="Tên tài liệu", description="Tài liệu này là gì.")
    """What it is."""
    loai: Id = Field(
        "minh_chung",
        title="Loại tài liệu",
        description="“minh_chung” (tài liệu minh chứng), hoặc mã giấy tờ mà tệp này thay thế.",
    )
    """Kind: ``minh_chung`` (evidence) or the id of the paper it stands for."""
    tinh_chat: Annotated[str, Field(pattern="^(ban_goc|ban_chinh|ban_sao_chung_thuc|ban_sao)$")] | None = Field(
        None, title="Tính chất bản", description="Bản gốc, bản chính, bản sao chứng thực hay bản sao."
    )
    """Original, authentic copy, certified copy or plain copy."""
    don_vi: Id | None = Field(None, title="Đơn vị liên quan", description="Mã đơn vị mà tài liệu nói đến.")


class NamHoc(Model, title="Năm học"):
    """The school year of a cluster of schools; the case's year is the one it ends in."""

    ten: Text | None = Field(None, title="Tên năm học", description="Ví dụ “2018 - 2019”.")
    ket_thuc_hoc_ky_1: Ngay | None = Field(
        None, title="Ngày kết thúc học kỳ I", description="Hội nghị sơ kết hoàn thành khi kết thúc học kỳ I."
    )
    ket_thuc: Ngay | None = Field(
        None, title="Ngày kết thúc năm học", description="Hội nghị tổng kết hoàn thành khi kết thúc năm học."
    )


class ChiTieuKhen(Model, title="Chỉ tiêu khen thưởng"):
    """How many of an award the cluster may propose, where another decision sets the number."""

    hinh_thuc: Id = Field(
        title="Hình thức khen thưởng", description="Mã hình thức trong quy định, ví dụ “co_thi_dua”, “bang_khen”."
    )
    so_luong: SoDem = Field(title="Số lượng", description="Số lượng tối đa được đề nghị.")
    van_ban: VanBan | None = Field(
        None, title="Văn bản ấn định số lượng", description="Quyết định hoặc văn bản giao số lượng."
    )
    dieu_khoan: Text | None = Field(
        None, title="Điều, khoản", description="Chỗ ấn định trong văn bản, ví dụ “khoản 8 Điều 7”."
    )


class LuaChonCapTren(Model, title="Lựa chọn của hội đồng cấp trên"):
    """What the council above the cluster (of a district, of a department) chose from the cluster's proposals."""

    co_quan: Text | None = Field(
        None,
        title="Hội đồng lựa chọn",
        description="Ví dụ “Hội đồng Thi đua - Khen thưởng huyện”.",
    )
    van_ban: VanBan | None = Field(
        None, title="Biên bản, văn bản của hội đồng", description="Văn bản ghi kết quả lựa chọn."
    )
    hinh_thuc: CachBinhXet | None = Field(
        None, title="Hình thức xét", description="Hội đồng bỏ phiếu kín hay biểu quyết."
    )
    lua_chon: dict[Id, tuple[Id, ...]] = Field(
        {}, title="Đơn vị được chọn", description="Theo mã hình thức khen thưởng: danh sách mã đơn vị được chọn."
    )
    """Units by award id."""


class DeNghiKhac(Model, title="Đề nghị khác tại hội nghị"):
    """Something else the conference proposed, outside what the regulation lets it propose or beside it."""

    doi_tuong: Text = Field(title="Đối tượng", description="Tập thể hoặc cá nhân được đề nghị.")
    hinh_thuc: Text = Field(title="Hình thức đề nghị", description="Tên danh hiệu hoặc hình thức khen thưởng.")


class NopHoSo(Model, title="Nộp hồ sơ"):
    """How and when the dossier is submitted."""

    ngay_nop: Ngay | None = Field(None, title="Ngày nộp hồ sơ", description="Ngày cơ quan tiếp nhận nhận hồ sơ.")
    han: Ngay | None = Field(
        None,
        title="Hạn nộp hồ sơ",
        description="Hạn do cơ quan tiếp nhận thông báo; quy định có hạn riêng thì để trống.",
    )
    """Last day by the receiving agency's notice."""
    van_ban_han: VanBan | None = Field(None, title="Văn bản thông báo hạn nộp", description="Văn bản nêu hạn nộp.")
    ngay_trao_thuong: Ngay | None = Field(
        None, title="Ngày tổ chức trao thưởng", description="Ngày dự kiến công bố, trao thưởng."
    )
    cap_khen: Annotated[str, Field(pattern="^(tinh|nha_nuoc)$")] | None = Field(
        None, title="Cấp khen thưởng", description="“tinh” hoặc “nha_nuoc”."
    )
    """Level of the awards asked for: province or State."""
    truc_tuyen: CoKhong | None = Field(
        None, title="Nộp trực tuyến", description="Đã hoặc sẽ nộp trên cổng dịch vụ công."
    )
    so_bo_giay: SoDem | None = Field(None, title="Số bộ hồ sơ giấy", description="Số bộ hồ sơ giấy gửi kèm.")
    thu_tuc: tuple[Text, ...] = Field(
        (), title="Thủ tục hành chính", description="Tên thủ tục hành chính của lần nộp này; mỗi lần nộp một thủ tục."
    )


class HoSo(Model, title="Hồ sơ cụm, khối"):
    """Root of ``ho_so.yaml``."""

    quy_che: Text = Field(title="Quy định áp dụng", description="Mã quy định, ví dụ “cao-bang-2025”.")
    """Id of the regulation: "cao-bang-2025"."""
    nam: Annotated[SoDem, Field(ge=2000, le=2100)] = Field(title="Năm thi đua", description="Năm bình xét, ví dụ 2025.")
    """Year of the emulation."""
    giai_doan: GiaiDoan = Field(
        GiaiDoan.DU_THAO,
        title="Giai đoạn của hồ sơ",
        description="Giai đoạn càng về sau thì càng ít chỗ được để trống.",
    )
    nhom: NhomThiDua = Field(title="Cụm, khối thi đua", description="Tên và các đơn vị thành viên.")
    giao_uoc: GiaoUoc | None = Field(None, title="Giao ước thi đua", description="Việc ký giao ước thi đua đầu năm.")
    khong_xet: tuple[KhongXet, ...] = Field(
        (), title="Trường hợp không xét, chưa xét", description="Các đơn vị bị loại khỏi bình xét và lý do."
    )
    cam_ket: CamKet | None = Field(
        None, title="Nội dung cam kết", description="Những điều pháp luật hỏi mà chỉ con người trả lời được."
    )
    tham_dinh: ThamDinh | None = Field(
        None, title="Thẩm định điểm", description="Việc thẩm định điểm của Ban Thi đua - Khen thưởng."
    )
    hoi_nghi: HoiNghi | None = Field(
        None, title="Hội nghị tổng kết", description="Hội nghị tổng kết, bình xét cuối năm."
    )
    hoi_nghi_so_ket: HoiNghi | None = Field(
        None, title="Hội nghị sơ kết", description="Hội nghị sơ kết 6 tháng đầu năm."
    )
    """The six-month conference."""
    bo_phieu: BoPhieu | None = Field(None, title="Lấy phiếu bình xét, suy tôn", description="Kết quả kiểm phiếu.")
    """The ballot; where there are two rounds, the first."""
    bo_phieu_lan_2: BoPhieu | None = Field(
        None,
        title="Bỏ phiếu lần 2",
        description="Lần bỏ phiếu chọn đơn vị dẫn đầu từ các đơn vị đã được chọn ở lần 1, nếu quy định bỏ phiếu hai lần.",
    )
    """Second round: the lead unit, from among those the first round elected."""
    nam_hoc: NamHoc | None = Field(None, title="Năm học", description="Chỉ khối trường học mới khai.")
    chi_tieu_khen: tuple[ChiTieuKhen, ...] = Field(
        (),
        title="Chỉ tiêu khen thưởng",
        description="Số lượng do văn bản khác ấn định; quy định đã nêu số lượng thì không ghi.",
    )
    du_tieu_chuan: dict[Id, tuple[Id, ...]] = Field(
        {},
        title="Đơn vị đủ tiêu chuẩn danh hiệu",
        description="Theo mã danh hiệu: các đơn vị hội nghị thống nhất là đủ điều kiện, tiêu chuẩn.",
    )
    """Units that the conference found to meet a title's standard, by the regulation's name of the list."""
    de_nghi_cap_tren: LuaChonCapTren | None = Field(
        None,
        title="Lựa chọn của hội đồng cấp trên",
        description="Chỉ dùng khi hội đồng cấp huyện hoặc hội đồng của sở chọn từ các đơn vị cụm, khối suy tôn.",
    )
    de_nghi_khac: tuple[DeNghiKhac, ...] = Field(
        (), title="Đề nghị khác tại hội nghị", description="Những đề nghị khen thưởng khác mà hội nghị đã nêu."
    )
    nop: NopHoSo | None = Field(None, title="Nộp hồ sơ", description="Ngày, hạn và cách nộp hồ sơ.")
    to_trinh: ToTrinh | None = Field(None, title="Tờ trình", description="Phần nội dung riêng của tờ trình.")
    mau_bao_cao_bang_khen: Annotated[str, Field(pattern="^mau_(02|04|08)$")] | None = Field(
        None, title="Mẫu báo cáo đề nghị Bằng khen", description="Để trống thì theo mẫu mà quy định chọn."
    )
    """Form of the report for Bằng khen; None: the regulation's default."""
    van_ban: dict[Id, VanBanPhatHanh] = Field(
        {},
        title="Số, ngày, người ký của các giấy tờ",
        description="Theo mã giấy tờ, ví dụ “to_trinh”; giấy tờ của một đơn vị thì thêm hai gạch dưới và mã đơn vị.",
    )
    """Issue data of each paper by its id ("to_trinh", "bien_ban_hop", "bien_ban_kiem_phieu", "bao_cao_tong_ket",
    "bang_tong_hop"); for papers of one unit the id is followed by "__" and the unit
    ("bao_cao_thanh_tich__so_tai_chinh", "bang_diem__so_tai_chinh")."""
    dinh_kem: tuple[TepDinhKem, ...] = Field(
        (), title="Tệp đính kèm", description="Tài liệu minh chứng và giấy tờ lập ở nơi khác."
    )

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
