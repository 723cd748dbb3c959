"""``dossier explain``."""

from __future__ import annotations

from pathlib import Path

from rich.markup import escape

from dossier.api import explain, load_case
from dossier.cli.console import out, print_json


def run(path: Path, unit: str, regulations: Path | None, as_json: bool) -> None:
    """Every rule that made a unit's result: citation, numbers, steps."""
    explanation = explain(load_case(path), unit, regulations)
    if as_json:
        print_json(explanation.model_dump(mode="json"))
        return
    out.print(f"[bold]{escape(explanation.title)}[/bold]")
    for section in explanation.sections:
        out.print(f"\n[bold]{escape(section.title)}[/bold]")
        for step in section.steps:
            out.print(
                f"  • {escape(step.rule)}: {escape(step.numbers)}" if step.numbers else f"  • {escape(step.rule)}"
            )
            if step.citation:
                out.print(f"      [dim]Căn cứ:[/dim] {escape(str(step.citation))}")
            if step.note:
                out.print(f"      [dim]Ghi chú:[/dim] {escape(step.note)}")
