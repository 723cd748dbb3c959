"""Shadow attacks: what is brought forward, replaced or hidden after signing, by appending to the signed file."""

from __future__ import annotations

import io

import pikepdf
import pytest
from page_tampering import appended, changed
from pikepdf import Array, Dictionary, Name
from received_bundle import compared, person_signed, signed, small

from dossier.verification.page.revisions import pages_changed_since, signed_revisions

PAGE = 4


def _page(data: bytes) -> tuple[int, dict[str, str]]:
    """Object number of the page, and its entries as text."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        page = pdf.pages[PAGE].obj
        return page.objgen[0], {str(key): _text(value) for key, value in page.items()}


def _text(value: object) -> str:
    return value.unparse().decode("latin-1") if isinstance(value, pikepdf.Object) else str(value)


def _object(entries: dict[str, str]) -> bytes:
    return ("<< " + " ".join(f"{key} {value}" for key, value in entries.items()) + " >>").encode("latin-1")


def _other_content(data: bytes, page: int) -> str:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return pdf.pages[page].obj["/Contents"].unparse().decode()


def test_each_signature_leaves_the_file_as_it_was_signed():
    data = signed()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        revisions = signed_revisions(data, pdf)
        assert [revision.signature for revision in revisions] == ["“ky_nguoi”"]
        assert data[: revisions[0].end] == person_signed()
        assert pages_changed_since(data, pdf) == []


def test_a_page_replaced_after_signing_is_found_in_both_ways():
    data = signed()
    number, entries = _page(data)
    entries["/Contents"] = _other_content(data, PAGE + 2)
    outcome = compared(appended(data, number, _object(entries)))
    assert "van_ban_2" in outcome.bad
    messages = [f.message for f in outcome.findings if f.code == "PGE-031"]
    assert len(messages) == 2
    assert all("Trang 5 đang hiện khác với lúc ký" in message for message in messages)


def test_a_page_that_was_wrong_when_it_was_signed_and_put_right_later_is_found():
    """The "hide" attack turned round: the signer saw something else than what is shown now."""
    prepared = changed(small(), lambda pdf: _replace(pdf))
    data = person_signed(prepared)
    number, entries = _page(data)
    entries["/Contents"] = _other_content(small(), PAGE)
    with pikepdf.open(io.BytesIO(small())) as pdf:
        right = pdf.pages[PAGE].Contents.read_bytes()
    body = b"<< /Length %d >>\nstream\n%s\nendstream" % (len(right), right)
    with pikepdf.open(io.BytesIO(data)) as pdf:
        content = pdf.pages[PAGE].obj["/Contents"].objgen[0]
    outcome = compared(appended(data, content, body))
    assert "PGE-031" in outcome.codes
    assert "PGE-001" not in outcome.codes
    assert number


def _replace(pdf):
    page = pdf.pages[PAGE]
    page.Contents = pdf.make_stream(pdf.pages[PAGE + 2].Contents.read_bytes())


def test_an_annotation_that_hid_something_until_it_was_signed_is_found():
    def cover(pdf):
        box = Dictionary(Type=Name.Annot, Subtype=Name.Square, Rect=[80, 300, 500, 500], IC=[1, 1, 1], F=4)
        pdf.pages[PAGE].obj.Annots = Array([pdf.make_indirect(box)])

    data = person_signed(changed(small(), cover))
    number, entries = _page(data)
    del entries["/Annots"]
    outcome = compared(appended(data, number, _object(entries)))
    assert outcome.codes == {"PGE-031"}


@pytest.mark.parametrize("entry", ["/Rotate 180", "/CropBox [0 0 300 300]"])
def test_a_page_turned_or_cut_after_signing_is_found(entry):
    data = signed()
    number, entries = _page(data)
    key, _, value = entry.partition(" ")
    outcome = compared(appended(data, number, _object({**entries, key: value})))
    assert {"PGE-015", "PGE-031"} <= outcome.codes


def test_a_signature_that_looks_otherwise_than_when_it_was_made_is_found():
    data = signed()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        field = next(f for f in pdf.Root.AcroForm.Fields if str(f.T) == "ky_nguoi")
        number = field.AP.N.objgen[0]
    body = (
        b"<< /Type /XObject /Subtype /Form /BBox [0 0 170 70] /Length 21 >>\nstream\n0 g 0 0 170 70 re f   \nendstream"
    )
    outcome = compared(appended(data, number, body))
    assert "Hình của chữ ký “ky_nguoi” đang hiện khác với lúc ký" in outcome.message("PGE-031")


def test_a_signature_taken_out_of_the_form_still_tells_what_was_signed():
    data = signed()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        form = pdf.Root.AcroForm.objgen[0]
    number, entries = _page(data)
    entries["/Contents"] = _other_content(data, PAGE + 2)
    without = appended(appended(data, number, _object(entries)), form, b"<< /Fields [] >>")
    outcome = compared(without)
    messages = [f.message for f in outcome.findings if f.code == "PGE-031"]
    assert any(message.startswith("Trang 5 đang hiện khác với lúc ký (chữ ký thứ 1)") for message in messages)


def test_a_signed_file_attached_inside_is_not_taken_for_a_revision():
    def attach(pdf):
        pdf.attachments["da_ky.pdf"] = pikepdf.AttachedFileSpec(pdf, signed(), filename="da_ky.pdf")

    data = changed(small(), attach, compress_streams=False)
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert signed_revisions(data, pdf) == []
