"""``dossier bundle``: signed papers are taken back, checked, attached byte for byte, and shown as reading copies."""

from __future__ import annotations

import io
import json
import re
import shutil
from collections import defaultdict
from pathlib import Path

import pikepdf
import pypdf
import pypdfium2
import pytest
from signers_at_work import sign, sign_paper
from signing_desk import TODAY, Desk
from verapdf import failures

import dossier
from dossier.bundle.manifest import Manifest
from dossier.core.finding import Finding
from dossier.inputs.ho_so import GiaiDoan
from dossier.pipeline.build import BuildResult


@pytest.fixture(scope="module")
def taken_back(desk: Desk, tmp_path_factory: pytest.TempPathFactory) -> tuple[BuildResult, dict[str, bytes]]:
    """Three papers come back signed (one of them under another name), the rest stays printed."""
    folder = tmp_path_factory.mktemp("da_ky")
    sent = {name: desk.signed(name) for name in ("to_trinh", "bien_ban_kiem_phieu", "bang_diem__so_cong_thuong")}
    for name, data in sent.items():
        (folder / ("Bien ban KP (da ky).pdf" if name == "bien_ban_kiem_phieu" else f"{name}.pdf")).write_bytes(data)
    (folder / "danh_sach.json").write_bytes((desk.ready / "danh_sach.json").read_bytes())
    # A paper nobody has signed yet lies there as it was prepared.
    (folder / "bien_ban_hop.pdf").write_bytes((desk.ready / "bien_ban_hop.pdf").read_bytes())
    trusted = dossier.Trusted((desk.trust,))
    result = dossier.build(desk.case, desk.out, today=TODAY, signed=dossier.SignedFolder(folder, trusted))
    return result, sent


def attached(bundle: Path) -> dict[str, bytes]:
    return {name: files[0] for name, files in pypdf.PdfReader(bundle).attachments.items()}


def by_code(findings: tuple[Finding, ...]) -> dict[str, list[Finding]]:
    groups = defaultdict(list)
    for finding in findings:
        groups[finding.code].append(finding)
    return groups


def test_signed_files_are_attached_byte_for_byte(taken_back: tuple[BuildResult, dict[str, bytes]]) -> None:
    result, sent = taken_back
    assert result.bundle is not None, result.notes
    files = attached(result.bundle.path)
    numbers = {paper.key.name: paper.number for paper in result.papers}
    for name, data in sent.items():
        assert files[f"{numbers[name]:02d}_{name}.pdf"] == data
    assert f"{numbers['bien_ban_hop']:02d}_bien_ban_hop.pdf" not in files


def test_signatures_inside_still_verify_with_another_tool(
    taken_back: tuple[BuildResult, dict[str, bytes]], tmp_path: Path
) -> None:
    from pki import run

    result, _ = taken_back
    assert result.bundle
    path = tmp_path / "lay_ra.pdf"
    path.write_bytes(attached(result.bundle.path)["01_to_trinh.pdf"])
    told = run("pdfsig", path).stdout
    assert told.count("Signature is Valid") == 2


def test_manifest_names_the_originals_and_only_these(taken_back: tuple[BuildResult, dict[str, bytes]]) -> None:
    result, sent = taken_back
    assert result.bundle
    raw = attached(result.bundle.path)["manifest.json"]
    papers = {paper.order: paper for paper in Manifest.from_json(raw).papers}
    numbers = {paper.key.name: paper.number for paper in result.papers}
    for name in sent:
        paper = papers[numbers[name]]
        assert paper.reading_copy
        assert paper.original is not None
        assert (paper.original.kind, paper.original.size) == ("ky_so", len(sent[name]))
    plain = json.loads(raw)["papers"][numbers["bien_ban_hop"] - 1]
    assert "original" not in plain, "a reader of before must still understand the rest"
    assert "reading_copy" not in plain


