"""Page set-up of a Word section; headers and footers are read for the page number, anything else in them is reported."""

from __future__ import annotations

from dossier.papers.blocks import SectionStart
from dossier.papers.read_package import Element, W, child, number, twips_mm, value
from dossier.papers.read_source import Source, words

_LIMIT = 2000.0


def read_section(source: Source, properties: Element | None, previous: SectionStart | None) -> SectionStart:
    """The section that ``w:sectPr`` ends; what it doesn't say is as in ``previous`` or A4."""
    default = previous or SectionStart()
    if properties is None:
        return default
    size, margins = child(properties, "pgSz"), child(properties, "pgMar")

    def length(item: Element | None, name: str, otherwise: float) -> float:
        found = None if item is None else twips_mm(item.get(W + name))
        return otherwise if found is None or abs(found) > _LIMIT else round(abs(found), 1)

    width, height = length(size, "w", default.width), length(size, "h", default.height)
    width, height = width or default.width, height or default.height
    numbering = child(properties, "pgNumType")
    if number(
        value(properties, "cols") or (None if (c := child(properties, "cols")) is None else c.get(W + "num"))
    ) not in (None, 0, 1):
        source.note("chữ chia nhiều cột")
    if child(properties, "pgBorders") is not None:
        source.note("viền trang")
    return SectionStart(
        orientation="landscape" if width > height else "portrait",
        width=width,
        height=height,
        margin_top=length(margins, "top", default.margin_top),
        margin_bottom=length(margins, "bottom", default.margin_bottom),
        margin_left=length(margins, "left", default.margin_left) + length(margins, "gutter", 0.0),
        margin_right=length(margins, "right", default.margin_right),
        restart_numbering=numbering is not None and numbering.get(W + "start") is not None and previous is not None,
        new_page=value(properties, "type") != "continuous" or previous is None,
        page_number=_has_page_number(source, properties, previous),
    )


def _has_page_number(source: Source, properties: Element, previous: SectionStart | None) -> bool:
    """Whether the section shows page numbers; a section without its own header has that of the section before."""
    own = properties.findall(W + "headerReference") + properties.findall(W + "footerReference")
    if not own:
        return previous is not None and previous.page_number
    numbered = False
    for reference in own:
        link = source.links.get(next((v for k, v in reference.attrib.items() if k.endswith("}id")), ""))
        if link is None or link.target is None or not source.package.has(link.target):
            continue
        root = source.package.xml(link.target)
        if reference.get(W + "type", "default") == "first" and child(properties, "titlePg") is None:
            continue
        fields = [i.text or "" for i in root.iter(W + "instrText")] + [
            f.get(W + "instr", "") for f in root.iter(W + "fldSimple")
        ]
        has_number = any(f.split()[:1] == ["PAGE"] for f in fields)
        text = words(root).strip()
        drawn = next(root.iter(W + "drawing", W + "pict", W + "object"), None) is not None
        if drawn or text.strip("-– 0123456789"):
            source.note("nội dung ở đầu trang hoặc chân trang", text)
        elif has_number and reference.tag == W + "footerReference":
            source.note_once("số trang ở chân trang: in ở giữa lề trên theo Nghị định 30/2020/NĐ-CP")
        numbered = numbered or has_number
    return numbered
