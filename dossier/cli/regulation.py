"""``dossier regulation list|show|lint``."""

from __future__ import annotations

import typer
from rich.markup import escape

from dossier.cli.console import out, print_findings, print_json, table
from dossier.core.errors import ExitCode
from dossier.core.finding import Finding, Severity
from dossier.papers.template import known_forms
from dossier.pipeline.report_file import finding_json
from dossier.regulation.lint import lint_regulation
from dossier.regulation.load import list_regulations, load_national, load_regulation
from dossier.regulation.show import show_regulation


def run_list(as_json: bool) -> None:
    """Names, titles and validity of the regulations there are."""
    regulations = [load_regulation(name) for name in list_regulations()]
    if as_json:
        print_json(
            [{"id": r.id, "title": r.title, "area": r.area, "from": r.valid.from_day.isoformat()} for r in regulations]
        )
        return
    view = table("Mã", "Địa phương", "Văn bản", "Áp dụng từ năm")
    for r in regulations:
        view.add_row(r.id, escape(r.area), escape(r.title), str(r.valid.years_from))
    out.print(view)


def run_show(name: str, as_json: bool) -> None:
    """A regulation, readable."""
    regulation = load_regulation(name)
    sections = show_regulation(regulation, load_national(regulation.national or "quoc-gia"))
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


def run_lint(names: list[str], as_json: bool) -> None:
    """Check regulation files; exit code 4 when one has errors."""
    result: dict[str, tuple[Finding, ...]] = {}
    for name in names or list_regulations():
        result[name] = lint_regulation(load_regulation(name), known_forms())
    if as_json:
        print_json({name: [finding_json(f) for f in findings] for name, findings in result.items()})
    else:
        for name, findings in result.items():
            errors = sum(f.severity is Severity.LOI for f in findings)
            print_findings(findings, f"{name}: {errors} lỗi, {len(findings) - errors} lưu ý")
    if any(f.severity is Severity.LOI for findings in result.values() for f in findings):
        raise typer.Exit(ExitCode.REGULATION)
