"""What can be measured on one page of a scan: resolution of the image that covers it, ink, colour, way the lines run.

Measured on the page itself, never taken from what the scanner wrote about it. What can't be measured: whether an image was
enlarged after scanning (it then claims more than it shows). Whether a page stands on its head is a guess from the shape of
its lines of text: good for Vietnamese in the usual serif type, wrong for English; it may only ever be a hint.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from PIL.Image import Image

Lines = Literal["ngang", "doc", "khong_ro"]
"""Lines of text run across the page as it is shown, or up it (the page lies on its side), or it can't be told."""

COVERED = 0.75
"""Share of the page that images must cover for it to be a scan; narrow white margins are often cut off."""
_LOOK_DPI = 75
"""Of the small picture a page is judged by; the measures below are set for lines of text at this size."""
_MARGIN = 0.03
"""Edge left out: shadows of the lid, punch holes, staples."""
_CONTRAST = 55
"""Grey levels (of 255) below the paper's own that count as ink; what shines through from the back is fainter."""
_BLANK_INK = 0.00025
"""Share of dark points up to which a page is blank: at 75 dpi about 130 points, less than one short line of text."""
_HUE = 60
"""How far (of 255) the strongest of red, green and blue is above the weakest."""
_COLOURED = 0.0004
_STRIPS = 6
_ROWS = 4
_CLEARLY = 1.5
"""How much rougher the profile across the lines must be than along them: 4 times on a usual page (1.5 to 8 on the 85 of an
example, askew by up to 2 degrees); a cover of frames and few words stays below and is not judged."""
_LINE_STRIPS = 16
_HEAD_DOWN = 0.05
"""Lopsidedness of lines of text from which a page seems to stand on its head. Measured upright: -0.04 to -0.15 for papers in
the type the decree asks for (four examples), about 0 for figures and sans-serif types, but +0.1 for English."""
_ENOUGH_INK = 0.004
_A3_MM, _A4_MM = 430.0, 297.0
"""Longer side of A3 with some room; longer side of A4, the size of papers."""
_MAX_IMAGES = 2_000
"""Images looked at on one page."""


@dataclass(frozen=True, slots=True)
class ScanPage:
    """Facts of one page."""

    number: int
    """From 1."""
    width_mm: float
    """As shown, turned by its own ``/Rotate``."""
    height_mm: float
    rotate: int
    """``/Rotate``: 0, 90, 180 or 270; scanners' programs write it to set a page upright."""
    dpi: int | None
    """Smallest resolution, along either side, of the images that cover the page; None: none do, so it is no scan.

    On a page larger than A3 counted as if it were A4, see ``size_believed``.
    """
    size_believed: bool
    """False: the page claims to be larger than A3, as programs write that give every dot of a photo a point of the page."""
    coverage: float
    """Share of the page covered by images, 0 to 1."""
    ink: float
    """Share of dark points."""
    blank: bool
    """Nothing on it but paper and the scanner's noise."""
    colour: bool
    """Something on it is coloured: a seal, a signature in blue, a photo."""
    text_layer: bool
    """Text can be searched and copied."""
    lines: Lines
    upside_down: bool
    """It may stand on its head: a hint, see above. False also when it can't be told."""


def measure_page(page: Any, number: int, unit: float) -> ScanPage:
    """Facts of an opened pypdfium2 page. ``unit``: its ``/UserUnit``, points a unit."""
    width, height = page.get_size()
    dpi, coverage = _resolution(page, unit)
    longer = max(width, height) * unit * 25.4 / 72
    if dpi is not None and longer > _A3_MM:
        dpi = round(dpi * longer / _A4_MM)
    picture = _small_picture(
        page, _LOOK_DPI / 72 * unit if longer <= _A3_MM else _LOOK_DPI * _A4_MM / 25.4 / max(width, height)
    )
    dark = _dark_points(picture)
    ink = _share(dark)
    blank = ink <= _BLANK_INK
    lines: Lines = "khong_ro" if blank else _lines(dark)
    return ScanPage(
        number=number,
        width_mm=round(width * unit * 25.4 / 72, 1),
        height_mm=round(height * unit * 25.4 / 72, 1),
        rotate=page.get_rotation(),
        dpi=dpi,
        size_believed=longer <= _A3_MM,
        coverage=round(coverage, 3),
        ink=round(ink, 5),
        blank=blank,
        colour=_coloured(picture),
        text_layer=_has_text(page),
        lines=lines,
        upside_down=lines == "ngang" and _lopsided(dark) > _HEAD_DOWN,
    )


def _resolution(page: Any, unit: float) -> tuple[int | None, float]:
    """Resolution of the images that make up the page, sharpest first until it is covered, and the share they cover.

    Sharpest first: programs that pack scans lay a coarse background under a sharp layer with the text.
    """
    left, bottom, right, top = page.get_cropbox() or page.get_mediabox()
    area = max((right - left) * (top - bottom), 1.0)
    images = []
    for image, matrix in _images(page):
        pixels = image.get_px_size()
        along, up = math.hypot(matrix[0], matrix[1]), math.hypot(matrix[2], matrix[3])
        if min(along, up, *pixels) <= 0:
            continue
        dpi = min(pixels[0] / along, pixels[1] / up) * 72 / unit
        box = _box(matrix, (left, bottom, right, top))
        if box is not None:
            images.append((dpi, box))
    grid = _Grid(left, bottom, right, top)
    lowest = math.inf
    for dpi, box in sorted(images, reverse=True):
        if grid.covered >= COVERED:
            break
        if grid.cover(box):
            lowest = min(lowest, dpi)
    dpi = round(lowest) if grid.covered >= COVERED and area else None
    return dpi, grid.covered


