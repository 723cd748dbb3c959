"""The public functions (see ``dossier/__init__.py``), thin over the pipeline. The command line calls these too."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from dossier.core.errors import DossierError
from dossier.core.finding import Finding, InputInvalid, Report
from dossier.decisions.decide import decide as _decide
from dossier.decisions.explain import Explanation, explain_unit
from dossier.decisions.outcome import Outcome
from dossier.inputs.case import Case
from dossier.inputs.ho_so import GiaiDoan
from dossier.inputs.load import load_case as _load_case
from dossier.inputs.starter import write_starter
from dossier.papers.blocks import Document
from dossier.papers.print_docx import PrintResult
from dossier.papers.print_docx import print_docx as _print_docx
from dossier.pipeline.build import BuildResult, Options, build
from dossier.pipeline.prepare import Prepared, prepare
from dossier.pipeline.sign import Signers
from dossier.regulation.load import load_calendar, load_regulation
from dossier.regulation.model import Regulation

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
    "Report",
    "Signers",
    "build",
    "check",
    "decide",
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


def decide(case: Case) -> Outcome:
    """Everything that follows from a case under the regulation it names: scores, ranking, awards, ballot, deadlines."""
    return _decide(case, load_regulation(case.ho_so.quy_che), load_calendar())


def explain(case: Case, unit: str) -> Explanation:
    """Rule, citation, numbers and steps behind one unit's result; raises DossierError for an unknown unit."""
    names = [u.id for u in case.ho_so.nhom.don_vi]
    if unit not in names:
        raise DossierError(f"Không có đơn vị “{unit}” trong hồ sơ.", f"Các đơn vị của hồ sơ: {', '.join(names)}.")
    regulation = load_regulation(case.ho_so.quy_che)
    return explain_unit(case, regulation, _decide(case, regulation, load_calendar()), unit)


def check(path: Path, *, stage: GiaiDoan | None = None, today: date | None = None) -> Report:
    """Every rule of the checker on a case, with findings; writes nothing.

    ``today`` (a day in Vietnam) lets the checker see documents dated in the future. Raises InputInvalid, DossierError.
    """
    return prepare(path, stage=stage, today=today).report


def new_case(folder: Path, regulation: str = "cao-bang-2025", units: int = 9) -> list[Path]:
    """Write a commented starter case into a new or empty folder; returns the files. Raises DossierError."""
    load_regulation(regulation)
    return write_starter(folder, regulation, units)


def print_docx(path: Path, out: Path | None = None) -> PrintResult:
    """Print a Word file as PDF/A beside it, or to ``out``; a signed PDF is never overwritten. Raises DossierError."""
    try:
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
