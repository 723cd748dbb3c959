"""Writes one paper of the board (return notice, check sheet) as Word or PDF."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from dossier.core.errors import RenderingFailed
from dossier.core.files import write_atomic
from dossier.papers.view import View
from dossier.pipeline.make import is_signed


def make_paper(view: View, now: datetime) -> tuple[bytes, bytes, int]:
    """Word file, PDF and number of pages of a view."""
    from dossier.papers.typeset import print_pdf
    from dossier.papers.word import fill
    from dossier.papers.word_read import read_docx

    docx = fill(view.form, view, created=now)
    printed = print_pdf(read_docx(docx), title=view.title)
    return docx, printed.data, printed.pages


def put_files(path: Path, docx: bytes, pdf: bytes) -> None:
    """Write the one that the ending of ``path`` asks for. Raises RenderingFailed where a signed PDF stands."""
    if path.suffix.lower() == ".docx":
        write_atomic(path, docx)
        return
    if path.is_file() and is_signed(path.read_bytes()):
        raise RenderingFailed(f"Tệp “{path.name}” đã được ký số: không ghi đè.", "Chọn tên khác cho tệp mới.")
    write_atomic(path, pdf)
