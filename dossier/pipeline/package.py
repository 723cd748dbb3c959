"""From made papers to the signed bundle: who issued what, what rides inside, who signs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from dossier import bundle
from dossier.bundle.build import make_bundle
from dossier.bundle.contents import AttachmentFile, AwardLine, BundlePaper, CoverFacts
from dossier.bundle.evidence import media_type
from dossier.bundle.manifest import Manifest, ManifestRegulation, Waiver
from dossier.bundle.originals import original_name, stand_in
from dossier.bundle.places import Place
from dossier.core.errors import BundleFailed, DossierError
from dossier.core.files import inside, read_limited, sha256
from dossier.core.finding import Finding
from dossier.core.vietnamese import format_count, join_names
from dossier.inputs.dump import dump_case
from dossier.inputs.ho_so import DonVi
from dossier.papers.form import LetterheadBlock
from dossier.papers.giap_lai import giap_lai_note
from dossier.papers.paper import MadePaper, PaperKey
from dossier.papers.template import load_form
from dossier.papers.views.fields import Fields
from dossier.papers.views.issue import Issue, issued
from dossier.papers.views.wording import office_lines
from dossier.pipeline.make import Batch
from dossier.pipeline.prepare import Prepared
from dossier.pipeline.signed.scanned_papers import originals_of
from dossier.regulation.load import regulation_files

MAX_ATTACHMENT = 50_000_000


@dataclass(frozen=True, slots=True)
class Unsigned:
    """A bundle before its signatures."""

    data: bytes
    pages: int
    places: Mapping[str, Place]
    """Signature places on the cover, by field name."""
    manifest: Manifest
    """As attached."""


def waivers_for(errors: Sequence[Finding], asked: Sequence[str], by: str) -> tuple[Waiver, ...]:
    """The waivers that let a bundle be assembled in spite of ``errors``; each is "CODE=reason".

    Raises DossierError for a waiver without a reason or for a code that is not among the errors.
    """
    codes = {finding.code for finding in errors}
    found: list[Waiver] = []
    for item in asked:
        code, _, reason = item.partition("=")
        code, reason = code.strip(), reason.strip()
        if not reason:
            raise DossierError(f"Bỏ qua “{code}” phải nêu lý do.", f'Viết: --waive "{code}=lý do".')
        if code not in codes:
            raise DossierError(
                f"Hồ sơ không có lỗi mã “{code}” để bỏ qua.",
                f"Các mã lỗi hiện có: {', '.join(sorted(codes)) or 'không có'}.",
            )
        found.append(Waiver(code=code, reason=reason, by=by))
    return tuple(found)


def issuer(prepared: Prepared, key: PaperKey) -> DonVi | None:
    """The unit that issues a paper: its own, or the leader for the cluster's papers."""
    ho_so = prepared.loaded.case.ho_so
    return ho_so.don_vi(key.unit) if key.unit else ho_so.truong


def bundle_papers(prepared: Prepared, batch: Batch) -> list[BundlePaper]:
    """The submitted papers with the facts of the index: number, date, author, title."""
    papers = []
    for paper in batch.papers:
        key = paper.key
        if not key.submitted:
            continue
        unit = issuer(prepared, key)
        form = load_form(key.form)
        issue = Issue(prepared.context, key, Fields(key.form, unit=key.unit or ""), unit, form.kind)
        numbered = any(isinstance(block, LetterheadBlock) and block.letterhead.number for block in form.body)
        is_issued = issued(prepared.stage)
        papers.append(
            BundlePaper(
                id=key.id,
                form=key.form,
                name=key.name,
                title=prepared.views[key.name].title,
                pdf=batch.read(paper.pdf),
                pages=paper.pages,
                docx=batch.read(paper.docx),
                unit=key.unit,
                unit_name=unit.ten if key.unit and unit else None,
                bookmark=key.title or None,
                notation=issue.number() if numbered and is_issued and issue.data.so else None,
                date=issue.data.ngay if is_issued else None,
                author=unit.ten if unit else None,
                note="; ".join(_notes(prepared, paper)) or None,
                edited=paper.edited,
            )
        )
    return papers


def _notes(prepared: Prepared, paper: MadePaper) -> list[str]:
    """What the list of papers says of one: changed by hand, seals that its printed copy needs."""
    sealed = giap_lai_note(prepared.context, paper.key, paper.pages)
    return [*(["Sửa tay sau khi lập"] if paper.edited else []), *([sealed] if sealed else [])]


