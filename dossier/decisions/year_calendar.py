"""The emulation year as a calendar: every time limit of the regulation, who must act, and how it stands on a given day."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from dossier.core.base import Model
from dossier.core.citation import Citation
from dossier.core.vietnamese import format_day, lower_first, upper_first, weekday
from dossier.decisions.calendar import WorkCalendar
from dossier.decisions.deadlines import day_of, find_deadlines
from dossier.decisions.outcome import DeadlineResult
from dossier.inputs.case import Case
from dossier.inputs.ho_so import LoaiNhom
from dossier.regulation.model import Deadline, Regulation
from dossier.regulation.show import deadline_words, event_words


class State(StrEnum):
    """How a time limit stands on the day asked about."""

    DA_LAM = "da_lam"
    """Done, in time or late."""
    DA_QUA = "da_qua"
    SAP_TOI = "sap_toi"
    """The next one."""
    CON_HAN = "con_han"
    CHUA_CO_NGAY = "chua_co_ngay"
    """The day it counts from is not known."""


STATES = {
    State.DA_LAM: "đã làm",
    State.DA_QUA: "đã qua",
    State.SAP_TOI: "sắp tới",
    State.CON_HAN: "còn hạn",
    State.CHUA_CO_NGAY: "chưa có ngày",
}


class Event(Model):
    """A meeting or act that time limits count from."""

    id: str
    title: str
    day: date | None


class Entry(Model):
    """One time limit."""

    id: str
    title: str
    who: str
    """Who must act, in the regulation's own words: "Khối trưởng"."""
    rule: str
    """How the text says it: "05 ngày làm việc trước Hội nghị tổng kết"."""
    due: date | None
    """Last day in time."""
    state: State
    days_left: int | None
    """Days from the day asked about to the last day; negative: past."""
    actual: date | None
    """Day on which the case says it was, or will be, done."""
    in_time: bool | None
    late_by: int | None
    unit: str
    """Unit of ``late_by``: "ngày", "ngày làm việc"."""
    day_off: str | None
    """Why offices are closed on the last day."""
    better: date | None
    """Last working day before a last day on which offices are closed."""
    unannounced: tuple[int, ...]
    """Years the span touches whose days off have not been announced."""
    uncertain: bool
    """The last day itself may still move, because working days of such a year were counted."""
    notes: tuple[str, ...]
    citation: Citation


class YearCalendar(Model):
    """All time limits of one case's year, earliest first, those without a day last."""

    regulation: str
    document: str
    cluster: str
    year: int
    today: date
    stated: date
    """Latest day the case states (1 January of the year when it states none): what the calendar was made from."""
    events: tuple[Event, ...]
    entries: tuple[Entry, ...]


def year_calendar(case: Case, regulation: Regulation, calendar: WorkCalendar, today: date) -> YearCalendar:
    """The calendar of a case's emulation year as it stands on ``today``. Pure."""
    limits = {limit.id: limit for limit in regulation.deadlines}
    results = [result for result in find_deadlines(case, regulation, calendar) if result.id in limits]
    open_days = [r.due for r in results if r.due is not None and r.due >= today and not _done(r, today)]
    following = min(open_days, default=None)
    entries = [_entry(limits[r.id], r, case, regulation, calendar, today, following) for r in results]
    # Python's sort is stable: what falls on one day keeps the regulation's order.
    entries.sort(key=lambda entry: (entry.due is None, entry.due or date.max))
    ho_so = case.ho_so
    return YearCalendar(
        regulation=regulation.id,
        document=regulation.sources[regulation.main_source].short,
        cluster=ho_so.nhom.ten,
        year=ho_so.nam,
        today=today,
        stated=max(_stated(case, regulation), default=date(ho_so.nam, 1, 1)),
        events=_events(case, regulation, [limits[r.id] for r in results]),
        entries=tuple(entries),
    )


def _events(case: Case, regulation: Regulation, limits: list[Deadline]) -> tuple[Event, ...]:
    """What the time limits of this cluster count from."""
    ids = dict.fromkeys(limit.event for limit in limits if limit.event is not None)
    return tuple(Event(id=id_, title=upper_first(event_words(id_, regulation)), day=day_of(id_, case)) for id_ in ids)


