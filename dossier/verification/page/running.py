"""The words of several pages as one text: for papers whose pages break elsewhere, because another engine printed them."""

from __future__ import annotations

from collections.abc import Sequence

from dossier.verification.page.text import PageReader
from dossier.verification.page.words import Difference


class RunningText:
    """The words of several pages as one text, without page numbers."""

    def __init__(self, reader: PageReader, pages: Sequence[int]) -> None:
        self.words: list[str] = []
        self._starts: list[tuple[int, int]] = []
        self._dropped: dict[int, int] = {}
        for position, number in enumerate(pages, 1):
            words = list(reader.words(number))
            numbered = bool(words) and words[0] in (str(position), str(number + 1))
            self._dropped[number] = int(numbered)
            words = words[int(numbered) :]
            self._starts.append((len(self.words), number))
            self.words += words

    def page(self, word: int) -> int:
        """Page on which a word stands."""
        return max((start, number) for start, number in self._starts if start <= word or start == 0)[1]

    def on_page(self, word: int) -> tuple[int, int]:
        """Page on which a word stands, and which of all words of that page it is."""
        start, number = max((start, number) for start, number in self._starts if start <= word or start == 0)
        return number, word - start + self._dropped[number]

    def begins_page(self, word: int) -> bool:
        """Whether a page begins with this word."""
        return any(start == word for start, _ in self._starts)

    def often(self, start: int, count: int) -> bool:
        """Whether the words of a stretch stand here in this order more than once."""
        text, wanted = " " + " ".join(self.words) + " ", " " + " ".join(self.words[start : start + count]) + " "
        return text.count(wanted) > 1


def is_repeated_head(difference: Difference, shown: RunningText, meant: RunningText) -> bool:
    """A table's head that one of the two repeats at the top of a page, because pages break elsewhere."""
    if difference.count and not difference.count_expected:
        return shown.begins_page(difference.at) and shown.often(difference.at, difference.count)
    if difference.count_expected and not difference.count:
        start = difference.at_expected
        return meant.begins_page(start) and meant.often(start, difference.count_expected)
    return False
