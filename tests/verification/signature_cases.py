"""Own certificates, lists and signed files for the signature checks, with whatever flaw a test needs. Fictional people only."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any, Literal

from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from sample_bundle import sample_bundle, sample_papers

from dossier.core.finding import Finding, RuleResult, Severity
from dossier.verification.facts import SignatureFact, SignedFile
from dossier.verification.ledger import Ledger
from dossier.verification.signature.check import Expected, check_bundle_signatures, check_signatures
from dossier.verification.signature.trust import Trust

START = datetime(2026, 1, 1, tzinfo=UTC)
END = datetime(2028, 1, 1, tzinfo=UTC)
SIGNED = datetime(2026, 2, 6, 2, 5, 3, tzinfo=UTC)
LATER = SIGNED + timedelta(minutes=20)
NOW = datetime(2026, 11, 20, tzinfo=UTC)
PERSON = Expected("Lý Thị Ngọc Ánh", "Phó Giám đốc")
AGENCY = Expected("Sở Quy hoạch")
KeyKind = Literal["ec", "rsa", "rsa1024"]


@lru_cache(maxsize=32)
def key_of(kind: KeyKind, number: int = 0) -> Any:
    """A key made once per run; ``number`` tells several of a kind apart."""
    if kind == "ec":
        return ec.generate_private_key(ec.SECP256R1())
    return rsa.generate_private_key(65537, 1024 if kind == "rsa1024" else 2048)


@dataclass(frozen=True)
class Holder:
    """A certificate and its key."""

    certificate: x509.Certificate
    key: Any
    issuers: tuple[x509.Certificate, ...] = ()

    @property
    def der(self) -> bytes:
        return self.certificate.public_bytes(Encoding.DER)

    @property
    def pem(self) -> bytes:
        return self.certificate.public_bytes(Encoding.PEM)

    @property
    def asn1(self) -> asn1_x509.Certificate:
        return asn1_x509.Certificate.load(self.der)

    @property
    def asn1_key(self) -> asn1_keys.PrivateKeyInfo:
        return asn1_keys.PrivateKeyInfo.load(self.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption()))


def name_of(common: str, *, office: str | None = None, body: str | None = None) -> x509.Name:
    parts = [(NameOID.COUNTRY_NAME, "VN"), (NameOID.ORGANIZATION_NAME, body), (NameOID.TITLE, office)]
    parts.append((NameOID.COMMON_NAME, common))
    return x509.Name([x509.NameAttribute(oid, value, _validate=False) for oid, value in parts if value])


def issue(
    subject: x509.Name,
    issuer: Holder | None,
    *,
    kind: KeyKind = "ec",
    number: int = 0,
    start: datetime = START,
    end: datetime = END,
    authority: bool = False,
    usage: bool = True,
    purposes: list[x509.ObjectIdentifier] | None = None,
    digest: Any = None,
) -> Holder:
    """A certificate; ``issuer`` None: it signs itself."""
    key = key_of(kind, number)
    signing = issuer.key if issuer else key
    above = issuer.certificate.subject if issuer else subject
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(above)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(end)
        .add_extension(x509.BasicConstraints(authority, None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signing.public_key()), critical=False)
        .add_extension(
            x509.KeyUsage(
                digital_signature=usage and not authority,
                content_commitment=usage and not authority,
                key_encipherment=not usage,
                data_encipherment=False,
                key_agreement=False,
                key_cert_sign=authority,
                crl_sign=authority,
                encipher_only=False,
                decipher_only=False,
            ),
            critical=True,
        )
    )
    if purposes:
        builder = builder.add_extension(x509.ExtendedKeyUsage(purposes), critical=True)
    certificate = builder.sign(signing, digest or hashes.SHA256())
    chain = (issuer.certificate, *issuer.issuers) if issuer else ()
    return Holder(certificate, key, chain)


def root_of(common: str = "CA thử nghiệm A", number: int = 90, **more: Any) -> Holder:
    more.setdefault("end", END + timedelta(days=3650))
    return issue(name_of(common), None, number=number, authority=True, **more)


@lru_cache(maxsize=1)
def root() -> Holder:
    return root_of()


def person(issuer: Holder | None = None, **more: Any) -> Holder:
    more.setdefault("number", 1)
    subject = name_of("Lý Thị Ngọc Ánh", office="Phó Giám đốc", body="Sở Quy hoạch")
    return issue(subject, issuer or root(), **more)


def agency(issuer: Holder | None = None, **more: Any) -> Holder:
    more.setdefault("number", 2)
    return issue(name_of("Sở Quy hoạch", body="Sở Quy hoạch"), issuer or root(), **more)


def stamper(issuer: Holder | None = None, end: datetime = END) -> Holder:
    purposes = [ExtendedKeyUsageOID.TIME_STAMPING]
    return issue(
        name_of("Dịch vụ dấu thời gian thử"), issuer or root(), kind="rsa", number=3, purposes=purposes, end=end
    )


def crl_of(issuer: Holder, revoked: dict[Holder, datetime] | None = None, *, since: datetime, until: datetime) -> bytes:
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(issuer.certificate.subject)
        .last_update(since)
        .next_update(until)
    )
    for holder, when in (revoked or {}).items():
        builder = builder.add_revoked_certificate(
            x509.RevokedCertificateBuilder()
            .serial_number(holder.certificate.serial_number)
            .revocation_date(when)
            .build()
        )
    return builder.sign(issuer.key, hashes.SHA256()).public_bytes(Encoding.DER)


@lru_cache(maxsize=1)
def unsigned() -> bytes:
    """The bundle of the tests, with its two empty fields."""
    return sample_bundle(sample_papers(2, 1)).data


def signer_of(holder: Holder, *, pss: bool = True) -> Any:
    from pyhanko.sign.signers import SimpleSigner
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    store = SimpleCertificateStore()
    store.register_multiple([asn1_x509.Certificate.load(c.public_bytes(Encoding.DER)) for c in holder.issuers])
    return SimpleSigner(signing_cert=holder.asn1, signing_key=holder.asn1_key, cert_registry=store, prefer_pss=pss)


def sign(
    data: bytes,
    holder: Holder,
    field: str | None = "ky_nguoi",
    when: datetime = SIGNED,
    *,
    pss: bool = True,
    pades: bool = True,
    digest: str = "sha256",
    certify: bool = False,
    tsa: Any = None,
    box: tuple[int, int, int, int] | None = None,
    **more: Any,
) -> bytes:
    """One signature by pyHanko, claiming to be made at ``when``."""
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import fields, signers

    kind = fields.SigSeedSubFilter.PADES if pades else fields.SigSeedSubFilter.ADOBE_PKCS7_DETACHED
    meta = signers.PdfSignatureMetadata(
        field_name=field, md_algorithm=digest, subfilter=kind, certify=certify,
        docmdp_permissions=fields.MDPPerm.FILL_FORMS, **more,
    )  # fmt: skip
    spec = fields.SigFieldSpec(field, on_page=0, box=box) if box else None

    class Timed(signers.PdfSigner):  # type: ignore[misc]
        """Claims the given moment instead of the clock's."""

        def init_signing_session(self, *args: Any, **options: Any) -> Any:
            session = super().init_signing_session(*args, **options)
            session.system_time = when
            return session

    out = io.BytesIO()
    Timed(meta, signer_of(holder, pss=pss), timestamper=tsa, new_field_spec=spec).sign_pdf(
        IncrementalPdfFileWriter(io.BytesIO(data)), output=out
    )
    return out.getvalue()


