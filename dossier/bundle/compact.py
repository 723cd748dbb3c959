"""Removes what papers made by the same program repeat: fonts, colour profiles, images."""

from __future__ import annotations

import struct
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf

from dossier.bundle.subset_fonts import NotMergeable, merge_subsets


def compact(pdf: Pdf, ours: Sequence[Object]) -> None:
    """Point equal streams to one copy, and merge the font subsets of ``ours``, the pages our typesetter printed."""
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
    faces: dict[str, dict[Any, Object]] = defaultdict(dict)
    for resources in _resources(ours):
        for font in resources.get("/Font", Dictionary()).values():
            inner = _subset(font)
            if inner is not None:
                faces[str(inner.FontDescriptor.FontName).rpartition("+")[2]].setdefault(inner.objgen, inner)
    for subsets in faces.values():
        _merge_fonts(pdf, list(subsets.values()))


def _subset(font: Object) -> Object | None:
    """The embedded TrueType subset of a font whose text is written in glyph numbers; None for any other font."""
    if font.get("/Encoding") != Name("/Identity-H"):
        return None
    inner = font.DescendantFonts[0]
    if inner.get("/CIDToGIDMap", Name.Identity) != Name.Identity or "/FontFile2" not in inner.get(
        "/FontDescriptor", {}
    ):
        return None
    return inner if inner.is_indirect else None


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


def _merge_fonts(pdf: Pdf, subsets: list[Object]) -> None:
    """One font file for all; every font keeps the numbers its text is written in and maps them to that file's."""
    files: dict[bytes, list[Object]] = defaultdict(list)
    for subset in subsets:
        files[subset.FontDescriptor.FontFile2.read_bytes()].append(subset)
    if len(files) < 2:
        return
    try:
        merged, places = merge_subsets(list(files))
    except NotMergeable:
        return
    font = pdf.make_stream(merged, Length1=len(merged))
    for fonts, place in zip(files.values(), places, strict=True):
        numbers = pdf.make_stream(struct.pack(f">{len(place)}H", *place))
        for subset in fonts:
            subset.CIDToGIDMap = numbers
            # A set of the glyphs present would have to be rewritten for the merged file; it is optional.
            if "/CIDSet" in subset.FontDescriptor:
                del subset.FontDescriptor["/CIDSet"]
            subset.FontDescriptor.FontFile2 = font
