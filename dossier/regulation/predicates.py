"""The closed list of conditions that a regulation file may name. Data never holds an expression: only one of these names.

``Facts`` says what the conditions may look at; ``decisions.facts`` fills it from a case and its outcome.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from dossier.regulation.model import Reading


@dataclass(frozen=True, slots=True)
class Facts:
    """What conditions may ask about a case. ``None``: not known yet."""

    n: int
    """Member units."""
    year: int
    first_year: int
    """First emulation year the regulation governs."""
    cluster: str
    """"cum" or "khoi"."""
    run_by: str
    """"tinh", "so", "mat_tran", "xa_phuong", "huyen"."""
    proposed: int = 0
    """Units proposed for any award."""
    lead: bool | None = None
    """There is a lead unit, elected or by score."""
    lead_possible: bool | None = None
    """Some unit may be the lead unit, so a ballot is due."""
    ballot: bool = False
    """A ballot is recorded."""
    deciding_ties: int = 0
    """Ties on which an award depends."""
    not_considered: int = 0
    """Units excluded or postponed."""
    quota_left: bool = False
    """Fewer units proposed for an award than its quota allows, in a cluster that may propose it."""
    lower_is_better: bool = False
    """The table has a criterion where lower is better."""
    zero_plan: bool = False
    """Some unit has a plan of zero or less."""
    rounded: bool = False
    """Some computed score was rounded."""
    deadline_on_day_off: bool = False
    """A fixed time limit falls on a day off."""
    kind: str | None = None
    """What the cluster is made of ("xa", "truong_hoc"); None: not said."""
    method: str | None = None
    """How the conference chose ("nhat_tri_cao", "bo_phieu_kin", "bieu_quyet"); None: not said."""
    day: date | None = None
    """Day of the conference."""
    no_organisations: int = 0
    """Units with neither a party organisation nor a trade union."""
    union_for_party: int = 0
    """Units without a party organisation that have a trade union."""
    own_scale: bool = False
    """The cluster's table sets its own scale."""
    individuals: int = 0
    """Persons put forward."""
    applied: frozenset[str] = frozenset()
    """Ids of the readings that stand beside a value that was applied."""


@dataclass(frozen=True, slots=True)
class Predicate:
    """A named condition."""

    title: str
    """What it asks, in Vietnamese."""
    holds: Callable[[Facts], bool]


WHEN_APPLIED = "khi_ap_dung"
"""Condition of a reading only: some value that points to the reading was applied."""

