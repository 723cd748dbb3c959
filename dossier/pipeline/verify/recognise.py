"""Whether a PDF is one of our bundles, also one that was robbed of its data: by what stays when the attached files go."""

from __future__ import annotations

import io
from typing import Any

from dossier.bundle.metadata import TITLE_START
from dossier.bundle.places import FIELD_AGENCY, FIELD_PERSON
from dossier.core.errors import InputUnreadable
from dossier.verification.page.text import open_pages

_COVER = ("(kể cả bìa và mục lục)", "Mục lục văn bản, tài liệu")
"""Words of the cover and the heading of the index, which no single paper has. See ``bundle/cover.typ``."""
_COVER_PAGES = 3
_MAX_FIELDS = 1000


def looks_like_bundle(data: bytes) -> bool:
    """Any one mark of a bundle is enough: the two signature fields, the title in its properties, its cover or index."""
    return _marked(data) or _has_cover(data)


def _marked(data: bytes) -> bool:
    """Fields and properties; they may stand in compressed objects, so the file is read, not searched."""
    import pikepdf

    try:
        with pikepdf.open(io.BytesIO(data), suppress_warnings=True) as pdf:
            return {FIELD_PERSON, FIELD_AGENCY} <= _fields(pdf) or _titled(pdf)
    except (pikepdf.PdfError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return False


def _fields(pdf: Any) -> set[str]:
    form = pdf.Root.get("/AcroForm")
    fields = form.get("/Fields", ()) if form is not None else ()
    return {str(field.get("/T", "")) for field, _ in zip(fields, range(_MAX_FIELDS), strict=False)}


def _titled(pdf: Any) -> bool:
    """The title in XMP or in the old dictionary: either may have been taken out."""
    if str(pdf.docinfo.get("/Title", "")).startswith(TITLE_START):
        return True
    metadata = pdf.Root.get("/Metadata")
    return metadata is not None and f">{TITLE_START}".encode() in bytes(metadata.read_bytes())


def _has_cover(data: bytes) -> bool:
    wanted = [_plain(words) for words in _COVER]
    try:
        with open_pages(data) as pages:
            for number in range(min(_COVER_PAGES, pages.count)):
                shown = _plain("".join(pages.words(number)))
                if any(words in shown for words in wanted):
                    return True
    except (InputUnreadable, ValueError, RuntimeError, IndexError):
        pass
    return False


def _plain(text: str) -> str:
    """Letters alone: spaced-out headings and line breaks make no difference."""
    return "".join(text.split()).casefold()