def cover_facts(prepared: Prepared) -> CoverFacts:
    """Words of the cover; raises BundleFailed when the case names no leader unit or no signer."""
    ho_so = prepared.loaded.case.ho_so
    leader = ho_so.truong
    if leader is None:
        raise BundleFailed(
            "Hồ sơ chưa nêu đúng một đơn vị trưởng cụm, khối.",
            "Ghi vai_tro: truong cho một đơn vị trong ho_so.yaml.",
        )
    key = next((k for k in prepared.plan if k.id == "to_trinh"), prepared.plan[0])
    issue = Issue(prepared.context, key, Fields(key.form), leader, "TTr")
    signer = issue.signer()
    if signer is None:
        raise BundleFailed(f"Chưa nêu người ký của {leader.ten}.", "Điền nguoi_ky của đơn vị đó trong ho_so.yaml.")
    names = {unit.id: unit.ten for unit in ho_so.nhom.don_vi}
    source = prepared.regulation.sources[prepared.regulation.main_source]
    return CoverFacts(
        superior=leader.co_quan_chu_quan,
        agency=leader.ten,
        cluster=ho_so.nhom.ten,
        year=ho_so.nam,
        awards=tuple(
            AwardLine(
                award.title, format_count(len(award.proposed)), join_names([names[unit] for unit in award.proposed])
            )
            for award in prepared.outcome.awards
            if award.proposed
        ),
        regulation=source.short,
        place_date=issue.place_date(),
        signer_office=tuple(office_lines(signer).split("\n")),
        signer_name=signer.ho_ten,
    )


def evidence_files(prepared: Prepared) -> list[AttachmentFile]:
    """The files of ``dinh_kem``, byte for byte. A case given as one JSON document has none to read."""
    folder: Path | None = prepared.loaded.folder
    if folder is None:
        return []
    files = []
    for item in prepared.loaded.case.ho_so.dinh_kem:
        path = inside(folder, item.tep)
        files.append(
            AttachmentFile(
                path.name,
                read_limited(path, MAX_ATTACHMENT),
                item.ten,
                media_type(path.name),
                "Supplement",
                item.loai,
                item.don_vi,
            )
        )
    return files


def created_day(prepared: Prepared) -> date:
    """The day the dossier carries: that of its tờ trình, else of its latest paper, else the end of the year."""
    van_ban = prepared.loaded.case.ho_so.van_ban
    if "to_trinh" in van_ban and van_ban["to_trinh"].ngay:
        return van_ban["to_trinh"].ngay
    days = [v.ngay for v in van_ban.values() if v.ngay]
    return max(days) if days else date(prepared.loaded.case.ho_so.nam, 12, 31)


def paper_created(prepared: Prepared, key: PaperKey) -> datetime:
    """Moment written into a paper's properties: its own day, so that the same input gives the same bytes."""
    issue = prepared.loaded.case.ho_so.van_ban.get(key.name)
    day = issue.ngay if issue and issue.ngay else created_day(prepared)
    return datetime(day.year, day.month, day.day)  # noqa: DTZ001  # a property without a zone


def package_digest(
    prepared: Prepared,
    made: Sequence[MadePaper],
    *,
    engine: str,
    waivers: tuple[Waiver, ...],
    stamp: bool,
    signed: Mapping[str, bytes] | None = None,
) -> str:
    """SHA-256 of all that a bundle is assembled from: the same digest, the same bundle."""
    parts = [
        engine,
        sha256(dump_case(prepared.loaded.case)),
        *(sha256(path.read_bytes()) for path in regulation_files(prepared.regulation.id, prepared.regulations)),
        prepared.stage.value,
        str(stamp),
        *(waiver.model_dump_json() for waiver in waivers),
        *(f"{paper.key}{paper.pdf_sha256}{paper.docx_sha256}{paper.edited}" for paper in made),
        *(f"{file.name}{file.digest}{file.description}{file.kind}{file.unit}" for file in evidence_files(prepared)),
        *(f"{name}{sha256(data)}" for name, data in sorted((signed or {}).items())),
        *(sha256(path.read_bytes()) for path in sorted(Path(bundle.__file__).parent.glob("cover.*"))),
    ]
    return sha256("\0".join(parts).encode())


def assemble_package(
    prepared: Prepared,
    batch: Batch,
    *,
    engine: str,
    waivers: tuple[Waiver, ...],
    stamp: bool,
    signed: Mapping[str, bytes] | None = None,
) -> Unsigned:
    """The unsigned bundle of all submitted papers. Raises BundleFailed.

    ``signed``: papers signed elsewhere, by ``PaperKey.name``; attached byte for byte, shown as reading copies.
    """
    facts = cover_facts(prepared)
    regulation_file, *_ = regulation_files(prepared.regulation.id, prepared.regulations)
    case_json = dump_case(prepared.loaded.case)
    evidence = evidence_files(prepared)
    papers = bundle_papers(prepared, batch)
    names = {paper.name: original_name(number, paper.name) for number, paper in enumerate(papers, 1)}
    papers = stand_in(papers, originals_of(prepared, signed or {}, names, evidence))
    regulation = ManifestRegulation(id=prepared.regulation.id, sha256=sha256(regulation_file.read_bytes()))
    result = make_bundle(
        facts,
        papers,
        case_json,
        regulation=regulation,
        engine=engine,
        stage=prepared.stage.value,
        created=f"{created_day(prepared).isoformat()}T00:00:00+07:00",
        evidence=evidence,
        waivers=waivers,
        stamp=stamp,
    )
    return Unsigned(result.data, result.pages, result.places, result.manifest)
