"""Blocks -> WordprocessingML: prose and score tables made in code, put into the slots of a form.

Only strings are made here; ``word`` puts them into a package. Element order follows the schema.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from markupsafe import Markup

from dossier.core.errors import RenderingFailed
from dossier.papers.blocks import Block, Cell, Image, PageBreak, Paragraph, Row, Run, SectionStart, Table
from dossier.papers.columns import fitted
from dossier.papers.the_thuc import load_the_thuc
from dossier.papers.word_text import JC, attribute, rule_border, text_xml, twips

SECTION_MARK = "dossier:section"
"""Style of a paragraph that stands for a section's start, until ``word_finish`` makes it the end of the one before."""

_HIGHLIGHT = {
    "FFFF00": "yellow",
    "00FF00": "green",
    "00FFFF": "cyan",
    "FF00FF": "magenta",
    "FF0000": "red",
    "C0C0C0": "lightGray",
}
_MEDIA = {"image/png": "png", "image/jpeg": "jpeg"}
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006"
_EMU = 36_000
"""English metric units in a millimetre."""


@dataclass(slots=True)
class Pictures:
    """Pictures met while writing: they become parts of the package."""

    parts: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    """Relationship id -> file name under ``word/media`` and its bytes."""
    count: int = 0

    def add(self, image: Image) -> tuple[str, int]:
        """Relationship id of the picture and a number of its own for the drawing."""
        if image.media_type not in _MEDIA:
            raise RenderingFailed(
                f"Ảnh kiểu {image.media_type} không đưa được vào tệp Word.", "Dùng ảnh PNG hoặc JPEG."
            )
        digest = sha256(image.data).hexdigest()[:12]
        self.parts[f"rIdAnh{digest}"] = (f"{digest}.{_MEDIA[image.media_type]}", image.data)
        self.count += 1
        return f"rIdAnh{digest}", self.count


