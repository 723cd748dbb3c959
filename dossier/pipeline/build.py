"""``dossier build``: from a case to its papers and its signed bundle."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from dossier.core.files import sha256, write_atomic
from dossier.core.finding import Finding
from dossier.core.version import ENGINE
from dossier.core.vietnamese import format_decimal
from dossier.inputs.dump import dump_case
from dossier.inputs.ho_so import GiaiDoan
from dossier.papers.paper import MadePaper
from dossier.papers.views.issue import issued
from dossier.pipeline.make import Batch, Progress, is_signed, make_papers, set_aside, write_if_changed
from dossier.pipeline.package import assemble_package, evidence_files, package_digest, paper_created, waivers_for
from dossier.pipeline.prepare import Prepared, prepare, select_papers
from dossier.pipeline.report_file import report_json
from dossier.pipeline.state import BuildState, PaperState, read_state, write_state
from dossier.pipeline.workers import paper_workers

if TYPE_CHECKING:
    from dossier.bundle.manifest import Waiver
    from dossier.pipeline.sign import Signers

BUNDLE = "ho_so.pdf"


@dataclass(frozen=True, slots=True)
class Bundled:
    """The bundle of a build."""

    path: Path
    pages: int
    signed: bool
    reused: bool
    """Nothing it is assembled from had changed: kept, signatures and all."""
    previous: Path | None = None
    """The signed bundle of an earlier build, renamed because it is never overwritten."""


@dataclass(frozen=True, slots=True)
class BuildResult:
    """What a build made."""

    out: Path
    prepared: Prepared
    papers: tuple[MadePaper, ...]
    bundle: Bundled | None
    """None: not asked for (part of a dossier), too early (a draft), or stopped by errors."""
    blocked: bool
    """The dossier has errors that nobody has waived: no bundle was assembled."""
    notes: tuple[str, ...]
    """What people must know: edited papers, what could not be printed, why there is no bundle. Vietnamese."""

    @property
    def pages(self) -> int:
        """Pages of all papers made."""
        return sum(paper.pages for paper in self.papers)


@dataclass(frozen=True, slots=True)
class Options:
    """How to build."""

    stamp: bool = False
    """Print number of paper and page of the bundle in the margin of the bundle."""
    jobs: int | None = None
    """Papers made at the same time; None: as many as there are processors, at most 4."""
    templates: Path | None = None
    """Folder with an office's own Word templates, ``<form>/body.docx``; forms it lacks are ours."""
    waive: tuple[str, ...] = ()
    """Errors to assemble a bundle in spite of: "CODE=reason"."""


def build(
    case: Path,
    out: Path,
    *,
    paper: str | None = None,
    unit: str | None = None,
    stage: GiaiDoan | None = None,
    today: date | None = None,
    regulations: Path | None = None,
    signers: Callable[[Prepared], Signers] | None = None,
    options: Options | None = None,
    progress: Progress | None = None,
) -> BuildResult:
    """Make the papers of a case in ``out/giay_to``, the findings, the case as one document, and the bundle.

    ``paper``/``unit`` make part of the package, without a bundle. ``signers`` is called only when there is a bundle to sign,
    before anything is made. Raises InputInvalid, DossierError; a failed run leaves earlier output as it was.
    """
    options = options or Options()
    partial = paper is not None or unit is not None
    state = read_state(out)
    with paper_workers(options.jobs) as executor:
        prepared = prepare(case, stage=stage, today=today, regulations=regulations)
        errors = prepared.report.errors
        keys = select_papers(prepared, paper, unit) if partial else prepared.plan
        waivers = () if partial else waivers_for(errors, options.waive, by=decider(prepared))
        blocking = [f for f in errors if f.code not in {waiver.code for waiver in waivers}]
        bundling = not partial and not blocking and issued(prepared.stage)
        signing: list[Signers] = []

        def get_ready() -> None:
            """While the typesetter works outside Python's lock: open the keys (a wrong password is said at once), load libraries."""
            if bundling and signers:
                signing.append(signers(prepared))
            if bundling:
                import_module("dossier.bundle.build")
            if signing:
                import_module("dossier.signing.sign").load()

        batch = make_papers(
            keys,
            prepared.views_of(keys),
            out,
            state=state,
            executor=executor,
            created=lambda key: paper_created(prepared, key),
            engine=ENGINE,
            templates=options.templates,
            progress=progress,
            meanwhile=get_ready,
        )
    if bundling and signers and not signing:
        signing.append(signers(prepared))
    signed_by = signing[0] if signing else None
    made = batch.papers
    notes = [note for item in made for note in paper_notes(item, batch.state.papers[item.key.name])]
    if partial:
        batch.write(out)
        return BuildResult(out, prepared, made, None, False, tuple(notes))

    notes += _strays(batch, out)
    notes += _too_large_to_send(prepared, batch)
    bundle = None
    if not issued(prepared.stage):
        notes.append(_not_yet(prepared.stage, (out / BUNDLE).exists()))
    elif blocking:
        notes.append(_why_no_bundle(blocking, (out / BUNDLE).exists()))
    else:
        if progress:
            progress("ghép và ký bộ hồ sơ", len(made), len(made))
        bundle = _bundle(prepared, batch, out / BUNDLE, signed_by, waivers, stamp=options.stamp)
        notes += _bundle_notes(prepared)
    # Nothing has been written so far, and nothing can go wrong with the case any more.
    batch.write(out)
    bundled = _write_bundle(bundle, out, batch.state) if bundle else None
    if bundle and signed_by and signed_by.root:
        write_if_changed(out / "ca.pem", signed_by.root)
    report = {**report_json(prepared), "waivers": [waiver.model_dump() for waiver in waivers]}
    write_if_changed(out / "kiem_tra.json", (json.dumps(report, ensure_ascii=False, indent=1) + "\n").encode())
    write_if_changed(out / "dossier.json", dump_case(prepared.loaded.case))
    return BuildResult(out, prepared, made, bundled, bool(blocking), tuple(notes))


