"""Time limits of the regulation for one case: when they end, what was done, how late."""

from __future__ import annotations

from datetime import date, timedelta

from dossier.core.vietnamese import format_day, weekday
from dossier.decisions.calendar import WorkCalendar
from dossier.decisions.facts import cluster_facts
from dossier.decisions.outcome import DeadlineResult, Step
from dossier.inputs.case import Case
from dossier.inputs.ho_so import HoiNghi
from dossier.regulation.model import Deadline, Regulation
from dossier.regulation.predicates import applies

CONFERENCE = "hoi_nghi_tong_ket"
HALF_YEAR_CONFERENCE = "hoi_nghi_so_ket"
YEARS_NEAR = 10


def find_deadlines(case: Case, regulation: Regulation, calendar: WorkCalendar) -> tuple[DeadlineResult, ...]:
    """Every time limit that applies to this cluster, in the order of the regulation."""
    facts = cluster_facts(case, regulation)
    return tuple(
        _deadline(limit, case, regulation, calendar) for limit in regulation.deadlines if applies(limit.when, facts)
    )


def day_of(event: str | None, case: Case, finished: bool = False) -> date | None:
    """Day the case gives for an event or a paper; ``finished``: the day it ended, where it lasts."""
    ho_so = case.ho_so
    if event is None:
        return None
    if event in (CONFERENCE, HALF_YEAR_CONFERENCE):
        return _meeting_day(ho_so.hoi_nghi if event == CONFERENCE else ho_so.hoi_nghi_so_ket, finished)
    school, dossier = ho_so.nam_hoc, ho_so.nop
    known: dict[str, date | None] = {
        "ngay_gui_tong_hop": ho_so.tham_dinh.ngay_gui_tong_hop if ho_so.tham_dinh else None,
        "ky_giao_uoc": ho_so.giao_uoc.ngay_ky if ho_so.giao_uoc else None,
        "ngay_tu_cham": _last_self_score(case),
        "ngay_dang_ky": _last_registration(case),
        "ngay_nop_ho_so": dossier.ngay_nop if dossier else None,
        "ket_thuc_hoc_ky_1": school.ket_thuc_hoc_ky_1 if school else None,
        "ket_thuc_nam_hoc": school.ket_thuc if school else None,
    }
    if event in known:
        return known[event]
    paper = ho_so.van_ban.get(event)
    return paper.ngay if paper else None


def _meeting_day(meeting: HoiNghi | None, finished: bool) -> date | None:
    moment = (meeting.ket_thuc if finished else None) or meeting.bat_dau if meeting else None
    return moment.date() if moment else None


def _last_self_score(case: Case) -> date | None:
    """Day the last self-scores came in; None until every unit's day is known."""
    sheets = case.bang_diem.don_vi if case.bang_diem else {}
    days = [sheets[unit.id].ngay_gui if unit.id in sheets else None for unit in case.ho_so.nhom.don_vi]
    known = [day for day in days if day is not None]
    return max(known) if known and len(known) == len(days) else None


def _last_registration(case: Case) -> date | None:
    """Day the last registration came in; None until every unit's day is known."""
    given = case.dang_ky.don_vi if case.dang_ky else {}
    days = [given[unit.id].ngay_nhan if unit.id in given else None for unit in case.ho_so.nhom.don_vi]
    known = [day for day in days if day is not None]
    return max(known) if known and len(known) == len(days) else None


def _deadline(limit: Deadline, case: Case, regulation: Regulation, calendar: WorkCalendar) -> DeadlineResult:
    event = _near(day_of(limit.event, case), case.ho_so.nam)
    actual = _near(day_of(limit.applies_to, case, finished=True), case.ho_so.nam)
    due = _due(limit, case.ho_so.nam, event, calendar)
    span = [d for d in (due, event, actual) if d is not None]
    uncertain = limit.unit == "ngay_lam_viec" and any(not calendar.announced(d.year) for d in span)
    late = _late_by(limit, due, actual, calendar)
    opens = _opens(limit, case.ho_so.nam)
    early = actual is not None and opens is not None and actual < opens
    day_off = calendar.day_off_reason(due) if due is not None and limit.month_day is not None else None
    return DeadlineResult(
        id=limit.id,
        title=limit.title,
        due=due,
        actual=actual,
        in_time=None if late is None else late == 0 and not early,
        opens=opens,
        late_by=late or None,
        unit=limit.unit,
        uncertain=uncertain,
        due_day_off=day_off is not None,
        steps=_steps(limit, due, event, actual, calendar, day_off, uncertain, regulation),
        citation=regulation.citation(limit.cite),
    )


