"""The root of one dossier: one cluster, one year, one regulation."""

from __future__ import annotations

from pydantic import Field

from dossier.core.base import Id, Model
from dossier.inputs.bang_diem import BangDiem
from dossier.inputs.bao_cao import BaoCaoDonVi, BaoCaoNhom, KyBaoCao, report_name
from dossier.inputs.ca_nhan import CaNhan
from dossier.inputs.dang_ky import DangKy
from dossier.inputs.du_toan import DuToan
from dossier.inputs.ho_so import HoSo
from dossier.inputs.thanh_tich import ThanhTich
from dossier.inputs.tong_ket import TongKet


class Case(Model, title="Hồ sơ thi đua"):
    """A case: in a folder each key is a file (``thanh_tich`` and the two of reports folders of files); as one JSON document, its key."""

    ho_so: HoSo = Field(title="Hồ sơ cụm, khối", description="Nội dung của tệp ho_so.yaml.")
    bang_diem: BangDiem | None = Field(None, title="Bảng điểm", description="Nội dung của tệp bang_diem.yaml.")
    thanh_tich: dict[Id, ThanhTich] = Field(
        {}, title="Thành tích các đơn vị", description="Theo mã đơn vị; mỗi đơn vị là một tệp trong thư mục thanh_tich."
    )
    """Achievements by unit id."""
    tong_ket: TongKet | None = Field(None, title="Báo cáo tổng kết", description="Nội dung của tệp tong_ket.yaml.")
    bao_cao_nhom: dict[Id, BaoCaoNhom] = Field(
        {},
        title="Báo cáo của cụm, khối",
        description="Theo kỳ: so_ket, tong_ket; mỗi kỳ là một tệp trong thư mục bao_cao_nhom.",
    )
    """The cluster's reports by period."""
    bao_cao_don_vi: dict[Id, BaoCaoDonVi] = Field(
        {},
        title="Báo cáo của các đơn vị",
        description="Theo kỳ và mã đơn vị, ví dụ so_ket__so_tai_chinh; mỗi báo cáo là một tệp trong thư mục bao_cao_don_vi.",
    )
    """The units' own reports by period and unit."""
    ca_nhan: dict[Id, CaNhan] = Field(
        {},
        title="Cá nhân được đề nghị",
        description="Theo mã; mỗi cá nhân là một tệp trong thư mục ca_nhan.",
    )
    """Persons put forward, by an id that people choose."""
    dang_ky: DangKy | None = Field(None, title="Đăng ký thi đua", description="Nội dung của tệp dang_ky.yaml.")
    du_toan: DuToan | None = Field(None, title="Dự toán kinh phí", description="Nội dung của tệp du_toan.yaml.")

    def report_of_unit(self, ky: KyBaoCao, don_vi: str) -> BaoCaoDonVi | None:
        """A member unit's own report of a period."""
        return self.bao_cao_don_vi.get(report_name(ky, don_vi))

    def report_of_cluster(self, ky: KyBaoCao) -> BaoCaoNhom | None:
        """The cluster's report of a period."""
        return self.bao_cao_nhom.get(report_name(ky))
