"""The root of one dossier: one cluster, one year, one regulation."""

from __future__ import annotations

from dossier.core.base import Id, Model
from dossier.inputs.bang_diem import BangDiem
from dossier.inputs.ho_so import HoSo
from dossier.inputs.thanh_tich import ThanhTich
from dossier.inputs.tong_ket import TongKet


class Case(Model):
    """A case: in a folder each key is a file (``thanh_tich`` a folder of files); as one JSON document, its key."""

    ho_so: HoSo
    bang_diem: BangDiem | None = None
    thanh_tich: dict[Id, ThanhTich] = {}
    """Achievements by unit id."""
    tong_ket: TongKet | None = None
