"""Signatures removed, moved, wrapped, made by the wrong hands; and what can be added to a file after it was signed."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pikepdf
from byte_tampers import ranges
from content_tampers import edited
from pikepdf import Array, Name, Pdf
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from tamper_base import NOW, SIGNED_AT, Base, Make, Tamper

from dossier.signing.authority import AuthorityNames
from dossier.signing.sign import sign_agency, sign_bundle, sign_person

# --- whole files -------------------------------------------------------------------------------------------------------


def _resaved(base: Base) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(base.signed)) as pdf:
        pdf.save(out)
    return out.getvalue()


def _linearized(base: Base) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(base.signed)) as pdf:
        pdf.save(out, linearize=True)
    return out.getvalue()


def _encrypted(base: Base) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(base.signed)) as pdf:
        pdf.save(out, encryption=pikepdf.Encryption(owner="a", user=""))
    return out.getvalue()


def _field(pdf: Pdf, name: str) -> Any:
    return next(field for field in pdf.Root.AcroForm.Fields if str(field.T) == name)


def _no_value(name: str) -> Callable[[Pdf], None]:
    def edit(pdf: Pdf) -> None:
        del _field(pdf, name)["/V"]

    return edit


def _no_field(name: str) -> Callable[[Pdf], None]:
    def edit(pdf: Pdf) -> None:
        keep = [field for field in pdf.Root.AcroForm.Fields if str(field.T) != name]
        pdf.Root.AcroForm.Fields = Array(keep)

    return edit


def _swapped_values(pdf: Pdf) -> None:
    one, two = _field(pdf, "ky_nguoi"), _field(pdf, "ky_co_quan")
    one.V, two.V = two.V, one.V


def _same_value(pdf: Pdf) -> None:
    _field(pdf, "ky_co_quan").V = _field(pdf, "ky_nguoi").V


def _transplanted(base: Base) -> bytes:
    """The values of a good signature over another file put in place of this one's."""
    data, other = bytearray(base.signed), base.other_signed
    for (_, before, after, _), (_, from_, to, _) in zip(ranges(bytes(data)), ranges(other), strict=True):
        room, given = after - before - 2, other[from_ + 1 : to - 1]
        data[before + 1 : after - 1] = given[:room].ljust(room, b"0")
    return bytes(data)


# --- the signature dictionary ------------------------------------------------------------------------------------------


def _patched(pattern: bytes, new: Callable[[re.Match[bytes]], bytes], which: int) -> Make:
    """Bytes of a signature dictionary replaced by as many others."""

    def make(base: Base) -> bytes:
        found = list(re.finditer(pattern, base.signed))
        match = found[which]
        text = new(match)
        assert len(text) <= len(match.group()), "the file would change its length"
        text = text.ljust(len(match.group()))
        return base.signed[: match.start()] + text + base.signed[match.end() :]

    return make


_BYTE_RANGE = rb"/ByteRange\s*\[[^\]]*\]"
DICTIONARIES: dict[str, tuple[bytes, Callable[[re.Match[bytes]], bytes]]] = {
    "bỏ ByteRange": (_BYTE_RANGE, lambda m: b"/ByteRanga" + m.group()[10:]),
    "ByteRange rỗng": (_BYTE_RANGE, lambda m: b"/ByteRange []"),
    "ByteRange toàn số không": (_BYTE_RANGE, lambda m: b"/ByteRange [0 0 0 0]"),
    "ByteRange số âm": (_BYTE_RANGE, lambda m: b"/ByteRange [0 -1 0 -1]"),
    "ByteRange phủ cả tệp": (_BYTE_RANGE, lambda m: b"/ByteRange [0 9999999 0 0]"),
    "ByteRange chỉ nửa đầu": (_BYTE_RANGE, lambda m: b"/ByteRange [0 1000 1000 1]"),
    "ByteRange là null": (_BYTE_RANGE, lambda m: b"/ByteRange null"),
    "bỏ Contents": (rb"/Contents\s*<", lambda m: m.group().replace(b"/Contents", b"/Contentz")),
    "SubFilter lạ": (rb"/SubFilter\s*/ETSI.CAdES.detached", lambda m: b"/SubFilter /ETSI.CAdES.detachex"),
    "SubFilter SHA-1 cũ": (rb"/SubFilter\s*/ETSI.CAdES.detached", lambda m: b"/SubFilter /adbe.pkcs7.sha1"),
    "bỏ SubFilter": (rb"/SubFilter\s*/ETSI.CAdES.detached", lambda m: b"/SubFiltex /ETSI.CAdES.detached"),
}


