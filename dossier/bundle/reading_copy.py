"""Pages of a signed file, or of a scan, for reading: no form, no action, the looks of its signatures kept as pictures.

A merge can't keep a digital signature, so a bundle shows the pages and attaches the file. What is read here comes from other
people: ``serve`` runs in a guarded child. The same file always gives the same copy: the verifier makes it again and compares.
"""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf

from dossier.bundle.evidence import count_pages
from dossier.core.errors import BundleFailed

_MARK_PROGRAM = Path(__file__).with_name("mark.typ")
_MARK_WIDTH, _MARK_HEIGHT = 520, 14
"""Points along and across the margin."""
_MARK_EDGE = 16
"""Points from the left edge of the sheet: half the binding margin of NĐ 30 (30 to 35 mm)."""
_DROPPED = ("/AcroForm", "/OpenAction", "/AA", "/Names", "/AF", "/Perms", "/DSS", "/Outlines", "/PageMode", "/URI")
_HIDDEN = 0b100011
"""Annotation flags: invisible, hidden, not to be shown on the screen."""


def serve(payload: dict[str, Any]) -> dict[str, Any]:
    """For ``core.guard.call``: reads each ``source``, writes its copy to ``target``; answers page counts in the same order."""
    pages = []
    for file in payload["files"]:
        data, count = reading_copy(str(file["name"]), Path(file["source"]).read_bytes())
        Path(file["target"]).write_bytes(data)
        pages.append(count)
    return {"pages": pages}


def reading_copy(name: str, data: bytes) -> tuple[bytes, int]:
    """The pages alone and their number. Raises BundleFailed naming the file: broken, encrypted, too long."""
    try:
        with pikepdf.open(io.BytesIO(data), suppress_warnings=True) as pdf:
            if pdf.is_encrypted:
                raise BundleFailed(f"Tệp “{name}” đã bị mã hóa.", "Bỏ mật khẩu và giới hạn quyền của tệp rồi đưa lại.")
            count = count_pages(name, pdf)
            _flatten(pdf)
            for key in _DROPPED:
                if key in pdf.Root:
                    del pdf.Root[key]
            for key in list(pdf.trailer.keys()):
                if key not in ("/Root", "/Size", "/ID"):
                    del pdf.trailer[key]
            out = io.BytesIO()
            pdf.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
            return out.getvalue(), count
    except pikepdf.PasswordError as error:
        raise BundleFailed(f"Tệp “{name}” có mật khẩu.", "Bỏ mật khẩu của tệp PDF rồi đưa lại.") from error
    except BundleFailed:
        raise
    except (pikepdf.PdfError, AttributeError, IndexError, KeyError, TypeError, ValueError, RecursionError) as error:
        raise BundleFailed(f"Tệp “{name}” bị hỏng, không đọc được.", "Xuất lại tệp PDF từ bản gốc.") from error


def mark_pages(data: bytes, words: str) -> bytes:
    """The copy with ``words`` along the left edge of every page, outside the text, as an artifact that readers skip."""
    from dossier.papers.typeset import print_program

    facts = {"width": _MARK_WIDTH, "height": _MARK_HEIGHT, "mark": words}
    printed = print_program(_MARK_PROGRAM, facts, title="Dấu bản để đọc")
    with pikepdf.open(io.BytesIO(data)) as pdf, pikepdf.open(io.BytesIO(printed.data)) as marks:
        form = pdf.copy_foreign(marks.pages[0].as_form_xobject())
        # The tags inside the mark belong to another document.
        for key in ("/StructParents", "/StructParent"):
            if key in form:
                del form[key]
        for page in pdf.pages:
            _draw(pdf, page, form, _edge(page), "/DauBanDoc")
        out = io.BytesIO()
        pdf.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
        return out.getvalue()


def _edge(page: pikepdf.Page) -> tuple[float, ...]:
    """Turns the mark so that it reads upwards along the left edge of the page as it is seen, centred."""
    left, bottom, right, top = (float(v) for v in page.mediabox)
    turned = int(page.obj.get("/Rotate", 0)) % 360
    if turned == 90:  # seen from the side: the left edge is the sheet's lower one
        return (1, 0, 0, 1, (left + right - _MARK_WIDTH) / 2, bottom + _MARK_EDGE - _MARK_HEIGHT / 2)
    if turned == 180:
        return (0, -1, 1, 0, right - _MARK_EDGE - _MARK_HEIGHT / 2, (bottom + top + _MARK_WIDTH) / 2)
    if turned == 270:
        return (-1, 0, 0, -1, (left + right + _MARK_WIDTH) / 2, top - _MARK_EDGE + _MARK_HEIGHT / 2)
    return (0, 1, -1, 0, left + _MARK_EDGE + _MARK_HEIGHT / 2, (bottom + top - _MARK_WIDTH) / 2)


