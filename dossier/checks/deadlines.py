"""DLN: time limits of the regulation: late, not yet due, or counted on a calendar that is not announced."""

from __future__ import annotations

from dossier.checks.registry import Outcomes, Unchecked, hit, rule
from dossier.checks.subject import Subject
from dossier.core.vietnamese import format_day, lower_first
from dossier.decisions.deadlines import CONFERENCE
from dossier.decisions.outcome import DeadlineResult
from dossier.regulation.model import Deadline

SUMMARY_SENT = "ngay_gui_tong_hop"
UNITS = {"ngay_lam_viec": "ngày làm việc", "ngay": "ngày"}
PLACES = {CONFERENCE: "/ho_so/hoi_nghi/bat_dau", SUMMARY_SENT: "/ho_so/tham_dinh/ngay_gui_tong_hop"}
OTHER_PLACES = {
    "hoi_nghi_so_ket": "/ho_so/hoi_nghi_so_ket/bat_dau",
    "ky_giao_uoc": "/ho_so/giao_uoc/ngay_ky",
    "ngay_tu_cham": "/bang_diem/don_vi",
    "ngay_dang_ky": "/dang_ky/don_vi",
    "ngay_nop_ho_so": "/ho_so/nop/ngay_nop",
}
"""Days a dossier may state, without having to."""


def _of_this_dossier(s: Subject, limit: Deadline) -> bool:
    """Whether the dossier holds the day to compare: the conference, the summary, or one of its papers."""
    return limit.applies_to in PLACES or any(
        paper.id == limit.applies_to and paper.submitted and paper.period == "nam" for paper in s.regulation.papers
    )


def _place(limit: Deadline) -> str:
    return {**PLACES, **OTHER_PLACES}.get(limit.applies_to or "", f"/ho_so/van_ban/{limit.applies_to}/ngay")


def _limits(s: Subject) -> list[tuple[Deadline, DeadlineResult]]:
    results = {result.id: result for result in s.outcome.deadlines}
    return [(limit, results[limit.id]) for limit in s.regulation.deadlines if limit.id in results]


@rule("DLN-001", "DLN-004")
def in_time(s: Subject) -> Outcomes:
    """What was done late, and by how much."""
    for limit, result in _limits(s):
        if result.in_time is None and _of_this_dossier(s, limit):
            yield Unchecked("DLN-001", "chua_co_thoi_han", {"ten": lower_first(limit.title)})
        if result.in_time is not False or result.due is None or result.actual is None:
            continue
        if result.late_by is None and result.opens is not None:
            yield hit(
                "DLN-004",
                _place(limit),
                cites=(limit.cite,),
                ten=limit.title,
                thuc_hien=format_day(result.actual),
                tu=format_day(result.opens),
            )
            continue
        yield hit(
            "DLN-001",
            _place(limit),
            cites=(limit.cite,),
            ten=limit.title,
            thuc_hien=format_day(result.actual),
            han=format_day(result.due),
            cham=f"{result.late_by} {UNITS[result.unit]}",
        )


@rule("DLN-002")
def announced_calendar(s: Subject) -> Outcomes:
    """Working days of a year whose holidays are not announced yet may still move."""
    for limit, result in _limits(s):
        if result.uncertain and result.due is not None:
            yield hit("DLN-002", _place(limit), cites=(limit.cite,), ten=limit.title, han=format_day(result.due))


@rule("DLN-003", needs=("hom_nay",))
def still_to_come(s: Subject) -> Outcomes:
    """Limits of this dossier that are not reached yet."""
    assert s.today is not None
    for limit, result in _limits(s):
        if result.due is None or result.actual is not None or not _of_this_dossier(s, limit):
            continue
        left = (result.due - s.today).days
        words = f"còn {left} ngày" if left > 0 else "là hôm nay" if left == 0 else f"đã qua {-left} ngày"
        yield hit("DLN-003", _place(limit), cites=(limit.cite,), ten=limit.title, han=format_day(result.due), con=words)
