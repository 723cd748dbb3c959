"""Views: case + decisions -> the finished text of each paper. One module for each form or family of forms."""

from __future__ import annotations

from collections.abc import Callable

from dossier.core.errors import TemplateInvalid
from dossier.papers.paper import PaperKey
from dossier.papers.view import Context, View
from dossier.papers.views.bang_diem import bang_diem_view
from dossier.papers.views.bang_tong_hop import bang_tong_hop_view
from dossier.papers.views.bao_cao_thanh_tich import bao_cao_thanh_tich_view
from dossier.papers.views.bao_cao_tong_ket import bao_cao_tong_ket_view
from dossier.papers.views.bien_ban_hop import bien_ban_hop_view
from dossier.papers.views.bien_ban_kiem_phieu import bien_ban_kiem_phieu_view
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
