"""A single paper signed elsewhere: is it the paper that we made? Signing may add only what signing adds."""

from __future__ import annotations

import io

import pikepdf
import pytest
from page_tampering import annotate, appended, changed, draw, letters_of, retype
from pikepdf import Array, Dictionary, Name, String
from received_bundle import SIGNED_AT, Outcome, example, signers, waiting_for_signature
from sample_bundle import paper_pdf

from dossier.bundle.places import FIELD_AGENCY, FIELD_PERSON, Place
from dossier.bundle.sign_fields import add_signature_field
from dossier.core.finding import Location
from dossier.signing.sign import SignatureRequest, sign_agency, sign_person
from dossier.verification.ledger import Ledger
from dossier.verification.page.check import Filling, compare_paper
from dossier.verification.page.text import POINTS_IN_MM, open_pages

BLANK = {FIELD_PERSON: Place(1, 300, 60, 470, 130), FIELD_AGENCY: Place(1, 260, 50, 360, 150)}
"""Below the text of the second page of the made-up paper."""
NUMBER = Filling("45", "Số:", "/TTr-STC")
DAY = Filling("28", "ngày", "tháng 01 năm 2026")


def _plain() -> bytes:
    return paper_pdf(1, 2)


def _prepared() -> bytes:
    """With the two fields of its signers."""

    def add(pdf):
        for name, place in BLANK.items():
            add_signature_field(pdf, name, "Chữ ký số", place)

    return changed(_plain(), add)


def _signed(data: bytes, places: dict[str, Place] | None = None) -> bytes:
    person, agency = signers()
    first = sign_person(data, SignatureRequest(person, SIGNED_AT), places)
    return sign_agency(first, SignatureRequest(agency, SIGNED_AT), places)


def _compared(received: bytes, expected: bytes, **options) -> Outcome:
    ledger = Ledger()
    at = Location(paper="to_trinh", unit="so_quy_hoach")
    answer = compare_paper(received, expected, "Tờ trình", ledger, at=at, **options)
    return Outcome({"to_trinh": answer}, ledger)


def _same(outcome: Outcome) -> bool:
    return outcome.answers == {"to_trinh": "co"} and not outcome.findings and not outcome.unchecked


def test_the_paper_itself_is_the_paper():
    assert _same(_compared(_plain(), _plain()))


def test_a_paper_signed_in_its_prepared_fields_is_the_paper():
    assert _same(_compared(_signed(_prepared()), _prepared()))


def test_a_paper_signed_in_blank_places_of_the_signers_choosing_is_the_paper():
    assert _same(_compared(_signed(_plain(), BLANK), _plain()))


def test_a_prepared_paper_that_nobody_signed_is_still_the_paper():
    assert _same(_compared(_prepared(), _plain()))


def test_a_signature_over_the_text_is_found():
    over = {FIELD_PERSON: Place(1, 100, 500, 500, 700), FIELD_AGENCY: BLANK[FIELD_AGENCY]}
    outcome = _compared(_signed(_plain(), over), _plain())
    assert outcome.bad
    assert "ô ký số “ky_nguoi”" in outcome.message("PGE-020")


def test_a_signature_over_one_word_of_the_text_is_found():
    """“không” under a seal turns a sentence round."""
    with open_pages(_plain()) as reader:
        box = next(box for word, box in reader.placed_words(1) if word == "vượt")
    left, top, right, bottom = (edge * POINTS_IN_MM for edge in (box.left, box.top, box.right, box.bottom))
    place = Place(1, left - 2, 842 - bottom - 2, right + 2, 842 - top + 2)
    received = changed(_plain(), lambda pdf: add_signature_field(pdf, FIELD_PERSON, "Chữ ký số", place))
    outcome = _compared(received, _plain())
    assert "ô ký số “ky_nguoi”" in outcome.message("PGE-020")


