"""Every example of the other regulations becomes a signed bundle by the real command, as the first two do."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from command import EXAMPLES, TODAY, dossier
from verapdf import failures

OTHERS = sorted(path.name for path in EXAMPLES.iterdir() if path.is_dir() and not path.name.startswith("cao_bang"))


def test_each_regulation_has_its_example() -> None:
    listed = {entry["id"] for entry in dossier("regulation", "list", "--json").json()}
    used = set()
    for path in EXAMPLES.glob("*/ho_so.yaml"):
        line = next(text for text in path.read_text(encoding="utf-8").splitlines() if text.startswith("quy_che:"))
        used.add(line.split(":")[1].split("#")[0].strip())
    assert used == listed


@pytest.mark.parametrize("name", OTHERS)
def test_it_builds_a_bundle_that_other_tools_accept(name: str, tmp_path: Path) -> None:
    ran = dossier("build", EXAMPLES / name, "--out", tmp_path, "--demo-signature", "--today", TODAY, "--json")
    assert ran.code == 0, ran.said
    made = ran.json()
    assert made["ok"] and made["bundle"]["signed"]
    assert json.loads((tmp_path / "kiem_tra.json").read_bytes())["counts"]["loi"] == 0
    bundle = tmp_path / "ho_so.pdf"
    assert failures(bundle.read_bytes(), "3b") == {}
    assert subprocess.run(["qpdf", "--check", bundle], capture_output=True, check=False).returncode == 0
    signatures = subprocess.run(["pdfsig", bundle], capture_output=True, text=True, check=False).stdout
    assert signatures.count("Signature is Valid") == 2 and "Total document signed" in signatures
    for paper in made["papers"]:
        pdf = Path(paper["pdf"])
        assert failures(pdf.read_bytes(), "3b") == {}, pdf.name
        words = subprocess.run(["pdftotext", pdf, "-"], capture_output=True, text=True, check=True).stdout
        assert not any(left in words for left in ("{{", "None", "…………")), pdf.name


def test_files_too_large_for_the_portal_are_named(tmp_path: Path) -> None:
    shipped = (EXAMPLES.parent / "regulations" / "lao-cai-2021.yaml").read_text(encoding="utf-8")
    rule = "  - id: tep_truc_tuyen_toi_da\n"
    assert rule in shipped
    (tmp_path / "law").mkdir()
    own = shipped.replace(rule, rule + '    value: "0.03"\n')
    (tmp_path / "law" / "lao-cai-2021.yaml").write_text(own, encoding="utf-8")
    case = EXAMPLES / "lao_cai_2021_khoi_doanh_nghiep"
    ran = dossier(
        "build", case, "--out", tmp_path / "out", "--regulations", tmp_path / "law", "--today", TODAY, "--json"
    )
    assert ran.code == 0, ran.said
    large = [note for note in ran.json()["notes"] if "quá 0,03 MB cho mỗi tệp nộp trực tuyến" in note]
    sizes = {path.name: path.stat().st_size for path in (tmp_path / "out" / "giay_to").glob("*.pdf")}
    assert any(note.startswith(("to_trinh.pdf", "bao_cao_thanh_tich")) for note in large)
    assert all(sizes.get(note.split(" ")[0], 10**9) > 30_000 for note in large)
    plain = dossier("build", case, "--out", tmp_path / "plain", "--today", TODAY, "--json").json()["notes"]
    assert not any("nộp trực tuyến" in note for note in plain)
