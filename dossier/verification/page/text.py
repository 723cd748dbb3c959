"""What a reader sees on the pages of a PDF: their words and their picture, by PDFium. The only place that knows that library."""

from __future__ import annotations

import threading
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from dossier.core.errors import InputUnreadable

if TYPE_CHECKING:
    from PIL.Image import Image

MAX_TEXT = 400_000
"""Letters of one page: a page full of the smallest print has some 20 000."""
MAX_SIDE = 2600
"""Longest side of a rendered page in pixels, whatever size of paper the file claims."""

POINTS_IN_MM = 72 / 25.4
_ONE_AT_A_TIME = threading.RLock()
"""PDFium is not made for threads."""

_SPACES = dict.fromkeys(map(ord, "\r\n\t\f\v\u00a0\u2002\u2003\u2007\u2009\u200a\u202f\u3000"), " ")
_HYPHENS = dict.fromkeys([0x2010, 0x2011, 0xFFFE, 0x02], "-")
"""Also what PDFium writes for a hyphen at which a line breaks."""
_INVISIBLE = dict.fromkeys([0x00AD, 0x200B, 0x2060, 0xFEFF])
"""Soft hyphens and joins."""
_LETTERS = _SPACES | _HYPHENS | _INVISIBLE


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on a page, millimetres from its upper left corner."""

    left: float
    top: float
    right: float
    bottom: float

    def __str__(self) -> str:
        return f"cách mép trái {self.left:.0f} mm, mép trên {self.top:.0f} mm, rộng {self.width:.0f} mm, cao {self.height:.0f} mm"

    @property
    def width(self) -> float:
        """Millimetres."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """Millimetres."""
        return self.bottom - self.top

    def touches(self, other: Box) -> bool:
        """Whether the two share any area."""
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )


def words_of(text: str) -> tuple[str, ...]:
    """The words of a text, the same however its lines are broken: NFC, one kind of space and hyphen."""
    return tuple(unicodedata.normalize("NFC", text).translate(_LETTERS).split())


class PageReader:
    """An open PDF. Use ``open_pages``."""

    def __init__(self, document: Any) -> None:
        self._document = document
        self.count: int = len(document)
        self._words: dict[int, tuple[str, ...]] = {}

    def words(self, number: int) -> tuple[str, ...]:
        """All words of page ``number`` (from 0), hidden ones too. Raises InputUnreadable."""
        if number not in self._words:
            with self._page(number) as page, _closing(page.get_textpage()) as text:
                letters = text.count_chars()
                if letters > MAX_TEXT:
                    raise InputUnreadable(f"Trang {number + 1} có quá nhiều chữ ({letters}) nên không đọc hết được.")
                self._words[number] = _shared_words(text.get_text_range() if letters else "")
        return self._words[number]

    def size(self, number: int) -> tuple[float, float]:
        """Width and height in millimetres, as shown."""
        with self._page(number) as page:
            width, height = page.get_size()
        return width / POINTS_IN_MM, height / POINTS_IN_MM

    def picture(self, number: int, *, scale: float = 1.5, annotations: bool = False) -> Image:
        """The page in grey, without (or with) what is laid over it. ``scale``: pixels in a point. Raises InputUnreadable."""
        with self._page(number) as page:
            width, height = page.get_size()
            fitting = min(scale, MAX_SIDE / max(width, height, 1))
            bitmap = page.render(
                scale=fitting,
                grayscale=True,
                draw_annots=annotations,
                may_draw_forms=annotations,
                limit_image_cache=True,
            )
            with _closing(bitmap):
                picture: Image = bitmap.to_pil().convert("L")
                return picture

    def placed_words(self, number: int) -> list[tuple[str, Box]]:
        """The same words as ``words`` gives, each with its place."""
        import ctypes

        import pypdfium2.raw as raw

        found: list[tuple[str, Box]] = []
        letters: list[str] = []
        edges: list[tuple[float, float, float, float]] = []
        with self._page(number) as page, _closing(page.get_textpage()) as text:
            height = page.get_size()[1]
            left, right, bottom, top = (ctypes.c_double() for _ in range(4))

            def end_word() -> None:
                word = unicodedata.normalize("NFC", "".join(letters))
                if word:
                    around = (
                        min(e[0] for e in edges),
                        min(e[1] for e in edges),
                        max(e[2] for e in edges),
                        max(e[3] for e in edges),
                    )
                    found.append((word, Box(*(edge / POINTS_IN_MM for edge in around))))
                letters.clear()
                edges.clear()

            for index in range(min(text.count_chars(), MAX_TEXT)):
                letter = chr(raw.FPDFText_GetUnicode(text, index)).translate(_LETTERS)
                if letter.isspace() or letter == "\0":
                    end_word()
                elif letter:
                    raw.FPDFText_GetCharBox(text, index, left, right, bottom, top)
                    letters.append(letter)
                    edges.append((left.value, height - top.value, right.value, height - bottom.value))
            end_word()
        return found

    def words_in(self, number: int, box: Box) -> list[str]:
        """The words of which any part stands in a rectangle."""
        return [word for word, place in self.placed_words(number) if place.touches(box)]

    @contextmanager
    def _page(self, number: int) -> Iterator[Any]:
        import pypdfium2

        try:
            page = self._document[number]
        except (pypdfium2.PdfiumError, IndexError) as error:
            raise InputUnreadable(f"Không đọc được trang {number + 1}.") from error
        try:
            yield page
        except pypdfium2.PdfiumError as error:
            raise InputUnreadable(f"Không đọc được trang {number + 1}.") from error
        finally:
            page.close()


@lru_cache(maxsize=4096)
def _shared_words(text: str) -> tuple[str, ...]:
    """Received and expected pages mostly hold the same text."""
    return words_of(text)


@contextmanager
def _closing(thing: Any) -> Iterator[Any]:
    try:
        yield thing
    finally:
        thing.close()


@contextmanager
def open_pages(data: bytes) -> Iterator[PageReader]:
    """Open a PDF for reading. Raises InputUnreadable (not a PDF, broken, encrypted)."""
    import pypdfium2

    with _ONE_AT_A_TIME:
        try:
            document = pypdfium2.PdfDocument(data)
        except pypdfium2.PdfiumError as error:
            raise InputUnreadable("Tệp PDF bị hỏng hoặc có mật khẩu, không đọc được trang nào.") from error
        try:
            # Before any page is touched: only then signature fields are drawn like other annotations.
            document.init_forms()
            yield PageReader(document)
        except pypdfium2.PdfiumError as error:
            raise InputUnreadable("Biểu mẫu hoặc trang của tệp PDF bị hỏng, không đọc được.") from error
        finally:
            document.close()
