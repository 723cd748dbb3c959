"""Fixtures: the small case of ``small_case.py``, in a folder of its own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from small_case import SmallCase


@pytest.fixture
def small(tmp_path: Path) -> SmallCase:
    return SmallCase(tmp_path / "ho_so")


@pytest.fixture
def make_case(tmp_path: Path) -> Callable[[str], SmallCase]:
    return lambda name: SmallCase(tmp_path / name)
