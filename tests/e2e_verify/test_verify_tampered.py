"""A bundle whose signatures are all valid but whose content is not what its data gives never passes."""

from __future__ import annotations

import io
import re
import shutil
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from forging import attach, changed, codes, unsigned, verified, with_case, with_manifest
from verify_builds import EXAMPLES, SMALL, build

from dossier.inputs.load import load_case
from dossier.pipeline.verify.recognise import looks_like_bundle
from dossier.verification.facts import Verdict


def test_nothing_changed_and_signed_again_passes(small: Path, tmp_path: Path) -> None:
    result = verified(small, changed(small), tmp_path)
    assert result.verdict is Verdict.DAT, result.reasons
    assert {paper.same for paper in result.papers} == {"co"}
    assert "khớp với mọi trang giấy" in result.reasons[0]


def test_score_changed_in_the_data_only(small: Path, tmp_path: Path) -> None:
    def change(case: Any) -> None:
        # Far below the plan: the unit's total, printed in the table of all units, is another.
        next(iter(case["bang_diem"]["don_vi"].values()))["diem"]["I.1.1"]["ket_qua"] = "1"

    result = verified(small, changed(small, lambda pdf: with_case(pdf, change)), tmp_path)
    assert result.verdict is Verdict.KHONG_DAT
    assert codes(result) & {"PGE-001", "PGE-005"}
    assert not {code for code in codes(result) if code.startswith("SIG")}


def test_pages_of_another_dossier_in_place_of_ours(small: Path, tmp_path: Path) -> None:
    """The page shows another figure; data, manifest and hashes are as they were."""
    case = Path(shutil.copytree(EXAMPLES / SMALL, tmp_path / "khac"))
    sheet = case / "bang_diem.yaml"
    text = sheet.read_text("utf-8")
    assert text.count("424,5") == 1
    sheet.write_text(text.replace("424,5", "1"), "utf-8")
    other = unsigned((build(case, tmp_path / "out_khac") / "ho_so.pdf").read_bytes())

    def change(pdf: pikepdf.Pdf) -> None:
        with pikepdf.open(io.BytesIO(other)) as source:
            for number in range(2, len(pdf.pages)):
                pdf.pages[number].obj.Contents = pdf.copy_foreign(source.pages[number].obj).Contents
                pdf.pages[number].obj.Resources = pdf.copy_foreign(source.pages[number].obj).Resources

    result = verified(small, changed(small, change), tmp_path)
    assert result.verdict is Verdict.KHONG_DAT
    assert any(code.startswith("PGE") for code in codes(result))
    assert any(paper.same == "khong" for paper in result.papers)


def test_manifest_that_lies_about_a_paper(small: Path, tmp_path: Path) -> None:
    def change(manifest: Any) -> None:
        manifest["papers"][0]["notation"] = "99/TTr-GIA"
        manifest["papers"][1]["title"] = "Biên bản khác"

    result = verified(small, changed(small, lambda pdf: with_manifest(pdf, change)), tmp_path)
    assert result.verdict is Verdict.KHONG_DAT and codes(result) == {"MAN-009"}
    said = " ".join(f.message for f in result.errors)
    assert "99/TTr-GIA" in said and "Biên bản khác" in said


def test_manifest_without_a_paper(small: Path, tmp_path: Path) -> None:
    result = verified(small, changed(small, lambda pdf: with_manifest(pdf, lambda m: m["papers"].pop())), tmp_path)
    assert "MAN-008" in codes(result)


def test_manifest_that_is_no_manifest(small: Path, tmp_path: Path) -> None:
    result = verified(small, changed(small, lambda pdf: attach(pdf, "manifest.json", b"[" * 200_000)), tmp_path)
    assert result.verdict is Verdict.KHONG_DAT and "MAN-002" in codes(result)


@pytest.mark.parametrize(
    ("name", "code"), [("manifest.json", "MAN-001"), ("dossier.json", "CAS-001"), (".docx", "MAN-003")]
)
def test_attachment_taken_out(small: Path, tmp_path: Path, name: str, code: str) -> None:
    def change(pdf: pikepdf.Pdf) -> None:
        target = next(n for n in pdf.attachments if n.endswith(name))
        spec = pdf.attachments[target].obj
        pdf.Root.AF = pdf.make_indirect(pikepdf.Array([f for f in pdf.Root.AF if f.objgen != spec.objgen]))
        del pdf.attachments[target]

    result = verified(small, changed(small, change), tmp_path)
    assert result.verdict is Verdict.KHONG_DAT and code in codes(result)


