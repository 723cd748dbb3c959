"""A throwaway certificate authority for the demo and the tests. Made when it is needed, worth nothing anywhere else.

Never put what it writes into a repository: the folder holds private keys.
"""

from __future__ import annotations

import json
import secrets
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from dossier.core.errors import SigningFailed
from dossier.core.files import write_atomic

if TYPE_CHECKING:
    from cryptography import x509

Key = Literal["rsa", "p256"]
_RECORD = "authority.json"


@dataclass(frozen=True, slots=True)
class AuthorityNames:
    """Who the test certificates are for. Fictional people only."""

    person: str = "Người Ký Thử"
    office: str = "Giám đốc"
    agency: str = "Cơ quan thử nghiệm"
    place: str = "Cao Bằng"


@dataclass(frozen=True, slots=True)
class Authority:
    """Files of the authority. ``ca_pem`` is what a verifier trusts."""

    ca_pem: Path
    person_p12: Path
    agency_p12: Path
    password: str = field(repr=False)


def make_authority(
    folder: Path, *, valid_from: datetime, names: AuthorityNames | None = None, key: Key = "rsa", days: int = 365 * 3
) -> Authority:
    """Root certificate and two PKCS#12 files in ``folder``; kept when they already fit and are valid on ``valid_from``.

    Keys are RSA 2048 or ECDSA P-256. Everything is written before the record that makes it count.
    """
    if valid_from.tzinfo is None:
        raise SigningFailed("Thời điểm bắt đầu hiệu lực thiếu múi giờ.", "Ghi theo mẫu 2026-02-06T00:00:00+07:00.")
    names = names or AuthorityNames()
    kept = _kept(folder, valid_from, names, key)
    if kept is not None:
        return kept
    from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, pkcs12

    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    start = valid_from.astimezone(UTC).replace(microsecond=0)
    end = start + timedelta(days=days)
    password = secrets.token_urlsafe(18)
    root_key = _new_key(key)
    root_name = _name(
        common="Cơ quan chứng thực THỬ NGHIỆM dossier", organisation="Chỉ dùng để thử, không có giá trị pháp lý"
    )
    root = _certificate(root_name, root_name, root_key, root_key, start, end + timedelta(days=1), authority=True)
    files = {
        "nguoi_ky.p12": (_name(common=names.person, title=names.office, organisation=names.agency, place=names.place)),
        "co_quan.p12": (_name(common=names.agency, organisation=names.agency, place=names.place)),
    }
    for file, subject in files.items():
        own_key = _new_key(key)
        certificate = _certificate(subject, root_name, own_key, root_key, start, end, authority=False)
        data = pkcs12.serialize_key_and_certificates(
            file.encode(), own_key, certificate, [root], BestAvailableEncryption(password.encode())
        )
        _write_private(folder / file, data)
    write_atomic(folder / "ca.pem", root.public_bytes(Encoding.PEM))
    record = {
        "names": asdict(names),
        "key": key,
        "valid_from": start.isoformat(),
        "valid_until": end.isoformat(),
        "password": password,
    }
    _write_private(folder / _RECORD, json.dumps(record, ensure_ascii=False).encode())
    return _authority(folder, password)


def _authority(folder: Path, password: str) -> Authority:
    return Authority(folder / "ca.pem", folder / "nguoi_ky.p12", folder / "co_quan.p12", password)


def _kept(folder: Path, moment: datetime, names: AuthorityNames, key: Key) -> Authority | None:
    try:
        record = json.loads((folder / _RECORD).read_bytes())
        fits = record["names"] == asdict(names) and record["key"] == key
        valid = datetime.fromisoformat(record["valid_from"]) <= moment < datetime.fromisoformat(record["valid_until"])
        password = str(record["password"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
    authority = _authority(folder, password)
    there = all(path.is_file() for path in (authority.ca_pem, authority.person_p12, authority.agency_p12))
    return authority if fits and valid and there else None


def _write_private(path: Path, data: bytes) -> None:
    write_atomic(path, data)
    path.chmod(0o600)


def _new_key(kind: Key) -> Any:
    from cryptography.hazmat.primitives.asymmetric import ec, rsa

    return ec.generate_private_key(ec.SECP256R1()) if kind == "p256" else rsa.generate_private_key(65537, 2048)


def _name(*, common: str, organisation: str, title: str | None = None, place: str | None = None) -> x509.Name:
    from cryptography import x509
    from cryptography.x509.oid import NameOID

    parts = [
        (NameOID.COUNTRY_NAME, "VN"),
        (NameOID.STATE_OR_PROVINCE_NAME, place),
        (NameOID.ORGANIZATION_NAME, organisation),
    ]
    parts += [(NameOID.TITLE, title), (NameOID.COMMON_NAME, common)]
    # X.520 allows 64 letters for these; longer names of agencies are cut.
    return x509.Name([x509.NameAttribute(oid, value[:64]) for oid, value in parts if value])


def _certificate(
    subject: x509.Name, issuer: x509.Name, own: Any, signing: Any, start: datetime, end: datetime, *, authority: bool
) -> x509.Certificate:
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes

    usage = x509.KeyUsage(
        digital_signature=not authority,
        content_commitment=not authority,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=authority,
        crl_sign=authority,
        encipher_only=False,
        decipher_only=False,
    )
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(own.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(end)
        .add_extension(x509.BasicConstraints(ca=authority, path_length=0 if authority else None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(own.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signing.public_key()), critical=False)
        .sign(signing, hashes.SHA256())
    )
