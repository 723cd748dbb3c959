"""The finished Word paper measured against ``the_thuc.yaml``: styles, rules, page numbers, sections, what stays together."""

from __future__ import annotations

import re
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.enum.text import WD_ALIGN_PARAGRAPH
from word_sample import sample_docx, score_table
from word_tools import W, part, pdf_pages, style_of, text_of, to_pdf

from dossier.core.errors import RenderingFailed
from dossier.papers.blocks import PageBreak, SectionStart, paragraph
from dossier.papers.measure import Span, break_lines, load_face, text_width
from dossier.papers.the_thuc import load_the_thuc

THE_THUC = load_the_thuc()
FAMILIES = THE_THUC.font.families
TWIP = 25.4 / 1440
_ALIGN = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "justify": WD_ALIGN_PARAGRAPH.JUSTIFY,
}


@cache
def _sample() -> bytes:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        return sample_docx(Path(folder))


@pytest.mark.parametrize("style_id", THE_THUC.styles)
def test_word_style_has_the_numbers_of_the_decree(style_id: str) -> None:
    wanted = THE_THUC.styles[style_id]
    document = docx.Document(BytesIO(_sample()))
    style = document.styles[wanted.name]
    assert style.style_id == style_id
    assert style.font.size.pt == wanted.size
    assert (bool(style.font.bold), bool(style.font.italic), bool(style.font.all_caps)) == (
        wanted.bold,
        wanted.italic,
        wanted.caps,
    )
    layout = style.paragraph_format
    assert layout.alignment == _ALIGN[wanted.align]
    assert (layout.space_before.pt, layout.space_after.pt) == (wanted.before, wanted.after)
    assert layout.first_line_indent.mm == pytest.approx(wanted.indent_first, abs=0.02)
    assert layout.left_indent.mm == pytest.approx(wanted.indent_left, abs=0.02)
    assert bool(layout.keep_with_next) == wanted.keep_next
    if wanted.rule:
        assert layout.line_spacing.pt == wanted.size
    else:
        assert layout.line_spacing == pytest.approx(wanted.line, abs=0.005)
    if wanted.range:
        assert wanted.range[0] <= wanted.size <= wanted.range[1]


def test_font_page_and_language_are_the_decrees() -> None:
    document = docx.Document(BytesIO(_sample()))
    fonts = part(_sample(), "word/styles.xml").find(f"{W}docDefaults/{W}rPrDefault/{W}rPr")
    assert fonts.find(W + "rFonts").get(W + "ascii") == "Times New Roman"
    assert fonts.find(W + "lang").get(W + "val") == "vi-VN"
    upright, crosswise = document.sections
    assert [round(x.mm) for x in (upright.page_width, upright.page_height)] == [210, 297]
    assert [round(x.mm) for x in (crosswise.page_width, crosswise.page_height)] == [297, 210]
    for section in (upright, crosswise):
        edges = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
        assert [round(edge.mm) for edge in edges] == [20, 20, 30, 15]


def test_page_number_is_a_real_field_hidden_on_the_first_page() -> None:
    document = docx.Document(BytesIO(_sample()))
    for section in document.sections:
        assert section.different_first_page_header_footer
        assert section.first_page_header.is_linked_to_previous
        assert "PAGE" in section.header._element.xml
        assert section.header.paragraphs[0].style.name == THE_THUC.styles["so_trang"].name
        assert section.header_distance.mm + 14 * 25.4 / 72 < section.top_margin.mm
    starts = [s.find(W + "pgNumType") for s in part(_sample()).iter(W + "sectPr")]
    assert [start is not None and start.get(W + "start") == "1" for start in starts] == [False, True]


# --- rules


def _indents(p: Any) -> float:
    indent = p.find(f"{W}pPr/{W}ind")
    assert indent is not None
    assert indent.get(W + "left") == indent.get(W + "right"), "a rule stands in the middle"
    return 2 * int(indent.get(W + "left")) * TWIP