def test_a_signature_between_office_and_name_is_where_it_belongs():
    data = waiting_for_signature()
    with open_pages(data) as reader:
        page = next(n for n in range(reader.count) if "Tường" in reader.words(n))
        name = [box for word, box in reader.placed_words(page) if word == "Tường"][-1]
    bottom = 842 - name.top * POINTS_IN_MM - 4
    middle = name.left * POINTS_IN_MM - 20
    place = Place(page, middle - 80, bottom, middle + 80, bottom + 60)
    assert _same(_compared(sign_person(data, SignatureRequest(signers()[0], SIGNED_AT), {FIELD_PERSON: place}), data))


def test_a_prepared_field_that_was_moved_is_found():
    def move(pdf):
        pdf.Root.AcroForm.Fields[0].Rect = Array([100, 500, 500, 700])

    outcome = _compared(_signed(changed(_prepared(), move)), _prepared())
    assert "Ô ký số “ky_nguoi”" in outcome.message("PGE-023")


def test_a_figure_changed_before_it_was_signed_is_found_with_its_place():
    other = changed(_plain(), lambda pdf: retype(pdf, 0, "97,35", "97,53"))
    outcome = _compared(_signed(other, BLANK), _plain())
    assert outcome.answers == {"to_trinh": "khong"}
    finding = next(f for f in outcome.findings if f.code == "PGE-001")
    assert "Trang 1 của “Tờ trình” ghi “97,53%”; theo số liệu là “97,35%”" in finding.message
    assert finding.at.paper == "to_trinh"
    assert finding.at.unit == "so_quy_hoach"


@pytest.mark.parametrize("kind", ["Square", "FreeText", "Text", "FileAttachment"])
def test_what_was_laid_over_the_page_is_found(kind):
    def cover(pdf):
        shape = pdf.make_stream(b"1 1 1 rg 0 0 300 60 re f", Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 300, 60])
        annotate(pdf, 0, Subtype=Name(f"/{kind}"), Rect=[80, 500, 380, 560], AP=Dictionary(N=shape))

    outcome = _compared(_signed(changed(_plain(), cover), BLANK), _plain())
    assert outcome.bad
    assert outcome.codes & {"PGE-007", "PGE-020"}


def test_a_page_left_out_or_put_in_is_found():
    def drop(pdf):
        del pdf.pages[1]

    assert "PGE-010" in _compared(changed(_plain(), drop), _plain()).codes
    assert "PGE-011" in _compared(changed(_plain(), lambda pdf: pdf.add_blank_page()), _plain()).codes


def test_form_fields_and_layers_are_found():
    def add(pdf):
        pdf.Root.AcroForm.Fields.append(pdf.make_indirect(Dictionary(FT=Name.Tx, T=String("diem"))))
        pdf.Root.OCProperties = Dictionary(OCGs=Array(), D=Dictionary())

    outcome = _compared(changed(_prepared(), add), _prepared())
    assert {"PGE-025", "PGE-026"} <= outcome.codes
    assert outcome.bad


def test_what_was_signed_must_have_been_the_paper_too():
    """Signed with another figure, put right by an appended update."""
    other = changed(_plain(), lambda pdf: retype(pdf, 0, "97,35", "97,53"))
    data = _signed(other, BLANK)
    with pikepdf.open(io.BytesIO(_plain())) as pdf:
        right = pdf.pages[0].Contents.read_bytes()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        number = pdf.pages[0].obj["/Contents"].objgen[0]
    body = b"<< /Length %d >>\nstream\n%s\nendstream" % (len(right), right)
    outcome = _compared(appended(data, number, body), _plain())
    assert outcome.bad
    assert outcome.codes == {"PGE-031"}
    assert "Trang 1 của “Tờ trình”" in outcome.message("PGE-031")


# --- number and day filled in ---------------------------------------------------------------------------------------------


def _write(data: bytes, text: str, x: float, y: float) -> bytes:
    """Text drawn on the first page, millimetres from its upper left corner, in the page's own font."""

    def add(pdf):
        fonts = pdf.pages[0].Resources.Font
        for name, font in sorted(fonts.items()):
            codes = {letter: code for code, letter in letters_of(font).items()}
            if all(letter in codes for letter in text):
                glyphs = "".join(codes[letter] for letter in text)
                at = f"{x * POINTS_IN_MM:.1f} {842 - y * POINTS_IN_MM:.1f}"
                draw(pdf, 0, f"BT 0 g {name} 13 Tf 1 0 0 1 {at} Tm <{glyphs}> Tj ET".encode())
                return
        raise AssertionError(text)

    return changed(data, add)


