"""What happens around the second, third and tenth build: edits by hand, changed data, errors, signed files."""

from __future__ import annotations

import io
import json
import shutil
from pathlib import Path

import docx
import pypdf
import pytest
from command import build, build_here, dossier, edit_text, pdf_text, sha256, squeezed, tree
from conftest import Built

MINUTES = "bien_ban_hop"
SIGNED = "--demo-signature"
ONLY_MINUTES = ("--paper", MINUTES)


def papers(out: Path) -> dict[str, tuple[str, int]]:
    return tree(out / "giay_to")


def changed(before: dict[str, tuple[str, int]], after: dict[str, tuple[str, int]]) -> set[str]:
    """Names whose bytes or whose time of change differ."""
    return {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}


def edit_word(path: Path) -> str:
    """Change one sentence and make one word bold, as a clerk does; returns the new sentence."""
    document = docx.Document(str(path))
    paragraph = next(p for p in document.paragraphs if len(p.text) > 120)
    new = "Câu này do văn thư sửa lại bằng tay vào phút chót, "
    paragraph.runs[0].text = new + paragraph.runs[0].text
    paragraph.add_run(" rất quan trọng").bold = True
    document.save(str(path))
    return new


def test_nothing_changed_nothing_written(khoi_5: Built) -> None:
    before = tree(khoi_5.out)
    ran = build_here(khoi_5.case, khoi_5.out, SIGNED)
    assert ran.code == 0 and "giữ nguyên từ lần trước" in ran.said
    assert changed(before, tree(khoi_5.out)) <= {".dossier/state.json"}


def test_an_edited_word_file_is_kept_printed_and_reported_until_it_is_restored_or_removed(khoi_5: Built) -> None:
    word, pdf = (khoi_5.out / "giay_to" / f"{MINUTES}{suffix}" for suffix in (".docx", ".pdf"))
    original, bundle = word.read_bytes(), (khoi_5.out / "ho_so.pdf").read_bytes()
    original_pdf, before = pdf.read_bytes(), papers(khoi_5.out)
    sentence = edit_word(word)
    edited = word.read_bytes()

    ran = build_here(khoi_5.case, khoi_5.out, SIGNED, "--json")
    assert ran.code == 0, ran.said
    result = ran.json()
    assert word.read_bytes() == edited
    assert squeezed(sentence) in squeezed(pdf_text(pdf)) and squeezed("rất quan trọng") in squeezed(pdf_text(pdf))
    assert changed(before, papers(khoi_5.out)) == {word.name, pdf.name}
    assert [p["id"] for p in result["papers"] if p["edited"]] == [MINUTES]
    assert all(p["reused"] for p in result["papers"] if p["id"] != MINUTES)
    notes = " ".join(result["notes"])
    assert "sửa tay" in notes and f"+ {sentence}"[:30].replace("+ ", "") in notes and word.name in notes
    # The signed bundle of before is put aside, the new one holds the edited paper and says so.
    previous = Path(result["bundle"]["previous"])
    assert previous.read_bytes() == bundle and previous.parent == khoi_5.out
    reader = pypdf.PdfReader(io.BytesIO((khoi_5.out / "ho_so.pdf").read_bytes()))
    (manifest,) = reader.attachments["manifest.json"]
    assert [p["id"] for p in json.loads(manifest)["papers"] if p["edited"]] == [MINUTES]
    assert "Sửa tay sau khi lập" in " ".join(pdf_text(khoi_5.out / "ho_so.pdf", "-l", "3").split())

    # Still known as edited when nothing more happens, and when other data change.
    after = papers(khoi_5.out)
    again = build_here(khoi_5.case, khoi_5.out, SIGNED, "--json").json()
    assert again["bundle"]["reused"] and [p["id"] for p in again["papers"] if p["edited"]] == [MINUTES]
    assert papers(khoi_5.out) == after

    # The clerk restores the file: what was printed before is printed again.
    word.write_bytes(original)
    back = build_here(khoi_5.case, khoi_5.out, *ONLY_MINUTES, "--json").json()
    assert [p["edited"] for p in back["papers"]] == [False] and pdf.read_bytes() == original_pdf

    # The clerk throws both away: they are made anew, the same.
    word.unlink()
    pdf.unlink()
    new = build_here(khoi_5.case, khoi_5.out, *ONLY_MINUTES, "--json").json()
    assert word.read_bytes() == original and pdf.read_bytes() == original_pdf
    assert [(p["id"], p["reused"]) for p in new["papers"]] == [(MINUTES, False)]


