"""Which received page is which expected one: pages left out, put in, repeated, moved or swapped."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

_ALIKE = 0.3
"""Below this share of common words a page is another page, not a changed one."""
_MANY = 900
"""Pairs of changed pages of which each is tried; of more, pages are taken in order."""


@dataclass(slots=True)
class Alignment:
    """Pages by number from 0."""

    pairs: list[tuple[int, int]] = field(default_factory=list)
    """Received and expected page, in place: the same, or one a changed form of the other."""
    moved: list[tuple[int, int]] = field(default_factory=list)
    """The same page, at another place."""
    swapped: list[tuple[int, int]] = field(default_factory=list)
    """Two places that exchanged their pages."""
    repeated: list[tuple[int, int]] = field(default_factory=list)
    """A received page too many, and the expected page it repeats."""
    missing: list[int] = field(default_factory=list)
    """Expected pages that are nowhere."""
    extra: list[int] = field(default_factory=list)
    """Received pages that belong nowhere."""


def align(received: Sequence[object], expected: Sequence[object], similarity: Callable[[int, int], float]) -> Alignment:
    """Pair the pages. Equal values are the same page; ``similarity`` compares two that are not."""
    found = Alignment()
    same: dict[int, int] = {}
    gaps: list[tuple[list[int], list[int]]] = []
    if len(received) == len(expected):
        # Pages in their places: no shift can be meant.
        same = {i: i for i, (r, e) in enumerate(zip(received, expected, strict=True)) if r == e}
        gaps = [([i], [i]) for i in range(len(received)) if i not in same]
        loose = set(range(len(received))) - set(same)
        if len(loose) > len(received) // 2 or _shifted(received, expected, loose):
            same, gaps = {}, []
    if not same and not gaps:
        matcher = difflib.SequenceMatcher(None, list(received), list(expected), autojunk=False)
        for tag, r0, r1, e0, e1 in matcher.get_opcodes():
            if tag == "equal":
                same.update(zip(range(r0, r1), range(e0, e1), strict=True))
            else:
                gaps.append((list(range(r0, r1)), list(range(e0, e1))))
    found.pairs = sorted(same.items())
    free_received = {r for gap, _ in gaps for r in gap}
    free_expected = {e for _, gap in gaps for e in gap}
    _find_moved(found, received, expected, free_received, free_expected)
    known = {page: number for number, page in reversed(list(enumerate(expected)))}
    for left, right in gaps:
        # A page that stands elsewhere too is a repeated one, not a changed one.
        changed = [r for r in left if r in free_received and received[r] not in known]
        _pair_changed(found, changed, [e for e in right if e in free_expected], similarity)
    paired_received = {r for r, _ in found.pairs}
    paired_expected = {e for _, e in found.pairs}
    for r in sorted(free_received - paired_received):
        if received[r] in known:
            found.repeated.append((r, known[received[r]]))
        else:
            found.extra.append(r)
    found.missing = sorted(free_expected - paired_expected)
    found.pairs.sort()
    _find_swapped(found)
    return found


def _shifted(received: Sequence[object], expected: Sequence[object], loose: set[int]) -> bool:
    """Whether the pages out of place are mostly neighbours' pages: one was taken out here and one put in there."""
    neighbours = sum(
        any(0 <= i + step < len(expected) and received[i] == expected[i + step] for step in (-1, 1)) for i in loose
    )
    return len(loose) > 2 and neighbours * 2 > len(loose)


def _find_moved(
    found: Alignment,
    received: Sequence[object],
    expected: Sequence[object],
    free_received: set[int],
    free_expected: set[int],
) -> None:
    places: dict[object, list[int]] = {}
    for e in sorted(free_expected):
        places.setdefault(expected[e], []).append(e)
    for r in sorted(free_received):
        candidates = places.get(received[r])
        if candidates:
            e = candidates.pop(0)
            found.moved.append((r, e))
            free_received.discard(r)
            free_expected.discard(e)


def _pair_changed(
    found: Alignment, received: list[int], expected: list[int], similarity: Callable[[int, int], float]
) -> None:
    """Changed pages: the most alike first; what is not alike at all is another page."""
    if len(received) * len(expected) > _MANY:
        found.pairs += [(r, e) for r, e in zip(received, expected, strict=False) if similarity(r, e) >= _ALIKE]
        return
    scored = sorted(((similarity(r, e), r, e) for r in received for e in expected), key=lambda s: (-s[0], s[1], s[2]))
    used_received: set[int] = set()
    used_expected: set[int] = set()
    for score, r, e in scored:
        if score >= _ALIKE and r not in used_received and e not in used_expected:
            used_received.add(r)
            used_expected.add(e)
            found.pairs.append((r, e))


def _find_swapped(found: Alignment) -> None:
    places = dict(found.pairs) | dict(found.moved)
    for r, e in sorted(places.items()):
        if r < e and places.get(e) == r:
            found.swapped.append((r, e))
    out = {place for pair in found.swapped for place in pair}
    found.moved = [(r, e) for r, e in found.moved if r not in out]
