"""Finds what in a PDF acts on the reader's machine, starts by itself or leads elsewhere: a paper has no use for it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pikepdf

_MAX_CHAIN = 50
"""Actions that follow one another."""


@dataclass(frozen=True, slots=True)
class Active:
    """Something in a PDF that acts."""

    words: str
    """"mã JavaScript"."""
    dangerous: bool
    """It may run code, send data out, open other files or change what is shown; else it only leads elsewhere."""


_ACTIONS = {
    "/JavaScript": Active("mã JavaScript", True),
    "/Launch": Active("lệnh mở chương trình", True),
    "/ImportData": Active("lệnh nạp dữ liệu", True),
    "/SubmitForm": Active("lệnh gửi dữ liệu ra ngoài", True),
    "/GoToE": Active("lệnh mở tệp nhúng", True),
    "/Rendition": Active("lệnh phát đa phương tiện", True),
    "/RichMediaExecute": Active("lệnh phát đa phương tiện", True),
    "/Movie": Active("lệnh phát đa phương tiện", True),
    "/Sound": Active("lệnh phát âm thanh", True),
    "/GoToR": Active("liên kết sang tệp PDF khác", False),
}
"""Kinds of action (ISO 32000-2, table 201) that a paper has no use for."""
_ANNOTATIONS = {
    "/RichMedia": Active("nội dung đa phương tiện nhúng", True),
    "/3D": Active("mô hình 3D nhúng", True),
    "/Movie": Active("nội dung đa phương tiện nhúng", True),
    "/Screen": Active("nội dung đa phương tiện nhúng", True),
    "/Sound": Active("âm thanh nhúng", True),
}
_XFA = Active("biểu mẫu động (XFA)", True)
_SCRIPT_LINK = Active("liên kết chạy mã hoặc mở tệp trong máy", True)
_PORTFOLIO = Active("cách mở dạng “portfolio”: người đọc thấy tệp đính kèm thay cho các trang", False)
_ODD_LINK = Active("liên kết không phải trang web (http, https) hay thư điện tử", False)
_AUTOMATIC = Active("lệnh tự chạy khi mở tệp hoặc mở trang", True)
_HARMLESS_ALONE = {"/GoTo", "/Named", "/Trans"}
"""Actions that may start by themselves: they only turn to a page."""
_PLAIN_LINKS = ("http://", "https://", "mailto:", "tel:")
_SCRIPT_LINKS = ("javascript:", "vbscript:", "data:", "file:", "smb:", "ms-", "search-ms:", "\\\\", "shell:")


def active_content(pdf: pikepdf.Pdf) -> Iterator[Active]:
    """What acts, in any object of the file, reachable or not; each kind once."""
    seen = set()
    for item in pdf.objects:
        for found in _active_in(item):
            if found not in seen:
                seen.add(found)
                yield found


def _active_in(item: object) -> Iterator[Active]:
    """What acts in this object, or in dictionaries written inside it."""
    import pikepdf

    waiting = [item]
    while waiting:
        value = waiting.pop()
        if isinstance(value, pikepdf.Stream):
            value = value.stream_dict
        if isinstance(value, pikepdf.Dictionary):
            yield from _active_dictionary(value)
            waiting.extend(v for v in value.values() if isinstance(v, pikepdf.Object) and not v.is_indirect)
        elif isinstance(value, pikepdf.Array):
            waiting.extend(v for v in value if isinstance(v, pikepdf.Object) and not v.is_indirect)


def _active_dictionary(value: pikepdf.Dictionary) -> Iterator[Active]:
    keys = set(value.keys())
    if "/S" in keys:
        kind = _name(value.get("/S"))
        if kind in _ACTIONS:
            yield _ACTIONS[kind]
        elif kind == "/URI" and "/URI" in keys:
            yield from _link(str(value.get("/URI")))
    if "/Subtype" in keys and _name(value.get("/Subtype")) in _ANNOTATIONS:
        yield _ANNOTATIONS[_name(value.get("/Subtype"))]
    if "/JS" in keys or "/JavaScript" in keys:
        yield _ACTIONS["/JavaScript"]
    if "/Collection" in keys and "/Pages" in keys:
        yield _PORTFOLIO
    if "/XFA" in keys:
        yield _XFA
    if "/OpenAction" in keys and _starts_something(value.get("/OpenAction")):
        yield _AUTOMATIC
    if "/AA" in keys:
        triggers = value.get("/AA")
        if _is_dictionary(triggers) and any(_starts_something(action) for action in triggers.values()):
            yield _AUTOMATIC


def _link(address: str) -> Iterator[Active]:
    plain = "".join(c for c in address if c > " ").lower()
    if plain.startswith(_SCRIPT_LINKS):
        yield _SCRIPT_LINK
    elif not plain.startswith(_PLAIN_LINKS):
        yield _ODD_LINK


def _starts_something(action: Any) -> bool:
    """Whether an action that starts by itself, or one chained to it, does more than turn to a page.

    The dangerous kinds are left out: every action is looked at for these, whatever starts it.
    """
    import pikepdf

    waiting = [action]
    for _step in range(_MAX_CHAIN):
        if not waiting:
            return False
        current = waiting.pop()
        if isinstance(current, pikepdf.Array):  # a destination, or a list of actions
            waiting.extend(v for v in current if _is_dictionary(v) and "/S" in v)
        elif _is_dictionary(current):
            kind = _name(current.get("/S"))
            if kind not in _HARMLESS_ALONE and not (kind in _ACTIONS and _ACTIONS[kind].dangerous):
                return True
            if "/Next" in current:
                waiting.append(current.get("/Next"))
    return True


def _is_dictionary(value: Any) -> bool:
    import pikepdf

    return isinstance(value, pikepdf.Dictionary)


def _name(value: Any) -> str:
    import pikepdf

    return str(value) if isinstance(value, pikepdf.Name) else ""
