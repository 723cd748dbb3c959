"""Is a single PDF that somebody signed the paper that we made?

What signing adds is allowed: signatures in their places, and number and day that văn thư fills into the blanks, if they
are those of the data. Everything that lies over the pages is drawn into a copy first, as any viewer shows it, so that
words and picture of that copy tell what a reader sees.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import ExitStack

from dossier.core.errors import BundleFailed, InputUnreadable
from dossier.core.finding import Location
from dossier.verification.facts import Answer
from dossier.verification.ledger import Ledger
from dossier.verification.page.compare import TEXT_CODES, Comparison
from dossier.verification.page.digest import PageDigests
from dossier.verification.page.marks import LINK, Mark, form_of, has_layers, marks_of, page_numbers
from dossier.verification.page.opening import spoken_otherwise, told_otherwise
from dossier.verification.page.report import MANY, PageReport, Part, numbers_text
from dossier.verification.page.revisions import signed_revisions
from dossier.verification.page.side import Side, open_side
from dossier.verification.page.text import Box
from dossier.verification.signature.signing_allowance import Filling, SigningAllowance

PAPER_CODES = (
    *TEXT_CODES,
    "PGE-006",
    *(f"PGE-{number:03d}" for number in range(9, 16)),
    "PGE-020",
    "PGE-023",
    "PGE-025",
    "PGE-026",
    "PGE-030",
    "PGE-031",
    "PGE-032",
)
"""All that ``compare_paper`` looks at."""

_COVERED = 14
"""Words that a signature in a place of its own choosing may touch: the signer's office and name."""

_EDGE = 1.0
"""Millimetres of a signature's place that may lie over something else."""


def compare_paper(
    received: bytes,
    expected: bytes,
    title: str,
    ledger: Ledger,
    *,
    names: Sequence[str] = (),
    at: Location | None = None,
    fillings: Sequence[Filling] = (),
    exact: bool = True,
) -> Answer:
    """Whether ``received`` shows exactly the pages of ``expected``, the paper made from the data, with or without signature fields.

    ``exact``: engine and fonts are the maker's; otherwise only words are compared. ``at``: where findings apply.
    """
    ledger.begin(*PAPER_CODES)
    at = at or Location()
    try:
        with _Look(expected) as wanted:
            with _Look(received) as given:
                answer, _ = _compare(given, wanted, title, ledger, names, at, fillings, exact)
                revisions = signed_revisions(received, given.own.pdf)
            for revision in revisions:
                # What was signed must have been the paper too, whatever it shows now.
                with _Look(received[: revision.end]) as earlier:
                    then, pages = _compare(earlier, wanted, title, Ledger(), names, at, fillings, exact)
                if then == "khong" and answer != "khong":
                    answer = "khong"
                    shown = f"Trang {numbers_text(sorted(pages))} của “{title}”" if pages else f"“{title}”"
                    ledger.found("PGE-031", at, chu_ky=revision.signature, trang=shown)
            return answer
    except InputUnreadable as error:
        for code in PAPER_CODES:
            ledger.unchecked(code, "trang_khong_mo_duoc", ly_do=error.message)
        return "khong_kiem_duoc"


