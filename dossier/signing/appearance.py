"""What a signature looks like on the page: a small PDF with its fonts embedded, so that the signed file stays PDF/A.

NĐ 30/2020, Phụ lục I: the person's handwritten signature, blue, as a transparent PNG; the agency's seal, red, at its
real size, over about a third of it from the left. Without pictures the facts are printed instead.
"""

from __future__ import annotations

import io
from datetime import datetime, timedelta, timezone
from functools import lru_cache
from html import escape

from dossier.bundle.places import Place
from dossier.core.errors import RenderingFailed, SigningFailed
from dossier.core.files import sha256

VIETNAM = timezone(timedelta(hours=7))
MAX_IMAGE = 5_000_000
MAX_PIXELS = 16_000_000
_PICTURE = "anh:chu-ky"

_CSS = """
@page { size: %(width).3fpt %(height).3fpt; margin: 0 }
html { font-size: 7.5pt; line-height: 1.15 }
body { position: relative; width: %(width).3fpt; height: %(height).3fpt; overflow: hidden }
img { position: absolute; left: 0; top: 0; width: 100%%; height: 100%%; object-fit: contain }
.nguoi { position: absolute; left: 34%%; right: 0; top: 12%%; color: #1c3f94 }
.co_quan { position: absolute; left: 0; right: 4%%; top: 28%%; color: #c1121f; text-align: center; border: 0.75pt solid #c1121f; padding: 2pt 1pt }
.gio { position: absolute; left: 34%%; right: 0; bottom: 0; font-size: 6.5pt; text-align: center }
b { font-weight: bold }
"""


def iso_time(moment: datetime) -> str:
    """ "2026-11-20T09:05:03+07:00": ISO 8601, seconds, Vietnam's zone (NĐ 30 PL I.I.II.8.b)."""
    return moment.astimezone(VIETNAM).isoformat(timespec="seconds")


def person_stamp(place: Place, name: str, office: str | None, moment: datetime, image: bytes | None) -> bytes:
    """One-page PDF of the size of ``place`` for the person's signature."""
    if image is not None:
        picture = _checked_png(image, "chữ ký")
        return _print(f'{_image("chữ ký")}<p class="gio">{iso_time(moment)}</p>', place, picture)
    line = f"<p>{escape(office)}</p>" if office else ""
    body = (
        f'<div class="nguoi"><p>Ký bởi:</p><p><b>{escape(name)}</b></p>{line}'
        f"<p>Thời gian ký:</p><p>{iso_time(moment)}</p></div>"
    )
    return _print(body, place)


def agency_stamp(place: Place, name: str, moment: datetime, image: bytes | None) -> bytes:
    """One-page PDF of the size of ``place`` for the agency's seal."""
    if image is not None:
        return _print(_image("con dấu"), place, _checked_png(image, "con dấu"))
    return _print(
        f'<div class="co_quan"><p><b>{escape(name)}</b></p><p>đã ký số</p><p>{iso_time(moment)}</p></div>', place
    )


def _image(what: str) -> str:
    return f'<img alt="Ảnh {what}" src="{_PICTURE}"/>'


@lru_cache(maxsize=8)
def _checked_png(data: bytes, what: str) -> bytes:
    """The picture drawn again as a plain 8-bit PNG: no metadata, no colour profile of its own, empty border cut off."""
    from PIL import Image, UnidentifiedImageError

    hint = "Dùng ảnh PNG nền trong suốt, dưới 5 MB."
    if len(data) > MAX_IMAGE:
        raise SigningFailed(f"Ảnh {what} quá lớn.", hint)
    if not data.startswith(b"\x89PNG\r\n\x1a\n"):
        raise SigningFailed(f"Ảnh {what} không phải tệp PNG.", hint)
    try:
        with Image.open(io.BytesIO(data), formats=["PNG"]) as picture:
            if picture.width * picture.height > MAX_PIXELS:
                raise SigningFailed(f"Ảnh {what} có quá nhiều điểm ảnh.", hint)
            plain = picture.convert("RGBA")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as error:
        raise SigningFailed(f"Ảnh {what} bị hỏng, không đọc được.", hint) from error
    inked = plain.getchannel("A").getbbox()
    if inked is None:
        raise SigningFailed(f"Ảnh {what} trống: mọi điểm đều trong suốt.", hint)
    out = io.BytesIO()
    plain.crop(inked).save(out, "PNG")
    return out.getvalue()


def _print(body: str, place: Place, picture: bytes | None = None) -> bytes:
    from dossier.papers.blocks import Image
    from dossier.papers.typeset import html_to_pdf

    html = f'<html lang="vi"><head><title>Chữ ký</title></head><body>{body}</body></html>'
    images = {_PICTURE: Image(picture, "image/png", 0, 0)} if picture is not None else {}
    css = _CSS % {"width": place.width, "height": place.height}
    try:
        printed = html_to_pdf(html, identifier=sha256(html.encode()).encode(), css=css, images=images)
    except RenderingFailed as error:
        raise SigningFailed(f"Không in được hình chữ ký: {error.message}", error.hint) from error
    if printed.pages != 1:
        raise SigningFailed("Nội dung chữ ký không vừa chỗ ký.", "Rút ngắn chức vụ hoặc dùng ảnh chữ ký.")
    return printed.data
