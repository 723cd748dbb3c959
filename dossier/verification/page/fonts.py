"""Which families of type a file's pages are set in: a machine with other fonts prints the same words otherwise."""

from __future__ import annotations

import io
import re
from typing import Any

MAX_FONTS = 5_000
_SUBSET = re.compile(r"^[A-Z]{6}\+")
_FACE = re.compile(r"[-,].*$")


def families(data: bytes) -> frozenset[str]:
    """Names of the families in the pages' own resources: {"LiberationSerif"}; empty when the file can't be read."""
    import pikepdf

    found: set[str] = set()
    try:
        with pikepdf.open(io.BytesIO(data), suppress_warnings=True) as pdf:
            seen: set[tuple[int, int]] = set()
            for page in pdf.pages:
                for font in _fonts(page):
                    if font.objgen in seen and font.objgen != (0, 0):
                        continue
                    seen.add(font.objgen)
                    if len(seen) > MAX_FONTS:
                        return frozenset(found)
                    found.add(_family(str(font.get("/BaseFont", ""))))
    except (pikepdf.PdfError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return frozenset(found)
    return frozenset(name for name in found if name)


def _fonts(page: Any) -> list[Any]:
    """The fonts of one page, inherited resources included."""
    fonts = page.resources.get("/Font") if page.resources is not None else None
    return list(fonts.values()) if fonts is not None else []


def _family(name: str) -> str:
    return _FACE.sub("", _SUBSET.sub("", name.removeprefix("/")))
