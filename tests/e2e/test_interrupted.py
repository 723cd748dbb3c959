"""Ctrl+C, kill and crashes: nothing half-written, no process left behind, and the next build knows its own files."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from command import COMMAND, TODAY, build, docx_paragraphs, edit_text, pdf_text, tree
from conftest import Built

pytestmark = pytest.mark.skipif(os.name != "posix", reason="POSIX signals")


def alive(group: int) -> list[str]:
    """Processes of a group that still run (a zombie of the test itself does not)."""
    listed = subprocess.run(["ps", "-eo", "pgid=,stat=,args="], capture_output=True, text=True, check=True).stdout
    rows = [line.split(None, 2) for line in listed.splitlines()]
    return [row[2] for row in rows if len(row) == 3 and row[0] == str(group) and not row[1].startswith("Z")]


def end(group: int) -> None:
    """Whatever a failed test has left running."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(group, signal.SIGKILL)


@pytest.mark.parametrize(
    ("how", "whole_group"), [(signal.SIGINT, True), (signal.SIGKILL, False), (signal.SIGTERM, False)]
)
def test_a_stopped_build_leaves_nothing_behind(
    case_5: Path, tmp_path: Path, how: signal.Signals, whole_group: bool, request: pytest.FixtureRequest
) -> None:
    out = tmp_path / "out"
    command = [str(COMMAND), "build", str(case_5), "--out", str(out), "--today", TODAY, "--jobs", "2"]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    request.addfinalizer(lambda: end(process.pid))
    assert process.stderr is not None
    first = process.stderr.readline()  # the first papers are made: work is going on
    assert "Lập giấy tờ" in first
    if whole_group:
        os.killpg(process.pid, how)  # Ctrl+C reaches every process of the terminal
    else:
        process.send_signal(how)
    _, rest = process.communicate(timeout=60)  # returns only when no process holds the pipes any more
    assert process.returncode == (130 if how is signal.SIGINT else -how)
    assert "Traceback" not in rest
    if how is signal.SIGINT:
        assert "Đã dừng theo yêu cầu" in rest
    for _ in range(100):
        if not alive(process.pid):
            break
        time.sleep(0.1)
    assert alive(process.pid) == []
    assert [name for name in tree(tmp_path / "out") if not name.startswith(".dossier/")] == [] if out.exists() else True


CRASH = """
import os, sys
from datetime import date
from pathlib import Path
import dossier
from dossier.pipeline import make

case, out, count = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
write, done = make.write_if_changed, []

def write_and_die(path, data):
    if len(done) == count:
        os._exit(9)          # power cut: no clean-up of any kind
    done.append(path)
    write(path, data)

make.write_if_changed = write_and_die
dossier.build(case, out, today=date(2026, 2, 10), options=dossier.Options(jobs=1))
"""


def crash(case: Path, out: Path, count: int) -> None:
    """A build of changed data that dies after it has written ``count`` files."""
    done = subprocess.run([sys.executable, "-c", CRASH, str(case), str(out), str(count)], check=False)
    assert done.returncode == 9


def test_after_a_crash_while_writing_the_next_build_knows_its_own_files(khoi_5: Built, tmp_path: Path) -> None:
    """Crash after one file, change the data again, crash before the first: no file of ours is taken for a clerk's."""
    ho_so, name = khoi_5.case / "ho_so.yaml", "luu: VT, Hồ sơ"
    edit_text(ho_so, name, f"{name}, lần một", count=2)
    crash(khoi_5.case, khoi_5.out, 1)
    edit_text(ho_so, f"{name}, lần một", f"{name}, lần hai", count=2)
    crash(khoi_5.case, khoi_5.out, 0)
    ran = build(khoi_5.case, khoi_5.out, "--json", "--jobs", "1")
    assert ran.code == 0, ran.said
    assert [p["id"] for p in ran.json()["papers"] if p["edited"]] == []
    made = [p["id"] for p in ran.json()["papers"] if not p["reused"]]
    assert made == ["bien_ban_hop", "bien_ban_kiem_phieu"]
    for paper in made:
        text = " ".join(pdf_text(khoi_5.out / "giay_to" / f"{paper}.pdf").split())
        assert "Lưu: VT, Hồ sơ, lần hai" in text and "lần một" not in text, paper
        words = " ".join(docx_paragraphs(khoi_5.out / "giay_to" / f"{paper}.docx"))
        assert "Lưu: VT, Hồ sơ, lần hai" in words and "lần một" not in words, paper
    assert [path.name for path in (khoi_5.out / "giay_to").iterdir() if path.name.startswith(".")] == []
