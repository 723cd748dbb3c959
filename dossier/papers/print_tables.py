"""Tables as data for ``print.typ``: the grid, header rows, and which rows stay together on a page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from dossier.papers.blocks import Block, Cell, Paragraph, Table
from dossier.papers.measure import POINT

Data = dict[str, Any]
MakeBlocks = Callable[[Sequence[Block], float], list[Data]]
"""Blocks of a cell as data, given its inner width in millimetres."""
_LETTER = 0.6
"""Width of a letter in font sizes, on the wide side: for telling rows that may be taller than a page."""
_LINE = 0.5
"""Height of a line in millimetres per point of its size, on the tall side."""
_TALL = 0.6
"""Part of a page above which a row may break, whatever it says: it might not fit on any page."""


@dataclass(frozen=True, slots=True)
class TableData:
    """A table with the widths it is printed with and the height of its page, millimetres."""

    table: Table
    widths: tuple[float, ...]
    height: float


def table_data(source: TableData, padding: float, make: MakeBlocks) -> Data:
    """The table for ``print.typ``; ``padding`` is left and right together."""
    table, widths = source.table, source.widths
    count, columns = len(table.rows), len(widths)
    head = 0
    while head < count and table.rows[head].header:
        head = max(head + 1, *(head + cell.row_span for cell in table.rows[head].cells), 1)
    if head >= count:
        head = 0  # header rows only: nothing for them to repeat over
    tall = [_height(row.cells, source, padding) for row in table.rows]
    cells: tuple[list[Data], list[Data]] = ([], [])
    taken: set[tuple[int, int]] = set()
    for y, row in enumerate(table.rows):
        x = 0
        for cell in row.cells:
            while (x, y) in taken:
                x += 1
            if x >= columns:
                break
            across = 1
            while across < cell.col_span and x + across < columns and (x + across, y) not in taken:
                across += 1
            down = max(1, min(cell.row_span, (head if y < head else count) - y))
            taken.update((x + i, y + j) for i in range(across) for j in range(down))
            whole = row.cant_split and tall[y] < _TALL * source.height
            room = max(sum(widths[x : x + across]) - padding, 1.0)
            cells[y >= head].append(_cell(cell, (x, y), (across, down), whole=whole, blocks=make(cell.blocks, room)))
            x += across
    # Grid places without a cell have no lines either.
    for y in range(count):
        for x in range(columns):
            if (x, y) not in taken:
                cells[y >= head].append(_cell(Cell((), borders="none"), (x, y), (1, 1), whole=False, blocks=[]))
    chains = _chains(table, head, tall, source.height)
    body = range(head, count)
    whole = table.role in ("chu_ky", "tieu_de") or (
        count - head > 1 and all(table.rows[y].keep_next for y in body[:-1])
    )
    return {
        "widths": [round(w / POINT, 3) for w in widths],
        "rows": count,
        "lined": table.style == "bang",
        "head": cells[0],
        "body": cells[1],
        "repeat": sum(tall[:head]) < source.height / 2,
        "chains": [] if whole else chains,
        # Measuring sets the table twice: only where it may be needed.
        "whole": "no"
        if not whole or sum(tall) > 3 * source.height
        else "yes"
        if sum(tall) < _TALL * source.height
        else "if it fits",
        "sticky": count > 0 and table.rows[-1].keep_next,
    }


def _cell(cell: Cell, place: tuple[int, int], span: tuple[int, int], *, whole: bool, blocks: list[Data]) -> Data:
    data: Data = {
        "x": place[0],
        "y": place[1],
        "columns": span[0],
        "rows": span[1],
        "breakable": not whole,
        "valign": cell.valign,
        "blocks": blocks,
    }
    if cell.shade:
        data["fill"] = "#" + cell.shade
    if cell.borders == "none":
        data["bare"] = True
    return data


def _chains(table: Table, head: int, tall: list[float], height: float) -> list[tuple[int, int]]:
    """First and last row of each run of rows that stay together: those that say so and the row after them."""
    chains: list[tuple[int, int]] = []
    y = head
    while y < len(table.rows):
        end = y
        while end < len(table.rows) - 1 and table.rows[end].keep_next and sum(tall[y : end + 2]) < _TALL * height:
            end += 1
        if end > y:
            chains.append((y, end))
        y = end + 1
    return chains


def _height(cells: Sequence[Cell], source: TableData, padding: float) -> float:
    """Millimetres that a row may need at most, about."""
    tallest, x = 0.0, 0
    for cell in cells:
        room = max(sum(source.widths[x : x + cell.col_span]) - padding, 5.0)
        x += cell.col_span
        height = 2.0
        for block in cell.blocks:
            if isinstance(block, Paragraph):
                size = max((run.size or 0 for run in block.runs), default=0) or 12
                lines = (
                    1 + sum(run.line_break for run in block.runs) + int(len(block.text) * size * _LETTER * POINT / room)
                )
                height += lines * size * _LINE + 2
                height += sum(run.image.height for run in block.runs if run.image)
            else:
                height += source.height / 3
        tallest = max(tallest, height / min(cell.row_span, 1 + len(cells)))
    return tallest