def _stated(case: Case, regulation: Regulation) -> list[date]:
    """Days the case states for what the regulation sets limits to, and for its papers."""
    named = [name for limit in regulation.deadlines for name in (limit.event, limit.applies_to)]
    days = [day_of(name, case) for name in named if name is not None]
    days += [issued.ngay for issued in case.ho_so.van_ban.values()]
    return [day for day in days if day is not None]


def _done(result: DeadlineResult, today: date) -> bool:
    return result.actual is not None and result.actual <= today


def _entry(
    limit: Deadline,
    result: DeadlineResult,
    case: Case,
    regulation: Regulation,
    calendar: WorkCalendar,
    today: date,
    following: date | None,
) -> Entry:
    due = result.due
    closed = calendar.day_off_reason(due) if due is not None else None
    better = calendar.add_working_days(due, -1) if due is not None and closed is not None else None
    unannounced = _unannounced(limit, result, case, calendar)
    uncertain = bool(unannounced) and limit.unit == "ngay_lam_viec" and limit.month_day is None
    group = "cụm" if case.ho_so.nhom.loai is LoaiNhom.CUM else "khối"
    return Entry(
        id=limit.id,
        title=limit.title.replace("cụm, khối", group),
        who=_who(limit, case, regulation),
        rule=deadline_words(limit, regulation),
        due=due,
        state=_state(result, today, following),
        days_left=None if due is None else (due - today).days,
        actual=result.actual,
        in_time=result.in_time,
        late_by=result.late_by,
        unit="ngày làm việc" if limit.unit == "ngay_lam_viec" else "ngày",
        day_off=closed,
        better=better,
        unannounced=unannounced,
        uncertain=uncertain,
        notes=tuple(_notes(limit, result, regulation, closed, better, unannounced, uncertain)),
        citation=result.citation,
    )


def _unannounced(limit: Deadline, result: DeadlineResult, case: Case, calendar: WorkCalendar) -> tuple[int, ...]:
    """Years without announced days off between the event and the last day, both included."""
    if result.due is None:
        return ()
    start = day_of(limit.event, case) if limit.month_day is None else None
    first, last = sorted((start or result.due, result.due))
    return tuple(year for year in range(first.year, last.year + 1) if not calendar.announced(year))


def _who(limit: Deadline, case: Case, regulation: Regulation) -> str:
    commune = case.ho_so.nhom.loai is LoaiNhom.CUM
    terms = regulation.terms
    return {
        "don_vi": "Đơn vị thành viên",
        "nhom": "Cụm" if commune else "Khối",
        "truong": terms.truong_cum if commune else terms.truong_khoi,
        "pho": terms.pho_cum if commune else terms.pho_khoi,
    }.get(limit.who, "Đơn vị thành viên")


def _state(result: DeadlineResult, today: date, following: date | None) -> State:
    if _done(result, today):
        return State.DA_LAM
    if result.due is None:
        return State.CHUA_CO_NGAY
    if result.due < today:
        return State.DA_QUA
    return State.SAP_TOI if result.due == following else State.CON_HAN


def _notes(
    limit: Deadline,
    result: DeadlineResult,
    regulation: Regulation,
    closed: str | None,
    better: date | None,
    unannounced: tuple[int, ...],
    uncertain: bool,
) -> list[str]:
    """What a person planning by the calendar must know."""
    notes = []
    if result.due is None and limit.event is not None:
        notes.append(f"Chưa có ngày {lower_first(event_words(limit.event, regulation))}.")
    if closed is not None and better is not None:
        notes.append(f"Rơi vào ngày nghỉ ({closed}); nên xong trước, {weekday(better)}, {format_day(better)}.")
    if unannounced:
        years = ", ".join(str(year) for year in unannounced)
        effect = "hạn có thể thay đổi" if uncertain else "chưa chắc ngày này có phải ngày nghỉ không"
        notes.append(f"Lịch nghỉ năm {years} chưa được công bố: {effect}.")
    if result.actual is not None:
        notes.append(
            f"{upper_first(weekday(result.actual))}, {format_day(result.actual)} theo hồ sơ{_how(limit, result)}."
        )
    return notes


def _how(limit: Deadline, result: DeadlineResult) -> str:
    """In time, too late or too early."""
    if result.in_time is None:
        return ""
    if result.in_time:
        return ", đúng hạn"
    if result.late_by is None:
        return ", sớm hơn thời gian quy định"
    return f", chậm {result.late_by} {'ngày làm việc' if limit.unit == 'ngay_lam_viec' else 'ngày'}"
