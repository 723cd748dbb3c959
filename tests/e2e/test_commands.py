"""Every command from the outside: JSON that parses, exit codes as documented, Vietnamese help and messages."""

from __future__ import annotations

import json
import os
import pty
import re
import subprocess
from pathlib import Path

import pytest
from command import COMMAND, EXAMPLES, ROOT, TODAY, build, dossier, dossier_here, edit_text
from conftest import Built

from dossier.cli.app import INTERNAL_ERROR
from dossier.core.errors import ExitCode

CASE = EXAMPLES / "cao_bang_khoi_5"
COMMANDS = [
    (),
    ("new",),
    ("check",),
    ("build",),
    ("print",),
    ("explain",),
    ("schema",),
    ("regulation",),
    ("regulation", "list"),
    ("regulation", "show"),
    ("regulation", "lint"),
]


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_help_is_vietnamese(command: tuple[str, ...]) -> None:
    ran = dossier_here(*command, "--help")
    assert ran.code == 0
    assert ran.out.startswith(f"Cách dùng: dossier{''.join(f' {part}' for part in command)}")
    assert "Tuỳ chọn:" in ran.out and "In hướng dẫn này rồi thoát." in ran.out
    english = r"\b(Usage|Options|Arguments|Commands|Show|this message|required|default|and exit|file|folder|the)\b"
    assert re.search(english, re.sub(r"-{1,2}[a-z0-9-]+|\b[\w/<>-]+\.\w+", "", ran.out)) is None, ran.out


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (("build",), "Thiếu 'CASE'"),
        (("build", "x", "--papr", "a"), "--paper"),
        (("lap",), "“lap”"),
        (("check", "a", "b"), "Thừa tham số: b"),
        (("build", "x", "--jobs", "0"), "số nguyên"),
        (("build", "x", "--jobs", "nhiều"), "số nguyên"),
        (("new", "x", "--units", "1000000"), "số nguyên"),
        (("build", "x", "--out"), "--out"),
        (("explain", "x"), "--unit"),
        (("build", str(CASE), "--person-p12", "a.p12"), "--agency-p12"),
        (("build", str(CASE), "--demo-signature", "--person-p12", "a", "--agency-p12", "b"), "một cách ký"),
        (("explain", str(CASE), "--unit", "ai_do"), "hoi_luat_gia"),
        (("check", str(CASE), "--stage", "cuoi"), "du_thao, trinh_ky, phat_hanh, nop"),
        (("check", str(CASE), "--today", "10/02/2026"), "2026-01-28"),
        (("new", str(CASE)), "không ghi đè"),
    ],
)
def test_a_wrong_call_is_explained_in_vietnamese(args: tuple[str, ...], says: str) -> None:
    ran = dossier_here(*args)
    assert ran.code == ExitCode.USAGE and says in ran.said
    assert ran.err.startswith("Lỗi: ") and ran.out == ""


def test_called_without_anything_it_shows_help_and_fails() -> None:
    for args in ((), ("regulation",)):
        ran = dossier_here(*args)
        assert ran.code == ExitCode.USAGE and "Cách dùng: dossier" in ran.said and "Các lệnh:" in ran.said


def test_check_prints_findings_grouped_and_as_json(case_5: Path) -> None:
    edit_text(case_5 / "ho_so.yaml", "phat_ra: 5", "phat_ra: 4")
    human = dossier("check", case_5, "--today", TODAY)
    machine = dossier_here("check", case_5, "--today", TODAY, "--json")
    assert human.code == machine.code == ExitCode.FINDINGS
    report = machine.json()
    assert report["ok"] is False and report["schema"] == "report/1"
    (error,) = [f for f in report["findings"] if f["code"] == "BAL-001"]
    line = (case_5 / "ho_so.yaml").read_text("utf-8").splitlines()[error["at"]["line"] - 1]
    assert error["at"]["file"] == "ho_so.yaml" and ("phat_ra" in line or "thu_ve" in line)
    assert "LỖI BAL-001" in human.out and f"ho_so.yaml:{error['at']['line']}" in human.out
    assert "Biên bản kiểm phiếu" in human.out and "Căn cứ:" in human.out and "Cách sửa:" in human.out
    assert "\x1b" not in human.out + human.err  # piped: no colours
    fine = dossier_here("check", CASE, "--today", TODAY, "--json")
    assert fine.code == ExitCode.OK and fine.json()["ok"] is True


def test_errors_are_json_too_when_asked(tmp_path: Path, case_5: Path) -> None:
    missing = dossier_here("check", tmp_path / "khong", "--json")
    assert missing.code == ExitCode.INPUT
    assert missing.json().keys() == {"ok", "error", "hint", "exit_code"} and missing.json()["exit_code"] == 3
    (case_5 / "ho_so.yaml").write_text("nam: 2025\n", "utf-8")
    invalid = dossier_here("build", case_5, "--out", tmp_path / "out", "--json", "--jobs", "1")
    assert invalid.code == ExitCode.INPUT and invalid.json()["ok"] is False
    assert all(re.fullmatch(r"INP-\d{3}", f["code"]) for f in invalid.json()["findings"])


