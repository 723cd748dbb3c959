"""``bang_diem.yaml``: the cluster's score table and every unit's scores, side by side.

A criterion says how it is scored; a unit gives the facts (plan, result, level, count). Where the facts are there, the
score follows from them and need not be typed: a typed score is then checked against it, never trusted over it.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from dossier.core.base import CoKhong, CriterionId, Diem, DiemKhongAm, Id, Model, Ngay, SoDem, Text
from dossier.inputs.ho_so import VanBan


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


class MucDiem(Model, title="Mức điểm"):
    """One level of a qualitative criterion."""

    id: Id = Field(title="Mã mức", description="Chữ thường không dấu, ví dụ “tot”.")
    ten: Text = Field(title="Tên mức", description="Ví dụ “Hoàn thành tốt nhiệm vụ”.")
    diem: DiemKhongAm = Field(title="Điểm của mức", description="Điểm được khi đạt mức này.")


class TieuChi(Model, title="Tiêu chí"):
    """A node of the score table: a group (with ``muc``) or a criterion (with ``cach_cham``)."""

    id: CriterionId = Field(title="Số thứ tự tiêu chí", description="Số thứ tự như in trong bảng, ví dụ “I.1”.")
    """Number as printed: "I", "I.1", "I.1.a"."""
    ten: Text = Field(title="Tên tiêu chí", description="Nội dung tiêu chí.")
    diem_toi_da: DiemKhongAm = Field(title="Điểm tối đa", description="Điểm tối đa của tiêu chí hoặc của cả nhóm.")
    """Maximum of the criterion, or of the whole group."""
    muc: tuple[TieuChi, ...] = Field(
        (), title="Các tiêu chí con", description="Có mục này thì đây là một nhóm tiêu chí."
    )
    """Children of a group; any depth the loader allows."""
    cach_cham: CachCham | None = Field(None, title="Cách chấm", description="Nhóm tiêu chí thì để trống.")
    """None for a group."""
    don_vi_tinh: Text | None = Field(None, title="Đơn vị tính", description="Đơn vị tính của kế hoạch và kết quả.")
    """Unit of measure of plan and result: "%", "tỷ đồng", "văn bản"."""
    chieu: Chieu = Field(
        Chieu.CAO_HON_TOT, title="Chiều của chỉ tiêu", description="Càng cao càng tốt hay càng thấp càng tốt."
    )
    muc_do: tuple[MucDiem, ...] = Field((), title="Các mức điểm", description="Dùng cho cách chấm theo_muc.")
    """Levels, for ``theo_muc``."""
    diem_moi: DiemKhongAm | None = Field(
        None, title="Điểm cho mỗi việc", description="Dùng cho cách chấm theo_so_luong và tru_tu_toi_da."
    )
    """Points each, for ``theo_so_luong`` and ``tru_tu_toi_da``."""
    cong_thuc_thap_hon: Annotated[str, Field(pattern="^ke_hoach_tren_ket_qua$")] | None = Field(
        None,
        title="Công thức khi càng thấp càng tốt",
        description="Ghi “ke_hoach_tren_ket_qua” nếu bảng điểm quy định; không ghi thì điểm do người chấm.",
    )
    """The table's own formula where lower is better: plan / result, at most 1. None: people give the score."""
    theo_mau: Id | None = Field(
        None,
        title="Tiêu chí của quy định",
        description="Mã tiêu chí trong quy định mà tiêu chí này lấy theo; tiêu chí do cụm, khối thay thế hoặc bổ sung thì để trống.",
    )
    """Id of the regulation's own criterion that it is; None: the cluster put it in."""
    ghi_chu: Text | None = Field(None, title="Ghi chú", description="Điều cần nói thêm.")

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


