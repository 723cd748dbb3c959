"""The data attached to a received dossier: read, decided and checked anew, as if nobody had done it before."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path, PurePosixPath

from dossier.bundle.assemble import CASE_NAME, MANIFEST_NAME
from dossier.bundle.manifest import Manifest
from dossier.core.errors import DossierError, RegulationInvalid
from dossier.core.files import sha256
from dossier.core.finding import InputInvalid, Location, Report, RuleResult, sort_findings
from dossier.core.vietnamese import format_count, format_decimal
from dossier.inputs.case import Case
from dossier.inputs.dump import dump_case
from dossier.inputs.ho_so import GiaiDoan, NopHoSo
from dossier.inputs.load import LoadedCase, load_case
from dossier.papers.views.issue import issued
from dossier.pipeline.prepare import Prepared, prepare_case
from dossier.regulation.load import regulation_files
from dossier.verification.facts import CaseFact
from dossier.verification.ledger import Ledger
from dossier.verification.verdict import REPLACED

_HERE = Location(file=CASE_NAME)
_BY_RECEIPT = ("DLN-", "PAP-017")
"""Checks whose answer depends on the day the dossier was handed in."""
_STAGES = {GiaiDoan.DU_THAO: "dự thảo", GiaiDoan.TRINH_KY: "trình ký"}
_ISSUED = tuple(stage for stage in GiaiDoan if issued(stage))


@dataclass(frozen=True, slots=True)
class ReceivedCase:
    """What came of the attached data."""

    prepared: Prepared | None
    """None: no data, unreadable, or under a regulation that this machine does not have."""
    report: Report | None
    """All checks at the stage of submission, on the day of receipt where that is given."""
    fact: CaseFact | None
    regulation_sha256: str | None
    inputs: InputInvalid | None = None
    """Why the data could not be read."""


def read_case(
    data: bytes | None,
    manifest: Manifest | None,
    ledger: Ledger,
    *,
    received: date | None,
    today: date,
    regulations: Path | None,
) -> ReceivedCase:
    """Read, decide and check the attached data; what is wrong goes into the ledger and the report."""
    ledger.begin("CAS-001", "CAS-002", "CAS-003", "CAS-004", "CAS-009")
    if data is None:
        ledger.found("CAS-001")
        _nothing_known(ledger)
        return ReceivedCase(None, None, None, None)
    try:
        loaded = _load(data)
    except InputInvalid as error:
        ledger.found("CAS-002", _HERE, so=format_count(len(error.findings)))
        _nothing_known(ledger)
        return ReceivedCase(None, None, None, None, error)
    name = loaded.case.ho_so.quy_che
    if manifest is not None and manifest.regulation.id != name:
        ledger.found("CAS-003", _HERE, ke=manifest.regulation.id, dung=name)
    try:
        file, *_ = regulation_files(name, regulations)
        prepared = prepare_case(loaded, stage=GiaiDoan.NOP, today=received or today, regulations=regulations)
    except RegulationInvalid as error:
        ledger.unchecked("CAS-003", "khong_co_quy_che", ten=name, ly_do=error.message)
        return ReceivedCase(None, None, None, None)
    _check_stage(loaded.case, manifest, ledger)
    if data != dump_case(loaded.case):
        ledger.found("CAS-009", _HERE)
    report = _report(prepared, received)
    return ReceivedCase(prepared, report, _fact(prepared), sha256(file.read_bytes()))


def with_input_findings(results: tuple[RuleResult, ...], inputs: InputInvalid | None) -> tuple[RuleResult, ...]:
    """The findings of the reader beside the one that says the data can't be read."""
    if inputs is None:
        return results
    return tuple(
        r.model_copy(update={"findings": (*r.findings, *inputs.findings)}) if r.code == "CAS-002" else r
        for r in results
    )


def _nothing_known(ledger: Ledger) -> None:
    for code in ("CAS-003", "CAS-004", "CAS-009"):
        ledger.unchecked(code, "khong_co_du_lieu")


