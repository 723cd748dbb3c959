"""What each digital signature of a PDF really is. Nothing is believed because the file says so.

The way of one signature: the bytes it covers (``signature_bytes``), the message and its key (``signature_cms``), the
time (``time_stamps``), the certificate's way to a trusted root and its revocation (``certificate_chain``), and what
followed it (``signature_changes``). Only these modules use pyHanko. Whatever the libraries raise on a hostile file
becomes a finding, never a crash and never a signature passed over.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from dossier.core.asn1_speed import speed_up_asn1
from dossier.core.files import sha256
from dossier.core.finding import Location
from dossier.verification.facts import SignatureFact, SignedFile
from dossier.verification.ledger import Ledger
from dossier.verification.signature.bundle import Expected, check_bundle_signatures
from dossier.verification.signature.fields import OpenedFile, open_signed
from dossier.verification.signature.judge import Judge
from dossier.verification.signature.record import Record
from dossier.verification.signature.trust import Trust, load_trust

__all__ = ["Expected", "Trust", "check_bundle_signatures", "check_signatures", "load_trust"]

_T = TypeVar("_T")
_FILE = ("SIG-101", "SIG-102", "SIG-103", "SIG-122", "SIG-123", "SIG-128")
_EACH = tuple(f"SIG-{number}" for number in (*range(104, 118), 119, 120, 121, 127, 129, 130, 140))


def check_signatures(data: bytes, trust: Trust, ledger: Ledger, *, name: str, paper: str | None = None) -> SignedFile:
    """Every signature and document time stamp of the PDF ``data``, in the order they were made; findings go to ``ledger``.

    ``name`` is what the file is called in findings, ``paper`` the paper of the dossier it is. A file without any
    signature is a finding too. Nothing is fetched unless ``trust.online``.
    """
    speed_up_asn1()
    at = Location(file=name, paper=paper)
    ledger.begin(*_FILE)
    digest = sha256(data)
    try:
        opened = open_signed(data)
    except Exception as error:  # a hostile file may make the library raise anything
        ledger.found("SIG-102", at, doi_tuong=f"tệp “{name}”", ly_do=_reason(error))
        return SignedFile(name=name, sha256=digest, pages=None, paper=paper)
    if not opened.fields:
        ledger.found("SIG-101", at, tep=name)
    if opened.removed:
        ledger.found("SIG-123", at, tep=name, so=str(opened.removed))
    if opened.repaired:
        ledger.found("SIG-103", at, tep=name)
    if opened.hybrid:
        ledger.found("SIG-128", at, tep=name)
    facts: tuple[SignatureFact, ...] = ()
    if opened.fields:
        ledger.begin(*_EACH)
        facts = _judge(data, opened, trust, ledger, at, name)
    return SignedFile(name=name, sha256=digest, pages=opened.pages, paper=paper, signatures=facts)


def _judge(
    data: bytes, opened: OpenedFile, trust: Trust, ledger: Ledger, at: Location, name: str
) -> tuple[SignatureFact, ...]:
    return _finish(Judge(data, opened, trust, Record(ledger, at), name).all())


def _finish(work: Coroutine[Any, Any, _T]) -> _T:
    """Run the library's coroutines to the end, also where the caller has a loop of its own."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(work)
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, work).result()


def _reason(error: Exception) -> str:
    if str(error) == "encrypted":
        return "tệp bị mã hóa"
    return f"tệp hỏng hoặc cố ý làm sai ({type(error).__name__})"
