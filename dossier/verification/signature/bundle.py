"""The rules of a bundle's two signatures: who must have signed, in which order, and that nothing followed.

Nghị định 30/2020/NĐ-CP: khoản 1 Điều 5 (both signatures make it equal to a paper original), điểm d khoản 2 Điều 32 (văn thư
signs with the agency's key only what the authorised person has signed). Who they must be comes from the case as it was
recomputed, never from the file's own words.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from dossier.core.finding import Location
from dossier.regulation.signature_law import clause
from dossier.verification.facts import SignatureFact, SignedFile
from dossier.verification.ledger import Ledger

_X520_LETTERS = 64
"""Longest name that X.520 allows in a certificate; longer ones are cut there by whoever issues it."""
_CODES = tuple(f"SIG-{number}" for number in range(131, 139))
_ON_BEHALF = re.compile(r"\b(?:tm|kt|tl|tuq|q)\.\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Expected:
    """Who must have signed, by the recomputed case."""

    name: str
    """Of the person, or of the agency."""
    office: str | None = None
    organisation: str | None = None


def check_bundle_signatures(
    signed: SignedFile, ledger: Ledger, *, person: Expected | None, agency: Expected | None
) -> None:
    """Write down whether the bundle is signed by the right two, in the right order, and closed by the second.

    None for ``person`` or ``agency``: the case could not be read, so the names can't be checked.
    """
    ledger.begin(*_CODES)
    at = Location(file=signed.name, paper=signed.paper)
    first, second = _two(signed.signatures)
    missing = [words for fact, words in ((first, "người có thẩm quyền"), (second, "cơ quan")) if fact is None]
    if missing:
        ledger.found("SIG-131", at, clause("hai_chu_ky", "thu_tu_ky"), thieu=" và của ".join(missing))
    if first is not None and second is not None:
        _order(first, second, ledger, at)
        if first.key_thumbprint is not None and first.key_thumbprint == second.key_thumbprint:
            ledger.found("SIG-138", at, clause("hai_chu_ky"), nguoi_ky=first.signer or "không tên")
    if second is not None:
        _closing(second, signed.signatures, ledger, at)
    if first is not None:
        _person(first, person, agency, ledger, at)
    if second is not None:
        _agency(second, agency, ledger, at)


def _two(signatures: tuple[SignatureFact, ...]) -> tuple[SignatureFact | None, SignatureFact | None]:
    """The person's and the agency's signature: by their prepared fields, else by order, for tools that make their own fields."""
    made = [fact for fact in signatures if fact.kind == "chu_ky"]
    person = next((fact for fact in made if fact.role == "nguoi_ky"), None)
    agency = next((fact for fact in made if fact.role == "co_quan"), None)
    others = [fact for fact in made if fact.role == "khac"]
    if person is None and others:
        before = [fact for fact in others if agency is None or fact.order < agency.order]
        person = before[0] if before else None
    if agency is None:
        rest = [fact for fact in others if person is not None and fact.order > person.order]
        agency = rest[-1] if rest else None
    return person, agency


def _order(person: SignatureFact, agency: SignatureFact, ledger: Ledger, at: Location) -> None:
    law = clause("thu_tu_ky")
    if agency.order < person.order:
        ledger.found("SIG-132", at, law, ly_do="chữ ký của cơ quan có trước chữ ký của người có thẩm quyền")
    elif person.signed_at is not None and agency.signed_at is not None and agency.signed_at < person.signed_at:
        ledger.found("SIG-132", at, law, ly_do="thời gian ký của cơ quan sớm hơn của người có thẩm quyền")
    for fact, who in ((person, "người có thẩm quyền"), (agency, "cơ quan")):
        if fact.signed_at is None:
            ledger.unchecked("SIG-132", "khong_co_thoi_gian", chu_ky=f"của {who}")


def _closing(agency: SignatureFact, signatures: tuple[SignatureFact, ...], ledger: Ledger, at: Location) -> None:
    law = clause("hai_chu_ky", "thu_tu_ky")
    if not agency.covers_revision:
        ledger.found("SIG-133", at, law, ly_do="chữ ký không phủ trọn tệp tại lúc ký")
    later = [fact.field for fact in signatures if fact.order > agency.order and fact.kind == "chu_ky"]
    if later:
        ledger.found("SIG-133", at, law, ly_do=f"sau đó còn chữ ký {', '.join(f'“{name}”' for name in later)}")
    if agency.covers_revision and not agency.changes_allowed:
        said = "; ".join(agency.changes_after) or "có thay đổi không được phép"
        ledger.found("SIG-133", at, law, ly_do=f"sau đó tệp bị thay đổi ({said})")


def _person(
    fact: SignatureFact, person: Expected | None, agency: Expected | None, ledger: Ledger, at: Location
) -> None:
    if person is None:
        for code in ("SIG-134", "SIG-135", "SIG-136"):
            ledger.unchecked(code, "khong_co_nguoi_doi_chieu")
        return
    if fact.thumbprint is None:
        ledger.unchecked("SIG-134", "chung_thu_khong_doc_duoc", chu_ky=f"“{fact.field}”")
        return
    law = clause("chung_thu")
    if not same_name(fact.signer, person.name):
        ledger.found("SIG-134", at, law, trong_chung_thu=fact.signer or "không ghi", trong_ho_so=person.name)
    if person.office and not same_office(fact.office, person.office):
        ledger.found("SIG-135", at, law, trong_chung_thu=fact.office or "không ghi", trong_ho_so=person.office)
    body = person.organisation or (agency.name if agency else None)
    if body and not same_name(fact.organisation, body):
        ledger.found("SIG-136", at, law, trong_chung_thu=fact.organisation or "không ghi", trong_ho_so=body)


def _agency(fact: SignatureFact, agency: Expected | None, ledger: Ledger, at: Location) -> None:
    if agency is None:
        ledger.unchecked("SIG-137", "khong_co_nguoi_doi_chieu")
        return
    if fact.thumbprint is None:
        ledger.unchecked("SIG-137", "chung_thu_khong_doc_duoc", chu_ky=f"“{fact.field}”")
        return
    if not same_name(fact.signer, agency.name):
        said = fact.signer or "không ghi"
        ledger.found("SIG-137", at, clause("thu_tu_ky"), trong_chung_thu=said, trong_ho_so=agency.name)


def same_name(certificate: str | None, expected: str) -> bool:
    """The same name but for case, spaces and composed letters; a name cut at 64 letters in the certificate counts."""
    if certificate is None:
        return False
    one, two = _plain(certificate), _plain(expected)
    if one == two:
        return bool(one)
    cut = unicodedata.normalize("NFC", expected)[:_X520_LETTERS]
    long = len(unicodedata.normalize("NFC", expected)) > _X520_LETTERS
    return long and one == _plain(cut)


def same_office(certificate: str | None, expected: str) -> bool:
    """The office, with or without how it signs for another: "KT. GIÁM ĐỐC / PHÓ GIÁM ĐỐC" is signed by a "Phó Giám đốc"."""
    if certificate is None:
        return False
    own = _ON_BEHALF.sub("", expected.splitlines()[-1])
    return same_name(certificate, expected) or same_name(certificate, own)


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split()).casefold()
