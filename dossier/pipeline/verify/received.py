"""``dossier verify``: from a received file to a verdict. Reads, makes anew, compares; believes nothing it is told."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from dossier.bundle.assemble import CASE_NAME, MANIFEST_NAME
from dossier.core.files import file_sha256
from dossier.core.version import ENGINE
from dossier.pipeline.verify.bundle import verify_bundle
from dossier.pipeline.verify.case import with_input_findings
from dossier.pipeline.verify.folder import verify_folder, verify_single
from dossier.pipeline.verify.parts import VIETNAM, Checking, Parts
from dossier.pipeline.verify.recognise import looks_like_bundle
from dossier.verification.facts import Verification
from dossier.verification.file.container import open_received
from dossier.verification.file.names import shown
from dossier.verification.file.received import Received
from dossier.verification.ledger import Ledger
from dossier.verification.signature.trust import Trust, load_trust
from dossier.verification.verdict import DEMANDED, conclude


def verify_received(path: Path, checking: Checking, now: datetime | None = None) -> Verification:
    """Verify what is at ``path``, in this process: for a file from strangers use ``verify_all``, which sets limits.

    ``now`` is the moment written into the answer; None: the clock. Raises DossierError only for what the checker gave
    (certificates, folders of regulations), never for what the file holds.
    """
    now = now or datetime.now(VIETNAM)
    moment = checking.at or now
    trust = load_trust(checking.trust, checking.crls, online=checking.online, at=moment)
    ledger = Ledger()
    received = open_received(path, ledger)
    parts = _parts(received, trust, checking, moment, ledger)
    return finish(path, received, parts, ledger, checking, now)


def _parts(received: Received | None, trust: Trust, checking: Checking, moment: datetime, ledger: Ledger) -> Parts:
    if received is None:
        return Parts("khong_ro", "")
    today = moment.astimezone(VIETNAM).date()
    if received.kind != "pdf":
        return verify_folder(received, trust, checking, today, ledger)
    if is_bundle(received):
        return verify_bundle(received, trust, checking, today, ledger)
    return verify_single(received, trust, ledger)


def is_bundle(received: Received) -> bool:
    """One of our bundles, also one that was robbed of its data: then fields, properties or cover give it away."""
    if {MANIFEST_NAME, CASE_NAME} & set(received.embedded):
        return True
    return received.data is not None and looks_like_bundle(received.data)


def finish(
    path: Path, received: Received | None, parts: Parts, ledger: Ledger, checking: Checking, now: datetime
) -> Verification:
    """Facts and findings as one value, with the verdict that follows from them."""
    if parts.kind == "bo_ho_so":
        ledger.demand(DEMANDED)
    results = with_input_findings(ledger.results(), parts.inputs)
    verdict, reasons = conclude(results, parts.report, parts.passed)
    return Verification(
        file=shown(received.name if received else path.name or path.resolve().name),
        sha256=received.sha256 if received else file_sha256(path),
        size=received.size if received else path.stat().st_size if path.is_file() else None,
        kind=parts.kind,
        engine=ENGINE,
        checked_at=now,
        verdict=verdict,
        reasons=reasons,
        files=parts.files,
        papers=parts.papers,
        attachments=parts.attachments,
        case=parts.case,
        results=results,
        report=parts.report,
        received=checking.received,
    )
