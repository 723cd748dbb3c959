"""Pages, data and attachments changed. Each as a stranger does it (the signatures stay as they were, or are gone with the
re-saving) and as an insider does it: before signing, with the real keys, so that both signatures are perfect."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, String
from tamper_base import Base, Tamper

from dossier.core.files import sha256

Edit = Callable[[Pdf], None]


def edited(data: bytes, edit: Edit) -> bytes:
    """The file opened, changed and saved whole."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        edit(pdf)
        pdf.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return out.getvalue()


# --- what is drawn -----------------------------------------------------------------------------------------------------


def _codes(font: Any) -> dict[str, int]:
    """Glyph code of each letter of an embedded font."""
    pairs = re.findall(rb"<([0-9A-F]{4})>\s*<([0-9A-F]{4})>\s*\n", font.ToUnicode.read_bytes())
    return {chr(int(letter, 16)): int(code, 16) for code, letter in pairs}


def replace_glyphs(pdf: Pdf, page: int, old: str, new: str) -> None:
    """Draw other letters in the first place where ``old`` is drawn; fails loudly when it isn't."""
    target = pdf.pages[page]
    instructions = list(pikepdf.parse_content_stream(target))
    font: Any = None
    for index, (operands, operator) in enumerate(instructions):
        if str(operator) == "Tf":
            font = target.Resources.Font[str(operands[0])]
            continue
        if str(operator) != "TJ" or font is None:
            continue
        codes = _codes(font)
        if not set(old + new) <= set(codes):
            continue
        wanted = b"".join(codes[letter].to_bytes(2, "big") for letter in old)
        given = b"".join(codes[letter].to_bytes(2, "big") for letter in new)
        for place, item in enumerate(operands[0]):
            if isinstance(item, String) and wanted in bytes(item):
                operands[0][place] = String(bytes(item).replace(wanted, given, 1))
                instructions[index] = pikepdf.ContentStreamInstruction(operands, operator)
                target.Contents = pdf.make_stream(pikepdf.unparse_content_stream(instructions))
                return
    raise AssertionError(f"“{old}” is not drawn on page {page + 1}")


def find_page(pdf: Pdf, old: str, new: str) -> int:
    """First page that draws ``old`` in one run, in a font that has the letters of ``new``."""
    for number in range(2, len(pdf.pages)):
        try:
            with pikepdf.new() as scratch:
                scratch.pages.append(pdf.pages[number])
                replace_glyphs(scratch, 0, old, new)
            return number
        except AssertionError:
            continue
    raise AssertionError(f"“{old}” is on no page")


def glyphs(old: str, new: str) -> Edit:
    """Other letters on the first page that has ``old``."""

    def edit(pdf: Pdf) -> None:
        replace_glyphs(pdf, find_page(pdf, old, new), old, new)

    return edit


def drawn_over(page: int, program: bytes) -> Edit:
    """More drawing on a page."""

    def edit(pdf: Pdf) -> None:
        target = pdf.pages[page]
        target.contents_add(b"q\n" + program + b"\nQ\n")

    return edit


def _swapped(pdf: Pdf) -> None:
    a, b = pdf.pages[5], pdf.pages[6]
    a.Contents, b.Contents = b.Contents, a.Contents
    a.Resources, b.Resources = b.Resources, a.Resources


def _moved(pdf: Pdf) -> None:
    page = pdf.pages[5]
    del pdf.pages[5]
    pdf.pages.insert(8, page)


def _removed(pdf: Pdf) -> None:
    del pdf.pages[6]


def _repeated(pdf: Pdf) -> None:
    pdf.pages.insert(7, pdf.pages[6])


def _added_page(pdf: Pdf) -> None:
    pdf.add_blank_page(page_size=(595, 842))


def _rotated(pdf: Pdf) -> None:
    pdf.pages[6].Rotate = 180


def _cropped(pdf: Pdf) -> None:
    pdf.pages[6].CropBox = Array([0, 421, 595, 842])


def _bigger_unit(pdf: Pdf) -> None:
    pdf.pages[6].UserUnit = 2


def _lying_text(pdf: Pdf) -> None:
    """The letters look the same; copied or searched, they say something else."""
    font = next(iter(pdf.pages[6].Resources.Font.values()))
    swapped = font.ToUnicode.read_bytes()
    one, two = b"<0061>", b"<0065>"
    swapped = swapped.replace(one, b"<->").replace(two, one).replace(b"<->", two)
    font.ToUnicode = pdf.make_stream(swapped)


