"""``dossier check``."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import typer
from rich.markup import escape

from dossier.api import Prepared, prepare
from dossier.cli.console import SEVERITY, out, print_findings, print_json
from dossier.core.errors import DossierError, ExitCode
from dossier.core.finding import Finding, Report, RuleResult, RuleStatus, Severity
from dossier.inputs.ho_so import GiaiDoan
from dossier.pipeline.report_file import report_json


def parse_stage(stage: str | None) -> GiaiDoan | None:
    """The stage named on the command line."""
    if stage is None:
        return None
    try:
        return GiaiDoan(stage)
    except ValueError as error:
        raise DossierError(
            f"Không có giai đoạn “{stage}”.", "Chọn một trong: du_thao, trinh_ky, phat_hanh, nop."
        ) from error


def parse_today(today: str | None) -> date:
    """The day named on the command line, or today in Vietnam."""
    if today is None:
        return datetime.now(ZoneInfo("Asia/Ho_Chi_Minh")).date()
    try:
        return date.fromisoformat(today)
    except ValueError as error:
        raise DossierError(f"Ngày “{today}” không đúng dạng.", "Viết theo dạng 2026-01-28.") from error


def _group(finding: Finding, prepared: Prepared) -> tuple[int, str]:
    titles = {key.name: key.title for key in prepared.plan} | {
        key.id: key.title.split(" – ")[0] for key in prepared.plan
    }
    units = {u.id: u.ten for u in prepared.loaded.case.ho_so.nhom.don_vi}
    if finding.at.unit in units:
        paper = titles.get(f"{finding.at.paper}__{finding.at.unit}") or titles.get(finding.at.paper or "")
        return (2, f"{units[finding.at.unit]}" + (f" – {paper.split(' – ')[0]}" if paper else ""))
    if finding.at.paper:
        return (1, titles.get(finding.at.paper, finding.at.paper))
    return (0, "Toàn hồ sơ")


def print_report(prepared: Prepared) -> None:
    """Findings grouped by paper and unit, then the rules that could not be checked, then the sum."""
    report: Report = prepared.report
    groups: dict[tuple[int, str], list[Finding]] = {}
    for finding in report.findings:
        groups.setdefault(_group(finding, prepared), []).append(finding)
    for (_, title), findings in sorted(groups.items(), key=lambda item: item[0]):
        print_findings(findings, title)
    unknown = [r for r in report.results if r.status is RuleStatus.KHONG_KIEM_DUOC]
    if unknown:
        out.print("\n[bold]Không kiểm được[/bold]")
        reasons: dict[str, list[RuleResult]] = {}
        for result in unknown:
            reasons.setdefault(result.reason or "", []).append(result)
        for reason, results in reasons.items():
            out.print(f"  {escape(reason)}")
            for result in results:
                out.print(f"      [dim]{result.code} {escape(result.title)}[/dim]")
    print_summary(prepared)


def print_summary(prepared: Prepared) -> None:
    """One line with the counts."""
    report = prepared.report
    counts = {s: sum(f.severity is s for f in report.findings) for s in Severity}
    parts = [f"[{SEVERITY[s][1]}]{counts[s]} {SEVERITY[s][0].lower()}[/]" for s in Severity]
    out.print(
        f"\n[bold]Giai đoạn {prepared.stage.value}, quy chế {escape(report.regulation)}:[/bold] {', '.join(parts)}. "
        f"{len(report.results)} quy tắc: {report.count(RuleStatus.DAT)} đạt, {report.count(RuleStatus.KHONG_DAT)} không đạt, "
        f"{report.count(RuleStatus.KHONG_KIEM_DUOC)} không kiểm được."
    )


def run(path: Path, stage: str | None, today: str | None, regulations: Path | None, as_json: bool) -> None:
    """Check a case; exit code 1 when it has errors."""
    prepared = prepare(path, stage=parse_stage(stage), today=parse_today(today), regulations=regulations)
    if as_json:
        print_json(report_json(prepared))
    else:
        print_report(prepared)
    if prepared.report.errors:
        raise typer.Exit(ExitCode.FINDINGS)
