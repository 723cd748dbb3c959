"""What an opponent thinks of who knows the verifier: commands to the viewer, words for the ear, faint ink, edited Word files,
odd certificates, names that look alike. Each as an insider does it, with the real keys, unless its group says otherwise."""

from __future__ import annotations

import io
import re
import shutil
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace

import pikepdf
from content_tampers import Edit, edited
from pikepdf import Array, Dictionary, Name, Pdf, String
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers
from tamper_base import EXAMPLE, Base, Make, Tamper

from dossier.core.files import sha256
from dossier.pipeline.build import build
from dossier.signing.authority import Authority

PAGE = 6
PAPER = "bang_tong_hop"
BODY = "word/document.xml"
SCORE = r"<w:r>(?:<w:rPr>.*?</w:rPr>)?<w:t[^>]*>97,1</w:t></w:r>"
"""A run that prints the winner's score."""
OTHER = "52,0"
"""A figure that the same paper has elsewhere."""


# --- what the viewer is told -------------------------------------------------------------------------------------------


def root(**entries: Callable[[Pdf], object]) -> Edit:
    """Entries of the catalogue."""

    def edit(pdf: Pdf) -> None:
        for key, value in entries.items():
            pdf.Root[f"/{key}"] = value(pdf)

    return edit


def on_page(**entries: Callable[[Pdf], object]) -> Edit:
    """Entries of one page."""

    def edit(pdf: Pdf) -> None:
        for key, value in entries.items():
            pdf.pages[PAGE].obj[f"/{key}"] = value(pdf)

    return edit


def spoken(key: str) -> Edit:
    """Other words for whoever listens to the file."""

    def edit(pdf: Pdf) -> None:
        element = next(o for o in pdf.objects if isinstance(o, Dictionary) and o.get("/S") == Name.P and "/K" in o)
        element[key] = String("98,9 điểm, xếp thứ nhất")

    return edit


def _read_backwards(pdf: Pdf) -> None:
    row = next(
        o
        for o in pdf.objects
        if isinstance(o, Dictionary) and o.get("/S") == Name.TR and isinstance(o.get("/K"), Array) and len(o.K) > 2
    )
    row.K = Array(reversed(list(row.K)))


def _template_page(pdf: Pdf) -> None:
    look = pdf.make_stream(b"0 g 0 0 400 400 re f")
    page = Dictionary(Type=Name.Template, MediaBox=Array([0, 0, 595, 842]), Contents=look)
    pdf.Root.Names.Templates = Dictionary(Names=Array([String("trang"), pdf.make_indirect(page)]))


def _title(pdf: Pdf) -> None:
    pdf.docinfo["/Title"] = "Hồ sơ của đơn vị khác"


def _described(pdf: Pdf) -> None:
    with pdf.open_metadata() as metadata:
        metadata["dc:title"] = "Hồ sơ của đơn vị khác"


def _signature_opens(pdf: Pdf) -> None:
    for field in pdf.Root.AcroForm.Fields:
        field.A = Dictionary(S=Name.URI, URI=String("https://example.invalid/"))


def _thumbnail(pdf: Pdf) -> object:
    return pdf.make_stream(bytes(300), Width=10, Height=10, BitsPerComponent=8, ColorSpace=Name.DeviceRGB)