def _other_font(pdf: Pdf) -> None:
    fonts = pdf.pages[6].Resources.Font
    names = list(fonts.keys())
    fonts[names[0]], fonts[names[-1]] = fonts[names[-1]], fonts[names[0]]


def _hidden_layer(pdf: Pdf) -> None:
    group = pdf.make_indirect(Dictionary(Type=Name.OCG, Name=String("lop")))
    pdf.Root.OCProperties = Dictionary(OCGs=Array([group]), D=Dictionary(OFF=Array([group]), Order=Array([group])))
    page = pdf.pages[6]
    page.Resources.Properties = Dictionary(Lop=group)
    page.contents_add(b"/OC /Lop BDC\n", prepend=True)
    page.contents_add(b"\nEMC")


def _picture_over(pdf: Pdf) -> None:
    picture = pdf.make_stream(b"\xff" * 3, Type=Name.XObject, Subtype=Name.Image, Width=1, Height=1)
    picture.ColorSpace, picture.BitsPerComponent = Name.DeviceRGB, 8
    page = pdf.pages[6]
    page.Resources.XObject = Dictionary(Che=picture)
    page.contents_add(b"q 200 0 0 60 200 500 cm /Che Do Q")


def annotation(page: int, **facts: Any) -> Edit:
    """An annotation more."""

    def edit(pdf: Pdf) -> None:
        note = pdf.make_indirect(Dictionary(Type=Name.Annot, F=4, **facts))
        target = pdf.pages[page].obj
        target.Annots = Array([*target.get("/Annots", ()), note])

    return edit


def _white(width: int, height: int) -> bytes:
    return b"1 1 1 rg 0 0 %d %d re f" % (width, height)


def _cover_note(pdf: Pdf) -> None:
    look = pdf.make_stream(_white(300, 60), Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 300, 60]))
    annotation(6, Subtype=Name.Square, Rect=Array([150, 500, 450, 560]), AP=Dictionary(N=look))(pdf)


def _free_text(pdf: Pdf) -> None:
    text = String("Đã sửa: 99,9 điểm")
    annotation(6, Subtype=Name.FreeText, Rect=Array([150, 500, 450, 560]), Contents=text, DA=String("/Helv 12 Tf 0 g"))(
        pdf
    )


def _form_field(pdf: Pdf) -> None:
    look = pdf.make_stream(_white(300, 60), Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 300, 60]))
    field = pdf.make_indirect(
        Dictionary(
            Type=Name.Annot,
            Subtype=Name.Widget,
            FT=Name.Tx,
            T=String("o_chu"),
            V=String("99,9"),
            F=4,
            Rect=Array([150, 500, 450, 560]),
            AP=Dictionary(N=look),
        )
    )
    page = pdf.pages[6].obj
    page.Annots = Array([*page.get("/Annots", ()), field])
    pdf.Root.AcroForm.Fields.append(field)


def _bigger_field(pdf: Pdf) -> None:
    for field in pdf.Root.AcroForm.Fields:
        if str(field.T) == "ky_co_quan":
            field.Rect = Array([60, 60, 540, 780])


def _moved_field(pdf: Pdf) -> None:
    for field in pdf.Root.AcroForm.Fields:
        if str(field.T) == "ky_nguoi":
            field.Rect = Array([60, 600, 260, 700])


def _script(pdf: Pdf) -> None:
    pdf.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))


def _launch(pdf: Pdf) -> None:
    annotation(6, Subtype=Name.Link, Rect=Array([0, 0, 99, 99]), A=Dictionary(S=Name.Launch, F=String("x.exe")))(pdf)


def _web_link(pdf: Pdf) -> None:
    where = Dictionary(S=Name.URI, URI=String("http://example.invalid/"))
    annotation(6, Subtype=Name.Link, Rect=Array([0, 0, 595, 842]), A=where)(pdf)


