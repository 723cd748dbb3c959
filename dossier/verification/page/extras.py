"""Everything of a received bundle that is not page content and still decides what a reader sees."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dossier.core.errors import InputUnreadable
from dossier.verification.page.digest import PageDigests
from dossier.verification.page.marks import (
    LINK,
    TOLERANCE,
    Mark,
    form_of,
    has_layers,
    marks_of,
    page_numbers,
)
from dossier.verification.page.opening import spoken_otherwise, titled_otherwise, told_otherwise
from dossier.verification.page.outline import bookmarks_of, page_labels
from dossier.verification.page.picture import different_places
from dossier.verification.page.report import MANY, PageReport, boxes_text
from dossier.verification.page.text import POINTS_IN_MM, Box, PageReader

_ROOM = 1.0
"""Millimetres that a signature's edge may blur over its rectangle."""
_TOO_BIG = 1.1
_COVERED_CODES = ("PGE-020", "PGE-021", "PGE-022", "PGE-023", "PGE-024", "PGE-027")


def compare_extras(given: Any, wanted: Any, reader: PageReader, places: Mapping[int, int], report: PageReport) -> None:
    """Annotations, signature fields, form, layers, bookmarks, labels. ``places``: expected page of each received one."""
    import pikepdf

    broken = (pikepdf.PdfError, ValueError, TypeError, KeyError, AttributeError, RecursionError)
    try:
        # A received page that is no expected one gets a number of its own below zero.
        numbers = {key: places.get(number, -1 - number) for key, number in page_numbers(given).items()}
        shown = marks_of(given, PageDigests(given, packed=True), numbers)
    except broken:
        for code in _COVERED_CODES:
            report.ledger.unchecked(
                code, "trang_khong_doc_duoc", trang="các chú thích của trang", ly_do="cấu trúc hỏng hoặc quá lớn."
            )
    else:
        meant = marks_of(wanted, PageDigests(wanted, packed=True), page_numbers(wanted))
        _compare_marks(shown, meant, places, report)
        _drawn_outside(shown, meant, places, reader, report)
    try:
        for problem in form_of(given):
            report.ledger.found("PGE-025", gi=problem)
    except broken:
        report.ledger.unchecked(
            "PGE-025", "trang_khong_doc_duoc", trang="biểu mẫu của tệp", ly_do="cấu trúc hỏng hoặc quá lớn."
        )
    if has_layers(given):
        report.ledger.found("PGE-026")
    try:
        _compare_bookmarks(given, wanted, numbers, report)
        if page_labels(given) != page_labels(wanted):
            report.ledger.found("PGE-029")
        _compare_opening(given, wanted, places, report)
    except broken:
        for code in ("PGE-030", "PGE-032"):
            report.ledger.unchecked(
                code, "trang_khong_doc_duoc", trang="cấu trúc đọc của tệp", ly_do="cấu trúc hỏng hoặc quá lớn."
            )
        report.ledger.unchecked("PGE-028", "trang_khong_doc_duoc", trang="dấu trang của tệp", ly_do="cấu trúc hỏng.")


def _compare_marks(
    shown: Sequence[Sequence[Mark]], meant: Sequence[Sequence[Mark]], places: Mapping[int, int], report: PageReport
) -> None:
    """Each annotation is one of the expected ones, a signature field in its place, or too much."""
    fields = {mark.field: mark for marks in meant for mark in marks if mark.signature and mark.field}
    found: set[str] = set()
    for r, marks in enumerate(shown):
        e = places.get(r)
        links = [mark for mark in meant[e] if not mark.signature] if e is not None else []
        left = list(links)
        elsewhere: list[Mark] = []
        for mark in marks:
            if mark.digest is not None and (same := next((m for m in left if m.digest == mark.digest), None)):
                left.remove(same)
            elif mark.signature and mark.field and mark.field in fields and mark.field not in found:
                found.add(mark.field)
                _compare_field(mark, fields[mark.field], e, report)
            elif mark.kind == LINK and (
                # An index whose words are wrong has its links elsewhere: one thing, said once.
                any(_same_place(mark, link) for link in links) or (mark.digest is not None and r in report.wrong_pages)
            ):
                elsewhere.append(mark)
            elif not _shows_nothing(mark):
                _added(mark, e, report)
        if elsewhere:
            report.wrong(r, e)
            boxes = boxes_text([mark.box for mark in elsewhere if mark.box])
            report.ledger.found("PGE-021", trang=f"Trang {r + 1}", so=str(len(elsewhere)), cho=boxes)
        lost = sum(not any(_same_place(link, mark) for mark in marks) for link in left)
        if lost:
            report.ledger.found("PGE-022", trang=f"Trang {r + 1}", so=str(lost))
    for name, field in fields.items():
        if name not in found:
            report.wrong(None, field.page)
            report.ledger.found(
                "PGE-023",
                report.location(field.page),
                o_ky=f"“{name}”",
                hien="không còn",
                dung=f"ở trang {field.page + 1}, {field.box}",
            )


def _shows_nothing(mark: Mark) -> bool:
    """A signature field without area: a document time stamp has one."""
    if not mark.signature or mark.rectangle is None:
        return False
    left, bottom, right, top = mark.rectangle
    return right - left == 0 or top - bottom == 0


def _same_place(one: Mark, other: Mark) -> bool:
    if one.rectangle is None or other.rectangle is None:
        return one.rectangle == other.rectangle
    return all(abs(a - b) <= TOLERANCE for a, b in zip(one.rectangle, other.rectangle, strict=True))


