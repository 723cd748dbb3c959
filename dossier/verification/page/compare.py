"""Two files page by page: what each page draws, then its words, then its picture.

First a hash of all that is drawn; where it differs, words and picture say in what. A second, independent reader looks at
every page in any case: a file made to look different to different programs is found by their disagreement.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Protocol

from dossier.core.errors import InputUnreadable
from dossier.verification.page.marks import boxes_of
from dossier.verification.page.order import Alignment, align
from dossier.verification.page.picture import different_places, other_shapes
from dossier.verification.page.report import COVER, PageReport, numbers_text
from dossier.verification.page.running import RunningText, is_repeated_head
from dossier.verification.page.side import Side
from dossier.verification.page.text import Box, PageReader
from dossier.verification.page.words import Difference, differences, similarity

_FEW_WORDS = 5
"""A page with fewer words (a scan) can't be known by its words."""
_QUICK, _CLOSE, _FINE = 1.0, 1.5, 3.0
"""Pixels in a point: for the second reader's glance, for a page that is not drawn alike, and for the shapes of its letters."""
_HAIR = 5
"""Pixels, at three in a point, by which a word of a page printed anew may be off: half a millimetre at the end of a line."""
_NEARLY_ALL = 0.6
"""Share of the words that are off when a whole page was printed anew; a forger changes some."""
TEXT_CODES = ("PGE-001", "PGE-002", "PGE-003", "PGE-004", "PGE-005", "PGE-007")
"""What can't be said of a page that can't be read."""


class Allowance(Protocol):
    """Differences that are as they should be: signatures and what văn thư fills in."""

    def expected_words(self, e: int, meant: Sequence[str], shown: Sequence[str]) -> Sequence[str]:
        """The words of an expected page with what may have been filled in."""

    def allows_words(self, r: int, e: int, difference: Difference) -> bool:
        """Whether these words may have been added where they are."""

    def allows_place(self, e: int, place: Box) -> bool:
        """Whether the picture may differ here."""


