"""``thanh_tich/<don_vi>.yaml``: what a proposed unit says of itself. Scores, ranks and votes come from elsewhere.

The fields together fill mẫu 02, 04 and 08 of Nghị định 152/2025/NĐ-CP, so a change of form loses nothing.
"""

from __future__ import annotations

from pydantic import Field

from dossier.core.base import Diem, Id, Model, Ngay, SoDem, Text
from dossier.inputs.ho_so import VanBan
from dossier.inputs.prose import NoiDung


class LienHe(Model, title="Liên hệ"):
    """Address of the head office."""

    dia_chi: Text | None = Field(None, title="Địa chỉ trụ sở chính", description="Địa chỉ đầy đủ.")
    dien_thoai: Text | None = Field(None, title="Điện thoại", description="Số điện thoại của đơn vị.")
    fax: Text | None = Field(None, title="Fax", description="Số fax, nếu có.")
    email: Text | None = Field(None, title="Thư điện tử", description="Địa chỉ thư điện tử công vụ.")
    trang_tin: Text | None = Field(
        None, title="Trang thông tin điện tử", description="Địa chỉ trang thông tin, nếu có."
    )


class NhanSu(Model, title="Nhân sự"):
    """Staff figures."""

    tong_so: SoDem | None = Field(
        None, title="Tổng số cán bộ, công chức, viên chức, người lao động", description="Tính đến thời điểm báo cáo."
    )
    nu: SoDem | None = Field(None, title="Số nữ", description="Trong tổng số.")
    dang_vien: SoDem | None = Field(None, title="Số đảng viên", description="Trong tổng số.")
    ghi_chu: Text | None = Field(None, title="Trình độ, cơ cấu", description="Trình độ chuyên môn, cơ cấu đội ngũ.")
    """Qualifications, structure of the staff."""


class ChiTieu(Model, title="Chỉ tiêu"):
    """One target of the year, as the report's table shows it."""

    ten: Text = Field(title="Tên chỉ tiêu", description="Tên chỉ tiêu được giao hoặc đăng ký.")
    don_vi_tinh: Text = Field(title="Đơn vị tính", description="Ví dụ “%”, “tỷ đồng”.")
    ke_hoach: Diem | None = Field(None, title="Kế hoạch", description="Số được giao hoặc đăng ký.")
    thuc_hien: Diem = Field(title="Thực hiện", description="Kết quả trong năm.")
    nam_truoc: Diem | None = Field(None, title="Năm trước", description="Kết quả năm liền trước.")
    ghi_chu: Text | None = Field(None, title="Ghi chú", description="Điều cần nói thêm.")


class PhongTrao(Model, title="Phong trào thi đua"):
    """An emulation movement."""

    ten: Text = Field(title="Tên phong trào", description="Tên phong trào thi đua.")
    thoi_gian: Text | None = Field(None, title="Thời gian", description="Thời gian phát động, thực hiện.")
    ket_qua: Text = Field(title="Kết quả", description="Kết quả thực hiện phong trào.")


class SangKien(Model, title="Sáng kiến, đề tài"):
    """A recognised initiative or study."""

    ten: Text = Field(title="Tên sáng kiến, đề tài", description="Tên đầy đủ như trong quyết định công nhận.")
    tac_gia: Text | None = Field(None, title="Tác giả", description="Tác giả hoặc nhóm tác giả.")
    quyet_dinh: VanBan | None = Field(
        None, title="Quyết định công nhận", description="Số, ngày, cơ quan ban hành quyết định."
    )
    pham_vi: Text | None = Field(None, title="Phạm vi ảnh hưởng", description="Cơ sở, tỉnh hoặc toàn quốc.")
    """Reach: "cơ sở", "tỉnh", "toàn quốc"."""
    hieu_qua: Text | None = Field(None, title="Hiệu quả", description="Hiệu quả khi áp dụng.")