class DiemTieuChi(Model, title="Điểm một tiêu chí của một đơn vị"):
    """What one unit gives for one criterion: the facts, and the scores of the three who judge."""

    ke_hoach: Diem | None = Field(None, title="Kế hoạch", description="Chỉ tiêu được giao hoặc đăng ký.")
    ket_qua: Diem | None = Field(None, title="Kết quả", description="Kết quả thực hiện.")
    ket_qua_tham_dinh: Diem | None = Field(
        None, title="Kết quả sau thẩm định", description="Chỉ ghi khi cơ quan thẩm định sửa lại kết quả."
    )
    """Result as corrected by Ban TĐKT, when it differs."""
    nam_truoc: Diem | None = Field(None, title="Kết quả năm trước", description="Kết quả năm liền trước, để so sánh.")
    """Result of the year before, for comparison and for self-registered targets."""
    muc: Id | None = Field(None, title="Mức đạt được", description="Mã mức, dùng cho cách chấm theo_muc.")
    """Level reached, for ``theo_muc``."""
    so_luong: SoDem | None = Field(None, title="Số lượng", description="Số việc được tính điểm hoặc số vụ bị trừ điểm.")
    """Count, for ``theo_so_luong``; cases, for ``tru_tu_toi_da``."""
    tu_cham: DiemKhongAm | None = Field(
        None, title="Điểm tự chấm", description="Để trống thì máy tính từ kế hoạch, kết quả, mức hoặc số lượng."
    )
    """Self-score. None: the score computed from the facts; with no facts either, missing."""
    khoi_cham: DiemKhongAm | None = Field(
        None, title="Điểm cụm, khối chấm", description="Điểm do cụm, khối thống nhất."
    )
    """Score given by the cluster's meeting. None: the self-score stands, if the unit's ``khoi_nhu_tu_cham`` says so."""
    tham_dinh: DiemKhongAm | None = Field(
        None, title="Điểm thẩm định", description="Điểm do Ban Thi đua - Khen thưởng thẩm định."
    )
    """Score appraised by Ban TĐKT. None: the cluster's score stands, if ``tham_dinh_nhu_khoi`` says so."""
    minh_chung: tuple[Text, ...] = Field(
        (), title="Tài liệu minh chứng", description="Văn bản có số, ngày; mỗi dòng một văn bản."
    )
    """Evidence: documents with number and date, or ids of ``dinh_kem``."""
    thay_the: Text | None = Field(
        None,
        title="Tiêu chí thay thế",
        description="Tên tiêu chí thay cho tiêu chí này đối với đơn vị, đã được cụm, khối thống nhất.",
    )
    """Name of the criterion that replaces this one for this unit (agreed by the cluster)."""
    ghi_chu: Text | None = Field(None, title="Ghi chú", description="Điều cần nói thêm.")


class DiemThuongTru(Model, title="Điểm thưởng, điểm trừ"):
    """One bonus or deduction line."""

    can_cu: Id = Field(
        title="Lý do theo quy định",
        description="Mã lý do trong quy định; lệnh “dossier regulation show” liệt kê các mã.",
    )
    """Id of the ground in the regulation: ``vuot_chi_tieu``, ``ky_luat``…"""
    dien_giai: Text = Field(title="Diễn giải", description="Việc cụ thể: tên chỉ tiêu, sáng kiến, vụ kỷ luật.")
    """What happened: name of the target, the initiative, the discipline."""
    tieu_chi: CriterionId | None = Field(
        None, title="Tiêu chí vượt", description="Số thứ tự tiêu chí vượt kế hoạch, nếu thưởng vì vượt chỉ tiêu."
    )
    """Criterion exceeded, for bonus on a target."""
    so_truong_hop: SoDem | None = Field(
        None, title="Số trường hợp", description="Số trường hợp, nếu quy định tính điểm theo từng trường hợp."
    )
    """Cases, where the regulation counts each."""
    so_truong_hop_thuoc_dien: SoDem | None = Field(
        None,
        title="Số trường hợp thuộc diện cấp ủy quản lý",
        description="Trong số trường hợp, số thuộc diện Ban Thường vụ cấp ủy quản lý.",
    )
    """Of them, under the management of the party standing committee (counted at the higher rate)."""
    tu_cham: DiemKhongAm | None = Field(None, title="Điểm tự chấm", description="Luôn ghi số dương, kể cả điểm trừ.")
    """Points claimed or taken off, always positive. None where the regulation counts cases: computed."""
    khoi_cham: DiemKhongAm | None = Field(None, title="Điểm cụm, khối chấm", description="Luôn ghi số dương.")
    tham_dinh: DiemKhongAm | None = Field(None, title="Điểm thẩm định", description="Luôn ghi số dương.")
    minh_chung: tuple[Text, ...] = Field(
        (), title="Tài liệu minh chứng", description="Văn bản có số, ngày; mỗi dòng một văn bản."
    )
    van_ban: VanBan | None = Field(
        None,
        title="Văn bản làm căn cứ",
        description="Quyết định kỷ luật, văn bản nhắc nhở, thông báo hồ sơ không đủ điều kiện… có số, ngày.",
    )
    """The decision or notice behind the line; its date says which year it counts in."""


