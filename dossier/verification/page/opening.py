"""What a file tells the viewer beside its pages: what to open first, what to show of it, what to print, what to read out.

None of it is drawn, all of it decides what a person gets: a cover that is never opened, one page printed of forty, other
words for those who listen. Whatever the file made anew does not say is a finding, but for what other programs may add.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from dossier.verification.page.digest import MAX_DEPTH, destination

MAX_ELEMENTS = 400_000
"""Of the structure tree: a bundle of a thousand pages of tables has some ten thousand."""

_LOOKED_AT_ELSEWHERE = frozenset(
    {"/Type", "/Pages", "/AcroForm", "/AF", "/Outlines", "/PageLabels", "/OCProperties", "/StructTreeRoot", "/Names"}
)
_NOT_SHOWN = frozenset(
    {
        "/Version",
        "/Extensions",
        "/Perms",
        "/DSS",
        "/MarkInfo",
        "/OutputIntents",
        "/Metadata",
        "/PieceInfo",
        "/PageLayout",
    }
)
"""Written by signing, or without any effect on what is shown."""
_WORDS = {
    "/OpenAction": "trang hoặc lệnh mở đầu tiên (OpenAction)",
    "/Collection": "chế độ hiện tệp đính kèm thay cho các trang (Collection)",
    "/ViewerPreferences": "cách hiện và in (ViewerPreferences)",
    "/PageMode": "chế độ mở (PageMode)",
    "/Threads": "luồng đọc bài (Threads)",
    "/Dests": "danh mục đích đến (Dests)",
    "/Lang": "ngôn ngữ đọc (Lang)",
    "/AA": "lệnh tự chạy (AA)",
    "/URI": "địa chỉ gốc của liên kết (URI)",
}
_USUAL_MODES = frozenset({"/UseNone", "/UseOutlines", "/UseThumbs"})
_HARMLESS_PREFERENCES = frozenset({"/DisplayDocTitle", "/CenterWindow", "/FitWindow", "/Duplex", "/PickTrayByPDFSize"})
_PAGE_WORDS = {
    "/Thumb": "hình thu nhỏ riêng của trang",
    "/Trans": "hiệu ứng chuyển trang",
    "/Dur": "lệnh tự lật trang",
    "/B": "luồng đọc bài",
    "/VP": "khung nhìn đo đạc",
    "/AA": "lệnh tự chạy khi mở trang",
}
_SPOKEN = ("/ActualText", "/Alt", "/E")


def told_otherwise(given: Any, wanted: Any, numbers: Mapping[tuple[int, int], int]) -> list[str]:
    """What ``given`` tells the viewer that ``wanted`` does not, in Vietnamese. ``numbers``: of its pages by object."""
    return [*_catalogue(given, wanted, numbers), *_names(given, wanted), *_pages(given, wanted)]


def spoken_otherwise(given: Any, wanted: Any) -> tuple[list[str], bool]:
    """Words that take the place of what is drawn when a page is read out or copied, and that ``wanted`` does not have;
    whether pages are read in another order. A file without a structure tree has neither."""
    if given.Root.get("/StructTreeRoot") is None:
        return [], False
    shown, meant = list(_structure(given)), list(_structure(wanted))
    if shown == meant:
        return [], False
    known = {text for kind, text in meant if kind == "text"}
    added = [text for kind, text in shown if kind == "text" and text not in known]
    drawn = [[item for item in side if item[0] == "drawn"] for side in (shown, meant)]
    return list(dict.fromkeys(added)), drawn[0] != drawn[1]


def _catalogue(given: Any, wanted: Any, numbers: Mapping[tuple[int, int], int]) -> Iterator[str]:
    for key in sorted(given.Root.keys()):
        if key in _LOOKED_AT_ELSEWHERE | _NOT_SHOWN or _harmless(key, given.Root[key], numbers):
            continue
        ours = wanted.Root.get(key)
        if ours is None or _text(given.Root[key]) != _text(ours):
            yield _WORDS.get(key, f"mục {key[:40]}")


def _harmless(key: str, value: Any, numbers: Mapping[tuple[int, int], int]) -> bool:
    import pikepdf

    if key == "/PageMode":
        return str(value) in _USUAL_MODES
    if key == "/ViewerPreferences" and isinstance(value, pikepdf.Dictionary):
        return set(value.keys()) <= _HARMLESS_PREFERENCES
    if key == "/Lang":
        return str(value).lower().split("-")[0] == "vi"
    if key == "/OpenAction":
        # Many programs write that the first page is opened first.
        action = value.get("/D") if isinstance(value, pikepdf.Dictionary) and str(value.get("/S")) == "/GoTo" else value
        page = action[0] if isinstance(action, pikepdf.Array) and len(action) else None
        chained = isinstance(value, pikepdf.Dictionary) and "/Next" in value
        return isinstance(page, pikepdf.Dictionary) and numbers.get(page.objgen) == 0 and not chained
    return False


def _names(given: Any, wanted: Any) -> Iterator[str]:
    import pikepdf

    names, ours = given.Root.get("/Names"), wanted.Root.get("/Names")
    if not isinstance(names, pikepdf.Dictionary):
        return
    known = set(ours.keys()) if isinstance(ours, pikepdf.Dictionary) else set()
    for key in sorted(set(names.keys()) - known):
        yield f"danh mục {key[:40]}"


def titled_otherwise(given: Any, wanted: Any) -> Iterator[str]:
    """Another title of the window than ``wanted`` gives, in either place where it is written."""
    told = set(_titles(wanted))
    for text in _titles(given):
        if text not in told:
            yield f"tên tài liệu hiện trên thanh tiêu đề: “{text[:120]}”"


def _titles(pdf: Any) -> Iterator[str]:
    import pikepdf

    info = pdf.trailer.get("/Info")
    if isinstance(info, pikepdf.Dictionary) and "/Title" in info:
        yield str(info["/Title"])
    with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as metadata:
        title = metadata.get("dc:title")
    if title:
        yield str(title)


def _pages(given: Any, wanted: Any) -> Iterator[str]:
    usual = {key for page in wanted.pages for key in page.obj.keys()}  # noqa: SIM118  # not a dict
    for number, page in enumerate(given.pages, 1):
        for key in sorted(set(_PAGE_WORDS) & set(page.obj.keys()) - usual):
            yield f"{_PAGE_WORDS[key]} (trang {number})"


def _text(value: Any) -> bytes:
    import pikepdf

    return destination(value, {}) if isinstance(value, pikepdf.Object) else str(value).encode()


def _structure(pdf: Any) -> Iterator[tuple[str, str]]:
    """The structure tree as it is read out: texts in place of what is drawn, and what is drawn, in order.

    Raises ValueError for a tree without end.
    """
    import pikepdf

    pages = {page.obj.objgen: number for number, page in enumerate(pdf.pages)}
    waiting: list[tuple[Any, int | None, int]] = [(pdf.Root.StructTreeRoot.get("/K"), None, 0)]
    seen = 0
    while waiting:
        node, page, depth = waiting.pop()
        seen += 1
        if seen > MAX_ELEMENTS or depth > 4 * MAX_DEPTH:
            raise ValueError("structure tree")
        if isinstance(node, int):
            yield "drawn", f"{page}:{node}"
        elif isinstance(node, pikepdf.Array):
            waiting.extend((item, page, depth + 1) for item in reversed(list(node)))
        elif isinstance(node, pikepdf.Dictionary):
            own = node.get("/Pg")
            page = pages.get(own.objgen) if isinstance(own, pikepdf.Dictionary) else page
            if "/MCID" in node:
                yield "drawn", f"{page}:{node['/MCID']}"
            for key in _SPOKEN:
                if key in node and not _names_field(node, str(node[key])):
                    yield "text", str(node[key])
            if "/K" in node:
                waiting.append((node["/K"], page, depth + 1))


def _names_field(element: Any, text: str) -> bool:
    """Whether it is only the name of a place to sign, which stands for nothing drawn and says no figure."""
    import pikepdf

    kid = element.get("/K")
    field = isinstance(kid, pikepdf.Dictionary) and str(kid.get("/Type")) == "/OBJR"
    return str(element.get("/S")) == "/Form" and field and not any(letter.isdigit() for letter in text)
