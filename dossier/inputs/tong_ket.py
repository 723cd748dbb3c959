"""``tong_ket.yaml``: what the cluster's year-end report says beside the scores and the proposals."""

from __future__ import annotations

from pydantic import Field

from dossier.core.base import Model
from dossier.inputs.prose import NoiDung


class TongKet(Model, title="Báo cáo tổng kết"):
    """Root of ``tong_ket.yaml``: the written parts of báo cáo tổng kết thực hiện giao ước thi đua of the cluster."""

    dac_diem: NoiDung = Field(
        (), title="Đặc điểm tình hình", description="Đặc điểm của cụm, khối; thuận lợi, khó khăn."
    )
    """Features of the cluster, advantages, difficulties."""
    trien_khai: NoiDung = Field(
        (), title="Công tác chỉ đạo, triển khai", description="Văn bản đã ban hành, hoạt động đã tổ chức."
    )
    """Direction: documents issued, activities held."""
    ket_qua_nhiem_vu: NoiDung = Field(
        (), title="Kết quả thực hiện nhiệm vụ chính trị, chuyên môn", description="Kết quả chung của các đơn vị."
    )
    """Results of the political and professional tasks."""
    chu_truong_chinh_sach: NoiDung = Field(
        (),
        title="Thực hiện chủ trương, chính sách; xây dựng Đảng, hệ thống chính trị",
        description="Kết quả chung của các đơn vị.",
    )
    """Party lines, state law, building the Party and the political system."""
    thi_dua_khen_thuong: NoiDung = Field(
        (),
        title="Công tác thi đua, khen thưởng",
        description="Công tác thi đua, khen thưởng và hoạt động chung của cụm, khối.",
    )
    """Emulation and commendation work, joint activities."""
    uu_diem: NoiDung = Field((), title="Ưu điểm", description="Những mặt được.")
    han_che: NoiDung = Field((), title="Hạn chế", description="Những mặt chưa được.")
    nguyen_nhan: NoiDung = Field((), title="Nguyên nhân", description="Nguyên nhân của ưu điểm, hạn chế.")
    phuong_huong: NoiDung = Field((), title="Phương hướng, nhiệm vụ năm sau", description="Nhiệm vụ trọng tâm năm sau.")
    """Tasks of next year."""
    kien_nghi: NoiDung = Field((), title="Đề xuất, kiến nghị", description="Đề xuất, kiến nghị với tỉnh.")
    """Proposals to the province."""