@dataclass(slots=True)
class Writer:
    """Writes blocks with the style ids of one Word file."""

    styles: Mapping[str, str] = field(default_factory=dict)
    """Our style id -> the file's, where they differ."""
    pictures: Pictures = field(default_factory=Pictures)

    def blocks(self, blocks: Iterable[Block]) -> Markup:
        """Paragraphs and tables, ready to stand in ``w:body``."""
        return Markup("".join(self._block(block) for block in blocks))  # our own XML, its text escaped

    def _block(self, block: Block) -> str:
        if isinstance(block, Paragraph):
            return self.paragraph(block)
        if isinstance(block, Table):
            return self.table(block)
        if isinstance(block, PageBreak):
            return '<w:p><w:r><w:br w:type="page"/></w:r></w:p>'
        if isinstance(block, SectionStart):
            return _section_mark(block)
        raise RenderingFailed(f"Không ghi được vào tệp Word: {block.what}.")

    def paragraph(self, block: Paragraph, *, keep_next: bool = False) -> str:
        """One ``w:p``."""
        properties = [f"<w:pStyle w:val={attribute(self.styles.get(block.style, block.style))}/>"]
        keep = True if keep_next else block.keep_next
        if keep is not None:
            properties.append(f'<w:keepNext w:val="{int(keep)}"/>')
        if block.page_break_before:
            properties.append("<w:pageBreakBefore/>")
        borders = ""
        if block.border_top:
            borders += f'<w:top w:val="single" w:sz="{round(block.border_top * 8)}" w:space="0" w:color="000000"/>'
        if block.border_bottom:
            borders += rule_border(block.border_bottom)
        if borders:
            properties.append(f"<w:pBdr>{borders}</w:pBdr>")
        properties += _spacing(block) + _indents(block)
        if block.align:
            properties.append(f'<w:jc w:val="{JC[block.align]}"/>')
        mark = ""
        if block.bookmark:
            # Ids are made unique when the paper is finished: several slots are written apart.
            mark = f'<w:bookmarkStart w:id="0" w:name={attribute(block.bookmark)}/><w:bookmarkEnd w:id="0"/>'
        label = f'<w:r><w:t xml:space="preserve">{text_xml(block.list_label)} </w:t></w:r>' if block.list_label else ""
        runs = "".join(self._run(run) for run in block.runs)
        return f"<w:p><w:pPr>{''.join(properties)}</w:pPr>{mark}{label}{runs}</w:p>"

    def _run(self, run: Run) -> str:
        properties = _run_properties(run)
        start = f"<w:r>{properties}"
        if run.image is not None:
            return f"{start}{self._drawing(run.image)}</w:r>"
        if run.field:
            return (
                f'{start}<w:fldChar w:fldCharType="begin"/></w:r>'
                f'{start}<w:instrText xml:space="preserve"> {run.field} </w:instrText></w:r>'
                f'{start}<w:fldChar w:fldCharType="separate"/></w:r>'
                f'{start}<w:t>1</w:t></w:r>{start}<w:fldChar w:fldCharType="end"/></w:r>'
            )
        if run.tab:
            return f"{start}<w:tab/></w:r>"
        if run.line_break:
            return f"{start}<w:br/></w:r>"
        return f'{start}<w:t xml:space="preserve">{text_xml(run.text)}</w:t></w:r>' if run.text else ""

    def _drawing(self, image: Image) -> str:
        relation, number = self.pictures.add(image)
        size = f'cx="{round(image.width * _EMU)}" cy="{round(image.height * _EMU)}"'
        name, alt = f'"Ảnh {number}"', attribute(image.alt)
        return (
            f'<w:drawing><wp:inline xmlns:wp="{_DRAWING}/wordprocessingDrawing" distT="0" distB="0" distL="0" distR="0">'
            f'<wp:extent {size}/><wp:docPr id="{number}" name={name} descr={alt}/>'
            f'<a:graphic xmlns:a="{_DRAWING}/main"><a:graphicData uri="{_DRAWING}/picture">'
            f'<pic:pic xmlns:pic="{_DRAWING}/picture"><pic:nvPicPr><pic:cNvPr id="{number}" name={name}/><pic:cNvPicPr/>'
            f'</pic:nvPicPr><pic:blipFill><a:blip r:embed="{relation}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
            f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext {size}/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom>'
            "</pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing>"
        )

    def table(self, table: Table) -> str:
        """One ``w:tbl``: fixed widths that break no figure, spans, header rows that repeat."""
        places = _grid(table)
        table = fitted(table, load_the_thuc())
        rows = "".join(self._row(row, cells, table) for row, cells in zip(table.rows, places, strict=True))
        style = self.styles.get(table.style, table.style)
        caption = f"<w:tblCaption w:val={attribute(table.caption)}/>" if table.caption else ""
        return (
            f"<w:tbl><w:tblPr><w:tblStyle w:val={attribute(style)}/>"
            f'<w:tblW w:w="{sum(map(twips, table.widths))}" w:type="dxa"/><w:tblLayout w:type="fixed"/>{caption}</w:tblPr>'
            f"{grid_xml(table.widths)}{rows}</w:tbl>"
        )

    def _row(self, row: Row, cells: Sequence[_Place], table: Table) -> str:
        properties = ""
        if row.cant_split or row.header:
            properties += "<w:cantSplit/>"
        if row.header:
            properties += "<w:tblHeader/>"
        properties = f"<w:trPr>{properties}</w:trPr>" if properties else ""
        return f"<w:tr>{properties}{''.join(self._cell(place, table, row.keep_next) for place in cells)}</w:tr>"

    def _cell(self, place: _Place, table: Table, keep_next: bool) -> str:
        cell = place.cell
        width = sum(twips(w) for w in table.widths[place.column : place.column + cell.col_span])
        properties = [f'<w:tcW w:w="{width}" w:type="dxa"/>']
        if cell.col_span > 1:
            properties.append(f'<w:gridSpan w:val="{cell.col_span}"/>')
        if cell.row_span > 1:
            properties.append("<w:vMerge/>" if place.continued else '<w:vMerge w:val="restart"/>')
        if cell.borders == "none":
            sides = "".join(f'<w:{side} w:val="nil"/>' for side in ("top", "left", "bottom", "right"))
            properties.append(f"<w:tcBorders>{sides}</w:tcBorders>")
        if cell.shade:
            properties.append(f'<w:shd w:val="clear" w:color="auto" w:fill={attribute(cell.shade)}/>')
        if cell.valign != "top":
            properties.append(f'<w:vAlign w:val="{"center" if cell.valign == "middle" else "bottom"}"/>')
        blocks: tuple[Block, ...] = () if place.continued else cell.blocks
        content = "".join(
            self.paragraph(block, keep_next=keep_next) if isinstance(block, Paragraph) else self._block(block)
            for block in blocks
        )
        if not blocks or not isinstance(blocks[-1], Paragraph):
            content += self.paragraph(Paragraph((), "o_bang"), keep_next=keep_next)  # a cell must end with a paragraph
        return f"<w:tc><w:tcPr>{''.join(properties)}</w:tcPr>{content}</w:tc>"


@dataclass(frozen=True, slots=True)
class _Place:
    """A cell in a row of the grid; ``continued``: it began in a row above."""

    cell: Cell
    column: int
    continued: bool


