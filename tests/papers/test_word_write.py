"""Blocks -> Word: spans, looks, pictures."""

from __future__ import annotations

import struct
import zipfile
import zlib
from io import BytesIO
from pathlib import Path

import docx
import pytest
from word_sample import sample_docx, score_table
from word_tools import W, part, text_of, validation_errors

from dossier.core.errors import RenderingFailed
from dossier.papers.blocks import Cell, Image, Paragraph, Row, Run, Table, Unprintable, cell, paragraph
from dossier.papers.word_package import write_zip
from dossier.papers.word_write import Writer


def _png() -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0\xff\0\0")) + chunk(b"IEND", b"")
    )


def test_score_table_of_sixty_rows_reads_back_as_a_full_grid(tmp_path: Path) -> None:
    document = docx.Document(BytesIO(sample_docx(tmp_path)))
    [table] = [t for t in document.tables if len(t.columns) == 11]
    assert (len(table.rows), len(table.columns)) == (62, 11)
    grid = [[c.text for c in row.cells] for row in (table.rows[0], table.rows[1], table.rows[61])]
    assert grid[0] == [
        "TT", "Nội dung tiêu chí", "Điểm chuẩn", *["Kế hoạch và kết quả"] * 3, *["Điểm chấm"] * 3, "Minh chứng", "Ghi chú",
    ]  # fmt: skip
    assert grid[1] == [
        "TT", "Nội dung tiêu chí", "Điểm chuẩn", "Kế hoạch", "Kết quả", "Tỷ lệ", "Tự chấm", "Khối", "Thẩm định", "Minh chứng",
        "Ghi chú",
    ]  # fmt: skip
    assert grid[2][0] == "I.60"
    assert [c.width.mm for c in table.rows[61].cells] == pytest.approx(score_table().widths, abs=0.1)
    assert sum(c.width for c in table.columns) / 36000 == pytest.approx(252, abs=0.5)


def test_cell_that_spans_rows_and_columns_at_once(tmp_path: Path) -> None:
    rows = (
        Row((cell("A", col_span=2, row_span=2), cell("B"))),
        Row((cell("C"),)),
        Row((cell("D"), cell("E", row_span=2), cell("F"))),
        Row((cell("G"), cell("H"))),
    )
    document = docx.Document(BytesIO(sample_docx(tmp_path, noi_dung=[Table(rows, (30, 40, 50))])))
    [table] = [t for t in document.tables if t.cell(0, 0).text == "A"]
    assert [[c.text for c in row.cells] for row in table.rows] == [
        ["A", "A", "B"],
        ["A", "A", "C"],
        ["D", "E", "F"],
        ["G", "E", "H"],
    ]


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ((Row((cell("A"),)),), "thiếu ô ở cột 2"),
        ((Row((cell("A"), cell("B"), cell("C"))),), "quá 2 cột"),
        ((Row((cell("A"), cell("B", col_span=2))),), "quá 2 cột"),
        ((Row((cell("A", row_span=2), cell("B"))),), "quá dòng cuối"),
    ],
)
def test_table_that_does_not_add_up_is_refused(rows: tuple[Row, ...], words: str) -> None:
    with pytest.raises(RenderingFailed, match=words):
        Writer().table(Table(rows, (20, 20)))


def test_direct_looks_are_written(tmp_path: Path) -> None:
    runs = (
        Run("đậm", bold=True),
        Run("không đậm", bold=False),
        Run("nghiêng", italic=True, size=12.5, color="1F4E79"),
        Run("m", script="super"),
        Run("", line_break=True),
        Run("", tab=True),
        Run("gạch", underline=True, strike=True, highlight="FFFF00"),
    )
    block = Paragraph(
        runs, "khoan", align="right", indent_left=10, indent_first=-5, space_before=9, line_spacing=1.5, keep_next=False
    )
    document = docx.Document(BytesIO(sample_docx(tmp_path, noi_dung=[block, *[paragraph("Đoạn sau.")] * 3])))
    [written] = [p for p in document.paragraphs if p.text.startswith("đậm")]
    assert written.text == "đậmkhông đậmnghiêngm\n\tgạch"
    looks = {run.text: run.font for run in written.runs}
    assert looks["đậm"].bold is True
    assert looks["không đậm"].bold is False
    assert (looks["nghiêng"].italic, looks["nghiêng"].size.pt, str(looks["nghiêng"].color.rgb)) == (
        True,
        12.5,
        "1F4E79",
    )
    assert looks["m"].superscript
    assert (looks["gạch"].underline, looks["gạch"].strike) == (True, True)
    layout = written.paragraph_format
    assert (round(layout.left_indent.mm), round(layout.first_line_indent.mm)) == (10, -5)
    assert (layout.space_before.pt, layout.line_spacing, layout.keep_with_next) == (9, 1.5, False)


