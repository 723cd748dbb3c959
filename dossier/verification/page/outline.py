"""How a viewer leads through a file: bookmarks and page labels."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dossier.verification.page.digest import destination

MAX_BOOKMARKS = 5000


@dataclass(frozen=True, slots=True)
class Bookmark:
    """One line of the outline."""

    level: int
    title: str
    target: str


def bookmarks_of(pdf: Any, numbers: Mapping[tuple[int, int], int]) -> list[Bookmark]:
    """The outline in order. Loops end it."""
    import pikepdf

    found: list[Bookmark] = []
    seen: set[tuple[int, int]] = set()
    root = pdf.Root.get("/Outlines")
    waiting: list[tuple[int, Any]] = [(1, root.get("/First"))] if isinstance(root, pikepdf.Dictionary) else []
    while waiting and len(found) < MAX_BOOKMARKS:
        level, item = waiting.pop()
        if not isinstance(item, pikepdf.Dictionary) or item.objgen in seen:
            continue
        seen.add(item.objgen)
        target = next((item[key] for key in ("/Dest", "/A") if key in item), None)
        found.append(Bookmark(level, str(item.get("/Title", "")), "" if target is None else _target(target, numbers)))
        waiting.append((level, item.get("/Next")))
        waiting.append((level + 1, item.get("/First")))
    return found


def _target(value: Any, numbers: Mapping[tuple[int, int], int]) -> str:
    import pikepdf

    if isinstance(value, pikepdf.Array) and len(value) and isinstance(value[0], pikepdf.Dictionary):
        number = numbers.get(value[0].objgen)
        if number is None:
            return "trang lạ"
        # Below zero: a page of the file that is none of those expected (see ``extras.compare_extras``).
        return f"trang {number + 1}" if number >= 0 else f"trang {-number} của tệp, không lập từ số liệu"
    return destination(value, numbers).decode("latin-1")


def page_labels(pdf: Any) -> str:
    """The labels a viewer shows instead of page numbers, in a form that compares; empty: there are none."""
    labels = pdf.Root.get("/PageLabels")
    return "" if labels is None else bytes(labels.unparse(resolved=True)).decode("latin-1")
