"""Signed files changed in every way there is: none keeps a clean result, and nothing crashes the checks."""

from __future__ import annotations

import io
import random
import re
from collections.abc import Callable
from typing import Any

import pikepdf
import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name, pdf_string
from signature_cases import (
    LATER,
    SIGNED,
    agency,
    both,
    check,
    good,
    person,
    sign,
    unsigned,
    updated,
)

from dossier.verification.signature.bytes_covered import read_coverage

ENOUGH = {"SIG-102", "SIG-103", "SIG-104", "SIG-105", "SIG-106", "SIG-121", "SIG-122", "SIG-123"}
"""Any of these says that the file is not what was signed."""


def refused(data: bytes) -> set[str]:
    outcome = check(data)
    assert outcome.errors, "a changed file passed"
    return outcome.errors


# Bytes


@pytest.mark.parametrize("part", range(12))
def test_a_flipped_bit_anywhere(part: int) -> None:
    data = bytearray(good())
    place = len(data) * part // 12 + random.Random(part).randrange(len(data) // 12)
    data[place] ^= 1 << random.Random(part).randrange(8)
    assert refused(bytes(data))


@pytest.mark.parametrize("tail", [b"\n", b" ", b"%", b"\x00" * 100, b"\n%%EOF\n", b"PK\x03\x04 hidden", b"\n" * 9])
def test_bytes_after_the_end(tail: bytes) -> None:
    assert refused(good() + tail) & {"SIG-104", "SIG-122", "SIG-121", "SIG-102"}


def test_bytes_before_the_beginning() -> None:
    assert refused(b"\n" + good()) & ENOUGH


@pytest.mark.parametrize("keep", [0.2, 0.5, 0.9, 0.99, 0.9999])
def test_cut_short(keep: float) -> None:
    refused(good()[: int(len(good()) * keep)])


@pytest.mark.parametrize("seed", range(40))
def test_rubbish_never_crashes(seed: int) -> None:
    """Hostile bytes: the checks say that they can't read it, and nothing else happens."""
    chance = random.Random(seed)
    data = bytearray(good())
    for _ in range(chance.choice([1, 5, 50])):
        kind = chance.randrange(3)
        place = chance.choice([len(data) - chance.randrange(1, 60_000), chance.randrange(len(data))])
        if kind == 0:
            data[place : place + chance.randrange(40)] = chance.randbytes(chance.randrange(40))
        elif kind == 1:
            words = [b"/ByteRange", b"/Contents", b"/Kids", b"obj", b"/V ", b"/Type", b"xref", b"trailer", b"30", b"<<"]
            word = chance.choice(words)
            found = data.find(word, chance.randrange(len(data)))
            if found >= 0:
                data[found : found + len(word)] = chance.choice(words).ljust(len(word))
        else:
            del data[place : place + chance.randrange(1, 30)]
    if bytes(data) != good():
        refused(bytes(data))


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7", b"not a pdf", b"%PDF-1.7\n%%EOF", b"\x00" * 5000])
def test_no_pdf_at_all(data: bytes) -> None:
    assert refused(data) >= {"SIG-102"}


# The range that is signed (universal signature forgery, signature wrapping)


def with_range(text: bytes, number: int = -1) -> bytes:
    """The last (or other) /ByteRange replaced, bytes kept in place."""
    data = good()
    found = list(re.finditer(rb"/ByteRange\s*\[[^\]]*\]", data))[number]
    made = b"/ByteRange" + text
    assert len(made) <= found.end() - found.start()
    return data[: found.start()] + made.ljust(found.end() - found.start()) + data[found.end() :]


@pytest.mark.parametrize(
    "text", [b"[]", b"[0 0 0 0]", b"[0 10 20 -5]", b"[-1 5 6 7]", b"[0 1 1 1 1 1]", b"null", b"[0 1 2]", b"[1.5 2 3 4]"]
)
def test_byte_range_is_nonsense(text: bytes) -> None:
    assert refused(with_range(text)) & {"SIG-102", "SIG-104"}


