"""How a signer's certificate stands: trusted, valid when it signed, not revoked."""

from __future__ import annotations

from dataclasses import dataclass

from dossier.verification.facts import Answer
from dossier.verification.signature.certificate_chain import Authorities, Chain, Status, covers, issuer_name, names
from dossier.verification.signature.record import Record, Signature, day_words, moment_words
from dossier.verification.signature.signing_time import SigningTime
from dossier.verification.signature.trust import Trust


@dataclass(frozen=True, slots=True)
class Standing:
    """The answers."""

    trusted: Answer
    valid_at_signing: Answer
    revoked: Answer
    revocation_source: str | None
    in_file: bool
    """The file itself carries all that proves that no certificate of the chain was revoked."""


async def judge_certificate(
    one: Signature, time: SigningTime, authorities: Authorities, trust: Trust, record: Record
) -> Standing:
    """Ask everything about the certificate of ``one``, which was made at ``time``."""
    assert one.cms is not None
    certificate, at = one.cms.certificate, trust.at
    seen = min(max(time.when or at, certificate.not_valid_before), certificate.not_valid_after)
    chain = one.stamp.chain if one.is_stamp and one.stamp else await authorities.chain(certificate, seen)
    if chain.trusted == "khong_kiem_duoc":
        record.ledger.unchecked("SIG-111", "chua_neu_ca")
    elif chain.trusted == "khong" and not one.is_stamp:
        who = names(certificate).get("common_name", "không tên")
        record.found(
            one, "SIG-111", "kiem_tra", chu_ky=one.label, nguoi_ky=who, ca=issuer_name(certificate) or "?",
            ly_do=chain.reason,
        )  # fmt: skip
    valid = _valid(one, chain, time, trust, record)
    revoked, source, long_term = await _revoked(one, chain, time, authorities, trust, record)
    return Standing(chain.trusted, valid, revoked, source, long_term)


def _valid(one: Signature, chain: Chain, time: SigningTime, trust: Trust, record: Record) -> Answer:
    """Valid at ``time``, as far as that can be known: a claimed time proves nothing once the certificate has expired."""
    assert one.cms is not None
    certificate, when = one.cms.certificate, time.when
    if when is None:
        record.ledger.unchecked("SIG-113", "khong_co_thoi_gian", chu_ky=one.label)
        return "khong_kiem_duoc"
    if not covers(certificate, when) or chain.outdated:
        start, end = day_words(certificate.not_valid_before), day_words(certificate.not_valid_after)
        if not one.is_stamp:
            record.found(one, "SIG-113", "kiem_tra", chu_ky=one.label, luc_ky=moment_words(when), tu=start, den=end)
        return "khong"
    if time.proven:
        return "co"
    ends = [certificate.not_valid_after]
    if chain.path is not None:
        ends += [c.not_valid_after for c in chain.path.iter_certs(include_root=True)]
    if min(ends) < trust.at:
        record.ledger.unchecked(
            "SIG-113", "het_han_khong_ro_luc_ky", chu_ky=one.label, ngay=day_words(min(ends)), luc_ky=moment_words(when)
        )
        return "khong_kiem_duoc"
    record.found(one, "SIG-118", chu_ky=one.label, luc_ky=moment_words(when))
    return "co"


async def _revoked(
    one: Signature, chain: Chain, time: SigningTime, authorities: Authorities, trust: Trust, record: Record
) -> tuple[Answer, str | None, bool]:
    """Of the signer's certificate, and of every authority's above it."""
    assert one.cms is not None
    if chain.trusted != "co":
        record.ledger.unchecked("SIG-115", "chuoi_khong_kiem_duoc", chu_ky=one.label)
        return "khong_kiem_duoc", None, False
    certificate = one.cms.certificate
    moment = time.when if time.proven and time.when else trust.at
    path = [] if chain.path is None else list(chain.path.iter_certs(include_root=False))
    answers: list[Status] = []
    for link in path or [certificate]:
        status = await authorities.status(chain, link, moment)
        answers.append(status)
        who = "chứng thư của người ký" if link.dump() == certificate.dump() else "chứng thư của CA cấp"
        verdict = _decides(one, status, who, time, record)
        if verdict is not None:
            return verdict, status.source, False
    long_term = bool(path) and all(status.in_file for status in answers)
    own = answers[-1]
    return ("khong" if own.good or own.revoked_at else "khong_kiem_duoc"), own.source, long_term


def _decides(one: Signature, status: Status, who: str, time: SigningTime, record: Record) -> Answer | None:
    """What one certificate's status means for the signature; None: it does not decide."""
    when = time.when
    if status.revoked_at is None:
        if not status.good:
            record.ledger.unchecked("SIG-115", "chua_biet_thu_hoi", chu_ky=one.label, chung_thu=who)
        return None
    day = moment_words(status.revoked_at)
    if when is None or status.revoked_at <= when:
        record.found(one, "SIG-114", "kiem_tra", chu_ky=one.label, chung_thu=who, ngay=day, nguon=status.source or "?")
        return "co"
    if time.proven:
        record.found(one, "SIG-116", chu_ky=one.label, ngay=day, luc_ky=moment_words(when))
        return None
    record.ledger.unchecked("SIG-114", "thu_hoi_khong_ro_luc_ky", chu_ky=one.label, ngay=day, luc_ky=moment_words(when))
    return "khong_kiem_duoc"
