"""Opens a Word file as a hostile archive: sizes, macros, entities and links are checked before anything is believed.

First stage of reading a paper (``word_read``). Nothing is written to disk and nothing outside the archive is followed.
"""

from __future__ import annotations

import posixpath
import zipfile
import zlib
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from lxml import etree

from dossier.core.errors import InputUnreadable

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_REL = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"

MAX_FILE = 50_000_000
MAX_TOTAL = 100_000_000
MAX_ENTRIES = 4000
MAX_RATIO = 250
"""Of one part of more than ``RATIO_FROM`` bytes: honest XML stays far below, a bomb is far above."""
RATIO_FROM = 5_000_000

Element = Any
"""An lxml element: the stubs of lxml can't express the little of it that is used here."""

_SAVE_AS = "Mở bằng Word hoặc LibreOffice rồi lưu lại (Save As) dạng “Word Document (.docx)”."


def parse(data: bytes, name: str) -> Element:
    """Root element of the part ``name``; document types and entities are refused."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise InputUnreadable(f"Tệp Word bị hỏng: phần “{name}” không phải XML đúng.", _SAVE_AS) from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise InputUnreadable(f"Tệp Word không an toàn: phần “{name}” khai báo DTD.", _SAVE_AS)
    return root


@dataclass(frozen=True, slots=True)
class Relationship:
    """A link of a part: ``target`` is a part's name, or None when it points outside the file."""

    kind: str
    target: str | None


class Package:
    """The parts of a Word file. Every failure is an InputUnreadable in Vietnamese."""

    def __init__(self, data: bytes) -> None:
        self._archive = _open(data)
        self._names = {info.filename: info for info in self._archive.infolist()}
        self.document = self._main_part()

    def has(self, name: str) -> bool:
        """Whether the part exists."""
        return name in self._names

    def read(self, name: str) -> bytes:
        """Bytes of a part."""
        try:
            return self._archive.read(name)
        except KeyError as error:
            raise InputUnreadable(f"Tệp Word thiếu phần “{name}”.", _SAVE_AS) from error
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError) as error:
            raise InputUnreadable("Tệp Word bị hỏng, không giải nén được.", _SAVE_AS) from error

    def xml(self, name: str) -> Element:
        """Root element of a part; document types and entities are refused."""
        return parse(self.read(name), name)

    def relationships(self, part: str) -> dict[str, Relationship]:
        """Links of a part by id."""
        folder, _, name = part.rpartition("/")
        rels = posixpath.join(folder, "_rels", f"{name}.rels")
        if rels not in self._names:
            return {}
        links = {}
        for rel in self.xml(rels).iter(_REL):
            target = rel.get("Target", "")
            inside = rel.get("TargetMode") != "External" and target
            target = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/") if inside else None
            links[rel.get("Id", "")] = Relationship(rel.get("Type", "").rpartition("/")[2], target)
        return links

    def fetches(self) -> bool:
        """Whether opening the file in an office program would fetch something from outside (a linked picture or template)."""
        for name in self._names:
            if name.endswith(".rels"):
                for rel in self.xml(name).iter(_REL):
                    if rel.get("TargetMode") == "External" and not rel.get("Type", "").endswith("/hyperlink"):
                        return True
        return False

    def related(self, kind: str) -> str | None:
        """Name of the part of this kind linked from the main document: "styles", "numbering"."""
        for link in self.relationships(self.document).values():
            if link.kind == kind and link.target is not None and self.has(link.target):
                return link.target
        return None

    def _main_part(self) -> str:
        if "[Content_Types].xml" not in self._names:
            raise InputUnreadable("Tệp này là tệp nén nhưng không phải tệp Word (.docx).", _SAVE_AS)
        types = self.read("[Content_Types].xml")
        if b"macroEnabled" in types or any(name.lower().endswith("vbaproject.bin") for name in self._names):
            raise InputUnreadable("Tệp Word có macro: không mở để bảo đảm an toàn.", _SAVE_AS)
        for link in self.relationships("").values():
            if link.kind == "officeDocument" and link.target is not None and self.has(link.target):
                if b"wordprocessingml" not in types:
                    raise InputUnreadable("Tệp này là tệp Office nhưng không phải văn bản Word (.docx).", _SAVE_AS)
                return link.target
        raise InputUnreadable("Tệp Word thiếu phần nội dung chính.", _SAVE_AS)


