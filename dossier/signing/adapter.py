"""Our signer and our stamp in pyHanko's shape."""

from __future__ import annotations

import io
from typing import Any

from dossier.signing.signer import Identity, Signer


def digest_for(identity: Identity) -> str:
    """Hash for a key: SHA-256, longer for longer curves."""
    if identity.key == "ecdsa":
        return "sha256" if identity.bits < 384 else "sha384" if identity.bits < 512 else "sha512"
    return "sha256"


def mechanism_for(identity: Identity) -> Any:
    """RSASSA-PSS with a salt as long as the hash, or ECDSA (Thông tư 15/2025/TT-BKHCN, Phụ lục I)."""
    from asn1crypto import algos

    digest = digest_for(identity)
    if identity.key == "ecdsa":
        return algos.SignedDigestAlgorithm({"algorithm": f"{digest}_ecdsa"})
    parameters = algos.RSASSAPSSParams(
        {
            "hash_algorithm": {"algorithm": digest},
            "mask_gen_algorithm": {"algorithm": "mgf1", "parameters": {"algorithm": digest}},
            "salt_length": {"sha256": 32, "sha384": 48, "sha512": 64}[digest],
        }
    )
    return algos.SignedDigestAlgorithm({"algorithm": "rsassa_pss", "parameters": parameters})


def adapt(signer: Signer) -> Any:
    """``signer`` for pyHanko."""
    from asn1crypto import x509
    from pyhanko.sign.signers import Signer as Base
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    own, *others = (x509.Certificate.load(der) for der in signer.certificates)
    identity = signer.identity
    # Longest raw signature: an RSA one is as long as the key; an ECDSA one is two numbers in a DER sequence.
    longest = identity.bits // 8 if identity.key == "rsa" else 2 * (identity.bits // 8 + 1) + 9

    class Adapter(Base):  # type: ignore[misc]
        async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
            return bytes(longest) if dry_run else signer.sign(data, digest_algorithm)

    store = SimpleCertificateStore()
    store.register_multiple(others)
    return Adapter(signing_cert=own, cert_registry=store, signature_mechanism=mechanism_for(identity))


def stamp_style(stamp: bytes) -> Any:
    """``stamp``, a one-page PDF, as the look of a signature field."""
    from pyhanko.pdf_utils import layout
    from pyhanko.pdf_utils.content import PdfContent
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.stamp import StaticStampStyle

    class Page(PdfContent):  # type: ignore[misc]
        """The stamp's page, imported into the file being signed."""

        def render(self) -> bytes:
            form = self._ensure_writer.import_page_as_xobject(PdfFileReader(io.BytesIO(stamp)))
            self.resources.xobject["/Stamp"] = form
            x1, y1, x2, y2 = form.get_object()["/BBox"]
            self.box = layout.BoxConstraints(width=abs(x2 - x1), height=abs(y2 - y1))
            return b"/Stamp Do"

    return StaticStampStyle(
        background=Page(),
        background_opacity=1.0,
        background_layout=layout.SimpleBoxLayoutRule(
            x_align=layout.AxisAlignment.ALIGN_MID,
            y_align=layout.AxisAlignment.ALIGN_MID,
            margins=layout.Margins.uniform(0),
        ),
        border_width=0,
    )
