"""Signing with a token: a real PKCS#11 library (SoftHSM2), real keys in it, judged by pdfsig and openssl."""

from __future__ import annotations

import json
import logging
import os
import pickle
import subprocess
import sys
import traceback
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from pki import run
from pki_services import Holder, Services, start_services
from sample_bundle import sample_bundle, sample_papers
from soft_token import SoftToken, make_tokens

from dossier.core.errors import SigningFailed
from dossier.signing.pkcs11 import Pkcs11Signer
from dossier.signing.sign import SignatureRequest, sign_bundle
from dossier.signing.signer import Signer
from dossier.signing.token_store import list_certificates

PIN = "1234-bí-mật"
WHEN = datetime(2026, 2, 6, 2, 5, tzinfo=UTC)


@pytest.fixture(scope="module")
def services(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    with start_services(tmp_path_factory.mktemp("pki"), now=WHEN) as found:
        yield found


@pytest.fixture(scope="module")
def people(services: Services) -> dict[str, Holder]:
    return {
        "rsa": services.person(),
        "ec": services.person("Hoàng Văn Thụ Thử", key="p256"),
        "agency": services.agency(),
        "no_key": services.person("Người Không Khóa"),
        "wrong_key": services.person("Người Sai Khóa"),
        "wrong_ec": services.person("Người Sai Khóa EC", key="p256"),
    }


@pytest.fixture(scope="module")
def tokens(
    services: Services, people: dict[str, Holder], tmp_path_factory: pytest.TempPathFactory
) -> dict[str, SoftToken]:
    made = make_tokens(tmp_path_factory.mktemp("softhsm"), ["ca-nhan", "co-quan", "trong", "hong"], PIN)
    # All labels are the same: a signer chosen by label would be the wrong one.
    made["ca-nhan"].load(people["rsa"], b"\x01")
    made["ca-nhan"].load(people["ec"], b"\x02")
    made["ca-nhan"].load(services.issuing, b"\x09", with_key=False)
    made["co-quan"].load(people["agency"], b"\x01")
    made["hong"].load(people["no_key"], b"\x01", with_key=False)
    made["hong"].load(people["wrong_key"], b"\x02", key=rsa.generate_private_key(65537, 2048))
    made["hong"].load(people["wrong_ec"], b"\x03", key=ec.generate_private_key(ec.SECP256R1()))
    return made


@pytest.fixture
def person(tokens: dict[str, SoftToken]) -> SoftToken:
    return tokens["ca-nhan"]


def test_lists_what_is_on_the_tokens_without_a_pin(
    tokens: dict[str, SoftToken], people: dict[str, Holder], services: Services
) -> None:
    person = tokens["ca-nhan"]
    found = {c.serial: c for c in list_certificates(person.library, token=person.serial)}
    assert set(found) == {people["rsa"].serial, people["ec"].serial, services.issuing.serial}
    one = found[people["ec"].serial]
    assert one.holder == "Hoàng Văn Thụ Thử" and one.organisation == "Sở Quy hoạch"
    printed = run("openssl", "x509", "-in", people["ec"].pem, "-noout", "-fingerprint", "-sha256").stdout
    assert printed.split("=")[1].strip().replace(":", "") == one.thumbprint
    assert found[services.issuing.serial].authority and not one.authority


def test_chosen_by_serial_or_thumbprint_never_by_label(
    person: SoftToken, people: dict[str, Holder], services: Services
) -> None:
    with Pkcs11Signer(person.library, PIN, serial=people["ec"].serial) as signer:
        assert isinstance(signer, Signer)
        assert (signer.identity.name, signer.identity.key) == ("Hoàng Văn Thụ Thử", "ecdsa")
        assert signer.certificates == (people["ec"].der, services.issuing.der)
    colons = ":".join(f"{b:02x}" for b in people["rsa"].certificate.fingerprint(hashes.SHA256()))
    sha1 = people["rsa"].certificate.fingerprint(hashes.SHA1()).hex()
    for thumbprint in (colons, sha1):
        with Pkcs11Signer(person.library, PIN, thumbprint=thumbprint) as signer:
            assert signer.identity.name == "Lý Thị Ngọc Ánh"
    with Pkcs11Signer(person.library, PIN, serial="0x00" + people["rsa"].serial.lower()) as signer:
        assert signer.identity.key == "rsa"


def test_raw_signatures_fit_the_certificates(person: SoftToken, people: dict[str, Holder]) -> None:
    data = "Bộ hồ sơ".encode()
    with Pkcs11Signer(person.library, PIN, serial=people["ec"].serial) as signer:
        people["ec"].certificate.public_key().verify(signer.sign(data, "sha256"), data, ec.ECDSA(hashes.SHA256()))
    pss = padding.PSS(padding.MGF1(hashes.SHA256()), 32)
    with Pkcs11Signer(person.library, PIN, serial=people["rsa"].serial) as signer:
        public = people["rsa"].certificate.public_key()
        public.verify(signer.sign(data, "sha256"), data, pss, hashes.SHA256())
        # A token without the combined mechanism gets the hash alone.
        signer._mechanisms = signer._mechanisms - {"SHA256_RSA_PKCS_PSS"}
        public.verify(signer.sign(data, "sha256"), data, pss, hashes.SHA256())
        signer._mechanisms = set()
        with pytest.raises(SigningFailed, match="không hỗ trợ RSASSA-PSS"):
            signer.sign(data, "sha256")


def test_a_bundle_signed_by_two_tokens(
    tokens: dict[str, SoftToken], people: dict[str, Holder], tmp_path: Path, services: Services
) -> None:
    person, agency = tokens["ca-nhan"], tokens["co-quan"]
    with (
        Pkcs11Signer(person.library, PIN, serial=people["ec"].serial) as first,
        Pkcs11Signer(agency.library, PIN, token_serial=agency.serial) as second,
    ):
        data = sign_bundle(
            sample_bundle(sample_papers(1, 1)).data, SignatureRequest(first, WHEN), SignatureRequest(second, WHEN)
        )
    path = tmp_path / "s.pdf"
    path.write_bytes(data)
    output = run("pdfsig", path).stdout
    assert output.count("Signature Validation: Signature is Valid.") == 2
    assert "Common Name: Hoàng Văn Thụ Thử" in output and "Common Name: Sở Quy hoạch" in output
    assert run("qpdf", "--check", path).returncode == 0


def test_both_signatures_with_one_token(person: SoftToken, people: dict[str, Holder]) -> None:
    with (
        Pkcs11Signer(person.library, PIN, serial=people["ec"].serial) as first,
        Pkcs11Signer(person.library, PIN, serial=people["rsa"].serial) as second,
    ):
        assert first.sign(b"x", "sha256") and second.sign(b"x", "sha256")


def test_several_certificates_and_none_named(person: SoftToken, people: dict[str, Holder]) -> None:
    with pytest.raises(SigningFailed, match="có 2 chứng thư số, chưa rõ") as caught:
        Pkcs11Signer(person.library, PIN, token_serial=person.serial)
    hint = caught.value.hint or ""
    for holder, name in ((people["rsa"], "Lý Thị Ngọc Ánh"), (people["ec"], "Hoàng Văn Thụ Thử")):
        assert holder.serial in hint and name in hint
        # Ready to be copied into the command.
        assert f"--serial {holder.serial} --token {person.serial}" in hint
    assert "01/01/2026 đến 01/01/2029" in hint


def test_a_certificate_that_is_not_there_costs_no_try(person: SoftToken) -> None:
    with pytest.raises(SigningFailed, match="không có chứng thư số đã nêu") as caught:
        Pkcs11Signer(person.library, "sai hẳn", serial="ABCDEF")
    assert "Hoàng Văn Thụ Thử" in (caught.value.hint or "")
    with pytest.raises(SigningFailed, match="hệ mười sáu"):
        Pkcs11Signer(person.library, "sai hẳn", serial="không phải số")


def test_a_wrong_pin_is_said_once_without_it(
    person: SoftToken, people: dict[str, Holder], caplog: pytest.LogCaptureFixture
) -> None:
    secret = "9999-pin-sai"
    with caplog.at_level(logging.DEBUG), pytest.raises(SigningFailed, match="PIN không đúng") as caught:
        Pkcs11Signer(person.library, secret, serial=people["rsa"].serial)
    told = "".join(traceback.format_exception(caught.value)) + caplog.text + (caught.value.hint or "")
    assert secret not in told and PIN not in told
    hint = caught.value.hint or ""
    assert "không tự thử lại" in hint and "sai" in hint
    with Pkcs11Signer(person.library, PIN, serial=people["rsa"].serial) as signer:
        assert signer.sign(b"x", "sha256")


def test_what_a_token_tells_of_its_pin() -> None:
    """PKCS#11 has three marks and no number; SoftHSM never locks, so the marks are put up here."""
    from types import SimpleNamespace

    from pkcs11 import TokenFlag

    from dossier.signing.token_store import pin_state

    def told(flags: TokenFlag) -> str:
        return pin_state(SimpleNamespace(flags=flags)) or ""

    assert told(TokenFlag.TOKEN_INITIALIZED) == ""
    assert "ít lần" in told(TokenFlag.USER_PIN_COUNT_LOW)
    assert "CHỈ CÒN MỘT" in told(TokenFlag.USER_PIN_COUNT_LOW | TokenFlag.USER_PIN_FINAL_TRY)
    assert "đã bị khóa" in told(TokenFlag.USER_PIN_FINAL_TRY | TokenFlag.USER_PIN_LOCKED)


def test_a_certificate_without_its_key(tokens: dict[str, SoftToken], people: dict[str, Holder]) -> None:
    bad = tokens["hong"]
    for name in ("no_key", "wrong_key"):
        with pytest.raises(SigningFailed, match="không có khóa bí mật"):
            Pkcs11Signer(bad.library, PIN, serial=people[name].serial)
    # An EC private key tells nothing of its public part: seen at the first signature, before anything is written.
    with (
        Pkcs11Signer(bad.library, PIN, serial=people["wrong_ec"].serial) as signer,
        pytest.raises(SigningFailed, match="không khớp khóa"),
    ):
        signer.sign(b"x", "sha256")


def test_the_session_is_closed(person: SoftToken, people: dict[str, Holder]) -> None:
    with Pkcs11Signer(person.library, PIN, serial=people["rsa"].serial) as signer:
        with pytest.raises(TypeError):
            pickle.dumps(signer)
        assert PIN not in repr(signer) + str(vars(signer))
    with pytest.raises(SigningFailed, match="đã đóng"):
        signer.sign(b"x", "sha256")
    # Nobody is logged in any more: private keys can't be seen.
    from pkcs11 import Attribute, ObjectClass

    with person.token.open() as session:
        assert list(session.get_objects({Attribute.CLASS: ObjectClass.PRIVATE_KEY})) == []


def test_no_token_no_library(tokens: dict[str, SoftToken], tmp_path: Path) -> None:
    library = tokens["trong"].library
    with pytest.raises(SigningFailed, match="Không thấy chứng thư số nào"):
        Pkcs11Signer(library, PIN, token_serial=tokens["trong"].serial)
    with pytest.raises(SigningFailed, match="số “KHONG-CO”") as caught:
        list_certificates(library, token="KHONG-CO")
    assert tokens["co-quan"].serial in (caught.value.hint or "")
    with pytest.raises(SigningFailed, match="Không tìm thấy thư viện"):
        list_certificates(tmp_path / "khong_co.so")
    (tmp_path / "la.so").write_text("không phải thư viện")
    with pytest.raises(SigningFailed, match="Không mở được thư viện"):
        list_certificates(tmp_path / "la.so")


def test_without_the_extra_package(tmp_path: Path) -> None:
    """The package is optional: a plain installation says what to install."""
    (tmp_path / "x.so").touch()
    program = (
        "import sys; sys.modules['pkcs11'] = None\n"
        "from pathlib import Path\n"
        "from dossier.signing.token_store import list_certificates\n"
        "from dossier.core.errors import SigningFailed\n"
        f"try: list_certificates(Path({str(tmp_path / 'x.so')!r}))\n"
        "except SigningFailed as e: print(e.message, e.hint)\n"
    )
    environment = {**os.environ, "PYTHONIOENCODING": "utf-8"}
    result = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=60, env=environment, check=True
    )
    assert "chưa cài phần dùng thiết bị ký số" in result.stdout and "dossier-tdkt[pkcs11]" in result.stdout


