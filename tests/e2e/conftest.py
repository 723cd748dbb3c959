"""Both examples built once by the real command; every test looks at these, or at a copy."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest

# The measuring tools of the paper tests serve here too.
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "papers"))

from command import EXAMPLES, build


@dataclass(frozen=True)
class Built:
    """A case and what was made of it."""

    case: Path
    out: Path

    @property
    def papers(self) -> list[str]:
        """Stems of its papers."""
        return sorted(path.stem for path in (self.out / "giay_to").glob("*.docx"))


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> dict[int, Built]:
    """Examples of 9 and of 5 units, signed for demonstration. Never change these folders."""
    folder = tmp_path_factory.mktemp("ket_qua")

    def make(units: int) -> Built:
        name = f"cao_bang_khoi_{units}"
        result = Built(EXAMPLES / name, folder / name)
        ran = build(result.case, result.out, "--demo-signature", "--jobs", "1")
        assert ran.code == 0, ran.said
        return result

    with ThreadPoolExecutor(2) as pool:
        return dict(zip((9, 5), pool.map(make, (9, 5)), strict=True))


@pytest.fixture
def khoi_5(built: dict[int, Built], tmp_path: Path) -> Built:
    """A copy of the smaller case and of its output, to be changed at will."""
    copy = Built(tmp_path / "khoi_5", tmp_path / "ket_qua")
    shutil.copytree(built[5].case, copy.case)
    shutil.copytree(built[5].out, copy.out)
    return copy


@pytest.fixture
def case_5(tmp_path: Path) -> Path:
    """A copy of the smaller case."""
    return Path(shutil.copytree(EXAMPLES / "cao_bang_khoi_5", tmp_path / "khoi_5"))


@pytest.fixture(scope="session")
def each_paper(built: dict[int, Built]) -> Callable[[], list[tuple[str, Path, Path]]]:
    """Name, Word file and PDF of every paper of both examples."""

    def papers() -> list[tuple[str, Path, Path]]:
        return [
            (f"{units}_{stem}", item.out / "giay_to" / f"{stem}.docx", item.out / "giay_to" / f"{stem}.pdf")
            for units, item in built.items()
            for stem in item.papers
        ]

    return papers
