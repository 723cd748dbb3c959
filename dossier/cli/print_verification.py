"""A verification on the terminal: the verdict first and big, then why, who signed, which papers, what was found."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from pathlib import Path

from rich.markup import escape

from dossier.cli.console import out, print_findings, table
from dossier.core.finding import Finding, RuleResult, Severity
from dossier.core.vietnamese import format_decimal, join_names
from dossier.inputs.fields import shorten
from dossier.pipeline.verify.parts import VIETNAM
from dossier.verification.facts import VERDICT_WORDS, PaperFact, SignatureFact, SignedFile, Verdict, Verification

_STYLES = {
    Verdict.DAT: "bold white on green",
    Verdict.KHONG_DAT: "bold white on red",
    Verdict.KHONG_KET_LUAN_DUOC: "bold black on yellow",
}
_KINDS = {
    "bo_ho_so": "bộ hồ sơ",
    "giay_to_rieng": "giấy tờ rời",
    "tep_pdf": "một tệp PDF",
    "khong_ro": "không rõ loại tệp",
}
_ANSWERS = {"co": "có", "khong": "[bold red]không[/bold red]", "khong_kiem_duoc": "[yellow]chưa kiểm được[/yellow]"}
_REVOKED = {
    "co": "[bold red]đã bị thu hồi[/bold red]",
    "khong": "không",
    "khong_kiem_duoc": "[yellow]chưa kiểm được[/yellow]",
}
_ROLES = {"nguoi_ky": "người có thẩm quyền", "co_quan": "cơ quan", "khac": "người ký"}
_TIMES = {"dau_thoi_gian": "dấu thời gian", "nguoi_ky_khai": "giờ máy người ký"}
_FEW = 5
"""Findings of one kind that are told one by one."""
_LONG = 600
"""Letters of one reason why something could not be checked: of three hundred files it says the same three hundred times."""
_FEW_REASONS = 3
"""Reasons told of each of several dossiers."""
_INSIDE = {"dossier.json": "dữ liệu kèm theo (dossier.json)", "manifest.json": "bản kê (manifest.json)"}


def print_verification(result: Verification, path: Path, options: str = "") -> None:
    """Everything a person needs to decide what to do with one received dossier.

    ``options``: what was asked for in this call, to be repeated in the next one.
    """
    _print_verdict(result, result.reasons)
    out.print(f"\n[dim]{escape(_about(result))}[/dim]")
    if result.case:
        _print_case(result)
    _print_signatures(result.files)
    _print_papers(result.papers)
    _print_what_was_found(result)
    _print_unchecked(result.unchecked)
    _print_next(result, path, options)


def print_briefly(result: Verification) -> None:
    """One of many: the verdict and why."""
    _print_verdict(result, result.reasons[:_FEW_REASONS])
    left = len(result.reasons) - _FEW_REASONS
    if left > 0:
        out.print(f"  [dim]… và {left} lý do khác[/dim]")


def _print_verdict(result: Verification, reasons: Sequence[str]) -> None:
    style = _STYLES[result.verdict]
    out.print(f"\n[{style}]  {VERDICT_WORDS[result.verdict]}  [/{style}]  [bold]{escape(result.file)}[/bold]")
    for reason in reasons:
        out.print(f"  • {escape(reason)}")


def _about(result: Verification) -> str:
    parts = [_KINDS[result.kind]]
    if result.files and result.files[0].pages and result.kind != "giay_to_rieng":
        parts.append(f"{result.files[0].pages} trang")
    if result.size is not None:
        parts.append(f"{format_decimal(Decimal(result.size) / 1_000_000, 1)} MB")
    parts.append(f"kiểm tra lúc {result.checked_at:%H:%M ngày %d/%m/%Y} bằng {result.engine}")
    if result.received:
        parts.append(f"ngày nhận {result.received:%d/%m/%Y}")
    if result.sha256:
        parts.append(f"SHA-256 {result.sha256}")
    return " · ".join(parts)


def _print_case(result: Verification) -> None:
    case = result.case
    assert case is not None
    out.print(
        f"[bold]{escape(case.cluster)}[/bold], năm {case.year}, {case.members} đơn vị; "
        f"áp dụng {escape(case.regulation_title)} (mã quy chế {case.regulation})."
    )
    if case.proposed:
        out.print("Đề nghị, tính lại từ dữ liệu: " + escape("; ".join(case.proposed)) + ".")


def _print_signatures(files: Sequence[SignedFile]) -> None:
    for file in files:
        if not file.signatures:
            continue
        out.print(f"\n[bold]Chữ ký số[/bold] trên {escape(file.name)}")
        for signature in file.signatures:
            # Signed papers inside a bundle may be many: what is good about them stays short.
            _print_signature(signature, full=file is files[0] or bool(signature.problems))


def _print_signature(signature: SignatureFact, *, full: bool) -> None:
    parts = dict.fromkeys((signature.signer, signature.office, signature.organisation))
    who = ", ".join(escape(part) for part in parts if part)
    good = "[green]✔[/green]" if not signature.problems else "[red]✘[/red]"
    role = "dấu thời gian" if signature.kind == "dau_thoi_gian" else _ROLES[signature.role]
    when = "" if full or not signature.signed_at else f", ký {_moment(signature.signed_at)}"
    field = f" [dim](ô ký “{escape(signature.field)}”)[/dim]"
    out.print(f"  {good} {signature.order}. [bold]{role}[/bold]: {who or 'không rõ tên'}{when}{field}")
    if not full:
        return
    rows = list(_signature_rows(signature))
    width = max(len(name) for name, _ in rows)
    for name, text in rows:
        out.print(f"      [dim]{name:<{width}}[/dim]  {text}")
    for problem in signature.problems:
        out.print(f"      [red]![/red] {escape(problem)}")


def _signature_rows(s: SignatureFact) -> Iterator[tuple[str, str]]:
    if s.signed_at:
        source = _TIMES.get(s.time_source or "", "")
        stamped = f" của {escape(s.time_authority)}" if s.time_authority else ""
        yield "Thời gian ký", f"{_moment(s.signed_at)} ({source}{stamped})"
    if s.issuer:
        span = ""
        if s.certificate_from and s.certificate_until:
            span = f", hiệu lực {s.certificate_from:%d/%m/%Y} – {s.certificate_until:%d/%m/%Y}"
        yield "Nơi cấp chứng thư", f"{escape(s.issuer)}{span}"
    yield "Tin cậy", _ANSWERS[s.trusted]
    listed = "có trong danh mục" if s.algorithm_listed else "[yellow]không có trong danh mục[/yellow]"
    yield (
        "Thuật toán",
        f"{escape(s.algorithm)} ({listed} Thông tư 15/2025/TT-BKHCN){f', mức {s.level}' if s.level else ''}",
    )
    yield "Hiệu lực khi ký", _ANSWERS[s.valid_at_signing]
    source = f" (theo {escape(s.revocation_source)})" if s.revocation_source else ""
    yield "Thu hồi", f"{_REVOKED[s.revoked]}{source}"
    yield "Toàn vẹn", "có" if s.intact else "[bold red]không[/bold red]"
    yield "Phạm vi ký", _coverage(s)


def _moment(moment: datetime) -> str:
    """In Vietnam's time, whatever zone the signer's tool wrote."""
    return f"{moment.astimezone(VIETNAM):%H:%M:%S ngày %d/%m/%Y}"


def _coverage(s: SignatureFact) -> str:
    if s.covers_file:
        return "toàn bộ tệp"
    if not s.covers_revision:
        return "[bold red]không trọn tệp tại lúc ký[/bold red]"
    later = f": {escape('; '.join(s.changes_after))}" if s.changes_after else ""
    allowed = "thay đổi được phép" if s.changes_allowed else "[bold red]thay đổi không được phép[/bold red]"
    return f"toàn bộ tệp tại lúc ký; sau đó có {allowed}{later}"


def _print_papers(papers: Sequence[PaperFact]) -> None:
    if not papers:
        return
    needed = [paper for paper in papers if paper.required]
    there = sum(paper.present for paper in needed)
    out.print(f"\n[bold]Giấy tờ[/bold]: có {there}/{len(needed)} văn bản phải có")
    view = table("Văn bản", "Có", "Trang", "Khớp dữ liệu", "Ghi chú")
    for paper in papers:
        marks = [
            "sửa tay" if paper.edited else "",
            "có chữ ký riêng" if paper.signed else "",
            "" if paper.required else "ngoài danh mục",
            paper.note or "",
        ]
        view.add_row(
            escape(paper.title),
            "có" if paper.present else "[bold red]thiếu[/bold red]",
            str(paper.pages or ""),
            _ANSWERS[paper.same] if paper.present else "",
            escape("; ".join(mark for mark in marks if mark)),
        )
    out.print(view)


def _print_what_was_found(result: Verification) -> None:
    groups = {severity: [f for f in result.findings if f.severity is severity] for severity in Severity}
    own = {f for r in result.results for f in r.findings}
    notes = [f for f in groups[Severity.LUU_Y] if f in own]
    for title, findings in (
        ("Lỗi", groups[Severity.LOI]),
        ("Cảnh báo", groups[Severity.CANH_BAO]),
        ("Lưu ý", notes),
    ):
        _print_by_kind(title, [_placed(finding, result.file) for finding in findings])
    others = len(groups[Severity.LUU_Y]) - len(notes)
    if others:
        out.print(f"\n[dim]Ngoài ra có {others} lưu ý về cách hiểu, áp dụng quy chế; xem đầy đủ bằng --json.[/dim]")


def _print_by_kind(title: str, findings: Sequence[Finding]) -> None:
    """Findings that ask for the same stand together: the first few say what and where, the last of these what to do."""
    if not findings:
        return
    out.print(f"\n[bold]{title} ({len(findings)})[/bold]")
    kinds: dict[tuple[object, ...], list[Finding]] = {}
    for finding in findings:
        kinds.setdefault((finding.code, finding.expected, finding.fix, finding.citations), []).append(finding)
    for alike in kinds.values():
        told = alike if len(alike) <= _FEW + 1 else alike[:_FEW]
        bare = {"expected": None, "fix": None, "citations": ()}
        print_findings([*(finding.model_copy(update=bare) for finding in told[:-1]), told[-1]])
        left = len(alike) - len(told)
        if left:
            out.print(f"      [dim]… và {left} chỗ khác cùng loại {alike[0].code}; xem đầy đủ bằng --json.[/dim]")


def _placed(finding: Finding, received: str) -> Finding:
    """The place in words a reader of the dossier knows; the received file itself goes without saying."""
    at = finding.at
    if at.file == received and not at.pointer:
        return finding.model_copy(update={"at": at.model_copy(update={"file": None})})
    return finding.model_copy(update={"at": at.model_copy(update={"file": _INSIDE.get(at.file or "", at.file)})})


def _print_unchecked(unchecked: Sequence[RuleResult]) -> None:
    if not unchecked:
        return
    out.print("\n[bold]Chưa kiểm tra được[/bold]")
    reasons: dict[str, list[RuleResult]] = {}
    for result in unchecked:
        reasons.setdefault(result.reason or "", []).append(result)
    for reason, results in reasons.items():
        out.print(f"  {escape(shorten(reason, _LONG))}")
        for result in results:
            out.print(f"      [dim]{result.code} {escape(result.title)}[/dim]")


def _print_next(result: Verification, path: Path, options: str) -> None:
    if result.verdict is Verdict.KHONG_DAT:
        out.print(
            f"\nTiếp theo: lập phiếu trả hồ sơ, kèm bản .json để đơn vị tự kiểm tra:\n  {escape(_return_command(path, options))}",
            soft_wrap=True,
        )
    elif result.verdict is Verdict.KHONG_KET_LUAN_DUOC and any(
        s.trusted == "khong_kiem_duoc" for f in result.files for s in f.signatures
    ):
        out.print("\nTiếp theo: nêu chứng thư gốc của nơi cấp chữ ký số bằng --trust TỆP.pem rồi chạy lại.")


def _return_command(path: Path, options: str) -> str:
    return f"dossier return-notice {shlex.quote(str(path))}{options} -o phieu_tra.docx -o phieu_tra.json"


def print_sum(results: Sequence[Verification]) -> None:
    """How many of several passed, and where to read all about one."""
    parts = [
        f"{sum(r.verdict is verdict for r in results)} {VERDICT_WORDS[verdict].lower()}"
        for verdict in Verdict
        if any(r.verdict is verdict for r in results)
    ]
    out.print(f"\n[bold]{len(results)} hồ sơ:[/bold] {join_names(parts)}.")
    out.print("Xem đầy đủ một hồ sơ: chạy lệnh này với riêng tệp đó. Bảng của mọi hồ sơ: thêm --summary tong_hop.xlsx.")
