"""The lines that a filled paper will break into: width each paragraph has, its text with the faces it is set in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dossier.papers.measure import Span, load_face
from dossier.papers.read_package import Element, W
from dossier.papers.read_styles import Styles, paragraph_look, run_look
from dossier.papers.the_thuc import TheThuc

TWIP = 25.4 / 1440
"""Millimetres."""


@dataclass(frozen=True, slots=True)
class Look:
    """What finishing needs to know about the styles of one Word file."""

    styles: Styles
    components: Mapping[str, str]
    """The file's style id -> our component's id."""
    padding: Mapping[str, float]
    """Table style id -> left plus right cell padding, millimetres."""
    the_thuc: TheThuc

    def component(self, p: Element) -> str | None:
        """Our id of the component that a paragraph is."""
        style = p.find(f"{W}pPr/{W}pStyle")
        return None if style is None else self.components.get(style.get(W + "val"))


class Frames:
    """Width that each paragraph has: of its cell, or of the page's text."""

    def __init__(self, body: Element, look: Look) -> None:
        self.look = look
        self.page: dict[Element, float] = {}
        waiting: list[Element] = []
        for child in body:
            waiting.append(child)
            section = child if child.tag == W + "sectPr" else child.find(f"{W}pPr/{W}sectPr")
            if section is not None:
                width = self._text_width(section)
                self.page.update((item, width) for item in waiting)
                waiting = []

    def _text_width(self, section: Element) -> float:
        size, margins = section.find(W + "pgSz"), section.find(W + "pgMar")
        if size is None or margins is None:
            return self.look.the_thuc.page.text_width()
        return (
            number(size, "w") - number(margins, "left") - number(margins, "right") - number(margins, "gutter")
        ) * TWIP

    def width(self, p: Element) -> float:
        """Millimetres between the edges of the cell, or the margins of the page, that a paragraph stands in."""
        cell = p.getparent()
        if cell.tag != W + "tc":
            return self.page.get(p, self.look.the_thuc.page.text_width())
        width = cell.find(f"{W}tcPr/{W}tcW")
        whole = number(width, "w") if width is not None and width.get(W + "type", "dxa") == "dxa" else 0
        if not whole:
            table = cell.getparent().getparent()
            columns = table.findall(f"{W}tblGrid/{W}gridCol")
            whole = number(columns[min(cell.getparent().index(cell), len(columns) - 1)], "w") if columns else 0
        return whole * TWIP - self._padding(cell)

    def _padding(self, cell: Element) -> float:
        properties = cell.getparent().getparent().find(W + "tblPr")
        own = None if properties is None else properties.find(W + "tblCellMar")
        if own is not None:
            return cell_padding(own)
        style = None if properties is None else properties.find(W + "tblStyle")
        return self.look.padding.get("" if style is None else style.get(W + "val"), 216 * TWIP)


def cell_padding(margins: Element) -> float:
    """Left plus right padding of a ``w:tblCellMar``, millimetres."""
    sides = [margins.find(W + side) for side in ("left", "right")]
    return sum(108 if side is None else number(side, "w") for side in sides) * TWIP


def number(element: Element, name: str) -> int:
    """An attribute as a whole number; 0 when it is none."""
    try:
        return round(float(element.get(W + name, "0")))
    except ValueError:
        return 0


def spans(p: Element, look: Look) -> list[Span]:
    """Text of a paragraph with the faces it is set in."""
    style_id = p.find(f"{W}pPr/{W}pStyle")
    style = look.styles.get(None if style_id is None else style_id.get(W + "val"))
    base = look.styles.default_run | (style.run if style else {})
    families = look.the_thuc.font.families
    found = []
    for run in p.iter(W + "r"):
        own = base | run_look(run.find(W + "rPr"))
        if own.get("hidden"):
            continue
        text = "".join(_written(item) for item in run)
        face = load_face(families, bool(own.get("bold")), bool(own.get("italic")))
        found.append(Span(text.upper() if own.get("caps") else text, face, own.get("size", 14.0)))
    return found


def _written(item: Element) -> str:
    if item.tag == W + "t":
        return item.text or ""
    return {W + "br": "\n", W + "tab": "    ", W + "noBreakHyphen": "-"}.get(item.tag, "")


def indents(p: Element, look: Look) -> float:
    """Left plus right indent in force, millimetres."""
    style_id = p.find(f"{W}pPr/{W}pStyle")
    style = look.styles.get(None if style_id is None else style_id.get(W + "val"))
    own = (style.paragraph if style else {}) | paragraph_look(p.find(W + "pPr"))
    return own.get("indent_left", 0.0) + own.get("indent_right", 0.0)