@pytest.mark.parametrize("key", [b"/ByteRange", b"/Contents", b"/SubFilter", b"/Filter"])
def test_entry_missing(key: bytes) -> None:
    data = good()
    at = data.rfind(key)
    assert refused(data[:at] + b"/X" + key[1:-1] + data[at + len(key) :])


@pytest.mark.parametrize("value", [b"", b"0", b"00", b"30800000"])
def test_value_emptied(value: bytes) -> None:
    data = good()
    at = data.rfind(b"/Contents") + data[data.rfind(b"/Contents") :].index(b"<") + 1
    end = data.index(b">", at)
    assert refused(data[:at] + value.ljust(end - at, b"0") + data[end:]) & ENOUGH


def test_gap_wider_than_the_value() -> None:
    data = good()
    found = list(re.finditer(rb"/ByteRange\s*\[\s*(\d+) (\d+) (\d+) (\d+)", data))[-1]
    start, first, second, rest = (int(n) for n in found.groups())
    contents = bytes.fromhex(data[first + 1 : second - 1].decode())
    assert read_coverage(data, [start, first, second, rest], contents).whole
    for wrong in (
        [start, first - 1, second, rest],
        [start, first, second + 1, rest - 1],
        [start, first, second, rest - 7],
        [start, first, second, rest + 1],
        [start, second, first, rest],
        [1, first - 1, second, rest],
    ):
        assert not read_coverage(data, wrong, contents).whole, wrong
    assert not read_coverage(data, [start, first, second, rest], contents[:-1] + b"\x01").whole


# Later additions


def add_annotation(writer: Any, subtype: str = "/FreeText", page: int = 1) -> None:
    reference, _ = writer.find_page_for_modification(page)
    target = reference.get_object()
    note = generic.DictionaryObject(
        {
            pdf_name("/Type"): pdf_name("/Annot"),
            pdf_name("/Subtype"): pdf_name(subtype),
            pdf_name("/Rect"): generic.ArrayObject(map(generic.FloatObject, (50, 50, 400, 300))),
            pdf_name("/Contents"): pdf_string("Điểm: 999"),
        }
    )
    if "/Annots" not in target:
        target[pdf_name("/Annots")] = generic.ArrayObject()
    target["/Annots"].append(writer.add_object(note))
    writer.mark_update(reference)
    writer.update_container(target["/Annots"])


def replace_content(writer: Any) -> None:
    reference, _ = writer.find_page_for_modification(1)
    page = reference.get_object()
    page[pdf_name("/Contents")] = writer.add_object(generic.StreamObject(stream_data=b"0 0 m 100 100 l S"))
    writer.update_container(page)


def hide_content(writer: Any) -> None:
    """The replaced object is the content stream itself: no page changes."""
    reference, _ = writer.find_page_for_modification(1)
    raw = reference.get_object().raw_get("/Contents")
    raw = raw[0] if isinstance(raw, list) else raw
    stream = raw.get_object()
    stream._data = b""
    stream._encoded_data = None
    writer.mark_update(raw.reference)


def change_title(writer: Any) -> None:
    if "/Info" in writer.trailer:
        info = writer.trailer["/Info"]
        info[pdf_name("/Title")] = pdf_string("Hồ sơ khác")
        writer.update_container(info)
    else:
        writer.set_info(generic.DictionaryObject({pdf_name("/Title"): pdf_string("Hồ sơ khác")}))


def add_page(writer: Any) -> None:
    from pyhanko.pdf_utils.writer import PageObject

    writer.insert_page(
        PageObject(contents=writer.add_object(generic.StreamObject(stream_data=b"")), media_box=(0, 0, 595, 842))
    )


def run_on_open(writer: Any) -> None:
    action = {pdf_name("/S"): pdf_name("/JavaScript"), pdf_name("/JS"): pdf_string("app.alert(1)")}
    writer.root[pdf_name("/OpenAction")] = generic.DictionaryObject(action)
    writer.update_root()


