"""The signed bundle of each example: signatures, what rides inside, links and bookmarks, and building it again from itself."""

from __future__ import annotations

import hashlib
import io
import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pikepdf
import pypdf
import pytest
from asn1crypto.cms import ContentInfo
from command import Ran, build, pdf_text, sha256, squeezed
from conftest import Built

UNITS = [9, 5]
both = pytest.mark.parametrize("units", UNITS)


@pytest.fixture(scope="module")
def readers(built: dict[int, Built]) -> dict[int, pypdf.PdfReader]:
    return {n: pypdf.PdfReader(io.BytesIO((b.out / "ho_so.pdf").read_bytes()), strict=True) for n, b in built.items()}


def attached(reader: pypdf.PdfReader, name: str) -> bytes:
    (data,) = reader.attachments[name]
    return data


def manifest_of(reader: pypdf.PdfReader) -> dict[str, Any]:
    result: dict[str, Any] = json.loads(attached(reader, "manifest.json"))
    return result


# --- signatures


@both
def test_pdfsig_finds_two_valid_signatures_the_person_first(built: dict[int, Built], units: int) -> None:
    path = built[units].out / "ho_so.pdf"
    output = subprocess.run(["pdfsig", str(path)], capture_output=True, text=True, check=False).stdout
    _, person, agency = output.split("Signature #")
    leader = json.loads((built[units].out / "dossier.json").read_text("utf-8"))["ho_so"]["nhom"]["don_vi"]
    unit = next(u for u in leader if u.get("vai_tro") == "truong")
    for part in (person, agency):
        assert "Signature Validation: Signature is Valid." in part
        assert "Signature Type: ETSI.CAdES.detached" in part
    assert f"Common Name: {unit['nguoi_ky']['ho_ten']}" in person and "Not total document signed" in person
    assert f"Common Name: {unit['ten']}" in agency and "Not total document signed" not in agency
    assert "Total document signed" in agency


