"""Puts one signature into a field of a PDF, as an incremental update: nothing before it changes (PAdES, with pyHanko)."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from dossier.bundle.places import FIELD_AGENCY, FIELD_PERSON, Place
from dossier.core.errors import SigningFailed
from dossier.signing.adapter import adapt, digest_for, stamp_style
from dossier.signing.appearance import VIETNAM, agency_stamp, person_stamp
from dossier.signing.check import quiet
from dossier.signing.fields import ROLE_WORDS, empty_field, role_of, signature_fields
from dossier.signing.request import SignatureRequest

if TYPE_CHECKING:
    from pyhanko.pdf_utils.reader import PdfFileReader

_REASONS = {
    FIELD_PERSON: "Người có thẩm quyền ký hồ sơ đề nghị khen thưởng",
    FIELD_AGENCY: "Cơ quan xác nhận hồ sơ đề nghị khen thưởng",
}
_OTHER_REASON = "Ký giấy tờ của hồ sơ đề nghị khen thưởng"


@dataclass(frozen=True, slots=True)
class Look:
    """What a signature shows on the page."""

    name: str
    office: str | None
    image: bytes | None


def embed(
    reader: PdfFileReader,
    name: str,
    request: SignatureRequest,
    places: Mapping[str, Place] | None,
    stamper: Any,
) -> bytes:
    """The file with the signature of ``request`` in the field ``name``; ``stamper`` adds a time stamp. Raises SigningFailed."""
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.pdf_utils.misc import PdfError
    from pyhanko.sign.general import SigningError

    identity = request.signer.identity
    look = Look(request.name or identity.name, request.office or identity.title, request.image)
    digest = digest_for(identity)
    signer, exists = pdf_signer(
        reader, name, look, request.when, adapt(request.signer), digest, places, request.location, stamper
    )
    out = io.BytesIO()
    try:
        writer = IncrementalPdfFileWriter.from_reader(reader)
        with quiet():
            asyncio.run(_run(signer, writer, request.when.astimezone(VIETNAM), out, exists))
    except (PdfError, SigningError, ValueError) as error:
        raise SigningFailed(
            f"Không ký được bằng chứng thư số “{identity.name}”.", "Kiểm tra tệp khóa và tệp cần ký."
        ) from error
    return out.getvalue()


def pdf_signer(
    reader: PdfFileReader,
    name: str,
    look: Look,
    when: datetime,
    adapter: Any,
    digest: str,
    places: Mapping[str, Place] | None,
    location: str | None = None,
    stamper: Any = None,
) -> tuple[Any, bool]:
    """PyHanko's signer for the field, and whether the field is already in the file."""
    from pyhanko.sign import fields, signers

    place, spec = _place(reader, name, places)
    person = role_of(name) == "person"
    stamp = (
        person_stamp(place, look.name, look.office, when, look.image)
        if person
        else agency_stamp(place, look.name, when, look.image)
    )
    meta = signers.PdfSignatureMetadata(
        field_name=name,
        md_algorithm=digest,
        name=look.name,
        reason=_REASONS.get(name, _OTHER_REASON),
        location=location,
        subfilter=fields.SigSeedSubFilter.PADES,
        # On a bundle the person certifies: from here on only the agency's field may be filled. The agency's field locks the file.
        certify=name == FIELD_PERSON,
        docmdp_permissions=fields.MDPPerm.FILL_FORMS if person else fields.MDPPerm.NO_CHANGES,
    )
    signer = signers.PdfSigner(meta, adapter, timestamper=stamper, stamp_style=stamp_style(stamp), new_field_spec=spec)
    return signer, spec is None


async def _run(signer: Any, writer: Any, when: datetime, out: io.BytesIO, existing: bool) -> None:
    """pyHanko's own ``async_sign_pdf``, with the signing time given instead of read from the clock."""
    from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes

    session = signer.init_signing_session(writer, existing_fields_only=existing)
    session.system_time = when
    # Not tight: time-stamp services do not always answer with the same length.
    size = await session.estimate_signature_container_size(None, tight=False)
    document = session.prepare_tbs_document(validation_info=None, bytes_reserved=size)
    digest, _ = document.digest_tbs_document(output=out)
    finished = await document.perform_signature(
        document_digest=digest.document_digest, pdf_cms_signed_attrs=PdfCMSSignedAttributes(signing_time=when)
    )
    await finished.post_signature_processing(out)


def _place(reader: PdfFileReader, name: str, places: Mapping[str, Place] | None) -> tuple[Place, Any]:
    """The prepared field's rectangle, or, in a file without that field, a new field at the place given."""
    from pyhanko.sign.fields import SigFieldSpec

    fields = signature_fields(reader)
    field = empty_field(fields, name)
    if field is not None:
        return field.place, None
    place = (places or {}).get(name)
    if place is None:
        there = ", ".join(f"“{f.name}”" for f in fields if not f.signed)
        raise SigningFailed(
            f"Tệp không có chỗ ký cho {ROLE_WORDS[role_of(name)]} (chỗ ký “{name}”).",
            f"Các chỗ ký còn trống của tệp: {there}. Chọn bằng --field."
            if there
            else "Ký trên bộ hồ sơ do “dossier build” lập.",
        )
    return place, SigFieldSpec(name, on_page=place.page, box=(place.left, place.bottom, place.right, place.top))