def other_attachments(writer: Any) -> None:
    names = writer.root["/Names"]
    names[pdf_name("/EmbeddedFiles")] = generic.DictionaryObject({pdf_name("/Names"): generic.ArrayObject()})
    writer.update_container(names)


def text_field(writer: Any) -> None:
    field = generic.DictionaryObject(
        {pdf_name("/FT"): pdf_name("/Tx"), pdf_name("/T"): pdf_string("diem"), pdf_name("/V"): pdf_string("999")}
    )
    form = writer.root["/AcroForm"]
    form["/Fields"].append(writer.add_object(field))
    writer.update_container(form["/Fields"])
    writer.update_container(form)


def drop_signature(writer: Any) -> None:
    for raw in writer.root["/AcroForm"]["/Fields"]:
        field = raw.get_object()
        if field["/T"] == "ky_co_quan":
            del field["/V"]
            writer.update_container(field)


def move_signature(writer: Any) -> None:
    for raw in writer.root["/AcroForm"]["/Fields"]:
        field = raw.get_object()
        if field["/T"] == "ky_nguoi":
            field[pdf_name("/Rect")] = generic.ArrayObject(map(generic.FloatObject, (0, 0, 595, 842)))
            writer.update_container(field)


def turn_page(writer: Any) -> None:
    reference, _ = writer.find_page_for_modification(0)
    page = reference.get_object()
    page[pdf_name("/Rotate")] = generic.NumberObject(180)
    writer.update_container(page)


CHANGES: list[tuple[Callable[[Any], None], str]] = [
    (add_annotation, "trang 2: thêm chú thích (chữ đè lên trang)"),
    (lambda writer: add_annotation(writer, "/Highlight"), "trang 2: thêm chú thích (tô sáng)"),
    (lambda writer: add_annotation(writer, "/Popup"), "trang 2: thêm chú thích"),
    (replace_content, "trang 2: sửa nội dung trang"),
    (hide_content, "trang 2: sửa nội dung trang"),
    (change_title, "sửa thông tin mô tả tệp"),
    (add_page, "số trang đổi từ"),
    (run_on_open, "sửa lệnh tự chạy khi mở tệp"),
    (other_attachments, "sửa tệp đính kèm"),
    (text_field, "điền hoặc sửa ô biểu mẫu “diem”"),
    (drop_signature, ""),
    (move_signature, ""),
    (turn_page, "trang 1: sửa thuộc tính Rotate"),
]


@pytest.mark.parametrize(("change", "said"), CHANGES)
def test_update_after_both_signatures(change: Callable[[Any], None], said: str) -> None:
    outcome = check(updated(good(), change))
    assert outcome.errors & {"SIG-121", "SIG-123"}
    assert "SIG-133" in outcome.errors or change is drop_signature
    for fact in outcome.facts:
        assert not fact.changes_allowed and not fact.covers_file
        assert any(said in line for line in fact.changes_after), fact.changes_after
        assert fact.problems


@pytest.mark.parametrize(("change", "said"), CHANGES[:10])
def test_update_between_the_signatures(change: Callable[[Any], None], said: str) -> None:
    """The agency signed what the person never saw: the person's signature says so, the agency's can't."""
    between = updated(sign(unsigned(), person()), change)
    outcome = check(sign(between, agency(), "ky_co_quan", LATER))
    first, second = outcome.facts
    assert "SIG-121" in outcome.errors
    assert not first.changes_allowed and second.changes_allowed
    assert any(said in line for line in first.changes_after)


def test_signature_removed_by_an_update() -> None:
    outcome = check(updated(good(), drop_signature))
    assert {"SIG-123", "SIG-131"} <= outcome.errors


