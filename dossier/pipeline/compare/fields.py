"""Every field in which two cases differ, said in words; items of lists are paired by what names them, not by their place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from difflib import SequenceMatcher
from typing import Any, Literal

from dossier.core.base import Model
from dossier.core.finding import Location
from dossier.core.vietnamese import format_decimal, upper_first
from dossier.core.yaml_source import Tree, join_pointer
from dossier.inputs.case import Case
from dossier.inputs.fields import plain, shorten, trace
from dossier.inputs.places import Places
from dossier.pipeline.board.places import CasePlaces, item_names

MAX_VALUE = 240
"""Letters shown of a value."""
_ALIKE = 0.5
"""Share of equal values from which two items without a common name are taken for one that was renamed."""

Steps = tuple[str | int, ...]


class FieldChange(Model):
    """One field."""

    kind: Literal["doi", "them", "bo", "thu_tu"]
    """Changed, added, removed, or only the order of a list."""
    where: str
    """In words: "Bảng chấm điểm, Sở Tư pháp, tiêu chí I.2, kết quả"."""
    file: str | None
    """File of the newer case (of the older one for what was removed): "bang_diem.yaml"."""
    line: int | None
    pointer: str
    """In the whole case."""
    old: str | None
    new: str | None


class Sides:
    """Two cases, with the words for their places."""

    def __init__(self, old: CasePlaces, new: CasePlaces, files: tuple[Places, Places]) -> None:
        self.words = (old, new)
        self.files = files

    def changes(self) -> Iterator[FieldChange]:
        """All changes in the order of the newer case."""
        yield from self._both(self.words[0].tree, self.words[1].tree, (), ())

    def _both(self, old: Tree, new: Tree, old_at: Steps, new_at: Steps) -> Iterator[FieldChange]:
        if old == new:
            return
        if isinstance(old, Mapping) and isinstance(new, Mapping):
            for key in dict.fromkeys([*new, *old]):
                if key not in old:
                    yield self._one("them", (*new_at, key), None, new[key])
                elif key not in new:
                    yield self._one("bo", (*old_at, key), old[key], None)
                else:
                    yield from self._both(old[key], new[key], (*old_at, key), (*new_at, key))
        elif isinstance(old, list) and isinstance(new, list):
            yield from self._lists(old, new, old_at, new_at)
        else:
            yield self._one("doi", new_at, old, new)

    def _lists(self, old: list[Any], new: list[Any], old_at: Steps, new_at: Steps) -> Iterator[FieldChange]:
        before, after = item_names(old), item_names(new)
        common = [name for name in before if name in after]
        for name in common:
            i, j = before.index(name), after.index(name)
            yield from self._both(old[i], new[j], (*old_at, i), (*new_at, j))
        gone = [i for i, name in enumerate(before) if name not in after]
        come = [j for j, name in enumerate(after) if name not in before]
        for i, j in _renamed(old, new, gone, come):
            gone.remove(i)
            come.remove(j)
            yield from self._both(old[i], new[j], (*old_at, i), (*new_at, j))
        for i in gone:
            yield self._one("bo", (*old_at, i), old[i], None)
        for j in come:
            yield self._one("them", (*new_at, j), None, new[j])
        if common != [name for name in after if name in before]:
            yield self._one("thu_tu", new_at, before, after)

    def _one(self, kind: Literal["doi", "them", "bo", "thu_tu"], at: Steps, old: Tree, new: Tree) -> FieldChange:
        side = 0 if kind == "bo" else 1
        pointer = join_pointer(*at)
        place = self.files[side].at(pointer)
        words = self.words[side].words(Location(file="dossier.json", pointer=pointer))
        number = kind == "doi" and plain(trace(Case, at, self.words[side].tree).type) is Decimal
        return FieldChange(
            kind=kind,
            where=upper_first(words),
            file=place.file,
            line=place.line,
            pointer=pointer,
            old=None if old is None else _number(old) if number else said(old),
            new=None if new is None else _number(new) if number else said(new),
        )


def _renamed(old: Sequence[Any], new: Sequence[Any], gone: list[int], come: list[int]) -> list[tuple[int, int]]:
    """Items that stand for each other though their names differ, the most alike first."""
    scores = [(_alike(old[i], new[j]), i, j) for i in gone for j in come]
    pairs: list[tuple[int, int]] = []
    for score, i, j in sorted(scores, key=lambda s: (-s[0], abs(s[1] - s[2]), s[1])):
        if score >= _ALIKE and i not in {a for a, _ in pairs} and j not in {b for _, b in pairs}:
            pairs.append((i, j))
    return sorted(pairs)


def _alike(old: Any, new: Any) -> float:
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        before, after = set(_leaves(old)), set(_leaves(new))
        return len(before & after) / max(len(before | after), 1)
    if isinstance(old, str) and isinstance(new, str):
        return SequenceMatcher(None, old[:2000], new[:2000], autojunk=False).ratio()
    return 0.0


def _leaves(node: Any, at: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(node, Mapping):
        for key, value in node.items():
            yield from _leaves(value, f"{at}/{key}")
    elif isinstance(node, list):
        for index, value in enumerate(node):
            yield from _leaves(value, f"{at}/{index}")
    else:
        yield at, str(node)


def _number(value: Tree) -> str:
    """A number as people write it: "2.571,4"."""
    try:
        return format_decimal(Decimal(str(value)))
    except InvalidOperation:
        return said(value)


def said(value: Tree) -> str:
    """A value, also a whole item, on one line of bearable length."""
    if isinstance(value, bool):
        return "có" if value else "không"
    if isinstance(value, Mapping | list):
        return shorten("; ".join(text for _, text in _leaves(value)) or "(rỗng)", MAX_VALUE)
    return shorten(str(value), MAX_VALUE)
