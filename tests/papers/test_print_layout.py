"""The finished PDF measured against ``the_thuc.yaml``: sheets, margins, fonts, sizes, places, rules, page numbers, words."""

from __future__ import annotations

import re
import subprocess
from itertools import pairwise
from pathlib import Path

import pytest
from pdf_facts import Line, Page, measure
from word_sample import sample_docx

from dossier.papers.blocks import Document
from dossier.papers.the_thuc import load_the_thuc
from dossier.papers.typeset import Printed, print_pdf
from dossier.papers.word_read import read_docx
from dossier.papers.words import text_of

THE_THUC = load_the_thuc()
STYLES = THE_THUC.styles
TOLERANCE = THE_THUC.page.tolerance
NUMBER = re.compile(r"\d+$")


@pytest.fixture(scope="module")
def document(tmp_path_factory: pytest.TempPathFactory) -> Document:
    return read_docx(sample_docx(tmp_path_factory.mktemp("mau")))


@pytest.fixture(scope="module")
def printed(document: Document) -> Printed:
    return print_pdf(document, title=document.title, author="Sở Nông nghiệp và Môi trường")


@pytest.fixture(scope="module")
def pages(printed: Printed) -> list[Page]:
    return measure(printed.data)


def body_lines(page: Page) -> list[Line]:
    """Lines between the top and the bottom margin."""
    return [line for line in page.lines if line.baseline > THE_THUC.page.margins.top]


def test_sheets_and_margins(pages: list[Page], printed: Printed) -> None:
    assert len(pages) == printed.pages >= 4
    for page in pages:
        orientation = "portrait" if page.height > page.width else "landscape"
        assert (page.width, page.height) == pytest.approx(THE_THUC.page.sheet(orientation), abs=TOLERANCE)
        margins = THE_THUC.page.margins_of(orientation)
        lines = body_lines(page)
        assert min(line.x for line in lines) >= margins.left - TOLERANCE
        assert max(line.right for line in lines) <= page.width - margins.right + TOLERANCE
        assert max(line.baseline for line in lines) <= page.height - margins.bottom
        for rule in page.rules:
            assert rule.x >= margins.left - TOLERANCE
            assert rule.x + rule.length <= page.width - margins.right + TOLERANCE
    assert {page.height > page.width for page in pages} == {True, False}  # the list is on a landscape sheet
    full = [line for line in body_lines(pages[1]) if line.width > 120]
    assert min(line.x for line in full) == pytest.approx(THE_THUC.page.margins.left, abs=TOLERANCE)
    assert max(line.right for line in full) == pytest.approx(210 - THE_THUC.page.margins.right, abs=TOLERANCE)


def test_page_numbers(pages: list[Page]) -> None:
    annex = next(n for n, page in enumerate(pages) if page.width > page.height)
    expected = [None, *range(2, annex + 1), None, *range(2, len(pages) - annex + 1)]
    assert len(pages) - annex >= 2, "the annex must run over two pages for this test to mean something"
    for page, number in zip(pages, expected, strict=True):
        above = [line for line in page.lines if line.baseline < THE_THUC.page.margins.top]
        assert [line.text for line in above] == ([] if number is None else [str(number)])
        for line in above:
            orientation = "portrait" if page.height > page.width else "landscape"
            margins = THE_THUC.page.margins_of(orientation)
            middle = (margins.left + page.width - margins.right) / 2
            assert (line.x + line.right) / 2 == pytest.approx(middle, abs=TOLERANCE)
            assert line.sizes == {THE_THUC.page_number.size}
            assert not line.bold and not line.italic


@pytest.mark.parametrize(
    ("start", "style"),
    [
        ("CỘNG HÒA", "quoc_hieu"),
        ("Độc lập", "tieu_ngu"),
        ("UBND TỈNH", "co_quan_chu_quan"),
        ("SỞ NÔNG", "co_quan_ban_hanh"),
        ("Số: 05", "so_ky_hieu"),
        ("Mẫu Sơn, ngày", "dia_danh_ngay"),
        ("TỜ TRÌNH", "ten_loai"),
        ("Về việc", "trich_yeu"),
        ("Kính gửi", "kinh_gui"),
        ("Căn cứ Luật", "can_cu"),
    ],
)
def test_components_of_the_first_page(pages: list[Page], start: str, style: str) -> None:
    line, expected = pages[0].line(start), STYLES[style]
    assert line.sizes == {expected.size}
    assert (line.bold, line.italic) == (expected.bold, expected.italic)
    if expected.caps:
        assert line.text == line.text.upper()


def test_places_of_the_letterhead(pages: list[Page]) -> None:
    first = pages[0]
    left, right = THE_THUC.page.margins.left, 210 - THE_THUC.page.margins.right
    split = left + THE_THUC.letterhead.widths[0]

    def middle(start: str) -> float:
        line = first.line(start)
        return (line.x + line.right) / 2

    for start in ("UBND TỈNH", "SỞ NÔNG", "Số: 05"):
        assert middle(start) == pytest.approx((left + split) / 2, abs=1)
    for start in ("CỘNG HÒA", "Độc lập", "Mẫu Sơn, ngày"):
        assert middle(start) == pytest.approx((split + right) / 2, abs=1)
    assert middle("TỜ TRÌNH") == pytest.approx((left + right) / 2, abs=1)
    assert first.line("Số: 05").baseline == pytest.approx(first.line("Mẫu Sơn, ngày").baseline, abs=2)
    assert first.line("TỜ TRÌNH").baseline > first.line("Số: 05").baseline


