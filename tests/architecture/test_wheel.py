"""The wheel carries what the program needs, and works outside the checkout."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from importlib.util import find_spec
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def pip(*args: str | Path) -> None:
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet", *map(str, args)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=180)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if find_spec("hatchling") is None:  # `make test` installs it with the locked packages
        message = "hatchling is not installed: tools/setup.sh test"
        pytest.fail(message) if os.environ.get("CI") else pytest.skip(message)
    folder = tmp_path_factory.mktemp("wheel")
    pip("wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", folder, ROOT)
    (file,) = folder.glob("*.whl")
    return file


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("cai_dat") / "lib"
    pip("install", "--no-deps", "--no-compile", "--target", target, wheel)
    return target


def names_in(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def test_it_carries_every_file_the_program_reads(wheel: Path) -> None:
    names = names_in(wheel)
    for folder in ("templates", "regulations", "schemas"):
        sources = [p for p in (ROOT / folder).rglob("*") if p.is_file() and "__pycache__" not in p.parts]
        assert sources
        for source in sources:
            assert f"dossier/_data/{source.relative_to(ROOT).as_posix()}" in names
    # Whatever lies in the package beside the code: messages, starter texts, page designs, the mark of being typed.
    for source in (ROOT / "dossier").rglob("*"):
        if source.is_file() and "__pycache__" not in source.parts and "_data" not in source.parts:
            assert source.relative_to(ROOT).as_posix() in names, source.name
    assert "dossier/py.typed" in names


def test_it_carries_nothing_else(wheel: Path) -> None:
    tops = {name.split("/")[0] for name in names_in(wheel)}
    assert "dossier" in tops and all(top == "dossier" or top.endswith(".dist-info") for top in tops)
    assert not [n for n in names_in(wheel) if n.endswith((".pyc", ".p12", ".pem", ".ttf", ".otf")) or "/tests/" in n]


def run(installed: Path, folder: Path, *args: str) -> subprocess.CompletedProcess[str]:
    """The installed program in an empty folder; the checkout must not be what answers."""
    code = (
        "import sys, dossier; assert dossier.__file__.startswith(sys.argv[1]), dossier.__file__;"
        "sys.argv[:2] = ['dossier']; from dossier.cli.app import main; main()"
    )
    environment = {**os.environ, "PYTHONPATH": str(installed), "COLUMNS": "160"}
    command = [sys.executable, "-c", code, str(installed), *args]
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=120
    )


def test_the_installed_program_works_outside_the_checkout(installed: Path, tmp_path: Path) -> None:
    listed = run(installed, tmp_path, "regulation", "list")
    assert listed.returncode == 0 and "cao-bang-2025" in listed.stdout, listed.stderr
    made = run(installed, tmp_path, "new", "khoi_thu", "--units", "3")
    assert made.returncode == 0, made.stderr
    checked = run(installed, tmp_path, "check", "khoi_thu", "--json")
    assert checked.returncode == 0 and '"regulation": "cao-bang-2025"' in checked.stdout, checked.stderr
    built = run(installed, tmp_path, "build", "khoi_thu", "--paper", "to_trinh", "--out", "ket_qua")
    assert built.returncode == 0, built.stderr
    assert {p.name for p in (tmp_path / "ket_qua" / "giay_to").iterdir()} == {"to_trinh.docx", "to_trinh.pdf"}
    printed = run(installed, tmp_path, "schema")
    assert printed.returncode == 0 and printed.stdout.startswith("{"), printed.stderr


def test_the_command_is_declared(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        (name,) = [n for n in archive.namelist() if n.endswith("entry_points.txt")]
        assert "dossier = dossier.cli.app:main" in archive.read(name).decode()
        (name,) = [n for n in archive.namelist() if n.endswith("/METADATA")]
        metadata = archive.read(name).decode()
    assert "Requires-Python: >=3.11" in metadata and "License-Expression: Apache-2.0" in metadata
