"""How wide a line of text is, from the advance widths of the font that the paper is set in.

The rules of Nghị định 30 (đường kẻ) are a part of the text line above them, so a paper can only be finished after
measuring its text.
Times New Roman, Liberation Serif and Tinos have the same advance widths: the first complete one on the machine serves.
Without pair kerning, as Word sets text by default.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import repeat
from pathlib import Path

from dossier.core.errors import RenderingFailed

POINT = 25.4 / 72
"""Millimetres in a point."""

VIETNAMESE = (
    "aàảãáạăằẳẵắặâầẩẫấậbcdđeèẻẽéẹêềểễếệghiìỉĩíịklmnoòỏõóọôồổỗốộơờởỡớợpqrstuùủũúụưừửữứựvxyỳỷỹýỵ"
    "AÀẢÃÁẠĂẰẲẴẮẶÂẦẨẪẤẬBCDĐEÈẺẼÉẸÊỀỂỄẾỆGHIÌỈĨÍỊKLMNOÒỎÕÓỌÔỒỔỖỐỘƠỜỞỠỚỢPQRSTUÙỦŨÚỤƯỪỬỮỨỰVXYỲỶỸÝỴ"
    "0123456789fjwzFJWZ.,;:-–/()“”…%"
)
"""What a font must have to print an official Vietnamese paper."""

_BREAK = (" ", "\n")
_BREAKS = re.compile("([ \n])")
_FACES = {(False, False): "Regular", (True, False): "Bold", (False, True): "Italic", (True, True): "Bold Italic"}
_WINDOWS_NAMES = {"Regular": "times", "Bold": "timesbd", "Italic": "timesi", "Bold Italic": "timesbi"}
_INSTALL = (
    "Cài phông chữ: sudo apt install fonts-liberation2 (hoặc fonts-croscore), hoặc đặt Times New Roman vào ~/.fonts."
)


@dataclass(frozen=True, slots=True)
class Face:
    """Advance widths of one font file."""

    family: str
    path: Path
    units_per_em: int
    advances: dict[int, int]

    def width(self, text: str, size: float) -> float:
        """Millimetres; a letter the font lacks counts as half an em."""
        units = sum(map(self.advances.get, map(ord, text), repeat(self.units_per_em // 2)))
        return units / self.units_per_em * size * POINT


def text_width(text: str, size: float, *, bold: bool = False, italic: bool = False, families: Sequence[str]) -> float:
    """Width in millimetres of ``text`` set on one line in the first of ``families`` that is installed and complete."""
    return load_face(tuple(families), bold, italic).width(text, size)


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of a paragraph with one look, measured."""

    text: str
    face: Face
    size: float


def break_lines(spans: Iterable[Span], available: float) -> list[float]:
    """Widths of the lines that a paragraph breaks into at spaces and at "\\n", as a word processor does."""
    lines: list[float] = []
    line = gap = word = 0.0
    started = False
    for span in spans:
        for piece in _BREAKS.split(span.text):
            if not piece:
                continue
            width = span.face.width(piece, span.size)
            if piece not in _BREAK:
                word += width
                started = True
                continue
            line, gap = _place(lines, line, gap, word, available)
            word = 0.0
            if piece == "\n":
                lines.append(line)
                line = gap = 0.0
            else:
                gap += width
    line, gap = _place(lines, line, gap, word, available)
    if started:
        lines.append(line)
    return lines


def _place(lines: list[float], line: float, gap: float, word: float, available: float) -> tuple[float, float]:
    """Put a finished word on the line or on a new one; returns the line's width and the space after it (none yet)."""
    if word == 0:
        return line, gap
    if line and line + gap + word > available:
        lines.append(line)
        return word, 0.0
    return (line + gap + word if line else word), 0.0


@cache
def load_face(families: tuple[str, ...], bold: bool = False, italic: bool = False) -> Face:
    """The first installed font of ``families`` with every Vietnamese letter; raises RenderingFailed without one."""
    from fontTools.ttLib import TTFont, TTLibError

    style = _FACES[bold, italic]
    incomplete: list[str] = []
    for family in families:
        for path, number in _candidates(family, style):
            try:
                with TTFont(path, lazy=True, fontNumber=number) as font:
                    codes: dict[int, str] = font.getBestCmap() or {}
                    if any(ord(char) not in codes for char in VIETNAMESE):
                        incomplete.append(path.name)
                        continue
                    metrics = font["hmtx"].metrics
                    advances = {code: metrics[glyph][0] for code, glyph in codes.items()}
                    return Face(family, path, font["head"].unitsPerEm, advances)
            except (OSError, TTLibError, KeyError, AssertionError):
                incomplete.append(path.name)
    names = ", ".join(families)
    found = f" Đã thấy nhưng thiếu chữ hoặc hỏng: {', '.join(sorted(set(incomplete)))}." if incomplete else ""
    raise RenderingFailed(
        f"Không có phông chữ đủ chữ tiếng Việt (kiểu {style}) trong các phông: {names}.{found}", _INSTALL
    )


def _candidates(family: str, style: str) -> list[tuple[Path, int]]:
    """Files (and face numbers inside collections) that may be this family and style; fontconfig's first."""
    found = [
        (path, number) for path, number, families, styles in _fontconfig() if family in families and style in styles
    ]
    stem = family.replace(" ", "")
    names = [f"{stem}-{style.replace(' ', '')}.ttf", f"{family}{'' if style == 'Regular' else ' ' + style}.ttf"]
    if family == "Times New Roman":
        names.append(f"{_WINDOWS_NAMES[style]}.ttf")
    files = _font_files()
    found += [(files[name.lower()], -1) for name in names if name.lower() in files]
    return list(dict.fromkeys(found))


@cache
def _fontconfig() -> tuple[tuple[Path, int, frozenset[str], frozenset[str]], ...]:
    """Every font that fontconfig knows: file, number in a collection, families, styles. Empty without fontconfig."""
    program = shutil.which("fc-list")
    if program is None:
        return ()
    try:
        output = subprocess.run(
            [program, "-f", "%{file}\\t%{index}\\t%{family}\\t%{style}\\n"], capture_output=True, timeout=60, check=True
        ).stdout.decode("utf-8", "replace")
    except (OSError, subprocess.SubprocessError):
        return ()
    fonts = []
    for line in sorted(output.splitlines()):
        file, index, families, styles = line.split("\t")
        number = int(index) & 0xFFFF if file.lower().endswith((".ttc", ".otc")) else -1
        fonts.append((Path(file), number, frozenset(families.split(",")), frozenset(styles.split(","))))
    return tuple(fonts)


@cache
def _font_files() -> dict[str, Path]:
    """File name, lower case -> font file in the usual folders of Linux, macOS and Windows."""
    home = Path.home()
    folders = [
        Path("/usr/share/fonts"),
        Path("/usr/local/share/fonts"),
        home / ".fonts",
        home / ".local/share/fonts",
        Path("/Library/Fonts"),
        Path("/System/Library/Fonts/Supplemental"),
        home / "Library/Fonts",
        Path(os.environ.get("WINDIR", "C:/Windows")) / "Fonts",
    ]
    files: dict[str, Path] = {}
    for folder in folders:
        if folder.is_dir():
            for path in sorted(folder.rglob("*.[tT][tT][fF]")):
                files.setdefault(path.name.lower(), path)
    return files