def _near(day: date | None, year: int) -> date | None:
    """A day near the emulation year. One centuries away is a slip of the pen: nothing is counted from it, checks name it."""
    return day if day is not None and abs(day.year - year) <= YEARS_NEAR else None


def _due(limit: Deadline, year: int, event: date | None, calendar: WorkCalendar) -> date | None:
    """Last day in time."""
    if limit.month_day is not None:
        month, day = (int(part) for part in limit.month_day.split("-"))
        due = date(year + limit.year_offset, month, day)
    elif event is None or limit.days is None:
        return None
    elif limit.unit == "ngay_lam_viec":
        due = calendar.add_working_days(event, limit.days)
    else:
        due = event + timedelta(days=limit.days)
    return due if limit.inclusive else due - timedelta(days=1)


def _opens(limit: Deadline, year: int) -> date | None:
    """First day of the span, where the text gives one."""
    if limit.from_month_day is None:
        return None
    month, day = (int(part) for part in limit.from_month_day.split("-"))
    return date(year + limit.year_offset, month, day)


def _late_by(limit: Deadline, due: date | None, actual: date | None, calendar: WorkCalendar) -> int | None:
    """0: in time; None: can't be said."""
    if due is None or actual is None:
        return None
    if actual <= due:
        return 0
    if limit.unit == "ngay_lam_viec":
        return max(1, sum(1 for _ in calendar.working_days(due, actual)))
    return (actual - due).days


def _steps(
    limit: Deadline,
    due: date | None,
    event: date | None,
    actual: date | None,
    calendar: WorkCalendar,
    day_off: str | None,
    uncertain: bool,
    regulation: Regulation,
) -> tuple[Step, ...]:
    cite = regulation.citation(limit.cite)
    if due is None:
        return (Step(rule=limit.title, numbers="chưa tính được: chưa có ngày làm mốc", citation=cite),)
    steps = []
    if limit.month_day is None and event is not None and limit.days is not None:
        unit = "ngày làm việc" if limit.unit == "ngay_lam_viec" else "ngày"
        side = "trước" if limit.days < 0 else "sau" if limit.days else "tính đến"
        rule = f"{abs(limit.days):02d} {unit} {side} {weekday(event)}, {format_day(event)} (không kể ngày này)"
        steps.append(Step(rule=rule, numbers=_counted(limit, event, due, calendar), citation=cite))
    note = (
        f"Ngày {format_day(due)} là ngày nghỉ ({day_off}); thời hạn không tự dời, nên hoàn thành trước ngày nghỉ."
        if day_off
        else None
    )
    if uncertain:
        note = "Lịch nghỉ của năm liên quan chưa được công bố; thời hạn tính theo lịch dự kiến."
    steps.append(Step(rule="Chậm nhất", numbers=f"{weekday(due)}, {format_day(due)}", citation=cite, note=note))
    opens = _opens(limit, due.year - limit.year_offset) if limit.month_day is not None else None
    if opens is not None:
        steps.append(Step(rule="Từ ngày", numbers=f"{weekday(opens)}, {format_day(opens)}", citation=cite))
    if actual is not None:
        steps.append(Step(rule="Đã thực hiện", numbers=f"{weekday(actual)}, {format_day(actual)}", citation=cite))
    return tuple(steps)


def _counted(limit: Deadline, event: date, due: date, calendar: WorkCalendar) -> str:
    """The working days one by one: what a person would tick off on a calendar."""
    if limit.unit != "ngay_lam_viec" or limit.days is None:
        return f"{format_day(event)} → {format_day(due)}"
    step = 1 if limit.days > 0 else -1
    days = [calendar.add_working_days(event, step * i) for i in range(1, abs(limit.days) + 1)]
    return ", ".join(f"{d.day:02d}/{d.month:02d}" for d in days)
