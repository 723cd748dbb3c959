"""Whether the right people and agencies signed a paper, in the right order. By name: trust is checked elsewhere."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from dossier.core.finding import Location
from dossier.pipeline.signed.paper_signers import PaperSigner
from dossier.verification.facts import SignatureFact
from dossier.verification.ledger import Ledger

_SEPARATORS = re.compile(r"\s+[-–—]\s+|[,;/|()]")
_CUT = 60
"""Letters from which a name in a certificate may have been cut: X.520 allows 64."""
_PLACES = ("tỉnh ", "thành phố ", "tp ", "huyện ", "xã ", "phường ")
"""What may follow an agency's name in its certificate, or in the case: the province it belongs to."""

SIGNER_CODES = ("SIG-207", "SIG-208", "SIG-209", "SIG-210", "SIG-213", "SIG-215")


def check_signers(
    signers: Sequence[PaperSigner],
    signatures: Sequence[SignatureFact],
    name: str,
    title: str,
    at: Location,
    ledger: Ledger,
) -> None:
    """Compare who signed the file ``name`` with who has to sign the paper; what is wrong goes to the ledger."""
    ledger.begin(*SIGNER_CODES)
    given = assign(signers, signatures)
    for signer in signers:
        fact = given.get(signer.field)
        if fact is None:
            if signer.required:
                ledger.found("SIG-207", at, tep=name, giay=title, ai=signer.words, o_ky=signer.field)
            elif signer.kind == "nguoi":
                ledger.found("SIG-210", at, giay=title, ai=signer.agency or "cấp trên trực tiếp")
            continue
        seen = " – ".join(part for part in (fact.signer, fact.office, fact.organisation) if part) or "không rõ tên"
        if signer.name is None:
            ledger.found("SIG-209", at, giay=title, o_ky=signer.field, hien=seen)
        elif not matches(signer, fact):
            ledger.found("SIG-208", at, tep=name, giay=title, o_ky=signer.field, hien=seen, dung=signer.words)
        before = given.get(signer.after) if signer.after else None
        if before is not None and before.order > fact.order:
            ledger.found("SIG-215", at, tep=name, giay=title, co_quan=signer.words, nguoi=before.signer or "người ký")
    for fact in signatures:
        if fact not in given.values():
            ledger.found("SIG-213", at, tep=name, giay=title, hien=fact.signer or "không rõ tên")


def assign(signers: Sequence[PaperSigner], signatures: Sequence[SignatureFact]) -> dict[str, SignatureFact]:
    """The signature of each signer, by the signer's field: in that field, else (a tool that makes fields of its own) by name."""
    fields = {signer.field for signer in signers}
    given = {fact.field: fact for fact in signatures if fact.field in fields}
    others = [fact for fact in signatures if fact.field not in fields]
    for signer in signers:
        if signer.field in given or signer.name is None:
            continue
        own = next((fact for fact in others if matches(signer, fact)), None)
        if own is not None:
            given[signer.field] = own
            others.remove(own)
    return given


def matches(signer: PaperSigner, fact: SignatureFact) -> bool:
    """Whether the certificate names this signer: a person by full name, an agency by its own name."""
    wanted = plain(signer.name)
    if not fact.signer or not wanted:
        return False
    if signer.kind == "nguoi":
        # Also "GIÁM ĐỐC BẾ MINH TƯỜNG" and "Bế Minh Tường - Sở Tài chính"; but not a longer name that begins alike.
        accepted = {wanted, f"{plain(signer.office)} {wanted}", f"ông {wanted}", f"bà {wanted}"}
        return any(plain(part) in accepted for part in _SEPARATORS.split(fact.signer))
    name = plain(fact.signer)
    if name == wanted or (len(fact.signer) >= _CUT and wanted.startswith(name)):
        return True
    longer, shorter = (name, wanted) if len(name) > len(wanted) else (wanted, name)
    return longer.startswith(f"{shorter} ") and longer[len(shorter) + 1 :].startswith(_PLACES)


def plain(text: str | None) -> str:
    """Letters and digits in lower case, NFC, one space between words."""
    folded = unicodedata.normalize("NFC", text or "").casefold()
    return " ".join("".join(c if c.isalnum() else " " for c in folded).split())