def _rule(data: bytes, style: str) -> tuple[float, list[str]]:
    """Length of the rule, and the paragraphs above it."""
    document = part(data)
    p = next(p for p in document.iter(W + "p") if style_of(p) == style)
    cell = p.getparent()
    width = THE_THUC.page.text_width()
    if cell.tag == W + "tc":
        width = int(cell.find(f"{W}tcPr/{W}tcW").get(W + "w")) * TWIP
    above = [text_of(item) for item in p.itersiblings(preceding=True) if item.tag == W + "p"]
    return width - _indents(p), above


def test_rule_under_tieu_ngu_is_as_long_as_the_text() -> None:
    length, above = _rule(_sample(), "ke_tieu_ngu")
    assert above[0] == "Độc lập - Tự do - Hạnh phúc"
    assert length == pytest.approx(text_width(above[0], 13, bold=True, families=FAMILIES), abs=0.1)


@pytest.mark.parametrize("agency", [["SỞ TÀI CHÍNH"], ["SỞ NÔNG NGHIỆP", "VÀ MÔI TRƯỜNG"], ["BAN"]])
def test_rule_under_the_agency_is_a_third_to_a_half_of_the_line_above(tmp_path: Path, agency: list[str]) -> None:
    length, above = _rule(sample_docx(tmp_path, don_vi_ban_hanh=agency), "ke_co_quan")
    line = text_width(above[0], 12, bold=True, families=FAMILIES)
    assert above[0] == agency[-1]
    assert 1 / 3 <= length / line <= 1 / 2


@pytest.mark.parametrize(
    "subject",
    [
        "Tổng kết năm 2025",
        "Về việc đề nghị tặng Cờ thi đua và Bằng khen của Chủ tịch Ủy ban nhân dân tỉnh cho các tập thể năm 2025",
        "Về việc đề nghị tặng Bằng khen\nnăm 2025",
        "Về việc đề nghị tặng thưởng Bằng khen của Chủ tịch Ủy ban nhân dân tỉnh 2025",
    ],
)
def test_rule_under_the_subject_follows_its_last_line(tmp_path: Path, subject: str) -> None:
    data = sample_docx(tmp_path, trich_yeu=subject)
    length, _ = _rule(data, "ke_trich_yeu")
    title = next(p for p in part(data).iter(W + "p") if style_of(p) == "trich_yeu")
    inside = THE_THUC.page.text_width()
    if title.find(f"{W}pPr/{W}ind") is not None:
        inside -= _indents(title)
    lines = break_lines([Span(subject, load_face(FAMILIES, True, False), 14)], inside)
    assert 1 / 3 <= length / lines[-1] <= 1 / 2
    if "\n" not in subject and len(lines) > 1:
        assert min(lines) > 0.7 * max(lines), "no last line of a single word"


def test_line_breaking_is_the_one_of_a_word_processor() -> None:
    face = load_face(FAMILIES, False, False)
    word = face.width("chữ", 14)
    space = face.width(" ", 14)
    assert break_lines([Span("chữ chữ chữ", face, 14)], 2 * word + space) == pytest.approx([2 * word + space, word])
    assert break_lines([Span("chữ\nchữ ", face, 14)], 100) == pytest.approx([word, word])
    assert break_lines([Span("chữ\u00a0chữ chữ", face, 14)], word + 1) == pytest.approx([2 * word + space, word])
    assert break_lines([Span("  ", face, 14)], 100) == []


def test_without_a_complete_font_the_error_says_what_to_install() -> None:
    with pytest.raises(RenderingFailed, match="Không có phông chữ") as caught:
        load_face(("Phông không có thật",), True, False)
    assert caught.value.hint is not None
    assert "fonts-liberation2" in caught.value.hint


# --- tables, sections, pages


def test_number_and_date_stand_level_in_a_frame_without_lines() -> None:
    table = part(_sample()).find(f"{W}body/{W}tbl")
    rows = table.findall(W + "tr")
    assert [style_of(p) for p in rows[1].iter(W + "p")] == ["so_ky_hieu", "dia_danh_ngay"]
    assert table.find(f"{W}tblPr/{W}tblStyle").get(W + "val") == "khung_an"
    widths = [int(c.get(W + "w")) * TWIP for c in table.iter(W + "gridCol")]
    assert widths == pytest.approx(THE_THUC.letterhead.widths, abs=0.05)


