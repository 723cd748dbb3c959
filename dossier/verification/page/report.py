"""How what is wrong with pages is told: which page of which paper, in words a clerk understands, not too often."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dossier.core.finding import Location
from dossier.verification.facts import Answer
from dossier.verification.ledger import Ledger
from dossier.verification.page.text import Box
from dossier.verification.page.words import Difference, Kind

COVER = "bia"
"""Name of the part made of cover and index."""
MANY = 10
"""Differences of one paper told one by one; of more, only how many."""

CODES = {
    Kind.SO_LIEU: "PGE-001",
    Kind.TEN: "PGE-002",
    Kind.NGAY: "PGE-003",
    Kind.SO_VAN_BAN: "PGE-004",
    Kind.CHU: "PGE-005",
}


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of pages: a paper, or cover and index. Page numbers count from 1."""

    name: str
    """``COVER``, or ``PaperKey.name``: "bang_diem__so_tai_chinh"."""
    title: str
    """For people: "Bảng chấm điểm – Sở Tài chính"."""
    received_first: int
    """Where the received file is said to have it."""
    received_pages: int
    expected_first: int
    expected_pages: int
    words: Sequence[str] = ()
    """Names it speaks of: units, persons. A difference in one of them is told as such."""
    unit: str | None = None
    """Id of the member unit it is about."""
    file: str | None = None
    pointer: str | None = None
    """Where in the case its data stands, if anywhere in particular."""

    @property
    def received(self) -> range:
        """Its pages in the received file, from 0."""
        return range(self.received_first - 1, self.received_first - 1 + self.received_pages)

    @property
    def expected(self) -> range:
        """Its pages in the expected file, from 0."""
        return range(self.expected_first - 1, self.expected_first - 1 + self.expected_pages)

    @property
    def location(self) -> Location:
        """Where a finding about it applies."""
        paper = None if self.name == COVER else self.name
        return Location(file=self.file, pointer=self.pointer, paper=paper, unit=self.unit)


