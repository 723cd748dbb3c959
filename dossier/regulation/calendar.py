"""Working days of the civil service: Monday to Friday, without public holidays, with the swaps of the yearly notices.

The days are computed by the ``holidays`` package (lunar Tết and Giỗ Tổ included) and corrected by ``ngay_nghi.yaml``.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from dossier.core.vietnamese import weekday
from dossier.regulation.model import HolidayCalendar, HolidayRow

if TYPE_CHECKING:
    from holidays import HolidayBase


class WorkCalendar:
    """Says which days are worked. Pure: the same corrections give the same answers, whatever the day."""

    def __init__(self, corrections: HolidayCalendar) -> None:
        self.corrections = corrections
        self._rows: dict[date, HolidayRow] = {row.day: row for row in corrections.rows}

    @cached_property
    def _computed(self) -> HolidayBase:
        from holidays import country_holidays  # lazily: most commands never ask for a working day

        return country_holidays("VN", language="vi")

    def is_working_day(self, day: date) -> bool:
        """Whether offices work on ``day``."""
        row = self._rows.get(day)
        if row is not None:
            return row.status == "lam_viec"
        return bool(self._computed.is_working_day(day))

    def day_off_reason(self, day: date) -> str | None:
        """Why offices are closed on ``day``, in Vietnamese; None: they are open."""
        if self.is_working_day(day):
            return None
        row = self._rows.get(day)
        if row is not None:
            return row.reason
        name = self._computed.get(day)
        return str(name) if name else weekday(day)

    def add_working_days(self, day: date, n: int) -> date:
        """The ``n``-th working day after ``day`` (before it when negative); ``day`` itself is not counted. 0: ``day``."""
        step = timedelta(days=1 if n > 0 else -1)
        left = abs(n)
        while left:
            day += step
            left -= self.is_working_day(day)
        return day

    def working_days(self, after: date, until: date) -> Iterator[date]:
        """Working days later than ``after`` and not later than ``until``."""
        day = after + timedelta(days=1)
        while day <= until:
            if self.is_working_day(day):
                yield day
            day += timedelta(days=1)

    def announced(self, year: int) -> bool:
        """Whether the days off of ``year`` have been officially announced; if not, the calendar is only computed."""
        return year <= self.corrections.announced_until
