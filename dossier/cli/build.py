"""``dossier build``."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import typer
from rich.markup import escape

from dossier.api import BuildResult, Options, Prepared, Signers, build
from dossier.cli.bundle import print_collected
from dossier.cli.check import parse_stage, parse_today, print_summary
from dossier.cli.console import out, print_findings, print_json, progress, table
from dossier.core.errors import DossierError, ExitCode
from dossier.core.files import read_limited
from dossier.papers.paper import MadePaper
from dossier.pipeline.build import Bundled
from dossier.pipeline.report_file import report_json
from dossier.pipeline.signed.scanned_papers import declared_originals
from dossier.pipeline.signed.signing_words import signing_words

MAX_IMAGE = 5_000_000


def _password(variable: str, who: str) -> str:
    if variable in os.environ:
        return os.environ[variable]
    password: str = typer.prompt(f"Mật khẩu tệp PKCS#12 của {who}", hide_input=True, err=True)
    return password


def _now() -> datetime:
    return datetime.now(ZoneInfo("Asia/Ho_Chi_Minh")).replace(microsecond=0)


def _file_signers(
    person: Path, agency: Path, passwords: tuple[str, str], person_image: Path | None, agency_image: Path | None
) -> Signers:
    from dossier.signing.signer import Pkcs12Signer

    return Signers(
        Pkcs12Signer(person, passwords[0]),
        Pkcs12Signer(agency, passwords[1]),
        _now(),
        read_limited(person_image, MAX_IMAGE) if person_image else None,
        read_limited(agency_image, MAX_IMAGE) if agency_image else None,
    )


def _demo_signers(folder: Path, prepared: Prepared) -> Signers:
    from dossier.pipeline.demo import demo_signers

    return demo_signers(folder, prepared, _now())


def signers_for(
    folder: Path,
    person_p12: Path | None,
    agency_p12: Path | None,
    person_image: Path | None,
    agency_image: Path | None,
    demo_signature: bool,
) -> Callable[[Prepared], Signers] | None:
    """Who signs the bundle, by the options of the command; None: nobody. Passwords are asked for now."""
    if (person_p12 is None) != (agency_p12 is None):
        raise DossierError(
            "Bộ hồ sơ cần hai chữ ký: người có thẩm quyền, rồi cơ quan.", "Nêu cả --person-p12 và --agency-p12."
        )
    if demo_signature and person_p12:
        raise DossierError("Chỉ chọn một cách ký: --demo-signature, hoặc --person-p12 và --agency-p12.")
    if demo_signature:
        return lambda prepared: _demo_signers(folder, prepared)
    if person_p12 is None or agency_p12 is None:
        return None
    # Asked before anything starts, so that nobody waits for a prompt in the middle.
    passwords = (_password("DOSSIER_PERSON_PASSWORD", "người ký"), _password("DOSSIER_AGENCY_PASSWORD", "cơ quan"))
    return lambda _: _file_signers(person_p12, agency_p12, passwords, person_image, agency_image)


def run(
    case: Path,
    folder: Path,
    paper: str | None,
    unit: str | None,
    stage: str | None,
    today: str | None,
    person_p12: Path | None,
    agency_p12: Path | None,
    person_image: Path | None,
    agency_image: Path | None,
    demo_signature: bool,
    waive: list[str],
    stamp: bool,
    jobs: int | None,
    templates: Path | None,
    regulations: Path | None,
    signature_fields: bool,
    as_json: bool,
) -> None:
    """Build and say what was made; exit code 1 when errors kept the bundle from being assembled."""
    signers = signers_for(folder, person_p12, agency_p12, person_image, agency_image, demo_signature)
    partial = paper is not None or unit is not None
    with progress("Lập giấy tờ") as step:
        result = build(
            case,
            folder,
            paper=paper,
            unit=unit,
            stage=parse_stage(stage),
            today=parse_today(today),
            regulations=regulations,
            signers=signers,
            options=Options(
                stamp=stamp, jobs=jobs, templates=templates, waive=tuple(waive), signature_fields=signature_fields
            ),
            progress=step,
        )
    if as_json:
        print_json(result_json(result))
    else:
        print_result(result, partial)
    if result.blocked:
        raise typer.Exit(ExitCode.FINDINGS)


def _bundle_json(bundle: Bundled) -> dict[str, object]:
    previous = str(bundle.previous) if bundle.previous else None
    return {
        "path": str(bundle.path),
        "pages": bundle.pages,
        "signed": bundle.signed,
        "reused": bundle.reused,
        "previous": previous,
    }


def result_json(result: BuildResult) -> dict[str, object]:
    """The same for other programs."""
    return {
        "ok": not result.prepared.report.errors,
        "out": str(result.out),
        "pages": result.pages,
        "papers": [
            {
                "id": p.key.id,
                "unit": p.key.unit,
                "form": p.key.form,
                "title": p.key.title,
                "docx": str(p.docx),
                "pdf": str(p.pdf),
                "pages": p.pages,
                "edited": p.edited,
                "reused": p.reused,
                "pdf_sha256": p.pdf_sha256,
                "docx_sha256": p.docx_sha256,
            }
            for p in result.papers
        ],
        "to_sign": [{"path": str(file.path), **file.record.model_dump(mode="json")} for file in result.to_sign],
        "collected": result.collected.to_json() if result.collected else None,
        "bundle": _bundle_json(result.bundle) if result.bundle else None,
        "notes": list(result.notes),
        "report": report_json(result.prepared),
    }


def _print_to_sign(result: BuildResult) -> None:
    """Who signs which file of ``trinh_ky/``, and what to do then."""
    folder = result.to_sign[0].path.parent
    out.print(f"\n[bold]Tệp để ký số, trong {escape(str(folder))}/:[/bold]")
    for line in signing_words(result.to_sign):
        out.print(f"[cyan]•[/cyan] {escape(line)}")
    case = result.prepared.loaded.folder or "HỒ_SƠ"
    sign = f"dossier sign {folder} --as person --p12 KHÓA.p12 -o da_ky"
    bundle = f"dossier bundle {case} --signed da_ky -o {result.out}"
    out.print(f"Ký thẳng trên tệp bằng phần mềm nào cũng được, hoặc: {escape(sign)} (ký đúng chỗ mang tên người ký).")
    out.print(f"Đủ chữ ký, đã có số, ngày thì ghép bộ hồ sơ: {escape(bundle)}")


def _state(paper: MadePaper, signed: Mapping[str, bytes], scanned: Mapping[str, int]) -> str:
    """What became of a paper, in two words."""
    if paper.key.name in signed:
        return "bản ký số"
    if paper.key.name in scanned:
        return "bản quét"
    return "sửa tay" if paper.edited else "giữ nguyên" if paper.reused else "mới lập"


def print_result(result: BuildResult, partial: bool) -> None:
    """What was made, what people must know, what is wrong."""
    view = table("#", "Giấy tờ", "Trang", "Tệp", "")
    signed = result.collected.signed if result.collected else {}
    scanned = declared_originals(result.prepared)[0] if result.collected else {}
    for paper in result.papers:
        state = _state(paper, signed, scanned)
        view.add_row(
            str(paper.number), escape(paper.key.title), str(paper.pages), escape(f"giay_to/{paper.pdf.name}"), state
        )
    out.print(view)
    for note in result.notes:
        out.print(f"[yellow]•[/yellow] {escape(note)}")
    if result.to_sign:
        _print_to_sign(result)
    if result.collected:
        print_collected(result.collected)
    if result.prepared.report.errors:
        print_findings(result.prepared.report.errors, "Lỗi phải sửa")
    print_summary(result.prepared)
    bundle = result.bundle
    if bundle:
        state = "đã ký số hai lần (người ký, cơ quan)" if bundle.signed else "chưa ký"
        if bundle.reused:
            state += ", giữ nguyên từ lần trước"
        size = f"{bundle.path.stat().st_size / 1_000_000:.1f}".replace(".", ",")
        out.print(f"[bold]Bộ hồ sơ:[/bold] {escape(str(bundle.path))} – {bundle.pages} trang, {size} MB, {state}.")
        if not bundle.signed:
            sign = f"dossier sign {bundle.path} --as person --p12 KHÓA.p12"
            out.print(f"  Ký: {escape(sign)}, rồi ký tiếp tệp vừa ghi với --as agency. Cách khác: docs/signing.md.")
        if bundle.previous:
            out.print(f"Bộ hồ sơ đã ký lần trước được giữ lại: {escape(str(bundle.previous))}")
    more = ", trinh_ky/ (PDF có chỗ ký số)" if result.to_sign else ""
    more += "" if partial else ", kiem_tra.json, dossier.json"
    out.print(f"Kết quả trong {escape(str(result.out))}/: giay_to/ (Word và PDF){more}.")