def test_an_old_version_that_comes_back_is_not_taken_for_the_current_one(khoi_5: Built) -> None:
    """Edited, then the data change, then the clerk puts the file of the first build back: it must be filled afresh."""
    word = khoi_5.out / "giay_to" / f"{MINUTES}.docx"
    first = word.read_bytes()
    edit_word(word)
    edit_text(khoi_5.case / "ho_so.yaml", "ket_thuc: 28/01/2026 16:45", "ket_thuc: 28/01/2026 16:55")
    assert build_here(khoi_5.case, khoi_5.out, *ONLY_MINUTES).code == 0
    word.write_bytes(first)
    assert build_here(khoi_5.case, khoi_5.out, *ONLY_MINUTES).code == 0
    assert "16 giờ 55" in " ".join(pdf_text(word.with_suffix(".pdf")).split())
    assert word.read_bytes() != first


def test_a_lost_state_loses_no_edit_and_marks_nothing_else_as_edited(khoi_5: Built) -> None:
    word = khoi_5.out / "giay_to" / f"{MINUTES}.docx"
    edit_word(word)
    edited, before = word.read_bytes(), papers(khoi_5.out)
    (khoi_5.out / ".dossier" / "state.json").write_text("{ hỏng", "utf-8")
    result = build_here(khoi_5.case, khoi_5.out, "--json").json()
    assert word.read_bytes() == edited
    assert [p["id"] for p in result["papers"] if p["edited"]] == [MINUTES]
    assert changed(before, papers(khoi_5.out)) == {f"{MINUTES}.pdf"}


def test_a_changed_field_changes_only_the_papers_that_show_it(khoi_5: Built) -> None:
    before = papers(khoi_5.out)
    edit_text(khoi_5.case / "ho_so.yaml", "phường Tân Giang", "phường Thục Phán", 1)
    result = build_here(khoi_5.case, khoi_5.out, SIGNED, "--json").json()
    made = {p["id"] for p in result["papers"] if not p["reused"]}
    assert MINUTES in made and len(made) <= 2
    assert changed(before, papers(khoi_5.out)) == {f"{name}{s}" for name in made for s in (".docx", ".pdf")}
    assert result["bundle"]["previous"] and not result["bundle"]["reused"]


def test_another_signer_signs_again(khoi_5: Built) -> None:
    """A bundle signed for demonstration must not pass for one signed with the office's keys, or for an unsigned one."""
    authority = khoi_5.out / ".dossier" / "authority"
    other = khoi_5.case.parent / "khoa"
    shutil.copytree(authority, other)
    password = json.loads((other / "authority.json").read_text("utf-8"))["password"]
    keys = ("--person-p12", other / "co_quan.p12", "--agency-p12", other / "nguoi_ky.p12")  # swapped: other signers
    secrets = {"DOSSIER_PERSON_PASSWORD": password, "DOSSIER_AGENCY_PASSWORD": password}
    demo = (khoi_5.out / "ho_so.pdf").read_bytes()
    swapped = build(khoi_5.case, khoi_5.out, *keys, "--json", env=secrets).json()["bundle"]
    assert swapped["signed"] and not swapped["reused"] and Path(swapped["previous"]).read_bytes() == demo
    same = build(khoi_5.case, khoi_5.out, *keys, "--json", env=secrets).json()["bundle"]
    assert same["reused"]
    plain = build_here(khoi_5.case, khoi_5.out, "--json").json()["bundle"]
    assert not plain["signed"] and not plain["reused"] and plain["previous"]


def test_a_wrong_password_changes_nothing(khoi_5: Built) -> None:
    authority = khoi_5.out / ".dossier" / "authority"
    edit_text(khoi_5.case / "ho_so.yaml", "ket_thuc: 28/01/2026 16:45", "ket_thuc: 28/01/2026 16:50")
    before = tree(khoi_5.out)
    keys = ("--person-p12", authority / "nguoi_ky.p12", "--agency-p12", authority / "co_quan.p12")
    secrets = {"DOSSIER_PERSON_PASSWORD": "sai", "DOSSIER_AGENCY_PASSWORD": "sai"}
    ran = build(khoi_5.case, khoi_5.out, *keys, env=secrets)
    assert ran.code == 8 and "mật khẩu" in ran.said
    assert tree(khoi_5.out) == before