def _gap(before: str) -> tuple[float, float]:
    """Where the blank after a word of the first page begins, and its line's lower edge."""
    with open_pages(waiting_for_signature()) as reader:
        box = next(box for word, box in reader.placed_words(0) if word == before)
    return box.right, box.bottom - (1 if before == "ngày" else 0)


def test_number_and_day_that_the_data_gives_may_be_filled_into_their_blanks():
    data = waiting_for_signature()
    x, y = _gap("Số:")
    data = _write(data, "45", x + 1.5, y)
    x, y = _gap("ngày")
    data = _write(data, "28", x + 1.5, y)
    assert _same(_compared(data, waiting_for_signature(), fillings=[NUMBER, DAY]))
    assert _compared(data, waiting_for_signature()).bad


@pytest.mark.parametrize(
    ("value", "dx", "dy"), [("54", 1.5, 0), ("45", 60, 100), ("45", 1.5, 12)], ids=["wrong", "elsewhere", "below"]
)
def test_another_number_or_the_number_in_another_place_is_found(value, dx, dy):
    x, y = _gap("Số:")
    data = _write(waiting_for_signature(), value, x + dx, y + dy)
    outcome = _compared(data, waiting_for_signature(), fillings=[NUMBER, DAY])
    assert outcome.bad
    assert outcome.codes & {"PGE-001", "PGE-004"}


def test_blanks_that_stay_blank_are_no_difference():
    assert _same(_compared(waiting_for_signature(), waiting_for_signature(), fillings=[NUMBER, DAY]))


def test_a_paper_of_another_dossier_is_not_the_paper():
    _, _, papers = example()
    outcome = _compared(papers["bien_ban_hop"][1], papers["to_trinh"][1])
    assert outcome.bad
    assert "PGE-010" in outcome.codes


def _printed_with_other_margins() -> bytes:
    """The tờ trình as another program might print it: the same words, other lines and pages."""
    import docx
    from docx.shared import Mm

    from dossier.papers.typeset import print_pdf
    from dossier.papers.word_read import read_docx

    document = docx.Document(io.BytesIO(example()[2]["to_trinh"][0]))
    for section in document.sections:
        section.right_margin = Mm(22)
        section.bottom_margin = Mm(30)
    out = io.BytesIO()
    document.save(out)
    return print_pdf(read_docx(out.getvalue()), title="Tờ trình").data


def test_a_paper_printed_by_another_program_is_not_called_wrong_and_not_called_right():
    received, expected = _printed_with_other_margins(), example()[2]["to_trinh"][1]
    outcome = _compared(received, expected)
    assert outcome.answers == {"to_trinh": "khong_kiem_duoc"}
    assert not outcome.findings
    assert outcome.unchecked == {"PGE-007"}
    with open_pages(received) as reader:
        page, box = reader.count - 1, reader.placed_words(reader.count - 1)[-1][1]
        below = 842 - box.bottom * POINTS_IN_MM
    place = Place(page, 300, below - 110, 470, below - 40)
    signed = sign_person(received, SignatureRequest(signers()[0], SIGNED_AT), {FIELD_PERSON: place})
    assert _compared(signed, expected).answers == {"to_trinh": "khong_kiem_duoc"}


def test_a_figure_changed_in_a_paper_printed_by_another_program_is_found():
    received = _printed_with_other_margins()
    with open_pages(received) as reader:
        page = next(n for n in range(reader.count) if "915,52" in reader.words(n))
    received = changed(received, lambda pdf: retype(pdf, page, "915,52", "951,52"))
    outcome = _compared(received, example()[2]["to_trinh"][1], exact=False)
    assert outcome.answers == {"to_trinh": "khong"}
    assert outcome.codes == {"PGE-001"}
    assert "“951,52”" in outcome.message("PGE-001")


def test_a_broken_file_is_neither():
    outcome = _compared(b"%PDF-1.7 khong phai", _plain())
    assert outcome.answers == {"to_trinh": "khong_kiem_duoc"}
    assert outcome.unchecked