class PageReport:
    """Writes findings about pages, and keeps the answer for each part. Page numbers count from 0 here."""

    def __init__(self, parts: Sequence[Part], ledger: Ledger, received_count: int, expected_count: int) -> None:
        self.parts = tuple(parts)
        self.ledger = ledger
        self.received_count, self.expected_count = received_count, expected_count
        self.wrong_pages: set[int] = set()
        """Received pages that are not as they should be."""
        self._bad: set[str] = set()
        self._unsure: set[str] = set()
        self._redrawn: list[int] = []
        self._differences: dict[str, int] = {}

    # --- which part, in which words -----------------------------------------------------------------------------------

    def part(self, e: int | None) -> Part | None:
        """The part of an expected page."""
        return None if e is None else next((part for part in self.parts if e in part.expected), None)

    def title(self, e: int) -> str:
        """The paper of an expected page, for people."""
        part = self.part(e)
        return "bộ hồ sơ" if part is None else _title(part)

    def page(self, r: int, e: int) -> str:
        """ "Trang 3 (trang 14 của tệp)"."""
        part = self.part(e)
        if part is None or part.name == COVER or len(self.parts) == 1:
            return f"Trang {r + 1}"
        return f"Trang {e - part.expected.start + 1} (trang {r + 1} của tệp)"

    def names(self, e: int) -> Sequence[str]:
        """Names that the paper of this page speaks of."""
        part = self.part(e)
        return () if part is None else part.words

    def location(self, e: int) -> Location:
        """Where a finding about an expected page applies."""
        part = self.part(e)
        return Location() if part is None else part.location

    def location_received(self, r: int) -> Location:
        """Where a finding about a received page applies, by what the received file says of itself."""
        part = next((part for part in self.parts if r in part.received), None)
        return Location() if part is None else part.location

    # --- answers ------------------------------------------------------------------------------------------------------

    def wrong(self, r: int | None, e: int | None) -> None:
        """The part with this page is not as it should be."""
        if r is not None:
            self.wrong_pages.add(r)
        part = self.part(e) or next((part for part in self.parts if r is not None and r in part.received), None)
        if part is not None:
            self._bad.add(part.name)

    def answers(self) -> dict[str, Answer]:
        """By name of part; also says of which papers not every difference was told, and which pages were printed anew."""
        if self._redrawn:
            self.ledger.unchecked("PGE-007", "trang_in_lai", trang=f"Trang {numbers_text(self._redrawn)} của tệp")
        for part in self.parts:
            count = self._differences.get(part.name, 0)
            if count > MANY:
                self.ledger.found("PGE-006", part.location, giay_to=_title(part), so=str(count), neu=str(MANY))
        return {part.name: self._answer(part.name) for part in self.parts}

    def _answer(self, name: str) -> Answer:
        if name in self._bad:
            return "khong"
        return "khong_kiem_duoc" if name in self._unsure else "co"

    # --- findings -----------------------------------------------------------------------------------------------------

    def words_differ(self, r: int, e: int, difference: Difference) -> None:
        """Other words stand on the page."""
        self.wrong(r, e)
        part = self.part(e)
        name = part.name if part else ""
        self._differences[name] = self._differences.get(name, 0) + 1
        if self._differences[name] > MANY:
            return
        self.ledger.found(
            CODES[difference.kind],
            self.location(e),
            trang=self.page(r, e),
            giay_to=self.title(e),
            hien=quoted(difference.shown),
            so_lieu=quoted(difference.expected),
            cho=difference.where,
        )

    def looks_differ(self, r: int, e: int, places: Sequence[Box], words: Sequence[str]) -> None:
        """The page has the right words and shows something else."""
        self.wrong(r, e)
        part = self.part(e)
        name = part.name if part else ""
        self._differences[name] = self._differences.get(name, 0) + 1
        if self._differences[name] > MANY:
            return
        self.ledger.found(
            "PGE-007",
            self.location(e),
            trang=self.page(r, e),
            giay_to=self.title(e),
            cho=boxes_text(places),
            chu="; ".join(f"“{text[:120]}”" for text in words if text) or "chỗ trắng, không có chữ",
        )

    def other_shape(self, r: int, e: int, given: dict[str, object], wanted: dict[str, object]) -> None:
        """Another sheet, cut or turned."""
        self.wrong(r, e)
        self.ledger.found(
            "PGE-015",
            self.location(e),
            trang=self.page(r, e),
            giay_to=self.title(e),
            hien=_shape(given),
            dung=_shape(wanted),
        )

    def missing(self, pages: Sequence[int]) -> None:
        """These expected pages are nowhere; told paper by paper."""
        for part in self.parts:
            gone = [e for e in pages if e in part.expected]
            if not gone:
                continue
            self._bad.add(part.name)
            numbers = numbers_text([e - part.expected.start for e in gone])
            which = f"toàn bộ {len(gone)} trang" if len(gone) == part.expected_pages else f"trang {numbers}"
            self.ledger.found("PGE-010", part.location, trang=which, giay_to=_title(part))

    def unchecked(self, code: str, r: int, e: int, reason: str) -> None:
        """This page could not be read."""
        part = self.part(e)
        if part is not None:
            self._unsure.add(part.name)
        self.ledger.unchecked(code, "trang_khong_doc_duoc", trang=f"trang {r + 1} của tệp", ly_do=reason)

    def redrawn(self, r: int, e: int) -> None:
        """The words are right; the page was printed anew by another program, so how it looks can't be compared letter by letter."""
        part = self.part(e)
        if part is not None:
            self._unsure.add(part.name)
        self._redrawn.append(r)

    def other_engine(self, part: Part) -> None:
        """The words are right; how they look can't be said."""
        self._unsure.add(part.name)
        self.ledger.unchecked("PGE-007", "trang_may_khac")


def quoted(words: str) -> str:
    """Words in quotation marks, or that there are none."""
    return f"“{words}”" if words else "không có chữ nào"


def numbers_text(pages: Sequence[int]) -> str:
    """Pages counted from 0, as people write them: "3, 5–9, 12"."""
    runs: list[list[int]] = []
    for page in sorted(set(pages)):
        if runs and page == runs[-1][1] + 1:
            runs[-1][1] = page
        else:
            runs.append([page, page])
    return ", ".join(f"{a + 1}" if a == b else f"{a + 1}–{b + 1}" for a, b in runs)


def boxes_text(places: Sequence[Box]) -> str:
    """Up to three places, and how many more there are."""
    shown = "; ".join(str(place) for place in places[:3])
    return shown if len(places) <= 3 else f"{shown}; và {len(places) - 3} chỗ nữa"


def _title(part: Part) -> str:
    return "bìa, mục lục" if part.name == COVER else f"“{part.title}”"


def _shape(boxes: dict[str, object]) -> str:
    """Size, shown part and turn of a page in words."""
    media, crop = boxes.get("media"), boxes.get("crop")
    if not isinstance(media, tuple) or not isinstance(crop, tuple):
        return "khổ giấy không đọc được"
    unit = boxes.get("unit")
    scale = (unit if isinstance(unit, float) and unit > 0 else 1.0) * 25.4 / 72
    width, height = (media[2] - media[0]) * scale, (media[3] - media[1]) * scale
    words = f"khổ {width:.0f} × {height:.0f} mm"
    if crop != media:
        words += f", chỉ hiện phần {(crop[2] - crop[0]) * scale:.0f} × {(crop[3] - crop[1]) * scale:.0f} mm"
    turned = boxes.get("rotation")
    if turned == -1:
        words += ", chiều xoay không đọc được"
    elif turned:
        words += f", xoay {turned} độ"
    else:
        words += ", không xoay"
    return words
