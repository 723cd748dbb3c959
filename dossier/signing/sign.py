"""Signs a bundle: the person first, the agency second, each in the field prepared for it (PAdES baseline B).

The only module that uses pyHanko. Each signature is an incremental update: nothing before it changes. The person's
signature certifies the file and leaves room for filling the agency's field only; the agency's locks it.
"""

from __future__ import annotations

import asyncio
import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from dossier.bundle.places import FIELD_AGENCY, FIELD_PERSON, Place
from dossier.core.errors import SigningFailed
from dossier.signing.appearance import VIETNAM, agency_stamp, person_stamp
from dossier.signing.signer import Signer

if TYPE_CHECKING:
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

_REASONS = {
    FIELD_PERSON: "Người có thẩm quyền ký hồ sơ đề nghị khen thưởng",
    FIELD_AGENCY: "Cơ quan xác nhận hồ sơ đề nghị khen thưởng",
}
_TITLES = {FIELD_PERSON: "người có thẩm quyền", FIELD_AGENCY: "cơ quan"}


@dataclass(frozen=True, slots=True)
class SignatureRequest:
    """One signature to make."""

    signer: Signer
    when: datetime
    """Signing time, with zone; given, never taken from the clock here."""
    name: str | None = None
    """Name shown; None: the certificate's."""
    office: str | None = None
    """Office shown under a person's name; None: the certificate's."""
    image: bytes | None = field(default=None, repr=False)
    """PNG: handwritten signature (blue) or seal (red)."""
    location: str | None = None


def sign_bundle(
    data: bytes, person: SignatureRequest, agency: SignatureRequest, places: Mapping[str, Place] | None = None
) -> bytes:
    """The bundle with both signatures. ``places`` is needed only for a file without prepared fields.

    Raises SigningFailed: wrong order in time, expired certificate, file already signed or changed.
    """
    return sign_agency(sign_person(data, person, places), agency, places)


def load() -> None:
    """Import the signing library now, while something else is being waited for."""
    import pyhanko.sign.signers  # noqa: F401


def sign_person(data: bytes, request: SignatureRequest, places: Mapping[str, Place] | None = None) -> bytes:
    """The first signature. Raises SigningFailed when the file already carries one."""
    _check_request(request, FIELD_PERSON)
    reader = _open(data)
    if b"/ByteRange" in data:
        raise SigningFailed(
            "Tệp này đã có chữ ký số.", "Người có thẩm quyền phải ký trước tiên; ký trên tệp hồ sơ chưa ký."
        )
    return _sign(data, reader, FIELD_PERSON, request, places)


def sign_agency(data: bytes, request: SignatureRequest, places: Mapping[str, Place] | None = None) -> bytes:
    """The agency's signature; only on a file that the person has signed and nobody changed since (NĐ 30 Điều 32 k2 d)."""
    _check_request(request, FIELD_AGENCY)
    reader = _open(data)
    signatures = {signature.field_name: signature for signature in reader.embedded_signatures}
    if FIELD_AGENCY in signatures:
        raise SigningFailed("Cơ quan đã ký tệp này rồi.", "Chạy “dossier verify” để xem các chữ ký.")
    person = signatures.get(FIELD_PERSON)
    if person is None:
        raise SigningFailed(
            "Chưa có chữ ký số của người có thẩm quyền nên cơ quan chưa được ký.",
            "Người có thẩm quyền ký trước, văn thư ký sau (Điều 32 khoản 2 Nghị định số 30/2020/NĐ-CP).",
        )
    _check_intact(person, data)
    signed = person.self_reported_timestamp
    if signed is not None and request.when < signed:
        raise SigningFailed(
            "Thời gian ký của cơ quan sớm hơn thời gian ký của người có thẩm quyền.", "Kiểm tra thời gian ký đã nhập."
        )
    return _sign(data, reader, FIELD_AGENCY, request, places)


