"""Measures a finished PDF: sheets, lines of text with font and size, drawn lines. Knows nothing of how the PDF was made.

Reads the page content itself (pikepdf's token stream): text matrices give place and size, the resources give the font,
the font's ToUnicode map gives the letters. Millimetres from the top left corner of the sheet; sizes in points.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import pikepdf

_MM = 25.4 / 72
Matrix = tuple[float, float, float, float, float, float]
Box = tuple[float, float, float, float]
_UNIT: Matrix = (1, 0, 0, 1, 0, 0)


@dataclass(frozen=True)
class Word:
    """A piece of text shown at once."""

    text: str
    x: float
    baseline: float
    width: float
    size: float
    font: str


@dataclass(frozen=True)
class Line:
    """Pieces on one baseline, left to right, without large gaps between them."""

    words: tuple[Word, ...]

    @property
    def text(self) -> str:
        return " ".join("".join(w.text for w in self.words).split())

    @property
    def x(self) -> float:
        return self.words[0].x

    @property
    def right(self) -> float:
        """End of the ink: spaces at the end don't count."""
        last = next((w for w in reversed(self.words) if w.text.strip()), self.words[-1])
        return last.x + last.width

    @property
    def width(self) -> float:
        return self.right - self.x

    @property
    def baseline(self) -> float:
        return self.words[0].baseline

    @property
    def sizes(self) -> set[float]:
        return {round(w.size, 1) for w in self.words if w.text.strip()}

    @property
    def fonts(self) -> set[str]:
        return {w.font for w in self.words if w.text.strip()}

    @property
    def bold(self) -> bool:
        return all("Bold" in font for font in self.fonts)

    @property
    def italic(self) -> bool:
        return all("Italic" in font for font in self.fonts)


@dataclass(frozen=True)
class Rule:
    """A drawn horizontal line."""

    x: float
    y: float
    length: float
    weight: float


@dataclass(frozen=True)
class Page:
    """One sheet."""

    width: float
    height: float
    lines: tuple[Line, ...]
    rules: tuple[Rule, ...]

    def line(self, start: str) -> Line:
        """The first line that begins with these words."""
        return next(line for line in self.lines if line.text.startswith(start))


def measure(data: bytes) -> list[Page]:
    """Every page of a PDF."""
    with pikepdf.open(BytesIO(data)) as pdf:
        return [_page(page) for page in pdf.pages]


def _page(page: pikepdf.Page) -> Page:
    left, bottom, right, top = (float(v) for v in page.mediabox)
    reader = _Reader(page, top)
    reader.run()
    return Page((right - left) * _MM, (top - bottom) * _MM, tuple(_lines(reader.words)), tuple(reader.rules))


def _times(a: Matrix, b: Matrix) -> Matrix:
    return (
        a[0] * b[0] + a[1] * b[2],
        a[0] * b[1] + a[1] * b[3],
        a[2] * b[0] + a[3] * b[2],
        a[2] * b[1] + a[3] * b[3],
        a[4] * b[0] + a[5] * b[2] + b[4],
        a[4] * b[1] + a[5] * b[3] + b[5],
    )


class _Font:
    def __init__(self, font: Any) -> None:
        self.name = str(font.BaseFont).lstrip("/").partition("+")[2]
        inner = font.DescendantFonts[0]
        self.letters: dict[int, str] = {}
        for code, text in re.findall(rb"<([0-9a-fA-F]{4})> <([0-9a-fA-F]+)>", font.ToUnicode.read_bytes()):
            self.letters[int(code, 16)] = bytes.fromhex(text.decode()).decode("utf-16-be")
        self.widths: dict[int, float] = {}
        items = list(inner.W)
        while items:
            start = int(items.pop(0))
            if isinstance(items[0], pikepdf.Array):
                self.widths |= {start + offset: float(width) for offset, width in enumerate(items.pop(0))}
            else:
                last, width = int(items.pop(0)), float(items.pop(0))
                self.widths |= dict.fromkeys(range(start, last + 1), width)


