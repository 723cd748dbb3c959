"""Finds the signatures of a PDF: in its form fields, and in every earlier state of the file."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dossier.verification.signature.fast_reader import reader_class

if TYPE_CHECKING:
    from pyhanko.pdf_utils.reader import PdfFileReader

MAX_SIGNATURES = 50
MAX_REVISIONS = 200
MAX_DEPTH = 60
MAX_PAGES = 50_000


class TooMany(ValueError):
    """More signatures or saved states than any honest file has."""


@dataclass(frozen=True, slots=True)
class Widget:
    """Where a signature is drawn."""

    page: int | None
    """From 1; None: on no page."""
    width: float
    height: float
    share: float
    """Part of the page it covers, 0 to 1."""
    hidden: bool
    """Flags say that it is not shown, or nothing is drawn."""


@dataclass(frozen=True, slots=True)
class FoundField:
    """A filled signature field."""

    name: str
    field: Any
    """Reference to the field's dictionary, of the PDF library."""
    value: Any
    """The signature's dictionary."""
    value_id: int
    """Object number of the signature, 0 when it stands in the field itself."""


@dataclass(frozen=True, slots=True)
class OpenedFile:
    """A PDF opened for checking its signatures."""

    reader: PdfFileReader
    repaired: bool
    """It can only be read by overlooking faults of its structure."""
    hybrid: bool
    """It has two kinds of tables of its objects: readers that know one only may see something else (Word writes such files)."""
    fields: tuple[FoundField, ...]
    removed: int
    """Signatures that an earlier state of the file had and the last has not."""
    pages: int | None


def open_signed(data: bytes) -> OpenedFile:
    """Read strictly; when that fails, leniently, and say so. Raises what the library raises when neither works."""
    from pyhanko.pdf_utils.misc import PdfError

    quiet()
    try:
        return _open(data, strict=True)
    except TooMany:
        raise
    except (PdfError, ValueError, TypeError, KeyError, AttributeError, AssertionError, IndexError):
        return _open(data, strict=False)


def quiet() -> None:
    """The library's English warnings are no messages of ours; a program that wants its log still gets it."""
    for name in ("pyhanko", "pyhanko_certvalidator"):
        logger = logging.getLogger(name)
        if not logger.handlers:
            logger.addHandler(logging.NullHandler())


def _open(data: bytes, *, strict: bool) -> OpenedFile:
    from pyhanko.sign.fields import enumerate_sig_fields

    reader = reader_class()(io.BytesIO(data), strict=strict)
    if reader.encrypted:
        raise ValueError("encrypted")
    if reader.xrefs.total_revisions > MAX_REVISIONS:
        raise TooMany(f"{reader.xrefs.total_revisions} revisions")
    found: list[FoundField] = []
    for name, value, field in enumerate_sig_fields(reader, filled_status=True):
        if len(found) >= MAX_SIGNATURES:
            raise TooMany(f"more than {MAX_SIGNATURES} signatures")
        inner = value.get_object()
        found.append(FoundField(str(name), field, inner, _number(value)))
    removed = _removed(reader, {f.value_id for f in found})
    return OpenedFile(
        reader,
        repaired=not strict,
        hybrid=bool(reader.xrefs.hybrid_xrefs_present),
        fields=tuple(found),
        removed=removed,
        pages=_page_count(reader),
    )


def _number(value: Any) -> int:
    reference = getattr(value, "reference", None) or getattr(value, "container_ref", None)
    return int(getattr(reference, "idnum", 0) or 0)


def _removed(reader: PdfFileReader, present: set[int]) -> int:
    from pyhanko.sign.fields import enumerate_sig_fields

    gone: set[int] = set()
    for revision in range(reader.xrefs.total_revisions - 1):
        state = reader.get_historical_resolver(revision)
        # A linearized file is saved in two halves: the first has no catalog and is no state of its own.
        if "/Root" not in state.trailer_view or "/AcroForm" not in state.root:
            continue
        for _, value, _ in enumerate_sig_fields(state, filled_status=True):
            gone.add(_number(value))
    return len(gone - present)


def _page_count(reader: PdfFileReader) -> int | None:
    try:
        return int(reader.root["/Pages"]["/Count"])
    except (KeyError, TypeError, ValueError):
        return None


def entry(dictionary: Any, key: str, default: Any = None) -> Any:
    """The value of a key with references followed, which the library's ``get`` does not do."""
    return dictionary[key] if key in dictionary else default  # noqa: SIM401


def pages_of(root: Any) -> Iterator[tuple[Any, Any]]:
    """Page dictionaries in order, each with its MediaBox, inherited or own; a loop or too deep a tree ends it."""
    seen: set[Any] = set()

    def walk(node: Any, box: Any, depth: int) -> Iterator[tuple[Any, Any]]:
        reference = getattr(node, "container_ref", None)
        if depth > MAX_DEPTH or reference in seen or len(seen) > MAX_PAGES:
            return
        if reference is not None:
            seen.add(reference)
        box = entry(node, "/MediaBox", box)
        if "/Kids" not in node:
            yield node, box
            return
        for kid in node["/Kids"]:
            yield from walk(kid.get_object(), box, depth + 1)

    yield from walk(root["/Pages"], None, 0)


def widgets_of(reader: PdfFileReader, fields: Iterable[FoundField]) -> dict[str, Widget]:
    """Where each field is drawn, by the field's name."""
    places = {}
    for number, (page, box) in enumerate(pages_of(reader.root), 1):
        for raw in entry(page, "/Annots", ()) or ():
            reference = getattr(raw, "reference", None)
            if reference is not None:
                places[reference] = number, box
    return {found.name: _widget(found, places) for found in fields}


def _widget(found: FoundField, places: dict[Any, tuple[int, Any]]) -> Widget:
    dictionary = found.field.get_object()
    own = [found.field, *entry(dictionary, "/Kids", ())]
    drawn = next((f for f in own if "/Rect" in f.get_object()), found.field)
    annotation = drawn.get_object()
    left, bottom, right, top = (float(n) for n in entry(annotation, "/Rect", (0, 0, 0, 0)))
    width, height = abs(right - left), abs(top - bottom)
    page, box = places.get(getattr(drawn, "reference", None), (None, None))
    area = abs(float(box[2]) - float(box[0])) * abs(float(box[3]) - float(box[1])) if box else 0.0
    share = min(1.0, width * height / area) if area else 0.0
    # Bit 2: hidden; bit 6: not viewed.
    hidden = not width * height or page is None or bool(int(entry(annotation, "/F", 0)) & 0b100010)
    return Widget(page, width, height, share, hidden or "/AP" not in annotation)
