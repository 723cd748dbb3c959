"""What people must know after a build: edited papers, what is too big, why there is no bundle. Vietnamese."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

from dossier.core.finding import Finding
from dossier.core.vietnamese import format_decimal
from dossier.inputs.ho_so import GiaiDoan
from dossier.papers.paper import MadePaper
from dossier.pipeline.make import Batch
from dossier.pipeline.package import evidence_files
from dossier.pipeline.prepare import Prepared
from dossier.pipeline.state import PaperState

BUNDLE = "ho_so.pdf"
"""Name of the bundle in the output folder."""
_OLD_BUNDLE = f" Tệp {BUNDLE} trong thư mục là của lần trước, không phải của dữ liệu này."


def paper_notes(paper: MadePaper, state: PaperState) -> list[str]:
    """What people must know of a paper: that it was edited and where, and what could not be printed."""
    name = paper.key.title or paper.key.name
    notes = []
    if paper.edited:
        changed = sum(line.startswith("+") for line in state.differences) or len(state.differences)
        notes.append(
            f"{name}: tệp Word đã sửa tay được giữ nguyên và in từ chính tệp đó ({changed} đoạn khác với số liệu). "
            f"Muốn lập lại từ số liệu thì đổi tên hoặc xoá {paper.docx.name} rồi chạy lại."
        )
        notes += [f"    {line}" for line in state.differences[:6]]
    return notes + [f"{name}: không in được trung thực: {item}" for item in state.notes]


def strays(batch: Batch, out: Path) -> list[str]:
    """Papers of earlier builds that are not of this dossier any more: they lie there, and nobody should submit them."""
    current = {paper.key.name for paper in batch.papers}
    names = [
        f"giay_to/{n}.docx" for n in batch.state.papers if n not in current and (out / f"giay_to/{n}.docx").is_file()
    ]
    return [f"Tệp của lần lập trước, không thuộc bộ hồ sơ này: {', '.join(names)}."] if names else []


def too_large_to_send(prepared: Prepared, batch: Batch) -> list[str]:
    """Files over the size the receiving portal takes, where the regulation's data names one (in MB)."""
    rule = next((r for r in prepared.regulation.rules if r.id == "tep_truc_tuyen_toi_da"), None)
    if rule is None or rule.value is None:
        return []
    sizes = {p.pdf.name: len(batch.read(p.pdf)) for p in batch.papers if p.key.submitted}
    sizes |= {file.name: len(file.data) for file in evidence_files(prepared)}
    most = format_decimal(rule.value)
    return [
        f"{name} nặng {format_decimal(Decimal(size) / 1_000_000, 1)} MB, quá {most} MB cho mỗi tệp nộp trực tuyến "
        f"({prepared.regulation.citation(rule.cite)}). Tách hoặc nén tệp trước khi nộp."
        for name, size in sizes.items()
        if size > rule.value * 1_000_000
    ]


def bundle_notes(prepared: Prepared) -> list[str]:
    """What people must know of the bundle."""
    count = len(prepared.loaded.case.ho_so.dinh_kem)
    if prepared.loaded.folder is None and count:
        return [
            f"Hồ sơ đọc từ một tệp JSON nên bộ hồ sơ không kèm {count} tệp đính kèm đã khai. "
            "Lập từ thư mục hồ sơ thì các tệp đó mới có mặt."
        ]
    return []


def not_yet(stage: GiaiDoan, old_bundle: bool) -> str:
    """Why a draft has no bundle; ``old_bundle``: one of an earlier build lies there."""
    old = _OLD_BUNDLE if old_bundle else ""
    return f"Giai đoạn {stage.value}: chỉ lập giấy tờ. Bộ hồ sơ được ghép và ký từ giai đoạn phat_hanh, khi giấy tờ đã có số và ngày.{old}"


def why_no_bundle(errors: Sequence[Finding], old_bundle: bool) -> str:
    """That errors stopped the bundle, and what can be done."""
    codes = ", ".join(dict.fromkeys(f.code for f in errors))
    old = _OLD_BUNDLE if old_bundle else ""
    return (
        f"Chưa ghép bộ hồ sơ vì còn {len(errors)} lỗi ({codes}). Sửa theo hướng dẫn dưới đây rồi chạy lại. "
        f'Trường hợp phải nộp dù còn lỗi: --waive "MÃ=lý do".{old}'
    )
