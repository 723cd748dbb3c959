"""Which attached original stands for which paper, and how its pages are shown.

FOR THE VERIFIER: the manifest says it all in ``ManifestPaper.original`` (name, sha256, size, media type, kind):

- ``kind == "ky_so"``: the paper signed by its own signers with their own tools. The file is attached byte for byte under
  ``original.name`` ("03_to_trinh.pdf"); the paper's pages in the bundle are ``stand_in``'s: its pages without the form, the
  looks of its signatures drawn in, ``mark_words`` along the left edge; ``reading_copy`` is true. Check: the hash; its
  signatures; that it is the paper the data gives (``pipeline.originals.check_content``); that the bundle's pages are the reading copy.
- ``kind == "ban_quet"``: a scan of the paper original, one of the case's ``dinh_kem`` (declared with the paper's id). Its
  pages stand in the paper's place without a mark; ``reading_copy`` is false. Its content can't be compared with the data:
  the verifier says so (unchecked), never that it is right.

To make such a bundle again: ``pipeline.package.assemble_package(…, signed={paper name: bytes of the attached file})``;
scans come from ``dinh_kem`` by themselves.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from dossier.bundle.contents import AttachmentFile, BundlePaper, Original
from dossier.bundle.reading_copy import mark_pages
from dossier.core import guard

SECONDS, MEGABYTES = 60, 1_500
"""Limits of the child that reads foreign files."""


def original_name(number: int, paper: str) -> str:
    """Name of a signed original inside the bundle: "03_to_trinh.pdf" for the third paper."""
    return f"{number:02d}_{paper}.pdf"


def mark_words(name: str) -> str:
    """What stands at the edge of every page of a reading copy."""
    return f"BẢN ĐỂ ĐỌC – bản có chữ ký số đính kèm: {name}"


def stand_in(papers: Sequence[BundlePaper], originals: Mapping[str, Original]) -> list[BundlePaper]:
    """``papers`` with the pages of their originals (by ``BundlePaper.name``) in place of what was printed.

    The originals are read in a guarded child. Raises BundleFailed or GuardFailed naming the file that can't be shown.
    """
    chosen = [(paper.name, originals[paper.name]) for paper in papers if paper.name in originals]
    copies = dict(zip((name for name, _ in chosen), _copies([o for _, o in chosen]), strict=True))
    return [
        _shown(paper, originals[paper.name], *copies[paper.name]) if paper.name in copies else paper for paper in papers
    ]


def original_files(papers: Sequence[BundlePaper]) -> list[AttachmentFile]:
    """The signed originals as they are attached. Scans are among the evidence already."""
    return [
        AttachmentFile(
            paper.original.name,
            paper.original.data,
            f"Bản có chữ ký số: {paper.title}",
            "application/pdf",
            # The pages in the bundle were made from it.
            "Source",
            paper.id,
            paper.unit,
        )
        for paper in papers
        if paper.original is not None and paper.original.kind == "ky_so"
    ]


def _shown(paper: BundlePaper, original: Original, pdf: bytes, pages: int) -> BundlePaper:
    said = "Bản quét" if original.kind == "ban_quet" else "Bản để đọc"
    note = "; ".join(filter(None, (said, paper.note)))
    if original.kind == "ban_quet":
        # The Word file is not what these pages were printed from.
        bare = replace(paper, docx=None, edited=False, printed_with="bản quét")
        return replace(bare, pdf=pdf, pages=pages, note=note, original=original)
    marked = mark_pages(pdf, mark_words(original.name))
    return replace(paper, pdf=marked, pages=pages, note=note, original=original)


def _copies(originals: Sequence[Original]) -> list[tuple[bytes, int]]:
    """The bare pages of all of them, made by one child; when it falls over, by one child each, so that the file is named."""
    if not originals:
        return []
    try:
        return _read(originals)
    except guard.GuardFailed as error:
        if len(originals) == 1:
            raise guard.GuardFailed(
                error.limit, f"Tệp “{originals[0].name}”: {error.message}", error.hint, error.printed
            ) from error
    return [copy for original in originals for copy in _copies([original])]


def _read(originals: Sequence[Original]) -> list[tuple[bytes, int]]:
    with tempfile.TemporaryDirectory(prefix="dossier-") as name:
        files = []
        for number, original in enumerate(originals):
            source, target = Path(name, f"{number}.in"), Path(name, f"{number}.out")
            source.write_bytes(original.data)
            files.append({"name": original.name, "source": str(source), "target": str(target)})
        answer = guard.call("dossier.bundle.reading_copy:serve", {"files": files}, seconds=SECONDS, megabytes=MEGABYTES)
        return [(Path(f["target"]).read_bytes(), int(n)) for f, n in zip(files, answer["pages"], strict=True)]