def _open(data: bytes) -> zipfile.ZipFile:
    if len(data) > MAX_FILE:
        raise InputUnreadable(f"Tệp Word quá lớn (hơn {MAX_FILE // 1_000_000} MB).", "Giảm cỡ hình ảnh trong tệp.")
    if not data.startswith(b"PK"):
        raise InputUnreadable(*_what_else(data))
    try:
        archive = zipfile.ZipFile(BytesIO(data))
        infos = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise InputUnreadable("Tệp Word bị hỏng, không giải nén được.", _SAVE_AS) from error
    if len(infos) > MAX_ENTRIES or len({i.filename for i in infos}) != len(infos):
        raise InputUnreadable("Tệp Word có cấu trúc nén bất thường.", _SAVE_AS)
    if any(i.flag_bits & 1 for i in infos):
        raise InputUnreadable("Tệp Word được nén có mật khẩu.", "Bỏ mật khẩu rồi lưu lại.")
    # zipfile never gives more than the declared size, so the declared sizes are true upper limits.
    if sum(i.file_size for i in infos) > MAX_TOTAL or any(
        i.file_size > RATIO_FROM and i.file_size > MAX_RATIO * max(i.compress_size, 1) for i in infos
    ):
        raise InputUnreadable("Tệp Word giải nén ra quá lớn, có thể là tệp phá hoại.", "Kiểm tra lại nguồn của tệp.")
    for info in infos:
        name = info.filename
        if name.startswith("/") or "\\" in name or ".." in name.split("/"):
            raise InputUnreadable(
                "Tệp Word có tên phần bất thường, có thể là tệp phá hoại.", "Kiểm tra lại nguồn của tệp."
            )
    return archive


def _what_else(data: bytes) -> tuple[str, str]:
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        if "EncryptedPackage".encode("utf-16-le") in data:
            return (
                "Tệp Word được đặt mật khẩu.",
                "Mở bằng Word, bỏ mật khẩu (File > Info > Protect Document) rồi lưu lại.",
            )
        return "Đây là tệp Word đời cũ (.doc), không phải .docx.", _SAVE_AS
    if data.startswith(b"{\\rtf"):
        return "Đây là tệp RTF, không phải tệp Word (.docx).", _SAVE_AS
    if data.startswith(b"%PDF"):
        return "Đây là tệp PDF, không phải tệp Word (.docx).", "Chọn tệp Word mà PDF này được in ra."
    if not data:
        return "Tệp rỗng (0 byte).", "Kiểm tra lại tệp đã lưu."
    return "Tệp này không phải tệp Word (.docx).", _SAVE_AS


def child(element: Element, *path: str) -> Element | None:
    """Descendant by local WordprocessingML names, or None."""
    for name in path:
        if element is None:
            return None
        element = element.find(W + name)
    return element


def spelled(element: Element | None) -> bytes:
    """An element as it is written in the file. Papers say the same few things thousands of times: a key to remember them by."""
    return b"" if element is None else etree.tostring(element, with_tail=False)


def value(element: Element | None, *path: str) -> str | None:
    """``w:val`` of a descendant, or None."""
    found = child(element, *path) if element is not None else None
    return None if found is None else found.get(W + "val")


def is_on(element: Element | None) -> bool | None:
    """Reading of a switch such as ``<w:b w:val="0"/>``; None when it is absent."""
    if element is None:
        return None
    return element.get(W + "val", "true") not in ("0", "false", "off", "none")


def number(text: str | None) -> float | None:
    """A measure's number; None when absent or not a number."""
    try:
        result = float(text) if text is not None else None
    except ValueError:
        return None
    return result if result is not None and abs(result) < 1e6 else None


def twips_mm(text: str | None) -> float | None:
    """Millimetres of a measure in twentieths of a point (or with its own unit, as strict writers do)."""
    if text and text.endswith("pt"):
        points = number(text[:-2])
        return None if points is None else points * 25.4 / 72
    if text and text.endswith(("mm", "cm")):
        length = number(text[:-2])
        return None if length is None else length * (10 if text.endswith("cm") else 1)
    twips = number(text)
    return None if twips is None else twips * 25.4 / 1440
