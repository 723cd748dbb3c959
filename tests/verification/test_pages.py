"""Pages of a received bundle against the pages made anew: every way to change what a reader sees is found."""

from __future__ import annotations

import io
import re

import pikepdf
import pytest
from page_tampering import annotate, changed, draw, letters_of, move_page, retype, swap_pages
from pikepdf import Array, Dictionary, Name, ObjectStreamMode, StreamDecodeLevel, String
from received_bundle import compared, example, parts_of, person_signed, signed, small

PAPER = 4
"""Page (from 0) of the small bundle that lies in the middle of a paper: cover, index, then papers of two pages."""


# --- the same -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("received", [small, person_signed, signed], ids=["unsigned", "person", "both"])
def test_the_bundle_as_it_was_made_is_the_same_signed_or_not(received):
    outcome = compared(received())
    assert set(outcome.answers.values()) == {"co"}
    assert not outcome.findings
    assert not outcome.unchecked


def test_the_real_example_is_the_same_with_both_signatures():
    unsigned, received, _ = example()
    outcome = compared(received, unsigned)
    assert set(outcome.answers.values()) == {"co"}
    assert not outcome.findings


@pytest.mark.parametrize(
    "how",
    [
        {"compress_streams": False, "stream_decode_level": StreamDecodeLevel.generalized},
        {"object_stream_mode": ObjectStreamMode.disable},
        {"linearize": True},
        {"qdf": True},
        {"recompress_flate": True},
    ],
    ids=str,
)
def test_another_packing_of_the_same_pages_is_no_difference(how):
    outcome = compared(changed(small(), **how))
    assert set(outcome.answers.values()) == {"co"}
    assert outcome.codes <= {"PGE-008"}


def test_pages_written_anew_by_another_program_are_the_same_and_said_so():
    def rewrite(pdf):
        page = pdf.pages[PAPER]
        page.Contents = pdf.make_stream(pikepdf.unparse_content_stream(pikepdf.parse_content_stream(page)))

    outcome = compared(changed(small(), rewrite))
    assert set(outcome.answers.values()) == {"co"}
    assert outcome.codes == {"PGE-008"}
    assert "Trang 5" in outcome.message("PGE-008")


@pytest.mark.parametrize(
    ("points", "answer", "code"), [(0.2, "co", "PGE-008"), (0.6, "khong_kiem_duoc", None), (5, "khong", "PGE-007")]
)
def test_a_page_printed_anew_a_hair_off_is_not_called_forged_and_not_called_the_same(points, answer, code):
    def shift(pdf):
        page = pdf.pages[PAPER]
        page.Contents = pdf.make_stream(b"1 0 0 1 %.1f 0 cm\n" % points + page.Contents.read_bytes())

    outcome = compared(changed(small(), shift))
    assert outcome.answers["van_ban_2"] == answer
    assert outcome.codes == ({code} if code else set())
    assert ("PGE-007" in outcome.unchecked) == (answer == "khong_kiem_duoc")


# --- words --------------------------------------------------------------------------------------------------------------


def test_a_changed_figure_is_told_with_page_paper_both_values_and_the_words_around():
    outcome = compared(changed(small(), lambda pdf: retype(pdf, PAPER, "97,35", "97,53")))
    assert outcome.bad == {"van_ban_2"}
    message = outcome.message("PGE-001")
    assert "Trang 1 (trang 5 của tệp) của “Văn bản 2”" in message
    assert "ghi “97,53%”; theo số liệu là “97,35%”" in message
    assert "vốn đầu tư công đạt 97,53% kế hoạch" in message
    finding = next(f for f in outcome.findings if f.code == "PGE-001")
    assert finding.at.paper == "van_ban_2"


@pytest.mark.parametrize(
    ("page", "old", "new", "code"),
    [
        (0, "Sở Quy hoạch", "Sở Quy hạoch", "PGE-002"),
        (0, "Năm 2025", "Năm 2052", "PGE-003"),
        (1, "45", "54", "PGE-004"),
        (PAPER, "vượt", "vưtợ", "PGE-005"),
    ],
    ids=["name", "date", "number of document", "wording"],
)
def test_what_kind_of_words_was_changed_decides_the_code(page, old, new, code):
    outcome = compared(changed(small(), lambda pdf: retype(pdf, page, old, new)))
    assert code in outcome.codes
    assert len(outcome.bad) == 1


