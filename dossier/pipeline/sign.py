"""The two signatures of a bundle: the person with authority, then the agency (NĐ 30/2020 Điều 32)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from dossier.bundle.places import Place
from dossier.core.files import sha256
from dossier.signing.sign import BASELINE, Proof, SignatureRequest, sign_bundle
from dossier.signing.signer import Signer


@dataclass(frozen=True, slots=True)
class Signers:
    """Who signs the bundle, and when."""

    person: Signer
    agency: Signer
    time: datetime
    """Moment of both signatures, with a time zone."""
    person_image: bytes | None = None
    """PNG of the handwritten signature, blue, transparent."""
    agency_image: bytes | None = None
    """PNG of the seal, red, transparent."""
    proof: Proof = BASELINE
    """How long the signatures must stay provable; the network is used from B-T on."""
    root: bytes | None = None
    """Certificate (PEM) of the throwaway authority of a demonstration, written beside the bundle as ``ca.pem``."""

    @property
    def digest(self) -> str:
        """SHA-256 of who signs and how it looks, whatever the moment: another signer, another signature."""
        parts = [
            *self.person.certificates,
            *self.agency.certificates,
            self.person_image or b"",
            self.agency_image or b"",
        ]
        if self.proof.level != "B-B":
            parts.append(self.proof.level.encode())
        return sha256("\0".join(sha256(part) for part in parts).encode())


def sign_package(data: bytes, places: Mapping[str, Place], signers: Signers) -> bytes:
    """The bundle with both signatures. Raises SigningFailed."""
    return sign_bundle(
        data,
        SignatureRequest(signers.person, signers.time, image=signers.person_image, proof=signers.proof),
        SignatureRequest(signers.agency, signers.time, image=signers.agency_image, proof=signers.proof),
        places,
    )