PAGES: dict[str, Edit] = {
    "một chữ số của điểm": glyphs("97,1", "97,2"),
    "tên đơn vị": glyphs("Thọ", "Thị"),
    "một năm": glyphs("2017", "2018"),
    "che chữ bằng hình chữ nhật trắng": drawn_over(6, b"1 1 1 rg 150 500 300 40 re f"),
    "vẽ thêm một nét": drawn_over(6, b"0 0 0 RG 100 500 m 110 500 l S"),
    "chữ trắng không thấy": drawn_over(6, b"1 1 1 rg BT /f0 12 Tf 100 400 Td <0001> Tj ET"),
    "chữ ở chế độ không vẽ": drawn_over(6, b"3 Tr BT /f0 12 Tf 100 400 Td <0001> Tj ET"),
    "ảnh trắng che chữ": _picture_over,
    "nội dung trang nằm trong lớp ẩn": _hidden_layer,
    "đổi chỗ nội dung hai trang": _swapped,
    "chuyển một trang đi chỗ khác": _moved,
    "bỏ một trang": _removed,
    "lặp một trang": _repeated,
    "thêm một trang trắng": _added_page,
    "xoay một trang": _rotated,
    "cắt khung một trang": _cropped,
    "phóng to một trang": _bigger_unit,
    "chữ nhìn một đằng, chép ra một nẻo": _lying_text,
    "tráo hai phông chữ": _other_font,
}
LAYERS: dict[str, Edit] = {
    "chú thích trắng che chữ": _cover_note,
    "chú thích có chữ": _free_text,
    "ô điền chữ trên trang": _form_field,
    "ô ký của cơ quan phủ cả trang bìa": _bigger_field,
    "ô ký của người ký chuyển chỗ": _moved_field,
    "mã JavaScript chạy khi mở": _script,
    "liên kết mở chương trình": _launch,
    "liên kết ra ngoài phủ cả trang": _web_link,
}


# --- what is attached --------------------------------------------------------------------------------------------------


def _put(pdf: Pdf, name: str, data: bytes) -> None:
    """Other bytes under an attachment's name, its description kept."""
    stream = pdf.attachments[name].obj.EF.F
    stream.write(data)
    stream.Params.Size = len(data)
    if "/CheckSum" in stream.Params:
        del stream.Params["/CheckSum"]


def _get(pdf: Pdf, name: str) -> bytes:
    return bytes(pdf.attachments[name].get_file().read_bytes())


def in_case(change: Callable[[dict[str, Any]], None], *, manifest: bool) -> Edit:
    """The data changed; with ``manifest`` its hash is set right, as whoever knows our format would do."""

    def edit(pdf: Pdf) -> None:
        case = json.loads(_get(pdf, "dossier.json"))
        before = json.dumps(case)
        change(case)
        assert json.dumps(case) != before
        data = (json.dumps(case, ensure_ascii=False, sort_keys=True) + "\n").encode()
        _put(pdf, "dossier.json", data)
        if manifest:
            listed = json.loads(_get(pdf, "manifest.json"))
            listed["case_sha256"] = sha256(data)
            for item in listed["attachments"]:
                if item["name"] == "dossier.json":
                    item["sha256"], item["size"] = sha256(data), len(data)
            _put(pdf, "manifest.json", json.dumps(listed, ensure_ascii=False).encode())

    return edit