def _empty_value(which: int) -> Make:
    def make(base: Base) -> bytes:
        _, before, after, _ = ranges(base.signed)[which]
        return base.signed[: before + 1] + b"0" * (after - before - 2) + base.signed[after - 1 :]

    return make


# --- updates after signing ---------------------------------------------------------------------------------------------


def update(data: bytes, change: Callable[[IncrementalPdfFileWriter], None]) -> bytes:
    """An incremental update, as any editor writes it."""
    writer = IncrementalPdfFileWriter(io.BytesIO(data), strict=False)
    change(writer)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _page(writer: IncrementalPdfFileWriter, number: int) -> Any:
    reference, _ = writer.find_page_for_modification(number)
    return reference.get_object()


def _new_content(writer: IncrementalPdfFileWriter) -> None:
    page = _page(writer, 6)
    more = writer.add_object(generic.StreamObject(stream_data=b"q 1 1 1 rg 100 400 400 200 re f Q"))
    old = page.raw_get("/Contents")
    page["/Contents"] = generic.ArrayObject([old, more])
    writer.update_container(page)


def _annotated(subtype: str, **more: Any) -> Callable[[IncrementalPdfFileWriter], None]:
    def change(writer: IncrementalPdfFileWriter) -> None:
        page = _page(writer, 6)
        look = writer.add_object(
            generic.StreamObject(
                {
                    generic.pdf_name("/Type"): generic.pdf_name("/XObject"),
                    generic.pdf_name("/Subtype"): generic.pdf_name("/Form"),
                    generic.pdf_name("/BBox"): generic.ArrayObject(map(generic.NumberObject, (0, 0, 300, 60))),
                },
                stream_data=b"1 1 1 rg 0 0 300 60 re f",
            )
        )
        note = generic.DictionaryObject(
            {
                generic.pdf_name("/Type"): generic.pdf_name("/Annot"),
                generic.pdf_name("/Subtype"): generic.pdf_name(subtype),
                generic.pdf_name("/Rect"): generic.ArrayObject(map(generic.NumberObject, (150, 500, 450, 560))),
                generic.pdf_name("/F"): generic.NumberObject(4),
                generic.pdf_name("/AP"): generic.DictionaryObject({generic.pdf_name("/N"): look}),
                **{generic.pdf_name(f"/{key}"): value for key, value in more.items()},
            }
        )
        there = page.get("/Annots", generic.ArrayObject())
        page["/Annots"] = generic.ArrayObject([*(there.raw_get(i) for i in range(len(there))), writer.add_object(note)])
        writer.update_container(page)

    return change


def _extra_page(writer: IncrementalPdfFileWriter) -> None:
    pages = writer.root["/Pages"]
    page = generic.DictionaryObject(
        {
            generic.pdf_name("/Type"): generic.pdf_name("/Page"),
            generic.pdf_name("/MediaBox"): generic.ArrayObject(map(generic.NumberObject, (0, 0, 595, 842))),
            generic.pdf_name("/Parent"): writer.root.raw_get("/Pages"),
            generic.pdf_name("/Resources"): generic.DictionaryObject(),
        }
    )
    pages["/Kids"].append(writer.add_object(page))
    pages["/Count"] = generic.NumberObject(int(pages["/Count"]) + 1)
    writer.update_container(pages)


def _script_on_open(writer: IncrementalPdfFileWriter) -> None:
    writer.root["/OpenAction"] = generic.DictionaryObject(
        {
            generic.pdf_name("/S"): generic.pdf_name("/JavaScript"),
            generic.pdf_name("/JS"): generic.pdf_string("app.alert(1)"),
        }
    )
    writer.update_root()


