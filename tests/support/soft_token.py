"""Tokens in software (SoftHSM2), in a temporary folder: real PKCS#11, keys that never leave it."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pki_services import Holder

_PLACES = ["/usr/lib/softhsm/libsofthsm2.so", "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so"]
_PLACES += ["/usr/lib64/softhsm/libsofthsm2.so", "/opt/homebrew/lib/softhsm/libsofthsm2.so"]


def softhsm() -> Path:
    """The library; the test is skipped where it isn't installed, and fails in CI."""
    found = next((Path(p).resolve() for p in _PLACES if Path(p).is_file()), None)
    if found is None or shutil.which("softhsm2-util") is None:
        if os.environ.get("CI"):
            pytest.fail("SoftHSM2 is not installed")
        pytest.skip("SoftHSM2 is not installed")
    pytest.importorskip("pkcs11")
    return found


@dataclass(frozen=True)
class SoftToken:
    """A token; ``token`` is python-pkcs11's."""

    library: Path
    label: str
    serial: str
    pin: str
    token: Any

    def load(
        self, holder: Holder, key_id: bytes, *, with_key: bool = True, key: Any = None, label: str = "giong nhau"
    ) -> None:
        """Put a certificate, and its key or another one, on the token, both under ``key_id``."""
        from pkcs11 import Attribute, CertificateType, ObjectClass
        from pkcs11.util import ec as ec_util
        from pkcs11.util import rsa as rsa_util

        own = key or holder.key
        with self.token.open(rw=True, user_pin=self.pin) as session:
            subject, issuer = holder.certificate.subject.public_bytes(), holder.certificate.issuer.public_bytes()
            session.create_object(
                {
                    Attribute.CLASS: ObjectClass.CERTIFICATE,
                    Attribute.CERTIFICATE_TYPE: CertificateType.X_509,
                    Attribute.TOKEN: True,
                    Attribute.PRIVATE: False,
                    Attribute.LABEL: label,
                    Attribute.ID: key_id,
                    Attribute.VALUE: holder.der,
                    Attribute.SUBJECT: subject,
                    Attribute.ISSUER: issuer,
                }
            )
            if not with_key:
                return
            if isinstance(own, rsa.RSAPrivateKey):
                data = own.private_bytes(Encoding.DER, PrivateFormat.TraditionalOpenSSL, NoEncryption())
                attributes = rsa_util.decode_rsa_private_key(data)
            else:
                data = own.private_bytes(Encoding.DER, PrivateFormat.TraditionalOpenSSL, NoEncryption())
                attributes = ec_util.decode_ec_private_key(data)
            session.create_object(
                {
                    **attributes,
                    Attribute.TOKEN: True,
                    Attribute.PRIVATE: True,
                    Attribute.SENSITIVE: True,
                    Attribute.EXTRACTABLE: False,
                    Attribute.SIGN: True,
                    Attribute.LABEL: label,
                    Attribute.ID: key_id,
                }
            )


def make_tokens(folder: Path, labels: list[str], pin: str) -> dict[str, SoftToken]:
    """Fresh tokens. Call it once in a test run: the library reads its configuration when it is first used."""
    library = softhsm()
    store = folder / "tokens"
    store.mkdir(parents=True)
    conf = folder / "softhsm2.conf"
    conf.write_text(f"directories.tokendir = {store}\nobjectstore.backend = file\nlog.level = ERROR\n")
    os.environ["SOFTHSM2_CONF"] = str(conf)
    for label in labels:
        command = ["softhsm2-util", "--init-token", "--free", "--label", label, "--so-pin", "87654321", "--pin", pin]
        subprocess.run(command, check=True, capture_output=True, timeout=60)
    import pkcs11

    found = {slot.get_token().label: slot.get_token() for slot in pkcs11.lib(str(library)).get_slots(True)}
    return {
        label: SoftToken(library, label, found[label].serial.decode().strip("\0 "), pin, found[label])
        for label in labels
    }
