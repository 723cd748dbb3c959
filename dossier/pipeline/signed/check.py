"""Looks closely at one signed paper: its pages against those prepared, its signatures. Runs in a guarded child.

No typesetter here: what the pages are compared with is printed by the parent.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from dossier.core import guard
from dossier.core.finding import Finding, RuleResult, RuleStatus
from dossier.pipeline.signed.originals import Content, SigningPrint, compare_signed
from dossier.verification.facts import SignedFile
from dossier.verification.ledger import Ledger
from dossier.verification.signature.signing_allowance import Filling
from dossier.verification.signature.trust import load_trust

SECONDS, SECONDS_EACH, MEGABYTES = 120, 10, 2_500
"""Limits of a child that checks papers: to begin with, and for each paper."""


@dataclass(frozen=True, slots=True)
class Trusted:
    """What signatures are judged by."""

    roots: tuple[Path, ...] = ()
    """Certificates trusted, PEM or DER; none: nothing is known about who stands behind a signature."""
    crls: tuple[Path, ...] = ()
    online: bool = False
    at: datetime | None = None
    """Moment of checking, with zone."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found in one file."""

    findings: tuple[Finding, ...] = ()
    unchecked: tuple[str, ...] = ()
    """What could not be checked and why, Vietnamese."""
    content: Content | None = None
    signed: SignedFile | None = None
    failed: str | None = None
    """The check itself could not be made: why."""


@dataclass(frozen=True, slots=True)
class ToCheck:
    """A file that came back, and the prints it may be."""

    name: str
    title: str
    paper: str
    unit: str | None
    path: Path
    """A copy in a folder of ours."""
    prints: Sequence[SigningPrint] = field(repr=False)
    print_paths: Sequence[Path]


def check_all(files: Sequence[ToCheck], trusted: Trusted) -> list[Checked]:
    """Check them in one child; when it falls over, in two smaller lots, so that in the end only the culprit fails."""
    if not files:
        return []
    try:
        answers = guard.call(
            "dossier.pipeline.signed.check:serve",
            {"files": [_payload(file, trusted) for file in files]},
            seconds=SECONDS + len(files) * SECONDS_EACH,
            megabytes=MEGABYTES,
        )
    except guard.GuardFailed as error:
        if len(files) == 1:
            return [Checked(failed=error.message)]
        half = len(files) // 2
        return [*check_all(files[:half], trusted), *check_all(files[half:], trusted)]
    return [_checked(answer) for answer in answers["files"]]


def _payload(file: ToCheck, trusted: Trusted) -> dict[str, Any]:
    return {
        "name": file.name,
        "title": file.title,
        "paper": file.paper,
        "unit": file.unit,
        "received": str(file.path),
        "prints": [
            {"path": str(path), "numbered": one.numbered, "fillings": [asdict(filling) for filling in one.fillings]}
            for path, one in zip(file.print_paths, file.prints, strict=True)
        ],
        "roots": [str(path.absolute()) for path in trusted.roots],
        "crls": [str(path.absolute()) for path in trusted.crls],
        "online": trusted.online,
        "at": trusted.at.isoformat() if trusted.at else None,
    }


def _checked(answer: dict[str, Any]) -> Checked:
    results = [RuleResult.model_validate(one) for one in answer["results"]]
    return Checked(
        findings=tuple(finding for result in results for finding in result.findings),
        unchecked=tuple(
            f"{result.title}: {result.reason}" for result in results if result.status is RuleStatus.KHONG_KIEM_DUOC
        ),
        content=Content(**answer["content"]),
        signed=SignedFile.model_validate(answer["signed"]),
    )


# --- in the child -----------------------------------------------------------------------------------------------------


def serve(payload: dict[str, Any]) -> dict[str, Any]:
    """For ``core.guard.call``."""
    return {"files": [_one(file) for file in payload["files"]]}


def _one(file: dict[str, Any]) -> dict[str, Any]:
    ledger = Ledger()
    received = Path(file["received"]).read_bytes()
    prints = [
        SigningPrint(Path(one["path"]).read_bytes(), one["numbered"], tuple(Filling(**f) for f in one["fillings"]))
        for one in file["prints"]
    ]
    content = compare_signed(received, prints, file["name"], file["title"], file["paper"], file["unit"], ledger)
    signed = _signatures(received, file, ledger)
    return {
        "results": [result.model_dump(mode="json") for result in ledger.results()],
        "content": {"same": content.same, "untouched": content.untouched, "numbered": content.numbered},
        "signed": signed.model_dump(mode="json"),
    }


def _signatures(received: bytes, file: dict[str, Any], ledger: Ledger) -> SignedFile:
    from dossier.verification.signature.check import check_signatures

    at = datetime.fromisoformat(file["at"]) if file["at"] else datetime.now().astimezone()
    trust = load_trust(
        [Path(path) for path in file["roots"]],
        [Path(path) for path in file["crls"]],
        online=file["online"],
        at=at,
    )
    return check_signatures(received, trust, ledger, name=file["name"], paper=file["paper"])
