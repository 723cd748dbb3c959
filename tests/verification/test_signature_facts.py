"""What honest signatures are said to be, and what is said of certificates, algorithms and times that are not good."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID
from pki import run
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.sign.fields import SigSeedSubFilter
from signature_cases import (
    AGENCY,
    END,
    LATER,
    NOW,
    PERSON,
    SIGNED,
    START,
    agency,
    both,
    check,
    crl_of,
    good,
    issue,
    name_of,
    person,
    root,
    root_of,
    sign,
    trusting,
    unsigned,
)

from dossier.verification.signature.check import Expected
from dossier.verification.signature.trust import Trust

DAY = timedelta(days=1)


def test_honest_bundle() -> None:
    outcome = check(good())
    first, second = outcome.facts
    assert outcome.errors == set() and outcome.warnings == set()
    assert outcome.unchecked == {"SIG-115"}
    assert (first.field, first.role, first.order) == ("ky_nguoi", "nguoi_ky", 1)
    assert (first.signer, first.office, first.organisation) == ("Lý Thị Ngọc Ánh", "Phó Giám đốc", "Sở Quy hoạch")
    assert first.issuer == "CA thử nghiệm A"
    assert first.algorithm == "ECDSA P-256, SHA-256" and first.algorithm_listed
    assert (first.level, first.time_source, first.signed_at) == ("B-B", "nguoi_ky_khai", SIGNED)
    assert first.intact and first.trusted == "co" and first.valid_at_signing == "co"
    assert first.revoked == "khong_kiem_duoc"
    assert first.covers_revision and not first.covers_file
    assert first.changes_after == ("thêm chữ ký “ky_co_quan”",) and first.changes_allowed
    assert (second.field, second.role, second.signed_at) == ("ky_co_quan", "co_quan", LATER)
    assert second.covers_file and second.changes_after == ()
    assert first.problems == second.problems == ()
    assert first.thumbprint == person_thumbprint(good())


def person_thumbprint(data: bytes) -> str:
    """By pyHanko's own reading of the file."""
    from pyhanko.pdf_utils.reader import PdfFileReader

    return PdfFileReader(io.BytesIO(data)).embedded_signatures[0].signer_cert.sha256.hex()


def test_pdfsig_agrees(tmp_path: Path) -> None:
    (tmp_path / "s.pdf").write_bytes(good())
    printed = run("pdfsig", tmp_path / "s.pdf").stdout
    assert printed.count("Signature Validation: Signature is Valid.") == 2
    assert re.findall(r"Signature Field Name: (\S+)", printed) == [f.field for f in check(good()).facts]


def test_nothing_is_fetched_or_trusted_without_being_told() -> None:
    outcome = check(good(), Trust(NOW))
    assert {f.trusted for f in outcome.facts} == {"khong_kiem_duoc"}
    assert outcome.errors == set() and "SIG-111" in outcome.unchecked
    assert "--trust" in (outcome.results["SIG-111"].reason or "")


def test_foreign_authority_of_the_same_name() -> None:
    """Another CA that calls itself the same."""
    fake = root_of(number=91)
    outcome = check(both(person(fake), agency(fake)))
    assert {f.trusted for f in outcome.facts} == {"khong"}
    assert "SIG-111" in outcome.errors
    (finding, *_) = outcome.results["SIG-111"].findings
    assert "CA thử nghiệm A" in finding.message and finding.citations


def test_intermediate_authority() -> None:
    middle = issue(name_of("CA cấp dưới"), root(), number=92, authority=True)
    outcome = check(both(person(middle), agency(middle)))
    assert {f.trusted for f in outcome.facts} == {"co"} and not outcome.errors


def test_a_trusted_signer_does_not_vouch_for_others() -> None:
    """A self-signed certificate given with --trust is trusted for itself; what its key "issued" is not."""
    own = issue(name_of("Lý Thị Ngọc Ánh", office="Phó Giám đốc", body="Sở Quy hoạch"), None, number=1)
    child = agency(own)
    outcome = check(both(own, child), trusting(own))
    assert [f.trusted for f in outcome.facts] == ["co", "khong"]
    assert "SIG-111" in outcome.errors


def test_expired_when_signed() -> None:
    old = person(start=START - 400 * DAY, end=SIGNED - DAY)
    outcome = check(both(old))
    assert outcome.facts[0].valid_at_signing == "khong" and "SIG-113" in outcome.errors


def test_signed_before_the_certificate_existed() -> None:
    outcome = check(both(person(start=SIGNED + DAY)))
    assert "SIG-113" in outcome.errors


def test_expired_now_and_the_time_only_claimed() -> None:
    """Whoever finds the key of an expired certificate can claim any time."""
    outcome = check(both(person(end=SIGNED + 30 * DAY)))
    assert outcome.facts[0].valid_at_signing == "khong_kiem_duoc"
    assert "SIG-113" in outcome.unchecked and "SIG-113" not in outcome.errors


