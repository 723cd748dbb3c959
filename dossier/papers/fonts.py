"""The family a paper is printed in: complete for Vietnamese in all four faces, or a clear error.

Order: the setting (argument, or environment variable ``DOSSIER_FONT``), then the family and stand-ins of ``the_thuc.yaml``.
An incomplete family is never used: typesetters replace single letters by another font without a word.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from dossier.core.errors import RenderingFailed
from dossier.papers.measure import VIETNAMESE, load_face
from dossier.papers.the_thuc import load_the_thuc

SETTING = "DOSSIER_FONT"
INSTALL = "Cài phông chữ: sudo apt install fonts-liberation2 (hoặc fonts-croscore), rồi làm lại."
SINGLE_LINE = 1.149
"""Single line spacing of Times New Roman and its metric-compatible stand-ins, in font sizes (ascent + descent + gap)."""
BELOW = 0.216
"""Of it, what is below the baseline (descent)."""
ABOVE = SINGLE_LINE - BELOW
"""And above: extra line spacing goes there too, as in Word."""


@dataclass(frozen=True, slots=True)
class Family:
    """An installed family with every Vietnamese letter in all four faces."""

    name: str
    letters: frozenset[int]
    """Code points that all four faces have."""
    files: tuple[Path, ...]
    """The four faces."""

    def missing(self, text: Iterable[str]) -> list[str]:
        """Printable characters that the family lacks, each once, in order of code point."""
        codes = {ord(char) for char in text} - self.letters
        return [chr(code) for code in sorted(codes) if code >= 32 and chr(code) not in "\u00a0\u200b"]


def choose_family(setting: str | None = None) -> Family:
    """The family to print in. Raises RenderingFailed when the one asked for, or every known one, is missing or incomplete."""
    wanted = setting or os.environ.get(SETTING, "").strip()
    if wanted:
        return _load((wanted,))
    return _load(load_the_thuc().font.families)


@cache
def _load(names: tuple[str, ...]) -> Family:
    problems: list[str] = []
    for name in names:
        try:
            faces = [load_face((name,), bold, italic) for bold in (False, True) for italic in (False, True)]
        except RenderingFailed as error:
            problems.append(error.message)
            continue
        letters = frozenset.intersection(*(frozenset(face.advances) for face in faces))
        if all(ord(char) in letters for char in VIETNAMESE):
            return Family(name, letters, tuple(face.path for face in faces))
    asked = ", ".join(f"“{name}”" for name in names)
    raise RenderingFailed(f"Không có phông chữ nào đủ chữ tiếng Việt để in (đã tìm {asked}).", INSTALL)


def refuse_missing(family: Family, text: Iterable[str]) -> None:
    """Raises RenderingFailed naming the characters that would be printed in another font."""
    missing = family.missing(text)
    if missing:
        shown = ", ".join(f"“{char}” (U+{ord(char):04X})" for char in missing[:8])
        more = f" và {len(missing) - 8} ký tự khác" if len(missing) > 8 else ""
        raise RenderingFailed(
            f"Phông chữ “{family.name}” không có ký tự {shown}{more}.",
            "Thay các ký tự này trong tệp Word (biểu tượng, chữ nước ngoài, chữ gõ sai bảng mã), rồi in lại.",
        )
