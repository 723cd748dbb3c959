"""``dossier regulation list|show|lint|diff``."""

from __future__ import annotations

from pathlib import Path

import typer
from rich.markup import escape

from dossier.api import diff_regulations
from dossier.cli.console import out, print_findings, print_json, table
from dossier.core.errors import ExitCode, RegulationInvalid
from dossier.core.finding import Finding, Severity
from dossier.papers.template import known_forms
from dossier.pipeline.report_file import finding_json
from dossier.regulation.diff import Change, Side
from dossier.regulation.lint import lint_regulation, unreadable
from dossier.regulation.load import list_regulations, load_national, load_regulation
from dossier.regulation.show import show_regulation


def _names(folder: Path | None) -> tuple[str, ...]:
    """One's own regulations, then those that come with the program."""
    return tuple(dict.fromkeys([*(list_regulations(folder) if folder else ()), *list_regulations()]))


def run_list(folder: Path | None, as_json: bool) -> None:
    """Names, titles and validity of the regulations there are."""
    regulations = [load_regulation(name, folder) for name in _names(folder)]
    if as_json:
        print_json(
            [{"id": r.id, "title": r.title, "area": r.area, "from": r.valid.from_day.isoformat()} for r in regulations]
        )
        return
    view = table("Mã", "Địa phương", "Văn bản", "Áp dụng từ năm")
    for r in regulations:
        view.add_row(r.id, escape(r.area), escape(r.title), str(r.valid.years_from))
    out.print(view)


def run_show(name: str, folder: Path | None, as_json: bool) -> None:
    """A regulation, readable."""
    regulation = load_regulation(name, folder)
    sections = show_regulation(regulation, load_national(regulation.national or "quoc-gia", folder))
    if as_json:
        print_json(
            {"id": regulation.id, "title": regulation.title, "sections": [s.model_dump(mode="json") for s in sections]}
        )
        return
    out.print(f"[bold]{escape(regulation.title)}[/bold]")
    for section in sections:
        view = table("Quy định", "Giá trị", "Điều khoản", title=section.title)
        for row in section.rows:
            view.add_row(escape(row.rule), escape(row.value), escape(row.citation))
        out.print()
        out.print(view)


def run_lint(names: list[str], folder: Path | None, as_json: bool) -> None:
    """Check regulation files (all of one's own folder by default); exit code 4 when one has errors."""
    result: dict[str, tuple[Finding, ...]] = {}
    for name in names or list_regulations(folder):
        try:
            result[name] = lint_regulation(load_regulation(name, folder), known_forms())
        except RegulationInvalid as error:  # the other files are looked at all the same
            result[name] = (unreadable(name, error),)
    if as_json:
        print_json({name: [finding_json(f) for f in findings] for name, findings in result.items()})
    else:
        for name, findings in result.items():
            errors = sum(f.severity is Severity.LOI for f in findings)
            print_findings(findings, f"{name}: {errors} lỗi, {len(findings) - errors} lưu ý")
    if any(f.severity is Severity.LOI for findings in result.values() for f in findings):
        raise typer.Exit(ExitCode.REGULATION)


_KINDS = {"doi": ("khác", "yellow"), "them": ("thêm", "green"), "bo": ("bỏ", "red")}


def run_diff(old: str, new: str, folder: Path | None, as_json: bool) -> None:
    """What changed between two regulations, each side with its clause."""
    made = diff_regulations(old, new, folder)
    if as_json:
        print_json({"schema": "regulation-diff/1", **made.model_dump(mode="json")})
        return
    out.print(f"[bold]Trước:[/bold] {escape(made.old_document)} ({escape(made.old)})")
    out.print(f"[bold]Sau:[/bold]   {escape(made.new_document)} ({escape(made.new)})")
    if not made.changes:
        out.print("\nHai quy chế không khác nhau.")
    for group, changes in made.groups().items():
        out.print(f"\n[bold]{escape(group)}[/bold]")
        for change in changes:
            _print_change(change)


def _print_change(change: Change) -> None:
    word, style = _KINDS[change.kind]
    out.print(f"  • [{style}]{word}[/{style}] {escape(change.rule)}")
    for name, side in (("Trước", change.old), ("Sau", change.new)):
        if side is not None:
            out.print(f"      [dim]{name}:[/dim] {_said(side, bare=change.kind != 'doi')}")


def _said(side: Side, bare: bool) -> str:
    """Value and clause; ``bare``: a whole thing that says no more than that it is there has its clause only."""
    if bare and side.value == "có" and side.citation:
        return f"theo {escape(side.citation)}"
    clause = f" [dim]({escape(side.citation)})[/dim]" if side.citation else ""
    return f"{escape(side.value)}{clause}"
