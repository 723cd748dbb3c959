"""The two signatures of a bundle: the person with authority, then the agency (NĐ 30/2020 Điều 32)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from dossier.bundle.places import Place
from dossier.signing.sign import SignatureRequest, sign_bundle
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


def sign_package(data: bytes, places: Mapping[str, Place], signers: Signers) -> bytes:
    """The bundle with both signatures. Raises SigningFailed."""
    return sign_bundle(
        data,
        SignatureRequest(signers.person, signers.time, image=signers.person_image),
        SignatureRequest(signers.agency, signers.time, image=signers.agency_image),
        places,
    )
