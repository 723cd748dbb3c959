"""``dossier build``: from a case to its papers and its signed bundle."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from dossier.core.errors import DossierError
from dossier.core.files import sha256, write_atomic
from dossier.core.version import ENGINE
from dossier.inputs.dump import dump_case
from dossier.inputs.ho_so import GiaiDoan
from dossier.papers.paper import MadePaper, PaperKey
from dossier.papers.views.issue import issued
from dossier.pipeline.build_lock import build_lock
from dossier.pipeline.build_notes import (
    BUNDLE,
    bundle_notes,
    not_yet,
    paper_notes,
    strays,
    too_large_to_send,
    why_no_bundle,
)
from dossier.pipeline.make import Batch, Progress, is_signed, make_papers, set_aside, write_if_changed
from dossier.pipeline.package import assemble_package, package_digest, paper_created, waivers_for
from dossier.pipeline.prepare import Prepared, prepare, select_papers
from dossier.pipeline.report_file import report_json
from dossier.pipeline.signed.check import Trusted
from dossier.pipeline.signed.papers import Collected, SignedFolder, collect_signed
from dossier.pipeline.signed.scanned_papers import has_originals
from dossier.pipeline.signed.signing_files import SigningFile, signing_files, write_signing_files
from dossier.pipeline.state import BuildState, read_state, write_state
from dossier.pipeline.workers import paper_workers

if TYPE_CHECKING:
    from dossier.bundle.manifest import Waiver
    from dossier.pipeline.sign import Signers


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
    to_sign: tuple[SigningFile, ...] = ()
    """Papers with signature fields for their own signers, in ``trinh_ky/``."""
    collected: Collected | None = None
    """What was found in papers signed elsewhere and in scans; None: there are none."""

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
    signature_fields: bool = False
    """Also write ``trinh_ky/``: papers with fields for their own signers. At the stage ``trinh_ky`` always."""


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
    signed: SignedFolder | None = None,
) -> BuildResult:
    """Make the papers of a case in ``out/giay_to``, the findings, the case as one document, and the bundle.

    ``signed``: papers signed elsewhere, to be taken into the bundle; what is wrong with them stops it like any other error.

    ``paper``/``unit`` make part of the package, without a bundle. ``signers`` is called only when there is a bundle to sign,
    before anything is made. Raises InputInvalid, DossierError; a failed run leaves earlier output as it was.
    """
    options = options or Options()
    partial = paper is not None or unit is not None
    prepared = prepare(case, stage=stage, today=today, regulations=regulations)
    keys = select_papers(prepared, paper, unit) if partial else prepared.plan
    if signed is not None and (partial or not issued(prepared.stage)):
        raise DossierError(
            f"Giai đoạn {prepared.stage.value}: chưa ghép bộ hồ sơ nên chưa nhận giấy tờ đã ký.",
            "Ghi số, ngày vào ho_so.yaml, đặt giai_doan là phat_hanh hoặc nop (hoặc --stage nop) rồi chạy lại.",
        )
    with build_lock(out):
        return _build(prepared, keys, out, signers, options, progress, signed, partial=partial)


def _build(
    prepared: Prepared,
    keys: Sequence[PaperKey],
    out: Path,
    signers: Callable[[Prepared], Signers] | None,
    options: Options,
    progress: Progress | None,
    signed: SignedFolder | None,
    *,
    partial: bool,
) -> BuildResult:
    """``build`` with the folder ``out`` to itself."""
    state = read_state(out)
    with paper_workers(options.jobs) as executor:
        errors = prepared.report.errors
        collecting = not partial and issued(prepared.stage) and (signed is not None or has_originals(prepared))
        waivers = () if partial or collecting else waivers_for(errors, options.waive, by=decider(prepared))
        asked = {waiver.partition("=")[0].strip() for waiver in options.waive}
        blocking = [f for f in errors if f.code not in asked]
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
    collected = None
    if collecting:
        collected = collect_signed(
            prepared,
            batch,
            signed.folder if signed else None,
            signed.trusted if signed else Trusted(),
            options.templates,
        )
        errors = (*errors, *collected.errors)
        waivers = waivers_for(errors, options.waive, by=decider(prepared))
        blocking = [f for f in errors if f.code not in {waiver.code for waiver in waivers}]
        bundling = bundling and not blocking
    if bundling and signers and not signing:
        signing.append(signers(prepared))
    signed_by = signing[0] if signing else None
    made = batch.papers
    notes = [note for item in made for note in paper_notes(item, batch.state.papers[item.key.name])]
    to_sign: tuple[SigningFile, ...] = ()
    if options.signature_fields or prepared.stage is GiaiDoan.TRINH_KY:
        to_sign = signing_files(prepared, batch, out)
    if partial:
        batch.write(out)
        to_sign = write_signing_files(to_sign, out) if to_sign else ()
        return BuildResult(out, prepared, made, None, False, tuple(notes), to_sign)

    notes += strays(batch, out)
    notes += too_large_to_send(prepared, batch)
    bundle = None
    if not issued(prepared.stage):
        notes.append(not_yet(prepared.stage, (out / BUNDLE).exists()))
    elif blocking:
        notes.append(why_no_bundle(blocking, (out / BUNDLE).exists()))
    else:
        if progress:
            progress("ghép và ký bộ hồ sơ", len(made), len(made))
        originals = collected.signed if collected else {}
        bundle = _bundle(prepared, batch, out / BUNDLE, signed_by, waivers, stamp=options.stamp, signed=originals)
        notes += bundle_notes(prepared)
    # Nothing has been written so far, and nothing can go wrong with the case any more.
    batch.write(out)
    to_sign = write_signing_files(to_sign, out) if to_sign else ()
    bundled = _write_bundle(bundle, out, batch.state) if bundle else None
    if bundle and signed_by and signed_by.root:
        write_if_changed(out / "ca.pem", signed_by.root)
    report = {**report_json(prepared), "waivers": [waiver.model_dump() for waiver in waivers]}
    if collected:
        report["signed_papers"] = collected.to_json()
    write_if_changed(out / "kiem_tra.json", (json.dumps(report, ensure_ascii=False, indent=1) + "\n").encode())
    write_if_changed(out / "dossier.json", dump_case(prepared.loaded.case))
    return BuildResult(out, prepared, made, bundled, bool(blocking), tuple(notes), to_sign, collected)


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
    signed: Mapping[str, bytes],
) -> _Bundle:
    """Assemble and sign, unless the bundle that is there was made from the very same things."""
    state = batch.state
    digest = package_digest(prepared, batch.papers, engine=ENGINE, waivers=waivers, stamp=stamp, signed=signed)
    inputs = sha256(f"{digest}\0{signing.digest if signing else ''}".encode())
    if path.is_file() and state.bundle_inputs == inputs and sha256(path.read_bytes()) == state.bundle:
        return _Bundle(None, inputs, state.bundle_pages, signing is not None)
    unsigned = assemble_package(prepared, batch, engine=ENGINE, waivers=waivers, stamp=stamp, signed=signed)
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


def decider(prepared: Prepared) -> str:
    """Who answers for a waiver: the leader unit's signer."""
    leader = prepared.loaded.case.ho_so.truong
    if leader is None:
        return "người lập hồ sơ"
    return f"{leader.nguoi_ky.ho_ten}, {leader.ten}" if leader.nguoi_ky else leader.ten
