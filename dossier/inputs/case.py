"""The root of one dossier: one cluster, one year, one regulation."""

from __future__ import annotations

from pydantic import Field

from dossier.core.base import Id, Model
from dossier.inputs.bang_diem import BangDiem
from dossier.inputs.ho_so import HoSo
from dossier.inputs.thanh_tich import ThanhTich
from dossier.inputs.tong_ket import TongKet


class Case(Model, title="Hồ sơ thi đua"):
    """A case: in a folder each key is a file (``thanh_tich`` a folder of files); as one JSON document, its key."""

    ho_so: HoSo = Field(title="Hồ sơ cụm, khối", description="Nội dung của tệp ho_so.yaml.")
    bang_diem: BangDiem | None = Field(None, title="Bảng điểm", description="Nội dung của tệp bang_diem.yaml.")
    thanh_tich: dict[Id, ThanhTich] = Field(
        {}, title="Thành tích các đơn vị", description="Theo mã đơn vị; mỗi đơn vị là một tệp trong thư mục thanh_tich."
    )
    """Achievements by unit id."""
    tong_ket: TongKet | None = Field(None, title="Báo cáo tổng kết", description="Nội dung của tệp tong_ket.yaml.")