def test_relationship_says_the_pages_come_from_the_file(taken_back: tuple[BuildResult, dict[str, bytes]]) -> None:
    result, _ = taken_back
    assert result.bundle
    with pikepdf.open(result.bundle.path) as pdf:
        specs = {str(spec.UF): spec for spec in pdf.Root.AF}
        assert specs["01_to_trinh.pdf"].AFRelationship == pikepdf.Name.Source


def test_pages_are_marked_and_show_the_signatures_but_carry_no_form(
    taken_back: tuple[BuildResult, dict[str, bytes]],
) -> None:
    result, sent = taken_back
    assert result.bundle
    manifest = Manifest.from_json(attached(result.bundle.path)["manifest.json"])
    document = pypdfium2.PdfDocument(result.bundle.path)
    original = pypdfium2.PdfDocument(sent["to_trinh"])
    original.init_forms()
    first = manifest.papers[0].first_page
    for number in range(manifest.papers[0].pages):
        page, there = document[first - 1 + number], original[number]
        assert "BẢN ĐỂ ĐỌC – bản có chữ ký số đính kèm: 01_to_trinh.pdf" in page.get_textpage().get_text_range()
        # Apart from the left margin the page looks exactly like the signed one in a viewer.
        shown, wanted = (one.render(scale=1.5, may_draw_forms=True).to_pil().convert("L") for one in (page, there))
        margin = round(25 / 25.4 * 72 * 1.5)
        rest = (margin, 0, *shown.size)
        difference = [abs(a - b) for a, b in zip(shown.crop(rest).tobytes(), wanted.crop(rest).tobytes(), strict=True)]
        assert max(difference) <= 8, number + 1
        assert shown.crop((0, 0, margin, shown.height)).getextrema()[0] < 200, "the mark is there"
        assert wanted.crop((0, 0, margin, wanted.height)).getextrema()[0] == 255, "where the signed page is empty"
    with pikepdf.open(result.bundle.path) as pdf:
        assert {str(field.T) for field in pdf.Root.AcroForm.Fields} == {"ky_nguoi", "ky_co_quan"}


def test_unsigned_papers_stay_as_printed_and_the_index_says_which_are_copies(
    taken_back: tuple[BuildResult, dict[str, bytes]],
) -> None:
    result, _ = taken_back
    assert result.bundle
    manifest = Manifest.from_json(attached(result.bundle.path)["manifest.json"])
    document = pypdfium2.PdfDocument(result.bundle.path)
    minutes = document[manifest.papers[1].first_page - 1].get_textpage().get_text_range()
    assert "BẢN ĐỂ ĐỌC" not in minutes
    index = " ".join(
        " ".join(document[n].get_textpage().get_text_range().split())
        for n in range(1, manifest.papers[0].first_page - 1)
    )
    assert index.count("Bản để đọc") == 3 + 1, "once for each paper, and once where it is explained"
    assert "Bản có chữ ký số: Tờ trình" in index
    assert "bản có giá trị là tệp PDF đính kèm" in index


def test_report_says_who_signed_and_who_is_still_missing(taken_back: tuple[BuildResult, dict[str, bytes]]) -> None:
    result, sent = taken_back
    assert result.collected
    assert not result.collected.errors
    assert set(result.collected.signed) == set(sent)
    signers = {file.paper: [fact.signer for fact in file.signatures] for file in result.collected.files}
    assert signers["bien_ban_kiem_phieu"] == ["Chu Thị Hoài Phương", "Lương Bảo Khanh", "Đàm Thị Ngọc Quyên"]
    assert all(fact.trusted == "co" for file in result.collected.files for fact in file.signatures)
    missing = {finding.at.paper for finding in by_code(result.collected.findings)["SIG-206"]}
    submitted = {paper.key.name for paper in result.papers if paper.key.submitted}
    assert missing == submitted - set(sent)
    assert "SIG-211" not in by_code(result.collected.findings), "these were signed with number and day on them"


def test_bundle_stays_pdf_a(taken_back: tuple[BuildResult, dict[str, bytes]]) -> None:
    result, _ = taken_back
    assert result.bundle
    assert failures(result.bundle.path.read_bytes(), "3b") == {}