def test_attachment_put_in_and_one_replaced(small: Path, tmp_path: Path) -> None:
    def change(pdf: pikepdf.Pdf) -> None:
        attach(pdf, "them_vao.pdf", next((small / "giay_to").glob("*.pdf")).read_bytes())
        word = next(name for name in pdf.attachments if name.endswith(".docx"))
        other = [name for name in pdf.attachments if name.endswith(".docx")][1]
        attach(pdf, word, pdf.attachments[other].get_file().read_bytes())

    result = verified(small, changed(small, change), tmp_path)
    assert {"MAN-005", "MAN-004"} <= codes(result)
    assert next(a for a in result.attachments if a.name == "them_vao.pdf").listed is False


def test_regulation_nobody_knows_leaves_it_undecided(small: Path, tmp_path: Path) -> None:
    def change(pdf: pikepdf.Pdf) -> None:
        with_case(pdf, lambda case: case["ho_so"].update(quy_che="tinh-la-2030"))
        with_manifest(pdf, lambda manifest: manifest["regulation"].update(id="tinh-la-2030"))

    result = verified(small, changed(small, change), tmp_path)
    assert result.verdict is Verdict.KHONG_KET_LUAN_DUOC
    assert any("tinh-la-2030" in reason for reason in result.reasons)


def test_data_that_can_not_be_read_lists_every_problem(small: Path, tmp_path: Path) -> None:
    def change(case: Any) -> None:
        case["ho_so"]["nam"] = "hai nghìn"
        case["ho_so"]["la"] = "1"

    result = verified(small, changed(small, lambda pdf: with_case(pdf, change)), tmp_path)
    assert "CAS-002" in codes(result)
    assert sum(code.startswith("INP") for code in codes(result)) >= 1
    assert {f.at.pointer for f in result.errors} >= {"/ho_so/nam", "/ho_so/la"}


def test_a_draft_is_no_submission(small: Path, tmp_path: Path) -> None:
    result = verified(
        small, changed(small, lambda pdf: with_manifest(pdf, lambda m: m.update(stage="du_thao"))), tmp_path
    )
    assert "CAS-004" in codes(result)


def test_data_of_a_draft_are_no_submission_either(small: Path, tmp_path: Path) -> None:
    def change(case: Any) -> None:
        case["ho_so"]["giai_doan"] = "du_thao"

    result = verified(small, changed(small, lambda pdf: with_case(pdf, change)), tmp_path)
    assert codes(result) >= {"CAS-004", "MAN-010"}


def test_a_dossier_built_at_another_stage_than_its_file_names(tmp_path: Path) -> None:
    """The stage asked for is the one that the attached data carry."""
    case = Path(shutil.copytree(EXAMPLES / SMALL, tmp_path / "case"))
    text = (case / "ho_so.yaml").read_text("utf-8")
    (case / "ho_so.yaml").write_text(re.sub(r"(?m)^giai_doan: \w+", "giai_doan: du_thao", text), "utf-8")
    out = build(case, tmp_path / "out", "--stage", "nop")
    assert load_case(out / "dossier.json").case.ho_so.giai_doan == "nop"
    result = verified(out, (out / "ho_so.pdf").read_bytes(), tmp_path)
    assert result.verdict is Verdict.DAT, result.reasons


def test_data_and_manifest_name_the_same_stage(small: Path, tmp_path: Path) -> None:
    other = "phat_hanh" if load_case(small / "dossier.json").case.ho_so.giai_doan == "nop" else "nop"
    result = verified(small, changed(small, lambda pdf: with_manifest(pdf, lambda m: m.update(stage=other))), tmp_path)
    assert codes(result) == {"MAN-010"}


def _robbed(pdf: pikepdf.Pdf) -> None:
    for name in list(pdf.attachments):
        del pdf.attachments[name]
    if "/AF" in pdf.Root:
        del pdf.Root["/AF"]


def test_a_bundle_robbed_of_all_its_files_is_still_a_bundle(small: Path, tmp_path: Path) -> None:
    result = verified(small, changed(small, _robbed), tmp_path)
    assert result.kind == "bo_ho_so" and result.verdict is Verdict.KHONG_DAT
    assert codes(result) >= {"CAS-001", "MAN-001"}


def _no_fields(pdf: pikepdf.Pdf) -> None:
    del pdf.Root["/AcroForm"]
    for page in pdf.pages:
        if "/Annots" in page:
            del page["/Annots"]


def _no_title(pdf: pikepdf.Pdf) -> None:
    del pdf.Root["/Metadata"]
    del pdf.docinfo["/Title"]


def _no_cover(pdf: pikepdf.Pdf) -> None:
    del pdf.pages[0:3]


