"""``dossier build``: from a case to its papers and its signed bundle."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from dossier.core.files import sha256, write_atomic
from dossier.core.finding import Finding
from dossier.core.version import ENGINE
from dossier.inputs.dump import dump_case
from dossier.inputs.ho_so import GiaiDoan
from dossier.papers.paper import MadePaper
from dossier.pipeline.make import Progress, is_signed, make_papers, set_aside, write_if_changed
from dossier.pipeline.package import assemble_package, package_digest, paper_created, waivers_for
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
    """None: not asked for (part of a dossier), or stopped by errors."""
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
    """Processes; None: one per processor."""
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
    signers: Callable[[Prepared], Signers] | None = None,
    options: Options | None = None,
    progress: Progress | None = None,
) -> BuildResult:
    """Make the papers of a case in ``out/giay_to``, the findings, the case as one document, and the bundle.

    ``paper``/``unit`` make part of the package, without a bundle. ``signers`` is called only when there is a bundle to sign.
    Raises InputInvalid, DossierError; a failed run leaves earlier output as it was.
    """
    options = options or Options()
    partial = paper is not None or unit is not None
    state = read_state(out)
    with paper_workers(options.jobs, eager=not (partial or state.papers)) as executor:
        prepared = prepare(case, stage=stage, today=today)
        keys = select_papers(prepared, paper, unit) if partial else prepared.plan
        made, state = make_papers(
            keys,
            prepared.views_of(keys),
            out,
            state=state,
            executor=executor,
            created=lambda key: paper_created(prepared, key),
            engine=ENGINE,
            templates=options.templates,
            progress=progress,
        )
    notes = [note for item in made for note in paper_notes(item, state.papers[item.key.name])]
    if partial:
        return BuildResult(out, prepared, tuple(made), None, tuple(notes))

    waivers = waivers_for(prepared.report.errors, options.waive, by=decider(prepared))
    blocking = [f for f in prepared.report.errors if f.code not in {waiver.code for waiver in waivers}]
    bundle = None
    if blocking:
        notes.append(_why_no_bundle(blocking, (out / BUNDLE).exists()))
    else:
        if progress:
            progress("ghép và ký bộ hồ sơ", len(made), len(made))
        bundle, state = _bundle(prepared, made, out, state, signers, waivers, stamp=options.stamp)
    report = {**report_json(prepared), "waivers": [waiver.model_dump() for waiver in waivers]}
    write_if_changed(out / "kiem_tra.json", (json.dumps(report, ensure_ascii=False, indent=1) + "\n").encode())
    write_if_changed(out / "dossier.json", dump_case(prepared.loaded.case))
    write_state(out, state)
    return BuildResult(out, prepared, tuple(made), bundle, tuple(notes))


def _bundle(
    prepared: Prepared,
    made: Sequence[MadePaper],
    out: Path,
    state: BuildState,
    signers: Callable[[Prepared], Signers] | None,
    waivers: tuple[Waiver, ...],
    *,
    stamp: bool,
) -> tuple[Bundled, BuildState]:
    """Assemble and sign, unless the bundle that is there was made from the very same things."""
    path = out / BUNDLE
    digest = package_digest(prepared, made, engine=ENGINE, waivers=waivers, stamp=stamp)
    wanted = sha256(f"{digest}\0{signers is not None}".encode())
    old = path.read_bytes() if path.is_file() else None
    if old is not None and state.bundle_inputs == wanted and sha256(old) == state.bundle:
        return Bundled(path, state.bundle_pages, signers is not None, reused=True), state
    unsigned = assemble_package(prepared, made, engine=ENGINE, waivers=waivers, stamp=stamp)
    data = unsigned.data
    if signers is not None:
        from dossier.pipeline.sign import sign_package

        data = sign_package(data, unsigned.places, signers(prepared))
    previous = set_aside(path) if old is not None and is_signed(old) else None
    write_atomic(path, data)
    state = state.model_copy(update={"bundle_inputs": wanted, "bundle": sha256(data), "bundle_pages": unsigned.pages})
    return Bundled(path, unsigned.pages, signers is not None, reused=False, previous=previous), state


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


def _why_no_bundle(errors: Sequence[Finding], old_bundle: bool) -> str:
    codes = ", ".join(dict.fromkeys(f.code for f in errors))
    old = f" Tệp {BUNDLE} trong thư mục là của lần trước, không phải của dữ liệu này." if old_bundle else ""
    return (
        f"Chưa ghép bộ hồ sơ vì còn {len(errors)} lỗi ({codes}). Sửa theo hướng dẫn dưới đây rồi chạy lại. "
        f'Trường hợp phải nộp dù còn lỗi: --waive "MÃ=lý do".{old}'
    )
