"""What a signature looks like on the page: a small PDF with its fonts embedded, so that the signed file stays PDF/A.

NĐ 30/2020, Phụ lục I: the person's handwritten signature, blue, as a transparent PNG; the agency's seal, red, at its
real size, over about a third of it from the left. Without pictures the facts are printed instead.
"""

from __future__ import annotations

import io
from datetime import datetime, timedelta, timezone
from functools import lru_cache
from pathlib import Path

from dossier.bundle.places import Place
from dossier.core.errors import RenderingFailed, SigningFailed

VIETNAM = timezone(timedelta(hours=7))
MAX_IMAGE = 5_000_000
MAX_PIXELS = 16_000_000
_PROGRAM = Path(__file__).with_name("stamp.typ")
_TOO_LONG = "khong_vua"
"""What stamp.typ says when even the smallest letters do not fit."""


def iso_time(moment: datetime) -> str:
    """ "2026-11-20T09:05:03+07:00": ISO 8601, seconds, Vietnam's zone (NĐ 30 PL I.I.II.8.b)."""
    return moment.astimezone(VIETNAM).isoformat(timespec="seconds")


def person_stamp(place: Place, name: str, office: str | None, moment: datetime, image: bytes | None) -> bytes:
    """One-page PDF of the size of ``place`` for the person's signature."""
    facts = {"kind": "person", "name": name, "office": office or "", "alt": "Ảnh chữ ký"}
    return _print(facts, place, moment, None if image is None else _checked_png(image, "chữ ký"))


def agency_stamp(place: Place, name: str, moment: datetime, image: bytes | None) -> bytes:
    """One-page PDF of the size of ``place`` for the agency's seal."""
    facts = {"kind": "agency", "name": name, "alt": "Ảnh con dấu"}
    return _print(facts, place, moment, None if image is None else _checked_png(image, "con dấu"))


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


def _print(facts: dict[str, str], place: Place, moment: datetime, picture: bytes | None) -> bytes:
    from dossier.papers.blocks import Image
    from dossier.papers.typeset import print_program

    size = {"width": place.width, "height": place.height}
    data = {**facts, **size, "time": iso_time(moment), "picture": picture is not None}
    images = {"picture": Image(picture, "image/png", 0, 0)} if picture is not None else {}
    try:
        printed = print_program(_PROGRAM, data, title="Chữ ký", images=images)
    except RenderingFailed as error:
        raise SigningFailed(f"Không in được hình chữ ký: {error.message}", error.hint) from error
    if printed.pages != 1 or _TOO_LONG in printed.places:
        raise SigningFailed("Nội dung chữ ký không vừa chỗ ký.", "Rút ngắn chức vụ hoặc dùng ảnh chữ ký.")
    return printed.data
