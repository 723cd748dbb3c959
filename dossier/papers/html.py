"""Blocks -> HTML for the typesetter. The common look is in ``stylesheet``; here are the words and what one paper adds.

Built directly, with one escaping function, instead of by a template: the tree is recursive, and nothing in it is for an
office to edit (offices edit the Word template). The HTML is well-formed XML, so that expat parses it and not a slow HTML
parser. Direct formatting becomes small shared classes: inline styles on cells cost the typesetter 1.28 times the time
(lab.md).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from functools import cache
from xml.sax.saxutils import escape as _escape

from dossier.papers.blocks import (
    Block,
    Cell,
    Document,
    Image,
    PageBreak,
    Paragraph,
    Row,
    Run,
    SectionStart,
    Table,
    Unprintable,
    visible,
)
from dossier.papers.fonts import SINGLE_LINE
from dossier.papers.measure import text_width
from dossier.papers.the_thuc import Style, TheThuc

DEFAULT_TAB = 12.7
"""Millimetres between tab stops where a paragraph has none of its own: Word's default, half an inch."""
_SPACES = re.compile(r"(?<= ) ")
"""Every space after a space: one ordinary space stays, so that the line can still break there."""
_FIRM_HYPHEN = "\u2011"
_FIRM_WORD = re.compile(rf"\S*{_FIRM_HYPHEN}\S*")
_NBSP = "\u00a0"


def image_key(image: Image) -> str:
    """Address of a picture inside the HTML; only the typesetter, which holds the pictures, can resolve it."""
    return "anh:" + hashlib.sha256(image.data).hexdigest()


def pictures(document: Document) -> dict[str, Image]:
    """Every picture of the paper by its address."""
    return {image_key(run.image): run.image for run in runs(document.blocks) if run.image is not None}


def runs(blocks: tuple[Block, ...]) -> Iterator[Run]:
    """Every run, tables included."""
    for block in blocks:
        if isinstance(block, Paragraph):
            yield from block.runs
        elif isinstance(block, Table):
            for row in block.rows:
                for cell in row.cells:
                    yield from runs(cell.blocks)


def to_html(document: Document, the_thuc: TheThuc, *, title: str = "", author: str = "", language: str = "vi") -> str:
    """The paper as one well-formed HTML page; its look comes from ``stylesheet`` and the small style element inside."""
    return _Builder(the_thuc).page(document, title or document.title, author, language)


def text_of(document: Document, *, labels: bool = True) -> str:
    """All words of the paper in reading order, as the print shows them; for comparing and for checking letters."""
    parts: list[str] = []

    def add(blocks: tuple[Block, ...]) -> None:
        for block in blocks:
            if isinstance(block, Paragraph):
                parts.append(f"{block.list_label} {block.text}" if block.list_label and labels else block.text)
            elif isinstance(block, Table):
                for row in block.rows:
                    for cell in row.cells:
                        add(cell.blocks)
            elif isinstance(block, Unprintable):
                parts.append(_unprintable(block))

    add(document.blocks)
    return visible("\n".join(parts)).replace(_FIRM_HYPHEN, "-")


def escape(text: str) -> str:
    """Text for HTML: escaped, control characters gone, runs of spaces kept as Word keeps them."""
    text = visible(text)
    if "  " in text:
        text = _SPACES.sub(_NBSP, text)
    return _escape(text, {'"': "&quot;"})


def _unprintable(block: Unprintable) -> str:
    return f"[Không in được: {block.what}] {block.text}".strip()


