"""Word tables as blocks: grid, merged cells, header rows, lines, shading."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal, Protocol

from dossier.papers.blocks import Block, Cell, Paragraph, Row, Table
from dossier.papers.read_package import Element, W, child, is_on, spelled, twips_mm, value
from dossier.papers.read_source import Source, words
from dossier.papers.read_styles import Style, draws_lines, shade

_LETTERHEAD = {"quoc_hieu", "tieu_ngu", "co_quan_ban_hanh", "co_quan_chu_quan"}
_SIGNATURES = {"quyen_han", "cho_ky", "ho_ten", "noi_nhan"}
_VALIGN: dict[str, Literal["top", "middle", "bottom"]] = {"center": "middle", "both": "middle", "bottom": "bottom"}
_NONE: Literal["none"] = "none"
_STYLE: Literal["style"] = "style"
MAX_COLUMNS = 200


@dataclass(frozen=True, slots=True)
class CellLook:
    """What a ``w:tcPr`` says."""

    span: int
    merge: str | None
    """"restart", "continue", or None: not merged downwards."""
    turned: bool
    valign: Literal["top", "middle", "bottom"]
    shade: str | None
    lines: bool | None
    """Whether the cell says itself that it has lines (True) or none (False)."""


class BlockReader(Protocol):
    """What a table needs from the reader of the document: cells hold blocks again."""

    source: Source
    cells: dict[bytes, CellLook]
    """What was worked out already, by how it is written."""

    def items(self, parent: Element) -> Iterator[Element]:
        """Block-level children, containers opened."""
        ...

    def blocks(self, parent: Element, table_style: Style | None) -> tuple[Block, ...]:
        """Blocks of a cell."""
        ...


@dataclass(slots=True)
class _Cell:
    """A cell being read; ``rows`` grows with every row it is merged down."""

    column: int
    span: int
    blocks: tuple[Block, ...] = ()
    rows: int = 1
    valign: Literal["top", "middle", "bottom"] = "top"
    shade: str | None = None
    lines: bool | None = None
    """Whether the cell says itself that it has lines (True) or none (False)."""


@dataclass(slots=True)
class _Row:
    cells: list[_Cell] = field(default_factory=list)
    header: bool = False
    cant_split: bool = False


def read_table(reader: BlockReader, item: Element) -> tuple[Block, ...]:
    """A ``w:tbl`` as a Table; nothing when it has no cell."""
    properties = child(item, "tblPr")
    style = reader.source.styles.get(value(properties, "tblStyle") or reader.source.styles.default.get("table"))
    rows = _rows(reader, item, style)
    columns = max((c.column + c.span for row in rows for c in row.cells), default=0)
    if columns == 0:
        return ()
    own = draws_lines(child(properties, "tblBorders"))
    lined = own if own is not None else bool(style.draws_lines) if style is not None else False
    if not lined and any(c.lines for row in rows for c in row.cells):
        lined = True
        for row in rows:
            for cell in row.cells:
                cell.lines = bool(cell.lines)
    widths = _widths(item, columns)
    styles = {b.style for row in rows for c in row.cells for b in c.blocks if isinstance(b, Paragraph)}
    role = "tieu_de" if styles & _LETTERHEAD else "chu_ky" if styles & _SIGNATURES else None
    caption = value(properties, "tblCaption")
    return (Table(tuple(_finish(row) for row in rows), widths, "bang" if lined else "khung_an", caption, role),)


def _rows(reader: BlockReader, item: Element, style: Style | None) -> list[_Row]:
    rows: list[_Row] = []
    above: dict[int, _Cell] = {}
    for source in reader.items(item):
        if source.tag != W + "tr" or child(source, "trPr", "del") is not None:
            continue
        row = _Row(header=_switch(source, "tblHeader"), cant_split=_switch(source, "cantSplit"))
        column = _count(value(source, "trPr", "gridBefore"), 0)
        if column:
            row.cells.append(_Cell(0, column, lines=False))
        for cell in reader.items(source):
            if cell.tag != W + "tc" or column >= MAX_COLUMNS:
                continue
            look = _look(reader, child(cell, "tcPr"))
            span = min(look.span, MAX_COLUMNS - column)
            upper = above.get(column)
            if look.merge == "continue" and upper is not None and upper.span == span:
                upper.rows += 1
            else:
                made = _cell(reader, cell, look, column, span, style)
                row.cells.append(made)
                for place in range(column, column + span):
                    above.pop(place, None)
                if look.merge is not None:
                    above[column] = made
            column += span
        after = _count(value(source, "trPr", "gridAfter"), 0)
        if after and column + after <= MAX_COLUMNS:
            row.cells.append(_Cell(column, after, lines=False))
        rows.append(row)
    return rows


def _look(reader: BlockReader, properties: Element | None) -> CellLook:
    key = spelled(properties)
    if key not in reader.cells:
        merge = child(properties, "vMerge") if properties is not None else None
        reader.cells[key] = CellLook(
            max(1, _count(value(properties, "gridSpan"), 1)),
            None if merge is None else merge.get(W + "val", "continue"),
            value(properties, "textDirection") in ("btLr", "tbRl", "tbV", "lrV"),
            _VALIGN.get(value(properties, "vAlign") or "", "top"),
            shade(child(properties, "shd")) if properties is not None else None,
            draws_lines(child(properties, "tcBorders")) if properties is not None else None,
        )
    return reader.cells[key]


def _cell(reader: BlockReader, item: Element, look: CellLook, column: int, span: int, style: Style | None) -> _Cell:
    if look.turned:
        reader.source.note("chữ xoay dọc trong ô bảng", words(item))
    blocks = reader.blocks(item, style)
    return _Cell(column, span, blocks, valign=look.valign, shade=look.shade, lines=look.lines)


def _finish(row: _Row) -> Row:
    cells = tuple(
        Cell(c.blocks, c.span, c.rows, c.valign, c.shade, _NONE if c.lines is False else _STYLE) for c in row.cells
    )
    paragraphs = [b for c in row.cells for b in c.blocks if isinstance(b, Paragraph)]
    return Row(cells, row.header, row.cant_split, bool(paragraphs) and all(p.keep_next for p in paragraphs))


def _widths(item: Element, columns: int) -> tuple[float, ...]:
    grid = [_width(col) for col in item.findall(W + "tblGrid/" + W + "gridCol")][:columns]
    grid += [0.0] * (columns - len(grid))
    if all(grid):
        return tuple(round(w, 2) for w in grid)
    for row in item.iter(W + "tr"):
        cells = [_width(child(c, "tcPr", "tcW")) for c in row.findall(W + "tc")]
        if len(cells) == columns and all(cells):
            return tuple(round(w, 2) for w in cells)
    known = sum(grid) / max(sum(1 for w in grid if w), 1) or 160 / columns
    return tuple(round(w or known, 2) for w in grid)


def _count(text: str | None, default: int) -> int:
    return int(text) if text is not None and text.isdecimal() and len(text) < 6 else default


def _switch(row: Element, name: str) -> bool:
    return bool(is_on(child(row, "trPr", name)))


def _width(item: Element | None) -> float:
    """Millimetres of a ``gridCol`` or ``tcW``; 0 when not given as a length."""
    if item is None or item.get(W + "type", "dxa") not in ("dxa", "auto"):
        return 0.0
    return max(twips_mm(item.get(W + "w")) or 0.0, 0.0)
