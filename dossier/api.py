"""The public functions (see ``dossier/__init__.py``), thin over the pipeline. The command line calls these too."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
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
    from dossier.pipeline.board.notice import ReturnNotice
    from dossier.pipeline.board.office import BoardOffice
    from dossier.pipeline.board.return_notice import WrittenNotice
    from dossier.pipeline.build import BuildResult, Options, build
    from dossier.pipeline.compare.dossiers import Comparison
    from dossier.pipeline.sign import Signers
    from dossier.pipeline.sign_file import accept_signature, complete_signature, prepare_signature, sign_file
    from dossier.pipeline.signed.check import Trusted
    from dossier.pipeline.signed.papers import SignedFolder
    from dossier.pipeline.verify.many import verify_all
    from dossier.pipeline.verify.parts import Checking
    from dossier.regulation.diff import RegulationDiff
    from dossier.signing.pkcs11 import Pkcs11Signer
    from dossier.signing.request import Proof, SignatureRequest
    from dossier.signing.signer import Pkcs12Signer
    from dossier.signing.time_stamps import HttpTimeStamps
    from dossier.verification.facts import Verification

_LATER = {
    "BoardOffice": "dossier.pipeline.board.office",
    "BuildResult": "dossier.pipeline.build",
    "Comparison": "dossier.pipeline.compare.dossiers",
    "ReturnNotice": "dossier.pipeline.board.notice",
    "WrittenNotice": "dossier.pipeline.board.return_notice",
    "Options": "dossier.pipeline.build",
    "PrintResult": "dossier.papers.print_docx",
    "RegulationDiff": "dossier.regulation.diff",
    "Checking": "dossier.pipeline.verify.parts",
    "Signers": "dossier.pipeline.sign",
    "HttpTimeStamps": "dossier.signing.time_stamps",
    "Pkcs11Signer": "dossier.signing.pkcs11",
    "Pkcs12Signer": "dossier.signing.signer",
    "Proof": "dossier.signing.request",
    "SignatureRequest": "dossier.signing.request",
    "accept_signature": "dossier.pipeline.sign_file",
    "complete_signature": "dossier.pipeline.sign_file",
    "prepare_signature": "dossier.pipeline.sign_file",
    "sign_file": "dossier.pipeline.sign_file",
    "Verification": "dossier.verification.facts",
    "SignedFolder": "dossier.pipeline.signed.papers",
    "Trusted": "dossier.pipeline.signed.check",
    "build": "dossier.pipeline.build",
    "verify_all": "dossier.pipeline.verify.many",
}
"""Loaded on first use: checking a case needs no PDF or signing library."""


def __getattr__(name: str) -> Any:
    if name in _LATER:
        return getattr(import_module(_LATER[name]), name)
    raise AttributeError(f"module 'dossier.api' has no attribute {name!r}")


__all__ = [
    "BoardOffice",
    "BuildResult",
    "Case",
    "Checking",
    "Comparison",
    "DossierError",
    "Explanation",
    "Finding",
    "HttpTimeStamps",
    "InputInvalid",
    "Options",
    "Outcome",
    "Pkcs11Signer",
    "Pkcs12Signer",
    "Prepared",
    "PrintResult",
    "Proof",
    "Regulation",
    "RegulationDiff",
    "Report",
    "ReturnNotice",
    "SignatureRequest",
    "SignedFolder",
    "Signers",
    "Trusted",
    "Verification",
    "YearCalendar",
    "accept_signature",
    "build",
    "calendar",
    "check",
    "compare",
    "complete_signature",
    "decide",
    "diff_regulations",
    "explain",
    "load_case",
    "load_regulation",
    "new_case",
    "prepare",
    "prepare_signature",
    "print_docx",
    "read_docx",
    "return_notice",
    "sign_file",
    "verify",
    "verify_all",
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


def verify(
    path: Path,
    *,
    trust: Sequence[Path] = (),
    crls: Sequence[Path] = (),
    online: bool = False,
    at: datetime | None = None,
    received: date | None = None,
    regulations: Path | None = None,
    templates: Path | None = None,
) -> Verification:
    """What a received bundle, folder, ZIP or signed PDF really is, and the verdict; read in a child process with limits.

    ``trust``: certificates of the authorities trusted (PEM, DER, folders of them); without one no signature can be said to
    be somebody's. ``at``: moment of checking, with zone. ``received``: day of receipt, for the time limits. Raises
    DossierError only for what is given here, never for what the file holds.
    """
    from dossier.pipeline.verify.many import verify_all as _verify_all
    from dossier.pipeline.verify.parts import Checking as _Checking

    checking = _Checking(tuple(trust), tuple(crls), online, at, received, regulations, templates)
    return _verify_all([path], checking)[0]


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


def return_notice(
    path: Path,
    *out: Path,
    checking: Checking | None = None,
    office: BoardOffice | None = None,
    previous_returns: int | None = None,
) -> WrittenNotice:
    """Verify a received dossier and write its return notice to each of ``out`` (.docx, .pdf, .json).

    ``office``: the board's own letterhead; what is not given is printed as dots. ``previous_returns``: dossiers of the unit
    already returned this year. Raises DossierError for a dossier that passed.
    """
    from dossier.pipeline.board.return_notice import issue_notice

    return issue_notice(path, out, checking, office, previous_returns)


def compare(old: Path, new: Path, *, today: date, checking: Checking | None = None) -> Comparison:
    """Every change between two dossiers, and what became of the findings: case folders, bundles, folders of papers.

    Raises InputInvalid for a case that can't be read, DossierError.
    """
    from dossier.pipeline.compare.dossiers import compare as _compare

    return _compare(old, new, checking, today=today)
