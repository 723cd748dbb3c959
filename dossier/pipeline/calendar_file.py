"""A year's calendar for other programs: JSON, and iCalendar (RFC 5545) for the calendar on a phone or in an office suite."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from dossier.core.files import sha256
from dossier.core.version import ENGINE
from dossier.decisions.year_calendar import STATES, Entry, Event, YearCalendar

_LINE = 75
"""Octets of a content line, its line break left out (RFC 5545, 3.1)."""


def calendar_json(calendar: YearCalendar) -> dict[str, Any]:
    """The calendar as other systems read it; citations also as one printed line each."""
    data = calendar.model_dump(mode="json")
    for entry, dumped in zip(calendar.entries, data["entries"], strict=True):
        dumped["state_text"] = STATES[entry.state]
        dumped["citation_text"] = str(entry.citation)
    return {"schema": "calendar/1", **data}


def calendar_ics(calendar: YearCalendar) -> bytes:
    """All days known as all-day events. The same case gives the same bytes, whatever day it is made on.

    An event keeps its UID when its day moves, so that a calendar that has it already moves it too.
    """
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:-//dossier//{_text(ENGINE)}//VI",
        "CALSCALE:GREGORIAN",
        f"X-WR-CALNAME:{_text(f'Thi đua năm {calendar.year} - {calendar.cluster}')}",
    ]
    for event in calendar.events:
        if event.day is not None:
            lines += _event(calendar, f"moc-{event.id}", event.day, _milestone(calendar, event), "CONFIRMED")
    for entry in calendar.entries:
        if entry.due is not None:
            status = "TENTATIVE" if entry.uncertain else "CONFIRMED"
            lines += _event(calendar, entry.id, entry.due, _limit(calendar, entry), status)
    lines.append("END:VCALENDAR")
    return "".join(f"{part}\r\n" for line in lines for part in _folded(line)).encode()


def _milestone(calendar: YearCalendar, event: Event) -> tuple[str, str]:
    return f"{event.title} - {calendar.cluster}", f"Các thời hạn tính theo ngày này. {calendar.document}."


def _limit(calendar: YearCalendar, entry: Entry) -> tuple[str, str]:
    about = [
        f"Người thực hiện: {entry.who}.",
        f"Thời hạn: {entry.rule}.",
        *entry.notes,
        f"Căn cứ: {entry.citation}.",
        calendar.cluster,
    ]
    return f"Hạn: {entry.title}", "\n".join(about)


def _event(calendar: YearCalendar, name: str, day: date, words: tuple[str, str], status: str) -> list[str]:
    title, about = words
    # The cluster, not the regulation: a calendar made again under an amendment replaces the old one.
    owner = sha256(f"{calendar.cluster}\0{calendar.year}".encode())[:20]
    return [
        "BEGIN:VEVENT",
        f"UID:{name}.{calendar.year}.{owner}@dossier",
        f"DTSTAMP:{calendar.stated:%Y%m%d}T000000Z",
        f"DTSTART;VALUE=DATE:{day:%Y%m%d}",
        f"DTEND;VALUE=DATE:{day + timedelta(days=1):%Y%m%d}",
        f"SUMMARY:{_text(title)}",
        f"DESCRIPTION:{_text(about)}",
        f"STATUS:{status}",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]


def _text(value: str) -> str:
    """A TEXT value (RFC 5545, 3.3.11)."""
    return value.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def _folded(line: str) -> Iterator[str]:
    """A content line in pieces of at most 75 octets, never inside a letter; each but the first starts with a space."""
    piece = ""
    for letter in line:
        if len((piece + letter).encode()) > _LINE:
            yield piece
            piece = " "
        piece += letter
    yield piece
