"""Blocks -> the data that ``print.typ`` sets: which look, how far apart, what stays together. Every length in points.

The data is plain JSON: what people wrote is only ever shown, never evaluated. What depends on the law (sizes, indents,
spacing) comes from ``the_thuc.yaml`` through the styles; print.typ holds none of it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from dossier.papers.blocks import (
    Block,
    Document,
    Image,
    PageBreak,
    Paragraph,
    SectionStart,
    Table,
    Unprintable,
    visible,
)
from dossier.papers.fonts import BELOW, SINGLE_LINE
from dossier.papers.measure import POINT
from dossier.papers.print_lines import Lines, Part, points
from dossier.papers.print_tables import TableData, table_data
from dossier.papers.the_thuc import Style, TheThuc
from dossier.papers.words import notice

Data = dict[str, Any]
LINES = {"weight": 0.5, "x": 3.7, "y": 1.65}
"""Tables with lines: their weight and the padding of cells, as in the Word style "bang" (74 and 28 twips; half the line)."""
_SIGNATURE_ROOM = 0.75
"""Part of a page up to which a signature block takes the lines before it along."""


def print_data(document: Document, the_thuc: TheThuc, family: str, picture: Callable[[Image], str]) -> Data:
    """The paper for ``print.typ``. ``picture`` stores a picture and returns the path by which the program reads it."""
    return _Builder(the_thuc, family, picture).paper(document)


class _Builder:
    def __init__(self, the_thuc: TheThuc, family: str, picture: Callable[[Image], str]) -> None:
        self._the_thuc = the_thuc
        self._lines = Lines((family,), picture)
        self._looks: dict[tuple[float, bool, bool, float], int] = {}
        self._pages = False

    def paper(self, document: Document) -> Data:
        blocks = document.blocks
        if not blocks or not isinstance(blocks[0], SectionStart):
            blocks = (SectionStart(), *blocks)
        parts: list[tuple[SectionStart, list[Block]]] = []
        for block in blocks:
            if not isinstance(block, SectionStart):
                parts[-1][1].append(block)
            elif block.new_page or not parts:  # otherwise a change of columns or header only: the sheet stays the same
                parts.append((block, []))
        sections: list[Data] = []
        for start, content in parts:
            counted: Data = {"counted": sections[-1]["counted"] if sections else ""}
            if start.restart_numbering or not sections:
                name = f"phan-{len(sections)}"
                counted = {"counted": name, "start": name}
            sections.append(self._section(start, content) | counted)
        number = self._the_thuc.page_number
        return {
            "number": {"size": number.size, "top": points(number.header_distance), "first": number.first_page},
            "lines": LINES,
            "looks": [
                {
                    "size": size,
                    "weight": "bold" if bold else "regular",
                    "style": "italic" if italic else "normal",
                    "top": round(line * SINGLE_LINE - BELOW, 4),
                    "bottom": BELOW,
                }
                for size, bold, italic, line in self._looks
            ],
            "pages": self._pages,
            "sections": sections,
        }

    def _section(self, start: SectionStart, content: list[Block]) -> Data:
        while content and isinstance(content[-1], PageBreak):
            content.pop()
        width = start.width - start.margin_left - start.margin_right
        height = start.height - start.margin_top - start.margin_bottom
        return {
            "width": points(start.width),
            "height": points(start.height),
            "top": points(start.margin_top),
            "bottom": points(start.margin_bottom),
            "left": points(start.margin_left),
            "right": points(start.margin_right),
            "number": start.page_number,
            "blocks": self._held(self.blocks(content, width, height), content, points(width), points(height)),
        }

    def _held(self, made: list[Data], content: Sequence[Block], width: float, height: float) -> list[Data]:
        """The blocks, every signature block hung on the last lines of text before it."""
        held: list[Data] = []
        for block, data in zip(content, made, strict=True):
            held.append(data)
            if not (isinstance(block, Table) and block.role == "chu_ky"):
                continue
            at = len(held) - 1
            while at > 0 and _is_empty(held[at - 1]):
                at -= 1
            anchor: Data = held[at - 1] if at else {"kind": "break"}
            if "rest" in anchor or not _can_hold(anchor):
                continue
            rest = held[at:]
            del held[at:]
            gap = rest[0].pop("gap", 0)
            rest[0]["gap"] = 0
            anchor["rest"] = {"gap": gap, "blocks": rest, "width": width, "most": round(height * _SIGNATURE_ROOM, 2)}
        return held

    def blocks(self, blocks: Sequence[Block], width: float, height: float, *, inside: bool = False) -> list[Data]:
        """Blocks in a space ``width`` by ``height`` millimetres; ``inside`` a cell, where space at both ends counts."""
        made: list[Data] = []
        after, solid = 0.0, True
        for block in blocks:
            if isinstance(block, Paragraph):
                begins = block.page_break_before and not inside
                made.append(self._paragraph(block, width, after, solid=solid or begins, begins=begins))
                style = self._style(block)
                after = 0.0 if block.bookmark else style.after if block.space_after is None else block.space_after
            elif isinstance(block, Table):
                data = self._table(block, width, height)
                made.append({"kind": "t", "gap": after, **data})
                after = 0.0
            elif isinstance(block, Unprintable):
                look = self._look(self._the_thuc.styles["noi_dung"], None)
                made.append({"kind": "notice", "look": look, "text": visible(notice(block))})
                after = 0.0
            elif isinstance(block, PageBreak) and not inside:
                made.append({"kind": "break"})
                after = 0.0
            else:
                continue  # inside a table there is no section, and no place to begin a page at
            solid = isinstance(block, PageBreak)
        if inside and after:
            made.append({"kind": "space", "height": after})
        return made

    def _style(self, block: Paragraph) -> Style:
        styles = self._the_thuc.styles
        return styles.get(block.style) or styles["noi_dung"]

    def _look(self, style: Style, line: float | None) -> int:
        key = (style.size, style.bold, style.italic, style.line if line is None else line)
        return self._looks.setdefault(key, len(self._looks))

    def _paragraph(self, block: Paragraph, width: float, after: float, *, solid: bool, begins: bool) -> Data:
        """``after``: space that the paragraph before wants below it. As in Word, the larger of the two counts.

        ``solid``: the space counts even at the top of a page; ``begins``: the paragraph begins a page.
        """
        style = self._style(block)
        left = style.indent_left if block.indent_left is None else block.indent_left
        right = style.indent_right if block.indent_right is None else block.indent_right
        first = style.indent_first if block.indent_first is None else block.indent_first
        before = style.before if block.space_before is None else block.space_before
        below = style.after if block.space_after is None else block.space_after
        keep = style.keep_next if block.keep_next is None else block.keep_next
        parts: list[Part] = self._lines.parts(block, style, width - left - right - max(first, 0))
        self._pages = self._pages or any(isinstance(part, dict) and part["kind"] == "pages" for part in parts)
        data: Data = {
            "kind": "p",
            "look": self._look(style, block.line_spacing),
            "gap": after if block.bookmark else max(before, after),
            "solid": solid,
            "align": block.align or style.align,
            "first": points(first) if parts else 0,
            "parts": parts,
            "heading": min(style.heading, 6) if style.heading and parts else 0,
        }
        if begins:
            data["break"] = True
        if not parts:
            size = block.runs[0].size if block.runs and block.runs[0].size else style.size
            line = style.line if block.line_spacing is None else block.line_spacing
            data["height"] = round(size * line * SINGLE_LINE, 3)
        box: Data = {"left": points(left), "right": points(right), "top": 0, "bottom": 0, "sticky": keep}
        if block.border_top or block.border_bottom:
            box["border"] = {"top": block.border_top or 0, "bottom": block.border_bottom or 0}
        if block.bookmark:
            # The signature place is the paragraph with its space, so the space must be inside the box.
            box |= {"mark": block.bookmark, "top": before, "bottom": below}
        if len(box) > 5 or left or right or keep or not parts or data["heading"]:
            data["box"] = {**box, "breakable": bool(parts) and not (block.bookmark or data["heading"])}
        return data

    def _table(self, table: Table, width: float, height: float) -> Data:
        total = sum(table.widths)
        narrowed = TableData(
            table, tuple(w * width / total for w in table.widths) if total > width > 0 else table.widths, height
        )
        padding = 2 * LINES["x"] * POINT if table.style == "bang" else 0.0
        return {
            **table_data(narrowed, padding, lambda blocks, room: self.blocks(blocks, room, height, inside=True)),
            "room": [points(width), points(height)],
        }


def _is_empty(data: Data) -> bool:
    return bool(data["kind"] == "p") and "height" in data and "break" not in data


def _can_hold(data: Data) -> bool:
    """Whether a block can keep room for what follows: not needed for a paragraph that stays with the next one by itself."""
    if data["kind"] == "p":
        return not ("box" in data and data["box"]["sticky"])
    return bool(data["kind"] == "t" and data["whole"] == "no")
