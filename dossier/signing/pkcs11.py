"""A signer whose key never leaves its token (USB token, smart card, HSM), through PKCS#11."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from dossier.core.errors import SigningFailed
from dossier.signing.signer import Identity, check_certificate, check_raw_signature
from dossier.signing.token_store import (
    TokenCertificate,
    choose,
    has_pin_pad,
    list_certificates,
    pin_locked,
    pin_state,
    read_certificates,
    token_serial,
    tokens,
    told_in_vietnamese,
)

_HASHES = {"sha256": ("SHA256", 32), "sha384": ("SHA384", 48), "sha512": ("SHA512", 64)}


@dataclass(frozen=True, slots=True)
class Expected:
    """What a signer would use, known before any PIN is typed."""

    certificate: TokenCertificate | None
    """None: the token shows its certificates only after the PIN."""
    warning: str | None
    """What the token tells of the tries left for its PIN."""
    pin_pad: bool
    """The PIN is typed on the device."""


def expects(
    library: Path, *, serial: str | None = None, thumbprint: str | None = None, token_serial: str | None = None
) -> Expected:
    """The certificate that these words choose, without logging in; raises SigningFailed when they choose none or several."""
    visible = list_certificates(library, token=token_serial)
    # Said before the PIN is used: a wrong serial number must not cost a try.
    chosen = choose(visible, serial=serial, thumbprint=thumbprint) if any(not c.authority for c in visible) else None
    with told_in_vietnamese():
        token = _token_of(library, chosen, token_serial)
        return Expected(chosen, pin_state(token), has_pin_pad(token))


class Pkcs11Signer:
    """A certificate of a token and its key. Logged in once; close it, or use it in a ``with`` block."""

    def __init__(
        self,
        library: Path,
        pin: str | None,
        *,
        serial: str | None = None,
        thumbprint: str | None = None,
        token_serial: str | None = None,
    ) -> None:
        """Choose the certificate, log in and check that the key fits it; raises SigningFailed.

        ``serial`` and ``thumbprint`` (SHA-256 or SHA-1) are hexadecimal. A wrong PIN is never tried a second time. ``pin`` may be
        None only for a device with its own keys for it.
        """
        self._session: Any = None
        self._pin: str | None = None
        chosen = expects(library, serial=serial, thumbprint=thumbprint, token_serial=token_serial).certificate
        with told_in_vietnamese():
            token = _token_of(library, chosen, token_serial)
            self._session = _log_in(token, pin)
            try:
                there = tuple(read_certificates(self._session, token))
                chosen = chosen or choose(there, serial=serial, thumbprint=thumbprint)
                self._identity, self._key = _checked(self._session, chosen)
            except BaseException:
                self.close()
                raise
        self._chosen = chosen
        # Kept only for the few keys that ask for it again at every signature.
        self._pin = pin if _asks_every_time(self._key) else None
        self._certificates = _chain(chosen, there)
        self._mechanisms = {m.name for m in token.slot.get_mechanisms() if hasattr(m, "name")}

    def __repr__(self) -> str:
        return f"Pkcs11Signer(serial={self._chosen.serial!r})"

    def __reduce__(self) -> str | tuple[object, ...]:
        raise TypeError("a signer is not sent to other processes")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Log out and end the session; afterwards it can't sign."""
        session, self._session, self._pin = self._session, None, None
        if session is not None:
            session.close()

    @property
    def identity(self) -> Identity:
        """Holder and validity of the certificate."""
        return self._identity

    @property
    def certificates(self) -> tuple[bytes, ...]:
        """DER certificates: the signer's own first, then those of its issuers that the token holds."""
        return self._certificates

    def sign(self, data: bytes, digest: str) -> bytes:
        """Raw RSASSA-PSS or ECDSA signature, made on the token and checked against the certificate before it is handed out."""
        if self._session is None:
            raise SigningFailed("Phiên làm việc với thiết bị ký số đã đóng.", "Chạy lại lệnh ký.")
        with told_in_vietnamese():
            signature = (self._rsa if self._identity.key == "rsa" else self._ecdsa)(data, digest)
        check_raw_signature(self._chosen.der, signature, data, digest)
        return signature

    def _rsa(self, data: bytes, digest: str) -> bytes:
        from pkcs11 import MGF, Mechanism

        name, salt = _HASHES[digest]
        parameters = (Mechanism[name], MGF[name], salt)
        whole = f"{name}_RSA_PKCS_PSS"
        if whole in self._mechanisms:
            return bytes(self._key.sign(data, mechanism=Mechanism[whole], mechanism_param=parameters, pin=self._pin))
        if "RSA_PKCS_PSS" in self._mechanisms:
            short = _hashed(data, digest)
            mechanism = Mechanism.RSA_PKCS_PSS
            return bytes(self._key.sign(short, mechanism=mechanism, mechanism_param=parameters, pin=self._pin))
        raise SigningFailed(
            "Thiết bị ký số không hỗ trợ RSASSA-PSS.",
            "Thông tư 15/2025/TT-BKHCN yêu cầu RSASSA-PSS hoặc ECDSA: cập nhật phần mềm của thiết bị, "
            "hoặc ký bằng công cụ của nơi cấp rồi dùng “dossier sign-accept”.",
        )

    def _ecdsa(self, data: bytes, digest: str) -> bytes:
        from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
        from pkcs11 import Mechanism

        raw = bytes(self._key.sign(_hashed(data, digest), mechanism=Mechanism.ECDSA, pin=self._pin))
        half = len(raw) // 2
        return encode_dss_signature(int.from_bytes(raw[:half]), int.from_bytes(raw[half:]))


