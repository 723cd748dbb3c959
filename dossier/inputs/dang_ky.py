"""``dang_ky.yaml``: what each member unit registered at the start of the year; its targets are the score table's plans."""

from __future__ import annotations

from pydantic import Field

from dossier.core.base import Id, Model, Ngay, Text
from dossier.inputs.ho_so import VanBan


class DangKyDonVi(Model, title="Đăng ký thi đua của một đơn vị"):
    """One unit's registration."""

    van_ban: VanBan | None = Field(None, title="Văn bản đăng ký", description="Văn bản đăng ký thi đua của đơn vị.")
    ngay_nhan: Ngay | None = Field(None, title="Ngày nhận", description="Ngày đơn vị trưởng nhận được đăng ký.")
    noi_dung: tuple[Text, ...] = Field(
        (),
        title="Nội dung, chỉ tiêu đăng ký",
        description="Mỗi dòng một nội dung; chỉ tiêu định lượng máy lấy thêm từ kế hoạch trong bảng điểm.",
    )
    """Contents registered, beside the quantitative targets of the score sheet."""
    danh_hieu: tuple[Text, ...] = Field(
        (), title="Danh hiệu, hình thức đăng ký", description="Danh hiệu thi đua, hình thức khen thưởng đăng ký."
    )


class DangKy(Model, title="Đăng ký thi đua"):
    """Root of ``dang_ky.yaml``."""

    don_vi: dict[Id, DangKyDonVi] = Field({}, title="Đăng ký của các đơn vị", description="Theo mã đơn vị.")
