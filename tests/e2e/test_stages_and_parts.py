"""Drafts, dossiers waiting for a signature, and parts of a dossier that a member unit makes for itself."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from command import build, build_here, dossier, pdf_text, tree
from conftest import Built

GAP = "…………"


def text_of(out: Path, name: str) -> str:
    return " ".join(pdf_text(out / "giay_to" / f"{name}.pdf").split())


def test_a_starter_becomes_papers_with_visible_gaps_that_are_listed(tmp_path: Path) -> None:
    case, out = tmp_path / "khoi_moi", tmp_path / "out"
    made = dossier("new", "--regulation", "cao-bang-2025", "--units", "4", case)
    assert made.code == 0 and (case / "ho_so.yaml").is_file()
    ran = build_here(case, out)
    assert ran.code == 0, ran.said
    assert "Giai đoạn du_thao" in ran.said and not (out / "ho_so.pdf").exists()
    names = {path.stem for path in (out / "giay_to").glob("*.pdf")}
    assert {"to_trinh", "bien_ban_hop", "bien_ban_kiem_phieu", "bang_tong_hop", "phieu_suy_ton"} <= names
    for name in names:
        text = text_of(out, name)
        assert "None" not in text and "{{" not in text, name
    for name in ("to_trinh", "bien_ban_hop", "bien_ban_kiem_phieu"):
        assert GAP in text_of(out, name), name
    report = json.loads((out / "kiem_tra.json").read_text("utf-8"))
    assert report["ok"] and report["counts"]["loi"] == 0 and report["stage"] == "du_thao"
    listed = [f for f in report["findings"] if f["at"]["paper"] == "to_trinh" or "to_trinh" in f["message"]]
    assert listed
    assert report["counts"]["luu_y"] >= 20
    # A draft that is asked for its errors at the last stage has many, each with a place and a way to mend it.
    last = dossier("check", case, "--stage", "nop", "--json", "--today", "2026-02-10")
    assert last.code == 1
    errors = [f for f in last.json()["findings"] if f["severity"] == "loi"]
    assert len(errors) >= 15
    assert all(f["at"]["file"] or f["at"]["paper"] or f["at"]["unit"] or f["at"]["pointer"] for f in errors)
    assert all(f["expected"] or f["fix"] for f in errors)


def test_before_the_leader_signs_number_and_day_are_blank(built: dict[int, Built], tmp_path: Path) -> None:
    ran = build_here(built[5].case, tmp_path, "--stage", "trinh_ky")
    assert ran.code == 0, ran.said
    assert "phat_hanh" in ran.said and not (tmp_path / "ho_so.pdf").exists()
    text = text_of(tmp_path, "to_trinh")
    issued = text_of(built[5].out, "to_trinh")
    assert "Số: 08/TTr-LMHTX" in issued and "ngày 02 tháng 02 năm 2026" in issued
    assert re.search(r"Số: ?/TTr-LMHTX", text) and "08/TTr" not in text
    assert re.search(r"ngày tháng \d* ?năm 2026", text) and "ngày 02 tháng 02 năm 2026" not in text
    for path in (tmp_path / "giay_to").glob("*.pdf"):
        assert GAP not in pdf_text(path), path.name
    # What was made says at which stage, whatever ho_so.yaml says.
    assert json.loads((tmp_path / "dossier.json").read_text("utf-8"))["ho_so"]["giai_doan"] == "trinh_ky"
    # The text itself is that of the issued paper.
    sentence = "Hai đơn vị được đề nghị chấp hành tốt chủ trương, chính sách, pháp luật"
    assert sentence in text and sentence in issued


def test_parts_are_the_very_papers_of_the_whole_and_kept_in_it(built: dict[int, Built], tmp_path: Path) -> None:
    """A member unit makes its own papers, then one paper is made, then the leader makes the whole in the same folder."""
    unit, folder = "hoi_chu_thap_do", tmp_path / "giay_to"
    ran = build(built[5].case, tmp_path, "--unit", unit)
    assert ran.code == 0, ran.said
    names = {f"{kind}__{unit}{s}" for kind in ("bao_cao_thanh_tich", "bang_diem") for s in (".docx", ".pdf")}
    assert {path.name for path in folder.iterdir()} == names

    ran = build(built[5].case, tmp_path, "--paper", "to_trinh", "--json")
    assert ran.code == 0 and [p["id"] for p in ran.json()["papers"]] == ["to_trinh"]
    assert ran.json()["bundle"] is None
    names |= {"to_trinh.docx", "to_trinh.pdf"}
    assert {n for n in tree(tmp_path) if not n.startswith(".dossier/")} == {f"giay_to/{name}" for name in names}
    for name in names:
        assert (folder / name).read_bytes() == (built[5].out / "giay_to" / name).read_bytes()

    result = build(built[5].case, tmp_path, "--json").json()
    assert {(p["id"], p["unit"]) for p in result["papers"] if p["reused"]} == {
        ("to_trinh", None),
        ("bao_cao_thanh_tich", unit),
        ("bang_diem", unit),
    }
    assert not any(p["edited"] for p in result["papers"]) and (tmp_path / "ho_so.pdf").is_file()


def test_a_unit_that_nobody_proposes_still_gets_its_papers(built: dict[int, Built], tmp_path: Path) -> None:
    unit, name = "hoi_luat_gia", "Hội Luật gia tỉnh"
    ran = build_here(built[5].case, tmp_path, "--unit", unit, "--paper", "bang_diem", "--json")
    assert ran.code == 0 and [(p["id"], p["unit"]) for p in ran.json()["papers"]] == [("bang_diem", unit)]
    assert name in text_of(tmp_path, f"bang_diem__{unit}")
    ran = build_here(built[5].case, tmp_path, "--unit", unit)
    assert ran.code == 0 and {p.stem for p in (tmp_path / "giay_to").glob("*.pdf")} == {
        f"bang_diem__{unit}",
        f"bao_cao_thanh_tich__{unit}",
    }
    assert name in text_of(tmp_path, f"bao_cao_thanh_tich__{unit}")


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (("--unit", "so_khong_co"), "hoi_luat_gia"),
        (("--paper", "don_xin"), "to_trinh"),
        (("--paper", "../../etc/passwd"), "Hồ sơ không có giấy tờ"),
        (("--stage", "xong"), "du_thao, trinh_ky, phat_hanh, nop"),
        (("--today", "hôm qua"), "2026-01-28"),
    ],
)
def test_a_wrong_choice_names_the_right_ones(
    built: dict[int, Built], tmp_path: Path, options: tuple[str, str], says: str
) -> None:
    ran = dossier("build", built[5].case, "--out", tmp_path / "out", *options)
    assert ran.code == 2 and says in ran.said and options[1] in ran.said
    assert not (tmp_path / "out").exists()