class _Reader:
    """Interprets the operators of one page that place text and draw lines."""

    def __init__(self, page: pikepdf.Page, top: float) -> None:
        self._page, self._top = page, top
        self._fonts: dict[str, _Font] = {}
        self.words: list[Word] = []
        self.rules: list[Rule] = []

    def run(self) -> None:
        matrix, stack = _UNIT, []
        text = line = _UNIT
        font, size, spacing = "", 0.0, 0.0
        weight, path = 1.0, []
        clip, clipping = None, False
        for operands, operator in pikepdf.parse_content_stream(self._page):
            name = str(operator)
            if name == "q":
                stack.append((matrix, weight, clip))
            elif name == "Q":
                matrix, weight, clip = stack.pop()
            elif name == "cm":
                matrix = _times(tuple(float(v) for v in operands), matrix)  # type: ignore[arg-type]
            elif name == "BT":
                text = line = _UNIT
            elif name == "Tm":
                text = line = tuple(float(v) for v in operands)  # type: ignore[assignment]
            elif name in ("Td", "TD"):
                line = _times((1, 0, 0, 1, float(operands[0]), float(operands[1])), line)
                text = line
            elif name == "Tf":
                font, size = str(operands[0]), float(operands[1])
            elif name == "Tc":
                spacing = float(operands[0])
            elif name in ("TJ", "Tj"):
                text = self._show(operands[0] if name == "TJ" else [operands[0]], font, size, spacing, text, matrix)
            elif name == "w":
                weight = float(operands[0])
            elif name in ("m", "l"):
                path.append((float(operands[0]), float(operands[1])))
            elif name == "re":
                x, y, w, h = (float(v) for v in operands)
                path += [(x, y), (x + w, y + h)]
            elif name in ("S", "s", "f", "F", "f*", "B"):
                self._draw(path, weight if name in ("S", "s") else None, matrix, clip)
                path = []
            elif name in ("W", "W*"):
                clipping = True
            elif name == "n":
                clip = _box(path, matrix) if clipping and path else clip
                path, clipping = [], False

    def _show(self, parts: Any, font: str, size: float, spacing: float, text: Matrix, matrix: Matrix) -> Matrix:
        if font not in self._fonts:
            self._fonts[font] = _Font(self._page.Resources.Font[font])
        face = self._fonts[font]
        letters, advance, ink = "", 0.0, 0.0
        for part in parts:
            if isinstance(part, pikepdf.String):
                raw = bytes(part)
                for place in range(0, len(raw), 2):
                    code = int.from_bytes(raw[place : place + 2], "big")
                    letters += face.letters.get(code, "\ufffd")
                    advance += face.widths[code] / 1000 * size + spacing
                    if not letters[-1:].isspace():
                        ink = advance
            else:
                advance -= float(part) / 1000 * size
        place = _times(text, matrix)
        end = _times((1, 0, 0, 1, advance, 0), text)
        # Spaces at the end of a line hang out over the margin, unseen: they don't count.
        seen = _times((1, 0, 0, 1, ink if letters.strip() else advance, 0), text)
        scale = (place[2] ** 2 + place[3] ** 2) ** 0.5
        width = _times(seen, matrix)[4] - place[4]
        self.words.append(
            Word(letters, place[4] * _MM, (self._top - place[5]) * _MM, width * _MM, size * scale, face.name)
        )
        return end

    def _draw(self, path: list[tuple[float, float]], weight: float | None, matrix: Matrix, clip: Box | None) -> None:
        if len(path) < 2:
            return
        left, low, right, high = _box(path, matrix)
        if clip is not None:
            left, low, right, high = max(left, clip[0]), max(low, clip[1]), min(right, clip[2]), min(high, clip[3])
        scale = (matrix[0] ** 2 + matrix[1] ** 2) ** 0.5
        thick = weight * scale if weight is not None else high - low
        if 0 <= high - low <= 2.5 and right - left > 5:
            self.rules.append(Rule(left * _MM, (self._top - (high + low) / 2) * _MM, (right - left) * _MM, thick))


def _box(path: list[tuple[float, float]], matrix: Matrix) -> Box:
    points = [_times((1, 0, 0, 1, x, y), matrix)[4:] for x, y in path]
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    return min(xs), min(ys), max(xs), max(ys)


def _lines(words: list[Word]) -> list[Line]:
    rows: dict[float, list[Word]] = {}
    for word in words:
        key = next((y for y in rows if abs(y - word.baseline) < 0.3), word.baseline)
        rows.setdefault(key, []).append(word)
    lines: list[Line] = []
    for baseline in sorted(rows):
        row: list[Word] = []
        for word in sorted(rows[baseline], key=lambda w: w.x):
            if row and word.x - (row[-1].x + row[-1].width) > 4:
                lines.append(Line(tuple(row)))
                row = []
            row.append(word)
        lines.append(Line(tuple(row)))
    return [line for line in lines if line.text]
