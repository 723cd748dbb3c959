"""Periodic reports: ``bao_cao_nhom/<ky>.yaml`` of the cluster, ``bao_cao_don_vi/<ky>__<don_vi>.yaml`` of a member unit.

The period is in the file's name: ``so_ket`` (six months) or ``tong_ket`` (the year). What scores, pact and proposals say
already comes from elsewhere; every part here is optional.
"""

from __future__ import annotations

from enum import StrEnum

from pydantic import Field

from dossier.core.base import CriterionId, Diem, Id, Model, SoDem, Text
from dossier.inputs.prose import NoiDung


class KyBaoCao(StrEnum):
    """Period of a report."""

    SO_KET = "so_ket"
    """The first six months."""
    TONG_KET = "tong_ket"
    """The year."""


def report_name(ky: KyBaoCao, don_vi: str | None = None) -> str:
    """Name of the file of a report, without its ending: "so_ket", "tong_ket__so_tai_chinh"."""
    return f"{ky.value}__{don_vi}" if don_vi else ky.value


def report_period(name: str) -> tuple[KyBaoCao, str | None] | None:
    """Period and unit of a report by the name of its file; None: the name says no period."""
    ky, found, unit = name.partition("__")
    if ky not in {known.value for known in KyBaoCao} or (found and not unit):
        return None
    return KyBaoCao(ky), unit or None


class SoLieu(Model, title="Số liệu một chỉ tiêu"):
    """Figures of one target in one period."""

    ke_hoach: Diem | None = Field(
        None, title="Kế hoạch cả năm", description="Để trống thì lấy kế hoạch ghi trong bảng điểm của đơn vị."
    )
    """None: the plan of the unit's score sheet."""
    thuc_hien: Diem | None = Field(None, title="Thực hiện trong kỳ", description="Kết quả của kỳ báo cáo.")
    cung_ky: Diem | None = Field(
        None,
        title="Cùng kỳ năm trước",
        description="Kết quả cùng kỳ; báo cáo năm thì là kết quả cả năm trước.",
    )
    """Result of the same period a year before."""


class KhenThuongTheoCap(Model, title="Kết quả khen thưởng"):
    """What was received or given, by level."""

    cap_nha_nuoc: NoiDung = Field((), title="Khen thưởng cấp Nhà nước", description="Hình thức, số lượng.")
    cap_tinh: NoiDung = Field((), title="Khen thưởng cấp tỉnh", description="Hình thức, số lượng.")
    cap_bo: NoiDung = Field((), title="Khen thưởng cấp bộ, ngành", description="Hình thức, số lượng.")
    don_vi: NoiDung = Field((), title="Khen thưởng của đơn vị", description="Khen thưởng thuộc thẩm quyền của đơn vị.")


class SoKhenThuong(Model, title="Số lượng trình khen thưởng"):
    """Counts of proposals; shares are computed."""

    trinh: SoDem | None = Field(None, title="Số lượng trình", description="Số tập thể, cá nhân đã trình khen thưởng.")
    du_dieu_kien: SoDem | None = Field(
        None, title="Số lượng đủ điều kiện", description="Trong số đã trình, số đã có quyết định khen thưởng."
    )
    tap_the_nho: SoDem | None = Field(
        None, title="Số tập thể nhỏ được khen", description="Trong số đủ điều kiện, số tập thể nhỏ."
    )
    truc_tiep: SoDem | None = Field(
        None, title="Số người lao động trực tiếp được khen", description="Trong số đủ điều kiện."
    )


class DienHinh(Model, title="Số điển hình tiên tiến"):
    """Counts of models to follow."""

    tap_the: SoDem | None = Field(None, title="Số tập thể điển hình", description="Số tập thể điển hình tiên tiến.")
    ca_nhan: SoDem | None = Field(None, title="Số cá nhân điển hình", description="Số cá nhân điển hình tiên tiến.")
    moi: SoDem | None = Field(
        None, title="Số điển hình mới", description="Trong đó số điển hình mới được phát hiện ở cơ sở."
    )


