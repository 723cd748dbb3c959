"""What the regulation's named conditions may ask about a case, gathered from the case and its outcome."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from dossier.decisions.outcome import Outcome, Standing
from dossier.inputs.bang_diem import CachCham, Chieu, TieuChi
from dossier.inputs.case import Case
from dossier.regulation.model import Regulation
from dossier.regulation.predicates import Facts

_OUT = (Standing.KHONG_XET, Standing.CHUA_XET)


def facts_of(case: Case, regulation: Regulation, outcome: Outcome, applied: frozenset[str] = frozenset()) -> Facts:
    """Facts for ``predicates.applies``. ``applied`` are readings of values that were used (known only while deciding)."""
    base = cluster_facts(case, regulation)
    leaders = {a.id for a in regulation.awards if a.leader}
    lead = next((a for a in outcome.awards if a.id in leaders and a.open), None)
    waiting = any(u.score is None and u.standing not in _OUT for u in outcome.ranking)
    elected = bool(lead and lead.proposed)
    possible = bool(lead and (lead.proposed or lead.undecided))
    criteria = [leaf for top in (case.bang_diem.tieu_chi if case.bang_diem else ()) for leaf in top.leaves()]
    return replace(
        base,
        proposed=len(outcome.proposed),
        lead=True if elected else (None if possible or waiting else False),
        lead_possible=True if possible else (None if waiting and lead else False),
        deciding_ties=sum(tie.matters for tie in outcome.ties),
        not_considered=sum(u.standing in _OUT for u in outcome.ranking),
        quota_left=not waiting
        and any(
            a.quota is not None
            and not a.honour
            and a.id not in leaders
            and len(a.proposed) < a.quota
            and not a.undecided
            for a in outcome.awards
        ),
        lower_is_better=any(c.cach_cham is CachCham.DINH_LUONG and c.chieu is Chieu.THAP_HON_TOT for c in criteria),
        zero_plan=any(_zero_plans(case, criteria)),
        rounded=any(c.rounded for unit in outcome.units.values() for c in unit.criteria.values()),
        deadline_on_day_off=any(d.due_day_off for d in outcome.deadlines),
        applied=applied,
    )


def cluster_facts(case: Case, regulation: Regulation) -> Facts:
    """What is known before anything is decided."""
    ho_so = case.ho_so
    units = ho_so.nhom.don_vi
    meeting = ho_so.hoi_nghi
    return Facts(
        n=len(units),
        year=ho_so.nam,
        first_year=regulation.valid.years_from,
        cluster=ho_so.nhom.loai.value,
        run_by=ho_so.nhom.quan_ly.value,
        kind=ho_so.nhom.linh_vuc.value if ho_so.nhom.linh_vuc else None,
        method=meeting.cach_binh_xet.value if meeting and meeting.cach_binh_xet else None,
        day=meeting.bat_dau.date() if meeting and meeting.bat_dau else None,
        ballot=ho_so.bo_phieu is not None,
        no_organisations=sum(unit.to_chuc_dang is False and unit.cong_doan is False for unit in units),
        union_for_party=sum(unit.to_chuc_dang is False and unit.cong_doan is True for unit in units),
        own_scale=regulation.score.scale is None,
        individuals=len(case.ca_nhan),
    )


def _zero_plans(case: Case, criteria: list[TieuChi]) -> Iterator[bool]:
    """For each plan of a criterion where more is better: whether it leaves nothing to divide by."""
    upward = {c.id for c in criteria if c.cach_cham is CachCham.DINH_LUONG and c.chieu is Chieu.CAO_HON_TOT}
    for sheet in (case.bang_diem.don_vi if case.bang_diem else {}).values():
        for name, given in sheet.diem.items():
            if name in upward and given.ke_hoach is not None:
                yield given.ke_hoach <= 0