def test_of_very_many_differences_the_first_are_told_and_the_rest_counted():
    def scramble(pdf):
        for word in (
            "Kết",
            "ngân",
            "công",
            "đạt",
            "hoạch",
            "Phong",
            "đua",
            "hưởng",
            "xóa",
            "Quỹ",
            "thêm",
            "triệu",
            "nghèo",
        ):
            retype(pdf, PAPER, word, word[::-1])

    outcome = compared(changed(small(), scramble))
    told = [f for f in outcome.findings if f.code != "PGE-006"]
    assert len(told) == 10
    assert re.search(r"khác số liệu ở 1[1-3] chỗ; trên đây chỉ nêu 10 chỗ đầu", outcome.message("PGE-006"))
    assert outcome.bad == {"van_ban_2"}


# --- the picture --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "program",
    [
        b"q 1 1 1 rg 100 500 300 60 re f Q",
        b"q 0 0 0 rg 100 500 300 60 re f Q",
        b"q 1 0 0 RG 2 w 100 500 m 400 500 l S Q",
    ],
    ids=["covered in white", "blacked out", "struck through"],
)
def test_right_words_under_something_drawn_over_them_are_found_with_their_place(program):
    outcome = compared(changed(small(), lambda pdf: draw(pdf, PAPER, program)))
    assert outcome.bad == {"van_ban_2"}
    message = outcome.message("PGE-007")
    assert "cách mép trái 35 mm" in message
    assert re.search(r"mép trên (99|100|1[01]\d|12\d) mm", message)


def test_even_a_decimal_comma_painted_over_is_found():
    import pypdfium2

    with pypdfium2.PdfDocument(small()) as document:
        text = document[PAPER].get_textpage()
        comma = text.get_text_range().index("97,35") + 2
        left, bottom, right, top = text.get_charbox(comma)
        text.close()
    program = f"q 1 1 1 rg {left:.2f} {bottom:.2f} {right - left:.2f} {top - bottom:.2f} re f Q"
    outcome = compared(changed(small(), lambda pdf: draw(pdf, PAPER, program.encode())))
    assert outcome.bad == {"van_ban_2"}
    assert "97,35%" in outcome.message("PGE-007")


def test_a_picture_laid_over_the_page_is_found():
    def paste(pdf):
        image = pdf.make_stream(
            bytes([200, 255] * 200),
            Type=Name.XObject,
            Subtype=Name.Image,
            Width=20,
            Height=20,
            ColorSpace=Name.DeviceGray,
            BitsPerComponent=8,
        )
        page = pdf.pages[PAPER]
        resources = Dictionary(page.Resources)
        resources.XObject = Dictionary(Anh=image)
        page.obj.Resources = resources
        draw(pdf, PAPER, b"q 120 0 0 60 150 400 cm /Anh Do Q")

    assert "PGE-007" in compared(changed(small(), paste)).codes


@pytest.mark.parametrize("setting", [b"3 Tr", b"1 1 1 rg 1 1 1 RG"], ids=["invisible", "white"])
def test_words_that_are_there_and_not_to_be_seen_are_found(setting):
    def hide(pdf):
        page = pdf.pages[PAPER]
        content = page.Contents.read_bytes()
        shown = b"0 Tr" if setting == b"3 Tr" else b"0 scn"
        assert shown in content
        page.Contents = pdf.make_stream(content.replace(shown, setting))

    outcome = compared(changed(small(), hide))
    assert "PGE-007" in outcome.codes
    assert outcome.bad == {"van_ban_2"}


def test_hidden_words_that_were_added_are_found():
    def whisper(pdf):
        fonts = pdf.pages[PAPER].Resources.Font
        name = min(str(key) for key in fonts.keys())  # noqa: SIM118  # not a dict
        draw(pdf, PAPER, f"BT 3 Tr {name} 12 Tf 1 0 0 1 200 200 Tm <0002 0003 0004> Tj ET".encode())

    outcome = compared(changed(small(), whisper))
    assert outcome.bad == {"van_ban_2"}
    assert outcome.codes & {"PGE-001", "PGE-005"}


def _font(pdf, page):
    """The font with which most figures of the page are written."""
    fonts = [font for _, font in sorted(pdf.pages[page].Resources.Font.items())]
    return next(font for font in fonts if {"9", "5"} <= set(letters_of(font).values()))