def test_same_papers_give_the_same_bundle_and_it_is_kept(
    desk: Desk, taken_back: tuple[BuildResult, dict[str, bytes]], tmp_path: Path
) -> None:
    result, sent = taken_back
    assert result.bundle
    before = result.bundle.path.read_bytes()
    for name, data in sent.items():
        (tmp_path / f"{name}.pdf").write_bytes(data)
    again = dossier.build(desk.case, desk.out, today=TODAY, signed=dossier.SignedFolder(tmp_path))
    assert again.bundle
    assert again.bundle.reused
    assert again.bundle.path.read_bytes() == before
    assert any("CA" in words for words in (again.collected.unchecked if again.collected else ())), "no --trust: said"


def test_everything_wrong_is_told_at_once_and_stops_the_bundle(desk: Desk, tmp_path: Path) -> None:
    files = tmp_path / "da_ky"
    files.mkdir()
    ready = {name: (desk.ready / f"{name}.pdf").read_bytes() for name in desk.records}
    put = lambda name, data: (files / name).write_bytes(data)  # noqa: E731
    # A wrong paper under the right name.
    put("to_trinh.pdf", desk.signed("bien_ban_hop"))
    # A digit changed before anybody signed.
    changed = _redrawn(ready["bang_tong_hop"], "948,35", "984,35")
    put("bang_tong_hop.pdf", sign_paper(changed, desk.records["bang_tong_hop"], desk.authority))
    # Saved again by another program, unsigned.
    put("bao_cao_tong_ket.pdf", _saved_again(ready["bao_cao_tong_ket"]))
    # Somebody else signed for the director.
    put("bang_diem__so_tu_phap.pdf", desk.signed("bang_diem__so_tu_phap", instead={"ky_nguoi_ky": "Người Khác Hẳn"}))
    # One of the counting board has not signed.
    put("bien_ban_kiem_phieu.pdf", desk.signed("bien_ban_kiem_phieu", skip=("ky_uy_vien_2",)))
    # The seal before the person.
    put("bao_cao_thanh_tich__so_tu_phap.pdf", _wrong_order(desk, "bao_cao_thanh_tich__so_tu_phap"))
    # Changed after it was signed.
    put("bao_cao_thanh_tich__so_cong_thuong.pdf", _note_added(desk.signed("bao_cao_thanh_tich__so_cong_thuong")))
    # Twice the same paper; something unknown; something else; locked; broken.
    put("bang_diem__so_tai_chinh.pdf", desk.signed("bang_diem__so_tai_chinh"))
    put("ban sao.pdf", desk.signed("bang_diem__so_tai_chinh"))
    put("giay_moi.pdf", _letter())
    put("ghi chu.txt", b"xin chao")
    put("bang_diem__so_cong_thuong.pdf", _locked(ready["bang_diem__so_cong_thuong"]))
    put("bao_cao_thanh_tich__so_tai_chinh.pdf", b"%PDF-1.7\nhong")

    trusted = dossier.Trusted((desk.trust,))
    out = desk.copied_out(tmp_path)
    (out / "ho_so.pdf").unlink(missing_ok=True)
    result = dossier.build(desk.case, out, today=TODAY, signed=dossier.SignedFolder(files, trusted))

    assert result.blocked
    assert result.bundle is None
    assert not (out / "ho_so.pdf").exists()
    assert result.collected
    groups = by_code(result.collected.errors)
    where = {code: {finding.at.file for finding in found} for code, found in groups.items()}
    assert where["SIG-201"] == {"giay_moi.pdf", "ghi chu.txt"}
    assert where["SIG-202"] <= {"ban sao.pdf", "bang_diem__so_tai_chinh.pdf"}
    assert where["SIG-203"] == {"bang_diem__so_cong_thuong.pdf", "bao_cao_thanh_tich__so_tai_chinh.pdf"}
    assert where["SIG-204"] == {"to_trinh.pdf"}
    assert where["SIG-205"] == {"bao_cao_tong_ket.pdf"}
    assert "SIG-101" not in where, "said once"
    assert where["SIG-207"] == {"bien_ban_kiem_phieu.pdf"}
    assert "Lương Bảo Khanh" in groups["SIG-207"][0].message
    assert where["SIG-208"] == {"bang_diem__so_tu_phap.pdf"}
    assert "Người Khác Hẳn" in groups["SIG-208"][0].message
    assert where["SIG-215"] == {"bao_cao_thanh_tich__so_tu_phap.pdf"}
    digits = [finding for finding in groups["PGE-001"] if finding.at.file == "bang_tong_hop.pdf"]
    assert any("984,35" in finding.message and finding.at.paper == "bang_tong_hop" for finding in digits)
    assert any(finding.at.file == "bao_cao_thanh_tich__so_cong_thuong.pdf" for finding in result.collected.errors)
    assert all(finding.fix for finding in result.collected.errors)