def _load(data: bytes) -> LoadedCase:
    """The reader of cases reads files: the data is given to it as one. Raises InputInvalid for whatever is wrong."""
    with tempfile.TemporaryDirectory(prefix="dossier-verify-") as folder:
        path = Path(folder) / CASE_NAME
        path.write_bytes(data)
        try:
            return load_case(path)
        except InputInvalid:
            raise
        except DossierError as error:
            from dossier.core.input_messages import input_messages

            reason = input_messages().entry("khong_doc_duoc")
            raise InputInvalid([reason.finding(_HERE, {"tep": CASE_NAME, "ly_do": error.message})]) from error


def _check_stage(case: Case, manifest: Manifest | None, ledger: Ledger) -> None:
    """A dossier is handed in from the stage of issue on, and data and manifest say the same one."""
    stage = case.ho_so.giai_doan
    if not issued(stage):
        ledger.found("CAS-004", _HERE, muc="Dữ liệu", giai_doan=_STAGES[stage])
    if manifest is None or manifest.stage == stage:
        return
    if manifest.stage not in _ISSUED:
        words = next((text for known, text in _STAGES.items() if known == manifest.stage), manifest.stage)
        ledger.found("CAS-004", Location(file=MANIFEST_NAME), muc="Bản kê", giai_doan=words)
    ledger.found("MAN-010", Location(file=MANIFEST_NAME), muc="giai đoạn", ke=manifest.stage, dung=stage.value)


def _report(prepared: Prepared, received: date | None) -> Report:
    """The checks, without those the verifier makes itself; time limits by the day of receipt, not by what the case says."""
    report = prepared.report
    if received is not None:
        by_receipt = {r.code: r for r in _as_received(prepared, received).report.results}
        results = tuple(by_receipt.get(r.code, r) if r.code.startswith(_BY_RECEIPT) else r for r in report.results)
        report = report.model_copy(update={"results": results})
    return report.model_copy(update={"results": tuple(r for r in report.results if r.code not in REPLACED)})


def _as_received(prepared: Prepared, received: date) -> Prepared:
    case = prepared.loaded.case
    given = (case.ho_so.nop or NopHoSo()).model_copy(update={"ngay_nop": received})
    ho_so = case.ho_so.model_copy(update={"nop": given})
    loaded = replace(prepared.loaded, case=case.model_copy(update={"ho_so": ho_so}))
    return prepare_case(loaded, stage=prepared.stage, today=received, regulations=prepared.regulations)


def _fact(prepared: Prepared) -> CaseFact:
    ho_so, outcome, regulation = prepared.loaded.case.ho_so, prepared.outcome, prepared.regulation
    names = {unit.id: unit.ten for unit in ho_so.nhom.don_vi}
    proposed = []
    for award in outcome.awards:
        for unit in award.proposed:
            total = outcome.units[unit].total.by(outcome.column) if unit in outcome.units else None
            score = f" ({format_decimal(total)} điểm)" if total is not None else ""
            proposed.append(f"{award.title}: {names.get(unit, unit)}{score}")
    source = regulation.sources[regulation.main_source]
    return CaseFact(
        cluster=ho_so.nhom.ten,
        year=ho_so.nam,
        regulation=regulation.id,
        regulation_title=source.short,
        stage=ho_so.giai_doan.value,
        leader=ho_so.truong.ten if ho_so.truong else None,
        members=len(ho_so.nhom.don_vi),
        proposed=tuple(proposed),
    )


def check_declared_files(case: Case, files: Mapping[str, bytes], ledger: Ledger) -> dict[str, bytes]:
    """Files that the case declares in ``dinh_kem`` and that came along, by name; what is missing is a finding."""
    ledger.begin("CAS-005")
    found = {}
    for index, item in enumerate(case.ho_so.dinh_kem):
        name = PurePosixPath(item.tep).name
        if name in files:
            found[name] = files[name]
        else:
            at = Location(file=CASE_NAME, pointer=f"/ho_so/dinh_kem/{index}", unit=item.don_vi)
            ledger.found("CAS-005", at, ten=item.ten, tep=item.tep)
    return found


def sorted_results(results: tuple[RuleResult, ...]) -> tuple[RuleResult, ...]:
    """Findings of each result most severe first."""
    return tuple(r.model_copy(update={"findings": sort_findings(r.findings)}) for r in results)