VIEWER: dict[str, Edit] = {
    "mở thẳng vào trang giữa": root(OpenAction=lambda pdf: Array([pdf.pages[8].obj, Name.Fit])),
    "lệnh mở thẳng vào trang giữa": root(
        OpenAction=lambda pdf: Dictionary(S=Name.GoTo, D=Array([pdf.pages[8].obj, Name.Fit]))
    ),
    "chỉ in một trang": root(ViewerPreferences=lambda _: Dictionary(PrintPageRange=Array([1, 1]))),
    "giấu thanh công cụ của phần mềm đọc": root(ViewerPreferences=lambda _: Dictionary(HideToolbar=True)),
    "hiện và in theo khung khác": root(ViewerPreferences=lambda _: Dictionary(ViewArea=Name.ArtBox)),
    "mở toàn màn hình": root(PageMode=lambda _: Name.FullScreen),
    "hiện tệp đính kèm thay cho bìa": root(Collection=lambda _: Dictionary(View=Name.H, D=String("dossier.json"))),
    "luồng đọc bài riêng": root(Threads=lambda _: Array()),
    "đọc bằng tiếng khác": root(Lang=lambda _: String("en")),
    "đích đến có tên": root(Dests=lambda pdf: Dictionary(a=Array([pdf.pages[3].obj, Name.Fit]))),
    "trang mẫu giấu trong danh mục": _template_page,
    "tên tài liệu trên thanh tiêu đề": _title,
    "tên tài liệu trong mô tả": _described,
    "trang tự lật": on_page(Dur=lambda _: 1, Trans=lambda _: Dictionary(S=Name.Dissolve)),
    "hình thu nhỏ khác trang": on_page(Thumb=_thumbnail),
    "bấm vào chữ ký mở trang web": _signature_opens,
    "chữ đọc thay (ActualText)": spoken("/ActualText"),
    "chữ đọc thay (Alt)": spoken("/Alt"),
    "chữ đọc thay (E)": spoken("/E"),
    "đọc ngược một hàng của bảng": _read_backwards,
}


# --- what is drawn -----------------------------------------------------------------------------------------------------


def drawn(program: bytes) -> Edit:
    """More drawing on a page."""
    return lambda pdf: pdf.pages[PAGE].contents_add(b"q\n" + program + b"\nQ\n")


def _without_fonts(pdf: Pdf) -> None:
    for item in pdf.objects:
        if isinstance(item, Dictionary):
            for key in ("/FontFile2", "/FontFile3"):
                if key in item:
                    del item[key]


def _no_page(pdf: Pdf) -> None:
    pdf.pages[PAGE].obj.Type = Name.Template


FAINT: dict[str, Edit] = {
    "nét nhạt": drawn(b"0.78 G 0.7 w 100 200 m 400 205 l S"),
    "chữ số vẽ bằng nét nhạt": drawn(b"0.7 G 0.6 w 100 200 m 106 210 l 100 210 l S"),
    "mảng xám rất nhạt": drawn(b"0.92 g 60 60 200 40 re f"),
    "dải vàng": drawn(b"1 1 0.4 rg 60 60 200 40 re f"),
    "phông chữ không nhúng": _without_fonts,
    "trang khai là trang mẫu": _no_page,
}


# --- the data and what is attached -------------------------------------------------------------------------------------


def data_text(change: Callable[[str], str]) -> Edit:
    """The data's text changed, hashes set right."""

    def edit(pdf: Pdf) -> None:
        import json

        before = pdf.attachments["dossier.json"].get_file().read_bytes().decode()
        after = change(before)
        assert after != before
        data = after.encode()
        listed = json.loads(pdf.attachments["manifest.json"].get_file().read_bytes())
        listed["case_sha256"] = sha256(data)
        for item in listed["attachments"]:
            if item["name"] == "dossier.json":
                item.update(sha256=sha256(data), size=len(data))
        _write(pdf, "dossier.json", data)
        _write(pdf, "manifest.json", json.dumps(listed, ensure_ascii=False).encode())

    return edit


def _write(pdf: Pdf, name: str, data: bytes) -> None:
    stream = pdf.attachments[name].obj.EF.F
    stream.write(data)
    stream.Params = Dictionary(Size=len(data))


