"""What a page or a line must not part: rows of tables, lead-ins, numbers in narrow columns, clauses and counts."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from pdf_facts import measure
from word_sample import sample_docx
from word_tools import W, part, text_of

from dossier.papers.blocks import Block, Document, Row, SectionStart, Table, cell, paragraph
from dossier.papers.columns import fitted
from dossier.papers.measure import text_width
from dossier.papers.the_thuc import load_the_thuc
from dossier.papers.typeset import print_pdf
from dossier.papers.word_firm import firm
from dossier.papers.word_read import read_docx

THE_THUC = load_the_thuc()
HEAD = Row((cell("Đầu trái", "dau_bang"), cell("Đầu phải", "dau_bang")), header=True, cant_split=True)


def table(rows: int, text: str = "ô", widths: tuple[float, float] = (80, 85)) -> Table:
    body = tuple(Row((cell(f"Dòng {n}"), cell(text)), cant_split=True) for n in range(1, rows + 1))
    return Table((HEAD, *body), widths)


def kept_rows(folder: Path, made: Table) -> list[bool]:
    """For each row of the table: whether it stays with the next one."""
    body = part(sample_docx(folder, noi_dung=[paragraph("Trước bảng."), made, paragraph("Sau bảng.")])).find(W + "body")
    found = next(t for t in body.findall(W + "tbl") if "Đầu trái" in text_of(t))
    return [
        all(p.find(f"{W}pPr/{W}keepNext") is not None for p in row.iter(W + "p")) for row in found.findall(W + "tr")
    ]


def test_a_short_table_stays_whole(tmp_path: Path) -> None:
    assert kept_rows(tmp_path, table(8)) == [True] * 8 + [False]


@pytest.mark.parametrize(("rows", "text"), [(9, "ô"), (6, "chữ dài " * 60)])
def test_a_longer_or_higher_table_keeps_its_first_and_last_two_rows(tmp_path: Path, rows: int, text: str) -> None:
    kept = kept_rows(tmp_path, table(rows, text))
    assert kept == [True, True, *[False] * (rows - 3), True, False]


@pytest.mark.parametrize("filler", range(22, 34))
def test_no_row_of_a_table_is_alone_on_a_page(tmp_path: Path, filler: int) -> None:
    """Wherever the page ends, in the print: at least two rows on each side."""
    lines: list[Block] = [paragraph(f"Đoạn số {n}.", space_before=6) for n in range(filler)]
    docx = sample_docx(tmp_path, noi_dung=[*lines, table(12)])
    pages = measure(print_pdf(read_docx(docx), title="Thử").data)
    counts = [sum(line.text.startswith("Dòng ") for line in page.lines) for page in pages]
    assert sum(counts) == 12
    assert 1 not in counts
    for page, count in zip(pages, counts, strict=True):
        heads = sum("Đầu trái" in line.text for line in page.lines)
        assert heads == (1 if count else 0), "the header stands over rows, on every page that has some"


def test_a_lead_in_stays_with_what_it_leads_to(tmp_path: Path) -> None:
    blocks: list[Block] = [
        paragraph("Kết quả như sau:"),
        table(9),
        paragraph("Gồm các mục:"),
        paragraph("I. MỘT", "muc_la_ma"),
    ]
    body = part(sample_docx(tmp_path, noi_dung=blocks)).find(W + "body")
    kept = {text_of(p): p.find(f"{W}pPr/{W}keepNext") is not None for p in body.findall(W + "p")}
    assert kept["Kết quả như sau:"]
    assert not kept["Gồm các mục:"], "a heading comes next: it may begin a new page"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("khoản 1 Điều 26 Luật Thi đua", "khoản~1 Điều~26 Luật Thi đua"),
        ("điểm d khoản 3 mục I Phần III", "điểm~d khoản~3 mục~I Phần~III"),
        ("Hướng dẫn số 4095/HD-UBND", "Hướng dẫn số~4095/HD-UBND"),
        ("ngày 05 tháng 02 năm 2026", "ngày~05 tháng~02 năm~2026"),
        ("trước ngày 28/02/2026", "trước ngày 28/02/2026"),
        ("cho 01 tập thể, 948,35 điểm, 1,9 tỷ đồng", "cho 01~tập~thể, 948,35~điểm, 1,9~tỷ~đồng"),
        ("Ban Thi đua - Khen thưởng", "Ban Thi đua~- Khen thưởng"),
        ("trong năm ba đơn vị", "trong năm ba đơn vị"),
        ("Số:       /TTr-STC ngày      tháng      năm", "Số:       /TTr-STC ngày      tháng      năm"),
    ],
)
def test_lines_do_not_end_inside_clauses_and_counts(text: str, expected: str) -> None:
    assert firm(text).replace("\u00a0", "~") == expected


def test_cells_get_firm_spaces_for_clauses_only(tmp_path: Path) -> None:
    row = Row((cell("mục 1, khoản 2 Điều 3"), cell("ngày 05 tháng 02, 01 tập thể")))
    body = part(sample_docx(tmp_path, noi_dung=[Table((HEAD, row), (80, 85))])).find(W + "body")
    words = ["".join(t.text or "" for t in tc.iter(W + "t")) for tc in body.iter(W + "tc")]
    assert "mục\u00a01, khoản\u00a02 Điều\u00a03" in words
    assert "ngày 05 tháng 02, 01 tập thể" in words


def test_no_column_is_too_narrow_for_its_figures() -> None:
    figures = "12.345.678,55"
    made = Table((Row((cell("Nội dung"), cell(figures, "o_bang_so"))),), (150.0, 15.0))
    after = fitted(made, THE_THUC)
    needed = text_width(figures, THE_THUC.styles["o_bang_so"].size, families=THE_THUC.font.families)
    assert after.widths[1] >= needed + 2.6
    assert sum(after.widths) == pytest.approx(165, abs=0.1)
    assert fitted(after, THE_THUC).widths == after.widths


def test_columns_that_fit_keep_the_widths_they_were_given() -> None:
    made = table(3)
    assert fitted(made, THE_THUC) is made


def test_a_very_long_word_does_not_take_the_table_over() -> None:
    made = Table((Row((cell("Địa chỉ"), cell("x" * 300))),), (100.0, 65.0))
    assert fitted(made, THE_THUC).widths == (100.0, 65.0)
    squeezed = Table((Row((cell("Địa chỉ"), cell("x" * 300))),), (150.0, 15.0))
    assert fitted(squeezed, THE_THUC).widths[1] == pytest.approx(0.3 * 165, abs=0.1)


def test_cells_that_span_do_not_widen_a_column() -> None:
    wide = "x" * 40
    rows = (
        Row((cell("1", row_span=2), cell(wide, col_span=2))),
        Row((cell("a"), cell("b"))),
    )
    made = Table(rows, (10.0, 20.0, 20.0))
    assert fitted(made, THE_THUC) is made


def test_a_long_table_that_ends_at_signatures_still_begins_under_its_title() -> None:
    rows = table(70, "chữ dài " * 12).rows
    long = Table((*rows[:-1], replace(rows[-1], keep_next=True)), (80, 85))
    signed = Table((Row((cell("GIÁM ĐỐC", "quyen_han"),), cant_split=True),), (165,), "khung_an", role="chu_ky")
    blocks = (SectionStart(), paragraph("Một đoạn."), long, paragraph("Tổng.", keep_next=True), signed)
    first, *_, last = measure(print_pdf(Document(blocks), title="Thử").data)
    assert sum(line.text.startswith("Dòng ") for line in first.lines) >= 2
    assert "GIÁM ĐỐC" in [line.text for line in last.lines]
