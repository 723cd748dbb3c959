"""One dossier with a defect, handed in once for all tests."""

from __future__ import annotations

from pathlib import Path

import notice_cases as n
import pytest


@pytest.fixture(scope="session")
def defective(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example with one vote too many, as its unit keeps it."""
    return n.copy_case(tmp_path_factory.mktemp("don_vi") / "khoi_9", ("ho_so.yaml", *n.VOTES))


@pytest.fixture(scope="session")
def handed_in(defective: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What was made of it and handed in although it has an error: papers, bundle, two signatures."""
    out = tmp_path_factory.mktemp("da_nop") / "out"
    day = ("--today", n.TODAY.isoformat())
    ran = n.run("build", defective, "--out", out, "--demo-signature", "--waive", "BAL-004=nộp thử", *day)
    assert (out / "ho_so.pdf").is_file(), ran.said
    return out
