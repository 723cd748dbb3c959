"""``dossier print``."""

from __future__ import annotations

from pathlib import Path

from rich.markup import escape

from dossier.api import print_docx
from dossier.cli.console import err, out, print_json


def run(file: Path, target: Path | None, as_json: bool) -> None:
    """Print a Word file and name what could not be printed faithfully."""
    result = print_docx(file, target)
    if as_json:
        print_json(
            {
                "ok": True,
                "pdf": str(result.pdf),
                "pages": result.pages,
                "unprintable": list(result.unprintable),
                "by_libreoffice": result.by_libreoffice,
            }
        )
        return
    out.print(f"Đã in {escape(str(file))} → [bold]{escape(str(result.pdf))}[/bold] ({result.pages} trang).")
    if result.by_libreoffice:
        err.print("  [yellow]Lưu ý:[/yellow] Tệp có nội dung chỉ LibreOffice in được; bản PDF này không phải PDF/A:")
    elif result.unprintable:
        err.print(
            "  [yellow]Lưu ý:[/yellow] Những nội dung sau không in được trung thực; mở bằng Word để in, hoặc bỏ chúng:"
        )
    for note in result.unprintable:
        err.print(f"    {escape(note)}")
