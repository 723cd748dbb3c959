"""``bang_diem.yaml``: the cluster's score table and every unit's scores, side by side.

A criterion says how it is scored; a unit gives the facts (plan, result, level, count). Where the facts are there, the
score follows from them and need not be typed: a typed score is then checked against it, never trusted over it.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from dossier.core.base import CoKhong, CriterionId, Diem, DiemKhongAm, Id, Model, SoDem, Text


class CachCham(StrEnum):
    """How a criterion is scored."""

    DINH_LUONG = "dinh_luong"
    """By result against plan: 100% or more earns the maximum, less earns the proportional share."""
    THEO_MUC = "theo_muc"
    """By the table's own levels."""
    THEO_SO_LUONG = "theo_so_luong"
    """So many points each, up to the maximum."""
    TRU_TU_TOI_DA = "tru_tu_toi_da"
    """So many points off the maximum for each case, not below zero."""
    CHAM_TRUC_TIEP = "cham_truc_tiep"
    """Judged: the score itself is given, between zero and the maximum."""


class Chieu(StrEnum):
    """Whether more or less of a quantity is better."""

    CAO_HON_TOT = "cao_hon_tot"
    THAP_HON_TOT = "thap_hon_tot"


class MucDiem(Model):
    """One level of a qualitative criterion."""

    id: Id
    ten: Text
    diem: DiemKhongAm


class TieuChi(Model):
    """A node of the score table: a group (with ``muc``) or a criterion (with ``cach_cham``)."""

    id: CriterionId
    """Number as printed: "I", "I.1", "I.1.a"."""
    ten: Text
    diem_toi_da: DiemKhongAm
    """Maximum of the criterion, or of the whole group."""
    muc: tuple[TieuChi, ...] = ()
    """Children of a group; any depth the loader allows."""
    cach_cham: CachCham | None = None
    """None for a group."""
    don_vi_tinh: Text | None = None
    """Unit of measure of plan and result: "%", "tỷ đồng", "văn bản"."""
    chieu: Chieu = Chieu.CAO_HON_TOT
    muc_do: tuple[MucDiem, ...] = ()
    """Levels, for ``theo_muc``."""
    diem_moi: DiemKhongAm | None = None
    """Points each, for ``theo_so_luong`` and ``tru_tu_toi_da``."""
    cong_thuc_thap_hon: Annotated[str, Field(pattern="^ke_hoach_tren_ket_qua$")] | None = None
    """The table's own formula where lower is better: plan / result, at most 1. None: the score must be given by people."""
    ghi_chu: Text | None = None

    @model_validator(mode="after")
    def _group_or_criterion(self) -> TieuChi:
        if bool(self.muc) == (self.cach_cham is not None):
            raise PydanticCustomError("tieu_chi_nhom_hay_cham", "group or criterion", {"id": self.id})
        if self.cach_cham is CachCham.THEO_MUC and not self.muc_do:
            raise PydanticCustomError("tieu_chi_thieu_muc_do", "no levels", {"id": self.id})
        if self.cach_cham in (CachCham.THEO_SO_LUONG, CachCham.TRU_TU_TOI_DA) and self.diem_moi is None:
            raise PydanticCustomError("tieu_chi_thieu_diem_moi", "no points each", {"id": self.id})
        return self

    def leaves(self) -> tuple[TieuChi, ...]:
        """The criteria below this node, in order; the node itself when it is a criterion."""
        return (self,) if not self.muc else tuple(leaf for child in self.muc for leaf in child.leaves())


TieuChi.model_rebuild()


class DiemTieuChi(Model):
    """What one unit gives for one criterion: the facts, and the scores of the three who judge."""

    ke_hoach: Diem | None = None
    ket_qua: Diem | None = None
    ket_qua_tham_dinh: Diem | None = None
    """Result as corrected by Ban TĐKT, when it differs."""
    nam_truoc: Diem | None = None
    """Result of the year before, for comparison and for self-registered targets."""
    muc: Id | None = None
    """Level reached, for ``theo_muc``."""
    so_luong: SoDem | None = None
    """Count, for ``theo_so_luong``; cases, for ``tru_tu_toi_da``."""
    tu_cham: DiemKhongAm | None = None
    """Self-score. None: the score computed from the facts; with no facts either, missing."""
    khoi_cham: DiemKhongAm | None = None
    """Score given by the cluster's meeting. None: the self-score stands, if the unit's ``khoi_nhu_tu_cham`` says so."""
    tham_dinh: DiemKhongAm | None = None
    """Score appraised by Ban TĐKT. None: the cluster's score stands, if ``tham_dinh_nhu_khoi`` says so."""
    minh_chung: tuple[Text, ...] = ()
    """Evidence: documents with number and date, or ids of ``dinh_kem``."""
    thay_the: Text | None = None
    """Name of the criterion that replaces this one for this unit (agreed by the cluster)."""
    ghi_chu: Text | None = None


class DiemThuongTru(Model):
    """One bonus or deduction line."""

    can_cu: Id
    """Id of the ground in the regulation: ``vuot_chi_tieu``, ``ky_luat``…"""
    dien_giai: Text
    """What happened: name of the target, the initiative, the discipline."""
    tieu_chi: CriterionId | None = None
    """Criterion exceeded, for bonus on a target."""
    so_truong_hop: SoDem | None = None
    """Cases, where the regulation counts each."""
    so_truong_hop_thuoc_dien: SoDem | None = None
    """Of them, under the management of the party standing committee (counted at the higher rate)."""
    tu_cham: DiemKhongAm | None = None
    """Points claimed or taken off, always positive. None where the regulation counts cases: computed."""
    khoi_cham: DiemKhongAm | None = None
    tham_dinh: DiemKhongAm | None = None
    minh_chung: tuple[Text, ...] = ()


class PhieuDiem(Model):
    """The score sheet of one unit."""

    diem: dict[CriterionId, DiemTieuChi] = {}
    diem_thuong: tuple[DiemThuongTru, ...] | None = None
    """Bonus lines; an empty list says that there are none; None: not stated yet."""
    diem_tru: tuple[DiemThuongTru, ...] | None = None
    """Deductions; likewise."""
    khoi_nhu_tu_cham: CoKhong = False
    """Where the cluster gave no score of its own it accepted the self-score."""
    tham_dinh_nhu_khoi: CoKhong = False
    """Where Ban TĐKT gave no score of its own it accepted the cluster's."""


class BangDiem(Model):
    """Root of ``bang_diem.yaml``: the table the cluster agreed on, and a sheet for each unit."""

    ten: Text | None = None
    """Title: "Bảng tiêu chí chấm điểm thi đua năm 2025"."""
    van_ban: Text | None = None
    """Document that issued the table."""
    tieu_chi: Annotated[tuple[TieuChi, ...], Field(min_length=1, max_length=20)]
    """Top groups are the contents I, II, III, in order."""
    so_le: Annotated[SoDem, Field(le=4)] = 2
    """Decimals the table was agreed with; computed scores are rounded half up to it."""
    don_vi: dict[Id, PhieuDiem] = {}