def _flatten(pdf: Pdf) -> None:
    """Draw what annotations show into the pages, keep plain links, drop the rest."""
    gone: set[tuple[int, int]] = set()
    for page in pdf.pages:
        for key in ("/AA", "/B", "/Thumb", "/PresSteps"):
            if key in page.obj:
                del page.obj[key]
        kept = Array()
        for number, annotation in enumerate(page.obj.get("/Annots", ())):
            if annotation.get("/Subtype") == Name.Link:
                kept.append(annotation)
                continue
            gone.add(annotation.objgen)
            shown = _appearance(annotation)
            if shown is not None:
                _draw(pdf, page, shown, _fit(annotation, shown), f"/ChuKy{number}")
        if "/Annots" in page.obj:
            del page.obj["/Annots"]
        if len(kept):
            page.obj.Annots = kept
    _forget_tags(pdf, gone)


def _appearance(annotation: Object) -> Object | None:
    """What the annotation looks like on paper; None: nothing."""
    if int(annotation.get("/F", 0)) & _HIDDEN or annotation.get("/Subtype") == Name.Popup:
        return None
    normal = annotation.get("/AP", Dictionary()).get("/N")
    if isinstance(normal, Dictionary) and not isinstance(normal, pikepdf.Stream):
        normal = normal.get(str(annotation.get("/AS", "/Off")))
    if not isinstance(normal, pikepdf.Stream) or not normal.read_bytes().strip():
        return None
    normal.Type, normal.Subtype = Name.XObject, Name.Form
    return normal if normal.is_indirect else None


def _fit(annotation: Object, form: Object) -> tuple[float, ...]:
    """The matrix that puts the appearance into its rectangle (ISO 32000-1, 12.5.5, algorithm 8.1)."""
    x1, y1, x2, y2 = (float(v) for v in form.BBox)
    a, b, c, d, e, f = (float(v) for v in form.get("/Matrix", (1, 0, 0, 1, 0, 0)))
    corners = [(a * x + c * y + e, b * x + d * y + f) for x in (x1, x2) for y in (y1, y2)]
    left, bottom = min(x for x, _ in corners), min(y for _, y in corners)
    width, height = max(x for x, _ in corners) - left, max(y for _, y in corners) - bottom
    r1, s1, r2, s2 = (float(v) for v in annotation.Rect)
    wide, tall = abs(r2 - r1) / (width or 1), abs(s2 - s1) / (height or 1)
    return (wide, 0, 0, tall, min(r1, r2) - left * wide, min(s1, s2) - bottom * tall)


def _draw(pdf: Pdf, page: pikepdf.Page, form: Object, matrix: tuple[float, ...], name: str) -> None:
    """Add a form on top of a page, as an artifact. Pages may share resources: this one gets its own copy of what changes."""
    resources = Dictionary(page.obj.get("/Resources", Dictionary()))
    forms = Dictionary(resources.get("/XObject", Dictionary()))
    while name in forms:
        name += "x"
    forms[name] = form
    resources.XObject = forms
    page.obj.Resources = resources
    numbers = " ".join(f"{value:.4f}".rstrip("0").rstrip(".") for value in matrix)
    page.contents_add(b"q\n", prepend=True)
    page.contents_add(f"Q\n/Artifact BMC q {numbers} cm {name} Do Q EMC\n".encode())


def _forget_tags(pdf: Pdf, gone: set[tuple[int, int]]) -> None:
    """Take the fields that are gone out of the tag tree; a tree that is not built like ours is dropped as a whole."""
    if "/StructTreeRoot" not in pdf.Root:
        return
    root = pdf.Root.StructTreeRoot
    numbers = root.get("/ParentTree", Dictionary()).get("/Nums")
    kids = root.get("/K")
    if not isinstance(numbers, Array) or kids is None:
        _untag(pdf)
        return
    lost: set[tuple[int, int]] = set()
    kept = Array()
    for index in range(0, len(numbers) - 1, 2):
        value = numbers[index + 1]
        points = value.get("/K") if isinstance(value, Dictionary) else None
        target = points.get("/Obj") if isinstance(points, Dictionary) else None
        if target is not None and target.objgen in gone:
            lost.add(value.objgen)
        else:
            kept.extend([numbers[index], value])
    root.ParentTree.Nums = kept
    if isinstance(kids, Array):
        root.K = Array([kid for kid in kids if not (isinstance(kid, Dictionary) and kid.objgen in lost)])
    if gone and len(lost) < len(gone):
        # Some annotation had its tag elsewhere, or none: a tree that points to things that are gone is worse than no tree.
        _untag(pdf)


def _untag(pdf: Pdf) -> None:
    for key in ("/StructTreeRoot", "/MarkInfo"):
        if key in pdf.Root:
            del pdf.Root[key]
    for page in pdf.pages:
        if "/StructParents" in page.obj:
            del page.obj["/StructParents"]
