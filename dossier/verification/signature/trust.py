"""Whom the checker trusts: root certificates, other certificates and revocation lists the checker gave, never the file.

Without a root nothing is trusted and nothing is refused for it: the answer is "could not check". No operating system
store is read, and nothing is fetched unless ``online`` says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from dossier.core.errors import DossierError, ExitCode, InputUnreadable
from dossier.core.files import read_limited

if TYPE_CHECKING:
    from cryptography import x509

MAX_FILE = 20_000_000
"""Bytes; the biggest revocation lists of public authorities are some megabytes."""
MAX_CERTIFICATES = 500
MAX_FILES = 500
_PEM = re.compile(rb"-----BEGIN ([A-Z0-9 ]{1,40})-----\s*(.*?)\s*-----END \1-----", re.DOTALL)
_CERTIFICATE = {b"CERTIFICATE", b"X509 CERTIFICATE", b"TRUSTED CERTIFICATE"}
_SUFFIXES = {".pem", ".crt", ".cer", ".der", ".ca-bundle", ".p7b", ".p7c"}


class TrustInvalid(DossierError):
    """A certificate or revocation list that the checker gave can't be used."""

    exit_code = ExitCode.INPUT


@dataclass(frozen=True, slots=True)
class Trust:
    """What the checker brings to a verification."""

    at: datetime
    """Moment of checking, with zone."""
    roots: tuple[bytes, ...] = ()
    """DER certificates trusted: authorities, or a self-signed signer's own certificate, trusted for itself only."""
    others: tuple[bytes, ...] = ()
    """DER certificates of authorities in between; not trusted by themselves."""
    crls: tuple[bytes, ...] = ()
    ocsps: tuple[bytes, ...] = ()
    """DER OCSP responses."""
    online: bool = False
    """Ask for revocation lists and status over the network."""


def load_trust(paths: Sequence[Path], crls: Sequence[Path] = (), *, online: bool = False, at: datetime) -> Trust:
    """Trust from files: PEM (several certificates in one file) or DER, or folders of them; ``crls`` are lists or OCSP responses.

    Every certificate given is trusted. One with the CA mark vouches for what it issued. One without it (a signer's own,
    self-signed) is trusted for exactly itself and can't vouch for any other, whoever it says it is.
    Raises TrustInvalid: missing, too big, neither certificate nor list, or a file with a private key in it.
    """
    if at.tzinfo is None:
        raise TrustInvalid("Thời điểm kiểm tra thiếu múi giờ.", "Ghi theo mẫu 2026-02-06T09:05:00+07:00.")
    roots: list[bytes] = []
    for path in _files(paths):
        roots += _certificates(path)
        if len(roots) > MAX_CERTIFICATES:
            raise TrustInvalid(f"Có quá nhiều chứng thư tin cậy (hơn {MAX_CERTIFICATES}).", "Chỉ nêu CA gốc cần dùng.")
    lists: list[bytes] = []
    answers: list[bytes] = []
    for path in _files(crls):
        for der, kind in _revocation(path):
            (lists if kind == "crl" else answers).append(der)
    return Trust(at, tuple(dict.fromkeys(roots)), (), tuple(lists), tuple(answers), online)


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        if not path.is_dir():
            yield path
            continue
        found = sorted(p for p in path.iterdir() if p.is_file() and not p.name.startswith("."))
        if not found:
            raise TrustInvalid(f"Thư mục “{path.name}” không có tệp nào.", "Chép tệp chứng thư CA (.pem, .crt) vào đó.")
        if len(found) > MAX_FILES:
            raise TrustInvalid(f"Thư mục “{path.name}” có quá nhiều tệp (hơn {MAX_FILES}).", "Chỉ để các tệp cần dùng.")
        yield from found


def _read(path: Path) -> bytes:
    try:
        data = read_limited(path, MAX_FILE)
    except InputUnreadable as error:
        raise TrustInvalid(error.message, error.hint) from None
    if any(b"PRIVATE KEY" in match.group(1) for match in _PEM.finditer(data)) or _is_key_file(data):
        raise TrustInvalid(
            f"Tệp “{path.name}” chứa khóa bí mật; không dùng tệp này để kiểm tra.",
            "Người kiểm tra chỉ cần chứng thư của CA. Ai giữ tệp này ký được thay chủ khóa: "
            "cất tệp đi, và báo chủ khóa nếu tệp được gửi đến từ nơi khác.",
        )
    return data


def _is_key_file(data: bytes) -> bool:
    """PKCS#12 (version 3), or a PKCS#8, PKCS#1 or SEC1 key as DER: all begin with a small version number."""
    return (
        data[:1] == b"\x30"
        and re.match(rb"\x30(?:[\x00-\x7f]|\x81.|\x82..|\x83...|\x80)\x02\x01[\x00\x01\x03]", data[:9], re.DOTALL)
        is not None
    )


def _certificates(path: Path) -> list[bytes]:
    from cryptography import x509
    from cryptography.hazmat.primitives.serialization import Encoding, pkcs7

    data = _read(path)
    hint = "Cần tệp chứng thư của CA, dạng PEM hoặc DER (.pem, .crt, .cer)."
    try:
        if b"-----BEGIN PKCS7-----" in data:
            found = pkcs7.load_pem_pkcs7_certificates(data)
        elif data[:1] == b"\x30":
            found = _der_certificates(data)
        else:
            found = x509.load_pem_x509_certificates(_only_certificates(data))
        return [certificate.public_bytes(Encoding.DER) for certificate in found]
    except Exception as error:  # the library raises many kinds for broken files
        raise TrustInvalid(f"Tệp “{path.name}” không phải chứng thư số đọc được.", hint) from error


def _der_certificates(data: bytes) -> list[x509.Certificate]:
    from cryptography import x509
    from cryptography.hazmat.primitives.serialization import pkcs7

    try:
        return [x509.load_der_x509_certificate(data)]
    except ValueError:
        return pkcs7.load_der_pkcs7_certificates(data)


def _only_certificates(data: bytes) -> bytes:
    parts = [m.group(0) for m in _PEM.finditer(data) if m.group(1) in _CERTIFICATE]
    if not parts:
        raise ValueError("no certificate")
    return b"\n".join(parts) + b"\n"


def _revocation(path: Path) -> list[tuple[bytes, str]]:
    from cryptography import x509
    from cryptography.hazmat.primitives.serialization import Encoding
    from cryptography.x509 import ocsp

    data = _read(path)
    try:
        if b"-----BEGIN X509 CRL-----" in data:
            blocks = [m.group(0) + b"\n" for m in _PEM.finditer(data) if m.group(1) == b"X509 CRL"]
            return [(x509.load_pem_x509_crl(block).public_bytes(Encoding.DER), "crl") for block in blocks]
        try:
            return [(x509.load_der_x509_crl(data).public_bytes(Encoding.DER), "crl")]
        except ValueError:
            return [(ocsp.load_der_ocsp_response(data).public_bytes(Encoding.DER), "ocsp")]
    except Exception as error:  # the library raises many kinds for broken files
        raise TrustInvalid(
            f"Tệp “{path.name}” không phải danh sách thu hồi (CRL) hoặc trả lời OCSP đọc được.",
            "Tải lại danh sách thu hồi từ trang của CA (.crl).",
        ) from error
