"""``tong_ket.yaml``: what the cluster's year-end report says beside the scores and the proposals."""

from __future__ import annotations

from dossier.core.base import Model
from dossier.inputs.prose import NoiDung


class TongKet(Model):
    """Root of ``tong_ket.yaml``: the written parts of báo cáo tổng kết thực hiện giao ước thi đua of the cluster."""

    dac_diem: NoiDung = ()
    """Features of the cluster, advantages, difficulties."""
    trien_khai: NoiDung = ()
    """Direction: documents issued, activities held."""
    ket_qua_nhiem_vu: NoiDung = ()
    """Results of the political and professional tasks."""
    chu_truong_chinh_sach: NoiDung = ()
    """Party lines, state law, building the Party and the political system."""
    thi_dua_khen_thuong: NoiDung = ()
    """Emulation and commendation work, joint activities."""
    uu_diem: NoiDung = ()
    han_che: NoiDung = ()
    nguyen_nhan: NoiDung = ()
    phuong_huong: NoiDung = ()
    """Tasks of next year."""
    kien_nghi: NoiDung = ()
    """Proposals to the province."""