def _hashed(data: bytes, digest: str) -> bytes:
    import hashlib

    return hashlib.new(digest, data).digest()


def _token_of(library: Path, chosen: TokenCertificate | None, token: str | None) -> Any:
    found = tokens(library, chosen.token if chosen else token)
    if len(found) > 1:
        serials = ", ".join(token_serial(t) for t in found)
        raise SigningFailed("Có nhiều thiết bị ký số đang cắm.", f"Chọn bằng --token: {serials}.")
    return found[0]


def _log_in(token: Any, pin: str | None) -> Any:
    from pkcs11 import PROTECTED_AUTH
    from pkcs11.exceptions import PinExpired, PinIncorrect, PinInvalid, PinLenRange, PinLocked, UserAlreadyLoggedIn

    if pin_locked(token):
        raise SigningFailed("Thiết bị ký số đã bị khóa mã PIN.", "Liên hệ nơi cấp thiết bị để mở khóa.")
    if pin is None and not has_pin_pad(token):
        raise SigningFailed("Chưa có mã PIN của thiết bị ký số.")
    try:
        return token.open(user_pin=PROTECTED_AUTH if pin is None else pin)
    except (PinIncorrect, PinInvalid, PinLenRange):
        left = pin_state(token.slot.get_token()) or "Thiết bị không cho biết còn bao nhiêu lần thử."
        raise SigningFailed(
            "Mã PIN không đúng.", f"{left} Chương trình không tự thử lại; kiểm tra mã PIN rồi chạy lại lệnh."
        ) from None
    except PinLocked:
        raise SigningFailed("Thiết bị ký số đã bị khóa mã PIN.", "Liên hệ nơi cấp thiết bị để mở khóa.") from None
    except PinExpired:
        raise SigningFailed("Mã PIN đã hết hạn.", "Đổi mã PIN bằng phần mềm của thiết bị rồi chạy lại.") from None
    except UserAlreadyLoggedIn:
        # The other signature of this very run is made with the same token.
        return token.open()


def _checked(session: Any, chosen: TokenCertificate) -> tuple[Identity, Any]:
    """Facts of the certificate and the private key that belongs to it."""
    from cryptography import x509
    from pkcs11 import Attribute, ObjectClass

    certificate = x509.load_der_x509_certificate(chosen.der)
    identity = check_certificate(certificate)
    found = []
    if chosen.key_id:
        wanted = {Attribute.CLASS: ObjectClass.PRIVATE_KEY, Attribute.ID: chosen.key_id}
        found = [key for key in session.get_objects(wanted) if _same_key(key, certificate.public_key())]
    if not found:
        raise SigningFailed(
            f"Thiết bị không có khóa bí mật của chứng thư số “{chosen.holder}” (số {chosen.serial}).",
            "Kiểm tra đúng thiết bị; chứng thư số phải được nạp cùng khóa của nó.",
        )
    return identity, found[0]


def _same_key(key: Any, public: Any) -> bool:
    """The private key's public part is the certificate's, as far as the token tells (what it signs is checked anyway)."""
    from cryptography.hazmat.primitives.asymmetric import ec, rsa
    from pkcs11 import Attribute, KeyType, PKCS11Error

    try:
        kind = key.key_type
        if isinstance(public, rsa.RSAPublicKey):
            return kind is KeyType.RSA and int.from_bytes(key[Attribute.MODULUS]) == public.public_numbers().n
        return isinstance(public, ec.EllipticCurvePublicKey) and kind is KeyType.EC
    except PKCS11Error:
        return True


def _asks_every_time(key: Any) -> bool:
    from pkcs11 import Attribute, PKCS11Error

    try:
        return bool(key[Attribute.ALWAYS_AUTHENTICATE])
    except PKCS11Error:
        return False


def _chain(chosen: TokenCertificate, there: tuple[TokenCertificate, ...]) -> tuple[bytes, ...]:
    """The certificate and the issuers above it that the token holds."""
    from cryptography import x509

    found = [chosen.der]
    below = x509.load_der_x509_certificate(chosen.der)
    authorities = [x509.load_der_x509_certificate(c.der) for c in there if c.authority]
    while below.issuer != below.subject:
        above = next((c for c in authorities if c.subject == below.issuer), None)
        der = above.public_bytes(_der()) if above is not None else b""
        if above is None or der in found:
            break
        found.append(der)
        below = above
    return tuple(found)


def _der() -> Any:
    from cryptography.hazmat.primitives.serialization import Encoding

    return Encoding.DER
