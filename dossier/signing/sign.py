"""Who may sign when: on a bundle the person first and the agency second; on a single paper its people, then the agency.

Each signature is an incremental update in the field prepared for it (PAdES). The person's signature certifies a bundle
and leaves room for the agency's only; the agency's closes the file (NĐ 30/2020/NĐ-CP, Điều 32 khoản 2).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from dossier.bundle.places import FIELD_AGENCY, FIELD_PERSON, Place
from dossier.core.errors import SigningFailed
from dossier.signing.appearance import iso_time
from dossier.signing.check import check_signatures, fault_of
from dossier.signing.embed import embed
from dossier.signing.fields import (
    ROLE_WORDS,
    SignatureField,
    broken_file,
    empty_field,
    is_bundle,
    open_pdf,
    role_of,
    signature_fields,
)
from dossier.signing.request import BASELINE, LEVELS, Level, Proof, SignatureRequest, check_time, check_validity

if TYPE_CHECKING:
    from pyhanko.pdf_utils.reader import PdfFileReader

_CLOCK_ERROR = timedelta(minutes=5)

__all__ = [
    "BASELINE",
    "LEVELS",
    "Level",
    "Proof",
    "SignatureRequest",
    "check_archive",
    "check_order",
    "load",
    "prove",
    "sign_agency",
    "sign_bundle",
    "sign_field",
    "sign_person",
    "stamper_for",
]


def load() -> None:
    """Import the signing library now, while something else is being waited for."""
    import pyhanko.sign.signers  # noqa: F401


def sign_bundle(
    data: bytes, person: SignatureRequest, agency: SignatureRequest, places: Mapping[str, Place] | None = None
) -> bytes:
    """The bundle with both signatures. ``places`` is needed only for a file without prepared fields.

    Raises SigningFailed: wrong order in time, expired certificate, file already signed or changed.
    """
    if person.proof.keeps_validation_data and agency.proof.keeps_validation_data:
        # Both signatures' validation data is gathered at the end, in one go, and the archive stamp stands over all of it.
        person = replace(person, proof=replace(person.proof, level="B-T"))
    # One client for both: a time-stamp service is asked for a trial stamp (how long it is) only once.
    stamper = stamper_for(agency.proof) if agency.proof.tsa == person.proof.tsa else None
    once = _sign(data, FIELD_PERSON, person, places, stamper)
    return _sign(once, FIELD_AGENCY, agency, places, stamper)


def sign_person(data: bytes, request: SignatureRequest, places: Mapping[str, Place] | None = None) -> bytes:
    """The first signature of a bundle. Raises SigningFailed when the file already carries one."""
    return sign_field(data, FIELD_PERSON, request, places)


def sign_agency(data: bytes, request: SignatureRequest, places: Mapping[str, Place] | None = None) -> bytes:
    """The agency's signature; only on a file that people have signed and nobody changed since (NĐ 30 Điều 32 k2 d)."""
    return sign_field(data, FIELD_AGENCY, request, places)


def sign_field(data: bytes, name: str, request: SignatureRequest, places: Mapping[str, Place] | None = None) -> bytes:
    """The file with a signature in the field ``name``. Raises SigningFailed, having changed nothing."""
    return _sign(data, name, request, places, None)


def _sign(data: bytes, name: str, request: SignatureRequest, places: Mapping[str, Place] | None, stamper: Any) -> bytes:
    check_validity(request.signer.identity, request.when, ROLE_WORDS[role_of(name)])
    reader = check_order(data, name, request.when)
    check_archive(data, name, request.proof)
    stamper = None if request.proof.level == "B-B" else stamper or stamper_for(request.proof)
    return prove(embed(reader, name, request, places, stamper), request.proof, stamper)


def check_archive(data: bytes, name: str, proof: Proof) -> None:
    """An archive stamp stands over everything, so on a bundle it comes with the agency's signature; raises SigningFailed."""
    fields = signature_fields(open_pdf(data)) if proof.level == "B-LTA" else ()
    waiting = [field.name for field in fields if not field.signed and field.name != name]
    if waiting and is_bundle(fields):
        raise SigningFailed(
            f"Dấu thời gian lưu trữ (B-LTA) chỉ thêm sau chữ ký cuối cùng; bộ hồ sơ còn chờ ký: {', '.join(waiting)}.",
            "Chữ ký này dùng mức B-LT; chữ ký của cơ quan dùng B-LTA.",
        )


