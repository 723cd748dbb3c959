"""`dossier regulation diff|list|lint` with a folder of one's own."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from dossier.cli.app import app

AMENDMENT = """\
schema: regulation/1
id: cao-bang-mau
extends: cao-bang-2025
title: Văn bản sửa đổi mẫu
main_source: hd_mau
valid: {from_day: "2026-12-01", until: null, years_from: "2026", cite: {source: hd_mau, khoan: "1"}, note: Mẫu}
sources:
  hd_mau: {kind: Hướng dẫn, number: 1/HD-UBND, title: sửa đổi, short: Hướng dẫn số 1/HD-UBND, read: doc_nguyen_van}
awards:
  - id: bang_khen
    threshold: {value: "860", cite: {source: hd_mau, khoan: "2"}}
rules:
  - {id: truc_tuyen, title: Họp trực tuyến, cite: {source: hd_mau, khoan: "4"}}
exclusions:
  - {id: tai_nan_lao_dong, removed: true, cite: {source: hd_mau, khoan: "3"}}
"""


def run(*arguments: str | Path, code: int = 0) -> str:
    result = CliRunner().invoke(app, ["regulation", *map(str, arguments)])
    assert result.exit_code == code, result.output
    return result.output


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with one amendment and nothing else: what it extends comes with the program."""
    (tmp_path / "cao-bang-mau.yaml").write_text(AMENDMENT, encoding="utf-8")
    return tmp_path


def test_diff_reads_as_text_with_both_clauses(folder: Path) -> None:
    printed = run("diff", "cao-bang-2025", "cao-bang-mau", "--regulations", folder)

    assert "Trước: Hướng dẫn số 4095/HD-UBND (cao-bang-2025)" in printed
    assert "• khác Bằng khen của Chủ tịch Ủy ban nhân dân tỉnh: Ngưỡng điểm" in printed
    assert "Trước: 850 (điểm b khoản 1 mục I Phần III Hướng dẫn số 4095/HD-UBND)" in printed
    assert "Sau: 860 (khoản 2 Hướng dẫn số 1/HD-UBND)" in printed
    assert "• bỏ Để xảy ra tai nạn lao động gây chết người" in printed
    assert "Sau: bỏ (khoản 3 Hướng dẫn số 1/HD-UBND)" in printed
    assert "• thêm Họp trực tuyến" in printed and "Sau: theo khoản 4 Hướng dẫn số 1/HD-UBND" in printed
    assert "Cờ thi đua" not in printed and "Thời hạn" not in printed  # unchanged


def test_diff_as_json(folder: Path) -> None:
    made = json.loads(run("diff", "cao-bang-2025", "cao-bang-mau", "--regulations", folder, "--json"))

    assert (made["schema"], made["old"], made["new"]) == ("regulation-diff/1", "cao-bang-2025", "cao-bang-mau")
    change = next(c for c in made["changes"] if c["path"] == "/awards/bang_khen/threshold")
    assert (change["kind"], change["old"]["value"], change["new"]["value"]) == ("doi", "850", "860")


def test_diff_with_itself_says_that_nothing_differs() -> None:
    assert "không khác nhau" in run("diff", "cao-bang-2025", "cao-bang-2025")


def test_unknown_names_and_folders_are_refused(folder: Path) -> None:
    assert "cao-bang-mau" in run("diff", "cao-bang-2025", "la-gi", "--regulations", folder, code=4)
    assert "Không có thư mục quy định" in run("show", "cao-bang-2025", "--regulations", folder / "x", code=4)


def test_list_has_ones_own_and_those_that_come_with_the_program(folder: Path) -> None:
    listed = json.loads(run("list", "--regulations", folder, "--json"))

    assert listed[0]["id"] == "cao-bang-mau" and "cao-bang-2025" in {r["id"] for r in listed}


def test_lint_looks_at_ones_own_folder(folder: Path) -> None:
    found = json.loads(run("lint", "--regulations", folder, "--json"))

    assert set(found) == {"cao-bang-mau"}


def test_lint_names_a_missing_clause_with_its_line(folder: Path) -> None:
    """A new number must not pass under the clause of the old one."""
    path = folder / "cao-bang-mau.yaml"
    path.write_text(AMENDMENT.replace(', cite: {source: hd_mau, khoan: "2"}}', "}"), encoding="utf-8")

    printed = run("lint", "--regulations", folder, code=4)

    assert "cao-bang-mau.yaml:11" in printed and "căn cứ" in printed


def test_lint_goes_on_after_a_file_that_does_not_load(folder: Path) -> None:
    (folder / "hong.yaml").write_text("schema: regulation/1\nid: hong\n", encoding="utf-8")

    found = json.loads(run("lint", "--regulations", folder, "--json", code=4))

    assert set(found) == {"cao-bang-mau", "hong"}
    assert [f["code"] for f in found["hong"]] == ["REG-000"]
    assert "thiếu giá trị “title”" in found["hong"][0]["message"]