def test_signed_in_the_future() -> None:
    outcome = check(both(), trusting(at=SIGNED - DAY))
    assert "SIG-117" in outcome.errors


@pytest.mark.parametrize(
    ("made", "code", "level"),
    [
        (partial(person, kind="rsa1024"), "SIG-110", "errors"),
        (partial(person, kind="rsa"), None, "errors"),
        (partial(person, usage=False), "SIG-112", "errors"),
        (partial(person, purposes=[ExtendedKeyUsageOID.SERVER_AUTH]), "SIG-112", "errors"),
    ],
)
def test_keys_and_purposes(made: Any, code: str | None, level: str) -> None:
    outcome = check(both(made()))
    found = getattr(outcome, level)
    assert (code in found) if code else not outcome.errors
    if code:
        assert outcome.facts[0].problems


def test_pkcs1_is_a_warning() -> None:
    outcome = check(both(person(kind="rsa"), agency(kind="rsa"), pss=False))
    assert outcome.errors == set() and "SIG-109" in outcome.warnings
    assert outcome.facts[0].algorithm == "RSA PKCS#1 v1.5 2048 bit, SHA-256"
    assert not outcome.facts[0].algorithm_listed
    assert "RSASSA-PSS" in outcome.results["SIG-109"].findings[0].message


def test_sha1_is_refused() -> None:
    outcome = check(both(person(kind="rsa"), pss=False, digest="sha1"))
    assert "SIG-110" in outcome.errors


def test_adobe_format_is_checked_and_said() -> None:
    outcome = check(both(pades=False))
    assert outcome.errors == set() and "SIG-108" in outcome.warnings
    assert {f.level for f in outcome.facts} == {None}
    assert [f.signed_at for f in outcome.facts] == [SIGNED, LATER]


# Revocation


def test_fresh_list_of_the_authority() -> None:
    fresh = crl_of(root(), since=NOW - DAY, until=NOW + DAY)
    outcome = check(good(), trusting(crls=(fresh,)))
    assert {f.revoked for f in outcome.facts} == {"khong"} and outcome.unchecked == set()
    assert {f.revocation_source for f in outcome.facts} == {"CRL do người kiểm tra nêu"}


@pytest.mark.parametrize("days", [-5, 0])
def test_revoked_before_signing(days: int) -> None:
    signer = person()
    listed = crl_of(root(), {signer: SIGNED + days * DAY}, since=NOW - DAY, until=NOW + DAY)
    outcome = check(both(signer), trusting(crls=(listed,)))
    assert outcome.facts[0].revoked == "co" and "SIG-114" in outcome.errors


def test_revoked_after_a_time_that_is_only_claimed() -> None:
    signer = person()
    listed = crl_of(root(), {signer: SIGNED + 5 * DAY}, since=NOW - DAY, until=NOW + DAY)
    outcome = check(both(signer), trusting(crls=(listed,)))
    assert outcome.facts[0].revoked == "khong_kiem_duoc"
    assert "SIG-114" in outcome.unchecked and "SIG-114" not in outcome.errors


def test_stale_list_proves_revocation_but_never_its_absence() -> None:
    signer = person()
    stale = {"since": SIGNED + DAY, "until": SIGNED + 8 * DAY}
    assert check(both(signer), trusting(crls=(crl_of(root(), **stale),))).facts[0].revoked == "khong_kiem_duoc"
    listed = crl_of(root(), {signer: SIGNED - DAY}, **stale)
    assert check(both(signer), trusting(crls=(listed,))).facts[0].revoked == "co"


def test_list_of_another_authority_says_nothing() -> None:
    signer = person()
    fake = root_of(number=91)
    forged = crl_of(fake, {signer: SIGNED - DAY}, since=NOW - DAY, until=NOW + DAY)
    outcome = check(both(signer), trusting(crls=(forged,)))
    assert outcome.facts[0].revoked == "khong_kiem_duoc" and not outcome.errors


def test_list_made_after_the_certificate_expired_says_nothing() -> None:
    """Authorities drop expired certificates from their lists."""
    late = crl_of(root(), since=END + 10 * DAY, until=END + 20 * DAY)
    outcome = check(good(), trusting(at=END + 11 * DAY, crls=(late,)))
    assert {f.revoked for f in outcome.facts} == {"khong_kiem_duoc"}


def test_revoked_intermediate() -> None:
    middle = issue(name_of("CA cấp dưới"), root(), number=92, authority=True)
    listed = crl_of(root(), {middle: SIGNED - DAY}, since=NOW - DAY, until=NOW + DAY)
    outcome = check(both(person(middle), agency(middle)), trusting(crls=(listed,)))
    assert "SIG-114" in outcome.errors


