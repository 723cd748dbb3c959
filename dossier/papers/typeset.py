"""HTML -> PDF/A-3: the only module that knows WeasyPrint.

Everything slow is prepared once per process (``warm_up``): the library, the font map, the parsed stylesheet. The garbage collector is
off while a paper is set, because the layout makes millions of small objects that all live to the end (measured in lab.md).
A warning of the library is never swallowed: lost content or a replaced font is a RenderingFailed.
"""

from __future__ import annotations

import gc
import hashlib
import logging
import re
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from xml.etree import ElementTree

from dossier.core.errors import RenderingFailed
from dossier.papers.blocks import Document, Image, visible
from dossier.papers.fonts import Family, choose_family, refuse_missing
from dossier.papers.html import pictures, text_of, to_html
from dossier.papers.stylesheet import stylesheet
from dossier.papers.the_thuc import load_the_thuc

VARIANT = "pdf/a-3a"
_MM = 25.4 / 96
"""Millimetres in a CSS pixel."""
_LOCK = threading.RLock()
"""Pango's font map and the garbage collector's switch belong to the whole process."""

_BASE_CSS = """
head,title,meta,style{display:none}
html,body,section,div,p,h1,h2,h3,h4,h5,h6{display:block}
table{display:table;box-sizing:border-box;text-indent:initial}
colgroup{display:table-column-group}col{display:table-column}
thead{display:table-header-group}tbody{display:table-row-group}tr{display:table-row}td,th{display:table-cell}
b,strong{font-weight:bold}i,em{font-style:italic}sup{vertical-align:super}sub{vertical-align:sub}
br::before{content:"\\A";white-space:pre-line}
h1,h2,h3,h4,h5,h6{break-after:avoid;break-inside:avoid;bookmark-label:content(text)}
h1{bookmark-level:1}h2{bookmark-level:2}h3{bookmark-level:3}h4{bookmark-level:4}h5{bookmark-level:5}h6{bookmark-level:6}
@page{@top-center{text-align:center;vertical-align:middle}@bottom-center{text-align:center;vertical-align:middle}}
@counter-style decimal{system:numeric;symbols:"0" "1" "2" "3" "4" "5" "6" "7" "8" "9"}
"""
"""What a user agent brings, cut down to the elements ``html`` writes: less for the cascade to try on every element."""


@dataclass(frozen=True, slots=True)
class Place:
    """A named place on a printed page, millimetres from the top left corner of the sheet."""

    page: int
    """From 1."""
    x_mm: float
    y_mm: float
    width_mm: float = 0.0
    height_mm: float = 0.0


@dataclass(frozen=True, slots=True)
class Printed:
    """A finished PDF."""

    data: bytes
    pages: int
    places: dict[str, Place] = field(default_factory=dict)
    """Signature places and other anchors by name."""


def print_pdf(
    document: Document,
    *,
    title: str,
    author: str = "",
    language: str = "vi",
    identifier: bytes,
    font: str | None = None,
) -> Printed:
    """The paper as PDF/A-3a (which is 3b as well), tagged, fonts embedded; the same input gives the same bytes.

    ``identifier`` (bytes of a hash of the content) makes the file's id. ``font``: see ``fonts.choose_family``.
    Raises RenderingFailed when no font is complete, a character is in no font, or content would be lost.
    """
    family = choose_family(font)
    refuse_missing(family, text_of(document))
    html = to_html(document, load_the_thuc(), title=title, author=author, language=language)
    root = ElementTree.fromstring(html)  # our own well-formed HTML, without any DTD
    return _print(root, family, pictures(document), identifier)


def html_to_pdf(
    html: str, *, identifier: bytes, css: str = "", font: str | None = None, images: Mapping[str, Image] | None = None
) -> Printed:
    """A page of our own making (cover, index, stamp) with the styles, fonts and settings of the papers.

    ``html`` is well-formed and uses the elements that ``html.to_html`` uses, plus ``a``; ``css`` comes after the common stylesheet.
    Every element with an ``id`` is in ``places``. Pictures are named by the keys of ``images``.
    """
    try:
        root = ElementTree.fromstring(html.removeprefix("<!DOCTYPE html>").strip())  # DTDs are refused below
    except ElementTree.ParseError as error:
        raise RenderingFailed(f"Trang HTML nội bộ không đúng cú pháp: {error}.") from error
    if css:
        head = root.find("head")
        head = ElementTree.SubElement(root, "head") if head is None else head
        ElementTree.SubElement(head, "style").text = css
    family = choose_family(font)
    body = root.find("body")
    refuse_missing(family, "" if body is None else visible("".join(body.itertext())))
    return _print(root, family, dict(images or {}), identifier)


def warm_up(font: str | None = None) -> None:
    """Loads the library, the fonts and the stylesheet, so that the first paper is as fast as the next; then freezes the heap.

    Call once in each process before printing many papers (before forking: the children share it).
    """
    with _LOCK:
        _engine(choose_family(font).name)
    gc.collect()
    gc.freeze()


@dataclass(frozen=True, slots=True)
class _Engine:
    """What is shared by all papers of a process."""

    fonts: Any
    """One font map: WeasyPrint ignores fonts in silence when the style and the page have different ones."""
    sheet: Any
    page: Any
    fetcher: Any
    finish: Any
    refused: type[BaseException]


