"""Appends one PDF to another without losing what a plain page copy loses: its tags and its internal links."""

from __future__ import annotations

from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf

_KEPT_ACTIONS = ("/URI", "/GoTo")


class Merger:
    """Collects documents into ``target``, which is the first of them."""

    def __init__(self, target: Pdf) -> None:
        self.target = target
        self.ours: list[Object] = [page.obj for page in target.pages]
        """Pages printed by our own typesetter."""
        self.tagged = "/StructTreeRoot" in target.Root
        """Every page is tagged: the whole may call itself PDF/A-3a."""
        self._tags = _TagTree(target) if self.tagged else None

    def append(self, source: Pdf, title: str) -> int:
        """Append all pages; returns the index of the first. ``title`` names its part in the tag tree."""
        first = len(self.target.pages)
        names = _named_places(source)
        for page in source.pages:
            _clean_page(page.obj, names)
        self.target.pages.extend(source.pages)
        pages = [self.target.pages[i].obj for i in range(first, len(self.target.pages))]
        if str(source.docinfo.get("/Creator", "")).startswith("Typst"):
            self.ours += pages
        if self._tags is not None and "/StructTreeRoot" in source.Root:
            self._tags.append(source, pages, title)
        else:
            self.tagged = False
            _drop_tag_keys(pages)
        return first

    def finish(self) -> None:
        """Write the merged tag tree."""
        if self._tags is not None:
            self._tags.finish()


class _TagTree:
    """The structure tree of the whole: each document is a child of one root, page and annotation keys are renumbered."""

    def __init__(self, target: Pdf) -> None:
        self.target = target
        self.root = target.Root.StructTreeRoot
        self.parents: list[Any] = []
        self.next = 0
        pairs = list(_number_pairs(self.root.ParentTree))
        for key, value in pairs:
            self.parents += [key, value]
            self.next = max(self.next, key + 1)
        kids = self.root.get("/K")
        self.kids = Array(kids) if isinstance(kids, Array) else Array([kids])

    def append(self, source: Pdf, pages: list[Object], title: str) -> None:
        """Take over the tags of ``source``, whose pages have just been copied to ``pages``."""
        copied = self.target.copy_foreign(source.Root.StructTreeRoot)
        shift = self.next
        for key, value in _number_pairs(copied.ParentTree):
            self.parents += [key + shift, value]
            self.next = max(self.next, key + shift + 1)
        for page in pages:
            for holder, name in [(page, "/StructParents"), *((a, "/StructParent") for a in page.get("/Annots", ()))]:
                if name in holder:
                    holder[name] = int(holder[name]) + shift
        part = self.target.make_indirect(
            Dictionary(Type=Name.StructElem, S=Name.Part, P=self.root, T=title, K=copied.get("/K", Array()))
        )
        for child in part.K if isinstance(part.K, Array) else [part.K]:
            child.P = part
        self.kids.append(part)
        if "/RoleMap" in copied:
            roles = self.root.get("/RoleMap", Dictionary())
            for role, standard in copied.RoleMap.items():
                roles[role] = standard
            self.root.RoleMap = roles

    def finish(self) -> None:
        """Attach the collected branches."""
        self.root.K = self.kids
        self.root.ParentTree = self.target.make_indirect(Dictionary(Nums=Array(self.parents)))
        self.root.ParentTreeNextKey = self.next


def _number_pairs(tree: Object) -> Any:
    waiting = [tree]
    while waiting:
        node = waiting.pop(0)
        numbers = node.get("/Nums", ())
        for i in range(0, len(numbers) - 1, 2):
            yield int(numbers[i]), numbers[i + 1]
        waiting.extend(node.get("/Kids", ()))


def _named_places(pdf: Pdf) -> dict[str, Object]:
    names = pdf.Root.get("/Names", Dictionary()).get("/Dests")
    return dict(pikepdf.NameTree(names)) if names is not None else {}


def _clean_page(page: Object, names: dict[str, Object]) -> None:
    """Keep plain links, make named jumps explicit (names don't survive a merge), drop everything that acts by itself."""
    for key in ("/AA", "/B", "/Thumb"):
        if key in page:
            del page[key]
    if "/Annots" not in page:
        return
    kept = Array()
    for annotation in page.Annots:
        if annotation.get("/Subtype") != Name.Link:
            continue
        action = annotation.get("/A")
        if action is not None and str(action.get("/S")) not in _KEPT_ACTIONS:
            continue
        place = annotation.get(
            "/Dest", action.get("/D") if action is not None and action.get("/S") == Name.GoTo else None
        )
        if isinstance(place, pikepdf.String | Name):
            found = names.get(str(place))
            if found is None:
                continue
            if "/A" in annotation:
                del annotation["/A"]
            annotation.Dest = found.D if isinstance(found, Dictionary) else found
        kept.append(annotation)
    if len(kept):
        page.Annots = kept
    else:
        del page["/Annots"]


def _drop_tag_keys(pages: list[Object]) -> None:
    for page in pages:
        if "/StructParents" in page:
            del page["/StructParents"]
