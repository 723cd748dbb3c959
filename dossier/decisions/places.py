"""How many of an award a cluster may propose: by its size, by another decision the case cites, or as a share."""

from __future__ import annotations

from dataclasses import dataclass

from dossier.core.vietnamese import format_count, format_decimal
from dossier.inputs.case import Case
from dossier.regulation.model import Award, Cite, QuotaStep


@dataclass(frozen=True, slots=True)
class Places:
    """The number of places for one award in one case."""

    count: int | None
    """None: as many as qualify, or not known."""
    known: bool
    cite: Cite
    words: str
    """Where the number comes from, as an explanation says it."""
    reading: str | None = None


def quota_step(award: Award, n: int) -> QuotaStep | None:
    """The step of the quota for a cluster of ``n`` units."""
    return next((s for s in award.quota if s.from_units <= n and (s.to_units is None or n <= s.to_units)), None)


def open_to(award: Award, case: Case) -> bool:
    """Whether this cluster may propose the award at all."""
    group = case.ho_so.nhom
    return award.open_to(group.quan_ly.value, group.linh_vuc.value if group.linh_vuc else None)


def places_for(award: Award, case: Case) -> Places | None:
    """The places; None: this cluster may not propose the award."""
    if not open_to(award, case):
        return None
    n = len(case.ho_so.nhom.don_vi)
    if award.quota_input is not None:
        return _given(award, case)
    if award.quota_percent is not None:
        return _share(award, case)
    if award.quota_all is not None:
        return Places(None, True, award.quota_all, "mọi đơn vị đủ điều kiện")
    step = quota_step(award, n)
    if step is None:
        return None
    words = f"{format_count(n)} đơn vị thành viên: tối đa {format_count(step.count)}"
    return Places(step.count, True, step.cite, words, step.reading)


def _given(award: Award, case: Case) -> Places:
    assert award.quota_input is not None
    given = next((c for c in case.ho_so.chi_tieu_khen if c.hinh_thuc == award.id), None)
    rule = award.quota_input
    if given is None:
        return Places(None, False, rule.cite, "hồ sơ chưa khai số lượng do văn bản khác ấn định", rule.reading)
    text = given.van_ban
    source = " ".join(
        part for part in (given.dieu_khoan, text.loai if text else None, text.so if text else None) if part
    )
    words = (
        f"{format_count(given.so_luong)} theo {source}"
        if source
        else f"{format_count(given.so_luong)} (chưa ghi căn cứ)"
    )
    return Places(given.so_luong, True, rule.cite, words, rule.reading)


def _share(award: Award, case: Case) -> Places:
    rule = award.quota_percent
    assert rule is not None
    eligible = case.ho_so.du_tieu_chuan.get(rule.of)
    if eligible is None:
        return Places(None, False, rule.cite, f"chưa khai số đơn vị đủ điều kiện {rule.of_title}", rule.reading)
    members = {unit.id for unit in case.ho_so.nhom.don_vi}
    n = len(members & set(eligible))
    count = int(n * rule.percent // 100)
    words = (
        f"{format_decimal(rule.percent)}% của {format_count(n)} đơn vị đủ điều kiện {rule.of_title}: "
        f"tối đa {format_count(count)}"
    )
    return Places(count, True, rule.cite, words, rule.reading)