# Rules of the bundle


def test_order_swapped() -> None:
    swapped = sign(sign(unsigned(), agency(), "ky_co_quan", SIGNED), person(), "ky_nguoi", LATER)
    outcome = check(swapped)
    assert {"SIG-132", "SIG-133"} <= outcome.errors
    assert outcome.results["SIG-132"].findings[0].citations[0].document == "Nghị định số 30/2020/NĐ-CP"


def test_agency_claims_an_earlier_time() -> None:
    early = sign(sign(unsigned(), person()), agency(), "ky_co_quan", SIGNED - timedelta(minutes=5))
    assert "SIG-132" in check(early).errors


def test_one_signature_missing() -> None:
    outcome = check(sign(unsigned(), person()))
    assert "SIG-131" in outcome.errors
    assert "cơ quan" in outcome.results["SIG-131"].findings[0].message


def test_no_signature() -> None:
    outcome = check(unsigned())
    assert {"SIG-101", "SIG-131"} <= outcome.errors
    assert "SIG-105" not in outcome.results, "what was not looked at has not passed"


def test_one_certificate_for_both() -> None:
    assert "SIG-138" in check(both(person(), person())).errors


def test_one_key_in_two_certificates() -> None:
    """Two names on paper, one key in one hand."""
    outcome = check(both(person(number=1), agency(number=1)))
    assert outcome.errors == {"SIG-138"}


@pytest.mark.parametrize(
    ("who", "body", "code", "level"),
    [
        (Expected("Lê Văn Khác", "Phó Giám đốc"), AGENCY, "SIG-134", "errors"),
        (Expected("lý thị  ngọc ánh", "PHÓ GIÁM ĐỐC"), AGENCY, None, "errors"),
        (Expected("Ly\u0301 Thi\u0323 Ngo\u0323c A\u0301nh", "KT. GIÁM ĐỐC\nPHÓ GIÁM ĐỐC"), AGENCY, None, "warnings"),
        (Expected("Lý Thị Ngọc Ánh", "Giám đốc"), AGENCY, "SIG-135", "warnings"),
        (PERSON, Expected("Sở Nông nghiệp"), "SIG-137", "errors"),
        (PERSON, Expected("Sở Nông nghiệp"), "SIG-136", "warnings"),
        (replace(PERSON, organisation="Sở Nông nghiệp"), AGENCY, "SIG-136", "warnings"),
    ],
)
def test_names(who: Expected, body: Expected, code: str | None, level: str) -> None:
    found = getattr(check(good(), who=who, body=body), level)
    assert code in found if code else found == set()


def test_names_unknown() -> None:
    outcome = check(good(), who=None, body=None)
    assert {"SIG-134", "SIG-137"} <= outcome.unchecked and not outcome.errors


def test_long_agency_name_is_cut_by_the_certificate() -> None:
    long = "Ban Quản lý các khu công nghiệp, khu kinh tế cửa khẩu và đầu tư phát triển tỉnh Cao Bằng"
    cut = issue(name_of(long[:64], body=long[:64]), root(), number=2)
    data = both(second=cut)
    assert "SIG-137" not in check(data, body=Expected(long)).errors
    assert "SIG-137" in check(data, body=Expected(long[:60] + "khác hẳn")).errors


def test_tools_that_make_their_own_fields() -> None:
    """Signed by a program that ignores the prepared fields: the names in the certificates decide."""
    once = sign(unsigned(), person(), "Signature1", SIGNED, box=(300, 80, 420, 130))
    outcome = check(sign(once, agency(), "Signature2", LATER, box=(200, 80, 290, 130)))
    assert outcome.errors == set()
    assert [f.role for f in outcome.facts] == ["khac", "khac"]
    assert "SIG-125" in {f.code for f in outcome.findings()}
    other = sign(once, issue(name_of("Sở Khác"), root(), number=5), "Signature2", LATER, box=(200, 80, 290, 130))
    assert "SIG-137" in check(other).errors


