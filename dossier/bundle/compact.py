"""Removes what papers made by the same program repeat: fonts, colour profiles, images."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf

from dossier.bundle.subset_fonts import NotMergeable, merge_subsets


def compact(pdf: Pdf, ours: Sequence[Object]) -> None:
    """Point equal streams to one copy, and lay the font subsets of ``ours`` over each other.

    ``ours`` are the pages our typesetter printed: it keeps glyph numbers and lists the width of every glyph it uses.
    """
    seen: dict[tuple[bytes, bytes], Object] = {}
    for resources in _resources([page.obj for page in pdf.pages]):
        for family in ("/XObject", "/ColorSpace"):
            entries = resources.get(family)
            if isinstance(entries, Dictionary):
                for key, value in list(entries.items()):
                    if isinstance(value, pikepdf.Stream):
                        entries[key] = _canonical(value, seen)
                    elif isinstance(value, Array) and len(value) == 2 and isinstance(value[1], pikepdf.Stream):
                        value[1] = _canonical(value[1], seen)
        fonts = resources.get("/Font")
        if isinstance(fonts, Dictionary):
            for font in fonts.values():
                if isinstance(font.get("/ToUnicode"), pikepdf.Stream):
                    font.ToUnicode = _canonical(font.ToUnicode, seen)
    faces: dict[str, list[_Subset]] = defaultdict(list)
    for resources in _resources(ours):
        for font in resources.get("/Font", Dictionary()).values():
            subset = _subset(font)
            if subset is not None:
                faces[str(subset.descriptor.FontName).rpartition("+")[2]].append(subset)
    for subsets in faces.values():
        _merge_fonts(pdf, subsets, seen)


@dataclass(slots=True)
class _Subset:
    descriptor: Object
    highest: int
    """Highest glyph number that the text uses."""


def _subset(font: Object) -> _Subset | None:
    """The embedded TrueType subset of a font whose text is written in glyph numbers; None for any other font."""
    if font.get("/Encoding") != Name("/Identity-H"):
        return None
    inner = font.DescendantFonts[0]
    descriptor = inner.get("/FontDescriptor", Dictionary())
    if inner.get("/CIDToGIDMap", Name.Identity) != Name.Identity or "/FontFile2" not in descriptor:
        return None
    widths = inner.get("/W", Array())
    highest, at = 0, 0
    while at < len(widths):
        if isinstance(widths[at + 1], Array):
            highest = max(highest, int(widths[at]) + len(widths[at + 1]) - 1)
            at += 2
        else:
            highest = max(highest, int(widths[at + 1]))
            at += 3
    return _Subset(descriptor, highest)


def _resources(pages: Sequence[Object]) -> list[Object]:
    """Resource dictionaries of pages and of the forms drawn on them, each once."""
    found: dict[Any, Object] = {}
    waiting = [page.get("/Resources") for page in pages]
    while waiting:
        resources = waiting.pop()
        if resources is None or not isinstance(resources, Dictionary):
            continue
        key = resources.objgen if resources.is_indirect else ("direct", len(found))
        if key in found:
            continue
        found[key] = resources
        forms = resources.get("/XObject")
        if isinstance(forms, Dictionary):
            waiting.extend(f.get("/Resources") for f in forms.values() if f.get("/Subtype") == Name.Form)
    return list(found.values())


def _canonical(stream: Any, seen: dict[tuple[bytes, bytes], Object]) -> Object:
    key = (pikepdf.Dictionary(stream.stream_dict).unparse(), stream.read_raw_bytes())
    return seen.setdefault(key, stream)


def _merge_fonts(pdf: Pdf, subsets: list[_Subset], seen: dict[tuple[bytes, bytes], Object]) -> None:
    files: dict[Any, tuple[Any, int]] = {}
    for subset in subsets:
        stream = subset.descriptor.FontFile2 = _canonical(subset.descriptor.FontFile2, seen)
        files[stream.objgen] = (stream, max(subset.highest, files.get(stream.objgen, (stream, 0))[1]))
    if len(files) < 2:
        return
    try:
        merged = merge_subsets([(stream.read_bytes(), highest) for stream, highest in files.values()])
    except NotMergeable:
        return
    font = pdf.make_stream(merged, Length1=len(merged))
    for subset in subsets:
        # A set of the glyphs present would have to be rewritten for the merged file; it is optional.
        if "/CIDSet" in subset.descriptor:
            del subset.descriptor["/CIDSet"]
        subset.descriptor.FontFile2 = font
