"""The parts of a signature's value that the signature does not sign: nothing may stand there that is not accounted for.

CMS signs the document's digest and the signed attributes. The certificates and lists that travel along, the unsigned
attributes and the framing can be changed by anybody without breaking the signature, so each is accounted for here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dossier.verification.facts import Answer
from dossier.verification.signature.certificate_chain import Authorities, signed_by
from dossier.verification.signature.cms import Cms
from dossier.verification.signature.der import read_encoding
from dossier.verification.signature.record import Record, Signature
from dossier.verification.signature.time_stamps import MAX_TOKENS

if TYPE_CHECKING:
    from asn1crypto.cms import SignedData
    from asn1crypto.x509 import Certificate

MAX_CARRIED = 100
"""Certificates, and lists, that one value may carry."""


@dataclass(frozen=True, slots=True)
class Unsigned:
    """What is not accounted for, for people."""

    faults: tuple[str, ...]
    """Changed, or of no known kind."""
    needless: tuple[str, ...]
    """Intact but of no use for this signature, or not checkable with what is at hand."""


def judge_unsigned(signed_data: SignedData, cms: Cms, trusted: Answer, authorities: Authorities) -> Unsigned:
    """Account for all of ``signed_data`` that its signature, read as ``cms``, does not cover.

    ``trusted``: whether the signer's certificate leads to a root of the checker's. If it does not, a certificate whose
    issuer is nowhere at hand is no sign of a change.
    """
    faults: list[str] = []
    needless: list[str] = []
    encoding = read_encoding(signed_data.dump())
    if encoding.fault:
        faults.append(f"mã hóa không đúng chuẩn DER ({encoding.fault})")
    elif encoding.indefinite:
        needless.append("giá trị chữ ký mã hóa kiểu BER, chuẩn PDF yêu cầu DER")
    faults += _frame(signed_data, cms)
    faults += _attributes(cms)
    for fault, why in _certificates(signed_data, cms, trusted, authorities):
        (faults if fault else needless).append(why)
    for fault, why in _lists(signed_data, trusted, authorities):
        (faults if fault else needless).append(why)
    return Unsigned(tuple(dict.fromkeys(faults)), tuple(dict.fromkeys(needless)))


def note_unsigned(
    one: Signature, signed_data: SignedData, cms: Cms, trusted: Answer, authorities: Authorities, record: Record
) -> None:
    """Write down what :func:`judge_unsigned` finds in the value of ``one``, or in a time stamp that it carries."""
    unsigned = judge_unsigned(signed_data, cms, trusted, authorities)
    for why in unsigned.faults:
        record.found(one, "SIG-130", "kiem_tra", chu_ky=one.label, ly_do=why)
    for why in unsigned.needless:
        record.found(one, "SIG-140", chu_ky=one.label, ly_do=why)


def carrier_fault(contents: bytes, written: bytes) -> str | None:
    """What is wrong with the place of the value: ``contents`` as bytes, ``written`` as digits in the file.

    The place must hold one value and then zeros only; digits of one kind without gaps, so that no byte of it is free.
    """
    encoding = read_encoding(contents)
    if encoding.length and contents[encoding.length :].strip(b"\x00"):
        return "sau giá trị chữ ký còn dữ liệu khác"
    digits = written.strip(b"<>")
    if len(digits) != 2 * len(contents) or digits not in (contents.hex().encode(), contents.hex().upper().encode()):
        return "giá trị chữ ký viết xen ký tự thừa hoặc lẫn hai kiểu chữ số"
    return None


def _frame(signed_data: SignedData, cms: Cms) -> Iterator[str]:
    """Version numbers and names of algorithms around the signature, as RFC 5652 (5.1, 5.3) fixes them."""
    info = cms.signer_info
    by_issuer = info["sid"].name == "issuer_and_serial_number"
    if info["version"].native != ("v1" if by_issuer else "v3"):
        yield "số phiên bản của người ký sai"
    choices = {choice.name for choice in _items(signed_data["certificates"])}
    others = {choice.name for choice in _items(signed_data["crls"])}
    plain = signed_data["encap_content_info"]["content_type"].native == "data"
    if "other" in choices | others:
        version = "v5"
    elif "v2_attr_cert" in choices:
        version = "v4"
    else:
        version = "v1" if plain and by_issuer and "v1_attr_cert" not in choices else "v3"
    if signed_data["version"].native != version:
        yield "số phiên bản của giá trị chữ ký sai"
    if by_issuer and info["sid"].chosen["issuer"].dump() != cms.certificate.issuer.dump():
        yield "tên nơi cấp trong phần nêu người ký khác với trong chứng thư"
    made = [item["algorithm"].native for item in signed_data["digest_algorithms"]]
    if made != [info["digest_algorithm"]["algorithm"].native]:
        yield "danh sách hàm băm khác với hàm băm đã dùng"
    for item in (*signed_data["digest_algorithms"], info["digest_algorithm"]):
        if item["parameters"].native is not None:
            yield "hàm băm có tham số lạ"
    mechanism = info["signature_algorithm"]
    if mechanism["algorithm"].native != "rsassa_pss" and mechanism["parameters"].native is not None:
        yield "thuật toán ký có tham số lạ"


def _attributes(cms: Cms) -> Iterator[str]:
    """Time stamps are the only unsigned attribute with a use in PDF; whether they hold is judged elsewhere (SIG-119)."""
    count = 0
    for attribute in _items(cms.signer_info["unsigned_attrs"]):
        name = str(attribute["type"].native)
        if name != "signature_time_stamp_token":
            yield f"thuộc tính không được ký loại lạ ({name[:60]})"
            continue
        count += len(attribute["values"])
        if not len(attribute["values"]):
            yield "thuộc tính dấu thời gian rỗng"
        if any(value["content_type"].native != "signed_data" for value in attribute["values"]):
            yield "dấu thời gian không đúng loại"
    if count > MAX_TOKENS:
        yield f"quá nhiều dấu thời gian ({count})"


def _certificates(
    signed_data: SignedData, cms: Cms, trusted: Answer, authorities: Authorities
) -> Iterator[tuple[bool, str]]:
    """Each certificate that travels along: whether it is a fault, and why."""
    carried: list[Certificate] = []
    for choice in _items(signed_data["certificates"])[:MAX_CARRIED]:
        if choice.name == "certificate":
            carried.append(choice.chosen.untag())
        else:
            yield True, "có chứng thư thuộc loại không kiểm được"
    if len(_items(signed_data["certificates"])) > MAX_CARRIED:
        yield True, f"kèm hơn {MAX_CARRIED} chứng thư"
    own = cms.certificate.dump()
    if len({certificate.dump() for certificate in carried}) != len(carried):
        yield False, "một chứng thư kèm hai lần"
    used = _above(cms.certificate, authorities.known())
    for certificate in carried:
        der = certificate.dump()
        if der == own or authorities.gave(der):
            continue
        name = f"chứng thư của “{(certificate.subject.human_friendly or 'không tên')[:80]}”"
        issuers = [other for other in authorities.known() if other.subject == certificate.issuer]
        if authorities.resembles_root(certificate):
            yield True, f"{name} khác với chứng thư tin cậy cùng tên, cùng số"
        elif any(signed_by(certificate, issuer) for issuer in issuers):
            if der not in used:
                yield False, f"{name} không liên quan tới chữ ký"
        elif issuers:
            yield True, f"{name} đã bị sửa hoặc là giả"
        else:
            yield trusted == "co", f"{name} không rõ nơi cấp"


def _above(certificate: Certificate, known: Sequence[Certificate]) -> set[bytes]:
    """All that really signed ``certificate`` or one above it."""
    found: dict[bytes, Certificate] = {}
    level = [certificate]
    while level and len(found) < MAX_CARRIED:
        above = {
            other.dump(): other
            for below in level
            for other in known
            if other.subject == below.issuer and other.dump() not in found and signed_by(below, other)
        }
        found |= above
        level = list(above.values())
    return set(found)


def _lists(signed_data: SignedData, trusted: Answer, authorities: Authorities) -> Iterator[tuple[bool, str]]:
    """Revocation lists that travel along."""
    from cryptography import x509

    carried = _items(signed_data["crls"])
    if len(carried) > MAX_CARRIED:
        yield True, f"kèm hơn {MAX_CARRIED} danh sách thu hồi"
    for choice in carried[:MAX_CARRIED]:
        if choice.name != "crl":
            yield True, "có dữ liệu thu hồi thuộc loại không kiểm được"
            continue
        crl = choice.chosen
        issuers = [other for other in authorities.known() if other.subject == crl.issuer]
        try:
            loaded = x509.load_der_x509_crl(crl.dump())
            keys = [x509.load_der_x509_certificate(issuer.dump()).public_key() for issuer in issuers]
            intact = any(loaded.is_signature_valid(key) for key in keys)  # type: ignore[arg-type]
        except Exception:  # whatever is broken in it: it is not as its issuer made it
            yield True, "danh sách thu hồi kèm theo bị hỏng"
            continue
        if not intact:
            yield trusted == "co" or bool(issuers), "danh sách thu hồi kèm theo đã bị sửa hoặc không rõ nơi cấp"


def _items(value: Any) -> list[Any]:
    """Items of an optional set."""
    from asn1crypto.core import Void

    return [] if isinstance(value, Void) else list(value)