@pytest.mark.parametrize(
    "options",
    [
        {"linearize": True},
        {"object_stream_mode": pikepdf.ObjectStreamMode.disable},
        {"linearize": True, "object_stream_mode": pikepdf.ObjectStreamMode.disable},
        {"compress_streams": False, "qdf": True},
    ],
)
def test_files_of_other_programs(options: dict[str, Any]) -> None:
    """Old tables, streams, linearized for the web: how a file was saved before it was signed is its own business."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(unsigned())) as pdf:
        pdf.save(out, **options)
    outcome = check(sign(sign(out.getvalue(), person()), agency(), "ky_co_quan", LATER))
    assert outcome.errors == outcome.warnings == set()
    assert len(outcome.facts) == 2


def test_signed_by_our_own_signer(tmp_path: Path) -> None:
    """The signing part of this program and the verifier share nothing but the file."""
    from dossier.signing.authority import AuthorityNames, make_authority
    from dossier.signing.sign import SignatureRequest, sign_bundle
    from dossier.signing.signer import Pkcs12Signer
    from dossier.verification.signature.trust import load_trust

    names = AuthorityNames("Lý Thị Ngọc Ánh", "Phó Giám đốc", "Sở Quy hoạch", "Cao Bằng")
    made = make_authority(tmp_path, valid_from=START, names=names)
    first, second = (Pkcs12Signer(p, made.password) for p in (made.person_p12, made.agency_p12))
    data = sign_bundle(unsigned(), SignatureRequest(first, SIGNED), SignatureRequest(second, LATER))
    outcome = check(data, load_trust([made.ca_pem], at=NOW))
    assert outcome.errors == outcome.warnings == set()
    assert {f.algorithm for f in outcome.facts} == {"RSASSA-PSS 2048 bit, SHA-256"}
    assert all(f.algorithm_listed for f in outcome.facts)


def test_openssl_agrees_on_what_is_signed(tmp_path: Path) -> None:
    data = good()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        value = next(f.V for f in pdf.Root.AcroForm.Fields if str(f.T) == "ky_nguoi")
        start, first, second, rest = (int(n) for n in value.ByteRange)
        (tmp_path / "s.der").write_bytes(bytes(value.Contents))
    (tmp_path / "d.bin").write_bytes(data[start : start + first] + data[second : second + rest])
    (tmp_path / "ca.pem").write_bytes(root().pem)
    done = run(
        "openssl", "cms", "-verify", "-inform", "DER", "-in", tmp_path / "s.der", "-content", tmp_path / "d.bin",
        "-binary", "-CAfile", tmp_path / "ca.pem", "-purpose", "any", "-attime", str(int(SIGNED.timestamp())),
        "-out", tmp_path / "o",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("options", [[], ["-keyopt", "rsa_padding_mode:pss", "-keyopt", "rsa_pss_saltlen:digest"]])
@pytest.mark.parametrize("cades", [True, False])
def test_signed_by_openssl(options: list[str], cades: bool, tmp_path: Path) -> None:
    """A signature made without any library of ours, put into the place another tool kept free."""
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign.signers import cms_embedder

    now = datetime.now(UTC)  # openssl takes the machine's clock
    ca = root_of(start=now - 2 * DAY, end=now + 99 * DAY)
    holder = person(ca, kind="rsa", start=now - DAY, end=now + DAY)
    (tmp_path / "c.pem").write_bytes(holder.pem)
    (tmp_path / "ca.pem").write_bytes(ca.pem)
    (tmp_path / "k.pem").write_bytes(holder.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    writer = IncrementalPdfFileWriter(io.BytesIO(unsigned()))
    steps = cms_embedder.PdfCMSEmbedder().write_cms("ky_nguoi", writer)
    next(steps)
    placeholder = cms_embedder.PdfSignedData(
        obj_type=pdf_name("/Sig"),
        subfilter=SigSeedSubFilter.PADES if cades else SigSeedSubFilter.ADOBE_PKCS7_DETACHED,
        timestamp=SIGNED,
        bytes_reserved=16384,
    )
    steps.send(cms_embedder.SigObjSetup(sig_placeholder=placeholder))
    prepared, out = steps.send(cms_embedder.SigIOSetup(md_algorithm="sha256", in_place=True))
    data = out.getvalue()
    start, end = prepared.reserved_region_start, prepared.reserved_region_end
    (tmp_path / "d.bin").write_bytes(data[:start] + data[end:])
    command = ["openssl", "cms", "-sign", "-binary", "-md", "sha256", "-in", tmp_path / "d.bin", "-outform", "DER"]
    command += ["-signer", tmp_path / "c.pem", "-inkey", tmp_path / "k.pem", "-certfile", tmp_path / "ca.pem"]
    done = run(*command, *(["-cades"] if cades else []), *options, "-out", tmp_path / "s.der")
    assert done.returncode == 0, done.stderr
    steps.send((tmp_path / "s.der").read_bytes())
    outcome = check(out.getvalue(), trusting(ca, at=now + timedelta(minutes=1)), bundle=False)
    assert outcome.errors == set()
    (fact,) = outcome.facts
    assert fact.intact and fact.trusted == "co" and fact.covers_file
    assert fact.algorithm.startswith("RSASSA-PSS" if options else "RSA PKCS#1 v1.5")
    assert ("SIG-109" in outcome.warnings) is not bool(options)
    assert "SIG-108" in outcome.warnings, "openssl puts the time where PAdES does not want it"