@both
def test_openssl_trusts_both_by_the_authority_beside_the_bundle(
    built: dict[int, Built], units: int, tmp_path: Path
) -> None:
    out = built[units].out
    data = (out / "ho_so.pdf").read_bytes()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        values = {str(field.T): field.V for field in pdf.Root.AcroForm.Fields if "/V" in field}
        signatures = {
            name: ([int(n) for n in value.ByteRange], ContentInfo.load(bytes(value.Contents)).dump())
            for name, value in values.items()
        }
    assert list(signatures) == ["ky_nguoi", "ky_co_quan"]
    for name, ((start, first, second, rest), cms) in signatures.items():
        (tmp_path / "s.der").write_bytes(cms)
        (tmp_path / "d.bin").write_bytes(data[start : start + first] + data[second : second + rest])
        command = [
            "openssl",
            "cms",
            "-verify",
            "-inform",
            "DER",
            "-binary",
            "-purpose",
            "any",
            "-in",
            tmp_path / "s.der",
        ]
        command += ["-content", tmp_path / "d.bin", "-CAfile", out / "ca.pem", "-out", tmp_path / "o.bin"]
        done = subprocess.run([str(c) for c in command], capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"{name}: {done.stderr}"
        signer = ContentInfo.load(cms)["content"]["signer_infos"][0]
        assert signer["signature_algorithm"]["algorithm"].native == "rsassa_pss"
        assert signer["digest_algorithm"]["algorithm"].native in ("sha256", "sha384", "sha512")
    assert sum(signatures["ky_co_quan"][0][2:]) == len(data)


@both
def test_one_changed_byte_breaks_both(built: dict[int, Built], units: int, tmp_path: Path) -> None:
    data = bytearray((built[units].out / "ho_so.pdf").read_bytes())
    data[len(data) // 3] ^= 1
    broken = tmp_path / "sua.pdf"
    broken.write_bytes(data)
    output = subprocess.run(["pdfsig", str(broken)], capture_output=True, text=True, check=False).stdout
    assert "Signature is Valid" not in output


# --- what rides inside


@both
def test_manifest_hashes_are_those_of_the_files(
    built: dict[int, Built], readers: dict[int, pypdf.PdfReader], units: int
) -> None:
    reader, out = readers[units], built[units].out
    manifest = manifest_of(reader)
    case_json = attached(reader, "dossier.json")
    assert case_json == (out / "dossier.json").read_bytes()
    assert manifest["case_sha256"] == sha256(case_json)
    assert manifest["pages"] == len(reader.pages)
    assert manifest["waivers"] == [] and manifest["stage"] == "nop"
    regulation = Path(__file__).resolve().parents[2] / "regulations" / f"{manifest['regulation']['id']}.yaml"
    assert manifest["regulation"]["sha256"] == sha256(regulation.read_bytes())
    for paper in manifest["papers"]:
        stem = f"{paper['id']}__{paper['unit']}" if paper["unit"] else paper["id"]
        assert paper["pdf_sha256"] == sha256((out / "giay_to" / f"{stem}.pdf").read_bytes())
        word = attached(reader, paper["docx"]["name"])
        assert word == (out / "giay_to" / f"{stem}.docx").read_bytes()
        assert (paper["docx"]["sha256"], paper["docx"]["size"]) == (sha256(word), len(word))
        assert paper["edited"] is False
    for item in manifest["attachments"]:
        data = attached(reader, item["name"])
        assert (item["sha256"], item["size"]) == (sha256(data), len(data))
    named = {p["docx"]["name"] for p in manifest["papers"]} | {a["name"] for a in manifest["attachments"]}
    assert named | {"manifest.json"} == set(reader.attachments)
    assert "phieu_suy_ton" not in {p["id"] for p in manifest["papers"]}  # printed before the meeting, never submitted


@both
def test_evidence_rides_along_byte_for_byte(
    built: dict[int, Built], readers: dict[int, pypdf.PdfReader], units: int
) -> None:
    files = list((built[units].case / "dinh_kem").iterdir())
    assert files
    for file in files:
        assert attached(readers[units], file.name) == file.read_bytes()


@both
def test_pages_in_the_bundle_are_the_pages_of_the_papers(
    built: dict[int, Built], readers: dict[int, pypdf.PdfReader], units: int
) -> None:
    bundle_pages = pdf_text(built[units].out / "ho_so.pdf").split("\f")[:-1]
    seen = 0
    for paper in manifest_of(readers[units])["papers"]:
        stem = f"{paper['id']}__{paper['unit']}" if paper["unit"] else paper["id"]
        pages = pdf_text(built[units].out / "giay_to" / f"{stem}.pdf").split("\f")[:-1]
        assert len(pages) == paper["pages"]
        first = paper["first_page"] - 1
        assert [squeezed(p) for p in bundle_pages[first : first + len(pages)]] == [squeezed(p) for p in pages], stem
        seen += len(pages)
    front = manifest_of(readers[units])["papers"][0]["first_page"] - 1
    assert front + seen == len(bundle_pages)


@both
def test_index_lists_each_paper_and_jumps_to_its_first_page(readers: dict[int, pypdf.PdfReader], units: int) -> None:
    reader = readers[units]
    papers = manifest_of(reader)["papers"]
    front = range(1, papers[0]["first_page"] - 1)
    targets: set[int] = set()
    for number in front:
        for annotation in reader.pages[number].annotations or ():
            item = annotation.get_object()
            if item["/Subtype"] == "/Link":
                page = reader.get_page_number(item["/Dest"][0].get_object())
                assert page is not None
                targets.add(page + 1)
    assert targets == {paper["first_page"] for paper in papers}
    text = squeezed("".join(reader.pages[number].extract_text() for number in front))
    for paper in papers:
        assert paper["notation"] is None or squeezed(paper["notation"]) in text


@both
def test_bookmarks_lead_to_every_paper(readers: dict[int, pypdf.PdfReader], units: int) -> None:
    reader = readers[units]

    def pages(items: list[Any]) -> list[int]:
        found: list[int] = []
        for item in items:
            if isinstance(item, list):
                found += pages(item)
            else:
                found.append((reader.get_destination_page_number(item) or 0) + 1)
        return found

    firsts = {paper["first_page"] for paper in manifest_of(reader)["papers"]}
    assert {1, 2} | firsts == set(pages(reader.outline))


@both
def test_the_bundle_stays_small(built: dict[int, Built], readers: dict[int, pypdf.PdfReader], units: int) -> None:
    """Papers share their fonts: the bundle without its attachments is well under the sum of its papers."""
    reader, out = readers[units], built[units].out
    riding = sum(len(attached(reader, name)) for name in reader.attachments)
    papers = sum(path.stat().st_size for path in (out / "giay_to").glob("*.pdf"))
    assert (out / "ho_so.pdf").stat().st_size - riding < min(papers, 1_000_000)


# --- again from itself


@pytest.fixture(scope="module")
def again(
    built: dict[int, Built], readers: dict[int, pypdf.PdfReader], tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, Ran]:
    """The case taken out of the bundle, built in another place by a process with other hash seeds and another time zone."""
    folder = tmp_path_factory.mktemp("tu_bo_ho_so")
    (folder / "dossier.json").write_bytes(attached(readers[5], "dossier.json"))
    ran = build(folder / "dossier.json", folder / "out", env={"PYTHONHASHSEED": "4242", "TZ": "Asia/Tokyo"}, cwd=folder)
    assert ran.code == 0, ran.said
    return folder / "out", ran


def test_the_case_in_the_bundle_gives_the_same_papers(built: dict[int, Built], again: tuple[Path, Ran]) -> None:
    out, _ = again
    ours = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in (out / "giay_to").iterdir()}
    theirs = {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in (built[5].out / "giay_to").iterdir()}
    assert len(ours) == 20 and ours == theirs
    assert (out / "dossier.json").read_bytes() == (built[5].out / "dossier.json").read_bytes()
    assert json.loads((out / "kiem_tra.json").read_text("utf-8"))["ok"] is True


def test_it_says_that_the_evidence_is_not_at_hand(again: tuple[Path, Ran]) -> None:
    out, ran = again
    assert re.search(r"không kèm 1 tệp đính kèm", ran.said)
    assert "tb_27_tham_dinh_diem.pdf" not in pypdf.PdfReader(out / "ho_so.pdf").attachments


def test_an_unsigned_bundle_is_the_same_bytes_in_every_process(again: tuple[Path, Ran]) -> None:
    out, _ = again
    first = (out / "ho_so.pdf").read_bytes()
    (out / "ho_so.pdf").unlink()
    ran = build(out.parent / "dossier.json", out, env={"PYTHONHASHSEED": "7", "TZ": "America/Lima"})
    assert ran.code == 0 and (out / "ho_so.pdf").read_bytes() == first