def test_header_rows_repeat_and_rows_do_not_split() -> None:
    tables = part(_sample()).findall(f"{W}body/{W}tbl")
    simple = next(t for t in tables if "Xếp thứ" in text_of(t))
    scores = next(t for t in tables if "Minh chứng" in text_of(t))
    for table, heads in ((simple, 1), (scores, 2)):
        repeated = [row.find(f"{W}trPr/{W}tblHeader") is not None for row in table.findall(W + "tr")]
        assert repeated == [n < heads for n in range(len(repeated))]
        assert all(row.find(f"{W}trPr/{W}cantSplit") is not None for row in table.findall(W + "tr"))
    assert len(simple.findall(W + "tr")) == 10
    assert len(scores.findall(W + "tr")) == 62


def test_signature_block_is_kept_whole_and_with_the_end_of_the_text() -> None:
    body = part(_sample()).find(W + "body")
    blocks = [
        t
        for t in body.findall(W + "tbl")
        if any(b.get(W + "name").startswith("ky_") for b in t.iter(W + "bookmarkStart"))
    ]
    assert [[b.get(W + "name") for b in t.iter(W + "bookmarkStart")] for t in blocks] == [
        ["ky_nguoi_ky"],
        ["ky_thu_ky", "ky_chu_toa"],
    ]
    for table in blocks:
        rows = table.findall(W + "tr")
        assert all(row.find(f"{W}trPr/{W}cantSplit") is not None for row in rows)
        for p in (p for row in rows[:-1] for p in row.iter(W + "p")):
            style = THE_THUC.styles[style_of(p) or ""]
            assert style.keep_next or p.find(f"{W}pPr/{W}keepNext") is not None
    before = blocks[0].getprevious()
    kept = []
    while before is not None and before.find(f"{W}pPr/{W}keepNext") is not None:
        kept.append(text_of(before))
        before = before.getprevious()
    assert kept[:2] == ["", "Kính trình Ủy ban nhân dân tỉnh xem xét, quyết định./."]
    assert kept[2].startswith("Đoạn 8")  # the closing line alone would be one line


def test_last_rows_of_a_table_stay_with_the_signatures_under_it() -> None:
    body = part(_sample()).find(W + "body")
    signed = body.findall(W + "tbl")[-1]
    scores = next(t for t in signed.itersiblings(W + "tbl", preceding=True))
    kept = [
        all(p.find(f"{W}pPr/{W}keepNext") is not None for p in row.iter(W + "p")) for row in scores.findall(W + "tr")
    ]
    # Two header rows with the first row under them; the last two rows with the signatures.
    assert kept == [True] * 3 + [False] * 57 + [True] * 2


def test_names_of_two_signers_stand_in_one_row() -> None:
    table = part(_sample()).findall(f"{W}body/{W}tbl")[-1]
    [names] = [row for row in table.findall(W + "tr") if "ho_ten" in [style_of(p) for p in row.iter(W + "p")]]
    assert [text_of(p) for p in names.iter(W + "p")] == ["Hoàng Văn Thử", "Nông Thị Hạnh"]


def test_bookmarks_have_ids_of_their_own() -> None:
    marks = [b.get(W + "id") for b in part(_sample()).iter(W + "bookmarkStart")]
    assert len(marks) == 3
    assert len(set(marks)) == 3
    assert sorted(marks) == sorted(b.get(W + "id") for b in part(_sample()).iter(W + "bookmarkEnd"))


def test_capitals_are_written_and_not_only_shown() -> None:
    headings = [text_of(p) for p in part(_sample()).iter(W + "p") if style_of(p) in ("muc_la_ma", "tieu_de_phu_luc")]
    assert headings == ["I. KẾT QUẢ BÌNH XÉT", "BẢNG CHẤM ĐIỂM"]


def test_empty_office_of_the_signer_leaves_no_line(tmp_path: Path) -> None:
    document = part(sample_docx(tmp_path, ky_quyen_han=""))
    assert [text_of(p) for p in document.iter(W + "p") if style_of(p) == "quyen_han"] == [
        "THƯ KÝ",
        "TM. HỘI NGHỊ",
        "CHỦ TỌA",
    ]