def _other_title(writer: IncrementalPdfFileWriter) -> None:
    writer.set_info(generic.DictionaryObject({generic.pdf_name("/Title"): generic.pdf_string("Hồ sơ khác")}))


def _more_attached(writer: IncrementalPdfFileWriter) -> None:
    from pyhanko.pdf_utils import embed

    stream = embed.EmbeddedFileObject.from_file_data(writer, b"them", mime_type="text/plain")
    embed.embed_file(writer, embed.FileSpec("them.txt", embedded_data=stream))


def _new_field(writer: IncrementalPdfFileWriter) -> None:
    from pyhanko.sign.fields import SigFieldSpec, append_signature_field

    append_signature_field(writer, SigFieldSpec("ky_them", on_page=6, box=(150, 500, 450, 560)))


def _moved_widget(writer: IncrementalPdfFileWriter) -> None:
    for field in writer.root["/AcroForm"]["/Fields"]:
        field = field.get_object()
        if field["/T"] == "ky_co_quan":
            field["/Rect"] = generic.ArrayObject(map(generic.NumberObject, (60, 60, 540, 780)))
            writer.update_container(field)


def _hidden_pages(writer: IncrementalPdfFileWriter) -> None:
    """A layer switched off over nothing, the door to more."""
    layer = writer.add_object(
        generic.DictionaryObject(
            {generic.pdf_name("/Type"): generic.pdf_name("/OCG"), generic.pdf_name("/Name"): generic.pdf_string("lop")}
        )
    )
    writer.root["/OCProperties"] = generic.DictionaryObject(
        {
            generic.pdf_name("/OCGs"): generic.ArrayObject([layer]),
            generic.pdf_name("/D"): generic.DictionaryObject({generic.pdf_name("/OFF"): generic.ArrayObject([layer])}),
        }
    )
    writer.update_root()


UPDATES: dict[str, Callable[[IncrementalPdfFileWriter], None]] = {
    "vẽ thêm lên một trang": _new_content,
    "chú thích trắng che chữ": _annotated("/Square"),
    "chú thích kiểu tem": _annotated("/Stamp"),
    "chú thích kiểu gạch xóa": _annotated("/StrikeOut"),
    "ô điền chữ": _annotated("/Widget", FT=generic.pdf_name("/Tx"), T=generic.pdf_string("o_chu")),
    "thêm một trang": _extra_page,
    "mã JavaScript chạy khi mở": _script_on_open,
    "đổi tên tài liệu": _other_title,
    "thêm tệp đính kèm": _more_attached,
    "thêm một ô ký": _new_field,
    "ô ký phủ cả trang": _moved_widget,
    "thêm lớp ẩn": _hidden_pages,
}


# --- shadow attacks ----------------------------------------------------------------------------------------------------


def _hide(base: Base) -> bytes:
    """Signed with a white cover on top; the cover is taken away afterwards."""

    def edit(pdf: Pdf) -> None:
        page = pdf.pages[6]
        cover = pdf.make_stream(b"1 1 1 rg 100 400 400 200 re f", Type=Name.XObject, Subtype=Name.Form)
        cover.BBox = Array([0, 0, 595, 842])
        page.Resources.XObject = pikepdf.Dictionary(Che=pdf.make_indirect(cover))
        page.contents_add(b"/Che Do")

    signed = base.sign(edited(base.unsigned, edit))

    def uncover(writer: IncrementalPdfFileWriter) -> None:
        page = _page(writer, 6)
        cover = page["/Resources"]["/XObject"].raw_get("/Che")
        empty = generic.StreamObject(
            {
                generic.pdf_name("/Type"): generic.pdf_name("/XObject"),
                generic.pdf_name("/Subtype"): generic.pdf_name("/Form"),
                generic.pdf_name("/BBox"): generic.ArrayObject(map(generic.NumberObject, (0, 0, 1, 1))),
            },
            stream_data=b"",
        )
        empty.container_ref = cover.get_object().container_ref
        writer.mark_update(cover)
        writer.objects[(cover.generation, cover.idnum)] = empty

    return update(signed, uncover)


