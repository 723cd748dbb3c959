"""How the command line speaks: tables on a terminal, plain text when piped, JSON on request, one place for errors."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any, NoReturn, ParamSpec, TypeVar

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from dossier.core.errors import DossierError, ExitCode
from dossier.core.finding import Finding, InputInvalid, Severity
from dossier.pipeline.report_file import finding_json

out = Console(highlight=False, soft_wrap=not sys.stdout.isatty())
err = Console(stderr=True, highlight=False, soft_wrap=True)

P = ParamSpec("P")
R = TypeVar("R")

SEVERITY = {
    Severity.LOI: ("LỖI", "bold red"),
    Severity.CANH_BAO: ("CẢNH BÁO", "yellow"),
    Severity.LUU_Y: ("LƯU Ý", "cyan"),
}


def print_json(value: Any) -> None:
    """One JSON document on standard output."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=1) + "\n")


def place(finding: Finding) -> str:
    """ "bang_diem.yaml:120 /don_vi/…"."""
    at = finding.at
    file = f"{at.file}:{at.line}" if at.file and at.line else at.file or ""
    return " ".join(part for part in (file, at.pointer or "") if part)


def print_findings(findings: tuple[Finding, ...] | list[Finding], title: str | None = None) -> None:
    """Findings as blocks that read well at any width."""
    if title:
        out.print(f"\n[bold]{escape(title)}[/bold]")
    for finding in findings:
        label, style = SEVERITY[finding.severity]
        out.print(f"  [{style}]{label}[/{style}] [bold]{finding.code}[/bold] {escape(finding.message)}")
        rows = [("Vị trí", place(finding)), ("Yêu cầu", finding.expected), ("Cách sửa", finding.fix)]
        rows += [("Căn cứ", str(citation)) for citation in finding.citations]
        for name, text in rows:
            if text:
                out.print(f"      [dim]{name}:[/dim] {escape(text)}")


def table(*columns: str, title: str | None = None) -> Table:
    """A table in the house style."""
    result = Table(title=title, title_justify="left", header_style="bold", show_lines=False, expand=False)
    for column in columns:
        result.add_column(column, overflow="fold")
    return result


def fail(message: str, hint: str | None, code: int) -> NoReturn:
    """Say what is wrong and what to do, and stop."""
    err.print(f"[bold red]Lỗi:[/bold red] {escape(message)}")
    if hint:
        err.print(f"  → {escape(hint)}")
    raise typer.Exit(code)


def reports_errors(command: Callable[P, R]) -> Callable[P, R]:
    """Turns every error raised on purpose into a Vietnamese message and its exit code; ``--json`` prints it as JSON."""

    @wraps(command)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> R:
        as_json = bool(kwargs.get("as_json"))
        try:
            return command(*args, **kwargs)
        except InputInvalid as error:
            if as_json:
                print_json({"ok": False, "findings": [finding_json(f) for f in error.findings]})
            else:
                print_findings(error.findings, "Dữ liệu đầu vào chưa đọc được:")
                err.print(f"\nCó {len(error.findings)} chỗ phải sửa. Chưa làm gì thêm, kết quả lần trước còn nguyên.")
            raise typer.Exit(ExitCode.INPUT) from error
        except DossierError as error:
            if as_json:
                print_json({"ok": False, "error": error.message, "hint": error.hint, "exit_code": int(error.exit_code)})
                raise typer.Exit(error.exit_code) from error
            fail(error.message, error.hint, error.exit_code)
        except BrokenPipeError:  # "| head": nobody reads on
            raise
        except OSError as error:
            name = f" “{error.filename}”" if error.filename else ""
            message = f"Máy không đọc hoặc ghi được tệp{name}: {error.strerror or error}."
            hint = "Kiểm tra đường dẫn, quyền và dung lượng đĩa."
            if as_json:
                print_json({"ok": False, "error": message, "hint": hint, "exit_code": int(ExitCode.USAGE)})
                raise typer.Exit(ExitCode.USAGE) from error
            fail(message, hint, ExitCode.USAGE)
        except KeyboardInterrupt:
            fail("Đã dừng theo yêu cầu. Kết quả lần trước còn nguyên.", None, 130)

    return wrapped


@contextmanager
def progress(description: str) -> Iterator[Callable[[str, int, int], None]]:
    """A progress bar on a terminal, a line for each step elsewhere (on standard error)."""
    if not err.is_terminal:
        last = [-1]

        def line(title: str, done: int, total: int) -> None:
            share = 4 * done // max(total, 1)
            if share != last[0]:
                last[0] = share
                err.print(f"{description}: {done}/{total}")

        yield line
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    # No refresh thread: worker processes are forked while the bar is shown.
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=err, transient=True, auto_refresh=False) as bar:
        task = bar.add_task(description, total=None)

        def step(title: str, done: int, total: int) -> None:
            shown = f"{description}: {escape(title[:60])}"
            bar.update(task, total=total, completed=done, description=shown, refresh=True)

        yield step
