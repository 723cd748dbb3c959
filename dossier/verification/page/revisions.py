"""Do the pages shown now look as they did when each signature was made?

A PDF can be changed after signing by appending to it; what was signed stays in the file and can be cut out again. In the
attacks of Mainka and others ("Shadow Attacks", NDSS 2021) content is hidden or prepared before signing and brought forward
or replaced later; whatever the trick, the pages of the two revisions then differ.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from dossier.verification.page.digest import PageDigests
from dossier.verification.page.marks import Mark, field_name, marks_of, page_numbers, signature_values
from dossier.verification.page.report import numbers_text

_RANGE = re.compile(rb"/ByteRange\s*\[\s*0+\s+(\d{1,12})\s+(\d{1,12})\s+(\d{1,12})\s*\]")
MAX_REVISIONS = 20
"""Signed revisions looked at; a dossier has two signatures, a paper of a whole committee has ten."""


@dataclass(frozen=True, slots=True)
class Revision:
    """The file as it was when a signature was made."""

    end: int
    """Bytes from the start of the file."""
    signature: str
    """Name of the field, or its number."""


def signed_revisions(data: bytes, pdf: Any | None = None) -> list[Revision]:
    """Revisions that signatures cover, oldest first, without the file as it is now.

    Found by the ranges written in the file, not by its form: a signature that was taken out of the form still tells what was signed.
    """
    names = dict(_names_by_end(pdf)) if pdf is not None else {}
    ends: set[int] = {end for end in names if 0 < end <= len(data)}
    for match in _RANGE.finditer(data):
        gap, after, length = (int(number) for number in match.groups())
        end = after + length
        # The gap holds the signature's own value; a range that does not fit is that of a signed file attached inside.
        if end <= len(data) and match.end() <= end and data[gap : gap + 1] == b"<" and data[after - 1 : after] == b">":
            ends.add(end)
    return [
        Revision(end, names.get(end, f"thứ {number}"))
        for number, end in enumerate(sorted(ends), 1)
        if data[end:].strip()
    ][:MAX_REVISIONS]


def _names_by_end(pdf: Any) -> Iterator[tuple[int, str]]:
    for field, value in signature_values(pdf):
        try:
            _, _, after, length = (int(number) for number in value["/ByteRange"])
        except (KeyError, TypeError, ValueError):
            continue
        yield after + length, f"“{field_name(field)}”"


@dataclass(frozen=True, slots=True)
class Unlike:
    """Pages that look otherwise than in a signed revision."""

    revision: Revision
    pages: str | None
    """"Trang 3, 5", or "Hình của chữ ký “ky_nguoi”"; None: the revision can't be read."""


def pages_changed_since(data: bytes, pdf: Any) -> list[Unlike]:
    """Signed revisions whose pages are not those of the file as it is now. ``pdf``: the file, open. May raise pikepdf's errors."""
    revisions = signed_revisions(data, pdf)
    if not revisions:
        return []
    now, stamps_now = _looks(pdf), _stamps(pdf)
    found = []
    for revision in revisions:
        try:
            with _opened(data[: revision.end]) as old:
                then, stamps = _looks(old), _stamps(old)
        except _broken() as error:
            del error
            found.append(Unlike(revision, None))
            continue
        changed = [
            number
            for number in range(max(len(now), len(then)))
            if number >= len(now) or number >= len(then) or now[number] is None or now[number] != then[number]
        ]
        if changed:
            found.append(Unlike(revision, f"Trang {numbers_text(changed)}"))
        # Fields not signed yet at that time may get their looks later.
        others = [name for name, drawn in stamps.items() if drawn is None or stamps_now.get(name) != drawn]
        if others:
            found.append(Unlike(revision, f"Hình của chữ ký {', '.join(others)}"))
    return found


@contextmanager
def _opened(data: bytes) -> Iterator[Any]:
    import pikepdf

    with pikepdf.open(io.BytesIO(data), suppress_warnings=True) as pdf:
        yield pdf


def _broken() -> tuple[type[Exception], ...]:
    import pikepdf

    return (pikepdf.PdfError, ValueError, TypeError, KeyError, AttributeError, RecursionError)


def _looks(pdf: Any) -> list[object]:
    """What each page shows: its own drawing, and what lies over it but signatures."""
    digests = PageDigests(pdf, packed=True)
    marks = marks_of(pdf, digests, page_numbers(pdf))
    found: list[object] = []
    for number, over in enumerate(marks):
        drawn = digests.page(number)
        others = sorted(repr(_look(mark)) for mark in over if not mark.signature)
        found.append(None if drawn is None else (drawn, tuple(others), "/OCProperties" in pdf.Root))
    return found


def _stamps(pdf: Any) -> dict[str, bytes | None]:
    """What each signature that was made draws, by its field."""
    digests = PageDigests(pdf, packed=True)
    return {
        f"“{field_name(field)}”": digests.drawing(field.get("/AP"))
        for field, _ in signature_values(pdf)
        if "/AP" in field
    }


def _look(mark: Mark) -> tuple[object, ...]:
    return mark.kind, mark.rectangle, mark.digest, mark.field, mark.appearance