class XepLoai(Model, title="Xếp loại tổ chức đảng, đoàn thể"):
    """Yearly rating of the party organisation, trade union or youth union."""

    to_chuc: Text = Field(title="Tổ chức", description="Ví dụ “Chi bộ”, “Công đoàn cơ sở”.")
    """"Chi bộ Sở Tài chính", "Công đoàn cơ sở"."""
    ket_qua: Text = Field(title="Kết quả xếp loại", description="Ví dụ “Hoàn thành xuất sắc nhiệm vụ”.")
    """"Hoàn thành xuất sắc nhiệm vụ"."""
    quyet_dinh: VanBan | None = Field(None, title="Quyết định xếp loại", description="Văn bản công nhận xếp loại.")


class KhenThuong(Model, title="Danh hiệu, hình thức khen thưởng"):
    """An award received: one decision, one row."""

    nam: SoDem = Field(title="Năm", description="Năm được tặng.")
    hinh_thuc: Text = Field(title="Danh hiệu hoặc hình thức", description="Ví dụ “Tập thể lao động xuất sắc”.")
    """Title or award: "Tập thể lao động xuất sắc", "Bằng khen của Chủ tịch UBND tỉnh"."""
    quyet_dinh: VanBan | None = Field(
        None, title="Quyết định khen thưởng", description="Số, ngày, cơ quan ban hành quyết định."
    )
    """Decision with number, date, issuer."""


class NghiaVu(Model, title="Nghĩa vụ của doanh nghiệp"):
    """An enterprise's duty and who confirms it (tax, insurance, safety, environment)."""

    ten: Text = Field(title="Tên nghĩa vụ", description="Thuế, bảo hiểm, an toàn lao động, môi trường.")
    co_quan_xac_nhan: Text | None = Field(None, title="Cơ quan xác nhận", description="Cơ quan có thẩm quyền xác nhận.")
    van_ban: VanBan | None = Field(None, title="Văn bản xác nhận", description="Văn bản xác nhận đã thực hiện.")
    ket_qua: Text | None = Field(None, title="Kết quả thực hiện", description="Mức độ thực hiện nghĩa vụ.")


class PhongTraoDeNghi(Model, title="Phong trào làm căn cứ đề nghị"):
    """The movement an award of mẫu 08 rests on; for a cluster's yearly award, its pact."""

    ten: Text = Field(title="Tên phong trào", description="Tên in trong ngoặc kép sau chữ “trong phong trào thi đua”.")
    """Name, as in quotation marks after "trong phong trào thi đua"."""
    co_quan_phat_dong: Text | None = Field(None, title="Cơ quan phát động", description="Cơ quan phát động phong trào.")
    van_ban: VanBan | None = Field(None, title="Văn bản phát động", description="Văn bản phát động phong trào.")
    """Launch paper."""
    tu_ngay: Ngay | None = Field(None, title="Từ ngày", description="Ngày bắt đầu.")
    den_ngay: Ngay | None = Field(None, title="Đến ngày", description="Ngày kết thúc.")


