"""Words that a print holds and nobody can read: white on white, too small, cut off, outside the page, one over the other.

For papers printed from a Word file that somebody changed: the words alone would say that nothing is missing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from statistics import median
from typing import TYPE_CHECKING

from dossier.papers.blocks import Block
from dossier.papers.words import runs
from dossier.verification.page.text import Box, PageReader, open_pages

if TYPE_CHECKING:
    from PIL.Image import Image

_SCALE = 2.0
"""Pixels in a point."""
_CONTRAST = 110
"""Of 255, between ink and paper: less is hard to read, and gone on a copy."""
_LEAST_INK, _LEAST_PAPER = 0.04, 0.12
"""Parts of a word's place: less ink is a speck, less paper a bar over the word."""
_LEAST_HEIGHT = 0.9
"""Millimetres: a digit of 4 points."""
_LINES = 1.8
"""Times the usual height of a word: more is no word on one line."""
_OVERLAP = 0.4
"""Part of the smaller word that lies under another one."""


def unreadable_words(printed: bytes, expected: bytes) -> list[str]:
    """Words of ``printed`` that can't be read on paper, but for those that can't be read in ``expected`` either."""
    return list((Counter(_unseen(printed)) - Counter(_unseen(expected))).elements())


def struck_words(shown: Sequence[Block], meant: Sequence[Block]) -> list[str]:
    """Text that is crossed out now and was not before."""
    before = Counter(run.text.strip() for run in runs(tuple(meant)) if run.strike)
    now = Counter(run.text.strip() for run in runs(tuple(shown)) if run.strike)
    return [text for text in (now - before).elements() if text]


def more_pictures(shown: Sequence[Block], meant: Sequence[Block]) -> int:
    """Pictures put in by hand: what they say only a person can read."""
    before = Counter(run.image.data for run in runs(tuple(meant)) if run.image)
    now = Counter(run.image.data for run in runs(tuple(shown)) if run.image)
    return (now - before).total()


def _unseen(data: bytes) -> list[str]:
    with open_pages(data) as reader:
        return [word for number in range(reader.count) for word in _unseen_on(reader, number)]


def _unseen_on(reader: PageReader, number: int) -> list[str]:
    width, height = reader.size(number)
    words = [(word, box) for word, box in reader.placed_words(number) if any(map(str.isalnum, word))]
    # A word broken at a hyphen has a box around two lines and all between them.
    usual = median(box.height for _, box in words) if words else 0.0
    single = [(at, box) for at, (_, box) in enumerate(words) if box.height <= _LINES * usual]
    picture = reader.picture(number, scale=_SCALE)
    pixels = picture.size[0] / width
    found = []
    for index, (word, box) in enumerate(words):
        outside = box.left < 0 or box.top < 0 or box.right > width or box.bottom > height
        if (
            outside
            or box.height < _LEAST_HEIGHT
            or not _legible(picture, box, pixels)
            or (box.height <= _LINES * usual and any(_covers(other, box) for at, other in single if at != index))
        ):
            found.append(word)
    return found


def _legible(picture: Image, box: Box, pixels: float) -> bool:
    """Whether a word stands out from the paper around it, dark on light or light on dark."""
    left, top = int(box.left * pixels) - 1, int(box.top * pixels) - 1
    right, bottom = int(box.right * pixels) + 2, int(box.bottom * pixels) + 2
    edges = max(left, 0), max(top, 0), min(right, picture.size[0]), min(bottom, picture.size[1])
    if edges[0] >= edges[2] or edges[1] >= edges[3]:
        return False
    counts = picture.crop(edges).histogram()
    levels = [level for level, count in enumerate(counts) if count]
    if levels[-1] - levels[0] < _CONTRAST:
        return False
    middle = (levels[0] + levels[-1]) // 2
    dark = sum(counts[:middle])
    return _LEAST_INK < dark / sum(counts) < 1 - _LEAST_PAPER


def _covers(one: Box, other: Box) -> bool:
    if not one.touches(other):
        return False
    width = min(one.right, other.right) - max(one.left, other.left)
    height = min(one.bottom, other.bottom) - max(one.top, other.top)
    return width * height > _OVERLAP * min(one.width * one.height, other.width * other.height)
