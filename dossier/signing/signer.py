"""Who holds a key. A signer makes raw signatures and shows its certificates; where the key lives is its own business.

A PKCS#12 file today; a PKCS#11 token or a remote service later need only these members.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol, runtime_checkable

from dossier.core.errors import InputUnreadable, SigningFailed
from dossier.core.files import read_limited
from dossier.regulation.signature_law import judge, listed_hash, required

if TYPE_CHECKING:
    from cryptography import x509
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

MAX_KEY_FILE = 1_000_000


@dataclass(frozen=True, slots=True)
class Identity:
    """What a certificate says about its holder."""

    name: str
    title: str | None
    organisation: str | None
    valid_from: datetime
    valid_until: datetime
    key: Literal["rsa", "ecdsa"]
    bits: int


@runtime_checkable
class Signer(Protocol):
    """Something that can sign for one certificate."""

    @property
    def identity(self) -> Identity:
        """Holder and validity of the certificate."""

    @property
    def certificates(self) -> tuple[bytes, ...]:
        """DER certificates: the signer's own first, then those of its issuers."""

    def sign(self, data: bytes, digest: str) -> bytes:
        """Raw signature over ``data`` with hash ``digest`` ("sha256"): RSASSA-PSS with a salt as long as the hash, or ECDSA (DER)."""


class Pkcs12Signer:
    """Key and certificates from a PKCS#12 file (.p12, .pfx). The password is used once and not kept."""

    def __init__(self, path: Path, password: str) -> None:
        """Read and check the file; raises SigningFailed (missing, not PKCS#12, wrong password, no key, weak key)."""
        self._path = path
        try:
            data = read_limited(path, MAX_KEY_FILE)
        except InputUnreadable as error:
            raise SigningFailed(
                f"Không đọc được tệp khóa ký số “{path.name}”.",
                error.hint or "Kiểm tra đường dẫn tới tệp .p12 hoặc .pfx.",
            ) from None
        self._key, own, others = _open(path.name, data, password)
        self._identity = check_certificate(own)
        self._certificates = tuple(_der(certificate) for certificate in (own, *others))

    def __repr__(self) -> str:
        return f"Pkcs12Signer({self._path.name!r})"

    def __reduce__(self) -> str | tuple[object, ...]:
        raise TypeError("a signer is not sent to other processes")

    @property
    def identity(self) -> Identity:
        """Holder and validity of the certificate."""
        return self._identity

    @property
    def certificates(self) -> tuple[bytes, ...]:
        """DER certificates: the signer's own first, then those of its issuers."""
        return self._certificates

    def sign(self, data: bytes, digest: str) -> bytes:
        """Raw RSASSA-PSS or ECDSA signature."""
        from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
        from cryptography.hazmat.primitives.hashes import SHA256, SHA384, SHA512

        algorithms: dict[str, type[SHA256 | SHA384 | SHA512]] = {"sha256": SHA256, "sha384": SHA384, "sha512": SHA512}
        algorithm = algorithms[digest]()
        if isinstance(self._key, rsa.RSAPrivateKey):
            pss = padding.PSS(mgf=padding.MGF1(algorithm), salt_length=algorithm.digest_size)
            return self._key.sign(data, pss, algorithm)
        return self._key.sign(data, ec.ECDSA(algorithm))


def _open(
    name: str, data: bytes, password: str
) -> tuple[RSAPrivateKey | EllipticCurvePrivateKey, x509.Certificate, list[x509.Certificate]]:
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric import ec, rsa
    from cryptography.hazmat.primitives.serialization import pkcs12

    # A PKCS#12 file is an ASN.1 sequence that begins with version 3.
    if data[:1] != b"\x30" or b"\x02\x01\x03\x30" not in data[:12]:
        raise SigningFailed(
            f"Tệp “{name}” không phải tệp khóa PKCS#12.", "Chọn tệp .p12 hoặc .pfx do nhà cung cấp chữ ký số cấp."
        )
    try:
        key, certificate, others = pkcs12.load_key_and_certificates(data, password.encode())
    except ValueError:
        # The library's own words are dropped on purpose: nothing of the password may reach a log.
        raise SigningFailed(
            f"Không mở được tệp khóa “{name}”: mật khẩu không đúng hoặc tệp bị hỏng.", "Nhập lại mật khẩu của tệp khóa."
        ) from None
    except UnsupportedAlgorithm:
        raise SigningFailed(
            f"Tệp khóa “{name}” dùng thuật toán không được hỗ trợ.", "Xuất lại tệp khóa với mã hóa AES-256."
        ) from None
    if key is None or certificate is None:
        raise SigningFailed(
            f"Tệp “{name}” thiếu khóa bí mật hoặc chứng thư số.", "Xuất lại tệp .p12 kèm khóa bí mật và chứng thư số."
        )
    if not isinstance(key, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey):
        raise SigningFailed(f"Loại khóa trong tệp “{name}” không dùng được để ký.", required())
    return key, certificate, others


