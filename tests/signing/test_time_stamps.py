"""Time stamps and long-term data against a local authority; judged by openssl, pdfsig, qpdf, veraPDF and pyHanko's validator, offline."""

from __future__ import annotations

import asyncio
import io
import traceback
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pikepdf
import pytest
from asn1crypto import cms, x509
from pki import run
from pki_services import PASSWORD, Services, start_services
from sample_bundle import sample_bundle, sample_papers
from verapdf import failures

from dossier.core.errors import SigningFailed
from dossier.signing.sign import (
    LEVELS,
    Level,
    Proof,
    SignatureRequest,
    sign_agency,
    sign_bundle,
    sign_field,
    sign_person,
)
from dossier.signing.signer import Pkcs12Signer
from dossier.signing.time_stamps import HttpTimeStamps


@pytest.fixture(scope="module", params=["rsa", "p256"])
def services(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    with start_services(tmp_path_factory.mktemp("pki"), key=request.param) as found:
        yield found


@pytest.fixture
def local(tmp_path: Path) -> Iterator[Services]:
    """An authority for one test, which may break it."""
    with start_services(tmp_path / "pki", key="p256") as found:
        yield found


@pytest.fixture(scope="module")
def unsigned() -> bytes:
    return sample_bundle(sample_papers(2, 1)).data


def now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)


def proof(services: Services, level: Level) -> Proof:
    return Proof(level, HttpTimeStamps(services.tsa_url), (services.root.der,))


def requests(services: Services, level: Level) -> tuple[SignatureRequest, SignatureRequest]:
    people = (services.person(), services.agency())
    person, agency = (
        SignatureRequest(Pkcs12Signer(h.p12, PASSWORD), now(), proof=proof(services, level)) for h in people
    )
    return person, agency


@pytest.fixture(scope="module")
def signed(services: Services, unsigned: bytes) -> dict[Level, bytes]:
    return {level: sign_bundle(unsigned, *requests(services, level)) for level in LEVELS}


def contents(data: bytes, field: str) -> bytes:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return bytes(next(f.V for f in pdf.Root.AcroForm.Fields if str(f.T) == field).Contents)


@pytest.mark.parametrize("level", LEVELS)
def test_every_level_stays_sound(level: Level, signed: dict[Level, bytes], tmp_path: Path) -> None:
    path = tmp_path / "s.pdf"
    path.write_bytes(signed[level])
    assert failures(signed[level], "3b") == {}
    assert run("qpdf", "--check", path).returncode == 0
    output = run("pdfsig", path).stdout
    parts = output.split("Signature #")[1:]
    assert len(parts) == (3 if level == "B-LTA" else 2)
    for part in parts[:2]:
        assert "Signature Validation: Signature is Valid." in part
        assert "Signature Type: ETSI.CAdES.detached" in part
    assert "Total document signed" in parts[-1] or level == "B-LT"


@pytest.mark.parametrize("field", ["ky_nguoi", "ky_co_quan"])
def test_openssl_verifies_the_time_stamp(
    field: str, signed: dict[Level, bytes], services: Services, tmp_path: Path
) -> None:
    (info,) = cms.ContentInfo.load(contents(signed["B-T"], field))["content"]["signer_infos"]
    (token,) = [a["values"][0] for a in info["unsigned_attrs"] if a["type"].native == "signature_time_stamp_token"]
    (tmp_path / "token.der").write_bytes(token.dump())
    (tmp_path / "value.bin").write_bytes(info["signature"].native)
    verify = ["openssl", "ts", "-verify", "-token_in", "-in", tmp_path / "token.der", "-data", tmp_path / "value.bin"]
    result = run(*verify, "-CAfile", services.ca_pem, "-untrusted", services.issuing.pem)
    assert "Verification: OK" in result.stdout, result.stdout + result.stderr


