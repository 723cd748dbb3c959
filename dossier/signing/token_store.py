"""What is on a PKCS#11 token: its certificates, and which of them is meant. Chosen by serial number or thumbprint.

A label is never looked at: people and tools write what they like there, and two certificates may share one.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from dossier.core.errors import SigningFailed
from dossier.signing.appearance import VIETNAM

MAX_CERTIFICATE = 100_000


@dataclass(frozen=True, slots=True)
class TokenCertificate:
    """A certificate on a token."""

    token: str
    """Serial number of the token."""
    token_name: str
    serial: str
    """Of the certificate: hexadecimal, capitals, no leading zeros."""
    thumbprint: str
    """SHA-256 of the certificate, hexadecimal, capitals."""
    holder: str
    organisation: str | None
    valid_from: datetime
    valid_until: datetime
    authority: bool
    """A CA's certificate: part of a chain, not for signing papers."""
    key_id: bytes = field(repr=False)
    """CKA_ID, which ties it to its private key."""
    der: bytes = field(repr=False)

    @property
    def thumbprint_sha1(self) -> str:
        """The one Windows shows."""
        return hashlib.sha1(self.der, usedforsecurity=False).hexdigest().upper()

    def __str__(self) -> str:
        dates = f"{_day(self.valid_from)} đến {_day(self.valid_until)}"
        who = f"{self.holder} ({self.organisation})" if self.organisation else self.holder
        return f"{who}, hiệu lực {dates}: --serial {self.serial} --token {self.token}"


def _day(moment: datetime) -> str:
    return moment.astimezone(VIETNAM).strftime("%d/%m/%Y")


def list_certificates(library: Path, *, token: str | None = None) -> tuple[TokenCertificate, ...]:
    """Certificates that can be seen without a PIN on the tokens of a PKCS#11 library. Raises SigningFailed."""
    found: list[TokenCertificate] = []
    with told_in_vietnamese():
        for one in tokens(library, token):
            with one.open() as session:
                found += read_certificates(session, one)
    return tuple(found)


def choose(
    certificates: tuple[TokenCertificate, ...], *, serial: str | None, thumbprint: str | None
) -> TokenCertificate:
    """The one certificate meant; raises SigningFailed, naming what there is, unless exactly one fits."""
    own = [c for c in certificates if not c.authority]
    listed = "Trên thiết bị có:" + "".join(f"\n      {c}" for c in own) if own else None
    if not own:
        raise SigningFailed(
            "Không thấy chứng thư số nào của người ký trên thiết bị.",
            "Kiểm tra thiết bị đã cắm chưa và đã nạp chứng thư số chưa.",
        )
    if serial is None and thumbprint is None:
        if len(own) > 1:
            raise SigningFailed(
                f"Thiết bị có {len(own)} chứng thư số, chưa rõ dùng chứng thư nào.",
                f"Chọn bằng --serial hoặc --thumbprint. {listed}",
            )
        return own[0]
    wanted = [c for c in own if _fits(c, serial, thumbprint)]
    if not wanted:
        raise SigningFailed("Thiết bị không có chứng thư số đã nêu.", listed)
    if len({c.der for c in wanted}) > 1:
        raise SigningFailed("Có nhiều chứng thư số cùng số đã nêu.", f"Chọn bằng --thumbprint. {listed}")
    if len({c.token for c in wanted}) > 1:
        raise SigningFailed("Chứng thư số này có trên nhiều thiết bị.", f"Chọn thiết bị bằng --token. {listed}")
    return wanted[0]


def _fits(certificate: TokenCertificate, serial: str | None, thumbprint: str | None) -> bool:
    if serial is not None and _hex(serial).lstrip("0") != certificate.serial:
        return False
    return thumbprint is None or _hex(thumbprint) in (certificate.thumbprint, certificate.thumbprint_sha1)


def _hex(text: str) -> str:
    """ "0x1a:2B 3c" is 1A2B3C, as the many tools print it."""
    digits = re.sub(r"[\s:.-]", "", text).upper().removeprefix("0X")
    if not re.fullmatch(r"[0-9A-F]{1,128}", digits):
        raise SigningFailed(
            f"“{text[:80]}” không phải số ở hệ mười sáu.", "Ghi các chữ số 0-9, A-F như trong danh sách --list."
        )
    return digits


def tokens(library: Path, token: str | None = None) -> list[Any]:
    """Tokens that are plugged in; all, or the one with this serial number. Raises SigningFailed."""
    found = [slot.get_token() for slot in _open(library).get_slots(token_present=True)]
    found = [t for t in found if "TOKEN_INITIALIZED" in _flags(t)]
    if not found:
        raise SigningFailed("Không thấy thiết bị ký số (USB token) nào.", "Cắm thiết bị rồi chạy lại.")
    if token is not None:
        serials = ", ".join(token_serial(t) for t in found)
        found = [t for t in found if token_serial(t).upper() == token.strip().upper()]
        if not found:
            raise SigningFailed(f"Không thấy thiết bị ký số có số “{token}”.", f"Các thiết bị đang cắm: {serials}.")
    return found