BROKEN = ("phat_ra: 5", "phat_ra: 4")
"""More slips came back than were handed out."""


def test_errors_stop_the_bundle_but_not_the_papers(khoi_5: Built) -> None:
    edit_text(khoi_5.case / "ho_so.yaml", *BROKEN)
    bundle = (khoi_5.out / "ho_so.pdf").read_bytes()
    ran = build_here(khoi_5.case, khoi_5.out, SIGNED)
    assert ran.code == 1
    assert "BAL-001" in ran.said and "Chưa ghép bộ hồ sơ" in ran.said and "Cách sửa" in ran.said
    assert "của lần trước" in ran.said  # the bundle that lies there is not of these data
    assert (khoi_5.out / "ho_so.pdf").read_bytes() == bundle
    assert not list(khoi_5.out.glob("ho_so.truoc*"))
    assert "phát ra: 04" in " ".join(pdf_text(khoi_5.out / "giay_to" / "bien_ban_kiem_phieu.pdf").split())
    report = json.loads((khoi_5.out / "kiem_tra.json").read_text("utf-8"))
    assert report["ok"] is False and "BAL-001" in {f["code"] for f in report["findings"] if f["severity"] == "loi"}


def test_a_waiver_assembles_the_bundle_and_is_recorded_everywhere(khoi_5: Built) -> None:
    edit_text(khoi_5.case / "ho_so.yaml", *BROKEN)
    report = dossier("check", khoi_5.case, "--json", "--today", "2026-02-10")
    codes = sorted({f["code"] for f in report.json()["findings"] if f["severity"] == "loi"})
    assert report.code == 1 and "BAL-001" in codes
    reason = "Đã báo cáo Sở Nội vụ <ngày 30/01> & được chấp thuận"
    waivers = [part for code in codes for part in ("--waive", f"{code}={reason}")]
    ran = build_here(khoi_5.case, khoi_5.out, SIGNED, *waivers)
    assert ran.code == 0, ran.said
    saved = json.loads((khoi_5.out / "kiem_tra.json").read_text("utf-8"))["waivers"]
    reader = pypdf.PdfReader(io.BytesIO((khoi_5.out / "ho_so.pdf").read_bytes()))
    (manifest,) = reader.attachments["manifest.json"]
    for waived in (saved, json.loads(manifest)["waivers"]):
        assert [(w["code"], w["reason"]) for w in waived] == [(code, reason) for code in codes]
        assert all("Nông Vĩnh Tuân" in w["by"] for w in waived)
    front = squeezed(pdf_text(khoi_5.out / "ho_so.pdf", "-l", "3"))
    assert squeezed(reason) in front and all(code in front for code in codes)


@pytest.mark.parametrize("waiver", ["BAL-001", "BAL-001=", "ABC-999=lý do"])
def test_a_waiver_that_means_nothing_is_refused_and_changes_nothing(khoi_5: Built, waiver: str) -> None:
    edit_text(khoi_5.case / "ho_so.yaml", *BROKEN)
    before = tree(khoi_5.out)
    ran = build_here(khoi_5.case, khoi_5.out, "--waive", waiver)
    assert ran.code == 2 and waiver.partition("=")[0] in ran.said
    assert tree(khoi_5.out) == before


def test_a_failed_run_leaves_everything_as_it_was(khoi_5: Built) -> None:
    before = tree(khoi_5.out)
    with (khoi_5.case / "ho_so.yaml").open("a", encoding="utf-8") as file:
        file.write("\nvan_ban: [hỏng\n")
    ran = build_here(khoi_5.case, khoi_5.out, SIGNED)
    assert ran.code == 3 and "ho_so.yaml" in ran.said
    assert tree(khoi_5.out) == before


def test_a_bad_attachment_found_late_changes_nothing(khoi_5: Built) -> None:
    """A PDF that only shows its password inside: seen when the bundle is assembled, before a file is written."""
    edit_text(khoi_5.case / "ho_so.yaml", "ket_thuc: 28/01/2026 16:45", "ket_thuc: 28/01/2026 16:50")
    file = next((khoi_5.case / "dinh_kem").glob("*.pdf"))
    file.write_bytes(b"%PDF-1.7\n" + b"% hong\n" * 40)
    before = tree(khoi_5.out)
    ran = build_here(khoi_5.case, khoi_5.out)
    assert ran.code == 7 and file.name in ran.said
    assert tree(khoi_5.out) == before