def _check_request(request: SignatureRequest, name: str) -> None:
    if request.when.tzinfo is None:
        raise SigningFailed("Thời gian ký thiếu múi giờ.", "Ghi theo mẫu 2026-02-06T09:05:00+07:00.")
    identity = request.signer.identity
    if request.when > identity.valid_until:
        raise SigningFailed(
            f"Chứng thư số “{identity.name}” đã hết hạn ngày {_day(identity.valid_until)}.",
            f"Gia hạn chứng thư số của {_TITLES[name]} rồi ký lại.",
        )
    if request.when < identity.valid_from:
        raise SigningFailed(
            f"Chứng thư số “{identity.name}” chưa có hiệu lực (từ ngày {_day(identity.valid_from)}).",
            "Kiểm tra thời gian ký hoặc chọn chứng thư số khác.",
        )


def _day(moment: datetime) -> str:
    return moment.astimezone(VIETNAM).strftime("%d/%m/%Y")


def _open(data: bytes) -> PdfFileReader:
    from pyhanko.pdf_utils.misc import PdfError
    from pyhanko.pdf_utils.reader import PdfFileReader

    try:
        reader = PdfFileReader(io.BytesIO(data))
        encrypted = reader.encrypted
    except (PdfError, ValueError, KeyError, TypeError, IndexError, RecursionError) as error:
        raise SigningFailed(
            "Tệp cần ký không phải tệp PDF đọc được.", "Lập lại bộ hồ sơ bằng “dossier build”."
        ) from error
    if encrypted:
        raise SigningFailed("Tệp cần ký đã bị mã hóa.", "Ký trên tệp do “dossier build” lập.")
    return reader


def _check_intact(signature: EmbeddedPdfSignature, data: bytes) -> None:
    from pyhanko.sign.validation.errors import SignatureValidationError
    from pyhanko.sign.validation.generic_cms import validate_sig_integrity

    changed = SigningFailed(
        "Tệp đã bị sửa sau khi người có thẩm quyền ký.", "Không ký tệp này; lấy lại tệp do người có thẩm quyền ký."
    )
    start, _, last, length = (int(n) for n in signature.byte_range)
    if start != 0 or last + length != len(data):
        raise changed
    try:
        intact, valid = validate_sig_integrity(
            signature.signer_info,
            signature.signer_cert,
            expected_content_type="data",
            actual_digest=signature.compute_digest(),
        )
    except (SignatureValidationError, ValueError) as error:
        raise changed from error
    if not (intact and valid):
        raise changed


def _sign(
    data: bytes, reader: PdfFileReader, name: str, request: SignatureRequest, places: Mapping[str, Place] | None
) -> bytes:
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.pdf_utils.misc import PdfError
    from pyhanko.sign import fields, signers
    from pyhanko.sign.general import SigningError

    place, spec = _place(reader, name, places)
    identity = request.signer.identity
    shown = request.name or identity.name
    if name == FIELD_PERSON:
        office = request.office or identity.title
        stamp = person_stamp(place, shown, office, request.when, request.image)
    else:
        stamp = agency_stamp(place, shown, request.when, request.image)
    meta = signers.PdfSignatureMetadata(
        field_name=name,
        md_algorithm=_digest(identity.key, identity.bits),
        name=shown,
        reason=_REASONS[name],
        location=request.location,
        subfilter=fields.SigSeedSubFilter.PADES,
        # The person certifies: from here on only the agency's field may be filled. The agency's field locks the file.
        certify=name == FIELD_PERSON,
        docmdp_permissions=fields.MDPPerm.FILL_FORMS if name == FIELD_PERSON else fields.MDPPerm.NO_CHANGES,
    )
    pdf_signer = signers.PdfSigner(meta, _adapter(request.signer), stamp_style=_stamp_style(stamp), new_field_spec=spec)
    out = io.BytesIO()
    try:
        writer = IncrementalPdfFileWriter.from_reader(reader)
        asyncio.run(_run(pdf_signer, writer, request.when.astimezone(VIETNAM), out, spec is None))
    except (PdfError, SigningError, ValueError) as error:
        raise SigningFailed(
            f"Không ký được bằng chứng thư số “{identity.name}”.", "Kiểm tra tệp khóa và tệp cần ký."
        ) from error
    return out.getvalue()


