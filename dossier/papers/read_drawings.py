"""What is drawn in a Word paragraph: pictures in the line of text are kept, everything else is named in Vietnamese."""

from __future__ import annotations

import unicodedata
from io import BytesIO

from dossier.core.errors import InputUnreadable
from dossier.papers.blocks import Image, Run, Unprintable
from dossier.papers.read_package import A, Element, R, W, number
from dossier.papers.read_source import Source, words

_WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_PIC = "{http://schemas.openxmlformats.org/drawingml/2006/picture}"
_V = "{urn:schemas-microsoft-com:vml}"
_EMU_MM = 1 / 36000
MAX_PIXELS = 60_000_000


def read_drawing(source: Source, item: Element) -> Run | Unprintable:
    """A picture in the line of text is kept; everything else that is drawn is named."""
    if item.tag == W + "object":
        return source.note("đối tượng nhúng (OLE)", words(item))
    boxes = item.findall(".//" + W + "txbxContent")
    if boxes:
        return source.note("hộp văn bản (text box)", " ".join(words(b) for b in boxes))
    if item.tag == W + "pict":
        what = (
            "hình kiểu cũ (VML)"
            if item.find(".//" + _V + "imagedata") is not None
            else "hình vẽ, đường kẻ vẽ tay (shape)"
        )
        return source.note(what)
    data = item.find(".//" + A + "graphicData")
    uri = "" if data is None else data.get("uri", "")
    inline = item.find(_WP + "inline")
    picture = None if data is None else data.find(_PIC + "pic")
    if picture is None:
        kind = {"chart": "biểu đồ", "diagram": "sơ đồ (SmartArt)"}.get(
            uri.rpartition("/")[2], "hình vẽ, đường kẻ vẽ tay (shape)"
        )
        return source.note(kind, words(item))
    if inline is None:
        return source.note("hình đặt tự do (không nằm trong dòng chữ)")
    return _picture(source, inline, picture)


def _picture(source: Source, inline: Element, picture: Element) -> Run | Unprintable:
    blip = picture.find(".//" + A + "blip")
    link = source.links.get("" if blip is None else blip.get(R + "embed", ""))
    if link is None or link.target is None or not source.package.has(link.target):
        return source.note("hình liên kết ra ngoài tệp")
    extent, name = inline.find(_WP + "extent"), inline.find(_WP + "docPr")
    width = (number(None if extent is None else extent.get("cx")) or 0) * _EMU_MM
    height = (number(None if extent is None else extent.get("cy")) or 0) * _EMU_MM
    if picture.find(".//" + A + "srcRect") is not None and len(picture.find(".//" + A + "srcRect").attrib):
        source.note("hình bị cắt xén (crop): in cả hình")
    found = _image(source.package.read(link.target))
    if found is None or not (0 < width < 2000 and 0 < height < 2000):
        return source.note("hình không phải PNG hoặc JPEG")
    alt = "" if name is None else name.get("descr") or name.get("title") or ""
    return Run("", image=Image(found[0], found[1], width, height, unicodedata.normalize("NFC", alt) or "Hình ảnh"))


def _image(data: bytes) -> tuple[bytes, str] | None:
    """PNG or JPEG as it is; CMYK, which PDF/A refuses without its own profile, as RGB PNG."""
    from PIL import Image as Picture
    from PIL import UnidentifiedImageError

    if not data.startswith((b"\x89PNG", b"\xff\xd8")):
        return None
    try:
        with Picture.open(BytesIO(data)) as picture:
            if picture.width * picture.height > MAX_PIXELS:
                raise InputUnreadable("Tệp Word có hình quá lớn.", "Thu nhỏ hình trong Word (Compress Pictures).")
            picture.load()
            if picture.mode == "CMYK":
                out = BytesIO()
                picture.convert("RGB").save(out, "PNG")
                return out.getvalue(), "image/png"
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Picture.DecompressionBombError):
        return None
    return data, "image/png" if data.startswith(b"\x89PNG") else "image/jpeg"
