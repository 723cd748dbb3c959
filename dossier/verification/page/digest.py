"""What a page draws, as one hash: equal hashes, equal drawing, however the file is packed.

Object numbers, object streams and where things lie in the file don't matter; every byte of page content, fonts, images
and colours does. A page that can't be hashed (an object loop, too much of it, broken streams) has no hash and is never
taken to be equal to anything.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from typing import Any

MAX_OBJECTS = 200_000
"""Objects looked at in one file; a bundle of a thousand pages has some thousands."""
MAX_DEPTH = 60
"""Objects inside objects: page, font, descendant font, descriptor, font file are five."""

_NOT_DRAWN = frozenset({"/Parent", "/Annots", "/StructParents", "/Metadata", "/Type", "/Tabs"})
_INHERITED = ("/Resources", "/MediaBox", "/CropBox", "/Rotate")
_PACKING = frozenset({"/Length", "/DL"})
_FILTERS = frozenset({"/Filter", "/DecodeParms"})
_NOT_DRAWN_IN_FORM = frozenset({"/StructParent", "/StructParents", "/Metadata"})
_REFERENCE = re.compile(rb"(?<![\d.])(\d+) (\d+) R\b")


class _Unknowable(Exception):
    """This object has no hash."""


class PageDigests:
    """Hashes of the pages of one open file.

    ``packed`` takes streams as they are stored: fast, and right for files of one maker; without it they are decoded
    first, so that another compression makes no difference.
    """

    def __init__(self, pdf: Any, *, packed: bool) -> None:
        self._pdf = pdf
        self._packed = packed
        self._memo: dict[tuple[int, int], bytes | None] = {}
        self._open: set[tuple[int, int]] = set()
        self._count = 0

    def page(self, number: int) -> bytes | None:
        """Hash of page ``number`` (from 0), or None when there is none."""
        import pikepdf

        try:
            return self._page(self._pdf.pages[number].obj)
        except (_Unknowable, pikepdf.PdfError, RecursionError, ValueError, TypeError, KeyError, AttributeError):
            return None

    def drawing(self, form: Any) -> bytes | None:
        """Hash of what an appearance draws, or None when there is none or it can't be hashed."""
        import pikepdf

        try:
            return None if form is None else hashlib.sha256(self._value(form, 0)).digest()
        except (_Unknowable, pikepdf.PdfError, RecursionError, ValueError, TypeError, KeyError, AttributeError):
            return None

    def annotation(self, annotation: Any, pages: Mapping[tuple[int, int], int]) -> bytes | None:
        """Hash of a link: where it is, what it opens. ``pages``: number of each page by object."""
        import pikepdf

        try:
            out = hashlib.sha256()
            for key in sorted(annotation.keys()):
                if key in ("/P", "/StructParent", "/Parent", "/NM", "/M"):
                    continue
                value = annotation[key]
                if key in ("/Dest", "/A"):
                    out.update(key.encode() + destination(value, pages))
                else:
                    out.update(key.encode() + b"=" + self._value(value, 0) + b"\n")
            return out.digest()
        except (_Unknowable, pikepdf.PdfError, RecursionError, ValueError, TypeError, KeyError, AttributeError):
            return None

    def _page(self, page: Any) -> bytes:
        out = hashlib.sha256()
        found = {key: page[key] for key in page.keys() if key not in _NOT_DRAWN}  # noqa: SIM118  # not a dict
        for key in _INHERITED:
            value = inherited(page, key)
            if value is not None:
                found[key] = value
        contents = found.pop("/Contents", None)
        if contents is not None:
            out.update(b"/Contents=" + self._contents(contents) + b"\n")
        for key in sorted(found):
            out.update(key.encode() + b"=" + self._value(found[key], 0) + b"\n")
        return out.digest()

    def _contents(self, contents: Any) -> bytes:
        import pikepdf

        parts = list(contents) if isinstance(contents, pikepdf.Array) else [contents]
        if self._packed:
            return b"".join(self._value(part, 0) for part in parts)
        # Pieces of one content: a viewer puts them together with white space between.
        return hashlib.sha256(b"\n".join(part.read_bytes().strip() for part in parts)).digest()

    def _value(self, value: Any, depth: int) -> bytes:
        """Hash of an indirect object, canonical text of a direct one."""
        import pikepdf

        if depth > MAX_DEPTH:
            raise _Unknowable
        if not isinstance(value, pikepdf.Object):
            return str(value).encode("utf-8", "surrogatepass")
        if not value.is_indirect:
            return self._resolve(value.unparse(), depth)
        key = value.objgen
        if key in self._open:
            raise _Unknowable
        if key not in self._memo:
            self._count += 1
            if self._count > MAX_OBJECTS:
                raise _Unknowable
            self._open.add(key)
            try:
                self._memo[key] = self._indirect(value, depth)
            except _Unknowable:
                self._memo[key] = None
            finally:
                self._open.discard(key)
        known = self._memo[key]
        if known is None:
            raise _Unknowable
        return known

    def _indirect(self, value: Any, depth: int) -> bytes:
        import pikepdf

        if not isinstance(value, pikepdf.Stream):
            return hashlib.sha256(b"o" + self._resolve(value.unparse(resolved=True), depth)).digest()
        skipped = _PACKING | _NOT_DRAWN_IN_FORM
        data: bytes | None = None
        if not self._packed:
            try:
                data = value.read_bytes()
                skipped = skipped | _FILTERS
            except pikepdf.PdfError:
                data = None  # JPEG and the like: as stored, with the filters' names
        if data is None:
            data = value.read_raw_bytes()
        out = hashlib.sha256(b"s")
        entries = value.stream_dict
        for name in sorted(entries.keys()):
            if name not in skipped:
                out.update(name.encode() + b"=" + self._value(entries[name], depth + 1) + b"\n")
        out.update(b"stream\n")
        out.update(data)
        return out.digest()

    def _resolve(self, text: bytes, depth: int) -> bytes:
        """Text of a direct object with the hash of each object it refers to in place of the number."""
        pdf = self._pdf

        def hashed(match: re.Match[bytes]) -> bytes:
            target = pdf.get_object((int(match[1]), int(match[2])))
            return b"<" + self._value(target, depth + 1).hex().encode() + b">"

        return _REFERENCE.sub(hashed, text)


def inherited(page: Any, key: str) -> Any:
    """A page's own entry or the one its tree gives it."""
    node, steps = page, 0
    while node is not None and steps < MAX_DEPTH:
        if key in node:
            return node[key]
        node, steps = node.get("/Parent"), steps + 1
    return None


def destination(value: Any, pages: Mapping[tuple[int, int], int]) -> bytes:
    """Text of a destination or action in which pages are numbers, the same in every file."""

    def named(match: re.Match[bytes]) -> bytes:
        number = pages.get((int(match[1]), int(match[2])))
        return match[0] if number is None else b"page %d" % number

    return _REFERENCE.sub(named, bytes(value.unparse(resolved=True)))
