"""Where the words of a page differ from what they should be, and what kind of words these are."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from dossier.verification.page.text import words_of

_AROUND = 5
"""Words quoted on either side of a difference."""
_JOIN = 2
"""Differences with fewer equal words between them are one."""
_LONG = 60_000_000
"""Product of the lengths: two texts of some 7 700 words, about twenty full pages."""
_QUOTED = 160
"""Letters of a difference that are quoted."""

_DAY = re.compile(r"\b\d{1,2}[/.-]\d{1,2}[/.-]\d{4}\b")
_DAY_WORDS = re.compile(r"\b(?:ngày|tháng|năm|quý)$|^(?:tháng|năm)\b", re.IGNORECASE)
_NUMBER_OF_PAPER = re.compile(r"(?:^|\d)/(?:\d{4}/)?[A-ZĐ]\w*(?:[-–]\w+)*")
_NUMBER_LABEL = re.compile(r"(?:\b[Ss]ố:?)$")


class Kind(StrEnum):
    """What was changed."""

    SO_LIEU = "so_lieu"
    """A score, a count of votes, money: any figure."""
    TEN = "ten"
    """Name of a unit or a person."""
    NGAY = "ngay"
    SO_VAN_BAN = "so_van_ban"
    """Number and notation of a document."""
    CHU = "chu"
    """Any other wording."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One place in which two texts differ."""

    kind: Kind
    shown: str
    """Words found; empty when they were left out."""
    expected: str
    """Words that should stand there; empty when something was put in."""
    before: str
    after: str
    at: int
    """Index of the first word concerned, in the text found."""
    at_expected: int
    count: int
    """How many words there are in the text found."""
    count_expected: int

    @property
    def where(self) -> str:
        """The words around it."""
        shown = self.shown or "[…]"
        return " ".join(part for part in (self.before, shown, self.after) if part)


def differences(shown: Sequence[str], expected: Sequence[str], names: Sequence[str] = ()) -> list[Difference]:
    """Places in which ``shown`` differs from ``expected``, in order. ``names``: units and persons the text speaks of."""
    if list(shown) == list(expected):
        return []
    # Very long texts: exact to the last word would take minutes.
    roughly = len(shown) * len(expected) > _LONG
    matcher = difflib.SequenceMatcher(None, list(shown), list(expected), autojunk=roughly)
    spans: list[list[int]] = []
    for tag, a0, a1, b0, b1 in matcher.get_opcodes():
        if tag == "equal" or "".join(shown[a0:a1]) == "".join(expected[b0:b1]):
            continue
        if spans and a0 - spans[-1][1] < _JOIN and b0 - spans[-1][3] < _JOIN:
            spans[-1][1], spans[-1][3] = a1, b1
        else:
            spans.append([a0, a1, b0, b1])
    named_shown, named_expected = _named(shown, names), _named(expected, names)
    found = []
    for a0, a1, b0, b1 in spans:
        kind = _kind(shown, a0, a1, expected, b0, b1)
        if kind is Kind.CHU and (named_shown & set(range(a0, a1)) or named_expected & set(range(b0, b1))):
            kind = Kind.TEN
            # The whole name, not only the word that differs.
            while (
                a0 and b0 and (b0 - 1 in named_expected or a0 - 1 in named_shown) and shown[a0 - 1] == expected[b0 - 1]
            ):
                a0, b0 = a0 - 1, b0 - 1
            while (
                a1 < len(shown)
                and b1 < len(expected)
                and (b1 in named_expected or a1 in named_shown)
                and shown[a1] == expected[b1]
            ):
                a1, b1 = a1 + 1, b1 + 1
        found.append(
            Difference(
                kind,
                _quote(shown[a0:a1]),
                _quote(expected[b0:b1]),
                " ".join(shown[max(0, a0 - _AROUND) : a0]),
                " ".join(shown[a1 : a1 + _AROUND]),
                a0,
                b0,
                a1 - a0,
                b1 - b0,
            )
        )
    return found


def similarity(shown: Sequence[str], expected: Sequence[str]) -> float:
    """From 0 to 1: share of words the two have in common, whatever their order."""
    if not shown and not expected:
        return 1.0
    return difflib.SequenceMatcher(None, shown, expected, autojunk=False).quick_ratio()


def _quote(words: Sequence[str]) -> str:
    text = " ".join(words)
    return text if len(text) <= _QUOTED else text[: _QUOTED - 1] + "…"


def _kind(shown: Sequence[str], a0: int, a1: int, expected: Sequence[str], b0: int, b1: int) -> Kind:
    changed = [*shown[a0:a1], *expected[b0:b1]]
    if not any(any(letter.isdigit() for letter in word) for word in changed):
        return Kind.CHU
    if any(_DAY.search(word) for word in changed):
        return Kind.NGAY
    if any(_NUMBER_OF_PAPER.search(word) for word in changed):
        return Kind.SO_VAN_BAN
    before = expected[b0 - 1] if b0 else ""
    after = expected[b1] if b1 < len(expected) else ""
    if re.search(r"(?:ngày|tháng)$", before, re.IGNORECASE) or after.lower().startswith("tháng"):
        return Kind.NGAY
    if before.lower() == "năm" and all(re.fullmatch(r"\D*\d{4}\D*", word) for word in changed):
        return Kind.NGAY
    if _NUMBER_LABEL.search(before) and after.startswith("/"):
        return Kind.SO_VAN_BAN
    return Kind.SO_LIEU


def _named(words: Sequence[str], names: Sequence[str]) -> set[int]:
    """Indexes of the words that belong to a name."""
    plain = [word.strip(".,;:()“”\"'").casefold() for word in words]
    places: dict[str, list[int]] = {}
    for index, word in enumerate(plain):
        places.setdefault(word, []).append(index)
    found: set[int] = set()
    for name in set(names):
        wanted = [word.strip(".,;:()“”\"'").casefold() for word in words_of(name)]
        if not wanted:
            continue
        for start in places.get(wanted[0], ()):
            if plain[start : start + len(wanted)] == wanted:
                found.update(range(start, start + len(wanted)))
    return found
