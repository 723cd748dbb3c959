"""Runs the real ``dossier`` command and looks at what it left behind."""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import subprocess
import sys
import unicodedata
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "examples"
COMMAND = Path(sys.executable).with_name("dossier")
TODAY = "2026-02-10"
"""A day on which both examples are complete, whatever the day the tests are run on."""


@dataclass(frozen=True)
class Ran:
    """How a command ended and what it printed."""

    code: int
    out: str
    err: str

    @property
    def said(self) -> str:
        """Both streams, white space evened out."""
        return " ".join((self.out + " " + self.err).split())

    def json(self) -> Any:
        """Standard output, which must be one JSON document."""
        return json.loads(self.out)


def dossier(*args: str | Path, cwd: Path | None = None, env: dict[str, str] | None = None, stdin: str = "") -> Ran:
    """Run the command; whatever happens it never shows a traceback."""
    done = subprocess.run(
        [str(COMMAND), *map(str, args)],
        input=stdin,
        capture_output=True,
        text=True,
        cwd=cwd,
        env={**os.environ, "COLUMNS": "200", **(env or {})},
        timeout=120,
        check=False,
    )
    assert "Traceback" not in done.stdout + done.stderr, done.stdout + done.stderr
    assert done.returncode != 70, done.stderr
    return Ran(done.returncode, done.stdout, done.stderr)


def dossier_here(*args: str | Path) -> Ran:
    """The same in this process, without the time it takes to start."""
    from dossier.cli.app import main

    out, err = io.StringIO(), io.StringIO()
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
        patch.setattr(sys, "argv", ["dossier", *map(str, args)])
        with pytest.raises(SystemExit) as ended:
            main()
    code = ended.value.code
    ran = Ran(int(code or 0), out.getvalue(), err.getvalue())
    assert "Traceback" not in ran.said and ran.code != 70, ran.said
    return ran


def build(case: Path, out: Path, *more: str | Path, **options: Any) -> Ran:
    """``dossier build`` on the fixed day."""
    return dossier("build", case, "--out", out, "--today", TODAY, *more, **options)


def build_here(case: Path, out: Path, *more: str | Path) -> Ran:
    """The same build in this process and with no others: for the many builds of one small change."""
    return dossier_here("build", case, "--out", out, "--today", TODAY, *more, "--jobs", "1")


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def tree(folder: Path) -> dict[str, tuple[str, int]]:
    """Every file of a folder: hash of its bytes and time of its last change."""
    return {
        str(path.relative_to(folder)): (sha256(path.read_bytes()), path.stat().st_mtime_ns)
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def edit_text(path: Path, old: str, new: str, count: int = 1) -> None:
    """Replace text that is there exactly ``count`` times."""
    text = path.read_text("utf-8")
    assert text.count(old) == count, f"“{old}” is {text.count(old)} times in {path.name}"
    path.write_text(text.replace(old, new), "utf-8")


def pdf_text(path: Path, *options: str) -> str:
    """Text of a PDF as poppler reads it."""
    done = subprocess.run(["pdftotext", "-enc", "UTF-8", *options, str(path), "-"], capture_output=True, check=True)
    return unicodedata.normalize("NFC", done.stdout.decode("utf-8"))


def squeezed(text: str) -> str:
    """Letters only: line breaks and spaces differ between a Word file and its print."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFC", text))


def docx_paragraphs(path: Path) -> list[str]:
    """Text of every paragraph of a Word file in reading order, tables included, as python-docx reads it."""
    import docx
    from docx.table import Table
    from docx.text.paragraph import Paragraph

    def walk(container: Any) -> list[str]:
        texts: list[str] = []
        for item in container.iter_inner_content():
            if isinstance(item, Paragraph):
                texts.append(item.text)
            elif isinstance(item, Table):
                seen = set()
                for row in item.rows:
                    for cell in row.cells:
                        if cell._tc not in seen:  # a merged cell is shown once
                            seen.add(cell._tc)
                            texts += walk(cell)
        return texts

    return walk(docx.Document(str(path)))
