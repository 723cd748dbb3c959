"""The Word package around a paper's text: page set-up, page number, settings, properties, and the ZIP itself.

Written by hand, because a package made by an office program carries dates, ids and hundreds of unused styles: the same
paper must give the same bytes.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta, timezone
from io import BytesIO
from typing import Literal
from xml.sax.saxutils import escape

from dossier.papers.the_thuc import TheThuc
from dossier.papers.word_styles import styles_part
from dossier.papers.word_text import R_NS, W_NS, XML_HEAD, attribute, clean, twips

_VIETNAM = timezone(timedelta(hours=7))
DOCUMENT = "word/document.xml"
CORE = "docProps/core.xml"
STYLES = "word/styles.xml"
HEADER_ID = "rId5"

_OFFICE = "application/vnd.openxmlformats-officedocument.wordprocessingml."
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/"


def section_xml(the_thuc: TheThuc, orientation: Literal["portrait", "landscape"], *, first: bool, restart: bool) -> str:
    """``w:sectPr`` of a part of the paper; a part that numbers its pages from 1 hides the number on its first page."""
    width, height = the_thuc.page.sheet(orientation)
    margins = the_thuc.page.margins_of(orientation)
    turn = ' w:orient="landscape"' if orientation == "landscape" else ""
    edges = " ".join(f'w:{side}="{twips(getattr(margins, side))}"' for side in ("top", "right", "bottom", "left"))
    distance = twips(the_thuc.page_number.header_distance)
    numbering = '<w:pgNumType w:start="1"/>' if restart else ""
    hidden = "<w:titlePg/>" if (first or restart) and not the_thuc.page_number.first_page else ""
    return (
        f'<w:sectPr><w:headerReference w:type="default" r:id="{HEADER_ID}"/><w:type w:val="nextPage"/>'
        f'<w:pgSz w:w="{twips(width)}" w:h="{twips(height)}"{turn}/>'
        f'<w:pgMar {edges} w:header="{distance}" w:footer="{distance}" w:gutter="0"/>'
        f'{numbering}<w:cols w:space="708"/>{hidden}</w:sectPr>'
    )


def _header_part() -> bytes:
    return (
        f'{XML_HEAD}<w:hdr xmlns:w="{W_NS}"><w:p><w:pPr><w:pStyle w:val="so_trang"/></w:pPr>'
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> PAGE </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>2</w:t></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
        "</w:p></w:hdr>"
    ).encode()


_SETTINGS = (
    f'{XML_HEAD}<w:settings xmlns:w="{W_NS}"><w:zoom w:percent="100"/><w:defaultTabStop w:val="720"/>'
    '<w:characterSpacingControl w:val="doNotCompress"/><w:compat>'
    '<w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/>'
    '</w:compat><w:themeFontLang w:val="vi-VN"/><w:decimalSymbol w:val=","/><w:listSeparator w:val=";"/></w:settings>'
).encode()

_APP = (
    f'{XML_HEAD}<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
    "<Application>dossier</Application></Properties>"
).encode()


def core_part(title: str, created: datetime) -> bytes:
    """``docProps/core.xml``; a time without a zone is Vietnam's."""
    zoned = created if created.tzinfo else created.replace(tzinfo=_VIETNAM)
    moment = zoned.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return (
        f'{XML_HEAD}<cp:coreProperties xmlns:cp="{_PACKAGE}metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f'<dcterms:created xsi:type="dcterms:W3CDTF">{moment}</dcterms:created><dc:language>vi-VN</dc:language>'
        f'<dcterms:modified xsi:type="dcterms:W3CDTF">{moment}</dcterms:modified>'
        f"<dc:title>{escape(clean(title))}</dc:title></cp:coreProperties>"
    ).encode()


def font_table_part(the_thuc: TheThuc) -> bytes:
    """``word/fontTable.xml``: the fonts a program may put in place of the family are its metric twins."""
    family = the_thuc.font.family
    twin = f"<w:altName w:val={attribute(the_thuc.font.fallback[0])}/>" if the_thuc.font.fallback else ""
    return (
        f'{XML_HEAD}<w:fonts xmlns:w="{W_NS}"><w:font w:name={attribute(family)}>{twin}'
        '<w:panose1 w:val="02020603050405020304"/>'
        '<w:charset w:val="00"/><w:family w:val="roman"/><w:pitch w:val="variable"/></w:font></w:fonts>'
    ).encode()


