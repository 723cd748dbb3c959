"""Working days against the official calendars of 2021-2026, and the time limits of cao-bang-2025."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from decision_cases import calendar, make_case, run

from dossier.decisions.calendar import WorkCalendar
from dossier.decisions.outcome import DeadlineResult
from dossier.regulation.model import HolidayCalendar

OFF = {
    2021: "1/1 10/2 11/2 12/2 15/2 16/2 21/4 30/4 3/5 2/9 3/9",
    2022: "3/1 31/1 1/2 2/2 3/2 4/2 11/4 2/5 3/5 1/9 2/9",
    2023: "2/1 20/1 23/1 24/1 25/1 26/1 1/5 2/5 3/5 1/9 4/9",
    2024: "1/1 8/2 9/2 12/2 13/2 14/2 18/4 29/4 30/4 1/5 2/9 3/9",
    2025: "1/1 27/1 28/1 29/1 30/1 31/1 7/4 30/4 1/5 2/5 1/9 2/9",
    2026: "1/1 2/1 16/2 17/2 18/2 19/2 20/2 27/4 30/4 1/5 31/8 1/9 2/9 24/11",
}
"""Weekdays off, phap_luat.md section 10."""
WORKED = {2021: "", 2022: "", 2023: "", 2024: "4/5", 2025: "26/4", 2026: "10/1 22/8"}
"""Saturdays worked."""


def days(year: int, text: str) -> set[date]:
    return {date(year, int(part.split("/")[1]), int(part.split("/")[0])) for part in text.split()}


@pytest.mark.parametrize("year", sorted(OFF))
def test_calendar_agrees_with_the_official_one_day_by_day(year: int) -> None:
    every = [
        date(year, 1, 1) + timedelta(days=i) for i in range(366) if (date(year, 1, 1) + timedelta(days=i)).year == year
    ]
    off = {d for d in every if d.weekday() < 5 and not calendar().is_working_day(d)}
    worked = {d for d in every if d.weekday() >= 5 and calendar().is_working_day(d)}
    assert off == days(year, OFF[year])
    assert worked == days(year, WORKED[year])


def test_corrections_are_what_makes_2026_right() -> None:
    bare = HolidayCalendar.model_validate({**calendar().corrections.model_dump(by_alias=True, mode="json"), "rows": []})
    assert WorkCalendar(bare).is_working_day(date(2026, 1, 2)) and not WorkCalendar(bare).is_working_day(
        date(2026, 1, 10)
    )


def test_counting_skips_weekends_and_holidays_both_ways() -> None:
    c = calendar()
    assert c.add_working_days(date(2026, 11, 27), -5) == date(2026, 11, 19)  # over 24/11/2026
    assert c.add_working_days(date(2026, 2, 13), 1) == date(2026, 2, 23)  # over Tết
    assert c.add_working_days(date(2026, 1, 9), 1) == date(2026, 1, 10)  # a Saturday worked
    assert c.add_working_days(date(2026, 1, 3), 0) == date(2026, 1, 3)
    assert (
        c.day_off_reason(date(2026, 1, 2))
        and c.day_off_reason(date(2026, 2, 17))
        and c.day_off_reason(date(2026, 2, 9)) is None
    )
    assert c.day_off_reason(date(2026, 2, 8)) == "Chủ nhật"


def test_announced_years() -> None:
    assert calendar().announced(2026) and not calendar().announced(2027)


def limit(id: str, **ho_so: object) -> DeadlineResult:
    return next(d for d in run(make_case({"a": "950"}, **ho_so)).deadlines if d.id == id)


def summary(conference: str, sent: str | None, year: str = "2025") -> DeadlineResult:
    return limit(
        "gui_tong_hop_diem",
        nam=year,
        hoi_nghi={"ten": "Hội nghị", "bat_dau": conference},
        tham_dinh={"ngay_gui_tong_hop": sent},
    )


def test_worked_case_10_five_working_days_before_the_conference() -> None:
    result = summary("2026-02-06 08:00", "2026-01-30")
    assert (result.due, result.in_time, result.late_by, result.uncertain) == (date(2026, 1, 30), True, None, False)
    assert result.steps[0].numbers == "05/02, 04/02, 03/02, 02/02, 30/01"
    assert result.steps[1].numbers == "thứ Sáu, 30/01/2026"


def test_late_summary_counts_working_days() -> None:
    result = summary("2026-02-06 08:00", "2026-02-03")
    assert (result.in_time, result.late_by, result.unit) == (False, 2, "ngay_lam_viec")


def test_nothing_to_compare_is_not_in_time() -> None:
    assert summary("2026-02-06 08:00", None).in_time is None
    assert limit("gui_tong_hop_diem").due is None


@pytest.mark.parametrize("conference", ["0001-01-02 08:00", "9999-12-31 08:00"])
def test_a_date_centuries_away_counts_for_nothing(conference: str) -> None:
    assert summary(conference, "9999-12-30").in_time is None


def test_span_in_a_year_without_an_official_calendar_is_uncertain() -> None:
    result = summary("2027-01-06 08:00", "2026-12-28", year="2026")
    assert result.uncertain and "chưa được công bố" in (result.steps[-2].note or "")


@pytest.mark.parametrize(("ended", "in_time"), [("2026-02-14 11:00", True), ("2026-02-15 11:00", False)])
def test_before_a_day_leaves_that_day_out(ended: str, in_time: bool) -> None:
    result = limit("hoi_nghi_tong_ket", hoi_nghi={"ten": "Hội nghị", "bat_dau": ended})
    assert result.due == date(2026, 2, 14) and result.in_time is in_time


@pytest.mark.parametrize(("issued", "late"), [("2026-01-30", None), ("2026-01-31", 1)])
def test_at_the_latest_on_a_day_includes_it(issued: str, late: int | None) -> None:
    result = limit("bao_cao_tong_ket", van_ban={"bao_cao_tong_ket": {"ngay": issued}})
    assert result.due == date(2026, 1, 30) and result.late_by == late


def test_fixed_day_on_a_day_off_stays_and_is_said() -> None:
    result = limit("bao_cao_don_vi_6_thang")
    assert result.due == date(2025, 6, 15) and result.due_day_off
    assert "Chủ nhật" in (result.steps[0].note or "")
    assert "han_roi_vao_ngay_nghi" in run(make_case({"a": "950"})).readings