def test_a_word_file_that_broke_is_named_and_left_alone(khoi_5: Built) -> None:
    word = khoi_5.out / "giay_to" / f"{MINUTES}.docx"
    word.write_bytes(word.read_bytes()[:3000])
    before = tree(khoi_5.out)
    ran = build_here(khoi_5.case, khoi_5.out, *ONLY_MINUTES)
    assert ran.code in (3, 6) and f"giay_to/{word.name}" in ran.said and "Word" in ran.said
    assert tree(khoi_5.out) == before


def test_two_attachments_of_one_name_both_arrive_or_are_refused(khoi_5: Built) -> None:
    first = next((khoi_5.case / "dinh_kem").glob("*.pdf"))
    second = khoi_5.case / "dinh_kem" / "ban_sao" / first.name
    second.parent.mkdir()
    second.write_bytes(first.read_bytes() + b"\n% ban khac\n")
    text = (khoi_5.case / "ho_so.yaml").read_text("utf-8").rstrip()
    entry = f"tep: dinh_kem/ban_sao/{first.name}, ten: Bản sao, loai: minh_chung, tinh_chat: ban_chinh"
    (khoi_5.case / "ho_so.yaml").write_text(f"{text}\n  - {{{entry}}}\n", "utf-8")
    before = tree(khoi_5.out)
    ran = build_here(khoi_5.case, khoi_5.out)
    if ran.code == 0:
        reader = pypdf.PdfReader(io.BytesIO((khoi_5.out / "ho_so.pdf").read_bytes()))
        inside = [data for files in reader.attachments.values() for data in files]
        assert first.read_bytes() in inside and second.read_bytes() in inside
    else:
        assert ran.code in (3, 7) and first.name in ran.said and tree(khoi_5.out) == before


def test_a_paper_that_is_no_longer_of_the_dossier_is_named(khoi_5: Built) -> None:
    """Made for a unit that nobody proposes: it lies beside the papers, but does not ride in the bundle."""
    stray = "bang_diem__hoi_luat_gia"
    assert build_here(khoi_5.case, khoi_5.out, "--unit", "hoi_luat_gia", "--paper", "bang_diem").code == 0
    ran = build_here(khoi_5.case, khoi_5.out, SIGNED)
    assert ran.code == 0 and stray in ran.said and "không thuộc bộ hồ sơ" in ran.said
    assert "giữ nguyên từ lần trước" in ran.said


def test_a_paper_signed_by_hand_is_not_overwritten(khoi_5: Built) -> None:
    """A PDF that somebody signed is put aside when its paper must be printed anew."""
    pdf = khoi_5.out / "giay_to" / f"{MINUTES}.pdf"
    signed = (khoi_5.out / "ho_so.pdf").read_bytes()
    pdf.write_bytes(signed)
    assert build_here(khoi_5.case, khoi_5.out, *ONLY_MINUTES).code == 0
    (kept,) = (khoi_5.out / "giay_to").glob(f"{MINUTES}.truoc-*.pdf")
    assert kept.read_bytes() == signed and pdf.read_bytes() != signed


def test_print_prints_the_edited_file(khoi_5: Built, tmp_path: Path) -> None:
    word = khoi_5.out / "giay_to" / f"{MINUTES}.docx"
    sentence = edit_word(word)
    before = sha256(word.read_bytes())
    target = tmp_path / "in" / "bien_ban.pdf"
    target.parent.mkdir()
    ran = dossier("print", word, "--out", target, "--json")
    assert ran.code == 0 and ran.json()["pdf"] == str(target)
    assert squeezed(sentence) in squeezed(pdf_text(target))
    assert sha256(word.read_bytes()) == before
    # Printing beside the file leaves what the next build prints: the same.
    assert dossier("print", word).code == 0
    printed = pdf_text(word.with_suffix(".pdf"))
    assert build_here(khoi_5.case, khoi_5.out, *ONLY_MINUTES).code == 0
    assert pdf_text(word.with_suffix(".pdf")) == printed


def test_leftovers_of_a_killed_run_are_cleared(khoi_5: Built) -> None:
    folder = khoi_5.out / "giay_to"
    word = folder / f"{MINUTES}.docx"
    (folder / f".{word.name}.abc123").write_bytes(b"half")
    word.unlink()
    assert build_here(khoi_5.case, khoi_5.out, *ONLY_MINUTES).code == 0
    assert word.is_file() and not [path for path in folder.iterdir() if path.name.startswith(".")]