class _Look:
    """A paper open as it is, and with all that lies over its pages drawn into them."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._files = ExitStack()
        self.own: Side
        self.shown: Side
        self.marks: list[list[Mark]] = []

    def __enter__(self) -> _Look:
        import pikepdf

        from dossier.bundle.reading_copy import reading_copy

        try:
            self.own = self._files.enter_context(open_side(self._data))
            pdf = self.own.pdf
            self.marks = marks_of(pdf, PageDigests(pdf, packed=True), page_numbers(pdf))
            flat, _ = reading_copy("", self._data)
            self.shown = self._files.enter_context(open_side(flat))
        except BundleFailed as error:
            self._files.close()
            raise InputUnreadable(error.message.removeprefix("Tệp “” ")) from error
        except InputUnreadable:
            self._files.close()
            raise
        except (pikepdf.PdfError, ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
            self._files.close()
            raise InputUnreadable("tệp bị hỏng.") from error
        return self

    def __exit__(self, *_: object) -> None:
        self._files.close()


def _compare(
    given: _Look,
    wanted: _Look,
    title: str,
    ledger: Ledger,
    names: Sequence[str],
    at: Location,
    fillings: Sequence[Filling],
    exact: bool,
) -> tuple[Answer, set[int]]:
    """Answer, and the received pages that are not as they should be."""
    counts = given.shown.count, wanted.shown.count
    part = Part(
        at.paper or "giay_to", title, 1, counts[0], 1, counts[1], names, unit=at.unit, file=at.file, pointer=at.pointer
    )
    report = PageReport([part], ledger, *counts)
    signatures = _signature_places(given, wanted, report)
    allowance = SigningAllowance(signatures, fillings, given.shown.reader, wanted.shown.reader)
    _say_added(given, wanted, allowance, report)
    comparison = Comparison(given.shown, wanted.shown, report, allowance)
    if exact and not comparison.printed_elsewhere():
        comparison.exactly()
    else:
        comparison.by_words()
    # Another program may tell another title and another reading order; what it puts in place of the words counts.
    told = told_otherwise(given.own.pdf, wanted.own.pdf, page_numbers(given.own.pdf))
    spoken, _ = spoken_otherwise(given.own.pdf, wanted.own.pdf)
    for words in told[:MANY]:
        report.wrong(None, 0)
        ledger.found("PGE-030", part.location, gi=words)
    for words in spoken[:MANY]:
        report.wrong(None, 0)
        ledger.found("PGE-032", part.location, gi=f"có chữ thay thế “{words[:120]}”")
    for problem in form_of(given.own.pdf):
        report.wrong(None, 0)
        ledger.found("PGE-025", part.location, gi=problem)
    if has_layers(given.own.pdf):
        report.wrong(None, 0)
        ledger.found("PGE-026", part.location)
    return report.answers()[part.name], report.wrong_pages


def _signature_places(given: _Look, wanted: _Look, report: PageReport) -> dict[int, list[Box]]:
    """Where signatures may show, by page: the prepared fields, or, in a paper without any, where they cover nothing."""
    fields = {mark.field: mark for marks in wanted.marks for mark in marks if mark.signature and mark.field}
    places: dict[int, list[Box]] = {}
    for prepared in fields.values():
        if prepared.box:
            places.setdefault(prepared.page, []).append(prepared.box)
    for r, marks in enumerate(given.marks):
        for mark in marks:
            if not mark.signature or mark.box is None or not (mark.box.width and mark.box.height):
                continue
            field = fields.get(mark.field or "")
            if field is not None and field.page == r and _same(mark, field):
                continue
            if field is None and not fields and _covers_nothing(mark.box, r, given.own):
                places.setdefault(r, []).append(mark.box)
                continue
            report.wrong(r, r)
            location = report.location(r)
            if field is not None:
                report.ledger.found(
                    "PGE-023",
                    location,
                    o_ky=f"“{mark.field}”",
                    hien=f"nằm ở trang {r + 1}, {mark.box}",
                    dung=f"nằm ở trang {field.page + 1}, {field.box}",
                )
            else:
                kind = f"ô ký số “{(mark.field or '')[:40]}”"
                report.ledger.found("PGE-020", location, trang=f"Trang {r + 1}", loai=kind, cho=str(mark.box))
    return places


def _say_added(given: _Look, wanted: _Look, allowance: SigningAllowance, report: PageReport) -> None:
    """Annotations: links as in the expected paper, and what fills a blank. Others may show in one viewer and not in the next."""
    for r, marks in enumerate(given.marks):
        links = {mark.digest for mark in wanted.marks[r] if mark.kind == LINK} if r < len(wanted.marks) else set()
        for mark in marks:
            known = mark.signature or (mark.kind == LINK and mark.digest is not None and mark.digest in links)
            if known or (mark.kind != LINK and mark.box is not None and allowance.is_blank(r, mark.box)):
                continue
            report.wrong(r, r)
            report.ledger.found(
                "PGE-020",
                report.location(r),
                trang=f"Trang {r + 1}",
                loai=mark.kind,
                cho=str(mark.box) if mark.box else "chỗ không xác định được",
            )


def _same(one: Mark, other: Mark) -> bool:
    if one.rectangle is None or other.rectangle is None:
        return False
    return all(abs(a - b) <= 0.75 for a, b in zip(one.rectangle, other.rectangle, strict=True))


def _covers_nothing(box: Box, page: int, own: Side) -> bool:
    """A signature in a place of the signer's choosing may touch office and name of the signer, never figures or running text."""
    inner = Box(box.left + _EDGE, box.top + _EDGE, box.right - _EDGE, box.bottom - _EDGE)
    words = own.reader.words_in(page, inner)
    # Offices stand in capitals, names begin with them; a note such as "(Ký, ghi rõ họ tên)" stands in brackets.
    plain = re.sub(r"\([^()]*\)", " ", " ".join(words)).split()
    return len(words) <= _COVERED and all(word[0].isupper() or not any(map(str.isalnum, word)) for word in plain)
