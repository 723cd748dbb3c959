"""Builds what the tests of ``dossier verify`` look at, by the real command."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "examples"
COMMAND = Path(sys.executable).with_name("dossier")
NAMES = (
    "cao_bang_khoi_9",
    "cao_bang_khoi_5",
    "bac_kan_2019_khoi_so_nganh",
    "bac_kan_2023_cum_huyen",
    "lao_cai_2021_khoi_doanh_nghiep",
    "trieu_son_2017_cum",
)
SMALL = "trieu_son_2017_cum"
"""19 pages: the one that is changed in many ways."""


def build(case: Path, out: Path, *more: str) -> Path:
    """Build and sign for demonstration."""
    command = [str(COMMAND), "build", str(case), "--out", str(out), "--demo-signature", "--jobs", "1", *more]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return out
