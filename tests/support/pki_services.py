"""A test authority with its services on 127.0.0.1: root, issuing CA, holders, CRL, OCSP and time stamps (RFC 3161).

Keys are made when the test runs, and live in memory and in a temporary folder only. The clock is the tests' own: ``services.now`` is
the moment that CRLs, OCSP answers and time stamps carry; None is the machine's clock.

    with start_services(tmp_path) as services:
        person = services.person()                    # RSA-2048; key="p256" for ECDSA P-256
        signer = Pkcs12Signer(person.p12, PASSWORD)
        services.revoke(person, datetime(...))        # CRL and OCSP say so from now on
        services.down.add("tsa")                      # "crl", "ocsp", "tsa", "ca": answers 503
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_der_private_key,
    pkcs12,
)
from cryptography.x509 import ocsp
from cryptography.x509.oid import AuthorityInformationAccessOID, ExtendedKeyUsageOID, NameOID

PASSWORD = "mật khẩu thử"
"""Of every PKCS#12 file made here."""
START = datetime(2026, 1, 1, tzinfo=UTC)
END = datetime(2029, 1, 1, tzinfo=UTC)
_WEEK = timedelta(days=7)
_USAGE = [
    "digital_signature",
    "content_commitment",
    "key_encipherment",
    "data_encipherment",
    "key_agreement",
    "key_cert_sign",
    "crl_sign",
    "encipher_only",
    "decipher_only",
]


@dataclass(frozen=True)
class Holder:
    """A certificate and its key."""

    certificate: x509.Certificate
    key: Any = field(repr=False)
    p12: Path
    """Key, certificate and issuing certificate; password PASSWORD."""
    pem: Path
    """The certificate alone."""

    @property
    def der(self) -> bytes:
        return self.certificate.public_bytes(Encoding.DER)

    @property
    def serial(self) -> str:
        """Hexadecimal, as tools print it."""
        return f"{self.certificate.serial_number:X}"


def _new_key(kind: str) -> Any:
    return ec.generate_private_key(ec.SECP256R1()) if kind == "p256" else rsa.generate_private_key(65537, 2048)