PREDICATES: dict[str, Predicate] = {
    "always": Predicate("luôn luôn", lambda f: True),
    "never": Predicate("không bao giờ", lambda f: False),
    "co_de_nghi": Predicate("có đơn vị được đề nghị khen thưởng", lambda f: f.proposed > 0),
    "can_bo_phieu": Predicate(
        "có bỏ phiếu, hoặc có thể có đơn vị dẫn đầu phải bỏ phiếu", lambda f: f.ballot or f.lead_possible is not False
    ),
    "co_bo_phieu": Predicate("có bỏ phiếu", lambda f: f.ballot),
    "co_don_vi_dan_dau": Predicate("có đơn vị dẫn đầu", lambda f: f.lead is True),
    "khong_co_don_vi_dan_dau": Predicate("không có đơn vị dẫn đầu", lambda f: f.lead is False),
    "co_dong_diem_quyet_dinh": Predicate(
        "có đơn vị bằng điểm ở chỗ quyết định khen thưởng", lambda f: f.deciding_ties > 0
    ),
    "co_don_vi_khong_xet": Predicate("có đơn vị không xét hoặc chưa xét", lambda f: f.not_considered > 0),
    "chua_het_chi_tieu": Predicate("số đơn vị được đề nghị ít hơn chỉ tiêu", lambda f: f.quota_left),
    "nhom_la_cum": Predicate("là cụm thi đua", lambda f: f.cluster == "cum"),
    "nhom_la_khoi": Predicate("là khối thi đua", lambda f: f.cluster == "khoi"),
    "do_tinh_quan_ly": Predicate("cụm, khối do tỉnh quản lý", lambda f: f.run_by == "tinh"),
    "khong_do_tinh_quan_ly": Predicate("cụm, khối không do tỉnh quản lý", lambda f: f.run_by != "tinh"),
    "co_chi_tieu_thap_hon_tot": Predicate("có chỉ tiêu càng thấp càng tốt", lambda f: f.lower_is_better),
    "co_ke_hoach_bang_khong": Predicate("có kế hoạch bằng 0", lambda f: f.zero_plan),
    "co_lam_tron": Predicate("có điểm phải làm tròn", lambda f: f.rounded),
    "co_han_roi_vao_ngay_nghi": Predicate("có thời hạn rơi vào ngày nghỉ", lambda f: f.deadline_on_day_off),
    "nam_dau_ap_dung": Predicate("năm thi đua đầu tiên áp dụng", lambda f: f.year == f.first_year),
    "sau_nam_dau": Predicate("sau năm thi đua đầu tiên áp dụng", lambda f: f.year > f.first_year),
    "la_truong_hoc": Predicate("khối trường học", lambda f: f.kind == "truong_hoc"),
    "khong_la_truong_hoc": Predicate("không phải khối trường học", lambda f: f.kind != "truong_hoc"),
    "la_truong_hoc_hoac_y_te": Predicate(
        "khối trường học hoặc đơn vị y tế", lambda f: f.kind in ("truong_hoc", "y_te")
    ),
    "khong_la_truong_hoc_hoac_y_te": Predicate(
        "không phải khối trường học hoặc đơn vị y tế", lambda f: f.kind not in ("truong_hoc", "y_te")
    ),
    "truong_hoc_do_huyen_quan_ly": Predicate(
        "khối trường học, y tế do huyện quản lý", lambda f: f.run_by == "huyen" and f.kind in ("truong_hoc", "y_te")
    ),
    "la_xa": Predicate("cụm xã, phường, thị trấn", lambda f: f.kind == "xa"),
    "la_so_nganh": Predicate("khối sở, ngành", lambda f: f.kind == "so_nganh"),
    "do_huyen_quan_ly": Predicate("cụm, khối do huyện quản lý", lambda f: f.run_by == "huyen"),
    "nhat_tri_cao": Predicate("hội nghị bình xét theo cách nhất trí cao", lambda f: f.method == "nhat_tri_cao"),
    "bo_phieu_kin": Predicate(
        "hội nghị bình xét bằng bỏ phiếu kín", lambda f: f.method == "bo_phieu_kin" or (f.method is None and f.ballot)
    ),
    "co_don_vi_khong_to_chuc": Predicate(
        "có đơn vị không có tổ chức đảng và công đoàn", lambda f: f.no_organisations > 0
    ),
    "co_don_vi_chi_co_cong_doan": Predicate(
        "có đơn vị không có tổ chức đảng nhưng có công đoàn", lambda f: f.union_for_party > 0
    ),
    "thang_diem_rieng": Predicate("cụm, khối tự định thang điểm", lambda f: f.own_scale),
    "co_de_nghi_ca_nhan": Predicate("có cá nhân được đề nghị khen thưởng", lambda f: f.individuals > 0),
}


@dataclass(frozen=True, slots=True)
class UnitCondition:
    """A named condition on one member unit."""

    title: str
    holds: Callable[[bool | None, bool | None], bool | None]
    """From whether it has a party organisation and a trade union; None: not stated."""


def _neither(party: bool | None, union: bool | None) -> bool | None:
    if party or union:
        return False
    return None if party is None or union is None else True


UNIT_CONDITIONS: dict[str, UnitCondition] = {
    "khong_to_chuc_dang_va_cong_doan": UnitCondition("không có tổ chức đảng và tổ chức công đoàn", _neither),
    "khong_to_chuc_dang": UnitCondition(
        "không có tổ chức đảng", lambda party, union: None if party is None else not party
    ),
}
"""The closed list of conditions on a unit that a regulation may name."""


def known_predicates(for_reading: bool) -> frozenset[str]:
    """Names that a reading (``for_reading``) or any other condition may use."""
    return frozenset(PREDICATES) | ({WHEN_APPLIED} if for_reading else set())


def applies(name: str, facts: Facts) -> bool:
    """Whether the named condition holds; raises KeyError for a name outside the list."""
    return PREDICATES[name].holds(facts)


def reading_applies(reading: Reading, facts: Facts) -> bool:
    """Whether a reading matters to the case that ``facts`` are about."""
    if reading.when == WHEN_APPLIED:
        return reading.id in facts.applied
    return applies(reading.when, facts)