def _one_more(pdf: Pdf) -> None:
    """A file that nobody declared, listed as it should be."""
    import json

    out = io.BytesIO()
    with pikepdf.new() as paper:
        paper.add_blank_page()
        paper.save(out, deterministic_id=True)
    spec = pikepdf.AttachedFileSpec(pdf, out.getvalue(), filename="ban_chinh.pdf", mime_type="application/pdf")
    pdf.attachments["ban_chinh.pdf"] = spec
    listed = json.loads(pdf.attachments["manifest.json"].get_file().read_bytes())
    said = {"name": "ban_chinh.pdf", "sha256": sha256(out.getvalue()), "size": len(out.getvalue())}
    listed["attachments"].append({**listed["attachments"][-1], **said})
    _write(pdf, "manifest.json", json.dumps(listed, ensure_ascii=False).encode())


DATA: dict[str, Edit] = {
    "một khóa ghi hai lần": data_text(
        lambda t: re.sub(r'"so_phieu": ?(\d+)', r'"so_phieu": 1, "so_phieu": \1', t, count=1)
    ),
    "khóa lạ": data_text(lambda t: t.replace("{", '{"_ghi_chu": "x",', 1)),
    "số không phải là số": data_text(lambda t: re.sub(r'"ket_qua": ?"[^"]*"', '"ket_qua": NaN', t, count=1)),
    "chữ sau dữ liệu": data_text(lambda t: t + "// x"),
    "số khổng lồ": data_text(lambda t: re.sub(r'"so_phieu": ?\d+', '"so_phieu": 1e999', t, count=1)),
    "dấu đảo chiều chữ trong tên": data_text(lambda t: re.sub(r'("ten": ?"[^"]*)"', '\\1\u202e"', t, count=1)),
    "quy chế là đường dẫn": data_text(lambda t: re.sub(r'"quy_che": ?"[^"]*"', '"quy_che": "../../x"', t, count=1)),
    "thêm một tệp có ghi trong bản kê": _one_more,
}


# --- Word files edited by hand -----------------------------------------------------------------------------------------


def word(pattern: str, new: str, paper: str = PAPER) -> Make:
    """The bundle that the program itself makes after a Word file was changed."""

    def make(base: Base) -> bytes:
        folder = base.folder / f"word-{sha256((pattern + new + paper).encode())[:12]}"
        shutil.copytree(base.folder / "unsigned", folder)
        path = folder / "giay_to" / f"{paper}.docx"
        with zipfile.ZipFile(path) as package:
            parts = {item.filename: package.read(item) for item in package.infolist()}
        text = parts[BODY].decode()
        changed = re.sub(pattern, new, text, count=1)
        assert changed != text
        parts[BODY] = changed.encode()
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
            for name, data in parts.items():
                package.writestr(name, data)
        build(EXAMPLE, folder, signers=None)
        return base.sign((folder / "ho_so.pdf").read_bytes())

    return make


def score(look: str, after: str = "") -> Make:
    """The winner's score with another look, and what stands beside it."""
    return word(SCORE, f"<w:r><w:rPr>{look}</w:rPr><w:t>97,1</w:t></w:r>{after}")


_MC = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:zz="urn:zz"'
_BESIDE = f'<w:r><w:t xml:space="preserve"> {OTHER}</w:t></w:r>'
WORD: dict[str, Make] = {
    "chữ trắng": score('<w:color w:val="FFFFFF"/>'),
    "chữ rất nhạt": score('<w:color w:val="D0D0D0"/>'),
    "chữ một điểm": score('<w:sz w:val="2"/>'),
    "chữ gạch bỏ": score("<w:strike/>"),
    "chữ trên nền cùng màu": score('<w:shd w:val="clear" w:color="auto" w:fill="000000"/>'),
    "số có thật ghi thêm vào ô": score("", _BESIDE),
    "chữ trắng và số khác ghi bên cạnh": score('<w:color w:val="FFFFFF"/><w:sz w:val="2"/>', _BESIDE),
    "nội dung Word hiện khác nội dung in": word(
        SCORE,
        f'<mc:AlternateContent {_MC}><mc:Choice Requires="zz"><w:r><w:t>97,1</w:t></w:r></mc:Choice>'
        "<mc:Fallback><w:r><w:t>99,9</w:t></w:r></mc:Fallback></mc:AlternateContent>",
    ),
    "thêm chữ “không” vào một câu": word(
        r"<w:t([^>]*)>([^<]*)phong trào", r"<w:t\1>\2không có phong trào", "bao_cao_tong_ket"
    ),
}


