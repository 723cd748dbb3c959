"""Puts together all there is to know about each signature of one file, and writes down what is wrong."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from dossier.bundle.places import FIELD_AGENCY, FIELD_PERSON
from dossier.core.files import sha256
from dossier.regulation.signature_law import required
from dossier.verification.facts import SignatureFact
from dossier.verification.signature.bytes_covered import file_end, read_coverage
from dossier.verification.signature.certificate_chain import Authorities, issuer_name, names
from dossier.verification.signature.changes import Changes, changes_after
from dossier.verification.signature.cms import read_cms, usage_fault
from dossier.verification.signature.embedded_evidence import collect_evidence, revision_of_evidence
from dossier.verification.signature.fields import FoundField, OpenedFile, Widget, entry, widgets_of
from dossier.verification.signature.record import ADOBE, PADES, STAMP, Record, Signature
from dossier.verification.signature.signer_certificate import judge_certificate
from dossier.verification.signature.signing_time import signing_time
from dossier.verification.signature.time_stamps import digest, read_stamp
from dossier.verification.signature.trust import Trust
from dossier.verification.signature.unsigned_parts import carrier_fault, note_unsigned

if TYPE_CHECKING:
    from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

_ROLES = {FIELD_PERSON: "nguoi_ky", FIELD_AGENCY: "co_quan"}
_LARGE = 0.25
"""Part of a page that a signature drawn later should not take."""


class Judge:
    """Judges the signatures of one opened file."""

    def __init__(self, data: bytes, opened: OpenedFile, trust: Trust, record: Record, name: str) -> None:
        self._data, self._opened, self._trust, self._record, self._name = data, opened, trust, record, name
        self._authorities = Authorities(trust, (), ())

    async def all(self) -> tuple[SignatureFact, ...]:
        """Facts of every signature, in the order they were made."""
        ones = [self._read(found) for found in self._opened.fields]
        ones.sort(key=lambda one: (one.revision if one.revision >= 0 else 1_000_000, one.coverage.end))
        self._shared_values(ones)
        self._collect(ones)
        await self._document_stamps(ones)
        widgets = self._widgets()
        facts = []
        for order, one in enumerate(ones, 1):
            later = ones[order:]
            try:
                facts.append(await self._fact(order, one, ones[: order - 1], later, widgets.get(one.found.name)))
            except Exception as error:  # a hostile file may make the libraries raise anything
                self._record.unreadable(one, error)
                facts.append(_nothing_known(order, one))
        self._trailing(ones)
        return tuple(facts)

    def _read(self, found: FoundField) -> Signature:
        """The signature's own bytes; what can't be read is written down and goes no further."""
        from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

        one = Signature(found, f"“{found.name[:60]}”")
        try:
            value = found.value
            one.subfilter = str(entry(value, "/SubFilter", ""))
            contents = _contents(value)
            one.coverage = read_coverage(self._data, _plain_numbers(entry(value, "/ByteRange")), contents)
            for fault in one.coverage.faults:
                self._record.found(one, "SIG-104", "kiem_tra", chu_ky=one.label, ly_do=fault)
            one.signature = EmbeddedPdfSignature(self._opened.reader, found.field, found.name)
            one.revision = one.signature.signed_revision
            if contents is not None and one.coverage.gap is not None:
                why = carrier_fault(contents, self._data[slice(*one.coverage.gap)])
                if why:
                    self._record.found(one, "SIG-127", "kiem_tra", chu_ky=one.label, ly_do=why)
        except Exception as error:  # a hostile file may make the library raise anything
            one.signature = None
            self._record.unreadable(one, error)
        return one

    def _shared_values(self, ones: list[Signature]) -> None:
        seen: set[int] = set()
        for one in ones:
            if one.found.value_id and one.found.value_id in seen:
                why = "hai trường chữ ký cùng dùng một giá trị chữ ký"
                self._record.found(one, "SIG-104", "kiem_tra", chu_ky=one.label, ly_do=why)
            seen.add(one.found.value_id)

    def _collect(self, ones: list[Signature]) -> None:
        """All certificates and revocation data at hand, from the file; none of it is believed for being there."""
        messages = [one.signature.signed_data for one in ones if one.signature is not None]
        certificates, evidence, faults = collect_evidence(self._opened.reader, messages)
        for fault in faults:
            self._record.found(None, "SIG-102", doi_tuong=f"tệp “{self._name}”", ly_do=fault)
        self._authorities.add_certificates(certificates)
        self._authorities.add_evidence(evidence)

    async def _document_stamps(self, ones: list[Signature]) -> None:
        """From the last to the first: a proven later stamp shows that an earlier one existed while its maker was valid."""
        moment = self._trust.at
        for one in reversed(ones):
            signature = one.signature
            if signature is None or not one.is_stamp:
                continue
            try:
                one.stamp = await read_stamp(
                    signature.signed_data, partial(_range_digest, self._data, signature),
                    self._authorities, moment,
                )  # fmt: skip
            except Exception as error:  # a hostile file may make the libraries raise anything
                one.signature = None
                self._record.unreadable(one, error)
                continue
            one.cms = one.stamp.cms
            if one.stamp.proves and one.coverage.whole:
                moment = min(moment, one.stamp.time)

    def _widgets(self) -> dict[str, Widget]:
        try:
            return widgets_of(self._opened.reader, self._opened.fields)
        except Exception:  # only where things are drawn: what can't be found is reported as not drawn
            return {}

    def _trailing(self, ones: list[Signature]) -> None:
        end = max([file_end(self._data), *(one.coverage.end for one in ones)])
        if end < len(self._data):
            self._record.found(None, "SIG-122", "kiem_tra", tep=self._name, so_byte=str(len(self._data) - end))

    # One signature

    async def _fact(
        self, order: int, one: Signature, earlier: list[Signature], later: list[Signature], widget: Widget | None
    ) -> SignatureFact:
        if one.signature is None:
            return _nothing_known(order, one)
        signature = one.signature
        if one.subfilter not in (PADES, ADOBE, STAMP):
            self._record.found(
                one, "SIG-107", "dinh_dang", chu_ky=one.label, loai=one.subfilter.lstrip("/")[:60] or "không ghi"
            )
            return _nothing_known(order, one)
        if one.cms is None:
            raw = _range_digest(self._data, signature, signature.md_algorithm)
            one.cms = read_cms(signature.signed_data, "data", raw, detached=True)
        cms = one.cms
        parts = names(cms.certificate)
        holder = parts.get("common_name") or parts.get("organization_name")
        if holder:
            one.label = f"“{one.found.name[:60]}” ({holder})"
        self._message(one)
        covers_file = one.coverage.whole and one.coverage.end == len(self._data)
        revision_whole = one.coverage.whole and _covers_revision(signature)
        if one.coverage.whole and not revision_whole:
            why = "phần đã ký không chứa trọn các bảng tham chiếu của lần lưu đó"
            self._record.found(one, "SIG-104", "kiem_tra", chu_ky=one.label, ly_do=why)
        changes = self._changes(one, later, covers_file, revision_whole)
        time = await signing_time(one, later, self._authorities, self._trust, self._record)
        standing = await judge_certificate(one, time, self._authorities, self._trust, self._record)
        note_unsigned(one, signature.signed_data, cms, standing.trusted, self._authorities, self._record)
        self._drawn(one, earlier, widget)
        return SignatureFact(
            field=one.found.name,
            order=order,
            kind="dau_thoi_gian" if one.is_stamp else "chu_ky",
            role=_ROLES.get(one.found.name, "khac"),
            signer=holder,
            office=parts.get("title"),
            organisation=parts.get("organization_name"),
            issuer=issuer_name(cms.certificate),
            serial=f"{cms.certificate.serial_number:x}",
            thumbprint=cms.certificate.sha256.hex(),
            key_thumbprint=sha256(cms.certificate.public_key.dump()),
            certificate_from=cms.certificate.not_valid_before,
            certificate_until=cms.certificate.not_valid_after,
            algorithm=cms.algorithm.name,
            algorithm_listed=cms.algorithm.listed,
            level=self._level(one, time.proven, standing.in_file, later),
            signed_at=time.when,
            time_source=time.source,
            time_authority=time.authority,
            intact=cms.intact and not cms.attribute_faults,
            trusted=standing.trusted,
            valid_at_signing=standing.valid_at_signing,
            revoked=standing.revoked,
            revocation_source=standing.revocation_source,
            covers_revision=revision_whole,
            covers_file=covers_file,
            changes_after=changes.listed,
            changes_allowed=changes.allowed,
            problems=tuple(dict.fromkeys(one.problems)),
        )

    def _message(self, one: Signature) -> None:
        """The message itself: intact, sound algorithm, right format."""
        cms = one.cms
        assert cms is not None
        if one.is_stamp:
            stamp = one.stamp
            if stamp is not None and stamp.fault:
                self._record.found(one, "SIG-119", "kiem_tra", chu_ky=one.label, ly_do=stamp.fault)
        else:
            if not cms.intact:
                self._record.found(one, "SIG-105", "kiem_tra", chu_ky=one.label)
            for fault in cms.attribute_faults:
                self._record.found(one, "SIG-106", "kiem_tra", chu_ky=one.label, ly_do=fault)
            for reason in _not_pades(one):
                self._record.found(one, "SIG-108", "dinh_dang", chu_ky=one.label, ly_do=reason)
            why = usage_fault(cms.certificate)
            if why:
                self._record.found(one, "SIG-112", "kiem_tra", chu_ky=one.label, ly_do=why)
        made = cms.algorithm
        if made.weak:
            self._record.found(
                one,
                "SIG-110",
                "thuat_toan",
                chu_ky=one.label,
                thuat_toan=made.name,
                ly_do=made.weak,
                yeu_cau=required(),
            )
        elif made.unlisted and not one.is_stamp:
            self._record.found(
                one,
                "SIG-109",
                "thuat_toan",
                chu_ky=one.label,
                thuat_toan=made.name,
                ly_do=made.unlisted,
                yeu_cau=required(),
            )

    def _changes(self, one: Signature, later: list[Signature], covers_file: bool, whole: bool) -> Changes:
        if one.signature is None or not whole:
            return Changes(allowed=False)
        said = tuple(
            f"thêm {'dấu thời gian' if other.is_stamp else 'chữ ký'} “{other.found.name[:60]}”" for other in later
        )
        try:
            signed = self._data[: one.coverage.end]
            changes = changes_after(one.signature, signed, said, covers_file, max(o.revision for o in [one, *later]))
        except Exception as error:  # what can't be compared is not allowed
            changes = Changes(said, False, (f"không so sánh được các lần lưu ({type(error).__name__})",))
        if not changes.allowed:
            self._record.found(one, "SIG-121", "kiem_tra", chu_ky=one.label, thay_doi="; ".join(changes.reasons))
        return changes

    def _level(self, one: Signature, proven: bool, long_term: bool, later: list[Signature]) -> Any:
        """PAdES level that is really reached: stamps count when they are proven, data when it answers for every certificate."""
        if one.is_stamp or one.subfilter != PADES or any(True for _ in _not_pades(one)):
            return None
        if not proven:
            return "B-B"
        if not long_term:
            return "B-T"
        made = revision_of_evidence(self._opened.reader)
        archived = any(
            o.is_stamp and o.stamp is not None and o.stamp.proves and o.coverage.whole and o.revision >= made
            for o in later
        )
        return "B-LTA" if archived and made >= 0 else "B-LT"

    def _drawn(self, one: Signature, earlier: list[Signature], widget: Widget | None) -> None:
        if one.is_stamp:
            if widget is not None and not widget.hidden:
                self._record.found(one, "SIG-129", "kiem_tra", chu_ky=one.label, trang=f"trang {widget.page}")
            return
        if widget is None or widget.hidden:
            self._record.found(one, "SIG-124", chu_ky=one.label)
            return
        if not earlier or not _field_is_new(self._opened, one, earlier[0]):
            return
        page = f"trang {widget.page}"
        self._record.found(one, "SIG-125", chu_ky=one.label, trang=page)
        if widget.share > _LARGE:
            share = f"{widget.share * 100:.0f}%"
            self._record.found(one, "SIG-126", chu_ky=one.label, trang=page, phan_tram=share)


def _contents(value: Any) -> bytes | None:
    from pyhanko.pdf_utils import generic

    if "/Contents" not in value:
        return None
    raw = value.raw_get("/Contents", decrypt=generic.EncryptedObjAccess.RAW)
    return bytes(raw.original_bytes) if hasattr(raw, "original_bytes") else None


def _plain_numbers(value: Any) -> list[int] | None:
    if not isinstance(value, list):
        return None
    return [int(n) if isinstance(n, int) else -1 for n in value]


def _range_digest(data: bytes, signature: EmbeddedPdfSignature, algorithm: str) -> bytes:
    start, first, second, rest = (int(n) for n in signature.byte_range)
    return digest(algorithm, data[start : start + first] + data[second : second + rest])


def _covers_revision(signature: EmbeddedPdfSignature) -> bool:
    from pyhanko.sign.validation.status import SignatureCoverageLevel

    level = signature.evaluate_signature_coverage()
    signature.coverage = level
    return bool(level >= SignatureCoverageLevel.ENTIRE_REVISION)


def _not_pades(one: Signature) -> list[str]:
    assert one.cms is not None
    if one.subfilter != PADES:
        return [f"loại chữ ký là {one.subfilter.lstrip('/')}"]
    reasons = []
    if not one.cms.names_certificate or one.cms.names_by_sha1:
        reasons.append("thiếu thuộc tính signing-certificate-v2")
    if any(a["type"].native == "signing_time" for a in one.cms.signer_info["signed_attrs"]):
        reasons.append("ghi thời gian trong thuộc tính signing-time")
    return reasons


def _field_is_new(opened: OpenedFile, one: Signature, first: Signature) -> bool:
    """The signature's field was not there when the file was first signed."""
    if first.revision < 0:
        return False
    state = opened.reader.get_historical_resolver(first.revision)
    return bool(state.is_ref_unassignable(one.found.field.reference))


def _nothing_known(order: int, one: Signature) -> SignatureFact:
    """A signature that is there and can't be read: nothing about it is good."""
    return SignatureFact(
        field=one.found.name or "?",
        order=order,
        kind="dau_thoi_gian" if one.is_stamp else "chu_ky",
        role=_ROLES.get(one.found.name, "khac"),
        signer=None, office=None, organisation=None, issuer=None, serial=None, thumbprint=None,
        certificate_from=None, certificate_until=None,
        algorithm="không đọc được", algorithm_listed=False, level=None, signed_at=None, time_source=None,
        intact=False, trusted="khong_kiem_duoc", valid_at_signing="khong_kiem_duoc", revoked="khong_kiem_duoc",
        covers_revision=False, covers_file=False, changes_allowed=False,
        problems=tuple(dict.fromkeys(one.problems)),
    )  # fmt: skip
