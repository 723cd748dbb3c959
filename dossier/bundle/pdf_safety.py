"""Opens a PDF that somebody else made, with limits, and finds what in it is out of all proportion.

Used by both sides: the maker refuses such files as attachments, the verifier reports them. No page is drawn here.
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    import pikepdf

MAX_PAGES = 5_000
MAX_OBJECTS = 500_000
MAX_SIDE = 14_400
"""Units of a page's longer side: what Acrobat opens (ISO 32000-2, annex C)."""
MAX_STREAM = 300_000_000
"""Bytes of one stream once decompressed: an A3 colour page at 600 dpi takes 210 million."""
_MAX_RATIO = 1_040
"""Deflate can't do better, so a shorter stream needs no look."""
_STEP = 1 << 20

Reason = Literal[
    "khong_phai_pdf",
    "hong",
    "cay_trang",
    "mat_khau",
    "ma_hoa",
    "qua_nhieu_doi_tuong",
    "qua_nhieu_trang",
    "khong_co_trang",
]


class PdfRefused(Exception):
    """The file can't be read safely. ``reason`` says why; callers put it in words that fit their reader."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason = reason


@contextmanager
def open_pdf(data: bytes, *, repair: bool = True) -> Iterator[pikepdf.Pdf]:
    """The opened file; raises PdfRefused for one that is broken, encrypted or too big inside.

    What breaks only when the caller looks deeper is refused too. ``repair=False`` refuses a file whose cross-reference
    table is wrong instead of rebuilding it: programs rebuild it differently.
    """
    import pikepdf

    _limit_decoding()
    if b"%PDF-" not in data[:1024]:
        raise PdfRefused("khong_phai_pdf")
    try:
        with pikepdf.open(io.BytesIO(data), suppress_warnings=True, attempt_recovery=repair) as pdf:
            if pdf.is_encrypted:
                raise PdfRefused("ma_hoa")
            # The file's own word first: counting reads every object.
            if int(pdf.trailer.get("/Size", 0)) > MAX_OBJECTS or len(pdf.objects) > MAX_OBJECTS:
                raise PdfRefused("qua_nhieu_doi_tuong")
            yield pdf
    except pikepdf.PasswordError as error:
        raise PdfRefused("mat_khau") from error
    except (pikepdf.PdfError, ValueError, KeyError, TypeError, AttributeError, RuntimeError, OverflowError) as error:
        # qpdf's words for a page tree that leads back to itself or never ends.
        raise PdfRefused("cay_trang" if "/Pages structure" in str(error) else "hong") from error


@lru_cache(maxsize=1)
def _limit_decoding() -> None:
    """Tell qpdf, once for this process, to give up on a stream that swells beyond reason."""
    from pikepdf import settings

    limits: dict[str, Any] = dict.fromkeys(
        ("flate_max_memory", "run_length_max_memory", "png_max_memory", "tiff_max_memory", "dct_max_memory"), MAX_STREAM
    )
    settings.set_qpdf_limits(**limits, max_stream_filters=8, dct_max_progressive_scans=100)


def reading_trouble(pdf: pikepdf.Pdf) -> tuple[str, ...]:
    """What qpdf warned of while it read the objects, where it means that programs may see different files. Vietnamese.

    Asked once, after the objects were read: asking takes the warnings away.
    """
    warnings = [str(warning) for warning in pdf.get_warnings()]
    known = (
        ("limits error", "các phần lồng nhau quá sâu, có phần không đọc được"),
        ("has duplicated key", "có mục ghi hai lần, mỗi chương trình hiểu một khác"),
    )
    return tuple(words for sign, words in known if any(sign in warning for warning in warnings))


def odd_page_size(pdf: pikepdf.Pdf) -> int | None:
    """Number of the first page (from 1) that is no rectangle of a bearable size; None: all are."""
    for number, page in enumerate(pdf.pages, 1):
        try:
            left, bottom, right, top = (float(edge) for edge in page.mediabox)
        except (TypeError, ValueError):
            return number
        width, height = abs(right - left), abs(top - bottom)
        if not (1 <= width <= MAX_SIDE and 1 <= height <= MAX_SIDE):
            return number
    return None


def count_pages(pdf: pikepdf.Pdf) -> int:
    """Pages, counted in the page tree without trusting ``/Count``; raises PdfRefused for none, too many, or a tree in a loop."""
    waiting, visited, pages = [pdf.Root.Pages], 0, 0
    while waiting:
        node = waiting.pop()
        visited += 1
        if "/Kids" in node:
            waiting.extend(node.Kids)
        else:
            pages += 1
        if pages > MAX_PAGES or visited + len(waiting) > 4 * MAX_PAGES:
            raise PdfRefused("qua_nhieu_trang")
    if not pages:
        raise PdfRefused("khong_co_trang")
    return pages


def _name(value: Any) -> str:
    import pikepdf

    return str(value) if isinstance(value, pikepdf.Name) else ""


def swollen_streams(pdf: pikepdf.Pdf) -> Iterator[int]:
    """Numbers of objects whose data, once decompressed, would exceed ``MAX_STREAM``; nothing that big is ever held."""
    import pikepdf

    for item in pdf.objects:
        if isinstance(item, pikepdf.Stream) and (
            _image_bytes(item) > MAX_STREAM or stream_size_exceeds(item, MAX_STREAM)
        ):
            yield item.objgen[0]


def stream_size_exceeds(stream: pikepdf.Stream, limit: int) -> bool:
    """Whether a stream's data is longer than ``limit`` once decompressed; found out without decompressing more than that."""
    import pikepdf

    filters = stream.stream_dict.get("/Filter")
    deflated = 0
    for name in filters if isinstance(filters, pikepdf.Array) else [filters]:
        if _name(name) not in ("/FlateDecode", "/Fl"):
            break
        deflated += 1
    raw = stream.read_raw_bytes()
    if len(raw) > limit:
        return True
    return deflated > 0 and len(raw) * _MAX_RATIO**deflated > limit and _inflated(raw, deflated, limit) > limit


