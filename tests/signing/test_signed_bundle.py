"""A signed bundle, judged by other people's tools: pdfsig, qpdf, veraPDF, openssl, pyHanko's validator."""

from __future__ import annotations

import io
import re
from datetime import datetime, timedelta
from pathlib import Path

import pikepdf
import pytest
from asn1crypto.cms import ContentInfo
from PIL import Image, ImageDraw
from pki import run
from sample_bundle import sample_bundle, sample_papers
from verapdf import failures

from dossier.core.errors import SigningFailed
from dossier.signing.authority import Authority, AuthorityNames, make_authority
from dossier.signing.sign import SignatureRequest, sign_agency, sign_bundle, sign_person
from dossier.signing.signer import Pkcs12Signer

START = datetime.fromisoformat("2026-01-01T00:00:00+07:00")
PERSON_TIME = datetime.fromisoformat("2026-02-06T09:05:03+07:00")
AGENCY_TIME = PERSON_TIME + timedelta(minutes=20)
NAMES = AuthorityNames(person="Lý Thị Ngọc Ánh", office="Phó Giám đốc", agency="Sở Quy hoạch", place="Cao Bằng")


def picture(color: tuple[int, int, int]) -> bytes:
    """An obvious placeholder, never a real signature or seal."""
    image = Image.new("RGBA", (300, 150), (0, 0, 0, 0))
    ImageDraw.Draw(image).line([(10, 140), (100, 10), (180, 130), (290, 20)], fill=(*color, 255), width=8)
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def requests(authority: Authority, pictures: bool = False) -> tuple[SignatureRequest, SignatureRequest]:
    person = Pkcs12Signer(authority.person_p12, authority.password)
    agency = Pkcs12Signer(authority.agency_p12, authority.password)
    return (
        SignatureRequest(person, PERSON_TIME, image=picture((20, 50, 160)) if pictures else None),
        SignatureRequest(agency, AGENCY_TIME, image=picture((200, 10, 30)) if pictures else None),
    )


@pytest.fixture(scope="module")
def rsa_authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return make_authority(tmp_path_factory.mktemp("pki_rsa"), valid_from=START, names=NAMES)


@pytest.fixture(scope="module")
def ec_authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return make_authority(tmp_path_factory.mktemp("pki_ec"), valid_from=START, names=NAMES, key="p256")


@pytest.fixture(scope="module")
def unsigned() -> bytes:
    return sample_bundle(sample_papers(3, 2)).data


@pytest.fixture(scope="module", params=["rsa-chu", "rsa-anh", "p256-chu", "p256-anh"])
def signed(
    request: pytest.FixtureRequest,
    unsigned: bytes,
    rsa_authority: Authority,
    ec_authority: Authority,
    tmp_path_factory: pytest.TempPathFactory,
) -> Path:
    key, look = request.param.split("-")
    authority = rsa_authority if key == "rsa" else ec_authority
    path = tmp_path_factory.mktemp("signed") / f"{request.param}.pdf"
    path.write_bytes(sign_bundle(unsigned, *requests(authority, look == "anh")))
    return path


@pytest.fixture(scope="module")
def rsa_signed(unsigned: bytes, rsa_authority: Authority) -> bytes:
    return sign_bundle(unsigned, *requests(rsa_authority))


def test_pdfsig_accepts_both(signed: Path) -> None:
    output = run("pdfsig", signed).stdout
    first, second = output.split("Signature #")[1:]
    for part in (first, second):
        assert "Signature Validation: Signature is Valid." in part
        assert "Signature Type: ETSI.CAdES.detached" in part
        assert "Signing Hash Algorithm: SHA-256" in part
    assert "Signature Field Name: ky_nguoi" in first
    assert "Common Name: Lý Thị Ngọc Ánh" in first
    assert "title=Phó Giám đốc" in first
    assert "Signature Field Name: ky_co_quan" in second
    assert "Total document signed" in second.replace("Not total document signed", "")


def test_stays_pdf_a_and_sound(signed: Path) -> None:
    assert failures(signed.read_bytes(), "3b") == {}
    result = run("qpdf", "--check", signed)
    assert result.returncode == 0, result.stdout + result.stderr


