"""Names of received files: which could do harm when written to a disk, and which a person can't tell apart."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

MAX_NAME = 200
"""Characters of a name; longer ones do not fit on common file systems."""

_HIDDEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff\ufffe\uffff]")
_DEVICES = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?", re.IGNORECASE)
_NOT_ON_WINDOWS = re.compile(r'[<>:"|?*]')
_JUNK = {"thumbs.db", "desktop.ini", "__macosx", "$recycle.bin", "system volume information"}
"""What file managers leave behind; "~$…" are Word's lock files."""


def name_problem(name: str, *, folders: bool) -> str | None:
    """Why this name must not be used as it is, in Vietnamese; None: a plain name. ``folders``: "a/b.pdf" is allowed."""
    if not name.strip():
        return "tên rỗng"
    if _HIDDEN.search(name):
        return "có ký tự điều khiển hoặc ký tự ẩn"
    if "\\" in name or (not folders and "/" in name):
        return "có đường dẫn thư mục"
    if name.startswith("/") or re.match(r"[A-Za-z]:", name):
        return "là đường dẫn tuyệt đối"
    parts = name.split("/")
    if ".." in parts or "." in parts or "" in parts:
        return "có đường dẫn thư mục"
    if any(_DEVICES.fullmatch(part.strip()) for part in parts):
        return "trùng tên thiết bị của Windows"
    if any(_NOT_ON_WINDOWS.search(part) or part.endswith((" ", ".")) for part in parts):
        return "có ký tự không dùng được trong tên tệp"
    if any(len(part) > MAX_NAME for part in parts):
        return f"dài quá {MAX_NAME} ký tự"
    return None


def shown(name: str) -> str:
    """The name as it may stand in a message: hidden characters by their number, so that what is printed is what is there."""
    return _HIDDEN.sub(lambda match: f"[U+{ord(match.group()):04X}]", name)[:MAX_NAME]


def confusable(names: Iterable[str]) -> list[tuple[str, str]]:
    """Pairs of different names that a person or a disk takes for the same: by letter case or by Unicode form."""
    first: dict[str, str] = {}
    pairs = []
    for name in names:
        key = unicodedata.normalize("NFKC", name).casefold()
        if key in first and first[key] != name:
            pairs.append((first[key], name))
        first.setdefault(key, name)
    return pairs


def free_name(name: str, taken: Iterable[str]) -> str:
    """``name``, numbered when it is taken: "a.pdf" -> "a (2).pdf"."""
    used = set(taken)
    if name not in used:
        return name
    stem, dot, extension = name.rpartition(".")
    number = 2
    while (candidate := f"{stem} ({number}).{extension}" if dot else f"{name} ({number})") in used:
        number += 1
    return candidate


def is_junk(name: str) -> bool:
    """Whether a file or folder of a set is none of the sender's papers: hidden, left behind by a file manager, or our own state."""
    parts = [
        part for part in name.split("/") if part not in ("", ".", "..")
    ]  # a path that leads out is no junk: it is reported
    return any(part.startswith((".", "~$")) or part.casefold() in _JUNK for part in parts)