def _image_bytes(stream: pikepdf.Stream) -> int:
    """Size of an image once decoded: by what its dictionary says and, for JPEG, by what its own header says."""
    image = stream.stream_dict
    if _name(image.get("/Subtype")) != "/Image":
        return 0
    try:
        width, height = int(image.get("/Width", 0)), int(image.get("/Height", 0))
        bits = int(image.get("/BitsPerComponent", 1))
    except (TypeError, ValueError):
        return 0
    said = width * height * bits * (1 if bits == 1 else 3) // 8
    return max(said, _jpeg_bytes(stream))


def _jpeg_bytes(stream: pikepdf.Stream) -> int:
    """Size of a JPEG (DCT, JPX) once decoded, from its header alone; 0 for anything else."""
    import pikepdf

    filters = stream.stream_dict.get("/Filter")
    names = [_name(name) for name in (filters if isinstance(filters, pikepdf.Array) else [filters])]
    if names not in (["/DCTDecode"], ["/DCT"], ["/JPXDecode"]):
        return 0
    from PIL import Image

    try:
        with Image.open(io.BytesIO(stream.read_raw_bytes())) as picture:
            return picture.width * picture.height * len(picture.getbands())
    except Image.DecompressionBombError:
        return MAX_STREAM + 1
    except (OSError, SyntaxError, ValueError):
        return 0


def _inflated(raw: bytes, times: int, limit: int) -> int:
    """Bytes after decompressing ``times`` times, counted in small steps and never far past ``limit``."""
    chain = [zlib.decompressobj() for _ in range(times)]
    total = 0

    def feed(data: bytes, level: int) -> None:
        nonlocal total
        if level == len(chain):
            total += len(data)
            return
        decoder = chain[level]
        while data and total <= limit:
            out = decoder.decompress(data, _STEP)
            data = decoder.unconsumed_tail
            if not out and not data:
                return
            feed(out, level + 1)

    with suppress(zlib.error):  # a stream that is broken further on: what came out so far counts
        feed(raw, 0)
    return total
