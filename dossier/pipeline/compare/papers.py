"""Papers of two dossiers, and what their words say differently: by paragraphs of the Word files, else by words of the pages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from typing import Literal

from dossier.core.base import Model
from dossier.inputs.fields import shorten
from dossier.pipeline.compare.received import PaperText

SHOWN = 6
"""Changed lines shown of one paper."""
MAX_LINE = 200
_AROUND = 4
"""Words shown on both sides of a change on a page."""


class PaperChange(Model):
    """One paper that is not in both dossiers, or not the same in both."""

    name: str
    title: str
    kind: Literal["them", "bo", "doi"]
    by: Literal["word", "trang"] | None = None
    """What was compared: the Word files or the pages; None for a paper that only one has."""
    changed: int = 0
    """Lines (Word) or places (pages) that differ."""
    first: tuple[str, ...] = ()
    """The first of them: "- cũ", "+ mới"."""
    pages: tuple[int | None, int | None] = (None, None)
    note: str | None = None


class FileChange(Model):
    """An attached file that is not in both dossiers, or not the same in both."""

    name: str
    kind: Literal["them", "bo", "doi"]
    old: str | None = None
    """SHA-256."""
    new: str | None = None


def paper_changes(
    old: Mapping[str, PaperText], new: Mapping[str, PaperText], titles: Mapping[str, str]
) -> Iterator[PaperChange]:
    """Papers in the newer dossier's order, those that are gone last."""
    for name in dict.fromkeys([*new, *old]):
        before, after = old.get(name), new.get(name)
        title = titles.get(name) or (after or before or PaperText()).title or name
        if before is None or after is None:
            kind: Literal["them", "bo"] = "them" if before is None else "bo"
            yield PaperChange(name=name, title=title, kind=kind)
            continue
        change = _change(name, title, before, after)
        if change is not None:
            yield change


def _change(name: str, title: str, old: PaperText, new: PaperText) -> PaperChange | None:
    pages = (old.pages, new.pages)
    if old.lines is not None and new.lines is not None and old.lines != new.lines:
        changed, first = _lines(old.lines, new.lines)
        return PaperChange(name=name, title=title, kind="doi", by="word", changed=changed, first=first, pages=pages)
    if old.words is not None and new.words is not None:
        if old.words == new.words:
            return None
        changed, first = _words(old.words, new.words)
        note = "Tệp Word như nhau mà trang giấy khác nhau." if old.lines is not None and new.lines is not None else None
        return PaperChange(
            name=name, title=title, kind="doi", by="trang", changed=changed, first=first, pages=pages, note=note
        )
    if old.lines is not None and new.lines is not None:
        return None
    note = "Một bên không đọc được chữ nên chưa so được."
    return PaperChange(name=name, title=title, kind="doi", pages=pages, note=note)


def _lines(old: Sequence[str], new: Sequence[str]) -> tuple[int, tuple[str, ...]]:
    count, shown = 0, list[str]()
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        count += max(b - a, d - c)
        if len(shown) >= SHOWN:
            continue
        paired = min(b - a, d - c)
        for before, after in zip(old[a : a + paired], new[c : c + paired], strict=True):
            shown += _pair(before, after)
        shown += [f"- {shorten(line, MAX_LINE)}" for line in old[a + paired : b]]
        shown += [f"+ {shorten(line, MAX_LINE)}" for line in new[c + paired : d]]
    return count, tuple(shown[:SHOWN])


def _pair(before: str, after: str) -> tuple[str, str]:
    """Two versions of a line; of long ones only what differs, between its neighbours."""
    if max(len(before), len(after)) <= MAX_LINE:
        return f"- {before}", f"+ {after}"
    old, new = before.split(), after.split()
    start = next((i for i, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))
    end = 0
    while end < min(len(old), len(new)) - start and old[-1 - end] == new[-1 - end]:
        end += 1
    return f"- {_piece(old, start, len(old) - end)}", f"+ {_piece(new, start, len(new) - end)}"


def _words(old: Sequence[str], new: Sequence[str]) -> tuple[int, tuple[str, ...]]:
    count, shown = 0, list[str]()
    for tag, a, b, c, d in SequenceMatcher(None, old, new).get_opcodes():
        if tag == "equal":
            continue
        count += 1
        if len(shown) < SHOWN:
            shown.append(f"- {_piece(old, a, b)}")
            shown.append(f"+ {_piece(new, c, d)}")
    return count, tuple(shown[:SHOWN])


def _piece(words: Sequence[str], start: int, end: int) -> str:
    """The changed words between their neighbours."""
    before, after = words[max(0, start - _AROUND) : start], words[end : end + _AROUND]
    inside = " ".join(words[start:end]) or "(không có)"
    return shorten(f"… {' '.join(before)} [{inside}] {' '.join(after)} …", MAX_LINE)


def file_changes(old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[FileChange]:
    """Attached files by name and hash."""
    for name in dict.fromkeys([*new, *old]):
        before, after = old.get(name), new.get(name)
        if before == after:
            continue
        kind: Literal["them", "bo", "doi"] = "them" if before is None else "bo" if after is None else "doi"
        yield FileChange(name=name, kind=kind, old=before, new=after)
