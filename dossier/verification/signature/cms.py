"""The cryptographic message of one signature or time stamp: does it fit its key and what it signs, and how was it made."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dossier.regulation.signature_law import Algorithm, judge

if TYPE_CHECKING:
    from asn1crypto.cms import SignedData, SignerInfo
    from asn1crypto.x509 import Certificate

_SIGNING_PURPOSES = {
    "any_extended_key_usage",
    "email_protection",
    "client_auth",
    "1.3.6.1.5.5.7.3.36",  # document signing, RFC 9336
    "1.3.6.1.4.1.311.10.3.12",  # Microsoft document signing
    "microsoft_document_signing",
    "1.2.840.113583.1.1.5",  # Adobe authentic documents
    "adobe_authentic_documents_trust",
    "document_signing",
}


@dataclass(frozen=True, slots=True)
class Cms:
    """One message, verified without any belief in who signed."""

    signer_info: SignerInfo
    certificate: Certificate
    others: tuple[Certificate, ...]
    """Other certificates that came with it."""
    intact: bool
    """The digest is the content's and the signature fits the key."""
    attribute_faults: tuple[str, ...]
    """What is wrong with the signed attributes, for people."""
    names_certificate: bool
    """A signed attribute (ESS signing-certificate) fixes which certificate signed."""
    names_by_sha1: bool
    """… but by an old SHA-1 attribute."""
    algorithm: Algorithm


def read_cms(signed_data: SignedData, content_type: str, digest: bytes, *, detached: bool) -> Cms:
    """Verify ``signed_data``, whose content has ``digest``. Raises what the library raises for what can't be read at all."""
    from pyhanko.sign.general import check_ess_certid, extract_certificate_info, extract_signer_info
    from pyhanko.sign.validation.errors import SignatureValidationError
    from pyhanko.sign.validation.generic_cms import validate_sig_integrity

    info = extract_signer_info(signed_data)
    certificates = extract_certificate_info(signed_data)
    certificate = certificates.signer_cert
    faults = []
    inner = signed_data["encap_content_info"]
    if detached and inner["content"].native is not None:
        faults.append("nội dung được gói lần thứ hai bên trong chữ ký")
    kinds: dict[str, list[Any]] = {}
    if info["signed_attrs"].native is None:
        faults.append("không có thuộc tính được ký")
    else:
        for attribute in info["signed_attrs"]:
            kinds.setdefault(str(attribute["type"].native), []).extend(attribute["values"])
    for kind, words in (("content_type", "content-type"), ("message_digest", "message-digest")):
        if kinds and len(kinds.get(kind, ())) != 1:
            faults.append(f"thiếu hoặc thừa thuộc tính {words}")
    ess = kinds.get("signing_certificate_v2") or kinds.get("signing_certificate") or []
    if ess and (len(ess) != 1 or not len(ess[0]["certs"]) or not check_ess_certid(certificate, ess[0]["certs"][0])):
        faults.append("chứng thư nêu trong thuộc tính được ký (ESS) không phải chứng thư đã ký")
    try:
        intact, valid = validate_sig_integrity(info, certificate, content_type, digest)
    except SignatureValidationError as error:
        intact = valid = False
        faults = faults or [f"thuộc tính được ký không hợp lệ ({type(error).__name__})"]
    return Cms(
        signer_info=info,
        certificate=certificate,
        others=tuple(certificates.other_certs),
        intact=bool(intact and valid) and bool(kinds),
        attribute_faults=tuple(faults),
        names_certificate=bool(ess),
        names_by_sha1=bool(ess) and "signing_certificate_v2" not in kinds,
        algorithm=_algorithm(info, certificate),
    )


def _algorithm(info: SignerInfo, certificate: Certificate) -> Algorithm:
    """Everything that a forger could attack: scheme, key, and each hash function used."""
    mechanism = info["signature_algorithm"]
    try:
        scheme = str(mechanism.signature_algo)
    except ValueError:
        scheme = str(mechanism["algorithm"].native)
    hashes = [str(info["digest_algorithm"]["algorithm"].native)]
    if scheme == "rsassa_pss":
        parameters = mechanism["parameters"]
        hashes.append(str(parameters["hash_algorithm"]["algorithm"].native))
        hashes.append(str(parameters["mask_gen_algorithm"]["parameters"]["algorithm"].native))
    elif scheme not in ("ed25519", "ed448"):
        with suppress(ValueError):  # plain "rsaEncryption": the hash is the content's
            hashes.append(str(mechanism.hash_algo))
    key = certificate.public_key
    bits, curve = _key_size(key)
    return judge(scheme, bits, hashes, curve)


def _key_size(key: Any) -> tuple[int | None, str | None]:
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.serialization import load_der_public_key

    try:
        loaded = load_der_public_key(key.dump())
        bits = getattr(loaded, "key_size", None)
        curve = loaded.curve.name if isinstance(loaded, ec.EllipticCurvePublicKey) else None
    except Exception:  # an unknown or broken key has no size that could be trusted
        return None, None
    kind = key.algorithm
    if bits is None:
        bits = {"ed25519": 253, "ed448": 446}.get(kind)
    return bits, {"secp256r1": "P-256", "secp384r1": "P-384", "secp521r1": "P-521"}.get(curve or "", curve)


def usage_fault(certificate: Certificate) -> str | None:
    """Why the certificate may not sign documents, for people; None: it may."""
    usage = certificate.key_usage_value
    if usage is not None and not usage.native & {"digital_signature", "non_repudiation"}:
        return "mục đích dùng khóa (KeyUsage) không có ký số"
    extended = certificate.extended_key_usage_value
    if extended is not None and not set(extended.native) & _SIGNING_PURPOSES:
        return f"mục đích dùng mở rộng chỉ có {', '.join(map(str, extended.native))[:120]}"
    return None
