"""What lies over or around the pages: annotations, signature fields, form fields, layers, boxes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from dossier.verification.page.digest import MAX_DEPTH, PageDigests, inherited
from dossier.verification.page.text import POINTS_IN_MM, Box

MAX_ANNOTATIONS = 2000
"""Of one page."""
MAX_FIELDS = 5000
TOLERANCE = 0.75
"""Points by which a rectangle may differ: other programs round."""

LINK = "liên kết"

_KINDS = {
    "/Text": "ghi chú",
    "/FreeText": "khung chữ",
    "/Link": LINK,
    "/Line": "đường kẻ",
    "/Square": "hình chữ nhật",
    "/Circle": "hình tròn",
    "/Highlight": "tô sáng",
    "/Underline": "gạch chân",
    "/StrikeOut": "gạch ngang chữ",
    "/Squiggly": "gạch lượn",
    "/Stamp": "con dấu, hình dán",
    "/Ink": "nét vẽ tay",
    "/Caret": "dấu chèn chữ",
    "/Popup": "khung ghi chú",
    "/FileAttachment": "tệp gắn vào trang",
    "/Redact": "vùng bôi che",
    "/Widget": "ô biểu mẫu",
    "/Watermark": "hình mờ",
    "/Screen": "vùng phát phim, ảnh",
    "/RichMedia": "phim, hoạt hình",
    "/Movie": "phim",
    "/Sound": "âm thanh",
    "/3D": "hình ba chiều",
}


@dataclass(frozen=True, slots=True)
class Mark:
    """An annotation of one page."""

    page: int
    """From 0."""
    kind: str
    """In Vietnamese: "khung chữ"."""
    box: Box | None
    """None: it has no readable rectangle."""
    rectangle: tuple[float, float, float, float] | None
    """The same in points: left, bottom, right, top."""
    field: str | None
    """Name of its form field, for a widget."""
    signature: bool
    """It is the widget of a signature field."""
    digest: bytes | None
    """Of a link: equal digests, same place and same target."""
    appearance: tuple[float, float] | None
    """Width and height of what a widget draws, in its own units."""
    more_looks: bool = False
    """It looks otherwise under the mouse, or in another state."""
    acts: bool = False
    """A click on it, or the mouse over it, does something."""


def page_numbers(pdf: Any) -> dict[tuple[int, int], int]:
    """Number of each page, from 0, by its object."""
    return {page.obj.objgen: number for number, page in enumerate(pdf.pages)}


def marks_of(pdf: Any, digests: PageDigests, numbers: Mapping[tuple[int, int], int]) -> list[list[Mark]]:
    """Annotations of every page; ``numbers``: by which number a page is known as the target of a link.

    Raises ValueError when a page has more than anybody can have meant.
    """
    found = []
    for number, page in enumerate(pdf.pages):
        height = _media_height(page.obj)
        marks: list[Mark] = []
        annotations = page.obj.get("/Annots")
        for annotation in _items(annotations):
            if len(marks) >= MAX_ANNOTATIONS:
                raise ValueError(number)
            marks.append(_mark(number, annotation, height, digests, numbers))
        found.append(marks)
    return found


def _items(array: Any) -> Iterator[Any]:
    import pikepdf

    if isinstance(array, pikepdf.Array):
        yield from array


def _mark(
    number: int, annotation: Any, height: float, digests: PageDigests, numbers: Mapping[tuple[int, int], int]
) -> Mark:
    import pikepdf

    if not isinstance(annotation, pikepdf.Dictionary):
        return Mark(number, "đối tượng lạ", None, None, None, False, None, None)
    subtype = str(annotation.get("/Subtype"))
    rectangle = _rectangle(annotation.get("/Rect"))
    box = None
    if rectangle is not None:
        left, bottom, right, top = rectangle
        box = Box(*(edge / POINTS_IN_MM for edge in (left, height - top, right, height - bottom)))
    widget = subtype == "/Widget"
    name = field_name(annotation) if widget else None
    return Mark(
        page=number,
        kind=_KINDS.get(subtype, "đối tượng lạ"),
        box=box,
        rectangle=rectangle,
        field=name,
        signature=widget and str(inherited_field(annotation, "/FT")) == "/Sig",
        digest=digests.annotation(annotation, numbers) if subtype == "/Link" else None,
        appearance=_appearance(annotation) if widget else None,
        more_looks=widget and _more_looks(annotation),
        acts=widget and any(inherited_field(annotation, key) is not None for key in ("/A", "/AA")),
    )


def _rectangle(value: Any) -> tuple[float, float, float, float] | None:
    import pikepdf

    if not isinstance(value, pikepdf.Array) or len(value) != 4:
        return None
    try:
        a, b, c, d = (float(number) for number in value)
    except (TypeError, ValueError):
        return None
    return min(a, c), min(b, d), max(a, c), max(b, d)


def _appearance(widget: Any) -> tuple[float, float] | None:
    """Size of the normal appearance as its own matrix turns it; None when it draws nothing."""
    import pikepdf

    shown = widget.get("/AP")
    stream = shown.get("/N") if isinstance(shown, pikepdf.Dictionary) else None
    if not isinstance(stream, pikepdf.Stream):
        return None
    box = _rectangle(stream.get("/BBox"))
    if box is None:
        return None
    a, b, c, d = 1.0, 0.0, 0.0, 1.0
    matrix = stream.get("/Matrix")
    if isinstance(matrix, pikepdf.Array) and len(matrix) == 6:
        try:
            a, b, c, d = (float(number) for number in list(matrix)[:4])
        except (TypeError, ValueError):
            return None
    width, height = box[2] - box[0], box[3] - box[1]
    return abs(a) * width + abs(c) * height, abs(b) * width + abs(d) * height


def _more_looks(widget: Any) -> bool:
    import pikepdf

    looks = widget.get("/AP")
    if not isinstance(looks, pikepdf.Dictionary):
        return False
    normal = looks.get("/N")
    return any(key != "/N" for key in looks.keys()) or not isinstance(normal, pikepdf.Stream)  # noqa: SIM118  # not a dict


def inherited_field(field: Any, key: str) -> Any:
    """An entry of a form field, or the one its parents give it."""
    return inherited(field, key)


def field_name(field: Any) -> str:
    """Full name of a form field: names of its parents and its own, with dots."""
    parts: list[str] = []
    node, steps = field, 0
    while node is not None and steps < MAX_DEPTH:
        if "/T" in node:
            parts.insert(0, str(node["/T"]))
        node, steps = node.get("/Parent"), steps + 1
    return ".".join(parts)


def _media_height(page: Any) -> float:
    """Upper edge of what is shown, in points."""
    for key in ("/CropBox", "/MediaBox"):
        box = _rectangle(inherited(page, key))
        if box is not None:
            return box[3]
    return 842.0


def boxes_of(page: Any) -> dict[str, object]:
    """All that decides which part of a page is shown, how big and which way up, in a form that compares."""
    media = _rectangle(inherited(page, "/MediaBox"))
    crop = _rectangle(inherited(page, "/CropBox")) or media
    rotation = inherited(page, "/Rotate")
    unit = page.get("/UserUnit")
    try:
        turned = int(rotation) % 360 if rotation is not None else 0
        scale = float(unit) if unit is not None else 1.0
    except (TypeError, ValueError):
        turned, scale = -1, -1.0
    return {
        "media": _rounded(media),
        "crop": _rounded(crop),
        "rotation": turned,
        "unit": scale,
    }


def _rounded(box: tuple[float, float, float, float] | None) -> tuple[float, ...] | None:
    return None if box is None else tuple(round(edge, 1) for edge in box)


def form_of(pdf: Any) -> list[str]:
    """Everything of the form that a bundle has no business with: text fields, XFA, appearances made by the viewer. Vietnamese."""
    import pikepdf

    form = pdf.Root.get("/AcroForm")
    if not isinstance(form, pikepdf.Dictionary):
        return []
    problems: list[str] = []
    if "/XFA" in form:
        problems.append("biểu mẫu XFA (nội dung do phần mềm đọc tự dựng, không phải nội dung trang)")
    if form.get("/NeedAppearances") is not None and str(form.get("/NeedAppearances")).lower() == "true":
        problems.append("lệnh buộc phần mềm đọc vẽ lại các ô biểu mẫu (NeedAppearances)")
    strange = sorted({field_name(field) for field in _fields(form) if str(inherited_field(field, "/FT")) != "/Sig"})
    if strange:
        shown = ", ".join(f"“{name[:40]}”" for name in strange[:5])
        problems.append(f"{len(strange)} ô biểu mẫu không phải ô ký số ({shown})")
    return problems


def signature_values(pdf: Any) -> Iterator[tuple[Any, Any]]:
    """Every filled signature field with its signature."""
    import pikepdf

    form = pdf.Root.get("/AcroForm")
    for field in _fields(form) if isinstance(form, pikepdf.Dictionary) else ():
        value = inherited_field(field, "/V")
        if str(inherited_field(field, "/FT")) == "/Sig" and isinstance(value, pikepdf.Dictionary):
            yield field, value


def _fields(form: Any) -> Iterator[Any]:
    """Every terminal field. Raises ValueError when there are more than anybody can have meant."""
    import pikepdf

    waiting = list(_items(form.get("/Fields")))
    seen: set[tuple[int, int]] = set()
    count = 0
    while waiting:
        field = waiting.pop()
        count += 1
        if count > MAX_FIELDS or not isinstance(field, pikepdf.Dictionary):
            raise ValueError(count)
        if field.is_indirect:
            if field.objgen in seen:
                continue
            seen.add(field.objgen)
        kids = [kid for kid in _items(field.get("/Kids")) if isinstance(kid, pikepdf.Dictionary) and "/T" in kid]
        if kids:
            waiting += kids
        else:
            yield field


def has_layers(pdf: Any) -> bool:
    """Whether the file has content that can be switched on and off."""
    return "/OCProperties" in pdf.Root