class Comparison:
    """A received file against the expected one; what differs goes to the report."""

    def __init__(self, given: Side, wanted: Side, report: PageReport, allowance: Allowance | None = None) -> None:
        self.given, self.wanted, self.report, self.allowance = given, wanted, report, allowance
        self._digests: list[tuple[list[bytes | None], list[bytes | None]]] = []
        self._similar: dict[tuple[int, int], float] = {}

    # --- the maker's engine is ours -----------------------------------------------------------------------------------

    def exactly(self) -> Mapping[int, int]:
        """Page by page; returns the expected page of each received one."""
        self._same_count()
        received, expected = self._identities()
        found = align(received, expected, self._similarity)
        self._order(found)
        resaved: list[int] = []
        for r, e in (*found.pairs, *found.moved):
            if self._drawn_alike(r, e):
                self._glance(r, e)
            elif self._differs(r, e):
                continue
            else:
                resaved.append(r)
        if resaved and self.allowance is None:
            self.report.ledger.found("PGE-008", trang=f"Trang {numbers_text(resaved)} của tệp")
        return dict((*found.pairs, *found.moved))

    def _same_count(self) -> None:
        """Both readers must find the same pages."""
        counts = self.given.count, self.given.reader.count
        if counts[0] != counts[1]:
            self.report.wrong(0, 0)
            words = f"Số trang ({counts[0]} và {counts[1]} trang)"
            self.report.ledger.found("PGE-009", trang=words, giay_to="tệp")

    def _identities(self) -> tuple[list[object], list[object]]:
        """A value for each page of both files; equal values are the same page."""
        packed = self.given.drawn(packed=True), self.wanted.drawn(packed=True)
        self._digests.append(packed)
        if packed[0] != packed[1]:
            # Another compression makes no other page.
            self._digests.append((self.given.drawn(packed=False), self.wanted.drawn(packed=False)))
        given, wanted = self._digests[-1]
        expected: list[object] = [digest if digest is not None else ("?", e) for e, digest in enumerate(wanted)]
        by_words: dict[tuple[str, ...], int] = {}
        for e in range(len(wanted)):
            words = self._words(self.wanted.reader, e)
            if words is not None and len(words) >= _FEW_WORDS:
                by_words.setdefault(words, e)
        known = set(expected)
        received: list[object] = []
        for r, digest in enumerate(given):
            packed_same = r < len(wanted) and packed[0][r] is not None and packed[0][r] == packed[1][r]
            if packed_same:
                received.append(expected[r])
                continue
            if digest is not None and digest in known:
                received.append(digest)
                continue
            words = self._words(self.given.reader, r)
            if words is not None and r < len(wanted) and words == self._words(self.wanted.reader, r):
                received.append(expected[r])
            elif words is not None and words in by_words:
                received.append(expected[by_words[words]])
            else:
                received.append(("lạ", r))
        return received, expected

    def _drawn_alike(self, r: int, e: int) -> bool:
        return any(given[r] is not None and given[r] == wanted[e] for given, wanted in self._digests)

    def _similarity(self, r: int, e: int) -> float:
        if (r, e) not in self._similar:
            received, expected = self._words(self.given.reader, r), self._words(self.wanted.reader, e)
            known = received is not None and expected is not None and bool(received or expected)
            self._similar[r, e] = similarity(received or (), expected or ()) if known else float(r == e)
        return self._similar[r, e]

    def _words(self, reader: PageReader, number: int) -> tuple[str, ...] | None:
        try:
            return reader.words(number)
        except InputUnreadable:
            return None

    def _order(self, found: Alignment) -> None:
        report, ledger = self.report, self.report.ledger
        for r, e in found.swapped:
            report.wrong(r, e)
            report.wrong(e, r)
            ledger.found(
                "PGE-012",
                report.location(e),
                trang=str(r + 1),
                trang_khac=str(e + 1),
                giay_to=report.title(r),
                giay_to_khac=report.title(e),
            )
        for r, e in found.moved:
            report.wrong(r, e)
            ledger.found("PGE-013", report.location(e), trang=str(r + 1), dung=str(e + 1), giay_to=report.title(e))
        places = {e: r for r, e in (*found.pairs, *found.moved)}
        for r, e in found.repeated:
            report.wrong(r, e)
            first = places.get(e, e) + 1
            ledger.found("PGE-014", report.location(e), trang=str(r + 1), goc=str(first), giay_to=report.title(e))
        report.missing(found.missing)
        for r in found.extra:
            report.wrong(r, None)
            words = self._words(self.given.reader, r) or ()
            shown = f"“{' '.join(words[:25])}”" if words else "không có chữ nào đọc được (trang ảnh hoặc trang trắng)"
            ledger.found("PGE-011", report.location_received(r), trang=f"Trang {r + 1}", chu=shown)

    def _glance(self, r: int, e: int) -> None:
        """The second reader on a page that the first found to be the same."""
        report = self.report
        try:
            same = self.given.reader.words(r) == self.wanted.reader.words(e) and not _pictures(
                self.given.reader, r, self.wanted.reader, e, _QUICK
            )
        except InputUnreadable as error:
            report.unchecked("PGE-009", r, e, error.message)
            return
        if not same:
            report.wrong(r, e)
            report.ledger.found("PGE-009", report.location(e), trang=report.page(r, e), giay_to=report.title(e))

    def _differs(self, r: int, e: int) -> bool:
        """Say in what a received page differs from the expected one; False when no reader can see any difference."""
        report = self.report
        given, wanted = self.given.reader, self.wanted.reader
        boxes = _boxes(self.given.pdf, r), _boxes(self.wanted.pdf, e)
        if boxes[0] != boxes[1]:
            report.other_shape(r, e, *boxes)
        try:
            if boxes[0] != boxes[1] and sorted(given.words(r)) == sorted(wanted.words(e)):
                return True  # a page that lies on its side is read in another order
            found = self._word_differences(r, e)
            for difference in found:
                report.words_differ(r, e, difference)
            if boxes[0] != boxes[1] or found:
                return True
            places = [p for p in _shapes(given, r, wanted, e) if not self._allowed_place(e, p)]
            if places and self._redrawn(r, e):
                report.redrawn(r, e)
            elif places:
                report.looks_differ(r, e, places, [" ".join(wanted.words_in(e, place)) for place in places[:5]])
            return bool(places)
        except InputUnreadable as error:
            for code in TEXT_CODES:
                report.unchecked(code, r, e, error.message)
            return True

    def _word_differences(self, r: int, e: int) -> list[Difference]:
        shown, meant = self.given.reader.words(r), self.wanted.reader.words(e)
        if self.allowance is not None:
            meant = tuple(self.allowance.expected_words(e, meant, shown))
        return [d for d in differences(shown, meant, self.report.names(e)) if not self._allowed(r, e, d)]

    def _redrawn(self, r: int, e: int) -> bool:
        """Whether nearly every word is drawn a hair's breadth off and nothing more: another program printed the page anew."""
        given, wanted = self.given.reader, self.wanted.reader
        width = wanted.size(e)[0]
        places = _pictures(given, r, wanted, e, _CLOSE)
        words = [box for _, box in wanted.placed_words(e)]
        touched = sum(any(box.touches(place) for place in places) for box in words)
        if touched < _NEARLY_ALL * len(words):
            return False
        one, other = given.picture(r, scale=_FINE), wanted.picture(e, scale=_FINE)
        return not [p for p in other_shapes(one, other, width, reach=_HAIR) if not self._allowed_place(e, p)]

    def _allowed(self, r: int, e: int, difference: Difference) -> bool:
        return self.allowance is not None and self.allowance.allows_words(r, e, difference)

    def _allowed_place(self, e: int, place: Box) -> bool:
        return self.allowance is not None and self.allowance.allows_place(e, place)

    # --- another engine made it ---------------------------------------------------------------------------------------

    def by_words(self) -> Mapping[int, int]:
        """Part by part: lines and pages may break elsewhere; returns the expected page of each received one, roughly."""
        report = self.report
        self._same_count()
        same_layout = all(
            p.received_pages == p.expected_pages and p.received_first == p.expected_first for p in report.parts
        )
        places: dict[int, int] = {}
        for part in report.parts:
            given = [r for r in part.received if r < report.received_count]
            wanted = [e for e in part.expected if e < report.expected_count]
            for r, e in zip(given, wanted, strict=False):
                places[r] = e
            if not given:
                report.missing(wanted)
                continue
            try:
                shown = RunningText(self.given.reader, given)
                meant = RunningText(self.wanted.reader, wanted)
            except InputUnreadable as error:
                for code in TEXT_CODES:
                    report.unchecked(code, given[0], wanted[0], error.message)
                continue
            found = self._running_differences(shown, meant, part.words)
            if found and part.name == COVER and not same_layout:
                # The index lists pages; with other line breaks these are others without anybody's doing.
                report.other_engine(part)
                continue
            for difference in found:
                r, e = shown.on_page(difference.at)[0], meant.on_page(difference.at_expected)[0]
                report.words_differ(r, e, difference)
            if not found and not self._look_alike(given, wanted):
                report.other_engine(part)
        inside = {r for part in report.parts for r in part.received}
        outside = [r for r in range(report.received_count) if r not in inside]
        for r in outside:
            report.wrong(r, None)
            words = self._words(self.given.reader, r) or ()
            shown_words = f"“{' '.join(words[:25])}”" if words else "không có chữ nào đọc được"
            report.ledger.found("PGE-011", report.location_received(r), trang=f"Trang {r + 1}", chu=shown_words)
        return places

    def printed_elsewhere(self) -> bool:
        """Whether all words are right and stand in order, on other lines or pages: another program printed the file."""
        try:
            if self._words_in_place() or not all(self.given.reader.words(r) for r in range(self.given.count)):
                return False
            shown = RunningText(self.given.reader, range(self.given.count))
            meant = RunningText(self.wanted.reader, range(self.wanted.count))
        except InputUnreadable:
            return False
        alike = similarity(shown.words, meant.words) >= _NEARLY_ALL
        return alike and not self._running_differences(shown, meant, ())

    def _words_in_place(self) -> bool:
        """Whether every page has its words, and no others but those allowed."""
        return self.given.count == self.wanted.count and not any(
            self._word_differences(number, number) for number in range(self.given.count)
        )

    def _running_differences(self, shown: RunningText, meant: RunningText, names: Sequence[str]) -> list[Difference]:
        found = []
        for difference in differences(shown.words, meant.words, names):
            r, at = shown.on_page(difference.at)
            if not is_repeated_head(difference, shown, meant) and not self._allowed(r, r, replace(difference, at=at)):
                found.append(difference)
        return found

    def _look_alike(self, given: list[int], wanted: list[int]) -> bool:
        if len(given) != len(wanted):
            return False
        try:
            return not any(
                _pictures(self.given.reader, r, self.wanted.reader, e, _CLOSE)
                for r, e in zip(given, wanted, strict=True)
            )
        except InputUnreadable:
            return False


def _pictures(given: PageReader, r: int, wanted: PageReader, e: int, scale: float) -> list[Box]:
    width = wanted.size(e)[0]
    return different_places(given.picture(r, scale=scale), wanted.picture(e, scale=scale), width)


def _shapes(given: PageReader, r: int, wanted: PageReader, e: int) -> list[Box]:
    """Places in which a page really shows something else, whoever wrote it anew."""
    if not _pictures(given, r, wanted, e, _CLOSE):
        return []
    return other_shapes(given.picture(r, scale=_FINE), wanted.picture(e, scale=_FINE), wanted.size(e)[0])


def _boxes(pdf: Any, number: int) -> dict[str, object]:
    import pikepdf

    try:
        return boxes_of(pdf.pages[number].obj)
    except (pikepdf.PdfError, ValueError, TypeError, KeyError, AttributeError):
        return {}