async def _run(pdf_signer: Any, writer: Any, when: datetime, out: io.BytesIO, existing: bool) -> None:
    """pyHanko's own ``async_sign_pdf``, with the signing time given instead of read from the clock."""
    from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes

    session = pdf_signer.init_signing_session(writer, existing_fields_only=existing)
    session.system_time = when
    size = await session.estimate_signature_container_size(None, tight=False)
    document = session.prepare_tbs_document(validation_info=None, bytes_reserved=size)
    digest, _ = document.digest_tbs_document(output=out)
    finished = await document.perform_signature(
        document_digest=digest.document_digest, pdf_cms_signed_attrs=PdfCMSSignedAttributes(signing_time=when)
    )
    await finished.post_signature_processing(out)


def _place(reader: PdfFileReader, name: str, places: Mapping[str, Place] | None) -> tuple[Place, Any]:
    """The prepared field's rectangle, or, in a file without fields, a new field at the place given."""
    from pyhanko.sign.fields import SigFieldSpec, enumerate_sig_fields

    for found, _, reference in enumerate_sig_fields(reader):
        if found == name:
            left, bottom, right, top = (float(v) for v in reference.get_object()["/Rect"])
            return Place(0, left, bottom, right, top), None
    place = (places or {}).get(name)
    if place is None:
        raise SigningFailed(
            f"Tệp không có chỗ ký cho {_TITLES[name]} (trường “{name}”).", "Ký trên bộ hồ sơ do “dossier build” lập."
        )
    box = (place.left, place.bottom, place.right, place.top)
    return place, SigFieldSpec(name, on_page=place.page, box=box)


def _digest(key: str, bits: int) -> str:
    if key == "ecdsa":
        return "sha256" if bits < 384 else "sha384" if bits < 512 else "sha512"
    return "sha256"


def _adapter(signer: Signer) -> Any:
    """Our signer in pyHanko's shape."""
    from asn1crypto import algos, x509
    from pyhanko.sign.signers import Signer as Base
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    own, *others = (x509.Certificate.load(der) for der in signer.certificates)
    identity = signer.identity
    digest = _digest(identity.key, identity.bits)
    if identity.key == "rsa":
        salt = {"sha256": 32, "sha384": 48, "sha512": 64}[digest]
        mechanism = algos.SignedDigestAlgorithm(
            {
                "algorithm": "rsassa_pss",
                "parameters": algos.RSASSAPSSParams(
                    {
                        "hash_algorithm": {"algorithm": digest},
                        "mask_gen_algorithm": {"algorithm": "mgf1", "parameters": {"algorithm": digest}},
                        "salt_length": salt,
                    }
                ),
            }
        )
    else:
        mechanism = algos.SignedDigestAlgorithm({"algorithm": f"{digest}_ecdsa"})
    # Longest raw signature: an RSA one is as long as the key; an ECDSA one is two numbers in a DER sequence.
    longest = identity.bits // 8 if identity.key == "rsa" else 2 * (identity.bits // 8 + 1) + 9

    class Adapter(Base):  # type: ignore[misc]
        async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
            return bytes(longest) if dry_run else signer.sign(data, digest_algorithm)

    store = SimpleCertificateStore()
    store.register_multiple(others)
    return Adapter(signing_cert=own, cert_registry=store, signature_mechanism=mechanism)


def _stamp_style(stamp: bytes) -> Any:
    from pyhanko.pdf_utils import layout
    from pyhanko.pdf_utils.content import PdfContent
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.stamp import StaticStampStyle

    class Page(PdfContent):  # type: ignore[misc]
        """The stamp's page, imported into the file being signed."""

        def render(self) -> bytes:
            form = self._ensure_writer.import_page_as_xobject(PdfFileReader(io.BytesIO(stamp)))
            self.resources.xobject["/Stamp"] = form
            x1, y1, x2, y2 = form.get_object()["/BBox"]
            self.box = layout.BoxConstraints(width=abs(x2 - x1), height=abs(y2 - y1))
            return b"/Stamp Do"

    return StaticStampStyle(
        background=Page(),
        background_opacity=1.0,
        background_layout=layout.SimpleBoxLayoutRule(
            x_align=layout.AxisAlignment.ALIGN_MID,
            y_align=layout.AxisAlignment.ALIGN_MID,
            margins=layout.Margins.uniform(0),
        ),
        border_width=0,
    )