class DangKyTrongKy(Model, title="Số lượng đăng ký thi đua"):
    """How many registered for which titles."""

    tap_the: SoDem | None = Field(None, title="Số tập thể đăng ký", description="Số tập thể đăng ký thi đua.")
    ca_nhan: SoDem | None = Field(None, title="Số cá nhân đăng ký", description="Số cá nhân đăng ký thi đua.")
    danh_hieu: tuple[Text, ...] = Field(
        (), title="Danh hiệu đã đăng ký", description="Ví dụ “Chiến sĩ thi đua cơ sở: 12 cá nhân”."
    )


class BaoCaoDonVi(Model, title="Báo cáo sơ kết, tổng kết của đơn vị"):
    """Root of ``bao_cao_don_vi/<ky>__<don_vi>.yaml``: a member unit's own report."""

    thuan_loi_kho_khan: NoiDung = Field(
        (), title="Thuận lợi, khó khăn", description="Khái quát thuận lợi, khó khăn trong tổ chức phong trào thi đua."
    )
    quan_triet: NoiDung = Field(
        (), title="Quán triệt, triển khai văn bản", description="Quán triệt văn bản của Trung ương và của tỉnh."
    )
    van_ban_ban_hanh: NoiDung = Field(
        (), title="Văn bản đã ban hành", description="Văn bản của đơn vị về thi đua, khen thưởng."
    )
    doi_moi: NoiDung = Field(
        (),
        title="Đổi mới nội dung, phương thức",
        description="Kết quả đổi mới phong trào, phát hiện, bồi dưỡng điển hình; sự quan tâm của cấp ủy, người đứng đầu.",
    )
    kiem_tra: NoiDung = Field(
        (), title="Chỉ đạo điểm, kiểm tra, tuyên truyền", description="Chỉ đạo điểm, kiểm tra, đôn đốc, tuyên truyền."
    )
    sang_kien: NoiDung = Field((), title="Công nhận sáng kiến", description="Việc xét, công nhận sáng kiến của đơn vị.")
    khieu_nai: NoiDung = Field(
        (), title="Giải quyết đơn thư, khiếu nại", description="Đơn thư, khiếu nại về thi đua, khen thưởng."
    )
    phong_trao: NoiDung = Field(
        (), title="Tổ chức phong trào thi đua", description="Nội dung, hình thức, cách tổ chức phong trào."
    )
    dang_ky: DangKyTrongKy | None = Field(
        None, title="Đăng ký thi đua", description="Số tập thể, cá nhân đăng ký và danh hiệu đăng ký."
    )
    hieu_qua: NoiDung = Field(
        (), title="Hiệu quả của phong trào", description="Tác dụng đối với nhiệm vụ, mục tiêu, chỉ tiêu được giao."
    )
    so_lieu: dict[CriterionId, SoLieu] = Field(
        {},
        title="Số liệu chỉ tiêu",
        description="Theo số thứ tự tiêu chí của bảng điểm; báo cáo năm thì để trống, máy lấy từ bảng điểm.",
    )
    """Figures of the period by criterion; the year's report takes them from the score sheet."""
    nhan_dien_hinh: NoiDung = Field(
        (), title="Xây dựng, nhân điển hình tiên tiến", description="Kết quả, gương điển hình đã giới thiệu."
    )
    tham_gia_khoi: NoiDung = Field(
        (), title="Tham gia hoạt động cụm, khối", description="Việc tham gia hoạt động của cụm, khối thi đua."
    )
    tinh_hinh_khen_thuong: NoiDung = Field(
        (),
        title="Tình hình khen thưởng",
        description="Chất lượng, chấp hành pháp luật, quy trình, thủ tục khen thưởng.",
    )
    khen_thuong: KhenThuongTheoCap | None = Field(
        None, title="Kết quả khen thưởng các cấp", description="Theo cấp Nhà nước; tỉnh, bộ, ngành; đơn vị."
    )
    so_khen_thuong: SoKhenThuong | None = Field(
        None, title="Số lượng trình, đủ điều kiện", description="Các số để tính tỷ lệ khen thưởng."
    )
    tac_dung_khen_thuong: NoiDung = Field(
        (), title="Tác dụng của khen thưởng", description="Tác dụng của việc tôn vinh, nhất là khen thưởng đột xuất."
    )
    tuyen_truyen_dien_hinh: NoiDung = Field(
        (), title="Tuyên truyền, nhân rộng điển hình", description="Chỉ đạo và các cách làm đã đem lại hiệu quả."
    )
    so_dien_hinh: DienHinh | None = Field(
        None, title="Số điển hình tiên tiến", description="Số tập thể, cá nhân điển hình; số điển hình mới."
    )
    vai_tro_lanh_dao: NoiDung = Field(
        (), title="Vai trò lãnh đạo", description="Vai trò của cấp ủy, chính quyền; Mặt trận Tổ quốc và các đoàn thể."
    )
    tac_dong: NoiDung = Field(
        (), title="Tác động của phong trào", description="Tác động đối với nhiệm vụ chính trị của đơn vị."
    )
    uu_diem: NoiDung = Field((), title="Ưu điểm", description="Ưu điểm, chuyển biến tích cực.")
    han_che: NoiDung = Field((), title="Hạn chế, tồn tại", description="Những mặt chưa được.")
    nguyen_nhan: NoiDung = Field((), title="Nguyên nhân, bài học", description="Nguyên nhân và bài học kinh nghiệm.")
    kien_nghi: NoiDung = Field(
        (),
        title="Kiến nghị, đề xuất",
        description="Với tỉnh, Hội đồng Thi đua - Khen thưởng và cụm, khối; không có thì để trống.",
    )
    phuong_huong: NoiDung = Field((), title="Phương hướng, nhiệm vụ", description="Nhiệm vụ của kỳ sau.")
    giai_phap: NoiDung = Field((), title="Giải pháp thực hiện", description="Giải pháp của kỳ sau.")