def test_row_kept_with_the_next_keeps_its_paragraphs() -> None:
    xml = Writer().table(Table((Row((cell("A"),), keep_next=True), Row((cell("B"),))), (20,)))
    first, second = xml.split("</w:tr>")[:2]
    assert '<w:keepNext w:val="1"/>' in first
    assert "keepNext" not in second


def test_pictures_become_parts_of_the_package(tmp_path: Path) -> None:
    picture = Paragraph((Run("", image=Image(_png(), "image/png", 30, 20, 'Ảnh "mẫu" & <thử>')),))
    data = sample_docx(tmp_path, noi_dung=[picture, picture, Table((Row((Cell((picture,)),)),), (40,))])
    document = docx.Document(BytesIO(data))
    assert [(round(s.width.mm), round(s.height.mm)) for s in document.inline_shapes] == [(30, 20)] * 3
    ids = [p.get("id") for p in part(data).iter() if p.tag.endswith("}docPr")]
    assert len(set(ids)) == 3
    related = [r.target_part.blob for r in document.part.rels.values() if r.reltype.endswith("/image")]
    assert related == [_png()]
    assert validation_errors(tmp_path, {"anh": data}) == []


def test_looks_and_spans_are_valid_word(tmp_path: Path) -> None:
    blocks = [
        Paragraph(
            (Run("1", field="PAGE"), Run("x", highlight="ABCDEF", underline=False)),
            page_break_before=True,
            border_top=0.5,
        ),
        Paragraph(
            (Run("b"),),
            bookmark="ky_a",
            list_label="a)",
            border_bottom=1,
            align="justify",
            indent_right=3,
            space_after=2,
        ),
        Table(
            (Row((cell("A", borders="none", shade="D9D9D9", valign="middle", col_span=2),)),),
            (20, 20),
            caption="Bảng <1>",
        ),
        Table((Row((Cell((score_table(1),)),)),), (260,)),
    ]
    data = sample_docx(tmp_path, noi_dung=blocks)
    assert validation_errors(tmp_path, {"dang": data}) == []
    assert "a) b" in [text_of(p) for p in part(data).iter(W + "p")]


@pytest.mark.parametrize("block", [Unprintable("biểu đồ"), Paragraph((Run("", image=Image(b"", "image/gif", 1, 1)),))])
def test_what_can_not_be_written_is_an_error(block: Unprintable | Paragraph) -> None:
    with pytest.raises(RenderingFailed):
        Writer().blocks([block])


def test_plain_paragraph_is_small() -> None:
    assert str(Writer().blocks([paragraph("Chữ")])) == (
        '<w:p><w:pPr><w:pStyle w:val="noi_dung"/></w:pPr><w:r><w:t xml:space="preserve">Chữ</w:t></w:r></w:p>'
    )


def test_validator_sees_an_element_out_of_order(tmp_path: Path) -> None:
    with zipfile.ZipFile(BytesIO(sample_docx(tmp_path, noi_dung=[paragraph("x", keep_next=True)]))) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    right = b'<w:pStyle w:val="noi_dung"/><w:keepNext/>'
    assert right in parts["word/document.xml"]
    parts["word/document.xml"] = parts["word/document.xml"].replace(right, b'<w:keepNext/><w:pStyle w:val="noi_dung"/>')
    assert validation_errors(tmp_path, {"sai": write_zip(parts)}) != []
