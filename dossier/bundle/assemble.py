"""Makes one PDF/A-3 file of cover, papers and attachments: pages, bookmarks, links, signature fields, embedded files.

The cover's own PDF is the base: its colour profile stays, everything else is added to it. Nothing here depends on the
clock or on chance: the same input gives the same bytes.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from dossier.bundle.contents import AttachmentFile, BundlePaper
from dossier.bundle.cover import LINK, Front
from dossier.bundle.evidence import MEDIA_TYPES, count_pages, inspect_attachment
from dossier.bundle.manifest import Manifest
from dossier.bundle.metadata import describe
from dossier.bundle.places import FIELD_AGENCY, FIELD_PERSON, Place
from dossier.bundle.sign_fields import add_signature_field
from dossier.core.errors import BundleFailed

if TYPE_CHECKING:
    from pikepdf import Pdf

MANIFEST_NAME = "manifest.json"
CASE_NAME = "dossier.json"


@dataclass(frozen=True, slots=True)
class BundleResult:
    """A finished bundle, not signed yet."""

    data: bytes
    pages: int
    first_pages: tuple[int, ...]
    """Page of the bundle, from 1, on which each paper begins."""
    places: Mapping[str, Place]
    manifest: Manifest
    sha256: str


def assemble(
    cover: Front,
    papers: Sequence[BundlePaper],
    attachments: Sequence[AttachmentFile],
    manifest: Manifest,
    *,
    identifier: str,
    title: str,
    author: str,
    stamp: bool = False,
) -> bytes:
    """The bundle as bytes. ``identifier`` names this dossier in the file's metadata; ``stamp`` prints paper and page in the margin.

    Raises BundleFailed, naming the file, when a paper or an attachment can't be taken.
    """
    import pikepdf

    from dossier.bundle.compact import compact
    from dossier.bundle.merge import Merger

    for file in attachments:
        inspect_attachment(file)
    created = datetime.fromisoformat(manifest.created)
    with pikepdf.open(io.BytesIO(cover.pdf)) as pdf:
        merger = Merger(pdf)
        first_pages = []
        for paper in papers:
            with _open_paper(paper) as source:
                first_pages.append(merger.append(source, paper.title))
        merger.finish()
        if tuple(page + 1 for page in first_pages) != cover.first_pages:
            raise BundleFailed("Số trang trong mục lục không khớp với các văn bản.", "Chạy lại “dossier build”.")
        compact(pdf, merger.ours)
        _link_index(pdf, first_pages)
        _bookmarks(pdf, papers, first_pages, cover.pages)
        if stamp:
            from dossier.bundle.stamp import stamp_pages

            stamp_pages(pdf, papers, first_pages)
        _signature_fields(pdf, cover.places)
        _attach(pdf, papers, attachments, manifest, created)
        describe(pdf, identifier, title, author, manifest, created, "A" if merger.tagged else "B")
        out = io.BytesIO()
        pdf.save(
            out,
            deterministic_id=True,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            compress_streams=True,
        )
        return out.getvalue()


def _open_paper(paper: BundlePaper) -> Pdf:
    import pikepdf

    name = f"{paper.name}.pdf"
    try:
        source = pikepdf.open(io.BytesIO(paper.pdf), suppress_warnings=True)
    except pikepdf.PasswordError as error:
        raise BundleFailed(f"Tệp “{name}” có mật khẩu.", "Lập lại văn bản này bằng “dossier build”.") from error
    except (pikepdf.PdfError, ValueError) as error:
        raise BundleFailed(
            f"Tệp “{name}” bị hỏng, không đọc được.", "Lập lại văn bản này bằng “dossier build”."
        ) from error
    if source.is_encrypted:
        source.close()
        raise BundleFailed(f"Tệp “{name}” đã bị mã hóa.", "Lập lại văn bản này bằng “dossier build”.")
    try:
        pages = count_pages(name, source)
        if pages != paper.pages:
            raise BundleFailed(
                f"Tệp “{name}” có {pages} trang, không phải {paper.pages} trang.", "Lập lại văn bản này."
            )
        if "/AcroForm" in source.Root or "/OpenAction" in source.Root or "/AA" in source.Root:
            raise BundleFailed(
                f"Tệp “{name}” chứa biểu mẫu điền, chữ ký số hoặc lệnh tự chạy nên không ghép trang được.",
                "Ghép trang làm mất chữ ký số: đưa tệp vào dinh_kem/ để đính kèm nguyên vẹn.",
            )
    except BundleFailed:
        source.close()
        raise
    except (pikepdf.PdfError, AttributeError, KeyError, TypeError, ValueError) as error:
        source.close()
        raise BundleFailed(
            f"Tệp “{name}” bị hỏng, không đọc được.", "Lập lại văn bản này bằng “dossier build”."
        ) from error
    return source


def _link_index(pdf: Pdf, first_pages: Sequence[int]) -> None:
    """Turn the index's ``dossier:paper/3`` links into jumps to the page."""
    from pikepdf import Array, Name, String

    targets = {f"{LINK}{number}": page for number, page in enumerate(first_pages, 1)}
    for page in pdf.pages[: first_pages[0]]:
        for annotation in page.obj.get("/Annots", ()):
            action = annotation.get("/A")
            target = targets.get(str(action.get("/URI", ""))) if action is not None else None
            if target is None:
                continue
            del annotation["/A"]
            there = pdf.pages[target].obj
            annotation.Dest = Array([there, Name.XYZ, None, there.MediaBox[3], None])
            annotation.Contents = String(f"Mở trang {target + 1}")