class ThanhTich(Model, title="Thành tích của đơn vị"):
    """Root of ``thanh_tich/<don_vi>.yaml``."""

    don_vi: Id = Field(title="Đơn vị", description="Mã đơn vị; trùng với tên tệp.")
    lien_he: LienHe | None = Field(None, title="Liên hệ", description="Trụ sở, điện thoại, thư điện tử.")
    thanh_lap: NoiDung = Field(
        (), title="Quá trình thành lập và phát triển", description="Thành lập khi nào, theo văn bản nào, các mốc chính."
    )
    """Founding and development (quá trình thành lập và phát triển)."""
    dac_diem: NoiDung = Field(
        (),
        title="Đặc điểm chính",
        description="Tổ chức bộ máy, cơ sở vật chất, tổ chức đảng, đoàn thể; doanh nghiệp thêm vốn.",
    )
    """Main features: structure, facilities, party and mass organisations; firms: capital."""
    nhan_su: NhanSu | None = Field(None, title="Nhân sự", description="Số lượng, cơ cấu.")
    chuc_nang: NoiDung = Field((), title="Chức năng, nhiệm vụ", description="Chức năng, nhiệm vụ được giao.")
    """Functions and tasks."""
    phong_trao_de_nghi: PhongTraoDeNghi | None = Field(
        None,
        title="Phong trào làm căn cứ đề nghị",
        description="Dùng cho mẫu số 08; để trống thì lấy giao ước thi đua của cụm, khối.",
    )
    """For mẫu 08; None: the cluster's pact of the year."""
    ket_qua_nhiem_vu: NoiDung = Field(
        (),
        title="Kết quả thực hiện nhiệm vụ",
        description="Kết quả nhiệm vụ chính trị, chuyên môn, so với kế hoạch và năm trước.",
    )
    """Results of the tasks (II.1), written out."""
    chi_tieu: tuple[ChiTieu, ...] = Field((), title="Chỉ tiêu chính", description="Các chỉ tiêu, in thành bảng.")
    """Main targets, shown as a table."""
    bien_phap: NoiDung = Field(
        (), title="Biện pháp, nguyên nhân đạt được thành tích", description="Biện pháp đã làm, nguyên nhân của kết quả."
    )
    """Measures and causes (II.2)."""
    phong_trao: tuple[PhongTrao, ...] = Field(
        (), title="Phong trào thi đua", description="Các phong trào thi đua đã tổ chức, tham gia."
    )
    sang_kien: tuple[SangKien, ...] = Field(
        (), title="Sáng kiến, đề tài", description="Sáng kiến, đề tài được công nhận."
    )
    chu_truong_chinh_sach: NoiDung = Field(
        (),
        title="Chấp hành chủ trương, chính sách",
        description="Chủ trương của Đảng, pháp luật của Nhà nước; chăm lo đời sống; hoạt động xã hội, từ thiện.",
    )
    """Party lines, state law, care for staff, social work (II.3)."""
    doan_ket_ky_luat: NoiDung = Field(
        (), title="Đoàn kết, kỷ luật", description="Đoàn kết nội bộ, kỷ cương, khiếu nại, tố cáo."
    )
    """Unity, discipline, complaints."""
    tiet_kiem: NoiDung = Field(
        (),
        title="Tiết kiệm, chống lãng phí, tham nhũng, tiêu cực",
        description="Kết quả thực hành tiết kiệm, phòng, chống tham nhũng, lãng phí, tiêu cực.",
    )
    """Thrift, against waste, corruption and negative acts."""
    dang_doan_the: NoiDung = Field(
        (),
        title="Hoạt động của tổ chức đảng, đoàn thể",
        description="Kết quả hoạt động của tổ chức đảng, công đoàn, đoàn thanh niên và các đoàn thể.",
    )
    """Party and mass organisations (II.4)."""
    xep_loai: tuple[XepLoai, ...] = Field(
        (), title="Xếp loại tổ chức đảng, đoàn thể", description="Kết quả xếp loại của từng tổ chức."
    )
    nghia_vu: tuple[NghiaVu, ...] = Field(
        (), title="Nghĩa vụ của doanh nghiệp", description="Chỉ doanh nghiệp mới khai."
    )
    """Enterprises only."""
    pham_vi_anh_huong: NoiDung = Field((), title="Phạm vi ảnh hưởng của thành tích", description="Dùng cho mẫu số 08.")
    """Effect and reach of the results (mẫu 08)."""
    danh_hieu: tuple[KhenThuong, ...] | None = Field(
        None, title="Danh hiệu thi đua đã được tặng", description="Mỗi quyết định một dòng; chưa có thì ghi []."
    )
    """Emulation titles received; an empty list says none; None: not stated yet."""
    khen_thuong: tuple[KhenThuong, ...] | None = Field(
        None, title="Hình thức khen thưởng đã được tặng", description="Mỗi quyết định một dòng; chưa có thì ghi []."
    )
    """Awards received; likewise."""
