"""One case, prepared for signing once, and one authority, for all tests here."""

from __future__ import annotations

import shutil

import pytest
from signers_at_work import Authority
from signing_desk import CASE, TODAY, Desk

import dossier
from dossier.inputs.ho_so import GiaiDoan


@pytest.fixture(scope="session")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """Papers with numbers and days, ready for their signers."""
    folder = tmp_path_factory.mktemp("ban_ky")
    shutil.copytree(CASE, folder / "ho_so")
    dossier.build(
        folder / "ho_so",
        folder / "out",
        today=TODAY,
        options=dossier.Options(signature_fields=True),
        stage=GiaiDoan.NOP,
    )
    authority = Authority()
    (folder / "ca.pem").write_bytes(authority.pem)
    return Desk(folder / "ho_so", folder / "out", authority, folder / "ca.pem")
