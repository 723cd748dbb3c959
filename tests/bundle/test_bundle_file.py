"""A finished bundle, looked at with other people's tools."""

from __future__ import annotations

import hashlib
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pikepdf
import pypdf
import pytest
from pki import run
from sample_bundle import CASE_JSON, paper_pdf, sample_bundle, sample_papers
from verapdf import failures

from dossier.bundle.assemble import BundleResult
from dossier.bundle.contents import AttachmentFile
from dossier.bundle.manifest import Manifest
from dossier.core.errors import BundleFailed

EVIDENCE = AttachmentFile(
    "quyet_dinh.pdf", paper_pdf(6, 1), "Quyết định số 12/QĐ-UBND", "application/pdf", unit="ban_kkt"
)


@pytest.fixture(scope="module")
def bundle() -> BundleResult:
    return sample_bundle(sample_papers(5, 2), evidence=(EVIDENCE,))


@pytest.fixture(scope="module")
def path(bundle: BundleResult, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("bundle") / "ho_so.pdf"
    file.write_bytes(bundle.data)
    return file


@pytest.fixture(scope="module")
def reader(bundle: BundleResult) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(bundle.data), strict=True)


def test_qpdf_finds_nothing_wrong(path: Path) -> None:
    result = run("qpdf", "--check", path)
    assert result.returncode == 0, result.stdout + result.stderr
    assert "WARNING" not in result.stdout + result.stderr


@pytest.mark.parametrize("flavour", ["3b", "3a"])
def test_conforms_to_pdf_a(bundle: BundleResult, flavour: str) -> None:
    assert failures(bundle.data, flavour) == {}


def test_an_untagged_paper_makes_it_3b_only() -> None:
    papers = sample_papers(2, 1)
    plain = paper_pdf(1, 1, tags=False)
    data = sample_bundle((papers[0], type(papers[1])(**{**_fields(papers[1]), "pdf": plain}))).data
    assert failures(data, "3b") == {}
    assert b'conformance="B"' in pikepdf.open(io.BytesIO(data)).Root.Metadata.read_bytes()


def _fields(paper: object) -> dict[str, object]:
    return {name: getattr(paper, name) for name in paper.__slots__}  # type: ignore[attr-defined]


def test_pages_are_those_of_the_papers(bundle: BundleResult, path: Path, tmp_path: Path) -> None:
    """Merged fonts and resources must not change a single point of any page."""
    for number in (0, 3):
        own = tmp_path / f"own{number}.pdf"
        own.write_bytes(paper_pdf(number, 2))
        assert run("pdftoppm", "-r", "60", "-f", "2", "-l", "2", own, tmp_path / f"own{number}").returncode == 0
        page = str(bundle.first_pages[number] + 1)
        run("pdftoppm", "-r", "60", "-f", page, "-l", page, path, tmp_path / f"in{number}")
        (alone,) = tmp_path.glob(f"own{number}-*.ppm")
        (merged,) = tmp_path.glob(f"in{number}-*.ppm")
        assert len(set(alone.read_bytes()[20:])) > 10
        assert alone.read_bytes() == merged.read_bytes()


def test_text_can_still_be_read(bundle: BundleResult, path: Path) -> None:
    page = str(bundle.first_pages[2])
    text = run("pdftotext", "-f", page, "-l", page, path, "-").stdout
    assert "ngân sách" in text and "�" not in text


def test_bookmarks_lead_to_cover_index_and_papers_grouped_by_unit(
    bundle: BundleResult, reader: pypdf.PdfReader
) -> None:
    tree = [
        [(child.title, reader.get_destination_page_number(child) + 1) for child in item]
        if isinstance(item, list)
        else (item.title, reader.get_destination_page_number(item) + 1)
        for item in reader.outline
    ]
    p = bundle.first_pages
    title = "Văn bản thứ {} về việc đề nghị khen thưởng năm 2025"
    assert tree == [
        ("Bìa hồ sơ", 1),
        ("Mục lục văn bản, tài liệu", 2),
        (title.format(1), p[0]),
        ("Ban Quản lý các khu công nghiệp", p[1]),
        [(title.format(2), p[1]), (title.format(4), p[3])],
        ("Sở Quy hoạch", p[2]),
        [(title.format(3), p[2]), (title.format(5), p[4])],
    ]
    assert reader.trailer["/Root"]["/PageMode"] == "/UseOutlines"