def _scored(case: dict[str, Any]) -> None:
    """A result cut to a third: the unit's score, and with it a number on a page, is another."""
    for _, unit in sorted(case["bang_diem"]["don_vi"].items()):
        for _, facts in sorted(unit["diem"].items()):
            if facts.get("ke_hoach") and facts.get("ket_qua"):
                facts["ket_qua"] = str(int(float(facts["ket_qua"])) // 3)
                return
    raise AssertionError("no result of a target found")


def _voted(case: dict[str, Any]) -> None:
    candidate = case["ho_so"]["bo_phieu"]["ung_vien"][0]
    candidate["so_phieu"] = int(candidate["so_phieu"]) - 1


def _renamed(case: dict[str, Any]) -> None:
    case["ho_so"]["nhom"]["don_vi"][0]["ten"] += " mới"


def _redated(case: dict[str, Any]) -> None:
    paper = sorted(name for name, issue in case["ho_so"]["van_ban"].items() if issue.get("ngay"))[0]
    case["ho_so"]["van_ban"][paper]["ngay"] = "2017-01-05"


def _other_regulation(case: dict[str, Any]) -> None:
    case["ho_so"]["quy_che"] = "bac-kan-2019"


def _earlier_stage(case: dict[str, Any]) -> None:
    case["ho_so"]["giai_doan"] = "du_thao"


CASE: dict[str, Callable[[dict[str, Any]], None]] = {
    "kết quả một chỉ tiêu": _scored,
    "một số phiếu": _voted,
    "tên đơn vị": _renamed,
    "ngày văn bản": _redated,
    "quy chế áp dụng": _other_regulation,
    "giai đoạn": _earlier_stage,
}


def _replace_word(pdf: Pdf) -> None:
    names = sorted(name for name in pdf.attachments if name.endswith(".docx"))
    _put(pdf, names[0], _get(pdf, names[1]))


def _replace_evidence(pdf: Pdf) -> None:
    names = sorted(name for name in pdf.attachments if name.endswith(".pdf"))
    _put(pdf, names[0], _get(pdf, names[1]))


def _garbage(name: str) -> Edit:
    return lambda pdf: _put(pdf, name, b"khong phai du lieu")


def _without(name: str) -> Edit:
    def edit(pdf: Pdf) -> None:
        gone = pdf.attachments[name].obj.objgen
        del pdf.attachments[name]
        if "/AF" in pdf.Root:
            pdf.Root.AF = Array([item for item in pdf.Root.AF if item.objgen != gone])

    return edit


def _without_all(pdf: Pdf) -> None:
    for name in list(pdf.attachments):
        del pdf.attachments[name]
    if "/AF" in pdf.Root:
        del pdf.Root["/AF"]


def _extra(pdf: Pdf) -> None:
    pdf.attachments["them.txt"] = pikepdf.AttachedFileSpec(pdf, b"them", filename="them.txt")


def _extra_case(pdf: Pdf) -> None:
    """A second file of the data's name, where some readers look."""
    spec = pikepdf.AttachedFileSpec(pdf, b"{}", filename="dossier.json")
    pdf.Root.AF.append(spec.obj)


def _swapped_names(pdf: Pdf) -> None:
    one, two = sorted(name for name in pdf.attachments if name.endswith(".docx"))[:2]
    first, second = _get(pdf, one), _get(pdf, two)
    _put(pdf, one, second)
    _put(pdf, two, first)


def in_manifest(change: Callable[[dict[str, Any]], None]) -> Edit:
    """The list of contents changed."""

    def edit(pdf: Pdf) -> None:
        listed = json.loads(_get(pdf, "manifest.json"))
        before = json.dumps(listed)
        change(listed)
        assert json.dumps(listed) != before
        _put(pdf, "manifest.json", json.dumps(listed, ensure_ascii=False).encode())

    return edit


ATTACHMENTS: dict[str, Edit] = {
    "tệp Word bị thay": _replace_word,
    "hai tệp Word bị tráo": _swapped_names,
    "tài liệu minh chứng bị thay": _replace_evidence,
    "dữ liệu bị thay bằng rác": _garbage("dossier.json"),
    "bản kê bị thay bằng rác": _garbage("manifest.json"),
    "bỏ dữ liệu": _without("dossier.json"),
    "bỏ bản kê": _without("manifest.json"),
    "bỏ mọi tệp đính kèm": _without_all,
    "thêm một tệp": _extra,
    "hai tệp dữ liệu cùng tên": _extra_case,
    "bản kê: bớt một văn bản": in_manifest(lambda m: m["papers"].pop()),
    "bản kê: đổi mã băm": in_manifest(lambda m: m["attachments"][0].update(sha256="0" * 64)),
    "bản kê: đổi số văn bản": in_manifest(lambda m: m["papers"][0].update(notation="999/XX")),
    "bản kê: đổi chương trình lập và một trang": in_manifest(lambda m: m.update(engine="dossier 9.9", pages=1)),
}


def content_tampers(_: Base) -> Iterator[Tamper]:
    """All of them, by a stranger and by an insider."""
    everything: list[tuple[str, str, Edit]] = [
        *(("trang giấy", name, edit) for name, edit in PAGES.items()),
        *(("vật đặt trên trang", name, edit) for name, edit in LAYERS.items()),
        *(("tệp đính kèm", name, edit) for name, edit in ATTACHMENTS.items()),
        *(("dữ liệu", f"{name}, mã băm cũ", in_case(change, manifest=False)) for name, change in CASE.items()),
        *(("dữ liệu", f"{name}, mã băm sửa theo", in_case(change, manifest=True)) for name, change in CASE.items()),
    ]
    for group, name, edit in everything:
        yield Tamper(f"{group}, sau khi ký", name, lambda base, edit=edit: edited(base.signed, edit))  # type: ignore[misc]
        yield Tamper(
            f"{group}, trước khi ký bằng khóa thật",
            name,
            lambda base, edit=edit: base.sign(edited(base.unsigned, edit)),  # type: ignore[misc]
        )