def new_package(body: str, the_thuc: TheThuc, title: str, created: datetime) -> dict[str, bytes]:
    """The parts of a Word file whose ``w:body`` content is ``body``."""
    types = {
        "/word/document.xml": f"{_OFFICE}document.main+xml",
        "/word/styles.xml": f"{_OFFICE}styles+xml",
        "/word/settings.xml": f"{_OFFICE}settings+xml",
        "/word/fontTable.xml": f"{_OFFICE}fontTable+xml",
        "/word/header1.xml": f"{_OFFICE}header+xml",
        "/docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
        "/docProps/app.xml": "application/vnd.openxmlformats-officedocument.extended-properties+xml",
    }
    overrides = "".join(f'<Override PartName="{part}" ContentType="{kind}"/>' for part, kind in types.items())
    return {
        "[Content_Types].xml": (
            f'{XML_HEAD}<Types xmlns="{_PACKAGE}content-types"><Default Extension="rels" ContentType="application/vnd.'
            'openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
            f"{overrides}</Types>"
        ).encode(),
        "_rels/.rels": relationships(
            [
                ("rId1", f"{_RELATION}officeDocument", "word/document.xml"),
                ("rId2", f"{_PACKAGE}relationships/metadata/core-properties", "docProps/core.xml"),
                ("rId3", f"{_RELATION}extended-properties", "docProps/app.xml"),
            ]
        ),
        DOCUMENT: f'{XML_HEAD}<w:document xmlns:w="{W_NS}" xmlns:r="{R_NS}"><w:body>{body}</w:body></w:document>'.encode(),
        "word/_rels/document.xml.rels": relationships(
            [
                ("rId1", f"{_RELATION}styles", "styles.xml"),
                ("rId2", f"{_RELATION}settings", "settings.xml"),
                ("rId3", f"{_RELATION}fontTable", "fontTable.xml"),
                (HEADER_ID, f"{_RELATION}header", "header1.xml"),
            ]
        ),
        STYLES: styles_part(the_thuc),
        "word/settings.xml": _SETTINGS,
        "word/fontTable.xml": font_table_part(the_thuc),
        "word/header1.xml": _header_part(),
        CORE: core_part(title, created),
        "docProps/app.xml": _APP,
    }


def relationships(rows: Iterable[tuple[str, str, str]]) -> bytes:
    """A relationships part from (id, type, target) rows."""
    items = "".join(f'<Relationship Id="{key}" Type="{kind}" Target="{target}"/>' for key, kind, target in rows)
    return f'{XML_HEAD}<Relationships xmlns="{_PACKAGE}relationships">{items}</Relationships>'.encode()


def write_zip(parts: Mapping[str, bytes]) -> bytes:
    """The package as bytes that depend on the parts alone: fixed dates, sorted names, the list of types first."""
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name in sorted(parts, key=lambda part: (part != "[Content_Types].xml", part)):
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system = 0
            archive.writestr(info, parts[name])
    return stream.getvalue()


def add_core(parts: dict[str, bytes]) -> None:
    """Make room for the properties part in a package that has none (an office's own template)."""
    if CORE in parts:
        return
    relation = (
        f'<Relationship Id="rIdThuocTinh" Type="{_PACKAGE}relationships/metadata/core-properties" Target="{CORE}"/>'
    )
    kind = "application/vnd.openxmlformats-package.core-properties+xml"
    _append(parts, "_rels/.rels", relation)
    _append(parts, "[Content_Types].xml", f'<Override PartName="/{CORE}" ContentType="{kind}"/>')
    parts[CORE] = b""


def add_media(parts: dict[str, bytes], document: str, pictures: Mapping[str, tuple[str, bytes]]) -> None:
    """Put pictures (relationship id -> file name and bytes) into the package of ``document``."""
    folder, _, name = document.rpartition("/")
    links = ""
    for key, (file, data) in sorted(pictures.items()):
        parts[f"{folder}/media/{file}"] = data
        links += f'<Relationship Id="{key}" Type="{_RELATION}image" Target="media/{file}"/>'
    _append(parts, f"{folder}/_rels/{name}.rels", links)
    types = parts["[Content_Types].xml"].lower()
    for extension, kind in (("png", "image/png"), ("jpeg", "image/jpeg")):
        used = any(file.endswith(extension) for file, _ in pictures.values())
        if used and f'extension="{extension}"'.encode() not in types:
            _append(parts, "[Content_Types].xml", f'<Default Extension="{extension}" ContentType="{kind}"/>')


def _append(parts: dict[str, bytes], name: str, xml: str) -> None:
    """Add elements at the end of a part's root element."""
    head, _, tail = parts[name].rpartition(b"</")
    parts[name] = head + xml.encode() + b"</" + tail
