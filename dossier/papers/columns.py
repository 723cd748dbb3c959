"""Widths of table columns: none so narrow that a figure or a word must break in the middle.

The views give columns their proportions; the words that a case puts into them decide the rest. Only what is missing is
taken, from columns that can spare it, so a table keeps the shape it was given.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from dossier.papers.blocks import Paragraph, Table
from dossier.papers.measure import text_width
from dossier.papers.the_thuc import TheThuc

PADDING = 2.8
"""Left and right padding of a cell with its line, and a little to spare, millimetres."""
LARGEST_SHARE = 0.3
"""No word makes its column wider than this part of the table: an address on the web may break."""
_WIDEST_LETTER = 0.33
"""Millimetres for each point of size that a letter takes at most, near enough to leave most words unmeasured."""
_PIECES = re.compile(r"[^\s-]+-?")
"""What stays on one line: a line may end at a space and after a hyphen."""


def fitted(table: Table, the_thuc: TheThuc) -> Table:
    """The table with every column at least as wide as the longest unbreakable piece of text in it."""
    widths = table.widths
    if all(need <= width for need, width in zip(_needed(table, the_thuc, widths), widths, strict=True)):
        return table
    needed = _needed(table, the_thuc, [0.0] * len(widths))  # now all of them: a column gives no more than it can spare
    missing = sum(max(need - width, 0) for need, width in zip(needed, widths, strict=True))
    spare = [max(width - need, 0) for need, width in zip(needed, widths, strict=True)]
    share = min(missing / (sum(spare) or missing), 1.0)
    fitting = [
        need if need > width else width - left * share for need, width, left in zip(needed, widths, spare, strict=True)
    ]
    shrink = sum(widths) / sum(fitting)  # not enough to spare: all suffer alike
    return replace(table, widths=tuple(round(width * shrink, 2) for width in fitting))


def _needed(table: Table, the_thuc: TheThuc, known: Sequence[float]) -> list[float]:
    """Width of the longest piece of each column, as far as it may exceed what is ``known`` to fit."""
    needed = [0.0] * len(table.widths)
    largest = sum(table.widths) * LARGEST_SHARE
    for column, paragraph in _cells(table):
        style = the_thuc.styles.get(paragraph.style) or the_thuc.styles["o_bang"]
        for run in paragraph.runs:
            size = run.size or style.size
            bold = style.bold if run.bold is None else run.bold
            italic = bool(run.italic or style.italic)
            for piece in _PIECES.findall(run.text):
                if len(piece) * size * _WIDEST_LETTER + PADDING <= max(known[column], needed[column]):
                    continue
                width = text_width(piece, size, bold=bold, italic=italic, families=the_thuc.font.families) + PADDING
                needed[column] = max(needed[column], min(width, largest))
    return needed


def _cells(table: Table) -> Iterator[tuple[int, Paragraph]]:
    """Paragraphs of the cells that stand in one column, with the number of the column."""
    taken: dict[int, int] = {}
    for row in table.rows:
        column = 0
        cells = iter(row.cells)
        for _ in range(len(table.widths)):
            while taken.get(column, 0) > 0:
                taken[column] -= 1
                column += 1
            cell = next(cells, None)
            if cell is None or column >= len(table.widths):
                break
            for place in range(column, column + cell.col_span):
                taken[place] = cell.row_span - 1
            if cell.col_span == 1:
                yield from ((column, block) for block in cell.blocks if isinstance(block, Paragraph))
            column += cell.col_span