def _replace(base: Base) -> bytes:
    """A text field whose look shows the right number while its value is another; after signing the look is made anew."""

    def edit(pdf: Pdf) -> None:
        look = pdf.make_stream(b"", Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 60, 20]))
        field = pdf.make_indirect(
            pikepdf.Dictionary(
                Type=Name.Annot,
                Subtype=Name.Widget,
                FT=Name.Tx,
                T=pikepdf.String("diem"),
                V=pikepdf.String("99,9"),
                F=4,
                Rect=Array([300, 500, 360, 520]),
                AP=pikepdf.Dictionary(N=look),
            )
        )
        page = pdf.pages[6].obj
        page.Annots = Array([*page.get("/Annots", ()), field])
        pdf.Root.AcroForm.Fields.append(field)

    signed = base.sign(edited(base.unsigned, edit))

    def need(writer: IncrementalPdfFileWriter) -> None:
        form = writer.root["/AcroForm"]
        form["/NeedAppearances"] = generic.BooleanObject(True)
        writer.update_container(form)

    return update(signed, need)


def _hide_and_replace(base: Base) -> bytes:
    """Two page trees in the signed file; afterwards the catalogue points to the other one."""

    def edit(pdf: Pdf) -> None:
        other = pdf.make_indirect(
            pikepdf.Dictionary(
                Type=Name.Page,
                MediaBox=Array([0, 0, 595, 842]),
                Resources=pikepdf.Dictionary(),
                Contents=pdf.make_stream(b"0 0 0 rg 100 100 10 10 re f"),
            )
        )
        tree = pdf.make_indirect(pikepdf.Dictionary(Type=Name.Pages, Kids=Array([other]), Count=1))
        other.Parent = tree
        pdf.Root.PieceInfo = pikepdf.Dictionary(Khac=tree)

    signed = base.sign(edited(base.unsigned, edit))

    def switch(writer: IncrementalPdfFileWriter) -> None:
        writer.root["/Pages"] = writer.root["/PieceInfo"].raw_get("/Khac")
        writer.update_root()

    return update(signed, switch)


def _between(base: Base) -> bytes:
    """Changed between the person's signature and the agency's: the agency would sign what the person never saw."""
    return _signed_after(base, _covered)


def _covered(writer: IncrementalPdfFileWriter) -> None:
    """A page's content replaced."""
    page = _page(writer, 5)
    page["/Contents"] = writer.add_object(generic.StreamObject(stream_data=b"0 0 0 rg 100 100 10 10 re f"))
    writer.update_container(page)


# --- the wrong hands ---------------------------------------------------------------------------------------------------


def _hands(base: Base) -> Iterator[tuple[str, bytes]]:
    """Correct signatures that must not count."""
    own = base.own
    foreign = base.authority("foreign")
    someone = base.authority("someone", names=AuthorityNames(person="Lò Thị Khác", agency="Cơ quan khác"))
    yield "nơi cấp chứng thư lạ, tên người ký đúng", base.sign(base.unsigned, foreign, foreign)
    yield "người ký dùng chứng thư của nơi cấp lạ", base.sign(base.unsigned, foreign, own)
    yield "cơ quan dùng chứng thư của nơi cấp lạ", base.sign(base.unsigned, own, foreign)
    yield "người khác ký", base.sign(base.unsigned, someone, someone)
    person, agency = own.person_p12, own.agency_p12

    def pair(first: Any, second: Any) -> bytes:
        return sign_bundle(
            base.unsigned,
            base.request(first, own.password),
            base.request(second, own.password, SIGNED_AT + timedelta(minutes=5)),
        )

    yield "tráo người ký và cơ quan", pair(agency, person)
    yield "một khóa ký cả hai", pair(person, person)
    yield "khóa cơ quan ký cả hai", pair(agency, agency)
    yield "chỉ người ký", base.person_only
    yield "chưa ký", base.unsigned
    for title, authority, when in (
        ("chứng thư hết hạn", base.expired, NOW - timedelta(days=390)),
        ("chứng thư chưa có hiệu lực", base.later, NOW + timedelta(days=31)),
    ):
        first = sign_person(base.unsigned, base.request(authority.person_p12, authority.password, when))
        second = base.request(authority.agency_p12, authority.password, when + timedelta(minutes=5))
        yield title, sign_agency(first, second)
    yield (
        "thời gian ký ở tương lai",
        sign_bundle(
            base.unsigned,
            base.request(person, own.password, NOW + timedelta(days=20)),
            base.request(agency, own.password, NOW + timedelta(days=21)),
        ),
    )
    yield "hồ sơ khác được ký bằng khóa thật", base.sign(_other_case(base))


