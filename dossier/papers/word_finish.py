"""Last touches on a filled paper that only its final text allows.

Lengths of the rules, balanced titles, capitals, what stays together on a page.

Works on any Word template, ours or an office's own: components are known by the names of their styles.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lxml import etree

from dossier.papers.measure import Span, break_lines, load_face
from dossier.papers.read_package import Element, W
from dossier.papers.read_styles import Styles, paragraph_look, run_look
from dossier.papers.the_thuc import Rule, TheThuc
from dossier.papers.word_sections import arrange, property_of, text_of

_TWIP = 25.4 / 1440
_SLACK = 2.0
"""Millimetres to spare in a balanced title: a program that measures a little wider breaks it at the same words."""
_WORTH = 6.0
"""A title is narrowed only when that moves at least this many millimetres."""
_EMPTY_GOES = ("quyen_han", "ghi_chu_ky", "trich_yeu")
"""Components that leave no blank line when their text is empty."""


@dataclass(frozen=True, slots=True)
class Look:
    """What finishing needs to know about the styles of one Word file."""

    styles: Styles
    components: Mapping[str, str]
    """The file's style id -> our component's id."""
    padding: Mapping[str, float]
    """Table style id -> left plus right cell padding, millimetres."""
    the_thuc: TheThuc


def finish(document: Element, look: Look) -> None:
    """Finish a filled ``w:document`` in place."""
    body = document.find(W + "body")
    if body is None:
        return
    arrange(document, body)
    paragraphs = [(p, _component(p, look)) for p in document.iter(W + "p")]
    for p, component in paragraphs:
        style = look.the_thuc.styles.get(component or "")
        if style is None:
            continue
        if component in _EMPTY_GOES and not text_of(p).strip():
            _remove_paragraph(p)
        elif style.caps:
            for text in p.iter(W + "t"):
                text.text = (text.text or "").upper()
    _keep_signatures(body, look)
    frames = _Frames(body, look)
    for table in body.findall(W + "tbl"):
        _fit_table(table, frames.page.get(table, look.the_thuc.page.text_width()))
    for p, component in paragraphs:
        style = look.the_thuc.styles.get(component or "")
        if style is not None and style.balance and p.getparent() is not None:
            _balance(p, look, frames)
    for p, component in paragraphs:
        style = look.the_thuc.styles.get(component or "")
        if style is not None and style.rule:
            _fit_rule(p, style.rule, look, frames)


def _component(p: Element, look: Look) -> str | None:
    style = p.find(f"{W}pPr/{W}pStyle")
    return None if style is None else look.components.get(style.get(W + "val"))


def _remove_paragraph(p: Element) -> None:
    """Take a paragraph out, unless its cell would be left without one."""
    parent = p.getparent()
    if parent.tag != W + "tc" or len(parent.findall(W + "p")) > 1:
        parent.remove(p)


# --- signature block


def _keep_signatures(body: Element, look: Look) -> None:
    """The table with a signature stays whole, and with at least two lines of the text before it."""
    for table in body.findall(W + "tbl"):
        places = (mark.get(W + "name", "") for mark in table.iter(W + "bookmarkStart"))
        if not any(name.startswith("ky_") for name in places):
            continue
        rows = table.findall(W + "tr")
        for row in rows:
            properties = row.find(W + "trPr")
            if properties is None:
                properties = etree.Element(W + "trPr")
                row.insert(0 if row.find(W + "tblPrEx") is None else 1, properties)
            if properties.find(W + "cantSplit") is None:
                properties.insert(0, etree.Element(W + "cantSplit"))
            if row is not rows[-1]:
                for p in row.iter(W + "p"):
                    _keep(p)
        lines = 0
        before = table.getprevious()
        while before is not None and lines < 2 and before.find(f"{W}pPr/{W}sectPr") is None:
            if before.tag == W + "tbl":
                for p in (p for row in before.findall(W + "tr")[-2:] for p in row.iter(W + "p")):
                    _keep(p)
                break
            _keep(before)
            lines += len(break_lines(_spans(before, look), look.the_thuc.page.text_width()))
            before = before.getprevious()


def _keep(p: Element) -> None:
    property_of(p, "keepNext").attrib.pop(W + "val", None)


# --- measured lines


class _Frames:
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
        return (_int(size, "w") - _int(margins, "left") - _int(margins, "right") - _int(margins, "gutter")) * _TWIP

    def width(self, p: Element) -> float:
        cell = p.getparent()
        if cell.tag != W + "tc":
            return self.page.get(p, self.look.the_thuc.page.text_width())
        width = cell.find(f"{W}tcPr/{W}tcW")
        whole = _int(width, "w") if width is not None and width.get(W + "type", "dxa") == "dxa" else 0
        if not whole:
            table = cell.getparent().getparent()
            columns = table.findall(f"{W}tblGrid/{W}gridCol")
            whole = _int(columns[min(cell.getparent().index(cell), len(columns) - 1)], "w") if columns else 0
        return whole * _TWIP - self._padding(cell)

    def _padding(self, cell: Element) -> float:
        properties = cell.getparent().getparent().find(W + "tblPr")
        own = None if properties is None else properties.find(W + "tblCellMar")
        if own is not None:
            return cell_padding(own)
        style = None if properties is None else properties.find(W + "tblStyle")
        return self.look.padding.get("" if style is None else style.get(W + "val"), 216 * _TWIP)


def cell_padding(margins: Element) -> float:
    """Left plus right padding of a ``w:tblCellMar``, millimetres."""
    sides = [margins.find(W + side) for side in ("left", "right")]
    return sum(108 if side is None else _int(side, "w") for side in sides) * _TWIP


def _int(element: Element, name: str) -> int:
    try:
        return round(float(element.get(W + name, "0")))
    except ValueError:
        return 0


def _spans(p: Element, look: Look) -> list[Span]:
    """Text of a paragraph with the faces it is set in."""
    style_id = p.find(f"{W}pPr/{W}pStyle")
    style = look.styles.get(None if style_id is None else style_id.get(W + "val"))
    base = look.styles.default_run | (style.run if style else {})
    families = look.the_thuc.font.families
    spans = []
    for run in p.iter(W + "r"):
        own = base | run_look(run.find(W + "rPr"))
        if own.get("hidden"):
            continue
        text = "".join(_written(item) for item in run)
        face = load_face(families, bool(own.get("bold")), bool(own.get("italic")))
        spans.append(Span(text.upper() if own.get("caps") else text, face, own.get("size", 14.0)))
    return spans


def _written(item: Element) -> str:
    if item.tag == W + "t":
        return item.text or ""
    return {W + "br": "\n", W + "tab": "    ", W + "noBreakHyphen": "-"}.get(item.tag, "")


def _indents(p: Element, look: Look) -> float:
    """Left plus right indent in force, millimetres."""
    style_id = p.find(f"{W}pPr/{W}pStyle")
    style = look.styles.get(None if style_id is None else style_id.get(W + "val"))
    own = (style.paragraph if style else {}) | paragraph_look(p.find(W + "pPr"))
    return own.get("indent_left", 0.0) + own.get("indent_right", 0.0)


def _fit_table(table: Element, available: float) -> None:
    """Narrow a table that would run off the page, its columns in proportion."""
    columns = table.findall(f"{W}tblGrid/{W}gridCol")
    whole = sum(_int(column, "w") for column in columns) * _TWIP
    if whole <= available + 1:
        return
    widths = table.findall(f"{W}tblPr/{W}tblW") + table.findall(f"{W}tr/{W}tc/{W}tcPr/{W}tcW")
    for item in (*columns, *(width for width in widths if width.get(W + "type") == "dxa")):
        item.set(W + "w", str(int(_int(item, "w") * available / whole)))


def _balance(p: Element, look: Look, frames: _Frames) -> None:
    """Narrow a title of several lines until they are about equally long: no last line of a single word."""
    available = frames.width(p) - _indents(p, look)
    spans = _spans(p, look)
    lines = break_lines(spans, available)
    forced = sum(span.text.count("\n") for span in spans) + 1
    if len(lines) <= forced:
        return
    low, high = available / len(lines), available
    while high - low > 0.5:
        middle = (low + high) / 2
        if len(break_lines(spans, middle)) > len(lines):
            low = middle
        else:
            high = middle
    spare = available - high - _SLACK
    if spare >= _WORTH:
        _set_indents(p, spare / 2, spare / 2)


def _fit_rule(p: Element, rule: Rule, look: Look, frames: _Frames) -> None:
    """Make a rule its part of the text line above it, in the middle."""
    above = next((item for item in _before(p) if text_of(item).strip()), None)
    if above is None:
        return
    lines = break_lines(_spans(above, look), frames.width(above) - _indents(above, look))
    available = frames.width(p)
    if not lines or available <= 0:
        return
    spare = max(available - lines[-1] * rule.ratio, 0)
    _set_indents(p, spare / 2, spare / 2)


def _before(p: Element) -> Iterator[Element]:
    """Paragraphs above, in the same cell or text."""
    for item in p.itersiblings(preceding=True):
        if item.tag != W + "p":
            return
        yield item


def _set_indents(p: Element, left: float, right: float) -> None:
    indent = property_of(p, "ind")
    for name in list(indent.attrib):
        del indent.attrib[name]
    indent.set(W + "left", str(round(left / _TWIP)))
    indent.set(W + "right", str(round(right / _TWIP)))
    indent.set(W + "firstLine", "0")
