"""Where two pictures of a page differ, in millimetres."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dossier.verification.page.text import Box

if TYPE_CHECKING:
    from PIL.Image import Image

_FAINT = 20
"""Of 255, averaged over three by three pixels: less is the rounding of edges; one pixel of ink on paper is more (28)."""
_SHAPE = 30
"""The same for ink that is nowhere near: a pixel of it, or a thin pale line. Letters a fraction of a pixel off give 21 at most."""
_WASH = 14
"""The same over thirteen by thirteen pixels: a pale wash, a watermark. Letters a fraction of a pixel off give 8 at most."""
_WASH_REACH = 6
_GAP = 3.0
"""Millimetres of equal paper that part two places."""
_MOST = 500


def different_places(received: Image, expected: Image, width: float) -> list[Box]:
    """Places in which the pictures differ, from top to bottom. ``width``: of the page, millimetres."""
    from PIL import ImageChops

    if received.size != expected.size:
        return [_whole(expected, width)]
    difference = ImageChops.difference(received, expected)
    return [] if difference.getbbox() is None else _places(_inked(difference, _FAINT), width)


def other_shapes(received: Image, expected: Image, width: float, *, reach: int = 1) -> list[Box]:
    """Places in which one picture has ink that the other has nowhere near: not even ``reach`` pixels away.

    For files that another program has written anew: it rounds where letters stand, and every edge is another grey.
    """
    from PIL import ImageChops, ImageFilter, ImageOps

    if received.size != expected.size:
        return [_whole(expected, width)]
    one, other = ImageOps.invert(received), ImageOps.invert(expected)
    near = ImageFilter.MaxFilter(2 * reach + 1)
    near_one, near_other = one.filter(near), other.filter(near)
    unexplained = ImageChops.lighter(ImageChops.subtract(one, near_other), ImageChops.subtract(other, near_one))
    mask = ImageChops.lighter(_inked(unexplained, _SHAPE), _inked(unexplained, _WASH, _WASH_REACH))
    return _places(mask, width)


def _whole(picture: Image, width: float) -> Box:
    return Box(0, 0, width, picture.size[1] * width / picture.size[0])


def _inked(difference: Image, least: int, reach: int = 1) -> Image:
    """Where the difference, averaged over the pixels up to ``reach`` away, is ``least`` or more."""
    from PIL import ImageFilter

    return difference.filter(ImageFilter.BoxBlur(reach)).point([0 if value < least else 255 for value in range(256)])


def _places(mask: Image, width: float) -> list[Box]:
    """Rectangles around what is white: bands of rows, each cut into pieces of columns."""
    scale = width / mask.size[0]
    gap = max(1, round(_GAP / scale))
    found: list[Box] = []
    _, rows = mask.getprojection()
    for top, bottom in _runs(rows, gap):
        band = mask.crop((0, top, mask.size[0], bottom))
        columns, _ = band.getprojection()
        for left, right in _runs(columns, gap):
            piece = band.crop((left, 0, right, band.size[1])).getbbox()
            if piece is None:
                continue
            edges = (left + piece[0], top + piece[1], left + piece[2], top + piece[3])
            found.append(Box(*(edge * scale for edge in edges)))
            if len(found) >= _MOST:
                return found
    return found


def _runs(filled: list[int], gap: int) -> list[tuple[int, int]]:
    """Runs of filled lines; lines less than ``gap`` apart are one run."""
    found: list[tuple[int, int]] = []
    for index, value in enumerate(filled):
        if not value:
            continue
        if found and index - found[-1][1] < gap:
            found[-1] = (found[-1][0], index + 1)
        else:
            found.append((index, index + 1))
    return found