def test_hide_and_replace_by_a_new_table_only() -> None:
    """Shadow attack: the replacement lies in the signed file; afterwards only a table pointing at it is added."""
    hidden = b"0 0 m 200 200 l S"
    base = unsigned()
    with pikepdf.open(io.BytesIO(base)) as pdf:
        number = pdf.pages[1].Contents
        number = number[0].objgen[0] if isinstance(number, pikepdf.Array) else number.objgen[0]
    body = b"%d 0 obj\n<< /Length %d >>\nstream\n%s\nendstream\nendobj\n" % (number, len(hidden), hidden)
    prepared = base.rstrip() + b"\n"
    offset = len(prepared)
    # The hidden object is wrapped as a comment-like stray object before the end: part of the signed bytes.
    start = re.findall(rb"startxref\s+(\d+)", base)[-1]
    prepared += body + b"startxref\n" + start + b"\n%%EOF\n"
    signed = sign(sign(prepared, person()), agency(), "ky_co_quan", LATER)
    assert check(signed).errors <= {"SIG-103"}
    last = re.findall(rb"startxref\s+(\d+)", signed)[-1]
    with pikepdf.open(io.BytesIO(signed)) as pdf:
        root, size = pdf.trailer.Root.objgen[0], int(pdf.trailer.Size)
    table = len(signed)
    update = b"xref\n%d 1\n%010d 00000 n \ntrailer\n<< /Size %d /Root %d 0 R /Prev %s >>\n" % (
        number, offset, size, root, last,
    )  # fmt: skip
    assert refused(signed + update + b"startxref\n%d\n%%%%EOF\n" % table) & ENOUGH


def table_only(data: bytes, objects: dict[int, bytes], root: int | None = None, extra: bytes = b"") -> bytes:
    """An update written by hand: objects, a table, a trailer."""
    last = re.findall(rb"startxref\s+(\d+)", data)[-1]
    with pikepdf.open(io.BytesIO(data)) as pdf:
        catalog, size = root or pdf.trailer.Root.objgen[0], int(pdf.trailer.Size)
    out, places = bytearray(data), {}
    for number, body in objects.items():
        places[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    at = len(out)
    out += b"xref\n" + b"".join(b"%d 1\n%010d 00000 n \n" % (n, place) for n, place in sorted(places.items()))
    size = max([size, *(n + 1 for n in places)])
    out += b"trailer\n<< /Size %d /Root %d 0 R /Prev %s %s >>\nstartxref\n%d\n%%%%EOF\n" % (
        size,
        catalog,
        last,
        extra,
        at,
    )
    return bytes(out)


def test_updates_written_by_hand() -> None:
    data = good()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        size, page = int(pdf.trailer.Size), pdf.pages[1].obj.objgen[0]
    first = re.findall(rb"startxref\s+(\d+)", data)[0]
    empty = b"<< /Type /Catalog /Pages %d 0 R >>" % (size + 1)
    locked = b"/Encrypt << /Filter /Standard /V 1 /R 2 /O <%s> /U <%s> /P -4 >>" % (b"00" * 32, b"00" * 32)
    forged = {
        "nothing at all": table_only(data, {}),
        "an object that nothing refers to": table_only(data, {size: b"<< /Type /Page >>"}),
        "another catalog": table_only(
            data, {size: empty, size + 1: b"<< /Type /Pages /Kids [] /Count 0 >>"}, root=size
        ),
        "a page overwritten": table_only(data, {page: b"<< /Type /Page >>"}),
        "an encryption": table_only(data, {size: b"null"}, extra=locked),
        "a second kind of table": table_only(data, {size: b"null"}, extra=b"/XRefStm 15"),
        "a loop": data + b"xref\n0 0\ntrailer\n<< /Size %d /Root 1 0 R /Prev %d >>\nstartxref\n%d\n%%%%EOF\n"
        % (size, len(data), len(data)),
        "a table that skips the signatures": table_only(data, {size: b"null"}).replace(
            b"/Prev %s" % re.findall(rb"startxref\s+(\d+)", data)[-1], b"/Prev %s" % first
        ),
    }  # fmt: skip
    for what, changed in forged.items():
        assert check(changed).errors, what


def test_saved_again_by_another_program() -> None:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(good())) as pdf:
        pdf.save(out)
    assert refused(out.getvalue()) & ENOUGH


