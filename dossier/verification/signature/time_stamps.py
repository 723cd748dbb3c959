"""RFC 3161 time stamps: what was shown to a trusted authority, and when. The only proof of time there is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from dossier.verification.facts import Answer
from dossier.verification.signature.certificate_chain import Authorities, Chain, covers, names
from dossier.verification.signature.cms import Cms, read_cms

if TYPE_CHECKING:
    from asn1crypto.cms import SignedData, SignerInfo

MAX_TOKENS = 10
"""Time stamps looked at for one signature."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """One time stamp, judged."""

    time: datetime
    authority: str | None
    """Name of its maker, as its certificate says."""
    fault: str | None
    """It is broken or belongs to something else, for people."""
    trusted: Answer
    reason: str
    """Why it is not trusted, for people."""
    cms: Cms
    chain: Chain

    @property
    def proves(self) -> bool:
        """What it stands on existed at its time."""
        return self.fault is None and self.trusted == "co"


async def read_stamp(
    signed_data: SignedData, imprint: Callable[[str], bytes], authorities: Authorities, moment: datetime
) -> Stamp:
    """Judge a token over what ``imprint`` hashes, seen at ``moment`` (now, or when a later proven stamp covers this one)."""
    from asn1crypto import core, tsp

    content = signed_data["encap_content_info"]["content"]
    info = content.parsed if isinstance(content, core.ParsableOctetString) else None
    if not isinstance(info, tsp.TSTInfo):
        raise ValueError("not a time-stamp token")
    cms = read_cms(signed_data, "tst_info", _content_digest(signed_data), detached=False)
    authorities.add_certificates((cms.certificate, *cms.others))
    time: datetime = info["gen_time"].native
    shown = info["message_imprint"]
    algorithm = str(shown["hash_algorithm"]["algorithm"].native)
    fault = None
    if not cms.intact or cms.attribute_faults or not cms.names_certificate:
        fault = "dấu thời gian không còn nguyên vẹn"
    elif imprint(algorithm) != shown["hashed_message"].native:
        fault = "dấu thời gian không phải của chữ ký này"
    chain = await authorities.chain(cms.certificate, moment)
    trusted: Answer = chain.trusted
    reason = chain.reason
    if trusted == "khong" and chain.outdated and not covers(cms.certificate, moment):
        # Signed while valid, but nothing later proves that the token is that old.
        trusted, reason = "khong_kiem_duoc", "chứng thư của nơi cấp dấu thời gian đã hết hạn, không có dấu sau bảo vệ"
    if trusted == "co":
        reason = await _objection(cms, chain, time, moment, algorithm, authorities)
        trusted = "khong" if reason else "co"
    parts = names(cms.certificate)
    return Stamp(time, parts.get("common_name") or parts.get("organization_name"), fault, trusted, reason, cms, chain)


async def _objection(
    cms: Cms, chain: Chain, time: datetime, moment: datetime, algorithm: str, authorities: Authorities
) -> str:
    """Why a token from a trusted chain still proves nothing; empty: it does."""
    purposes = cms.certificate.extended_key_usage_value
    if purposes is None or purposes.native != ["time_stamping"]:
        return "chứng thư không phải của dịch vụ cấp dấu thời gian"
    if not covers(cms.certificate, time):
        return "thời điểm đóng dấu ngoài thời hạn của chứng thư cấp dấu"
    if time > moment:
        return "thời điểm đóng dấu ở tương lai"
    if cms.algorithm.weak or algorithm in ("md5", "sha1"):
        return "dấu thời gian dùng thuật toán không còn an toàn"
    status = await authorities.status(chain, cms.certificate, moment)
    if status.revoked_at is not None and status.revoked_at <= moment:
        return "chứng thư của nơi cấp dấu thời gian đã bị thu hồi"
    return ""


def _content_digest(signed_data: SignedData) -> bytes:
    from pyhanko.sign.general import extract_signer_info

    info = extract_signer_info(signed_data)
    content = signed_data["encap_content_info"]["content"]
    return digest(str(info["digest_algorithm"]["algorithm"].native), bytes(content))


def digest(algorithm: str, data: bytes) -> bytes:
    """Hash by the name CMS gives it; raises ValueError for an unknown one."""
    from cryptography.hazmat.primitives.hashes import Hash
    from pyhanko_certvalidator.util import get_pyca_cryptography_hash

    try:
        made = Hash(get_pyca_cryptography_hash(algorithm))
    except AttributeError as error:
        raise ValueError(f"unknown hash {algorithm}") from error
    made.update(data)
    return made.finalize()


def tokens(info: SignerInfo) -> list[SignedData]:
    """Signature time stamps that a signature carries."""
    found: list[SignedData] = []
    if info["unsigned_attrs"].native is None:
        return found
    for attribute in info["unsigned_attrs"]:
        if attribute["type"].native == "signature_time_stamp_token":
            found += [value["content"] for value in attribute["values"]]
    return found[:MAX_TOKENS]
