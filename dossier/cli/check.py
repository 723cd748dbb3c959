"""``dossier check``."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import typer
from rich.markup import escape

from dossier.api import Prepared, prepare
from dossier.cli.console import SEVERITY, out, print_findings, print_json
from dossier.core.errors import DossierError, ExitCode
from dossier.core.finding import Finding, Report, RuleResult, RuleStatus, Severity
from dossier.inputs.ho_so import GiaiDoan
from dossier.pipeline.report_file import report_json

if TYPE_CHECKING:
    from dossier.pipeline.board.progress import NoticeProgress


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


def run(
    path: Path,
    stage: str | None,
    today: str | None,
    regulations: Path | None,
    as_json: bool,
    notice: Path | None = None,
) -> None:
    """Check a case; exit code 1 when it has errors. With a return notice: where each of its items stands."""
    day = parse_today(today)
    prepared = prepare(path, stage=parse_stage(stage), today=day, regulations=regulations)
    progress = _progress(notice, path, prepared, day, regulations) if notice else None
    if as_json:
        more = {"notice": progress.model_dump(mode="json")} if progress else {}
        print_json({**report_json(prepared), **more})
    else:
        print_report(prepared)
        if progress:
            print_progress(progress)
    if prepared.report.errors:
        raise typer.Exit(ExitCode.FINDINGS)


def _progress(notice: Path, path: Path, prepared: Prepared, day: date, regulations: Path | None) -> NoticeProgress:
    """The board checks at the stage of submission, whatever stage the case is at now."""
    from dossier.pipeline.board.notice import load_notice

    loaded = load_notice(notice)
    if prepared.stage is not GiaiDoan.NOP:
        prepared = prepare(path, stage=GiaiDoan.NOP, today=day, regulations=regulations)
    from dossier.pipeline.board.progress import follow_notice

    return follow_notice(loaded, prepared)


_STATES = {
    "da_xong": "[green]đã xong[/green]",
    "con": "[bold red]còn[/bold red]",
    "khong_tu_kiem_duoc": "[yellow]không tự kiểm được ở đây[/yellow]",
}


def print_progress(progress: NoticeProgress) -> None:
    """The to-do list of a return notice, then what is new, then the sum."""
    out.print("\n[bold]Việc phải làm theo phiếu trả hồ sơ[/bold]")
    for todo in progress.todo:
        now = todo.now or todo.item
        at = todo.now.at if todo.now else None
        where = f"{at.file}:{at.line}" if at and at.file and at.line else at.file if at and at.file else todo.item.group
        number, state = todo.item.number, _STATES[todo.status.value]
        out.print(f"  {number}. {state} – [bold]{todo.item.code}[/bold], {escape(where)}")
        closed = todo.status == "da_xong"
        out.print(f"      {escape(todo.item.message if closed else now.message)}")
        if now.fix and not closed:
            out.print(f"      [dim]Cách sửa:[/dim] {escape(now.fix)}")
        if todo.reason:
            out.print(f"      [dim]Lý do:[/dim] {escape(todo.reason)}")
    if progress.new:
        print_findings(progress.new, "Mới phát hiện, không có trong phiếu trả:")
    for note in progress.notes:
        out.print(f"[bold yellow]Chú ý:[/bold yellow] {escape(note)}")
    left = [item for item in progress.unchecked if item.status is None]
    if left:
        out.print(f"Nơi nhận còn {len(left)} nội dung chưa kiểm tra được, xem phần III của phiếu.")
    done, open_, unknown = (sum(t.status == state for t in progress.todo) for state in _STATES)
    out.print(
        f"[bold]Phiếu trả hồ sơ có {len(progress.todo)} việc:[/bold] {done} đã xong, {open_} còn, "
        f"{unknown} không tự kiểm được ở đây; {len(progress.new)} nội dung mới."
    )