def _too_large_to_send(prepared: Prepared, batch: Batch) -> list[str]:
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


@dataclass(frozen=True, slots=True)
class _Bundle:
    """A bundle before it is written."""

    data: bytes | None
    """None: the one that is there was made from the very same things."""
    inputs: str
    pages: int
    signed: bool


def _bundle(
    prepared: Prepared,
    batch: Batch,
    path: Path,
    signing: Signers | None,
    waivers: tuple[Waiver, ...],
    *,
    stamp: bool,
) -> _Bundle:
    """Assemble and sign, unless the bundle that is there was made from the very same things."""
    state = batch.state
    digest = package_digest(prepared, batch.papers, engine=ENGINE, waivers=waivers, stamp=stamp)
    inputs = sha256(f"{digest}\0{signing.digest if signing else ''}".encode())
    if path.is_file() and state.bundle_inputs == inputs and sha256(path.read_bytes()) == state.bundle:
        return _Bundle(None, inputs, state.bundle_pages, signing is not None)
    unsigned = assemble_package(prepared, batch, engine=ENGINE, waivers=waivers, stamp=stamp)
    data = unsigned.data
    if signing is not None:
        from dossier.pipeline.sign import sign_package

        data = sign_package(data, unsigned.places, signing)
    return _Bundle(data, inputs, unsigned.pages, signing is not None)


def _write_bundle(bundle: _Bundle, out: Path, state: BuildState) -> Bundled:
    """Put the bundle in its place; a signed one that is there is renamed, never overwritten."""
    path, previous = out / BUNDLE, None
    if bundle.data is not None:
        if path.is_file() and is_signed(path.read_bytes()):
            previous = set_aside(path)
        write_atomic(path, bundle.data)
        written = {"bundle_inputs": bundle.inputs, "bundle": sha256(bundle.data), "bundle_pages": bundle.pages}
        write_state(out, state.model_copy(update=written))
    return Bundled(path, bundle.pages, bundle.signed, reused=bundle.data is None, previous=previous)


def _strays(batch: Batch, out: Path) -> list[str]:
    """Papers of earlier builds that are not of this dossier any more: they lie there, and nobody should submit them."""
    current = {paper.key.name for paper in batch.papers}
    names = [
        f"giay_to/{n}.docx" for n in batch.state.papers if n not in current and (out / f"giay_to/{n}.docx").is_file()
    ]
    return [f"Tệp của lần lập trước, không thuộc bộ hồ sơ này: {', '.join(names)}."] if names else []


def _bundle_notes(prepared: Prepared) -> list[str]:
    """What people must know of the bundle."""
    count = len(prepared.loaded.case.ho_so.dinh_kem)
    if prepared.loaded.folder is None and count:
        return [
            f"Hồ sơ đọc từ một tệp JSON nên bộ hồ sơ không kèm {count} tệp đính kèm đã khai. "
            "Lập từ thư mục hồ sơ thì các tệp đó mới có mặt."
        ]
    return []


def decider(prepared: Prepared) -> str:
    """Who answers for a waiver: the leader unit's signer."""
    leader = prepared.loaded.case.ho_so.truong
    if leader is None:
        return "người lập hồ sơ"
    return f"{leader.nguoi_ky.ho_ten}, {leader.ten}" if leader.nguoi_ky else leader.ten


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


_OLD_BUNDLE = f" Tệp {BUNDLE} trong thư mục là của lần trước, không phải của dữ liệu này."


def _not_yet(stage: GiaiDoan, old_bundle: bool) -> str:
    old = _OLD_BUNDLE if old_bundle else ""
    return f"Giai đoạn {stage.value}: chỉ lập giấy tờ. Bộ hồ sơ được ghép và ký từ giai đoạn phat_hanh, khi giấy tờ đã có số và ngày.{old}"


def _why_no_bundle(errors: Sequence[Finding], old_bundle: bool) -> str:
    codes = ", ".join(dict.fromkeys(f.code for f in errors))
    old = _OLD_BUNDLE if old_bundle else ""
    return (
        f"Chưa ghép bộ hồ sơ vì còn {len(errors)} lỗi ({codes}). Sửa theo hướng dẫn dưới đây rồi chạy lại. "
        f'Trường hợp phải nộp dù còn lỗi: --waive "MÃ=lý do".{old}'
    )
