"""What signing may add to the pages of a paper: signatures in their places, number and day in their blanks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dossier.verification.page.text import Box, PageReader, words_of
from dossier.verification.page.words import Difference

_ROOM = 1.5
"""Millimetres by which ink may go over the edge of its place."""
_BLANK_HEIGHT = 3.0
"""Millimetres above and below a line within which a filled-in number or day may stand."""


@dataclass(frozen=True, slots=True)
class Filling:
    """Something that văn thư may write into a blank of a paper that was signed without it."""

    value: str
    """As the data gives it: "45"."""
    before: str
    """The words right before the blank: "Số:", "ngày"."""
    after: str
    """The words right after it: "/TTr-STC", "tháng 01 năm 2026"."""


class SigningAllowance:
    """What signing adds to the pages of a paper."""

    def __init__(
        self,
        signatures: Mapping[int, Sequence[Box]],
        fillings: Sequence[Filling],
        given: PageReader,
        wanted: PageReader,
    ) -> None:
        self._pages = wanted.count
        self._signatures = signatures
        self._fillings = fillings
        self._given, self._wanted = given, wanted
        self._blanks: dict[int, list[tuple[Box, Filling]]] = {}

    def expected_words(self, e: int, meant: Sequence[str], shown: Sequence[str]) -> Sequence[str]:
        """The expected words, with the blanks filled that were filled in the running text."""
        words, text = list(meant), "".join(shown)
        for filling in self._fillings:
            at = _blank(words, filling)
            if at is None:
                continue
            before, after = ("".join(words_of(side)) for side in (filling.before, filling.after))
            value = words_of(filling.value)
            if before + "".join(value) + after in text or before + after not in text:
                words[at:at] = value
        return words

    def allows_words(self, r: int, e: int, difference: Difference) -> bool:
        """Words inside a signature, or the right value in its blank."""
        if difference.count_expected:
            return False
        placed = self._given.placed_words(r)
        if [word for word, _ in placed] != list(self._given.words(r)):
            return False
        added = placed[difference.at : difference.at + difference.count]
        rest = [(word, box) for word, box in added if not self._signed(e, box)]
        if not rest:
            return True
        filled: dict[int, str] = {}
        blanks = self._blank_places(e)
        for word, box in rest:
            at = next((at for at, (blank, _) in enumerate(blanks) if _inside(box, blank)), None)
            if at is None:
                return False
            filled[at] = filled.get(at, "") + word
        return all(text == "".join(words_of(blanks[at][1].value)) for at, text in filled.items())

    def allows_place(self, e: int, place: Box) -> bool:
        """Inside a signature's place or a blank that was filled."""
        return self._signed(e, place) or self.is_blank(e, place)

    def is_blank(self, e: int, place: Box) -> bool:
        """Inside a blank that may be filled."""
        return e < self._pages and any(_inside(place, blank) for blank, _ in self._blank_places(e))

    def _signed(self, e: int, place: Box) -> bool:
        boxes = [_wider(box, _ROOM) for box in self._signatures.get(e, ())]
        if any(_inside(place, box) for box in boxes):
            return True
        touched = [box for box in boxes if box.touches(place)]
        if len(touched) < 2:
            return False
        # The seal over a third of the signature: one place on the picture, two fields.
        left, top = min(b.left for b in touched), min(b.top for b in touched)
        right, bottom = max(b.right for b in touched), max(b.bottom for b in touched)
        return _inside(place, Box(left, top, right, bottom))

    def _blank_places(self, e: int) -> list[tuple[Box, Filling]]:
        if e not in self._blanks:
            placed = self._wanted.placed_words(e)
            words = [word for word, _ in placed]
            found = []
            for filling in self._fillings:
                at = _blank(words, filling)
                if at is None or at >= len(placed):
                    continue
                left, right = placed[at - 1][1], placed[at][1]
                if abs(left.bottom - right.bottom) > _BLANK_HEIGHT or right.left < left.right:
                    continue
                top, bottom = min(left.top, right.top), max(left.bottom, right.bottom)
                blank = Box(left.right - _ROOM, top - _BLANK_HEIGHT, right.left + _ROOM, bottom + _BLANK_HEIGHT)
                found.append((blank, filling))
            self._blanks[e] = found
        return self._blanks[e]


def _blank(words: Sequence[str], filling: Filling) -> int | None:
    """Index of the word right after the blank; None when the page does not have it."""
    before, after = words_of(filling.before), words_of(filling.after)
    size = len(before) + len(after)
    for start in range(len(words) - size + 1):
        if tuple(words[start : start + size]) == before + after:
            return start + len(before)
    return None


def _wider(box: Box, room: float) -> Box:
    return Box(box.left - room, box.top - room, box.right + room, box.bottom + room)


def _inside(place: Box, box: Box) -> bool:
    return place.left >= box.left and place.right <= box.right and place.top >= box.top and place.bottom <= box.bottom