def _turns(data: bytes) -> list[str]:
    return [s.find(W + "pgSz").get(W + "orient", "portrait") for s in part(data).iter(W + "sectPr")]


def test_annex_left_out_leaves_no_empty_page(tmp_path: Path) -> None:
    assert _turns(_sample()) == ["portrait", "landscape"]
    assert _turns(sample_docx(tmp_path, co_phu_luc=False)) == ["portrait"]


def test_sections_made_in_code_apply_from_where_they_start(tmp_path: Path) -> None:
    crosswise = SectionStart("landscape", 297, 210)
    blocks = [
        paragraph("Dọc"),
        crosswise,
        paragraph("Ngang"),
        SectionStart(restart_numbering=True),
        paragraph("Dọc lại"),
    ]
    data = sample_docx(tmp_path, noi_dung=blocks, co_phu_luc=False)
    assert _turns(data) == ["portrait", "landscape", "portrait"]
    words: list[str] = []
    for child in part(data).find(W + "body"):
        words.append(text_of(child))
        if child.find(f"{W}pPr/{W}sectPr") is not None:
            words.append("|")
    text = "".join(words)
    assert re.search(r"Dọc\|Ngang\|Dọc lại.*Kính trình", text, re.DOTALL)
    last = part(data).find(f"{W}body/{W}sectPr")
    assert last.find(W + "pgNumType") is not None
    assert all(s.find(W + "headerReference") is not None for s in part(data).iter(W + "sectPr"))


def test_page_break_becomes_a_property_of_the_next_paragraph(tmp_path: Path) -> None:
    blocks = [paragraph("Trước"), PageBreak(), paragraph("Sau"), PageBreak(), score_table(2), PageBreak()]
    document = docx.Document(
        BytesIO(sample_docx(tmp_path, noi_dung=blocks, co_bang=False, co_phu_luc=False, ket="Hết"))
    )
    broken = [p.text for p in document.paragraphs if p.paragraph_format.page_break_before]
    assert broken == ["Sau", "", "Hết"]
    assert not [mark for mark in document.element.body.iter(W + "br") if mark.get(W + "type") == "page"]


def test_tables_in_a_row_stay_apart(tmp_path: Path) -> None:
    body = part(sample_docx(tmp_path, noi_dung=[score_table(1), score_table(1)])).find(W + "body")
    assert not [t for t in body.findall(W + "tbl") if t.getnext().tag != W + "p"]


def test_table_wider_than_the_page_is_narrowed(tmp_path: Path) -> None:
    body = part(sample_docx(tmp_path, noi_dung=[score_table(1)], co_phu_luc=False)).find(W + "body")
    [table] = [t for t in body.findall(W + "tbl") if "Minh chứng" in text_of(t)]
    widths = [int(column.get(W + "w")) for column in table.iter(W + "gridCol")]
    assert sum(widths) * TWIP == pytest.approx(165, abs=0.5)
    assert widths[1] / widths[0] == pytest.approx(62 / 12, rel=0.01)
    last = table.findall(W + "tr")[-1].findall(W + "tc")
    assert [int(c.find(f"{W}tcPr/{W}tcW").get(W + "w")) for c in last] == pytest.approx(widths, abs=1)


def test_libreoffice_prints_it_with_numbers_and_repeated_headers(tmp_path: Path) -> None:
    pages = pdf_pages(to_pdf(tmp_path, _sample()))
    first_line = [page.strip().splitlines()[0].strip() for page in pages]
    assert first_line[1] == "2"
    assert "1" not in (first_line[0], first_line[2])
    annex = next(n for n, page in enumerate(pages) if "Phụ lục" in page)
    assert annex == 2
    assert first_line[annex + 1] == "2"  # numbered on its own
    with_scores = [page for page in pages[annex:] if re.search(r"I\.\d+ ", page)]
    assert len(with_scores) > 2
    assert all("Minh" in page and "Tự chấm" in page for page in with_scores)
    [signed] = [page for page in pages[:annex] if "Nông Thị Hạnh" in page]
    assert "quyết định./." in signed
    assert "PHÓ GIÁM ĐỐC" in signed
    assert "{" not in "".join(pages)
