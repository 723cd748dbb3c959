"""The neutral tree of a paper: what a Word file is read into, and what code-made parts of a paper are written from.

Three users: ``word_read`` (Word -> blocks), ``word_write`` (blocks -> Word), ``print_data`` (blocks -> data for the typesetter).
Lengths are millimetres, sizes points. Styles are the ids of ``templates/_shared/the_thuc.yaml``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

Align = Literal["left", "right", "center", "justify"]


@dataclass(frozen=True, slots=True)
class Run:
    """Text with the same look. Flags are direct formatting over the style; None: as the style says."""

    text: str
    bold: bool | None = None
    italic: bool | None = None
    underline: bool | None = None
    strike: bool | None = None
    size: float | None = None
    color: str | None = None
    """"1F4E79"; None: the style's."""
    highlight: str | None = None
    script: Literal["super", "sub"] | None = None
    field: Literal["PAGE", "NUMPAGES"] | None = None
    tab: bool = False
    line_break: bool = False
    image: Image | None = None


@dataclass(frozen=True, slots=True)
class TabStop:
    """Where a tab leads: millimetres from the left margin."""

    position: float
    align: Literal["left", "right", "center"] = "left"
    leader: Literal["dot", "line"] | None = None

    @classmethod
    def of(cls, position: float, align: str, leader: str) -> TabStop:
        """From Word's words for them."""
        side: Literal["left", "right", "center"] = "left"
        if align in ("right", "end", "decimal"):
            side = "right"
        elif align == "center":
            side = "center"
        fill: Literal["dot", "line"] | None = None
        if leader in ("dot", "middleDot"):
            fill = "dot"
        elif leader in ("underscore", "hyphen"):
            fill = "line"
        return cls(position, side, fill)


@dataclass(frozen=True, slots=True)
class Image:
    """An inline picture."""

    data: bytes
    media_type: str
    width: float
    height: float
    alt: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph. Direct formatting over the style is kept in the optional fields."""

    runs: tuple[Run, ...]
    style: str = "noi_dung"
    align: Align | None = None
    indent_left: float | None = None
    indent_right: float | None = None
    indent_first: float | None = None
    space_before: float | None = None
    """Points."""
    space_after: float | None = None
    line_spacing: float | None = None
    keep_next: bool | None = None
    page_break_before: bool = False
    list_label: str | None = None
    """Label of an automatic list item as Word would print it: "-", "1.", "a)"."""
    border_bottom: float | None = None
    """Weight in points of a bottom border."""
    border_top: float | None = None
    bookmark: str | None = None
    """Name of a bookmark here: signature places are bookmarks that begin with ``ky_``."""
    tabs: tuple[TabStop, ...] = ()
    """Tab stops of its own; without any, one every 12.7 mm."""

    @property
    def text(self) -> str:
        """The words of the paragraph."""
        return "".join("\t" if r.tab else "\n" if r.line_break else r.text for r in self.runs)


@dataclass(frozen=True, slots=True)
class Cell:
    """A table cell; ``row_span`` and ``col_span`` count grid places."""

    blocks: tuple[Block, ...]
    col_span: int = 1
    row_span: int = 1
    valign: Literal["top", "middle", "bottom"] = "top"
    shade: str | None = None
    borders: Literal["style", "none"] = "style"


@dataclass(frozen=True, slots=True)
class Row:
    """A table row."""

    cells: tuple[Cell, ...]
    header: bool = False
    """Repeats at the top of each page."""
    cant_split: bool = False
    keep_next: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table. ``widths`` in millimetres, one per grid column."""

    rows: tuple[Row, ...]
    widths: tuple[float, ...]
    style: Literal["bang", "khung_an"] = "bang"
    """``bang``: lines drawn; ``khung_an``: no lines (letterhead, signature block)."""
    caption: str | None = None
    role: str | None = None
    """"tieu_de" (letterhead), "chu_ky" (signature block), or None."""


@dataclass(frozen=True, slots=True)
class PageBreak:
    """A hard page break."""


@dataclass(frozen=True, slots=True)
class SectionStart:
    """The page set-up from here on. Every document starts with one."""

    orientation: Literal["portrait", "landscape"] = "portrait"
    width: float = 210
    height: float = 297
    margin_top: float = 20
    margin_bottom: float = 20
    margin_left: float = 30
    margin_right: float = 15
    restart_numbering: bool = False
    new_page: bool = True
    page_number: bool = True
    """Page numbers are shown (never on page 1 of a numbering)."""


@dataclass(frozen=True, slots=True)
class Unprintable:
    """Something in a Word file that can't be printed faithfully: said, never dropped in silence."""

    what: str
    """Vietnamese: "hộp văn bản (text box)", "biểu đồ", "công thức"."""
    text: str = ""
    """Its words, if any."""
    harmless: bool = False
    """Said, but the printed page is as the office wants it: comments, resolved changes, a page number put in its place."""


Block = Paragraph | Table | PageBreak | SectionStart | Unprintable


@dataclass(frozen=True, slots=True)
class Document:
    """A whole paper."""

    blocks: tuple[Block, ...]
    title: str = ""
    unprintable: tuple[Unprintable, ...] = field(default=())
    created: datetime | None = None
    """When the Word file says that it was made: the print gives the same date, never the clock's."""


_INVISIBLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff\ufffe\uffff]")


def visible(text: str) -> str:
    """The text without control characters and invisible marks (zero-width, soft hyphen, direction)."""
    return _INVISIBLE.sub("", text)


def paragraph(text: str, style: str = "noi_dung", **direct: object) -> Paragraph:
    """A one-run paragraph."""
    return Paragraph((Run(text),), style, **direct)  # type: ignore[arg-type]


def cell(text: str, style: str = "o_bang", **kwargs: object) -> Cell:
    """A cell with one paragraph."""
    return Cell((paragraph(text, style),), **kwargs)  # type: ignore[arg-type]
