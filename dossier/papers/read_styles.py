"""What a paragraph and a run of a Word file look like once defaults, styles and direct formatting are added up.

Word's order: document defaults, table style, numbering level, paragraph style chain, character style, direct formatting.
Second stage of reading a paper; ``word_read`` then keeps what differs from the named style of ``the_thuc.yaml``.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypedDict

from dossier.papers.read_package import Element, W, child, is_on, number, twips_mm, value

HIGHLIGHTS = {
    "yellow": "FFFF00", "green": "00FF00", "cyan": "00FFFF", "magenta": "FF00FF", "blue": "0000FF", "red": "FF0000",
    "darkBlue": "000080", "darkCyan": "008080", "darkGreen": "008000", "darkMagenta": "800080", "darkRed": "800000",
    "darkYellow": "808000", "darkGray": "808080", "lightGray": "C0C0C0", "black": "000000", "white": "FFFFFF",
}  # fmt: skip
Align = Literal["left", "right", "center", "justify"]
_ALIGN: dict[str, Align] = {
    "left": "left", "start": "left", "right": "right", "end": "right", "center": "center",
    "both": "justify", "distribute": "justify", "thaiDistribute": "justify",
}  # fmt: skip
_TOGGLES = ("bold", "italic", "strike", "caps", "hidden")
_NO_LINE = ("none", "nil")


class RunLook(TypedDict, total=False):
    """Look of a run; a key that is absent is not said at this level."""

    bold: bool
    italic: bool
    underline: bool
    strike: bool
    caps: bool
    hidden: bool
    size: float
    color: str
    highlight: str
    script: str


class ParagraphLook(TypedDict, total=False):
    """Look of a paragraph in millimetres and points; a key that is absent is not said at this level."""

    align: Align
    indent_left: float
    indent_right: float
    indent_first: float
    before: float
    after: float
    line: float
    """Times single spacing when ``line_rule`` is "auto", else points."""
    line_rule: str
    keep_next: bool
    page_break_before: bool
    border_top: float
    border_bottom: float
    num_id: str
    num_level: int
    tabs: tuple[tuple[float, str, str], ...]
    """Position (mm), alignment and leader of each tab stop."""


class TableLook(TypedDict, total=False):
    """Which lines a table style draws."""

    outside: bool
    inside: bool


def run_look(properties: Element | None) -> RunLook:
    """What one ``w:rPr`` says."""
    look: RunLook = {}
    if properties is None:
        return look
    for item in properties:
        tag = item.tag
        if tag == W + "b":
            look["bold"] = bool(is_on(item))
        elif tag == W + "i":
            look["italic"] = bool(is_on(item))
        elif tag == W + "u":
            look["underline"] = item.get(W + "val", "single") != "none"
        elif tag in (W + "strike", W + "dstrike"):
            look["strike"] = bool(is_on(item))
        elif tag == W + "caps":
            look["caps"] = bool(is_on(item))
        elif tag == W + "vanish":
            look["hidden"] = bool(is_on(item))
        elif tag == W + "sz":
            half_points = number(item.get(W + "val"))
            if half_points is not None and 0 < half_points <= 400:
                look["size"] = half_points / 2
        elif tag == W + "color":
            look["color"] = _color(item.get(W + "val")) or "000000"
        elif tag == W + "highlight":
            look["highlight"] = HIGHLIGHTS.get(item.get(W + "val", ""), "")
        elif tag == W + "shd":
            look["highlight"] = _color(item.get(W + "fill")) or ""
        elif tag == W + "vertAlign":
            look["script"] = {"superscript": "super", "subscript": "sub"}.get(item.get(W + "val", ""), "")
    return look


def paragraph_look(properties: Element | None) -> ParagraphLook:
    """What one ``w:pPr`` says."""
    look: ParagraphLook = {}
    if properties is None:
        return look
    align = _ALIGN.get(value(properties, "jc") or "")
    if align:
        look["align"] = align
    _indents(child(properties, "ind"), look)
    _spacing(child(properties, "spacing"), look)
    keep_next = is_on(child(properties, "keepNext"))
    if keep_next is not None:
        look["keep_next"] = keep_next
    page_break = is_on(child(properties, "pageBreakBefore"))
    if page_break is not None:
        look["page_break_before"] = page_break
    borders = child(properties, "pBdr")
    if borders is not None:
        look["border_top"] = _border(child(borders, "top"))
        look["border_bottom"] = _border(child(borders, "bottom"))
    num_id, level = value(properties, "numPr", "numId"), value(properties, "numPr", "ilvl")
    if num_id is not None:
        look["num_id"] = num_id
    if level is not None and level.isdecimal():
        look["num_level"] = min(int(level), 8)
    tabs = child(properties, "tabs")
    if tabs is not None:
        look["tabs"] = tuple(
            (position, tab.get(W + "val", "left"), tab.get(W + "leader", "none"))
            for tab in tabs.findall(W + "tab")
            if (position := twips_mm(tab.get(W + "pos"))) is not None and tab.get(W + "val") not in ("clear", "bar")
        )
    return look


def _indents(item: Element | None, look: ParagraphLook) -> None:
    if item is None:
        return
    left = twips_mm(item.get(W + "start") or item.get(W + "left"))
    right = twips_mm(item.get(W + "end") or item.get(W + "right"))
    hanging, first = twips_mm(item.get(W + "hanging")), twips_mm(item.get(W + "firstLine"))
    if left is not None:
        look["indent_left"] = left
    if right is not None:
        look["indent_right"] = right
    if hanging is not None:
        look["indent_first"] = -hanging
    elif first is not None:
        look["indent_first"] = first


def _spacing(item: Element | None, look: ParagraphLook) -> None:
    if item is None:
        return
    for side in ("before", "after"):
        points = twips_mm(item.get(W + side))
        if item.get(W + side + "Autospacing") in ("1", "true", "on"):
            points = 14 * 25.4 / 72
        if points is not None:
            look[side] = points * 72 / 25.4
    line = number(item.get(W + "line"))
    if line is not None and line > 0:
        rule = item.get(W + "lineRule", "auto")
        look["line"] = line / 240 if rule == "auto" else line / 20
        look["line_rule"] = rule


def _border(item: Element | None) -> float:
    """Weight in points, 0 for none."""
    if item is None or item.get(W + "val", "nil") in _NO_LINE:
        return 0.0
    return (number(item.get(W + "sz")) or 4.0) / 8


def _color(text: str | None) -> str | None:
    if text is None or len(text) != 6 or any(c not in "0123456789abcdefABCDEF" for c in text):
        return None
    return text.upper()


def shade(item: Element | None) -> str | None:
    """Fill of a ``w:shd``; None when there is none."""
    return None if item is None else _color(item.get(W + "fill"))


def draws_lines(borders: Element | None) -> bool | None:
    """Whether a ``w:tblBorders``/``w:tcBorders`` draws any line; None when it says nothing."""
    if borders is None or len(borders) == 0:
        return None
    return any(edge.get(W + "val", "nil") not in _NO_LINE for edge in borders)


@dataclass(slots=True)
class Style:
    """A style of the Word file, its ancestors added up."""

    id: str
    name: str
    based_on: str | None
    run: RunLook
    paragraph: ParagraphLook
    draws_lines: bool | None = None
    ancestors: tuple[str, ...] = field(default=())


class Styles:
    """The styles part."""

    def __init__(self, root: Element | None) -> None:
        self.default_run: RunLook = {"size": 10.0}
        self.default_paragraph: ParagraphLook = {}
        self.default: dict[str, str] = {}
        self._own: dict[str, Style] = {}
        self._summed: dict[str, Style] = {}
        if root is None:
            return
        self.default_run |= run_look(child(root, "docDefaults", "rPrDefault", "rPr"))
        self.default_paragraph = paragraph_look(child(root, "docDefaults", "pPrDefault", "pPr"))
        for item in root.iter(W + "style"):
            style_id = item.get(W + "styleId")
            if not style_id:
                continue
            name = unicodedata.normalize("NFC", value(item, "name") or style_id)
            self._own[style_id] = Style(
                style_id,
                name,
                value(item, "basedOn"),
                run_look(child(item, "rPr")),
                paragraph_look(child(item, "pPr")),
                draws_lines(child(item, "tblPr", "tblBorders")),
            )
            if item.get(W + "default") in ("1", "true", "on"):
                self.default[item.get(W + "type", "paragraph")] = style_id

    def get(self, style_id: str | None) -> Style | None:
        """A style with what it inherits."""
        if style_id is None or style_id not in self._own:
            return None
        if style_id not in self._summed:
            self._summed[style_id] = self._sum(style_id)
        return self._summed[style_id]

    def _sum(self, style_id: str) -> Style:
        chain: list[Style] = []
        current: str | None = style_id
        while current in self._own and len(chain) < 30 and all(s.id != current for s in chain):
            chain.append(self._own[current])
            current = chain[-1].based_on
        run: RunLook = {}
        paragraph: ParagraphLook = {}
        lines: bool | None = None
        for style in reversed(chain):
            run |= style.run
            paragraph |= style.paragraph
            lines = lines if style.draws_lines is None else style.draws_lines
        own = chain[0]
        return Style(own.id, own.name, own.based_on, run, paragraph, lines, tuple(s.id for s in chain))

    def name(self, style_id: str) -> str:
        """Name shown to users."""
        return self._own[style_id].name


def add_character_style(base: RunLook, style: RunLook) -> RunLook:
    """Character style over paragraph style: switches set by both cancel out (ECMA-376 Part 1, 17.7.3)."""
    look = base | style
    both: Mapping[str, object] = base
    for name in _TOGGLES:
        if both.get(name) and name in style:
            look[name] = not style[name]  # type: ignore[literal-required]  # names of RunLook
    return look
