"""Makes the Word template of a form (``body.docx``) from its ``form.yaml``.

The template is an ordinary Word file with docxtpl's tags: a clerk can open it, move a line, change a style and save it.
``python -m dossier.papers.template`` makes the templates of all forms again.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from dossier.core.errors import TemplateInvalid
from dossier.core.files import write_atomic
from dossier.core.resources import TEMPLATES
from dossier.papers.form import (
    Column,
    EachBlock,
    Form,
    FormBlock,
    KinhGuiBlock,
    Letterhead,
    LetterheadBlock,
    Para,
    SectionBlock,
    Signature,
    Signatures,
    SignaturesBlock,
    SlotBlock,
    TableBlock,
    Title,
    TitleBlock,
    WhenBlock,
)
from dossier.papers.form_source import TAG, Orientation, form_folder, known_forms, load_form
from dossier.papers.the_thuc import Columns, TheThuc, load_the_thuc
from dossier.papers.word_package import new_package, section_xml, write_zip
from dossier.papers.word_text import attribute, rule_border, text_xml, twips
from dossier.papers.word_write import grid_xml

__all__ = ["form_folder", "known_forms", "load_form", "make_template"]

_EPOCH = datetime(2020, 3, 5, tzinfo=UTC)
"""The day of NĐ 30: a template has no date of its own."""
_EMPHASIS = re.compile(r"(\*\*.+?\*\*|(?<!\w)_(?=\S).+?(?<=\S)_(?!\w))")
TINY = '<w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/>'
"""Spacing of a paragraph that Word needs (after a last table, at the end of a section) and nobody should see."""


def make_template(form: Form, the_thuc: TheThuc) -> bytes:
    """The Word template of a form: the same form gives the same bytes."""
    maker = _Maker(the_thuc, form.orientation)
    content = maker.blocks(form.body)
    if content.endswith("</w:tbl>"):
        content += f'<w:p><w:pPr><w:pStyle w:val="sau_bang"/>{TINY}</w:pPr></w:p>'
    return write_zip(new_package(content + maker.section, the_thuc, form.title, _EPOCH))


class _Maker:
    """Writes the blocks of one form; remembers the page set-up in force and the bookmarks given out."""

    def __init__(self, the_thuc: TheThuc, orientation: Orientation) -> None:
        self.the_thuc = the_thuc
        self.orientation: Orientation = orientation
        self.section = section_xml(the_thuc, orientation, first=True, restart=False)
        self.bookmarks = 0

    def blocks(self, blocks: Sequence[FormBlock]) -> str:
        return "".join(self._block(block) for block in blocks)

    def _block(self, block: FormBlock) -> str:
        if isinstance(block, Para):
            p = block.p
            return self.paragraph(p.style, p.text, keep_next=p.keep_next, bookmark=p.bookmark)
        if isinstance(block, LetterheadBlock):
            return self._letterhead(block.letterhead)
        if isinstance(block, TitleBlock):
            return self._title(block.title)
        if isinstance(block, KinhGuiBlock):
            return self._kinh_gui(block.kinh_gui)
        if isinstance(block, EachBlock):
            start = _control(f"for {block.each.item} in {block.each.list}")
            return f"{start}{self._inside(block.each.body)}{_control('endfor')}"
        if isinstance(block, WhenBlock):
            otherwise = _control("else") + self._inside(block.when.otherwise) if block.when.otherwise else ""
            return f"{_control(f'if {block.when.flag}')}{self._inside(block.when.body)}{otherwise}{_control('endif')}"
        if isinstance(block, TableBlock):
            return self._table(block.table.list, block.table.columns)
        if isinstance(block, SlotBlock):
            return f"<w:p><w:r><w:t>{{{{p {block.slot} }}}}</w:t></w:r></w:p>"
        if isinstance(block, SignaturesBlock):
            return self._signatures(block.signatures)
        if isinstance(block, SectionBlock):
            closed = self._close()
            self.orientation = block.section.orientation
            restart = block.section.restart_numbering
            self.section = section_xml(self.the_thuc, self.orientation, first=False, restart=restart)
            return closed
        return '<w:p><w:r><w:br w:type="page"/></w:r></w:p>'

    def _inside(self, blocks: Sequence[FormBlock]) -> str:
        """Body of a loop or a condition: a section begun inside ends with it, whether or not it is printed."""
        outside = self.section, self.orientation
        content = self.blocks(blocks)
        if self.section != outside[0]:
            content += self._close()
            self.section, self.orientation = outside
        return content

    def _close(self) -> str:
        """End of the section in force: Word keeps its page set-up in its last paragraph."""
        return f'<w:p><w:pPr><w:pStyle w:val="sau_bang"/>{TINY}{self.section}</w:pPr></w:p>'

    def paragraph(self, style: str, text: str = "", *, keep_next: bool = False, bookmark: str | None = None) -> str:
        keep = "<w:keepNext/>" if keep_next else ""
        mark = ""
        if bookmark:
            number = f'w:id="{self.bookmarks}"'
            mark = f'<w:bookmarkStart {number} w:name="{bookmark}"/><w:bookmarkEnd {number}/>'
            self.bookmarks += 1
        return f"<w:p><w:pPr><w:pStyle w:val={attribute(style)}/>{keep}</w:pPr>{mark}{_runs(text)}</w:p>"

    def _rule(self, style: str) -> str:
        """A line drawn: an empty paragraph with a border, whose indents ``word_finish`` sets by the text above."""
        rule = self.the_thuc.styles[style].rule
        weight = rule.weight if rule else 0.75
        return f'<w:p><w:pPr><w:pStyle w:val="{style}"/><w:pBdr>{rule_border(weight)}</w:pBdr></w:pPr></w:p>'

    def _letterhead(self, letterhead: Letterhead) -> str:
        left = (
            self._lines("co_quan_chu_quan", "{{ dong }}", "chu_quan")
            + self._lines("co_quan_ban_hanh", "{{ dong }}", "don_vi_ban_hanh")
            + self._rule("ke_co_quan")
        )
        right = (
            f"{self.paragraph('quoc_hieu', 'CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM')}"
            f"{self.paragraph('tieu_ngu', 'Độc lập - Tự do - Hạnh phúc')}{self._rule('ke_tieu_ngu')}"
        )
        rows = [(left, right)]
        if letterhead.number or letterhead.place_date:
            # A row of its own keeps the number level with the date, however many lines the agency's name takes.
            number = self.paragraph("so_ky_hieu", "{{ so_ky_hieu }}" if letterhead.number else "")
            number += self.paragraph("ve_viec", "{{ ve_viec }}") if letterhead.subject else ""
            date = self.paragraph("dia_danh_ngay", "{{ dia_danh_ngay }}" if letterhead.place_date else "")
            rows.append((number, date))
        return self._frame(rows, self.the_thuc.letterhead)

    def _title(self, title: Title) -> str:
        lines = [
            self.paragraph("ten_loai", title.ten_loai),
            *(self.paragraph("trich_yeu", text) for text in title.trich_yeu),
        ]
        return "".join(lines) + (self._rule("ke_trich_yeu") if title.rule else "")

    def _kinh_gui(self, name: str) -> str:
        one = self.paragraph("kinh_gui", f"Kính gửi: {{% for noi in {name} %}}{{{{ noi }}}}{{% endfor %}}")
        many = self.paragraph("kinh_gui_nhieu", "Kính gửi:") + self._dashed("kinh_gui_dong", name)
        return f"{_control(f'if {name}|length == 1')}{one}{_control('else')}{many}{_control('endif')}"

    def _dashed(self, style: str, name: str) -> str:
        return self._lines(style, "- {{ dong }}", name)

    def _lines(self, style: str, text: str, name: str) -> str:
        """A paragraph for each text of a list."""
        return f"{_control(f'for dong in {name}')}{self.paragraph(style, text)}{_control('endfor')}"

    def _table(self, name: str, columns: Sequence[Column]) -> str:
        widths = [column.width for column in columns]
        head = "".join(
            _cell(twips(c.width), self.paragraph("dau_bang", c.title), '<w:vAlign w:val="center"/>') for c in columns
        )
        line = "".join(_cell(twips(c.width), self.paragraph(c.style, c.text)) for c in columns)
        whole = sum(map(twips, widths))
        span = f'<w:gridSpan w:val="{len(columns)}"/>' if len(columns) > 1 else ""

        def control(tag: str) -> str:
            return f"<w:tr>{_cell(whole, f'<w:p><w:r><w:t>{{%tr {tag} %}}</w:t></w:r></w:p>', span)}</w:tr>"

        rows = f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{head}</w:tr>"
        rows += f"{control(f'for dong in {name}')}<w:tr><w:trPr><w:cantSplit/></w:trPr>{line}</w:tr>{control('endfor')}"
        return _table_xml("bang", widths, rows)

    def _signatures(self, block: Signatures) -> str:
        return self.paragraph("sau_bang", keep_next=True) + self._signature_frame(block)

    def _signature_frame(self, block: Signatures) -> str:
        left, right = block.left, block.right
        if left is not None and left.noi_nhan:
            recipients = self.paragraph("noi_nhan", "Nơi nhận:") + self._dashed("noi_nhan_dong", left.noi_nhan)
            return self._frame([(recipients, "".join(self._signature(right)))], self.the_thuc.signatures)
        if left is None:
            return self._frame([("", "".join(self._signature(right)))], self.the_thuc.signatures)
        # Two signers: a row for each part, so that the names stand level.
        pairs = zip(self._signature(left), self._signature(right), strict=True)
        return self._frame([pair for pair in pairs if any(pair)], self.the_thuc.signatures)

    def _signature(self, signature: Signature) -> tuple[str, str, str, str, str]:
        """Title, note, place, name, recipients below."""
        below = ""
        if signature.below:
            gap = self.paragraph("sau_bang", keep_next=True)
            below = gap + self.paragraph("noi_nhan", "Nơi nhận:") + self._dashed("noi_nhan_dong", signature.below)
        bookmark = f"ky_{signature.place}" if signature.place else None
        return (
            "".join(self.paragraph("quyen_han", text) for text in signature.title),
            self.paragraph("ghi_chu_ky", signature.note) if signature.note else "",
            self.paragraph("cho_ky", bookmark=bookmark) if signature.place else "",
            self.paragraph("ho_ten", signature.name, keep_next=bool(below)) if signature.name else "",
            below,
        )

    def _frame(self, rows: Sequence[tuple[str, str]], columns: Columns) -> str:
        """A table without lines whose rows never split; its widths are the data's, in proportion on a wider page."""
        scale = self.the_thuc.page.text_width(self.orientation) / sum(columns.widths)
        widths = [width * scale for width in columns.widths]
        empty = self.paragraph("sau_bang")
        body = "".join(
            "<w:tr><w:trPr><w:cantSplit/></w:trPr>"
            + "".join(_cell(twips(width), content or empty) for width, content in zip(widths, row, strict=True))
            + "</w:tr>"
            for row in rows
        )
        return _table_xml("khung_an", widths, body)