class _Builder:
    """HTML of one document; ``classes`` collects the direct formatting it meets."""

    def __init__(self, the_thuc: TheThuc) -> None:
        self.the_thuc = the_thuc
        self.classes: dict[str, str] = {}
        self.sections: list[SectionStart] = []

    def page(self, document: Document, title: str, author: str, language: str) -> str:
        body = self._sections(document.blocks)
        head = f"<title>{escape(title)}</title>" + (
            f'<meta name="author" content="{escape(author.strip())}"/>' if author else ""
        )
        rules = "".join(f".{name}{{{css}}}" for css, name in self.classes.items())
        pages = "".join(_page_rules(number, section) for number, section in enumerate(self.sections, 1))
        language = re.sub(r"[^A-Za-z0-9-]", "", language)
        return f'<html lang="{language}"><head>{head}<style>{pages}{rules}</style></head><body>{body}</body></html>'

    def _sections(self, blocks: tuple[Block, ...]) -> str:
        if not blocks or not isinstance(blocks[0], SectionStart):
            blocks = (SectionStart(), *blocks)
        parts: list[str] = []
        for block in blocks:
            if isinstance(block, SectionStart):
                if self.sections and not block.new_page:
                    continue  # a change of columns or header only: the sheet stays the same
                if self.sections:
                    parts.append("</section>")
                self.sections.append(block)
                number = len(self.sections)
                parts.append(f'<section class="trang{number}">')
            else:
                parts.append(self.block(block))
        return "".join(parts) + "</section>"

    def blocks(self, blocks: tuple[Block, ...]) -> str:
        return "".join(self.block(block) for block in blocks)

    def block(self, block: Block) -> str:
        if isinstance(block, Paragraph):
            return self.paragraph(block)
        if isinstance(block, Table):
            return self.table(block)
        if isinstance(block, PageBreak):
            return '<div class="sang_trang"></div>'
        if isinstance(block, Unprintable):
            return f'<div class="khong_in">{escape(_unprintable(block))}</div>'
        return ""  # a section inside a table can't be: Word has none there

    def style(self, name: str) -> Style:
        styles = self.the_thuc.styles
        return styles.get(name) or styles["noi_dung"]

    def css_class(self, css: str) -> str:
        """Name of the class with these declarations."""
        return self.classes.setdefault(css, f"d{len(self.classes) + 1}")

    def paragraph(self, block: Paragraph) -> str:
        style = self.style(block.style)
        text = self.inline(block, style)
        classes = [block.style]
        direct = self._direct(block, style, empty=not text)
        if direct:
            classes.append(self.css_class(direct))
        tag = f"h{min(style.heading, 6)}" if style.heading and text else "p"
        anchor = f' id="{escape(block.bookmark)}"' if block.bookmark else ""
        if not text and not (block.border_bottom or block.border_top):
            text = "<br/>"
        return f'<{tag}{anchor} class="{" ".join(classes)}">{text}</{tag}>'

    def inline(self, block: Paragraph, style: Style) -> str:
        """Content of a paragraph: label, then runs."""
        parts: list[str] = []
        if block.list_label:
            parts.append(self._label(block, style))
        for place, run in enumerate(block.runs):
            parts.append(self._tab(block, place, style) if run.tab else self._run(run))
        if parts and parts[0].startswith(" "):
            parts[0] = _NBSP + parts[0][1:]  # people indent with spaces; HTML would drop it at the start of a line
        return "".join(parts)

    def _label(self, block: Paragraph, style: Style) -> str:
        label = escape(block.list_label or "")
        first = style.indent_first if block.indent_first is None else block.indent_first
        look = next((run for run in block.runs if run.text), Run(""))
        size = f"font-size:{look.size:g}pt" if look.size else ""
        if first >= 0:
            return f'<span class="{self.css_class(size)}">{label} </span>' if size else f"{label} "
        width = max(-first, self._width(Run(block.list_label or "", size=look.size), style) + 1)
        css = f"display:inline-block;text-indent:0;text-align:left;width:{width:.2f}mm" + (f";{size}" if size else "")
        return f'<span class="{self.css_class(css)}">{label} </span>'

    def _tab(self, block: Paragraph, place: int, style: Style) -> str:
        """A tab of the first line (or of a line after a break) as a space that ends at the stop Word would take."""
        left = style.indent_left if block.indent_left is None else block.indent_left
        first = style.indent_first if block.indent_first is None else block.indent_first
        here, start = left + first, 0
        for earlier in range(place - 1, -1, -1):
            if block.runs[earlier].line_break:
                here, start = left, earlier + 1
                break
        if block.list_label and start == 0:
            here = left if first < 0 else here + self._width(Run(block.list_label + " "), style)
        for run in block.runs[start:place]:
            here = _stop(block, here, left)[0] if run.tab else here + self._width(run, style)
        position, align, leader = _stop(block, here, left)
        if align != "left":
            following = 0.0
            for run in block.runs[place + 1 :]:
                if run.tab or run.line_break:
                    break
                following += self._width(run, style)
            position -= following if align == "right" else following / 2
        gap = position - here
        if not 0.5 < gap < 250:
            return f"{_NBSP} "
        line = {"dot": ";border-bottom:0.75pt dotted #000", "line": ";border-bottom:0.5pt solid #000"}.get(
            leader or "", ""
        )
        space = self.css_class(f"display:inline-block;text-indent:0;width:{gap:.2f}mm{line}")
        return f'<span class="{space}">{_NBSP}</span>'

    def _width(self, run: Run, style: Style) -> float:
        if run.image is not None:
            return run.image.width
        bold = style.bold if run.bold is None else run.bold
        italic = style.italic if run.italic is None else run.italic
        text = run.text.upper() if style.caps else run.text
        return text_width(text, run.size or style.size, bold=bold, italic=italic, families=self.the_thuc.font.families)

    def _run(self, run: Run) -> str:
        if run.line_break:
            return "<br/>"
        if run.image is not None:
            image = run.image
            size = self.css_class(f"width:{image.width:.2f}mm;height:{image.height:.2f}mm")
            return f'<img class="{size}" src="{image_key(image)}" alt="{escape(image.alt or "Hình ảnh")}"/>'
        text = escape(run.text)
        if _FIRM_HYPHEN in text:
            # Text fonts lack Word's non-breaking hyphen: an ordinary one in a word that does not break.
            text = _FIRM_WORD.sub(lambda m: f'<span class="lien_chu">{m[0].replace(_FIRM_HYPHEN, "-")}</span>', text)
        if run.field:
            text = f'<span class="{"so_trang_nay" if run.field == "PAGE" else "tong_so_trang"}"></span>'
        if not text:
            return ""
        css = _run_css(run)
        if css:
            text = f'<span class="{self.css_class(css)}">{text}</span>'
        if run.script:
            tag = "sup" if run.script == "super" else "sub"
            text = f"<{tag}>{text}</{tag}>"
        if run.italic:
            text = f"<i>{text}</i>"
        if run.bold:
            text = f"<b>{text}</b>"
        return text

    def _direct(self, block: Paragraph, style: Style, *, empty: bool) -> str:
        css: list[str] = []
        left = style.indent_left if block.indent_left is None else block.indent_left
        if block.align and block.align != style.align:
            css.append(f"text-align:{block.align}")
        if block.indent_left is not None:
            css.append(f"margin-left:{left:g}mm")
        if block.indent_right is not None:
            css.append(f"margin-right:{block.indent_right:g}mm")
        if block.indent_first is not None:
            css.append(f"text-indent:{block.indent_first:g}mm")
        before = style.before if block.space_before is None else block.space_before
        after = style.after if block.space_after is None else block.space_after
        if block.bookmark:
            # The signature place is the paragraph with its space, so the space must be inside the box.
            css.append(f"margin-top:0;margin-bottom:0;padding-top:{before:g}pt;padding-bottom:{after:g}pt")
        else:
            if block.space_before is not None:
                css.append(f"margin-top:{before:g}pt")
            if block.space_after is not None:
                css.append(f"margin-bottom:{after:g}pt")
        size = style.size
        if empty and block.runs and block.runs[0].size:
            size = block.runs[0].size
            css.append(f"font-size:{size:g}pt")
        line = style.line if block.line_spacing is None else block.line_spacing
        if block.line_spacing is not None:
            css.append(f"line-height:{line * SINGLE_LINE:.4g}")
        if block.keep_next is not None:
            css.append("break-after:" + ("avoid" if block.keep_next else "auto"))
        if block.page_break_before:
            css.append("break-before:page")
        for side, weight in (("top", block.border_top), ("bottom", block.border_bottom)):
            if weight:
                css.append(f"border-{side}:{weight:g}pt solid #000")
        if empty and (block.border_top or block.border_bottom):
            css.append(f"height:{size * line * SINGLE_LINE:.4g}pt")
        return ";".join(css)

    def table(self, table: Table) -> str:
        widths = self._fit(table.widths)
        head = 0
        while head < len(table.rows) and table.rows[head].header:
            head = max(head + 1, *(head + cell.row_span for cell in table.rows[head].cells), 1)
        if head >= len(table.rows):
            head = 0  # header rows only: nothing for them to repeat over
        columns = "".join(f'<col class="{self.css_class(f"width:{width:.2f}mm")}"/>' for width in widths)
        classes = [table.style, self.css_class(f"width:{sum(widths):.2f}mm")]
        if table.role:
            classes.append(f"khoi_{table.role}")
        parts = [f'<table class="{" ".join(classes)}"><colgroup>{columns}</colgroup>']
        if head:
            parts.append("<thead>" + "".join(self.row(row, table, "th") for row in table.rows[:head]) + "</thead>")
        parts.append("<tbody>" + "".join(self.row(row, table, "td") for row in table.rows[head:]) + "</tbody></table>")
        return "".join(parts)

    def _fit(self, widths: tuple[float, ...]) -> tuple[float, ...]:
        """Column widths, narrowed together when the table is wider than the text."""
        section = self.sections[-1]
        room = section.width - section.margin_left - section.margin_right
        total = sum(widths)
        return tuple(width * room / total for width in widths) if total > room > 0 else widths

    def row(self, row: Row, table: Table, tag: str) -> str:
        keep = [name for name, on in (("lien", row.cant_split), ("lien_sau", row.keep_next)) if on]
        classes = f' class="{" ".join(keep)}"' if keep else ""
        return f"<tr{classes}>" + "".join(self.cell(cell, tag) for cell in row.cells) + "</tr>"

    def cell(self, cell: Cell, tag: str) -> str:
        classes: list[str] = []
        content = self._plain_cell(cell, classes)
        if content is None:
            content = self.blocks(cell.blocks)
        css = [f"vertical-align:{cell.valign}"] if cell.valign != "top" else []
        if cell.shade:
            css.append(f"background:#{cell.shade}")
        if cell.borders == "none":
            css.append("border:none")
        if css:
            classes.append(self.css_class(";".join(css)))
        attributes = ' scope="col"' if tag == "th" else ""
        if cell.col_span > 1:
            attributes += f' colspan="{cell.col_span}"'
        if cell.row_span > 1:
            attributes += f' rowspan="{cell.row_span}"'
        if classes:
            attributes += f' class="{" ".join(classes)}"'
        return f"<{tag}{attributes}>{content}</{tag}>"

    def _plain_cell(self, cell: Cell, classes: list[str]) -> str | None:
        """Text straight in the cell when it is one paragraph without space or indents of its own (1.14 times faster)."""
        if len(cell.blocks) != 1 or not isinstance(cell.blocks[0], Paragraph):
            return None if cell.blocks else ""
        block = cell.blocks[0]
        style = self.style(block.style)
        spaced = (
            block.space_before or block.space_after or block.indent_left or block.indent_right or block.border_bottom
        )
        own = style.before or style.after or style.indent_left or style.indent_right or style.heading
        if spaced or own or block.border_top or block.bookmark or block.page_break_before or not block.runs:
            return None
        classes.append(block.style)
        direct = self._direct(block, style, empty=False)
        if direct:
            classes.append(self.css_class(direct))
        return self.inline(block, style)


