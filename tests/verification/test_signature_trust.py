"""Whom the checker trusts: files that are read, and files that are refused with a word of warning."""

from __future__ import annotations

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs7,
    pkcs12,
)
from signature_cases import NOW, SIGNED, agency, crl_of, person, root, root_of

from dossier.core.errors import ExitCode
from dossier.regulation.signature_law import judge, signature_law
from dossier.verification.signature.trust import TrustInvalid, load_trust


def test_pem_der_several_and_folders(tmp_path: Path) -> None:
    one, two = root(), root_of("CA B", 94)
    (tmp_path / "ca").mkdir()
    (tmp_path / "ca" / "hai.pem").write_bytes(b"# ghi chu\n" + one.pem + two.pem)
    (tmp_path / "ca" / "mot.cer").write_bytes(one.der)
    (tmp_path / "ca" / ".an").write_text("bỏ qua")
    (tmp_path / "goi.p7b").write_bytes(pkcs7.serialize_certificates([two.certificate], Encoding.DER))
    trust = load_trust([tmp_path / "ca", tmp_path / "goi.p7b"], at=NOW)
    assert set(trust.roots) == {one.der, two.der}
    assert not trust.online and trust.at == NOW


def test_nothing_given() -> None:
    assert load_trust([], at=NOW).roots == ()


def test_lists(tmp_path: Path) -> None:
    der = crl_of(root(), since=SIGNED, until=NOW)
    (tmp_path / "a.crl").write_bytes(der)
    from cryptography import x509

    (tmp_path / "b.pem").write_bytes(x509.load_der_x509_crl(der).public_bytes(Encoding.PEM))
    trust = load_trust([], [tmp_path / "a.crl", tmp_path / "b.pem"], at=NOW)
    assert trust.crls == (der, der) and trust.ocsps == ()
    (tmp_path / "c.crl").write_bytes(root().der)
    with pytest.raises(TrustInvalid, match=r"“c\.crl” không phải danh sách thu hồi"):
        load_trust([], [tmp_path / "c.crl"], at=NOW)


def secrets() -> list[tuple[str, bytes]]:
    holder = person()
    plain = (Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    locked = BestAvailableEncryption(b"mat khau")
    return [
        ("PKCS#8", holder.pem + holder.key.private_bytes(*plain)),
        ("locked", holder.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, locked)),
        ("SEC1", holder.key.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption())),
        ("PKCS#8 DER", holder.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())),
        ("SEC1 DER", holder.key.private_bytes(Encoding.DER, PrivateFormat.TraditionalOpenSSL, NoEncryption())),
        ("PKCS#12", pkcs12.serialize_key_and_certificates(b"x", holder.key, holder.certificate, None, locked)),
    ]


@pytest.mark.parametrize(("kind", "data"), secrets(), ids=[kind for kind, _ in secrets()])
def test_private_keys_are_refused_with_a_warning(kind: str, data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "nham.pem"
    path.write_bytes(data)
    with pytest.raises(TrustInvalid, match="khóa bí mật") as caught:
        load_trust([path], at=NOW)
    assert "cất tệp đi" in (caught.value.hint or "")
    assert caught.value.exit_code is ExitCode.INPUT


@pytest.mark.parametrize(
    "data", [b"", b"xin chao", b"\x30\x82\x00", b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"]
)
def test_rubbish(data: bytes, tmp_path: Path) -> None:
    (tmp_path / "ca.pem").write_bytes(data)
    with pytest.raises(TrustInvalid, match=r"“ca\.pem” không phải chứng thư"):
        load_trust([tmp_path / "ca.pem"], at=NOW)


def test_missing_empty_and_without_zone(tmp_path: Path) -> None:
    with pytest.raises(TrustInvalid, match="Không tìm thấy"):
        load_trust([tmp_path / "khong_co.pem"], at=NOW)
    (tmp_path / "trong").mkdir()
    with pytest.raises(TrustInvalid, match="không có tệp nào"):
        load_trust([tmp_path / "trong"], at=NOW)
    with pytest.raises(TrustInvalid, match="múi giờ"):
        load_trust([], at=NOW.replace(tzinfo=None))


def test_the_list_of_algorithms_is_data() -> None:
    law = signature_law()
    assert law.schemes["rsassa_pss"].listed and not law.schemes["rsassa_pkcs1v15"].listed
    assert str(law.clauses["thu_tu_ky"]) == "điểm d khoản 2 Điều 32 Nghị định số 30/2020/NĐ-CP"
    assert judge("rsassa_pss", 2048, ["sha256"]).listed
    assert judge("ecdsa", 384, ["sha384"], "P-384").name == "ECDSA P-384, SHA-384"
    assert judge("ecdsa", 192, ["sha256"]).weak
    assert judge("rsassa_pss", 2048, ["sha256", "sha1"]).weak, "the hash of the mask counts too"
    assert judge("tu_che", 2048, ["sha256"]).weak and judge("rsassa_pss", 3072, ["sieu_bam"]).weak
    assert judge("rsassa_pss", None, ["sha256"]).weak
    sound = judge("rsassa_pkcs1v15", 4096, ["sha512"])
    assert sound.weak is None and not sound.listed and "RSASSA-PSS" in (sound.unlisted or "")
    assert agency().der