def test_explain_tells_rule_citation_numbers_for_every_unit(built: dict[int, Built]) -> None:
    case = json.loads((built[9].out / "dossier.json").read_text("utf-8"))
    units = [unit["id"] for unit in case["ho_so"]["nhom"]["don_vi"]]
    assert len(units) == 9
    for unit in units:
        told = dossier_here("explain", EXAMPLES / "cao_bang_khoi_9", "--unit", unit, "--json")
        assert told.code == 0
        steps = [step for section in told.json()["sections"] for step in section["steps"]]
        assert len(steps) > 5 and any(step["citation"] for step in steps)
    human = dossier_here("explain", built[9].out / "dossier.json", "--unit", units[0])
    assert human.code == 0 and "Căn cứ:" in human.out and "4095" in human.out


def test_regulations_can_be_listed_shown_and_checked() -> None:
    listed = dossier_here("regulation", "list", "--json").json()
    assert "cao-bang-2025" in [r["id"] for r in listed]
    shown = dossier_here("regulation", "show", "cao-bang-2025", "--json").json()
    assert shown["id"] == "cao-bang-2025" and len(shown["sections"]) >= 5
    rules = [s for s in shown["sections"] if not s["title"].startswith("Văn bản")]  # the documents cite nothing
    assert sum(len(section["rows"]) for section in rules) > 20
    assert all(row["citation"] for section in rules for row in section["rows"] if row["value"])
    readable = dossier("regulation", "show", "cao-bang-2025")
    assert readable.code == 0 and "4095/HD-UBND" in readable.out and "khoản" in readable.out
    lint = dossier_here("regulation", "lint", "--json")
    assert lint.code == 0
    assert not [f for findings in lint.json().values() for f in findings if f["severity"] == "loi"]
    for name in ("khong-co", "../pyproject", "/etc/passwd", "cao-bang-2025.yaml", ""):
        wrong = dossier_here("regulation", "show", name)
        assert wrong.code == ExitCode.REGULATION and "cao-bang-2025" in wrong.said


def test_schema_is_printed_and_written(tmp_path: Path) -> None:
    printed = dossier_here("schema").json()
    assert printed["$schema"].startswith("https://json-schema.org/")
    assert dossier_here("schema", "--out", tmp_path / "luoc_do").code == 0
    written = {path.name: path.read_bytes() for path in (tmp_path / "luoc_do").iterdir()}
    assert written == {path.name: path.read_bytes() for path in (ROOT / "schemas").glob("*.json")}


def test_new_makes_a_case_that_can_be_checked_at_once(tmp_path: Path) -> None:
    made = dossier_here("new", tmp_path / "khoi", "--units", "3")
    assert made.code == 0 and "dossier check" in made.out
    assert dossier_here("check", tmp_path / "khoi", "--today", TODAY).code == 0
    wrong = dossier_here("new", tmp_path / "khac", "--regulation", "ha-noi-1010")
    assert wrong.code == ExitCode.REGULATION and not (tmp_path / "khac").exists()


def test_exit_codes_are_those_of_the_page() -> None:
    page = (ROOT / "docs" / "exit_codes.md").read_text("utf-8")
    rows = {int(code): name for code, name in re.findall(r"^\| (\d+) \| ([A-Z_]+) \|", page, re.MULTILINE)}
    assert rows == {**{int(code): code.name for code in ExitCode}, INTERNAL_ERROR: "INTERNAL", 130: "INTERRUPTED"}


def test_a_fault_of_the_program_itself_is_said_without_a_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    import dossier.cli.check as module

    def broken(*_: object) -> None:
        raise ZeroDivisionError("lỗi lạ")

    monkeypatch.setattr(module, "run", broken)
    monkeypatch.delenv("DOSSIER_DEBUG", raising=False)
    with pytest.raises(AssertionError, match="DOSSIER_DEBUG"):  # the helper refuses code 70 and shows what was said
        dossier_here("check", CASE)


def test_a_reader_that_goes_away_is_no_fault() -> None:
    """``dossier regulation show … | head -1``"""
    done = subprocess.run(
        f"'{COMMAND}' regulation show cao-bang-2025 --json | head -1",
        shell=True,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout == "{\n" and "Traceback" not in done.stderr and "Lỗi" not in done.stderr, done.stderr


def test_progress_on_a_terminal_survives_markup_in_a_name(case_5: Path, tmp_path: Path) -> None:
    edit_text(case_5 / "ho_so.yaml", "ten: Hội Chữ thập đỏ tỉnh\n", "ten: '[/bold] [red]Hội'\n")
    ours, theirs = pty.openpty()
    command = [COMMAND, "build", case_5, "--out", tmp_path / "out", "--unit", "hoi_chu_thap_do", "--jobs", "1"]
    done = subprocess.run([str(c) for c in command], stdout=subprocess.PIPE, stderr=theirs, text=True, check=False)
    os.close(theirs)
    shown = b""
    try:
        while chunk := os.read(ours, 65536):
            shown += chunk
    except OSError:  # Linux: end of a terminal
        pass
    os.close(ours)
    assert done.returncode == 0, shown.decode(errors="replace")
    assert "Lập giấy tờ" in shown.decode(errors="replace") and "[/bold] [red]Hội" in done.stdout


def test_the_table_of_a_build_names_every_paper(built: dict[int, Built], tmp_path: Path) -> None:
    ran = build(built[5].case, tmp_path, "--paper", "phieu_suy_ton")
    assert ran.code == 0 and "phieu_suy_ton.pdf" in ran.out and "mới lập" in ran.out
    again = build(built[5].case, tmp_path, "--paper", "phieu_suy_ton")
    assert "giữ nguyên" in again.out
