"""Files that must not get into a bundle: each refusal names the file and says what to do."""

from __future__ import annotations

import io
import zlib
from dataclasses import replace

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String
from sample_bundle import paper_pdf, sample_bundle, sample_papers

from dossier.bundle.contents import AttachmentFile
from dossier.bundle.evidence import inspect_attachment, inspect_pdf
from dossier.core.errors import BundleFailed


def changed(change: object) -> bytes:
    with pikepdf.open(io.BytesIO(paper_pdf(0, 1))) as pdf:
        change(pdf)  # type: ignore[operator]
        out = io.BytesIO()
        pdf.save(out)
        return out.getvalue()


def encrypted(user: str) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(paper_pdf(0, 1))) as pdf:
        pdf.save(out, encryption=pikepdf.Encryption(user=user, owner="chủ"))
    return out.getvalue()


def script(pdf: pikepdf.Pdf) -> None:
    pdf.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))


def hidden_script(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].obj.AA = Dictionary(O=Dictionary(S=Name.URI, URI=String("x"), Next=Dictionary(S=Name.JavaScript)))


def launch(pdf: pikepdf.Pdf) -> None:
    link = Dictionary(
        Type=Name.Annot, Subtype=Name.Link, Rect=[0, 0, 9, 9], A=Dictionary(S=Name.Launch, F=String("cmd.exe"))
    )
    pdf.pages[0].obj.Annots = Array([link])


def loop(pdf: pikepdf.Pdf) -> None:
    node = pdf.make_indirect(Dictionary(Type=Name.Pages, Kids=Array([]), Count=1))
    node.Kids = Array([node, node])
    pdf.Root.Pages.Kids.append(node)


def page_bomb() -> bytes:
    """Thirty levels of page-tree nodes, each listing the next twice: a billion pages in two kilobytes."""
    objects = [b"<</Type/Catalog/Pages 2 0 R>>"]
    for number in range(2, 32):
        objects.append(b"<</Type/Pages/Count 1000000/Kids[%d 0 R %d 0 R]>>" % (number + 1, number + 1))
    objects.append(b"<</Type/Page/MediaBox[0 0 9 9]>>")
    return _file(objects)


def many_pages() -> bytes:
    kids = b" ".join(b"%d 0 R" % n for n in range(3, 6003))
    objects = [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count 6000/Kids[" + kids + b"]>>"]
    objects += [b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>"] * 6000
    return _file(objects)


def _file(objects: list[bytes]) -> bytes:
    out = io.BytesIO(b"%PDF-1.7\n")
    out.seek(0, 2)
    places = []
    for number, body in enumerate(objects, 1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.writelines(b"%010d 00000 n \n" % place for place in places)
    out.write(b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, start))
    return out.getvalue()


CASES = {
    "mật khẩu mở": (encrypted("mở"), "có mật khẩu"),
    "mã hóa không mật khẩu mở": (encrypted(""), "mã hóa"),
    "không phải PDF": (b"PK\x03\x04 khong phai", "không phải tệp PDF"),
    "trống": (b"", "không phải tệp PDF"),
    "hỏng": (b"%PDF-1.7\n" + zlib.compress(b"x" * 500), "bị hỏng"),
    "cụt": (paper_pdf(0, 1)[:900], "bị hỏng|không có trang"),
    "JavaScript": (changed(script), "JavaScript"),
    "JavaScript lồng": (changed(hidden_script), "JavaScript"),
    "mở chương trình": (changed(launch), "mở chương trình"),
    "cây trang lặp": (changed(loop), "hỏng|quá nhiều trang"),
    "bom trang": (page_bomb(), "hỏng|quá nhiều trang"),
    "6000 trang": (many_pages(), "quá nhiều trang"),
}


@pytest.mark.parametrize("name", CASES)
def test_bad_evidence_is_refused_by_name(name: str) -> None:
    data, words = CASES[name]
    file = AttachmentFile("minh_chung.pdf", data, "Minh chứng", "application/pdf")
    with pytest.raises(BundleFailed, match=words) as caught:
        sample_bundle(sample_papers(1, 1), evidence=(file,))
    assert "minh_chung.pdf" in caught.value.message
    assert caught.value.hint


def test_a_plain_pdf_is_accepted() -> None:
    assert inspect_pdf("tot.pdf", paper_pdf(0, 2)) == 2


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("chay.exe", b"MZ"),
        ("macro.docm", b"PK\x03\x04"),
        ("../leo.pdf", b"%PDF-"),
        ("a\\b.pdf", b"%PDF-"),
        ("..", b""),
        ("anh.png", b"GIF89a"),
        ("gia.docx", b"<html>"),
        ("xuong\ndong.txt", b"x"),
    ],
)
def test_bad_names_and_kinds_are_refused(name: str, data: bytes) -> None:
    with pytest.raises(BundleFailed):
        inspect_attachment(AttachmentFile(name, data, "x", "application/octet-stream"))


def test_two_files_of_one_name_are_refused() -> None:
    file = AttachmentFile("a.txt", b"x", "x", "text/plain")
    with pytest.raises(BundleFailed, match=r"cùng tên “a\.txt”"):
        sample_bundle(sample_papers(1, 1), evidence=(file, file))


@pytest.mark.parametrize("name", ["dossier.json", "manifest.json"])
def test_names_of_the_bundle_itself_are_taken(name: str) -> None:
    with pytest.raises(BundleFailed, match=name):
        sample_bundle(sample_papers(1, 1), evidence=(AttachmentFile(name, b"{}", "x", "application/json"),))


def test_a_broken_or_encrypted_paper_is_named() -> None:
    paper = sample_papers(1, 1)[0]
    for data, words in ((b"%PDF-1.7 hong", "hỏng"), (encrypted("x"), "mật khẩu"), (encrypted(""), "mã hóa")):
        with pytest.raises(BundleFailed, match=words) as caught:
            sample_bundle((replace(paper, pdf=data),))
        assert "to_trinh.pdf" in caught.value.message


def test_a_paper_with_other_pages_than_said_is_refused() -> None:
    paper = sample_papers(1, 1)[0]
    with pytest.raises(BundleFailed, match="có 2 trang, không phải 1"):
        sample_bundle((replace(paper, pdf=paper_pdf(0, 2)),))


def test_a_signed_paper_is_not_merged() -> None:
    """Merging would destroy its signature."""
    paper = sample_papers(1, 1)[0]

    def sign_field(pdf: pikepdf.Pdf) -> None:
        pdf.Root.AcroForm = Dictionary(Fields=Array([]), SigFlags=3)

    with pytest.raises(BundleFailed, match="chữ ký số"):
        sample_bundle((replace(paper, pdf=changed(sign_field)),))


def test_no_papers_no_bundle() -> None:
    from sample_bundle import FACTS

    from dossier.bundle.cover import make_front

    with pytest.raises(BundleFailed, match="Không có văn bản nào"):
        make_front(FACTS, (), created="2026-02-06T09:00:00+07:00")


def test_actions_of_a_paper_do_not_survive() -> None:
    paper = sample_papers(1, 1)[0]
    data = sample_bundle((replace(paper, pdf=changed(launch)),)).data
    with pikepdf.open(io.BytesIO(data)) as pdf:
        kinds = {str(item.get("/S")) for item in pdf.objects if isinstance(item, Dictionary) and "/S" in item}
    assert "/Launch" not in kinds
