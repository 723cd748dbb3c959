"""Every page of every real paper, measured from the finished PDF and from the Word file, against ``the_thuc.yaml``."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from docx.shared import Mm
from pdf_facts import Line, Page, measure

from dossier.papers.the_thuc import load_the_thuc

Papers = Callable[[], list[tuple[str, Path, Path]]]

THE_THUC = load_the_thuc()
PAGE = THE_THUC.page
STYLES = THE_THUC.styles
NEAR = PAGE.tolerance
FONTS = tuple(name.replace(" ", "") for name in (THE_THUC.font.family, *THE_THUC.font.fallback))


@pytest.fixture(scope="module")
def measured(each_paper: Papers) -> dict[str, list[Page]]:
    return {name: measure(pdf.read_bytes()) for name, _, pdf in each_paper()}


def with_letterhead(measured: dict[str, list[Page]]) -> dict[str, list[Page]]:
    """All but the ballot slips, of which several stand on a sheet."""
    return {name: pages for name, pages in measured.items() if not name.endswith("phieu_suy_ton")}


def orientation(page: Page) -> str:
    return "portrait" if page.height > page.width else "landscape"


def body(page: Page) -> list[Line]:
    """Lines below the top margin."""
    return [line for line in page.lines if line.baseline > PAGE.margins.top]


def test_sheets_are_a4_and_nothing_stands_in_the_margins(measured: dict[str, list[Page]]) -> None:
    assert sum(len(pages) for pages in measured.values()) > 120
    for name, pages in measured.items():
        for number, page in enumerate(pages, 1):
            where = f"{name}, page {number}"
            way = orientation(page)
            assert (page.width, page.height) == pytest.approx(PAGE.sheet(way), abs=NEAR), where
            margins = PAGE.margins_of(way)
            lines = body(page)
            assert lines, where
            assert min(line.x for line in lines) >= margins.left - NEAR, where
            assert max(line.right for line in lines) <= page.width - margins.right + NEAR, where
            assert max(line.baseline for line in lines) <= page.height - margins.bottom, where
            for rule in page.rules:
                assert rule.x >= margins.left - NEAR, where
                assert rule.x + rule.length <= page.width - margins.right + NEAR, where
                assert PAGE.margins.top - NEAR <= rule.y <= page.height - margins.bottom + NEAR, where


def test_long_text_fills_the_width_of_the_page(measured: dict[str, list[Page]]) -> None:
    """Margins are met exactly, not only kept clear."""
    for name, pages in measured.items():
        if "bao_cao" not in name:
            continue
        full = [line for page in pages for line in body(page) if orientation(page) == "portrait" and line.width > 150]
        assert len(full) > 30, name
        assert min(line.x for line in full) == pytest.approx(PAGE.margins.left, abs=NEAR)
        assert max(line.right for line in full) == pytest.approx(PAGE.size[0] - PAGE.margins.right, abs=NEAR)


def test_one_family_of_letters_and_only_the_sizes_of_the_decree(measured: dict[str, list[Page]]) -> None:
    smallest = min(style.range[0] for style in STYLES.values() if style.range and style.name.startswith("Ô bảng"))
    for name, pages in measured.items():
        for page in pages:
            for line in page.lines:
                families = {font.replace("-", "").partition("Bold")[0].partition("Italic")[0] for font in line.fonts}
                assert {f.removesuffix("PSMT").removesuffix("PS") for f in families} <= set(FONTS), (name, line.text)
                assert all(smallest <= size <= 14 for size in line.sizes), (name, line.text, line.sizes)


def test_prose_has_the_size_of_the_body(measured: dict[str, list[Page]]) -> None:
    size = STYLES["noi_dung"].size
    for name, pages in measured.items():
        if "bao_cao" in name or "bien_ban" in name or "to_trinh" in name:
            prose = [line for page in pages for line in body(page) if line.width > 155 and not line.bold]
            if name.endswith("bien_ban_kiem_phieu"):
                prose = prose or [line for line in body(pages[0]) if line.width > 120]
            portrait = [line for line in prose if len(line.words) and line.sizes == {size}]
            assert len(portrait) >= 3, name


def test_page_numbers_stand_top_and_centre_but_not_on_a_first_page(measured: dict[str, list[Page]]) -> None:
    for name, pages in measured.items():
        shown: list[str | None] = []
        for page in pages:
            above = [line for line in page.lines if line.baseline < PAGE.margins.top]
            assert len(above) <= 1, (name, [line.text for line in above])
            shown.append(above[0].text if above else None)
            for line in above:
                margins = PAGE.margins_of(orientation(page))
                middle = (margins.left + page.width - margins.right) / 2
                assert (line.x + line.right) / 2 == pytest.approx(middle, abs=NEAR), name
                assert line.sizes == {THE_THUC.page_number.size} and not line.bold and not line.italic
        if name.endswith("phieu_suy_ton"):
            assert set(shown) == {None}  # slips to be cut apart have no page number
            continue
        # An annex on sheets of its own counts from one again, its first page bare too.
        expected: list[str | None] = []
        for number, page in enumerate(pages):
            turned = number > 0 and orientation(page) != orientation(pages[number - 1])
            bare = number == 0 or turned
            expected.append(None if bare else str(2 if expected[-1] is None else int(expected[-1]) + 1))
        assert shown == expected, name


@pytest.mark.parametrize(
    ("start", "style"),
    [("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "quoc_hieu"), ("Độc lập - Tự do - Hạnh phúc", "tieu_ngu")],
)
def test_national_title_of_every_paper(measured: dict[str, list[Page]], start: str, style: str) -> None:
    papers = with_letterhead(measured)
    assert len(papers) == 22
    for name, pages in papers.items():
        first = pages[0]
        line, expected = first.line(start), STYLES[style]
        assert line.text == start, f"{name}: broken over lines"
        assert line.sizes == {expected.size} and line.bold and not line.italic, name
        low, high = expected.range
        assert low <= expected.size <= high
        middle = (line.x + line.right) / 2
        assert middle > first.width / 2, f"{name}: the national title stands on the right"


def test_rule_under_the_motto_is_as_long_as_the_motto(measured: dict[str, list[Page]]) -> None:
    for name, pages in with_letterhead(measured).items():
        motto = pages[0].line("Độc lập - Tự do - Hạnh phúc")
        under = [r for r in pages[0].rules if 0 < r.y - motto.baseline < 4 and abs(r.length - motto.width) < 2]
        assert len(under) == 1, name
        assert under[0].x == pytest.approx(motto.x, abs=1), name


def test_place_and_day_are_italic_and_level_with_the_number(measured: dict[str, list[Page]]) -> None:
    for name, pages in with_letterhead(measured).items():
        day = next((line for line in pages[0].lines if ", ngày " in line.text and line.italic), None)
        if "bien_ban" in name:
            continue  # minutes say day and place in their text
        assert day is not None, name
        assert day.sizes == {STYLES["dia_danh_ngay"].size}, name
        number = next((line for line in pages[0].lines if line.text.startswith("Số: ")), None)
        if number is not None:
            assert number.sizes == {STYLES["so_ky_hieu"].size}, name
            assert number.baseline == pytest.approx(day.baseline, abs=8), name


def test_signers_name_never_stands_without_text_before_it(measured: dict[str, list[Page]]) -> None:
    """NĐ 30: a signature block is not alone on a page."""
    for name, pages in with_letterhead(measured).items():
        assert len(body(pages[-1])) >= 5, name


def test_word_files_have_the_same_sheet_and_margins(each_paper: Papers) -> None:
    for name, word_file, _ in each_paper():
        for section in docx.Document(str(word_file)).sections:
            way = "portrait" if section.page_height > section.page_width else "landscape"
            width, height = PAGE.sheet(way)
            margins = PAGE.margins_of(way)
            found = (
                section.page_width,
                section.page_height,
                section.top_margin,
                section.bottom_margin,
                section.left_margin,
                section.right_margin,
            )
            wanted = (width, height, margins.top, margins.bottom, margins.left, margins.right)
            for value, mm in zip(found, wanted, strict=True):
                assert abs(value - Mm(mm)) < Mm(NEAR), name


def test_word_files_use_the_named_styles(each_paper: Papers) -> None:
    names = {style.name for style in STYLES.values()}
    for name, word_file, _ in each_paper():
        document = docx.Document(str(word_file))
        used = {p.style.name for p in document.paragraphs if p.text.strip()}
        assert used <= names, f"{name}: {used - names}"
        for style in STYLES.values():
            if style.name in {s.name for s in document.styles}:
                assert document.styles[style.name].font.size.pt == style.size, f"{name}: {style.name}"