def test_long_term_data_proves_it_when_the_certificates_have_run_out(local: Services, unsigned: bytes) -> None:
    """EN 319 102-1, offline, three days on: the file alone proves what a plain signature no longer can."""
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation.ades import ades_lta_validation
    from pyhanko.sign.validation.policy_decl import PdfSignatureValidationSpec, SignatureValidationSpec
    from pyhanko_certvalidator.context import CertValidationPolicySpec, ValidationTimingInfo
    from pyhanko_certvalidator.policy_decl import CertRevTrustPolicy, RevocationCheckingPolicy
    from pyhanko_certvalidator.registry import SimpleTrustManager

    soon = now() + timedelta(days=1)
    holders = (local.person(end=soon), local.agency(end=soon))
    trust = SimpleTrustManager.build([x509.Certificate.load(local.root.der)])
    hard = CertRevTrustPolicy(RevocationCheckingPolicy.from_legacy("hard-fail"))
    spec = PdfSignatureValidationSpec(
        SignatureValidationSpec(CertValidationPolicySpec(trust_manager=trust, revinfo_policy=hard))
    )
    later = now() + timedelta(days=3)
    found = {}
    for level in ("B-B", "B-LTA"):
        person, agency = (
            SignatureRequest(Pkcs12Signer(h.p12, PASSWORD), now(), proof=proof(local, level)) for h in holders
        )
        reader = PdfFileReader(io.BytesIO(sign_bundle(unsigned, person, agency)))
        asked = len(local.asked)
        timing = ValidationTimingInfo(later, later, True)
        found[level] = [
            asyncio.run(ades_lta_validation(s, spec, timing_info=timing)).ades_subindic.name
            for s in reader.embedded_regular_signatures
        ]
        assert len(local.asked) == asked
    assert found["B-LTA"] == ["OK", "OK"]
    assert "OK" not in found["B-B"]


def test_later_data_breaks_neither_certification_nor_lock(signed: dict[Level, bytes]) -> None:
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.diff_analysis import ModificationLevel
    from pyhanko.sign.fields import MDPPerm
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko_certvalidator import ValidationContext

    person, agency = PdfFileReader(io.BytesIO(signed["B-LTA"])).embedded_regular_signatures
    context = ValidationContext(trust_roots=[], allow_fetching=False)
    first, second = (validate_pdf_signature(s, context) for s in (person, agency))
    assert first.docmdp_ok and first.modification_level is ModificationLevel.FORM_FILLING
    assert second.docmdp_ok and second.modification_level is ModificationLevel.LTA_UPDATES
    assert (person.docmdp_level, agency.docmdp_level) == (MDPPerm.FILL_FORMS, MDPPerm.NO_CHANGES)
    for status in (first, second):
        assert status.timestamp_validity.intact and status.timestamp_validity.valid


def test_the_archive_stamp_covers_everything(signed: dict[Level, bytes]) -> None:
    with pikepdf.open(io.BytesIO(signed["B-LTA"])) as pdf:
        stamp = next(f.V for f in pdf.Root.AcroForm.Fields if str(f.T).startswith("dau_thoi_gian"))
        assert str(stamp.Type) == "/DocTimeStamp"
        start, _, last, length = (int(n) for n in stamp.ByteRange)
        assert start == 0 and last + length == len(signed["B-LTA"])
        assert len(pdf.Root.DSS.Certs) >= 4 and len(pdf.Root.DSS.OCSPs) >= 3 and len(pdf.Root.DSS.CRLs) >= 1


def test_one_after_the_other_with_long_term_data_each_time(local: Services, unsigned: bytes) -> None:
    """Days lie between the two: the person's data is in the file before the agency signs. Metadata and signatures survive."""
    person, agency = requests(local, "B-LT")
    once = sign_person(unsigned, person)
    later = SignatureRequest(agency.signer, now() + timedelta(seconds=1), proof=proof(local, "B-LTA"))
    twice = sign_agency(once, later)
    assert twice.startswith(once)
    assert failures(twice, "3b") == {}
    # Coming back from somewhere else, it is taken with its data and its archive stamp.
    from dossier.signing.accept import accept, accept_all
    from dossier.signing.check import fault_of
    from dossier.signing.fields import open_pdf

    assert [fault_of(s) for s in open_pdf(twice).embedded_signatures] == [None, None, None]
    assert accept(once, twice).field == "ky_co_quan"
    assert [a.field for a in accept_all(unsigned, twice)] == ["ky_nguoi", "ky_co_quan"]


