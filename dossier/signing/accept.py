"""Takes back a file that was signed with another program: it must be our file, with one signature added, and nothing else."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dossier.core.errors import SigningFailed
from dossier.regulation.signature_law import listed_hash, required
from dossier.signing.changes import describe_changes
from dossier.signing.check import check_signatures, fault_of, quiet
from dossier.signing.fields import ROLE_WORDS, broken_file, open_pdf, role_of, signature_fields
from dossier.signing.request import check_validity
from dossier.signing.sign import check_order
from dossier.signing.signer import Identity, check_certificate, load_certificate

if TYPE_CHECKING:
    from pyhanko.pdf_utils.reader import PdfFileReader

_SECONDS, _MEGABYTES = 180, 3_000


@dataclass(frozen=True, slots=True)
class Accepted:
    """A signature made elsewhere, found good."""

    field: str
    signer: Identity
    when: datetime
    """As its time stamp or, without one, the signer's machine says."""
    notes: tuple[str, ...]
    """What does not keep it from being taken, but people should know. Vietnamese."""


def accept(original: bytes, signed: bytes, name: str | None = None) -> Accepted:
    """What was added to ``original``: one good signature in the field ``name`` (None: any prepared field). Raises SigningFailed.

    ``signed`` must begin byte for byte with ``original``: a program that saves the whole file anew has made another file.
    """
    if signed == original:
        raise SigningFailed("Tệp nhận về giống hệt tệp gốc: chưa có chữ ký nào.", "Chọn tệp đã ký.")
    with broken_file("Tệp nhận về bị hỏng.", "Gửi lại tệp đã ký, hoặc ký lại trên tệp gốc."):
        return _accept(original, signed, name)


def accept_all(original: bytes, signed: bytes) -> tuple[Accepted, ...]:
    """As ``accept``, for a file that several people have signed before it came back: each signature on what the one before it left."""
    ends: list[int] = []
    if signed.startswith(original.rstrip(b"\r\n")):
        with broken_file("Tệp nhận về bị hỏng.", "Gửi lại tệp đã ký, hoặc ký lại trên tệp gốc."):
            new = _new_signatures(open_pdf(original), open_pdf(signed))
            ends = [int(s.byte_range[2]) + int(s.byte_range[3]) for s in new]
    found, before = [], original
    for after in [*(signed[:end] for end in ends[:-1]), signed]:
        found.append(accept(before, after))
        before = after
    return tuple(found)


def _accept(original: bytes, signed: bytes, name: str | None) -> Accepted:
    before, after = open_pdf(original), open_pdf(signed)
    if not signed.startswith(original.rstrip(b"\r\n")):
        raise SigningFailed(
            f"Tệp nhận về không giữ nguyên tệp gốc. {_listed(original, signed)}",
            "Ký lại trên đúng tệp gốc bằng chức năng ký, không in lại, không “lưu thành” tệp khác.",
        )
    new = _new_signatures(before, after)
    if not new:
        raise SigningFailed(
            f"Tệp nhận về không có chữ ký số mới. {_listed(original, signed)}", "Ký rồi gửi lại tệp đã ký."
        )
    if len(new) > 1:
        found = ", ".join(f"“{s.field_name}”" for s in new)
        raise SigningFailed(f"Tệp nhận về có {len(new)} chữ ký mới ({found}).", "Nhận từng chữ ký một, theo thứ tự ký.")
    (signature,) = new
    _check_field(before, str(signature.field_name), name)
    fault = fault_of(signature)
    if fault is not None:
        raise SigningFailed(f"Chữ ký mới không đạt: {fault}.", "Ký lại trên tệp gốc rồi gửi lại.")
    _check_only_signature_added(before, after, str(signature.field_name), original, signed)
    check_signatures(after, signed)
    return _taken(original, signature)


def _new_signatures(before: PdfFileReader, after: PdfFileReader) -> list[Any]:
    there = {str(s.field_name) for s in before.embedded_signatures}
    return [s for s in after.embedded_regular_signatures if str(s.field_name) not in there]


def _check_field(before: PdfFileReader, found: str, wanted: str | None) -> None:
    prepared = [field.name for field in signature_fields(before) if not field.signed]
    right = [wanted] if wanted is not None else prepared
    if found in right and found in prepared:
        return
    asked = " hoặc ".join(f"“{name}”" for name in right) or "nào cả (tệp gốc không còn chỗ ký trống)"
    raise SigningFailed(
        f"Chữ ký nằm ở chỗ “{found}”, không phải chỗ {asked}.",
        "Khi ký, bấm vào chỗ ký đã có sẵn trên trang thay vì vẽ chỗ ký mới.",
    )


def _check_only_signature_added(
    before: PdfFileReader, after: PdfFileReader, field: str, original: bytes, signed: bytes
) -> None:
    from pyhanko.sign.diff_analysis import DiffResult, ModificationLevel

    with quiet():
        found = _policy(field).review_file(after, before.xrefs.total_revisions - 1)
    allowed = isinstance(found, DiffResult) and found.modification_level <= ModificationLevel.FORM_FILLING
    others = sorted(set(found.changed_form_fields) - {field}) if isinstance(found, DiffResult) else []
    # A time stamp of the whole file stands in a field of its own that nobody fills in.
    stamps = {str(s.field_name) for s in after.embedded_timestamp_signatures}
    others = [name for name in others if name not in stamps]
    if allowed and not others:
        return
    more = f" Ô biểu mẫu bị sửa: {', '.join(others)}." if others else ""
    raise SigningFailed(
        f"Ngoài chữ ký, tệp nhận về còn bị thay đổi. {_listed(original, signed)}{more}",
        "Chỉ ký, không ghi chú, không thêm trang, không đóng dấu ảnh lên tệp; ký lại trên tệp gốc.",
    )