def test_paper_saved_again_and_then_signed_is_taken_with_a_word(desk: Desk, tmp_path: Path) -> None:
    files = tmp_path / "da_ky"
    files.mkdir()
    again = _saved_again((desk.ready / "to_trinh.pdf").read_bytes())
    (files / "to_trinh.pdf").write_bytes(sign_paper(again, desk.records["to_trinh"], desk.authority))
    # A tool that makes its own field between office and name, with a stamp whose font is not embedded.
    data = (desk.ready / "bien_ban_hop.pdf").read_bytes()
    record = desk.records["bien_ban_hop"]
    data = sign(data, "ky_thu_ky", desk.authority.signer("Đàm Thị Lệ Khuyên"))
    box = (330, 640, 470, 690)
    data = sign(
        data,
        "Signature7",
        desk.authority.signer("BẾ MINH TƯỜNG"),
        text=True,
        place=(record["fields"][1]["page"] - 1, box),
    )
    (files / "bien_ban_hop.pdf").write_bytes(data)
    result = dossier.build(desk.case, desk.copied_out(tmp_path), today=TODAY, signed=dossier.SignedFolder(files))
    assert result.collected
    groups = by_code(result.collected.findings)
    assert not result.collected.errors, [finding.message for finding in result.collected.errors]
    assert result.bundle
    assert {finding.at.file for finding in groups["SIG-212"]} == {"to_trinh.pdf"}
    assert {finding.at.file for finding in groups["SIG-214"]} == {"bien_ban_hop.pdf"}
    assert set(result.collected.signed) == {"to_trinh", "bien_ban_hop"}


def _redrawn(data: bytes, old: str, new: str) -> bytes:
    """Another number over the one printed there: white, then the new digits, as somebody with a PDF editor would."""
    document = pypdfium2.PdfDocument(data)
    for number, page in enumerate(document):
        text = page.get_textpage()
        hit = text.search(old).get_next()
        if hit is None:
            continue
        boxes = [text.get_charbox(hit[0] + n, loose=True) for n in range(hit[1])]
        left, bottom = min(b[0] for b in boxes), min(b[1] for b in boxes)
        right, top = max(b[2] for b in boxes), max(b[3] for b in boxes)
        with pikepdf.open(io.BytesIO(data)) as pdf:
            sheet = pdf.pages[number]
            sheet.add_resource(
                pikepdf.Dictionary(
                    Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name("/Times-Roman")
                ),
                pikepdf.Name.Font,
                pikepdf.Name("/Sua"),
            )
            sheet.contents_add(b"q\n", prepend=True)
            paint = f"Q q 1 1 1 rg {left} {bottom} {right - left} {top - bottom} re f 0 g BT /Sua 11 Tf {left} {bottom + 3} Td ({new}) Tj ET Q"
            sheet.contents_add(paint.encode())
            out = io.BytesIO()
            pdf.save(out)
            return out.getvalue()
    raise AssertionError(f"{old} stands nowhere")


