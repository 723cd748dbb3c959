"""LAW: whether a regulation that nobody repealed can still be used at the day of the dossier."""

from __future__ import annotations

from datetime import date

from dossier.checks.law import IN_FORCE_PAPERS
from dossier.checks.registry import Outcomes, hit, rule
from dossier.checks.subject import Subject
from dossier.core.vietnamese import format_day, upper_first

CONFERENCE = "/ho_so/hoi_nghi/bat_dau"


@rule("LAW-009", "LAW-010")
def life_of_the_regulation(s: Subject) -> Outcomes:
    """Its law has changed (look twice), or its province, its district, has ended (not to be used)."""
    label, place, day = _last(s)
    reached = [stage for stage in s.regulation.valid.stages if stage.from_day <= day]
    over = [stage for stage in reached if stage.status == "het"]
    for stage in over[-1:] or reached[-1:]:
        yield hit(
            "LAW-010" if stage.status == "het" else "LAW-009",
            place,
            cites=(stage.cite,),
            van_ban=s.source(s.regulation.main_source).short,
            tu=format_day(stage.from_day),
            ly_do=stage.reason,
            ten=upper_first(label),
            ngay=format_day(day),
        )


def _last(s: Subject) -> tuple[str, str, date]:
    """The last day on which something was done under the regulation; without days, the end of the emulation year."""
    facts = [f for f in s.dates if f.pointer == CONFERENCE or (f.paper or "").partition("__")[0] in IN_FORCE_PAPERS]
    if facts:
        last = max(facts, key=lambda fact: fact.day)
        return last.label, last.pointer, last.day
    return "cuối năm thi đua", "/ho_so/nam", date(s.case.ho_so.nam, 12, 31)