def test_baseline_asks_nobody(local: Services, unsigned: bytes) -> None:
    person, agency = requests(local, "B-B")
    sign_bundle(unsigned, person, agency)
    assert local.asked == []


def test_a_stamp_asks_only_the_stamp_service(local: Services, unsigned: bytes) -> None:
    sign_bundle(unsigned, *requests(local, "B-T"))
    # One trial for the length, then one for each signature.
    assert local.asked == ["/tsa"] * 3


def test_earlier_bytes_never_change(signed: dict[Level, bytes], unsigned: bytes) -> None:
    for level in LEVELS:
        assert signed[level].startswith(unsigned.rstrip(b"\n")), level


def test_an_archive_stamp_only_after_the_last_signature(local: Services, unsigned: bytes) -> None:
    person, _ = requests(local, "B-LTA")
    with pytest.raises(SigningFailed, match="sau chữ ký cuối cùng") as caught:
        sign_field(unsigned, "ky_nguoi", person)
    assert "ky_co_quan" in caught.value.message and "B-LT" in (caught.value.hint or "")


@pytest.mark.parametrize("level", ["B-T", "B-LT", "B-LTA"])
def test_a_service_must_be_named(level: Level) -> None:
    with pytest.raises(SigningFailed, match="cần dịch vụ cấp dấu thời gian"):
        Proof(level)
    if level != "B-T":
        with pytest.raises(SigningFailed, match="cần chứng thư gốc"):
            Proof(level, HttpTimeStamps("http://127.0.0.1:1/"))


def test_a_fast_clock_is_noticed(local: Services, unsigned: bytes) -> None:
    """The file would say that it was signed after it was stamped."""
    local.now = now() - timedelta(hours=2)
    with pytest.raises(SigningFailed, match="Đồng hồ máy này chạy nhanh"):
        sign_person(unsigned, requests(local, "B-T")[0])


def test_the_service_is_down(local: Services, unsigned: bytes) -> None:
    person, _ = requests(local, "B-T")
    local.down.add("tsa")
    with pytest.raises(SigningFailed, match="lỗi HTTP 503") as caught:
        sign_person(unsigned, person)
    assert "Chưa ghi gì" in (caught.value.hint or "")
    nobody = SignatureRequest(person.signer, now(), proof=Proof("B-T", HttpTimeStamps("http://127.0.0.1:9/tsa")))
    with pytest.raises(SigningFailed, match="không kết nối được"):
        sign_person(unsigned, nobody)


def test_a_stamp_over_something_else(local: Services, unsigned: bytes) -> None:
    person, _ = requests(local, "B-T")
    local.broken_stamp = True
    with pytest.raises(SigningFailed, match="không khớp yêu cầu"):
        sign_person(unsigned, person)


class _Says:
    """A service that answers whatever it likes."""

    name = "dịch vụ thử"

    def __init__(self, data: bytes) -> None:
        self.data = data

    def answer(self, request: bytes) -> bytes:
        return self.data


@pytest.mark.parametrize(
    "data", [b"", b"<html>", b"\x30\x03\x02\x01\x00", b"\x30\x05\x30\x03\x02\x01\x02", b"\x30" * 999]
)
def test_rubbish_instead_of_a_stamp(data: bytes, local: Services, unsigned: bytes) -> None:
    person, _ = requests(local, "B-B")
    asked = SignatureRequest(person.signer, now(), proof=Proof("B-T", _Says(data)))
    with pytest.raises(SigningFailed, match="dịch vụ thử"):
        sign_person(unsigned, asked)