def _saved_again(data: bytes) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        pdf.save(
            out, object_stream_mode=pikepdf.ObjectStreamMode.disable, compress_streams=False, recompress_flate=True
        )
    return out.getvalue()


def _wrong_order(desk: Desk, paper: str) -> bytes:
    record = desk.records[paper]
    turned = {
        "fields": [
            *(f for f in record["fields"] if f["name"] == "ky_co_quan"),
            *(f for f in record["fields"] if f["name"] == "ky_nguoi_ky"),
        ]
    }
    return sign_paper((desk.ready / f"{paper}.pdf").read_bytes(), turned, desk.authority)


def _note_added(data: bytes) -> bytes:
    """A text box put over the page by an incremental update, after the signatures."""
    writer = pypdf.PdfWriter(io.BytesIO(data), incremental=True)
    from pypdf.annotations import FreeText

    writer.add_annotation(0, FreeText(text="Đạt 999 điểm", rect=(100, 500, 300, 540)))
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _letter() -> bytes:
    from sample_bundle import paper_pdf

    return paper_pdf(1, 1)


def _locked(data: bytes) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        pdf.save(out, encryption=pikepdf.Encryption(owner="bí mật", user="bí mật"))
    return out.getvalue()


def test_signed_before_it_had_a_number_is_taken_with_a_warning_and_a_stamp_over_figures_is_not(
    desk: Desk, tmp_path: Path
) -> None:
    blank = tmp_path / "chua_so"
    dossier.build(desk.case, blank, paper="to_trinh", stage=GiaiDoan.TRINH_KY, today=TODAY)
    early = (blank / "trinh_ky" / "to_trinh.pdf").read_bytes()
    files = tmp_path / "da_ky"
    files.mkdir()
    (files / "to_trinh.pdf").write_bytes(sign_paper(early, desk.records["to_trinh"], desk.authority))
    scores = (desk.ready / "bang_tong_hop.pdf").read_bytes()
    scores = sign(scores, "ky_nguoi_ky", desk.authority.signer("Bế Minh Tường"))
    over = (0, (300, 250, 500, 330))  # in the middle of the table
    (files / "bang_tong_hop.pdf").write_bytes(
        sign(scores, "DauCoQuan", desk.authority.signer("Sở Tài chính"), place=over)
    )
    result = dossier.build(desk.case, desk.copied_out(tmp_path), today=TODAY, signed=dossier.SignedFolder(files))
    assert result.collected
    groups = by_code(result.collected.findings)
    assert [finding.at.file for finding in groups["SIG-211"]] == ["to_trinh.pdf"]
    assert {finding.at.file for finding in result.collected.errors} == {"bang_tong_hop.pdf"}
    assert groups["SIG-219"], [finding.message for finding in result.collected.errors]
    assert result.blocked


def test_signed_before_anybody_knew_the_date_is_taken_with_a_warning(desk: Desk, tmp_path: Path) -> None:
    """The usual order in an office: signed first, number and whole date given to the papers afterwards."""
    case, blank, files = tmp_path / "ho_so", tmp_path / "chua_so", tmp_path / "da_ky"
    shutil.copytree(desk.case, case)
    head, mark, papers = (case / "ho_so.yaml").read_text("utf-8").partition("\nvan_ban:\n")
    (case / "ho_so.yaml").write_text(head + mark + re.sub(r"\n    (so|ngay): .*", "", papers), "utf-8")
    files.mkdir()
    for paper in ("to_trinh", "bang_tong_hop"):
        dossier.build(case, blank, paper=paper, stage=GiaiDoan.TRINH_KY, today=TODAY)
        early = (blank / "trinh_ky" / f"{paper}.pdf").read_bytes()
        (files / f"{paper}.pdf").write_bytes(sign_paper(early, desk.records[paper], desk.authority))
    result = dossier.build(desk.case, desk.copied_out(tmp_path), today=TODAY, signed=dossier.SignedFolder(files))
    assert result.collected and not result.collected.errors, [f.message for f in result.collected.errors]
    groups = by_code(result.collected.findings)
    assert [finding.at.file for finding in groups["SIG-211"]] == ["bang_tong_hop.pdf", "to_trinh.pdf"]
    assert result.bundle


