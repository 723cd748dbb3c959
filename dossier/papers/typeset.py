"""Data -> PDF/A-3: the only module that knows typst.

A paper is data for one fixed program (``print.typ``); cover, index and stamps are data for programs of their own. What
people wrote is never part of a program, so nothing in it can be evaluated. A program can read the pictures of its paper
and nothing else: no packages, no network, no file of the machine. Fonts are the four faces of the chosen family, nothing
is ever replaced in silence: a warning of the typesetter is a RenderingFailed.
"""

from __future__ import annotations

import json
import tempfile
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone
from functools import cache
from pathlib import Path
from typing import Any, Literal

from dossier.core.errors import RenderingFailed
from dossier.papers.blocks import Document, Image, visible
from dossier.papers.fonts import ABOVE, BELOW, Family, choose_family, refuse_missing
from dossier.papers.print_data import print_data
from dossier.papers.the_thuc import load_the_thuc
from dossier.papers.words import text_of

VARIANT: Literal["a-3a"] = "a-3a"
"""PDF/A-3a, which is 3b as well."""
NO_DATE = datetime(2000, 1, 1, tzinfo=UTC)
"""What a file says when nobody knows the date of its content: PDF/A wants one, and the clock would change the bytes."""
_VIETNAM = timezone(timedelta(hours=7))
_PAPER = Path(__file__).with_name("print.typ")
_POINT = 25.4 / 72
_SUSPECTS = b"/Suspects false"
"""Means nothing, and makes poppler complain. Blanked out in place, so that no offset moves."""


@dataclass(frozen=True, slots=True)
class Place:
    """A named place on a printed page, millimetres from the top left corner of the sheet."""

    page: int
    """From 1."""
    x_mm: float
    y_mm: float
    width_mm: float = 0.0
    height_mm: float = 0.0


@dataclass(frozen=True, slots=True)
class Printed:
    """A finished PDF."""

    data: bytes
    pages: int
    places: dict[str, Place] = field(default_factory=dict)
    """Signature places by name."""


def print_pdf(
    document: Document,
    *,
    title: str,
    author: str = "",
    language: str = "vi",
    font: str | None = None,
) -> Printed:
    """The paper as PDF/A-3a (which is 3b as well), tagged, fonts embedded; the same input gives the same bytes.

    ``font``: see ``fonts.choose_family``.
    Raises RenderingFailed when no font is complete, a character is in no font, or content would be lost.
    """
    family = choose_family(font)
    refuse_missing(family, text_of(document))
    with _Desk(_program(_PAPER)) as desk:
        data = print_data(document, load_the_thuc(), family.name, desk.add)
        about = {"title": title or document.title, "author": author, "language": language}
        return _print(desk.program, data, about, family, document.created or NO_DATE)


def print_program(
    program: Path,
    data: Mapping[str, Any],
    *,
    title: str,
    author: str = "",
    language: str = "vi",
    created: datetime = NO_DATE,
    font: str | None = None,
    images: Mapping[str, Image] | None = None,
) -> Printed:
    """A page of our own making (cover, index, stamp) by the program ``program``, with the fonts and settings of the papers.

    ``data`` is JSON that the program finds in ``data``; pictures it reads by their names in ``images``. ``created`` is the
    date the file gives for itself (without a zone: Vietnam's).
    Every ``metadata((name, page, x, y, width, height))`` with the label ``<cho>`` (lengths in points) is in ``places``.
    """
    family = choose_family(font)
    refuse_missing(family, "".join(_texts(data)))
    with _Desk(_program(program)) as desk:
        paths = {name: desk.add(image) for name, image in (images or {}).items()}
        about = {"title": title, "author": author, "language": language, "images": paths}
        return _print(desk.program, data, about, family, created)


def warm_up(font: str | None = None) -> None:
    """Loads the library, the fonts and the styles, so that the first paper is as fast as the next."""
    family = choose_family(font)
    _fonts(family)
    _program(_PAPER)
    load_the_thuc()


def _texts(data: Any) -> Iterable[str]:
    """Every string that may be shown."""
    if isinstance(data, str):
        yield visible(data)
    elif isinstance(data, Mapping):
        for value in data.values():
            yield from _texts(value)
    elif isinstance(data, list | tuple):
        for value in data:
            yield from _texts(value)


def _program(path: Path) -> bytes:
    """A program with the common beginning."""
    return _PAPER.with_name("prelude.typ").read_bytes() + path.read_bytes()


@cache
def _fonts(family: Family) -> Any:
    """The faces of the family and no other font: typst takes folders, so they get one of their own for a moment."""
    import typst

    with tempfile.TemporaryDirectory(prefix="dossier-") as folder:
        for number, file in enumerate(family.files):
            link = Path(folder, f"{number}{file.suffix}")
            link.symlink_to(file)
        # The files are found now and read later by their real paths.
        return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[folder])


class _Desk:
    """The only folder that a program can read: itself and the pictures of one paper."""

    def __init__(self, program: bytes) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="dossier-")
        self._text = program
        self._names: dict[bytes, str] = {}

    def __enter__(self) -> _Desk:
        self.program.write_bytes(self._text)
        return self

    def __exit__(self, *_: object) -> None:
        self._folder.cleanup()

    @property
    def program(self) -> Path:
        """The program."""
        return Path(self._folder.name, "main.typ")

    def add(self, image: Image) -> str:
        """Store a picture; returns the path by which the program reads it."""
        if image.data not in self._names:
            self._names[image.data] = str(len(self._names))
            self.program.with_name(self._names[image.data]).write_bytes(image.data)
        return "/" + self._names[image.data]


def _print(main: Path, data: Mapping[str, Any], about: Mapping[str, Any], family: Family, created: datetime) -> Printed:
    import typst

    if created.tzinfo is None:
        created = created.replace(tzinfo=_VIETNAM)
    about = {**about, "title": _plain(about["title"]), "author": _plain(about["author"])}
    given = json.dumps({**data, **about, "font": family.name, "line": [ABOVE, BELOW]}, ensure_ascii=False)
    try:
        compiler = typst.Compiler(main, root=main.parent, font_paths=_fonts(family), sys_inputs={"data": given})
        made, said = compiler.compile_with_warnings(format="pdf", pdf_standards=[VARIANT], timestamp=created)
        found = json.loads(compiler.eval(_FOUND))
    except typst.TypstError as error:
        raise RenderingFailed(
            f"Không dàn được trang: {_short(error)}.", "Kiểm tra hình ảnh và bảng trong tệp Word rồi in lại."
        ) from error
    if said or not isinstance(made, bytes):
        lost = _short(said[0]) if said else "không có trang nào"
        raise RenderingFailed(
            f"Không dàn được trang trọn vẹn: {lost}.", "Kiểm tra hình ảnh và bảng trong tệp Word rồi in lại."
        )
    places: dict[str, Place] = {}
    for name, page, *box in found["places"]:
        places.setdefault(name, Place(page, *(round(value * _POINT, 2) for value in box)))
    return Printed(made.replace(_SUSPECTS, b" " * len(_SUSPECTS), 1), found["pages"], places)


_FOUND = "(places: query(<cho>).map(m => m.value), pages: query(<het>).first().location().page())"


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", visible(text)).split())


def _short(error: Exception) -> str:
    return " ".join(str(getattr(error, "message", error)).split())[:200]
