"""Time stamps and long-term data: what proves when a signature was made, and what still holds years later."""

from __future__ import annotations

import io
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from signature_cases import (
    END,
    LATER,
    NOW,
    SIGNED,
    START,
    Holder,
    agency,
    check,
    crl_of,
    person,
    root,
    root_of,
    sign,
    stamper,
    trusting,
    unsigned,
)

DAY = timedelta(days=1)
YEARS_LATER = END + 400 * DAY


def tsa(holder: Holder | None = None, when: datetime = SIGNED) -> Any:
    """A time-stamp service that says ``when``; its answers name their certificate by ESSCertIDv2, as real ones do."""
    from pyhanko.sign.timestamps import DummyTimeStamper

    made = holder or stamper()
    return DummyTimeStamper(made.asn1, made.asn1_key, fixed_dt=when)


def stamped(
    first: Holder | None = None, service: Holder | None = None, second: Holder | None = None, when: datetime = SIGNED
) -> bytes:
    once = sign(unsigned(), first or person(), tsa=tsa(service, when))
    return sign(once, second or agency(), "ky_co_quan", LATER, tsa=tsa(service, when + timedelta(minutes=20)))


def long_term(first: Holder, second: Holder, service: Holder, *, archive: bool) -> bytes:
    """Both signatures with time stamps, and the lists that prove the certificates good; B-LT or B-LTA."""
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.signers import PdfTimeStamper
    from pyhanko.sign.validation.dss import DocumentSecurityStore

    data = stamped(first, service, second)
    lists = crl_of(root(), since=LATER + timedelta(hours=1), until=LATER + 8 * DAY)
    out = io.BytesIO(data)
    from asn1crypto.crl import CertificateList

    DocumentSecurityStore.add_dss(
        out, sig_contents=None, certs=[first.asn1, second.asn1, service.asn1, root().asn1],
        crls=[CertificateList.load(lists)], force_write=True,
    )  # fmt: skip
    if archive:
        made = PdfTimeStamper(tsa(service, LATER + timedelta(hours=2)))
        result = io.BytesIO()
        made.timestamp_pdf(IncrementalPdfFileWriter(io.BytesIO(out.getvalue())), "sha256", output=result)
        return result.getvalue()
    assert PdfFileReader(io.BytesIO(out.getvalue())).root["/DSS"]
    return out.getvalue()


@lru_cache(maxsize=2)
def usual(archive: bool) -> bytes:
    return long_term(person(), agency(), stamper(), archive=archive)


def test_time_stamp_proves_the_time() -> None:
    outcome = check(stamped())
    for fact, when in zip(outcome.facts, (SIGNED, LATER), strict=True):
        assert (fact.time_source, fact.signed_at, fact.level) == ("dau_thoi_gian", when, "B-T")
        assert fact.time_authority == "Dịch vụ dấu thời gian thử"
    assert outcome.errors == outcome.warnings == set()
    assert "SIG-118" not in {f.code for f in outcome.findings()}


def test_expired_since_but_stamped_while_valid() -> None:
    short = person(end=SIGNED + 30 * DAY)
    outcome = check(stamped(short))
    assert outcome.facts[0].valid_at_signing == "co"
    assert not outcome.errors and "SIG-113" not in outcome.unchecked


def test_revoked_after_the_stamp_is_fine() -> None:
    signer = person()
    listed = crl_of(root(), {signer: SIGNED + 5 * DAY}, since=NOW - DAY, until=NOW + DAY)
    outcome = check(stamped(signer), trusting(crls=(listed,)))
    assert outcome.facts[0].revoked == "khong" and not outcome.errors
    assert "SIG-116" in {f.code for f in outcome.findings()}


def test_revoked_before_the_stamp_is_not() -> None:
    signer = person()
    listed = crl_of(root(), {signer: SIGNED - DAY}, since=NOW - DAY, until=NOW + DAY)
    assert "SIG-114" in check(stamped(signer), trusting(crls=(listed,))).errors


def test_stamp_of_a_service_nobody_trusts() -> None:
    foreign = stamper(root_of("CA lạ", 93))
    outcome = check(stamped(person(end=SIGNED + 30 * DAY), foreign))
    first = outcome.facts[0]
    assert first.time_source == "nguoi_ky_khai" and first.level == "B-B"
    assert "SIG-120" in outcome.warnings and "SIG-113" in outcome.unchecked


def test_stamp_by_a_certificate_that_is_no_service() -> None:
    """The signer's own kind of certificate can't say what time it is."""
    signer = person(kind="rsa", number=8)
    outcome = check(stamped(service=signer))
    assert outcome.facts[0].time_source == "nguoi_ky_khai" and "SIG-120" in outcome.warnings


def test_stamp_moved_from_another_signature() -> None:
    """A genuine token, but over something else."""
    from asn1crypto.cms import CMSAttribute, CMSAttributes, ContentInfo

    def parts(data: bytes) -> tuple[int, int, ContentInfo]:
        start = data.index(b"/Contents <")
        end = data.index(b">", start)
        return start + 11, end, ContentInfo.load(bytes.fromhex(data[start + 11 : end].decode()))

    mine, other = sign(unsigned(), person(), tsa=tsa()), sign(unsigned(), person(number=6), tsa=tsa())
    start, end, message = parts(mine)
    token = parts(other)[2]["content"]["signer_infos"][0]["unsigned_attrs"][0]["values"][0]
    attribute = CMSAttribute({"type": "signature_time_stamp_token", "values": [token]})
    message["content"]["signer_infos"][0]["unsigned_attrs"] = CMSAttributes([attribute])
    made = message.dump().hex().encode()
    outcome = check(mine[:start] + made.ljust(end - start, b"0") + mine[end:])
    assert "SIG-119" in outcome.errors
    assert outcome.facts[0].time_source == "nguoi_ky_khai" and outcome.facts[0].intact


