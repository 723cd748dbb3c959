"""Named empty signature fields in a PDF, so that any tool can sign without changing anything else in the file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dossier.bundle.places import Place

if TYPE_CHECKING:
    from pikepdf import Object, Pdf


def add_signature_field(pdf: Pdf, name: str, tip: str, place: Place, *, locks: bool = False) -> None:
    """An empty field ``name`` at ``place``; ``tip`` says in Vietnamese who signs there. ``locks``: its signature closes the file."""
    from pikepdf import Array, Dictionary, Name, String

    page = pdf.pages[place.page].obj
    empty = pdf.make_stream(b"", Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, place.width, place.height])
    field = Dictionary(
        Type=Name.Annot,
        Subtype=Name.Widget,
        FT=Name.Sig,
        T=String(name),
        TU=String(tip),
        # Print, locked in place.
        F=132,
        Rect=[place.left, place.bottom, place.right, place.top],
        P=page,
        AP=Dictionary(N=empty),
    )
    if locks:
        field.Lock = pdf.make_indirect(Dictionary(Type=Name.SigFieldLock, Action=Name.All, P=1))
    reference = pdf.make_indirect(field)
    _tag(pdf, reference, page)
    page.Annots = Array([*page.get("/Annots", ()), reference])
    if "/AcroForm" not in pdf.Root:
        pdf.Root.AcroForm = pdf.make_indirect(Dictionary(Fields=Array(), DA=String("")))
    pdf.Root.AcroForm.Fields.append(reference)


def _tag(pdf: Pdf, field: Object, page: Object) -> None:
    """An entry of the tag tree: PDF/A-3a and people who can't see the page need every field there."""
    from pikepdf import Array, Dictionary, Name

    if "/StructTreeRoot" not in pdf.Root:
        return
    root = pdf.Root.StructTreeRoot
    element = pdf.make_indirect(
        Dictionary(
            Type=Name.StructElem, S=Name.Form, P=root, Pg=page, Alt=field.TU, K=Dictionary(Type=Name.OBJR, Obj=field)
        )
    )
    key = int(root.ParentTreeNextKey)
    field.StructParent = key
    # Typesetter and merger both write the whole tree as one node.
    root.ParentTree.Nums.extend(Array([key, element]))
    root.ParentTreeNextKey = key + 1
    if not isinstance(root.K, Array):
        root.K = Array([root.K])
    root.K.append(element)