def _grid(table: Table) -> list[list[_Place]]:
    """Cells of each row, with the lower parts of the cells that span rows."""
    columns = len(table.widths)
    open_cells: dict[int, tuple[Cell, int]] = {}
    grid: list[list[_Place]] = []
    for number, row in enumerate(table.rows, 1):
        places: list[_Place] = []
        cells = iter(row.cells)
        column = 0
        while column < columns:
            if column in open_cells:
                cell, left = open_cells.pop(column)
                continued = True
            else:
                following = next(cells, None)
                if following is None:
                    raise RenderingFailed(f"Bảng sai ở dòng {number}: thiếu ô ở cột {column + 1} trong {columns} cột.")
                cell, left, continued = following, following.row_span, False
            places.append(_Place(cell, column, continued))
            if left > 1:
                open_cells[column] = (cell, left - 1)
            column += cell.col_span
        extra = next(cells, None)
        if extra is not None or column > columns:
            raise RenderingFailed(f"Bảng sai ở dòng {number}: các ô chiếm quá {columns} cột.")
        grid.append(places)
    if open_cells:
        raise RenderingFailed("Bảng sai: có ô gộp xuống quá dòng cuối.")
    return grid


def grid_xml(widths: Iterable[float]) -> str:
    """``w:tblGrid``."""
    return "<w:tblGrid>" + "".join(f'<w:gridCol w:w="{twips(width)}"/>' for width in widths) + "</w:tblGrid>"


def _spacing(block: Paragraph) -> list[str]:
    parts = []
    for name, points in (("before", block.space_before), ("after", block.space_after)):
        if points is not None:
            parts.append(f'w:{name}="{round(points * 20)}"')
    if block.line_spacing is not None:
        parts.append(f'w:line="{round(block.line_spacing * 240)}" w:lineRule="auto"')
    return [f"<w:spacing {' '.join(parts)}/>"] if parts else []


def _indents(block: Paragraph) -> list[str]:
    parts = []
    for name, length in (("left", block.indent_left), ("right", block.indent_right)):
        if length is not None:
            parts.append(f'w:{name}="{twips(length)}"')
    if block.indent_first is not None:
        first = twips(block.indent_first)
        parts.append(f'w:firstLine="{first}"' if first >= 0 else f'w:hanging="{-first}"')
    return [f"<w:ind {' '.join(parts)}/>"] if parts else []


def _run_properties(run: Run) -> str:
    parts = []
    for flag, names in ((run.bold, ("b", "bCs")), (run.italic, ("i", "iCs")), (run.strike, ("strike",))):
        if flag is not None:
            parts += [f"<w:{name}/>" if flag else f'<w:{name} w:val="0"/>' for name in names]
    if run.color:
        parts.append(f"<w:color w:val={attribute(run.color)}/>")
    if run.size is not None:
        parts.append(f'<w:sz w:val="{round(run.size * 2)}"/><w:szCs w:val="{round(run.size * 2)}"/>')
    if run.highlight in _HIGHLIGHT:
        parts.append(f'<w:highlight w:val="{_HIGHLIGHT[run.highlight]}"/>')
    if run.underline is not None:
        parts.append(f'<w:u w:val="{"single" if run.underline else "none"}"/>')
    if run.highlight and run.highlight not in _HIGHLIGHT:
        parts.append(f'<w:shd w:val="clear" w:color="auto" w:fill={attribute(run.highlight)}/>')
    if run.script:
        parts.append(f'<w:vertAlign w:val="{run.script}script"/>')
    return f"<w:rPr>{''.join(parts)}</w:rPr>" if parts else ""


def _section_mark(start: SectionStart) -> str:
    turn = ' w:orient="landscape"' if start.orientation == "landscape" else ""
    # Header and footer distances and references are taken from the section it is cut out of.
    numbering = '<w:pgNumType w:start="1"/>' if start.restart_numbering else ""
    hidden = "<w:titlePg/>" if start.restart_numbering else ""
    kind = "nextPage" if start.new_page else "continuous"
    return (
        f'<w:p><w:pPr><w:pStyle w:val="{SECTION_MARK}"/><w:sectPr><w:type w:val="{kind}"/>'
        f'<w:pgSz w:w="{twips(start.width)}" w:h="{twips(start.height)}"{turn}/>'
        f'<w:pgMar w:top="{twips(start.margin_top)}" w:right="{twips(start.margin_right)}" '
        f'w:bottom="{twips(start.margin_bottom)}" w:left="{twips(start.margin_left)}" w:header="0" w:footer="0" '
        f'w:gutter="0"/>{numbering}<w:cols w:space="708"/>{hidden}</w:sectPr></w:pPr></w:p>'
    )
