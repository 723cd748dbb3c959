"""``dossier calendar``."""

from __future__ import annotations

from pathlib import Path

from rich.markup import escape

from dossier.api import calendar
from dossier.cli.check import parse_today
from dossier.cli.console import out, print_json, table
from dossier.core.files import write_atomic
from dossier.core.vietnamese import format_day, upper_first, weekday
from dossier.decisions.year_calendar import STATES, Entry, State, YearCalendar
from dossier.pipeline.calendar_file import calendar_ics, calendar_json

_STYLES = {
    State.DA_LAM: "green",
    State.DA_QUA: "dim",
    State.SAP_TOI: "bold yellow",
    State.CON_HAN: "",
    State.CHUA_CO_NGAY: "cyan",
}


def run(path: Path, today: str | None, ics: Path | None, regulations: Path | None, as_json: bool) -> None:
    """Every time limit of the case's year, as a table, as JSON, and as an .ics file."""
    made = calendar(path, today=parse_today(today), regulations=regulations)
    if ics is not None:
        write_atomic(ics, calendar_ics(made))
    if as_json:
        print_json(calendar_json(made))
        return
    _print(made)
    if ics is not None:
        out.print(f"\nĐã ghi lịch vào [bold]{escape(str(ics))}[/bold].")


def _print(made: YearCalendar) -> None:
    out.print(f"[bold]Lịch thi đua năm {made.year} - {escape(made.cluster)}[/bold]")
    out.print(f"Theo {escape(made.document)}; tính đến {weekday(made.today)}, {format_day(made.today)}.")
    for event in made.events:
        day = f"{weekday(event.day)}, {format_day(event.day)}" if event.day else "chưa có ngày"
        out.print(f"Mốc tính: {escape(event.title)}: {day}.")
    view = table("Hạn cuối", "Việc phải làm, thời hạn, điều khoản", "Người thực hiện", "Tình trạng")
    view.show_lines = True
    for entry in made.entries:
        about = "\n".join([entry.title, f"{upper_first(entry.rule)} ({entry.citation})", *entry.notes])
        row = (_due(entry), about, entry.who, _state(entry))
        view.add_row(*(escape(text) for text in row), style=_STYLES[entry.state])
    out.print()
    out.print(view)


def _due(entry: Entry) -> str:
    if entry.due is None:
        return "-"
    return f"{format_day(entry.due)}\n{weekday(entry.due)}" + (" (dự kiến)" if entry.uncertain else "")


def _state(entry: Entry) -> str:
    words = STATES[entry.state]
    if entry.state is State.DA_LAM and entry.late_by:
        return f"{words}, chậm {entry.late_by} {entry.unit}"
    if entry.days_left is None or entry.state is State.DA_LAM:
        return words
    if entry.days_left == 0:
        return f"{words} (hôm nay)"
    return f"{words} ({'còn' if entry.days_left > 0 else 'quá'} {abs(entry.days_left)} ngày)"