def _table_xml(style: str, widths: Sequence[float], rows: str) -> str:
    return (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="{style}"/><w:tblW w:w="{sum(map(twips, widths))}" w:type="dxa"/>'
        f'<w:tblLayout w:type="fixed"/></w:tblPr>{grid_xml(widths)}{rows}</w:tbl>'
    )


def _cell(width: int, content: str, properties: str = "") -> str:
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{properties}</w:tcPr>{content}</w:tc>'


def _control(tag: str) -> str:
    """A paragraph that holds a loop or a condition and disappears when the template is filled."""
    return f"<w:p><w:r><w:t>{{%p {tag} %}}</w:t></w:r></w:p>"


def _runs(text: str) -> str:
    """Runs of a text with ``**bold**`` and ``_italic_`` spans; an underscore inside a tag is part of a name."""
    tags = TAG.findall(text)
    held = TAG.sub("\ue000", text)
    runs = []
    for piece in _EMPHASIS.split(held):
        properties = ""
        if piece.startswith("**") and piece.endswith("**") and len(piece) > 4:
            piece, properties = piece[2:-2], "<w:rPr><w:b/><w:bCs/></w:rPr>"
        elif piece.startswith("_") and piece.endswith("_") and len(piece) > 2:
            piece, properties = piece[1:-1], "<w:rPr><w:i/><w:iCs/></w:rPr>"
        if not piece:
            continue
        while "\ue000" in piece:
            piece = piece.replace("\ue000", f"{{{{ {tags.pop(0)} }}}}", 1)
        runs.append(f'<w:r>{properties}<w:t xml:space="preserve">{text_xml(piece)}</w:t></w:r>')
    return "".join(runs)


def main(folder: Path = TEMPLATES) -> int:
    """Make every ``body.docx`` again; says which ones changed and what is wrong with the others."""
    the_thuc = load_the_thuc()
    broken = 0
    for form_id in sorted(known_forms(folder)):
        try:
            form = load_form(form_id, folder)
        except TemplateInvalid as error:
            sys.stderr.write(f"{error.message}\n")
            broken += 1
            continue
        target = form_folder(form_id, folder) / "body.docx"
        data = make_template(form, the_thuc)
        changed = not target.exists() or target.read_bytes() != data
        if changed:
            write_atomic(target, data)
        sys.stdout.write(f"{'đã tạo lại' if changed else 'không đổi'}: {form.id}/body.docx\n")
    return TemplateInvalid.exit_code if broken else 0


if __name__ == "__main__":
    sys.exit(main())
