"""Papers with signatures of their own, attached to a bundle or sent separately: signatures, signers, content."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from dossier.core.errors import DossierError
from dossier.papers.paper import PaperKey
from dossier.pipeline.prepare import Prepared
from dossier.pipeline.signed.originals import SigningPrint, all_prints, compare_signed
from dossier.pipeline.signed.paper_signers import paper_signers
from dossier.pipeline.signed.signer_check import check_signers
from dossier.pipeline.verify.papers import place_of
from dossier.verification.facts import Answer, SignedFile
from dossier.verification.ledger import Ledger
from dossier.verification.signature.check import check_signatures
from dossier.verification.signature.trust import Trust


@dataclass(frozen=True, slots=True)
class OwnFile:
    """The file of one paper, as received."""

    key: PaperKey
    name: str
    data: bytes = field(repr=False)
    plain: bytes | None = field(default=None, repr=False)
    """The paper made anew without places to sign: what a file sent without signatures was printed as."""


@dataclass(frozen=True, slots=True)
class OwnFileFacts:
    """What was found about it."""

    signed: SignedFile
    same: Answer


def check_own_files(
    files: Mapping[str, OwnFile],
    prepared: Prepared,
    words: Mapping[str, bytes],
    templates: Path | None,
    trust: Trust,
    ledger: Ledger,
) -> dict[str, OwnFileFacts]:
    """Check the file of each paper (by ``PaperKey.name``); ``words`` are Word files that were edited by hand.

    A paper may have been signed before it got its number and date, or after: it is compared with the nearer print.
    """
    if not files:
        return {}
    keys = [file.key for file in files.values()]
    try:
        own = {name: word for name, word in words.items() if name in files}
        received = {name: file.data for name, file in files.items()}
        prints = all_prints(prepared, keys, own, templates, received)
    except DossierError as error:
        ledger.unchecked("CAS-012", "khong_lap_lai_duoc", ly_do=error.message)
        prints = []
    found = {}
    for name, file in files.items():
        title = file.key.title or name
        at = place_of(file.key).model_copy(update={"file": file.name})
        signed = check_signatures(file.data, trust, ledger, name=file.name, paper=name)
        if signed.signatures:
            check_signers(paper_signers(prepared, file.key), signed.signatures, file.name, title, at, ledger)
        same: Answer = "khong_kiem_duoc"
        if prints:
            mine = [one[name] for one in prints if name in one]
            if file.plain is not None and (not signed.signatures or file.data.startswith(file.plain)):
                mine = [SigningPrint(file.plain, numbered=True)]
            same = compare_signed(file.data, mine, file.name, title, name, file.key.unit, ledger).same
        found[name] = OwnFileFacts(signed, same)
    return found
