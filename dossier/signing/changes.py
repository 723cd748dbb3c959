"""What differs between a file and what came back, in words a clerk can act on. For telling, not for deciding."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from dossier.core.files import sha256

if TYPE_CHECKING:
    from pikepdf import Object, Pdf

_MOST = 8
"""Lines; more help nobody."""


def describe_changes(original: bytes, received: bytes) -> tuple[str, ...]:
    """Differences of pages, notes, attachments, file information and actions; empty: none of these."""
    import pikepdf

    try:
        with pikepdf.open(io.BytesIO(original)) as old, pikepdf.open(io.BytesIO(received)) as new:
            found = [*_pages(old, new), *_attachments(old, new), *_catalog(old, new)]
    except (pikepdf.PdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        return (f"không so được hai tệp ({type(error).__name__})",)
    more = len(found) - _MOST
    return tuple(found[:_MOST] + ([f"và {more} chỗ khác"] if more > 0 else []))


def _pages(old: Pdf, new: Pdf) -> list[str]:
    found = []
    if len(old.pages) != len(new.pages):
        found.append(f"số trang từ {len(old.pages)} thành {len(new.pages)}")
    for number, (before, after) in enumerate(zip(old.pages, new.pages, strict=False), 1):
        if _content(before.obj) != _content(after.obj):
            found.append(f"nội dung trang {number}")
        if list(map(float, before.mediabox)) != list(map(float, after.mediabox)) or before.obj.get(
            "/Rotate", 0
        ) != after.obj.get("/Rotate", 0):
            found.append(f"khổ giấy hoặc chiều xoay trang {number}")
        added = _notes(after.obj) - _notes(before.obj)
        if added:
            found.append(f"{added} ghi chú hoặc hình thêm trên trang {number}")
        elif added < 0:
            found.append(f"{-added} ghi chú hoặc liên kết mất ở trang {number}")
    return found


def _content(page: Object) -> str:
    from pikepdf import Array, Stream

    content: Any = page.get("/Contents")
    streams = list(content) if isinstance(content, Array) else [content]
    return sha256(b"\n".join(s.read_bytes() for s in streams if isinstance(s, Stream)))


def _notes(page: Object) -> int:
    """Annotations that are not form fields: signature fields are judged elsewhere."""
    annotations: Any = page.get("/Annots") or []
    return sum(1 for a in annotations if str(a.get("/Subtype")) != "/Widget")


def _attachments(old: Pdf, new: Pdf) -> list[str]:
    def read(pdf: Pdf) -> dict[str, str]:
        return {name: sha256(pdf.attachments[name].get_file().read_bytes()) for name in pdf.attachments}

    before, after = read(old), read(new)
    found = [f"tệp đính kèm “{name}” bị thay" for name in before if name in after and before[name] != after[name]]
    found += [f"mất tệp đính kèm “{name}”" for name in before if name not in after]
    return found + [f"thêm tệp đính kèm “{name}”" for name in after if name not in before]


def _catalog(old: Pdf, new: Pdf) -> list[str]:
    found = []
    for key, words in (
        ("/OpenAction", "hành động khi mở tệp"),
        ("/AA", "hành động tự động"),
        ("/Names", "danh mục tên"),
        ("/OCProperties", "các lớp ẩn hiện"),
        ("/Outlines", "dấu trang"),
    ):
        if (key in old.Root) != (key in new.Root):
            found.append(words)
    if _title(old) != _title(new):
        found.append("tiêu đề ghi trong tệp")
    return found


def _title(pdf: Pdf) -> str:
    return str(pdf.docinfo.get("/Title", "")) if "/Info" in pdf.trailer else ""
