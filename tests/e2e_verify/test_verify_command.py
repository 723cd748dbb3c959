"""The real ``dossier verify``: what it says, its exit codes, its JSON, many files at once."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from verify_builds import COMMAND, NAMES

import dossier
from dossier.signing.authority import AuthorityNames, make_authority
from dossier.verification.facts import Verdict


def run(*args: str | Path) -> subprocess.CompletedProcess[str]:
    """The command; whatever happens it never shows a traceback."""
    done = subprocess.run(
        [str(COMMAND), "verify", *map(str, args)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "COLUMNS": "180"},
    )
    assert "Traceback" not in done.stdout + done.stderr and done.returncode != 70, done.stderr
    return done


def here(monkeypatch: pytest.MonkeyPatch, *args: str | Path) -> tuple[int, str]:
    """The same command in this process, without limits: exit code and all it printed."""
    from dossier.cli.app import main
    from dossier.pipeline.verify import many as verify_many
    from dossier.pipeline.verify.received import verify_received

    said = io.StringIO()
    monkeypatch.setattr(verify_many, "verify_guarded", verify_received)
    monkeypatch.setattr(sys, "argv", ["dossier", "verify", *map(str, args)])
    with redirect_stdout(said), redirect_stderr(said), pytest.raises(SystemExit) as ended:
        main()
    return int(ended.value.code or 0), said.getvalue()


def trusting(folders: list[Path]) -> list[str]:
    return [part for folder in folders for part in ("--trust", str(folder / "ca.pem"))]


def test_every_example_passes_and_one_bad_file_stops_nobody(outputs: dict[str, Path], tmp_path: Path) -> None:
    bad = tmp_path / "hong.pdf"
    bad.write_bytes(b"%PDF-1.7\n" + b"\x00" * 3000)
    folders = [outputs[name] for name in NAMES]
    files = [folder / "ho_so.pdf" for folder in folders]
    done = run(*files[:2], bad, *files[2:], *trusting(folders), "--json")
    answer = json.loads(done.stdout)
    verdicts = [result["verdict"] for result in answer["results"]]
    assert verdicts == ["dat", "dat", "khong_dat", "dat", "dat", "dat", "dat"], [
        r["reasons"] for r in answer["results"]
    ]
    assert done.returncode == answer["exit_code"] == 9
    assert answer["counts"] == {"dat": 6, "khong_dat": 1, "khong_ket_luan_duoc": 0}
    assert all(paper["same"] == "co" for r in answer["results"] for paper in r["papers"])
    assert answer["results"][2]["file"] == "hong.pdf" and answer["results"][2]["errors"][0]["code"].startswith("FIL")


def test_words_for_people(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code, printed = here(monkeypatch, small / "ho_so.pdf", "--trust", small / "ca.pem")
    said = " ".join(printed.split())
    assert code == 0 and "ĐẠT ho_so.pdf • Bộ hồ sơ nguyên vẹn" in said
    assert "người có thẩm quyền:" in said and "cơ quan:" in said and "RSASSA-PSS 2048 bit" in said
    assert "có 5/5 văn bản phải có" in said and "Chưa kiểm tra được" in said


def test_without_trust_nothing_is_concluded(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code, said = here(monkeypatch, small / "ho_so.pdf")
    assert code == 10
    assert "KHÔNG KẾT LUẬN ĐƯỢC" in said and "--trust" in said


def test_trusting_somebody_else_fails(small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    names = AuthorityNames(person="Người Khác", office="Giám đốc", agency="Sở Khác", place="Hà Nội")
    stranger = make_authority(tmp_path / "khac", valid_from=datetime(2026, 1, 1, tzinfo=UTC), names=names)
    code, said = here(monkeypatch, small / "ho_so.pdf", "--trust", stranger.ca_pem)
    assert code == 9 and "SIG-111" in said and "return-notice" in said


def test_json_of_one_file(small: Path) -> None:
    done = run(small / "ho_so.pdf", "--trust", small / "ca.pem", "--json", "--received", "2018-01-05")
    answer = json.loads(done.stdout)
    assert answer["schema_id"] == "verification/1" and answer["kind"] == "bo_ho_so"
    assert answer["exit_code"] == done.returncode
    assert answer["received"] == "2018-01-05" and answer["case"]["regulation"] == "trieu-son-2017"
    assert [s["role"] for s in answer["files"][0]["signatures"]] == ["nguoi_ky", "co_quan"]
    assert {"findings", "errors", "unchecked", "results", "report"} <= set(answer)
    bare = {key: answer[key] for key in answer if key not in ("findings", "errors", "unchecked", "exit_code")}
    assert dossier.Verification.model_validate(bare).sha256 == answer["sha256"]


def test_day_of_receipt_counts_for_the_time_limits(outputs: dict[str, Path]) -> None:
    folder = outputs["lao_cai_2021_khoi_doanh_nghiep"]
    late = dossier.verify(folder / "ho_so.pdf", trust=[folder / "ca.pem"], received=date(2022, 6, 30))
    assert late.verdict is Verdict.KHONG_DAT
    assert {f.code for f in late.errors} & {"DLN-001", "PAP-017"}


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (("khong_co.pdf",), "Không tìm thấy"),
        (("{file}", "--trust", "khong_co.pem"), "khong_co.pem"),
        (("{file}", "--regulations", "khong_co"), "quy chế"),
        (("{file}", "{file}", "--sheet", "phieu.docx"), "một hồ sơ"),
        (("{file}", "--sheet", "phieu.txt"), "Word hoặc PDF"),
        (("{file}", "--summary", "bang.csv"), "Excel"),
        (("{file}", "--received", "hôm qua"), "2026-02-10"),
        (("{file}", "--at", "2026-02-30"), "2026-02-10T08:00"),
        ((), "FILE"),
    ],
)
def test_the_checkers_own_mistakes(
    small: Path, monkeypatch: pytest.MonkeyPatch, args: tuple[str, ...], says: str
) -> None:
    code, said = here(monkeypatch, *(arg.format(file=small / "ho_so.pdf") for arg in args))
    assert code in (2, 3) and says in said