def test_signature_copied_from_another_file() -> None:
    """The person's signed part of one dossier, the agency's value of another."""
    other = sign(sign(updated(unsigned(), turn_page), person()), agency(), "ky_co_quan", LATER)
    mine = good()
    value = re.compile(rb"/Contents <([0-9A-Fa-f]{2000,})>")
    theirs = value.findall(other)[-1]
    found = list(value.finditer(mine))[-1]
    length = len(found.group(1))
    swapped = mine[: found.start(1)] + theirs[:length].ljust(length, b"0") + mine[found.end(1) :]
    assert refused(swapped) & ENOUGH


def test_data_hidden_behind_the_value() -> None:
    data = good()
    found = list(re.finditer(rb"/Contents <([0-9A-Fa-f]{2000,})>", data))[-1]
    hidden = b"48656c6c6f"
    outcome = check(data[: found.end(1) - 20] + hidden + data[found.end(1) - 10 :])
    assert "SIG-127" in outcome.errors and outcome.facts[-1].intact


def test_a_third_signature_after_the_agency() -> None:
    outcome = check(sign(good(), person(number=7), "Signature3", LATER, box=(100, 500, 200, 550)))
    assert {"SIG-121", "SIG-133"} <= outcome.errors


def test_a_later_signature_field_over_the_page() -> None:
    """Its picture can hide what was signed before."""
    first = sign(unsigned(), person(), "Signature1", SIGNED, box=(300, 80, 420, 130))
    outcome = check(sign(first, agency(), "Signature2", LATER, box=(0, 0, 590, 840)), bundle=False)
    assert "SIG-126" in outcome.warnings


def test_invisible_signature_is_noted() -> None:
    outcome = check(sign(unsigned(), person(), "An", SIGNED, box=(0, 0, 0, 0)), bundle=False)
    assert "SIG-124" in {f.code for f in outcome.findings()}
    assert outcome.errors == set()


def test_an_action_comes_in_with_a_new_field() -> None:
    """An invisible signature field may be added; a script hanging on it may not."""
    from pyhanko.sign.fields import SigFieldSpec, append_signature_field

    first = sign(unsigned(), person(), "Signature1", SIGNED, box=(300, 80, 420, 130))

    def added(script: bool) -> bytes:
        def change(writer: Any) -> None:
            append_signature_field(writer, SigFieldSpec("An", on_page=0, box=(0, 0, 0, 0)))
            field = writer.root["/AcroForm"]["/Fields"][-1].get_object()
            if script:
                action = {pdf_name("/S"): pdf_name("/JavaScript"), pdf_name("/JS"): pdf_string("app.alert(1)")}
                field[pdf_name("/AA")] = generic.DictionaryObject({pdf_name("/PO"): generic.DictionaryObject(action)})

        return sign(updated(first, change), agency(), "An", LATER)

    assert "SIG-121" not in check(added(script=False), bundle=False).errors
    outcome = check(added(script=True), bundle=False)
    assert "SIG-121" in outcome.errors
    assert any("lệnh hoặc thuộc tính lạ (AA)" in line for line in outcome.facts[0].changes_after)


def test_certified_file_takes_no_new_visible_field() -> None:
    first = sign(unsigned(), person(), certify=True)
    assert "SIG-121" not in check(sign(first, agency(), "ky_co_quan", LATER)).errors
    second = sign(first, agency(), "Signature2", LATER, box=(0, 0, 100, 100))
    assert "SIG-121" in check(second).errors


def test_encrypted_file() -> None:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(both())) as pdf:
        pdf.save(out, encryption=pikepdf.Encryption(owner="a", user=""))
    outcome = check(out.getvalue())
    assert "SIG-102" in outcome.errors
    assert "mã hóa" in outcome.results["SIG-102"].findings[0].message
