"""When a signature was made: proven by a time stamp, or only claimed by the signer's machine."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Literal

from dossier.verification.signature.certificate_chain import Authorities, utc
from dossier.verification.signature.record import Record, Signature, moment_words
from dossier.verification.signature.time_stamps import Stamp, digest, read_stamp, tokens
from dossier.verification.signature.trust import Trust
from dossier.verification.signature.unsigned_parts import note_unsigned

if TYPE_CHECKING:
    from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

_CLOCK = timedelta(minutes=10)
"""Clocks of honest machines differ by no more."""


@dataclass(frozen=True, slots=True)
class SigningTime:
    """When, how that is known, and who says so."""

    when: datetime | None
    source: Literal["dau_thoi_gian", "nguoi_ky_khai"] | None
    authority: str | None = None

    @property
    def proven(self) -> bool:
        """A time stamp says so."""
        return self.source == "dau_thoi_gian"


async def signing_time(
    one: Signature, later: list[Signature], authorities: Authorities, trust: Trust, record: Record
) -> SigningTime:
    """When it was signed, how that is known, and who says so."""
    signature, at = one.signature, trust.at
    assert signature is not None
    if one.is_stamp and one.stamp is not None:
        stamp = one.stamp
        if stamp.fault is None and stamp.trusted == "khong":
            record.found(
                one, "SIG-120", "kiem_tra", chu_ky=one.label, noi_cap=stamp.authority or "?", ly_do=stamp.reason
            )
        return SigningTime(stamp.time, "dau_thoi_gian", stamp.authority)
    claimed = _claimed(signature)
    if claimed is not None and claimed > at + _CLOCK:
        why = f"ở tương lai so với lúc kiểm tra ({moment_words(at)})"
        record.found(one, "SIG-117", "kiem_tra", chu_ky=one.label, luc_ky=moment_words(claimed), ly_do=why)
    proofs = await _own_stamps(one, _proven_until(later, at), authorities, trust, record)
    proofs += [o.stamp for o in later if o.stamp is not None and o.stamp.proves and o.coverage.whole]
    if not proofs:
        return SigningTime(claimed, "nguoi_ky_khai" if claimed else None)
    first = min(proofs, key=lambda stamp: stamp.time)
    if claimed is not None and claimed > first.time + _CLOCK:
        why = f"muộn hơn dấu thời gian của chính nó ({moment_words(first.time)})"
        record.found(one, "SIG-117", "kiem_tra", chu_ky=one.label, luc_ky=moment_words(claimed), ly_do=why)
    one.stamp = first
    return SigningTime(first.time, "dau_thoi_gian", first.authority)


async def _own_stamps(
    one: Signature, moment: datetime, authorities: Authorities, trust: Trust, record: Record
) -> list[Stamp]:
    assert one.cms is not None
    info = one.cms.signer_info
    proofs = []
    for token in tokens(info):
        value = info["signature"].native
        stamp = await read_stamp(token, partial(_digest_of, value), authorities, moment)
        note_unsigned(one, token, stamp.cms, stamp.trusted, authorities, record)
        label = f"của chữ ký {one.label}"
        if stamp.fault:
            record.found(one, "SIG-119", "kiem_tra", chu_ky=label, ly_do=stamp.fault)
        elif stamp.trusted == "co":
            proofs.append(stamp)
        elif stamp.trusted == "khong" or trust.roots:
            maker = stamp.authority or "không rõ"
            record.found(one, "SIG-120", "kiem_tra", chu_ky=label, noi_cap=maker, ly_do=stamp.reason)
    return proofs


def _digest_of(value: bytes, algorithm: str) -> bytes:
    return digest(algorithm, value)


def _claimed(signature: EmbeddedPdfSignature) -> datetime | None:
    try:
        moment = signature.self_reported_timestamp
        return None if moment is None else utc(moment)
    except Exception:  # a date that is none is no date
        return None


def _proven_until(later: list[Signature], at: datetime) -> datetime:
    """When the signature can be shown to have existed: the first proven document time stamp after it, else now."""
    proven = [o.stamp.time for o in later if o.is_stamp and o.stamp and o.stamp.proves and o.coverage.whole]
    return min([at, *proven])
