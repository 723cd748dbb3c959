"""With ``online``: lists, OCSP answers and missing issuers come from a real (local) authority; without it nobody is asked."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp
from pki_services import PASSWORD, Services, start_services
from signature_cases import Holder, Outcome, check, sign, unsigned

from dossier.signing.request import Proof, SignatureRequest
from dossier.signing.sign import sign_bundle
from dossier.signing.signer import Pkcs12Signer
from dossier.signing.time_stamps import HttpTimeStamps
from dossier.verification.signature.trust import Trust

NOW = datetime(2026, 11, 20, 2, tzinfo=UTC)
SIGNED = NOW - timedelta(days=30)


@pytest.fixture(scope="module")
def services(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    with start_services(tmp_path_factory.mktemp("dich_vu"), key="p256", now=NOW) as started:
        yield started


@pytest.fixture(autouse=True)
def fresh(services: Services) -> None:
    services.asked.clear()
    services.revoked.clear()
    services.down.clear()


def signed(services: Services, holder: Any, *, chain: bool = True) -> bytes:
    issuers = (services.issuing.certificate,) if chain else ()
    return sign(unsigned(), Holder(holder.certificate, holder.key, issuers), when=SIGNED)


def ask(data: bytes, services: Services, *, online: bool = True, bundle: bool = False) -> Outcome:
    return check(data, Trust(NOW + timedelta(minutes=1), (services.root.der,), online=online), bundle=bundle)


def test_nobody_is_asked_unless_told(services: Services) -> None:
    outcome = ask(signed(services, services.person()), services, online=False)
    assert services.asked == []
    assert outcome.facts[0].revoked == "khong_kiem_duoc" and "SIG-115" in outcome.unchecked


def test_ocsp_and_lists(services: Services) -> None:
    outcome = ask(signed(services, services.person()), services)
    fact = outcome.facts[0]
    assert (fact.trusted, fact.revoked, fact.revocation_source) == ("co", "khong", "OCSP trực tuyến")
    assert outcome.unchecked == set() and not outcome.errors
    assert {"/ocsp/cap", "/crl/cap", "/crl/goc"} == set(services.asked), (
        "the issuing authority itself is asked about too"
    )


def test_list_when_ocsp_is_down(services: Services) -> None:
    services.down.add("ocsp")
    outcome = ask(signed(services, services.person()), services)
    assert outcome.facts[0].revocation_source == "CRL trực tuyến"


def test_revoked(services: Services) -> None:
    person = services.person()
    services.revoke(person, SIGNED - timedelta(days=1))
    outcome = ask(signed(services, person), services)
    assert outcome.facts[0].revoked == "co" and "SIG-114" in outcome.errors


def test_revoked_issuer(services: Services) -> None:
    services.revoke(services.issuing, SIGNED - timedelta(days=1))
    outcome = ask(signed(services, services.person()), services)
    assert "SIG-114" in outcome.errors
    assert "CA cấp" in outcome.results["SIG-114"].findings[0].message


def test_missing_issuer_is_fetched(services: Services) -> None:
    data = signed(services, services.person(), chain=False)
    assert ask(data, services, online=False).facts[0].trusted == "khong"
    outcome = ask(data, services)
    assert outcome.facts[0].trusted == "co" and "/ca/cap" in services.asked


def test_everything_down_is_no_answer(services: Services) -> None:
    services.down |= {"ocsp", "crl", "ca"}
    outcome = ask(signed(services, services.person()), services)
    assert outcome.facts[0].revoked == "khong_kiem_duoc" and "SIG-115" in outcome.unchecked
    assert not outcome.errors


@pytest.mark.parametrize("level", ["B-T", "B-LT", "B-LTA"])
def test_our_own_levels(level: Any, services: Services) -> None:
    """Made by the signing part with stamps and data of the same authority; read here without asking anybody."""
    proof = Proof(level, HttpTimeStamps(services.tsa_url), (services.root.der,))
    first, second = (Pkcs12Signer(h.p12, PASSWORD) for h in (services.person(), services.agency()))
    data = sign_bundle(
        unsigned(), SignatureRequest(first, NOW, proof=proof), SignatureRequest(second, NOW, proof=proof)
    )
    services.asked.clear()
    outcome = ask(data, services, online=False, bundle=True)
    made = [f for f in outcome.facts if f.kind == "chu_ky"]
    assert [f.level for f in made] == [level, level]
    assert {f.time_source for f in made} == {"dau_thoi_gian"}
    assert outcome.errors == outcome.warnings == set()
    assert {f.revoked for f in made} == ({"khong_kiem_duoc"} if level == "B-T" else {"khong"})
    assert outcome.unchecked == ({"SIG-115"} if level == "B-T" else set())
    assert services.asked == []


def ocsp_answer(services: Services, holder: Any, answers: Any = None) -> bytes:
    made = ocsp.OCSPRequestBuilder().add_certificate(holder.certificate, services.issuing.certificate, SHA256())
    result: bytes = (answers or services).ocsp(made.build().public_bytes(Encoding.DER))
    return result


def given(data: bytes, services: Services, *answers: bytes) -> Outcome:
    return check(data, Trust(NOW + timedelta(minutes=1), (services.root.der,), ocsps=answers), bundle=False)


def test_answer_brought_by_the_checker(services: Services) -> None:
    person, other = services.person(), services.person()
    data = signed(services, person)
    assert given(data, services, ocsp_answer(services, person)).facts[0].revoked == "khong"
    assert given(data, services, ocsp_answer(services, other)).facts[0].revoked == "khong_kiem_duoc"
    services.revoke(person, SIGNED - timedelta(days=1))
    outcome = given(data, services, ocsp_answer(services, person))
    assert outcome.facts[0].revoked == "co"
    assert outcome.facts[0].revocation_source == "OCSP do người kiểm tra nêu"
    assert services.asked == []


def test_answer_of_a_responder_nobody_named(services: Services, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Another authority says that the revoked certificate is good."""
    person = services.person()
    services.revoke(person, SIGNED - timedelta(days=1))
    foreign = Services(tmp_path_factory.mktemp("khac"), services.url, key="p256", now=NOW)
    outcome = given(signed(services, person), services, ocsp_answer(services, person, foreign))
    assert outcome.facts[0].revoked == "khong_kiem_duoc"


def test_lists_inside_the_signature(services: Services) -> None:
    """Adobe's way: the list is one of the signed attributes."""
    from asn1crypto import x509 as asn1_x509
    from pyhanko_certvalidator import ValidationContext

    person = services.person()
    context = ValidationContext(
        trust_roots=[asn1_x509.Certificate.load(services.root.der)],
        other_certs=[asn1_x509.Certificate.load(services.issuing.der)],
        crls=[services.crl("cap"), services.crl("goc")],
        moment=NOW,
    )
    holder = Holder(person.certificate, person.key, (services.issuing.certificate,))
    data = sign(unsigned(), holder, when=NOW, pades=False, validation_context=context, embed_validation_info=True)
    outcome = ask(data, services, online=False)
    assert (outcome.facts[0].revoked, outcome.facts[0].revocation_source) == ("khong", "CRL trong tệp")
    assert outcome.unchecked == set()
