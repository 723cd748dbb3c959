"""What stays together on a page: signatures with the end of the text, rows of a table, a lead-in with what it leads to.

Only ``keepNext`` and ``cantSplit`` are written, which Word, LibreOffice and our own print all follow, so that a clerk's
later edits keep the same manners.
"""

from __future__ import annotations

from lxml import etree

from dossier.papers.measure import POINT, break_lines
from dossier.papers.read_package import Element, W
from dossier.papers.word_lines import Frames, Look, spans
from dossier.papers.word_sections import property_of, text_of

FEW_ROWS = 8
"""A table of at most so many rows under its header stays whole …"""
LOW_TABLE = 70.0
"""… when it is not higher than this, about a quarter of the page (millimetres)."""
_LEADING = 1.15
"""Height of a single-spaced line of Times New Roman, in sizes."""


def keep_together(body: Element, look: Look, frames: Frames) -> None:
    """Mark the paragraphs and rows of a filled paper that a page must not part."""
    for child in body:
        if child.tag == W + "p" and text_of(child).rstrip().endswith(":") and not _is_heading(child.getnext(), look):
            keep(child)
    for table in body.findall(W + "tbl"):
        if _is_signed(table):
            _keep_signatures(table, look)
        else:
            _keep_rows(table, look, frames)


def _is_heading(item: Element | None, look: Look) -> bool:
    """A heading: it stays with what follows it, so what it follows need not stay with it."""
    style = None if item is None or item.tag != W + "p" else look.the_thuc.styles.get(look.component(item) or "")
    return style is not None and style.heading is not None


def keep(p: Element) -> None:
    """Keep a paragraph with what follows it."""
    property_of(p, "keepNext").attrib.pop(W + "val", None)


def _keep_row(row: Element) -> None:
    for p in row.iter(W + "p"):
        keep(p)


# --- tables


def _keep_rows(table: Element, look: Look, frames: Frames) -> None:
    """Small tables stay whole; in others neither the first nor the last row under the header stands alone on a page."""
    rows = table.findall(W + "tr")
    head = 0
    while head < len(rows) and rows[head].find(f"{W}trPr/{W}tblHeader") is not None:
        head += 1
    body = rows[head:]
    if head == 0 or not body:
        return
    whole = len(body) <= FEW_ROWS and sum(_height(row, look, frames) for row in rows) <= LOW_TABLE
    kept = rows[:-1] if whole else [*rows[: head + 1], *body[-2:-1]]
    for row in kept:
        _keep_row(row)


def _height(row: Element, look: Look, frames: Frames) -> float:
    """About how high a row is, millimetres."""
    highest = 0.0
    for cell in row.findall(W + "tc"):
        height = 0.0
        for p in cell.findall(W + "p"):
            text = spans(p, look)
            size = max((span.size for span in text), default=0.0)
            height += max(len(break_lines(text, frames.width(p))), 1) * size * _LEADING * POINT
        highest = max(highest, height)
    return highest + 1.0


# --- signature block


def _is_signed(table: Element) -> bool:
    return any(mark.get(W + "name", "").startswith("ky_") for mark in table.iter(W + "bookmarkStart"))


def _keep_signatures(table: Element, look: Look) -> None:
    """The table with a signature stays whole, and with at least two lines of the text before it."""
    rows = table.findall(W + "tr")
    for row in rows:
        properties = row.find(W + "trPr")
        if properties is None:
            properties = etree.Element(W + "trPr")
            row.insert(0 if row.find(W + "tblPrEx") is None else 1, properties)
        if properties.find(W + "cantSplit") is None:
            properties.insert(0, etree.Element(W + "cantSplit"))
        if row is not rows[-1]:
            _keep_row(row)
    lines = 0
    before = table.getprevious()
    while before is not None and lines < 2 and before.find(f"{W}pPr/{W}sectPr") is None:
        if before.tag == W + "tbl":
            for row in before.findall(W + "tr")[-2:]:
                _keep_row(row)
            break
        keep(before)
        lines += len(break_lines(spans(before, look), look.the_thuc.page.text_width()))
        before = before.getprevious()