@pytest.mark.parametrize("left", ["fields", "title", "cover"])
def test_each_mark_alone_tells_a_bundle(small: Path, left: str) -> None:
    hide = {"fields": _no_fields, "title": _no_title, "cover": _no_cover}
    out = io.BytesIO()
    with pikepdf.open(small / "ho_so.pdf") as pdf:
        for name, edit in hide.items():
            if name != left:
                edit(pdf)
        _robbed(pdf)
        pdf.save(out, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    assert looks_like_bundle(out.getvalue())


def test_a_single_paper_is_no_bundle(small: Path) -> None:
    papers = sorted((small / "giay_to").glob("*.pdf"))
    assert papers and not any(looks_like_bundle(paper.read_bytes()) for paper in papers)


def test_one_byte_of_the_signed_file(small: Path, tmp_path: Path) -> None:
    data = bytearray((small / "ho_so.pdf").read_bytes())
    at = len(unsigned(bytes(data))) // 2
    data[at] ^= 1
    result = verified(small, bytes(data), tmp_path)
    assert result.verdict is not Verdict.DAT


def test_declared_evidence_that_did_not_come(small: Path, tmp_path: Path) -> None:
    def change(case: Any) -> None:
        case["ho_so"]["dinh_kem"] = [{"tep": "dinh_kem/khong_co.pdf", "ten": "Quyết định không gửi kèm"}]

    result = verified(small, changed(small, lambda pdf: with_case(pdf, change)), tmp_path)
    assert "CAS-005" in codes(result)
    assert any("Quyết định không gửi kèm" in f.message for f in result.errors)


def _cover_up(pdf: pikepdf.Pdf) -> None:
    pdf.pages[12].contents_add(b"q 1 1 1 rg 200 400 150 30 re f Q", prepend=False)


def _other_engine(pdf: pikepdf.Pdf) -> None:
    with_manifest(pdf, lambda manifest: manifest.update(engine="dossier 0.0.9"))


def _endless_ranges(pdf: pikepdf.Pdf) -> None:
    def change(manifest: Any) -> None:
        manifest.update(engine="dossier 0.0.9", pages=10**12)
        manifest["papers"][0].update(first_page=10**15, pages=10**15)

    with_manifest(pdf, change)


@pytest.mark.parametrize(
    ("changes", "verdict", "code"),
    [
        ((_cover_up,), Verdict.KHONG_DAT, "PGE-007"),
        # Saying that another version made it buys less trust, not more.
        ((_cover_up, _other_engine), Verdict.KHONG_KET_LUAN_DUOC, None),
        ((_endless_ranges,), Verdict.KHONG_DAT, "MAN-006"),
        ((lambda pdf: pdf.pages.append(pdf.pages[5]),), Verdict.KHONG_DAT, "PGE-014"),
        ((lambda pdf: pdf.pages.__delitem__(5),), Verdict.KHONG_DAT, "PGE-010"),
    ],
    ids=["chữ bị che", "chữ bị che, khai phiên bản khác", "bản kê khai trang vô tận", "lặp trang", "thiếu trang"],
)
def test_pages_tampered_with_by_somebody_who_can_sign(
    small: Path, tmp_path: Path, changes: tuple[Any, ...], verdict: Verdict, code: str | None
) -> None:
    def change(pdf: pikepdf.Pdf) -> None:
        for one in changes:
            one(pdf)

    result = verified(small, changed(small, change), tmp_path)
    assert result.verdict is verdict
    assert code is None or code in codes(result)


def test_signatures_taken_away(small: Path, tmp_path: Path) -> None:
    data = (small / "ho_so.pdf").read_bytes()
    bare = unsigned(data)
    first = data[: data.index(b"%%EOF", len(bare)) + 6]
    assert {"SIG-101", "SIG-131"} <= codes(verified(small, bare, tmp_path))
    alone = verified(small, first, tmp_path)
    assert codes(alone) == {"SIG-131"} and "của cơ quan" in alone.errors[0].message


def test_a_machine_with_other_fonts_does_not_cry_forgery(
    small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DOSSIER_FONT", "Liberation Sans")
    other = build(EXAMPLES / SMALL, tmp_path / "out_khac")
    monkeypatch.delenv("DOSSIER_FONT")
    data = (other / "ho_so.pdf").read_bytes()
    result = verified(other, data, tmp_path)
    assert result.verdict is Verdict.KHONG_KET_LUAN_DUOC and not result.errors
    assert "MAN-016" in {f.code for f in result.findings}
    monkeypatch.setenv("DOSSIER_FONT", "Liberation Sans")
    assert verified(other, data, tmp_path).verdict is Verdict.DAT
