"""``du_toan.yaml``: the budget estimate of the cluster and the account of the unit that receives the money."""

from __future__ import annotations

import re
from typing import Annotated, Any

from pydantic import BeforeValidator, Field
from pydantic_core import PydanticCustomError

from dossier.core.base import Model, SoDem, Text


def parse_money(value: Any) -> Any:
    """Whole đồng from "1500000" or "1.500.000"; anything else is ``so_nguyen_sai``."""
    if isinstance(value, bool | float):
        raise PydanticCustomError("so_nguyen_sai", "not a whole number", {"gia_tri": str(value)})
    if isinstance(value, str):
        text = value.strip()
        if not re.fullmatch(r"\d{1,15}|\d{1,3}(\.\d{3}){1,4}", text):
            raise PydanticCustomError("so_nguyen_sai", "not a whole number", {"gia_tri": value[:40]})
        return int(text.replace(".", ""))
    return value


Tien = Annotated[
    int, BeforeValidator(parse_money, json_schema_input_type=str | int), Field(ge=0, le=999_999_999_999_999)
]
"""An amount of money in whole đồng."""


class TaiKhoan(Model, title="Thông tin tài khoản"):
    """What the estimate must say of the receiving unit (seed Lào Cai 2021, mục I khoản 2)."""

    so_tai_khoan: Text | None = Field(
        None,
        title="Số tài khoản",
        description="Số tài khoản ngân sách cấp I; doanh nghiệp: số tài khoản tại ngân hàng.",
    )
    kho_bac: Text | None = Field(None, title="Kho bạc nhà nước", description="Kho bạc nơi mở tài khoản.")
    ma_quan_he_ngan_sach: Text | None = Field(
        None, title="Mã đơn vị quan hệ ngân sách", description="Mã đơn vị có quan hệ với ngân sách."
    )
    ma_chuong: Text | None = Field(None, title="Mã chương", description="Đơn vị hành chính, sự nghiệp.")
    ma_khoan: Text | None = Field(None, title="Mã khoản", description="Đơn vị hành chính, sự nghiệp.")
    ma_nganh_kinh_te: Text | None = Field(None, title="Mã ngành kinh tế", description="Đơn vị hành chính, sự nghiệp.")
    ngan_hang: Text | None = Field(None, title="Ngân hàng giao dịch", description="Chỉ doanh nghiệp mới ghi.")


class KhoanChi(Model, title="Khoản chi"):
    """One line of the estimate; the amount is computed."""

    noi_dung: Text = Field(title="Nội dung chi", description="Chi cho việc gì.")
    don_vi_tinh: Text | None = Field(None, title="Đơn vị tính", description="Ví dụ “người”, “buổi”.")
    so_luong: SoDem = Field(title="Số lượng", description="Số lượng.")
    don_gia: Tien = Field(title="Đơn giá (đồng)", description="Bằng đồng, ví dụ 150000 hoặc 150.000.")
    ghi_chu: Text | None = Field(None, title="Ghi chú", description="Căn cứ mức chi hoặc điều cần nói thêm.")

    @property
    def thanh_tien(self) -> int:
        """Amount in đồng."""
        return self.so_luong * self.don_gia


class DuToan(Model, title="Dự toán kinh phí"):
    """Root of ``du_toan.yaml``."""

    can_cu: tuple[Text, ...] = Field(
        (), title="Căn cứ lập dự toán", description="Văn bản làm căn cứ, mỗi dòng một văn bản."
    )
    tai_khoan: TaiKhoan | None = Field(None, title="Thông tin tài khoản", description="Của đơn vị trưởng cụm, khối.")
    khoan_chi: tuple[KhoanChi, ...] = Field((), title="Các khoản chi", description="Mỗi khoản một dòng.")
    nguon_khac: Tien | None = Field(
        None,
        title="Nguồn khác (đồng)",
        description="Phần do các đơn vị thành viên đóng góp hoặc nguồn hợp pháp khác; không có thì ghi 0.",
    )
    """Paid from elsewhere; what is left is asked of the province. None: not stated yet."""
