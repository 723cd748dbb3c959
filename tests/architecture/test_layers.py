"""The layers of the package: the contract holds, and nothing escapes it."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_import_contracts_hold() -> None:
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 broken" in done.stdout


def test_every_part_of_the_package_stands_in_a_layer() -> None:
    """A new package or module that no layer names would be free to import anything."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
    layers = next(c["layers"] for c in contracts if c["type"] == "layers")
    named = {name.strip() for layer in layers for name in layer.split("|")}
    package = ROOT / "dossier"
    there = {f"dossier.{p.name}" for p in package.iterdir() if (p / "__init__.py").is_file()}
    there |= {f"dossier.{p.stem}" for p in package.glob("*.py") if p.stem not in ("__init__", "__main__")}
    assert there == named


def test_every_folder_with_code_is_a_package() -> None:
    """import-linter and mypy walk packages: a folder without ``__init__.py`` would be seen by neither."""
    folders = {path.parent for path in (ROOT / "dossier").rglob("*.py")}
    assert [folder.name for folder in folders if not (folder / "__init__.py").is_file()] == []
