"""The content of a paragraph as data for ``print.typ``: runs, labels of lists, tabs, words too long for a line.

What depends on how wide words are is settled here, with the same advance widths that the typesetter uses: where a tab
ends, how much room a label takes, where a word that is wider than its line is broken.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from dossier.papers.blocks import Image, Paragraph, Run, visible
from dossier.papers.measure import POINT, Face, load_face
from dossier.papers.the_thuc import Style
from dossier.papers.words import FIRM_HYPHEN

DEFAULT_TAB = 12.7
"""Millimetres between tab stops where a paragraph has none of its own: Word's default, half an inch."""
_SPACES = re.compile(r"(?<= ) ")
"""Every space after a space: one ordinary space stays, so that the line can still break there."""
_FIRM_WORD = re.compile(rf"(\S*{FIRM_HYPHEN}\S*)")
_NBSP = "\u00a0"
_PARTS = re.compile(r"[^\s/-]+[/-]*|[\s/-]+")
"""What a line may break between: words, and what hyphens and slashes join."""

Part = str | dict[str, Any]
"""A run in the paragraph's own look is its text alone; see ``piece`` in print.typ for the others."""


def points(millimetres: float) -> float:
    """Points of a length in millimetres."""
    return round(millimetres / POINT, 3)


class Lines:
    """Makes paragraph content for papers set in ``families``."""

    def __init__(self, families: tuple[str, ...], picture: Callable[[Image], str]) -> None:
        self._families = families
        self._picture = picture
        """Stores a picture for the typesetter; returns the path by which print.typ reads it."""

    def parts(self, block: Paragraph, style: Style, available: float) -> list[Part]:
        """Content of a paragraph ``available`` millimetres wide: label, then runs."""
        parts: list[Part] = []
        if block.list_label:
            parts.append(self._label(block, style))
        for place, run in enumerate(block.runs):
            if run.tab:
                parts.append(self._tab(block, place, style))
            else:
                parts += self._run(run, style, available)
        if parts and isinstance(parts[0], str) and parts[0].startswith(" "):
            parts[0] = _NBSP + parts[0][1:]  # people indent with spaces
        return parts

    def width(self, run: Run, style: Style) -> float:
        """Millimetres of a run on one line."""
        if run.image is not None:
            return run.image.width
        bold = style.bold if run.bold is None else run.bold
        italic = style.italic if run.italic is None else run.italic
        text = run.text.upper() if style.caps else run.text
        return load_face(self._families, bold, italic).width(text, run.size or style.size)

    def _label(self, block: Paragraph, style: Style) -> Part:
        label = block.list_label or ""
        first = style.indent_first if block.indent_first is None else block.indent_first
        look = next((run for run in block.runs if run.text), Run(""))
        direct = {"size": look.size} if look.size else {}
        if first >= 0:
            return {"kind": "run", "text": visible(label) + " ", **direct} if direct else visible(label) + " "
        width = max(-first, self.width(Run(label, size=look.size), style) + 1)
        return {"kind": "label", "text": visible(label), "width": points(width), **direct}

    def _tab(self, block: Paragraph, place: int, style: Style) -> Part:
        """A tab of the first line (or of a line after a break) as a space that ends at the stop Word would take."""
        left = style.indent_left if block.indent_left is None else block.indent_left
        first = style.indent_first if block.indent_first is None else block.indent_first
        here, start = left + first, 0
        for earlier in range(place - 1, -1, -1):
            if block.runs[earlier].line_break:
                here, start = left, earlier + 1
                break
        if block.list_label and start == 0:
            here = left if first < 0 else here + self.width(Run(block.list_label + " "), style)
        for run in block.runs[start:place]:
            here = _stop(block, here, left)[0] if run.tab else here + self.width(run, style)
        position, align, leader = _stop(block, here, left)
        if align != "left":
            following = 0.0
            for run in block.runs[place + 1 :]:
                if run.tab or run.line_break:
                    break
                following += self.width(run, style)
            position -= following if align == "right" else following / 2
        gap = position - here
        if not 0.5 < gap < 250:
            return f"{_NBSP} "
        return {"kind": "gap", "width": points(gap), **({"leader": leader} if leader else {})}

    def _run(self, run: Run, style: Style, available: float) -> list[Part]:
        if run.line_break:
            return [{"kind": "break"}]
        if run.image is not None:
            image = run.image
            size = {"width": points(image.width), "height": points(image.height)}
            form = "png" if image.media_type == "image/png" else "jpg"
            path = self._picture(image)
            return [{"kind": "image", "path": path, "format": form, "alt": image.alt or "Hình ảnh", **size}]
        direct = _direct(run, style)
        if run.field:
            return [{"kind": "page" if run.field == "PAGE" else "pages", **direct}]
        text = visible(run.text)
        if "  " in text:
            text = _SPACES.sub(_NBSP, text)
        if style.caps:
            text = text.upper()
        parts: list[Part] = []
        for number, piece in enumerate(_FIRM_WORD.split(text) if FIRM_HYPHEN in text else (text,)):
            made = self._pieces(piece.replace(FIRM_HYPHEN, "-"), run, style, available, direct)
            parts += [{"kind": "whole", "parts": made}] if number % 2 else made
        return parts

    def _pieces(self, text: str, run: Run, style: Style, available: float, direct: dict[str, Any]) -> list[Part]:
        """Text as parts: one, unless a word in it is wider than the line."""
        if not text:
            return []
        size = run.size or style.size
        most = available / (size * POINT)
        lines = [text]
        if len(text) > most and max(map(len, text.split()), default=0) > most:  # no letter is wider than one em
            lines = self._cut(text, run, style, available)
        parts: list[Part] = []
        for number, line in enumerate(lines):
            if number:
                parts.append({"kind": "break"})
            parts.append({"kind": "run", "text": line, **direct} if direct else line)
        return parts

    def _cut(self, text: str, run: Run, style: Style, available: float) -> list[str]:
        bold = style.bold if run.bold is None else run.bold
        italic = style.italic if run.italic is None else run.italic
        return _cut(text, load_face(self._families, bold, italic), run.size or style.size, available)


