"""Certificates and revocation data that a signed PDF carries: in its security store (DSS) and in the signatures themselves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from dossier.verification.signature.evidence import IN_FILE, Evidence
from dossier.verification.signature.fields import entry

if TYPE_CHECKING:
    from asn1crypto.cms import SignedData
    from asn1crypto.x509 import Certificate
    from pyhanko.pdf_utils.reader import PdfFileReader

MAX_OBJECTS = 300
MAX_BYTES = 10_000_000


def collect_evidence(
    reader: PdfFileReader, messages: Iterable[SignedData]
) -> tuple[list[Certificate], list[Evidence], list[str]]:
    """Certificates, revocation data, and what could not be read (for people)."""
    certificates: list[Certificate] = []
    evidence: list[Evidence] = []
    faults: list[str] = []
    for message in messages:
        try:
            certificates += _certificates(message)
            evidence += _archived(message)
        except Exception as error:  # the signature itself is judged elsewhere; here only what it carries is lost
            faults.append(f"dữ liệu kiểm chứng kèm chữ ký hỏng ({type(error).__name__})")
    try:
        for kind, data in _store(reader):
            if kind == "Certs":
                from asn1crypto.x509 import Certificate as Loaded

                certificates.append(Loaded.load(data, strict=True))
            else:
                evidence.append(Evidence("CRL" if kind == "CRLs" else "OCSP", IN_FILE, data))
    except Exception as error:  # a hostile store may make the library raise anything
        faults.append(f"kho dữ liệu kiểm chứng (DSS) hỏng ({type(error).__name__})")
    unique = {certificate.dump(): certificate for certificate in certificates}
    return list(unique.values()), list(dict.fromkeys(evidence)), faults


def _certificates(message: SignedData) -> Iterator[Certificate]:
    for choice in message["certificates"]:
        if choice.name == "certificate":
            yield choice.chosen.untag()


def _archived(message: SignedData) -> Iterator[Evidence]:
    """Adobe's way: revocation data inside the signed attributes."""
    for info in message["signer_infos"]:
        if info["signed_attrs"].native is None:
            continue
        for attribute in info["signed_attrs"]:
            if attribute["type"].native != "adobe_revocation_info_archival":
                continue
            for value in attribute["values"]:
                for crl in value["crl"] or ():
                    yield Evidence("CRL", IN_FILE, crl.dump())
                for answer in value["ocsp"] or ():
                    yield Evidence("OCSP", IN_FILE, answer.dump())


def _store(reader: PdfFileReader) -> Iterator[tuple[str, bytes]]:
    from pyhanko.pdf_utils.decode_limits import DecodePurpose

    if "/DSS" not in reader.root:
        return
    store = reader.root["/DSS"]
    purposes = {
        "Certs": DecodePurpose.CERTIFICATE,
        "CRLs": DecodePurpose.CRL,
        "OCSPs": DecodePurpose.OCSP_RESPONSE,
    }
    count = size = 0
    for kind, purpose in purposes.items():
        for reference in entry(store, f"/{kind}", ()):
            data = bytes(reference.get_object().read_data(purpose))
            count, size = count + 1, size + len(data)
            if count > MAX_OBJECTS or size > MAX_BYTES:
                raise ValueError("too much validation data")
            yield kind, data


def revision_of_evidence(reader: PdfFileReader) -> int:
    """The saved state in which the security store was last written; -1: there is none."""
    if "/DSS" not in reader.root:
        return -1
    reference: Any = reader.root.raw_get("/DSS")
    target = getattr(reference, "reference", None) or reader.root_ref
    return int(reader.xrefs.get_last_change(target))