def test_index_links_jump_to_the_page_printed_beside_them(bundle: BundleResult, reader: pypdf.PdfReader) -> None:
    pages = {page.indirect_reference.idnum: n for n, page in enumerate(reader.pages, 1)}
    targets = []
    for page in reader.pages[:2]:
        for annotation in page.get("/Annots", ()):
            annotation = annotation.get_object()
            if annotation["/Subtype"] == "/Link":
                assert "/A" not in annotation
                targets.append(pages[annotation["/Dest"][0].idnum])
    assert sorted(set(targets)) == list(bundle.first_pages)
    text = reader.pages[1].extract_text()
    for first in bundle.first_pages:
        assert f"{first}–{first + 1}" in text


def test_attachments_are_the_same_bytes(bundle: BundleResult, reader: pypdf.PdfReader) -> None:
    papers = sample_papers(5, 2)
    found = {name: data[0] for name, data in reader.attachments.items()}
    assert found["dossier.json"] == CASE_JSON
    assert found["quyet_dinh.pdf"] == EVIDENCE.data
    assert found["01_to_trinh.docx"] == papers[0].docx
    assert found["manifest.json"] == bundle.manifest.to_json()
    assert len(found) == 8


def test_attachments_say_what_they_are(bundle: BundleResult) -> None:
    with pikepdf.open(io.BytesIO(bundle.data)) as pdf:
        facts = {
            str(spec.UF): (str(spec.AFRelationship), str(spec.EF.F.Subtype), str(spec.EF.F.Params.ModDate))
            for spec in pdf.Root.AF
        }
    moment = "D:20260206090000+07'00'"
    assert facts["dossier.json"] == ("/Source", "/application/json", moment)
    assert facts["manifest.json"] == ("/Data", "/application/json", moment)
    assert facts["quyet_dinh.pdf"] == ("/Supplement", "/application/pdf", moment)
    assert facts["01_to_trinh.docx"][0] == "/Source"


def test_manifest_agrees_with_the_file(bundle: BundleResult, reader: pypdf.PdfReader) -> None:
    manifest = Manifest.from_json(reader.attachments["manifest.json"][0])
    assert manifest == bundle.manifest
    assert manifest.pages == len(reader.pages)
    assert manifest.case_sha256 == hashlib.sha256(CASE_JSON).hexdigest()
    for paper, own in zip(manifest.papers, sample_papers(5, 2), strict=True):
        assert paper.pdf_sha256 == hashlib.sha256(own.pdf).hexdigest()
        assert paper.docx is not None
        attached = reader.attachments[paper.docx.name][0]
        assert (paper.docx.sha256, paper.docx.size) == (hashlib.sha256(attached).hexdigest(), len(attached))
    data = json.loads(bundle.manifest.to_json())
    assert data["schema"] == "manifest/1"
    assert list(data) == sorted(data)


def test_a_broken_manifest_is_refused(bundle: BundleResult) -> None:
    with pytest.raises(BundleFailed, match="manifest"):
        Manifest.from_json(bundle.manifest.to_json().replace(b"manifest/1", b"manifest/9"))


def test_metadata(reader: pypdf.PdfReader) -> None:
    assert reader.metadata.title == "Hồ sơ đề nghị khen thưởng năm 2025 của Khối thi đua số 9 tỉnh Cao Bằng"
    assert reader.metadata.author == "Sở Quy hoạch"
    assert reader.trailer["/Root"]["/Lang"] == "vi"
    assert reader.xmp_metadata.dc_title["x-default"] == reader.metadata.title


