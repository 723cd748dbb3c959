"""What travels in a signature's value without being signed: changed anywhere, it is found; genuine extras are not blamed."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from typing import Any

import pytest
from asn1crypto import cms
from signature_cases import (
    LATER,
    Holder,
    agency,
    check,
    good,
    issue,
    name_of,
    person,
    root,
    root_of,
    sign,
    trusting,
    unsigned,
)
from test_signature_time import stamped, usual

from dossier.verification.signature.der import read_encoding

_VALUE = re.compile(rb"/Contents <([0-9A-Fa-f]{2000,})>")


def places(data: bytes) -> list[tuple[int, bytes]]:
    """Where each signature's value begins in the file, and the value without its padding."""
    found = []
    for match in _VALUE.finditer(data):
        value = bytes.fromhex(match.group(1).decode())
        found.append((match.start(1), value[: read_encoding(value).length]))
    return found


def with_value(data: bytes, at: int, value: bytes, old: bytes) -> bytes:
    digits = value.hex().encode().ljust(2 * len(old), b"0")
    return data[:at] + digits + data[at + len(digits) :]


def edited(data: bytes, change: Callable[[Any], None], which: int = -1) -> bytes:
    """A value decoded, changed in its unsigned parts, and put back."""
    at, old = places(data)[which]
    message = cms.ContentInfo.load(old)
    change(message["content"])
    value = message.dump(force=True)
    return with_value(data, at, value, old)


BASES: dict[str, Callable[[], bytes]] = {
    "B-B": good,
    "B-T": stamped,
    "B-LTA": lambda: usual(True),
}


@pytest.mark.parametrize("base", BASES)
def test_a_change_anywhere_in_a_value_is_found(base: str) -> None:
    data = BASES[base]()
    clean = check(data, bundle=False)
    assert not clean.errors
    chance = random.Random(7)
    for at, value in places(data):
        for _ in range(20):
            place = chance.randrange(len(value))
            flipped = bytearray(value)
            flipped[place] ^= 1 << chance.randrange(8)
            outcome = check(with_value(data, at, bytes(flipped), value), bundle=False)
            assert outcome.errors, f"{base}: byte {place} of {len(value)}"


@pytest.mark.parametrize("which", [0, -1])
def test_data_hidden_after_the_value(which: int) -> None:
    data = good()
    at, value = places(data)[which]
    place = at + 2 * len(value) + 40
    outcome = check(data[:place] + b"41" + data[place + 2 :], bundle=False)
    assert "SIG-127" in outcome.errors


@pytest.mark.parametrize("change", ["gap", "case"])
def test_the_value_written_otherwise(change: str) -> None:
    """The same value, other bytes in the file: no byte outside of a signature is free."""
    data = good()
    at, value = places(data)[-1]
    place = at + 2 * len(value) + 40 if change == "gap" else at + value.hex().index("a")
    new = b" " if change == "gap" else data[place : place + 1].swapcase()
    assert "SIG-127" in check(data[:place] + new + data[place + 1 :], bundle=False).errors


def add_certificate(holder: Holder) -> Callable[[Any], None]:
    def change(signed: Any) -> None:
        signed["certificates"].append(cms.CertificateChoices("certificate", holder.asn1))

    return change


def test_certificates_of_the_chain_are_no_fault() -> None:
    ca = issue(name_of("CA cấp dưới"), root(), number=80, authority=True)
    data = sign(sign(unsigned(), person(ca)), agency(ca), "ky_co_quan", LATER)
    outcome = check(data, bundle=False)
    assert not outcome.errors and not outcome.warnings
    assert len(cms.ContentInfo.load(places(data)[-1][1])["content"]["certificates"]) == 3


def test_without_a_trusted_root_the_chain_is_not_blamed() -> None:
    """Only the authority in between came along; nobody here knows its issuer."""
    ca = issue(name_of("CA cấp dưới"), root(), number=80, authority=True)
    alone = Holder(ca.certificate, ca.key)
    data = sign(sign(unsigned(), person(alone)), agency(alone), "ky_co_quan", LATER)
    outcome = check(data, trusting(root_of("CA khác", 94)), bundle=False)
    assert "SIG-130" not in outcome.errors and "SIG-140" in outcome.warnings


def test_an_unrelated_intact_certificate_is_said() -> None:
    outcome = check(edited(good(), add_certificate(root_of("CA không liên quan", 95))), bundle=False)
    assert not outcome.errors and "SIG-140" in outcome.warnings


def test_a_certificate_of_an_unknown_issuer_is_a_fault() -> None:
    stranger = issue(name_of("Người lạ"), root_of("CA không ai biết", 96), number=97)
    assert "SIG-130" in check(edited(good(), add_certificate(stranger)), bundle=False).errors


def test_a_forged_twin_of_the_trusted_root_is_a_fault() -> None:
    """Signed by itself and of the same name, with another key: nothing of it is the checker's root."""
    twin = root_of(number=98)
    outcome = check(edited(good(), add_certificate(twin)), bundle=False)
    assert "SIG-140" in outcome.warnings or "SIG-130" in outcome.errors


def _attribute(signed: Any) -> None:
    made = cms.CMSAttribute({"type": "1.2.3.4.5", "values": []})
    signed["signer_infos"][0]["unsigned_attrs"] = cms.CMSAttributes([made])


def _digest(signed: Any) -> None:
    signed["digest_algorithms"].append({"algorithm": "sha512"})


def _version(signed: Any) -> None:
    signed["version"] = "v5"


def _list(signed: Any) -> None:
    from asn1crypto.crl import CertificateList
    from signature_cases import NOW, SIGNED, crl_of

    der = bytearray(crl_of(root(), since=SIGNED, until=NOW))
    der[-3] ^= 1
    made = cms.RevocationInfoChoice("crl", CertificateList.load(bytes(der)))
    signed["crls"] = cms.RevocationInfoChoices([made])


@pytest.mark.parametrize("change", [_attribute, _digest, _version, _list], ids=lambda f: f.__name__.strip("_"))
def test_other_things_added_to_the_value(change: Callable[[Any], None]) -> None:
    assert "SIG-130" in check(edited(good(), change), bundle=False).errors


@pytest.mark.parametrize(
    ("value", "fault"),
    [
        ("3003020105", False),
        ("3081 03020105", True),  # length in the long form
        ("3004 02020005", True),  # number with a needless zero
        ("3003010101", True),  # a truth value that is neither
        ("30030500", True),  # cut short
        ("3005030201ff00", True),  # bits beyond the last are not zero
        ("30040602802a", True),  # object identifier with a needless byte
        ("30023000", False),
        ("0500", False),
        ("050100", True),
    ],
)
def test_der_is_read_strictly(value: str, fault: bool) -> None:
    assert (read_encoding(bytes.fromhex(value)).fault is not None) == fault


def test_open_lengths_are_said_not_refused() -> None:
    """BER, as PDFBox writes it: a value of another encoding, with nothing hidden in it."""
    found = read_encoding(bytes.fromhex("3080020105000041"))
    assert (found.length, found.fault, found.indefinite) == (7, None, True)
