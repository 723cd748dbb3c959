"""People who sign papers with another tool than ours (pyHanko alone), with certificates of one throwaway authority."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pikepdf
from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from PIL import Image
from pyhanko.pdf_utils.images import PdfImage
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers
from pyhanko.stamp import StaticStampStyle, TextStampStyle
from pyhanko_certvalidator.registry import SimpleCertificateStore

START = datetime(2026, 1, 1, tzinfo=UTC)


class Authority:
    """Issues a certificate to whoever asks."""

    def __init__(self) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "CA thử nghiệm")])
        self.root = self._issue(self.name, self.key, authority=True)
        self._signers: dict[tuple[str | None, ...], signers.SimpleSigner] = {}

    @property
    def pem(self) -> bytes:
        return self.root.public_bytes(Encoding.PEM)

    def signer(self, name: str, office: str | None = None, agency: str | None = None) -> signers.SimpleSigner:
        """The signer of this name; one key for each."""
        wanted = (name, office, agency)
        if wanted not in self._signers:
            parts = [(NameOID.ORGANIZATION_NAME, agency), (NameOID.TITLE, office), (NameOID.COMMON_NAME, name)]
            subject = x509.Name([x509.NameAttribute(oid, value[:64]) for oid, value in parts if value])
            key = ec.generate_private_key(ec.SECP256R1())
            own = self._issue(subject, key, authority=False)
            store = SimpleCertificateStore()
            store.register(asn1_x509.Certificate.load(self.root.public_bytes(Encoding.DER)))
            raw = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
            self._signers[wanted] = signers.SimpleSigner(
                signing_cert=asn1_x509.Certificate.load(own.public_bytes(Encoding.DER)),
                signing_key=asn1_keys.PrivateKeyInfo.load(raw),
                cert_registry=store,
            )
        return self._signers[wanted]

    def _issue(self, subject: x509.Name, key: Any, *, authority: bool) -> x509.Certificate:
        usage = x509.KeyUsage(not authority, not authority, False, False, False, authority, authority, False, False)
        return (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(self.name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(START)
            .not_valid_after(START + timedelta(days=3650))
            .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
            .add_extension(usage, critical=True)
            .sign(self.key, hashes.SHA256())
        )


@cache
def _scrawl() -> Image.Image:
    picture = Image.new("RGBA", (240, 80), (0, 0, 0, 0))
    for x in range(20, 220):
        for y in range(3):
            picture.putpixel((x, 40 + y + (x * 7) % 23), (20, 40, 160, 255))
    return picture


def sign(data: bytes, field: str, signer: signers.SimpleSigner, *, text: bool = False, place: Any = None) -> bytes:
    """One signature in ``field``; ``text``: with the tool's own text stamp (a font that is not embedded).

    ``place`` (page from 0, box): the tool makes a field of its own there.
    """
    style = TextStampStyle() if text else StaticStampStyle(background=PdfImage(_scrawl()), background_opacity=1)
    spec = fields.SigFieldSpec(field, on_page=place[0], box=place[1]) if place else None
    meta = signers.PdfSignatureMetadata(
        field_name=field, subfilter=fields.SigSeedSubFilter.PADES, md_algorithm="sha256"
    )
    out = io.BytesIO()
    tool = signers.PdfSigner(meta, signer, stamp_style=style, new_field_spec=spec)
    tool.sign_pdf(IncrementalPdfFileWriter(io.BytesIO(data)), output=out)
    return out.getvalue()


def records(folder: Path) -> dict[str, Any]:
    """``danh_sach.json`` by paper."""
    listed = json.loads((folder / "danh_sach.json").read_text("utf-8"))["papers"]
    return {record["paper"]: record for record in listed}


def sign_paper(
    data: bytes,
    record: Mapping[str, Any],
    authority: Authority,
    *,
    instead: Mapping[str, str] | None = None,
    skip: Sequence[str] = (),
) -> bytes:
    """Everybody the list names signs in their field, in the order of the list; ``instead`` names somebody else for a field."""
    for field in record["fields"]:
        if field["signer"] is None or field["name"] in skip or not field["required"]:
            continue
        name = (instead or {}).get(field["name"], field["signer"])
        agency = field["agency"] if field["kind"] == "nguoi" else field["signer"]
        data = sign(data, field["name"], authority.signer(name, field["office"], agency))
    return data


def field_rects(data: bytes) -> dict[str, tuple[int, list[float]]]:
    """Page (from 1) and rectangle of every signature field, as pypdf's neighbour pikepdf sees them."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return {
            str(widget.T): (number, [float(value) for value in widget.Rect])
            for number, page in enumerate(pdf.pages, 1)
            for widget in page.obj.get("/Annots", ())
            if widget.get("/FT") == pikepdf.Name.Sig
        }


def scan_of(data: bytes, *, dpi: int = 200, password: str | None = None) -> bytes:
    """The paper as a scanner gives it: a picture on every page, no text."""
    import pypdfium2

    pictures = [page.render(scale=dpi / 72).to_pil().convert("L") for page in pypdfium2.PdfDocument(data)]
    out = io.BytesIO()
    pictures[0].save(out, "PDF", save_all=True, append_images=pictures[1:], resolution=dpi)
    if password is None:
        return out.getvalue()
    locked = io.BytesIO()
    with pikepdf.open(out) as pdf:
        pdf.save(locked, encryption=pikepdf.Encryption(owner=password, user=password))
    return locked.getvalue()
