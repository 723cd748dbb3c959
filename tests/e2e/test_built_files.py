"""What a build leaves behind: the files promised, sound for other people's tools, with no leftover of the making."""

from __future__ import annotations

import io
import json
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pypdf
import pytest
from command import pdf_text, tree
from conftest import Built
from verapdf import failures

Papers = Callable[[], list[tuple[str, Path, Path]]]

CLUSTER_PAPERS = {
    "to_trinh",
    "bien_ban_hop",
    "bien_ban_kiem_phieu",
    "bao_cao_tong_ket",
    "bang_tong_hop",
    "phieu_suy_ton",
}
PROPOSED = {
    9: {"so_nong_nghiep_va_moi_truong", "so_tai_chinh", "so_cong_thuong", "so_tu_phap"},
    5: {"hoi_chu_thap_do", "lien_minh_hop_tac_xa"},
}


@pytest.mark.parametrize("units", [9, 5])
def test_every_file_promised_is_there_and_nothing_else(built: dict[int, Built], units: int) -> None:
    papers = CLUSTER_PAPERS | {
        f"{kind}__{unit}" for kind in ("bao_cao_thanh_tich", "bang_diem") for unit in PROPOSED[units]
    }
    expected = {f"giay_to/{name}{suffix}" for name in papers for suffix in (".docx", ".pdf")}
    expected |= {"ho_so.pdf", "kiem_tra.json", "dossier.json", "ca.pem"}
    found = {name for name in tree(built[units].out) if not name.startswith(".dossier/")}
    assert found == expected


@pytest.mark.parametrize("units", [9, 5])
def test_the_report_has_no_errors_and_says_how_each_rule_ended(built: dict[int, Built], units: int) -> None:
    report = json.loads((built[units].out / "kiem_tra.json").read_text("utf-8"))
    assert report["ok"] is True and report["waivers"] == []
    assert report["regulation"] == "cao-bang-2025" and report["stage"] == "nop"
    assert report["counts"]["loi"] == 0 == sum(f["severity"] == "loi" for f in report["findings"])
    assert len(report["rules"]) >= 100
    assert {rule["status"] for rule in report["rules"]} <= {"dat", "khong_dat", "khong_kiem_duoc"}
    for rule in report["rules"]:
        assert rule["status"] != "khong_kiem_duoc" or rule["reason"]
    for finding in report["findings"]:
        assert finding["message"] and re.fullmatch(r"[A-Z]{3}-\d{3}", finding["code"])


def test_every_pdf_conforms_to_pdf_a_3b(built: dict[int, Built], each_paper: Papers) -> None:
    broken = {name: failures(pdf.read_bytes()) for name, _, pdf in each_paper()}
    broken |= {f"{units}_ho_so": failures((item.out / "ho_so.pdf").read_bytes()) for units, item in built.items()}
    assert len(broken) == 26
    assert {name: rules for name, rules in broken.items() if rules} == {}


def test_qpdf_and_pypdf_find_nothing_wrong(built: dict[int, Built], each_paper: Papers) -> None:
    for path in [pdf for _, _, pdf in each_paper()] + [item.out / "ho_so.pdf" for item in built.values()]:
        check = subprocess.run(["qpdf", "--check", str(path)], capture_output=True, text=True, check=False)
        assert check.returncode == 0 and "WARNING" not in check.stdout + check.stderr, check.stdout + check.stderr
        reader = pypdf.PdfReader(io.BytesIO(path.read_bytes()), strict=True)
        assert len(reader.pages) > 0 and not reader.is_encrypted
        assert reader.trailer["/Root"]["/Lang"] in ("vi", "vi-VN")
        assert reader.metadata is not None and reader.metadata.title


def test_fonts_are_embedded_and_carry_their_letters(built: dict[int, Built], each_paper: Papers) -> None:
    for path in [pdf for _, _, pdf in each_paper()] + [item.out / "ho_so.pdf" for item in built.values()]:
        listed = subprocess.run(["pdffonts", str(path)], capture_output=True, text=True, check=True).stdout
        for line in listed.splitlines()[2:]:
            # name, type, encoding, then "emb sub uni": all three
            assert re.search(r"\byes +yes +yes\b", line), f"{path.name}: {line}"


def test_no_leftover_of_the_making_is_printed(built: dict[int, Built], each_paper: Papers) -> None:
    leftovers = re.compile(
        r"\{\{|\}\}|\{%|%\}|\bNone\b|\bnan\b|\bNaN\b|\bTrue\b|\bFalse\b|…………|�|<[a-z]+>|\[\[|lorem", re.I
    )
    for path in [pdf for _, _, pdf in each_paper()] + [item.out / "ho_so.pdf" for item in built.values()]:
        text = pdf_text(path)
        found = leftovers.search(text)
        assert found is None, f"{path.name}: {text[max(0, found.start() - 60) : found.end() + 60]}"
        assert len(text) > 500


def test_nothing_private_and_no_machine_rides_along(built: dict[int, Built]) -> None:
    for item in built.values():
        data = (item.out / "ho_so.pdf").read_bytes()
        assert b"PRIVATE KEY" not in data
        for name in ("dossier.json", "kiem_tra.json"):
            assert str(item.out.parent) not in (item.out / name).read_text("utf-8")
        assert (item.out / ".dossier" / "authority" / "nguoi_ky.p12").stat().st_mode & 0o077 == 0
