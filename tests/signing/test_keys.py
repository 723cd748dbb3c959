"""Key files: what is refused and how it is said; nothing secret leaks; the throwaway authority."""

from __future__ import annotations

import logging
import pickle
import stat
import traceback
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from pki import run, write_p12
from sample_bundle import sample_bundle, sample_papers

from dossier.core.errors import SigningFailed
from dossier.signing.appearance import iso_time
from dossier.signing.authority import AuthorityNames, make_authority
from dossier.signing.sign import SignatureRequest, sign_person
from dossier.signing.signer import Pkcs12Signer, Signer

PASSWORD = "mật khẩu thử"
START = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def key() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


def test_facts_of_the_certificate(tmp_path: Path, key: object) -> None:
    signer = Pkcs12Signer(write_p12(tmp_path / "k.p12", key), PASSWORD)
    assert isinstance(signer, Signer)
    assert signer.identity.name == "Nông Văn Thử"
    assert (signer.identity.key, signer.identity.bits) == ("ecdsa", 256)
    assert signer.identity.valid_from == START


def test_wrong_password_is_said_without_the_password(
    tmp_path: Path, key: object, caplog: pytest.LogCaptureFixture
) -> None:
    path = write_p12(tmp_path / "khoa.p12", key)
    secret = "sai-mat-khau-bi-mat"
    with caplog.at_level(logging.DEBUG), pytest.raises(SigningFailed, match="mật khẩu không đúng") as caught:
        Pkcs12Signer(path, secret)
    told = "".join(traceback.format_exception(caught.value)) + caplog.text + (caught.value.hint or "")
    assert "khoa.p12" in told
    assert secret not in told and PASSWORD not in told


def test_nothing_secret_in_repr_or_pickle(tmp_path: Path, key: object) -> None:
    signer = Pkcs12Signer(write_p12(tmp_path / "k.p12", key), PASSWORD)
    request = SignatureRequest(signer, START, image=b"anh")
    assert PASSWORD not in repr(signer) + repr(request) + str(vars(signer))
    assert str(tmp_path) not in repr(signer)
    with pytest.raises(TypeError):
        pickle.dumps(signer)


