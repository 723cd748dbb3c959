"""How the tests are shared out when several processes run them (``pytest -n 2``, as ``make test`` does)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

TESTS = Path(__file__).parent
TOGETHER = ("defects",)
"""Folders whose files share costly results through a module, as those with a conftest.py do through its fixtures."""


@pytest.hookimpl(optionalhook=True)  # there is no such hook without pytest-xdist
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """What shares costly fixtures runs in one process; everything else goes wherever there is room, a file at a time."""
    from xdist.scheduler import LoadScopeScheduling

    class ByFolder(LoadScopeScheduling):  # type: ignore[misc]
        def _split_scope(self, nodeid: str) -> str:
            file = nodeid.partition("::")[0]
            folder = (config.rootpath / file).parent
            together = folder.name in TOGETHER or (folder != TESTS and (folder / "conftest.py").is_file())
            return str(folder) if together else file

    return ByFolder(config, log)