def both(first: Holder | None = None, second: Holder | None = None, **more: Any) -> bytes:
    """The bundle signed by the person, then by the agency."""
    once = sign(unsigned(), first or person(), "ky_nguoi", SIGNED, **more)
    return sign(once, second or agency(), "ky_co_quan", LATER, **more)


@lru_cache(maxsize=1)
def good() -> bytes:
    return both()


@dataclass(frozen=True)
class Outcome:
    """What the checks said."""

    file: SignedFile
    results: dict[str, RuleResult]

    @property
    def facts(self) -> tuple[SignatureFact, ...]:
        return self.file.signatures

    def findings(self, severity: Severity | None = None) -> list[Finding]:
        return [f for r in self.results.values() for f in r.findings if severity in (None, f.severity)]

    @property
    def errors(self) -> set[str]:
        return {f.code for f in self.findings(Severity.LOI)}

    @property
    def warnings(self) -> set[str]:
        return {f.code for f in self.findings(Severity.CANH_BAO)}

    @property
    def unchecked(self) -> set[str]:
        return {code for code, result in self.results.items() if result.reason}


def trusting(*roots: Holder, at: datetime = NOW, crls: tuple[bytes, ...] = (), ocsps: tuple[bytes, ...] = ()) -> Trust:
    return Trust(at, tuple(r.der for r in roots or (root(),)), (), crls, ocsps)


def check(
    data: bytes,
    trust: Trust | None = None,
    *,
    bundle: bool = True,
    who: Expected | None = PERSON,
    body: Expected | None = AGENCY,
) -> Outcome:
    ledger = Ledger()
    file = check_signatures(data, trust or trusting(), ledger, name="ho_so.pdf")
    if bundle:
        check_bundle_signatures(file, ledger, person=who, agency=body)
    return Outcome(file, {result.code: result for result in ledger.results()})


def updated(data: bytes, change: Callable[[Any], None]) -> bytes:
    """An incremental update by a tool that knows nothing of signatures."""
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

    writer = IncrementalPdfFileWriter(io.BytesIO(data))
    change(writer)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()
