"""Views: case + decisions -> the finished text of each paper. One module for each form or family of forms."""

from __future__ import annotations

from collections.abc import Callable

from dossier.core.errors import TemplateInvalid
from dossier.papers.paper import PaperKey
from dossier.papers.view import Context, View
from dossier.papers.views.bang_diem import bang_diem_view
from dossier.papers.views.bang_tong_hop import bang_tong_hop_view
from dossier.papers.views.bao_cao_ca_nhan import bao_cao_ca_nhan_view
from dossier.papers.views.bao_cao_ky import bao_cao_don_vi_view, bao_cao_so_ket_view, lao_cai_mau_02_view
from dossier.papers.views.bao_cao_thanh_tich import bao_cao_thanh_tich_view
from dossier.papers.views.bao_cao_tong_ket import bao_cao_tong_ket_view
from dossier.papers.views.bien_ban_hop import bien_ban_hop_view
from dossier.papers.views.bien_ban_kiem_phieu import bien_ban_kiem_phieu_view
from dossier.papers.views.bien_ban_so_ket import bien_ban_so_ket_view
from dossier.papers.views.dang_ky_thi_dua import dang_ky_thi_dua_view
from dossier.papers.views.danh_sach_suy_ton import danh_sach_suy_ton_view
from dossier.papers.views.de_nghi_tham_dinh import de_nghi_tham_dinh_view
from dossier.papers.views.du_toan import du_toan_view
from dossier.papers.views.phieu_suy_ton import phieu_suy_ton_view
from dossier.papers.views.to_trinh import to_trinh_view

_VIEWS: dict[str, Callable[[PaperKey, Context], View]] = {
    "mau_01": to_trinh_view,
    "bien_ban_hop": bien_ban_hop_view,
    "bien_ban_kiem_phieu": bien_ban_kiem_phieu_view,
    "mau_02": bao_cao_thanh_tich_view,
    "mau_04": bao_cao_thanh_tich_view,
    "mau_08": bao_cao_thanh_tich_view,
    "bang_diem": bang_diem_view,
    "bang_tong_hop": bang_tong_hop_view,
    "bao_cao_tong_ket": bao_cao_tong_ket_view,
    "phieu_suy_ton": phieu_suy_ton_view,
    "van_ban_de_nghi": to_trinh_view,
    "bao_cao_tap_the": bao_cao_thanh_tich_view,
    "bao_cao_ca_nhan": bao_cao_ca_nhan_view,
    "bien_ban_so_ket": bien_ban_so_ket_view,
    "danh_sach_suy_ton": danh_sach_suy_ton_view,
    "dang_ky_thi_dua": dang_ky_thi_dua_view,
    "de_nghi_tham_dinh": de_nghi_tham_dinh_view,
    "du_toan": du_toan_view,
    "bao_cao_don_vi": bao_cao_don_vi_view,
    "bao_cao_so_ket": bao_cao_so_ket_view,
    "lao_cai_mau_01": bao_cao_don_vi_view,
    "lao_cai_mau_02": lao_cai_mau_02_view,
}

FORMS = tuple(_VIEWS)
"""Ids of the forms that have a view."""


def make_view(key: PaperKey, context: Context) -> View:
    """The view of one paper; raises TemplateInvalid when its form has none."""
    make = _VIEWS.get(key.form)
    if make is None:
        raise TemplateInvalid(
            f"Chưa có cách lập văn bản theo biểu mẫu “{key.form}”.", f"Các biểu mẫu có sẵn: {', '.join(FORMS)}."
        )
    return make(key, context)