@cache
def _engine(family: str) -> _Engine:
    from weasyprint import CSS
    from weasyprint.css.counters import CounterStyle
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import FatalURLFetchingError

    with _warnings() as said:
        counters = CounterStyle()
        fonts = FontConfiguration()
        base = CSS(string=_BASE_CSS, counter_style=counters, font_config=fonts)
        sheet = CSS(string=stylesheet(load_the_thuc(), family), font_config=fonts)
    if said:
        raise RenderingFailed(f"Bảng kiểu in có lỗi: {said[0]}.")
    return _Engine(fonts, sheet, _page_class(base, counters), _fetcher_class(), _finisher(), FatalURLFetchingError)


def _page_class(base: Any, counters: Any) -> Any:
    """A WeasyPrint document over a tree that is already parsed, with the small base stylesheet."""
    from cssselect2 import ElementWrapper
    from weasyprint import HTML

    class Page(HTML):  # type: ignore[misc]  # the library has no types
        def __init__(self, root: ElementTree.Element, fetcher: Any) -> None:
            self.base_url = None
            self.url_fetcher = fetcher
            self.media_type = "print"
            self.wrapper_element = ElementWrapper.from_html_root(root, content_language=None)
            self.etree_element = self.wrapper_element.etree_element

        def _ua_stylesheets(self, forms: bool = False) -> list[Any]:
            return [base]

        def _ua_counter_style(self) -> list[Any]:
            return [counters.copy()]

    return Page


def _fetcher_class() -> Any:
    """Gives the pictures of the paper and refuses everything else: no network, no files."""
    from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

    class Pictures(URLFetcher):  # type: ignore[misc]  # the library has no types
        def __init__(self, images: Mapping[str, Image]) -> None:
            super().__init__(allowed_protocols=(), allow_redirects=False)
            self._images = images

        def fetch(self, url: str, headers: Any = None) -> Any:
            image = self._images.get(url)
            if image is None:
                raise FatalURLFetchingError(url)
            return URLFetcherResponse(url, image.data, {"Content-Type": image.media_type})

    return Pictures


def _finisher() -> Any:
    """Turns every object of the finished PDF into its bytes, once.

    pydyf serialises and compresses everything twice when a file has an identifier (once to write it, once to hash it).
    """
    import pydyf

    class Settled(pydyf.Object):  # type: ignore[misc]  # the library has no types
        def __init__(self, source: Any) -> None:
            super().__init__()
            self.number, self.generation, self.free = source.number, source.generation, source.free
            self._compressible = source.compressible
            self._data: bytes = source.data

        @property
        def data(self) -> bytes:
            return self._data

        @property
        def compressible(self) -> bool:
            return bool(self._compressible)

    def finish(document: Any, pdf: Any) -> None:
        pdf.objects[:] = [source if source.free == "f" else Settled(source) for source in pdf.objects]

    return finish


def _print(root: ElementTree.Element, family: Family, images: Mapping[str, Image], identifier: bytes) -> Printed:
    with _LOCK:
        engine = _engine(family.name)
        page = engine.page(root, engine.fetcher(images))
        with _uncollected(), _warnings() as said:
            try:
                options = {
                    "stylesheets": [engine.sheet],
                    "pdf_variant": VARIANT,
                    "pdf_identifier": hashlib.sha256(identifier).hexdigest()[:32].encode(),
                    "cache": {},
                }
                document = page.render(font_config=engine.fonts, **options)
                data: bytes = document.write_pdf(finisher=engine.finish, **options)
            except engine.refused as error:
                raise RenderingFailed(
                    f"Văn bản trỏ tới nội dung ở ngoài tệp: {str(error)[:80]}.", "Chép hình vào tệp Word rồi in lại."
                ) from None
            except RecursionError as error:
                raise RenderingFailed(
                    "Văn bản có cấu trúc lồng nhau quá sâu, không dàn trang được.", "Bỏ bớt bảng lồng trong bảng."
                ) from error
            other = sorted({font.family for font in document.fonts.values()} - {family.name})
            places = _places(document)
            pages = len(document.pages)
            del document, page
    if other:
        raise RenderingFailed(
            f"Có chữ bị in bằng phông khác ({', '.join(other)}) thay cho “{family.name}”.",
            "Bỏ các ký tự đặc biệt trong văn bản.",
        )
    if said:
        raise RenderingFailed(
            f"Không dàn được trang trọn vẹn: {said[0]}.", "Kiểm tra hình ảnh và bảng trong tệp Word rồi in lại."
        )
    return Printed(data, pages, places)


def _places(document: Any) -> dict[str, Place]:
    places: dict[str, Place] = {}
    for number, page in enumerate(document.pages, 1):
        for name, (left, top, right, bottom) in page.anchors.items():
            places.setdefault(
                name,
                Place(
                    number,
                    round(left * _MM, 2),
                    round(top * _MM, 2),
                    round((right - left) * _MM, 2),
                    round((bottom - top) * _MM, 2),
                ),
            )
    return places


@contextmanager
def _uncollected() -> Iterator[None]:
    """Garbage collector off; one collection at the end gives the memory of the paper back."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
        gc.collect()


class _Collector(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        text = re.sub(r"\s+", " ", record.getMessage())
        self.said.append(text[:200])


@contextmanager
def _warnings() -> Iterator[list[str]]:
    """Everything the library complains about inside the block."""
    logger, collector = logging.getLogger("weasyprint"), _Collector()
    logger.addHandler(collector)
    try:
        yield collector.said
    finally:
        logger.removeHandler(collector)
