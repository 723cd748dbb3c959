"""Everything that follows from a case without making a file: decisions, planned papers, their views, the report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from dossier.checks.run import run_checks
from dossier.checks.subject import Subject
from dossier.core.errors import DossierError, RegulationInvalid
from dossier.core.finding import Report
from dossier.decisions.calendar import WorkCalendar
from dossier.decisions.decide import decide
from dossier.decisions.outcome import Outcome
from dossier.inputs.ho_so import GiaiDoan
from dossier.inputs.load import LoadedCase, load_case
from dossier.papers.paper import PaperKey
from dossier.papers.plan import plan_papers, plan_unit
from dossier.papers.view import Context, View
from dossier.papers.views import make_view
from dossier.regulation.load import load_calendar, load_national, load_regulation
from dossier.regulation.model import National, Regulation


@dataclass(frozen=True, slots=True)
class Prepared:
    """A case with all that follows from it."""

    loaded: LoadedCase
    regulation: Regulation
    national: National
    calendar: WorkCalendar
    outcome: Outcome
    stage: GiaiDoan
    plan: tuple[PaperKey, ...]
    """Every paper of the dossier, in order."""
    views: dict[str, View]
    """View of each planned paper, by ``PaperKey.name``."""
    report: Report
    regulations: Path | None = None
    """Folder with regulations of one's own; None: those that come with the program."""

    @property
    def context(self) -> Context:
        """What views are made from."""
        return Context(self.loaded.case, self.outcome, self.regulation, self.national, self.stage)

    def views_of(self, keys: Sequence[PaperKey]) -> dict[str, View]:
        """Views of these papers, also of ones outside the plan."""
        return {key.name: self.views.get(key.name) or make_view(key, self.context) for key in keys}


def prepare(
    path: Path, *, stage: GiaiDoan | None = None, today: date | None = None, regulations: Path | None = None
) -> Prepared:
    """Load, decide, plan and check. ``stage`` overrides the one the case names; ``regulations`` is a folder with more of them.

    Raises InputInvalid (all problems of the inputs), InputUnreadable, RegulationInvalid.
    """
    loaded = load_case(path)
    if stage is not None:
        # What was made must say at which stage it was made: ``dossier.json`` and the bundle carry this case.
        ho_so = loaded.case.ho_so.model_copy(update={"giai_doan": stage})
        loaded = replace(loaded, case=loaded.case.model_copy(update={"ho_so": ho_so}))
    return prepare_case(loaded, today=today, regulations=regulations)


def prepare_case(
    loaded: LoadedCase, *, stage: GiaiDoan | None = None, today: date | None = None, regulations: Path | None = None
) -> Prepared:
    """``prepare`` for a case that is already loaded and stays as it is, at whatever ``stage``. Raises RegulationInvalid."""
    try:
        regulation = load_regulation(loaded.case.ho_so.quy_che, regulations)
    except RegulationInvalid as error:
        at = loaded.places.at("/ho_so/quy_che")
        where = f"{at.file}:{at.line}, quy_che: " if at.file and at.line else ""
        raise RegulationInvalid(where + error.message, error.hint) from error
    national = load_national(regulation.national or "quoc-gia", regulations)
    calendar = load_calendar(regulations)
    stage = stage or loaded.case.ho_so.giai_doan
    outcome = decide(loaded.case, regulation, calendar)
    context = Context(loaded.case, outcome, regulation, national, stage)
    plan = plan_papers(context)
    views = {key.name: make_view(key, context) for key in plan}
    report = run_checks(
        Subject(
            case=loaded.case,
            outcome=outcome,
            regulation=regulation,
            national=national,
            stage=stage,
            today=today,
            places=loaded.places,
            planned=plan,
            gaps={name: tuple(view.gaps) for name, view in views.items()},
            calendar=calendar,
        )
    )
    return Prepared(loaded, regulation, national, calendar, outcome, stage, plan, views, report, regulations)


def select_papers(prepared: Prepared, paper: str | None, unit: str | None) -> tuple[PaperKey, ...]:
    """The papers asked for: all, those of one kind, those of one unit, or one of one unit.

    A unit that nobody proposes (yet) can still prepare its own report and score table.
    Raises DossierError when nothing matches, naming what there is.
    """
    if unit is not None and unit not in {u.id for u in prepared.loaded.case.ho_so.nhom.don_vi}:
        names = ", ".join(u.id for u in prepared.loaded.case.ho_so.nhom.don_vi)
        raise DossierError(f"Không có đơn vị “{unit}” trong hồ sơ.", f"Các đơn vị của hồ sơ: {names}.")
    plan = prepared.plan
    if unit is not None and not any(key.unit == unit for key in plan):
        plan = plan_unit(prepared.context, unit)
    found = tuple(
        key
        for key in plan
        if (paper is None or paper in (key.id, key.form, key.name))
        and (unit is None or key.unit == unit or (paper is not None and key.unit is None))
    )
    if not found:
        names = ", ".join(dict.fromkeys(key.id for key in plan))
        raise DossierError(f"Hồ sơ không có giấy tờ “{paper}”.", f"Các giấy tờ của hồ sơ: {names}.")
    return found