def cut_words(text: str, available: float, size: float, families: tuple[str, ...]) -> list[str]:
    """The text in pieces, one unless a word is wider than ``available`` millimetres; a line ends after each but the last."""
    return _cut(visible(text), load_face(families), size, available)


def _cut(text: str, face: Face, size: float, available: float) -> list[str]:
    """The text cut where a word wider than ``available`` has filled a line."""
    pieces = [""]
    for part in _PARTS.findall(text):
        if face.width(part, size) <= available:
            pieces[-1] += part
            continue
        filled = 0.0
        for letter in part:
            width = face.width(letter, size)
            if filled and filled + width > available:
                pieces.append("")
                filled = 0.0
            pieces[-1] += letter
            filled += width
    return pieces


def _direct(run: Run, style: Style) -> dict[str, Any]:
    """Direct formatting of a run where it differs from the style."""
    found: dict[str, Any] = {}
    if run.bold is not None and run.bold != style.bold:
        found["bold"] = run.bold
    if run.italic is not None and run.italic != style.italic:
        found["italic"] = run.italic
    if run.size and run.size != style.size:
        found["size"] = run.size
    if run.color:
        found["color"] = "#" + run.color
    if run.highlight:
        found["highlight"] = "#" + run.highlight
    if run.underline:
        found["underline"] = True
    if run.strike:
        found["strike"] = True
    if run.script:
        found["script"] = run.script
    return found


def _stop(block: Paragraph, here: float, left: float) -> tuple[float, str, str | None]:
    """Position, alignment and leader of the tab stop after ``here``; a hanging indent is a stop as well."""
    for stop in sorted(block.tabs, key=lambda t: t.position):
        if stop.position > here + 0.1:
            return stop.position, stop.align, stop.leader
    if here < left - 0.1:
        return left, "left", None
    return (int((here + 0.1) / DEFAULT_TAB) + 1) * DEFAULT_TAB, "left", None
