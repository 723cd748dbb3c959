"""Thin mark in the bottom margin: which paper of the dossier, and which page of the bundle. Made only on request."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

import pikepdf
from pikepdf import Dictionary, Pdf

from dossier.bundle.contents import BundlePaper

_WIDTH, _HEIGHT = 170, 11
_RIGHT, _BOTTOM = 28, 14
"""Points from the right and the lower edge of the sheet: outside the text area of NĐ 30."""

_PROGRAM = Path(__file__).with_name("stamp.typ")


def stamp_pages(pdf: Pdf, papers: Sequence[BundlePaper], first_pages: Sequence[int]) -> None:
    """Mark every page of every paper; cover and index stay as they are."""
    from dossier.papers.typeset import print_program

    total = len(pdf.pages)
    pages, words = [], []
    for number, (paper, first) in enumerate(zip(papers, first_pages, strict=True), 1):
        for page in range(first, first + paper.pages):
            pages.append(page)
            words.append(f"Văn bản {number} – Trang {page + 1}/{total} của hồ sơ")
    data = {"width": _WIDTH, "height": _HEIGHT, "marks": words}
    printed = print_program(_PROGRAM, data, title="Dấu trang")
    with pikepdf.open(io.BytesIO(printed.data)) as marks:
        for page, mark in zip(pages, marks.pages, strict=True):
            _place(pdf.pages[page], pdf.copy_foreign(mark.as_form_xobject()))


def _place(page: pikepdf.Page, form: pikepdf.Object) -> None:
    box = page.mediabox
    name = "/DauTrang"
    # Pages of a paper share their resources: this page gets its own copy of what is changed.
    resources = Dictionary(page.obj.get("/Resources", Dictionary()))
    forms = Dictionary(resources.get("/XObject", Dictionary()))
    forms[name] = form
    resources.XObject = forms
    page.obj.Resources = resources
    # The tags inside the mark belong to another document: on this page it is an artifact.
    for key in ("/StructParents", "/StructParent"):
        if key in form:
            del form[key]
    x, y = float(box[2]) - _RIGHT - _WIDTH, float(box[1]) + _BOTTOM
    page.contents_add(b"q\n", prepend=True)
    page.contents_add(f"Q\n/Artifact BMC q 1 0 0 1 {x:.2f} {y:.2f} cm {name} Do Q EMC\n".encode())