def test_the_commands(
    tokens: dict[str, SoftToken], people: dict[str, Holder], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A clerk's way: look what is on the token, sign with one of them; the PIN comes from a prompt or the environment."""
    from typer.testing import CliRunner

    from dossier.cli.app import app

    monkeypatch.delenv("DOSSIER_PERSON_PIN", raising=False)
    monkeypatch.delenv("DOSSIER_TSA", raising=False)
    monkeypatch.setenv("COLUMNS", "80")
    person = tokens["ca-nhan"]
    (tmp_path / "ho_so.pdf").write_bytes(sample_bundle(sample_papers(1, 1)).data)
    library = ["--pkcs11", str(person.library), "--token", person.serial]

    listed = CliRunner().invoke(app, ["sign", "--list", *library])
    assert listed.exit_code == 0 and people["ec"].serial in listed.output and "Lý Thị Ngọc Ánh" in listed.output
    told = CliRunner().invoke(app, ["sign", "--list", *library, "--json"])
    assert {c["serial"] for c in json.loads(told.output) if not c["authority"]} == {
        people["rsa"].serial,
        people["ec"].serial,
    }

    command = ["sign", str(tmp_path / "ho_so.pdf"), "--as", "person", *library]
    unclear = CliRunner().invoke(app, command)
    assert unclear.exit_code == 8 and "--thumbprint" in unclear.output
    command += ["--serial", people["ec"].serial]
    wrong = CliRunner().invoke(app, command, input="0000\n")
    assert wrong.exit_code == 8 and "PIN không đúng" in wrong.output and "0000" not in wrong.output
    right = CliRunner().invoke(app, command, input=f"{PIN}\n")
    assert right.exit_code == 0, right.output
    assert "Chú ý: Đã có lần nhập sai mã PIN" in right.output and PIN not in right.output
    output = run("pdfsig", tmp_path / "ho_so.da_ky.pdf").stdout
    assert "Signature is Valid" in output and "Hoàng Văn Thụ Thử" in output