def test_a_replayed_stamp_is_refused(local: Services, unsigned: bytes) -> None:
    """An old answer, good in itself, does not fit the new question."""
    person, _ = requests(local, "B-B")
    kept: list[bytes] = []

    class Recorder(_Says):
        def answer(self, request: bytes) -> bytes:
            kept.append(HttpTimeStamps(local.tsa_url).answer(request))
            return kept[0]

    with pytest.raises(SigningFailed, match="không khớp yêu cầu"):
        sign_person(unsigned, SignatureRequest(person.signer, now(), proof=Proof("B-T", Recorder(b""))))
    assert len(kept) == 2


def test_a_stamp_by_somebody_who_may_not(local: Services, unsigned: bytes) -> None:
    person, _ = requests(local, "B-T")
    local.tsa = local.person("Không Được Đóng Dấu")
    with pytest.raises(SigningFailed, match="không được cấp để đóng dấu thời gian"):
        sign_person(unsigned, person)


def test_a_stamp_of_an_unknown_authority(local: Services, unsigned: bytes, tmp_path: Path) -> None:
    person, _ = requests(local, "B-T")
    with start_services(tmp_path / "la", key="p256") as foreign:
        other = Proof("B-T", HttpTimeStamps(foreign.tsa_url), (local.root.der,))
        with pytest.raises(SigningFailed, match="không dẫn tới chứng thư gốc nào"):
            sign_person(unsigned, SignatureRequest(person.signer, now(), proof=other))


def test_a_revoked_certificate_gets_no_long_term_data(local: Services, unsigned: bytes) -> None:
    holder = local.person()
    local.revoke(holder, now() - timedelta(days=2))
    asked = SignatureRequest(Pkcs12Signer(holder.p12, PASSWORD), now(), proof=proof(local, "B-LT"))
    with pytest.raises(SigningFailed, match="“Lý Thị Ngọc Ánh” đã bị thu hồi"):
        sign_person(unsigned, asked)


def test_revocation_can_not_be_looked_up(local: Services, unsigned: bytes) -> None:
    person, _ = requests(local, "B-LT")
    local.down |= {"crl", "ocsp"}
    with pytest.raises(SigningFailed, match="Không lấy được CRL hoặc OCSP"):
        sign_person(unsigned, person)
    silent = local.person(services=False)
    asked = SignatureRequest(Pkcs12Signer(silent.p12, PASSWORD), now(), proof=proof(local, "B-LT"))
    with pytest.raises(SigningFailed, match="không ghi địa chỉ CRL hoặc OCSP"):
        sign_person(unsigned, asked)


def test_an_unknown_root(local: Services, unsigned: bytes, tmp_path: Path) -> None:
    with start_services(tmp_path / "la", key="p256") as foreign:
        stranger = SignatureRequest(Pkcs12Signer(foreign.person().p12, PASSWORD), now(), proof=proof(local, "B-LT"))
        with pytest.raises(SigningFailed, match="không dẫn tới chứng thư gốc nào"):
            sign_person(unsigned, stranger)


def test_the_password_of_a_service_is_told_to_nobody_else(local: Services, unsigned: bytes) -> None:
    secret = "mat-khau-tsa"
    found = HttpTimeStamps.at(f"http://nguoi-dung:{secret}@127.0.0.1:9/tsa?x=1")
    assert (found.url, found.user, found.password) == ("http://127.0.0.1:9/tsa?x=1", "nguoi-dung", secret)
    assert secret not in repr(found) + found.name
    person, _ = requests(local, "B-B")
    with pytest.raises(SigningFailed) as caught:
        sign_person(unsigned, SignatureRequest(person.signer, now(), proof=Proof("B-T", found)))
    assert secret not in "".join(traceback.format_exception(caught.value)) + (caught.value.hint or "")
    for wrong in (f"ftp://a:{secret}@x/", "file:///etc/passwd", "không phải địa chỉ", f"http://a:{secret}@x:cổng/"):
        with pytest.raises(SigningFailed, match="không hợp lệ") as caught:
            HttpTimeStamps.at(wrong)
        assert secret not in "".join(traceback.format_exception(caught.value))
