"""The manifest against what is really there: every file's hash, every paper's facts as the data give them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from dossier.bundle.assemble import CASE_NAME, MANIFEST_NAME
from dossier.bundle.manifest import Manifest, ManifestAttachment, ManifestFile, ManifestPaper
from dossier.core.errors import BundleFailed
from dossier.core.files import sha256
from dossier.core.finding import Location
from dossier.core.version import ENGINE
from dossier.core.vietnamese import format_count, format_day
from dossier.verification.facts import AttachedFile
from dossier.verification.ledger import Ledger

_HERE = Location(file=MANIFEST_NAME)
_PAPER = {
    "form": "biểu mẫu",
    "unit": "đơn vị",
    "title": "tên loại và trích yếu",
    "notation": "số, ký hiệu",
    "date": "ngày",
    "author": "tác giả",
    "pages": "số trang",
    "first_page": "trang bắt đầu",
}
"""Facts of a paper that are computed anew, and what they are called."""
_LAYOUT = ("pages", "first_page")
_WHOLE = {"cluster": "tên cụm, khối", "year": "năm", "created": "ngày lập"}
_ATTACHMENT = {
    "description": "mô tả",
    "kind": "loại",
    "unit": "đơn vị",
    "media_type": "kiểu tệp",
    "relationship": "vai trò",
}


def read_manifest(data: bytes | None, ledger: Ledger) -> Manifest | None:
    """The manifest; None when there is none of our kind, which is then among the findings."""
    ledger.begin("MAN-001", "MAN-002")
    if data is None:
        ledger.found("MAN-001")
        return None
    try:
        return Manifest.from_json(data)
    except (BundleFailed, RecursionError) as error:
        reason = f"{error.message} {error.hint or ''}".strip() if isinstance(error, BundleFailed) else "nội dung hỏng."
        ledger.found("MAN-002", _HERE, ly_do=reason)
        return None


def check_files(manifest: Manifest | None, files: Mapping[str, bytes], ledger: Ledger) -> tuple[AttachedFile, ...]:
    """Every attached file against the hash and size that the manifest gives, and the other way round."""
    codes = ("MAN-003", "MAN-004", "MAN-005", "MAN-007")
    ledger.begin(*codes)
    if manifest is None:
        for code in codes:
            ledger.unchecked(code, "khong_co_ban_ke")
        return tuple(
            AttachedFile(name=name, sha256=sha256(data), size=len(data), listed=False, same="khong_kiem_duoc")
            for name, data in files.items()
        )
    listed = {file.name: file for file in _listed(manifest)}
    for name in listed:
        if name not in files:
            ledger.found("MAN-003", _HERE, ten=name)
    facts = []
    for name, data in files.items():
        entry, digest = listed.get(name), sha256(data)
        same = entry is not None and entry.sha256 == digest and entry.size == len(data)
        if name == MANIFEST_NAME:
            # It can't name its own hash; the signatures cover it, and all it says is computed anew.
            facts.append(AttachedFile(name=name, sha256=digest, size=len(data), listed=True, same="khong_kiem_duoc"))
            continue
        if entry is None:
            ledger.found("MAN-005", Location(file=name), ten=name)
        elif not same:
            ledger.found(
                "MAN-004",
                Location(file=name),
                ten=name,
                ke=f"{format_count(entry.size)} byte, mã băm {entry.sha256[:16]}…",
                thuc=f"{format_count(len(data))} byte, mã băm {digest[:16]}…",
            )
        answer = "khong_kiem_duoc" if entry is None else "co" if same else "khong"
        facts.append(AttachedFile(name=name, sha256=digest, size=len(data), listed=entry is not None, same=answer))
    case = files.get(CASE_NAME)
    if case is not None and manifest.case_sha256 != sha256(case):
        ledger.found("MAN-007", _HERE, ke=f"{manifest.case_sha256[:16]}…", thuc=f"{sha256(case)[:16]}…")
    return tuple(facts)


def _listed(manifest: Manifest) -> Iterable[ManifestFile]:
    yield from (paper.docx for paper in manifest.papers if paper.docx is not None)
    yield from manifest.attachments


def check_pages_counted(manifest: Manifest | None, pages: int | None, ledger: Ledger) -> None:
    """The number of pages of the file received."""
    ledger.begin("MAN-006")
    if manifest is None:
        ledger.unchecked("MAN-006", "khong_co_ban_ke")
    elif pages is None:
        ledger.unchecked("MAN-006", "trang_khong_mo_duoc", ly_do="xem các lỗi đã nêu.")
    elif manifest.pages != pages:
        ledger.found("MAN-006", _HERE, ke=format_count(manifest.pages), thuc=format_count(pages))


def check_waivers(manifest: Manifest, ledger: Ledger) -> None:
    """Waivers are shown to the board; they forgive nothing here."""
    ledger.begin("MAN-013")
    for waiver in manifest.waivers:
        ledger.found("MAN-013", _HERE, ma=waiver.code, ly_do=waiver.reason, nguoi=waiver.by)


def check_maker(manifest: Manifest, regulation_sha256: str | None, ledger: Ledger) -> bool:
    """Whether the maker used our edition of the regulation and our version of the program; True: the same program."""
    ledger.begin("MAN-011", "MAN-012")
    if regulation_sha256 is not None and manifest.regulation.sha256 != regulation_sha256:
        ledger.found("MAN-011", _HERE, ten=manifest.regulation.id)
    if manifest.engine != ENGINE:
        ledger.found("MAN-012", _HERE, may=manifest.engine, nay=ENGINE)
    return manifest.engine == ENGINE


def check_against(
    manifest: Manifest | None, expected: Manifest | None, ledger: Ledger, *, same_print: bool = True
) -> None:
    """Everything the manifest says of papers and attachments against the manifest made anew from the data.

    Not ``same_print``: the maker's program or fonts are others, and pages may break elsewhere without anybody's doing.
    """
    codes = ("MAN-008", "MAN-009", "MAN-010", "MAN-014", "MAN-015")
    ledger.begin(*codes)
    if manifest is None or expected is None:
        for code in codes:
            ledger.unchecked(code, "khong_co_ban_ke" if manifest is None else "khong_co_du_lieu")
        return
    for name, words in _WHOLE.items():
        said, right = getattr(manifest, name), getattr(expected, name)
        if said != right:
            ledger.found("MAN-010", _HERE, muc=words, ke=_shown(said), dung=_shown(right))
    papers = {_key(paper): paper for paper in manifest.papers}
    if [_key(paper) for paper in manifest.papers] != [_key(paper) for paper in expected.papers]:
        ledger.found("MAN-008", _HERE, ke=_titles(manifest), dung=_titles(expected))
    for right_paper in expected.papers:
        said_paper = papers.get(_key(right_paper))
        if said_paper is not None:
            _compare_paper(said_paper, right_paper, ledger, same_print)
    attachments = {file.name: file for file in manifest.attachments}
    for right_file in expected.attachments:
        if right_file.name in attachments:
            _compare_attachment(attachments[right_file.name], right_file, ledger)


def _key(paper: ManifestPaper) -> tuple[str, str]:
    """What tells one paper from another: a person's report is told by its Word file's name."""
    return paper.id, paper.docx.name.partition("_")[2] if paper.docx else paper.unit or ""


def _titles(manifest: Manifest) -> str:
    return "; ".join(f"{paper.order}. {paper.title}" for paper in manifest.papers)


def _compare_paper(said: ManifestPaper, right: ManifestPaper, ledger: Ledger, same_print: bool) -> None:
    at = Location(file=MANIFEST_NAME, pointer=f"/papers/{said.order - 1}", paper=right.id, unit=right.unit)
    for name, words in _PAPER.items():
        one, other = getattr(said, name), getattr(right, name)
        if one != other and (same_print or name not in _LAYOUT):
            ledger.found("MAN-009", at, van_ban=right.title, muc=words, ke=_shown(one), dung=_shown(other))
    if right.edited and not said.edited:
        ledger.found("MAN-015", at, van_ban=right.title)


def _compare_attachment(said: ManifestAttachment, right: ManifestAttachment, ledger: Ledger) -> None:
    for name, words in _ATTACHMENT.items():
        one, other = getattr(said, name), getattr(right, name)
        if one != other:
            at = Location(file=MANIFEST_NAME)
            ledger.found("MAN-014", at, ten=right.name, muc=words, ke=_shown(one), dung=_shown(other))


def _shown(value: Any) -> str:
    if value is None:
        return "(không có)"
    return format_day(value) if hasattr(value, "isoformat") else str(value)