def test_another_table_of_letters_over_the_same_glyphs_is_found():
    def relabel(pdf):
        font = _font(pdf, PAPER)
        table = font.ToUnicode.read_bytes()
        # Whoever reads by machine gets 7 for 9; a person still sees 9.
        assert b"<0039>" in table
        font.ToUnicode = pdf.make_stream(table.replace(b"<0039>", b"<0037>"))

    outcome = compared(changed(small(), relabel))
    assert outcome.bad
    assert "PGE-001" in outcome.codes


def test_right_letters_over_exchanged_glyphs_are_found():
    def exchange(pdf):
        font = _font(pdf, PAPER)
        letters = dict(
            (letter, code)
            for code, letter in re.findall(rb"<([0-9A-F]{4})> <([0-9A-F]{4})>", font.ToUnicode.read_bytes())
        )
        inner = font.DescendantFonts[0]
        one, other = (int(letters[b"%04X" % ord(digit)], 16) for digit in "95")
        current = inner.get("/CIDToGIDMap")
        plain = b"".join(number.to_bytes(2, "big") for number in range(600))
        numbers = bytearray(current.read_bytes() if isinstance(current, pikepdf.Stream) else plain)
        a, b = numbers[2 * one : 2 * one + 2], numbers[2 * other : 2 * other + 2]
        numbers[2 * one : 2 * one + 2], numbers[2 * other : 2 * other + 2] = b, a
        inner.CIDToGIDMap = pdf.make_stream(bytes(numbers))

    outcome = compared(changed(small(), exchange))
    assert outcome.bad
    assert "PGE-007" in outcome.codes


# --- order --------------------------------------------------------------------------------------------------------------


def test_two_pages_that_changed_places_are_named():
    outcome = compared(changed(small(), lambda pdf: swap_pages(pdf, PAPER, PAPER + 3)))
    assert "Trang 5 và trang 8 của tệp bị đổi chỗ" in outcome.message("PGE-012")
    assert outcome.bad >= {"van_ban_2", "van_ban_3"}
    assert "PGE-010" not in outcome.codes


def test_a_bookmark_to_a_page_too_many_names_that_page_of_the_file():
    def astray(pdf):
        pdf.add_blank_page(page_size=(595, 842))
        pdf.Root.Outlines.First.Dest = pikepdf.Array([pdf.pages[-1].obj, pikepdf.Name.Fit])

    received = changed(small(), astray)
    last = len(pikepdf.open(io.BytesIO(received)).pages)
    assert f"trang {last} của tệp, không lập từ số liệu" in compared(received).message("PGE-028")


def test_neighbours_that_changed_places_are_named():
    outcome = compared(changed(small(), lambda pdf: swap_pages(pdf, PAPER, PAPER + 1)))
    assert "Trang 5 và trang 6 của tệp bị đổi chỗ" in outcome.message("PGE-012")
    assert not outcome.codes & {"PGE-010", "PGE-011", "PGE-014"}


def test_a_page_left_out_is_one_finding_and_not_one_for_every_page_after_it():
    def drop(pdf):
        del pdf.pages[PAPER]

    outcome = compared(changed(small(), drop))
    assert "Thiếu trang 1 của “Văn bản 2”" in outcome.message("PGE-010")
    assert outcome.bad - {"bia"} == {"van_ban_2"}


def test_a_whole_paper_left_out_is_told_as_that():
    def drop(pdf):
        del pdf.pages[PAPER : PAPER + 2]

    assert "Thiếu toàn bộ 2 trang của “Văn bản 2”" in compared(changed(small(), drop)).message("PGE-010")


def test_a_page_put_in_is_found():
    def insert(pdf):
        pdf.add_blank_page()

    outcome = compared(changed(small(), insert))
    assert "Trang 11 của tệp không phải trang của giấy tờ nào" in outcome.message("PGE-011")


def test_a_page_put_in_twice_is_found():
    def repeat(pdf):
        pdf.pages.insert(PAPER + 1, pdf.pages[PAPER])

    outcome = compared(changed(small(), repeat))
    assert "PGE-014" in outcome.codes
    assert "PGE-011" not in outcome.codes


def test_a_page_moved_is_told_with_both_places():
    outcome = compared(changed(small(), lambda pdf: move_page(pdf, PAPER, 8)))
    assert "Trang 9 của tệp là trang của “Văn bản 2”, đúng ra phải là trang 5" in outcome.message("PGE-013")
    assert "PGE-010" not in outcome.codes


def test_a_page_in_place_of_another_is_missing_and_too_many():
    def replace(pdf):
        pdf.pages[PAPER] = pdf.pages[8]

    outcome = compared(changed(small(), replace))
    assert {"PGE-010", "PGE-014"} <= outcome.codes