def _added(mark: Mark, e: int | None, report: PageReport) -> None:
    where = str(mark.box) if mark.box is not None else "chỗ không xác định được"
    location = report.location(e) if e is not None else report.location_received(mark.page)
    report.wrong(mark.page, e)
    kind = mark.kind
    if mark.signature:
        kind = f"ô ký số “{(mark.field or '')[:40]}”"
    elif mark.field:
        kind = f"ô biểu mẫu “{mark.field[:40]}”"
    report.ledger.found("PGE-020", location, trang=f"Trang {mark.page + 1}", loai=kind, cho=where)


def _compare_field(mark: Mark, field: Mark, e: int | None, report: PageReport) -> None:
    title = f"“{field.field}”"
    if mark.more_looks:
        report.wrong(mark.page, field.page)
        report.ledger.found(
            "PGE-020",
            report.location(field.page),
            trang=f"Trang {mark.page + 1}",
            loai=f"hình thứ hai của ô ký số {title} (hiện ra khi đưa chuột tới hoặc đổi trạng thái)",
            cho=str(mark.box),
        )
    if mark.acts:
        report.wrong(mark.page, field.page)
        report.ledger.found(
            "PGE-020",
            report.location(field.page),
            trang=f"Trang {mark.page + 1}",
            loai=f"lệnh chạy khi bấm hoặc đưa chuột tới ô ký số {title}",
            cho=str(mark.box),
        )
    if e != field.page or not _same_place(mark, field):
        report.wrong(mark.page, field.page)
        report.ledger.found(
            "PGE-023",
            report.location(field.page),
            o_ky=title,
            hien=f"nằm ở trang {mark.page + 1}, {mark.box or 'chỗ không xác định được'}",
            dung=f"nằm ở trang {field.page + 1}, {field.box}",
        )
    if mark.appearance is not None and field.rectangle is not None:
        width, height = field.rectangle[2] - field.rectangle[0], field.rectangle[3] - field.rectangle[1]
        drawn = mark.appearance
        if drawn[0] > width * _TOO_BIG or drawn[1] > height * _TOO_BIG:
            report.ledger.found(
                "PGE-027", report.location(field.page), o_ky=title, hien=_size(*drawn), dung=_size(width, height)
            )


def _size(width: float, height: float) -> str:
    return f"{width / POINTS_IN_MM:.0f} × {height / POINTS_IN_MM:.0f}"


def _drawn_outside(
    shown: Sequence[Sequence[Mark]],
    meant: Sequence[Sequence[Mark]],
    places: Mapping[int, int],
    reader: PageReader,
    report: PageReport,
) -> None:
    """Look at every page with something laid over it, with and without it: only signature places may differ."""
    for r, marks in enumerate(shown):
        if not marks:
            continue
        e = places.get(r)
        fields = [mark for mark in meant[e] if mark.signature] if e is not None else []
        # What was added or moved is told already; here counts what is drawn where nothing is.
        told = [mark for mark in marks if mark.kind != LINK]
        allowed = [_wider(mark.box) for mark in (*fields, *told) if mark.box]
        try:
            width, _ = reader.size(r)
            bare, covered = reader.picture(r, scale=1.0), reader.picture(r, scale=1.0, annotations=True)
        except InputUnreadable as error:
            report.unchecked("PGE-024", r, e if e is not None else r, error.message)
            continue
        outside = [
            place
            for place in different_places(covered, bare, width)
            if not any(_inside(place, box) for box in allowed) and not _inside_all(place, allowed)
        ]
        if outside:
            report.wrong(r, e)
            location = report.location(e) if e is not None else report.location_received(r)
            report.ledger.found("PGE-024", location, trang=f"Trang {r + 1}", cho=boxes_text(outside))


def _wider(box: Box) -> Box:
    return Box(box.left - _ROOM, box.top - _ROOM, box.right + _ROOM, box.bottom + _ROOM)


def _inside(place: Box, box: Box) -> bool:
    return place.left >= box.left and place.right <= box.right and place.top >= box.top and place.bottom <= box.bottom


def _inside_all(place: Box, boxes: Sequence[Box]) -> bool:
    """One place over several signature places that overlap (the seal over a third of the signature)."""
    touched = [box for box in boxes if box.touches(place)]
    if len(touched) < 2:
        return False
    around = Box(
        min(b.left for b in touched),
        min(b.top for b in touched),
        max(b.right for b in touched),
        max(b.bottom for b in touched),
    )
    return _inside(place, around)


def _compare_opening(given: Any, wanted: Any, places: Mapping[int, int], report: PageReport) -> None:
    """What the file tells the viewer and the voice that reads it out."""
    told_here = [*told_otherwise(given, wanted, page_numbers(given)), *titled_otherwise(given, wanted)]
    for told in told_here[:MANY]:
        report.ledger.found("PGE-030", gi=told)
    added, reordered = spoken_otherwise(given, wanted)
    for text in added[:MANY]:
        report.ledger.found("PGE-032", gi=f"có chữ thay thế “{text[:120]}”")
    # Pages that are missing, moved or changed are read otherwise too: those findings say why.
    whole = len(places) == report.expected_count and all(r == e for r, e in places.items())
    if reordered and whole and not report.wrong_pages:
        report.ledger.found("PGE-032", gi="các đoạn được đọc theo thứ tự khác")


def _compare_bookmarks(given: Any, wanted: Any, numbers: Mapping[tuple[int, int], int], report: PageReport) -> None:
    shown, meant = bookmarks_of(given, numbers), bookmarks_of(wanted, page_numbers(wanted))
    if shown == meant:
        return
    for position in range(max(len(shown), len(meant))):
        one = shown[position] if position < len(shown) else None
        other = meant[position] if position < len(meant) else None
        if one != other:
            report.ledger.found(
                "PGE-028",
                hien=f"“{one.title[:120]}” ({one.target})" if one else "không có",
                dung=f"“{other.title[:120]}” ({other.target})" if other else "không có",
            )
            return
