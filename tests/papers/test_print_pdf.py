"""The PDF as a file: archive profile, fonts, determinism, what is refused."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from pdf_facts import Line, Page, measure
from PIL import Image as Picture
from verapdf import failures
from word_sample import sample_docx

from dossier.core.errors import RenderingFailed
from dossier.papers.blocks import (
    Cell,
    Document,
    Image,
    PageBreak,
    Paragraph,
    Row,
    Run,
    SectionStart,
    Table,
    TabStop,
    Unprintable,
    cell,
    paragraph,
)
from dossier.papers.fonts import choose_family
from dossier.papers.the_thuc import load_the_thuc
from dossier.papers.typeset import print_pdf, print_program
from dossier.papers.word_read import read_docx

ID = b"0123456789abcdef"


def png(mode: str = "RGBA") -> bytes:
    stream = BytesIO()
    Picture.new(mode, (30, 20), (200, 30, 30, 128) if mode == "RGBA" else 128).save(stream, "PNG")
    return stream.getvalue()


def of(*blocks: Paragraph | Table | PageBreak | SectionStart | Unprintable) -> Document:
    return Document(tuple(blocks))


def everything() -> Document:
    """One of each thing the typesetter knows."""
    image = Image(png(), "image/png", 30, 20, "Hình thử")
    grey = Image(png("L"), "image/png", 10, 10)
    nested = Table((Row((cell("trong"), cell("bảng"))),), (20, 20))
    merged = Table(
        (
            Row((cell("TT", "dau_bang", row_span=2), cell("Điểm", "dau_bang", col_span=2)), header=True),
            Row((cell("Tự chấm", "dau_bang"), cell("Khối", "dau_bang")), header=True),
            Row(
                (
                    cell("1", "o_bang_giua", valign="middle"),
                    cell("19,5", "o_bang_so", shade="EEEEEE"),
                    Cell((nested, paragraph("x"))),
                ),
                cant_split=True,
            ),
            Row((cell("2", row_span=2), cell("a"), Cell(()))),
            Row((cell("b"), cell("", borders="none")), keep_next=True),
        ),
        (20, 60, 100),
        caption="Bảng điểm",
    )
    looks = (
        Run("đậm ", bold=True),
        Run("nghiêng ", italic=True),
        Run("gạch ", underline=True, strike=True),
        Run("lớn ", size=20),
        Run("đỏ ", color="C00000", highlight="FFFF00"),
        Run("2", script="super"),
        Run("trang "),
        Run("", field="PAGE"),
        Run("/"),
        Run("", field="NUMPAGES"),
        Run("", line_break=True),
        Run("  sau hai dấu cách"),
        Run("", image=image),
        Run("", image=grey),
    )
    return of(
        SectionStart(),
        paragraph("Mục một", "muc_la_ma"),
        Paragraph(looks),
        Paragraph((Run("Họ tên:"), Run("", tab=True), Run("hết")), tabs=(TabStop(160, "right", "dot"),)),
        Paragraph((Run("thụt"),), list_label="a)", indent_left=20, indent_first=-7),
        Paragraph((), "ke_trich_yeu", indent_left=40, indent_right=40, border_bottom=0.75),
        Paragraph((Run(""),)),
        merged,
        PageBreak(),
        Unprintable("biểu đồ", 'chữ trong <biểu đồ> & "nháy"'),
        Paragraph((Run("chỗ ký"),), "cho_ky", bookmark="ky_thu"),
        SectionStart("landscape", 297, 210, restart_numbering=True),
        paragraph("Phụ lục", "phu_luc"),
        paragraph("{{ 7*7 }} <b>&amp;</b> ]]> \x07 \ufeffhết"),
    )


@pytest.mark.parametrize("flavour", ["3a", "3b"])
def test_archive_profile(flavour: str, tmp_path: Path) -> None:
    paper = read_docx(sample_docx(tmp_path))
    for document in (everything(), paper):
        assert failures(print_pdf(document, title="Thử & nghiệm <1>", author="Cơ quan Mẫu").data, flavour) == {}


def test_verapdf_would_notice() -> None:
    """The check of the checker: a file without its archive marks fails."""
    data = print_pdf(of(paragraph("chữ")), title="x").data
    with pikepdf.open(BytesIO(data)) as pdf:
        del pdf.Root["/Metadata"]
        stream = BytesIO()
        pdf.save(stream)
    assert failures(stream.getvalue(), "3b")


def test_tags_title_language_and_headings() -> None:
    data = print_pdf(everything(), title="Tờ trình thử").data
    with pikepdf.open(BytesIO(data)) as pdf:
        assert str(pdf.Root.Lang) == "vi"
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.docinfo.Title) == "Tờ trình thử"
        kinds = {str(o.S) for o in pdf.objects if isinstance(o, pikepdf.Dictionary) and o.get("/Type") == "/StructElem"}
        assert {"/H2", "/P", "/Table", "/TH", "/TD", "/Figure"} <= kinds
        assert str(pdf.Root.Outlines.First.Title) == "MỤC MỘT"
        assert str(pdf.docinfo.CreationDate).startswith("D:20000101")  # nobody knows: never the clock's
        assert "Suspects" not in str(pdf.Root.MarkInfo)


def test_text_that_looks_like_markup_is_printed_as_text() -> None:
    lines = [line.text for page in measure(print_pdf(everything(), title="x").data) for line in page.lines]
    assert "{{ 7*7 }} <b>&amp;</b> ]]> hết" in lines
    assert '[Không in được: biểu đồ] chữ trong <biểu đồ> & "nháy"' in lines


def test_tabs_and_lists_stand_where_word_puts_them() -> None:
    (page, *_) = measure(print_pdf(everything(), title="x").data)
    end = next(line for line in page.lines if line.text.endswith("hết"))
    assert end.right == pytest.approx(30 + 160, abs=0.6)
    item = page.line("a)")
    text = next(w for w in item.words if "thụt" in w.text) if "thụt" in item.text else page.line("thụt").words[0]
    assert item.x == pytest.approx(30 + 13, abs=0.3)
    assert text.x == pytest.approx(30 + 20, abs=0.3)


def test_fields_print_live_numbers() -> None:
    pages = measure(print_pdf(everything(), title="x").data)
    assert any(f"trang 1/{len(pages)}" in line.text for line in pages[0].lines)


def test_fonts_are_embedded_and_one_family() -> None:
    data = print_pdf(everything(), title="x").data
    with pikepdf.open(BytesIO(data)) as pdf:
        fonts = [o for o in pdf.objects if isinstance(o, pikepdf.Dictionary) and o.get("/Type") == "/FontDescriptor"]
        assert fonts and all("/FontFile2" in f or "/FontFile3" in f for f in fonts)
        names = {str(f.FontName).partition("+")[2].partition("-")[0] for f in fonts}
        assert names == {choose_family().name.replace(" ", "")}


def _digest(_: int) -> bytes:
    return print_pdf(everything(), title="x").data


def test_same_input_same_bytes_in_other_threads_and_processes() -> None:
    here = _digest(0)
    assert here == _digest(1)
    with ThreadPoolExecutor(3) as pool:
        assert set(pool.map(_digest, range(6))) == {here}
    code = (
        "import sys; sys.path[:0] = sys.argv[1:]; import hashlib, test_print_pdf; "
        "print(hashlib.sha256(test_print_pdf._digest(0)).hexdigest())"
    )
    folders = [str(Path(__file__).parent), str(Path(__file__).parent.parent / "support")]
    import hashlib
    import os

    environment = {**os.environ, "PYTHONHASHSEED": "12345", "TZ": "Asia/Ho_Chi_Minh"}
    out = subprocess.run(
        [sys.executable, "-c", code, *folders], capture_output=True, text=True, env=environment, check=True
    )
    assert out.stdout.strip() == hashlib.sha256(here).hexdigest()


def test_a_character_outside_the_font_is_an_error_that_names_it() -> None:
    with pytest.raises(RenderingFailed) as caught:
        print_pdf(of(paragraph("Đạt 🎉 漢")), title="x")
    assert "U+1F389" in caught.value.message and "漢" in caught.value.message
    assert caught.value.hint


def test_font_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    assert choose_family().name in load_the_thuc().font.families
    monkeypatch.setenv("DOSSIER_FONT", "Phông Không Có")
    with pytest.raises(RenderingFailed) as caught:
        print_pdf(of(paragraph("chữ")), title="x")
    assert "Phông Không Có" in caught.value.message
    assert "apt install fonts-liberation2" in (caught.value.hint or "")


def test_every_vietnamese_letter_is_set_in_the_family() -> None:
    vowels = "aăâeêioôơuưy"
    text = " ".join(
        v + t for v in vowels + vowels.upper() for t in ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
    )
    import unicodedata

    text = unicodedata.normalize("NFC", text) + " đĐ “” – … ≥ ≤ × ₫ ½ ²"
    (page,) = measure(print_pdf(of(paragraph(text)), title="x").data)
    assert "".join(line.text for line in page.lines).replace(" ", "") == text.replace(" ", "")


def test_signs_read_from_symbol_fonts_can_be_printed() -> None:
    from dossier.papers import read_numbering, read_runs

    signs = {*read_runs._SYMBOLS.values(), *read_numbering._SYMBOLS.values()}
    assert choose_family().missing(signs) == []
    for before in range(8, 20):  # wherever the end of the line falls, the word stays whole
        firm = paragraph("chữ " * before + "Khen\u2011thưởng")
        lines = [line.text for line in measure(print_pdf(of(firm), title="x").data)[0].lines]
        assert sum("Khen-thưởng" in line for line in lines) == 1


def test_pictures_that_cannot_be_read_are_an_error() -> None:
    broken = Image(b"\x89PNG\r\n\x1a\n" + b"\0" * 40, "image/png", 10, 10)
    with pytest.raises(RenderingFailed):
        print_pdf(of(Paragraph((Run("", image=broken),))), title="x")


def program(folder: Path, text: str) -> Path:
    file = folder / "thu.typ"
    file.write_text(text + "\n#metadata(none) <het>\n", encoding="utf-8")
    return file


@pytest.mark.parametrize(
    "line",
    [
        '#read("/etc/hostname")',
        '#read("../../etc/hostname")',
        '#image("/etc/hostname")',
        '#import "@preview/cetz:0.3.0"',
        '#include "/etc/hostname"',
    ],
)
def test_a_program_reads_nothing_outside_its_folder(line: str, tmp_path: Path) -> None:
    with pytest.raises(RenderingFailed):
        print_program(program(tmp_path, line), {}, title="x")


@pytest.mark.parametrize(
    "text", ['#read("/etc/hostname")', "#panic()", "$ x^2 $", "= Mục", "*b* _i_ `r` <nhan> @nhan", '"; #1']
)
def test_text_is_never_evaluated(text: str, tmp_path: Path) -> None:
    (page,) = measure(print_pdf(of(Paragraph((Run(text),), list_label=text)), title=text, author=text).data)
    assert " ".join(line.text for line in page.lines) == " ".join(f"{text} {text}".split())
    shown = print_program(program(tmp_path, "#data.chu"), {"chu": text}, title=text)
    assert [line.text for line in measure(shown.data)[0].lines] == [" ".join(text.split())]


def test_pages_of_our_own_making(tmp_path: Path) -> None:
    own = program(
        tmp_path,
        '#set page(width: 100mm, height: 80mm, margin: 10mm)\n= #data.ten\n#image(data.images.dau, format: "png", alt: "dấu")\n'
        "#context { let at = here().position(); [#metadata((data.ten, at.page, at.x / 1pt, at.y / 1pt, 72, 36)) <cho>] }",
    )
    made = print_program(own, {"ten": "Hồ sơ"}, title="Bìa", images={"dau": Image(png(), "image/png", 10, 10)})
    assert made.pages == 1
    place = made.places["Hồ sơ"]
    assert (place.page, place.width_mm, place.height_mm) == (1, 25.4, 12.7)
    assert place.x_mm == pytest.approx(10) and place.y_mm > 15
    assert failures(made.data, "3a") == {}
    with pytest.raises(RenderingFailed) as caught:
        print_program(program(tmp_path, "#data.khong_co"), {}, title="x")
    assert "khong_co" in caught.value.message
    with pytest.raises(RenderingFailed):
        print_program(program(tmp_path, "#data.chu"), {"chu": "漢"}, title="x")


def test_a_warning_of_the_typesetter_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(RenderingFailed) as caught:
        print_program(program(tmp_path, '#text(font: "Phông Không Có")[chữ]'), {}, title="x")
    assert "trọn vẹn" in caught.value.message


def test_a_table_wider_than_the_page_is_fitted() -> None:
    wide = Table((Row(tuple(cell("chữ") for _ in range(4))),), (80, 80, 80, 80))
    (page,) = measure(print_pdf(of(SectionStart(), wide), title="x").data)
    assert max(r.x + r.length for r in page.rules) <= 195.6


def test_a_table_of_header_rows_only_is_printed_once() -> None:
    head = Row((cell("TT", "dau_bang", row_span=2), cell("Điểm", "dau_bang")), header=True)
    table = Table((head, Row((cell("Khối", "dau_bang"),), header=True)), (20, 60), caption="không in")
    (page,) = measure(print_pdf(of(SectionStart(), table), title="x").data)
    assert [line.text for line in page.lines] == ["TT", "Điểm", "Khối"]


def filler(lines: int) -> list[Paragraph]:
    """Lines of text of a known height, to push what follows down the page."""
    return [replace(paragraph("dòng"), space_before=0.0, line_spacing=1.0)] * lines


def bang(*rows: Row, widths: tuple[float, ...] = (20, 60)) -> Table:
    return Table((Row((cell("TT", "dau_bang"), cell("Nội dung", "dau_bang")), header=True), *rows), widths)


def row(first: str, second: str, *, keep_next: bool = False) -> Row:
    return Row((cell(first), cell(second)), cant_split=True, keep_next=keep_next)


SIGNATURES = Table(
    (
        Row(
            (
                cell("Nơi nhận:", "noi_nhan"),
                Cell(
                    (paragraph("GIÁM ĐỐC", "quyen_han"), paragraph("", "cho_ky"), paragraph("Nông Văn Mẫu", "ho_ten"))
                ),
            )
        ),
    ),
    (80, 85),
    "khung_an",
    role="chu_ky",
)


def body(page: Page) -> list[Line]:
    return [line for line in page.lines if line.baseline > 20]


def test_a_word_longer_than_its_line_is_broken_and_stays_whole_in_order() -> None:
    address = "https://csdl.vi-du.vn/van-ban/2025/" + "abcdefghij" * 20
    name = "bien_ban_nghiem_thu_rung_trong_moi_2025.pdf"
    made = print_pdf(
        of(SectionStart(), paragraph(f"trước {address} sau"), bang(row("1", name), widths=(10, 40))), title="x"
    )
    (page,) = measure(made.data)
    assert max(line.right for line in page.lines) <= 195.1
    assert max(line.right for line in page.lines if line.x > 40 and line.baseline > 60) <= 30 + 50
    text = "".join(line.text for line in page.lines).replace(" ", "")
    assert address in text and name in text


def test_rows_and_tables_taller_than_a_page_lose_nothing() -> None:
    words = " ".join(f"chữ{n}" for n in range(2500))
    tall = bang(row("1", words), row("2", "cuối"), widths=(10, 60))
    kept = bang(*(row(str(n), "nội dung " * 12, keep_next=True) for n in range(60)), widths=(10, 60))
    for table, last in ((tall, "chữ2499"), (kept, "59")):
        pages = measure(print_pdf(of(SectionStart(), *filler(5), table, paragraph("sau bảng")), title="x").data)
        assert len(pages) > 2
        assert any(line.text.startswith("TT") for line in pages[0].lines), "the table begins where there is room"
        assert all(line.baseline < 297 - 19 for page in pages for line in page.lines)
        assert any(last in line.text for page in pages for line in page.lines)
        assert any(line.text == "sau bảng" for line in pages[-1].lines)


def test_a_short_table_whose_rows_stay_together_is_not_split() -> None:
    table = bang(*(row(str(n), "nội dung", keep_next=n < 9) for n in range(10)))
    for lines in range(34, 46, 3):
        pages = measure(print_pdf(of(SectionStart(), *filler(lines), table), title="x").data)
        assert sum(any(line.text.startswith("TT") for line in page.lines) for page in pages) == 1


def test_no_name_of_a_table_head_or_group_is_left_at_the_foot_of_a_page() -> None:
    groups = [
        row(f"Nhóm {group}" if n == 0 else str(n), "nội dung", keep_next=n == 0) for group in range(8) for n in range(4)
    ]
    for lines in range(26, 46, 2):
        document = of(SectionStart(), *filler(lines), paragraph("Tên bảng", "ten_bang"), bang(*groups))
        for page in measure(print_pdf(document, title="x").data):
            last = max(line.baseline for line in body(page))
            foot = {line.words[0].text.split()[0] for line in page.lines if last - line.baseline < 1}
            assert not foot & {"Tên", "TT", "Nội", "Nhóm"}, f"{lines} lines before"


@pytest.mark.parametrize("rows", [8, 30, 33, 36])
def test_signatures_take_the_last_row_of_a_table_along(rows: int) -> None:
    table = bang(*(row(str(n), "nội dung " * 5) for n in range(rows)))
    made = print_pdf(of(SectionStart(), table, paragraph("", "sau_bang"), SIGNATURES), title="x")
    page = next(p for p in measure(made.data) if any(line.text == "GIÁM ĐỐC" for line in p.lines))
    office = page.line("GIÁM ĐỐC").baseline
    above = [line for line in body(page) if line.baseline < office - 1 and line.text != "Nơi nhận:"]
    assert any(line.text.startswith("nội dung") for line in above)
    assert office - max(line.baseline for line in above) == pytest.approx(8.4, abs=1)


def test_a_section_that_numbers_anew_starts_at_one() -> None:
    field = Paragraph((Run("trang "), Run("", field="PAGE"), Run(" trên "), Run("", field="NUMPAGES")))
    annex = SectionStart(restart_numbering=True)
    document = of(SectionStart(), field, PageBreak(), field, annex, field, PageBreak(), field, SectionStart(), field)
    pages = measure(print_pdf(document, title="x").data)
    assert [" | ".join(line.text for line in page.lines) for page in pages] == [
        "trang 1 trên 5",
        "2 | trang 2 trên 5",
        "trang 1 trên 5",
        "2 | trang 2 trên 5",
        "3 | trang 3 trên 5",
    ]


def test_space_between_paragraphs_is_the_larger_of_the_two_and_none_at_the_top_of_a_page() -> None:
    def spaced(before: float, after: float) -> Paragraph:
        return replace(paragraph("dòng"), space_before=before, space_after=after, line_spacing=1.0)

    (page,) = measure(print_pdf(of(SectionStart(), spaced(0, 20), spaced(8, 3), spaced(12, 0)), title="x").data)
    first, second, third = (line.baseline for line in page.lines)
    single = 14 * 1.149
    assert (second - first) * 72 / 25.4 == pytest.approx(single + 20, abs=0.1)
    assert (third - second) * 72 / 25.4 == pytest.approx(single + 12, abs=0.1)
    pages = measure(print_pdf(of(SectionStart(), *[spaced(30, 0)] * 30), title="x").data)
    assert len(pages) > 1
    assert body(pages[1])[0].baseline == pytest.approx(20 + 14 * 0.933 * 25.4 / 72, abs=0.1)


def test_signature_block_takes_the_last_lines_along() -> None:
    text = paragraph(
        "Đơn vị đã hoàn thành toàn diện các chỉ tiêu, nhiệm vụ được giao trong năm, không có sai phạm. " * 4
    )
    for lines in range(20, 46):
        pages = measure(print_pdf(of(SectionStart(), *filler(lines), text, SIGNATURES), title="x").data)
        page = next(p for p in pages if any(line.text == "GIÁM ĐỐC" for line in p.lines))
        assert any(line.text == "Nông Văn Mẫu" for line in page.lines)
        before = [line for line in page.lines if line.baseline < page.line("GIÁM ĐỐC").baseline and line.baseline > 20]
        assert len(before) >= 2, f"{lines} lines before: the signatures are alone"
        gap = page.line("GIÁM ĐỐC").baseline - max(line.baseline for line in before if line.text != "Nơi nhận:")
        assert gap == pytest.approx(5.7, abs=0.2), "the room that is kept is the room that is taken"


def test_a_page_break_inside_a_table_cell_breaks_nothing() -> None:
    inside = Cell((paragraph("trước"), PageBreak(), paragraph("sau", page_break_before=True)))
    (page,) = measure(print_pdf(of(SectionStart(), Table((Row((inside,)),), (60,))), title="x").data)
    assert [line.text for line in page.lines] == ["trước", "sau"]


def test_two_headings_in_a_row_stand_line_under_line() -> None:
    style = "tieu_de_phu_luc"
    printed = print_pdf(of(paragraph("DANH SÁCH", style), paragraph("NĂM 2025", style), paragraph("Sau.")), title="t")
    first, second = measure(printed.data)[0].lines[:2]
    line = load_the_thuc().styles[style].size * 1.15 * 25.4 / 72
    assert second.baseline - first.baseline == pytest.approx(line, abs=0.5)
