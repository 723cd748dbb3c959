"""What an entry of the defect corpus is, how it is run, and how the run is judged."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from yaml_edits import Edit, pointer_of

import dossier
from dossier.core.catalogue import check_catalogue, verify_catalogue
from dossier.core.finding import Finding, InputInvalid, Severity
from dossier.inputs.ho_so import GiaiDoan

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "examples"
TODAY = date(2026, 3, 2)
"""The clerk's day: after every example was submitted."""
BASES = {
    "cb9": "cao_bang_khoi_9",
    "cb5": "cao_bang_khoi_5",
    "bk19": "bac_kan_2019_khoi_so_nganh",
    "bk23": "bac_kan_2023_cum_huyen",
    "lc": "lao_cai_2021_khoi_doanh_nghiep",
    "ts": "trieu_son_2017_cum",
}
"""Short names of the clean examples."""


@dataclass(frozen=True, slots=True)
class At:
    """Where a finding must stand; what is None is not looked at."""

    file: str | None = None
    place: str | None = None
    """Pointer in the file, steps as in ``yaml_edits``; a place that is not there any more is written out in full."""
    unit: str | None = None
    paper: str | None = None


@dataclass(frozen=True, slots=True)
class Defect:
    """One thing done wrong to a clean example, and what the checker must say."""

    id: str
    title: str
    """What the clerk did wrong. Vietnamese."""
    base: str
    edits: tuple[Edit, ...]
    code: str
    at: At
    severity: Severity = Severity.LOI
    hits: int = 1
    """How often the expected code is found: once, unless the defect has several places."""
    also: tuple[str, ...] = ()
    """Further codes with severity ``loi`` that follow from the defect and are as true."""
    stage: str | None = None
    today: date = TODAY
    missed: str | None = None
    """Why the checker does not find it (Vietnamese): an honest hole. The test fails once it is found."""


@dataclass(frozen=True, slots=True)
class Harmless:
    """A change that is no defect: no error, no warning that was not there before."""

    id: str
    title: str
    base: str
    edits: tuple[Edit, ...]
    stage: str | None = None
    today: date = TODAY


@dataclass(frozen=True, slots=True)
class Verdict:
    """How a defect's run ended."""

    found: bool
    """The expected code with its severity."""
    placed: bool
    """At the right place."""
    errors_besides: tuple[Finding, ...]
    """Other errors than the expected code and its declared consequences."""
    missing_consequences: tuple[str, ...]
    """Declared consequences that did not come."""
    warnings_besides: tuple[Finding, ...]
    """New warnings that come with it."""
    hits: tuple[Finding, ...]
    """The findings with the expected code and severity."""
    consequences: tuple[Finding, ...]
    """Errors that the entry declares."""


def spoil(base: str, edits: Iterable[Edit], folder: Path) -> Path:
    """A copy of an example with the edits made."""
    target = folder / BASES[base]
    if target.exists():
        shutil.rmtree(target)
    shutil.copytree(EXAMPLES / BASES[base], target)
    for edit in edits:
        edit(target)
    return target


def findings(case: Path, stage: str | None, today: date) -> tuple[Finding, ...]:
    """What ``dossier check`` says of a case, problems of reading it included."""
    try:
        report = dossier.check(case, stage=GiaiDoan(stage) if stage else None, today=today)
    except InputInvalid as invalid:
        return invalid.findings
    return report.findings


def key(finding: Finding) -> tuple[object, ...]:
    """What makes a finding the same as in the clean example: not its line."""
    return finding.code, finding.severity, finding.at.file, finding.at.pointer, finding.at.unit, finding.message


@cache
def clean_findings(base: str, stage: str | None, today: date) -> tuple[Finding, ...]:
    """What is said of the example as it is."""
    return findings(EXAMPLES / BASES[base], stage, today)


def new_findings(entry: Defect | Harmless, folder: Path) -> tuple[Finding, ...]:
    """Findings of the changed example that the clean one does not have."""
    known = {key(finding) for finding in clean_findings(entry.base, entry.stage, entry.today)}
    case = spoil(entry.base, entry.edits, folder)
    return tuple(f for f in findings(case, entry.stage, entry.today) if key(f) not in known)


def judge(entry: Defect, folder: Path) -> Verdict:
    """Run a defect and hold the findings against what the entry expects."""
    new = new_findings(entry, folder)
    hits = tuple(f for f in new if f.code == entry.code and f.severity is entry.severity)
    errors = [f for f in new if f.severity is Severity.LOI and f not in hits]
    return Verdict(
        found=bool(hits),
        placed=len(hits) == entry.hits and _stands(entry.at, hits, folder / BASES[entry.base]),
        errors_besides=tuple(f for f in errors if f.code not in entry.also),
        missing_consequences=tuple(sorted(set(entry.also) - {f.code for f in errors})),
        warnings_besides=tuple(f for f in new if f.severity is Severity.CANH_BAO and f not in hits),
        hits=hits,
        consequences=tuple(f for f in errors if f.code in entry.also),
    )


def _stands(at: At, hits: tuple[Finding, ...], case: Path) -> bool:
    """Whether one of the findings stands where it must."""
    place = at.place
    if place is not None and "=" in place and at.file is not None:
        place = pointer_of(case, at.file, place)
    wanted = {"file": at.file, "pointer": place, "unit": at.unit, "paper": at.paper}
    asked = {name: value for name, value in wanted.items() if value is not None}
    return bool(asked) and any(all(getattr(f.at, name) == value for name, value in asked.items()) for f in hits)


def faults_of_words(finding: Finding) -> list[str]:
    """What a finding lacks that a person needs: message, what is expected, how to fix it, the clause."""
    faults = []
    for name in ("message", "expected", "fix"):
        text = getattr(finding, name)
        if name == "expected" and finding.severity is Severity.LUU_Y:
            continue
        if not text or "None" in text or "{" in text:
            faults.append(f"{finding.code}: {name} = {text!r}")
    entry = check_catalogue().findings.get(finding.code) or verify_catalogue().findings.get(finding.code)
    if entry is not None and entry.needs_citation and not finding.citations:
        faults.append(f"{finding.code}: no clause")
    if finding.at.pointer and finding.at.file is not None and finding.at.line is None:
        faults.append(f"{finding.code}: no line")
    return faults
