"""``dossier print FILE.docx``: prints a Word paper that somebody has edited, and says what could not be printed as it stands."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from dossier.core.errors import InputUnreadable, RenderingFailed
from dossier.core.files import read_limited, write_atomic
from dossier.papers.blocks import Unprintable
from dossier.papers.read_package import MAX_FILE, Package

OFFICE_TIMEOUT = 120
"""Seconds that LibreOffice gets for one paper."""


@dataclass(frozen=True, slots=True)
class PrintResult:
    """What was printed, by whom, and what to look at."""

    pdf: Path
    pages: int
    unprintable: tuple[str, ...]
    """What our typesetter can't print faithfully, in Vietnamese, each with its words if it has any."""
    by_libreoffice: bool
    """LibreOffice printed it, because of ``unprintable``; such a PDF is not PDF/A."""


def print_docx(path: Path, out: Path | None = None) -> PrintResult:
    """Prints ``path`` beside itself or to ``out``. The PDF is written whole or not at all; a signed PDF is never overwritten.

    Raises InputUnreadable (not a readable Word file) or RenderingFailed (no font, signed target, nothing to print with).
    """
    from dossier.papers.typeset import print_pdf
    from dossier.papers.word_read import read_docx

    target = out if out is not None else path.with_suffix(".pdf")
    if target.is_dir():
        target = target / path.with_suffix(".pdf").name
    if target.resolve() == path.resolve():
        raise InputUnreadable("Tệp PDF kết quả trùng tên với tệp Word.", "Chọn tên khác bằng tuỳ chọn --out.")
    _refuse_signed(target)
    data = read_limited(path, MAX_FILE)
    document = read_docx(data)
    notes = tuple(dict.fromkeys(_line(note) for note in document.unprintable))
    lost = [note for note in document.unprintable if not note.harmless]
    # LibreOffice would go and get a linked picture or template: such a file is not given to it.
    program = shutil.which("soffice") if lost and not Package(data).fetches() else None
    if program is not None:
        pdf, pages = print_with_libreoffice(data, program)
    else:
        printed = print_pdf(document, title=document.title or path.stem)
        pdf, pages = printed.data, printed.pages
    write_atomic(target, pdf)
    return PrintResult(target, pages, notes, program is not None)


def _line(note: Unprintable) -> str:
    return f"{note.what}: “{note.text[:80]}”" if note.text else note.what


def is_signed(data: bytes) -> bool:
    """Whether a PDF carries a signature: its bytes are then somebody's word and not ours to replace."""
    return b"/ByteRange" in data


def _refuse_signed(target: Path) -> None:
    try:
        signed = target.exists() and is_signed(target.read_bytes())
    except OSError as error:
        raise InputUnreadable(f"Không đọc được tệp “{target.name}” đang có: {error.strerror}.") from error
    if signed:
        raise RenderingFailed(
            f"Tệp “{target.name}” đã được ký số: không ghi đè.",
            "Chuyển tệp đã ký sang nơi khác hoặc chọn tên khác bằng tuỳ chọn --out.",
        )


def print_with_libreoffice(data: bytes, program: str) -> tuple[bytes, int]:
    """PDF and number of pages of a Word file by LibreOffice, in a private profile that is thrown away."""
    import pikepdf

    with tempfile.TemporaryDirectory(prefix="dossier-") as name:
        folder = Path(name)
        source = folder / "van_ban.docx"
        source.write_bytes(data)
        command = [
            program,
            f"-env:UserInstallation={(folder / 'profile').as_uri()}",
            "--headless",
            "--norestore",
            "--convert-to",
            'pdf:writer_pdf_Export:{"SelectPdfVersion":{"type":"long","value":"3"}}',
            "--outdir",
            str(folder / "out"),
            str(source),
        ]
        # A session of its own: LibreOffice starts children, and on a timeout all of them must go.
        with subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
        ) as process:
            try:
                process.wait(OFFICE_TIMEOUT)
            except subprocess.TimeoutExpired as error:
                os.killpg(process.pid, signal.SIGKILL)
                raise RenderingFailed(f"LibreOffice không in xong văn bản trong {OFFICE_TIMEOUT} giây.") from error
        result = folder / "out" / "van_ban.pdf"
        if not result.is_file():
            raise RenderingFailed(
                "LibreOffice không in được văn bản này.", "Mở bằng LibreOffice hoặc Word rồi in ra PDF bằng tay."
            )
        pdf = result.read_bytes()
        with pikepdf.open(result) as opened:
            return pdf, len(opened.pages)