def test_nothing_before_a_signature_changes(unsigned: bytes, rsa_signed: bytes) -> None:
    """Incremental updates only: the unsigned bundle is the beginning of the signed one."""
    assert rsa_signed.startswith(unsigned.rstrip(b"\n"))
    assert len(rsa_signed) - len(unsigned) < 80_000


def cms_of(data: bytes, field: str) -> tuple[bytes, bytes]:
    """The CMS of a signature and the bytes it covers."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        value = next(f.V for f in pdf.Root.AcroForm.Fields if str(f.T) == field)
        start, first, second, rest = (int(n) for n in value.ByteRange)
        contents = bytes(value.Contents)
    # The place is padded with zeros after the CMS.
    return ContentInfo.load(contents).dump(), data[start : start + first] + data[second : second + rest]


@pytest.mark.parametrize("field", ["ky_nguoi", "ky_co_quan"])
def test_openssl_verifies_the_cms_up_to_our_root(
    field: str, rsa_signed: bytes, rsa_authority: Authority, tmp_path: Path
) -> None:
    cms, covered = cms_of(rsa_signed, field)
    (tmp_path / "s.der").write_bytes(cms)
    (tmp_path / "d.bin").write_bytes(covered)
    verify = ["openssl", "cms", "-verify", "-inform", "DER", "-in", tmp_path / "s.der", "-content", tmp_path / "d.bin"]
    verify += [
        "-binary",
        "-CAfile",
        rsa_authority.ca_pem,
        "-purpose",
        "any",
        "-attime",
        str(int(AGENCY_TIME.timestamp())),
    ]
    result = run(*verify, "-out", tmp_path / "out.bin")
    assert result.returncode == 0, result.stderr
    printed = run("openssl", "cms", "-cmsout", "-print", "-inform", "DER", "-in", tmp_path / "s.der").stdout
    assert "rsassaPss" in printed and "sha256" in printed
    assert "signing-certificate" in printed.lower() or "signingCertificateV2" in printed
    # PAdES: the time is in the PDF, not in the CMS.
    assert "signingTime" not in printed


def test_one_changed_byte_is_seen(rsa_signed: bytes, tmp_path: Path) -> None:
    place = rsa_signed.index(b"/MediaBox") if b"/MediaBox" in rsa_signed[:2000] else 1500
    for number, at in enumerate((place, len(rsa_signed) // 3)):
        broken = bytearray(rsa_signed)
        broken[at] ^= 1
        path = tmp_path / f"b{number}.pdf"
        path.write_bytes(broken)
        output = run("pdfsig", path).stdout
        assert "Signature is Valid" not in output, output


def test_only_the_agency_may_follow_and_nothing_after_it(rsa_signed: bytes, rsa_authority: Authority) -> None:
    """pyHanko's own validator: intact, whole, and the one later change is the one the person's signature allows."""
    from pyhanko.keys import load_cert_from_pemder
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.diff_analysis import ModificationLevel
    from pyhanko.sign.fields import MDPPerm
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko_certvalidator import ValidationContext

    root = load_cert_from_pemder(str(rsa_authority.ca_pem))
    reader = PdfFileReader(io.BytesIO(rsa_signed))
    context = {"trust_roots": [root], "moment": AGENCY_TIME, "allow_fetching": False}
    person, agency = reader.embedded_signatures
    first = validate_pdf_signature(person, ValidationContext(**context))
    second = validate_pdf_signature(agency, ValidationContext(**context))
    assert first.intact and first.valid and first.trusted and first.docmdp_ok
    assert first.modification_level is ModificationLevel.FORM_FILLING
    assert second.intact and second.valid and second.trusted and second.bottom_line
    assert second.modification_level is ModificationLevel.NONE
    assert person.docmdp_level is MDPPerm.FILL_FORMS
    assert agency.docmdp_level is MDPPerm.NO_CHANGES
    assert (person.self_reported_timestamp, agency.self_reported_timestamp) == (PERSON_TIME, AGENCY_TIME)


def test_visible_marks_stand_in_their_places(unsigned: bytes, rsa_authority: Authority, tmp_path: Path) -> None:
    """Blue and red ink appear inside the prepared rectangles and nowhere else on the cover."""
    path = tmp_path / "s.pdf"
    path.write_bytes(sign_bundle(unsigned, *requests(rsa_authority, pictures=True)))
    assert run("pdftoppm", "-r", "72", "-l", "1", "-png", path, tmp_path / "p").returncode == 0
    image = Image.open(next(tmp_path.glob("p-*.png"))).convert("RGB")
    places = sample_bundle(sample_papers(3, 2)).places
    for name, ink in (("ky_nguoi", lambda r, g, b: b > r + 60), ("ky_co_quan", lambda r, g, b: r > b + 60)):
        box = places[name]
        spots = [(x, y) for x in range(image.width) for y in range(image.height) if ink(*image.getpixel((x, y)))]
        assert len(spots) > 100
        assert min(x for x, _ in spots) >= box.left - 2 and max(x for x, _ in spots) <= box.right + 2
        assert min(y for _, y in spots) >= image.height - box.top - 2
        assert max(y for _, y in spots) <= image.height - box.bottom + 2


def test_text_marks_name_the_signer_and_the_time(rsa_signed: bytes, tmp_path: Path) -> None:
    path = tmp_path / "s.pdf"
    path.write_bytes(rsa_signed)
    text = run("pdftotext", "-l", "1", "-layout", path, "-").stdout
    words = re.sub(r"\s+", " ", text)
    assert "2026-02-06T09:05:03+07:00" in words
    assert "2026-02-06T09:25:03+07:00" in words
    assert words.count("Lý Thị Ngọc Ánh") == 2
    assert "Phó Giám đốc" in words


def test_the_agency_does_not_sign_first(unsigned: bytes, rsa_authority: Authority) -> None:
    with pytest.raises(SigningFailed, match="người có thẩm quyền") as caught:
        sign_agency(unsigned, requests(rsa_authority)[1])
    assert "Điều 32" in (caught.value.hint or "")


def test_the_agency_does_not_sign_a_changed_file(unsigned: bytes, rsa_authority: Authority) -> None:
    person, agency = requests(rsa_authority)
    once = sign_person(unsigned, person)
    flipped = bytearray(once)
    # A letter inside the cover's XMP or a stream: the structure stays readable, the content does not.
    at = once.index(b"/ObjStm") + 60
    flipped[at] ^= 1
    with pytest.raises(SigningFailed):
        sign_agency(bytes(flipped), agency)
    with pytest.raises(SigningFailed, match="sửa sau khi"):
        sign_agency(once + b"\n% them vao sau\n", agency)


def test_no_second_signature_of_the_same_kind(unsigned: bytes, rsa_signed: bytes, rsa_authority: Authority) -> None:
    person, agency = requests(rsa_authority)
    with pytest.raises(SigningFailed, match="đã có chữ ký"):
        sign_person(rsa_signed, person)
    with pytest.raises(SigningFailed, match="đã ký tệp này"):
        sign_agency(rsa_signed, agency)


def test_the_agency_can_not_sign_earlier_than_the_person(unsigned: bytes, rsa_authority: Authority) -> None:
    person, agency = requests(rsa_authority)
    early = SignatureRequest(agency.signer, PERSON_TIME - timedelta(seconds=1))
    with pytest.raises(SigningFailed, match="sớm hơn"):
        sign_bundle(unsigned, person, early)


def test_a_file_without_fields_needs_places(rsa_authority: Authority) -> None:
    from sample_bundle import paper_pdf

    from dossier.bundle.places import Place

    person, agency = requests(rsa_authority)
    plain = paper_pdf(0, 1)
    with pytest.raises(SigningFailed, match="ky_nguoi"):
        sign_person(plain, person)
    places = {"ky_nguoi": Place(0, 300, 100, 450, 180), "ky_co_quan": Place(0, 250, 95, 350, 195)}
    with pikepdf.open(io.BytesIO(sign_bundle(plain, person, agency, places))) as pdf:
        assert [str(f.T) for f in pdf.Root.AcroForm.Fields] == ["ky_nguoi", "ky_co_quan"]


@pytest.mark.parametrize("data", [b"", b"not a pdf", b"%PDF-1.7\n%%EOF"])
def test_rubbish_is_not_signed(data: bytes, rsa_authority: Authority) -> None:
    with pytest.raises(SigningFailed, match="PDF"):
        sign_person(data, requests(rsa_authority)[0])
