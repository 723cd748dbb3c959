"""``ca_nhan/<ma>.yaml``: a person put forward for an award, as the personal report tells of them."""

from __future__ import annotations

from pydantic import Field

from dossier.core.base import Id, Model, Ngay, Text
from dossier.inputs.ho_so import NguoiKy
from dossier.inputs.prose import NoiDung
from dossier.inputs.thanh_tich import KhenThuong, SangKien


class CaNhan(Model, title="Cá nhân được đề nghị"):
    """Root of ``ca_nhan/<ma>.yaml``."""

    ho_ten: Text = Field(title="Họ và tên", description="Ghi đầy đủ bằng chữ in thường, không viết tắt.")
    gioi_tinh: Text | None = Field(None, title="Giới tính", description="Nam hoặc nữ.")
    ngay_sinh: Ngay | None = Field(None, title="Ngày, tháng, năm sinh", description="Ví dụ 12/05/1985.")
    dien_thoai: Text | None = Field(None, title="Điện thoại liên hệ", description="Số điện thoại.")
    que_quan: Text | None = Field(None, title="Quê quán", description="Theo địa danh hành chính hiện nay.")
    tru_quan: Text | None = Field(None, title="Trú quán", description="Nơi ở hiện nay.")
    don_vi: Id = Field(title="Đơn vị công tác", description="Mã đơn vị thành viên mà người này công tác.")
    chuc_vu: Text | None = Field(None, title="Chức vụ", description="Chức vụ đảng, chính quyền, đoàn thể.")
    trinh_do: Text | None = Field(
        None, title="Trình độ chuyên môn, nghiệp vụ", description="Trình độ chuyên môn, nghiệp vụ."
    )
    hoc_ham: Text | None = Field(
        None, title="Học hàm, học vị, danh hiệu, giải thưởng", description="Không có thì để trống."
    )
    hinh_thuc: Text = Field(
        title="Danh hiệu, hình thức đề nghị", description="Ví dụ “Bằng khen của Chủ tịch Ủy ban nhân dân tỉnh”."
    )
    """Award asked for, in its official wording."""
    nhiem_vu: NoiDung = Field(
        (), title="Quyền hạn, nhiệm vụ", description="Quyền hạn, nhiệm vụ được giao hoặc đảm nhận."
    )
    thanh_tich: NoiDung = Field((), title="Thành tích đạt được", description="Thành tích của cá nhân.")
    sang_kien: tuple[SangKien, ...] | None = Field(
        None,
        title="Sáng kiến được công nhận",
        description="Sáng kiến được cấp có thẩm quyền công nhận; không có thì ghi [].",
    )
    """Recognised initiatives; an empty list says none; None: not stated yet."""
    danh_hieu: tuple[KhenThuong, ...] | None = Field(
        None, title="Danh hiệu thi đua đã được tặng", description="Mỗi quyết định một dòng; chưa có thì ghi []."
    )
    khen_thuong: tuple[KhenThuong, ...] | None = Field(
        None, title="Hình thức khen thưởng đã được tặng", description="Mỗi quyết định một dòng; chưa có thì ghi []."
    )
    nguoi_xac_nhan: NguoiKy | None = Field(
        None, title="Thủ trưởng đơn vị xác nhận", description="Để trống thì lấy người ký của đơn vị."
    )