def _stop(block: Paragraph, here: float, left: float) -> tuple[float, str, str | None]:
    """Position, alignment and leader of the tab stop after ``here``; a hanging indent is a stop as well."""
    for stop in sorted(block.tabs, key=lambda t: t.position):
        if stop.position > here + 0.1:
            return stop.position, stop.align, stop.leader
    if here < left - 0.1:
        return left, "left", None
    return (int((here + 0.1) / DEFAULT_TAB) + 1) * DEFAULT_TAB, "left", None


@cache
def _run_css(run: Run) -> str:
    css = []
    if run.bold is False:
        css.append("font-weight:normal")
    if run.italic is False:
        css.append("font-style:normal")
    lines = " ".join(name for name, on in (("underline", run.underline), ("line-through", run.strike)) if on)
    if lines:
        css.append(f"text-decoration:{lines}")
    if run.size:
        css.append(f"font-size:{run.size:g}pt")
    if run.color:
        css.append(f"color:#{run.color}")
    if run.highlight:
        css.append(f"background:#{run.highlight}")
    return ";".join(css)


def _page_rules(number: int, section: SectionStart) -> str:
    """The sheet of one section; an annex that numbers its own pages starts at 1 and hides it there."""
    name = f"trang{number}"
    margins = (
        f"{section.margin_top:g}mm {section.margin_right:g}mm {section.margin_bottom:g}mm {section.margin_left:g}mm"
    )
    css = f"@page {name}{{size:{section.width:g}mm {section.height:g}mm;margin:{margins}}}.{name}{{page:{name}}}"
    if not section.page_number:
        css += f"@page {name}{{@top-center{{content:none}}}}"
    elif section.restart_numbering:
        css += f"@page {name}:nth(1 of {name}){{counter-reset:page 1;@top-center{{content:none}}}}"
    if number > 1:
        css += f".{name}{{break-before:page}}"
    return css
