"""``dossier compare``: what became of the findings, and every change between two states of one dossier."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

from dossier.core.base import Model
from dossier.core.catalogue import check_catalogue
from dossier.core.finding import Finding
from dossier.core.vietnamese import upper_first
from dossier.inputs.places import Places
from dossier.pipeline.board.progress import Seen, match_items
from dossier.pipeline.compare.decisions import DecisionChange, decision_changes
from dossier.pipeline.compare.fields import FieldChange, Sides
from dossier.pipeline.compare.papers import FileChange, PaperChange, file_changes, paper_changes
from dossier.pipeline.compare.side import DossierSide, open_side
from dossier.pipeline.verify.parts import Checking
from dossier.verification.facts import SignatureFact, Verdict

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
NOT_SIGNED = "chưa ký"


class SideFact(Model):
    """One of the two dossiers."""

    name: str
    kind: Literal["du_lieu", "nhan_duoc"]
    """A case, or a received file."""
    sha256: str | None = None
    cluster: str | None = None
    year: int | None = None
    regulation: str | None = None
    stage: str | None = None
    verdict: Verdict | None = None
    """Only of a received file."""


class FindingChange(Model):
    """What became of a finding."""

    status: Literal["da_xong", "con", "moi"]
    finding: Finding
    """As it reads in the newer dossier; in the older one where it is closed."""
    where: str
    """The place in words."""


class SignerChange(Model):
    """A signature that is not the same."""

    what: str
    """Whose: "người có thẩm quyền"."""
    old: str
    new: str


class Comparison(Model):
    """Everything that differs."""

    schema_id: Literal["comparison/1"] = "comparison/1"
    old: SideFact
    new: SideFact
    findings: tuple[FindingChange, ...]
    decisions: tuple[DecisionChange, ...]
    fields: tuple[FieldChange, ...]
    papers: tuple[PaperChange, ...]
    files: tuple[FileChange, ...]
    signers: tuple[SignerChange, ...]
    notes: tuple[str, ...] = ()
    """What could not be compared, and signs that these are not two states of one dossier."""

    @property
    def same(self) -> bool:
        """Nothing differs; what could not be compared is in the notes."""
        changed = (self.decisions, self.fields, self.papers, self.files, self.signers)
        return not any(changed) and all(f.status == "con" for f in self.findings)


def compare(old: Path, new: Path, checking: Checking | None = None, *, today: date) -> Comparison:
    """Compare two dossiers: case folders, ``dossier.json``, bundles, folders or ZIPs of papers, in any pairing.

    Raises InputInvalid, InputUnreadable, RegulationInvalid for a case that can't be read.
    """
    checking = checking or Checking()
    with ThreadPoolExecutor(2, thread_name_prefix="so-sanh") as pool:  # each may wait for a verification of its own
        before, after = pool.map(lambda path: open_side(path, checking, today), (old, new))
    notes = list(_different(before, after))
    fields: tuple[FieldChange, ...] = ()
    decisions: tuple[DecisionChange, ...] = ()
    if before.prepared and after.prepared:
        files = (before.prepared.loaded.places, after.prepared.loaded.places)
        fields = tuple(Sides(before.places, after.places, (_yaml(files[0]), _yaml(files[1]))).changes())
        decisions = tuple(decision_changes(before.prepared, after.prepared))
    else:
        missing = [side.name for side in (before, after) if side.prepared is None]
        notes.append(
            f"{' và '.join(missing)} không kèm dữ liệu đọc được nên chưa so được từng mục và kết quả tính lại."
        )
    # Words of Word files are on both sides unless one brought pages alone.
    pages = {name for side in (before, after) for name, text in side.brought.items() if text.lines is None}
    titles = before.titles | after.titles
    return Comparison(
        old=_fact(before),
        new=_fact(after),
        findings=tuple(_findings(before, after)),
        decisions=decisions,
        fields=fields,
        papers=tuple(paper_changes(before.papers(pages), after.papers(pages), titles)),
        files=tuple(file_changes(before.files, after.files)),
        signers=tuple(_signers(before, after)),
        notes=tuple(notes),
    )


def _different(before: DossierSide, after: DossierSide) -> Iterator[str]:
    """Two dossiers that are not two states of one."""
    if before.prepared is None or after.prepared is None:
        return
    old, new = before.prepared.loaded.case.ho_so, after.prepared.loaded.case.ho_so
    if old.nhom.ten != new.nhom.ten:
        yield f"Hai hồ sơ của hai cụm, khối khác nhau: “{old.nhom.ten}” và “{new.nhom.ten}”. Kiểm tra lại có chọn nhầm tệp không."
    if old.nam != new.nam:
        yield f"Hai hồ sơ của hai năm thi đua khác nhau: {old.nam} và {new.nam}. Kiểm tra lại có chọn nhầm tệp không."
    if old.quy_che != new.quy_che:
        yield f"Hai hồ sơ theo hai quy chế khác nhau: {old.quy_che} và {new.quy_che}."


def _yaml(places: Places) -> Places:
    """Data that came as one document is spoken of by the files a unit keeps it in."""
    return places if places.document is None else Places(None, {})


def _fact(side: DossierSide) -> SideFact:
    ho_so = side.prepared.loaded.case.ho_so if side.prepared else None
    return SideFact(
        name=side.name,
        kind="du_lieu" if side.is_case else "nhan_duoc",
        sha256=side.verification.sha256 if side.verification else None,
        cluster=ho_so.nhom.ten if ho_so else None,
        year=ho_so.nam if ho_so else None,
        regulation=ho_so.quy_che if ho_so else None,
        stage=side.prepared.stage.value if side.prepared else None,
        verdict=side.verification.verdict if side.verification else None,
    )


def _findings(before: DossierSide, after: DossierSide) -> Sequence[FindingChange]:
    old, new = before.found, after.found
    if before.is_case or after.is_case:
        # A case has no signatures, pages or manifest to find anything in.
        known = check_catalogue().findings
        old = tuple(f for f in old if f.code in known)
        new = tuple(f for f in new if f.code in known)
    matched = match_items([Seen(f, before.places.stable(f.at)) for f in old], new, after.places)
    still = {id(f) for f in matched.values()}
    closed = [_told("da_xong", f, before) for number, f in enumerate(old) if number not in matched]
    left = [_told("con", f, after) for f in new if id(f) in still]
    return [*closed, *left, *(_told("moi", f, after) for f in new if id(f) not in still)]


def _told(status: Literal["da_xong", "con", "moi"], finding: Finding, side: DossierSide) -> FindingChange:
    where = upper_first(side.places.words(finding.at)) or side.places.heading(finding.at)
    return FindingChange(status=status, finding=finding, where=where)


def _signers(before: DossierSide, after: DossierSide) -> Sequence[SignerChange]:
    old, new = before.signatures, after.signatures
    changes = []
    for place in dict.fromkeys([*new, *old]):
        first, second = (_signed(side.get(place)) for side in (old, new))
        if first != second:
            role = _ROLES[(new.get(place) or old[place]).role]
            file, colon, _ = place.rpartition(": ")
            changes.append(SignerChange(what=f"{role}{colon}{file}", old=first, new=second))
    return changes


_ROLES = {"nguoi_ky": "Người có thẩm quyền", "co_quan": "Cơ quan", "khac": "Chữ ký khác"}


def _signed(signature: SignatureFact | None) -> str:
    if signature is None:
        return NOT_SIGNED
    names = dict.fromkeys(part for part in (signature.signer, signature.office, signature.organisation) if part)
    time = f", ký lúc {signature.signed_at.astimezone(VIETNAM):%d/%m/%Y %H:%M:%S}" if signature.signed_at else ""
    return (", ".join(names) or "không rõ tên") + time
