"""Takes back the papers that were signed elsewhere: which file is which paper, is it ours, who signed it, who has not yet.

Nothing is believed because a file says so. Every problem of every file is found before anything is refused, and no file
of the folder is passed over in silence.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dossier.bundle.scans import REFUSED, inspect_scan, scan_findings
from dossier.bundle.signed_file import Look, look_at
from dossier.core.errors import DossierError
from dossier.core.finding import Finding, Location, Severity, sort_findings
from dossier.papers.views.issue import issued
from dossier.pipeline.make import Batch, is_signed
from dossier.pipeline.package import evidence_files
from dossier.pipeline.prepare import Prepared
from dossier.pipeline.report_file import finding_json
from dossier.pipeline.signed.check import Checked, ToCheck, Trusted, check_all
from dossier.pipeline.signed.matching import Matched, Work, match_papers, read_folder
from dossier.pipeline.signed.originals import SigningPrint, earlier_prints
from dossier.pipeline.signed.paper_signers import paper_signers
from dossier.pipeline.signed.scanned_papers import declared_originals
from dossier.pipeline.signed.signer_check import check_signers
from dossier.pipeline.signed.signing_files import signing_data
from dossier.verification.facts import SignedFile
from dossier.verification.ledger import Ledger

_CHILDREN = 2
_DATA_CODES = tuple(f"PGE-{number:03d}" for number in range(1, 7))
"""Pages say something else than the data."""
_AGAIN = (
    "Dữ liệu mới đúng thì phải ký lại: chạy “dossier build --signature-fields”, trình ký tệp mới trong trinh_ky/. "
    "Bản đã ký mới đúng thì sửa dữ liệu cho khớp."
)
_CODES = ("SIG-201", "SIG-202", "SIG-203", "SIG-204", "SIG-205", "SIG-206", "SIG-214", "SIG-216", "SIG-217")


@dataclass(frozen=True, slots=True)
class SignedFolder:
    """Where papers signed elsewhere lie, and what their signatures are judged by."""

    folder: Path
    trusted: Trusted = field(default_factory=Trusted)


@dataclass(frozen=True, slots=True)
class Collected:
    """What came back."""

    signed: dict[str, bytes] = field(repr=False)
    """Signed files by ``PaperKey.name``."""
    findings: tuple[Finding, ...] = ()
    unchecked: tuple[str, ...] = ()
    """What could not be checked and why. Vietnamese."""
    files: tuple[SignedFile, ...] = ()
    """Their signatures, in the order of the dossier."""
    notes: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """For other programs."""
        return {
            "papers": sorted(self.signed),
            "findings": [finding_json(finding) for finding in self.findings],
            "unchecked": list(self.unchecked),
            "files": [file.model_dump(mode="json") for file in self.files],
            "notes": list(self.notes),
        }

    @property
    def errors(self) -> tuple[Finding, ...]:
        """What keeps the bundle from being assembled."""
        return tuple(finding for finding in self.findings if finding.severity is Severity.LOI)


def collect_signed(
    prepared: Prepared, batch: Batch, folder: Path | None, trusted: Trusted, templates: Path | None = None
) -> Collected:
    """Take back what lies in ``folder`` (None: only what ``dinh_kem`` declares). Raises InputUnreadable: no such folder; DossierError: nothing signed in it."""
    papers = {paper.key.name: paper for paper in batch.papers if paper.key.submitted}
    prints = {}
    for name, paper in papers.items():
        made = signing_data(prepared, paper, batch.read(paper.pdf), batch.state.papers[name])
        if made is not None:
            prints[name] = SigningPrint(made[0], issued(prepared.stage))
    work = Work(prepared, papers, prints, Ledger())
    work.ledger.begin(*_CODES)
    files = read_folder(work, folder) if folder is not None else {}
    looks = look_at(files)
    for name in [name for name, look in looks.items() if look.refused]:
        work.ledger.found("SIG-203", work.at(name), tep=name, ly_do=looks.pop(name).refused or "")
    matched = match_papers(work, {name: files[name] for name in looks}, looks)
    for name, data in _declared_digital(prepared).items():
        matched.setdefault(name, data)
    checked = _check(work, batch, matched, trusted, templates)
    collected = _finish(work, matched, looks, checked, asked=folder is not None)
    if folder is not None and not collected.signed and not collected.errors:
        # A mistyped folder, or one that nobody has signed in yet, must not end in a dossier of plain prints.
        what = "chưa tệp nào có chữ ký số" if files else "không có tệp PDF nào"
        raise DossierError(
            f"Thư mục “{folder}” {what}.",
            "Nêu thư mục chứa các giấy tờ đã ký số. Không có giấy tờ nào ký riêng thì dùng “dossier build”.",
        )
    return collected


def _declared_digital(prepared: Prepared) -> dict[str, Matched]:
    """Files of ``dinh_kem`` declared as a paper that carry digital signatures: they are checked like those of the folder."""
    items = prepared.loaded.case.ho_so.dinh_kem
    files = {file.name: file.data for file in evidence_files(prepared)}
    names = {paper: Path(items[index].tep).name for paper, index in declared_originals(prepared)[0].items()}
    return {
        paper: Matched(name, files[name]) for paper, name in names.items() if name in files and is_signed(files[name])
    }


def _check(
    work: Work, batch: Batch, matched: Mapping[str, Matched], trusted: Trusted, templates: Path | None
) -> dict[str, Checked]:
    """Pages and signatures of every file, in guarded children."""
    words = {paper: batch.read(work.papers[paper].docx) for paper in matched if work.papers[paper].edited}
    keys = [work.papers[paper].key for paper in matched]
    received = {paper: one.data for paper, one in matched.items()}
    # Of those signed before they had number and day, or not on our file.
    earlier = earlier_prints(work.prepared, keys, words, templates, received, work.prints)
    with tempfile.TemporaryDirectory(prefix="dossier-") as folder:
        jobs = {}
        for paper, one in matched.items():
            prints = [work.prints[paper], *(made[paper] for made in earlier if paper in made)]
            path, paths = Path(folder, f"{paper}.pdf"), []
            path.write_bytes(one.data)
            for number, made in enumerate(prints):
                paths.append(Path(folder, f"{paper}.{number}.pdf"))
                paths[-1].write_bytes(made.data)
            unit = work.papers[paper].key.unit
            jobs[paper] = ToCheck(one.name, work.title(paper), paper, unit, path, prints, paths)
        lots = [list(jobs)[n::_CHILDREN] for n in range(_CHILDREN)]
        with ThreadPoolExecutor(_CHILDREN) as pool:  # each waits for its child
            done = pool.map(lambda lot: check_all([jobs[paper] for paper in lot], trusted), lots)
            return {
                paper: result
                for lot, results in zip(lots, done, strict=True)
                for paper, result in zip(lot, results, strict=True)
            }


def _finish(
    work: Work,
    matched: Mapping[str, Matched],
    looks: Mapping[str, Look],
    checked: Mapping[str, Checked],
    *,
    asked: bool,
) -> Collected:
    findings: list[Finding] = []
    unchecked: list[str] = []
    signed: dict[str, bytes] = {}
    changed: list[str] = []
    for paper, one in matched.items():
        at, title, result = work.at(one.name, paper), work.title(paper), checked[paper]
        if result.failed is not None or result.signed is None:
            work.ledger.found("SIG-203", at, tep=one.name, ly_do=result.failed or "không kiểm tra được.")
            continue
        # That it is not signed at all has been said already (SIG-205).
        own = [f for f in result.findings if is_signed(one.data) or f.code != "SIG-101"]
        findings += [f.model_copy(update={"fix": _AGAIN}) if f.code in _DATA_CODES else f for f in own]
        if result.signed.signatures and any(f.code in _DATA_CODES for f in own):
            changed.append(one.name)
        unchecked += [f"{one.name}: {words}" for words in result.unchecked]
        if not result.signed.signatures:
            continue  # whoever waives that: the paper goes in as printed
        signed[paper] = one.data
        signers = paper_signers(work.prepared, work.papers[paper].key)
        check_signers(signers, result.signed.signatures, one.name, title, at, work.ledger)
        fonts = looks[one.name].fonts_missing if one.name in looks else ()
        if fonts:
            work.ledger.found("SIG-214", at, tep=one.name, phong=", ".join(fonts))
    if changed:
        work.notes.append(f"Nội dung đã ký không đúng với dữ liệu hiện nay: {', '.join(changed)}. {_AGAIN}")
    _originals(work)
    if asked:
        _not_signed(work, signed)
    findings += [_for_maker(finding) for result in work.ledger.results() for finding in result.findings]
    unchecked += [r.reason for r in work.ledger.results() if r.reason]
    files = tuple(c.signed for p in work.papers if (c := checked.get(p)) is not None and c.signed is not None)
    return Collected(signed, sort_findings(findings), tuple(dict.fromkeys(unchecked)), files, tuple(work.notes))


def _for_maker(finding: Finding) -> Finding:
    """A scan with such a fault is only a warning to the board that has it already; whoever makes the dossier mends it."""
    return finding.model_copy(update={"severity": Severity.LOI}) if finding.code in REFUSED else finding


def _originals(work: Work) -> None:
    """Files of ``dinh_kem`` declared as originals of papers: those that fit none, and scans, which no program can read."""
    files = {file.name: file.data for file in evidence_files(work.prepared)}
    items = work.prepared.loaded.case.ho_so.dinh_kem
    scans, misfits = declared_originals(work.prepared)
    for misfit in misfits:
        at = Location(file="ho_so.yaml", pointer=f"/ho_so/dinh_kem/{misfit.index}")
        work.ledger.found("SIG-216", at, tep=misfit.file, ly_do=misfit.why)
    for paper, index in scans.items():
        file = Path(items[index].tep).name
        if file not in files or is_signed(files[file]):
            continue
        work.ledger.found("SIG-217", work.at(file, paper), tep=file, giay=work.title(paper))
        scan_findings(inspect_scan(file, files[file]), work.prepared.national, work.ledger)


def _not_signed(work: Work, signed: Mapping[str, bytes]) -> None:
    """Papers that have no original of their own: neither a signed file nor a scan."""
    scans, _ = declared_originals(work.prepared)
    for paper in work.prints:
        if paper in signed or paper in scans:
            continue
        signers = paper_signers(work.prepared, work.papers[paper].key)
        who = "; ".join(dict.fromkeys(one.words for one in signers if one.required and one.kind == "nguoi"))
        work.ledger.found("SIG-206", work.at(None, paper), giay=work.title(paper), ai=who or "chưa nêu")