def test_cover_prints_names_as_they_are(reader: pypdf.PdfReader) -> None:
    text = " ".join(reader.pages[0].extract_text().split())
    assert "Ban Quản lý <các> khu & cụm công nghiệp" in text
    assert "ĐỀ NGHỊ KHEN THƯỞNG" in text
    assert "Hồ sơ gồm 05 văn bản, 12 trang" in text


def test_signature_places_overlap_by_a_third_from_the_left(bundle: BundleResult) -> None:
    """NĐ 30/2020 PL I.I.II.8.a: the seal covers about 1/3 of the signature, from its left."""
    person, agency = bundle.places["ky_nguoi"], bundle.places["ky_co_quan"]
    assert person.page == agency.page == 0
    assert agency.left < person.left < agency.right < person.right
    assert (agency.right - person.left) / person.width == pytest.approx(1 / 3, abs=0.02)
    assert agency.bottom <= person.bottom < person.top <= agency.top


def test_every_tag_belongs_to_its_page(bundle: BundleResult) -> None:
    """Merged tag trees: keys are unique, and each page's list points to elements of that very page."""
    with pikepdf.open(io.BytesIO(bundle.data)) as pdf:
        numbers = pdf.Root.StructTreeRoot.ParentTree.Nums
        keys = [int(numbers[i]) for i in range(0, len(numbers), 2)]
        assert len(keys) == len(set(keys)) and keys == sorted(keys)
        parents = {key: numbers[2 * i + 1] for i, key in enumerate(keys)}
        for page in pdf.pages:
            elements = parents[int(page.obj.StructParents)]
            assert len(elements) > 3
            assert all(element.Pg.objgen == page.obj.objgen for element in elements)
            for annotation in page.obj.get("/Annots", ()):
                assert parents[int(annotation.StructParent)].S in ("/Link", "/Form")
        parts = [str(kid.T) for kid in pdf.Root.StructTreeRoot.K if kid.S == "/Part"]
        assert parts == [paper.title for paper in sample_papers(5, 2)]


def test_same_input_same_bytes_in_another_process(bundle: BundleResult) -> None:
    code = (
        "import sys; sys.path.insert(0, 'tests/support'); from test_bundle_file import EVIDENCE;"
        "from sample_bundle import *; print(sample_bundle(sample_papers(5, 2), evidence=(EVIDENCE,)).sha256)"
    )
    here = Path(__file__).parent
    environment = {
        **os.environ,
        "PYTHONHASHSEED": "7",
        "PYTHONPATH": f"{here}:{here.parent / 'support'}",
        "TZ": "Asia/Tokyo",
    }
    again = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=True)
    assert again.stdout.strip() == bundle.sha256


def test_twenty_papers_share_their_fonts() -> None:
    papers = sample_papers(20, 6)
    result = sample_bundle(papers)
    assert sum(len(paper.pdf) for paper in papers) > 700_000
    assert len(result.data) < 700_000
    with pikepdf.open(io.BytesIO(result.data)) as pdf:
        fonts = [item for item in pdf.objects if isinstance(item, pikepdf.Stream) and "/Length1" in item]
    assert 1 <= len(fonts) <= 4


def test_stamp_names_paper_and_page(tmp_path: Path) -> None:
    result = sample_bundle(sample_papers(2, 2), stamp=True)
    reader = pypdf.PdfReader(io.BytesIO(result.data))
    texts = [page.extract_text() for page in reader.pages]
    assert " – Trang " not in texts[0] + texts[1]
    assert "Văn bản 1 – Trang 3/6 của hồ sơ" in texts[2]
    assert "Văn bản 2 – Trang 6/6 của hồ sơ" in texts[5]
    assert failures(result.data, "3a") == {}
