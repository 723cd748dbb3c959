"""``dossier new``."""

from __future__ import annotations

from pathlib import Path

from rich.markup import escape

from dossier.api import new_case
from dossier.cli.console import out


def run(folder: Path, regulation: str, units: int, regulations: Path | None = None, kind: str | None = None) -> None:
    """Write the commented starter and say what to do next."""
    files = new_case(folder, regulation, units, regulations, kind)
    out.print(f"Đã tạo hồ sơ mới trong [bold]{escape(str(folder))}[/bold]:")
    for file in files:
        out.print(f"  {escape(str(file))}")
    out.print("\nViệc tiếp theo:")
    out.print("  1. Mở ho_so.yaml, điền tên khối, các đơn vị; rồi bang_diem.yaml, thanh_tich/.")
    own = f" --regulations {regulations}" if regulations else ""
    out.print(f"  2. dossier check {escape(str(folder) + own)}    (xem còn thiếu gì)")
    out.print(f"  3. dossier build {escape(str(folder) + own)} --out out/    (lập giấy tờ)")
