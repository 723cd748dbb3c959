"""Asks authorities over the network, only when the checker said ``--online``: revocation lists, OCSP, missing issuers.

Addresses come from certificates. Lists and answers are asked for only along a chain that already leads to a trusted root;
issuers, which must be found before there is a chain, by the signer's certificate. Whatever comes back is evidence like any
other: it must prove itself. Everything is limited: kind of address, size, time, number of questions.
"""

from __future__ import annotations

import http.client
import time
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from typing import IO, TYPE_CHECKING, Any
from urllib.parse import urlsplit

from dossier.core.version import ENGINE
from dossier.verification.signature.evidence import ONLINE, Evidence

if TYPE_CHECKING:
    from asn1crypto.x509 import Certificate

MAX_ANSWER = 20_000_000
MAX_QUESTIONS = 40
SECONDS_EACH = 10
SECONDS_ALL = 60
_MAX_ADDRESSES = 3


class Online:
    """Remembers what was asked: nobody is asked twice for one file."""

    def __init__(self) -> None:
        self._answers: dict[tuple[str, bytes], bytes | None] = {}
        self._until = time.monotonic() + SECONDS_ALL
        self._asked: set[bytes] = set()

    def issuers(self, certificate: Certificate) -> list[Certificate]:
        """Certificates that the address in ``certificate`` gives for its issuer."""
        from asn1crypto.x509 import Certificate as Loaded

        found = []
        for address in _issuer_addresses(certificate):
            data = self._ask(address)
            if data is None:
                continue
            with suppress(Exception):  # a server may answer anything
                found += [Loaded.load(der) for der in _certificates_in(data)]
        return found

    def revocation(self, certificate: Certificate, issuer: Certificate) -> Iterator[Evidence]:
        """Fresh answers about ``certificate``; once for each."""
        if certificate.sha256 in self._asked:
            return
        self._asked.add(certificate.sha256)
        for address in list(certificate.ocsp_urls)[:_MAX_ADDRESSES]:
            answer = self._ask(address, _ocsp_question(certificate, issuer))
            if answer is not None and _loads("OCSP", answer):
                yield Evidence("OCSP", ONLINE, answer)
                break
        for point in list(certificate.crl_distribution_points)[:_MAX_ADDRESSES]:
            answer = self._ask(str(point.url)) if point.url else None
            if answer is not None:
                answer = _unwrapped(answer)
            if answer is not None and _loads("CRL", answer):
                yield Evidence("CRL", ONLINE, answer)
                break

    def _ask(self, address: str, question: bytes = b"") -> bytes | None:
        key = (address, question)
        if key not in self._answers:
            left = self._until - time.monotonic()
            self._answers[key] = None
            if left > 0 and len(self._answers) <= MAX_QUESTIONS:
                self._answers[key] = _fetch(address, question, min(left, SECONDS_EACH))
        return self._answers[key]


def _fetch(address: str, question: bytes, seconds: float) -> bytes | None:
    if urlsplit(address).scheme not in ("http", "https"):
        return None
    headers = {"User-Agent": ENGINE.replace(" ", "/")}
    if question:
        headers["Content-Type"] = "application/ocsp-request"
    try:
        asked = urllib.request.Request(address, question or None, headers)
        with _opener().open(asked, timeout=seconds) as answer:
            data = answer.read(MAX_ANSWER + 1)
    except (OSError, http.client.HTTPException, ValueError):
        return None
    return data if isinstance(data, bytes) and len(data) <= MAX_ANSWER else None


def _opener() -> urllib.request.OpenerDirector:
    class OnlyWeb(urllib.request.HTTPRedirectHandler):
        """A server may send us on, but not to files or other kinds of address."""

        def redirect_request(
            self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: Any, newurl: str
        ) -> urllib.request.Request | None:
            if urlsplit(newurl).scheme not in ("http", "https"):
                return None
            return super().redirect_request(req, fp, code, msg, headers, newurl)

    return urllib.request.build_opener(OnlyWeb)


def _issuer_addresses(certificate: Certificate) -> list[str]:
    found = []
    for access in certificate.authority_information_access_value or ():
        if (
            access["access_method"].native == "ca_issuers"
            and access["access_location"].name == "uniform_resource_identifier"
        ):
            found.append(str(access["access_location"].native))
    return found[:_MAX_ADDRESSES]


def _certificates_in(data: bytes) -> list[bytes]:
    from cryptography import x509
    from cryptography.hazmat.primitives.serialization import Encoding, pkcs7

    if b"-----BEGIN CERTIFICATE-----" in data:
        found = x509.load_pem_x509_certificates(data)
    else:
        try:
            found = [x509.load_der_x509_certificate(data)]
        except ValueError:
            found = pkcs7.load_der_pkcs7_certificates(data)
    return [certificate.public_bytes(Encoding.DER) for certificate in found[:10]]


def _ocsp_question(certificate: Certificate, issuer: Certificate) -> bytes:
    from cryptography import x509
    from cryptography.hazmat.primitives.hashes import SHA1
    from cryptography.hazmat.primitives.serialization import Encoding
    from cryptography.x509 import ocsp

    subject, above = (x509.load_der_x509_certificate(c.dump()) for c in (certificate, issuer))
    # SHA-1 names the certificate here and proves nothing; it is the one name every responder knows.
    made = ocsp.OCSPRequestBuilder().add_certificate(subject, above, SHA1())
    return made.build().public_bytes(Encoding.DER)


def _unwrapped(data: bytes) -> bytes | None:
    """A list as DER; some authorities publish PEM."""
    if b"-----BEGIN X509 CRL-----" not in data:
        return data
    from cryptography import x509
    from cryptography.hazmat.primitives.serialization import Encoding

    try:
        return x509.load_pem_x509_crl(data).public_bytes(Encoding.DER)
    except ValueError:
        return None


def _loads(kind: str, data: bytes) -> bool:
    from asn1crypto.crl import CertificateList
    from asn1crypto.ocsp import OCSPResponse

    try:
        if kind == "CRL":
            return CertificateList.load(data, strict=True)["tbs_cert_list"].native is not None
        return bool(OCSPResponse.load(data, strict=True)["response_status"].native == "successful")
    except (ValueError, TypeError, KeyError):
        return False
