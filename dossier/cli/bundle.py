"""``dossier bundle``."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

import typer
from rich.markup import escape

from dossier.api import Options, SignedFolder, Trusted, build
from dossier.cli.check import parse_stage, parse_today
from dossier.cli.console import SEVERITY, out, print_json, progress
from dossier.core.errors import ExitCode
from dossier.core.finding import Finding, Severity
from dossier.core.vietnamese import lower_first
from dossier.pipeline.signed.papers import Collected

_FEW = 3
"""Notes of one code told one by one; of more, only how many."""
_SHOWN = 8
"""Messages of one code told one by one; of more, only how many."""


def run(
    case: Path,
    signed: Path,
    folder: Path,
    trusted: tuple[list[Path], list[Path], bool],
    when: tuple[str | None, str | None],
    signing: tuple[Path | None, Path | None, Path | None, Path | None, bool],
    waive: list[str],
    stamp: bool,
    templates: Path | None,
    regulations: Path | None,
    as_json: bool,
) -> None:
    """Take the signed papers back and assemble; exit code 1 when errors kept the bundle from being assembled."""
    from dossier.cli.build import print_result, result_json, signers_for

    roots, crls, online = trusted
    stage, today = when
    signers = signers_for(folder, *signing)
    with progress("Lập và đối chiếu giấy tờ") as step:
        result = build(
            case,
            folder,
            stage=parse_stage(stage),
            today=parse_today(today),
            regulations=regulations,
            signers=signers,
            options=Options(stamp=stamp, templates=templates, waive=tuple(waive)),
            progress=step,
            signed=SignedFolder(signed, Trusted(tuple(roots), tuple(crls), online)),
        )
    if as_json:
        print_json(result_json(result))
    else:
        print_result(result, partial=False)
    if result.blocked:
        raise typer.Exit(ExitCode.FINDINGS)


def print_collected(collected: Collected) -> None:
    """Which papers came back signed by whom, then what is wrong, by code: one explanation for many files."""
    if collected.files:
        out.print("\n[bold]Giấy tờ đã ký số đưa về[/bold]")
    for file in collected.files:
        names = ", ".join(fact.signer or "không rõ" for fact in file.signatures) or "chưa có chữ ký"
        out.print(f"  {escape(file.name)}: {escape(names)}")
    for note in collected.notes:
        out.print(f"[yellow]•[/yellow] {escape(note)}")
    _print_grouped(f for f in collected.findings if f.severity is not Severity.LUU_Y)
    notes = [finding for finding in collected.findings if finding.severity is Severity.LUU_Y]
    counts = {code: sum(note.code == code for note in notes) for code in sorted({note.code for note in notes})}
    _print_grouped(note for note in notes if counts[note.code] <= _FEW)
    if many := [f"{code} ({count})" for code, count in counts.items() if count > _FEW]:
        out.print(f"  [cyan]LƯU Ý[/cyan] Những điều để biết khác: {', '.join(many)}. Xem đủ bằng --json.")
    for words, files in _by_words(collected.unchecked).items():
        which = f" ({len(files)} tệp)" if len(files) > 1 else f" ({files[0]})" if files[0] else ""
        out.print(f"  [yellow]CHƯA KIỂM ĐƯỢC[/yellow]{escape(which)} {escape(words)}")


def _print_grouped(findings: Iterable[Finding]) -> None:
    groups: dict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        groups[finding.code].append(finding)
    for code, group in groups.items():
        label, style = SEVERITY[group[0].severity]
        for finding in group[:_SHOWN]:
            where = finding.at.file
            shown = finding.message if where is None or where in finding.message else f"{where}: {finding.message}"
            out.print(f"  [{style}]{label}[/{style}] [bold]{code}[/bold] {escape(shown)}")
        if len(group) > _SHOWN:
            out.print(f"      … và {len(group) - _SHOWN} chỗ nữa cùng mã {code}.")
        first = group[0]
        for name, text in (("Yêu cầu", first.expected), ("Cách sửa", first.fix)):
            if text:
                out.print(f"      [dim]{name}:[/dim] {escape(text)}")
        for citation in first.citations:
            out.print(f"      [dim]Căn cứ:[/dim] {escape(str(citation))}")


def _by_words(unchecked: Iterable[str]) -> dict[str, list[str]]:
    """Files by what could not be checked in them."""
    groups: dict[str, list[str]] = defaultdict(list)
    for line in unchecked:
        file, found, words = line.partition(": ")
        if found and file.endswith(".pdf"):
            # Titles of checks say what should be so: "Kiểm được tình trạng thu hồi của chứng thư".
            what, _, why = words.partition(": ")
            what = lower_first(what.removeprefix("Kiểm được "))
            groups[what if why.startswith("Chữ ký “") or not why else f"{what}: {why}"].append(file)
        else:
            groups[line].append("")
    return groups
