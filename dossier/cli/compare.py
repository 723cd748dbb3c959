"""``dossier compare``."""

from __future__ import annotations

from pathlib import Path

from rich.markup import escape

from dossier.api import Checking, Comparison, compare
from dossier.cli.check import parse_today
from dossier.cli.console import SEVERITY, out, print_json, table
from dossier.pipeline.compare.dossiers import FindingChange, SideFact
from dossier.verification.facts import VERDICT_WORDS

_STATUS = {"da_xong": "[green]đã xong[/green]", "con": "[yellow]còn[/yellow]", "moi": "[bold red]mới[/bold red]"}
_ORDER = ("moi", "con", "da_xong")
"""What is left to do comes first."""
_KINDS = {"doi": "sửa", "them": "[green]thêm[/green]", "bo": "[red]bỏ[/red]", "thu_tu": "đổi thứ tự"}
_STAGES = {
    "du_thao": ", giai đoạn dự thảo",
    "trinh_ky": ", giai đoạn trình ký",
    "phat_hanh": ", đã phát hành",
    "nop": ", giai đoạn nộp",
}
_MOST = 40
"""Rows of one table; more than that nobody reads on a screen."""
_BY = {"word": "dòng (tệp Word)", "trang": "chỗ (trang giấy)"}


def run(old: Path, new: Path, trust: list[Path], today: str | None, regulations: Path | None, as_json: bool) -> None:
    """Compare two dossiers and say every difference."""
    checking = Checking(trust=tuple(trust), regulations=regulations)
    result = compare(old, new, checking=checking, today=parse_today(today))
    if as_json:
        print_json({**result.model_dump(mode="json"), "same": result.same})
    else:
        _print(result)


def _print(result: Comparison) -> None:
    out.print(f"[bold]Cũ:[/bold]  {_side(result.old)}")
    out.print(f"[bold]Mới:[/bold] {_side(result.new)}")
    for note in result.notes:
        out.print(f"[yellow]•[/yellow] {escape(note)}")
    if result.same:
        out.print("\nHai hồ sơ giống nhau." if not result.notes else "\nPhần so được thì giống nhau.")
    _print_sum(result)
    _print_findings(result)
    _print_decisions(result)
    _print_fields(result)
    _print_papers(result)
    _print_files(result)


def _side(side: SideFact) -> str:
    about = [escape(side.name)]
    if side.cluster:
        stage = _STAGES.get(side.stage or "", "")
        about.append(f"{escape(side.cluster)} năm {side.year}, mã quy chế {side.regulation}{stage}")
    if side.verdict:
        about.append(f"xác minh: {VERDICT_WORDS[side.verdict].lower()}")
    if side.sha256:
        about.append(f"SHA-256 {side.sha256[:12]}…")
    return " – ".join(about)


def _print_findings(result: Comparison) -> None:
    if not result.findings:
        return
    view = table("", "Mức", "Mã", "Nội dung", "Ở đâu", title="\nPhát hiện")
    told = sorted(result.findings, key=lambda change: _ORDER.index(change.status))
    for change in told[:_MOST]:
        label, style = SEVERITY[change.finding.severity]
        view.add_row(
            _STATUS[change.status],
            f"[{style}]{label.lower()}[/{style}]",
            change.finding.code,
            escape(change.finding.message),
            escape(_place(change)),
        )
    view.columns[2].no_wrap = True
    view.columns[3].ratio = 3
    view.columns[4].ratio = 2
    out.print(view)
    _print_rest(len(told))


def _print_rest(count: int) -> None:
    if count > _MOST:
        out.print(f"  [dim]… và {count - _MOST} dòng khác, xem bằng --json.[/dim]")


def _place(change: FindingChange) -> str:
    at = change.finding.at
    file = f"{at.file}:{at.line}" if at.file and at.line else ""
    return "; ".join(part for part in (change.where, file) if part)


def _print_decisions(result: Comparison) -> None:
    if result.decisions:
        view = table("Kết quả (tính lại)", "Cũ", "Mới", title="\nKết quả thay đổi")
        for change in result.decisions[:_MOST]:
            view.add_row(escape(change.what), escape(change.old), escape(change.new))
        out.print(view)
        _print_rest(len(result.decisions))


def _print_fields(result: Comparison) -> None:
    if not result.fields:
        return
    view = table("", "Mục", "Cũ", "Mới", "Tệp", title="\nDữ liệu thay đổi")
    for change in result.fields[:_MOST]:
        file = f"{change.file}:{change.line}" if change.file and change.line else change.file or ""
        view.add_row(
            _KINDS[change.kind], escape(change.where), escape(change.old or ""), escape(change.new or ""), escape(file)
        )
    out.print(view)
    _print_rest(len(result.fields))


def _print_papers(result: Comparison) -> None:
    if not result.papers:
        return
    out.print("\n[bold]Giấy tờ thay đổi[/bold]")
    for paper in result.papers:
        changed = f": {paper.changed} {_BY[paper.by]} khác" if paper.by else ""
        pages = ""
        if paper.by and None not in paper.pages and paper.pages[0] != paper.pages[1]:
            pages = f", {paper.pages[0]} → {paper.pages[1]} trang"
        out.print(f"  {_KINDS[paper.kind]} [bold]{escape(paper.title)}[/bold]{changed}{pages}")
        if paper.note:
            out.print(f"      [yellow]{escape(paper.note)}[/yellow]")
        for line in paper.first:
            out.print(f"      [{'red' if line.startswith('-') else 'green'}]{escape(line)}[/]")


def _print_files(result: Comparison) -> None:
    if result.files:
        view = table("", "Tệp kèm theo", "SHA-256 cũ", "SHA-256 mới", title="\nTệp kèm theo thay đổi")
        for file in result.files:
            view.add_row(_KINDS[file.kind], escape(file.name), (file.old or "")[:16], (file.new or "")[:16])
        out.print(view)
    if result.signers:
        view = table("Chữ ký số", "Cũ", "Mới", title="\nChữ ký thay đổi")
        for signer in result.signers:
            view.add_row(escape(signer.what), escape(signer.old), escape(signer.new))
        out.print(view)


def _print_sum(result: Comparison) -> None:
    closed, left, new = (sum(f.status == status for f in result.findings) for status in _STATUS)
    out.print(
        f"\n[bold]Phát hiện:[/bold] {closed} đã xong, {left} còn, {new} mới. "
        f"[bold]Thay đổi:[/bold] {len(result.fields)} mục dữ liệu, {len(result.decisions)} kết quả, "
        f"{len(result.papers)} giấy tờ, {len(result.files)} tệp kèm theo, {len(result.signers)} chữ ký."
    )