@pytest.mark.parametrize("data", [b"", b"-----BEGIN PRIVATE KEY-----", b"\x30\x82\x01\x01khong phai"])
def test_not_a_key_file(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "x.p12"
    path.write_bytes(data)
    with pytest.raises(SigningFailed, match="không phải tệp khóa PKCS#12"):
        Pkcs12Signer(path, PASSWORD)


def test_missing_file(tmp_path: Path) -> None:
    with pytest.raises(SigningFailed, match=r"khong_co\.p12"):
        Pkcs12Signer(tmp_path / "khong_co.p12", PASSWORD)


def test_certificate_without_key(tmp_path: Path, key: object) -> None:
    with pytest.raises(SigningFailed, match="thiếu khóa bí mật"):
        Pkcs12Signer(write_p12(tmp_path / "k.p12", key, include_key=False), PASSWORD)


def test_weak_rsa_key(tmp_path: Path) -> None:
    weak = rsa.generate_private_key(65537, 1024)
    with pytest.raises(SigningFailed, match=r"quá yếu \(1024 bit\)") as caught:
        Pkcs12Signer(write_p12(tmp_path / "k.p12", weak), PASSWORD)
    assert "2048" in (caught.value.hint or "")


def test_weak_curve(tmp_path: Path) -> None:
    with pytest.raises(SigningFailed, match="quá yếu"):
        Pkcs12Signer(write_p12(tmp_path / "k.p12", ec.generate_private_key(ec.SECP224R1())), PASSWORD)


def test_certificate_not_for_signing(tmp_path: Path, key: object) -> None:
    with pytest.raises(SigningFailed, match="không được cấp để ký"):
        Pkcs12Signer(write_p12(tmp_path / "k.p12", key, usage=False), PASSWORD)


def test_expired_and_not_yet_valid(tmp_path: Path, key: object) -> None:
    signer = Pkcs12Signer(write_p12(tmp_path / "k.p12", key, days=30), PASSWORD)
    data = sample_bundle(sample_papers(1, 1)).data
    with pytest.raises(SigningFailed, match="hết hạn ngày 31/01/2026"):
        sign_person(data, SignatureRequest(signer, START + timedelta(days=31)))
    with pytest.raises(SigningFailed, match="chưa có hiệu lực"):
        sign_person(data, SignatureRequest(signer, START - timedelta(days=1)))
    with pytest.raises(SigningFailed, match="múi giờ"):
        sign_person(data, SignatureRequest(signer, datetime(2026, 1, 5)))  # noqa: DTZ001


@pytest.mark.parametrize(
    ("image", "words"),
    [
        (b"GIF89a", "không phải tệp PNG"),
        (b"\x89PNG\r\n\x1a\n" + b"x" * 40, "bị hỏng"),
        (b"\x89PNG" * 2_000_000, "quá lớn"),
    ],
)
def test_bad_pictures(tmp_path: Path, key: object, image: bytes, words: str) -> None:
    signer = Pkcs12Signer(write_p12(tmp_path / "k.p12", key), PASSWORD)
    with pytest.raises(SigningFailed, match=words):
        sign_person(sample_bundle(sample_papers(1, 1)).data, SignatureRequest(signer, START, image=image))


def test_names_with_markup_are_only_text(tmp_path: Path, key: object) -> None:
    path = write_p12(tmp_path / "k.p12", key, common="<b>A & B</b> {{ 1 }}")
    data = sign_person(sample_bundle(sample_papers(1, 1)).data, SignatureRequest(Pkcs12Signer(path, PASSWORD), START))
    (tmp_path / "s.pdf").write_bytes(data)
    assert "<b>A & B</b> {{ 1 }}" in run("pdftotext", "-l", "1", tmp_path / "s.pdf", "-").stdout.replace("\n", " ")


def test_a_signer_need_not_be_a_file(tmp_path: Path, key: object) -> None:
    """A token or a remote service has to offer three members and nothing more."""
    inner = Pkcs12Signer(write_p12(tmp_path / "k.p12", key), PASSWORD)
    asked: list[str] = []

    class Token:
        identity = inner.identity
        certificates = inner.certificates

        def sign(self, data: bytes, digest: str) -> bytes:
            asked.append(digest)
            return inner.sign(data, digest)

    data = sign_person(sample_bundle(sample_papers(1, 1)).data, SignatureRequest(Token(), START))
    (tmp_path / "s.pdf").write_bytes(data)
    assert "Signature is Valid" in run("pdfsig", tmp_path / "s.pdf").stdout
    assert asked == ["sha256"]


def test_time_is_iso_8601_with_vietnams_zone() -> None:
    assert iso_time(datetime(2026, 11, 20, 2, 5, 3, 999, tzinfo=UTC)) == "2026-11-20T09:05:03+07:00"


def test_authority_is_kept_while_it_fits(tmp_path: Path) -> None:
    names = AuthorityNames(person="Bế Văn Đàm", office="Giám đốc", agency="Sở Thử nghiệm")
    first = make_authority(tmp_path, valid_from=START, names=names, key="p256")
    before = {path: path.read_bytes() for path in tmp_path.iterdir()}
    assert make_authority(tmp_path, valid_from=START + timedelta(days=400), names=names, key="p256") == first
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == before
    other = make_authority(tmp_path, valid_from=START, names=AuthorityNames(person="Hà Thị Mận"), key="p256")
    assert other.password != first.password
    later = make_authority(tmp_path, valid_from=START + timedelta(days=4000), names=names, key="p256")
    assert Pkcs12Signer(later.person_p12, later.password).identity.name == "Bế Văn Đàm"


def test_authority_files_are_private_and_say_who(tmp_path: Path) -> None:
    names = AuthorityNames(
        person="Bế Văn Đàm", office="Giám đốc", agency="Sở Thử nghiệm tỉnh Cao Bằng", place="Cao Bằng"
    )
    authority = make_authority(tmp_path / "pki", valid_from=START, names=names, key="p256")
    for path in (authority.person_p12, authority.agency_p12):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert authority.password not in repr(authority)
    identity = Pkcs12Signer(authority.person_p12, authority.password).identity
    assert (identity.name, identity.title, identity.organisation) == (
        "Bế Văn Đàm",
        "Giám đốc",
        "Sở Thử nghiệm tỉnh Cao Bằng",
    )
    text = run("openssl", "x509", "-in", authority.ca_pem, "-noout", "-text").stdout
    assert "CA:TRUE" in text and "Certificate Sign" in text


def test_other_kinds_of_key_are_refused(tmp_path: Path) -> None:
    from cryptography import x509
    from cryptography.hazmat.primitives.serialization import NoEncryption, pkcs12
    from cryptography.x509.oid import NameOID

    key = ed25519.Ed25519PrivateKey.generate()
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "X")])
    certificate = x509.CertificateBuilder(name, name, key.public_key(), 5, START, START + timedelta(days=9)).sign(
        key, None
    )
    path = tmp_path / "k.p12"
    path.write_bytes(pkcs12.serialize_key_and_certificates(b"x", key, certificate, None, NoEncryption()))
    with pytest.raises(SigningFailed, match="Loại khóa"):
        Pkcs12Signer(path, "")
