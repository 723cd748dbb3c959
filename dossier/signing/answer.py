"""What comes back from outside: a raw signature or a CMS, in whatever wrapping the tool gives it. Untrusted."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from typing import TYPE_CHECKING, Any

from dossier.core.errors import SigningFailed
from dossier.regulation.signature_law import listed_hash, required
from dossier.signing.signer import check_certificate, load_certificate

if TYPE_CHECKING:
    from asn1crypto import cms

MAX_ANSWER = 1_000_000


def decode(answer: bytes) -> bytes:
    """Binary from what tools hand out: DER as it is, PEM, base64 or hexadecimal text."""
    if len(answer) > MAX_ANSWER:
        raise SigningFailed("Tệp chữ ký nhận về quá lớn.", "Cần giá trị chữ ký hoặc CMS tách rời (detached).")
    text = answer.strip()
    pem = re.fullmatch(rb"-----BEGIN [A-Z0-9 #]+-----(.+)-----END [A-Z0-9 #]+-----", text, re.DOTALL)
    if pem:
        text = pem[1]
    bare = re.sub(rb"\s+", b"", text)
    try:
        if not pem and re.fullmatch(rb"(?:[0-9A-Fa-f]{2})+", bare):
            return binascii.unhexlify(bare)
        if pem or re.fullmatch(rb"[A-Za-z0-9+/]+={0,2}", bare):
            return base64.b64decode(bare, validate=True)
    except ValueError:
        raise SigningFailed("Tệp chữ ký nhận về không đọc được.", "Cần DER, PEM, base64 hoặc số hệ mười sáu.") from None
    return answer


def as_cms(raw: bytes) -> cms.ContentInfo | None:
    """A signed CMS; None: something else, a raw signature."""
    from asn1crypto import cms

    if raw[:1] != b"\x30":
        return None
    try:
        found = cms.ContentInfo.load(raw, strict=True)
        if found["content_type"].native != "signed_data":
            return None
        assert len(found["content"]["signer_infos"]) >= 0
    except (ValueError, TypeError, KeyError, AttributeError):
        return None
    return found


def check_cms(found: cms.ContentInfo, covered: bytes, certificate: bytes | None) -> None:
    """One signer, nothing enclosed, a safe hash, the hash of ``covered``, the certificate asked for; raises SigningFailed."""
    content = found["content"]
    if len(content["signer_infos"]) != 1:
        raise SigningFailed("CMS nhận về phải có đúng một chữ ký.", "Xuất lại CMS tách rời với một người ký.")
    if content["encap_content_info"]["content"].native is not None:
        raise SigningFailed("CMS nhận về mang theo nội dung.", "Xuất CMS tách rời (detached), không kèm nội dung.")
    (info,) = content["signer_infos"]
    digest = info["digest_algorithm"]["algorithm"].native
    if digest not in hashlib.algorithms_available or not listed_hash(digest):
        raise SigningFailed(f"CMS nhận về dùng hàm băm yếu ({digest.upper()}).", required())
    signed = {a["type"].native: a["values"][0].native for a in info["signed_attrs"] or ()}
    expected = hashlib.new(digest, covered).digest()
    if signed.get("message_digest") != expected:
        raise SigningFailed(
            "CMS nhận về ký cho nội dung khác (mã băm không khớp).",
            f"Mã băm {digest.upper()} cần ký: {expected.hex()}.",
        )
    own = signer_der(found)
    if certificate is not None and own != certificate:
        raise SigningFailed(
            f"CMS nhận về của chứng thư số khác: “{check_certificate(load_certificate(own)).name}”.",
            "Ký bằng đúng chứng thư số đã nêu khi chuẩn bị, hoặc chuẩn bị lại.",
        )


def signer_der(found: cms.ContentInfo) -> bytes:
    """The signer's certificate; raises SigningFailed when the CMS does not carry it."""
    from pyhanko.sign.general import CMSExtractionError, extract_certificate_info

    try:
        return bytes(extract_certificate_info(found["content"]).signer_cert.dump())
    except (CMSExtractionError, ValueError, TypeError, KeyError, AttributeError):
        raise SigningFailed(
            "CMS nhận về không kèm chứng thư số của người ký.", "Xuất lại CMS có kèm chứng thư số."
        ) from None


async def add_stamp(found: cms.ContentInfo, stamper: Any) -> None:
    """A time stamp over the signature value, unless there is one."""
    from asn1crypto import cms
    from pyhanko.sign.general import simple_cms_attribute

    (info,) = found["content"]["signer_infos"]
    kept = [a for a in info["unsigned_attrs"] or ()]
    if any(a["type"].native == "signature_time_stamp_token" for a in kept):
        return
    token = await stamper.async_timestamp(hashlib.sha256(info["signature"].native).digest(), "sha256")
    info["unsigned_attrs"] = cms.CMSAttributes([*kept, simple_cms_attribute("signature_time_stamp_token", token)])
