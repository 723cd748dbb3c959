"""Signing with somebody else's tool: by hash (openssl is the tool), and by handing over the file. Nothing that comes back is believed."""

from __future__ import annotations

import base64
import hashlib
import io
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pikepdf
import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pki import run
from pki_services import PASSWORD, Holder, Services, start_services
from sample_bundle import sample_bundle, sample_papers
from verapdf import failures

from dossier.core.errors import SigningFailed
from dossier.signing.accept import accept
from dossier.signing.outside import PreparedFile, Record, complete, prepare
from dossier.signing.sign import Proof, SignatureRequest, sign_agency, sign_person
from dossier.signing.signer import Pkcs12Signer
from dossier.signing.time_stamps import HttpTimeStamps

WHEN = datetime(2026, 2, 6, 2, 5, 3, tzinfo=UTC)


@pytest.fixture(scope="module")
def services(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    with start_services(tmp_path_factory.mktemp("pki"), now=WHEN) as found:
        yield found


@pytest.fixture(scope="module")
def people(services: Services) -> dict[str, Holder]:
    return {"rsa": services.person(), "p256": services.person(key="p256"), "agency": services.agency(key="p256")}


@pytest.fixture(scope="module")
def unsigned() -> bytes:
    return sample_bundle(sample_papers(2, 1)).data


@pytest.fixture(scope="module")
def prepared(unsigned: bytes, people: dict[str, Holder], services: Services) -> PreparedFile:
    return prepare(unsigned, "ky_nguoi", when=WHEN, certificates=(people["p256"].der, services.issuing.der))


def key_file(holder: Holder, folder: Path) -> Path:
    path = folder / "khoa.pem"
    path.write_bytes(holder.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return path


def openssl_raw(holder: Holder, data: bytes, folder: Path, *options: str) -> bytes:
    """A raw signature by openssl, as a remote service gives it."""
    (folder / "d.der").write_bytes(data)
    command = ["openssl", "dgst", "-sha256", "-sign", key_file(holder, folder), *options]
    result = run(*command, "-out", folder / "s.bin", folder / "d.der")
    assert result.returncode == 0, result.stderr
    return (folder / "s.bin").read_bytes()


def openssl_cms(holder: Holder, covered: bytes, folder: Path, *options: str) -> bytes:
    """A detached CMS by openssl, PEM."""
    (folder / "c.bin").write_bytes(covered)
    command = ["openssl", "cms", "-sign", "-binary", "-in", folder / "c.bin", "-signer", holder.pem]
    result = run(*command, "-inkey", key_file(holder, folder), "-outform", "PEM", "-out", folder / "c.pem", *options)
    assert result.returncode == 0, result.stderr
    return (folder / "c.pem").read_bytes()


def covered(file: PreparedFile) -> bytes:
    _, first, second, _ = file.record.byte_range
    return file.data[:first] + file.data[second:]


def pdfsig(data: bytes, folder: Path) -> str:
    path = folder / "x.pdf"
    path.write_bytes(data)
    assert run("qpdf", "--check", path).returncode == 0
    return run("pdfsig", path).stdout


PSS = ("-sigopt", "rsa_padding_mode:pss", "-sigopt", "rsa_pss_saltlen:32")


@pytest.mark.parametrize("kind", ["rsa", "p256"])
def test_a_raw_signature_comes_back(
    kind: str, unsigned: bytes, people: dict[str, Holder], services: Services, tmp_path: Path
) -> None:
    holder = people[kind]
    file = prepare(unsigned, "ky_nguoi", when=WHEN, certificates=(holder.der, services.issuing.der))
    record = Record.model_validate_json(file.record.model_dump_json())
    assert record.algorithm is not None and record.algorithm.startswith("RSASSA-PSS" if kind == "rsa" else "ECDSA")
    assert file.attributes is not None and hashlib.sha256(file.attributes).hexdigest() == record.attributes_sha256
    assert hashlib.sha256(covered(file)).hexdigest() == record.digest
    raw = openssl_raw(holder, file.attributes, tmp_path, *(PSS if kind == "rsa" else ()))
    proof = Proof("B-T", HttpTimeStamps(services.tsa_url), (services.root.der,))
    signed = complete(file.data, record, raw, proof)
    assert signed.startswith(unsigned) and failures(signed, "3b") == {}
    first, second = pdfsig(signed, tmp_path).split("Signature #")[1:]
    assert "Signature Validation: Signature is Valid." in first and "Total document signed" in first
    assert "Common Name: Lý Thị Ngọc Ánh" in first and "ETSI.CAdES.detached" in first
    assert "not signed" in second


@pytest.mark.parametrize(
    "wrap",
    [
        lambda raw: raw,
        lambda raw: base64.b64encode(raw),
        lambda raw: base64.encodebytes(raw),
        lambda raw: raw.hex().encode() + b"\r\n",
        lambda raw: raw.hex().upper().encode(),
        lambda raw: b"-----BEGIN SIGNATURE-----\n" + base64.encodebytes(raw) + b"-----END SIGNATURE-----\n",
    ],
)
def test_however_it_is_wrapped(
    wrap: Callable[[bytes], bytes], prepared: PreparedFile, people: dict[str, Holder], tmp_path: Path
) -> None:
    assert prepared.attributes is not None
    raw = openssl_raw(people["p256"], prepared.attributes, tmp_path)
    assert "Signature is Valid" in pdfsig(complete(prepared.data, prepared.record, wrap(raw)), tmp_path)


@pytest.mark.parametrize("known", [True, False])
@pytest.mark.parametrize("kind", ["rsa", "p256"])
def test_a_whole_cms_comes_back(
    kind: str, known: bool, unsigned: bytes, people: dict[str, Holder], services: Services, tmp_path: Path
) -> None:
    holder = people[kind]
    file = prepare(
        unsigned,
        "ky_nguoi",
        when=WHEN,
        certificates=(holder.der,) if known else (),
        shown=None if known else "Ngọc Ánh",
    )
    assert (file.attributes is None) is (not known)
    options = ("-keyopt", "rsa_padding_mode:pss") if kind == "rsa" else ()
    pem = openssl_cms(holder, covered(file), tmp_path, "-md", "sha256", "-cades", *options)
    der = base64.b64decode(b"".join(pem.split(b"\n")[1:-2]))
    for answer in (pem, der, base64.b64encode(der)):
        assert "Signature is Valid" in pdfsig(complete(file.data, file.record, answer), tmp_path)
    # openssl writes the machine's time into the CMS.
    services.now = None
    try:
        stamped = complete(file.data, file.record, pem, Proof("B-T", HttpTimeStamps(services.tsa_url)))
    finally:
        services.now = WHEN
    assert "Signature is Valid" in pdfsig(stamped, tmp_path)
    with pikepdf.open(io.BytesIO(stamped)) as pdf:
        from asn1crypto.cms import ContentInfo

        value = next(f.V for f in pdf.Root.AcroForm.Fields if str(f.T) == "ky_nguoi")
        (info,) = ContentInfo.load(bytes(value.Contents))["content"]["signer_infos"]
        assert [a["type"].native for a in info["unsigned_attrs"]] == ["signature_time_stamp_token"]


def test_the_agency_signs_after_it(
    prepared: PreparedFile, people: dict[str, Holder], unsigned: bytes, tmp_path: Path
) -> None:
    """The whole way outside, both signatures; the result is like any other."""
    assert prepared.attributes is not None
    once = complete(prepared.data, prepared.record, openssl_raw(people["p256"], prepared.attributes, tmp_path))
    file = prepare(once, "ky_co_quan", when=WHEN, certificates=(people["agency"].der,))
    assert file.attributes is not None
    twice = complete(file.data, file.record, openssl_raw(people["agency"], file.attributes, tmp_path))
    output = pdfsig(twice, tmp_path)
    assert output.count("Signature is Valid") == 2 and failures(twice, "3b") == {}
    with pytest.raises(SigningFailed, match="người có thẩm quyền"):
        prepare(unsigned, "ky_co_quan", when=WHEN, certificates=(people["agency"].der,))
    with pytest.raises(SigningFailed, match="hết hạn"):
        prepare(unsigned, "ky_nguoi", when=WHEN + timedelta(days=3000), certificates=(people["agency"].der,))


def test_what_does_not_fit_is_refused(
    prepared: PreparedFile, people: dict[str, Holder], unsigned: bytes, tmp_path: Path
) -> None:
    data, record, attributes = prepared.data, prepared.record, prepared.attributes
    assert attributes is not None
    raw = openssl_raw(people["p256"], attributes, tmp_path)

    def refused(words: str, answer: bytes, file: bytes = data, told: Record = record) -> None:
        with pytest.raises(SigningFailed, match=words):
            complete(file, told, answer)

    refused("không khớp khóa", openssl_raw(people["agency"], attributes, tmp_path))
    refused("không khớp khóa", openssl_raw(people["p256"], attributes + b"\0", tmp_path))
    refused("không khớp khóa", raw[:-1])
    refused("không khớp khóa", b"")
    refused("quá lớn", b"\0" * 1_100_000)
    refused("không phải tệp đã chuẩn bị", raw, file=data[:5000] + bytes([data[5000] ^ 1]) + data[5001:])
    refused("không phải tệp đã chuẩn bị", raw, file=unsigned)
    refused("không khớp thuộc tính", raw, told=record.model_copy(update={"attributes_sha256": "00" * 32}))
    refused("Mã băm", raw, told=record.model_copy(update={"digest": "00" * 32}))
    refused("không khớp tệp chờ ký", raw, told=record.model_copy(update={"byte_range": (0, 1, 2, 3)}))
    other = {"byte_range": (0, 100, 200, len(data) - 200)}
    refused("không khớp tệp chờ ký", raw, told=record.model_copy(update=other))
    # A CMS over something else, by somebody else, with a weak hash, with the content inside, without the certificate.
    content = covered(prepared)
    refused("nội dung khác", openssl_cms(people["p256"], content + b"\0", tmp_path, "-md", "sha256"))
    refused("chứng thư số khác", openssl_cms(people["agency"], content, tmp_path, "-md", "sha256"))
    refused("hàm băm yếu", openssl_cms(people["p256"], content, tmp_path, "-md", "sha1"))
    refused("mang theo nội dung", openssl_cms(people["p256"], content, tmp_path, "-md", "sha256", "-nodetach"))
    refused("không kèm chứng thư", openssl_cms(people["p256"], content, tmp_path, "-md", "sha256", "-nocerts"))


def test_rsa_without_pss_is_refused(unsigned: bytes, people: dict[str, Holder], tmp_path: Path) -> None:
    file = prepare(unsigned, "ky_nguoi", when=WHEN, certificates=(people["rsa"].der,))
    assert file.attributes is not None
    with pytest.raises(SigningFailed, match="không khớp khóa") as caught:
        complete(file.data, file.record, openssl_raw(people["rsa"], file.attributes, tmp_path))
    assert "RSASSA-PSS" in (caught.value.hint or "")


def test_a_raw_signature_needs_the_certificate_beforehand(
    unsigned: bytes, people: dict[str, Holder], tmp_path: Path
) -> None:
    with pytest.raises(SigningFailed, match="Chưa biết tên người ký"):
        prepare(unsigned, "ky_nguoi", when=WHEN)
    file = prepare(unsigned, "ky_nguoi", when=WHEN, shown="Ai đó")
    with pytest.raises(SigningFailed, match="phải nhận về cả CMS"):
        complete(file.data, file.record, openssl_raw(people["p256"], b"x", tmp_path))


# --- the file is handed over ------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def elsewhere(unsigned: bytes, people: dict[str, Holder]) -> bytes:
    """Signed by a program that is not ours: plain pyHanko, another look, adbe.pkcs7.detached, RSA PKCS#1 v1.5."""
    return foreign(unsigned, people["rsa"], "ky_nguoi")


def foreign(data: bytes, holder: Holder, field: str, **more: object) -> bytes:
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import signers

    signer = signers.SimpleSigner.load_pkcs12(str(holder.p12), passphrase=PASSWORD.encode())
    meta = signers.PdfSignatureMetadata(field_name=field, md_algorithm="sha256", **more)  # type: ignore[arg-type]
    out = signers.sign_pdf(IncrementalPdfFileWriter(io.BytesIO(data)), meta, signer)
    return bytes(out.getbuffer())


def test_a_file_signed_with_another_program_is_taken(
    unsigned: bytes, elsewhere: bytes, people: dict[str, Holder], tmp_path: Path
) -> None:
    taken = accept(unsigned, elsewhere, "ky_nguoi")
    assert (taken.field, taken.signer.name) == ("ky_nguoi", "Lý Thị Ngọc Ánh")
    assert abs(taken.when - datetime.now(UTC)) < timedelta(minutes=10)
    assert any("PKCS#1" in note for note in taken.notes) and any("dấu thời gian" in note for note in taken.notes)
    assert accept(unsigned, elsewhere).field == "ky_nguoi"
    # Ours goes on from there.
    agency = SignatureRequest(Pkcs12Signer(people["agency"].p12, PASSWORD), datetime.now(UTC))
    assert pdfsig(sign_agency(elsewhere, agency), tmp_path).count("Signature is Valid") == 2


def test_a_certifying_program_is_taken_too(unsigned: bytes, people: dict[str, Holder]) -> None:
    ours = sign_person(unsigned, SignatureRequest(Pkcs12Signer(people["p256"].p12, PASSWORD), WHEN))
    assert accept(unsigned, ours, "ky_nguoi").when == WHEN
    agency = SignatureRequest(Pkcs12Signer(people["agency"].p12, PASSWORD), WHEN)
    assert accept(ours, sign_agency(ours, agency), "ky_co_quan").signer.name == "Sở Quy hoạch"


def changed(data: bytes, change: Callable[[pikepdf.Pdf], None]) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        change(pdf)
        pdf.save(out)
    return out.getvalue()


def incremental(data: bytes, change: Callable[[object], None]) -> bytes:
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

    writer = IncrementalPdfFileWriter(io.BytesIO(data))
    change(writer)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def add_note(writer: object) -> None:
    from pyhanko.pdf_utils import generic

    page = writer.root["/Pages"]["/Kids"][0]  # type: ignore[attr-defined]
    while "/Kids" in page:
        page = page["/Kids"][0]
    note = generic.DictionaryObject(
        {
            generic.pdf_name("/Type"): generic.pdf_name("/Annot"),
            generic.pdf_name("/Subtype"): generic.pdf_name("/FreeText"),
            generic.pdf_name("/Contents"): generic.TextStringObject("Duyệt"),
            generic.pdf_name("/Rect"): generic.ArrayObject(map(generic.NumberObject, (10, 10, 90, 40))),
        }
    )
    reference = writer.add_object(note)  # type: ignore[attr-defined]
    notes = page.get("/Annots") or generic.ArrayObject()
    page[generic.pdf_name("/Annots")] = generic.ArrayObject([*notes, reference])
    writer.update_container(page)  # type: ignore[attr-defined]


def test_what_else_changed_is_said(unsigned: bytes, elsewhere: bytes, people: dict[str, Holder]) -> None:
    def refused(words: str, signed: bytes, original: bytes = unsigned, field: str | None = "ky_nguoi") -> str:
        with pytest.raises(SigningFailed, match=words) as caught:
            accept(original, signed, field)
        return caught.value.message

    refused("giống hệt tệp gốc", unsigned)
    # Saved anew, with and without other changes, then signed.
    refused("không giữ nguyên tệp gốc", foreign(changed(unsigned, lambda pdf: None), people["rsa"], "ky_nguoi"))

    def drop_last_page(pdf: pikepdf.Pdf) -> None:
        del pdf.pages[-1]

    said = refused("không giữ nguyên", foreign(changed(unsigned, drop_last_page), people["rsa"], "ky_nguoi"))
    assert re.search(r"số trang từ (\d+) thành (\d+)", said)

    def replace_attachment(pdf: pikepdf.Pdf) -> None:
        pdf.attachments["dossier.json"] = b"{}"

    said = refused("không giữ nguyên", foreign(changed(unsigned, replace_attachment), people["rsa"], "ky_nguoi"))
    assert "“dossier.json” bị thay" in said
    # A note written before signing, and one written after.
    said = refused("còn bị thay đổi", foreign(incremental(unsigned, add_note), people["rsa"], "ky_nguoi"))
    assert "ghi chú" in said and "trang 1" in said
    refused("không đạt|còn bị thay đổi|sửa sau", incremental(elsewhere, add_note))
    # Nothing but a note; a field of its own; the other field; two at once.
    refused("không có chữ ký số mới", incremental(unsigned, add_note))
    refused("không phải chỗ “ky_nguoi”", foreign(unsigned, people["rsa"], "Signature1"))
    assert "Signature1" in refused("nằm ở chỗ", foreign(unsigned, people["rsa"], "Signature1"), field=None)
    both = foreign(elsewhere, people["agency"], "ky_co_quan")
    refused("2 chữ ký mới", both)
    refused("không phải chỗ “ky_nguoi”", both, original=elsewhere)
    refused("Chưa có chữ ký số của người", foreign(unsigned, people["agency"], "ky_co_quan"), field="ky_co_quan")
    # Broken on the way.
    for at in (2000, len(unsigned) - 200, len(elsewhere) - 300):
        broken = bytearray(elsewhere)
        broken[at] ^= 1
        with pytest.raises(SigningFailed):
            accept(unsigned, bytes(broken), "ky_nguoi")
    with pytest.raises(SigningFailed):
        accept(unsigned, elsewhere + b"\n% them vao sau\n", "ky_nguoi")
    refused("không phải tệp PDF", b"not a pdf")
    refused("không giữ nguyên tệp gốc", foreign(sample_bundle(sample_papers(1, 1)).data, people["rsa"], "ky_nguoi"))


def test_weak_or_expired_is_refused(unsigned: bytes, services: Services) -> None:
    old = services.person("Hết Hạn Thử", end=datetime(2026, 2, 1, tzinfo=UTC))
    with pytest.raises(SigningFailed, match="đã hết hạn"):
        accept(unsigned, foreign(unsigned, old, "ky_nguoi"))
    not_for_it = services.person("Không Để Ký", usage=("key_encipherment",))
    with pytest.raises(SigningFailed, match="không được cấp để ký"):
        accept(unsigned, foreign(unsigned, not_for_it, "ky_nguoi"))