def _policy(field: str) -> Any:
    """pyHanko's usual rules for what a later revision may change, and one more: the first signature may certify the file."""
    from pyhanko.pdf_utils import generic
    from pyhanko.sign.diff_analysis import (
        CatalogModificationRule,
        FormUpdatingRule,
        ModificationLevel,
        QualifiedWhitelistRule,
        ReferenceUpdate,
        StandardDiffPolicy,
        SuspiciousModification,
    )
    from pyhanko.sign.diff_analysis.constants import ACROFORM_EXEMPT_STRICT_COMPARISON, ROOT_EXEMPT_STRICT_COMPARISON
    from pyhanko.sign.diff_analysis.policies import DEFAULT_DIFF_POLICY
    from pyhanko.sign.fields import enumerate_sig_fields

    class Certification(QualifiedWhitelistRule):  # type: ignore[misc]
        def apply_qualified(self, old: Any, new: Any) -> Any:
            before, after = old.root.get("/Perms"), new.root.get("/Perms")
            if before == after:
                return
            signatures = {name: value for name, value, _ in enumerate_sig_fields(new)}
            reference = after.raw_get("/DocMDP") if after is not None and set(after) == {"/DocMDP"} else None
            if before is not None or reference is None or reference != signatures.get(field):
                raise SuspiciousModification("permissions changed")
            entry = new.root.raw_get("/Perms")
            if isinstance(entry, generic.IndirectObject):
                yield ModificationLevel.FORM_FILLING, ReferenceUpdate(entry.reference)

    catalog = CatalogModificationRule(ROOT_EXEMPT_STRICT_COMPARISON | {"/Perms"})
    usual = [rule for rule in DEFAULT_DIFF_POLICY.global_rules if not isinstance(rule, CatalogModificationRule)]
    # The first signature raises the form's flags; some programs put the fonts of their own fields beside them.
    form = FormUpdatingRule(
        DEFAULT_DIFF_POLICY.form_rule.field_rules, ACROFORM_EXEMPT_STRICT_COMPARISON | {"/SigFlags", "/DR", "/DA"}
    )
    return StandardDiffPolicy([catalog, Certification(), *usual], form)


def _listed(original: bytes, signed: bytes) -> str:
    found = describe_changes(original, signed)
    return "Khác tệp gốc: " + "; ".join(found) + "." if found else "Nội dung các trang không khác tệp gốc."


def _taken(original: bytes, signature: Any) -> Accepted:
    from pyhanko.sign.validation.generic_cms import extract_tst_data_iter

    field = str(signature.field_name)
    certificate = signature.signer_cert.dump()
    identity = check_certificate(load_certificate(certificate))
    stamp = next(iter(extract_tst_data_iter(signature.signer_info, signed=False)), None)
    when = _time_of(signature, stamp)
    check_order(original, field, when)
    check_validity(identity, when, ROLE_WORDS[role_of(field)])
    info = signature.signer_info
    digest = info["digest_algorithm"]["algorithm"].native
    if not listed_hash(digest):
        raise SigningFailed(f"Chữ ký mới dùng hàm băm yếu ({digest.upper()}).", required())
    notes = []
    if info["signature_algorithm"].signature_algo == "rsassa_pkcs1v15":
        notes.append(
            "Chữ ký dùng RSA PKCS#1 v1.5; Thông tư 15/2025/TT-BKHCN quy định RSASSA-PSS hoặc ECDSA. "
            "Nếu công cụ ký cho chọn thì chọn RSASSA-PSS."
        )
    if stamp is None:
        notes.append("Chữ ký không có dấu thời gian: thời gian ký là của máy người ký.")
    return Accepted(field, identity, when, tuple(notes))


def _time_of(signature: Any, stamp: Any) -> datetime:
    if stamp is not None:
        moment: datetime = stamp["encap_content_info"]["content"].parsed["gen_time"].native
        return moment
    said: datetime | None = signature.self_reported_timestamp
    if said is None:
        raise SigningFailed("Chữ ký mới không ghi thời gian ký.", "Ký lại bằng công cụ có ghi thời gian ký.")
    return said if said.tzinfo is not None else said.replace(tzinfo=UTC)


def accept_guarded(original: Path, signed: Path, name: str | None = None) -> tuple[Accepted, ...]:
    """As ``accept`` (``accept_all`` without a name), on files, in a child process with limits: what comes from outside may be made to harm."""
    from dossier.core import guard

    payload = {"original": str(original), "signed": str(signed), "name": name}
    told = guard.call("dossier.signing.accept:serve", payload, seconds=_SECONDS, megabytes=_MEGABYTES)
    return tuple(_from_json(one) for one in told["accepted"])


def _from_json(told: dict[str, Any]) -> Accepted:
    identity = told["signer"]
    times = {key: datetime.fromisoformat(identity[key]) for key in ("valid_from", "valid_until")}
    when = datetime.fromisoformat(told["when"])
    return Accepted(told["field"], Identity(**(identity | times)), when, tuple(told["notes"]))


def serve(payload: dict[str, Any]) -> dict[str, Any]:
    """For ``core.guard.call``."""
    original, signed = Path(payload["original"]).read_bytes(), Path(payload["signed"]).read_bytes()
    name = payload["name"]
    found = accept_all(original, signed) if name is None else (accept(original, signed, name),)
    return {"accepted": [_as_json(one) for one in found]}


def _as_json(found: Accepted) -> dict[str, Any]:
    signer = asdict(found.signer)
    signer |= {key: signer[key].isoformat() for key in ("valid_from", "valid_until")}
    return {"field": found.field, "signer": signer, "when": found.when.isoformat(), "notes": list(found.notes)}