class BaoCaoNhom(Model, title="Báo cáo sơ kết, tổng kết của cụm, khối"):
    """Root of ``bao_cao_nhom/<ky>.yaml``: the cluster's report."""

    so_nguoi: SoDem | None = Field(
        None,
        title="Tổng số cán bộ, công chức, viên chức, người lao động",
        description="Của tất cả đơn vị thành viên.",
    )
    dac_diem: NoiDung = Field(
        (), title="Đặc điểm tình hình", description="Đặc điểm chung, thuận lợi, khó khăn và các yếu tố tác động."
    )
    tuyen_truyen: NoiDung = Field(
        (), title="Tuyên truyền, quán triệt", description="Quán triệt văn bản chỉ đạo, hướng dẫn đến các đơn vị."
    )
    phat_dong: NoiDung = Field((), title="Phát động phong trào", description="Các phong trào đã phát động.")
    ke_hoach: NoiDung = Field((), title="Kế hoạch hoạt động", description="Xây dựng, thực hiện kế hoạch của cụm, khối.")
    bang_cham_diem: NoiDung = Field((), title="Bảng chấm điểm", description="Việc cụ thể hóa bảng chấm điểm.")
    kiem_tra: NoiDung = Field((), title="Kiểm tra", description="Kiểm tra hoạt động của các đơn vị.")
    so_tong_ket: NoiDung = Field(
        (), title="Sơ kết, tổng kết, xét khen thưởng", description="Sơ kết, tổng kết; xét, đề nghị khen thưởng."
    )
    hoat_dong_khac: NoiDung = Field((), title="Hoạt động khác", description="Các hoạt động khác của cụm, khối.")
    danh_hieu_dang_ky: NoiDung = Field(
        (),
        title="Danh hiệu thi đua đã đăng ký",
        description="Tổng hợp danh hiệu các đơn vị đăng ký đầu năm; để trống thì lấy từ tệp dang_ky.yaml.",
    )
    phong_trao_chung: NoiDung = Field(
        (), title="Phong trào chung", description="Phong trào chung; các đơn vị có phong trào sôi nổi, hiệu quả."
    )
    phong_trao_chuyen_de: NoiDung = Field(
        (), title="Phong trào chuyên đề, trọng tâm", description="Phong trào chuyên đề, trọng tâm do tỉnh phát động."
    )
    tuyen_duong: NoiDung = Field(
        (),
        title="Tuyên dương, giới thiệu điển hình",
        description="Tuyên dương, khen thưởng; gương điển hình đã giới thiệu.",
    )
    ket_qua_nhiem_vu: NoiDung = Field(
        (), title="Nhận xét kết quả nhiệm vụ chính trị", description="Nhận xét kèm theo bảng so sánh do máy lập."
    )
    chi_tieu_trong_tam: tuple[CriterionId, ...] | None = Field(
        None,
        title="Chỉ tiêu trọng tâm",
        description="Số thứ tự các tiêu chí đưa vào bảng so sánh; để trống thì lấy mọi tiêu chí định lượng của nội dung I.",
    )
    """Criteria of the comparison table; None: all quantitative ones of the first content."""
    chi_tieu_cong_don: tuple[CriterionId, ...] = Field(
        (),
        title="Chỉ tiêu cộng được",
        description="Số thứ tự các tiêu chí mà số liệu của các đơn vị cộng lại có nghĩa, ví dụ số thu ngân sách.",
    )
    """Criteria whose figures add up over the cluster (revenue does, a percentage does not)."""
    so_lieu: dict[Id, dict[CriterionId, SoLieu]] = Field(
        {},
        title="Số liệu các đơn vị",
        description="Theo mã đơn vị rồi số thứ tự tiêu chí; để trống thì lấy từ báo cáo của đơn vị hoặc từ bảng điểm.",
    )
    khen_thuong: KhenThuongTheoCap | None = Field(
        None, title="Kết quả khen thưởng các cấp", description="Danh hiệu, hình thức khen thưởng các đơn vị đã đạt."
    )
    huy_hieu: NoiDung = Field((), title="Xét tặng Huy hiệu", description="Kết quả xét tặng Huy hiệu của tỉnh.")
    khen_thuong_xuyen: NoiDung = Field(
        (), title="Khen thưởng thường xuyên", description="Khen thưởng trong phong trào thi đua thường xuyên."
    )
    khen_dot_xuat: NoiDung = Field(
        (), title="Khen thưởng theo đợt, đột xuất", description="Khen thưởng theo đợt hoặc đột xuất."
    )
    khen_cua_nhom: NoiDung = Field((), title="Khen thưởng của cụm, khối", description="Khen thưởng của cụm, khối.")
    tuyen_truyen_dien_hinh: NoiDung = Field(
        (), title="Nhân rộng điển hình tiên tiến", description="Chỉ đạo và các cách làm của các đơn vị."
    )
    so_dien_hinh: DienHinh | None = Field(
        None, title="Số điển hình tiên tiến", description="Số tập thể, cá nhân điển hình của các đơn vị."
    )
    danh_gia_chung: NoiDung = Field(
        (),
        title="Đánh giá tổng quát",
        description="Sự tham gia, chất lượng hoạt động, chấp hành quy chế, tác động đối với từng đơn vị.",
    )
    uu_diem: NoiDung = Field((), title="Ưu điểm", description="Những mặt được.")
    han_che: NoiDung = Field((), title="Hạn chế, tồn tại", description="Những mặt chưa được.")
    nguyen_nhan: NoiDung = Field((), title="Nguyên nhân", description="Nguyên nhân của ưu điểm, hạn chế.")
    nhiem_vu: NoiDung = Field((), title="Nhiệm vụ chủ yếu", description="Nhiệm vụ của kỳ sau.")
    giai_phap: NoiDung = Field((), title="Giải pháp", description="Giải pháp nâng cao chất lượng hoạt động.")
    kien_nghi: NoiDung = Field((), title="Kiến nghị, đề xuất", description="Không có thì để trống.")