class _Grid:
    """Which part of a page is covered, on a grid of squares: images overlap and come in strips."""

    _SIDE = 50

    def __init__(self, left: float, bottom: float, right: float, top: float) -> None:
        self._origin = left, bottom
        self._step = max(right - left, 1.0) / self._SIDE, max(top - bottom, 1.0) / self._SIDE
        self._squares: set[tuple[int, int]] = set()

    @property
    def covered(self) -> float:
        """Share, 0 to 1."""
        return len(self._squares) / self._SIDE**2

    def cover(self, box: tuple[float, float, float, float]) -> bool:
        """Whether this box covers anything new. A square counts when its middle is inside."""
        before = len(self._squares)
        columns, rows = (
            range(
                max(0, math.ceil((box[axis] - self._origin[axis]) / self._step[axis] - 0.5)),
                min(self._SIDE, math.floor((box[axis + 2] - self._origin[axis]) / self._step[axis] - 0.5) + 1),
            )
            for axis in (0, 1)
        )
        self._squares.update((x, y) for x in columns for y in rows)
        return len(self._squares) > before


def _images(page: Any) -> list[tuple[Any, tuple[float, ...]]]:
    """Images with their matrix on the page, those inside form objects included."""
    import pypdfium2.raw as pdfium_c

    found = []
    for item in page.get_objects(filter=[pdfium_c.FPDF_PAGEOBJ_IMAGE], max_depth=6):
        matrix = item.get_matrix()
        form = item.container
        while form is not None:
            matrix = matrix.multiply(form.get_matrix())
            form = form.container
        found.append((item, matrix.get()))
        if len(found) >= _MAX_IMAGES:
            break
    return found


def _box(
    matrix: tuple[float, ...], page: tuple[float, float, float, float]
) -> tuple[float, float, float, float] | None:
    """Where the unit square lands, cut to the page; None: outside."""
    a, b, c, d, e, f = matrix
    xs, ys = (e, e + a, e + c, e + a + c), (f, f + b, f + d, f + b + d)
    box = max(min(xs), page[0]), max(min(ys), page[1]), min(max(xs), page[2]), min(max(ys), page[3])
    return box if box[0] < box[2] and box[1] < box[3] else None


def _small_picture(page: Any, scale: float) -> Image:
    picture: Image = page.render(scale=scale).to_pil().convert("RGB")
    across, down = int(picture.width * _MARGIN), int(picture.height * _MARGIN)
    return picture.crop((across, down, max(picture.width - across, across + 1), max(picture.height - down, down + 1)))


def _dark_points(picture: Image) -> Image:
    """Black and white: 255 where there is ink, by contrast with the paper's own shade; single specks are taken out."""
    from PIL import ImageFilter

    grey = picture.convert("L").filter(ImageFilter.MedianFilter(3))
    histogram, seen, total = grey.histogram(), 0, grey.width * grey.height
    paper = 255
    for paper in range(255, -1, -1):  # the shade half the page is at least as light as
        seen += histogram[paper]
        if seen * 2 >= total:
            break
    limit = paper - _CONTRAST
    return grey.point(lambda shade: 255 if shade < limit else 0)


def _share(points: Image) -> float:
    return points.histogram()[255] / (points.width * points.height)


def _coloured(picture: Image) -> bool:
    """Whether more than a few points have a hue of their own; yellowish paper has less of one than ink and seals."""
    from PIL import ImageChops, ImageFilter

    red, green, blue = picture.filter(ImageFilter.MedianFilter(3)).split()
    most = ImageChops.lighter(ImageChops.lighter(red, green), blue)
    least = ImageChops.darker(ImageChops.darker(red, green), blue)
    strong = sum(ImageChops.difference(most, least).histogram()[_HUE:])
    return strong / (picture.width * picture.height) > _COLOURED


def _has_text(page: Any) -> bool:
    text = page.get_textpage()
    return bool(text.count_chars() and text.get_text_range(0, min(text.count_chars(), 500)).strip())


def _lines(dark: Image) -> Lines:
    """Which way lines of text run: across them dark and light alternate, along them they do not."""
    if _share(dark) < _ENOUGH_INK:
        return "khong_ro"
    across, along = _roughness(dark), _roughness(dark.rotate(90, expand=True))
    if across > _CLEARLY * along:
        return "ngang"
    return "doc" if along > _CLEARLY * across else "khong_ro"


def _lopsided(dark: Image) -> float:
    """How ink grows and ends down the page, -1 to 1: a line of Vietnamese starts with thin marks and tall letters and ends
    sharply at its foot, so that the steepest changes are falls; rises, when it stands on its head.
    """
    cubes = weight = 0
    for rows in _strips(dark, _LINE_STRIPS, dark.height):
        for one, other in zip(rows, rows[3:], strict=False):
            cubes += (other - one) ** 3
            weight += abs(other - one) ** 3
    return cubes / weight if weight else 0.0


def _roughness(dark: Image) -> float:
    """How much the ink of rows half a line apart differs, in upright strips: narrow ones bear a page that lies a little askew.

    Rows are taken four together, so that lines of text count and the strokes of single letters do not.
    """
    height, total = max(dark.height // _ROWS, 1), 0.0
    for rows in _strips(dark, _STRIPS, height):
        total += sum(abs(one - other) for one, other in zip(rows, rows[2:], strict=False))
    return total / (_STRIPS * height)


def _strips(dark: Image, count: int, height: int) -> Iterator[bytes]:
    """The mean ink of each of ``height`` rows, for each of ``count`` upright strips."""
    from PIL import Image as images

    for strip in range(count):
        left, right = dark.width * strip // count, dark.width * (strip + 1) // count
        if right > left:
            yield dark.crop((left, 0, right, dark.height)).resize((1, height), images.Resampling.BOX).tobytes()