def test_claimed_time_after_the_stamp() -> None:
    outcome = check(stamped(when=SIGNED - 2 * DAY))
    assert "SIG-117" in outcome.errors


def test_expired_service_proves_nothing_by_itself() -> None:
    service = stamper(end=SIGNED + 90 * DAY)
    outcome = check(stamped(person(end=SIGNED + 30 * DAY), service))
    assert outcome.facts[0].time_source == "nguoi_ky_khai"
    assert "SIG-120" in outcome.warnings and "SIG-113" in outcome.unchecked


@pytest.mark.parametrize(("archive", "level"), [(False, "B-LT"), (True, "B-LTA")])
def test_long_term_levels(archive: bool, level: str) -> None:
    outcome = check(usual(archive))
    person_fact, agency_fact, *stamps = outcome.facts
    assert (person_fact.level, agency_fact.level) == (level, level)
    assert {person_fact.revoked, agency_fact.revoked} == {"khong"}
    assert person_fact.revocation_source == "CRL trong tệp"
    assert outcome.errors == outcome.warnings == outcome.unchecked == set()
    assert not agency_fact.covers_file and agency_fact.changes_allowed
    assert "thêm dữ liệu kiểm chứng chữ ký (chứng thư, danh sách thu hồi)" in agency_fact.changes_after
    assert len(stamps) == archive
    if archive:
        (stamp,) = stamps
        assert (stamp.kind, stamp.role, stamp.covers_file) == ("dau_thoi_gian", "khac", True)
        assert stamp.signed_at == LATER + timedelta(hours=2)


def test_lists_in_the_file_do_not_hide_a_later_revocation_before_signing() -> None:
    """The file carries a list that says good; the checker brings one that says revoked the day before."""
    signer = person()
    data = long_term(signer, agency(), stamper(), archive=False)
    listed = crl_of(root(), {signer: SIGNED - DAY}, since=NOW - DAY, until=NOW + DAY)
    outcome = check(data, trusting(crls=(listed,)))
    assert outcome.facts[0].revoked == "co" and "SIG-114" in outcome.errors


def test_years_later_an_archive_stamp_keeps_the_proof() -> None:
    """All certificates are long expired; a last stamp by a service still valid covers everything."""
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign.signers import PdfTimeStamper

    young = stamper(end=YEARS_LATER + 400 * DAY)
    before_the_end = END - 10 * DAY
    result = io.BytesIO()
    PdfTimeStamper(tsa(young, before_the_end)).timestamp_pdf(
        IncrementalPdfFileWriter(io.BytesIO(usual(True))), "sha256", output=result
    )
    outcome = check(result.getvalue(), trusting(at=YEARS_LATER))
    first = outcome.facts[0]
    assert (first.time_source, first.signed_at, first.valid_at_signing) == ("dau_thoi_gian", SIGNED, "co")
    assert outcome.errors == set()
    without = check(usual(True), trusting(at=YEARS_LATER))
    assert without.facts[0].valid_at_signing == "khong_kiem_duoc" and "SIG-113" in without.unchecked


def test_archive_stamp_over_a_changed_file() -> None:
    """A document time stamp vouches for time, not for what was changed before it."""
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign.signers import PdfTimeStamper
    from signature_cases import good, updated
    from test_signature_tampering import add_annotation

    result = io.BytesIO()
    PdfTimeStamper(tsa(when=LATER + DAY)).timestamp_pdf(
        IncrementalPdfFileWriter(io.BytesIO(updated(good(), add_annotation))), "sha256", output=result
    )
    assert {"SIG-121", "SIG-133"} <= check(result.getvalue()).errors


def test_a_stamp_that_draws_on_the_page() -> None:
    """A time stamp speaks for nobody, so it has nothing to show: a picture of it is somebody's later drawing."""
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.fields import SigFieldSpec, append_signature_field
    from pyhanko.sign.signers import PdfTimeStamper

    once = sign(unsigned(), person(), "Signature1", SIGNED, box=(300, 80, 420, 130))
    both = sign(once, agency(), "Signature2", LATER, box=(200, 80, 290, 130))
    writer = IncrementalPdfFileWriter(io.BytesIO(both))
    append_signature_field(writer, SigFieldSpec("Dau", on_page=0, box=(50, 300, 500, 700)))
    field = writer.root["/AcroForm"]["/Fields"][-1].get_object()
    picture = generic.StreamObject(
        {
            pdf_name("/Subtype"): pdf_name("/Form"),
            pdf_name("/BBox"): generic.ArrayObject(map(generic.NumberObject, (0, 0, 9, 9))),
        },
        stream_data=b"0 0 9 9 re f",
    )
    field[pdf_name("/AP")] = generic.DictionaryObject({pdf_name("/N"): writer.add_object(picture)})
    result = io.BytesIO()
    PdfTimeStamper(tsa(when=LATER + DAY), field_name="Dau").timestamp_pdf(writer, "sha256", output=result)
    assert len(PdfFileReader(io.BytesIO(result.getvalue())).embedded_signatures) == 3
    assert "SIG-129" in check(result.getvalue()).errors


def test_without_roots_stamps_prove_nothing() -> None:
    from dossier.verification.signature.trust import Trust

    outcome = check(stamped(), Trust(NOW))
    assert {f.time_source for f in outcome.facts} == {"nguoi_ky_khai"}
    assert not outcome.errors and START < SIGNED