# --- signatures --------------------------------------------------------------------------------------------------------


def by_other_tool(data: bytes, p12: object, password: str, field: str) -> bytes:
    """A signature by a program that does not lock the file."""
    signer = signers.SimpleSigner.load_pkcs12(str(p12), passphrase=password.encode())
    assert signer is not None
    meta = signers.PdfSignatureMetadata(
        field_name=field, md_algorithm="sha256", subfilter=fields.SigSeedSubFilter.PADES, certify=False
    )
    out = io.BytesIO()
    signers.PdfSigner(meta, signer).sign_pdf(IncrementalPdfFileWriter(io.BytesIO(data)), output=out)
    return out.getvalue()


def _between(base: Base) -> bytes:
    """The data's description is changed after the person signed, before the agency does."""
    first = by_other_tool(base.unsigned, base.own.person_p12, base.own.password, "ky_nguoi")
    writer = IncrementalPdfFileWriter(io.BytesIO(first))
    spec = writer.root["/AF"][0]
    from pyhanko.pdf_utils import generic

    spec["/Desc"] = generic.pdf_string("Bản đã được Hội đồng thẩm định")
    writer.mark_update(writer.root["/AF"].raw_get(0))
    out = io.BytesIO()
    writer.write(out)
    return by_other_tool(out.getvalue(), base.own.agency_p12, base.own.password, "ky_co_quan")


def _stranger_between(base: Base) -> bytes:
    foreign = base.authority("nguoi_thu_ba")
    first = by_other_tool(base.unsigned, base.own.person_p12, base.own.password, "ky_nguoi")
    second = by_other_tool(first, foreign.person_p12, foreign.password, "ky_khac")
    return by_other_tool(second, base.own.agency_p12, base.own.password, "ky_co_quan")


def named(number: int, person: str = "{}", agency: str = "{}") -> Make:
    """Certificates of a trusted authority with names that only look right."""

    def make(base: Base) -> bytes:
        names = base.names
        names = replace(names, person=person.format(names.person), agency=agency.format(names.agency))
        other: Authority = base.authority(f"ten_{number}", names=names)
        shutil.copy(other.ca_pem, base.lookalikes / f"{number}.pem")
        return base.sign(base.unsigned, other, other)

    return make


SIGNATURES: dict[str, Make] = {
    "mô tả tệp đính kèm bị đổi giữa hai chữ ký": _between,
    "người lạ ký xen giữa": _stranger_between,
    "chứng thư người ký: thêm tên": named(1, person="{0}, {0}"),
    "chứng thư người ký: chữ vô hình": named(2, person="{}\u200b"),
    "chứng thư cơ quan: dấu đảo chiều chữ": named(3, agency="{}\u202e"),
    "chứng thư cơ quan: tên khác một chữ": named(4, agency="{}A"),
}


def red_team_tampers(_: Base) -> Iterator[Tamper]:
    """All of them."""
    groups: dict[str, dict[str, Edit]] = {
        "lệnh cho phần mềm đọc, trước khi ký bằng khóa thật": VIEWER,
        "nét nhạt, phông chữ, trang, trước khi ký bằng khóa thật": FAINT,
        "dữ liệu viết lắt léo, trước khi ký bằng khóa thật": DATA,
    }
    for group, edits in groups.items():
        for name, edit in edits.items():
            yield Tamper(group, name, lambda base, edit=edit: base.sign(edited(base.unsigned, edit)))  # type: ignore[misc]
    for name, make in WORD.items():
        yield Tamper("tệp Word sửa tay để đánh lừa, ký bằng khóa thật", name, make)
    for name, make in SIGNATURES.items():
        yield Tamper("chữ ký, chứng thư lắt léo", name, make)
