"""Two builds into one folder at the same time: one goes on, the other says so and touches nothing."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

from command import build, tree
from conftest import Built

HOLD = "import sys,time,pathlib; from dossier.pipeline.build_lock import build_lock\n"
HOLD += "with build_lock(pathlib.Path(sys.argv[1])): print('held', flush=True); time.sleep(600)"


def test_the_second_build_is_refused_and_the_lock_of_a_killed_one_is_gone(
    built: dict[int, Built], tmp_path: Path
) -> None:
    out = tmp_path / "ra"
    other = subprocess.Popen([sys.executable, "-c", HOLD, str(out)], stdout=subprocess.PIPE, text=True)
    try:
        assert other.stdout and other.stdout.readline() == "held\n"
        before = tree(out)
        ran = build(built[5].case, out, "--paper", "to_trinh")
        assert ran.code == 2 and "Đang có lần lập khác chạy trong thư mục này" in ran.said
        assert tree(out) == before
        # Another folder is free.
        assert build(built[5].case, tmp_path / "khac", "--paper", "to_trinh").code == 0
        # However the other one ends.
        os.kill(other.pid, signal.SIGKILL if hasattr(signal, "SIGKILL") else signal.SIGTERM)
        other.wait(timeout=30)
        ran = build(built[5].case, out, "--paper", "to_trinh")
        assert ran.code == 0, ran.said
        assert (out / "giay_to" / "to_trinh.pdf").is_file()
    finally:
        other.kill()
        other.wait(timeout=30)