def test_command_line_takes_papers_back_and_says_what_it_did(
    desk: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from dossier.cli.app import main

    files = tmp_path / "da_ky"
    files.mkdir()
    (files / "bien_ban_kiem_phieu.pdf").write_bytes(desk.signed("bien_ban_kiem_phieu"))
    out = desk.copied_out(tmp_path)
    args = ["bundle", desk.case, "--signed", files, "-o", out, "--trust", desk.trust, "--today", TODAY.isoformat()]

    def ran(*more: str) -> tuple[int, str]:
        monkeypatch.setattr("sys.argv", ["dossier", *map(str, args), *more])
        with pytest.raises(SystemExit) as ended:
            main()
        return int(ended.value.code or 0), " ".join(capsys.readouterr().out.split())

    code, said = ran("--demo-signature")
    assert code == 0, said
    assert "bien_ban_kiem_phieu.pdf: Chu Thị Hoài Phương, Lương Bảo Khanh, Đàm Thị Ngọc Quyên" in said
    assert "SIG-206" in said
    assert "đã ký số hai lần" in said
    with pikepdf.open(out / "ho_so.pdf") as pdf:
        assert all("/V" in field for field in pdf.Root.AcroForm.Fields)
    (files / "la.pdf").write_bytes(_letter())
    code, said = ran("--json")
    assert code == 1
    told = json.loads(said)
    assert [f["code"] for f in told["collected"]["findings"] if f["severity"] == "loi"] == ["SIG-201"]
    assert told["bundle"] is None
    code, said = ran("--stage", "trinh_ky")
    assert code == 2


def test_a_folder_without_signed_papers_is_refused(desk: Desk, tmp_path: Path) -> None:
    """A mistyped folder, or papers nobody has signed yet, must not silently end in a dossier of plain prints."""
    empty, out = tmp_path / "rong", desk.copied_out(tmp_path)
    empty.mkdir()
    for folder, words in ((empty, "không có tệp PDF nào"), (desk.ready, "chưa tệp nào có chữ ký số")):
        with pytest.raises(dossier.DossierError, match=words):
            dossier.build(desk.case, out, today=TODAY, signed=dossier.SignedFolder(folder))
    assert not (out / "ho_so.pdf").exists()


def test_a_score_corrected_after_signing_is_told_plainly(desk: Desk, tmp_path: Path) -> None:
    case, files = tmp_path / "ho_so", tmp_path / "da_ky"
    shutil.copytree(desk.case, case)
    scores = (case / "bang_diem.yaml").read_text("utf-8")
    assert scores.count("ket_qua: 96,8\n") >= 1
    (case / "bang_diem.yaml").write_text(scores.replace("ket_qua: 96,8\n", "ket_qua: 91,8\n"), "utf-8")
    files.mkdir()
    for paper in ("bang_diem__so_tu_phap", "bien_ban_kiem_phieu"):
        (files / f"{paper}.pdf").write_bytes(desk.signed(paper))
    (files / "bien_ban_hop.docx").write_bytes((desk.out / "giay_to" / "bien_ban_hop.docx").read_bytes())
    result = dossier.build(case, desk.copied_out(tmp_path), today=TODAY, signed=dossier.SignedFolder(files))
    assert result.collected and result.bundle is None
    (note,) = [note for note in result.collected.notes if "phải ký lại" in note]
    assert "bang_diem__so_tu_phap.pdf" in note and "bien_ban_kiem_phieu.pdf" not in note
    groups = by_code(result.collected.findings)
    assert all(f.fix and "phải ký lại" in f.fix for f in groups["PGE-001"])
    assert "là tệp Word" in groups["SIG-201"][0].message