class Services:
    """The authority. Use ``start_services``."""

    def __init__(self, folder: Path, url: str, *, key: str = "rsa", now: datetime | None = None) -> None:
        self.folder, self.url, self.now, self._made, self._kind = folder, url, now, 0, key
        self.down: set[str] = set()
        self.asked: list[str] = []
        """Path of every request, to prove what was fetched and what was not."""
        self.revoked: dict[int, tuple[datetime, x509.ReasonFlags]] = {}
        self.broken_stamp = False
        """Time stamps over something else than what was asked for."""
        self.root = self.issue("Gốc chứng thực THỬ NGHIỆM", file="goc", authority=True)
        self.issuing = self.issue(
            "Cơ quan cấp chứng thư THỬ NGHIỆM", file="cap", authority=True, issuer=self.root, path_length=0
        )
        self.tsa = self.issue("Dấu thời gian THỬ NGHIỆM", file="tsa", purpose=ExtendedKeyUsageOID.TIME_STAMPING)
        self.responder = self.issue("OCSP THỬ NGHIỆM", file="ocsp", purpose=ExtendedKeyUsageOID.OCSP_SIGNING)
        self.ca_pem = self.root.pem
        """What a verifier trusts."""
        self.tsa_url = f"{url}/tsa"

    @property
    def clock(self) -> datetime:
        return (self.now or datetime.now(UTC)).astimezone(UTC).replace(microsecond=0)

    def person(self, name: str = "Lý Thị Ngọc Ánh", *, title: str = "Phó Giám đốc", **more: Any) -> Holder:
        return self.issue(name, title=title, organisation=more.pop("organisation", "Sở Quy hoạch"), **more)

    def agency(self, name: str = "Sở Quy hoạch", **more: Any) -> Holder:
        return self.issue(name, organisation=name, **more)

    def issue(
        self,
        common: str,
        *,
        title: str | None = None,
        organisation: str = "Chỉ dùng để thử, không có giá trị pháp lý",
        key: Any = None,
        start: datetime = START,
        end: datetime = END,
        issuer: Holder | None = None,
        authority: bool = False,
        path_length: int | None = None,
        purpose: x509.ObjectIdentifier | None = None,
        services: bool = True,
        usage: tuple[str, ...] = ("digital_signature", "content_commitment"),
        file: str | None = None,
    ) -> Holder:
        """A certificate. ``key`` is "rsa", "p256" or a private key; ``services=False`` leaves out the CRL and OCSP addresses."""
        self._made += 1
        own = key if not isinstance(key, str | None) else _new_key(key or self._kind)
        if issuer is None and file != "goc":
            issuer = self.issuing
        parts = [(NameOID.COUNTRY_NAME, "VN"), (NameOID.ORGANIZATION_NAME, organisation)]
        parts += [(NameOID.TITLE, title)] if title else []
        subject = x509.Name([x509.NameAttribute(o, v) for o, v in [*parts, (NameOID.COMMON_NAME, common)]])
        signing = issuer.key if issuer else own
        allowed = {"key_cert_sign", "crl_sign"} if authority else set(usage)
        builder = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(issuer.certificate.subject if issuer else subject)
            .public_key(own.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(start)
            .not_valid_after(end)
            .add_extension(x509.BasicConstraints(ca=authority, path_length=path_length), critical=True)
            .add_extension(x509.KeyUsage(*(name in allowed for name in _USAGE)), critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(own.public_key()), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signing.public_key()), critical=False)
        )
        if purpose is not None:
            builder = builder.add_extension(x509.ExtendedKeyUsage([purpose]), critical=True)
        if purpose == ExtendedKeyUsageOID.OCSP_SIGNING:
            builder = builder.add_extension(x509.OCSPNoCheck(), critical=False)
        elif issuer is not None and services:
            builder = self._with_addresses(builder, issuer)
        certificate = builder.sign(signing, hashes.SHA256())
        return self._written(certificate, own, issuer, file or f"chung_thu_{self._made}")

    def _with_addresses(self, builder: x509.CertificateBuilder, issuer: Holder) -> x509.CertificateBuilder:
        name = issuer.pem.stem
        crl = x509.DistributionPoint([x509.UniformResourceIdentifier(f"{self.url}/crl/{name}")], None, None, None)
        access = [(AuthorityInformationAccessOID.CA_ISSUERS, "ca"), (AuthorityInformationAccessOID.OCSP, "ocsp")]
        addresses = [
            x509.AccessDescription(oid, x509.UniformResourceIdentifier(f"{self.url}/{path}/{name}"))
            for oid, path in access
            if path == "ca" or name == "cap"  # the root has no OCSP service, only a CRL
        ]
        return builder.add_extension(x509.CRLDistributionPoints([crl]), critical=False).add_extension(
            x509.AuthorityInformationAccess(addresses), critical=False
        )

    def _written(self, certificate: x509.Certificate, key: Any, issuer: Holder | None, file: str) -> Holder:
        self.folder.mkdir(parents=True, exist_ok=True)
        pem, p12 = self.folder / f"{file}.pem", self.folder / f"{file}.p12"
        pem.write_bytes(certificate.public_bytes(Encoding.PEM))
        others = [issuer.certificate] if issuer else None
        protection = BestAvailableEncryption(PASSWORD.encode())
        p12.write_bytes(pkcs12.serialize_key_and_certificates(b"thu", key, certificate, others, protection))
        return Holder(certificate, key, p12, pem)

    def revoke(
        self, holder: Holder, when: datetime, reason: x509.ReasonFlags = x509.ReasonFlags.key_compromise
    ) -> None:
        """From ``when`` on; CRL and OCSP say so whatever their own moment is."""
        self.revoked[holder.certificate.serial_number] = (when.astimezone(UTC).replace(microsecond=0), reason)

    def crl(self, name: str = "cap") -> bytes:
        """DER CRL of "goc" or "cap"."""
        issuer = {"goc": self.root, "cap": self.issuing}[name]
        builder = x509.CertificateRevocationListBuilder().issuer_name(issuer.certificate.subject)
        builder = builder.last_update(self.clock).next_update(self.clock + _WEEK)
        builder = builder.add_extension(x509.CRLNumber(1), critical=False).add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer.key.public_key()), critical=False
        )
        for serial, (when, reason) in self.revoked.items():
            entry = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(when)
            builder = builder.add_revoked_certificate(entry.add_extension(x509.CRLReason(reason), False).build())
        return builder.sign(issuer.key, hashes.SHA256()).public_bytes(Encoding.DER)

    def ocsp(self, request: bytes) -> bytes:
        """DER answer for certificates of the issuing CA."""
        asked = ocsp.load_der_ocsp_request(request)
        when, reason = self.revoked.get(asked.serial_number, (None, None))
        status = ocsp.OCSPCertStatus.GOOD if when is None else ocsp.OCSPCertStatus.REVOKED
        answer = ocsp.OCSPResponseBuilder().add_response_by_hash(
            issuer_name_hash=asked.issuer_name_hash,
            issuer_key_hash=asked.issuer_key_hash,
            serial_number=asked.serial_number,
            algorithm=asked.hash_algorithm,
            cert_status=status,
            this_update=self.clock,
            next_update=self.clock + _WEEK,
            revocation_time=when,
            revocation_reason=reason,
        )
        answer = answer.responder_id(ocsp.OCSPResponderEncoding.HASH, self.responder.certificate)
        for extension in asked.extensions:
            if isinstance(extension.value, x509.OCSPNonce):
                answer = answer.add_extension(extension.value, critical=False)
        answer = answer.certificates([self.responder.certificate])
        return answer.sign(self.responder.key, hashes.SHA256()).public_bytes(Encoding.DER)

    def time_stamp(self, request: bytes) -> bytes:
        """DER answer (RFC 3161) at ``clock``."""
        from asn1crypto import tsp

        asked = tsp.TimeStampReq.load(request)
        if self.broken_stamp:
            asked["message_imprint"]["hashed_message"] = bytes(32)
            asked = tsp.TimeStampReq.load(asked.dump(force=True))
        answer: bytes = _stamper(self).request_tsa_response(asked).dump()
        return answer


