"""What is in the repository: no secrets, nothing of the machine it was written on, no people who exist."""

from __future__ import annotations

import os
import re
import subprocess
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).resolve()
IGNORED = {
    ".git", ".venv", "out", "node_modules", "dist", "build", "__pycache__",
    ".pytest_cache", ".mypy_cache", ".ruff_cache", ".import_linter_cache", ".hypothesis",
}  # fmt: skip


@cache
def files() -> tuple[Path, ...]:
    """Files of the repository: as git lists them, else all but what ``.gitignore`` names."""
    if (ROOT / ".git").exists():
        command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
        listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
        names = [ROOT / name for name in listed.split("\0") if name]
    else:
        names = []
        for folder, folders, found in os.walk(ROOT):
            folders[:] = [name for name in folders if name not in IGNORED]
            names += [Path(folder, name) for name in found]
    return tuple(path for path in names if path.is_file() and not IGNORED & set(path.relative_to(ROOT).parts))


@cache
def texts() -> dict[str, str]:
    """Text files by their path; this file names what it looks for, so it is left out."""
    result = {}
    for path in files():
        data = path.read_bytes()
        if path != HERE and b"\0" not in data[:8000] and not data.startswith(b"%PDF"):
            result[path.relative_to(ROOT).as_posix()] = data.decode("utf-8")  # everything is UTF-8, or this fails
    return result


def hits(pattern: str, flags: int = 0) -> list[str]:
    return [
        f"{name}:{text.count(chr(10), 0, found.start()) + 1}: {found.group()[:60]}"
        for name, text in texts().items()
        for found in re.finditer(pattern, text, flags)
    ]


def test_the_repository_was_found() -> None:
    names = set(texts())
    assert {"pyproject.toml", "dossier/cli/app.py", "regulations/cao-bang-2025.yaml"} <= names
    assert len(files()) > 200


def test_no_keys_and_no_tokens() -> None:
    assert hits(r"-----BEGIN [A-Z ]*PRIVATE KEY-----\s+[\w+/=]{16}") == []
    tokens = r"\b(gh[pousr]_\w{30,}|github_pat_\w{30,}|AKIA[0-9A-Z]{16}|xox[abp]-\w{10,}|sk-[\w-]{30,}|glpat-\w{15,}|npm_\w{30,})"
    assert hits(tokens) == []
    secret_files = [p.name for p in files() if p.suffix in (".p12", ".pfx", ".key", ".pem", ".jks", ".env", ".kdbx")]
    assert secret_files == []


def test_no_path_of_a_machine() -> None:
    home = re.escape(str(Path.home())) if len(str(Path.home())) > 5 else "(?!)"
    assert hits(rf"(?<![\w.])(/home/\w+|/root/|/Users/\w+|/work/\w+|/mnt/\w+|[A-Z]:\\\\?Users\\|{home}/)") == []
    for path in files():
        if path.suffix in (".pdf", ".docx", ".png"):
            data = path.read_bytes()
            assert not re.search(rb"/home/\w|/root/|/Users/\w|/work/\w|file:///", data), path.name


def test_no_package_index_of_a_machine() -> None:
    """Locked versions come from wherever the machine gets its packages: no address is written down."""
    assert hits(r"--(extra-)?index-url|--find-links|--trusted-host|registry\s*=\s*http|_authToken") == []
    locks = {name: text for name, text in texts().items() if name.startswith("requirements/")}
    assert len(locks) >= 4
    assert [name for name, text in locks.items() if "://" in text or "file:" in text] == []


def test_locked_packages_carry_hashes() -> None:
    for name in ("run.lock", "test.lock"):
        text = (ROOT / "requirements" / name).read_text("utf-8")
        pinned = re.findall(r"^[A-Za-z0-9_.\[\]-]+==\S+", text, re.MULTILINE)
        entries = re.split(r"^(?=[A-Za-z0-9])", text, flags=re.MULTILINE)[1:]
        assert len(pinned) == len(entries) > 20
        assert all("--hash=sha256:" in entry for entry in entries), name


def test_no_data_of_real_people() -> None:
    """Addresses only under names reserved for examples; no citizen numbers, no bank accounts, no mobile numbers."""
    addresses = hits(r"[\w.%+-]+@[\w-]+(\.[\w-]+)*\.[A-Za-z]{2,}")
    assert [a for a in addresses if not re.search(r"\.(example|invalid|test)$|@example\.(com|org|net)$", a)] == []
    data = [hit for hit in hits(r"(?<![\w.,/-])\d{12}(?![\w.,])") if not hit.startswith("requirements/")]
    assert data == []  # số căn cước
    mobiles = [
        h for h in hits(r"(?<![\w.,/-])0[35789]\d{2}[ .]?\d{3}[ .]?\d{3}(?![\w.,])") if h.startswith("examples/")
    ]
    assert mobiles == []


def test_files_stay_small() -> None:
    large = [p.relative_to(ROOT).as_posix() for p in files() if p.stat().st_size > 1_500_000]
    assert large == []


README = pytest.param(
    "README.md",
    marks=pytest.mark.skipif(
        not (ROOT / "bench" / "README.md").is_file() or not (ROOT / "docs" / "img").is_dir(),
        reason="pictures and measurements come with the release",
    ),
)


@pytest.mark.parametrize("page", ["docs/flow.md", "CONTRIBUTING.md", README, "docs/glossary.md", "SECURITY.md"])
def test_paths_named_in_the_documentation_exist(page: str) -> None:
    text = (ROOT / page).read_text("utf-8")
    tops = {path.relative_to(ROOT).parts[0] for path in files()}
    packages = {p.name for p in (ROOT / "dossier").iterdir() if p.is_dir()}
    named = set(re.findall(r"`([\w./-]+/[\w./-]*\.(?:py|yaml|md|json|sh|docx|css|html|typ))`", text))
    missing = []
    for name in named:
        top = name.split("/")[0]
        places = [ROOT / name] if top in tops else [ROOT / "dossier" / name] if top in packages else []
        if places and not any(place.exists() for place in places):
            missing.append(name)
    assert missing == []


@pytest.mark.parametrize("page", [README, "CONTRIBUTING.md", "docs/flow.md", "examples/README.md"])
def test_links_between_pages_lead_somewhere(page: str) -> None:
    text = (ROOT / page).read_text("utf-8")
    targets = [t.split("#")[0] for t in re.findall(r"\]\(([^)\s]+)\)", text)]
    local = [t for t in targets if t and not t.startswith(("http://", "https://", "mailto:"))]
    assert [t for t in local if not ((ROOT / page).parent / t).exists()] == []
