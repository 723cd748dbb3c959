"""Written content of the inputs (``inputs.prose``) as blocks: paragraphs, sub-headings, dashes, small tables."""

from __future__ import annotations

import re
from typing import Literal

from dossier.inputs.prose import Bang, BangNoiDung, GachDauDong, Muc, NoiDung
from dossier.papers.blocks import Block, Cell, Paragraph, Row, Run, SectionStart, Table, cell, paragraph

Under = Literal["muc_la_ma", "khoan", "diem"]
"""Style of the heading this content stands under; it decides how its own sub-headings look."""

_PAGE = SectionStart()
TEXT_WIDTH = _PAGE.width - _PAGE.margin_left - _PAGE.margin_right
"""Printable width of an upright page, millimetres."""
TEXT_WIDTH_LANDSCAPE = _PAGE.height - _PAGE.margin_left - _PAGE.margin_right
"""Printable width of a crosswise page, millimetres."""

_LETTERS = "abcdđeghiklmnopqrstuvxy"  # order of "điểm" in NĐ 30: the Vietnamese alphabet, without ă â ê ô ơ ư
_LABELLED = re.compile(r"^(\d+(\.\d+)*[.)]|[a-zđ]\)|[IVX]+\.|[-–+•])\s")
_NUMBER = re.compile(r"[-+−]?\d{1,3}(\.?\d{3})*(,\d+)?\s?%?|[-–]|\d+/\d+")
_SUMS = ("tổng", "tổng số", "tổng cộng", "cộng")
SHORT_FIGURE = 6
"""Letters of a figure that still reads well in the middle of its column: "100,00"."""
_BELOW: dict[Under, Under] = {"muc_la_ma": "khoan", "khoan": "diem", "diem": "diem"}


def prose_blocks(content: NoiDung, under: Under = "khoan", width: float = TEXT_WIDTH) -> list[Block]:
    """Blocks of written content; sub-headings are numbered "1.", then "a)", unless their author numbered them."""
    blocks: list[Block] = []
    number = 0
    for item in content:
        if isinstance(item, str):
            blocks.extend(_paragraphs(item))
        elif isinstance(item, GachDauDong):
            blocks.extend(dash(text) for text in item.gach_dau_dong)
        elif isinstance(item, Muc):
            blocks.append(_heading(item.muc, under, number))
            number += 1
            blocks.extend(prose_blocks(item.noi_dung, _BELOW[under], width))
        elif isinstance(item, Bang):
            blocks.extend(_table(item.bang, width))
    return blocks


def dash(text: str) -> Paragraph:
    """A dashed item; a dash that its author typed is not doubled."""
    return paragraph(_one_line(text) if re.match(r"[-–+]\s", text) else f"- {_one_line(text)}", "gach_dau_dong")


def spacer(*, keep_next: bool = False) -> Paragraph:
    """The small gap after a table."""
    return Paragraph((), "sau_bang", keep_next=True if keep_next else None)


def spaced(table: Table, *, after_text: bool = True, keep_next: bool = False) -> list[Block]:
    """A table with its gaps; under its own title (not ``after_text``) it needs none above."""
    return [*([spacer(keep_next=True)] if after_text else []), table, spacer(keep_next=keep_next)]


def _paragraphs(text: str) -> list[Block]:
    return [paragraph(line.strip()) for line in text.split("\n") if line.strip()]


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _heading(text: str, under: Under, number: int) -> Paragraph:
    title = _one_line(text)
    if under == "muc_la_ma":
        return paragraph(title if _LABELLED.match(title) else f"{number + 1}. {title}", "khoan")
    if under == "khoan":
        label = _LETTERS[number] if number < len(_LETTERS) else f"{_LETTERS[-1]}{number - len(_LETTERS) + 2}"
        return paragraph(title if _LABELLED.match(title) else f"{label}) {title}", "diem")
    return paragraph(title if _LABELLED.match(title) else f"- {title}:", "diem")


def _table(table: BangNoiDung, width: float) -> list[Block]:
    blocks: list[Block] = []
    if table.tieu_de:
        blocks.append(paragraph(_one_line(table.tieu_de), "ten_bang"))
    if table.don_vi_tinh:
        blocks.append(paragraph(f"Đơn vị tính: {_one_line(table.don_vi_tinh)}", "don_vi_tinh"))
    rows = [[_one_line(value) or "-" for value in row] for row in table.hang]
    styles = _column_styles([[row[i] for row in rows] for i in range(len(table.cot))])
    header = Row(
        tuple(cell(_one_line(title), "dau_bang", valign="middle") for title in table.cot), header=True, cant_split=True
    )
    body = tuple(_row(row, styles) for row in rows)
    weights = [float(w) for w in table.rong] if table.rong else _content_weights(table.cot, rows)
    blocks.extend(spaced(Table((header, *body), scaled(weights, width)), after_text=not blocks))
    return blocks


def _row(values: list[str], styles: list[str]) -> Row:
    """A row; one of sums is bold."""
    bold = True if values[0].rstrip(" :").lower() in _SUMS else None
    cells = (Cell((Paragraph((Run(v, bold=bold),), s),)) for v, s in zip(values, styles, strict=True))
    return Row(tuple(cells), cant_split=True)


def _column_styles(columns: list[list[str]]) -> list[str]:
    """Words on the left; figures in the middle where all are short, else all columns of figures on the right."""
    figures = [all(_NUMBER.fullmatch(value) for value in column) for column in columns]
    longest = max(
        (len(v) for column, is_figures in zip(columns, figures, strict=True) if is_figures for v in column), default=0
    )
    style = "o_bang_giua" if longest <= SHORT_FIGURE else "o_bang_so"
    return [style if is_figures else "o_bang" for is_figures in figures]


def _content_weights(titles: tuple[str, ...], rows: list[list[str]]) -> list[float]:
    """By the longest cell, softened: a long text column must not starve the short ones."""
    weights = []
    for index, title in enumerate(titles):
        longest_word = max(len(word) for word in title.split())
        longest = max(len(row[index]) for row in rows)
        weights.append(max(longest_word + 2.0, min(longest, len(title)) ** 0.75, longest**0.72 + 3))
    return weights


def scaled(weights: list[float], width: float) -> tuple[float, ...]:
    """Column widths in millimetres that add up to ``width``, in proportion to the weights."""
    positive = [max(weight, 1.0) for weight in weights]
    return tuple(round(width * weight / sum(positive), 2) for weight in positive)