def token_serial(token: Any) -> str:
    """As printed on the token or shown by its software."""
    text: str = token.serial.decode("utf-8", "replace").strip("\0 ")
    return text


def _flags(token: Any) -> set[str]:
    return {flag.name for flag in type(token.flags) if flag in token.flags and flag.name}


def pin_state(token: Any) -> str | None:
    """What the token tells of its PIN tries, in Vietnamese: PKCS#11 has no number, only three marks."""
    flags = _flags(token)
    if pin_locked(token):
        return "Thiết bị đã bị khóa PIN: liên hệ nơi cấp để mở khóa."
    if "USER_PIN_FINAL_TRY" in flags:
        return "CHỈ CÒN MỘT lần thử: nhập sai lần nữa thiết bị sẽ bị khóa."
    if "USER_PIN_COUNT_LOW" in flags:
        return "Đã có lần nhập sai mã PIN; thiết bị chỉ cho sai thêm ít lần nữa."
    return None


def pin_locked(token: Any) -> bool:
    """Too many wrong PINs: only whoever issued the token can help."""
    return "USER_PIN_LOCKED" in _flags(token)


def has_pin_pad(token: Any) -> bool:
    """The PIN is typed on the device itself."""
    return "PROTECTED_AUTHENTICATION_PATH" in _flags(token)


def _open(library: Path) -> Any:
    try:
        import pkcs11
    except ImportError:
        raise SigningFailed(
            "Máy chưa cài phần dùng thiết bị ký số (USB token).",
            "Cài bằng: pip install 'dossier-tdkt[pkcs11]', hoặc ký bằng tệp --p12, hoặc dossier sign-prepare.",
        ) from None
    if not library.is_file():
        raise SigningFailed(
            f"Không tìm thấy thư viện PKCS#11 “{library}”.",
            "Nêu đường dẫn tới tệp thư viện (.so, .dll) đi kèm phần mềm của thiết bị ký số.",
        )
    try:
        return pkcs11.lib(str(library.resolve()))
    except (pkcs11.PKCS11Error, RuntimeError, OSError, AttributeError) as error:
        raise SigningFailed(
            f"Không mở được thư viện PKCS#11 “{library.name}”.",
            "Kiểm tra đúng tệp thư viện, đúng loại 64 bit, và phần mềm của thiết bị đã cài xong.",
        ) from error


def read_certificates(session: Any, token: Any) -> list[TokenCertificate]:
    """Readable X.509 certificates of an open session; what can't be read is left out."""
    from cryptography import x509
    from pkcs11 import Attribute, CertificateType, ObjectClass, PKCS11Error

    found = []
    wanted = {Attribute.CLASS: ObjectClass.CERTIFICATE, Attribute.CERTIFICATE_TYPE: CertificateType.X_509}
    for item in session.get_objects(wanted):
        try:
            der, key_id = bytes(item[Attribute.VALUE]), bytes(item[Attribute.ID] or b"")
            if len(der) > MAX_CERTIFICATE:
                continue
            certificate = x509.load_der_x509_certificate(der)
            found.append(_described(certificate, der, key_id, token))
        except (PKCS11Error, ValueError, TypeError):
            continue
    return found


def _described(certificate: Any, der: bytes, key_id: bytes, token: Any) -> TokenCertificate:
    from cryptography import x509
    from cryptography.x509.oid import NameOID

    def first(oid: Any) -> str | None:
        values = certificate.subject.get_attributes_for_oid(oid)
        return str(values[0].value) if values else None

    try:
        authority = bool(certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca)
    except x509.ExtensionNotFound:
        authority = False
    return TokenCertificate(
        token=token_serial(token),
        token_name=token.label.strip("\0 "),
        serial=f"{certificate.serial_number:X}",
        thumbprint=hashlib.sha256(der).hexdigest().upper(),
        holder=first(NameOID.COMMON_NAME) or "không tên",
        organisation=first(NameOID.ORGANIZATION_NAME),
        valid_from=certificate.not_valid_before_utc,
        valid_until=certificate.not_valid_after_utc,
        authority=authority,
        key_id=key_id,
        der=der,
    )


@contextmanager
def told_in_vietnamese() -> Iterator[None]:
    """Errors of the token's software as SigningFailed; nothing of its own words, which might hold anything."""
    try:
        yield
    except SigningFailed:
        raise
    except Exception as error:
        try:
            from pkcs11 import PKCS11Error
            from pkcs11.exceptions import DeviceRemoved, TokenNotPresent, TokenNotRecognised
        except ImportError:
            raise error from None
        if isinstance(error, DeviceRemoved | TokenNotPresent | TokenNotRecognised):
            raise SigningFailed(
                "Thiết bị ký số đã bị rút ra hoặc không nhận được.", "Cắm lại thiết bị rồi thử lại."
            ) from None
        if isinstance(error, PKCS11Error):
            raise SigningFailed(
                f"Thiết bị ký số báo lỗi ({type(error).__name__}).",
                "Rút ra cắm lại rồi thử lại; vẫn lỗi thì liên hệ nơi cấp thiết bị.",
            ) from None
        raise
