"""What a case is scored against: the regulation's frame together with what it leaves to the cluster's own table."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from dossier.inputs.bang_diem import BangDiem, KhoanRieng
from dossier.inputs.case import Case
from dossier.inputs.ho_so import DonVi
from dossier.regulation.model import Bonus, Cite, Deduction, Regulation
from dossier.regulation.predicates import UNIT_CONDITIONS


@dataclass(frozen=True, slots=True)
class Frame:
    """Grounds and limits that hold for one case."""

    regulation: Regulation
    table: BangDiem | None
    bonuses: dict[str, Bonus]
    deductions: dict[str, Deduction]
    scale: Decimal | None
    """None: the regulation leaves it to the cluster, whose table doesn't say."""
    cap: Decimal | None
    cap_cite: Cite | None
    year: int
    school_year: tuple[date, date] | None
    """First and last day, for clusters of schools."""
    appraised: bool
    """Ban TĐKT's notice of its appraisal is there."""

    def counts(self, day: date | None) -> bool:
        """Whether what was decided on ``day`` counts in this emulation year; a day nobody stated does."""
        if day is None:
            return True
        if self.school_year is not None:
            return self.school_year[0] <= day <= self.school_year[1]
        return day.year == self.year

    def board_follows(self, content: str) -> bool:
        """Whether nobody but the cluster scores a content: its score then stands in the board's column as well."""
        score = self.regulation.score
        if score.used == "khoi_cham":
            return True
        appraised = [c.id for c in score.contents if c.appraisal_cite is not None]
        return bool(appraised) and content not in appraised

    def waits_for_appraisal(self, content: str) -> bool:
        """Whether a content has no score yet, as the appraisal it needs has not been given."""
        asked = any(c.id == content and c.appraisal_cite is not None for c in self.regulation.score.contents)
        return asked and not self.appraised


def frame_of(case: Case, regulation: Regulation) -> Frame:
    """The frame of a case."""
    score, table = regulation.score, case.bang_diem
    own_scale = table.thang_diem if table else None
    bonuses = {b.id: b for b in score.bonuses}
    deductions = {d.id: d for d in score.deductions}
    if score.own_bonuses is not None:
        for own in table.khoan_thuong if table else ():
            bonuses.setdefault(own.id, _bonus(own, score.own_bonuses.cite, score.own_bonuses.reading))
    if score.own_deductions is not None:
        for own in table.khoan_tru if table else ():
            deductions.setdefault(own.id, _deduction(own, score.own_deductions.cite, score.own_deductions.reading))
    scale = score.scale.value if score.scale else own_scale
    school = case.ho_so.nam_hoc
    end = school.ket_thuc if school else None
    return Frame(
        regulation=regulation,
        table=table,
        bonuses=bonuses,
        deductions=deductions,
        scale=scale,
        cap=score.final_cap.value if score.final_cap else scale,
        cap_cite=score.final_cap.cite if score.final_cap else score.own_scale,
        year=case.ho_so.nam,
        school_year=(end - timedelta(days=364), end) if end else None,
        appraised=bool(case.ho_so.tham_dinh and case.ho_so.tham_dinh.van_ban),
    )


def _bonus(own: KhoanRieng, cite: Cite, reading: str | None) -> Bonus:
    return Bonus(
        id=own.id, title=own.ten, max=own.toi_da, each=own.moi, content=own.noi_dung, cite=cite, reading=reading
    )


def _deduction(own: KhoanRieng, cite: Cite, reading: str | None) -> Deduction:
    return Deduction(id=own.id, title=own.ten, max=own.toi_da, each=own.moi, cite=cite, reading=reading)


def unit_condition(name: str, unit: DonVi) -> bool | None:
    """Whether a named condition holds for a unit; None: the case doesn't say."""
    return UNIT_CONDITIONS[name].holds(unit.to_chuc_dang, unit.cong_doan)
