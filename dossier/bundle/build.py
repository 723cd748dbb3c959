"""The bundle in one call: cover and index, manifest, everything put together."""

from __future__ import annotations

from collections.abc import Sequence

from dossier.bundle.assemble import CASE_NAME, BundleResult, assemble, docx_files
from dossier.bundle.contents import AttachmentFile, BundlePaper, CoverFacts, Original
from dossier.bundle.cover import make_front
from dossier.bundle.evidence import inspect_attachment, media_type
from dossier.bundle.manifest import (
    Manifest,
    ManifestAttachment,
    ManifestFile,
    ManifestOriginal,
    ManifestPaper,
    ManifestRegulation,
    Waiver,
)
from dossier.bundle.metadata import TITLE_START
from dossier.bundle.originals import original_files
from dossier.core.errors import BundleFailed
from dossier.core.files import sha256


def make_bundle(
    facts: CoverFacts,
    papers: Sequence[BundlePaper],
    case_json: bytes,
    *,
    regulation: ManifestRegulation,
    engine: str,
    stage: str,
    created: str,
    evidence: Sequence[AttachmentFile] = (),
    waivers: Sequence[Waiver] = (),
    stamp: bool = False,
) -> BundleResult:
    """Bundle of ``papers``, with ``case_json`` and ``evidence`` attached byte for byte.

    ``created`` is an ISO 8601 moment with zone; the clock is never read. Raises BundleFailed.
    """
    for file in evidence:
        inspect_attachment(file)
        if file.name == CASE_NAME:
            raise BundleFailed(f"Tên “{CASE_NAME}” dành cho dữ liệu của hồ sơ.", "Đổi tên tệp đính kèm.")
    case = AttachmentFile(
        CASE_NAME, case_json, "Dữ liệu của hồ sơ (để máy đọc và kiểm tra lại)", "application/json", "Source", "ho_so"
    )
    originals = original_files(papers)
    for file in originals:
        inspect_attachment(file)
    attachments = (case, *originals, *evidence)
    front = make_front(facts, papers, attachments, waivers, created=created)
    words = {file.name: file for file in docx_files(papers)}
    manifest = Manifest(
        schema="manifest/1",
        case_sha256=case.digest,
        regulation=regulation,
        engine=engine,
        stage=stage,
        cluster=facts.cluster,
        year=facts.year,
        created=created,
        pages=front.total_pages,
        papers=tuple(
            _manifest_paper(number, paper, first, words)
            for number, (paper, first) in enumerate(zip(papers, front.first_pages, strict=True), 1)
        ),
        attachments=tuple(
            ManifestAttachment(
                name=file.name,
                sha256=file.digest,
                size=len(file.data),
                media_type=file.media_type,
                description=file.description,
                relationship=file.relationship,
                kind=file.kind,
                unit=file.unit,
            )
            for file in attachments
        ),
        waivers=tuple(waivers),
    )
    title = f"{TITLE_START}{facts.year} của {facts.cluster}"
    data = assemble(
        front, papers, attachments, manifest, identifier=case.digest, title=title, author=facts.agency, stamp=stamp
    )
    return BundleResult(data, front.total_pages, front.first_pages, front.places, manifest, sha256(data))


def _manifest_paper(number: int, paper: BundlePaper, first: int, words: dict[str, AttachmentFile]) -> ManifestPaper:
    word = next((file for name, file in words.items() if name.startswith(f"{number:02d}_")), None)
    return ManifestPaper(
        order=number,
        id=paper.id,
        form=paper.form,
        unit=paper.unit,
        title=paper.title,
        notation=paper.notation,
        date=paper.date,
        author=paper.author,
        pdf_sha256=sha256(paper.pdf),
        docx=ManifestFile(name=word.name, sha256=word.digest, size=len(word.data), media_type=word.media_type)
        if word
        else None,
        pages=paper.pages,
        first_page=first,
        edited=paper.edited,
        printed_with=paper.printed_with,
        original=_manifest_original(paper.original) if paper.original else None,
        reading_copy=paper.original is not None and paper.original.kind == "ky_so",
    )


def _manifest_original(original: Original) -> ManifestOriginal:
    return ManifestOriginal(
        name=original.name,
        sha256=original.digest,
        size=len(original.data),
        media_type=media_type(original.name),
        kind=original.kind,
    )