class KhoanRieng(Model, title="Khoản thưởng, trừ riêng"):
    """A ground for bonus or deducted points that the cluster set itself, where the regulation lets it."""

    id: Id = Field(title="Mã khoản", description="Chữ thường không dấu; các phiếu điểm dẫn tới mã này.")
    ten: Text = Field(title="Tên khoản", description="Được thưởng hoặc bị trừ vì việc gì.")
    moi: DiemKhongAm | None = Field(
        None, title="Điểm mỗi trường hợp", description="Để trống nếu người chấm quyết định."
    )
    toi_da: DiemKhongAm = Field(title="Điểm tối đa", description="Mức thưởng hoặc trừ tối đa của khoản này.")
    noi_dung: CriterionId | None = Field(
        None, title="Nội dung", description="Chỉ áp dụng cho tiêu chí của nội dung này, ví dụ “I”."
    )


class PhieuDiem(Model, title="Phiếu điểm của một đơn vị"):
    """The score sheet of one unit."""

    diem: dict[CriterionId, DiemTieuChi] = Field({}, title="Điểm từng tiêu chí", description="Theo số thứ tự tiêu chí.")
    diem_thuong: tuple[DiemThuongTru, ...] | None = Field(
        None, title="Điểm thưởng", description="Các dòng điểm thưởng; không có thì ghi []."
    )
    """Bonus lines; an empty list says that there are none; None: not stated yet."""
    diem_tru: tuple[DiemThuongTru, ...] | None = Field(
        None, title="Điểm trừ", description="Các dòng điểm trừ; không có thì ghi []."
    )
    """Deductions; likewise."""
    khoi_nhu_tu_cham: CoKhong = Field(
        False,
        title="Cụm, khối chấm như điểm tự chấm",
        description="Ghi “có” thì chỗ nào cụm, khối không cho điểm riêng là đồng ý với điểm tự chấm.",
    )
    """Where the cluster gave no score of its own it accepted the self-score."""
    tham_dinh_nhu_khoi: CoKhong = Field(
        False,
        title="Thẩm định như điểm cụm, khối",
        description="Ghi “có” thì chỗ nào không có điểm thẩm định riêng là đồng ý với điểm của cụm, khối.",
    )
    """Where Ban TĐKT gave no score of its own it accepted the cluster's."""
    ngay_gui: Ngay | None = Field(
        None,
        title="Ngày gửi phiếu tự chấm",
        description="Ngày đơn vị trưởng nhận được kết quả tự chấm và tài liệu minh chứng.",
    )
    """Day the self-scores and their evidence reached the leader unit."""


class BangDiem(Model, title="Bảng điểm"):
    """Root of ``bang_diem.yaml``: the table the cluster agreed on, and a sheet for each unit."""

    ten: Text | None = Field(
        None, title="Tên bảng điểm", description="Ví dụ “Bảng tiêu chí chấm điểm thi đua năm 2025”."
    )
    """Title: "Bảng tiêu chí chấm điểm thi đua năm 2025"."""
    van_ban: Text | None = Field(
        None, title="Văn bản ban hành bảng điểm", description="Số, ngày văn bản ban hành bảng tiêu chí."
    )
    """Document that issued the table."""
    tieu_chi: Annotated[tuple[TieuChi, ...], Field(min_length=1, max_length=20)] = Field(
        title="Bảng tiêu chí", description="Các nội dung I, II, III theo thứ tự."
    )
    """Top groups are the contents I, II, III, in order."""
    thang_diem: DiemKhongAm | None = Field(
        None,
        title="Thang điểm",
        description="Tổng điểm của bảng, kể cả điểm thưởng; chỉ ghi khi quy định để cụm, khối tự định thang điểm.",
    )
    """The cluster's own scale, bonus included, where the regulation leaves it open."""
    khoan_thuong: tuple[KhoanRieng, ...] = Field(
        (), title="Khoản thưởng riêng", description="Các khoản thưởng do cụm, khối quy định, nếu quy định cho phép."
    )
    khoan_tru: tuple[KhoanRieng, ...] = Field(
        (), title="Khoản trừ riêng", description="Các khoản trừ do cụm, khối quy định, nếu quy định cho phép."
    )
    so_le: Annotated[SoDem, Field(le=4)] = Field(
        2, title="Số chữ số thập phân", description="Điểm tính ra được làm tròn đến bấy nhiêu chữ số sau dấu phẩy."
    )
    """Decimals the table was agreed with; computed scores are rounded half up to it."""
    don_vi: dict[Id, PhieuDiem] = Field({}, title="Phiếu điểm các đơn vị", description="Theo mã đơn vị.")