def _other_case(base: Base) -> bytes:
    """The unsigned bundle of another cluster: everything fits, but the signers are not its signers."""
    assert base.other_signed
    return (base.folder / "other" / "ho_so.pdf").read_bytes()


def signature_tampers(base: Base) -> Iterator[Tamper]:
    """All of them."""
    group = "tệp đã ký bị lưu lại, chữ ký bị gỡ"
    whole: dict[str, Make] = {
        "lưu lại bằng chương trình khác": _resaved,
        "lưu lại để xem trên mạng": _linearized,
        "đặt mật khẩu chủ": _encrypted,
        "tráo giá trị hai chữ ký": lambda b: edited(b.signed, _swapped_values),
        "một giá trị cho cả hai chữ ký": lambda b: edited(b.signed, _same_value),
        "gắn chữ ký của hồ sơ khác": _transplanted,
        "giá trị chữ ký của người ký bị xóa trắng": _empty_value(0),
        "giá trị chữ ký của cơ quan bị xóa trắng": _empty_value(1),
    }
    for field, title in (("ky_nguoi", "người ký"), ("ky_co_quan", "cơ quan")):
        whole[f"gỡ giá trị chữ ký của {title}"] = lambda b, f=field: edited(b.signed, _no_value(f))  # type: ignore[misc]
        whole[f"gỡ ô ký của {title}"] = lambda b, f=field: edited(b.signed, _no_field(f))  # type: ignore[misc]
    for name, make in whole.items():
        yield Tamper(group, name, make)
    for which, title in ((0, "của người ký"), (-1, "của cơ quan")):
        for name, (pattern, new) in DICTIONARIES.items():
            yield Tamper("từ điển chữ ký", f"{name} {title}", _patched(pattern, new, which))
    for name, change in UPDATES.items():
        yield Tamper("bản sửa đổi sau khi cơ quan ký", name, lambda b, c=change: update(b.signed, c))  # type: ignore[misc]
        yield Tamper(
            "bản sửa đổi giữa hai chữ ký",
            name,
            lambda b, c=change: _signed_after(b, c),  # type: ignore[misc]
        )
    shadows: dict[str, Make] = {
        "giấu: bỏ hình che sau khi ký": _hide,
        "thay: ô chữ hiện khác giá trị": _replace,
        "giấu và thay: cây trang thứ hai": _hide_and_replace,
        "thay nội dung giữa hai chữ ký": _between,
    }
    for name, make in shadows.items():
        yield Tamper("tấn công bóng", name, make)
    for name, data in _hands(base):
        yield Tamper("chữ ký không đúng người, không đúng lúc", name, lambda _, d=data: d)  # type: ignore[misc]


def _signed_after(base: Base, change: Callable[[IncrementalPdfFileWriter], None]) -> bytes:
    """Changed after the person signed; then the agency signs with a tool that doesn't look."""
    from pyhanko.sign import fields, signers

    changed = update(base.person_only, change)
    key = signers.SimpleSigner.load_pkcs12(base.own.agency_p12, passphrase=base.own.password.encode())
    assert key is not None
    out = io.BytesIO()
    signers.sign_pdf(
        IncrementalPdfFileWriter(io.BytesIO(changed), strict=False),
        signers.PdfSignatureMetadata(
            field_name="ky_co_quan", md_algorithm="sha256", subfilter=fields.SigSeedSubFilter.PADES
        ),
        signer=key,
        output=out,
    )
    return out.getvalue()
