"""The public functions (see ``dossier/__init__.py``), thin over the pipeline. The command line calls these too."""

from __future__ import annotations

from datetime import date
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dossier.core.errors import DossierError
from dossier.core.finding import Finding, InputInvalid, Report
from dossier.decisions.decide import decide as _decide
from dossier.decisions.explain import Explanation, explain_unit
from dossier.decisions.outcome import Outcome
from dossier.decisions.year_calendar import YearCalendar, year_calendar
from dossier.inputs.case import Case
from dossier.inputs.ho_so import GiaiDoan
from dossier.inputs.load import load_case as _load_case
from dossier.inputs.starter import write_starter
from dossier.papers.form_source import known_forms, load_form
from dossier.pipeline.prepare import Prepared, prepare
from dossier.pipeline.starter_frame import starter_frame
from dossier.regulation.load import load_calendar, load_regulation
from dossier.regulation.model import Regulation

if TYPE_CHECKING:
    from dossier.papers.blocks import Document
    from dossier.papers.print_docx import PrintResult
    from dossier.pipeline.build import BuildResult, Options, build
    from dossier.pipeline.sign import Signers
    from dossier.regulation.diff import RegulationDiff

_LATER = {
    "BuildResult": "dossier.pipeline.build",
    "Options": "dossier.pipeline.build",
    "PrintResult": "dossier.papers.print_docx",
    "RegulationDiff": "dossier.regulation.diff",
    "Signers": "dossier.pipeline.sign",
    "build": "dossier.pipeline.build",
}
"""Loaded on first use: checking a case needs no PDF or signing library."""


def __getattr__(name: str) -> Any:
    if name in _LATER:
        return getattr(import_module(_LATER[name]), name)
    raise AttributeError(f"module 'dossier.api' has no attribute {name!r}")


__all__ = [
    "BuildResult",
    "Case",
    "DossierError",
    "Explanation",
    "Finding",
    "InputInvalid",
    "Options",
    "Outcome",
    "Prepared",
    "PrintResult",
    "Regulation",
    "RegulationDiff",
    "Report",
    "Signers",
    "YearCalendar",
    "build",
    "calendar",
    "check",
    "decide",
    "diff_regulations",
    "explain",
    "load_case",
    "load_regulation",
    "new_case",
    "prepare",
    "print_docx",
    "read_docx",
]


def load_case(path: Path) -> Case:
    """The case in a folder (``ho_so.yaml`` …) or in one JSON document; raises InputInvalid with every problem found."""
    return _load_case(path).case


def decide(case: Case, regulations: Path | None = None) -> Outcome:
    """Everything that follows from a case under the regulation it names: scores, ranking, awards, ballot, deadlines.

    ``regulations``, here and below: a folder with regulation files of one's own.
    """
    return _decide(case, load_regulation(case.ho_so.quy_che, regulations), load_calendar(regulations))


def explain(case: Case, unit: str, regulations: Path | None = None) -> Explanation:
    """Rule, citation, numbers and steps behind one unit's result; raises DossierError for an unknown unit."""
    names = [u.id for u in case.ho_so.nhom.don_vi]
    if unit not in names:
        raise DossierError(f"Không có đơn vị “{unit}” trong hồ sơ.", f"Các đơn vị của hồ sơ: {', '.join(names)}.")
    regulation = load_regulation(case.ho_so.quy_che, regulations)
    return explain_unit(case, regulation, _decide(case, regulation, load_calendar(regulations)), unit)


def calendar(path: Path, *, today: date, regulations: Path | None = None) -> YearCalendar:
    """Every time limit of the case's year, as it stands on ``today``; ``pipeline.calendar_file`` writes it as .ics."""
    case = load_case(path)
    regulation = load_regulation(case.ho_so.quy_che, regulations)
    return year_calendar(case, regulation, load_calendar(regulations), today)


def diff_regulations(old: str, new: str, regulations: Path | None = None) -> RegulationDiff:
    """What the regulation ``new`` says otherwise than ``old``, each side with its clause; raises RegulationInvalid."""
    from dossier.regulation.diff import diff_regulations as _diff

    both = (load_regulation(old, regulations), load_regulation(new, regulations))
    used = {form for r in both for form in (*(p.form for p in r.papers), *(f for a in r.awards for f in a.forms))}
    return _diff(*both, {form: load_form(form).title for form in sorted(used & known_forms())})


def check(
    path: Path, *, stage: GiaiDoan | None = None, today: date | None = None, regulations: Path | None = None
) -> Report:
    """Every rule of the checker on a case, with findings; writes nothing.

    ``today`` (a day in Vietnam) lets the checker see documents dated in the future. Raises InputInvalid, DossierError.
    """
    return prepare(path, stage=stage, today=today, regulations=regulations).report


def new_case(
    folder: Path,
    regulation: str = "cao-bang-2025",
    units: int = 9,
    regulations: Path | None = None,
    kind: str | None = None,
) -> list[Path]:
    """Write a commented starter case into a new or empty folder; returns the files. Raises DossierError.

    ``kind`` is what the cluster is made of ("so_nganh", "doanh_nghiep"…), where the regulation names criteria for each.
    """
    frame = starter_frame(load_regulation(regulation, regulations), kind)
    return write_starter(folder, regulation, units, frame)


def print_docx(path: Path, out: Path | None = None) -> PrintResult:
    """Print a Word file as PDF/A beside it, or to ``out``; a signed PDF is never overwritten. Raises DossierError."""
    try:
        from dossier.papers.print_docx import print_docx as _print_docx

        return _print_docx(path, out)
    except DossierError as error:
        if path.name in error.message:
            raise
        raise type(error)(f"{path.name}: {error.message}", error.hint) from error


def read_docx(path: Path) -> Document:
    """A Word file as the neutral tree of blocks. Raises InputUnreadable for a broken or hostile file."""
    from dossier.core.files import read_limited
    from dossier.papers.word_read import read_docx as read

    return read(read_limited(path, 50_000_000))