def _bookmarks(pdf: Pdf, papers: Sequence[BundlePaper], first_pages: Sequence[int], front_pages: int) -> None:
    from pikepdf import Name, OutlineItem

    if "/Outlines" in pdf.Root:
        del pdf.Root["/Outlines"]
    with pdf.open_outline() as outline:
        outline.root.append(OutlineItem("Bìa hồ sơ", 0))
        if front_pages > 1:
            outline.root.append(OutlineItem("Mục lục văn bản, tài liệu", 1))
        units: dict[str, OutlineItem] = {}
        for paper, page in zip(papers, first_pages, strict=True):
            item = OutlineItem(paper.bookmark or paper.title, page)
            if paper.unit is None:
                outline.root.append(item)
                continue
            if paper.unit not in units:
                units[paper.unit] = OutlineItem(paper.unit_name or paper.unit, page)
                units[paper.unit].is_closed = False
                outline.root.append(units[paper.unit])
            units[paper.unit].children.append(item)
    pdf.Root.PageMode = Name.UseOutlines


def _signature_fields(pdf: Pdf, places: Mapping[str, Place]) -> None:
    """Empty fields for the two signatures. The agency's signature locks the document: it is the last one."""
    for name, tip in ((FIELD_PERSON, "Chữ ký số của người có thẩm quyền"), (FIELD_AGENCY, "Chữ ký số của cơ quan")):
        place = places.get(name)
        if place is None:
            raise BundleFailed("Bìa hồ sơ không có chỗ ký số.", "Kiểm tra mẫu bìa: cần chỗ “ky_nguoi” và “ky_co_quan”.")
        add_signature_field(pdf, name, tip, place, locks=name == FIELD_AGENCY)


def _attach(
    pdf: Pdf,
    papers: Sequence[BundlePaper],
    attachments: Sequence[AttachmentFile],
    manifest: Manifest,
    created: datetime,
) -> None:
    from pikepdf import Array, AttachedFileSpec, Name

    files = [
        *(file for file in attachments if file.name == CASE_NAME),
        AttachmentFile(
            MANIFEST_NAME,
            manifest.to_json(),
            "Danh mục văn bản và mã băm của hồ sơ",
            MEDIA_TYPES[".json"],
            "Data",
            "manifest",
        ),
        *docx_files(papers),
        *(file for file in attachments if file.name != CASE_NAME),
    ]
    names = [file.name for file in files]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice:
        raise BundleFailed(f"Có hai tệp đính kèm cùng tên “{twice}”.", "Đổi tên một trong hai tệp.")
    moment = created.strftime("D:%Y%m%d%H%M%S%z")
    moment = f"{moment[:-2]}'{moment[-2:]}'"
    associated = []
    for file in files:
        spec = AttachedFileSpec(
            pdf,
            file.data,
            filename=file.name,
            description=file.description,
            mime_type=file.media_type,
            creation_date=moment,
            mod_date=moment,
            relationship=Name(f"/{file.relationship}"),
        )
        pdf.attachments[file.name] = spec
        associated.append(spec.obj)
    pdf.Root.AF = pdf.make_indirect(Array(associated))


def docx_files(papers: Sequence[BundlePaper]) -> list[AttachmentFile]:
    """The Word files of the papers, as they are attached: numbered in the order of the dossier."""
    return [
        AttachmentFile(
            f"{number:02d}_{PurePosixPath(paper.name).name}.docx",
            paper.docx,
            f"Bản Word: {paper.title}",
            MEDIA_TYPES[".docx"],
            # The Word file is what the pages were printed from.
            "Source",
            paper.id,
            paper.unit,
        )
        for number, paper in enumerate(papers, 1)
        if paper.docx is not None
    ]