def prove(data: bytes, proof: Proof, stamper: Any = None) -> bytes:
    """A file just signed, with its long-term data where ``proof`` asks for it; everything is looked at again."""
    if proof.level == "B-B":
        return data
    if proof.keeps_validation_data:
        from dossier.signing.long_term import extend

        data = extend(data, stamper or stamper_for(proof), proof.trust, archive=proof.level == "B-LTA")
    reader = open_pdf(data)
    for signature in reader.embedded_signatures:
        # Revisions are not compared: what was added is ours, and comparing takes seconds on a hundred pages.
        fault = fault_of(signature, compare=False)
        if fault is not None:
            raise SigningFailed(
                f"Chữ ký vừa tạo không đạt khi kiểm tra lại: {fault}.", "Chưa ghi gì; tệp cũ còn nguyên."
            )
    _check_clock(reader.embedded_regular_signatures[-1])
    return data


def _check_clock(signature: Any) -> None:
    """The signing time written in the file is not after the time stamp: such a signature would contradict itself."""
    from pyhanko.sign.validation.generic_cms import extract_tst_data_iter

    said = signature.self_reported_timestamp
    for token in extract_tst_data_iter(signature.signer_info, signed=False):
        stamped = token["encap_content_info"]["content"].parsed["gen_time"].native
        if said is not None and said > stamped + _CLOCK_ERROR:
            raise SigningFailed(
                f"Đồng hồ máy này chạy nhanh: thời gian ký {iso_time(said)} sau dấu thời gian {iso_time(stamped)}.",
                "Chỉnh đồng hồ máy rồi ký lại. Chưa ghi gì.",
            )


def stamper_for(proof: Proof) -> Any:
    """PyHanko's time stamper for ``proof``; None at B-B."""
    if proof.tsa is None or proof.level == "B-B":
        return None
    from dossier.signing.time_stamps import stamper

    return stamper(proof.tsa, proof.trust)


def check_order(data: bytes, name: str, when: datetime) -> PdfFileReader:
    """The field's turn has come, and nobody changed the file after those who signed before; raises SigningFailed.

    Returns the file, opened and fit to be signed.
    """
    check_time(when)
    reader = open_pdf(data)
    fields = signature_fields(reader)
    with broken_file("Các chữ ký trong tệp bị hỏng, không đọc được.", "Lấy lại tệp do người ký trước chuyển đến."):
        signatures = list(reader.embedded_signatures)
    if name == FIELD_PERSON and (signatures or b"/ByteRange" in data):
        raise SigningFailed(
            "Tệp này đã có chữ ký số.", "Người có thẩm quyền phải ký trước tiên; ký trên tệp hồ sơ chưa ký."
        )
    _check_turn(fields, name)
    compared = check_signatures(reader, data)
    for signature in signatures:
        signed = signature.self_reported_timestamp
        if signed is not None and when < signed:
            earlier = ROLE_WORDS["person"] if signature.field_name == FIELD_PERSON else "người ký trước"
            raise SigningFailed(
                f"Thời gian ký của {ROLE_WORDS[role_of(name)]} sớm hơn thời gian ký của {earlier}.",
                "Kiểm tra thời gian ký đã nhập.",
            )
    # pyHanko drops the file's XMP, and PDF/A with it, when it writes with a reader that has compared revisions.
    return open_pdf(data) if compared else reader


def _check_turn(fields: tuple[SignatureField, ...], name: str) -> None:
    """The order of the form's fields is the order of signing, as far as seals go: people, then their agency's seal.

    A paper may carry two seals, the unit's and then that of the superior who confirms it.
    """
    names = [field.name for field in fields]
    at = names.index(name) if name in names else len(names)
    if role_of(name) == "person":
        empty_field(fields, name)
        if any(field.role == "agency" and field.signed for field in fields[at:]):
            raise SigningFailed(
                "Cơ quan đã ký tệp này rồi nên không thêm chữ ký của cá nhân ở trước được nữa.",
                "Ký lại từ tệp chưa có chữ ký của cơ quan: cá nhân ký trước, văn thư ký sau.",
            )
        return
    rule = "Người có thẩm quyền ký trước, văn thư ký sau (Điều 32 khoản 2 Nghị định số 30/2020/NĐ-CP)."
    if any(field.name == name and field.signed for field in fields):
        raise SigningFailed("Cơ quan đã ký tệp này rồi.", "Chạy “dossier verify” để xem các chữ ký.")
    people = [field for field in fields[:at] if field.role == "person"]
    if not any(field.signed for field in people):
        raise SigningFailed("Chưa có chữ ký số của người có thẩm quyền nên cơ quan chưa được ký.", rule)
    waiting = [field.whom or field.tip or field.name for field in people if not field.signed]
    if waiting:
        raise SigningFailed(f"Trước chữ ký của cơ quan còn chỗ chưa ký: {', '.join(waiting)}.", rule)
