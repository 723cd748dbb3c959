"""Signers for a demonstration: a throwaway authority made on this machine, which proves nothing anywhere else."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from dossier.core.errors import SigningFailed
from dossier.pipeline.prepare import Prepared
from dossier.pipeline.sign import Signers
from dossier.signing.authority import AuthorityNames, make_authority
from dossier.signing.signer import Pkcs12Signer


def demo_signers(out: Path, prepared: Prepared, now: datetime) -> Signers:
    """Signers in the names of the case's leader unit; the keys of their authority stay in ``out/.dossier``."""
    leader = prepared.loaded.case.ho_so.truong
    if leader is None or leader.nguoi_ky is None:
        raise SigningFailed(
            "Chưa nêu đơn vị trưởng hoặc người ký của đơn vị đó.", "Điền vai_tro: truong và nguoi_ky trong ho_so.yaml."
        )
    names = AuthorityNames(
        person=leader.nguoi_ky.ho_ten,
        office=leader.nguoi_ky.chuc_vu,
        agency=leader.ten,
        place=leader.dia_danh or prepared.regulation.terms.dia_danh,
    )
    # Valid from the first of the year, so that a second run the same year reuses the keys.
    start = datetime(now.year, 1, 1, tzinfo=UTC) - timedelta(days=1)
    authority = make_authority(out / ".dossier" / "authority", valid_from=start, names=names)
    return Signers(
        Pkcs12Signer(authority.person_p12, authority.password),
        Pkcs12Signer(authority.agency_p12, authority.password),
        now,
        root=authority.ca_pem.read_bytes(),
    )
