"""Working days, as decisions count them. The calendar itself is law as data: see ``dossier.regulation.calendar``."""

from __future__ import annotations

from dossier.regulation.calendar import WorkCalendar

__all__ = ["WorkCalendar"]
