"""Throwaway keys for the tests, made once per test run in a temporary folder."""

from __future__ import annotations

import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest


def run(*command: str | Path) -> subprocess.CompletedProcess[str]:
    """An outside tool; the test is skipped where it isn't installed."""
    if shutil.which(str(command[0])) is None:
        pytest.skip(f"{command[0]} is not installed")
    return subprocess.run([str(c) for c in command], capture_output=True, text=True, timeout=60)


def write_p12(
    path: Path,
    key: Any,
    *,
    password: str = "mật khẩu thử",
    start: datetime = datetime(2026, 1, 1, tzinfo=UTC),
    days: int = 365,
    usage: bool = True,
    include_key: bool = True,
    common: str = "Nông Văn Thử",
) -> Path:
    """A self-signed certificate and its key as PKCS#12, with whatever flaw a test needs."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12
    from cryptography.x509.oid import NameOID

    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(start)
        .not_valid_after(start + timedelta(days=days))
        .add_extension(x509.KeyUsage(usage, usage, not usage, *[False] * 6), critical=True)
    )
    certificate = builder.sign(key, hashes.SHA256())
    path.write_bytes(
        pkcs12.serialize_key_and_certificates(
            b"thu", key if include_key else None, certificate, None, BestAvailableEncryption(password.encode())
        )
    )
    return path
