"""``dossier verify``."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import typer
from rich.markup import escape

from dossier.cli.console import out, print_json, progress
from dossier.cli.print_verification import print_briefly, print_sum, print_verification
from dossier.core.errors import DossierError
from dossier.pipeline.verify.many import verify_all
from dossier.pipeline.verify.parts import VIETNAM, Checking
from dossier.pipeline.verify.report import exit_code, verification_json
from dossier.verification.facts import Verdict, Verification


def run(
    files: list[Path],
    trust: list[Path],
    crls: list[Path],
    online: bool,
    at: str | None,
    received: str | None,
    regulations: Path | None,
    templates: Path | None,
    summary: Path | None,
    sheet: Path | None,
    as_json: bool,
) -> None:
    """Verify and say what was found; the exit code is that of the worst file."""
    if sheet is not None and len(files) != 1:
        raise DossierError(
            "--sheet lập phiếu kiểm tra cho một hồ sơ.",
            "Chạy riêng cho từng hồ sơ, hoặc dùng --summary cho nhiều hồ sơ.",
        )
    if summary is not None and summary.suffix.lower() != ".xlsx":
        raise DossierError("Bảng tổng hợp là tệp Excel.", "Đặt tên tệp có đuôi .xlsx, ví dụ tong_hop.xlsx.")
    if sheet is not None and sheet.suffix.lower() not in (".docx", ".pdf"):
        raise DossierError("Phiếu kiểm tra là tệp Word hoặc PDF.", "Đặt tên tệp có đuôi .docx hoặc .pdf.")
    checking = Checking(
        trust=tuple(trust),
        crls=tuple(crls),
        online=online,
        at=parse_moment(at),
        received=parse_day(received),
        regulations=regulations,
        templates=templates,
    )
    with progress("Xác minh") as step:
        results = verify_all(files, checking, progress=step)
    if summary is not None:
        from dossier.pipeline.board.summary_table import write_summary

        write_summary(summary, results)
    if sheet is not None:
        from dossier.pipeline.board.check_sheet import write_sheet

        write_sheet(sheet, results[0])
    if as_json:
        print_json(_json(results))
    else:
        if len(results) == 1:
            print_verification(results[0], files[0], _asked(checking))
        else:
            for result in results:
                print_briefly(result)
            print_sum(results)
        if summary is not None:
            out.print(f"Bảng tổng hợp: {escape(str(summary))}")
        if sheet is not None:
            out.print(f"Phiếu kiểm tra: {escape(str(sheet))}")
    code = max((exit_code(r) for r in results), key=_WORST.index)
    if code:
        raise typer.Exit(code)


def _asked(checking: Checking) -> str:
    """The options that made this answer, for a command that must come to the same one."""
    given: list[tuple[str, object]] = [
        *(("--trust", path) for path in checking.trust),
        *(("--crl", path) for path in checking.crls),
        ("--at", checking.at.isoformat() if checking.at else None),
        ("--received", checking.received),
        ("--regulations", checking.regulations),
        ("--templates", checking.templates),
    ]
    words = [f" {option} {shlex.quote(str(value))}" for option, value in given if value is not None]
    return "".join([*words, " --online" if checking.online else ""])


_WORST = (0, 10, 9)
"""Exit codes from the best to the worst."""


def parse_moment(text: str | None) -> datetime | None:
    """A moment in Vietnam: "2026-02-10T08:00", or the end of a day given alone."""
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text if "T" in text or " " in text else f"{text}T23:59:59")
    except ValueError as error:
        raise DossierError(f"Thời điểm “{text}” không đúng dạng.", "Viết theo dạng 2026-02-10T08:00.") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=VIETNAM)


def parse_day(text: str | None) -> date | None:
    """A day: "2026-02-10"."""
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise DossierError(f"Ngày “{text}” không đúng dạng.", "Viết theo dạng 2026-02-10.") from error


def _json(results: Sequence[Verification]) -> dict[str, Any]:
    """One file: its verification; several: a list of them."""
    if len(results) == 1:
        return verification_json(results[0])
    code = max((exit_code(r) for r in results), key=_WORST.index)
    return {
        "schema": "verifications/1",
        "exit_code": code,
        "counts": {verdict.value: sum(r.verdict is verdict for r in results) for verdict in Verdict},
        "results": [verification_json(r) for r in results],
    }
