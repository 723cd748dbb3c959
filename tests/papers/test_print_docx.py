"""``print_docx``: a clerk's Word file becomes a PDF beside it, whole or not at all, and a signed PDF stays as it is."""

from __future__ import annotations

import shutil
import subprocess
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from docx import Document as WordDocument
from docx.shared import Pt
from docx_source import docx, paragraph
from pdf_facts import measure
from word_sample import sample_docx

from dossier.core.errors import InputUnreadable, RenderingFailed
from dossier.papers.blocks import Document, Paragraph, SectionStart, Table
from dossier.papers.print_docx import is_signed, print_docx
from dossier.papers.word_read import read_docx
from dossier.papers.words import runs, text_of

needs_office = pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
BOX = (
    "<w:p><w:r><w:pict><v:textbox><w:txbxContent><w:p><w:r><w:t>trong hộp</w:t></w:r></w:p></w:txbxContent></v:textbox>"
    "</w:pict></w:r></w:p>"
)


def test_prints_beside_the_file_and_again(tmp_path: Path) -> None:
    file = tmp_path / "to_trinh.docx"
    file.write_bytes(sample_docx(tmp_path))
    result = print_docx(file)
    assert result.pdf == tmp_path / "to_trinh.pdf"
    assert result.pages == len(measure(result.pdf.read_bytes()))
    assert not result.by_libreoffice and result.unprintable == ()
    first = result.pdf.read_bytes()
    assert print_docx(file, tmp_path / "moi" / "ban_in.pdf").pdf.read_bytes() == first
    assert not [p for p in tmp_path.iterdir() if p.name.startswith(".")]


def test_a_clerks_edit_reaches_the_print(tmp_path: Path) -> None:
    word = WordDocument(BytesIO(sample_docx(tmp_path)))
    prose = next(p for p in word.paragraphs if p.text.startswith("Đoạn 3"))
    run = prose.add_run(" Văn thư thêm câu này.")
    run.bold, run.font.size = True, Pt(13)
    file = tmp_path / "sua.docx"
    word.save(str(file))
    result = print_docx(file)
    words = [
        w for page in measure(result.pdf.read_bytes()) for line in page.lines for w in line.words if "thêm" in w.text
    ]
    assert words and all("Bold" in w.font and w.size == pytest.approx(13, abs=0.01) for w in words)


def test_a_signed_pdf_is_never_overwritten(tmp_path: Path) -> None:
    file = tmp_path / "a.docx"
    file.write_bytes(docx(paragraph("chữ")))
    signed = b"%PDF-1.7\n/ByteRange [0 1 2 3]\n%%EOF"
    (tmp_path / "a.pdf").write_bytes(signed)
    with pytest.raises(RenderingFailed) as caught:
        print_docx(file)
    assert "ký số" in caught.value.message and caught.value.hint
    assert (tmp_path / "a.pdf").read_bytes() == signed
    assert is_signed(signed)


def test_failures_leave_the_old_print(tmp_path: Path) -> None:
    file = tmp_path / "a.docx"
    (tmp_path / "a.pdf").write_bytes(b"old")
    file.write_bytes(docx(paragraph("🎉")))
    with pytest.raises(RenderingFailed):
        print_docx(file)
    file.write_bytes(b"not Word")
    with pytest.raises(InputUnreadable):
        print_docx(file)
    with pytest.raises(InputUnreadable):
        print_docx(tmp_path / "khong_co.docx")
    with pytest.raises(InputUnreadable):
        print_docx(file, file)
    assert (tmp_path / "a.pdf").read_bytes() == b"old"


def test_without_libreoffice_ours_is_printed_and_the_loss_is_reported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    file = tmp_path / "hop.docx"
    file.write_bytes(docx(paragraph("lời văn") + BOX))
    result = print_docx(file)
    assert not result.by_libreoffice
    assert result.unprintable == ("hộp văn bản (text box): “trong hộp”",)
    (page,) = measure(result.pdf.read_bytes())
    assert any("Không in được: hộp văn bản" in line.text for line in page.lines)


@needs_office
def test_libreoffice_prints_what_we_cannot(tmp_path: Path) -> None:
    file = tmp_path / "hop.docx"
    file.write_bytes(docx(paragraph("lời văn") + BOX))
    result = print_docx(file)
    assert result.by_libreoffice and result.unprintable
    with pikepdf.open(result.pdf) as pdf:
        assert len(pdf.pages) == result.pages
    text = subprocess.run(["pdftotext", str(result.pdf), "-"], capture_output=True, check=True, text=True).stdout
    assert "lời văn" in text


def test_a_file_that_links_outside_is_not_given_to_libreoffice(tmp_path: Path) -> None:
    link = (
        '<Relationship Id="rId9" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate" '
        'Target="http://127.0.0.1:9/mau.dotx" TargetMode="External"/>'
    )
    file = tmp_path / "ngoai.docx"
    file.write_bytes(docx(paragraph("lời văn") + BOX, links=link))
    assert not print_docx(file).by_libreoffice


@pytest.fixture(scope="module")
def through_office(tmp_path_factory: pytest.TempPathFactory) -> tuple[Document, Document]:
    """Our sample paper, and the same opened and saved by LibreOffice, as a clerk without Word would."""
    if shutil.which("soffice") is None:
        pytest.skip("LibreOffice is not installed")
    folder = tmp_path_factory.mktemp("lo")
    data = sample_docx(folder)
    (folder / "mau.docx").write_bytes(data)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [
        "soffice",
        profile,
        "--headless",
        "--convert-to",
        "docx:MS Word 2007 XML",
        "--outdir",
        str(folder / "ra"),
    ]
    subprocess.run([*command, str(folder / "mau.docx")], check=True, capture_output=True, timeout=120)
    return read_docx(data), read_docx((folder / "ra" / "mau.docx").read_bytes())


def test_libreoffice_keeps_the_paper_readable(through_office: tuple[Document, Document]) -> None:
    ours, saved = through_office
    assert text_of(saved).split() == text_of(ours).split()
    assert [u for u in saved.unprintable if not u.harmless] == []

    def shape(document: Document) -> list[object]:
        found: list[object] = []
        for block in document.blocks:
            if isinstance(block, Paragraph) and block.text.strip():
                found.append(("p", block.style, block.text[:30]))
            elif isinstance(block, Table):
                spans = [[(c.col_span, c.row_span) for c in row.cells] for row in block.rows]
                found.append(("t", block.role, block.style, spans, [row.header for row in block.rows]))
            elif isinstance(block, SectionStart):
                found.append(("s", block.orientation, block.margin_left, block.restart_numbering, block.page_number))
        return found

    assert shape(saved) == shape(ours)
    bookmarks = [
        b.bookmark
        for t in saved.blocks
        if isinstance(t, Table) and t.role == "chu_ky"
        for row in t.rows
        for c in row.cells
        for b in c.blocks
        if isinstance(b, Paragraph) and b.bookmark
    ]
    assert "ky_nguoi_ky" in bookmarks
    emphasis = [(r.text.strip(), r.bold, r.italic) for r in runs(saved.blocks) if r.text.strip()]
    assert emphasis == [(r.text.strip(), r.bold, r.italic) for r in runs(ours.blocks) if r.text.strip()]