def _der(certificate: x509.Certificate) -> bytes:
    from cryptography.hazmat.primitives.serialization import Encoding

    return certificate.public_bytes(Encoding.DER)


def check_certificate(certificate: x509.Certificate) -> Identity:
    """Facts of a certificate; raises SigningFailed when its key or hash is too weak, or it is not for signing."""
    from cryptography import x509
    from cryptography.hazmat.primitives.asymmetric import ec, rsa
    from cryptography.x509.oid import NameOID

    def first(oid: x509.ObjectIdentifier) -> str | None:
        found = certificate.subject.get_attributes_for_oid(oid)
        return str(found[0].value) if found else None

    name = first(NameOID.COMMON_NAME) or "không tên"
    key = certificate.public_key()
    kind: Literal["rsa", "ecdsa"]
    if isinstance(key, rsa.RSAPublicKey):
        kind, scheme = "rsa", "rsassa_pss"
    elif isinstance(key, ec.EllipticCurvePublicKey):
        kind, scheme = "ecdsa", "ecdsa"
    else:
        raise SigningFailed(f"Chứng thư số “{name}” dùng loại khóa không được hỗ trợ.", required())
    if judge(scheme, key.key_size, ()).weak:
        raise SigningFailed(f"Khóa của chứng thư số “{name}” quá yếu ({key.key_size} bit).", required())
    hash_algorithm = certificate.signature_hash_algorithm
    if hash_algorithm is not None and not listed_hash(hash_algorithm.name):
        raise SigningFailed(f"Chứng thư số “{name}” dùng hàm băm yếu ({hash_algorithm.name.upper()}).", required())
    try:
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        usage = None
    if usage is not None and not (usage.digital_signature or usage.content_commitment):
        raise SigningFailed(
            f"Chứng thư số “{name}” không được cấp để ký văn bản.", "Dùng chứng thư số có mục đích ký số."
        )
    return Identity(
        name=name,
        title=first(NameOID.TITLE),
        organisation=first(NameOID.ORGANIZATION_NAME),
        valid_from=certificate.not_valid_before_utc.astimezone(UTC),
        valid_until=certificate.not_valid_after_utc.astimezone(UTC),
        key=kind,
        bits=key.key_size,
    )


def check_raw_signature(certificate: bytes, signature: bytes, data: bytes, digest: str) -> None:
    """``signature`` over ``data`` fits the certificate's key (RSASSA-PSS or ECDSA); raises SigningFailed.

    A token or an outside service may sign with another key or another padding than it says.
    """
    from cryptography import x509
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
    from cryptography.hazmat.primitives.hashes import SHA256, SHA384, SHA512

    algorithms: dict[str, type[SHA256 | SHA384 | SHA512]] = {"sha256": SHA256, "sha384": SHA384, "sha512": SHA512}
    algorithm = algorithms[digest]()
    key = x509.load_der_x509_certificate(certificate).public_key()
    try:
        if isinstance(key, rsa.RSAPublicKey):
            pss = padding.PSS(mgf=padding.MGF1(algorithm), salt_length=algorithm.digest_size)
            key.verify(signature, data, pss, algorithm)
        elif isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(signature, data, ec.ECDSA(algorithm))
        else:
            raise InvalidSignature
    except (InvalidSignature, ValueError):
        raise SigningFailed(
            "Giá trị chữ ký không khớp khóa của chứng thư số.",
            f"Kiểm tra đúng thiết bị, đúng chứng thư số; với khóa RSA phải ký RSASSA-PSS. {required()}",
        ) from None


def load_certificate(data: bytes) -> x509.Certificate:
    """A certificate from PEM or DER; raises SigningFailed."""
    from cryptography import x509

    try:
        if data.lstrip().startswith(b"-----BEGIN"):
            return x509.load_pem_x509_certificate(data)
        return x509.load_der_x509_certificate(data)
    except ValueError:
        raise SigningFailed(
            "Tệp chứng thư số không đọc được.", "Cần tệp chứng thư số X.509 (.cer, .crt, .pem)."
        ) from None


def load_certificates(data: bytes) -> tuple[bytes, ...]:
    """DER of every certificate in a PEM file, or of the one in a DER file; raises SigningFailed."""
    from cryptography import x509

    if b"-----BEGIN" not in data:
        return (_der(load_certificate(data)),)
    try:
        return tuple(_der(certificate) for certificate in x509.load_pem_x509_certificates(data))
    except ValueError:
        raise SigningFailed(
            "Tệp chứng thư số không đọc được.", "Cần tệp chứng thư số X.509 (.cer, .crt, .pem)."
        ) from None