# --- shape --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("entry", "value", "words"),
    [
        ("/Rotate", 90, "xoay 90 độ"),
        ("/CropBox", Array([0, 0, 595, 300]), "chỉ hiện phần 210 × 106 mm"),
        ("/MediaBox", Array([0, 0, 842, 1191]), "khổ 297 × 420 mm"),
    ],
)
def test_a_page_turned_or_cut_is_found(entry, value, words):
    def reshape(pdf):
        pdf.pages[PAPER].obj[entry] = value

    outcome = compared(changed(small(), reshape))
    assert words in outcome.message("PGE-015")
    assert "không xoay" in outcome.message("PGE-015")
    assert outcome.bad == {"van_ban_2"}
    assert "PGE-001" not in outcome.codes


# --- over the page ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["Square", "FreeText", "Stamp", "Highlight", "Text", "Ink", "Redact", "Widget", "Xyz"])
def test_any_annotation_that_was_added_is_found(kind):
    outcome = compared(changed(small(), lambda pdf: annotate(pdf, PAPER, Subtype=Name(f"/{kind}"), IC=[1, 1, 1])))
    assert "PGE-020" in outcome.codes
    assert outcome.bad == {"van_ban_2"}


def test_what_draws_outside_the_place_it_claims_is_found():
    corners = [100, 500, 300, 500, 100, 400, 300, 400]
    shape = {"Subtype": Name.Highlight, "C": [0, 0, 0], "Rect": [100, 700, 120, 710], "QuadPoints": corners}
    outcome = compared(changed(small(), lambda pdf: annotate(pdf, PAPER, **shape)))
    assert "rộng 72 mm, cao 36 mm" in outcome.message("PGE-024")


def test_a_signature_that_looks_otherwise_under_the_mouse_is_found():
    def add(pdf):
        looks = _field(pdf, "ky_nguoi").AP
        looks.R = pdf.make_stream(b"0 g 0 0 170 70 re f", Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 170, 70])

    outcome = compared(changed(signed(), add))
    assert "hình thứ hai của ô ký số “ky_nguoi”" in outcome.message("PGE-020")
    assert outcome.bad == {"bia"}


def test_a_link_of_the_index_that_opens_something_else_is_found():
    def redirect(pdf):
        link = next(a for a in pdf.pages[1].obj.Annots if "/Dest" in a)
        link.Dest[0] = pdf.pages[9].obj

    outcome = compared(changed(small(), redirect))
    assert outcome.bad == {"bia"}
    assert "1 liên kết không mở đúng chỗ" in outcome.message("PGE-021")


def test_a_link_to_the_outside_is_found():
    def lure(pdf):
        annotate(pdf, PAPER, Subtype=Name.Link, A=Dictionary(S=Name.URI, URI=String("https://vi-du.example/")))

    assert "thêm liên kết" in compared(changed(small(), lure)).message("PGE-020")


def test_links_left_out_are_only_a_warning():
    def forget(pdf):
        del pdf.pages[1].obj.Annots

    outcome = compared(changed(small(), forget))
    assert outcome.codes == {"PGE-022"}
    assert set(outcome.answers.values()) == {"co"}


def _field(pdf, name):
    return next(f for f in pdf.Root.AcroForm.Fields if str(f.T) == name)


@pytest.mark.parametrize(
    "rect", [[100, 100, 500, 700], [346, 300, 516, 371]], ids=["pulled over the page", "moved over other words"]
)
def test_a_signature_field_that_was_moved_or_enlarged_is_found(rect):
    def move(pdf):
        _field(pdf, "ky_nguoi").Rect = Array(rect)

    outcome = compared(changed(signed(), move))
    assert "Ô ký số “ky_nguoi”" in outcome.message("PGE-023")
    assert outcome.bad == {"bia"}


def test_a_signature_field_taken_away_is_found():
    def remove(pdf):
        page = pdf.pages[0].obj
        page.Annots = Array([a for a in page.Annots if str(a.get("/T", "")) != "ky_co_quan"])

    assert "không còn" in compared(changed(small(), remove)).message("PGE-023")


def test_a_signature_drawn_bigger_than_its_field_is_told():
    def blow_up(pdf):
        _field(pdf, "ky_nguoi").AP.N.BBox = Array([-400, -400, 800, 800])

    assert "PGE-027" in compared(changed(signed(), blow_up)).codes