def test_rules_have_the_lengths_of_the_decree(pages: list[Page]) -> None:
    first = pages[0]
    above = {
        "ke_tieu_ngu": "Độc lập",
        "ke_co_quan": "VÀ MÔI TRƯỜNG",
        "ke_trich_yeu": first.line("Về việc").text,
    }
    for style, start in above.items():
        line, rule = first.line(start), STYLES[style].rule
        assert rule is not None
        if style == "ke_trich_yeu":
            same_block = [
                x
                for x in first.lines
                if x.sizes == line.sizes and x.bold and line.baseline <= x.baseline < line.baseline + 14
            ]
            line = max(same_block, key=lambda x: x.baseline)
        found = [
            r
            for r in first.rules
            if 0 < r.y - line.baseline < 6 and line.x - 1 <= r.x and r.x + r.length <= line.right + 1
        ]
        assert len(found) == 1, style
        low, high = rule.range
        assert low - 0.02 <= found[0].length / line.width <= high + 0.02
        assert found[0].weight == pytest.approx(rule.weight, abs=0.1)
        assert found[0].x + found[0].length / 2 == pytest.approx((line.x + line.right) / 2, abs=0.7)


def test_body_text(pages: list[Page]) -> None:
    style = STYLES["noi_dung"]
    lines = body_lines(pages[1])
    prose = [line for line in lines if line.text.startswith("Đoạn")]
    assert len(prose) >= 2
    for line in prose:
        assert line.sizes == {style.size}
        assert line.x - THE_THUC.page.margins.left == pytest.approx(style.indent_first, abs=TOLERANCE)
    gaps = [b.baseline - a.baseline for a, b in pairwise(lines)]
    line_height = min(gap for gap in gaps if gap > 4)
    single = style.size * 1.149 * 25.4 / 72
    assert 1.0 <= line_height / single <= 1.5
    before = [b.baseline - a.baseline - line_height for a, b in pairwise(lines) if b.text.startswith("Đoạn")]
    assert all(gap * 72 / 25.4 >= 6 - 0.2 for gap in before)


def test_signature_block(pages: list[Page], printed: Printed) -> None:
    page = next(p for p in pages if any(line.text.startswith("Nơi nhận") for line in p.lines))
    office, name = page.line("PHÓ GIÁM ĐỐC"), page.line("Nông Thị Hạnh")
    assert office.sizes == {STYLES["quyen_han"].size} and office.bold
    assert name.sizes == {STYLES["ho_ten"].size} and name.bold and not name.italic
    assert page.line("Nơi nhận").sizes == {STYLES["noi_nhan"].size}
    assert page.line("- Như trên").sizes == {STYLES["noi_nhan_dong"].size}
    last = page.line("Kính trình Ủy ban")  # the block is never alone on a page: its last line of text is with it
    assert last.baseline < page.line("Nơi nhận").baseline
    place = printed.places["ky_nguoi_ky"]
    assert pages[place.page - 1] is page
    assert office.baseline < place.y_mm < place.y_mm + place.height_mm < name.baseline
    assert place.height_mm >= 15
    middle = place.x_mm + place.width_mm / 2
    assert middle == pytest.approx((name.x + name.right) / 2, abs=1)
    assert place.x_mm >= 105


def test_header_rows_repeat_on_every_page_of_a_table(pages: list[Page]) -> None:
    annex = [p for p in pages if p.width > p.height]
    for page in annex:
        assert sum(line.text.startswith("Nội dung tiêu chí") for line in page.lines) == 1
        assert sum(line.text.startswith("Tự chấm") for line in page.lines) == 1


def test_no_heading_is_alone_at_the_foot_of_a_page(pages: list[Page]) -> None:
    for page in pages:
        last = max(body_lines(page), key=lambda line: line.baseline)
        assert not last.text.startswith(("1. Kết quả", "I. ", "II. "))


def normal(text: str) -> str:
    return re.sub(r"\s+", "", text).casefold()


def test_words_of_the_print_are_the_words_of_the_paper(document: Document, printed: Printed, tmp_path: Path) -> None:
    file = tmp_path / "in.pdf"
    file.write_bytes(printed.data)
    raw = subprocess.run(
        ["pdftotext", "-raw", "-enc", "UTF-8", str(file), "-"], capture_output=True, check=True, text=True
    )
    text = raw.stdout
    in_paper = sorted(re.findall(r"\w+", text_of(document).casefold()))
    in_print = sorted(re.findall(r"\w+", text.casefold()))
    # The print has more only by what the typesetter repeats: page numbers and the head of the long table.
    extra = list(in_print)
    for word in in_paper:
        assert word in extra, f"“{word}” is missing from the print"
        extra.remove(word)
    head = set(
        re.findall(
            r"\w+",
            "tt nội dung tiêu chí điểm chuẩn kế hoạch và kết quả điểm chấm minh chứng ghi chú tỷ lệ tự chấm khối thẩm định",
        )
    )
    assert set(extra) <= head | {str(n) for n in range(1, 20)}
    # In order, paragraph by paragraph.
    joined = normal(text)
    for paragraph in text_of(document).split("\n"):
        if len(paragraph) > 60 and paragraph.startswith("Đoạn 1"):
            assert normal(paragraph) in joined
