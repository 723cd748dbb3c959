"""The PDF as a file: archive profile, fonts, determinism, what is refused."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from io import BytesIO
from multiprocessing import get_context
from pathlib import Path

import pikepdf
import pytest
from pdf_facts import measure
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
from dossier.papers.html import to_html
from dossier.papers.the_thuc import load_the_thuc
from dossier.papers.typeset import html_to_pdf, print_pdf, warm_up
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
        assert (
            failures(print_pdf(document, title="Thử & nghiệm <1>", author="Cơ quan Mẫu", identifier=ID).data, flavour)
            == {}
        )


def test_verapdf_would_notice() -> None:
    """The check of the checker: a file without its archive marks fails."""
    data = print_pdf(of(paragraph("chữ")), title="x", identifier=ID).data
    with pikepdf.open(BytesIO(data)) as pdf:
        del pdf.Root["/OutputIntents"]
        stream = BytesIO()
        pdf.save(stream)
    assert failures(stream.getvalue(), "3b")


def test_tags_title_language_and_headings() -> None:
    data = print_pdf(everything(), title="Tờ trình thử", identifier=ID).data
    with pikepdf.open(BytesIO(data)) as pdf:
        assert str(pdf.Root.Lang) == "vi"
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.docinfo.Title) == "Tờ trình thử"
        kinds = {str(o.S) for o in pdf.objects if isinstance(o, pikepdf.Dictionary) and o.get("/Type") == "/StructElem"}
        assert {"/H2", "/P", "/Table", "/TH", "/TD", "/Figure"} <= kinds
        assert str(pdf.Root.Outlines.First.Title) == "Mục một"
        assert "/CreationDate" not in pdf.docinfo and "/ModDate" not in pdf.docinfo


def test_text_that_looks_like_markup_is_printed_as_text() -> None:
    lines = [
        line.text for page in measure(print_pdf(everything(), title="x", identifier=ID).data) for line in page.lines
    ]
    assert "{{ 7*7 }} <b>&amp;</b> ]]> hết" in lines
    assert '[Không in được: biểu đồ] chữ trong <biểu đồ> & "nháy"' in lines


def test_tabs_and_lists_stand_where_word_puts_them() -> None:
    (page, *_) = measure(print_pdf(everything(), title="x", identifier=ID).data)
    end = next(line for line in page.lines if line.text.endswith("hết"))
    assert end.right == pytest.approx(30 + 160, abs=0.6)
    item = page.line("a)")
    text = next(w for w in item.words if "thụt" in w.text) if "thụt" in item.text else page.line("thụt").words[0]
    assert item.x == pytest.approx(30 + 13, abs=0.3)
    assert text.x == pytest.approx(30 + 20, abs=0.3)


def test_fields_print_live_numbers() -> None:
    pages = measure(print_pdf(everything(), title="x", identifier=ID).data)
    assert any(f"trang 1/{len(pages)}" in line.text for line in pages[0].lines)


def test_fonts_are_embedded_and_one_family() -> None:
    data = print_pdf(everything(), title="x", identifier=ID).data
    with pikepdf.open(BytesIO(data)) as pdf:
        fonts = [o for o in pdf.objects if isinstance(o, pikepdf.Dictionary) and o.get("/Type") == "/FontDescriptor"]
        assert fonts and all("/FontFile2" in f or "/FontFile3" in f for f in fonts)
        assert {str(f.FontFamily) for f in fonts} == {choose_family().name}


def _digest(_: int) -> bytes:
    return print_pdf(everything(), title="x", identifier=ID).data


def test_same_input_same_bytes_in_other_processes() -> None:
    here = _digest(0)
    assert here == _digest(1)
    with ProcessPoolExecutor(1, mp_context=get_context("fork")) as pool:
        warm_up()
        assert pool.submit(_digest, 2).result() == here
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
        print_pdf(of(paragraph("Đạt 🎉 漢")), title="x", identifier=ID)
    assert "U+1F389" in caught.value.message and "漢" in caught.value.message
    assert caught.value.hint


def test_font_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    assert choose_family().name in load_the_thuc().font.families
    monkeypatch.setenv("DOSSIER_FONT", "Phông Không Có")
    with pytest.raises(RenderingFailed) as caught:
        print_pdf(of(paragraph("chữ")), title="x", identifier=ID)
    assert "Phông Không Có" in caught.value.message
    assert "apt install fonts-liberation2" in (caught.value.hint or "")


def test_every_vietnamese_letter_is_set_in_the_family() -> None:
    vowels = "aăâeêioôơuưy"
    text = " ".join(
        v + t for v in vowels + vowels.upper() for t in ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
    )
    import unicodedata

    text = unicodedata.normalize("NFC", text) + " đĐ “” – … ≥ ≤ × ₫ ½ ²"
    (page,) = measure(print_pdf(of(paragraph(text)), title="x", identifier=ID).data)
    assert "".join(line.text for line in page.lines).replace(" ", "") == text.replace(" ", "")


def test_signs_read_from_symbol_fonts_can_be_printed() -> None:
    from dossier.papers import read_numbering, read_runs

    signs = {*read_runs._SYMBOLS.values(), *read_numbering._SYMBOLS.values()}
    assert choose_family().missing(signs) == []
    for before in range(8, 20):  # wherever the end of the line falls, the word stays whole
        firm = paragraph("chữ " * before + "Khen\u2011thưởng")
        lines = [line.text for line in measure(print_pdf(of(firm), title="x", identifier=ID).data)[0].lines]
        assert sum("Khen-thưởng" in line for line in lines) == 1


def test_pictures_that_cannot_be_read_are_an_error() -> None:
    broken = Image(b"\x89PNG\r\n\x1a\n" + b"\0" * 40, "image/png", 10, 10)
    with pytest.raises(RenderingFailed):
        print_pdf(of(Paragraph((Run("", image=broken),))), title="x", identifier=ID)


@pytest.mark.parametrize(
    "address", ["file:///etc/hostname", "http://127.0.0.1:9/x.png", "data:text/plain,x", "../x.png"]
)
def test_nothing_outside_is_fetched(address: str) -> None:
    html = f'<html lang="vi"><head><title>x</title></head><body><p>a<img src="{address}" alt="b"/></p></body></html>'
    with pytest.raises(RenderingFailed):
        html_to_pdf(html, identifier=ID)
    link = html.replace("<title>", '<link rel="stylesheet" href="file:///etc/hostname"/><title>')
    with pytest.raises(RenderingFailed):
        html_to_pdf(link, identifier=ID)


def test_pages_of_our_own_making() -> None:
    html = (
        '<html lang="vi"><head><title>Bìa</title></head><body><h1 id="bia" class="ten_loai">Hồ sơ</h1>'
        '<p class="rieng" id="dau"><a href="#bia">mục lục</a> <img src="anh:dau" alt="dấu"/></p></body></html>'
    )
    made = html_to_pdf(
        html, identifier=ID, css=".rieng{margin-top:50mm}", images={"anh:dau": Image(png(), "image/png", 10, 10)}
    )
    assert made.pages == 1
    assert made.places["dau"].y_mm > made.places["bia"].y_mm + 50
    assert failures(made.data, "3a") == {}
    with pytest.raises(RenderingFailed):
        html_to_pdf("<html><body><p>chưa đóng</body></html>", identifier=ID)


def test_a_table_wider_than_the_page_is_fitted() -> None:
    wide = Table((Row(tuple(cell("chữ") for _ in range(4))),), (80, 80, 80, 80))
    (page,) = measure(print_pdf(of(SectionStart(), wide), title="x", identifier=ID).data)
    assert max(r.x + r.length for r in page.rules) <= 195.6


def test_a_table_of_header_rows_only_is_printed_once() -> None:
    head = Row((cell("TT", "dau_bang", row_span=2), cell("Điểm", "dau_bang")), header=True)
    table = Table((head, Row((cell("Khối", "dau_bang"),), header=True)), (20, 60), caption="không in")
    (page,) = measure(print_pdf(of(SectionStart(), table), title="x", identifier=ID).data)
    assert [line.text for line in page.lines] == ["TT", "Điểm", "Khối"]


def test_signature_block_takes_the_last_lines_along() -> None:
    block = Table(
        (
            Row(
                (
                    cell("Nơi nhận:", "noi_nhan"),
                    Cell(
                        (
                            paragraph("GIÁM ĐỐC", "quyen_han"),
                            paragraph("", "cho_ky"),
                            paragraph("Nông Văn Mẫu", "ho_ten"),
                        )
                    ),
                )
            ),
        ),
        (80, 85),
        "khung_an",
        role="chu_ky",
    )
    text = paragraph(
        "Đơn vị đã hoàn thành toàn diện các chỉ tiêu, nhiệm vụ được giao trong năm, không có sai phạm. " * 4
    )
    for lines in range(20, 46):
        filler = [replace(paragraph("dòng"), space_before=0.0, line_spacing=1.0)] * lines
        pages = measure(print_pdf(of(SectionStart(), *filler, text, block), title="x", identifier=ID).data)
        page = next(p for p in pages if any(line.text == "GIÁM ĐỐC" for line in p.lines))
        assert any(line.text == "Nông Văn Mẫu" for line in page.lines)
        before = [line for line in page.lines if line.baseline < page.line("GIÁM ĐỐC").baseline and line.baseline > 20]
        assert len(before) >= 2, f"{lines} lines before: the signatures are alone"


def test_html_is_small_and_has_no_inline_styles() -> None:
    html = to_html(everything(), load_the_thuc(), title="x")
    assert " style=" not in html
    assert html.count('scope="col"') == 4