def _stamper(services: Services) -> Any:
    from asn1crypto import algos, cms, keys
    from asn1crypto import x509 as asn1_x509
    from pyhanko.sign.general import as_signing_certificate_v2, simple_cms_attribute
    from pyhanko.sign.timestamps.dummy_client import DummyTimeStamper
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    class Stamper(DummyTimeStamper):  # type: ignore[misc]
        """Names its certificate by ESSCertIDv2, as the services in use do; RSA (PKCS#1 v1.5) or ECDSA."""

        def _sign_tst_info(self, tst_info_data: bytes, md_algorithm: str, dt: datetime) -> tuple[bytes, Any]:
            digest = hashes.Hash(hashes.SHA256())
            digest.update(tst_info_data)
            attributes = cms.CMSAttributes(
                [
                    simple_cms_attribute("content_type", "tst_info"),
                    simple_cms_attribute("message_digest", digest.finalize()),
                    simple_cms_attribute("signing_certificate_v2", as_signing_certificate_v2(self.tsa_cert)),
                ]
            )
            key = load_der_private_key(self.tsa_key.dump(), None)
            if isinstance(key, rsa.RSAPrivateKey):
                return key.sign(attributes.dump(), padding.PKCS1v15(), hashes.SHA256()), attributes
            assert isinstance(key, ec.EllipticCurvePrivateKey)
            return key.sign(attributes.dump(), ec.ECDSA(hashes.SHA256())), attributes

        def _build_signed_data(self, *args: Any) -> Any:
            built = super()._build_signed_data(*args)
            if services.tsa.certificate.public_key().__class__.__name__.startswith("EC"):
                (info,) = built["signer_infos"]
                info["signature_algorithm"] = algos.SignedDigestAlgorithm({"algorithm": "sha256_ecdsa"})
            return built

    store = SimpleCertificateStore()
    store.register(asn1_x509.Certificate.load(services.issuing.der))
    der = services.tsa.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    return Stamper(
        asn1_x509.Certificate.load(services.tsa.der),
        keys.PrivateKeyInfo.load(der),
        certs_to_embed=store,
        fixed_dt=services.clock,
        override_md="sha256",
    )


@contextmanager
def start_services(folder: Path, *, key: str = "rsa", now: datetime | None = None) -> Iterator[Services]:
    """The authority and its web server, on a free port of 127.0.0.1, until the block ends."""

    class Handler(BaseHTTPRequestHandler):
        def answer(self, body: bytes = b"") -> None:
            _, service, *name = self.path.split("/")
            services.asked.append(self.path)
            makers = {
                "crl": (lambda: services.crl(name[0]), "application/pkix-crl"),
                "ca": (lambda: {"goc": services.root, "cap": services.issuing}[name[0]].der, "application/pkix-cert"),
                "ocsp": (lambda: services.ocsp(body), "application/ocsp-response"),
                "tsa": (lambda: services.time_stamp(body), "application/timestamp-reply"),
            }
            if service not in makers or service in services.down:
                self.send_error(404 if service not in makers else 503)
                return
            make, kind = makers[service]
            data = make()
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def do_GET(self) -> None:
            self.answer()

        def do_POST(self) -> None:
            self.answer(self.rfile.read(int(self.headers.get("Content-Length", "0"))))

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    services = Services(folder, f"http://127.0.0.1:{server.server_address[1]}", key=key, now=now)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield services
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