def test_a_second_visible_signature_field_is_found_an_invisible_one_is_not():
    def add(pdf, rect):
        field = pdf.make_indirect(
            Dictionary(Type=Name.Annot, Subtype=Name.Widget, FT=Name.Sig, T=String("khac"), F=132, Rect=rect)
        )
        pdf.Root.AcroForm.Fields.append(field)
        pdf.pages[PAPER].obj.Annots = Array([field])

    assert "ô ký số “khac”" in compared(changed(small(), lambda p: add(p, [80, 80, 300, 200]))).message("PGE-020")
    assert not compared(changed(small(), lambda p: add(p, [0, 0, 0, 0]))).findings


def test_form_fields_and_forms_that_draw_themselves_are_found():
    def fill(pdf):
        form = pdf.Root.AcroForm
        form.XFA = pdf.make_stream(b"<xdp/>")
        form.NeedAppearances = True
        form.Fields.append(pdf.make_indirect(Dictionary(FT=Name.Tx, T=String("diem"), V=String("999"))))

    messages = [f.message for f in compared(changed(small(), fill)).findings if f.code == "PGE-025"]
    assert len(messages) == 3
    assert any("“diem”" in message for message in messages)


def test_content_that_can_be_switched_off_is_found():
    def layer(pdf):
        group = pdf.make_indirect(Dictionary(Type=Name.OCG, Name=String("Lớp")))
        pdf.Root.OCProperties = Dictionary(OCGs=Array([group]), D=Dictionary(OFF=Array([group])))

    assert "PGE-026" in compared(changed(small(), layer)).codes


def test_bookmarks_and_page_labels_that_mislead_are_warned_of():
    def mislead(pdf):
        with pdf.open_outline() as outline:
            outline.root[2].title = "Quyết định khen thưởng"
        pdf.Root.PageLabels = Dictionary(Nums=Array([0, Dictionary(S=Name.r, St=7)]))

    outcome = compared(changed(small(), mislead))
    assert outcome.codes == {"PGE-028", "PGE-029"}
    assert "Quyết định khen thưởng" in outcome.message("PGE-028")
    assert set(outcome.answers.values()) == {"co"}


# --- another engine, bad files ------------------------------------------------------------------------------------------


def test_of_another_engine_only_words_can_be_said():
    def reflow(pdf):
        # Every letter a little wider apart: the same words, another picture.
        page = pdf.pages[PAPER]
        page.Contents = pdf.make_stream(page.Contents.read_bytes().replace(b"0 Tr/", b"0.05 Tc 0 Tr/"))

    outcome = compared(changed(small(), reflow), exact=False)
    assert outcome.unsure == {"van_ban_2"}
    assert not outcome.bad
    assert "PGE-007" in outcome.unchecked
    outcome = compared(changed(small(), lambda pdf: retype(pdf, PAPER, "97,35", "97,53")), exact=False)
    assert outcome.bad == {"van_ban_2"}
    assert "PGE-001" in outcome.codes


def test_words_that_only_moved_to_the_next_page_are_no_difference_of_another_engine():
    assert set(compared(small(), exact=False).answers.values()) == {"co"}


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7\n%%EOF\n", b"PK\x03\x04"], ids=["empty", "no pages", "a ZIP"])
def test_a_file_that_can_not_be_read_is_neither_right_nor_wrong(data):
    outcome = compared(data)
    assert set(outcome.answers.values()) == {"khong_kiem_duoc"}
    assert "PGE-001" in outcome.unchecked


def test_an_encrypted_file_is_neither_right_nor_wrong():
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(small())) as pdf:
        pdf.save(out, encryption=pikepdf.Encryption(owner="a", user="b"))
    assert set(compared(out.getvalue()).answers.values()) == {"khong_kiem_duoc"}


def test_object_loops_end_and_are_never_equal():
    def loop(pdf):
        page = pdf.pages[PAPER]
        resources = pdf.make_indirect(Dictionary(page.Resources))
        form = pdf.make_stream(b"", Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 9, 9], Resources=resources)
        resources.XObject = Dictionary(Loop=form)
        page.obj.Resources = resources
        outline = pdf.Root.Outlines.First
        outline.Next = outline
        outline.First = outline

    outcome = compared(changed(small(), loop))
    assert outcome.codes & {"PGE-008", "PGE-028"}
    assert "van_ban_2" not in outcome.unsure


def test_parts_tell_where_findings_belong():
    parts = parts_of(small())
    assert [part.name for part in parts][:2] == ["bia", "van_ban_1"]
    assert list(parts[0].expected) == [0, 1]
