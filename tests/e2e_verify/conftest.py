"""Every example built and signed once by the real command; tests look at these, or at changed copies."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from verify_builds import EXAMPLES, NAMES, SMALL, build


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small example alone, for tests that need no other."""
    return build(EXAMPLES / SMALL, tmp_path_factory.mktemp("nho") / SMALL)


@pytest.fixture(scope="session")
def outputs(small: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Folder of each example's result. Never change these."""
    folder = tmp_path_factory.mktemp("ho_so")
    others = [name for name in NAMES if name != SMALL]
    with ThreadPoolExecutor(2) as pool:
        made = pool.map(lambda name: build(EXAMPLES / name, folder / name), others)
        return {SMALL: small, **dict(zip(others, made, strict=True))}
