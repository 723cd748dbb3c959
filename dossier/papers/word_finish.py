"""Last touches on a filled paper that only its final text allows.

Lengths of the rules, balanced titles, capitals, spaces that don't break, what stays together on a page.

Works on any Word template, ours or an office's own: components are known by the names of their styles.
"""

from __future__ import annotations

from collections.abc import Iterator

from dossier.papers.measure import break_lines
from dossier.papers.read_package import Element, W
from dossier.papers.the_thuc import Rule
from dossier.papers.word_firm import firm_spaces
from dossier.papers.word_keep import keep_together
from dossier.papers.word_lines import TWIP, Frames, Look, indents, number, spans
from dossier.papers.word_sections import arrange, property_of, text_of

_SLACK = 2.0
"""Millimetres to spare in a balanced title: a program that measures a little wider breaks it at the same words."""
_WORTH = 6.0
"""A title is narrowed only when that moves at least this many millimetres."""
_EMPTY_GOES = ("quyen_han", "ghi_chu_ky", "trich_yeu")
"""Components that leave no blank line when their text is empty."""


def finish(document: Element, look: Look) -> None:
    """Finish a filled ``w:document`` in place."""
    body = document.find(W + "body")
    if body is None:
        return
    arrange(document, body)
    paragraphs = [(p, look.component(p)) for p in document.iter(W + "p")]
    for p, component in paragraphs:
        style = look.the_thuc.styles.get(component or "")
        if style is None:
            continue
        if component in _EMPTY_GOES and not text_of(p).strip():
            _remove_paragraph(p)
        elif style.caps:
            for text in p.iter(W + "t"):
                text.text = (text.text or "").upper()
    firm_spaces(body, look)
    frames = Frames(body, look)
    for table in body.findall(W + "tbl"):
        _fit_table(table, frames.page.get(table, look.the_thuc.page.text_width()))
    keep_together(body, look, frames)
    for p, component in paragraphs:
        style = look.the_thuc.styles.get(component or "")
        if style is not None and style.balance and p.getparent() is not None:
            _balance(p, look, frames)
    for p, component in paragraphs:
        style = look.the_thuc.styles.get(component or "")
        if style is not None and style.rule:
            _fit_rule(p, style.rule, look, frames)


def _remove_paragraph(p: Element) -> None:
    """Take a paragraph out, unless its cell would be left without one."""
    parent = p.getparent()
    if parent.tag != W + "tc" or len(parent.findall(W + "p")) > 1:
        parent.remove(p)


def _fit_table(table: Element, available: float) -> None:
    """Narrow a table that would run off the page, its columns in proportion."""
    columns = table.findall(f"{W}tblGrid/{W}gridCol")
    whole = sum(number(column, "w") for column in columns) * TWIP
    if whole <= available + 1:
        return
    widths = table.findall(f"{W}tblPr/{W}tblW") + table.findall(f"{W}tr/{W}tc/{W}tcPr/{W}tcW")
    for item in (*columns, *(width for width in widths if width.get(W + "type") == "dxa")):
        item.set(W + "w", str(int(number(item, "w") * available / whole)))


def _balance(p: Element, look: Look, frames: Frames) -> None:
    """Narrow a title of several lines until they are about equally long: no last line of a single word."""
    available = frames.width(p) - indents(p, look)
    text = spans(p, look)
    lines = break_lines(text, available)
    forced = sum(span.text.count("\n") for span in text) + 1
    if len(lines) <= forced:
        return
    low, high = available / len(lines), available
    while high - low > 0.5:
        middle = (low + high) / 2
        if len(break_lines(text, middle)) > len(lines):
            low = middle
        else:
            high = middle
    spare = available - high - _SLACK
    if spare >= _WORTH:
        _set_indents(p, spare / 2, spare / 2)


def _fit_rule(p: Element, rule: Rule, look: Look, frames: Frames) -> None:
    """Make a rule its part of the text line above it, in the middle."""
    above = next((item for item in _before(p) if text_of(item).strip()), None)
    if above is None:
        return
    lines = break_lines(spans(above, look), frames.width(above) - indents(above, look))
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
    indent.set(W + "left", str(round(left / TWIP)))
    indent.set(W + "right", str(round(right / TWIP)))
    indent.set(W + "firstLine", "0")
