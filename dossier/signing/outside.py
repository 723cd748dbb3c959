"""Signing outside, by hash: the place for a signature is reserved, someone else signs, the answer is put in its place.

For keys that only the state's own tools or a remote service can use. Nothing that comes back is believed: it is put into
the file, and the file is checked before anyone gets it.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import io
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal

from dossier.core.base import Model
from dossier.core.errors import SigningFailed
from dossier.core.files import sha256
from dossier.signing.adapter import adapt, digest_for
from dossier.signing.answer import add_stamp, as_cms, check_cms, decode, signer_der
from dossier.signing.appearance import VIETNAM
from dossier.signing.check import check_signatures
from dossier.signing.embed import Look, pdf_signer
from dossier.signing.fields import ROLE_WORDS, open_pdf, role_of
from dossier.signing.request import BASELINE, Proof, check_validity
from dossier.signing.sign import check_archive, check_order, prove, stamper_for
from dossier.signing.signer import Identity, check_certificate, check_raw_signature, load_certificate

if TYPE_CHECKING:
    from asn1crypto import cms

RESERVED = 16_384
"""Bytes kept free for the CMS: certificates, a time stamp and some room."""


class Record(Model):
    """What must be remembered between the two steps. Nothing in it is secret."""

    schema_id: Literal["chua_ky/1"] = "chua_ky/1"
    field: str
    """Signature field that was reserved."""
    time: datetime
    """Signing time, as it stands in the file."""
    digest_algorithm: Literal["sha256", "sha384", "sha512"]
    digest: str
    """Of the bytes the signature covers, hexadecimal."""
    byte_range: tuple[int, int, int, int]
    base_sha256: str
    """Of the file that was handed in to be prepared."""
    prepared_sha256: str
    """Of the file with the reserved place."""
    certificates: tuple[str, ...] = ()
    """Base64 DER: the signer's, then its issuers; empty: the signer's certificate is not known yet."""
    algorithm: str | None = None
    """How the signed attributes are to be signed: "RSASSA-PSS, SHA-256, salt 32" or "ECDSA, SHA-256"."""
    attributes_sha256: str | None = None
    """Of the signed attributes; with ``digest_algorithm`` sha256, the very hash to be signed."""


@dataclass(frozen=True, slots=True)
class PreparedFile:
    """Result of the first step."""

    data: bytes
    record: Record
    attributes: bytes | None
    """DER of the CMS signed attributes: the bytes to be hashed and signed. None without a certificate."""


class _Given:
    """A signer for a certificate whose key is somewhere else; the signature it gives is the one it was given."""

    def __init__(self, certificates: tuple[bytes, ...], signature: bytes = b"") -> None:
        self.certificates = certificates
        self.identity: Identity = check_certificate(load_certificate(certificates[0]))
        self._signature = signature

    def sign(self, data: bytes, digest: str) -> bytes:
        check_raw_signature(self.certificates[0], self._signature, data, digest)
        return self._signature


def prepare(
    data: bytes,
    name: str,
    *,
    when: datetime,
    certificates: tuple[bytes, ...] = (),
    shown: str | None = None,
    office: str | None = None,
    image: bytes | None = None,
) -> PreparedFile:
    """Reserve the signature field ``name``. ``certificates``: DER or PEM, the signer's first; without any, a whole CMS must come back.

    Raises SigningFailed as ``sign_field`` does: wrong order, changed file, expired certificate.
    """
    reader = check_order(data, name, when)
    ders = tuple(_der(c) for c in certificates)
    given = _Given(ders) if ders else None
    if given is not None:
        check_validity(given.identity, when, ROLE_WORDS[role_of(name)])
    shown = shown or (given.identity.name if given else None)
    if shown is None:
        raise SigningFailed(
            "Chưa biết tên người ký để in vào chỗ ký.", "Nêu chứng thư số bằng --certificate, hoặc tên bằng --name."
        )
    look = Look(shown, office or (given.identity.title if given else None), image)
    digest = digest_for(given.identity) if given else "sha256"
    adapter = adapt(given) if given else _nobody()
    prepared, found, attributes = asyncio.run(_reserve(reader, name, look, when, adapter, digest))
    start, first, second, rest = _byte_range(prepared, name)
    record = Record(
        field=name,
        time=when,
        digest_algorithm=digest,
        digest=found.hex(),
        byte_range=(start, first, second, rest),
        base_sha256=sha256(data),
        prepared_sha256=sha256(prepared),
        certificates=tuple(base64.b64encode(der).decode() for der in ders),
        algorithm=_algorithm_words(given.identity, digest) if given else None,
        attributes_sha256=sha256(attributes) if attributes and given else None,
    )
    return PreparedFile(prepared, record, attributes if given else None)


async def _reserve(
    reader: Any, name: str, look: Look, when: datetime, adapter: Any, digest: str
) -> tuple[bytes, bytes, bytes | None]:
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.pdf_utils.misc import PdfError
    from pyhanko.sign.general import SigningError
    from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes

    moment = when.astimezone(VIETNAM)
    signer, exists = pdf_signer(reader, name, look, when, adapter, digest, None)
    out = io.BytesIO()
    try:
        session = signer.init_signing_session(IncrementalPdfFileWriter.from_reader(reader), existing_fields_only=exists)
        session.system_time = moment
        document = session.prepare_tbs_document(validation_info=None, bytes_reserved=2 * RESERVED)
        found, _ = document.digest_tbs_document(output=out)
    except (PdfError, SigningError, ValueError) as error:
        raise SigningFailed("Không chuẩn bị được chỗ ký.", "Kiểm tra tệp cần ký.") from error
    attributes = None
    if adapter.signing_cert is not None:
        settings = PdfCMSSignedAttributes(signing_time=moment)
        listed = await adapter.signed_attrs(found.document_digest, digest, attr_settings=settings, use_pades=True)
        attributes = listed.dump()
    # The place is still open in the file: filled with zeros, so that the file can be read as it stands.
    return out.getvalue(), found.document_digest, attributes


def _nobody() -> Any:
    from pyhanko.sign.signers import ExternalSigner

    return ExternalSigner(signing_cert=None, cert_registry=None, signature_value=RESERVED // 2)


def complete(prepared: bytes, record: Record, answer: bytes, proof: Proof = BASELINE) -> bytes:
    """The signed file. ``answer``: the raw signature over the signed attributes, or a whole detached CMS; binary, PEM, base64 or hex.

    Raises SigningFailed, naming what does not fit: another file, another hash, another certificate, a weak algorithm.
    """
    if sha256(prepared) != record.prepared_sha256:
        raise SigningFailed(
            "Tệp chờ ký không phải tệp đã chuẩn bị, hoặc đã bị sửa.",
            "Dùng đúng tệp “.chua_ky.pdf” cùng tệp “.json” đi kèm, hoặc chuẩn bị lại.",
        )
    if _byte_range(prepared, record.field) != record.byte_range:
        raise SigningFailed("Tệp ghi nhớ (.json) không khớp tệp chờ ký.", "Chuẩn bị lại bằng “dossier sign-prepare”.")
    covered = _covered(prepared, record.byte_range)
    if hashlib.new(record.digest_algorithm, covered).hexdigest() != record.digest:
        raise SigningFailed("Mã băm trong tệp ghi nhớ (.json) không khớp tệp chờ ký.", "Chuẩn bị lại.")
    stamper = stamper_for(proof)
    check_archive(prepared, record.field, proof)
    raw = decode(answer)
    found = as_cms(raw)
    if found is None:
        found = _from_raw(record, raw, stamper)
    else:
        check_cms(found, covered, base64.b64decode(record.certificates[0]) if record.certificates else None)
        if stamper is not None:
            asyncio.run(add_stamp(found, stamper))
    signed = _insert(prepared, record.byte_range, found.dump())
    signer = signer_der(found)
    check_validity(check_certificate(load_certificate(signer)), record.time, ROLE_WORDS[role_of(record.field)])
    check_signatures(open_pdf(signed), signed)
    return prove(signed, proof, stamper)


def _from_raw(record: Record, raw: bytes, stamper: Any) -> cms.ContentInfo:
    """A CMS around a raw signature over the signed attributes, which are made again from the record."""
    from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes

    if not record.certificates:
        raise SigningFailed(
            "Chỗ ký được chuẩn bị khi chưa biết chứng thư số nên phải nhận về cả CMS, không phải giá trị chữ ký.",
            "Chuẩn bị lại với --certificate, hoặc lấy CMS tách rời (detached) từ công cụ ký.",
        )
    adapter = adapt(_Given(tuple(base64.b64decode(c) for c in record.certificates), raw))

    async def make() -> tuple[bytes, cms.ContentInfo]:
        attributes = await adapter.signed_attrs(
            bytes.fromhex(record.digest),
            record.digest_algorithm,
            attr_settings=PdfCMSSignedAttributes(signing_time=record.time.astimezone(VIETNAM)),
            use_pades=True,
        )
        listed = attributes.dump()
        if sha256(listed) != record.attributes_sha256:
            raise SigningFailed("Tệp ghi nhớ (.json) không khớp thuộc tính đã gửi đi ký.", "Chuẩn bị lại.")
        made = await adapter.async_sign_prescribed_attributes(record.digest_algorithm, attributes, timestamper=stamper)
        return listed, made

    return asyncio.run(make())[1]


def _insert(prepared: bytes, byte_range: tuple[int, int, int, int], der: bytes) -> bytes:
    """The CMS in its reserved place, between the angle brackets."""
    start, end = byte_range[1] + 1, byte_range[2] - 1
    text = der.hex().encode()
    if len(text) > end - start:
        raise SigningFailed(
            "Chữ ký nhận về lớn hơn chỗ đã dành sẵn.", "Xuất CMS không kèm dữ liệu thu hồi, rồi thêm bằng --level B-LT."
        )
    return prepared[:start] + text.ljust(end - start, b"0") + prepared[end:]


def _byte_range(data: bytes, name: str) -> tuple[int, int, int, int]:
    from pyhanko.pdf_utils.misc import PdfError
    from pyhanko.sign.fields import enumerate_sig_fields

    try:
        for found, value, _ in enumerate_sig_fields(open_pdf(data)):
            if found == name and value is not None:
                start, first, second, rest = (int(n) for n in value.get_object()["/ByteRange"])
                whole = start == 0 and 0 < first < second and second + rest == len(data)
                if whole and data[first : first + 1] == b"<" and data[second - 1 : second] == b">":
                    return start, first, second, rest
    except (PdfError, ValueError, KeyError, TypeError, AttributeError):
        pass
    raise SigningFailed("Tệp chờ ký không có chỗ ký đã dành sẵn.", "Chuẩn bị lại bằng “dossier sign-prepare”.")


def _covered(data: bytes, byte_range: tuple[int, int, int, int]) -> bytes:
    start, first, second, rest = byte_range
    return data[start : start + first] + data[second : second + rest]


def _der(certificate: bytes) -> bytes:
    from cryptography.hazmat.primitives.serialization import Encoding

    return load_certificate(certificate).public_bytes(Encoding.DER)


def _algorithm_words(identity: Identity, digest: str) -> str:
    name = digest.upper().replace("SHA", "SHA-")
    if identity.key == "ecdsa":
        return f"ECDSA, {name}"
    return f"RSASSA-PSS, {name}, MGF1 {name}, salt {hashlib.new(digest).digest_size}"
