"""The year's calendar: every time limit, forward and backward from the meeting, and how it stands on a day."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from decision_cases import calendar as work_calendar
from decision_cases import cao_bang, make_case

from dossier.decisions.year_calendar import Entry, State, YearCalendar, year_calendar
from dossier.regulation.model import Regulation


def made(
    today: str = "2026-01-20", year: str = "2025", regulation: Regulation | None = None, **ho_so: Any
) -> YearCalendar:
    case = make_case({"a": None, "b": None, "c": None}, nam=year, **ho_so)
    return year_calendar(case, regulation or cao_bang(), work_calendar(), date.fromisoformat(today))


def entry(calendar: YearCalendar, name: str) -> Entry:
    return next(e for e in calendar.entries if e.id == name)


def meeting(day: str) -> dict[str, Any]:
    return {"hoi_nghi": {"ten": "Hội nghị tổng kết", "bat_dau": f"{day} 08:00"}}


def amended(**limits: Any) -> Regulation:
    """Cao Bằng with one more time limit."""
    tree = cao_bang().model_dump(mode="json", by_alias=True)
    cite = {"source": "hd_4095", "phan": "IV"}
    tree["deadlines"].append({"id": "moi", "title": "Nộp hồ sơ của cụm, khối", "who": "truong", "cite": cite, **limits})
    return Regulation.model_validate(tree)


def test_every_time_limit_of_the_regulation_is_there_in_order_of_days() -> None:
    calendar = made(**meeting("2026-02-06"))

    assert {e.id for e in calendar.entries} == {limit.id for limit in cao_bang().deadlines}
    days = [e.due for e in calendar.entries if e.due is not None]
    assert len(days) == len(calendar.entries) and days == sorted(days)
    assert [(e.due, e.rule) for e in calendar.entries if e.id in ("bao_cao_don_vi_nam", "hoi_nghi_tong_ket")] == [
        (date(2025, 12, 31), "chậm nhất ngày 31/12"),
        (date(2026, 2, 14), "trước ngày 15/02 năm sau"),
    ]
    assert all(str(e.citation).endswith("Hướng dẫn số 4095/HD-UBND") for e in calendar.entries)


def test_counted_backward_from_the_meeting_in_working_days() -> None:
    """Worked case 10 of che_do.md: the year-end conference on Friday 06/02/2026."""
    found = entry(made(**meeting("2026-02-06")), "gui_tong_hop_diem")

    assert found.due == date(2026, 1, 30)
    assert (found.who, found.rule) == ("Khối trưởng", "05 ngày làm việc trước Hội nghị tổng kết")
    assert (found.uncertain, found.unannounced, found.notes) == (False, (), ())


def test_counted_forward_from_the_meeting_in_days() -> None:
    regulation = amended(event="hoi_nghi_tong_ket", days="5")

    found = entry(made(regulation=regulation, **meeting("2026-02-06")), "moi")

    assert (found.due, found.title) == (date(2026, 2, 11), "Nộp hồ sơ của khối")


def test_without_a_meeting_day_the_limit_is_left_open_and_stands_last() -> None:
    calendar = made()
    found = calendar.entries[-1]

    assert found.id == "gui_tong_hop_diem"
    assert (found.due, found.days_left, found.state) == (None, None, State.CHUA_CO_NGAY)
    assert found.notes == ("Chưa có ngày hội nghị tổng kết.",)
    assert [(e.title, e.day) for e in calendar.events] == [("Hội nghị tổng kết", None)]


@pytest.mark.parametrize(
    ("today", "state", "left"),
    [
        ("2026-01-29", State.CON_HAN, 1),
        ("2026-01-30", State.SAP_TOI, 0),
        ("2026-01-31", State.DA_QUA, -1),
    ],
)
def test_on_the_day_before_on_it_and_after_it(today: str, state: State, left: int) -> None:
    # The cluster's report is due on 30/01; the summary for a meeting on 05/02 is due the day before and is the next.
    found = entry(made(today, **meeting("2026-02-05")), "bao_cao_tong_ket")

    assert (found.due, found.state, found.days_left) == (date(2026, 1, 30), state, left)


def test_only_the_next_day_is_marked_next_and_all_limits_of_that_day_are() -> None:
    calendar = made("2026-01-30", **meeting("2026-02-06"))

    assert {e.id for e in calendar.entries if e.state is State.SAP_TOI} == {"gui_tong_hop_diem", "bao_cao_tong_ket"}
    assert [e.id for e in calendar.entries if e.state is State.CON_HAN] == ["hoi_nghi_tong_ket"]
    assert len([e for e in calendar.entries if e.state is State.DA_QUA]) == 4


def test_what_is_done_is_done_and_the_next_is_the_next_open_one() -> None:
    sent = {"tham_dinh": {"ngay_gui_tong_hop": "2026-01-29"}, **meeting("2026-02-06")}
    calendar = made("2026-01-29", van_ban={"bao_cao_tong_ket": {"ngay": "2026-01-28"}}, **sent)

    assert {e.id: e.state for e in calendar.entries if e.due is not None and e.due.year == 2026} == {
        "gui_tong_hop_diem": State.DA_LAM,
        "bao_cao_tong_ket": State.DA_LAM,
        "hoi_nghi_tong_ket": State.SAP_TOI,  # its day is known, and still to come
    }
    assert entry(calendar, "gui_tong_hop_diem").notes == ("Thứ Năm, 29/01/2026 theo hồ sơ, đúng hạn.",)


def test_what_was_done_late_says_by_how_much() -> None:
    calendar = made("2026-02-10", tham_dinh={"ngay_gui_tong_hop": "2026-02-03"}, **meeting("2026-02-06"))
    found = entry(calendar, "gui_tong_hop_diem")

    assert (found.state, found.in_time, found.late_by, found.unit) == (State.DA_LAM, False, 2, "ngày làm việc")
    assert found.notes == ("Thứ Ba, 03/02/2026 theo hồ sơ, chậm 2 ngày làm việc.",)


def test_what_was_done_before_its_span_is_too_early_not_late() -> None:
    regulation = amended(from_month_day="07-01", month_day="07-31", applies_to="ky_giao_uoc")
    found = entry(made(regulation=regulation, giao_uoc={"ngay_ky": "2025-06-20"}), "moi")

    assert (found.in_time, found.late_by) == (False, None)
    assert found.rule == "từ ngày 01/07, chậm nhất ngày 31/07"
    assert found.notes[-1] == "Thứ Sáu, 20/06/2025 theo hồ sơ, sớm hơn thời gian quy định."


def test_limits_of_other_kinds_of_cluster_and_what_they_count_from_are_left_out() -> None:
    regulation = amended(event="ket_thuc_nam_hoc", days="5", when="la_truong_hoc")

    assert "moi" not in {e.id for e in made(regulation=regulation).entries}
    assert [e.id for e in made(regulation=regulation).events] == ["hoi_nghi_tong_ket"]
    school = made(regulation=regulation, nhom={"linh_vuc": "truong_hoc"}, nam_hoc={"ket_thuc": "2025-05-30"})
    assert entry(school, "moi").due == date(2025, 6, 4)
    assert [e.id for e in school.events] == ["hoi_nghi_tong_ket", "ket_thuc_nam_hoc"]


def test_counted_from_a_paper_by_its_name() -> None:
    regulation = amended(event="to_trinh", days="10")
    calendar = made(regulation=regulation, van_ban={"to_trinh": {"ngay": "2026-02-09"}})

    assert entry(calendar, "moi").rule == "10 ngày sau tờ trình đề nghị khen thưởng"
    assert entry(calendar, "moi").due == date(2026, 2, 19)


def test_a_fixed_day_that_is_a_day_off_names_the_working_day_before() -> None:
    found = entry(made(), "hoi_nghi_tong_ket")

    assert (found.due, found.day_off, found.better) == (date(2026, 2, 14), "thứ Bảy", date(2026, 2, 13))
    assert found.notes == ("Rơi vào ngày nghỉ (thứ Bảy); nên xong trước, thứ Sáu, 13/02/2026.",)


def test_a_span_over_a_year_without_announced_holidays_is_marked() -> None:
    calendar = made("2026-11-20", "2026", **meeting("2027-01-04"))
    counted, fixed = entry(calendar, "gui_tong_hop_diem"), entry(calendar, "bao_cao_tong_ket")

    # The last day lies in 2026, the count runs back from 2027 over its New Year.
    assert counted.due is not None and counted.due.year == 2026
    assert (counted.unannounced, counted.uncertain) == ((2027,), True)
    assert counted.notes == ("Lịch nghỉ năm 2027 chưa được công bố: hạn có thể thay đổi.",)
    assert (fixed.unannounced, fixed.uncertain) == ((2027,), False)
    assert fixed.notes[-1] == "Lịch nghỉ năm 2027 chưa được công bố: chưa chắc ngày này có phải ngày nghỉ không."
    assert entry(calendar, "bao_cao_so_ket").unannounced == ()


def test_a_cluster_of_communes_has_its_own_words() -> None:
    regulation = amended(month_day="03-15")
    calendar = made(regulation=regulation, nhom={"loai": "cum"})

    assert entry(calendar, "gui_tong_hop_diem").who == "Cụm trưởng"
    assert (entry(calendar, "moi").title, entry(calendar, "bao_cao_so_ket").who) == ("Nộp hồ sơ của cụm", "Cụm")


def test_the_same_case_on_the_same_day_gives_the_same_calendar() -> None:
    assert made(**meeting("2026-02-06")) == made(**meeting("2026-02-06"))
